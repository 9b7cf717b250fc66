"""人工认定: what people decided overrides the program's verdict, as long as the texts are those they decided on.

A decision is stale where the indicator's text, or the plan's text that it rests on, has changed since; it expires after
``until``. Stale and expired decisions are shown with a finding and change nothing: the program's verdict stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from ..decision_file import DecisionEntry, hash_text, plan_hash
from ..display import STATUS
from ..model import (
    Clause,
    Decision,
    Evidence,
    Finding,
    IndicatorGroup,
    IndicatorSystem,
    IndicatorVerdict,
    Record,
    Summary,
)
from ..text import fold, squeeze
from .coverage import Judged, JudgedIndicator, combine

Pair = tuple[IndicatorGroup, JudgedIndicator]


@dataclass
class Decided:
    """The judged indicators after the decisions, the decisions on whole indicators, and what is to be said of them."""

    judged: list[Pair]
    decisions: dict[str, Decision] = field(default_factory=dict)
    machine: dict[str, Literal["covered", "partial", "missing"]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def apply_decisions(
    judged: Sequence[Pair], entries: Sequence[DecisionEntry], plan: Record, system: IndicatorSystem, today: date
) -> Decided:
    """Apply the decisions on one plan. Raises DataFileError where an entry names an indicator that never was."""
    result = Decided(list(judged))
    entries = [entry for entry in entries if entry.is_for(plan)]
    if not entries:
        return result
    checker = _Checker(plan, today)
    places = {each.indicator.id: number for number, (_, each) in enumerate(judged)}
    # Requirements first: a decision on the whole indicator leaves those that were decided by themselves.
    for entry in sorted(entries, key=lambda entry: (entry.requirement is None, entry.line)):
        place = places.get(entry.indicator)
        if place is None:
            _unknown(entry, result, system)
            continue
        group, each = result.judged[place]
        if entry.requirement is not None and all(entry.requirement != r.requirement.id for r in each.requirements):
            known = "、".join(r.requirement.id for r in each.requirements)
            if entry.text_hash is None:
                raise entry.error(f"指标 {entry.indicator} 没有编号为“{entry.requirement}”的要求", f"可用：{known}")
            result.findings.append(_finding(entry, "stale", f"要求 {entry.requirement} 已不存在"))
            continue
        state, note = checker.check(entry, each)
        if state != "applied":
            result.findings.append(_finding(entry, state, note or ""))
        result.machine.setdefault(entry.indicator, each.status)
        result.judged[place] = (group, _decide(entry, each, state, note, checker, result))
    return result


def _unknown(entry: DecisionEntry, result: Decided, system: IndicatorSystem) -> None:
    """An indicator that is not there: dropped since where the entry tells its text, else a slip."""
    deductions = {i.id for group in system.groups if group.kind == "deduction" for i in group.indicators}
    if entry.indicator in deductions:
        raise entry.error(f"“{entry.indicator}”是扣分项，程序不作判断", "请删去这一条")
    if entry.text_hash is None:
        known = "、".join(each.indicator.id for _, each in result.judged)
        raise entry.error(f"没有编号为“{entry.indicator}”的指标", f"可用：{known}")
    same = [each.indicator.id for _, each in result.judged if hash_text(each.indicator.text) == entry.text_hash]
    moved = f"，同样内容的指标现为 {same[0]}" if len(same) == 1 else ""
    result.findings.append(_finding(entry, "stale", f"指标体系中已没有 {entry.indicator}{moved}"))


class _Checker:
    """Whether decisions still hold for a plan."""

    def __init__(self, plan: Record, today: date) -> None:
        self._clauses: dict[str, Clause] = {clause.id: clause for clause in plan.walk_clauses()}
        self._plan = plan_hash(plan)
        self._today = today

    def check(
        self, entry: DecisionEntry, each: JudgedIndicator
    ) -> tuple[Literal["applied", "stale", "expired"], str | None]:
        """The state of a decision, and why it is not applied."""
        if entry.until is not None and entry.until < self._today:
            return "expired", f"认定的有效期到 {entry.until.isoformat()} 为止"
        if entry.text_hash is not None and entry.text_hash != hash_text(each.indicator.text):
            return "stale", "认定之后指标的内容改过"
        absent = [clause for clause in entry.clauses if clause not in self._clauses]
        if absent:
            return "stale", f"方案中没有所依据的条款 {'、'.join(absent)}"
        if entry.evidence is not None:
            wanted = _plain(entry.evidence)
            texts = [self._clauses[name].text for name in entry.clauses] or [c.text for c in self._clauses.values()]
            if not any(wanted in _plain(text) for text in texts):
                return "stale", "认定之后所依据的方案原文改过"
            return "applied", None
        if entry.plan_hash == self._plan or (entry.evidence_hash is None and entry.plan_hash is None):
            return "applied", None
        if entry.evidence_hash is not None and entry.clauses:
            own = hash_text(*(self._clauses[clause].text for clause in entry.clauses))
            return ("applied", None) if own == entry.evidence_hash else ("stale", "认定之后所依据的条款改过")
        return "stale", "认定之后方案的文字改过"

    def evidence(self, entry: DecisionEntry, each: JudgedIndicator) -> tuple[Evidence, ...]:
        """The clauses that a person named, else those that the program found."""
        found = {evidence.clause: evidence for evidence in each.evidence}
        if not entry.clauses:
            return each.evidence
        named = [
            found.get(name)
            or Evidence(
                clause=name, quote=self._clauses[name].text, score=0.0, span=self._clauses[name].span, given=True
            )
            for name in entry.clauses
        ]
        rest = [evidence for evidence in each.evidence if evidence.clause not in entry.clauses]
        return (*named, *(rest if entry.requirement is not None else ()))


def _decide(
    entry: DecisionEntry,
    each: JudgedIndicator,
    state: Literal["applied", "stale", "expired"],
    note: str | None,
    checker: _Checker,
    result: Decided,
) -> JudgedIndicator:
    """An indicator with one decision."""
    if entry.requirement is not None:
        requirements = tuple(
            _with(judged, entry, state, note, judged.verdict.status)
            if judged.requirement.id == entry.requirement
            else judged
            for judged in each.requirements
        )
        if state != "applied":
            return replace(each, requirements=requirements)
        status = combine([judged.verdict.status for judged in requirements])
        evidence = checker.evidence(entry, each) if status != "missing" else ()
        short = [f"“{r.verdict.text}”{r.verdict.reason}" for r in requirements if r.verdict.status != "covered"]
        told = f"其中 {entry.requirement} 由{entry.who}认定为“{STATUS[entry.verdict].word}”"
        reason = "；".join([told, *short])
        return replace(each, requirements=requirements, status=status, evidence=evidence, reason=reason)
    result.decisions[entry.indicator] = _decision(entry, each.status, state, note)
    if state != "applied":
        return each
    requirements = each.requirements
    if entry.verdict != "partial":  # of an item that is partly met nobody said which part
        requirements = tuple(
            judged
            if judged.verdict.decision is not None and judged.verdict.decision.state == "applied"
            else _with(judged, entry, state, note, judged.verdict.status)
            for judged in each.requirements
        )
    evidence = checker.evidence(entry, each) if entry.verdict != "missing" else ()
    return replace(
        each,
        status=entry.verdict,
        evidence=evidence,
        reason=_reason(entry, each.status, each.reason),
        requirements=requirements,
    )


def _with(
    judged: Judged,
    entry: DecisionEntry,
    state: Literal["applied", "stale", "expired"],
    note: str | None,
    machine: Literal["covered", "partial", "missing"],
) -> Judged:
    """A requirement with a decision."""
    update: dict[str, object] = {"decision": _decision(entry, machine, state, note)}
    if state == "applied":
        clauses = list(entry.clauses) or judged.verdict.evidence
        update |= {
            "status": entry.verdict,
            "evidence": [] if entry.verdict == "missing" else clauses,
            "reason": _reason(entry, machine, judged.verdict.reason),
        }
    return replace(judged, verdict=judged.verdict.model_copy(update=update))


def _reason(entry: DecisionEntry, machine: str, reason: str) -> str:
    return (
        f"{entry.who}认定为“{STATUS[entry.verdict].word}”：{entry.why}（程序判断为“{STATUS[machine].word}”：{reason}）"
    )


def _decision(
    entry: DecisionEntry,
    machine: Literal["covered", "partial", "missing"],
    state: Literal["applied", "stale", "expired"],
    note: str | None,
) -> Decision:
    return Decision(
        verdict=entry.verdict,
        machine=machine,
        who=entry.who,
        why=entry.why,
        until=entry.until.isoformat() if entry.until else None,
        state=state,
        note=note,
        clauses=list(entry.clauses),
        evidence=entry.evidence,
        evidence_hash=entry.evidence_hash,
        plan_hash=entry.plan_hash,
        text_hash=entry.text_hash,
    )


def _finding(entry: DecisionEntry, state: str, note: str) -> Finding:
    what = entry.requirement or entry.indicator
    word = "已过有效期" if state == "expired" else "已不适用"
    return Finding(
        code="decision-expired" if state == "expired" else "decision-stale",
        severity="warning",
        message=f"{entry.who}对 {what} 的认定（{STATUS[entry.verdict].word}）{word}，没有采用：{note}",
        data={"indicator": entry.indicator, "requirement": entry.requirement, "line": entry.line, "who": entry.who},
    )


def _plain(text: str) -> str:
    return fold(squeeze(text))


def with_decision(verdict: IndicatorVerdict, decided: Decided) -> IndicatorVerdict:
    """A verdict with the decision on it, and with the hashes that a decision on it would need.

    An item decided to be met in part, though no requirement is short, risks all its points: nobody said which part.
    """
    decision = decided.decisions.get(verdict.id)
    update: dict[str, object] = {
        "decision": decision,
        "machine_status": decided.machine.get(verdict.id),
        "text_hash": hash_text(verdict.text),
        "evidence_hash": hash_text(*(evidence.quote for evidence in verdict.evidence)) if verdict.evidence else None,
    }
    if decision is not None and decision.state == "applied":
        update["doubtful"] = False  # a person has looked
    if decision is not None and decision.state == "applied" and decision.verdict == "partial":
        update["points_at_risk"] = verdict.points_at_risk or (
            verdict.points if verdict.points_at_risk is not None else None
        )
    return verdict.model_copy(update=update)


def count_decisions(summary: Summary, verdicts: Sequence[IndicatorVerdict], decided: Decided) -> Summary:
    """The summary with how many decisions were applied and how many were not."""
    applied = 0
    for verdict in verdicts:
        if verdict.decision is not None and verdict.decision.state == "applied":
            applied += 1
        else:
            applied += sum(
                each.decision is not None and each.decision.state == "applied" for each in verdict.requirements
            )
    return summary.model_copy(update={"decisions": applied, "decisions_not_applied": len(decided.findings)})
