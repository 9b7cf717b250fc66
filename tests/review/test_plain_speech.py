"""Demands said in the plainest words, and sentences near them that are no answers, judged as the product does."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from .batteries import judge_of, prepare

FOLDER = Path(__file__).parent


def wrong(battery: str, group: str) -> tuple[list[str], list[str]]:
    """The answers that are taken for none, and the sentences that are taken for full answers."""
    pairs = tomllib.loads((FOLDER / battery).read_text("utf-8"))[group]
    prepared = prepare([pair["asked"] for pair in pairs])
    missed, taken = [], []
    for pair, indicator in zip(pairs, prepared.indicators, strict=True):
        if judge_of([pair["said"]], prepared).judge(indicator).status == "missing":
            missed.append(pair["said"])
        if judge_of([pair["other"]], prepared).judge(indicator).status == "covered":
            taken.append(pair["other"])
    return missed, taken


@pytest.mark.parametrize(("group", "most_missed", "most_taken"), [("seen", 3, 5), ("unseen", 10, 3)])
def test_plain_speech(group: str, most_missed: int, most_taken: int) -> None:
    missed, taken = wrong("plain_speech.toml", group)
    assert len(missed) <= most_missed, missed
    assert len(taken) <= most_taken, taken


@pytest.mark.parametrize(("group", "most_missed", "most_taken"), [("seen", 14, 36), ("unseen", 5, 16)])
def test_terse_task_lists(group: str, most_missed: int, most_taken: int) -> None:
    missed, taken = wrong("terse.toml", group)
    assert len(missed) <= most_missed, missed
    assert len(taken) <= most_taken, taken
