"""What a reader makes of a file: text with layout, before anything is understood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar

from .model import Source
from .text import Box, Text, tidy

T = TypeVar("T")
Ocr = Literal["auto", "always", "never"]
"""When scanned pages are read by OCR: where a page has no usable text, on every page, or not at all."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ``text.value[start:end]``, made of printed lines (offset pairs inside it)."""

    start: int
    end: int
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class GridCell:
    """A cell of a table with its place in the text; ``page`` is the page where it begins."""

    row: int
    col: int
    row_span: int
    col_span: int
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True)
class TableBlock:
    """A table as laid out; a table over several pages is one block. Its text stands at ``start`` to ``end``: rows on
    lines, cells separated by tabs."""

    start: int
    end: int
    n_rows: int
    n_cols: int
    header_rows: int
    cells: tuple[GridCell, ...]


Block = Paragraph | TableBlock


@dataclass(frozen=True)
class Mark:
    """Something seen on a page that is no text: the red issuer mark, the red line, a seal."""

    kind: Literal["issuer-mark", "red-line", "seal", "signature"]
    page: int | None
    box: Box | None
    text: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Document:
    """A file as read: text, blocks in reading order, marks, and what an outside witness (a web page's table) says."""

    source: Source
    text: Text
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    title_hint: str | None = None
    unsure: tuple[tuple[int, int, float], ...] = ()
    """Stretches of the text that OCR read with less than full confidence: start, end, confidence; sorted, disjoint."""

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _cell_texts(self) -> dict[tuple[int, int], str]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """What is copied to another process: the document without what was made of it here."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_made", "_cell_texts")}

    def once(self, key: Hashable, build: Callable[[], T]) -> T:
        """What several extractors make of the document alike (the reading of a table), made at its first use.

        What is built must not refer to the document, and nobody may change it.
        """
        if key not in self._made:
            self._made[key] = build()
        made: T = self._made[key]
        return made

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The blocks that are paragraphs."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """The blocks that are tables."""
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))

    def confidence(self, start: int, end: int) -> float:
        """The confidence of the least sure character or sign between two offsets; 1.0 for text not read by OCR."""
        return min((confidence for _, _, confidence in self.unsure_within(start, end)), default=1.0)

    def unsure_within(self, start: int, end: int) -> tuple[tuple[int, int, float], ...]:
        """The unsure stretches that reach into a range of the text."""
        first = max(0, bisect_right(self.unsure, (start, 0, 0.0)) - 1)
        last = bisect_right(self.unsure, (end, 0, 0.0))
        return tuple(stretch for stretch in self.unsure[first:last] if stretch[0] < end and stretch[1] > start)

    def cell_text(self, cell: GridCell) -> str:
        """The printed value of a table's cell; several extractors ask for it."""
        place = (cell.start, cell.end)
        known = self._cell_texts.get(place)
        if known is None:
            known = self._cell_texts[place] = tidy(self.slice(*place))
        return known

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.text.value[start:end]
