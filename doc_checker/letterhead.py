"""版头: the lines above the body, read from the top: issuer mark, document number, title, addressees.

Web pages print their own lines (索引号, 打印本页) around the text; they are told from the document's and set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from .columns import Columns
from .data import Data
from .document_numbers import find_numbers
from .organs import is_organ, is_wrapped
from .outline import Range
from .printed import (
    Line,
    addressee_end,
    ends_like_title,
    is_labelled,
    is_sentence,
    is_title_piece,
    matches,
    names_addressee,
    own_number,
    same_title,
)

_HEADER_LINES = 80
_TITLE_LINES = 7
_SHORT_LINE = 8
_NOTE_LINES = 12
_BROKEN = regex.compile(r"[〔\[﹝（(【〖\d年〕\]﹞）)】〗第]$")
_ORDER_HEAD = regex.compile(r"(?:令|公告|通告)$")
_ORDER_TAIL = regex.compile(r"^[（(]?(?:\d{4}年)?第[\d一二三四五六七八九十百零〇]{1,7}号[)）]?$")
_MARK_TAIL = regex.compile(r"(?:文件|便函|(?:专题|常务|办公|党组|党委|工作)?会议纪要)$")
_TITLE_HEAD = regex.compile(r"关于|印发|转发|批转|公布|发布")
_ABOUT = regex.compile(r"[^，,。；]{0,30}关于[^，,。；]{4,60}$")
_POINTS = regex.compile(r"\d\s*[分%％][)）]")
_ROW_OR_GROUP = regex.compile(r"\d{1,3}(?:[.．、]?\p{Han}|$)|[（(]?[一二三四五六七八九十]{1,3}[)）、]")
_LIST_MARK = regex.compile("[、，,；;]")
_BARE_DATE = regex.compile(r"\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?(?:\d{1,2}:\d{2}(?::\d{2})?)?")


@dataclass
class Letterhead:
    """What the lines above the body are; lines are named by their positions."""

    mark: list[int] = field(default_factory=list)
    number: Range | None = None
    order: bool = False
    title: list[int] = field(default_factory=list)
    addressees: Range | None = None
    passed: list[int] = field(default_factory=list)
    furniture: list[int] = field(default_factory=list)
    body: int = 0
    body_start: int = 0
    cells: int | None = None
    """The first line of a table's header whose names of columns each fill a line: the cells below it do too."""

    def is_limit(self, lines: Sequence[Line], position: int, without_day: bool) -> bool:
        """Whether a date is a time limit in such a table: without its day, or with a row or a group below it."""
        if self.cells is None or position < self.cells:
            return False
        below = lines[position + 1].value if position + 1 < len(lines) else ""
        return without_day or _ROW_OR_GROUP.match(below) is not None


def read_letterhead(lines: list[Line], data: Data) -> Letterhead:
    """The header lines of a document; ``body`` is the first line of running text, ``body_start`` its offset."""
    return _Reader(lines, data).read()


