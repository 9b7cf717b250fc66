"""How well each clause of a plan speaks of what each requirement speaks of: word by word, by lexicon, by vector, by likeness.

Likeness finds the clauses; it does not decide (``facets`` and ``coverage`` do). A term of the requirement counts as found where its word or
a synonym stands in a firm sentence, and in part where a word of near meaning does. Nothing here depends on the other clauses of the plan,
so that deleting a clause can never raise a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import regex
from rapidfuzz import fuzz

from .asked import Asked, AskedSystem
from .plan_index import PlanIndex
from .vectors import default_vectors
from .weights import FEATURES, Weights
from .word_table import best_rows
from .wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_NEAR, _SAME = 0.42, 0.85
NEAR_VALUE = 0.85
_KNOWN_THING = 0.6  # a thing of the lexicon has its synonyms there; what is only near by vector (信用评价, 信用承诺) is another thing
_HEADING_DISCOUNT = 0.8
_ANCESTOR_DISCOUNT = 0.6
_ACTION_SHARE = 0.3
_FALSE_ACT = 0.5  # under half, the asked act stands there only inside a modifier (赴承担试点的县考察)
_SUBJECT_FOUND = 0.3
_OWN_THING = 1.0
_SAYS_IT = 0.9  # so much of its own words stand there that its subject need not
_SUBJECT_ALONE = 0.45  # where nothing answers the requirement that names the subject
_RESULT = regex.compile(
    r"[，,]?(?:并|且|确保|必须|务求)?取得(?:实际|明显|积极|阶段性|良好|一定)?(?:成效|实效|效果|成果|进展)$"
)
"""Words at the end of many requirements that tell none from another."""
_ANCHOR, _EXACT, _LIKENESS, _RIVAL, _MET = (
    FEATURES.index(name) for name in ("anchor", "exact", "likeness", "rival", "met")
)


@dataclass(frozen=True)
class Candidate:
    """A clause held against a requirement: its features in the order of ``FEATURES`` and its best sentence."""

    clause: int
    features: tuple[float, ...]
    sentence: int
    found: tuple[float, ...] = ()
    """How far each term of the wording stands in the clause, from 0 to 1."""
    own: tuple[float, ...] = ()
    """The same of what the requirement alone asks for."""

    def compared(self, met: bool) -> Candidate:
        """The candidate after its facets were compared."""
        features = list(self.features)
        features[_MET] = 1.0 if met else 0.0
        return Candidate(self.clause, tuple(features), self.sentence, self.found, self.own)


class Matcher:
    """Every requirement of a system held against every clause of a plan, in a few matrix products."""

    def __init__(self, index: PlanIndex, system: AskedSystem, weights: Weights) -> None:
        self.index = index
        self.system = system
        self._weights = weights
        self._places = [int(index.owner[start]) for start in index.borders.tolist()]
        """Clauses that have sentences; figures stand in this order."""
        self._committing = [place for place, clause in enumerate(self._places) if index.committing[clause]]
        self._titles = [place for place, clause in enumerate(self._places) if index.clauses[clause].id == "标题"]
        if self._places:
            self._compare()

    def _compare(self) -> None:
        import numpy as np

        index, system = self.index, self.system
        found = system.lists.add(self._found())
        soft, exact = found[: len(index.owner)], found[len(index.owner) :]
        starts = index.borders.tolist()
        best = best_rows(found, [*starts, *(len(soft) + start for start in starts)])
        best_soft, best_exact = best[: len(starts)], best[len(starts) :]
        self._found_in_clause: Floats = best_soft[:, : system.terms.size]
        objects, actions = soft @ system.objects.T, soft @ system.actions.T
        whole = exact @ system.everything.T
        acts = self._acts(objects)
        same_act = np.where(system.asks_act, 1.0 - whole * (1.0 - acts), 1.0)
        self._best = self._best_sentences(objects + _ACTION_SHARE * actions)
        best_object, best_action = self._pick(objects), self._pick(actions)
        best_same = self._pick(same_act)
        nothing = np.zeros_like(best_object)
        figures = {
            "object": best_object,
            "action": best_action,
            "joint": best_object * best_action,
            "main_act": self._pick(acts),
            "same_act": best_same,
            "true_act": np.minimum(1.0, best_same / _FALSE_ACT),
            "anchor": nothing,
            "rarest": best_soft @ system.rarest.T,
            "exact": best_exact @ system.everything.T,
            "bigrams": index.pairs(system.pairs)[self._places] @ system.pair_weights.T,
            "meaning": best_rows(np.maximum(index.means @ system.means.T, 0.0), starts),
            "likeness": nothing,
            "rival": nothing,
            "met": nothing,
        }
        self._features: Floats = np.stack([figures[name] for name in FEATURES], axis=2)
        self._subject = self._subject_share(best_exact[:, : system.terms.size])
        self._features[:, :, _RIVAL] = -self._rivals()
        self._totals: Floats = self._features @ np.array(self._weights.features, dtype=np.float32)

    def _found(self) -> Floats:
        """How far each term stands in each sentence, softly (heading and context included), then the same exactly."""
        import numpy as np

        index, system = self.index, self.system
        self._likeness = index.matrix @ system.vectors.T
        near = _nearness(index.words.spread(self._likeness))
        exact = index.words.exact(system.terms)
        soft = np.maximum(np.where(system.known, near * _KNOWN_THING, near), exact)
        count = len(index.owner)
        heading, context = soft[index.headings] * _HEADING_DISCOUNT, soft[index.contexts] * _ANCESTOR_DISCOUNT
        soft = np.maximum(soft[:count], np.maximum(heading, context)[index.owner])
        return np.vstack([soft, exact[:count]]) * np.tile(index.alive, 2)[:, None]

    def _acts(self, objects: Floats) -> Floats:
        """How far the asked acts are main acts of each sentence; where none is asked, how far its things stand there."""
        import numpy as np

        places, words = self.system.act_places, self.index.act_words
        near = _nearness(words.spread(self._likeness[:, places]))
        found = np.maximum(near, words.exact(self.system.act_terms))
        result: Floats = np.where(self.system.asks_act, found @ self.system.acts.T, objects)
        return result

    def _best_sentences(self, rough: Floats) -> NDArray[np.int64]:
        """The sentence of each clause that speaks most of each requirement (clauses × requirements)."""
        import numpy as np

        starts = self.index.borders.tolist()
        ends = [*starts[1:], len(rough)]
        return np.stack([start + rough[start:end].argmax(axis=0) for start, end in zip(starts, ends, strict=True)])

    def _pick(self, figures: Floats) -> Floats:
        import numpy as np

        result: Floats = np.take_along_axis(figures, self._best, axis=0)
        return result

    def _subject_share(self, exact: Floats) -> Floats:
        """How far each clause speaks of what an elliptic requirement is about; 1 where the requirement says it itself."""
        import numpy as np

        result: Floats = np.where(self.system.is_elliptic, exact @ self.system.subjects.T, 1.0)
        return result

    def _rivals(self) -> Floats:
        """By how much another indicator's requirement speaks more of a clause than this indicator does (in points of the score)."""
        import numpy as np

        totals = self._features @ np.array(self._weights.features, dtype=np.float32)
        owners = np.array(self.system.owners)
        count = int(owners.max()) + 1
        own, standing = (np.full((count, len(totals)), -np.inf, dtype=np.float32) for _ in range(2))
        np.maximum.at(own, owners, totals.T)
        np.maximum.at(standing, owners[self.system.standing], totals.T[self.system.standing])
        order = np.sort(standing, axis=0)
        first = order[-1]
        second = order[-2] if count > 1 else np.full_like(first, -np.inf)
        others = np.where(standing == first, second, first)
        result: Floats = np.maximum(others - own, 0.0)[owners].T
        return result

    def candidates(
        self,
        asked: Asked,
        keep: int,
        anchors: frozenset[int] = frozenset(),
        near: frozenset[int] = frozenset(),
    ) -> list[Candidate]:
        """The ``keep`` clauses that speak most of a requirement, best first; clauses without a firm or weak sentence are left out.

        ``anchors`` are the clauses that answer the requirements before this one of the same indicator. A requirement that leaves out its
        subject (及时推送至网站) is looked for only in clauses that name the subject, or in ``near``, the anchors and what stands beside.
        """
        if not self._places or not asked.wording.terms:
            return []
        anchor_weight, likeness_weight = self._weights.features[_ANCHOR], self._weights.features[_LIKENESS]
        least = self._weights.present - likeness_weight - self._weights.features[_MET]
        totals = self._totals[:, asked.row].tolist()
        text = _RESULT.sub("", asked.wording.text)
        scored: list[tuple[float, int, int, float]] = []
        for place in self._may_answer(asked, near | anchors, anchors):
            clause = self._places[place]
            total = totals[place] + (anchor_weight if clause in anchors else 0.0)
            likeness = fuzz.partial_ratio(text, self.index.texts[clause]) / 100 if total >= least else 0.0
            scored.append((-(total + likeness_weight * likeness), clause, place, likeness))
        scored.sort()
        best = scored[:keep]
        places = [place for _, _, place, _ in best]
        figures = self._features[places, asked.row].tolist()
        there = self._found_in_clause[places]
        found = there[:, list(asked.terms)].tolist()
        alone = there[:, list(asked.own)].tolist() if asked.own else [()] * len(best)
        sentences = self._best[places, asked.row].tolist()
        for own, (_, clause, _, likeness) in zip(figures, best, strict=True):
            own[_ANCHOR] = 1.0 if clause in anchors else 0.0
            own[_LIKENESS] = likeness
        return [
            Candidate(clause, tuple(own), sentence, tuple(terms), tuple(words))
            for (_, clause, _, _), own, sentence, terms, words in zip(
                best, figures, sentences, found, alone, strict=True
            )
        ]

    def _may_answer(self, asked: Asked, near: frozenset[int], anchors: frozenset[int]) -> list[int]:
        """Places of clauses that commit to anything, speak of an elliptic subject, and are no title that answers nothing."""
        places = self._committing
        if asked.wording.subject:
            least = _SUBJECT_FOUND if near and not asked.only_sends else _SUBJECT_ALONE
            named = self._subject[:, asked.row] >= least
            if not asked.only_sends and _names_a_thing(asked.wording):
                named = named | (self._features[:, asked.row, _EXACT] >= _SAYS_IT)
            beside = anchors if asked.only_sends else near
            places = [place for place in places if named[place] or self._places[place] in beside]
        return [place for place in places if place not in self._titles or self._title_answers(asked, place)]

    def _title_answers(self, asked: Asked, place: int) -> bool:
        found = self._found_in_clause[place, list(asked.terms)].tolist()
        return _asks_for_document(asked.wording, found, self.index.texts[self._places[place]])


