"""表格: tables as laid out, each with its title; one over several pages is one table."""

from __future__ import annotations

from operator import attrgetter

import regex

from ..document import Document, Paragraph, TableBlock
from ..model import Cell, Table
from ..outline import Outline, Part
from ..text import squeeze, tidy

_LONGEST_CAPTION = 60
_CAPTION_MARK = regex.compile(r"^(?:附?表|续表)\s*[\d一二三四五六七八九十]{0,3}(?:[-—－.．]\d{1,2})?(?!示|明|彰|现|格)")
_NO_CAPTION = regex.compile(
    r"[。；：:，,]$|^(?:单位|金额单位|计量单位|填报|制表|日期|注|备注|说明)[：:]|^附件?\s*\d{0,2}[：:]?$"
)
_UNIT_LINE = regex.compile(r"^[（(]?(?:金额|计量)?单位[：:].{1,12}$")


def find_tables(document: Document, outline: Outline) -> list[Table]:
    """The tables of a document in reading order."""
    found: list[Table] = []
    for position, block in enumerate(document.blocks):
        if isinstance(block, TableBlock):
            found.append(_table(document, block, _title(document, outline, position)))
    return found


def _table(document: Document, block: TableBlock, title: str | None) -> Table:
    cells = []
    for cell in sorted(block.cells, key=attrgetter("row", "col")):
        text = document.cell_text(cell)
        cells.append(
            Cell.made_of(
                row=cell.row,
                col=cell.col,
                row_span=cell.row_span,
                col_span=cell.col_span,
                text=text,
                span=document.text.span(cell.start, cell.end) if text else None,
            )
        )
    return Table(title=title, n_rows=block.n_rows, n_cols=block.n_cols, header_rows=block.header_rows, cells=cells)


def _title(document: Document, outline: Outline, position: int) -> str | None:
    """The caption above a table; else the title of its attachment, where it is the first thing there."""
    part = next((part for part in outline.parts if part.blocks[0] <= position < part.blocks[1]), None)
    first = part.blocks[0] if part else 0
    caption = _caption(document, position, first)
    if caption:
        return caption
    if part is None or not part.title or part.kind != "attachment":
        return None
    return tidy(document.slice(*part.title)) if _is_first(document, part, position) else None


def _caption(document: Document, position: int, first: int) -> str | None:
    """A short line directly above a table that is no sentence: its caption."""
    place = position - 1
    while place >= first and place >= position - 3:
        block = document.blocks[place]
        if not isinstance(block, Paragraph):
            return None
        start, end = block.lines[-1]
        text = tidy(document.slice(start, end))
        if not _UNIT_LINE.match(text):
            break
        place -= 1
    else:
        return None
    value = squeeze(text)
    if _CAPTION_MARK.match(value) and len(value) <= _LONGEST_CAPTION and not value.endswith("。"):
        return text
    if len(value) > _LONGEST_CAPTION or _NO_CAPTION.search(value) or len(block.lines) > 1:
        return None
    return text if value.endswith("表") or value.endswith(("清单", "名单", "目录", "一览", "体系", "明细")) else None


def _is_first(document: Document, part: Part, position: int) -> bool:
    """Whether no other table of the attachment stands above this one."""
    return not any(isinstance(block, TableBlock) for block in document.blocks[part.blocks[0] : position])
