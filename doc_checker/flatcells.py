"""Cells of a flattened table: a printed line cut at its spaces, and which of the pieces are points or names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from .outline import Range
from .text import squeeze

FINAL = "。！？；;：:）)】〕”"
CELL_POINTS = regex.compile(r"(?:\d{1,3}|\d{1,2}\.\d{1,2})分?")
_WORD = regex.compile(r"\S+")
_SHORT_CELL = regex.compile(r"(?:\d{1,3}[.．、])?[\p{Han}“”（）()、/·—]{2,14}(?<![。；])(?:[（(]\d{1,3}分[)）])?")
_LONGEST_NAME = 14
_OPENS_TEXT = regex.compile(r"[\p{Han}“《]|(?:\d{1,2}月|20\d{2}年)[\p{Han}\d]")


@dataclass(frozen=True)
class Segment:
    """A piece of a printed line between spaces; ``opens`` when it is the first of its line, ``ends`` when the last;
    ``wide`` behind more than one space; ``line`` is where its line begins.
    """

    start: int
    end: int
    text: str
    opens: bool
    ends: bool = False
    wide: bool = False
    line: int = 0


def split_line(text: str, start: int) -> list[Segment]:
    """The segments of a printed line that begins at ``start``."""
    found = [match.span() for match in _WORD.finditer(text)]
    gaps = [a - b for (a, _), (_, b) in zip(found, [(0, 0), *found], strict=False)]
    return [
        Segment(
            start + a, start + b, text[a:b], i == 0, i == len(found) - 1, gap > 1 or "\t" in text[a - gap : a], start
        )
        for i, ((a, b), gap) in enumerate(zip(found, gaps, strict=True))
    ]


def find_points(segments: Sequence[Segment], last: bool, is_run: Callable[[str], bool]) -> int | None:
    """Which segment of an item is its points: a number by itself behind a closed sentence or at the end, or None.

    ``last``: the column of points is the last one but for units; ``is_run`` tells names of units.
    """
    found = [position for position in range(1, len(segments)) if _may_be_points(segments, position, is_run)]
    return (found[-1] if last else found[0]) if found else None


def _may_be_points(segments: Sequence[Segment], position: int, is_run: Callable[[str], bool]) -> bool:
    segment, before = segments[position], segments[position - 1]
    following = segments[position + 1] if position + 1 < len(segments) else None
    closed = before.text[-1] in FINAL
    if not CELL_POINTS.fullmatch(segment.text) or (segment.opens and not closed):
        return False
    if following is None or segment.ends:
        return closed or segment.wide or following is None or is_run(squeeze(following.text))
    parted = closed or (segment.wide and following.wide)
    return parted and (following.wide or _OPENS_TEXT.match(following.text) is not None)


def count_leading(segments: Sequence[Segment]) -> int:
    """How many short cells (a group's title, a name) stand before the text of an item."""
    count = 0
    for segment, following in pairwise(segments):
        parted = following.opens or following.wide or _OPENS_TEXT.match(following.text) is not None
        if not parted or len(segment.text) > _LONGEST_NAME or not _SHORT_CELL.fullmatch(segment.text):
            break
        count += 1
    return count


def ranges(segments: Sequence[Segment]) -> tuple[Range, ...]:
    """The pieces of text that segments cover, neighbours joined."""
    found: list[Range] = []
    for segment in segments:
        if found and segment.start - found[-1][1] <= 1:
            found[-1] = (found[-1][0], segment.end)
        else:
            found.append((segment.start, segment.end))
    return tuple(found)


def join_title(pieces: tuple[Range, ...], segment: Segment) -> tuple[Range, ...]:
    """Pieces of a title with a further segment; one that stands in the same line goes with the last piece."""
    if segment.opens:
        return (*pieces, (segment.start, segment.end))
    return (*pieces[:-1], (pieces[-1][0], segment.end))
