"""Where the parts of a document stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from doc_checker.attachment_notes import split_entries
from doc_checker.document import TableBlock

from .written import COVER, COVER_SIGNED_BELOW, ORDER, PASSED_ON, PLAIN, WEB_PAGE, notice, notices, read, said


def kinds(text: str) -> list[str]:
    return [part.kind for part in read(text)[1].parts]


def test_lines_of_a_plain_notice() -> None:
    document, outline = read(PLAIN)
    assert said(document, outline.issuer_mark) == "某某省水利厅文件"
    assert said(document, outline.number) == "某水发〔2023〕12号"
    assert said(document, outline.title) == "某某省水利厅关于做好防汛工作的通知"
    assert said(document, outline.addressees) == "各市水利局，厅直各单位"
    assert said(document, outline.signature) == "某某省水利厅"
    assert said(document, outline.date) == "2023年3月8日"
    assert said(document, outline.attachment_note) == "附件：1.防汛责任人名单2.防汛物资储备表"
    assert [said(document, note) for note in outline.notes] == [
        "（此件主动公开）",
        "抄送：省应急管理厅。",
        "某某省水利厅办公室2023年3月9日印发",
    ]


def test_parts_of_a_plain_notice() -> None:
    document, outline = read(PLAIN)
    body, first, second = outline.parts
    assert (body.kind, said(document, body.extent)) == (
        "body",
        "为做好防汛工作，现就有关事项通知如下。一、提高认识。各单位要充分认识防汛工作的重要性。"
        "二、落实责任。各单位要落实防汛责任，具体要求详见附件2。",
    )
    assert (first.number, said(document, first.label), said(document, first.title)) == (1, "附件1", "防汛责任人名单")
    assert said(document, second.extent) == "编织袋100条"


def test_cover_signed_before_the_document_it_issues() -> None:
    document, outline = read(COVER)
    assert kinds(COVER) == ["body", "inner", "attachment"]
    assert said(document, outline.title) == "某某县水务局关于印发《某某县水务局节水工作方案》的通知"
    assert said(document, outline.inner_title) == "某某县水务局节水工作方案"
    assert said(document, outline.parts[1].extent) == "为推进节水，制定本方案。一、目标达到标准。"
    assert outline.parts[2].number is None
    assert [(entry.number, said(document, entry.title)) for entry in outline.attachment_entries] == [
        (None, "任务分工表")
    ]


def test_cover_signed_behind_the_document_it_issues() -> None:
    document, outline = read(COVER_SIGNED_BELOW)
    assert [part.kind for part in outline.parts] == ["body", "inner"]
    assert said(document, outline.date) == "2023年4月13日"
    assert said(document, outline.parts[1].extent) == "为推进节水，制定本方案。一、目标达到标准。"


def test_signature_of_a_document_passed_on_is_not_the_cover_s() -> None:
    document, outline = read(PASSED_ON)
    assert (outline.signature, outline.date) == (None, None)
    assert said(document, outline.inner_title) == "关于加强校园安全工作的意见"
    assert "2023年2月1日" not in (said(document, outline.parts[1].extent) or "")


def test_order_takes_the_title_of_what_it_promulgates() -> None:
    document, outline = read(ORDER)
    assert said(document, outline.number) == "某某省人民政府令第352号"
    assert said(document, outline.title) == "某某省公路管理办法"
    assert said(document, outline.signature) == "省长周某某"
    assert [part.kind for part in outline.parts] == ["body", "inner"]


def test_lines_of_the_web_page_are_no_text() -> None:
    document, outline = read(WEB_PAGE)
    assert said(document, outline.title) == "某某市交通局关于印发《2021年信用工作要点》的通知"
    assert [part.kind for part in outline.parts] == ["body", "inner"]
    furniture = [said(document, line) or "" for line in outline.furniture]
    assert [line[:4] for line in furniture] == ["首页>政", "索引号：", "发布日期", "来源：某", "打印本页"]
    assert said(document, outline.parts[1].extent) == "一、加强领导各单位要加强组织领导。"


def test_headline_printed_twice_is_one_title() -> None:
    text = "某某市财政局关于印发《预算管理办法》的通知\n" + "某某市财政局文件\n某财预〔2023〕3号\n"
    text += "某某市财政局关于印发《预算管理办法》的通知\n各县区财政局：\n现将《预算管理办法》印发给你们。\n"
    document, outline = read(text)
    assert said(document, outline.title) == "某某市财政局关于印发《预算管理办法》的通知"
    assert said(document, outline.number) == "某财预〔2023〕3号"
    assert said(document, outline.addressees) == "各县区财政局"


@pytest.mark.parametrize(
    "line",
    [
        "按照方案（见附件1）执行。",
        "附件1、附件2可在网站下载。",
        "附件2所列表格应当每月报送。",
        "详见附件3。",
    ],
)
def test_reference_to_an_attachment_opens_none(line: str) -> None:
    text = f"关于开展工作的通知\n各单位：\n现通知如下。\n{line}\n一、要求\n请认真落实。\n某某局\n2023年3月1日\n"
    assert kinds(text) == ["body"]


@pytest.mark.parametrize("mark", ["附件1：评分标准", "附件1 评分标准", "附件1\n评分标准", "附件一：\n评分标准"])
def test_forms_of_an_attachment_mark(mark: str) -> None:
    text = f"关于开展考核的通知\n各单位：\n现将标准发给你们。\n某某局\n2023年3月1日\n{mark}\n一、组织领导\n成立小组。\n"
    document, outline = read(text)
    part = outline.parts[-1]
    assert (part.kind, part.number, said(document, part.title)) == ("attachment", 1, "评分标准")
    assert said(document, part.extent) == "一、组织领导成立小组。"


def test_list_of_attachments_without_text_is_a_note() -> None:
    text = (
        "某某局关于申报的通知\n各单位：\n请按要求申报。\n附件1：2023年申报指南\n附件2：申报表\n某某局\n2023年3月1日\n"
    )
    document, outline = read(text)
    assert [part.kind for part in outline.parts] == ["body"]
    assert [(entry.number, said(document, entry.title)) for entry in outline.attachment_entries] == [
        (1, "2023年申报指南"),
        (2, "申报表"),
    ]
    assert said(document, outline.date) == "2023年3月1日"


def test_attachment_alone_in_a_file() -> None:
    document, outline = read("附件1\n2023年度评分标准\n一、组织领导（10分）\n1.成立小组，得5分。\n")
    assert outline.title is None
    assert [(part.kind, said(document, part.title)) for part in outline.parts] == [("attachment", "2023年度评分标准")]


def test_law_has_articles_and_a_note_of_its_passing() -> None:
    text = "某某省信用条例\n（2020年7月24日某某省第十三届人民代表大会常务委员会第二十二次会议通过）\n第一章 总则\n"
    text += "第一条 为了规范管理，制定本条例。\n"
    document, outline = read(text)
    assert said(document, outline.title) == "某某省信用条例"
    assert (said(document, outline.passed) or "").startswith("（2020年7月24日")
    assert said(document, outline.parts[0].extent) == "第一章总则第一条为了规范管理，制定本条例。"


def test_body_line_with_a_date_of_its_own_is_no_closing() -> None:
    text = "关于废止办法的通知\n各单位：\n经研究，决定废止下列文件。\n2020年3月1日\n印发的补充规定一并废止。\n"
    text += "某某局\n2022年12月20日\n"
    document, outline = read(text)
    assert said(document, outline.date) == "2022年12月20日"


def test_undated_signature_below_the_last_sentence() -> None:
    document, outline = read(
        "关于调整政策的通知\n各单位：\n现调整政策。\n本通知自印发之日起施行。\n某某市人民政府办公室\n"
    )
    assert said(document, outline.signature) == "某某市人民政府办公室"
    assert outline.date is None
    assert said(document, outline.parts[0].extent) == "现调整政策。本通知自印发之日起施行。"


@pytest.mark.parametrize(
    "text", ["\n", "通知", "。", "附件", "附件1\n附件2\n", "2023年3月1日", "：", "某某局\n2023年3月1日\n"]
)
def test_scraps_are_outlined_without_error(text: str) -> None:
    outline = read(text + "x")[1]
    assert all(start <= end for part in outline.parts for start, end in (part.extent, part.blocks))


@pytest.mark.parametrize("name", notices())
def test_parts_of_the_notices_hold_every_line_of_text(name: str) -> None:
    """No character is lost: each stands in a part, in the header, in the closing or in a note."""
    document, outline, _ = notice(name)
    places = [outline.issuer_mark, outline.number, outline.title, outline.addressees, outline.passed]
    places += [outline.attachment_note, outline.signature, outline.date, *outline.notes, *outline.furniture]
    places += [place for part in outline.parts for place in (part.extent, part.title, part.label)]
    covered: set[int] = set()
    for place in places:
        covered.update(range(*place) if place else ())
    lost = [i for i, char in enumerate(document.text.value) if i not in covered and not char.isspace()]
    assert [document.text.value[i] for i in lost if document.text.value[i] not in "：:"] == []


@pytest.mark.parametrize("name", notices())
def test_parts_do_not_overlap(name: str) -> None:
    _, outline, _ = notice(name)
    extents = [part.extent for part in outline.parts]
    assert extents == sorted(extents)
    assert all(first[1] <= second[0] for first, second in pairwise(extents))


def test_parts_of_the_real_notices() -> None:
    document, outline, _ = notice("lujiaofahan-2023-05")
    assert [(part.kind, part.number) for part in outline.parts] == [
        ("body", None),
        ("attachment", 1),
        ("attachment", 2),
        ("attachment", 3),
    ]
    assert any(isinstance(block, TableBlock) for block in document.blocks[slice(*outline.parts[2].blocks)])
    document, outline, _ = notice("laiwuqujiaozi-2024-19")
    assert [part.kind for part in outline.parts] == ["body", "inner", "attachment", "attachment"]
    assert (said(document, outline.parts[1].extent) or "").endswith("影响创建工作的予以通报批评。")


@pytest.mark.parametrize(
    ("note", "entries"),
    [
        ("附件：申报表", [(None, "申报表")]),
        ("附件：1.甲办法2.乙表", [(1, "甲办法"), (2, "乙表")]),
        ("附：1、甲2、乙；3、丙。", [(1, "甲"), (2, "乙"), (3, "丙")]),
        ("附件：一、甲二、乙", [(1, "甲"), (2, "乙")]),
        ("附件1：甲办法附件2：乙表", [(1, "甲办法"), (2, "乙表")]),
        ("附件1.2023年指南2.2024年计划", [(1, "2023年指南"), (2, "2024年计划")]),
        ("-附件：1.第二批试点2.体系（2023年版）", [(1, "第二批试点"), (2, "体系（2023年版）")]),
        ("附件：2023年计划", [(None, "2023年计划")]),
        ("附件：1.甲2.0版办法", [(1, "甲2.0版办法")]),
        ("附件：实施方案.docx", [(None, "实施方案")]),
    ],
)
def test_entries_of_the_attachment_note(note: str, entries: list[tuple[int | None, str]]) -> None:
    assert [(number, note[slice(*place)]) for number, place in split_entries(note)] == entries


def test_imprint_between_closing_and_attachments() -> None:
    text = PLAIN.replace("抄送：省应急管理厅。\n某某省水利厅办公室 2023年3月9日印发\n", "")
    imprint = (
        "联系人：赵某，电话：12345678\n抄送：省应急管理厅，\n省审计厅。\n某某省水利厅办公室 2023年3月9日印发\n附件1\n"
    )
    document, outline = read(text.replace("附件1\n\n防汛", imprint + "\n防汛"))
    assert [(part.kind, part.number) for part in outline.parts] == [
        ("body", None),
        ("attachment", 1),
        ("attachment", 2),
    ]
    assert [said(document, note) for note in outline.notes][1:] == [
        "联系人：赵某，电话：12345678",
        "抄送：省应急管理厅，",
        "省审计厅。",
        "某某省水利厅办公室2023年3月9日印发",
    ]
