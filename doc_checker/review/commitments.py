"""Clause → commitments: what a plan's sentence firmly does, and what it only explores, denies, postpones, reports or leaves to others.

A sentence is cut at commas into segments, each with a *force*; the match then reads the firm segments of a sentence, and the weak ones
only where nothing firm is found (``COVERAGE-GUIDE``: an act that is negated, postponed, past or another body's is no commitment).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    sentences = []
    for paragraph in clause.text.split("\n"):
        body = strip_duty(paragraph)
        for sentence in split_sentences(body):
            sentences.append(Sentence(clause.id, tuple(_read_segments(sentence, data, scope))))
    return sentences


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
    """Segments with their force; a condition (待…后) or another body's act governs the parts that follow in the sentence."""
    segments: list[Segment] = []
    governing: tuple[str, str] | None = None
    for part in split_segments(sentence):
        force, cue = _force_of(part, data, scope)
        if force == "firm" and governing is not None:
            force, cue = governing[0], governing[1]
        elif force == "postponed" or (force == "past" and not segments and cue is not None):
            governing = (force, cue or "")
        elif force != "past":
            governing = None
        if force in ("negated", "postponed") and segments and not _opens_with_act(segments[-1].text, data):
            segments[-1] = Segment(segments[-1].text, force, cue)  # the topic of which the act is denied
        segments.append(Segment(part, force, cue))
    return _keep_own_acts(segments)


def _opens_with_act(part: str, data: Data) -> bool:
    """Whether a part begins with an administrative act (建立平台，…), adverbs aside."""
    return bool(_act_opening(data).match(part))


@lru_cache(maxsize=4)
def _act_opening(data: Data) -> CompiledPattern[str]:
    return regex.compile(f"(?:{data.alternation('general')}){{0,3}}{data.alternation('action')}")


_RESUMES = regex.compile(r"^(?:今年|本年度?|现|将|要|继续|并将|下步|在此基础上|同时)|(?:继续|将|今年|年内|本年度)")


def _keep_own_acts(segments: Sequence[Segment]) -> list[Segment]:
    """A part that resumes the present or future (今年将…) after a past one is firm again."""
    kept: list[Segment] = []
    resumed = False
    for segment in segments:
        if segment.force == "past" and kept and kept[-1].force == "past" and _RESUMES.search(segment.text):
            resumed = True
        if (resumed and segment.force == "past" and segment.cue == (kept[-1].cue if kept else None)) or (
            resumed and segment.force == "past" and _RESUMES.search(segment.text)
        ):
            segment = Segment(segment.text, "firm")
        kept.append(segment)
    return kept


def _force_of(part: str, data: Data, scope: ActorScope) -> tuple[str, str | None]:
    for force in _CUES:
        for pattern in data.patterns_of(force):
            found = _find_cue(pattern, part)
            if found is None:
                continue
            if force == "other-actor" and not _is_above(found, scope):
                continue
            return force, found
    year = _other_year(part, scope)
    return year if year is not None else ("firm", None)


def _find_cue(pattern: Pattern, part: str) -> str | None:
    """The cue's words, unless they stand in a modifier (对已取得成效的产品进行报道) or inside a title."""
    for match in pattern.compiled.finditer(part, timeout=1.0):
        if _in_modifier(part, match.start(), match.end()) or _in_title(part, match.start()):
            continue
        return match.group().strip("，。；：、")
    return None


_MAIN_VERB_BEFORE = regex.compile(r"^(?:对于?|将|把|针对|向|由|以|按照?|根据|依托|结合|围绕|在|完善|规范|推广|总结)")


def _in_modifier(part: str, start: int, end: int) -> bool:
    """Whether 的 follows the cue and something of weight follows 的, and the part opens as a sentence about that thing."""
    particle = part.find("的", end)
    if particle < 0 or len(part.rstrip("，。；：")) - particle <= 2:
        return particle >= 0 and bool(_MAIN_VERB_BEFORE.search(part[:start]))
    return bool(_MAIN_VERB_BEFORE.search(part[:start])) or (
        start > 0 and not part[:start].endswith(("我局", "本局", "我市", "我县", "我区"))
    )


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
    if (
        years
        and max(years) < scope.year
        and regex.search(r"[了过]|被|获|年[^，]{0,12}(?:完成|建成|印发|施行|出台|成立)", part)
    ):
        return "past", f"{max(years)}年"
    if years and min(years) > scope.year and regex.search(r"年(?:起|再|后|以后|开始|启动)", part):
        return "postponed", f"{min(years)}年"
    return None
