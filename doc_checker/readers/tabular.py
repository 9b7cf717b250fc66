"""Tables that a format itself describes (HTML, Word, spreadsheets): spans made sound, titles and notes told from rows.

A table of the file becomes a ``Grid``. Rows that stand across the whole table above its header are its title, those
below its last row its notes: both are printed text and become paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from ..errors import LimitExceeded
from ..text import squeeze
from .assemble import Cell, Grid, Item, Passage
from .limits import MAX_CELLS, MAX_SPAN
from .lines import Line, is_labelled, is_page_mark

_NOTE = regex.compile(
    r"^[（(【\[]?(?:备?注|说\s*明|填\s*表\s*说\s*明|填\s*报\s*说\s*明|来\s*源|附\s*注)\s*[】\]]?\s*[：:]"
)
# Who filled a table in and when, printed between its title and its header.
_FILLED_IN = regex.compile(
    r"^(?:填\s*[报表写制]|制\s*表|报送|编制|上报)\s*(?:单\s*位|部门|人|时间|日期)|^(?:金额|计量)?单位\s*[：:]|^被?(?:考核|检查|评估|考评|验收|评价|测评|受检)(?:单位|对象|社区|村|部门|企业|学校|机构|时间|日期|人员?|组)\s*[：:]|^(?:联系人|联系电话|审核人|负责人)[：:]"
)
_CONTINUED = regex.compile(r"^[（(]?(?:接|续)上?[页表][)）]?$|^\S{0,40}[（(]续(?:上?[页表])?\d{0,2}[)）]$")
_LONG_NOTE = 12  # characters of a note that stands in the first of many cells


@dataclass(frozen=True)
class Placed:
    """A cell as the file gives it: place, spans and text (its paragraphs apart)."""

    row: int
    col: int
    row_span: int
    col_span: int
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs, a space between them."""
        return " ".join(self.paragraphs)


class Layout:
    """Places the cells of a table row by row, as HTML does: a cell goes to the first column that is free."""

    def __init__(self, shown: str, n_rows: int) -> None:
        self.cells: list[Placed] = []
        self._shown = shown
        self._n_rows = n_rows
        self._open: dict[int, int] = {}  # column → row at which it becomes free
        self._row = -1
        self._col = 0
        self._passed = 0  # places passed over because a cell from above covers them

    def next_row(self) -> None:
        """Begin a row."""
        self._row += 1
        self._col = 0

    def put(self, row_span: int, col_span: int, paragraphs: Iterable[str]) -> None:
        """Place a cell; spans are cut at the end of the table."""
        row, col = max(self._row, 0), self._col
        while self._open.get(col, 0) > row:
            col += 1
            self._passed += 1
        if self._passed > MAX_CELLS * 10:
            raise LimitExceeded(self._shown, "表格的合并单元格过多", "请检查文件来源")
        row_span = max(1, min(row_span or self._n_rows, self._n_rows - row))
        col_span = max(1, min(col_span, MAX_SPAN))
        width = 1
        while width < col_span and self._open.get(col + width, 0) <= row:
            width += 1
        self._col = col + width
        if self._col > MAX_SPAN * 10:
            raise LimitExceeded(self._shown, "表格的列数过多", "请检查文件来源")
        if row_span > 1:
            for column in range(col, col + width):
                self._open[column] = row + row_span
        self.cells.append(Placed(row, col, row_span, width, tuple(paragraphs)))
        if len(self.cells) > MAX_CELLS:
            raise LimitExceeded(self._shown, f"表格的单元格超过 {MAX_CELLS} 个", "请拆分后再试")


