"""PDF files → ``Document``: pdfium for text and drawing, page by page; OCR for pages without a usable text layer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pypdfium2 as pypdfium

from ..document import Document, Mark, Ocr
from ..errors import EncryptedDocument, LimitExceeded, MissingExtra, UnreadableDocument
from ..model import Source
from ..text import Box, PackedBoxes
from . import pdfium
from .assemble import assemble
from .footnotes import behind_paragraphs
from .garbage import is_too_short
from .grid import PageItem, divide, fill, join_pages
from .joining import PageTable
from .layout import common_columns, mark_last, merge_runs, with_columns
from .limits import check_characters, check_pages
from .lines import Line
from .page_frame import without_frame
from .page_lattices import page_lattices
from .pdf_marks import find_marks, find_signatures, is_in_seal, without_watermarks
from .pdf_rules import Drawing, read_drawing
from .pdf_text import Frame, Run, TextFacts, read_runs, text_facts, text_turns
from .running_heads import drop_running_heads
from .sheets import Side, shifted_boxes, two_pages

if TYPE_CHECKING:
    from .ocr import PageReading

MAX_SECONDS = 120.0  # for the text of one file; OCR has its own allowance
OCR_SECONDS = 30.0  # added for each page that OCR reads
OCR_DPI = 200
MAX_PAGE_CHARACTERS = 200_000
MAX_OCR_PAGES = 300
_FEW_CHARACTERS = 200  # on a page that is mostly picture: perhaps a few stray ones over a scan
_TINY = 2.0  # points: smaller letters are hidden text
_DARK = 128  # a page all in this grey or darker is no blank page
_MIN_CHARACTERS = 10  # fewer on a page with a picture: a scan with a stamped number


@dataclass(slots=True)
class PageContent:
    """What one page holds: lines outside tables, tables with the height at which they stand, and marks."""

    number: int
    width: float = 0.0
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[float, PageTable]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    needs_ocr: bool = False
    unread: bool = False
    """Whether the page needs OCR and OCR is not wanted."""
    hidden_layer: str = ""
    """The text that lies undrawn behind the picture of a page."""
    reading: PageReading | None = None
    items: list[PageItem] = field(default_factory=list)
    """What OCR read on the page, in reading order."""
    turned: tuple[Frame, Frame] | None = None
    """The frames as read and as displayed, where the page's text is not upright on the page as displayed."""
    offset: float = 0.0
    """Where the page begins on its sheet: not 0 for the right one of two."""
    right: PageContent | None = None
    """The right one of two pages on a sheet, the left one being this."""


def needs_ocr(facts: TextFacts, drawing: Drawing, size: tuple[float, float]) -> bool:
    """Whether a page has to be read by OCR: it shows something but holds no text, or its text layer is garbage."""
    if facts.characters < _MIN_CHARACTERS:
        return drawing.pictured(size) > 0.3 or (facts.characters == 0 and drawing.shapes > 60)
    return facts.unmapped > 0.3 or facts.garbage


def read_pdf(payload: bytes, source: Source, shown: str, ocr: Ocr = "auto") -> Document:
    """Read a PDF file.

    Raises EncryptedDocument, UnreadableDocument (damaged, without text), LimitExceeded, and MissingExtra where every
    page needs OCR and it is not installed.
    """
    document = _open(payload, shown)
    try:
        count = len(document)
        if not count:
            raise UnreadableDocument(shown, "PDF 中没有页面", "请换一份完整的文件")
        check_pages(count, shown)
        signatures = find_signatures(document)
        pages = list(_read_pages(document, count, shown, ocr))
        _read_other_sheets(document, pages, shown, ocr)
        notes = _run_ocr(document, pages, shown, ocr)
    finally:
        document.close()
    return _build(pages, source, shown, notes, signatures)


def _open(payload: bytes, shown: str) -> Any:
    try:
        return pypdfium.PdfDocument(payload)
    except pypdfium.PdfiumError as error:
        message = str(error).lower()
        if "password" in message or "security" in message:
            raise EncryptedDocument(shown, "PDF 有密码保护", "请去除密码后再试") from error
        raise UnreadableDocument(shown, "PDF 已损坏，无法打开", "请换一份完整的文件") from error


def _read_pages(document: Any, count: int, shown: str, ocr: Ocr) -> Iterator[PageContent]:
    deadline = time.monotonic() + MAX_SECONDS
    characters = 0
    before: list[tuple[float, ...]] = []
    for number in range(1, count + 1):
        try:
            page = pdfium.open_page(document, number)
        except pypdfium.PdfiumError:
            yield PageContent(number)
            continue
        try:
            content = _read_page(page, number, shown, ocr, before)
        finally:
            pdfium.close_page(page)
        before = [table.xs for _, table in (content.right or content).tables]
        characters += sum(len(line.text) for half in _halves(content) for line in half.lines)
        check_characters(characters, shown)
        if time.monotonic() > deadline:
            raise LimitExceeded(shown, f"读取超过 {MAX_SECONDS:.0f} 秒上限", "请拆分后再试")
        yield content


