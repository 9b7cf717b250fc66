"""Numbers, frequencies, channels, levels and names: what meets a demand, what is less, what is not stated."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.model import Facet, Quantity, Requirement
from doc_checker.review.channels import find_channels
from doc_checker.review.facets import (
    Demands,
    compare_channels,
    compare_level,
    compare_quantities,
    names_stand,
    read_demands,
)


def demands(text: str, quantity: Quantity | None = None) -> Demands:
    return read_demands(Requirement(id="1", text=text, quantity=quantity), default_data())


def quantities(asked: str, *texts: str, roster: int | None = None) -> list[Facet]:
    return compare_quantities(demands(asked), texts, roster, default_data())


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("每季度至少召开1次会议", "每月召开一次会议"),
        ("每季度至少召开1次会议", "每季度召开会议"),
        ("每季度至少召开1次会议", "全年召开会议4次"),
        ("每季度至少1次", "每两个月召开一次"),
        ("每半年至少1次", "每季度末召开"),
        ("每周至少1次", "每日1次"),
        ("每周至少1次", "每周五上门巡访"),
        ("每年至少开展2次演练", "每学期开展1次演练"),
        ("每年至少开展2次演练", "上、下半年各开展1次演练"),
        ("每季度至少报送2条信息", "全年报送8条信息"),
        ("每季度至少报送2条信息", "每月报送1条"),
        ("工作人员不少于2人", "工作人员2人以上"),
        ("工作人员不少于2人", "配备两名专职人员"),
        ("专职人员不少于5名", "固定六名同志"),
        ("15个工作日内办结", "10个工作日内办结"),
        ("15个工作日内办结", "半个月内办结"),
        ("5个工作日内公示", "7日内公示"),
        ("3个工作日内公示", "24小时内公示"),
        ("1个月内反馈", "15日内反馈"),
        ("覆盖率不低于95%", "覆盖率达到九成五以上"),
        ("覆盖率不低于95%", "实现全覆盖"),
        ("整改率100%", "问题全部整改"),
        ("占比不低于25%", "占到四分之一以上"),
        ("投诉率不超过5%", "投诉率控制在3%以内"),
        ("培训不少于150人次", "举办培训班4期，每期45人"),
        ("不少于1000户", "达到1,200户"),
        ("不少于1万人", "不少于12000人"),
        ("每月25日前更新", "每月20日前更新"),
    ],
)
def test_enough(asked: str, promised: str) -> None:
    found = quantities(asked, promised)
    assert found
    assert all(facet.met for facet in found)


@pytest.mark.parametrize(
    ("asked", "promised", "both"),
    [
        ("每季度至少召开1次会议", "每半年召开1次会议", ("每季度至少召开1次", "每半年召开1次")),
        ("每季度至少召开1次会议", "全年召开会议3次", ("每季度至少召开1次", "全年召开会议3次")),
        ("每季度至少报送2条信息", "全年报送6条信息", ("每季度至少报送2条", "全年报送6条")),
        ("工作人员不少于2人", "配备专职人员1名", ("不少于2人", "1名")),
        ("15个工作日内办结", "30个工作日内办结", ("15个工作日内", "30个工作日内")),
        ("3个工作日内公示", "一个月内公示", ("3个工作日内", "一个月内")),
        ("覆盖率不低于95%", "覆盖率达到90%", ("不低于95%", "达到90%")),
        ("投诉率不超过5%", "投诉率控制在8%以内", ("不超过5%", "控制在8%以内")),
        ("不少于1万人", "不少于9000人", ("不少于1万人", "不少于9000人")),
        ("每月25日前更新", "每月28日前更新", ("每月25日前", "每月28日前")),
    ],
)
def test_too_little_with_both_sides_as_printed(asked: str, promised: str, both: tuple[str, str]) -> None:
    (facet,) = quantities(asked, promised)
    assert not facet.met
    assert (facet.asked, facet.found) == both


@pytest.mark.parametrize(
    ("asked", "promised"),
    [("工作人员不少于2人", "充实工作力量"), ("每月至少更新1次", "及时更新"), ("覆盖率不低于95%", "提高覆盖率")],
)
def test_not_stated(asked: str, promised: str) -> None:
    (facet,) = quantities(asked, promised)
    assert not facet.met
    assert facet.found is None


def test_once_a_year_needs_no_number_in_a_yearly_plan() -> None:
    assert quantities("每年举办1次", "举办培训班") == []


def test_the_roster_counts_heads() -> None:
    assert quantities("工作人员不少于5人", "设立工作专班", roster=5)[0].met
    assert not quantities("工作人员不少于6人", "设立工作专班", roster=5)[0].met


def test_the_best_sentence_decides_before_the_others() -> None:
    (facet,) = quantities("不少于10家", "新建8家", "改造15家")
    assert (facet.met, facet.found) == (False, "8家")


def test_a_quantity_of_the_record_stands_in_for_the_words() -> None:
    asked = demands("报送信用信息", Quantity(min=2, unit="条", per="季度"))
    assert not compare_quantities(asked, ["全年报送6条"], None, default_data())[0].met
    assert compare_quantities(asked, ["每月报送1条"], None, default_data())[0].met


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推送至“信用中国”网站并公示", ["“信用中国”网站"]),
        ("在县人民政府门户网站公开", ["人民政府门户网站"]),
        ("接入省公共信用信息平台", ["省公共信用信息平台"]),
        ("在《云岭日报》刊发", ["《云岭日报》"]),
        ("加强网络安全管理", []),
    ],
)
def test_channels_as_printed(text: str, expected: list[str]) -> None:
    assert list(find_channels(text, default_data())) == expected


@pytest.mark.parametrize(
    ("asked", "promised", "met"),
    [
        ("报送至“信用中国”网站", "报送至“信用中国”网站", True),
        ("报送至“信用中国”网站", "报送至“信用云岭”网站", False),
        ("报送至“信用中国”网站", "报送至县政府门户网站", False),
        ("报送至“信用中国”网站", "及时报送", False),
        ("在政府门户网站公开", "在县人民政府门户网站公开", True),
    ],
)
def test_channels_compared(asked: str, promised: str, met: bool) -> None:
    (facet,) = compare_channels(demands(asked), promised, default_data())
    assert facet.met is met


@pytest.mark.parametrize(
    ("asked", "promised", "met"),
    [
        ("获得市级以上表彰", "争取获得省级表彰", True),
        ("获得市级以上表彰", "争取获得市级表彰", True),
        ("获得市级以上表彰", "争取获得县级表彰", False),
        ("获得市级以上表彰", "争取获得表彰", False),
        ("被省级以上媒体报道", "争取国家级媒体报道", True),
        ("被省级以上媒体报道", "争取市级媒体报道", False),
    ],
)
def test_levels_compared(asked: str, promised: str, met: bool) -> None:
    (facet,) = compare_level(demands(asked), promised, default_data())
    assert facet.met is met


def test_no_level_asked_none_compared() -> None:
    assert compare_level(demands("获得表彰"), "获得县级表彰", default_data()) == []


def test_weak_and_negative_requirements_are_known() -> None:
    assert demands("鼓励企业开展信用承诺").accepts_weak
    assert not demands("组织企业开展信用承诺").accepts_weak


def test_names_in_quotation_marks() -> None:
    assert demands("开展“诚信春运”主题活动").names == ("诚信春运",)
    assert demands("开展“诚信春运”“诚信兴商”等主题活动").names == ()
    assert names_stand("诚信春运", "深入开展“诚信春运”活动")
    assert not names_stand("诚信春运", "开展春运安全检查")
