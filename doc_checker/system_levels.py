"""Whom an indicator system is for (县, 市, 省), told by its title or its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from .data import Data
from .text import squeeze

Level = Literal["county", "city", "province"]

_OWN_PROVINCE = regex.compile(r"^(?:关于(?:印发|公布))?[《〈]?[\p{Han}]{2,4}?(?:省|自治区)(?![级”])")
_OWN_CITY = regex.compile(
    r"^(?!设区|地级|各|省|县|城|示范|全)[\p{Han}]{2,4}?(?<![设级各城范])(?:市|自治州)(?![场民域”级])"
)
_LEVEL_WORDS: dict[Level, tuple[str, ...]] = {
    "county": ("本县", "本区", "本县区", "我县", "我区", "县级政府"),
    "city": ("本市", "我市"),
    "province": ("本省", "我省"),
}


def find_level(title: str, text: str, data: Data) -> Level | None:
    """Whom a system is for, by its title (县（市、区）, 设区市), else by how its text names the area (本市); the
    issuing province is not meant.
    """
    value = squeeze(title)
    bare = _OWN_PROVINCE.sub("", value)
    without_city = _OWN_CITY.sub("", bare)
    for level in ("county", "city", "province"):
        if _matches(f"system_level_{level}", without_city, data):
            return level
    if _matches("system_level_below", value, data):
        return None
    if any(found.groupdict().get("county") for found in _divisions(value, data)):
        return "county"
    counts = {level: sum(text.count(word) for word in words) for level, words in _LEVEL_WORDS.items()}
    named = [level for level, count in counts.items() if count]
    return named[0] if len(named) == 1 else None


def _divisions(title: str, data: Data) -> Iterator[regex.Match[str]]:
    """What administrative division a title begins with (桐渡县…, 某市某区…)."""
    for pattern in data.patterns_of("division-rank"):
        found = pattern.compiled.search(title)
        if found:
            yield found


def _matches(label: str, value: str, data: Data) -> bool:
    return bool(value) and any(pattern.compiled.search(value) for pattern in data.patterns_of(label))
