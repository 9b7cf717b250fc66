"""Clauses that share the words of a requirement and do another act: they study the paper that is to be issued, attend what is to be
hosted, sum up what others are to spread, file the papers of a thing or mend the room named after it, or draw up a paper of the same kind
on another matter (法治建设工作总结 for 信用工作总结).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from ..data import Data
from .char_pairs import bigrams
from .cues import find_cue, has_cue

_PAPERS = (
    "总结",
    "预案",
    "报表|年报|月报",
    "经费|资金",
    "手册|指南",
    "台账|名册",
    "领导小组|联席会议",
    "协议|合同|备忘录",
    "清单",
)
"""Kinds of papers, funds and bodies of which each is named by its matter."""
_RATES = (
    "(?:回收|收集|集中|无害化|资源化|综合|安全|有效|规范)*(?:处理|处置|利用|回收|治理)率",
    "(?:补贴|补助|津贴)(?:资金|政策)?",
)
"""The same for rates and allowances of which each is named by its thing (废旧农膜回收率, 农机购置补贴)."""
_EVENTS = ("筛查|体检", "公益广告", "工作站|服务站", "培训班?|轮训班?")
"""Kinds named by the last words before them alone: what stands further before says by whom, for whom and how often."""
_PAPER = tuple(
    regex.compile(
        rf"(?P<matter>[^，。；：]{{0,40}}?)(?P<head>{heads})(?P<is_object>制度|机制|[纳列]入|不少于|至少|达|不低于|保持|稳定|提[高升]|[\d，。；、（(）)并及和与]|$)?"
    )
    for heads in _PAPERS + _EVENTS + _RATES
)
_EMPTY = (
    "工作|建设|专项|应急|有关|相关|实施|所需|必要|运行|日常|综合|基本|统一|总体|全面|具体|详细|管理|体系|补助|补贴|保障|财政|预算|上级|省级|市级|县级|"
    "中央|地方|本级|专门|问题|任务|整改|动态|电子|分类|基础|信息|责任|进度|进展|清单|闭环|个人|部门|单位|政府|群众|业务|人员|活动|办公|配套|年终|"
    "阶段|创建|试点|推进|记录|月度|季度|年度|明细|销号|资金|经费|机关|服务|项目|突发|事件|事故|专题|主题|集中|公益|职业|技能|技术|实用|健康|人均|平均|统计"
)
_NO_MATTER = regex.compile(_EMPTY)
_TAIL = regex.compile(rf"(?:等|类|各项|性|(?:{_EMPTY}))+$")
_MATTER_BEGINS = regex.compile(
    r"[^\p{Han}“”]|签[订署]|[将把对向按在由各其该并和与及的为以等或从到至]|报送|提交|上报|形成|制[定订]|编[制写印报]|修订|完善|健全|建立|建成|成立|组建|设立|"
    r"安排|争取|落实|纳入|列[入支出]|单列|拨出|挤出|拿出|开展|组织|推动|推进|加[强大快]|强化|做好|抓好|撰写|保障|设置|拨付|使用|统筹|更新|登记|汇总|召开|防止|倒排|参加|出席|举[办行]|[承开]办|[刊展]?播[放出]?|完成|"
    r"兑现|发放|足额|兑付|核发|本(?:[市县区省州旗级]|地区|单位)|年度|全年|半年|[全各][市县区省]|[省市县乡村]级|[月年]底|积极|认真|及时|规范|严格|每[年月季周人户餐亩头天名件个]度?|逐[月年级]|一次|修编|[记录登载计归写][入进]"
)
_SHORTEST = 2  # characters of a matter
_THOSE_TRAINED = regex.compile(
    r"(?:[员者人师工长生]|骨干|干部|队伍|企业|单位|机构|主体|[农商渔]户|学员|居民|村民|群众)(?:专题|业务|集中|主题|职业|技能|岗前|综合|[的、])*$"
)
_TRAINING = "培训"
_SAID = 0.5
"""Share of the pairs of a matter from which a clause speaks of it: 耕地 alone does not say 撂荒耕地."""


def only_near(asked: str, answer: str, parts: Sequence[str], clause: str, data: Data, said: str = "") -> bool:
    """Whether a clause only does such a thing. ``answer``: the part that speaks of what is asked; ``clause``: all, heading included;
    ``said``: the sentence and its heading.
    """
    return (
        _does_instead(asked, answer, data)
        or _only_attends(asked, parts, data)
        or _only_sums_up(asked, answer, clause, data)
        or _counts_the_others(asked, answer, data)
        or _lacks_needed(asked, clause, data)
        or _names_only(asked, clause, data)
        or _puts_elsewhere(asked, clause, data)
        or _has_another_charge(asked, "".join(parts), clause)
        or is_another_paper(asked, parts, clause, said or clause)
    )


def only_assists(asked: str, answer: str, parts: Sequence[str], rank: int | None, data: Data) -> bool:
    """Whether the part that answers only stands by at a superior's inspection (配合市里督查), passes on what a superior announces
    or sends people to a superior's course, where the requirement asks to hold one. ``parts``: all that the sentence says.
    """
    if rank is None:
        return False
    for label, about, wanted in _STANDS_BY:
        if bool(about.search(asked)) is not wanted:
            continue
        match = find_cue(label, answer, data)
        if match is not None and _RANK_OF.get(match["body"][-1], rank + 1) > rank:
            others = [part for part in parts if part != answer]
            return label == "assists" or not any(_HOLDS.search(part) for part in others)
    return False


_RANK_OF = {"市": 3, "省": 4}
_STANDS_BY = (
    ("assists", regex.compile(r"配合|协助|迎[接检评]|接受|支持|联合|上级|整改|国家|省"), False),
    ("passes-on", regex.compile(r"转[发载]|宣[传讲]|发布|公[开告示布]|推[送介]|信息|告知|普及|引导|刊"), False),
    (
        "sends-to",
        regex.compile(
            r"^(?!.*(?:参[加与训]|选派|选送|上级|[市省国]级|全[省国市]|国家)).*(?:举[办行]|开[办设展]|承办|主办|组织|召开|培训|演练)"
        ),
        True,
    ),
)
"""How a part only stands by, and of which requirements that may or may not be said."""
_HOLDS = regex.compile(r"举[办行]|承办|主办|开[办设]|召开|自办")


def only_gives(asked: str, parts: Sequence[str], data: Data) -> bool:
    """Whether a sentence only honours others (对先进集体给予表扬), where an honour is to be won."""
    if not has_cue("asks-winning", asked, data) or any(has_cue("wins", part, data) for part in parts):
        return False
    return any(has_cue("gives", part, data) for part in parts)


_UNLESS_ABOUT = (
    ("about-studying", "studies"),
    ("about-visiting", "only-visits"),
    ("about-papers", "files-papers"),
    ("about-rooms", "mends-rooms"),
    ("about-saving", "saves-money"),
    ("about-fairs", "shows-at-fairs"),
    ("about-checking", "rate-of-checks"),
)
"""What a part does in place of what is asked, unless the requirement is about that itself."""
_WHERE_ASKED = (
    ("asks-making", "enters"),
    ("asks-sending", "reads-only"),
    ("asks-hiring", "has-a-lecture"),
    ("asks-adding", "only-checks"),
)
"""What a part does in place of what is asked, where the requirement asks for that."""


def _does_instead(asked: str, answer: str, data: Data) -> bool:
    unless = (deed for about, deed in _UNLESS_ABOUT if not has_cue(about, asked, data))
    where = (deed for other, deed in _WHERE_ASKED if has_cue(other, asked, data))
    return any(has_cue(deed, answer, data) for deed in (*unless, *where))


_NEEDED = (
    "meeting",
    "event",
    "drill",
    "patrol",
    "account",
    "training",
    "acceptance",
    "reward",
    "cover",
    "survey",
    "praise",
    "budget",
    "fund-share",
    "login",
    "exposure",
)
"""What is held or done as such: a clause that speaks of none of its kind (公示牌每旬更新 for 每旬巡河) does not answer."""


def _lacks_needed(asked: str, clause: str, data: Data) -> bool:
    return any(has_cue(f"asks-{kind}", asked, data) and not has_cue(f"tells-{kind}", clause, data) for kind in _NEEDED)


def _names_only(asked: str, clause: str, data: Data) -> bool:
    """Whether a clause speaks of the things of which a record is asked for, and of no record; or names what something is to be put into,
    and neither that thing nor that anything is put in (发挥村规民约作用，整治高价彩礼).
    """
    if has_cue("asks-record", asked, data):
        return not has_cue("tells-record", clause, data)
    into = find_cue("asks-into", asked, data)
    if into is None or into["into"] not in clause or has_cue("puts-into", clause, data):
        return False
    return not _shares(_NO_MATTER.sub("，", into["what"]), clause)


_INTO = regex.compile(r"[纳列编写融计][入进](?P<into>[^，。；]{2,30})")
_INTO_KINDS = (
    *("into-plan", "into-budget", "into-appraisal", "into-agenda", "into-list", "into-course"),
    *("into-insurance", "into-grid", "into-rules", "into-system", "into-record", "into-inspection"),
)
"""What things are put into, by kind. A requirement to put one into a plan is not answered by putting it into an appraisal."""


def _puts_elsewhere(asked: str, clause: str, data: Data) -> bool:
    """Whether a clause puts things only into what is of another kind than asked (纳入考核 for 纳入预算), which it speaks nowhere of."""
    wanted = _INTO.search(asked)
    own = _kinds_into(wanted["into"], data) if wanted else ()
    if not own:
        return False
    others = [_kinds_into(match["into"], data) for match in _INTO.finditer(clause)]
    return bool(others) and all(others) and not any(has_cue(kind, clause, data) for kind in own)


def _kinds_into(text: str, data: Data) -> Sequence[str]:
    return [kind for kind in _INTO_KINDS if has_cue(kind, text, data)]


_CHARGE = regex.compile(
    r"(?:专人|专职人员|联[络系]员|信息员|[一1]名[\p{Han}]{2,8}|工作人员|专门人员)(?:专门|具体|专职|统一)?(?:负责|承担|从事|承办|管理)(?P<matter>[^，。；]{2,30})"
)


def _has_another_charge(asked: str, text: str, clause: str) -> bool:
    """Whether those that a text names are charged only with other matters (专人负责车辆调度, where 专人负责信息报送 is asked)."""
    wanted = _CHARGE.search(asked)
    matter = _NO_MATTER.sub("，", wanted["matter"]) if wanted else ""
    charges = [_NO_MATTER.sub("，", match["matter"]) for match in _CHARGE.finditer(text)]
    if not matter or not charges or _shares(matter, clause):
        return False
    return any(bigrams(matter)) and all(any("，" not in pair for pair in bigrams(charge)) for charge in charges)


def _only_attends(asked: str, parts: Sequence[str], data: Data) -> bool:
    if not has_cue("asks-hosting", asked, data) or has_cue("attends", asked, data):
        return False
    return any(has_cue("attends", part, data) for part in parts) and not any(
        has_cue("hosts", part, data) for part in parts
    )


def _only_sums_up(asked: str, answer: str, clause: str, data: Data) -> bool:
    if not has_cue("asks-others-act", asked, data):
        return False
    return has_cue("own-summing-up", answer, data) and not has_cue("by-others", clause, data)


def _counts_the_others(asked: str, answer: str, data: Data) -> bool:
    return has_cue("all-but", answer, data) and not has_cue("all-but", asked, data) and "非" not in asked


def is_another_paper(asked: str, parts: Sequence[str], clause: str, said: str) -> bool:
    """Whether the parts name, of the kind of paper, fund or event asked for, only those on other matters, and the clause, or for an
    event the sentence and its heading, speaks nowhere of the matter asked for.
    """
    text = "，".join(part.strip("，。；") for part in parts)
    for paper, wanted, is_event in _papers_asked(asked):
        found = [_matter(match) for match in paper.finditer(text)]
        if found and all(found):
            beside = said if is_event else clause
            if not any(_says(piece, beside) or _shares(piece, "，".join(found)) for piece in wanted):
                return True
    return False


@lru_cache(maxsize=1 << 14)
def _papers_asked(asked: str) -> tuple[tuple[regex.Pattern[str], tuple[str, ...], bool], ...]:
    """The kinds of paper that a requirement asks for, with the words of what each is about, and whether it is an event."""
    found = []
    for place, paper in enumerate(_PAPER):
        wanted = [match for match in paper.finditer(asked) if match["is_object"] is not None]
        matters = [matter for matter in map(_matter, wanted) if matter]
        is_event = place >= len(_PAPERS)
        if matters and not any(
            "“" in match["matter"] for match in wanted
        ):  # a short form (“两癌”) is told by its full one
            words = matters if is_event else [piece for m in wanted for piece in _MATTER_BEGINS.split(m["matter"])]
            found.append((paper, tuple(_NO_MATTER.sub("，", word) for word in words), is_event))
    return tuple(found)


def _matter(paper: regex.Match[str]) -> str:
    """What a paper is about, as the words before its kind say; empty where they say nothing, or only who is trained."""
    before = paper["matter"]
    if _TRAINING in paper["head"] and _THOSE_TRAINED.search(before):
        return ""
    kept = _TAIL.sub("", before)
    pieces = _MATTER_BEGINS.split(kept)
    own = max(pieces[-2:], key=len) if "等" in before[len(kept) :] else pieces[-1]
    return own if len(own) >= _SHORTEST else ""


def _says(matter: str, text: str) -> bool:
    told = [pair in text for pair in bigrams(matter) if "，" not in pair]
    return bool(told) and sum(told) >= _SAID * len(told)


def _shares(matter: str, text: str) -> bool:
    return any(pair in text for pair in bigrams(matter) if "，" not in pair)


_SHORT = 8
_SPOKEN_OF = 0.2
_ALL_DAY = regex.compile(r"^由[^，。；]{2,6}?(?=24小时|全天)|24小时|全天候?")


def strays(asked: str, things: Sequence[tuple[str, float]], clause: str) -> bool:
    """Whether a short later requirement (在售票场所公示), whose indicator begins with ``things`` and their weights, is found in a clause
    that speaks of none of them.
    """
    asked = _ALL_DAY.sub("", asked)
    if len(asked) > _SHORT or regex.search(r"[“《\d]", asked) or not things:
        return False
    total = sum(weight for _, weight in things)
    said = sum(weight * _share(thing, clause) for thing, weight in things)
    return said < _SPOKEN_OF * total


def _share(thing: str, text: str) -> float:
    found = [pair in text for pair in bigrams(thing)] or [thing in text]
    return sum(found) / len(found)
