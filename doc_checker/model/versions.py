"""Two versions of an indicator system, item by item: what ``diff`` returns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import SCHEMA_VERSION, Frozen
from .review import Status

Change = Literal["unchanged", "reworded", "moved", "added", "dropped", "points-changed", "numbers-changed"]
GroupChange = Literal["unchanged", "renamed", "renumbered", "added", "dropped", "points-changed"]


class VersionInfo(Frozen):
    """One side: the system, the file that it was read from, and why this one; ``restated``: from a plan's own task table."""

    title: str
    source: str
    document_number: str | None = None
    written_date: str | None = None
    level: str | None = None
    total_points: float | None = None
    chosen_because: str
    restated: bool = False
    sha256: str | None = None


class TextSegment(Frozen):
    """A stretch of words: in both versions (as the new one prints it), only in the old, or only in the new."""

    kind: Literal["equal", "removed", "added"]
    text: str


class NumberChange(Frozen):
    """A quantity of the requirement's words or a scoring rule, as both versions print it; null: not there."""

    where: Literal["requirement", "rule"]
    old: str | None
    new: str | None


class ItemVersion(Frozen):
    """An indicator in one version; ``group`` is the id of its group."""

    id: str
    group: str
    group_name: str
    kind: Literal["scored", "bonus", "deduction"]
    name: str | None
    text: str
    points: float | None


class ItemChange(Frozen):
    """An indicator of the old version beside that of the new one; several changes at once are possible.

    ``moved``: to another group, or to another number only. ``near``: of an added or dropped item the id, in the other
    version, of an item that has much of its text (it may have been split off or merged). ``segments`` show the words
    without the scoring rules where one side has none.
    """

    changes: list[Change]
    old: ItemVersion | None
    new: ItemVersion | None
    likeness: float | None = Field(default=None, ge=0, le=1)
    moved: Literal["group", "number"] | None = None
    segments: list[TextSegment] = Field(default_factory=list)
    numbers: list[NumberChange] = Field(default_factory=list)
    near: str | None = None


class GroupVersions(Frozen):
    """A group of the old version beside that of the new one."""

    changes: list[GroupChange]
    old_id: str | None
    new_id: str | None
    old_name: str | None
    new_name: str | None
    old_points: float | None
    new_points: float | None


class Doubt(Frozen):
    """A verdict of an existing review that the new version puts in doubt; of an added item there is no verdict yet."""

    plan: str
    id: str
    new_id: str | None
    status: Status | None
    changes: list[Change]
    reason: str


class DiffSummary(Frozen):
    """Counts over the items; an item with several changes counts under each."""

    old_items: int
    new_items: int
    unchanged: int
    reworded: int
    moved: int
    moved_group: int
    added: int
    dropped: int
    points_changed: int
    numbers_changed: int


class SystemDiff(Frozen):
    """The whole comparison; ``doubts`` only with ``--review``. Items follow the new version, dropped ones where they stood."""

    schema_version: str = SCHEMA_VERSION
    old: VersionInfo
    new: VersionInfo
    summary: DiffSummary
    groups: list[GroupVersions]
    items: list[ItemChange]
    reviewed: list[str] = Field(default_factory=list, description="the plans whose reviews were looked at")
    doubts: list[Doubt] = Field(default_factory=list)
