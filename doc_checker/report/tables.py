"""CSV and XLSX for spreadsheets. A cell whose text a spreadsheet would run as a formula is made inert."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..display import FACETS, KINDS, LEVELS, RESPONSIBILITY, ROLES, SEVERITY, STATUS, printable
from ..model import Indicator, IndicatorGroup, IndicatorSystem, Review, TaskReview

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | int | None

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
"""What a formula can begin with, also in full width, and the white space that hides it."""
_CELL_LIMIT = 32_767  # characters that a cell of XLSX holds
_WIDE, _NARROW = 60, 12


@dataclass(frozen=True)
class Sheet:
    """A table with its header; ``wide`` names the columns that hold running text."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    wide: frozenset[str] = frozenset()


def systems_csv(systems: Sequence[IndicatorSystem]) -> bytes:
    """One row per indicator; UTF-8 with a byte order mark, so that Excel reads it as UTF-8."""
    sheet = _indicator_sheet(systems)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([inert(value) for value in row] for row in sheet.rows)
    return stream.getvalue().encode("utf-8-sig", "backslashreplace")


def systems_xlsx(systems: Sequence[IndicatorSystem]) -> bytes:
    """A workbook with the indicators, their requirements and their scoring rules."""
    return _workbook([_indicator_sheet(systems), _requirement_sheet(systems), _rule_sheet(systems)])


def review_xlsx(review: Review) -> bytes:
    """A workbook of a review: overview, indicators, requirements, tasks, findings, prohibitions."""
    return _workbook(
        [
            _overview_sheet(review),
            _verdict_sheet(review),
            _requirement_verdict_sheet(review),
            _task_sheet(review.tasks),
            Sheet(
                "问题",
                ("等级", "代码", "内容"),
                tuple((SEVERITY[f.severity].word, f.code, f.message) for f in review.findings),
                frozenset({"内容"}),
            ),
            Sheet("扣分项", ("编号", "内容"), tuple((p.id, p.text) for p in review.prohibitions), frozenset({"内容"})),
        ]
    )


def inert(value: Value) -> Value:
    """A CSV value that no spreadsheet runs: a text that begins like a formula gets an apostrophe in front."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS) else text


def _all_indicators(systems: Iterable[IndicatorSystem]) -> Iterator[tuple[IndicatorSystem, IndicatorGroup, Indicator]]:
    for system in systems:
        for group in system.groups:
            for indicator in group.indicators:
                yield system, group, indicator


def _indicator_sheet(systems: Sequence[IndicatorSystem]) -> Sheet:
    header = (
        "指标体系",
        "级别",
        "满分",
        "组号",
        "组别",
        "类别",
        "组分值",
        "编号",
        "名称",
        "内容",
        "分值",
        "计分规则",
        "要求",
    )
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
    return Sheet("指标", header, rows, frozenset({"内容", "计分规则", "要求"}))


def _requirement_sheet(systems: Sequence[IndicatorSystem]) -> Sheet:
    header = ("指标体系", "指标编号", "要求编号", "要求", "至少", "单位", "每", "分值")
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
    return Sheet("要求", header, rows, frozenset({"要求"}))


def _rule_sheet(systems: Sequence[IndicatorSystem]) -> Sheet:
    kinds = {"award": "得分", "deduct": "扣分", "veto": "一票否决"}
    header = ("指标体系", "指标编号", "计分规则", "类型", "分值", "每", "上限")
    rows = tuple(
        (
            system.title,
            indicator.id,
            rule.text,
            kinds[rule.kind],
            rule.points,
            rule.per,
            "；".join(f"{'每' + cap.period if cap.period else '合计'} {cap.points:g} 分" for cap in rule.caps),
        )
        for system, _, indicator in _all_indicators(systems)
        for rule in indicator.rules
    )
    return Sheet("计分规则", header, rows, frozenset({"计分规则"}))


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
        "失分风险",
        "理由",
        "依据条款",
        "方案原文",
        *ROLES.values(),
        "责任情况",
    )
    rows = tuple(
        (
            verdict.id,
            verdict.group,
            verdict.name,
            verdict.text,
            verdict.points,
            STATUS[verdict.status].word,
            verdict.points_at_risk,
            verdict.reason,
            "、".join(evidence.clause for evidence in verdict.evidence),
            "\n".join(f"{evidence.clause}：{evidence.quote}" for evidence in verdict.evidence),
            *("、".join(getattr(verdict, role)) for role in ROLES),
            RESPONSIBILITY[verdict.responsibility].word,
        )
        for verdict in review.indicators
    )
    return Sheet("指标", header, rows, frozenset({"内容", "理由", "方案原文"}))


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


def _workbook(sheets: Iterable[Sheet]) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    first = workbook.active
    if first is not None:
        workbook.remove(first)
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.name), sheet)
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
                cell.value = printable(value)[:_CELL_LIMIT]
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
