"""Signatories, date of writing, disclosure and attachments."""

from __future__ import annotations

import pytest

from doc_checker.dates import date_line, find_dates, to_iso
from doc_checker.document import Document
from doc_checker.extract.closing import Closing, find_closing
from doc_checker.extract.outlining import find_outline
from doc_checker.readers import read_bytes
from doc_checker.text import compact, squeeze

from .written import COVER, DATA, ORDER, PASSED_ON, PLAIN, WEB_PAGE, notice, notices, read


def closing(text: str) -> Closing:
    return find_closing(*read(text), DATA)


def signed(lines: str) -> str:
    return f"关于做好工作的通知\n各单位：\n请于2023年1月5日前报送，2022年旧办法（某发〔2020〕1号）废止。\n{lines}\n"


@pytest.mark.parametrize("name", notices())
def test_closing_of_the_notices(name: str) -> None:
    document, outline, gold = notice(name)
    found = find_closing(document, outline, DATA)
    assert found.signatories == gold["signatories"]
    assert found.written_date == gold["written_date"]
    assert found.disclosure == gold["disclosure"]
    assert [item.model_dump(exclude={"span"}) for item in found.attachments] == gold["attachments"]


@pytest.mark.parametrize("name", notices())
def test_spans_give_the_printed_values(name: str) -> None:
    document, outline, _ = notice(name)
    found = find_closing(document, outline, DATA)
    for i, name_ in enumerate(found.signatories):
        span = found.spans[f"signatories.{i}"]
        assert squeeze(document.slice(span.start, span.end)) == squeeze(name_)
    for i, attachment in enumerate(found.attachments):
        span = found.spans[f"attachments.{i}"]
        assert squeeze(document.slice(span.start, span.end)) == squeeze(attachment.title)
    if found.written_date:
        span = found.spans["written_date"]
        dates = find_dates(compact(document.slice(span.start, span.end)).value, DATA)
        assert [date.value for date in dates] == [found.written_date]


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("2023年4月13日", "2023-04-13"),
        ("2023 年 4 月 13日", "2023-04-13"),
        ("２０２３年４月１３日", "2023-04-13"),
        ("2023年04月03日", "2023-04-03"),
        ("二〇二三年四月十三日", "2023-04-13"),
        ("二○二三年四月十三日", "2023-04-13"),
        ("二零二三年四月十三日", "2023-04-13"),
        ("二Ｏ二三年四月十三日", "2023-04-13"),
        ("二O二三年四月十三日", "2023-04-13"),
        ("一九九七年元月二十日", "1997-01-20"),
        ("一九九六年十二月廿八日", "1996-12-28"),
        ("二○二二年○五月○六日", "2022-05-06"),
        ("2023年元月5日", "2023-01-05"),
        ("2023.4.13", "2023-04-13"),
        ("2023-4-13", "2023-04-13"),
        ("2023/04/13", "2023-04-13"),
        ("2023年2月30日", None),
        ("2023年13月1日", None),
        ("2023年4月", None),
        ("2023年4月 日", None),
    ],
)
def test_date_under_the_signature(line: str, iso: str | None) -> None:
    found = closing(signed(f"某某市水务局\n{line}"))
    assert found.signatories == ["某某市水务局"]
    assert found.written_date == iso


def test_impossible_dates_are_refused() -> None:
    assert to_iso("2024", "2", "29") == "2024-02-29"
    assert to_iso("2023", "2", "29") is None
    assert to_iso("二〇二三", "十一", "三十一") is None
    assert date_line("2023年4月13日印发", DATA) is None


@pytest.mark.parametrize(
    "text",
    [
        "关于做好工作的通知\n各单位：\n请于2023年1月5日前报送。\n",
        "关于做好工作的通知\n发布日期：2023-05-31\n发文日期 2023年05月31日14:30:14\n各单位：\n请认真落实。\n",
        "关于做好工作的通知\n各单位：\n请认真落实。\n某某市水务局办公室 2023年5月8日印发\n",
        "关于做好工作的通知\n各单位：\n根据《办法》（2023年5月8日公布），请认真落实。\n",
        PASSED_ON,
        WEB_PAGE,
    ],
)
def test_no_other_date_is_taken(text: str) -> None:
    assert closing(text).written_date is None


def test_dates_of_other_documents() -> None:
    assert closing(PLAIN).written_date == "2023-03-08"
    assert closing(COVER).written_date == "2023-05-06"
    assert closing(ORDER).written_date == "2023-01-12"


