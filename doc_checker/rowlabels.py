"""Labels of items in tables: those of clauses (1., （二）), decimal numbers (2.3) and codes (Ⅱ-3, A1、, 指标4)."""

from __future__ import annotations

from functools import lru_cache

import regex

from .data import Data
from .labels import Label, find_label
from .numerals import format_numeral, parse_numeral
from .outline import Range
from .rows import GroupDraft
from .text import fold, tidy

_LABEL_ROOM = 40
_OPENING = r"(?=[\p{Han}“《（(])"
_DECIMAL = regex.compile(
    r"^\s{0,4}(?P<path>(?:\d{1,2}[.．\-－–—]){1,3}(?P<number>\d{1,2}))[.．、]?(?![\d%])\s{0,4}(?=[\p{Han}“《（(])"
)
_CODES = (
    regex.compile(
        r"^\s{0,4}(?P<path>(?:[Ⅰ-Ⅻ]|[IVX]{1,3}|[A-Z]|[一二三四五六七八九十]{1,2})\s{0,2}[-－–—](?:\d{1,2}[.．\-－–—]){0,2}(?P<number>\d{1,2}))"
        r"[.．、：:]?(?!\d)\s{0,4}" + _OPENING
    ),
    regex.compile(
        r"^\s{0,4}(?P<path>[A-Z]{1,3}(?:\d{1,2}[.．\-－–—]){0,2}(?P<number>\d{1,3}))(?:[.．、：:]\s{0,4}|\s{1,4})"
        + _OPENING
    ),
    # A1学校治理, but not A1驾驶证, G60高速 and B1层
    regex.compile(
        r"^\s{0,4}(?P<path>[A-F](?:\d[.．\-－–—]?)?(?P<number>\d{1,2}))(?![级类型纸座栋楼区段层号线路照证证驾高国])(?=\p{Han}{2})"
    ),
    regex.compile(
        r"^\s{0,4}(?P<path>(?:指标|项目|标准)\s{0,2}(?P<number>\d{1,2}))\s{0,2}(?:[.．、：:]\s{0,4}|\s{1,4})" + _OPENING
    ),
)
_LETTER = regex.compile(r"^\s{0,4}(?P<path>[A-Z])(?:[.．、：:]\s{0,4}|\s{1,4})" + _OPENING)
_ROMAN = regex.compile(r"^\s{0,4}(?P<path>[Ⅰ-Ⅻ])[.．、：:]?\s{0,4}" + _OPENING)
_TABLE = regex.compile(
    r"^\s{0,4}(?:附?表\s{0,2}(?P<path>\d{1,2}|[一二三四五六七八九十]{1,2}(?=[\s：:、.．]))(?:[-－–—.．]\d{1,2})?)[\s：:、.．]{0,4}"
    + _OPENING
)
_PARTS = ("chapter", "section", "article")


POINTS_WORD = r"(?:满分|计|共|分值|(?:基础|基准|基本|标准|应得)分|最高|上限|占)?[:：]?"
"""What may stand before points (满分20分, 计20分)."""
TITLE_POINTS = regex.compile(r"[（(](?:共|计|满分|权重)?(?:\d{1,4}(?:分|[%％])|\d{1,3})[)）]$")
"""Points at the end of a title (（12分）, （12）)."""
# What stands in a column of numbers, from the highest level to the lowest one.
_NUMBERS = {
    "chinese": regex.compile(r"[一二三四五六七八九十]{1,3}[、.．]?"),
    "bracketed": regex.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][、.．]?"),
    "arabic": regex.compile(r"(?P<number>\d{1,3})[.．、]?"),
    "decimal2": regex.compile(r"\d{1,2}[.．\-－–—](?P<number>\d{1,2})[.．、]?"),
    "decimal3": regex.compile(r"(?:\d{1,2}[.．\-－–—]){2}(?P<number>\d{1,2})[.．、]?"),
    "arabic_bracketed": regex.compile(r"[（(](?P<number>\d{1,3})[)）][.．、]?"),
}
NUMBER_KINDS = tuple(_NUMBERS)
_STAR = regex.compile(r"^[★☆▲△●◆※*]+\s*|\s*[★☆▲△●◆※*]+$")  # what marks an item that counts more


