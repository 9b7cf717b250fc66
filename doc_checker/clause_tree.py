"""Hangs labelled paragraphs under each other (层次): which label opens a clause, and below which one it stands.

The order of the levels is that in which their labels appear; 一、（一）1.（1） is only the usual one. Inside a
paragraph a label counts only where badly flattened text lets it follow a full stop and the numbering asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from .data import Data
from .decimals import find_decimals
from .document import Document
from .labels import KINDS, RANKS, Label, find_label, join_id
from .labels import Sequence as Ids
from .outline import Range
from .rows import Row
from .text import tidy

FINAL = "。！？；;：:"
CLOSERS = "”’）)》】」』"
MARKS_ONLY = regex.compile(r"^[。，、；;.,\s]+$")
_LONGEST_LEAD = 32
_LEAD = regex.compile(rf"^([^，,。；;：:！？]{{2,{_LONGEST_LEAD}}})([。：:])(.+)$", regex.DOTALL)
ONLY_BRACKETS = regex.compile(
    r"^(?:[（(【〔\[][^（()）【】〔〕\[\]]*(?:[（(][^（()）]*[)）][^（()）【】〔〕\[\]]*)*[)）】〕\]][。；]?\s*)+$"
)
_COMMA = regex.compile("[，,；;]")
# 责任单位：建设局；完成时限：6月底前。
_ONLY_DUTIES = regex.compile(
    r"(?:[【（(]?(?:牵头|责任|配合|协同|主办|协办|承办|完成|办理|落实|整改)(?:单位|部门|科室|股室|领导|时限|时间|人)[】）)]?[:：][^。；;]{1,120}[。；;]?\s?)+"
)
_INNER = regex.compile(
    r"(?<=(?P<after>[。！：:）)〕】]))\s*"
    r"(?=[（(]\s*[一二三四五六七八九十]|[一二三四五六七八九十]{1,3}\s*、|\d{1,2}\s*[.．、]|第[一二三四五六七八九十百]{1,5}条)"
)
_BARE_HEADING = regex.compile(
    r"\s*[一二三四五六七八九十]{1,3}、[^。，；：（(]{2,30}(?=[（(][一二三四五六七八九十]{1,3}[)）])"
)
_RUN_IN = regex.compile(r"^\s*([1-9]\d?)[.．](?=\d{1,3}(?![.．\d])[^\d.．%％万亿倍])")
_CUTTABLE = ("article", "chinese", "bracketed")
_FRAMED = regex.compile(
    r"(?:(?<=\n)|^)[ \t\u3000]*[【〖](?P<title>[^【】〖〗\n。；：:]{2,24})[】〗][ \t\u3000]*(?=\n|$|[（(][^（()）\n]{2,60}[)）]\s*(?:\n|$))"
)
"""A heading without a number, in a frame, on a line of its own (【升级文化阵地】); a bracket about who leads may follow it."""


@dataclass
class Node:
    """A clause while it is built: ``pieces`` are the paragraphs of its own text."""

    id: str
    kind: str
    label: str | None = None
    rank: int = -1
    value: int = 0
    label_length: int = 0
    pieces: list[Range] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    heading: str | None = None
    row: Row | None = None
    tail: str = ""
    path: tuple[int, ...] = ()
    """The numbers of its decimal label (2.1), or of a heading above such."""
    prefix: str | None = None
    """What it gives to the ids of its children, where that is not its own id: a framed heading gives nothing."""

    @property
    def start(self) -> int:
        """Where its own text begins."""
        return self.pieces[0][0] if self.pieces else 0


def trim(document: Document, piece: Range) -> Range | None:
    """A stretch of text without outer white space, or None where nothing is left."""
    start, end = piece
    text = document.text.value
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


class Tree:
    """Hangs labelled paragraphs under each other by the order in which their kinds appear."""

    def __init__(self, document: Document, data: Data, ids: Ids, top: Node, rest: Node) -> None:
        self.document = document
        self.data = data
        self.ids = ids
        self.top = top
        self.rest = rest
        self.stack: list[Node] = []
        self.running: dict[str, int] = {}
        self.decimals = find_decimals(document, data)

    @property
    def current(self) -> Node:
        """The node that unlabelled paragraphs belong to."""
        return self.stack[-1] if self.stack else self.rest

    def take(self, piece: Range) -> None:
        """Take a paragraph: it opens a clause, goes on with one, or holds several in a row; framed headings in it open sections."""
        text = self.document.slice(*piece)
        titles = [piece[0] + found.start() for found in _FRAMED.finditer(text)] if "【" in text or "〖" in text else []
        starts = sorted({piece[0], *titles})
        for start, end in pairwise([*starts, piece[1]]):
            stretch = trim(self.document, (start, end))
            if stretch and start in titles:
                self._open_framed(stretch)
            elif stretch:
                self._take_paragraph(stretch)

    def _open_framed(self, piece: Range) -> None:
        """A framed heading opens a section of the whole, or of the numbered heading that it stands below."""
        found = _FRAMED.match(self.document.slice(*piece))
        title = tidy(found["title"]) if found else ""
        earlier = next((place for place, node in enumerate(self.stack) if node.prefix is not None), None)
        if earlier is None:
            earlier = sum(self._is_heading(node) for node in self.stack)
        del self.stack[earlier:]
        parent = self.stack[-1] if self.stack else self.top
        node = Node(self.ids.take(join_id(parent.id, title)), "item", rank=-1, pieces=[piece], heading=title)
        node.prefix = parent.id
        parent.children.append(node)
        self.stack.append(node)

    def _is_heading(self, node: Node) -> bool:
        """Whether a node is a bare heading line (一、重点任务)."""
        text = self.document.slice(*node.pieces[0]).strip()
        return 0 <= node.rank <= RANKS["chinese"] and len(node.pieces) == 1 and not node.children and "。" not in text

    def _take_paragraph(self, piece: Range) -> None:
        for part in self._cut(piece):
            text = self.document.slice(*part)
            label = self.decimals.get(part[0]) or find_label(text, self.data) or self._in_sequence(text)
            if label:
                self._open(label, part)
            elif MARKS_ONLY.match(text):
                self._take_mark(text.strip())
            else:
                self.current.pieces.append(part)

    def _in_sequence(self, text: str) -> Label | None:
        """A number that runs into a digit (2.35岁以下) where the item above is closed and has the number before it."""
        match = _RUN_IN.match(text)
        above = self.stack[-1] if self.stack and self.stack[-1].rank == RANKS["arabic"] else None
        if match is None or above is None or int(match[1]) != above.value + 1:
            return None
        closed = self.document.slice(*above.pieces[-1]).rstrip()[-1:] in FINAL
        return Label("arabic", match[1], int(match[1]), match.end(), match.group().strip()) if closed else None

    def _cut(self, piece: Range) -> list[Range]:
        """Pieces of a paragraph in which the next label of a sequence follows a full stop."""
        text = self.document.slice(*piece)
        labels = self._labels_inside(text)
        if not labels:
            return [piece]
        opening = find_label(text, self.data)
        ranked = [(KINDS[node.rank], node.value) for node in self.stack if node.rank >= 0]
        last = {kind: value for kind, value in ranked if kind in _CUTTABLE}
        if opening:
            last = {kind: value for kind, value in last.items() if RANKS[kind] < opening.rank}
            last[opening.kind] = opening.value
        cuts, seen = [0], dict(self.running)
        for position, (place, label, after) in enumerate(labels):
            follows = after != ":" and label.value == last.get(label.kind, -1) + 1
            headed = after == "" and label.value in (1, seen.get(label.kind, 0) + 1)
            if not (follows or headed or (label.value == 1 and self._goes_on_to_two(labels[position + 1 :], label))):
                continue
            cuts.append(place)
            last = {kind: value for kind, value in last.items() if RANKS[kind] < label.rank}
            last[label.kind] = seen[label.kind] = label.value
        pieces = [trim(self.document, (piece[0] + a, piece[0] + b)) for a, b in pairwise([*cuts, len(text)])]
        return [part for part in pieces if part]

    def _labels_inside(self, text: str) -> list[tuple[int, Label, str]]:
        """Labels inside a paragraph, with the mark before them: a full stop, a colon, or none behind a heading
        (一、总体要求（一）…).
        """
        places: dict[int, str] = {}
        for match in _INNER.finditer(text):
            places[match.end()] = ":" if match["after"] in "：:" else "。"
        for start in [0, *places]:
            heading = _BARE_HEADING.match(text, start)
            if heading:
                places.setdefault(heading.end(), "")
        found = (
            (place, find_label(text[place : place + 40], self.data), mark) for place, mark in sorted(places.items())
        )
        return [(place, label, mark) for place, label, mark in found if label and place]

    def _goes_on_to_two(self, labels: Sequence[tuple[int, Label, str]], first: Label) -> bool:
        """Whether the first label of a list is followed by its second one, behind a full stop."""
        following = next((item for item in labels if item[1].kind == first.kind), None)
        return following is not None and following[2] != ":" and following[1].value == 2

    def _open(self, label: Label, piece: Range) -> None:
        rank = label.rank
        if any(node.rank == rank for node in self.stack):
            while self.stack[-1].rank != rank:
                self.stack.pop()
            self.stack.pop()
        elif not self._nests(label):
            while self.stack and self.stack[-1].rank > rank:
                self.stack.pop()
        parent = self.stack[-1] if self.stack else self.top
        above = parent.id if parent.prefix is None else parent.prefix
        prefix = self.top.id if label.kind == "article" else above
        part, path = label.id_part, label.path or ((label.value,) if label.kind == "arabic" else ())
        if len(path) > 1 and parent.path == path[: len(parent.path)]:  # 2.1 + 2.1.3: the parent has printed 2.1
            part = ".".join(map(str, path[len(parent.path) :]))
        node = Node(self.ids.take(join_id(prefix, part)), "item", label.printed, rank, label.value, label.length)
        node.pieces, node.path = [piece], path
        parent.children.append(node)
        self.stack.append(node)
        self.running[label.kind] = label.value

    def _nests(self, label: Label) -> bool:
        """Whether a label of a higher kind opens a list inside the item above it: that ends in a colon, and the list
        begins at one.
        """
        if not self.stack or label.value != 1 or label.kind not in ("bracketed", "chinese"):
            return False
        above = self.document.slice(*self.stack[-1].pieces[-1]).rstrip()
        return above[-1:] in "：:" and self.stack[-1].rank > label.rank

    def _take_mark(self, mark: str) -> None:
        """A stray final mark on a line of its own: it closes the nearest item above that lacks one."""
        siblings = (self.stack[-2] if len(self.stack) > 1 else self.top).children
        for node in reversed(siblings):
            text = self.document.slice(*node.pieces[-1]).rstrip()
            if text[-1:] not in FINAL + CLOSERS and not node.children:
                node.tail = mark[0]
                return


def find_lead(text: str, more: bool) -> str | None:
    """The first sentence as a heading: short, without a comma, ended by 。 or ：, and followed by more than a
    bracket.
    """
    found = _LEAD.match(text)
    if found:
        rest = found[3].strip()
        alone = (ONLY_BRACKETS.match(rest) and not more) or _ONLY_DUTIES.fullmatch(rest)
        return None if alone else found[1].strip()
    if more and len(text) <= _LONGEST_LEAD + 1 and text[-1:] in "。：:" and not _COMMA.search(text):
        return text[:-1] or None
    return None
