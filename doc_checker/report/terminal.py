"""What a command prints for a person: aligned Chinese columns, colour only where the caller asks for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..display import (
    FACETS,
    KINDS,
    LEVELS,
    LISTED_APART,
    RESPONSIBILITY,
    ROLES,
    SEVERITY,
    STATUS,
    Wording,
    format_number,
    format_points,
    is_bonus,
    one_line,
)
from ..model import Finding, IndicatorSystem, IndicatorVerdict, Review, TaskReview

_COLOURS = {
    "covered": "32",
    "partial": "33",
    "missing": "31",
    "error": "31",
    "warning": "33",
    "info": "36",
    "strong": "1",
}
_NARROWEST = 40
_UNITS_SHOWN = 6
_WIDEST_UNIT = 44


@dataclass(frozen=True)
class Screen:
    """Where the text goes: its columns, and whether it shows colour."""

    width: int = 100
    colour: bool = False

    def paint(self, text: str, code: str) -> str:
        """The text in the colour of a code, or unchanged."""
        return f"\x1b[{_COLOURS[code]}m{text}\x1b[0m" if self.colour and code in _COLOURS else text

    def row(self, cells: Sequence[tuple[str, int]], text: str) -> str:
        """Cells padded to their columns, then a text clipped to what is left of the line."""
        head = "".join(pad(cell, width) for cell, width in cells)
        return head + clip(text, max(_NARROWEST, self.width) - screen_width(head))


def screen_width(text: str) -> int:
    """Columns that a text takes on a screen: wide characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def pad(text: str, width: int) -> str:
    """A text filled with spaces to a number of columns, with at least one behind it."""
    return text + " " * max(1, width - screen_width(text))


def clip(text: str, width: int) -> str:
    """A text on one line in at most so many columns, with … where something is left out."""
    line = one_line(text)
    if screen_width(line) <= width:
        return line
    taken, columns = [], 1
    for char in line:
        columns += screen_width(char)
        if columns > width:
            break
        taken.append(char)
    return "".join(taken).rstrip() + "…"


def render_review(review: Review, screen: Screen | None = None, reports: Iterable[Path] = ()) -> str:
    """The summary of a review; ``reports`` are the files that were written of it."""
    screen = screen or Screen()
    sections = [
        _identity(review),
        _figures(review, screen),
        _groups(review, screen),
        _findings(review, screen),
        _decisions(review, screen),
        _short_indicators(review, screen),
        _tasks_without(review, screen),
        _units(review, screen),
    ]
    paths = [f"报告：{path}" for path in reports]
    return "\n\n".join("\n".join(lines) for lines in [*sections, paths] if lines) + "\n"


def _identity(review: Review) -> list[str]:
    plan, system = review.plan, review.system
    number = f"（{plan.document_number.text}）" if plan.document_number else ""
    facts = [system.document_number or system.source, LEVELS.get(system.level or "", "")]
    if review.summary.points_total is not None:
        facts.append(f"满分 {format_points(review.summary.points_total)}")
    return [
        one_line(f"方案：{plan.title or plan.name}{number}"),
        one_line(f"指标：{system.title}（{'，'.join(fact for fact in facts if fact)}）"),
        one_line(f"选用理由：{system.chosen_because}"),
    ]


def _counts(covered: int, partial: int, missing: int, screen: Screen) -> str:
    counts = (("covered", covered), ("partial", partial), ("missing", missing))
    return "  ".join(screen.paint(f"{STATUS[key].sign} {STATUS[key].word} {n}", key if n else "") for key, n in counts)


def _figures(review: Review, screen: Screen) -> list[str]:
    summary = review.summary
    total = "" if summary.points_total is None else f"（满分 {format_points(summary.points_total)}）"
    lines = [
        pad("计分指标", 10) + _counts(summary.covered, summary.partial, summary.missing, screen),
        pad("失分风险", 10) + f"{format_points(summary.points_at_risk)}{total}",
    ]
    bonus = summary.bonus
    if bonus.covered or bonus.partial or bonus.missing:
        lines.append(pad("加分项", 10) + _counts(bonus.covered, bonus.partial, bonus.missing, screen) + "（另计）")
    if summary.decisions or summary.decisions_not_applied:
        told = f"采用 {summary.decisions} 条"
        if summary.decisions_not_applied:
            told += f"，未采用 {summary.decisions_not_applied} 条"
        lines.append(pad("人工认定", 10) + told)
    counts = {code: sum(task.responsibility == code for task in review.tasks) for code in RESPONSIBILITY}
    told = "，".join(f"{RESPONSIBILITY[code].word} {n}" for code, n in counts.items() if n or code == "missing")
    lines.append(pad("任务", 10) + f"{summary.tasks} 项：{told}")
    return lines


