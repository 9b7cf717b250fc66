"""Indicator tables that some tool flattened to lines: printed lines → ``Sheet``.

The rows are those that the clauses have (``flatrows``), so that ids agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .data import Data
from .document import Document
from .flatrows import read_flat
from .labels import find_label
from .numerals import parse_numeral
from .outline import Range
from .rows import Row, RowGroup
from .scoresheet import Sheet, SheetGroup, SheetItem, label_length, read_group_title
from .text import fold, squeeze

_NUMBER = regex.compile(r"\d{1,4}(?:\.\d{1,2})?")


def read_flat_sheet(document: Document, lines: Sequence[Range], data: Data) -> Sheet | None:
    """The items of a flattened table, or None where the lines hold none."""
    table = read_flat(document, lines, data)
    if table is None:
        return None
    groups = tuple(_group(document, group, data) for group in table.groups if group.rows)
    header = next((document.slice(*line) for line in lines if line[0] == table.start), "")
    notes = tuple(place for note in table.notes for place in _notes(document, note, data))
    total = _number(document, table.total)
    return Sheet(groups, total, "|".join(header.split()), notes, table.sets_tasks) if groups else None


def _notes(document: Document, pieces: Sequence[Range], data: Data) -> list[Range]:
    """The notes of a block: each numbered one by itself, with its wrapped lines."""
    found: list[Range] = []
    for start, end in pieces:
        if found and find_label(document.slice(start, end), data) is None:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _group(document: Document, group: RowGroup, data: Data) -> SheetGroup:
    title = read_group_title("".join(document.slice(*piece) for piece in group.pieces), data)
    kind = title.kind if group.kind == "scored" else group.kind
    items = tuple(_item(document, row, data) for row in group.rows)
    return SheetGroup(title.number, title.name, kind, title.points, items)


def _item(document: Document, row: Row, data: Data) -> SheetItem:
    """An item; its label is no part of its name or text."""
    pieces = [piece for piece in row.pieces if piece != row.name]
    name = row.name
    number: str | None = None
    if name is not None:
        length, number = label_length(document.slice(*name), data)
        name = (name[0] + length, name[1])
    elif pieces:
        length, number = label_length(document.slice(*pieces[0]), data)
        pieces[0] = (pieces[0][0] + length, pieces[0][1])
    return SheetItem(number or row.number, name, tuple(pieces), _number(document, row.points), flat=True)


def _number(document: Document, place: Range | None) -> float | None:
    found = _NUMBER.search(squeeze(fold(document.slice(*place)))) if place else None
    return parse_numeral(found.group()) if found else None
