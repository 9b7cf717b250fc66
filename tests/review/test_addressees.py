"""Whom an act is for in requirement and clause: a battery over many fields, written before the program was run on it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.review.addressees import is_for_others

CASES = tomllib.loads((Path(__file__).parent / "addressees.toml").read_text("utf-8"))


def test_others_are_told_from_those_asked_for() -> None:
    wrong = [
        (kind, asked, clause)
        for kind, own in CASES.items()
        for asked, clause in own
        if is_for_others(asked, clause, clause, default_data()) is not (kind == "differs")
    ]
    assert not [each for each in wrong if each[0] == "same"], wrong
    assert len(wrong) <= 0.05 * sum(map(len, CASES.values())), wrong
