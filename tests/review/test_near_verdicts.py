"""A battery of clauses that come near to what is asked: the same act on another thing, half answers, one of several that suffices, bonuses.

The verdicts were told by reading, before the program was run; the second half was run only after the rules were made.
"""

from __future__ import annotations

import pytest

from .batteries import judge_of, prepare, read_battery

HALVES = {"near_verdicts.toml": 6, "near_verdicts_second.toml": 15}
"""The halves, each with how many of its cases are judged wrongly at most."""


def wrong(name: str) -> list[tuple[str, str, str]]:
    found = []
    for _, case in read_battery(name):
        system = prepare([case["asked"]], with_rules=True)
        status = judge_of(case["plan"], system).judge(system.indicators[0]).status
        if status != case["verdict"]:
            found.append((case["asked"], case["plan"][0], status))
    return found


@pytest.mark.parametrize("name", HALVES)
def test_what_comes_near_is_told_from_what_answers(name: str) -> None:
    assert len(wrong(name)) <= HALVES[name], wrong(name)


@pytest.mark.parametrize("name", HALVES)
def test_an_answer_in_other_words_stands(name: str) -> None:
    same = {case["asked"] + case["plan"][0] for group, case in read_battery(name) if group in ("same", "whole")}
    missed = [case for case in wrong(name) if case[0] + case[1] in same]
    assert len(missed) <= 2, missed
