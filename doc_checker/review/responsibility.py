"""Who answers for the work: the kind of responsibility of each task and of each indicator's evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex
from rapidfuzz import fuzz, process

from ..data import Data
from ..model import Task
from ..model.review import Responsibility, TaskResponsibility
from .commitments import strip_duty

_SAME_WORK = 62.0


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

    ``served`` gives the indicators that each task serves firmly; tasks of one indicator that also read alike are the same work.
    """
    result: dict[str, tuple[TaskResponsibility, list[str]]] = {}
    named = [task for task in tasks if kind_of(units_of(task), data) == "named"]
    texts = [strip_duty(task.text) for task in named]
    for task in tasks:
        kind = kind_of(units_of(task), data)
        if kind != "missing":
            result[task.id] = (kind, [])
            continue
        same = _same_work(task, named, texts, served)
        result[task.id] = ("elsewhere", same) if same else ("missing", [])
    return result


def _same_work(
    task: Task, named: Sequence[Task], texts: Sequence[str], served: Mapping[str, Sequence[str]]
) -> list[str]:
    """Named tasks of another part of the plan that are the same work, best first."""
    if not named:
        return []
    own = strip_duty(task.text)
    part = _part(task.id)
    scores = process.cdist([own], list(texts), scorer=fuzz.partial_ratio)[0]
    found = []
    for position, other in enumerate(named):
        if _part(other.id) == part:
            continue
        shared = set(served.get(task.id, ())) & set(served.get(other.id, ()))
        if shared or float(scores[position]) >= 88.0:
            found.append((bool(shared), float(scores[position]), position))
    found.sort(key=lambda entry: (-entry[0], -entry[1], entry[2]))
    return [named[position].id for _, score, position in found if score >= _SAME_WORK or served][:3]


_PART = regex.compile(r"^附\d*")


def _part(identifier: str) -> str:
    match = _PART.match(identifier)
    return match.group() if match else ""
