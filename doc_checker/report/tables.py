"""CSV and XLSX for spreadsheets. A cell whose text a spreadsheet would run as a formula is made inert."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..corrected.layout import (
    CELL_LIMIT,
    INDICATOR_COLUMNS,
    INDICATORS,
    ORIGINAL,
    REQUIREMENT_COLUMNS,
    REQUIREMENTS,
    RULE_COLUMNS,
    RULE_KINDS,
    RULES,
    format_caps,
    pack_original,
)
from ..display import DECISION_STATES, FACETS, KINDS, LEVELS, RESPONSIBILITY, ROLES, SEVERITY, STATUS, inert, printable
from ..model import Indicator, IndicatorGroup, IndicatorSystem, IndicatorVerdict, Record, Review, TaskReview

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | int | None

_WIDE, _NARROW = 60, 12


@dataclass(frozen=True)
class Sheet:
    """A table with its header; ``wide`` names the columns that hold running text."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    wide: frozenset[str] = frozenset()
    hidden: bool = False


def systems_csv(systems: Sequence[IndicatorSystem]) -> bytes:
    """One row per indicator; UTF-8 with a byte order mark, so that Excel reads it as UTF-8."""
    sheet = _indicator_sheet(systems)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([inert(value) for value in row] for row in sheet.rows)
    return stream.getvalue().encode("utf-8-sig", "backslashreplace")


def systems_xlsx(systems: Sequence[IndicatorSystem], notice: Record | None = None) -> bytes:
    """A workbook with the indicators, their requirements and their scoring rules, each in one place only, so that a person
    can correct it and ``check --against`` take it back; a hidden sheet holds what was exported.
    """
    table = _indicator_sheet(systems)
    width = len(INDICATOR_COLUMNS)
    indicators = Sheet(INDICATORS, table.header[:width], tuple(row[:width] for row in table.rows), table.wide)
    head, *rest = pack_original(systems, notice)
    original = Sheet(ORIGINAL, (head,), tuple((cell,) for cell in rest), hidden=True)
    return _workbook([indicators, _requirement_sheet(systems), _rule_sheet(systems), original])


def review_xlsx(review: Review) -> bytes:
    """A workbook of a review: overview, indicators, requirements, tasks, units, findings, prohibitions."""
    return _workbook(
        [
            _overview_sheet(review),
            _verdict_sheet(review),
            _requirement_verdict_sheet(review),
            _task_sheet(review.tasks),
            _unit_sheet(review),
            Sheet(
                "问题",
                ("等级", "代码", "内容"),
                tuple((SEVERITY[f.severity].word, f.code, f.message) for f in review.findings),
                frozenset({"内容"}),
            ),
            Sheet("扣分项", ("编号", "内容"), tuple((p.id, p.text) for p in review.prohibitions), frozenset({"内容"})),
        ]
    )


def _all_indicators(systems: Iterable[IndicatorSystem]) -> Iterator[tuple[IndicatorSystem, IndicatorGroup, Indicator]]:
    for system in systems:
        for group in system.groups:
            for indicator in group.indicators:
                yield system, group, indicator


def _indicator_sheet(systems: Sequence[IndicatorSystem]) -> Sheet:
    header = (*INDICATOR_COLUMNS, "计分规则", "要求")
    rows = tuple(
        (
            system.title,
            LEVELS.get(system.level or "", None),
            system.total_points,
            group.id,
            group.name,
            KINDS[group.kind],
            group.points,
            indicator.id,
            indicator.name,
            indicator.text,
            indicator.points,
            "\n".join(rule.text for rule in indicator.rules),
            "\n".join(f"{requirement.id} {requirement.text}" for requirement in indicator.requirements),
        )
        for system, group, indicator in _all_indicators(systems)
    )
    return Sheet(INDICATORS, header, rows, frozenset({"内容", "计分规则", "要求"}))


