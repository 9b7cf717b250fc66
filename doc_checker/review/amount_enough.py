"""Whether an amount that is stated is as much as one that is asked for: units, periods, time limits and lengths of time."""

from __future__ import annotations

from dataclasses import replace

import regex

from ..quantities import QuantityMention, per_year

DAYS = {
    "工作日": 1.4,
    "日": 1.0,
    "天": 1.0,
    "自然日": 1.0,
    "小时": 1 / 24,
    "分钟": 1 / 1440,
    "周": 7.0,
    "月": 30.0,
    "年": 365.0,
}
"""Calendar days of each unit of a time limit: five working days are a week."""
_SIZES = (
    {"米": 1.0, "公里": 1000.0, "千米": 1000.0},
    {"亩": 1.0, "公顷": 15.0, "平方公里": 1500.0, "平方米": 1 / 666.67, "平米": 1 / 666.67},
    {"吨": 1.0, "公斤": 0.001},
    {"千瓦": 1.0, "兆瓦": 1000.0},
)
"""Units that measure the same, each with its size."""
_TINY = 1e-6
_NEARLY = 0.98
"""Frequencies are compared with this tolerance: ten days are a third of a month (旬)."""


def is_limit(mention: QuantityMention) -> bool:
    """Whether a number says within what time a thing is done (3日内答复)."""
    return mention.comparison == "<=" and mention.unit in DAYS and mention.per is None


def is_span(mention: QuantityMention) -> bool:
    """Whether a number says how long a thing lasts at least (公示期不少于7日)."""
    return mention.comparison != "<=" and mention.unit in DAYS and mention.per is None


_LEAD = regex.compile(r"提前[^，。；\d一二两三四五六七八九十半]{0,4}$")


def is_lead(printed: str, before: str) -> bool:
    """Whether a length of time says how long before something a thing is done (至少提前30日公告)."""
    return "提前" in printed or bool(_LEAD.search(before))


def in_unit(mention: QuantityMention, unit: str | None) -> QuantityMention:
    """A measured amount in another unit of its kind (6公里 → 6000米); others as they are."""
    for sizes in _SIZES:
        if unit != mention.unit and unit in sizes and mention.unit in sizes:
            return replace(mention, number=mention.number * sizes[mention.unit] / sizes[unit], unit=unit)
    return mention


def suffices(asked: QuantityMention, found: QuantityMention, plain: str) -> bool:
    """Whether a found amount is as much as the asked one; ``plain`` is the sentence it stands in."""
    if is_limit(asked) and is_limit(found):
        return _days_until(found) <= _days_until(asked) + _TINY
    if is_span(asked) and is_span(found):
        return found.number * DAYS[found.unit or ""] >= asked.number * DAYS[asked.unit or ""] - _TINY
    if asked.comparison == "<=":
        return found.comparison != ">=" and found.number <= asked.number
    if found.comparison == "<=":
        return False
    least = _TINY if _is_rough(found, plain) else 0.0
    if asked.per is None:
        whole = per_year(found) if found.per is not None else None
        return (found.number if whole is None else whole) >= asked.number + least
    asked_rate, found_rate = per_year(asked), per_year(found)
    if asked_rate is None or found_rate is None:
        asked_share, found_share = _share_over(asked), _share_over(found)
        if asked_share and found_share and asked_share[1] == found_share[1]:
            return found_share[0] >= asked_share[0]
        return asked.per == found.per and found.number >= asked.number
    return found_rate >= _NEARLY * asked_rate + least and not _is_later(asked, found, plain)


_OFFICE_HOURS = 8 / 24


def _days_until(limit: QuantityMention) -> float:
    """Calendar days of a time limit; a part of a working day is one of its eight hours (0.5个工作日: 4小时)."""
    if limit.unit == "工作日" and limit.number < 1:
        return limit.number * _OFFICE_HOURS
    return limit.number * DAYS[limit.unit or ""]


