"""A requirement as weighted words: which of them carry it, which may stand for each other, which say nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from ..data import Data
from .acts import LIGHT_ACTS, asked_acts
from .commitments import split_segments
from .language import Analyser, Analysis, Concept, Word
from .vectors import WordVectors

_ACTION_WEIGHT = 0.8
_LIGHT_WEIGHT = 0.25
_GENERAL_WEIGHT = 0.12
_BRACKET_WEIGHT = 0.3
_ASIDE_WEIGHT = 0.35
_ASIDE_SHARE = 0.8
_FIELD_WEIGHT = 0.3
_HEAD_MIN = 0.3
_CARRIED = 2
_NAME_WEIGHT = 0.8
_NAMED_WEIGHT = 2.4
_TOPIC_WEIGHT = 0.4
_ASIDE = regex.compile(
    r"^(?:结合|根据|按照?|依据|依托|参照|围绕|通过|采取|采用|利用|以[^，]{2,30}为|在[^，]{1,30}(?:内|下|中|基础上|过程中)|包括|其中|重点考核|主要|如|例如|含|即|由此|从而|确保|形成(?:可|良好|浓厚|合力|一批)|营造|加强行业|为[^，]{2,40}提供)"
)

_OPEN_LIST = regex.compile(
    r"(?:“[^”]{1,20}”、?){2,12}等|(?:[^，。；、（(等]{1,16}[、或]){1,12}[^，。；、（(等]{1,16}等"
)
_CLOSED_LIST = regex.compile(
    r"(?:[^，。；：、（()）“”和及与]{2,12}、){1,10}[^，。；：、（()）“”和及与]{2,12}(?:[、和及与][^，。；：、（()）“”和及与]{2,14})?"
)
_OPENS = regex.compile(r"[^，。；、]{0,4}等")
_ELLIPTIC = regex.compile(
    r"(?:并|且|及时|按时|定期|同时|主动|按规定)*(?:推送|报送|上传|公开|公示|公布|发布|反馈|获得?|被|向社会)"
    r"|[\p{Han}]{2,4}(?:在(?!本)|每[年季月]|按[年季月]|及时|须)"
    r"|(?:并)?(?:做到|实现|达到|有(?!关))"
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
_BARE_RATE = regex.compile(r"每(?:个)?(?:年|半年|季度|月|周|学期|日|天)")
_FIELDS = regex.compile(r"[^，。；]{0,4}(?:领域|行业|方面|环节)")
_ITEM = regex.compile(r"“[^”]+”|[^、或“”]+?(?=[、或]|等$)")
_SPECIFIC_CONTENT = regex.compile(r"[\p{Han}A-Za-z]")
_MASK = "※"
_OR = regex.compile(r"(?<=[\p{Han}”）])或者?(?=[\p{Han}“])")
_ENDS = regex.compile(r"[，。；、：（(]|(?<![目标])的|等|并")
_ADVERB = regex.compile(r"(?:积极|主动|及时|依法|被|向)?")
_RANK = regex.compile(r"(?:[省市县区乡镇部厅委院级]|国家|党委|政府)$")
_SHARED_START = 2  # characters
_LONGEST_THING = 3  # words
_SHARE = regex.compile(r"\G[^，。；]{0,8}(?:均|都|全部|率|比例|达到|不低于|不少于)")
_AND_THEN = regex.compile(
    r"(?<=[\p{Han}）”])(?=并(?:且)?[\p{Han}])(?!并(?:网|轨|联|列|发|存|行|购|重))", flags=regex.V1
)
_PREDICATE = regex.compile(
    r"全部|均(?!衡)|一律|实行|实现|达到|不低于|不少于|逐一|分别|各(?!类|种|级)|[三四五六七八九十]类|的(?!士)|期间|问题|等"
)
_GOVERNING = regex.compile(r"(?:在|对于?|将|向|从|为|由|把|以|与|面向|围绕|针对|明确|落实|包括|涵盖)")
_EACH_OF = regex.compile(r"分别|各(?!类|种|级)")
_NAMED_DAY = regex.compile(r"(?:节|日|周|月)$")
_DESIGNATION = regex.compile(r"(?<=[\p{Han}]{3})(?:牵头|主管|有关|相关|职能|成员)(?:部门|单位)$")
_BRACKETED = regex.compile(r"[（(][^（()）]{0,80}[)）]")
_TIME_OR_NUMBER = regex.compile(
    r"^(?:[率度]?[均都各]|[\d.%％一二三四五六七八九十两百千万]+[次个人名条篇项家起场期批类件户张处所户年月日天]?|每?[年季月周日]|每?季度|每年|每月|每周|半年|每半年|至少|不少于|不低于|以上|以下|年|月|日|次|底|前)$"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a requirement: its weight, the lexicon entries that it belongs to, and the open list (等) whose item it is part of."""

    text: str
    weight: float
    classes: frozenset[str]
    is_action: bool
    choice: tuple[int, int] | None = None


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
        plain = _BRACKETED.sub(lambda match: _MASK * len(match.group()), analysis.text)
        choices = _choices(plain)
        choices += _alternatives(plain, analysis, choices, self._general)
        asides = _asides(analysis.text)
        fields = [m.span() for m in _OPEN_LIST.finditer(plain) if _FIELDS.match(plain, m.end())]
        brackets = [match.span() for match in _BRACKETED.finditer(analysis.text)]
        terms: list[Term] = []
        places: list[int] = []
        weighed = [(word, *self._weigh(word, analysis)) for word in analysis.words]
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
            choice = next((key for start, end, key in choices if start <= word.start < end), None)
            terms.append(Term(word.text, weight, classes, is_action, choice))
            places.append(word.start)
        terms = _bound_asides(terms, places, asides)
        acts = tuple(Term(act.text, 1.0, _classes([act], self._wider), True) for act in asked_acts(analysis, asides))
        lists = _closed_lists(plain, terms, places, asides)
        parts = _parts(plain, terms, places, asides)
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
        concepts = [c for c in analysis.concepts if c.start <= word.start and word.end <= c.end]
        classes = _classes(concepts, self._wider)
        actions = [c for c in concepts if c.sense == "action"]
        rarity = self._vectors.idf(word.text) / 8.0 * self._rarity_here(word.text)
        if word.text in self._general:
            return rarity * _GENERAL_WEIGHT if len(word.text) > 1 else 0.0, classes, bool(actions)
        if actions:
            light = all(c.term in LIGHT_ACTS for c in actions)
            return rarity * (_LIGHT_WEIGHT if light else _ACTION_WEIGHT), classes, True
        return rarity * (0.5 if len(word.text) == 1 else 1.0), classes, False

    def _rarity_here(self, word: str) -> float:
        """From 1 for a word of one requirement down to 0.3 for one that stands in all: the field's own topic tells little."""
        size = len(self.texts) + 1
        if word in self._topic:
            return _TOPIC_WEIGHT
        return 0.3 + 0.7 * math.log(size / (self._counts.get(word, 0) or 1)) / math.log(size) if size > 8 else 1.0


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring characters."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def is_bare_number(wording: Wording) -> bool:
    """Whether a requirement is only the number of what the one before it asks for (工作人员不少于2人)."""
    return bool(_BARE_NUMBER.match(wording.text))


