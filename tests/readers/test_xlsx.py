"""Spreadsheets: each sheet with content is a table, as the sheet shows it."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from doc_checker.errors import LimitExceeded, UnreadableDocument
from doc_checker.readers import tabular, xlsx

from .building import grid_of, lines_of, read, zipped


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook as openpyxl writes it."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_xml(rows: str, more: str = "", strings: str = "", styles: str = "") -> bytes:
    """A workbook of one sheet, written by hand."""
    parts = {
        "xl/workbook.xml": '<workbook><sheets><sheet name="表" sheetId="1" id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData>{more}</worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>"
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet>{styles}</styleSheet>"
    return zipped(parts)


def plan() -> Workbook:
    """A task table with a title over it, merged group cells and a note under it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "某某县创建任务分工表"
    sheet.merge_cells("B2:E2")
    for row in (
        ("一级指标", "任务", "责任单位", "完成时限"),
        ("制度建设", "制订方案", "法规科", date(2024, 4, 28)),
        (None, "每季度学习\n1次", "办公室", datetime(2024, 11, 30)),
        ("信息管理", "报送信息", None, 12.0),
    ):
        sheet.append((None, *row))
    sheet.merge_cells("B4:B5")
    sheet["E4"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["E5"].number_format = "yyyy-mm-dd"
    sheet["B8"] = "注：各单位按时报送。"
    sheet.merge_cells("B8:E8")
    book.create_sheet("空表")
    hidden = book.create_sheet("选项")
    hidden["A1"] = "下拉选项"
    hidden.sheet_state = "hidden"
    return book


def test_a_task_table_with_title_and_note() -> None:
    document = read(saved(plan()))
    lines = lines_of(document)
    assert lines[0] == "某某县创建任务分工表"
    assert lines[-1] == "注：各单位按时报送。"
    assert "下拉选项" not in document.text.value
    (table,) = document.tables
    assert (table.n_rows, table.n_cols, table.header_rows) == (4, 4, 1)
    assert grid_of(document, table) == {
        (0, 0, 1, 1, "一级指标"),
        (0, 1, 1, 1, "任务"),
        (0, 2, 1, 1, "责任单位"),
        (0, 3, 1, 1, "完成时限"),
        (1, 0, 2, 1, "制度建设"),
        (1, 1, 1, 1, "制订方案"),
        (1, 2, 1, 1, "法规科"),
        (1, 3, 1, 1, "2024年4月28日"),
        (2, 1, 1, 1, "每季度学习1次"),
        (2, 2, 1, 1, "办公室"),
        (2, 3, 1, 1, "2024-11-30"),
        (3, 0, 1, 1, "信息管理"),
        (3, 1, 1, 1, "报送信息"),
        (3, 2, 1, 1, ""),
        (3, 3, 1, 1, "12"),
    }
    assert document.source.format == "xlsx"


def test_every_sheet_with_content_is_a_table() -> None:
    book = Workbook()
    for name in ("甲", "乙"):
        sheet = book.create_sheet(name)
        for row in (("指标" + name, "分值"), ("制度", 2), ("信息", 3)):
            sheet.append(row)
    assert [(t.n_rows, t.n_cols) for t in read(saved(book)).tables] == [(3, 2), (3, 2)]


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("12", "General", "12"),
        ("12.50", "General", "12.5"),
        ("0.1", "0.00", "0.10"),
        ("0.85", "0%", "85%"),
        ("0.8512", "0.00%", "85.12%"),
        ("1234567", "#,##0", "1234567"),
        ("45410", "yyyy-mm-dd", "2024-04-28"),
        ("45410", "yyyy/m", "2024-04"),
        ("45410.75", 'yyyy"年"m"月"d"日"', "2024年4月28日"),
        ("45410", 'yyyy"年"m"月"', "2024年4月"),
        ("45410", "[$-804]yyyy\\年m\\月d\\日;@", "2024年4月28日"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("-5", "yyyy-mm-dd", "-5"),
        ("1e99", "yyyy-mm-dd", "1e+99"),
        ("nan", "0", "nan"),
        ("text", "0", "text"),
    ],
)
def test_numbers_and_dates_as_the_sheet_shows_them(value: str, code: str, expected: str) -> None:
    quoted = code.replace('"', "&quot;")
    styles = f'<numFmts><numFmt numFmtId="170" formatCode="{quoted}"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs>'
    rows = f'<row><c s="0"><v>{value}</v></c><c t="str"><v>b</v></c></row><row><c t="str"><v>c</v></c></row>'
    document = read(sheet_xml(rows, styles=styles))
    cells = {(c.row, c.col): document.slice(c.start, c.end) for c in document.tables[0].cells}
    assert cells[0, 0] == expected


