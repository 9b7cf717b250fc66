"""Clauses: the corpus against its gold, and what typists, tables and flattened text do to them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from doc_checker.document import Document
from doc_checker.extract.clauses import find_clauses
from doc_checker.model import Clause
from doc_checker.readers import read_bytes
from doc_checker.rows import ParsedClauses
from doc_checker.text import squeeze

from .layouts import merge, notice_of, parse, pipe
from .written import DATA, notice, notices


def flat(parsed: ParsedClauses) -> list[Clause]:
    """All clauses in reading order."""
    return [clause for root in parsed.clauses for clause in root.walk()]


def ids(source: str | Document) -> list[str]:
    """The ids of a written document without title and preface."""
    return [name for name in parse(source)[2] if name not in ("标题", "前言")]


@pytest.mark.parametrize("name", notices())
def test_gold(name: str) -> None:
    document, outline, gold = notice(name)
    found = flat(find_clauses(document, outline, DATA))
    assert [clause.id for clause in found] == [clause["id"] for clause in gold["clauses"]]
    for clause, wanted in zip(found, gold["clauses"], strict=True):
        assert clause.model_dump(include={"id", "label", "level", "heading", "text"}) == wanted


@pytest.mark.parametrize("name", notices())
def test_spans(name: str) -> None:
    """A span covers the printed text. The preface may stand in two pieces; a stray 。 was rejoined to its item."""
    document, outline, _ = notice(name)
    for clause in flat(find_clauses(document, outline, DATA)):
        pieces = clause.pieces or [clause.span]
        printed = squeeze("".join(document.slice(piece.start, piece.end) for piece in pieces))
        assert printed in (squeeze(clause.text), squeeze(clause.text).removesuffix("。"))
        assert not clause.pieces or clause.id == "前言"
        assert (pieces[0].start, pieces[-1].end) == (clause.span.start, clause.span.end)


@pytest.mark.parametrize("name", notices())
def test_siblings_never_overlap(name: str) -> None:
    document, outline, _ = notice(name)
    parsed = find_clauses(document, outline, DATA)
    spans = sorted((clause.span.start, clause.span.end) for clause in flat(parsed) if clause.id != "前言")
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_levels_in_the_order_of_their_labels() -> None:
    body = """为做好工作，制定本方案。
