"""A requirement as weighted words: which of them carry it, which may stand for each other, which say nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from ..data import Data
from .acts import LIGHT_ACTS, asked_acts
from .channels import find_asked_channels
from .char_pairs import bigrams
from .commitments import split_segments
from .language import Analyser, Analysis, Concept, Word
from .list_sides import alternatives
from .lists import HEAD_MIN, MASK, closed_lists, item_choices, open_lists
from .told import asked_kinds, told_classes
from .vectors import WordVectors

_ACTION_WEIGHT = 0.8
_LIGHT_WEIGHT = 0.25
_GENERAL_WEIGHT = 0.12
_BRACKET_WEIGHT = 0.3
_ASIDE_WEIGHT = 0.35
_ASIDE_SHARE = 0.8
_FIELD_WEIGHT = 0.3
_COMPOUND, _PIECE = 4, 2
_COMPARED_WEIGHT = 0.4
_CARRIED = 2
_NAME_WEIGHT = 0.8
_NAMED_WEIGHT = 2.4
_TOPIC_WEIGHT = 0.4
_ASIDE = regex.compile(
    r"^(?:结合|根据|按照?|依据|依托|参照|围绕|通过|采取|采用|利用|以[^，]{2,30}为|在[^，]{1,30}(?:内|下|中|基础上|过程中)|包括|其中|重点考核|主要|如|例如|含|即|由此|从而|确保|形成(?:可|良好|浓厚|合力|一批)|营造|加强行业|为[^，]{2,40}提供)"
)

_SENDING = r"(?:并|且|及时|按时|定期|同时|主动|按规定)*(?:推送|报送|上传|共享|公开|公示|公布|发布|反馈)"
_ELLIPTIC = regex.compile(
    rf"{_SENDING}|(?:并|且|及时|按时|定期|同时|主动|按规定)*(?:获得?|被|向社会)"
    r"|(?:并|且|实行|提供)*(?:全天)?(?:24小时|全天候)(?!自助|书|图)"
    r"|[\p{Han}]{2,4}(?:在(?!本)|每[年季月]|按[年季月]|及时|须)"
    r"|(?:并)?(?:做到|实现|达到|有(?!关))|(?:并|且)*覆盖到?(?:全部|所有|各|每个?)"
    r"|(?:其中)?[\p{Han}]{2,6}(?:率|度|比例|占比)(?:均)?(?:达到?|不低于|不少于|保持|为|≥)|[较比]上年|同比"
)
_SAID_BEFORE = regex.compile(
    r"(?:对)?[\p{Han}]{2,6}(?:情况|结果)(?!的)|对[\p{Han}]{2,6}的?(?:问题|举报|情况)|面向(?:公众|社会|群众)"
    r"|报(?:经|请)?[^，。；]{2,16}(?:备案|批准|审批|审定|同意|审核)|与[^，。；]{2,12}(?:联网|对接|互联|贯通|互通)"
)
"""What a requirement begins with that only goes on to speak of the one before it (检查结果公开通报, 报政府批准)."""
_BARE_NUMBER = regex.compile(
    r"(?:其中)?(?:专职|专兼职|兼职)?(?:工作)?(?:人员|人数|成员|数量|总数)?(?:均)?(?:不少于|不低于|不得少于|至少|达到)"
)
_RATE_ALONE = regex.compile(
    r"(?:参考|参训|参学|到课|参与|替代|采用|普及|占用)率(?:均|都)?(?:达到?|不低于|不少于|为|≥)[\d.]+[%％](?:及?以上)?"
)
"""The rate of an act that the requirement before it asks for, by another name."""
_BARE_RATE = regex.compile(r"每(?:个)?(?:年|半年|季度|月|周|学期|日|天)")
_BY_MEANS = regex.compile(r"采[用取]|[运利应使]用|借助|依托")
"""Governs an open list of means (采用|图文、动漫等形式): they are named in many ways."""
_FIELDS = regex.compile(r"[^，。；]{0,4}(?:领域|行业|方面|环节)")
_SPECIFIC_CONTENT = regex.compile(r"[\p{Han}A-Za-z]")
_AND_THEN = regex.compile(
    r"(?<=[\p{Han}--[归合兼拼]）”])(?=并(?:且)?[\p{Han}])(?!并(?:网|轨|联|列|发|存|行|购|重))", flags=regex.V1
)
_BRACKETED = regex.compile(r"[（(][^（()）]{0,80}[)）]")
_TIME_OR_NUMBER = regex.compile(
    r"^(?:[率度]?[均都各]|[\d.%％一二三四五六七八九十两百千万]+[次个人名条篇项家起场期批类件户张处所户年月日天]?|每?[年季月周日]|每?季度|每年|每月|每周|半年|每半年|每?(?:半月|双月|双周|旬|星期)|[\d一二两三四五六七八九十半]+个?(?:月|小时|季度|星期)|至少|不少于|不低于|以上|以下|最[长短迟多少晚]|间隔|年|月|日|次|底|前)$"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a requirement: its weight, the lexicon entries that it belongs to, and the open list (等) whose item it is part of."""

    text: str
    weight: float
    classes: frozenset[str]
    is_action: bool
    choice: tuple[int, int] | None = None
    pieces: tuple[tuple[str, frozenset[str]], ...] = ()
    """The words that a compound thing (经济责任审计) is made of, each with its lexicon entries."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A requirement's terms with its compact text."""

    text: str
    terms: tuple[Term, ...]
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Coordinated parts (A，并B) with the positions of their weighty terms; asides and parts without such are left out."""
    closed: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...] = ()
    """Closed lists (A、B和C, without 等): items with the positions of their terms; every item is asked for."""
    subject: tuple[Term, ...] = ()
    """What the indicator is about, where the requirement itself does not say it (及时推送至网站: of what?)."""
    acts: tuple[Term, ...] = ()
    """The main act of each part, light ones (开展) left out."""
    bigrams: tuple[tuple[str, float], ...] = ()
    """Pairs of neighbouring characters with their weights: near words share characters where they share no word."""
    contents: bool = False
    """The closed lists are what one thing is to contain (栏目包含A、B、C): one clause must say all of them."""
    own: tuple[Term, ...] = ()
    """What it alone asks for among those of its indicator (奖励 in 落实举报奖励制度; see ``own_words``)."""
    own_characters: tuple[str, ...] = ()
    """For each of these its characters that no sibling has."""
    own_stretches: tuple[str, ...] = ()
    """Stretches of its text that no sibling has."""


class Weigher:
    """Weighs the words of a system's requirements: rare words of public text and of the system weigh most."""

    def __init__(
        self, texts: Sequence[str], analyser: Analyser, vectors: WordVectors, data: Data, topic: str = ""
    ) -> None:
        """``topic``: the system's title; what the whole system is about tells its requirements apart least."""
        self.texts = list(texts)
        self._data = data
        self._topic = frozenset(word.text for word in analyser.analyse([topic])[0].words if len(word.text) > 1)
        self._analyser = analyser
        self._analyses = analyser.analyse(self.texts)
        self._vectors = vectors
        self._general = frozenset(data.forms_of("general")) | frozenset(data.forms_of("purpose"))
        counts: Counter[str] = Counter()
        for analysis in self._analyses:
            counts.update({word.text for word in analysis.words})
        self._counts = counts
        self._wider = {
            f"{sense}|{entry.term}": f"{sense}|{entry.value}"
            for sense in ("action", "concept")
            for entry in data.entries_of(sense)
            if entry.value
        }
        self._pair_counts = Counter(pair for text in self.texts for pair in set(bigrams(text)))

    def wordings(self) -> list[Wording]:
        """One wording a text, in order."""
        return [self._wording(analysis) for analysis in self._analyses]

    def name_terms(self, name: str) -> tuple[Term, ...]:
        """The words of an indicator's name."""
        return self._wording(self._analyser.analyse([name])[0]).terms if name else ()

    def _wording(self, analysis: Analysis) -> Wording:
        plain = _BRACKETED.sub(lambda match: MASK * len(match.group()), analysis.text)
        weighed = [(word, *self._weigh(word, analysis)) for word in analysis.words]
        choices = item_choices(plain, [(word.start, word.end) for word, _, _, is_act in weighed if is_act])
        firsts = {start for start, _, (_, item) in choices if not item}
        fields = [
            (min(start for start in firsts if start >= m.start()), m.end())
            for m in open_lists(plain)
            if _FIELDS.match(plain, m.end())
        ]
        choices += alternatives(plain, analysis, choices, self._general)
        asides = _asides(analysis.text)
        brackets = [match.span() for match in _BRACKETED.finditer(analysis.text)]
        compared = _compared_apart(analysis.text, self._data)
        terms: list[Term] = []
        places: list[int] = []
        told = list(asked_kinds(analysis.text, self._data))
        rough = [(Term(word.text, weight, classes, acts), word.start) for word, weight, classes, acts in weighed]
        if asides and _says_nothing([term for term, _ in rough], [place for _, place in rough], asides, self._data):
            asides = []
        for word, weight, classes, is_action in weighed:
            if weight <= 0:
                continue
            if any(start <= word.start < end for start, end in brackets):
                weight *= _BRACKET_WEIGHT
            if any(start <= word.start < end for start, end in asides):
                weight *= _ASIDE_WEIGHT
            if any(start <= word.start < end for start, end in fields):
                weight *= _FIELD_WEIGHT
            if any(start < word.start + len(word.text) and word.start < end for start, end in compared):
                weight *= _COMPARED_WEIGHT
            if word.end in firsts and _BY_MEANS.fullmatch(word.text):
                weight *= _LIGHT_WEIGHT
            choice = next((key for start, end, key in choices if start <= word.start < end), None)
            classes |= told_classes(told, word.start, word.end)
            terms.append(Term(word.text, weight, classes, is_action, choice, self._pieces(word.text, is_action)))
            places.append(word.start)
        terms = _bound_asides(terms, places, asides)
        acts = tuple(
            Term(act.text, 1.0, _classes([act], self._wider) | told_classes(told, act.start, act.end), True)
            for act in asked_acts(analysis, asides)
        )
        lists = closed_lists(plain, terms, places, asides)
        parts = _parts(plain, terms, places, asides)
        terms = _one_partner_suffices(plain, terms, places)
        return Wording(
            analysis.text, tuple(terms), parts, lists, acts=acts, bigrams=self._weigh_bigrams(analysis, terms, places)
        )

    def _weigh_bigrams(
        self, analysis: Analysis, terms: Sequence[Term], places: Sequence[int]
    ) -> tuple[tuple[str, float], ...]:
        """Pairs inside or across weighty words, each weighing what the rarer of its words weighs here."""
        weight_at: dict[int, float] = {}
        for term, place in zip(terms, places, strict=True):
            for offset in range(len(term.text)):
                weight_at[place + offset] = term.weight
        size = len(self.texts) + 1
        pairs: dict[str, float] = {}
        for place in range(len(analysis.text) - 1):
            weight = min(weight_at.get(place, 0.0), weight_at.get(place + 1, 0.0))
            if weight > 0:
                pair = analysis.text[place : place + 2]
                rarity = math.log(size / (self._pair_counts.get(pair, 0) or 1)) / math.log(size) if size > 8 else 1.0
                pairs[pair] = max(pairs.get(pair, 0.0), weight * (0.2 + 0.8 * rarity))
        return tuple(pairs.items())

    def _weigh(self, word: Word, analysis: Analysis) -> tuple[float, frozenset[str], bool]:
        if not _SPECIFIC_CONTENT.search(word.text) or _TIME_OR_NUMBER.match(word.text):
            return 0.0, frozenset(), False
        concepts = [c for c in analysis.concepts if c.start <= word.start and word.end <= c.end and not c.loose]
        classes = _classes(concepts, self._wider)
        actions = [c for c in concepts if c.sense == "action"]
        rarity = self._vectors.idf(word.text) / 8.0 * self._rarity_here(word.text)
        if word.text in self._general:
            return rarity * _GENERAL_WEIGHT if len(word.text) > 1 else 0.0, classes, bool(actions)
        if actions:
            light = all(c.term in LIGHT_ACTS for c in actions)
            return rarity * (_LIGHT_WEIGHT if light else _ACTION_WEIGHT), classes, True
        return rarity * (0.5 if len(word.text) == 1 else 1.0), classes, False

    def _pieces(self, word: str, is_action: bool) -> tuple[tuple[str, frozenset[str]], ...]:
        if is_action or len(word) < _COMPOUND:
            return ()
        pieces = self._known_words(word)
        found = self._analyser.analyse(pieces)
        return tuple(
            (piece, _classes([c for c in analysis.concepts if c.start == 0 and c.end == len(piece)], self._wider))
            for piece, analysis in zip(pieces, found, strict=True)
        )

    def _known_words(self, compound: str) -> tuple[str, ...]:
        """The words that a compound is made of, the longest first word that leaves others; empty where it is not made of known words."""
        for cut in range(len(compound) - _PIECE, _PIECE - 1, -1):
            head, rest = compound[:cut], compound[cut:]
            if self._analyser.knows(head):
                others = (rest,) if self._analyser.knows(rest) else self._known_words(rest)
                if others:
                    return (head, *others)
        return ()

    def _rarity_here(self, word: str) -> float:
        """From 1 for a word of one requirement down to 0.3 for one that stands in all: the field's own topic tells little."""
        size = len(self.texts) + 1
        if word in self._topic:
            return _TOPIC_WEIGHT
        return 0.3 + 0.7 * math.log(size / (self._counts.get(word, 0) or 1)) / math.log(size) if size > 8 else 1.0


