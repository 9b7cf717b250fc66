"""Ruled indicator tables (指标体系表): ``TableBlock`` → ``Sheet``, groups and items with their text and printed points.

The rows are those that the clauses have (``gridrows``), so that ids agree. Here the columns of points and of criteria are
told, and total and note rows are taken out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

import regex

from .data import Data
from .document import Document, GridCell, TableBlock
from .gridcells import METHODS
from .gridrows import column_kinds, header_of, read_grid
from .numerals import format_numeral, parse_numeral
from .outline import Range
from .quantities import find_quantities
from .regroup import with_joined_parts
from .rowlabels import bare_number, last_number, row_label, title_label
from .rows import Row, RowGroup
from .text import fold, squeeze, tidy

_NUMBER = regex.compile(r"^[+＋]?(?:0[-—–~～至])?(?P<points>\d{1,4}(?:\.\d{1,3})?)(?:分|[%％])?$")
_TOTAL_POINTS = regex.compile(r"(?P<points>\d{1,4}(?:\.\d{1,3})?)分?[）)]?$")
_FRAME = regex.compile(r"^[【〖\[［](?P<inner>[^【】〖〗\[\]［］]+)[】〗\]］][：:]?$")
_BARE_POINTS = regex.compile(
    r"[:：—－]{0,2}\s*(?:共计?|计|满分|分值|总分|上限|最高|限)?[:：]?\s*\d{1,4}(?:\.\d{1,3})?\s*分$"
)
_SENTENCE_MARK = regex.compile(r"[。；;，,]")
_STATES = regex.compile(r"[得加扣减计]\d{1,3}(?:\.\d{1,2})?分|不得分|得满分")
_SHORT_NAME = 8
_LONGEST_UNIT = 5
_MANY = 0.4
_FIGURE = regex.compile(r"^[\d.,%％—\-–/\s]{1,12}$")


@dataclass(frozen=True)
class SheetItem:
    """An item: its number for the id, its name's place, the pieces of its text (labels left out), the points printed for it."""

    number: str
    name: Range | None
    pieces: tuple[Range, ...]
    points: float | None = None
    shares: tuple[tuple[Range, float], ...] = ()
    """The pieces that have points printed beside them, where these are not the whole item's."""
    unit: str = ""
    """The unit that a column of units gives for its number."""
    flat: bool = False
    """Read from lines: a piece that does not end a sentence goes on in the next one."""


@dataclass(frozen=True)
class SheetGroup:
    """A first-level group; ``number`` is empty where none is printed, ``kind`` is scored, bonus, deduction or mixed."""

    number: str
    name: str
    kind: str
    points: float | None
    items: tuple[SheetItem, ...]


@dataclass(frozen=True)
class Sheet:
    """A table or a run of numbered lines that scores items; ``total`` is the printed total, ``header`` the names of
    its columns.
    """

    groups: tuple[SheetGroup, ...]
    total: float | None = None
    header: str = ""
    notes: tuple[Range, ...] = ()
    has_tasks: bool = False
    figures: float = 0.0
    columns: tuple[str, ...] = ()
    """The names of the columns without a title printed above them in the table."""
    caption: Range | None = None
    """That title."""

    @property
    def items(self) -> tuple[SheetItem, ...]:
        return tuple(item for group in self.groups for item in group.items)


def read_sheet(document: Document, block: TableBlock, data: Data) -> Sheet | None:
    """The items of a ruled table, or None where it can hold none."""
    rows = read_grid(document, block, data)
    if rows is None:
        return None
    return _Table(document, block, data).read([with_joined_parts(group) for group in rows.groups])


@dataclass(frozen=True)
class GroupTitle:
    """A group's printed title taken apart."""

    number: str
    name: str
    points: float | None
    kind: str


def read_group_title(title: str, data: Data) -> GroupTitle:
    """Number (empty: none printed), name without label and points, points and kind of a group's title
    (一、制度建设（12分）).
    """
    value = _FRAME.sub(r"\g<inner>", tidy(title))
    label = title_label(value, data)
    bare = value[label.length :].strip() if label else value
    points, name = split_points(bare.rstrip("：:；;。 \n"), data)
    name = name.strip("：:；;。，, \n").strip("【】[]")
    titles = (value, bare) if label and label.kind in ("chapter", "arabic") else (value,)
    kind = next(
        (
            kind
            for kind in ("bonus", "deduction", "mixed")
            if any(p.compiled.search(text) for p in data.patterns_of(f"{kind}_group") for text in titles)
        ),
        "scored",
    )
    number = format_numeral(label.value) if label and 0 < label.value < 100 and kind == "scored" else ""
    return GroupTitle(number, name or bare, points, kind)


