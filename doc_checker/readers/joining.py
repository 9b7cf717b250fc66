"""The parts of a table on its pages → one table.

What a page break does to a table: the header is printed again; a row is cut, its cells going on in the next page's
first row; a group label is cut, or its merged cell is left open and goes on empty; on a page where no row needs a
column, the column's border is missing. Each cell keeps its lines, and with them its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from ..text import squeeze
from .assemble import Cell, Grid
from .lines import Line, ends_sentence, first_word, has_open_brackets, is_labelled

_NEAR = 4.0  # points by which the borders of a column may differ from page to page
_MAX_HEADER = 4
_AMOUNT = regex.compile(r"^[-+－]?\d{1,3}(?:[,，]?\d{3})*(?:\.\d+)?[%％]?$")
_NUMBER = regex.compile(r"^[(（]?(?:\d{1,4}|[一二三四五六七八九十百]{1,4}|[①-⑳])[)）]?[.．、]?$")


@dataclass(slots=True)
class PartCell:
    """A cell on one page: rows ``top`` to ``bottom`` and columns ``left`` to ``right`` (half open), and its lines."""

    top: int
    bottom: int
    left: int
    right: int
    lines: list[Line]

    @property
    def text(self) -> str:
        """The cell's text without white space."""
        return squeeze("".join(line.text for line in self.lines))


@dataclass(slots=True)
class PageTable:
    """A table, or what stands of it on one page; ``xs`` and ``ys`` are its borders in points.

    ``half`` is 1 for the right one of two pages on a sheet.
    """

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: list[PartCell]
    open_bottom: bool = False
    half: int = 0

    @property
    def is_table(self) -> bool:
        """Whether it has two columns or more: a frame around text or a list in boxes is none."""
        return len(self.xs) > 2

    @property
    def n_rows(self) -> int:
        """The number of rows on the page."""
        return len(self.ys) - 1

    def drop_top(self, rows: int) -> None:
        """Take off the first rows."""
        self.cells = [cell for cell in self.cells if cell.bottom > rows]
        for cell in self.cells:
            cell.top, cell.bottom = max(0, cell.top - rows), cell.bottom - rows
        self.ys = self.ys[rows:]


def goes_on(parts: Sequence[PageTable], following: PageTable) -> bool:
    """Whether a table at the top of a page is the next part of the one that the page before ended with.

    The readers call this only for tables with no line of text between them.
    """
    last = parts[-1]
    if following.page != last.page + (following.half <= last.half):
        return False
    shift = following.xs[0] - last.xs[0]
    width, other = last.xs[-1] - last.xs[0], following.xs[-1] - following.xs[0]
    if abs(width - other) > max(2 * _NEAR, 0.02 * width):
        return False
    if _same_head(parts[0], following):
        return True
    known = {x for part in parts for x in _shifted(part, parts[0])}
    shift = following.xs[0] - parts[0].xs[0]
    moved = [x - shift for x in following.xs]
    fewer, more = sorted((moved, sorted(known)), key=len)
    if all(any(abs(x - y) <= _NEAR for y in more) for x in fewer):
        return True
    ending, opening = _borders(last, last.n_rows), _borders(following, 1)
    shift = following.xs[0] - last.xs[0]
    return len(ending) == len(opening) > 2 and all(
        abs(x - (y - shift)) <= _NEAR for x, y in zip(ending, opening, strict=True)
    )


def _borders(part: PageTable, row: int) -> list[float]:
    """The borders of the cells in a row (from 1)."""
    cells = [cell for cell in part.cells if cell.top < row <= cell.bottom]
    return sorted({part.xs[side] for cell in cells for side in (cell.left, cell.right)})


