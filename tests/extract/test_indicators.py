"""Indicator systems: tables with two, three and four columns, merged cells, several levels, and plain numbered
lines.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doc_checker.extract.audit import audit_system
from doc_checker.extract.indicators import find_indicator_systems, find_level
from doc_checker.extract.outlining import find_outline
from doc_checker.model import IndicatorGroup, IndicatorSystem
from doc_checker.readers import read_file
from doc_checker.system_levels import addressed_level
from doc_checker.text import squeeze

from .layouts import merge, pipe
from .written import DATA, notice, notices, read

WRITTEN = Path(__file__).resolve().parents[2] / "corpus" / "written"


def systems(text: str) -> list[IndicatorSystem]:
    document, outline = read(text)
    return find_indicator_systems(document, outline, DATA)


def system(title: str, body: str) -> IndicatorSystem:
    """The one system of an attachment with this title."""
    found = systems(
        f"关于印发《{title}》的通知\n\n各单位：\n\n现印发给你们，请遵照执行。\n\n附件\n\n{title}\n\n{body}\n"
    )
    assert len(found) == 1
    return found[0]


def written(name: str) -> IndicatorSystem:
    document = read_file(WRITTEN / name / f"{name}.txt")
    found = find_indicator_systems(document, find_outline(document, DATA), DATA)
    assert len(found) == 1
    return found[0]


def sums(found: IndicatorSystem) -> list[tuple[str, float | None, float]]:
    """Each scored group: id, printed points, and what its items add up to."""
    return [
        (group.id, group.points, sum(indicator.points or 0 for indicator in group.indicators))
        for group in found.groups
        if group.kind == "scored"
    ]


def shape(group: IndicatorGroup) -> list[tuple[str, str | None, str, float | None]]:
    return [(item.id, item.name, item.text, item.points) for item in group.indicators]


def plain(value: Any) -> Any:
    """A dumped value without spans."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "span"}
    return [plain(item) for item in value] if isinstance(value, list) else value


# --- the notices


@pytest.mark.parametrize("name", notices())
def test_systems_of_the_notices(name: str) -> None:
    document, outline, gold = notice(name)
    found = [plain(item.model_dump()) for item in find_indicator_systems(document, outline, DATA)]
    assert found == gold["indicator_systems"]


def test_both_systems_add_up() -> None:
    document, outline, _ = notice("lujiaofahan-2023-05")
    county, city = find_indicator_systems(document, outline, DATA)
    assert [total for _, _, total in sums(county)] == [12, 6, 12, 25, 13, 6, 26]
    assert [total for _, _, total in sums(city)] == [22, 39, 29, 10]
    assert county.total_points == city.total_points == 100


def test_span_gives_the_printed_text() -> None:
    document, outline, _ = notice("lujiaofahan-2023-05")
    for found in find_indicator_systems(document, outline, DATA):
        for group in found.groups:
            for item in group.indicators:
                assert item.span is not None
                assert squeeze(document.slice(item.span.start, item.span.end)) == squeeze(item.text)


# --- the systems of other fields


def test_a_system_of_another_field_with_three_columns() -> None:
    found = written("yanglao-2025-07")
    assert (found.title, found.level, found.total_points) == (
        "栖原市养老服务示范县（市、区）建设评价指标体系（2025年版）",
        "county",
        100,
    )
    assert sums(found) == [("一", 16, 16), ("二", 24, 24), ("三", 28, 28), ("四", 20, 20), ("五", 12, 12)]
    assert [len(group.indicators) for group in found.groups] == [6, 6, 7, 5, 4, 3, 2]
    assert [note[:10] for note in found.notes] == ["注：1.特殊困难老年", "2.老年助餐点包括老"]


