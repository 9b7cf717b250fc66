"""Things that are named by their matter (水库管护办法, 统计公报, 商业设施补短板行动计划): a clause that only has one on another matter does
not answer, however like the rest is.

Told by clear evidence alone: of the kind of thing asked for the clause names only those on other matters, the weightiest words of the
matter asked for stand nowhere in it, by word, lexicon or near word, and what tells both matters apart shares no character. The kinds
stand in ``patterns/near-misses.toml`` (``named-by-matter``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from ..data import Data
from .char_pairs import bigrams
from .wording import Wording

_FOUND = 0.3
"""From which on a thing is said by a near word."""
_LIGHTEST, _TELLING, _OF_HEAVIEST = 0.3, 0.5, 0.8
"""Weights of a thing, of one that tells a matter, and how near that must come to the weightiest beside it."""
_SHORTEST = 2  # characters of a matter
_BEFORE = regex.compile(r"[^，。；：、（）()《》]{0,40}$")
_PAUSE = regex.compile(r"[，。；：]")
_EMPTY = regex.compile(
    r"工作|建设|专项|有关|相关|实施|所需|必要|运行|日常|综合|基本|统一|总体|全面|具体|详细|管理|体系|保障|专门|问题|任务|动态|电子|基础|信息|责任|"
    r"进度|记录|活动|年终|阶段|创建|试点|推进|季度|年度|机关|服务|项目|专题|主题|集中|重[点要大]|关键|科学|规范化?|标准化?|常态化?|长效|分析|状况|情况|监督|检查|县域|城乡|"
    r"[本全][省市县区乡镇村]|[省市县区乡镇村]级|^[省市县区](?!域|场|容)|上年|三年|五年|考核|评价|联合|协[作调同]|联[动络席]|会商|沟通|部门|定期|奖励|激励|书面|专业|发展|高质量|提升|能力|行动|以上|现场|社会|实战化"
)
"""Words that name no matter."""
_BEGINS = regex.compile(
    r"制[定订]|出台|印发|编[制写印发修]|修[订编]|建[立成]|健全|完善|开展|组织|举办|召开|实[施行]|设[立置]|推[行进动]|落实|执行|应用|运用|利用|依托|按照?|根据|对照|围绕|结合|严格|加强|强化|"
    r"优化|规范|提[高升]|确保|打击|严[厉打]|查[办处]|办理|公[布开示]|发[布放]|报送|参[加与]|新[建增设]|每[年月周季半旬]度?|全年|年内|[上下]半年|本(?:[市县区省州旗]|地区|单位)|"
    r"[\d一二两三四五六七八九十]+(?:[年月日次个家项件名场期轮]|%)?|各|[对在为将把的由向与和及到]|等"
)
_GENERAL = frozenset("业务设施服企工程产品人员理管生全公共化建项目机关单位场行政事会社的等和及与一不")
"""Characters that words of all fields have."""


def is_on_another_matter(wording: Wording, found: Sequence[float], answer: str, clause: str, data: Data) -> bool:
    """Whether the part of a clause that answers names the kind of thing asked for on other matters only.

    ``found``: how far each term of the wording stands in the clause, of which ``clause`` is all that it says, heading included.
    """
    for kind, head, matter in _asked_matters(wording.text, data):
        others = [_without_shared(matter, each) for _, each in _matters(kind, answer)]
        if not others or any(len(other) < _SHORTEST or _are_alike(own, other, clause) for own, other in others):
            continue
        telling = _telling(wording, head, min((own for own, _ in others), key=len))
        if telling and all(found[place] < _FOUND for place in telling):
            return True
    return False


@lru_cache(maxsize=1 << 14)
def _asked_matters(asked: str, data: Data) -> tuple[tuple[regex.Pattern[str], str, str], ...]:
    """The kinds of things asked for, each with the words for the thing and for its matter; of several of a kind the last."""
    kinds = (pattern.compiled for pattern in data.patterns_of("named-by-matter"))
    last = ((kind, pair) for kind in kinds for pair in list(_matters(kind, asked))[-1:])
    return tuple(
        (kind, head, matter)
        for kind, (head, matter) in last
        if len(matter) >= _SHORTEST and not _is_one_of_a_list(asked[: asked.rindex(head)])
    )


def _is_one_of_a_list(before: str) -> bool:
    return "、" in _BEGINS.split(_PAUSE.split(before)[-1])[-1]


def _matters(kind: regex.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Each thing of a kind and what it is about, by the words before it; empty where they do not say."""
    start = 0
    for match in kind.finditer(text, timeout=1.0):
        before = _BEFORE.search(text[start : match.start()])
        start = match.end()
        yield match.group(), _EMPTY.sub("", _BEGINS.split(before.group())[-1]) if before else ""


def _without_shared(matter: str, other: str) -> tuple[str, str]:
    """Both matters without the words that they end with alike (高标准农田管护, 水库管护)."""
    pairs = enumerate(zip(reversed(matter), reversed(other), strict=False))
    size = next((n for n, (a, b) in pairs if a != b), min(len(matter), len(other)))
    size = size if size >= _SHORTEST else 0
    return matter[: len(matter) - size], other[: len(other) - size]


def _are_alike(matter: str, other: str, clause: str) -> bool:
    if len(matter) < _SHORTEST or any(pair in clause for pair in bigrams(matter)):
        return True
    return bool((set(matter) & set(other)) - _GENERAL)


def _telling(wording: Wording, head: str, matter: str) -> list[int]:
    """The places of the terms that tell the matter; none where other things weigh more, or where one of an open list says it."""
    things = [
        (place, term)
        for place, term in enumerate(wording.terms)
        if not term.is_action and term.weight >= _LIGHTEST and term.text in wording.text
    ]
    if any(term.choice is not None for _, term in things):
        return []
    own, heaviest, beside = [], 0.0, _TELLING
    for place, term in things:
        if any(pair in matter for pair in bigrams(term.text)):
            own.append(place)
            heaviest = max(heaviest, term.weight)
        elif _EMPTY.sub("", term.text.replace(head, "")):
            beside = max(beside, _OF_HEAVIEST * term.weight)
    return own if heaviest >= beside else []
