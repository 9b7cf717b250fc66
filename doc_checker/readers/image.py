"""Image files (PNG, JPEG, GIF, TIFF also with several pages) → ``Document``, read by OCR page by page."""

from __future__ import annotations

from ..document import Document, Ocr
from ..errors import UnreadableDocument
from ..model import Source
from .assemble import assemble
from .grid import join_pages
from .page_frame import without_frame
from .pictures import pages


def read_image(payload: bytes, source: Source, shown: str, ocr: Ocr = "auto") -> Document:
    """Read an image file of one or more pages.

    Raises UnreadableDocument for damaged or unknown images and where OCR is not wanted, LimitExceeded for too many or too
    large pages, MissingExtra where OCR is not installed.
    """
    if ocr == "never":
        raise UnreadableDocument(shown, "是图像，不做文字识别就读不出文字", "请去掉 --ocr never")
    from . import ocr as engine
    from .scan_pages import document_items, page_marks

    sheets = [engine.read_sheet(page, dpi, shown) for page, dpi in pages(payload, shown)]
    readings = [reading for sheet in sheets for reading in sheet]
    places = [number for number, sheet in enumerate(sheets, 1) for _ in sheet]
    items = document_items(readings, places)
    if not items:
        raise UnreadableDocument(shown, "图像中没有识别出文字", "请检查是否扫反或过于模糊，并以 200 dpi 以上重新扫描")
    numbers = list(range(1, len(sheets) + 1))
    source = source.model_copy(update={"format": "image", "pages": len(sheets), "ocr_pages": numbers})
    marks = [mark for number, reading in zip(places, readings, strict=True) for mark in page_marks(reading, number)]
    kept, metadata = without_frame(list(join_pages(items)))
    return assemble(kept, source, marks=marks, metadata=metadata)