def is_bare_number(wording: Wording) -> bool:
    """Whether a requirement is only the number of what the one before it asks for (工作人员不少于2人)."""
    return bool(_BARE_NUMBER.match(wording.text) or _RATE_ALONE.fullmatch(wording.text))


def is_counted(word: str, data: Data) -> bool:
    """Whether a word only says what is counted (人次, 参训人员)."""
    return any(pattern.compiled.search(word) for pattern in data.patterns_of("counted"))


def adds_number_only(wording: Wording, before: Sequence[Wording], data: Data) -> bool:
    """Whether a requirement names nothing that those before it of its indicator do not (参训人员不少于200人次, 年内新增事项不少于10项)."""
    known = "，".join(each.text for each in before)
    return all(
        term.weight < HEAD_MIN or term.text.rstrip("率度") in known or is_counted(term.text, data)
        for term in wording.terms
        if term.text in wording.text  # not what the indicator's name added
    )


def is_elliptic(wording: Wording) -> bool:
    """Whether a requirement leaves out what it speaks of (及时推送至网站, 清单每年调整1次, 获得表彰): the one before it says it."""
    if _ELLIPTIC.match(wording.text) or _SAID_BEFORE.match(wording.text):
        return True
    things = [term for term in wording.terms if not term.is_action and term.weight >= HEAD_MIN]
    return len(things) <= 1 and bool(_BARE_RATE.match(wording.text))


