"""Sides of 或, levels, whom an act is for, scope, channels and names, by verdict. The battery was written before the program was run on it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

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

BATTERY = Path(__file__).parent / "lists_seventh.toml"
COUNTY = 2
WANTED = {
    "covered": ("covered",),
    "partial": ("partial",),
    "missing": ("missing",),
    "short": ("partial", "missing"),
}


@cache
def asked() -> list[dict[str, list[str]]]:
    """The blocks of the battery: what is asked with its clauses."""
    return [block for group in tomllib.loads(BATTERY.read_text("utf-8")).values() for block in group]


CASES = [
    (number, clause, verdict)
    for number, block in enumerate(asked())
    for verdict in WANTED
    for clause in block.get(verdict, ())
]


@cache
def prepared() -> tuple[AskedSystem, list[Indicator]]:
    """A system with one indicator for each block."""
    data = default_data()
    indicators = [
        Indicator(
            id=f"一.{number}",
            text=str(block["asked"]),
            points=None,
            requirements=find_requirements(read_scoring(str(block["asked"]), data), f"一.{number}", data),
        )
        for number, block in enumerate(asked())
    ]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group])
    return prepare_system(system, data), indicators


@pytest.mark.parametrize(("number", "clause", "verdict"), CASES)
def test_verdict(number: int, clause: str, verdict: str) -> None:
    data = default_data()
    plan = Clause(id="二.1", label=None, level=1, heading=None, text=clause, span=Span(start=0, end=1))
    index = PlanIndex([(plan, ())], ActorScope(COUNTY), analyser_for(data), default_vectors(), data)
    system, indicators = prepared()
    judged = Judge(Matcher(index, system, default_weights()), default_weights(), data, None).judge(indicators[number])
    assert judged.status in WANTED[verdict], f"{indicators[number].text} // {clause}: {judged.status} {judged.reason}"
