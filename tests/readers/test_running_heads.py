"""Running heads and feet, above all in short files, and what looks like them and must stay."""

from __future__ import annotations

import pytest

from .building import lines_of, read
from .pdf_files import Sheet, write_pdf

BODY = [
    "各乡镇要把隐患排查摆在突出位置，逐级压实责任，定期研判形势，",
    "对发现的问题建立台账，限时整改销号，确保不留死角和盲区。各部门",
    "要加强协同配合，及时通报情况，共享监测数据，形成齐抓共管的合力",
    "并于每季度末将进展情况报县政府办公室，由县政府督查室负责督办。",
]


def body(sheet: Sheet, top: float = 120, size: float = 14) -> Sheet:
    """A page with eight lines of running text."""
    for number in range(8):
        sheet.text(80, top + 26 * number, BODY[number % 4], size)
    return sheet


def read_pages(*sheets: Sheet) -> list[str]:
    return lines_of(read(write_pdf(*sheets)))


@pytest.mark.parametrize("pages", [2, 3])
def test_heads_and_feet_of_two_or_three_pages(pages: int) -> None:
    sheets = []
    for number in range(1, pages + 1):
        sheet = body(Sheet())
        sheet.text(80, 50, "溪口县人民政府公报", 9)
        sheet.text(430, 50, "2025年第3期", 9)
        sheet.text(80, 800, "溪口县人民政府办公室主办", 9)
        sheet.text(480, 800, f"{number} / {pages}", 9)
        sheets.append(sheet)
    assert "公报" not in "".join(lines_of(read(write_pdf(*sheets))))
    assert "主办" not in "".join(lines_of(read(write_pdf(*sheets))))


def test_a_head_as_large_as_the_text_but_high_in_the_margin() -> None:
    sheets = [body(Sheet()) for _ in range(2)]
    for sheet in sheets:
        sheet.text(230, 40, "内部资料 注意保存", 14)
    assert "内部" not in "".join(read_pages(*sheets))


def test_a_head_that_the_first_page_does_not_have() -> None:
    first = body(Sheet(), 200)
    first.text(200, 100, "溪口县财政局文件", 30, extra="1 0 0 rg")
    others = [body(Sheet()) for _ in range(2)]
    for sheet in others:
        sheet.text(230, 50, "溪口县财政局文件", 9)
    text = read_pages(first, *others)
    assert text[0] == "溪口县财政局文件"
    assert "".join(text).count("溪口县财政局文件") == 1


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("附件1", "附件2"),
        ("附件", "附件"),
        ("附表1 任务分工表", "附表2 任务分工表"),
        ("注：数据由县统计局提供", "注：数据由县统计局提供"),
        ("2025年3月4日", "2025年4月2日"),
        ("单位：万元", "单位：万元"),
        ("（此件公开发布）", "（此件公开发布）"),
        ("表中数据截至2024年底。", "表中数据截至2024年底。"),
    ],
)
def test_what_two_pages_say_at_the_same_place_and_mean(upper: str, lower: str) -> None:
    sheets = [body(Sheet()), body(Sheet())]
    for place, size in ((50, 10), (800, 10)):
        for sheet, text in zip(sheets, (upper, lower), strict=True):
            sheet.text(80, place, text, size)
    found = "".join("".join(read_pages(*sheets)).split())
    expected = "".join((upper + lower).split())
    assert found.count("".join(upper.split())) == (4 if upper == lower else 2), expected


def test_signatures_at_the_same_place_of_two_pages() -> None:
    sheets = [body(Sheet(), 400), body(Sheet(), 400)]
    for day, sheet in zip(("2025年3月4日", "2025年3月6日"), sheets, strict=True):
        sheet.text(380, 760, "溪口县财政局", 14)
        sheet.text(370, 786, day, 14)
    text = "".join(read_pages(*sheets))
    assert text.count("溪口县财政局") == 2
    assert "2025年3月4日" in text and "2025年3月6日" in text


def test_headings_of_lists_without_rulings_stay() -> None:
    sheets = []
    for number in range(2):
        sheet = Sheet()
        for row in range(9):
            cells = ("县区", "创建单位") if row == 0 else (f"第{number}区{'甲乙丙丁戊己庚辛'[row - 1]}", "交通运输局")
            for x, text in zip((90, 300), cells, strict=True):
                sheet.text(x, 80 + 24 * row, text, 14)
        sheets.append(sheet)
    assert "".join(read_pages(*sheets)).count("创建单位") == 2


def test_attachment_labels_on_many_pages() -> None:
    """Three attachments of one page each begin at the same place; a label that is repeated as a head stays once."""
    sheets = [body(Sheet()) for _ in range(4)]
    for number, sheet in enumerate(sheets[1:], 1):
        sheet.text(80, 90, f"附件{number}", 16)
    text = read_pages(*sheets)
    assert [line for line in text if line.startswith("附件")] == ["附件1", "附件2", "附件3"]
    again = [body(Sheet()) for _ in range(4)]
    for sheet in again:
        sheet.text(80, 90, "附件1", 16)
    assert [line for line in read_pages(*again) if line.startswith("附件")] == ["附件1"]


def test_what_a_browser_prints_around_a_page() -> None:
    sheet = body(Sheet())
    sheet.text(30, 30, "2025/3/4 10:30", 8)
    sheet.text(260, 30, "关于开展路域环境整治的通知_溪口县人民政府", 8)
    sheet.text(30, 825, "https://www.xikou.gov.cn/art/2025/3/4/art_12_3456.html", 8)
    sheet.text(540, 825, "1/1", 8)
    text = "".join(read_pages(sheet))
    assert text.startswith("各乡镇要把隐患")
    assert "gov.cn" not in text and "1/1" not in text


def test_lines_of_the_text_that_happen_to_stand_at_the_same_place() -> None:
    """A table pasted as lines: the same cell (全国, a number) opens or ends several pages, set like all the others."""
    sheets = []
    for number in range(4):
        sheet = Sheet()
        for row in range(27):
            text = (
                "全国"
                if row == 26 and number
                else str(4 * number + 4)
                if row == 0
                else f"第{number}组{chr(0x4E00 + row)}项举措"
            )
            sheet.text(80, 60 + 28 * row, text, 16)
        sheets.append(sheet)
    found = "".join(read_pages(*sheets))
    assert found.count("全国") == 3
    assert all(f"{4 * number + 4}第{number}组" in found for number in range(4))


def test_heads_and_numbers_no_further_from_the_text_than_its_lines() -> None:
    """Plain prints have no wider gap below their heads; that nearly all pages have them, and numbers that count, tells."""
    sheets = []
    for number in range(5):
        sheet = Sheet()
        for row in range(27):
            text = (
                "溪口县财政工作文件汇编"
                if row == 0
                else str(number + 7)
                if row == 26
                else f"第{number}组{chr(0x4E00 + row)}项举措"
            )
            sheet.text(80, 60 + 28 * row, text, 16)
        sheets.append(sheet)
    found = "".join(read_pages(*sheets))
    assert "汇编" not in found
    assert not any(str(number + 7) in found for number in range(5))
