"""Normalised text with an offset map: what patterns run on, and the way back to page and box.

A document has one ``Text``: its paragraphs, one per line. Printed Chinese wraps anywhere and extraction tools put spaces where
none are printed, so patterns run on the *compact* view, which drops white space and keeps an index back; spans are mapped through that
index and never recovered by searching.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import overload

from .model import Span

Box = tuple[float, float, float, float]

# One code point to one code point, so that offsets never move. Plain NFKC is wrong here: it folds （）： and misses
# many CJK radicals (⻋ ⻓ ⻔); the radicals have a table of their own.
_FOLD = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF10, 0xFF1A))}  # ０-９
_FOLD |= {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))}
# The standard module finds a single class of characters in half the time that ``regex`` takes; both agree on spaces.
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ〔【［〖]")
# 〔8分〕 and 【满分8分】 are points as （8分） are.
_FRAMED_POINTS = re.compile(
    r"[〔【［〖]((?:满分|总分|分值|权重|共|计|占)?[:：为]?\s?\d{1,4}(?:\.\d{1,2})?\s?分)[〕】］〗]"
)
# 〔每少1次扣1分〕 behind what is asked says how it scores, as （每少1次扣1分） does.
_FRAMED_RULES = re.compile(
    r"(?<=[^\s：:])[〔【［〖]((?=[^〔【［〖〕】］〗]{0,200}(?:[得加扣减计]\d{1,2}(?:\.\d{1,2})?\s?分|[不][得计]分))[^〔【［〖〕】］〗]{3,200})[〕】］〗]"
)
_WORD = re.compile(r"\S+")
_SPACES = {
    ord(space): " "
    for space in "\t\v\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
}
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f"))


def clean(raw: str) -> str:
    """Drop invisible characters and unify line ends and spaces; idempotent, loses no printed character."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE).translate(_SPACES)


def fold(value: str) -> str:
    """Full-width digits and letters as half-width ones, points in round brackets, code point by code point (length-preserving)."""
    if not _FULL_WIDTH.search(value):
        return value
    folded = _FRAMED_POINTS.sub(r"（\1）", value.translate(_FOLD))
    return _FRAMED_RULES.sub(r"（\1）", folded)


@lru_cache(maxsize=8192)
def is_wide(char: str) -> bool:
    """Whether a character takes two columns in print: Chinese characters and full-width punctuation."""
    return unicodedata.east_asian_width(char) in "WFA" and not char.isspace()


@lru_cache(maxsize=4096)  # a line is measured several times: is it full, does it go on, is it centred
def display_width(value: str) -> int:
    """Columns that a printed line takes, a Chinese character counting two."""
    return len(value) + sum(map(is_wide, value))


def tidy(value: str) -> str:
    """A printed value without the spaces and line breaks next to Chinese; runs of spaces between words become one."""
    words = value.split()
    if len(words) < 2:
        return words[0] if words else ""
    parts = [words[0]]
    for before, word in pairwise(words):
        if not is_wide(before[-1]) and not is_wide(word[0]):
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


def squeeze(value: str) -> str:
    """Without any white space: the form in which texts of different renditions are compared."""
    return "".join(value.split())


