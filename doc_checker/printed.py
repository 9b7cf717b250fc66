"""Printed lines, each judged by itself: what kind of line of an official document it can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from .data import Data
from .dates import PrintedDate, date_line
from .document import Document, Paragraph
from .document_numbers import NumberMatch, find_numbers
from .text import Compact

_LABEL = regex.compile(
    r"^(?:[一二三四五六七八九十百]{1,4}[、，．.]|[（(](?:[一二三四五六七八九十百]{1,4}|\d{1,3})[)）]|\d{1,3}[、．.](?!\d(?!\d{3}年))|[①-⑳]|"
    r"第[一二三四五六七八九十百零〇\d]{1,5}[章节条编])"
)
_SENTENCE_END = regex.compile(r"[。；;！!？?][”’）)》」]*$")
_TRAILING_BRACKETS = regex.compile(r"(?:[（(][^（()）]{1,40}[)）]|[〔\[][^〔〕\[\]]{1,40}[〕\]])+$")
_COLON = "：:"
_NOTES = ("note_line", "contact_line", "disclosure", "imprint")
_COMMA = regex.compile("[，,]")
_NAME = regex.compile(r"[\p{Han}·]{2,4}")
_PUNCTUATION = regex.compile(r"[\p{P}\p{S}的]")
_BRACKETED = regex.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）")
# How the first sentence of a body begins where it stands on the addressees' line.
_OPENING = regex.compile(r"[^：:]{0,6}(?:为|根据|按|现|近|经|自|你|《|\d{4}年)")


@dataclass(slots=True)  # hundreds are made: frozen ones take thrice the time
class Line:
    """A printed line: offsets in the document's text, its compact view, and the block it belongs to."""

    start: int
    end: int
    view: Compact
    block: int
    table: bool = False

    @property
    def value(self) -> str:
        """The line without white space, full-width digits and letters folded."""
        return self.view.value

    def part(self, start: int, end: int) -> Line:
        """A part of the line, by places in its view."""
        view = Compact(self.view.value[start:end], self.view.index[start:end])
        return Line(view.index[0], view.index[-1] + 1, view, self.block)

    def joined(self, other: Line) -> Line:
        """The line with the one below it."""
        view = Compact(self.view.value + other.view.value, self.view.index + other.view.index)
        return Line(self.start, other.end, view, self.block)


def read_lines(document: Document) -> list[Line]:
    """The printed lines of all paragraphs; a table is one line of its own."""
    lines: list[Line] = []
    for position, block in enumerate(document.blocks):
        spans: Iterable[tuple[int, int]] = block.lines if isinstance(block, Paragraph) else ((block.start, block.end),)
        for start, end in spans:
            view = document.text.compact(start, end)
            if view.value:
                lines.append(Line(start, end, view, position, not isinstance(block, Paragraph)))
    return lines


def matches(line: Line, label: str, data: Data) -> regex.Match[str] | None:
    """The first pattern of a label that a line matches."""
    value = line.value
    if line.table or len(value) > 700:
        return None
    for pattern in data.patterns_of(label):
        found = pattern.compiled.search(value)
        if found:
            return found
    return None


def note_kind(line: Line, data: Data) -> str | None:
    """The label of a line that is a note, a contact or the imprint, or None."""
    if len(line.value) > 300:
        return None
    return next((label for label in _NOTES if matches(line, label, data)), None)


def is_closing(paragraph: str, data: Data) -> bool:
    """Whether a compact paragraph only closes a letter (专此函达) or minutes (出席：…)."""
    return any(pattern.compiled.search(paragraph) for pattern in data.patterns_of("closing_paragraph"))


def is_labelled(line: Line) -> bool:
    """Whether a line opens with a clause label (一、（一）1. 第一条)."""
    return bool(_LABEL.match(line.value))


def is_sentence(line: Line) -> bool:
    """Whether a line ends a sentence, or is too long for anything else than running text."""
    return line.table or bool(_SENTENCE_END.search(line.value)) or len(line.value) > 120


def without_brackets(title: str) -> str:
    """A compact title without closing marks and brackets at its end (试行, 征求意见稿, 2023年版)."""
    bare = _TRAILING_BRACKETS.sub("", title).rstrip("》〉”>")
    return _TRAILING_BRACKETS.sub("", bare)


def bare_ending(value: str, data: Data) -> str | None:
    """The word for a kind of document that a compact title ends in, brackets at its end left out of account."""
    bare = without_brackets(value)
    if not bare.endswith(data.forms_of("document-type")):
        return None
    return next((form for form in data.forms_of("document-type") if bare.endswith(form)), None)


def ends_like_title(value: str, data: Data) -> bool:
    """Whether a compact string of more than one character ends in a word for a kind of document."""
    return len(value) > 1 and bare_ending(value, data) is not None


def is_title_piece(line: Line, data: Data) -> bool:
    """Whether a line can be part of a title: no sentence, no clause label, no announcement, hardly a comma."""
    value = line.value
    if is_sentence(line) or is_labelled(line) or len(value) > 100 or value[-1] in _COLON:
        return False
    commas = len(_COMMA.findall(_BRACKETED.sub("", value))) if _COMMA.search(value) else 0
    return commas < 2 and not (commas and announces(value, data))


def own_number(line: Line, data: Data) -> NumberMatch | None:
    """The document number that a line consists of (签发人 or a closing bracket may follow), or None."""
    if line.table or len(line.value) > 60:
        return None
    for number in find_numbers(line.value, data):
        before, after = line.value[: number.start].strip("（(【["), line.value[number.end :]
        if before:
            continue
        if not after.strip("）)】]") or after.startswith(("签发人", "（签发人")):
            return number
        if _NAME.fullmatch(after) and line.view.index[number.end] > line.view.index[number.end - 1] + 1:
            return number  # the second of several signers, whose names stand below each other on the right
    return None


def own_date(line: Line, data: Data) -> PrintedDate | None:
    """The date that a line ends with and that at most an organ stands before, or None."""
    if line.table or len(line.value) > 70:
        return None
    return date_line(line.value, data)


def addressee_end(line: Line, data: Data) -> int | None:
    """Where the addressees of a line end, as a place in its view: its closing colon, or one before a sentence."""
    value = line.value
    if line.table or is_labelled(line):
        return None
    place = min((found for found in (value.find(colon) for colon in _COLON) if found > 0), default=-1)
    head = value[: max(place, 0)]
    if not 0 < place <= 400 or "。" in head or announces(head, data):
        return None
    if place == len(value) - 1:
        return place
    runs_on = len(value) - place > 20 and _OPENING.match(value, place + 1)
    return place if runs_on and names_addressee(head, data) else None


def announces(value: str, data: Data) -> bool:
    """Whether what stands before a colon announces the matter itself (现通知如下) rather than naming addressees."""
    return any(pattern.compiled.search(value) for pattern in data.patterns_of("announcement"))


def names_addressee(value: str, data: Data) -> bool:
    """Whether a compact string ends like the name of an organ or of a group of persons."""
    if value.endswith((*data.forms_of("unit-suffix"), *data.forms_of("addressee-ending"))):
        return True
    return bool(_TRAILING_BRACKETS.search(value))


def bare_title(value: str) -> str:
    """A compact title as titles are compared: without punctuation and without 的, which quotations drop."""
    return _PUNCTUATION.sub("", value)


def same_title(value: str, other: str) -> bool:
    """Whether two compact titles are the same, punctuation and a leading organ left out of account."""
    first, second = bare_title(value), bare_title(other)
    return min(len(first), len(second)) > 3 and (first.endswith(second) or second.endswith(first))
