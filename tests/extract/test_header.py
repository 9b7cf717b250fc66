"""Issuers, document number, title, kind and addressees."""

from __future__ import annotations

import pytest

from doc_checker.document import Document
from doc_checker.document_numbers import find_numbers
from doc_checker.extract.header import Header, find_header
from doc_checker.extract.outlining import find_outline
from doc_checker.organs import split_organs
from doc_checker.readers import read_bytes
from doc_checker.text import compact, squeeze

from .written import COVER, DATA, ORDER, PASSED_ON, PLAIN, WEB_PAGE, notice, notices, read


def header(text: str) -> Header:
    return find_header(*read(text), DATA)


def with_number(line: str) -> str:
    return f"某某省水利厅关于做好防汛工作的通知\n{line}\n各市水利局：\n请认真落实。\n"


@pytest.mark.parametrize("name", notices())
def test_header_of_the_notices(name: str) -> None:
    document, outline, gold = notice(name)
    found = find_header(document, outline, DATA)
    number = found.document_number
    assert found.issuers == gold["issuers"]
    assert (number and number.model_dump(exclude={"span"})) == gold["document_number"]
    assert found.title == gold["title"]
    assert found.document_type == gold["document_type"]
    assert found.inner_title == gold["inner_title"]
    assert found.addressees == gold["addressees"]


@pytest.mark.parametrize("name", notices())
def test_spans_give_the_printed_values(name: str) -> None:
    document, outline, _ = notice(name)
    found = find_header(document, outline, DATA)
    values = {"title": found.title, "inner_title": found.inner_title}
    values |= {f"issuers.{i}": value for i, value in enumerate(found.issuers)}
    values |= {f"addressees.{i}": value for i, value in enumerate(found.addressees)}
    for key, span in found.spans.items():
        assert squeeze(document.slice(span.start, span.end)) == squeeze(values[key] or ""), key
    assert set(found.spans) == {key for key, value in values.items() if value}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("某水发〔2023〕12号", "某水发〔2023〕12号"),
        ("某水发[2023]12号", "某水发〔2023〕12号"),
        ("某水发（2023）12号", "某水发〔2023〕12号"),
        ("某水发(2023)12号", "某水发〔2023〕12号"),
        ("某水发﹝2023﹞12号", "某水发〔2023〕12号"),
        ("某水发【2023】12号", "某水发〔2023〕12号"),
        ("某水发〖2023〗12号", "某水发〔2023〕12号"),
        ("某水发﹝2023]12号", "某水发〔2023〕12号"),
        ("某 水 发 〔 2023 〕 12 号", "某水发〔2023〕12号"),
        ("某水发〔２０２３〕１２号", "某水发〔2023〕12号"),
        ("某水发〔2023〕第12号", "某水发〔2023〕12号"),
        ("某水发〔2023〕012号", "某水发〔2023〕12号"),
        ("某水发〔2023〕\n12号", "某水发〔2023〕12号"),
        ("某水发〔2023〕12号    签发人：张某某", "某水发〔2023〕12号"),
        ("某水发〔2023〕12号\n某财农〔2023〕7号", "某水发〔2023〕12号"),
        ("某A水发〔2023〕12号", "某A水发〔2023〕12号"),
        ("国办函〔1996〕16号", "国办函〔1996〕16号"),
        ("某某区交字〔2024〕19 号", "某某区交字〔2024〕19号"),
        ("〔2023〕12号", None),
        ("某水发〔2023〕号", None),
        ("2023年第12号", None),
    ],
)
def test_number_as_typists_write_it(line: str, text: str | None) -> None:
    found = header(with_number(line))
    assert (found.document_number and found.document_number.text) == text
    assert found.title == "某某省水利厅关于做好防汛工作的通知"
    assert found.addressees == ["各市水利局"]


