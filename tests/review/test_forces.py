"""The force of what a plan's sentence says, however it is worded: batteries written before the program was run on them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.model import Clause, Span
from doc_checker.review.commitments import ActorScope, read_sentences
from doc_checker.review.forces import VOID

HERE = Path(__file__).parent
YEAR = 2025


@cache
def cases(name: str) -> list[tuple[str, int, str, str]]:
    """Force, rank, text and the part of it that is asked about."""
    groups = tomllib.loads((HERE / name).read_text("utf-8"))
    return [(force, case["rank"], case["text"], case["part"]) for force, own in groups.items() for case in own]


def force_of(rank: int, text: str, part: str) -> str:
    """The force of the segments that ``part`` stands in."""
    clause = Clause(id="一", label=None, level=1, heading=None, text=text, span=Span(start=0, end=len(text)))
    start = text.index(part)
    end, place, found = start + len(part), 0, []
    for sentence in read_sentences(clause, default_data(), ActorScope(rank, YEAR)):
        for segment in sentence.segments:
            if place < end and start < place + len(segment.text):
                found.append(segment.force)
            place += len(segment.text)
    assert place == len(text)
    return "/".join(dict.fromkeys(found))


def wrong(name: str) -> list[tuple[str, int, str, str, str]]:
    """The cases read otherwise, each with the force read; ``none`` is any force that commits to nothing."""
    read = [(*case, force_of(*case[1:])) for case in cases(name)]
    return [each for each in read if not (each[4] in VOID if each[0] == "none" else each[0] == each[4])]


@pytest.mark.parametrize(
    ("battery", "floor"),
    [
        (f"forces{name}.toml", 0.95)
        for name in (
            "",
            "_second",
            "_third",
            "_fourth",
            "_fifth",
            "_sixth",
            "_seventh",
            "_eighth",
            "_ninth",
            "_tenth",
            "_eleventh",
            "_thirteenth",
            "_fourteenth",
            "_fifteenth",
            "_sixteenth",
        )
    ],
)
def test_batteries_of_forces(battery: str, floor: float) -> None:
    found = wrong(battery)
    assert len(found) <= (1 - floor) * len(cases(battery)), found
