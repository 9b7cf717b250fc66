"""Several tables of one system, each under a heading outside it (一、公共环境（40分）): ``Sheet`` of each → one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from .data import Data
from .document import Document, Paragraph, TableBlock
from .labels import RANKS
from .outline import Range
from .rowlabels import title_label
from .scoresheet import GroupTitle, Sheet, SheetGroup, read_group_title, split_points
from .text import tidy

_LONGEST_HEADING = 40
_SENTENCE_MARK = regex.compile(r"[。；;]")
_ABOVE = 4


@dataclass(frozen=True)
class _Heading:
    """A heading: where it stands, how high it ranks, and its title taken apart."""

    block: int
    rank: int
    title: GroupTitle


def join_tables(document: Document, blocks: range, sheets: Sequence[tuple[int, Sheet]], data: Data) -> Sheet | None:
    """One sheet of tables with the same columns that have no groups of their own and a heading each, or None.

    ``sheets`` are tables by their block; of headings of two levels the higher ones are the groups.
    """
    if len(sheets) < 2 or len({sheet.columns for _, sheet in sheets}) > 1:
        return None
    if any(sheet.groups[0].name or len(sheet.groups) > 1 for _, sheet in sheets):
        return None
    captions = [_captioned(document, place, sheet, data) for place, sheet in sheets]
    if all(captions):
        return _joined(sheets, [(place, title) for place, title in enumerate(captions) if title])
    headings = [heading for place in blocks if (heading := _heading(document, place, data)) is not None]
    directly = [_above(headings, place, document) for place, _ in sheets]
    if any(heading is None for heading in directly):
        return None
    top = min(heading.rank for heading in headings if heading.block < sheets[-1][0] and _leads(heading, sheets))
    titles: list[tuple[int, GroupTitle]] = []
    for place, _ in sheets:
        heading = next((h for h in reversed(headings) if h.block < place and h.rank == top), None)
        if heading is None:
            return None
        titles.append((heading.block, heading.title))
    return _joined(sheets, titles)


def _joined(sheets: Sequence[tuple[int, Sheet]], titles: Sequence[tuple[int, GroupTitle]]) -> Sheet | None:
    """One sheet; tables under the same title (told by its number) make one group."""
    groups: list[tuple[int, SheetGroup]] = []
    for (_, sheet), (number, title) in zip(sheets, titles, strict=True):
        items = sheet.groups[0].items
        if groups and groups[-1][0] == number:
            groups[-1] = (number, replace(groups[-1][1], items=(*groups[-1][1].items, *items)))
        else:
            groups.append((number, SheetGroup(title.number, title.name, title.kind, title.points, items)))
    if len(groups) < 2:
        return None
    notes: tuple[Range, ...] = tuple(note for _, sheet in sheets for note in sheet.notes)
    figures = max(sheet.figures for _, sheet in sheets)
    tasks = any(sheet.has_tasks for _, sheet in sheets)
    return Sheet(tuple(group for _, group in groups), None, sheets[0][1].header, notes, tasks, figures)


def _captioned(document: Document, place: int, sheet: Sheet, data: Data) -> GroupTitle | None:
    """The title that stands in the first row of a table, where it is that of a group."""
    text = tidy(document.slice(*sheet.caption)) if sheet.caption else ""
    found = _title_heading(text, place, data)
    return found.title if found else None


def _heading(document: Document, place: int, data: Data) -> _Heading | None:
    """A short paragraph with a label or with points."""
    block = document.blocks[place]
    if not isinstance(block, Paragraph):
        return None
    return _title_heading(tidy(document.slice(block.start, block.end)), place, data)


def _title_heading(text: str, place: int, data: Data) -> _Heading | None:
    if not text or len(text) > _LONGEST_HEADING or _SENTENCE_MARK.search(text):
        return None
    label = title_label(text, data)
    title = read_group_title(text, data)
    table = label is not None and "表" in label.printed
    if table and any(pattern.compiled.search(text) for pattern in data.patterns_of("indicator_title")):
        return None  # 表1 县教育局平安建设考核评分表 is a system of its own
    if label is None and title.kind == "scored" and split_points(text, data)[0] is None:
        return None
    return _Heading(place, RANKS[label.kind] if label else RANKS["chinese"], title)


def _above(headings: Sequence[_Heading], place: int, document: Document) -> _Heading | None:
    """The heading that stands above a table with nothing but paragraphs between."""
    found = next((heading for heading in reversed(headings) if heading.block < place), None)
    if found is None or place - found.block > _ABOVE:
        return None
    between = document.blocks[found.block + 1 : place]
    return None if any(isinstance(block, TableBlock) for block in between) else found


def _leads(heading: _Heading, sheets: Sequence[tuple[int, Sheet]]) -> bool:
    """Whether a heading stands right above a table or between the tables, not among the text before the first one."""
    return heading.block >= sheets[0][0] - _ABOVE
