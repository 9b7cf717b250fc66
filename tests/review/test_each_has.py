"""Names like 一口一档: one for each of what they count, said in other words."""

from __future__ import annotations

import pytest

from doc_checker.review.word_table import is_counted_so, says_each


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        ("口", "为每个排口建立一份完整档案"),
        ("企", "为每家企业明确一名服务专员"),
        ("户", "每户一个分类桶"),
        ("校", "各学校编制防汛方案"),
        ("村", "逐村制定方案"),
        ("河", "每条河流确定一名河长"),
    ],
)
def test_each_of_what_is_counted(thing: str, text: str) -> None:
    assert says_each(thing, text)


@pytest.mark.parametrize(
    ("thing", "text"), [("口", "加强排口管理"), ("企", "开展企业走访"), ("村", "选择三个村开展试点")]
)
def test_no_word_of_each(thing: str, text: str) -> None:
    assert not says_each(thing, text)


@pytest.mark.parametrize(
    ("thing", "of", "counted"),
    [("排污口", "口", True), ("企业", "企", True), ("企业家", "企", False), ("口罩", "户", False)],
)
def test_what_a_name_counts(thing: str, of: str, counted: bool) -> None:
    assert is_counted_so(thing, of) is counted
