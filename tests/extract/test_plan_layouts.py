"""Layouts of plans in plain text: framed headings over running numbers, and task lists whose cells only strokes part."""

from __future__ import annotations

from collections.abc import Iterator

from doc_checker.extract import extract_record
from doc_checker.model import Clause, Record, Source
from doc_checker.readers.txt import read_text


def read(text: str) -> Record:
    source = Source(name="plan.txt", sha256="0" * 64, format="txt", pages=None, ocr_pages=[])
    return extract_record(read_text(text.encode(), source, "plan.txt"))


def clauses(record: Record) -> dict[str, Clause]:
    def walk(clause: Clause) -> Iterator[Clause]:
        yield clause
        for child in clause.children:
            yield from walk(child)

    return {each.id: each for root in record.clauses for each in walk(root)}


FRAMED = """溪桥县2026年林业工作要点

2026年，全县林业工作围绕增绿增效展开。

【加快国土绿化】
（牵头单位：县林业局）
1.推进造林。全年完成人工造林2万亩。
责任单位：各乡镇人民政府

2.抚育森林。完成森林抚育3万亩。

【守好森林安全】

3.严防火灾。每月排查一次火灾隐患。
责任单位：县应急管理局

4.防治病虫。松材线虫病疫木当年清零。
责任单位：县林业局

【组织保障】

5.加强领导。各乡镇要提高认识，压实责任。
"""


def test_framed_headings_open_sections_over_running_numbers() -> None:
    record = read(FRAMED)
    found = clauses(record)
    assert [root.id for root in record.clauses] == ["标题", "前言", "加快国土绿化", "守好森林安全", "组织保障"]
    assert [child.id for child in found["守好森林安全"].children] == ["3", "4"]
    assert "【" not in found["2"].text
    assert found["加快国土绿化"].heading == "加快国土绿化"


def test_a_statement_below_a_framed_heading_governs_its_section_alone() -> None:
    tasks = {task.id: task for task in read(FRAMED).tasks}
    assert list(tasks) == ["1", "2", "3", "4"]
    assert (tasks["1"].lead, tasks["1"].responsible) == (["县林业局"], ["各乡镇人民政府"])
    assert (tasks["2"].lead, tasks["2"].responsible) == (["县林业局"], [])
    assert (tasks["3"].lead, tasks["3"].responsible) == ([], ["县应急管理局"])


def test_framed_headings_below_a_numbered_one_stand_under_it() -> None:
    found = clauses(
        read(
            "湖镇2026年教育工作计划\n\n一、重点任务\n\n【办好学校】\n\n1.新建小学1所。\n\n2.改造操场3处。\n\n【建强队伍】\n\n"
            "3.招聘教师20名。\n\n二、工作要求\n\n各校要抓好落实。\n"
        )
    )
    assert [child.heading for child in found["一"].children] == ["办好学校", "建强队伍"]
    assert "一.3" in found and found["二"].heading == "工作要求"


def test_a_framed_lead_of_a_sentence_is_no_heading() -> None:
    found = clauses(read("湖镇2026年工作计划\n\n一、重点任务\n\n1.【新建】在镇区新建小学1所。\n\n2.改造操场3处。\n"))
    assert [child.id for child in found["一"].children] == ["一.1", "一.2"]


STROKED = """关于印发任务清单的通知

附件

溪桥县2026年林业重点任务清单

序号{s}工作任务{s}责任单位{s}完成时限
一、国土绿化
1{s}完成人工造林2万亩，成活率达到90%以上。{s}牵头：县林业局；配合：各乡镇{s}2026年4月底前
2{s}建设义务植树基地3处。{s}县林业局、团县委{s}2026年3月底前
二、森林安全
3{s}每月排查一次火灾隐患。{s}县应急管理局{s}全年
4{s}编印防火手册。{s}—{s}2026年9月底前
"""


def test_cells_that_only_strokes_part_are_columns() -> None:
    for stroke in (" | ", "|", "｜", " │ "):
        record = read(STROKED.replace("{s}", stroke))
        found = clauses(record)
        assert squeezed(found["附.一.1"].text).endswith("完成人工造林2万亩，成活率达到90%以上。")
        tasks = {task.id: task for task in record.tasks}
        assert (tasks["附.一.1"].lead, tasks["附.一.1"].cooperate) == (["县林业局"], ["各乡镇"])
        assert tasks["附.一.2"].responsible == ["县林业局", "团县委"]
        assert (tasks["附.二.3"].responsible, tasks["附.二.3"].deadline) == (["县应急管理局"], "全年")
        assert (tasks["附.二.4"].responsible, tasks["附.二.4"].deadline) == ([], "2026年9月底前")


def test_strokes_in_running_text_make_no_table() -> None:
    record = read("湖镇2026年工作计划\n\n联系人：张某 | 电话：1234 | 邮编：5678\n\n一、重点任务\n\n1.新建小学1所。\n")
    assert not record.tables


def squeezed(text: str) -> str:
    return "".join(text.split())
