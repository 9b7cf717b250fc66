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


class Facet(Frozen):
    """One thing compared between a requirement and a clause: action, object, quantity, channel, level …"""

    name: str
    asked: str
    found: str | None
    met: bool


class RequirementVerdict(Frozen):
    """The verdict on one requirement, with the reason in one Chinese sentence."""

    id: str
    text: str
    status: Status
    evidence: list[str] = Field(default_factory=list)
    reason: str
    facets: list[Facet] = Field(default_factory=list)


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
    groups: list[GroupSummary] = Field(default_factory=list)


class Review(Frozen):
    """The whole review; indicators hold the scored items, then the bonus items."""

    schema_version: str = SCHEMA_VERSION
    plan: PlanInfo
    system: SystemInfo
    summary: Summary
    indicators: list[IndicatorVerdict]
    tasks: list[TaskReview]
    prohibitions: list[Prohibition] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
