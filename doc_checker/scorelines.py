"""Indicator systems printed as numbered lines (不列表的指标体系): paragraphs → ``Sheet``.

The items are the deepest numbered lines whose parents are mere headings; the groups the highest headings of which
the run has several. Headings
between the two are left out, as in tables; unnumbered lines below an item (its criteria) belong to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from .data import Data
from .document import Document, Paragraph
from .labels import RANKS, Label, find_label
from .numerals import format_numeral, parse_numeral
from .outline import Range
from .scoresheet import GroupTitle, Sheet, SheetGroup, SheetItem, label_length, read_group_title, split_points
from .scoring import read_scoring
from .text import fold, squeeze, tidy

_FEWEST = 3
_SENTENCE_MARK = regex.compile(r"[。；;]")
_HEADING = 36
_LABEL_ROOM = 40
_ITEM_KINDS = ("chinese", "bracketed", "arabic", "arabic_bracketed", "decimal2", "decimal3")
# Decimal numbering (1 组织管理, 1.1 …, 1.1.1 …) stands below the kinds that have marks of their own.
_RANKS = {**RANKS, "decimal1": 20, "decimal2": 21, "decimal3": 22}
_DECIMAL = regex.compile(
    r"^\s*(?P<number>\d{1,2}(?:[.．]\d{1,2}){0,2})(?:[.．、]\s*|\s+|(?<=[.．]\d{1,2}))(?=[\p{Han}“《（(])"
)
_TAIL_POINTS = regex.compile(r"(?<=[。；;）)”])\s*(?P<points>\d{1,3}(?:\.\d{1,2})?)\s*分\s*$")
_ONLY_POINTS = regex.compile(r"^[（(]?(?:共|计|满分)?\d{1,4}分[)）]?$")
_POINTS_CUE = regex.compile(r"\d\s*分|不得分|满分|按比例|权重[:：]?\s*\d")


@dataclass(frozen=True)
class _Line:
    """A paragraph: its place, tidied text, label, whether it scores, and whether it is only a heading."""

    start: int
    end: int
    text: str
    label: Label | None
    scores: bool
    heading: bool
    extra: str | None

    @property
    def rank(self) -> int:
        """The rank of its label; deeper than any where it has none."""
        return _RANKS[self.label.kind] if self.label else 99


@dataclass(frozen=True)
class LineSheet:
    """A sheet read from lines, and the heading that governs it (offsets), if one of a higher level does."""

    sheet: Sheet
    heading: Range | None


def read_lines_sheet(document: Document, paragraphs: Sequence[Range], data: Data) -> LineSheet | None:
    """The items of numbered lines, or None where fewer than three of them score."""
    whole = document.slice(paragraphs[0][0], paragraphs[-1][1]) if paragraphs else ""
    if len(_POINTS_CUE.findall(fold(whole))) < _FEWEST:
        return None
    starts = [line[0] for block in document.blocks if isinstance(block, Paragraph) for line in block.lines]
    opening = [start for start in starts if _DECIMAL.match(fold(document.slice(start, start + _LABEL_ROOM)))]
    cut = [piece for place in paragraphs for piece in _cut_at(opening, place)]
    labels = [_decimal_label(document.slice(*place)) for place in cut]
    decimals = sum(label is not None and label.kind != "decimal1" for label in labels) >= _FEWEST
    paragraphs = cut if decimals else paragraphs
    lines = [line for start, end in paragraphs if (line := _read_line(document, start, end, data, decimals))]
    if sum(line.scores for line in lines) < _FEWEST:
        return None
    kind = _item_kind(lines)
    if kind is None:
        return None
    rank = _RANKS[kind]
    group_rank = _group_rank(lines, rank)
    first = _first_line(lines, rank, group_rank)
    heading = next((line for line in reversed(lines[:first]) if line.rank < min(group_rank, rank)), None)
    reader = _Reader(document, data, rank, group_rank)
    for line in lines[first:]:
        if not reader.take(line):
            break
    sheet = reader.finish()
    place = (heading.start + heading.label.length, heading.end) if heading and heading.label else None
    return LineSheet(sheet, place) if sheet else None


def _cut_at(starts: Sequence[int], place: Range) -> list[Range]:
    """A paragraph cut at the lines that begin at ``starts``."""
    start, end = place
    return list(pairwise([start, *(cut for cut in starts if start < cut < end), end]))


def _decimal_label(raw: str) -> Label | None:
    """The label of a decimally numbered line; its value is that of the last number."""
    found = _DECIMAL.match(fold(raw[:_LABEL_ROOM]))
    if found is None:
        return None
    numbers = regex.split(r"[.．]", found["number"])
    return Label(f"decimal{len(numbers)}", numbers[-1], int(numbers[-1]), found.end(), tidy(raw[: found.end()]))


def _read_line(document: Document, start: int, end: int, data: Data, decimals: bool) -> _Line | None:
    raw = document.slice(start, end)
    text = tidy(raw)
    if not text:
        return None
    label = (_decimal_label(raw) if decimals else None) or find_label(raw, data)
    bare = tidy(raw[label.length :]) if label else text
    points, name = split_points(bare, data)
    if points is None and _TAIL_POINTS.search(raw):
        points = 0.0
    heading = len(squeeze(name)) <= _HEADING and not _SENTENCE_MARK.search(name)
    title = read_group_title(bare if decimals else text, data) if len(text) < 40 else None
    extra = title.kind if title and title.kind != "scored" else None
    scores = points is not None
    if not scores and _POINTS_CUE.search(fold(text)) and len(text) < 4000:
        scores = bool(read_scoring(bare, data).statements)
    return _Line(start, end, text, label, scores, heading, extra)


def _item_kind(lines: Sequence[_Line]) -> str | None:
    """The kind of label that items have: the deepest one that owns scoring and stands below headings."""
    owners: dict[str, list[int]] = {}
    for owner in _owners(lines):
        label = lines[owner].label
        owners.setdefault(label.kind if label else "", []).append(owner)
    fitting = [kind for kind, found in owners.items() if len(found) >= _FEWEST]
    for kind in sorted(fitting, key=lambda name: -_RANKS[name]):
        parents = [_parent(lines, position) for position in owners[kind]]
        known = [parent for parent in parents if parent is not None]
        if len(known) < len(owners[kind]) or sum(parent.heading for parent in known) >= 0.7 * len(known):
            return kind
    return min(fitting, key=lambda name: _RANKS[name], default=None)


def _owners(lines: Sequence[_Line]) -> list[int]:
    """The labelled lines that score, themselves or in the lines below them."""
    found: list[int] = []
    owner: int | None = None
    for position, line in enumerate(lines):
        if line.label and line.label.kind in _ITEM_KINDS:
            owner = position
        if line.scores and owner is not None and (not found or found[-1] != owner):
            found.append(owner)
    return found


def _parent(lines: Sequence[_Line], position: int) -> _Line | None:
    rank = lines[position].rank
    return next((line for line in reversed(lines[:position]) if line.label and line.rank < rank), None)


def _group_rank(lines: Sequence[_Line], rank: int) -> int:
    """The rank of the groups' labels: the highest of which several own scoring items that are no bonus and no
    deduction, else the one directly above; ``rank`` where there is none.
    """
    counts: dict[int, set[int]] = {}
    for position in _owners(lines):
        if lines[position].rank != rank:
            continue
        limit = rank
        above: list[int] = []
        for place in range(position - 1, -1, -1):
            if lines[place].label and lines[place].rank < limit:
                limit = lines[place].rank
                above.append(place)
        if not any(lines[place].extra for place in above):
            for place in above:
                counts.setdefault(lines[place].rank, set()).add(place)
    several = [found for found, owners in counts.items() if len(owners) > 1]
    return min(several, default=max(counts, default=rank))


def _first_line(lines: Sequence[_Line], rank: int, group_rank: int) -> int:
    """Where the run begins: the first group heading that owns an item, else the first item."""
    for position, line in enumerate(lines):
        if line.rank == group_rank < rank:
            following = next((other for other in lines[position + 1 :] if other.rank <= rank), None)
            if following is None or following.rank > group_rank:
                return position
        if line.rank == rank and group_rank == rank and line.scores:
            return position
    return next((position for position, line in enumerate(lines) if line.rank == rank), 0)


class _Reader:
    """Puts lines together to items and groups."""

    def __init__(self, document: Document, data: Data, rank: int, group_rank: int) -> None:
        self.document = document
        self.data = data
        self.rank = rank
        self.group_rank = group_rank
        self.titles: list[GroupTitle] = []
        self.items: list[list[SheetItem]] = []
        self.notes: list[Range] = []
        self.open = False

    def take(self, line: _Line) -> bool:
        """Take a line; False where the run ends."""
        if self._is_note(line.text) or self.notes:
            self.notes.append((line.start, line.end))
            return line.label is None or line.rank > self.group_rank
        if line.extra or (line.rank == self.group_rank < self.rank):
            decimal = line.label is not None and line.label.kind.startswith("decimal")
            bare = line.text[len(line.label.printed) :].strip() if line.label and decimal else line.text
            title = read_group_title(bare, self.data)
            number = format_numeral(line.label.value) if line.label and decimal and title.kind == "scored" else ""
            self._open_group(replace(title, number=number) if number else title)
            return True
        if self.titles and not self.items[-1] and not line.label and _ONLY_POINTS.match(squeeze(line.text)):
            points, _ = split_points(f"（{squeeze(line.text).strip('（()）')}）", self.data)
            self.titles[-1] = replace(self.titles[-1], points=points)
            return True
        if line.rank < min(self.group_rank, self.rank):
            return False
        if line.rank < self.rank:
            self.open = False
            return True
        if line.rank == self.rank or (not self.open and line.scores and self.titles):
            self._open_item(line)
            return True
        return self._continue(line)

    def _open_group(self, title: GroupTitle) -> None:
        self.titles.append(title)
        self.items.append([])
        self.open = False

    def _open_item(self, line: _Line) -> None:
        if not self.titles:
            self._open_group(GroupTitle("", "", None, "scored"))
        raw = self.document.slice(line.start, line.end)
        length, number = label_length(raw, self.data)
        running = str(len(self.items[-1]) + 1)
        tail = _TAIL_POINTS.search(raw)
        end = line.start + tail.start() if tail else line.end
        points = parse_numeral(tail["points"]) if tail else None
        self.items[-1].append(SheetItem(number or running, None, ((line.start + length, end),), points))
        self.open = True

    def _continue(self, line: _Line) -> bool:
        """A line below an item: its criteria; behind the last item only what scores."""
        if not self.open or not self.items:
            return not self.items or not self.items[-1]
        item = self.items[-1][-1]
        self.items[-1][-1] = replace(item, pieces=(*item.pieces, (line.start, line.end)))
        return True

    def _is_note(self, text: str) -> bool:
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of("note_opening"))

    def finish(self) -> Sheet | None:
        """The sheet; prose behind the last item is no part of it."""
        if self.items and self.items[-1]:
            last = self.items[-1][-1]
            pieces = list(last.pieces)
            while len(pieces) > 1 and not read_scoring(tidy(self.document.slice(*pieces[-1])), self.data).statements:
                pieces.pop()
            self.items[-1][-1] = replace(last, pieces=tuple(pieces))
        groups = tuple(
            SheetGroup(title.number, title.name, title.kind, title.points, tuple(items))
            for title, items in zip(self.titles, self.items, strict=True)
            if items
        )
        return Sheet(groups, notes=tuple(self.notes)) if groups else None
