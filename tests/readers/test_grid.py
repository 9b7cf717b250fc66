"""Rulings → cells, and the parts of a table on several pages → one table."""

from __future__ import annotations

import pytest

from doc_checker.readers.assemble import Grid
from doc_checker.readers.grid import Rulings, join_pages, lay_out_page
from doc_checker.readers.joining import PageTable, PartCell
from doc_checker.readers.lattice import find_lattices, join_segments
from doc_checker.readers.lines import Line
from doc_checker.text import PackedBoxes

XS = (0.0, 60.0, 300.0, 360.0)


def line(text: str, left: float, top: float, page: int = 1, size: float = 10) -> Line:
    """A line of square characters."""
    boxes = PackedBoxes((left + i * size, top, left + (i + 1) * size, top + size) for i in range(len(text)))
    return Line(text, page, False, (left, top, left + len(text) * size, top + size), boxes, size)


def part(page: int, *rows: list[str | None], xs: tuple[float, ...] = XS) -> PageTable:
    """A page's part of a table; None goes on with the cell above, texts wrap at the cell's width."""
    cells: list[PartCell] = []
    above: dict[int, PartCell] = {}
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text is None:
                above[column].bottom = number + 1
                continue
            left, right = xs[column], xs[column + 1]
            fitting = int((right - left - 4) // 10)
            pieces = [text[i : i + fitting] for i in range(0, len(text), fitting)]
            lines = [
                line(piece, left + 2, 40.0 * number + 12 * i, page).in_column((left, right))
                for i, piece in enumerate(pieces)
            ]
            above[column] = PartCell(number, number + 1, column, column + 1, lines)
            cells.append(above[column])
    return PageTable(page, xs, tuple(40.0 * i for i in range(len(rows) + 1)), cells)


def texts(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells]


def joined(*parts: PageTable) -> Grid:
    found = list(join_pages(parts))
    assert len(found) == 1 and isinstance(found[0], Grid)
    return found[0]


def test_segments_that_touch_are_one() -> None:
    assert join_segments([(10, 0, 50), (10.4, 51, 90), (10, 200, 210), (30, 0, 5)]) == [
        (pytest.approx(10.13, abs=0.01), 0, 90),
        (pytest.approx(10.13, abs=0.01), 200, 210),
        (30, 0, 5),
    ]


def test_lattice_with_merged_cells() -> None:
    rulings = Rulings()
    rulings.horizontal = [(0, 0, 300), (20, 0, 300), (40, 100, 300), (60, 0, 300)]
    rulings.vertical = [(0, 0, 60), (100, 0, 60), (200, 20, 60), (300, 0, 60)]
    (lattice,) = find_lattices(rulings)
    assert [(s.row, s.col, s.row_span, s.col_span) for s in lattice.slots] == [
        (0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1),
    ]  # fmt: skip
    assert lattice.consistent and not lattice.open_bottom


def test_underlines_and_red_lines_are_no_tables() -> None:
    rulings = Rulings([(100, 50, 500), (103, 50, 500), (300, 80, 120)], [])
    assert find_lattices(rulings) == []
    rulings = Rulings([*rulings.horizontal, (400, 50, 500), (460, 50, 500)], [(50, 400, 460), (500, 400, 460)])
    assert find_lattices(rulings) == []  # a frame around text


def test_open_sides_and_open_bottom() -> None:
    rulings = Rulings([(0, 0, 300), (20, 0, 300), (40, 0, 300)], [(100, 0, 70), (200, 0, 70)])
    (lattice,) = find_lattices(rulings)
    assert lattice.xs == (0, 100, 200, 300)
    assert lattice.ys == (0, 20, 40, 70)
    assert lattice.open_bottom


def test_two_tables_of_a_page_stay_apart() -> None:
    rulings = Rulings()
    for top in (0, 200):
        rulings.horizontal += [(top, 0, 100), (top + 20, 0, 100)]
        rulings.vertical += [(0, top, top + 20), (50, top, top + 20), (100, top, top + 20)]
    assert len(find_lattices(rulings)) == 2


def test_too_many_rulings_are_a_drawing() -> None:
    rulings = Rulings([(10.0 * i, 0, 9) for i in range(3000)], [(0, 0, 30000.0)])
    assert find_lattices(rulings) == []


def test_a_line_over_several_cells_is_cut() -> None:
    rulings = Rulings([(0, 0, 200), (20, 0, 200), (40, 0, 200)], [(0, 0, 40), (100, 0, 40), (200, 0, 40)])
    lines = [line("标题", 0, -30), line("甲乙丙丁戊己庚辛壬癸子丑", 40, 5), line("后文", 0, 60)]
    items = lay_out_page(lines, rulings, 1)
    assert [type(item).__name__ for item in items] == ["Line", "PageTable", "Line"]
    table = items[1]
    assert isinstance(table, PageTable)
    assert [cell.text for cell in table.cells] == ["甲乙丙丁戊己", "庚辛壬癸子丑", "", ""]


def test_repeated_header_is_dropped_and_open_cell_goes_on() -> None:
    grid = joined(
        part(1, ["指标", "内容", "得分"], ["一、制度", "1.建立制度。", ""], [None, "2.开会研究。", ""]),
        part(2, ["指标", "内容", "得分"], ["", "3.制定方案。", ""], ["二、保障", "1.落实经费。", ""]),
    )
    assert grid.header_rows == 1 and grid.n_rows == 5
    assert (1, 0, 3, 1, "一、制度") in texts(grid)
    assert (4, 0, 1, 1, "二、保障") in texts(grid)
    assert [c.page for c in grid.cells if c.col == 1] == [1, 1, 1, 2, 2]


def test_cut_row_is_rejoined() -> None:
    long = "2.开展信用承诺制相关宣传，广泛告知行政相对主体，参照模板样式组织签订信用承诺书并"
    grid = joined(
        part(1, ["指标", "内容", "得分"], ["一、制度", "1.建立制度。", ""], [None, long, ""]),
        part(2, ["指标", "内容", "得分"], ["", "加强行业自律。", ""], ["二、保障", "1.落实经费。", ""]),
    )
    assert grid.n_rows == 4
    assert (2, 1, 1, 1, long + "加强行业自律。") in texts(grid)
    assert (1, 0, 2, 1, "一、制度") in texts(grid)


def test_cut_group_label_is_rejoined() -> None:
    grid = joined(
        part(1, ["指标", "内容", "得分"], ["一、保障", "1.落实。", ""], ["二、信息管理(", "1.报送信息。", ""]),
        part(2, ["指标", "内容", "得分"], ["39分)", "2.归集信息。", ""], ["三、应用", "1.承诺。", ""]),
    )
    assert (2, 0, 2, 1, "二、信息管理(39分)") in texts(grid)
    assert grid.n_rows == 5


def test_row_whose_text_stands_on_the_next_page() -> None:
    grid = joined(
        part(1, ["序号", "任务", "单位"], ["1", "1.建立制度。", "法规科"], ["2", "", "综合科"]),
        part(2, ["", "2.开展宣传活动。", ""], ["3", "3.归集信息。", "信息科"], ["4", "4.开展评价。", "法规科"]),
    )
    assert [row for row in texts(grid) if row[0] == 2] == [
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "2.开展宣传活动。"), (2, 2, 1, 1, "综合科"),
    ]  # fmt: skip


