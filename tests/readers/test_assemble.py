"""Items with places → a document: pages, boxes, paragraphs, tables."""

from __future__ import annotations

import pickle

import pytest

from doc_checker.document import Paragraph, TableBlock
from doc_checker.model import Source
from doc_checker.readers.assemble import Cell, Grid, assemble
from doc_checker.readers.lines import Line, continues_on_page
from doc_checker.text import PackedBoxes

SOURCE = Source(name="a.pdf", sha256="0" * 64, format="pdf", pages=3)
COLUMN = (72.0, 520.0)


def line(text: str, left: float, top: float, page: int = 1, size: float = 16) -> Line:
    boxes = PackedBoxes((left + i * size, top, left + (i + 1) * size, top + size) for i in range(len(text)))
    return Line(text, page, False, (left, top, left + len(text) * size, top + size), boxes, size, COLUMN)


def test_packed_boxes() -> None:
    boxes = PackedBoxes([(1, 2, 3, 4), None, (5, 6, 7.25, 8)])
    assert list(boxes) == [(1, 2, 3, 4), None, (5, 6, 7.25, 8)]
    assert boxes[-1] == (5, 6, 7.25, 8)
    assert list(boxes[1:]) == [None, (5, 6, 7.25, 8)]
    assert list(boxes[::2]) == [(1, 2, 3, 4), (5, 6, 7.25, 8)]
    assert boxes.union(0, 3) == (1, 2, 7.25, 8)
    assert boxes.union(1, 2) is None
    assert list(pickle.loads(pickle.dumps(boxes))) == list(boxes)


def test_pages_boxes_and_blocks() -> None:
    row = (line("1", 72, 100, 1), line("工作任务", 160, 100, 1))
    rest = line("及要求", 160, 72, 2)
    grid = Grid(1, 2, 0, (Cell(0, 0, 1, 1, row[:1]), Cell(0, 1, 1, 1, (row[1], rest))), 1)
    document = assemble([line("标题", 200, 40), grid, line("后文。", 104, 120, 3)], SOURCE)
    assert document.text.value == "标题\n1\t工作任务及要求\n后文。\n"
    assert document.text.page_starts == (0, 9, 13)
    assert [type(block) for block in document.blocks] == [Paragraph, TableBlock, Paragraph]
    table = document.tables[0]
    assert [document.slice(c.start, c.end) for c in table.cells] == ["1", "工作任务及要求"]
    assert document.text.span(5, 9).bbox == (160, 100, 224, 116)
    assert document.text.span(5, 12).page == 1
    assert document.text.span(13, 16).bbox == (104, 120, 152, 136)


def test_characters_of_a_cut_row_lend_no_box_to_another_page() -> None:
    cells = (
        Cell(0, 0, 1, 1, (line("甲", 72, 700, 1), line("乙", 72, 72, 2))),
        Cell(0, 1, 1, 1, (line("丙", 160, 700, 1),)),
    )
    document = assemble([Grid(1, 2, 0, cells, 1)], SOURCE)
    assert document.text.value == "甲乙\t丙\n"
    assert document.text.page_at(1) == 1
    assert document.text.boxes[1] is None  # it stands on page 2, the row's end on page 1
    assert document.text.span(0, 4).bbox == (72, 700, 176, 716)


def test_without_pages_and_boxes() -> None:
    source = SOURCE.model_copy(update={"pages": None})
    document = assemble([Line("标题"), Line("各有关单位：")], source)
    assert document.text.page_starts == () and document.text.boxes == ()
    assert document.text.value == "标题\n各有关单位：\n"


@pytest.mark.parametrize(
    ("here", "following", "expected"),
    [
        (line("甲" * 26, 104, 100), line("乙" * 10, 72, 128), True),  # a full line, the next at the edge
        (line("甲" * 26, 104, 100), line("乙" * 10, 104, 128), False),  # the next is indented
        (line("甲" * 20, 72, 100), line("乙" * 10, 72, 128), False),  # the next word would have fitted
        (line("甲" * 26, 104, 100), line("一、总体要求", 72, 128), False),  # a label
        (line("甲" * 26, 104, 100), line("乙" * 10, 72, 180), False),  # space between
        (line("甲" * 26, 104, 100), line("乙" * 10, 72, 128, size=22), False),  # another size
        (line("某某局", 420, 100), line("（此件公开）", 104, 128), False),  # a signature
        (line("3." + "甲" * 20, 168, 100), line("乙乙", 200, 128), True),  # a hanging entry
    ],
)
def test_continues_on_page(here: Line, following: Line, expected: bool) -> None:
    assert continues_on_page(here, following, first=here) is expected


def test_place_is_unknown_without_boxes() -> None:
    assert continues_on_page(Line("甲"), Line("乙")) is None
