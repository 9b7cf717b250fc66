"""Quantities (数量、频次): numbers that a text asks for or promises, and how often.

One reading for both sides of a review: an indicator asks 每季度至少报送2条, a plan promises 全年8条; ``per_year``
makes them comparable.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from .data import Data, default_data
from .numerals import parse_numeral
from .text import Compact, compact, fold, squeeze

Comparison = Literal[">=", "<=", "=="]

_YEAR_DAYS = 365.0
_BREAK = regex.compile(r"[，,。；;！？!?\n]")
_LISTED = regex.compile(r"、|和|以?及(?![时格早])|与")
_SEASON = regex.compile(r"[春夏秋冬]")
_SEASONS = regex.compile(r"(?:[春夏秋冬]季?[、和]?){1,8}")
_TIME_OF_DAY = regex.compile(r"上午?|下午|[早中晚午](?!上|间)|白天|日间|夜间|夜晚|晚上|傍晚")
_QUOTED = regex.compile(r"“[^”]{0,60}”|《[^》]{0,80}》|〔[^〕]{0,20}〕")
# Every number and every period has one of these characters.
_MAY_COUNT = regex.compile(r"[\d０-９一二两三四五六七八九十百千万半每逐按年月季周旬天隔早春夏汛]|日清")
# 每年轮换比例不低于30% says how much a year, not once a year.
_RATE_AHEAD = regex.compile(r"[\p{Han}]{2,8}(?:率|比例|占比|比重)(?:不低于|不少于|达到?|≥|在)")
_IN_EACH = regex.compile(r"各|分别|均|都|每")
_LOOK_BACK = 20
_NEARBY = 4
_PER_FORM = regex.compile(r"(?P<count>\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)?(?P<period>\D+)")
_VALUE = regex.compile(
    r"(?:[≥≤><＞＜=]{1,2}|不超过|不高于|不大于|小于|低于|控制在)?\d{1,6}(?:\.\d{1,3})?(?:[%％‰分]|[\p{Han}]{0,3}?)(?:及?以[上下内]|之内)?"
)
_TIMES_UNITS = frozenset({"次", "场", "期", "轮", "回", "遍", "场次", "批", "批次", "轮次", "堂", "节"})
# Lengths of time that something fills (每周开放不少于40小时).
_FILLED = frozenset({"小时", "分钟", "天"})
# 每月前5个工作日, 每季度末10个工作日 are days by which something is done; 公示不少于5个工作日 lasts.
_BY_DAY = regex.compile(r"[前后初末首底](?:的)?[\d一二两三四五六七八九十]+个?工作日$|公[示告开]|公布|征求")
# 15分钟响应 is a time limit.
_DONE_WITHIN = regex.compile(r"响应|到场|到达|到位|赶到|办结|办理完毕|处置|反馈|答复|送达")
# 提前3日送达 is three days or more.
_AHEAD = regex.compile(r"提前(?:不少于|至少|满|约)?$")
# 满足7天需要 is a length of time.
_LASTS = regex.compile(r"(?:满足|保障|保证|可供|维持|支撑)[^，,。；;：:、]{0,16}$")
# 前三名 is a rank: the smaller the better.
_RANK = "名次"
_KILOS = {"公斤": 1.0, "斤": 0.5}
_SIZED = frozenset({"工作日", "自然日", "天", "日", "周", "月", "年", "小时", "分钟"})


NUMBER_WORDS = regex.compile(
    r"每|全年|半年|学期|学年|双?月|季度?|个?工作日|个?月|双?周|旬|年|天|不少于|不低于|至少|以上"
    r"|[\d.%％一二两三四五六七八九十百千万]+[\p{Han}]{0,3}$|[\d一二两三四五六七八九十]+"
)
"""What a mention is made of, words between its period and its number apart."""
_FEW = 2


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A printed quantity or frequency at ``start`` to ``end`` of the text it was found in.

    ``per`` is the period that it recurs in, in normal form (季度, 14个工作日), or what it is shared over (百户);
    None: once, or at all.
    Percentages have the unit ``%``; 万 and 亿 are part of ``number``. 每月更新 is one 次 per 月.
    """

    start: int
    end: int
    text: str
    comparison: Comparison
    number: float
    unit: str | None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class _Period:
    """A period found: its normal form, how many such periods its counts are for, and whether it is a recurrence by
    itself.
    """

    start: int
    end: int
    per: str
    times: int
    recurs: bool
    used: bool = False


