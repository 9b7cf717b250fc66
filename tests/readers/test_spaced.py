"""Scoring tables in plain text whose columns only runs of blanks part."""

from __future__ import annotations

from doc_checker.document import TableBlock
from doc_checker.readers import read_bytes


def rows_of(text: str) -> list[list[str]]:
    """The rows of the only table of a text; empty where there is none."""
    document = read_bytes(text.encode(), "表.txt", "表.txt", None)
    tables = [block for block in document.blocks if isinstance(block, TableBlock)]
    assert len(tables) <= 1
    return [
        [document.cell_text(cell) for cell in table.cells if cell.row == row]
        for table in tables
        for row in range(table.n_rows)
    ]


def test_one_line_for_each_row() -> None:
    text = "序号  评估要点  分值  评分办法\n1  配备人员不少于18人  15  每少1人扣2分\n2  公开招聘  10  未公开的不得分\n合计  25\n"
    assert rows_of(text) == [
        ["序号", "评估要点", "分值", "评分办法"],
        ["1", "配备人员不少于18人", "15", "每少1人扣2分"],
        ["2", "公开招聘", "10", "未公开的不得分"],
        ["", "合计", "25", ""],
    ]


def test_a_group_is_left_out_in_further_rows() -> None:
    text = (
        "类别  考核内容  分值  评分标准\n组织领导  成立专班  5  未成立不得分\n每季度研究1次  10  每少1次扣2分\n"
        "工作落实  完成整改  10  每少1项扣1分\n"
    )
    assert [row[:2] for row in rows_of(text)[1:]] == [
        ["组织领导", "成立专班"],
        ["", "每季度研究1次"],
        ["工作落实", "完成整改"],
    ]


def test_a_heading_between_rows_is_one_cell() -> None:
    text = (
        "序号  考核内容  分值  标准\n一、路面管养（45分）\n1  每日清扫2次  20  每少1次扣1分\n2  亮灯率99%  25  不达标不得分\n"
        "二、秩序管理（55分）\n3  停车有序  55  每处扣1分\n"
    )
    assert [row for row in rows_of(text) if len(row) == 1] == [["一、路面管养（45分）"], ["二、秩序管理（55分）"]]


def test_wrapped_cells_below_each_other() -> None:
    text = (
        "类别      序号  内容                     分值  办法\n"
        "产业      1     新增龙头企业不少于2家，  12    每少1家扣3分；机\n"
        "（12分）        联农带农机制健全。             制不健全扣2分。\n"
        "生态      2     卫生厕所普及率达95%。    11    每低1个百分点扣1分。\n"
    )
    assert rows_of(text)[1:] == [
        ["产业（12分）", "1", "新增龙头企业不少于2家，联农带农机制健全。", "12", "每少1家扣3分；机制不健全扣2分。"],
        ["生态", "2", "卫生厕所普及率达95%。", "11", "每低1个百分点扣1分。"],
    ]


def test_marks_in_the_middle_of_wrapped_cells() -> None:
    text = (
        "项目      内容                        分值  办法\n"
        "          每周开放不少于56小时，节          每少1小时扣1分；节假\n"
        "开放      假日正常开放。              12    日未开放扣2分。\n"
        "座席      座席不少于200个。           10    每少10个扣1分。\n"
        "          全年举办活动不少于30场，          每少1场扣1分，扣完为\n"
        "活动      活动有记录。                20    止。\n"
    )
    assert [row[1] for row in rows_of(text)[1:]] == [
        "每周开放不少于56小时，节假日正常开放。",
        "座席不少于200个。",
        "全年举办活动不少于30场，活动有记录。",
    ]


def test_rosters_signatures_and_running_text_are_no_tables() -> None:
    roster = "姓名  单位  职务\n王一  财政局  局长\n李二  教育局  副局长\n赵三  民政局  科长\n"
    assert rows_of(roster) == []
    signed = "有关事项通知如下。\n\n联系人：王一  电话：1234567  邮箱：a@b.cn\n\n市财政局  市教育局  市民政局\n2026年3月1日\n"
    assert rows_of(signed) == []
    text = "名称  分值  说明\n各单位要认真组织。\n请于月底前报送。\n"
    assert rows_of(text) == []
