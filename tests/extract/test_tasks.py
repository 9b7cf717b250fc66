"""Tasks: which items are tasks, who answers for them, and by when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doc_checker.extract.clauses import find_clauses
from doc_checker.extract.outlining import find_outline
from doc_checker.extract.tasks import find_tasks
from doc_checker.extract.times import find_times
from doc_checker.model import Task
from doc_checker.readers import read_file

from .layouts import merge, notice_of, parse, pipe, read_bytes
from .written import DATA, notice, notices

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ROLES = ("lead", "responsible", "cooperate")


def units(task: Task) -> tuple[list[str], list[str], list[str]]:
    """Who leads, who is responsible, who cooperates."""
    return task.lead, task.responsible, task.cooperate


def tasks_of(body: str, title: str = "2025年工作方案", attachment: str = "") -> dict[str, Task]:
    """The tasks of a written plan by their ids."""
    return parse(notice_of(title, body, attachment))[3]


@pytest.mark.parametrize("name", notices())
def test_gold(name: str) -> None:
    document, outline, gold = notice(name)
    parsed = find_clauses(document, outline, DATA)
    found = find_tasks(document, outline, parsed, DATA, find_times(document, DATA))
    assert (
        [task.model_dump(include=set(gold["tasks"][0])) for task in found] == gold["tasks"]
        if gold["tasks"]
        else not found
    )


def annotated() -> list[tuple[str, str, dict[str, Any]]]:
    """Folder, name (with a part perhaps) and annotation of every plan whose responsibility was annotated."""
    found = []
    for folder, path in (("notices", "coverage/responsibility.json"), ("written", "written/responsibility.json")):
        annotation = json.loads((CORPUS / path).read_text("utf-8"))
        found += [(folder, name, tasks) for name, tasks in annotation.items()]
    return found


@pytest.mark.parametrize(
    ("folder", "name", "wanted"), annotated(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_annotated_responsibility(folder: str, name: str, wanted: dict[str, Any]) -> None:
    stem, _, part = name.partition("#")
    document = read_file(CORPUS / folder / stem / f"{stem}.txt")
    outline = find_outline(document, DATA)
    parsed = find_clauses(document, outline, DATA)
    found = {task.id: task for task in find_tasks(document, outline, parsed, DATA) if task.id.startswith(part)}
    unread = UNREAD.get(name, frozenset())
    assert {name: {role: "、".join(getattr(task, role)) for role in ROLES} for name, task in found.items()} == {
        name: {role: "" if name in unread else "、".join(task[role]) for role in ROLES} for name, task in wanted.items()
    }


UNREAD = {"linpu-2026-16": {"附2.一.6", "附2.二.5", "附2.四.3", "附2.五.1", "附2.五.4", "附2.五.5"}}
"""Rows whose units are not read yet: 律师、公证工作科 is one unit, as only the roster of another attachment tells."""


def test_only_the_work_sections_hold_tasks() -> None:
    body = """一、总体要求
