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
from ..quantities import QuantityMention, find_quantities
from ..text import squeeze
from .amount_occasions import on_named_occasions, said_each_time
from .amounts import compare_amounts
from .channels import channel_used, find_asked_channels, is_anothers_channel, is_kept_back, shown_channels
from .cues import PAUSE, has_cue
from .growth import compare_growth
from .lists import asks_to_guide
from .sides import EITHER, names_other_side, of_answered_side

_NAME_FOUND = 85.0


@dataclass(frozen=True)
class Demands:
    """What a requirement asks for that can be compared by reading."""

    text: str = ""
    quantities: tuple[QuantityMention, ...] = ()
    channels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    level: str | None = None
    level_rank: int | None = None
    accepts_weak: bool = False
    rivals: tuple[str, ...] = ()
    """The words of the numbers of the same kind that the indicator's other requirements ask for."""


def read_demands(requirement: Requirement, data: Data) -> Demands:
    """The comparable demands of a requirement."""
    text = squeeze(requirement.text)
    level, rank = _find_level(text, data)
    return Demands(
        text=text,
        quantities=_read_quantities(text, requirement.quantity, data),
        channels=find_asked_channels(text, data),
        names=tuple(dict.fromkeys(_find_names(text))),
        level=level,
        level_rank=rank,
        accepts_weak=asks_to_guide(text) or has_cue("weak", text, data),
    )


def read_all_demands(requirements: Sequence[Requirement], data: Data) -> list[Demands]:
    """The demands of an indicator's requirements, each with the others that ask for a number of its kind."""
    own = _with_channels_said_before([read_demands(requirement, data) for requirement in requirements])
    units = [{quantity.unit for quantity in demands.quantities} for demands in own]
    return [
        replace(
            each,
            rivals=tuple(
                other.text for other, theirs in zip(own, units, strict=True) if other is not each and theirs & kinds
            ),
        )
        for each, kinds in zip(own, units, strict=True)
    ]


_PLACED = regex.compile(r"^(?:并|同时)?(?P<act>发表|刊[发登载]|登载|发布|投放)(?!会|量)")


def _with_channels_said_before(own: list[Demands]) -> list[Demands]:
    """The demands, one that goes on with the same act with the channels of the one before (在“…”网站发表文章，发表案例)."""
    result: list[Demands] = []
    for demands in own:
        goes_on = _PLACED.match(demands.text)
        before = result[-1] if result else None
        if (
            goes_on
            and before
            and before.channels
            and not demands.channels
            and f"{before.channels[-1]}{goes_on['act']}" in before.text
        ):
            demands = replace(demands, channels=before.channels)
        result.append(demands)
    return result


def _read_quantities(text: str, quantity: Quantity | None, data: Data) -> tuple[QuantityMention, ...]:
    """The numbers that a requirement asks for; ``quantity`` is the one that was read when its indicator was."""
    printed = [*_as_before(text, find_quantities(text, data)), *_worded_times(text)]
    conditions = [m for m in printed if _is_condition(text, m, data)]
    found = _without_sizes([m for m in printed if m not in conditions], text)
    if not found and quantity is not None and all(m.number != quantity.min for m in conditions):
        found = [_as_mention(quantity)]
    read = (quantity.min, quantity.unit) if quantity is not None and quantity.unit not in _SORTS else None
    return tuple(
        q
        for q in found
        if q.comparison != "=="
        or q.per is not None
        or q.unit == "%"
        or (q.number > 1 and (q.number, q.unit) == read)
        or (q.number > 1 and _changes(text, q))
    )


def _as_before(text: str, found: Sequence[QuantityMention]) -> list[QuantityMention]:
    """The numbers of a text, those joined to one before them with its comparison (不少于2期、100人次)."""
    read: list[QuantityMention] = []
    for each in found:
        joined = bool(read) and each.comparison == "==" and text[read[-1].end : each.start] in _JOINED
        read.append(replace(each, comparison=read[-1].comparison) if joined else each)
    return read


_JOINED = ("、", "和", "，共")


def _worded_times(text: str) -> list[QuantityMention]:
    """Times that are asked for in words: 当日公布 is within a day, 24小时服务 all day long."""
    return [
        QuantityMention(match.start(), match.end(), match.group(), ">=", 24.0, "小时", "日")
        if match["whole"]
        else QuantityMention(match.start(), match.end(), match.group(), "<=", 1.0, "日")
        for match in _TIME_IN_WORDS.finditer(text)
    ]


