"""Two pages scanned on one wide sheet (A3): told by the blank strip along the fold, and parted there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sheets import is_wide

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 1400  # pixels to which a sheet is reduced to look for its fold
_STRIP = 0.012  # share of the width left and right of the middle that is blank
_EDGE = 0.03  # share of the height at top and foot where scanners leave dark edges
_INK = 60  # how much darker than the paper ink is
_SPECKS = 0.004  # share of the strip's rows that specks may darken
_SHADOW = 0.5  # share of the strip's rows from where what darkens them is the shadow of the fold


def parted(image: Image) -> list[Image]:
    """The left and the right page of a scanned sheet, else the image itself: a line, a ruling or a heading that crosses
    the middle tells a single page.
    """
    import numpy as np

    width, height = image.size
    if not is_wide((width, height)):
        return [image]
    factor = max(1, width // _WIDTH)
    gray = np.asarray(image.convert("L").reduce(factor) if factor > 1 else image.convert("L")).astype(int)
    ink = gray < np.median(gray) - _INK
    ink = ink[round(_EDGE * ink.shape[0]) : round((1 - _EDGE) * ink.shape[0])]
    middle, near = ink.shape[1] / 2, _STRIP * ink.shape[1]
    strip = ink[:, round(middle - near) : round(middle + near) + 1]
    dark = strip.sum(axis=1)
    shadow = np.median(dark[dark > 0]) if (dark > 0).mean() > _SHADOW else 0
    if not ink.any() or (dark > 2 * shadow).mean() > _SPECKS:
        return [image]
    return [image.crop((0, 0, width // 2, height)), image.crop((width // 2, 0, width, height))]
