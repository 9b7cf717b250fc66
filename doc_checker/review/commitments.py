"""Clause → commitments: what a plan's sentence firmly does, and what it only explores, denies, postpones, reports or leaves to others.

A sentence is cut at commas into segments, each with a *force*; the match then reads the firm segments of a sentence, and the weak ones
only where nothing firm is found (an act that is negated, postponed, past or another body's is no commitment).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex
from regex import Pattern as CompiledPattern

from ..data import Data, Pattern
from ..model import Clause
from ..text import squeeze

FORCES = ("firm", "weak", "negated", "past", "postponed", "other-actor")
_VOID = ("negated", "postponed", "past", "other-actor")
_CUES = (*_VOID, "weak")
_SENTENCE_END = regex.compile(r"[^。！？!?；;]*[。！？!?；;]?[”’」』）)]*")
_BRACKETS = {"（": "）", "(": ")", "《": "》", "“": "”", "【": "】", "〔": "〕", "[": "]"}
_LABEL = regex.compile(
    r"^(?:附件\d*|[（(]?[一二三四五六七八九十百\d]{1,4}[)）、．.]|第[一二三四五六七八九十百\d]+[条章节])+"
)
_DUTY = regex.compile(
    r"[（(【][^（()）【】]{0,40}?(?:牵头|责任|负责|配合)(?:部门|单位|科室|处室|领导|人)?[^（()）【】]{0,200}[)）】][。；]?$"
)
_AIMS_AT = regex.compile(r"(?:力争|争取|争创)[^，。；]{0,8}$")  # 力争年内由省厅发文推广: the aim is the owner's
_LATER = regex.compile(
    r"年(?:起|再|后|以后|开始|启动)|(?:列入|纳入|放[到在]|安排[到在]|推[到至]|延[到至]|留待|待)20\d\d年"
)
_BARE_YEAR = regex.compile(r"(?:在|于)?20\d\d年(?:度|底|初|末|期间|全年|[上下]半年|\d{1,2}月(?:份|底)?)?[，,]")
_YEAR = regex.compile(r"(?<!\d)(20\d\d)年(?!版|以来|—|-|至|到)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence between commas with its force and the words that told it."""

    text: str
    force: str
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a clause."""

    clause: str
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return "".join(segment.text for segment in self.segments)

    @property
    def firm(self) -> str:
        """What the sentence firmly commits to."""
        return "".join(segment.text for segment in self.segments if segment.force == "firm")

    @property
    def open(self) -> str:
        """Firm and weak parts together."""
        return "".join(segment.text for segment in self.segments if segment.force in ("firm", "weak"))

    @property
    def void(self) -> tuple[Segment, ...]:
        """The parts that are no commitment."""
        return tuple(segment for segment in self.segments if segment.force in _VOID)


@dataclass(frozen=True)
class ActorScope:
    """Whose plan it is: ``rank`` of the owner (2 county … 4 province; None unknown) and the plan's year."""

    rank: int | None = None
    year: int | None = None
    owner: str | None = None
    """The issuing bureau's name, where a single bureau issues the plan: another organ's act is then not the plan's own."""


def strip_duty(text: str) -> str:
    """The clause's text without its label and without the brackets that name responsible units."""
    return _DUTY.sub("", _LABEL.sub("", squeeze(text)))


def read_sentences(clause: Clause, data: Data, scope: ActorScope) -> list[Sentence]:
    """The sentences of a clause's own text with the force of each part."""
    sentences: list[Sentence] = []
    for paragraph in clause.text.split("\n"):
        body = strip_duty(paragraph)
        for text in split_sentences(body):
            sentence = Sentence(clause.id, tuple(_read_segments(text, data, scope)))
            _void_mentioned(sentences, sentence)
            sentences.append(sentence)
    return sentences


_MENTIONS_ALL = regex.compile(r"^(?:但|惟)?(?:以上|上述|前述)(?!级)")
_MENTIONS_LAST = regex.compile(
    r"^(?:但|惟)?(?:此|该|这|本)项?(?:工作|任务|活动|事项|培训|制度|机制|项目|内容)|^[此该这]项"
)


