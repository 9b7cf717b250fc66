"""Where paragraphs open in plain text with hard line breaks: at first-line indents or behind blank lines, where the text
uses these throughout; and tables laid out with tabs, or with upright strokes between the cells only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ..text import display_width
from .lines import Line, ends_sentence, is_labelled

_INDENTS = range(2, 9)  # printed columns of a first-line indent; what stands further right is centred or a signature
_LEAST = 3  # lines of each sort, to tell how a text is laid out
_RUNNING = 30  # printed columns from where a line is one of running text
_SLACK = 8  # printed columns that may be left free at the end of a line which was broken there
_MOST = 0.8  # share of the lines that must agree
_MAX_HEADING = 16  # characters of a column's heading
_LONG_CELL = 10  # characters of a cell that is no name or title: such a cell tells a table from a list of persons
_FEWEST_COLUMNS = 3
_STROKE = regex.compile(r"\s*[|｜│]\s*")
_LAST_STROKES = regex.compile(r"(?:\s*[|｜│])+$")
_LONGEST_GROUP = 40


def mark_openings(lines: Sequence[Line], indents: Sequence[int], torn: Sequence[bool]) -> list[Line]:
    """The lines, with ``opens`` set where the layout of the whole text tells it.

    ``indents`` are the printed columns before each line; ``torn`` says whether a page mark stood before it.
    """
    if _uses_indents(lines, indents):
        return [
            replace(line, opens=indent > 0) if indent in _INDENTS or not indent else line
            for line, indent in zip(lines, indents, strict=True)
        ]
    if _uses_blanks(lines, torn):
        return [
            line if line.after_blank and cut else replace(line, opens=line.after_blank)
            for line, cut in zip(lines, torn, strict=True)
        ]
    return list(lines)


def _uses_indents(lines: Sequence[Line], indents: Sequence[int]) -> bool:
    """Whether first lines are indented, and the others begin at the edge behind full lines."""
    width = _full(lines)
    opening = goes_on = broken = 0
    for (before, line), indent in zip(pairwise(lines), indents[1:], strict=True):
        full = display_width(before.text) >= width - _SLACK - 4
        if indent in _INDENTS:
            opening += 1
            broken += full and not ends_sentence(before.text) and not is_labelled(line.text)
        elif not indent and full and not is_labelled(line.text):
            goes_on += 1
    return min(opening, goes_on) >= _LEAST and broken <= (1 - _MOST) * opening


def _uses_blanks(lines: Sequence[Line], torn: Sequence[bool]) -> bool:
    """Whether lines are broken inside paragraphs, and blank lines stand only where a paragraph may end."""
    width = _full(lines)
    inside = ends = apart = 0
    for (before, line), cut in zip(pairwise(lines), torn[1:], strict=True):
        full = display_width(before.text) >= width - _SLACK
        if not line.after_blank:
            inside += full and not ends_sentence(before.text) and not is_labelled(line.text)
        elif not cut:
            apart += 1
            ends += not full or ends_sentence(before.text) or is_labelled(line.text)
    return inside >= _LEAST and apart >= _LEAST and ends >= _MOST * apart


def _full(lines: Sequence[Line]) -> int:
    """The printed columns of a full line: those that a quarter of the lines of running text have at least."""
    running = (line.text for line in lines if line.text[0] not in "|│" and "\t" not in line.text)
    widths = sorted((width for text in running if (width := display_width(text)) >= _RUNNING), reverse=True)
    return widths[len(widths) // 4] if widths else 0


def tabbed_rows(lines: Sequence[Line], place: int) -> int:
    """How many lines from ``place`` on are rows of a table laid out with tabs, its header first; 0 where none begins."""
    if "\t" not in lines[place].text:
        return 0
    header = cells_of(lines[place])
    if len(header) < _FEWEST_COLUMNS or not all(map(_is_heading, header)) or len(set(header)) < len(header):
        return 0
    rows = list(_rows_below(lines, place, len(header)))
    telling = any(not row[0] or any(len(cell) >= _LONG_CELL for cell in row) for row in rows)
    return 1 + len(rows) if len(rows) > 1 and telling else 0


def _rows_below(lines: Sequence[Line], place: int, columns: int) -> Iterator[list[str]]:
    for line in lines[place + 1 :]:
        row = cells_of(line)
        if not 1 < len(row) <= columns:
            return
        yield row


def cells_of(line: Line) -> list[str]:
    """The cells of a line that tabs divide."""
    return [cell.strip().strip('"') for cell in line.text.split("\t")]


def _is_heading(cell: str) -> bool:
    return 0 < len(cell) <= _MAX_HEADING and not cell.isdigit() and not set(cell) & set("。；;：:，,")


def stroked_rows(lines: Sequence[Line], place: int) -> int:
    """How many lines from ``place`` on are rows of a table whose cells only strokes part (序号 | 工作任务 | 责任单位), its header
    first; 0 where none begins. A heading of a group may stand between rows by itself.
    """
    if _stroke_count(lines[place]) < _FEWEST_COLUMNS - 1 or lines[place].text[0] in "|｜│":
        return 0
    header = stroke_cells(lines[place].text)
    if not all(map(_is_heading, header)) or len(set(header)) < len(header):
        return 0
    end = place + 1
    rows = 0
    while end < len(lines):
        if _is_stroked(lines, end, len(header)):
            rows += 1
        elif not (_is_group(lines[end]) and end + 1 < len(lines) and _is_stroked(lines, end + 1, len(header))):
            break
        end += 1
    return end - place if rows > 1 else 0


def stroke_cells(text: str) -> list[str]:
    """The cells of a line that strokes part: a stroke at its beginning stands behind an empty cell, one at its end says nothing."""
    return _STROKE.split(_LAST_STROKES.sub("", text.strip()))


def _stroke_count(line: Line) -> int:
    return sum(line.text.count(stroke) for stroke in "|｜│")


def _is_stroked(lines: Sequence[Line], place: int, columns: int) -> bool:
    """Whether a line has as many cells as the header; the last ones may be empty or left out where they are."""
    return _stroke_count(lines[place]) > 0 and len(stroke_cells(lines[place].text)) <= columns


def _is_group(line: Line) -> bool:
    return not _stroke_count(line) and len(line.text) <= _LONGEST_GROUP and line.text[-1] not in "。；;，,："
