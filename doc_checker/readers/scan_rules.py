"""What is seen on a scanned page besides its text: skew, shading, rulings, seals, red lines.

Everything here works on pixels with numpy and OpenCV (imported lazily: extra ``[ocr]``); ``readers/ocr.py`` turns them
into points. Lengths in the constants are millimetres on paper, so they hold at every resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
PixelBox = tuple[int, int, int, int]

MAX_SKEW = 8.0  # degrees that are straightened; beyond, a page is turned on purpose
_SKEW_WIDTH = 900  # pixels of the long side on which the skew is measured
_MIN_HORIZONTAL = 12.0  # mm: shorter strokes belong to characters (一, a dash, an underlined word)
_MIN_VERTICAL = 5.5  # mm: taller than a stroke of a body character; the ends must meet a horizontal ruling
_LONG = 40.0  # mm: no character has strokes that long, the ends may stay open
_MAX_THICKNESS = 1.6  # mm
_JOINT = 1.5  # mm by which the ends of crossing rulings may miss each other
_SEAL_SIDES = (18.0, 65.0)  # mm: round seals 38–45, oval ones 30 × 45, square name seals from 18
_EVEN_INK = 0.03  # spread of a seal's red (share of it) up to which print shows through an opaque seal
_RING_RADII = (17.0, 24.0)  # mm
_RING_DPI = 100.0
_APART = 35.0  # levels of grey between a seal and the print under it, from which they can be told apart
_RED_LINE = 100.0  # mm: the red line of the letterhead is 156 long (GB/T 9704-2012, 7.2.7)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight horizontal or vertical line in pixels; ``x0 <= x1`` and ``y0 <= y1``."""

    x0: float
    y0: float
    x1: float
    y1: float
    is_horizontal: bool


@dataclass(frozen=True, slots=True)
class RedMarks:
    """Red things on a page: seals (印章) and the long lines of the letterhead (红色分隔线)."""

    seals: tuple[PixelBox, ...]
    lines: tuple[PixelBox, ...]


def to_gray(image: Pixels) -> Pixels:
    """Luminance of a BGR image."""
    import cv2

    return cast(Pixels, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def find_skew(gray: Pixels) -> float:
    """The angle in degrees by which the text runs downhill to the right (positive: turn counter-clockwise to mend).

    The row sums of a straight page have the sharpest steps; 0.0 where no angle stands out.
    """
    import cv2

    scale = _SKEW_WIDTH / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else gray
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    height, width = ink.shape
    margin_y, margin_x = height // 40, width // 40
    ink[:margin_y], ink[-margin_y:], ink[:, :margin_x], ink[:, -margin_x:] = 0, 0, 0, 0
    if np.count_nonzero(ink) < 200:
        return 0.0
    # Turning blurs; blurred beforehand, the unturned page has no advantage.
    ink = cv2.GaussianBlur(ink, (5, 5), 0)

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.5), key=sharpness)
    for step in (0.1, 0.02):
        best = max(np.arange(best - 5 * step, best + 5.01 * step, step), key=sharpness)
    if abs(best) >= MAX_SKEW:
        return 0.0
    return float(best)


def turning(shape: tuple[int, ...], angle: float) -> npt.NDArray[np.float64]:
    """The 2 × 3 matrix that turns a page of this shape counter-clockwise around its centre."""
    import cv2

    return cast("npt.NDArray[np.float64]", cv2.getRotationMatrix2D((shape[1] / 2, shape[0] / 2), angle, 1.0))


def turn(image: Pixels, matrix: npt.NDArray[np.float64]) -> Pixels:
    """The page turned by a matrix of ``turning``; corners that come free take the colour of the paper."""
    import cv2

    paper = tuple(float(value) for value in np.median(image[::16, ::16].reshape(-1, image.shape[2]), axis=0))
    size = (image.shape[1], image.shape[0])
    turned: Any = cv2.warpAffine(
        image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
    )
    return cast(Pixels, turned)


def even_out(image: Pixels) -> Pixels:
    """The page with its shading taken away where it has any (a photograph, the shadow of a spine)."""
    import cv2

    scale = 160 / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    light = paper.max(axis=2)
    if np.percentile(light, 95) - np.percentile(light, 5) < 30:
        return image
    background = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat: Any = cv2.divide(image, np.maximum(background, 40), scale=245)
    return cast(Pixels, flat)


def red_mask(image: Pixels) -> Pixels:
    """255 where a pixel is red ink: red well above green and blue."""
    import cv2

    blue, green, red = cv2.split(image)
    excess = cv2.subtract(red, cv2.max(green, blue))
    return cast(Pixels, cv2.threshold(excess, 45, 255, cv2.THRESH_BINARY)[1])


