"""Tables: the corpus against its gold, titles, merged and empty cells."""

from __future__ import annotations

import pytest

from doc_checker.extract.outlining import find_outline
from doc_checker.extract.tables import find_tables
from doc_checker.model import Table
from doc_checker.readers import read_bytes
from doc_checker.text import squeeze

from .layouts import merge, notice_of, pipe
from .written import DATA, notice, notices


def tables_of(text: str) -> list[Table]:
    """The tables of a written notice."""
    document = read_bytes(text.encode(), "written.txt")
    return find_tables(document, find_outline(document, DATA))


@pytest.mark.parametrize("name", notices())
def test_gold(name: str) -> None:
    document, outline, gold = notice(name)
    found = find_tables(document, outline)
    assert [table.model_dump(exclude={"cells": {"__all__": {"span"}}}) for table in found] == gold["tables"]


@pytest.mark.parametrize("name", notices())
def test_spans(name: str) -> None:
    document, outline, _ = notice(name)
    for table in find_tables(document, outline):
        for cell in table.cells:
            assert (cell.span is None) == (cell.text == "")
            if cell.span:
                assert squeeze(document.slice(cell.span.start, cell.span.end)) == squeeze(cell.text)


def test_titles() -> None:
    first, second = pipe("序号/任务", "1/甲"), pipe("序号/任务", "1/乙")
    attachment = f"任务分工表\n\n{first}\n表2 保障任务\n{second}"
    found = tables_of(notice_of("2025年工作方案", f"一、情况如下。\n{first}\n二、要求\n落实。", attachment))
    assert [table.title for table in found] == [None, "任务分工表", "表2保障任务"]


def test_merged_cells_have_one_entry() -> None:
    text = notice_of("2025年工作方案", "一、要求\n落实。", "任务分工表\n\n" + pipe("类别/任务", "一、机制/甲", "/乙"))
    document = merge(read_bytes(text.encode(), "written.txt"), {(1, 0): (2, 1)})
    (table,) = find_tables(document, find_outline(document, DATA))
    assert (table.n_rows, table.n_cols, table.header_rows) == (3, 2, 1)
    assert [(cell.row, cell.col, cell.row_span, cell.text) for cell in table.cells] == [
        *((0, 0, 1, "类别"), (0, 1, 1, "任务"), (1, 0, 2, "一、机制"), (1, 1, 1, "甲"), (2, 1, 1, "乙")),
    ]
