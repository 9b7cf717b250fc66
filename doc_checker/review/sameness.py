"""Whether two tasks are the same work: a part of one says what a part of the other says, with nothing of its own on both sides.

开展养老机构食品安全检查 and 开展养老机构消防安全检查 share most words and are not: each holds a thing that the other lacks.
开展安全巡查 and 每月对养老机构开展一次安全巡查 are: only one side says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from ..data import Data
from ..text import squeeze
from .acts import LIGHT_ACTS
from .char_pairs import pairs
from .commitments import split_segments, split_sentences, strip_duty
from .language import Analysis, analyser_for
from .vectors import default_vectors

_ACT_WEIGHT = 0.7
_LIGHT_WEIGHT = 0.1
_MOST_IDF = 9.0
_LEAST_SHARED = 9.0
_TRIMMED_AT = 4
_PAIR = 2
_LONGEST_HEADING = 20
_HEADING_COUNTS = 0.5
_ALL_OF = 0.02
_SLOT_COUNTS = 3.0
_AIM = regex.compile(
    r"^(?:确保|营造|为[^，]{2,40}提供|不断|切实|全面提升|推动形成|着力解决|促进|保障|实现|形成|使|让|以|进一步提)"
)
# Where something is published says little of what it is.
_CHANNEL = regex.compile(
    r"(?:至|在|通过|依托|利用|向)[^，。；]{2,40}?(?:网站|平台|网页|专页|专栏|公众号|信息系统)(?!建设|运行|管理)"
)
_NO_WORD = regex.compile(
    r"^[\d.%％第一二三四五六七八九十两百千万]+[次个人名条篇项家起场期批类件户张处所元天年月日]?$|^[\W_]+$|^.$"
)


_HEAD = regex.compile(r"[\p{Han}--[等的和及与或并在对将把以为于中]]\p{Han}", regex.VERSION1)
"""What a word stands before, as its own kind of: 食品 in 食品安全; not a particle."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a task between marks: its text and the words that say what it is about, with their weights."""

    text: str
    words: tuple[tuple[str, float, str | None], ...]
    acts: frozenset[str]
    things: frozenset[tuple[str, int]]
    """Words that are no act and no general word, with where they end."""
    is_heading: bool


class Sameness:
    """How far one task says what another says, for the tasks of one plan."""

    def __init__(self, texts: Sequence[str], data: Data, groups: Sequence[str] = ()) -> None:
        """``groups`` gives for each text the heading that it stands under, or an empty string."""
        self._general = frozenset(data.forms_of("general"))
        analyser = analyser_for(data)
        vectors = default_vectors()
        pieces = [_parts_of(text) for text in texts]
        self._groups = list(groups)
        analyses = iter(analyser.analyse([piece for own in pieces for piece, _ in own]))
        whole = [squeeze(text) for text in texts]
        counts: dict[str, int] = {}
        self._parts: list[list[_Part]] = []
        for own in pieces:
            parts = []
            for piece, is_heading in own:
                analysis, words = next(analyses), []
                for word, weight, act in self._words(analysis):
                    if word not in counts:
                        counts[word] = sum(word in text for text in whole)
                    common = min(1.0, _TRIMMED_AT / max(counts[word], 1))
                    words.append((word, weight * common * min(_MOST_IDF, vectors.idf(word)), act))
                if words:
                    acts = frozenset(act.term for act in analysis.concepts_of("action"))
                    known = {word for word, _, act in words if act is None}
                    things = frozenset((word, end) for word, end in _pieces(analysis) if word in known)
                    parts.append(_Part(piece, tuple(words), acts, things, is_heading))
            self._parts.append(parts)

    def _words(self, analysis: Analysis) -> list[tuple[str, float, str | None]]:
        """The words of a part, each once, with how much its kind counts and the act that it is."""
        acts = {a.text: a.term for a in analysis.concepts_of("action")}
        found: dict[str, tuple[float, str | None]] = {}
        for word, _ in _pieces(analysis):
            if _NO_WORD.match(word) or word in self._general:
                continue
            act = acts.get(word)
            found[word] = (1.0 if act is None else _LIGHT_WEIGHT if act in LIGHT_ACTS else _ACT_WEIGHT), act
        return [(word, weight, act) for word, (weight, act) in found.items()]

    def between(self, one: int, other: int) -> float:
        """From 0 to 1: the best over the parts of both."""
        return max((self._likeness(a, b) for a in self._parts[one] for b in self._parts[other]), default=0.0)

    def is_under(self, one: int, other: int) -> bool:
        """Whether the heading that a task stands under names a thing of the other's own heading (安全监管, 守牢安全底线)."""
        group = self._groups[other] if self._groups else ""
        headings = [part for part in self._parts[one] if part.is_heading]
        return any(thing in group for part in headings for thing, _ in part.things)

    def whole(self, one: int, other: int) -> float:
        """From 0 to 1: how far two tasks say the same in all they say, headings left out."""
        parts = [(a, b) for a in self._parts[one] for b in self._parts[other] if not (a.is_heading or b.is_heading)]
        if not parts or any(_fill_one_slot(a, b) for a, b in parts):
            return 0.0
        both = [_join([part for part in self._parts[i] if not part.is_heading]) for i in (one, other)]
        shared_one, rest_one = _shares(both[0], both[1])
        shared_other, rest_other = _shares(both[1], both[0])
        shared = (shared_one + shared_other) / 2
        if shared < _LEAST_SHARED:
            return 0.0
        return shared / (shared + max(rest_one, rest_other))

    @staticmethod
    def _likeness(one: _Part, other: _Part) -> float:
        """What both say, against what each says beyond the other, the lesser of the two; little shared counts for little."""
        shared_one, rest_one = _shares(one, other)
        shared_other, rest_other = _shares(other, one)
        shared, rest = (shared_one + shared_other) / 2, min(rest_one, rest_other)
        if not shared:
            return 0.0
        if rest and _fill_one_slot(one, other):
            rest *= _SLOT_COUNTS
        likeness = shared / (shared + rest) * min(1.0, shared / _LEAST_SHARED)
        # A heading says the work where it says all that the other part says (梯次推进污水治理 of 完成污水治理任务).
        beyond = max(rest_other if one.is_heading else 0.0, rest_one if other.is_heading else 0.0)
        full = not (one.is_heading or other.is_heading) or beyond <= _ALL_OF * shared
        return likeness if full else likeness * _HEADING_COUNTS


