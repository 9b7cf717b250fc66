"""Ways of saying an amount that no single number states: so many of so many, so many in each of a list, courses of so many people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

import regex
from regex import Pattern as CompiledPattern

from ..numerals import parse_numeral
from ..quantities import QuantityMention
from .amount_items import said_for_each
from .amount_lengths import clock_as_hours

UNIT_KINDS = (
    frozenset({"次", "场", "期", "轮", "回", "场次", "趟", "批", "遍", "堂", "节"}),
    frozenset({"条", "篇", "件", "个", "项", "则", "例", "份", "种", "类"}),
    frozenset({"人", "名", "位", "人次"}),
    frozenset({"家", "户", "所", "处", "座", "个", "家次", "户次"}),
    frozenset({"台", "部", "套", "辆"}),
    frozenset({"株", "棵"}),
    frozenset({"栋", "幢", "座", "处"}),
    frozenset({"片", "块", "处", "个", "座"}),
    frozenset({"头", "只", "羽"}),
    frozenset({"天", "工作日"}),
)
"""Units that count the same kind of thing."""


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two units count the same kind of thing."""
    return one == other or any(one in kind and other in kind for kind in UNIT_KINDS)


_EACH_OF_LIST = regex.compile(
    r"(?P<list>(?:[\p{Han}\d]{2,12}、){1,8}[\p{Han}\d]{2,14}|[\p{Han}]{2,12}和[\p{Han}]{2,12}?)(?:(?:[，]|三大|两大|四大)?[\p{Han}]{0,8}?)各(?:自|单位)?[\p{Han}]{0,6}?"
    r"(?P<number>[一二两三四五六]|\d{1,2})(?P<unit>个|次|份|场|期|名|人|项|家|所|处|座|条|篇)"
)


_BRACKETED = regex.compile(r"（[^（）]{1,8}）")
_EACH_OF_PLACES = regex.compile(
    r"(?:[到进在向赴为对给]|面向|走进|深入)(?P<list>(?:[\p{Han}]{1,8}?、){0,6}[\p{Han}]{1,8}?[和、](?!开展|组织|举办)[\p{Han}]{2,8}?)[\p{Han}]{0,12}?各"
    r"(?P<number>[一二两三四五六七八九十]|\d{1,2})(?P<unit>个|次|份|场|期|名|人|项|家|所|处|座|条|篇)"
)
"""So many in each of the places that an act reaches (到村和学校宣讲各3场)."""


_OCCASION = r"[\p{Han}\d“”‘’·]{2,20}?"
_EACH_OF_OCCASIONS = regex.compile(
    rf"(?:结合|利用|围绕|依托|抓住|借助|把握|抢抓|紧扣|紧盯)(?P<list>(?:{_OCCASION}、){{0,8}}{_OCCASION}(?:以及|[、和及与]){_OCCASION})"
    r"(?:期间|前后|之际|等?[\p{Han}]{0,2}(?:契机|节点|时机|活动))?[，,]?(?:分别|各)[\p{Han}]{0,6}?"
    r"(?P<number>[一二两三四五六]|\d{1,2})(?P<unit>次|场|期|轮)"
)
"""So many on each of named occasions (结合“3·15”、食品安全宣传周和丰收节，分别组织一场)."""
_LIST_MARK = regex.compile(r"以及|[、和及与]")


def in_each_of(asked: QuantityMention, texts: Sequence[str], of_each: bool) -> tuple[str, bool] | None:
    """A number in each of a list (经开区、产业园各建1个): their product, where it suffices; itself where so many are asked ``of_each``."""
    for text in [_BRACKETED.sub("", text) for text in texts]:
        for match in [
            *_EACH_OF_LIST.finditer(text),
            *_EACH_OF_PLACES.finditer(text),
            *_EACH_OF_OCCASIONS.finditer(text),
        ]:
            count = 1 if of_each else len(_LIST_MARK.split(match["list"]))
            unit = match["unit"]
            if same_unit(unit, asked.unit) and count * (parse_numeral(match["number"]) or 0) >= asked.number:
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
    r"(?<![每唯])一个?(?P<of>(?!年|月|季|周|旬|日|天|次|学期|定|批|般|并)[\p{Han}]{1,4}?)(?:配备?|设|派|建)?(?P<number>[一二两三四五])(?P<unit>[名人位员个处所支])(?!民)"
)


