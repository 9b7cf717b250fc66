"""Growth: whether a clause promises that a thing grows, falls or holds against the year before, where a requirement asks for it.

The change has no number of its own (年度投入较上年有所增长); one with a number is compared with the amounts. The cues stand in
``patterns/conditions.toml``.
"""

from __future__ import annotations

import regex

from ..data import Data
from ..model import Facet
from ..quantities import find_quantities
from .char_pairs import pairs
from .cues import find_cue
from .whose_number import own_words

_PAUSE = regex.compile(r"[，。；！？]")
_BEFORE = regex.compile(r"去年|上一?年|往年|20\d\d年[^，。；]{0,12}(?:为|达到?|完成|实现)")
_NOW = regex.compile(r"今年|本年|年内|目标|力争|确保|全年")
_DENIED = regex.compile(r"(?:没有|未|无|不再?)$")


def compare_growth(asked: str, text: str, data: Data) -> Facet | None:
    """The change against the year before that is asked for, and what of it a clause says; None where none is asked for."""
    for way in ("up", "down", "hold"):
        wanted = find_cue(f"asks-{way}", asked, data)
        if wanted is None or _DENIED.search(asked[: wanted.start()]):
            continue
        topic = asked[: wanted.start()] + asked[wanted.end() :]
        said = _said(way, topic, text, data)
        return Facet(name="quantity", asked=wanted.group(), found=said, met=said is not None)
    return None


def asks_change(asked: str, data: Data) -> bool:
    """Whether a requirement asks for a change against the year before (数额不低于上一年度)."""
    return any(find_cue(f"asks-{way}", asked, data) for way in ("up", "down", "hold"))


def _said(way: str, topic: str, text: str, data: Data) -> str | None:
    """The words by which a clause promises a change; to grow is more than to hold."""
    for label in ("up", "hold") if way == "hold" else (way,):
        found = find_cue(f"says-{label}", text, data)
        if found is not None:
            return found.group()
        named = _said_of(label, topic, text, data)
        if named is not None:
            return named
    return _from_two_numbers(way, text, data)


def _said_of(way: str, topic: str, text: str, data: Data) -> str | None:
    """A word of change (加大投入) in a part of a sentence that speaks of what is to change."""
    wanted = pairs(own_words(topic))
    for part in _PAUSE.split(text):
        found = find_cue(f"changes-{way}", part, data) if way != "hold" else None
        if found is not None and wanted & pairs(own_words(part)):
            return part
    return None


def _from_two_numbers(way: str, text: str, data: Data) -> str | None:
    """Last year's number beside this year's (去年1.26万人，今年目标1.3万人)."""
    mentions = find_quantities(text, data)
    parts = [(m, text[max(map(text.rfind, "，。；", (0,) * 3, (m.start,) * 3)) + 1 : m.start]) for m in mentions]
    for before, said in parts:
        if not _BEFORE.search(said):
            continue
        for now, told in parts:
            if now.start <= before.start or now.unit != before.unit or _BEFORE.search(told) or not _NOW.search(told):
                continue
            if (
                now.number < before.number
                if way == "down"
                else now.number > before.number or (way == "hold" and now.number == before.number)
            ):
                return text[before.start : now.end]
    return None
