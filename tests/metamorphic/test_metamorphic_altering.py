"""Clauses of real and written plans said otherwise: what a reader must then make of the indicator.

Indicators that annotators and program hold covered by one clause alone, in two real plans and six written ones. Most tests alter
all such clauses of a plan in the same way and review it once; a few alter one clause at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import pytest
from altering import (
    FIRM,
    NEGATED,
    OTHERS,
    PAIRS,
    PAST,
    POSTPONED,
    WEAK,
    Alteration,
    Case,
    Parts,
    altered_text,
    cases,
    clause_of,
    control,
    each_sentence,
    goes_on_by_itself,
    judged,
    opens_with_verb,
    own_span,
    parts_of,
    plan_of,
    review_text,
    statuses,
    text_of,
    together,
    verdicts,
)

RANK = {"missing": 0, "partial": 1, "covered": 2}
SHARE = 5  # each alteration is tried on a fifth of the plans, the next one on the next


def removed(parts: Parts) -> str:
    return parts.label + parts.heading + "略。"


@lru_cache(maxsize=1)
def sole() -> tuple[Case, ...]:
    """Cases whose indicator is missing without the clause: no other clause of the plan answers it."""
    return tuple(case for case in cases() if judged(case, removed).status == "missing")


def turns(kind: dict[str, Alteration]) -> list[tuple[str, str]]:
    """Each alteration with the plans that it is tried on."""
    names = list(PAIRS)
    return [(name, pair) for i, name in enumerate(kind) for j, pair in enumerate(names) if (i + j) % SHARE == 0]


def wrong(
    pair: str, alteration: Alteration, expected: str, of: Callable[[Case], bool] = opens_with_verb
) -> dict[str, str]:
    chosen = [case for case in sole() if case.pair == pair and of(case)]
    after = together(pair, chosen, each_sentence(alteration))
    return {str(case): after[case.indicator].status for case in chosen if after[case.indicator].status != expected}


def test_there_are_cases_enough() -> None:
    assert len(cases()) >= 50
    assert len(sole()) >= 30
    assert {case.pair for case in sole()} >= {"laiwu", "yanxi", "tongdu", "yuanbo", "cenlan", "wangxi", "huaizhu"}


@pytest.mark.parametrize(("name", "pair"), turns(NEGATED))
def test_denied_is_missing(name: str, pair: str) -> None:
    assert not wrong(pair, NEGATED[name], "missing")


@pytest.mark.parametrize(("name", "pair"), turns(PAST))
def test_done_already_is_missing(name: str, pair: str) -> None:
    assert not wrong(pair, PAST[name], "missing")


@pytest.mark.parametrize(("name", "pair"), turns(POSTPONED))
def test_put_off_is_missing(name: str, pair: str) -> None:
    assert not wrong(pair, POSTPONED[name], "missing")


@pytest.mark.parametrize(("name", "pair"), turns(WEAK))
def test_only_considered_is_partial(name: str, pair: str) -> None:
    """Never covered; of a clause that barely answered nothing may be left."""
    others = wrong(pair, WEAK[name], "partial")
    assert set(others.values()) <= {"missing"}
    assert len(others) <= 2


@pytest.mark.parametrize(("name", "pair"), turns(OTHERS))
def test_another_bodys_work_is_missing(name: str, pair: str) -> None:
    assert not wrong(pair, OTHERS[name], "missing", lambda case: opens_with_verb(case) and not goes_on_by_itself(case))


@pytest.mark.parametrize(("name", "pair"), turns(FIRM))
def test_firm_words_around_it_change_nothing(name: str, pair: str) -> None:
    others = wrong(pair, FIRM[name], "covered")
    assert set(others.values()) <= {"partial"}
    assert len(others) <= 1  # a clause that barely answered may fall to partial


@pytest.mark.parametrize("case", sole()[::6], ids=str)
def test_one_clause_alone_denied(case: Case) -> None:
    before = statuses(control(case.pair))
    after = verdicts(
        review_text(
            case.pair, altered_text(case.pair, {case.clause: each_sentence(lambda s: f"以下工作本年度暂不安排：{s}。")})
        )
    )
    assert after[case.indicator].status == "missing"
    others = [key for key in before if RANK[after[key].status] > RANK[before[key]]]
    assert not others


# --- what changes nothing


def blank_line(pair: str, clause: str) -> str:
    start, _ = own_span(pair, clause)
    text = text_of(plan_of(pair))
    if text[:start].endswith("\t"):
        return text  # the cell of a table
    return text[:start].rstrip("\n") + "\n\n" + text[start:]


def split_at_semicolons(pair: str, clause: str) -> str:
    start, end = own_span(pair, clause)
    text = text_of(plan_of(pair))
    return text[:start] + text[start:end].replace("；", "。") + text[end:]


def with_remark(pair: str, clause: str) -> str:
    """An unrelated sentence at the end of the body."""
    return altered_text(pair, {clause: lambda parts: parts.with_sentences([*parts.sentences, "做好会议室日常管理。"])})


@pytest.mark.parametrize("change", [blank_line, split_at_semicolons, with_remark])
@pytest.mark.parametrize("case", sole()[2::9], ids=str)
def test_layout_and_remarks_change_nothing(case: Case, change: Callable[[str, str], str]) -> None:
    assert statuses(review_text(case.pair, change(case.pair, case.clause)))[case.indicator] == "covered"


def as_body_of(other: Parts) -> Callable[[Parts], str]:
    """Everything but the label from another clause."""
    return lambda parts: parts.label + other.heading + "".join(other.sentences) + other.duty


@pytest.mark.parametrize("pair", ["yanxi", "huaizhu", "wangxi"])
def test_clauses_in_another_order_support_the_same(pair: str) -> None:
    """Two neighbouring clauses change places (the labels stay): what they support is as covered as before."""
    own = [case for case in sole() if case.pair == pair]
    for one, other in pairwise(own):
        start, end = own_span(pair, one.clause)
        first = parts_of(clause_of(pair, one.clause), text_of(plan_of(pair))[start:end])
        start, end = own_span(pair, other.clause)
        second = parts_of(clause_of(pair, other.clause), text_of(plan_of(pair))[start:end])
        if one.clause == other.clause or one.clause.rsplit(".", 1)[0] != other.clause.rsplit(".", 1)[0]:
            continue
        text = altered_text(pair, {one.clause: as_body_of(second), other.clause: as_body_of(first)})
        after = statuses(review_text(pair, text))
        assert (after[one.indicator], after[other.indicator]) == ("covered", "covered")


# --- numbers

LOWER = [
    (re.compile(r"每(?:个)?(?:季度|月|周)(?=[^，。；]{0,14}[一1两2][次场期])"), "每两年"),
    (re.compile(r"不少于(\d+|[二两三四五六])(?=[名人])"), "1"),
    (re.compile(r"[二两三四五六](?=名)"), "一"),
    (re.compile(r"(?<=\d)\d(?=\.?\d* ?[%％])"), ""),
    (re.compile(r"(?P<days>\d+)(?= ?个工作日)"), "90"),
    (re.compile(r"(?<=[^\d])\d+(?=(?:个|家|处|场|期|条|篇|人次|名|次|件)(?!工作日))"), "1"),
]


def lowered(case: Case) -> Callable[[Parts], str] | None:
    """The change that makes the number lower by which the indicator is met, where there is one."""
    requirement = verdicts(control(case.pair))[case.indicator].requirements
    facets = [f for each in requirement for f in each.facets if f.name == "quantity" and f.met and f.found]
    if not facets:
        return None
    printed = str(facets[0].found)
    for pattern, by in LOWER:
        less = pattern.sub(by, printed)
        if less != printed:
            return lambda parts: parts.with_sentences(s.replace(printed, less) for s in parts.sentences)
    return None


def numbered() -> list[Case]:
    found = []
    for case in sole():
        change = lowered(case)
        if change is not None and altered_text(case.pair, {case.clause: change}) != text_of(plan_of(case.pair)):
            found.append(case)
    return found


@pytest.mark.parametrize("case", numbered(), ids=str)
def test_a_lower_number_is_partial_and_told(case: Case) -> None:
    change = lowered(case)
    assert change is not None
    after = judged(case, change)
    unmet = [f for each in after.requirements for f in each.facets if f.name == "quantity" and not f.met]
    assert after.status == "partial"
    assert unmet
    assert all(facet.asked in after.reason and (facet.found or "未写明") in after.reason for facet in unmet)


# --- units


@pytest.mark.parametrize(
    ("pair", "unit", "by"),
    [
        ("yanxi", "县民政局", "县民政和社会事务局"),
        ("huaizhu", "安全保卫科", "校园安全科"),
        ("zaozhuang", "政策法规科", "法治与信用科"),
    ],
)
def test_another_name_of_a_unit_changes_nothing(pair: str, unit: str, by: str) -> None:
    text = text_of(plan_of(pair))
    assert unit in text
    after = review_text(pair, text.replace(unit, by))
    assert statuses(after) == statuses(control(pair))
    kinds = {task.id: task.responsibility for task in control(pair).tasks}
    assert {task.id: task.responsibility for task in after.tasks} == kinds


def with_duty(duty: str) -> Callable[[Parts], str]:
    """Another bracket of units, or none."""
    return lambda parts: parts.label + parts.heading + "".join(parts.sentences) + duty


@pytest.mark.parametrize("by", ["各有关单位", "局属各单位"])
@pytest.mark.parametrize("pair", ["yanxi", "wangxi"])
def test_all_units_in_general_are_collective(pair: str, by: str) -> None:
    before = [t for t in control(pair).tasks if t.responsible and t.responsibility == "named" and not t.lead][:6]
    assert before
    chosen = {t.id: with_duty(f"（责任单位：{by}）") for t in before}
    after = {t.id: t for t in review_text(pair, altered_text(pair, chosen)).tasks}
    assert {after[t.id].responsibility for t in before} == {"collective"}


@pytest.mark.parametrize("pair", ["yanxi", "wangxi", "huaizhu"])
def test_no_units_are_missing_or_elsewhere(pair: str) -> None:
    before = [t for t in control(pair).tasks if t.responsibility == "named"][:6]
    chosen = {t.id: with_duty("") for t in before}
    after = {t.id: t for t in review_text(pair, altered_text(pair, chosen)).tasks}
    assert {after[t.id].responsibility for t in before} <= {"missing", "elsewhere"}