一、总体要求
坚持目标导向。
二、主要任务
(一)健全机制。成立专班。
1.制定办法。
（1）起草；
①调研；
②论证。
（2）印发。
2．每月调度。
（二）加强宣传
1、开展活动。
三、工作要求
抓好落实。"""
    _, _, clauses, _ = parse(notice_of("2025年工作方案", body))
    assert list(clauses) == [
        *("标题", "前言", "一", "二", "二（一）", "二（一）.1", "二（一）.1（1）", "二（一）.1（1）.①"),
        *("二（一）.1（1）.②", "二（一）.1（2）", "二（一）.2", "二（二）", "二（二）.1", "三"),
    ]
    assert clauses["二（一）.1（1）.①"].level == 5
    assert clauses["一"].text == "一、总体要求\n坚持目标导向。"
    assert clauses["二（一）"].heading == "健全机制"
    assert clauses["前言"].text.endswith("\n为做好工作，制定本方案。")


def test_running_numbers_and_levels_that_are_left_out() -> None:
    assert ids(
        notice_of("2025年工作要点", "1. 完善制度。\n2.2025年底前建成平台。\n3.5G网络覆盖。\n4.加强宣传。")
    ) == list("1234")
    running = "一、机制\n（一）甲。\n（二）乙。\n二、宣传\n（三）丙。\n（四）丁。"
    assert ids(notice_of("2025年工作方案", running)) == ["一", "一（一）", "一（二）", "二", "二（三）", "二（四）"]
    sections = "一、机制\n1.甲。\n2.乙。\n二、宣传\n3.丙。"
    assert ids(notice_of("2025年工作要点", sections)) == ["一", "一.1", "一.2", "二", "二.3"]


def test_articles_stand_by_themselves_below_their_chapters() -> None:
    body = "第一章 总则\n第一条 为规范管理，制定本办法。\n第二条 下列情形适用本办法：\n（一）新建；\n（二）改建。\n第二章 附则\n第三条 本办法自印发之日起施行。"
    _, _, clauses, _ = parse(notice_of("管理办法", body))
    assert list(clauses)[2:] == ["第一章", "第一条", "第二条", "第二条（一）", "第二条（二）", "第二章", "第三条"]
    assert [child.id for child in clauses["第一章"].children] == ["第一条", "第二条"]
    assert clauses["第一条"].level == 2


def test_numbers_out_of_order_and_repeated() -> None:
    body = "一、任务\n1.甲。\n3.乙\n2.丙。\n。\n二、措施\n（一）子。\n1.一。\n（一）丑。\n1.二。"
    _, _, clauses, _ = parse(notice_of("2025年工作方案", body))
    assert list(clauses)[2:] == [
        *("一", "一.1", "一.3", "一.2", "二", "二（一）", "二（一）.1", "二（一）#2", "二（一）#2.1"),
    ]
    assert clauses["一.3"].text == "3.乙。", "the stray mark closes the item that lacks one"
    assert clauses["一.2"].text == "2.丙。"


def test_a_label_follows_a_full_stop_where_the_numbering_asks_for_it() -> None:
    body = "一、总体要求（一）指导思想。坚持实干。（二）工作目标。年底前完成1.5万户。二、主要任务（三）健全机制。成立专班。"
    assert ids(notice_of("2025年工作方案", body)) == ["一", "一（一）", "一（二）", "二", "二（三）"]
    inline = "一、范围\n包括：（一）企业；（二）个人；（三）其他组织。投资2.5万元以上。3年内有效。"
    assert ids(notice_of("2025年工作方案", inline)) == ["一"]


def test_headings() -> None:
    body = """一、提升质量，夯实基础
