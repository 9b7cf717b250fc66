"""What was read, drawn on the pages (溯源图): boxes around number, title, date, seal, tables, clauses."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from . import readers
from .data import Data
from .document import Document, Ocr
from .errors import UnsupportedFormat
from .model import Record
from .readers.pages import render_pages
from .text import Box, PackedBoxes

if TYPE_CHECKING:
    from PIL.Image import Image

# Kind → what stands at the box, its Latin form for machines without a Chinese font, and the colour.
KINDS: dict[str, tuple[str, str, str]] = {
    "issuer-mark": ("发文机关标志", "mark", "#d1242f"),
    "number": ("发文字号", "number", "#8250df"),
    "title": ("标题", "title", "#0969da"),
    "addressees": ("主送机关", "addressee", "#1a7f37"),
    "signature": ("署名", "signature", "#9a6700"),
    "date": ("成文日期", "date", "#bc4c00"),
    "seal": ("印章", "seal", "#cf222e"),
    "red-line": ("红线", "line", "#ff8182"),
    "table": ("表格", "table", "#0550ae"),
    "clause": ("条款", "clause", "#6e7781"),
}
_FIELDS = {
    "title": "title",
    "inner_title": "title",
    "addressees": "addressees",
    "signatories": "signature",
    "written_date": "date",
}
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
_LABEL_SIZE = 13


@dataclass(frozen=True, slots=True)
class Region:
    """A box on a page (PDF points, origin top left) and what stands there; ``label`` is a clause's id, else empty."""

    kind: str
    page: int
    box: Box
    label: str = ""


def find_regions(document: Document, record: Record) -> list[Region]:
    """Where the values of a record stand; what runs over a page break has a region on each page."""
    regions = [
        Region(mark.kind, mark.page, mark.box)
        for mark in document.marks
        if mark.page is not None and mark.box is not None and mark.kind in KINDS
    ]
    for clause in (clause for top in record.clauses for clause in top.walk()):
        regions += _on_pages(document, "clause", clause.span.start, clause.span.end, clause.id)
    for number, table in enumerate(document.tables, 1):
        regions += _on_pages(document, "table", table.start, table.end, str(number))
    if record.document_number is not None and record.document_number.span is not None:
        span = record.document_number.span
        regions += _on_pages(document, "number", span.start, span.end)
    for name, span in record.spans.items():
        kind = _FIELDS.get(name.partition(".")[0])
        if kind is not None:
            regions += _on_pages(document, kind, span.start, span.end)
    return regions


def view_pages(payload: bytes, name: str, data: Data | None = None, ocr: Ocr = "auto") -> Iterator[bytes]:
    """The pages of a file with boxes around what was read, each as a PNG file; ``name`` is how errors name it.

    Raises the errors of the readers; UnsupportedFormat where a format has no pages.
    """
    from .extract import extract_record

    document = readers.read_bytes(payload, name, ocr=ocr)
    if not document.text.page_starts:
        raise UnsupportedFormat(name, "这种格式没有可以显示的页面", "请先转换为 PDF")
    regions = find_regions(document, extract_record(document, data))
    for number, (image, scale) in enumerate(render_pages(payload, name), 1):
        yield _png(draw(image, scale, [region for region in regions if region.page == number]))


def draw(image: Image, scale: float, regions: list[Region]) -> Image:
    """The page with its boxes; those of clauses lie below, those of single values above."""
    from PIL import ImageDraw

    order = {"clause": 0, "table": 1}
    pen = ImageDraw.Draw(image)
    font, chinese = _font()
    for region in sorted(regions, key=lambda region: order.get(region.kind, 2)):
        name, latin, colour = KINDS[region.kind]
        x0, y0, x1, y1 = (scale * value for value in region.box)
        margin = 1 if region.kind == "clause" else 3
        box = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
        pen.rectangle(box, outline=colour, width=1 if region.kind == "clause" else 2)
        text = f"{name} {region.label}".strip() if chinese else latin
        if region.kind == "clause":
            text = region.label if chinese else latin
        place = (max(0.0, box[0]), max(0.0, box[1] - _LABEL_SIZE - 3))
        pen.rectangle(pen.textbbox(place, text, font=font), fill="white")
        pen.text(place, text, fill=colour, font=font)
    return image


def _on_pages(document: Document, kind: str, start: int, end: int, label: str = "") -> Iterator[Region]:
    """A range of the text as a region on each page that it touches."""
    starts, boxes = document.text.page_starts, document.text.boxes
    if not starts or not isinstance(boxes, PackedBoxes):
        return
    page = bisect_right(starts, start)
    while start < end and page <= len(starts):
        stop = min(end, starts[page]) if page < len(starts) else end
        box = boxes.union(start, stop)
        if box is not None:
            yield Region(kind, page, box, label)
        start, page = stop, page + 1


@cache
def _font() -> tuple[Any, bool]:
    """A font for labels, and whether it has Chinese characters."""
    from PIL import ImageFont

    for path in _FONTS:
        try:
            return ImageFont.truetype(path, _LABEL_SIZE), True
        except OSError:
            continue
    return ImageFont.load_default(), False


def _png(image: Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
