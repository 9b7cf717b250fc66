"""Findings on who answers for a plan's tasks and by when; many of one kind are told in one finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from ..data import Data
from ..model import Finding, Record, Span, TaskReview
from ..organisation import aliases_of, roster_units
from ..unit_aliases import UnitAliases
from .responsibility import is_collective, part_of
from .sameness import Sameness

_EACH_UP_TO = 5
_SHOWN = 8
_LEAST_ROSTER = 3
_LEAST_KNOWN = 0.6
_SAME_ELSEWHERE, _SAME_HERE = 0.75, 0.9
_MOST_PAIRS = 20_000

# What is said of one task ({id}, {units}) and, behind it, of many ({n}, {ids}).
_NOBODY = (
    Finding(code="task-without-unit", severity="warning", message="任务 {id} 没有明确责任单位"),
    "{n} 项任务没有明确责任单位：{ids}",
)
_COOPERATING = (
    Finding(
        code="cooperate-without-responsible",
        severity="warning",
        message="任务 {id} 只写配合单位“{units}”，没有牵头或责任单位",
    ),
    "{n} 项任务只写配合单位，没有牵头或责任单位：{ids}",
)
_COLLECTIVE = (
    Finding(code="task-only-collective-units", severity="info", message="任务 {id} 只写“{units}”，没有点明具体单位"),
    "{n} 项任务只写“各有关单位”一类统称，没有点明具体单位：{ids}",
)
_NO_LEAD = (
    Finding(
        code="task-without-lead",
        severity="info",
        message="任务 {id} 有多个责任单位（{units}），没有明确由谁牵头",
    ),
    "{n} 项任务有多个责任单位而没有明确由谁牵头：{ids}",
)
_NO_DEADLINE = Finding(code="task-without-deadline", severity="info", message="{n} 项任务没有写明完成时限：{ids}")
_NO_DEADLINES = "全部 {n} 项任务都没有写明完成时限"


def find_duty_faults(
    plan: Record, tasks: Sequence[TaskReview], aliases: UnitAliases, likeness: Callable[[], Sameness], data: Data
) -> list[Finding]:
    """What is wrong with who answers for the tasks, in the order of weight; ``likeness`` is asked only where leads differ."""
    spans = {task.id: task.span for task in plan.tasks}
    nobody = [task for task in tasks if task.responsibility == "missing"]
    cooperating = [task for task in tasks if task.cooperate and not (task.lead or task.responsible)]
    collective = [task for task in tasks if task.responsibility == "collective"]
    no_lead = [task for task in tasks if _lacks_lead(task, aliases, data)]
    late = [task for task in tasks if not _has_time(task, tasks)]
    findings = [*_tell(nobody, *_NOBODY, spans), *_tell(cooperating, *_COOPERATING, spans)]
    findings += _conflicting_leads(plan, tasks, aliases, likeness)
    findings += _unknown_units(plan, tasks, data)
    findings += [*_tell(collective, *_COLLECTIVE, spans), *_tell(no_lead, *_NO_LEAD, spans)]
    every = _NO_DEADLINES if len(late) == len(tasks) else _NO_DEADLINE.message
    return findings + _tell(late, _NO_DEADLINE, every, spans, at_once=True)


def _tell(
    tasks: Sequence[TaskReview], one: Finding, many: str, spans: Mapping[str, Span], at_once: bool = False
) -> list[Finding]:
    """A finding for each task, or one for all where they are many."""
    ids = [task.id for task in tasks]
    if len(ids) > _EACH_UP_TO or (ids and at_once):
        message = many.format(n=len(ids), ids=_show(ids))
        return [one.model_copy(update={"message": message, "span": spans[ids[0]], "data": {"tasks": ids}})]
    return [
        one.model_copy(
            update={
                "message": one.message.format(id=task.id, units="、".join(_units(task))),
                "span": spans[task.id],
                "data": {"task": task.id, "tasks": [task.id]},
            }
        )
        for task in tasks
    ]


def _units(task: TaskReview) -> list[str]:
    return [*task.lead, *task.responsible, *task.cooperate]


def _show(ids: Sequence[str]) -> str:
    return "、".join(ids[:_SHOWN]) + ("等" if len(ids) > _SHOWN else "")


def _lacks_lead(task: TaskReview, aliases: UnitAliases, data: Data) -> bool:
    """Whether several single units answer for a task and none leads; the first of a list beside 各乡镇 is who leads."""
    named = {aliases.resolve(unit) for unit in task.responsible if not is_collective(unit, data)}
    return not task.lead and len(named) > 1


def _has_time(task: TaskReview, tasks: Sequence[TaskReview]) -> bool:
    sources = [other for other in tasks if other.id in task.responsibility_from]
    return any(each.deadline or each.frequency for each in (task, *sources))


def _main_units(task: TaskReview, aliases: UnitAliases) -> frozenset[str]:
    """Who leads; where nobody is said to, the only responsible unit."""
    leads = task.lead or (task.responsible if len(task.responsible) == 1 else [])
    return frozenset(map(aliases.resolve, leads))


def _conflicting_leads(
    plan: Record, tasks: Sequence[TaskReview], aliases: UnitAliases, likeness: Callable[[], Sameness]
) -> list[Finding]:
    """The same work led by one unit in one place and by another elsewhere."""
    places = {task.id: i for i, task in enumerate(plan.tasks)}
    leads = [(task, units) for task in tasks if (units := _main_units(task, aliases))]
    differing = [(a, b) for (a, x), (b, y) in combinations(leads, 2) if x.isdisjoint(y)]
    if not differing or len(differing) > _MOST_PAIRS:
        return []
    findings = []
    alike = likeness()
    for one, other in differing:
        least = _SAME_HERE if part_of(one.id) == part_of(other.id) else _SAME_ELSEWHERE
        if alike.whole(places[one.id], places[other.id]) < least:
            continue
        names = ["、".join(task.lead or task.responsible) for task in (one, other)]
        findings.append(
            Finding(
                code="conflicting-leads",
                severity="warning",
                message=f"同一工作的牵头（责任）单位前后不一：{one.id} 为{names[0]}，{other.id} 为{names[1]}",
                span=plan.tasks[places[one.id]].span,
                data={"tasks": [one.id, other.id], "leads": names},
            )
        )
    return findings


def _unknown_units(plan: Record, tasks: Sequence[TaskReview], data: Data) -> list[Finding]:
    """Units that stand nowhere in the plan's roster, where that roster names most of the units that answer for tasks."""
    known = known_units(plan, tasks, data)
    if known is None:
        return []
    unknown = [unit for unit, inside in known.items() if not inside]
    if not unknown:
        return []
    ids = [task.id for task in tasks if set(unknown) & set(_units(task))]
    span = next(task.span for task in plan.tasks if task.id == ids[0])
    message = f"{'、'.join(unknown)}不在方案所附成员名单的单位之列（见 {_show(ids)}）：请核对单位名称"
    return [
        Finding(
            code="unit-not-in-roster",
            severity="warning",
            message=message,
            span=span,
            data={"units": unknown, "tasks": ids},
        )
    ]


def known_units(plan: Record, tasks: Sequence[TaskReview], data: Data) -> dict[str, bool] | None:
    """For each single unit that the tasks print, whether the roster names it; None where the roster is no list of them all.

    A roster of a leading group that holds but some of the units says nothing of the others.
    """
    official = roster_units(plan, data)
    printed = list(dict.fromkeys(unit for task in tasks for unit in _units(task) if not is_collective(unit, data)))
    if len(official) < _LEAST_ROSTER or not printed:
        return None
    aliases = aliases_of(plan, data, official)
    known = {unit: aliases.is_official(unit) for unit in printed}
    names = {aliases.resolve(unit): inside for unit, inside in known.items()}
    inside = sum(names.values())
    return known if inside >= _LEAST_ROSTER and inside >= _LEAST_KNOWN * len(names) else None
