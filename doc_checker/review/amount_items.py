"""Items: the numbers of a sentence with their own words, so that those are told that say what is asked (县级每月、乡级每旬).

A number whose words add nothing (新增8家，力争达到10家) goes on from the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from ..data import Data
from ..quantities import QuantityMention
from .whose_number import own_words

NAMED, _ALSO = 0.75, 0.5
"""Shares of an item's own characters from which the asked words name it, and from which they name it beside another."""


@dataclass(frozen=True, slots=True)
class Item:
    """Numbers of a sentence that say the same thing of the same subject, in order, with the words around them."""

    words: str
    mentions: tuple[QuantityMention, ...]
    listed: bool
    """Joined to the item before it by 、 or 和."""


def parts_of_one(items: Sequence[Item], shares: Sequence[float]) -> list[Item]:
    """The items of a list that the asked words name, or the whole list where they name none of its items."""
    both = list(zip(items, shares, strict=True))
    if any(share >= NAMED for share in shares):
        units = {item.mentions[0].unit for item, share in both if share >= NAMED}
        return [item for item, share in both if share >= _ALSO and item.mentions[0].unit in units]
    run = [items[0]]
    for item in items[1:]:
        if not item.listed and len(run) > 1:
            break
        run = [*run, item] if item.listed else [item]
    return [item for item in run if item.mentions[0].unit == run[0].mentions[0].unit]


def split_items(plain: str, found: Sequence[QuantityMention]) -> list[Item]:
    """The numbers of a sentence with their own words; one whose words add nothing joins the one before it."""
    starts = [0]
    for before, after in pairwise(found):
        starts.append(border(plain, before.end, after.start if after.start > before.end else after.end))
    items: list[Item] = []
    last = _STRONG.search(plain, found[-1].end) if len(found) > 1 else None
    for mention, start, end in zip(found, starts, [*starts[1:], last.start() if last else len(plain)], strict=True):
        end = mention.end if plain.startswith("等", mention.end) else end  # 硕士18名等高层次人才: of all of the list
        words = own_words(plain[start:end])
        listed = start > 0 and plain[start - 1] == "、" and not words  # 依次20家、50家、40家
        if (
            items
            and not listed
            and (not words or (words in items[-1].words and not _names_apart(plain, start, mention.start)))
            and not _IN_ALL.search(plain, start, mention.end)
        ):
            items[-1] = replace(items[-1], mentions=(*items[-1].mentions, mention))
        else:
            items.append(Item(words, (mention,), start > 0 and plain[start - 1] in "、和及"))
    return items


def _names_apart(plain: str, start: int, end: int) -> bool:
    """Whether what is listed by 、 has a name of its own, though the words that tell it say no more (健康村10个、健康社区4个)."""
    name = _HAN.match(plain, start, end)
    return plain[max(0, start - 1) : start] == "、" and name is not None and name.group() not in plain[:start]


_HAN = regex.compile(r"\p{Han}{2,}")
_STRONG = regex.compile(r"[，,；;。]")


def without_shared_act(items: list[Item], data: Data) -> list[Item]:
    """Items without the act at the head of a list that holds for all of it (新建加油站5座、充电站2座)."""
    if len(items) < 2 or not items[1].listed or any(_opening_act(item.words, data) for item in items[1:]):
        return items
    head = _opening_act(items[0].words, data)
    return [replace(items[0], words=items[0].words[len(head) :]), *items[1:]]


def _opening_act(words: str, data: Data) -> str:
    """The act that words begin with, unless it begins the name of a thing (合作社)."""
    acts, things = data.once(_forms)
    new = _NEW.match(words)
    openings = [words[:size] for size in range(_LONGEST, 1, -1)]
    act = new.group() if new else next((opening for opening in openings if opening in acts), "")
    return "" if any(len(opening) > len(act) and opening in things for opening in openings) else act


def _forms(data: Data) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(data.forms_of("action")), frozenset(data.forms_of("concept"))


_LONGEST = 6
_NEW = regex.compile(r"新(?:培育|发展|认定|引进|购置|[建增设改开招聘])")


def border(plain: str, start: int, end: int) -> int:
    """Where the words of the next number begin: behind the last of the strongest marks between two numbers."""
    for marks in ("；;。", "，,：:", "、", "和及与"):
        places = [plain.rfind(mark, start, end) for mark in marks]
        if max(places) >= 0:
            return max(places) + 1
    return max(start, min(end, len(plain)))


_IN_ALL = regex.compile(r"累计|总数|总量|其中|含|包括")


def named_shares(topic: str, items: Sequence[Item]) -> list[float]:
    """For each item the share of its own characters, those that not all items have, that stand in the asked words."""
    common = set(items[0].words).intersection(*(item.words for item in items[1:])) if len(items) > 1 else set()
    wanted = set(own_words(topic))
    own = [set(item.words) - common for item in items]
    return [len(chars & wanted) / len(chars) if chars else 0.0 for chars in own]


