"""Clauses that share the words of a requirement and do another act: they study the paper that is to be issued, attend what is to be
hosted, sum up what others are to spread, or draw up a paper of the same kind on another matter (法治建设工作总结 for 信用工作总结).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from ..data import Data

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
_PAPER = tuple(
    regex.compile(
        rf"(?P<matter>[^，。；：]{{0,40}}?)(?P<head>{heads})(?P<is_object>制度|机制|[纳列]入|[，。；、（(）)并及和与]|$)?"
    )
    for heads in _PAPERS
)
_EMPTY = (
    "工作|建设|专项|应急|有关|相关|实施|所需|必要|运行|日常|综合|基本|统一|总体|全面|具体|详细|管理|体系|补助|补贴|保障|财政|预算|上级|省级|市级|县级|"
    "中央|地方|本级|专门|问题|任务|整改|动态|电子|分类|基础|信息|责任|进度|进展|清单|闭环|个人|部门|单位|政府|群众|业务|人员|活动|办公|配套|年终|"
    "阶段|创建|试点|推进|记录|月度|季度|年度|明细|销号|资金|经费|机关|服务|项目|突发|事件|事故"
)
_NO_MATTER = regex.compile(_EMPTY)
_TAIL = regex.compile(rf"(?:等|类|各项|性|(?:{_EMPTY}))+$")
_MATTER_BEGINS = regex.compile(
    r"[^\p{Han}“”]|签[订署]|[将把对向按在由各其该并和与及的为以等或从到至]|报送|提交|上报|形成|制[定订]|编[制写印报]|修订|完善|健全|建立|建成|成立|组建|设立|"
    r"安排|争取|落实|纳入|列[入支]|开展|组织|推动|推进|加[强大快]|强化|做好|抓好|撰写|保障|设置|拨付|使用|统筹|更新|登记|汇总|召开|防止|倒排|参加|出席|"
    r"本(?:[市县区省州旗级]|地区|单位)|年度|全年|半年|[全各][市县区省]|[省市县乡村]级|[月年]底|积极|认真|及时|规范|严格|每[年月季周]度?|逐[月年级]|一次|修编"
)
_SHORTEST = 2  # characters of a matter


def only_near(asked: str, answer: str, parts: Sequence[str], clause: str, data: Data) -> bool:
    """Whether a clause only does such a thing. ``answer``: the part that speaks of what is asked; ``clause``: all, heading included."""
    return (
        _only_studies(asked, answer, data)
        or _only_attends(asked, parts, data)
        or _only_enters(asked, answer, data)
        or _only_sums_up(asked, answer, clause, data)
        or _only_takes_note(asked, answer, data)
        or _counts_the_others(asked, answer, data)
        or is_another_paper(asked, parts, clause)
    )


def _only_studies(asked: str, answer: str, data: Data) -> bool:
    return _has("studies", answer, data) and not _has("about-studying", asked, data)


def _only_attends(asked: str, parts: Sequence[str], data: Data) -> bool:
    if not _has("asks-hosting", asked, data) or _has("attends", asked, data):
        return False
    return any(_has("attends", part, data) for part in parts) and not any(_has("hosts", part, data) for part in parts)


def _only_enters(asked: str, answer: str, data: Data) -> bool:
    return _has("asks-making", asked, data) and _has("enters", answer, data)


def _only_sums_up(asked: str, answer: str, clause: str, data: Data) -> bool:
    if not _has("asks-others-act", asked, data):
        return False
    return _has("own-summing-up", answer, data) and not _has("by-others", clause, data)


def _only_takes_note(asked: str, answer: str, data: Data) -> bool:
    """Whether a part only reads what is to be sent (浏览专栏), or only visits where something is to be done (调研座谈50次)."""
    reads = _has("asks-sending", asked, data) and _has("reads-only", answer, data)
    return reads or (_has("only-visits", answer, data) and not _has("about-visiting", asked, data))


def _counts_the_others(asked: str, answer: str, data: Data) -> bool:
    return _has("all-but", answer, data) and not _has("all-but", asked, data) and "非" not in asked


def is_another_paper(asked: str, parts: Sequence[str], clause: str) -> bool:
    """Whether the parts name, of the kind of paper or fund asked for, only those on other matters, and the clause speaks nowhere of the
    matter asked for.
    """
    text = "，".join(part.strip("，。；") for part in parts)
    for paper, wanted in _papers_asked(asked):
        found = [_matter(match["matter"]) for match in paper.finditer(text)]
        if found and all(found):
            said = [piece for matter in wanted for piece in _MATTER_BEGINS.split(matter)]
            if not any(_shares(_NO_MATTER.sub("，", piece), clause) for piece in said):
                return True
    return False


@lru_cache(maxsize=1 << 14)
def _papers_asked(asked: str) -> tuple[tuple[regex.Pattern[str], tuple[str, ...]], ...]:
    """The kinds of paper that a requirement asks for, with what stands before each: its matter."""
    found = []
    for paper in _PAPER:
        wanted = tuple(match["matter"] for match in paper.finditer(asked) if match["is_object"] is not None)
        if any(map(_matter, wanted)):
            found.append((paper, wanted))
    return tuple(found)


def _matter(before: str) -> str:
    """What a paper is about, as the words before its kind say; empty where they say nothing."""
    kept = _TAIL.sub("", before)
    pieces = _MATTER_BEGINS.split(kept)
    own = max(pieces[-2:], key=len) if "等" in before[len(kept) :] else pieces[-1]
    return own if len(own) >= _SHORTEST else ""


def _shares(matter: str, text: str) -> bool:
    return any(matter[i : i + 2] in text for i in range(len(matter) - 1) if "，" not in matter[i : i + 2])


@lru_cache(maxsize=1 << 15)
def _has(label: str, text: str, data: Data) -> bool:
    return any(pattern.compiled.search(text, timeout=1.0) for pattern in data.patterns_of(label))


_SHORT = 8
_SPOKEN_OF = 0.2


def strays(asked: str, things: Sequence[tuple[str, float]], clause: str) -> bool:
    """Whether a short later requirement (在售票场所公示), whose indicator begins with ``things`` and their weights, is found in a clause
    that speaks of none of them.
    """
    if len(asked) > _SHORT or regex.search(r"[“《\d]", asked) or not things:
        return False
    total = sum(weight for _, weight in things)
    said = sum(weight * _share(thing, clause) for thing, weight in things)
    return said < _SPOKEN_OF * total


def _share(thing: str, text: str) -> float:
    found = [thing[i : i + 2] in text for i in range(len(thing) - 1)] or [thing in text]
    return sum(found) / len(found)
