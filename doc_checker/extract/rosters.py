"""成员名单: rosters printed as lines (组长：…), as tables, and appointments in running prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from ..data import Data
from ..document import Document, Paragraph, TableBlock
from ..gridrows import column_kinds
from ..labels import find_label
from ..model import Member, Roster
from ..outline import Outline, Part, Range
from ..persons import Member as Printed
from ..persons import Persons
from ..text import squeeze, tidy

_LONGEST_TITLE = 50
_LONGEST_TAIL = 4
_USUAL_ROLES = {"组长", "副组长", "成员", "组员", "委员"}
_TAIL_BRACKET = regex.compile(r"[（(][^（()）]*[)）]$")
_NO_HEADING = regex.compile(r"[。；;，,]")
_LISTED_NAME = regex.compile(r"[^、（()）]+(?:[（(][^（()）]*[)）])?")
_BEHIND_NAME = regex.compile(r"[（(].*$")
_POST_MARK = regex.compile(r"[，,、；;]")
_ENDS_BODY = regex.compile(r"(?:组|专班|委员会|指挥部|办公室|会议|小组|队|中心|名单)$")
_LEADING = regex.compile(r"^(?:第一|常务|执行)?(?:组长|主任|总指挥|指挥长|召集人|主席|会长|理事长)$")


@dataclass
class _Draft:
    """A roster while its lines are read."""

    title: str | None
    members: list[Member] = field(default_factory=list)
    role: str | None = None
    marked: bool = False


def find_rosters(document: Document, outline: Outline, data: Data) -> list[Roster]:
    """The rosters of a document in reading order, one for each body."""
    return _Reader(document, outline, data).read()


class _Reader:
    """Reads the rosters part by part."""

    def __init__(self, document: Document, outline: Outline, data: Data) -> None:
        self.document = document
        self.outline = outline
        self.data = data
        self.persons = data.once(Persons)
        self.scanned = bool(document.source.ocr_pages)
        self.found: list[_Draft] = []
        self.current: _Draft | None = None
        self.above: str | None = None
        """The line above, which can be the heading of a roster."""

    def read(self) -> list[Roster]:
        """All rosters; a group without a member is none."""
        for part in self.outline.parts:
            self.current, self.above = None, None
            for block in self.document.blocks[part.blocks[0] : part.blocks[1]]:
                if isinstance(block, TableBlock):
                    self._read_table(block, part)
                else:
                    self._read_paragraph(block, part)
        return [Roster(title=draft.title, members=draft.members) for draft in self.found if draft.members]

    # --- lines

    def _read_paragraph(self, block: Paragraph, part: Part) -> None:
        text = self.document.slice(block.start, block.end).strip()
        first = self.document.slice(*block.lines[0])
        if text.endswith("。") and not self.persons.role_labels(first):
            self.current = None
            self._read_prose(block, part)
            return
        for start, end in self._whole_lines(block):
            if part.extent[0] <= start and end <= max(part.extent[1], start):
                self._read_line(start, end, part)

    def _whole_lines(self, block: Paragraph) -> list[Range]:
        """The printed lines of a paragraph; one that opens with no member is the wrapped end of the line above."""
        if len(block.lines) == 1:
            return [*block.lines]
        whole: list[Range] = []
        for start, end in block.lines:
            line = self.document.slice(start, end)
            opens = self.persons.is_member_line(line) or (self.scanned and self.persons.glued(line, 0, len(line)))
            if whole and not opens and find_label(line, self.data) is None:
                whole[-1] = (whole[-1][0], end)
            else:
                whole.append((start, end))
        return whole

    def _read_line(self, start: int, end: int, part: Part) -> None:
        line = self.document.slice(start, end)
        labels = self.persons.role_labels(line)
        role = self.persons.bare_role(line)
        if labels:
            for position, (name, begin, place) in enumerate(labels):
                stop = labels[position + 1][1] if position + 1 < len(labels) else len(line)
                self._open(name, part)
                self._add(line, start, place, stop)
                if begin and not position and not self.current:
                    return
        elif role:
            self._open(role, part)
        elif self.current and self.current.role and self._continues(line):
            self._add(line, start, 0, len(line), loose=True)
        elif not self._ends_post(line) and not self._is_subheading(line):
            self.current = None
            self.above = line

    def _open(self, role: str, part: Part) -> None:
        """A role's label: it goes on with the roster, or begins one (another heading, or a leader after members)."""
        again = self.current is not None and bool(_LEADING.match(role)) and self._had(role)
        if self.current is None or again:
            self.current = _Draft(self._title(part), marked=True)
            self.found.append(self.current)
            self.above = None
        self.current.role = role

    def _ends_post(self, line: str) -> bool:
        """Whether a line is the wrapped end of the last member's post (…服务中心主 / 任), which it is then joined to."""
        members = self.current.members if self.current else []
        if not members or not members[-1].posts:
            return False
        tail = tidy(line)
        if len(tail) > _LONGEST_TAIL or find_label(line, self.data):
            return False
        *others, last = members[-1].posts
        if self.persons.is_title(last) or not self.persons.is_title(last + tail):
            return False
        members[-1] = members[-1].model_copy(update={"posts": [*others, last + tail]})
        return True

    def _had(self, role: str) -> bool:
        return self.current is not None and any(member.role == role for member in self.current.members)

    def _continues(self, line: str) -> bool:
        return (
            "。" not in line and find_label(line, self.data) is None and bool(self._printed(line, 0, len(line), True))
        )

    def _printed(self, line: str, start: int, end: int, loose: bool) -> Sequence[Printed]:
        """The persons of a piece of a line; OCR loses narrow spaces behind names."""
        found = self.persons.members(line, start, end, loose)
        return found or (self.persons.glued(line, start, end) if self.scanned else [])

    def _is_subheading(self, line: str) -> bool:
        """A heading inside a roster ((一)部门委员), which ends no group: it names the role again."""
        label = find_label(line, self.data)
        if self.current is None or self.current.role is None or label is None or len(line) > _LONGEST_TITLE:
            return False
        bare = _TAIL_BRACKET.sub("", squeeze(line[label.length :]))
        return bare.endswith(self.current.role)

    def _add(self, line: str, offset: int, start: int, end: int, loose: bool = False) -> None:
        if self.current is None:
            return
        for printed in self._printed(line, start, end, loose):
            self.current.members.append(self._member(line, offset, printed, self.current.role))

    def _member(self, line: str, offset: int, printed: Printed, role: str | None) -> Member:
        begin, stop = printed.name
        return Member(
            role=role,
            name=tidy(line[begin:stop]),
            posts=[tidy(line[a:b]) for a, b in printed.posts],
            span=self.document.text.span(offset + begin, offset + stop),
        )

    # --- titles

    def _as_heading(self, line: str) -> str | None:
        """A line above a roster that can be its title."""
        label = find_label(line, self.data)
        text = tidy(line[label.length :] if label else line).rstrip("：:")
        return text if text and len(text) <= _LONGEST_TITLE and not _NO_HEADING.search(text) else None

    def _title(self, part: Part) -> str | None:
        """The heading directly above, the attachment's title, or the body that the document's title names."""
        heading = self._as_heading(self.above) if self.above else None
        if heading and _ENDS_BODY.search(self._body(heading, "roster_title") or heading):
            return heading
        if part.title and part.kind == "attachment":
            return tidy(self.document.slice(*part.title))
        place = part.title or self.outline.title
        title = squeeze(self.document.slice(*place)) if place else ""
        return self._body(title, "body_in_title")

    def _body(self, value: str, label: str) -> str | None:
        for pattern in self.data.patterns_of(label):
            match = pattern.compiled.search(value)
            if match:
                return match["body"]
        return None

    # --- prose

    def _read_prose(self, block: Paragraph, part: Part) -> None:
        """Appointments in a paragraph are one roster."""
        view = self.document.text.compact(block.start, block.end)
        if not self.persons.may_appoint.search(view.value):
            return
        members: list[tuple[int, Member]] = []
        for pattern in self.data.patterns_of("appointment"):
            for match in pattern.compiled.finditer(view.value):
                if not self.persons.role_words.search(match["role"]):
                    continue
                for begin, stop in self._names(view.value, *match.span("names")):
                    span = self.document.text.span(*view.span(begin, stop))
                    name = view.value[begin:stop]
                    members.append((begin, Member(role=match["role"], name=name, posts=[], span=span)))
        if members:
            members.sort(key=lambda pair: pair[0])
            bodies = [
                m["body"]
                for p in self.data.patterns_of("body_named")
                for m in p.compiled.finditer(view.value[: members[0][0]])
            ]
            title = bodies[-1].strip("“”") if bodies else None
            self.found.append(_Draft(title, [member for _, member in members]))

    def _names(self, value: str, start: int, end: int) -> list[Range]:
        """The names of a list in prose; none at all where one of them is no person's name."""
        names: list[Range] = []
        for match in _LISTED_NAME.finditer(value[start:end]):
            begin = start + match.start()
            bare = _BEHIND_NAME.sub("", match.group()).removesuffix("同志")
            if not self.persons.is_name(bare):
                return []
            names.append((begin, begin + len(bare)))
        return names

    # --- tables

    def _read_table(self, block: TableBlock, part: Part) -> None:
        """A table with a column of names: roles from their own column, or from a first column that is merged."""
        header, kinds = column_kinds(self.document, block, self.data)
        if not header or "name" not in kinds:
            return
        self.current = None
        draft = _Draft(self._title(part))
        cells = {(cell.row, cell.col): cell for cell in block.cells}
        name_column = kinds.index("name")
        role_column = self._role_column(kinds, header, block)
        post_columns = [
            i for i, kind in enumerate(kinds) if kind in ("post", "unit") and i not in (role_column, name_column)
        ]
        role: str | None = None
        for row in range(header, block.n_rows):
            printed = cells.get((row, role_column)) if role_column is not None else None
            role = self._text((printed.start, printed.end)) or role if printed else role
            cell = cells.get((row, name_column))
            if not cell or not self.persons.is_name(self.document.slice(cell.start, cell.end).strip()):
                continue
            posts = self._posts(
                [(c.start, c.end) for i in post_columns if (c := cells.get((row, i)))], kinds, post_columns
            )
            span = self.document.text.span(cell.start, cell.end)
            draft.members.append(Member(role=role, name=self._text((cell.start, cell.end)), posts=posts, span=span))
        if len(draft.members) > 1 or (draft.members and role_column is not None):
            self.found.append(draft)

    def _role_column(self, kinds: Sequence[str | None], header: int, block: TableBlock) -> int | None:
        """The column whose cells are roles of the roster (组长, 成员), whatever it is called."""
        for column, kind in enumerate(kinds):
            texts = [self._text((c.start, c.end)) for c in block.cells if c.col == column and c.row >= header]
            texts = [text for text in texts if text]
            if not texts or kind in ("name", "number") or not all(map(self.persons.bare_role, texts)):
                continue
            if kind == "role" or _USUAL_ROLES & set(texts):
                return column
        return None

    def _posts(self, places: Sequence[Range], kinds: Sequence[str | None], columns: Sequence[int]) -> list[str]:
        """Posts of the cells; a unit and a post in cells of their own are one post (市财政局 + 副局长)."""
        texts = [self._text(place) for place in places]
        if len(texts) > 1 and "unit" in [kinds[column] for column in columns]:
            texts = ["".join(texts)]
        return [post for text in texts for post in _POST_MARK.split(text) if post]

    def _text(self, place: Range) -> str:
        return tidy(self.document.slice(*place))
