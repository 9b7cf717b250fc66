"""Two pages printed beside each other on one sheet: told from one wide page, and parted at the fold."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from ..text import PackedBoxes
from .lattice import Rulings
from .layout import merge_rows
from .lines import Line, is_page_mark

_WIDE = 1.2  # width of a sheet with two pages, at least, in heights
_FOLD = 0.012  # share of a sheet's width left and right of its middle where nothing of two pages stands
_FULL = 0.3  # share of a sheet's width from where a line, or a ruling, is as wide as a page's text
_MIN_LINES = 8
_MIN_RULINGS = 3
_BOTTOM = 0.8  # share of the height from where page numbers stand
_NUMBER = regex.compile(r"\d+")
_BARE = regex.compile(r"\d{1,4}")


def is_wide(size: tuple[float, float]) -> bool:
    """Whether a sheet has a shape that two pages beside each other may have."""
    return size[0] >= _WIDE * size[1]


Side = tuple[list[Line], Rulings]


def two_pages(
    runs: Sequence[Line], rulings: Rulings, size: tuple[float, float], known: bool = False
) -> tuple[Side, Side] | None:
    """What stands on the two pages of a sheet, the right one's places counted from the fold; None for a single page.

    On such a sheet nothing crosses the middle, and both sides hold full lines, a table, or numbers that follow each
    other. ``known`` says that other sheets of the file are such: then one side may be nearly blank.
    """
    if not is_wide(size) or not runs:
        return None
    middle, near = size[0] / 2, _FOLD * size[0]
    if any(x0 < middle + near and x1 > middle - near for _, x0, x1 in rulings.horizontal):
        return None
    if any(abs(x - middle) < near for x, _, _ in rulings.vertical):
        return None
    sides: tuple[list[Line], list[Line]] = ([], [])
    for run in runs:
        for piece in _cut_at_fold(run, middle):
            if piece.box is None or (piece.box[0] < middle + near and piece.box[2] > middle - near):
                return None
            right = piece.box[0] > middle
            sides[right].append(shifted(piece, -middle) if right else piece)
    left, right_rulings = _part(rulings, middle)
    halves = ((sides[0], left), (sides[1], right_rulings))
    if known or _follow_each_other(sides[0], sides[1], size[1]):
        return halves
    return halves if all(_looks_like_page(*half, _FULL * size[0]) for half in halves) else None


def _cut_at_fold(run: Line, middle: float) -> Iterator[Line]:
    """A run cut in two where it goes on behind the fold: what stands on one base line may be one run in the file."""
    if run.box is None or not run.box[0] < middle < run.box[2] or run.boxes is None or len(run.boxes) != len(run.text):
        yield run
        return
    boxes = run.boxes
    place = next((i for i, box in enumerate(boxes) if box is not None and box[0] + box[2] > 2 * middle), 0)
    for start, end in ((0, place), (place, len(run.text))):
        text = run.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        own = boxes[start : start + len(text)]
        box = own.union(0, len(own))
        if box is not None:
            yield replace(run, text=text, boxes=own, box=box)


def _part(rulings: Rulings, middle: float) -> tuple[Rulings, Rulings]:
    left, right = Rulings(), Rulings()
    for y, x0, x1 in rulings.horizontal:
        beyond = x0 > middle
        (right if beyond else left).horizontal.append((y, x0 - middle, x1 - middle) if beyond else (y, x0, x1))
    for x, y0, y1 in rulings.vertical:
        (right if x > middle else left).vertical.append((x - middle if x > middle else x, y0, y1))
    return left, right


def shifted(line: Line, by: float) -> Line:
    """The line with its boxes so many points further right."""
    boxes = shifted_boxes(line.boxes, by) if line.boxes is not None else None
    box = (line.box[0] + by, line.box[1], line.box[2] + by, line.box[3]) if line.box is not None else None
    return replace(line, box=box, boxes=boxes)


def shifted_boxes(boxes: PackedBoxes, by: float) -> PackedBoxes:
    """Boxes so many points further right."""
    numbers = array("f", boxes.numbers)
    for side in (0, 2):
        numbers[side::4] = array("f", [x + by for x in numbers[side::4]])
    return PackedBoxes.of(numbers)


def _looks_like_page(runs: Sequence[Line], rulings: Rulings, width: float) -> bool:
    lines = merge_rows(runs)
    full = sum(line.box is not None and line.box[2] - line.box[0] > width for line in lines)
    ruled = sum(x1 - x0 > width for _, x0, x1 in rulings.horizontal) >= _MIN_RULINGS
    return (
        full >= _MIN_LINES
        or (ruled and len(lines) >= _MIN_LINES)
        or (full > 0 and any(is_page_mark(line.text) for line in lines))
    )


def _follow_each_other(left: Sequence[Line], right: Sequence[Line], height: float) -> bool:
    """Whether both sides end with page numbers on one base line, the right one by one higher."""
    marks = [merge_rows(runs)[-1] for runs in (left, right) if runs]
    if len(marks) < 2 or any(line.box is None or line.box[1] < _BOTTOM * height for line in marks):
        return False
    texts = [line.text.strip() for line in marks]
    if not all(is_page_mark(text) or _BARE.fullmatch(text) for text in texts):
        return False
    boxes = [line.box for line in marks if line.box is not None]
    first, second = (int(_NUMBER.findall(text)[0]) for text in texts)
    return second == first + 1 and abs(boxes[0][1] - boxes[1][1]) < 4