def begins_with_sending(wording: Wording) -> bool:
    """Whether a requirement begins with where something goes, what that is left out (并及时推送至网站)."""
    return bool(regex.match(_SENDING, wording.text))


def with_name(wording: Wording, name: Sequence[Term]) -> Wording:
    """The wording with the words of the indicator's name weighing more, and those added that it lacks: the name says what the item is."""
    named = {term.text for term in name}
    known = {term.text for term in wording.terms}
    raised = tuple(replace(t, weight=t.weight * _NAMED_WEIGHT) if t.text in named else t for t in wording.terms)
    added = tuple(replace(t, weight=t.weight * _NAME_WEIGHT, choice=None) for t in name if t.text not in known)
    return replace(wording, terms=raised + added)


def main_things(wording: Wording) -> tuple[Term, ...]:
    """The weightiest things of a requirement: what the following ones of its indicator go on to speak of."""
    things = [term for term in wording.terms if not term.is_action and term.choice is None]
    return tuple(sorted(things, key=lambda term: -term.weight)[:_CARRIED])


def _classes(concepts: Sequence[Concept], wider: Mapping[str, str]) -> frozenset[str]:
    """The lexicon entries of a word and those that answer a demand for it too (联合奖惩 holds 失信惩戒; 获评 answers 受表彰)."""
    own = {f"{concept.sense}|{concept.term}" for concept in concepts if concept.sense in ("action", "concept")}
    return frozenset(own | {wider[name] for name in own if name in wider})