def one_in_each(asked: QuantityMention, texts: Sequence[str]) -> tuple[str, bool] | None:
    """A number in each said in short (一村一名, 一户一名专员), where a number in each is asked for, and whether it suffices."""
    for text in texts:
        for match in _ONE_IN_EACH.finditer(text):
            unit = "人" if match["unit"] == "员" else match["unit"]  # 一格两员
            if same_unit(asked.unit, unit):
                return match.group(), (parse_numeral(match["number"]) or 0) >= asked.number
    return None


_SO_MANY_OF = regex.compile(
    r"(?P<each>每)?(?P<whole>[三四五六七八九十百]{1,3}|(?<![\d.])\d{1,6}(?:\.\d{1,2})?万?)(?P<unit>台件|[个人件所户家株条辆宗起名台])"
    r"(?:(?P<among>当?中|里面?)[，,]?(?P<between>[\p{Han}]{0,18}?)|(?P<between>[\p{Han}（）]{0,18}?(?:[里中][，,][\p{Han}]{0,8}?|[，,][已现]?(?=有))?(?:有|力争|至少)?))"
    r"(?P<part>[一二两三四五六七八九十]{1,3}|\d{1,6}(?:\.\d{1,2})?万?)(?P=unit)(?![也都]?(?:不[得能可许]?|没有?|未)[漏落少缺掉](?!于))(?:以上)?"
)


_AT_LEAST_OF = regex.compile(
    r"[里中的](?:至少|不少于|不低于)有?$|[里中][，,]?有?$|[里中](?:的|[，,][\p{Han}]{0,8})$|[，,][已现]?有$"
)


def _as_rate(match: regex.Match[str]) -> str:
    whole, part = _value(match["whole"]), _value(match["part"])
    told = (
        match["each"]
        or match["among"]
        or match["between"].startswith(("至少", "不少于"))
        or _AT_LEAST_OF.search(match["between"])
    )
    if not told or not whole or part is None or part > whole:
        return match.group()
    return f"{match['between']}{100 * part / whole:.4g}%"


_RISE = r"提高|提升|增加|增长|增|扩大|扩|上升|升|拓展"
_FALL = r"降低|下降|降|减少|压减|压缩|压降|压|缩短|缩减|缩|精简|减"
_VALUE = r"\d{1,9}(?:\.\d{1,4})?[万亿]?|[一二两三四五六七八九十百千万]{1,5}"
_FROM_TO = regex.compile(
    rf"[由从](?:\d{{4}}年|[\p{{Han}}]){{0,8}}?的?(?P<a>{_VALUE})个?(?P<of>[%％\p{{Han}}]{{1,6}}?)(?P<how>{_RISE}|{_FALL})[到至为成](?:[\p{{Han}}]{{1,6}}的)?(?P<b>{_VALUE})个?(?P=of)"
)
_NOT_MARK = r"[^，,。；;]"
_ON_BASE = regex.compile(
    rf"(?:[较比在由从](?:上年度?|去年|上一年|\d{{4}}年)?的?)?(?P<a>\d{{1,3}}(?:\.\d{{1,2}})?)[%％]的?(?:基础上)?[，,]?(?:再|又|力争|继续|至少|稳步)*(?P<how>{_RISE}|{_FALL})(?P<b>\d{{1,2}}(?:\.\d{{1,2}})?)个百分点"
)
_TO_SHARE = regex.compile(
    rf"(?P<how>{_FALL})[到至为](?P<of>[\p{{Han}}]{{1,8}}的)(?:(?P<b>\d{{1,3}}(?:\.\d{{1,2}})?)[%％]|(?P<whole>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])|(?P<half>一半)|(?P<tenths>[一二三四五六七八九])成)"
)
_TIMES_MORE = regex.compile(rf"(?P<how>{_RISE})了?(?P<b>\d{{1,3}}(?:\.\d{{1,2}})?|[一两二三四五])倍")
_SAID_CHANGES = (
    (regex.compile(rf"(?:{_FALL}|砍)[掉去]?一半|减半(?!年)"), "减少50%"),
    (regex.compile(r"翻一?番"), "增长100%"),
    (regex.compile(r"翻两番"), "增长300%"),
)


