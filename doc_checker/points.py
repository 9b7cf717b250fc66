"""What scoring rules can earn (可得分值): of one rule, of the awards for one demand, of each requirement, of an indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from .criteria import extra_awards, shared_characters
from .model import ScoringRule
from .quantities import period_days
from .segments import Reading, Statement, is_subsequence

_SENTENCE_MARK = regex.compile(r"[。；;\n]")
# A cap on several awards together.
_TOGETHER = regex.compile(r"累计|合计|共计|总计|本项|该项|此项|两项|三项|各项")
# Words that speak of all the demands (全部落实得20分).
_ALL = regex.compile(r"(?:全部|全面|各项|均|都|以上)[\p{Han}]{0,2}?的?[得计]")
_REST = regex.compile(r"^[，,；;。\s]*(?:其余|其他)")
_POINTS = regex.compile(r"的?[得加计][\d.]{1,6}分.*")
_EMPTIED = regex.compile(r"扣(?:完|光|尽|满)")
_BY_NUMBER = regex.compile(
    r"(?:数量|总量|总数|规模|(?P<unit>[期场家户篇条件批人个项])[数次])(?:达标|达到|完成|符合|的?得)"
)
_SAID = regex.compile(r"^.*\d分[，,、]")
_MARKS = regex.compile(r"[\p{P}\s]")
_NAMED, _ALSO_NAMED = 0.4, 0.75
"""Shares of characters from which criteria name a requirement, and from which they name another one as well."""


@dataclass(slots=True)
class Draft:
    """A requirement while it is put together: ranges of the text, the scope of its points, the demand it began with,
    and the demand before it that a bare frequency is about.
    """

    start: int
    end: int
    scope: int
    sentence: int
    origin: int
    context: tuple[int, int] | None = None
    whole: tuple[int, int] | None = None
    """The demand that it was cut out of at 、, whose period counts for it too."""


_BESIDE = regex.compile(r"(?:另外?|额外|另行)(?:再|可)?(?:得|加|计|记|奖励?)\d|再加\d|每[\p{Han}]{1,2}再得\d")
_BEFORE = 4  # characters before an award's own (每篇再|得1分)


def without_extras(drafts: list[Draft], reading: Reading) -> list[Draft]:
    """The demands but for those whose awards only honour what goes beyond them (被首页采用的每条另得0.1分); all where none is left."""
    awards = [statement for statement in reading.statements if statement.kind == "award"]
    extra = [bool(_BESIDE.search(reading.text, max(0, each.start - _BEFORE), each.end)) for each in awards]
    plain = {award.scope for award, beside in zip(awards, extra, strict=True) if not beside}
    extras = {award.scope for award, beside in zip(awards, extra, strict=True) if beside} - plain
    return [draft for draft in drafts if draft.scope not in extras] or drafts


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
    statements: Sequence[Statement], rules: Sequence[ScoringRule], text: str, additive: bool = False
) -> float | None:
    """The most that the awards of one scope earn: tiers and alternatives exclude each other, repeats of several
    demands or of several words of one, shares and
    awards for each further piece add up. ``additive`` adds everything up. None where one of them is unbounded.
    """
    if any(statement.shape in ("flat", "tier", "share") for statement in statements):  # 得20分；未完成的按比例得分
        kept = [order for order, statement in enumerate(statements) if statement.shape != "open"]
        statements, rules = [statements[order] for order in kept], [rules[order] for order in kept]
    values = [rule_maximum(rule) for rule in rules]
    known = [value for value in values if value is not None]
    last = next((cap.points for cap in rules[-1].caps if cap.period in (None, "年")), None) if rules else None
    if last is not None and len(known) < len(values):  # 每次加1分，省级的每次加2分，累计不超过5分
        return last
    if not known or len(known) < len(values):
        return None
    if additive or (all(s.shape == "repeat" for s in statements) and len({s.target for s in statements}) > 1):
        return sum(known)
    flat = [(s, v) for v, s in zip(known, statements, strict=True) if s.shape not in ("rate", "share")]
    added = [v for v, s in zip(known, statements, strict=True) if s.shape in ("rate", "share")]
    return _flat_maximum(flat, text) + sum(added)


def _flat_maximum(awards: Sequence[tuple[Statement, float]], text: str) -> float:
    """The highest of awards that exclude each other; those that name different things again (形成报告得2分，发布得1分) add up."""
    kinds: list[tuple[str, float]] = []
    for statement, value in awards:
        words = _words_of(statement, text)
        alike = [number for number, (named, _) in enumerate(kinds) if _same_thing(words, named)]
        if kinds and (statement.shape != "repeat" or alike):
            place = alike[0] if alike else -1
            kinds[place] = (kinds[place][0], max(kinds[place][1], value))
        else:
            kinds.append((words, value))
    return sum(value for _, value in kinds)


def _words_of(statement: Statement, text: str) -> str:
    """What an award is for, in its own words: those since the mark or the points before it."""
    begins = max(text.rfind(mark, 0, statement.start) for mark in "。；;\n") + 1
    return _POINTS.sub("", _MARKS.sub("", _SAID.sub("", text[begins : statement.end])))


def _same_thing(words: str, others: str) -> bool:
    return not words or not others or is_subsequence(words, others) or is_subsequence(others, words)


def earned_points(reading: Reading, rules: Sequence[ScoringRule], additive: bool = False) -> float | None:
    """What the awards of an item earn at most, or None where one is unbounded or there is none.

    A cap behind several awards of a sentence bounds them together where it says so (累计), or where the one before
    it has no bound of its own.
    """
    scopes: dict[int, list[tuple[Statement, ScoringRule]]] = {}
    for statement, rule in zip(reading.statements, rules, strict=True):
        if rule.kind == "award" and statement.shape != "full":
            scopes.setdefault(statement.scope, []).append((statement, rule))
    floors = _floor_points(reading, rules)
    if not scopes:
        return floors or None
    values: list[float | None] = [floors] if floors else []
    above: Statement | None = None
    for pairs in scopes.values():
        value = scope_maximum([s for s, _ in pairs], [r for _, r in pairs], reading.text, additive)
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


def _floor_points(reading: Reading, rules: Sequence[ScoringRule]) -> float:
    """What is at stake in deductions that are no part of an award (每少1条扣0.1分，扣完2分为止): in an item without awards, or of
    something that they name themselves.
    """
    awards = [statement.start for statement in reading.statements if statement.kind == "award"]
    total = 0.0
    for statement, rule in zip(reading.statements, rules, strict=True):
        if rule.kind != "deduct" or not rule.caps or not _EMPTIED.search(rule.text):
            continue
        begins = max(reading.text.rfind(mark, 0, statement.start) for mark in "。；;\n")
        within = any(begins < start < statement.start for start in awards)
        if not awards or not (within or rule.text.startswith("每")):
            total += rule.caps[-1].points
    return total


def shared_points(drafts: Sequence[Draft], reading: Reading, whole: float | None) -> list[float | None]:
    """What each requirement earns at most: the award that is for it alone, or the one that names it again."""
    if len(drafts) == 1:
        return [whole]
    even = _even_share(len(drafts), reading)
    if even is not None:
        return [even] * len(drafts)
    rules = reading.rules()
    awards: dict[int, list[tuple[Statement, ScoringRule]]] = {}
    for statement, rule in zip(reading.statements, rules, strict=True):
        if statement.kind == "award":
            awards.setdefault(statement.scope, []).append((statement, rule))
    scopes = Counter(draft.scope for draft in drafts)
    values: list[float | None] = []
    for draft in drafts:
        own = awards.get(draft.scope, [])
        if scopes[draft.scope] > 1:
            values.append(_repeated_points(draft, own) or _line_points(draft, drafts, own, reading))
        else:
            values.append(scope_maximum([s for s, _ in own], [r for _, r in own], reading.text) if own else None)
    return values


def points_by_criteria(
    drafts: Sequence[Draft], border: int, reading: Reading, whole: float | None
) -> list[float | None]:
    """What each requirement earns by the awards of the criteria that name it, and it alone, in short."""
    if len(drafts) == 1:
        return [whole]
    if any(
        s.kind == "award" and s.start < border for s in reading.statements
    ):  # 制度（5分），活动（5分） | 缺一项扣5分
        return shared_points(drafts, reading, whole)
    even = _even_share(len(drafts), reading)
    if even is not None:
        return [even] * len(drafts)
    own: dict[int, list[tuple[Statement, ScoringRule]]] = {}
    place, last = border, None
    extra = extra_awards(reading, border)
    for statement, rule in zip(reading.statements, reading.rules(), strict=True):
        if statement.start < border:
            continue
        begins = max(
            place, reading.text.rfind("；", 0, statement.start) + 1, reading.text.rfind("。", 0, statement.start) + 1
        )
        words = reading.text[begins : statement.end]
        place = statement.end
        if statement.kind != "award" or statement in extra:
            continue
        inside = [number for number, draft in enumerate(drafts) if begins <= draft.start < statement.start]
        near = inside if len(inside) == 1 else _near(words, drafts, reading, _parts(statement) > 1)
        named = near[0] if len(near) == 1 else None
        if not near and last is not None and begins == last[1] and not _REST.match(words):
            named = last[0]
        if named is not None:
            own.setdefault(named, []).append((statement, rule))
            last = (named, place)
    return [
        scope_maximum([s for s, _ in own[number]], [r for _, r in own[number]], reading.text) if number in own else None
        for number in range(len(drafts))
    ]


def awarded_apart(drafts: Sequence[Draft], border: int, reading: Reading) -> list[int]:
    """Which of the requirements each award of the criteria names, those left out that name none or several."""
    found: list[int] = []
    place = border
    for statement in reading.statements:
        if statement.start >= border and statement.kind == "award":
            begins = max(place, reading.text.rfind("\n", 0, statement.start) + 1)
            named = _named_by(reading.text[begins : statement.end], drafts, reading)
            found += [named] if named is not None else []
        place = max(place, statement.end)
    return found


def _even_share(count: int, reading: Reading) -> float | None:
    """What each of so many requirements earns where the only award is shared out over just as many (三项各得1分)."""
    awards = [s for s in reading.statements if s.kind == "award" and s.points is not None]
    return awards[0].points if len(awards) == 1 and _parts(awards[0]) == count else None


def _parts(statement: Statement) -> int:
    """Over how many things an award is shared out; 1 where it is for one or does not say."""
    if statement.shape != "share" or not statement.caps or not statement.points:
        return 1
    return round(statement.caps[0].points / statement.points)


def _named_by(words: str, drafts: Sequence[Draft], reading: Reading) -> int | None:
    """The one requirement that words of the criteria say again; None where they are about several or about none."""
    near = _near(words, drafts, reading)
    return near[0] if len(near) == 1 else None


def _numbered(words: str, drafts: Sequence[Draft], reading: Reading) -> list[int]:
    """The requirement whose number words name by its unit (期数达标), or as the only one that has any (数量达标)."""
    named = _BY_NUMBER.match(words.lstrip("，,；;。 \n"))
    if named is None:
        return []
    unit = regex.escape(named["unit"] or "")
    number = regex.compile(
        rf"(?:不少于|不低于|至少|达到|超过|新增|完成)[\d一二三四五六七八九十百千万.]+{unit}|\d+{unit}\p{{Han}}?以上"
    )
    found = [place for place, draft in enumerate(drafts) if number.search(reading.text[draft.start : draft.end])]
    return found if len(found) == 1 else []


def _near(words: str, drafts: Sequence[Draft], reading: Reading, several: bool = False) -> list[int]:
    """The requirements that words of the criteria may say again; none for words that speak of all, or of ``several`` things not all
    of which one requirement names.
    """
    if _ALL.match(words.lstrip("，,；;。 \n")):
        return []
    shares = [shared_characters(words, reading.text[draft.start : draft.end]) for draft in drafts]
    best = max(shares)
    if best < (_ALSO_NAMED if several else _NAMED):
        return _numbered(words, drafts, reading)
    return [place for place, share in enumerate(shares) if share >= _ALSO_NAMED * best]


def _repeated_points(draft: Draft, own: Sequence[tuple[Statement, ScoringRule]]) -> float | None:
    named = [
        rule for statement, rule in own if statement.target is not None and draft.start <= statement.target < draft.end
    ]
    return rule_maximum(named[0]) if len(named) == 1 else None


def _line_points(
    draft: Draft, drafts: Sequence[Draft], own: Sequence[tuple[Statement, ScoringRule]], reading: Reading
) -> float | None:
    """The points in brackets behind the only requirement of a line (推广节水器具 | 1.器具普及率达到100%（20分）)."""
    if len(own) != 1 or own[0][0].shape != "bracket":
        return None
    line = reading.text.rfind("\n", 0, own[0][0].start)
    inside = [other for other in drafts if other.scope == draft.scope and other.start > line]
    return own[0][1].points if line > 0 and inside == [draft] else None
