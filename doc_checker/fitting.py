"""Fit the weights of the verdict on gold, and cross-validate them over plans. Deterministic; needs only numpy.

An indicator is the sum of its requirements, but gold stands on indicators: its label is likely when all its requirements suffice
(covered), when none is present (missing), or otherwise (partial). Weights stay non-negative, so that finding more of a requirement never
lowers its score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .review.weights import FEATURES, Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_ROUNDS = 6
_ROUNDS_AGAIN = 2
_STEPS = 160
_PRIOR = 30.0  # how firmly the fit is held to the prior point, in observations
_UNMET = 0.05
_LEAST = 1e-4
_PRIOR_POINT = (0.8, 0.8, 0.3, 1.2, 1.0, 2.0, 0.85, 1.5, 1.8, 2.0, 1.5, 1.5, 0.35, 1.0, 7.9, 0.2)
"""Prior weights in the order of FEATURES, then the threshold ``present`` and the distance from it to ``sufficient``."""


@dataclass(frozen=True)
class RequirementSample:
    """The candidates of one requirement: their features, and whether all facets are met in each."""

    features: tuple[tuple[float, ...], ...]
    facets_met: tuple[bool, ...]

    @cached_property
    def rows(self) -> Floats:
        """The features as an array, made once for all fits."""
        import numpy as np

        return np.array(self.features)


@dataclass(frozen=True)
class IndicatorSample:
    """An indicator with gold: the plan it is judged in, its requirements, and the statuses that count as right."""

    plan: str
    accepted: tuple[str, ...]
    requirements: tuple[RequirementSample, ...]
    weight: float = 1.0


def prior_weights() -> Weights:
    """The prior point as weights: where a fit begins."""
    size = len(FEATURES)
    return Weights(_PRIOR_POINT[:size], _PRIOR_POINT[size], _PRIOR_POINT[size] + _PRIOR_POINT[size + 1])


def fit_weights(samples: Sequence[IndicatorSample], begin: Weights | None = None, rounds: int = _ROUNDS) -> Weights:
    """Weights that make the gold labels most likely; ``begin``: where the search starts (the prior point)."""
    import numpy as np

    point = np.array(_PRIOR_POINT if begin is None else _point(begin))
    for _ in range(rounds):
        batch = _Batch(samples, point)
        point = _descend(batch, point)
    size = len(FEATURES)
    return Weights(
        tuple(round(float(v), 3) for v in point[:size]),
        round(float(point[size]), 3),
        round(float(point[size] + point[size + 1]), 3),
    )


def weights_without(samples: Sequence[IndicatorSample], plan: str, whole: Weights) -> Weights:
    """Weights fitted on every plan but one, the search starting where that on all of them (``whole``) ended."""
    return fit_weights([sample for sample in samples if sample.plan != plan], whole, _ROUNDS_AGAIN)


def _point(weights: Weights) -> tuple[float, ...]:
    return (*weights.features, weights.present, weights.sufficient - weights.present)


class _Batch:
    """The best candidate of each requirement under the current weights, as arrays."""

    def __init__(self, samples: Sequence[IndicatorSample], point: Floats) -> None:
        import numpy as np

        size = len(FEATURES)
        rows: list[tuple[float, ...]] = []
        met: list[float] = []
        self.starts: list[int] = []
        self.accepted = np.zeros((len(samples), 3))
        self.weights = np.array([sample.weight for sample in samples])
        for number, sample in enumerate(samples):
            self.starts.append(len(rows))
            for status in sample.accepted:
                self.accepted[number, ("covered", "partial", "missing").index(status)] = 1.0
            for requirement in sample.requirements:
                best, facet = (0.0,) * size, True
                if requirement.features:
                    place = int((requirement.rows @ point[:size]).argmax())
                    best, facet = requirement.features[place], requirement.facets_met[place]
                rows.append(best)
                met.append(1.0 if facet else _UNMET)
        self.features = np.array(rows)
        self.met = np.array(met)
        self.counts = np.diff([*self.starts, len(rows)])

    def gradient(self, point: Floats) -> Floats:
        """The slope of the loss: minus the log likelihood of the labels, weighted, and the distance from the prior point."""
        import numpy as np

        size = self.features.shape[1]
        score = self.features @ point[:size]
        present = 1 / (1 + np.exp(-np.clip(score - point[size], -40, 40)))
        enough = 1 / (1 + np.exp(-np.clip(score - point[size] - point[size + 1], -40, 40)))
        covered = np.multiply.reduceat(self.met * enough, self.starts)
        missing = np.multiply.reduceat(1 - present, self.starts)
        partial = 1 - covered - missing
        likelihood = np.stack([covered, np.clip(partial, 0, 1), missing], axis=1)
        right = (likelihood * self.accepted).sum(axis=1)
        total = float(self.weights.sum())
        slope = np.where((right > _LEAST) & (right < 1), -self.weights / np.clip(right, _LEAST, 1) / total, 0.0)
        open_partial = self.accepted[:, 1] * ((partial > 0) & (partial < 1))
        by_covered = np.repeat(slope * (self.accepted[:, 0] - open_partial) * covered, self.counts) * (1 - enough)
        by_missing = np.repeat(slope * (self.accepted[:, 2] - open_partial) * missing, self.counts) * -present
        both = by_covered + by_missing
        data = np.concatenate([self.features.T @ both, [-both.sum(), -by_covered.sum()]])
        result: Floats = data + 2 * _PRIOR * (point - np.array(_PRIOR_POINT)) / total
        return result


def _descend(batch: _Batch, point: Floats) -> Floats:
    """Adam: a few parameters, so this is cheap and has nothing to go wrong."""
    import numpy as np

    first, second = np.zeros_like(point), np.zeros_like(point)
    for step in range(1, _STEPS + 1):
        gradient = batch.gradient(point)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        point = point - 0.08 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        point = np.maximum(point, 0.0)
    return point
