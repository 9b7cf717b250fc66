"""Clauses that only share the words of a requirement: a battery over many fields, its values by reading."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.review.commitments import split_segments
from doc_checker.review.near_misses import only_near, strays

CASES = tomllib.loads((Path(__file__).parent / "near_misses.toml").read_text("utf-8"))


def read(asked: str, clause: str) -> bool:
    parts = list(split_segments(clause))
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    answer = max(parts, key=lambda part: sum(pair in part for pair in pairs))
    return only_near(asked, answer, parts, clause, default_data())


@pytest.mark.parametrize(("asked", "clause"), CASES["only"])
def test_words_shared_with_another_act_are_no_answer(asked: str, clause: str) -> None:
    assert read(asked, clause)


@pytest.mark.parametrize(("asked", "clause"), CASES["does"])
def test_what_may_answer_stands(asked: str, clause: str) -> None:
    assert not read(asked, clause)


@pytest.mark.parametrize(
    ("asked", "things", "clause", "is_stray"),
    [
        ("在售票场所公示", [("门票", 1.2), ("老年人", 1.0)], "检查结果通过政府网站公示。", True),
        ("在售票场所公示", [("门票", 1.2), ("老年人", 1.0)], "门票减免办法在售票窗口张榜。", False),
        ("开展专题调研", [("先进地区", 1.0)], "每半年组织一次专题座谈。", True),
        ("开展专题调研", [("先进地区", 1.0)], "赴先进地区开展调研。", False),
        ("全年举办培训不少于2期", [("门票", 1.2)], "全年举办培训3期。", False),
        ("建立“一企一档”", [("排污口", 1.2)], "逐个建立“一企一档”。", False),
    ],
)
def test_a_short_later_requirement_is_not_answered_elsewhere(
    asked: str, things: list[tuple[str, float]], clause: str, is_stray: bool
) -> None:
    assert strays(asked, things, clause) is is_stray
