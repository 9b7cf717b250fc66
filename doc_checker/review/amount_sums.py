"""Amounts worked out from several numbers: so many in each of so many, parts of one whole, means, and things counted by their names.

全县11个镇每镇3个 promises 33个; 上半年5家，下半年7家 promises 12家; 38个社区共114名 are three to each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ..data import Data
from ..numerals import parse_numeral
from ..quantities import QuantityMention, is_times, per_year, period_days
from .amount_enough import DAYS
from .amount_forms import UNIT_KINDS, same_unit
from .whose_number import acts_in, own_words

_NUMERAL = r"(?:\d{1,5}(?!\d)|[一二两三四五六七八九十百]{1,4})"
_MEASURE = r"(?:个|家|所|座|处|名|支|条|户|类|大|只|批)?"
_PART = r"[^，,。；;：:、]"
_MONTH_DAYS = 30.4

# --- so many in each of so many

_OF_SO_MANY = regex.compile(
    rf"(?<![第每\d.一二两三四五六七八九十百年])(?P<count>{_NUMERAL}){_MEASURE}(?P<thing>(?![日号月年时点周])\p{{Han}}{{1,12}}?)[，,]?(?:(?<!分)各(?![类种项级])|分别|均|都){_PART}{{0,14}}$"
)
_TO_EACH = regex.compile(
    rf"(?<![\p{{Han}}]年)(?:每|平均每)(?P<group>[两二三四五六七八九十]|\d{{1,3}}|一)?{_MEASURE}(?P<thing>(?!年|季|月|周|旬|日|天|半|学期|次|人)\p{{Han}}{{1,6}}){_PART}{{0,16}}$"
)
_AT_EACH = regex.compile(rf"每(?:到|至|进)?一?(?:处|地|站|点)(?!{_NUMERAL}[个家所座处])[，,]?{_PART}{{0,8}}$")
_COUNTED_PLACE = regex.compile(rf"(?P<count>{_NUMERAL})(?:个|家|所|座|处)[\p{{Han}}]{{1,8}}")
_LISTED_PLACES = regex.compile(
    rf"{_NUMERAL}(?:个|家|所|座|处)[\p{{Han}}]{{1,8}}(?:[、和及]{_NUMERAL}(?:个|家|所|座|处)[\p{{Han}}]{{1,8}}){{0,5}}[，,；;](?:在|于)?$"
)
"""Places counted before what is done at each of them (走进10所学校、6个社区，每处一场)."""
_VALUES_GO_ON = regex.compile(r"[、和]\d")
_MONTHS = regex.compile(r"(?<!\d)(?P<first>\d{1,2})月?(?:份|初|上旬)?(?:[至到]|[-—–~～]{1,2})(?P<last>\d{1,2})月")


def in_all(asked: QuantityMention, plain: str, mentions: Sequence[QuantityMention]) -> tuple[QuantityMention, ...]:
    """Numbers that stand for each of so many as the number in all (8个镇各建2个 → 16); others as they are."""
    counts: set[int] = set()
    mentions = _by_share(asked, plain, mentions)
    read = [
        _in_all(plain, m, counts, mentions) if same_unit(asked.unit, m.unit) else _sorts_in_all(asked, plain, m, counts)
        for m in mentions
    ]
    if not counts:
        return tuple(read)
    kept = asked.unit if asked.unit != "个" else None
    return tuple(m for m in read if m.unit == kept or _place_of_number(m) not in counts)


_BY_SHARE = regex.compile(r"按(?:照)?(?:不低于|不少于)?(?P<share>\d{1,2}(?:\.\d)?)[%％]的?比例")


def _by_share(asked: QuantityMention, plain: str, mentions: Sequence[QuantityMention]) -> tuple[QuantityMention, ...]:
    """The mentions with a share taken of a number of things (420家按10%的比例 → 42)."""
    match = _BY_SHARE.search(plain)
    whole = [
        m for m in mentions if match and m.end <= match.start() and m.per is None and same_unit(asked.unit, m.unit)
    ]
    if match is None or not whole:
        return tuple(mentions)
    part = replace(whole[-1], number=whole[-1].number * float(match["share"]) / 100, end=match.end())
    part = replace(part, text=plain[part.start : part.end])
    return tuple(part if m is whole[-1] else m for m in mentions)


def _in_all(
    plain: str, found: QuantityMention, counts: set[int], beside: Sequence[QuantityMention] = ()
) -> QuantityMention:
    """One number of a sentence in all; ``counts`` takes the places of the numbers it was multiplied by."""
    if found.unit == "%" or found.comparison == "<=" or (found.unit in DAYS and not _is_of_course(found)):
        return found
    months = _months_of(plain, found)
    if months and found.per and is_times(found.unit):
        days = period_days(found.per)
        if days and days < 2 * _MONTH_DAYS:
            return replace(found, number=round(found.number * months * _MONTH_DAYS / days), per="年")
    if found.per is not None and period_days(found.per) is None:  # 每期培训60人, 12期
        courses = [
            m
            for m in beside
            if found.unit in UNIT_KINDS[2] and m.unit == found.per and m.per and is_times(m.unit) and period_days(m.per)
        ]
        if courses:  # 春秋两季各1期，每期60人
            times, place = per_year(courses[0]) or 0.0, _place_of_number(courses[0])
        else:
            times, place = _count_of(found.per, plain, found.start, found.end)
        per = None
    else:
        times, place = _times_over(plain, found)
        per = found.per
    if not times:
        return found
    counts.add(place)
    return replace(found, number=found.number * times, per=per)


def _sorts_in_all(asked: QuantityMention, plain: str, found: QuantityMention, counts: set[int]) -> QuantityMention:
    """One of a thing on each of so many themes as so many kinds of it, where kinds are asked for (6个主题各制作一套: 6种)."""
    if asked.unit not in _KINDS_OF or found.unit not in _MADE or found.number != 1 or found.per is not None:
        return found
    times, place = _times_over(plain, found)
    if not times:
        return found
    counts.add(place)
    return replace(found, number=times, unit=asked.unit)


_KINDS_OF = frozenset({"种", "类"})
_MADE = frozenset({"套", "本", "册", "部", "篇", "份", "张"})


def _is_of_course(found: QuantityMention) -> bool:
    """Whether a length of time is that of each of several courses (每期3天); batches (每批3天) are of other people."""
    return found.per is not None and found.per != "批" and period_days(found.per) is None


def _months_of(plain: str, found: QuantityMention) -> int:
    """The months of a season that stands before a number (4月至10月每月2场: 7), 0 where none does."""
    match = _MONTHS.search(plain[: found.end])
    return max(0, int(match["last"]) - int(match["first"]) + 1) if match else 0


def _times_over(plain: str, found: QuantityMention) -> tuple[float, int]:
    """How many things each have a number, and where that is said."""
    ahead = plain[: _place_of_number(found)]
    of_so_many = _OF_SO_MANY.search(ahead)
    if of_so_many and found.per == "年" and "、" in plain[found.start : of_so_many.start("count")]:
        return 0.0, -1  # 端午、中秋、重阳三个节日各一次: listed, so counted already
    if of_so_many and not _VALUES_GO_ON.match(plain, found.end):
        return parse_numeral(of_so_many["count"]) or 0.0, of_so_many.start("count")
    at_each = _AT_EACH.search(ahead)
    if at_each:
        counted = _LISTED_PLACES.search(plain[: at_each.start()])
        numbers = list(_COUNTED_PLACE.finditer(counted.group())) if counted else []
        if counted and numbers:
            return sum(parse_numeral(each["count"]) or 0.0 for each in numbers), counted.start()
    to_each = _TO_EACH.search(ahead)
    if to_each is None:
        return 0.0, -1
    group = parse_numeral(to_each["group"]) if to_each["group"] else 1.0
    count, place = _count_of(to_each["thing"], plain, to_each.start(), found.end)
    return count / (group or 1.0), place


def _place_of_number(found: QuantityMention) -> int:
    """Where a mention's own number begins: its text may begin with a period or a comparison."""
    own = list(_OWN_NUMBER.finditer(found.text))
    return found.start + own[-1].start() if own else found.start


