"""Records → a review: which indicators a plan covers, with evidence, and who answers for its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex

from ..data import Data, default_data
from ..decision_file import DecisionEntry, plan_hash
from ..model import (
    BonusSummary,
    Clause,
    Finding,
    GroupSummary,
    IndicatorGroup,
    IndicatorSystem,
    IndicatorVerdict,
    PlanInfo,
    Prohibition,
    Record,
    Review,
    Summary,
    SystemInfo,
    Task,
    TaskReview,
)
from ..organisation import aliases_of, units_of
from ..pausing import without_collection
from ..quantities import find_quantities
from ..text import squeeze
from ..unit_aliases import UnitAliases
from .asked import AskedSystem, judged_groups, prepare_system
from .choose import choose_system, is_county_city, plan_rank
from .commitments import ActorScope, split_sentences
from .coverage import Judge, JudgedIndicator
from .decisions import apply_decisions, count_decisions, with_decision
from .duties import find_duty_faults, known_units
from .language import analyser_for
from .match import Matcher
from .plan_index import PlanIndex
from .plan_time import plan_times
from .reading_doubts import doubted_indicators, find_reading_doubts
from .responsibility import compare_tasks, headings_above, judge_tasks, kind_of
from .right_version import check_version
from .setting_out import what_is_set_out
from .unit_view import view_units
from .vectors import default_vectors
from .weights import Weights, default_weights

__all__ = ["choose_system", "judged_groups", "review_plan"]

_SOURCE_FINDINGS = ("unread-pages", "system-corrected")
"""Findings of the two files that a reader of the review must know."""


def review_plan(
    plan: Record,
    notice: Record,
    system: IndicatorSystem,
    because: str,
    data: Data | None = None,
    weights: Weights | None = None,
    decisions: Sequence[DecisionEntry] = (),
    today: date | None = None,
) -> Review:
    """Review a plan against one indicator system of a notice (``choose_system`` gives ``system`` and ``because``).

    ``decisions`` are people's; ``today`` is the day on which they must still be valid. Raises DataFileError for an entry that
    names no indicator of the system.
    """
    data = data or default_data()
    machine = judge_indicators(plan, system, data, weights or default_weights())
    return review_judged(plan, notice, system, because, machine, data, decisions, today)


def review_judged(
    plan: Record,
    notice: Record,
    system: IndicatorSystem,
    because: str,
    machine: list[tuple[IndicatorGroup, JudgedIndicator]],
    data: Data,
    decisions: Sequence[DecisionEntry] = (),
    today: date | None = None,
) -> Review:
    """The review (see ``review_plan``) that the program's own verdicts (of ``judge_indicators``) make."""
    decided = apply_decisions(machine, decisions, plan, system, today or date.today())
    judged = decided.judged
    served = _served(judged)
    aliases, likeness = aliases_of(plan, data), cache(lambda: compare_tasks(plan.tasks, data, headings_above(plan)))
    kinds = judge_tasks(plan.tasks, served, data, likeness)
    tasks = [_task_review(task, kinds[task.id], served, aliases) for task in plan.tasks]
    by_id = {task.id: task for task in plan.tasks}
    verdicts = [with_decision(_indicator_verdict(group, each, by_id, tasks, data), decided) for group, each in judged]
    doubted = doubted_indicators(notice, system)
    verdicts = [each.model_copy(update={"doubtful": True}) if each.id in doubted else each for each in verdicts]
    findings = check_version(plan, notice, system, data)  # the wrong version makes all else moot: it is said first
    findings += find_reading_doubts(plan, verdicts, doubted)
    findings += [
        finding for record in (plan, notice) for finding in record.findings if finding.code in _SOURCE_FINDINGS
    ]
    findings += decided.findings
    findings += _coverage_findings(judged)
    findings += find_duty_faults(plan, tasks, aliases, likeness, data)
    return Review(
        plan=_plan_info(plan),
        system=SystemInfo(
            title=system.title,
            source=notice.source.name,
            document_number=notice.document_number.text if notice.document_number else None,
            level=system.level,
            chosen_because=because,
        ),
        summary=count_decisions(_summary(system, verdicts, tasks), verdicts, decided),
        indicators=verdicts,
        tasks=tasks,
        units=view_units(tasks, verdicts, aliases, known_units(plan, tasks, data), data),
        prohibitions=[
            Prohibition(id=indicator.id, text=indicator.text)
            for group in system.groups
            if group.kind == "deduction"
            for indicator in group.indicators
        ],
        findings=findings,
    )


