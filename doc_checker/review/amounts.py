"""Amounts: a number or frequency that is asked for, held against those that a plan's sentences state.

Of several numbers in a sentence those count whose own words (what stands between them) are the asked one's:
县级每月、乡级每旬 answers for 乡级 with 每旬. A number whose words add nothing (新增8家，力争达到10家) goes on from the
one before; parts of one thing listed with 、 are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from ..data import Data
from ..model import Facet
from ..quantities import QuantityMention, find_quantities, is_times, per_year, period_days
from .amount_enough import DAYS, as_share, in_unit, is_lead, is_limit, is_span, suffices
from .amount_forms import (
    UNIT_KINDS,
    in_each_of,
    is_change,
    is_whole_of_share,
    of_kind,
    of_this_year,
    one_in_each,
    opposite_rate,
    part_before,
    people_in_all,
    rate_of_counts,
    said_plainly,
    same_unit,
)
from .amount_items import (
    NAMED,
    Item,
    as_open_list,
    border,
    named_shares,
    of_named_kind,
    parts_of_one,
    share_of_all,
    split_items,
    without_shared_act,
)
from .amount_lengths import FILLED, fill_period, spans_by_date, weekend_days
from .amount_listed import fewer_sorts, listed_before, named_of_list
from .amount_sums import (
    asks_of_each,
    counted_by_name,
    in_all,
    lacks_occasion,
    means,
    occasions,
    per_people,
    sum_of_parts,
)
from .char_pairs import pairs
from .whose_number import (
    Sought,
    is_of_another,
    lacks_own_thing,
    of_nearest_words,
    of_same_rate,
    own_words,
    speaks_of,
)

_ITEMS, _PEOPLE = UNIT_KINDS[1], UNIT_KINDS[2]
_PIECES = frozenset({"条", "篇", "则", "件", "份", "例", "个"})
"""Units of what is written or sent each time."""
_NOT_ONE = frozenset({*DAYS, "%", "元", "亩", "分"})
_WHOLE_DAYS = frozenset({"天", "工作日"})
_LIMIT_WORDS = {"now": 0.0, "day": 1.0, "next": 2.0}
_FAR_MORE = 0.2


def compare_amounts(
    asked: Sequence[QuantityMention],
    text: str,
    texts: Sequence[str],
    roster_size: int | None,
    data: Data,
    rivals: Sequence[str] = (),
) -> list[Facet]:
    """Each asked number of a requirement's ``text`` against those in a clause's sentences, the best first.

    Too little and not stated are told apart by ``found``. ``roster_size`` is the size of the plan's largest roster, ``rivals``
    the words of the other numbers that the indicator asks for.
    """
    facets = []
    topics = [_topic(each, asked, text) for each in asked]
    for each, topic in zip(asked, topics, strict=True):
        beside = [other for place, other in enumerate(topics) if other != topic and asked[place].unit == each.unit]
        facet = _compare(each, Sought(topic, (*beside, *rivals)), texts, roster_size, data)
        listed = listed_before(each, text) if facet is not None and not facet.met else ()
        named = named_of_list(listed, texts) if listed else []
        if facet is not None and named:
            facet = facet.model_copy(update={"found": "、".join(named), "met": len(named) == len(listed)})
        if facet is not None:
            facets.append(facet)
    fewer = fewer_sorts(text, texts) or share_of_all(text, texts)
    if fewer is not None:
        facets.append(Facet(name="quantity", asked=fewer[0], found=fewer[1], met=False))
    return facets


def _compare(
    asked: QuantityMention, sought: Sought, texts: Sequence[str], roster_size: int | None, data: Data
) -> Facet | None:
    vague = _at_no_set_time(asked, sought.topic, texts, data)
    if vague is not None:
        return Facet(name="quantity", asked=asked.text, found=vague, met=False)
    best, met = _read_answer(asked, sought, texts, data)
    if not met:
        combined = _combine_period(asked, sought, texts, data)
        best, met = combined if combined[0] else (best, met)
    rate = per_year(asked, data) if asked.per is not None and is_times(asked.unit or "次") else None
    yearly = rate is not None and rate <= 1.0
    just_one = asked.number == 1 and asked.per is None and asked.unit not in _NOT_ONE
    lacks = (yearly or just_one) and is_times(asked.unit or "次") and lacks_occasion(asked, sought.topic, texts, data)
    if best is None and (lacks or (just_one and lacks_own_thing(sought, texts))):
        return Facet(name="quantity", asked=asked.text, found=None, met=False)
    if best is None and yearly:
        return None  # a yearly plan that commits to the act does it once a year
    if best is None and just_one and not _IN_EACH.search(asked.text + sought.topic):
        return None  # what commits to the act does it once
    if not met and (asked.per is None or period_days(asked.per) is None) and _IN_EACH.search(sought.topic):
        best, met = one_in_each(asked, texts) or (best, met)
    if best is None and asked.number == 1 and asked.per is None and _IN_EACH.search(sought.topic):
        whole = (word.group() for text in texts for word in _words("all-of-them", text, data))
        best = next((word for word in whole if "覆盖" in word or _IN_EACH.search(asked.text)), None)
        met = best is not None
    if not met and asked.unit in _PEOPLE:
        product = people_in_all(texts)
        if product is not None and product[0] >= asked.number:
            best, met = product[1], True
        elif best is None and roster_size is not None and roster_size >= asked.number:
            best, met = f"名单列{roster_size}人", True
    if best is None:
        best, met = counted_by_name(asked, sought.topic, texts) or (best, met)
    if not met and asked.per in (None, "年") and is_times(asked.unit) and asked.comparison != "<=":
        best, met = occasions(asked, sought.topic, texts) or (best, met)
    if not met and asked.per in (None, "年") and asked.comparison != "<=" and "各" not in asked.text:
        best, met = in_each_of(asked, texts, asks_of_each(sought.topic)) or (best, met)
    return Facet(name="quantity", asked=asked.text, found=best, met=met)


# --- what a sentence answers


def _read_answer(asked: QuantityMention, sought: Sought, texts: Sequence[str], data: Data) -> tuple[str | None, bool]:
    """The words of the first sentence that answers an asked number, or of the one that speaks far more of what is asked,
    and whether they suffice.
    """
    chosen: tuple[str, list[QuantityMention]] | None = None
    best = 0.0
    readings = [_answers_in(asked, sought.topic, text, data) for text in texts]
    for plain, answers in readings:
        found = [m for m in answers if not is_of_another(sought, m, answers, plain, readings[0][0], data)]
        if not found:
            continue
        if asked.unit == "%":
            found = of_nearest_words(sought.topic, plain, of_same_rate(sought.topic, plain, found))
        spoken = speaks_of(sought.topic, plain)
        if chosen is None or spoken > 2 * best + _FAR_MORE:
            chosen, best = (plain, found), spoken
    return _decide(asked, sought.topic, *chosen, data) if chosen else (None, False)


def _decide(
    asked: QuantityMention, topic: str, plain: str, found: list[QuantityMention], data: Data
) -> tuple[str, bool]:
    of_kind_alone = of_named_kind(asked, topic, plain, found)
    if of_kind_alone:
        return of_kind_alone[0].text.rpartition("、")[2], suffices(asked, of_kind_alone[0], plain)
    items = without_shared_act(split_items(plain, found), data)
    shares = named_shares(topic, items)
    named = [item for item, share in zip(items, shares, strict=True) if share >= NAMED]
    if _adds_up(asked, found):
        kinds = as_open_list(topic, items, shares)
        parts = [m for item in parts_of_one(items, kinds) for m in item.mentions[-1:]]
        total = sum(m.number for m in parts)
        if len(parts) > 1 and suffices(asked, replace(parts[0], number=total), plain):
            return "、".join(m.text for m in parts), True
    if _may_be_parts(asked, found):
        parts = sum_of_parts(asked, plain, found, topic, data)
        if parts and suffices(asked, replace(parts[0], number=sum(m.number for m in parts)), plain):
            return "、".join(m.text for m in parts), True
    if named:
        answers = [_answer_of(asked, item, plain) for item in named]
        return next((answer for answer in answers if not answer[1]), answers[0])
    most = max(shares)
    answers = [_answer_of(asked, i, plain) for i, share in zip(items, shares, strict=True) if share == most]
    return next((answer for answer in answers if answer[1]), answers[0])


def _answer_of(asked: QuantityMention, item: Item, plain: str) -> tuple[str, bool]:
    """What an item answers: of a rate its last word (9月底前80%，年底前全部), of a count the best."""
    mentions = item.mentions[-1:] if asked.unit == "%" else item.mentions
    best = next((m for m in mentions if suffices(asked, m, plain)), None)
    return (best or mentions[0]).text, best is not None


def _adds_up(asked: QuantityMention, found: Sequence[QuantityMention]) -> bool:
    """Whether an asked number is a sum that parts can make up: a count of things, not a rate, limit or frequency."""
    if asked.per not in (None, "年") or (asked.per and is_times(asked.unit)):
        return False
    if asked.comparison == "<=" or asked.unit == "%" or asked.unit in DAYS:
        return False
    return all(m.per in (None, "年") and m.comparison != "<=" for m in found)


def _may_be_parts(asked: QuantityMention, found: Sequence[QuantityMention]) -> bool:
    """Whether numbers in different parts of a sentence may make up an asked one: also occasions of a year."""
    return _adds_up(replace(asked, per=None), found) and asked.per in (None, "年")


def _topic(asked: QuantityMention, among: Sequence[QuantityMention], text: str) -> str:
    """The asked number's own words where a requirement asks for several, else all its words."""
    if asked.end == 0 or len(among) < 2:
        return text
    place = among.index(asked)
    start = border(text, among[place - 1].end, asked.start) if place else 0
    end = border(text, asked.end, among[place + 1].start) if place + 1 < len(among) else len(text)
    return text[start:end] if own_words(text[start:end]) else text


