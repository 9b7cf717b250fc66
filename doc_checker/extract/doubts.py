"""存疑字段: header values and clauses whose reading by OCR is not sure enough to be taken for granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..document import Document
from ..model import Clause, IndicatorSystem, Span

DOUBTFUL_BELOW = 0.85
"""A header value is doubtful when one of its characters was read with less confidence (0 to 1) than this."""

DOUBTFUL_CLAUSE_BELOW = 0.95
"""A clause is doubtful when the mean confidence of its characters is below this: one unsure character in a paragraph
does not change what it commits to."""


def find_doubts(
    document: Document,
    spans: Mapping[str, Span | None],
    clauses: Iterable[Clause] = (),
    systems: Iterable[IndicatorSystem] = (),
) -> dict[str, float]:
    """Confidence of the doubtful fields: header fields by their key in ``spans`` (title, signatories.0 …), clauses as
    ``clauses.<id>``, indicators as ``indicator_systems.<number from 0>.<id>``. Empty for a document that was not read by OCR.
    """
    if not document.unsure:
        return {}
    doubts: dict[str, float] = {}
    for name, span in spans.items():
        if span is not None and (least := document.confidence(span.start, span.end)) < DOUBTFUL_BELOW:
            doubts[name] = round(least, 2)
    for clause in clauses:
        for part in clause.walk():
            mean = _mean_confidence(document, part.span)
            if mean < DOUBTFUL_CLAUSE_BELOW:
                doubts[f"clauses.{part.id}"] = round(mean, 2)
    for number, system in enumerate(systems):
        for indicator in (indicator for group in system.groups for indicator in group.indicators):
            mean = _mean_confidence(document, indicator.span) if indicator.span else 1.0
            if mean < DOUBTFUL_CLAUSE_BELOW:
                doubts[f"indicator_systems.{number}.{indicator.id}"] = round(mean, 2)
    return doubts


def _mean_confidence(document: Document, span: Span) -> float:
    """The mean confidence of the characters of a span, white space and signs left out."""
    count = sum(char.isalnum() for char in document.slice(span.start, span.end))
    lost = sum(
        (min(end, span.end) - max(start, span.start)) * (1 - confidence)
        for start, end, confidence in document.unsure_within(span.start, span.end)
    )
    return 1 - lost / count if count else 1.0
