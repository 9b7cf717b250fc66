"""Scoring statements: what earns or costs how many points, per what, up to which cap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_checker.data import default_data
from doc_checker.extract.indicators import read_item
from doc_checker.model import Cap, ScoringRule
from doc_checker.points import rule_maximum
from doc_checker.scoring import read_scoring
from doc_checker.segments import read_rate

DATA = default_data()
GOLD = Path(__file__).resolve().parent.parent / "corpus" / "notices" / "lujiaofahan-2023-05" / "gold.json"
Rule = tuple[str, str, float | None, str | None, list[tuple[str | None, float]]]


def rules(text: str, deduction: bool = False) -> list[Rule]:
    return [
        (rule.text, rule.kind, rule.points, rule.per, [(cap.period, cap.points) for cap in rule.caps])
        for rule in read_scoring(text, DATA, deduction).rules()
    ]


def gold_indicators() -> list[Any]:
    systems = json.loads(GOLD.read_text("utf-8"))["indicator_systems"]
    return [
        pytest.param(indicator, group["kind"] == "deduction", id=f"{number}-{indicator['id']}")
        for number, system in enumerate(systems)
        for group in system["groups"]
        for indicator in group["indicators"]
    ]


@pytest.mark.parametrize(("indicator", "deduction"), gold_indicators())
def test_rules_of_the_notice(indicator: dict[str, Any], deduction: bool) -> None:
    found = [rule.model_dump() for rule in read_scoring(indicator["text"], DATA, deduction).rules()]
    assert found == indicator["rules"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成立领导小组，得2分。", [("得2分", "award", 2, None, [])]),
        (
            "每应用于1个重点领域得0.5,最多2分。",
            [("每应用于1个重点领域得0.5,最多2分", "award", 0.5, "1个重点领域", [(None, 2)])],
        ),
        (
            "专职人员不少于3人，得3分，每少1人扣1分。",
            [("得3分", "award", 3, None, []), ("每少1人扣1分", "deduct", 1, "人", [])],
        ),
        ("推出产品，每个得5分，最多10分。", [("每个得5分，最多10分", "award", 5, "个", [(None, 10)])]),
        ("开展集中宣传，2分/次，最高8分。", [("2分/次，最高8分", "award", 2, "次", [(None, 8)])]),
        ("信息被市级采用的得0.5分/篇。", [("得0.5分/篇", "award", 0.5, "篇", [])]),
        ("每季度开展一次联查。每季度达标得1分。", [("每季度达标得1分", "award", 1, "季度", [])]),
        ("每季度组织一次活动。每季度0.5分。", [("每季度0.5分", "award", 0.5, "季度", [])]),
        ("获得国家级表彰的（+3）。", [("+3", "award", 3, None, [])]),
        ("未按期整改的，-1～-3分。", [("-1～-3分", "deduct", 3, None, [])]),
        ("建设培训基地2分类推进，得2分。", [("得2分", "award", 2, None, [])]),
        (
            "每季度报送信息，每条得1分，单季度最多2分，全年最多8分。",
            [("每条得1分，单季度最多2分，全年最多8分", "award", 1, "条", [("季度", 2), ("年", 8)])],
        ),
        (
            "在重点领域开展工作，每在1个领域开展得1分，总分5分。",
            [("每在1个领域开展得1分，总分5分", "award", 1, "1个领域", [(None, 5)])],
        ),
        (
            "每季度得5分，全年15分，单季度内出现2次未报送的，该季度得分扣至0分。",
            [
                ("每季度得5分，全年15分", "award", 5, "季度", [("年", 15)]),
                ("单季度内出现2次未报送的，该季度得分扣至0分", "veto", None, None, []),
            ],
        ),
        ("制定年度计划，未制定的不得分。", [("未制定的不得分", "veto", None, None, [])]),
        (
            "整改率达到100%，每低1个百分点扣0.5分，扣完为止。",
            [("每低1个百分点扣0.5分，扣完为止", "deduct", 0.5, "百分点", [])],
        ),
        (
            "签约率达到95%得3分，90%—95%得2分，低于90%不得分。",
            [
                ("得3分", "award", 3, None, []),
                ("90%—95%得2分", "award", 2, None, []),
                ("低于90%不得分", "veto", None, None, []),
            ],
        ),
        ("按任务完成比例得分。", [("按任务完成比例得分", "award", None, None, [])]),
        ("完成年度目标的得满分。", [("得满分", "award", None, None, [])]),
        ("创建示范点，得1—3分。", [("得1—3分", "award", 3, None, [])]),
        ("培训20人得1分，每增加10人加0.5分，封顶3分。", None),
        ("组织培训，得2分（附签到表、照片）。", [("得2分", "award", 2, None, [])]),
        (
            "明确具体措施（2.5分）；建立工作机制（2.5分）。",
            [("2.5分", "award", 2.5, None, []), ("2.5分", "award", 2.5, None, [])],
        ),
        (
            "每年开展演练（每少1次扣2分，扣完为止）。",
            [("每少1次扣2分，扣完为止", "deduct", 2, "次", [])],
        ),
        (
            "获得国家级表彰的得2分、省级表彰的得1分，最多3分。",
            [("得2分", "award", 2, None, []), ("省级表彰的得1分，最多3分", "award", 1, None, [(None, 3)])],
        ),
    ],
)
def test_forms_of_statements(text: str, expected: list[Rule] | None) -> None:
    if expected is not None:
        assert rules(text) == expected
    else:
        assert [rule[2] for rule in rules(text)] == [1, 0.5]
        assert rules(text)[1][3:] == ("10人", [(None, 3)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发生积案未化解的，-3分/起。", [("-3分/起", "deduct", 3, "起", [])]),
        ("信息瞒报漏报的，每次-1分。", [("每次-1分", "deduct", 1, "次", [])]),
        ("被上级通报批评的（-2）。", [("-2", "deduct", 2, None, [])]),
        ("发生越级上访的扣2分/件。", [("扣2分/件", "deduct", 2, "件", [])]),
    ],
)
def test_deductions_printed_with_signs_and_strokes(text: str, expected: list[Rule]) -> None:
    assert rules(text, deduction=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "联系率达到100%，就业率不低于90%。\n两项比率各占2分，每低1个百分点扣0.2分。",
            [
                ("两项比率各占2分", "award", 2, "项", [(None, 4)]),
                ("每低1个百分点扣0.2分", "deduct", 0.2, "百分点", []),
            ],
        ),
        (
            "组织培训，颁发证书。\n培训规模占3分，取证比例占2分。",
            [("培训规模占3分", "award", 3, None, []), ("取证比例占2分", "award", 2, None, [])],
        ),
        ("落实五项制度。\n每项制度占1分。", [("每项制度占1分", "award", 1, "项", [])]),
        (
            "签订责任书。\n乡镇（街道）、行业主管部门各占1.5分，按签订比例得分。",
            [
                ("乡镇（街道）、行业主管部门各占1.5分", "award", 1.5, "项", [(None, 3)]),
                ("按签订比例得分", "award", None, None, []),
            ],
        ),
        (
            "开展演练2次，组织培训4次。\n演练和培训分别占2分、3分。",
            [("演练和培训分别占2分", "award", 2, None, []), ("3分", "award", 3, None, [])],
        ),
        (
            "配备人员3人，落实经费。\n人员2分，经费3分。",
            [("人员2分", "award", 2, None, []), ("经费3分", "award", 3, None, [])],
        ),
        (
            "开展联合执法。\n联合执法每次0.5分，最多2分。",
            [("联合执法每次0.5分，最多2分", "award", 0.5, "次", [(None, 2)])],
        ),
        ("建立台账、定期更新各得2分。", [("各得2分", "award", 2, "项", [(None, 4)])]),
        (
            "每月报送信息2条，得3分；少报的按比例扣分。",
            [("得3分", "award", 3, None, []), ("少报的按比例扣分", "deduct", None, None, [])],
        ),
        (
            "每月报送信息2条，得3分；未达到的按比例扣减。",
            [("得3分", "award", 3, None, []), ("未达到的按比例扣减", "deduct", None, None, [])],
        ),
    ],
)
def test_points_that_are_shared_out(text: str, expected: list[Rule]) -> None:
    assert rules(text) == expected


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("建立会商机制，每季度会商1次。未建立的不得分，每少1次扣0.5分，满分3分。", 3),
        ("每月至少检查1次，每少1次扣1分，总分5分。", 5),
        ("开展培训，每少1次扣0.5分，扣完为止，本项满分3分。", 3),
        ("建立制度得2分，开展培训得3分，满分5分。", 5),
        ("组织活动，每场得0.5分，满分2分。", 2),
        ("清单齐全、公布及时的，得4分；缺一项扣1分，满分4分。", 4),
    ],
)
def test_full_points_behind_deductions(text: str, points: float) -> None:
    assert read_item("一.1", None, text, None, "scored", DATA).points == points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发生安全事故的，每起扣5分。", [("每起扣5分", "deduct", 5, "起", [])]),
        ("弄虚作假的，取消评优资格。", [("取消评优资格", "veto", None, None, [])]),
        (
            "弄虚作假的，取消本次评估资格，总分计0分。",
            [("取消本次评估资格", "veto", None, None, []), ("总分计0分", "veto", None, None, [])],
        ),
        ("发生重大事故的，实行一票否决。", [("实行一票否决", "veto", None, None, [])]),
        ("被市级通报的扣2分。", [("扣2分", "deduct", 2, None, [])]),
        ("瞒报数据，一经查实，每发生1次，扣5分。", [("每发生1次，扣5分", "deduct", 5, "次", [])]),
    ],
)
def test_deductions(text: str, expected: list[Rule]) -> None:
    assert rules(text, deduction=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第二批试点报送的信息在此不计入得分。",
        "按本指标加分项加分。",
        "建立工程不得分包转包制度。",
        "时间不超过5分钟。",
        "增加5分公园面积",
    ],
)
def test_what_is_no_statement(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每修复1起", "起"),
        ("每评估100人", "100人"),
        ("每开展1项主题活动", "1项主题活动"),
        ("每新增1家二级以上机构", "家"),
        ("每季度", "季度"),
        ("每领域", "领域"),
        ("缺1类", "类"),
        ("超期1件", "件"),
        ("每季度通报1次", None),
        ("每个乡镇建成1处中心", None),
        ("每个乡镇至少建成1处中心", None),
        ("建立1套制度", None),
        ("每枚", "枚"),
        ("少1户次", "户次"),
    ],
)
def test_what_points_are_counted_by(text: str, expected: str | None) -> None:
    assert read_rate(text, DATA) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ScoringRule(text="得2分", kind="award", points=2), 2),
        (ScoringRule(text="每个得1分", kind="award", points=1, per="个"), None),
        (ScoringRule(text="…", kind="award", points=1, per="个", caps=[Cap(period=None, points=4)]), 4),
        (ScoringRule(text="…", kind="award", points=1, per="条", caps=[Cap(period="季度", points=2)]), 8),
        (
            ScoringRule(
                text="…",
                kind="award",
                points=1,
                per="条",
                caps=[Cap(period="季度", points=3), Cap(period="年", points=9)],
            ),
            9,
        ),
        (ScoringRule(text="每季度得5分", kind="award", points=5, per="季度"), 20),
        (ScoringRule(text="每少1人扣1分", kind="deduct", points=1, per="人"), 0),
        (ScoringRule(text="按比例得分", kind="award", points=None), None),
    ],
)
def test_the_most_that_a_rule_earns(rule: ScoringRule, expected: float | None) -> None:
    assert rule_maximum(rule) == expected


@given(st.text(alphabet="得扣加分最多全年每季度个条1250.%，,；。（）()“”的未不建立制度\n", max_size=80))
def test_any_text_is_read_with_true_places(text: str) -> None:
    reading = read_scoring(text, DATA)
    for statement, rule in zip(reading.statements, reading.rules(), strict=True):
        assert 0 <= statement.start < statement.end <= len(text)
        assert text[statement.start : statement.end] == rule.text
    for segment in reading.segments:
        assert 0 <= segment.start < segment.end <= len(text)
