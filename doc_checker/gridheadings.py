"""What tells a heading of a group from a row of a ruled table: rows of a title alone, or of a title and points."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .data import Data
from .gridcells import Cell, Owners, filled_cells
from .labels import find_label
from .responsibility import ROLES
from .rowlabels import TITLE_POINTS, extra_group_kind, last_number
from .text import squeeze

SIDE = {"number", "deadline", "points", "note", "person", *ROLES}
"""Columns beside what is asked."""
SHORT_NAME = 30
TOTAL = regex.compile(r"^(?:合计|总计|总分|小计|共计|满分)")
_MARK = regex.compile(r"[。；;，,：:]|^(?:注|备注|说明|附注)")


def label_kind(cell: Cell, data: Data) -> str | None:
    """The kind of the label that a cell opens with."""
    label = find_label(cell.text, data)
    return label.kind if label else None


def number_beside(
    line: Sequence[Cell | None], kinds: Sequence[str | None], names: Sequence[int], row: int
) -> Cell | None:
    """The cell of a column of numbers that begins in a row and holds a number, else the number above that the row goes on with: that
    of one item, its name merged over the same rows.
    """
    numbers = [
        cell for cell, kind in zip(line, kinds, strict=True) if cell and kind == "number" and last_number(cell.text)
    ]
    own = next((cell for cell in numbers if cell.cell.row == row), None)
    begun = {name.cell.row for column in names if (name := line[column]) and name.cell.row < row}
    return own or next((cell for cell in numbers if cell.cell.row in begun), None)


def own_cells(line: Sequence[Cell | None], kinds: Sequence[str | None], row: int) -> list[Cell]:
    """The filled cells that begin in a row, those beside what is asked (number, points, units) left out."""
    cells = [cell for cell, kind in zip(line, kinds, strict=True) if kind not in SIDE]
    return [cell for cell in filled_cells(cells) if cell.cell.row == row]


def lone_headings(owners: Owners, kinds: Sequence[str | None], first: int, content: int, data: Data) -> dict[int, Cell]:
    """By row the cells that head groups with nothing but points beside (一、基础工作 | 40 |), fewer than the rest."""
    own = {row: cells for row in range(first, len(owners)) if (cells := own_cells(owners[row], kinds, row))}
    found = {
        row: cells[0]
        for row, cells in own.items()
        if len(cells) == 1
        and (label_kind(cells[0], data) == "chinese" or _is_merged_title(owners[row], cells[0], content))
    }
    return found if next(iter(own), None) in found and 2 <= len(found) < len(own) / 2 else {}


def _is_merged_title(line: Sequence[Cell | None], cell: Cell, content: int) -> bool:
    """Whether a short title stands in the columns of numbers and tasks at once."""
    merged = line[0] is cell and line[content] is cell
    return merged and len(cell.text) <= SHORT_NAME and not _MARK.search(cell.text) and not TOTAL.match(cell.text)


def is_group_label(cell: Cell, columns: int, scores: bool, data: Data) -> bool:
    """Whether the only cell of a row heads a group: by its label or points, or a short title over all the columns that scores."""
    text = cell.text
    short = scores and len(text) <= SHORT_NAME
    spans = cell.cell.col == 0 and cell.cell.col_span == columns > 2 and not _MARK.search(text)
    return (
        (short and (spans or TITLE_POINTS.search(squeeze(text)) is not None))
        or extra_group_kind(text, data) is not None
        or label_kind(cell, data) in ("chinese", "bracketed", "chapter")
    )


def stands_alone(line: Sequence[Cell | None], scores: bool, data: Data) -> bool:
    """Whether a row is one cell, the label and title of a group (一、夯实载体)."""
    cells = [cell for cell in line if cell and cell.text]
    return len(set(map(id, cells))) == 1 and is_group_label(cells[0], len(line), scores, data)


def counts_column(owners: Owners, kinds: Sequence[str | None], rows: Sequence[int], column: int) -> bool:
    """Whether the column of numbers counts what stands in a column: it is filled where that begins, not in every row."""
    if column < 0 or "number" not in kinds:
        return False
    numbered, opened = (
        {row for row in rows if (cell := owners[row][place]) and cell.text and cell.cell.row == row}
        for place in (kinds.index("number"), column)
    )
    return numbered == opened and len(opened) < len(rows)