def _answers_in(asked: QuantityMention, topic: str, text: str, data: Data) -> tuple[str, list[QuantityMention]]:
    """A text with ways of saying a number said plainly, and its numbers that can be held against the asked one, in order."""
    plain, mentions = _numbers_of(text, data, "天" if asked.unit in _WHOLE_DAYS else "次")
    changes = is_change(asked.text, topic)
    if asked.per in (None, "年") and _OF_EACH.search(topic):
        mentions = tuple(replace(m, per=asked.per) if _is_of_each(m, topic) else m for m in mentions)
    if asked.per is None and asked.unit in FILLED and not is_limit(asked):  # 巡回保洁时间不少于14小时: a day
        mentions = tuple(replace(m, per=None) if m.per == "日" and m.unit in FILLED else m for m in mentions)
    mentions = tuple(per_people(asked, plain, m) for m in mentions)
    if asks_of_each(topic):
        mentions = means(asked, topic, plain, mentions)
    elif asked.per in (None, "年") and asked.comparison != "<=":
        mentions = in_all(asked, plain, mentions)
    mentions = tuple(in_unit(m, asked.unit) for m in fill_period(asked, plain, mentions))
    answers = [answer for mention in mentions if (answer := _as_answer(asked, mention, plain)) is not None]
    if asks_of_each(topic):
        answers = [m for m in answers if _EACH_SAID.search(part_before(plain, m) + m.text)] or answers
    answers = of_kind(topic, plain, [m for m in answers if not _is_old_value(plain, m)])
    answers = of_this_year(plain, answers)
    if _ADDS.search(topic):
        answers = [m for m in answers if not _TOLD_APART.match(plain, m.end)]
    elif _OF_STOCK.search(topic):
        answers = [m for m in answers if _OF_STOCK.search(part_before(plain, m) + m.text)] or answers
    if asked.unit == "%":
        answers = [opposite_rate(topic, plain, m) for m in answers]
        answers = [m for m in answers if is_change(m.text, part_before(plain, m)) == changes]
        counted = rate_of_counts(topic, plain, mentions) if not answers and not changes else None
        answers += [counted] if counted is not None else []
        if not changes and _RATE_OF_DONE.search(topic):
            answers += [_said(word, ">=", 100.0, "%") for word in _ALL_DONE.finditer(plain)]
        if not changes and not _OF_A_SUM.search(topic):
            answers += _totalities(asked, topic, plain, answers, data)
            if asked.comparison != "<=" and _ON_TIME.search(topic):
                answers += [_said(word, ">=", 100.0, "%") for word in _words("never-late", plain, data)]
    answers += weekend_days(asked, topic, text)
    leads = [m for m in answers if is_lead(m.text, plain[: m.start])]
    if is_lead(asked.text, topic.partition(asked.text)[0]):
        answers = leads
    elif asked.unit in DAYS:
        answers = [m for m in answers if m not in leads]
    if is_span(asked) and not is_lead(asked.text, topic):
        answers += spans_by_date(topic, plain)
    if is_limit(asked):
        answers += [
            _said(word, "<=", _LIMIT_WORDS[str(word.lastgroup)], "日") for word in _words("limit-word", plain, data)
        ]
    return plain, sorted(answers, key=lambda m: (m.start, m.end))


