"""What a requirement names one by one - the items of closed lists, coordinated parts, quoted names - and which of it a clause lacks."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..data import Data
from ..model import Facet
from .facets import Demands, names_stand
from .match import Candidate
from .plan_index import says_each
from .setting_out import item_set_out
from .wording import Wording

_SYNONYM = 0.8
_MOST_CHARACTERS, _MANY_CHARACTERS = 0.75, 0.6
_HALF = 0.5
_PART_FOUND = 0.5
_QUOTED_SUM = regex.compile(r"[^、，。；“”]{0,12}“(?P<name>[一二两三四五六七八九十\d]+[^“”]{1,6})”")
_COUNTY = regex.compile(r"县[有级]")
"""A county's own level, which a district calls 区."""
_NUMERAL = regex.compile(r"[一二三四五六七八九十\d]")
_FIVE_YEARS = regex.compile(r"十(?P<number>[一二三四五六七])五")
_SHORTEST_NAME, _SHORTEST_SHORT = 4, 3  # characters


def compare_lists(wording: Wording, candidate: Candidate, sentences: Sequence[str], data: Data) -> list[Facet]:
    """Closed lists of which the clause names some items and lacks others.

    They are looked for in the sentence that names most of them; an item counts elsewhere in the clause only where all of it stands there.
    """
    facets = []
    whole = "".join(sentences)
    for items in wording.closed:
        if _is_named_as_whole(items, wording.text, whole):
            continue
        stands = [
            [_item_stands(item, rows, items, wording, candidate, text, data) for item, rows in items]
            for text in sentences
        ]
        best = max(stands, key=sum, default=[False] * len(items))
        there = [found or item in whole for found, (item, _) in zip(best, items, strict=True)]
        absent = [item for (item, _), found in zip(items, there, strict=True) if not found]
        if absent and any(there):
            present = "、".join(item for (item, _), found in zip(items, there, strict=True) if found)
            facets.append(Facet(name="items", asked="、".join(absent), found=present, met=False))
    return facets


def _item_stands(
    item: str,
    rows: Sequence[int],
    items: Sequence[tuple[str, Sequence[int]]],
    wording: Wording,
    candidate: Candidate,
    text: str,
    data: Data,
) -> bool:
    """Whether an item stands in a sentence: by its words, in short or in other words, or by most of the characters that are its own."""
    if _found_share(rows, wording, candidate, text) >= _HALF or is_shortened(item, text):
        return True
    if item_set_out(item, text, data) or _is_headed_otherwise(item, text, data):
        return True
    if _COUNTY.match(item) and any(
        _item_stands(f"{rank}{item[1:]}", (), items, wording, candidate, text, data)
        for rank in "区市旗"
        if f"{rank}{item[1]}" in text
    ):
        return True
    others = {char for other, _ in items if other != item for char in other}
    own = [char for char in item if char not in others] or list(item)
    return sum(char in text for char in own) >= (_MOST_CHARACTERS if len(own) < 3 else _MANY_CHARACTERS) * len(own)


def _is_named_as_whole(items: Sequence[tuple[str, Sequence[int]]], asked: str, text: str) -> bool:
    """Whether a text names a list by the quoted name that follows it (设计、施工、投用“三同时”)."""
    end = asked.find(items[-1][0]) + len(items[-1][0])
    name = _QUOTED_SUM.match(asked, end)
    return name is not None and name["name"] in text


def is_shortened(name: str, text: str) -> bool:
    """Whether a text holds a name in short: its first and last character with some of those between, in order (社会保障卡: 社保卡)."""
    if len(name) < _SHORTEST_NAME or not regex.fullmatch(r"\p{Han}+", name):
        return False
    short = regex.compile(name[0] + "".join(f"{char}?" for char in name[1:-1]) + name[-1])
    return any(len(match.group()) >= _SHORTEST_SHORT for match in short.finditer(text))


