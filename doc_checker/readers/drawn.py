"""Tables drawn with characters in plain text (┌─┬─┐ … or +--+--+): printed lines → ``Grid``.

Rules tell the rows; a cell goes on through a rule that is open above or below it (merged cells). Places are counted in
printed columns, for lines hold wide and narrow characters; ruling characters count one or two, whichever makes the
lines agree. Where nothing is ruled between the rows, a filled first cell begins a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import regex

from ..text import is_wide
from .assemble import Cell, Grid
from .lines import Line

_RUN = regex.compile(r"[─━═╌┄┈]{2}|\+[-=]{2}|[-=]{2}\+")
_SIDES = frozenset("│┃║┆┊╎|")
_CORNERS = frozenset("┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╭╮╯╰┠┨┯┷┿╂╟╢╤╧╪╫┝┥┰┸+")
_STROKES = frozenset("─━═╌┄┈-=")
_CLOSED = frozenset("┐┤┘┓┫┛╗╣╝┨╢┥│┃║|+╮╯")
_FEWEST_RULES = 2
_MOST_COLUMNS = 60
_ONLY_HEADER = 3
"""Rules of a table that has none between its rows: above and below the header, and at the end."""
_NUMBER = regex.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、]?")


def opens_drawing(lines: Sequence[Line], place: int) -> int:
    """How many lines from ``place`` on are a drawn table; 0 where none begins there."""
    first = lines[place].text
    if first[0] not in _CORNERS or not _is_rule(first):
        return 0
    end = place
    while end < len(lines) and _is_drawn(lines[end].text):
        end += 1
    rules = sum(_is_rule(line.text) for line in lines[place:end])
    return end - place if rules >= _FEWEST_RULES and end - place > rules else 0


def read_drawing(lines: Sequence[Line]) -> Grid | None:
    """The table that lines draw, or None where they are no table of two columns at least."""
    return _Drawing(lines).read()


def _is_drawn(text: str) -> bool:
    return len(text) > 1 and text[0] in _SIDES | _CORNERS and text[-1] in _CLOSED


def _is_rule(text: str) -> bool:
    """Whether a line is a rule, or in part (beside a merged cell)."""
    return _RUN.search(text) is not None and not _CORNERS.isdisjoint(text)


def _covers(columns: Mapping[int, Cell], cell: Cell) -> bool:
    """Whether a cell is there in all of its columns."""
    return all(columns.get(column) is cell for column in range(cell.col, cell.col + cell.col_span))


class _Drawing:
    """Reads the lines from top to bottom; a cell is open until a rule closes it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.rules = {place for place, line in enumerate(lines) if _is_rule(line.text)}
        self.wide = self._ruling_width()
        self.borders = self._borders()
        self.open: dict[int, Cell] = {}
        self.cells: list[Cell] = []
        self.texts: dict[int, list[Line]] = {}
        self.row = 0
        self.fresh = True

    def read(self) -> Grid | None:
        if not 3 <= len(self.borders) <= _MOST_COLUMNS + 1:
            return None
        opening = self._row_lines()
        for place, line in enumerate(self.lines):
            if place in self.rules:
                self._take_rule(line)
            else:
                self._take_line(line, place in opening)
        rows = 1 + max((cell.row for cell in self.cells), default=-1)
        if not rows:
            return None
        cells = (cell for cell in self.cells if cell.row < rows)
        placed = tuple(sorted(cells, key=lambda cell: (cell.row, cell.col)))
        for cell in placed:
            cell.row_span = min(cell.row_span, rows - cell.row)
            cell.lines = tuple(self.texts.get(id(cell), ()))
        return Grid(rows, len(self.borders) - 1, 1, placed)

    # --- columns

    def _offsets(self, text: str, marks: frozenset[str], ruling: int) -> list[int]:
        """The printed columns at which marks stand."""
        found: list[int] = []
        place = 0
        for char in text:
            if char in marks:
                found.append(place)
            place += self._width(char, ruling)
        return found

    @staticmethod
    def _width(char: str, ruling: int) -> int:
        if char in _SIDES | _CORNERS | _STROKES and not char.isascii():
            return ruling
        return 1 + is_wide(char)

    def _ruling_width(self) -> int:
        """The width of ruling characters with which most lines end at the same place."""
        ends = {
            ruling: Counter(sum(self._width(char, ruling) for char in line.text) for line in self.lines)
            for ruling in (2, 1)
        }
        return max(ends, key=lambda ruling: ends[ruling].most_common(1)[0][1])

    def _borders(self) -> list[int]:
        """Where the columns begin and end: the marks of the line that has the most, as most of those have them."""
        marked = [
            tuple(self._offsets(line.text, _SIDES | _CORNERS if place in self.rules else _SIDES, self.wide))
            for place, line in enumerate(self.lines)
        ]
        most = Counter(len(offsets) for offsets in marked)
        count = max((number for number, lines in most.items() if lines > 1), default=0)
        return (
            list(Counter(offsets for offsets in marked if len(offsets) == count).most_common(1)[0][0]) if count else []
        )

    def _columns(self, text: str, marks: frozenset[str]) -> list[tuple[int, int, str]]:
        """The pieces of a line between its marks, each with its first column and the one behind its last."""
        places = [place for place, char in enumerate(text) if char in marks]
        offsets = self._offsets(text, marks, self.wide)
        if len(places) == len(self.borders):
            known = list(range(len(places)))
        else:
            known = [self._nearest(offset) for offset in offsets]
        return [
            (known[i], known[i + 1], text[places[i] + 1 : places[i + 1]])
            for i in range(len(places) - 1)
            if known[i] < known[i + 1]
        ]

    def _nearest(self, offset: int) -> int:
        return min(range(len(self.borders)), key=lambda number: abs(self.borders[number] - offset))

    # --- rows

    def _row_lines(self) -> set[int]:
        """The lines that begin a row though nothing is ruled above them: several filled first cells between two
        rules where no other rule parts rows, or several numbers there.
        """
        order = sorted(self.rules)
        found: set[int] = set()
        for above, below in pairwise(order[1:]):
            firsts = {place: self._first_cell(place) for place in range(above + 1, below)}
            filled = [place for place, text in firsts.items() if text]
            numbered = [place for place in filled if _NUMBER.fullmatch(firsts[place])]
            if len(numbered) > 1:
                found |= set(numbered)
            elif len(order) == _ONLY_HEADER and len(filled) > 1:
                found |= set(filled)
        return found

    def _first_cell(self, place: int) -> str:
        pieces = self._columns(self.lines[place].text, _SIDES)
        return pieces[0][2].strip() if pieces else ""

    def _take_rule(self, line: Line) -> None:
        """Close the cells above the strokes of a rule; what stands in its gaps belongs to the cells there."""
        kept: dict[int, Cell] = {}
        if _STROKES.issuperset(line.text):
            pieces = [(0, len(self.borders) - 1, line.text)]
        else:
            pieces = self._columns(line.text, _SIDES | _CORNERS)
        for first, last, text in pieces:
            if set(text) & _STROKES and not set(text) - _STROKES - {" "}:
                continue
            for column in range(first, last):
                if column in self.open:
                    kept[column] = self.open[column]
            self._append(first, text)
        self.row += not self.fresh
        self.fresh = True
        self.open = {column: cell for column, cell in kept.items() if _covers(kept, cell)}

    def _take_line(self, line: Line, opens_row: bool) -> None:
        pieces = self._columns(line.text, _SIDES)
        if opens_row and not self.fresh:
            self.row += 1
            self.open = {}
        for first, last, text in pieces:
            if first not in self.open:
                last = next((column for column in range(first, last) if column in self.open), last)
                cell = Cell(self.row, first, 1, last - first, ())
                self.cells.append(cell)
                self.open |= dict.fromkeys(range(first, last), cell)
            cell = self.open[first]
            cell.row_span = self.row - cell.row + 1
            self._append(first, text)
        self.fresh = False

    def _append(self, column: int, text: str) -> None:
        cell = self.open.get(column)
        if cell is not None and text.strip():
            self.texts.setdefault(id(cell), []).append(Line(text.strip()))
