"""Who answers for the work: the kind of responsibility of each task and of each indicator's evidence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import regex

from ..data import Data
from ..model import Task
from ..model.review import Responsibility, TaskResponsibility
from .commitments import split_segments, strip_duty

_SAME_WORK = 0.2
_SAME_WORK_SHARED = 0.1


def is_collective(unit: str, data: Data) -> bool:
    """Whether a printed unit names nobody in particular (各有关单位, 局属各单位, 各县（市、区）政府)."""
    return any(pattern.compiled.search(unit, timeout=1.0) for pattern in data.patterns_of("collective-unit"))


def units_of(task: Task) -> list[str]:
    """Every unit of a task, lead first, each once."""
    return list(dict.fromkeys([*task.lead, *task.responsible, *task.cooperate]))


def kind_of(units: Sequence[str], data: Data) -> Responsibility:
    """``named`` when one unit is, ``collective`` when only collective ones stand there, else ``missing``."""
    if not units:
        return "missing"
    return "collective" if all(is_collective(unit, data) for unit in units) else "named"


def judge_tasks(
    tasks: Sequence[Task], served: Mapping[str, Sequence[str]], data: Data
) -> dict[str, tuple[TaskResponsibility, list[str]]]:
    """For each task its kind, and for ``elsewhere`` the ids of the tasks that name units for the same work.

    ``served`` gives the indicators that each task supports: tasks that support the same one need to read alike less.
    """
    result: dict[str, tuple[TaskResponsibility, list[str]]] = {}
    likeness = _Sameness([task.text for task in tasks])
    named = [i for i, task in enumerate(tasks) if kind_of(units_of(task), data) == "named"]
    for position, task in enumerate(tasks):
        kind = kind_of(units_of(task), data)
        if kind != "missing":
            result[task.id] = (kind, [])
            continue
        found = []
        for other in named:
            if _part(tasks[other].id) == _part(task.id):
                continue
            value = likeness.between(position, other)
            shared = not set(served.get(task.id, ())).isdisjoint(served.get(tasks[other].id, ()))
            if value >= _SAME_WORK or (shared and value >= _SAME_WORK_SHARED):
                found.append((value, tasks[other].id))
        found.sort(key=lambda entry: -entry[0])
        result[task.id] = ("elsewhere", [identifier for _, identifier in found[:3]]) if found else ("missing", [])
    return result


class _Sameness:
    """How far one task's wording stands in another's: pairs of characters weighted by how few tasks have them.

    The share is taken of the shorter side: a body item names in a sentence what several rows of the table spell out.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._pairs = [_pairs(text) for text in texts]
        counts = Counter(pair for pairs in self._pairs for pair in pairs)
        self._weights = {pair: math.log((len(texts) + 1) / count) for pair, count in counts.items()}

    def between(self, one: int, other: int) -> float:
        """From 0 to 1."""
        common = sum(self._weights[pair] for pair in self._pairs[one] & self._pairs[other])
        totals = [sum(self._weights[pair] for pair in self._pairs[i]) for i in (one, other)]
        return common / min(totals) if min(totals) > 0 else 0.0


def _pairs(text: str) -> frozenset[str]:
    parts = [part for part in split_segments(strip_duty(text)) if not _AIM.match(part)]
    return frozenset(part[i : i + 2] for part in parts for i in range(len(part) - 1))


_AIM = regex.compile(r"^(?:确保|营造|为[^，]{2,40}提供|不断|切实|全面提升|推动形成)")
_PART = regex.compile(r"^附\d*")


def _part(identifier: str) -> str:
    match = _PART.match(identifier)
    return match.group() if match else ""
