"""Lists, partners, pairs, levels, scope, channels, names and roles: does a clause name all that is asked?

The batteries were written before the program was run on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest

from doc_checker.model import Facet, Indicator
from doc_checker.review.coverage import Judge

from .batteries import Prepared, judge_of, prepare, read_battery

BY_VERDICT = ("lists_sixth.toml", "lists_seventh.toml", "lists_eighth.toml")
WANTED = {
    "covered": ("covered",),
    "partial": ("partial",),
    "missing": ("missing",),
    "short": ("partial", "missing"),
}


@cache
def prepared(name: str) -> Prepared:
    """A system with one indicator for each case or block of a battery."""
    return prepare([case["asked"] for _, case in read_battery(name)])


def compare(judge: Judge, indicator: Indicator, system: Prepared) -> list[Facet]:
    """Every facet of an indicator's requirements against the clause, however well the clause matches."""
    facets: list[Facet] = []
    own = system.system.by_indicator[indicator.id]
    for judged, asked in zip(judge.judge(indicator).requirements, own, strict=True):
        if judged.settled:
            facets += judged.verdict.facets
        else:
            facets += [f for candidate in judge._matcher.candidates(asked, 1) for f in judge.compare(asked, candidate)]
    return facets


@cache
def verdicts() -> Sequence[tuple[str, dict[str, Any], str, str, str]]:
    """The cases, each with the verdict (met, partial) that the facets tell, the unmet facets, and the status after the match.

    Where an indicator is read as two requirements and one of them is covered, the other one must be too.
    """
    found = []
    system = prepared("lists.toml")
    for (group, case), indicator in zip(read_battery("lists.toml"), system.indicators, strict=True):
        judge = judge_of([case["clause"]], system)
        judged = judge.judge(indicator)
        unmet = [facet for facet in compare(judge, indicator, system) if not facet.met]
        statuses = {each.verdict.status for each in judged.requirements}
        split = len(statuses) > 1 and "covered" in statuses
        shown = "；".join(f"{facet.name}:{facet.asked}/{facet.found}" for facet in unmet)
        found.append((group, case, "partial" if unmet or split else "met", shown, judged.status))
    return found


def wrong(half: str) -> Iterator[tuple[object, ...]]:
    """The cases of a half that the facets tell wrongly."""
    yield from (each for each in verdicts() if each[0].endswith(half) and each[1]["verdict"] != each[2])


@pytest.mark.parametrize(("half", "floor"), [("_a", 0.92), ("_b", 0.83)])
def test_battery_of_lists(half: str, floor: float) -> None:
    own = [each for each in verdicts() if each[0].endswith(half)]
    failed = list(wrong(half))
    assert len(failed) <= (1 - floor) * len(own), failed


CASES = [
    pytest.param(battery, number, clause, verdict, id=f"{battery}-{group}-{number}-{verdict}{place}")
    for battery in BY_VERDICT
    for number, (group, block) in enumerate(read_battery(battery))
    for verdict in WANTED
    for place, clause in enumerate(block.get(verdict, ()))
]


@pytest.mark.parametrize(("battery", "number", "clause", "verdict"), CASES)
def test_verdict(battery: str, number: int, clause: str, verdict: str) -> None:
    system = prepared(battery)
    indicator = system.indicators[number]
    judged = judge_of([clause], system).judge(indicator)
    assert judged.status in WANTED[verdict], f"{indicator.text} // {clause}: {judged.status} {judged.reason}"
