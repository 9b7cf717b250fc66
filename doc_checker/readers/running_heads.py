"""Page numbers, running heads and feet, and what a browser prints around a page: out of the lines of the pages.

On three pages or more the same line at the same place is one. Where only two pages have it, it must also look like one:
stand outermost, apart from the text, in smaller letters or in the page's margin. Labels, notes, dates and signatures,
which two pages may well have at the same place, stay.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

import regex

from ..text import Box
from .lines import Line, is_labelled, is_page_mark

_DIGITS = regex.compile(r"\d+|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴ]+")
_BARE_NUMBER = regex.compile(r"^[\s·•\-—–－~～]*\d{1,4}(?:\s*[/／]\s*\d{1,4})?[\s·•\-—–－~～]*$")
_SAME_PLACE = 0.012  # of the page's height by which a running head may stand higher or lower from page to page
_EDGE = 0.14  # share of the page's height at top and bottom where running heads and page numbers stand
_MARGIN = 0.085  # share of the page's height that a margin takes at least, where none is uncommonly small
_SMALL = 0.88  # of the size of the running text: a running head set smaller
_APART, _FAR = 0.6, 2.0  # ems of the running text between a running head and the text: in small letters; in any
_SIGNATURE = 30  # characters: an organ's name above a date
_OUTER = 2  # lines from a page's first or last one among which its number is
_MOST = 0.4  # share of the pages that have a line at the same place
_NEARLY_ALL = 0.8  # the same for a line that is set like the text and no further from it than its lines
_BROWSER = regex.compile(  # time and title above, address and page below
    r"^\d{4}[/-]\d{1,2}[/-]\d{1,2}[\s,]+(?:[上下]午\s?)?\d{1,2}:\d{2}(?![\d:])(?!\s*[-—至到])|^(?:https?|file)://\S+\s+\d{1,4}\s*/\s*\d{1,4}$"
)
_TEXTUAL = regex.compile(  # what two pages may both have at their edge and yet mean
    r"^[附表图续注※*＊★☆▲△●①-⑳\[【]|^\p{Han}{1,8}[：:]|^[（(].*[）)]$|[。；;：:，,、]$"
    r"|^[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十元]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
_DATE = regex.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十元]{1,2}月")

Extent = tuple[float, float]
"""The top and bottom of a table."""


class _Place(NamedTuple):
    """A line that stands near a page's edge."""

    page: int
    line: Line
    height: float  # share of the page's height


class _Usual(NamedTuple):
    """How the running text is set: the size of its letters, the blank space between its lines."""

    size: float
    gap: float


@dataclass(frozen=True)
class _Sheet:
    """A page's lines and tables, as the search for running heads sees them."""

    lines: Sequence[Line]
    height: float
    tables: Sequence[Extent]


def drop_running_heads(
    pages: Sequence[list[Line]], heights: Sequence[float], tables: Sequence[Sequence[Extent]] = ()
) -> None:
    """Take page numbers, running heads and feet out of the pages' lines; ``tables`` are the tables on the pages."""
    usual = _usual(pages)
    counted = _counted(pages, usual)
    for lines, height in zip(pages, heights, strict=True):
        lines[:] = [line for line in lines if not _is_page_number(line, lines, height, counted)]
    filled = sum(bool(lines) for lines in pages)
    if filled < 2:
        return
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in _edge_lines(lines, height):
            if id(line) in counted or not is_bare_number(line.text):
                places[_signature(line)].append(_Place(number, line, _box(line)[1] / height))
    repeated = {text: own for text, own in places.items() if len({place.page for place in own}) > 1}
    if not repeated:
        return
    running: set[int] = set()
    for own in repeated.values():
        in_flow = all(_is_in_flow(place.line, pages[place.page], usual) for place in own)
        enough = max(4, _NEARLY_ALL * filled) if in_flow else max(3, _MOST * filled)
        running |= {id(line) for line in _on_many_pages(own, enough)}
    sheets = [
        _Sheet(lines, height, tables[number] if tables else ())
        for number, (lines, height) in enumerate(zip(pages, heights, strict=True))
    ]
    running |= _on_two_pages(sheets, repeated, running, usual.size)
    for lines in pages if running else ():
        lines[:] = [line for line in lines if id(line) not in running]


def _on_many_pages(places: Sequence[_Place], enough: float) -> Iterator[Line]:
    """The lines that enough pages have at about this height; scanned pages lie a little differently each.

    Of a label (附件1) that pages one after the other repeat, the first stays; labels with other numbers all stay.
    """
    labelled = is_labelled(places[0].line.text)
    for here in places:
        near = [place for place in places if abs(place.height - here.height) <= _SAME_PLACE]
        if labelled:
            near = [place for place in near if place.line.text == here.line.text]
        if len(near) < enough:
            continue
        if not labelled or any(place.page == here.page - 1 for place in near):
            yield here.line


def _on_two_pages(
    sheets: Sequence[_Sheet], repeated: dict[str, list[_Place]], running: set[int], body: float
) -> set[int]:
    """Lines that only two pages have at the same place, and that look like running heads on each of them."""
    few = {
        id(place.line): [other for other in own if _is_twin(place, other)]
        for own in repeated.values()
        for place in own
        if id(place.line) not in running and not _may_be_text(place, sheets[place.page])
    }
    outer = {
        id(line)
        for sheet in sheets
        for line in _outermost(sheet, running | {key for key, twins in few.items() if twins}, body)
    }
    return {key for key, twins in few.items() if key in outer and any(id(twin.line) in outer for twin in twins)}


