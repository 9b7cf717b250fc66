"""Small inputs for the commands."""

from collections.abc import Callable
from pathlib import Path

Run = Callable[..., int]


def write(path: Path, text: str) -> Path:
    """Write a small input, its folder created."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
