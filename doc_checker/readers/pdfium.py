"""The few pdfium functions that run once per character or object, bound so that a call costs little.

pypdfium2's own bindings build a pointer object for each argument, and ctypes a converted one for each argument of a
declared type; a page has a thousand characters. Bound without argument types, a function takes whole numbers and
references (``ctypes.byref``), which are made once and passed on as they are.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw
from pypdfium2 import PdfiumError, PdfPage

from ..text import Box

_BLACK = (0, 0, 0, 255)
_BLACK_BYTES = array("I", _BLACK).tobytes()
_FOUR_ZEROS, _TWO_ZEROS = bytes(16), bytes(8)
_SOME = 1024  # characters, about a page of them
_INT, _POINTER = ctypes.c_int, ctypes.c_void_p

Reference = Any
"""A ``ctypes.byref``; its type has no name."""


@cache
def bound(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A pdfium function with plain argument types."""
    address = ctypes.cast(getattr(raw, name), _POINTER).value
    function: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(address or 0)
    return function


def reference(handle: Any) -> Reference:
    """What a pdfium handle points to, as an argument of a function bound without argument types."""
    return ctypes.byref(handle.contents)


def open_page(document: Any, number: int) -> Any:
    """Page ``number`` (from 1) of a document, to be closed with ``close_page`` before the document; made without the
    finalizers of pypdfium2's own way, which take 40 µs. Raises PdfiumError.
    """
    handle = raw.FPDF_LoadPage(document, number - 1)
    if not handle:
        raise PdfiumError("Failed to load page.")
    page = PdfPage.__new__(PdfPage)
    page.raw, page.pdf, page.formenv = handle, document, None
    return page


def close_page(page: Any) -> None:
    """Close what ``open_page`` gave."""
    raw.FPDF_ClosePage(page)


def open_text(page: Any) -> Any:
    """The text of a page, to be closed before the page; pypdfium2's own object would take 17 µs more, for finalizers.

    Raises PdfiumError.
    """
    textpage = raw.FPDFText_LoadPage(page)
    if not textpage:
        raise PdfiumError("Failed to load text page.")
    return textpage


def close_text(textpage: Any) -> None:
    """Close what ``open_text`` gave."""
    raw.FPDFText_ClosePage(textpage)


def count_characters(textpage: Reference) -> int:
    """How many characters the text of a page has."""
    count: int = bound("FPDFText_CountChars", _INT)(textpage)
    return max(0, count)


def _buffer(numbers: array[Any]) -> Callable[[int], Reference]:
    """A function that gives references into an array, by bytes from its start."""
    return partial(ctypes.byref, ctypes.c_char.from_buffer(numbers))


def char_boxes(textpage: Reference, count: int) -> array[float]:
    """For each character left, top, right and bottom in the page's own coordinates (origin bottom left)."""
    get = bound("FPDFText_GetLooseCharBox", _INT)
    room, places = _room()
    numbers = array("f")
    for start in range(0, count, len(places)):
        some = range(start, min(count, start + len(places)))
        deque(map(get, repeat(textpage), some, places), maxlen=0)
        numbers.extend(room[: 4 * len(some)])
    return numbers


@cache
def _room() -> tuple[array[float], list[Reference]]:
    """Room for the boxes of some characters, and a reference to the place of each: made once, as they take a third of
    the time that pdfium needs for a box."""
    numbers = array("f", bytes(16 * _SOME))
    return numbers, [*map(_buffer(numbers), range(0, 16 * _SOME, 16))]


def page_text(textpage: Reference, count: int) -> str:
    """The text of a page, one code point per pdfium character."""
    units = array("H", bytes(2 * count + 2))
    written = bound("FPDFText_GetText", _INT)(textpage, 0, count, _buffer(units)(0))
    text = units[: max(0, written - 1)].tobytes().decode("utf-16-le", "replace")
    if len(text) == count and written == count + 1:
        return text
    unicode_of = bound("FPDFText_GetUnicode", ctypes.c_uint)
    codes = [unicode_of(textpage, number) for number in range(count)]
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\0" for code in codes)


