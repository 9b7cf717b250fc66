"""What Word shows of a run: hidden, white on white, and letters too small to be seen are no text of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from .numbering import W
from .wordml import whole_number

if TYPE_CHECKING:
    from collections.abc import Set

    from lxml.etree import _Element

_TINY = 4  # half points: nobody can read 2 points
_LIGHT = 245  # darkest channel of a ground that counts as white
_PROMPT = regex.compile(r"^\s*(?:单击|点击|请?在?此处|请输入|请选择|选择一项|Click|Choose|Enter)", regex.I)


def vanishes(properties: _Element | None) -> bool | None:
    """Whether run properties hide the text; None where they say nothing."""
    element = properties.find(W + "vanish") if properties is not None else None
    return None if element is None else element.get(W + "val", "true") not in ("0", "false", "off")


def cannot_be_seen(run: _Element, properties: _Element, shaded_styles: Set[str]) -> bool:
    """Whether a run is too small to be read, or white without anything dark behind it."""
    size = properties.find(W + "sz")
    if size is not None and 0 < (whole_number(size.get(W + "val")) or _TINY + 1) <= _TINY:
        return True
    color = properties.find(W + "color")
    return color is not None and color.get(W + "val", "").upper() == "FFFFFF" and not _on_ground(run, shaded_styles)


def _on_ground(run: _Element, shaded_styles: Set[str]) -> bool:
    """Whether anything around a run may be coloured: itself, its paragraph, cell or table, a text box, the page."""
    properties = run.find(W + "rPr")
    if properties is not None and (properties.find(W + "highlight") is not None or _is_shaded(properties)):
        return True
    for element in run.iterancestors():
        if element.tag == W + "p" and _is_shaded(element.find(W + "pPr")):
            return True
        if element.tag == W + "p" and _style(element.find(W + "pPr"), "pStyle") in shaded_styles:
            return True
        if element.tag == W + "tc" and _is_shaded(element.find(W + "tcPr")):
            return True
        if element.tag == W + "tbl":
            own = element.find(W + "tblPr")
            if _is_shaded(own) or _style(own, "tblStyle") in shaded_styles:
                return True
        if element.tag in (W + "txbxContent", W + "hdr"):
            return True
        if element.tag == W + "document":
            return element.find(W + "background") is not None
    return False


def _style(properties: _Element | None, name: str) -> str:
    style = properties.find(W + name) if properties is not None else None
    return style.get(W + "val", "") if style is not None else ""


def _is_shaded(properties: _Element | None) -> bool:
    shade = properties.find(W + "shd") if properties is not None else None
    if shade is None:
        return False
    fill = shade.get(W + "color" if shade.get(W + "val") == "solid" else W + "fill", "auto")
    if not regex.fullmatch(r"[0-9A-Fa-f]{6}", fill):
        return shade.get(W + "themeFill") is not None
    return min(int(fill[i : i + 2], 16) for i in (0, 2, 4)) < _LIGHT


def shaded_styles(root: _Element | None) -> set[str]:
    """The styles that colour what lies behind their text, or may do so."""
    found: set[str] = set()
    parents: dict[str, str] = {}
    for style in root.iterchildren(W + "style") if root is not None else ():
        key = style.get(W + "styleId", "")
        parents[key] = _style(style, "basedOn")
        if any(_is_shaded(shade.getparent()) for shade in style.iter(W + "shd")):
            found.add(key)
    for key in parents:
        seen: set[str] = set()
        while key and key not in seen and key not in found:
            seen.add(key)
            key = parents.get(key, "")
        found |= seen if key in found else set()
    return found


def is_prompt(control: _Element) -> bool:
    """Whether a content control still shows what is to be filled in."""
    if control.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
        return False
    return bool(_PROMPT.match("".join(text.text or "" for text in control.iter(W + "t"))))