def _totalities(
    asked: QuantityMention, topic: str, plain: str, explicit: Sequence[QuantityMention], data: Data
) -> list[QuantityMention]:
    """Words that say all, most or none of a thing, as rates; loose ones (全面完成) where they are said of what is asked."""
    if asked.comparison == "<=":
        return [_said(word, "==", 0.0, "%") for word in _words("none-of-them", plain, data)]
    wanted = pairs(own_words(topic))
    most = [_said(word, "<=" if asked.number > 50 else ">=", 50.0, "%") for word in _words("most-of-them", plain, data)]
    whole = [
        _said(word, ">=", 100.0, "%")
        for word in _words("all-of-them", plain, data)
        if not any(m.start <= word.start() < m.end for m in most)
        and not is_whole_of_share(plain, word)
        and (
            not word["loose"]
            or 0 < 2 * len(wanted & pairs(own_words(_part_around(plain, word.start(), word.end())))) >= len(wanted)
        )
    ]
    if not whole and not explicit and not most:
        return [_said(word, "<=", 0.0, "%") for word in _words("scope-part", plain, data)[:1]]
    return most + whole


def _part_around(plain: str, first: int, last: int) -> str:
    start = max(plain.rfind(mark, 0, first) for mark in "，,；;。") + 1
    ends = [place for mark in "，,；;。" if (place := plain.find(mark, last)) >= 0]
    return plain[start : min(ends, default=len(plain))]


