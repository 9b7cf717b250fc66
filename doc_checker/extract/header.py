"""版头: issuers, document number, title and kind, inner title and addressees of a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from ..covers import named_in_title
from ..data import Data
from ..document import Document
from ..document_numbers import NumberMatch, find_numbers
from ..model import DocumentNumber, Span
from ..organs import split_organs, strip_seal
from ..outline import Outline, Range
from ..printed import bare_ending, ends_like_title
from ..text import compact, squeeze, tidy

_SPLIT = "、，,；;"
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "〈": "〉", "<": ">", "「": "」", "【": "】", "[": "]"}
_MARK_TAIL = regex.compile(r"(?:文件|便函|(?:专题|常务|办公|党组|党委|工作)?会议纪要)$")
_OTHERS = regex.compile(r"等(?:[\p{Han}\d]{1,4})?(?:部门|单位|部委|机关)$")
_STATE = "中华人民共和国"
_ORDER = regex.compile(r"(?:令|公告|通告|公报)$")
_NUMBER_KEYS = ("发文字号", "文号", "发文文号", "文件编号", "文件字号", "字号", "公文文号", "发布文号")
_NUMBER_KEY = regex.compile(f"(?:{'|'.join(_NUMBER_KEYS)})[】\\]]?[:：]?")
_TITLE_KEY = regex.compile(r"^[【\[]?(?:标题|名称|文件名称)[】\]]?[:：]")
_ANYTHING = regex.compile("^")
_ISSUED = regex.compile(r"(?:文件?)?(?:发布|印发|公布|颁布)")


@dataclass(frozen=True)
class Header:
    """What the header says; ``spans`` has the keys of ``Record.spans``. Absent values are None or empty."""

    issuers: list[str] = field(default_factory=list)
    document_number: DocumentNumber | None = None
    title: str | None = None
    document_type: str | None = None
    inner_title: str | None = None
    addressees: list[str] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)


def find_header(document: Document, outline: Outline, data: Data) -> Header:
    """The header fields of a document; what the page around it says counts only where the text is silent."""
    spans: dict[str, Span] = {}
    number = _number(document, outline, data)
    place = outline.title or _table_title(document, outline, data)
    title = tidy(document.slice(*place)) if place else _witnessed_title(document, data)
    if place:
        spans["title"] = document.text.span(*place)
    inner = _inner_title(document, outline, place, data, spans)
    issuers = _issuers(document, outline, number, place, data)
    addressees = split_addressees(document, outline.addressees)
    for field_name, ranges in (
        ("issuers", [place for _, place in issuers]),
        ("addressees", [p for _, p in addressees]),
    ):
        for position, place in enumerate(ranges):
            if place:
                spans[f"{field_name}.{position}"] = document.text.span(*place)
    return Header(
        issuers=[name for name, _ in issuers],
        document_number=number,
        title=title,
        document_type=_document_type(title, number, data),
        inner_title=inner,
        addressees=[name for name, _ in addressees],
        spans=spans,
    )


# --- document number


def _number(document: Document, outline: Outline, data: Data) -> DocumentNumber | None:
    """The document's own number: in the header, else in the note under the title or the page's own table."""
    if outline.number:
        view = document.text.compact(*outline.number)
        for found in find_numbers(view.value, data):
            return _as_model(found, document.text.span(*view.span(found.start, found.end)))
    for place, key in [*_note_places(outline), *_table_places(document, outline)]:
        view = document.text.compact(*place)
        begins = key.search(view.value) if key else None
        numbers = [found for found in find_numbers(view.value, data) if not begins or found.start >= begins.end()]
        if len(numbers) == 1 and (key or _ISSUED.match(view.value, numbers[0].end)):
            return _as_model(numbers[0], document.text.span(*view.span(numbers[0].start, numbers[0].end)))
    for name in _NUMBER_KEYS:
        for found in find_numbers(compact(document.metadata.get(name, "")).value, data):
            return _as_model(found, None)
    return None


def _note_places(outline: Outline) -> list[tuple[Range, regex.Pattern[str] | None]]:
    return [(outline.passed, None)] if outline.passed else []


def _table_places(document: Document, outline: Outline) -> list[tuple[Range, regex.Pattern[str] | None]]:
    """Lines of the page that give the document's number; the value may stand on the next line."""
    places: list[tuple[Range, regex.Pattern[str] | None]] = []
    for position, place in enumerate(outline.furniture):
        key = _NUMBER_KEY.search(squeeze(document.slice(*place)))
        if key:
            places.append((place, _NUMBER_KEY))
            places.extend((other, _ANYTHING) for other in outline.furniture[position + 1 : position + 2])
    return places


def _as_model(number: NumberMatch, span: Span | None) -> DocumentNumber:
    return DocumentNumber(text=number.text, agency=number.agency, year=number.year, sequence=number.sequence, span=span)


# --- titles


