"""A plan's sentences with their words and lexicon classes, ready to be matched against the requirements of any system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from ..data import Data
from ..model import Clause
from ..quantities import find_quantities
from ..text import squeeze
from .acts import main_acts
from .commitments import ActorScope, Sentence, read_sentences
from .language import Analyser, Analysis, Word
from .told import SENSE
from .vectors import WordVectors
from .wording import Term, bigrams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_COUNTED = r"一(?P<of>[\p{Han}--[线体般定致律次批半起流级同样些季月周旬日天年时方度心言举草针砖丝点五]])"
_GROUND = regex.compile(
    r"(?:(?:依据|根据|按照|按|遵照|结合|在)[^，。；]{2,40}"
    r"(?:文件|部署|要求|规定|精神|通知|意见|安排|实际|基础上|下|中)，)+(?=[^，。；]{2})"
)
"""On what ground a thing is done (依据已印发的有关文件，…): it says nothing of what it is."""
_EACH_ONE = regex.compile(_COUNTED, flags=regex.V1)
_EACH_HAS = regex.compile(_COUNTED + r"一[\p{Han}]", flags=regex.V1)
_SYNONYM_ACT, _SYNONYM_THING = 0.95, 0.85
_IN_PIECES = 0.7
_BETWEEN_COMMAS = regex.compile(r"[^，。；：]+")
_CLASSED = ("action", "concept", SENSE)


@dataclass(frozen=True)
class Passage:
    """One sentence of a clause as the match reads it; ``clause`` is the clause's position among the judged ones."""

    clause: int
    sentence: Sentence


class PlanIndex:
    """The firm and weak sentences of a plan's clauses."""

    def __init__(
        self,
        clauses: Sequence[tuple[Clause, Sequence[str]]],
        scope: ActorScope,
        analyser: Analyser,
        vectors: WordVectors,
        data: Data,
        topic: str = "",
        makes_clear: frozenset[str] = frozenset(),
    ) -> None:
        """``clauses`` may commit, each with the headings above it; ``topic`` is the plan's titles: all of it is about that.

        ``makes_clear``: what the plan as a whole sets out (see ``setting_out``).
        """
        import numpy as np

        self.rank = scope.rank
        self.topic = topic
        self.makes_clear = makes_clear
        self.clauses = [clause for clause, _ in clauses]
        self.passages: list[Passage] = []
        self.sentences: list[list[Sentence]] = []
        for number, (clause, _) in enumerate(clauses):
            own = _without_bare_heading(clause, read_sentences(clause, data, scope), data)
            self.sentences.append(own)
            self.passages.extend(Passage(number, sentence) for sentence in own)
        self.texts = ["".join(sentence.open for sentence in own) for own in self.sentences]
        self.committing = [any(sentence.open for sentence in own) for own in self.sentences]
        contexts = ["，".join(squeeze(heading) for heading in headings if heading) for _, headings in clauses]
        headings = [squeeze(clause.heading or "") for clause in self.clauses]
        analyses = analyser.analyse([p.sentence.open for p in self.passages] + headings + list(dict.fromkeys(contexts)))
        count, size = len(self.passages), len(self.clauses)
        by_context = dict(zip(dict.fromkeys(contexts), analyses[count + size :], strict=True))
        vocabulary: dict[str, int] = {}
        self.sentence_words = WordTable(analyses[:count], vocabulary)
        self.heading_words = WordTable(analyses[count : count + size], vocabulary)
        self.context_words = WordTable([by_context[context] for context in contexts], vocabulary)
        self.act_words = WordTable([_acts_only(analysis) for analysis in analyses[:count]], vocabulary)
        self.matrix: Floats = vectors.rows(list(vocabulary))
        rarity: Floats = np.array([vectors.idf(word) for word in vocabulary], dtype=np.float32)
        self.means: Floats = self.sentence_words.means(self.matrix, rarity)
        self.owner: Ints = np.array([passage.clause for passage in self.passages], dtype=np.int64)
        self.alive: Floats = np.array([bool(p.sentence.open) for p in self.passages], dtype=np.float32)
        self.borders: Ints = (
            np.flatnonzero(np.r_[True, self.owner[1:] != self.owner[:-1]]) if self.passages else self.owner
        )

    def pairs(self, known: dict[str, int]) -> Floats:
        """Which of the known pairs of neighbouring characters stand in each clause's open text (pairs × clauses)."""
        import numpy as np

        result = np.zeros((len(known), len(self.texts)), dtype=np.float32)
        for column, text in enumerate(self.texts):
            result[[known[pair] for pair in set(bigrams(text)) if pair in known], column] = 1.0
        return result


