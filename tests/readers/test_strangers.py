"""What the files of strangers bring: watermarks, letterheads of several issuers, page numbers of any form, bulletins."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from doc_checker.extract import extract_record
from doc_checker.readers.lines import is_page_mark
from doc_checker.readers.scan_sheets import parted

from .building import lines_of, read
from .pdf_files import Sheet, write_pdf

RED = "1 0 0 rg"
BODY = [
    "各乡镇要把隐患排查摆在突出位置，逐级压实责任，定期研",
    "判形势，对发现的问题建立台账，限时整改销号，确保不留",
    "死角和盲区。各部门要加强协同配合，及时通报情况，共享",
    "监测数据，于每季度末将进展情况报县政府办公室汇总。",
]


def body(sheet: Sheet, top: float = 120) -> Sheet:
    for number, text in enumerate(BODY):
        sheet.text(80, top + 26 * number, text, 16)
    return sheet


@pytest.mark.parametrize(
    ("word", "size", "colour", "times"),
    [
        ("征求意见稿", 60, "0.8 0.8 0.8 rg", 1),
        ("内部资料", 80, "1 0.75 0.75 rg", 1),
        ("仅供内部使用", 12, "0.85 0.85 0.85 rg", 6),
        ("送审稿", 16, "0.75 0.75 0.75 rg", 1),
    ],
)
def test_level_watermarks(word: str, size: float, colour: str, times: int) -> None:
    """Pale lettering that is large, lies over the text, or covers the page again and again."""
    sheet = Sheet()
    for number in range(times):
        sheet.text(120 + 30 * (number % 2), 150 + 100 * number, word, size, extra=colour)
    assert "".join(lines_of(read(write_pdf(body(sheet))))) == "".join(BODY)


def test_grey_print_is_no_watermark() -> None:
    sheet = body(Sheet(), 160)
    sheet.text(200, 100, "发布日期：2025年3月4日", 12, extra="0.75 0.75 0.75 rg")
    sheet.box(60, 300, 535, 340, "0.1 0.2 0.6")
    sheet.text(80, 326, "深色底上的浅色标题", 28, extra="0.8 0.85 0.9 rg")
    text = "".join(lines_of(read(write_pdf(sheet))))
    assert "发布日期" in text
    assert "深色底上的浅色标题" in text


def test_letters_of_a_watermark_set_aslant() -> None:
    """A tile's first character may stand apart from the others."""
    sheet = body(Sheet())
    sheet.text(100, 300, "张", 14, extra="0.8 0.8 0.8 rg", matrix="0.87 0.5 -0.5 0.87")
    sheet.text(300, 500, "机", 14, matrix="0.87 -0.5 0.5 0.87")
    assert "".join(lines_of(read(write_pdf(sheet)))) == "".join(BODY)


def letter(sheet: Sheet) -> Sheet:
    sheet.line(80, 255, 515, 255, "1 0 0 RG", 2)
    sheet.text(157, 310, "关于开展道路运输安全整治的通知", 20)
    sheet.text(80, 360, "各县（市、区）人民政府，市直各部门：", 16)
    return body(sheet, 390)


def test_the_word_file_stands_beside_the_issuers() -> None:
    sheet = Sheet()
    for number, issuer in enumerate(("沧澜市交通运输局", "沧　澜　市　公　安　局", "沧澜市应急管理局")):
        sheet.text(90, 100 + 40 * number, issuer, 30, extra=RED)
    sheet.text(430, 140, "文件", 36, extra=RED)
    sheet.text(200, 240, "沧交发〔2025〕3号", 16)
    record = extract_record(read(write_pdf(letter(sheet))))
    assert record.issuers == ["沧澜市交通运输局", "沧澜市公安局", "沧澜市应急管理局"]
    assert record.title == "关于开展道路运输安全整治的通知"


