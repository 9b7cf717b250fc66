"""Which of these goes with which of those: the assignment whose gains add up to the most.

The Hungarian method with potentials (Kuhn 1955, Munkres 1957), a row at a time: O(n² m), the inner loop in numpy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def assign(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column), no row or column twice, of the greatest sum; only pairs that gain more than nothing."""
    if not gains or not gains[0]:
        return []
    matrix = np.maximum(np.asarray(gains, dtype=np.float64), 0.0)
    turned = matrix.shape[0] > matrix.shape[1]
    if turned:
        matrix = matrix.T
    owners = _owners(-matrix)
    pairs = [(int(owner) - 1, column) for column, owner in enumerate(owners[1:]) if owner]
    pairs = [(row, column) for row, column in pairs if matrix[row, column] > 0]
    return sorted((column, row) if turned else (row, column) for row, column in pairs)


def _owners(costs: np.ndarray) -> np.ndarray:
    """For each column, from 1, the row (from 1) that has it in the cheapest assignment of all rows; 0 where none has."""
    n, m = costs.shape
    row_price, column_price = np.zeros(n + 1), np.zeros(m + 1)
    owner = np.zeros(m + 1, dtype=np.int64)
    for row in range(1, n + 1):
        owner[0] = row
        here = 0
        least = np.full(m + 1, np.inf)
        before = np.zeros(m + 1, dtype=np.int64)
        used = np.zeros(m + 1, dtype=bool)
        while owner[here]:
            used[here] = True
            slack = costs[owner[here] - 1] - row_price[owner[here]] - column_price[1:]
            better = ~used[1:] & (slack < least[1:])
            least[1:][better] = slack[better]
            before[1:][better] = here
            free = np.where(used, np.inf, least)
            free[0] = np.inf
            following = int(np.argmin(free))
            step = free[following]
            row_price[owner[used]] += step
            column_price[used] -= step
            least[~used] -= step
            here = following
        while here:
            owner[here] = owner[before[here]]
            here = int(before[here])
    return owner