def number_kind(text: str) -> str | None:
    """The kind of a number that stands in a cell by itself, or None."""
    bare = _STAR.sub("", text)
    return next((kind for kind, pattern in _NUMBERS.items() if pattern.fullmatch(bare)), None)


def last_number(text: str) -> str | None:
    """The last number of an Arabic number that stands in a cell by itself (1.2: 2), or None."""
    for pattern in _NUMBERS.values():
        found = pattern.fullmatch(_STAR.sub("", text))
        if found:
            return str(int(found["number"])) if "number" in pattern.groupindex else None
    return None


def bare_number(number: str) -> str:
    """A number of an id without brackets and leading zeros ((03) gives 3)."""
    value = parse_numeral(number.strip("（()）"))
    return str(int(value)) if value is not None and value == int(value) else number


def row_label(text: str, data: Data) -> Label | None:
    """The label that an item of a table opens with; a decimal number or code gives the number that stands last."""
    return _read_row_label(text[:_LABEL_ROOM], data)


@lru_cache(maxsize=1024)
def _read_row_label(head: str, data: Data) -> Label | None:
    """The label in a text's first characters; several readers ask about the same cell."""
    label = find_label(head, data)
    if label is not None:
        return None if label.kind in _PARTS else label
    found = _DECIMAL.match(fold(head)) or next((m for code in _CODES if (m := code.match(head))), None)
    if found is None:
        return None
    return Label("arabic", found["number"], int(found["number"]), found.end(), tidy(head[: found.end()]))


def title_label(text: str, data: Data) -> Label | None:
    """The label of a group's title: that of an item, a letter or Roman numeral alone (A 组织领导), or a table's number (表1)."""
    label = row_label(text, data) or find_label(text, data)
    table = None if label else _TABLE.match(text[:40])
    if table is not None:
        value = int(parse_numeral(table["path"]) or 0)
        return Label("chinese", table["path"], value, table.end(), tidy(text[: table.end()]))
    found = None if label else _LETTER.match(text[:40]) or _ROMAN.match(text[:40])
    if found is None:
        return label
    first = ord(found["path"])
    value = first - (0x2160 if first > 0x2000 else ord("A")) + 1
    return Label("chinese", found["path"], value, found.end(), tidy(text[: found.end()]))


def decimal_path(label: Label | None) -> tuple[int, ...]:
    """All numbers of a decimal label (1.2: 1 and 2); empty for other labels."""
    found = _DECIMAL.match(fold(label.printed) + "（") if label else None
    return tuple(int(part) for part in regex.split(r"[.．\-－–—]", found["path"])) if found else ()


def code_label(text: str) -> Label | None:
    """The code that a line opens with, by its depth: ``code1`` (A 组织领导), ``code2`` (A1, Ⅱ-3), ``code3`` (A1.2)."""
    head = text[:40]
    found = _LETTER.match(head) or _ROMAN.match(head)
    if found:
        first = ord(found["path"])
        value = first - (0x2160 if first > 0x2000 else ord("A")) + 1
        return Label("code1", found["path"], value, found.end(), tidy(text[: found.end()]))
    found = next((m for code in _CODES if (m := code.match(head))), None)
    if found is None:
        return None
    depth = min(3, 1 + len(regex.findall(r"\d{1,2}", found["path"])))
    return Label(f"code{depth}", found["number"], int(found["number"]), found.end(), tidy(text[: found.end()]))


def extra_group_kind(text: str, data: Data) -> str | None:
    """``bonus`` or ``deduction`` for a heading such as 加分项, 扣分项（不设上限） or A4加分项, else None."""
    label = row_label(text, data)
    texts = (text, text[label.length :]) if label and label.kind == "arabic" else (text,)
    for kind in ("bonus", "deduction"):
        if any(pattern.compiled.search(value) for pattern in data.patterns_of(f"{kind}_group") for value in texts):
            return kind
    return None


def draft_group(text: str, place: Range, ordinal: int, data: Data) -> GroupDraft:
    """A group by its printed title; one without a number gets its ordinal."""
    extra = extra_group_kind(text, data)
    if extra:
        return GroupDraft("加" if extra == "bonus" else "扣", extra, text.rstrip("：:"), (place,))
    label = find_label(text, data)
    if label is None:
        return GroupDraft(format_numeral(ordinal), "scored", None, (place,))
    return GroupDraft(label.id_part, "scored", label.printed, (place,))
