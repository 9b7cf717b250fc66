"""One page of an OFD file (GB/T 33190-2016, 7 to 11) → runs of characters, rulings and marks, in PDF points.

OFD measures in millimetres from the top left. An object has a boundary, and a matrix (CTM) from its own space into the
boundary; the order of objects in the file says nothing about reading order.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from ..document import Mark
from ..errors import LimitExceeded
from ..text import Box, PackedBoxes, is_wide
from .lattice import Rulings
from .layout import mark_last
from .limits import local_name
from .lines import Line
from .ofd_colours import Colour, colour_of, is_pale, is_red, is_white
from .ofd_values import box_of, expand, numbers, subpaths
from .radicals import restore_radicals
from .watermarks import watermarks

if TYPE_CHECKING:
    from lxml.etree import _Element

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
POINTS = 72 / 25.4  # per millimetre
_MAX_OBJECTS = 60_000
_MAX_RULINGS = 20_000
_MAX_NESTING = 12
_THIN = 1.2  # mm: a filled rectangle thinner than this is a ruling
_SHORT = 1.0  # mm: shorter strokes are parts of letters and signs
_SKEW = math.tan(math.radians(8))
_DEFAULT_SIZE = 3.5  # mm, where a text object gives none
_GAP = 0.5  # ems between two characters of one run from where a space is printed
_COLOURED = 200  # darkest channel of a ground on which pale text is read
_SLOPE, _MIN_SLOPE = 0.2, 2  # ems from one character to the next along a slope, in both directions; how many of them
_MIN_CHARACTERS = 10  # fewer on a page with a picture: a scan with a stamped number
_MIN_SHARE = 0.3  # of the page that its pictures cover
_MIN_SHARE_ALONE = 0.05  # where nothing else stands on it: more than a seal takes
_BREAK = regex.compile(r"\s*[\r\n]\s*")
_BLANK_GLYPHS = "\u00a4\ufffd\ufffe\uffff"  # what producers write where a glyph has no character


@dataclass
class PageContent:
    """What was read from a page, in points; ``turns`` are the quarter turns clockwise at which its text is printed.

    Such a page is read as if it were turned upright; ``displayed`` gives a box as the page shows it.
    """

    page: int
    width: float
    height: float
    turns: int = 0
    directions: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # characters by quarter turns
    runs: list[Line] = field(default_factory=list)
    red: list[Line] = field(default_factory=list)
    """Those of the runs that are printed in red."""
    pale: list[Line] = field(default_factory=list)
    white: list[Line] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    """Coloured areas, on which pale and white print is read."""
    rulings: Rulings = field(default_factory=Rulings)
    marks: list[Mark] = field(default_factory=list)
    pictures: list[tuple[Box, str]] = field(default_factory=list)
    """Places of pictures, and the IDs of the resources that hold them."""

    half: int = 0
    """1 for the right one of two pages on a sheet."""
    sheet: float = 0.0
    """The width of the sheet where the page is one of two on it."""

    def settle(self) -> None:
        """Take pale and white print for text where it stands on a ground; pale print also where it is no watermark."""
        self.grounds += [box for box, _ in self.pictures]
        self.runs += [run for run in self.white if self._is_on_ground(run)]
        grounded = {id(run) for run in self.pale if self._is_on_ground(run)}
        pale = [run for run in self.pale if id(run) not in grounded]
        self.runs += [run for run in self.pale if id(run) in grounded]
        found = watermarks(pale, self.runs) if pale else set()
        self.runs += [run for place, run in enumerate(pale) if place not in found]
        self.runs = mark_last(self.runs, self.red)
        self.pale, self.white = [], []

    def _is_on_ground(self, run: Line) -> bool:
        assert run.box is not None
        x, y = (run.box[0] + run.box[2]) / 2, (run.box[1] + run.box[3]) / 2
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self.grounds)

    def upright(self) -> PageContent | None:
        """An empty page to read again, turned so that its text is upright; None where it is."""
        turns = self.directions.index(max(self.directions))
        if not turns or self.directions[turns] < 2 * self.directions[0]:
            return None
        wide, high = (self.width, self.height) if turns == 2 else (self.height, self.width)
        return PageContent(self.page, wide, high, turns)

    def turn(self) -> Matrix:
        """The matrix (in mm) from the page as displayed to the page as read."""
        wide, high = self.width / POINTS, self.height / POINTS
        return (
            IDENTITY,
            (0.0, -1.0, 1.0, 0.0, 0.0, high),
            (-1.0, 0.0, 0.0, -1.0, wide, high),
            (0.0, 1.0, -1.0, 0.0, wide, 0.0),
        )[self.turns]

    def displayed(self, box: Box) -> Box:
        """A box of the page as read → the same box on the page as displayed."""
        x0, y0, x1, y1 = box
        wide, high = self.sheet or self.width, self.height
        x0, x1 = (x0 + wide / 2, x1 + wide / 2) if self.half else (x0, x1)
        return (
            (x0, y0, x1, y1),
            (high - y1, x0, high - y0, x1),
            (wide - x1, high - y1, wide - x0, high - y0),
            (y0, wide - x1, y1, wide - x0),
        )[self.turns]


@dataclass(frozen=True)
class Frame:
    """Where an object stands: the matrix from its space to the page (mm), the drawing parameters of its layer."""

    matrix: Matrix = IDENTITY
    depth: int = 0
    params: str = ""


def is_scan(content: PageContent) -> bool:
    """Whether a page is mostly picture and holds hardly any text, or holds a picture and no text at all."""
    characters = sum(len(run.text) for run in content.runs)
    covered = sum((x1 - x0) * (y1 - y0) for (x0, y0, x1, y1), _ in content.pictures)
    least = _MIN_SHARE if characters else _MIN_SHARE_ALONE
    return characters < _MIN_CHARACTERS and covered > least * content.width * content.height


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point in the outer space."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


class PageReader:
    """Reads the objects of a page; ``composites`` and ``params`` are the composite graphics and drawing parameters of the
    document's resources, by ID.
    """

    def __init__(
        self,
        content: PageContent,
        composites: Mapping[str, _Element],
        params: Mapping[str, _Element],
        origin: tuple[float, float],
        shown: str,
    ):
        self.content = content
        self._composites = composites
        self._params = params
        self._base = times((1.0, 0.0, 0.0, 1.0, -origin[0], -origin[1]), content.turn())
        self._shown = shown
        self._count = 0

    def read(self, container: _Element, frame: Frame | None = None) -> None:
        """Read all objects below an element."""
        if frame is None:
            frame = Frame(self._base)
        for element in container:
            name = local_name(element.tag)
            if element.get("Visible", "").lower() == "false" or element.get("Alpha", "") == "0":
                continue
            self._count += 1
            if self._count > _MAX_OBJECTS:
                raise LimitExceeded(self._shown, "OFD 页面中的对象过多", "请检查文件来源")
            if name == "TextObject":
                self._text(element, _placed(element, frame))
            elif name == "PathObject":
                self._path(element, _placed(element, frame))
            elif name == "ImageObject":
                self._image(element, frame)
            elif name == "CompositeObject":
                self._composite(element, _placed(element, frame))
            elif name in ("Layer", "PageBlock", "Content") and frame.depth < _MAX_NESTING * 4:
                self.read(element, Frame(frame.matrix, frame.depth + 1, element.get("DrawParam") or frame.params))

    def read_at(self, container: _Element, x: float, y: float) -> None:
        """Read objects whose own space begins at a point of the page (mm)."""
        self.read(container, Frame(times((1.0, 0.0, 0.0, 1.0, x, y), self._base)))

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        """A box given in mm of the page, in points of the page as read."""
        return _points(*apply(self._base, x, y), *apply(self._base, x + width, y + height))

    def _composite(self, element: _Element, frame: Frame) -> None:
        unit = self._composites.get(element.get("ResourceID", ""))
        if unit is not None and frame.depth < _MAX_NESTING:
            self.read(unit, Frame(frame.matrix, frame.depth + 2, frame.params))

    def _image(self, element: _Element, outer: Frame) -> None:
        """A picture fills its boundary; its CTM only stretches it."""
        boundary = box_of(element.get("Boundary"))
        if boundary is not None:
            x, y, wide, high = boundary
            place = (*apply(outer.matrix, x, y), *apply(outer.matrix, x + wide, y + high))
            self.content.pictures.append((_points(*place), element.get("ResourceID", "")))

    # --- text

    def _text(self, element: _Element, frame: Frame) -> None:
        size = (numbers(element.get("Size"), 1) or [_DEFAULT_SIZE])[0] or _DEFAULT_SIZE
        scale = (numbers(element.get("HScale"), 1) or [1.0])[0] or 1.0
        outlined = element.get("Fill", "").lower() == "false" and element.get("Stroke", "").lower() == "true"
        colour = colour_of(element, "StrokeColor" if outlined else "FillColor", self._params, frame.params)
        x = y = 0.0
        for code in element:
            if local_name(code.tag) != "TextCode":
                continue
            text = _BREAK.sub(" ", (code.text or "").strip("\r\n\t"))
            x = (numbers(code.get("X"), 1) or [x])[0]
            y = (numbers(code.get("Y"), 1) or [y])[0]
            turns = _turns(frame.matrix)
            if turns is not None:
                self.content.directions[turns] += len(text)
            if turns != 0 or not text.strip():
                continue
            across = expand(code.get("DeltaX"), len(text) - 1)
            down = expand(code.get("DeltaY"), len(text) - 1)
            widths = [size * scale if is_wide(char) else size * scale * 0.5 for char in text]
            if down and not across:
                across = [0.0] * (len(text) - 1)
            places = _positions(x, y, across, down, widths)
            if not _is_aslant(places, size):
                self._add_runs(text, places, widths, size, frame.matrix, colour)

    def _add_runs(
        self,
        text: str,
        places: list[tuple[float, float]],
        widths: list[float],
        size: float,
        matrix: Matrix,
        colour: Colour | None,
    ) -> None:
        """A text code as runs, cut where it changes its line; wide gaps become spaces."""
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or abs(places[end][1] - places[start][1]) > 0.4 * size:
                self._add_run(text[start:end], places[start:end], widths[start:end], size, matrix, colour)
                start = end

    def _add_run(
        self,
        text: str,
        places: list[tuple[float, float]],
        widths: list[float],
        size: float,
        matrix: Matrix,
        colour: Colour | None,
    ) -> None:
        characters: list[str] = []
        boxes = array("f")
        before, last = None, ""
        narrow = _narrow_gap(text, places, widths) * size
        a, b, c, d, e, f = matrix
        ascent, descent = 0.86 * size * abs(d), 0.14 * size * abs(d)
        for char, (x, y), width in zip(restore_radicals(text), places, widths, strict=True):
            if char in _BLANK_GLYPHS:
                continue
            if char == "\u3000" or char.isspace():
                char = "\u3000" if char == "\u3000" else " "
            elif before is not None and characters and not characters[-1].isspace():
                gap = narrow if is_han(last) and is_han(char) else _GAP * size
                if x - before > gap:
                    characters.append(" ")
                    boxes.extend(_NO_BOX)
            characters.append(char)
            left, middle = (a * x + c * y + e) * POINTS, b * x + d * y + f
            boxes.extend((left, (middle - ascent) * POINTS, left + a * width * POINTS, (middle + descent) * POINTS))
            before, last = x + width, char
        joined = "".join(characters)
        stripped = joined.strip(" \u3000")
        if not stripped:
            return
        lead = len(joined) - len(joined.lstrip(" \u3000"))
        packed = PackedBoxes()
        packed.numbers = boxes[lead * 4 : (lead + len(stripped)) * 4]
        box = packed.union(0, len(stripped))
        points = size * math.hypot(matrix[2], matrix[3]) * POINTS
        if box is None or not _is_on_page(box, self.content) or points < 2:
            return
        line = Line(stripped, self.content.page, box=box, boxes=packed, size=points)
        if colour is not None and is_white(colour):
            self.content.white.append(line)
            return
        (self.content.pale if is_pale(colour) else self.content.runs).append(line)
        if is_red(colour):
            self.content.red.append(line)
        if is_red(colour) and points >= 20 and box[1] < self.content.height * 0.45:
            self.content.marks.append(Mark("issuer-mark", self.content.page, box, stripped))

    # --- rulings

    def _path(self, element: _Element, frame: Frame) -> None:
        data = next((child.text for child in element if local_name(child.tag) == "AbbreviatedData"), None)
        stroke = colour_of(element, "StrokeColor", self._params, frame.params)
        fill = colour_of(element, "FillColor", self._params, frame.params)
        if not data or len(data) > 200_000:
            return
        stroked = element.get("Stroke", "true").lower() != "false" and not is_white(stroke)
        filled = element.get("Fill", "false").lower() == "true" and not is_white(fill)
        red = is_red(stroke if stroked else fill)
        ground = filled and (fill is None or min(fill[:3]) < _COLOURED)
        for points in subpaths(data):
            placed = [apply(frame.matrix, x, y) for x, y in points]
            self._outline(placed, stroked, filled, red)
            if ground:
                self.content.grounds.append(_around(placed))

    def _outline(self, points: list[tuple[float, float]], stroked: bool, filled: bool, red: bool) -> None:
        """The rulings of one subpath: a thin filled shape as one, else each of its straight strokes."""
        if filled:
            left, right = min(x for x, _ in points), max(x for x, _ in points)
            top, bottom = min(y for _, y in points), max(y for _, y in points)
            if bottom - top <= _THIN and right - left > _SHORT:
                self._rule(left, (top + bottom) / 2, right, (top + bottom) / 2, red)
                return
            if right - left <= _THIN and bottom - top > _SHORT:
                self._rule((left + right) / 2, top, (left + right) / 2, bottom, red)
                return
        if stroked and len(points) <= 64:
            for (x0, y0), (x1, y1) in pairwise(points):
                self._rule(x0, y0, x1, y1, red)

    def _rule(self, x0: float, y0: float, x1: float, y1: float, red: bool) -> None:
        if len(self.content.rulings.horizontal) + len(self.content.rulings.vertical) > _MAX_RULINGS:
            return  # a drawing
        wide, high = abs(x1 - x0), abs(y1 - y0)
        low_x, high_x = sorted((x0 * POINTS, x1 * POINTS))
        low_y, high_y = sorted((y0 * POINTS, y1 * POINTS))
        if wide > _SHORT and high <= 0.02 * wide + 0.05:
            if red and wide > 60:
                self.content.marks.append(Mark("red-line", self.content.page, (low_x, low_y, high_x, high_y)))
                return
            self.content.rulings.horizontal.append(((low_y + high_y) / 2, low_x, high_x))
        elif high > _SHORT and wide <= 0.02 * high + 0.05:
            self.content.rulings.vertical.append(((low_x + high_x) / 2, low_y, high_y))


_NO_BOX = (float("nan"),) * 4


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= char <= "\u9fff"


def _is_aslant(places: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether characters climb or fall from each to the next: a watermark set along a slope."""
    steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(places)]
    return len(steps) >= _MIN_SLOPE and all(
        abs(across) > _SLOPE * size
        and abs(down) > _SLOPE * size
        and down * steps[0][1] > 0
        and across * steps[0][0] > 0
        for across, down in steps
    )


