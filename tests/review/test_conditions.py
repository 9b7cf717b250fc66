"""Conditions beside numbers: tiers, each of what, who leads, in what role, by when; learning from others is no doing."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.review.commitments import split_segments
from doc_checker.review.conditions import compare_conditions, only_learns, only_limits

COUNTY, CITY = 2, 3


def facets(asked: str, text: str, rank: int | None = COUNTY) -> dict[str, bool]:
    """Name and whether it is met, of each condition compared."""
    return {facet.name: facet.met for facet in compare_conditions(asked, [text], rank, default_data())}


@pytest.mark.parametrize(
    ("asked", "text", "rank", "met"),
    [
        ("健全县、乡、村三级服务网络", "县中心、各镇便民服务中心和村级站点全部挂牌。", COUNTY, True),
        ("健全县、乡、村三级服务网络", "县中心和12个乡镇便民服务中心全部挂牌。", COUNTY, False),
        ("市、县两级大厅设立专窗", "在市政务服务大厅设立专窗。", CITY, False),
        ("市、县两级大厅设立专窗", "市级大厅和各区大厅设立专窗。", CITY, True),
    ],
)
def test_every_tier_asked_for_is_named(asked: str, text: str, rank: int, met: bool) -> None:
    assert facets(asked, text, rank)["tiers"] is met


def test_tiers_above_the_plans_owner_are_not_asked_of_it() -> None:
    assert "tiers" not in facets("市、县两级大厅设立专窗", "县大厅设立专窗。", COUNTY)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("全县14个乡镇中先在8个乡镇各建成1处服务站。", False),
        ("先在部分乡镇建设服务站。", False),
    ],
)
def test_some_are_not_each(text: str, met: bool) -> None:
    assert facets("每个乡镇至少建成1处服务站", text)["scope"] is met


def test_each_said_of_all_is_no_shortfall() -> None:
    assert "scope" not in facets("每个乡镇至少建成1处服务站", "全县14个乡镇各建成1处服务站。")


@pytest.mark.parametrize(
    ("text", "falls_short"),
    [
        ("领导小组由常务副县长担任组长。", True),
        ("领导小组由县长任组长，常务副县长任副组长。", False),
        ("成立领导小组，县政府主要负责同志任组长。", False),
    ],
)
def test_a_deputy_is_not_the_head(text: str, falls_short: bool) -> None:
    found = facets("成立由县政府主要负责同志任组长的领导小组", text)
    assert (found.get("leader") is False) is falls_short


@pytest.mark.parametrize(
    ("asked", "text", "falls_short"),
    [
        ("牵头制定市级以上地方标准", "选派业务骨干参加市级地方标准起草。", True),
        ("牵头制定市级以上地方标准", "牵头起草市级地方标准1项。", False),
        ("承办全市现场会", "组织人员参加全市现场会。", True),
        ("参加全市现场会", "组织人员参加全市现场会。", False),
    ],
)
def test_taking_part_is_not_leading(asked: str, text: str, falls_short: bool) -> None:
    assert (facets(asked, text).get("role") is False) is falls_short


@pytest.mark.parametrize(
    ("text", "met"), [("于5月底前印发方案。", True), ("6月底前印发方案。", True), ("9月底前印发方案。", False)]
)
def test_a_later_month_is_too_late(text: str, met: bool) -> None:
    assert facets("每年6月底前印发年度方案", text)["deadline"] is met


@pytest.mark.parametrize(
    ("asked", "text", "learns"),
    [
        ("承担国家改革试点任务", "组织人员赴承担国家试点任务的先进地区考察学习。", True),
        ("推动公共数据授权运营", "向企业宣讲公共数据授权运营有关政策。", True),
        ("到先进地区学习交流", "组织人员赴先进地区考察学习。", False),
        ("开展政策宣传", "向企业宣讲有关政策。", False),
        ("承担国家改革试点任务", "对标先进，力争承担国家改革试点任务。", False),
    ],
)
def test_learning_from_others_is_no_doing(asked: str, text: str, learns: bool) -> None:
    assert only_learns(asked, text, text, default_data()) is learns


@pytest.mark.parametrize(
    ("answer", "learns"),
    [("先集体学习先进案例，", True), ("再研究试点推进情况。", False), ("领导小组每季度召开例会，", False)],
)
def test_what_the_other_parts_learn_is_their_own_matter(answer: str, learns: bool) -> None:
    sentence = "领导小组每季度召开例会，先集体学习先进案例，再研究试点推进情况。"
    assert only_learns("领导小组研究推进创建工作", sentence, answer, default_data()) is learns


@pytest.mark.parametrize(
    ("asked", "text", "limits"),
    [
        (
            "依法依规开展失信惩戒",
            "对照基础清单开展自查清理，清单之外的惩戒措施一律不得设定，已经设定的限期废止。",
            True,
        ),
        ("消防业务经费列入同级财政预算", "坚决防止截留、挪用消防业务经费。", True),
        ("规范失信惩戒措施", "清单之外的惩戒措施一律不得设定。", False),
        ("依法依规开展失信惩戒", "清单之外的措施一律不得设定，对失信企业实施惩戒。", False),
        ("完成消防专项规划修编", "认真执行2022年批准实施的消防专项规划，不得擅自改变用地性质。", True),
        ("落实消防专项规划", "认真执行2022年批准实施的消防专项规划。", False),
        ("制定项目管理办法", "县级项目沿用市级管理规定。", True),
        ("制定项目管理办法", "执行省级管理规定，制定县级实施办法。", False),
        ("推进“信易+”场景应用", "积极参加市发展改革委组织的“信易+”案例征集。", True),
        ("报送典型案例", "积极参加市发展改革委组织的“信易+”案例征集。", False),
    ],
)
def test_limiting_and_applying_is_no_doing(asked: str, text: str, limits: bool) -> None:
    assert only_limits(asked, list(split_segments(text)), default_data()) is limits