def test_points_that_are_printed_only_in_the_criteria() -> None:
    found = written("qiyuan-2025-04")
    assert sums(found) == [
        ("一", 14, 14),
        ("二", 20, 20),
        ("三", 24, 24),
        ("四", 18, 18),
        ("五", 12, 12),
        ("六", 12, 12),
    ]
    points = [[item.points for item in group.indicators] for group in found.groups]
    assert points == [
        [3, 3, 3, 3, 2],
        [4, 3, 4, 3, 3, 3],
        [4, 4, 3, 4, 3, 3, 3],
        [4, 4, 4, 3, 3],
        [3, 4, 3, 2],
        [3, 2, 3, 2, 2],
        [3, 3, 2, 2],
        [None, None],
    ]
    asked = {item.id: [(each.text, each.points) for each in item.requirements] for item in found.groups[1].indicators}
    assert asked["二.2"] == [("年内新增知识产权优势企业、示范企业培育对象不少于5家", 2), ("建立培育台账", 1)]
    assert asked["二.3"] == [("全年知识产权质押融资登记金额达到1.5亿元", 2), ("惠及企业不少于20家", 2)]
    assert asked["二.4"] == [
        ("组织高校、科研院所专利成果与企业对接活动，全年不少于3场", 1.5),
        ("促成专利转让或者许可", 1.5),
    ]
    assert asked["二.6"] == [("围绕县域主导产业开展专利导航", None), ("形成分析报告", 2), ("向相关企业发布", 1)]
    assert audit_system(found) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("junren-2025-09", [14, 18, 14, 18, 14, 16, 6]),
        ("luchuan-2025-03", [14, 18, 16, 14, 18, 12, 8]),
    ],
)
def test_systems_with_points_for_each_item_add_up(name: str, expected: list[float]) -> None:
    found = written(name)
    assert [(points, total) for _, points, total in sums(found)] == [(value, value) for value in expected]
    assert audit_system(found) == []
    texts = [asked.text for group in found.groups for item in group.indicators for asked in item.requirements]
    assert not [text for text in texts if text.startswith(("个", "处")) or "电话调查" in text or "达标" in text]


def test_a_system_with_names_and_a_column_of_points() -> None:
    found = written("yingshang-2025-12")
    assert (found.level, found.total_points) == ("city", 100)
    assert sums(found) == [("一", 16, 16), ("二", 26, 26), ("三", 24, 24), ("四", 20, 20), ("五", 14, 14)]
    assert [len(group.indicators) for group in found.groups] == [5, 6, 5, 5, 3, 3, 2]
    first = found.groups[0].indicators[0]
    assert (first.id, first.name, first.points) == ("一.1", "领导机制", 3)
    assert [item.text for item in first.requirements] == [
        "成立由市政府主要负责人任组长的优化营商环境工作领导小组",
        "每半年至少召开1次会议，研究解决跨部门问题",
    ]
    bonus = found.groups[5]
    assert (bonus.id, bonus.kind, [item.points for item in bonus.indicators]) == ("加", "bonus", [4, 2, 1])


@pytest.mark.parametrize(
    ("name", "level", "points", "counts"),
    [
        ("jiaoyu-2025-21", "city", [18, 27, 22, 18, 15], [5, 6, 5, 4, 3, 5, 4]),
        ("wenming-2025-03", "county", [15, 17, 16, 23, 15, 14], [4, 5, 4, 4, 4, 3, 4, 4]),
    ],
)
def test_further_systems_add_up(name: str, level: str, points: list[float], counts: list[int]) -> None:
    found = written(name)
    assert (found.level, found.total_points) == (level, 100)
    assert [printed for _, printed, _ in sums(found)] == [total for _, _, total in sums(found)] == points
    assert [len(group.indicators) for group in found.groups] == counts
    assert all(indicator.requirements for group in found.groups for indicator in group.indicators)


# --- written for the test