def find_quantities(text: str, data: Data | None = None) -> list[QuantityMention]:
    """Quantities and frequencies of a text in reading order; numbers inside quotation marks and titles are left out."""
    return list(_find(text, data or default_data()))


def per_year(mention: QuantityMention, data: Data | None = None) -> float | None:
    """How many of its unit the mention makes in a year: 每季度2条 → 8. A count without a period counts once; None
    where ``per`` is no period.
    """
    if mention.per is None:
        return mention.number
    days = period_days(mention.per, data)
    return None if days is None else round(mention.number * _YEAR_DAYS / days, 6)


def period_days(per: str, data: Data | None = None) -> float | None:
    """Days of a period as ``per`` names it (季度, 14个工作日, 两个月), or None when it is none."""
    found = _PER_FORM.fullmatch(per)
    if not found:
        return None
    count = parse_numeral(found["count"]) if found["count"] else 1.0
    days = _period_lexicon(data or default_data()).get(found["period"])
    direct = _period_lexicon(data or default_data()).get(per)
    if direct is not None:
        return direct[1]
    return None if days is None or not count else count * days[1]


def is_value(text: str) -> bool:
    """Whether a text is nothing but a value, as it stands in a column of targets (≥60%, 90分以上, ≤30分钟, 98)."""
    return _VALUE.fullmatch(squeeze(fold(text)).rstrip("。；;")) is not None


def is_times(unit: str | None) -> bool:
    """Whether a unit counts occasions (次, 场, 期) and not things."""
    return unit in _TIMES_UNITS


@lru_cache(maxsize=4)
def _period_lexicon(data: Data) -> dict[str, tuple[str, float]]:
    """Every form of a period with its normal form and its days."""
    return {
        form: (entry.term, float(entry.value))
        for entry in data.entries_of("period")
        if entry.value
        for form in entry.forms
    }


@lru_cache(maxsize=4096)
def _find(text: str, data: Data) -> tuple[QuantityMention, ...]:
    if not _MAY_COUNT.search(text):
        return ()
    view = compact(text)
    value = view.value
    hidden = _Ranges([found.span() for found in _QUOTED.finditer(value)])
    breaks = [found.start() for found in _BREAK.finditer(value)]
    periods = list(_periods(value, data))
    starts = [period.start for period in periods]
    spans = _Ranges([(period.start, period.end) for period in periods])
    intervals = list(_intervals(view, data))
    taken = _Ranges([(item.start, item.end) for item in intervals])
    found: list[QuantityMention] = list(intervals)
    served: set[_Period] = set()
    for start, end, number, unit, comparison in _counts(value, data):
        if hidden.cover(start) or spans.cover(start) or taken.cover(view.span(start, end)[0]):
            continue
        filled = unit in _FILLED or (unit == "工作日" and not _BY_DAY.search(value[max(0, start - 4) : end]))
        alone = unit == "%" or (unit in _SIZED and (comparison == "<=" or not filled))
        period = None if alone else _governing(start, end, periods, starts, breaks)
        first, last = start, end
        if period is not None:
            if period.recurs or is_times(unit):
                served.add(period)  # 6月、9月分别组织两个类型的演练: twice all the same
            number *= period.times if number == 1 or period.recurs or _IN_EACH.search(value, period.start, end) else 1
            first, last = min(first, period.start), max(last, period.end)
        found.append(_mention(text, view, (first, last), comparison, number, unit, period.per if period else None))
    for period in periods:
        several = period.times > 1 or period.per == "半年"  # 上半年、下半年分别组织…: once in each
        if _RATE_AHEAD.match(value, period.end):
            continue
        if (period.recurs or several) and period not in served and not hidden.cover(period.start):
            found.append(_mention(text, view, (period.start, period.end), ">=", float(period.times), "次", period.per))
    return tuple(sorted(found, key=lambda item: (item.start, item.end)))


