"""A Word table → cells with their spans: merged downwards by vMerge, to the right by gridSpan and hMerge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import LimitExceeded
from .limits import MAX_CELLS
from .tabular import Placed


@dataclass
class _Open:
    """A cell that may still grow: downwards by vMerge, to the right by hMerge."""

    row: int
    col: int
    width: int
    paragraphs: list[str]
    height: int = 1


class WordGrid:
    """Places the cells of a Word table, row by row."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._cells: list[_Open] = []
        self._merges: dict[int, _Open] = {}  # column → the cell above that goes on
        self._next: dict[int, _Open] = {}
        self._row = -1
        self._col = 0

    def next_row(self, skipped: int) -> None:
        """Begin a row, some columns from the left."""
        self._merges, self._next = self._next, {}
        self._row += 1
        self._col = skipped

    def put(self, width: int, down: str | None, right: str | None, paragraphs: Sequence[str]) -> None:
        """Place a cell; ``down`` and ``right`` are its vMerge and hMerge."""
        above = self._merges.get(self._col)
        last = self._cells[-1] if self._cells and self._cells[-1].row == self._row else None
        if right == "continue" and last is not None:
            last.width += width
            last.paragraphs += paragraphs
        elif down == "continue" and above is not None:
            above.height = self._row - above.row + 1
            above.paragraphs += paragraphs
            self._next[self._col] = above
        else:
            cell = _Open(self._row, self._col, width, list(paragraphs))
            self._cells.append(cell)
            if down is not None:
                self._next[self._col] = cell
            if len(self._cells) > MAX_CELLS:
                raise LimitExceeded(self._shown, f"表格的单元格超过 {MAX_CELLS} 个", "请拆分后再试")
        self._col += width

    def placed(self) -> list[Placed]:
        """All cells with their spans."""
        return [Placed(c.row, c.col, c.height, c.width, tuple(c.paragraphs)) for c in self._cells]
