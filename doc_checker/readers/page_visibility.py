"""What a web page does not show though it is in it: moved away, transparent, clipped, white on white, in letters of no size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from lxml.etree import _Element

_HIDDEN = regex.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?<![\w-])opacity\s*:\s*(?:0(?:\.0+)?|0%)\s*(?:;|$|!)"
    r"|(?<![\w-])(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{4,}(?:\.\d+)?(?:px|pt|em)"
    r"|clip\s*:\s*rect\(\s*(?:0|1px)|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    regex.I,
)
_FLAT = regex.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*[01](?:\.0+)?(?:px|pt|em|%)?\s*(?:;|$|!)", regex.I)
_CUT = regex.compile(r"overflow\s*:\s*hidden", regex.I)
_COLOUR = regex.compile(r"(?<![\w-])color\s*:\s*([^;!]{1,60})", regex.I)
_GROUND = regex.compile(r"(?<![\w-])background(?:-color|-image)?\s*:\s*([^;!]{1,200})", regex.I)
_SIZE = regex.compile(r"(?<![\w-])font-size\s*:\s*([^;!]{1,40})", regex.I)
_NO_SIZE = regex.compile(r"(?:0(?:\.\d+)?|1(?:\.0+)?(?=p))\s*(?:px|pt|em|rem|%|$)", regex.I)
_WHITE = regex.compile(
    r"white\b|#fff(?:fff)?(?:ff)?\b|rgba?\(\s*255\s*[, ]\s*255\s*[, ]\s*255\b|transparent\b"
    r"|rgba\([^)]{1,40},\s*0(?:\.0+)?\s*\)",
    regex.I,
)
_NO_GROUND = regex.compile(
    r"(?:none|transparent|inherit|initial|unset)\b|white\b|#fff(?:fff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b", regex.I
)
_INLINE = frozenset(("span", "font", "b", "strong", "i", "em", "u", "a", "sub", "sup", "small", "big"))


def is_hidden(style: str) -> bool:
    """Whether a style takes an element and all in it out of sight."""
    return bool(_HIDDEN.search(style)) or bool(_CUT.search(style) and _FLAT.search(style))


@dataclass(frozen=True)
class Ink:
    """How text is printed in an element: white, without size, and whether anything coloured may lie behind it."""

    white: bool = False
    tiny: bool = False
    grounded: bool = False

    @property
    def unseen(self) -> bool:
        """Whether nobody sees the text."""
        return self.tiny or (self.white and not self.grounded)

    def inside(self, element: _Element, styled: bool) -> Ink:
        """How text is printed in a child; ``styled`` says that a style sheet elsewhere may colour classes."""
        attributes = element.attrib
        # A paragraph in a wrapper without size has a size of its own, from a style sheet that is not in the file.
        tiny = self.tiny and element.tag in _INLINE
        if not attributes:
            return self if tiny == self.tiny else Ink(self.white, tiny, self.grounded)
        style = attributes.get("style", "")
        colour = size = ground = None
        if style:
            colour, size, ground = _COLOUR.search(style), _SIZE.search(style), _GROUND.search(style)
        given = colour[1].strip() if colour else attributes.get("color", "") if element.tag == "font" else ""
        white = bool(_WHITE.match(given)) if given else self.white
        tiny = bool(_NO_SIZE.match(size[1].strip())) if size else tiny
        coloured = bool(ground and not _NO_GROUND.match(ground[1].strip())) or (
            "background" in attributes or not _NO_GROUND.match(attributes.get("bgcolor", "none"))
        )
        grounded = self.grounded or coloured or (styled and ("class" in attributes or "id" in attributes))
        return self if (white, tiny, grounded) == (self.white, self.tiny, self.grounded) else Ink(white, tiny, grounded)


PLAIN = Ink()
"""Text that is seen."""