def _mention(
    text: str, view: Compact, place: tuple[int, int], comparison: Comparison, number: float, unit: str, per: str | None
) -> QuantityMention:
    start, end = view.span(*place)
    return QuantityMention(start, end, text[start:end], comparison, number, unit, per)


def _counts(value: str, data: Data) -> Iterator[tuple[int, int, float, str, Comparison]]:
    """Numbers with a unit: start, end, number, unit and comparison; 15日前 and the like are no counts."""
    for label in ("quantity_count", "quantity_share"):
        for pattern in data.patterns_of(label):
            for found in pattern.compiled.finditer(value):
                number, unit = _number(found) if label == "quantity_count" else (_share(found), "%")
                if number is None:
                    continue
                start, comparison = _comparison(value, found, data)
                if unit in ("名", "位") and value[: found.start()].endswith("前"):
                    start, unit, comparison = found.start() - 1, _RANK, "<="
                yield start, found.end(), number, unit, comparison


def _number(found: regex.Match[str]) -> tuple[float | None, str]:
    printed = found["number"]
    scale = {"万": 1e4, "亿": 1e8}.get(printed[-1]) if printed[0].isdigit() else None
    number = parse_numeral(printed[:-1] if scale else printed)
    unit = found["unit"]
    if unit in _KILOS:  # 6亿斤 are 30万吨
        scale, unit = (scale or 1.0) * _KILOS[unit] / 1000, "吨"
    if unit in ("万元", "亿元"):
        scale, unit = (1e4 if unit == "万元" else 1e8), "元"
    return (None if number is None else number * (scale or 1.0)), unit


def _share(found: regex.Match[str]) -> float | None:
    """A percentage, however it is printed (95%, 百分之九十, 九成五, 四分之一, 半数)."""
    groups = found.groupdict()
    if groups["number"] or groups["percent"]:
        return parse_numeral(groups["number"] or groups["percent"])
    if groups["mille"] or groups["tenk"]:
        number = parse_numeral(groups["mille"] or groups["tenk"])
        return None if number is None else number / (10 if groups["mille"] else 100)
    if groups["tenths"]:
        half = 5.0 if groups["half"] == "半" else parse_numeral(groups["half"] or "零") or 0.0
        return (parse_numeral(groups["tenths"]) or 0.0) * 10 + half
    if groups["half_tenth"]:
        return 5.0
    if groups["whole"]:
        whole, part = parse_numeral(groups["whole"]), parse_numeral(groups["part"])
        return None if not whole or part is None or part > whole else round(100 * part / whole, 2)
    return 50.0


def _comparison(value: str, found: regex.Match[str], data: Data) -> tuple[int, Comparison]:
    """The comparison of a number by the words around it, and where these begin."""
    before = value[max(0, found.start() - _LOOK_BACK) : found.start()]
    for label, comparison in (("quantity_at_most", "<="), ("quantity_at_least", ">=")):
        for pattern in data.patterns_of(label):
            cue = pattern.compiled.search(before)
            if cue and not (comparison == "<=" and found["above"]):
                return found.start() - len(before) + cue.start(), "<=" if comparison == "<=" else ">="
    if found.groupdict().get("unit") in _SIZED and _AHEAD.search(before) and not found["below"]:
        return found.start(), ">="
    if found["below"] or (found.groupdict().get("unit") in _SIZED and _DONE_WITHIN.match(value, found.end())):
        return found.start(), "<="
    if found.groupdict().get("unit") in _SIZED and _LASTS.search(before):
        return found.start(), ">="
    above = found["above"] or found.groupdict().get("spare")
    return found.start(), ">=" if above else "=="


def _periods(value: str, data: Data) -> Iterator[_Period]:
    """Periods in reading order; of two that overlap the longer one."""
    found: list[_Period] = []
    lexicon = _period_lexicon(data)
    for pattern in data.patterns_of("quantity_period"):
        for match in pattern.compiled.finditer(value):
            period = _period(match, lexicon)
            if period is not None:
                found.append(period)
    end = -1
    for period in sorted(found, key=lambda item: (item.start, item.start - item.end)):
        if period.start >= end:
            yield period
            end = period.end


