"""Lengths of time that something fills: hours by the clock, by the days of the week, and in several stretches.

周二至周日9:00—17:00 fills 48小时 a week; 大课间30分钟、课后45分钟 fill 75分钟 a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ..numerals import parse_numeral
from ..quantities import QuantityMention
from .amount_enough import DAYS

FILLED = frozenset({"小时", "分钟"})
_WEEK = "一二三四五六日"
_HOUR = (
    r"(?P<{0}half>上午|早上?|晨|中午|下午|午后|晚上?|夜间|次日)?(?P<{0}hour>\d{{1,2}})"
    r"(?:[:：](?P<{0}minute>\d{{2}})|[时点](?:(?P<{0}minute>\d{{1,2}})分|(?P<{0}thirty>半))?)"
)
_STRETCH = regex.compile(_HOUR.format("a") + r"(?:[-—–~～]{1,2}|[至到])" + _HOUR.format("b"))
_STRETCHES = regex.compile(
    rf"(?:每[天日])?(?P<all>{_STRETCH.pattern}(?:[、，,和及]{{1,2}}(?:{regex.sub('P<', 'P<x', _STRETCH.pattern)}))*)"
)
_FILLED_BY = regex.compile(
    r"开[放馆门]|办公|服务|营业|值[班守]|接待|坐诊|门诊|受理|急诊|供[应餐水电暖]|锻炼|活动|运[营行]|借阅|保洁|清扫|巡[查逻护]|作业|照明|值守|不间断|每[天日周]"
)


def clock_as_hours(text: str) -> str:
    """Opening times as hours a day (9:00—17:00开放 → 每日8小时开放)."""
    if not _FILLED_BY.search(text):
        return text
    return _STRETCHES.sub(_as_hours, text)


def _as_hours(match: regex.Match[str]) -> str:
    hours = sum(_hours_of(stretch) for stretch in _STRETCH.finditer(match["all"]))
    return f"每日{round(hours, 2):g}小时" if 0 < hours <= 24 else match.group()


def _hours_of(stretch: regex.Match[str]) -> float:
    first, last = (_time_of(stretch, which) for which in "ab")
    return (
        last - first if last > first else last + 12 - first if last <= 12 and last + 12 > first else last + 24 - first
    )


def _time_of(stretch: regex.Match[str], which: str) -> float:
    hour = int(stretch[f"{which}hour"])
    minute = 30 if stretch[f"{which}thirty"] else int(stretch[f"{which}minute"] or 0)
    late = (stretch[f"{which}half"] or "")[:1] in ("下", "午", "晚", "夜")
    return hour + minute / 60 + (12 if late and hour < 12 else 0)


_DAYS_OPEN = regex.compile(
    r"(?:周|星期)(?P<first>[一二三四五六])(?:[至到]|[-—–~～]{1,2})(?:周|星期)?(?P<last>[一二三四五六日天])"
    r"|(?P<weekend>周末|双休日|周六、?周?日|周六和周日)|(?P<workdays>工作日)"
    r"|每周[^，,。；\d]{0,8}?(?P<count>\d|[一二两三四五六七])[天日]"
    r"|(?:周|星期)(?P<named>[一二三四五六日天])(?P<closed>闭馆|休馆|闭[园场]|休息|店休|例休|除外)"
)


def _days_open(match: regex.Match[str]) -> float:
    if match["first"]:
        return _WEEK.index(match["last"].replace("天", "日")) - _WEEK.index(match["first"]) + 1
    if match["count"]:
        return parse_numeral(match["count"]) or 7.0
    return 2.0 if match["weekend"] else 5.0 if match["workdays"] else 6.0


def fill_period(asked: QuantityMention, plain: str, mentions: Sequence[QuantityMention]) -> tuple[QuantityMention, ...]:
    """The mentions with lengths of time in the asked unit: a day's as its week's by the open days, stretches of one period summed."""
    if asked.unit not in FILLED or asked.per is None:
        return tuple(mentions)
    others = [m for m in mentions if m.unit not in FILLED]
    own = [
        replace(m, number=m.number * DAYS[m.unit or ""] / DAYS[asked.unit], unit=asked.unit)
        for m in mentions
        if m.unit in FILLED
    ]
    if asked.per != "日":
        own = [_in_week(plain, m) for m in own]
    of_days = {id(m): place for m in own if (place := _place_of_days(plain, m)) >= 0}
    apart = len(set(of_days.values())) == len(own)
    joined = len(own) > 1 and all(m.per == own[0].per for m in own) and (apart or _listed(plain, own))
    if joined and own[0].per is not None and all(m.comparison != "<=" for m in own):
        total = replace(own[-1], start=own[0].start, number=sum(m.number for m in own), comparison=">=")
        own = [replace(total, text=plain[total.start : total.end])]
    return tuple(sorted([*others, *own], key=lambda m: (m.start, m.end)))


_SPAN = regex.compile(
    r"(?<![每\d])(?P<month>\d{1,2})月(?:份|(?P<day>\d{1,2})日|[初上旬]{1,2})?起?(?:[至到]|[-—–~～]{1,2})(?:次年|翌年|明年|当年)?(?:(?P<last>\d{1,2})月)?(?:份|(?P<until>\d{1,2})日|[底末]|下旬)?"
)
_MONTH = 30


def spans_by_date(topic: str, plain: str) -> list[QuantityMention]:
    """Lengths of time by their first and last day (6月1日至6月10日公示: 10天), in the parts of a sentence that speak of what is asked."""
    found = []
    for match in _SPAN.finditer(plain):
        if not match["last"] and not match["until"]:
            continue
        part = plain[max(plain.rfind(mark, 0, match.start()) for mark in "，,；;。") + 1 :].partition("，")[0]
        if not any(pair in part for pair in regex.findall(r"\p{Han}{2}", topic, overlapped=True)):
            continue
        months = int(match["last"] or match["month"]) - int(match["month"])
        days = _MONTH * (months % 12) + int(match["until"] or _MONTH) - int(match["day"] or 1) + 1
        found.append(QuantityMention(match.start(), match.end(), match.group(), "==", float(days), "天"))
    return found


_WEEKEND = regex.compile(r"周末|双休日|周六|周日|星期[六日天]|休息日")
_OPEN_ALWAYS = regex.compile(
    r"每[天日](?!\d)|天天|全年(?:无休|365天|不打烊)|(?:周|星期)[一二三四五](?:闭馆|休馆|闭[园场]|休息|店休)|周一至周日|不闭馆"
)


def weekend_days(asked: QuantityMention, topic: str, plain: str) -> list[QuantityMention]:
    """Days of the weekend by the days on which a place is open (周二至周日: 2天), where a number of them is asked for."""
    if asked.unit not in ("天", "日") or not _WEEKEND.search(topic):
        return []
    for match in _DAYS_OPEN.finditer(plain):
        if match["first"]:
            first, last = _WEEK.index(match["first"]), _WEEK.index(match["last"].replace("天", "日"))
            days = float(max(0, last - _WEEK.index("六") + 1) - max(0, first - _WEEK.index("六")))
            return [QuantityMention(match.start(), match.end(), match.group(), "==", days, "天")]
    always = _OPEN_ALWAYS.search(plain)
    return [QuantityMention(always.start(), always.end(), always.group(), "==", 2.0, "天")] if always else []


def _listed(plain: str, own: Sequence[QuantityMention]) -> bool:
    between = [plain[a.end : b.end] for a, b in pairwise(own)]
    return all(regex.search("[、和及]", words) and not regex.search("[。；]", words) for words in between)


def _place_of_days(plain: str, mention: QuantityMention) -> int:
    """Where the days stand that a length of a day is said of; -1 where none are said."""
    before = [m.start() for m in _DAYS_OPEN.finditer(plain) if m.start() < mention.end]
    return before[-1] if before else -1


def _in_week(plain: str, mention: QuantityMention) -> QuantityMention:
    if mention.per not in ("日", "工作日"):
        return mention
    found = list(_DAYS_OPEN.finditer(plain))
    days = [m for m in found if m.start() < mention.end] or found
    if not days:
        return replace(mention, number=mention.number * (5 if mention.per == "工作日" else 7), per="周")
    return replace(mention, number=mention.number * _days_open(days[-1]), per="周")