def _groups(review: Review, screen: Screen) -> list[str]:
    groups = [group for group in review.summary.groups if not is_bonus(group.id)]
    if not groups:
        return []
    names = [one_line(f"{group.id}、{group.name}") for group in groups]
    width = max(map(screen_width, [*names, "组别"])) + 2
    header = ("分值", "覆盖", "部分覆盖", "未覆盖", "失分风险")
    columns = (8, 8, 10, 8, 10)
    lines = [pad("组别", width) + "".join(_right(cell, n) for cell, n in zip(header, columns, strict=True))]
    for name, group in zip(names, groups, strict=True):
        values = (
            format_number(group.points, "-"),
            str(group.covered),
            str(group.partial),
            str(group.missing),
            format_number(group.points_at_risk),
        )
        worst = "missing" if group.missing else "partial" if group.partial else ""
        line = pad(name, width) + "".join(_right(cell, n) for cell, n in zip(values, columns, strict=True))
        lines.append(screen.paint(line, worst))
    return lines


def _right(text: str, width: int) -> str:
    return " " * max(1, width - screen_width(text)) + text


def _findings(review: Review, screen: Screen) -> list[str]:
    return _finding_lines([finding for finding in review.findings if finding.code not in LISTED_APART], screen)


def render_findings(findings: Sequence[Finding], screen: Screen | None = None) -> str:
    """Findings, gravest first; nothing where there are none."""
    return "".join(f"{line}\n" for line in _finding_lines(findings, screen or Screen()))


def _finding_lines(findings: Sequence[Finding], screen: Screen) -> list[str]:
    if not findings:
        return []
    order = list(SEVERITY)
    lines = [screen.paint(f"需先核对的问题（{len(findings)} 项）", "strong")]
    for finding in sorted(findings, key=lambda finding: order.index(finding.severity)):
        head = pad(f"  {SEVERITY[finding.severity].word}", 8)
        lines.append(screen.paint(head, finding.severity) + one_line(finding.message))
    return lines


def _decisions(review: Review, screen: Screen) -> list[str]:
    """People's decisions that were applied: what the program found, what a person decided and why."""
    lines = []
    for verdict in review.indicators:
        own = [(verdict.id, verdict.decision)]
        if verdict.decision is None or verdict.decision.state != "applied":
            own += [(each.id, each.decision) for each in verdict.requirements]
        for identifier, decision in own:
            if decision is not None and decision.state == "applied":
                until = f"，有效期到 {decision.until}" if decision.until else ""
                lines.append(
                    one_line(
                        f"{identifier}：程序判断 {_told(STATUS[decision.machine])}，{decision.who}认定 "
                        f"{_told(STATUS[decision.verdict])}（{decision.why}{until}）"
                    ).join(("  ", ""))
                )
    return [screen.paint(f"人工认定（{len(lines)} 条）", "strong"), *lines] if lines else []


def _short_indicators(review: Review, screen: Screen) -> list[str]:
    short = [verdict for verdict in review.indicators if verdict.status != "covered"]
    if not short:
        return ["各项指标均已覆盖。"]
    lines = [screen.paint(f"未完全覆盖的指标（{len(short)} 项）", "strong")]
    id_width = max(screen_width(verdict.id) for verdict in short) + 2
    for verdict in short:
        risk = f"风险 {format_points(verdict.points_at_risk)}" if verdict.points_at_risk else ""
        cells = ((f"  {_told(STATUS[verdict.status])}", 14), (one_line(verdict.id), id_width), (risk, 13))
        lines.append(screen.paint(screen.row(cells, verdict.name or verdict.text), verdict.status))
        lines.append(" " * 14 + one_line(verdict.reason))
    return lines


def _told(wording: Wording) -> str:
    return f"{wording.sign} {wording.word}"


def _tasks_without(review: Review, screen: Screen) -> list[str]:
    lines: list[str] = []
    for code in ("missing", "collective"):
        tasks = [task for task in review.tasks if task.responsibility == code]
        if tasks:
            lines.append(screen.paint(f"{RESPONSIBILITY[code].word}的任务（{len(tasks)} 项）", "strong"))
            lines.extend(_task_lines(tasks, screen))
    if not any(task.responsibility == "missing" for task in review.tasks):
        lines.insert(0, "没有责任缺失的任务。" if review.tasks else "方案中没有读出任务。")
    return lines


def _task_lines(tasks: Sequence[TaskReview], screen: Screen) -> list[str]:
    width = max(screen_width(one_line(task.id)) for task in tasks) + 4
    return [screen.row(((f"  {one_line(task.id)}", width),), task.text) for task in tasks]