def test_date_in_brackets_under_the_title() -> None:
    note = "（2020年7月24日某某省第十三届人民代表大会常务委员会第二十二次会议通过）"
    text = "某某省信用条例\n{}\n第一章 总则\n第一条 为了规范管理，制定本条例。\n"
    assert closing(text.format(note)).written_date == "2020-07-24"
    assert closing(text.format("（2020年7月24日）")).written_date == "2020-07-24"
    revised = "（1994年1月28日某某会议通过 根据2005年12月19日某某会议决定修正）"
    assert closing(text.format(revised)).written_date is None


def test_page_s_table_counts_only_where_it_says_written() -> None:
    text = "成文日期：2023-06-01\n发布日期：2023-06-05\n关于做好工作的通知\n各单位：\n请认真落实。\n"
    assert closing(text).written_date == "2023-06-01"
    assert closing(text.replace("成文日期", "生成日期")).written_date is None
    assert closing(text + "某某市水务局\n2023年5月30日\n").written_date == "2023-05-30"


@pytest.mark.parametrize(
    ("lines", "signatories"),
    [
        ("某某市财政局　　某某市水务局\n2023年3月8日", ["某某市财政局", "某某市水务局"]),
        ("某某市财政局\n某某市水务局\n2023年3月8日", ["某某市财政局", "某某市水务局"]),
        ("某某市水务局 2023年3月8日", ["某某市水务局"]),
        ("某 某 市 水 务 局\n2023年3月8日", ["某某市水务局"]),
        ("某某市水务局（代章）\n2023年3月8日", ["某某市水务局"]),
        ("特此通知。\n2023年3月8日", []),
        ("海滨市房地产市场平稳健康发展\n领导小组办公室\n2023年3月8日", ["海滨市房地产市场平稳健康发展领导小组办公室"]),
    ],
)
def test_signatories(lines: str, signatories: list[str]) -> None:
    found = closing(signed(lines))
    assert found.signatories == signatories
    assert found.written_date == "2023-03-08"


@pytest.mark.parametrize(
    ("line", "disclosure"),
    [
        ("（此件公开发布）", "主动公开"),
        ("(此件主动公开)", "主动公开"),
        ("公开方式：主动公开", "主动公开"),
        ("信息公开选项：依申请公开", "依申请公开"),
        ("（此件依申请公开）", "依申请公开"),
        ("（此件不予公开）", "不予公开"),
        ("（此件不公开）", "不予公开"),
        ("（本文有删减）", None),
        ("各单位要做好主动公开工作。", None),
    ],
)
def test_disclosure(line: str, disclosure: str | None) -> None:
    assert closing(signed(f"某某市水务局\n2023年3月8日\n{line}")).disclosure == disclosure


@pytest.mark.parametrize(
    ("note", "attachments"),
    [
        ("附件：1. 甲办法\n2. 乙表", [(1, "甲办法"), (2, "乙表")]),
        ("- 附件：1. 甲办法\n2. 乙表", [(1, "甲办法"), (2, "乙表")]),
        ("附件：申报表", [(None, "申报表")]),
        ("附：申报表", [(None, "申报表")]),
        ("附件1：甲办法\n附件2：乙表", [(1, "甲办法"), (2, "乙表")]),
        ("附件：一、甲办法\n二、乙表", [(1, "甲办法"), (2, "乙表")]),
        ("附件：\n1．2023年甲办法\n2．乙表", [(1, "2023年甲办法"), (2, "乙表")]),
        (
            "附件：1.关于进一步规范全市水利工程建设管理和加强水资源节约集约利用工作\n的办法",
            [(1, "关于进一步规范全市水利工程建设管理和加强水资源节约集约利用工作的办法")],
        ),
    ],
)
@pytest.mark.parametrize("order", ["{note}\n{close}", "{close}\n{note}"])
def test_attachment_note(note: str, attachments: list[tuple[int | None, str]], order: str) -> None:
    found = closing(signed(order.format(note=note, close="某某市水务局\n2023年3月8日")))
    assert [(item.number, item.title) for item in found.attachments] == attachments
    assert found.written_date == "2023-03-08"


def test_attachments_without_a_note() -> None:
    text = signed("某某市水务局\n2023年3月8日\n附件1\n2023年材料清单\n一、材料\n附件2：报送表\n序号 名称")
    assert [(item.number, item.title) for item in closing(text).attachments] == [(1, "2023年材料清单"), (2, "报送表")]


def test_metadata_of_the_page_is_the_last_witness() -> None:
    plain = read_bytes("关于做好工作的通知\n各单位：\n请认真落实。\n".encode(), "x.txt")
    metadata = {"成文日期": "2023年06月01日", "公开方式": "主动公开", "发布日期": "2023-06-05"}
    document = Document(plain.source, plain.text, plain.blocks, metadata=metadata)
    found = find_closing(document, find_outline(document, DATA), DATA)
    assert (found.written_date, found.disclosure) == ("2023-06-01", "主动公开")
    assert found.spans == {}
