"""Plans in further layouts: decimal numbers, cells that each fill a line, items without numbers, minutes and letters.

The texts were written for the tests; expected values come from reading them.
"""

from __future__ import annotations

import pytest

from doc_checker.extract import extract_record
from doc_checker.model import Record, Source, Task
from doc_checker.readers import read_bytes
from doc_checker.readers.txt import read_text


def read(text: str) -> Record:
    source = Source(name="plan.txt", sha256="0" * 64, format="txt", pages=None, ocr_pages=[])
    return extract_record(read_text(text.encode(), source, "plan.txt"))


def ids(record: Record) -> list[str]:
    return [clause.id for root in record.clauses for clause in root.walk()]


def tasks(record: Record) -> dict[str, Task]:
    return {task.id: task for task in record.tasks}


def units(task: Task) -> tuple[list[str], list[str], list[str]]:
    return task.lead, task.responsible, task.cooperate


# --- decimal numbers

DECIMALS = """河口开发区2026年安全生产工作安排

{one}总体目标
杜绝较大以上事故。
{two}重点工作
2.1{gap}危险化学品
2.1.1{gap}复核企业安全距离，逐企建档。
牵头单位：区应急局
完成时限：2026年6月底前
2.1.2{gap}接入预警平台。
责任单位：区经发局、各企业
2.2{gap}建筑施工
2.2.1{gap}排查深基坑，投资2.3亿元。
{three}工作要求
3.1{gap}压实责任。各部门要亲自部署。
"""


@pytest.mark.parametrize(("mark", "gap"), [(" ", " "), ("\u3000", "\u3000"), ("", ""), (". ", " ")])
def test_decimal_numbers_are_labels(mark: str, gap: str) -> None:
    record = read(DECIMALS.format(one=f"1{mark}", two=f"2{mark}", three=f"3{mark}", gap=gap))
    assert ids(record) == ["标题", "1", "2", "2.1", "2.1.1", "2.1.2", "2.2", "2.2.1", "3", "3.1"]
    found = tasks(record)
    assert list(found) == ["2.1.1", "2.1.2", "2.2.1"]
    assert (units(found["2.1.1"]), found["2.1.1"].deadline) == ((["区应急局"], [], []), "2026年6月底前")
    assert units(found["2.1.2"]) == ([], ["区经发局", "各企业"], [])
    assert units(found["2.2.1"]) == ([], [], [])


def test_a_decimal_number_below_another_label_keeps_its_whole_path() -> None:
    record = read(DECIMALS.format(one="一、", two="二、", three="三、", gap=" "))
    assert ids(record) == ["标题", "一", "二", "二.2.1", "二.2.1.1", "二.2.1.2", "二.2.2", "二.2.2.1", "三", "三.3.1"]


def test_quantities_that_open_paragraphs_are_no_labels() -> None:
    record = read(
        "湖镇2026年工作计划\n\n一、重点任务\n\n1.新建\n\n2.1万亩林地\n\n3个市场完成改造。\n\n2.2亿元资金到位。\n"
    )
    assert not {"2.1", "2.2"} & set(ids(record))


# --- a table whose cells each fill a line

CELLS = """河口区2026年文旅重点任务分解表

序号
工作任务
具体举措
牵头单位
责任单位
完成时限
一、丰富供给
1
打造重点村
完善停车场和标识牌，争创重点村2个
区文旅局
区农业农村局、白桦镇
2026年9月底前
2
开发研学线路
推出三条研学线路
区教育局
区文旅局、区科技局
2026年6月
二、加强监管
3
完善预案
修订应急预案并演练1次
区文旅局
/
10月底前

注：1.牵头单位每季度报送进展。2.年内指12月31日前。
"""


def test_cells_that_each_fill_a_line_are_rows() -> None:
    record = read(CELLS)
    assert record.title == "河口区2026年文旅重点任务分解表"
    assert record.signatories == []
    assert ids(record) == ["标题", "一", "一.1", "一.2", "二", "二.3", "注"]
    found = tasks(record)
    assert (units(found["一.2"]), found["一.2"].deadline) == ((["区教育局"], ["区文旅局", "区科技局"], []), "2026年6月")
    assert (units(found["二.3"]), found["二.3"].deadline) == ((["区文旅局"], [], []), "10月底前")


def test_a_section_behind_such_a_table_is_none_of_its_groups() -> None:
    record = read(
        CELLS.split("\n注：")[0] + "三、工作要求\n1.加强领导。各单位要提高认识。\n2.严格督查。定期通报进展。\n"
    )
    assert ids(record)[-3:] == ["三", "三.1", "三.2"]
    assert list(tasks(record)) == ["一.1", "一.2", "二.3"]


def test_a_number_merged_over_rows_counts_one_item() -> None:
    page = """<h1>河口区就业任务清单</h1><table>
<tr><th>序号</th><th>工作任务</th><th>具体举措</th><th>牵头单位</th><th>完成时限</th></tr>
<tr><td colspan="5">一、夯实载体</td></tr>
<tr><td rowspan="2">1</td><td rowspan="2">建设服务站</td><td>完成12个站点选址装修</td><td>区人社局</td><td>8月底前</td></tr>
<tr><td>统一服务标识和办事指南</td><td>区数据局</td><td>10月底前</td></tr>
<tr><td>2</td><td>建设青年驿站</td><td>提供7天免费住宿</td><td>团区委</td><td>6月底前</td></tr>
<tr><td colspan="5">二、重点帮扶</td></tr>
<tr><td>3</td><td>开展技能培训</td><td>开设养老护理等培训班</td><td>区人社局</td><td>11月底前</td></tr>
</table><p>注：每季度末报送进展。</p>"""
    record = extract_record(read_bytes(page.encode(), "plan.html"))
    found = tasks(record)
    assert list(found) == ["一.1", "一.1#2", "一.2", "二.3"]
    assert found["一.1#2"].lead == ["区数据局"]
    assert found["一.2"].lead == ["团区委"]
    assert ids(record)[-1] == "注"


