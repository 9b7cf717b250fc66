"""Tables without vertical rulings: rows that a page break cuts, cells in the middle of their rows."""

from __future__ import annotations

from .building import grid_of, read
from .pdf_files import Sheet, write_pdf

LEFT, RIGHT, SECOND = 70, 525, 150
HEAD = ("类别", "评分标准", "分值")


def row(sheet: Sheet, top: float, first: str, text: str, points: str, height: float = 50) -> float:
    """A row's texts, those of the outer columns in its middle; gives the row's end."""
    lines = [text[i : i + 22] for i in range(0, len(text), 22)]
    for number, line in enumerate(lines):
        sheet.text(SECOND + 10, top + 16 + 16 * number, line, 14)
    sheet.text(LEFT + 6, top + height / 2 + 5, first, 14)
    sheet.text(490, top + height / 2 + 5, points, 14)
    return top + height


def cells(*rows: tuple[str, str, str]) -> set[tuple[int, int, int, int, str]]:
    return {(number, col, 1, 1, text) for number, texts in enumerate(rows) for col, text in enumerate(texts)}


WHOLE = [
    ("领导", "成立由主要负责同志任组长的领导小组并印发文件的得二分，每季度研究一次的得三分。", "5"),
    ("规划", "编制县域专项规划并报市主管部门备案的得二分，规划任务完成率达到百分之百得二分。", "4"),
    ("资金", "县级财政安排的专项资金不少于上年度得二分，及时足额拨付到项目单位的再得一分。", "3"),
]


def test_each_row_has_its_ruling_and_its_outer_cells_stand_in_the_middle() -> None:
    sheet = Sheet()
    y = 100.0
    for number, texts in enumerate([HEAD, *WHOLE]):
        sheet.line(LEFT, y, RIGHT, y)
        y = row(sheet, y, *texts, height=30 if not number else 50)
    sheet.line(LEFT, y, RIGHT, y)
    document = read(write_pdf(sheet))
    (block,) = document.tables
    assert grid_of(document, block) == cells(HEAD, *WHOLE)


def test_a_page_break_cuts_a_row() -> None:
    """Its first line stands on the one page, the others on the next, below the repeated header."""
    first, second = Sheet(), Sheet()
    y = 600.0
    for number, texts in enumerate([HEAD, *WHOLE[:2]]):
        first.line(LEFT, y, RIGHT, y)
        y = row(first, y, *texts, height=30 if not number else 50)
    first.line(LEFT, y, RIGHT, y)
    first.text(LEFT + 6, y + 16, WHOLE[2][0], 14)
    first.text(SECOND + 10, y + 16, WHOLE[2][1][:22], 14)
    first.text(490, y + 16, WHOLE[2][2], 14)
    first.text(290, 800, "3 / 4", 9)
    second.line(LEFT, 80, RIGHT, 80)
    y = row(second, 80, *HEAD, height=30)
    second.line(LEFT, y, RIGHT, y)
    second.text(SECOND + 10, y + 16, WHOLE[2][1][22:], 14)
    second.line(LEFT, y + 24, RIGHT, y + 24)
    y = row(
        second, y + 24, "宣传", "在县级以上媒体刊发专题报道的每篇得零点五分，最多得二分；组织现场观摩的得二分。", "4"
    )
    second.line(LEFT, y, RIGHT, y)
    document = read(write_pdf(first, second))
    (block,) = document.tables
    last = ("宣传", "在县级以上媒体刊发专题报道的每篇得零点五分，最多得二分；组织现场观摩的得二分。", "4")
    assert grid_of(document, block) == cells(HEAD, *WHOLE, last)


def test_an_open_row_with_text_in_one_column_only() -> None:
    """The last ruling leaves the first column's cell open, so the table goes on, however little stands below it."""
    first, second = Sheet(), Sheet()
    y = 600.0
    for number, texts in enumerate([HEAD, WHOLE[0]]):
        first.line(LEFT, y, RIGHT, y)
        y = row(first, y, *texts, height=30 if not number else 50)
    first.line(LEFT, y, RIGHT, y)
    first.text(LEFT + 6, y + 16, "加分", 14)
    first.text(SECOND + 10, y + 16, "承办全市现场会的加二分。", 14)
    first.line(SECOND, y + 30, RIGHT, y + 30)
    first.text(SECOND + 10, y + 46, "工作经验被省级以上主管部门发文推广或者在省级以上", 14)
    second.line(LEFT, 80, RIGHT, 80)
    y = row(second, 80, *HEAD, height=30)
    second.line(LEFT, y, RIGHT, y)
    second.text(SECOND + 10, y + 16, "媒体刊发的加一分。", 14)
    second.line(SECOND, y + 24, RIGHT, y + 24)
    second.text(SECOND + 10, y + 40, "引入社会资本的加一分。", 14)
    second.line(LEFT, y + 50, RIGHT, y + 50)
    document = read(write_pdf(first, second))
    (block,) = document.tables
    texts = {cell[4] for cell in grid_of(document, block) if cell[1] == 1}
    assert "工作经验被省级以上主管部门发文推广或者在省级以上媒体刊发的加一分。" in texts
    assert block.n_rows == 5
