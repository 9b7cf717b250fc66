"""Is the text layer of a page fit to be read, or must the page be read by OCR?

A text layer may be mojibake, glyph numbers without meaning, the reading of a poor OCR, or only a few stray characters
over a page full of print. Every check is cheap and says in Chinese what it saw; None means that the layer is fit.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ..text import squeeze

MIN_CHARACTERS = 12  # below, shares say nothing
MAX_STRANGE = 0.10  # share of private-use, unassigned, replacement and control characters
MAX_LATIN = 0.25  # share of accented Latin letters: Chinese bytes read as Latin-1 are nearly all of them
MIN_COMMON = 0.60  # share of everyday characters among the Chinese ones; prose has 0.98, broken encodings 0.15 to 0.35
MAX_STRAY = 0.08  # single Latin letters and odd signs amid Chinese, for each Chinese character
MAX_ODD = 0.12  # share of signs that prose in Latin letters hardly has: glyph numbers without a meaning
INK_PER_CHARACTER = 9.0  # square points of ink of a Chinese character in the smallest print (小五, 9 pt)
MIN_LIKENESS = 0.90  # of two readings of one page, where the text layer may be kept

_MOJIBAKE = ("锟斤拷", "烫烫烫", "屯屯屯", "ï»¿", "鈥", "锛", "銆", "\ufffd\ufffd")
# Counted by range, for this runs over every page; the standard module is fastest at single classes of characters.
# Private use, replacement, control:
_STRANGE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff\ufff0-\uffff\0-\x1f\x7f-\x9f]")
_ACCENTED = re.compile("[\u0080-\u024f]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_ODD = frozenset('\\^_{}|~<>@#$&*+=[]"`!')
_SIGN = r"[A-Za-z|'`~;^_\\{}$#@*]"
_STRAY = re.compile(rf"{_SIGN}(?<=[\u3400-\u9fff]{_SIGN}){_SIGN}?(?=[\u3400-\u9fff])")  # begins with what is rare


def find_garbage(text: str) -> str | None:
    """What is wrong with the characters of a text layer, in Chinese, or None. Other scripts are no garbage."""
    value = squeeze(text)
    count = len(value)
    if count < MIN_CHARACTERS:
        return None
    if len(_STRANGE.findall(value)) > MAX_STRANGE * count:
        return "文字层含大量无法识别的字符"
    if len(_ACCENTED.findall(value)) > MAX_LATIN * count:
        return "文字层是乱码（编码错误）"
    han = "".join(_HAN.findall(value))
    if len(han) < MIN_CHARACTERS:
        return "文字层只有无意义的符号" if sum(char in _ODD for char in value) > MAX_ODD * count else None
    if sum(value.count(mark) * len(mark) for mark in _MOJIBAKE) > 0.02 * count:
        return "文字层是乱码（编码错误）"
    if _common_share(han, "gb2312", 0xD8) < MIN_COMMON and _common_share(han, "big5", 0xC7) < MIN_COMMON:
        return "文字层的汉字多为生僻字（编码错误或识别质量差）"
    if len(_STRAY.findall(value)) > MAX_STRAY * len(han):
        return "文字层的汉字与杂散符号混杂（识别质量差）"
    # What is more than half of a text is twice in one of its pairs of characters, or its last, odd one.
    twice = {first for first, second in zip(han[::2], han[1::2], strict=False) if first == second}
    if len(han) > 40 and max(map(han.count, twice | {han[-1]})) > 0.5 * len(han):
        return "文字层反复出现同一个字"
    return None


def is_too_short(text: str, ink: float) -> bool:
    """Whether a page shows far more print than its text layer has characters; ``ink`` is the inked area in square
    points."""
    return ink > 4 * INK_PER_CHARACTER * (len(squeeze(text)) + 30)


def likeness(layer: str, reading: str) -> float:
    """How much two readings of one page agree (0 to 1), whatever their order: the share of character pairs in both.

    Where a page image carries a hidden text layer, one page read by OCR shows whether the layer can be trusted
    (``MIN_LIKENESS``) or is the work of a poor OCR.
    """
    first, second = _pairs(layer), _pairs(reading)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 1.0


def _common_share(han: str, encoding: str, beyond: int) -> float:
    """The share of characters in the everyday level of a national standard: GB 2312 level 1 (3,755 characters, lead
    bytes below 0xD8), Big5 level 1 for texts in traditional characters."""
    leads = han.encode(encoding, "ignore")[::2]  # two bytes for each character that the standard has
    return len(leads.translate(None, bytes(range(beyond, 0x100)))) / len(han)


def _pairs(text: str) -> Counter[str]:
    plain = "".join(char for char in text if char.isalnum())
    return Counter(a + b for a, b in pairwise(plain))
