"""What a plan is asked to set out (明确任务分工、责任单位和完成时限), and what it sets out as a whole: its tasks answer, not one clause."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..data import Data
from ..model import Record, Task
from ..organisation import units_of
from ..text import squeeze
from .cues import find_cue, has_cue

KINDS = (
    "clear-units",
    "clear-deadlines",
    "clear-tasks",
    "clear-goals",
    "clear-years",
    "clear-ways",
    "clear-place",
    "clear-money",
    "clear-standard",
    "clear-watch",
    "clear-staff",
)
"""Labels of what may be asked: who answers, by when, what is to be done, to what end, the goals of several years, how; where, at what
cost, by what standard, watched and done by whom."""
_MOST, _SOME = 0.6, 0.3
_PLAIN = frozenset({"clear-place", "clear-money", "clear-standard", "clear-watch", "clear-staff"})
"""Said by words so common (资金, 人员) that only a paper that is to set them out is read for them."""
_RULED = regex.compile(r"(?:作出|做出|进行|予以)(?:了|明确|具体|详细|统一)*(?:规定|规范|明确|说明)$")
_ITEM_MARK = regex.compile(r"[、和及与，]|以及")


def asked_to_set_out(asked: str, data: Data) -> dict[str, str] | None:
    """Each thing that a document is asked to set out, by its label; None where something else is asked."""
    opening = find_cue("sets-out", asked, data)
    if opening is None:
        return None
    found: dict[str, str] = {}
    for item in _ITEM_MARK.split(_RULED.sub("", asked[opening.end() :].strip("，。；"))):
        kind = _kind_of(item, data)
        if kind is None:
            return None
        found[item] = kind
    return found


def _kind_of(item: str, data: Data) -> str | None:
    return next((k for k in KINDS if has_cue(k, item, data)), None)


def says_clear(kind: str, text: str, data: Data) -> bool:
    """Whether a sentence sets out what such an item asks (由谁来干 for the units, 何时干完 for the deadlines)."""
    return has_cue(f"says-{kind}", text, data)


def item_set_out(item: str, text: str, data: Data) -> bool:
    """Whether an item of a list (责任单位, 公开方式) is one that a plan sets out, and a sentence does so in other words."""
    kind = _kind_of(item, data)
    return kind is not None and kind not in _PLAIN and says_clear(kind, text, data)


_FEWEST_ROWS = 5
_ANNEX = "附"


def _as_set_out(tasks: Sequence[Task]) -> list[Sequence[Task]]:
    """All tasks of a plan, and those of its annexes alone, where a table of tasks stands (任务分解表)."""
    annexed = [task for task in tasks if task.id.startswith(_ANNEX)]
    return [tasks, annexed] if len(annexed) >= _FEWEST_ROWS else [tasks]


_FOR_YEARS = regex.compile(r"20\d\d年?[-—–－~至到]+20\d\d|[三四五]年(?:行动|规划|计划|方案|实施|攻坚|建设)")


def what_is_set_out(plan: Record) -> frozenset[str]:
    """What the plan as a whole sets out: its tasks; who answers for most of them; by when for some, or in stages; its goals."""
    found = set()
    headings = [squeeze(clause.heading or "") for root in plan.clauses for clause in root.walk()]
    if plan.tasks:
        found.add("clear-tasks")
        if any(sum(bool(units_of(task)) for task in own) >= _MOST * len(own) for own in _as_set_out(plan.tasks)):
            found.add("clear-units")
        stages = any("步骤" in heading or "阶段" in heading or "进度安排" in heading for heading in headings)
        if stages or sum(task.deadline is not None for task in plan.tasks) >= _SOME * len(plan.tasks):
            found.add("clear-deadlines")
    if any("目标" in heading for heading in headings):
        found.add("clear-goals")
        if _FOR_YEARS.search(squeeze(plan.title or "")):
            found.add("clear-years")
    return frozenset(found)