def _table_title(document: Document, outline: Outline, data: Data) -> Range | None:
    """The title that the page's own table gives (标题：…)."""
    for place in outline.furniture:
        view = document.text.compact(*place)
        key = _TITLE_KEY.match(view.value)
        if key and ends_like_title(view.value[key.end() :], data):
            return view.span(key.end(), len(view.value))
    return None


def _witnessed_title(document: Document, data: Data) -> str | None:
    for witness in (document.metadata.get("标题"), document.metadata.get("名称"), document.title_hint):
        if witness and ends_like_title(squeeze(witness), data):
            return tidy(witness)
    return None


def _inner_title(
    document: Document, outline: Outline, title: Range | None, data: Data, spans: dict[str, Span]
) -> str | None:
    """Title of the document that a cover carries: as printed above its text, else as the cover's title quotes it."""
    if outline.inner_title and outline.inner_title == title:
        return None
    if outline.inner_title:
        spans["inner_title"] = document.text.span(*outline.inner_title)
        return tidy(document.slice(*outline.inner_title))
    if not title:
        return None
    view = document.text.compact(*title)
    place = named_in_title(view.value, data)
    if place is None:
        return None
    span = view.span(*place)
    spans["inner_title"] = document.text.span(*span)
    return tidy(document.slice(*span))


def _document_type(title: str | None, number: DocumentNumber | None, data: Data) -> str | None:
    """The statutory kind (文种) that the title ends with; an order is one whatever the document it promulgates."""
    if number and number.year is None and number.agency.endswith("令"):
        return "命令"
    if not title:
        return None
    ending = bare_ending(squeeze(title), data)
    for entry in data.entries_of("document-type"):
        if ending in entry.forms:
            return entry.term if entry.value == "statutory" else None
    return None


# --- issuers


def _issuers(
    document: Document, outline: Outline, number: DocumentNumber | None, title: Range | None, data: Data
) -> list[tuple[str, Range | None]]:
    """发文机关: the red mark, else the signature, else the organ that the title begins with."""
    if number and number.year is None and _ORDER.search(number.agency):
        return _order_issuer(number, outline)
    places = [outline.issuer_mark] if outline.issuer_mark else []
    if not places and outline.signature:
        places = [outline.signature]
    if places:
        return _organs(document, places[0], data)
    return _title_organs(document, title, data)


def _order_issuer(number: DocumentNumber, outline: Outline) -> list[tuple[str, Range | None]]:
    """The organ that an order's number names; 国务院令 is printed with the name of the state before it."""
    name = _ORDER.sub("", number.agency)
    bare = name.removeprefix(_STATE)
    return [(bare if bare in ("国务院", "主席") else name, None)] if outline.number else []


def _organs(document: Document, place: Range, data: Data) -> list[tuple[str, Range | None]]:
    """The organs on the lines of a mark or signature, each once."""
    found: list[tuple[str, Range | None]] = []
    printed = document.slice(*place)
    for start, end in split_organs(printed, data):
        name = _MARK_TAIL.sub("", strip_seal(tidy(printed[start:end])))
        if name and name not in [other for other, _ in found]:
            length = _printed_length(printed[start:end], name)
            found.append((name, (place[0] + start, place[0] + start + length)))
    return found


def _printed_length(printed: str, name: str) -> int:
    """How much of the printed form the name takes: without （代章） or 文件 behind it."""
    index = compact(printed).index
    length = len(squeeze(name))
    return index[length - 1] + 1 if 0 < length <= len(index) else len(printed)


def _title_organs(document: Document, title: Range | None, data: Data) -> list[tuple[str, Range | None]]:
    if not title:
        return []
    view = document.text.compact(*title)
    for pattern in data.patterns_of("title_issuer"):
        found = pattern.compiled.search(view.value)
        if found:
            organs = view.value[slice(*found.span("organ"))]
            start, end = view.span(found.start("organ"), found.start("organ") + len(_OTHERS.sub("", organs)))
            return [
                (name, place) for name, place in _organs(document, (start, end), data) if ends_like_organ(name, data)
            ]
    return []


def ends_like_organ(name: str, data: Data) -> bool:
    """Whether a name ends the way organs do."""
    return name.endswith(data.forms_of("unit-suffix"))


# --- addressees


def split_addressees(document: Document, place: Range | None) -> list[tuple[str, Range | None]]:
    """主送机关, split at 、，； outside brackets and quotations."""
    if place is None:
        return []
    printed = document.slice(*place)
    found: list[tuple[str, Range | None]] = []
    for start, end in _outside_brackets(printed):
        piece = printed[start:end]
        value = tidy(piece)
        if value:
            begin = place[0] + start + len(piece) - len(piece.lstrip())
            found.append((value, (begin, place[0] + end - (len(piece) - len(piece.rstrip())))))
    return found


def _outside_brackets(printed: str) -> Iterable[Range]:
    start, closers = 0, ""
    for position, char in enumerate(printed):
        if closers and char == closers[-1]:
            closers = closers[:-1]
        elif char in _PAIRS:
            closers += _PAIRS[char]
        elif not closers and char in _SPLIT:
            yield (start, position)
            start = position + 1
    yield (start, len(printed))
