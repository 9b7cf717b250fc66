"""责任: the units of each task, and whether responsibility is missing, against ``responsibility.json``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import DocCheckerError
from ..model import Record, Task
from ..samples import find_notice, read_corpus_record
from ..text import squeeze
from .comparison import ABSENT, Section, Wrong, ratio, show_share
from .coverage import Bench
from .notices import read_gold

ROLES = {"lead": "牵头", "responsible": "责任", "cooperate": "配合"}

_MISSING = {True: "责任缺失", False: "责任不缺失"}


def evaluate_responsibility(name: str, title: str, path: Path, bench: Bench, hidden: bool = False) -> Section:
    """Roles exact, and missing or not, for each task that gold names (``plan`` or ``plan#part``)."""
    section = Section(
        f"responsibility.{name}", title, ["文件", "任务", "单位及角色一致", "是否缺失一致", "多出的任务"], hidden=hidden
    )
    total = [0, 0, 0, 0]
    for key, gold in read_gold(path).items():
        plan, _, part = key.partition("#")
        tasks = {task.id: task for task in _tasks(plan, bench) if not part or task.id.startswith(f"{part}.")}
        wrong = compare_tasks(key, gold, tasks, _missing_tasks(tasks, bench.missing_tasks(plan)))
        units, kind = (
            {e.key for e in wrong if e.key in gold and e.field in (name, "任务")} for name in ("单位", "缺失")
        )
        counts = [len(gold), len(gold) - len(units), len(gold) - len(kind), sum(e.key not in gold for e in wrong)]
        section.rows.append([key, *map(str, counts)])
        total = [a + b for a, b in zip(total, counts, strict=True)]
        section.wrong += wrong
    shares = [ratio(total[1], total[0]), ratio(total[2], total[0])]
    section.rows.append(["合计", str(total[0]), *map(show_share, shares), str(total[3])])
    section.measure("roles", shares[0])
    section.measure("missing", shares[1])
    section.measure("tasks.precision", ratio(total[0], total[0] + total[3]))
    section.counts = {"tasks": total[0]}
    return section


def compare_tasks(
    document: str, gold: Mapping[str, Mapping[str, Any]], tasks: Mapping[str, Task], missing: set[str]
) -> list[Wrong]:
    """What differs, task by task; a task that was not read counts as wrong in both respects."""
    wrong = []
    for identifier, expected in gold.items():
        task = tasks.get(identifier)
        if task is None:
            wrong.append(Wrong(document, "任务", identifier, "有此任务", None))
            continue
        ours, theirs = show_units(task.model_dump()), show_units(expected)
        if ours != theirs:
            wrong.append(Wrong(document, "单位", identifier, theirs, ours))
        if (identifier in missing) != expected["missing"]:
            wrong.append(
                Wrong(document, "缺失", identifier, _MISSING[expected["missing"]], _MISSING[identifier in missing])
            )
    wrong += [Wrong(document, "任务", identifier, None, "有此任务") for identifier in tasks if identifier not in gold]
    return wrong


def show_units(task: Mapping[str, Any]) -> str:
    """The units of a task by role, in printed order."""
    shown = [f"{word}：{'、'.join(map(squeeze, task[role]))}" for role, word in ROLES.items() if task[role]]
    return " ".join(shown) or ABSENT


def _tasks(plan: str, bench: Bench) -> list[Task]:
    try:
        record: Record = read_corpus_record(find_notice(plan, bench.folders), bench.data)
    except DocCheckerError:
        return []
    return record.tasks


def _missing_tasks(tasks: Mapping[str, Task], reviewed: frozenset[str] | None) -> set[str]:
    """Tasks whose responsibility is missing: as the review says, else those that name nobody."""
    if reviewed is not None:
        return set(reviewed)
    return {task.id for task in tasks.values() if not (task.lead or task.responsible or task.cooperate)}
