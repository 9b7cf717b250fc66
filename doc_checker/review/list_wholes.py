"""A closed list named as a whole: by a name or count behind it (“三同时”, 四项责任, 五化), or by a character of each (音体美)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import permutations

import regex

from ..data import Data

_MANY, _MOST_CONTRACTED = 3, 5
_LONGEST_CONTRACTED = 5  # characters of two that are named by one each (预决算)
_NEAR = 6  # characters behind a list in which it is counted
_SUM = regex.compile(r"[三四五六七八九十](?:项|类|种|个|大|方|级|张|条)[\p{Han}]{1,2}|[三四五六七八九十][\p{Han}]{2}")
_QUOTED_SUM = regex.compile(r"[^、，。；“”]{0,12}“(?P<name>[一二两三四五六七八九十\d]+[^“”]{1,6})”")


def is_called(items: Sequence[tuple[str, Sequence[int]]], text: str, data: Data) -> bool:
    """Whether a text has the common name of all that is listed (“四害” for 鼠、蚊、蝇、蟑螂)."""
    for entry in data.entries_of("whole"):
        known = (entry.value or "").replace("/", " ").split()
        if entry.term in text and all(any(part in item for part in known) for item, _ in items):
            return True
    return False


def is_named_as_whole(items: Sequence[tuple[str, Sequence[int]]], asked: str, text: str) -> bool:
    """Whether a text names a list by the quoted name that follows it (设计、施工、投用“三同时”)."""
    last = next(
        item for item, _ in reversed(items) if item in asked or item == items[0][0]
    )  # 竣工 is printed 竣（交）工
    end = asked.find(last) + len(last)
    name = (_QUOTED_SUM.match if last == items[-1][0] else _QUOTED_SUM.search)(asked, end)
    if name is not None and name["name"] in text:
        return True
    names = [item for item, _ in items]
    ends = {asked[(place := asked.find(item) + len(item)) : place + 1] for item in names}
    if len(names) >= _MANY and len(ends) == 1 and _numeral(len(names)) + ends.pop() in text:
        return True  # 肥料化、饲料化、燃料化: 三化
    return _is_summed(names, asked[end : end + _NEAR], text) or _is_contracted(names, text)


def _is_summed(names: Sequence[str], after: str, text: str) -> bool:
    """Whether a text counts the items of a list as the requirement does (四项责任), or by what all of them end with (五化)."""
    if len(names) < _MANY:
        return False
    counted = _SUM.match(after)
    if counted is not None and counted.group() in text:
        return True
    shared = set(names[0]).intersection(*names[1:])
    return any(_numeral(len(names)) + char in text for char in shared)


def _numeral(count: int) -> str:
    return "〇一二三四五六七八九十"[count] if count <= 10 else str(count)


def _is_contracted(names: Sequence[str], text: str) -> bool:
    """Whether a text names the items by one character each, side by side (音体美; 水、气、暖; 预决算)."""
    plain = text.replace("、", "")
    size = len(names)
    shared = set(names[0]).intersection(*names[1:])
    counts = Counter(char for name in names for char in set(name))
    own = [{char for char in name if counts[char] == 1} for name in names]
    if size > _MOST_CONTRACTED or not all(own) or (size < _MANY and max(map(len, names)) > _LONGEST_CONTRACTED):
        return False
    known = set().union(*own)
    for start in range(len(plain) - size + 1):
        window = plain[start : start + size]
        if not known.issuperset(window):
            continue
        if size < _MANY and plain[start + size : start + size + 1] not in shared:
            continue
        if len(set(window)) == size and any(
            all(char in chars for char, chars in zip(order, own, strict=True)) for order in permutations(window)
        ):
            return True
    return False