@dataclass(slots=True)  # thousands are made: frozen ones take thrice the time
class Compact:
    """A view without white space; ``index[i]`` is the offset of its character *i* in the text it was made of."""

    value: str
    index: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text for a half-open range of this view; an empty range keeps its place."""
        if not self.index:
            return (0, 0)
        if start >= end:
            place = self.index[start] if start < len(self.index) else self.index[-1] + 1
            return (place, place)
        return (self.index[start], self.index[end - 1] + 1)

    def position(self, offset: int) -> int:
        """The first place of this view that stands at or behind ``offset`` of the text."""
        return bisect_right(self.index, offset - 1)


class PackedBoxes(Sequence[Box | None]):
    """A box per character in 16 bytes each (single floats, NaN where a character has none); slices are packed too."""

    __slots__ = ("numbers",)

    def __init__(self, boxes: Iterable[Box | None] = ()) -> None:
        self.numbers = array("f")
        self.extend(boxes)

    @classmethod
    def of(cls, numbers: array[float]) -> PackedBoxes:
        """Boxes that are packed already: left, top, right and bottom of each."""
        packed = cls.__new__(cls)
        packed.numbers = numbers
        return packed

    def skip(self, count: int) -> None:
        """Append so many characters without a box."""
        self.numbers.frombytes(_NO_BOX_BYTES * count)

    def extend(self, boxes: Iterable[Box | None]) -> None:
        """Append boxes (those of another packed sequence without unpacking them)."""
        if isinstance(boxes, PackedBoxes):
            self.numbers.extend(boxes.numbers)
            return
        for box in boxes:
            self.numbers.extend(box or _NO_BOX)

    def __len__(self) -> int:
        return len(self.numbers) // 4

    @overload
    def __getitem__(self, place: int) -> Box | None: ...
    @overload
    def __getitem__(self, place: slice) -> PackedBoxes: ...
    def __getitem__(self, place: int | slice) -> Box | PackedBoxes | None:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            part = PackedBoxes()
            if step != 1:
                part.extend(self[i] for i in range(start, stop, step))
            else:
                part.numbers = self.numbers[start * 4 : max(start, stop) * 4]
            return part
        place = place if place >= 0 else place + len(self)
        x0, y0, x1, y1 = self.numbers[place * 4 : place * 4 + 4]
        return None if x0 != x0 else (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))

    def __iter__(self) -> Iterator[Box | None]:
        numbers = iter(self.numbers.tolist())
        for x0, y0, x1, y1 in zip(numbers, numbers, numbers, numbers, strict=True):
            yield None if x0 != x0 else (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))

    def union(self, start: int, end: int) -> Box | None:
        """The box around the characters of a range, or None where none has a box."""
        numbers = self.numbers[start * 4 : end * 4]
        sides: list[Sequence[float]] = [numbers[side::4] for side in range(4)]
        total = sum(sides[0])
        if total != total:  # a NaN among them: some characters have no box
            sides = [[value for value in side if value == value] for side in sides]
        lefts, tops, rights, bottoms = sides
        if not lefts:
            return None
        return (round(min(lefts), 2), round(min(tops), 2), round(max(rights), 2), round(max(bottoms), 2))


class _Unions:
    """A text's boxes made ready for many unions: a character without a box gets one that widens no other."""

    def __init__(self, boxes: PackedBoxes) -> None:
        self.numbers = array("f")
        self.numbers.frombytes(boxes.numbers.tobytes().replace(_NO_BOX_BYTES, _NEUTRAL_BYTES))

    def union(self, start: int, end: int) -> Box | None:
        """The box around the characters of a range, or None where none has a box."""
        numbers = self.numbers[4 * start : 4 * end]
        left = min(numbers[0::4], default=_FAR)
        if not left < _FAR:
            return None
        return (
            round(left, 2),
            round(min(numbers[1::4]), 2),
            round(max(numbers[2::4]), 2),
            round(max(numbers[3::4]), 2),
        )


_FAR = float("inf")
_NO_BOX: Box = (float("nan"), float("nan"), float("nan"), float("nan"))
_NO_BOX_BYTES = array("f", _NO_BOX).tobytes()
_NEUTRAL_BYTES = array("f", (_FAR, _FAR, -_FAR, -_FAR)).tobytes()


@dataclass(frozen=True)
class Text:
    """The normalised text of a document with the origin of each character.

    ``page_starts`` are the offsets at which pages begin (empty where the format has no pages); ``boxes`` gives a box in PDF points for
    each character, or is empty.
    """

    value: str
    page_starts: tuple[int, ...] = ()
    boxes: Sequence[Box | None] = field(default=(), repr=False, compare=False)

    def page_at(self, offset: int) -> int | None:
        """Page from 1 of a character, or None."""
        return bisect_right(self.page_starts, offset) or 1 if self.page_starts else None

    def span(self, start: int, end: int) -> Span:
        """The span of ``value[start:end]``; its box joins the boxes on the first page only."""
        key = (start, end)
        made = self._spans.get(key)  # a clause, its task and their units may be one piece
        if made is None:
            made = self._spans[key] = self._make_span(start, end)
        return made

    def _make_span(self, start: int, end: int) -> Span:
        next_page = bisect_right(self.page_starts, start)
        box: Box | None = None
        if self.boxes:
            stop = min(end, self.page_starts[next_page]) if next_page < len(self.page_starts) else end
            box = self._unions.union(start, stop)
        return Span.made_of(page=next_page or 1 if self.page_starts else None, start=start, end=end, bbox=box)

    @cached_property
    def _spans(self) -> dict[tuple[int, int], Span]:
        return {}

    @cached_property
    def _unions(self) -> _Unions:
        return _Unions(self.boxes if isinstance(self.boxes, PackedBoxes) else PackedBoxes(self.boxes))

    @cached_property
    def _compact(self) -> Compact:
        return compact(self.value)

    def compact(self, start: int = 0, end: int | None = None) -> Compact:
        """The compact view of the text or of a part of it, folded; offsets are those of the whole text."""
        whole = self._compact
        if start == 0 and end is None:
            return whole
        first = bisect_left(whole.index, start)
        last = len(whole.index) if end is None else bisect_left(whole.index, end)
        return Compact(whole.value[first:last], whole.index[first:last])

    def lines(self) -> Iterator[tuple[int, int]]:
        """Offsets of each non-empty line."""
        start = 0
        for line in self.value.split("\n"):
            if line.strip():
                yield (start, start + len(line))
            start += len(line) + 1


def compact(value: str, offset: int = 0) -> Compact:
    """Drop white space, fold full-width digits and letters, and keep the index back (shifted by ``offset``)."""
    squeezed = squeeze(value)
    if len(squeezed) == len(value):
        return Compact(fold(squeezed), tuple(range(offset, offset + len(value))))
    index: list[int] = []
    for word in _WORD.finditer(value):
        index.extend(range(offset + word.start(), offset + word.end()))
    return Compact(fold(squeezed), tuple(index))
