"""The arithmetic of an indicator system (分值核对): do items add up to groups, groups to the total, rules to items,
and do numbers follow on?

A system that adds up gets no finding. Points that are not stated (an award without a cap) are not guessed: a sum
with such an item is compared
only where what is known is too much already. Bonus and deduction items are outside the total; the points of their
groups are caps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import regex

from ..display import format_number
from ..model import Finding, Indicator, IndicatorGroup, IndicatorSystem, Span
from ..numerals import parse_numeral
from ..points import rule_maximum
from ..text import fold

_CLOSE = 0.005
_LISTED = 12
_EACH = regex.compile(r"每(?![个两半]?(?:年|月|季|周|旬|日|天|学期|工作日))|[各均]得")
_OWN_SUBJECT = regex.compile(r"^(?!抽查|检查|现场|发现|经查|全年|年内)(?P<what>\p{Han}{2,8}?)每(?:少|缺|低|有|漏|差)")
_MOST_AWARDS = 12
_ITEM_NUMBER = regex.compile(r"^.*\.(?P<number>\d{1,3})(?P<again>#\d+)?$")


def audit_systems(systems: Sequence[IndicatorSystem]) -> list[Finding]:
    """Findings on the arithmetic and the numbering of each system, in reading order."""
    return [finding for system in systems for finding in audit_system(system)]


def audit_system(system: IndicatorSystem) -> list[Finding]:
    """``total-points-mismatch``, ``group-points-mismatch``, ``item-points-mismatch`` and ``indicator-numbering``
    findings of one system.
    """
    findings = list(_check_total(system))
    for group in system.groups:
        findings.extend(_check_group(system, group))
        for indicator in group.indicators:
            findings.extend(_check_item(system, group, indicator))
    findings.extend(_check_numbering(system))
    return findings


def _check_total(system: IndicatorSystem) -> Iterator[Finding]:
    scored = [group for group in system.groups if group.kind == "scored"]
    values = [group.points if group.points is not None else _sum_items(group) for group in scored]
    problem = _compare(system.total_points, values)
    if problem is None or system.total_points is None:
        return
    listed = _list_points([(group.name, value) for group, value in zip(scored, values, strict=True)])
    yield Finding(
        code="total-points-mismatch",
        severity="warning",
        message=(
            f"{_title(system)}各部分合计{format_number(problem)}分（{listed}），"
            f"与总分{format_number(system.total_points)}分不符"
        ),
        span=_first_span(scored),
        data={"system": system.title, "printed": system.total_points, "sum": problem},
    )


def _check_group(system: IndicatorSystem, group: IndicatorGroup) -> Iterator[Finding]:
    if group.kind != "scored" or group.points is None:
        return
    values = [indicator.points for indicator in group.indicators]
    problem = _compare(group.points, values)
    if problem is None:
        return
    listed = _list_points([(indicator.id, indicator.points) for indicator in group.indicators])
    yield Finding(
        code="group-points-mismatch",
        severity="warning",
        message=(
            f"“{_label(group)}”各项指标合计{format_number(problem)}分（{listed}），与标明的{format_number(group.points)}分不符"
        ),
        span=_first_span([group]),
        data=_data(system, group, printed=group.points, sum=problem),
    )


def _check_item(system: IndicatorSystem, group: IndicatorGroup, indicator: Indicator) -> Iterator[Finding]:
    """Printed points of an item that its awards cannot make."""
    awards = [rule for rule in indicator.rules if rule.kind == "award"]
    values = [rule_maximum(rule) for rule in awards]
    known = [value for value in values if value is not None]
    if indicator.points is None or group.kind == "deduction" or not known or len(known) < len(values):
        return
    if any(abs(total - indicator.points) < _CLOSE for total in _possible_sums(known)):
        return
    if sum(known) < indicator.points and _says_not_all(indicator):
        return
    listed = _list_points([(rule.text, value) for rule, value in zip(awards, values, strict=True)])
    yield Finding(
        code="item-points-mismatch",
        severity="warning",
        message=(
            f"指标{indicator.id}“{_shorten(indicator.name or indicator.text)}”评分标准合计{format_number(sum(known))}分"
            f"（{listed}），与标明的{format_number(indicator.points)}分不符"
        ),
        span=indicator.span,
        data=_data(system, group, indicator=indicator.id, printed=indicator.points, sum=sum(known)),
    )


def _says_not_all(indicator: Indicator) -> bool:
    """Whether the awards do not say all that the item earns: one is for each of several (每类达到2个的得1分), or a deduction stands for
    itself, with no award in its sentence, or names what no award speaks of (数量达标得2分，活动每少1次扣0.5分).
    """
    text, place, awarded = fold(indicator.text), 0, -1
    for rule in indicator.rules:
        start = text.find(fold(rule.text), place)
        if start < 0:
            continue
        place = start + len(rule.text)
        opening = max(text.rfind(mark, 0, start) for mark in "；;。\n")
        if rule.kind == "deduct" and awarded <= opening:
            return True
        own = _OWN_SUBJECT.match(rule.text) if rule.kind == "deduct" else None
        if own and own["what"] not in text[opening + 1 : start]:
            return True
        if rule.kind == "award":
            awarded = start
            if _EACH.search(text[max(opening + 1, text.rfind("，", 0, start) + 1) : place]):
                return True
    return False


def _possible_sums(values: Sequence[float]) -> set[float]:
    """What awards can make together: some of them may exclude each other (tiers), so any choice counts that takes
    the largest.
    """
    ordered = sorted(values, reverse=True)[:_MOST_AWARDS]
    sums = {ordered[0]}
    for value in ordered[1:]:
        sums |= {round(total + value, 4) for total in sums}
    return sums


def _compare(printed: float | None, values: Sequence[float | None]) -> float | None:
    """The sum where it contradicts the printed points, else None; unknown values only make it larger."""
    if printed is None or not values:
        return None
    known = [value for value in values if value is not None]
    total = round(sum(known), 4)
    if len(known) < len(values):
        return total if total > printed + _CLOSE else None
    return total if abs(total - printed) > _CLOSE else None


def _check_numbering(system: IndicatorSystem) -> Iterator[Finding]:
    """Numbers left out or printed twice: of groups, and of the items of a group (which may count on from the group
    before).
    """
    groups = [group for group in system.groups if group.kind == "scored"]
    ordinals = [(group.id, parse_numeral(group.id.split("#")[0]), _first_span([group])) for group in groups]
    yield from _gaps(system, "部分", [(name, int(value), span) for name, value, span in ordinals if value is not None])
    last = 0
    for group in system.groups:
        items = []
        for indicator in group.indicators:
            found = _ITEM_NUMBER.match(indicator.id)
            if found:
                items.append((indicator.id, int(found["number"]), indicator.span))
        if not items:
            continue
        first_expected = (1, last + 1)
        if items[0][1] not in first_expected:
            yield _numbering(system, f"“{_label(group)}”的指标从{items[0][1]}开始编号", items[0][2], items[0][0])
        yield from _gaps(system, f"“{_label(group)}”的指标", items)
        last = items[-1][1]


def _gaps(system: IndicatorSystem, what: str, items: Sequence[tuple[str, int, Span | None]]) -> Iterator[Finding]:
    for (_, before, _), (name, number, span) in pairwise(items):
        if number in (before + 1, 1):  # a fresh start under a second-level heading is no fault
            continue
        if number == before:
            yield _numbering(system, f"{what}编号{number}重复", span, name)
        elif number > before + 1:
            yield _numbering(system, f"{what}编号由{before}跳到{number}", span, name)
        else:
            yield _numbering(system, f"{what}编号在{before}之后为{number}", span, name)


def _numbering(system: IndicatorSystem, message: str, span: Span | None, name: str) -> Finding:
    return Finding(
        code="indicator-numbering",
        severity="info",
        message=f"{_title(system)}{message}",
        span=span,
        data={"system": system.title, "id": name},
    )


def _sum_items(group: IndicatorGroup) -> float | None:
    values = [indicator.points for indicator in group.indicators]
    return None if None in values else sum(value for value in values if value is not None)


def _list_points(parts: Sequence[tuple[str, float | None]]) -> str:
    """A sum as a person writes it: 2+4+2+4; what is not stated is a question mark."""
    shown = [format_number(value, "？") for _, value in parts[:_LISTED]]
    return "+".join(shown) + ("+…" if len(parts) > _LISTED else "")


def _title(system: IndicatorSystem) -> str:
    return f"《{system.title}》" if system.title else "指标体系"


def _label(group: IndicatorGroup) -> str:
    return group.name if group.kind != "scored" else f"{group.id.split('#')[0]}、{group.name}"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 20 else f"{line[:19]}…"


def _first_span(groups: Sequence[IndicatorGroup]) -> Span | None:
    return next((indicator.span for group in groups for indicator in group.indicators if indicator.span), None)


def _data(system: IndicatorSystem, group: IndicatorGroup, **values: Any) -> dict[str, Any]:
    return {"system": system.title, "group": group.id, **values}
