"""Tables drawn with characters in plain text: which cells they have, what is merged, and what is no table."""

from __future__ import annotations

import pytest

from doc_checker.document import Document, TableBlock
from doc_checker.readers import read_bytes

Cells = dict[tuple[int, int], tuple[str, int, int]]

MERGED = """
┌──┬────┬────┐
│类别│名称    │数量    │
├──┼────┴────┤
│甲  │合并的内容        │
│    ├────┬────┤
│    │乙      │丙      │
└──┴────┴────┘
"""
NARROW = """
┌────┬──────┐
│序号│名称  │
├────┼──────┤
│1   │第一行│
│    │续    │
│2   │第二行│
└────┴──────┘
"""
PLAIN = """
+------+------+
| 项目 | 分值 |
+======+======+
| 一   | 10   |
+------+------+
| 二   | 20   |
|      +------+
|      | 30   |
+------+------+
"""


def _read(text: str) -> Document:
    return read_bytes(text.encode(), "a.txt")


def _cells(text: str) -> Cells:
    document = _read(text)
    tables = [block for block in document.blocks if isinstance(block, TableBlock)]
    assert len(tables) == 1
    return {
        (cell.row, cell.col): (document.slice(cell.start, cell.end), cell.row_span, cell.col_span)
        for cell in tables[0].cells
    }


def test_merged_cells_go_on_through_open_rules() -> None:
    assert _cells(MERGED) == {
        (0, 0): ("类别", 1, 1),
        (0, 1): ("名称", 1, 1),
        (0, 2): ("数量", 1, 1),
        (1, 0): ("甲", 2, 1),
        (1, 1): ("合并的内容", 1, 2),
        (2, 1): ("乙", 1, 1),
        (2, 2): ("丙", 1, 1),
    }


def test_narrow_rulings_and_rows_without_rules() -> None:
    assert _cells(NARROW) == {
        (0, 0): ("序号", 1, 1),
        (0, 1): ("名称", 1, 1),
        (1, 0): ("1", 1, 1),
        (1, 1): ("第一行续", 1, 1),
        (2, 0): ("2", 1, 1),
        (2, 1): ("第二行", 1, 1),
    }


def test_plus_and_minus() -> None:
    assert _cells(PLAIN) == {
        (0, 0): ("项目", 1, 1),
        (0, 1): ("分值", 1, 1),
        (1, 0): ("一", 1, 1),
        (1, 1): ("10", 1, 1),
        (2, 0): ("二", 2, 1),
        (2, 1): ("20", 1, 1),
        (3, 1): ("30", 1, 1),
    }


@pytest.mark.parametrize(
    "text", ["甲┌──┐\n┌──┐\n", "+1. 增加一项\n+2. 再加一项\n", "├──┤\n", "│只有一行│\n", "┌──┐\n│一栏│\n└──┘\n"]
)
def test_no_table(text: str) -> None:
    document = _read(text)
    assert not any(isinstance(block, TableBlock) for block in document.blocks)
    assert document.text.value.split() == text.split()


def test_a_line_that_is_cut_short_ends_the_table() -> None:
    document = _read("前文。\n" + MERGED.replace("│甲  │合并的内容        │", "│甲  │合并"))
    assert "合并" in document.text.value and "前文" in document.text.value
