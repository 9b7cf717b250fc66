"""自动编号: the labels that Word prints before paragraphs and does not keep in their text (ECMA-376-1, 17.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from ..numerals import format_numeral

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_LEVELS = 9
_PLACE = regex.compile(r"%([1-9])")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_STOPPED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_CIRCLED_HAN = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_number(number: int, style: str) -> str:
    """A counter as Word prints it in a number format (``w:numFmt``); decimal where a format is unknown or runs out."""
    maker = _MAKERS.get(style)
    if maker is None or number < 1:
        return str(number)
    return maker(number) or str(number)


def _chinese(number: int) -> str:
    return format_numeral(number) if number <= 9999 else ""


def _counting(number: int) -> str:
    """Counting up to ninety-nine, digit by digit from a hundred on."""
    return format_numeral(number) if number < 100 else str(number).translate(_DIGITS)


def _letters(number: int) -> str:
    """A … Z, AA, BB, as Word continues them."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number <= 780 else ""


def _roman(number: int) -> str:
    result = ""
    for value, sign in _ROMAN:
        while number >= value and number < 4000:
            result += sign
            number -= value
    return result


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_MAKERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": _chinese,
    "koreanCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda number: _chinese(number).translate(_FORMAL),
    "ideographLegalTraditional": lambda number: _chinese(number).translate(_FORMAL),
    "japaneseLegal": lambda number: _chinese(number).translate(_FORMAL),
    "ideographDigital": lambda number: str(number).translate(_DIGITS),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(_DIGITS),
    "taiwaneseDigital": lambda number: str(number).translate(_DIGITS),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "ideographEnclosedCircle": _of(_CIRCLED_HAN),
    "decimalEnclosedCircle": _of(_CIRCLED),
    "decimalEnclosedCircleChinese": _of(_CIRCLED),
    "decimalEnclosedParen": _of(_BRACKETED),
    "decimalEnclosedFullstop": _of(_STOPPED),
    "decimalFullWidth": lambda number: str(number).translate(_WIDE),
    "decimalFullWidth2": lambda number: str(number).translate(_WIDE),
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}


@dataclass(frozen=True)
class Level:
    """One level of a list: where it starts, how it counts, and the text around the numbers."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    spaced: bool = True


@dataclass
class _List:
    """An abstract list with its running counters."""

    levels: dict[int, Level]
    style_link: str | None = None
    counters: dict[int, int] = field(default_factory=dict)


@dataclass
class _Number:
    """A list as paragraphs name it (``w:num``): the abstract list, and what it changes."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


class Numbering:
    """The lists of a Word document; call ``label`` once for each numbered paragraph, in reading order."""

    def __init__(self, root: _Element | None, style_numbers: dict[str, str] | None = None) -> None:
        self._lists: dict[str, _List] = {}
        self._numbers: dict[str, _Number] = {}
        self._style_numbers = style_numbers or {}
        self.style_levels: dict[tuple[str, str], int] = {}  # (abstract list, paragraph style) → level
        if root is None:
            return
        for element in root.iterchildren(W + "abstractNum"):
            self._read_list(element)
        for element in root.iterchildren(W + "num"):
            self._read_number(element)

    def _read_list(self, element: _Element) -> None:
        key = element.get(W + "abstractNumId", "")
        levels: dict[int, Level] = {}
        for child in element.iterchildren(W + "lvl"):
            position = _int(child.get(W + "ilvl"), 0)
            levels[position] = _read_level(child)
            style = child.find(W + "pStyle")
            if style is not None:
                self.style_levels[key, style.get(W + "val", "")] = position
        self._lists[key] = _List(levels, _value(element, "numStyleLink"))

    def _read_number(self, element: _Element) -> None:
        number = _Number(_value(element, "abstractNumId") or "")
        for change in element.iterchildren(W + "lvlOverride"):
            position = _int(change.get(W + "ilvl"), 0)
            start = _value(change, "startOverride")
            if start is not None:
                number.starts[position] = _int(start, 1)
            level = change.find(W + "lvl")
            if level is not None:
                number.levels[position] = _read_level(level)
        self._numbers[element.get(W + "numId", "")] = number

    def level_of_style(self, number_id: str, style: str) -> int:
        """The level that a paragraph style has in a list."""
        number = self._numbers.get(number_id)
        return self.style_levels.get((number.abstract, style), 0) if number else 0

    def label(self, number_id: str, position: int) -> str:
        """Count one paragraph of a list and give its printed label with what separates it; "" for bullets and none."""
        number = self._numbers.get(number_id)
        made = self._list_of(number) if number else None
        if number is None or made is None or not 0 <= position < _MAX_LEVELS:
            return ""
        levels = made.levels | number.levels
        level = levels.get(position)
        if level is None:
            return ""
        self._count(made, number, levels, position)
        if level.style == "bullet":
            return ""
        text = _PLACE.sub(lambda found: self._printed(made, levels, int(found[1]) - 1, level.legal), level.text)
        text = "" if any("\ue000" <= char <= "\uf8ff" for char in text) else text.strip()
        return text + (" " if text and level.spaced and (text[-1].isalnum()) else "")

    def _list_of(self, number: _Number) -> _List | None:
        made = self._lists.get(number.abstract)
        if made is not None and made.style_link and not made.levels:
            linked = self._numbers.get(self._style_numbers.get(made.style_link, ""))
            return self._lists.get(linked.abstract) if linked else None
        return made

    def _count(self, made: _List, number: _Number, levels: dict[int, Level], position: int) -> None:
        counters = made.counters
        for upper in range(position):
            if upper not in counters and upper in levels:
                counters[upper] = number.starts.get(upper, levels[upper].start)
                number.used.add(upper)
        if position in number.starts and position not in number.used:
            counters[position] = number.starts[position]
        elif position in counters:
            counters[position] += 1
        else:
            counters[position] = levels[position].start
        number.used.add(position)
        for deeper in [p for p in counters if p > position]:
            level = levels.get(deeper)
            limit = deeper if level is None or level.restart is None else level.restart
            if position < limit:
                del counters[deeper]

    @staticmethod
    def _printed(made: _List, levels: dict[int, Level], position: int, legal: bool) -> str:
        level = levels.get(position)
        number = made.counters.get(position, level.start if level else 1)
        if level is None or level.style == "none":
            return ""
        return str(number) if legal else format_number(number, level.style)


def _read_level(element: _Element) -> Level:
    style = _value(element, "numFmt") or "decimal"
    restart = _value(element, "lvlRestart")
    return Level(
        _int(_value(element, "start"), 1),
        style,
        _value(element, "lvlText") or "",
        None if restart is None else _int(restart, 0),
        element.find(W + "isLgl") is not None,
        _value(element, "suff") != "nothing",
    )


def _value(element: _Element, name: str) -> str | None:
    child = element.find(W + name)
    return None if child is None else child.get(W + "val")


def _int(value: str | None, default: int) -> int:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
