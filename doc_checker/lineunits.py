"""Lines of an indicator system without a table: paragraphs → units that begin at a label or behind an item's points.

Decimal numbers (1 组织管理, 1.1 …) and codes (A 组织领导, A1 …, Ⅱ-3 …) are labels here; elsewhere they are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from .data import Data
from .document import Document, Paragraph
from .labels import RANKS, Label, find_label
from .numerals import parse_numeral
from .outline import Range
from .rowlabels import code_label
from .text import fold, tidy

PLAIN = "plain"
ABOVE_PLAIN = "plain-group"
# Their ranks, below those of clause labels.
LABELS: dict[str, float] = {
    "level1": -3,
    "level2": -2,
    "level3": -1,
    "framed3": RANKS["chinese"] - 0.5,
    "framed4": RANKS["bracketed"] - 0.5,
    "framed5": RANKS["arabic"] - 0.5,
    "code1": 20,
    "code2": 21,
    "code3": 22,
    "decimal1": 30,
    "decimal2": 31,
    "decimal3": 32,
    ABOVE_PLAIN: 89,
    PLAIN: 90,
}
_LABEL_ROOM = 40
_DECIMAL = regex.compile(
    r"^\s*(?P<number>\d{1,2}(?:[.．]\d{1,2}){0,2}|\d{1,2}[-－–—]\d{1,2}(?=[\s、]))(?:[.．、]\s*|\s+|(?<=[.．]\d{1,2}))"
    r"(?=[\p{Han}“《（(【〔\[]|(?<=[.．、])(?:[3-6]G|[1-5]A(?:级|景区)|(?:19|20)\d{2}年|\d{1,2}月(?:底|份|末|前|\d)|(?:12\d{3}|9[56]\d{3})\p{Han}{2}(?<![元万亿吨亩米倍]\p{Han})))"
    r"(?!(?<=\d)(?:分(?:[，。；;、,）)]|$)|[万亿倍元米吨亩]|个百分点|公里|小时))"  # 1.5分 that a printed line begins with
)
# 一级指标1 组织领导（18分）, 二级指标1.2 …: what level it has is said.
_LEVELLED = regex.compile(
    r"^\s*(?P<level>[一二三123])级(?:指标|项目|内容|分类)\s*(?P<number>(?:\d{1,2}[.．\-－–—]){0,2}\d{1,2}|[一二三四五六七八九十]{1,2})"
    r"\s*(?:[：:、.．]\s*|\s+|(?=[“《（(【〔\[]))(?=[\p{Han}“《（(【〔\[])"
)
_PARTS = r"[.．\-－–—]"
_LONGEST_EXTRA = 40
_EXTRAS = ("bonus_group", "deduction_group", "mixed_group")
_FRAMED = regex.compile(r"^\s*[【〖\[［](?P<inner>\s*(?=\p{Han})[^【】〖〗\[\]［］。；;]{2,30})[】〗\]］]\s*[：:]?\s*$")
_CLOSED = regex.compile(
    r"^\s*(?:\d|[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十\d]{1,2}[)）])[^，。；;：:]{2,24}(?<![得加扣减计每达满足])[\s：:]\d{1,3}(?:\.\d{1,2})?\s?分\s*$|[（(](?:满分|计|共|分值)?\s*\d{1,3}(?:\.\d{1,2})?\s*分\s*[)）]\s*[。；;]?\s*$|[。；;]\s*\d{1,3}\s*分\s*$"
)


def line_label(raw: str) -> Label | None:
    """The decimal number, code or named level that a line opens with; its value is that of the last number."""
    levelled = level_label(raw)
    if levelled:
        return levelled
    found = _DECIMAL.match(fold(raw[:_LABEL_ROOM]))
    if found is None:
        return code_label(raw)
    numbers = regex.split(_PARTS, found["number"])
    return Label(f"decimal{len(numbers)}", numbers[-1], int(numbers[-1]), found.end(), tidy(raw[: found.end()]))


def level_label(raw: str) -> Label | None:
    """The level and number that a line names outright (一级指标1 组织领导), or None."""
    found = _LEVELLED.match(fold(raw[:_LABEL_ROOM]))
    if found is None:
        return None
    last = regex.split(_PARTS, found["number"])[-1]
    level = int(parse_numeral(found["level"]) or 1)
    return Label(f"level{level}", last, int(parse_numeral(last) or 0), found.end(), tidy(raw[: found.end()]))


def full_number(label: Label | None) -> str | None:
    """All of a decimal number (2.1), None for other labels."""
    if label is None or not label.kind.startswith("decimal"):
        return None
    found = _DECIMAL.match(fold(label.printed) + "一")
    return ".".join(regex.split(_PARTS, found["number"])) if found else None


def framed_heading(raw: str) -> str | None:
    """What stands in the frame of a line that is nothing else (【组织领导 25分】), or None."""
    found = _FRAMED.match(raw)
    return tidy(found["inner"]) if found else None


def line_units(document: Document, paragraphs: Sequence[Range], data: Data) -> list[Range]:
    """The paragraphs cut at the printed lines that open with a label of any kind or follow an item's points."""
    lines = [line for block in document.blocks if isinstance(block, Paragraph) for line in block.lines]
    opening = [
        below[0]
        for above, below in pairwise([(0, 0), *lines])
        if line_label(document.slice(*below))
        or framed_heading(document.slice(*below))
        or _is_extra(document.slice(*below), data)
        or (above != (0, 0) and _CLOSED.search(fold(document.slice(*above))))
    ]
    labelled = {below[0] for below in lines if find_label(document.slice(below[0], below[0] + _LABEL_ROOM), data)}
    closed = {
        below[0]
        for above, below in pairwise(lines)
        if below[0] in labelled and document.slice(*above).rstrip()[-1:] in "。；;）)"
    }
    cuts = sorted({*opening, *closed})
    return [piece for place in paragraphs for piece in cut_at(cuts, place)]


def _is_extra(raw: str, data: Data) -> bool:
    """Whether a printed line is nothing but the heading of bonus or deduction items (加分项（最高5分）)."""
    value = tidy(raw)
    return len(value) <= _LONGEST_EXTRA and any(
        pattern.compiled.search(value) for kind in _EXTRAS for pattern in data.patterns_of(kind)
    )


def cut_at(starts: Sequence[int], place: Range) -> list[Range]:
    """A paragraph cut at the lines that begin at ``starts``."""
    start, end = place
    return list(pairwise([start, *(cut for cut in starts if start < cut < end), end]))