# --- items without numbers

ITEMS = """河口市2026年知识产权工作要点

一、优化服务

{a}建好网点。新增网点2家，编制指南。（责任单位：市知识产权局、市图书馆）

{b}培育机构。引进服务机构5家。

{c}培养人才。将课程纳入培训内容。（牵头单位：市委组织部；责任单位：市委党校；持续推进）

二、组织实施

{a}加强协调。每半年召开一次推进会。

{b}跟踪评价。定期通报。
"""


@pytest.mark.parametrize("mark", ["◆", "●", "◆ ", ""])
def test_unnumbered_items_that_name_units_are_counted(mark: str) -> None:
    record = read(ITEMS.format(a=mark, b=mark, c=mark))
    assert ids(record) == ["标题", "一", "一.1", "一.2", "一.3", "二"]
    found = tasks(record)
    assert units(found["一.1"]) == ([], ["市知识产权局", "市图书馆"], [])
    assert units(found["一.2"]) == ([], [], [])
    assert (units(found["一.3"]), found["一.3"].deadline) == ((["市委组织部"], ["市委党校"], []), "持续推进")


def test_framed_titles_before_text_are_labels_where_units_are_named() -> None:
    record = read(ITEMS.format(a="【网点】", b="【机构】", c="【人才】"))
    assert ids(record) == ["标题", "一", "一.网点", "一.机构", "一.人才", "二"]
    assert [task.id for task in record.tasks if not any(units(task))] == ["一.机构"]


def test_marked_paragraphs_that_name_nobody_stay_with_their_heading() -> None:
    record = read(
        "湖镇工作方案\n\n一、重点工程\n\n●城关段清淤：长度11公里。\n\n●连通工程：新建涵闸3座。\n\n二、工作要求\n\n抓好落实。\n"
    )
    assert ids(record) == ["标题", "一", "二"]


def test_counted_words_head_items() -> None:
    record = read(
        "河口市数字政府2026年行动计划\n\n一、重点行动\n\n行动一：数据归集\n归集数据2亿条。\n牵头单位：市数据局\n\n行动二：一件事集成\n推出15项。\n"
        "责任单位：市卫健委\n\n行动三：适老化改造\n完成网站改造。\n\n二、保障措施\n健全机制。\n"
    )
    assert ids(record) == ["标题", "一", "一.行动一", "一.行动二", "一.行动三", "二"]
    assert [(task.lead, task.responsible) for task in record.tasks] == [
        (["市数据局"], []),
        ([], ["市卫健委"]),
        ([], []),
    ]


# --- who answers in running text; what is no task; closings

MINUTES = """河口县人民政府专题会议纪要

〔2026〕14号

关于研究市场改造工作的会议纪要

2026年3月5日，副县长卢某主持召开会议，议定事项如下：

一、关于改造
1.由城关镇牵头做好商户登记，县市场监管局、县城管局负责疏导点选址。
2.县财政局负责落实资金，县审计局负责跟踪审计。
3.南桥市场暂缓实施。
4.县城投公司牵头改造管网，县住建局配合做好审批。

出席：卢某、方某（县商务局）。
记录：程某
"""


def test_minutes_set_tasks_and_their_lists_of_persons_are_no_text() -> None:
    record = read(MINUTES)
    assert record.title == "关于研究市场改造工作的会议纪要"
    assert record.issuers == ["河口县人民政府"]
    found = tasks(record)
    assert list(found) == ["一.1", "一.2", "一.3", "一.4"]
    assert units(found["一.1"]) == (["城关镇"], ["县市场监管局", "县城管局"], [])
    assert units(found["一.2"]) == ([], ["县财政局", "县审计局"], [])
    assert units(found["一.3"]) == ([], [], [])
    assert units(found["一.4"]) == (["县城投公司"], [], ["县住建局"])
    assert "出席" not in found["一.4"].text


def test_the_closing_of_a_letter_is_no_part_of_the_last_task() -> None:
    record = read(
        "河口县教育局关于商请做好中考保障工作的函\n\n县公安局、县气象局：\n\n现商请贵单位做好以下工作：\n\n一、考前准备\n（一）净化环境。6月5日前完成清查。"
        "（责任单位：县公安局）\n（二）提供气象信息。（责任单位：县气象局）\n\n请贵单位明确1名联络员，于5月20日前将名单反馈我局。\n\n专此函达，请予支持为盼。\n\n"
        "河口县教育局\n2026年5月12日\n"
    )
    found = tasks(record)
    assert found["一（一）"].deadline == "6月5日前"
    assert found["一（二）"].deadline is None
    assert found["一（二）"].text.endswith("（责任单位：县气象局）")


def test_chapters_of_support_and_steps_set_no_tasks() -> None:
    record = read(
        "河口县水系治理行动方案\n\n第一章　河湖治理\n第一条　疏浚河道。分年清淤。〔县水利局负责；长期坚持〕\n第二条　打通沟渠。连通42条。〔县农业农村局负责〕\n"
        "第二章　保障措施\n第三条　强化资金筹措。积极争取补助。\n"
    )
    assert [(task.id, task.deadline) for task in record.tasks] == [("第一条", "长期坚持"), ("第二条", None)]
    record = read(
        "河口县整改方案\n\n一、整改任务\n1.补齐记录。（县审计局负责）\n二、整改步骤\n1.制定方案。3月完成。\n2.全面整改。6月完成。\n"
    )
    assert [task.id for task in record.tasks] == ["一.1"]