def _said(word: regex.Match[str], comparison: str, number: float, unit: str) -> QuantityMention:
    return QuantityMention(word.start(), word.end(), word.group(), comparison, number, unit)  # type: ignore[arg-type]


def _words(label: str, text: str, data: Data) -> list[regex.Match[str]]:
    return [match for pattern in data.patterns_of(label) for match in pattern.compiled.finditer(text, timeout=1.0)]


_ON_TIME = regex.compile(r"按[期时]|及时|限时|如期|准时")
_OF_A_SUM = regex.compile(r"权重|分值")
"""Shares of a sum, which no word for all (一律) answers."""
_RATE_OF_DONE = regex.compile(r"完成率")
_ALL_DONE = regex.compile(r"(?:超额|全面|圆满|如期|按期|保质保量)完成")
_FROM = regex.compile(r"[由从](?:目前|现有|原来|原有|去年|上年)?的?$")


_ADDS = regex.compile(r"新增|净增")
_OF_STOCK = regex.compile(r"年[末底](?!前)|总[数量]|保有|存量|累计|总规模|增至|增加到|扩大到")
"""Words of how many there are in all, not of how many are new."""
_TOLD_APART = regex.compile(r"（[^（）]*净增")
_ON_TOP = regex.compile(r"的?基础上")
_RISES = regex.compile(r"以?[上下]?(?:提|增|扩|调|降|压|上升|拓|发展到|减|缩|升)")


def _is_old_value(plain: str, mention: QuantityMention) -> bool:
    """Whether a number is what a thing is raised from (从3人增至5人)."""
    if _ON_TOP.match(plain, mention.end):
        return True
    return bool(_FROM.search(plain[: mention.start]) and _RISES.match(plain, mention.end))


def _as_answer(asked: QuantityMention, found: QuantityMention, plain: str) -> QuantityMention | None:
    """The found quantity as an answer to the asked one; 每月…四类数据 answers 每月 as once a month, 每日更新 as one 条 a day."""
    if found.unit == "批" and found.text == "一批" and asked.unit != "批":
        return None  # 遴选一批导师: no occasion
    if asked.unit in _ITEMS - {"个"} and found.unit == "个" and _PLACES.match(plain, found.end):
        return None  # 在18个乡镇设站: no 项
    share = as_share(asked, found)  # 每百名中不少于96名
    if share is not None:
        return share
    if _is_comparable(asked, found):
        return found
    recurs = found.per is not None and period_days(found.per) is not None
    if asked.per and is_times(asked.unit or "次") and asked.number == 1 and recurs and not is_times(found.unit):
        return replace(found, number=1.0, unit=asked.unit, comparison=">=")
    if asked.per is None and is_times(asked.unit) and recurs and not is_times(found.unit):
        return replace(found, number=1.0, unit=asked.unit, comparison=">=")
    if asked.unit in _PIECES and recurs and found.unit == "次" and "次" not in found.text:
        return replace(found, unit=asked.unit)
    return None


_EACH_SAID = regex.compile(r"每一?[个名支家所处座]?[\p{Han}]|(?<!分)各(?!项|类|种|级)|[均都]|分别")
_OF_EACH = regex.compile(r"每一?[名位人个户]")


