"""时间表述: dates, deadlines, frequencies, durations and periods that a text prints."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import regex

from ..data import Data
from ..dates import parse_month, parse_year, to_iso
from ..document import Document
from ..model import TimeExpression
from ..numerals import parse_numeral
from ..text import tidy

Kind = Literal["date", "deadline", "frequency", "duration", "period"]
_Evaluate = Callable[[regex.Match[str]], Any]

_SEGMENT = regex.compile(r"[^\t\n]+")
_PERIOD_AFFIX = regex.compile(r"^个|^一个?|度$")
_MAY_HINT = re.compile("[年月周日天旬季时钟间次./-]")  # each hint holds one of them; most cells hold none
_HINT = regex.compile(r"[年月周日天旬季]|小时|分钟|期间|时期|\d{4}[-./]\d|次[/／]")
_FIRST_PLAN = 1951  # the n-th five-year plan begins in 1951 + 5 n (since the sixth)


def find_times(document: Document, data: Data) -> list[TimeExpression]:
    """Every occurrence of a time expression, in reading order; impossible dates are left out."""
    found: list[TimeExpression] = []
    for segment in _SEGMENT.finditer(document.text.value):
        if not (_MAY_HINT.search(segment.group()) and _HINT.search(segment.group())):
            continue
        view = document.text.compact(*segment.span())
        for start, end, kind, value in sorted(_claims(view.value, data)):
            span = view.span(start, end)
            found.append(
                TimeExpression(text=tidy(document.slice(*span)), kind=kind, value=value, span=document.text.span(*span))
            )
    return found


def _claims(text: str, data: Data) -> Iterator[tuple[int, int, Kind, Any]]:
    """Expressions of one segment's compact text; where two claim the same words, the kind that comes first in ``_KINDS`` wins."""
    taken: list[tuple[int, int]] = []
    for needed, finditer, kind, evaluate in data.once(_finders):
        for match in finditer(text) if needed in text else ():
            start, end = match.span()
            if any(start < other and first < end for first, other in taken):
                continue
            value = evaluate(match)
            taken.append((start, end))
            if value is not None:
                yield start, end, kind, value


def _finders(data: Data) -> list[tuple[str, Callable[[str], Iterator[regex.Match[str]]], Kind, _Evaluate]]:
    return [
        (pattern.needs, pattern.compiled.finditer, kind, evaluate)
        for label, kind, evaluate in _KINDS
        for pattern in data.patterns_of(label)
    ]


def _date(match: regex.Match[str]) -> str | None:
    """ISO date, as precise as printed."""
    groups = match.groupdict()
    if groups.get("day"):
        return to_iso(groups["year"], groups["month"], groups["day"])
    year = parse_year(groups["year"])
    if year is None or not groups.get("month"):
        return None if year is None else f"{year:04d}"
    month = parse_month(groups["month"])
    return None if month is None else f"{year:04d}-{month:02d}"


def _deadline(match: regex.Match[str]) -> str | None:
    """The last day, where it can be computed, else the printed limit."""
    groups = match.groupdict()
    if not groups.get("year"):
        return match.group()
    value = _date(match)
    if value is None:
        return None
    if len(value) == 10:
        return value
    if groups.get("last"):
        return _last_day(value)
    return match.group()


def _last_day(value: str) -> str:
    """The last day of an ISO year or month."""
    year, _, month = value.partition("-")
    number = int(month) if month else 12
    return f"{year}-{number:02d}-{calendar.monthrange(int(year), number)[1]:02d}"


def _frequency(match: regex.Match[str]) -> dict[str, Any]:
    groups = match.groupdict()
    per = _PERIOD_AFFIX.sub("", groups["per"]) or groups["per"]
    per = {"季": "季度", "月度": "月", "星期": "周"}.get(per, per)
    count = parse_numeral(groups["count"]) if groups.get("count") else None
    return {"count": _whole(count), "unit": groups.get("unit"), "per": per}


def _duration(match: regex.Match[str]) -> dict[str, Any] | None:
    number = parse_numeral(match["n"])
    unit = match["unit"].removeprefix("个")
    return None if number is None else {"n": _whole(number), "unit": unit}


def _whole(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


def _period(match: regex.Match[str]) -> dict[str, str | None] | None:
    groups = match.groupdict()
    if groups.get("plan"):
        number = parse_numeral(groups["plan"][:-1])
        if number is None or number < 6:
            return {"start": None, "end": None}
        start = _FIRST_PLAN + 5 * int(number)
        return {"start": str(start), "end": str(start + 4)}
    first = _joined(groups["year"], groups.get("month"), groups.get("day"))
    last = _joined(
        groups.get("year2") or groups["year"],
        groups.get("month2") or (groups.get("month") if groups.get("day2") else None),
        groups.get("day2"),
    )
    return {"start": first, "end": last} if first and last else None


def _joined(year: str, month: str | None, day: str | None) -> str | None:
    if month and day:
        return to_iso(year, month, day)
    number, part = parse_year(year), parse_month(month) if month else None
    if number is None or (month and part is None):
        return None
    return f"{number:04d}-{part:02d}" if part else f"{number:04d}"


_KINDS: tuple[tuple[str, Kind, _Evaluate], ...] = (
    ("time_period", "period", _period),
    ("time_deadline", "deadline", _deadline),
    ("time_frequency", "frequency", _frequency),
    ("date", "date", _date),
    ("time_date", "date", _date),
    ("time_duration", "duration", _duration),
)