_TIME_IN_WORDS = regex.compile(
    r"(?<!每[天日])(?P<whole>24小时)(?=(?:人工|专人|在线|自助|全程)|不间断|开放|营业|值[班守]|服务|运[行营]|在岗|接[听诉警]|急诊|畅通)"
    r"|(?:当[日天])(?=公[布开]|办[结理]|反馈|答复|回复|处[置理]|修复|报[告送]|上报|发布|送达|清运|审核|拨付|受理|转办|交办)"
)
_SORTS = ("项", "类", "种")
"""Units of numbers that say which things are meant (三类人群) rather than how many."""
_CHANGES_BY = regex.compile(r"(?:提高|提升|增长|增加|上升|下降|降低|减少|压减|压降)$")


def _changes(text: str, mention: QuantityMention) -> bool:
    return bool(_CHANGES_BY.search(text[: mention.start]))


_OF_SUCH = regex.compile(r"的(?!\s*(?:$|[，。；])|标准|比例|额度|频[次率]|规模|数量|要求|力度|幅度)")


def _is_condition(text: str, mention: QuantityMention, data: Data) -> bool:
    """Whether a number says which things are meant (人口超过1万人的乡镇, 50人以上的集体聚餐) and is not asked for itself."""
    if mention.unit == "%" and mention.text.startswith(_AT_LEAST):
        return False  # 至少三分之二的行政村
    if mention.text.startswith(_AT_LEAST) and text[: mention.start].endswith(data.forms_of("action")):
        return False  # 设立不少于500万元的资金池
    if mention.per is not None:
        return False
    if mention.unit == "次" and not _OF_THOSE.search(text[: mention.start]):
        return False
    if _OF_SUCH.match(text, mention.end):
        return True
    so_long = _CASE.search(text[: mention.start]) or _CASE.match(mention.text)
    return bool(so_long and _IN_CASE.match(text, mention.end))


_OF_THOSE = regex.compile(r"(?:^|[，。；])(?:对|将|凡|把|向|给予|因|被)[^，。；]{0,10}$")
_CASE = regex.compile(r"^(?:连续|超过|逾|满)|(?:连续|累计|存在|发生|超过|逾期?|满)$")
_IN_CASE = regex.compile(r"(?:[及或]?以上)?[^，。；、]{1,12}的(?=\p{Han})")


_SIZE_UNITS = frozenset({"亩", "吨", "元", "公顷", "平方米", "公里", "米", "张", "千瓦"})


def _without_sizes(quantities: list[QuantityMention], text: str) -> list[QuantityMention]:
    """The numbers without those that say what size of thing is meant (创建千亩以上示范片不少于5个), where another is asked."""
    sizes = [
        q
        for q in quantities
        if (q.unit in _SIZE_UNITS or (q.unit in _HEADS and _OPENS.search(text[: q.start])))
        and q.text.endswith("以上")
        and _NOUN.match(text, q.end)
    ]
    return quantities if len(sizes) == len(quantities) else [q for q in quantities if q not in sizes]


_HEADS = frozenset({"人", "户", "名", "床"})
_OPENS = regex.compile(r"(?:^|[，。；])(?:对|在|为|向|将)?$")
"""Where a number of people opens a requirement it says which things are meant (千人以上供水工程)."""
_NOUN = regex.compile(r"(?![并且的和及])\p{Han}")
_AT_LEAST = ("至少", "不少于", "不低于")


def as_own_area(demands: Demands, rank: int | None) -> Demands:
    """The demands with 每个县（市、区） as the plan owner's own area, where a county asks itself."""
    if rank != _COUNTY or _EACH_COUNTY.search(demands.text) is None:
        return demands
    return replace(demands, text=_EACH_COUNTY.sub(lambda match: "，" * len(match.group()), demands.text))


_COUNTY = 2
_EACH_COUNTY = regex.compile(r"(?:每个?|各)(?:县（市、区）|县市区|市县区|区县|县区|县)(?:均|都|至少(?=有))?")


def compare_quantities(demands: Demands, texts: Sequence[str], roster_size: int | None, data: Data) -> list[Facet]:
    """Each asked number against those in a clause's sentences, the best first; too little and not stated are told apart by ``found``."""
    if any(quantity.per for quantity in demands.quantities):
        texts = said_each_time(texts, data)
    facets = compare_amounts(demands.quantities, demands.text, texts, roster_size, data, demands.rivals)
    return [on_named_occasions(facet, texts) for facet in facets]