def test_several_signers_stand_beside_the_number() -> None:
    """GB/T 9704: the number stands on the line of the last of the 签发人."""
    sheet = Sheet()
    sheet.text(150, 140, "沧澜市交通运输局文件", 30, extra=RED)
    sheet.text(360, 215, "签发人：张明远", 16)
    sheet.text(95, 240, "沧交发〔2025〕3号", 16)
    sheet.text(424, 240, "李卫东", 16)
    record = extract_record(read(write_pdf(letter(sheet))))
    assert record.document_number is not None
    assert record.document_number.text == "沧交发〔2025〕3号"
    assert record.title == "关于开展道路运输安全整治的通知"
    assert record.issuers == ["沧澜市交通运输局"]


@pytest.mark.parametrize(
    "mark",
    [
        "— 1 —",
        "－1－",
        "·1·",
        "第1页",
        "第 1 页 共 3 页",
        "第1页/共3页",
        "第1页，共3页",
        "第1页（共3页）",
        "第一页",
        "Page 1 of 3",
    ],
)
def test_forms_of_page_numbers(mark: str) -> None:
    assert is_page_mark(mark)
    first, second = body(Sheet()), Sheet()
    first.text(270, 800, mark, 12)
    second.text(80, 120, "本通知自印发之日起施行。", 16)
    assert lines_of(read(write_pdf(first, second))) == ["".join(BODY), "本通知自印发之日起施行。"]


@pytest.mark.parametrize("text", ["第一页所列项目", "第3页的表格", "一、总则", "2025年", "1. 目标"])
def test_what_is_no_page_number(text: str) -> None:
    assert not is_page_mark(text)


def test_a_bulletin_in_two_columns_below_a_title() -> None:
    """The left column holds a short letter with its signature; fewer than half of its lines are full."""
    sheet = Sheet()
    sheet.text(150, 90, "关于开展道路运输安全整治的通知", 20)
    left = [
        *(
            "各乡镇人民政府，县直各部门：",
            "　　现将方案印发给你们，请结合工作",
            "实际，认真组织实施。",
            "　　　　　　溪口县交通运输局",
        ),
        *(
            "　　　　　　　2025年3月4日",
            "　　为深入开展整治工作，有效防范各",
            "类事故，根据上级统一部署和要求，制",
            "定本方案。",
            "　　一、工作目标",
        ),
        *("　　全县道路运输安全形势持续稳定向", "好，事故起数明显下降。", "　　二、重点任务"),
    ]
    right = [
        *(
            "　　（一）排查隐患。对重点路段逐一",
            "排查，建立台账，限时整改销号，落实",
            "专人负责，做到闭环管理，不留死角，",
        ),
        *("对整改不力的予以通报批评并约谈负责", "人。每季度末报送进展情况。", "　　（二）严格执法。对超限超载车辆"),
        *(
            "依法查处，严禁一放了之，对屡次违法",
            "的运输企业列入重点监管名单，向社会",
            "公布，接受群众监督，推动企业落实主",
            "体责任。",
            "　　（三）加强宣传。",
        ),
    ]
    for x, column in ((70, left), (310, right)):
        for number, text in enumerate(column):
            indent = len(text) - len(text.lstrip("　"))
            sheet.text(x + 13 * indent, 140 + 20 * number, text.strip("　"), 13)
    text = "".join(lines_of(read(write_pdf(sheet))))
    assert text.index("二、重点任务") < text.index("（一）排查隐患") < text.index("（三）加强宣传")
    assert "对重点路段逐一排查，建立台账" in text


def scanned(crossing: bool) -> Image.Image:
    """A wide scan: two blocks of bars, and perhaps a heading over the fold."""
    image = Image.new("L", (1600, 1100), 250)
    draw = ImageDraw.Draw(image)
    for row in range(20):
        for left in (100, 900):
            draw.rectangle((left, 200 + 40 * row, left + 560, 215 + 40 * row), fill=20)
    draw.line((800, 0, 803, 1100), fill=120, width=3)  # the shadow of the fold
    if crossing:
        draw.rectangle((500, 100, 1100, 130), fill=20)
    return image


def test_a_scanned_sheet_is_parted_at_its_fold() -> None:
    assert [half.size for half in parted(scanned(crossing=False))] == [(800, 1100), (800, 1100)]
    assert len(parted(scanned(crossing=True))) == 1
    assert len(parted(scanned(crossing=False).rotate(90, expand=True))) == 1
