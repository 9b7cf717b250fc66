"""Time expressions: what they say, and what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from doc_checker.extract.times import find_times
from doc_checker.text import squeeze

from .written import DATA, notice, notices, read


def times(text: str) -> list[tuple[str, str, Any]]:
    document, _ = read(text)
    return [(item.text, item.kind, item.value) for item in find_times(document, DATA)]


@pytest.mark.parametrize("name", notices())
def test_times_of_the_notices(name: str) -> None:
    document, _, gold = notice(name)
    assert [item.model_dump(exclude={"span"}) for item in find_times(document, DATA)] == gold["times"]


@pytest.mark.parametrize("name", notices())
def test_span_gives_the_printed_text(name: str) -> None:
    document, _, _ = notice(name)
    for item in find_times(document, DATA):
        assert squeeze(document.slice(item.span.start, item.span.end)) == squeeze(item.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2019年1月1日起施行。", [("2019年1月1日", "date", "2019-01-01")]),
        ("二〇二三年四月十三日", [("二〇二三年四月十三日", "date", "2023-04-13")]),
        ("２０２３ 年 ４ 月", [("２０２３年４月", "date", "2023-04")]),
        ("《2023年工作要点》", [("2023年", "date", "2023")]),
        ("2024年度计划，一九九六年以来", [("2024年", "date", "2024"), ("一九九六年", "date", "1996")]),
        ("某某局\n2023.4.13\n", [("2023.4.13", "date", "2023-04-13")]),
        ("2023年2月30日", []),
    ],
)
def test_dates(text: str, expected: list[tuple[str, str, Any]]) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [
        ("于2023年11月底前报送", "2023年11月底前", "2023-11-30"),
        ("2024年2月底前完成", "2024年2月底前", "2024-02-29"),
        ("于2018年6月30日之前报送", "2018年6月30日之前", "2018-06-30"),
        ("2025年底前建成", "2025年底前", "2025-12-31"),
        ("到2025年底，建成体系", "2025年底", "2025-12-31"),
        ("截至2023年6月30日", "截至2023年6月30日", "2023-06-30"),
        ("每月15日之前报送", "每月15日之前", "每月15日之前"),
        ("每年1月31日前报送", "每年1月31日前", "每年1月31日前"),
        ("12月底前完成", "12月底前", "12月底前"),
        ("次月5日前报送", "次月5日前", "次月5日前"),
        ("受理后7个工作日内办结", "7个工作日内", "7个工作日内"),
        ("自收到之日起三十日内答复", "三十日内", "三十日内"),
        ("一年以内（含一年）的按十五倍", "一年以内", "一年以内"),
    ],
)
def test_deadlines(text: str, printed: str, value: str) -> None:
    assert (printed, "deadline", value) in times(text)


@pytest.mark.parametrize(
    ("text", "printed", "count", "unit", "per"),
    [
        ("每季度至少1次研究推进工作", "每季度至少1次", 1, "次", "季度"),
        ("每季度至少开展1次学习", "每季度至少开展1次", 1, "次", "季度"),
        ("每季度向“某某”网站至少报送2条信息", "每季度向“某某”网站至少报送2条", 2, "条", "季度"),
        ("每周至少登录1次网站", "每周至少登录1次", 1, "次", "周"),
        ("每14个工作日报送1次", "每14个工作日报送1次", 1, "次", "14个工作日"),
        ("每月分别向专班报送1条信息", "每月分别向专班报送1条", 1, "条", "月"),
        ("每半年召开两次会议", "每半年召开两次", 2, "次", "半年"),
        ("每5年修订1次目录", "每5年修订1次", 1, "次", "5年"),
        ("每个月更新进展情况，形成1份台账", "每个月", None, None, "月"),
        ("每年组织培训", "每年", None, None, "年"),
        ("检查1次/季度", "1次/季度", 1, "次", "季度"),
        ("原则上一年一次", "一年一次", 1, "次", "年"),
    ],
)
def test_frequencies(text: str, printed: str, count: int | None, unit: str | None, per: str) -> None:
    assert times(text) == [(printed, "frequency", {"count": count, "unit": unit, "per": per})]


@pytest.mark.parametrize(
    ("text", "printed", "n", "unit"),
    [
        ("创建期为1年。", "1年", 1, "年"),
        ("明确未来三年目标任务", "三年", 3, "年"),
        ("不超过一个月", "一个月", 1, "月"),
        ("满14个工作日", "14个工作日", 14, "工作日"),
        ("公示期不少于30日", "30日", 30, "日"),
        ("近半年数据", "半年", 0.5, "年"),
        ("24小时值班", "24小时", 24, "小时"),
    ],
)
def test_durations(text: str, printed: str, n: float, unit: str) -> None:
    assert times(text) == [(printed, "duration", {"n": n, "unit": unit})]


@pytest.mark.parametrize(
    ("text", "printed", "start", "end"),
    [
        ("“十四五”期间", "“十四五”期间", "2021", "2025"),
        ("“九五”时期", "“九五”时期", "1996", "2000"),
        ("2019年1月1日至2020年12月31日", "2019年1月1日至2020年12月31日", "2019-01-01", "2020-12-31"),
        ("自2023年1月1日起至12月31日止", "2023年1月1日起至12月31日", "2023-01-01", "2023-12-31"),
        ("2003年10月24日至26日", "2003年10月24日至26日", "2003-10-24", "2003-10-26"),
        ("规划（2021—2035年）", "2021—2035年", "2021", "2035"),
        ("2022年6月—2023年3月", "2022年6月—2023年3月", "2022-06", "2023-03"),
    ],
)
def test_periods(text: str, printed: str, start: str, end: str) -> None:
    assert times(text) == [(printed, "period", {"start": start, "end": end})]


@pytest.mark.parametrize(
    "text",
    [
        "某水发〔2023〕5号",
        "国家税务总局公告2024年第11号",
        "指标体系（2023年版）",
        "本年度、年度、近期、日前、目前、此前",
        "全省第二批试点，第三年",
        "党的二十大和二十届二中全会",
        "得5分，每季度得5分，每月得0.5分，全年最多8分",
        "开启新征程的第一年、承上启下的关键一年",
        "年满18周岁，建党100周年，三年级",
        "《GB/T 9704-2012》第5条",
        "每人1份，每个得1分，每形成1次月度报送",
        "电话：0531-82345678",
        "“十四五”规划",
    ],
)
def test_no_times(text: str) -> None:
    assert times(text) == []


def test_cells_are_read_one_by_one() -> None:
    assert times("| 人数 | 年份 |\n|---|---|\n| 80 | 1996年 |\n| 12 | 每月 |\n") == [
        ("1996年", "date", "1996"),
        ("每月", "frequency", {"count": None, "unit": None, "per": "月"}),
    ]
