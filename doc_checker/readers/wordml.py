"""WordprocessingML: properties of paragraphs, runs, tables and styles, read from their elements (ECMA-376-1, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from .numbering import W
from .radicals import TICKS

if TYPE_CHECKING:
    from lxml.etree import _Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DELETED = ("del", "moveFrom")


@dataclass(frozen=True)
class Style:
    """What a style says for reading: its parent, its list and level, its alignment, whether it hides its text."""

    parent: str | None = None
    number: str | None = None
    level: int | None = None
    centred: bool | None = None
    name: str = ""
    hidden: bool | None = None


def children_of(container: _Element, *names: str) -> Iterator[_Element]:
    """Children of a kind (paragraphs and tables by default), also inside content controls and custom XML."""
    wanted = names or (W + "p", W + "tbl", W + "altChunk")
    for child in container:
        if child.tag in wanted:
            yield child
        elif child.tag in (W + "sdt", W + "customXml", W + "sdtContent", W + "ins", W + "moveTo"):
            if not is_contents(child):
                yield from children_of(child, *names)
        elif child.tag == MC + "AlternateContent":
            yield from children_of(child[0], *names) if len(child) else ()


def ancestors_below(element: _Element, top: _Element) -> Iterator[_Element]:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def is_contents(element: _Element) -> bool:
    """Whether a content control is a table of contents."""
    return element.tag == W + "sdt" and any(
        "Table of Contents" in gallery.get(W + "val", "")
        for gallery in element.iterfind(f"{W}sdtPr//{W}docPartGallery")
    )


def is_balanced(body: _Element) -> bool:
    """Whether each field that begins also ends; where not, nothing is taken for a field's result."""
    depth = 0
    for element in body.iter(W + "fldChar"):
        kind = element.get(W + "fldCharType")
        depth += 1 if kind == "begin" else -1 if kind == "end" else 0
        if depth < 0:
            return False
    return depth == 0


def read_styles(root: _Element | None) -> Iterator[tuple[str, Style]]:
    for style in root.iterchildren(W + "style") if root is not None else ():
        if style.get(W + "type") not in ("paragraph", "numbering", "character"):
            continue
        properties = style.find(W + "pPr")
        parent, name = style.find(W + "basedOn"), style.find(W + "name")
        own = style.find(W + "rPr")
        number = level = align = None
        if properties is not None:
            number = properties.find(f"{W}numPr/{W}numId")
            level = properties.find(f"{W}numPr/{W}ilvl")
            align = properties.find(W + "jc")
        yield (
            style.get(W + "styleId", ""),
            Style(
                parent.get(W + "val") if parent is not None else None,
                number.get(W + "val") if number is not None else None,
                whole_number(level.get(W + "val")) if level is not None else None,
                align.get(W + "val") == "center" if align is not None else None,
                name.get(W + "val", "") if name is not None else "",
                is_on(own, "vanish") if own is not None and own.find(W + "vanish") is not None else None,
            ),
        )


def whole_number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else None


def style_of(properties: _Element) -> str | None:
    style = properties.find(W + "pStyle")
    return style.get(W + "val") if style is not None else None


def is_on(properties: _Element, name: str) -> bool:
    element = properties.find(W + name)
    return element is not None and element.get(W + "val", "true") not in ("0", "false", "off")


def is_end_deleted(paragraph: _Element) -> bool:
    """Whether the end of a paragraph was deleted with changes tracked: it goes on in the next one."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in DELETED)


def red_size(properties: _Element) -> float:
    """The size in points of red lettering, else 0."""
    color, size = properties.find(W + "color"), properties.find(W + "sz")
    value = color.get(W + "val", "") if color is not None else ""
    if not regex.fullmatch(r"[0-9A-Fa-f]{6}", value) or size is None:
        return 0.0
    red, green, blue = (int(value[i : i + 2], 16) for i in (0, 2, 4))
    return (whole_number(size.get(W + "val")) or 0) / 2 if red > 180 and green < 90 and blue < 90 else 0.0


def has_red_border(paragraph: _Element) -> bool:
    for side in ("bottom", "top"):
        border = paragraph.find(f"{W}pPr/{W}pBdr/{W}{side}")
        value = border.get(W + "color", "") if border is not None else ""
        if regex.fullmatch(r"[C-Fc-f][0-9A-Fa-f][0-4][0-9A-Fa-f][0-4][0-9A-Fa-f]", value):
            return True
    return False


def symbol_of(code: str) -> str:
    """A character of a symbol font; private code points that are no tick or box are dropped."""
    if not regex.fullmatch(r"[0-9A-Fa-f]{4}", code):
        return ""
    point = int(code, 16)
    if point in TICKS:
        return TICKS[point]
    return "" if 0xE000 <= point <= 0xF8FF or point < 0x20 or 0xD800 <= point <= 0xDFFF else chr(point)


def count_of(properties: _Element | None, name: str, default: int) -> int:
    element = properties.find(W + name) if properties is not None else None
    value = whole_number(element.get(W + "val")) if element is not None else None
    return default if value is None else value


def merge_of(properties: _Element | None, name: str) -> str | None:
    """``restart``, ``continue`` or None."""
    element = properties.find(W + name) if properties is not None else None
    if element is None:
        return None
    return "restart" if element.get(W + "val", "continue") == "restart" else "continue"


def is_header(row: _Element) -> bool:
    properties = row.find(W + "trPr")
    return properties is not None and is_on(properties, "tblHeader")


def is_left_out(row: _Element) -> bool:
    """Whether a table's row is hidden, or was deleted with changes tracked."""
    properties = row.find(W + "trPr")
    return properties is not None and (properties.find(W + "del") is not None or is_on(properties, "hidden"))
