"""The fitted weights of the verdict: a small readable file, made by ``make fit`` (``tools/fit_weights.py``)."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from pathlib import Path

FEATURES = (
    "object",
    "action",
    "joint",
    "main_act",
    "same_act",
    "true_act",
    "anchor",
    "rarest",
    "exact",
    "bigrams",
    "meaning",
    "likeness",
    "rival",
    "met",
)


_MET = FEATURES.index("met")


@dataclass(frozen=True)
class Weights:
    """``features`` weighs the features of a candidate; under ``present`` nothing is committed, from ``sufficient`` on it suffices."""

    features: tuple[float, ...]
    present: float
    sufficient: float

    def score(self, features: Sequence[float]) -> float:
        """The weighted sum."""
        total: float = sum(map(mul, self.features, features))
        return total

    def score_if_met(self, features: Sequence[float]) -> float:
        """The weighted sum, were all facets met."""
        return self.score(features) + self.features[_MET] * (1.0 - features[_MET])

    def likelihoods(self, score: float) -> tuple[float, float]:
        """How likely it is that something is committed at all, and that it suffices (both from 0 to 1)."""
        return _sigmoid(score - self.present), _sigmoid(score - self.sufficient)


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def read_weights(path: Path) -> Weights:
    """Weights from a file that names every feature."""
    table = tomllib.loads(path.read_text("utf-8"))
    return Weights(
        tuple(float(table["features"][name]) for name in FEATURES),
        float(table["thresholds"]["present"]),
        float(table["thresholds"]["sufficient"]),
    )


@lru_cache(maxsize=1)
def default_weights() -> Weights:
    """The weights shipped with the package."""
    return read_weights(Path(__file__).with_name("weights.toml"))