def lay_table(cells: Sequence[Placed], header_rows: int | None, shown: str) -> list[Item]:
    """A table with its title rows and notes as paragraphs around it, in reading order."""
    if len({cell.row for cell in cells}) * len({cell.col for cell in cells}) > MAX_CELLS * 5:
        raise LimitExceeded(shown, f"表格的单元格超过 {MAX_CELLS} 个", "请拆分后再试")
    cells = _tighten(cells)
    if not any(cell.text for cell in cells):
        return []
    n_rows = max(cell.row + cell.row_span for cell in cells)
    n_cols = max(cell.col + cell.col_span for cell in cells)
    if n_cols == 1 or n_rows == 1:
        return [item for cell in cells for item in passages(cell.paragraphs)]
    first, last = _title_rows(cells, n_cols), _note_rows(cells, n_rows, n_cols)
    if first + last >= n_rows:
        return [item for cell in cells for item in passages(cell.paragraphs)]
    above = [item for cell in cells if cell.row < first for item in passages(cell.paragraphs)]
    below = [item for cell in cells if cell.row >= n_rows - last for item in passages(cell.paragraphs)]
    body = [replace(cell, row=cell.row - first) for cell in cells if first <= cell.row < n_rows - last]
    if first or last:
        body = _tighten(body)
        n_cols = max(cell.col + cell.col_span for cell in body)
    count = n_rows - first - last
    headers = header_height(body) if header_rows is None else max(1, min(header_rows - first, count - 1))
    return [*above, _as_grid(_filled(body, count, n_cols), count, n_cols, headers), *below]


def passages(paragraphs: Iterable[str]) -> list[Item]:
    """Paragraphs whose extent is known, as items; empty ones are left out."""
    return [Passage((Line(text),)) for text in map(str.strip, paragraphs) if text]


def _tighten(cells: Sequence[Placed]) -> list[Placed]:
    """The cells without rows and columns at which no cell begins, as absurd spans and shifted borders leave them.

    Overlapping cells (a damaged file) are dropped, the first one wins.
    """
    rows = sorted({cell.row for cell in cells})
    cols = sorted({cell.col for cell in cells})
    result: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    for cell in cells:
        row, col = bisect_left(rows, cell.row), bisect_left(cols, cell.col)
        row_span = bisect_left(rows, cell.row + cell.row_span) - row
        col_span = bisect_left(cols, cell.col + cell.col_span) - col
        if (row, col) in taken:
            continue
        if row_span > 1 or col_span > 1:
            taken.update((r, c) for r in range(row, row + row_span) for c in range(col, col + col_span))
        else:
            taken.add((row, col))
        result.append(replace(cell, row=row, col=col, row_span=row_span, col_span=col_span))
    return result


def _title_rows(cells: Sequence[Placed], n_cols: int) -> int:
    """How many rows from the top hold one text, who filled the table in and when, or nothing."""
    by_row = _by_row(cells)
    headed = _has_header(by_row, n_cols)
    count = 0
    for row in sorted(by_row):
        filled = [cell for cell in by_row[row] if cell.text]
        if any(cell.row_span > 1 for cell in by_row[row]):
            break
        if filled and count and headed and _FILLED_IN.match(filled[0].text):
            count = row + 1
            continue
        if len(filled) > 1:
            break
        alone = filled and (filled[0].col_span == n_cols or (filled[0].col == 0 and (headed or len(by_row[row]) == 1)))
        if filled and (not alone or (is_labelled(filled[0].text) and not filled[0].text.startswith("附"))):
            break
        count = row + 1
    return count if count < len(by_row) else 0


def _has_header(by_row: dict[int, list[Placed]], n_cols: int) -> bool:
    """Whether the first row with a text in its second cell is wide enough to be the header below loose title rows."""
    for row in sorted(by_row)[:6]:
        filled = [cell for cell in by_row[row] if cell.text]
        if len(filled) > 1 and not _FILLED_IN.match(filled[0].text):
            return n_cols >= 3 and sum(cell.col_span for cell in filled) > 0.6 * n_cols
    return False


