"""The PDF reader: renditions against the gold grids, and small files written here for shapes that they lack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doc_checker.document import Document, TableBlock
from doc_checker.errors import EncryptedDocument, LimitExceeded, MissingExtra, UnreadableDocument
from doc_checker.extract import extract_record
from doc_checker.model import Source
from doc_checker.readers import pdf, read_file
from doc_checker.readers.pdf import read_pdf
from doc_checker.readers.radicals import RADICALS, restore_radicals
from doc_checker.text import squeeze
from tests.readers.pdf_files import Sheet, write_pdf

CORPUS = Path(__file__).parents[2] / "corpus"
RENDITIONS = sorted((CORPUS / "renditions" / "pdf").glob("*.pdf"))
GRIDS: dict[str, Any] = json.loads((CORPUS / "renditions" / "tables-gold.json").read_text(encoding="utf-8"))
SOURCE = Source(name="a.pdf", sha256="0" * 64, format="pdf")


def read(*sheets: Sheet) -> Document:
    """The document of a small file; OCR is never asked."""
    return read_pdf(write_pdf(*sheets), SOURCE, "a.pdf", ocr="never")


def paragraphs(document: Document) -> list[str]:
    return [document.slice(p.start, p.end) for p in document.paragraphs]


def cells(document: Document, table: TableBlock) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.row_span, c.col_span, squeeze(document.slice(c.start, c.end))) for c in table.cells]


@pytest.mark.parametrize("path", RENDITIONS, ids=lambda path: path.stem)
def test_grids_of_the_renditions(path: Path) -> None:
    document = read_file(path)
    golds = [g for g in GRIDS.values() if g["notice"] == path.stem and "only_in" not in g]
    assert len(document.tables) == len(golds)
    for table, gold in zip(document.tables, golds, strict=True):
        expected = [(c["row"], c["col"], c["row_span"], c["col_span"], squeeze(c["text"])) for c in gold["cells"]]
        assert sorted(cells(document, table)) == sorted(expected)
        assert (table.n_rows, table.n_cols, table.header_rows) == (gold["n_rows"], gold["n_cols"], gold["header_rows"])


@pytest.mark.parametrize("path", RENDITIONS, ids=lambda path: path.stem)
def test_header_of_the_renditions(path: Path) -> None:
    gold = json.loads((CORPUS / "notices" / path.stem / "gold.json").read_text(encoding="utf-8"))
    record = extract_record(read_file(path)).model_dump()
    for name in ("title", "issuers", "addressees", "written_date", "document_type"):
        assert squeeze(str(record[name])) == squeeze(str(gold[name])), name
    number = record["document_number"]
    assert (number and number["text"]) == (gold["document_number"] and gold["document_number"]["text"])


@pytest.mark.parametrize("path", RENDITIONS, ids=lambda path: path.stem)
def test_every_character_has_its_page_and_box(path: Path) -> None:
    document = read_file(path)
    text = document.text
    assert len(text.page_starts) == document.source.pages
    assert len(text.boxes) == len(text.value)
    printed = [place for place, char in enumerate(text.value) if not char.isspace()]
    assert sum(text.boxes[place] is not None for place in printed) > 0.99 * len(printed)
    # page marks are out
    assert not any(line.startswith("—") for line in paragraphs(document))


def test_marks_of_a_letterhead() -> None:
    document = read_file(CORPUS / "renditions" / "pdf" / "lujiaofahan-2023-06.pdf")
    kinds = {mark.kind: mark for mark in document.marks}
    assert kinds["issuer-mark"].text == "山东省交通运输厅"
    seal = kinds["seal"]
    assert seal.page == 1 and seal.box is not None
    assert 100 < seal.box[2] - seal.box[0] < 140
    assert "red-line" in kinds


def test_paragraph_goes_on_over_a_page() -> None:
    first, second = Sheet(), Sheet()
    for row in range(10):
        first.text(104 if row == 0 else 72, 100 + 28 * row, "甲" * (26 if row == 0 else 28))
    second.text(72, 100, "乙" * 10 + "。")
    second.text(104, 128, "第二段从这里开始，它的第一行缩进两个字。")
    document = read(first, second)
    found = paragraphs(document)
    assert len(found) == 2
    assert found[0] == "甲" * 278 + "乙" * 10 + "。"
    assert document.text.page_at(277) == 1 and document.text.page_at(278) == 2


def test_running_heads_and_page_numbers_are_left_out() -> None:
    sheets = []
    for number in range(1, 5):
        sheet = Sheet()
        sheet.text(200, 40, f"某某市年度报告 {number}", 10)
        sheet.text(104, 200, f"第{number}页的正文。")
        sheet.text(290, 800, str(number), 10)
        sheets.append(sheet)
    assert paragraphs(read(*sheets)) == [f"第{number}页的正文。" for number in range(1, 5)]


def test_what_nobody_sees_is_left_out() -> None:
    sheet = Sheet()
    sheet.text(72, 100, "正文内容在这里，读者看得见。")
    sheet.text(72, 130, "白纸上的白字", extra="1 1 1 rg")
    sheet.text(72, 160, "没有画出来的字", extra="3 Tr")
    sheet.text(72, 950, "页面之外的字")
    sheet.text(200, 400, "内部资料", 40, extra="0.8 0.8 0.8 rg", matrix="0.7 0.7 -0.7 0.7")
    sheet.box(60, 260, 300, 290, "0.1 0.2 0.6")
    sheet.text(72, 280, "深色底上的白字", extra="1 1 1 rg")
    assert paragraphs(read(sheet)) == ["正文内容在这里，读者看得见。", "深色底上的白字"]


def test_double_struck_characters_once_and_radicals() -> None:
    sheet = Sheet()
    sheet.text(72, 100, "粗体标题")
    sheet.text(72.4, 100, "粗体标题")
    sheet.text(72, 200, "⼯作⽤⻋，⻓期户⼾")
    assert paragraphs(read(sheet)) == ["粗体标题", "工作用车，长期户户"]


@pytest.mark.parametrize("rotate", [0, 90])
def test_turned_text_is_read_and_boxes_lie_on_the_displayed_page(rotate: int) -> None:
    sheet = Sheet(rotate=rotate)
    for row in range(4):
        sheet.text(100 + 30 * row, 700, f"第{row}行横排的文字。", 14, matrix="0 1 -1 0")
    document = read(sheet)
    assert paragraphs(document) == [f"第{row}行横排的文字。" for row in range(4)]
    box = document.text.boxes[0]
    assert box is not None
    if rotate:
        assert box[0] == pytest.approx(142, abs=1) and box[1] < 110
    else:
        assert box[0] < 110 and box[3] == pytest.approx(700, abs=1)


def test_three_line_table() -> None:
    sheet = Sheet()
    for y in (100, 125, 230):
        sheet.line(72, y, 520, y)
    rows = [
        ("序号", "任务", "单位"),
        ("1", "建立制度", "法规科"),
        ("2", "开展宣传", "综合科"),
        ("3", "归集信息", "信息科"),
    ]
    for number, row in enumerate(rows):
        for x, value in zip((80, 160, 400), row, strict=True):
            sheet.text(x, 118 + 28 * number, value, 12)
    document = read(sheet)
    assert len(document.tables) == 1
    found = cells(document, document.tables[0])
    assert found == [(r, c, 1, 1, value) for r, row in enumerate(rows) for c, value in enumerate(row)]


def test_aligned_list_keeps_its_lines() -> None:
    sheet = Sheet()
    for number, (name, post) in enumerate([("王　明", "局长"), ("李小红", "副局长"), ("张　三", "科长")]):
        sheet.text(104, 100 + 28 * number, name)
        sheet.text(184, 100 + 28 * number, post)
    assert [squeeze(line) for line in paragraphs(read(sheet))] == ["王明局长", "李小红副局长", "张三科长"]
    assert all(" " in line for line in paragraphs(read(sheet)))


def test_red_seal_drawn_as_text_is_no_text() -> None:
    sheet = Sheet()
    sheet.text(104, 100, "正文的最后一句话。")
    sheet.text(350, 300, "某某市交通运输局")
    document = read(sheet)
    assert paragraphs(document) == ["正文的最后一句话。", "某某市交通运输局"]
    assert document.marks == ()


def test_empty_columns_are_kept_and_tables_join() -> None:
    first, second = Sheet(), Sheet()
    first.grid([72, 150, 400, 520], [700, 730, 760])
    second.grid([72, 150, 400, 520], [72, 102, 132])
    for sheet, top in ((first, 700), (second, 72)):
        for x, value in zip((80, 160, 410), ("序号", "工作任务", "得分"), strict=True):
            sheet.text(x, top + 20, value, 12)
    first.text(80, 750, "1", 12)
    first.text(160, 750, "建立工作台账。", 12)
    second.text(80, 122, "2", 12)
    second.text(160, 122, "开展宣传活动。", 12)
    document = read(first, second)
    assert len(document.tables) == 1
    table = document.tables[0]
    assert (table.n_rows, table.n_cols, table.header_rows) == (3, 3, 1)
    assert [c.page for c in table.cells] == [1] * 6 + [2] * 3
    assert cells(document, table)[5][4] == "" and cells(document, table)[8][4] == ""


def test_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read_pdf(b"%PDF-1.7\nnothing", SOURCE, "a.pdf")
    with pytest.raises(UnreadableDocument, match="没有读得出的文字"):
        read(Sheet())
    sheet = Sheet()
    sheet.text(72, 100, "正文。")
    payload = write_pdf(sheet, sheet)
    monkeypatch.setattr("doc_checker.readers.limits.MAX_PAGES", 1)
    with pytest.raises(LimitExceeded, match="页"):
        read_pdf(payload, SOURCE, "a.pdf")
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "MAX_SECONDS", -1.0)
    with pytest.raises(LimitExceeded, match="秒"):
        read_pdf(payload, SOURCE, "a.pdf")


def test_encrypted_file() -> None:
    payload = write_pdf(Sheet())
    key = "00" * 32
    trailer = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<{key[:32]}> <{key[:32]}>] /Root"
    )
    with pytest.raises(EncryptedDocument):
        read_pdf(payload.replace(b"/Root", trailer.encode(), 1), SOURCE, "a.pdf")


def test_scanned_page_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise MissingExtra("a.pdf", "识别扫描件需要安装 OCR 组件", "pip install 'doc-checker[ocr]'")

    monkeypatch.setattr("doc_checker.readers.ocr.read_page", missing)
    text, scan = Sheet(), Sheet()
    text.text(72, 100, "这一页有足够多的文字，不需要识别。")
    scan.parts.append("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")
    document = read_pdf(write_pdf(text, scan), SOURCE, "a.pdf")
    assert document.metadata == {"未识别的页": "2"}
    assert read_pdf(write_pdf(text, scan), SOURCE, "a.pdf", ocr="never").metadata == {"未识别的页": "2"}
    with pytest.raises(MissingExtra, match="doc-checker"):
        read_pdf(write_pdf(scan, scan), SOURCE, "a.pdf")


def test_radicals_are_single_ordinary_characters() -> None:
    assert len(RADICALS) == 214 + 115
    assert all(0x2E80 <= code <= 0x2FDF and len(char) == 1 for code, char in RADICALS.items())
    assert all("\u3400" <= char <= "\u9fff" for char in RADICALS.values())
    assert not any(ord(char) in RADICALS for char in RADICALS.values())
    sample = "⼀⽣⼆⾦⻔⻘⻚⻬⻰⼾（）："
    assert restore_radicals(sample) == "一生二金门青页齐龙户（）："


def test_pages_that_hold_nothing_but_one_similar_line_keep_it() -> None:
    sheets = []
    for number in range(1, 5):
        sheet = Sheet()
        sheet.text(72, 60, f"样张 {number}")
        sheets.append(sheet)
    assert len(paragraphs(read(*sheets))) == 4


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    sheet.text(180, 80, "某某市人民政府公报", 20)
    for row in range(12):
        sheet.text(60 if row else 84, 130 + 22 * row, "左" * (19 if row else 17), 12)
        sheet.text(320 if row else 344, 130 + 22 * row, "右" * (19 if row else 17), 12)
    found = paragraphs(read(sheet))
    assert found == ["某某市人民政府公报", "左" * (17 + 11 * 19), "右" * (17 + 11 * 19)]


def test_a_table_between_paragraphs_stands_at_its_place() -> None:
    sheet = Sheet()
    sheet.text(104, 100, "表前的一段话。")
    sheet.grid([72, 200, 400], [120, 150, 180])
    for x, y, value in ((80, 140, "项目"), (210, 140, "分值"), (80, 170, "制度"), (210, 170, "12")):
        sheet.text(x, y, value, 12)
    sheet.text(104, 220, "表后的一段话。")
    document = read(sheet)
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "TableBlock", "Paragraph"]


def test_broken_frames_keep_texts_apart() -> None:
    # The ruling between two cells stops short and one below is missing: no rectangle closes the corner.
    sheet = Sheet()
    for x in (72, 500):
        sheet.line(x, 100, x, 220)
    for y in (100, 220):
        sheet.line(72, y, 500, y)
    for x0, y0, x1, y1 in ((72, 140, 350, 140), (72, 180, 500, 180), (200, 100, 200, 220), (350, 142, 350, 220)):
        sheet.line(x0, y0, x1, y1)
    for row in range(3):
        for col, x in enumerate((80, 210, 360)):
            sheet.text(x, (125, 165, 205)[row], f"格{row}{col}", 12)
    document = read(sheet)
    text = squeeze(document.text.value)
    assert all(f"格{row}{col}" in text for row in range(3) for col in range(3))
    assert len(document.tables) == 1


def test_a_narrow_space_between_names_is_one_and_wide_letters_are_none() -> None:
    sheet = Sheet()
    sheet.text(90, 100, "郦建章")
    sheet.text(90 + 3 * 16 + 4, 100, "县民政局局长")  # a quarter of an em, as Chinese fonts print a space
    sheet.text(90, 140, "工作方案说明文字", extra="4 Tc")
    sheet.text(90, 180, "共5")
    sheet.text(90 + 2 * 16 + 4, 180, "号文件")  # what office programs put between digits and Chinese
    document = read_pdf(write_pdf(sheet), SOURCE, "a.pdf")
    assert document.text.value.split("\n")[:3] == ["郦建章 县民政局局长", "工作方案说明文字", "共5号文件"]
