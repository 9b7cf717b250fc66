"""A PDF page's text → runs of characters with box, size and colour; what speaks against trusting the text layer."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from ..text import Box, PackedBoxes, is_wide, squeeze
from . import pdfium
from .garbage import find_garbage
from .lines import Line
from .radicals import RADICALS

_RUN = regex.compile(r"[^\r\n]+")
_SLOW = regex.compile(r"[\s\0\u00ad\u200b-\u200f\u2060\ufeff\ufff0-\uffff]|(.)\1")
_GONE = dict.fromkeys(map(ord, "\0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), "\0")
_CHARACTERS = RADICALS | _GONE | {0x02: "-", 0xFFFE: "-", 0xA0: " ", 0x09: " "}
_WHITE = 245
_MAX_ANGLE = math.radians(8)
_SAMPLE = 12

Colour = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's visible box in its own coordinates, and the quarter turns clockwise that make its text upright."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points as read."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def to_reading(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box given by left, bottom, right, top → left, top, right, bottom with the origin top left."""
        if self.turns == 0:
            return (x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        if self.turns == 1:
            return (y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
        if self.turns == 2:
            return (self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
        return (self.top - y1, self.right - x1, self.top - y0, self.right - x0)

    def from_reading(self, box: Box) -> Box:
        """The reverse: a box in reading coordinates → left, bottom, right, top in the page's own."""
        a, b, c, d = box
        if self.turns == 0:
            return (a + self.left, self.top - d, c + self.left, self.top - b)
        if self.turns == 1:
            return (b + self.left, a + self.bottom, d + self.left, c + self.bottom)
        if self.turns == 2:
            return (self.right - c, b + self.bottom, self.right - a, d + self.bottom)
        return (self.right - d, self.top - c, self.right - b, self.top - a)

    def turn_all(self, numbers: array[float]) -> None:
        """Bring packed left, top, right, bottom quadruples of the page to reading coordinates, in place."""
        lefts, tops, rights, bottoms = (numbers[side::4] for side in range(4))
        low_x = self.left if self.turns in (0, 1) else self.right
        low_y = self.bottom if self.turns in (1, 2) else self.top
        if self.turns == 0:
            if self.left:
                numbers[0::4] = array("f", [x - low_x for x in lefts])
                numbers[2::4] = array("f", [x - low_x for x in rights])
            numbers[1::4] = array("f", [low_y - y for y in tops])
            numbers[3::4] = array("f", [low_y - y for y in bottoms])
            return
        sides = {
            1: ((bottoms, low_y, 1), (lefts, low_x, 1), (tops, low_y, 1), (rights, low_x, 1)),
            2: ((rights, low_x, -1), (bottoms, low_y, 1), (lefts, low_x, -1), (tops, low_y, 1)),
            3: ((tops, low_y, -1), (rights, low_x, -1), (bottoms, low_y, -1), (lefts, low_x, -1)),
        }[self.turns]
        for side, (values, origin, sign) in enumerate(sides):
            numbers[side::4] = array("f", [sign * (value - origin) for value in values])


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters with its colour, and whether it is drawn at all."""

    line: Line
    colour: Colour
    invisible: bool = False

    @property
    def is_red(self) -> bool:
        """Whether it is printed in red."""
        return is_red(self.colour)

    @property
    def is_white(self) -> bool:
        """Whether it is white or fully transparent."""
        return min(self.colour[:3]) >= _WHITE or self.colour[3] < 10


@dataclass(slots=True)
class TextFacts:
    """What tells whether a page's text layer can be trusted."""

    characters: int = 0
    unmapped: float = 0.0
    """Share of glyphs (of a sample) without a character."""
    invisible: float = 0.0
    """Share of characters that are not drawn."""
    garbage: bool = False
    """Whether the characters are mojibake or the work of a poor OCR."""


def is_red(colour: Colour) -> bool:
    """Whether a colour is a seal's or a letterhead's red."""
    red, green, blue, opacity = colour
    return red >= 150 and red - max(green, blue) >= 80 and opacity >= 10


def text_turns(textpage: int, count: int) -> int | None:
    """The quarter turns clockwise that make most of a page's text upright, or None without text."""
    step = max(1, count // _SAMPLE)
    seen: Counter[int] = Counter()
    for angle in pdfium.char_angles(textpage, range(step // 2, count, step)):
        quarter = angle / (math.pi / 2)
        if angle >= 0 and abs(quarter - round(quarter)) * math.pi / 2 <= _MAX_ANGLE:
            seen[(4 - round(quarter)) % 4] += 1
    return seen.most_common(1)[0][0] if seen else None


def read_runs(textpage: int, count: int, frame: Frame, page: int) -> tuple[list[Run], str]:
    """The runs of a page in the order of the file, and its raw text; text at other angles is left out."""
    text = pdfium.page_text(textpage, count)
    numbers = pdfium.char_boxes(textpage, count)
    frame.turn_all(numbers)
    upright = (4 - frame.turns) % 4 * math.pi / 2
    shown = text.translate(_CHARACTERS)
    runs: list[Run] = []
    places = [place for found in _RUN.finditer(shown) if (place := _trimmed(shown, *found.span()))]
    angles = pdfium.char_angles(textpage, (start for start, _ in places))
    look = pdfium.char_looks(textpage)
    for (start, end), angle in zip(places, angles, strict=True):
        turned = abs((angle - upright + math.pi) % (2 * math.pi) - math.pi)
        if turned > _MAX_ANGLE and end - start > 1:
            continue  # a watermark, or lettering in another direction
        colour, invisible = look(start)
        for line in _lines(shown[start:end], numbers[4 * start : 4 * end], page):
            runs.append(Run(line, colour, invisible))
    return runs, text


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch of text without outer blanks, or None where nothing is left."""
    while start < end and text[start] in " \0\u3000":
        start += 1
    while end > start and text[end - 1] in " \0\u3000":
        end -= 1
    return (start, end) if start < end else None


def _lines(text: str, numbers: array[float], page: int) -> Iterable[Line]:
    """A run as lines: one, or several where it jumps back or to another height."""
    if not _SLOW.search(text):
        return _checked(text, numbers, page)
    kept_text: list[str] = []
    kept: array[float] = array("f")
    first = 0  # of the characters whose boxes are still to be kept
    last = -1
    spaced = False
    for place, char in enumerate(text):
        blank = char == "\0" or char.isspace()
        if blank or (last >= 0 and char == text[last] and _struck_twice(_quad(numbers, last), _quad(numbers, place))):
            kept.extend(numbers[4 * first : 4 * place])
            first = place + 1
            spaced = spaced or (blank and char != "\0")
            continue
        if spaced and last >= 0 and _is_space(text[last], _quad(numbers, last), char, _quad(numbers, place)):
            kept_text.append(" ")
            kept.extend(_NO_BOX)
        spaced = False
        kept_text.append(char)
        last = place
    kept.extend(numbers[4 * first :])
    return _checked("".join(kept_text), kept, page)


def _quad(numbers: array[float], place: int) -> array[float]:
    return numbers[4 * place : 4 * place + 4]


_NO_BOX = (math.nan, math.nan, math.nan, math.nan)


def _is_space(before: str, left: Sequence[float], after: str, right: Sequence[float]) -> bool:
    """Whether a space stands for a visible gap: producers and pdfium put them between Chinese and digits."""
    wide = is_wide(before) + is_wide(after)
    gap = right[0] - left[2]
    return not wide or gap > (0.3 if wide == 2 else 0.45) * max(left[2] - left[0], right[2] - right[0])


def _struck_twice(first: Sequence[float], second: Sequence[float]) -> bool:
    width = first[2] - first[0]
    return width > 0 and abs(second[0] - first[0]) < 0.35 * width and abs(second[1] - first[1]) < 0.35 * width


def _checked(text: str, numbers: array[float], page: int) -> Iterable[Line]:
    if not text:
        return ()
    lefts, tops, rights, bottoms = numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4]
    total = sum(lefts)
    if total != total:  # some have no box
        lefts, tops, rights, bottoms = (
            array("f", [v for v in side if v == v]) for side in (lefts, tops, rights, bottoms)
        )
        if not lefts:
            return ()
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    size = _em(text, numbers)
    height = size or max(b - t for t, b in zip(tops, bottoms, strict=True))
    ordered = list(lefts)
    if box[3] - box[1] > 2.2 * height or (
        ordered != sorted(ordered) and any(b < a - height for a, b in pairwise(ordered))
    ):
        return _split(text, numbers, page, height)
    return (Line(text, page, False, box, PackedBoxes.of(numbers), size),)


def _split(text: str, numbers: array[float], page: int, height: float) -> Iterator[Line]:
    """Parts of a run that goes on at another height or further left."""
    start = 0
    last: Sequence[float] | None = None
    for place in range(len(text) + 1):
        box = numbers[4 * place : 4 * place + 4] if place < len(text) else None
        if box is not None and box[0] != box[0]:
            continue
        jumps = (
            box is None
            or last is None
            or abs(box[1] + box[3] - last[1] - last[3]) > 1.4 * height
            or box[0] < last[0] - height
        )
        if jumps and place > start:
            part = text[start:place].rstrip()
            boxes = PackedBoxes.of(numbers[4 * start : 4 * (start + len(part))])
            around = boxes.union(0, len(part))
            if part and around is not None:
                yield Line(part, page, False, around, boxes, _em(part, boxes.numbers))
            start = place
        last = box


def _em(text: str, numbers: Sequence[float]) -> float:
    """The width of a Chinese character of a run (its font size as printed), 0 where it has none."""
    widths: list[float] = []
    for place, char in enumerate(text):
        if "\u4e00" <= char <= "\u9fff":
            widths.append(numbers[4 * place + 2] - numbers[4 * place])
            if len(widths) == 3:
                break
    return round(sorted(widths)[len(widths) // 2], 1) if widths else 0.0


def text_facts(textpage: int, text: str, runs: Sequence[Run]) -> TextFacts:
    """What a page's text layer looks like."""
    facts = TextFacts(characters=len(squeeze(text)))
    if not facts.characters:
        return facts
    hidden = sum(len(run.line.text) for run in runs if run.invisible)
    facts.invisible = hidden / max(1, sum(len(run.line.text) for run in runs))
    places = range(0, len(text), max(1, len(text) // 40))
    facts.unmapped = pdfium.count_unmapped(textpage, places) / len(places)
    facts.garbage = find_garbage(_sample(text)) is not None and find_garbage(text) is not None
    return facts


def _sample(text: str) -> str:
    """Three stretches of a long text: enough to tell whether it is worth looking at all of it."""
    if len(text) <= 400:
        return text
    middle = len(text) // 2
    return text[:120] + text[middle : middle + 120] + text[-120:]
