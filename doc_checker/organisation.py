"""The organisation behind a plan, as far as the plan shows it: its rosters, and which printed names are one unit."""

from __future__ import annotations

from collections.abc import Sequence

from .data import Data
from .model import Record, Task
from .unit_aliases import UnitAliases, units_in_posts

_MOST_UNITS = 400


def units_of(task: Task) -> list[str]:
    """Every unit of a task as printed, lead first, each once."""
    return list(dict.fromkeys([*task.lead, *task.responsible, *task.cooperate]))


def roster_units(record: Record, data: Data) -> list[str]:
    """The units that the posts of the rosters name."""
    posts = (post for roster in record.rosters for member in roster.members for post in member.posts)
    return units_in_posts(posts, data)


def aliases_of(record: Record, data: Data, official: Sequence[str] | None = None) -> UnitAliases:
    """Which printed names of the tasks are one unit; ``official`` names are those of rosters, issuers and lists of units."""
    if official is None:
        listed = [unit for each in record.unit_lists for group in each.groups for unit in group.units]
        official = [*roster_units(record, data), *record.issuers, *record.signatories, *listed[:_MOST_UNITS]]
    lists = [[*names] for task in record.tasks for names in (task.lead, task.responsible, task.cooperate) if names]
    return UnitAliases(official, lists, data)


def resolve_units(record: Record, data: Data) -> Record:
    """The record with the full names of units that its tasks print in short."""
    if not record.tasks:
        return record
    aliases = aliases_of(record, data)
    resolved = [_resolved(task, aliases) for task in record.tasks]
    tasks = [
        task.model_copy(update={"resolved": names}) if names else task
        for task, names in zip(record.tasks, resolved, strict=True)
    ]
    return record.model_copy(update={"tasks": tasks})


def _resolved(task: Task, aliases: UnitAliases) -> dict[str, str]:
    pairs = ((name, aliases.resolve(name)) for name in units_of(task))
    return {name: full for name, full in pairs if name != full}
