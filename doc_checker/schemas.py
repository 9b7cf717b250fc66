"""JSON Schemas of the contract, generated from the data model: ``python -m doc_checker.schemas [--check] [FOLDER]``.

Writes ``record``, ``review``, ``indicator-system`` and ``system-diff`` (``*.schema.json``); with ``--check`` nothing is written, and the
exit code is 1 when a file is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import atomic
from .model import SCHEMA_VERSION, Frozen, IndicatorSystem, Record, Review
from .model.versions import SystemDiff

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MODELS: dict[str, type[Frozen]] = {
    "record": Record,
    "review": Review,
    "indicator-system": IndicatorSystem,
    "system-diff": SystemDiff,
}


def default_folder() -> Path:
    """``schemas/`` of the checkout."""
    return Path(__file__).resolve().parent.parent / "schemas"


def make_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of one part of the contract, as the program writes it."""
    schema = MODELS[name].model_json_schema(mode="serialization")
    head = {"$schema": DIALECT, "$id": f"doc-checker/{name}/{SCHEMA_VERSION}"}
    return {**head, **_without_noise(schema)}


def _without_noise(node: Any) -> Any:
    """A schema without pydantic's titles, which only repeat the field names."""
    if isinstance(node, list):
        return [_without_noise(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    cleaned = {}
    for key, value in node.items():
        if key == "title" and isinstance(value, str):
            continue
        # Under these keys stand names of fields and models: one of them may be called "title".
        inner = key in ("properties", "$defs") and isinstance(value, dict)
        cleaned[key] = {k: _without_noise(v) for k, v in value.items()} if inner else _without_noise(value)
    return cleaned


def render_schema(name: str) -> str:
    """The text of a schema file."""
    return json.dumps(make_schema(name), ensure_ascii=False, indent=2) + "\n"


def find_stale(folder: Path) -> list[Path]:
    """The schema files that are missing or differ from the data model."""
    stale = []
    for name in MODELS:
        path = folder / f"{name}.schema.json"
        if not path.is_file() or path.read_text("utf-8") != render_schema(name):
            stale.append(path)
    return stale


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema files that are stale; returns them."""
    atomic.make_folder(folder)
    stale = find_stale(folder)
    for path in stale:
        atomic.write_text(path, render_schema(path.name.removesuffix(".schema.json")))
    return stale


def main(arguments: Sequence[str]) -> int:
    """Write or check; returns the exit code."""
    words = [word for word in arguments if word != "--check"]
    folder = Path(words[0]) if words else default_folder()
    if "--check" in arguments:
        stale = find_stale(folder)
        for path in stale:
            sys.stderr.write(f"{path} 与数据模型不一致；请运行 make schemas\n")
        return 1 if stale else 0
    for path in write_schemas(folder):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
