"""Rulings of one page → the cells of its tables, with row and column spans (a lattice).

Coordinates are PDF points with the origin top left; a reader with other units scales before it calls.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..text import Box

Segment = tuple[float, float, float]
"""A ruling: its fixed coordinate, and where it begins and ends along the other axis."""

TOLERANCE = 3.0
_MAX_RULINGS = 2000  # per direction and page after joining; a page with more is a drawing
_MAX_FIELDS = 200_000
_OPEN = 6.0  # how far rulings must run beyond the outermost crossing one to show that the table is open there


@dataclass(slots=True)
class Rulings:
    """The rulings of a page: horizontal ones as (y, x0, x1), vertical ones as (x, y0, y1)."""

    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)


class Slot(NamedTuple):
    """A cell of a lattice: row and column of its top left corner and its spans."""

    row: int
    col: int
    row_span: int
    col_span: int


@dataclass(frozen=True)
class Lattice:
    """A ruled table on one page; ``xs`` and ``ys`` are the borders of its columns and rows.

    ``consistent`` is False where rulings leave cells that are no rectangles: a reader may then try another way.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]
    consistent: bool
    open_bottom: bool
    owner: tuple[tuple[int, ...], ...]
    """For each row and column the number of the slot there."""
    unframed: frozenset[int] = frozenset()
    """Slots at the left side without a ruling there: some producers leave the rest of a merged cell open."""

    @property
    def box(self) -> Box:
        """The box around the table."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def slot_at(self, x: float, y: float) -> int:
        """The number of the slot at a point (of the nearest one for a point outside)."""
        # Searched between the outermost borders only: what lies outside falls to the first or last row or column.
        row = bisect_right(self.ys, y, 1, len(self.ys) - 1) - 1
        return self.owner[row][bisect_right(self.xs, x, 1, len(self.xs) - 1) - 1]

    def slot_box(self, number: int) -> Box:
        """The box of a slot."""
        slot = self.slots[number]
        return (
            self.xs[slot.col],
            self.ys[slot.row],
            self.xs[slot.col + slot.col_span],
            self.ys[slot.row + slot.row_span],
        )


def find_lattices(rulings: Rulings, tolerance: float = TOLERANCE) -> list[Lattice]:
    """The ruled tables of a page, from top to bottom; a box of one cell is no table."""
    if len(rulings.horizontal) < 2 or not rulings.vertical:
        return []
    horizontal = join_segments(rulings.horizontal, tolerance)
    vertical = join_segments(rulings.vertical, tolerance)
    if len(horizontal) > _MAX_RULINGS or len(vertical) > _MAX_RULINGS:
        return []
    lattices = []
    for rows, columns in _components(horizontal, vertical, tolerance):
        lattice = _lattice(rows, columns, tolerance)
        if lattice is not None:
            lattices.append(lattice)
    return sorted(lattices, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def join_segments(segments: Iterable[Segment], tolerance: float = TOLERANCE) -> list[Segment]:
    """Rulings with nearly the same coordinate, overlapping or touching, as one each."""
    clusters: list[list[Segment]] = []
    for segment in sorted(segments):
        if clusters and segment[0] - clusters[-1][0][0] <= tolerance:
            clusters[-1].append(segment)
        else:
            clusters.append([segment])
    joined: list[Segment] = []
    for cluster in clusters:
        place = sum(segment[0] for segment in cluster) / len(cluster)
        start, end = None, 0.0
        for _, low, high in sorted(cluster, key=lambda segment: segment[1]):
            if start is None:
                start, end = low, high
            elif low <= end + tolerance:
                end = max(end, high)
            else:
                joined.append((place, start, end))
                start, end = low, high
        if start is not None:
            joined.append((place, start, end))
    return joined


def _components(
    horizontal: Sequence[Segment], vertical: Sequence[Segment], tolerance: float
) -> list[tuple[list[Segment], list[Segment]]]:
    """Rulings that hang together; those that cross nothing (underlines, red lines) are left out."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    crossed: set[int] = set()
    places = [segment[0] for segment in vertical]
    for i, (y, x0, x1) in enumerate(horizontal):
        for j in range(bisect_left(places, x0 - tolerance), bisect_right(places, x1 + tolerance)):
            if vertical[j][1] - tolerance <= y <= vertical[j][2] + tolerance:
                number = len(horizontal) + j
                parent[root(i)] = root(number)
                crossed |= {i, number}
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for number in sorted(crossed):
        rows, columns = groups.setdefault(root(number), ([], []))
        if number < len(horizontal):
            rows.append(horizontal[number])
        else:
            columns.append(vertical[number - len(horizontal)])
    return list(groups.values())


