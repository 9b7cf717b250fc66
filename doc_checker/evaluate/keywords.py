"""关键词基线: what a plain keyword search would say, for comparison only.

The share of an indicator's words that stand in a clause; the best clause counts; two thresholds, tuned on gold, make
the status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..data import Data
from ..model import IndicatorSystem, Record
from ..review import committing_clauses, judged_groups
from ..review.language import analyser_for
from ..text import squeeze
from .verdicts import STATUSES, Item, Verdict

_STEPS = 100


@dataclass(frozen=True)
class Share:
    """The best clause for an indicator, and the share of the indicator's words that it holds (0 to 1)."""

    value: float
    clause: str


@dataclass(frozen=True)
class Thresholds:
    """From ``partial`` on something is there, from ``covered`` on it is enough."""

    partial: float
    covered: float

    def judge(self, share: Share) -> Verdict:
        """The verdict for a share."""
        if share.value < self.partial:
            return Verdict("missing")
        return Verdict("covered" if share.value >= self.covered else "partial", (share.clause,))


def find_shares(plan: Record, system: IndicatorSystem, data: Data) -> dict[str, Share]:
    """The best share of each indicator that is judged."""
    clauses = [(clause.id, squeeze(clause.text)) for clause, _ in committing_clauses(plan, data)]
    indicators = [indicator for group in judged_groups(system) for indicator in group.indicators]
    texts = [
        squeeze("；".join(requirement.text for requirement in each.requirements) or each.text) for each in indicators
    ]
    found = {}
    for indicator, analysis in zip(indicators, analyser_for(data).analyse(texts), strict=True):
        words = {word.text for word in analysis.words if len(word.text) > 1}
        found[indicator.id] = _best_share(words, clauses)
    return found


def _best_share(words: set[str], clauses: Iterable[tuple[str, str]]) -> Share:
    best = Share(0.0, "")
    for clause, text in clauses:
        value = sum(word in text for word in words) / max(1, len(words))
        if value > best.value:
            best = Share(value, clause)
    return best


def tune_thresholds(items: Sequence[Item], shares: Mapping[tuple[str, str], Share]) -> Thresholds:
    """The thresholds, in steps of a hundredth, that make most statuses right; of equal ones the lowest."""
    right = {status: [0] * (_STEPS + 1) for status in STATUSES}
    for item in items:
        share = shares.get((item.pair, item.indicator))
        if share is not None:
            place = int(share.value * _STEPS + 1e-9)
            for status in item.accepted:
                right[status][place] += 1
    below = {status: _running_sums(counts) for status, counts in right.items()}
    best, chosen = -1, (0, 0)
    for low in range(_STEPS + 2):
        for high in range(low, _STEPS + 2):
            correct = below["missing"][low] + below["partial"][high] - below["partial"][low]
            correct += below["covered"][-1] - below["covered"][high]
            if correct > best:
                best, chosen = correct, (low, high)
    return Thresholds(chosen[0] / _STEPS, chosen[1] / _STEPS)


def _running_sums(counts: Sequence[int]) -> list[int]:
    """How many lie under each step, from 0 to one behind the last."""
    sums = [0]
    for count in counts:
        sums.append(sums[-1] + count)
    return sums


def judge_shares(
    items: Iterable[Item], shares: Mapping[tuple[str, str], Share], thresholds: Thresholds
) -> dict[tuple[str, str], Verdict]:
    """The verdict on each item whose indicator was read."""
    keys = [(item.pair, item.indicator) for item in items]
    return {key: thresholds.judge(shares[key]) for key in keys if key in shares}