def test_new_row_after_a_full_line_is_not_glued() -> None:
    grid = joined(
        part(
            1,
            ["姓名", "职务", "备注"],
            ["王明", "局长", ""],
            ["李红", "某某市交通运输局副局长兼任办公室主任和信息中心", ""],
        ),
        part(2, ["张三", "科长", ""], ["赵四", "科员", ""]),
    )
    assert grid.n_rows == 5
    assert (3, 0, 1, 1, "张三") in texts(grid)


def test_fewer_columns_on_a_page() -> None:
    wide = part(1, ["指标", "内容", "得分"], ["一、制度", "1.建立制度。", ""])
    narrow = part(2, ["加分项", "1.推广经验。"], [None, "2.获得表彰。"], xs=(0.0, 60.0, 360.0))
    grid = joined(wide, narrow)
    assert grid.n_cols == 3
    assert (2, 1, 1, 2, "1.推广经验。") in texts(grid)
    assert (2, 0, 2, 1, "加分项") in texts(grid)


def test_tables_that_are_not_one() -> None:
    first = part(1, ["指标", "内容", "得分"], ["一、制度", "1.建立制度。", ""])
    other = part(2, ["姓名", "职务"], ["王明", "局长"], xs=(0.0, 200.0, 480.0))
    assert len(list(join_pages([first, other]))) == 2
    assert len(list(join_pages([first, line("附件2", 0, 0, 2), part(2, ["甲", "乙", "丙"], ["1", "2", "3"])]))) == 3
    assert len(list(join_pages([first, part(3, ["甲", "乙", "丙"], ["1", "2", "3"])]))) == 2


def test_header_of_two_rows() -> None:
    table = part(1, ["等级", "条件", ""], [None, "流量", "比例"], ["一级", "大", "小"])
    for cell in table.cells:
        if cell.top == 0 and cell.left == 1:
            cell.right = 3
    table.cells = [cell for cell in table.cells if not (cell.top == 0 and cell.left == 2)]
    assert joined(table).header_rows == 2
