"""Rulings and positioned lines → tables with merged cells, and tables over several pages joined into one.

A reader calls ``lay_out_page`` for each page and ``join_pages`` over the items of all pages, running heads and page
numbers left out; the result goes to ``assemble``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..text import Box, PackedBoxes
from .assemble import Cell, Grid
from .joining import PageTable, PartCell, goes_on, join_parts
from .lattice import TOLERANCE, Lattice, Rulings, find_lattices
from .layout import join_row
from .lines import Line, is_labelled, is_page_mark

PageItem = Line | PageTable


def lay_out_page(
    lines: Sequence[Line],
    rulings: Rulings,
    page: int,
    tolerance: float = TOLERANCE,
    lattices: list[Lattice] | None = None,
) -> list[PageItem]:
    """The lines and tables of a page in reading order; lines inside a table become the lines of its cells.

    ``lines`` are in reading order and have boxes (those without stay where they are). ``lattices`` may be given where
    the reader has found the tables itself.
    """
    found = find_lattices(rulings, tolerance) if lattices is None else lattices
    if not found:
        return list(lines)
    home = divide(lines, found, tolerance)
    inside: list[list[Line]] = [[] for _ in found]
    items: list[PageItem | int] = []
    for line, number in zip(lines, home, strict=True):
        if number is None:
            items.append(line)
            continue
        if not inside[number]:
            items.append(number)
        inside[number].append(line)
    tables = [fill(lattice, own, page) if own else None for lattice, own in zip(found, inside, strict=True)]
    result: list[PageItem] = []
    for item in items:
        if isinstance(item, int):
            table = tables[item]
            result.extend(() if table is None else [table] if table.is_table else _plain_lines(table))
        else:
            result.append(item)
    return result


def divide(lines: Sequence[Line], lattices: Sequence[Lattice], tolerance: float = TOLERANCE) -> list[int | None]:
    """For each line the number of the table that it stands in, or None.

    What hangs out of a bottom cell at the end of the page (a label that the page break cut) belongs to the table too.
    """
    if not lattices:
        return [None] * len(lines)
    boxes = [lattice.box for lattice in lattices]
    homes = [_table_at(boxes, line, tolerance) for line in lines]
    lowest = max(
        (line.box[3] for line, home in zip(lines, homes, strict=True) if home is not None and line.box), default=0.0
    )
    below = [
        (line.box[1], number)
        for number, (line, home) in enumerate(zip(lines, homes, strict=True))
        if home is None and line.box and line.box[3] > lowest and not is_page_mark(line.text)
    ]
    for _, number in sorted(below):
        home = _hanging_from(lattices, lines, homes, lines[number])
        if home is None:
            break
        homes[number] = home
    return homes


def _hanging_from(
    lattices: Sequence[Lattice], lines: Sequence[Line], homes: Sequence[int | None], line: Line
) -> int | None:
    """The table from one of whose narrow bottom cells a line hangs out, going on below the cell's last line."""
    assert line.box is not None
    x0, y0, x1, y1 = line.box
    for number, lattice in enumerate(lattices):
        left, _, right, bottom = lattice.box
        if not left <= x0 < x1 <= right or not bottom - (y1 - y0) < y0 < bottom + 2.5 * (y1 - y0):
            continue
        slot = lattice.slot_box(lattice.slot_at((x0 + x1) / 2, bottom - 0.1))
        if x0 < slot[0] - 1 or x1 > slot[2] + 1 or slot[2] - slot[0] >= 0.5 * (right - left):
            continue
        above = [
            other.box[1]
            for other, home in zip(lines, homes, strict=True)
            if home == number and other.box and slot[0] <= other.box[0] and other.box[2] <= slot[2] + 1
        ]
        if above and 0 < y0 - max(above) <= 2.5 * (y1 - y0) and not is_labelled(line.text):
            return number
    return None


def join_pages(items: Iterable[PageItem]) -> Iterator[Line | Grid]:
    """Items of all pages in order, tables that go on over a page break joined into one grid each."""
    parts: list[PageTable] = []
    for item in items:
        if isinstance(item, PageTable) and parts and goes_on(parts, item):
            parts.append(item)
            continue
        if parts:
            yield from _finish(parts)
        parts = [item] if isinstance(item, PageTable) else []
        if isinstance(item, Line):
            yield item
    yield from _finish(parts)


def _finish(parts: Sequence[PageTable]) -> Iterator[Line | Grid]:
    """The table made of its parts; one with text in a single cell is a frame around text."""
    if len(parts) == 1 and sum(bool(cell.lines) for cell in parts[0].cells) < 2:
        yield from _plain_lines(parts[0])
    elif parts:
        yield join_parts(parts)


