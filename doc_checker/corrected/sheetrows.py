"""The rows of a sheet by the names of its columns; every value knows its sheet and cell, for errors that people can act on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ..errors import UnreadableDocument
from ..readers.xlsx import SheetCells
from ..text import squeeze
from .layout import is_open, parse_number

_HEADER_WITHIN = 10
_BROKEN = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!")


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its texts by column name, and where each of them stands."""

    file: str
    sheet: str
    number: int
    columns: dict[str, int]
    texts: dict[str, str]

    def text(self, column: str) -> str:
        """What the cell of a column shows; empty where there is nothing."""
        return self.texts.get(column, "")

    def place(self, column: str) -> str:
        """Where a cell stands: 工作表“指标”K5."""
        return f"工作表“{self.sheet}”{letters(self.columns.get(column, 0))}{self.number + 1}"

    def error(self, column: str, problem: str, advice: str) -> UnreadableDocument:
        """What to raise for a cell."""
        return UnreadableDocument(self.file, f"{self.place(column)}：{problem}", advice)

    def points(self, column: str) -> float | None:
        """The number of a cell, None where it is empty or says that there is no limit."""
        text = self.text(column)
        if not squeeze(text) or is_open(text):
            return None
        value = parse_number(text)
        if value is None:
            raise self.error(
                column, f"{column}应为数字，不能是“{squeeze(text)[:20]}”", "请改成数字，如 2 或 0.5；没有就留空"
            )
        return value


def letters(column: int) -> str:
    """The letters of a column, from 0: A, B … Z, AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def find_header(cells: SheetCells, needed: Collection[str]) -> tuple[int, dict[str, int]] | None:
    """The header of a sheet, the row that has all the columns needed: its number, and each column by its name."""
    for number in _first_rows(cells):
        columns = _columns(cells, number)
        if all(name in columns for name in needed):
            return number, columns
    return None


def _first_rows(cells: SheetCells) -> list[int]:
    return sorted({row for row, _ in cells.texts})[:_HEADER_WITHIN]


def _columns(cells: SheetCells, number: int) -> dict[str, int]:
    columns: dict[str, int] = {}
    for (row, column), text in sorted(cells.texts.items()):
        if row == number:
            columns.setdefault(squeeze(text), column)
    return columns


def read_rows(file: str, cells: SheetCells, known: Sequence[str], needed: Collection[str]) -> list[Row]:
    """The rows below the header, empty ones left out. Raises UnreadableDocument where a column is absent or a cell broken."""
    header = find_header(cells, needed)
    if header is None:
        nearest = max(
            (_columns(cells, number) for number in _first_rows(cells)),
            key=lambda own: len(own.keys() & set(known)),
            default={},  # a sheet without a cell
        )
        absent = "、".join(f"“{name}”" for name in needed if name not in nearest)
        raise UnreadableDocument(file, f"工作表“{cells.name}”的表头缺少{absent}列", "请恢复导出时的表头")
    number, columns = header
    by_column = {column: name for name, column in columns.items() if name in known}
    found_rows: dict[int, dict[str, str]] = {}
    for (row, column), text in sorted(cells.texts.items()):
        if row > number and column in by_column:
            found_rows.setdefault(row, {})[by_column[column]] = text
    rows = [Row(file, cells.name, row, columns, texts) for row, texts in found_rows.items()]
    for each in rows:
        for name, text in each.texts.items():
            if text.strip() in _BROKEN:
                raise each.error(name, f"公式出错（{text.strip()}）", "请改成具体的文字或数字")
    return rows


def filled_down(rows: Iterable[Row], column: str) -> list[tuple[Row, str]]:
    """Each row with the text of a column, an empty cell taking that of the row above (a merged cell, or one left out)."""
    last = ""
    found = []
    for row in rows:
        last = row.text(column) or last
        found.append((row, last))
    return found
