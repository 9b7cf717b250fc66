"""Footnotes between the halves of a paragraph, or of a table, that a page break cuts."""

from __future__ import annotations

from .building import lines_of, read
from .pdf_files import Sheet, write_pdf

WHOLE = (
    "全面提升道路运输安全水平，到年底全市道路运输事故起数较上年下降百分之十①，死亡人数下降百分之五以上，重点营运车辆"
    "入网率达到百分之百，源头企业监管覆盖率达到百分之百，重点路段安全设施完善率达到百分之九十以上。"
)
FIRST = [WHOLE[:25], WHOLE[25:52], WHOLE[52:79]]
SECOND = WHOLE[79:]
NOTE = "①事故起数以市公安局交警支队统计数据为准。"


def first_page(*notes: str) -> Sheet:
    sheet = Sheet()
    for number in range(3):  # full lines, which show the column
        sheet.text(80, 440 + 28 * number, "各乡镇要把隐患排查摆在突出位置逐级压实责任定期研判形势"[:27], 16)
    for number, text in enumerate(FIRST):
        sheet.text(80 if number else 112, 560 + 28 * number, text, 16)
    sheet.line(80, 700, 220, 700)
    for number, text in enumerate(notes):
        sheet.text(80, 716 + 14 * number, text, 10.5)
    sheet.text(270, 800, "— 1 —", 12)
    return sheet


def second_page() -> Sheet:
    sheet = Sheet()
    sheet.text(80, 100, SECOND, 16)
    sheet.text(112, 128, "二、重点任务", 16)
    sheet.text(112, 156, "各部门要加强协同配合。", 16)
    sheet.text(270, 800, "— 2 —", 12)
    return sheet


def test_a_footnote_goes_behind_its_paragraph() -> None:
    found = lines_of(read(write_pdf(first_page(NOTE), second_page())))
    assert found[-4] == WHOLE
    assert found[-3:] == [NOTE, "二、重点任务", "各部门要加强协同配合。"]


def test_two_footnotes_keep_their_order() -> None:
    found = lines_of(read(write_pdf(first_page(NOTE, "②含农村公路。"), second_page())))
    assert found[-4:-2] == [NOTE, "②含农村公路。"]


def test_small_print_at_the_end_of_the_file_stays() -> None:
    assert lines_of(read(write_pdf(first_page(NOTE))))[-1] == NOTE
