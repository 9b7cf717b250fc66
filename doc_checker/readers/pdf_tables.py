"""Tables that the lattice does not settle, by pdfplumber's algorithms: broken frames, columns without vertical rulings.

The algorithms work on edges and words whoever parsed them; they are given what pdfium found, so that no page is parsed
twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from ..text import Box
from .lattice import Lattice, Rulings, Segment, Slot, join_segments
from .lines import Line, is_page_mark
from .running_heads import is_bare_number

_TOLERANCE = 3.0
_MIN_ROWS = 3
_MAX_FEET = 3  # lines in the bottom margin below a table that runs to the page's end
_FIRST_GAP = 3.0  # heights of a line that a cell's first line stands below the cell's upper border, at most
_ENTRY = 2.0  # heights of a line from one entry of a column to the next, at least: the lines of one stand closer
_FEW = 0.2  # share of the spaces between rulings that may hold several rows though the others hold one
_MAX_EDGES = 400  # pdfplumber compares them pairwise


def mend_lattices(lattices: Sequence[Lattice], rulings: Rulings, lines: Sequence[Line]) -> list[Lattice]:
    """The lattices of a page, inconsistent ones replaced by pdfplumber's cells where these keep more texts apart."""
    mended: list[Lattice] = []
    for lattice in lattices:
        other = None if lattice.consistent else _closed_cells(lattice, rulings)
        inside = [line for line in lines if line.box and _holds(lattice.box, line.box)]
        if other is not None and _merged(other, inside) < _merged(lattice, inside):
            mended.append(other)
        else:
            mended.append(lattice)
    return mended


def open_tables(
    lattices: Sequence[Lattice], rulings: Rulings, lines: Sequence[Line], before: Sequence[Sequence[float]] = ()
) -> list[Lattice]:
    """Tables with horizontal rulings only (三线表): columns where words are aligned, a row for each first entry; where
    some rulings begin further right, each ruling is a row's border and what they leave open is one cell.

    ``before`` are the borders of columns on the page before: a table as wide has the same where no word crosses them.
    """
    found: list[Lattice] = []
    for left, right, places, partial in _stacks(rulings, lattices):
        end = max([places[-1], *(y for y, *_ in partial)])
        words = _words_within((left - 2, places[0], right + 2, end), lines)
        known = _known_columns(words, left, right, before)
        xs = known or _columns(words, left, right)
        if len(xs) < 3:
            continue
        bottom = _open_end(lines, xs, end, sure=end > places[-1] + _TOLERANCE)
        if partial or known or bottom > end or _is_ruled_by_rows(words, xs, places):
            found.append(_spanned(xs, places, partial, bottom))
            continue
        ys = _rows(words, xs, places)
        n_rows, n_cols = len(ys) - 1, len(xs) - 1
        if n_rows >= _MIN_ROWS:
            slots = tuple(Slot(row, col, 1, 1) for row in range(n_rows) for col in range(n_cols))
            owner = tuple(tuple(range(row * n_cols, (row + 1) * n_cols)) for row in range(n_rows))
            found.append(Lattice(tuple(xs), tuple(ys), slots, True, False, owner))
    return found


def _words_within(box: Box, lines: Sequence[Line]) -> list[Box]:
    return [word for line in lines if line.box and _holds(box, line.box) for word in _words(line)]


def _open_end(lines: Sequence[Line], xs: Sequence[float], end: float, sure: bool) -> float:
    """Where a table ends whose last row has no ruling below it on this page: below the last of the lines that keep to
    its columns down to the page's end; ``end`` itself where something else follows. ``sure`` says that its last ruling
    leaves cells open, so that lines in a single column are enough.
    """
    below = sorted(
        (line.box[1], line.box[3], tuple(_words(line)))
        for line in lines
        if line.box and line.box[1] > end - 1 and not (is_page_mark(line.text) or (sure and is_bare_number(line.text)))
    )
    columns: set[int] = set()
    bottom, rest = end, 0
    for top, low, boxes in below:
        gap = (top - bottom) / (low - top)
        if rest or (gap > 1.5 and bottom > end) or (gap > _FIRST_GAP and sure):
            rest += 1  # a page number or a running foot
            continue
        if any(a < x - 2 and x + 2 < b for a, _, b, _ in boxes for x in xs[1:-1]):
            return end
        columns |= {sum(x <= box[0] + 2 for x in xs[1:-1]) for box in boxes}
        bottom = max(bottom, low)
    return bottom + 1 if len(columns) > (not sure) and rest <= _MAX_FEET else end