def test_content_beside_criteria_unnumbered_groups_and_a_total_row() -> None:
    found = system(
        "2025年乡镇（街道）消防工作考核评分标准",
        pipe(
            "序号/考核项目/考核内容/评分标准/分值/自评分",
            "1/组织领导（14分）/成立消防安全委员会，明确分管领导。/成立委员会得4分，明确分管领导得4分，未成立的不得分。/8/",
            "2//主要负责人每半年至少听取一次汇报。/每少一次扣3分，扣完为止。/6/",
            "3/宣传教育（20分）/消防安全知识知晓率。/达到90%得10分，80%—90%得6分，低于80%不得分。/10/",
            "4//开展“119”宣传月活动，有方案、有记录、有总结。/缺一项扣2分。/10/",
            "/合计///34/",
        ),
    )
    assert (found.level, found.total_points) == (None, 34)
    assert sums(found) == [("一", 14, 14), ("二", 20, 20)]
    first = found.groups[0].indicators[0]
    assert first.text == "成立消防安全委员会，明确分管领导。\n成立委员会得4分，明确分管领导得4分，未成立的不得分。"
    assert [(item.text, item.points) for item in first.requirements] == [
        ("成立消防安全委员会", 4),
        ("明确分管领导", 4),
    ]
    assert [item.id for item in found.groups[1].indicators] == ["二.3", "二.4"]
    assert [item.requirements[0].text for item in found.groups[1].indicators] == [
        "消防安全知识知晓率，达到90%",
        "开展“119”宣传月活动，有方案、有记录、有总结",
    ]


def test_three_levels() -> None:
    found = system(
        "绿色学校创建评价指标",
        pipe(
            "一级指标/二级指标/三级指标/评价标准/分值",
            "环境教育/课程建设/1.开设生态课程/每学期不少于4课时得6分，2至3课时得3分，低于2课时不得分。/6",
            "//2.编写校本教材/编写并使用校本教材得4分。/4",
            "/实践活动/3.组织环保社团/每月至少活动1次。/5",
            "节能减排/能耗管理/4.人均用水量/同比下降5%以上得5分；持平得2分；上升不得分。/5",
        ),
    )
    assert [(group.id, group.name, group.points) for group in found.groups] == [
        ("一", "环境教育", None),
        ("二", "节能减排", None),
    ]
    assert [(item.id, item.name, item.points) for group in found.groups for item in group.indicators] == [
        ("一.1", "开设生态课程", 6),
        ("一.2", "编写校本教材", 4),
        ("一.3", "组织环保社团", 5),
        ("二.4", "人均用水量", 5),
    ]
    assert found.total_points == 20
    assert found.groups[1].indicators[0].requirements[0].text == "人均用水量，同比下降5%以上"


def test_two_columns_with_several_items_in_a_cell_and_a_veto_list() -> None:
    found = system(
        "乡村振兴示范村评分表",
        pipe(
            "指标/评分标准",
            "产业兴旺30分/1.培育特色产业1个以上，得10分。2.村集体收入达到20万元，得10分；每增加5万元加1分，最多加5分。"
            "3.成立合作社，得5分。",
            "生态宜居30分/1.污水治理率不低于60%，得15分。2.卫生厕所普及率达到90%以上，得15分。",
            "一票否决/1.发生重大生态破坏事件的。2.村干部涉黑涉恶的。",
        ),
    )
    # the second item of the first group can be read as 10 or 15: the group's 30 points decide
    assert sums(found) == [("一", 30, 30), ("二", 30, 30)]
    assert [item.points for item in found.groups[0].indicators] == [10, 15, 5]
    assert [item.text for item in found.groups[0].indicators][2] == "成立合作社，得5分。"
    veto = found.groups[2]
    assert (veto.id, veto.kind) == ("扣", "deduction")
    assert [item.requirements[0].text for item in veto.indicators] == ["发生重大生态破坏事件的", "村干部涉黑涉恶的"]