def _lattice(horizontal: list[Segment], vertical: list[Segment], tolerance: float) -> Lattice | None:
    xs, ys = _places(vertical), _places(horizontal)
    _open_edges(xs, horizontal)
    bottom = ys[-1]
    _open_edges(ys, vertical)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MAX_FIELDS:
        return None
    owner, rectangular = _owners(xs, ys, horizontal, vertical)
    xs, ys, owner = _without_unused(xs, ys, owner)
    slots, numbered, split = _slots(owner)
    if len(slots) < 2:
        return None
    framed = _marks([xs[0]], ys, [segment for segment in vertical if abs(segment[0] - xs[0]) < 0.01])[0]
    unframed = frozenset(
        number
        for number, slot in enumerate(slots)
        if slot.col == 0 and not any(framed[slot.row : slot.row + slot.row_span]) and any(framed)
    )
    closed = rectangular and not split
    return Lattice(tuple(xs), tuple(ys), tuple(slots), closed, ys[-1] > bottom + tolerance, numbered, unframed)


def _places(segments: Sequence[Segment]) -> list[float]:
    places: list[float] = []
    for place, *_ in sorted(segments):
        if not places or place - places[-1] > 0.01:
            places.append(place)
    return places


def _open_edges(places: list[float], crossing: Sequence[Segment]) -> None:
    """Add a border where the crossing rulings run out of the table: no side frame, a cell left open at the page end."""
    before = [start for _, start, _ in crossing if start < places[0] - _OPEN]
    after = [end for _, _, end in crossing if end > places[-1] + _OPEN]
    if len(before) >= 2 and 2 * len(before) >= len(crossing):
        places.insert(0, min(before))
    if len(after) >= 2 and 2 * len(after) >= len(crossing):
        places.append(max(after))


def _marks(places: Sequence[float], others: Sequence[float], segments: Sequence[Segment]) -> list[list[bool]]:
    """For each place and each gap between ``others``: whether a ruling stands there over half of the gap or more."""
    marks = [[False] * (len(others) - 1) for _ in places]
    for place, start, end in segments:
        line = marks[max(bisect_right(places, place + 0.01) - 1, 0)]
        for gap in range(max(bisect_right(others, start) - 1, 0), len(others) - 1):
            low, high = others[gap], others[gap + 1]
            if low >= end:
                break
            if (high if high < end else end) - (low if low > start else start) >= 0.5 * (high - low):
                line[gap] = True
    return marks


def _owners(
    xs: Sequence[float], ys: Sequence[float], horizontal: Sequence[Segment], vertical: Sequence[Segment]
) -> tuple[list[list[int]], bool]:
    """For each field the number of the cell that it belongs to, and whether all cells are rectangles."""
    above, left = _marks(ys, xs, horizontal), _marks(xs, ys, vertical)
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    parent = list(range(n_rows * n_cols))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for row in range(n_rows):
        for col in range(n_cols):
            here = row * n_cols + col
            if col and not left[col][row]:
                parent[root(here)] = root(here - 1)
            if row and not above[row][col]:
                parent[root(here)] = root(here - n_cols)
    fields = [here if parent[here] == here else root(here) for here in range(n_rows * n_cols)]
    owner = [fields[start : start + n_cols] for start in range(0, n_rows * n_cols, n_cols)]
    sizes: dict[int, list[int]] = {}
    for row, line in enumerate(owner):
        for col, number in enumerate(line):
            extent = sizes.setdefault(number, [row, row, col, col, 0])
            extent[1], extent[2], extent[3] = row, min(extent[2], col), max(extent[3], col)
            extent[4] += 1
    return owner, all((r1 - r0 + 1) * (c1 - c0 + 1) == count for r0, r1, c0, c1, count in sizes.values())


def _without_unused(
    xs: list[float], ys: list[float], owner: list[list[int]]
) -> tuple[list[float], list[float], list[list[int]]]:
    """Drop borders of columns and rows that separate no two cells."""
    rows = [0, *(row for row in range(1, len(owner)) if owner[row] != owner[row - 1])]
    width = len(owner[0])
    cols = [0, *(col for col in range(1, width) if any(line[col] != line[col - 1] for line in owner))]
    return (
        [*(xs[col] for col in cols), xs[-1]],
        [*(ys[row] for row in rows), ys[-1]],
        [[owner[row][col] for col in cols] for row in rows],
    )


def _slots(owner: Sequence[Sequence[int]]) -> tuple[list[Slot], tuple[tuple[int, ...], ...], bool]:
    """Cells as rectangles, row by row; a group of fields that is none is cut into rectangles."""
    n_rows, n_cols = len(owner), len(owner[0])
    numbered = [[-1] * n_cols for _ in range(n_rows)]
    slots: list[Slot] = []
    seen: set[int] = set()
    split = False
    for row in range(n_rows):
        for col in range(n_cols):
            if numbered[row][col] >= 0:
                continue
            own = owner[row][col]
            split = split or own in seen
            seen.add(own)
            width = 1
            while col + width < n_cols and owner[row][col + width] == own and numbered[row][col + width] < 0:
                width += 1
            height = 1
            alike = [own] * width
            while row + height < n_rows and owner[row + height][col : col + width] == alike:
                height += 1
            for r in range(row, row + height):
                numbered[r][col : col + width] = [len(slots)] * width
            slots.append(Slot(row, col, height, width))
    return slots, tuple(map(tuple, numbered)), split