def _period(match: regex.Match[str], lexicon: dict[str, tuple[str, float]]) -> _Period | None:
    groups = match.groupdict()
    start, end = match.span()
    if groups.get("halves"):
        return _Period(start, end, "半年", 1, False)
    if groups.get("months"):
        return _Period(start, end, "年", _times_listed(groups["months"]), False)
    if groups.get("hours"):
        return _Period(start, end, "日", len(_TIME_OF_DAY.findall(groups["hours"])), False)
    if groups.get("within"):
        word = groups["within"]
        named = "年" if "年" in word else "人" if word == "人次" else word
        return _Period(start, end, named, 1, False)
    term = lexicon.get(groups["period"] or "")
    if term is None:
        return None
    if groups.get("days"):
        return _Period(start, end, term[0], len(_LISTED.split(groups["days"])), True)
    count = groups.get("count")
    per = term[0] if count in (None, "一", "1") else f"{count}{groups['period']}"
    return _Period(start, end, lexicon.get(per, (per, 0.0))[0], 1, True)


def _times_listed(printed: str) -> int:
    """How many times of the year are listed: 6月和12月, 春夏秋冬, 一、二、三、四季度."""
    seasons = _SEASONS.fullmatch(printed)
    return len(_SEASON.findall(printed)) if seasons else len(_LISTED.split(printed))


def _intervals(view: Compact, data: Data) -> Iterator[QuantityMention]:
    """间隔不超过一个月: once a month at least."""
    lexicon = _period_lexicon(data)
    for pattern in data.patterns_of("quantity_interval"):
        for match in pattern.compiled.finditer(view.value):
            term = lexicon.get(match["period"])
            if term is None:
                continue
            printed = (match["count"] or "") + match["period"]
            single = match["count"] in (None, "一", "1")
            per = term[0] if single else lexicon.get(printed, (printed, 0.0))[0]
            start, end = view.span(*match.span())
            yield QuantityMention(start, end, match.group(), ">=", 1.0, "次", per)


def _governing(start: int, end: int, periods: list[_Period], starts: list[int], breaks: list[int]) -> _Period | None:
    """The period that a count belongs to: the nearest one before it in the same part of the sentence, else 次/年
    directly
    behind it.
    """
    count = bisect_right(breaks, start)
    first = breaks[count - 1] if count else -1
    position = bisect_right(starts, end - 1)
    # A period that lists its times may go on over a comma (春季、秋季，各部门分别…).
    before = [period for period in periods[max(0, position - _NEARBY) : position] if first < period.end]
    # 达到每千人不少于5批次: the period stands behind the comparison's first word.
    before = [period for period in before if period.end <= end]
    recurring = [period for period in before if period.recurs or period.times > 1 or period.per in ("半年", "年")]
    if before:
        return (recurring or before)[-1]
    return next((period for period in periods[position : position + 2] if period.start == end), None)


class _Ranges:
    """Ranges that do not overlap."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]

    def cover(self, place: int) -> bool:
        """Whether a place is in one of them."""
        position = bisect_right(self._starts, place) - 1
        return position >= 0 and place < self._ranges[position][1]


def is_smaller(prefix: str, above: str, data: Data) -> bool:
    """Whether words say the same as those before a higher award, with a smaller number (召开2次以上得10分，召开1次得5分)."""
    own, before = find_quantities(prefix, data), find_quantities(above, data)
    if len(own) != 1 or not any(m.unit == own[0].unit and m.number > own[0].number for m in before):
        return False
    rest = prefix[: own[0].start] + prefix[own[0].end :]
    return all(char in above for char in rest if char not in "的者仅只")


def is_bare(value: str, data: Data) -> bool:
    """Whether words are a quantity or a frequency and nothing else (全年不少于2次, 每季度至少1场)."""
    mentions = find_quantities(value, data)
    inner = sum(len(NUMBER_WORDS.sub("", value[m.start : m.end])) - (m.end - m.start) for m in mentions)
    return bool(mentions) and len(value) + inner <= _FEW
