"""TXT and Markdown files → ``Document``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ..document import Block, Document, GridCell, TableBlock
from ..model import Source
from ..text import Text, clean, display_width, squeeze
from .assemble import Grid, Item, Passage
from .decoding import decode
from .drawn import opens_drawing, read_drawing
from .lines import Line, is_page_mark, join_lines, lay_out
from .markdown import markdown_lines, place_of_table, table_items
from .openings import cells_of, mark_openings, stroke_cells, stroked_rows, tabbed_rows
from .spaced import read_spaced

_BLANKS = " \r\u00a0\u3000\u2002\u2003\u2009"  # outer ones; tabs may stand for empty cells


def read_text(payload: bytes, source: Source, shown: str) -> Document:
    """Read a text file; raises UnreadableDocument when the bytes are no text."""
    lines = split_lines("\t".join(map(clean, decode(payload, shown).split("\t"))))
    return build_document(lines, source)


def read_markdown(payload: bytes, source: Source, shown: str) -> Document:
    """Read a Markdown file: its marks of layout are removed, its text is read like a text file.

    Raises UnreadableDocument when the bytes are no text.
    """
    lines, tables = markdown_lines(clean(decode(payload, shown)))
    return build_document(lines, source, [table_items(table, shown) for table in tables])


def split_lines(raw: str) -> list[Line]:
    """Non-empty lines without page marks; a form feed begins a page."""
    lines: list[Line] = []
    indents: list[int] = []
    torn: list[bool] = []
    page, blank, cut = 1, False, False
    for chunk_number, chunk in enumerate(raw.split("\f")):
        page = chunk_number + 1
        cut = cut or chunk_number > 0
        for raw_line in chunk.split("\n"):
            stripped = raw_line.strip()
            if not stripped:
                blank = True
            elif is_page_mark(stripped):
                cut = True
            else:
                whole = raw_line.strip(_BLANKS) if "\t" in raw_line else raw_line.rstrip()
                lines.append(Line(whole, page, blank))
                indents.append(display_width(raw_line[: len(raw_line) - len(raw_line.lstrip())].expandtabs(4)))
                torn.append(cut)
                blank = cut = False
    return mark_openings(_without_tabs(lines), indents, torn)


def _without_tabs(lines: list[Line]) -> list[Line]:
    """The lines without outer tabs, but for the rows of tables, where they stand for empty cells."""
    rows = 0
    for place, line in enumerate(lines):
        spaced = read_spaced(lines, place) if rows <= 1 else None
        rows = max(rows - 1, tabbed_rows(lines, place) if rows <= 1 else 0, spaced.lines if spaced else 0)
        if not rows:
            line.text = line.text.replace("\t", " ").strip()
    return lines


def build_document(lines: list[Line], source: Source, taken_in: Sequence[list[Item]] = ()) -> Document:
    """Paragraphs and tables in reading order; pipe tables that a page break cut (header repeated) are joined.

    ``taken_in`` are the items of tables in another notation, for which a line of their own stands.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    place = 0
    for kind, run in _runs(lines):
        if kind == "taken in":
            for item in taken_in[place_of_table(run[0].text) or 0]:
                text, own = _placed(item, place)
                blocks.extend(own)
                parts.append(text)
                place += len(text)
            continue
        grid = read_drawing(run) if kind == "drawn" else None
        if grid is not None:
            text, block = _drawn_table(grid, place)
            blocks.append(block)
        elif kind == "tabs":
            text, block = _new_table([cells_of(line) for line in run], place)
            blocks.append(block)
        elif kind == "blanks" and (spaced := read_spaced(run, 0)) is not None:
            text, block = _new_table(spaced.rows, place)
            blocks.append(_with_groups(block, [len(row) == 1 for row in spaced.rows]))
        elif kind == "strokes":
            text, block = _new_table([stroke_cells(line.text) for line in run], place)
            blocks.append(_with_groups(block, [len(stroke_cells(line.text)) == 1 for line in run]))
        elif kind == "pipes":
            rows = [_split_row(line.text) for line in run if not _is_ruler(line.text)]
            if not rows:  # nothing but rulers
                continue
            previous = blocks[-1] if blocks else None
            if isinstance(previous, TableBlock) and _goes_on(previous, parts, rows):
                text, blocks[-1] = _continue_table(previous, rows[1:], place)
            else:
                text, block = _new_table(rows, place)
                blocks.append(block)
        else:
            groups = [[run[i].text for i in group] for group in join_lines(run)]
            text, paragraphs = lay_out(groups, place)
            blocks.extend(paragraphs)
        parts.append(text)
        place += len(text)
    return Document(source=source, text=Text("".join(parts)), blocks=tuple(blocks))


