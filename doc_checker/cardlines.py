"""Lines of cards: an item's heading, and below it what it asks and how it scores, each behind a label of its own
(目标要求：…, 【评分标准】…, 数据来源：…).

The labels may be called anything: what is common below headings counts, and whether the lines score tells what a label that
names a manner (考核方式) is for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from .columns import Columns
from .data import Data
from .text import fold, squeeze

_FEWEST = 3
_MOST = 0.5
_FARTHEST = 3
_WORD = r"(?P<key>\p{Han}(?:[ 　]{0,4}\p{Han}){1,7})"
_BULLET = r"^\s*(?:[-—–•·●■◆▪*]{1,3}\s*)?"
_LABELS = (
    regex.compile(rf"{_BULLET}[【〔\[［〖]\s*{_WORD}\s*[】〕\]］〗]\s*[：:]?\s*"),
    regex.compile(rf"{_BULLET}{_WORD}\s{{0,2}}[：:]\s*"),
    regex.compile(rf"{_BULLET}{_WORD}\s*$"),
    regex.compile(rf"{_BULLET}{_WORD}[ \t　]+(?=\S)"),
)
_BARE = 2
"""From which of them on a label has no mark: then its name must be known."""
_EXPLAINS = regex.compile(r"(?:定义|解释|内涵|含义|释义|说明|要义|描述)$")
_POINTS = regex.compile(r"(?:^|[：:])(?P<points>\d{1,4}(?:\.\d{1,2})?)(?:分|[%％])?[。；;]?$")
TEXT = "task"
ASIDE = "note"


@dataclass(frozen=True)
class Opening:
    """The label that a line opens with: its name, how many characters it takes, and whether a mark sets it off."""

    name: str
    length: int
    marked: bool


@dataclass(frozen=True)
class CardLine:
    """What is known of a line: its text from its label on, and whether it scores."""

    raw: str
    """As printed, the number before the label left out."""
    scores: bool
    skipped: int = 0
    """How many characters the number takes."""


def opens_card_line(raws: Sequence[str], data: Data) -> list[bool]:
    """For each printed line whether it opens with a label that is common among them and says that demands, criteria or
    something beside them follow.
    """
    columns = data.once(Columns)
    openings = [_opening(raw, columns, data) for raw in raws]
    counts = Counter(opening.name for opening in openings if opening)
    common = {name for name, count in counts.items() if count >= _FEWEST}
    telling = {name for name in common if columns.kind(name) or _tells(name, data) or _is_side(name, data)}
    return [opening is not None and opening.name in telling for opening in openings]


def find_keys(lines: Sequence[CardLine], data: Data) -> list[tuple[str, int] | None]:
    """For each line the kind of its label (as of a column) and where its content begins; None where it has none that
    is common.
    """
    columns = data.once(Columns)
    openings = [_opening(line.raw, columns, data) for line in lines]
    counts = Counter(opening.name for opening in openings if opening)
    common = {name for name, count in counts.items() if count >= _FEWEST}
    common |= {name for name in counts if common and columns.kind(name) == "group" and counts[name] < _FEWEST}
    kinds = {name: _kind(name, lines, openings, data) for name in common}
    known = {name: kind for name, kind in kinds.items() if kind}
    return [
        (known[opening.name], line.skipped + opening.length) if opening and opening.name in known else None
        for line, opening in zip(lines, openings, strict=True)
    ]


def _opening(raw: str, columns: Columns, data: Data) -> Opening | None:
    folded = fold(raw)
    for form, pattern in enumerate(_LABELS):
        found = pattern.match(folded)
        name = squeeze(found["key"]) if found else ""
        if found and (form < _BARE or columns.is_name(name) or (columns.kind(name) and _tells(name, data))):
            return Opening(name, found.end(), form < _BARE)
    return None


def _kind(name: str, lines: Sequence[CardLine], openings: Sequence[Opening | None], data: Data) -> str | None:
    """What a label tells: points, a name, a group, text, or what is no part of an item."""
    own = [(line, opening) for line, opening in zip(lines, openings, strict=True) if opening and opening.name == name]
    contents = [squeeze(fold(line.raw[opening.length :])) for line, opening in own]
    filled = [content for content in contents if content]
    if data.once(Columns).kind(name) == "number":
        return "number"
    if filled and sum(bool(_POINTS.search(content)) and len(content) < 8 for content in filled) >= _MOST * len(filled):
        return "points" if data.once(Columns).kind(name) == "points" else None
    scoring = sum(line.scores for line, _ in own) >= _MOST * len(own)
    kind = data.once(Columns).kind(name)
    if kind in ("second", "group") and not _EXPLAINS.search(name):
        return kind
    if _is_side(name, data) or (kind == ASIDE and filled and not scoring):
        return ASIDE
    if _tells(name, data) or _EXPLAINS.search(name) or (scoring and kind):
        return TEXT
    return TEXT if kind == "points" else kind


def _tells(name: str, data: Data) -> bool:
    """Whether a label says by its name that demands or criteria follow."""
    labels = ("criteria_label", "column_criteria", "column_content")
    return any(pattern.compiled.search(name) for label in labels for pattern in data.patterns_of(label))


def is_card_label(name: str, data: Data) -> bool:
    """Whether a label says by its name what of an item stands behind it: its name, points, demands, criteria or more."""
    return bool(data.once(Columns).kind(name)) or _tells(name, data) or _is_side(name, data)


def is_side_label(name: str, data: Data) -> bool:
    """Whether a label says that something beside an item stands behind it (数据来源, 考核单位)."""
    return data.once(Columns).kind(name) == ASIDE or _is_side(name, data)


def _is_side(name: str, data: Data) -> bool:
    return any(pattern.compiled.search(name) for pattern in data.patterns_of("card_side"))


def find_owners(keys: Sequence[tuple[str, int] | None], headings: Sequence[bool], labelled: Sequence[bool]) -> set[int]:
    """The places of the headings above cards: before a line with a label, or before the text above it; none where most
    cards have no heading.
    """
    found: set[int] = set()
    cards = 0
    for place, (above, below) in enumerate(pairwise(keys)):
        if above is not None or below is None:
            continue
        cards += 1
        for candidate in range(place, max(-1, place - _FARTHEST), -1):
            if keys[candidate] is not None:
                break
            if headings[candidate]:
                found.add(candidate)
            if labelled[candidate] or headings[candidate]:
                break
    return found if len(found) >= max(_FEWEST, _MOST * cards) else set()


def spread(
    keys: Sequence[tuple[str, int] | None], ends: Sequence[bool], filled: Sequence[bool], labelled: Sequence[bool]
) -> Iterator[tuple[str, int] | None]:
    """The keys, with those of the lines that go on under a label: all lines below a label that stands alone, else the
    numbered ones. ``ends``: the line opens another item, group or note; ``filled``: its label has content beside it.
    """
    current: tuple[str, int] | None = None
    alone = False
    for place, key in enumerate(keys):
        if key is not None:
            current, alone = (key[0], 0), not filled[place]
            yield key
        elif ends[place]:
            current = None
            yield None
        elif current and (alone or labelled[place]) and current[0] in (TEXT, ASIDE):
            yield current
        else:
            yield None