def find_red_marks(mask: Pixels, dpi: float) -> RedMarks:
    """Seals and long red lines in a mask of red pixels.

    Characters of the issuer mark (at most 22 mm high) stand apart and are smaller than a seal's ring or frame.
    """
    import cv2

    mm = dpi / 25.4
    small = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = max(1, round(0.4 * mm / 2))
    joined = cv2.dilate((small > 60).astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    seals: list[PixelBox] = []
    lines: list[PixelBox] = []
    for x, y, width, height, _ in (2 * stats[1:]).tolist():
        box = (x, y, x + width, y + height)
        low, high = _SEAL_SIDES[0] * mm, _SEAL_SIDES[1] * mm
        if width >= _RED_LINE * mm and height <= 12 * mm:
            lines.append(box)
        elif low <= width <= high and low <= height <= high and 0.4 <= width / height <= 2.5 and _is_framed(mask, box):
            seals.append(box)
    return RedMarks(tuple(seals), tuple(lines))


def _is_framed(mask: Pixels, box: PixelBox) -> bool:
    """Whether red ink runs along the border of a box, as a ring or a frame does: seen from most directions, the
    outermost red pixel lies in the outer quarter."""
    x0, y0, x1, y1 = box
    ys, xs = np.nonzero(mask[y0:y1, x0:x1])
    if len(xs) < 50:
        return False
    dx = (xs - (x1 - x0) / 2) / ((x1 - x0) / 2)
    dy = (ys - (y1 - y0) / 2) / ((y1 - y0) / 2)
    sector = ((np.arctan2(dy, dx) + np.pi) / (2 * np.pi) * 48).astype(int) % 48
    reach = np.zeros(48)
    np.maximum.at(reach, sector, np.hypot(dx, dy))
    return bool((reach > 0.75).mean() >= 0.85)


def find_rings(gray: Pixels, dpi: float) -> tuple[PixelBox, ...]:
    """Round seals on a page scanned without colour: circles of a seal's size, drawn nearly all around."""
    import cv2

    scale = min(1.0, _RING_DPI / dpi)
    small = cv2.GaussianBlur(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (3, 3), 0)
    mm = dpi * scale / 25.4
    low, high = (round(radius * mm) for radius in _RING_RADII)
    found = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT, 1.5, 2 * low, param1=120, param2=50, minRadius=low, maxRadius=high
    )
    rings: list[PixelBox] = []
    for x, y, radius in [] if found is None else np.asarray(found).reshape(-1, 3)[:40].tolist():
        if _ring_share(small, x, y, radius, mm) >= 0.75:
            x0, y0, x1, y1 = (round(value / scale) for value in (x - radius, y - radius, x + radius, y + radius))
            rings.append((max(0, x0), max(0, y0), x1, y1))
    return tuple(rings)


def _ring_share(gray: Any, x: float, y: float, radius: float, mm: float) -> float:
    """The share of directions in which a dark line lies on a circle and paper beyond it."""
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)

    def around(reach: float) -> npt.NDArray[np.float64]:
        xs = np.clip(np.rint(x + reach * np.cos(angles)), 0, gray.shape[1] - 1).astype(int)
        ys = np.clip(np.rint(y + reach * np.sin(angles)), 0, gray.shape[0] - 1).astype(int)
        return cast("npt.NDArray[np.float64]", gray[ys, xs].astype(np.float64))

    line = np.minimum.reduce([around(radius + step * mm) for step in np.arange(-1.2, 1.3, 0.3)])
    beyond = around(radius + 2.2 * mm)
    return float(np.mean((line < beyond - 50) & (beyond > 150)))


def clear_rings(image: Pixels, rings: tuple[PixelBox, ...]) -> tuple[Pixels, tuple[PixelBox, ...]]:
    """The page with grey seals lightened where the print under them is darker, and the rings where it is not: what
    stands there is doubtful."""
    result = image.copy() if rings else image
    stuck: list[PixelBox] = []
    for x0, y0, x1, y1 in rings:
        part = result[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4]
        gray = to_gray(part).astype(np.float32)
        height, width = gray.shape
        rows, columns = np.ogrid[:height, :width]
        reach = np.hypot((columns - width / 2) / (width / 2), (rows - height / 2) / (height / 2))
        ring = gray[(reach > 0.88) & (reach < 1.04)]
        own, dark = float(np.percentile(ring, 12)), float(np.percentile(gray, 0.7))
        if own - dark < _APART:
            stuck.append((x0, y0, x1, y1))
            continue
        start = dark + 0.35 * (own - dark)
        lifted = np.clip((gray - start) / (0.5 * (own - dark)), 0, 1) * 245
        part[:] = lifted.astype(np.uint8)[:, :, None]
    return result, tuple(stuck)


