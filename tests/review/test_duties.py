"""Findings on who answers for what, and the view by unit, from whole plans."""

from __future__ import annotations

from functools import lru_cache

import pytest

from doc_checker.data import default_data
from doc_checker.extract import extract_record
from doc_checker.model import Finding, Record, Review
from doc_checker.readers import read_bytes
from doc_checker.review import choose_system, review_plan

DATA = default_data()
NOTICE = """栖民发〔2025〕7号

栖原市民政局关于印发《栖原市养老服务县级评价指标体系》的通知

各县民政局：

现印发给你们。

附件：栖原市养老服务县级评价指标体系

栖原市民政局
2025年1月5日

附件

栖原市养老服务县级评价指标体系

一级指标 指标内容 分值
一、机制建设（10分）
1.成立养老服务领导小组，得4分。（4分）
2.每季度召开一次联席会议，得6分。（6分）
二、服务供给（10分）
3.建设社区食堂，得10分。（10分）
"""


@lru_cache
def read(text: str) -> Record:
    return extract_record(read_bytes(text.encode(), "文件.txt"), DATA)


def plan(body: str, attachment: str = "", note: str = "") -> str:
    return (
        f"砚政办〔2025〕9号\n\n关于印发《砚溪县养老服务工作方案》的通知\n\n县直各单位：\n\n现印发给你们。\n\n{note}砚溪县人民政府办公室\n"
        f"2025年3月1日\n\n砚溪县养老服务工作方案\n\n根据《栖原市养老服务县级评价指标体系》（栖民发〔2025〕7号），制定本方案。\n\n一、重点任务\n{body}\n{attachment}"
    )


def review(text: str) -> Review:
    notice = read(NOTICE)
    system, because = choose_system(read(text), notice, None, DATA)
    return review_plan(read(text), notice, system, because, DATA)


def of(found: Review, code: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == code]


ROSTER = """
附件

养老服务领导小组成员名单

组  长：王  某  副县长
副组长：李  某  县民政局局长
成  员：张  某  县财政局副局长
        赵  某  县卫生健康局副局长
        钱  某  县融媒体中心主任
"""


def test_nobody_collective_and_cooperating_only() -> None:
    found = review(
        plan(
            "1.成立领导小组。2025年3月底前完成。\n2.召开联席会议。（各有关单位，2025年6月底前完成）\n"
            "3.建设社区食堂。（配合单位：县财政局；完成时限：2025年9月底前）\n4.开展宣传。（县民政局，2025年12月底前完成）"
        )
    )
    assert [f.data["task"] for f in of(found, "task-without-unit")] == ["一.1"]
    assert [f.data["task"] for f in of(found, "task-only-collective-units")] == ["一.2"]
    [finding] = of(found, "cooperate-without-responsible")
    assert (finding.severity, finding.data["task"]) == ("warning", "一.3")
    assert "县财政局" in finding.message
    assert not of(found, "task-without-deadline")
    assert not of(found, "task-without-lead")


def test_several_units_without_a_lead() -> None:
    found = review(
        plan(
            "1.成立领导小组。（县民政局、县财政局）\n2.召开联席会议。（县民政局牵头，县财政局配合）\n"
            "3.建设社区食堂。（责任单位：县民政局、各乡镇人民政府）\n4.开展宣传。（责任单位：县残联、县残疾人联合会）"
        )
    )
    assert [f.data["task"] for f in of(found, "task-without-lead")] == ["一.1"]


def test_many_of_one_kind_are_one_finding() -> None:
    items = "\n".join(f"{n}.开展第{n}类服务活动。（县民政局、县财政局）" for n in range(1, 13))
    found = review(plan(items))
    [lead], [late] = of(found, "task-without-lead"), of(found, "task-without-deadline")
    assert len(lead.data["tasks"]) == 12
    assert lead.message.startswith("12 项任务")
    assert late.message == "全部 12 项任务都没有写明完成时限"
    assert lead.span is not None


