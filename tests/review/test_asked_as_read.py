"""Indicators read with all their scoring words and judged against single clauses, on cases read by a person."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from .batteries import Prepared, judge_of, prepare, read_battery

BATTERY = "asked_as_read.toml"
WANTED = {"covered": ("covered",), "partial": ("partial",), "missing": ("missing",), "short": ("partial", "missing")}


@cache
def prepared() -> Prepared:
    return prepare([case["asked"] for _, case in read_battery(BATTERY)])


def cases() -> Iterator[tuple[int, str, str]]:
    for number, (_, case) in enumerate(read_battery(BATTERY)):
        for wanted in WANTED:
            for clause in case.get(wanted, ()):
                yield number, wanted, clause


@pytest.mark.parametrize(("number", "wanted", "clause"), list(cases()))
def test_verdict_of_an_indicator_as_read(number: int, wanted: str, clause: str) -> None:
    system = prepared()
    judged = judge_of([clause], system).judge(system.indicators[number])
    assert judged.status in WANTED[wanted]
