"""Who answers for the work: the kind of responsibility of each task and of each indicator's evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import regex

from ..data import Data
from ..model import Record, Task
from ..model.review import Responsibility, TaskResponsibility
from ..organisation import units_of
from .cues import has_cue
from .sameness import Sameness

_SAME_WORK = 0.53
_SAME_WORK_SHARED = 0.35
_SAME_GROUP = 0.25
# A row that reads much more like another item is that item's work.
_CLAIMED_BY, _SAME_WORK_CLAIMED = 0.08, 0.8


def is_collective(unit: str, data: Data) -> bool:
    """Whether a printed unit names nobody in particular (各有关单位, 局属各单位, 各县（市、区）政府)."""
    return has_cue("collective-unit", unit, data)


def kind_of(units: Sequence[str], data: Data) -> Responsibility:
    """``named`` when one unit is, ``collective`` when only collective ones stand there, else ``missing``."""
    if not units:
        return "missing"
    return "collective" if all(is_collective(unit, data) for unit in units) else "named"


def compare_tasks(tasks: Sequence[Task], data: Data, headings: Mapping[str, str]) -> Sameness:
    """The tasks of a plan, ready to be held against each other.

    ``headings`` (see ``headings_above``): rows under 信用承诺 are the work of the item that is headed so.
    """
    return Sameness([task.text for task in tasks], data, [headings.get(task.id, "") for task in tasks])


def headings_above(plan: Record) -> dict[str, str]:
    """The heading above each row of an attachment's table, by the row's id."""
    found: dict[str, str] = {}
    for root in plan.clauses:
        if not _PART.match(root.id):
            continue
        for clause in root.walk():
            if clause is not root and clause.heading:
                found.update((child.id, clause.heading) for child in clause.children)
    return found


def judge_tasks(
    tasks: Sequence[Task],
    served: Mapping[str, Sequence[str]],
    data: Data,
    likeness: Callable[[], Sameness] | None = None,
) -> dict[str, tuple[TaskResponsibility, list[str]]]:
    """For each task its kind, and for ``elsewhere`` the ids of the tasks that name units for the same work.

    ``served`` gives the indicators that each task supports: tasks that support the same one need to read alike less.
    ``likeness`` gives the tasks ready to be compared, where the caller needs them too.
    """
    kinds = [kind_of(units_of(task), data) for task in tasks]
    result: dict[str, tuple[TaskResponsibility, list[str]]] = {
        task.id: (kind, []) for task, kind in zip(tasks, kinds, strict=True)
    }
    named = [i for i, kind in enumerate(kinds) if kind == "named"]
    if "missing" not in kinds or not named:
        return result
    compared = likeness() if likeness else compare_tasks(tasks, data, {})
    open_tasks = [i for i, kind in enumerate(kinds) if kind == "missing"]
    alike = {
        (i, j): compared.between(i, j)
        for i in open_tasks
        for j in named
        if part_of(tasks[j].id) != part_of(tasks[i].id)
    }
    claims = {j: max((alike.get((i, j), 0.0) for i in open_tasks), default=0.0) for j in named}
    for i in open_tasks:
        found = []
        for j in named:
            value = alike.get((i, j), 0.0)
            shared = not set(served.get(tasks[i].id, ())).isdisjoint(served.get(tasks[j].id, ()))
            least = _SAME_GROUP if compared.is_under(i, j) else _SAME_WORK_SHARED if shared else _SAME_WORK
            if value >= (_SAME_WORK_CLAIMED if claims[j] - value > _CLAIMED_BY else least):
                found.append((value, tasks[j].id))
        found.sort(key=lambda entry: -entry[0])
        if found:
            result[tasks[i].id] = ("elsewhere", [identifier for _, identifier in found[:3]])
    return result


_PART = regex.compile(r"^附\d*")


def part_of(identifier: str) -> str:
    """The part of the plan that a clause stands in: an attachment (附2), or an empty string for the body."""
    match = _PART.match(identifier)
    return match.group() if match else ""