_SHORT_FOR = {
    "标": "标段|项目|标",
    "企": "企业|企|家",
    "企业": "企业|企|家",
    "户": "户|家庭",
    "童": "童|儿童|孩子",
    "校": "学校|校",
    "案": "案件|案|件",
    "品": "产品|品种|品",
    "河": "河流|河道|河",
    "项": "项目|事项|项",
    "场": "养殖场|场所|场",
    "店": "门店|店|家",
    "车": "车辆|车",
    "船": "船舶|船",
}
"""What a character counts by in names such as 一标一评, in whole words."""


def says_each(thing: str, text: str) -> bool:
    """Whether a text says one for each (一口子一份, 每户一个, 逐人, 每个排口) of what a name like 一户一策 counts."""
    thing = f"(?:{_SHORT_FOR.get(thing, thing)})"
    return bool(
        regex.search(
            rf"(?:一[个条家户项名处座份套本张]?|逐[一个]?){thing}|(?:每一?[个条家户项名处座所起件]?|各)[\p{{Han}}]{{0,4}}?{thing}",
            text,
        )
    )


def is_counted_so(thing: str, of: str) -> bool:
    """Whether a name like 一口一档 counts such a thing by its last character (排污口), or by its first (企业)."""
    return thing.endswith(of) or (len(thing) == 2 and thing.startswith(of))


class WordTable:
    """The words and lexicon classes of many texts over one vocabulary."""

    def __init__(self, analyses: Sequence[Analysis], vocabulary: dict[str, int]) -> None:
        import numpy as np

        self._texts = [analysis.text for analysis in analyses]
        self._parts = [_by_commas(analysis) for analysis in analyses]
        self._classed: dict[str, list[int]] = {}
        columns: list[int] = []
        telling: list[float] = []
        self._starts: list[int] = []
        for column, analysis in enumerate(analyses):
            self._starts.append(len(columns))
            for name in {f"{c.sense}|{c.term}" for c in analysis.concepts if c.sense in _CLASSED}:
                self._classed.setdefault(name, []).append(column)
            words = [(word.text, word.end) for word in analysis.words if word.text.isalnum()] or [("", 0)]
            columns.extend(vocabulary.setdefault(word, len(vocabulary)) for word, _ in words)
            ground = _GROUND.match(analysis.text)
            telling.extend(float(ground is None or end > ground.end()) for _, end in words)
        self._columns: Ints = np.array(columns, dtype=np.int64)
        self._telling: Floats = np.array(telling, dtype=np.float32)

    def spread(self, soft: Floats) -> Floats:
        """The best word of each text for each term: terms × vocabulary → terms × texts."""
        import numpy as np

        if not self._starts:
            return np.zeros((soft.shape[0], 0), dtype=np.float32)
        result: Floats = np.maximum.reduceat(soft[:, self._columns], self._starts, axis=1)
        return result

    def means(self, matrix: Floats, rarity: Floats) -> Floats:
        """The mean vector of each text, rare words weighing more (texts × dimensions, unit length); grounds are left out."""
        import numpy as np

        if not self._starts:
            return np.zeros((0, matrix.shape[1]), dtype=np.float32)
        weights = rarity[self._columns] * self._telling
        sums = np.add.reduceat(matrix[self._columns] * weights[:, None], self._starts, axis=0)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        result: Floats = (sums / np.where(norms == 0, 1.0, norms)).astype(np.float32)
        return result

    def exact(self, terms: Sequence[Term]) -> Floats:
        """1 where a term's word stands in a text, a little less where another word of its lexicon entry does (terms × texts)."""
        import numpy as np

        places = {name: place for place, name in enumerate(self._classed)}
        asked = np.zeros((len(terms), len(places)), dtype=np.float32)
        there = np.zeros((len(places), len(self._texts)), dtype=np.float32)
        for row, term in enumerate(terms):
            for name in term.classes & places.keys():
                asked[row, places[name]] = 1.0
        for name, columns in self._classed.items():
            there[places[name], columns] = 1.0
        values = [_SYNONYM_ACT if term.is_action else _SYNONYM_THING for term in terms]
        result: Floats = (asked @ there > 0) * np.array(values, dtype=np.float32)[:, None]
        joined = "\n".join(self._texts)
        each_has = [
            (column, match["of"]) for column, text in enumerate(self._texts) for match in _EACH_HAS.finditer(text)
        ]
        self._find_pieces(terms, result, joined)
        for row, term in enumerate(terms):
            each = _EACH_ONE.fullmatch(term.text) if "一" in term.text else None
            if each:
                result[row, [column for column, text in enumerate(self._texts) if says_each(each["of"], text)]] = (
                    _SYNONYM_THING
                )
            if each_has and not term.is_action and len(term.text) > 1:
                result[row, [column for column, of in each_has if is_counted_so(term.text, of)]] = _SYNONYM_THING
            if len(term.text) > 1 and term.text in joined:
                result[row, [column for column, text in enumerate(self._texts) if term.text in text]] = 1.0
        return result

    def _find_pieces(self, terms: Sequence[Term], result: Floats, joined: str) -> None:
        """Compounds said in pieces (对经济责任进行审计 for 经济责任审计): all of them between two commas."""
        parts = [(column, *part) for column, own in enumerate(self._parts) for part in own]
        known: dict[tuple[str, frozenset[str]], frozenset[int]] = {}
        for row, term in enumerate(terms):
            places: frozenset[int] | None = None
            for piece, classes in term.pieces:
                if (piece, classes) not in known:
                    may = piece in joined or not classes.isdisjoint(self._classed)
                    known[piece, classes] = frozenset(
                        number
                        for number, (_, text, there) in enumerate(parts if may else ())
                        if _stands_in(piece, text) or not classes.isdisjoint(there)
                    )
                places = known[piece, classes] if places is None else places & known[piece, classes]
                if not places:
                    break
            for column in {parts[number][0] for number in places or ()}:
                result[row, column] = max(result[row, column], _IN_PIECES)


