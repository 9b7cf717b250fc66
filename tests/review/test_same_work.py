"""A body item and the row of the task table that is the same work, beside rows that only read alike (``same_work.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from doc_checker.data import default_data
from doc_checker.model import Span, Task
from doc_checker.review.responsibility import judge_tasks

CASES = tomllib.loads((Path(__file__).parent / "same_work.toml").read_text("utf-8"))["case"]
PLACE = Span(start=0, end=1)


@cache
def found() -> dict[str, tuple[list[str], list[str]]]:
    """For each body item the rows that were taken for it, and those that a reader would take."""
    result = {}
    for case in CASES:
        items = [Task(id=f"二.{i}", text=text, span=PLACE) for i, text in enumerate(case["same"])]
        rows = [
            Task(id=f"附.{i}", text=text, responsible=["市民政局"], span=PLACE)
            for i, text in enumerate(case["rows"], 1)
        ]
        kinds = judge_tasks([*items, *rows], {}, default_data())
        for item in items:
            result[f"{case['name']} {item.text}"] = (
                kinds[item.id][1],
                [f"附.{row}" for row in case["same"][item.text]],
            )
    return result


def test_hardly_a_row_is_taken_for_other_work() -> None:
    wrong = [item for item, (taken, same) in found().items() if taken and taken[0] not in same]
    assert len(wrong) <= 0.03 * len(found()), wrong


def test_most_rows_of_the_same_work_are_found() -> None:
    wanted = [taken for taken, same in found().values() if same]
    assert sum(bool(taken) for taken in wanted) >= 0.9 * len(wanted)


def rows_under(heading: str) -> list[Any]:
    items = [Task(id="二（一）", text=f"（一）{heading}。召集各成员单位会商重大事项。", span=PLACE)]
    rows = [
        Task(id="附.一.1", text="1.每季度召开一次联席会议，听取各成员单位汇报。", responsible=["市民政局"], span=PLACE),
        Task(id="附.二.2", text="2.新建食堂8个。", responsible=["市财政局"], span=PLACE),
    ]
    return [*items, *rows]


def test_rows_under_the_items_own_heading() -> None:
    from doc_checker.review.responsibility import compare_tasks

    tasks = rows_under("健全养老服务联席会议机制")
    headings = {"附.一.1": "健全养老服务联席会议机制", "附.二.2": "发展老年助餐"}
    kinds = judge_tasks(tasks, {}, default_data(), lambda: compare_tasks(tasks, default_data(), headings))
    assert kinds["二（一）"] == ("elsewhere", ["附.一.1"])
