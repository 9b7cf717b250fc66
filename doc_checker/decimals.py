"""Decimal numbers of clauses (2.1, 2.1.1), and the headings above them that print a number without a mark (2 重点工作).

A decimal number at the beginning of a paragraph may as well be a quantity, a bare number anything: the whole document
tells, for labels count on.
"""

from __future__ import annotations

from collections.abc import Sequence

from .data import Data
from .document import Document, Paragraph
from .labels import Label
from .text import fold, tidy

_ROOM = 30
_DEEPEST = 4
_LONGEST_HEADING = 30


def find_decimals(document: Document, data: Data) -> dict[int, Label]:
    """The decimal labels of a document and the bare numbers above them, by the place where their paragraphs begin."""
    return document.once(("decimals", data), lambda: _find(document, data))


def _find(document: Document, data: Data) -> dict[int, Label]:
    opened = [
        (label, start)
        for block in document.blocks
        if isinstance(block, Paragraph)
        and (text := document.slice(block.start, block.end))
        and (label := _read(text, data))
        and (start := block.start + len(text) - len(text.lstrip())) >= 0
    ]
    counted = _count([label.path for label, _ in opened])
    tops = {label.path[0] for (label, _), counts in zip(opened, counted, strict=True) if counts}
    found: dict[int, Label] = {}
    last = 0
    for (label, start), counts in zip(opened, counted, strict=True):
        if len(label.path) > 1:
            if counts:
                found[start] = label
        elif tops and label.value in (1, last + 1) and (label.value in tops or _is_heading(document, start)):
            found[start] = label
            last = label.value
    return found


def _read(text: str, data: Data) -> Label | None:
    """The decimal or bare number that a paragraph opens with."""
    head = text[:_ROOM].lstrip()
    for pattern in data.patterns_of("decimal_number") if head[:1].isdecimal() else ():
        match = pattern.compiled.match(fold(head))
        if match:
            path = tuple(map(int, match["path"].replace("．", ".").split(".")))
            if 0 in path or len(path) > _DEEPEST:
                return None
            kind = "arabic" if len(path) == 1 else f"decimal{len(path)}"
            length = match.end() + len(text) - len(text.lstrip())
            return Label(kind, ".".join(map(str, path)), path[-1], length, tidy(match["path"]), path=path)
    return None


def _count(paths: Sequence[tuple[int, ...]]) -> list[bool]:
    """Which decimal numbers count on: each is the first below its heading or follows the one before; none does where
    there is no second one.
    """
    last: dict[tuple[int, ...], int] = {}
    counts: list[bool] = []
    second = False
    for path in paths:
        fits = len(path) > 1 and path[-1] in (1, last.get(path[:-1], -1) + 1)
        counts.append(fits)
        if fits:
            last[path[:-1]] = path[-1]
            second = second or path[-1] > 1
    return counts if second else [False] * len(paths)


def _is_heading(document: Document, start: int) -> bool:
    line = document.slice(start, start + _LONGEST_HEADING + 1).split("\n")[0]
    return len(line) <= _LONGEST_HEADING and not any(mark in line for mark in "。，；：")