def _read_other_sheets(document: Any, pages: list[PageContent], shown: str, ocr: Ocr) -> None:
    """Where sheets hold two pages each, read the others of their size again: those with a blank side do, too."""
    sizes = {(round(2 * page.width), round(page.height)) for page in pages if page.right is not None}
    for place, known in enumerate(pages if sizes else ()):
        filled = known.right is None and (known.lines or known.tables)
        if filled and (round(known.width), round(known.height)) in sizes:
            page = pdfium.open_page(document, known.number)
            try:
                pages[place] = _read_page(page, known.number, shown, ocr, (), in_pairs=True)
            finally:
                pdfium.close_page(page)


def _halves(content: PageContent) -> tuple[PageContent, ...]:
    """The pages on a sheet, mostly one."""
    return (content,) if content.right is None else (content, content.right)


def _read_page(
    page: Any, number: int, shown: str, ocr: Ocr, before: Sequence[tuple[float, ...]], in_pairs: bool = False
) -> PageContent:
    """What a page holds; ``before`` are the borders of the columns of the tables on the page before, ``in_pairs`` says
    that other sheets hold two pages each.
    """
    textpage = pdfium.open_text(page)
    try:
        handle = pdfium.reference(textpage)
        count = pdfium.count_characters(handle)
        if count > MAX_PAGE_CHARACTERS:
            raise LimitExceeded(shown, f"第 {number} 页文字过多", "请检查文件是否损坏")
        displayed, frame = _frames(page, handle, count)
        runs, text = read_runs(handle, count, frame, number)
        facts = text_facts(handle, text, runs)
    finally:
        pdfium.close_text(textpage)
    drawing = read_drawing(pdfium.reference(page.raw), frame)
    content = PageContent(number, *frame.size, turned=(frame, displayed) if frame.turns != displayed.turns else None)
    content.needs_ocr = ocr == "always" or (ocr == "auto" and needs_ocr(facts, drawing, frame.size))
    content.unread = ocr == "never" and needs_ocr(facts, drawing, frame.size)
    if ocr == "auto" and not content.needs_ocr and drawing.pictured(frame.size) > 0.5:
        if facts.characters < _FEW_CHARACTERS:
            content.needs_ocr = is_too_short(text, _ink(page))
        elif facts.invisible > 0.5:
            content.hidden_layer = text
    if content.needs_ocr:
        return content
    runs = without_watermarks(runs, drawing)
    content.marks = find_marks(page, number, runs, drawing, frame)
    visible = _visible(runs, drawing, facts, frame)
    if any(mark.kind == "seal" for mark in content.marks):
        visible = [run for run in visible if not is_in_seal(run, content.marks)]
    lines = mark_last([run.line for run in visible], [run.line for run in visible if run.is_red])
    sides = two_pages(lines, drawing.rulings, frame.size, in_pairs)
    if sides is None:
        _lay_out(content, lines, drawing, before)
    else:
        _lay_out_halves(content, *sides, before)
    return content


def _lay_out_halves(content: PageContent, left: Side, right: Side, before: Sequence[tuple[float, ...]]) -> None:
    """Lay out two pages on a sheet, each by itself."""
    middle = content.width / 2
    content.width = middle
    content.right = PageContent(content.number, middle, content.height, turned=content.turned, offset=middle)
    _lay_out(content, left[0], Drawing(left[1]), before)
    _lay_out(content.right, right[0], Drawing(right[1]), [table.xs for _, table in content.tables])
    for _, table in content.right.tables:
        table.half = 1


def _ink(page: Any) -> float:
    """The inked area of a page in square points."""
    pixels = page.render(scale=0.5, grayscale=True, may_draw_forms=False).to_pil().convert("L").histogram()
    return 4.0 * float(sum(pixels[:128]))


