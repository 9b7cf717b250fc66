"""Two versions of an indicator system: items aligned by their words, then what became of each.

Items are paired by the assignment whose likeness adds up to the most, over all items at once: a number or a place
says little, for both change from year to year. What is compared: the words (without the scoring rules where one side
has none), quantities and rules, points, group and number.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import regex
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from ..data import Data
from ..model import Indicator, IndicatorGroup, IndicatorSystem, ScoringRule
from ..model.versions import (
    Change,
    DiffSummary,
    GroupChange,
    GroupVersions,
    ItemChange,
    ItemVersion,
    NumberChange,
    SystemDiff,
    TextSegment,
    VersionInfo,
)
from ..quantities import find_quantities
from ..scoring import read_scoring
from ..text import fold, squeeze
from .assignment import assign
from .language import plain_words

PAIRED = 0.5
"""Likeness from which two items can be one."""
NEAR = 0.6
"""Share of an item's weighted words that another must have to be named beside it."""
_SAME_GROUP, _SAME_ID, _OTHER_KIND = 0.1, 0.02, 0.15
_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
_SIGNS = regex.compile(r"[\p{P}\p{S}\s]+")
_NUMERIC = regex.compile(
    r"(?:[\d.〇一二两三四五六七八九十百千万亿半双]|%|％|每|年|季度?|月|周|日|天|旬|度|全|单|次|个|条|人|名|项|家|起|篇|场|期|件|份|户|处|分"
    r"|不少于|不低于|至少|以上|以内|不超过|最多|达到|低于|高于|[\p{P}\s])+"
)
_BRACKET = regex.compile(r"（[^（）]{0,200}）")
_SHORTEST = 6
_MARKS = regex.compile(r"[，；;,。]{2,}|^[，；;,]+")


@dataclass(frozen=True)
class _Item:
    """An indicator with its group and the words that it is told by."""

    group: IndicatorGroup
    indicator: Indicator
    asked: str
    core: str
    """What is asked without the notes in brackets on evidence and counting, which many items share."""
    words: frozenset[str]

    @property
    def version(self) -> ItemVersion:
        """The item as the comparison shows it."""
        own = self.indicator
        return ItemVersion(
            id=own.id,
            group=self.group.id,
            group_name=self.group.name,
            kind=self.group.kind,
            name=own.name,
            text=own.text,
            points=own.points,
        )


def compare_systems(
    old: IndicatorSystem, new: IndicatorSystem, infos: tuple[VersionInfo, VersionInfo], data: Data
) -> SystemDiff:
    """The comparison of two versions; ``infos`` say what they are and where they come from."""
    before, after = _items(old, data), _items(new, data)
    likeness = _Likeness(before, after)
    pairs = likeness.pairs()
    owners = _paired_groups(before, after, pairs)
    bare = (_is_bare(old), _is_bare(new))
    by_new = {column: row for row, column in pairs}
    found = [
        _paired(before[by_new[n]], item, likeness.text(by_new[n], n), owners, bare, data)
        if n in by_new
        else _alone(item, None, likeness.near_old(n))
        for n, item in enumerate(after)
    ]
    items = _with_dropped(found, before, {row for row, _ in pairs}, likeness)
    return SystemDiff(
        old=infos[0],
        new=infos[1],
        summary=_summary(items, len(before), len(after)),
        groups=_groups(old, new, owners, bare),
        items=items,
    )


def overlap(old: IndicatorSystem, new: IndicatorSystem, data: Data) -> float:
    """How much two systems have in common, from 0 to 1: what tells which of several is a version of which."""
    before, after = _items(old, data), _items(new, data)
    likeness = _Likeness(before, after)
    return sum(likeness.text(row, column) for row, column in likeness.pairs()) / max(1, len(before), len(after))


def _items(system: IndicatorSystem, data: Data) -> list[_Item]:
    pairs = [(group, indicator) for group in system.groups for indicator in group.indicators]
    asked = [_asked(indicator, group.kind == "deduction", data) for group, indicator in pairs]
    return [_item(group, indicator, text) for (group, indicator), text in zip(pairs, asked, strict=True)]


def _item(group: IndicatorGroup, indicator: Indicator, asked: str) -> _Item:
    bare = _BRACKET.sub("", asked)
    core = bare if len(_SIGNS.sub("", bare)) >= _SHORTEST else asked
    words = frozenset(word for word in plain_words(core) if not _SIGNS.fullmatch(word))
    return _Item(group, indicator, asked, core, words)


