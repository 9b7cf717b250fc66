"""Scoring tables in plain text whose columns only runs of blanks part: one line for each row (1  制度建设  制定计划。  10), or columns
printed below each other with wrapped cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from ..text import display_width, squeeze
from .lines import Line, ends_sentence, is_labelled

Row = list[str]

_GAP = regex.compile(r"[ \u3000\u00a0]{2,}")
_WIDE_GAP = regex.compile(r"[ \u3000\u00a0]{2,}|\u3000")
_SPREAD = regex.compile(r"(?<=^|[ \u3000]{2})(\p{Han})[ \u3000]{1,4}(\p{Han})(?=$|[ \u3000]{2})")  # 合　　计
_POINTS = regex.compile(
    r"(?:标准|基准|基础|应得|最高|参考)?(?:分值|分数|满分|标准分|配分|权重|赋分)(?:[（(][^（()）]{1,8}[)）])?|(?:标准|基准|基本|应得|最高)?分"
)
_NUMBER = regex.compile(r"[+＋]?\d{1,4}(?:\.\d{1,2})?(?:分|%|％)?|—|-|/|不限")
_SERIAL = regex.compile(r"(?:序号|编号|序|项次)")
_COUNT = regex.compile(r"\d{1,3}(?:[.\-]\d{1,2})*")
_SHARE = regex.compile(r"[（(]")
_NOTE = regex.compile(r"(?:备?注|说明|附注)[：:]")
_MAX_HEADING = 16
_LONGEST_GROUP = 40
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2
_MOST = 0.8
_SHORT_CELL = 8  # characters of a cell that is a name, not a sentence


@dataclass
class SpacedTable:
    """Such a table: how many printed lines it takes and its rows, the header first. A heading in a line of its own is a row of one
    cell.
    """

    lines: int
    rows: list[Row]


def read_spaced(lines: Sequence[Line], place: int) -> SpacedTable | None:
    """The table whose header stands at ``place``, or None."""
    gap = next((gap for gap in (_GAP, _WIDE_GAP) if len(_cells(lines[place].text, gap)) >= _FEWEST_COLUMNS), _GAP)
    header = [cell for _, _, cell in _cells(lines[place].text, gap)]
    points = [number for number, cell in enumerate(header) if _POINTS.fullmatch(squeeze(cell))]
    if len(header) < _FEWEST_COLUMNS or not points or len(set(header)) < len(header):
        return None
    if not all(0 < len(cell) <= _MAX_HEADING and not set(cell) & set("。；;：:，,") for cell in header):
        return None
    found = [
        table
        for table in (
            _by_columns(lines, place, header, points[0]) if gap is _GAP else None,
            _by_counting(lines, place, header, points[0], gap),
        )
        if table
    ]
    return max(found, key=lambda table: table.lines, default=None)


def _cells(text: str, blanks: regex.Pattern[str] = _GAP) -> list[tuple[int, int, str]]:
    """The cells of a line, each with the printed columns where it begins and ends."""
    text = _SPREAD.sub(lambda found: found[1] + found[2] + " " * (display_width(found[0]) - 4), text.rstrip())
    cells: list[tuple[int, int, str]] = []
    place = len(text) - len(text.lstrip(" \u3000\u00a0"))
    for gap in (*blanks.finditer(text, place), None):
        end = gap.start() if gap else len(text)
        start = display_width(text[:place])
        if end > place:
            cells.append((start, start + display_width(text[place:end]), text[place:end].strip()))
        place = gap.end() if gap else end
    return cells


# --- one line for each row


def _by_counting(
    lines: Sequence[Line], place: int, header: Row, points: int, gap: regex.Pattern[str]
) -> SpacedTable | None:
    """A table with one line for each row; cells that are left out are told by where the points stand."""
    rows: list[Row] = [header]
    full = 0
    for number in range(place + 1, len(lines)):
        row = _counted(lines[number].text, header, points, gap)
        if row is None:
            following = lines[number + 1] if number + 1 < len(lines) else None
            if (
                following is None
                or not _is_group(lines[number])
                or _counted(following.text, header, points, gap) is None
            ):
                break
            row = [lines[number].text.strip()]
        full += len(row) > 1 and bool(row[points])
        rows.append(row)
    return SpacedTable(len(rows), rows) if full >= _FEWEST_ROWS else None


def _counted(text: str, header: Row, points: int, gap: regex.Pattern[str]) -> Row | None:
    """The cells of a row in their columns, or None where it is none: its points must stand where the header has them."""
    cells = [cell for _, _, cell in _cells(text, gap)]
    if len(cells) < 2 or len(cells) > len(header) or _NOTE.match(cells[0]):
        return None
    if len(cells) == len(header):
        return cells if cells == header or _NUMBER.fullmatch(squeeze(cells[points])) else None
    marks = [number for number, cell in enumerate(cells) if number and _NUMBER.fullmatch(squeeze(cell))]
    missing = points - marks[-1] if marks else -1
    if missing < 0 or len(cells) + missing > len(header):
        return None
    serial = _SERIAL.fullmatch(squeeze(header[0])) is not None
    first = 1 if serial and _COUNT.fullmatch(cells[0]) else 0
    row = [*cells[:first], *[""] * missing, *cells[first:]]
    return row + [""] * (len(header) - len(row))


def _is_group(line: Line) -> bool:
    text = line.text.strip()
    return len(text) <= _LONGEST_GROUP and text[-1] not in "。；;，,：" and len(_cells(text)) == 1


# --- columns below each other


@dataclass
class _Columns:
    """The blanks between the columns while lines are read: where each begins and ends."""

    gaps: list[tuple[int, int]]
    placed: list[list[tuple[int, str]]] = field(default_factory=list)

    def add(self, cells: Sequence[tuple[int, int, str]]) -> bool:
        """Place the cells of a line; False where one of them stands across two columns."""
        gaps = list(self.gaps)
        row: list[tuple[int, str]] = []
        for start, end, text in cells:
            column = 0
            for number, (left, right) in enumerate(gaps):
                if start >= right:
                    column = number + 1
                elif start < left:
                    if end >= right:
                        return False
                    gaps[number] = (max(left, end), right)
                    break
                elif end < right and right - end >= start - left:  # inside the blanks, nearer to the left column
                    gaps[number] = (end, right)
                    break
                else:
                    gaps[number] = (left, start)
                    column = number + 1
            if row and row[-1][0] >= column:
                return False
            row.append((column, text))
        if any(right - left < 1 for left, right in gaps):
            return False
        self.gaps = gaps
        self.placed.append(row)
        return True


def _by_columns(lines: Sequence[Line], place: int, header: Row, points: int) -> SpacedTable | None:
    """A table whose cells stand below each other."""
    cells = _cells(lines[place].text)
    columns = _Columns([(before[1], after[0]) for before, after in pairwise(cells)])
    for line in lines[place + 1 :]:
        below = _cells(line.text)
        alone = len(below) == 1 and (_NOTE.match(below[0][2]) or ends_sentence(line.text)) and below[0][0] == 0
        if alone or not columns.add(below):
            break
    rows = [_in_columns(row, len(header)) for row in columns.placed]
    serial = 0 if _SERIAL.fullmatch(squeeze(header[0])) else next(
        (number for number, cell in enumerate(header) if _SERIAL.fullmatch(squeeze(cell))), points
    )  # fmt: skip
    while rows and not any(rows[-1][1:]):
        rows.pop()
    marks = [
        number for number, row in enumerate(rows) if (row[serial] or row[points]) and row != header and any(row[1:])
    ]
    good = [number for number in marks if _NUMBER.fullmatch(squeeze(rows[number][points]))]
    if len(good) < _FEWEST_ROWS or len(good) < _MOST * len(marks):
        return None
    apart = [line.after_blank for line in lines[place + 1 : place + 1 + len(rows)]]
    drafts = [header, *_wrapped(rows, marks, header, apart)]
    return SpacedTable(1 + len(rows), _with_whole_groups(drafts, header))


def _in_columns(row: Sequence[tuple[int, str]], columns: int) -> Row:
    found = [""] * columns
    for column, text in row:
        found[column] = text
    return found


def _wrapped(rows: Sequence[Row], marks: Sequence[int], header: Row, apart: Sequence[bool]) -> Iterator[Row]:
    """The rows put together from their lines; ``marks`` are the lines with their numbers or points, ``apart`` tells which stand
    behind a blank line.
    """
    starts = [0]
    for mark, following in pairwise(marks):
        top = marks[0] == 0
        starts.append(following if top else _border(rows, starts[-1], range(mark + 1, following + 1), apart))
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        run = [row for row in rows[start:end] if row != header]
        yield ["".join(row[column] for row in run) for column in range(len(header))]


def _border(rows: Sequence[Row], start: int, places: range, apart: Sequence[bool]) -> int:
    """Where the next row begins if marks stand in the middle of wrapped cells: behind a blank line, or where the cells above end
    their sentences.
    """
    blank = [place for place in places if apart[place]]
    if blank:
        return blank[0]
    middle = (places[0] + places[-1]) / 2

    def broken(place: int) -> tuple[int, float]:
        last = [
            next((text for text in reversed(column) if text), "") for column in zip(*rows[start:place], strict=True)
        ]
        return sum(len(text) > _SHORT_CELL and not ends_sentence(text) for text in last), abs(place - middle)

    return min(places, key=broken)


def _with_whole_groups(rows: list[Row], header: Row) -> list[Row]:
    """The rows, with the points of a group that are printed below its name (产业兴旺 | （35分）) put behind the name."""
    if _SERIAL.fullmatch(squeeze(header[0])):
        return rows
    last: Row | None = None
    for row in rows[1:]:
        if row[0] and last is not None and _SHARE.match(row[0]) and not is_labelled(row[0]):
            last[0] += row[0]
            row[0] = ""
        elif row[0]:
            last = row
    return rows
