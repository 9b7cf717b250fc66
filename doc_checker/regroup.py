"""Groups whose labels stand in the middle of their rows (text laid out with blanks): the printed points tell which rows are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from .rows import Row, RowGroup

_CLOSE = 0.005


def regroup(
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
