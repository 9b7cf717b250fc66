"""Rows without numbers of a task table that some tool flattened to lines: printed lines → ``RowTable``.

No number says where a row begins: the lines are parted so that each stretch deals out to the columns as a whole row,
with headings of groups between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from .columns import Columns
from .data import Data
from .document import Document
from .flatcells import FINAL, Segment, ranges, split_line
from .flatcolumns import NATURAL, TEXT, Cut, FlatColumns
from .labels import find_label
from .outline import Range
from .responsibility import ROLES
from .rowlabels import draft_group, last_number, number_kind
from .rows import GroupDraft, Row, RowDraft, RowTable, UnitCell, settle

_MOST_LINES = 4
_MOST_TABLE_LINES = 2000
_LONGEST_HEADING = 16
_COST_HEADING = 1.0
_COST_LINE = 0.3
_COST_COVERED = 3.0
_HIGHEST = 3.6


@dataclass(frozen=True)
class _Step:
    """A stretch of lines: a row with its cells, or a heading."""

    first: int
    last: int
    cut: Cut | None


def read_plain(
    document: Document, lines: Sequence[Range], kinds: Sequence[str], start: int, data: Data
) -> RowTable | None:
    """The rows below a header at ``start`` that names columns of units; None where the lines are no such rows."""
    if not set(kinds) & set(ROLES) or len(lines) > _MOST_TABLE_LINES:
        return None
    return _Parting(document, lines, kinds, data).read(start)


class _Parting:
    """Parts the lines of one table."""

    def __init__(self, document: Document, lines: Sequence[Range], kinds: Sequence[str], data: Data) -> None:
        self.document = document
        self.data = data
        self.cells = FlatColumns(kinds, data)
        self.numbered = "number" in kinds
        names = data.once(Columns)
        kept = [line for line in lines if len(names.header_kinds(document.slice(*line))) < 2]
        end = next((place for place, line in enumerate(kept) if self._opens_note(line)), len(kept))
        self.notes = kept[end:]
        self.lines = [segments for line in kept[:end] if (segments := split_line(document.slice(*line), line[0]))]

    def _opens_note(self, line: Range) -> bool:
        text = self.document.slice(*line)
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of("note_opening"))

    def read(self, start: int) -> RowTable | None:
        """The rows, where there are two at least and every line belongs to one, to a heading, or stands behind all."""
        if not self.cells.can_cut or not self.lines:
            return None
        self.cells.headed = self._is_heading(0) and self._is_row(1)
        steps = self._steps()
        if sum(step.cut is not None for step in steps) < 2:
            return None
        notes = [segment for line in self.lines[steps[-1].last :] for segment in line]
        places = [*ranges(notes), *self.notes]
        return RowTable(settle(self._drafts(steps)), True, (tuple(places),) if places else (), start)

    def _steps(self) -> list[_Step]:
        """The likeliest way to part the lines; those behind the last row are left over."""
        best: list[tuple[float, _Step | None]] = [(0.0, None)]
        reached = 0
        for end in range(1, len(self.lines) + 1):
            options: list[tuple[float, _Step | None]] = [
                (best[first][0] + cost, step)
                for first in range(max(0, end - _MOST_LINES), end)
                if best[first][0] < inf
                for cost, step in self._options(first, end)
            ]
            cost, step = min(options, key=lambda option: option[0], default=(inf, None))
            best.append((cost, step))
            if step and step.cut:
                reached = end
        steps: list[_Step] = []
        while (step := best[reached][1]) is not None:
            steps.append(step)
            reached = step.first
        return steps[::-1]

    def _options(self, first: int, end: int) -> list[tuple[float, _Step]]:
        found: list[tuple[float, _Step]] = []
        if end == first + 1 and self._is_heading(first):
            found.append((_COST_HEADING, _Step(first, end, None)))
        labelled = any(self._is_labelled(place) for place in range(first + 1, end))
        whole = sum(self._is_row(place) for place in range(first, end)) if end > first + 1 else 0
        cut = None if labelled or whole > 1 else self._cut(first, end)
        if cut and cut.cost <= _HIGHEST:
            covers = end > first + 1 and self._is_heading(first) and self._is_row(first + 1, end)
            cost = cut.cost + _COST_LINE * (end - first - 1) + (_COST_COVERED if covers else 0.0)
            found.append((cost, _Step(first, end, cut)))
        return found

    def _cut(self, first: int, end: int) -> Cut | None:
        return self.cells.cut([segment for line in self.lines[first:end] for segment in line])

    def _is_row(self, first: int, end: int | None = None) -> bool:
        """Whether lines are a row whose cells are all as they should be."""
        cut = self._cut(first, end or first + 1)
        return cut is not None and cut.cost <= NATURAL

    def _is_heading(self, place: int) -> bool:
        line = self.lines[place]
        if len(line) != 1 or line[0].text[-1] in FINAL + "、":
            return False
        return self._is_labelled(place) or (len(line[0].text) <= _LONGEST_HEADING and "，" not in line[0].text)

    def _is_labelled(self, place: int) -> bool:
        return find_label(self.lines[place][0].text, self.data) is not None

    # --- rows

    def _drafts(self, steps: Sequence[_Step]) -> list[GroupDraft | RowDraft]:
        drafts: list[GroupDraft | RowDraft] = []
        value = groups = 0
        for step in steps:
            if step.cut is None:
                segment = self.lines[step.first][0]
                groups, value = groups + 1, 0
                drafts.append(draft_group(segment.text, (segment.start, segment.end), groups, self.data))
                continue
            text = step.cut.of(TEXT)
            place = self._number_at(text)
            if place > 0:  # a group's name stands before the number of its first row
                groups, value = groups + 1, 0
                title = (text[0].start, text[place - 1].end)
                drafts.append(draft_group(self.document.slice(*title), title, groups, self.data))
            draft = self._row(step.cut, text[place + 1 :], text[place].text if place >= 0 else "", value + 1)
            value = draft.value
            drafts.append(draft)
        return drafts

    def _number_at(self, text: Sequence[Segment]) -> int:
        """Which of the first pieces of a row is the number of its own column, -1 for none."""
        if not self.numbered:
            return -1
        return next((place for place, part in enumerate(text[:-1][:2]) if number_kind(part.text)), -1)

    def _row(self, cut: Cut, text: Sequence[Segment], printed: str, running: int) -> RowDraft:
        """A row; ``printed`` is what stands in its column of numbers."""
        label = find_label(text[0].text, self.data)
        digits = last_number(printed) if printed else None
        running = int(digits) if digits else running
        row = Row(
            label.id_part if label else str(running),
            label.printed if label else printed or None,
            ranges(text),
            units=tuple(UnitCell(role, ranges(run)) for role, run in cut.units),
            deadline=ranges(cut.of("deadline")),
        )
        return RowDraft(row, label.value if label else running)