def test_points_of_groups_in_a_column_and_merged_cells() -> None:
    body = pipe(
        "项目/分值/考核要点/分值/考核方式/得分",
        "一、制度机制/30/（1）建立健全医疗纠纷预防与处置制度。/10/查阅资料/",
        "//（2）成立领导小组，院长任组长，每季度召开1次专题会议。/20/查阅资料/",
        "二、安全防范/70/（1）二级以上医院100%设置警务室。/30/实地查看/",
        "//（2）视频监控覆盖率≥95%，故障24小时内修复。/40/实地查看/",
    )
    text = f"关于印发考核标准的通知\n\n各单位：\n\n请遵照执行。\n\n附件\n\n平安医院建设考核标准\n\n{body}\n"
    document, outline = read(text)
    spread = find_indicator_systems(document, outline, DATA)
    merged = merge(document, {(1, 0): (2, 1), (1, 1): (2, 1), (3, 0): (2, 1), (3, 1): (2, 1)})
    for found in (spread, find_indicator_systems(merged, outline, DATA)):
        assert sums(found[0]) == [("一", 30, 30), ("二", 70, 70)]
        assert [item.id for group in found[0].groups for item in group.indicators] == ["一.1", "一.2", "二.1", "二.2"]
    assert [item.text for item in spread[0].groups[0].indicators[1].requirements] == [
        "成立领导小组，院长任组长",
        "每季度召开1次专题会议",
    ]


def test_a_group_label_printed_late() -> None:
    found = system(
        "市场监管工作测评指标",
        pipe(
            "一级指标/评价标准/得分",
            "一、机制（4分）/1.成立领导小组，得2分。/",
            "/2.制定方案，得2分。/",
            "/1.开展抽查，得3分。/",
            "二、监管（6分）/2.公示结果，得3分。/",
        ),
    )
    assert sums(found) == [("一", 4, 4), ("二", 6, 6)]
    assert [item.id for item in found.groups[1].indicators] == ["二.1", "二.2"]


def test_without_groups() -> None:
    found = system(
        "政务公开第三方评估指标",
        pipe(
            "序号/指标名称/评估标准/分值（100分）",
            "1/主动公开/及时公开规划计划，每缺1项扣2分。/60",
            "2/依申请公开/20个工作日内答复，超期1件扣5分。/40",
        ),
    )
    assert [(group.id, group.kind) for group in found.groups] == [("一", "scored")]
    assert shape(found.groups[0]) == [
        ("一.1", "主动公开", "及时公开规划计划，每缺1项扣2分。", 60),
        ("一.2", "依申请公开", "20个工作日内答复，超期1件扣5分。", 40),
    ]
    assert found.total_points == 100


def test_numbered_lines_with_bonus_deductions_and_a_note() -> None:
    found = system(
        "区县河湖长制工作年度考核细则",
        "考核实行百分制，由市河长办组织。\n\n"
        "一、履职情况（50分）\n（一）河长巡河（30分）。区县级河长每季度巡河不少于1次，每少1次扣2分，扣完为止。\n"
        "（二）会议部署（20分）。全年召开河长会议2次以上，得10分；印发年度工作要点，得10分。\n"
        "二、治理成效（50分）\n（一）水质达标（30分）。断面水质优良比例达到考核目标，得30分；每低1个百分点扣3分。\n"
        "（二）问题整改（20分）。整改率达到100%，得20分。\n"
        "三、加分项\n（一）被省级以上媒体报道的，每篇加0.5分，最高加2分。\n"
        "四、扣分项\n（一）被省级通报批评的，每次扣3分。\n注：断面以公布的数据为准。",
    )
    assert (found.level, found.total_points) == ("county", 100)
    assert sums(found) == [("一", 50, 50), ("二", 50, 50)]
    assert [(group.id, group.kind) for group in found.groups[2:]] == [("加", "bonus"), ("扣", "deduction")]
    meeting = found.groups[0].indicators[1]
    assert [(item.text, item.points) for item in meeting.requirements] == [
        ("全年召开河长会议2次以上", 10),
        ("印发年度工作要点", 10),
    ]
    assert found.notes == ["注：断面以公布的数据为准。"]


