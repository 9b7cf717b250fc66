"""Indicator systems printed as numbered lines (不列表的指标体系): paragraphs → ``Sheet``.

The items are the deepest numbered lines whose parents are mere headings; the groups the highest headings of which
the run has several. Headings
between the two are left out, as in tables; unnumbered lines below an item (its criteria) belong to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

import regex

from .data import Data
from .document import Document
from .inlinecards import InlineCards, cut_extras, cut_groups, cut_inline_cards
from .itemlines import (
    ALL_RANKS,
    FEWEST,
    NO_RANK,
    Line,
    card_kind,
    cut_at_keys,
    opens_notes,
    runs_on,
    with_cards,
    with_headings,
    with_plain,
)
from .itemtext import ends_in_points, opens_criteria, opens_with_title, points_in_front, take_apart
from .labels import find_label
from .lineunits import (
    ABOVE_PLAIN,
    LABELS,
    PLAIN,
    full_number,
    header_kinds,
    level_label,
    line_label,
    line_units,
    stands_aside,
)
from .numerals import format_numeral, parse_numeral
from .outline import Range
from .scoresheet import GroupTitle, Sheet, SheetGroup, SheetItem, label_length, read_group_title, split_points
from .scoring import read_scoring
from .text import fold, squeeze, tidy

_SENTENCE_MARK = regex.compile(r"[。；;]")
_SENTENCE_OR_POINTS = regex.compile(r"[。；;]|\d\s?分\s*$")
_BOXES = regex.compile(r"\s*(?:(?:[□☐○◯☑]\s*\p{Han}{1,6}\s*){2,6}|(?:\p{Han}{1,2}\s*[□☐○◯☑]\s*){2,6})$")  # □是 □否
_HEADING = 36
_NAME = 16
_BULLETS = " \t　—–-－·•●○■□◆◇▲△★☆※"
_CLAUSES = regex.compile(r"[，,。；;]\s*\S")
_ITEM_KINDS = (
    "chinese",
    "bracketed",
    "arabic",
    "arabic_bracketed",
    "decimal2",
    "decimal3",
    "code2",
    "code3",
    "level2",
    "level3",
    PLAIN,
)
_KEY_POINTS = regex.compile(r"^(?P<points>\d{1,4}(?:\.\d{1,2})?)(?:分|[%％])?[。；;]?$")
_IN_ORDER = 0.8
# 1.加分 alone may be an item; 4.加分项 is none.
_SHORT_EXTRA = 2
_ONLY_POINTS = regex.compile(r"^[（(]?(?:共|计|满分)?\d{1,4}分[)）]?$")
_POINTS_CUE = regex.compile(r"\d\s*分|不得分|满分|按比例|权重[:：]?\s*\d|[（(]\d{1,2}[%％][)）]")


@dataclass(frozen=True)
class LineSheet:
    """A sheet read from lines, and the heading that governs it (offsets), if one of a higher level does."""

    sheet: Sheet
    heading: Range | None


def read_lines_sheet(document: Document, paragraphs: Sequence[Range], data: Data) -> LineSheet | None:
    """The items of numbered lines, or None where fewer than three of them score."""
    whole = document.slice(paragraphs[0][0], paragraphs[-1][1]) if paragraphs else ""
    if len(_POINTS_CUE.findall(fold(whole))) < FEWEST:
        return None
    units = cut_groups(document, cut_at_keys(document, line_units(document, paragraphs, data), data), data)
    units = cut_extras(document, units, data)
    units = [place for place in (_without_boxes(document, place) for place in units) if place[0] < place[1]]
    bare_points = any("points" in header_kinds(document.slice(*place), data) for place in units)
    units = [place for place in units if not stands_aside(document.slice(*place), data)]
    cards = cut_inline_cards(document, units, data)
    cut = cards.places
    labels = [line_label(document.slice(*place)) for place in cut]
    own = [
        label for label in labels if label is not None and label.kind not in ("decimal1", "code1", "level1", "level2")
    ]
    counted = [
        (label.value, bool(_SENTENCE_OR_POINTS.search(fold(document.slice(*place)))))
        for label, place in zip(labels, cut, strict=True)
        if label and label.kind == "decimal1"
    ]
    single = len(own) < FEWEST and _count_up(counted)
    coded = len(own) >= FEWEST or single
    lines = with_headings([line for place in cut if (line := _read_line(document, place, data, coded, cards))], data)
    lines = with_cards(document, lines, data)
    lines = lines if any(line.card for line in lines) else with_plain(lines)
    if sum(line.scores for line in lines) < FEWEST:
        return None
    running = ("circled",) if runs_on(lines, "circled") else ()
    kind = card_kind(lines) or _item_kind(lines, (*_ITEM_KINDS, *running, *(("decimal1",) if single else ())))
    kind = kind or _item_kind(lines, ("article",))
    if kind is None:
        return None
    rank = ALL_RANKS[kind]
    group_rank = _group_rank(lines, rank, (*_ITEM_KINDS, kind))
    first = _first_line(lines, rank, group_rank)
    heading = next((line for line in reversed(lines[:first]) if line.rank < min(group_rank, rank)), None)
    reader = _Reader(document, data, rank, group_rank)
    reader.bare_points = bare_points
    reader.notes_above = [(line.start, line.end) for line in lines[:first] if reader.is_note(line.text)]
    for line in lines[first:]:
        if not reader.take(line):
            break
    sheet = reader.finish()
    place = (heading.start + heading.label.length, heading.end) if heading and heading.label else None
    return LineSheet(sheet, place) if sheet else None


def _without_boxes(document: Document, place: Range) -> Range:
    """A unit without the boxes for an answer at its end."""
    found = _BOXES.search(document.slice(*place))
    return (place[0], place[0] + found.start()) if found else place


def _read_line(document: Document, place: Range, data: Data, coded: bool, cards: InlineCards) -> Line | None:
    start, end = place
    skipped = cards.groups.get(start, 0)
    raw = document.slice(start + skipped, end)
    text = tidy(raw)
    if not text:
        return None
    label = (line_label(raw) if coded else level_label(raw)) or find_label(raw, data)
    named = cards.names.get(start, 0)
    bare = tidy(raw[label.length + named :]) if label else text
    points, name = split_points(bare, data)
    front = points_in_front(bare)
    if points is None and front is not None:
        points = front
    if points is None and (ends_in_points(raw) or opens_with_title(bare)):
        points = 0.0
    heading = len(squeeze(name)) <= _HEADING and not _SENTENCE_MARK.search(name)
    inner = label is not None and label.kind == "arabic" and len(name) > _SHORT_EXTRA
    title = read_group_title(bare if coded or inner else text, data) if len(text) < 40 else None
    extra = title.kind if title and title.kind != "scored" else None
    scores = points is not None
    if not scores and _POINTS_CUE.search(fold(text)) and len(text) < 4000:
        scores = bool(read_scoring(bare, data).statements)
    if label:
        label = replace(label, length=skipped + label.length + named)
    return Line(start, end, text, label, scores, heading, extra, points)


def _count_up(numbers: Sequence[tuple[int, bool]]) -> bool:
    """Whether numbers without a mark (1 责任主体：…) count items: one after the other, anew under each heading, most of them before
    sentences or points (the flags), not titles.
    """
    values = [value for value, _ in numbers]
    steps = sum(after in (before + 1, 1) for before, after in pairwise(values))
    if len(values) < FEWEST or values[0] != 1 or steps < _IN_ORDER * (len(values) - 1):
        return False
    return 2 * sum(sentence for _, sentence in numbers) > len(numbers)


def _item_kind(lines: Sequence[Line], kinds: Collection[str]) -> str | None:
    """The kind of label that items have: the deepest one that owns scoring and stands below headings."""
    owners: dict[str, list[int]] = {}
    for owner in _owners(lines, kinds):
        label = lines[owner].label
        owners.setdefault(label.kind if label else "", []).append(owner)
    fitting = [kind for kind, found in owners.items() if len(found) >= FEWEST]
    for kind in sorted(fitting, key=lambda name: -ALL_RANKS[name]):
        parents = [_parent(lines, position) for position in owners[kind]]
        known = [parent for parent in parents if parent is not None]
        if len(known) < len(owners[kind]) or sum(parent.heading for parent in known) >= 0.7 * len(known):
            return kind
    return min(fitting, key=lambda name: ALL_RANKS[name], default=None)


def _owners(lines: Sequence[Line], kinds: Collection[str]) -> list[int]:
    """The labelled lines that score, themselves or in the lines below them."""
    found: list[int] = []
    owner: int | None = None
    for position, line in enumerate(lines):
        if line.label and line.label.kind in kinds:
            owner = position
        if line.scores and owner is not None and (not found or found[-1] != owner):
            found.append(owner)
    return found


def _parent(lines: Sequence[Line], position: int) -> Line | None:
    rank = lines[position].rank
    return next((line for line in reversed(lines[:position]) if line.label and line.rank < rank), None)


def _group_rank(lines: Sequence[Line], rank: float, kinds: Collection[str]) -> float:
    """The rank of the groups' labels: the highest of which several own scoring items that are no bonus and no
    deduction, else the one directly above; ``rank`` where there is none.
    """
    counts: dict[float, set[int]] = {}
    for position in _owners(lines, kinds):
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


def _first_line(lines: Sequence[Line], rank: float, group_rank: float) -> int:
    """Where the run begins: the first group heading that owns an item, else the first item."""
    for position, line in enumerate(lines):
        if line.rank == group_rank < rank:
            following = next((other for other in lines[position + 1 :] if other.rank <= rank), None)
            below = list(takewhile(lambda other: other.rank > group_rank, lines[position + 1 :]))
            if following is None or (following.rank > group_rank and any(other.scores for other in below)):
                return position
        if line.rank == rank and group_rank == rank and line.scores:
            return position
    return next((position for position, line in enumerate(lines) if line.rank == rank), 0)


class _Reader:
    """Puts lines together to items and groups."""

    def __init__(self, document: Document, data: Data, rank: float, group_rank: float) -> None:
        self.document = document
        self.data = data
        self.rank = rank
        self.group_rank = group_rank
        self.titles: list[GroupTitle] = []
        self.items: list[list[SheetItem]] = []
        self.notes: list[Range] = []
        self.notes_above: list[Range] = []
        self.open = False
        self.titled = False
        """Whether the open item begins with a heading that has its points."""
        self.extra_rank: float = NO_RANK
        """The rank of an open group of bonus or deduction items that stands above the other groups' (第四条 …加分)."""
        self.extra_kind = ""
        """The kind of label that the items of the open group have."""
        self.next_number = ""
        """What a card says its item's number is (编号：3)."""
        self.bare_points = False
        """Whether a header names a column of points: then a number behind a name is its points (1 管理体系 7 成立…)."""
        self.paths: list[list[str | None]] = []
        """All of each item's decimal number, or its number behind that of the heading between it and its group."""
        self.between: str | None = None

    def take(self, line: Line) -> bool:
        """Take a line; False where the run ends."""
        if line.key is not None and not self.notes:
            return self._take_key(line)
        if self.is_note(line.text) or self.notes:
            self.notes.append((line.start, line.end))
            return line.label is None or line.rank > self.group_rank
        if self.extra_rank < line.rank <= self.group_rank and line.scores and not line.extra:
            self._open_item(line)
            return True
        if self._is_extra_item(line):
            self._open_item(line)
            return True
        if line.extra or (line.rank == self.group_rank < self.rank):
            self.extra_rank = line.rank if line.extra and line.rank < self.group_rank else NO_RANK
            decimal = line.label is not None and line.label.kind in LABELS
            own = decimal or (line.extra is not None and line.label is not None and line.label.kind == "arabic")
            bare = line.text[len(line.label.printed) :].strip() if line.label and own else line.text
            title = replace(read_group_title(bare, self.data), kind=line.extra or "scored")
            number = (
                format_numeral(line.label.value)
                if line.label and line.label.value and decimal and title.kind == "scored"
                else ""
            )
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
            self.between = str(line.label.value) if line.label else None
            return True
        if line.rank == self.rank or (not self.open and line.scores and self.titles):
            self._open_item(line)
            return True
        return self._continue(line)

    def _is_extra_item(self, line: Line) -> bool:
        """Whether a line is an item of an open group of extras, whatever its label: the others' items may be numbered otherwise
        (1.1 …, 加分项 1. …).
        """
        if not self.titles or self.titles[-1].kind == "scored" or line.extra:
            return False
        if line.rank == self.group_rank or line.rank < self.group_rank < LABELS[ABOVE_PLAIN]:
            return False
        kind = line.label.kind if line.label else ""
        if not self.items[-1]:
            return line.scores
        return kind == self.extra_kind and (line.scores or bool(kind))

    def _take_key(self, line: Line) -> bool:
        """A line of a card: points, a name, a group, text, or what is no part of an item."""
        value = tidy(self.document.slice(line.content, line.end))
        if line.key == "group" and squeeze(value) != (squeeze(self.titles[-1].name) if self.titles else ""):
            self._open_group(read_group_title(value, self.data))
        elif line.key == "second":
            self._open_item(replace(line, start=line.content, label=None))
        elif line.key == "number":
            self.next_number = value.rstrip(".．、")
        item = self.items[-1][-1] if self.items and self.items[-1] else None
        if item is None or line.key in ("group", "second", "number"):
            return True
        item = self._named(item, _HEADING)
        if line.key == "points":
            found = _KEY_POINTS.search(squeeze(fold(value)))
            item = replace(item, points=parse_numeral(found["points"]) if found else item.points)
        elif line.key == "task" and value:
            item = replace(item, pieces=(*item.pieces, (line.content, line.end)))
        self.items[-1][-1] = item
        return True

    def _open_group(self, title: GroupTitle) -> None:
        self.titles.append(title)
        self.items.append([])
        self.paths.append([])
        self.open, self.between = False, None

    def _open_item(self, line: Line) -> None:
        if not self.titles:
            self._open_group(GroupTitle("", "", None, "scored"))
        raw = self.document.slice(line.start, line.end)
        length, number = label_length(raw, self.data)
        length = max(length, line.label.length) if line.label else length
        if line.label is not None and line.label.kind in (*LABELS, "article"):
            length, number = line.label.length, str(line.label.value) if line.label.value else None
        length += len(raw[length:]) - len(raw[length:].lstrip(_BULLETS))
        running = str(len(self.items[-1]) + 1)
        if not self.items[-1]:
            self.extra_kind = line.label.kind if line.label else ""
        below = f"{self.between}.{line.label.value}" if self.between and line.label else None
        self.paths[-1].append(full_number(line.label) or below)
        found = take_apart(raw, length, self.bare_points, self.data)
        name, *pieces = [
            (line.start + first, line.start + last) for first, last in (found.name or (0, 0), *found.pieces)
        ]
        number, self.next_number = self.next_number or number or running, ""
        self.items[-1].append(SheetItem(number, name if found.name else None, tuple(pieces), found.points))
        self.open = True
        self.titled = line.card or (line.heading and line.points is not None)

    def _continue(self, line: Line) -> bool:
        """A line below an item: its criteria; behind the last item only what scores."""
        if not self.open or not self.items:
            return not self.items or not self.items[-1]
        item = self.items[-1][-1]
        item = self._named(item, _NAME) if self.titled and not line.label and not self._opens_criteria(line) else item
        self.items[-1][-1] = replace(item, pieces=(*item.pieces, (line.start, line.end)))
        return True

    def _named(self, item: SheetItem, longest: int) -> SheetItem:
        """An item of which only the heading is read, with that for its name if it is short."""
        if item.name is not None or len(item.pieces) != 1:
            return item
        _, name = split_points(tidy(self.document.slice(*item.pieces[0])), self.data)
        named = len(squeeze(name)) <= longest and not _CLAUSES.search(name)
        return replace(item, name=item.pieces[0], pieces=()) if named else item

    def _opens_criteria(self, line: Line) -> bool:
        """Whether below an item's heading its criteria follow at once: what it asks is the heading then."""
        reading = read_scoring(tidy(self.document.slice(line.start, line.end)), self.data)
        first = reading.segments[0] if reading.segments else None
        return (
            first is None
            or opens_criteria(reading, self.data)
            or any(s.start <= first.start for s in reading.statements)
        )

    def is_note(self, text: str) -> bool:
        """Whether a line opens notes."""
        return opens_notes(text, self.data)

    def finish(self) -> Sheet | None:
        """The sheet; prose behind the last item is no part of it."""
        if self.items and self.items[-1]:
            last = self.items[-1][-1]
            pieces = list(last.pieces)
            while (
                len(pieces) > 1
                and last.name is None
                and not read_scoring(tidy(self.document.slice(*pieces[-1])), self.data).statements
            ):
                pieces.pop()
            self.items[-1][-1] = replace(last, pieces=tuple(pieces))
        whole = any(map(_restarts, self.items, self.paths))
        groups = tuple(
            SheetGroup(title.number, title.name, title.kind, title.points, _numbered(items, paths if whole else ()))
            for title, items, paths in zip(self.titles, self.items, self.paths, strict=True)
            if items
        )
        if self.rank == ALL_RANKS["article"] and sum(group.points is not None for group in groups) > 1:
            groups = tuple(group for group in groups if group.points is not None or group.kind != "scored")  # 附则
        return Sheet(groups, notes=(*self.notes_above, *self.notes)) if groups else None


def _restarts(items: Sequence[SheetItem], paths: Sequence[str | None]) -> bool:
    """Whether the last numbers of a group's items begin anew under each heading between (1.1, 1.2, 2.1)."""
    leading = {path.rpartition(".")[0] for path in paths if path}
    return len(leading) > 1 and len({item.number for item in items}) < len(items)


def _numbered(items: Sequence[SheetItem], paths: Sequence[str | None]) -> tuple[SheetItem, ...]:
    """The items, with all of their decimal numbers where these tell them apart."""
    if not paths or None in paths or len(set(paths)) < len(paths):
        return tuple(items)
    return tuple(replace(item, number=path or item.number) for item, path in zip(items, paths, strict=True))