def _known_columns(words: Sequence[Box], left: float, right: float, before: Sequence[Sequence[float]]) -> list[float]:
    """The borders of the columns of a table on the page before, where they suit this one."""
    for xs in before:
        shift = left - xs[0]
        moved = [x + shift for x in xs]
        if abs(moved[-1] - right) <= 5 and not any(
            a < x - 2 and x + 2 < b for a, _, b, _ in words for x in moved[1:-1]
        ):
            return moved
    return []


def _spanned(xs: Sequence[float], places: Sequence[float], partial: Sequence[Segment], bottom: float) -> Lattice:
    """A table whose rows end at rulings; cells over several rows where a ruling does not reach."""
    ys = _distinct([*places, *(y for y, *_ in partial), bottom])
    owner: list[list[int]] = [[-1] * (len(xs) - 1) for _ in ys[1:]]
    slots: list[Slot] = []
    for col, (x0, x1) in enumerate(pairwise(xs)):
        middle = (x0 + x1) / 2
        for row, y in enumerate(ys[:-1]):
            over = [a <= middle <= b for place, a, b in partial if abs(place - y) <= _TOLERANCE]
            full = row == 0 or any(abs(place - y) <= _TOLERANCE for place in places)
            if full or any(over):
                owner[row][col] = len(slots)
                slots.append(Slot(row, col, 1, 1))
            else:
                owner[row][col] = owner[row - 1][col]
                slots[-1] = slots[-1]._replace(row_span=slots[-1].row_span + 1)
    is_open = bottom > max([*places, *(y for y, *_ in partial)]) + _TOLERANCE
    return Lattice(tuple(xs), tuple(ys), tuple(slots), True, is_open, tuple(map(tuple, owner)))


def _words(line: Line) -> Iterator[Box]:
    """The boxes of what stands apart in a line."""
    if line.box is None or line.boxes is None or len(line.boxes) != len(line.text):
        if line.box is not None:
            yield line.box
        return
    start = 0
    for place in [i for i, char in enumerate(line.text) if char.isspace()] + [len(line.text)]:
        box = line.boxes.union(start, place)
        if box is not None:
            yield box
        start = place + 1


def _closed_cells(lattice: Lattice, rulings: Rulings) -> Lattice | None:
    """The smallest closed rectangles of a table's rulings, as pdfplumber finds them."""
    from pdfplumber import table

    edges = _edges(rulings, lattice.box)
    if len(edges) > _MAX_EDGES:
        return None
    cells = table.intersections_to_cells(table.edges_to_intersections(edges, _TOLERANCE, _TOLERANCE))
    groups = table.cells_to_tables(cells)
    return _from_cells(max(groups, key=len)) if groups else None


def _edges(rulings: Rulings, box: Box) -> list[dict[str, Any]]:
    """Rulings inside a box in the form that pdfplumber works on."""
    x0, y0, x1, y1 = (box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3)
    level = [
        {"x0": a, "x1": b, "top": y, "bottom": y, "width": b - a, "height": 0, "orientation": "h"}
        for y, a, b in join_segments(rulings.horizontal, _TOLERANCE)
        if y0 <= y <= y1 and b > x0 and a < x1
    ]
    upright = [
        {"x0": x, "x1": x, "top": a, "bottom": b, "width": 0, "height": b - a, "orientation": "v"}
        for x, a, b in join_segments(rulings.vertical, _TOLERANCE)
        if x0 <= x <= x1 and b > y0 and a < y1
    ]
    return level + upright


def _from_cells(cells: Sequence[Box]) -> Lattice | None:
    xs = _distinct(side for cell in cells for side in (cell[0], cell[2]))
    ys = _distinct(side for cell in cells for side in (cell[1], cell[3]))
    owner = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    slots: list[Slot] = []
    for x0, y0, x1, y1 in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        left, right, top, bottom = _near(xs, x0), _near(xs, x1), _near(ys, y0), _near(ys, y1)
        if right <= left or bottom <= top:
            continue
        for row in range(top, bottom):
            for col in range(left, right):
                owner[row][col] = len(slots)
        slots.append(Slot(top, left, bottom - top, right - left))
    if len(slots) < 2 or any(number < 0 for row in owner for number in row):
        return None  # fields in no cell: text there would be lost
    return Lattice(tuple(xs), tuple(ys), tuple(slots), True, False, tuple(map(tuple, owner)))


