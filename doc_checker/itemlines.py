"""Lines of an indicator system without a table, those of cards told from the others, and labels for headings that have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from .cardlines import CardLine, find_keys, find_owners, is_card_label, opens_card_line, spread
from .data import Data
from .document import Document, Paragraph
from .labels import RANKS, Label, find_label
from .lineunits import ABOVE_PLAIN, LABELS, PLAIN, cut_at, heading_alone
from .numerals import parse_numeral
from .outline import Range
from .rowlabels import POINTS_WORD
from .text import fold, squeeze, tidy

FEWEST = 3
_LABEL_ROOM = 40
_MANY = 0.5
# Decimals and codes stand below the kinds that have marks of their own, items without any below all.
ALL_RANKS: dict[str, float] = {**RANKS, **LABELS}
_BRACKET_POINTS = regex.compile(r"[（(]" + POINTS_WORD + r"(?P<points>\d{1,3}(?:\.\d{1,2})?)分[)）][。；;]?$")
# ——妥投率达到98%以上。20分，每低1个百分点扣2分。
_SENTENCE_POINTS = regex.compile(r"(?<=[。；;])(?P<points>\d{1,3}(?:\.\d{1,2})?)分(?=[，,。；;]|$)")
_CLOSE = 0.005
NO_RANK = 99


@dataclass(frozen=True)
class Line:
    """A paragraph: its place, tidied text, label, whether it scores, and whether it is only a heading."""

    start: int
    end: int
    text: str
    label: Label | None
    scores: bool
    heading: bool
    extra: str | None
    points: float | None = None
    key: str | None = None
    """What the line tells of the item above it (分值：10分, 数据来源：…), as the kind of a column."""
    content: int = 0
    """Where what stands behind that label begins."""
    card: bool = False
    """Whether it is the heading above such lines."""

    @property
    def rank(self) -> float:
        """The rank of its label; deeper than any where it has none."""
        return ALL_RANKS[self.label.kind] if self.label else NO_RANK


def cut_at_keys(document: Document, places: Sequence[Range], data: Data) -> list[Range]:
    """The units cut at printed lines that open with the label of a card (赋分方法：…), where a reader has joined them."""
    first, last = places[0][0], places[-1][1]
    printed = [line for block in document.blocks if isinstance(block, Paragraph) for line in block.lines]
    printed = [line for line in printed if first <= line[0] < last]
    raws = [document.slice(*line) for line in printed]
    skips = [label.length if (label := find_label(raw[:_LABEL_ROOM], data)) else 0 for raw in raws]
    opening = opens_card_line([raw[skip:] for raw, skip in zip(raws, skips, strict=True)], data)
    starts = [start for (start, _), opens in zip(printed, opening, strict=True) if opens]
    return [piece for place in places for piece in cut_at(starts, place)]


_FEWEST_HEADINGS = 2
_ABOVE_FRAMED = {"chinese": "framed3", "bracketed": "framed4"}


def with_headings(lines: list[Line], data: Data) -> list[Line]:
    """The lines, those that are headings without number above numbered ones (【组织领导 25分】) with a label that stands right above
    these.
    """
    alone = [heading_alone(line.text) if line.label is None else None for line in lines]
    alone = [
        None
        if head is None or is_card_label(head.text, data) or not (head.framed or _is_labelled(lines, place + 1))
        else head
        for place, head in enumerate(alone)
    ]
    if len({head.text for head in alone if head}) < _FEWEST_HEADINGS:
        return lines
    found = []
    for place, (line, head) in enumerate(zip(lines, alone, strict=True)):
        if head:
            below = next((other.label.kind for other in lines[place + 1 :] if other.label), "")
            label = Label(_ABOVE_FRAMED.get(below, "framed5"), "", 0, 0, "")
            line = replace(line, label=label, heading=True, extra=line.extra or head.extra)
        found.append(line)
    return found


def _is_labelled(lines: Sequence[Line], place: int) -> bool:
    return place < len(lines) and lines[place].label is not None


def runs_on(lines: Sequence[Line], kind: str) -> bool:
    """Whether the numbers of a kind of label run on through the headings above them (①②③, then ④⑤ under the next)."""
    values = [line.label.value for line in lines if line.label and line.label.kind == kind]
    headed = sum(
        1
        for above, below in pairwise(lines)
        if below.label and below.label.kind == kind and above.label and above.rank < below.rank
    )
    return len(values) >= FEWEST and headed > 1 and values == list(range(1, len(values) + 1))


def with_cards(document: Document, lines: list[Line], data: Data) -> list[Line]:
    """The lines, those of cards (分值：…, 评分标准：…, 数据来源：…) with what they tell, the headings above them marked."""
    raws = [(document.slice(line.start, line.end), line.label.length if line.label else 0) for line in lines]
    keys = find_keys(
        [CardLine(raw[skip:], line.scores, skip) for (raw, skip), line in zip(raws, lines, strict=True)], data
    )
    kinds = {key[0] for key in keys if key}
    if "points" not in kinds and sum(key is not None for key in keys) < 2 * FEWEST:
        return lines
    headings = [
        line.heading and key is None and bool(line.label or line.points) for line, key in zip(lines, keys, strict=True)
    ]
    owners = (
        find_owners(keys, headings, [line.label is not None for line in lines]) if not kinds & {"second"} else set()
    )
    if len(owners) < FEWEST and len(kinds) < 2 and "points" not in kinds:
        return lines
    rank = max((lines[place].rank for place in owners if lines[place].label), default=NO_RANK)
    ends = [
        place in owners
        or bool(line.extra)
        or line.rank <= rank
        or opens_notes(line.text, data)
        or (headings[place] and bool(line.points))
        for place, line in enumerate(lines)
    ]
    filled = [bool(key and raw[key[1] :].strip()) for (raw, _), key in zip(raws, keys, strict=True)]
    below = spread(keys, ends, filled, [line.label is not None for line in lines])
    found = [
        replace(line, key=key[0], content=line.start + key[1], label=None, extra=None)
        if key
        else replace(line, card=place in owners)
        for place, (line, key) in enumerate(zip(lines, below, strict=True))
    ]
    return _with_card_labels(_with_named_lines(document, found))


def _with_named_lines(document: Document, lines: list[Line]) -> list[Line]:
    """The lines, those that name an item (二级指标：…) or a group once (一级指标：…) as headings without a label."""
    values = [tidy(document.slice(line.content, line.end)) if line.key else "" for line in lines]
    groups = [value for line, value in zip(lines, values, strict=True) if line.key == "group"]
    once = len(groups) == len(set(groups))
    seconds = [place for place, line in enumerate(lines) if line.key == "second"]
    numbered = sum(place > 0 and lines[place - 1].label is not None for place in seconds)
    if (groups and not once) or (seconds and numbered > _MANY * len(seconds)):
        return lines
    label = {"second": Label(PLAIN, "", 0, 0, ""), "group": Label(ABOVE_PLAIN, "", 0, 0, "")}
    return [
        replace(
            line,
            start=line.content,
            text=value,
            key=None,
            label=label[line.key],
            heading=True,
            card=line.key == "second",
        )
        if line.key in label and line.key and value
        else line
        for line, value in zip(lines, values, strict=True)
    ]


def _with_card_labels(lines: list[Line]) -> list[Line]:
    """The lines with labels for headings of cards that have none, or one that stands above the groups' (一、…, 第一条 …)."""
    owners = [line for line in lines if line.card]
    kinds = Counter(line.label.kind if line.label else PLAIN for line in owners)
    if not owners:
        return lines
    kind = kinds.most_common(1)[0][0]
    first = lines.index(owners[0])
    groups = [line for line in lines[first:] if line.label and not line.card and line.heading and not line.extra]
    heads = {place for place, line in enumerate(lines[:-1]) if _is_plain_head(line) and lines[place + 1].card}
    above = kind != PLAIN and (
        any(line.label and line.label.kind == ABOVE_PLAIN for line in lines) or (bool(heads) and not groups)
    )
    above = above or (
        kind == "article" and any(line.label and line.label.kind in ("chinese", "bracketed") for line in groups)
    )
    if kind != PLAIN and not above:
        return lines
    found: list[Line] = []
    for place, line in enumerate(lines):
        if line.label and line.label.kind == ABOVE_PLAIN:
            pass
        elif line.card and (line.label is None or above):
            label = line.label or Label(PLAIN, "", 0, 0, "")
            line = replace(line, label=replace(label, kind=PLAIN))
        elif place in heads:
            line = replace(line, label=Label(ABOVE_PLAIN, "", 0, 0, ""))
        found.append(line)
    return found


