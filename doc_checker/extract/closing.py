"""版尾: signatories, date of writing, disclosure and attachments of a document."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from ..data import Data
from ..dates import date_line, find_dates
from ..document import Document
from ..model import Attachment, Span
from ..organs import split_organs, strip_seal
from ..outline import Outline
from ..text import compact, fold, squeeze, tidy

# How the ways of disclosure are printed → the three that the 政府信息公开条例 knows.
_DISCLOSURE = {
    "主动公开": "主动公开",
    "公开发布": "主动公开",
    "予以公开": "主动公开",
    "公开": "主动公开",
    "依申请公开": "依申请公开",
    "不予公开": "不予公开",
    "不公开": "不予公开",
    "非公开": "不予公开",
}
_DISCLOSURE_KEYS = ("公开方式", "公开类别", "公开属性", "公开形式")
_WRITTEN_KEY = regex.compile(r"^[【\[]?成文(?:日期|时间)[】\]]?[:：]?")
_DATE = regex.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
# The note under a title dates the document where it says when it was passed, or gives nothing but the date.
_PASSED = regex.compile(r"通过|^[（(][^，。]{8,11}[)）]$")


@dataclass(frozen=True)
class Closing:
    """What the closing says; ``spans`` has the keys of ``Record.spans``. Absent values are None or empty."""

    signatories: list[str] = field(default_factory=list)
    written_date: str | None = None
    disclosure: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)


def find_closing(document: Document, outline: Outline, data: Data) -> Closing:
    """The closing fields of a document; a date of the body, a citation or the imprint is never taken."""
    spans: dict[str, Span] = {}
    signatories = _signatories(document, outline, data, spans)
    attachments = _attachments(document, outline)
    for position, attachment in enumerate(attachments):
        if attachment.span:
            spans[f"attachments.{position}"] = attachment.span
    return Closing(
        signatories=signatories,
        written_date=_written_date(document, outline, data, spans),
        disclosure=_disclosure(document, data, spans),
        attachments=attachments,
        spans=spans,
    )


def _signatories(document: Document, outline: Outline, data: Data, spans: dict[str, Span]) -> list[str]:
    """发文机关署名, one for each organ; the signer of an order (总理某某) is one."""
    if not outline.signature:
        return []
    names: list[str] = []
    printed, begin = document.slice(*outline.signature), outline.signature[0]
    for start, end in split_organs(printed, data):
        name = strip_seal(tidy(printed[start:end]))
        if name and name not in names:
            index = compact(printed[start:end]).index
            last = index[min(len(squeeze(name)), len(index)) - 1] + 1
            spans[f"signatories.{len(names)}"] = document.text.span(begin + start + index[0], begin + start + last)
            names.append(name)
    return names


def _written_date(document: Document, outline: Outline, data: Data, spans: dict[str, Span]) -> str | None:
    """成文日期: under the signature, else in brackets under the title (…通过), else where the page prints 成文日期."""
    if outline.date:
        view = document.text.compact(*outline.date)
        found = date_line(view.value, data)
        if found and found.value:
            spans["written_date"] = document.text.span(*outline.date)
        return found.value if found else None
    if outline.passed:
        view = document.text.compact(*outline.passed)
        dates = find_dates(view.value, data)
        if _PASSED.search(view.value) and len(dates) == 1 and dates[0].value:
            spans["written_date"] = document.text.span(*view.span(dates[0].start, dates[0].end))
            return dates[0].value
    return _page_date(document, outline, data, spans)


def _page_date(document: Document, outline: Outline, data: Data, spans: dict[str, Span]) -> str | None:
    """The date that the page's own table names 成文日期; its value may stand on the next line."""
    for position, place in enumerate(outline.furniture):
        view = document.text.compact(*place)
        key = _WRITTEN_KEY.match(view.value)
        if not key:
            continue
        if key.end() == len(view.value) and position + 1 < len(outline.furniture):
            view = document.text.compact(*outline.furniture[position + 1])
        found = _DATE.search(view.value)
        value = _iso(view.value, data)
        if found and value:
            spans["written_date"] = document.text.span(*view.span(*found.span()))
            return value
    return _iso(compact(document.metadata.get("成文日期", "")).value, data)


def _iso(value: str, data: Data) -> str | None:
    found = _DATE.search(value)
    if not found:
        return None
    dates = find_dates("{}年{}月{}日".format(*found.groups()), data)
    return dates[0].value if dates else None


def _disclosure(document: Document, data: Data, spans: dict[str, Span]) -> str | None:
    """公开属性, as a line of its own says it (此件公开发布, 公开方式：主动公开)."""
    for start, end in document.text.lines():
        if end - start > 80:
            continue
        value = fold(squeeze(document.slice(start, end)))
        for pattern in data.patterns_of("disclosure"):
            found = pattern.compiled.search(value)
            group = "kind" if found and found["kind"] else "bare"
            if found and found[group] in _DISCLOSURE:
                view = document.text.compact(start, end)
                spans["disclosure"] = document.text.span(*view.span(*found.span(group)))
                return _DISCLOSURE[found[group]]
    for key in _DISCLOSURE_KEYS:
        value = squeeze(document.metadata.get(key, ""))
        if value in _DISCLOSURE:
            return _DISCLOSURE[value]
    return None


def _attachments(document: Document, outline: Outline) -> list[Attachment]:
    """附件: as the attachment note lists them; without a note, as the attachments themselves are headed."""
    listed = [(entry.number, entry.title) for entry in outline.attachment_entries]
    if not listed:
        listed = [(part.number, part.title) for part in outline.parts if part.kind == "attachment" and part.title]
    return [
        Attachment(number=number, title=tidy(document.slice(*place)), span=document.text.span(*place))
        for number, place in listed
    ]