def _asides(text: str) -> list[tuple[int, int]]:
    """Parts of a requirement that say how or on what ground (结合…, 根据…, 包括…), not what is to be done."""
    found: list[tuple[int, int]] = []
    place, main = 0, 0
    for part in split_segments(text):
        if _ASIDE.match(part):
            found.append((place, place + len(part)))
        else:
            main += 1
        place += len(part)
    return found if main else []


def _compared_apart(text: str, data: Data) -> list[tuple[int, int]]:
    """What facets compare by themselves: the channel that something goes to, the level that is asked (被**市（州）级以上**命名)."""
    found = []
    for name in find_asked_channels(text, data):
        place = text.find(name)
        if place > 0 and _QUOTED.search(name) and _TO_THERE.search(text, 0, place):
            found.append((place, place + len(name)))
    for pattern in data.patterns_of("level-demand"):
        starts = [match.start() for match in pattern.compiled.finditer(text, timeout=1.0)]
        found += [
            (start - 1, start) for start in starts if text[start - 1 : start] == "被"
        ]  # the word 被市 says nothing
    found += [match.span("place") for match in _PLACE_IN_NAME.finditer(text)]
    return found


_PLACE_IN_NAME = regex.compile(
    r"[“《](?P<place>\p{Han}{2,5}?(?:省|市(?![场民政容值域])|自治[区州]))(?=\p{Han}{5,}[”》])"
)
_QUOTED = regex.compile(r"“[^”]+”")
_TO_THERE = regex.compile(r"(?:在|至|到|向|于|往|进|入|通过|利用|依托)$")


