"""How well each clause of a plan speaks of what a requirement speaks of: word by word, by lexicon, by vector, by likeness.

Likeness finds the clauses; it does not decide (``facets`` and ``coverage`` do). A term of the requirement counts as found where its word or
a synonym stands in a firm sentence, and in part where a word of near meaning does. Nothing here depends on the rest of the plan, so
that deleting a clause can never raise a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from ..data import Data
from ..model import Clause
from ..text import squeeze
from .acts import main_acts
from .commitments import ActorScope, Sentence, read_sentences
from .language import Analyser, Analysis, Word
from .vectors import WordVectors
from .weights import Weights
from .wording import Term, Wording, bigrams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_NEAR, _SAME = 0.42, 0.85
_NEAR_VALUE = 0.85
_SYNONYM_ACT, _SYNONYM_THING = 0.95, 0.85
_KNOWN_THING = 0.6  # a thing of the lexicon has its synonyms there; what is only near by vector (信用评价, 信用承诺) is another thing
_HEADING_DISCOUNT = 0.8
_ANCESTOR_DISCOUNT = 0.6


@dataclass(frozen=True)
class Passage:
    """One sentence of a clause as the match reads it; ``clause`` is the clause's position among the judged ones."""

    clause: int
    sentence: Sentence


@dataclass(frozen=True)
class Candidate:
    """A clause held against a requirement: its features in the order of ``FEATURES`` and its best sentence."""

    clause: int
    features: tuple[float, ...]
    sentence: int | None
    found: tuple[float, ...] = ()
    """How far each term of the wording stands in the clause, from 0 to 1."""
    subject: float = 1.0
    """How far the clause speaks of the indicator's subject, where the requirement leaves it out."""