def _units(review: Review, screen: Screen) -> list[str]:
    """The units that most rests on, with their tasks and points."""
    if not review.units:
        return []
    shown = review.units[:_UNITS_SHOWN]
    rest = f"，以下为前 {len(shown)} 个" if len(shown) < len(review.units) else ""
    lines = [screen.paint(f"各单位承担情况（共 {len(review.units)} 个单位{rest}）", "strong")]
    width = min(_WIDEST_UNIT, max(screen_width(one_line(unit.name)) for unit in shown) + 4)
    for unit in shown:
        counts = {word: sum(part.role == role for part in unit.tasks) for role, word in ROLES.items()}
        told = "，".join(f"{word} {n}" for word, n in counts.items() if n)
        worth = f"指标 {len(unit.indicators)} 项，{format_points(unit.points)}" if unit.indicators else "没有对应指标"
        cells = ((f"  {clip(unit.name, width - 4)}", width), (f"任务 {len(unit.tasks)} 项（{told}）", 32))
        lines.append(screen.row(cells, worth))
    return lines


def render_explanation(verdict: IndicatorVerdict, screen: Screen | None = None) -> str:
    """How a verdict came about: each requirement with what was compared, and the clauses quoted whole."""
    screen = screen or Screen()
    head = f"{verdict.id}  {_told(STATUS[verdict.status])}  {format_points(verdict.points)}"
    lines = [screen.paint(one_line(head), verdict.status), one_line(verdict.text), f"结论：{one_line(verdict.reason)}"]
    if verdict.decision is not None and verdict.decision.note:
        lines.append(one_line(f"{verdict.decision.who}的认定没有采用：{verdict.decision.note}"))
    for requirement in verdict.requirements:
        told = f"要求 {requirement.id}  {_told(STATUS[requirement.status])}"
        lines += ["", screen.paint(one_line(told), requirement.status), f"  {one_line(requirement.text)}"]
        lines.append(f"  理由：{one_line(requirement.reason)}")
        if requirement.evidence:
            lines.append(f"  依据：{one_line('、'.join(requirement.evidence))}")
        for facet in requirement.facets:
            sign = STATUS["covered" if facet.met else "missing"].sign
            found = "方案未写明" if facet.found is None else f"方案“{facet.found}”"
            lines.append(
                one_line(f"{sign} {FACETS.get(facet.name, facet.name)}：要求“{facet.asked}”，{found}").join(("  ", ""))
            )
    for evidence in verdict.evidence:
        doubtful = "，识别存疑" if evidence.doubtful else ""
        likeness = "人工指定" if evidence.given else f"相似度 {evidence.score:.2f}"
        lines += ["", one_line(f"依据 {evidence.clause}（{likeness}{doubtful}）")]
        lines.append(f"  {one_line(evidence.quote)}")
    named = {word: "、".join(getattr(verdict, role)) for role, word in ROLES.items()}
    units = "；".join(f"{word} {names}" for word, names in named.items() if names)
    told = RESPONSIBILITY[verdict.responsibility].word
    lines += ["", one_line(f"{told}：{units}" if units else told)]
    return "\n".join(lines) + "\n"


def render_systems(systems: Sequence[tuple[IndicatorSystem, Sequence[str]]], screen: Screen | None = None) -> str:
    """Indicator systems as tables, each with the lines of its arithmetic audit."""
    screen = screen or Screen()
    return "\n\n".join("\n".join(_system_lines(system, audit, screen)) for system, audit in systems) + "\n"


def _system_lines(system: IndicatorSystem, audit: Sequence[str], screen: Screen) -> list[str]:
    total = "未写明满分" if system.total_points is None else f"满分 {format_points(system.total_points)}"
    facts = [LEVELS.get(system.level or "", ""), total]
    lines = [screen.paint(one_line(f"{system.title}（{'，'.join(fact for fact in facts if fact)}）"), "strong")]
    ids = [one_line(indicator.id) for group in system.groups for indicator in group.indicators]
    width = max(map(screen_width, ids), default=0) + 4
    for group in system.groups:
        label = f"{group.id}、{group.name}" if group.kind == "scored" else group.name or KINDS[group.kind]
        points = "" if group.points is None else f"（{format_points(group.points)}）"
        lines += ["", screen.paint(one_line(label + points), "strong")]
        for indicator in group.indicators:
            worth = "" if group.kind == "deduction" else format_points(indicator.points)
            text = f"{indicator.name}：{indicator.text}" if indicator.name else indicator.text
            lines.append(screen.row(((f"  {one_line(indicator.id)}", width), (worth, 12)), text))
    if audit:
        lines += ["", "分值核对", *(f"  {one_line(line)}" for line in audit)]
    return lines
