"""What is asked by its kind and said by its measures or parts: batteries written before the program was run on them.

Each clause is a plan of its own.
"""

from __future__ import annotations

from functools import cache

import pytest

from .batteries import judge_of, prepare, read_battery


@cache
def statuses(battery: str) -> list[str]:
    """The status of every case."""
    cases = read_battery(battery)
    system = prepare([case["asked"] for _, case in cases])
    return [
        judge_of([case["clause"]], system).judge(indicator).status
        for (_, case), indicator in zip(cases, system.indicators, strict=True)
    ]


@pytest.mark.parametrize(
    ("battery", "answered", "most_wrong"),
    [
        ("told.toml", True, 4),
        ("told.toml", False, 2),
        # Demands of thirty fields: 150 said in other words, 46 where the same thing is done something else with.
        ("told_fields.toml", True, 78),  # 94 before the kinds of told.toml that they showed to lack
        ("told_fields.toml", False, 3),
    ],
)
def test_what_is_told_otherwise_is_found_and_what_is_not_told_is_missing(
    battery: str, answered: bool, most_wrong: int
) -> None:
    wrong = [
        (case["asked"], case["clause"], status)
        for (_, case), status in zip(read_battery(battery), statuses(battery), strict=True)
        if case["answered"] == answered and (status != "missing") != answered
    ]
    assert len(wrong) <= most_wrong, wrong
