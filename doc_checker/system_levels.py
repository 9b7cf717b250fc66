"""Whom an indicator system is for (县, 市, 省), told by its title, its text or whom its notice is addressed to."""

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
# Addressees that are governments or organs of one level: 各市人民政府, 各县（市、区）教育局. 各市直部门 are no cities.
_ADDRESSED: dict[Level, regex.Pattern[str]] = {
    "province": regex.compile(r"各省(?!直|属|级|政府|厅)|自治区、直辖市"),
    "city": regex.compile(
        r"各(?:设区的?市|省辖市|地级以?上?市|市[（(]?[、]?[州地盟]|州[、（(]?市|地[、（(]?市|市(?![直属级]|[、（(]?[县区]|县|区)(?=[、，,）)及和]|[\p{Han}]{1,12}(?:政府|局|委|办|厅|会|按|要|对照|结合|根据|参照|认真|于|在|制定)))"
    ),
    "county": regex.compile(
        r"各(?:[区旗市]?[、（(]?县|区(?!域)|旗)(?!直|属|级)|[（(](?:市、区|县、区|区、市|市、县)[)）]"
    ),
}
_WHOLE_AREA: dict[Level, regex.Pattern[str]] = {
    "city": regex.compile(r"全(?:省|自治区)"),
    "county": regex.compile(r"全(?:市|州|盟|地区)"),
    "province": regex.compile(r"全国"),
}
# 示范市、县（市、区）; not 县、市、区, and 各市、区 are those of a city.
_SEVERAL = regex.compile(
    r"(?<!县|县级|[（(、]|[（(]县)市(?:级|[（(][州地盟、]{1,4}[)）])?(?:、|和|及|与|或|以及)(?:各|示范)?县"
    r"|省、(?:示范)?市|省级?[和及与或](?:设区的?)?市|(?<=[示范各省])市县(?!级)(?=[（(两]|、)"
)
_ASKED = regex.compile(r"(?:请|希|望|要求)(?=各)")
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
    if _SEVERAL.search(without_city):
        return None
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


def addressed_level(title: str, notice: str, addressees: str, data: Data) -> Level | None:
    """Whom a system is for that names nobody, by the addressees of its notice: governments or organs of one level.

    Only where the title speaks of all of the area above them (全省… to 各市), or the notice asks them to act on it (请各市对照…):
    a notice to counties may as well assess units there.
    """
    value = squeeze(title)
    named = [level for level, pattern in _ADDRESSED.items() if pattern.search(squeeze(addressees))]
    if _SEVERAL.search(value):
        return None
    if len(named) != 1 or _matches("system_level_below", value, data):
        return None
    whole = _WHOLE_AREA.get(named[0])
    asked = [found.end() for found in _ASKED.finditer(notice)]
    is_asked = any(_ADDRESSED[named[0]].match(notice, place) for place in asked)
    return named[0] if is_asked or (whole and whole.search(value)) else None


def _divisions(title: str, data: Data) -> Iterator[regex.Match[str]]:
    """What administrative division a title begins with (桐渡县…, 某市某区…)."""
    for pattern in data.patterns_of("division-rank"):
        found = pattern.compiled.search(title)
        if found:
            yield found


def _matches(label: str, value: str, data: Data) -> bool:
    return bool(value) and any(pattern.compiled.search(value) for pattern in data.patterns_of(label))
