"""Labels of clauses: what opens one, what does not, and which ids they give."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.labels import Sequence, find_label, join_id

DATA = default_data()


@pytest.mark.parametrize(
    ("text", "part", "printed"),
    [
        ("一、总体要求", "一", "一、"),
        ("十二 、保障措施", "十二", "十二、"),
        ("（ 三 )工作目标", "（三）", "（三)"),
        ("(五)加强奖惩", "（五）", "(五)"),
        ("三)工作目标", "（三）", "三)"),
        ("㈡工作目标", "（二）", "㈡"),
        ("1. 5G网络覆盖", "1", "1."),
        ("１２．加强宣传", "12", "１２．"),
        ("3、开展检查", "3", "3、"),
        ("2.2025年6月底前完成", "2", "2."),
        ("（１）申请表", "（1）", "（１）"),
        ("4）身份证明", "（4）", "4）"),
        ("①申请表", "①", "①"),
        ("第 三 条 本办法适用于", "第三条", "第三条"),
        ("第一章 总则", "第一章", "第一章"),
    ],
)
def test_printed_forms(text: str, part: str, printed: str) -> None:
    label = find_label(text, DATA)
    assert label is not None
    assert (label.id_part, label.printed) == (part, printed)


@pytest.mark.parametrize(
    "text",
    [
        "2.5万元以上",
        "2023.4",
        "2023.4.13",
        "2023年4月13日",
        "1.5倍",
        "三、四季度开展检查",
        "二、三级医院",
        "一、二、三等奖各1名",
        "第三条规定的情形",
        "第二批试点",
        "（2023）",
        "（试行）",
        "一是加强领导",
        "",
    ],
)
def test_no_labels(text: str) -> None:
    assert find_label(text, DATA) is None


def test_ids_join_without_their_punctuation() -> None:
    assert join_id("", "三") == "三"
    assert join_id("三", "（一）") == "三（一）"
    assert join_id("三（一）", "1") == "三（一）.1"
    assert join_id("三（一）.1", "（1）") == "三（一）.1（1）"
    assert join_id("附2", "一") == "附2.一"
    assert join_id("附", "（一）") == "附.（一）"


def test_a_repeated_id_gets_a_running_mark() -> None:
    ids = Sequence()
    assert [ids.take(wanted) for wanted in ("一.1", "一.2", "一.1", "一.1")] == ["一.1", "一.2", "一.1#2", "一.1#3"]
