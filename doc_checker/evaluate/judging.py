"""Gold pairs judged: each once for a configuration, those of one notice together, spread over the machine's cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from ..data import Data, default_data, load_data
from ..errors import DocCheckerError
from ..fitting import IndicatorSample
from ..review import judge_indicators, review_judged
from ..review.coverage import JudgedIndicator
from ..review.weights import Weights, default_weights
from ..samples import Pair, load_pair, samples_of
from .keywords import Share, find_shares
from .verdicts import Verdict

DOMAIN_LEXICONS = ("credit-transport",)
"""The lexicons with the words of one field, left out in one column: the checker must work on any field."""

_MOST_PROCESSES = 4  # each holds the language and the word vectors
_FEWEST_PAIRS = 8
_TOGETHER = 6  # pairs of one notice that a process takes at once

Verdicts = dict[tuple[str, str], Verdict]
Job = TypeVar("Job")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Seen:
    """A pair judged as ``check`` does and without the domain lexicons; all is empty where it cannot be read."""

    verdicts: Verdicts = field(default_factory=dict)
    undomained: Verdicts = field(default_factory=dict)
    samples: list[IndicatorSample] = field(default_factory=list)
    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    """The keyword shares."""
    missing: frozenset[str] | None = None
    """The tasks whose responsibility the review says is missing."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of one notice, and where the texts are."""

    pairs: tuple[Pair, ...]
    folders: tuple[Path, ...]


@dataclass(frozen=True)
class Weighed:
    """The same, with the weights that each pair is judged with."""

    own: Pairs
    weights: tuple[Weights, ...]


class Crew:
    """Does jobs in several processes, or one after the other where there is only this one."""

    def __init__(self, data: Data, processes: int = 1) -> None:
        """More than one process is for the built-in data."""
        self._data = data
        self._pool = ProcessPoolExecutor(processes, get_context("spawn")) if processes > 1 else None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, work: Callable[[Job, Data], Done], jobs: Iterable[Job]) -> Iterator[Done]:
        """The results in the order of the jobs, which are begun as they come."""
        waiting, given = iter(jobs), deque[Job]()

        def calls() -> Iterator[tuple[Callable[[Job, Data], Done], Job]]:
            for job in waiting:
                given.append(job)
                yield work, job

        if self._pool is not None:
            with suppress(BrokenProcessPool):  # no process can be started here, or one was ended: go on in this one
                for result in self._pool.map(_work_with_builtin, calls()):
                    given.popleft()
                    yield result
        for job in chain(given, waiting):
            yield work(job, self._data)


def processes_for(data: Data, pairs: Sequence[Pair]) -> int:
    """How many processes judge pairs: one where they are done before another has started."""
    if len(pairs) < _FEWEST_PAIRS or data is not default_data():
        return 1
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


def _work_with_builtin(call: tuple[Callable[[Job, Data], Done], Job]) -> Done:
    work, job = call
    return work(job, default_data())


def by_notice(pairs: Iterable[Pair]) -> list[tuple[Pair, ...]]:
    """The pairs in groups of one notice each, large groups cut: its system is prepared once for a group."""
    groups: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        groups.setdefault((pair.notice, pair.system), []).append(pair)
    return [tuple(own[start : start + _TOGETHER]) for own in groups.values() for start in range(0, len(own), _TOGETHER)]


def look_at(job: Pairs, data: Data) -> list[Seen]:
    """All that the sections need of each pair but the verdicts of other weights."""
    seen = [_look(pair, job.folders, data) for pair in job.pairs]
    for pair, each in zip(job.pairs, seen, strict=True):  # apart: two systems prepared in turn
        each.undomained.update(_judge(pair, job.folders, without_domain(), default_weights()))
    return seen


def _look(pair: Pair, folders: Sequence[Path], data: Data) -> Seen:
    try:
        plan, notice, system, because = load_pair(pair, folders, data)
    except DocCheckerError:
        return Seen()
    machine = judge_indicators(plan, system, data, default_weights())
    review = review_judged(plan, notice, system, because, machine, data)
    name = pair.path.stem
    verdicts = {
        (name, each.id): Verdict(each.status, tuple(entry.clause for entry in each.evidence), each.reason)
        for each in review.indicators
    }
    return Seen(
        verdicts=verdicts,
        samples=samples_of(pair, [each for _, each in machine]),
        shares={(name, own): share for own, share in find_shares(plan, system, data).items()},
        missing=frozenset(task.id for task in review.tasks if task.responsibility == "missing"),
    )


def judge_weighed(job: Weighed, data: Data) -> list[Verdicts]:
    """The verdicts on each pair with other weights."""
    pairs = zip(job.own.pairs, job.weights, strict=True)
    return [_judge(pair, job.own.folders, data, weights) for pair, weights in pairs]


def _judge(pair: Pair, folders: Sequence[Path], data: Data, weights: Weights) -> Verdicts:
    try:
        plan, _, system, _ = load_pair(pair, folders, data)
    except DocCheckerError:
        return {}
    judged = judge_indicators(plan, system, data, weights)
    return {(pair.path.stem, each.indicator.id): _verdict(each) for _, each in judged}


def _verdict(each: JudgedIndicator) -> Verdict:
    return Verdict(each.status, tuple(entry.clause for entry in each.evidence), each.reason)


@lru_cache(maxsize=1)
def without_domain() -> Data:
    """The built-in data without the domain lexicons."""
    return load_data(without=DOMAIN_LEXICONS)