def _is_twin(here: _Place, other: _Place) -> bool:
    """Whether a line on another page says the same at the same place, its page number apart."""
    if here.page == other.page or abs(here.height - other.height) > _SAME_PLACE:
        return False
    ours, theirs = _DIGITS.findall(here.line.text), _DIGITS.findall(other.line.text)
    apart = other.page - here.page
    return all(
        a == b or (a.isdigit() and b.isdigit() and int(b) - int(a) == apart) for a, b in zip(ours, theirs, strict=True)
    )


def _may_be_text(place: _Place, sheet: _Sheet) -> bool:
    """Whether a line is of a sort that documents print at a page's edge: a label, a note, a date, a signature."""
    text = "".join(place.line.text.split())
    if is_labelled(place.line.text) or _TEXTUAL.search(text):
        return True
    below = sorted((line for line in sheet.lines if _middle(line) > _box(place.line)[3]), key=_middle)
    return len(text) < _SIGNATURE and any(_DATE.match("".join(line.text.split())) for line in below[:3])


def _outermost(sheet: _Sheet, candidates: set[int], body: float) -> Iterator[Line]:
    """Of the candidates those beyond which nothing else stands, apart from the text and smaller or in the margin."""
    ordered = sorted(sheet.lines, key=_middle)
    for lines, downwards in ((ordered, True), (ordered[::-1], False)):
        most = next((i for i, line in enumerate(lines) if id(line) not in candidates), len(lines))
        for count in range(most, 0, -1):
            others = [*((_box(other)[1], _box(other)[3]) for other in lines[count:]), *sheet.tables]
            if others and all(_looks_running(line, sheet.height, others, downwards, body) for line in lines[:count]):
                yield from lines[:count]
                break


def _looks_running(line: Line, height: float, others: Sequence[Extent], downwards: bool, body: float) -> bool:
    """Whether a line stands above (or below) all others, apart from them, in smaller letters or in the page's margin."""
    _, top, _, bottom = _box(line)
    gap = min(above - bottom for above, _ in others) if downwards else min(top - below for _, below in others)
    margin = _middle(line) / height if downwards else 1 - _middle(line) / height
    if _size(line) <= _SMALL * body:
        return gap >= _APART * body
    return _size(line) <= 1.05 * body and margin < _MARGIN and gap >= _FAR * body


def _usual(pages: Sequence[Sequence[Line]]) -> _Usual:
    """The size of the letters in which most of the text is set, and the blank space between its lines."""
    sizes = sorted((_size(line), len(line.text)) for lines in pages for line in lines)
    so_far = list(accumulate(count for _, count in sizes))
    body = sizes[bisect_left(so_far, so_far[-1] / 2)][0] if sizes else 0.0
    gaps = [_box(below)[1] - _box(above)[3] for lines in pages for above, below in pairwise(lines)]
    return _Usual(body, median([gap for gap in gaps if 0 < gap < 3 * body] or [body]))


def _is_in_flow(line: Line, lines: Sequence[Line], usual: _Usual) -> bool:
    """Whether a line is set like the running text, and as near to the next one as its lines are to each other."""
    if abs(_size(line) - usual.size) > 0.05 * usual.size:
        return False
    _, top, _, bottom = _box(line)
    gaps = [max(_box(other)[1] - bottom, top - _box(other)[3]) for other in lines if other is not line]
    return min((gap for gap in gaps if gap > -0.5 * usual.size), default=usual.gap * 2) <= 1.25 * usual.gap


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    """The up to three outermost lines in the margins at top and bottom."""
    top = sorted((line for line in lines if _middle(line) < _EDGE * height), key=_middle)[:3]
    bottom = sorted((line for line in lines if _middle(line) > (1 - _EDGE) * height), key=_middle)[-3:]
    return top + bottom


def _signature(line: Line) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))


def _counted(pages: Sequence[Sequence[Line]], usual: _Usual) -> set[int]:
    """The bare numbers that may be page numbers: apart from the text, or as many higher on another page as that is on."""
    numbers = [
        (int(_DIGITS.findall(line.text)[0]) - page, line, _is_in_flow(line, lines, usual))
        for page, lines in enumerate(pages)
        for place, line in enumerate(lines)
        if not _OUTER <= place < len(lines) - _OUTER and is_bare_number(line.text)
    ]
    steps = Counter(step for step, _ in {(step, line.page) for step, line, _ in numbers})
    return {id(line) for step, line, in_flow in numbers if not in_flow or steps[step] > 1}


def _is_page_number(line: Line, lines: Sequence[Line], height: float, counted: set[int]) -> bool:
    """A page mark in the margin, what a browser prints there, or a bare number alone below or above all other lines."""
    middle = _middle(line)
    if _EDGE * height < middle < (1 - _EDGE) * height:
        return False
    if is_page_mark(line.text) or (_BROWSER.match(line.text) and _is_beyond(line, lines)):
        return True
    return id(line) in counted and _is_beyond(line, lines)


def is_bare_number(text: str) -> bool:
    """Whether a line is a number that may be a page's (3, 3 / 12)."""
    return bool(_BARE_NUMBER.match(text))


def _is_beyond(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line stands above or below all others."""
    others = [_middle(other) for other in lines if other is not line]
    return not others or _middle(line) > max(others) or _middle(line) < min(others)


def _size(line: Line) -> float:
    return line.size or _box(line)[3] - _box(line)[1]


def _box(line: Line) -> Box:
    assert line.box is not None
    return line.box


def _middle(line: Line) -> float:
    box = _box(line)
    return (box[1] + box[3]) / 2
