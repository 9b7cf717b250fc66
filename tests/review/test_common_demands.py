"""What most systems ask for, in the words of other counties (``common_demands.toml``): how much of it is answered, and how many near misses are taken."""

from __future__ import annotations

from functools import cache

from .batteries import Prepared, judge_of, prepare, read_battery

FILE = "common_demands.toml"
VALUE = {"covered": 1.0, "partial": 0.5, "missing": 0.0}


@cache
def prepared(group: str) -> Prepared:
    """A system with one indicator for each demand of a group."""
    return prepare([case["asked"] for own, case in read_battery(FILE) if own == group])


def verdicts(group: str, key: str) -> list[float]:
    """What the clauses of a key are judged to answer of their demand, each alone as a plan: 1, a half or nothing."""
    found = []
    cases = [case for own, case in read_battery(FILE) if own == group]
    for case, indicator in zip(cases, prepared(group).indicators, strict=True):
        for clause in case[key]:
            found.append(VALUE[judge_of([clause + "。"], prepared(group)).judge(indicator).status])
    return found


def share(found: list[float]) -> float:
    """The mean of what was found."""
    return sum(found) / len(found)


def test_common_demands_are_found_in_other_words() -> None:
    assert share(verdicts("demand", "said")) >= 0.78


def test_what_only_shares_words_is_no_answer() -> None:
    assert share([float(value > 0) for value in verdicts("demand", "other")]) <= 0.40


def test_names_said_otherwise() -> None:
    assert share(verdicts("named", "said")) == 1.0


def test_other_names_answer_less() -> None:
    assert max(verdicts("named", "other")) < 1.0