def join_parts(parts: Sequence[PageTable]) -> Grid:
    """One table from its parts, in page order."""
    for part in parts[1:]:
        if _same_head(parts[0], part):  # borders that were found by the words differ a little from page to page
            part.xs = tuple(x - parts[0].xs[0] + part.xs[0] for x in parts[0].xs)
    columns = _columns(parts)
    for part in parts:
        _renumber(part, columns)
    for part in parts[:-1]:
        _drop_empty_end(part)
    header = header_rows(parts[0].cells, parts[0].n_rows)
    for part in parts[1:]:
        repeated = _repeated(parts[0], part)
        if repeated:
            header = repeated
            part.drop_top(repeated)
    merged = _Joined(len(columns) - 1, header, _inner_cells(parts, header))
    for part in parts:
        if part.n_rows:
            merged.add(part)
    return merged.grid(parts[0].page)


def _repeated(first: PageTable, part: PageTable) -> int:
    """How many of a part's first rows repeat the table's header."""
    longest = 0
    crossed = {row for cell in (*part.cells, *first.cells) for row in range(cell.top + 1, cell.bottom)}
    for count in range(1, min(_MAX_HEADER, part.n_rows, first.n_rows) + 1):
        if count in crossed:
            continue
        theirs, ours = _row_shape(part.cells, count), _row_shape(first.cells, count)
        if theirs != ours or not any(text for *_, text in ours):
            break
        longest = count
    return longest


def _same_head(first: PageTable, part: PageTable) -> bool:
    """Whether a part has as many columns as the first and repeats a header of two cells or more."""
    if len(first.xs) != len(part.xs):
        return False
    rows = _repeated(first, part)
    return rows > 0 and sum(cell.top < rows and bool(cell.text) for cell in first.cells) > 1


def _inner_cells(parts: Sequence[PageTable], header: int) -> dict[tuple[int, int], list[PartCell]]:
    """The body cells of each column that no page break can have cut: what is usual there."""
    inner: dict[tuple[int, int], list[PartCell]] = {}
    for number, part in enumerate(parts):
        for cell in part.cells:
            above = cell.top >= header if number == 0 else cell.top > 0
            if above and (cell.bottom < part.n_rows or part is parts[-1]):
                inner.setdefault((cell.left, cell.right), []).append(cell)
    return inner


def header_rows(cells: Iterable[PartCell], n_rows: int) -> int:
    """How many rows the header takes by its merged cells: a heading over several columns has its parts below it."""
    first = [cell for cell in cells if cell.top == 0]
    if n_rows < 2:
        return 0
    depth = max((cell.bottom for cell in first), default=1)
    spread = any(cell.right - cell.left > 1 and cell.bottom < depth for cell in first)
    return depth if spread and depth < min(n_rows, _MAX_HEADER) else 1


def _drop_empty_end(part: PageTable) -> None:
    """Take off what is left of a row whose text stands wholly on the next page: a strip lower than any other row."""
    rows = part.n_rows
    last = [cell for cell in part.cells if cell.bottom == rows]
    heights = sorted(below - above for above, below in pairwise(part.ys))
    strip = part.ys[-1] - part.ys[-2]
    if rows < 2 or any(cell.lines for cell in last if cell.top == rows - 1) or strip > heights[0]:
        return
    if all(cell.top == rows - 1 for cell in last) or strip < 0.6 * heights[1]:
        part.cells = [cell for cell in part.cells if cell.top < rows - 1]
        for cell in part.cells:
            cell.bottom = min(cell.bottom, rows - 1)
        part.ys = part.ys[:-1]


def _shifted(part: PageTable, first: PageTable) -> list[float]:
    shift = part.xs[0] - first.xs[0]
    return [x - shift for x in part.xs]


def _columns(parts: Sequence[PageTable]) -> list[float]:
    """The borders of all parts' columns, moved to the first part's place."""
    columns: list[float] = []
    for x in sorted(x for part in parts for x in _shifted(part, parts[0])):
        if not columns or x - columns[-1] > _NEAR:
            columns.append(x)
    return columns


def _renumber(part: PageTable, columns: Sequence[float]) -> None:
    """Give a part's cells the column numbers of the whole table."""
    places = [min(range(len(columns)), key=lambda i: abs(columns[i] - x)) for x in _renumbered_xs(part, columns)]
    for cell in part.cells:
        cell.left, cell.right = places[cell.left], places[cell.right]


