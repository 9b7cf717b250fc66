"""Positioned lines and grids in reading order → ``Document``: the last step of every reader that knows the page.

A reader hands over its items page by page: ``Line`` (a printed line) and ``Grid`` (a table, also one that runs over
several pages). Lines are joined to paragraphs, also over a page break; each character keeps page and box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ..document import Block, Document, GridCell, Mark, TableBlock
from ..model import Source
from ..text import PackedBoxes, Text
from .lines import Line, glue, join_lines, lay_out


@dataclass(slots=True)  # thousands are made: frozen ones take thrice the time
class Cell:
    """A cell of a table: its place and spans, and its printed lines (of several pages where a page break cut it)."""

    row: int
    col: int
    row_span: int
    col_span: int
    lines: tuple[Line, ...]
    page: int | None = None

    @property
    def text(self) -> str:
        """The cell's text, its lines joined."""
        return "".join(glue(before, line.text) + line.text for before, line in _with_previous(self.lines))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: every cell once, at its top left; empty cells without lines."""

    n_rows: int
    n_cols: int
    header_rows: int
    cells: tuple[Cell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph whose extent the format itself tells (HTML, Word): its lines belong together and to no other."""

    lines: tuple[Line, ...]


_SURE = 0.98  # characters read with at least this confidence are not noted

Item = Line | Grid | Passage


def assemble(
    items: Iterable[Item],
    source: Source,
    *,
    marks: Sequence[Mark] = (),
    metadata: Mapping[str, str] | None = None,
    title_hint: str | None = None,
) -> Document:
    """The document made of items in reading order.

    ``source.pages`` says whether the format has pages; boxes are kept where the lines have them.
    """
    writer = _Writer()
    run: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            run.append(item)
            continue
        writer.add_lines(run)
        run = []
        if isinstance(item, Grid):
            writer.add_grid(item)
        else:
            writer.add_groups([item.lines])
    writer.add_lines(run)
    return Document(
        source=source,
        text=writer.text(source.pages),
        blocks=tuple(writer.blocks),
        marks=tuple(marks),
        metadata=dict(metadata or {}),
        title_hint=title_hint,
        unsure=tuple(writer.unsure),
    )


class _Writer:
    """Collects the text with page and box of each part of it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.unsure: list[tuple[int, int, float]] = []
        self._parts: list[str] = []
        self._place = 0
        self._boxes = PackedBoxes()
        self._boxed = False
        self._pages: list[tuple[int, int, int]] = []  # start, end, page of each printed line

    def add_lines(self, run: Sequence[Line]) -> None:
        """Join lines to paragraphs and append them."""
        self.add_groups([[run[i] for i in group] for group in join_lines(run)])

    def add_groups(self, groups: Sequence[Sequence[Line]]) -> None:
        """Append paragraphs of printed lines."""
        text, paragraphs = lay_out([[line.text for line in group] for group in groups], self._place)
        start = self._place
        for group, paragraph in zip(groups, paragraphs, strict=True):
            for line, (begin, end) in zip(group, paragraph.lines, strict=True):
                self._skip_to(begin)
                self._put(line, begin, end)
        self.blocks.extend(paragraphs)
        self._parts.append(text)
        self._place = start + len(text)
        self._skip_to(self._place)

    def add_grid(self, grid: Grid) -> None:
        """Append a table: rows on lines, the cells that begin in a row separated by tabs."""
        start = self._place
        cells: list[GridCell] = []
        rows: list[list[Cell]] = [[] for _ in range(grid.n_rows)]
        for cell in grid.cells:
            rows[cell.row].append(cell)
        for row in rows:
            for number, cell in enumerate(sorted(row, key=attrgetter("col"))):
                if number:
                    self._write("\t")
                begin = self._place
                for before, line in _with_previous(cell.lines):
                    self._write(glue(before, line.text))
                    self._put(line, self._place, self._place + len(line.text))
                    self._parts.append(line.text)
                    self._place += len(line.text)
                page = cell.page if cell.page is not None or not cell.lines else cell.lines[0].page
                cells.append(
                    GridCell(
                        cell.row,
                        cell.col,
                        cell.row_span,
                        cell.col_span,
                        begin,
                        self._place,
                        page if grid.page else None,
                    )
                )
            self._write("\n")
        self.blocks.append(TableBlock(start, self._place, grid.n_rows, grid.n_cols, grid.header_rows, tuple(cells)))

    def text(self, pages: int | None) -> Text:
        """The text of all parts; a page begins at the first place behind which nothing of an earlier page stands."""
        value = "".join(self._parts)
        if not pages:
            return Text(value)
        starts = self._page_starts(pages, len(value))
        if self._boxed:
            self._drop_foreign_boxes(starts)
        return Text(value, tuple(starts), self._boxes if self._boxed else ())

    def _write(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._place += len(text)
            self._skip_to(self._place)

    def _put(self, line: Line, start: int, end: int) -> None:
        self._pages.append((start, end, line.page))
        boxes = line.boxes
        if boxes is not None and len(boxes.numbers) == 4 * (end - start):
            self._boxes.numbers.extend(boxes.numbers)
            self._boxed = True
        else:
            self._boxed = self._boxed or line.box is not None
            self._boxes.extend([line.box] * (end - start))
        if line.confidences is not None and len(line.confidences) == end - start:
            self._note_confidences(line.confidences, line.text, start)

    def _note_confidences(self, confidences: Sequence[float], text: str, start: int) -> None:
        """Keep the stretches that were not read surely; signs and spaces, which rules mend, do not count."""
        for place, (char, confidence) in enumerate(zip(text, confidences, strict=True), start):
            if confidence >= _SURE or not char.isalnum():
                continue
            confidence = round(confidence, 3)
            if self.unsure and self.unsure[-1][1:] == (place, confidence):
                self.unsure[-1] = (self.unsure[-1][0], place + 1, confidence)
            else:
                self.unsure.append((place, place + 1, confidence))

    def _skip_to(self, place: int) -> None:
        """White space between printed lines has no box."""
        self._boxes.skip(place - len(self._boxes))

    def _page_starts(self, pages: int, length: int) -> list[int]:
        starts = [length] * pages
        starts[0] = 0
        latest = pages
        for start, _, page in reversed(self._pages):
            if page < latest:
                latest = page
            if start < starts[latest - 1]:
                starts[latest - 1] = start
        for number in range(pages - 2, 0, -1):
            starts[number] = min(starts[number], starts[number + 1])
        starts[0] = 0
        return starts

    def _drop_foreign_boxes(self, starts: list[int]) -> None:
        """Characters of a cut row that stand before the page's end: their box is on another page than their span."""
        page = 1
        for start, end, own in self._pages:
            while page < len(starts) and starts[page] <= start:
                page += 1
            if own != page:
                blank = PackedBoxes()
                blank.skip(end - start)
                self._boxes.numbers[start * 4 : end * 4] = blank.numbers


def _with_previous(lines: Sequence[Line]) -> Iterable[tuple[str, Line]]:
    previous = ""
    for line in lines:
        yield previous, line
        previous = line.text
