"""Two pages printed on a sheet: each is read by itself, tables go on from one to the other."""

from __future__ import annotations

from .building import grid_of, lines_of, read
from .pdf_files import Sheet, write_pdf

LINES = ["各乡镇要把隐患排查摆在突出位置，逐级压实责任，", "定期研判形势，对发现的问题建立台账，限时销号。"]
HEAD = ("类别", "评分标准", "分值")
FOLD = 421


def sheet_of(*marks: str) -> Sheet:
    """A sheet with page marks under both pages."""
    sheet = Sheet(842, 595)
    for side, mark in enumerate(marks):
        sheet.text(190 + FOLD * side, 560, mark, 10)
    return sheet


def table(sheet: Sheet, side: int, rows: list[tuple[str, str, str]]) -> None:
    x = 40 + FOLD * side
    sheet.grid([x, x + 60, x + 290, x + 340], [80 + 30 * row for row in range(len(rows) + 1)])
    for number, row in enumerate(rows):
        for place, text in zip((x + 4, x + 64, x + 294), row, strict=True):
            sheet.text(place, 100 + 30 * number, text, 10)


def test_a_table_goes_on_from_the_left_page_to_the_right_one() -> None:
    sheet = sheet_of("— 3 —", "— 4 —")
    table(sheet, 0, [HEAD, ("一", "成立领导小组得二分", "2"), ("二", "召开会议得三分", "3")])
    table(sheet, 1, [HEAD, ("三", "组织培训得四分", "4")])
    document = read(write_pdf(sheet))
    (block,) = document.tables
    assert grid_of(document, block) == {
        (row, col, 1, 1, text)
        for row, texts in enumerate(
            [HEAD, ("一", "成立领导小组得二分", "2"), ("二", "召开会议得三分", "3"), ("三", "组织培训得四分", "4")]
        )
        for col, text in enumerate(texts)
    }
    start = document.text.value.index("组织培训")
    assert document.text.page_at(start) == 1
    box = document.text.boxes[start]
    assert box is not None and FOLD + 40 + 60 < box[0] < FOLD + 40 + 80, "boxes lie on the sheet"


def test_a_right_page_with_one_line() -> None:
    """Page numbers that follow each other tell two pages, however little stands on one of them."""
    sheet = sheet_of("— 1 —", "— 2 —")
    for number in range(10):
        sheet.text(60, 100 + 28 * number, LINES[number % 2], 13)
    sheet.text(60 + FOLD, 100, "（此件公开发布）", 13)
    found = lines_of(read(write_pdf(sheet)))
    assert found[-1] == "（此件公开发布）"
    assert "此件" not in "".join(found[:-1])


def test_the_last_sheet_of_several_may_be_half_empty() -> None:
    first, last = sheet_of("— 1 —", "— 2 —"), sheet_of()
    for side in (0, 1):
        for number in range(10):
            first.text(60 + FOLD * side, 100 + 28 * number, LINES[number % 2], 13)
    last.text(60, 100, "请各单位认真抓好贯彻落实。", 13)
    last.text(260, 160, "溪口县财政局", 13)
    last.text(256, 188, "2025年3月4日", 13)
    assert lines_of(read(write_pdf(first, last)))[-2:] == ["溪口县财政局", "2025年3月4日"]


def test_a_wide_page_is_no_sheet_of_two() -> None:
    """A title or a ruling across the middle: one page, whose two columns of a list belong together by row."""
    sheet = Sheet(842, 595)
    sheet.text(300, 60, "全县创建单位责任分工一览表", 18)
    sheet.grid([40, 400, 800], [80 + 30 * row for row in range(11)])
    for row in range(10):
        sheet.text(60, 100 + 30 * row, "各乡镇要把隐患排查摆在突出位置逐级压实" + "甲乙丙丁戊己庚辛壬癸"[row], 12)
        sheet.text(450, 100 + 30 * row, "定期研判形势对发现的问题建立台账限时销" + "甲乙丙丁戊己庚辛壬癸"[row], 12)
    document = read(write_pdf(sheet))
    (block,) = document.tables
    assert (block.n_rows, block.n_cols) == (10, 2)


def test_numbers_of_both_pages_are_left_out_and_heads_of_both() -> None:
    sheets = [sheet_of(f"{2 * i + 1}", f"{2 * i + 2}") for i in range(2)]
    for sheet in sheets:
        for side in (0, 1):
            sheet.text(60 + FOLD * side, 40, "溪口县财政局文件汇编", 8)
            for number in range(10):
                sheet.text(60 + FOLD * side, 100 + 28 * number, LINES[number % 2], 13)
    text = "".join(lines_of(read(write_pdf(*sheets))))
    assert text == "".join(LINES) * 20
