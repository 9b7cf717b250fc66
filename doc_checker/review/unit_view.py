"""The plan by unit: each unit's tasks, and the indicators and points that rest on it; short and full names are one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..data import Data
from ..model import IndicatorVerdict, TaskReview, UnitIndicator, UnitReview, UnitTask
from ..model.review import Role
from ..unit_aliases import UnitAliases
from .responsibility import is_collective

_ROLES: tuple[Role, ...] = ("lead", "responsible", "cooperate")
_BONUS = "加"


@dataclass
class _Unit:
    """What was gathered for a unit so far."""

    printed: list[str] = field(default_factory=list)
    tasks: dict[str, UnitTask] = field(default_factory=dict)
    indicators: dict[str, UnitIndicator] = field(default_factory=dict)
    points: float = 0.0
    at_risk: float = 0.0


def view_units(
    tasks: Sequence[TaskReview],
    verdicts: Sequence[IndicatorVerdict],
    aliases: UnitAliases,
    known: Mapping[str, bool] | None,
    data: Data,
) -> list[UnitReview]:
    """All units of the plan: single ones by the points that rest on them, then collective ones.

    ``known`` says for each printed unit whether the plan's roster names it (None: there is no such roster).
    """
    units: dict[str, _Unit] = {}
    for task in tasks:
        for role in _ROLES:
            for printed in getattr(task, role):
                unit = units.setdefault(aliases.resolve(printed), _Unit())
                unit.printed += [printed] if printed not in unit.printed else []
                entry = UnitTask(id=task.id, role=role, deadline=task.deadline, frequency=task.frequency)
                unit.tasks.setdefault(task.id, entry)
    for verdict in verdicts:
        for role in _ROLES:
            for printed in getattr(verdict, role):
                _rest(verdict, role, units.setdefault(aliases.resolve(printed), _Unit(printed=[printed])))
    found = [_review(name, unit, known, data) for name, unit in units.items()]
    return sorted(found, key=lambda unit: (unit.collective, -unit.points, -len(unit.tasks)))


def _rest(verdict: IndicatorVerdict, role: Role, unit: _Unit) -> None:
    """Let an indicator rest on a unit, in the first of its roles; points count where it leads or is responsible."""
    if verdict.id in unit.indicators:
        return
    unit.indicators[verdict.id] = UnitIndicator(id=verdict.id, role=role, status=verdict.status, points=verdict.points)
    if role != "cooperate" and not verdict.id.startswith(_BONUS):
        unit.points += verdict.points or 0.0
        unit.at_risk += verdict.points_at_risk or 0.0


def _review(name: str, unit: _Unit, known: Mapping[str, bool] | None, data: Data) -> UnitReview:
    collective = all(is_collective(printed, data) for printed in unit.printed)
    return UnitReview(
        name=name,
        printed=unit.printed,
        collective=collective,
        in_roster=None if known is None or collective else any(known.get(printed, False) for printed in unit.printed),
        tasks=list(unit.tasks.values()),
        indicators=list(unit.indicators.values()),
        points=round(unit.points, 2),
        points_at_risk=round(unit.at_risk, 2),
    )