_OWN_NUMBER = regex.compile(r"\d[\d,.]*|[一二两三四五六七八九十百]+")


def _count_of(named: str, plain: str, start: int, end: int) -> tuple[float, int]:
    """How many of a thing a sentence speaks of outside ``start`` to ``end``, and where; its name may be longer in words than the thing."""
    rest = plain[:start] + "\0" * (end - start) + plain[end:]
    if named in ("人", "名", "位"):  # 600名学生每人2000元
        named = "[名位人]"
        match = regex.search(rf"(?<![第\d.每])(?P<count>{_NUMERAL}){named}", rest)
        return (parse_numeral(match["count"]) or 0.0, match.start("count")) if match else (0.0, -1)
    for size in range(min(len(named), 6), 0, -1):
        thing = regex.escape(named[:size])
        for pattern in (
            rf"(?<![第\d.每])(?P<count>{_NUMERAL}){_MEASURE}[\p{{Han}}]{{0,5}}?{thing}",
            rf"(?<![每各]){thing}[\p{{Han}}]{{0,3}}(?<!第)(?P<count>{_NUMERAL})(?:个|家|所|座|处|名|支|条|期|场|批|班)",
        ):
            match = regex.search(pattern, rest)
            if match:
                return parse_numeral(match["count"]) or 0.0, match.start("count")
    return 0.0, -1


