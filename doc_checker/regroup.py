"""Groups whose labels stand in the middle of their rows (text laid out with blanks): the printed points tell which rows are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from .gridcells import Owners, read_points, title_points
from .rows import Row, RowGroup

_CLOSE = 0.005


def with_own_rows(
    groups: tuple[RowGroup, ...], owners: Owners, kinds: Sequence[str | None], column: int, text: str
) -> tuple[RowGroup, ...]:
    """The groups of a table with the rows that their points tell, where no cell of a group (in ``column``) is merged over its rows."""
    if "points" not in kinds or column < 0:
        return groups
    if any((cell := line[column]) and cell.cell.row_span > 1 for line in owners):
        return groups
    points = kinds.index("points")
    beside = {cell.cell.start: read_points(line[points]) for line in owners for cell in line if cell and cell.text}
    titles = [text[group.pieces[-1][0] : group.pieces[-1][1]] if group.pieces else "" for group in groups]
    return regroup(
        groups,
        list(map(title_points, titles)),
        [[beside.get(row.pieces[0][0]) for row in group.rows] for group in groups],
    )


def regroup(
    groups: tuple[RowGroup, ...], wanted: Sequence[float | None], points: Sequence[Sequence[float | None]]
) -> tuple[RowGroup, ...]:
    """The groups with their own rows, which are numbered anew where none has a printed number and two have the same."""
    return tuple(map(_renumbered, _shared_out(groups, wanted, points)))


def _renumbered(group: RowGroup) -> RowGroup:
    numbers = [row.number for row in group.rows]
    if len(set(numbers)) == len(numbers) or any(row.label for row in group.rows):
        return group
    return replace(group, rows=tuple(replace(row, number=str(place)) for place, row in enumerate(group.rows, 1)))


def _shared_out(
    groups: tuple[RowGroup, ...], wanted: Sequence[float | None], points: Sequence[Sequence[float | None]]
) -> tuple[RowGroup, ...]:
    """The groups with their rows shared out so that each makes up its printed points (``wanted``; ``points`` are those of the rows of
    each group). They stay as they are where points are missing, add up already or can not be made up.
    """
    scored = [place for place, group in enumerate(groups) if group.kind == "scored"]
    targets = [value for place in scored if (value := wanted[place]) is not None]
    labelled = [place for place in scored if wanted[place] is not None]
    rows: list[Row] = [row for place in scored for row in groups[place].rows]
    values = [value for place in scored for value in points[place] if value is not None]
    bare = [place for place in scored if not groups[place].pieces]
    if len(targets) < 2 or len(values) < len(rows) or set(scored) != {*labelled, *bare} or bare not in ([], scored[:1]):
        return groups
    sums = [0.0, *accumulate(values)]
    borders = [0]
    for target in accumulate(targets):
        border = next((place for place, total in enumerate(sums) if abs(total - target) < _CLOSE), None)
        if border is None or border <= borders[-1]:
            return groups
        borders.append(border)
    if borders[-1] != len(rows):
        return groups
    shared = {place: tuple(rows[start:end]) for place, start, end in zip(labelled, borders, borders[1:], strict=False)}
    return tuple(
        replace(group, rows=shared.get(place, group.rows)) for place, group in enumerate(groups) if place not in bare
    )


def with_joined_parts(group: RowGroup) -> RowGroup:
    """A group with the rows of one item joined: those that share its name, a cell merged over them, and its number."""
    rows: list[Row] = []
    for row in group.rows:
        above = rows[-1] if rows else None
        if above and row.name is not None and (row.name, row.number) == (above.name, above.number):
            rows[-1] = replace(above, pieces=(*above.pieces, *(piece for piece in row.pieces if piece != row.name)))
        else:
            rows.append(row)
    return replace(group, rows=tuple(rows))
