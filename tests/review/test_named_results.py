"""Whether a clause is found to speak of what is asked, however it is worded; each kind beside a clause that shares words and does not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from .batteries import judge_of, prepare

CASES = tomllib.loads((Path(__file__).parent / "named_results.toml").read_text("utf-8"))


def wrong(half: str) -> list[str]:
    """The clauses of a half that are judged otherwise."""
    own = CASES[half]
    prepared = prepare([case["asked"] for case in own])
    failed = []
    for case, indicator in zip(own, prepared.indicators, strict=True):
        for key in ("found", "none"):
            status = judge_of([case[key]], prepared).judge(indicator).status
            if (status == "missing") is (key == "found"):
                failed.append(case[key])
    return failed


@pytest.mark.parametrize(("half", "known"), [("seen", 1), ("unseen", 2)])
def test_results_told_in_other_words(half: str, known: int) -> None:
    assert len(wrong(half)) <= known, wrong(half)
