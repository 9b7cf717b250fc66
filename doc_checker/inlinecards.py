"""Paragraphs that are more than a line. Cards: an item's name, points, criteria and more, all behind labels
(1. 测评内容：理论学习。分值：4分。测评标准：…。测评方法：材料审核。).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from .cardlines import is_card_label
from .data import Data
from .document import Document
from .labels import find_label
from .outline import Range
from .rowlabels import extra_group_kind
from .text import fold, tidy

_FEWEST = 3
_MOST = 0.5
_LABELS = 2
"""From how many labels on a paragraph is a card."""
_KEY = regex.compile(r"(?:^|(?<=[。；;，,、.）)\s]))(?P<key>\p{Han}{2,8})[：:]\s*")
_MARKS = "。；;，, \t　"
_NUMBER = regex.compile(r"(?:(?<=[。；;：:])|(?<=[。；;：:]\s))(?P<number>\d{1,2})[.．、](?!\d)\s*(?=[\p{Han}“《])")
_LONGEST_HEADING = 40
_HEAD = regex.compile(r"(?P<head>[^。：:；;]{2,30})[。：:]\s*(?=\S)")
_SHORT_EXTRA = 2  # 7.加分。… may be an item, 7.加分项。… is none


@dataclass(frozen=True)
class InlineCards:
    """Units cut at the labels inside them, and by where a unit begins how many characters a label takes: that of a group before
    its number (测评项目：一、…), that of a name behind it (1. 测评内容：…).
    """

    places: list[Range]
    groups: dict[int, int] = field(default_factory=dict)
    names: dict[int, int] = field(default_factory=dict)


def cut_inline_cards(document: Document, places: Sequence[Range], data: Data) -> InlineCards:
    """The units, cards among them cut at their labels, where several paragraphs are cards."""
    keys = [_keys(document.slice(*place), data) for place in places]
    counts = Counter(name for found in keys if len(found) >= _LABELS for name in {match["key"] for match in found})
    common = {name for name, count in counts.items() if count >= _FEWEST}
    if len(common) < _LABELS:
        return InlineCards(list(places))
    cards = InlineCards([])
    for place, found in zip(places, keys, strict=True):
        known = [match for match in found if match["key"] in common]
        if len(known) >= _LABELS:
            _cut(document, place, known, cards, data)
        else:
            cards.places.append(place)
            raw = document.slice(*place)
            opening = _KEY.match(fold(raw))
            label = find_label(raw[opening.end() :], data) if opening else None
            if opening and label and label.kind == "chinese":
                cards.groups[place[0]] = opening.end()
    return cards


def _keys(raw: str, data: Data) -> list[regex.Match[str]]:
    return [match for match in _KEY.finditer(fold(raw)) if is_card_label(match["key"], data)]


def _cut(document: Document, place: Range, keys: Sequence[regex.Match[str]], cards: InlineCards, data: Data) -> None:
    """Cut one card; the label before the name goes with the number."""
    start, end = place
    raw = document.slice(start, end)
    label = find_label(raw, data)
    if label and not raw[label.length : keys[0].start()].strip():
        cards.names[start] = keys[0].end() - label.length
        keys = keys[1:]
    starts = [start, *(start + match.start() for match in keys if match.start())]
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        cards.places.append((first, first + len(document.slice(first, last).rstrip(_MARKS))))


def cut_groups(document: Document, places: Sequence[Range], data: Data) -> list[Range]:
    """The units, groups that hold their items in one paragraph (一、组织体系（20分）。1.…，得6分；2.…，得8分。) cut at these, where most
    of the groups do.
    """
    raws = [document.slice(*place) for place in places]
    chinese = [bool((label := find_label(raw, data)) and label.kind == "chinese") for raw in raws]
    items = [_item_starts(raw) if own else [] for raw, own in zip(raws, chinese, strict=True)]
    groups = sum(map(bool, items))
    if groups < 2 or groups <= _MOST * sum(chinese) or any(_stands_above(raw, data) for raw in raws):
        return list(places)
    cut: list[Range] = []
    for (start, end), own in zip(places, items, strict=True):
        starts = [start, *(start + item for item in own)]
        for number, (first, last) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
            heading = own and not number
            cut.append(
                (first, first + len(document.slice(first, last).rstrip(_MARKS + "：:"))) if heading else (first, last)
            )
    return cut


def cut_extras(document: Document, places: Sequence[Range], data: Data) -> list[Range]:
    """The units, headings of extras cut from what stands behind them in the same paragraph (（四）加分项。…，每篇加1分；…)."""
    cut: list[Range] = []
    for start, end in places:
        raw = document.slice(start, end)
        label = find_label(raw, data)
        found = _HEAD.match(raw, label.length if label else 0)
        head = tidy(found["head"]) if found else ""
        item = label is not None and label.kind == "arabic" and len(head) <= _SHORT_EXTRA
        if found and not item and extra_group_kind(head, data):
            cut += [(start, start + found.end("head")), (start + found.end(), end)]
        else:
            cut.append((start, end))
    return cut


def _item_starts(raw: str) -> list[int]:
    """Where the items inside a group's paragraph begin: behind a heading, numbered from 1, most of them with points."""
    found = list(_NUMBER.finditer(fold(raw)))
    numbers = [int(match["number"]) for match in found]
    if len(found) < 2 or found[0].start() > _LONGEST_HEADING or numbers != list(range(1, len(found) + 1)):
        return []
    starts = [match.start() for match in found]
    scored = sum("分" in raw[first:last] for first, last in zip(starts, [*starts[1:], len(raw)], strict=True))
    return starts if scored > _MOST * len(starts) else []


def _stands_above(raw: str, data: Data) -> bool:
    """Whether a line heads what stands above groups (第一部分): then these are items."""
    label = find_label(raw, data)
    return label is not None and label.kind in ("chapter", "section")
