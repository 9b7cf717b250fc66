"""A battery of requirements that name lists, names, channels and levels beside the act: the verdict on plans of a few clauses.

Each requirement is read as an indicator of one system; the verdicts were told by reading, before the program was run.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.model import Clause, Indicator, IndicatorGroup, IndicatorSystem, Span
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

BATTERIES = [Path(__file__).parent / name for name in ("named_beside.toml", "named_beside_second.toml")]
COUNTY = 2
PLACE = Span(start=0, end=1)
MOST_WRONG = 11


@cache
def cases() -> list[tuple[str, str, tuple[str, ...], str]]:
    """Group, what is asked, the plan's clauses and the verdict of every case."""
    return [
        (group, case["asked"], tuple(case["plan"]), case["verdict"])
        for battery in BATTERIES
        for group, own in tomllib.loads(battery.read_text("utf-8")).items()
        for case in own
    ]


@cache
def prepared() -> tuple[AskedSystem, list[Indicator]]:
    """A system with one indicator for each case."""
    data = default_data()
    indicators = [
        Indicator(
            id=f"一.{number}",
            text=asked,
            points=None,
            rules=read_scoring(asked, data).rules(),
            requirements=find_requirements(read_scoring(asked, data), f"一.{number}", data),
        )
        for number, (_, asked, _, _) in enumerate(cases())
    ]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group])
    return prepare_system(system, data), indicators


def judge(plan: tuple[str, ...], indicator: Indicator) -> tuple[str, str]:
    """The verdict on an indicator, and the reasons of its requirements."""
    data = default_data()
    clauses = [
        (Clause(id=f"二.{number}", label=None, level=1, heading=None, text=text, span=PLACE), ())
        for number, text in enumerate(plan, 1)
    ]
    index = PlanIndex(clauses, ActorScope(COUNTY), analyser_for(data), default_vectors(), data)
    judged = Judge(Matcher(index, prepared()[0], default_weights()), default_weights(), data, None).judge(indicator)
    return judged.status, "；".join(f"{each.requirement.text}: {each.verdict.reason}" for each in judged.requirements)


def failed() -> list[tuple[str, ...]]:
    """The cases that are judged otherwise than by reading."""
    found = []
    for (group, asked, plan, verdict), indicator in zip(cases(), prepared()[1], strict=True):
        status, why = judge(plan, indicator)
        if status != verdict:
            found.append((group, asked, plan[0], verdict, status, why))
    return found


def test_battery_of_what_is_named_beside_the_act() -> None:
    wrong = failed()
    assert len(wrong) <= MOST_WRONG, wrong
