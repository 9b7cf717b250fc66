"""The force of one part of a sentence, told by its cue: firm, weak, negated, past, postponed or another body's.

A cue counts where it is said of the part itself, not of a noun in it (对**已建成**的平台, 完成**明年**预算), and another body's act only
where the body is above the plan's owner or none of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
from regex import Match
from regex import Pattern as CompiledPattern

from ..data import Data, Pattern
from .language import analyser_for

VOID = ("negated", "postponed", "past", "other-actor", "appeal")
_CUES = (*VOID, "weak")
_AIMS_AT = regex.compile(r"(?:力争|争取|争创)[^，。；]{0,8}$")  # 力争年内由省厅发文推广: the aim is the owner's
_LATER = regex.compile(
    r"年(?:起|再|后|以后|开始|启动)|(?:计划|拟|预计|定|将)[于在]20\d\d年|(?:列入|纳入|放[到在]|安排[到在]|推[到至]|延[到至]|改[到在至]|调整?[到至]|[移挪][到至]|结转[到至]?|留待|待)20\d\d年"
)
_BUDGETED = regex.compile(
    r"(?<!购置|采购|工程|项目|改造|更新|新建|扩建|迁建|装修|开发|(?:[馆站楼路桥园库厂所]|中心|平台|系统|基地)建设)经费[^，。；]{0,4}(?:列入|纳入|编入|列支)20\d\d年[^，。；]{0,12}预算"
)
"""Money for a work that goes on: to get it into next year's budget is done this year."""
_BARE_YEAR = regex.compile(r"(?:在|于)?20\d\d年(?:度|底|初|末|期间|全年|[上下]半年|\d{1,2}月(?:份|底)?)?[，,]")
_YEAR = regex.compile(r"(?<!\d)(20\d\d)年(?!版|以来|—|-|至|到)")
_YEARS_ONLY = regex.compile(r"(?:在|于|自|从)?20\d\d年?(?:[至到—－-]+20\d\d年)(?:期间|底|末)?[，,]")
_REPORTED = regex.compile(
    r"^(?:在|自)?20\d\d年(?:全年|[上下]半年|\d{1,2}月)?(?=[\p{Han}，])(?!\p{Han}{0,4}(?:结转|结余|遗留|提前批))[^的]*?\d[\d.]*(?:[万亿]?[\p{Han}]|[%％])"
)
_FIVE_YEARS = regex.compile(r"[“「]?十([一二三四五六])五[”」]?(期间|时期|以来|规划期|末|初期)?")
_STORED = regex.compile(
    r"(?:列入|纳入|安排[到在]|放[到在]|留[到待])[“「]?十[一二三四五六]五[”」]?[\p{Han}]{0,6}(?:储备|实施|建设|推进|远期|考虑|统筹|进行|启动)"
)
TARGET = regex.compile(
    r"力争|争取|确保|(?<![响供适相效反对感呼顺策因])应(?!急|用|对|届|征|援|聘|收|付)当?|须|(?<![主重必纪摘提])要(?!点|素|求|闻)|将|底前|[日月]前|不少于|不低于|不得|一律|继续|年内|目标|计划|拟"
    r"|[\d%％][\p{Han}]{0,3}以上|再(?!就业|生)"
)
"""Words of a target: a part with one of them is no mere report."""


@dataclass(frozen=True)
class ActorScope:
    """Whose plan it is: ``rank`` of the owner (2 county … 4 province; None unknown) and the plan's year."""

    rank: int | None = None
    year: int | None = None
    owner: str | None = None
    """The issuing bureau's name, where a single bureau issues the plan: another organ's act is then not the plan's own."""
    city: bool = False
    """A city of county rank: what it calls 市 is its own."""
    place: str | None = None
    """The name of that city (鹿汀), where its plan names it: another city that acts is the one above it."""
    until: int | None = None
    """The last month of the plan's time (202612); without one, the end of its year."""


