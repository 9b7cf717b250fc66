"""Cells of a ruled table spread over the positions that they cover, its header, and the items inside a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import regex

from .data import Data
from .document import Document, GridCell, TableBlock
from .labels import Label, find_label
from .outline import Range

METHOD = regex.compile(
    r"^(?:查[看阅验]|查资料|实地|现场|抽[查取样]|随机|走访|入户|电话|问卷|听取|调阅|核[查实]|系统(?:取数|数据)|以.{1,20}为准|.{2,10}(?:提供|数据)$)"
)
"""How something is checked (考核方式), not what is asked."""
_HEADER_WITHIN = 4
_LONGEST_PART = 10
_ITEM_INSIDE = regex.compile(r"(?:^|(?<=[。；;\n]))\s*(?=\d{1,2}\s*[.．、])")


@dataclass(frozen=True)
class Cell:
    """A cell with its tidied text."""

    cell: GridCell
    text: str

    @property
    def range(self) -> Range:
        """Its place in the document's text."""
        return (self.cell.start, self.cell.end)


def spread_cells(document: Document, block: TableBlock) -> list[list[Cell | None]]:
    """The cell at each row and column. A row whose cells all say the same (what some tools make of a merged row) has
    one cell.
    """
    owners: list[list[Cell | None]] = [[None] * block.n_cols for _ in range(block.n_rows)]
    for cell in block.cells:
        owned = Cell(cell, document.cell_text(cell))
        for row in range(cell.row, min(cell.row + cell.row_span, block.n_rows)):
            for col in range(cell.col, min(cell.col + cell.col_span, block.n_cols)):
                owners[row][col] = owned
    for line in owners:
        texts = {cell.text if cell else "" for cell in line}
        if len(line) > 2 and len(texts) == 1 and "" not in texts:
            line[:] = [line[0]] * len(line)
    return owners


Owners = list[list[Cell | None]]


class Names(Protocol):
    """What tells columns by their names (``Columns``)."""

    def kind(self, name: str) -> str | None:
        """What a column of this name holds."""

    def is_name(self, value: str) -> bool:
        """Whether a string is a column's name as such."""


def read_header(owners: Owners, header_rows: int, columns: Names) -> tuple[int, list[str | None]] | None:
    """How many rows the header takes, and what each column holds by its name; None where there is no header."""
    width = len(owners[0]) if owners else 0
    for row, line in enumerate(owners[:_HEADER_WITHIN]):
        kinds = [columns.kind(cell.text) if cell else None for cell in line]
        named = {cell.cell.col for cell, kind in zip(line, kinds, strict=True) if cell and kind}
        if len(named) >= 2 or (named and width == 2 and row < header_rows):
            finer = _finer_kinds(owners, row + 1, columns)
            if finer is None:
                return row + 1, kinds
            return row + 2, [new or old for new, old in zip(finer, kinds, strict=True)]
    return None


def _finer_kinds(owners: Owners, row: int, columns: Names) -> list[str | None] | None:
    """What a second header row under merged cells (责任单位: 牵头 | 配合) tells more closely; None where it is none."""
    if row >= len(owners):
        return None
    below = [cell if cell and cell.cell.row == row else None for cell in owners[row]]
    kinds = [columns.kind(cell.text) if cell and columns.is_name(cell.text) else None for cell in below]
    texts = [cell for cell in below if cell and cell.text]
    if any(cell.text.removesuffix("分").isdecimal() for cell in texts):  # 总分 | 100
        return None
    named = sum(kind is not None for kind in kinds) >= max(2, len(texts) * 0.6)
    return kinds if _parts_header(owners, row, texts) or (texts and named) else None


def _parts_header(owners: Owners, row: int, cells: list[Cell]) -> bool:
    """Whether a row stands under merged header cells only, the other header cells reach down beside it."""
    above = [owners[row - 1][cell.cell.col] for cell in cells]
    return (
        len(cells) > 1
        and all(cell is not None and cell.cell.col_span > 1 and cell.text for cell in above)
        and all(len(cell.text) <= _LONGEST_PART for cell in cells)
        and all(owner is not None and (owner in cells or owner.cell.row < row) for owner in owners[row])
    )


def items_inside(text: str, start: int, data: Data) -> list[tuple[Range, Label]]:
    """The items numbered from 1 in a text that begins at ``start``, each with its place and label."""
    found: list[tuple[int, Label]] = []
    for match in _ITEM_INSIDE.finditer(text):
        label = find_label(text[match.end() : match.end() + 20], data)
        if label and label.kind == "arabic" and label.value == len(found) + 1:
            found.append((match.end(), label))
    if len(found) < 2 or text[: found[0][0]].strip():
        return []
    stops = [place for place, _ in found[1:]] + [len(text)]
    return [
        ((start + place, start + len(text[:stop].rstrip())), label)
        for (place, label), stop in zip(found, stops, strict=True)
    ]


def mean_length(texts: Sequence[str]) -> float:
    """The mean length of some texts, 0 where there are none; ``statistics.mean`` takes twenty times as long."""
    return sum(map(len, texts)) / len(texts) if texts else 0.0
