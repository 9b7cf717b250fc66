"""A web page printed to a file: what stands around the document is left out, whatever the format."""

from __future__ import annotations

import pytest

from doc_checker.document import TableBlock
from doc_checker.extract import extract_record
from doc_checker.model import Source
from doc_checker.readers.assemble import Cell, Grid, Item, Passage
from doc_checker.readers.lines import Line
from doc_checker.readers.page_frame import without_frame
from doc_checker.readers.pdf import read_pdf

from .building import cell, docx, lines_of, paragraph, read, row, table
from .pdf_files import Sheet, write_pdf

NOTICE = [
    "青禾县财政局文件",
    "青财字〔2025〕6号",
    "青禾县财政局",
    "关于做好预算公开工作的通知",
    "各乡镇人民政府：",
    "请于2025年6月底前完成预算公开。",
    "青禾县财政局",
    "2025年3月4日",
]
ABOVE = [
    "青禾县人民政府门户网站 今天是2025年6月3日 无障碍阅读",
    "首页 政务公开 政务服务 互动交流",
    "当前位置：首页 > 政务公开",
]
BELOW = [
    "分享到： 微信 微博 打印本页 关闭窗口",
    "主办：青禾县人民政府办公室 备案号：某ICP备05000001号",
    "联系电话：0000-1234567",
]
KEYS = [
    ["索 引 号：", "1137-0012", "主题分类：", "财政"],
    ["发文字号：", "青财字〔2025〕6号", "发布日期：", "2025-05-01"],
]


def grid(rows: list[list[str]]) -> Grid:
    cells = tuple(
        Cell(r, c, 1, 1, (Line(text),) if text else ()) for r, texts in enumerate(rows) for c, text in enumerate(texts)
    )
    return Grid(len(rows), len(rows[0]), 1, cells)


def texts(items: list[Item]) -> list[str]:
    return [item.text if isinstance(item, Line) else "表" for item in items]


def test_navigation_metadata_and_tools_are_left_out() -> None:
    items: list[Item] = [*map(Line, ABOVE), grid(KEYS), *map(Line, NOTICE), *map(Line, BELOW)]
    kept, metadata = without_frame(items)
    assert texts(kept) == NOTICE
    assert metadata["发文字号"] == "青财字〔2025〕6号"
    assert metadata["索引号"] == "1137-0012"


@pytest.mark.parametrize(
    "lines",
    [
        NOTICE,
        [*NOTICE, "主办单位：青禾县财政局", "一、会议时间安排"],  # text of the document goes on below
        ["青财字〔2025〕6号", "首页>政务公开", *NOTICE[2:]],  # the number stands above: nothing there is the page's
        [
            "关于公布网站标识码的通知",
            "网站标识码为3700000001的网站停止使用，请各单位相互转告，做好有关衔接工作，确保平稳过渡。",
        ],
    ],
)
def test_a_document_is_never_cut(lines: list[str]) -> None:
    assert texts(without_frame(list(map(Line, lines)))[0]) == lines


def test_a_table_of_the_document_is_no_metadata() -> None:
    items: list[Item] = [*map(Line, NOTICE[:4]), grid([["名称", "数量"], ["车辆", "3"]]), Line("以上数据为年末数。")]
    assert without_frame(items) == (items, {})


def test_a_printed_page_gives_the_record_of_its_notice() -> None:
    sheet = Sheet(height=1200)
    for number, text in enumerate(ABOVE):
        sheet.text(60, 40 + 24 * number, text, 10)
    xs, ys = [60.0, 180.0, 300.0, 420.0, 540.0], [110.0, 135.0, 160.0]
    sheet.grid(xs, ys)
    for line, top in zip(KEYS, ys, strict=False):
        for x, text in zip(xs, line, strict=False):
            sheet.text(x + 4, top + 16, text, 10)
    for number, text in enumerate(NOTICE):
        x = 90 if number in (0, 1, 2, 3) else 300 if number > 5 else 60
        sheet.text(x, 220 + 60 * number, text, 16)
    for number, text in enumerate(BELOW):
        sheet.text(60, 760 + 24 * number, text, 10)
    document = read_pdf(write_pdf(sheet), Source(name="a.pdf", sha256="0" * 64, format="pdf"), "a.pdf")
    record = extract_record(document)
    assert record.document_number is not None
    assert record.document_number.text == "青财字〔2025〕6号"
    assert record.title == "青禾县财政局关于做好预算公开工作的通知"
    assert record.addressees == ["各乡镇人民政府"]
    assert record.signatories == ["青禾县财政局"]
    assert record.written_date == "2025-03-04"
    assert record.tables == []
    assert [clause.id for clause in record.clauses] == ["标题", "前言"]


def test_a_page_pasted_into_word() -> None:
    above = "".join(map(paragraph, ABOVE))
    keys = table(*(row(*map(cell, line)) for line in KEYS))
    below = "".join(map(paragraph, BELOW))
    document = read(docx(above + keys.replace(" > ", "") + "".join(map(paragraph, NOTICE)) + below))
    assert lines_of(document) == NOTICE
    assert not any(isinstance(block, TableBlock) for block in document.blocks)
    assert document.metadata["发布日期"] == "2025-05-01"


def test_letterhead_and_imprint_laid_out_by_tables_are_printed_lines() -> None:
    head = grid([["青禾县财政局", "文件"], ["青禾县民政局", ""]])
    number = grid([["青财字〔2025〕6号", "签发人：郦建章"], ["特急", ""]])
    imprint = grid([["抄送：县委办公室。", ""], ["青禾县财政局办公室", "2025年3月4日印发"]])
    kept, _ = without_frame([head, number, *map(Line, NOTICE[3:]), imprint])
    lines = ["".join(line.text for line in item.lines) if isinstance(item, Passage) else "" for item in kept]
    assert lines[:4] == ["青禾县财政局 文件", "青禾县民政局", "青财字〔2025〕6号 签发人：郦建章", "特急"]
    assert lines[-2:] == ["抄送：县委办公室。", "青禾县财政局办公室 2025年3月4日印发"]
    table = grid([["序号", "文件", "责任单位"], ["1", "青财字〔2025〕6号", "县财政局"]])
    assert without_frame([Line("文件清单"), table])[0] == [Line("文件清单"), table]
