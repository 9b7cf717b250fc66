"""Ways of saying an amount that no single number states: so many of so many, so many in each of a list, courses of so many people."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..numerals import parse_numeral
from ..quantities import QuantityMention

UNIT_KINDS = (
    frozenset({"次", "场", "期", "轮", "回", "场次", "趟", "批", "遍", "堂", "节"}),
    frozenset({"条", "篇", "件", "个", "项", "则", "例", "份", "种", "类"}),
    frozenset({"人", "名", "位", "人次"}),
    frozenset({"家", "户", "所", "处", "座", "个", "家次", "户次"}),
)
"""Units that count the same kind of thing."""


_EACH_OF_LIST = regex.compile(
    r"(?P<list>(?:[\p{Han}\d]{2,12}、){1,8}[\p{Han}\d]{2,14}|[\p{Han}]{2,12}和[\p{Han}]{2,12}?)(?:(?:[，]|三大|两大|四大)?[\p{Han}]{0,8}?)各(?:自|单位)?[\p{Han}]{0,6}?"
    r"(?P<number>[一二两三四五六]|\d{1,2})(?P<unit>个|次|份|场|期|名|人|项|家|所|处|座|条|篇)"
)


def in_each_of(asked: QuantityMention, texts: Sequence[str]) -> tuple[str, bool] | None:
    """A number in each of a list (经开区、产业园各建1个): their product, where it suffices."""
    for text in texts:
        for match in _EACH_OF_LIST.finditer(text):
            count = len(regex.split("[、和]", match["list"]))
            unit = match["unit"]
            same = unit == asked.unit or any(unit in kind and asked.unit in kind for kind in UNIT_KINDS)
            if same and count * (parse_numeral(match["number"]) or 0) >= asked.number:
                return match.group(), True
    return None


_COURSES = regex.compile(r"(?P<courses>\d+|[一二两三四五六七八九十]+)(?:期|场|批|班次|班)")
_EACH = regex.compile(r"每(?:期|场|批|班次?)[^，。；]{0,6}?(?P<people>\d+)(?:人|名)")
_FROM_EACH = regex.compile(
    r"(?P<list>(?:[\p{Han}]{2,16}、)+[\p{Han}]{2,16}?(?:和[\p{Han}]{2,12}?)?)各(?:自|单位)?(?:抽调|选派|安排|明确|确定|配备|派出?|抽出)?(?P<people>\d{1,2}|[一二两三四五六])[名人]"
)


def people_in_all(texts: Sequence[str]) -> tuple[float, str] | None:
    """People over several courses (4期，每期45人) or units (从甲股、乙股、丙队各抽调1名): their product, and the words."""
    for text in texts:
        each_unit = _FROM_EACH.search(text)
        if each_unit:
            units = len(regex.split("[、和]", each_unit["list"]))
            return units * (parse_numeral(each_unit["people"]) or 0), each_unit.group()
        courses, each = _COURSES.search(text), _EACH.search(text)
        if courses and each:
            number = parse_numeral(courses.group("courses"))
            if number is not None:
                return number * int(each.group("people")), f"{courses.group()}，{each.group()}"
    return None


_ONE_IN_EACH = regex.compile(
    r"(?<![每唯])一个?(?P<of>(?!年|月|季|周|旬|日|天|次|学期|定|批|般|并)[\p{Han}]{1,4}?)(?:配备?|设|派|建)?(?P<number>[一二两三四五])(?P<unit>[名人位个处所支])(?!民)"
)


def one_in_each(asked: QuantityMention, texts: Sequence[str]) -> tuple[str, bool] | None:
    """A number in each said in short (一村一名, 一户一名专员), where a number in each is asked for, and whether it suffices."""
    for text in texts:
        for match in _ONE_IN_EACH.finditer(text):
            if any(asked.unit in kind and match["unit"] in kind for kind in UNIT_KINDS):
                return match.group(), (parse_numeral(match["number"]) or 0) >= asked.number
    return None


_LIST = r"(?:[\p{Han}“”]{2,10}、)+[\p{Han}“”]{2,10}"
_LIST_BEFORE = regex.compile(rf"(?P<list>{_LIST}?)(?:期间|共|这|前后)?$")


def listed_before(asked: QuantityMention, text: str) -> tuple[str, ...]:
    """The items of a list that a number counts (夏季、冬季2次检查: 夏季, 冬季); the first may have words before it."""
    if asked.unit not in UNIT_KINDS[0] or asked.per is not None or asked.comparison != "==":
        return ()
    match = _LIST_BEFORE.search(text[: asked.start])
    items = match["list"].split("、") if match else []
    return tuple(items) if len(items) == asked.number else ()


def named_of_list(items: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The items of a counted list that a clause names."""
    whole = "".join(texts)
    first, *rest = items
    own = next((first[i:] for i in range(len(first) - 1) if first[i:] in whole), None)
    return ([own] if own else []) + [item for item in rest if item in whole]


