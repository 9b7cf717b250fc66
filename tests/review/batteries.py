"""Batteries: what is asked and clauses of plans, judged as the product does. Each requirement is read as an indicator of one system."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

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

COUNTY = 2


class Prepared(NamedTuple):
    """A system, and its indicators in the order of the texts that they were read from."""

    system: AskedSystem
    indicators: list[Indicator]


def read_battery(name: str) -> list[tuple[str, Any]]:
    """The cases of a battery (tables or rows), each with its group."""
    groups = tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))
    return [(group, case) for group, own in groups.items() for case in own]


def prepare(texts: Sequence[str], with_rules: bool = False) -> Prepared:
    """A system with one indicator for each text, its scoring rules read only where they are asked for."""
    indicators = [read_indicator(f"一.{number}", text, with_rules) for number, text in enumerate(texts)]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group])
    return Prepared(prepare_system(system, default_data()), indicators)


def read_indicator(identifier: str, text: str, with_rules: bool) -> Indicator:
    """The indicator that a text is read as."""
    data = default_data()
    reading = read_scoring(text, data)
    asked = find_requirements(reading, identifier, data)
    rules = reading.rules() if with_rules else []
    return Indicator(id=identifier, text=text, points=None, rules=rules, requirements=asked)


def judge_of(clauses: Sequence[str], prepared: Prepared, year: int | None = None) -> Judge:
    """The judge of a county's plan that is these clauses alone."""
    data, weights = default_data(), default_weights()
    return Judge(Matcher(index_of(clauses, year), prepared.system, weights), weights, data, None)


def index_of(clauses: Sequence[str], year: int | None = None) -> PlanIndex:
    """The index of such a plan."""
    own = [
        (Clause(id=f"二.{number}", label=None, level=1, heading=None, text=text, span=Span(start=0, end=1)), ())
        for number, text in enumerate(clauses, 1)
    ]
    data = default_data()
    return PlanIndex(own, ActorScope(COUNTY, year), analyser_for(data), default_vectors(), data)