class PlanIndex:
    """The firm sentences of a plan's clauses, ready to be matched against many requirements."""

    def __init__(
        self,
        clauses: Sequence[tuple[Clause, Sequence[str]]],
        scope: ActorScope,
        analyser: Analyser,
        vectors: WordVectors,
        data: Data,
    ) -> None:
        """``clauses`` are the clauses that may commit, each with the headings above it."""
        import numpy as np

        self.clauses = [clause for clause, _ in clauses]
        self._vectors = vectors
        self.passages: list[Passage] = []
        for number, (clause, _) in enumerate(clauses):
            sentences = _without_bare_heading(clause, read_sentences(clause, data, scope))
            self.passages.extend(Passage(number, sentence) for sentence in sentences)
        opened: list[list[str]] = [[] for _ in self.clauses]
        for passage in self.passages:
            opened[passage.clause].append(passage.sentence.open)
        self.texts = ["".join(parts) for parts in opened]
        self._bigrams = [frozenset(bigrams("".join(parts))) for parts in opened]
        contexts = [[squeeze(heading) for heading in headings if heading] for _, headings in clauses]
        analyses = analyser.analyse(
            [passage.sentence.open for passage in self.passages]
            + [squeeze(clause.heading or "") for clause in self.clauses]
            + ["，".join(context) for context in contexts]
        )
        count, size = len(self.passages), len(self.clauses)
        self._rows: dict[str, int] = {}
        self._sentence_words = _WordTable(analyses[:count], self._rows)
        self._heading_words = _WordTable(analyses[count : count + size], self._rows)
        self._context_words = _WordTable(analyses[count + size :], self._rows)
        self._act_words = _WordTable([_acts_only(analysis) for analysis in analyses[:count]], self._rows)
        self._matrix = vectors.rows(list(self._rows))
        self._means: Floats = self._sentence_words.means(
            self._matrix, np.array([vectors.idf(word) for word in self._rows])
        )
        self.owner: Ints = np.array([passage.clause for passage in self.passages], dtype=np.int64)
        self._alive: Floats = np.array([bool(p.sentence.open) for p in self.passages], dtype=np.float32)
        self._committing = {p.clause for p in self.passages if p.sentence.open}
        self._borders: Ints = (
            np.flatnonzero(np.r_[True, self.owner[1:] != self.owner[:-1]]) if self.passages else self.owner
        )

    def found(self, terms: Sequence[Term]) -> tuple[Floats, Floats]:
        """How far each term stands in each sentence (terms × sentences): softly (heading and context included), and exactly."""
        import numpy as np

        similar = self._vectors.rows([term.text for term in terms]) @ self._matrix.T
        soft = np.clip((similar - _NEAR) / (_SAME - _NEAR), 0.0, 1.0) * _NEAR_VALUE
        known = np.array([any(c.startswith("concept|") for c in term.classes) for term in terms], dtype=bool)
        soft[known] *= _KNOWN_THING
        sentence_exact = self._sentence_words.exact(terms)
        sentences = np.maximum(self._sentence_words.spread(soft), sentence_exact)
        heading = np.maximum(self._heading_words.spread(soft), self._heading_words.exact(terms)) * _HEADING_DISCOUNT
        context = np.maximum(self._context_words.spread(soft), self._context_words.exact(terms)) * _ANCESTOR_DISCOUNT
        if self.owner.size:
            sentences = np.maximum(sentences, np.maximum(heading, context)[:, self.owner])
        return sentences, sentence_exact

    def _meaning(self, wording: Wording, borders: Ints) -> Floats:
        """Cosine of the requirement's mean word vector with that of each clause's nearest sentence, 0 where they are unlike."""
        import numpy as np

        rows = self._vectors.rows([term.text for term in wording.terms])
        weights = np.array([term.weight for term in wording.terms], dtype=np.float32)
        mean = weights @ rows
        mean /= float(np.linalg.norm(mean)) or 1.0
        result: Floats = np.maximum.reduceat(np.maximum(self._means @ mean, 0.0), borders)
        return result

    def acts_found(self, acts: Sequence[Term]) -> Floats:
        """How far each asked act is a main act of each sentence (acts × sentences)."""
        import numpy as np

        similar = self._vectors.rows([act.text for act in acts]) @ self._matrix.T
        soft = np.clip((similar - _NEAR) / (_SAME - _NEAR), 0.0, 1.0) * _NEAR_VALUE
        result: Floats = np.maximum(self._act_words.spread(soft), self._act_words.exact(acts))
        return result

    def candidates(
        self,
        wording: Wording,
        weights: Weights,
        keep: int,
        anchors: frozenset[int] = frozenset(),
        near: frozenset[int] = frozenset(),
    ) -> list[Candidate]:
        """The ``keep`` clauses that speak most of a requirement, best first; clauses without a firm or weak sentence are left out.

        ``anchors`` are the clauses that answer the requirements before this one of the same indicator. A requirement that leaves out its
        subject (及时推送至网站) is looked for only in clauses that name the subject, or in ``near``, the anchors and what stands beside.
        """
        if not wording.terms or not self.passages:
            return []
        found = self._compare(wording, anchors)
        candidates = [c for c in found if self._may_answer(c, wording, near | anchors)]
        candidates = [self._with_likeness(candidate, wording, weights) for candidate in candidates]
        candidates.sort(key=lambda c: (-weights.score(c.features), c.clause))
        return candidates[:keep]

    def _compare(self, wording: Wording, anchors: frozenset[int]) -> list[Candidate]:
        """Every clause with its features, likeness still 0."""
        import numpy as np

        size = len(wording.terms)
        soft, exact = self.found((*wording.terms, *wording.subject))
        soft, exact = soft * self._alive, exact * self._alive
        borders = self._borders
        clause_soft = np.maximum.reduceat(soft[:size], borders, axis=1)
        scorer = _Scorer(wording)
        sentence = scorer.values(soft[:size], exact[:size])
        clause = scorer.values(clause_soft, np.maximum.reduceat(exact[:size], borders, axis=1))
        acts = self.acts_found(wording.acts).mean(axis=0) if wording.acts else sentence["object"]
        same_act = 1.0 - sentence["exact"] * (1.0 - acts) if wording.acts else np.ones_like(acts)
        meaning = self._meaning(wording, borders)
        subject = _subject_share(wording, exact[size:], borders)
        rough = sentence["object"] + 0.3 * sentence["action"]
        result = []
        for position, start in enumerate(borders.tolist()):
            end = borders[position + 1] if position + 1 < len(borders) else len(self.passages)
            best = start + int(np.argmax(rough[start:end]))
            owner = int(self.owner[start])
            features = (
                sentence["object"][best],
                sentence["action"][best],
                sentence["object"][best] * sentence["action"][best],
                acts[best],
                same_act[best],
                1.0 if owner in anchors else 0.0,
                clause["rarest"][position],
                clause["exact"][position],
                wording.bigram_share(self._bigrams[owner]),
                meaning[position],
                0.0,
            )
            found = tuple(clause_soft[:, position].tolist())
            result.append(Candidate(owner, tuple(map(float, features)), best, found, float(subject[position])))
        return result

    def _may_answer(self, candidate: Candidate, wording: Wording, near: frozenset[int]) -> bool:
        """Whether a clause commits to anything, names the subject of an elliptic requirement, and is no title that answers nothing."""
        if candidate.clause not in self._committing:
            return False
        if candidate.subject < _SUBJECT_FOUND and candidate.clause not in near:
            return False
        return self.clauses[candidate.clause].id != "标题" or _asks_for_document(wording, candidate.found)

    def _with_likeness(self, candidate: Candidate, wording: Wording, weights: Weights) -> Candidate:
        """The candidate with its likeness, where that can still lift it over the first threshold."""
        if weights.score(candidate.features) + weights.features[-1] < weights.present:
            return candidate
        likeness = fuzz.partial_ratio(wording.text, self.texts[candidate.clause]) / 100
        return replace(candidate, features=(*candidate.features[:-1], likeness))


