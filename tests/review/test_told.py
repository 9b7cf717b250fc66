"""What is asked by its kind and said by its measures or parts: a battery written before the program was run on it.

Each requirement is read as an indicator of one system, each clause is a plan of its own, and both go through ``Judge``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.model import Clause, Indicator, IndicatorGroup, IndicatorSystem, Span
from doc_checker.requirements import find_requirements
from doc_checker.review.asked import prepare_system
from doc_checker.review.commitments import ActorScope
from doc_checker.review.coverage import Judge
from doc_checker.review.language import analyser_for
from doc_checker.review.match import Matcher
from doc_checker.review.plan_index import PlanIndex
from doc_checker.review.vectors import default_vectors
from doc_checker.review.weights import default_weights
from doc_checker.scoring import read_scoring

BATTERY = Path(__file__).parent / "told.toml"
FIELDS = Path(__file__).parent / "told_fields.toml"
"""Demands of thirty fields: 150 said in other words, 46 where the same thing is done something else with."""
COUNTY = 2
PLACE = Span(start=0, end=1)


@cache
def verdicts(battery: Path = BATTERY) -> Sequence[tuple[str, str, str, bool, str]]:
    """Group, what is asked, clause, whether it is answered, and the status that the match gives."""
    data, weights = default_data(), default_weights()
    cases = [(g, case) for g, own in tomllib.loads(battery.read_text("utf-8")).items() for case in own]
    indicators = [
        Indicator(
            id=f"一.{number}",
            text=case["asked"],
            points=None,
            requirements=find_requirements(read_scoring(case["asked"], data), f"一.{number}", data),
        )
        for number, (_, case) in enumerate(cases)
    ]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = prepare_system(IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group]), data)
    found = []
    for (name, case), indicator in zip(cases, indicators, strict=True):
        clause = Clause(id="二.1", label=None, level=1, heading=None, text=case["clause"], span=PLACE)
        index = PlanIndex([(clause, ())], ActorScope(COUNTY), analyser_for(data), default_vectors(), data)
        status = Judge(Matcher(index, system, weights), weights, data, None).judge(indicator).status
        found.append((name, case["asked"], case["clause"], case["answered"], status))
    return found


def wrong(answered: bool, battery: Path = BATTERY) -> list[tuple[str, str, str, bool, str]]:
    """The cases that are answered, or not, of which the match tells otherwise."""
    return [case for case in verdicts(battery) if case[3] == answered and (case[4] != "missing") != answered]


def test_what_is_told_otherwise_is_found() -> None:
    assert len(wrong(True)) <= 4, wrong(True)


def test_what_is_not_told_is_missing() -> None:
    assert len(wrong(False)) <= 2, wrong(False)


def test_demands_of_many_fields_are_found_in_other_words() -> None:
    assert len(wrong(True, FIELDS)) <= 78, wrong(
        True, FIELDS
    )  # 94 before the kinds of told.toml that they showed to lack


def test_near_misses_of_many_fields_are_missing() -> None:
    assert len(wrong(False, FIELDS)) <= 3, wrong(False, FIELDS)