class Cues:
    """The patterns of each force that find anything in a clause: most find nothing, and a guarded search costs more than its work."""

    def __init__(self, data: Data, parts: Sequence[str]) -> None:
        self.data = data
        text = _APART.join(parts)
        self._of = {
            force: [own for own, lines in _by_lines(data)[force] if lines.search(text, timeout=1.0)] for force in _CUES
        }

    def of(self, force: str) -> list[Pattern]:
        return self._of[force]


_APART = "\n。\n"
"""Between parts that are searched together: ``^`` and ``$`` hold at a line's ends, and no ``[^。]`` reaches over."""


@lru_cache(maxsize=4)
def _by_lines(data: Data) -> dict[str, list[tuple[Pattern, CompiledPattern[str]]]]:
    return {
        force: [(own, regex.compile(own.regex, regex.MULTILINE)) for own in data.patterns_of(force)] for force in _CUES
    }


def opens_with_act(part: str, data: Data) -> bool:
    """Whether a part begins with an administrative act (建立平台，…), adverbs aside."""
    return _end_of_act(part, data) is not None


def _end_of_act(text: str, data: Data, place: int = 0, adverbs: int = 3) -> int | None:
    """Where the act ends that stands at a place, with so many adverbs before it at most; of several forms the longest.

    Looked up: an expression of thousands of forms takes long to compile.
    """
    general, acts, longest = data.once(_opening_forms)
    openings = [text[place : place + size] for size in range(longest, 0, -1)]
    for opening in openings:
        if adverbs and opening in general:
            end = _end_of_act(text, data, place + len(opening), adverbs - 1)
            if end is not None:
                return end
    return next((place + len(opening) for opening in openings if opening in acts), None)


def _opening_forms(data: Data) -> tuple[frozenset[str], frozenset[str], int]:
    """Adverbs, acts, and the length of the longest of both."""
    general, acts = frozenset(data.forms_of("general")), frozenset(data.forms_of("action"))
    return general, acts, max(map(len, general | acts), default=0)


def force_of(part: str, cues: Cues, scope: ActorScope) -> tuple[str, str | None]:
    """The force of a part and the words that told it; firm where nothing tells otherwise."""
    plain = without_names(part)
    for force in _CUES:
        for pattern in cues.of(force):
            found = _find_cue(pattern, plain, force, cues.data, scope)
            if found is not None:
                return force, part[found.start() : found.end()].strip("，。；：、,;:")
        if force == "past" and (time := _other_time(plain, cues.data, scope)) is not None:
            return time
    return "firm", None


def _find_cue(pattern: Pattern, part: str, force: str, data: Data, scope: ActorScope) -> Match[str] | None:
    """Where the cue stands, unless in a modifier (对已取得成效的产品进行报道) or, of another body, where that is none above the owner."""
    # all at once: a lexicon that is loaded meanwhile would count as the search's time
    for match in list(pattern.compiled.finditer(part, timeout=1.0)):
        if in_modifier(part, match.start(), match.end(), force, data):
            continue
        if force == "past" and _is_future(match.group(), scope):
            continue
        if force == "other-actor" and _AIMS.search(part, 0, match.start()) and _HONOURS.search(part, match.start()):
            continue  # 力争经验由市局向全市推广: an outcome aimed at
        if force == "other-actor" and not (_is_placed(match, data) and _is_anothers(match, part, data, scope)):
            continue
        return match
    return None


_AIMS = regex.compile(r"力争|争取|争创")
_HONOURS = regex.compile(
    r"推广|转发|刊[发登载]|采[纳用]|表[扬彰]|通报表|命名|认定|授[予牌]|评[为选]|批示|肯定|推介|发文|宣传"
)


def _is_future(cue: str, scope: ActorScope) -> bool:
    """Whether a time that may be past lies ahead: 截至2025年底 in the plan of 2025."""
    years = [int(year) for year in _YEAR.findall(cue)]
    return bool(years) and scope.year is not None and max(years) >= scope.year and "以来" not in cue