def _acts_only(analysis: Analysis) -> Analysis:
    """An analysis that holds the main acts alone."""
    acts = main_acts(analysis)
    words = tuple(Word(act.text, act.start, act.end) for act in acts)
    return Analysis("，".join(act.text for act in acts), words, tuple(acts))


class _WordTable:
    """The words and lexicon classes of many texts over one vocabulary."""

    def __init__(self, analyses: Sequence[object], rows: dict[str, int]) -> None:
        import numpy as np

        self._texts: list[str] = []
        self._classes: list[frozenset[str]] = []
        concatenated: list[int] = []
        self._starts: list[int] = []
        for analysis in analyses:
            self._starts.append(len(concatenated))
            self._texts.append(analysis.text)  # type: ignore[attr-defined]
            concepts = analysis.concepts  # type: ignore[attr-defined]
            self._classes.append(frozenset(f"{c.sense}|{c.term}" for c in concepts if c.sense in ("action", "concept")))
            words = [word.text for word in analysis.words if word.text.isalnum()] or [""]  # type: ignore[attr-defined]
            concatenated.extend(rows.setdefault(word, len(rows)) for word in words)
        self._columns: Ints = np.array(concatenated, dtype=np.int64)

    def spread(self, soft: Floats) -> Floats:
        """The best word of each text for each term (terms × texts)."""
        import numpy as np

        if not self._starts:
            return np.zeros((soft.shape[0], 0), dtype=np.float32)
        result: Floats = np.maximum.reduceat(soft[:, self._columns], self._starts, axis=1)
        return result

    def means(self, matrix: Floats, idf: Floats) -> Floats:
        """The mean vector of each text, rare words weighing more (texts × dimensions, unit length)."""
        import numpy as np

        if not self._starts:
            return np.zeros((0, matrix.shape[1]), dtype=np.float32)
        weighted = matrix[self._columns] * idf[self._columns, None].astype(np.float32)
        sums = np.add.reduceat(weighted, self._starts, axis=0)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        result: Floats = (sums / np.where(norms == 0, 1.0, norms)).astype(np.float32)
        return result

    def exact(self, terms: Sequence[Term]) -> Floats:
        """1 where a term's word or a synonym stands in a text (terms × texts)."""
        import numpy as np

        result = np.zeros((len(terms), len(self._texts)), dtype=np.float32)
        for row, term in enumerate(terms):
            for column, text in enumerate(self._texts):
                if len(term.text) > 1 and term.text in text:
                    result[row, column] = 1.0
                elif not term.classes.isdisjoint(self._classes[column]):
                    result[row, column] = _SYNONYM_ACT if term.is_action else _SYNONYM_THING
        return result


