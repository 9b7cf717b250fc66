"""Numbers asked for and numbers promised, however they are worded: batteries written before the program was run on them.

The requirement is read as an indicator is, the clause as a plan's is, and both are compared by ``Judge.compare``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
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
from doc_checker.review.match import Candidate, Matcher
from doc_checker.review.plan_index import PlanIndex
from doc_checker.review.vectors import default_vectors
from doc_checker.review.weights import default_weights
from doc_checker.review.wording import Wording, bigrams
from doc_checker.scoring import read_scoring

HERE = Path(__file__).parent
COUNTY = 2
COMPARED = ("quantity", "level", "scope", "tiers", "deadline")
PLACE = Span(start=0, end=1)


def pair_share(wording: Wording, text: str) -> float:
    """The weight of a requirement's pairs of characters that stand in a text."""
    found = set(bigrams(text))
    return sum(weight for pair, weight in wording.bigrams if pair in found)


@cache
def cases(name: str) -> list[tuple[str, str, str, str]]:
    """Group, what is asked, clause and verdict of every case of a battery."""
    groups = tomllib.loads((HERE / name).read_text("utf-8"))
    return [(g, case["asked"], case["clause"], case["verdict"]) for g, own in groups.items() for case in own]


def prepare(asked: Sequence[str]) -> AskedSystem:
    """A system with one indicator for each text."""
    data = default_data()
    indicators = [
        Indicator(
            id=f"一.{number}",
            text=text,
            points=None,
            requirements=find_requirements(read_scoring(text, data), f"一.{number}", data),
        )
        for number, text in enumerate(asked)
    ]
    group = IndicatorGroup(id="一", name="", kind="scored", points=None, indicators=indicators)
    system = IndicatorSystem(title="考核指标", level="county", total_points=None, groups=[group])
    return prepare_system(system, data)


@cache
def verdicts(name: str) -> list[tuple[str, str, str, str, str]]:
    """The cases of a battery, each with the verdict found."""
    data = default_data()
    system = prepare([asked for _, asked, _, _ in cases(name)])
    clauses = [
        (Clause(id=f"二.{number}", label=None, level=1, heading=None, text=text, span=PLACE), ())
        for number, (_, _, text, _) in enumerate(cases(name))
    ]
    index = PlanIndex(clauses, ActorScope(COUNTY), analyser_for(data), default_vectors(), data)
    judge = Judge(Matcher(index, system, default_weights()), default_weights(), data, None)
    found = []
    for number, case in enumerate(cases(name)):
        facets = []
        for asked in system.by_indicator[f"一.{number}"]:
            own = [place for place, passage in enumerate(index.passages) if passage.clause == number]
            best = max(own, key=lambda p: pair_share(asked.wording, index.passages[p].sentence.open))
            candidate = Candidate(number, (), best, (0.0,) * len(asked.wording.terms))
            facets += [facet for facet in judge.compare(asked, candidate) if facet.name in COMPARED]
        unmet = [facet for facet in facets if not facet.met]
        verdict = "met" if not unmet else "weaker" if any(facet.found for facet in unmet) else "absent"
        found.append((*case, verdict))
    return found


BATTERIES = [
    ("amounts.toml", 0.97),
    ("amounts_second.toml", 0.95),
    ("amounts_third.toml", 0.95),
    ("amounts_worked_out.toml", 0.93),
    ("amounts_binding.toml", 0.95),
    ("amounts_fourth.toml", 0.95),
    ("amounts_fifth.toml", 0.9),
    ("amounts_sixth.toml", 0.95),
    ("amounts_seventh.toml", 0.95),
    ("amounts_eighth.toml", 0.95),
    ("amounts_ninth.toml", 0.95),
]


@pytest.mark.parametrize(("battery", "floor"), BATTERIES)
def test_batteries_of_amounts(battery: str, floor: float) -> None:
    wrong = [each for each in verdicts(battery) if each[3] != each[4]]
    assert len(wrong) <= (1 - floor) * len(cases(battery)), wrong