def _say_changes(text: str) -> str:
    """Changes as rates: from one value to another (由12亿元提高到14亿元, 提高16.7%), halved, doubled, so much on top of what there was."""
    if _MAY_CHANGE.search(text) is None:
        return text
    text = _FROM_TO.sub(_as_change, text)
    text = _ON_BASE.sub(_as_sum, text)
    text = _ADDED.sub(lambda m: f"{m.group()}（总数达到{int(m['a']) + int(m['b'])}{m['of']}）", text)
    text = _TO_SHARE.sub(lambda m: f"{m.group()}（{_WHOLE.get(m['how'], m['how'])}{100 - _percent(m):.4g}%）", text)
    text = _TIMES_MORE.sub(lambda m: f"增长{100 * (parse_numeral(m['b']) or 0):g}%", text)
    for pattern, plain in _SAID_CHANGES:
        text = pattern.sub(plain, text)
    return text


_MAY_CHANGE = regex.compile(r"[到至为成]|基础上|半|番|倍|百分点")
_WHOLE = {"增": "增长", "扩": "扩大", "升": "上升", "降": "下降", "减": "减少", "压": "压减", "缩": "缩短"}


def _value(printed: str) -> float | None:
    scale = {"万": 1e4, "亿": 1e8}.get(printed[-1]) if printed[0].isdigit() else None
    number = parse_numeral(printed[:-1] if scale else printed)
    return None if number is None else number * (scale or 1.0)


def _percent(match: regex.Match[str]) -> float:
    if match["b"]:
        return float(match["b"])
    if match["whole"]:
        return 100 * (parse_numeral(match["part"]) or 0) / (parse_numeral(match["whole"]) or 1)
    return 50.0 if match["half"] else 10 * (parse_numeral(match["tenths"]) or 0)


def _as_change(match: regex.Match[str]) -> str:
    first, last = _value(match["a"]), _value(match["b"])
    if not first or last is None:
        return match.group()
    how = _WHOLE.get(match["how"], match["how"])
    if match["of"] in ("%", "％"):
        return f"{match.group()}（{how}{abs(last - first):.4g}个百分点）"
    more = f"、净增{last - first:g}{match['of']}" if last > first and match["of"] in _COUNTED_IN else ""
    return f"{match.group()}（{how}{100 * abs(last - first) / first:.4g}%{more}）"


def _as_sum(match: regex.Match[str]) -> str:
    change = float(match["b"]) * (1 if regex.fullmatch(_RISE, match["how"]) else -1)
    return f"达到{float(match['a']) + change:g}%、{match['how']}{match['b']}个百分点"


_COUNTED_IN = frozenset("个家所座处名人户条支辆台套张").union({"万元", "公里"})
_ADDED = regex.compile(
    rf"现有的?(?P<a>\d{{1,6}})个?(?P<of>\p{{Han}}){_NOT_MARK}{{0,10}}?基础上[，,]?(?:再|又|新|继续)*(?P<how>增[加设配]?|建成?|招|培育|发展)[\p{{Han}}]{{0,10}}?(?P<b>\d{{1,6}})个?(?P=of)"
)


_OPPOSITES = (
    ("巩固", "辍学|失学|流失"),
    ("入学", "失学"),
    ("按时|按期|及时|如期", "逾期|超期|超时|延误"),
    ("办结", "逾期|超期|积压"),
    ("完好", "破损|损坏|缺损|故障"),
    ("持证|取证", "无证"),
    ("在线|上线", "掉线|离线"),
    ("入住|出租|利用|使用", "空置|闲置"),
    ("达标", "超标"),
    ("好评", "差评"),
    ("成活|存活", "死亡"),
    ("准确|正确", "差错|错误|出错"),
    ("就业", "失业"),
    ("优良", "污染"),
    ("检出", "漏检"),
    ("保有|留存|稳定", "流失|返贫"),
    ("接种|登记|参保", "漏种|漏登|漏保|断保"),
    ("回收", "损失|流失"),
)


