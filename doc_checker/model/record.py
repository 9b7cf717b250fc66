"""The record of one notice: what ``extract`` returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from .base import SCHEMA_VERSION, Finding, Frozen, Span
from .indicators import IndicatorSystem


class Source(Frozen):
    """The file that was read: its name (no folder), SHA-256 and format."""

    name: str
    sha256: str
    format: str
    pages: int | None = None
    ocr_pages: list[int] = Field(default_factory=list)


class DocumentNumber(Frozen):
    """发文字号, normalised: 〔〕, half-width digits, no spaces, no leading zeros (GB/T 9704-2012, 7.2.5)."""

    text: str
    agency: str
    year: int | None
    sequence: int
    span: Span | None = None


class Attachment(Frozen):
    """One entry of the 附件说明 (GB/T 9704-2012, 7.3.4)."""

    number: int | None
    title: str
    span: Span | None = None


class Citation(Frozen):
    """Another document that the text names, by title, number or both."""

    title: str | None
    document_number: str | None
    span: Span


class TimeExpression(Frozen):
    """A date, deadline, frequency, duration or period printed in the text.

    ``value``: date and deadline → ISO string, as precise as printed; frequency → ``{"count", "unit", "per"}``;
    duration → ``{"n", "unit"}``; period → ``{"start", "end"}``.
    """

    text: str
    kind: Literal["date", "deadline", "frequency", "duration", "period"]
    value: Any
    span: Span


class Clause(Frozen):
    """One clause of the body or of an attachment; ``text`` is its own text without its children."""

    id: str
    label: str | None
    level: int
    heading: str | None
    text: str
    span: Span
    pieces: list[Span] = Field(
        default_factory=list,
        description="where the text stands, piece by piece, where other text stands between its parts (a preface begun "
        "in the cover and ended in the inner document); else empty, and `span` is all of it",
    )
    children: list[Clause] = Field(default_factory=list)

    def walk(self) -> Iterator[Clause]:
        """This clause, then all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Cell(Frozen):
    """One (merged) cell of a table, at its top left position; rows and columns count from 0."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    text: str
    span: Span | None = None


class Table(Frozen):
    """A table; one over several pages is one table with its header once."""

    title: str | None
    n_rows: int
    n_cols: int
    header_rows: int
    cells: list[Cell]


class UnitGroup(Frozen):
    """Units under one heading of a unit list (a city, say)."""

    name: str | None
    units: list[str]
    spans: list[Span] = Field(default_factory=list, description="where each unit stands, in the order of units")


class UnitList(Frozen):
    """单位名单: the total that the text declares beside the units counted."""

    title: str | None
    groups: list[UnitGroup]
    declared: int | None
    counted: int


class Member(Frozen):
    """One person of a roster."""

    role: str | None
    name: str
    posts: list[str]
    span: Span | None = None


class Roster(Frozen):
    """成员名单 of one body."""

    title: str | None
    members: list[Member]


class Task(Frozen):
    """One piece of work in a plan, with the units that answer for it, as printed."""

    id: str
    text: str
    lead: list[str] = Field(default_factory=list)
    responsible: list[str] = Field(default_factory=list)
    cooperate: list[str] = Field(default_factory=list)
    deadline: str | None = None
    frequency: str | None = None
    span: Span
    responsibility_source: str | None = Field(
        default=None, description="id of the governing clause that names the units, when the task itself does not"
    )
    resolved: dict[str, str] = Field(
        default_factory=dict,
        description="full names of units printed in short (运输发展中心: 区交通运输事业发展中心), by the printed name; "
        "only where they differ",
    )


class Record(Frozen):
    """Everything that was read from one notice. Absent values are null or empty, never guessed."""

    schema_version: str = SCHEMA_VERSION
    source: Source
    issuers: list[str] = Field(default_factory=list)
    document_number: DocumentNumber | None = None
    title: str | None = None
    document_type: str | None = None
    inner_title: str | None = None
    addressees: list[str] = Field(default_factory=list)
    signatories: list[str] = Field(default_factory=list)
    written_date: str | None = None
    disclosure: str | None = None
    attachments: list[Attachment] = Field(default_factory=list)
    citations: list[Citation] = Field(default_factory=list)
    times: list[TimeExpression] = Field(default_factory=list)
    clauses: list[Clause] = Field(default_factory=list)
    tables: list[Table] = Field(default_factory=list)
    unit_lists: list[UnitList] = Field(default_factory=list)
    rosters: list[Roster] = Field(default_factory=list)
    indicator_systems: list[IndicatorSystem] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    spans: dict[str, Span] = Field(
        default_factory=dict,
        description="where single header values stand: title, inner_title, written_date, disclosure, "
        "issuers.0, addressees.0, signatories.0, attachments.0 …",
    )
    doubtful: list[str] = Field(default_factory=list, description="fields whose reading is doubtful")
    confidence: dict[str, float] = Field(default_factory=dict, description="confidence (0 to 1) of doubtful fields")
    text: str | None = Field(default=None, description="the normalised text that spans refer to; only with --text")

    def walk_clauses(self) -> Iterator[Clause]:
        """All clauses in reading order."""
        for clause in self.clauses:
            yield from clause.walk()
