"""What OCR gets wrong in Chinese print, mended by rule: punctuation widths, number brackets, zeros, page marks, spaces.

The rules look at a line as read (``Glyph`` by ``Glyph``, each with the blank to its right), so that they can tell a
full-width bracket, which stands in a cell of its own, from a half-width one printed close to its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

_WIDE = {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
# A full-width sign leaves half a cell blank on its open side; a half-width one a fifth at most.
_OPEN_SIDE = 0.38
_SPACE = 0.5  # em of blank between two characters that is a printed space
_WIDE_SPACE = 0.95  # em: an ideographic space
_SURE = 0.99  # confidence of a sign whose width was settled by rule
_NUMERALS = "〇○零一二三四五六七八九十"
_YEAR = regex.compile(r"[\[【〔［(（〖{]((?:19|20)\d{2})[\]】〕］)）〗}](?=第?\d{1,5}号)")
_PAGE_MARK = regex.compile(r"^[-—–―－一~～_·•.]{1,3}\s*(\d{1,4})\s*[-—–―－一~～_·•.]{1,3}$")
_LABEL_SPACE = regex.compile(
    r"^(\d{1,3}[.．、]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)[ 　]+"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as read: its confidence (0 to 1), its box in pixels, and the widest blank between it and the next one
    (in em, the width of a Chinese character of its line; None at the line's end)."""

    char: str
    confidence: float
    box: tuple[float, float, float, float]
    blank: float | None = None


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char in "〇○"


