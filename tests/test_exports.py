"""The names that the package exports are exactly those that the README documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import doc_checker

ROOT = Path(__file__).resolve().parent.parent
SECTION = "## As a library"
"""The README's section with one table row ``| `name` | what it does |`` for each exported name."""


def exported() -> set[str]:
    """Public names of the package; the version is not counted."""
    return set(getattr(doc_checker, "__all__", ())) - {"__version__"}


def documented() -> set[str]:
    """Names in the first column of the section's table."""
    _, _, rest = (ROOT / "README.md").read_text("utf-8").partition(f"{SECTION}\n")
    section = rest.partition("\n## ")[0]
    return set(re.findall(r"^\|\s*`(\w+)`", section, re.MULTILINE))


def test_exports_are_documented() -> None:
    assert exported() == documented()


@pytest.mark.parametrize("name", sorted(exported()))
def test_exported_name_is_there(name: str) -> None:
    assert getattr(doc_checker, name) is not None


def test_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", doc_checker.__version__)