def _asked(indicator: Indicator, deduction: bool, data: Data) -> str:
    """What an indicator asks, its name before it, without the scoring statements; in one form of digits and marks."""
    text = indicator.text
    place, kept = 0, []
    for statement in sorted(read_scoring(text, data, deduction).statements, key=lambda each: each.start):
        kept.append(text[place : max(place, statement.start)])
        place = max(place, statement.end)
    rest = "".join([*kept, text[place:]])
    whole = _normal(rest) if len(_SIGNS.sub("", rest)) > 3 else _normal(text)
    return _normal(indicator.name or "") + _MARKS.sub("，", whole).strip("，；。")


def _normal(text: str) -> str:
    return fold(squeeze(text)).translate(_WIDTH)


class _Likeness:
    """How like each old item is to each new one."""

    def __init__(self, before: Sequence[_Item], after: Sequence[_Item]) -> None:
        self._before, self._after = before, after
        counts = Counter(word for item in (*before, *after) for word in item.words)
        total = max(1, len(before) + len(after))
        # A word of one pair only weighs most, one of every item next to nothing.
        self._weights = {word: math.log(1 + total / count) for word, count in counts.items()}
        self._texts = [[self._text(one, other) for other in after] for one in before]

    def text(self, row: int, column: int) -> float:
        """Likeness of the words, from 0 to 1."""
        return self._texts[row][column]

    def pairs(self) -> list[tuple[int, int]]:
        """The items that are one: (old, new)."""
        gains = [
            [self._gain(one, other, self._texts[row][column]) for column, other in enumerate(self._after)]
            for row, one in enumerate(self._before)
        ]
        return assign(gains)

    @staticmethod
    def _gain(one: _Item, other: _Item, text: float) -> float:
        if text < PAIRED:
            return 0.0
        likely = text - PAIRED + 0.01
        likely += _SAME_GROUP * fuzz.ratio(one.group.name, other.group.name) / 100
        likely += _SAME_ID * (one.indicator.id == other.indicator.id)
        return max(0.001, likely - _OTHER_KIND * (one.group.kind != other.group.kind))

    def _text(self, one: _Item, other: _Item) -> float:
        if _SIGNS.sub("", one.asked) == _SIGNS.sub("", other.asked):
            return 1.0
        common = self._weight(one.words & other.words)
        sizes = self._weight(one.words), self._weight(other.words)
        shared = 2 * common / max(1e-9, sum(sizes))
        held = common / max(1e-9, min(sizes))
        letters = fuzz.ratio(one.core, other.core) / 100
        return min(0.99, max(letters, (shared + held) / 2))

    def _weight(self, words: frozenset[str]) -> float:
        return math.fsum(map(self._weights.__getitem__, words))  # exact: the order of a set does not matter

    def near_old(self, column: int) -> str | None:
        """The old item that has most of a new one's words."""
        return self._nearest(self._after[column], self._before)

    def near_new(self, row: int) -> str | None:
        """The new item that has most of an old one's words."""
        return self._nearest(self._before[row], self._after)

    def _nearest(self, item: _Item, others: Sequence[_Item]) -> str | None:
        whole = self._weight(item.words)
        shares = [(self._weight(item.words & other.words) / max(1e-9, whole), other.indicator.id) for other in others]
        best = max(shares, default=(0.0, ""), key=lambda entry: entry[0])
        return best[1] if best[0] >= NEAR else None


# --- one item


def _paired(
    one: _Item, other: _Item, likeness: float, owners: dict[str, str], bare: tuple[bool, bool], data: Data
) -> ItemChange:
    old, new = one.indicator, other.indicator
    plain = any(bare)
    segments = mark_words(one.asked if plain else _whole(one), other.asked if plain else _whole(other))
    numbers = _number_changes(one, other, plain, data)
    moved: Literal["group", "number"] | None = None
    if owners.get(one.group.id) != other.group.id:
        moved = "group"
    elif _number(old.id) != _number(new.id):
        moved = "number"
    changes: list[Change] = []
    if _is_reworded(one.asked, other.asked):
        changes.append("reworded")
    if moved:
        changes.append("moved")
    if not plain and old.points != new.points:
        changes.append("points-changed")
    if numbers:
        changes.append("numbers-changed")
    return ItemChange(
        changes=changes or ["unchanged"],
        old=one.version,
        new=other.version,
        likeness=round(likeness, 4),
        moved=moved,
        segments=segments if any(segment.kind != "equal" for segment in segments) else [],
        numbers=numbers,
    )


