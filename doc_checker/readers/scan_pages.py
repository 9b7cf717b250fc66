"""A page as read by OCR → lines and tables in reading order, as the other readers hand them to ``assemble``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean, median

import regex

from ..document import Mark
from ..text import Box, PackedBoxes
from .grid import PageItem, lay_out_page
from .joining import PageTable
from .lattice import Rulings
from .lines import Line, is_page_mark
from .ocr import PageReading, ReadLine
from .running_heads import drop_running_heads

Column = tuple[float, float]

_BARE_NUMBER = regex.compile(r"^[\s·•\-—–－~～一_.]{0,4}\d{1,4}[\s·•\-—–－~～一_.]{0,4}$")

_HALF, _FULL_WIDTH = ",:;()", "，：；（）"
# A sign beside a Chinese character, not inside a number or a time.
_SIGN = regex.compile(
    r"[,:;，：；](?:(?<=[\p{Han}”》）%)].)|(?=\p{Han}))(?!(?<=\d.)\d)|[(（](?=[\p{Han}\d])|(?<=[\p{Han}\d])[)）]"
)
_CLEAR = 0.993  # mean confidence of a scan on which widths are measured well
_MANY = 8  # full-width signs of a kind that show what the document prints
_STRAY = 0.2  # half-width ones to a full-width one that are misread

_EDGE = 0.15  # of the page's height at its top and foot: where page numbers stand
_SAME_SIZE = 1.14  # OCR measures the size of one font within this ratio
_TOLERANCE = 4.0  # points by which scanned rulings miss each other
_SHORT = 4  # characters of a line that are too few to measure the font size
_NEAR_EDGE = 6.0  # points by which the lines of one column may end apart
_FULL = 0.6  # of the widest line: lines that long show where the column ends


def page_items(reading: PageReading, number: int, column: Column | None = None) -> list[PageItem]:
    """Lines and tables of page ``number`` (from 1), page numbers left out; boxes of characters on the page as scanned.

    ``column`` are the edges of the text in points, for pages with too little text to show them (see ``text_column``).
    """
    edges = text_column([reading]) or column
    sizes = _even_sizes(reading.lines)
    lines: list[Line] = []
    previous: ReadLine | None = None
    for read, size in zip(reading.lines, sizes, strict=True):
        if _is_page_number(read, reading):
            continue
        blank = previous is None or read.box[1] - previous.box[3] > 1.2 * size
        boxes = PackedBoxes(read.boxes)
        lines.append(Line(read.text, number, blank, read.box, boxes, size, edges, read.confidences))
        previous = read
    items = lay_out_page(lines, _rulings(reading), number, _TOLERANCE)
    for item in items:
        if isinstance(item, PageTable):
            item.half = reading.half
    return [_on_page(item, reading) for item in items]


def even_signs(readings: Sequence[PageReading]) -> list[PageReading]:
    """The readings with a sign set full-width beside Chinese where the document nearly always prints it so.

    On a poor scan the width of single signs cannot be measured; one that the document often prints half-width is left
    as it was read, and so is a clear scan.
    """
    if not readings or fmean(reading.confidence for reading in readings) > _CLEAR:
        return list(readings)
    seen: Counter[str] = Counter()
    for reading in readings:
        for line in reading.lines:
            seen.update(line.text[found.start()] for found in _SIGN.finditer(line.text))
    wide = {
        ord(half): full
        for half, full in zip(_HALF, _FULL_WIDTH, strict=True)
        if seen[full] >= _MANY and seen[half] <= _STRAY * seen[full]
    }
    if not any(seen[chr(code)] for code in wide):
        return list(readings)
    return [
        replace(r, lines=tuple(replace(line, text=_widened(line.text, wide)) for line in r.lines)) for r in readings
    ]


def _widened(text: str, wide: Mapping[int, str]) -> str:
    return _SIGN.sub(lambda found: wide.get(ord(found[0]), found[0]), text)


def document_items(readings: Sequence[PageReading], numbers: Iterable[int] = ()) -> list[PageItem]:
    """The items of all pages of a document that is scanned throughout, running heads left out; ``numbers`` are those of
    the images that they stand on, where some hold two pages.
    """
    readings = even_signs(readings)
    column = text_column(readings)
    numbers = list(numbers) or range(1, len(readings) + 1)
    items = [page_items(reading, number, column) for number, reading in zip(numbers, readings, strict=True)]
    pages = [[item for item in own if isinstance(item, Line)] for own in items]
    extents = [[(item.ys[0], item.ys[-1]) for item in own if isinstance(item, PageTable)] for own in items]
    drop_running_heads(pages, [reading.height for reading in readings], extents)
    kept = {id(line) for page in pages for line in page}
    left = [item for own in items for item in own if isinstance(item, PageTable) or id(item) in kept]
    return left or [item for own in items for item in own]


def page_marks(reading: PageReading, number: int) -> list[Mark]:
    """Issuer mark, red line and seals of a page."""
    return [Mark(mark.kind, number, reading.on_page(mark.box), mark.text) for mark in reading.marks]


def text_column(readings: Iterable[PageReading]) -> Column | None:
    """The left and right edge of the running text in points, or None where no page has three full lines."""
    lefts: list[float] = []
    rights: list[float] = []
    for reading in readings:
        ruled = reading.rulings
        plain = [line for line in reading.lines if not line.red and not _is_ruled(line, ruled)]
        widest = max((line.box[2] - line.box[0] for line in plain), default=0.0)
        full = [line for line in plain if line.box[2] - line.box[0] >= _FULL * widest]
        if widest < 0.4 * reading.width or len(full) < 3:
            continue
        lefts.append(-_edge([-line.box[0] for line in full]))
        rights.append(_edge([line.box[2] for line in full]))
    return (median(lefts), median(rights)) if lefts else None


def _edge(ends: Sequence[float]) -> float:
    """The outermost place at which several lines end; what one line alone reaches is a note in the margin."""
    several = max(2, len(ends) // 6)
    for end in sorted(ends, reverse=True):
        if sum(abs(end - other) <= _NEAR_EDGE for other in ends) >= several:
            return end
    return max(ends)


def _is_ruled(line: ReadLine, rulings: Sequence[object]) -> bool:
    """Whether a vertical ruling passes beside a line: it stands in a table."""
    from .ocr import Ruling

    middle = (line.box[1] + line.box[3]) / 2
    return any(isinstance(r, Ruling) and r.x0 == r.x1 and min(r.y0, r.y1) <= middle <= max(r.y0, r.y1) for r in rulings)


def _is_page_number(line: ReadLine, reading: PageReading) -> bool:
    """A page mark in the margin, also one of whose dashes only one or none was read, if nothing stands further out."""
    at_top = line.box[3] < _EDGE * reading.height
    if not at_top and line.box[1] <= (1 - _EDGE) * reading.height:
        return False
    if is_page_mark(line.text):
        return True
    outermost = reading.lines[0] if at_top else reading.lines[-1]
    return line is outermost and bool(_BARE_NUMBER.match(line.text))


def _even_sizes(lines: Sequence[ReadLine]) -> list[float]:
    """The font size of each line, lines of about the same size given the size that most of their characters have."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].size)
    order = [i for i in order if len(lines[i].text) >= _SHORT]
    sizes = [0.0] * len(lines)
    group: list[int] = []

    def close() -> None:
        measured = [lines[i].size for i in group for _ in lines[i].text]
        for i in group:
            sizes[i] = round(median(measured), 1) if measured else lines[i].size

    for i in order:
        if group and lines[i].size > lines[group[0]].size * _SAME_SIZE**2:
            close()
            group = []
        group.append(i)
    if group:
        close()
    for i, line in enumerate(lines):
        if not sizes[i]:  # too short to measure: as its neighbour, unless it is plainly another size
            near = next((sizes[j] for j in (i - 1, i + 1) if 0 <= j < len(lines) and sizes[j]), 0.0)
            sizes[i] = near if near and 0.7 <= line.size / near <= 1.4 else line.size
    return sizes


def _rulings(reading: PageReading) -> Rulings:
    rulings = Rulings()
    for ruling in reading.rulings:
        if ruling.y0 == ruling.y1:
            rulings.horizontal.append((ruling.y0, ruling.x0, ruling.x1))
        else:
            rulings.vertical.append((ruling.x0, ruling.y0, ruling.y1))
    return rulings


def _on_page(item: PageItem, reading: PageReading) -> PageItem:
    """The item with its characters' boxes brought back to the page as scanned; the line's own box stays straight,
    lines are joined by it."""
    if isinstance(item, Line):
        if item.boxes is None or not (reading.skew or reading.quarter_turns or reading.offset or reading.sheet_turns):
            return item
        return replace(item, boxes=PackedBoxes(_moved(box, reading) for box in item.boxes))
    if isinstance(item, PageTable):
        for cell in item.cells:
            cell.lines[:] = [
                line for line in (_on_page(line, reading) for line in cell.lines) if isinstance(line, Line)
            ]
    return item


def _moved(box: Box | None, reading: PageReading) -> Box | None:
    return None if box is None else reading.on_page(box)
