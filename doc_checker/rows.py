"""Rows of task and indicator tables as clauses see them, whether the table was ruled or flattened to lines.

Offsets are those of the document's text. ``gridrows`` reads a ``TableBlock``, ``flatrows`` a table flattened to
lines; both give a ``RowTable``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .model import Clause
from .outline import Range


@dataclass(frozen=True)
class UnitCell:
    """A cell (or run of lines) that names units: its pieces, and the role of its column."""

    role: str
    pieces: tuple[Range, ...]


@dataclass(frozen=True)
class Row:
    """A row: the pieces of its task cell (name cell first), its number as the id has it, and its other cells.

    ``label`` is the number as printed (``1.``), None where none is printed; ``name`` the cell of a second-level
    indicator (二级指标); ``tail`` a stray final mark that belongs to the text though it is printed elsewhere;
    ``points`` the points printed for it, where a flattened table has a column of them.
    """

    number: str
    label: str | None
    pieces: tuple[Range, ...]
    name: Range | None = None
    units: tuple[UnitCell, ...] = ()
    deadline: tuple[Range, ...] = ()
    tail: str = ""
    points: Range | None = None


@dataclass(frozen=True)
class RowGroup:
    """A first-level group: its part of the id (一, 加, 扣; empty without groups), its printed label and its title's
    pieces.
    """

    part: str
    kind: str  # "scored" | "bonus" | "deduction"
    label: str | None
    pieces: tuple[Range, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class RowTable:
    """A whole table; ``sets_tasks`` is false for an indicator system. Notes stand between or behind its rows."""

    groups: tuple[RowGroup, ...]
    sets_tasks: bool
    notes: tuple[tuple[Range, ...], ...] = ()
    start: int = 0
    """Where the table's header begins."""
    total: Range | None = None
    """The row 合计 of a flattened table."""


@dataclass(frozen=True)
class RowCells:
    """What the tasks need of a row's clause, by its id."""

    units: tuple[UnitCell, ...]
    deadline: tuple[Range, ...]
    is_task: bool


@dataclass(frozen=True)
class ParsedClauses:
    """The clause tree, with what later readers need of it: the cells of each row, and the part that each root clause
    belongs to.

    ``parts`` names for each top-level clause id the position of its part in ``Outline.parts``; ``kinds`` the kind of
    each clause: title, preface, item, group, row, note or root.
    """

    clauses: list[Clause]
    rows: Mapping[str, RowCells] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass
class RowDraft:
    """A row while its group is not settled; ``value`` is its number, ``fresh`` whether a second-level heading opens
    above it.
    """

    row: Row
    value: int
    fresh: bool = False


@dataclass
class GroupDraft:
    """A group's label while its rows are not settled."""

    part: str
    kind: str
    label: str | None
    pieces: tuple[Range, ...]
    rows: list[Row] = field(default_factory=list)


def settle(entries: list[GroupDraft | RowDraft]) -> tuple[RowGroup, ...]:
    """Rows under their groups. A label may be printed late, below the first rows of its group: numbering restarts at
    1 above it.
    """
    groups: list[GroupDraft] = []
    bare = GroupDraft("", "scored", None, ())
    current = bare
    pending: list[RowDraft] = []
    last = 0

    def flush(target: GroupDraft) -> None:
        target.rows.extend(draft.row for draft in pending)
        pending.clear()

    for position, entry in enumerate(entries):
        if isinstance(entry, GroupDraft):
            late = bool(pending) and entry.kind == "scored" and _next_value(entries, position) == last + 1
            flush(entry if late else current)
            last = last if late else 0
            groups.append(entry)
            current = entry
            continue
        if pending and entry.value != last + 1:
            flush(current)
        if pending or (entry.value == 1 and not entry.fresh and (last >= 1 or current is bare)):
            pending.append(entry)
        else:
            current.rows.append(entry.row)
        last = entry.value
    flush(current)
    found = [bare, *groups] if bare.rows else groups
    return tuple(RowGroup(g.part, g.kind, g.label, g.pieces, tuple(g.rows)) for g in found)


def _next_value(entries: list[GroupDraft | RowDraft], position: int) -> int | None:
    following = entries[position + 1] if position + 1 < len(entries) else None
    return following.value if isinstance(following, RowDraft) else None