def test_number_fields() -> None:
    number = header(with_number("某水发[2023]第012号")).document_number
    assert number
    assert (number.agency, number.year, number.sequence) == ("某水发", 2023, 12)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("根据省厅鲁水函〔2023〕5号要求", ["鲁水函〔2023〕5号"]),
        ("平稳健康发展的若干意见甬建规[2023]4号", ["甬建规〔2023〕4号"]),
        ("某某省水利厅鲁水函〔2023〕5号", ["鲁水函〔2023〕5号"]),
        ("济水市水务局济水便字〔2021〕18号", ["济水便字〔2021〕18号"]),
        ("国办发〔1993〕71号文件和国发〔1994〕5号", ["国办发〔1993〕71号", "国发〔1994〕5号"]),
        ("（〔1996〕武司字第82号）收悉", ["〔1996〕武司字82号"]),
        ("国务院令第714号", ["中华人民共和国国务院令第714号"]),
        ("1月28日中华人民共和国国务院令第142号发布", ["中华人民共和国国务院令第142号"]),
        ("中华人民共和国主席令第八十三号", ["中华人民共和国主席令第83号"]),
        ("违反某某省人民政府令第311号的", ["某某省人民政府令第311号"]),
        ("国家税务总局公告2024年第11号", ["国家税务总局公告2024年第11号"]),
        ("财政部税务总局公告（2024年第5号）", ["财政部税务总局公告2024年第5号"]),
        ("中国人民银行公告〔2024〕第11号", ["中国人民银行公告〔2024〕11号"]),
        ("工信部联企业〔2011〕300号", ["工信部联企业〔2011〕300号"]),
        ("人社部发〔2020〕3号、发改规划〔2021〕493号", ["人社部发〔2020〕3号", "发改规划〔2021〕493号"]),
        ("责令第三方整改，第5条（2023）12号", []),
        ("GB/T 9704-2012，（2023年版）第2号", []),
    ],
)
def test_numbers_in_running_text(text: str, numbers: list[str]) -> None:
    assert [found.text for found in find_numbers(compact(text).value, DATA)] == numbers


def test_order() -> None:
    found = header(ORDER)
    assert found.document_number
    assert found.document_number.model_dump(exclude={"span"}) == {
        "text": "某某省人民政府令第352号",
        "agency": "某某省人民政府令",
        "year": None,
        "sequence": 352,
    }
    assert (found.title, found.issuers, found.inner_title) == ("某某省公路管理办法", ["某某省人民政府"], None)


def test_order_of_the_state_council() -> None:
    text = "中华人民共和国国务院令\n第707号\n现公布修订后的《某某条例》，自2019年1月1日起施行。\n总理　　王某某\n"
    text += "2018年12月18日\n某某条例\n第一条　为了管理，制定本条例。\n"
    found = header(text)
    assert found.document_number and found.document_number.text == "中华人民共和国国务院令第707号"
    assert (found.issuers, found.title) == (["国务院"], "某某条例")


def test_announcement_with_the_year_on_its_own_line() -> None:
    text = "国家税务总局 财政部公告\n2023年第12号\n关于支持小微企业的公告\n为支持小微企业，现公告如下：\n特此公告。\n"
    text += "国家税务总局 财政部\n2023年8月2日\n"
    found = header(text)
    assert found.document_number and found.document_number.text == "国家税务总局财政部公告2023年第12号"
    assert found.issuers == ["国家税务总局", "财政部"]
    assert (found.title, found.document_type) == ("关于支持小微企业的公告", "公告")


def test_cited_number_is_not_the_document_s_own() -> None:
    found = header("关于做好工作的通知\n各单位：\n根据省厅某水发〔2023〕12号文件，现通知如下。\n")
    assert found.document_number is None


def test_number_on_the_title_s_line() -> None:
    found = header("某某市住建局关于促进发展的若干意见某建规[2023]4号\n各区住建局：\n为促进发展，提出如下意见。\n")
    assert found.document_number and found.document_number.text == "某建规〔2023〕4号"
    assert found.title == "某某市住建局关于促进发展的若干意见"


def test_page_s_table_is_a_second_witness() -> None:
    found = header(WEB_PAGE)
    assert found.document_number and found.document_number.text == "某交字〔2021〕9号"
    below = with_number("某水发〔2023〕12号")
    text = "文号\n某水发〔2022〕1号\n" + below
    assert (number := header(text).document_number) and number.text == "某水发〔2023〕12号"