def restore(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The line with full-width punctuation, quotation marks, number brackets, zeros and spaces as they were printed."""
    result = _restore_quotes(_restore_zeros(_restore_widths(list(glyphs))))
    result = _restore_year_brackets(result)
    return _restore_spaces(result)


def text_of(glyphs: Sequence[Glyph]) -> str:
    """The characters of a line."""
    return "".join(glyph.char for glyph in glyphs)


def mend_page_mark(text: str) -> str | None:
    """``— 3 —`` for a line that was read -3-, —3一 and the like; None for other lines."""
    found = _PAGE_MARK.match(text.strip())
    return f"— {found[1]} —" if found else None


def _restore_widths(glyphs: list[Glyph]) -> list[Glyph]:
    """（）：，；！？ full-width next to Chinese unless the print shows them half-width; a pair of brackets is alike."""
    widths: dict[int, bool | None] = {}
    for place, glyph in enumerate(glyphs):
        if glyph.char in _WIDE or glyph.char in _NARROW:
            widths[place] = _is_wide_sign(glyphs, place)
    for opener, closer in _pairs(glyphs):
        first, second = widths.get(opener), widths.get(closer)
        # The opener shows it better: what follows a closer is often another sign.
        widths[opener] = widths[closer] = first if first is not None else second
    result = list(glyphs)
    for place, wide in widths.items():
        glyph = glyphs[place]
        if wide is None:
            wide = True if _is_beside_chinese(glyphs, place) else None
        if wide is None:
            continue
        char = _WIDE.get(glyph.char, glyph.char) if wide else _NARROW.get(glyph.char, glyph.char)
        result[place] = replace(glyph, char=char, confidence=max(glyph.confidence, _SURE))
    return result


def _is_wide_sign(glyphs: list[Glyph], place: int) -> bool | None:
    """Whether a sign is full-width by the blank on its open side; None where nothing shows it (the line ends there)."""
    char = _NARROW.get(glyphs[place].char, glyphs[place].char)
    before = glyphs[place - 1].char if place else ""
    after = glyphs[place + 1].char if place + 1 < len(glyphs) else ""
    if char in ",:.;" and before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return False if char in ":," else None  # 10:30, 1,000
    blank = glyphs[place - 1].blank if char == "(" and place else glyphs[place].blank if char != "(" else None
    if blank is None:
        return None
    neighbour = before if char == "(" else after
    if char == "(" and neighbour in "，。、；：》”）":
        blank -= 0.5  # the neighbour's own blank half
    elif char != "(" and neighbour in "（《“〔":
        blank -= 0.5
    return blank >= _OPEN_SIDE


def _is_beside_chinese(glyphs: list[Glyph], place: int) -> bool:
    """Whether Chinese stands next to a sign: what cannot be measured is then taken for full-width."""
    before = glyphs[place - 1].char if place else ""
    after = glyphs[place + 1].char if place + 1 < len(glyphs) else ""
    if glyphs[place].char in ",:.;" and before.isdigit() and after.isdigit():
        return False
    return any(char and (is_han(char) or char in "”》）“《（") for char in (before, after))


def _pairs(glyphs: list[Glyph]) -> list[tuple[int, int]]:
    """Places of brackets that belong together."""
    open_places: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place, glyph in enumerate(glyphs):
        if glyph.char in "（(":
            open_places.append(place)
        elif glyph.char in "）)" and open_places:
            pairs.append((open_places.pop(), place))
    return pairs


def _restore_zeros(glyphs: list[Glyph]) -> list[Glyph]:
    """二O二三年 → 二〇二三年: a letter or digit zero between Chinese numerals."""
    result = list(glyphs)
    for place, glyph in enumerate(glyphs):
        if glyph.char not in "OoＯ0○Q":
            continue
        before = result[place - 1].char if place else ""
        after = glyphs[place + 1].char if place + 1 < len(glyphs) else ""
        if before and before in _NUMERALS and (after in _NUMERALS or after in "年月日OoＯ0○") and after:
            result[place] = replace(glyph, char="〇")
    return result


def _restore_quotes(glyphs: list[Glyph]) -> list[Glyph]:
    """Straight quotation marks next to Chinese become “ and ” in turn."""
    if not any(glyph.char in '"＂' for glyph in glyphs):
        return glyphs
    result = list(glyphs)
    is_open = False
    for place, glyph in enumerate(glyphs):
        if glyph.char in "“”":
            is_open = glyph.char == "“"
        elif glyph.char in '"＂':
            is_open = not is_open
            result[place] = replace(glyph, char="“" if is_open else "”")
    return result


def _restore_year_brackets(glyphs: list[Glyph]) -> list[Glyph]:
    """〔2023〕5号: brackets read as 【】, （） or two that do not match; [2023] is left, documents do print it."""
    result = list(glyphs)
    for found in _YEAR.finditer(text_of(glyphs)):
        first, last = found.start(), found.end() - 1
        pair = result[first].char + result[last].char
        if pair in ("[]", "()", "（）"):
            continue
        for place, char in ((first, "〔"), (last, "〕")):
            result[place] = replace(result[place], char=char, confidence=max(result[place].confidence, _SURE))
    return result


def _restore_spaces(glyphs: list[Glyph]) -> list[Glyph]:
    """Spaces where the print leaves a gap between two characters (张　三); none beside punctuation, whose blank is
    its own, nor behind a clause label."""
    glyphs = [g for place, g in enumerate(glyphs) if not g.char.isspace() or _keeps_space(glyphs, place)]
    result: list[Glyph] = []
    for place, glyph in enumerate(glyphs):
        result.append(glyph)
        after = glyphs[place + 1].char if place + 1 < len(glyphs) else ""
        if glyph.blank is None or glyph.blank < _SPACE or not _is_solid(glyph.char) or not _is_solid(after):
            continue
        _, y0, x1, y1 = glyph.box
        space = "　" if glyph.blank >= _WIDE_SPACE else " "
        result.append(Glyph(space, 1.0, (x1, y0, glyphs[place + 1].box[0], y1)))
    found = _LABEL_SPACE.match(text_of(result))
    if found:
        start = found.end(1)
        result[start : found.end()] = []
    return result


def _keeps_space(glyphs: Sequence[Glyph], place: int) -> bool:
    """A space that the engine read stays between two words of Latin letters or digits only."""
    if place == 0 or place + 1 >= len(glyphs):
        return False
    before, after = glyphs[place - 1].char, glyphs[place + 1].char
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _is_solid(char: str) -> bool:
    return bool(char) and (is_han(char) or char.isalnum())
