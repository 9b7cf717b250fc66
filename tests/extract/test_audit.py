"""The arithmetic audit: a system that adds up gets no finding, one that does not gets one that shows the sum."""

from __future__ import annotations

import pytest

from doc_checker.extract.audit import audit_system, audit_systems
from doc_checker.extract.indicators import find_indicator_systems
from doc_checker.model import Cap, Indicator, IndicatorGroup, IndicatorSystem, ScoringRule

from .test_indicators import notice, systems, written
from .written import DATA


def item(id_: str, points: float | None, *rules: ScoringRule) -> Indicator:
    return Indicator(id=id_, text="建立制度", points=points, rules=list(rules))


def award(points: float, per: str | None = None, cap: float | None = None) -> ScoringRule:
    caps = [] if cap is None else [Cap(period=None, points=cap)]
    return ScoringRule(text=f"得{points:g}分", kind="award", points=points, per=per, caps=caps)


def group(id_: str, points: float | None, *items: Indicator, kind: str = "scored") -> IndicatorGroup:
    return IndicatorGroup(id=id_, name="制度", kind=kind, points=points, indicators=list(items))  # type: ignore[arg-type]


def system(total: float | None, *groups: IndicatorGroup) -> IndicatorSystem:
    return IndicatorSystem(title="评价指标", level=None, total_points=total, groups=list(groups))


def codes(found: IndicatorSystem) -> list[str]:
    return [finding.code for finding in audit_system(found)]


@pytest.mark.parametrize("name", ["yanglao-2025-07", "yingshang-2025-12"])
def test_the_written_systems_add_up(name: str) -> None:
    assert audit_systems([written(name)]) == []


def test_the_notice_adds_up() -> None:
    document, outline, _ = notice("lujiaofahan-2023-05")
    assert audit_systems(find_indicator_systems(document, outline, DATA)) == []


def test_a_group_that_does_not_add_up_shows_its_sum() -> None:
    findings = audit_system(system(12, group("一", 12, item("一.1", 5), item("一.2", 4), item("一.3", 2))))
    assert [(finding.code, finding.severity) for finding in findings] == [("group-points-mismatch", "warning")]
    assert findings[0].message == "“一、制度”各项指标合计11分（5+4+2），与标明的12分不符"
    assert findings[0].data == {"system": "评价指标", "group": "一", "printed": 12, "sum": 11}


def test_a_total_that_groups_do_not_make() -> None:
    found = system(100, group("一", 40, item("一.1", 40)), group("二", 50, item("二.1", 50)))
    findings = audit_system(found)
    assert [finding.code for finding in findings] == ["total-points-mismatch"]
    assert "合计90分（40+50），与总分100分不符" in findings[0].message


def test_an_item_whose_awards_do_not_make_its_points() -> None:
    findings = audit_system(system(5, group("一", 5, item("一.1", 5, award(2), award(2)))))
    assert [finding.code for finding in findings] == ["item-points-mismatch"]
    assert "合计4分（2+2），与标明的5分不符" in findings[0].message


def test_tiers_and_unbounded_awards_are_no_mismatch() -> None:
    tiers = item("一.1", 6, award(6), award(3))
    unbounded = item("一.2", 4, award(1, per="个"))
    capped = item("一.3", 4, award(1, per="个", cap=4))
    assert codes(system(14, group("一", 14, tiers, unbounded, capped))) == []


def test_points_that_are_not_stated_are_not_guessed() -> None:
    assert codes(system(None, group("一", 12, item("一.1", 5), item("一.2", None)))) == []
    assert codes(system(None, group("一", 12, item("一.1", 15), item("一.2", None)))) == ["group-points-mismatch"]


def test_bonus_and_deduction_are_outside_the_total() -> None:
    bonus = group("加", 5, item("加.1", 3), item("加.2", 4), kind="bonus")
    deduction = group("扣", None, item("扣.1", None), kind="deduction")
    assert codes(system(10, group("一", 10, item("一.1", 10)), bonus, deduction)) == []


def test_numbers_left_out_and_repeated() -> None:
    found = system(
        None,
        group("一", None, item("一.1", 1), item("一.3", 1), item("一.3#2", 1)),
        group("三", None, item("三.1", 1)),
    )
    findings = audit_system(found)
    assert {(finding.code, finding.severity) for finding in findings} == {("indicator-numbering", "info")}
    messages = [finding.message for finding in findings]
    assert messages == [
        "《评价指标》部分编号由1跳到3",
        "《评价指标》“一、制度”的指标编号由1跳到3",
        "《评价指标》“一、制度”的指标编号3重复",
    ]


def test_numbers_may_run_on_over_groups_and_start_again_below_a_heading() -> None:
    on = system(None, group("一", None, item("一.1", 1), item("一.2", 1)), group("二", None, item("二.3", 1)))
    again = system(None, group("一", None, item("一.1", 1), item("一.2", 1), item("一.1#2", 1), item("一.2#2", 1)))
    assert codes(on) == codes(again) == []


def test_a_misprint_in_a_notice_is_found() -> None:
    text = (
        "关于印发评分表的通知\n\n各单位：\n\n请遵照执行。\n\n附件\n\n工作考核评分表\n\n| 指标 | 评分标准 |\n|--|--|\n"
        "| 一、机制（5分） | 1.成立领导小组，得2分。 |\n| | 2.制定方案，得2分。 |\n| 二、落实（5分） | 1.开展检查，得5分。 |\n"
    )
    findings = audit_systems(systems(text))
    assert [finding.code for finding in findings] == ["group-points-mismatch"]
    assert findings[0].span is not None