def _is_placed(match: Match[str], data: Data) -> bool:
    """Whether what stands before a body's rank is the name of a place (兰川市博物馆), not words of the sentence (顺利通过省厅验收)."""
    place = match.groupdict().get("place")
    if not place:
        return True
    knows = analyser_for(data).knows
    if knows(match.string[match.start("place") : match.end("place") + 1]):
        return True
    if knows(place):
        return bool(_TOPONYM.search(place))
    size = len(place)
    return not any(knows(place[i:j]) for i in range(size) for j in range(i + 2, size + 1))


_TOPONYM = regex.compile(r"[岭河山江溪州川阳城口湖海林原泉陵昌浦港潭峰谷汀洲岛湾]$")


def _is_anothers(match: Match[str], part: str, data: Data, scope: ActorScope) -> bool:
    groups = match.groupdict()
    if groups.get("outsider"):
        return True
    if "typical" in groups and not _acts(match, part, data):
        return False
    return _is_above(groups.get("body") or match.group(), scope) and not _AIMS_AT.search(part[: match.start()])


def _acts(match: Match[str], part: str, data: Data) -> bool:
    """Whether a body that opens a part does something there: its typical act follows, or any with an adverb (市局每月通报…) or 由."""
    if match.group("typical"):
        marked = match.group("by") is not None or match.group("how") is not None
        return marked or not match.group("body").endswith("级")
    if match.group("by") is not None and (match.group("how") or "").endswith(("统一", "集中")):
        return True  # 由市城投集团按照专项规划统一选址
    return opens_with_act(part[match.start("act") :], data)


_NAME = regex.compile(r"《[^《》]*》|[“「](?!十[一二三四五六]五[”」])[^“”「」]{1,30}[”」]")


def without_names(part: str) -> str:
    """The part with titles and quoted names blanked, of the same length: “探索自然”活动 explores nothing."""
    if "《" not in part and "“" not in part and "「" not in part:
        return part
    return _NAME.sub(lambda match: match.group()[0] + "〇" * (len(match.group()) - 2) + match.group()[-1], part)


_GOVERNOR = (
    r"对于?|把|针对|向|由|以|按照?|根据|依据|依照|对照|参照|依托|结合|围绕|在|为|与|同|较|比|从|完善|规范|推广|总结|巩固|延续|借鉴|解决|整改|纠正|防止|避免|杜绝"
    r"|整治|查处|运用|利用|用好|通过|结转|盘活|[低高优少多]于|超过"
)
_GOVERNED = regex.compile(rf"(?:^|(?<=[\p{{Han}}、]))(?:{_GOVERNOR}|将)(?=[^，]*$)")
_GOES_TO = regex.compile(r"(?:组织)?(?:赴|前往)[^，]*$")
"""Where somebody goes governs what is said of that place (赴第一批试点中已获授牌的先进县取经)."""
_GOVERNED_NEXT = regex.compile(rf"(?:{_GOVERNOR})$")
_PAST_TIME = regex.compile(r"^(?:去年|上一?年度?|前年|往年|此前|近年来|近[两三]年|前期|已|十[一二三四]五|20\d\d年)")
_NEXT_YEAR = ("明年", "来年", "下年度", "下一年度", "次年")
_SETS_TIME = regex.compile(r"(?:计划|安排|拟|打算|考虑|推迟|延期|改|定|放)[至到在于]?$")
_LIGHT_NOUN = regex.compile(r"^(?:安排|部署|计划|打算|考虑|要求|工作|任务|方式|做法|条件|可行性)")
_PREDICATE = regex.compile(
    r"要|应当?(?!用)|须|进行|予以|给予|开展|纳入|实施|实行|督促|责令|限[期时]|逐[\p{Han}]|定期|同步|尽快|每[年月季周半]|年底|年内|\d月|加强|推动|推进|一律|全部|及时|不予|不得|暂停|给与|作为|列入|强化"
)
_NOMINAL = 4
_COUNTED = regex.compile(r"(?:[一二两三四五\d]+[次轮遍场批个项]|所有|全部|各)$")
_TOLD_AS_DONE = regex.compile(
    r"已(?:经|于|全部|全面|基本|如期|按[期时]|圆满|由|报|上报|报送|印发|完成|结束|启动|通过)[^，。；的]{1,40}(?:[，。；]|$)|已(?:完成|结束|启动|印发|上报)[，。；]"
)
_NAMES_WORK = regex.compile(r"[\p{Han}）》〇]{2}(?:总结|规范|整改|整治|查处|推广|完善|巩固|纠正)$")
"""Work as the subject of what was done (年度工作总结已…), not the act that governs a modifier (认真总结已有经验)."""
_AT_A_PLACE = regex.compile(r"(?:^|[，、])(?:率先|先行|先)?(?:在|以)[\p{Han}“”、〇]{2,24}$")
_UPON = regex.compile(r"^(?:基础|过程|前提|条件|同时)")
_RATE_OF = regex.compile(
    r"已[\p{Han}]{4,16}(?:率|比例|比重|占比)[\p{Han}]{0,4}(?:达到?|不低于|保持|稳定|提高|提升|超过|[\d≥])"
)
_ADJECTIVE = regex.compile(r"(?:新|专门|单独|统一|独立|固定|专职|专项|相应|额外|具体)$")
"""An adjective before 的: 不新设专门的机构 says nothing of a 机构 that is not set up."""
_OWN_PREDICATE = regex.compile(r"^[\p{Han}\d]{1,8}?(?:由|一律|先行|采取|须|应|要)(?=[\p{Han}]{2})")
_DEFERRALS = ("暂", "不再", "不作", "不做", "没有", "无", "取消", "停", "本")