def _requirement_sheet(systems: Sequence[IndicatorSystem]) -> Sheet:
    rows = tuple(
        (
            system.title,
            indicator.id,
            requirement.id,
            requirement.text,
            requirement.quantity.min if requirement.quantity else None,
            requirement.quantity.unit if requirement.quantity else None,
            requirement.quantity.per if requirement.quantity else None,
            requirement.points,
        )
        for system, _, indicator in _all_indicators(systems)
        for requirement in indicator.requirements
    )
    return Sheet(REQUIREMENTS, REQUIREMENT_COLUMNS, rows, frozenset({"要求"}))


def _rule_sheet(systems: Sequence[IndicatorSystem]) -> Sheet:
    rows = tuple(
        (
            system.title,
            indicator.id,
            rule.text,
            RULE_KINDS[rule.kind],
            rule.points,
            rule.per,
            format_caps(rule.caps),
        )
        for system, _, indicator in _all_indicators(systems)
        for rule in indicator.rules
    )
    return Sheet(RULES, RULE_COLUMNS, rows, frozenset({"计分规则"}))


def _overview_sheet(review: Review) -> Sheet:
    plan, system, summary = review.plan, review.system, review.summary
    facts: list[tuple[Value, ...]] = [
        ("方案", plan.title or plan.name),
        ("方案文号", plan.document_number.text if plan.document_number else None),
        ("方案成文日期", plan.written_date),
        ("方案文件", plan.name),
        ("方案文件 SHA-256", plan.sha256),
        ("指标体系", system.title),
        ("指标体系出自", system.notice_title or system.source),
        ("指标体系文号", system.document_number),
        ("指标文件", system.source),
        ("指标文件 SHA-256", system.sha256),
        ("选用理由", system.chosen_because),
        ("满分", summary.points_total),
        ("失分风险", summary.points_at_risk),
        *((f"计分指标：{STATUS[key].word}", getattr(summary, key)) for key in STATUS),
        *((f"加分项：{STATUS[key].word}", getattr(summary.bonus, key)) for key in STATUS),
        ("采用的人工认定", summary.decisions),
        ("未采用的人工认定", summary.decisions_not_applied),
        ("任务", summary.tasks),
        ("责任缺失的任务", summary.tasks_without_responsibility),
    ]
    return Sheet("总览", ("项目", "内容"), tuple(facts), frozenset({"内容"}))


def _verdict_sheet(review: Review) -> Sheet:
    header = (
        "编号",
        "组别",
        "名称",
        "内容",
        "分值",
        "结论",
        "程序判断",
        "人工认定",
        "失分风险",
        "理由",
        "依据条款",
        "方案原文",
        *ROLES.values(),
        "责任情况",
        "识别存疑",
    )
    rows = tuple(
        (
            verdict.id,
            verdict.group,
            verdict.name,
            verdict.text,
            verdict.points,
            STATUS[verdict.status].word,
            STATUS[verdict.machine_status or verdict.status].word,
            "\n".join(_decided(verdict)),
            verdict.points_at_risk,
            verdict.reason,
            "、".join(evidence.clause for evidence in verdict.evidence),
            "\n".join(f"{evidence.clause}：{evidence.quote}" for evidence in verdict.evidence),
            *("、".join(getattr(verdict, role)) for role in ROLES),
            RESPONSIBILITY[verdict.responsibility].word,
            "是" if verdict.doubtful else None,
        )
        for verdict in review.indicators
    )
    return Sheet("指标", header, rows, frozenset({"内容", "理由", "方案原文", "人工认定"}))


def _decided(verdict: IndicatorVerdict) -> Iterator[str]:
    """People's decisions on an indicator or its requirements, one a line."""
    own = [(verdict.id, verdict.decision)]
    if verdict.decision is None or verdict.decision.state != "applied":
        own += [(requirement.id, requirement.decision) for requirement in verdict.requirements]
    for identifier, decision in own:
        if decision is not None:
            state = DECISION_STATES[decision.state].word
            until = f"，有效期到 {decision.until}" if decision.until else ""
            told = f"{decision.who}认定 {identifier} 为{STATUS[decision.verdict].word}：{decision.why}"
            yield f"{told}（{state}{until}{'：' + decision.note if decision.note else ''}）"


