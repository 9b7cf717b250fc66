"""Whether a clause firmly does what is asked, or only explores it: told by the part that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..data import Data
from ..text import squeeze
from .acts import main_acts
from .commitments import Segment, Sentence
from .forces import VOID, without_names
from .language import Analysis, analyser_for
from .lists import HEAD_MIN, Item
from .told import kind_of_class
from .wording import Term, Wording

_WEAK_SHARE = 0.5
_TO_OTHERS = ("鼓励", "引导", "倡导", "提倡", "支持", "号召", "呼吁")


def weak_cue(best: Sentence, own: Sequence[Sentence], wording: Wording, data: Data) -> str | None:
    """The cue of the weak part that answers: most of what the best sentence says of it, or alone the act asked for in the clause."""
    every = [segment for sentence in own for segment in sentence.segments]
    if _EXPERIENCE.search(wording.text) and any(_AIMED.search(s.text) for s in every if s.force == "firm"):
        return None  # 支持各地探索，力争1项经验获全省推广: who aims at that aims at the experience
    left_out = _left_out(every, wording, data)
    if left_out is not None or not any(segment.force == "weak" for segment in every):
        return left_out
    return (
        _most_weak(best.segments, wording, data)
        or _explored_act(every, wording, data)
        or _weak_name(every, wording)
        or _weak_item(every, wording)
    )


_EXPERIENCE = regex.compile(
    r"创新(?:推进|开展|做法|举措)|(?:形成|打造|培育|总结|提炼)[^，。；]{0,12}(?:经验|亮点|成果|典型|做法|案例|品牌|模式)"
)
_AIMED = regex.compile(
    r"(?:力争|争取|争创|力求|确保)[^，。；]{0,8}[\d一二两三四五六七八九十][\p{Han}]{1,24}(?:推广|转发|刊[发登载]|采[纳用]|表[扬彰]|获|入选|命名|批示)"
)


def _weak_item(segments: Sequence[Segment], wording: Wording) -> str | None:
    """The cue of a weak segment that alone says an item of a closed list of which another is said firmly (开通甲，探索乙)."""
    for items in wording.closed:
        forces = [[s for s in segments if s.force in ("firm", "weak") and _names_item(s, item)] for item in items]
        if any(segment.force == "firm" for saying in forces for segment in saying):
            cues = [saying[0].cue for saying in forces if saying and all(s.force == "weak" for s in saying)]
            if cues and cues[0]:
                return cues[0]
    return None


def _names_item(segment: Segment, item: Item) -> bool:
    name, rows = item
    return bool(rows) and len(name) > 1 and name in segment.text


_ALL_ASKED = regex.compile(
    r"全部|所有|一律|全覆盖|全面覆盖|应[\p{Han}]{1,2}尽[\p{Han}]{1,2}|100%|(?<!平)[均都](?=[\p{Han}]{2})"
)
_WHOLE_TASK = regex.compile(r"完成[^，。；]{0,24}任务(?!的?[\d一二三四五六七八九])")
_THE_REST = regex.compile(r"^(?:其[余他]|剩余|剩下|余下|另外?(?:有|的)?[\d一二两三四五六七八九十])")
_LEAVES_OUT = ("negated", "postponed")
_NOT_YET = regex.compile(
    r"(?:暂|今年|本年度?|年内|目前)[\p{Han}]{0,3}(?:不|未|缓)|不(?:纳入|列入)|除外|明年|下一?年|结转|20\d\d年|另行|推迟|缓|待"
)


def _left_out(segments: Sequence[Segment], wording: Wording, data: Data) -> str | None:
    """The cue of a part that expressly leaves one thing out (举报热线本年度暂不纳入归并范围), where all are asked for."""
    if not (_ALL_ASKED.search(wording.text) or _WHOLE_TASK.search(wording.text)):
        return None
    asked = [term for term in wording.terms if term.weight >= HEAD_MIN and not _ALL_ASKED.search(term.text)]
    void = [s for s in segments if s.force in _LEAVES_OUT and _NOT_YET.search(s.text)]
    for segment, analysis in zip(void, _analyses(void, data), strict=True):
        if _BEFORE_PAPER.search(segment.text) or any(t not in wording.text for t in _TIER.findall(segment.text)):
            continue
        if _THE_REST.match(segment.text) or any(
            _says(analysis, term) or term.text[:2] in segment.text for term in asked
        ):
            return segment.cue
    return None


_TIER = regex.compile(r"村级|镇级|乡级|县级|市级|省级|农村|城区|城镇|乡镇|街道|社区|民办|公办|新建|企业")
_BEFORE_PAPER = regex.compile(r"^(?:待|俟)[^，。；]{2,20}$|[未不][\p{Han}]{2,8}的[，,]?$")
_ASKED_NAME = regex.compile(r"[“「]([^“”「」]{2,30})[”」]")


def _weak_name(segments: Sequence[Segment], wording: Wording) -> str | None:
    """The cue of a weak segment that alone in its clause speaks of a name asked for (探索与“双随机、一公开”相结合的监管路径)."""
    names = _ASKED_NAME.findall(wording.text)
    if len(names) == 1:  # of several (“信易行”“信易贷”等) one done firmly may be enough
        saying = [segment for segment in segments if names[0] in segment.text and segment.force in ("firm", "weak")]
        if saying and all(segment.force == "weak" for segment in saying):
            return saying[0].cue
    return None


_GUARDS = regex.compile(r"(?:坚决|切实|严格|注意)?(?:防止|避免|杜绝|严防|谨防)")
"""Words of a part that only guards against excess (防止惩戒过度): it does nothing of what it speaks of."""


def _most_weak(segments: Sequence[Segment], wording: Wording, data: Data) -> str | None:
    """The cue of a weak segment that carries most of what was found, word by word or by synonym, if one does."""
    said = segments if _GUARDS.search(wording.text) else [s for s in segments if not _GUARDS.match(s.text)]
    shares = [
        (_weight_said(analysis, wording), segment.force, segment.cue)
        for segment, analysis in zip(said, _analyses(said, data), strict=True)
    ]
    weak = [entry for entry in shares if entry[1] == "weak"]
    if not weak:
        return None
    firms = [entry[0] for entry in shares if entry[1] == "firm"]
    if not firms:
        return weak[0][2]
    firm = max(firms)
    best = max(weak, key=lambda entry: entry[0])
    return best[2] if best[0] > 0 and best[0] * (1 - _WEAK_SHARE) >= firm * _WEAK_SHARE else None


def _weight_said(analysis: Analysis, wording: Wording) -> float:
    """The weight of the terms that a text says; of an open list (信易行、信易贷等) its best item alone."""
    said = [term for term in wording.terms if _says(analysis, term)]
    items: dict[tuple[int, int], float] = {}
    for term in said:
        if term.choice is not None:
            items[term.choice] = items.get(term.choice, 0.0) + term.weight
    best: dict[int, float] = {}
    for (number, _), weight in items.items():
        best[number] = max(best.get(number, 0.0), weight)
    return sum(term.weight for term in said if term.choice is None) + sum(best.values())


def _explored_act(segments: Sequence[Segment], wording: Wording, data: Data) -> str | None:
    """The cue of a segment that alone in its clause says an act asked for, and only explores it (逐步探索采取差异化监管措施)."""
    acts = wording.acts or _last_act(wording)
    if not acts or not any(segment.force == "weak" for segment in segments):
        return None
    cue = None
    for segment, analysis in zip(segments, _analyses(segments, data), strict=True):
        if segment.force == "firm" and any(_says(analysis, act) for act in acts):
            return None
        if segment.force == "weak" and cue is None:
            own = {f"action|{act.term}" for act in main_acts(analysis)} if _is_explored(segment) else set()
            cue = segment.cue if any(_is_act_of(act, own, analysis.text) for act in acts) else None
    return cue


_SAID_MORE, _SAID_ENOUGH = 1.4, 0.7
_GOES_ON = regex.compile(r"今年|本年度?|年内|继续|再[建增新创培添]|新增")
_TOWARDS = regex.compile(
    r"^对(?P<whom>[\p{Han}]{3,14}?)(?=每[年半季月周]|进行|开展|实施|给予|予以|定期|全部|按|逐|100)"
)


def is_taken_back(best: Sentence, own: Sequence[Sentence], wording: Wording, data: Data) -> bool:
    """Whether a clause says what is asked where it puts it off, denies or reports it or leaves it to another, and else only shares words.

    新聘人员一律先查询；对在职人员的查询，待平台升级后启动: the first part does not answer for 在职人员.
    """
    acts = _last_act(wording) or wording.acts
    if not acts or not any(sentence.void for sentence in own):
        return False
    voids = [[s for s in sentence.segments if s.force in _TAKES_BACK] for sentence in own]
    texts = ["".join(s.text for s in segments) for segments in voids]
    opens = [sentence.open for sentence in own]
    every = analyser_for(data).analyse([squeeze(_without_other_names(text, wording)) for text in (*texts, *opens)])
    void = [each for each in every[: len(own)] if any(_says(each, act) for act in acts)]
    if not void:
        return False
    towards = _TOWARDS.match(wording.text)
    if (
        towards
        and any(towards["whom"] in text for text in texts)
        and not any(towards["whom"] in text for text in opens)
    ):
        return True
    most = max(_weight_said(each, wording) for each in void)
    firm = every[len(own) :]
    said = max(_weight_said(each, wording) for each in firm)
    if _GOES_ON.search(best.open) or not most:
        return False
    if not any(_says(each, act) for each in firm for act in acts):
        return most >= _SAID_ENOUGH * said
    return most >= _SAID_MORE * said


_TAKES_BACK = tuple(force for force in VOID if force != "appeal")


def _without_other_names(text: str, wording: Wording) -> str:
    """A text with the names blanked that the requirement does not speak of: “双随机、一公开” publishes nothing."""
    bare = without_names(text)
    own = any(wording.text[-_PAPER:] in name for name in _TITLES.findall(text))  # the very paper that is asked for
    return text if own or bare == text or any(mark in wording.text for mark in "“「《") else bare


_PAPER = 4  # last characters by which a paper is told
_TITLES = regex.compile(r"《[^《》]{2,40}》")


_LONG_ACT = 4


def _is_act_of(act: Term, own: set[str], text: str) -> bool:
    """Whether a segment does an act: as one of its main acts, or by the words themselves where these are no common verb (更新改造)."""
    return not act.classes.isdisjoint(own) or (len(act.text) >= _LONG_ACT and act.text in text)


def _last_act(wording: Wording) -> tuple[Term, ...]:
    """The last verb of a requirement without a main act (推进各类场景应用)."""
    return tuple(term for term in wording.terms if term.is_action and term.text in wording.text)[-1:]


def _is_explored(segment: Segment) -> bool:
    return segment.force == "weak" and not (segment.cue or "").startswith(_TO_OTHERS)


def _analyses(segments: Sequence[Segment], data: Data) -> list[Analysis]:
    return analyser_for(data).analyse([squeeze(segment.text) for segment in segments])


def _says(analysis: Analysis, term: Term) -> bool:
    """Whether a text says a term: by its word or by another of its lexicon entry."""
    if len(term.text) > 1 and term.text in analysis.text:
        return True
    if not term.classes.isdisjoint(f"{concept.sense}|{concept.term}" for concept in analysis.concepts):
        return True
    return any(analysis.tells(kind) for kind in map(kind_of_class, term.classes) if kind)
