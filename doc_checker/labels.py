"""Labels of clauses (标题序号): 第一章, 第一条, 一、, （一）, 1., （1）, ① — how they are printed, how they rank,
what id they give.

The knowledge of their printed forms stands in ``patterns/labels.toml``; GB/T 9704-2012, 7.3.3 gives the order of the
levels.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

from .data import Data
from .numerals import parse_numeral
from .text import fold, tidy

# From the highest level to the lowest one; the names are those of the patterns (label_chapter …).
_DECIMALS = ("decimal2", "decimal3", "decimal4")  # 2.1, 2.1.1, 2.1.1.1: told by the whole document only (decimals)
KINDS = ("chapter", "section", "article", "chinese", "bracketed", "arabic", *_DECIMALS, "arabic_bracketed", "circled")
RANKS = {kind: rank for rank, kind in enumerate(KINDS)}
_BRACKETED = ("bracketed", "arabic_bracketed")
# What a label opens with, decimal digits apart.
_OPENINGS = frozenset("第一二三四五六七八九十（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩")
_OPENINGS |= frozenset(map(chr, range(0x2474, 0x249C)))  # ⑴ to ⒇, ⒈ to ⒛
# 三、四季度 is no label, nor is 二、三级: two numerals in a row that count one thing.
_ROW_OF_NUMERALS = regex.compile(r"^([一二三四五六七八九十]{1,2})(?:季度|[等级类线期档产楼层号]|月|年|者)")
_ATTACHMENT_ID = regex.compile(r"附(?:\d{1,3})?(?:#\d{1,2})?")
_LABEL_ROOM = 30


@dataclass(frozen=True)
class Label:
    """A printed label: its kind, its number as printed (numeral or digits), its value, and how many characters it
    takes.

    ``printed`` is tidied (``（ 一 )`` gives ``（一)``); ``unit`` is 章, 节 or 条; ``path`` are the numbers of a decimal
    label (2.1.3) or of the heading above such labels.
    """

    kind: str
    number: str
    value: int
    length: int
    printed: str
    unit: str = ""
    path: tuple[int, ...] = ()

    @property
    def rank(self) -> int:
        """The level of its kind, from 0."""
        return RANKS[self.kind]

    @property
    def id_part(self) -> str:
        """What the label gives to an id: 三, （一）, 1, （1）, ①, 第三条."""
        if self.kind in _BRACKETED:
            return f"（{self.number}）"
        return f"第{self.number}{self.unit}" if self.unit else self.number


def find_label(value: str, data: Data) -> Label | None:
    """The label that a paragraph (or what is left of it) opens with, or None; inner spaces may still be there."""
    first = value[:1]
    if first.isspace():
        first = value[:_LABEL_ROOM].lstrip()[:1]
    return _read_label(value[:_LABEL_ROOM], data) if first in _OPENINGS or first.isdecimal() else None


@lru_cache(maxsize=4096)
def _read_label(value: str, data: Data) -> Label | None:
    """The label of a paragraph's first characters; several extractors ask about the same paragraph."""
    head = fold(value)
    for kind, pattern in data.once(_label_patterns):
        match = pattern.match(head)
        if match:
            label = _build(kind, match, value)
            if label and not _counts_on(label, head[match.end() :]):
                return label
    return None


def _label_patterns(data: Data) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return tuple((kind, pattern.compiled) for kind in KINDS for pattern in data.patterns_of(f"label_{kind}"))


def _build(kind: str, match: regex.Match[str], value: str) -> Label | None:
    groups = match.groupdict()
    number = groups.get("number") or groups.get("half")
    ligature = groups.get("ligature")
    if ligature:
        plain = unicodedata.normalize("NFKC", ligature).strip("().")
        number = ligature if kind == "circled" else plain
        count = parse_numeral(plain)
    else:
        count = parse_numeral(number or "")
    if not number or count is None:
        return None
    length = len(match.group())
    return Label(kind, number, int(count), length, tidy(value[:length]), groups.get("unit") or "")


def _counts_on(label: Label, rest: str) -> bool:
    """Whether a numeral with its mark is the first of a row (三、四季度), so no label."""
    if label.kind != "chinese":
        return False
    following = _ROW_OF_NUMERALS.match(rest)
    return bool(following) and parse_numeral(following[1] if following else "") == label.value + 1


def join_id(parent: str, part: str) -> str:
    """A child's id: 三 + （一） → 三（一）; 三（一） + 1 → 三（一）.1; 附2 + 一 → 附2.一; an article stands by
    itself.
    """
    if not parent:
        return part
    if part.startswith("（") and not is_attachment_id(parent):
        return parent + part
    return f"{parent}.{part}"


def is_attachment_id(value: str) -> bool:
    """Whether an id is that of an attachment's root (附, 附2, 附#2)."""
    return bool(_ATTACHMENT_ID.fullmatch(value))


class Sequence:
    """Gives out ids; a repeated one gets ``#2``, ``#3`` …"""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The id itself, or with its running mark when it was taken before."""
        count = self._seen.get(wanted, 0) + 1
        self._seen[wanted] = count
        return wanted if count == 1 else f"{wanted}#{count}"