def _requirement_verdict_sheet(review: Review) -> Sheet:
    header = ("指标编号", "要求编号", "要求", "结论", "依据条款", "理由", "比对")
    rows = tuple(
        (
            verdict.id,
            requirement.id,
            requirement.text,
            STATUS[requirement.status].word,
            "、".join(requirement.evidence),
            requirement.reason,
            "\n".join(
                f"{FACETS.get(facet.name, facet.name)}：要求“{facet.asked}”，"
                + ("方案未写明" if facet.found is None else f"方案“{facet.found}”")
                for facet in requirement.facets
            ),
        )
        for verdict in review.indicators
        for requirement in verdict.requirements
    )
    return Sheet("要求", header, rows, frozenset({"要求", "理由", "比对"}))


def _task_sheet(tasks: Iterable[TaskReview]) -> Sheet:
    header = ("编号", "任务", *ROLES.values(), "责任情况", "责任见", "时限", "频次", "对应指标")
    rows = tuple(
        (
            task.id,
            task.text,
            *("、".join(getattr(task, role)) for role in ROLES),
            RESPONSIBILITY[task.responsibility].word,
            "、".join(task.responsibility_from),
            task.deadline,
            task.frequency,
            "、".join(task.indicators),
        )
        for task in tasks
    )
    return Sheet("任务", header, rows, frozenset({"任务"}))


def _unit_sheet(review: Review) -> Sheet:
    """One row for each task of each unit, so that it can be filtered; a unit without tasks has one row."""
    header = (
        "单位",
        "方案写法",
        "统称",
        "在名单内",
        "任务数",
        "分值",
        "失分风险",
        "对应指标",
        "任务编号",
        "角色",
        "任务",
        "时限",
        "频次",
    )
    texts = {task.id: task.text for task in review.tasks}
    rows: list[tuple[Value, ...]] = []
    for unit in review.units:
        head: tuple[Value, ...] = (
            unit.name,
            "、".join(unit.printed),
            "是" if unit.collective else None,
            None if unit.in_roster is None else "是" if unit.in_roster else "否",
            len(unit.tasks),
            unit.points,
            unit.points_at_risk,
            "、".join(each.id for each in unit.indicators),
        )
        for part in unit.tasks:
            rows.append((*head, part.id, ROLES[part.role], texts.get(part.id), part.deadline, part.frequency))
        if not unit.tasks:
            rows.append((*head, None, None, None, None, None))
    return Sheet("单位", header, tuple(rows), frozenset({"任务", "对应指标"}))


def _workbook(sheets: Iterable[Sheet]) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    first = workbook.active
    if first is not None:
        workbook.remove(first)
    for sheet in sheets:
        target = workbook.create_sheet(sheet.name)
        _fill(target, sheet)
        target.sheet_state = "hidden" if sheet.hidden else "visible"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill(target: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for row_number, row in enumerate((sheet.header, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = target.cell(row_number, column)
            if isinstance(value, str):
                cell.value = printable(value)[:CELL_LIMIT]
                # A text stays a text whatever it begins with, also when a person edits the cell.
                cell.data_type = "s"
                cell.quotePrefix = inert(value) != printable(value)
            else:
                cell.value = value
            cell.alignment = Alignment(vertical="top", wrap_text=sheet.header[column - 1] in sheet.wide)
            if row_number == 1:
                cell.font = Font(bold=True)
    for column, name in enumerate(sheet.header, 1):
        target.column_dimensions[get_column_letter(column)].width = _WIDE if name in sheet.wide else _NARROW
    target.freeze_panes = "A2"