def _plan_info(plan: Record) -> PlanInfo:
    return PlanInfo(
        name=plan.source.name,
        title=plan.inner_title or plan.title,
        document_number=plan.document_number,
        issuers=plan.issuers,
        written_date=plan.written_date,
        text_hash=plan_hash(plan),
    )


def judge_indicators(
    plan: Record, system: IndicatorSystem, data: Data, weights: Weights, indexed: IndexedPlan | None = None
) -> list[tuple[IndicatorGroup, JudgedIndicator]]:
    """The verdict on every scored and bonus indicator, in the system's order; ``indexed``: the plan, where it is indexed already.

    Raises NoIndicatorSystem when the system has none.
    """
    asked = prepare_system(system, data)
    with without_collection():
        judge = make_judge(indexed or index_plan(plan, data), asked, data, weights)
        return [(group, judge.judge(indicator)) for group in judged_groups(system) for indicator in group.indicators]


def make_judge(plan: IndexedPlan, system: AskedSystem, data: Data, weights: Weights) -> Judge:
    """The judge of a plan against a system."""
    return Judge(Matcher(plan.index, system, weights), weights, data, plan.roster, plan.doubtful)


@dataclass(frozen=True)
class IndexedPlan:
    """What a judge needs of a plan; it serves every system and all weights."""

    index: PlanIndex
    roster: int | None
    """The size of its largest roster."""
    doubtful: frozenset[str]
    """Ids of clauses that were read doubtfully (OCR)."""


def index_plan(plan: Record, data: Data) -> IndexedPlan:
    """The plan's sentences indexed."""
    year, until = plan_times(plan)
    scope = ActorScope(
        plan_rank(plan, data), year, _single_bureau(plan), is_county_city(plan, data), _city_of(plan), until
    )
    topic = squeeze((plan.title or "") + (plan.inner_title or ""))
    clauses = committing_clauses(plan, data)
    index = PlanIndex(clauses, scope, analyser_for(data), default_vectors(), data, topic, what_is_set_out(plan))
    roster = max((len(roster.members) for roster in plan.rosters), default=None)
    doubtful = frozenset(field.removeprefix("clauses.") for field in plan.doubtful if field.startswith("clauses."))
    return IndexedPlan(index, roster, doubtful)


_CITY = regex.compile(r"^(?:中共)?(?P<place>\p{Han}{2,3})市")


def _city_of(plan: Record) -> str | None:
    """The name of the city that issues a plan."""
    texts = [*plan.issuers[:1], *plan.signatories[:1], plan.inner_title or "", plan.title or ""]
    found = next((match for text in texts if (match := _CITY.match(squeeze(text)))), None)
    return found["place"] if found else None


def _single_bureau(plan: Record) -> str | None:
    """The issuer's name where one bureau issues the plan; a government's plan speaks for all its bureaus."""
    if len(plan.issuers) != 1 or not squeeze(plan.issuers[0]).endswith(("局", "厅", "委", "委员会")):
        return None
    return squeeze(plan.issuers[0])


_ANNUAL_PLAN = regex.compile(
    r"(?<![\d至—-])20\d{2}年度?(?!至|[—-]).*(?:工作)?(?P<kind>要点|计划|方案|安排|打算)(?:的通知)?(?:[（(][^（()）]{1,10}[)）])?$"
)
_YEARS = regex.compile(r"[三五两]年|20\d{2}\s{0,2}[-—－–~～至]{1,2}\s{0,2}20\d{2}|规划|应急|预案")
_KINDS_OF_ANNUAL_PLAN = ("工作要点", "工作计划", "工作方案")


def _annual_kinds(title: str) -> tuple[str, ...]:
    """What an annual plan may be called besides what its title calls it: 工作要点, 工作计划 and 工作方案 are one thing."""
    if not _ANNUAL_PLAN.search(title) or _YEARS.search(title):
        return ()
    return tuple(f"年度{kind}" for kind in _KINDS_OF_ANNUAL_PLAN if not title.endswith(kind))


