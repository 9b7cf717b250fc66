"""The same notice gives the same record from every format: web page, Word, OFD and PDF against its text file.

Left out is what the renditions' README lists apart: the order of some items, and tables that the text files hold
flattened (their cells are tested with their readers). The signature lines that two renditions add are expected.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from doc_checker.extract import extract_record
from doc_checker.readers import read_file
from doc_checker.text import squeeze

CORPUS = Path(__file__).parents[2] / "corpus"
RENDITIONS = sorted(
    path for kind in ("html", "docx", "ofd", "pdf") for path in (CORPUS / "renditions" / kind).iterdir()
)
APART = ("source", "spans", "tables")
SIGNED = {"lujiaofahan-2023-05": ["山东省交通运输厅"], "zaojiaobianzi-2021-18": ["枣庄市交通运输局"]}


@cache
def record_of(path: Path) -> dict[str, Any]:
    """The record without what differs by nature: source, spans, white space, the order of clauses and tasks."""
    record = extract_record(read_file(path))
    values: dict[str, Any] = json.loads(record.model_dump_json())
    values["clauses"] = [
        json.loads(c.model_copy(update={"children": []}).model_dump_json()) for c in record.walk_clauses()
    ]
    for name in ("clauses", "tasks"):
        values[name].sort(key=lambda item: item["id"])
    return {name: _bare(value) for name, value in values.items() if name not in APART}


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in ("span", "spans", "pieces")}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return squeeze(value) if isinstance(value, str) else value


def text_of(name: str) -> Path:
    return CORPUS / "notices" / name / f"{name}.txt"


@pytest.mark.parametrize("path", RENDITIONS, ids=lambda path: path.name)
def test_the_same_record_as_from_the_text(path: Path) -> None:
    expected = dict(record_of(text_of(path.stem)))
    expected["signatories"] = expected["signatories"] or SIGNED.get(path.stem, [])
    found = record_of(path)
    assert sorted(found) == sorted(expected)
    for field, value in expected.items():
        assert found[field] == value, field