def _is_headed_otherwise(item: str, text: str, data: Data) -> bool:
    """Whether a text names an item with another head of the same kind (保洁队伍: 保洁员; 固定场所: 固定用房)."""
    for entry in data.entries_of("head-word"):
        head = next((form for form in sorted(entry.forms, key=len, reverse=True) if item.endswith(form)), None)
        stem = item[: -len(head)] if head else ""
        if stem and any(
            regex.search(rf"{regex.escape(stem)}[^，。；、]{{0,3}}{regex.escape(form)}", text) for form in entry.forms
        ):
            return True
        if head and not stem and any(form in text for form in entry.forms if len(form) > 1):
            return True
    return False


_ONE_EACH = regex.compile(r"一(?P<of>[\p{Han}])一(?P<what>[\p{Han}])")
_ALSO_SAID = {"策": ("策", "措施", "方案", "办法", "计划"), "档": ("档", "登记", "造册"), "案": ("案",), "图": ("图",)}
_COUNT_WORDS = frozenset("一两三四五六七八九十个张次")


def _is_described(name: str, text: str) -> bool:
    """Whether a name stands there in other words: one that counts (“一张表单”: 一表申报; “一人一策”: 逐人制定), or one put together
    (“甲+乙”: 甲、乙共同).
    """
    period = _FIVE_YEARS.fullmatch(name)
    if period:
        first = 2001 + 5 * ("一二三四五六七".index(period["number"]) + 1)
        return str(first) in text and str(first + 4) in text
    if "+" in name or "＋" in name:
        return all(part in text for part in regex.split(r"[+＋]", name))
    each = _ONE_EACH.fullmatch(name)
    if each:
        return says_each(each["of"], text) and any(word in text for word in _ALSO_SAID.get(each["what"], each["what"]))
    if name[0] not in _COUNT_WORDS:
        return False
    rest = [char for char in name if char not in _COUNT_WORDS]
    return name[0] in text and sum(char in text for char in rest) >= _HALF * len(rest)


def _found_share(rows: Sequence[int], wording: Wording, candidate: Candidate, text: str) -> float:
    """The share of an item's words, by weight, that stand in the clause, themselves or by a synonym."""
    terms = [(wording.terms[row], candidate.found[row]) for row in rows]
    total = sum(term.weight for term, _ in terms)
    there = sum(t.weight for t, found in terms if (len(t.text) > 1 and t.text in text) or found >= _SYNONYM)
    return there / total if total else 0.0


def compare_parts(wording: Wording, candidate: Candidate, text: str) -> list[Facet]:
    """The coordinated parts of a requirement (签订协议并开展联合执法) of which the clause says nothing, where it says others."""
    shares = [(part, _found_share(rows, wording, candidate, text)) for part, rows in wording.parts]
    if len(shares) < 2 or max(share for _, share in shares) < _HALF:
        return []
    return [
        Facet(name="items", asked=part, found=None, met=False)
        for (part, rows), (_, share) in zip(wording.parts, shares, strict=True)
        if share == 0.0 and max(candidate.found[row] for row in rows) < _PART_FOUND
    ]


def compare_names(demands: Demands, wording: Wording, candidate: Candidate, text: str) -> list[Facet]:
    """Each quoted name (“信用交通省”建设活动): it stands in the clause, or each of its words does by a synonym."""
    facets = []
    for name in demands.names:
        start = wording.text.find(name)
        rows = [
            i
            for i, t in enumerate(wording.terms)
            if start <= wording.text.find(t.text, start) < start + len(name) and t.text in name
        ]
        met = (
            names_stand(name, text)
            or _is_described(name, text)
            or (
                bool(rows) and not _NUMERAL.search(name) and all(_SYNONYM <= candidate.found[row] < 1.0 for row in rows)
            )
        )
        facets.append(Facet(name="name", asked=f"“{name}”", found=f"“{name}”" if met else None, met=met))
    return facets
