"""The review as one self-contained HTML page: what a reviewer reads on screen, prints on A4 and signs.

No script, nothing from the network; every text of the documents goes through jinja2's escaping. Computes nothing:
verdicts, counts and points are those of the review, here they are only grouped for display.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .. import __version__
from ..decision_file import render_entry
from ..display import (
    CHANGES,
    DECISION_STATES,
    FACETS,
    GROUP_CHANGES,
    LEVELS,
    LISTED_APART,
    RESPONSIBILITY,
    ROLES,
    SEVERITY,
    STATUS,
    format_number,
    format_points,
    group_title,
    is_bonus,
    one_line,
    printable,
)
from ..model import Finding, GroupSummary, IndicatorVerdict, Review, TaskReview
from ..model.versions import ItemChange, SystemDiff

if TYPE_CHECKING:
    from jinja2 import Environment

LONG_QUOTE = 110
"""Characters from which a quotation is clipped on screen (never on paper)."""
BAR_WIDTH = 200
"""Width of a bar in SVG units."""
_LABEL = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,4}[)）]|[一二三四五六七八九十]{1,4}、|\d{1,3}[.．、](?!\d))\s*"
)


@dataclass(frozen=True)
class Section:
    """A numbered section of the report: its anchor and its heading."""

    anchor: str
    heading: str


@dataclass(frozen=True)
class Segment:
    """A piece of a bar, in SVG units."""

    status: str
    x: float
    width: float


@dataclass(frozen=True)
class Group:
    """A group of indicators with its verdicts; ``summary`` is absent for the bonus items."""

    title: str
    verdicts: tuple[IndicatorVerdict, ...]
    summary: GroupSummary | None


def render_html(review: Review) -> str:
    """The report as an HTML page; the same review always gives the same page."""
    bonus = tuple(verdict for verdict in review.indicators if is_bonus(verdict.id))
    scored = tuple(verdict for verdict in review.indicators if not is_bonus(verdict.id))
    page = (
        _environment()
        .get_template("review.html.j2")
        .render(
            review=review,
            version=__version__,
            sections=_sections(),
            findings=_by_severity(finding for finding in review.findings if finding.code not in LISTED_APART),
            groups=_groups(scored, review.summary.groups, "scored"),
            bonus_groups=_groups(bonus, [], "bonus"),
            scored=scored,
            bonus=bonus,
            summaries=[group for group in review.summary.groups if not is_bonus(group.id)],
            short=tuple(verdict for verdict in review.indicators if verdict.status != "covered"),
            tasks_by=_by_responsibility(review.tasks),
            tasks_by_id={task.id: task for task in review.tasks},
            anchors=_anchors(review),
            segments=segments,
            entry=lambda verdict: render_entry(verdict, review),
        )
    )
    return page


def render_versions_html(diff: SystemDiff) -> str:
    """A comparison of two versions of an indicator system as an HTML page."""
    groups: dict[str, list[ItemChange]] = {}
    title = ""
    for item in diff.items:
        # A dropped item stands in the new version's group that its neighbours are in, where there is one.
        if item.new is not None:
            title = group_title(item.new.group, item.new.group_name)
        elif item.old is not None and not title:
            title = group_title(item.old.group, item.old.group_name)
        groups.setdefault(title, []).append(item)
    changed = sum(item.changes != ["unchanged"] for item in diff.items)
    page = _environment().get_template("versions.html.j2")
    parts = list(groups.items())
    return page.render(diff=diff, version=__version__, groups=parts, changed=changed, group_title=group_title)


def segments(counts: Sequence[tuple[str, int]]) -> list[Segment]:
    """The pieces of a bar for counts by status; empty ones are left out."""
    total = sum(count for _, count in counts)
    pieces: list[Segment] = []
    x = 0.0
    for status, count in counts:
        if count:
            width = BAR_WIDTH * count / total
            pieces.append(Segment(status, round(x, 2), round(width, 2)))
            x += width
    return pieces


def _sections() -> dict[str, Section]:
    headings = {
        "findings": "需先核对的问题",
        "figures": "总体情况",
        "gaps": "缺口：未完全覆盖的指标和责任缺失的任务",
        "indicators": "逐项结论",
        "tasks": "全部任务及责任单位",
        "units": "按单位查看",
        "prohibitions": "扣分项（只列出，不作判断）",
        "guide": "怎样读这份报告",
        "sign": "审核意见和签字",
    }
    numbers = "一二三四五六七八九十"
    return {
        key: Section(key, f"{number}、{heading}")
        for number, (key, heading) in zip(numbers, headings.items(), strict=False)
    }


def _by_severity(findings: Iterable[Finding]) -> list[Finding]:
    order = list(SEVERITY)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def _by_responsibility(tasks: Iterable[TaskReview]) -> dict[str, list[TaskReview]]:
    found: dict[str, list[TaskReview]] = {key: [] for key in RESPONSIBILITY}
    for task in tasks:
        found[task.responsibility].append(task)
    return found


def _groups(
    verdicts: Iterable[IndicatorVerdict], summaries: Iterable[GroupSummary], kind: Literal["scored", "bonus"]
) -> list[Group]:
    """Verdicts by their group, in the system's order; a group's number is what stands before the item's in the id."""
    grouped: dict[tuple[str, str], list[IndicatorVerdict]] = {}
    for verdict in verdicts:
        grouped.setdefault((verdict.id.rpartition(".")[0], verdict.group), []).append(verdict)
    known = {summary.id: summary for summary in summaries}
    return [
        Group(f"{number}、{name}" if number and kind == "scored" else name, tuple(inside), known.get(number))
        for (number, name), inside in grouped.items()
    ]


def _anchors(review: Review) -> dict[str, str]:
    """Anchors inside the page: running numbers, because an id may hold any printed character."""
    anchors = {f"task:{task.id}": f"t{number}" for number, task in enumerate(review.tasks, 1)}
    anchors |= {f"indicator:{verdict.id}": f"i{number}" for number, verdict in enumerate(review.indicators, 1)}
    return anchors


def clip(text: str, length: int) -> str:
    """The beginning of a text on one line, with … where something is left out."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip(" （(《“‘、，；：") + "…"


def unlabelled(text: str) -> str:
    """A clause's text without its printed label, for lists that show the id already."""
    return _LABEL.sub("", text, count=1)


def format_date(value: str | None) -> str:
    """An ISO date as it is printed in a document (2024年4月28日); what is no such date stays as it is."""
    if not value:
        return ""
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return value
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def finalize(value: object) -> object:
        return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "points": format_points,
        "number": format_number,
        "clip": clip,
        "unlabelled": unlabelled,
        "date": format_date,
        "group_change": GROUP_CHANGES.__getitem__,
    }
    environment.tests["bonus"] = lambda verdict: is_bonus(verdict.id)
    environment.globals |= {
        "STATUS": STATUS,
        "RESPONSIBILITY": RESPONSIBILITY,
        "SEVERITY": SEVERITY,
        "ROLES": ROLES,
        "LEVELS": LEVELS,
        "FACETS": FACETS,
        "CHANGES": CHANGES,
        "DECISION_STATES": DECISION_STATES,
        "LONG_QUOTE": LONG_QUOTE,
        "BAR_WIDTH": BAR_WIDTH,
    }
    return environment
