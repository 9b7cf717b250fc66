"""Items without a number below a heading: paragraphs behind a mark (◆), a framed title (【普查建档】), a word that counts
(行动一：) or a run-in heading (a short first sentence), each of which says who answers for it.

Where nobody is named such paragraphs are text of the heading above them. Where they name units each is an item of its
own, so that one that names nobody is not covered by its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from .clause_tree import Node
from .data import Data
from .document import Document
from .labels import Sequence as Ids
from .labels import join_id
from .outline import Range
from .responsibility import Grammar
from .text import fold, squeeze

_MARK = regex.compile(
    r"\s*(?:(?P<mark>[◆◇■□▲△●○★☆▪•➢►✦·])\s*|[【〖](?P<title>[^【】〖〗\n。；：:]{2,24})[】〗][：:]?"
    r"|(?P<word>(?:重点)?(?:任务|行动|工程|专项|举措|措施|事项|计划|项目))(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})(?:[：:、.．]|\s))"
    r"(?=\s?\S)"
)
"""◆ …, 【普查建档】…, 行动一：…"""
_LEAD = regex.compile(r"[^，。；：:、]{3,20}[。：:]\s?(?=\S)")
_LONGEST_HEADING = 60
_FRAMED = "【】"


@dataclass
class _Item:
    """A paragraph with the statements of who answers that follow it; ``mark`` is what it opens with, empty for nothing."""

    pieces: list[Range]
    mark: str = ""
    title: str | None = None
    length: int = 0
    lead: bool = False
    named: bool = False


@dataclass
class _Section:
    """A heading without numbered items: its own pieces (``stated``: they say who answers), and the paragraphs that may be items."""

    node: Node
    own: list[Range]
    headed: bool
    stated: bool = False
    items: list[_Item] = field(default_factory=list)


def part_items(document: Document, data: Data, ids: Ids, top: Node, preface: Node) -> None:
    """Give the headings of a part the unnumbered items that name who answers for them as children.

    A part without any heading has them in its preface; they stand at the top then.
    """
    reader = _Reader(document, data)
    sections = [reader.section(node, 1) for node in _leaves(top)]
    if not top.children:
        sections.append(reader.section(preface, 0))
    marks = _marks_of_items(sections)
    for section in sections:
        chosen = _chosen(section, marks)
        if chosen:
            _hang(section, chosen, ids, top if section.node is preface else section.node)


def _leaves(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.children:
            yield from _leaves(child)
        elif child.kind == "item" and len(child.pieces) > 2:
            yield child


class _Reader:
    """Reads the paragraphs below one heading."""

    def __init__(self, document: Document, data: Data) -> None:
        self.document = document
        self.grammar = data.once(Grammar)

    def section(self, node: Node, heading: int) -> _Section:
        """The paragraphs below a heading (a node's first piece), those that open as items do and the rest."""
        section = _Section(node, list(node.pieces[:heading]), heading > 0)
        title = self.document.slice(*node.pieces[0]) if node.pieces else ""
        if heading and (len(title) > _LONGEST_HEADING or "。" in title):
            return section
        for piece in node.pieces[heading:]:
            text = self.document.slice(*piece)
            value = fold(squeeze(text))
            if self._is_statement(value):
                if section.items:
                    section.items[-1].pieces.append(piece)
                    section.items[-1].named = True
                else:
                    section.own.append(piece)
                    section.stated = True
                continue
            found = _MARK.match(text)
            length = found.end() if found else 0
            title = squeeze(found["title"] or (found["word"] or "") + (found["number"] or "")) if found else ""
            mark = (found["mark"] or found["word"] or _FRAMED) if found else ""
            lead = bool(title or _LEAD.match(text[length:].lstrip()))
            named = bool(self.grammar.find(value[len(squeeze(text[:length])) :]))
            section.items.append(_Item([piece], mark, title or None, length, lead, named))
        if section.items and section.items[0].mark:
            section.items = _with_following(section.items)
        return section

    def _is_statement(self, value: str) -> bool:
        """Whether a paragraph says nothing but who answers, for what stands above it or for all items (以下各项均由…)."""
        bare = value.strip("（）()【】〔〕[]")
        return self.grammar.governing(value) is not None or self.grammar.is_statement(bare)


def _with_following(items: Sequence[_Item]) -> list[_Item]:
    """Marked paragraphs, each with the ones without a mark that follow it."""
    found: list[_Item] = []
    for item in items:
        if item.mark or not found:
            found.append(item)
        else:
            found[-1].pieces.extend(item.pieces)
            found[-1].named = found[-1].named or item.named
    return found


def _marks_of_items(sections: Sequence[_Section]) -> set[str]:
    """The marks that the items of a part open with: several of those that do name who answers."""
    named = Counter(item.mark for section in sections for item in section.items if item.named and item.mark)
    return {mark for mark, count in named.items() if count > 1}


def _chosen(section: _Section, marks: set[str]) -> list[_Item]:
    """The paragraphs that are items: those behind a mark of items; else those below a heading that a short sentence leads
    (a run-in heading), if that is how all that name units open.
    """
    marked = [item for item in section.items if item.mark in marks]
    if not section.stated and not any(item.named for item in section.items):
        return []
    if marked or not section.headed:
        return marked if len(marked) > 1 else []
    named = [item for item in section.items if item.named]
    led = len(named) > 1 and all(item.lead for item in named)
    return [item for item in section.items if item.lead] if led else []


def _hang(section: _Section, chosen: Sequence[_Item], ids: Ids, parent: Node) -> None:
    """Make items children of a node; a paragraph between them goes with the one above."""
    section.node.pieces = section.own
    chosen_ids = {id(item) for item in chosen}
    count = 0
    node: Node | None = None
    for item in section.items:
        if id(item) in chosen_ids:
            count += 1
            node = Node(ids.take(join_id(parent.id, item.title or str(count))), "item", label_length=item.length)
            node.heading = item.title if item.mark == _FRAMED else None
            parent.children.append(node)
        (node or section.node).pieces.extend(item.pieces)
