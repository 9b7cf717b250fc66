"""Documents that a text cites."""

from __future__ import annotations

import pytest

from doc_checker.extract.citations import find_citations
from doc_checker.text import squeeze

from .written import COVER, DATA, PLAIN, notice, notices, read

Cited = list[tuple[str | None, str | None]]


def cited(body: str, own: tuple[str, ...] = ()) -> Cited:
    text = f"某某市水务局关于做好工作的通知\n某水发〔2024〕9号\n各单位：\n{body}\n"
    document, outline = read(text)
    return [(c.title, c.document_number) for c in find_citations(document, outline, DATA, own)]


@pytest.mark.parametrize("name", notices())
def test_citations_of_the_notices(name: str) -> None:
    document, outline, gold = notice(name)
    own = [gold["title"], gold["inner_title"], *(item["title"] for item in gold["attachments"])]
    found = find_citations(document, outline, DATA, [title for title in own if title])
    assert [item.model_dump(exclude={"span"}) for item in found] == gold["citations"]


@pytest.mark.parametrize("name", notices())
def test_span_begins_with_the_title(name: str) -> None:
    document, outline, _ = notice(name)
    for item in find_citations(document, outline, DATA, []):
        printed = squeeze(document.slice(item.span.start, item.span.end))
        assert printed.startswith(squeeze(item.title or "")) or item.title is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("根据《节约用水条例》，制定本方案。", [("节约用水条例", None)]),
        ("根据《节水办法》（某政发〔2023〕5号）要求。", [("节水办法", "某政发〔2023〕5号")]),
        ("根据《节水办法》（某政发[2023]05号）要求。", [("节水办法", "某政发〔2023〕5号")]),
        ("根据《节水办法》（以下简称《办法》）（某政发〔2023〕5号）。", [("节水办法", "某政发〔2023〕5号")]),
        ("根据国发〔2019〕35号文件《关于节水的意见》。", [("关于节水的意见", "国发〔2019〕35号")]),
        (
            "《用水办法》（2020年修正）、国发〔2019〕35号和国办发〔2020〕49号文件精神。",
            [
                ("用水办法", None),
                (None, "国发〔2019〕35号"),
                (None, "国办发〔2020〕49号"),
            ],
        ),
        (
            "《关于印发〈节水方案〉的通知》和《关于印发<补贴细则>的通知》",
            [
                ("关于印发〈节水方案〉的通知", None),
                ("关于印发<补贴细则>的通知", None),
            ],
        ),
        ("《用水办法》和《节水办法》（某政发〔2023〕5号）", [("用水办法", None), ("节水办法", "某政发〔2023〕5号")]),
        ("报来的请示（〔1996〕武司字第82号）收悉。", [(None, "〔1996〕武司字82号")]),
        ("依照《中华人民共和国宪法》《民法典》办理。", [("中华人民共和国宪法", None), ("民法典", None)]),
        ("执行《节水条例》（国务院令第350号）。", [("节水条例", "中华人民共和国国务院令第350号")]),
        ("按照《节水办法（试行）》执行。", [("节水办法（试行）", None)]),
    ],
)
def test_forms(body: str, expected: Cited) -> None:
    assert cited(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "送达《行政处罚决定书》《信用修复告知书》。",
        "填写《贷款申请表》，签订《商品房买卖合同》，领取《不动产权证书》。",
        "在《信用交通月报》《求是》刊载。",
        "按照《通知》和《意见》要求，落实本《办法》。",
        "根据某水发〔2024〕9号执行。",
        "（2023年版）第2号，本办法第5条（2023）12号。",
    ],
)
def test_no_documents(body: str) -> None:
    assert cited(body) == []


def test_mentioned_again_is_one_document() -> None:
    body = "根据《节水办法》（某政发〔2023〕5号），《节水办法》规定，某政发〔2023〕5号要求。"
    assert cited(body) == [("节水办法", "某政发〔2023〕5号")]
    body = "根据《节水办法》，落实《节水办法》（某政发〔2023〕5号）。"
    assert cited(body) == [("节水办法", "某政发〔2023〕5号")]


def test_same_title_with_two_numbers_is_two_documents() -> None:
    body = "《节水办法》（某政发〔2023〕5号）施行，《节水办法》（某政发〔2018〕3号）废止。"
    assert cited(body) == [("节水办法", "某政发〔2023〕5号"), ("节水办法", "某政发〔2018〕3号")]


def test_own_titles_are_not_cited() -> None:
    assert cited("现将《节水工作方案》印发给你们，附《任务表》。", ("节水工作方案", "任务表")) == []
    assert cited("现将《节水体系（2023年版）》印发。", ("节水体系",)) == []
    assert cited("《节水工作方案》已经同意。", ("某某市水务局节水工作方案",)) == []


def test_older_document_of_the_own_name_is_cited() -> None:
    body = "《节水办法》自印发之日起施行，原《节水办法》（某水发〔2018〕3号）同时废止。"
    assert cited(body, ("节水办法",)) == [("节水办法", "某水发〔2018〕3号")]


def test_superior_s_document_of_a_like_name_is_cited() -> None:
    assert cited("根据《节约用水条例》，制定本条例。", ("某某省节约用水条例",)) == [("节约用水条例", None)]


def test_header_and_page_are_not_cited() -> None:
    text = "文号：某水发〔2024〕9号\n关于做好工作的通知\n某水发〔2024〕9号\n某财农〔2024〕3号\n各单位：\n请落实。\n"
    document, outline = read(text)
    assert find_citations(document, outline, DATA, []) == []
    for written in (PLAIN, COVER):
        document, outline = read(written)
        assert find_citations(document, outline, DATA, ["某某县水务局节水工作方案"]) == []


def test_title_cited_in_the_own_title() -> None:
    document, outline = read("关于贯彻落实《节约用水条例》的通知\n各单位：\n请落实《节约用水条例》。\n")
    assert [c.title for c in find_citations(document, outline, DATA, ["关于贯彻落实《节约用水条例》的通知"])] == [
        "节约用水条例"
    ]
