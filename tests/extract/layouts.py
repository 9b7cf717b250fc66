"""Written notices with tables, for the tests of clauses, tables, rosters and tasks; merged cells are made from pipe
tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from doc_checker.document import Document, TableBlock
from doc_checker.extract.clauses import find_clauses
from doc_checker.extract.outlining import find_outline
from doc_checker.extract.tasks import find_tasks
from doc_checker.extract.times import find_times
from doc_checker.model import Clause, Task
from doc_checker.readers import read_bytes
from doc_checker.rows import ParsedClauses

from .written import DATA


def notice_of(title: str, body: str, attachment: str = "") -> str:
    """The text of a notice that issues a plan; ``attachment`` is named in the body, its lines follow under 附件."""
    note = f"附件：{attachment.splitlines()[0]}\n\n" if attachment else ""
    tail = f"附件\n\n{attachment}\n" if attachment else ""
    return (
        f"关于印发《{title}》的通知\n\n各县（区）人民政府：\n\n现将《{title}》印发给你们，请认真贯彻执行。\n\n{note}"
        f"江城市人民政府\n2025年3月1日\n\n{title}\n\n{body}\n{tail}"
    )


def pipe(*rows: str) -> str:
    """A pipe table of rows whose cells stand between /; the first row is the header."""
    cells = [[cell.strip() for cell in row.split("/")] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "--|" * len(cells[0]), *lines[1:]])


def merge(document: Document, merges: Mapping[tuple[int, int], tuple[int, int]], table: int = 0) -> Document:
    """The document with cells of a table merged: ``{(row, col): (row_span, col_span)}``; what they cover is gone."""
    found = -1
    blocks = list(document.blocks)
    for position, block in enumerate(blocks):
        if isinstance(block, TableBlock):
            found += 1
            if found == table:
                covered = {
                    (row + i, col + j)
                    for (row, col), (rows, cols) in merges.items()
                    for i in range(rows)
                    for j in range(cols)
                    if i or j
                }
                cells = tuple(
                    replace(cell, row_span=span[0], col_span=span[1])
                    if (span := merges.get((cell.row, cell.col)))
                    else cell
                    for cell in block.cells
                    if (cell.row, cell.col) not in covered
                )
                blocks[position] = replace(block, cells=cells)
    return replace(document, blocks=tuple(blocks))


def parse(source: str | Document) -> tuple[Document, ParsedClauses, dict[str, Clause], dict[str, Task]]:
    """A document (or its text), its parsed clauses, and clauses and tasks by their ids."""
    document = read_bytes(source.encode(), "written.txt") if isinstance(source, str) else source
    outline = find_outline(document, DATA)
    parsed = find_clauses(document, outline, DATA)
    tasks = find_tasks(document, outline, parsed, DATA, find_times(document, DATA))
    clauses = {clause.id: clause for root in parsed.clauses for clause in root.walk()}
    return document, parsed, clauses, {task.id: task for task in tasks}