def is_counted(word: str, data: Data) -> bool:
    """Whether a word only says what is counted (人次, 参训人员)."""
    return any(pattern.compiled.search(word) for pattern in data.patterns_of("counted"))


def adds_number_only(wording: Wording, before: Sequence[Wording], data: Data) -> bool:
    """Whether a requirement names nothing that those before it of its indicator do not (参训人员不少于200人次, 年内新增事项不少于10项)."""
    known = "，".join(each.text for each in before)
    return all(
        term.weight < _HEAD_MIN or term.text.rstrip("率度") in known or is_counted(term.text, data)
        for term in wording.terms
        if term.text in wording.text  # not what the indicator's name added
    )


def is_elliptic(wording: Wording) -> bool:
    """Whether a requirement leaves out what it speaks of (及时推送至网站, 清单每年调整1次, 获得表彰): the one before it says it."""
    if _ELLIPTIC.match(wording.text) or _SAID_BEFORE.match(wording.text):
        return True
    things = [term for term in wording.terms if not term.is_action and term.weight >= _HEAD_MIN]
    return len(things) <= 1 and bool(_BARE_RATE.match(wording.text))


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


def _says_nothing(terms: Sequence[Term], places: Sequence[int], asides: Sequence[tuple[int, int]], data: Data) -> bool:
    """Whether only a count stands outside the asides (通过开放平台向社会开放数据集，每新增10个): then they are what is asked."""
    main = [
        term.text
        for term, place in zip(terms, places, strict=True)
        if term.weight >= _HEAD_MIN and not any(start <= place < end for start, end in asides)
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
        rows = tuple(i for i, place in enumerate(places) if start <= place < end and terms[i].weight >= _HEAD_MIN)
        plain = rows and any(len(terms[i].text) > 1 for i in rows) and all(terms[i].choice is None for i in rows)
        if plain and not any(a <= start < b for a, b in asides):
            found.append((piece.strip("，,：:").replace(_MASK, ""), rows))
        start = end
    return tuple(found)


def _closed_lists(
    text: str, terms: Sequence[Term], places: Sequence[int], asides: Sequence[tuple[int, int]]
) -> tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]:
    """Lists of three items or more that are not open, or of two that are told apart (分别, two named days); an item without a weighty
    word says nothing and is left out.
    """
    found = []
    for match in _CLOSED_LIST.finditer(text):
        if any(start <= match.start() < end for start, end in asides) or _OPENS.match(text, match.end()):
            continue
        items = []
        pieces = list(regex.finditer(r"[^、和及与]+", match.group()))
        begun = pieces[1].group()[:_SHARED_START]
        for number, piece in enumerate(pieces):
            if _DESIGNATION.search(piece.group()):
                continue  # who that is differs from place to place
            start, end = _trim_item(
                text,
                match.start() + piece.start(),
                match.start() + piece.end(),
                [t.is_action for t in terms],
                [(p, p + len(t.text)) for t, p in zip(terms, places, strict=True)],
                number == 0,
                number == len(pieces) - 1,
            )
            if (
                number == 0
                and all(piece.group().startswith(begun) for piece in pieces[1:])
                and len(pieces) > _SHARED_START
            ):
                start = max(start, text.rfind(begun, start, end))  # 主体工程|同时设计、同时施工、同时投入使用
            rows = tuple(i for i, place in enumerate(places) if start <= place < end and terms[i].weight >= _HEAD_MIN)
            if rows and all(terms[i].choice is None for i in rows):
                items.append((text[start:end].replace(_MASK, ""), rows))
        told_apart = _SHARE.search(text, match.end()) or all(_NAMED_DAY.search(item) for item, _ in items)
        if len(items) >= (2 if told_apart or _EACH_OF.search(match.group()) else 3):
            found.append(_tell_apart(items, terms))
    return tuple(found)


