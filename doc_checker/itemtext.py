"""The text of an item taken apart: its name, its points, wherever they are printed, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from .data import Data
from .numerals import parse_numeral
from .outline import Range
from .points import earned_points
from .rowlabels import POINTS_WORD
from .scoring import read_scoring
from .segments import Reading, search
from .text import fold, tidy

_TAIL_POINTS = regex.compile(r"(?<=[。；;）)”])\s*(?P<points>\d{1,3}(?:\.\d{1,2})?)\s*分\s*[。；;]?\s*$")
_FRONT_POINTS = regex.compile(
    r"\s*[【〔\[（(]"
    + POINTS_WORD
    + r"\s*(?P<points>\d{1,3}(?:\.\d{1,2})?)\s*分[】〕\]）)]\s*(?:(?P<name>[\p{Han}“”、]{2,12})[：:]\s*)?(?=[\p{Han}“《])"
)
# …。本条分值12分，每低1个百分点扣0.5分。
_OWN_POINTS = regex.compile(
    r"(?:^|(?<=[。；;，,]))\s*(?:(?:本|该|此)[条项款](?:指标|内容|标准)?(?:分值|标准分|满分|计分?|占|共)|分值|权重|标准分)[:：为是]?"
    r"\s*(?P<points>\d{1,3}(?:\.\d{1,2})?)\s*(?:分|[%％])\s*(?:[，,。；;：:]\s*|$)"
)
# 1.1 创建机制（4分）。要求…, （一）产业发展，占30分。要求…
_TITLED = regex.compile(
    r"(?P<title>(?P<name>(?:[3-6]G)?[\p{Han}“”《》、A-Za-z]{2,16})\s*(?:[（(【]"
    + POINTS_WORD
    + r"\s*(?P<points>\d{1,3}(?:\.\d{1,2})?)\s*(?:分|[%％])[)）】]"
    r"|[，,]\s*(?:占|共|计|满分)\s*(?P<points>\d{1,3})\s*分))\s*[。：:]\s*(?=\S)"
    r"|(?P<title>(?P<name>(?:[3-6]G)?[\p{Han}“”《》、A-Za-z]{2,16})\s+(?P<points>\d{1,3}(?:\.\d{1,2})?)\s?分)\s+(?=\S)"
)
_TITLED_NUMBER = regex.compile(
    r"(?P<title>(?P<name>(?:[3-6]G)?[\p{Han}“”《》、A-Za-z]{2,16})\s+(?P<points>\d{1,3}(?:\.\d{1,2})?))\s+(?=[\p{Han}“《\d])"
)
# 机构规范，30分。独立设置，6分；…: where what stands behind makes up the points.
_TITLED_BARE = regex.compile(
    r"(?P<title>(?P<name>[\p{Han}“”《》、A-Za-z]{2,16})\s*[，,：:]?\s*(?P<points>\d{1,3}(?:\.\d{1,2})?)\s*分)\s*[。：:]\s*(?=\S)"
)


@dataclass(frozen=True)
class ItemText:
    """Offsets of an item's name (None: it has none) and of what it says, and the points printed for it."""

    name: Range | None
    pieces: tuple[Range, ...]
    points: float | None


def take_apart(raw: str, begin: int, bare_points: bool, data: Data) -> ItemText:
    """An item's line from ``begin`` on, behind its label; ``bare_points``: a header names a column of points, so that a number behind
    a name is its points.
    """
    name: Range | None = None
    front = _FRONT_POINTS.match(fold(raw[begin:]))
    tail = _TAIL_POINTS.search(raw)
    end = tail.start() if tail else len(raw)
    points = parse_numeral(tail["points"]) if tail else parse_numeral(front["points"]) if front else None
    if front:
        name = (begin + front.start("name"), begin + front.end("name")) if front["name"] else None
        begin += front.end()
    titled = (
        _TITLED.match(fold(raw[begin:]))
        or _titled_barely(raw[begin:], data)
        or (_TITLED_NUMBER.match(fold(raw[begin:])) if bare_points else None)
    )
    if titled and points is None and _asks(raw[begin + titled.end() :], data):
        begin, name = begin + titled.end(), (begin, begin + titled.end("name"))
        points = parse_numeral(titled["points"])
    own = _OWN_POINTS.search(fold(raw[begin:end])) if points is None else None
    if own is None:
        return ItemText(name, ((begin, end),), points)
    asked = raw[begin : begin + own.start()].rstrip("，, ")
    halves = ((begin, begin + len(asked)), (begin + own.end(), end))
    return ItemText(name, tuple(half for half in halves if half[0] < half[1]), parse_numeral(own["points"]))


def points_in_front(text: str) -> float | None:
    """The points in brackets that a text opens with."""
    found = _FRONT_POINTS.match(fold(text))
    return parse_numeral(found["points"]) if found else None


def ends_in_points(raw: str) -> bool:
    """Whether bare points stand at the end of a line, behind a sentence."""
    return _TAIL_POINTS.search(raw) is not None


def opens_with_title(text: str) -> bool:
    """Whether a text opens with a name and its points."""
    return _TITLED.match(fold(text)) is not None


def _titled_barely(raw: str, data: Data) -> regex.Match[str] | None:
    found = _TITLED_BARE.match(fold(raw))
    reading = read_scoring(tidy(raw[found.end() :]), data) if found else None
    if found is None or reading is None:
        return None
    return found if earned_points(reading, reading.rules(), additive=True) == parse_numeral(found["points"]) else None


def _asks(text: str, data: Data) -> bool:
    """Whether a text behind an item's title asks for something before its criteria begin."""
    reading = read_scoring(tidy(text), data)
    return (
        bool(reading.segments)
        and not opens_criteria(reading, data)
        and any(s.role == "demand" for s in reading.segments)
    )


def opens_criteria(reading: Reading, data: Data) -> bool:
    """Whether a text opens with the label of criteria."""
    first = reading.segments[0]
    return (
        first.role == "heading"
        and search("criteria_label", fold(reading.text[first.start : first.end]), data) is not None
    )