def split_points(value: str, data: Data) -> tuple[float | None, str]:
    """The points printed at the end of a title (（12分）, 20分), and the title without them."""
    for pattern in data.patterns_of("scoring_points"):
        folded = fold(value)
        found = pattern.compiled.search(squeeze(folded))
        if not found:
            continue
        points = parse_numeral(found["points"])
        if "（" in found.group()[:1] or found.group()[:1] in "([〔【":
            cut = max(folded.rfind(mark) for mark in "（([〔【")
            return points, value[:cut]
        bare = _BARE_POINTS.search(folded)
        return points, value[: bare.start()] if bare else value
    return None, value


def label_length(text: str, data: Data) -> tuple[int, str | None]:
    """How many characters an item's label takes, and the number that it gives (None: no label)."""
    label = row_label(text, data)
    if label is None:
        return 0, None
    length = label.length
    while length < len(text) and text[length].isspace():
        length += 1
    return length, str(label.value)


@dataclass
class _Columns:
    """Columns by what they hold for an indicator system."""

    header_rows: int
    names: list[str]
    points: list[int] = field(default_factory=list)
    content: list[int] = field(default_factory=list)
    unit: int | None = None
    has_tasks: bool = False


class _Table:
    """A table with the clauses' rows, read for points."""

    def __init__(self, document: Document, block: TableBlock, data: Data) -> None:
        self.document = document
        self.block = block
        self.data = data
        self.filled = sorted((cell for cell in block.cells if cell.end > cell.start), key=lambda cell: cell.start)
        self.starts = [cell.start for cell in self.filled]
        self.at = {(cell.row, cell.col): cell for cell in block.cells}
        lender = header_of(document, block, data)
        self.head = {(cell.row, cell.col): cell for cell in lender.cells}
        self.head_rows = column_kinds(document, lender, data)[0]
        self.columns = self._read_columns()
        self.notes: list[Range] = []
        self.titles: set[int] = set()
        self.title_texts: set[str] = set()
        self.title_rows: list[int] = []
        self.shared: Counter[int] = Counter()
        self.naming: dict[int, bool] = {}
        self.total_rows = self._find_total_rows()

    def read(self, groups: Sequence[RowGroup]) -> Sheet | None:
        self.titles = {start for group in groups for start, _ in group.pieces}
        owners = [cell for start in self.titles if (cell := self._cell_at(start))]
        self.title_rows = [cell.row for cell in owners]
        self.title_texts = {squeeze("".join(self.document.slice(*piece) for piece in group.pieces)) for group in groups}
        self.name_columns = {self._col(row.name) for group in groups for row in group.rows if row.name}
        self.shared = Counter(self._first_row(row) for group in groups for row in group.rows)
        first_rows = sorted(self.shared)
        item_column, group_column = self._points_columns(sum(len(group.rows) for group in groups), len(groups))
        found = [self._group(group, first_rows, item_column, group_column) for group in groups]
        kept = tuple(group for group in found if group.items)
        if not kept:
            return None
        return Sheet(
            kept,
            total=self._total(),
            header="|".join(name for name in self.columns.names if name),
            notes=tuple(self.notes),
            has_tasks=self.columns.has_tasks,
            figures=self._figures(),
            columns=self._column_names(),
            caption=self._caption(),
        )

    # --- columns

    def _read_columns(self) -> _Columns:
        rows, _ = column_kinds(self.document, self.block, self.data)
        heads = [[self.head.get((row, column)) for row in range(self.head_rows)] for column in range(self.block.n_cols)]
        names = [squeeze("".join(self._text(cell) for cell in head if cell)) for head in heads]
        columns, earned = _Columns(rows, names), list[int]()
        for position, name in enumerate(names):
            if self._names("column_points", name) or self._names("column_points", self._text_at(rows - 1, position)):
                columns.points.append(position)
            elif self._names("column_earned", name):
                earned.append(position)
            elif self._names("column_unit", name) and self._holds_units(position, rows):
                columns.unit = position
            elif (
                (self._is_content(name) and not self._tells_methods(position, rows))
                or self._names("column_target", name)
                or self._scores(position, rows)
            ):
                columns.content.append(position)
            columns.has_tasks = columns.has_tasks or self._names("column_task", name)
        if not columns.points:
            columns.points = [position for position in earned if self._numbers(position, rows)][:1]
        return columns

    def _caption(self) -> Range | None:
        """A title that fills the first row above the columns' names."""
        first = self.at.get((0, 0))
        whole = first is not None and first.col_span >= self.block.n_cols and first.end > first.start
        return (first.start, first.end) if first is not None and whole and self.columns.header_rows > 1 else None

    def _column_names(self) -> tuple[str, ...]:
        rows = range(1 if self._caption() else 0, self.head_rows)
        cells = (self.head.get((row, column)) for column in range(self.block.n_cols) for row in rows)
        return tuple(squeeze(self._text(cell)) for cell in cells if cell)

    def _names(self, label: str, name: str) -> bool:
        return bool(name) and any(pattern.compiled.search(name) for pattern in self.data.patterns_of(label))

    def _below(self, column: int, first: int) -> list[str]:
        """The filled cells of a column below the header."""
        return [self._text(c) for c in self.filled if c.col == column and c.row >= first]

    def _numbers(self, column: int, first: int) -> int:
        """How many cells of a column hold a number of points."""
        return sum(bool(_NUMBER.match(squeeze(fold(text)))) for text in self._below(column, first))

    def _scores(self, column: int, first: int) -> bool:
        """Whether most cells of a column say what earns or costs points, whatever it is called."""
        texts = self._below(column, first)
        return len(texts) > 2 and sum(bool(_STATES.search(squeeze(text))) for text in texts) >= 0.6 * len(texts)

    def _holds_units(self, column: int, first: int) -> bool:
        """Whether most cells of a column are a unit of measure (%, 万元), not an organisation."""
        texts = self._below(column, first)
        units = [text for text in texts if len(text) <= _LONGEST_UNIT and find_quantities(f"10{text}", self.data)]
        return len(units) > _MANY * len(texts)

    def _is_content(self, name: str) -> bool:
        return self._names("column_content", name) or self._names("column_criteria", name)

    def _tells_methods(self, column: int, first: int) -> bool:
        """Whether the cells of a column only say how is checked (材料审核, 实地考察), in few words each."""
        texts = self._below(column, first)
        return bool(texts) and sum(bool(METHODS.fullmatch(squeeze(text))) for text in texts) >= 0.7 * len(texts)

    def _points_columns(self, items: int, groups: int) -> tuple[int | None, int | None]:
        """The column of the items' points and that of the groups' points."""
        counts = {column: self._numbers(column, self.columns.header_rows) for column in self.columns.points}
        filled = [column for column in self.columns.points if counts[column]]
        if not filled:
            return None, None
        if len(filled) > 1 and counts[filled[0]] <= groups + 1 and counts[filled[0]] < counts[filled[1]]:
            return max(filled[1:], key=lambda column: counts[column]), filled[0]
        if len(filled) == 1 and groups > 1 and counts[filled[0]] <= groups + 1 and items > 1.5 * counts[filled[0]]:
            return None, filled[0]
        return filled[0], None

    @cached_property
    def _parts_column(self) -> int | None:
        return next((each for each in self.columns.points[::-1] if self._numbers(each, self.columns.header_rows)), None)

    def _figures(self) -> float:
        """The share of figures among the cells below the header, the columns of numbers and points left out."""
        skipped = (
            {0, *self.columns.points}
            if self._names("column_serial", self.columns.names[0])
            else set(self.columns.points)
        )
        kept = (column for column in range(self.block.n_cols) if column not in skipped)
        cells = [text for column in kept for text in self._below(column, self.columns.header_rows)]
        return sum(bool(_FIGURE.match(cell)) for cell in cells) / max(1, len(cells))

    # --- rows

    def _first_row(self, row: Row) -> int:
        return min((cell.row for start, _ in row.pieces if (cell := self._cell_at(start))), default=0)

    def _group(
        self, group: RowGroup, first_rows: list[int], item_column: int | None, group_column: int | None
    ) -> SheetGroup:
        title = read_group_title("".join(self.document.slice(*piece) for piece in group.pieces), self.data)
        kind = title.kind if group.kind == "scored" else group.kind
        items = [item for row in group.rows if (item := self._item(row, first_rows, item_column)) is not None]
        points = title.points
        if points is None and group_column is not None and group.rows:
            values = [self._points_at(row, group_column) for row in self._span(group.rows[0], first_rows)]
            points = next((value for value in values if value is not None), None)
        if points is None and item_column is not None and group.pieces:
            cell = self._cell_at(group.pieces[0][0])
            if cell is not None and cell.row not in self.shared:
                points = self._points_at(cell.row, item_column)
        if points is None and item_column is not None and group.rows:
            points = self._subtotal(group.rows, item_column)
        return SheetGroup(title.number, title.name, kind, points, tuple(items))

    def _subtotal(self, rows: Sequence[Row], column: int) -> float | None:
        """The points of the row 小计 right behind a group's last item; the table's last total is for all groups."""
        last = max(self._first_row(row) for row in rows)
        behind = min((row for row in self.total_rows if row > last), default=self.block.n_rows)
        between = any(last < row < behind for row in (*self.shared, *self.title_rows))
        if between or len(self.total_rows) < 2 or behind in (self.total_rows[-1], self.block.n_rows):
            return None
        return self._points_at(behind, column)

    def _span(self, row: Row, first_rows: list[int]) -> range:
        """The table's rows that an item takes."""
        first = self._first_row(row)
        borders = [other for other in (*first_rows, *self.total_rows, *self.title_rows) if other > first]
        return range(first, min(borders, default=self.block.n_rows))

    def _item(self, row: Row, first_rows: list[int], column: int | None) -> SheetItem | None:
        """The item of a row; None for a note or a total."""
        row = self._with_name(row)
        pieces = [piece for piece in row.pieces if piece != row.name]
        text = self.document.slice(*pieces[0]) if pieces else ""
        if self._is_note(text):
            self.notes.append(pieces[0])
            return None
        if self._names("row_total", squeeze(text)):
            return None
        points: float | None = None
        shares: tuple[tuple[Range, float], ...] = ()
        if self.shared[self._first_row(row)] == 1:  # where a cell holds several items, what stands beside is for all
            pieces = self._with_criteria(row, pieces, first_rows)
            if row.name is None and len(row.pieces) == 1 < len(pieces) and self._col(pieces[0]) in self.name_columns:
                row = replace(row, name=pieces.pop(0))  # 科研诚信 | | 发生失信行为的扣3分
                text = ""
            points = self._sum_points(row, first_rows, column)
            shares = self._shares(row.pieces, self._parts_column if column is not None else None)
        length, number = label_length(text, self.data)
        name = row.name
        if name is not None:
            inner, named = label_length(self.document.slice(*name), self.data)
            name = (name[0] + inner, name[1]) if last_number(tidy(self.document.slice(*name))) is None else None
            number = named or number
        if pieces and (name is None or named_in_text(number, text, self.data)):
            pieces[0] = (pieces[0][0] + length, pieces[0][1])
        return SheetItem(bare_number(row.number), name, tuple(pieces), points, shares, self._unit(row))

    def _with_name(self, row: Row) -> Row:
        """The row with its name cell taken for text where that column holds demands, not names."""
        cell = self._cell_at(row.name[0]) if row.name else None
        if cell is None or self._holds_names(cell.col):
            return row
        return replace(row, name=None)

    def _holds_names(self, column: int) -> bool:
        """Whether a column names its items: short and without full stops, or called so (二级指标) and not long."""
        if column not in self.naming:
            others = {*self.title_rows, *self.total_rows}
            texts = [self._text(cell) for cell in self.filled if cell.col == column and cell.row not in others]
            bare = [split_points(text[label_length(text, self.data)[0] :], self.data)[1] for text in texts if text]
            body = bare[1:] or bare
            length = median(map(len, body)) if body else 0
            stops = sum(bool(_SENTENCE_MARK.search(text)) for text in body) / max(1, len(body))
            called = self._names("column_name", self.columns.names[column])
            content = self._names("column_content", self.columns.names[column])
            limit = 30 if called and not content else 12
            asking = sum(map(self._asks, texts[1:] or texts)) / max(1, len(texts) - 1)
            named = length <= limit and stops <= (0.5 if called and not content else 0.2)
            self.naming[column] = named and asking <= _MANY
        return self.naming[column]

    def _asks(self, text: str) -> bool:
        """Whether a cell of a column of names is a demand by itself: it says how many, or it is a sentence."""
        bare = text[label_length(text, self.data)[0] :]
        quantities = [m for m in find_quantities(bare, self.data) if m.comparison != "==" or m.per]
        return len(bare) > _SHORT_NAME and bool(quantities or _SENTENCE_MARK.search(bare))

    def _is_note(self, text: str) -> bool:
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of("note_opening"))

    def _with_criteria(self, row: Row, pieces: list[Range], first_rows: list[int]) -> list[Range]:
        """The pieces with those of content columns that the row reader left out (考核内容 beside 评分标准)."""
        owners = [self._cell_at(start) for start, _ in row.pieces]
        taken = self.titles | {cell.start for cell in owners if cell}
        found = [
            (cell.row, cell.col, (start, end)) for start, end in pieces if (cell := self._cell_at(start)) is not None
        ]
        for line in self._span(row, first_rows):
            for column in self.columns.content:
                cell = self.at.get((line, column))
                if cell is not None and cell.end > cell.start and cell.start not in taken and self._is_own(cell, row):
                    found.append((cell.row, cell.col, (cell.start, cell.end)))
        known = [place for _, _, place in sorted(found)]
        return known or pieces

    def _is_own(self, cell: GridCell, row: Row) -> bool:
        """Whether a content cell is no group title printed in that column."""
        text = self._text(cell)
        if squeeze(text) in (*self.title_texts, self.columns.names[cell.col]):
            # a merged row that some tools repeat in every column, or the header printed again
            return False
        return not any(
            pattern.compiled.search(text)
            for label in ("bonus_group", "deduction_group", "mixed_group", "row_total", "note_opening")
            for pattern in self.data.patterns_of(label)
        ) and (row.name is None or (cell.start, cell.end) != row.name)

    # --- points

    def _points_at(self, row: int, column: int) -> float | None:
        cell = self.at.get((row, column))
        found = _NUMBER.match(squeeze(fold(self._text(cell)))) if cell else None
        return parse_numeral(found["points"]) if found else None

    def _sum_points(self, row: Row, first_rows: list[int], column: int | None) -> float | None:
        if column is None:
            return None
        values = [self._points_at(line, column) for line in self._span(row, first_rows)]
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    def _unit(self, row: Row) -> str:
        column = self.columns.unit
        return self._text_at(self._first_row(row), column) if column is not None else ""

    def _shares(self, pieces: Sequence[Range], column: int | None) -> tuple[tuple[Range, float], ...]:
        """The pieces in rows of their own with the points beside each; empty where there is only one such row."""
        owners = {cell.row: piece for piece in pieces if (cell := self._cell_at(piece[0]))}
        if column is None or len(owners) < 2:
            return ()
        found = ((piece, self._points_at(row, column)) for row, piece in owners.items())
        return tuple((piece, points) for piece, points in found if points is not None)

    def _total(self) -> float | None:
        """The points of a row 合计 or 总分."""
        cells = sorted((cell for cell in self.block.cells if cell.row in self.total_rows), key=lambda c: (c.row, c.col))
        for cell in cells:
            found = _TOTAL_POINTS.search(squeeze(fold(self._text(cell))))
            if found and not (cell.row, cell.col) < (self.total_rows[-1], 0):
                return parse_numeral(found["points"])
        return None

    def _find_total_rows(self) -> list[int]:
        """Rows whose first cell is 合计 or 总分."""
        first: dict[int, GridCell] = {}
        for cell in self.block.cells:
            if cell.row >= self.columns.header_rows and self._text(cell) and cell.row not in first:
                first[cell.row] = cell
        return [row for row, cell in first.items() if self._names("row_total", squeeze(self._text(cell)))]

    def _col(self, piece: Range) -> int | None:
        cell = self._cell_at(piece[0])
        return cell.col if cell else None

    def _cell_at(self, place: int) -> GridCell | None:
        """The cell that an offset is in."""
        position = bisect_right(self.starts, place) - 1
        return None if position < 0 or place >= self.filled[position].end else self.filled[position]

    def _text_at(self, row: int, column: int) -> str:
        cell = self.at.get((row, column))
        return squeeze(self._text(cell)) if cell else ""

    def _text(self, cell: GridCell) -> str:
        return self.document.cell_text(cell)


def named_in_text(number: str | None, text: str, data: Data) -> bool:
    """Whether the content opens with the item's own number again."""
    return number is not None and label_length(text, data)[1] == number
