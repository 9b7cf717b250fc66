"""Indicator systems that a plan restates in its own task table: the rows of an attachment as indicators, without scoring.

Attachment 2 of a creation plan often repeats the current indicators with a unit for each. Such a system has no points
and no rules: what it lacks is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import regex

from ..data import Data
from ..display import KINDS
from ..model import Clause, Indicator, IndicatorGroup, IndicatorSystem, Record
from ..requirements import find_requirements
from ..scoring import read_scoring
from ..text import squeeze, tidy

_FEWEST = 3
_LABEL = regex.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,4}[)）]|[一二三四五六七八九十]{1,4}、|\d{1,3}[.．、](?!\d))\s*"
)
_SPECIAL: tuple[tuple[str, Literal["bonus", "deduction"]], ...] = (("加", "bonus"), ("扣", "deduction"))


def restated_systems(plan: Record, data: Data) -> list[IndicatorSystem]:
    """The task tables of a plan's attachments as indicator systems, in order; ids are those of the rows without 附2."""
    tasks = {task.id for task in plan.tasks}
    found = []
    for clause in plan.clauses:
        rows = [each for each in clause.walk() if each.id in tasks]
        if clause.id.startswith("附") and len(rows) >= _FEWEST:
            groups = _groups(clause, data)
            title = tidy(clause.heading or plan.inner_title or plan.title or clause.id)
            found.append(IndicatorSystem(title=title, level=None, total_points=None, groups=groups))
    return found


def _groups(attachment: Clause, data: Data) -> list[IndicatorGroup]:
    prefix = f"{attachment.id}."
    groups = [child for child in attachment.children if child.children]
    loose = [child for child in attachment.children if not child.children and not child.id.endswith(".注")]
    built = [_group(child, child.id.removeprefix(prefix), child.children, prefix, data) for child in groups]
    if loose and not groups:
        built.append(_group(attachment, "一", loose, prefix, data))
    return [group for group in built if group.indicators]


def _group(clause: Clause, id_: str, rows: Sequence[Clause], prefix: str, data: Data) -> IndicatorGroup:
    kind: Literal["scored", "bonus", "deduction"] = next((k for sign, k in _SPECIAL if id_.startswith(sign)), "scored")
    indicators = [
        _indicator(row, row.id.removeprefix(prefix), kind == "deduction", data)
        for child in rows
        for row in (child.children or [child])
        if _bare(row)
    ]
    name = tidy(clause.heading or KINDS[kind]) if clause.id.startswith(prefix) else "全部任务"
    return IndicatorGroup(id=id_, name=name, kind=kind, points=None, indicators=indicators)


def _indicator(row: Clause, id_: str, deduction: bool, data: Data) -> Indicator:
    text = _bare(row)
    requirements = find_requirements(read_scoring(text, data, deduction), id_, data, None, deduction)
    return Indicator(id=id_, text=text, points=None, requirements=requirements, span=row.span)


def _bare(row: Clause) -> str:
    """The text of a row without its printed number."""
    return tidy(_LABEL.sub("", row.text, count=1)) if squeeze(row.text) else ""