def committing_clauses(plan: Record, data: Data) -> list[tuple[Clause, Sequence[str]]]:
    """Clauses that may commit, each with the headings above it: not the preamble, notes or prohibitions.

    The title commits to issuing the document that it names, so its clause reads 制定印发 with the title.
    """
    found: list[tuple[Clause, Sequence[str]]] = []

    def walk(clause: Clause, headings: tuple[str, ...], is_general: bool = False) -> None:
        last = clause.id.rsplit(".", 1)[-1]
        if last in ("注", "扣") or ".扣." in clause.id:
            return
        if last == "前言":
            found.extend((goals, ()) for goals in _goals_in(clause))
            return
        if clause.id == "标题":
            text = squeeze(clause.text)
            found.append(
                (clause.model_copy(update={"text": f"制定印发{text}。", "heading": None}), _annual_kinds(text))
            )
        elif _GENERAL_SECTION.search(squeeze(clause.heading or "")):
            is_general = True
            found.extend((goals, headings) for goals in _goals_in(clause))
        elif (not is_general or _GOALS.search(squeeze(clause.heading or ""))) and not _is_general(clause, data):
            found.append((clause, headings))
        below = (*headings, clause.heading) if clause.heading else headings
        for child in clause.children:
            walk(child, below, is_general)

    for clause in plan.clauses:
        walk(clause, ())
    return found


_GENERAL_SECTION = regex.compile(r"^(?:总体要求|总体思路|指导思想|基本原则|工作原则|重要意义|工作背景|编制依据|形势)")
"""Sections of general language: what stands in them is said of everything and commits to nothing."""
_GOALS = regex.compile(r"目标(?:任务|要求)?$")


def _is_general(clause: Clause, data: Data) -> bool:
    """Whether a clause's own text commits to nothing: a bare heading, or a goal without a number."""
    if clause.children and _is_heading_only(clause):
        return True
    if not _GOALS.search(squeeze(clause.heading or "")):
        return False
    text = squeeze(clause.text)
    return not (find_quantities(text, data) or _HONOUR_AIMED_AT.search(text))


_HONOUR_AIMED_AT = regex.compile(
    r"(?:力争|争取|争创|确保|努力|力求)[^，。；]{0,24}(?:获[评得批]|荣获|创[成建]|评[为上选]|命名|授[予牌]|表[彰扬]|先进[集单个]|示范[县市区单]|称号)"
)
_MEASURED_GOAL = regex.compile(
    r"(?:目标|总体|力争|确保|争取|实现|年底|年内|全年|到20\d\d年)[^。；]*"
    r"(?:不低于|不少于|不高于|不超过|达到?|保持在?|控制在|稳定在|[提降][高升到低至]+|超过|突破)[^，。；\d]{0,6}\d[\d.]*(?:[%％]|个百分点)"
)


def _goals_in(clause: Clause) -> list[Clause]:
    """A preamble or general section cut down to its sentences that set a measured goal or aim at an honour; none where it has none."""
    own = split_sentences(squeeze(clause.text))
    text = "".join(each for each in own if _MEASURED_GOAL.search(each) or _HONOUR_AIMED_AT.search(each))
    return [clause.model_copy(update={"text": text, "heading": None})] if text else []


def _is_heading_only(clause: Clause) -> bool:
    own = squeeze(clause.text)
    return not clause.text or own.endswith(squeeze(clause.heading or "\0")) or own == squeeze(clause.label or "\0")


def _served(judged: Sequence[tuple[IndicatorGroup, JudgedIndicator]]) -> dict[str, list[str]]:
    """For each clause the indicators whose verdict it supports."""
    served: dict[str, list[str]] = {}
    for _, each in judged:
        for evidence in each.evidence:
            served.setdefault(evidence.clause, []).append(each.indicator.id)
    return served


def _task_review(
    task: Task, kind: tuple[str, list[str]], served: dict[str, list[str]], aliases: UnitAliases
) -> TaskReview:
    return TaskReview(
        id=task.id,
        text=task.text,
        lead=task.lead,
        responsible=task.responsible,
        cooperate=task.cooperate,
        deadline=task.deadline,
        frequency=task.frequency,
        responsibility=kind[0],  # type: ignore[arg-type]
        responsibility_from=kind[1],
        indicators=served.get(task.id, []),
        resolved={unit: aliases.resolve(unit) for unit in units_of(task) if aliases.resolve(unit) != unit},
    )


