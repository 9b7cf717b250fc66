"""Clauses that share the head or the act of a requirement and speak of another thing: a battery over many fields, values by reading."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.review.commitments import split_segments
from doc_checker.review.lines_of_work import is_another_line
from doc_checker.review.near_misses import only_near

CASES = tomllib.loads((Path(__file__).parent / "another_object.toml").read_text("utf-8"))


def is_other(asked: str, clause: str) -> bool:
    heading, _, sentence = clause.rstrip("。").rpartition("。")
    parts = list(split_segments(sentence.rpartition("；")[2]))
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    answer = max(parts, key=lambda part: sum(pair in part for pair in pairs))
    return only_near(asked, answer, parts, clause, default_data(), heading + "".join(parts))


def is_for_other_people(title: str, asked: str, clause: str) -> bool:
    return is_another_line(asked, f"{title}，{asked}", [], clause, clause, default_data())


@pytest.mark.parametrize(("asked", "clause"), CASES["other"])
def test_another_thing_in_its_place_is_no_answer(asked: str, clause: str) -> None:
    assert is_other(asked, clause)


@pytest.mark.parametrize(("asked", "clause"), CASES["same"])
def test_the_same_thing_in_other_words_stands(asked: str, clause: str) -> None:
    assert not is_other(asked, clause)


@pytest.mark.parametrize(("title", "asked", "clause"), CASES["people"])
def test_what_is_done_for_another_age_is_no_answer(title: str, asked: str, clause: str) -> None:
    assert is_for_other_people(title, asked, clause)


@pytest.mark.parametrize(("title", "asked", "clause"), CASES["not_people"])
def test_what_may_be_for_those_asked_for_stands(title: str, asked: str, clause: str) -> None:
    assert not is_for_other_people(title, asked, clause)