def in_modifier(part: str, start: int, end: int, force: str, data: Data) -> bool:
    """Whether a cue stands in front of a noun (对**已取得成效**的产品进行报道, 巩固**去年**成果), where it denies and dates nothing.

    The cue must be governed from before (对…, 参加…) or, at the head of the part, be followed by 的, its noun and the noun's own
    predicate (已建成的平台要加强运维); 已成立由局长任组长的领导小组 has none.
    """
    before, after = part[:start], part[end:]
    if force == "past" and _PAST_TIME.match(part[start:]):
        if _TOLD_AS_DONE.match(part, start) and _NAMES_WORK.search(before):
            return False  # 年度工作总结已于12月报市局, 隐患整改已全部完成
        if _GOVERNED_NEXT.search(before) or _is_act(before, data):
            return True
        if part.startswith("已", start) and (_COUNTED.search(before) or _RATE_OF.match(part, start)):
            return True  # 组织一次已改户厕大排查, 已建工会企业集体合同签订率达到92%
    elif force == "postponed" and part.startswith(_NEXT_YEAR, start):
        if (
            before
            and not _SETS_TIME.search(before)
            and (_ends_with_act(before, data) or before.endswith(("为", "对", "好")))
        ):
            return True
    elif force == "negated" and _GOVERNED_NEXT.search(before) and not before.endswith(("由", "为", "以")):
        return True
    particle = after.find("的")
    if particle < 0 or (force == "negated" and _ADJECTIVE.search(after[:particle])):
        return False
    tail = after[particle + 1 :].rstrip("，。；：、,;:")
    if not tail:
        return part.endswith(("，", "：", ",", ":")) and not before.startswith("是")
    if _LIGHT_NOUN.fullmatch(tail):
        return False
    deferral = force in ("negated", "postponed") and part[start:end].startswith(_DEFERRALS)
    if deferral and not before and _OWN_PREDICATE.match(tail):
        return True  # 暂不具备条件的村由镇里统一代管
    if _GOVERNED_NEXT.search(before) or before.endswith("将"):
        return True
    if force == "weak" and _AT_A_PLACE.search(before) and not _UPON.match(tail):
        return False  # 在石桥镇探索将重病儿童的医药费纳入补助: the place is governed, not the act
    if _GOVERNED.search(before) or _GOES_TO.match(before) or opens_with_act(before, data):
        return not deferral or bool(_PREDICATE.search(tail))
    if deferral or force in ("weak", "other-actor"):
        return False
    return particle < _NOMINAL or (not before and bool(_PREDICATE.search(tail[:14])) and particle < 3 * _NOMINAL)


