"""Document numbers (发文字号): every typist's variant → the normalised form of GB/T 9704-2012, 7.2.5."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from .data import Data
from .numerals import parse_numeral

_SIGN = re.compile(r"(?<=[\d一二三四五六七八九十百千零〇○])[号號]")  # every number ends so
_ORDER = regex.compile("(?:令|公告|通告)$")
_CLOSING = tuple("〕]﹞）)】〗］〙❳}｝")
_LONGEST = 80
_ENDINGS = ("号", "》", "）", ")")
_BEFORE = ("（", "(", "》", "、")
_STATE = "中华人民共和国"
# 国务院令 and 主席令 are printed with and without the name of the state.
_STATE_ORGANS = ("国务院令", "主席令")
_STATE_ORDER = regex.compile(r"(?:中华人民共和国)?(?:国务院|主席)令$")


@dataclass(frozen=True)
class NumberMatch:
    """A document number in a compact string; ``start`` to ``end`` is the printed form, the rest is normalised."""

    start: int
    end: int
    text: str
    agency: str
    year: int | None
    sequence: int


def find_numbers(value: str, data: Data, line_starts: Sequence[int] = ()) -> Sequence[NumberMatch]:
    """Document numbers of a compact string in reading order; where two patterns claim one, the earlier wins.

    ``line_starts``: sorted places of the string where a paragraph or a cell begins; no agency reaches over them.
    """
    if line_starts or len(value) > _LONGEST:
        return _find_numbers(value, data, line_starts)
    return _numbers_of_line(value, data)


@lru_cache(maxsize=64)
def _numbers_of_line(value: str, data: Data) -> Sequence[NumberMatch]:
    """The numbers of a printed line; several steps ask about the letterhead's."""
    return tuple(_find_numbers(value, data, ()))


def _find_numbers(value: str, data: Data, line_starts: Sequence[int]) -> list[NumberMatch]:
    found: list[NumberMatch] = []
    last = 0
    for end in (match.end() for match in _SIGN.finditer(value)):
        for pattern in data.patterns_of("document_number"):
            match = pattern.compiled.search(value, max(last, end - _LONGEST), end)
            number = _build(match, data, line_starts) if match else None
            if number:
                found.append(number)
                last = end
                break
    return found


def _build(match: regex.Match[str], data: Data, line_starts: Sequence[int]) -> NumberMatch | None:
    groups = match.groupdict()
    sequence = parse_numeral(groups["sequence"])
    if not sequence:
        return None
    begin, end = match.span("agency")
    year_first = "year" in groups and match.start("year") < begin
    inside = line_starts[bisect_right(line_starts, begin) : bisect_left(line_starts, end)]
    begin = inside[-1] if inside and not year_first else begin
    if match.string[begin - 1 : begin] in _ENDINGS and match.string[begin] in "和与及或":
        begin += 1  # …号和国发…
    start = match.start() if year_first else begin + agency_start(match.string[begin:end], data)
    agency = match["agency"] if year_first else match.string[start:end]
    if not agency or (end in line_starts and not year_first and match.string[start - 1 : start] not in _BEFORE):
        return None  # the year opens a line of its own, and the line above does not end in an agency
    year = int(groups["year"]) if groups.get("year") else None
    if year is None and not _is_order_agency(agency, data):
        return None
    if agency in _STATE_ORGANS:
        agency = _STATE + agency
    text = _normal(agency, year, int(sequence), year_first, _is_bracketed(match))
    return NumberMatch(start, match.end(), text, agency, year, int(sequence))


def _is_bracketed(match: regex.Match[str]) -> bool:
    """Whether the year itself stands in brackets (公告〔2024〕11号, but not 公告（2024年第11号））."""
    if not match.groupdict().get("year"):
        return False
    return match.string[match.end("year") :].removeprefix("年").startswith(_CLOSING)


def _is_order_agency(agency: str, data: Data) -> bool:
    """Whether an agency without a year is that of an order: an organ's name and 令 (责令第三方 is none)."""
    name = _ORDER.sub("", agency)
    return name != agency and (name.endswith("主席") or name.endswith(data.forms_of("unit-suffix")))


def _normal(agency: str, year: int | None, sequence: int, year_first: bool, bracketed: bool) -> str:
    if year is None:
        return f"{agency}第{sequence}号"
    if year_first:
        return f"〔{year}〕{agency}{sequence}号"
    return f"{agency}〔{year}〕{sequence}号" if bracketed else f"{agency}{year}年第{sequence}号"


def agency_start(run: str, data: Data) -> int:
    """Where the 机关代字 begins in the characters before the year: behind the last word that cannot belong to it."""
    state = _STATE_ORDER.search(run)
    if state:
        return state.start()
    start = len(run) - len(run.lstrip("年月日号"))
    for match in data.finder("number-border").finditer(run, overlapped=True):
        if match.end() < len(run):
            start = max(start, match.end())
    return _behind_organ(run, start, data)


def _behind_organ(run: str, start: int, data: Data) -> int:
    """Behind an organ's name that stands directly before its own code (某省交通运输厅 + code), or ``start``."""
    openings = data.forms_of("agency-opening")
    for match in data.finder("unit-suffix").finditer(run[start:]):
        place = start + match.end()
        name, code = run[start:place], run[place:]
        if len(name) >= 3 and 2 <= len(code) <= 8 and (code.startswith(openings) or code[0] in name[:4]):
            return place
    return start
