"""Which words of a requirement carry it."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.review.language import analyser_for
from doc_checker.review.vectors import default_vectors
from doc_checker.review.wording import Weigher, Wording, is_elliptic, main_things, with_name


def weigher(*texts: str) -> Weigher:
    return Weigher(texts, analyser_for(default_data()), default_vectors(), default_data())


def wording(text: str) -> Wording:
    return weigher(text).wordings()[0]


def weight(found: Wording, text: str) -> float:
    return max((term.weight for term in found.terms if text in term.text), default=0.0)


def test_general_words_weigh_next_to_nothing() -> None:
    found = wording("认真做好本地区信用承诺工作")
    assert weight(found, "信用承诺") > 5 * max(weight(found, "认真"), weight(found, "本地区"), weight(found, "工作"))


def test_grounds_weigh_less_than_what_is_to_be_done() -> None:
    found = wording("根据信用评价结果，实施分级分类监管")
    alone = wording("公布信用评价结果")
    assert weight(found, "信用评价") < weight(alone, "信用评价")


def test_numbers_and_times_are_no_words() -> None:
    assert all(term.text not in ("每季度", "2", "次", "至少") for term in wording("每季度至少召开2次会议").terms)


def test_items_of_an_open_list_stand_for_each_other() -> None:
    found = wording("开展维修、客运等领域信用评价")
    items = {term.choice for term in found.terms if term.choice is not None}
    assert len(items) == 2
    assert found.closed == ()


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("建立信用评价制度或实施方案", ["制度", "实施方案"]),
        ("将经费纳入财政预算或积极争取专项经费", ["财政预算", "专项经费"]),
        ("印发年度工作要点或者实施方案", ["年度工作要点", "实施方案"]),
    ],
)
def test_the_sides_of_or_stand_for_each_other(text: str, sides: list[str]) -> None:
    chosen = {term.choice: term.text for term in wording(text).terms if term.choice is not None}
    assert [chosen[choice] for choice in sorted(chosen)] == sides


@pytest.mark.parametrize("text", ["承担国家或省级医保改革试点任务", "由县（市、区）党委或政府主要负责同志任组长"])
def test_or_between_modifiers_makes_no_alternatives(text: str) -> None:
    assert all(term.choice is None for term in wording(text).terms)


def test_items_of_a_closed_list_are_all_asked_for() -> None:
    found = wording("公开行政许可、行政处罚和信用承诺")
    assert len(found.closed) == 1
    assert [item for item, _ in found.closed[0]][1:] == ["行政处罚", "信用承诺"]


def test_a_list_of_two_is_no_list() -> None:
    assert wording("公开行政许可和行政处罚").closed == ()


@pytest.mark.parametrize(
    "text",
    [
        "及时推送至信用网站",
        "并向社会公示",
        "每年调整1次",
        "获得市级以上表彰",
        "检查结果公开通报",
        "报省教育厅备案",
        "面向公众提供服务",
        "与市级平台联网运行",
    ],
)
def test_elliptic(text: str) -> None:
    assert is_elliptic(wording(text))


@pytest.mark.parametrize("text", ["成立创建工作领导小组", "建立信用承诺制度"])
def test_not_elliptic(text: str) -> None:
    assert not is_elliptic(wording(text))


def test_words_that_all_requirements_share_weigh_less() -> None:
    shared = [
        "信用承诺制度",
        "信用评价办法",
        "信用修复流程",
        "信用宣传活动",
        "信用培训课程",
        "信用档案管理",
        "信用惩戒措施",
        "信用激励清单",
        "信用数据归集",
    ]
    many, few = weigher(*shared).wordings()[8], wording("信用数据归集")
    assert weight(many, "归集") >= weight(few, "归集") * 0.99
    assert weight(many, "信用") <= weight(few, "信用")


def test_the_name_raises_its_words_and_adds_those_that_lack() -> None:
    found = weigher("及时公布评价结果")
    named = with_name(found.wordings()[0], found.name_terms("养老机构等级评定"))
    assert weight(named, "养老机构") > 0
    assert {term.text for term in found.wordings()[0].terms} <= {term.text for term in named.terms}


def test_what_is_carried_on_are_things() -> None:
    carried = main_things(wording("建立联合惩戒对象名单"))
    assert carried
    assert all(not term.is_action for term in carried)