# --- to each, on average

_ASKED_OF_EACH = regex.compile(
    rf"每一?{_MEASURE}(?P<thing>(?!年|季|月|周|旬|日|天|半|学期|次)\p{{Han}}{{1,8}})|各(?P<thing>(?:乡镇|镇街|街道|村|社区|学校|镇))"
)
_SAID_OF_EACH = regex.compile(r"每|各|均|都|分别|逐|一[\p{Han}]{1,3}一")


def asks_of_each(topic: str) -> bool:
    """Whether a number is asked of each of several things (每个社区配备5名)."""
    return _ASKED_OF_EACH.search(topic) is not None


_POPULATION = regex.compile(
    r"(?P<number>\d{1,4}(?:\.\d{1,2})?)万(?:常住|户籍|城镇|农村|服务)?(?:人口|人|居民)|人口(?:约|达|为)?(?P<number>\d{1,4}(?:\.\d{1,2})?)万"
)
_PER_PEOPLE = {"万人": 1.0, "十万人": 10.0, "千人": 0.1, "百人": 0.01}


def per_people(asked: QuantityMention, plain: str, found: QuantityMention) -> QuantityMention:
    """A number as that to each 万人, where that is asked and the sentence names the population; others as they are."""
    people = _POPULATION.search(plain) if asked.per in _PER_PEOPLE else None
    if people is None or found.per is not None or found.start <= people.start() < found.end or found.unit == "%":
        return found
    return replace(found, number=found.number * _PER_PEOPLE[asked.per or ""] / float(people["number"]), per=asked.per)


_EACH_OCCASION = regex.compile(r"每个?(?:时段|节点|时间段|节日|假期|主题[日周月]|活动[日周月]|宣传[日周月]|时期|阶段)")
_ON_EACH_OCCASION = regex.compile(rf"(?:各|分别|均){_PART}{{0,12}}?(?P<number>{_NUMERAL})\p{{Han}}{{1,2}}$")
"""So many on each of named occasions (世界水日、中国水周分别组织2场)."""