def _placed(item: Item, place: int) -> tuple[str, list[Block]]:
    """A paragraph or table of another notation, as text and blocks."""
    if isinstance(item, Grid):
        text, table = _drawn_table(item, place)
        return text, [table]
    lines = item.lines if isinstance(item, Passage) else (item,)
    text, paragraphs = lay_out([[line.text for line in lines]], place)
    return text, list(paragraphs)


def _runs(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Runs of table lines (pipes, drawn) and of other lines; the row before a ruler is a header and begins a run."""
    runs: list[tuple[str, list[Line]]] = []
    drawn = 0
    for position, line in enumerate(lines):
        if position < drawn:
            runs[-1][1].append(line)
            continue
        length = opens_drawing(lines, position)
        rows = 0 if length else tabbed_rows(lines, position)
        strokes = 0 if length or rows or line.text.startswith("|") else stroked_rows(lines, position)
        spaced = None if length or rows or strokes else read_spaced(lines, position)
        if length or rows or strokes or spaced:
            drawn = position + (length or rows or strokes or (spaced.lines if spaced else 0))
            runs.append(("drawn" if length else "tabs" if rows else "strokes" if strokes else "blanks", [line]))
            continue
        if place_of_table(line.text) is not None:
            runs.append(("taken in", [line]))
            continue
        is_table = line.text.startswith("|") and line.text.count("|") > 1
        before_ruler = position + 1 < len(lines) and _is_ruler(lines[position + 1].text)
        is_header = is_table and before_ruler and not _is_ruler(line.text)
        kind = "pipes" if is_table else "lines"
        if not runs or runs[-1][0] != kind or is_header:
            runs.append((kind, []))
        runs[-1][1].append(line)
    return runs


def _is_ruler(line: str) -> bool:
    return set(line) <= set("|-: ") and "-" in line


def _split_row(line: str) -> list[str]:
    body = line.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|").strip().replace("<br>", "") for cell in body.replace("\\|", "\0").split("|")]


def _rows_to_text(rows: list[list[str]], place: int, first_row: int) -> tuple[str, list[GridCell]]:
    parts: list[str] = []
    cells: list[GridCell] = []
    for row_number, row in enumerate(rows, first_row):
        for column, cell in enumerate(row):
            cells.append(GridCell(row_number, column, 1, 1, place, place + len(cell)))
            parts.append(cell + ("\t" if column < len(row) - 1 else "\n"))
            place += len(cell) + 1
    return "".join(parts), cells


def _new_table(rows: list[list[str]], place: int) -> tuple[str, TableBlock]:
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    text, cells = _rows_to_text(rows, place, 0)
    return text, TableBlock(place, place + len(text), len(rows), width, 1, tuple(cells))


def _with_groups(table: TableBlock, alone: list[bool]) -> TableBlock:
    """A table in which a line of one cell (``alone``, by row) is a cell over the whole row."""
    single = {row for row, line in enumerate(alone) if line}
    cells = [
        replace(cell, col_span=table.n_cols) if cell.row in single else cell
        for cell in table.cells
        if cell.row not in single or cell.col == 0
    ]
    return replace(table, cells=tuple(cells))


def _drawn_table(grid: Grid, place: int) -> tuple[str, TableBlock]:
    start = place
    parts: list[str] = []
    cells: list[GridCell] = []
    for cell, following in pairwise([*grid.cells, None]):
        if cell is None:
            break
        parts.append(cell.text + ("\t" if following is not None and following.row == cell.row else "\n"))
        end = place + len(parts[-1]) - 1
        cells.append(GridCell(cell.row, cell.col, cell.row_span, cell.col_span, place, end))
        place = end + 1
    return "".join(parts), TableBlock(start, place, grid.n_rows, grid.n_cols, grid.header_rows, tuple(cells))


def _goes_on(table: TableBlock, parts: list[str], rows: list[list[str]]) -> bool:
    """Whether rows repeat the header of the table directly before them: the same table on its next page."""
    so_far = "".join(parts)
    header = [so_far[cell.start : cell.end] for cell in table.cells if cell.row < table.header_rows]
    return [squeeze(cell) for cell in header] == [squeeze(cell) for cell in rows[0]]


def _continue_table(table: TableBlock, rows: list[list[str]], place: int) -> tuple[str, TableBlock]:
    width = max([table.n_cols, *(len(row) for row in rows)])
    rows = [row + [""] * (width - len(row)) for row in rows]
    text, cells = _rows_to_text(rows, place, table.n_rows)
    joined = (*table.cells, *cells)
    return text, TableBlock(table.start, place + len(text), table.n_rows + len(rows), width, table.header_rows, joined)