@cache
def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[tuple[CompiledPattern[str], CompiledPattern[str]], ...]:
    return tuple((regex.compile(one), regex.compile(other)) for one, other in table)


_NAMED_RATE = regex.compile(r"(?P<not>[不未非])?(?:予以)?(?P<name>\p{Han}{2})(?:率|度|的?比例|的?占比)")


def opposite_rate(topic: str, plain: str, found: QuantityMention) -> QuantityMention:
    """A rate of the opposite of what is asked (不合格率1.5%以内) as the rate asked for (合格率98.5%以上); others as they are."""
    start = max(plain.rfind(mark, 0, found.start) for mark in "，,。；;、") + 1
    asked = list(_NAMED_RATE.finditer(topic))
    if found.unit != "%" or not asked or not _is_opposite(asked[-1]["name"], topic, plain[start : found.end]):
        return found
    turned = {">=": "<=", "<=": ">="}.get(found.comparison, found.comparison)
    return replace(found, number=round(100 - found.number, 4), comparison=turned)  # type: ignore[arg-type]


def _is_opposite(name: str, topic: str, said: str) -> bool:
    """Whether words speak of the opposite of what a rate is named for (不合格 for 合格, 逾期 for 按期)."""
    if name in said:
        denied = regex.compile(rf"[不未非](?:予以)?{name}")
        if bool(denied.search(topic)) != bool(denied.search(said)):
            return True
    for good, bad in _compiled(_OPPOSITES):
        if bad.search(topic):
            if good.search(said) and not bad.search(said):
                return True
        elif good.fullmatch(name) and bad.search(said):
            return True
    return False


_KINDS = (
    ("专职", "兼职"),
    ("全职", "柔性|兼职"),
    ("公办|公立", "民办|民营|私立"),
    ("城镇|城市|城区", "农村|乡村"),
    ("固定", "流动|临时"),
    ("线下|现场", "线上|网上"),
    ("国有", "民营|私营"),
    ("常设|常驻", "临时"),
)
"""Kinds of the same thing that do not stand for each other."""
_BOTH_KINDS = regex.compile(r"专兼|公民办|城乡|线上线下|公办民办|全兼职")
_ITEM_BORDER = regex.compile(r"[，,。；;：:、和及与（）()]")


def of_kind(topic: str, plain: str, answers: Sequence[QuantityMention]) -> list[QuantityMention]:
    """The answers without those of the other kind (兼职2名, where 专职 are asked for), nor the whole before its part (其中民办100张)."""
    asked = _asked_kind(topic)
    if asked is None:
        return list(answers)
    kinds = [_kind_of(*asked, plain, answer) for answer in answers]
    parts = [a for a, kind in zip(answers, kinds, strict=True) if kind == "own" and "其中" in plain[: a.start]]
    return parts or [answer for answer, kind in zip(answers, kinds, strict=True) if kind != "other"]


@lru_cache(maxsize=1 << 12)
def _asked_kind(topic: str) -> tuple[CompiledPattern[str], CompiledPattern[str]] | None:
    """The kind of thing that a requirement asks for alone, and the other; None where it tells no kinds apart."""
    if _BOTH_KINDS.search(topic):
        return None
    for kinds in _compiled(_KINDS):
        for one, other in (kinds, kinds[::-1]):
            if one.search(topic) and not other.search(topic):
                return one, other
    return None


def _kind_of(asked: CompiledPattern[str], other: CompiledPattern[str], plain: str, found: QuantityMention) -> str:
    """Whether a number is said of the asked kind of thing (own), of the other, or of none in particular (empty)."""
    start = max((mark.end() for mark in _ITEM_BORDER.finditer(plain, 0, found.start)), default=0)
    stop = _ITEM_BORDER.search(plain, found.end)
    own = plain[start : stop.start() if stop else len(plain)]
    return "own" if asked.search(own) else "other" if other.search(own) else ""