坚持目标导向。
二、工作目标
年底前全面完成。
三、重点任务
（一）健全机制。
1.成立专班。
2.制定办法。
（二）加强宣传。开展活动。
四、实施步骤
（一）动员部署。印发方案。
五、组织保障
（一）加强领导。各单位要高度重视。
六、施行时间
本方案自印发之日起施行。"""
    assert list(tasks_of(body)) == ["三（一）.1", "三（一）.2", "三（二）"]


def test_the_sections_of_priorities_hold_tasks_but_for_aims_and_demands() -> None:
    body = "一、总体要求\n坚持实干。\n二、推进制度建设\n1.完善办法。\n三、优化服务\n2.推行网办。\n四、组织保障\n3.抓好落实。\n本要点自印发之日起施行。"
    assert list(tasks_of(body, "2025年营商环境工作要点")) == ["二.1", "三.2"]
    assert list(tasks_of("1.完善办法。\n2.推行网办。", "2025年工作要点")) == ["1", "2"]


@pytest.mark.parametrize("heading", ["目标任务", "任务目标", "工作目标和任务", "年度目标任务", "创建目标"])
def test_a_paragraph_of_aims_is_no_task(heading: str) -> None:
    body = f"一、{heading}\n通过一年努力，全面达标。\n二、健全体系（牵头科室：办公室）\n1.建立机制。\n2.开展宣传。由法制科负责。\n三、提升能力\n3.举办培训。\n四、工作要求\n（一）强化落实。"
    found = tasks_of(body, "2025年创建行动计划")
    assert {name: units(task) for name, task in found.items()} == {
        "二.1": (["办公室"], [], []),
        "二.2": (["办公室"], ["法制科"], []),
        "三.3": ([], [], []),
    }


def test_aims_with_items_stand_beside_tasks() -> None:
    both = "一、目标任务\n1.覆盖率达到90%。\n2.满意度达到95%。\n二、重点任务\n1.建立机制。\n2.开展宣传。"
    assert list(tasks_of(both)) == ["二.1", "二.2"]
    alone = "一、目标任务\n1.完成造林100亩。\n2.开展宣传5次。\n二、保障措施\n1.加强领导。"
    assert list(tasks_of(alone)) == ["一.1", "一.2"]


@pytest.mark.parametrize(
    "statement",
    [
        "（以上两项责任单位：市教育局、市财政局）",
        "以上两项任务责任单位：市教育局、市财政局",
        "上述两项工作由市教育局、市财政局负责。",
        "前两项由市教育局、市财政局负责。",
        "以上2项责任部门：市教育局、市财政局。",
    ],
)
def test_a_statement_for_so_many_items_above(statement: str) -> None:
    body = f"一、主要任务\n1.甲工作。\n2.乙工作。\n3.丙工作。\n{statement}\n4.丁工作。"
    assert [units(task)[1] for task in tasks_of(body).values()] == [
        [],
        ["市教育局", "市财政局"],
        ["市教育局", "市财政局"],
        [],
    ]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("各镇（街道）、区消防安全委员会各成员单位", ["各镇（街道）", "区消防安全委员会各成员单位"]),
        ("各乡镇（街道）、县直各部门", ["各乡镇（街道）", "县直各部门"]),
        ("各街道（镇）、区教育局", ["各街道（镇）", "区教育局"]),
        ("各市（州）、县（市、区）人民政府", ["各市（州）、县（市、区）人民政府"]),
        ("各市、县（区）民政局", ["各市、县（区）民政局"]),
    ],
)
def test_units_behind_each_area(printed: str, names: list[str]) -> None:
    body = f"一、主要任务\n本部分工作由市安办牵头，{printed}配合。\n1.甲工作。\n2.乙工作。"
    assert units(tasks_of(body)["一.1"]) == (["市安办"], [], names)


def test_no_plan_no_tasks() -> None:
    articles = "第一章 总则\n第一条 为规范管理，制定本办法。\n第二条 各单位负责实施。"
    assert not tasks_of(articles, "城市管理办法")
    assert not parse(
        "关于2025年放假安排的通知\n\n各单位：\n\n一、元旦：1月1日放假。\n二、春节：放假8天。\n\n江城市人民政府\n2025年1月1日\n"
    )[3]


def test_measures_that_name_who_answers_are_tasks_without_a_title() -> None:
    text = "各有关单位:\n\n一、支持购房。给予补贴。(责任单位:市住建局)\n\n二、优化信贷。调整首付。(责任单位:市金融办、各银行)\n"
    assert [units(task) for task in parse(text)[3].values()] == [
        ([], ["市住建局"], []),
        ([], ["市金融办", "各银行"], []),
    ]


def test_governing_statements() -> None:
    body = """一、主要任务
（一）健全机制
本项各条任务由市发改委牵头，市财政局配合。
1.成立专班。
2.制定办法。（责任单位：市司法局）
（二）优化服务（牵头单位：市数据局）
1.推行网办。
（三）加强宣传
1.开展活动。
2.开设专栏。
以上任务由市委宣传部负责。
（四）组织培训。举办培训班。"""
    found = tasks_of(body)
    assert units(found["一（一）.1"]) == (["市发改委"], [], ["市财政局"])
    assert found["一（一）.1"].responsibility_source == "一（一）"
    assert units(found["一（一）.2"]) == (
        ["市发改委"],
        ["市司法局"],
        ["市财政局"],
    )  # a governing statement is filled in
    assert found["一（一）.2"].responsibility_source == "一（一）"
    assert units(found["一（二）.1"]) == (["市数据局"], [], [])
    assert units(found["一（三）.1"]) == ([], ["市委宣传部"], [])
    assert found["一（三）.1"].responsibility_source == "一（三）.2"
    assert units(found["一（三）.2"]) == ([], ["市委宣传部"], [])
    assert found["一（三）.2"].responsibility_source is None
    assert units(found["一（四）"]) == ([], [], [])


def test_a_section_beside_the_main_tasks_that_says_who_answers() -> None:
    body = """一、重点任务
（一）优化服务。推行网办。（责任单位：市数据局）
二、专项行动
本部分由市执法支队牵头，各县（市、区）交通运输局负责组织实施。
（一）治理超限超载。新建检测点位8处。
（二）整治网约车。清退不合规车辆。建设科配合。
三、工作背景
（一）近年成效。信用体系逐步健全。
（二）存在问题。数据共享不够。
四、保障措施
（一）强化统筹。各单位要高度重视。"""
    found = tasks_of(body)
    assert {name: units(task) for name, task in found.items()} == {
        "一（一）": ([], ["市数据局"], []),
        "二（一）": (["市执法支队"], ["各县（市、区）交通运输局"], []),
        "二（二）": (["市执法支队"], ["各县（市、区）交通运输局"], ["建设科"]),
    }


def test_units_behind_an_item() -> None:
    body = "一、主要任务\n1.开展宣传。 市委宣传部、市融媒体中心\n2.举办培训。\n责任单位：市人社局；配合单位：各县（市、区）人民政府\n3.县民政局会同县公安局开展检查。"
    found = tasks_of(body)
    assert units(found["一.1"]) == ([], ["市委宣传部", "市融媒体中心"], [])
    assert units(found["一.2"]) == ([], ["市人社局"], ["各县（市、区）人民政府"])
    assert units(found["一.3"]) == ([], [], [])


def test_deadlines_and_frequencies() -> None:
    body = """一、主要任务
