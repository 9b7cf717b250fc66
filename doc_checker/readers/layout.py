"""What stands where on a page: runs of characters → lines in reading order; the column of the text.

Readers that know the place of their text use these on the way to ``lay_out_page`` and ``assemble``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ..text import Box, PackedBoxes, is_wide, squeeze
from .lines import HANGING, Line

Column = tuple[float, float]
"""The left and right edge of running text."""

_MIN_COLUMN_LINES = 8
_FULL, _MIN_FULL = 0.3, 4  # share and number of the lines of a column of running text that are full, at least
_COLUMN_GAP = 0.8  # ems of a gap that may part two columns of running text
_HOLE = 0.2  # ems of a gap in which another run may stand
_MARK_SIZE = 20.0  # points: the issuer mark is at least this large
_NARROW = 0.55  # share of the page's width below which a column of text is too narrow to be the page's


def merge_runs(runs: Sequence[Line]) -> list[Line]:
    """Runs of characters in any order → printed lines in reading order; what stands on one base line is one line.

    Two columns of running text are read one after the other. All runs need a box.
    """
    if len(runs) < 2:
        return list(runs)
    if len(runs) >= 2 * _MIN_COLUMN_LINES or sum(" " in run.text for run in runs) >= _MIN_COLUMN_LINES:
        pieces = [piece for run in runs for piece in _pieces(run)]
        gutter = _find_gutter(pieces)
        if gutter is not None:
            return _read_columns(pieces, gutter)
    return merge_rows(runs)


def _pieces(run: Line, least: float = _COLUMN_GAP) -> list[Line]:
    """A run cut where a gap in it has at least so many ems: enough to part two columns, if nothing is said."""
    if (" " not in run.text and least == _COLUMN_GAP) or run.boxes is None or len(run.boxes) != len(run.text):
        return [run]
    em = _em_of(run)
    borders = [0]
    last: float | None = None
    numbers = run.boxes.numbers.tolist()
    for place, (left, right) in enumerate(zip(numbers[0::4], numbers[2::4], strict=True)):
        if left != left:  # no box
            continue
        if last is not None and left - last > least * em:
            borders.append(place)
        last = right
    if len(borders) == 1:
        return [run]
    found = []
    for start, end in pairwise([*borders, len(run.text)]):
        text = run.text[start:end].rstrip()
        boxes = run.boxes[start : start + len(text)]
        around = boxes.union(0, len(boxes))
        if text and around is not None:
            found.append(replace(run, text=text, boxes=boxes, box=around))
    return found


def merge_rows(runs: Sequence[Line]) -> list[Line]:
    """Runs from top to bottom, what stands on one base line as one line. All need a box."""
    rows: list[list[Line]] = []
    for run in sorted(runs, key=_middle):
        box = _box(run)
        middle = (box[1] + box[3]) / 2
        for row in rows[:-4:-1]:
            first = _box(row[0])
            if first[1] < middle < first[3] and _common(first, box) > 0.6:
                row.append(run)
                break
        else:
            rows.append([run])
    return [join_row(row) if len(row) > 1 else row[0] for row in rows]


def join_row(row: list[Line]) -> Line:
    """Runs on one base line as one line, with spaces where gaps are wide."""
    row = _interleaved(sorted(row, key=lambda run: _box(run)[0]))
    text, last = row[0].text, row[0]
    boxes = PackedBoxes()
    packed = all(run.boxes is not None and len(run.boxes) == len(run.text) for run in row)
    if packed:
        boxes.extend(row[0].boxes or ())
    for run in row[1:]:
        gap = _box(run)[0] - _box(last)[2]
        em = max(run.size, last.size) or (_box(run)[3] - _box(run)[1])
        if run.text == last.text and _box(run)[0] < _box(last)[2] - 0.5 * (_box(last)[2] - _box(last)[0]):
            continue  # struck twice to look bold
        space = _space_between(last.text[-1:], run.text[:1], gap, em)
        text += space + run.text
        if packed:
            boxes.extend([None] * len(space))
            boxes.extend(run.boxes or ())
        last = run
    box = (
        min(_box(run)[0] for run in row),
        min(_box(run)[1] for run in row),
        max(_box(run)[2] for run in row),
        max(_box(run)[3] for run in row),
    )
    longest = max(row, key=lambda run: len(run.text))
    return replace(longest, text=text, box=box, boxes=boxes if packed else None)


def _interleaved(row: list[Line]) -> list[Line]:
    """The runs of a row from left to right; where one stands in a gap of another (quotation marks that the producer
    took from another font), the other is cut there.
    """
    inside = any(
        _box(run)[0] < _box(last)[2] - 0.3 * _em_of(run) and run.text != last.text for last, run in pairwise(row)
    )
    if not inside:
        return row
    return sorted((part for run in row for part in _pieces(run, _HOLE)), key=lambda run: _box(run)[0])


def _em_of(run: Line) -> float:
    return run.size or _box(run)[3] - _box(run)[1]


def _space_between(before: str, after: str, gap: float, em: float) -> str:
    wide = is_wide(before) + is_wide(after)
    return " " if gap > (0.15, 0.45, 0.3)[wide] * em else ""


def _find_gutter(runs: Sequence[Line]) -> tuple[float, float] | None:
    """The blank strip between two columns of running text, or None.

    Aligned lists have blank strips too: both sides must hold full lines, as running text does, and much of the page.
    """
    if len(runs) < 2 * _MIN_COLUMN_LINES:
        return None
    left, right = min(_box(run)[0] for run in runs), max(_box(run)[2] for run in runs)
    width = right - left
    low, high = left + 0.35 * width, left + 0.65 * width
    starts = Counter(round(_box(run)[0] / 4) for run in runs if low < _box(run)[0] < high)
    if not starts:
        return None
    start = starts.most_common(1)[0][0] * 4 - 4
    beside = [run for run in runs if _box(run)[0] >= start]
    before = [run for run in runs if _box(run)[2] <= start]
    if min(len(beside), len(before)) < _MIN_COLUMN_LINES:
        return None
    end = max(_box(run)[2] for run in before)
    em = median(run.size or _box(run)[3] - _box(run)[1] for run in runs)
    if start + 4 - end < 0.8 * em or len(before) + len(beside) < 0.7 * len(runs):
        return None
    for side in (before, beside):
        low, high = min(_box(run)[0] for run in side), max(_box(run)[2] for run in side)
        full = sum(_box(run)[2] > high - 1.5 * em and _box(run)[0] < low + 2.5 * em for run in side)
        if full < max(_MIN_FULL, _FULL * len(side)) or high - low < 0.3 * width:
            return None
    return end, float(start)


def _read_columns(runs: Sequence[Line], gutter: tuple[float, float]) -> list[Line]:
    """Lines over the whole width divide the page into bands; in each, the left column comes before the right one."""
    middle = (gutter[0] + gutter[1]) / 2
    across = [run for run in runs if _box(run)[0] < middle < _box(run)[2]]
    borders = sorted(_middle(run) for run in across)
    bands: list[list[Line]] = [[] for _ in range(len(borders) + 1)]
    for run in runs:
        if not _box(run)[0] < middle < _box(run)[2]:
            bands[sum(border < _middle(run) for border in borders)].append(run)
    result: list[Line] = []
    crossing = sorted(across, key=_middle)
    for number, band in enumerate(bands):
        for side in (True, False):
            own = [run for run in band if (_box(run)[2] <= middle) is side]
            result.extend(with_columns(merge_rows(own), None) if own else ())
        if number < len(crossing):
            result.append(crossing[number])
    return result


def with_columns(lines: Iterable[Line], known: Column | None) -> list[Line]:
    """The lines with the edges of the column that they stand in: what they show, or ``known`` where they show less."""
    lines = list(lines)
    column = known
    if known is None or any(_box(line)[0] < known[0] - 8 or _box(line)[2] > known[1] + 8 for line in lines):
        column = column_of(lines) or known
    if column is None:
        return lines
    return [line if line.column is not None else line.in_column(column) for line in lines]


def mark_last(lines: list[Line], red: Sequence[Line]) -> list[Line]:
    """The lines with the word 文件, printed beside several issuers in the middle of their height, behind the last one."""
    word = next((line for line in red if line.size >= _MARK_SIZE and squeeze(line.text) == "文件"), None)
    if word is None or word.box is None:
        return lines
    boxes = [line.box for line in red if line is not word and line.box is not None]
    left, top, right, bottom = word.box
    beside = [
        box
        for box in boxes
        if box[2] <= left and box[3] > top - 4 * (bottom - top) and box[1] < bottom + 4 * (bottom - top)
    ]
    if len(beside) < 2 or max(box[3] for box in beside) <= bottom:
        return lines
    low = max(box[3] for box in beside)
    moved = replace(word, box=(left, low, right, low + 1.0))
    return [moved if line is word else line for line in lines]


def column_of(lines: Sequence[Line]) -> Column | None:
    """The left and right edge of running text: where at least two lines (or one in twelve) begin, and end."""
    if len(lines) < 4:
        return None
    enough = max(2, len(lines) // 12)
    lefts = sorted(_box(line)[0] for line in lines)
    rights = sorted((_box(line)[2] for line in lines), reverse=True)
    left = next(
        (x for i, x in enumerate(lefts) if i + enough <= len(lefts) and lefts[i + enough - 1] - x <= 3), lefts[0]
    )
    right = _right_edge(rights, enough)
    hung = [line for line in lines if _box(line)[2] >= right - 3]
    if all(line.text[-1:] in HANGING for line in hung):
        # Full stops and commas may hang over the edge at which all other lines end.
        inner = _right_edge([x for x in rights if x < right - 3] or rights, max(enough, len(hung)))
        em = max(_em_of(line) for line in hung) if hung else 0.0
        right = inner if 0.3 * em < right - inner < 2.2 * em else right
    return (left, right) if right - left > 60 else None


def _right_edge(rights: Sequence[float], enough: int) -> float:
    """The rightmost place (of those given from right to left) where so many lines end."""
    ends = (x for i, x in enumerate(rights) if i + enough <= len(rights) and x - rights[i + enough - 1] <= 9)
    return next(ends, rights[0])


def common_columns(pages: Sequence[Sequence[Line]], sizes: Sequence[tuple[float, float]]) -> list[Column | None]:
    """For each page the widest column that pages of its size show; left and right pages may have mirrored margins."""
    groups: dict[tuple[int, int, int], list[Column]] = {}
    for number, (lines, size) in enumerate(zip(pages, sizes, strict=True)):
        column = column_of(lines) if len(lines) >= 6 else None
        if column is not None and column[1] - column[0] < 0.95 * size[0]:
            groups.setdefault((number % 2, round(size[0]), round(size[1])), []).append(column)
    result: list[Column | None] = []
    for number, size in enumerate(sizes):
        sides = [groups.get((side, round(size[0]), round(size[1]))) for side in (number % 2, 1 - number % 2)]
        own, other = (_widest(side) if side else None for side in sides)
        narrow = own is None or (other is not None and own[1] - own[0] < 0.9 * (other[1] - other[0]))
        result.append(_at_least(other if narrow else own, pages[number], size[0]))
    return result


def _at_least(column: Column | None, lines: Sequence[Line], width: float) -> Column | None:
    """A column, or where only short lines were seen the one between margins as wide as the left one."""
    if not lines or (column is not None and column[1] - column[0] >= _NARROW * width):
        return column
    left = min(_box(line)[0] for line in lines)
    right = max(*(_box(line)[2] for line in lines), width - max(left, 40.0))
    return (left, right) if right - left >= _NARROW * width else (left, max(right, left + 0.7 * width))


def _widest(columns: Sequence[Column]) -> Column:
    """The widest column, its edges as most of those nearly as wide have them."""
    width = max(right - left for left, right in columns)
    near = [column for column in columns if column[1] - column[0] > 0.9 * width]
    return (median(left for left, _ in near), median(right for _, right in near))


def _box(line: Line) -> Box:
    assert line.box is not None
    return line.box


def _middle(line: Line) -> float:
    box = _box(line)
    return (box[1] + box[3]) / 2


def _common(first: Box, second: Box) -> float:
    common = min(first[3], second[3]) - max(first[1], second[1])
    return common / max(0.1, min(first[3] - first[1], second[3] - second[1]))
