"""Rows of a ruled task or indicator table: ``TableBlock`` → ``RowTable``, whatever its columns are called.

The columns are told by their names and by what stands in them: groups are sparse or merged, second-level headings are
left out, the task stands in the column with the longest text. Bonus and deduction rows may be shifted by a column; a
row cut by a page break goes on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property

import regex

from .columns import Columns
from .data import Data
from .document import Document, TableBlock
from .gridcells import (
    METHOD,
    Cell,
    filled_cells,
    goes_on,
    is_header_row,
    items_inside,
    lending_block,
    mean_length,
    read_header,
    spread_cells,
    title_points,
)
from .gridheadings import (
    SHORT_NAME,
    SIDE,
    TOTAL,
    counts_column,
    label_kind,
    lone_headings,
    number_beside,
    own_cells,
    stands_alone,
)
from .labels import Label, find_label
from .numerals import format_numeral, parse_numeral
from .outline import Range
from .regroup import with_own_rows
from .responsibility import ROLES
from .rowlabels import (
    NUMBER_KINDS,
    decimal_path,
    draft_group,
    extra_group_kind,
    last_number,
    number_kind,
    row_label,
)
from .rows import GroupDraft, Row, RowDraft, RowGroup, RowTable, UnitCell, settle
from .text import squeeze

_PACKED = 0.4
_MOSTLY = 0.6
_SOME = 0.3
_SCORES = regex.compile(r"[得加扣减记计]\d+(?:\.\d+)?分?|\d+(?:\.\d+)?分|最[高多]\d")
_OWN_POINTS = regex.compile(r"[（(]\d{1,3}(?:\.\d{1,2})?分[)）][。；;]?$")
_OWN_POINTS_INSIDE = regex.compile(r"[（(]\d{1,3}(?:\.\d{1,2})?分[)）]")
_POINTS_CELL = regex.compile(r"\d{1,3}(?:\.\d{1,2})?分?")
_PARTS = ("arabic_bracketed", "circled")  # where a column numbers the items, what such a label opens is a part of one


def read_grid(document: Document, block: TableBlock, data: Data, sets_tasks: bool | None = None) -> RowTable | None:
    """The rows of a table, or None where it is no table of tasks or indicators (a roster, a list, figures, a form).

    ``sets_tasks`` decides for tables whose columns leave it open (no units, no time limits, no points).
    """
    return _grid_of(document, block, data).read(sets_tasks)


def column_kinds(document: Document, block: TableBlock, data: Data) -> tuple[int, list[str | None]]:
    """How many rows the header takes, and what each column holds by its name; 0 rows where there is no header."""
    grid = _grid_of(document, block, data)
    return (grid.first, list(grid.kinds)) if grid.has_header else (0, [None] * block.n_cols)


def header_of(document: Document, block: TableBlock, data: Data) -> TableBlock:
    """The table that the names of a table's columns stand in: itself, or one before it whose header counts for it too."""
    grid = _grid_of(document, block, data)
    lender = None if grid.first else lending_block(document, block, grid.owners, grid.columns)
    return lender or block


def _grid_of(document: Document, block: TableBlock, data: Data) -> _Grid:
    """A table's grid, made once: clauses, indicators, units and rosters all read it. It keeps block and data alive,
    so that their addresses name them."""
    return document.once((_Grid, id(block), id(data)), lambda: _Grid(document, block, data))