def test_a_unit_that_stands_nowhere_in_the_roster() -> None:
    body = (
        "1.成立领导小组。（县民政局）\n2.召开联席会议。（县民政局、县财政局）\n3.建设社区食堂。（县卫生健康委员会、县财政局）\n"
        "4.开展宣传。（县融媒体中心、县广播电视台）\n5.建设食堂。（县卫生健康局）"
    )
    [finding] = of(review(plan(body, ROSTER, "附件：养老服务领导小组成员名单\n\n")), "unit-not-in-roster")
    assert finding.data["units"] == ["县卫生健康委员会", "县广播电视台"]
    assert finding.data["tasks"] == ["一.3", "一.4"]
    assert not of(review(plan(body)), "unit-not-in-roster")


def test_a_roster_that_holds_few_of_the_units_says_nothing() -> None:
    body = "\n".join(
        f"{n}.开展服务。（{unit}）"
        for n, unit in enumerate(("县民政局", "县教育局", "县水利局", "县司法局", "县审计局", "县统计局"), 1)
    )
    assert not of(review(plan(body, ROSTER, "附件：养老服务领导小组成员名单\n\n")), "unit-not-in-roster")


TABLE = """
附件

任务分工表

| 序号 | 任务 | 责任单位 | 完成时限 |
|--|--|--|--|
| 1 | 建设社区食堂8个。 | {unit} | 2025年9月底前 |
| 2 | 开展养老机构消防安全检查。 | 县消防救援大队 | 2025年6月底前 |
"""


@pytest.mark.parametrize(
    ("unit", "conflict"),
    [("县商务局", True), ("县民政局", False), ("砚溪县民政局", False), ("县民政局（牵头）、县商务局", False)],
)
def test_two_leads_for_the_same_work(unit: str, conflict: bool) -> None:
    body = "1.建设社区食堂8个。（县民政局牵头）\n2.开展养老机构食品安全检查。（县市场监管局牵头）"
    found = of(review(plan(body, TABLE.format(unit=unit), "附件：任务分工表\n\n")), "conflicting-leads")
    assert bool(found) is conflict
    if conflict:
        assert found[0].data == {"tasks": ["一.1", "附.1"], "leads": ["县民政局", "县商务局"]}


def test_units_with_their_tasks_indicators_and_points() -> None:
    body = (
        "1.成立养老服务领导小组。（砚溪县民政局牵头，县人社局配合）\n2.每季度召开一次联席会议。（责任单位：县民政局、财政局；完成时限：2025年6月底前）\n"
        "3.建设社区食堂8个。（县人力资源社会保障局牵头，各乡镇人民政府参与）"
    )
    units = {unit.name: unit for unit in review(plan(body)).units}
    assert list(units) == ["砚溪县民政局", "县人力资源和社会保障局", "县财政局", "各乡镇人民政府"]
    civil = units["砚溪县民政局"]
    assert civil.printed == ["砚溪县民政局", "县民政局"]
    assert [(task.id, task.role, task.deadline) for task in civil.tasks] == [
        ("一.1", "lead", None),
        ("一.2", "responsible", "2025年6月底前"),
    ]
    assert [indicator.id for indicator in civil.indicators] == ["一.1", "一.2"]
    assert civil.points == 10
    assert units["县人力资源和社会保障局"].printed == ["县人社局", "县人力资源社会保障局"]
    assert units["县人力资源和社会保障局"].points == 10
    assert units["县财政局"].printed == ["财政局"]
    assert units["各乡镇人民政府"].collective
    assert units["各乡镇人民政府"].points == 0
    assert civil.in_roster is None


def test_full_names_stand_beside_the_printed_ones() -> None:
    found = review(plan("1.成立领导小组。（县人社局、县民政局）"))
    [task] = found.tasks
    assert task.responsible == ["县人社局", "县民政局"]
    assert task.resolved == {"县人社局": "县人力资源和社会保障局"}


def test_the_version_is_said_first() -> None:
    text = plan("1.成立领导小组。").replace("〔2025〕7号", "〔2026〕9号")
    assert review(text).findings[0].code == "other-version-cited"