def compare_bare(demands: Demands, texts: Sequence[str], roster_size: int | None, data: Data) -> list[Facet]:
    """The numbers of a requirement that asks for nothing else, or the change that it asks for (不低于上年度水平)."""
    facets = compare_quantities(demands, texts, roster_size, data)
    growth = None if facets else compare_growth(demands.text, "。".join(texts), data)
    return facets if growth is None else [growth]


_NO_LESS_ALIKE = ("strength", "outcome")
_GOOD_PART = 1 / 3
_LESS_OF_IT = ("quantity", "level", "scope", "leader")


def tells_nothing(facet: Facet) -> bool:
    """Whether an unmet facet tells nothing against a clause's speaking of the same matter: so do a number or a level that is too low,
    and a list of which a good part is named.
    """
    if facet.name == "items" and facet.found:
        named, absent = (items.count("、") + 1 for items in (facet.found, facet.asked))
        return _GOOD_PART * (named + absent) <= named
    return facet.name in _NO_LESS_ALIKE or (facet.name in _LESS_OF_IT and bool(facet.found))


def compare_channels(demands: Demands, text: str, data: Data) -> list[Facet]:
    """Each asked channel against those of a text: the same name, or the same kind of place where none is named."""
    facets = []
    side = of_answered_side(demands.text, text)
    for asked in demands.channels:
        if asked in demands.text and asked not in side:
            continue  # of the side of 或 that the text does not answer
        used = channel_used(asked, text, data)
        if used and is_anothers_channel(asked, demands.text, text, data):
            used = None
        shown = used or "、".join(shown_channels(text, data)) or None
        facets.append(Facet(name="channel", asked=asked, found=shown, met=used is not None))
    act = is_kept_back(demands.text, text, data)
    if act is not None and not facets:
        facets.append(Facet(name="channel", asked=act, found=None, met=False))
    return facets


_WORDED = regex.compile(r"\p{Han}.*\p{Han}|[A-Za-z]{2}")
"""“4·26” is a date."""
_DIVISIONS = frozenset("县区旗")
_LISTED_BEFORE = regex.compile(r"[、和及与][^，。；、]{0,12}\p{Han}$")
_NAME = regex.compile(r"“(?P<name>[^”“]{2,20})”")
_NAMES = regex.compile(r"“[^”“]{2,20}”(?:[、和及与]?“[^”“]{2,20}”)*")
_OPEN_AFTER = regex.compile(r"[^，。；]{0,12}等")
_CHANNEL_NOUNS = (
    "网站", "平台", "系统", "公众", "专栏", "微信", "客户端", "视频号", "小程序", "APP", "App", "官微", "微博", "抖音", "网页",
)  # fmt: skip
_BRACKETED = regex.compile(r"[（(][^（()）]{0,80}[)）]")
_OF_THOSE_LISTED = regex.compile(r"”等?(?:[两三四五六七八九十]|\d{1,2})(?:大|个)?(?:类|种|项|个|条|批)[\p{Han}]{0,4}$")
"""Names that are listed and counted before the name of their class (“甲”“乙”两类“丙”): who names them all names the class."""


def names_stand(name: str, text: str) -> bool:
    """Whether a name, or nearly the name, stands in a text; a district calls 信用交通县 its 信用交通区."""
    if _stands_without_place(name, text):
        return True
    first, mark, _ = name.partition("、")
    if mark and len(first) > 2 and first in text:
        return True  # 双随机 for “双随机、一公开”
    if len(text) < len(name):
        return False
    if _MAXIM.fullmatch(name):
        words = set(name) - {"，", ","}
        if any(sum(char in part for char in words) >= _MAXIM_FOUND * len(words) for part in PAUSE.split(text)):
            return True  # 倡导守法诚信、安全畅通的出行风尚 for “诚信守法，一路畅行”
    loose = regex.compile(
        "[^，。；]{0,1}".join("[县区旗]" if char in _DIVISIONS else regex.escape(char) for char in name)
    )
    return fuzz.partial_ratio(name, text) >= _NAME_FOUND or bool(loose.search(text))  # 落地即可参保 for “落地即参保”


_MAXIM = regex.compile(r"\p{Han}{3,8}[，,]\p{Han}{3,8}")
_MAXIM_FOUND = 0.7
_PLACE_FIRST = regex.compile(
    r"^(?P<place>\p{Han}{2,5}?(?P<rank>省|市(?![场民政容值域])|自治[区州]))(?P<own>\p{Han}{5,})$"
)
"""A name that begins with the place of the body that issues it (《山东省…办法》, “芦川市…平台”)."""