def _stands_in(piece: str, text: str) -> bool:
    """Whether a word stands in a text, other than denied (非涉密)."""
    return piece in text and f"非{piece}" not in text


def _by_commas(analysis: Analysis) -> list[tuple[str, frozenset[str]]]:
    """The text between commas, with the lexicon entries that stand in each."""
    parts = []
    for match in _BETWEEN_COMMAS.finditer(analysis.text):
        there = frozenset(
            f"{c.sense}|{c.term}"
            for c in analysis.concepts
            if c.sense in _CLASSED and match.start() <= c.start and c.end <= match.end()
        )
        parts.append((match.group(), there))
    return parts


def _acts_only(analysis: Analysis) -> Analysis:
    """An analysis that holds the main acts alone."""
    acts = main_acts(analysis)
    words = tuple(Word(act.text, act.start, act.end) for act in acts)
    told = analysis.concepts_of(SENSE)
    return Analysis("，".join(act.text for act in acts), words, (*acts, *told))


_WHO_AND_WHEN = regex.compile(
    r"[（(【]?(?:牵头|责任|配合|承办|主责|主办|实施|协办|参与|参加)?(?:单位|部门|科室|处室|领导|责任人)[：:]|[（(【]?(?:完成|办理|实施|推进)?(?:时限|时间|期限)[：:]"
)
"""What only names units or a time limit: the heading before it is the task itself."""


def _without_bare_heading(clause: Clause, sentences: list[Sentence], data: Data) -> list[Sentence]:
    """A heading commits to nothing beside its own text: left out where sentences follow it, unless it states a number."""
    if (
        clause.heading
        and len(sentences) > 1
        and sentences[0].text.rstrip("。：:") == squeeze(clause.heading).rstrip("。：:")
        and not find_quantities(sentences[0].text, data)
        and not all(_WHO_AND_WHEN.match(sentence.text) for sentence in sentences[1:])
    ):
        return sentences[1:]
    return sentences
