"""What a clause does in place of what is asked: it revisits what was made before (对去年建成的项目回访), uses what is to be made
(依托“…”平台发布), speaks at a meeting that others hold, or takes in the reports of those below (各乡镇向县局提交总结).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .commitments import split_segments
from .recipients import find_recipients, is_below

_ASKS_NEW = regex.compile(
    r"(?:新[增建设创]|创建|培育|打造|建成|建设|获[评批]|认[证定]|命名|评选|选树|争创|设立|成立|建立|开发|推出|制定|出台|印发|编制)"
)
_ASKS_KEEPING = regex.compile(
    r"已(?:建|认|命|经|有|创|出)|回访|复[核查评审验]|巩固|维护|管护|运[维营行]|评估|跟踪|动态|总结|检查|用好|利用|使用|参观|推介|宣传"
)
_REVISITS = regex.compile(
    r"(?:已经?|20\d\d年|去年|往年|前[期年]|此前|现有|在用)[^，。；]{0,10}?(?:建成|建|创建|认定|命名|培育|评定|评选|授牌|验收|获评|投用|出台|制定|印发|设立|成立)过?的"
    r"[^，。；]{2,40}"
    r"|(?:对|组织|开展)[^，。；]{0,6}?(?:已[建获经]?(?:成|评|认定|命名)?的|现有|原有|在册|既有|存量)(?!的?(?:问题|隐患|基础))[^，。；]{2,40}"
    r"|(?:通过|迎接)[^，。；]{0,8}复[核查评审验](?:验收)?"
)
_REVISITED = regex.compile(
    r"回访|检修|回头看|复[核查评审验]|评估|跟踪|[管维]护|运维|检修|维修|保养|养护|校准|检测|盘点|巡查|检查|座谈|整理|梳理|总结|监测|宣传|推介|展示"
)
_KEEPS_UP = regex.compile(
    rf"^(?:[\p{{Han}}]{{0,4}})?(?:{_REVISITED.pattern}|[管用]好|服务好|巩固|维护|总结)|对[^，。；]{{4,60}}(?:{_REVISITED.pattern})"
)
_MAKES = regex.compile(
    r"(?<!已|\d年|去年|此前|已经)(?:新[增建设创认评改]|再[建创增培认评获推]|创建(?!成果)|培育|打造|建成|建设|建立|获[评批]|认定|命名|评选|选树|争创|设立|成立|开发|推出|制定|出台|编制"
    r"|[扩改]建|改造|增设|争取|力争|申报|修订)(?![^，。；]{0,2}的)"
)
_KEEPS_RECORD = regex.compile(r"(?:建立|完善|健全|制定)[^，。；、]{0,8}?(?:档案|台账|名录|数据库|清单)")
_USE = r"(?:依托|利用|用好|借助|运用|发挥|凭借|通过|参观|走进|走访|组织[^，。；]{1,10}[到赴])"
_ASKS_MEETING = regex.compile(r"召开|会议制度|联席会议|例会")
_SPEAKS = regex.compile(
    r"(?:会议|大会|例会|推进会|现场会|座谈会)上[^，。；]{0,4}(?:交流|发言|汇报|推介|介绍|经验)|(?:参加|出席|列席)[^，。；]{0,16}(?:会议|例会|推进会|调度会)"
)
_HOLDS = regex.compile(r"召开|举行|建立|健全|会商|联席|组织(?!参加)|主持")
_ASKS_OWN_REPORT = regex.compile(
    r"(?:报送|上报|提交|报告|呈报)(?:20\d\d年)?(?:本[市县区省州旗]|本地区?|本级|本单位|年度|全年)[^，。；]{0,20}(?:总结|报告|自评|方案|计划|信息|材料)"
)
_FROM_BELOW = regex.compile(r"(?:^|[，。；])(?:各|所辖|辖区|下级)[^，。；]{1,36}")


def stands_in(asked: str, things: Sequence[str], answer: str, parts: Sequence[str], rank: int | None) -> bool:
    """Whether the part that answers does only such a thing.

    ``things``: what the requirement is about; ``parts``: all that the sentence says; ``rank`` is the plan owner's.
    """
    if asks_to_make(asked) and (_only_revisits(answer, parts) or _only_uses(asked, things, answer, parts)):
        return True
    if _ASKS_MEETING.search(asked) and not _SPEAKS.search(asked) and _SPEAKS.search(answer):
        return not any(_HOLDS.search(part) for part in parts)
    return bool(_ASKS_OWN_REPORT.search(asked)) and _only_takes_in(asked, answer, parts, rank)


def asks_to_make(asked: str) -> bool:
    """Whether a requirement asks for something new, not for the upkeep of what there is."""
    return bool(_ASKS_NEW.search(asked)) and not asks_for_upkeep(asked)


def asks_for_upkeep(asked: str) -> bool:
    """Whether a requirement asks for the use or upkeep of what there is."""
    return bool(_ASKS_KEEPING.search(asked))


def goals_only(texts: Sequence[str], makes: bool) -> list[str]:
    """Texts without the parts that keep up what was made before (管护好去年已建成的2个街区), where new ones are asked: no goal."""
    if not makes:
        return list(texts)
    return ["".join(part for part in split_segments(text) if not _keeps_up(part)) for text in texts]


def _keeps_up(part: str) -> bool:
    return bool(_REVISITS.search(part) and _KEEPS_UP.search(part)) and not _MAKES.search(part)


def _only_revisits(answer: str, parts: Sequence[str]) -> bool:
    old = _REVISITS.search(answer)
    return bool(old and _REVISITED.search(answer)) and not any(
        _MAKES.search(_KEEPS_RECORD.sub("", part)) for part in parts
    )


def _only_uses(asked: str, things: Sequence[str], answer: str, parts: Sequence[str]) -> bool:
    """Whether a thing asked for stands in a sentence only as a means or place of something else."""
    if any(_MAKES.search(part) for part in parts):
        return False
    for thing in (each for each in things if each in answer):
        if regex.search(rf"{_ASKS_NEW.pattern}[^，。；在到于向通]{{0,16}}{regex.escape(thing)}", asked):
            used = regex.compile(rf"{_USE}[^，。；]{{0,8}}?[“《]?{regex.escape(thing)}")
            if all(used.search(part) for part in parts if thing in part):
                return True
    return False


def _only_takes_in(asked: str, answer: str, parts: Sequence[str], rank: int | None) -> bool:
    """Whether those below report to the plan's owner, who reports to nobody."""
    if rank is None or regex.search("各|下级|收集|汇总|督促", asked) or not _FROM_BELOW.search(answer):
        return False
    to = [body for part in parts for body in find_recipients(part)]
    return bool(to) and all(is_below(body, rank) for body in to)
