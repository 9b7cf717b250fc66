"""A PDF page's drawing → rulings, filled areas, pictures, and red things (the red line, seals)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Any

from ..text import Box
from . import pdfium
from .lattice import Rulings
from .pdf_text import BLACK, Colour, Frame, is_red

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_THIN = 4.0  # points: a rectangle up to this thickness is a line
_SHORT = 5.0  # points: shorter lines are dots
_MAX_OBJECTS = 60_000
_MAX_SEGMENTS = 4_000
_MAX_DEPTH = 4
_WHITE = 245

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """What a page shows besides text, in reading coordinates."""

    rulings: Rulings = field(default_factory=Rulings)
    fills: list[tuple[Box, Colour]] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    picture_things: list[int] = field(default_factory=list)
    """pdfium's objects of the pictures, as long as the page is open."""
    red_shapes: list[Box] = field(default_factory=list)
    red_lines: list[Box] = field(default_factory=list)
    shapes: int = 0
    """Paths that are no line: letters drawn as outlines, decorations."""

    def pictured(self, size: tuple[float, float]) -> float:
        """The share of the page that pictures take (those of a mosaic count each)."""
        area = sum(max(0.0, x1 - x0) * max(0.0, y1 - y0) for x0, y0, x1, y1 in self.pictures)
        return area / max(1.0, size[0] * size[1])


def read_drawing(page: pdfium.Reference, frame: Frame) -> Drawing:
    """Walk a page's objects (forms included)."""
    drawing = Drawing()
    objects = [0]
    count = pdfium.bound("FPDFPage_CountObjects", ctypes.c_int)(page)
    get = pdfium.bound("FPDFPage_GetObject", ctypes.c_void_p)
    _walk(_things(get, page, count), _IDENTITY, frame, drawing, 0, objects)
    return drawing


def _things(get: Callable[[Any, int], int | None], owner: Any, count: int) -> list[int | None]:
    """The objects of a page or form, as many as are looked at."""
    return list(map(get, repeat(owner), range(min(count, _MAX_OBJECTS))))