_LISTED = 100
_PARTNERS = regex.compile(
    r"(?:与|同|会同|联合)(?P<who>[^，。；与]{2,30}(?:、[^，。；]{2,40}?)+?)(?=形成|建立|健全|签[订署]|完善|开展|联合|实[行施])"
)
_PARTNER = regex.compile(r"[^、和及与]+")


def _one_partner_suffices(text: str, terms: list[Term], places: Sequence[int]) -> list[Term]:
    """A clause that names one of several partners (与A、B、C建立会商机制) is about what is asked; the facets tell which it lacks."""
    spans = [
        (match.start("who") + piece.start(), match.start("who") + piece.end(), (_LISTED, number))
        for match in _PARTNERS.finditer(text)
        for number, piece in enumerate(_PARTNER.finditer(match["who"]))
    ]
    return [
        replace(term, choice=next((key for start, end, key in spans if start <= place < end), None))
        if term.choice is None
        else term
        for term, place in zip(terms, places, strict=True)
    ]


def _says_nothing(terms: Sequence[Term], places: Sequence[int], asides: Sequence[tuple[int, int]], data: Data) -> bool:
    """Whether only a count stands outside the asides (通过开放平台向社会开放数据集，每新增10个): then they are what is asked."""
    main = [
        term.text
        for term, place in zip(terms, places, strict=True)
        if term.weight >= HEAD_MIN and not any(start <= place < end for start, end in asides)
    ]
    return all(is_counted(text, data) for text in main)


def _bound_asides(terms: list[Term], places: Sequence[int], asides: Sequence[tuple[int, int]]) -> list[Term]:
    """Asides together never weigh more than a share of what is asked, however long they are."""
    aside = [any(start <= place < end for start, end in asides) for place in places]
    beside = sum(term.weight for term, is_aside in zip(terms, aside, strict=True) if is_aside)
    main = sum(term.weight for term, is_aside in zip(terms, aside, strict=True) if not is_aside)
    if beside <= _ASIDE_SHARE * main:
        return terms
    factor = _ASIDE_SHARE * main / beside
    return [replace(t, weight=t.weight * factor) if is_aside else t for t, is_aside in zip(terms, aside, strict=True)]


def _parts(
    text: str, terms: Sequence[Term], places: Sequence[int], asides: Sequence[tuple[int, int]]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found = []
    start = 0
    for piece in (half for part in split_segments(text) for half in _AND_THEN.split(part)):
        end = start + len(piece)
        rows = tuple(i for i, place in enumerate(places) if start <= place < end and terms[i].weight >= HEAD_MIN)
        plain = (
            rows
            and not _SO_MANY_EACH.fullmatch(piece.strip("，,"))
            and any(len(terms[i].text) > 1 for i in rows)
            and all(terms[i].choice is None for i in rows)
        )
        if plain and not any(a <= start < b for a, b in asides):
            found.append((piece.strip("，,：:").replace(MASK, ""), rows))
        start = end
    return tuple(found)


_SO_MANY_EACH = regex.compile(
    r"(?:其中)?(?:每(?!年|半|季|月|周|旬|日|天|学)一?[个名家所处次场期类种项]?|各)\p{Han}{1,6}?(?:均|都|应|要|分别)?(?:至少|不少于|不低于|达到?)[^，]{0,10}"
)
"""A part that only says how many there are in each (每个时段不少于3场): compared as an amount."""
