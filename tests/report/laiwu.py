"""A review as ``check`` would return it, written by hand on the real plan and notice.

Verdicts are those of the coverage gold, texts those of the notices' gold.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from doc_checker.data import default_data
from doc_checker.model import (
    BonusSummary,
    DocumentNumber,
    Evidence,
    Facet,
    Finding,
    GroupSummary,
    IndicatorSystem,
    IndicatorVerdict,
    PlanInfo,
    Prohibition,
    RequirementVerdict,
    Review,
    Summary,
    SystemInfo,
    TaskReview,
)
from doc_checker.review.unit_view import view_units
from doc_checker.unit_aliases import UnitAliases

DATA = default_data()
OFFICIAL = ["区交通运输事业发展中心", "区道路基础设施建设服务中心", "区交通运输综合行政执法大队", "法规科", "综合科"]
ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "corpus/notices/laiwuqujiaozi-2024-19/laiwuqujiaozi-2024-19.txt"
NOTICE = ROOT / "corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"
COVERAGE = ROOT / "corpus/coverage/laiwu-2024-19--county-2023.json"

ELSEWHERE = {
    "三（一）.1": ["附2.二.2"],
    "三（一）.2": ["附2.一.3"],
    "三（二）.2": ["附2.三.1", "附2.三.2"],
    "三（三）": ["附2.四.1"],
    "三（四）": ["附2.四.2", "附2.四.3", "附2.四.4"],
    "三（五）.3": ["附2.四.5"],
    "三（六）.2": ["附2.五.1"],
    "三（六）.3": ["附2.六.2"],
    "三（七）": ["附2.七.2"],
    "三（九）": ["附2.七.1#2"],
}
# Requirements that the plan does not meet, with the reason: (status, reason).
UNMET = {
    "五.1-2": ("missing", "方案未提出开展群众性文明创建宣传活动；“信用交通宣传月”是另一项活动。"),
    "五.4-1": ("missing", "方案未提出本地区经验须获得媒体报道。"),
    "五.4-2": ("missing", "方案未写明市级以上媒体。"),
    "五.5-2": ("missing", "方案提出推介诚信典型，未以获得市级以上表彰为目标。"),
    "加.2-1": ("partial", "刊载渠道不同：指标要求《信用交通月报》，方案为“信用交通公众号”。"),
    "加.3-1": ("partial", "方案只列出省厅部署的个别活动，未提出配合完成“信用交通省”建设活动。"),
}
RISK = {"五.1": 2.0, "五.4": 2.0, "五.5": 2.0}


def load_gold(name: str) -> dict[str, Any]:
    """The gold of one of the notices of the corpus."""
    gold: dict[str, Any] = json.loads((ROOT / f"corpus/notices/{name}/gold.json").read_text("utf-8"))
    return gold


@lru_cache(maxsize=1)
def county_system() -> IndicatorSystem:
    """The county indicator system of the notice."""
    return IndicatorSystem.model_validate(load_gold("lujiaofahan-2023-05")["indicator_systems"][0])


def _judge(indicator_id: str, requirement: str, status: str, evidence: list[str]) -> RequirementVerdict:
    verdict, reason = UNMET.get(requirement, ("covered", "方案作出相同承诺：行为、对象与频次均达到要求。"))
    found = None if verdict == "missing" else "每季度至少1次"
    return RequirementVerdict.model_validate(
        {
            "id": requirement,
            "text": next(
                r.text
                for g in county_system().groups
                for i in g.indicators
                if i.id == indicator_id
                for r in i.requirements
                if r.id == requirement
            ),
            "status": verdict,
            "evidence": evidence[:1] if verdict != "missing" else [],
            "reason": reason,
            "facets": [
                Facet(name="items", asked="开展", found="开展" if found else None, met=bool(found)),
                Facet(name="quantity", asked="每季度至少1次", found=found, met=verdict == "covered"),
            ],
        }
    )


def _verdict(
    group: str, indicator: Any, gold: dict[str, Any], clauses: dict[str, str], units: dict[str, list[str]]
) -> IndicatorVerdict:
    ids = gold["evidence"]
    requirements = [_judge(indicator.id, r.id, gold["status"], ids) for r in indicator.requirements]
    statuses = {r.status for r in requirements}
    status = statuses.pop() if len(statuses) == 1 else "partial"
    named = list(dict.fromkeys(unit for key in ids for unit in units.get(key, [])))
    unmet = [r.reason for r in requirements if r.status != "covered"]
    return IndicatorVerdict.model_validate(
        {
            "id": indicator.id,
            "group": group,
            "name": indicator.name,
            "text": indicator.text,
            "points": indicator.points,
            "points_at_risk": RISK.get(indicator.id, 0),
            "status": status,
            "score": {"covered": 0.92, "partial": 0.61, "missing": 0}[status],
            "reason": "".join(unmet) or "各项要求均有方案条款对应。",
            "evidence": []
            if status == "missing"
            else [Evidence(clause=key, quote=clauses[key], score=0.92 - 0.1 * n) for n, key in enumerate(ids)],
            "requirements": requirements,
            "responsible": [] if status == "missing" else named,
            "responsibility": "named" if named and status != "missing" else "missing",
        }
    )


def _tasks(plan: dict[str, Any], verdicts: list[IndicatorVerdict]) -> list[TaskReview]:
    serves: dict[str, list[str]] = {}
    for verdict in verdicts:
        for evidence in verdict.evidence:
            serves.setdefault(evidence.clause, []).append(verdict.id)
    tasks = []
    for task in plan["tasks"]:
        elsewhere = ELSEWHERE.get(task["id"], [])
        named = task["lead"] or task["responsible"]
        tasks.append(
            TaskReview(
                **task,
                responsibility="named" if named else "elsewhere" if elsewhere else "missing",
                responsibility_from=elsewhere,
                indicators=serves.get(task["id"], []),
            )
        )
    return tasks


def _summary(scored: list[IndicatorVerdict], bonus: list[IndicatorVerdict], tasks: list[TaskReview]) -> Summary:
    def count(verdicts: list[IndicatorVerdict], status: str) -> int:
        return sum(verdict.status == status for verdict in verdicts)

    groups = []
    for group in county_system().groups:
        inside = [v for v in scored if v.group == group.name]
        if inside:
            at_risk = sum(v.points_at_risk or 0 for v in inside)
            counts = {status: count(inside, status) for status in ("covered", "partial", "missing")}
            groups.append(
                GroupSummary(id=group.id, name=group.name, points=group.points, points_at_risk=at_risk, **counts)
            )
    return Summary(
        covered=count(scored, "covered"),
        partial=count(scored, "partial"),
        missing=count(scored, "missing"),
        points_total=100,
        points_at_risk=sum(v.points_at_risk or 0 for v in scored),
        tasks=len(tasks),
        tasks_without_responsibility=sum(t.responsibility == "missing" for t in tasks),
        bonus=BonusSummary(
            covered=count(bonus, "covered"), partial=count(bonus, "partial"), missing=count(bonus, "missing")
        ),
        groups=groups,
    )


def _findings() -> list[Finding]:
    return [
        Finding(
            code="version-mismatch",
            severity="warning",
            message="方案依据鲁交法函〔2024〕8号（第三批试点）制定，对照的是鲁交法函〔2023〕5号（2023年版）的指标体系，版本可能不一致，请核对。",
        ),
        Finding(
            code="repeated-label",
            severity="warning",
            message="附件2“七、探索创新”中序号1出现两次，后一项记作附2.七.1#2。",
        ),
        Finding(code="label-order", severity="info", message="三（一）的序号按1、3、2的顺序印出。"),
        Finding(
            code="points-mismatch",
            severity="error",
            message="示例：某组各项分值合计13分，与所印12分不符。",
        ),
    ]


@lru_cache(maxsize=1)
def review() -> Review:
    """31 indicators, 47 tasks, 4 findings."""
    plan = load_gold("laiwuqujiaozi-2024-19")
    coverage = json.loads(COVERAGE.read_text("utf-8"))["coverage"]
    clauses = {clause["id"]: clause["text"] for clause in plan["clauses"]}
    units = {task["id"]: task["lead"] + task["responsible"] for task in plan["tasks"]}
    by_kind: dict[str, list[IndicatorVerdict]] = {"scored": [], "bonus": []}
    prohibitions = []
    for group in county_system().groups:
        for indicator in group.indicators:
            if group.kind == "deduction":
                prohibitions.append(Prohibition(id=indicator.id, text=indicator.text))
            else:
                by_kind[group.kind].append(_verdict(group.name, indicator, coverage[indicator.id], clauses, units))
    verdicts = by_kind["scored"] + by_kind["bonus"]
    tasks = _tasks(plan, verdicts)
    return Review(
        plan=PlanInfo(
            name=PLAN.name,
            title=plan["title"],
            document_number=DocumentNumber.model_validate(plan["document_number"]),
            issuers=plan["issuers"],
            written_date=plan["written_date"],
            sha256=hashlib.sha256(PLAN.read_bytes()).hexdigest(),
        ),
        system=SystemInfo(
            title=county_system().title,
            source=NOTICE.name,
            document_number="鲁交法函〔2023〕5号",
            level="county",
            chosen_because="方案题为“信用交通县（市、区）”创建工作方案，与标题含“信用交通县”的县级指标体系相符；该通知另有市级指标体系，未采用。",
            notice_title="山东省交通运输厅关于公布全省第二批“信用交通县（市、区）”试点等工作的通知",
            sha256=hashlib.sha256(NOTICE.read_bytes()).hexdigest(),
        ),
        summary=_summary(by_kind["scored"], by_kind["bonus"], tasks),
        indicators=verdicts,
        tasks=tasks,
        units=view_units(
            tasks, verdicts, UnitAliases(OFFICIAL, [task.responsible for task in tasks], DATA), None, DATA
        ),
        prohibitions=prohibitions,
        findings=_findings(),
    )
