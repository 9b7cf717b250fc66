"""The review of one plan against one indicator system: what ``check`` returns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import SCHEMA_VERSION, Finding, Frozen, Span
from .record import DocumentNumber

Status = Literal["covered", "partial", "missing"]
Responsibility = Literal["named", "collective", "missing"]
TaskResponsibility = Literal["named", "collective", "elsewhere", "missing"]


class PlanInfo(Frozen):
    """Which plan was reviewed."""

    name: str
    title: str | None
    document_number: DocumentNumber | None = None
    issuers: list[str] = Field(default_factory=list)
    written_date: str | None = None
    sha256: str | None = None
    text_hash: str | None = Field(default=None, description="hash of all clauses, for the file of decisions")


class SystemInfo(Frozen):
    """Which indicator system it was held against, and why that one; ``source`` is the notice's file."""

    title: str
    source: str
    document_number: str | None = None
    level: str | None = None
    chosen_because: str
    notice_title: str | None = None
    written_date: str | None = None
    sha256: str | None = None


class Evidence(Frozen):
    """A clause of the plan that supports a verdict; ``quote`` is its printed text, ``score`` a likeness from 0 to 1."""

    clause: str
    quote: str
    score: float = Field(ge=0, le=1)
    span: Span | None = None
    doubtful: bool = False
    given: bool = Field(default=False, description="named by a person's decision, not found by the program")


class Facet(Frozen):
    """One thing compared between a requirement and a clause: action, object, quantity, channel, level …"""

    name: str
    asked: str
    found: str | None
    met: bool


class Decision(Frozen):
    """人工认定: what a person decided beside what the program found (``machine``).

    ``state``: applied; stale: the texts have changed since; expired: after ``until``. Only an applied one changes a verdict;
    ``note`` says why another does not. The hashes are those of the texts decided on, ``clauses`` the ones it rests on.
    """

    verdict: Status
    machine: Status
    who: str
    why: str
    until: str | None = None
    state: Literal["applied", "stale", "expired"]
    note: str | None = None
    clauses: list[str] = Field(default_factory=list)
    evidence: str | None = Field(default=None, description="words of the plan that it rests on")
    evidence_hash: str | None = None
    plan_hash: str | None = None
    text_hash: str | None = None


class RequirementVerdict(Frozen):
    """The verdict on one requirement, with the reason in one Chinese sentence."""

    id: str
    text: str
    status: Status
    evidence: list[str] = Field(default_factory=list)
    reason: str
    facets: list[Facet] = Field(default_factory=list)
    decision: Decision | None = None


class IndicatorVerdict(Frozen):
    """The verdict on one indicator."""

    id: str
    group: str
    name: str | None = None
    text: str
    points: float | None
    points_at_risk: float | None = None
    status: Status
    score: float = Field(ge=0, le=1)
    reason: str
    evidence: list[Evidence] = Field(default_factory=list)
    requirements: list[RequirementVerdict] = Field(default_factory=list)
    lead: list[str] = Field(default_factory=list)
    responsible: list[str] = Field(default_factory=list)
    cooperate: list[str] = Field(default_factory=list)
    responsibility: Responsibility
    doubtful: bool = False
    decision: Decision | None = None
    machine_status: Status | None = Field(
        default=None,
        description="the program's own verdict, where people decided on the indicator or a requirement of it",
    )
    text_hash: str | None = Field(default=None, description="hash of the text, for the file of decisions")
    evidence_hash: str | None = Field(default=None, description="hash of the clauses that are the evidence")


class TaskReview(Frozen):
    """One task of the plan: who answers for it, and which indicators it serves."""

    id: str
    text: str
    lead: list[str] = Field(default_factory=list)
    responsible: list[str] = Field(default_factory=list)
    cooperate: list[str] = Field(default_factory=list)
    deadline: str | None = None
    frequency: str | None = None
    responsibility: TaskResponsibility
    responsibility_from: list[str] = Field(default_factory=list)
    indicators: list[str] = Field(default_factory=list)
    resolved: dict[str, str] = Field(
        default_factory=dict, description="full names of units printed in short, by the printed name"
    )


Role = Literal["lead", "responsible", "cooperate"]


class UnitTask(Frozen):
    """A task that a unit has a part in."""

    id: str
    role: Role
    deadline: str | None = None
    frequency: str | None = None


class UnitIndicator(Frozen):
    """An indicator whose evidence rests on a unit; ``points`` is what the indicator is worth (null where unbounded)."""

    id: str
    role: Role
    status: Status
    points: float | None


class UnitReview(Frozen):
    """What rests on one unit of the plan, under its fullest name; ``printed`` lists the names that the plan prints."""

    name: str
    printed: list[str]
    collective: bool = Field(description="no single unit: 各有关单位, 局属各单位")
    in_roster: bool | None = Field(
        default=None, description="whether the plan's roster names it; null where the plan has none to compare with"
    )
    tasks: list[UnitTask] = Field(default_factory=list)
    indicators: list[UnitIndicator] = Field(default_factory=list)
    points: float = Field(description="points of the scored indicators that it leads or is responsible for")
    points_at_risk: float = Field(description="those of them that are at risk")


class Prohibition(Frozen):
    """A deduction item: shown, not judged."""

    id: str
    text: str


class BonusSummary(Frozen):
    """Counts over the bonus items."""

    covered: int
    partial: int
    missing: int


class GroupSummary(Frozen):
    """Counts and points of one group of indicators."""

    id: str
    name: str
    points: float | None
    covered: int
    partial: int
    missing: int
    points_at_risk: float


class Summary(Frozen):
    """Counts over the scored indicators and over the tasks."""

    covered: int
    partial: int
    missing: int
    points_total: float | None
    points_at_risk: float
    tasks: int
    tasks_without_responsibility: int
    bonus: BonusSummary
    decisions: int = Field(default=0, description="people's decisions that were applied, on scored and bonus items")
    decisions_not_applied: int = Field(default=0, description="those that are stale or expired")
    groups: list[GroupSummary] = Field(default_factory=list)


class Review(Frozen):
    """The whole review; indicators hold the scored items, then the bonus items."""

    schema_version: str = SCHEMA_VERSION
    plan: PlanInfo
    system: SystemInfo
    summary: Summary
    indicators: list[IndicatorVerdict]
    tasks: list[TaskReview]
    units: list[UnitReview] = Field(default_factory=list)
    prohibitions: list[Prohibition] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