def _trim_item(
    text: str,
    start: int,
    end: int,
    is_act: Sequence[bool],
    spans: Sequence[tuple[int, int]],
    first: bool,
    last: bool,
) -> tuple[int, int]:
    """A list's item without the words of its sentence: of the first what governs the list (落实|保洁队伍), of the last what follows it
    (行业协会|分别设立…).
    """
    if first:
        acts = [b for act, (a, b) in zip(is_act, spans, strict=True) if act and start <= a and b < end - 1]
        start = max([start, *acts])
        governs = _GOVERNING.match(text, start, end)
        start = governs.end() if governs else start
    if last:
        acts = [a for act, (a, _) in zip(is_act, spans, strict=True) if act and start + 1 < a < end]
        end = min([end, *acts])
        stop = _PREDICATE.search(text, start + 2, end)
        end = stop.start() if stop else end
    return start, end


def _tell_apart(
    items: Sequence[tuple[str, tuple[int, ...]]], terms: Sequence[Term]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Items by what they do not share (管护主体、管护责任、管护经费: 主体, 责任, 经费), where each has something of its own."""
    counts = Counter(terms[row].text for _, rows in items for row in rows)
    own = [tuple(row for row in rows if counts[terms[row].text] == 1) for _, rows in items]
    if not all(own):
        return tuple(items)
    shared = {text for text, count in counts.items() if count > 1}
    return tuple((_without(item, shared), rows) for (item, _), rows in zip(items, own, strict=True))


def _without(item: str, shared: set[str]) -> str:
    for text in shared:
        item = item.replace(text, "") or item
    return item


def _alternatives(
    text: str,
    analysis: Analysis,
    choices: Sequence[tuple[int, int, tuple[int, int]]],
    general: frozenset[str],
) -> list[tuple[int, int, tuple[int, int]]]:
    """The sides of 或 outside open lists: things (亮点、经验**或**成果), or two acts with their objects (纳入预算**或**争取经费)."""
    found: list[tuple[int, int, tuple[int, int]]] = []
    acts = [(act.start, act.end) for act in analysis.concepts_of("action")]
    for number, match in enumerate(_OR.finditer(text), start=len(choices)):
        if any(start <= match.start() < end for start, end, _ in [*choices, *found]):
            continue
        first = next((a for a in acts if a[0] >= match.end() and not _ADVERB.sub("", text[match.end() : a[0]])), None)
        before = [(a, b) for a, b in acts if b <= match.start() and not _ENDS.search(text, a, match.start())]
        if first and before:
            start, end = min(before)
            if end == match.start():  # 编制或修订…规划: they share what follows
                found += [(start, end, (number, 0)), (*first, (number, 1))]
            else:
                stop = _ENDS.search(text, match.end())
                end = stop.start() if stop else len(text)
                found += [(start, match.start(), (number, 0)), (match.end(), end, (number, 1))]
            continue
        right = _things_after(text, match.end(), analysis.words, acts)
        left = _things_before(text, match.start(), analysis.words, acts, general)
        if left and right and not _RANK.search(text, left[0][0], match.start()):
            found += [(start, end, (number, item)) for item, (start, end) in enumerate([*left, *right])]
    return found


def _things_after(
    text: str, start: int, words: Sequence[Word], acts: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The short things behind 或, 、 between them; none where more follows (国家或|省级改革试点: it stands between modifiers)."""
    items: list[tuple[int, int]] = []
    while True:
        stop = _ENDS.search(text, start)
        end = stop.start() if stop else len(text)
        size = sum(start <= word.start < end for word in words)
        if not 0 < size <= _LONGEST_THING or any(start < a < end for a, _ in acts):
            return items
        items.append((start, end))
        if not text.startswith("、", end):
            return items
        start = end + 1


def _things_before(
    text: str, end: int, words: Sequence[Word], acts: Sequence[tuple[int, int]], general: frozenset[str]
) -> list[tuple[int, int]]:
    """The things in front of 或: each back to its first word that says something, 、 between them."""
    items: list[tuple[int, int]] = []
    start = end
    for word in reversed([word for word in words if word.end <= end]):
        if _ENDS.match(text, word.start) or any(a <= word.start < b for a, b in acts):
            break
        start = word.start
        if word.text not in general:
            items.append((start, end))
            if not text.endswith("、", 0, start):
                break
            end = start - 1
    return items


def _choices(text: str) -> list[tuple[int, int, tuple[int, int]]]:
    """Items of open lists (A、B、C等): (start, end, (list number, item number)). One item of such a list suffices."""
    found: list[tuple[int, int, tuple[int, int]]] = []
    for number, match in enumerate(_OPEN_LIST.finditer(text)):
        place = match.start()
        for item_number, item in enumerate(_ITEM.finditer(match.group())):
            found.append((place + item.start(), place + item.end(), (number, item_number)))
    return found
