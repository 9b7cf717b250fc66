"""Lines of an indicator system without a table: paragraphs → units that begin at a label or behind an item's points.

Decimal numbers (1 组织管理, 1.1 …) and codes (A 组织领导, A1 …, Ⅱ-3 …) are labels here; elsewhere they are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from .columns import Columns
from .data import Data
from .document import Document, Paragraph
from .labels import RANKS, Label, find_label
from .numerals import parse_numeral
from .outline import Range
from .rowlabels import POINTS_WORD, code_label
from .text import fold, squeeze, tidy

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
# 1.5分 that a printed line begins with is none.
_DECIMAL = regex.compile(
    r"^\s*(?P<number>\d{1,2}(?:[.．]\d{1,2}){0,2}|\d{1,2}[-－–—]\d{1,2}(?=[\s、]))(?:[.．、]\s*|\s+|(?<=[.．]\d{1,2}))"
    r"(?=[\p{Han}“《（(【〔\[]|(?<=[.．、])(?:[3-6]G|[1-5]A(?:级|景区)|(?:19|20)\d{2}年|\d{1,2}月(?:底|份|末|前|\d)|(?:12\d{3}|9[56]\d{3})\p{Han}{2}(?<![元万亿吨亩米倍]\p{Han})))"
    r"(?!分(?:[，。；;、,）)]|$)|(?<=\d)(?:分(?:[，。；;、,）)]|$)|[万亿倍元米吨亩]|个百分点|公里|小时))"
)
# 一级指标1 组织领导（18分）, 二级指标1.2 …: what level it has is said.
_LEVELLED = regex.compile(
    r"^\s*(?P<level>[一二三123])级(?:指标|项目|内容|分类)\s*(?P<number>(?:\d{1,2}[.．\-－–—]){0,2}\d{1,2}|[一二三四五六七八九十]{1,2})"
    r"\s*(?:[：:、.．]\s*|\s+|(?=[“《（(【〔\[]))(?=[\p{Han}“《（(【〔\[])"
)
# 板块一 高质量发展（45分）, 指标1 …: above and below, without saying their level.
_UNITS = regex.compile(
    r"^\s*(?:考[核评查]|评[价估审定]|测评|检查|验收|创建)?(?P<word>板块|模块|单元|维度|领域|类别|大项|篇章|项目(?!\d)|内容|指标|要点|条目|考点|细项|小项)\s{0,2}(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?:\s*[：:、.．]\s*|\s+)(?=[\p{Han}“《（(【])|^\s*第(?P<number>[一二三四五六七八九十]{1,2})(?P<word>大?类|方面|大项|板块|模块|单元|篇章)(?:\s*[：:、]\s*|\s+)(?=\p{Han})"
    r"|^\s*(?P<number>[A-Z])(?P<word>类)\s*[：:、]?\s*(?=\p{Han})"
)
_LOWER = ("指标", "要点", "条目", "考点", "细项", "小项")
_PARTS = r"[.．\-－–—]"
_LONGEST_EXTRA = 40
_LONGEST_HEADER = 60
_FEWEST_COLUMNS = 3
_EXTRAS = ("bonus_group", "deduction_group", "mixed_group")
_FRAMED = regex.compile(r"^\s*[【〖\[［](?P<inner>\s*(?=\p{Han})[^【】〖〗\[\]［］。；;]{2,30})[】〗\]］]\s*[：:]?\s*$")
_CLOSED = regex.compile(
    r"^\s*(?:\d|[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十\d]{1,2}[)）])[^，。；;：:]{2,24}(?<![得加扣减计每达满足])[\s：:](?:上限|最高|满分|分值|共|计)?[：:]?\s?\d{1,3}(?:\.\d{1,2})?\s?分\s*$|[（(]"
    + POINTS_WORD
    + r"\s*\d{1,3}(?:\.\d{1,2})?\s*分\s*[)）]\s*[。；;]?\s*$|[。；;]\s*\d{1,3}\s*分\s*$"
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
    """The level and number that a line names outright (一级指标1 组织领导, 板块一 组织领导), or None."""
    found = _LEVELLED.match(fold(raw[:_LABEL_ROOM]))
    unit = None if found else _UNITS.match(fold(raw[:_LABEL_ROOM]))
    if unit:
        letter = unit["number"].isascii() and unit["number"].isalpha()
        value = ord(unit["number"]) - ord("A") + 1 if letter else int(parse_numeral(unit["number"]) or 0)
        kind = "code2" if unit["word"] in _LOWER else "level1"
        return Label(kind, unit["number"], value, unit.end(), tidy(raw[: unit.end()]))
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


_PLAIN_HEAD = regex.compile(
    r"^\s*(?P<inner>(?=\p{Han})[\p{Han}、“”]{2,16}\s*[（(](?:(?:共|计|满分|分值|占)?[:：]?\s*\d{1,4}(?:\.\d{1,2})?\s*分|(?P<bonus>最?[高多]?加分)项?|(?P<deduction>[扣减]分)项?)"
    r"[^（()）]{0,10}[)）])\s*[：:]?\s*$"
)


@dataclass(frozen=True)
class Heading:
    """A line that is nothing but a heading: its text, whether it stands in a frame, and whether it says that extras follow."""

    text: str
    framed: bool
    extra: str | None = None


def heading_alone(raw: str) -> Heading | None:
    """A line without number that is nothing but a heading: in a frame (【组织领导 25分】) or with points (组织领导（25分）)."""
    found = _FRAMED.match(raw)
    if found:
        return Heading(tidy(found["inner"]), framed=True)
    found = _PLAIN_HEAD.match(fold(raw))
    if found is None:
        return None
    extra = "bonus" if found["bonus"] else "deduction" if found["deduction"] else None
    return Heading(tidy(found["inner"]), framed=False, extra=extra)


def line_units(document: Document, paragraphs: Sequence[Range], data: Data) -> list[Range]:
    """The paragraphs cut at the printed lines that open with a label of any kind or follow an item's points."""
    lines = [line for block in document.blocks if isinstance(block, Paragraph) for line in block.lines]
    opening = [
        below[0]
        for above, below in pairwise([(0, 0), *lines])
        if line_label(document.slice(*below))
        or heading_alone(document.slice(*below))
        or stands_aside(document.slice(*below), data)
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


def header_kinds(raw: str, data: Data) -> frozenset[str]:
    """What the columns hold that a printed line names (序号 指标名称 分值 评分标准); empty where it is no header of at least three."""
    if len(raw) > _LONGEST_HEADER or not data.once(Columns).may_be_header(raw):
        return frozenset()
    kinds = data.once(Columns).header_kinds(raw)
    return frozenset(kinds) if len(kinds) >= _FEWEST_COLUMNS else frozenset()


def stands_aside(raw: str, data: Data) -> bool:
    """Whether a printed line is a header, or the sum of all (合计 100)."""
    value = squeeze(raw) if len(raw) <= _LONGEST_EXTRA else ""
    total = bool(value) and any(pattern.compiled.search(value) for pattern in data.patterns_of("row_total"))
    return total or bool(header_kinds(raw, data))


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
