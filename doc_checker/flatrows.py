"""Rows of a task table that some tool flattened to lines: printed lines → ``RowTable``.

Headings of the second level are cut in the middle of a word, units stand on lines of their own, behind a space or
wrapped inside a name. A run of units is told by its shape: names joined by 、, each ending like a unit. Where the
header names a column of points, a number by itself is an item's points, and a short text before the task its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

import regex

from .columns import Columns
from .data import Data
from .document import Document
from .flatcells import CELL_POINTS, FINAL, Segment, count_leading, find_points, join_title, ranges, split_line
from .flatcolumns import NATURAL, TEXT, TEXT_KINDS, FlatColumns
from .flatheader import find_flat_header
from .flatplain import read_plain
from .labels import Label, find_label
from .outline import Range
from .responsibility import ROLES
from .rowlabels import draft_group, extra_group_kind
from .rows import GroupDraft, Row, RowDraft, RowTable, UnitCell, settle
from .text import fold, squeeze
from .unit_names import UnitNames

_MARKS_ONLY = regex.compile(r"^[。，、；;.,]+$")
_CELL_NUMBER = regex.compile(r"\d{1,3}")
_LONGEST_HEADING = 40
_ONLY_POINTS = regex.compile(r"[（(](?:共|计|满分|权重)?\d{1,4}(?:分|[%％])[)）]")
_LONGEST_GROUP_END = 14
_SPACED_NUMBER = regex.compile(r"[\dA-Za-z] | [\dA-Za-z]")
_MOSTLY = 0.8
_NUMBERED_NOTE = regex.compile(r"^\s*注?[：:]?\s*1\s*[.．、]|[：:]\s*1\s*[.．、]")


@dataclass
class _Item:
    """A numbered item while its lines are read."""

    label: Label
    fresh: bool
    segments: list[Segment] = field(default_factory=list)
    points: Segment | None = None
    name: Segment | None = None
    group: Segment | None = None


def read_flat(document: Document, lines: Sequence[Range], data: Data) -> RowTable | None:
    """The rows of a flattened table in the lines of an attachment; None where there is no header, or no row
    below it.
    """
    return document.once(("flat", tuple(lines), data), lambda: _read_flat(document, lines, data))


def _read_flat(document: Document, lines: Sequence[Range], data: Data) -> RowTable | None:
    header = find_flat_header(document, lines, data)
    if header is None or not set(header[2]) & {*ROLES, "deadline", "points"}:
        return None
    first, last, kinds = header
    below = lines[last + 1 :]
    labels = {label.kind for line in below if (label := find_label(document.slice(*line), data))}
    reader = _Reader(document, data, kinds, lines[first][0], "chinese" if "chinese" in labels else "bracketed")
    for start, end in below:
        reader.take_line(start, end)
    return reader.finish() or read_plain(document, below, kinds, lines[first][0], data)


class _Reader:
    """Reads the lines below the header in turn."""

    def __init__(self, document: Document, data: Data, kinds: list[str], start: int, group_kind: str) -> None:
        self.document = document
        self.data = data
        self.kinds = kinds
        self.columns = data.once(Columns)
        self.names = data.once(UnitNames)
        self.roles = [kind for kind in kinds if kind in ROLES]
        self.cells = FlatColumns(kinds, data)
        self.entries: list[GroupDraft | _Item] = []
        self.notes: list[list[Range]] = []
        self.item: _Item | None = None
        self.opening: list[Segment] = []  # what stands between the header and the first row
        self.state = "start"  # start | group | second | item | note
        self.fresh = False
        self.start = start
        self.group_kind = group_kind
        self.total: Range | None = None
        before = self.kinds[: kinds.index("points")] if "points" in kinds else []
        self.cells_before_points = sum(kind not in ("number", "group") for kind in before)
        texts = [kind in TEXT_KINDS for kind in kinds if kind != "number"]
        self.named = "second" in kinds or {"number", "group"} <= set(kinds) or texts[:2] == [True, True]

    # --- lines

    def take_line(self, start: int, end: int) -> None:
        """Take one printed line."""
        text = self.document.slice(start, end)
        if self._is_header_again(text):
            return
        if any(pattern.compiled.search(text) for pattern in self.data.patterns_of("note_opening")):
            self.state = "note" if self.state != "note" else self.state
            if not self.notes or self.notes[-1][-1][1] < start - 2 or self.item is not None:
                self.notes.append([])
            self.item = None
            self.notes[-1].append((start, end))
            return
        if self._is_total(text):
            self.state, self.item = "total", None
            self.total = (start, end)
            return
        for segment in self._segments(start, end):
            self._take(segment, end)

    def _is_header_again(self, text: str) -> bool:
        return len(text) <= 40 and len(self.columns.header_kinds(text)) >= 2

    def _is_total(self, text: str) -> bool:
        value = squeeze(text)
        return "points" in self.kinds and any(p.compiled.search(value) for p in self.data.patterns_of("row_total"))

    def _segments(self, start: int, end: int) -> list[Segment]:
        return split_line(self.document.slice(start, end), start)

    def _take(self, segment: Segment, line_end: int) -> None:
        extra = extra_group_kind(segment.text, self.data)
        if extra:
            self._open_group(segment)
            return
        label = find_label(self.document.slice(segment.start, line_end), self.data)
        if label and not segment.opens and not self._may_open_inside(label, segment):
            label = None
        if self._is_points_of_group(segment):
            return
        if label and label.kind == self.group_kind and (label.kind == "chinese" or self.state != "note"):
            self._open_group(segment)
        elif label and label.kind == "bracketed" and self.state != "note" and not self._is_item_like(segment):
            self.state, self.item, self.fresh = "second", None, True
        elif label and label.kind == "arabic" and not self._belongs_to_note(label):
            self._open_item(segment, label)
        elif self._is_points_cell(segment):
            if self.item is not None:
                self.item.points = segment
        elif self._is_bare_number(segment):
            number = fold(segment.text)
            self._open_item(segment, Label("arabic", number, int(number), len(number), number), in_cell=True)
        else:
            self._continue(segment)

    def _may_open_inside(self, label: Label, segment: Segment) -> bool:
        """A label in the middle of a line opens something only behind a heading (一、联动机制 （一）建立机制), or in a
        column of its own where it counts on.
        """
        if self.state in ("group", "second"):
            return label.kind in ("bracketed", "arabic")
        last = self.item.label.value if self.item else 0
        return segment.wide and "points" in self.kinds and label.kind == "arabic" and label.value == last + 1

    def _is_item_like(self, segment: Segment) -> bool:
        return "number" not in self.kinds and len(segment.text) > _LONGEST_HEADING

    def _is_bare_number(self, segment: Segment) -> bool:
        """A cell of the column of numbers on a line of its own."""
        text = fold(segment.text)
        if "number" not in self.kinds or not segment.opens or not _CELL_NUMBER.fullmatch(text):
            return False
        last = next((entry.label.value for entry in reversed(self.entries) if isinstance(entry, _Item)), 0)
        return int(text) in (1, last + 1)

    def _is_points_of_group(self, segment: Segment) -> bool:
        """Take points in brackets that open a line: they belong to the group whose title has none yet."""
        group = next((entry for entry in reversed(self.entries) if isinstance(entry, GroupDraft)), None)
        if group is None or "points" not in self.kinds or not segment.opens or not _ONLY_POINTS.fullmatch(segment.text):
            return False
        if regex.search(r"\d\s*分", "".join(self.document.slice(*piece) for piece in group.pieces)):
            return False
        group.pieces = join_title(group.pieces, segment)
        return True

    def _is_points_cell(self, segment: Segment) -> bool:
        """Whether a number on a line of its own is the points of the current item, not the number of the next."""
        item = self.item
        if (
            "points" not in self.kinds
            or not (segment.opens and segment.ends)
            or not CELL_POINTS.fullmatch(segment.text)
        ):
            return False
        if self.state == "total":
            self.total = (self.total[0] if self.total else segment.start, segment.end)
            return False
        if self.state != "item" or item is None or item.points is not None:
            return False
        lines = sum(part.opens for part in item.segments)
        closed = bool(item.segments) and item.segments[-1].text[-1] in FINAL
        return closed or lines >= max(1, self.cells_before_points)

    def _belongs_to_note(self, label: Label) -> bool:
        if self.state != "note":
            return False
        opening = self.document.slice(*self.notes[-1][0])
        last = next((entry.label.value for entry in reversed(self.entries) if isinstance(entry, _Item)), 0)
        return bool(_NUMBERED_NOTE.search(opening)) or label.value != last + 1

    def _open_group(self, segment: Segment) -> None:
        place = (segment.start, segment.end)
        ordinal = 1 + sum(isinstance(entry, GroupDraft) for entry in self.entries)
        self.entries.append(draft_group(segment.text, place, ordinal, self.data))
        self.state, self.item, self.fresh = "group", None, False

    def _open_item(self, segment: Segment, label: Label, in_cell: bool = False) -> None:
        """Begin an item; a number in a cell of its own is no part of its text."""
        self.item = _Item(label, self.fresh)
        self.fresh = False
        self.state = "item"
        self.entries.append(self.item)
        if not in_cell:
            self.item.segments.append(segment)

    def _continue(self, segment: Segment) -> None:
        if self.state == "note":
            last = self.notes[-1][-1]
            if segment.start <= last[1]:
                self.notes[-1][-1] = (last[0], max(last[1], segment.end))
            else:
                self.notes[-1].append((segment.start, segment.end))
        elif self.state == "group" and self._ends_group_title(segment):
            group = self.entries[-1]
            if isinstance(group, GroupDraft):
                group.pieces = join_title(group.pieces, segment)
        elif self.state == "item" and self.item is not None:
            self.item.segments.append(segment)
        elif self.state == "start":
            self.opening.append(segment)

    def _ends_group_title(self, segment: Segment) -> bool:
        """Whether a short line under a group's label is the wrapped end of its title."""
        group = self.entries[-1]
        goes_on = isinstance(group, GroupDraft) and self._is_open_bracket(group.pieces[-1])
        return goes_on or (
            segment.opens and len(segment.text) <= _LONGEST_GROUP_END and not self.names.is_run(squeeze(segment.text))
        )

    def _is_open_bracket(self, place: Range) -> bool:
        """Whether a title breaks off inside a bracket (（25 | 分）)."""
        text = self.document.slice(*place)
        return max(text.rfind("（"), text.rfind("(")) > max(text.rfind("）"), text.rfind(")"))

    # --- items

    def finish(self) -> RowTable | None:
        """Cut each item into task, units and time limit, and settle the groups."""
        items = [entry for entry in self.entries if isinstance(entry, _Item)]
        if len(items) < 2 and not any(map(self._is_whole, items)):
            return None
        if "points" in self.kinds:
            tasks = [position for position, kind in enumerate(self.kinds) if kind == "task"]
            last = self.kinds.index("points") > max(tasks, default=0)
            for item in items:
                cell = find_points(item.segments, last, self.names.is_run) if item.points is None else None
                item.points = item.points if cell is None else item.segments.pop(cell)
        if self.named:
            self._cut_names(items)
        known: set[str] = set()
        for item in items:
            cut = self._cut_units(item.segments, known, sure=True)
            known.update(
                self.names.split(squeeze("".join(s.text for s in item.segments[cut:]))) if cut is not None else ()
            )
        self._leave_tails()
        entries: list[GroupDraft | RowDraft] = []
        for entry in self.entries:
            if isinstance(entry, GroupDraft):
                entries.append(entry)
                continue
            if entry.group:
                place = (entry.group.start, entry.group.end)
                ordinal = 1 + sum(isinstance(other, GroupDraft) for other in entries)
                entries.append(draft_group(entry.group.text, place, ordinal, self.data))
            if entry.segments or entry.name:
                self._add_row(entry, known, entries)
        groups = settle(entries)
        notes = tuple(tuple(note) for note in self.notes)
        return RowTable(groups, bool(self.roles) or "points" not in self.kinds, notes, self.start, self.total)

    def _is_whole(self, item: _Item) -> bool:
        """Whether an item fills the columns of units as the header has them."""
        cut = self.cells.cut(item.segments) if "number" in self.kinds else None
        return cut is not None and cut.cost <= NATURAL and bool(cut.units)

    def _leave_tails(self) -> None:
        """Take lines behind a row's last cell out of it: titles of groups, second-level headings, or notes."""
        headed = any(isinstance(entry, GroupDraft) for entry in self.entries)
        parts: list[GroupDraft | _Item] = []
        titles = [ranges(self.opening)] if self.opening and not headed else []
        self.cells.headed = bool(titles) and self._is_title(titles[0])
        for entry, following in zip_longest(self.entries, self.entries[1:]):
            parts.append(entry)
            cut = None if isinstance(entry, GroupDraft) else self.cells.split_tail(entry.segments)
            if cut is None or isinstance(entry, GroupDraft):
                continue
            tail = ranges(entry.segments[cut:])
            if following is not None and not self._is_title(tail):
                continue
            entry.segments = entry.segments[:cut]
            if following is None:
                self.notes.append(list(tail))
            elif isinstance(following, _Item) and headed:
                following.fresh = True
            elif isinstance(following, _Item):
                titles.append(tail)
                parts.append(self._titled(tail, len(titles)))
        if self.cells.headed and len(titles) > 1:
            parts.insert(0, self._titled(titles[0], 1))
        self.entries = parts

    def _is_title(self, tail: tuple[Range, ...]) -> bool:
        text = "".join(self.document.slice(*piece) for piece in tail)
        return len(tail) == 1 and len(text) <= _LONGEST_GROUP_END + 6 and text[-1] not in FINAL

    def _titled(self, title: tuple[Range, ...], ordinal: int) -> GroupDraft:
        return draft_group(self.document.slice(*title[0]), title[0], ordinal, self.data)

    def _cut_names(self, items: list[_Item]) -> None:
        """Take the names out of the items' texts; short cells that only some items have are titles of groups."""
        leading = [count_leading(item.segments) for item in items]
        grouped = any(isinstance(entry, GroupDraft) and entry.kind == "scored" for entry in self.entries)
        most = 2 if "second" in self.kinds and "group" in self.kinds and not grouped else 1
        counts = [min(most, count) for count in leading]
        always = sum(count > 0 for count in counts) >= _MOSTLY * len(items)
        if not always and (grouped or not counts[0]):
            return
        title = ""
        for item, count in zip(items, counts, strict=True):
            cells, item.segments = item.segments[:count], item.segments[count:]
            if cells and not grouped and (not always or count == 2):
                group = cells.pop(0)
                item.group = None if squeeze(group.text) == title else group  # a merged cell repeated in each row
                title = squeeze(group.text)
            item.name = cells[0] if cells else None

    def _add_row(self, item: _Item, known: set[str], entries: list[GroupDraft | RowDraft]) -> None:
        segments = list(item.segments)
        strays = self._strays(segments)
        cut = self.cells.cut(segments)
        if cut:
            segments, units, deadline = cut.of(TEXT), cut.units, cut.of("deadline")
        else:
            segments, units, deadline = self._cut_ends(segments, known)
        name = (item.name.start, item.name.end) if item.name else None
        row = Row(
            item.label.id_part,
            item.label.printed or None,
            (*((name,) if name else ()), *ranges(segments)),
            name,
            tuple(UnitCell(role, ranges(run)) for role, run in units),
            ranges(deadline),
            points=(item.points.start, item.points.end) if item.points else None,
        )
        entries.append(RowDraft(row, item.label.value, item.fresh))
        if strays:
            self._hand_back(strays, entries)

    def _cut_ends(
        self, segments: list[Segment], known: set[str]
    ) -> tuple[list[Segment], list[tuple[str, list[Segment]]], list[Segment]]:
        """Task, units and time limit of an item, by what stands at its end or at the ends of its lines."""
        deadline: list[Segment] = []
        units: list[list[Segment]] = []
        for _ in range(1 + max(1, len(self.roles))):
            if not deadline and (cut := self._cut_deadline(segments)) is not None:
                deadline, segments = segments[cut:], segments[:cut]
            elif not units and (trailing := self._line_ends(segments)):
                units = [trailing]
                segments = [segment for segment in segments if segment not in trailing]
            elif not units and (cut := self._cut_units(segments, known)) is not None:
                units, segments = self._split_columns(segments[cut:]), segments[:cut]
            else:
                break
        return segments, list(zip(self._run_roles(len(units)), units, strict=True)), deadline

    def _strays(self, segments: list[Segment]) -> list[Segment]:
        """Final marks on a line of their own behind a text that is already closed: they belong to an item above."""
        strays: list[Segment] = []
        while len(segments) > 1 and _MARKS_ONLY.match(segments[-1].text) and segments[-2].text[-1] in FINAL:
            strays.append(segments.pop())
        return strays

    def _hand_back(self, strays: list[Segment], entries: list[GroupDraft | RowDraft]) -> None:
        """Give a stray final mark to the nearest item above that lacks one, in the same group."""
        for entry in reversed(entries[:-1]):
            if isinstance(entry, GroupDraft):
                return
            row = entry.row
            text = self.document.slice(row.pieces[0][0], row.pieces[-1][1]).rstrip()
            if text and text[-1] not in FINAL and not row.units:
                entry.row = replace(row, tail=strays[0].text[0])
                return

    def _cut_deadline(self, segments: list[Segment]) -> int | None:
        """Where the time limit at the end of an item begins."""
        if "deadline" not in self.kinds:
            return None
        for cut in range(max(1, len(segments) - 2), len(segments)):
            value = squeeze("".join(segment.text for segment in segments[cut:]))
            if self.cells.is_time_limit(value):
                return cut
        return None

    def _cut_units(self, segments: list[Segment], known: set[str], sure: bool = False) -> int | None:
        """Where the run of units at the end of an item begins; ``sure``: only behind a closed sentence."""
        cuts = [
            cut
            for cut in range(1, len(segments))
            if self.names.is_run(squeeze("".join(segment.text for segment in segments[cut:])))
        ]
        closed = [cut for cut in cuts if segments[cut - 1].text[-1] in FINAL]
        if closed or sure:
            return closed[0] if closed else None
        named = [
            cut
            for cut in cuts
            if set(self.names.split(squeeze("".join(segment.text for segment in segments[cut:])))) <= known
        ]
        if named:
            return named[0]
        whole = [cut for cut in cuts if cut == len(segments) - 1 or self._opens_with_name(segments[cut])]
        return whole[0] if whole and self.roles else None

    def _opens_with_name(self, segment: Segment) -> bool:
        """Whether a line begins with a whole name (法规科、运输发)."""
        first = segment.text.split("、")[0]
        return "、" in segment.text and self.names.is_unit(first)

    def _line_ends(self, segments: list[Segment]) -> list[Segment]:
        """Units that stand behind a space at the end of several lines of the item, wrapped beside the task's own
        lines.
        """
        ends = [
            segment
            for position, segment in enumerate(segments)
            if not segment.opens
            and (position + 1 == len(segments) or segments[position + 1].opens)
            and not _SPACED_NUMBER.search(f"{segments[position - 1].text} {segment.text}")
        ]
        rest = [segment for segment in segments if segment not in ends]
        if len(ends) < 2 or not rest or rest[-1].text[-1] not in FINAL:
            return []
        return ends if self.names.is_run(squeeze("".join(segment.text for segment in ends))) else []

    def _split_columns(self, run: list[Segment]) -> list[list[Segment]]:
        """Runs of several columns of units (牵头单位, 配合单位): a border where both sides are whole."""
        if len(self.roles) < 2:
            return [run]
        join: Callable[[list[Segment]], str] = lambda part: squeeze("".join(segment.text for segment in part))  # noqa: E731
        for cut in range(1, len(run)):
            left, right = join(run[:cut]), join(run[cut:])
            if left[-1] not in "、，及和" and self.names.is_run(left) and self.names.is_run(right):
                return [run[:cut], run[cut:]]
        return [run]

    def _run_roles(self, count: int) -> list[str]:
        roles = self.roles or ["responsible"]
        return roles[:count] if count <= len(roles) else [roles[0]] * count
