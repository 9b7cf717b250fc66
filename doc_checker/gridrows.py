"""Rows of a ruled task or indicator table: ``TableBlock`` → ``RowTable``, whatever its columns are called.

The columns are told by their names and by what stands in them: groups are sparse or merged, second-level headings are
left out, the task stands in the column with the longest text. Bonus and deduction rows may be shifted by a column; a
row cut by a page break goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import mean

import regex

from .columns import Columns
from .data import Data
from .document import Document, GridCell, TableBlock
from .labels import Label, find_label
from .numerals import format_numeral
from .outline import Range
from .responsibility import ROLES
from .rows import GroupDraft, Row, RowDraft, RowGroup, RowTable, UnitCell, settle
from .text import squeeze, tidy

_HEADER_WITHIN = 4
_SHORT_NAME = 30
_LONGEST_PART = 10
_PACKED = 0.4
_MOSTLY = 0.6
# How something is checked (考核方式), not what is asked.
_METHOD = regex.compile(
    r"^(?:查[看阅验]|查资料|实地|现场|抽[查取样]|随机|走访|入户|电话|问卷|听取|调阅|核[查实]|系统(?:取数|数据)|以.{1,20}为准|.{2,10}(?:提供|数据)$)"
)
_SCORES = regex.compile(r"[得加扣减记计]\d+(?:\.\d+)?分?|\d+(?:\.\d+)?分|最[高多]\d")
_TOTAL = regex.compile(r"^(?:合计|总计|总分|小计|共计)")
_ITEM_INSIDE = regex.compile(r"(?:^|(?<=[。；;\n]))\s*(?=\d{1,2}\s*[.．、])")
_CELL_NUMBER = regex.compile(r"\d{1,3}[.．、]?")
_SIDE = {"number", "deadline", "points", "note", "person", *ROLES}


def read_grid(document: Document, block: TableBlock, data: Data, sets_tasks: bool | None = None) -> RowTable | None:
    """The rows of a table, or None where it is no table of tasks or indicators (a roster, a list, figures, a form).

    ``sets_tasks`` decides for tables whose columns leave it open (no units, no time limits, no points).
    """
    return _grid_of(document, block, data).read(sets_tasks)


def column_kinds(document: Document, block: TableBlock, data: Data) -> tuple[int, list[str | None]]:
    """How many rows the header takes, and what each column holds by its name; 0 rows where there is no header."""
    grid = _grid_of(document, block, data)
    return (grid.first, list(grid.kinds)) if grid.has_header else (0, [None] * block.n_cols)


def _grid_of(document: Document, block: TableBlock, data: Data) -> _Grid:
    """A table's grid, made once: clauses, indicators, units and rosters all read it. It keeps block and data alive,
    so that their addresses name them."""
    return document.once((_Grid, id(block), id(data)), lambda: _Grid(document, block, data))


@dataclass(frozen=True)
class _Cell:
    """A cell with its tidied text."""

    cell: GridCell
    text: str

    @property
    def range(self) -> Range:
        return (self.cell.start, self.cell.end)


class _Grid:
    """A table with its merged cells spread over the positions that they cover."""

    def __init__(self, document: Document, block: TableBlock, data: Data) -> None:
        self.text = document.text.value
        self.block = block
        self.data = data
        self.columns = data.once(Columns)
        self.owners: list[list[_Cell | None]] = [[None] * block.n_cols for _ in range(block.n_rows)]
        for cell in block.cells:
            owned = _Cell(cell, tidy(document.slice(cell.start, cell.end)))
            for row in range(cell.row, min(cell.row + cell.row_span, block.n_rows)):
                for col in range(cell.col, min(cell.col + cell.col_span, block.n_cols)):
                    self.owners[row][col] = owned
        self._merge_repeated()
        self.first = 0
        self.kinds: list[str | None] = [None] * block.n_cols
        self.content = -1
        self.group = -1
        self.names: list[int] = []
        self.second: list[int] = []
        self.numbered_groups = False
        self.has_header = self._find_header()

    def _merge_repeated(self) -> None:
        """A row whose cells all say the same (what some tools make of a merged row) has one cell."""
        for owners in self.owners:
            texts = {cell.text if cell else "" for cell in owners}
            if len(owners) > 2 and len(texts) == 1 and "" not in texts:
                owners[:] = [owners[0]] * len(owners)

    # --- columns

    def _find_header(self) -> bool:
        """Find the header rows and what the columns hold."""
        for row in range(min(_HEADER_WITHIN, self.block.n_rows)):
            kinds = [self.columns.kind(cell.text) if cell else None for cell in self.owners[row]]
            named = {cell.cell.col for cell, kind in zip(self.owners[row], kinds, strict=True) if cell and kind}
            if len(named) >= 2 or (named and self.block.n_cols == 2 and row < self.block.header_rows):
                self.kinds, self.first = kinds, row + 1
                self._refine_header(row + 1)
                return True
        return False

    def _refine_header(self, row: int) -> None:
        """A second header row under merged cells (责任单位: 牵头 | 配合) names its columns more closely."""
        if row >= self.block.n_rows:
            return
        below = [cell if cell and cell.cell.row == row else None for cell in self.owners[row]]
        kinds = [self.columns.kind(cell.text) if cell and self.columns.is_name(cell.text) else None for cell in below]
        texts = [cell for cell in below if cell and cell.text]
        if self._parts_header(row, texts) or (
            texts and sum(kind is not None for kind in kinds) >= max(2, len(texts) * 0.6)
        ):
            self.kinds = [new or old for new, old in zip(kinds, self.kinds, strict=True)]
            self.first = row + 1

    def _parts_header(self, row: int, cells: list[_Cell]) -> bool:
        """Whether a row stands under merged header cells only, the other header cells reach down beside it."""
        above = [self.owners[row - 1][cell.cell.col] for cell in cells]
        return (
            len(cells) > 1
            and all(cell is not None and cell.cell.col_span > 1 and cell.text for cell in above)
            and all(len(cell.text) <= _LONGEST_PART for cell in cells)
            and all(owner is not None and (owner in cells or owner.cell.row < row) for owner in self.owners[row])
        )

    def _texts(self, column: int, beside_content: bool = False) -> list[str]:
        """Non-empty texts of the cells that begin in a column below the header, merged ones once.

        ``beside_content``: only of rows with a task cell of their own, for bonus rows may be shifted by a column.
        """
        found: dict[int, _Cell] = {}
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
        length = [mean(map(len, column)) if column else 0.0 for column in texts]
        tasks = [column for column, kind in enumerate(self.kinds) if kind == "task" and texts[column]]
        if not tasks and any(kind in (*ROLES, "points", "deadline") for kind in self.kinds):
            tasks = [
                column
                for column, kind in enumerate(self.kinds)
                if kind not in _SIDE and kind not in ("unit", "place", "name", "post", "role") and length[column] >= 6
            ]
        if not tasks or "name" in self.kinds:
            return False
        self.content = max(tasks, key=lambda column: length[column])
        for column in range(self.content):
            if self.kinds[column] in _SIDE or not texts[column]:
                continue
            beside = self._texts(column, beside_content=True)
            if beside:
                self._place_leading(column, beside, mean(map(len, beside)))
        self.numbered_groups = self._numbers_groups()
        return length[self.content] >= 4

    def _numbers_groups(self) -> bool:
        """Whether the column of numbers counts the groups: it is filled where they begin, not in every row."""
        if self.group < 0 or "number" not in self.kinds:
            return False
        column = self.kinds.index("number")
        rows = [row for row in range(self.first, self.block.n_rows) if self._content_at(row)]
        numbered, opened = (
            {row for row in rows if (cell := self.owners[row][place]) and cell.text and cell.cell.row == row}
            for place in (column, self.group)
        )
        return numbered == opened and len(opened) < len(rows)

    def _place_leading(self, column: int, texts: list[str], length: float) -> None:
        """Whether a column before the task's holds groups, second-level headings, or the items' names."""
        if sum(bool(_METHOD.match(text)) for text in texts) > _MOSTLY * len(texts):
            return
        labels = [label.kind for label in (find_label(text, self.data) for text in texts) if label]
        filled = [row for row in range(self.first, self.block.n_rows) if self._content_at(row)]
        rows = sum(len({id(cell) for cell in self.owners[row]}) > 1 for row in filled)
        numbered = labels.count("arabic") >= max(1, 0.6 * len(texts))
        sparse = len(texts) < 0.8 * rows or len(set(texts)) < 0.8 * len(texts)
        if numbered and self.group >= 0:
            self.names.append(column)
        elif self.group < 0 and (
            "chinese" in labels or sparse or self._is_packed or self._is_first_level(column, texts)
        ):
            self.group = column
        elif sparse or labels.count("bracketed") >= max(1, 0.6 * len(texts)):
            self.second.append(column)
        elif length <= _SHORT_NAME:
            self.names.append(column)

    @cached_property
    def _is_packed(self) -> bool:
        """Whether many of the task cells of a table that scores hold several numbered items each: what stands before
        them is a group then, not a name.
        """
        if "points" not in self.kinds or any(kind in ROLES for kind in self.kinds):
            return False
        cells = {id(cell): cell for row in range(self.first, self.block.n_rows) if (cell := self._content_at(row))}
        return sum(bool(self._inside(cell)) for cell in cells.values()) >= max(2, _PACKED * len(cells))

    def _is_first_level(self, column: int, texts: list[str]) -> bool:
        return self.kinds[column] == "group" and (len(texts) <= 3 or self._repeats(column))

    def _repeats(self, column: int) -> bool:
        texts = self._texts(column)
        return len(set(texts)) < len(texts)

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
        groups = settle(entries)
        return groups if any(group.rows for group in groups) else ()

    def _is_row_table(self) -> bool:
        if any(kind in (*ROLES, "points", "deadline", "number") for kind in self.kinds) or self.group >= 0:
            return True
        texts = self._texts(self.content)
        return sum(find_label(text, self.data) is not None for text in texts) >= 0.5 * len(texts)

    def _sets_tasks(self, wanted: bool | None) -> bool:
        if any(kind in ROLES for kind in self.kinds):
            return True
        texts = self._texts(self.content)
        if "points" in self.kinds or sum(bool(_SCORES.search(text)) for text in texts) > 0.3 * len(texts):
            return False
        return "deadline" in self.kinds or bool(wanted)

    def _content_at(self, row: int) -> _Cell | None:
        cell = self.owners[row][self.content]
        return cell if cell and cell.text else None

    def _read_row(self, row: int, entries: list[GroupDraft | RowDraft]) -> None:
        if self._is_header_again(row):
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

    def _is_header_again(self, row: int) -> bool:
        """The header repeated after a page break, or a header of its own for the rows below (其他指标 | 创建任务)."""
        cells = list({id(cell): cell for cell in self.owners[row] if cell and cell.text}.values())
        if not cells or _TOTAL.match(cells[0].text):
            return True
        return (
            len(cells) >= 2
            and all(self.columns.kind(cell.text) for cell in cells)
            and any(self.columns.is_name(cell.text) for cell in cells)
        )

    def _group_cell(self, row: int) -> _Cell | None:
        """The cell that opens a group in this row: in the group column, or one that fills the row by itself."""
        cells = list({id(cell): cell for cell in self.owners[row] if cell and cell.text}.values())
        if len(cells) == 1 and cells[0].cell.row == row and self._is_group_label(cells[0].text):
            return cells[0]
        cell = self.owners[row][self.group] if self.group >= 0 else None
        first = self.owners[row][0]
        if (cell is None or not cell.text) and first and first.text and self._extra_kind(first.text):
            cell = first
        return cell if cell and cell.text and cell.cell.row == row else None

    def _is_group_label(self, text: str) -> bool:
        label = find_label(text, self.data)
        return self._extra_kind(text) is not None or (
            label is not None and label.kind in ("chinese", "bracketed", "chapter")
        )

    def _extra_kind(self, text: str) -> str | None:
        """Whether a label opens the bonus or the deduction items."""
        return extra_group_kind(text, self.data)

    def _opens_group(self, group: _Cell, entries: list[GroupDraft | RowDraft]) -> bool:
        """Whether a group cell is a new one: a table may repeat it in every row or on every page."""
        drafts = [entry for entry in entries if isinstance(entry, GroupDraft)]
        if not drafts:
            return True
        start, end = drafts[-1].pieces[0]
        return squeeze(self.text[start:end]) != squeeze(group.text)

    def _add_group(self, group: _Cell, entries: list[GroupDraft | RowDraft]) -> None:
        ordinal = 1 + sum(isinstance(entry, GroupDraft) and entry.kind == "scored" for entry in entries)
        entries.append(draft_group(group.text, group.range, ordinal, self.data))

    def _task_cells(self, row: int, group: _Cell | None) -> list[_Cell]:
        """The cells that make the task: name cells, then the task's; where both are empty, the longest of the others
        (a shifted row).
        """
        taken = {id(group)} if group else set()
        if self.group >= 0 and self.owners[row][self.group]:
            taken.add(id(self.owners[row][self.group]))
        cells: list[_Cell] = []
        for column in (*self.names, self.content):
            cell = self.owners[row][column]
            if cell and cell.text and id(cell) not in taken:
                cells.append(cell)
                taken.add(id(cell))
        if cells:
            return cells
        others = [
            cell
            for column, cell in enumerate(self.owners[row])
            if cell and cell.text and id(cell) not in taken and cell.cell.row == row and self.kinds[column] not in _SIDE
        ]
        longest = max(others, key=lambda cell: len(cell.text), default=None)
        return [longest] if longest and (len(longest.text) > 8 or find_label(longest.text, self.data)) else []

    def _add_row(self, row: int, cells: list[_Cell], entries: list[GroupDraft | RowDraft]) -> None:
        label = self._item_label(cells)
        previous = next((entry for entry in reversed(entries) if isinstance(entry, RowDraft)), None)
        opened = bool(entries) and isinstance(entries[-1], GroupDraft)
        if label is None and previous and not opened and self._continues(row):
            previous.row = _with_pieces(previous.row, [cell.range for cell in cells])
            return
        units, deadline = self._side_cells(row, cells)
        several = self._several(cells) if len(cells) == 1 else []
        for piece, inner in several:
            entries.append(RowDraft(Row(inner.id_part, inner.printed, (piece,), None, units, deadline), inner.value))
        if several:
            return
        printed, number, value = self._number(row, label, 0 if opened or previous is None else previous.value)
        name = cells[0].range if len(cells) > 1 else None
        fresh = any((cell := self.owners[row][column]) and cell.text and cell.cell.row == row for column in self.second)
        built = Row(number, printed, tuple(cell.range for cell in cells), name, units, deadline)
        entries.append(RowDraft(built, value, bool(fresh)))

    def _several(self, cells: list[_Cell]) -> list[tuple[Range, Label]]:
        """The items of a cell that holds several of them, numbered from 1; empty for one item."""
        if "number" in self.kinds and not self.numbered_groups:
            return []
        return self._inside(cells[0])

    def _inside(self, cell: _Cell) -> list[tuple[Range, Label]]:
        """The items numbered from 1 in a cell's text, each with its place and label."""
        start, end = cell.range
        text = self.text[start:end]
        found: list[tuple[int, Label]] = []
        for match in _ITEM_INSIDE.finditer(text):
            label = find_label(text[match.end() : match.end() + 20], self.data)
            if label and label.kind == "arabic" and label.value == len(found) + 1:
                found.append((match.end(), label))
        if len(found) < 2 or text[: found[0][0]].strip():
            return []
        stops = [place for place, _ in found[1:]] + [len(text)]
        return [
            ((start + place, start + len(text[:stop].rstrip())), label)
            for (place, label), stop in zip(found, stops, strict=True)
        ]

    def _item_label(self, cells: list[_Cell]) -> Label | None:
        """The item's own number: of its name where it has one (numbers in the task's cell are a list then)."""
        label = find_label(cells[0].text, self.data)
        return label if label and label.kind not in ("chapter", "section", "article") else None

    def _number(self, row: int, label: Label | None, previous: int) -> tuple[str | None, str, int]:
        """Printed label, number for the id, and its value: from the task itself, the column of numbers, or running."""
        if label:
            return label.printed, label.id_part, label.value
        for column, kind in enumerate(self.kinds):
            cell = self.owners[row][column]
            if (
                kind == "number"
                and not self.numbered_groups
                and cell
                and cell.cell.row == row
                and _CELL_NUMBER.fullmatch(cell.text)
            ):
                digits = cell.text.rstrip(".．、")
                return cell.text, str(int(digits)), int(digits)
        return None, str(previous + 1), previous + 1

    def _continues(self, row: int) -> bool:
        """Whether a row without a number goes on with the row above: all others are numbered, and its side cells are
        empty.
        """
        if not self._is_labelled:
            return False
        side = [
            cell for column, cell in enumerate(self.owners[row]) if cell and cell.text and self.kinds[column] in _SIDE
        ]
        group = self.owners[row][self.group] if self.group >= 0 else None
        return not side and not (group and group.text and group.cell.row == row)

    @cached_property
    def _is_labelled(self) -> bool:
        """Whether most tasks and names are numbered."""
        texts = self._texts(self.content) + [text for column in self.names for text in self._texts(column)]
        return sum(find_label(text, self.data) is not None for text in texts) >= 0.7 * len(texts)

    def _extend(self, row: int, cells: list[_Cell], entries: list[GroupDraft | RowDraft]) -> None:
        """A task merged over several rows: the units of the further rows are its own too."""
        previous = next((entry for entry in reversed(entries) if isinstance(entry, RowDraft)), None)
        if previous:
            units, deadline = self._side_cells(row, cells, starting=True)
            row_above = previous.row
            previous.row = Row(
                row_above.number,
                row_above.label,
                row_above.pieces,
                row_above.name,
                row_above.units + units,
                row_above.deadline or deadline,
            )

    def _side_cells(
        self, row: int, cells: list[_Cell], starting: bool = False
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


def _with_pieces(row: Row, pieces: list[Range]) -> Row:
    return Row(row.number, row.label, (*row.pieces, *pieces), row.name, row.units, row.deadline, row.tail)


def extra_group_kind(text: str, data: Data) -> str | None:
    """``bonus`` or ``deduction`` for a heading such as 加分项 or 扣分项（不设上限）, else None."""
    for kind in ("bonus", "deduction"):
        if any(pattern.compiled.search(text) for pattern in data.patterns_of(f"{kind}_group")):
            return kind
    return None


def draft_group(text: str, place: Range, ordinal: int, data: Data) -> GroupDraft:
    """A group by its printed title; one without a number gets its ordinal."""
    extra = extra_group_kind(text, data)
    if extra:
        return GroupDraft("加" if extra == "bonus" else "扣", extra, text.rstrip("：:"), (place,))
    label = find_label(text, data)
    if label is None:
        return GroupDraft(format_numeral(ordinal), "scored", None, (place,))
    return GroupDraft(label.id_part, "scored", label.printed, (place,))
