"""Fit the weights of the verdict on the gold pairs of the corpus; ``make fit`` runs it and writes ``doc_checker/review/weights.toml``.

The held-out pairs (``corpus/heldout``) are never used.
"""

from __future__ import annotations

from pathlib import Path

from doc_checker.data import default_data
from doc_checker.fitting import fit_weights, prior_weights
from doc_checker.review.weights import FEATURES, Weights
from doc_checker.samples import collect_samples, read_pairs

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "corpus/notices", ROOT / "corpus/written")
OUT = ROOT / "doc_checker/review/weights.toml"
ROUNDS = 3


def fit() -> Weights:
    """Weights fitted on all pairs; candidates depend on the weights, so a few rounds are run."""
    data = default_data()
    pairs = [*read_pairs(ROOT / "corpus/coverage"), *read_pairs(ROOT / "corpus/written/coverage")]
    weights = prior_weights()
    for _ in range(ROUNDS):
        weights = fit_weights(collect_samples(pairs, FOLDERS, data, weights))
    return weights


def write(weights: Weights) -> None:
    """The readable weights file."""
    lines = [
        "# Made by `make fit` (tools/fit_weights.py) on the gold pairs of corpus/; see docs/coverage.md.",
        "[features]",
    ]
    lines += [f"{name} = {value:g}" for name, value in zip(FEATURES, weights.features, strict=True)]
    lines += ["", "[thresholds]", f"present = {weights.present:g}", f"sufficient = {weights.sufficient:g}", ""]
    OUT.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    write(fit())