def means(
    asked: QuantityMention, topic: str, plain: str, mentions: Sequence[QuantityMention]
) -> tuple[QuantityMention, ...]:
    """The mentions with numbers of a whole as what falls to each of its parts, where that is asked."""
    read = [(m, _to_each(topic, plain, m) if same_unit(asked.unit, m.unit) else (m, -1)) for m in mentions]
    places = {place for _, (_, place) in read if place >= 0}
    return tuple(each for m, (each, _) in read if _place_of_number(m) not in places)


def _to_each(topic: str, plain: str, found: QuantityMention) -> tuple[QuantityMention, int]:
    """A number of a whole as what falls to each of its parts (38个社区共配备114名 → 3) and where their number stands."""
    match = _ASKED_OF_EACH.search(topic)
    if match is None or found.per not in (None, "年") or found.unit == "%" or found.unit in DAYS:
        return found, -1
    if found.per == "年" and _EACH_OCCASION.search(topic) and (own := _ON_EACH_OCCASION.search(found.text)):
        return replace(found, number=parse_numeral(own["number"]) or 1.0, per=None), -1
    place = _place_of_number(found)
    start = max(plain.rfind(mark, 0, place) for mark in "，,。；;") + 1
    if _SAID_OF_EACH.search(plain[start : found.end]):
        return found, -1
    count, at = _count_of(match["thing"], plain[:place], place, place)
    if count < 2 or _SAID_OF_EACH.search(plain[at:place]):
        return found, -1
    return replace(found, number=found.number / count), at


# --- parts of one whole

_NO_PART = regex.compile(
    r"其中|累计|总(?!工会|队|站|校|部)|(?<!公)共(?!同|享|建|治|青)|合计|含|包括|达到|力争|确保|争取|[较比超]|目标|增[至到加]|提高|扩大|[底末]前"
)
_OWN_TIME = regex.compile(
    r"上半年|下半年|[一二三四]季度|\d月|期间|[春夏秋冬]季|元旦|春节|五一|国庆|中秋|清明|端午|重阳|七一|八一|十一|[寒暑]假|两节|[首第][一二三四]?批"
    r"|(?:活动|宣传|服务)[周月]|再|另|还有?|其余|剩余"
)
_OWN_PLACE = regex.compile(
    r"[东西南北中]部|[城郊农]区|主城|乡镇|农村|[新老旧]城|市级|县级|省级|中央|本级|上级|社会|企业|民办|公办|[国民]有|自筹|整合"
)


def sum_of_parts(
    asked: QuantityMention, plain: str, found: Sequence[QuantityMention], topic: str, data: Data
) -> list[QuantityMention]:
    """Numbers in neighbouring parts of a sentence that make up one (上半年5家，下半年7家); none where they do not."""
    unit = asked.unit if any(m.unit == asked.unit for m in found) else found[0].unit
    own = [m for m in found if m.unit == unit]
    if len(own) < 2:
        return []
    places = [_place_of_number(m) for m in own]
    starts = [max(plain.rfind(mark, 0, place) for mark in "，,；;。、和") + 1 for place in places]
    parts = [plain[start:place] for start, place in zip(starts, places, strict=True)]
    if any(_NO_PART.search(part) for part in parts[1:]) or "。" in plain[places[0] : places[-1]]:
        return []
    if any(len({level in part for part in parts}) > 1 for level in regex.findall("[县市省]级", topic)):
        return []  # 县级6个、市级2个, where 市级 are asked for
    if all(_OWN_TIME.search(part) for part in parts[1:]) or all(_OWN_PLACE.search(part) for part in parts):
        return own
    wanted = acts_in(topic, data)
    if len({bool(acts_in(part, data) & wanted) for part in parts if acts_in(part, data)}) > 1:
        return []  # 新建500个、改造300个, where 新建 is asked for
    if "；" in plain[places[0] : places[-1]] and len(set(parts)) == 1:
        return own
    if all(regex.search(r"[、和]$", plain[:start]) for start in starts[1:]) and _is_short_list(parts):
        return own
    return own if all(_same_thing(a, b, topic) for a, b in pairwise(parts)) else []


