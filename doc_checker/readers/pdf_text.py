"""A PDF page's text → runs of characters with box, size and colour; what speaks against trusting the text layer."""

from __future__ import annotations

import math
import re
import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from ..text import Box, PackedBoxes, is_wide, squeeze
from . import pdfium
from .garbage import find_garbage
from .lines import Line
from .radicals import RADICALS, TICKS

# The standard module finds single classes of characters in half the time that ``regex`` takes. A run of characters
# without outer blanks:
_RUN = re.compile("[^\r\n \0\u3000](?:[^\r\n]*[^\r\n \0\u3000])?")
# Blanks are named one by one: a single class of characters is found twenty times as fast as ``[^\\S\r\n]|\0`` is.
_BLANK = re.compile(
    "[\0" + "".join(char for char in map(chr, range(0x3001)) if char.isspace() and char not in "\r\n") + "]"
)
_AGAIN = re.compile(r"(.)(?=\1)", re.DOTALL)  # five times as fast as a comparison in Python
_GONE = dict.fromkeys(map(ord, "\0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), "\0")
_CHARACTERS = RADICALS | TICKS | _GONE | {0x02: "-", 0xFFFE: "-", 0xA0: " ", 0x09: " "}
_OTHERS = re.compile("[" + re.escape("".join(map(chr, _CHARACTERS))) + "]")
_MEASURED = 3  # Chinese characters of a run
_HAN_PAIR = regex.compile("[\u4e00-\u9fff]{2}")
_WHITE = 245
_PALE = 176.0
_MAX_ANGLE = math.radians(8)
_SAMPLE = 12
_INK, _WIDEST = 0.45, 0.7  # of the stated size: the least ink of a character; what is wider yet has another meaning
_BACK = 0.4  # ems to the left of the character before from where the file has gone back in the line

Colour = tuple[int, int, int, int]
BLACK: Colour = (0, 0, 0, 255)
Sides = Sequence[list[float]]
"""The lefts, tops, rights and bottoms of boxes; lists, for arrays make a new number at each look."""


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

    def turn_all(self, numbers: array[float]) -> Sides:
        """Bring packed left, top, right, bottom quadruples of the page to reading coordinates, in place; they are
        returned by side, too.
        """
        lefts, tops, rights, bottoms = numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4]
        low_x = self.left if self.turns in (0, 1) else self.right
        low_y = self.bottom if self.turns in (1, 2) else self.top
        if self.turns == 0:
            if self.left:
                numbers[0::4] = lefts = array("f", [x - low_x for x in lefts])
                numbers[2::4] = rights = array("f", [x - low_x for x in rights])
            highs, lows = [low_y - y for y in tops], [low_y - y for y in bottoms]
            numbers[1::4], numbers[3::4] = _singles(highs), _singles(lows)
            return lefts.tolist(), highs, rights.tolist(), lows
        sides = {
            1: ((bottoms, low_y, 1), (lefts, low_x, 1), (tops, low_y, 1), (rights, low_x, 1)),
            2: ((rights, low_x, -1), (bottoms, low_y, 1), (lefts, low_x, -1), (tops, low_y, 1)),
            3: ((tops, low_y, -1), (rights, low_x, -1), (bottoms, low_y, -1), (lefts, low_x, -1)),
        }[self.turns]
        for side, (values, origin, sign) in enumerate(sides):
            numbers[side::4] = array("f", [sign * (value - origin) for value in values])
        return _sides(numbers)


@dataclass(slots=True)
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
        return self.colour != BLACK and (min(self.colour[:3]) >= _WHITE or self.colour[3] < 10)

    @property
    def is_pale(self) -> bool:
        """Whether it is as pale on white paper as watermarks are, but not white."""
        if self.colour == BLACK or self.is_white:
            return False
        red, green, blue, alpha = self.colour
        light = 0.3 * red + 0.59 * green + 0.11 * blue
        return 255 - (255 - light) * alpha / 255 > _PALE


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
    if colour == BLACK:
        return False
    red, green, blue, opacity = colour
    return red >= 150 and red - max(green, blue) >= 80 and opacity >= 10


def text_turns(textpage: pdfium.Reference, count: int) -> int | None:
    """The quarter turns clockwise that make most of a page's text upright, or None without text."""
    step = max(1, count // _SAMPLE)
    angles = pdfium.char_angles(textpage, range(step // 2, count, step))
    if not any(angles):
        return 0
    seen: Counter[int] = Counter()
    for angle in angles:
        quarter = angle / (math.pi / 2)
        if angle >= 0 and abs(quarter - round(quarter)) * math.pi / 2 <= _MAX_ANGLE:
            seen[(4 - round(quarter)) % 4] += 1
    return seen.most_common(1)[0][0] if seen else None


def read_runs(textpage: pdfium.Reference, count: int, frame: Frame, page: int) -> tuple[list[Run], str]:
    """The runs of a page in the order of the file, and its raw text; text at other angles is left out."""
    text = pdfium.page_text(textpage, count)
    numbers = pdfium.char_boxes(textpage, count)
    shown = _OTHERS.sub(_shown, text)
    places = [found.span() for found in _RUN.finditer(shown)]
    lefts, tops, rights, bottoms = frame.turn_all(numbers)
    if _has_torn(places, tops, bottoms):
        numbers = pdfium.char_boxes(textpage, count)
        pdfium.mend_boxes(textpage, count, numbers)
        lefts, tops, rights, bottoms = frame.turn_all(numbers)
    upright = (4 - frame.turns) % 4 * math.pi / 2
    runs: list[Run] = []
    angles = pdfium.char_angles(textpage, [start for start, _ in places])
    sizes = pdfium.char_sizes(textpage, [start for start, _ in places])
    look = pdfium.char_looks(textpage)
    doubtful = _doubtful(shown)
    until = 0  # of ``doubtful``, those before the run's end
    for (start, end), angle, size in zip(places, angles, sizes, strict=True):
        since = bisect_left(doubtful, start, until)
        until = bisect_left(doubtful, end, since)
        if angle != upright and _is_turned(angle, upright) and (end - start > 1 or _is_aslant(angle)):
            continue  # a watermark, or lettering in another direction
        colour, invisible = look(start)
        part, own = shown[start:end], numbers[4 * start : 4 * end]
        if since < until:
            lines = _cleaned(part, own, [place - start for place in doubtful[since:until]], page, size)
        else:
            sides = (lefts[start:end], tops[start:end], rights[start:end], bottoms[start:end])
            lines = _checked(part, own, sides, page, size)
        at = start
        lines = tuple(lines)
        if len(lines) == 1:
            runs.append(Run(lines[0], colour, invisible))
            continue
        for line in lines:
            found = shown.find(line.text[0], at, end)
            if at > start and found >= 0:  # a run of several parts, each with its colour
                colour, invisible = look(found)
            at = max(at, found) + len(line.text)
            runs.append(Run(line, colour, invisible))
    return runs, text


def _is_turned(angle: float, upright: float) -> bool:
    return abs((angle - upright + math.pi) % (2 * math.pi) - math.pi) > _MAX_ANGLE


def _is_aslant(angle: float) -> bool:
    """Whether a character's angle is known and no quarter turn, which single signs are sometimes given."""
    quarter = angle / (math.pi / 2)
    return angle >= 0 and abs(quarter - round(quarter)) * math.pi / 2 > _MAX_ANGLE


def _has_torn(places: Iterable[tuple[int, int]], tops: Sequence[float], bottoms: Sequence[float]) -> bool:
    """Whether characters of a run stand at quite another height than its first one."""
    for start, end in places:
        ordered = sorted(bottoms[start:end])  # in less time than the greatest and the least are found
        spread = ordered[-1] - ordered[0]
        if spread > 2.2 and spread > 2.2 * abs(bottoms[start] - tops[start]):
            return True
    return False


def _shown(found: re.Match[str]) -> str:
    return _CHARACTERS[ord(found[0])]


def _singles(values: Sequence[float]) -> array[float]:
    """Numbers as single floats, packed in a third of the time that the array itself takes."""
    return array("f", struct.pack(f"{len(values)}f", *values))


def _sides(numbers: array[float]) -> Sides:
    return numbers[0::4].tolist(), numbers[1::4].tolist(), numbers[2::4].tolist(), numbers[3::4].tolist()


def _cleaned(text: str, numbers: array[float], doubtful: Sequence[int], page: int, stated: float) -> Iterable[Line]:
    """A run as lines, without blanks that are no gaps and characters struck twice."""
    kept_text: list[str] = []
    kept: array[float] = array("f")
    first = 0  # of the characters that are still to be kept
    last = before = -1
    spaced = False
    for place in doubtful:
        if place - 1 > before:
            last = place - 1
        before = place
        char = text[place]
        blank = char == "\0" or char.isspace()
        if blank or (last >= 0 and char == text[last] and _struck_twice(_quad(numbers, last), _quad(numbers, place))):
            kept_text.append(text[first:place])
            kept.extend(numbers[4 * first : 4 * place])
            first = place + 1
            spaced = spaced or (blank and char != "\0")
            continue
        if spaced and last >= 0 and _is_space(text, numbers, last, place):
            kept_text.append(" ")
            kept.extend(_NO_BOX)
        spaced = False
        last = place
    kept_text.append(text[first:])
    kept.extend(numbers[4 * first :])
    shown = "".join(kept_text)
    return _checked(shown, kept, _sides(kept), page, stated)


def _doubtful(text: str) -> list[int]:
    """The places where a character may have to go: blanks, the same character again, and what follows them."""
    places: set[int] = set()
    for first in _AGAIN.finditer(text):
        places |= {first.end(), first.end() + 1}
    for blank in _BLANK.finditer(text):
        place = blank.start()
        places |= {place, place + 1, place + 2}
    return sorted(places)


def _quad(numbers: array[float], place: int) -> array[float]:
    return numbers[4 * place : 4 * place + 4]


_NO_BOX = (math.nan, math.nan, math.nan, math.nan)


def _is_space(text: str, numbers: array[float], before: int, after: int) -> bool:
    """Whether a space stands for a visible gap: producers and pdfium put them between Chinese and digits.

    The space of a Chinese font is only a fifth of an em wide: between two characters it counts where the others of the
    run stand closer.
    """
    wide = is_wide(text[before]) + is_wide(text[after])
    if not wide:
        return True
    end, start = numbers[4 * before + 2], numbers[4 * after]
    gap = (start - end) / max(0.1, end - numbers[4 * before], numbers[4 * after + 2] - start)
    if gap > (0.3 if wide == 2 else 0.45):
        return True
    return (
        wide == 2
        and gap > 0.17
        and _HAN_PAIR.match(text[before] + text[after]) is not None
        and gap > _usual_gap(text, numbers) + 0.15
    )


def _usual_gap(text: str, numbers: array[float]) -> float:
    """The usual gap in ems between two Chinese characters of a run that follow each other."""
    gaps = [
        (numbers[4 * found.start() + 4] - numbers[4 * found.start() + 2])
        / max(0.1, numbers[4 * found.start() + 2] - numbers[4 * found.start()])
        for found in _HAN_PAIR.finditer(text, overlapped=True)
    ]
    return sorted(gaps)[len(gaps) // 2] if gaps else 0.0


def _struck_twice(first: Sequence[float], second: Sequence[float]) -> bool:
    width = first[2] - first[0]
    return width > 0 and abs(second[0] - first[0]) < 0.35 * width and abs(second[1] - first[1]) < 0.35 * width


def _checked(text: str, numbers: array[float], sides: Sides, page: int, stated: float) -> Iterable[Line]:
    size = _em(text, sides, stated)
    total = sum(sides[0])
    if total != total:  # some have no box
        sides = [[value for value in side if value == value] for side in sides]
    lefts, tops, rights, bottoms = sides
    if not lefts:
        return ()
    ordered = sorted(lefts)
    box = (ordered[0], min(tops), sorted(rights)[-1], max(bottoms))  # what is in order already is sorted at once
    height = size or max(b - t for t, b in zip(tops, bottoms, strict=True))
    if box[3] - box[1] > 2.2 * height or (lefts != ordered and any(b < a - _BACK * height for a, b in pairwise(lefts))):
        return _split(text, numbers, page, height, stated)
    return (Line(text, page, False, box, PackedBoxes.of(numbers), size),)


def _split(text: str, numbers: array[float], page: int, height: float, stated: float) -> Iterator[Line]:
    """Parts of a run that goes on at another height, further left or in much larger letters."""
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
            or (box[3] - box[1] > 1.8 * height) != (last[3] - last[1] > 1.8 * height)  # a watermark among the text
            or box[0] < last[0] - height
            or (box[0] < last[0] - _BACK * height and _fills_gap(numbers, start, place))
        )
        if jumps and place > start:
            part = text[start:place].rstrip()
            boxes = PackedBoxes.of(numbers[4 * start : 4 * (start + len(part))])
            around = boxes.union(0, len(part))
            if part and around is not None:
                yield Line(part, page, False, around, boxes, _em(part, _sides(boxes.numbers), stated))
            start = place
        last = box


def _fills_gap(numbers: array[float], start: int, place: int) -> bool:
    """Whether a character stands on none of those before it (from ``start`` on), but in a gap between them."""
    left, right = numbers[4 * place] + 0.3, numbers[4 * place + 2] - 0.3
    boxes = range(4 * start, 4 * place, 4)
    return not any(numbers[i] < right and numbers[i + 2] > left for i in boxes)


def _em(text: str, sides: Sides, stated: float) -> float:
    """The width of a Chinese character of a run (its font size as printed), 0 where it has none; ``stated`` is the file's."""
    lefts, _, rights, _ = sides
    widths: list[float] = []
    for place, char in enumerate(text):
        if "\u4e00" <= char <= "\u9fff":
            widths.append(rights[place] - lefts[place])
            if len(widths) == _MEASURED:
                break
    if not widths:
        return 0.0
    widths.sort()
    width = widths[len(widths) // 2]
    # Of glyphs without a stated advance pdfium gives the ink (Kangxi radicals in prints of Chromium, fonts not embedded).
    return round(stated if stated * _INK < width < stated / _WIDEST else width, 1)


def text_facts(textpage: pdfium.Reference, text: str, runs: Sequence[Run]) -> TextFacts:
    """What a page's text layer looks like."""
    facts = TextFacts(characters=len(squeeze(text)))
    if not facts.characters:
        return facts
    hidden = sum(len(run.line.text) for run in runs if run.invisible)
    if hidden:
        facts.invisible = hidden / sum(len(run.line.text) for run in runs)
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
