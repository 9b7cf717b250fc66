"""Counts over a store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .index import Index


@dataclass(frozen=True)
class Statistics:
    """How many inputs there are by state and format, and how many records by year, issuer, type; None: not told.

    ``years`` ascending, the others largest first. ``errors``: failures by state and reason.
    """

    inputs: int
    states: Mapping[str, int]
    formats: Mapping[str | None, int]
    years: Mapping[int | None, int]
    issuers: Mapping[str | None, int]
    types: Mapping[str | None, int]
    errors: Mapping[tuple[str, str], int]


def count_all(index: Index) -> Statistics:
    """Count everything in a store."""
    states = _counts(index, "state", "1")
    readable = "state IN ('ok', 'partial')"
    years = _counts(index, "year", readable)
    issuers: Counter[str | None] = Counter()
    for listed, number in index.select(f"SELECT issuers, count(*) FROM records WHERE {readable} GROUP BY 1"):
        for name in dict.fromkeys(json.loads(listed)) or [None]:  # issued jointly: counts for each
            issuers[name] += number
    failed = "SELECT state, coalesce(error, ''), count(*) AS n FROM records WHERE state NOT IN ('ok', 'partial', 'duplicate') "
    return Statistics(
        inputs=sum(states.values()),
        states={str(state): number for state, number in states.items()},
        formats={_text(name): number for name, number in _counts(index, "format", "1").items()},
        years={
            None if year is None else int(str(year)): number
            for year, number in sorted(years.items(), key=lambda item: (item[0] is None, str(item[0])))
        },
        issuers=dict(sorted(issuers.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))),
        types={_text(name): number for name, number in _counts(index, "type", readable).items()},
        errors={
            (state, error): number
            for state, error, number in index.select(f"{failed} GROUP BY 1, 2 ORDER BY n DESC, 1, 2")
        },
    )


def _counts(index: Index, column: str, condition: str) -> dict[str | int | None, int]:
    query = f"SELECT {column}, count(*) AS n FROM records WHERE {condition} GROUP BY 1 ORDER BY n DESC, 1"
    return dict(index.select(query))


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)