class _Scorer:
    """Weighted shares of a requirement's terms; items of an open list count as one term, the best item."""

    def __init__(self, wording: Wording) -> None:
        import numpy as np

        self._groups: list[tuple[float, bool, list[list[int]]]] = []
        lists: dict[int, dict[int, list[int]]] = {}
        for row, term in enumerate(wording.terms):
            if term.choice is None:
                self._groups.append((term.weight, term.is_action, [[row]]))
            else:
                lists.setdefault(term.choice[0], {}).setdefault(term.choice[1], []).append(row)
        for items in lists.values():
            rows = list(items.values())
            weight = max(sum(wording.terms[row].weight for row in item) for item in rows)
            self._groups.append((weight, False, rows))
        weights = np.array([group[0] for group in self._groups], dtype=np.float32)
        actions = np.array([group[1] for group in self._groups], dtype=bool)
        self._object_weights = np.where(actions, 0.0, weights)
        self._action_weights = np.where(actions, weights, 0.0)
        self._weights = weights
        order = np.argsort(-self._object_weights, kind="stable")
        self._rarest = order[: max(1, min(2, int((self._object_weights > 0).sum())))]

    def values(self, soft: Floats, exact: Floats) -> dict[str, Floats]:
        """Shares for each column of a found matrix."""
        grouped, grouped_exact = self._group(soft), self._group(exact)
        objects = _share(self._object_weights, grouped)
        actions = _share(self._action_weights, grouped)
        if float(self._action_weights.sum()) < _LIGHT_ONLY:  # 开展 alone tells nothing
            actions = objects
        if not self._object_weights.any():
            objects = actions
        return {
            "object": objects,
            "action": actions,
            "rarest": grouped[self._rarest].mean(axis=0),
            "exact": _share(self._weights, grouped_exact),
        }

    def _group(self, found: Floats) -> Floats:
        import numpy as np

        return np.stack([np.max([found[item].mean(axis=0) for item in items], axis=0) for _, _, items in self._groups])


def _subject_share(wording: Wording, found: Floats, borders: Ints) -> Floats:
    """How far each clause speaks of what the indicator is about; 1 where the requirement says it itself."""
    import numpy as np

    if not wording.subject:
        return np.ones(len(borders), dtype=np.float32)
    weights = np.array([term.weight for term in wording.subject], dtype=np.float32)
    return _share(weights, np.maximum.reduceat(found, borders, axis=1))


_ISSUING = frozenset({"action|制定", "action|印发"})
_DOCUMENT_FOUND = 0.6
_DOCUMENT_KINDS = ("方案", "要点", "计划", "办法", "意见", "措施", "规划", "细则")
_SUBJECT_FOUND = 0.3
_LIGHT_ONLY = 0.3


def _asks_for_document(wording: Wording, found: Sequence[float]) -> bool:
    """Whether a requirement asks to issue a document of the kind that the title names: only then the title answers it."""
    asks = any(not term.classes.isdisjoint(_ISSUING) for term in wording.terms)
    kinds = [v for t, v in zip(wording.terms, found, strict=True) if t.text.endswith(_DOCUMENT_KINDS)]
    return asks and bool(kinds) and max(kinds) >= _DOCUMENT_FOUND


def _share(weights: Floats, found: Floats) -> Floats:
    total = float(weights.sum())
    result: Floats = (weights @ found) / total if total else found[0] * 0
    return result


def _without_bare_heading(clause: Clause, sentences: list[Sentence]) -> list[Sentence]:
    """A heading commits to nothing beside its own text: left out where sentences follow it."""
    if (
        clause.heading
        and len(sentences) > 1
        and sentences[0].text.rstrip("。：:") == squeeze(clause.heading).rstrip("。：:")
    ):
        return sentences[1:]
    return sentences
