"""Is a picture on a PDF's page a seal (印章): mostly red, on white or on nothing?"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ..text import Box
from . import pdfium

if TYPE_CHECKING:
    from PIL.Image import Image

# What becomes of the 256 values of a channel, and of the difference between red and another one:
_BELOW_WHITE, _STRONG, _REDDER = [255] * 225 + [0] * 31, [0] * 121 + [255] * 135, [0] * 21 + [255] * 235
_ABOVE_BLACK = [0] * 41 + [255] * 215
_BLACK = 40  # a channel of black, as JPEG keeps it
_SCALE = 0.35  # pixels per point: enough to tell a red seal from a photograph
_SMALL = 48  # pixels: the least side of a JPEG decoded small
_MAX_BYTES, _MAX_PIXELS = 4_000_000, 16_000_000  # of a JPEG; a larger one is drawn by pdfium
_JPEG, _SCAN, _END = b"\xff\xd8\xff", b"\xff\xda", b"\xff\xd9"


def is_seal_picture(page: Any, thing: int, box: Box, size: tuple[float, float]) -> bool:
    """Whether a picture of a page shows mostly red on white or on nothing; ``thing`` is pdfium's object, ``box`` its
    place on a page of this size.
    """
    width, height = size
    margins = (max(0, box[0]), max(0, height - box[3]), max(0, width - box[2]), max(0, box[1]))
    if margins[0] + margins[2] >= width - 10 or margins[1] + margins[3] >= height - 10:
        return False
    preview = _preview(pdfium.picture_data(thing, _MAX_BYTES))
    if preview is not None and _is_all_red(preview):
        return True
    # Coarse sampling is enough and takes half the time that smooth scaling does.
    drawn = page.render(scale=_SCALE, crop=margins, may_draw_forms=False, no_smoothimage=True)
    pixels = drawn.to_pil().convert("RGB")
    red, ink = _count_red(pixels)
    return bool(ink) and red >= 0.5 * ink and ink < 0.9 * pixels.width * pixels.height


def _preview(data: bytes) -> Image | None:
    """A coloured JPEG decoded at an eighth of its size, which takes a tenth of the time that drawing it does; of a
    progressive one the first scan, which holds just that, is enough. None for anything else, and for a damaged one.
    """
    if not data.startswith(_JPEG):
        return None
    from PIL.JpegImagePlugin import JpegImageFile  # loaded by itself: ``Image.open`` would load all common formats

    start = data.find(_SCAN)
    second = data.find(_SCAN, start + 2)
    if second > 0 and data[start + 4 : start + 5] == b"\x03":  # the first scan has all three colours
        data = data[:second] + _END
    try:
        image = JpegImageFile(io.BytesIO(data))
        if image.mode != "RGB" or image.width * image.height > _MAX_PIXELS:
            return None
        image.draft("RGB", (_SMALL, _SMALL))
        image.load()
    except (OSError, ValueError, SyntaxError):
        return None
    return image


def _is_all_red(preview: Image) -> bool:
    """Whether a picture's corners are white or black and nearly everything else is red. Transparent pictures are black
    where nothing is seen of them: their mask is stored apart.
    """
    from PIL.ImageChops import lighter

    right, low = preview.width - 1, preview.height - 1
    corners = [preview.getpixel(place) for place in ((0, 0), (right, 0), (0, low), (right, low))]
    if all(max(corner) <= _BLACK for corner in corners if isinstance(corner, tuple)):
        red, green, blue = preview.split()
        brightest = lighter(lighter(red, green), blue).point(_ABOVE_BLACK)
        ink, found = _count(brightest), _count(_all_of(_redder(red, green, blue), brightest))
    else:
        found, ink = _count_red(preview)
    area = preview.width * preview.height
    return 0.02 * area < ink < 0.9 * area and found >= 0.9 * ink


def _count_red(pixels: Image) -> tuple[int, int]:
    """How many pixels of an image are red, and how many are not white."""
    from PIL.ImageChops import darker

    red, green, blue = pixels.split()
    ink = darker(darker(red, green), blue).point(_BELOW_WHITE)
    return _count(_all_of(red.point(_STRONG), _redder(red, green, blue), ink)), _count(ink)


def _redder(red: Image, green: Image, blue: Image) -> Image:
    """White where the red channel is well above both others."""
    from PIL.ImageChops import darker, subtract

    return darker(subtract(red, green), subtract(red, blue)).point(_REDDER)


def _all_of(first: Image, *others: Image) -> Image:
    """White where all of the images are."""
    from PIL.ImageChops import darker

    for other in others:
        first = darker(first, other)
    return first


def _count(mask: Image) -> int:
    """How many pixels are white."""
    return mask.histogram()[255]
