"""What one clause does, puts off, denies, reports or leaves to others, and what it aims at: verdicts given by reading."""

from __future__ import annotations

import pytest

from .batteries import judge_of, prepare, read_battery

YEAR = 2025
SURE = 0.85
"""Share of the cases that must be right: the match, not the force alone, decides some of them."""


@pytest.mark.parametrize("battery", ["taken_back.toml", "whose_act.toml"])
def test_each_requirement_is_answered_by_its_own_part(battery: str) -> None:
    cases = read_battery(battery)
    system = prepare([asked for _, (asked, _, _) in cases])
    wrong = []
    for (_, (asked, clause, verdict)), indicator in zip(cases, system.indicators, strict=True):
        status = judge_of([clause], system, YEAR).judge(indicator).status
        if status != verdict:
            wrong.append((asked, clause, verdict, status))
    assert len(wrong) <= (1 - SURE) * len(cases), wrong
