"""引用文件: other documents that a text names, by title, by number or by both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import regex

from ..data import Data
from ..document import Document
from ..document_numbers import NumberMatch, find_numbers
from ..model import Citation
from ..outline import Outline, Range
from ..printed import bare_ending, bare_title, without_brackets
from ..text import Compact, squeeze, tidy

_BREAKS = regex.compile(r"[\n\t]+")
_LEAD = 60
_SHORT_ENDINGS = ("法", "法典", "宪法")


@dataclass(frozen=True)
class _Title:
    """A cited title: places of the whole with its book marks and of the title itself."""

    start: int
    end: int
    inner: Range
    value: str


@dataclass(frozen=True)
class _Mention:
    """A document named at a place of the compact text."""

    place: Range
    title: str | None
    number: str | None


def find_citations(document: Document, outline: Outline, data: Data, own_titles: Collection[str]) -> list[Citation]:
    """Documents cited in the text, each once, in the order of first mention.

    ``own_titles`` (the document's own, the one it carries, its attachments) are no citations, nor is its own number;
    but an own title with another number is an earlier document of that name. A title mentioned with and without its
    number is one document.
    """
    view = document.text.compact()
    own_number = _own_number(document, outline, data)
    own = {_key(title) for title in own_titles}
    quoted = _quoted(view, data)
    numbers = _numbers(document, outline, view, data)
    found: list[_Mention] = []
    for title in quoted:
        number = _number_of(title, numbers, view, data)
        if number:
            numbers.remove(number)
        if not _is_document(title.value, data) or _is_outside(view.index[title.start], outline):
            continue
        if _is_own(_key(title.value), own, data) and (
            number is None or number.text == own_number or _names(own_titles, number)
        ):
            continue
        places = [title.inner, *([(number.start, number.end)] if number else [])]
        place = (min(start for start, _ in places), max(end for _, end in places))
        printed = tidy(document.slice(*view.span(*title.inner)))
        found.append(_Mention(place, printed, number.text if number else None))
    inside = [(title.start, title.end) for title in quoted]
    found += [
        _Mention((number.start, number.end), None, number.text)
        for number in numbers
        if number.text != own_number and not any(start < number.start < end for start, end in inside)
    ]
    return _distinct(document, view, sorted(found, key=lambda mention: mention.place))


def _numbers(document: Document, outline: Outline, view: Compact, data: Data) -> list[NumberMatch]:
    """Document numbers of the text itself: not the one in the header, none of the web page around it."""
    return [
        number
        for number in find_numbers(view.value, data, _line_starts(document, view))
        if not _is_outside(view.index[number.start], outline)
    ]


def _is_outside(offset: int, outline: Outline) -> bool:
    """Whether a place is none of the text's own: another number in the header, the web page, the imprint."""
    kept = [place for place in (outline.title, outline.passed) if place]
    body = min((part.extent[0] for part in outline.parts), default=0)
    if offset < body and not any(start <= offset < end for start, end in kept):
        return True
    return any(start <= offset < end for start, end in (*outline.furniture, *outline.notes))


def _names(own_titles: Collection[str], number: NumberMatch) -> bool:
    """Whether an own title gives the number itself (an attachment 某某办法（某发〔2021〕1号）)."""
    return any(number.text in squeeze(title) for title in own_titles)


def _line_starts(document: Document, view: Compact) -> list[int]:
    """Places in the compact text where a paragraph or a cell begins."""
    return [view.position(match.end()) for match in _BREAKS.finditer(document.text.value)]


def _own_number(document: Document, outline: Outline, data: Data) -> str | None:
    if not outline.number:
        return None
    found = find_numbers(document.text.compact(*outline.number).value, data)
    return found[0].text if found else None


def _key(title: str) -> str:
    """A title as own titles are compared: without brackets at its end, punctuation and 的."""
    return bare_title(without_brackets("".join(title.split())))


def _quoted(view: Compact, data: Data) -> list[_Title]:
    """Whatever stands in book marks."""
    return [
        _Title(match.start(), match.end(), match.span("title"), match["title"])
        for pattern in data.patterns_of("cited_title")
        for match in pattern.compiled.finditer(view.value)
    ]


def _is_document(title: str, data: Data) -> bool:
    """Whether a title ends like a document's; a bare kind (《通知》) only stands for a title given before."""
    bare = without_brackets(title)
    ending = bare_ending(bare, data)
    if ending is None or bare.endswith(data.forms_of("form-title")):
        return False
    return len(bare) >= len(ending) + 2 or (ending in _SHORT_ENDINGS and len(bare) > 1)


def _is_own(title: str, own: set[str], data: Data) -> bool:
    """Whether a title is one of the document's own; only the organ that stands before the own title may be missing."""
    endings = data.forms_of("unit-suffix")
    return any(title == other or (other.endswith(title) and other[: -len(title)].endswith(endings)) for other in own)


def _number_of(title: _Title, numbers: list[NumberMatch], view: Compact, data: Data) -> NumberMatch | None:
    """The number printed directly behind a title (《…》（国办发〔2018〕1号）), or before it (…号文件《…》)."""
    for number in numbers:
        if 0 <= number.start - title.end <= _LEAD and _fits(view.value[title.end : number.start], "number_lead", data):
            return number
        if 0 <= title.start - number.end <= 8 and _fits(view.value[number.end : title.start], "number_trail", data):
            return number
    return None


def _fits(value: str, label: str, data: Data) -> bool:
    return any(pattern.compiled.search(value) for pattern in data.patterns_of(label))


def _distinct(document: Document, view: Compact, mentions: list[_Mention]) -> list[Citation]:
    """One citation for each document; a mention with the number completes an earlier one without."""
    kept: list[_Mention] = []
    for mention in mentions:
        earlier = next((i for i, other in enumerate(kept) if _is_same(mention, other)), None)
        if earlier is None:
            kept.append(mention)
        elif kept[earlier].number is None or kept[earlier].title is None:
            kept[earlier] = mention if mention.number and mention.title else kept[earlier]
    return [
        Citation(
            title=mention.title,
            document_number=mention.number,
            span=document.text.span(*view.span(*mention.place)),
        )
        for mention in kept
    ]


def _is_same(mention: _Mention, other: _Mention) -> bool:
    """Whether two mentions name one document: the same number, or the same title and not two numbers."""
    if mention.number and other.number:
        return mention.number == other.number and _agree(mention.title, other.title)
    return bool(mention.title and other.title) and _agree(mention.title, other.title)


def _agree(title: str | None, other: str | None) -> bool:
    return title is None or other is None or _key(title) == _key(other)
