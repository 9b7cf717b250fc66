"""What is asked and earned where the scoring stands behind the demands in the same text, on cases read by a person."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import regex

from doc_checker.data import default_data
from doc_checker.extract.indicators import read_item

_FILE = Path(__file__).with_name("criteria_cases.toml")
_MARKS = regex.compile(r"[\p{P}\s]")
CASES: list[dict[str, Any]] = tomllib.loads(_FILE.read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:16] for case in CASES])
def test_what_is_asked_and_earned(case: dict[str, Any]) -> None:
    item = read_item("一.1", None, case["text"], None, "scored", default_data())
    assert item.points == case["points"]
    if "asked" in case:
        found = [_MARKS.sub("", asked.text) for asked in item.requirements]
        assert found == [_MARKS.sub("", text) for text in case["asked"]]
