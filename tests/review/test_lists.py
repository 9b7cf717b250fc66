"""Lists, coordinated acts, scope and channels: does a clause name all that is asked? A battery written before the program was run on it.

Each requirement is read as an indicator of one system, each clause is a plan of its own, and both go through ``Judge``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.model import Clause, Facet, Indicator, IndicatorGroup, IndicatorSystem, Span
from doc_checker.requirements import find_requirements
from doc_checker.review.asked import AskedSystem, prepare_system
from doc_checker.review.commitments import ActorScope
from doc_checker.review.coverage import Judge
from doc_checker.review.language import analyser_for
from doc_checker.review.match import Matcher
from doc_checker.review.plan_index import PlanIndex
from doc_checker.review.vectors import default_vectors
from doc_checker.review.weights import default_weights
from doc_checker.scoring import read_scoring

BATTERY = Path(__file__).parent / "lists.toml"
COUNTY = 2
PLACE = Span(start=0, end=1)


@cache
def cases() -> list[tuple[str, str, str, str]]:
    """Group, what is asked, clause and verdict (met, partial) of every case."""
    groups = tomllib.loads(BATTERY.read_text("utf-8"))
    return [(g, case["asked"], case["clause"], case["verdict"]) for g, own in groups.items() for case in own]


@cache
def prepared() -> tuple[AskedSystem, list[Indicator]]:
    """A system with one indicator for each case."""
    data = default_data()
    indicators = [
        Indicator(
            id=f"一.{number}",
            text=asked,
            points=None,
            requirements=find_requirements(read_scoring(asked, data), f"一.{number}", data),
        )
        for number, (_, asked, _, _) in enumerate(cases())
    ]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group])
    return prepare_system(system, data), indicators


def judge_alone(text: str) -> Judge:
    """A judge of a plan that is this clause alone."""
    data = default_data()
    clause = Clause(id="二.1", label=None, level=1, heading=None, text=text, span=PLACE)
    index = PlanIndex([(clause, ())], ActorScope(COUNTY), analyser_for(data), default_vectors(), data)
    return Judge(Matcher(index, prepared()[0], default_weights()), default_weights(), data, None)


def compare(judge: Judge, indicator: Indicator) -> list[Facet]:
    """Every facet of an indicator's requirements against the clause, however well the clause matches."""
    facets: list[Facet] = []
    for judged, asked in zip(
        judge.judge(indicator).requirements, prepared()[0].by_indicator[indicator.id], strict=True
    ):
        if judged.settled:
            facets += judged.verdict.facets
        else:
            facets += [f for candidate in judge._matcher.candidates(asked, 1) for f in judge.compare(asked, candidate)]
    return facets


@cache
def verdicts() -> Sequence[tuple[str, str, str, str, str, str, str]]:
    """The cases, each with the verdict that the facets tell, the unmet facets, and the status after the match.

    Where an indicator is read as two requirements and one of them is covered, the other one must be too.
    """
    found = []
    for case, indicator in zip(cases(), prepared()[1], strict=True):
        judge = judge_alone(case[2])
        judged = judge.judge(indicator)
        unmet = [facet for facet in compare(judge, indicator) if not facet.met]
        statuses = {each.verdict.status for each in judged.requirements}
        split = len(statuses) > 1 and "covered" in statuses
        shown = "；".join(f"{facet.name}:{facet.asked}/{facet.found}" for facet in unmet)
        found.append((*case, "partial" if unmet or split else "met", shown, judged.status))
    return found


def wrong(half: str) -> Iterator[tuple[str, ...]]:
    """The cases of a half that the facets tell wrongly."""
    yield from (each for each in verdicts() if each[0].endswith(half) and each[3] != each[4])


@pytest.mark.parametrize(("half", "floor"), [("_a", 0.92), ("_b", 0.83)])
def test_battery_of_lists(half: str, floor: float) -> None:
    own = [each for each in cases() if each[0].endswith(half)]
    failed = list(wrong(half))
    assert len(failed) <= (1 - floor) * len(own), failed