_SCALE = {"": 1.0, "十": 10.0, "百": 100.0, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6}
_OVER = regex.compile(
    r"(?P<scale>十万|百万|十|百|千|万)?(?P<of>人口?|户|名[\p{Han}]*|亩|吨|件|辆|头|只|家|个|起|宗|棵|张)"
)


def _share_over(mention: QuantityMention) -> tuple[float, str] | None:
    """How many there are to one (每万人26名 → 0.0026, 人), where the number is a share of people or households."""
    match = _OVER.fullmatch(mention.per or "")
    return (mention.number / _SCALE[match["scale"] or ""], match["of"][0]) if match else None


def as_share(asked: QuantityMention, found: QuantityMention) -> QuantityMention | None:
    """So many to each hundred or thousand as a rate where a rate is asked for (每千名常住人口4人 → 0.4%), and the other way round."""
    per = _OVER.fullmatch((asked if found.unit == "%" else found).per or "")
    if per is None or not per["scale"] or (asked.unit == "%") == (found.unit == "%"):
        return None
    scale = _SCALE[per["scale"]]
    if asked.unit == "%":
        alike = found.unit == per["of"][0] or asked.number <= _SMALL_SHARE
        return replace(found, number=100 * found.number / scale, unit="%", per=None) if alike else None
    if found.number > _SMALL_SHARE:
        return None
    return replace(found, number=found.number / 100 * scale, unit=asked.unit, per=asked.per)


_SMALL_SHARE = 5.0
"""Percent up to which a rate is one of so many to each thousand (不低于常住人口3‰)."""
_ROUGH_BEFORE = regex.compile(r"(?<![附就邻临最靠])近$|(?<![节条合公签预履违守契邀特续制])约$|大概$")
_ROUGH_AFTER = regex.compile(r"左右|上下(?!半)")


def _is_rough(mention: QuantityMention, plain: str) -> bool:
    """Whether a number is only nearly reached (近30公顷, 95%左右): it answers for less than itself."""
    if _ROUGH_AFTER.match(plain, mention.end):
        return True
    number = regex.search(r"[\d一二两三四五六七八九十百千万]", mention.text)
    before = plain[: mention.start + (number.start() if number else 0)]
    return bool(_ROUGH_BEFORE.search(before))


_DAY = regex.compile(
    r"(?P<day>\d{1,2})[日号](?!内|至|到)(?:之?前|以前|前后)?|(?P<third>[上中下])旬|月(?P<end>[初底末])"
    r"|(?P<half>上午|下午|早上?|晚上?|中午|傍晚)?(?P<hour>\d{1,2})(?:[:：]|[时点](?!段))(?:之?前|以前|\d{1,2}分?(?:之?前|以前)|半(?:之?前|以前))"
)
_THIRDS = {"上": 10.0, "中": 20.0, "下": 31.0, "初": 5.0, "底": 31.0, "末": 31.0}
_NEXT_PART = regex.compile(r"[^。；]{0,24}")


def _is_later(asked: QuantityMention, found: QuantityMention, plain: str) -> bool:
    """Whether the day of the month or the hour by which a thing recurs (每月25日前, 每日16时前) comes later than asked, or is not said."""
    first = _DAY.search(asked.text)
    if first is None or not (first["day"] or first["hour"]):
        return False
    behind = _NEXT_PART.match(plain, found.end)
    said = found.text + (behind.group() if behind else "")
    times = [m for m in _DAY.finditer(said) if bool(m["hour"]) == bool(first["hour"])]
    return not times or _place_in_time(times[0]) > _place_in_time(first)


def _place_in_time(match: regex.Match[str]) -> float:
    if match["hour"]:
        late = (match["half"] or "")[:1] in ("下", "晚", "傍") and int(match["hour"]) < 12
        return int(match["hour"]) + 12 * late
    return float(match["day"]) if match["day"] else _THIRDS[match["third"] or match["end"]]
