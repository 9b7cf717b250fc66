"""Document → ``Outline``: where header, body, closing, inner document and attachments stand.

The printed lines are read in order: the letterhead down to the first line of running text, then the attachment
marks, the closing (署名 and 成文日期) and the attachment note; what is left between them is body and inner document.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import regex

from ..attachment_notes import ENTRY, split_entries
from ..covers import carries, title_issuer, wanted_titles
from ..data import Data
from ..document import Document
from ..letterhead import Letterhead, read_letterhead
from ..numerals import parse_numeral
from ..organs import is_organ, is_seal_note, opens_like_organ, strip_seal
from ..outline import NoteEntry, Outline, Part, Range
from ..printed import (
    Line,
    bare_title,
    ends_like_title,
    is_closing,
    is_labelled,
    is_sentence,
    matches,
    note_kind,
    own_date,
    read_lines,
    same_title,
)

_FORWARDS = regex.compile("转发|批转")
_SIGNATURE_LINES = 12
_TITLE_LINES = 6
_INNER_WITHIN = 80


def find_outline(document: Document, data: Data) -> Outline:
    """The outline of a document; what cannot be told stays None or empty."""
    lines = read_lines(document)
    if not lines:
        return Outline(None, None, None, None, (), None, None, None)
    return _Reader(document, lines, read_letterhead(lines, data), data).outline()


@dataclass(frozen=True)
class _Inner:
    """An inner document: the lines of its title (none, where it has no heading) and its first line of text."""

    title: list[int]
    start: int

    @property
    def first(self) -> int:
        """The first line that belongs to it."""
        return self.title[0] if self.title else self.start


class _Reader:
    """Reads what stands below the letterhead; lines are named by their positions."""

    def __init__(self, document: Document, lines: list[Line], head: Letterhead, data: Data) -> None:
        self.document = document
        self.lines = lines
        self.head = head
        self.data = data
        self.end = len(lines)
        self.running = {line.block for line in lines if "。" in line.value or line.table}
        self.dated = [position for position, line in enumerate(lines) if own_date(line, data) is not None]
        self.notes: list[int] = []
        self.furniture = list(head.furniture)
        self.parts: list[Part] = []
        self.entries: list[NoteEntry] = []
        self.title = self._join(head.title)
        self.opening = "".join(line.value for line in lines[head.body : head.body + 4])

    def outline(self) -> Outline:
        """Cut the lines into parts: attachments, closing and note, inner documents, and the body that is left."""
        self._trim_end()
        marks = self._attachment_marks()
        note = self._attachment_note(marks)
        marks = [mark for mark in marks if mark not in note]
        self.entries = self._entries(note)
        limit = marks[0] if marks else self.end
        wanted = wanted_titles(self.title, self.opening, self.head.order, self.data)
        inner = self._find_titles(wanted, limit, note)
        closing = self._closing(limit, inner, note)
        if not inner:
            inner = self._after_closing(closing, note, limit)
        body_end = min([limit, *closing, *note, *(document.first for document in inner)])
        self._add_part("body", self.head.body, body_end)
        self._add_inner(inner, limit, closing, note)
        for mark, end in pairwise([*marks, self.end]):
            self._add_attachment(mark, end)
        self._collect_notes(body_end, limit, {*closing, *note})
        return self._build(closing, note, inner)

    # --- the end: imprint and the web page's last lines

    def _trim_end(self) -> None:
        """Leave out the imprint (抄送 …, … 印发) and the web page's lines at the end."""
        for position in range(max(self.head.body, self.end - 12), self.end):
            if matches(self.lines[position], "imprint", self.data) and not self._is_followed(position):
                self.notes.extend(range(position, self.end))
                self.end = position
                break
        while self.end > self.head.body and self._is_page_line(self.end - 1):
            self.end -= 1

    def _is_followed(self, position: int) -> bool:
        """Whether an attachment or a clause begins below a line."""
        below = self.lines[position + 1 :]
        return any(matches(line, "attachment_label", self.data) or is_labelled(line) for line in below)

    def _is_page_line(self, position: int) -> bool:
        line = self.lines[position]
        if matches(line, "web_line", self.data):
            self.furniture.append(position)
            return True
        if matches(line, "disclosure", self.data) and len(line.value) < 30:
            self.notes.append(position)
            return True
        return False

    # --- attachments: marks and note

    def _attachment_marks(self) -> list[int]:
        """Lines that open an attachment: the mark alone on its line, or with its title, and text below it."""
        raw = [
            position
            for position in range(self.head.body, self.end)
            if self._label(position) is not None and not self._is_inside(position)
        ]
        return [position for position in raw if not self._is_hollow(position, raw)]

    def _label(self, position: int) -> regex.Match[str] | None:
        line = self.lines[position]
        if not line.value.startswith(("附", "-附", "*附", "•附", "【附", "〔附", "[附")):
            return None
        return matches(line, "attachment_label", self.data) or matches(line, "attachment_titled", self.data)

    def _is_inside(self, position: int) -> bool:
        """Whether a line goes on with a sentence begun above it (详见 / 附件2)."""
        return position > 0 and self.lines[position - 1].block == self.lines[position].block

    def _is_hollow(self, position: int, raw: list[int]) -> bool:
        """A mark without text of its own: an entry of a list of attachments."""
        following = position + 1
        if following >= self.end or following in raw:
            return True
        line = self.lines[following]
        if self.lines[position].value.endswith(("：", ":")) and ENTRY.match(line.value):
            return self._ends_list(following)
        bare = matches(self.lines[position], "attachment_label", self.data)
        return bare is None and self._closing_at(following, self.end) is not None

    def _ends_list(self, position: int) -> bool:
        """Whether the numbered lines from here on are a list that a closing, a note or an attachment mark ends."""
        while position < self.end and ENTRY.match(self.lines[position].value) and not is_sentence(self.lines[position]):
            position += 1
        return position >= self.end or self._is_list_end(position)

    def _is_list_end(self, position: int) -> bool:
        line = self.lines[position]
        return (
            bool(matches(line, "note_line", self.data))
            or self._label(position) is not None
            or is_organ(strip_seal(line.value), self.data)
            or own_date(line, self.data) is not None
        )

    def _attachment_note(self, marks: list[int]) -> list[int]:
        """Lines of the attachment note (附件：1. …), entries and wrapped ends included."""
        for position in range(self.head.body, marks[0] if marks else self.end):
            first = matches(self.lines[position], "attachment_note", self.data) or self._label(position)
            if first and not self._is_inside(position):
                note = self._entries_from(position)
                return [] if self._runs_on(note[-1] + 1, marks) else note
        return []

    def _entries_from(self, position: int) -> list[int]:
        note = [position]
        while note[-1] + 1 < self.end and self._goes_on(note[-1] + 1):
            note.append(note[-1] + 1)
        return note

    def _goes_on(self, position: int) -> bool:
        """Whether a line is a further entry of the note, or the wrapped end of one."""
        line, above = self.lines[position], self.lines[position - 1]
        if line.table or self._closing_at(position, self.end) or matches(line, "note_line", self.data):
            return False
        if matches(line, "attachment_label", self.data):
            return False
        if ENTRY.match(line.value) or self._label(position):
            return not is_sentence(line)
        return line.block == above.block or (
            above.value.endswith(("、", "，", "（", "及", "和", "的")) and not is_sentence(line)
        )

    def _runs_on(self, position: int, marks: list[int]) -> bool:
        """Whether running text goes on behind a line that looked like the note, up to the closing or the first mark."""
        for following in range(position, min(position + 6, marks[0] if marks else self.end)):
            if self._closing_at(following, self.end) or matches(self.lines[following], "note_line", self.data):
                return False
        return not marks and position < self.end and is_labelled(self.lines[position])

    # --- closing

    def _closing(self, limit: int, inner: list[_Inner], note: list[int]) -> list[int]:
        """Lines of signature and date of the document itself: the first ones below the body."""
        for position in range(self.head.body, limit):
            found = self._closing_at(position, limit)
            if found:
                return found if not inner or found[0] < inner[0].first or self._is_own(found) else []
        return self._undated_signature(limit, inner, note)

    def _closing_at(self, position: int, limit: int) -> list[int] | None:
        """Signature and date lines if they begin at this line."""
        following = bisect_left(self.dated, position)
        if following == len(self.dated) or self.dated[following] > position + _SIGNATURE_LINES:
            return None
        last = position + 1 if self._is_wrapped_name(position, limit) else position
        while last < min(limit, position + _SIGNATURE_LINES) and self._is_signature(last):
            last += 1
        if last >= limit:
            return None
        line = self.lines[last]
        date = own_date(line, self.data)
        if date is None or matches(line, "imprint", self.data) or self.head.is_limit(self.lines, last, date.blank):
            return None
        prefix = line.value[: date.start]
        if prefix and not is_organ(prefix, self.data):
            return None
        if not prefix and last == position and (date.blank or not self._stands_alone(position)):
            return None
        return list(range(position, last + 1))

    def _is_wrapped_name(self, position: int, limit: int) -> bool:
        """Whether a line is the upper line of a signature whose name wrapped."""
        line = self.lines[position]
        if position + 2 >= limit or line.table or not is_sentence(self.lines[position - 1]) or is_labelled(line):
            return False
        lower, date = self.lines[position + 1], own_date(self.lines[position + 2], self.data)
        if not date or is_organ(line.value, self.data) or not is_organ(lower.value, self.data):
            return False
        return opens_like_organ(line.value) and not is_sentence(line) and len(lower.value) <= len(line.value)

    def _stands_alone(self, position: int) -> bool:
        """Whether a date without signature is one: a line of its own, with no running text below."""
        line, following = self.lines[position], position + 1
        if following < len(self.lines) and self.lines[following].block == line.block:
            return False
        if following >= self.end or self._is_list_end(following):
            return True
        above = self.lines[position - 1].value if position else ""
        return above.endswith(("。", "）", ")", "；", "！")) and self._is_heading_line(following)

    def _is_signature(self, position: int) -> bool:
        line = self.lines[position]
        if line.table or is_labelled(line) or matches(line, "attachment_note", self.data):
            return False
        signed = is_organ(line.value, self.data) or is_seal_note(line.value)
        return signed or matches(line, "signer", self.data) is not None

    def _is_own(self, closing: list[int]) -> bool:
        """Whether a closing below the inner document is the cover's: its organ heads the document."""
        names = [self.lines[i].value for i in closing if len(self.lines[i].value) > 2]
        issuer = self._join(self.head.mark) + title_issuer(self.title, self.data)
        if issuer:
            return any(name in issuer or (name.endswith(issuer) or issuer.endswith(name)) for name in names)
        return not _FORWARDS.search(self.title)

    def _undated_signature(self, limit: int, inner: list[_Inner], note: list[int]) -> list[int]:
        """A signature without a date: organ lines below the last sentence or the attachment note, only notes or parts behind."""
        stop = inner[0].first if inner else limit
        last = stop
        while last > self.head.body and (matches(self.lines[last - 1], "note_line", self.data)):
            last -= 1
        first = last
        while first > self.head.body and first - 1 not in note and self._is_signature(first - 1):
            if len(self.lines[first - 1].value) <= 4:
                break
            first -= 1
        if first == last or first <= self.head.body:
            return []
        if not is_sentence(self.lines[first - 1]) and first - 1 not in note:
            return []
        return list(range(first, last))

    # --- inner documents

    def _find_titles(self, wanted: list[str], limit: int, note: list[int]) -> list[_Inner]:
        """The wanted documents whose printed titles stand below the cover's first sentence."""
        found: list[_Inner] = []
        for title in wanted:
            start = found[-1].start if found else self.head.body + 1
            for position in range(start, limit if found else min(limit, self.head.body + _INNER_WITHIN)):
                lines = [] if position in note else self._title_like(title, position, limit)
                if lines:
                    found.append(_Inner(lines, lines[-1] + 1))
                    break
        return found

    def _title_like(self, wanted: str, position: int, limit: int) -> list[int]:
        """The lines from here on that print a wanted title, or none."""
        best: list[int] = []
        for last in range(position, min(limit, position + _TITLE_LINES)):
            line = self.lines[last]
            if is_sentence(line) or is_labelled(line) or line.block in self.running:
                break
            joined, tail = self._join(list(range(position, last + 1))), self._join(list(range(position + 1, last + 1)))
            if len(bare_title(tail)) >= len(bare_title(wanted)):  # the first line would be no part of it
                break
            if len(joined) >= 0.6 * len(wanted) and same_title(joined, wanted):
                best = list(range(position, last + 1))
        return best

    def _after_closing(self, closing: list[int], note: list[int], limit: int) -> list[_Inner]:
        """A document below the closing whose title the cover does not quote; its heading is its title."""
        if not closing:
            return []
        start = self._behind_notes(max([*closing, *note]) + 1, limit)
        title = self._heading(start, limit)
        text = range(title[-1] + 1 if title else start, limit)
        if not any("。" in self.lines[i].value or is_labelled(self.lines[i]) for i in text):
            return []
        return [_Inner(title, text.start)]

    def _behind_notes(self, position: int, limit: int) -> int:
        """The first line from here on that is no note, contact or imprint."""
        while position < limit and (kind := note_kind(self.lines[position], self.data)):
            position += 1
            while (
                kind == "imprint" and position < limit and not self.lines[position - 1].value.endswith(("。", "印发"))
            ):
                position += 1  # copy recipients over several lines
        return position

    def _heading(self, position: int, limit: int) -> list[int]:
        """Lines from here on that end like a title before the text begins, or none."""
        for last in range(position, min(limit, position + _TITLE_LINES)):
            if not self._is_heading_line(last):
                break
            if ends_like_title(self._join(list(range(max(position, last - 1), last + 1))), self.data):
                goes_on = (
                    last + 1 < limit
                    and self._is_heading_line(last + 1)
                    and ends_like_title(self.lines[last + 1].value, self.data)
                )
                return list(range(position, last + (2 if goes_on else 1)))
        return []

    def _is_heading_line(self, position: int) -> bool:
        line = self.lines[position]
        return not (is_sentence(line) or is_labelled(line) or line.block in self.running or len(line.value) > 100)

    # --- parts

    def _add_part(
        self,
        kind: str,
        first: int,
        end: int,
        title: Range | None = None,
        label: Range | None = None,
        number: int | None = None,
    ) -> None:
        """Add the lines ``first`` to ``end`` as a part; the signature and date of an inner document are left out."""
        for position in range(max(first + 1, end - _SIGNATURE_LINES), end) if kind == "inner" else ():
            closing = self._closing_at(position, end)
            if closing and closing[-1] == end - 1:
                self.notes.extend(closing)
                end = position
                break
        while first < end and (kept := self._without_closing(first, end, kind)) < end:
            self.notes.extend(range(kept, end))
            end = kept
        if first < end:
            start = max(self.lines[first].start, self.head.body_start if kind == "body" else 0)
            blocks = (self.lines[first].block, self.lines[end - 1].block + 1)
            self.parts.append(Part(kind, blocks, title, label, number, (start, self.lines[end - 1].end)))
        elif title or label:
            self.parts.append(Part(kind, (0, 0), title, label, number))

    def _without_closing(self, first: int, end: int, kind: str) -> int:
        """Where a part ends without its last note, or the last closing paragraph of a letter or of minutes."""
        if matches(self.lines[end - 1], "note_line", self.data):
            return end - 1
        block = [place for place in range(first, end) if self.lines[place].block == self.lines[end - 1].block]
        return block[0] if kind != "attachment" and is_closing(self._join(block), self.data) else end

    def _add_inner(self, inner: list[_Inner], limit: int, closing: list[int], note: list[int]) -> None:
        for document, following in pairwise([*inner, None]):
            if document is None:
                continue
            end = min([following.first if following else limit, *(i for i in (*closing, *note) if i > document.first)])
            self._add_part("inner", document.start, end, self._range(document.title))

    def _add_attachment(self, mark: int, end: int) -> None:
        line = self.lines[mark]
        bare = matches(line, "attachment_label", self.data)
        found = bare or matches(line, "attachment_titled", self.data)
        value = parse_numeral(found["number"]) if found and found["number"] else None
        number = None if value is None else int(value)
        if found and not bare:
            title, label = line.view.span(*found.span("title")), line.view.span(0, found.start("title"))
            self._add_part("attachment", mark + 1, end, title, label, number)
            return
        lines = self._attachment_title(mark + 1, end)
        self._add_part("attachment", mark + 1 + len(lines), end, self._range(lines), (line.start, line.end), number)

    def _attachment_title(self, position: int, end: int) -> list[int]:
        """The title lines of an attachment: as the note names it, else by shape, else its first short line."""
        for entry in self.entries:
            lines = self._title_like(self.document.text.compact(*entry.title).value, position, end)
            if lines:
                return lines
        heading = self._heading(position, end)
        if heading:
            return heading
        line = self.lines[position] if position < end else None
        if line is None or not self._is_heading_line(position) or line.value[-1] in "：:" or len(line.value) > 60:
            return []
        return [position]

    def _entries(self, note: list[int]) -> list[NoteEntry]:
        """The entries of the attachment note."""
        if not note:
            return []
        view = self.document.text.compact(self.lines[note[0]].start, self.lines[note[-1]].end)
        return [NoteEntry(number, view.span(*place)) for number, place in split_entries(view.value)]

    # --- what is left

    def _collect_notes(self, body_end: int, limit: int, taken: set[int]) -> None:
        """Lines between the parts that belong to none of them."""
        covered = [part.extent for part in self.parts] + [part.title for part in self.parts if part.title]
        for position in range(body_end, limit):
            line = self.lines[position]
            if position not in taken and not any(start <= line.start < end for start, end in covered):
                self.notes.append(position)

    def _build(self, closing: list[int], note: list[int], inner: list[_Inner]) -> Outline:
        inner_title = self._inner_title()
        signature, date = self._closing_ranges(closing)
        return Outline(
            issuer_mark=self._range(self.head.mark),
            number=self.head.number,
            title=self._range(self.head.title) or (inner_title if self.head.order else None),
            addressees=self.head.addressees,
            parts=tuple(self.parts),
            attachment_note=self._range(note),
            signature=signature,
            date=date,
            notes=self._ranges(self.notes),
            inner_title=inner_title,
            passed=self._range(self.head.passed),
            furniture=self._ranges(self.furniture),
            attachment_entries=tuple(self.entries),
        )

    def _inner_title(self) -> Range | None:
        """The title of the inner document; a document that the cover issues as its attachment is one too."""
        for part in self.parts:
            if part.kind == "inner":
                return part.title
        if not carries(self.title, self.opening, self.data):
            return None
        carried = wanted_titles(self.title, self.opening, self.head.order, self.data)
        for part in self.parts:
            if part.title and any(same_title(self.document.text.compact(*part.title).value, name) for name in carried):
                return part.title
        return None

    def _closing_ranges(self, closing: list[int]) -> tuple[Range | None, Range | None]:
        """Offsets of signature and date; both may stand on one line."""
        if not closing:
            return None, None
        last = self.lines[closing[-1]]
        found = own_date(last, self.data)
        if not found:
            return self._range(closing), None
        signature = self._range(closing[:-1])
        if found.start:
            signature = (self.lines[closing[0]].start, last.view.span(0, found.start)[1])
        return signature, last.view.span(found.start, found.end)

    def _range(self, positions: list[int]) -> Range | None:
        return (self.lines[positions[0]].start, self.lines[positions[-1]].end) if positions else None

    def _ranges(self, positions: list[int]) -> tuple[Range, ...]:
        return tuple((self.lines[i].start, self.lines[i].end) for i in sorted(set(positions)))

    def _join(self, positions: list[int]) -> str:
        return "".join(self.lines[i].value for i in positions)