_OPEN = regex.compile(r"、[^，。；]{1,12}等(?!级)")


def as_open_list(topic: str, items: Sequence[Item], shares: Sequence[float]) -> list[float]:
    """The shares of items that are added up: what an open list (绿色学校、绿色社区等绿色单元) does not name, but is called like what it
    does (绿色机关), is one of them.
    """
    alike = set(items[0].words).intersection(*(item.words for item in items[1:])) & set(topic)
    if _OPEN.search(topic) is None or len(items) < 2 or len(alike) < 2 or max(shares) < NAMED:
        return list(shares)
    return [max(share, NAMED) for share in shares]


_RATE_WORDS = regex.compile(r"(?:标准)?(?:为|是|按|每[\p{Han}]{1,4}|[生人]均|各|不|至少)*$")
_SHORTEST_KIND = 2


def of_named_kind(
    asked: QuantityMention, topic: str, plain: str, found: Sequence[QuantityMention]
) -> list[QuantityMention]:
    """Of the sums that a sentence lists by kinds (县道1万元、乡道5000元、村道2000元) that of the asked kind (村道不低于3000元)."""
    if asked.unit != "元" or len(found) < 2:
        return []
    kind = _kind_before(topic.partition(asked.text)[0])
    starts = [0, *(border(plain, a.end, b.start if b.start > a.end else b.end) for a, b in pairwise(found))]
    kinds = [_kind_before(_DIGITS.split(plain[start : m.end])[0]) for start, m in zip(starts, found, strict=True)]
    shared = [_shared_end(kind, each) for each in kinds]
    most = max(shared)
    return [found[shared.index(most)]] if most >= _SHORTEST_KIND and shared.count(most) == 1 else []


_DIGITS = regex.compile(r"\d|[一二两三四五六七八九十百千]+万?元")


def _kind_before(text: str) -> str:
    """What a sum is said of: the words directly before it."""
    return _RATE_WORDS.sub("", regex.split("[，。；、：（）]", text)[-1])


def _shared_end(one: str, other: str) -> int:
    size = 0
    while size < min(len(one), len(other)) and one[-1 - size] == other[-1 - size]:
        size += 1
    return size


_ALL_OF = regex.compile(
    r"(?:所有|全部|每一?个|各个?)(?P<what>(?!单位|部门|项|类|种)[\p{Han}]{2}(?:[村区镇乡户园校站点店所])?)"
)
_PART_OF = r"(?P<share>\d{1,2}(?:\.\d+)?[%％](?:以上)?|大部分|多数|半数以上|一半以上|部分)的?"


def share_of_all(asked: str, texts: Sequence[str]) -> tuple[str, str] | None:
    """What a requirement asks of all (覆盖所有自然村) and a clause promises to a share of them (90%的自然村), as printed."""
    whole = "，".join(texts)
    for wanted in _ALL_OF.finditer(asked):
        part = regex.search(_PART_OF + wanted["what"], whole)
        if part and not regex.search(rf"(?:所有|全部|每一?个|各个?){wanted['what']}", whole):
            return wanted.group(), part.group()
    return None


# --- values of several things in one breath

_VALUE_SAID = r"\d[\d.]*[%％‰\p{Han}]{0,2}?(?:以[上内下])?"
_RESPECTIVELY = regex.compile(
    r"(?P<list>(?:[^，,。；;：:、和及\d][^，,。；;：:、和及]{1,23}(?:、|以?及|和))+[^，,。；;：:、和及]{2,24}?)(?:分别|各自)(?P<how>\p{Han}{1,6}?)"
    rf"(?P<values>{_VALUE_SAID}(?:(?:、|以?及|和){_VALUE_SAID})+)(?P<end>以[上内下])?(?=[，,。；;]|$)"
)
_ITEM_MARK = regex.compile(r"、|以?及|和")
_RATE_TAIL = regex.compile(r"\p{Han}{0,4}(?:率|度|比例|占比|数量|人数|面积)$")


def said_for_each(text: str) -> str:
    """A text with several values in one breath as one for each (办结率、满意率分别达到98%、95% → 办结率达到98%，满意率达到95%)."""
    return _RESPECTIVELY.sub(_each_its_own, text) if "分别" in text or "各自" in text else text


def _each_its_own(match: regex.Match[str]) -> str:
    items, values = _ITEM_MARK.split(match["list"]), _ITEM_MARK.split(match["values"])
    if len(items) != len(values):
        return match.group()
    tail = _RATE_TAIL.search(items[-1])
    named = [item if tail is None or _RATE_TAIL.search(item) else item + tail.group() for item in items]
    ends = ["" if _BOUND.search(value) else match["end"] or _bound_of(values[-1]) for value in values]
    return "，".join(f"{a}{match['how']}{b}{end}" for a, b, end in zip(named, values, ends, strict=True))


_BOUND = regex.compile(r"以[上内下]$")


def _bound_of(value: str) -> str:
    bound = _BOUND.search(value)
    return bound.group() if bound else ""
