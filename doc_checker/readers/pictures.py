"""Pictures as files hold them (PNG, JPEG, TIFF …), decoded within limits, with their resolution."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import LimitExceeded, UnreadableDocument
from .jbig2 import decode, is_jbig2

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP")
MAX_PAGES = 300  # frames of one file; OCR takes seconds for each
MAX_PIXELS = 120_000_000  # of one frame: A3 at 600 dpi has 70 million
MIN_SIDE = 60  # pixels: smaller images hold no readable line
_A4_WIDTH = 8.27  # inches: the page is taken for A4 where the file names no believable resolution
_DPI = (60.0, 1300.0)


def pages(payload: bytes, shown: str) -> Iterator[tuple[Image, float]]:
    """The pages of an image file, turned as EXIF says, each with its resolution in dots per inch."""
    from PIL import Image, ImageOps

    if is_jbig2(payload):
        page = decode(payload, shown, MAX_PIXELS)
        yield page, resolution(page, page)
        return
    with _readable(shown):
        image = Image.open(io.BytesIO(payload), formats=FORMATS)
        count = min(getattr(image, "n_frames", 1), MAX_PAGES + 1) if image.format == "TIFF" else 1
    if count > MAX_PAGES:
        raise LimitExceeded(shown, f"页数超过 {MAX_PAGES} 页上限", "请拆分后再试")
    for number in range(count):
        with _readable(shown):
            image.seek(number)
            _check_size(image, shown)
            page = ImageOps.exif_transpose(image)
            page.load()
            page = _eight_bits(page)
        yield page, resolution(page, image)


@contextmanager
def _readable(shown: str) -> Iterator[None]:
    """Whatever goes wrong inside Pillow is the file's fault; its warnings about sizes are our own limits' matter."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise LimitExceeded(shown, "图像的像素数过大", "请降低分辨率后再试") from error
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as error:
        raise UnreadableDocument(shown, "图像已损坏或格式不受支持", "请重新扫描，或另存为 PNG、JPEG、TIFF") from error


def _check_size(image: Image, shown: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise LimitExceeded(shown, f"图像有 {width}×{height} 像素，超过上限", "请降低分辨率后再试")
    if min(width, height) < MIN_SIDE:
        raise UnreadableDocument(shown, f"图像只有 {width}×{height} 像素，无法识别文字", "请以 200 dpi 以上重新扫描")


def _eight_bits(page: Image) -> Image:
    """Sixteen-bit and floating greys as eight bits; Pillow's own conversion cuts them off."""
    if page.mode.startswith("I;16") or page.mode in ("I", "F"):
        import numpy as np
        from PIL import Image as pillow

        values = np.asarray(page, dtype=np.float64)
        top = max(float(values.max()), 1.0)
        return pillow.fromarray((values * (255 / top)).clip(0, 255).astype(np.uint8))
    return page


def resolution(page: Image, image: Image) -> float:
    """Dots per inch: what the file says where that makes a sheet of a believable size, else what makes it an A4."""
    stated = image.info.get("dpi")
    try:
        dpi = float(stated[0]) if stated else 0.0
    except (TypeError, ValueError, ZeroDivisionError, OverflowError, IndexError):
        dpi = 0.0
    narrow = min(page.size)
    if _DPI[0] <= dpi <= _DPI[1] and 4.0 <= narrow / dpi <= 17.0:
        return dpi
    return narrow / _A4_WIDTH