（一）强化力量。成立专班，集中办公。（责任单位：市财政局）
（二）每月召开例会。（责任单位：市财政局）
（三）组织开展专题调研，形成报告。
二、让办事更省心（牵头单位：市数据局）
（一）集成办理：推出五个套餐。"""
    _, _, clauses, _ = parse(notice_of("2025年工作方案", body))
    found = {name: clause.heading for name, clause in clauses.items()}
    assert found["一"] == "提升质量，夯实基础"
    assert found["一（一）"] == "强化力量"
    assert found["一（二）"] is None, "a bracket is not more text"
    assert found["一（三）"] is None
    assert found["二"] == "让办事更省心"
    assert found["二（一）"] == "集成办理"


GRID = ("一级指标/二级指标/创建任务/责任单位", "一、制度建设/（一）加强领导/1.成立领导小组。/法规科")
ROWS = ("/（二）建立机制/2.制定方案。/综合科", "//3.每月更新台账。/法规科、综合科", "其他指标/创建任务//")
MORE = ("加分项/2.获得表彰。//", "/1.形成经验。//", "扣分项//1.弄虚作假的。/")
FLAT = """一级指标 二级指标 创建任务 责任单位
一、制度建设
（一）加强领
导
1.成立领导小组。
法规科
（二）建立机制
2.制定方案。 综合科
3.每月更新台账。
法规科、综
合科
其他指标 创建任务
加分项
2.获得表彰。
1.形成经验。
注：重点领域指公路和水路。
细分领域：
公路：公路设计、公路施工。
扣分项
1.弄虚作假的。"""
WANTED = ["附", "附.一", "附.一.1", "附.一.2", "附.一.3", "附.加", "附.加.2", "附.加.1", "附.扣", "附.扣.1"]


def test_a_table_ruled_with_merged_cells_or_flattened_gives_the_same_rows() -> None:
    title = "创建任务及责任分工\n\n"
    ruled = notice_of("2025年工作方案", "一、工作要求\n抓好落实。", title + pipe(*GRID, *ROWS, *MORE))
    document = read_bytes(ruled.encode(), "written.txt")
    merged = merge(document, {(1, 0): (3, 1), (2, 1): (2, 1), (5, 0): (2, 1), (5, 1): (1, 3), (6, 1): (1, 3)})
    flattened = notice_of("2025年工作方案", "一、工作要求\n抓好落实。", title + FLAT)
    expected = parse(ruled)
    assert list(expected[2])[3:] == WANTED
    for source in (merged, flattened):
        _, _, clauses, tasks = parse(source)
        kept = {name: clause for name, clause in clauses.items() if name != "附.注"}
        assert [(c.id, c.label, c.heading, c.text) for c in kept.values()] == [
            (c.id, c.label, c.heading, c.text) for c in expected[2].values()
        ]
        assert {name: task.responsible for name, task in tasks.items()} == {
            name: task.responsible for name, task in expected[3].items()
        }
    note = parse(flattened)[2]["附.注"]
    assert note.text == "注：重点领域指公路和水路。\n细分领域：\n公路：公路设计、公路施工。"
    assert note.level == 2


def test_a_group_label_printed_one_row_late() -> None:
    table = pipe(
        "建设指标/工作内容及评估标准/得分",
        "一、机制(4分)/1.甲项工作，得2分。/",
        "/2.乙项工作，得2分。/",
        "/1.丙项工作，得1分。/",
        "二、宣传(3分)/2.丁项工作，得2分。/",
        "/3.戊项工作，得2分。/",
    )
    _, _, clauses, tasks = parse(notice_of("指标体系", "一、要求\n落实。", "建设指标体系\n\n" + table))
    assert list(clauses)[4:] == ["附.一", "附.一.1", "附.一.2", "附.二", "附.二.1", "附.二.2", "附.二.3"]
    assert clauses["附.一"].heading == "机制"
    assert not [name for name in tasks if name.startswith("附")], "an indicator system sets no tasks"


def test_groups_without_numbers_get_their_ordinal() -> None:
    table = pipe(
        "类别/重点任务/责任单位",
        "制度建设/制定管理办法。/法规科",
        "/召开季度会议。/综合科",
        "宣传推广/开设网站专栏。/信息中心",
    )
    _, _, clauses, _ = parse(notice_of("2025年工作方案", "一、要求\n落实。", "重点任务分工表\n\n" + table))
    assert list(clauses)[4:] == ["附.一", "附.一.1", "附.一.2", "附.二", "附.二.1"]
    assert (clauses["附.二"].label, clauses["附.二"].heading) == (None, "宣传推广")


def test_a_table_without_groups_and_numbers_in_a_column_of_their_own() -> None:
    table = pipe("序号/工作任务/责任部门/完成时限", "1/制定方案。/法规科/3月底前", "2/开展检查。/综合科/全年")
    _, _, clauses, _ = parse(notice_of("2025年工作方案", "一、要求\n落实。", "任务清单\n\n" + table))
    assert list(clauses)[3:] == ["附", "附.1", "附.2"]
    assert (clauses["附.1"].label, clauses["附.1"].text) == ("1", "制定方案。")


def test_a_row_with_a_name_of_its_own() -> None:
    table = pipe(
        "一级指标/二级指标/评价标准/分值",
        "一、机制（5分）/1.领导机制(3分)/成立领导小组。/3",
        "/2.年度部署/印发要点。/2",
    )
    _, _, clauses, _ = parse(notice_of("评价指标", "一、要求\n落实。", "评价指标体系\n\n" + table))
    assert clauses["附.一.1"].text == "1.领导机制(3分)\n成立领导小组。"
    assert clauses["附.一.1"].heading == "领导机制"


def test_a_table_in_the_body_stands_below_its_section() -> None:
    table = pipe("序号/重点任务/责任单位", "1/制定方案。/法规科", "2/开展检查。/综合科")
    assert ids(notice_of("2025年工作方案", f"一、任务分工\n{table}\n二、要求\n落实。")) == ["一", "一.1", "一.2", "二"]


def test_lists_make_no_clauses_of_their_own() -> None:
    roster = "领导小组成员名单\n\n组　长：王建国　副市长\n成　员：李　强　市财政局局长\n　　　　赵　磊　市教育局局长"
    _, _, clauses, _ = parse(notice_of("2025年工作方案", "一、要求\n落实。", roster))
    assert list(clauses)[3:] == ["附"]
    assert clauses["附"].text.splitlines()[2] == "组长：王建国副市长"
    units = "试点单位名单\n\n一、江城市\n1.东湖区民政局\n2.西山县民政局\n二、海州市\n3.临海区民政局"
    assert ids(notice_of("2025年工作方案", "一、要求\n落实。", units)) == ["一", "附"]


def test_the_parsed_clauses_say_what_each_one_is() -> None:
    _, parsed, _, _ = parse(notice_of("2025年工作方案", "一、要求\n落实。", "创建任务及责任分工\n\n" + FLAT))
    assert parsed.kinds["标题"] == "title"
    assert parsed.kinds["前言"] == "preface"
    assert parsed.kinds["一"] == "item"
    assert parsed.kinds["附"] == "root"
    assert parsed.kinds["附.加"] == "group"
    assert parsed.kinds["附.注"] == "note"
    assert set(parsed.rows) == {name for name, kind in parsed.kinds.items() if kind == "row"}
    assert not parsed.rows["附.扣.1"].is_task


def test_an_empty_document_has_no_clauses() -> None:
    _, parsed, _, tasks = parse("通知\n")
    assert not [clause for clause in flat(parsed) if clause.id != "标题"]
    assert not tasks


def test_several_items_in_one_cell() -> None:
    table = pipe(
        "序号/重点任务/具体措施/责任单位",
        "1/健全机制/1.成立专班。2.制定办法，投入2.5万元。/法规科",
        "2/加强宣传/1.开展活动。2.开设专栏。/综合科",
    )
    _, _, clauses, tasks = parse(notice_of("2025年工作方案", "一、要求\n落实。", "任务分工表\n\n" + table))
    assert {name: task.text for name, task in tasks.items()} == {
        "附.1": "健全机制\n1.成立专班。2.制定办法，投入2.5万元。",
        "附.2": "加强宣传\n1.开展活动。2.开设专栏。",
    }, "a name of its own makes one row"
    table = pipe(
        "类别/具体措施/责任单位",
        "一、机制/1.成立专班。2.制定办法，投入2.5万元。/法规科",
        "二、宣传/1.开展活动。/综合科",
    )
    _, _, clauses, tasks = parse(notice_of("2025年工作方案", "一、要求\n落实。", "任务分工表\n\n" + table))
    assert {name: (task.text, task.responsible) for name, task in tasks.items()} == {
        "附.一.1": ("1.成立专班。", ["法规科"]),
        "附.一.2": ("2.制定办法，投入2.5万元。", ["法规科"]),
        "附.二.1": ("1.开展活动。", ["综合科"]),
    }
    assert clauses["附.一"].heading == "机制"


def test_a_column_of_numbers_that_counts_the_groups() -> None:
    table = pipe(
        "序号/重点任务/具体措施/责任单位",
        "1/健全机制/成立专班。/甲科",
        "//制定办法。/乙科",
        "2/加强宣传/开展活动。/丙科",
    )
    assert ids(notice_of("2025年工作方案", "一、要求\n落实。", "任务分工表\n\n" + table))[2:] == [
        *("附.一", "附.一.1", "附.一.2", "附.二", "附.二.1"),
    ]