def _frames(page: Any, textpage: pdfium.Reference, count: int) -> tuple[Frame, Frame]:
    """The page as it is displayed, and as its text is read."""
    left, bottom, right, top = page.get_bbox()
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = 0.0, 0.0, 595.0, 842.0
    displayed = Frame(left, bottom, right, top, page.get_rotation() // 90 % 4)
    turns = text_turns(textpage, count) if count else None
    return displayed, displayed if turns in (None, displayed.turns) else replace(displayed, turns=turns)


def _visible(runs: Sequence[Run], drawing: Drawing, facts: TextFacts, frame: Frame) -> list[Run]:
    """The runs that a reader sees: not white on white, too small, undrawn beside drawn text, or off the page."""
    width, height = frame.size
    visible: list[Run] = []
    for run in runs:
        box = run.line.box
        if box is None:
            continue
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not (-5 <= x <= width + 5 and -5 <= y <= height + 5):
            continue
        if box[3] - box[1] < _TINY and box[2] - box[0] < _TINY * len(run.line.text):
            continue
        if run.invisible:
            if facts.invisible < 0.5:
                continue
        elif run.is_white and not _is_dark(drawing, x, y):
            continue
        visible.append(run)
    return visible


def _is_dark(drawing: Drawing, x: float, y: float) -> bool:
    """Whether a point lies on a coloured area or a picture."""
    areas = [box for box, colour in drawing.fills if min(colour[:3]) < 200] + drawing.pictures
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in areas)


def _lay_out(
    content: PageContent, lines: list[Line], drawing: Drawing, before: Sequence[tuple[float, ...]] = ()
) -> None:
    """Divide a page's lines between its tables and the running text."""
    red = [(box[1] + box[3]) / 2 for box in drawing.red_lines]
    lattices = page_lattices(drawing.rulings, lines, before, red)
    outside: list[Line] = []
    inside: list[list[Line]] = [[] for _ in lattices]
    for line, home in zip(lines, divide(lines, lattices), strict=True):
        (outside if home is None else inside[home]).append(line)
    for lattice, own in zip(lattices, inside, strict=True):
        if own:
            content.tables.append((lattice.ys[0], fill(lattice, own, content.number)))
    content.lines = merge_runs(outside)


def _run_ocr(document: Any, pages: Sequence[PageContent], shown: str, ocr: Ocr) -> dict[str, str]:
    """Read the pages that need it by OCR; what could not be read is noted."""
    if ocr == "auto":
        _test_hidden_layers(document, pages, shown)
    wanted = [page for page in pages if page.needs_ocr and page.reading is None]
    if not wanted:
        return _unread(page for page in pages if page.unread)
    if len(wanted) > MAX_OCR_PAGES:
        raise LimitExceeded(shown, f"需要文字识别的页超过 {MAX_OCR_PAGES} 页上限", "请拆分后再试")
    has_text = any(page.lines or page.tables for page in pages)
    deadline = time.monotonic() + OCR_SECONDS * len(wanted)
    for page in wanted:
        if time.monotonic() > deadline:
            raise LimitExceeded(shown, "文字识别超过时间上限", "请拆分后再试")
        try:
            _take(page, _read_by_ocr(document, page.number, shown))
        except MissingExtra:
            if not has_text:
                raise
            return _unread(wanted)
        page.unread = page.reading is None
    return _unread(page for page in wanted if page.unread)


def _unread(pages: Iterable[PageContent]) -> dict[str, str]:
    """The note of pages without usable text that were not read."""
    numbers = "、".join(str(page.number) for page in pages)
    return {"未识别的页": numbers} if numbers else {}


def _test_hidden_layers(document: Any, pages: Sequence[PageContent], shown: str) -> None:
    """Read one of the pages with undrawn text by OCR: where the two disagree, an earlier, poor OCR wrote that text."""
    hidden = [page for page in pages if page.hidden_layer]
    if not hidden:
        return
    from . import ocr as engine
    from .garbage import MIN_LIKENESS, likeness

    if not engine.is_available():
        return
    trial = max(hidden, key=lambda page: len(page.hidden_layer))
    readings = _read_by_ocr(document, trial.number, shown)
    read = "".join(line.text for reading in readings for line in reading.lines)
    if not readings or likeness(trial.hidden_layer, read) >= MIN_LIKENESS:
        return
    for page in hidden:
        page.needs_ocr, page.lines, page.tables, page.marks, page.right = True, [], [], [], None
    _take(trial, readings)


def _take(page: PageContent, readings: Sequence[PageReading]) -> None:
    """Keep what OCR read on a page, or on the two pages of a sheet."""
    if readings:
        page.reading = readings[0]
    for reading in readings[1:]:
        page.right = PageContent(page.number, reading.width, reading.height, reading=reading)


def _read_by_ocr(document: Any, number: int, shown: str) -> list[PageReading]:
    """What OCR reads on a page, or on the two of a sheet; nothing where pictures cannot be decoded."""
    from . import ocr as engine

    page = pdfium.open_page(document, number)
    try:
        scale = _ocr_scale(page)
        image = page.render(scale=scale).to_pil()
        low, high = image.convert("L").getextrema()
        if low == high and (low < _DARK or _has_damaged_picture(page)):
            return []
        return engine.read_sheet(image, 72 * scale, shown)
    finally:
        pdfium.close_page(page)