def _is_plain_head(line: Line) -> bool:
    """Whether a line without label is a heading with points (组织保障（12分）) and of no card or extras itself."""
    return line.label is None and line.heading and bool(line.points) and not (line.key or line.card or line.extra)


def card_kind(lines: Sequence[Line]) -> str | None:
    """The kind of label that the headings of cards have, if there are enough."""
    kinds = Counter(line.label.kind for line in lines if line.card and line.label)
    kind, count = kinds.most_common(1)[0] if kinds else ("", 0)
    return kind if count >= FEWEST else None


def opens_notes(text: str, data: Data) -> bool:
    return any(pattern.compiled.search(text) for pattern in data.patterns_of("note_opening"))


def with_plain(lines: list[Line]) -> list[Line]:
    """The lines, with a label for items that have none: unlabelled lines whose points make up those of the headings
    above them.
    """
    sums: dict[int, float] = {}
    owned: dict[int, list[int]] = {}
    heading = -1
    for place, line in enumerate(lines):
        if line.label:
            heading = place
        elif heading >= 0 and (line.scores or lines[heading].extra) and line.key is None:
            owned.setdefault(heading, []).append(place)
            sums[heading] = sums.get(heading, 0.0) + (_end_points(line) or 0.0)
    titled = [place for place in owned if lines[place].heading and lines[place].points]
    fitting = [place for place in titled if abs(sums[place] - (lines[place].points or 0.0)) < _CLOSE]
    if len(fitting) < 2 or len(fitting) < 0.5 * len(titled) or sum(len(owned[place]) for place in fitting) < FEWEST:
        return lines
    heads = {*fitting, *(place for place in owned if lines[place].extra)}
    plain = {place for head in heads for place in owned[head]}
    label = Label(PLAIN, "", 0, 0, "")
    return [replace(line, label=label) if place in plain else line for place, line in enumerate(lines)]


def _end_points(line: Line) -> float | None:
    """The points that a line ends with, or that stand behind its first sentence."""
    value = squeeze(fold(line.text))
    found = _BRACKET_POINTS.search(value) or _SENTENCE_POINTS.search(value)
    return parse_numeral(found["points"]) if found else line.points
