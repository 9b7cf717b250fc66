"""Names of units in lists: where one ends and the next begins."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.unit_names import Endings, UnitNames

NAMES = default_data().once(UnitNames)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("法规科、综合科", ["法规科", "综合科"]),
        ("人事科和办公室", ["人事科", "办公室"]),
        ("市发展和改革委、市文化和旅游局", ["市发展和改革委", "市文化和旅游局"]),
        ("市住房和城乡建设局及各县（市、区）人民政府", ["市住房和城乡建设局", "各县（市、区）人民政府"]),
        ("应急管理局与消防救援大队", ["应急管理局", "消防救援大队"]),
        ("县自然资源和规划局", ["县自然资源和规划局"]),
        ("企业和人才科、政府和社会资本合作中心", ["企业和人才科", "政府和社会资本合作中心"]),
        ("各市、县（区）人民政府，市财政局", ["各市、县（区）人民政府", "市财政局"]),
        ("各市（州）、县（市、区）人民政府，省财政厅", ["各市（州）、县（市、区）人民政府", "省财政厅"]),
        ("各省、自治区、直辖市人民政府，财政部", ["各省、自治区、直辖市人民政府", "财政部"]),
        ("市财政局、市教育局等部门", ["市财政局", "市教育局"]),
        ("财政部、教育部等有关部门和单位", ["财政部", "教育部"]),
        ("市住建局〈市人防办〉、市财政局", ["市住建局〈市人防办〉", "市财政局"]),
        ("各县(市、区)政府(管委会,下同)", ["各县(市、区)政府"]),
        ("市妇联、团市委、县残联", ["市妇联", "团市委", "县残联"]),
        ("具体工作由市财政局", ["市财政局"]),
        ("和平区财政局、商务局", ["和平区财政局", "商务局"]),
        ("中央和国家机关工委、教育部", ["中央和国家机关工委", "教育部"]),
        ("另行明确", []),
        ("——", []),
        ("", []),
    ],
)
def test_split(printed: str, names: list[str]) -> None:
    assert NAMES.split(printed) == names


@pytest.mark.parametrize(
    "run", ["法规科", "法规科、综合科、运输发展中心", "各有关单位", "市公安局，各县（区）人民政府"]
)
def test_runs_of_units(run: str) -> None:
    assert NAMES.is_run(run)


@pytest.mark.parametrize(
    "text",
    [
        "成立领导小组",
        "形成长期的协调机制。",
        "推动工作落实",
        "、综合科",
        "法规科：综合科",
        "企业",
        "购房资金由县财政局",
        "",
    ],
)
def test_no_runs(text: str) -> None:
    assert not NAMES.is_run(text)


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        ("法规科\n综合科、财务科", "法规科、综合科、财务科"),
        ("运输发展中心、基础建设\n中心、执法大队", "运输发展中心、基础建设中心、执法大队"),
        ("法规科、\n综合科", "法规科、综合科"),
        ("市 财 政 局", "市财政局"),
        ("责任单位：法规科 综合科", "责任单位：法规科、综合科"),
        ("", ""),
    ],
)
def test_names_that_only_a_space_or_a_line_break_parts(printed: str, joined: str) -> None:
    assert NAMES.join_pieces(printed) == joined


def test_the_longest_ending_of_a_string_is_found() -> None:
    endings = Endings(["局", "分局", "委员会"])
    assert [endings.of(name) for name in ("市公安局", "高新分局", "管理委员会", "局", "局长", "")] == [
        "局",
        "分局",
        "委员会",
        "局",
        "",
        "",
    ]
