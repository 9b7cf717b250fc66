"""Indicator tables copied cell by cell: every cell is a line and no row has a number.

The names of the columns tell how many cells stand before the points; each line that is only a number of points marks a
row. A merged group cell is missing in all rows but the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from .data import Data
from .document import Document
from .flatcells import CELL_POINTS
from .flatheader import find_flat_header
from .labels import find_label
from .numerals import parse_numeral
from .outline import Range
from .scoresheet import GroupTitle, Sheet, SheetGroup, SheetItem, label_length, read_group_title
from .text import fold, squeeze, tidy

_FEWEST = 3
_LONGEST_NAME = 20
_SENTENCE_END = regex.compile(r"[。；;，,]$")
_NUMBER = regex.compile(r"\d{1,4}(?:\.\d{1,2})?")


@dataclass
class _Row:
    """A row while it is read: its cells before and behind the points."""

    before: list[Range]
    points: float | None
    behind: list[Range]


def read_cell_lines(document: Document, lines: Sequence[Range], data: Data) -> tuple[Sheet, Range | None] | None:
    """The items of such a table and the line above its header, or None where the lines hold none."""
    header = find_flat_header(document, lines, data)
    if header is None or "points" not in header[2] or "number" in header[2]:
        return None
    first, last, kinds = header
    reader = _Reader(document, data, kinds, [line for line in lines[last + 1 :] if document.slice(*line).strip()])
    groups = reader.read()
    if not groups:
        return None
    above = next((line for line in reversed(lines[:first]) if document.slice(*line).strip()), None)
    names = "|".join(squeeze(document.slice(*line)) for line in lines[first : last + 1])
    return Sheet(groups, reader.total, names, tuple(reader.notes)), above


class _Reader:
    """Reads the lines below the header."""

    def __init__(self, document: Document, data: Data, kinds: list[str], lines: list[Range]) -> None:
        self.document = document
        self.data = data
        self.kinds = kinds
        self.lines = lines
        self.texts = [tidy(document.slice(*line)) for line in lines]
        self.before = kinds[: kinds.index("points")]
        self.behind = kinds[kinds.index("points") + 1 :]
        self.notes: list[Range] = []
        self.total: float | None = None

    def read(self) -> tuple[SheetGroup, ...]:
        """The groups with their items; empty where fewer than three rows are found."""
        end = self._end()
        marks = [place for place in range(end) if CELL_POINTS.fullmatch(fold(self.texts[place]))]
        starts = [self._start(mark, marks[order - 1] if order else -1) for order, mark in enumerate(marks)]
        rows: list[_Row] = []
        for order, (start, mark) in enumerate(zip(starts, marks, strict=True)):
            following = starts[order + 1] if order + 1 < len(starts) else end
            points = _NUMBER.search(fold(self.texts[mark]))
            value = parse_numeral(points.group()) if points else None
            rows.append(_Row(self.lines[start:mark], value, self._own(mark + 1, following)))
        if len(rows) < _FEWEST or any(not row.before and not row.behind for row in rows):
            return ()
        return self._groups(rows)

    def _end(self) -> int:
        """Where the rows end: at a note, a total or a title of the next part."""
        for place, text in enumerate(self.texts):
            if self._matches("note_opening", text):
                self.notes = self.lines[place:]
                return place
            if self._matches("row_total", squeeze(text)):
                numbers = (_NUMBER.search(fold(value)) for value in self.texts[place : place + 2])
                self.total = next((parse_numeral(number.group()) for number in numbers if number), None)
                return place
        return len(self.lines)

    def _matches(self, label: str, text: str) -> bool:
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of(label))

    def _start(self, mark: int, above: int) -> int:
        """The first cell of the row whose points stand in a line, back to the points of the row above."""
        place = mark
        for kind in reversed(self.before):
            if place - 1 <= above:
                break
            if kind == "task" or self._is_short(place - 1):
                place -= 1
        while place - 1 > above and self._opens_group(place - 1):
            place -= 1
        return place

    def _is_short(self, place: int) -> bool:
        text = self.texts[place]
        return len(text) <= _LONGEST_NAME and not _SENTENCE_END.search(text)

    def _opens_group(self, place: int) -> bool:
        label = find_label(self.texts[place], self.data)
        return self._is_short(place) and label is not None and label.kind == "chinese"

    def _own(self, start: int, end: int) -> list[Range]:
        """The cells behind the points that are text; those of columns like 备注 at the end are left out."""
        side = [kind for kind in self.behind if kind != "task"]
        count = len([kind for kind in self.behind if kind == "task"])
        while side and end - start > max(1, count) and self._is_short(end - 1):
            side.pop()
            end -= 1
        return self.lines[start:end]

    def _groups(self, rows: list[_Row]) -> tuple[SheetGroup, ...]:
        names = sum(kind != "task" for kind in self.before)
        titled = names >= 2 or any(len(row.before) > len(self.before) for row in rows)
        found: list[tuple[GroupTitle, list[SheetItem]]] = []
        for row in rows:
            cells = list(row.before)
            full = len(cells) > len(self.before) or (len(cells) == len(self.before) and names >= 2)
            if titled and full:
                found.append((read_group_title(self.document.slice(*cells.pop(0)), self.data), []))
            if not found:
                found.append((GroupTitle("", "", None, "scored"), []))
            found[-1][1].append(self._item(cells, row, len(found[-1][1]) + 1))
        return tuple(SheetGroup(t.number, t.name, t.kind, t.points, tuple(items)) for t, items in found)

    def _item(self, cells: list[Range], row: _Row, running: int) -> SheetItem:
        name = cells[0] if cells and "task" not in self.before[:1] and self._is_name(cells[0]) else None
        pieces = [*(cells[1:] if name else cells), *row.behind]
        number: str | None = None
        if name is not None:
            length, number = label_length(self.document.slice(*name), self.data)
            name = (name[0] + length, name[1])
        return SheetItem(number or str(running), name, tuple(pieces), row.points)

    def _is_name(self, place: Range) -> bool:
        return len(tidy(self.document.slice(*place))) <= _LONGEST_NAME