def clear_seals(image: Pixels, seals: tuple[PixelBox, ...]) -> Pixels:
    """The page with the seals' red taken off and the black print under them kept: in the red channel red ink is nearly
    as bright as paper and black ink stays dark."""
    import cv2

    if not seals:
        return image
    result = image.copy()
    for x0, y0, x1, y1 in seals:
        part = result[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4]
        inked = red_mask(part) > 0
        if not inked.any():
            continue
        red = part[:, :, 2].astype(np.float32)
        smooth = cv2.medianBlur(np.ascontiguousarray(part[:, :, 2]), 5).astype(np.float32)
        # The seal's own red, by its brighter half: where it lies on print it is darker, by little where the ink covers.
        own, bright = (float(value) for value in np.percentile(red[inked], (60, 85)))
        lifted = np.clip((red - 0.35 * own) / (0.45 * own), 0, 1) * 245
        spread = max(bright - own, 2.0)
        if spread < _EVEN_INK * own:
            top = own - max(0.05 * own, 1.5 * spread)
            under = np.clip((smooth - 0.80 * own) / max(1.0, top - 0.80 * own), 0, 1) * 245
            lifted = np.where(inked, np.minimum(lifted, under), lifted)
        part[:] = lifted.astype(np.uint8)[:, :, None]
    return result


def find_strokes(gray: Pixels, dpi: float, ignore: tuple[PixelBox, ...] = ()) -> list[Stroke]:
    """Ruled lines (表格线) of a straightened page; ``ignore`` are boxes without rulings (seals)."""
    import cv2

    mm = dpi / 25.4
    window = max(15, round(4 * mm)) | 1
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 18)
    for x0, y0, x1, y1 in ignore:
        ink[y0:y1, x0:x1] = 0
    horizontal = _strokes(ink, mm, True)
    vertical = _strokes(ink, mm, False)
    reach = _JOINT * mm
    vertical = [
        stroke for stroke in vertical if stroke.y1 - stroke.y0 >= _LONG * mm or _is_held(stroke, horizontal, reach)
    ]
    horizontal = [
        stroke for stroke in horizontal if stroke.x1 - stroke.x0 >= _LONG * mm or _is_held(stroke, vertical, reach)
    ]
    return [*horizontal, *vertical]


def _strokes(ink: Any, mm: float, is_horizontal: bool) -> list[Stroke]:
    """Runs of ink in one direction, gaps of up to 1 mm closed, thick blocks left out."""
    import cv2

    shortest = round((_MIN_HORIZONTAL if is_horizontal else _MIN_VERTICAL) * mm)
    gap = max(1, round(1.0 * mm))
    core = max(3, round(0.7 * shortest))
    across = 3  # a residual slant moves a line by a pixel or two

    def kernel(length: int, thick: int = 1) -> Any:
        return np.ones((thick, length) if is_horizontal else (length, thick), np.uint8)

    runs = cv2.morphologyEx(cv2.dilate(ink, kernel(1, across)), cv2.MORPH_CLOSE, kernel(max(1, gap // 3)))
    runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, kernel(core))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, kernel(gap))
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    strokes: list[Stroke] = []
    for x, y, width, height, area in stats[1:].tolist():
        length, extent = (width, height) if is_horizontal else (height, width)
        thickness = area / length - (across - 1)
        if length < shortest or thickness > _MAX_THICKNESS * mm or extent > max(3 * mm, 0.02 * length):
            continue
        if is_horizontal:
            strokes.append(Stroke(x, y + height / 2, x + width, y + height / 2, True))
        else:
            strokes.append(Stroke(x + width / 2, y, x + width / 2, y + height, False))
    return strokes


def _is_held(stroke: Stroke, others: list[Stroke], reach: float) -> bool:
    """Whether both ends of a short stroke touch strokes of the other direction."""
    if stroke.is_horizontal:
        ends = [(stroke.x0, stroke.y0), (stroke.x1, stroke.y1)]
        return all(any(abs(o.x0 - x) <= reach and o.y0 - reach <= y <= o.y1 + reach for o in others) for x, y in ends)
    ends = [(stroke.x0, stroke.y0), (stroke.x1, stroke.y1)]
    return all(any(abs(o.y0 - y) <= reach and o.x0 - reach <= x <= o.x1 + reach for o in others) for x, y in ends)