class _Reader:
    """Reads the lines above the body, from the top."""

    def __init__(self, lines: list[Line], data: Data) -> None:
        self.lines = lines
        self.data = data
        self.header = Letterhead()
        self.candidates: list[int] = []
        self.running = _running_blocks(lines)

    def read(self) -> Letterhead:
        """Find the header; its ``body`` is the first line of running text."""
        position = 0
        self.header.cells = self.data.once(Columns).find_cells([line.value for line in self.lines])
        end = min(len(self.lines), _HEADER_LINES, len(self.lines) if self.header.cells is None else self.header.cells)
        while position < end:
            following = self._step(position)
            if following is None:
                break
            position = following
            if self.header.addressees:
                break
        self._choose_title()
        self._choose_mark()
        self._take_list_without_colon()
        self._find_body(position)
        return self.header

    def _step(self, position: int) -> int | None:
        """Take one line (or several that belong together); None where the body begins."""
        line = self.lines[position]
        for taker in (self._take_number, self._take_furniture, self._take_passed, self._take_addressees):
            following = taker(position)
            if following is not None:
                return following
        if line.table or line.block in self.running or is_sentence(line) or is_labelled(line):
            return None
        if matches(line, "attachment_label", self.data):
            return None
        self.candidates.append(position)
        return position + 1

    def _take_furniture(self, position: int) -> int | None:
        line = self.lines[position]
        found = matches(line, "metadata", self.data)
        if found and not found["value"] and position + 1 < len(self.lines) and self._is_value(position + 1):
            self.header.furniture += [position, position + 1]
            return position + 2
        if found or matches(line, "web_line", self.data) or matches(line, "copy_mark", self.data):
            self.header.furniture.append(position)
            return position + 1
        if self._is_bare_date(position):
            self.header.furniture.append(position)
            return position + 1
        return None

    def _is_bare_date(self, position: int) -> bool:
        """A date line (with a time, perhaps) directly above or below the title, as web pages print it."""
        return bool(_BARE_DATE.fullmatch(self.lines[position].value))

    def _is_value(self, position: int) -> bool:
        """Whether a line is the value printed under a metadata key: short, and no key or addressee itself."""
        line = self.lines[position]
        if matches(line, "metadata", self.data) or addressee_end(line, self.data) is not None:
            return False
        return len(line.value) <= 60 and not is_sentence(line)

    def _take_number(self, position: int) -> int | None:
        self._cut_number(position)
        line, header = self.lines[position], self.header
        number = own_number(line, self.data)
        if number and header.number is None:
            header.number = line.view.span(number.start, number.end)
            header.order = number.year is None
            return position + 1
        if number:
            return position + 1
        if header.number is None and position + 1 < len(self.lines):
            return self._take_broken_number(line, self.lines[position + 1], position)
        return None

    def _take_broken_number(self, line: Line, following: Line, position: int) -> int | None:
        """A number over two lines: 国务院令 / 第707号, or one that wrapped."""
        header = self.header
        order = _ORDER_HEAD.search(line.value) and _ORDER_TAIL.match(following.value)
        if not order and not (_BROKEN.search(line.value) and own_number(line.joined(following), self.data)):
            return None
        header.number = (line.start, following.end)
        header.order = bool(order) and "年" not in following.value
        return position + 2

    def _cut_number(self, position: int) -> None:
        """A title and the number on one line: the number is taken, the line keeps the title."""
        line = self.lines[position]
        if line.table or self.header.number or len(line.value) > 150 or line.block in self.running:
            return
        for number in find_numbers(line.value, self.data):
            before, after = line.value[: number.start], line.value[number.end :]
            if (
                not after.strip("）)")
                and ends_like_title(before.rstrip("（("), self.data)
                and is_title_piece(line, self.data)
            ):
                cut = len(before.rstrip("（("))
                self.header.number = line.view.span(number.start, number.end)
                self.lines[position] = line.part(0, cut)
            elif not before and ends_like_title(after, self.data) and is_title_piece(line, self.data):
                self.header.number = line.view.span(number.start, number.end)
                self.lines[position] = line.part(number.end, len(line.value))

    def _take_passed(self, position: int) -> int | None:
        title = self._join(self.candidates)
        if not title or title.count("《") > title.count("》") or not matches(self.lines[position], "passed", self.data):
            return None
        depth = 0
        for last in range(position, min(position + _NOTE_LINES, len(self.lines))):
            for place, char in enumerate(self.lines[last].value):
                depth += (char in "（(") - (char in "）)")
                if depth == 0 and place + 1 < len(self.lines[last].value):
                    return None  # the bracket closes inside a line: part of a title
            if depth == 0:
                self.header.passed = list(range(position, last + 1))
                return last + 1
        return None

    def _take_addressees(self, position: int) -> int | None:
        line = self.lines[position]
        end = addressee_end(line, self.data)
        if end is None or _POINTS.search(line.value[:end]):  # A1 换届选举（15分）：…
            return None
        alone = not self.candidates and not self.header.number
        if alone and not names_addressee(line.value[:end], self.data):
            return None
        first = position
        while self._wraps_into(first - 1, first):
            first -= 1
            self.candidates.pop()
        place = line.view.span(end, end + 1)[0]
        self.header.addressees = (self.lines[first].start, place)
        after = end == len(line.value) - 1
        self.header.body = position + 1 if after else position
        self.header.body_start = place + 1
        return position + 1

    def _wraps_into(self, position: int, following: int) -> bool:
        """Whether a line is the upper part of wrapped addressees: a list that breaks off, and no end of a title."""
        if not self.candidates or self.candidates[-1] != position:
            return False
        line = self.lines[position]
        if ends_like_title(line.value, self.data) and line.value[-1] not in "、，,":
            return False
        same_block = line.block == self.lines[following].block and not _TITLE_HEAD.search(line.value)
        return line.value[-1] in "、，,；;" or (bool(_LIST_MARK.search(line.value)) and same_block)

    def _runs(self) -> list[list[int]]:
        """Candidate lines that follow each other directly."""
        runs: list[list[int]] = []
        for position in self.candidates:
            if runs and runs[-1][-1] == position - 1:
                runs[-1].append(position)
            else:
                runs.append([position])
        return runs

    def _choose_title(self) -> None:
        """The title is the first run of lines that ends like one, unless a later run prints the same title again or the
        title below a mark that ends so (某县人民政府专题会议纪要 | 关于研究…的会议纪要).
        """
        chosen: list[int] = []
        for run in self._runs():
            title = self._title_of(run)
            if title and (
                not chosen
                or same_title(self._join(title), self._join(chosen))
                or (self._names_no_matter(chosen) and _TITLE_HEAD.search(self._join(title)))
            ):
                chosen = title
        if not chosen:
            chosen = next((run[:1] for run in self._runs() if self._is_about(run[0])), [])
        self.header.title = chosen

    def _names_no_matter(self, title: list[int]) -> bool:
        joined = self._join(title)
        return _MARK_TAIL.search(joined) is not None and not _TITLE_HEAD.search(joined)

    def _is_about(self, position: int) -> bool:
        """Whether a line that ends in no known kind of document is a title all the same (…关于…有关事项)."""
        line = self.lines[position]
        return bool(_ABOUT.match(line.value)) and is_title_piece(line, self.data)

    def _title_of(self, run: list[int]) -> list[int]:
        ends = [i for i in range(len(run)) if self._ends_title(run[: i + 1])]
        if not ends:
            return []
        pieces = run[: ends[-1] + 1]
        broken = [i for i, position in enumerate(pieces) if not is_title_piece(self.lines[position], self.data)]
        lines = self._last_copy(pieces[broken[-1] + 1 :] if broken else pieces)
        if broken and not _TITLE_HEAD.search(self._join(lines)):
            return []
        heads = [i for i, position in enumerate(lines) if _TITLE_HEAD.search(self.lines[position].value)]
        start = heads[0] if heads else self._first_long(lines)
        while start and self._is_mark(lines[start - 1]):
            start -= 1
        return self._drop_mark(lines[start:])[-_TITLE_LINES:]

    def _last_copy(self, lines: list[int]) -> list[int]:
        """The lines of the printed title where the page's headline says the same directly above it."""
        for i in range(1, len(lines)):
            above, below = self._join(lines[:i]), self._join(lines[i:])
            if ends_like_title(above, self.data) and same_title(above, below):
                return lines[i:]
        return lines

    def _first_long(self, lines: list[int]) -> int:
        """Where a title without 关于 begins: short lines above it are the page's own (政策文件)."""
        start = len(lines) - 1
        while start and len(self.lines[lines[start - 1]].value) >= _SHORT_LINE:
            start -= 1
        return start

    def _ends_title(self, run: list[int]) -> bool:
        """Whether lines end a title; the last one may be the tail of a word only (通 / 知)."""
        last = self.lines[run[-1]].value
        return (
            is_title_piece(self.lines[run[-1]], self.data)
            and ends_like_title(self._join(run[-2:]), self.data)
            and last[-1] not in "、，,"
        )

    def _drop_mark(self, lines: list[int]) -> list[int]:
        """Leading organ lines are no part of the title where they end in 文件 or the title itself repeats them."""
        for i in range(len(lines) - 1):
            name = self.lines[lines[i]].value
            rest = self._join(lines[i + 1 :])
            if _MARK_TAIL.search(name) or (is_organ(name, self.data) and rest.startswith(name)):
                return lines[i + 1 :]
        return lines

    def _is_mark(self, position: int) -> bool:
        value = self.lines[position].value
        return is_organ(value, self.data) or bool(_MARK_TAIL.search(value))

    def _choose_mark(self) -> None:
        """The issuer mark: organ lines above the title (or above the addressees) that are no part of it."""
        if not (self.header.title or self.header.number or self.header.addressees):
            return
        first = self.header.title[0] if self.header.title else len(self.lines)
        group: list[int] = []
        for position in self.candidates:
            if position >= first or (group and position != group[-1] + 1):
                break
            if self._is_mark(position):
                group.append(position)
        while group and group[0] - 1 in self.candidates and self._is_wrapped(group[0] - 1):
            group.insert(0, group[0] - 1)
        self.header.mark = group

    def _is_wrapped(self, position: int) -> bool:
        """Whether a line is the upper part of a mark whose name goes on below."""
        return is_wrapped(self.lines[position].value, self.lines[position + 1].value, self.data)

    def _take_list_without_colon(self) -> None:
        """Addressees whose colon the typist forgot: a list of 各… directly below title or number."""
        header = self.header
        if header.addressees or not header.title:
            return
        below = [i for i in self.candidates if i > header.title[-1]]
        if below and self._is_list(self.lines[below[0]]):
            line = self.lines[below[0]]
            header.addressees = (line.start, line.end)
            header.body = below[0] + 1
            header.body_start = line.end

    def _is_list(self, line: Line) -> bool:
        value = line.value.rstrip("，,、。")
        return value.startswith("各") and names_addressee(value, self.data) and not ends_like_title(value, self.data)

    def _find_body(self, position: int) -> None:
        header = self.header
        if header.addressees:
            return
        taken = {*header.furniture, *header.passed, *header.mark}
        last = max([*header.title, *header.mark, *header.passed, -1])
        body = last + 1
        while body < position and (body in taken or self._is_leftover(body)):
            body += 1
        header.body = body if header.title or header.number else min([*self.candidates, position])
        if header.body < len(self.lines):
            header.body_start = self.lines[header.body].start

    def _is_leftover(self, position: int) -> bool:
        """A number or organ line between title and body."""
        return (
            own_number(self.lines[position], self.data) is not None
            or self._is_mark(position)
            or position not in self.candidates
        )

    def _join(self, positions: list[int]) -> str:
        return "".join(self.lines[i].value for i in positions)


def _running_blocks(lines: list[Line]) -> set[int]:
    """Blocks of running text: those in which a sentence ends."""
    return {line.block for line in lines if line.table or "。" in line.value or line.value.endswith(("；", ";"))}