def _alone(item: _Item, dropped: bool | None, near: str | None) -> ItemChange:
    if dropped:
        return ItemChange(changes=["dropped"], old=item.version, new=None, near=near)
    return ItemChange(changes=["added"], old=None, new=item.version, near=near)


def _whole(item: _Item) -> str:
    return _normal(item.indicator.name or "") + _normal(item.indicator.text)


def _number(identifier: str) -> str:
    """The number of an item within its group."""
    return identifier.rpartition(".")[2]


def mark_words(old: str, new: str) -> list[TextSegment]:
    """Two texts word by word (jieba): stretches in both, only in the old one, only in the new one, in reading order."""
    before, after = plain_words(old), plain_words(new)
    segments: list[TextSegment] = []
    for code in Indel.opcodes(before, after):
        gone = "".join(before[code.src_start : code.src_end])
        come = "".join(after[code.dest_start : code.dest_end])
        if code.tag == "equal":
            segments.append(TextSegment(kind="equal", text=come))
        else:
            segments += [TextSegment(kind="removed", text=gone)] if code.tag in ("delete", "replace") else []
            segments += [TextSegment(kind="added", text=come)] if code.tag in ("insert", "replace") else []
    return _gathered(segments)


def _gathered(segments: Sequence[TextSegment]) -> list[TextSegment]:
    """Changes in a row as one removal and one addition."""
    found: list[TextSegment] = []
    gone = come = ""
    for segment in [*segments, TextSegment(kind="equal", text="")]:
        if segment.kind == "removed":
            gone += segment.text
        elif segment.kind == "added":
            come += segment.text
        else:
            if _SIGNS.fullmatch(gone) and _SIGNS.fullmatch(come):  # another mark is no other wording
                found.append(TextSegment(kind="equal", text=come))
                gone = come = ""
            found += [TextSegment(kind="removed", text=gone)] if gone else []
            found += [TextSegment(kind="added", text=come)] if come else []
            found += [segment] if segment.text else []
            gone = come = ""
    return [
        TextSegment(kind=kind, text="".join(each.text for each in run))
        for kind, run in groupby(found, key=lambda each: each.kind)
    ]


def _is_reworded(old: str, new: str) -> bool:
    """Whether words other than those of numbers and frequencies differ; marks do not count."""
    if _SIGNS.sub("", old) == _SIGNS.sub("", new):
        return False
    changed = [segment.text for segment in mark_words(old, new) if segment.kind != "equal"]
    return any(not _NUMERIC.fullmatch(text) for text in changed)


# --- numbers


def _number_changes(one: _Item, other: _Item, plain: bool, data: Data) -> list[NumberChange]:
    found = []
    sides = [
        [((m.number, m.unit, m.per, m.comparison), m.text) for m in find_quantities(item.asked, data)]
        for item in (one, other)
    ]
    found += [NumberChange(where="requirement", old=a, new=b) for a, b in _differences(*sides)]
    if not plain:
        same = one.indicator.points == other.indicator.points
        rules = [[(_terms(rule, same), _normal(rule.text)) for rule in item.indicator.rules] for item in (one, other)]
        found += [NumberChange(where="rule", old=a, new=b) for a, b in _differences(*rules)]
    return found


def _terms(rule: ScoringRule, with_points: bool) -> tuple[object, ...]:
    """What a rule says in numbers; the points of a plain award are the item's, and told there where these changed."""
    flat = rule.kind == "award" and rule.per is None and not rule.caps
    points = rule.points if with_points or not flat else None
    return rule.kind, points, rule.per, tuple((cap.period, cap.points) for cap in rule.caps)


def _differences(
    old: Sequence[tuple[object, str]], new: Sequence[tuple[object, str]]
) -> list[tuple[str | None, str | None]]:
    """What differs between two lists of (value, as printed): pairs, and what stands on one side only."""
    gone: list[tuple[object, str]] = []
    come: list[tuple[object, str]] = []
    for code in Indel.opcodes([value for value, _ in old], [value for value, _ in new]):
        if code.tag != "equal":
            gone += old[code.src_start : code.src_end]
            come += new[code.dest_start : code.dest_end]
    # What only stands at another place is there on both sides.
    both = Counter(value for value, _ in gone) & Counter(value for value, _ in come)
    before, after = _without(gone, both), _without(come, both)
    size = max(len(before), len(after))
    return list(zip(before + [None] * (size - len(before)), after + [None] * (size - len(after)), strict=True))


