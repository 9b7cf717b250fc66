"""Whose work, rank or body a requirement names, where a clause names another: whom an appraisal is of (对乡镇的考核), which rank of leader
leads (由政府负责同志牵头), by which level of body a thing is adopted (被省市部门推广). Each yields a ``Facet`` with both sides as printed.
"""

from __future__ import annotations

import regex

from ..data import Data
from ..model import Facet
from .cues import find_cue

_APPRAISAL = r"(?:考核|考评|考绩|绩效评价)"
_APPRAISED = regex.compile(
    rf"(?:纳入|列入|作为|融入|计入)(?:了)?对(?P<who>[^，。；]{{2,24}}?)(?:的|年度|年终|季度|绩效|目标|综合|责任制?|平时|实绩|党政|高质量|发展)*{_APPRAISAL}"
)
_APPRAISED_THERE = regex.compile(
    rf"(?:纳入|列入|作为|融入|计入)(?:了|对)?(?P<who>[^，。；]{{0,30}}?)(?:的|年度|年终|季度|绩效|目标|综合|责任制?|平时|实绩|党政|高质量|发展)*{_APPRAISAL}"
)
_APPRAISED_KINDS = {
    "town": regex.compile(r"乡镇|镇街|街道|[乡镇](?![村长])"),
    "village": regex.compile(r"村|社区|网格"),
    "county": regex.compile(r"县（|县市区|[市州]县|县区|区县|各县|各区|各市|旗县|县级|县（市、区）|[市县区]党委"),
    "department": regex.compile(
        r"部门|[市县区省]直|科室|局属|局机关|机关|直属|股室|干部|单位|处室|站所|个人|人员|职工"
    ),
    "school": regex.compile(r"学校|校长|幼儿园|园长|教师"),
    "hospital": regex.compile(r"医院|医疗机构|卫生院|医务|院长"),
    "firm": regex.compile(r"企业|公司|项目部"),
}
_ANYONE = regex.compile(
    r"各级|全[市县区省系]|所有|有关(?:单位|方面)|(?<![属直])各(?:地|责任单位|有关|单位|成员|相关)|成员单位|责任单位|属地|全员"
)


def compare_appraised(asked: str, text: str, data: Data) -> Facet | None:
    """Whom an appraisal is of, where a clause only names others (局机关科室, where 乡镇 are asked)."""
    del data
    wanted = _APPRAISED.search(asked)
    own = _kinds(wanted["who"]) if wanted else frozenset()
    if wanted is None or not own or _BELOW.search(wanted["who"]):
        return None
    others = [match["who"] for match in _APPRAISED_THERE.finditer(text)]
    named = [who for who in others if _kinds(who)]
    if not named or len(named) < len(others) or any(_ANYONE.search(who) or own & _kinds(who) for who in others):
        return None
    return Facet(name="scope", asked=wanted["who"], found=named[0], met=False)


_BELOW = regex.compile(r"下一?级|下辖|所辖|辖区")
"""Whoever stands below the owner: the counties in a city's plan."""


def _kinds(who: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in _APPRAISED_KINDS.items() if pattern.search(who))


_LEADS = r"(?:牵头|挂帅|领衔|主持|召集|担?任(?:组长|总?召集人|总指挥|主任|[\p{Han}]{0,10}(?:组长|召集人|主任))|为(?:组长|召集人))"
_OF_GOVERNMENT = regex.compile(
    rf"(?:党委|政府|党政|[省市县区]委)(?:、政府|和政府)?(?:主要|分管|有关|相关)?(?:负责(?:同志|人)|领导)[^，。；]{{0,4}}{_LEADS}"
)
_HEAD_OF_BUREAU = regex.compile(
    rf"(?P<who>[\p{{Han}}]{{0,8}}(?:局|委|办|中心|科|股|部|队|所|站)(?:党组书记|主要|分管|副)*(?:局?长|主任|负责(?:同志|人)|领导))[^，。；]{{0,4}}{_LEADS}"
)
_GOVERNMENT_HEAD = regex.compile(
    r"(?<![局队科股所站社村镇乡])(?:常务)?副?(?:[省市县区州旗]长|镇长|乡长)|(?:政府|党委|党政|[省市县区]委)(?:主要|分管|有关|相关)?(?:负责|领导|常委|副?书记|副?秘书长)"
)


