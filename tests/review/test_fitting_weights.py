"""Weights of the verdict: read, applied, and fitted anew in the same way each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from doc_checker.fitting import IndicatorSample, RequirementSample, fit_weights
from doc_checker.review.weights import FEATURES, Weights, default_weights, read_weights


def test_every_feature_has_a_weight_and_none_is_negative() -> None:
    weights = default_weights()
    assert len(weights.features) == len(FEATURES)
    assert min(weights.features) >= 0
    assert weights.present <= weights.sufficient


def test_more_of_any_feature_never_scores_less() -> None:
    weights = default_weights()
    middle = [0.5] * len(FEATURES)
    for place in range(len(FEATURES)):
        assert weights.score([*middle[:place], 1.0, *middle[place + 1 :]]) >= weights.score(middle)


def test_likelihoods_grow_with_the_score() -> None:
    weights = Weights((1.0,) * len(FEATURES), 2.0, 3.0)
    low, high = weights.likelihoods(1.0), weights.likelihoods(4.0)
    assert low[0] < 0.5 < high[0]
    assert low[1] < 0.5 < high[1]
    assert weights.likelihoods(2.0)[0] == pytest.approx(0.5)
    assert weights.likelihoods(1e9) == pytest.approx((1.0, 1.0))


def test_a_file_that_lacks_a_feature_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_text("[features]\nobject = 1.0\n[thresholds]\npresent = 1.0\nsufficient = 2.0\n", "utf-8")
    with pytest.raises(KeyError):
        read_weights(path)


def test_a_fit_is_the_same_each_time_and_tells_answers_from_none() -> None:
    full, none = (1.0,) * len(FEATURES), (0.05,) * len(FEATURES)
    samples = [
        IndicatorSample("a", ("covered",), (RequirementSample((full,), (True,)),)),
        IndicatorSample("b", ("missing",), (RequirementSample((none,), (False,)),)),
    ]
    first, second = fit_weights(samples), fit_weights(samples)
    assert first == second
    assert first.score(none) < first.present <= first.score(full)
