"""Indicator systems printed as numbered lines (不列表的指标体系): paragraphs → ``Sheet``.

The items are the deepest numbered lines whose parents are mere headings; the groups the highest headings of which
the run has several. Headings
between the two are left out, as in tables; unnumbered lines below an item (its criteria) belong to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from .data import Data
from .document import Document
from .labels import RANKS, Label, find_label
from .outline import Range
from .scoresheet import GroupTitle, Sheet, SheetGroup, SheetItem, label_length, read_group_title, split_points
from .scoring import read_scoring
from .text import fold, squeeze, tidy

_FEWEST = 3
_SENTENCE_MARK = regex.compile(r"[。；;]")
_HEADING = 36
_ITEM_KINDS = ("chinese", "bracketed", "arabic", "arabic_bracketed")
_POINTS_CUE = regex.compile(r"\d\s*分|不得分|满分|按比例")


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
        return RANKS[self.label.kind] if self.label else 99


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
    lines = [line for start, end in paragraphs if (line := _read_line(document, start, end, data)) is not None]
    if sum(line.scores for line in lines) < _FEWEST:
        return None
    kind = _item_kind(lines)
    if kind is None:
        return None
    rank = RANKS[kind]
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


def _read_line(document: Document, start: int, end: int, data: Data) -> _Line | None:
    raw = document.slice(start, end)
    text = tidy(raw)
    if not text:
        return None
    label = find_label(raw, data)
    bare = tidy(raw[label.length :]) if label else text
    points, name = split_points(bare, data)
    heading = len(squeeze(name)) <= _HEADING and not _SENTENCE_MARK.search(name)
    title = read_group_title(text, data) if len(text) < 40 else None
    extra = title.kind if title and title.kind != "scored" else None
    scores = points is not None
    if not scores and _POINTS_CUE.search(fold(text)) and len(text) < 4000:
        scores = bool(read_scoring(bare, data).statements)
    return _Line(start, end, text, label, scores, heading, extra)


def _item_kind(lines: Sequence[_Line]) -> str | None:
    """The kind of label that items have: the deepest one that owns scoring and stands below headings."""
    owners: dict[str, list[int]] = {}
    owner: int | None = None
    for position, line in enumerate(lines):
        if line.label and line.label.kind in _ITEM_KINDS:
            owner = position
        if line.scores and owner is not None:
            label = lines[owner].label
            found = owners.setdefault(label.kind if label else "", [])
            if not found or found[-1] != owner:
                found.append(owner)
    fitting = [kind for kind, found in owners.items() if len(found) >= _FEWEST]
    for kind in sorted(fitting, key=lambda name: -RANKS[name]):
        parents = [_parent(lines, position) for position in owners[kind]]
        known = [parent for parent in parents if parent is not None]
        if len(known) < len(owners[kind]) or sum(parent.heading for parent in known) >= 0.7 * len(known):
            return kind
    return min(fitting, key=lambda name: RANKS[name], default=None)


def _parent(lines: Sequence[_Line], position: int) -> _Line | None:
    rank = lines[position].rank
    return next((line for line in reversed(lines[:position]) if line.label and line.rank < rank), None)


def _group_rank(lines: Sequence[_Line], rank: int) -> int:
    """The rank of the groups' labels: the highest of which several own items, else the one directly above; ``rank``
    where there is none.
    """
    counts: dict[int, set[int]] = {}
    for position, line in enumerate(lines):
        if line.rank != rank:
            continue
        limit = rank
        for above in range(position - 1, -1, -1):
            if lines[above].label and lines[above].rank < limit:
                limit = lines[above].rank
                counts.setdefault(limit, set()).add(above)
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
            self._open_group(read_group_title(line.text, self.data))
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
        self.items[-1].append(SheetItem(number or running, None, ((line.start + length, line.end),)))
        self.open = True

    def _continue(self, line: _Line) -> bool:
        """A line below an item: its criteria; behind the last item only what scores."""
        if not self.open or not self.items:
            return not self.items or not self.items[-1]
        item = self.items[-1][-1]
        self.items[-1][-1] = SheetItem(item.number, None, (*item.pieces, (line.start, line.end)))
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
            self.items[-1][-1] = SheetItem(last.number, None, tuple(pieces))
        groups = tuple(
            SheetGroup(title.number, title.name, title.kind, title.points, tuple(items))
            for title, items in zip(self.titles, self.items, strict=True)
            if items
        )
        return Sheet(groups, notes=tuple(self.notes)) if groups else None
