"""Clauses on another line of work than what is asked: a battery over many fields, its values by reading."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.review.lines_of_work import is_another_line

CASES = tomllib.loads((Path(__file__).parent / "lines_of_work.toml").read_text("utf-8"))


def read(asked: str, context: str, things: list[str], answer: str, said: str) -> bool:
    return is_another_line(asked, f"{context}，{asked}", things, answer, said, default_data())


@pytest.mark.parametrize("case", CASES["other"])
def test_a_clause_on_another_line_of_work_is_no_answer(case: list[str]) -> None:
    assert read(*case)


@pytest.mark.parametrize("case", CASES["same"])
def test_a_clause_on_the_same_line_or_on_none_may_answer(case: list[str]) -> None:
    assert not read(*case)
