"""The year that a plan speaks from and the month until which it runs: what comes later is put off."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.model import Clause, Record, Source, Span
from doc_checker.review.commitments import ActorScope, read_sentences
from doc_checker.review.plan_time import plan_times

SOURCE = Source(name="plan.txt", sha256="0" * 64, format="txt")


def clause(text: str, identifier: str = "一") -> Clause:
    return Clause(id=identifier, label=None, level=1, heading=None, text=text, span=Span(start=0, end=len(text)))


@pytest.mark.parametrize(
    ("title", "written", "text", "expected"),
    [
        ("清河县2025年城市管理工作要点", "2025-03-02", "改造公厕6座。", (2025, 202512)),
        ("清河县2026年文化惠民工作计划", "2025-12-20", "送戏下乡60场。", (2026, 202612)),
        ("清河市法治建设实施方案（2025—2027年）", "2025-05-06", "2026年完成中期评估。", (2025, 202712)),
        ("清河市质量提升三年行动计划", "2025-05-06", "建成质量服务站9个。", (2025, 202712)),
        ("清河县“十五五”档案事业发展规划", "2026-02-01", "建成新馆。", (2026, 203012)),
        ("清河县养老示范县创建方案", "2025-04-01", "到2026年3月底，床位达到900张。", (2025, 202603)),
        ("清河县食品安全创建方案", "2025-04-01", "利用两年时间，完成规范化建设。", (2025, 202612)),
        ("清河县信用提升方案", "2025-04-01", "总结验收阶段（2026年1月至2月）。", (2025, 202602)),
        ("清河县2025年水利工作要点", "2025-03-02", "实验楼改造推迟到2026年，另行安排。", (2025, 202512)),
        ("关于2024年巡察反馈问题的整改方案", "2025-01-20", "逐项整改销号。", (2025, 202512)),
        ("清河县信访工作方案", None, "每月接访1次。", (None, None)),
    ],
)
def test_time_of_a_plan(title: str, written: str | None, text: str, expected: tuple[int | None, int | None]) -> None:
    plan = Record(source=SOURCE, title=title, written_date=written, clauses=[clause(text)])
    assert plan_times(plan) == expected


@pytest.mark.parametrize(
    ("until", "text", "force"),
    [
        (202512, "2026年建成县级展示馆。", "postponed"),
        (202712, "2026年建成县级展示馆。", "firm"),
        (202712, "2028年建成县级展示馆。", "postponed"),
        (202603, "2026年上半年完成复核。", "firm"),
        (202603, "2026年下半年统一组织复核。", "postponed"),
        (202712, "2026年，新增托位300个。", "firm"),
        (202512, "2026年，新增托位300个。", "postponed"),
    ],
)
def test_what_lies_beyond_the_plan_is_put_off(until: int, text: str, force: str) -> None:
    own = read_sentences(clause(text), default_data(), ActorScope(2, 2025, until=until))
    assert {segment.force for segment in own[0].segments} == {force}
