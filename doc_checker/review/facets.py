"""Requirement → facets: the number, channel and level that it asks for beside the act and its object, each compared with a clause.

Each comparison yields a ``Facet`` with both sides as printed, which is what a reviewer is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from ..data import Data
from ..model import Facet, Quantity, Requirement
from ..numerals import parse_numeral
from ..quantities import QuantityMention, find_quantities, is_times, per_year, period_days
from ..text import squeeze

_SAME_NAME = 75.0
_NAME_FOUND = 85.0
_UNIT_KINDS = (
    frozenset({"次", "场", "期", "轮", "回", "场次", "趟", "批"}),
    frozenset({"条", "篇", "件", "个", "项", "则", "例", "份", "种", "类"}),
    frozenset({"人", "名", "位", "人次"}),
    frozenset({"家", "户", "所", "处", "座", "个"}),
    frozenset({"%", "％"}),
)


@dataclass(frozen=True)
class Demands:
    """What a requirement asks for that can be compared by reading."""

    quantities: tuple[QuantityMention, ...] = ()
    channels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    level: str | None = None
    level_rank: int | None = None
    accepts_weak: bool = False


def read_demands(requirement: Requirement, data: Data) -> Demands:
    """The comparable demands of a requirement."""
    text = squeeze(requirement.text)
    quantities = tuple(mention for mention in find_quantities(text, data) if not _is_condition(text, mention))
    if not quantities and requirement.quantity is not None:
        quantities = (_as_mention(requirement.quantity),)
    level, rank = _find_level(text, data)
    return Demands(
        quantities=tuple(q for q in quantities if q.comparison != "==" or q.per is not None or q.unit == "%"),
        channels=find_channels(text, data),
        names=tuple(dict.fromkeys(_find_names(text))),
        level=level,
        level_rank=rank,
        accepts_weak=any(pattern.compiled.search(text, timeout=1.0) for pattern in data.patterns_of("weak")),
    )


_OF_SUCH = regex.compile(r"的(?!\s*(?:$|[，。；]))")


def _is_condition(text: str, mention: QuantityMention) -> bool:
    """Whether a number says which things are meant (人口超过1万人的乡镇, 50人以上的集体聚餐) and is not asked for itself."""
    return mention.per is None and mention.unit != "次" and bool(_OF_SUCH.match(text, mention.end))


@lru_cache(maxsize=1 << 14)
def find_channels(text: str, data: Data) -> tuple[str, ...]:
    """Named places of publication or delivery (“信用交通·山东”网站, 政府门户网站, 市级以上媒体), as printed."""
    found: list[str] = []
    for pattern in data.patterns_of("channel"):
        for match in pattern.compiled.finditer(text, timeout=1.0):
            name = match.group("channel")
            if name not in found:
                found.append(name)
    return tuple(found)


def compare_quantities(
    demands: Demands, texts: Sequence[str], roster_size: int | None, data: Data, subjects: Sequence[str] = ()
) -> list[Facet]:
    """Each asked number against those in the texts (best sentence first); weaker and absent are told apart by ``found``.

    ``subjects`` are the things that the requirement speaks of: of several numbers in a sentence those that stand beside them count.
    """
    facets = []
    for asked in demands.quantities:
        vague = _at_no_set_time(asked, texts, data)
        if vague is not None:
            facets.append(Facet(name="quantity", asked=asked.text, found=vague, met=False))
            continue
        best, met = _read_answer(asked, texts, subjects, data)
        if not met:
            combined = _combine_period(asked, texts, data)
            best, met = combined if combined[0] else (best, met)
        rate = per_year(asked, data) if asked.per is not None and is_times(asked.unit or "次") else None
        if best is None and rate is not None and rate <= 1.0:
            continue  # a yearly plan that commits to the act does it once a year
        if best is None and asked.number == 1 and _IN_EACH.search(asked.text):
            whole = next((m.group() for text in texts for m in _all_of_them(text, data)), None)
            best, met = whole, whole is not None
        product = _people_in_all(texts) if not met and asked.unit in _UNIT_KINDS[2] else None
        if product is not None and product[0] >= asked.number:
            facets.append(Facet(name="quantity", asked=asked.text, found=product[1], met=True))
            continue
        if best is None and roster_size is not None and asked.unit in _UNIT_KINDS[2] and roster_size >= asked.number:
            facets.append(Facet(name="quantity", asked=asked.text, found=f"名单列{roster_size}人", met=True))
            continue
        facets.append(Facet(name="quantity", asked=asked.text, found=best, met=met))
    return facets


def _read_answer(
    asked: QuantityMention, texts: Sequence[str], subjects: Sequence[str], data: Data
) -> tuple[str | None, bool]:
    """The number that answers the asked one, and whether it suffices: that beside most subjects, and no less for a further one."""
    for text in texts:
        plain, found = _comparable_in(asked, text, data)
        if not found:
            continue
        beside = [frozenset(s for s in subjects if s in _part_around(plain, mention)) for mention in found]
        most = max(len(own) for own in beside)
        near = [m for m, own in zip(found, beside, strict=True) if len(own) == most] if most else found
        best = next((mention for mention in near if _suffices(asked, mention)), near[0])
        if not _suffices(asked, best):
            return best.text, False
        answered = beside[found.index(best)]
        for mention, own in zip(found, beside, strict=True):
            if own - answered and not _suffices(asked, mention):
                return mention.text, False
        return best.text, True
    return None, False


def _at_no_set_time(asked: QuantityMention, texts: Sequence[str], data: Data) -> str | None:
    """The words of the best sentence that set no time (不定期召开) where a frequency is asked for and none stands there."""
    if asked.per is None or not texts or _comparable_in(asked, texts[0], data)[1]:
        return None
    return next((m.group() for p in data.patterns_of("at-no-set-time") if (m := p.compiled.search(texts[0]))), None)


def _combine_period(asked: QuantityMention, texts: Sequence[str], data: Data) -> tuple[str | None, bool]:
    """A period and a count in different parts of one sentence (每季度首月10日前，撰写一篇分析报告) read together."""
    if asked.per is None:
        return None, False
    for text in texts:
        mentions = _numbers_of(text, data)[1]
        period = next((m for m in mentions if m.per and is_times(m.unit) and period_days(m.per)), None)
        count = next((m for m in mentions if m.per is None and (m.unit == asked.unit or _same_kind(asked, m))), None)
        if period is not None and count is not None:
            both = replace(count, per=period.per)
            return f"{period.text}、{count.text}", _suffices(asked, both)
    return None, False


_PART_BREAK = "，,。；;：:"


def _part_around(text: str, mention: QuantityMention) -> str:
    start = max((text.rfind(char, 0, mention.start) for char in _PART_BREAK), default=-1) + 1
    ends = [place for char in _PART_BREAK if (place := text.find(char, mention.end)) >= 0]
    return text[start : min(ends, default=len(text))]


def compare_channels(demands: Demands, text: str, data: Data) -> list[Facet]:
    """Each asked channel against those of a text: the same name, or the same kind of place where none is named."""
    facets = []
    found = find_channels(text, data)
    for asked in demands.channels:
        either = _EITHER.split(asked)
        match = next((name for name in found if any(_same_channel(one, name) for one in either)), None)
        match = match or next((name for one in either if (name := _quoted(one)) and name in text), None)
        facets.append(
            Facet(name="channel", asked=asked, found=match or ("、".join(found[:2]) or None), met=match is not None)
        )
    return facets


_EITHER = regex.compile(r"或者?")
_NAME = regex.compile(r"“(?P<name>[^”“]{2,20})”(?!“|、?“)(?!(?:[^，。；]{0,12}等))")
_BRACKETED = regex.compile(r"[（(][^（()）]{0,80}[)）]")
_NAME_BEFORE = regex.compile(r"”、?$")


def names_stand(name: str, text: str) -> bool:
    """Whether a name, or nearly the name, stands in a text."""
    if len(text) < len(name):
        return False
    loose = regex.compile("[^，。；]{0,1}".join(map(regex.escape, name)))
    return fuzz.partial_ratio(name, text) >= _NAME_FOUND or bool(loose.search(text))  # 落地即可参保 for “落地即参保”


def _find_names(text: str) -> list[str]:
    """Names in quotation marks that stand alone: not channels, not items of a list."""
    found = []
    brackets = [match.span() for match in _BRACKETED.finditer(text)]
    for match in _NAME.finditer(text):
        if any(start < match.start() < end for start, end in brackets):
            continue  # an explanation, not what is asked
        following = text[match.end() : match.end() + 2]
        if match.group("name")[0] in "两三四五六七八九" and regex.search(r"[\p{Han}]$", text[: match.start()]):
            continue  # 高血压、糖尿病“两病”: short for what stands before it
        if _NAME_BEFORE.search(text[: match.start()]) or following.startswith(("网站", "平台", "系统", "公众", "专栏")):
            continue
        found.append(match.group("name"))
    return found


def compare_level(demands: Demands, text: str, data: Data) -> list[Facet]:
    """The asked level (市级以上) against the highest level that a text names."""
    if demands.level is None or demands.level_rank is None:
        return []
    ranks = _ranks(data)
    named = [(ranks[form], form) for form in ranks if form in text and len(form) > 1]
    best = max(named, default=None)
    return [
        Facet(
            name="level",
            asked=demands.level,
            found=best[1] if best else None,
            met=best is not None and best[0] >= demands.level_rank,
        )
    ]


_IN_EACH = regex.compile(r"每|各")
_COURSES = regex.compile(r"(?P<courses>\d+|[一二三四五六七八九十]+)(?:期|场|批|班次|班)")
_EACH = regex.compile(r"每(?:期|场|批|班次?)[^，。；]{0,6}?(?P<people>\d+)(?:人|名)")


_FROM_EACH = regex.compile(
    r"(?P<list>(?:[\p{Han}]{2,16}、)+[\p{Han}]{2,16}?(?:和[\p{Han}]{2,12}?)?)各(?:自|单位)?(?:抽调|选派|安排|明确|确定|配备|派出?|抽出)?(?P<people>\d{1,2}|[一二两三四五六])[名人]"
)


def _people_in_all(texts: Sequence[str]) -> tuple[float, str] | None:
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


def _as_mention(quantity: Quantity) -> QuantityMention:
    printed = f"{'每' + quantity.per if quantity.per else ''}不少于{quantity.min:g}{quantity.unit or ''}"
    return QuantityMention(
        start=0, end=0, text=printed, comparison=">=", number=quantity.min, unit=quantity.unit, per=quantity.per
    )


def _all_of_them(text: str, data: Data) -> list[regex.Match[str]]:
    """Words that say all of them (件件, 一户一档): a hundred percent."""
    return [match for pattern in data.patterns_of("all-of-them") for match in pattern.compiled.finditer(text)]


@lru_cache(maxsize=1 << 14)
def _numbers_of(text: str, data: Data) -> tuple[str, tuple[QuantityMention, ...]]:
    plain = _plainly(text)
    return plain, tuple(find_quantities(plain, data))


def _comparable_in(asked: QuantityMention, text: str, data: Data) -> tuple[str, list[QuantityMention]]:
    """A text with ways of saying a number said plainly, and its quantities that can be held against the asked one."""
    plain, mentions = _numbers_of(text, data)
    answers = [answer for mention in mentions if (answer := _as_answer(asked, mention)) is not None]
    if asked.unit == "%":
        answers += [
            QuantityMention(m.start(), m.end(), m.group(), comparison=">=", number=100.0, unit="%")
            for m in _all_of_them(plain, data)
        ]
    return plain, answers


def _as_answer(asked: QuantityMention, found: QuantityMention) -> QuantityMention | None:
    """The found quantity as an answer to the asked one; 每月…四类数据 answers 每月 as once a month."""
    if _comparable(asked, found):
        return found
    if asked.per and is_times(asked.unit or "次") and asked.number == 1 and found.per and not is_times(found.unit):
        return replace(found, number=1.0, unit=asked.unit, comparison=">=")
    return None


def _plainly(text: str) -> str:
    """Ways of saying a number that are no numeral, said with one: 每周五 → 每周1次, 九成五 → 95%, 四分之一 → 25%, 每家 → 100%."""
    text = _WEEKDAYS.sub(lambda m: f"每周{len(_WEEKDAY.findall(m.group()))}次", text)
    text = _TENTHS.sub(lambda m: f"{_tenths(m.group('tenths'), m.group('half'))}%", text)
    text = _FRACTION.sub(lambda m: f"{_fraction(m.group('whole'), m.group('part'))}%", text)
    text = _EVERY.sub("100%", text)
    text = _MAJORITY.sub("50%以上", text)
    return text.replace("半个工作日", "0.5个工作日")


_WEEKDAY = regex.compile(r"[一二三四五六日天]")
_WEEKDAYS = regex.compile(r"[每逢](?:周|星期)[一二三四五六日天](?:[、和]?(?:周|星期)[一二三四五六日天])*(?![次条场])")
_TENTHS = regex.compile(r"(?P<tenths>[一二三四五六七八九十])成(?P<half>[半一二三四五六七八九])?(?!立|员|果|为|效|功)")
_FRACTION = regex.compile(r"(?P<whole>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])")
_MAJORITY = regex.compile(r"(?:超过?|过)(?:一?半数?)(?:以上)?|半数以上|一半以上")
_EVERY = regex.compile(
    r"每(?:家|所|处|户|名)(?=[^，。；]{2,20}(?:都|均|全部))|(?:实现)?全覆盖|应[^，。；]{1,4}尽[^，。；]{1,4}|(?:动态)?清零"
)


def _tenths(tenths: str, half: str | None) -> str:
    return f"{10 * (parse_numeral(tenths) or 0) + (5 if half == '半' else (parse_numeral(half) or 0) if half else 0):g}"


def _fraction(whole: str, part: str) -> str:
    return f"{100 * (parse_numeral(part) or 0) / (parse_numeral(whole) or 1):g}"


_DURATIONS = {
    "工作日": 1.4,
    "个工作日": 1.4,
    "日": 1.0,
    "天": 1.0,
    "自然日": 1.0,
    "小时": 1 / 24,
    "周": 7.0,
    "星期": 7.0,
    "月": 30.0,
    "个月": 30.0,
}
"""Calendar days of each unit of a time limit: five working days are a week."""


def _is_limit(mention: QuantityMention) -> bool:
    return mention.comparison == "<=" and mention.unit in _DURATIONS and mention.per is None


_DAY = regex.compile(r"(?P<day>\d{1,2})日(?:之?前|以前)")


def _is_later(asked: QuantityMention, found: QuantityMention) -> bool:
    """Whether the day of the month by which a thing recurs (每月25日前) comes later than asked."""
    first, second = _DAY.search(asked.text), _DAY.search(found.text)
    return bool(first and second) and int(second["day"]) > int(first["day"])  # type: ignore[index]


def _comparable(asked: QuantityMention, found: QuantityMention) -> bool:
    if _is_limit(asked) and _is_limit(found):
        return True
    if asked.unit == found.unit or (asked.unit is None or found.unit is None):
        return bool(asked.per) == bool(found.per) or asked.unit == found.unit or asked.per is not None
    return _same_kind(asked, found)


def _same_kind(asked: QuantityMention, found: QuantityMention) -> bool:
    return any(asked.unit in kind and found.unit in kind for kind in _UNIT_KINDS)


def _suffices(asked: QuantityMention, found: QuantityMention) -> bool:
    if _is_limit(asked) and _is_limit(found):
        return found.number * _DURATIONS[found.unit or ""] <= asked.number * _DURATIONS[asked.unit or ""] + 1e-6
    if asked.comparison == "<=":
        return found.comparison != ">=" and found.number <= asked.number
    if found.comparison == "<=":
        return False
    if asked.per is None:
        return found.number >= asked.number
    asked_rate, found_rate = per_year(asked), per_year(found)
    if asked_rate is None or found_rate is None:
        return asked.per == found.per and found.number >= asked.number
    return found_rate >= asked_rate - 1e-6 and not _is_later(asked, found)


def _same_channel(asked: str, found: str) -> bool:
    if asked in found or found in asked:
        return True
    asked_name, found_name = _quoted(asked), _quoted(found)
    if asked_name and found_name:
        return fuzz.ratio(asked_name, found_name) >= _SAME_NAME
    if asked_name or (found_name and asked[-2:] != found[-2:] and not _is_medium(asked, found)):
        return False
    return fuzz.ratio(asked, found) >= _SAME_NAME or asked[-2:] == found[-2:] or _is_medium(asked, found)


_MEDIA = ("报", "刊", "台", "公众号", "视频号", "客户端", "融媒体中心", "媒体", "新闻》", "报》", "微博", "杂志》")


def _is_medium(asked: str, found: str) -> bool:
    """Whether media are asked for in general (县级媒体) and one is named (“棠溪发布”公众号)."""
    return asked.endswith("媒体") and found.endswith(_MEDIA)


def _quoted(name: str) -> str:
    start, end = name.find("“"), name.rfind("”")
    if 0 <= start < end:
        return name[start + 1 : end]
    start, end = name.find("《"), name.rfind("》")
    return name[start + 1 : end] if 0 <= start < end else ""


@lru_cache(maxsize=4)
def _ranks(data: Data) -> dict[str, int]:
    return {form: int(entry.value or 0) for entry in data.entries_of("level") for form in entry.forms}


def _find_level(text: str, data: Data) -> tuple[str | None, int | None]:
    ranks = _ranks(data)
    for pattern in data.patterns_of("level-demand"):
        match = pattern.compiled.search(text, timeout=1.0)
        if match and match.group("level") in ranks:
            return match.group(), ranks[match.group("level")]
    return None, None