def _narrow_gap(text: str, places: list[tuple[float, float]], widths: list[float]) -> float:
    """The gap in ems between two Chinese characters from which it is a space: that of a Chinese font is a quarter of an em,
    wider where the whole run is set wide.
    """
    gaps = sorted(
        (places[i + 1][0] - places[i][0] - widths[i]) / max(widths[i], 0.01)
        for i in range(len(text) - 1)
        if is_han(text[i]) and is_han(text[i + 1])
    )
    return min(_GAP, max(0.2, gaps[len(gaps) // 2] + 0.15)) if gaps else _GAP


def _placed(element: _Element, frame: Frame) -> Frame:
    """The frame of an object: its CTM, then its boundary's place, then what it stands in."""
    boundary = box_of(element.get("Boundary"))
    parts = numbers(element.get("CTM"), 6)
    own: Matrix = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]) if len(parts) == 6 else IDENTITY
    if boundary is not None:
        own = times(own, (1.0, 0.0, 0.0, 1.0, boundary[0], boundary[1]))
    return Frame(times(own, frame.matrix), frame.depth + 1)


def _turns(matrix: Matrix) -> int | None:
    """The quarter turns clockwise at which text is printed through a matrix; None where it is slanted (a watermark)."""
    a, b, _, _, _, _ = matrix
    if abs(b) <= _SKEW * abs(a):
        return 0 if a > 0 else 2 if a < 0 else None
    if abs(a) <= _SKEW * abs(b):
        return 1 if b > 0 else 3
    return None


def _positions(
    x: float, y: float, across: list[float], down: list[float], widths: list[float]
) -> list[tuple[float, float]]:
    """Where each character stands; offsets that the file leaves out are the characters' own widths."""
    places = [(x, y)]
    for number, width in enumerate(widths[:-1]):
        x += across[number] if number < len(across) else width
        y += down[number] if number < len(down) else 0.0
        places.append((x, y))
    return places


def _points(x0: float, y0: float, x1: float, y1: float) -> Box:
    return (
        min(x0, x1) * POINTS,
        min(y0, y1) * POINTS,
        max(x0, x1) * POINTS,
        max(y0, y1) * POINTS,
    )


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return _points(min(xs), min(ys), max(xs), max(ys))


def _is_on_page(box: Box, content: PageContent) -> bool:
    return box[2] > 0 and box[3] > 0 and box[0] < content.width and box[1] < content.height
