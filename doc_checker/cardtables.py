"""Indicators that are a small table each, label beside value (指标名称 | … | 分值 | 15; 评分标准 | …): tables → lines of cards."""

from __future__ import annotations

from .cardlines import is_card_label, is_side_label
from .columns import Columns
from .data import Data
from .document import Document, GridCell, Paragraph, TableBlock
from .outline import Range
from .text import squeeze

_FEWEST = 3
_FEWEST_LABELS = 3
_LONGEST_LABEL = 10
_MOSTLY = 0.7


def card_units(document: Document, places: range, data: Data) -> list[Range] | None:
    """The paragraphs of some blocks, and of each card its labels with their values; None where few tables are cards."""
    return document.once(("cards", places, data), lambda: _card_units(document, places, data))


def _card_units(document: Document, places: range, data: Data) -> list[Range] | None:
    units: list[Range] = []
    cards = others = 0
    for place in places:
        block = document.blocks[place]
        if isinstance(block, Paragraph):
            units.append((block.start, block.end))
        elif isinstance(block, TableBlock):
            pairs = _pairs(document, block, data)
            cards, others = cards + bool(pairs), others + (not pairs)
            units.extend(pairs)
    return units if cards >= _FEWEST and cards > others else None


def _pairs(document: Document, table: TableBlock, data: Data) -> list[Range]:
    """The places of a card's labels with their values; none where the table is no card."""
    rows: dict[int, list[GridCell]] = {}
    for cell in table.cells:
        if squeeze(document.cell_text(cell)):
            rows.setdefault(cell.row, []).append(cell)
    pairs = [
        (row[number], row[number + 1]) for row in rows.values() if len(row) % 2 == 0 for number in range(0, len(row), 2)
    ]
    if len(pairs) < _FEWEST_LABELS or any(len(row) % 2 for row in rows.values()):
        return []
    labels = [squeeze(document.cell_text(label)) for label, _ in pairs]
    known = sum(_is_label(label, data) for label in labels)
    if known <= _MOSTLY * len(labels) or all(data.once(Columns).kind(label) != "points" for label in labels):
        return []
    asked = [pair for pair, label in zip(pairs, labels, strict=True) if not is_side_label(label, data)]
    return [(label.start, value.end) for label, value in asked]


def _is_label(text: str, data: Data) -> bool:
    return len(text) <= _LONGEST_LABEL and (data.once(Columns).is_name(text) or is_card_label(text, data))