def test_numbered_lines_with_criteria_below_and_numbers_that_run_on() -> None:
    found = systems(
        "某某省住房城乡建设厅关于做好年度监测评价工作的通知\n\n各市住房城乡建设局：\n\n现将有关事项通知如下。\n\n"
        "一、监测评价内容及评分标准\n（一）推进计划完成（20分）\n1.制定年度建设计划并向社会公布。（10分）\n"
        "未公布年度建设计划的不得分。\n2.加快项目建设。（10分）\n开工率达到100%的得10分；每低1个百分点扣0.1分。\n"
        "（二）落实支持政策（10分）\n3.明确支持措施（5分）；建立联动机制（5分）。\n"
        "（三）扣分项\n4.出现违规行为的，每例扣5分。\n二、加强组织实施\n各市要高度重视，认真组织。\n"
    )
    assert len(found) == 1
    assert found[0].title == "监测评价内容及评分标准"
    assert sums(found[0]) == [("一", 20, 20), ("二", 10, 10)]
    ids = [item.id for group in found[0].groups for item in group.indicators]
    assert ids == ["一.1", "一.2", "二.3", "扣.4"]
    second = found[0].groups[0].indicators[1]
    assert second.text == "加快项目建设。（10分）\n开工率达到100%的得10分；每低1个百分点扣0.1分。"
    assert [item.points for item in found[0].groups[1].indicators[0].requirements] == [5, 5]


def test_additions_and_deductions_in_one_group() -> None:
    found = system(
        "法治建设考评标准",
        pipe(
            "考核项目/评分标准",
            "一、普法（10分）/1.制定普法计划，得5分。",
            "/2.开展宪法宣传周活动，得5分。",
            "二、加减分项/1.获得省级表彰的，加2分。",
            "/2.被通报批评的，扣2分。",
        ),
    )
    assert [(group.id, group.kind, len(group.indicators)) for group in found.groups[1:]] == [
        ("加", "bonus", 1),
        ("扣", "deduction", 1),
    ]


# --- what only resembles one


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "重点任务分工表",
            pipe(
                "序号/重点任务/责任单位/完成时限",
                "1/推进指标体系建设，完成率达到100%/市局/2025年底",
                "2/建立健全考核制度/市局/2025年底",
                "3/开展培训2次/市局/2025年底",
            ),
        ),
        (
            "“十四五”时期主要指标",
            pipe(
                "序号/指标/单位/2020年/2025年/属性",
                "1/养老机构床位数/张/1200/2000/预期性",
                "2/护理型床位占比/%/45/60/约束性",
                "3/社区设施覆盖率/%/70/95/约束性",
            ),
        ),
        ("2024年考核结果", pipe("排名/县（市、区）/得分", "1/东湾区/96.5", "2/桐渡县/95.1", "3/云磴市/94")),
        ("领导小组成员名单", pipe("职务/姓名/单位", "组长/张三/市局", "成员/李四/市局", "成员/王五/市局")),
        (
            "工作方案",
            "一、总体要求\n坚持问题导向。\n二、重点任务\n1.开展培训2次，培训200人次。\n2.印发手册。\n3.建立台账，每月更新。",
        ),
    ],
)
def test_what_is_no_system(title: str, body: str) -> None:
    assert systems(f"关于印发有关材料的通知\n\n各单位：\n\n请遵照执行。\n\n附件\n\n{title}\n\n{body}\n") == []


# --- level


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("东江省“信用示范县”建设指标体系", "county"),
        ("东江省“信用示范市”测评指标体系", "city"),
        ("东江省设区市营商环境评价指标体系", "city"),
        ("栖原市养老服务示范县（市、区）建设评价指标", "county"),
        ("区县河湖长制考核细则", "county"),
        ("文明城市测评体系", "city"),
        ("桐渡县乡村振兴考核评分表", "county"),
        ("各市安全生产目标责任考核细则", "city"),
        ("“四好农村路示范省”评价指标", "province"),
        ("东江省交通运输信用评价指标", None),
        ("绿色学校创建评价指标", None),
        ("乡镇（街道）消防工作考核评分标准", None),
    ],
)
def test_level_by_the_title(title: str, level: str | None) -> None:
    assert find_level(title, "", DATA) == level