def test_title_only_in_the_page_s_table() -> None:
    text = "发文字号：某发改规〔2023〕5号\n标    题：某某省发展和改革委员会关于印发节能办法的通知\n"
    text += "各市发展改革委：\n请遵照执行。\n"
    found = header(text)
    assert found.title == "某某省发展和改革委员会关于印发节能办法的通知"
    assert found.issuers == ["某某省发展和改革委员会"]


def test_title_hint_where_the_text_has_none() -> None:
    plain = read_bytes("各单位：\n为做好工作，现通知如下。\n".encode(), "x.txt")
    document = Document(plain.source, plain.text, plain.blocks, title_hint="关于做好工作的通知")
    assert find_header(document, find_outline(document, DATA), DATA).title == "关于做好工作的通知"


@pytest.mark.parametrize(
    ("lines", "title", "kind"),
    [
        ("某某市水务局关于做好\n节水工作的通知", "某某市水务局关于做好节水工作的通知", "通知"),
        ("某某市水务局\n关于做好节水工作的\n通      知", "某某市水务局关于做好节水工作的通知", "通知"),
        ("关于做好节水工作的通知(试行)", "关于做好节水工作的通知(试行)", "通知"),
        ("某某市水务局 关于印发《节水 办法》的通知", "某某市水务局关于印发《节水办法》的通知", "通知"),
        (
            "某某市水务局对市十五届人大二次会议第12号建议的答复",
            "某某市水务局对市十五届人大二次会议第12号建议的答复",
            None,
        ),
        ("某某市水务局关于同意立项的批复", "某某市水务局关于同意立项的批复", "批复"),
        ("某某市水务局关于节水情况的复函", "某某市水务局关于节水情况的复函", "函"),
        ("关于推进节水的指导意见", "关于推进节水的指导意见", "意见"),
        ("关于印发《某某省节水评价体系\n（2025 年）》的通知", "关于印发《某某省节水评价体系（2025年）》的通知", "通知"),
        ("某某市“十四五”节水规划\n（2021—2025年）", "某某市“十四五”节水规划（2021—2025年）", None),
        ("2023年全市节水工作要点", "2023年全市节水工作要点", None),
        ("某某市专题会议纪要", "某某市专题会议纪要", "纪要"),
    ],
)
def test_titles(lines: str, title: str, kind: str | None) -> None:
    found = header(f"{lines}\n某水发〔2023〕1号\n各区水务局：\n为做好节水工作，现将有关事项明确如下。\n")
    assert (found.title, found.document_type) == (title, kind)


def test_text_without_a_title() -> None:
    found = header(
        "为深入贯彻《节水条例》和省厅《关于节水的意见》要求，现将有关事项通知如下：\n一、节约用水。各单位要节约用水。\n"
    )
    assert (found.title, found.addressees, found.issuers) == (None, [], [])


def test_news_report_is_no_title() -> None:
    found = header("为落实要求，支持合理需求，8月8日，某某区发布《关于促进健康发展的通知》\n通知提出，给予补贴。\n")
    assert found.title is None


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        (PLAIN, ["某某省水利厅"]),
        (COVER, ["某某县水务局"]),
        (PASSED_ON, ["某某市人民政府办公室"]),
        (WEB_PAGE, ["某某市交通局"]),
        ("国务院、中央军委关于同意迁址的批复\n某某总部：\n同意迁址。\n", ["国务院", "中央军委"]),
        ("某某市财政局 某某市税务局关于支持发展的通知\n各单位：\n请落实。\n", ["某某市财政局", "某某市税务局"]),
        ("某某市财政局等部门关于支持发展的通知\n各单位：\n请落实。\n", ["某某市财政局"]),
        ("关于支持发展的通知\n各单位：\n请落实。\n", []),
        ("2023年工作要点\n为做好工作，制定本要点。\n", []),
        ("某某市关于促进发展的若干措施\n各单位：\n请落实。\n", []),
    ],
)
def test_issuers(text: str, issuers: list[str]) -> None:
    assert header(text).issuers == issuers