def _is_of_each(found: QuantityMention, topic: str) -> bool:
    """Whether a number is said of each of those of whom it is asked (每人不少于两场; 每村3次, where 每个村 are asked for)."""
    per = found.per
    return per in ("人", "户") or (per is not None and period_days(per) is None and f"每个{per}" in topic)


_PLACES = regex.compile(r"乡|镇|街道|村|社区|县|区|市|部门|单位|科室|小区|网格|学校")


def _is_comparable(asked: QuantityMention, found: QuantityMention) -> bool:
    if is_limit(asked) and (is_limit(found) or (found.per and found.unit in DAYS)):
        return is_limit(found)  # 每日24小时接听 is no 24小时内转办
    if is_span(asked):
        return is_span(found)
    if asked.per is None and found.per and period_days(found.per) is None:
        return False  # 每千人拥有2名 is no number of people
    if asked.unit == found.unit or (asked.unit is None or found.unit is None):
        return bool(asked.per) == bool(found.per) or asked.unit == found.unit or asked.per is not None
    return any(asked.unit in kind and found.unit in kind for kind in UNIT_KINDS)


# --- answers put together from several numbers


def _at_no_set_time(asked: QuantityMention, topic: str, texts: Sequence[str], data: Data) -> str | None:
    """The words of the best sentence that set no time (不定期召开) where a frequency is asked for and none stands there."""
    if asked.per is None or not texts:
        return None
    plain, answers = _answers_in(asked, topic, texts[0], data)
    if answers:
        return _regularly(asked, topic, plain, answers)
    return next((word.group() for word in _words("at-no-set-time", texts[0], data)), None)


_REGULARLY = regex.compile(r"(?<!不)定期|经常|常态化|择机")
_WHOLE_PARTS = regex.compile("[，；。]")


def _regularly(asked: QuantityMention, topic: str, plain: str, answers: Sequence[QuantityMention]) -> str | None:
    """The word by which an act is only done 定期, where the times of the sentence are another act's (每月张榜，并定期兑换)."""
    wanted = pairs(own_words(topic.replace(asked.text, _NUMERALS.sub("", asked.text))))
    for part in _WHOLE_PARTS.split(plain):
        said = _REGULARLY.search(part)
        if said is None or not wanted & pairs(part[said.end() :]) or any(m.text in part for m in answers):
            continue
        if not any(wanted & pairs(_part_around(plain, m.start, m.end)) for m in answers):
            return said.group()
    return None


_NUMERALS = regex.compile(r"每[\p{Han}]{0,2}[年月季周日旬天]度?|至少|不少于|[一二两三四五\d]+[次回轮场]")


def _combine_period(
    asked: QuantityMention, sought: Sought, texts: Sequence[str], data: Data
) -> tuple[str | None, bool]:
    """A period and a count in different parts of one sentence (每季度首月10日前，撰写一篇分析报告) read together."""
    if asked.per is None:
        return None, False
    for text in texts:
        plain, mentions = _numbers_of(text, data)
        period = next((m for m in mentions if m.per and is_times(m.unit) and period_days(m.per)), None)
        count = next((m for m in mentions if m.per is None and same_unit(asked.unit, m.unit)), None)
        if count is not None and period is not None and count.end <= period.start and _says_how_many(period):
            continue  # 新建床位60张，每周上门1次
        if count is not None and _OWN_TIME.search(part_before(plain, count)):
            continue
        if period is not None and count is not None and not is_of_another(sought, count, [count], plain, plain, data):
            both = replace(count, per=period.per)
            return f"{period.text}、{count.text}", suffices(asked, both, plain)
    return None, False


def _says_how_many(period: QuantityMention) -> bool:
    """Whether a mention of a period has a number of its own (每周上门1次)."""
    return bool(_A_NUMBER.search(_PERIOD_ALONE.sub("", period.text)))


_A_NUMBER = regex.compile(r"[\d一二两三四五六七八九十]")
_PERIOD_ALONE = regex.compile(r"^(?:每|按|逐)(?:\d+|[一二两三四五六七八九十]+)?个?[\p{Han}]{0,2}")
_OWN_TIME = regex.compile(r"年内|全年|本年|当年|年底|[上下]半年")


_IN_EACH = regex.compile(r"每|各")


@lru_cache(maxsize=1 << 14)
def _numbers_of(text: str, data: Data, weekday: str = "次") -> tuple[str, tuple[QuantityMention, ...]]:
    """A text with ways of saying a number said plainly, days of the week counted as ``weekday``, and its numbers."""
    plain = said_plainly(text, weekday)
    return plain, tuple(find_quantities(plain, data))
