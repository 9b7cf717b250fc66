"""Task tables flattened to lines: ``flat_cases.toml`` (expected values written by reading)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from .layouts import notice_of, parse

CASES = tomllib.loads((Path(__file__).parent / "flat_cases.toml").read_text("utf-8"))["case"]
FIELDS = {"text": None, "lead": [], "responsible": [], "cooperate": [], "deadline": None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_flat(case: dict[str, Any]) -> None:
    text = notice_of("2025年工作方案", "一、工作要求\n抓好落实。", case["text"].strip())
    found = {
        name: {field: getattr(task, field) for field in FIELDS}
        for name, task in parse(text)[3].items()
        if name.startswith("附")
    }
    assert found == {name: FIELDS | wanted for name, wanted in case.get("tasks", {}).items()}
    assert found or case.get("none")


def test_a_flattened_table_between_the_paragraphs_of_a_plan() -> None:
    body = """一、总体要求
坚持问题导向。
二、重点任务
任务分工如下。
序号 重点任务 牵头单位 配合单位 完成时限
1 建设口袋公园6处 区城管局 区自然资源局、各街道 9月底前
2 更换破损果皮箱 区环卫中心 各街道 5月底前
三、保障措施
（一）加强领导。各单位要高度重视。"""
    _, _, clauses, tasks = parse(notice_of("2025年工作方案", body))
    assert [(name, task.text, task.lead, task.cooperate, task.deadline) for name, task in tasks.items()] == [
        ("二.1", "建设口袋公园6处", ["区城管局"], ["区自然资源局", "各街道"], "9月底前"),
        ("二.2", "更换破损果皮箱", ["区环卫中心"], ["各街道"], "5月底前"),
    ]
    assert clauses["二"].text == "二、重点任务\n任务分工如下。"
    assert "三（一）" in clauses
