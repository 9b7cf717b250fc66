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
from .char_pairs import bigrams
from .commitments import ActorScope, Sentence, read_sentences
from .language import Analyser, Analysis, Word
from .told import find_told
from .vectors import WordVectors
from .word_table import WordTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


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
        unheaded = _unheaded([clause for clause, _ in clauses])
        for number, (clause, _) in enumerate(clauses):
            own = read_sentences(clause, data, scope)
            if _LAST_LABEL.sub("", clause.id) not in unheaded:
                own = _without_bare_heading(clause, own, data)
            self.sentences.append(own)
            self.passages.extend(Passage(number, sentence) for sentence in own)
        self.texts = ["".join(sentence.open for sentence in own) for own in self.sentences]
        self.committing = [any(sentence.open for sentence in own) for own in self.sentences]
        contexts = ["，".join(squeeze(heading) for heading in headings if heading) for _, headings in clauses]
        headings = [squeeze(clause.heading or "") for clause in self.clauses]
        analyses = analyser.analyse([p.sentence.open for p in self.passages] + headings + list(dict.fromkeys(contexts)))
        count, size = len(self.passages), len(self.clauses)
        rows = {context: row for row, context in enumerate(dict.fromkeys(contexts), count + size)}
        self.headings = np.arange(count, count + size)
        """For each clause the row of its heading, and of the headings above it, among the words."""
        self.contexts: Ints = np.array([rows[context] for context in contexts], dtype=np.int64)
        vocabulary: dict[str, int] = {}
        told = find_told([analysis.text for analysis in analyses], data)
        self.words = WordTable(analyses, vocabulary, told)
        """Those of the sentences, then of the headings."""
        told = {kind: [row for row in found if row < count] for kind, found in told.items()}
        self.act_words = WordTable([_acts_only(analysis) for analysis in analyses[:count]], vocabulary, told)
        self.matrix: Floats = vectors.rows(list(vocabulary))
        rarity: Floats = np.array([vectors.idf(word) for word in vocabulary], dtype=np.float32)
        self.means: Floats = self.words.means(self.matrix, rarity)[:count]
        self.owner: Ints = np.array([passage.clause for passage in self.passages], dtype=np.int64)
        self.alive: Floats = np.array([bool(p.sentence.open) for p in self.passages], dtype=np.float32)
        self.borders: Ints = (
            np.flatnonzero(np.r_[True, self.owner[1:] != self.owner[:-1]]) if self.passages else self.owner
        )

    def pairs(self, known: dict[str, int]) -> Floats:
        """Which of the known pairs of neighbouring characters stand in each clause's open text (clauses × pairs)."""
        import numpy as np

        result = np.zeros((len(self.texts), len(known)), dtype=np.float32)
        for row, text in zip(result, self.texts, strict=True):
            row[[known[pair] for pair in known.keys() & bigrams(text)]] = 1.0
        return result


def _acts_only(analysis: Analysis) -> Analysis:
    """An analysis that holds the main acts alone."""
    acts = main_acts(analysis)
    words = tuple(Word(act.text, act.start, act.end) for act in acts)
    return Analysis("，".join(act.text for act in acts), words, tuple(acts), analysis.tells)


_WHO_AND_WHEN = regex.compile(
    r"[（(【]?(?:牵头|责任|配合|承办|主责|主办|实施|协办|参与|参加)?(?:单位|部门|科室|处室|领导|责任人)[：:]|[（(【]?(?:完成|办理|实施|推进)?(?:时限|时间|期限)[：:]"
)
"""What only names units or a time limit: the heading before it is the task itself."""


_COUNTS_IT = regex.compile(
    r"(?:设[立置]?|建[立成设]?|配[备发置]?|装|新增|购置|添置)(?:不少于|至少)?(?:\d{1,5}|[一二两三四五六七八九十百]{1,3})[处个座部台套支名辆块间所](?:以上)?[，。；]"
)
"""Counts what only the heading names (救灾物资前置储备点。11个街道各设1处)."""


_LAST_LABEL = regex.compile(r"(?:[（(][^（()）]+[)）]|\.?[^.（()）]+)$")
_FEWEST = 3  # clauses side by side


def _unheaded(clauses: Sequence[Clause]) -> frozenset[str]:
    """The ids above lists of clauses of which most have no heading: there a first sentence that looks like one is a task like any other
    (5月份组织学习《…办法》。各企业…).
    """
    rows: dict[str, list[bool]] = {}
    for clause in clauses:
        rows.setdefault(_LAST_LABEL.sub("", clause.id), []).append(bool(clause.heading))
    return frozenset(above for above, own in rows.items() if len(own) >= _FEWEST and 2 * sum(own) < len(own))


def _without_bare_heading(clause: Clause, sentences: list[Sentence], data: Data) -> list[Sentence]:
    """A heading commits to nothing beside its own text: left out where sentences follow, unless it has a number or they count it."""
    if (
        clause.heading
        and len(sentences) > 1
        and sentences[0].text.rstrip("。：:") == squeeze(clause.heading).rstrip("。：:")
        and not find_quantities(sentences[0].text, data)
        and not all(_WHO_AND_WHEN.match(sentence.text) for sentence in sentences[1:])
        and not _COUNTS_IT.search(sentences[1].text)
    ):
        return sentences[1:]
    return sentences
