"""What scoring rules can earn (可得分值): of one rule, of the awards for one demand, of a whole indicator."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .model import ScoringRule
from .quantities import period_days
from .segments import Reading, Statement

_SENTENCE_MARK = regex.compile(r"[。；;\n]")
# A cap on several awards together.
_TOGETHER = regex.compile(r"累计|合计|共计|总计|本项|该项|此项|两项|三项|各项")


def rule_maximum(rule: ScoringRule) -> float | None:
    """The most that an award can earn in the year of assessment, None where it is unbounded or not stated.

    A cap without a period or for the year bounds it; a cap for a shorter period counts as often as the period is in
    a year; so does an award for
    each period (每季度得5分 without a cap: 20). 每个得1分 without a cap is unbounded. Deductions and vetoes earn
    nothing.
    """
    if rule.kind != "award":
        return 0.0
    overall = [cap.points for cap in rule.caps if cap.period in (None, "年")]
    if overall:
        return min(overall)
    for cap in rule.caps:
        days = period_days(cap.period or "")
        if days:
            return round(cap.points * 365 / days, 2)
    if rule.per is None or rule.points is None:
        return rule.points
    days = period_days(rule.per)
    return round(rule.points * 365 / days, 2) if days else None


def scope_maximum(
    statements: Sequence[Statement], rules: Sequence[ScoringRule], additive: bool = False
) -> float | None:
    """The most that the awards of one scope earn: tiers and alternatives exclude each other, repeats of several
    demands and
    awards for each further piece add up. ``additive`` adds everything up. None where one of them is unbounded.
    """
    values = [rule_maximum(rule) for rule in rules]
    known = [value for value in values if value is not None]
    last = next((cap.points for cap in rules[-1].caps if cap.period in (None, "年")), None) if rules else None
    if last is not None and len(known) < len(values):  # 每次加1分，省级的每次加2分，累计不超过5分
        return last
    if not known or len(known) < len(values):
        return None
    if additive or (all(s.shape == "repeat" for s in statements) and len({s.target for s in statements}) > 1):
        return sum(known)
    flat = [value for value, statement in zip(known, statements, strict=True) if statement.shape != "rate"]
    rates = [value for value, statement in zip(known, statements, strict=True) if statement.shape == "rate"]
    return max(flat, default=0.0) + sum(rates)


def earned_points(reading: Reading, rules: Sequence[ScoringRule], additive: bool = False) -> float | None:
    """What the awards of an item earn at most, or None where one is unbounded or there is none.

    A cap behind several awards of a sentence bounds them together where it says so (累计), or where the one before
    it has no bound of its own.
    """
    scopes: dict[int, list[tuple[Statement, ScoringRule]]] = {}
    for statement, rule in zip(reading.statements, rules, strict=True):
        if rule.kind == "award" and statement.shape != "full":
            scopes.setdefault(statement.scope, []).append((statement, rule))
    if not scopes:
        return None
    values: list[float | None] = []
    above: Statement | None = None
    for pairs in scopes.values():
        value = scope_maximum([s for s, _ in pairs], [r for _, r in pairs], additive)
        last, rule = pairs[-1]
        shared = next((cap.points for cap in rule.caps if cap.period in (None, "年")), None)
        joined = above is not None and not _SENTENCE_MARK.search(reading.text[above.end : pairs[0][0].start])
        repeated = rule.per is None and rule.points is not None and shared is not None and shared > rule.points
        if joined and shared is not None and (values[-1] is None or repeated or _TOGETHER.search(rule.text)):
            together = None if values[-1] is None or value is None else values[-1] + value
            values[-1] = shared if together is None else min(shared, together)
        else:
            values.append(value)
        above = last
    return None if None in values else sum(value for value in values if value is not None)
