"""Paragraphs of formats that tell their extent (HTML, Word): line breaks inside them are judged, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..document import Document, TableBlock
from ..text import squeeze
from .assemble import Cell, Grid, Item, Passage
from .lines import Line, is_labelled, is_page_mark, join_lines

_NUMBER_LINE = regex.compile(r"[〔\[（(]\d{4}[〕\]）)].{0,8}号$|^第\d{1,5}号$")
_LONG = 60


def passages_of(lines: Sequence[str], centred: bool) -> list[Item]:
    """The lines of one paragraph as paragraphs: broken by hand they are one title where centred, else often several."""
    lines = [line for line in lines if line and not is_page_mark(line)]
    if len(lines) <= 1:
        return [Passage((Line(line),)) for line in lines]
    if centred:
        groups = _centred_groups(lines)
    else:
        groups = [[lines[i] for i in group] for group in join_lines([Line(line) for line in lines])]
    return [Passage(tuple(Line(line) for line in group)) for group in groups]


def _centred_groups(lines: Sequence[str]) -> list[list[str]]:
    """Centred lines are one title; a document number, a label or a sentence is a paragraph of its own."""
    groups: list[list[str]] = []
    closed = True
    for line in lines:
        alone = is_labelled(line) or bool(_NUMBER_LINE.search(squeeze(line))) or len(line) > _LONG
        if closed or alone:
            groups.append([line])
        else:
            groups[-1].append(line)
        closed = alone
    return groups


def items_of(document: Document) -> list[Item]:
    """The paragraphs and tables of a document that another one takes in."""
    items: list[Item] = []
    for block in document.blocks:
        if isinstance(block, TableBlock):
            cells = tuple(
                Cell(
                    c.row,
                    c.col,
                    c.row_span,
                    c.col_span,
                    (Line(text),) if (text := document.slice(c.start, c.end)) else (),
                )
                for c in block.cells
            )
            items.append(Grid(block.n_rows, block.n_cols, block.header_rows, cells))
        else:
            items.append(Passage((Line(document.slice(block.start, block.end)),)))
    return items
