"""``Document`` → ``Record``: one readable, ordered list of calls."""

from __future__ import annotations

from ..data import Data, default_data
from ..document import Document
from ..model import Finding, Record
from ..organisation import resolve_units
from ..pausing import without_collection
from . import (
    audit,
    citations,
    clauses,
    closing,
    doubts,
    header,
    indicators,
    outlining,
    rosters,
    tables,
    tasks,
    times,
    units,
)

__all__ = ["extract_record"]


@without_collection()
def extract_record(document: Document, data: Data | None = None, with_text: bool = False) -> Record:
    """Everything that a document says, as the contract's record; ``with_text`` adds the text that spans refer to."""
    data = data or default_data()
    outline = outlining.find_outline(document, data)
    head = header.find_header(document, outline, data)
    end = closing.find_closing(document, outline, data)
    parsed = clauses.find_clauses(document, outline, data)
    systems = indicators.find_indicator_systems(document, outline, data)
    found_times = times.find_times(document, data)
    own_titles = [title for title in (head.title, head.inner_title, *(a.title for a in end.attachments)) if title]
    spans = {**head.spans, **end.spans}
    number = head.document_number
    places = {**spans, "document_number": number.span if number else None}
    unsure = doubts.find_doubts(document, places, parsed.clauses, systems)
    record = Record(
        source=document.source,
        issuers=head.issuers,
        document_number=head.document_number,
        title=head.title,
        document_type=head.document_type,
        inner_title=head.inner_title,
        addressees=head.addressees,
        signatories=end.signatories,
        written_date=end.written_date,
        disclosure=end.disclosure,
        attachments=end.attachments,
        citations=citations.find_citations(document, outline, data, own_titles),
        times=found_times,
        clauses=parsed.clauses,
        tables=tables.find_tables(document, outline),
        unit_lists=units.find_unit_lists(document, outline, data),
        rosters=rosters.find_rosters(document, outline, data),
        indicator_systems=systems,
        tasks=tasks.find_tasks(document, outline, parsed, data, found_times),
        findings=[*audit.audit_systems(systems), *_unread_pages(document)],
        spans=spans,
        doubtful=list(unsure),
        confidence=unsure,
        text=document.text.value if with_text else None,
    )
    return resolve_units(record, data)


def _unread_pages(document: Document) -> list[Finding]:
    """Pages that hold no usable text and were not read: what stands on them must not be taken for absent."""
    pages = document.metadata.get("未识别的页")
    if not pages:
        return []
    advice = "请安装 doc-checker[ocr]（不用 --ocr never）后重读，图像损坏的请重新扫描"
    message = f"第{pages}页没有可用的文字，未能读出：{advice}，否则其中的内容不会计入"
    return [Finding(code="unread-pages", severity="warning", message=message, data={"pages": pages})]
