"""The terminal summary: columns that line up, everything said, no escape sequence from a document."""

import pytest

from doc_checker.model import Finding
from doc_checker.report.terminal import (
    Screen,
    clip,
    pad,
    render_explanation,
    render_findings,
    render_review,
    render_systems,
    screen_width,
)
from tests.report.laiwu import county_system, review


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("方案", 4), ("（一）", 6), ("“信用”", 6), ("e\u0301", 1), ("", 0)]
)
def test_columns_of_a_text(text: str, width: int) -> None:
    assert screen_width(text) == width


def test_padding_and_clipping() -> None:
    assert pad("方案", 6) == "方案  "
    assert pad("方案方案", 6) == "方案方案 "
    assert clip("方案方案", 8) == "方案方案"
    assert clip("方案方案", 7) == "方案方…"
    assert clip("一\n二", 9) == "一 二"


def test_the_summary_says_what_a_reviewer_needs() -> None:
    text = render_review(review())
    for words in (
        "莱芜区交字〔2024〕19号",
        "鲁交法函〔2023〕5号",
        "选用理由：方案题为",
        "√ 覆盖 24",
        "△ 部分覆盖 2",
        "× 未覆盖 1",
        "6 分（满分 100 分）",
        "47 项：责任明确 24，另处明确 10，责任缺失 13",
        "需先核对的问题（4 项）",
        "未完全覆盖的指标（5 项）",
        "风险 2 分",
        "方案未写明市级以上媒体。",
        "责任缺失的任务（13 项）",
        "附2.加.7",
    ):
        assert words in text
    assert "\x1b" not in text


def test_report_paths_are_told() -> None:
    from pathlib import Path

    assert render_review(review(), reports=[Path("报告/甲.html")]).rstrip().endswith("报告：报告/甲.html")


def test_group_columns_line_up() -> None:
    lines = render_review(review()).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("组别"))
    assert len({screen_width(line) for line in lines[start : start + 8]}) == 1


def test_lists_stay_inside_the_screen() -> None:
    lines = render_review(review(), Screen(72)).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("责任缺失的任务"))
    assert all(screen_width(line) <= 72 for line in lines[start:])


def test_colour_only_where_asked() -> None:
    coloured = render_review(review(), Screen(colour=True))
    assert "\x1b[31m" in coloured
    stripped = coloured
    for code in ("1", "31", "32", "33", "36", "0"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == render_review(review())


def test_control_characters_of_a_document_never_reach_the_screen() -> None:
    whole = review()
    evil = "甲\x1b]0;owned\x07\x9b31m\u202e\r\n乙"
    update = {
        "plan": whole.plan.model_copy(update={"title": evil}),
        "system": whole.system.model_copy(update={"title": evil, "chosen_because": evil}),
        "tasks": [task.model_copy(update={"id": evil, "text": evil}) for task in whole.tasks],
        "indicators": [verdict.model_copy(update={"text": evil, "reason": evil}) for verdict in whole.indicators],
        "findings": [Finding(code="x", severity="error", message=evil)],
    }
    poisoned = whole.model_copy(update=update)
    for text in (render_review(poisoned), render_explanation(poisoned.indicators[0])):
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e", "\r"}


def test_explanation_shows_every_facet_and_the_whole_quotes() -> None:
    verdict = next(v for v in review().indicators if v.id == "五.1")
    text = render_explanation(verdict)
    assert "× 所列各项：要求“开展”，方案未写明" in text
    assert "√ 数量或频次：要求“每季度至少1次”，方案“每季度至少1次”" in text
    assert verdict.evidence[0].quote in text
    assert "责任明确：责任 法规科、运输发展中心、基础建设中心、综合执法大队" in text


def test_systems_with_their_audit() -> None:
    text = render_systems([(county_system(), ["一、制度建设：所印 12 分，各项合计 12 分，一致"])])
    assert "山东省“信用交通县”建设指标体系（2023年版）（县级，满分 100 分）" in text
    assert "一、制度建设（12 分）" in text
    assert "加.1" in text and "不设上限" in text
    assert text.rstrip().endswith("一致")


def test_no_findings_no_lines() -> None:
    assert render_findings([]) == ""