def _is_act(text: str, data: Data) -> bool:
    """Whether a text is an act and adverbs alone (认真总结)."""
    return _end_of_act(text, data) == len(text)


def _ends_with_act(text: str, data: Data) -> bool:
    return bool(_act_ending(data).search(text[-6:]))


@lru_cache(maxsize=4)
def _act_ending(data: Data) -> CompiledPattern[str]:
    return regex.compile(f"(?:{data.alternation('action')}|实施|谋划)$")


_SHORT_ORGAN = 4
_RANKS = {"国": 5, "部": 5, "中": 5, "省": 4, "自": 4, "市": 3}
_NATIONAL = ("全国", "人民银行", "中国人民银行")
_PLACE = regex.compile(r"^[\p{Han}]{2,4}?(?=[省市])(?<!^[省市国部]\p{Han}{1,3})")
"""The name of the place before its rank: 兰川市."""


def _is_above(cue: str, scope: ActorScope) -> bool:
    """Whether the body named is above the plan's owner (市局 in a county's plan); 上级 always is."""
    cue = cue.removeprefix("由").removeprefix("按照")
    named = _PLACE.search(cue)
    cue = _PLACE.sub("", cue)
    if named and scope.city and scope.place and named.group() != scope.place and cue.startswith("市"):
        return True  # 缙州市文明办 in the plan of 鹿汀市, which lies in it
    if cue.startswith(_NATIONAL) or cue.endswith(("部", "总局")):
        return not cue.startswith(("省", "市")) or _is_above(cue[:1], scope)
    cue = cue.removeprefix("全")
    if cue.startswith("上级"):
        return True
    if scope.owner and cue.endswith("将") and len(cue) > _SHORT_ORGAN and cue.removesuffix("将")[1:] not in scope.owner:
        return True
    rank = _RANKS.get(cue[:1])
    own = _RANKS["市"] if scope.city else scope.rank
    return rank is not None and own is not None and rank > own


def _other_time(part: str, data: Data, scope: ActorScope) -> tuple[str, str] | None:
    """A part that speaks only of an earlier or later time than the plan's own year, told by its figures."""
    if scope.year is None:
        return None
    period = _other_period(part, data, scope.year)
    if period is not None:
        return period
    found = list(_YEAR.finditer(part))
    years = [int(match.group(1)) for match in found]
    if not years:
        return None
    latest, first = max(years), found[0]
    if latest < scope.year:
        if _BARE_YEAR.fullmatch(part) or _YEARS_ONLY.fullmatch(part):
            return "past", f"{latest}年"
        if in_modifier(part, first.start(), first.end(), "past", data):
            return None
        done = (_DONE.search(part) and not _SET_TIME.search(part)) or (
            _REPORTED.match(part) and not TARGET.search(part)
        )
        return ("past", f"{latest}年") if done else None
    until = scope.until or scope.year * 100 + _DECEMBER
    if min(_months(part), default=0) > until and _LATER.search(part) and not _BUDGETED.search(part):
        return "postponed", f"{min(years)}年"
    return _put_off(part, until, data)


