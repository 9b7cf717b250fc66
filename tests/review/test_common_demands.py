"""What most systems ask for, in the words of other counties (``common_demands.toml``): how much of it is answered, and how many near misses are taken."""

from __future__ import annotations

from functools import cache

import pytest

from .batteries import Prepared, judge_of, prepare, read_battery

FILE = "common_demands.toml"
VALUE = {"covered": 1.0, "partial": 0.5, "missing": 0.0}


THEMES = {"demands_development.toml": (0.87, 0.36)}
"""Batteries of one theme: how much of what is said must be answered, and how many near misses may be taken."""


@cache
def prepared(group: str, file: str = FILE) -> Prepared:
    """A system with one indicator for each demand of a group."""
    return prepare([case["asked"] for own, case in read_battery(file) if own == group])


def verdicts(group: str, key: str, file: str = FILE) -> list[float]:
    """What the clauses of a key are judged to answer of their demand, each alone as a plan: 1, a half or nothing."""
    found = []
    cases = [case for own, case in read_battery(file) if own == group]
    for case, indicator in zip(cases, prepared(group, file).indicators, strict=True):
        for clause in case[key]:
            found.append(VALUE[judge_of([clause + "。"], prepared(group, file)).judge(indicator).status])
    return found


def share(found: list[float]) -> float:
    """The mean of what was found."""
    return sum(found) / len(found)


def test_common_demands_are_found_in_other_words() -> None:
    assert share(verdicts("demand", "said")) >= 0.78


def test_what_only_shares_words_is_no_answer() -> None:
    assert share([float(value > 0) for value in verdicts("demand", "other")]) <= 0.40


@pytest.mark.parametrize("file", THEMES)
def test_demands_of_a_theme(file: str) -> None:
    said, other = THEMES[file]
    assert share(verdicts("demand", "said", file)) >= said
    assert share([float(value > 0) for value in verdicts("demand", "other", file)]) <= other


def test_names_said_otherwise() -> None:
    assert share(verdicts("named", "said")) == 1.0


def test_other_names_answer_less() -> None:
    assert max(verdicts("named", "other")) < 1.0


HALVES = [
    ("demands_supervision.toml", "mended", 0.86, 0.18),
    ("demands_supervision.toml", "unseen", 0.70, 0.20),
    ("demands_services.toml", "mended", 0.85, 0.36),
    ("demands_services.toml", "unseen", 0.60, 0.46),
]
"""The same of batteries that tell the half that was mended from the unseen one: file, group, least answered, most near misses taken."""


@pytest.mark.parametrize(("file", "group", "said", "other"), HALVES)
def test_demands_of_the_halves_of_a_theme(file: str, group: str, said: float, other: float) -> None:
    assert share(verdicts(group, "said", file)) >= said
    assert share([float(value > 0) for value in verdicts(group, "other", file)]) <= other


ORGANISATION = "demands_organisation.toml"


@pytest.mark.parametrize(
    ("group", "said", "half", "other"), [("mended", 0.94, 0.59, 0.79), ("unseen", 0.87, 0.38, 0.71)]
)
def test_organisation_is_found_in_other_words(group: str, said: float, half: float, other: float) -> None:
    """Shares of what is said, of halves judged partial and of near misses judged missing; only ``mended`` was looked at."""
    assert share(verdicts(group, "said", ORGANISATION)) >= said
    assert share([float(value == 0.5) for value in verdicts(group, "half", ORGANISATION)]) >= half
    assert share([float(value == 0) for value in verdicts(group, "other", ORGANISATION)]) >= other
