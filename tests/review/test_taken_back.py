"""Parts of one clause that do, put off, deny, report or leave to others what is asked: verdicts given by reading."""

from __future__ import annotations

import tomllib
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

CASES = tomllib.loads((Path(__file__).parent / "taken_back.toml").read_text("utf-8"))["cases"]
COUNTY, YEAR = 2, 2025
SURE = 0.85
"""Share of the cases that must be right: the match, not the force alone, decides some of them."""


def verdicts() -> list[str]:
    data, weights = default_data(), default_weights()
    indicators = [
        Indicator(
            id=f"一.{number}",
            text=asked,
            points=None,
            requirements=find_requirements(read_scoring(asked, data), f"一.{number}", data),
        )
        for number, (asked, _, _) in enumerate(CASES)
    ]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = prepare_system(IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group]), data)
    found: list[str] = []
    for indicator, (_, text, _) in zip(indicators, CASES, strict=True):
        clause = Clause(id="二", label=None, level=1, heading=None, text=text, span=Span(start=0, end=len(text)))
        index = PlanIndex([(clause, ())], ActorScope(COUNTY, YEAR), analyser_for(data), default_vectors(), data)
        judge = Judge(Matcher(index, system, weights), weights, data, None)
        found.append(judge.judge(indicator).status)
    return found


def wrong() -> list[tuple[str, str, str, str]]:
    return [(*case, found) for case, found in zip(CASES, verdicts(), strict=True) if case[2] != found]


def test_each_requirement_is_answered_by_its_own_part() -> None:
    found = wrong()
    assert len(found) <= (1 - SURE) * len(CASES), found