class _Grid:
    """A table with its merged cells spread over the positions that they cover."""

    def __init__(self, document: Document, block: TableBlock, data: Data) -> None:
        self.text = document.text.value
        self.block = block
        self.data = data
        self.columns = data.once(Columns)
        self.owners = spread_cells(document, block)
        self.first = 0
        self.kinds: list[str | None] = [None] * block.n_cols
        self.content = self.group = -1
        self.names: list[int] = []
        self.second: list[int] = []
        self.numbered_groups = False
        header = read_header(self.owners, block.header_rows, self.columns)
        self.has_header = header is not None
        if header is not None:
            self.first, self.kinds = header
        elif (lender := lending_block(document, block, self.owners, self.columns)) is not None:
            self.has_header, self.kinds = True, list(_grid_of(document, lender, data).kinds)

    # --- columns

    def _texts(self, column: int, beside_content: bool = False) -> list[str]:
        """Non-empty texts of the cells that begin in a column below the header, merged ones once.

        ``beside_content``: only of rows with a task cell of their own, for bonus rows may be shifted by a column.
        """
        found: dict[int, Cell] = {}
        for row in range(self.first, self.block.n_rows):
            cell = self.owners[row][column]
            if cell is None or cell.cell.col != column or cell.cell.row < self.first:
                continue
            content = self._content_at(row) if beside_content else None
            if not beside_content or (content is not None and content is not cell):
                found[id(cell)] = cell
        return [cell.text for cell in found.values() if cell.text]

    def _choose_columns(self) -> bool:
        texts = [self._texts(column) for column in range(self.block.n_cols)]
        length = [mean_length(column) for column in texts]
        tasks = [column for column, kind in enumerate(self.kinds) if kind == "task" and texts[column]]
        if not tasks and any(kind in (*ROLES, "points", "deadline") for kind in self.kinds):
            tasks = [
                column
                for column, kind in enumerate(self.kinds)
                if kind not in SIDE and kind not in ("unit", "place", "name", "post", "role") and length[column] >= 6
            ]
        if not tasks or "name" in self.kinds:
            return False
        self.content = max(tasks, key=lambda column: length[column])
        for column in range(self.content):
            if self.kinds[column] in SIDE or not texts[column]:
                continue
            beside = self._texts(column, beside_content=True)
            if beside:
                self._place_leading(column, beside, mean_length(beside))
        self._leave_headings()
        self.numbered_groups = self._is_counted(self.group)
        return length[self.content] >= 4

    def _leave_headings(self) -> None:
        """Of several numbered columns before the task's, or such with points beside (二级指标 | 分值 | 三级指标 | 分值), the last one
        holds the items; merged ones are headings.
        """
        numbered = [column for column in self.names if self._labelled(self._texts(column)) >= 0.6]
        counts = {column: len(self._texts(column)) for column in self.names}
        merged = [column for column in numbered[:-1] if counts[column] < 0.8 * counts[numbered[-1]]]
        apart = [column for column in self.names[:-1] if self.kinds[column + 1] == "points"]
        for column in {*merged, *(column for column in apart if counts[column] < counts[self.names[-1]])}:
            self.names.remove(column)
            self.second.append(column)

    def _labelled(self, texts: list[str]) -> float:
        """The share of texts that open with a label."""
        return sum(row_label(text, self.data) is not None for text in texts) / max(1, len(texts))

    def _is_counted(self, column: int) -> bool:
        """Whether the column of numbers counts what stands in a column."""
        filled = [row for row in range(self.first, self.block.n_rows) if self._content_at(row)]
        return counts_column(self.owners, self.kinds, [row for row in filled if not self._heads_alone(row)], column)

    def _heads_alone(self, row: int) -> bool:
        return stands_alone(self.owners[row], "points" in self.kinds, self.data)

    def _place_leading(self, column: int, texts: list[str], length: float) -> None:
        """Whether a column before the task's holds groups, second-level headings, or the items' names."""
        if sum(bool(METHOD.match(text)) for text in texts) > _MOSTLY * len(texts):
            return
        labels = [label.kind for text in texts if (label := row_label(text, self.data))]
        body = range(self.first, self.block.n_rows)
        filled = [row for row in body if (cell := self._content_at(row)) and cell is not self.owners[row][column]]
        begun = [row for row in filled if (cell := self._content_at(row)) and cell.cell.row == row]
        rows = sum(len({id(cell) for cell in self.owners[row]}) > 1 for row in begun)
        numbered = labels.count("arabic") >= max(1, 0.6 * len(texts))
        sparse = len(texts) < 0.8 * rows or len(set(texts)) < 0.8 * len(texts)
        headed = any(map(self._heads_alone, range(self.first, self.block.n_rows))) and self._is_counted(column)
        told = (headed or self._serial[0] >= 0) and length <= SHORT_NAME  # what else the groups are
        if told or (numbered and self.group >= 0 and not (sparse and self._items_in_content)):
            self.names.append(column)
        elif self.group < 0 and (
            "chinese" in labels or sparse or self._is_packed or self._is_first_level(column, texts)
        ):
            self.group = column
        elif sparse or labels.count("bracketed") >= max(1, 0.6 * len(texts)):
            self.second.append(column)
        elif length <= SHORT_NAME or self._scores_beside(column):
            self.names.append(column)

    def _scores_beside(self, column: int) -> bool:
        """Whether a column of sentences says what is asked, and the task's only how it scores."""
        scores = "points" in self.kinds and not any(kind in ROLES for kind in self.kinds)
        return scores and self.kinds[column] != "note" and self._scored >= _MOSTLY

    @cached_property
    def _scored(self) -> float:
        """The share of task cells that say what earns or costs points."""
        texts = self._texts(self.content)
        return sum(bool(_SCORES.search(text)) for text in texts) / max(1, len(texts))

    @cached_property
    def _items_in_content(self) -> bool:
        """Whether most task cells have a number or points of their own: what is merged before them is a heading."""
        texts = self._texts(self.content)
        own = [row_label(text, self.data) is not None or _OWN_POINTS.search(text) is not None for text in texts]
        return sum(own) >= 0.7 * len(own)

    @cached_property
    def _is_packed(self) -> bool:
        """Whether many task cells of a table that scores hold several numbered items: what stands before is a group."""
        if "points" not in self.kinds or any(kind in ROLES for kind in self.kinds):
            return False
        cells = {id(cell): cell for row in range(self.first, self.block.n_rows) if (cell := self._content_at(row))}
        if self._points_in_each_row(len(cells)):
            return False
        return sum(bool(self._inside(cell)) for cell in cells.values()) >= max(2, _PACKED * len(cells))

    def _points_in_each_row(self, rows: int) -> bool:
        """Whether each task cell has one cell of points beside it: a list inside it is then of one item's demands."""
        column = self.kinds.index("points")
        numbers = sum(bool(_POINTS_CELL.fullmatch(text)) for text in self._texts(column))
        own = sum(len(_OWN_POINTS_INSIDE.findall(text)) > 1 for text in self._texts(self.content))
        return numbers >= 0.9 * rows and own < 0.5 * rows

    def _is_first_level(self, column: int, texts: list[str]) -> bool:
        every = self._texts(column)
        few = len(texts) <= 3 and ("number" not in self.kinds or "second" in self.kinds)
        return self.kinds[column] == "group" and (few or len(set(every)) < len(every))

    # --- rows

    def read(self, sets_tasks: bool | None) -> RowTable | None:
        """All rows, or None where the table holds neither tasks nor indicators."""
        return RowTable(self._groups, self._sets_tasks(sets_tasks)) if self._groups else None

    @cached_property
    def _groups(self) -> tuple[RowGroup, ...]:
        """The rows under their groups; empty where there are none."""
        if not self.has_header or not self._choose_columns() or not self._is_row_table():
            return ()
        entries: list[GroupDraft | RowDraft] = []
        for row in range(self.first, self.block.n_rows):
            self._read_row(row, entries)
        groups = with_own_rows(settle(entries), self.owners, self.kinds, self.group, self.text)
        return groups if any(group.rows for group in groups) else ()

    def _is_row_table(self) -> bool:
        if any(kind in (*ROLES, "points", "deadline", "number") for kind in self.kinds) or self.group >= 0:
            return True
        texts = self._texts(self.content)
        if len(texts) > 2 and self.names and (self._scored >= _MOSTLY or self._names_have_points):
            return True
        return sum(find_label(text, self.data) is not None for text in texts) >= 0.5 * len(texts)

    @cached_property
    def _names_have_points(self) -> bool:
        """Whether most items have their points behind their names (1.理论学习（25分）)."""
        names = self._texts(self.names[0])
        return sum(title_points(name) is not None for name in names) >= _MOSTLY * len(names)

    def _sets_tasks(self, wanted: bool | None) -> bool:
        if any(kind in ROLES for kind in self.kinds):
            return True
        if "points" in self.kinds or self._scored > _SOME or (self.names and self._names_have_points):
            return False
        return "deadline" in self.kinds or bool(wanted)

    def _content_at(self, row: int) -> Cell | None:
        cell = self.owners[row][self.content]
        return cell if cell and cell.text else None

    def _read_row(self, row: int, entries: list[GroupDraft | RowDraft]) -> None:
        if self._is_header_again(row):
            cells = filled_cells(self.owners[row])
            if cells and extra_group_kind(cells[0].text, self.data):  # 加分项目 | 加分内容 | 分值
                self._add_group(cells[0], entries)
            return
        if self._is_numbered_heading(row, entries):
            return
        group = self._group_cell(row)
        pieces = self._task_cells(row, group)
        if group and (not pieces or self._opens_group(group, entries)):
            self._add_group(group, entries)
        if not pieces:
            return
        if all(cell.cell.row < row for cell in pieces):
            self._extend(row, pieces, entries)
            return
        self._add_row(row, pieces, entries)

    @cached_property
    def _serial(self) -> tuple[int, str, str]:
        """The column of numbers with the kinds of its highest and lowest numbers (一 … 1); -1 where all are of one kind."""
        if "number" not in self.kinds:
            return -1, "", ""
        column = self.kinds.index("number")
        counts = Counter(kind for text in self._texts(column) if (kind := number_kind(text)))
        found = [kind for kind in NUMBER_KINDS if counts[kind]]
        if len(found) < 2 or counts[found[0]] >= counts[found[-1]]:
            return -1, "", ""
        return column, found[0], found[-1]

    def _is_numbered_heading(self, row: int, entries: list[GroupDraft | RowDraft]) -> bool:
        """Take a row that its number makes a group; one of a level between groups and items is left out."""
        column, highest, lowest = self._serial
        number = self.owners[row][column] if column >= 0 else None
        if number is None or number.cell.row != row:
            return False
        kind = number_kind(number.text)
        beside = own_cells(self.owners[row], self.kinds, row)
        if kind in (None, lowest) or len(beside) != 1:
            return False
        if kind == highest:
            self._add_group(beside[0], entries)
            draft = entries[-1]
            value = parse_numeral(number.text.rstrip(".．、").strip("（()）"))
            if isinstance(draft, GroupDraft) and draft.kind == "scored" and value:
                draft.part, draft.label = format_numeral(int(value)), number.text
        return True

    def _is_header_again(self, row: int) -> bool:
        """The header repeated after a page break, or a header of its own for the rows below (其他指标 | 创建任务)."""
        cells = filled_cells(self.owners[row])
        return not cells or TOTAL.match(cells[0].text) is not None or is_header_row(cells, self.columns)

    def _group_cell(self, row: int) -> Cell | None:
        """The cell that opens a group in this row: in the group column, or one that fills the row by itself."""
        cells = filled_cells(self.owners[row])
        if self._heads_alone(row) and cells[0].cell.row == row:
            return cells[0]
        if row in self._lone_headings:
            return self._lone_headings[row]
        cell = self.owners[row][self.group] if self.group >= 0 else None
        first = self.owners[row][0]
        if (cell is None or not cell.text) and first and first.text and extra_group_kind(first.text, self.data):
            cell = first
        return cell if cell and cell.text and cell.cell.row == row else None

    @cached_property
    def _lone_headings(self) -> dict[int, Cell]:
        found = lone_headings(self.owners, self.kinds, self.first, self.content, self.data)
        return found if self.group < 0 else {}

    def _opens_group(self, group: Cell, entries: list[GroupDraft | RowDraft]) -> bool:
        """Whether a group cell is a new one: a table may repeat it in every row or on every page."""
        drafts = [entry for entry in entries if isinstance(entry, GroupDraft)]
        if not drafts:
            return True
        start, end = drafts[-1].pieces[0]
        return not goes_on(self.text[start:end], group.text)

    def _add_group(self, group: Cell, entries: list[GroupDraft | RowDraft]) -> None:
        ordinal = 1 + sum(isinstance(entry, GroupDraft) and entry.kind == "scored" for entry in entries)
        entries.append(draft_group(group.text, group.range, ordinal, self.data))

    def _task_cells(self, row: int, group: Cell | None) -> list[Cell]:
        """The cells that make the task: name cells, then the task's; else the longest of the others (a shifted row)."""
        taken = {id(group)} if group else set()
        if self.group >= 0 and self.owners[row][self.group]:
            taken.add(id(self.owners[row][self.group]))
        cells: list[Cell] = []
        least = min((cell.cell.row_span for column in self.names if (cell := self.owners[row][column])), default=1)
        for column in (*self.names, self.content):
            cell = self.owners[row][column]
            heads = column in self.names and cell is not None and cell.cell.row_span > least  # 水域管理 | 巡湖
            if cell and cell.text and id(cell) not in taken and not heads:
                cells.append(cell)
                taken.add(id(cell))
        if cells:
            return cells
        others = [
            cell
            for column, cell in enumerate(self.owners[row])
            if cell and cell.text and id(cell) not in taken and cell.cell.row == row and self.kinds[column] not in SIDE
        ]
        longest = max(others, key=lambda cell: len(cell.text), default=None)
        return [longest] if longest and (len(longest.text) > 8 or find_label(longest.text, self.data)) else []

    def _add_row(self, row: int, cells: list[Cell], entries: list[GroupDraft | RowDraft]) -> None:
        label = row_label(
            cells[0].text, self.data
        )  # the name's, where it has one: numbers in the task's cell are a list then
        previous = next((entry for entry in reversed(entries) if isinstance(entry, RowDraft)), None)
        opened = bool(entries) and isinstance(entries[-1], GroupDraft)
        if label is None and previous and not opened and self._continues(row):
            previous.row = replace(previous.row, pieces=(*previous.row.pieces, *(cell.range for cell in cells)))
            return
        units, deadline = self._side_cells(row, cells)
        if (
            previous
            and not opened
            and len(cells) > 1
            and cells[0].cell.row < row
            and label_kind(cells[-1], self.data) in _PARTS
        ):
            above = previous.row
            previous.row = replace(above, pieces=(*above.pieces, cells[-1].range), units=above.units + units)
            return
        several = self._several(cells) if len(cells) == 1 else []
        for piece, inner in several:
            entries.append(RowDraft(Row(inner.id_part, inner.printed, (piece,), None, units, deadline), inner.value))
        if several:
            return
        printed, number, value = self._number(row, label, 0 if opened or previous is None else previous.value)
        name = cells[0].range if len(cells) > 1 else None
        fresh = any((cell := self.owners[row][column]) and cell.text and cell.cell.row == row for column in self.second)
        again = previous is not None and not opened and previous.row.number == number
        built = Row(number, printed, tuple(cell.range for cell in cells), name, units, deadline)
        entries.append(RowDraft(built, value, bool(fresh) or again))

    def _several(self, cells: list[Cell]) -> list[tuple[Range, Label]]:
        """The items of a cell that holds several of them, numbered from 1; empty for one item."""
        return [] if "number" in self.kinds and not self.numbered_groups else self._inside(cells[0])

    def _inside(self, cell: Cell) -> list[tuple[Range, Label]]:
        """The items numbered from 1 in a cell's text, each with its place and label."""
        return items_inside(self.text[slice(*cell.range)], cell.range[0], self.data)

    def _number(self, row: int, label: Label | None, previous: int) -> tuple[str | None, str, int]:
        """Printed label, number for the id, and its value: from the task itself, the column of numbers, or running."""
        path = decimal_path(label)
        if label and path and self._is_deep:
            return label.printed, ".".join(map(str, path)), previous + 1
        if label and label.kind not in _PARTS:
            return label.printed, label.id_part, label.value
        cell = None if self.numbered_groups else number_beside(self.owners[row], self.kinds, self.names, row)
        if cell and (digits := last_number(cell.text)):
            return cell.text, digits, int(digits)
        if label:
            return label.printed, label.id_part, label.value
        return None, str(previous + 1), previous + 1

    @cached_property
    def _is_deep(self) -> bool:
        """Whether decimal numbers count below headings inside the groups (group 一 has 1.1, 1.2 and 2.1)."""
        column = self.names[0] if self.names else self.content
        paths = [decimal_path(row_label(text, self.data)) for text in self._texts(column)]
        heads = {path[:-1] for path in paths if path}
        groups = {squeeze(text) for text in self._texts(self.group)} if self.group >= 0 else set()
        return bool(groups) and len(heads) > len(groups)

    def _continues(self, row: int) -> bool:
        """Whether a row without a number goes on with the row above: all others are numbered, and its side cells are
        empty.
        """
        if not self._is_labelled:
            return False
        side = [
            cell for column, cell in enumerate(self.owners[row]) if cell and cell.text and self.kinds[column] in SIDE
        ]
        group = self.owners[row][self.group] if self.group >= 0 else None
        return not side and not (group and group.text and group.cell.row == row)

    @cached_property
    def _is_labelled(self) -> bool:
        """Whether most tasks and names are numbered."""
        return self._labelled([text for column in (self.content, *self.names) for text in self._texts(column)]) >= 0.7

    def _extend(self, row: int, cells: list[Cell], entries: list[GroupDraft | RowDraft]) -> None:
        """A task merged over several rows: the units of the further rows are its own too."""
        previous = next((entry for entry in reversed(entries) if isinstance(entry, RowDraft)), None)
        if previous:
            units, deadline = self._side_cells(row, cells, starting=True)
            row_above = previous.row
            previous.row = replace(row_above, units=row_above.units + units, deadline=row_above.deadline or deadline)

    def _side_cells(
        self, row: int, cells: list[Cell], starting: bool = False
    ) -> tuple[tuple[UnitCell, ...], tuple[Range, ...]]:
        """The cells of units and of the time limit; one that the task's cell covers is none."""
        taken = {id(cell) for cell in cells}
        units: list[UnitCell] = []
        deadline: tuple[Range, ...] = ()
        for column, kind in enumerate(self.kinds):
            cell = self.owners[row][column]
            if not cell or not cell.text or id(cell) in taken or (starting and cell.cell.row != row):
                continue
            taken.add(id(cell))
            if kind in ROLES:
                units.append(UnitCell(str(kind), (cell.range,)))
            elif kind == "deadline":
                deadline = (cell.range,)
        return tuple(units), deadline