def _void_mentioned(before: list[Sentence], sentence: Sentence) -> None:
    """Give the sentences that one points back to its force: “上述工作本年度暂不安排。”"""
    first = next((s for s in sentence.segments if s.force in ("negated", "postponed", "other-actor") and s.cue), None)
    if first is None or not before or not is_bare(first.text, first.cue or ""):
        return
    count = len(before) if _MENTIONS_ALL.match(sentence.text) else 1 if _MENTIONS_LAST.match(sentence.text) else 0
    for place in range(len(before) - count, len(before)):
        void = tuple(
            Segment(s.text, first.force, first.cue) if s.force in ("firm", "weak") else s
            for s in before[place].segments
        )
        before[place] = Sentence(before[place].clause, void)


def split_sentences(text: str) -> list[str]:
    """Sentences with their final punctuation; a full stop inside brackets or quotation marks does not end one."""
    pieces: list[str] = []
    for match in _SENTENCE_END.finditer(text):
        piece = match.group()
        if not piece:
            continue
        if pieces and _is_open(pieces[-1]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _is_open(text: str) -> bool:
    return any(text.count(opener) > text.count(closer) for opener, closer in _BRACKETS.items())


def split_segments(sentence: str) -> Iterator[str]:
    """Parts of a sentence between commas and colons outside brackets and quotation marks; punctuation stays with its part."""
    depth, start = 0, 0
    for place, char in enumerate(sentence):
        if char in _BRACKETS:
            depth += 1
        elif char in _BRACKETS.values():
            depth = max(0, depth - 1)
        elif char in "，,：:" and depth == 0:
            yield sentence[start : place + 1]
            start = place + 1
    if start < len(sentence):
        yield sentence[start:]


def _read_segments(sentence: str, data: Data, scope: ActorScope) -> list[Segment]:
    """Segments with their force: a condition (待…后), a past time (去年，…) or another body governs the parts that follow it."""
    segments: list[Segment] = []
    governing: tuple[str, str] | None = None
    for part in split_segments(sentence):
        force, cue = _force_of(part, data, scope)
        adverbial = bool(segments) and bool(_ADVERBIAL.search(segments[-1].text))
        if governing is not None and not adverbial and _resumes(governing[0], part, data):
            governing = None
            force, cue = ("firm", None) if force == "past" else (force, cue)
        if force == "firm" and governing is not None:
            force, cue = governing
        elif force in ("postponed", "other-actor") or (force == "past" and not segments):
            governing = (force, cue or "")
        elif force == "negated" and part.endswith(("：", ":")) and is_bare(part, cue or ""):
            governing = (force, cue or "")  # 以下工作本年度暂不安排：…
        elif force != "past":
            governing = None
        if force in ("negated", "postponed", "other-actor") and cue is not None:
            _void_topic(segments, part, force, cue, data)
        segments.append(Segment(part, force, cue))
    return segments


def _void_topic(segments: list[Segment], part: str, force: str, cue: str, data: Data) -> None:
    """Give the parts before a denial its force where they are what is denied: “信用培训，本年度不作安排”.

    A denial that names nothing itself denies all that the sentence said before it; a delay also delays a topic without an act.
    """
    if is_bare(part, cue):
        while_firm = len(segments)
        while while_firm and segments[while_firm - 1].force in ("firm", "weak"):
            while_firm -= 1
        segments[while_firm:] = [Segment(each.text, force, cue) for each in segments[while_firm:]]
    elif force == "postponed" and segments and not _opens_with_act(segments[-1].text, data):
        segments[-1] = Segment(segments[-1].text, force, cue)


_LIGHT = regex.compile(
    r"本年度?|今年|年内|目前|现阶段|暂时?|统一|集中|另行|组织|实施|开展|安排|部署|进行|推进|启动|考虑|负责|执行|落实|举办|办理|推行|推开|启用|实现|"
    r"后|再|行|将|均|都|也|则|的|列入|纳入|列为|计划|工作|任务|明年|来年|下一?年度|条件|成熟|具备|完成|到|至|予以|由|对此|此项|该项|这项|[以如]上|[以如]下|下列|上述|各项|事项|届时|相关|有关|具体|[上下]半年|第?[一二三四]季度|内|中|[\p{P}\d年月]"
)
_CONDITION = regex.compile(r"^(?:留?待|俟|等)[^，。；]{2,40}?(?:之?后|时|再)")
_BARE_SIZE = 1


def is_bare(part: str, cue: str) -> bool:
    """Whether a denial names nothing beside itself: 本年度不作安排, 推迟到明年实施, 由省厅统一组织."""
    return len(_LIGHT.sub("", _CONDITION.sub("", part).replace(cue, "", 1))) <= _BARE_SIZE


def _opens_with_act(part: str, data: Data) -> bool:
    """Whether a part begins with an administrative act (建立平台，…), adverbs aside."""
    return bool(_act_opening(data).match(part))


@lru_cache(maxsize=4)
def _act_opening(data: Data) -> CompiledPattern[str]:
    return regex.compile(f"(?:{data.alternation('general')}){{0,3}}{data.alternation('action')}")


_PRESENT = r"今年(?!以来|上半年|初|已)|本年度?(?!以来|已)|年内|当前|现阶段|下步|下一步|同时|与此同时"
_RESUMES = {
    "past": regex.compile(
        rf"^(?:{_PRESENT}|现(?!已)|要|继续|并将|在此基础上)|继续|今年(?!以来|上半年|初|已)|本年度(?!以来|已)"
    ),
    "postponed": regex.compile(rf"^(?:{_PRESENT}|先行|我[局厅委市县区省]|目前)"),
    "other-actor": regex.compile(
        rf"^(?:{_PRESENT}|我[局厅委市县区省]|本[局厅委市县区省级地单]|全[市县区省]|各[\p{{Han}}]|[县区]级?[\p{{Han}}]{{1,8}}(?:局|部门)"
        r"|(?:要|积极|认真|主动|及时|按要求|按时|做好)*(?:配合|参加|参与|做好|抓好|选派|选送|报名|申报|争取|对接|组织(?:人员|[\p{Han}]{0,8}参加)))"
    ),
}


_ADVERBIAL = regex.compile(r"[将会](?:按照?|根据|结合|在|围绕|依托|通过|对照)[^，]*，$")
"""A part that has a subject and an adverbial but no verb yet (省厅将按照统一安排，): its verb follows."""


def _resumes(force: str, part: str, data: Data) -> bool:
    """Whether a part goes back to what the plan's owner does now (今年将…, 我局要…) after a governing cue."""
    pattern = _RESUMES.get(force)
    if pattern is not None and pattern.search(part):
        return True
    return force == "past" and part.startswith("将") and _opens_with_act(part[1:], data)


def _force_of(part: str, data: Data, scope: ActorScope) -> tuple[str, str | None]:
    for force in _CUES:
        for pattern in data.patterns_of(force):
            found = _find_cue(pattern, part, force, data)
            if found is None:
                continue
            if force == "other-actor" and (not _is_above(found, scope) or _AIMS_AT.search(part.partition(found)[0])):
                continue
            return force, found
    year = _other_year(part, scope)
    return year if year is not None else ("firm", None)


def _find_cue(pattern: Pattern, part: str, force: str, data: Data) -> str | None:
    """The cue's words, unless they stand in a modifier (对已取得成效的产品进行报道) or inside a title."""
    for match in pattern.compiled.finditer(part, timeout=1.0):
        if in_modifier(part, match.start(), match.end(), force, data) or _in_title(part, match.start()):
            continue
        return match.group().strip("，。；：、")
    return None


_GOVERNOR = (
    r"对于?|把|针对|向|由|以|按照?|根据|依据|依照|对照|参照|依托|结合|围绕|在|为|与|同|较|比|从|完善|规范|推广|总结|巩固|延续|借鉴|解决|整改|纠正|防止|避免|杜绝"
    r"|整治|查处|运用|利用|用好|通过"
)
_GOVERNED = regex.compile(rf"(?:^|(?<=[\p{{Han}}、]))(?:{_GOVERNOR}|将)(?=[^，]*$)")
_GOVERNED_NEXT = regex.compile(rf"(?:{_GOVERNOR})$")
_PAST_TIME = regex.compile(r"^(?:去年|上一?年度?|前年|往年|此前|近年来|近[两三]年|前期)")
_LIGHT_NOUN = regex.compile(r"^(?:安排|部署|计划|打算|考虑|要求|工作|任务|方式|做法|条件|可行性)")
_PREDICATE = regex.compile(
    r"要|应当?(?!用)|须|进行|予以|给予|开展|纳入|实施|实行|督促|责令|限期|加强|推动|推进|一律|全部|及时|不予|不得|暂停|给与|作为|列入|强化"
)
_NOMINAL = 4
_DEFERRALS = ("暂", "不再", "不作", "不做", "没有", "无", "取消", "停", "本")


def in_modifier(part: str, start: int, end: int, force: str, data: Data) -> bool:
    """Whether a cue stands in front of a noun (对**已取得成效**的产品进行报道, 巩固**去年**成果), where it denies and dates nothing.

    The cue must be governed from before (对…, 参加…) or, at the head of the part, be followed by 的, its noun and the noun's own
    predicate (已建成的平台要加强运维); 已成立由局长任组长的领导小组 has none.
    """
    before, after = part[:start], part[end:]
    if force == "past" and _PAST_TIME.match(part[start:]):
        if _GOVERNED_NEXT.search(before) or _is_act(before, data):
            return True
    elif force == "negated" and _GOVERNED_NEXT.search(before) and not before.endswith(("由", "为", "以")):
        return True
    particle = after.find("的")
    if particle < 0:
        return False
    tail = after[particle + 1 :].rstrip("，。；：、,;:")
    if not tail:
        return part.endswith(("，", "：", ",", ":")) and not before.startswith("是")
    if _LIGHT_NOUN.fullmatch(tail):
        return False
    deferral = force in ("negated", "postponed") and part[start:end].startswith(_DEFERRALS)
    if _GOVERNED_NEXT.search(before) or before.endswith("将"):
        return True
    if _GOVERNED.search(before) or _opens_with_act(before, data):
        return not deferral or bool(_PREDICATE.search(tail))
    if deferral or force in ("weak", "other-actor"):
        return False
    return particle < _NOMINAL or (not before and bool(_PREDICATE.search(tail[:14])) and particle < 3 * _NOMINAL)


def _is_act(text: str, data: Data) -> bool:
    """Whether a text is an act and adverbs alone (认真总结)."""
    match = _act_opening(data).match(text)
    return match is not None and match.end() == len(text)


def _in_title(part: str, place: int) -> bool:
    return part.rfind("《", 0, place) > part.rfind("》", 0, place)


_SHORT_ORGAN = 4
_RANKS = {"国": 5, "部": 5, "中": 5, "省": 4, "自": 4, "市": 3}


def _is_above(cue: str, scope: ActorScope) -> bool:
    """Whether the body named is above the plan's owner (市局 in a county's plan); 上级 always is."""
    cue = cue.removeprefix("由").removeprefix("按照")
    if cue.startswith("上级"):
        return True
    if scope.owner and cue.endswith("将") and len(cue) > _SHORT_ORGAN and cue.removesuffix("将")[1:] not in scope.owner:
        return True
    rank = _RANKS.get(cue[:1])
    return rank is not None and scope.rank is not None and rank > scope.rank


def _other_year(part: str, scope: ActorScope) -> tuple[str, str] | None:
    """A part that speaks only of an earlier or later year than the plan's own."""
    if scope.year is None:
        return None
    years = {int(year) for year in _YEAR.findall(part)}
    if years and max(years) < scope.year and _BARE_YEAR.fullmatch(part):
        return "past", f"{max(years)}年"
    if (
        years
        and max(years) < scope.year
        and regex.search(r"[了过]|被|获|年[^，]{0,12}(?:完成|建成|印发|施行|出台|成立)", part)
    ):
        return "past", f"{max(years)}年"
    if years and min(years) > scope.year and _LATER.search(part):
        return "postponed", f"{min(years)}年"
    return None
