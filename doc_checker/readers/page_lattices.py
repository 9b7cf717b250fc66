"""The tables of a page whose text and rulings a file tells: ruled all round, with broken frames, without verticals."""

from __future__ import annotations

from collections.abc import Sequence

from .lattice import Lattice, Rulings, find_lattices
from .lines import Line

_OPEN_RULINGS = 3  # a table without verticals (三线表) has at least as many horizontals
_OPEN_WIDTH = 150.0


def page_lattices(
    rulings: Rulings, lines: Sequence[Line], before: Sequence[Sequence[float]] = (), red: Sequence[float] = ()
) -> list[Lattice]:
    """The tables of a page; ``before`` are the borders of the columns of the tables on the page before, ``red`` the
    heights of red lines, which belong to a letterhead.
    """
    lattices = [lattice for lattice in find_lattices(rulings) if len(lattice.xs) > 2]
    if any(not lattice.consistent for lattice in lattices):
        from .pdf_tables import mend_lattices

        lattices = mend_lattices(lattices, rulings, lines)
    if len(rulings.horizontal) >= _OPEN_RULINGS and not _all_inside(rulings, lattices, red):
        from .pdf_tables import open_tables

        lattices += open_tables(lattices, rulings, lines, before)
    return lattices


def _all_inside(rulings: Rulings, lattices: Sequence[Lattice], red: Sequence[float]) -> bool:
    """Whether fewer long horizontal rulings than an open table has lie outside the ruled tables."""
    outside = 0
    known = set(red)
    boxes = [lattice.box for lattice in lattices]
    for y, x0, x1 in rulings.horizontal:
        if x1 - x0 > _OPEN_WIDTH and y not in known and not any(box[1] - 3 <= y <= box[3] + 3 for box in boxes):
            outside += 1
    return outside < _OPEN_RULINGS