_SORTS = regex.compile(
    r"(?<=、[^，。；]{2,16})(?P<number>[两二三四五六七八九十]|\d{1,2})(?P<unit>项|类|种|大)(?P<what>[\p{Han}]{2})"
)


def fewer_sorts(text: str, texts: Sequence[str]) -> tuple[str, str] | None:
    """What a requirement counts behind a list (甲、乙…五项制度) and a clause counts fewer of (…四项制度), as printed."""
    for asked in _SORTS.finditer(text):
        found = [
            m
            for each in texts
            for m in _SORTS.finditer(each)
            if m["unit"] == asked["unit"] and m["what"] == asked["what"]
        ]
        most = max(found, key=lambda m: parse_numeral(m["number"]) or 0, default=None)
        if most is not None and (parse_numeral(most["number"]) or 0) < (parse_numeral(asked["number"]) or 0):
            return asked.group(), most.group()
    return None


_SO_MANY_OF = regex.compile(
    r"(?P<each>每)?(?P<whole>[三四五六七八九十百]{1,3}|\d{1,3})(?P<unit>台件|[个人件所户家株条辆宗起名台])(?:(?P<among>当?中|里面?)(?P<between>[\p{Han}]{0,18}?)|(?P<between>[\p{Han}]{0,18}?))"
    r"(?P<part>[一二两三四五六七八九十]{1,3}|\d{1,3})(?P=unit)(?:以上)?"
)


_AT_LEAST_OF = regex.compile(r"[里中的](?:至少|不少于|不低于)$")


def _as_rate(match: regex.Match[str]) -> str:
    whole, part = parse_numeral(match["whole"]), parse_numeral(match["part"])
    told = (
        match["each"]
        or match["among"]
        or match["between"].startswith(("至少", "不少于"))
        or _AT_LEAST_OF.search(match["between"])
    )
    if not told or not whole or part is None or part > whole:
        return match.group()
    return f"{match['between']}{100 * part / whole:g}%"


def said_plainly(text: str) -> str:
    """Weekdays counted (每周一、周四 → 每周2次), and so many of so many as a rate (十件至少办结九件 → 90%)."""
    text = _SO_MANY_OF.sub(_as_rate, text)
    text = _WEEKDAYS_EACH.sub(lambda m: f"每周{m['act']}{len(_WEEKDAY.findall(m['days']))}{m['unit']}", text)
    return _WEEKDAYS.sub(lambda m: f"每周{len(_WEEKDAY.findall(m.group()))}次", text)


_WEEKDAY = regex.compile(r"[一二三四五六日天]")
_DAYS_OF_WEEK = r"[每逢](?:周|星期)[一二三四五六日天](?:[、和]?(?:周|星期)[一二三四五六日天])*"
_WEEKDAYS = regex.compile(rf"{_DAYS_OF_WEEK}(?![次条场])")
_WEEKDAYS_EACH = regex.compile(rf"(?P<days>{_DAYS_OF_WEEK})各(?P<act>[\p{{Han}}]{{0,6}}?)[一1](?P<unit>[次期场条篇轮])")