def test_joint_mark() -> None:
    text = "某某省交通厅\n某某省财政厅文件\n某交发〔2023〕12号\n某某省交通厅 某某省财政厅\n关于印发《资金办法》的通知\n"
    text += "各市交通局、财政局：\n现将《资金办法》印发给你们。\n"
    found = header(text)
    assert found.issuers == ["某某省交通厅", "某某省财政厅"]
    assert found.title == "某某省交通厅某某省财政厅关于印发《资金办法》的通知"
    assert found.inner_title == "资金办法"


@pytest.mark.parametrize(
    ("line", "organs"),
    [
        ("国 务 院", ["国务院"]),
        ("财 政 部  税 务 总 局", ["财政部", "税务总局"]),
        ("国务院　中央军委", ["国务院", "中央军委"]),
        ("国家发展改革委 财政部、交通运输部", ["国家发展改革委", "财政部", "交通运输部"]),
        ("海滨市财政局海滨市住房公积金管理中心", ["海滨市财政局", "海滨市住房公积金管理中心"]),
        ("海滨市财政局海滨住房公积金管理中心", ["海滨市财政局", "海滨住房公积金管理中心"]),
        ("国家税务总局海滨市税务局", ["国家税务总局海滨市税务局"]),
        ("国家税务总局海滨市税务局中国人民银行海滨市分行", ["国家税务总局海滨市税务局", "中国人民银行海滨市分行"]),
        ("国家金融监督管理总局\n海滨监管分局", ["国家金融监督管理总局海滨监管分局"]),
        ("某某市公安局海滨区分局", ["某某市公安局海滨区分局"]),
        ("某某市领导小组办公室\n（某某市住建局代章）", ["某某市领导小组办公室"]),
        ("中共中央国务院", ["中共中央", "国务院"]),
        ("市住房委 中国人民银行海滨市分行", ["市住房委", "中国人民银行海滨市分行"]),
    ],
)
def test_organs_of_a_line(line: str, organs: list[str]) -> None:
    assert [squeeze(line[start:end]) for start, end in split_organs(line, DATA)] == organs


@pytest.mark.parametrize(
    ("line", "addressees"),
    [
        ("各市水利局，厅直有关单位、厅机关有关处室：", ["各市水利局", "厅直有关单位", "厅机关有关处室"]),
        ("各县（市、区）人民政府，开发区管委会:", ["各县（市、区）人民政府", "开发区管委会"]),
        ("各区(市)水务局；局属各单位：", ["各区(市)水务局", "局属各单位"]),
        ("各市水利局，\n厅直有关单位：", ["各市水利局", "厅直有关单位"]),
        ("各乡镇人民政府，县直各单位", ["各乡镇人民政府", "县直各单位"]),
        ("张某某、李某某委员：", ["张某某", "李某某委员"]),
        ("为促进健康发展,现作如下调整:", []),
    ],
)
def test_addressees(line: str, addressees: list[str]) -> None:
    text = f"关于做好工作的通知\n某水发〔2023〕1号\n{line}\n为做好工作，现通知如下。\n一、加强领导。\n"
    assert header(text).addressees == addressees


def test_addressees_on_the_line_of_the_first_sentence() -> None:
    text = "关于优化政策的通知\n各缴存单位、缴存人:为认真贯彻落实决策部署,进一步扩大缴存覆盖面,现就有关事项通知如下。\n"
    document, outline = read(text)
    assert find_header(document, outline, DATA).addressees == ["各缴存单位", "缴存人"]
    assert document.slice(*outline.parts[0].extent).startswith("为认真贯彻")


def test_a_mark_that_wrapped_is_one_organ() -> None:
    for upper, lower in (("望溪县精神文明建设指导委员", "会文件"), ("岚江省优化营商环境工作领导小组", "办公室文件")):
        text = f"{upper}\n{lower}\n\n望文明委〔2025〕12号\n\n关于开展志愿服务的通知\n\n各乡镇：\n\n请抓好落实。\n"
        assert header(text).issuers == [upper + lower.removesuffix("文件")]