def char_looks(textpage: Reference) -> Callable[[int], tuple[tuple[int, int, int, int], bool]]:
    """A function that gives of a character red, green, blue and opacity of its filling (0 to 255), and whether it is
    drawn without filling and stroke, as text layers under scans are.
    """
    get = bound("FPDFText_GetFillColor", _INT)
    object_of = bound("FPDFText_GetTextObject", _POINTER)
    mode_of = bound("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
    values = array("I", bytes(16))
    red, green, blue, opacity = map(_buffer(values), range(0, 16, 4))

    def look(number: int) -> tuple[tuple[int, int, int, int], bool]:
        found = get(textpage, number, red, green, blue, opacity)
        piece = object_of(textpage, number)
        colour = (values[0], values[1], values[2], values[3]) if found else _BLACK
        return colour, bool(piece) and mode_of(piece) in (3, 7)

    return look


def char_angles(textpage: Reference, numbers: Iterable[int]) -> list[float]:
    """The angle of each character in radians, counter-clockwise (0 to 2π), or -1."""
    return list(map(bound("FPDFText_GetCharAngle", ctypes.c_float), repeat(textpage), numbers))


def mend_boxes(textpage: Reference, count: int, numbers: array[float]) -> None:
    """Put boxes right, in place, that do not lie where their characters are drawn.

    Of glyphs without a stated advance pdfium gives the ink, and forgets where the form stands that holds them (a page
    set into another one, as two on a sheet).
    """
    size_of = bound("FPDFText_GetFontSize", ctypes.c_double)
    get = bound("FPDFText_GetMatrix", _INT)
    values = array("f", bytes(24))
    place = _buffer(values)(0)
    for number in range(count):
        if not get(textpage, number, place):
            continue
        a, b, c, d, x, y = values
        em = size_of(textpage, number) * abs(a * d - b * c) ** 0.5
        left, top, right, bottom = numbers[4 * number : 4 * number + 4]
        if b or c or right <= left or (left - em < x < right + em and bottom - em < y < top + em):
            continue
        numbers[4 * number : 4 * number + 4] = array("f", (x, y + 0.88 * em, x + em, y - 0.12 * em))


def char_sizes(textpage: Reference, numbers: Iterable[int]) -> list[float]:
    """The font size of each character in points of the page, as the file states it."""
    size_of = bound("FPDFText_GetFontSize", ctypes.c_double)
    get = bound("FPDFText_GetMatrix", _INT)
    values = array("f", bytes(24))
    place = _buffer(values)(0)
    sizes = []
    for number in numbers:
        scale = abs(values[0] * values[3] - values[1] * values[2]) ** 0.5 if get(textpage, number, place) else 1.0
        sizes.append(size_of(textpage, number) * scale)
    return sizes


def count_unmapped(textpage: Reference, numbers: Iterable[int]) -> int:
    """Of how many glyphs the file does not say which character they are."""
    get = bound("FPDFText_HasUnicodeMapError", _INT)
    return list(map(get, repeat(textpage), numbers)).count(1)


@cache
def _values(name: str, kind: str, initial: bytes) -> Callable[[int], list[Any]]:
    """A function that gives the values which pdfium has of an object, ``initial`` where it does not know them.

    The room for them is made once: pdfium, too, is used by one thread of a process only.
    """
    get = bound(name, _INT, _POINTER)
    values = array(kind, initial)
    unknown = values.tolist()
    places = [*map(_buffer(values), range(0, 4 * len(values), 4))]

    def values_of(thing: int) -> list[Any]:
        return values.tolist() if get(thing, *places) else unknown

    return values_of


def object_bounds(thing: int) -> Box:
    """Left, bottom, right and top of a page object; zeros where pdfium does not know."""
    left, bottom, right, top = _values("FPDFPageObj_GetBounds", "f", _FOUR_ZEROS)(thing)
    return left, bottom, right, top


def object_colour(thing: int, stroke: bool = False) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity of an object's filling or stroke."""
    name = "FPDFPageObj_GetStrokeColor" if stroke else "FPDFPageObj_GetFillColor"
    red, green, blue, opacity = _values(name, "I", _BLACK_BYTES)(thing)
    return red, green, blue, opacity


def picture_data(thing: int, limit: int) -> bytes:
    """A picture as the file holds it, its filters not undone; nothing where it has more bytes than ``limit``."""
    get = bound("FPDFImageObj_GetImageDataRaw", ctypes.c_ulong, _POINTER, _POINTER, ctypes.c_ulong)
    size = get(thing, None, 0)
    if not 0 < size <= limit:
        return b""
    buffer = ctypes.create_string_buffer(size)
    get(thing, ctypes.addressof(buffer), size)
    return buffer.raw


def object_matrix(thing: int) -> tuple[float, float, float, float, float, float]:
    """The matrix of a page object."""
    values = (ctypes.c_float * 6)(1, 0, 0, 1, 0, 0)
    bound("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)(thing, ctypes.addressof(values))
    return (values[0], values[1], values[2], values[3], values[4], values[5])


def draw_mode(path: int) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    filled, stroked = _values("FPDFPath_GetDrawMode", "i", _TWO_ZEROS)(path)
    return bool(filled), bool(stroked)


def segments(path: int, limit: int) -> list[tuple[int, float, float, bool]]:
    """Kind (0 line, 2 move), end point and closing mark of a path's segments; empty above ``limit`` or with curves."""
    count = bound("FPDFPath_CountSegments", _INT, _POINTER)(path)
    if not 0 < count <= limit:
        return []
    get = bound("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
    point = bound("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
    kind = bound("FPDFPathSegment_GetType", _INT, _POINTER)
    closes = bound("FPDFPathSegment_GetClose", _INT, _POINTER)
    values = (ctypes.c_float * 2)()
    place = ctypes.addressof(values)
    result = []
    for number in range(count):
        segment = get(path, number)
        shape = kind(segment)
        if shape == 1:
            return []
        point(segment, place, place + 4)
        result.append((shape, values[0], values[1], bool(closes(segment))))
    return result