def _renumbered_xs(part: PageTable, columns: Sequence[float]) -> list[float]:
    shift = part.xs[0] - columns[0]
    return [x - shift for x in part.xs]


@dataclass
class _Joined:
    """A table that grows part by part."""

    n_cols: int
    header: int
    usual: dict[tuple[int, int], list[PartCell]]
    cells: list[PartCell] = field(default_factory=list)
    n_rows: int = 0

    def add(self, part: PageTable) -> None:
        """Append a part; what the page break cut is rejoined."""
        if self.n_rows:
            self._append(part.cells, part.n_rows)
        else:
            self.cells, self.n_rows = list(part.cells), part.n_rows

    def grid(self, page: int) -> Grid:
        """The finished table."""
        cells = sorted(self.cells, key=lambda cell: (cell.top, cell.left))
        return Grid(self.n_rows, self.n_cols, self.header, _paged(cells, page), page)

    def _append(self, fresh: list[PartCell], rows: int) -> None:
        last = {(c.left, c.right): c for c in self.cells if c.bottom == self.n_rows}
        first = {(c.left, c.right): c for c in fresh if c.top == 0}
        pairs = [(last[key], first[key]) for key in sorted(first) if key in last]
        alike = len(pairs) == len(first) == len(last)
        cut = alike and self._is_cut(pairs)
        offset = self.n_rows - (1 if cut else 0)
        joined: set[int] = set()
        parent_open = True
        for above, below in pairs:
            if cut or self._is_one_cell(above, below, parent_open, alike):
                above.lines.extend(below.lines)
                above.bottom = offset + below.bottom
                joined.add(id(below))
            else:
                parent_open = False
        for cell in fresh:
            if id(cell) not in joined:
                cell.top, cell.bottom = cell.top + offset, cell.bottom + offset
                self.cells.append(cell)
        self.n_rows = offset + rows

    def _is_cut(self, pairs: Sequence[tuple[PartCell, PartCell]]) -> bool:
        """Whether a page's first row is the rest of the row that the page before ended with."""
        if self.n_rows <= self.header:
            return False
        if not any(below.lines for _, below in pairs):
            return True
        signs = [self._sign(above, below) for above, below in pairs]
        return min(signs) >= 0 and max(signs) > 0

    def _sign(self, above: PartCell, below: PartCell) -> int:
        """1 where a cell speaks for a cut row, -1 where it speaks against one, 0 where it does not say."""
        if not below.lines:
            single = above.lines and below.bottom == 1 and above.bottom - above.top == 1
            return 1 if single and self._is_plain(above) else 0
        if not above.lines and not self._has_blanks(above):
            return 1 if below.bottom == 1 and above.bottom - above.top == 1 else 0
        if is_labelled(below.lines[0].text) or _NUMBER.match(below.text):
            return -1
        if not above.lines:
            return 0
        if _AMOUNT.match(above.text) and _AMOUNT.match(below.text):
            return -1
        if has_open_brackets(above.text):
            return 1
        if self._mostly_labelled(above):
            return 1
        if not self._is_full(above, below.lines[0].text):
            return -1
        return 0 if ends_sentence(above.text) else 1

    def _is_one_cell(self, above: PartCell, below: PartCell, parent_open: bool, alike: bool) -> bool:
        """Whether a merged cell goes on over the page break though the row beside it does not."""
        if not below.lines:
            if not above.lines:
                return False
            merged = below.bottom - below.top > 1 or above.bottom - above.top > 1
            return merged or (parent_open and not self._has_blanks(above))
        if not above.lines:
            return parent_open and not self._has_blanks(above)
        if is_labelled(below.lines[0].text):
            return False
        if above.text == below.text and above.left == 0:
            if above.bottom - above.top > 1 or below.bottom - below.top > 1:
                below.lines = []
                return True
            return False
        if has_open_brackets(above.text):
            return True
        if not alike:
            return False
        cut = self._is_full(above, below.lines[0].text) and not ends_sentence(above.text)
        return cut and parent_open and is_labelled(above.lines[0].text) and self._mostly_labelled(above)

    def _column(self, cell: PartCell) -> Sequence[PartCell]:
        """The cells of the same column and width that are surely whole."""
        return self.usual.get((cell.left, cell.right), ())

    def _has_blanks(self, cell: PartCell) -> bool:
        """Whether cells of a column are left empty."""
        return any(not other.lines for other in self._column(cell))

    def _is_plain(self, cell: PartCell) -> bool:
        """Whether no other cell of a column is empty or merged over rows."""
        others = self._column(cell)
        return len(others) > 1 and all(other.lines and other.bottom - other.top == 1 for other in others)

    def _mostly_labelled(self, cell: PartCell) -> bool:
        """Whether the cells of a column open with labels."""
        texts = [other.lines[0].text for other in (*self._column(cell), cell) if other.lines]
        return len(texts) > 1 and sum(map(is_labelled, texts)) >= 0.75 * len(texts)

    def _is_full(self, cell: PartCell, following: str) -> bool:
        """Whether the next word would not have fitted into a cell's last line."""
        line = cell.lines[-1]
        if line.box is None or line.column is None:
            return not ends_sentence(line.text)
        padding = min(
            min(first.box[0] - first.column[0], first.column[1] - first.box[2])
            for first in (other.lines[0] for other in (*self._column(cell), cell) if other.lines)
            if first.box is not None and first.column is not None
        )
        em = line.size or (line.box[3] - line.box[1])
        slack = line.column[1] - line.column[0] - 2 * max(0.0, padding) - (line.box[2] - line.box[0])
        if len(cell.lines) == 1 and self._has_indents(cell, em):
            slack = line.column[1] - max(0.0, padding) - line.box[2]
        broken = self._broken_ends(cell)
        if len(broken) > 1:  # without vertical rulings the column's own edge is only guessed
            slack = min(slack, max(broken) - (line.box[2] - line.column[0]))
        return slack <= (first_word(following) + 0.7) * em

    def _broken_ends(self, cell: PartCell) -> list[float]:
        """How far from a column's left edge those lines reach behind which its cells go on."""
        lines = [line for other in (*self._column(cell), cell) for line in other.lines[:-1]]
        return [line.box[2] - line.column[0] for line in lines if line.box is not None and line.column is not None]

    def _has_indents(self, cell: PartCell, em: float) -> bool:
        """Whether the paragraphs of a column are set flush left with an indented first line."""
        starts = [
            (other.lines[0].box[0], other.lines[1].box[0])
            for other in self._column(cell)
            if len(other.lines) > 1 and other.lines[0].box is not None and other.lines[1].box is not None
        ]
        return (
            bool(starts)
            and all(first - second > -0.2 * em for first, second in starts)
            and any(first - second > em for first, second in starts)
        )


def _row_shape(cells: Iterable[PartCell], rows: int) -> list[tuple[int, int, int, int, str]]:
    return sorted((c.top, c.bottom, c.left, c.right, c.text) for c in cells if c.top < rows)


def _paged(cells: Sequence[PartCell], page: int) -> tuple[Cell, ...]:
    """Finished cells with a page each: an empty cell stands on the page of its row."""
    pages: dict[int, int] = {}
    for cell in cells:
        if cell.lines and cell.bottom - cell.top == 1:
            pages.setdefault(cell.top, cell.lines[0].page)
    result: list[Cell] = []
    current = page
    for cell in cells:
        current = max(current, pages.get(cell.top, current))
        own = cell.lines[0].page if cell.lines else current
        spans = (cell.bottom - cell.top, cell.right - cell.left)
        result.append(Cell(cell.top, cell.left, *spans, tuple(cell.lines), own))
    return tuple(result)