1.完善制度。2025年6月底前印发办法，2025年9月底前组织培训。
2.建成平台，每月更新1次数据。（完成时限：2025年12月底前）
3.开展宣传周活动。（2025年9月底前完成）
4.加强指导。"""
    found = tasks_of(body)
    assert [task.deadline for task in found.values()] == ["2025年9月底前", "2025年12月底前", "2025年9月底前", None]
    assert [task.frequency for task in found.values()] == [None, "每月更新1次", None, None]


def test_rows_of_a_task_table() -> None:
    table = pipe(
        "序号/工作任务/牵头单位/配合单位/完成时限",
        "1/制定方案并印发。/市发改委/市财政局、市教育局/2025年3月底前",
        "2/每季度召开1次会议。/市发改委/各有关单位/长期坚持",
        "3/开展检查。/另行明确/——/——",
    )
    found = tasks_of("一、工作要求\n抓好落实。", attachment="重点任务分工表\n\n" + table)
    assert [units(task) for task in found.values()] == [
        (["市发改委"], [], ["市财政局", "市教育局"]),
        (["市发改委"], [], ["各有关单位"]),
        ([], [], []),
    ]
    assert [task.deadline for task in found.values()] == ["2025年3月底前", "长期坚持", None]
    assert [task.frequency for task in found.values()] == [None, "每季度召开1次", None]


def test_a_merged_unit_cell_holds_for_all_its_rows_an_empty_one_names_nobody() -> None:
    table = pipe(
        "序号/工作任务/责任单位", "1/制定工作方案。/法规科（牵头）、综合科", "2/开展专项检查。/", "3/形成工作台账。/"
    )
    text = notice_of("2025年工作方案", "一、工作要求\n抓好落实。", "任务分工表\n\n" + table)
    merged = parse(merge(read_bytes(text.encode(), "written.txt"), {(1, 2): (2, 1)}))[3]
    assert [units(task) for task in merged.values()] == [
        (["法规科"], ["综合科"], []),
        (["法规科"], ["综合科"], []),
        ([], [], []),
    ]
    assert [units(task)[1] for task in parse(text)[3].values()] == [["综合科"], [], []]


@pytest.mark.parametrize(
    "lines",
    [
        "序号\n重点任务\n责任单位\n完成时限\n1\n制定年度方案\n市发改委\n2025年3月底前\n2\n建立会商制度，\n定期召开会议\n市发改委、市教育\n局\n长期坚持",
        "序号 重点任务 责任单位 完成时限\n1 制定年度方案 市发改委 2025年3月底前\n2 建立会商制度，定期召开会议 市发改委、市教育局 长期坚持",
    ],
    ids=["a cell a line", "a row a line"],
)
def test_flattened_tables(lines: str) -> None:
    found = tasks_of("一、工作要求\n抓好落实。", attachment="重点任务分工表\n\n" + lines)
    assert [(name, task.text, task.responsible, task.deadline) for name, task in found.items()] == [
        ("附.1", "制定年度方案", ["市发改委"], "2025年3月底前"),
        ("附.2", "建立会商制度，定期召开会议", ["市发改委", "市教育局"], "长期坚持"),
    ]


def test_a_flattened_table_with_two_columns_of_units() -> None:
    lines = "工作任务 牵头单位 配合单位\n（一）健全机制\n1.成立领导小组。\n市发改委\n市财政局、市教育局\n2.印发方案。 市发改委 各有关部门\n（二）优化服务\n1.推行网办。\n市数据局\n市公安局"
    found = tasks_of("一、工作要求\n抓好落实。", attachment="重点任务分工表\n\n" + lines)
    assert {name: units(task) for name, task in found.items()} == {
        "附.（一）.1": (["市发改委"], [], ["市财政局", "市教育局"]),
        "附.（一）.2": (["市发改委"], [], ["各有关部门"]),
        "附.（二）.1": (["市数据局"], [], ["市公安局"]),
    }


def test_units_wrapped_beside_the_lines_of_the_task() -> None:
    lines = (
        "任务类别 任务内容 责任单位\n一、机制\n1.成立领导小组，推进 法规科、综\n工作落实。 合科\n2.建立台账。 法规科"
    )
    found = tasks_of("一、工作要求\n抓好落实。", attachment="重点任务分工表\n\n" + lines)
    assert found["附.一.1"].text == "1.成立领导小组，推进工作落实。"
    assert found["附.一.1"].responsible == ["法规科", "综合科"]


def test_removing_a_unit_and_naming_all() -> None:
    body = "一、主要任务\n1.开展宣传。（责任单位：{}）\n2.举办培训。（责任单位：市人社局）"
    assert tasks_of(body.format("市委宣传部"))["一.1"].responsible == ["市委宣传部"]
    assert units(tasks_of(body.format(""))["一.1"]) == ([], [], [])
    assert tasks_of(body.format("各有关单位"))["一.1"].responsible == ["各有关单位"]
