"""Gold pairs of plan and indicator system, and what the matcher sees of them: the material of ``eval`` and of ``make fit``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .data import Data
from .extract import extract_record
from .fitting import IndicatorSample, RequirementSample
from .model import IndicatorSystem, Record
from .readers import read_file
from .review import choose_system, judge_indicators
from .review.coverage import JudgedIndicator
from .review.weights import FEATURES, Weights

_REAL_WEIGHT = 2.0
"""A verdict on a real document counts for two on a written one in the fit."""


@dataclass(frozen=True)
class Pair:
    """A gold file: which plan is held against which system, and what a reader found."""

    path: Path
    plan: str
    notice: str
    system: str
    coverage: dict[str, dict[str, Any]]

    @property
    def is_real(self) -> bool:
        """Whether plan and notice are real documents, not written for testing."""
        return not {"written", "heldout", "contrast"} & set(self.path.parts)


def read_pairs(folder: Path) -> list[Pair]:
    """The gold pairs of a folder (``*--*.json``), by name."""
    pairs = []
    for path in sorted(folder.glob("*--*.json")):
        table = json.loads(path.read_text("utf-8"))
        pairs.append(Pair(path, table["plan"], table["indicators"], table["system"], table["coverage"]))
    return pairs


def find_notice(name: str, folders: Iterable[Path]) -> Path:
    """The text file of a notice under the corpus folders; raises FileNotFoundError."""
    for folder in folders:
        path = folder / name / f"{name}.txt"
        if path.is_file():
            return path
    raise FileNotFoundError(name)


@lru_cache(maxsize=256)
def read_corpus_record(path: Path, data: Data) -> Record:
    """The record of a corpus file, read once."""
    return extract_record(read_file(path), data)


def load_pair(pair: Pair, folders: Sequence[Path], data: Data) -> tuple[Record, Record, IndicatorSystem, str]:
    """Plan, notice, the system that the pair names, and why it was chosen."""
    plan = read_corpus_record(find_notice(pair.plan, folders), data)
    notice = read_corpus_record(find_notice(pair.notice, folders), data)
    system, because = choose_system(plan, notice, pair.system, data)
    return plan, notice, system, because


def collect_samples(
    pairs: Sequence[Pair], folders: Sequence[Path], data: Data, weights: Weights
) -> list[IndicatorSample]:
    """What the matcher sees of every annotated indicator."""
    samples = []
    for pair in pairs:
        plan, _, system, _ = load_pair(pair, folders, data)
        samples += samples_of(pair, [each for _, each in judge_indicators(plan, system, data, weights)])
    return samples


def samples_of(pair: Pair, judged: Iterable[JudgedIndicator]) -> list[IndicatorSample]:
    """The same of one pair whose indicators are judged already."""
    samples = []
    for each in judged:
        gold = pair.coverage.get(each.indicator.id)
        if gold is None:
            continue
        requirements = []
        for own in each.requirements:
            features = tuple(candidate.features for candidate in own.candidates)
            if own.settled:
                features = (tuple(1.0 for _ in FEATURES),)
            requirements.append(RequirementSample(features, own.facets_met))
        accepted = (gold["status"], *gold.get("also_accepted", ()))
        weight = _REAL_WEIGHT if pair.is_real else 1.0
        samples.append(IndicatorSample(pair.plan, accepted, tuple(requirements), weight))
    return samples