def _walk(
    things: Sequence[int | None], matrix: Matrix, frame: Frame, drawing: Drawing, depth: int, seen: list[int]
) -> None:
    """Look at all things but text; ``seen`` counts them, those of forms included."""
    kind_of = pdfium.bound("FPDFPageObj_GetType", ctypes.c_int, ctypes.c_void_p)
    things = things[: max(0, _MAX_OBJECTS - seen[0])]
    seen[0] += len(things)
    for thing, kind in [pair for pair in zip(things, map(kind_of, things), strict=True) if pair[1] != _TEXT]:
        if not thing:
            continue
        if kind == _PATH:
            _read_path(thing, matrix, frame, drawing)
        elif kind == _IMAGE:
            drawing.pictures.append(_around(pdfium.object_bounds(thing), matrix, frame))
            drawing.picture_things.append(thing)
        elif kind == _FORM and depth < _MAX_DEPTH:
            inner = pdfium.bound("FPDFFormObj_CountObjects", ctypes.c_int, ctypes.c_void_p)(thing)
            get = pdfium.bound("FPDFFormObj_GetObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
            own = _times(pdfium.object_matrix(thing), matrix)
            _walk(_things(get, thing, inner), own, frame, drawing, depth + 1, seen)


def _read_path(path: int, matrix: Matrix, frame: Frame, drawing: Drawing) -> None:
    filled, stroked = pdfium.draw_mode(path)
    if not filled and not stroked:
        return
    box = _around(pdfium.object_bounds(path), matrix, frame)
    width, height = box[2] - box[0], box[3] - box[1]
    if max(width, height) < _SHORT:
        return
    colour = pdfium.object_colour(path, stroke=not filled)
    if _is_white(colour):
        if filled and stroked:
            colour = pdfium.object_colour(path, stroke=True)
        if _is_white(colour):
            return
    if min(width, height) <= _THIN:
        _add_line(box, colour, drawing)
        return
    if is_red(colour):
        drawing.red_shapes.append(box)
    _read_shape(path, box, colour, filled, stroked, matrix, frame, drawing)


def _read_shape(
    path: int, box: Box, colour: Colour, filled: bool, stroked: bool, matrix: Matrix, frame: Frame, drawing: Drawing
) -> None:
    """The lines of a path that is more than one line: a stroked frame, a whole table drawn in one path."""
    parts = pdfium.segments(path, _MAX_SEGMENTS)
    if not parts:
        drawing.shapes += 1
        return
    own = _times(pdfium.object_matrix(path), matrix)
    thin = 0
    for points in _subpaths(parts, own, frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        around = (min(xs), min(ys), max(xs), max(ys))
        size = (around[2] - around[0], around[3] - around[1])
        if min(size) <= _THIN:
            thin += 1
            if max(size) >= _SHORT:
                _add_line(around, colour, drawing)
        elif stroked:
            line_colour = pdfium.object_colour(path, stroke=True) if filled else colour
            for (x0, y0), (x1, y1) in pairwise(points):
                edge = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if min(edge[2] - edge[0], edge[3] - edge[1]) <= 1 and not _is_white(line_colour):
                    _add_line(edge, line_colour, drawing)
    if filled and not thin:
        if len(parts) <= 6:
            drawing.fills.append((box, colour))
        else:
            drawing.shapes += 1


def _subpaths(
    parts: list[tuple[int, float, float, bool]], matrix: Matrix, frame: Frame
) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    for kind, x, y, closes in parts:
        if kind == 2:
            if len(points) > 1:
                yield points
            points = []
        x, y = _apply(matrix, x, y)
        left, top, _, _ = frame.to_reading(x, y, x, y)
        points.append((left, top))
        if closes and points:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _add_line(box: Box, colour: Colour, drawing: Drawing) -> None:
    x0, y0, x1, y1 = box
    if max(x1 - x0, y1 - y0) < _SHORT:
        return
    if x1 - x0 >= y1 - y0:
        if is_red(colour):
            drawing.red_lines.append(box)
        drawing.rulings.horizontal.append(((y0 + y1) / 2, x0, x1))
    else:
        drawing.rulings.vertical.append(((x0 + x1) / 2, y0, y1))


def _is_white(colour: Colour) -> bool:
    return colour != BLACK and (min(colour[:3]) >= _WHITE or colour[3] < 10)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer == _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _around(bounds: Box, matrix: Matrix, frame: Frame) -> Box:
    """An object's bounds (left, bottom, right, top) in reading coordinates."""
    x0, y0, x1, y1 = bounds
    if matrix != _IDENTITY:
        points = [_apply(matrix, x, y) for x in (x0, x1) for y in (y0, y1)]
        x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
        y0, y1 = min(y for _, y in points), max(y for _, y in points)
    return frame.to_reading(x0, y0, x1, y1)


def find_seals(drawing: Drawing) -> list[Box]:
    """Boxes of seals drawn as red shapes: shapes that touch, together about as wide as high and 2 to 7 cm large."""
    clusters: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(drawing.red_shapes, key=lambda box: -(box[2] - box[0]) * (box[3] - box[1])):
        for cluster in clusters:
            if x0 < cluster[2] + 3 and x1 > cluster[0] - 3 and y0 < cluster[3] + 3 and y1 > cluster[1] - 3:
                cluster[:] = [min(x0, cluster[0]), min(y0, cluster[1]), max(x1, cluster[2]), max(y1, cluster[3])]
                break
        else:
            clusters.append([x0, y0, x1, y1])
    return [(a, b, c, d) for a, b, c, d in clusters if has_seal_shape((a, b, c, d))]


def has_seal_shape(box: Box) -> bool:
    """Whether a box is as large as a seal, and round or oval."""
    width, height = box[2] - box[0], box[3] - box[1]
    return 56 <= max(width, height) <= 200 and min(width, height) >= 40 and 0.6 <= width / height <= 1.8