def test_level_by_the_text() -> None:
    assert find_level("信用交通考核指标", "1.成立本市领导小组，2.制定本市方案", DATA) == "city"
    assert find_level("信用交通考核指标", "本市与本县共同推进", DATA) is None


_LINES = """一、责任（16分）
（一）领导责任
1.1 主要负责人每半年至少听取1次汇报。（7分）
评分标准：每少1次扣1.5分。
（二）属地责任
1.2 签订责任书，签订率达到100%。（9分）
评分标准：按签订比例得分。
二、力量（16分）
（一）机构
2.1 设立工作站，每站不少于2人。（16分）
评分标准：每少1个站扣0.5分。
{bonus}
{first}经验做法被省级推广的，每次加1分，最多2分。
{second}获得市级以上表彰的，每项加0.5分，最多1.5分。
{deduction}
{first}发生较大事故的，每起扣5分。
{second}提供虚假资料的，每件扣2分。
注：本细则所称以上包括本数。"""


@pytest.mark.parametrize(
    ("bonus", "deduction", "first", "second", "name", "points"),
    [
        ("加分项", "扣分项", "1. ", "2. ", "加分项", None),
        ("三、加分项（最高加5分）", "四、扣分项", "1. ", "2. ", "加分项", 5),
        ("加分项（最高8分）", "扣分项（最多扣5分）", "（1）", "（2）", "加分项", 8),
        ("附加分（5分）：", "倒扣分：", "1.", "2.", "附加分", 5),
        ("【加分项】", "【扣分项】", "1、", "2、", "加分项", None),
        ("加分事项（不超过6分）", "扣分事项", "3.1 ", "3.2 ", "加分事项", 6),
    ],
)
def test_extras_numbered_otherwise_than_the_items(
    bonus: str, deduction: str, first: str, second: str, name: str, points: float | None
) -> None:
    body = _LINES.format(bonus=bonus, deduction=deduction, first=first, second=second)
    found = system("2025年度消防工作考核细则", body)
    assert [(group.id, group.kind, [item.id for item in group.indicators]) for group in found.groups] == [
        ("一", "scored", ["一.1", "一.2"]),
        ("二", "scored", ["二.1"]),
        ("加", "bonus", ["加.1", "加.2"]),
        ("扣", "deduction", ["扣.1", "扣.2"]),
    ]
    extra = found.groups[2]
    assert (extra.name, extra.points) == (name, points)
    assert [item.points for item in extra.indicators] == [2, 1.5]
    assert found.total_points == 32


def test_groups_that_name_their_level() -> None:
    body = """一级指标1 组织领导（18分）
1.1 成立领导小组，每季度召开1次会议。（8分）
1.2 经费列入预算。（10分）
一级指标2 工作落实（20分）
2.1 每月排查1次。（10分）
2.2 建立台账。（10分）
一级指标3 加分项（最高加5分）
3.1 获省级表彰的，加2分。"""
    found = system("2025年度消防工作考核细则", body)
    assert [(group.id, group.name, group.points, [item.id for item in group.indicators]) for group in found.groups] == [
        ("一", "组织领导", 18, ["一.1", "一.2"]),
        ("二", "工作落实", 20, ["二.1", "二.2"]),
        ("加", "加分项", 5, ["加.1"]),
    ]


def test_decimal_numbers_that_begin_anew_under_second_level_headings() -> None:
    body = """一、组织领导（18分）
（一）机构建设
1.1 成立领导小组，每季度召开1次会议。（8分）
1.2 明确专人负责。（4分）
（二）经费保障
2.1 经费列入预算。（6分）
二、工作落实（20分）
（一）排查
1.1 每月排查1次。（10分）
（二）宣传
2.1 开展宣传5次。（10分）"""
    found = system("2025年度消防工作考核细则", body)
    assert [[item.id for item in group.indicators] for group in found.groups] == [
        ["一.1.1", "一.1.2", "一.2.1"],
        ["二.1.1", "二.2.1"],
    ]