def _nearness(likeness: Floats) -> Floats:
    """What a word of such a likeness counts, from 0 to 1."""
    import numpy as np

    result: Floats = np.clip((likeness - _NEAR) / (_SAME - _NEAR), 0.0, 1.0) * NEAR_VALUE
    return result


@lru_cache(maxsize=1 << 12)
def nearness(one: str, other: str) -> float:
    """What a word counts for another that is asked for, by their vectors alone."""
    first, second = default_vectors().rows([one, other])
    return float(_nearness((first * second).sum()))


def _names_a_thing(wording: Wording) -> bool:
    return any(not term.is_action and term.weight >= _OWN_THING for term in wording.terms)


_ISSUING = frozenset({"action|制定", "action|印发", "action|纳入"})
_DOCUMENT_FOUND = 0.6
_DOCUMENT_KINDS = ("方案", "要点", "计划", "办法", "意见", "措施", "规划", "细则")


_ASKS_ANNUAL = regex.compile(r"年度[^，。；]{0,16}(?:方案|要点|计划|安排)")


def _asks_for_document(wording: Wording, found: Sequence[float], title: str) -> bool:
    """Whether a requirement asks to issue a document of the kind that the title names, or an annual plan of whatever kind where the
    title is that of one: only then the title answers it.
    """
    asks = any(not term.classes.isdisjoint(_ISSUING) for term in wording.terms)
    kinds = [
        v
        for t, v in zip(wording.terms, found, strict=True)
        if t.text.endswith(_DOCUMENT_KINDS) and (t.text[-2:] in title or _ASKS_ANNUAL.search(wording.text))
    ]
    return asks and bool(kinds) and max(kinds) >= _DOCUMENT_FOUND