def _without(entries: Sequence[tuple[object, str]], counts: Counter[object]) -> list[str]:
    """The printed words of entries, as many of each value left out as are counted."""
    left = counts.copy()
    texts = []
    for value, text in entries:
        if left[value] > 0:
            left[value] -= 1
        else:
            texts.append(text)
    return texts


# --- groups and order


def _paired_groups(before: Sequence[_Item], after: Sequence[_Item], pairs: Sequence[tuple[int, int]]) -> dict[str, str]:
    """Old group → the new one that has most of its items, likeness of names deciding between equals."""
    olds = list(dict.fromkeys(item.group.id for item in before))
    news = list(dict.fromkeys(item.group.id for item in after))
    names = {("old", item.group.id): item.group for item in before} | {
        ("new", item.group.id): item.group for item in after
    }
    shared = Counter((before[row].group.id, after[column].group.id) for row, column in pairs)
    gains = [
        [
            0.0
            if names["old", old].kind != names["new", new].kind
            else shared[old, new] + 0.9 * _name_likeness(names["old", old].name, names["new", new].name)
            for new in news
        ]
        for old in olds
    ]
    return {olds[row]: news[column] for row, column in assign(gains)}


def _name_likeness(one: str, other: str) -> float:
    likeness = fuzz.ratio(one, other) / 100
    return likeness if likeness >= 0.5 else 0.0


def _groups(
    old: IndicatorSystem, new: IndicatorSystem, owners: dict[str, str], bare: tuple[bool, bool]
) -> list[GroupVersions]:
    olds = {group.id: group for group in old.groups}
    back = {owner: group for group, owner in owners.items()}
    found = [_group(olds.get(back.get(group.id, "")), group, bare) for group in new.groups]
    return [*found, *(_group(group, None, bare) for group in old.groups if group.id not in owners)]


def _group(old: IndicatorGroup | None, new: IndicatorGroup | None, bare: tuple[bool, bool]) -> GroupVersions:
    changes: list[GroupChange] = []
    if old is None or new is None:
        changes.append("added" if old is None else "dropped")
    else:
        if _normal(old.name) != _normal(new.name):
            changes.append("renamed")
        if old.id != new.id:
            changes.append("renumbered")
        if not any(bare) and old.points != new.points:
            changes.append("points-changed")
    return GroupVersions(
        changes=changes or ["unchanged"],
        old_id=old.id if old else None,
        new_id=new.id if new else None,
        old_name=old.name if old else None,
        new_name=new.name if new else None,
        old_points=old.points if old else None,
        new_points=new.points if new else None,
    )


def _with_dropped(
    found: list[ItemChange], before: Sequence[_Item], kept: set[int], likeness: _Likeness
) -> list[ItemChange]:
    """The items with the dropped ones behind the item that they followed in the old version."""
    items = list(found)
    last: ItemChange | None = None
    for row, item in enumerate(before):
        if row in kept:
            last = next(each for each in found if each.old is not None and each.old.id == item.indicator.id)
            continue
        dropped = _alone(item, True, likeness.near_new(row))
        items.insert(items.index(last) + 1 if last is not None else 0, dropped)
        last = dropped
    return items


def _is_bare(system: IndicatorSystem) -> bool:
    """Whether a system says nothing about scoring (a plan's task table)."""
    indicators = [indicator for group in system.groups for indicator in group.indicators]
    return not any(indicator.rules or indicator.points is not None for indicator in indicators)


def _summary(items: Sequence[ItemChange], old: int, new: int) -> DiffSummary:
    counts = Counter(change for item in items for change in item.changes)
    return DiffSummary(
        old_items=old,
        new_items=new,
        unchanged=counts["unchanged"],
        reworded=counts["reworded"],
        moved=counts["moved"],
        moved_group=sum(item.moved == "group" for item in items),
        added=counts["added"],
        dropped=counts["dropped"],
        points_changed=counts["points-changed"],
        numbers_changed=counts["numbers-changed"],
    )
