"""存疑的识别: which verdicts rest on text that OCR read doubtfully, in the plan or in the notice. The review says so first."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Finding, IndicatorSystem, IndicatorVerdict, Record

_LISTED = 12


def doubted_indicators(notice: Record, system: IndicatorSystem) -> frozenset[str]:
    """The ids of a system's indicators whose own text was read doubtfully."""
    number = next((n for n, each in enumerate(notice.indicator_systems) if each is system or each == system), -1)
    prefix = f"indicator_systems.{number}."
    return frozenset(field.removeprefix(prefix) for field in notice.doubtful if field.startswith(prefix))


_FRAME = frozenset({"标题", "前言"})


def find_reading_doubts(plan: Record, verdicts: Sequence[IndicatorVerdict], doubted: frozenset[str]) -> list[Finding]:
    """One finding where the plan holds nothing to judge, one on its doubtful clauses and what rests on them, one on the notice's doubtful
    indicators.
    """
    findings = []
    if all(clause.id in _FRAME for clause in plan.walk_clauses()):
        findings.append(
            Finding(
                code="plan-without-clauses",
                severity="warning",
                message="方案中没有读出任何条款，所有指标因此都是未覆盖：请确认文件是工作方案且内容完整，再采用结论",
                data={},
            )
        )
    clauses = [field.removeprefix("clauses.") for field in plan.doubtful if field.startswith("clauses.")]
    if clauses:
        alone = [each.id for each in verdicts if each.doubtful and each.id not in doubted]
        missing = [each.id for each in verdicts if each.status == "missing"]
        parts = [f"方案有 {len(clauses)} 条文字识别存疑（{_listed(clauses)}）"]
        if alone:
            parts.append(f"{len(alone)} 项指标的结论只依据这些文字（{_listed(alone)}）")
        if missing:
            parts.append(f"未覆盖的 {len(missing)} 项也可能是没有认准")
        findings.append(
            Finding(
                code="doubtful-reading",
                severity="warning",
                message=f"{'，'.join(parts)}：请对照扫描件原文核对",
                data={"clauses": clauses, "indicators": alone},
            )
        )
    known = [each.id for each in verdicts if each.id in doubted]
    if known:
        findings.append(
            Finding(
                code="doubtful-indicators",
                severity="warning",
                message=f"指标文件有 {len(known)} 项指标的文字识别存疑（{_listed(known)}），其结论也存疑：请对照扫描件原文核对",
                data={"indicators": known},
            )
        )
    return findings


def _listed(ids: Sequence[str]) -> str:
    return "、".join(ids[:_LISTED]) + ("等" if len(ids) > _LISTED else "")