def said_at_other_times(asked: str, one: str, other: str) -> list[str]:
    """Two clauses' sentences as one where each does its part of a whole at a time of its own (上半年3个; 下半年再6个), or one of the two
    acts that are asked for together (新建、改造合计); else none.
    """
    acts = _TOGETHER.search(asked)
    if acts and any(
        acts["one"] in first and acts["two"] in second and acts["two"] not in first and acts["one"] not in second
        for first, second in ((one, other), (other, one))
    ):
        return [f"{_last_with(acts, one)}、{_last_with(acts, other)}"]
    for first, second in ((one, other), (other, one)):
        if any(a.search(first) and b.search(second) and not b.search(first) for a, b in _TIMES_APART):
            return [first.rstrip("。；，") + "，" + second]
    return []


def _last_with(acts: regex.Match[str], text: str) -> str:
    """The part of a text that speaks of one of two acts, from the act on."""
    place = max(text.find(acts["one"]), text.find(acts["two"]))
    return regex.split("[，。；]", text[place:])[0]


_TOGETHER = regex.compile(
    r"(?P<one>\p{Han}{2})[、和及](?:或)?(?P<two>\p{Han}{2})[^，。；]{0,16}(?:合计|共计|总计|累计|共(?!同|享|建|治|青))"
)
_TIMES_APART = tuple(
    (regex.compile(first), regex.compile(second))
    for first, second in (
        ("上半年|前半年|6月底前", "下半年|后半年"),
        ("[一1]季度|年初|春季", "[二三四234]季度|年底|秋季|冬季"),
        ("第?[一首]批", "第?[二2]批"),
    )
)


def _is_short_list(parts: Sequence[str]) -> bool:
    """Whether numbers stand with the bare names of kinds (其中县道22公里、乡道31公里)."""
    names = [part.removeprefix("其中") for part in parts]
    return all(1 < len(name) <= _SHORT for name in names) and len({name[-1] for name in names}) == 1


_SHORT = 4
_SAME_END = 2


def _same_thing(one: str, other: str, topic: str) -> bool:
    """Whether two parts end on the same words that are asked for (公办机构新增养老床位, 民办机构新增养老床位)."""
    end = one[-_SAME_END:]
    if one == other or len(end) < _SAME_END:
        return False
    return other.endswith(end) and end in topic


# --- occasions told apart by when they are

_WHEN = regex.compile(
    r"^(?:今年|并|再|拟|计划)?(?:于|在)?(?P<when>\d{1,2}月(?:份|\d{1,2}日|[初中底末]|[上中下]旬)?|[上下]半年|第?[一二三四]季度|[春夏秋冬]季|汛[前中后])(?!前(?!后)|底前|至|到|[-—–~～、和])"
)
_OCCASIONS = regex.compile(r"[，；。]")
_GENERAL_HEADS = frozenset({"活动", "工作", "服务", "行动"})


def occasions(asked: QuantityMention, topic: str, texts: Sequence[str]) -> tuple[str, bool] | None:
    """Occasions that a clause tells apart by their months (6月…演练；10月另行组织…演练: two), where they suffice."""
    head = _head_of(topic, asked)
    if len(head) < 2:  # nothing to know them by
        return None
    own: dict[str, tuple[str, float]] = {}
    when = ""
    for part in _OCCASIONS.split("。".join(texts)):
        opening = _WHEN.match(part)
        when = opening["when"] if opening else when
        if when and head in part and when not in own and not _about_occasion(head, part):
            number = _SO_MANY_TIMES.search(part)
            own[when] = (when, (parse_numeral(number["number"]) or 1.0) if number else 1.0)
    if len(own) < 2 or sum(number for _, number in own.values()) < asked.number:
        return None
    return "、".join(own), True