def fill(lattice: Lattice, lines: Iterable[Line], page: int) -> PageTable:
    """A lattice with its lines: each line, or piece of a line, goes to the cell in which its characters stand."""
    contents: list[list[Line]] = [[] for _ in lattice.slots]
    for line in lines:
        for number, piece in _pieces(lattice, line):
            contents[number].append(piece)
    cells = []
    for number, (slot, own) in enumerate(zip(lattice.slots, contents, strict=True)):
        x0, _, x1, _ = lattice.slot_box(number)
        own = in_reading_order(own)
        for line in own:
            line.column = (x0, x1)
        cells.append(PartCell(slot.row, slot.row + slot.row_span, slot.col, slot.col + slot.col_span, own))
    return PageTable(page, lattice.xs, lattice.ys, _close_open_cells(lattice, cells), lattice.open_bottom)


def _close_open_cells(lattice: Lattice, cells: list[PartCell]) -> list[PartCell]:
    """Join an empty cell without a frame to the cell above it."""
    for number in sorted(lattice.unframed):
        rest = cells[number]
        above = next((c for c in cells if c.bottom == rest.top and (c.left, c.right) == (rest.left, rest.right)), None)
        if above is not None and above.lines and not rest.lines:
            above.bottom, rest.bottom = rest.bottom, rest.top
    return [cell for cell in cells if cell.bottom > cell.top]


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines from top to bottom, what stands on one base line as one line."""
    if len(lines) < 2 or any(line.box is None for line in lines):
        return list(lines)
    ordered = sorted(lines, key=lambda line: (line.box[1] + line.box[3]) if line.box else 0.0)
    rows: list[list[Line]] = []
    for line in ordered:
        assert line.box is not None
        last = rows[-1][0].box if rows else None
        middle = (line.box[1] + line.box[3]) / 2
        if last is not None and last[1] < middle < last[3] and _overlap(last, line.box) > 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row[0] if len(row) == 1 else join_row(row) for row in rows]


def _overlap(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    """The share of the lower of two boxes' heights that they have in common."""
    common = min(first[3], second[3]) - max(first[1], second[1])
    return common / max(0.1, min(first[3] - first[1], second[3] - second[1]))


def _table_at(boxes: Sequence[Box], line: Line, tolerance: float) -> int | None:
    if line.box is None:
        return None
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        if x0 - tolerance <= x <= x1 + tolerance and y0 <= y <= y1:
            return number
    return None


def _pieces(lattice: Lattice, line: Line) -> Iterator[tuple[int, Line]]:
    """A line cut at the borders of the cells that it runs over."""
    assert line.box is not None
    x0, y0, x1, y1 = line.box
    middle = (y0 + y1) / 2
    em = min(y1 - y0, (x1 - x0) / 2)
    first, last = lattice.slot_at(x0 + em / 3, middle), lattice.slot_at(x1 - em / 3, middle)
    if first == last or line.boxes is None or len(line.boxes) != len(line.text):
        yield (lattice.slot_at((x0 + x1) / 2, middle) if line.boxes is None else first), line
        return
    start, owner = 0, -1
    numbers = iter(line.boxes.numbers.tolist())
    for place, (left, top, right, bottom) in enumerate(zip(numbers, numbers, numbers, numbers, strict=True)):
        if left != left:  # no box
            continue
        here = lattice.slot_at((left + right) / 2, (top + bottom) / 2)
        if owner >= 0 and here != owner:
            yield from _piece(line, start, place, owner)
            start = place
        owner = here
    if owner >= 0:
        yield from _piece(line, start, len(line.text), owner)


def _piece(line: Line, start: int, end: int, owner: int) -> Iterator[tuple[int, Line]]:
    text = line.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if text and line.boxes is not None:
        boxes: PackedBoxes = line.boxes[start : start + len(text)]
        sure = line.confidences and line.confidences[start : start + len(text)]
        box = boxes.union(0, len(boxes)) or line.box
        piece = Line(text, line.page, line.after_blank, box, boxes, line.size, line.column, sure, line.opens)
        yield owner, piece


def _plain_lines(table: PageTable) -> Iterator[Line]:
    """The lines of a frame that is no table, in reading order."""
    for cell in table.cells:
        yield from (line.in_column(None) for line in cell.lines)


__all__ = [
    "Cell",
    "Grid",
    "Lattice",
    "PageItem",
    "PageTable",
    "Rulings",
    "divide",
    "fill",
    "join_pages",
    "lay_out_page",
]
