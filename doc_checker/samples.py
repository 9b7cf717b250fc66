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
from .review import choose_system, index_plan
from .review.asked import judged_groups, prepare_system
from .review.coverage import Judge
from .review.match import Matcher
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


@lru_cache(maxsize=64)
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
        index, roster = index_plan(plan, data)
        judge = Judge(Matcher(index, prepare_system(system, data), weights), weights, data, roster)
        for indicator in (i for group in judged_groups(system) for i in group.indicators if i.id in pair.coverage):
            gold = pair.coverage[indicator.id]
            requirements = []
            for judged in judge.judge(indicator).requirements:
                features = tuple(c.features for c in judged.candidates)
                if judged.settled:
                    features = (tuple(1.0 for _ in FEATURES),)
                requirements.append(RequirementSample(features, judged.facets_met))
            accepted = (gold["status"], *gold.get("also_accepted", ()))
            samples.append(
                IndicatorSample(pair.plan, accepted, tuple(requirements), _REAL_WEIGHT if pair.is_real else 1.0)
            )
    return samples