def test_numbers_without_a_mark() -> None:
    body = """一、组织保障（5分）
1 责任主体：成立领导小组，每半年召开1次会议，得2分。（2分）
2 规划编制：编制发展规划，报县人民政府批准。缺一项扣1分，扣完为止。（3分）
二、建好公路（4分）
1 路网提升：通双车道公路比例达到70%以上，得2分。（2分）
2 安全设施：警示标志设置齐全，得2分。（2分）
加分项（最多2分）
1 示范创建：获得全国示范县称号的，加2分。"""
    found = system("2025年农村公路评价指标体系", body)
    assert [[(item.id, item.points) for item in group.indicators] for group in found.groups] == [
        [("一.1", 2), ("一.2", 3)],
        [("二.1", 2), ("二.2", 2)],
        [("加.1", 2)],
    ]
    assert [each.text for each in found.groups[0].indicators[1].requirements] == ["编制发展规划", "报县人民政府批准"]


@pytest.mark.parametrize("mark", ["。", "：", "（3分）。"])
def test_titles_of_items_are_no_requirements(mark: str) -> None:
    body = """一、解读（9分）
1. 形式多样{0}采用图文、视频等形式的解读材料占比不低于60%，得3分。
2. 领导接听{0}组织领导接听热线，全年不少于24人次，得3分。
3. 答复规范{0}申请按期答复率达到100%，得3分。
二、宣传（6分）
1. 宣传引导{0}通过报刊、网络开展宣传不少于4次，得3分。
2. 考核问效{0}将工作纳入年度考核，得3分。"""
    found = system("2025年政务公开考核细则", body.format(mark))
    assert [[each.text for each in item.requirements] for group in found.groups for item in group.indicators] == [
        ["采用图文、视频等形式的解读材料占比不低于60%"],
        ["组织领导接听热线，全年不少于24人次"],
        ["申请按期答复率达到100%"],
        ["通过报刊、网络开展宣传不少于4次"],
        ["将工作纳入年度考核"],
    ]


@pytest.mark.parametrize(
    ("title", "notice", "addressees", "level"),
    [
        ("2025年全省政务公开工作考核细则", "", "各市人民政府，省政府各部门、各直属机构", "city"),
        ("政务公开工作考核细则", "请各市对照考核细则制定工作方案", "各市人民政府", "city"),
        ("全省交通运输工作考核细则", "", "各设区市交通运输局", "city"),
        ("全市安全生产考核细则", "", "各县区应急管理局", "county"),
        ("安全生产考核细则", "请各县（市、区）结合实际制定计划", "各县（市、区）人民政府，市直各部门", "county"),
        ("全国政务公开评估指标", "", "各省、自治区、直辖市人民政府", "province"),
        ("全省政务公开考核细则", "", "各市人民政府，各县（市、区）人民政府", None),
        ("文明单位测评细则", "请各单位遵照执行", "各县（市、区）文明办", None),
        ("全市乡镇（街道）消防考核细则", "", "各县（市、区）人民政府", None),
        ("全省考核细则", "", "省直各部门", None),
    ],
)
def test_level_by_the_addressees(title: str, notice: str, addressees: str, level: str | None) -> None:
    assert addressed_level(title, notice, addressees, DATA) == level


def test_written_systems_read_by_others() -> None:
    """What blind authors wrote: the extras of one, the level and the points of another."""
    fire = written("xiaofang-2025-04")
    assert [item.id for item in fire.groups[-2].indicators] == ["加.1", "加.2", "加.3", "加.4"]
    assert [item.id for item in fire.groups[-1].indicators] == ["扣.1", "扣.2"]
    public = written("gongkai-2025-21")
    assert public.level == "city"
    assert public.groups[1].indicators[2].points == 3
    work = written("jiuye-2025-04")
    assert (work.groups[-2].name, work.groups[-2].points) == ("加分项", 8)
    for found in (fire, public, work):
        assert all(points == pytest.approx(total) for _, points, total in sums(found))