def rate_of_counts(topic: str, plain: str, mentions: Sequence[QuantityMention]) -> QuantityMention | None:
    """The rate that two counts of a sentence make where the second is said of the asked act (问题120个，整改到位116个)."""
    named = [match["name"] for match in _NAMED_RATE.finditer(topic)]
    counts = [m for m in mentions if m.per in (None, "年") and m.unit not in ("%", "元", "日", "天")]
    if not named:
        return None
    for whole, part in pairwise(counts):
        said = plain[whole.end : part.end]
        said += _AFTER_COUNT.match(plain, part.end).group()  # type: ignore[union-attr]
        if _NONE_OF.match(plain, part.end):
            continue  # 43个社区一个不落: all
        own = _DONE if named[-1] == "完成" else named[-1]
        if whole.unit == part.unit and 0 < part.number <= whole.number > _FEW and regex.search(own, said):
            text = plain[whole.start : part.end]
            return QuantityMention(whole.start, part.end, text, ">=", 100 * part.number / whole.number, "%")
    return None


_DONE = "完成|完毕|办结|到位"
_FEW = 4
_NONE_OF = regex.compile(r"[也都]?[不没未]")
_AFTER_COUNT = regex.compile(r"[^，,。；;：:]{0,12}")


def said_plainly(text: str, weekday: str = "次") -> str:
    """Weekdays counted (每周一、周四 → 每周2次, or 2天 as ``weekday`` says), and so many of so many as a rate (十件至少办结九件 → 90%)."""
    for pattern, plain in _SAID_SHORT:
        text = pattern.sub(plain, text)
    text = said_for_each(text)
    text = clock_as_hours(_say_changes(_SO_MANY_OF.sub(_as_rate, text)))
    text = _WEEKDAYS_HOURS.sub(
        lambda m: f"每周{m['act']}{len(_WEEKDAY.findall(m['days'])) * float(m['number']):g}{m['unit']}", text
    )
    text = _WEEKDAYS_EACH.sub(lambda m: f"每周{m['act']}{len(_WEEKDAY.findall(m['days']))}{m['unit']}", text)
    if weekday == "天":
        text = _DAYS_FROM_TO.sub(
            lambda m: (
                f"每周{'一二三四五六日'.index(m['b'].replace('天', '日')) - '一二三四五六日'.index(m['a']) + 1}天"
            ),
            text,
        )
    return _WEEKDAYS.sub(lambda m: f"每周{len(_WEEKDAY.findall(m.group()))}{weekday}", text)


