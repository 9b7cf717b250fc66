"""Who answers for a task: a unit by name, units in general, another task's units, nobody."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.model import Span, Task
from doc_checker.review.responsibility import is_collective, judge_tasks, kind_of, units_of


def task(identifier: str, text: str, *responsible: str, lead: tuple[str, ...] = ()) -> Task:
    return Task(id=identifier, text=text, lead=list(lead), responsible=list(responsible), span=Span(start=0, end=1))


@pytest.mark.parametrize(
    "unit",
    [
        "各有关单位",
        "各科室",
        "局属各单位",
        "机关各科室",
        "各乡镇人民政府",
        "各县（市、区）人民政府",
        "各镇（街道）",
        "相关部门",
        "市级有关部门",
        "各成员单位",
        "领导小组成员单位",
        "全体成员单位",
        "乡镇（街道）",
        "各级民政部门",
        "有关单位",
        "市直各部门",
        "各责任单位",
        "所有成员单位",
    ],
)
def test_units_in_general(unit: str) -> None:
    assert is_collective(unit, default_data())


@pytest.mark.parametrize(
    "unit",
    [
        "县民政局",
        "政策法规科",
        "综合科",
        "办公室",
        "市交通运输综合执法支队",
        "直属机关党委",
        "城关镇人民政府",
        "各山镇人民政府"[1:],
        "县委宣传部",
        "市公共资源交易中心",
        "国网青禾县供电公司",
        "机关党委",
    ],
)
def test_units_by_name(unit: str) -> None:
    assert not is_collective(unit, default_data())


@pytest.mark.parametrize(
    ("units", "kind"),
    [
        ([], "missing"),
        (["各有关单位"], "collective"),
        (["各有关单位", "局属各单位"], "collective"),
        (["县民政局", "各乡镇人民政府"], "named"),
    ],
)
def test_kind(units: list[str], kind: str) -> None:
    assert kind_of(units, default_data()) == kind


def test_units_in_the_order_of_their_roles_each_once() -> None:
    assert units_of(task("一", "建立台账", "乙局", "甲局", lead=("甲局",))) == ["甲局", "乙局"]


WORK = "建立养老机构信用评价制度，评价结果向社会公布"


def test_the_same_work_with_units_elsewhere() -> None:
    tasks = [
        task("三.1", WORK),
        task("附2.1", "建立养老机构信用评价制度", "县民政局"),
        task("附2.2", "开展消防安全检查", "县消防救援大队"),
    ]
    assert judge_tasks(tasks, {}, default_data())["三.1"] == ("elsewhere", ["附2.1"])


def test_other_work_is_not_elsewhere() -> None:
    tasks = [task("三.1", WORK), task("附2.2", "开展消防安全检查", "县消防救援大队")]
    assert judge_tasks(tasks, {}, default_data())["三.1"] == ("missing", [])


def test_units_in_general_do_not_answer_for_it_elsewhere() -> None:
    tasks = [task("三.1", WORK), task("附2.1", WORK, "各有关单位")]
    found = judge_tasks(tasks, {}, default_data())
    assert found == {"三.1": ("missing", []), "附2.1": ("collective", [])}


def test_a_task_of_the_same_part_names_its_own_work() -> None:
    tasks = [task("三.1", WORK), task("三.2", WORK, "县民政局")]
    assert judge_tasks(tasks, {}, default_data())["三.1"][0] == "missing"


def test_a_named_task_stays_named_beside_units_in_general() -> None:
    tasks = [task("一.1", WORK, "县民政局", "各乡镇人民政府")]
    assert judge_tasks(tasks, {}, default_data()) == {"一.1": ("named", [])}
