"""Pages of an OFD file that hold pictures instead of text: put together as they are printed, then read by OCR."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..errors import DocCheckerError, LimitExceeded, MissingExtra
from .ofd_page import PageContent
from .pictures import MAX_PAGES, pages

if TYPE_CHECKING:
    from PIL.Image import Image

    from .ocr import PageReading

OCR_DPI = 200
OCR_SECONDS = 30.0  # for each page
_MAX_SIDE = 5000  # pixels


def read_scans(
    contents: Sequence[PageContent], picture: Callable[[int, str], bytes | None], shown: str
) -> dict[tuple[int, int], PageReading]:
    """What OCR reads on the scanned pages, by page number and half (1 for the second of two pages on a sheet);
    ``picture`` gives the bytes of a picture by page and ID.

    Raises MissingExtra where OCR is not installed, LimitExceeded; a page whose pictures cannot be decoded is left out.
    """
    from . import ocr as engine

    if len(contents) > MAX_PAGES:
        raise LimitExceeded(shown, f"需要文字识别的页超过 {MAX_PAGES} 页上限", "请拆分后再试")
    deadline = time.monotonic() + OCR_SECONDS * len(contents)
    readings: dict[tuple[int, int], PageReading] = {}
    for content in contents:
        if time.monotonic() > deadline:
            raise LimitExceeded(shown, "文字识别超过时间上限", "请拆分后再试")
        sheet = _sheet(content, picture, shown)
        if sheet is not None:
            halves = engine.read_sheet(sheet, sheet.width / content.width * 72, shown)
            readings.update({(content.page, half): reading for half, reading in enumerate(halves)})
    return readings


def _sheet(content: PageContent, picture: Callable[[int, str], bytes | None], shown: str) -> Image | None:
    """The page with its pictures on it, or None where none can be decoded."""
    from PIL import Image

    scale = min(OCR_DPI / 72, _MAX_SIDE / max(content.width, content.height))
    sheet = Image.new("RGB", (round(content.width * scale), round(content.height * scale)), "white")
    found = False
    for (x0, y0, x1, y1), name in content.pictures:
        payload = picture(content.page, name)
        size = (round((x1 - x0) * scale), round((y1 - y0) * scale))
        if payload is None or min(size) < 1 or max(size) > 2 * _MAX_SIDE:
            continue
        try:
            drawn = next(pages(payload, shown))[0].resize(size)
        except MissingExtra:
            raise
        except DocCheckerError:
            continue  # a kind that Pillow does not know, or a damaged one
        place = (round(x0 * scale), round(y0 * scale))
        sheet.paste(drawn.convert("RGB"), place, drawn.getchannel("A") if "A" in drawn.getbands() else None)
        found = True
    return sheet if found else None