_DECEMBER = 12
_WHEN = (
    r"(?<!\d)(?P<year>20\d\d)年(?!版|以来|—|-|至|到)度?"
    r"(?P<month>(?P<number>\d{1,2})月(?:份|[上中下]旬|[初底末])?|第?[一二三四]季度|[上下]半年|[初底末中]|春[节季]?|夏季|秋季|冬季|全年)?"
)
_TIME = regex.compile(_WHEN)
_TIME_AHEAD = regex.compile(
    r"^(?P<subject>[^，。；]{0,40}?)(?:力争|争取|确保|预计|初步|计划|安排|拟|定|将|放)?(?:于|在|自|从|待|到)?"
    + _WHEN
    + r"(?:期间|以?后|起|内)?(?P<rest>[^，。；：]*)[，。；：]?$"
)
_WITHIN_YEAR = (("一上初春", 1), ("二夏", 4), ("中", 6), ("三下秋", 7), ("四冬", 10), ("底末", 12))
"""Words of a time within a year, and the month in which it begins."""
_THEN_DONE = regex.compile(
    r"^(?:再次?|将|要|拟|才|方|计划|力争|统一|全面|正式|陆续|逐步|分批|集中|整体|一并|同步|另行|择机|基本|视[\p{Han}]{2,8}?(?:情况)?)*"
    r"(?:启动|开[工建园馆通展]|动工|建成|新建|补[齐建]|投[用运产]|投入(?:使用|运营)|实施(?![方细意])|实现|完成(?![率情])|组织(?=[\p{Han}])(?!部)|推[开广行]"
    r"|上线|启用|设立|成立|安排|部署|统筹|购置|采购|举办|召开|考虑|研究|解决|消化|落实(?!情)|兑现|覆盖|[完竣]工|交付|进行|执行|试[行点]|配[备齐]|招[聘录])"
)
_WORKS = regex.compile(
    r"(?:项目|工程|工作|任务|建设|活动|事项|购置|设施|场馆|平台|系统|计划|部分|的|[\d一二三四五六七八九十]+[个处座所家条公里户]+|其[余他])$"
)


def _put_off(part: str, until: int, data: Data) -> tuple[str, str] | None:
    """A part that does its act after the plan's time has run out (2027年视财力情况启动建设); 编制2027年预算 is done within it."""
    match = _TIME_AHEAD.match(part)
    if match is None or match["rest"].startswith(("前", "以前", "之前")):
        return None
    if _month(match) <= until:
        return None
    bare = not match["subject"] and not match["rest"] and not part.startswith(("到", "至"))  # 到2027年，…: a goal
    subject = match["subject"]
    if not bare and not (_THEN_DONE.match(match["rest"]) and _is_subject(subject, data)):
        return None
    return "postponed", f"{match['year']}年"


def _months(part: str) -> list[int]:
    """The months that a part names with their years (202607), a bare year as its last."""
    return [_month(match, _DECEMBER) for match in _TIME.finditer(part)]


def _month(match: Match[str], bare: int = 1) -> int:
    when = match["month"] or ""
    month = int(match["number"] or 0) or next(
        (n for words, n in _WITHIN_YEAR if any(word in when for word in words)), bare
    )
    return int(match["year"]) * 100 + month


def _is_subject(text: str, data: Data) -> bool:
    """Whether what stands before a time is what is spoken of, not an act or an adverbial that the time belongs to."""
    if not text or _WORKS.search(text):
        return True
    return not (_GOVERNED.search(text) or _GOVERNED_NEXT.search(text) or opens_with_act(text, data))


_DONE = regex.compile(
    r"[了过]|于20\d\d年|被|获|年[^，]{0,12}(?:完成|建成|印发|施行|出台|成立|实现|批准|通过|认定|命名|投入)(?![^，]{0,4}(?:的|率))"
)
_SET_TIME = regex.compile(r"[月底日]前|年内|不少于|不低于|一律|今年|本年度")
_FIRST_PLAN = 2001
"""The first year of the tenth five-year plan; each lasts five years."""


def _other_period(part: str, data: Data, year: int) -> tuple[str, str] | None:
    """A part placed in another five-year plan than the one that the year belongs to."""
    match = _FIVE_YEARS.search(part)
    if match is None:
        return None
    start = _FIRST_PLAN + 5 * ("一二三四五六".index(match.group(1)) + 1)
    if start > year and _STORED.search(part):
        return "postponed", match.group()
    before = part[: match.start()]
    if (
        match.group(2) is None
        or in_modifier(part, match.start(), match.end(), "past", data)
        or opens_with_act(before, data)
    ):
        return None
    if start > year and match.group(2) not in ("末", "以来") and not part.startswith("是", match.end()):
        return "postponed", match.group()
    if start + 4 < year or match.group(2) == "以来":
        return "past", match.group()
    return None