_SMALL = "镇|乡|村|社区|街道?|校|园|企|户|厂|县|区"
_GOES_ON = (
    "不间断|不断|不停|无休|开[放通]|营业|值[班守]|服务|运[行营]|在岗|轮班|接[听诉警]|受理|待命|有人|急诊|畅通|轮流|专人|"
    "不[离脱缺断]|在位|守候|备勤|坚守|响应|值勤|巡逻"
)
_ONCE_IN = regex.compile(
    r"(?<![每第上下前后这那近满\d一二三四五六七八九十])(?:一个?(?P<period>季(?!度|节)|(?<=个)季度|年|(?<=个)月|月(?=\p{Han}[一两二三\d][次回遍])|周|旬|天|学期)|(?P<period>半年|半个?月))"
    r"(?!内|以|之|前|后|来|左右|多|期|度|间|中|到|至|的|过|龄|级|次|一|半|生)(?=[\p{Han}]{1,10}?(?<!第|每|同)[一两二三四五\d]{1,2}(?:[次回遍场期篇](?!性)|轮(?!换)))"
)
"""A period and a count in plain words (半年给县政府写一次报告)."""
_SAID_SHORT = (
    (regex.compile(rf"(?<![每唯])一(?P<of>{_SMALL})一(?=[个处座家所支名场部套台辆]|[馆站院室队]|中心)"), r"每\g<of>一"),
    (regex.compile(r"[一1]刻钟"), "15分钟"),
    (regex.compile(r"(?<=[一二两三四五六七八九\d])趟(?!车|列)"), "次"),
    (_ONCE_IN, r"每\g<period>"),  # 一年查一回
    (
        regex.compile(  # two steps, two papers to go through
            r"(?<![第头每下前上最后\d])(?P<n>\d|[一两二三四五六七八九])(?:步(?:骤|流程)?(?=[，。；]|办[结理成完]|完成|走完|到位|即可|就)"
            r"|[道项](?:手续|流程|程序|工序|环节)|个(?:步骤|流程|程序))(?!走)"
        ),
        r"\g<n>个环节",
    ),
    (
        regex.compile(
            r"(?:至多|最多|最长|最迟|每|不超过)?间?隔(?P<n>\d{1,3}|[二两三四五六七八九十半]{1,3})(?P<unit>个?(?:工作日|季度|星期|[月周天日年]))"
            r"(?=[^，,。；;\d]{0,24}?[一1两二][次遍批轮期回场条])"
        ),
        r"每\g<n>\g<unit>",
    ),
    (regex.compile(r"一个半月"), "45天"),
    (
        regex.compile(
            r"(?P<act>发布|召开|开始|举行|举办|开[工标学考幕庭]|停[水电气工]|届满|到期|期满|[审上]会|会议?(?=前)|上网|登报|(?:发布|发出|召开|举行|举办|刊登)[\p{Han}]{2,8}?)(?P<ahead>前)?(?:至少|不少于)?"
            r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?P<unit>工作日|日|天|小时|月(?=之?前|以前))(?(ahead)(?![内前])|(?:之?前|以前))"
        ),
        r"\g<act>提前\g<n>\g<unit>",
    ),
    (
        regex.compile(
            r"(?<![\d每日天])(?:全天(?:候)?24小时|24小时(?:全天候?)?|全天候|不分昼夜|昼夜|白天黑夜|日夜|全天)(?:[、，]?(?:周末|节假日|双休日)[、和]?){0,2}"
            rf"(?=[\p{{Han}}]{{0,6}}?(?:{_GOES_ON}))"
        ),
        "每日24小时",
    ),
    (
        regex.compile(
            r"(?P<n>[两二三四五六])个(?P<of>(?:重要|关键|重大|时间)*(?:节点|时段|节日|假期))(?:期间)?[，,]?(?=分别|各[自项]?(?!类))"
        ),
        r"\g<n>个\g<of>共\g<n>次",
    ),
    (
        regex.compile(
            r"(?P<a>春|夏|上半年|汛前)季?(?P<more>[^，。；]{2,14})[、，](?P<b>秋|冬|下半年|汛后)季?[^，。；]{2,14}[、，]?(?:分别|各)自?"
        ),
        r"\g<a>、\g<b>\g<more>，上半年、下半年各",
    ),
    (regex.compile(r"(?:一年|全年)四季(?:分别|均|各)"), "每季度"),
    (regex.compile(r"(?<![个每一两三五\d])工作日(?=全天|全程|期间|[均都]|每天|安排)"), "每个工作日"),
    (
        regex.compile(r"(?<=实行|落实|坚持|执行|推行)(?P<p>[日周旬月季])(?P<a>检|巡|查|报|评|调度|通报|研判)制"),
        r"每\g<p>\g<a>",
    ),
    (
        regex.compile(
            r"(?P<of>[村镇乡校户街企站店园])(?P=of)(?:（[^）]{1,4}）)?[都均皆]?(?P<has>(?:[建设配]有|有|建[起成]|设立|配备))(?!\d|[一两])"
        ),
        r"每个\g<of>都\g<has>1个",
    ),
    (regex.compile("GDP"), "地区生产总值"),
    (regex.compile(r"(?:第?一(?:季度)?(?:至|到|[-—–~～]{1,2})第?四季度|四个季度)(?:分别|均|各)"), "每季度"),
    (
        regex.compile(
            r"(?:[春上]季?(?:学期)?[、和]?[秋下]季?|(?<!每)[两二]个?)(?:[两二]个?)?学期(?:[内里]|期间)?(?:分别|均|各)自?"
        ),
        "每学期",
    ),
    (regex.compile(r"全年(?:无休|不打烊|不闭馆|365天)"), "全年365天"),
)
_WEEKDAY = regex.compile(r"(?<=周|星期)[一二三四五六日天]")
_A_DAY = r"(?:周|星期)[一二三四五六日天](?:[上下]午|晚上?|早上|中午|夜间|全天)?"
_DAYS_OF_WEEK = rf"(?:[每逢]|(?<=[在于])){_A_DAY}(?:[、和]?{_A_DAY})*"
_DAYS_FROM_TO = regex.compile(
    r"(?:[每逢]|(?<=[，。；于在])|(?<![上下本这月])(?=.{5,8}?(?:[全每整][天日]|开放|值[班守]|坐诊|驻|吃住|在岗|接访|营业|办公)))"
    r"(?:周|星期)(?P<a>[一二三四五])(?:[至到]|[-—–~～]{1,2})(?:周|星期)?(?P<b>[三四五六日天])"
)
_WEEKDAYS = regex.compile(rf"{_DAYS_OF_WEEK}(?![次条场])")
_WEEKDAYS_HOURS = regex.compile(
    rf"(?P<days>{_DAYS_OF_WEEK})各(?P<act>[\p{{Han}}]{{0,6}}?)(?P<number>\d{{1,3}}(?:\.\d)?)个?(?P<unit>小时|分钟)"
)
_WEEKDAYS_EACH = regex.compile(rf"(?P<days>{_DAYS_OF_WEEK})各(?P<act>[\p{{Han}}]{{0,6}}?)[一1](?P<unit>[次期场条篇轮])")


