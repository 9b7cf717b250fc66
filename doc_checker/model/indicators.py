"""指标体系: an indicator system as data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Frozen, Span


class Cap(Frozen):
    """The most that a rule can earn in a period (null: in all)."""

    period: str | None
    points: float


class ScoringRule(Frozen):
    """One scoring statement: 得2分, 每少1人扣1分, 每条得1分，单季度最多2分，全年最多8分."""

    text: str
    kind: Literal["award", "deduct", "veto"]
    points: float | None
    per: str | None = None
    caps: list[Cap] = Field(default_factory=list)


class Quantity(Frozen):
    """What is asked at least: ``min`` of ``unit`` in each ``per`` (null: at all)."""

    min: float
    unit: str | None = None
    per: str | None = None


class Requirement(Frozen):
    """One thing that a plan must commit to."""

    id: str
    text: str
    quantity: Quantity | None = None
    points: float | None = None


class Indicator(Frozen):
    """指标: one item of a system; ``points`` is the most it can earn, null where unbounded."""

    id: str
    name: str | None = None
    text: str
    points: float | None
    rules: list[ScoringRule] = Field(default_factory=list)
    requirements: list[Requirement] = Field(default_factory=list)
    span: Span | None = None


class IndicatorGroup(Frozen):
    """A first-level group with the points printed for it."""

    id: str
    name: str
    kind: Literal["scored", "bonus", "deduction"]
    points: float | None
    indicators: list[Indicator]


class IndicatorSystem(Frozen):
    """One indicator system of a notice."""

    title: str
    level: Literal["county", "city", "province"] | None
    total_points: float | None
    groups: list[IndicatorGroup]
    notes: list[str] = Field(default_factory=list)