def lacks_occasion(asked: QuantityMention, topic: str, texts: Sequence[str], data: Data) -> bool:
    """Whether sentences name neither the occasion that is counted (1次**消防疏散演练**) nor anything that the lexicons put for it."""
    behind = regex.match(r"\p{Han}+", topic[asked.end :])
    words = own_words(behind.group()) if behind else ""
    heads = {words[-size:] for size in range(2, len(words) + 1)} - _GENERAL_HEADS
    forms = data.once(_alike)
    alike = frozenset().union(*(forms[head] for head in heads if head in forms))
    if not alike or any(form in text for form in alike for text in texts):
        return False
    wanted = {words[i : i + 2] for i in range(len(words) - 1)}
    return sum(any(pair in text for text in texts) for pair in wanted) < _LITTLE * len(wanted)


def _alike(data: Data) -> dict[str, frozenset[str]]:
    """Each form of an act or thing with the forms that stand for it."""
    found: dict[str, set[str]] = {}
    for entry in [*data.entries_of("action"), *data.entries_of("concept")]:
        for form in entry.forms:
            found.setdefault(form, set()).update(entry.forms)
    return {form: frozenset(forms) for form, forms in found.items()}


def _about_occasion(head: str, part: str) -> bool:
    """Whether a part only speaks of an occasion (总结培训成果, 制定演练方案) and is none itself."""
    return bool(regex.search(rf"(?:{_SPEAK_OF})[^，]{{0,10}}{head}|{head}(?:{_OUTCOMES})", part))


_SPEAK_OF = "总结|复盘|筹备|研究|部署|制定|评估|通报|汇总|梳理|印发|编制"
_OUTCOMES = "成果|情况|效果|成效|方案|预案|计划|材料|资料|经验|总结|通知|需求"
_LITTLE = 0.4
_SO_MANY_TIMES = regex.compile(r"(?P<number>\d{1,2}|[一二两三四五六七八九十])(?:次|场|期|轮)")


def _head_of(topic: str, asked: QuantityMention) -> str:
    """The noun that occasions are counted of (应急演练不少于2次, 2次专题会议): 演练, 会议."""
    behind = regex.match(r"\p{Han}+", topic[asked.end :])
    words = own_words(behind.group() if behind else topic)
    head = words[-2:]
    return words[-4:-2] if head in _GENERAL_HEADS else head


# --- things counted by their names

_NAMED = r"[\p{Han}“”A-Za-z]"
_LIST = regex.compile(
    rf"(?P<first>{_NAMED}{{2,14}})(?P<more>(?:、{_NAMED}{{2,8}})*?(?:[、和及]{_NAMED}{{2,8}}?))(?P<open>等)?$"
)
_LEAST_HEAD, _LONGEST_LIST = 3, 200
_PLACES = regex.compile(r"\p{Han}{1,7}(?P<kind>[村镇乡路街校园馆院站湖库河])(?:[、和]\p{Han}{1,7}(?P=kind))+")


def counted_by_name(asked: QuantityMention, text: str, texts: Sequence[str]) -> tuple[str, bool] | None:
    """A list of named things before what is asked for (新建文峰、书院、南湖口袋公园): their number, and whether it suffices."""
    if asked.per is not None or asked.unit in ("%", "元", *DAYS) or is_times(asked.unit):
        return None
    own = regex.findall(r"\p{Han}+", text[: asked.start] or text)
    head = own[-1] if own else ""
    for plain in texts:
        for size in range(len(head), _LEAST_HEAD - 1, -1):
            place = plain.find(head[-size:])
            match = _LIST.search(plain[max(0, place - _LONGEST_LIST) : place]) if place > 0 else None
            if match is None:
                continue
            names = regex.split("[、和及]", match["more"])[1:]
            if max(map(len, names)) - min(map(len, names)) > 1:
                break  # 完善制度、机制和信息共享平台
            return match["first"] + match["more"], len(names) + 1 >= asked.number
        places = _PLACES.search(plain) if head[-_LEAST_HEAD:] in plain else None
        if places:
            return places.group(), len(regex.split("[、和]", places.group())) >= asked.number
    return None
