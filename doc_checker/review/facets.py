"""Requirement → facets: the number, channel and level that it asks for beside the act and its object, each compared with a clause.

Each comparison yields a ``Facet`` with both sides as printed, which is what a reviewer is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex
from rapidfuzz import fuzz

from ..data import Data
from ..model import Facet, Quantity, Requirement
from ..numerals import parse_numeral
from ..quantities import QuantityMention, find_quantities, is_times, per_year
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
_FULL = ("全覆盖", "全部", "全面覆盖", "应…尽…", "100%", "百分之百", "全员", "无一遗漏", "清零")


@dataclass(frozen=True)
class Demands:
    """What a requirement asks for that can be compared by reading."""

    quantities: tuple[QuantityMention, ...] = ()
    channels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    level: str | None = None
    level_rank: int | None = None
    accepts_weak: bool = False
    negative: bool = False
    """The requirement itself denies or prevents something (不得…, 未发生…)."""
    extra: dict[str, str] = field(default_factory=dict)


def read_demands(requirement: Requirement, data: Data) -> Demands:
    """The comparable demands of a requirement."""
    text = squeeze(requirement.text)
    quantities = tuple(mention for mention in find_quantities(text, data))
    if not quantities and requirement.quantity is not None:
        quantities = (_as_mention(requirement.quantity),)
    level, rank = _find_level(text, data)
    return Demands(
        quantities=tuple(q for q in quantities if q.comparison != "==" or q.per is not None or q.unit == "%"),
        channels=tuple(find_channels(text, data)),
        names=tuple(dict.fromkeys(_find_names(text))),
        level=level,
        level_rank=rank,
        accepts_weak=any(pattern.compiled.search(text, timeout=1.0) for pattern in data.patterns_of("weak")),
        negative=any(pattern.compiled.search(text, timeout=1.0) for pattern in data.patterns_of("negated")),
    )


def find_channels(text: str, data: Data) -> list[str]:
    """Named places of publication or delivery (“信用交通·山东”网站, 政府门户网站, 市级以上媒体), as printed."""
    found: list[str] = []
    for pattern in data.patterns_of("channel"):
        for match in pattern.compiled.finditer(text, timeout=1.0):
            name = match.group("channel")
            if name not in found:
                found.append(name)
    return found


def compare_quantities(demands: Demands, texts: Sequence[str], roster_size: int | None, data: Data) -> list[Facet]:
    """Each asked number against those in the texts (best sentence first); weaker and absent are told apart by ``found``."""
    facets = []
    for asked in demands.quantities:
        found = next((m for m in (_comparable_in(asked, text, data) for text in texts) if m), [])
        met = any(_suffices(asked, mention) for mention in found)
        best = next((mention for mention in found if _suffices(asked, mention)), found[0] if found else None)
        rate = per_year(asked, data) if asked.per is not None and is_times(asked.unit or "次") else None
        if not met and best is None and rate is not None and rate <= 1.0:
            continue  # a yearly plan that commits to the act does it once a year
        product = _people_in_all(texts) if not met and asked.unit in _UNIT_KINDS[2] else None
        if product is not None and product[0] >= asked.number:
            facets.append(Facet(name="quantity", asked=asked.text, found=product[1], met=True))
            continue
        if not met and asked.unit == "%" and any(word in text for text in texts for word in _FULL):
            met = True
        if (
            not met
            and best is None
            and roster_size is not None
            and asked.unit in _UNIT_KINDS[2]
            and roster_size >= asked.number
        ):
            facets.append(Facet(name="quantity", asked=asked.text, found=f"名单列{roster_size}人", met=True))
            continue
        facets.append(Facet(name="quantity", asked=asked.text, found=best.text if best else None, met=met))
    return facets


def compare_channels(demands: Demands, text: str, data: Data) -> list[Facet]:
    """Each asked channel against those of a text: the same name, or the same kind of place where none is named."""
    facets = []
    found = find_channels(text, data)
    for asked in demands.channels:
        match = next((name for name in found if _same_channel(asked, name)), None)
        facets.append(
            Facet(name="channel", asked=asked, found=match or ("、".join(found[:2]) or None), met=match is not None)
        )
    return facets


_NAME = regex.compile(r"“(?P<name>[^”“]{2,20})”(?!“|、?“)(?!(?:[^，。；]{0,12}等))")
_BRACKETED = regex.compile(r"[（(][^（()）]{0,80}[)）]")
_NAME_BEFORE = regex.compile(r"”、?$")


def names_stand(name: str, text: str) -> bool:
    """Whether a name, or nearly the name, stands in a text."""
    return len(text) >= len(name) and fuzz.partial_ratio(name, text) >= _NAME_FOUND


def _find_names(text: str) -> list[str]:
    """Names in quotation marks that stand alone: not channels, not items of a list."""
    found = []
    brackets = [match.span() for match in _BRACKETED.finditer(text)]
    for match in _NAME.finditer(text):
        if any(start < match.start() < end for start, end in brackets):
            continue  # an explanation, not what is asked
        following = text[match.end() : match.end() + 2]
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


_COURSES = regex.compile(r"(?P<courses>\d+|[一二三四五六七八九十]+)(?:期|场|批|班次|班)")
_EACH = regex.compile(r"每(?:期|场|批|班次?)[^，。；]{0,6}?(?P<people>\d+)(?:人|名)")


def _people_in_all(texts: Sequence[str]) -> tuple[float, str] | None:
    """People over several courses (4期，每期45人): their product, and the words."""
    for text in texts:
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


def _comparable_in(asked: QuantityMention, text: str, data: Data) -> list[QuantityMention]:
    """The quantities of a text that can be held against the asked one: the first text that has any decides."""
    return [mention for mention in find_quantities(_plainly(text), data) if _comparable(asked, mention)]


def _plainly(text: str) -> str:
    """Ways of saying a number that are no numeral, said with one: 每周五 → 每周1次, 九成五 → 95%, 四分之一 → 25%, 每家 → 100%."""
    text = _WEEKDAYS.sub(lambda m: f"每周{len(_WEEKDAY.findall(m.group()))}次", text)
    text = _TENTHS.sub(lambda m: f"{_tenths(m.group('tenths'), m.group('half'))}%", text)
    text = _FRACTION.sub(lambda m: f"{_fraction(m.group('whole'), m.group('part'))}%", text)
    text = _EVERY.sub("100%", text)
    return text.replace("半个工作日", "0.5个工作日")


_WEEKDAY = regex.compile(r"[一二三四五六日天]")
_WEEKDAYS = regex.compile(r"每(?:周|星期)[一二三四五六日天](?:[、和]?(?:周|星期)[一二三四五六日天])*(?![次条场])")
_TENTHS = regex.compile(r"(?P<tenths>[一二三四五六七八九十])成(?P<half>[半一二三四五六七八九])?(?!立|员|果|为|效|功)")
_FRACTION = regex.compile(r"(?P<whole>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])")
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
    if asked_name or found_name:
        return False
    return fuzz.ratio(asked, found) >= _SAME_NAME or asked[-2:] == found[-2:]


def _quoted(name: str) -> str:
    start, end = name.find("“"), name.rfind("”")
    if 0 <= start < end:
        return name[start + 1 : end]
    start, end = name.find("《"), name.rfind("》")
    return name[start + 1 : end] if 0 <= start < end else ""


def _ranks(data: Data) -> dict[str, int]:
    return {form: int(entry.value or 0) for entry in data.entries_of("level") for form in entry.forms}


def _find_level(text: str, data: Data) -> tuple[str | None, int | None]:
    ranks = _ranks(data)
    for pattern in data.patterns_of("level-demand"):
        match = pattern.compiled.search(text, timeout=1.0)
        if match and match.group("level") in ranks:
            return match.group(), ranks[match.group("level")]
    return None, None
