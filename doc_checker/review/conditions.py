"""Conditions of a requirement beside its numbers: which tiers (县乡村三级), each of what (每个乡镇), who leads, by when, in what role.

Each comparison yields a ``Facet`` with both sides as printed. The cues stand in ``patterns/conditions.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from ..data import Data
from ..model import Facet
from ..numerals import parse_numeral
from .char_pairs import han_pairs, pairs
from .cues import PAUSE, find_cue
from .facets import names_stand
from .growth import compare_growth
from .left_over import is_share_of_another, lists_all_there_are
from .of_whom import compare_acts, compare_adopters, compare_appraised, compare_led, compare_rank, compare_signers
from .thresholds import compare_thresholds
from .whose_number import own_words

_TIERS = ("village", "township", "county", "city", "province")
_TIER_OF = {"村": 0, "社": 0, "乡": 1, "镇": 1, "街": 1, "县": 2, "区": 2, "市": 3, "省": 4}
_TIER_SHOWN = ("村（社区）", "乡镇（街道）", "县（区）", "市", "省")
_TIER_WORD = regex.compile(r"乡镇|街道|社区|[省市县区乡镇村]")
_BRACKETS = regex.compile(r"（[^（）]{0,12}）")
_COUNTED = r"(?P<count>\d{1,5}|[一二两三四五六七八九十百]{1,4})(?:个|家|所|处|座|户)?"


def compare_conditions(asked: str, texts: Sequence[str], rank: int | None, data: Data) -> list[Facet]:
    """The conditions of a requirement against a clause's sentences; ``rank`` is the plan owner's (2 county … 4 province)."""
    whole = "".join(texts)
    found: list[Facet] = []
    found += _compare_tiers(asked, whole, rank, data)
    for compare in _COMPARISONS:
        facet = compare(asked, whole, data)
        if facet is not None:
            found.append(facet)
    return found


def is_said_as_all(part: str, text: str, data: Data) -> bool:
    """Whether a part of a requirement that asks for no more than all (实现全覆盖) stands in a text in other words (对所有企业)."""
    return _ONLY_ALL.fullmatch(part) is not None and (
        find_cue("all-of-them", text, data) is not None or _SAYS_ALL.search(text) is not None
    )


_ONLY_ALL = regex.compile(
    r"[，并且、]?(?:要|应|须)?(?:实现|做到|达到|确保)?[\p{Han}]{0,4}(?:全覆盖|全面覆盖|覆盖率?达?到?100[%％])"
)


def says_who_leads(asked: str, data: Data) -> bool:
    """Whether a requirement only says who leads (由政府分管负责同志牵头) what the one before it asks for."""
    return find_cue("who-leads", asked, data) is not None


def is_led(text: str, data: Data) -> bool:
    """Whether a leader of the authority is named in a clause."""
    return find_cue("leader-named", text, data) is not None


def only_learns(asked: str, sentence: str, answer: str, data: Data) -> bool:
    """Whether a sentence only learns from others (赴先进县考察) or talks of a thing (宣讲有关政策), where the requirement asks to do it.

    ``answer``: the part of the sentence that speaks of what is asked; what the other parts learn or tell is their own matter.
    """
    if find_cue("about-learning", asked, data):
        return False
    start = sentence.find(answer)
    return any(
        match.start() < start + len(answer) and start < match.end()
        for label in ("learns", "talks")
        for pattern in data.patterns_of(label)
        for match in pattern.compiled.finditer(sentence, timeout=1.0)
    )


def only_limits(asked: str, parts: Sequence[str], data: Data) -> bool:
    """Whether a sentence's parts only forbid (清单之外的惩戒措施一律不得设定), keep to what there is (执行2022年批准的规划)
    or enter another's contest (参加市局组织的案例征集), where the requirement asks to do, to make, or to carry out the thing itself.
    """
    for otherwise, about, wanted in _OTHERWISE:
        if bool(about.search(asked)) is not wanted or not any(find_cue(otherwise, part, data) for part in parts):
            continue
        if all(find_cue(otherwise, part, data) or find_cue("limits", part, data) for part in parts if _is_act(part)):
            return True
    return False


_ABOUT_LIMITS = regex.compile(
    r"不得|严禁|禁止|不准|杜绝|(?<![消国])防|避免|废止|清[理退除查]|取消|停止|整治|规范|治理|遏制|控制|整改|纠[正治]|查处|监[管督]|零|无|不[再存发予准]|退出|消除|化解|100[%％]|持证|负面|先\p{Han}{2,4}后"
)
_ABOUT_MAKING = regex.compile(r"制[定订]|修[订编]|编制|出台|印发|起草|建立|新建|设立|创建|(?<!已)建成")
_ABOUT_CONTESTS = regex.compile(
    r"案例|征集|评选|评比|大赛|竞赛|比赛|展示|遴选|申报|推荐|推选|获|奖|表彰|采纳|采用|刊|宣传|报道|推广|典型|经验|做法|品牌|参加|参与"
)
_OTHERWISE = (("limits", _ABOUT_LIMITS, False), ("applies", _ABOUT_MAKING, True), ("enters", _ABOUT_CONTESTS, False))
"""What a sentence does instead, and whether a requirement must or must not speak of such a thing."""
_MERE_PLACE = regex.compile(
    r"^(?:对照?|按照?|根据|依据|针对|结合|围绕|依托|在)[^，。；]*[，：]$|^(?:牵头|责任|配合)(?:单位|部门|科室)"
)


def _is_act(part: str) -> bool:
    return _MERE_PLACE.search(part) is None


def _compare_tiers(asked: str, text: str, rank: int | None, data: Data) -> list[Facet]:
    match = find_cue("tiers", asked, data)
    if match is None:
        return []
    wanted = {_TIER_OF[word[0]] for word in _TIER_WORD.findall(_BRACKETS.sub("", match["tiers"]))}
    wanted = {tier for tier in wanted if rank is None or tier <= rank}
    if len(wanted) < 2:
        return []
    named: set[int] = set()
    for pattern in data.patterns_of("tier-word"):
        for word in pattern.compiled.finditer(text, timeout=1.0):
            named.add(_TIERS.index(str(word.lastgroup)))
    if rank == 2 and 3 in named:
        named.add(2)  # a county-level city calls itself 市
    there = sorted(wanted & named)
    shown = "、".join(_TIER_SHOWN[tier] for tier in there)
    return [Facet(name="tiers", asked=match.group(), found=shown or None, met=wanted <= named)]


def _compare_each(asked: str, text: str, data: Data) -> Facet | None:
    """Whether a clause that speaks of what is asked of each or all does so of some only."""
    match = find_cue("scope-each", asked, data)
    if match is None or not match["thing"]:
        return _compare_all(asked, text, data)
    heads = _heads(match["thing"].partition("（")[0])
    counted = [
        (number, found.group())
        for found in regex.finditer(f"{_COUNTED}(?:{heads})", text)
        if (number := parse_numeral(found["count"])) is not None
    ]
    several = len({number for number, _ in counted}) > 1 and _SIDE_BY_SIDE.search(text) is None
    part = min(counted)[1] if several else _some_only(asked, heads, text, data)
    if not part or _limits_another(asked, part, text, data):
        return _compare_all(asked, text, data)
    return Facet(name="scope", asked=match.group(), found=part, met=False)


_COUNTED_PLACES = r"(?:\d{1,5}|[一二两三四五六七八九十百]{1,4})个?[\p{Han}]{0,2}(?:乡镇|镇街|街道|社区|[乡镇村])"
_SIDE_BY_SIDE = regex.compile(rf"{_COUNTED_PLACES}[、和及]{_COUNTED_PLACES}")
"""Places of two kinds that are all there are together (9个乡镇、4个街道)."""


def _compare_all(asked: str, text: str, data: Data) -> Facet | None:
    """Whether a clause limits itself to some (首批, 高危新生儿, 其余待明年), where a requirement asks for all of whatever there are."""
    wanted = find_cue("asks-all", asked, data)
    if wanted is None or _RATE.search(asked):
        return None
    says_all = bool(find_cue("all-of-them", text, data) or _SAYS_ALL.search(text))
    each = find_cue("scope-each", asked, data)
    heads = _heads(each["thing"].partition("（")[0]) if each and each["thing"] else ""
    for pattern in data.patterns_of("limits-itself"):
        by_kind = "which" in pattern.compiled.groupindex
        if not by_kind and pattern.compiled.search(asked, timeout=1.0):
            return None
        for found in pattern.compiled.finditer(text, timeout=1.0):
            if by_kind and _IN_TOWN.match(text, found.start("which")):
                continue
            if (says_all or found["which"] in asked) if by_kind else _says_all_there(asked, text, found, data):
                continue
            if _is_beside(asked, text, found.start()) or _limits_another(asked, found.group(), text, data):
                continue
            if heads and (
                is_share_of_another(heads, text, found) or (by_kind and _limits_beside(heads, text, found.end("which")))
            ):
                continue
            return Facet(name="scope", asked=wanted.group(), found=found.group(), met=False)
    return None


_IN_TOWN = regex.compile(
    r"(?:中心城区|主城区|城区|县城|建成区)(?:主?次?干道|主干|背街|街巷|支路|公园|各?公园|广场|路灯|公交)"
)
"""What there is in towns alone: 城区主次干道 are all of them."""


def _limits_beside(heads: str, text: str, end: int) -> bool:
    """Whether the kind that ends there is that of another thing, and each of those asked for has a part of its own (担任城区分类督导员，
    每个小区至少1名).
    """
    own = regex.search(rf"[，。；](?:并|且|确保|做到)?(?:每一?[个家所处座]?|各)[\p{{Han}}]{{0,4}}?(?:{heads})", text)
    return own is not None and not regex.match(rf"[\p{{Han}}]{{0,4}}?(?:{heads})", text, pos=end)


def _is_beside(asked: str, text: str, place: int) -> bool:
    """Whether the part of a text at a place (up to ；) speaks much less of what is asked than another part does."""
    words = _pairs(asked)
    parts = [(match.start(), match.end(), len(words & _pairs(match.group()))) for match in _PART.finditer(text)]
    here = next((count for start, end, count in parts if start <= place < end), 0)
    return 2 * here < max((count for _, _, count in parts), default=0)


_PART = regex.compile(r"[^。；]+")


def _limits_another(asked: str, limit: str, text: str, data: Data) -> bool:
    """Whether the words that limit stand where a clause speaks of another thing than what is asked (抽查三分之一，问题全部整改): another
    part says far more of it, and says all, or is a sentence of its own.
    """
    wanted = pairs(own_words(asked))
    parts = [(sentence, part) for sentence in _ENDS.split(text) for part in sentence.split("，")]
    own = next(((sentence, part) for sentence, part in parts if limit in part), None)
    if own is None or not wanted:
        return False
    said = len(wanted & pairs(own_words(own[1])))
    for sentence, part in parts:
        if len(wanted & pairs(own_words(part))) < 2 * said + _SPEAKS:
            continue
        if sentence != own[0] or find_cue("all-of-them", part, data) or _SAYS_ALL.search(part):
            return True
    return False


def _says_each_before(before: str, data: Data) -> bool:
    """Whether a text says of all what it then says more of for some (逐库落实责任人，大型水库由县级领导担任)."""
    return bool(_OF_ALL.search(before) or find_cue("all-of-them", before, data) or _SAYS_ALL.search(before))


_ENDS = regex.compile(r"[；。]")
_SPEAKS = 1


def _says_all_there(asked: str, text: str, found: regex.Match[str], data: Data) -> bool:
    """Whether a text says that all are meant before it limits itself, or up to the next comma; not all of another thing."""
    stop = PAUSE.search(text, found.end())
    words = pairs(own_words(asked))
    pieces = PAUSE.split(text[: stop.start() if stop else len(text)])
    piece = "，".join(each for each in pieces[:-1] if words & pairs(each)) + "，" + pieces[-1]
    return bool(find_cue("all-of-them", piece, data) or _SAYS_ALL.search(piece)) or lists_all_there_are(text, found)


_RATE = regex.compile(r"比例|占比|率")
_SAYS_ALL = regex.compile(
    r"全[体员]|均(?![衡价])|都(?!市)|百分之百|100[%％]|不论|无论|不分|各(?:乡镇|镇街|村|社区|学校|单位|县|级|部门)(?!级)"
)
_HEADS = {
    "乡镇": "乡镇|镇街|街道|镇",
    "镇街": "乡镇|镇街|街道|镇",
    "街道": "乡镇|镇街|街道",
    "行政村": "行政村|村",
}
_AT_SOME = regex.compile(
    r"(?:在|选[取择定]|于)(?:其中的)?(?:\d{1,5}|[一二两三四五六七八九十百]{1,4})(?:个|家|所|处|座|户)[\p{Han}]{0,4}(?:乡镇|镇街|街道|社区|村|学校|窗口|单位|企业|小区|园区|站)"
)
_QUALIFIED = regex.compile(
    r"(?P<which>\p{Han}{1,3}较[大多高长重差]的(?:重点)?|寄宿制|山区|偏远|重点|骨干|示范|公办|公立|民办|国有|龙头|规模以上|规上|大型|中心|城区|县城|县直|市直|典型|试点|代表性|较大|主要|沿[江河海湖线边]|临[江河海湖街水]|库区|[城近远]郊|平原|丘陵|牧区)的?"
    r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})?[个家所处座]?$"
)
_SAMPLED = regex.compile(
    r"(?:按[^，。；]{0,8}(?:比例|\d[%％])[^，。；]{0,6})?(?:抽查|抽检|抽取|抽样)|(?:率先|先行|先期)试点"
)
_THE_REST = regex.compile(r"其余|其他[\p{Han}]{0,6}逐步|逐步(?:推开|推进|推广|扩大|覆盖)")
_OF_ALL = regex.compile(r"均|都|各(?!类|项|种)|每")


def _heads(thing: str) -> str:
    """What the thing is called in a clause, as alternatives of an expression."""
    if thing in _HEADS:
        return _HEADS[thing]
    return regex.escape(thing) + (f"|{regex.escape(thing[-2:])}" if len(thing) > 3 else "")


def _some_only(asked: str, heads: str, text: str, data: Data) -> str | None:
    """The words by which a clause limits itself to some (部分社区, 规模以上工地, 在4个乡镇, 按比例抽查)."""
    ratio = regex.search(
        rf"{_COUNTED}(?:{heads})(?:（[^（）]{{1,4}}）)?(?:当?中|里)[，的有至少力争要]{{0,4}}(?P<part>\d{{1,5}}|[一二两三四五六七八九十百]{{1,4}})[个家所处座户]",
        text,
    )
    if ratio and (parse_numeral(ratio["part"]) or 0) < (parse_numeral(ratio["count"]) or 0):
        return ratio.group()
    part = find_cue("scope-part", text, data)
    if part is not None and regex.search(heads, part["thing"]):
        return part.group()
    rest = _THE_REST.search(text)
    some = regex.search(f"{_COUNTED}(?:{heads})", text[: rest.start()]) if rest else None
    if some is not None:
        return some.group()
    for found in regex.finditer(heads, text):
        limited = _QUALIFIED.search(text[max(0, found.start() - 10) : found.start()])
        if limited is None or limited["which"] in asked:
            continue
        if not _says_each_before(text[: found.start() - len(limited.group())], data):
            return limited["which"] + found.group()
    for piece in PAUSE.split(text):
        if _OF_ALL.search(piece) or find_cue("all-of-them", piece, data):
            continue
        some = (_SIDE_BY_SIDE.search(piece) is None and _AT_SOME.search(piece)) or (
            _SAMPLED.search(piece) if regex.search(heads, piece) else None
        )
        if some is not None and not _SAMPLED.search(asked):
            return some.group()
    return None


def _compare_leader(asked: str, text: str, data: Data) -> Facet | None:
    wanted = find_cue("leader-principal-asked", asked, data)
    deputy = find_cue("leader-deputy", text, data)
    if wanted is None or deputy is None or find_cue("leader-principal", text, data):
        return None
    return Facet(name="leader", asked=wanted["leader"], found=deputy["leader"], met=False)


def _compare_role(asked: str, text: str, data: Data) -> Facet | None:
    wanted = find_cue("lead-asked", asked, data)
    if wanted is None or wanted["role"] in text or find_cue("lead-asked", text, data) or _OR_TAKES_PART.search(asked):
        return None
    partner = find_cue("takes-part", text, data)
    return Facet(name="role", asked=wanted["role"], found=partner["role"], met=False) if partner is not None else None


_OR_TAKES_PART = regex.compile(r"(?:或者?|[、/])(?:联合)?(?:参与|参加|协办|配合|参编)")
"""Where taking part suffices (主导或者参与制定)."""


def _compare_deadline(asked: str, text: str, data: Data) -> Facet | None:
    """The day by which a thing is asked against that by which a clause does it, of several the one whose words are nearest."""
    wanted = find_cue("by-month", asked, data) or _BY_STAGE.search(asked)
    if wanted is None:
        return None
    found = _dates(text, data)
    if not _STARTS.search(asked):
        found = [each for each in found if not _STARTS.match(each[1])] or found
    words = _pairs(asked)
    nearest = max((len(words & _pairs(said)) for _, said in found), default=0)
    near = [match for match, said in found if len(words & _pairs(said)) == nearest]
    if not nearest and len(found) > 1:
        near = [match for match in near if match.groupdict().get("month")]
    if not near:  # a yearly plan does it by the end of the year
        told = _day(wanted) >= (12, 1) or _SOME_TIME.search(text)
        return None if told else Facet(name="deadline", asked=wanted.group(), found=None, met=False)
    best = min(near, key=_day) if nearest else near[0]
    return Facet(name="deadline", asked=wanted.group(), found=best.group(), met=_day(best) <= _day(wanted))


def _dates(text: str, data: Data) -> list[tuple[regex.Match[str], str]]:
    """The days by which a clause does things, each with the words that follow it up to the next one."""
    matches = [match for pattern in data.patterns_of("by-month") for match in pattern.compiled.finditer(text)]
    matches = sorted([*matches, *_IN_STAGE.finditer(text)], key=lambda match: match.start())
    starts = [match.start() for match in matches]
    return [(m, text[m.end() : end]) for m, end in zip(matches, [*starts[1:], len(text)], strict=False)]


_STARTS = regex.compile(r"(?:全面|正式|集中|开始)?(?:启动|开工|动工|动员|部署|谋划|摸底|铺开|着手|招标)")
"""Openings of what is done at first, not of what is then done."""
_SOME_TIME = regex.compile(
    r"(?<![目日此从先空史])前(?!期|往|提|沿|置|来|列|端|瞻|后)|按[期时]|如期|及早|时间节点|序时|时限"
)
"""Words that set a time which cannot be compared."""
_BY_STAGE = regex.compile(
    r"(?<![年\d])(?:(?P<half>上半年)|第?(?P<quarter>[一二三四])季度|(?<!\d)(?P<month>\d{1,2})月份?)(?:内|要|应|须|全面|全部|基本)?(?=完成|建成|印发|出台|竣工|投入使用|投用|办结|编制|制[定订])"
)
"""A time of the year by whose end a thing is asked (上半年完成)."""
_IN_STAGE = regex.compile(
    r"(?<![\d从自每至—、和-])(?P<month>\d{1,2})月(?:份)?(?![\d底末初日至起开以之前中上下、和—-])"
    r"|(?<![每\d、和])第?(?P<quarter>[一二三四])季度(?![末底一、和]|结束|之?前)"
    r"|(?P<half>上半年)(?![末底、和下]|结束|之?前)|(?P<year>下半年|年内|(?<![\d每])年[底末终](?!之?前|考核|总结|[\p{Han}]{0,4}评))|(?P<later>明年|次年|下一?年度?)"
    r"|(?P<feast>元旦|春节|清明|五一|端午|七一|中秋|国庆|汛|开学|年终|供[暖热]|采暖|入冬|封冻|春耕)(?:节|期|假期)?(?:来临|到来)?(?:之?前|以前)"
)
"""A time of the year without 前 (三季度完成, 3月印发): by its end."""


def _pairs(text: str) -> set[str]:
    return han_pairs(text) - _LIGHT_PAIRS


_LIGHT_PAIRS = frozenset({"完成", "全部", "组织", "开展", "进行", "工作", "底前", "月底", "年底"})


_LAST_DAYS = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}


_FEASTS = {
    "元旦": (12, 31),
    "春节": (2, 10),
    "清明": (4, 4),
    "五一": (4, 31),
    "端午": (6, 10),
    "七一": (6, 31),
    "中秋": (9, 20),
    "国庆": (9, 31),
    "汛": (5, 31),
    "开学": (8, 31),
    "供暖": (11, 15),
    "供热": (11, 15),
    "采暖": (11, 15),
    "入冬": (11, 5),
    "封冻": (11, 31),
    "春耕": (3, 31),
    "年终": (12, 31),
}
"""The last day before a feast or season; those by the lunar calendar about."""


def _day(match: regex.Match[str]) -> tuple[int, int]:
    groups = match.groupdict()
    if groups.get("later"):
        return 13, 1
    if groups.get("feast"):
        return _FEASTS[groups["feast"]]
    if groups.get("quarter"):
        return int(3 * (parse_numeral(groups["quarter"]) or 4)), 31
    if groups.get("half"):
        return 6, 31
    if groups.get("year"):
        return 12, 31
    third = {"上": 10, "中": 20}.get(groups.get("third") or "", 31)
    month, day = int(parse_numeral(groups["month"]) or 0), int(groups.get("day") or third)
    return month, 31 if day >= _LAST_DAYS.get(month, 31) else day  # 6月30日前 is 6月底前


_BOTH_WAYS = regex.compile(
    r"线上(?:和|与|、|[+＋])?线下(?:相?结合|同步|联动|融合|并行|并举|同时)?|线下(?:和|与|、|[+＋])?线上"
)
_ONE_WAY = regex.compile(
    r"(?:全部|一律|均|全程|只|仅)(?:通过|采[用取]|依托|利用|在|以)?[^，。；]{0,12}?(?:线上|网络|网上|直播|公众号|视频|云端|线下|现场|集中)"
    r"|(?:不(?:再)?(?:搞|组织|举办|开展|安排|设)|取消|停办|暂停)[^，。；]{0,6}(?:现场|线下|集中|线上|网络|直播)"
)


def _compare_ways(asked: str, text: str, data: Data) -> Facet | None:
    """Whether a clause does only online or only on site what is asked both ways."""
    wanted = _BOTH_WAYS.search(asked)
    if wanted is None or _BOTH_WAYS.search(text):
        return None
    found = _ONE_WAY.search(text)
    if found is None:
        online, on_site = _ONLINE.search(text), _ON_SITE.search(text)
        if (online is None) == (on_site is None):
            return None
        found = online or on_site
    return Facet(name="channel", asked=wanted.group(), found=found.group() if found else None, met=False)


_ONLINE = regex.compile(
    r"线上|网[上站络课页]|[官上]网|互联网|直播|公众号|视频|微信|微博|抖音|快手|客户端|APP|App|小程序|推文|推送|新媒体|H5|云[上端平课展]|电子|短信|媒体|电视|数字"
)
_ON_SITE = regex.compile(
    r"线下|现场|广场|集市|进(?:校园|社区|企业|机关|农村|村|家庭|景区|车站|军营|工地|商[场圈])|入户|走访|展板|摆摊|设点|发放|悬挂|横幅|讲座|宣讲"
    r"|上门|座谈|面对面|街头|路口|展[览演台]|游园|巡演|宣传车|咨询台|流动|文艺"
)


_OF_EACH = regex.compile(
    r"(?:对|向|与|组织|督促|指导)各(?:县（市、区）|县\(市、区\)|县市区|区县|县区|县|乡镇|镇街|街道|镇|村|社区|学校|单位|企业)"
)
_MORE_THAN_YEARLY = regex.compile(r"每(?:季度?|个?月|周|旬|半年)|定期|常态化")
_OTHERS_LESS = regex.compile(
    r"其[他余](?:各)?(?:县|区|市|乡镇|镇|街道|村|社区|学校|单位|企业|地区)[^。；]{0,16}?(?:每年|年[终底]|全年|一年|视情|适时|逐步|暂|鼓励|参照|酌情|明年|次年)"
)


def _compare_others(asked: str, text: str, data: Data) -> Facet | None:
    """Whether a clause does for some only what is asked of each, and less for the others (其他县（市、区）每年一次)."""
    wanted, found = _OF_EACH.search(asked), _OTHERS_LESS.search(text)
    if wanted is None or found is None or _MORE_THAN_YEARLY.search(asked) is None:
        return None
    return Facet(name="scope", asked=wanted.group(), found=found.group(), met=False)


_COMPARISONS: tuple[Callable[[str, str, Data], Facet | None], ...] = (
    _compare_each,
    _compare_leader,
    _compare_role,
    _compare_ways,
    _compare_others,
    _compare_deadline,
    compare_growth,
    compare_thresholds,
    compare_appraised,
    compare_rank,
    compare_adopters,
    compare_signers,
    compare_led,
    compare_acts,
)


_TITLED = regex.compile(r"《(?P<title>[^《》]+)》")
_MOSTLY = 0.65
_ACT_STANDS = 0.3


def about_another_document(asked: str, sentence: str, act_found: float) -> bool:
    """Whether a sentence does not name the document that all is about (组织学习《…管理办法》), or does something else with it."""
    title = _TITLED.search(asked)
    if title is None or len(title.group()) < _MOSTLY * len(asked):
        return False
    return not names_stand(title["title"], sentence) or act_found < _ACT_STANDS