def _stands_without_place(name: str, text: str) -> bool:
    """Whether a name stands in a text without its place (市…平台, 我省…办法) or with that of a plan of another province."""
    named = _PLACE_FIRST.match(name)
    if named is None:
        return False
    place = text.find(named["own"])
    return place >= 0 and text[place - 1 : place] not in _OTHER_RANKS[named["rank"][-1]]


_OTHER_RANKS = {
    "省": frozenset("市县区旗镇乡村州"),
    "市": frozenset("省县区旗镇乡村"),
    "区": frozenset("县旗镇乡村"),
    "州": frozenset("省县旗镇乡村"),
}


def _find_names(text: str) -> list[str]:
    """Names in quotation marks that are asked for: not channels; each of a closed list (“甲”、“乙”), none of an open one."""
    found = []
    brackets = [match.span() for match in _BRACKETED.finditer(text)]
    for run in _NAMES.finditer(text):
        if any(start < run.start() < end for start, end in brackets):
            continue  # an explanation, not what is asked
        if (
            _OPEN_AFTER.match(text, run.end())
            or EITHER.match(text, run.end())
            or text[: run.start()].endswith(("或", "或者"))
        ):
            continue
        if text.startswith(_CHANNEL_NOUNS, run.end()) or _OF_THOSE_LISTED.search(text[: run.start()]):
            continue
        names = [match["name"] for match in _NAME.finditer(run.group()) if _WORDED.search(match["name"])]
        if _is_term(text, run):
            continue
        if len(names) == 1 and names[0][0] in "两三四五六七八九" and _LISTED_BEFORE.search(text[: run.start()]):
            continue  # 高血压、糖尿病“两病”: short for what stands before it
        found += names
    return found


def _is_term(text: str, run: regex.Match[str]) -> bool:
    """Whether what stands in quotation marks is a term or a slogan (“飞线充电”整治, “最多跑一次”事项), which may be said otherwise."""
    if _CAMPAIGN.match(text, run.end()):
        return False
    ends = _PART_ENDS.match(text, run.end())
    return bool(
        _ILL_AFTER.match(text, run.end())
        or (ends and _ILL_BEFORE.search(text[: run.start()]))
        or _SLOGAN.match(text, run.start())
    )


_CAMPAIGN = regex.compile(r"[^，,。；]{0,8}(?:行动|活动|战役|攻坚战)|专项|系列")
_PART_ENDS = regex.compile(r"$|[，。；、]")
_ILL_AFTER = regex.compile(
    r"(?:[、和及与][^，。；“”]{2,10})?(?:违[法规章停建][\p{Han}]{0,2}|非法[\p{Han}]{2})?(?:等)?(?:突出)?"
    r"(?:问题|行为|现象|乱象|顽疾|顽症|难题|隐患|陋习)?(?:的)?(?:集中|综合|排查|清理|源头|常态化?)*(?:整治|治理|清理|清零|打击|查处|取缔|问题|行为|现象|乱象|顽疾|顽症|陋习)"
)
_ILL_BEFORE = regex.compile(r"(?:整治|治理|打击|清理|清除|查处|取缔|破解|打通|遏制|防止)[\p{Han}]{0,8}$")
_SLOGAN = regex.compile(r"“(?:最多|至多|只)|“最[后先]一")


_NATION = 5
_NAMED_RANKS = {"city": 3, "province": 4}
_PLACES = regex.compile(
    r"(?P<province>(?<![节各本我两])省(?![时力心略去钱内外际道下]))"
    r"|(?P<city>(?<![城全超股楼上门都集夜闹级我本各两外早菜])市(?![场民政容域值占面内区辖县价、]))"
)
"""A province or city that is named, or spoken of by its organs (菱江市表彰, 市人大)."""


_HONOURED = regex.compile(
    r"(?<=(?:评为|获[评得]?|争创|创成|入选|荣获|荣膺|当选)“?)全市(?=[^，。；]{0,20}(?:先进|优秀|表彰|示范|标兵|十[佳大]|典型|最[美佳]|荣誉|称号))"
)
"""An honour of the whole city (获评全市先进集体); 全市 otherwise is as a rule the owner's own area."""
_NATIONAL_DAY = regex.compile(r"(?:全国|国家|国际)[\p{Han}]{1,8}?[日周月节](?!报)")


