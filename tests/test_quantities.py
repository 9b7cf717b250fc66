"""Quantities and frequencies: what is asked for or promised, how much, and how often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_checker.data import default_data
from doc_checker.quantities import QuantityMention, find_quantities, per_year, period_days

Said = tuple[str, float, str | None, str | None]


def said(text: str) -> list[Said]:
    return [(m.comparison, m.number, m.unit, m.per) for m in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作人员不少于2人", [(">=", 2, "人", None)]),
        ("2人以上", [(">=", 2, "人", None)]),
        ("专职人员不得少于五名", [(">=", 5, "名", None)]),
        ("至少报送2条", [(">=", 2, "条", None)]),
        ("全年有三个以上案例被推广", [(">=", 3, "个", "年")]),
        ("培训两次", [("==", 2, "次", None)]),
        ("培训2—3次", [("==", 2, "次", None)]),
        ("培训10余次", [(">=", 10, "次", None)]),
        ("新增授信企业达到一千五百户", [(">=", 1500, "户", None)]),
        ("参训5万人次", [("==", 50000, "人次", None)]),
        ("培训1,200人次以上", [(">=", 1200, "人次", None)]),
        ("每人每餐补助3元", [("==", 3, "元", "餐")]),
        ("收入达到20万元", [(">=", 200000, "元", None)]),
    ],
)
def test_counts(text: str, expected: list[Said]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("覆盖率不低于95%", [(">=", 95, "%", None)]),
        ("≥90％", [(">=", 90, "%", None)]),
        ("整改率达到100%", [(">=", 100, "%", None)]),
        ("达到百分之九十", [(">=", 90, "%", None)]),
        ("九成五以上", [(">=", 95, "%", None)]),
        ("占到六成", [(">=", 60, "%", None)]),
        ("压降四分之一以上", [(">=", 25, "%", None)]),
        ("费用控制在5%以内", [("<=", 5, "%", None)]),
        ("同比下降不少于20%", [(">=", 20, "%", None)]),
    ],
)
def test_shares(text: str, expected: list[Said]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每季度至少1次研究推进工作", [(">=", 1, "次", "季度")]),
        ("每季度向“阳光政务”网站至少报送2条信息", [(">=", 2, "条", "季度")]),
        ("每14个工作日报送1次", [("==", 1, "次", "14个工作日")]),
        ("每两个月组织一次暗访", [("==", 1, "次", "两个月")]),
        ("每月15日之前报送案例", [(">=", 1, "次", "月")]),
        ("每季度末排名通报", [(">=", 1, "次", "季度")]),
        ("整改结果每月推送至平台", [(">=", 1, "次", "月")]),
        ("结果按月公示", [(">=", 1, "次", "月")]),
        ("半年一次", [("==", 1, "次", "半年")]),
        ("每半年清理1次", [("==", 1, "次", "半年")]),
        ("一年两次", [("==", 2, "次", "年")]),
        ("上半年、下半年各开一次会", [("==", 1, "次", "半年")]),
        ("6月、12月各组织一轮", [("==", 2, "轮", "年")]),
        ("全年8条", [("==", 8, "条", "年")]),
        ("报送信息3条/季度", [("==", 3, "条", "季度")]),
        ("每季度向市局报送信息不少于4条，全年培训2次", [(">=", 4, "条", "季度"), ("==", 2, "次", "年")]),
        ("更新时间间隔不超过一个月", [(">=", 1, "次", "月")]),
        ("每百户不少于30平方米", [(">=", 30, "平方米", "百户")]),
        ("举办培训4期，每期培训45人", [("==", 4, "期", None), ("==", 45, "人", "期")]),
        ("每周一召开例会", [(">=", 1, "次", "周")]),
    ],
)
def test_frequencies(text: str, expected: list[Said]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不超过一个月", [("<=", 1, "月", None)]),
        ("一个月内办结", [("<=", 1, "月", None)]),
        ("压缩至1个工作日内", [("<=", 1, "工作日", None)]),
        ("半个工作日内办结", [("<=", 0.5, "工作日", None)]),
        ("最长不超过十五个工作日", [("<=", 15, "工作日", None)]),
        ("未来三年目标任务", [("==", 3, "年", None)]),
    ],
)
def test_lengths_of_time(text: str, expected: list[Said]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年11月底前报送年度总结",
        "第三条第二款",
        "第2批试点",
        "一次性奖励",
        "统一条件",
        "一户一档",
        "推进高效办成一件事",
        "“每季度至少2次”专栏",
        "《2025年10项重点工作》",
        "十四五期间",
        "二级以上医院",
        "十月底前完成",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert said(text) == []


def test_place_and_text_are_those_of_the_given_string() -> None:
    text = "三、每 季 度 向 市 局\n报送 ２ 条 以上。"
    mention = find_quantities(text)[0]
    assert text[mention.start : mention.end] == mention.text
    assert "".join(mention.text.split()) == "每季度向市局报送２条以上"
    assert (mention.number, mention.unit, mention.per, mention.comparison) == (2, "条", "季度", ">=")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每季度报送2条", 8),
        ("全年报送8条", 8),
        ("每半年1次", 2),
        ("每月1次", 12),
        ("每两个月一次", 6),
        ("每10个工作日1次", 25),
        ("两年一次", 0.5),
        ("培训2次", 2),
    ],
)
def test_what_it_makes_in_a_year(text: str, expected: float) -> None:
    mention = find_quantities(text)[0]
    assert per_year(mention) == pytest.approx(expected)


def test_what_is_shared_has_no_yearly_number() -> None:
    assert per_year(QuantityMention(0, 1, "", ">=", 30, "平方米", "百户")) is None
    assert period_days("百户") is None
    assert period_days("14个工作日") == pytest.approx(20.44)


def test_data_may_be_given() -> None:
    assert find_quantities("每季度1次", default_data()) == find_quantities("每季度1次")


@given(st.text(alphabet="每季度月年至少不于0123456789一二十百万次条人%％以上内，。“”（） \n", max_size=60))
def test_any_text_is_read_with_true_places(text: str) -> None:
    for mention in find_quantities(text):
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.start < mention.end <= len(text)