_CHANGE = regex.compile(
    r"(?:增长|净增|提高|提升|下降|降低|减少|压减|压降|压缩|缩短|缩减|精简|扩大|上升|增加|下浮|削减|减[掉去少]|砍[掉去]?|压掉|下调|同比|[较比](?:上年|去年|20\d\d年)|(?:上年|去年)的?基础上)[^，。；、到至率]{0,8}$"
)
_CHANGE_NAMED = regex.compile(r"增速|增幅|降幅|增长率|下降率|翻[一两]?番")


def is_change(printed: str, before: str) -> bool:
    """Whether a rate says by how much a thing changes (下降3%), not how much of it there is (提高到96%)."""
    ahead = before.partition(printed)[0] if printed in before else before
    return bool(_CHANGE.search(ahead) or _CHANGE_NAMED.search(before) or _CHANGE_NAMED.search(printed))


def part_before(plain: str, mention: QuantityMention) -> str:
    start = max((plain.rfind(mark, 0, mention.start) for mark in "，,；;。"), default=-1) + 1
    return plain[start : mention.start]


def of_this_year(plain: str, answers: list[QuantityMention]) -> list[QuantityMention]:
    """The answers without those of several years where this year's stands beside them (三年改造100个，当年开工35个)."""
    own = {id(m) for m in answers if _THIS_YEAR.search(part_before(plain, m) + m.text)}
    return [m for m in answers if not own or id(m) in own or not _MORE_YEARS.search(part_before(plain, m))]


_THIS_YEAR = regex.compile(r"当年|今年|本年|年内|20\d\d年(?!前|底)")
_MORE_YEARS = regex.compile(r"[两二三四五2-5]年(?:计划|行动|内|规划|累计|共|总|目标)|到20\d\d年|[“”十][四五]五")


_WHOLE_OF_SHARE = regex.compile(
    r"[^，,。；;、]{0,20}?的(?:[一二两三四五六七八九]成|[\d.]+[%％]|百分之|[二三四五六七八九十]分之|半数|一半)"
)
_SHARE_OF = regex.compile(r"占[到了]?$")
"""Behind and before a word for all that only names what a share is of (占全部项目的六成以上)."""


def is_whole_of_share(plain: str, word: regex.Match[str]) -> bool:
    """Whether a word for all only names what a share is of."""
    return bool(_WHOLE_OF_SHARE.match(plain, word.end()) or _SHARE_OF.search(plain[: word.start()]))