def compare_rank(asked: str, text: str, data: Data) -> Facet | None:
    """Whether the head of an office leads what a leader of the government is asked to lead."""
    del data
    wanted = _OF_GOVERNMENT.search(asked)
    head = _HEAD_OF_BUREAU.search(text) if wanted else None
    if wanted is None or head is None or _GOVERNMENT_HEAD.search(text):
        return None
    return Facet(name="leader", asked=wanted.group(), found=head["who"], met=False)


_WITH = regex.compile(r"[与同和跟](?P<who>[^，。；]{1,24}?)(?:逐一|分别|全部|均|层层|全面)*签[订署下]")


def compare_signers(asked: str, text: str, data: Data) -> Facet | None:
    """With whom a paper is signed, where a clause only names others (与企业签订, where 各村 are asked)."""
    del data
    wanted = _WITH.search(asked)
    own = _kinds(wanted["who"]) if wanted else frozenset()
    others = [match["who"] for match in _WITH.finditer(text)] if own else []
    if (
        wanted is None
        or not others
        or any(own & _kinds(who) or not _kinds(who) or _ANYONE.search(who) for who in others)
    ):
        return None
    if any(_APPRAISED_KINDS[kind].search(text) for kind in own):
        return None
    return Facet(name="scope", asked=wanted["who"], found=others[0], met=False)


_LED = regex.compile(r"由(?P<who>[^，。；]{2,20}?)(?:担?任(?:第一)?(?:组长|总指挥|总?召集人)|为(?:组长|召集人)|挂帅)的")
_LEADER_SAID = regex.compile(
    r"组长|总指挥|召集人|主任|牵头|挂帅|领衔|[省市县区州旗镇乡局]长|负责(?:同志|人)|领导(?!小组|机构|班子|组|机制|体制)|书记"
)


def compare_led(asked: str, text: str, data: Data) -> Facet | None:
    """Whether a clause that sets up a body leaves out who leads it, where the requirement names that (由分管负责同志任组长的领导小组)."""
    del data
    wanted = _LED.search(asked)
    if wanted is None or _LEADER_SAID.search(text):
        return None
    return Facet(name="leader", asked=wanted["who"], found=None, met=False)


def compare_acts(asked: str, text: str, data: Data) -> Facet | None:
    """Whether a clause does less than what is asked: checks for 审计, rebukes for 约谈, drafts for 印发."""
    for act in ("audit", "talk", "issue"):
        wanted = find_cue(f"asks-{act}", asked, data)
        if wanted is None or find_cue(f"says-{act}", text, data):
            continue
        less = find_cue(f"less-than-{act}", text, data)
        if less is not None:
            return Facet(name="strength", asked=wanted.group(), found=less.group(), met=False)
    return None


_ADOPTED = r"(?:推广|采纳|采用|录用|转发|刊[发登载用]|表彰|表扬|通报表扬|命名|认定|授予|批示|肯定)"
_BY = regex.compile(
    rf"(?:被|获|受到?|得到|经)(?P<by>[^，。；]{{1,40}}?(?:[省市县区州厅局委办部处]|部门|政府|机关|乡镇|街道|单位))(?:的|通报|宣传|复制|发文|转发)*{_ADOPTED}"
)
_RANKS = (
    (4, regex.compile(r"国务院|国家|中央|全国|部委|[\p{Han}]部(?!门)")),
    (3, regex.compile(r"省|自治区")),
    (2, regex.compile(r"市(?![场民、）])|州")),
    (1, regex.compile(r"县|(?<!自治)区|旗|乡镇|街道")),
)
_COUNTIES = regex.compile(r"(?:各)?(?:县（市、区）|县市区|县（区）|区（县、?市?）)")


def compare_adopters(asked: str, text: str, data: Data) -> Facet | None:
    """By which bodies a thing is adopted or praised, where a clause names only lower ones (县级主管部门, where 省市部门 are asked)."""
    del data
    wanted = _BY.search(asked)
    ranks = _body_ranks(wanted["by"]) if wanted else ()
    if wanted is None or not ranks:
        return None
    there = [(max(own), match["by"]) for match in _BY.finditer(text) if (own := _body_ranks(match["by"]))]
    if not there or max(there)[0] >= min(ranks):
        return None
    return Facet(name="level", asked=wanted["by"], found=max(there)[1], met=False)


def _body_ranks(bodies: str) -> tuple[int, ...]:
    plain = _COUNTIES.sub("县", bodies)
    return tuple(rank for rank, pattern in _RANKS if pattern.search(plain))
