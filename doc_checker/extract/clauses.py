"""正文层次: Document → the tree of clauses with ids, body first, then each attachment.

A clause begins where a label opens a paragraph. Its text is its own printed text; what stands below a deeper label
belongs to that child. Rows of task and indicator tables are clauses too, whether the table is ruled or flattened to
lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

import regex

from ..clause_tree import CLOSERS, FINAL, MARKS_ONLY, ONLY_BRACKETS, Node, Tree, find_lead, trim
from ..data import Data
from ..document import Document, Paragraph, TableBlock
from ..flatheader import find_flat_header
from ..flatrows import read_flat
from ..gridrows import column_kinds, read_grid
from ..labels import RANKS, find_label, join_id
from ..labels import Sequence as Ids
from ..listing import read_unit_list
from ..model import Clause, Span
from ..outline import Outline, Part, Range
from ..persons import Persons
from ..responsibility import ROLES
from ..rows import ParsedClauses, Row, RowCells, RowGroup, RowTable
from ..text import display_width, squeeze, tidy
from ..unnumbered import part_items

_LONGEST_HEADING = 60
_MOSTLY = 0.8
_HEADINGS = ("chapter", "section", "article", "chinese", "bracketed")
_POINTS = regex.compile(r"\s*[（(]\s*(?:共|满分|计|合计)?\s*[+-]?\d{1,3}(?:\.\d)?\s*分[^（()）]{0,10}[)）]\s*$")
_ROLE_BRACKET = regex.compile(r"[（(【〔\[][^（()）【】〔〕\[\]]*(?:牵头|责任|负责|配合)[^【】〔〕]*[)）】〕\]]\s*$")


def find_clauses(document: Document, outline: Outline, data: Data) -> ParsedClauses:
    """The clause tree of a document, with the cells of the rows that tasks are read from."""
    return _Builder(document, outline, data).build()


class _Builder:
    """Builds the tree part by part."""

    def __init__(self, document: Document, outline: Outline, data: Data) -> None:
        self.document = document
        self.outline = outline
        self.data = data
        self.ids = Ids()
        self.persons = data.once(Persons)
        self.roots: list[Node] = []
        self.rows: dict[str, RowCells] = {}
        self.kinds: dict[str, str] = {}
        self.parts: dict[str, int] = {}
        self.excluded = sorted(
            place
            for place in (
                outline.attachment_note,
                outline.signature,
                outline.date,
                outline.addressees,
                *outline.notes,
                *outline.furniture,
            )
            if place
        )
        self.excluded_starts = [start for start, _ in self.excluded]
        self.excluded_ends = list(accumulate((end for _, end in self.excluded), max))
        self.starts = [block.start for block in document.blocks]

    def build(self) -> ParsedClauses:
        """All clauses in reading order."""
        inner = self._is_cover()
        title = next((part.title for part in self.outline.parts if part.kind == "inner" and part.title), None)
        title = title if inner else self.outline.title
        cover: list[Range] = []
        self._add_title(title or self.outline.title)
        for position, part in enumerate(self.outline.parts):
            before = len(self.roots)
            if part.kind == "attachment":
                self._read_attachment(part)
            elif part.kind == "body" and inner:
                cover.extend(piece for piece, _ in self._paragraphs(part))
            else:
                if part.kind == "inner" and part.title and part.title != title:
                    self._add_title(part.title)
                self._read_body(part, cover)
                cover = []
            for node in self.roots[before:]:
                self.parts[node.id] = position
        clauses = [self._freeze(node, 1) for node in self.roots]
        return ParsedClauses(clauses, self.rows, self.kinds, self.parts)

    def _is_cover(self) -> bool:
        """Whether the body only covers an inner document: a body of sections of its own, longer than the inner part,
        does not.
        """
        inner = [part for part in self.outline.parts if part.kind == "inner"]
        if not inner:
            return False
        body = [part for part in self.outline.parts if part.kind == "body"]
        labelled = sum(self._count_labels(part) for part in body)
        if labelled >= 2 and not self._issues(body):
            return False
        size = sum(part.extent[1] - part.extent[0] for part in body) - sum(p.extent[1] - p.extent[0] for p in inner)
        return labelled < 2 or (size < 0 and any(self._count_labels(part) > 1 for part in inner))

    def _issues(self, body: Sequence[Part]) -> bool:
        """Whether the title or the body's first paragraph issues another document (现将…印发给你们)."""
        title = squeeze(self.document.slice(*self.outline.title)) if self.outline.title else ""
        first = next((squeeze(self.document.slice(*piece)) for part in body for piece, _ in self._paragraphs(part)), "")
        return any(p.compiled.search(title) for p in self.data.patterns_of("cover")) or any(
            p.compiled.search(first) for p in self.data.patterns_of("cover_body")
        )

    def _count_labels(self, part: Part) -> int:
        labels = (find_label(self.document.slice(*piece), self.data) for piece, _ in self._paragraphs(part))
        return sum(label is not None and label.kind in ("chinese", "bracketed", "arabic") for label in labels)

    def _add_title(self, title: Range | None) -> None:
        if title:
            self.roots.append(Node(self.ids.take("标题"), "title", pieces=[title]))

    # --- paragraphs of a part

    def _blocks(self, part: Part) -> Sequence[Paragraph | TableBlock]:
        return self.document.blocks[part.blocks[0] : part.blocks[1]]

    def _clip(self, start: int, end: int, part: Part) -> list[Range]:
        """What is left of a stretch inside the part's extent when header, closing and notes are cut out."""
        first, last = part.extent if part.extent[1] > part.extent[0] else (start, end)
        start, end = max(start, first), min(end, last)
        pieces = [(start, end)]
        low = bisect_right(self.excluded_ends, start)
        for a, b in self.excluded[low : bisect_left(self.excluded_starts, end, low)]:
            pieces = [
                piece
                for begin, stop in pieces
                for piece in ([(begin, stop)] if b <= begin or a >= stop else [(begin, a), (b, stop)])
            ]
        return [trimmed for piece in pieces if (trimmed := trim(self.document, piece))]

    def _paragraphs(
        self, part: Part, blocks: Iterable[Paragraph | TableBlock] | None = None
    ) -> list[tuple[Range, Paragraph]]:
        """The paragraphs of a part, each clipped; a stray final mark on a line of its own is a piece of its own."""
        found: list[tuple[Range, Paragraph]] = []
        for block in self._blocks(part) if blocks is None else blocks:
            if not isinstance(block, Paragraph):
                continue
            end = block.end
            strays: list[Range] = []
            for start, stop in reversed(block.lines[1:]):
                above = self.document.slice(block.start, start).rstrip()
                if not MARKS_ONLY.match(self.document.slice(start, stop)) or above[-1:] not in FINAL + CLOSERS:
                    break
                end, strays = start, [(start, stop), *strays]
            for begin, stop in [(block.start, end), *strays]:
                found.extend((piece, block) for piece in self._clip(begin, stop, part))
        return found

    def _lines(self, part: Part) -> list[Range]:
        return [
            piece
            for block in self._blocks(part)
            if isinstance(block, Paragraph)
            for start, end in block.lines
            for piece in self._clip(start, end, part)
        ]

    @cached_property
    def _full_width(self) -> int:
        """The width of a full printed line where lines are wrapped by hand, else 0."""
        widths = [
            display_width(self.document.slice(start, end))
            for block in self.document.blocks
            if isinstance(block, Paragraph)
            for start, end in block.lines[:-1]
        ]
        return sorted(widths)[len(widths) // 2] if len(widths) >= 8 else 0

    # --- the body

    def _read_body(self, part: Part, cover: list[Range]) -> None:
        preface = Node("前言", "preface", pieces=list(cover))
        top = Node("", "body")
        tree = Tree(self.document, self.data, self.ids, top, preface)
        place, flat = self._flat_inside(part)
        above: Node | None = None  # what the rows of the table directly above stand under
        for block in self._blocks(part):
            if isinstance(block, TableBlock):
                taken = self._take_table(tree, block)
                above = (tree.current if tree.current.kind != "preface" else tree.top) if taken else None
                continue
            for start, end in (piece for piece, _ in self._paragraphs(part, (block,))):
                if above is not None and self._goes_with_note(above, (start, end)):
                    continue
                above = None
                if flat is None or end <= place[0] or start >= place[1]:
                    tree.take((start, end))
                    continue
                if start < place[0] and (before := trim(self.document, (start, place[0]))):
                    tree.take(before)
                if start <= place[0]:
                    self.add_rows(tree.current if tree.current.kind != "preface" else tree.top, flat)
                if end > place[1] and (below := trim(self.document, (place[1], end))):
                    tree.take(below)
        part_items(self.document, self.data, self.ids, top, preface)
        if preface.pieces:
            preface.id = self.ids.take("前言")
            self.roots.append(preface)
        self.roots.extend(top.children)

    def _flat_inside(self, part: Part) -> tuple[Range, RowTable | None]:
        """A task table flattened to lines between the paragraphs of a body: where it stands, and its rows.

        It reaches to the next heading, or over the headings below which rows go on; nearly all its rows name units.
        """
        lines = self._lines(part)
        header = find_flat_header(self.document, lines, self.data)
        if header is None or not set(header[2]) & set(ROLES) or "points" in header[2]:
            return (0, 0), None
        labels = (
            (place, find_label(self.document.slice(*lines[place]), self.data)) for place in range(header[1], len(lines))
        )
        ends = [place for place, label in labels if label and label.kind in _HEADINGS and place > header[1] + 1]
        found: tuple[Range, RowTable | None] = (0, 0), None
        before = 0
        for end in (*ends, len(lines)):
            inside = lines[header[0] : end]
            table = read_flat(self.document, inside, self.data)
            rows = [row for group in table.groups for row in group.rows] if table else []
            if sum(bool(row.units) for row in rows[before:]) < max(1, _MOSTLY * (len(rows) - before)) or len(rows) < 2:
                if before or end == len(lines):
                    break
                continue
            found, before = ((inside[0][0], inside[-1][1]), table), len(rows)
        return found

    # --- attachments

    def _read_attachment(self, part: Part) -> None:
        root = Node(self.ids.take(f"附{part.number}" if part.number is not None else "附"), "root")
        label, title = self._heading_ranges(part)
        if label:
            root.pieces.append(label)
            root.label = tidy(self.document.slice(*label)).strip("：:.．、【】〔〕[]") or None
        if title:
            root.pieces.append(title)
            root.heading = tidy(self.document.slice(*title))
        self.roots.append(root)
        lines = self._lines(part)
        tables = [block for block in self._blocks(part) if isinstance(block, TableBlock)]
        flat = None if tables else read_flat(self.document, lines, self.data)
        if flat:
            root.pieces.extend(line for line in lines if line[1] <= flat.start)
            self.add_rows(root, flat)
        elif not tables and self._is_list(lines, root.heading or ""):
            root.pieces.extend(self._list_pieces(part))
        else:
            self._read_clauses(part, root)
        if not root.pieces and not root.children:
            self.roots.remove(root)

    def _heading_ranges(self, part: Part) -> tuple[Range | None, Range | None]:
        """Label and title of an attachment; a colon between them (附件1：…) goes with the label."""
        label, title = part.label, part.title
        if label and title:
            start = title[0]
            while start < title[1] and self.document.text.value[start] in "：:.．、 \u3000":
                start += 1
            if start > title[0]:
                return (label[0], start), (start, title[1])
        return label, title

    def _read_clauses(self, part: Part, root: Node) -> None:
        """An attachment of clauses and tables; paragraphs of a note behind a table are one clause."""
        tree = Tree(self.document, self.data, self.ids, root, root)
        note: Node | None = None
        seen_table = False
        for block in self._blocks(part):
            if isinstance(block, TableBlock):
                seen_table = True
                if self._take_table(tree, block, root.heading or ""):
                    note = None
                continue
            for piece, _ in self._paragraphs(part, (block,)):
                if note is None and seen_table and self._opens_note(piece):
                    note = Node(self.ids.take(join_id(root.id, "注")), "note")
                    root.children.append(note)
                if note is not None:
                    note.pieces.append(piece)
                else:
                    tree.take(piece)
        part_items(self.document, self.data, self.ids, root, root)

    def _goes_with_note(self, above: Node, piece: Range) -> bool:
        """Take a paragraph below a table of the body into its note, which reaches to the next heading."""
        last = above.children[-1]
        label = find_label(self.document.slice(*piece), self.data)
        if last.kind != "note" and self._opens_note(piece):
            last = Node(self.ids.take(join_id(above.id, "注")), "note")
            above.children.append(last)
        if last.kind != "note" or (label and label.kind in _HEADINGS):
            return False
        last.pieces.append(piece)
        return True

    def _opens_note(self, piece: Range) -> bool:
        text = self.document.slice(*piece)
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of("note_opening"))

    def _is_list(self, lines: Sequence[Range], title: str) -> bool:
        """Whether the lines are a list of units or of members, which makes no clauses of its own."""
        texts = [self.document.slice(*line) for line in lines]
        members = sum(self.persons.is_member_line(text) for text in texts)
        if members >= 2 and any(self.persons.role_labels(text) or self.persons.bare_role(text) for text in texts):
            prose = [text for text in texts if find_label(text, self.data) and len(text) > 30]
            return not prose
        return bool(texts) and read_unit_list(self.document, lines, self.data, title) is not None

    def _list_pieces(self, part: Part) -> list[Range]:
        """Each line of a list by itself; closing prose as a paragraph."""
        pieces: list[Range] = []
        for piece, block in self._paragraphs(part):
            if self.document.slice(*piece).rstrip()[-1:] == "。" and len(block.lines) > 1:
                pieces.append(piece)
            else:
                pieces.extend(cut for line in block.lines for cut in self._clip(*line, part))
        return pieces

    # --- rows of tables

    def add_rows(self, parent: Node, table: RowTable) -> None:
        """Rows, groups and notes of a table as children, in reading order."""
        nodes: list[Node] = []
        for group in table.groups:
            owner = parent
            if group.part:
                owner = self._group_node(parent, group)
                nodes.append(owner)
            for row in group.rows:
                node = self._row_node(owner, row, group, table)
                (owner.children if group.part else nodes).append(node)
        for note in table.notes:
            nodes.append(Node(self.ids.take(join_id(parent.id, "注")), "note", pieces=list(note)))
        parent.children.extend(sorted(nodes, key=_first_place))

    def _take_table(self, tree: Tree, block: TableBlock, title: str = "") -> bool:
        """Take a table: its rows become clauses below the current one; of any other the text stays with the
        attachment.
        """
        wanted = any(
            title.rstrip("）)").endswith(form)
            for entry in self.data.entries_of("title-kind")
            if entry.value == "plan"
            for form in entry.forms
        )
        rows = read_grid(self.document, block, self.data, wanted)
        if rows:
            self.add_rows(tree.current if tree.current.kind != "preface" else tree.top, rows)
            return True
        header, kinds = column_kinds(self.document, block, self.data)
        if tree.top.kind == "root" and {"name", "unit"} & set(kinds):
            tree.top.pieces.extend(
                (cell.start, cell.end)
                for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.col))
                if cell.row >= header and self.document.slice(cell.start, cell.end).strip()
            )
        return False

    def _group_node(self, parent: Node, group: RowGroup) -> Node:
        node = Node(self.ids.take(join_id(parent.id, group.part)), "group", group.label, pieces=list(group.pieces))
        text = tidy("".join(self.document.slice(*piece) for piece in group.pieces))
        if group.kind == "scored":
            node.heading = _POINTS.sub("", text.removeprefix(group.label or "")) or None
        return node

    def _row_node(self, owner: Node, row: Row, group: RowGroup, table: RowTable) -> Node:
        node = Node(self.ids.take(join_id(owner.id, row.number)), "row", row.label, pieces=list(row.pieces), row=row)
        node.tail = row.tail
        if row.name:
            name = tidy(self.document.slice(*row.name))
            node.heading = _POINTS.sub("", name.removeprefix(row.label or "")) or None
        elif row.pieces:
            text = tidy(self.document.slice(row.pieces[0][0], row.pieces[0][1])).removeprefix(row.label or "")
            node.heading = find_lead(text, more=False)
        is_task = table.sets_tasks and group.kind != "deduction"
        self.rows[node.id] = RowCells(row.units, row.deadline, is_task)
        return node

    # --- the frozen clause

    def _freeze(self, node: Node, level: int) -> Clause:
        self.kinds[node.id] = node.kind
        heading = node.heading
        if node.kind == "item":
            heading = node.heading or self._heading(node)
        children = [self._freeze(child, level + 1) for child in node.children]
        end = max((piece[1] for piece in node.pieces), default=node.start)
        return Clause.made_of(
            id=node.id,
            label=node.label,
            level=level,
            heading=heading,
            text=self._text(node),
            span=self.document.text.span(min((piece[0] for piece in node.pieces), default=0), end),
            pieces=self._pieces(node),
            children=children,
        )

    def _pieces(self, node: Node) -> list[Span]:
        """The stretches of text that a clause is made of, where they are more than one."""
        stretches: list[Range] = []
        for start, end in node.pieces:
            if stretches and start >= stretches[-1][1] and not self.document.slice(stretches[-1][1], start).strip():
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
        return [self.document.text.span(*stretch) for stretch in stretches] if len(stretches) > 1 else []

    def _text(self, node: Node) -> str:
        """Its paragraphs joined by a line break; a paragraph that a full printed line cut in two is mended."""
        parts: list[str] = []
        for position, piece in enumerate(node.pieces):
            text = tidy(self.document.slice(*piece))
            if position and parts and self._goes_on(node, position, text):
                parts[-1] += text
            elif text:
                parts.append(text)
        joined = "\n".join(parts)
        return joined + node.tail

    def _goes_on(self, node: Node, position: int, text: str) -> bool:
        """Whether a paragraph goes on with the one before it: the printed line above is full, or it is a closing
        bracket of its own.
        """
        if node.kind == "group":
            return True
        if node.kind in ("root", "title", "note") or (node.row and node.row.name):
            return False
        start, end = node.pieces[position - 1]
        above = self.document.slice(start, end)
        if node.kind == "row" or (node.kind == "item" and above.rstrip()[-1:] == "。" and ONLY_BRACKETS.match(text)):
            return True
        return (
            above.rstrip()[-1:] not in "：:"
            and self._full_width > 0
            and display_width(self._last_line(start, end)) >= self._full_width - 4
            and (node.kind != "item" or position > 1 or "。" in above)
        )

    def _last_line(self, start: int, end: int) -> str:
        """The last printed line of a paragraph."""
        position = bisect_right(self.starts, start) - 1
        block = self.document.blocks[position] if position >= 0 else None
        if not isinstance(block, Paragraph):
            return ""
        inside = [line for line in block.lines if line[0] < end]
        return self.document.slice(inside[-1][0], min(inside[-1][1], end)) if inside else ""

    def _heading(self, node: Node) -> str | None:
        """The heading line without its label, or the first sentence where it is a short lead."""
        start, end = node.pieces[0]
        first = tidy(self.document.slice(start + node.label_length, end))
        more = len(node.pieces) > 1 or bool(node.children)
        bare = _ROLE_BRACKET.sub("", first) or first
        is_line = len(first) <= _LONGEST_HEADING and bare.rstrip(CLOSERS)[-1:] not in FINAL and "。" not in bare
        if is_line and (more or node.rank <= RANKS["bracketed"]):
            return _POINTS.sub("", bare) or None
        return find_lead(first, more)


def _first_place(node: Node) -> int:
    """Where a node or its first child begins: a late label stands below its first rows."""
    return min([node.start, *(child.start for child in node.children[:1])])
