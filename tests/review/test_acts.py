"""The acts that a sentence is about, apart from those in front of its nouns."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.review.acts import LIGHT_ACTS, asked_acts, main_acts
from doc_checker.review.language import analyser_for


def texts(text: str) -> list[str]:
    return [act.text for act in main_acts(analyser_for(default_data()).analyse([text])[0])]


def asked(text: str) -> list[str]:
    return [act.text for act in asked_acts(analyser_for(default_data()).analyse([text])[0], [])]


@pytest.mark.parametrize(
    ("text", "main", "modifier"),
    [
        ("赴承担试点的县考察学习", "考察学习", "承担"),
        ("对已建成的平台进行检查", "检查", "建成"),
        ("参加由省厅组织的培训", "参加", "组织"),
        ("根据制定的方案开展检查", "检查", "制定"),
    ],
)
def test_an_act_inside_a_modifier_is_none_of_the_sentence(text: str, main: str, modifier: str) -> None:
    assert main in texts(text)
    assert modifier not in texts(text)


def test_every_part_has_its_acts() -> None:
    assert texts("成立领导小组，每季度开展检查，签订承诺书。") == ["成立", "开展", "检查", "签订"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成立创建工作领导小组", ["成立"]),
        ("开展专题培训", ["培训"]),
        ("建立台账，每月通报", ["台账", "通报"]),
        ("在维修、客运等领域建立信用档案", ["建立"]),
        ("检查结果公开通报", ["公开"]),
        ("投诉事项15个工作日内办结", ["办结"]),
        ("根据演练情况修订应急预案", ["修订"]),
        ("资金使用、工程验收信息在县政府网站公开", ["公开"]),
        ("形成月度工作记录、建立档案", ["建立档案"]),
        ("拆除人员密集场所影响逃生的障碍物", ["拆除"]),
        ("公布检查结果", ["公布"]),
        ("组织从业人员参加培训（含现场指导）", ["培训"]),
        ("开展“服务提升年”活动", []),
        ("运输车辆全部安装定位系统", ["安装"]),
        ("新增病例在发现后24小时内依法报告", ["报告"]),
        ("公示牌信息变动后5个工作日内更新", ["更新"]),
        ("与运营主体签订协议", ["签订协议"]),
        ("到改革试点先进地区交流", ["交流"]),
        ("委托第三方每年开展1次检查", ["委托"]),
        ("建立应急预案并及时修订", ["建立"]),
    ],
)
def test_the_asked_act_of_each_part(text: str, expected: list[str]) -> None:
    assert asked(text) == expected


def test_light_acts_are_never_asked_alone() -> None:
    analysis = analyser_for(default_data()).analyse(["开展工作，部署工作"])[0]
    assert not {act.term for act in asked_acts(analysis, [])} & LIGHT_ACTS


def test_asides_ask_for_nothing() -> None:
    text = "结合实际制定措施，建立台账"
    analysis = analyser_for(default_data()).analyse([text])[0]
    assert [act.text for act in asked_acts(analysis, [(0, 9)])] == ["台账"]
