"""Numbers that count a list (夏季、冬季2次检查; 甲、乙、丙三条渠道): the items named answer for the number."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..numerals import parse_numeral
from ..quantities import QuantityMention
from .amount_forms import UNIT_KINDS

_LIST = r"(?:[\p{Han}“”]{2,10}、)+[\p{Han}“”]{2,10}"
_SORT_UNITS = frozenset({"条", "项", "类", "种"})
_LIST_BEFORE = regex.compile(rf"(?P<list>{_LIST}?)(?:期间|共|这|前后)?$")


def listed_before(asked: QuantityMention, text: str) -> tuple[str, ...]:
    """The items of a list that a number counts (夏季、冬季2次检查: 夏季, 冬季); the first may have words before it."""
    if (
        (asked.unit not in UNIT_KINDS[0] and asked.unit not in _SORT_UNITS)
        or asked.per is not None
        or asked.comparison != "=="
    ):
        return ()
    match = _LIST_BEFORE.search(text[: asked.start])
    items = match["list"].split("、") if match else []
    return tuple(items) if len(items) == asked.number else ()


def named_of_list(items: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The items of a counted list that a clause names."""
    whole = "".join(texts)
    first, *rest = items
    own = next((first[i:] for i in range(len(first) - 1) if first[i:] in whole), None)
    named = ([own] if own else []) + [item for item in rest if item in whole]
    if len(named) == len(items):
        return named
    for row in _ROW.finditer(whole):  # 农户申报、干部走访 for 农户自主申报、干部走访排查
        pieces: list[str] = row.group().split("、")
        if len(pieces) == len(items) and all(map(_in_short, items, pieces)):
            return pieces
    return named


_ROW = regex.compile(r"[\p{Han}“”]{2,10}(?:、[\p{Han}“”]{2,14})+")
_SHORTEST = 4


def _in_short(name: str, piece: str) -> bool:
    """Whether the beginning of a piece is a name with words left out; the name may have words of its sentence before it."""
    size = max((n for n in range(len(piece) + 1) if _runs_through(piece[:n], name)), default=0)
    return size >= max(_SHORTEST, len(name) // 2)


def _runs_through(short: str, name: str) -> bool:
    left = iter(name)
    return all(char in left for char in short)


_SORTS = regex.compile(
    r"(?<=、[^，。；]{2,16})(?P<number>[两二三四五六七八九十]|\d{1,2})(?P<unit>项|类|种|大)(?P<what>[\p{Han}]{2})"
)


def fewer_sorts(text: str, texts: Sequence[str]) -> tuple[str, str] | None:
    """What a requirement counts behind a list (甲、乙…五项制度) and a clause counts fewer of (…四项制度), as printed."""
    for asked in _SORTS.finditer(text):
        found = [
            m
            for each in texts
            for m in _SORTS.finditer(each)
            if m["unit"] == asked["unit"] and m["what"] == asked["what"]
        ]
        most = max(found, key=lambda m: parse_numeral(m["number"]) or 0, default=None)
        if most is not None and (parse_numeral(most["number"]) or 0) < (parse_numeral(asked["number"]) or 0):
            return asked.group(), most.group()
    return None