def _has_damaged_picture(page: Any) -> bool:
    for thing in page.get_objects(filter=(pypdfium.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        try:
            thing.get_bitmap()
        except pypdfium.PdfiumError:
            return True
    return False


def _ocr_scale(page: Any) -> float:
    """Pixels per point: 200 dpi, less for sheets so large that the image would not fit into memory."""
    width, height = page.get_size()
    return float(min(OCR_DPI / 72, 5000 / max(1.0, width, height)))


def _build(
    pages: list[PageContent], source: Source, shown: str, notes: dict[str, str], signatures: Sequence[Mark]
) -> Document:
    count = len(pages)
    pages = [half for page in pages for half in _halves(page)]
    sizes = [(page.width, page.height) for page in pages]
    marks = [
        replace(mark, box=_on_display(mark.box, page)) if page.turned or page.offset else mark
        for page in pages
        for mark in page.marks
    ]
    _lay_out_scans(pages, marks)
    _drop_running_heads(pages)
    columns = common_columns([[] if page.reading is not None else page.lines for page in pages], sizes)
    items: list[PageItem] = []
    for page, column in zip(pages, columns, strict=True):
        if page.reading is None:
            page.lines = with_columns(page.lines, column)
            items += _in_order(page)
        else:
            kept = {id(line) for line in page.lines}
            items += [item for item in page.items if isinstance(item, PageTable) or id(item) in kept]
    if not items:
        raise UnreadableDocument(shown, "PDF 中没有读得出的文字", "请换一份有文字的文件，或用 OCR 识别")
    source = source.model_copy(update={"pages": count, "ocr_pages": _read_numbers(pages)})
    own, metadata = without_frame(list(join_pages(behind_paragraphs(items))))
    return assemble(own, source, marks=[*marks, *signatures], metadata={**metadata, **notes})


def _read_numbers(pages: Iterable[PageContent]) -> list[int]:
    return sorted({page.number for page in pages if page.reading is not None})


def _lay_out_scans(pages: Sequence[PageContent], marks: list[Mark]) -> None:
    """Lay out the pages that OCR read; their marks are added to ``marks``."""
    scanned = [page for page in pages if page.reading is not None]
    if not scanned:
        return
    from .scan_pages import even_signs, page_items, page_marks, text_column

    readings = even_signs([page.reading for page in scanned if page.reading is not None])
    column = text_column(readings)
    for page, reading in zip(scanned, readings, strict=True):
        page.items = page_items(reading, page.number, column)
        page.lines = [item for item in page.items if isinstance(item, Line)]
        page.tables = [(item.ys[0], item) for item in page.items if isinstance(item, PageTable)]
        page.height = reading.height
        marks += page_marks(reading, page.number)


def _drop_running_heads(pages: Sequence[PageContent]) -> None:
    """Running heads out, unless nothing would be left."""
    lines = [list(page.lines) for page in pages]
    drop_running_heads(
        [page.lines for page in pages],
        [page.height for page in pages],
        [[(table.ys[0], table.ys[-1]) for _, table in page.tables] for page in pages],
    )
    if not any(page.lines or page.tables for page in pages):
        for page, own in zip(pages, lines, strict=True):
            page.lines = own


def _in_order(page: PageContent) -> Iterator[PageItem]:
    """Lines and tables from top to bottom."""
    waiting = sorted(page.tables, key=lambda entry: entry[0])
    for line in page.lines:
        assert line.box is not None
        while waiting and (line.box[1] + line.box[3]) / 2 > waiting[0][0]:
            yield _as_displayed(waiting.pop(0)[1], page)
        yield _as_displayed(line, page)
    for _, table in waiting:
        yield _as_displayed(table, page)


def _as_displayed(item: PageItem, page: PageContent) -> PageItem:
    """The item with its characters' boxes on the page as it is displayed, where its text stands turned on it."""
    if page.turned is None and not page.offset:
        return item
    if isinstance(item, PageTable):
        for cell in item.cells:
            cell.lines[:] = [
                line for line in (_as_displayed(line, page) for line in cell.lines) if isinstance(line, Line)
            ]
        return item
    if item.boxes is None:
        return item
    if page.turned is None:
        return replace(item, boxes=shifted_boxes(item.boxes, page.offset))
    return replace(item, boxes=PackedBoxes(_on_display(b, page) for b in item.boxes))


def _on_display(box: Box | None, page: PageContent) -> Box | None:
    if box is None:
        return box
    box = (box[0] + page.offset, box[1], box[2] + page.offset, box[3])
    if page.turned is None:
        return box
    read, displayed = page.turned
    return displayed.to_reading(*read.from_reading(box))