def _note_rows(cells: Sequence[Placed], n_rows: int, n_cols: int) -> int:
    """How many rows at the bottom are notes across the whole table, or empty."""
    by_row = _by_row(cells)
    count = 0
    for row in range(n_rows - 1, 0, -1):
        here = by_row.get(row, [])
        filled = [cell for cell in here if cell.text]
        covered = any(cell.row < row < cell.row + cell.row_span for cell in cells)
        if covered or not here or len(filled) > 1 or any(cell.row_span > 1 for cell in here):
            break
        wide = bool(filled) and (filled[0].col_span >= n_cols - 1 or len(filled[0].text) > _LONG_NOTE)
        if filled and not (wide and _NOTE.match(filled[0].text) and filled[0].col == 0):
            break
        count = n_rows - row
    return count


def _by_row(cells: Sequence[Placed]) -> dict[int, list[Placed]]:
    rows: dict[int, list[Placed]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows


def header_height(cells: Sequence[Placed]) -> int:
    """Rows of the header: one, or as many as a first row covers that is divided below (一级 | 二级 under 指标)."""
    first = [cell for cell in cells if cell.row == 0]
    height = max((cell.row_span for cell in first), default=1)
    n_rows = max((cell.row + cell.row_span for cell in cells), default=1)
    divided = any(cell.col_span > 1 for cell in first) and height > 1
    return height if divided and height <= 4 and height < n_rows else 1


def _filled(cells: Sequence[Placed], n_rows: int, n_cols: int) -> list[Placed]:
    """The cells, with an empty one at every place that none covers."""
    covered = {
        (row, col)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    }
    holes = [Placed(row, col, 1, 1, ()) for row in range(n_rows) for col in range(n_cols) if (row, col) not in covered]
    return sorted([*cells, *holes], key=lambda cell: (cell.row, cell.col)) if holes else list(cells)


def _as_grid(cells: Iterable[Placed], n_rows: int, n_cols: int, header_rows: int) -> Grid:
    made = tuple(
        Cell(cell.row, cell.col, cell.row_span, cell.col_span, (Line(cell.text),) if cell.text else ())
        for cell in cells
    )
    return Grid(n_rows, n_cols, header_rows, made)


def join_tables(items: Iterable[Item]) -> list[Item]:
    """Items in which a table that follows one with the same header goes on with it (a table cut by hand); a page mark or （续表）
    between the two is left out.
    """
    result: list[Item] = []
    for item in items:
        place = len(result)
        while place and isinstance(item, Grid) and _says_continued(result[place - 1]):
            place -= 1
        previous = result[place - 1] if place else None
        if not isinstance(item, Grid) or not isinstance(previous, Grid):
            result.append(item)
        elif _same_header(previous, item):
            result[place - 1 :] = [_joined(previous, item)]
        elif previous.n_cols == item.n_cols and any(not _is_page_mark(mark) for mark in result[place:]):
            result[place - 1 :] = [_joined(previous, replace(item, header_rows=0))]  # （续表） without the header again
        else:
            result.append(item)
    return result


def _says_continued(item: Item) -> bool:
    """Whether a line is a page mark or only says that a table goes on."""
    return _is_page_mark(item) or all(_CONTINUED.search(squeeze(text)) for text in _texts(item))


def _is_page_mark(item: Item) -> bool:
    return all(map(is_page_mark, _texts(item)))


def _texts(item: Item) -> list[str]:
    """The printed lines of a paragraph; those of a table stand for no mark."""
    if isinstance(item, Grid):
        return [""]
    return [line.text for line in item.lines] if isinstance(item, Passage) else [item.text]


def _same_header(table: Grid, following: Grid) -> bool:
    def header(grid: Grid) -> list[tuple[int, int, int, int, str]]:
        return [(c.row, c.col, c.row_span, c.col_span, squeeze(c.text)) for c in grid.cells if c.row < grid.header_rows]

    return table.n_cols == following.n_cols and header(table) == header(following) and any(h[4] for h in header(table))


def _joined(table: Grid, following: Grid) -> Grid:
    shift = table.n_rows - following.header_rows
    rest = [replace(cell, row=cell.row + shift) for cell in following.cells if cell.row >= following.header_rows]
    return Grid(table.n_rows + following.n_rows - following.header_rows, table.n_cols, table.header_rows,
                (*table.cells, *rest), table.page)  # fmt: skip