def _merged(lattice: Lattice, lines: Sequence[Line]) -> int:
    """How many pairs of lines side by side a lattice puts into one cell."""
    rows: dict[tuple[int, int], int] = {}
    for line in lines:
        if line.box is not None:
            middle = (line.box[1] + line.box[3]) / 2
            key = (lattice.slot_at((line.box[0] + line.box[2]) / 2, middle), round(middle / 4))
            rows[key] = rows.get(key, 0) + 1
    return sum(count - 1 for count in rows.values())


_Stack = tuple[float, float, list[float], list[Segment]]


def _stacks(rulings: Rulings, lattices: Sequence[Lattice]) -> list[_Stack]:
    """Three or more horizontal rulings below each other and outside the ruled tables: left, right and places of those
    over the whole width (two of them at least), and the shorter ones between them that end at the same edge.
    """
    groups: dict[tuple[int, int], list[Segment]] = {}
    for ruling in join_segments(rulings.horizontal, _TOLERANCE):
        y, x0, x1 = ruling
        if x1 - x0 > 150 and not any(_holds(lattice.box, (x0, y - 1, x1, y + 1)) for lattice in lattices):
            groups.setdefault((round(x0 / 5), round(x1 / 5)), []).append(ruling)
    stacks: list[_Stack] = []
    for group in sorted(groups.values(), key=lambda group: group[0][1]):
        left, right = group[0][1], group[0][2]
        places = _distinct(y for y, *_ in group)
        partial = [
            ruling
            for other in groups.values()
            for ruling in other
            if left + 12 < ruling[1] and abs(ruling[2] - right) <= 5 and places[0] < ruling[0]
        ]
        within = any(
            a - 3 <= left and right <= b + 3 and known[0] <= places[0] <= known[-1] for a, b, known, _ in stacks
        )
        if not within and 2 <= len(places) <= 200 and len(places) + len(partial) >= 3:
            stacks.append((left, right, places, partial))
    return stacks


def _columns(boxes: Sequence[Box], left: float, right: float) -> list[float]:
    """The borders of columns: the middle of the gaps that pdfplumber's aligned edges leave between all words."""
    from pdfplumber.table import words_to_edges_v

    if len(boxes) < 2 * _MIN_ROWS:
        return []
    items = [{"x0": b[0], "x1": b[2], "top": b[1], "bottom": b[3], "text": "x"} for b in boxes]
    aligned = sorted({edge["x0"] for edge in words_to_edges_v(items, word_threshold=_MIN_ROWS)})
    borders = [left]
    for place in aligned:
        gap = _gap_before(boxes, place)
        if gap is not None and gap - borders[-1] > 12 and right - gap > 12:
            borders.append(gap)
    return [*borders, right]


def _gap_before(boxes: Sequence[Box], place: float) -> float | None:
    """The middle of the blank strip that ends at ``place``, crossed by no word; None where there is none."""
    ends = [b[2] for b in boxes if b[0] < place - 1]
    if not ends or max(ends) > place - 2:
        return None
    return (max(ends) + place) / 2


def _rows(words: Sequence[Box], xs: Sequence[float], places: Sequence[float]) -> list[float]:
    """The borders of rows: the rulings, and where the first column begins a new entry."""
    firsts = sorted(box[1] for box in words if box[0] < xs[1])
    heights = [box[3] - box[1] for box in words]
    margin = median(heights) * 0.25 if heights else 2.0
    middles = [(box[1] + box[3]) / 2 for box in words]
    ys = [places[0]]
    for top in sorted([*(top - margin for top in firsts), *places[1:]]):
        if top not in places and not any(ys[-1] < middle < top for middle in middles):
            continue  # the first entry below a ruling, however far below
        if top - ys[-1] > 3 * margin:
            ys.append(top)
        elif top in places:
            ys[-1] = max(ys[-1], top) if len(ys) > 1 else ys[-1]
    return ys


def _is_ruled_by_rows(words: Sequence[Box], xs: Sequence[float], places: Sequence[float]) -> bool:
    """Whether each row has its ruling: hardly ever do two entries of the first column stand between two rulings."""
    bands = list(pairwise(places))
    if len(bands) < _MIN_ROWS:
        return False
    several = 0
    for top, bottom in bands:
        firsts = [box for box in words if box[0] < xs[1] and top <= (box[1] + box[3]) / 2 <= bottom]
        firsts.sort(key=lambda box: box[1])
        several += any(below[1] - above[1] > _ENTRY * (above[3] - above[1]) for above, below in pairwise(firsts))
    return several <= _FEW * len(bands)


def _distinct(values: Any) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _TOLERANCE:
            result.append(value)
    return result


def _near(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - value))


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 3 <= x <= outer[2] + 3 and outer[1] <= y <= outer[3]