def _indicator_verdict(
    group: IndicatorGroup, each: JudgedIndicator, by_id: dict[str, Task], reviews: Sequence[TaskReview], data: Data
) -> IndicatorVerdict:
    indicator = each.indicator
    sources = _evidence_tasks(each, by_id, reviews)
    lead = list(dict.fromkeys(unit for task in sources for unit in task.lead))
    responsible = list(dict.fromkeys(unit for task in sources for unit in task.responsible))
    cooperate = list(dict.fromkeys(unit for task in sources for unit in task.cooperate))
    return IndicatorVerdict(
        id=indicator.id,
        group=group.name,
        name=indicator.name,
        text=indicator.text,
        points=indicator.points,
        points_at_risk=_points_at_risk(each) if group.kind == "scored" else None,
        status=each.status,
        score=min(1.0, max(0.0, each.score)),
        reason=each.reason,
        evidence=list(each.evidence),
        requirements=[judged.verdict for judged in each.requirements],
        lead=lead,
        responsible=responsible,
        cooperate=cooperate,
        responsibility=kind_of([*lead, *responsible, *cooperate], data),
        doubtful=bool(each.evidence) and all(evidence.doubtful for evidence in each.evidence),
    )


def _evidence_tasks(each: JudgedIndicator, by_id: dict[str, Task], reviews: Sequence[TaskReview]) -> list[Task]:
    """The tasks behind an indicator's evidence; for one whose units stand elsewhere, the tasks that name them."""
    elsewhere = {review.id: review.responsibility_from for review in reviews if review.responsibility == "elsewhere"}
    found: dict[str, Task] = {}
    for evidence in each.evidence:
        for identifier in (evidence.clause, *elsewhere.get(evidence.clause, [])[:1]):
            task = by_id.get(identifier)
            if task is not None and units_of(task):
                found[identifier] = task
    return list(found.values())


def _points_at_risk(each: JudgedIndicator) -> float | None:
    """Points of the requirements not covered; those without points of their own share what is left of the indicator's."""
    points = each.indicator.points
    if points is None:
        return None
    judged = each.requirements
    own = sum(j.requirement.points or 0.0 for j in judged)
    without = [j for j in judged if j.requirement.points is None]
    share = max(0.0, points - own) / len(without) if without else 0.0
    lost = sum(
        (j.requirement.points if j.requirement.points is not None else share)
        for j in judged
        if j.verdict.status != "covered"
    )
    return round(min(points, lost), 2)


def _summary(system: IndicatorSystem, verdicts: Sequence[IndicatorVerdict], tasks: Sequence[TaskReview]) -> Summary:
    by_id = {verdict.id: verdict for verdict in verdicts}
    groups = []
    for group in judged_groups(system):
        own = [by_id[indicator.id] for indicator in group.indicators]
        groups.append(
            GroupSummary(
                id=group.id,
                name=group.name,
                points=group.points,
                covered=_count(own, "covered"),
                partial=_count(own, "partial"),
                missing=_count(own, "missing"),
                points_at_risk=round(sum(verdict.points_at_risk or 0.0 for verdict in own), 2),
            )
        )
    scored = [by_id[i.id] for g in system.groups if g.kind == "scored" for i in g.indicators]
    bonus = [by_id[i.id] for g in system.groups if g.kind == "bonus" for i in g.indicators]
    return Summary(
        covered=_count(scored, "covered"),
        partial=_count(scored, "partial"),
        missing=_count(scored, "missing"),
        points_total=system.total_points,
        points_at_risk=round(sum(verdict.points_at_risk or 0.0 for verdict in scored), 2),
        tasks=len(tasks),
        tasks_without_responsibility=sum(task.responsibility == "missing" for task in tasks),
        bonus=BonusSummary(
            covered=_count(bonus, "covered"), partial=_count(bonus, "partial"), missing=_count(bonus, "missing")
        ),
        groups=groups,
    )


def _count(verdicts: Sequence[IndicatorVerdict], status: str) -> int:
    return sum(verdict.status == status for verdict in verdicts)


def _coverage_findings(judged: Sequence[tuple[IndicatorGroup, JudgedIndicator]]) -> list[Finding]:
    """A finding for each number that the plan states lower than asked."""
    findings = []
    for _, each in judged:
        for requirement in each.requirements:
            if requirement.verdict.decision is not None and requirement.verdict.decision.state == "applied":
                continue
            for facet in requirement.verdict.facets:
                if facet.name == "quantity" and not facet.met and facet.found:
                    findings.append(
                        Finding(
                            code="weaker-than-required",
                            severity="warning",
                            message=f"指标{each.indicator.id}要求“{facet.asked}”，{requirement.verdict.evidence[0]} 只写“{facet.found}”",
                            data={
                                "indicator": each.indicator.id,
                                "requirement": requirement.requirement.id,
                                "clause": requirement.verdict.evidence[0],
                                "asked": facet.asked,
                                "found": facet.found,
                            },
                        )
                    )
    return findings
