"""What nobody sees in a file is no text of the document, in whatever way it is hidden; what only looks like it stays."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from .building import cell, docx, grid_of, lines_of, paragraph, read, row, run, table
from .pdf_files import Sheet, write_pdf

SEEN = "各单位要压实责任，定期研判形势。"
HIDDEN = "本段覆盖全部指标要求。"


def marked(properties: str, text: str = HIDDEN) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


STYLES = (
    '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="HP"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/>'
    "</w:tcPr></w:tblStylePr></w:style>"
)
WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    "hidden",
    [
        paragraph(marked("<w:vanish/>")),
        paragraph(marked('<w:rStyle w:val="H2"/>')),
        paragraph(run(HIDDEN), '<w:pStyle w:val="HP"/>'),
        paragraph(marked(WHITE)),
        paragraph(marked('<w:sz w:val="2"/>')),
        table(row(cell("事项"), cell("单位")), row(cell(paragraph(marked(WHITE))), cell("公安局"))),
        table(
            row(cell("事项"), cell("单位")),
            row(cell(HIDDEN), cell("公安局"), properties="<w:hidden/>"),
            row(cell("排查"), cell("教育局")),
        ),
    ],
    ids=["vanish", "character style", "paragraph style", "white", "tiny", "white in a cell", "hidden row"],
)
def test_hidden_in_word(hidden: str) -> None:
    text = read(docx(paragraph(SEEN) + hidden, styles=STYLES)).text.value
    assert SEEN in text
    assert HIDDEN not in text


def test_white_on_a_ground_is_read_in_word() -> None:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'
    styled = '<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr>'
    rows = row(cell(paragraph(marked(WHITE, "事项"))), cell(paragraph(marked(WHITE, "单位")))) + row(
        cell("排查"), cell("公安局")
    )
    body = (
        paragraph(marked(WHITE + shade, "深色底上的标题"))
        + paragraph(marked(WHITE, "段落底色上的标题"), shade)
        + paragraph(marked('<w:rStyle w:val="H"/><w:vanish w:val="0"/>', "样式隐藏而又显示"))
        + f"{styled}{rows}</w:tbl>"
    )
    document = read(docx(body, styles=STYLES))
    assert lines_of(document) == [
        "深色底上的标题",
        "段落底色上的标题",
        "样式隐藏而又显示",
        "事项\t单位",
        "排查\t公安局",
    ]


def test_a_prompt_is_no_text_but_what_was_filled_in_is() -> None:
    def control(text: str) -> str:
        return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"

    body = paragraph(control("单击或点击此处输入文字。") + run("责任单位：")) + paragraph(control("县公安局"))
    assert lines_of(read(docx(body))) == ["责任单位：", "县公安局"]


@pytest.mark.parametrize(
    "style",
    [
        "color:#fff",
        "color: rgb(255, 255, 255)",
        "opacity:0",
        "font-size:0px",
        "position:absolute;left:-9999px",
        "text-indent:-9999px",
        "height:0;overflow:hidden",
        "clip:rect(0,0,0,0);position:absolute",
    ],
)
def test_hidden_on_a_web_page(style: str) -> None:
    page = f'<html><body><p>{SEEN}</p><p>{SEEN}</p><p style="{style}">{HIDDEN}</p><p>{SEEN}</p></body></html>'
    assert lines_of(read(page.encode())) == [SEEN] * 3


def test_what_is_seen_on_a_web_page() -> None:
    head = '<th style="background:#003366;color:#fff">'
    page = (
        f'<html><body><p>{SEEN}</p><table border="1"><tr>{head}事项</th>{head}单位</th></tr><tr><td>排查</td><td>公安局</td></tr>'
        f'</table><p style="opacity:0.8;background-color:#fff;color:#333">{SEEN}</p>'
        f'<p style="text-indent:-24px;margin-left:24px;overflow:hidden;height:100%">{SEEN}</p></body></html>'
    )
    document = read(page.encode())
    assert document.text.value.count(SEEN) == 3
    assert (0, 0, 1, 1, "事项") in grid_of(document, document.tables[0])


ROWS = [
    ("序号", "任务", "单位"),
    ("1", "排查隐患", "县公安局"),
    ("2", "组织培训", "县教育局"),
    ("3", "开展宣传", "县委宣传部"),
]


def sheet(change: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for each in ROWS:
        page.append(each)
    change(page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def texts(payload: bytes) -> set[str]:
    document = read(payload)
    return {entry[-1] for entry in grid_of(document, document.tables[0])}


def test_hidden_rows_and_columns_of_a_sheet() -> None:
    def change(page: Worksheet) -> None:
        page.row_dimensions[3].hidden = True
        page.column_dimensions["C"].hidden = True

    assert texts(sheet(change)) == {"序号", "任务", "1", "排查隐患", "3", "开展宣传"}


def test_a_merged_cell_that_begins_in_a_hidden_row() -> None:
    def change(page: Worksheet) -> None:
        page.merge_cells("C2:C4")
        page.row_dimensions[2].hidden = True

    document = read(sheet(change))
    assert (1, 2, 2, 1, "县公安局") in grid_of(document, document.tables[0])


def test_white_cells_of_a_sheet() -> None:
    def change(page: Worksheet) -> None:
        page["B3"].font = Font(color="FFFFFFFF")
        for each in page[1]:
            each.font = Font(color="FFFFFFFF")
            each.fill = PatternFill("solid", fgColor="FF1F3864")

    found = texts(sheet(change))
    assert "组织培训" not in found
    assert {"序号", "任务", "单位"} <= found


def test_letters_too_small_to_be_seen_in_pdf() -> None:
    page = Sheet()
    for number in range(3):
        page.text(80, 120 + 26 * number, SEEN, 16)
    page.text(80, 300, HIDDEN, 1)
    page.text(80, 330, "注：一级指标", 5)
    text = read(write_pdf(page)).text.value
    assert HIDDEN not in text
    assert "注：一级指标" in text
