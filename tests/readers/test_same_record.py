"""The same notice gives the same record from every format: here from web page, Word and OFD, against its text file.

Left out is what the renditions' README lists apart: the order of some items, tables that the text files hold flattened,
the signature lines that the renditions add.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doc_checker.extract import extract_record
from doc_checker.readers import read_file
from doc_checker.text import squeeze

CORPUS = Path(__file__).parents[2] / "corpus"
HEADER = [
    "issuers",
    "document_number",
    "title",
    "document_type",
    "inner_title",
    "addressees",
    "written_date",
    "disclosure",
    "attachments",
    "citations",
]
CASES = {
    ("lujiaofahan-2023-06", "html"): ("signatories", "clauses", "tables", "rosters", "unit_lists", "tasks", "times"),
    ("lujiaofahan-2023-05", "html"): ("unit_lists", "rosters", "tasks", "indicator_systems", "times"),
    ("lujiaofahan-2023-05", "docx"): ("clauses", "unit_lists", "rosters", "tasks", "indicator_systems", "times"),
    ("laiwuqujiaozi-2024-19", "html"): ("signatories", "clauses", "rosters", "tasks", "unit_lists"),
    ("laiwuqujiaozi-2024-19", "docx"): ("signatories", "clauses", "rosters", "tasks", "unit_lists"),
    ("laiwuqujiaozi-2024-19", "ofd"): ("signatories", "clauses", "tasks", "unit_lists"),
    ("zaojiaobianzi-2021-18", "docx"): ("clauses", "rosters", "tasks", "times", "unit_lists"),
}


def record_of(path: Path) -> dict[str, Any]:
    """The record without what differs by nature: source, spans, white space, the order of clauses and tasks."""
    record = extract_record(read_file(path))
    values: dict[str, Any] = json.loads(record.model_dump_json())
    values["clauses"] = [
        json.loads(c.model_copy(update={"children": []}).model_dump_json()) for c in record.walk_clauses()
    ]
    for name in ("clauses", "tasks"):
        values[name].sort(key=lambda item: item["id"])
    return {name: _bare(value) for name, value in values.items()}


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in ("span", "spans")}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return squeeze(value) if isinstance(value, str) else value


@pytest.mark.parametrize(("name", "kind"), list(CASES))
def test_the_same_record_as_from_the_text(name: str, kind: str) -> None:
    expected = record_of(CORPUS / "notices" / name / f"{name}.txt")
    found = record_of(CORPUS / "renditions" / kind / f"{name}.{kind}")
    for field in (*HEADER, *CASES[name, kind]):
        assert found[field] == expected[field], field