def test_builtin_chinese_dates() -> None:
    rows = '<row><c s="0"><v>45410</v></c><c s="1"><v>45410</v></c></row><row><c><v>1</v></c></row>'
    document = read(sheet_xml(rows, styles='<cellXfs><xf numFmtId="31"/><xf numFmtId="14"/></cellXfs>'))
    assert lines_of(document)[0] == "2024年4月28日\t2024-04-28"


def test_kinds_of_values() -> None:
    strings = "<si><t>共享</t></si><si><r><t>富</t></r><r><t>文本</t></r><rPh><t>pinyin</t></rPh></si>"
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>99</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>内联</t></is></c><c r="B2" t="b"><v>1</v></c>'
        '<c r="C2" t="str"><f>A1&amp;"x"</f><v>公式值</v></c></row><row r="3"><c r="A3" t="e"><v>#REF!</v></c></row>'
    )
    assert lines_of(read(sheet_xml(rows, strings=strings))) == ["共享\t富文本\t", "内联\tTRUE\t公式值", "#REF!\t\t"]


def test_rows_that_lie_far_apart_stand_together() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>指标</v></c><c r="XFD1" t="str"><v>分值</v></c></row>'
        '<row r="1048576"><c r="A1048576" t="str"><v>制度</v></c></row>'
    )
    with pytest.raises(LimitExceeded, match="列数"):
        read(sheet_xml(rows))
    document = read(
        sheet_xml(rows.replace("XFD", "ZZ"), more='<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>')
    )
    assert (document.tables[0].n_rows, document.tables[0].n_cols) == (2, 2)


def test_limits_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 5)
    monkeypatch.setattr(tabular, "MAX_CELLS", 5)
    rows = "".join(f'<row><c t="str"><v>{i}</v></c><c t="str"><v>{i}</v></c></row>' for i in range(4))
    with pytest.raises(LimitExceeded, match="单元格超过"):
        read(sheet_xml(rows))


def test_damaged_and_empty_files() -> None:
    with pytest.raises(UnreadableDocument, match="没有内容"):
        read(sheet_xml(""))
    with pytest.raises(UnreadableDocument, match="缺少工作簿"):
        read(zipped({"xl/worksheets/sheet1.xml": "<a/>"}))
    with pytest.raises(UnreadableDocument, match="DTD"):
        read(zipped({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}))


def test_a_task_table_as_staff_fill_it_in() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("附件2",),
        ("某某县创建任务分工表",),
        ("填报单位：县民政局", None, None, None, "填报时间：2025年4月"),
        ("序号", "重点任务", "工作任务", "责任单位", "完成时限"),
        (1, "机制建设", "组建工作领导小组", "县民政局", "2025年4月底前"),
        (2, None, "编制年度预算", "县财政局", "长期坚持"),
        ("注：完成时限为“长期坚持”的，每季度末报送进展。",),
    ):
        sheet.append(row)
    sheet.merge_cells("B5:B6")
    second = book.create_sheet("包联")
    for row in (("序号", "乡镇", "包联单位"), (1, "白河镇", "县民政局")):
        second.append(row)
    document = read(saved(book), "分工表.xlsx")
    first, other = document.tables
    assert (first.n_rows, first.n_cols, first.header_rows) == (3, 5, 1)
    assert (1, 1, 2, 1, "机制建设") in grid_of(document, first)
    assert (other.n_rows, other.n_cols) == (2, 3)
    assert lines_of(document)[:4] == ["附件2", "某某县创建任务分工表", "填报单位：县民政局", "填报时间：2025年4月"]
    assert "注：完成时限为“长期坚持”的，每季度末报送进展。" in lines_of(document)


def test_a_first_row_with_one_text_may_be_a_header() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("项目",), ("车辆", 3), ("船舶", 4)):
        sheet.append(row)
    (table,) = read(saved(book), "表.xlsx").tables
    assert table.n_rows == 3


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('0"项"', 5, "5项"),
        ('"第"0"项"', 5, "第5项"),
        ("0.0\\分", 2.5, "2.5分"),
        ("#,##0件", 1200, "1200件"),
        ('[Red]0"分";-0"分"', 3, "3分"),
    ],
)
def test_words_of_a_number_format(code: str, value: float, shown: str) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (("任务", "目标"), ("排查隐患", value), ("组织培训", "二次")):
        page.append(row)
    page["B2"].number_format = code
    assert shown in read(saved(book)).text.value