def compare_level(demands: Demands, text: str, data: Data, rank: int | None = None) -> list[Facet]:
    """The asked level (市级以上) against the highest level that a text names; what was reached before does not count.

    ``rank``: the plan owner's (2 county … 4 province); its own level need not be named where things of that very level are asked.
    """
    if demands.level is None or names_other_side(demands.text, demands.level, text):
        return []
    side = of_answered_side(demands.text, text)
    level, wanted = (demands.level, demands.level_rank) if side == demands.text else _level_of(side, data)
    if level is None or wanted is None:
        return []
    text = _OTHERS_MATTER.sub("，", _NATIONAL_DAY.sub("", text))
    highest = max(_named_levels(_REACHED.sub("，", text), data), default=None)
    own = rank is not None and wanted <= rank and not _OR_ABOVE.search(side)
    if highest is None and own:
        return []
    met = highest is not None and highest[0] >= wanted
    low = _LOW.search(text)
    shown = highest[1] if highest else low.group() if low else None
    return [Facet(name="level", asked=level, found=shown, met=met)]


_LOW = regex.compile(r"(?<![自社地辖])[县区旗](?=级|委|政府|融媒|电视台|局|内媒体|范围)|乡镇|全[县区旗市](?![域面])")


def _level_of(side: str, data: Data) -> tuple[str | None, int | None]:
    """The level of one side of 或: that asked in so many words, or that of the thing itself (市级地方标准)."""
    found = _find_level(side, data)
    named = _OF_LEVEL.search(side)
    return (named.group(), _ranks(data)[named.group()]) if found[0] is None and named else found


_OF_LEVEL = regex.compile(r"(?:国家|省|市)级|国家(?!规定|要求|统一)")
_OTHERS_MATTER = regex.compile(
    r"(?:学习|借鉴|对标|参照|对照|按照|根据|依据|贯彻|落实)[^，。；]{0,24}(?:经验|做法|案例|标准|要求|部署|精神|意见|方案|办法|规定)"
)
"""What is learned from or kept to, whose level is not that of what is aimed at (借鉴省级试点县的做法，获评全市先进)."""


_REACHED = regex.compile(
    r"(?:20\d\d年|去年|上年|前年|已|曾|先后|连续[^，。；]{1,4}年)[^，。；]{0,16}(?:被|获|荣|评为|命名|创成|列入|入选)[^，。；]{0,40}"
)
_OR_ABOVE = regex.compile(r"以上|媒体|报刊|刊")


def _named_levels(text: str, data: Data) -> list[tuple[int, str]]:
    ranks = _ranks(data)
    named = [(ranks[form], form) for form in ranks if form in text and len(form) > 1]
    named += [(_NAMED_RANKS[str(match.lastgroup)], match.group()) for match in _PLACES.finditer(text)]
    named += [(_NAMED_RANKS["city"], match.group()) for match in _HONOURED.finditer(text)]
    for label, rank in (("level-named", _NATION), ("level-named-province", _NAMED_RANKS["province"])):
        named += [(rank, m.group()) for p in data.patterns_of(label) for m in p.compiled.finditer(text)]
    return named


def _as_mention(quantity: Quantity) -> QuantityMention:
    printed = f"{'每' + quantity.per if quantity.per else ''}不少于{quantity.min:.12g}{quantity.unit or ''}"
    return QuantityMention(
        start=0, end=0, text=printed, comparison=">=", number=quantity.min, unit=quantity.unit, per=quantity.per
    )


@lru_cache(maxsize=4)
def _ranks(data: Data) -> dict[str, int]:
    return {form: int(entry.value or 0) for entry in data.entries_of("level") for form in entry.forms}


def _lower_of(printed: str, level: str, after: str, ranks: dict[str, int]) -> tuple[str, int]:
    """Of two levels that stand for each other (国家级或者省级) the lower one, else the one that is printed."""
    either = _OR_LEVEL.match(after)
    other = either["level"] if either else ""
    return (other, ranks[other]) if other in ranks and ranks[other] < ranks[level] else (printed, ranks[level])


_OR_LEVEL = regex.compile(r"(?:或者?|、|及)(?P<level>(?:国家|[省市县])级)")


def _find_level(text: str, data: Data) -> tuple[str | None, int | None]:
    ranks = _ranks(data)
    for pattern in data.patterns_of("level-demand"):
        match = pattern.compiled.search(text, timeout=1.0)
        if match and match.group("level") in ranks:
            return _lower_of(match.group(), match.group("level"), text[match.end("level") :], ranks)
    return None, None