def _pieces(analysis: Analysis) -> list[tuple[str, int]]:
    """The words of a text with where each ends; compounds of four and more characters in pairs (食品|安全, 信用|修复).

    Whether a compound is one word hangs on the dictionary; whether two texts say the same must not.
    """
    found = []
    for word in analysis.words:
        size = len(word.text)
        step = _PAIR if size > _PAIR + 1 and size % _PAIR == 0 else size
        found += [(word.text[i : i + step], word.start + i + step) for i in range(0, size, step)]
    return found


def _parts_of(text: str) -> list[tuple[str, bool]]:
    """The parts of a task between marks, aims left out, and whether each is the heading in front of the work itself."""
    sentences = split_sentences(strip_duty(text))
    parts = []
    for position, sentence in enumerate(sentences):
        is_heading = position == 0 and len(sentences) > 1 and len(sentence) <= _LONGEST_HEADING
        parts += [(_CHANNEL.sub("", part), is_heading) for part in split_segments(sentence) if not _AIM.match(part)]
    return parts


def _join(parts: Sequence[_Part]) -> _Part:
    words = tuple({word: entry for part in parts for entry in part.words for word in entry[:1]}.values())
    acts = frozenset(act for part in parts for act in part.acts)
    return _Part("".join(part.text for part in parts), words, acts, frozenset(), False)


def _fill_one_slot(one: _Part, other: _Part) -> bool:
    """Whether the two sides set different things before the same word: 食品安全检查, 消防安全检查."""
    for word, end in one.things:
        head = one.text[end : end + 2]
        if word in other.text or not _HEAD.fullmatch(head) or head not in other.text:
            continue
        for match in regex.finditer(regex.escape(head), other.text):
            before = other.text[max(0, match.start() - 2) : match.start()]
            inside = any(place - len(thing) <= match.start() - 2 < place for thing, place in other.things)
            if inside and before not in one.text:
                return True
    return False


def _shares(part: _Part, other: _Part) -> tuple[float, float]:
    """The weight of a part's words that another has, and of those that it lacks."""
    shared = rest = 0.0
    for word, weight, act in part.words:
        held = 1.0 if act in other.acts else _held(word, other.text)
        shared += weight * held
        rest += weight * (1 - held)
    return shared, rest


def _held(word: str, text: str) -> float:
    """Whether a text has a word, or half of its pairs of characters (培训班 and 培训)."""
    if word in text:
        return 1.0
    own = pairs(word)
    share = sum(pair in text for pair in own) / len(own)
    return share if share >= 0.5 else 0.0
