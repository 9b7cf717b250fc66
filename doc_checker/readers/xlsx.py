"""Spreadsheets (XLSX, ECMA-376-1, 18) → ``Document``: each visible sheet with content is a table.

Formulas count by the value that was last computed; numbers and dates read as the sheet shows them, as far as their
format tells. Title rows above the header and notes below the table become paragraphs.
"""

from __future__ import annotations

import math
import posixpath
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import regex

from ..document import Document
from ..errors import LimitExceeded, UnreadableDocument
from ..model import Source
from ..text import clean
from .assemble import Item, assemble
from .limits import MAX_CELLS, MAX_SPAN, Archive, check_characters, local_name
from .tabular import Placed, lay_table

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE = regex.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_MAX_SHEETS = 200
_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
_TIMES = frozenset((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47))
_CHINESE_DATES = frozenset((27, 28, 31, 36, 50, 51, 53, 54, 57, 58))
_BUILTIN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
_LITERAL = regex.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_TOKENS = regex.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|[#0?.,]+|.')
_PLACES = regex.compile(r"0\.(0+)")


def read_xlsx(payload: bytes, source: Source, shown: str) -> Document:
    """Read a spreadsheet; raises UnreadableDocument where it is damaged or empty."""
    archive = Archive(payload, shown)
    book = _Workbook(archive, shown)
    items: list[Item] = []
    for sheet in book.sheets():
        items += lay_table(book.cells(sheet), None, shown)
    if not items:
        raise UnreadableDocument(shown, "表格文件中没有内容", "请换一份有内容的文件")
    return assemble(items, source)


@dataclass(frozen=True)
class SheetCells:
    """A worksheet as a grid: its name, whether it is shown, and what each filled cell shows, by row and column from 0."""

    name: str
    visible: bool
    texts: Mapping[tuple[int, int], str]


def sheet_names(payload: bytes, shown: str) -> list[str]:
    """The names of all worksheets of a spreadsheet. Raises UnreadableDocument where it is damaged."""
    return [entry.get("name", "") for entry in _Workbook(Archive(payload, shown), shown).entries()]


def read_cells(payload: bytes, shown: str) -> list[SheetCells]:
    """The worksheets of a spreadsheet as grids, hidden ones too. Raises UnreadableDocument and LimitExceeded."""
    book = _Workbook(Archive(payload, shown), shown)
    return [
        SheetCells(
            name, visible, {place: "\n".join(lines) for place, lines in book.rows(sheet, every=True).texts.items()}
        )
        for name, visible, sheet in book.all_sheets()
    ]


@dataclass
class _Rows:
    """The filled cells of a sheet, by row and column from 0, and its merged ranges."""

    texts: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


class _Workbook:
    """The parts of one workbook."""

    def __init__(self, archive: Archive, shown: str) -> None:
        self.archive = archive
        self.shown = shown
        self._size = 0
        self._count = 0
        self._folder, self._root = self._main()
        properties = next(_children(self._root, "workbookPr"), None)
        self._from_1904 = properties is not None and properties.get("date1904", "") in ("1", "true")
        self._targets = self._relations()
        self._strings = self._shared_strings()
        self._formats = self._number_formats()
        self._unseen = self._white_styles()

    def _main(self) -> tuple[str, _Element]:
        if "_rels/.rels" in self.archive:
            for relation in self.archive.read_xml("_rels/.rels"):
                target = relation.get("Target", "").lstrip("/")
                if relation.get("Type", "").endswith("/officeDocument") and target in self.archive:
                    return posixpath.dirname(target), self.archive.read_xml(target)
        if "xl/workbook.xml" in self.archive:
            return "xl", self.archive.read_xml("xl/workbook.xml")
        raise UnreadableDocument(self.shown, "不是完整的表格文件（缺少工作簿）", "请另存为 XLSX 后再试")

    def _relations(self) -> dict[str, str]:
        """Targets of the workbook's relationships, by ID."""
        main = next((n for n in (f"{self._folder}/_rels/workbook.xml.rels",) if n in self.archive), None)
        if main is None:
            return {}
        return {
            relation.get("Id", ""): posixpath.normpath(posixpath.join("/" + self._folder, relation.get("Target", "")))
            for relation in self.archive.read_xml(main)
        }

    def _optional(self, name: str) -> _Element | None:
        path = f"{self._folder}/{name}"
        return self.archive.read_xml(path) if path in self.archive else None

    def _shared_strings(self) -> list[str]:
        root = self._optional("sharedStrings.xml")
        return [_string(item) for item in root] if root is not None else []

    def _number_formats(self) -> list[tuple[int, str]]:
        """For each cell style the number and the code of its number format."""
        root = self._optional("styles.xml")
        if root is None:
            return []
        codes = {
            _int(entry.get("numFmtId")): entry.get("formatCode", "")
            for table in _children(root, "numFmts")
            for entry in table
        }
        styles = [style for table in _children(root, "cellXfs") for style in table]
        numbers = [_int(style.get("numFmtId")) for style in styles]
        return [(number, codes.get(number, _BUILTIN.get(number, ""))) for number in numbers]

    def _white_styles(self) -> set[int]:
        """The cell styles that print white letters on no colour."""
        root = self._optional("styles.xml")
        if root is None:
            return set()
        fonts = [_is_white(font) for table in _children(root, "fonts") for font in table]
        plain = [_is_plain(fill) for table in _children(root, "fills") for fill in table]
        styles = [style for table in _children(root, "cellXfs") for style in table]
        found = set()
        for number, style in enumerate(styles):
            font, fill = _int(style.get("fontId")), _int(style.get("fillId"))
            if font < len(fonts) and fonts[font] and (fill >= len(plain) or plain[fill]):
                found.add(number)
        return found

    # --- sheets

    def entries(self) -> list[_Element]:
        """The workbook's entries of its worksheets, in order."""
        entries = [sheet for table in _children(self._root, "sheets") for sheet in table]
        if len(entries) > _MAX_SHEETS:
            raise LimitExceeded(self.shown, f"工作表超过 {_MAX_SHEETS} 个上限", "请拆分后再试")
        return entries

    def sheets(self) -> Iterator[_Element]:
        """The visible worksheets, in order."""
        return (sheet for _, visible, sheet in self.all_sheets(hidden=False) if visible)

    def all_sheets(self, hidden: bool = True) -> Iterator[tuple[str, bool, _Element]]:
        """The worksheets in order, each with its name and whether it is shown; hidden ones where they are wanted."""
        for number, entry in enumerate(self.entries(), 1):
            visible = entry.get("state", "visible") == "visible"
            if not (visible or hidden):
                continue
            key = next((value for name, value in entry.attrib.items() if local_name(str(name)) == "id"), "")
            path = self._targets.get(str(key), f"{self._folder}/worksheets/sheet{number}.xml")
            if path in self.archive and "chartsheet" not in path:
                yield entry.get("name", ""), visible, self.archive.read_xml(path)

    def cells(self, sheet: _Element) -> list[Placed]:
        """The cells of a sheet within what is filled; wholly empty rows and columns are left out."""
        rows = self.rows(sheet)
        if not rows.texts:
            return []
        last_row, last_col = max(r for r, _ in rows.texts), max(c for _, c in rows.texts)
        if last_col >= MAX_SPAN * 4:
            raise LimitExceeded(self.shown, "表格的列数过多", "请检查文件来源")
        filled_rows, filled_cols = sorted({r for r, _ in rows.texts}), sorted({c for _, c in rows.texts})
        if len(filled_rows) * len(filled_cols) > MAX_CELLS * 5:
            raise LimitExceeded(self.shown, f"表格的单元格超过 {MAX_CELLS} 个", "请拆分后再试")
        merges, inside = self._covered(rows, filled_rows, filled_cols, (last_row, last_col))
        return [
            Placed(row, col, *self._spans(row, col, merges), rows.texts.get((row, col), ()))
            for row in filled_rows
            for col in filled_cols
            if (row, col) not in inside
        ]

    def _covered(
        self, rows: _Rows, filled_rows: list[int], filled_cols: list[int], last: tuple[int, int]
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
        """The end of each merged range, by its begin, and the places that merged ranges cover."""
        merges: dict[tuple[int, int], tuple[int, int]] = {}
        inside: set[tuple[int, int]] = set()
        area = 0
        for top, left, bottom, right in rows.merges:
            if (top, left) not in rows.texts or (top, left) in inside:
                continue
            merges[top, left] = (min(bottom, last[0]), min(right, last[1]))
            down = filled_rows[bisect_left(filled_rows, top) : bisect_right(filled_rows, bottom)]
            across = filled_cols[bisect_left(filled_cols, left) : bisect_right(filled_cols, right)]
            area += len(down) * len(across)
            if area > MAX_CELLS * 10:
                raise LimitExceeded(self.shown, "合并单元格过多", "请检查文件来源")
            inside.update((row, col) for row in down for col in across if (row, col) != (top, left))
        return merges, inside

    @staticmethod
    def _spans(row: int, col: int, merges: dict[tuple[int, int], tuple[int, int]]) -> tuple[int, int]:
        bottom, right = merges.get((row, col), (row, col))
        return max(1, bottom - row + 1), max(1, right - col + 1)

    def rows(self, sheet: _Element, every: bool = False) -> _Rows:
        """The filled cells of a sheet and its merged ranges: what it shows, or ``every`` cell."""
        rows = _Rows()
        coloured = any(local_name(child.tag) in ("conditionalFormatting", "tableParts") for child in sheet)
        unseen = set() if coloured or every else self._unseen
        hidden: set[int] = set()
        for data in _children(sheet, "sheetData"):
            row_number = -1
            for row in data:
                given = _int(row.get("r"))
                row_number = given - 1 if 0 < given <= _MAX_ROW else row_number + 1
                self._row(row, row_number, rows, unseen)
                if row.get("hidden", "") in ("1", "true"):
                    hidden.add(row_number)
        for table in _children(sheet, "mergeCells"):
            for merge in list(table)[:MAX_CELLS]:
                first, _, last = merge.get("ref", "").partition(":")
                start, end = _place(first), _place(last or first)
                if start and end and start <= end:
                    rows.merges.append((*start, *end))
        if not every:
            _hide(rows, hidden, _hidden_columns(sheet))
        return rows

    def _row(self, row: _Element, row_number: int, rows: _Rows, unseen: Set[int]) -> None:
        column = -1
        for cell in row:
            place = _place(cell.get("r", ""))
            column = place[1] if place else column + 1
            if _int(cell.get("s")) in unseen:
                continue
            text = clean(self._value(cell))
            paragraphs = tuple(line for part in text.split("\n") if (line := part.strip()))
            if not paragraphs:
                continue
            self._count += 1
            self._size += sum(map(len, paragraphs))
            if self._count > MAX_CELLS:
                raise LimitExceeded(self.shown, f"表格的单元格超过 {MAX_CELLS} 个", "请拆分后再试")
            check_characters(self._size, self.shown)
            rows.texts[row_number, column] = paragraphs

    # --- values

    def _value(self, cell: _Element) -> str:
        """What a cell shows."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_string(part) for part in _children(cell, "is"))
        raw = next((part.text or "" for part in _children(cell, "v")), "")
        if kind == "s":
            number = _int(raw)
            return self._strings[number] if raw and 0 <= number < len(self._strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        if kind == "d":
            return raw.partition("T")[0]
        if kind != "n" or not raw:
            return raw
        style = _int(cell.get("s"))
        number, code = self._formats[style] if 0 <= style < len(self._formats) else (0, "")
        return self._number(raw, number, code)

    def _number(self, raw: str, number: int, code: str) -> str:
        try:
            value = float(raw)
        except ValueError:
            return raw
        if not math.isfinite(value):
            return raw
        plain = _LITERAL.sub("", code.split(";")[0]).lower()
        if number in _DATES or (
            number >= 164 and regex.search(r"[yd]|m(?!m?:)(?<![hs]:m)", plain) and "#" not in plain
        ):
            return self._date(value, number in _CHINESE_DATES or "年" in code or "月" in code, plain) or _plain(value)
        if number in _TIMES:
            return _plain(value)
        places = _PLACES.search(plain)
        digits = len(places[1]) if places else 0
        if "%" in plain:
            return f"{value * 100:.{digits}f}%"
        before, after = _words_around(code) if number >= 164 else ("", "")
        return before + (f"{value:.{digits}f}" if places and digits < 10 else _plain(value)) + after

    def _date(self, value: float, chinese: bool, plain: str) -> str | None:
        """A date by its serial number; 29 February 1900, which never was, shifts the days before it."""
        days = int(value)
        if not 1 <= days < 2_958_466:
            return None
        base = datetime(1904, 1, 1) if self._from_1904 else datetime(1899, 12, 30 if days >= 60 else 31)
        day: date = (base + timedelta(days=days)).date()
        has_day = "d" in plain or not plain or "日" in plain
        if chinese:
            return f"{day.year}年{day.month}月" + (f"{day.day}日" if has_day else "")
        return f"{day.year}-{day.month:02d}" + (f"-{day.day:02d}" if has_day else "")


def _words_around(code: str) -> tuple[str, str]:
    """The words that a number format prints before and behind the number: 0"项" shows 5项."""
    words: list[list[str]] = [[], []]
    seen = 0
    for found in _TOKENS.finditer(code.split(";")[0]):
        token = found[0]
        if token[0] in "#0?.,":
            seen = 1
        elif token[0] == '"':
            words[seen].append(token[1:-1])
        elif token[0] == "\\":
            words[seen].append(token[1:])
        elif len(token) == 1 and ("\u3000" <= token <= "\u9fff" or token in "()（）"):
            words[seen].append(token)
    return ("".join(words[0]), "".join(words[1])) if seen else ("", "")


def _hidden_columns(sheet: _Element) -> set[int]:
    """The hidden columns of a sheet, from 0."""
    columns = [column for table in _children(sheet, "cols") for column in list(table)[:MAX_SPAN]]
    hidden: set[int] = set()
    for column in columns:
        if column.get("hidden", "") in ("1", "true") and len(hidden) < _MAX_COLUMN:
            hidden.update(range(_int(column.get("min")) - 1, min(_int(column.get("max")), _MAX_COLUMN)))
    return hidden


def _hide(rows: _Rows, shut_rows: Set[int], shut_columns: Set[int]) -> None:
    """Take out hidden rows and columns; a merged cell that begins in one is shown where the range goes on."""
    if not shut_rows and not shut_columns:
        return
    next_row, next_column = _next_shown(shut_rows), _next_shown(shut_columns)
    for number, (top, left, bottom, right) in enumerate(rows.merges):
        row, column = next_row.get(top, top), next_column.get(left, left)
        if (top, left) in rows.texts and (row, column) != (top, left) and row <= bottom and column <= right:
            rows.texts[row, column] = rows.texts[top, left]
            rows.merges[number] = (row, column, bottom, right)
    for row, column in list(rows.texts):
        if row in shut_rows or column in shut_columns:
            del rows.texts[row, column]


def _next_shown(hidden: Set[int]) -> dict[int, int]:
    """For each hidden row or column the next one that is shown."""
    following: dict[int, int] = {}
    for number in sorted(hidden, reverse=True):
        following[number] = following.get(number + 1, number + 1)
    return following


def _is_white(font: _Element) -> bool:
    color = next(_children(font, "color"), None)
    return color is not None and color.get("rgb", "")[-6:].upper() == "FFFFFF"


def _is_plain(fill: _Element) -> bool:
    """Whether a fill colours nothing."""
    patterns = list(_children(fill, "patternFill"))
    return bool(patterns) and all(pattern.get("patternType", "none") == "none" for pattern in patterns)


def _plain(value: float) -> str:
    """A number as a sheet shows it without a format: no trailing zeros, fifteen digits at most."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"


def _string(element: _Element) -> str:
    """The text of a shared or inline string: its runs joined, phonetic guides left out."""
    parts: list[str] = []
    for child in element:
        name = local_name(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [part.text or "" for part in _children(child, "t")]
    return "".join(parts).replace("_x000D_", "")


def _children(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in element if local_name(child.tag) == name)


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column from 0 of a reference like B12, or None."""
    found = _REFERENCE.match(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row - 1, column - 1) if 1 <= row <= _MAX_ROW and column <= _MAX_COLUMN else None


def _int(value: str | None) -> int:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
