"""What an indicator asks for, told from lesser cases, ways of checking, criteria and alternatives (cases in ``asked.toml``)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from doc_checker.data import default_data
from doc_checker.requirements import find_requirements
from doc_checker.scoring import read_scoring

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "asked.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_what_is_asked(case: dict[str, Any]) -> None:
    data = default_data()
    found = find_requirements(read_scoring(case["text"].strip(), data), "一.1", data)
    assert [requirement.text for requirement in found] == case["asks"]
