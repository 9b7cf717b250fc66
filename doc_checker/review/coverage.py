"""Requirement by requirement, then indicator by indicator: covered, partial or missing, each with its reason and evidence.

Stages: ``wording`` (what carries the requirement) → ``match`` (which clauses speak of it) → ``facets`` (number, channel, level) → the
verdict here. An indicator is covered when all its requirements are, missing when all are missing, else partial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..data import Data
from ..model import Evidence, Facet, Indicator, Requirement, RequirementVerdict
from ..model.review import Status
from ..text import squeeze
from .facets import Demands, compare_channels, compare_level, compare_quantities, names_stand, read_demands
from .match import Candidate, PlanIndex
from .weights import Weights
from .wording import Wording, is_bare_number

KEEP = 6
MET_BONUS = 1.0
_NEAR_BEST = 0.86
_MAX_EVIDENCE = 3
_WEAK_SHARE = 0.5
_SYNONYM = 0.8
_MOST_CHARACTERS = 0.75
_HALF = 0.5


@dataclass(frozen=True)
class Judged:
    """A requirement's verdict with the candidates behind it, best first."""

    requirement: Requirement
    verdict: RequirementVerdict
    ranking: tuple[tuple[int, float], ...]
    """(clause position, score) of the candidates that support the verdict."""
    candidates: tuple[Candidate, ...]
    facets_met: tuple[bool, ...]
    """For each candidate, whether all facets are met."""
    score: float
    settled: bool = False
    """Told by its facet alone (工作人员不少于2人), not by the weighted figures."""


@dataclass(frozen=True)
class JudgedIndicator:
    """An indicator's verdict before responsibility is added."""

    indicator: Indicator
    status: Status
    score: float
    reason: str
    evidence: tuple[Evidence, ...]
    requirements: tuple[Judged, ...]


class Judge:
    """Judges the indicators of a system against one plan."""

    def __init__(
        self,
        index: PlanIndex,
        weights: Weights,
        data: Data,
        roster_size: int | None,
        doubtful: frozenset[str] = frozenset(),
    ) -> None:
        """``doubtful``: ids of clauses that were read doubtfully (OCR)."""
        self._index = index
        self._weights = weights
        self._data = data
        self._roster_size = roster_size
        self._doubtful = doubtful

    def judge(self, indicator: Indicator, wordings: Sequence[Wording]) -> JudgedIndicator:
        """The verdict on one indicator; ``wordings`` are those of its requirements."""
        judged: list[Judged] = []
        for requirement, wording in zip(indicator.requirements, wordings, strict=True):
            anchors = frozenset(each.ranking[0][0] for each in judged if each.ranking)
            ranked = [clause for each in judged for clause, _ in each.ranking]
            near = frozenset(beside for clause in ranked for beside in (clause - 1, clause, clause + 1))
            judged.append(
                self._judge_number(requirement, wording, sorted(anchors))
                or self.judge_requirement(requirement, wording, anchors, near)
            )
        status = combine([each.verdict.status for each in judged])
        evidence = self._evidence(judged) if status != "missing" else ()
        score = sum(each.score for each in judged) / max(1, len(judged))
        return JudgedIndicator(indicator, status, round(score, 4), _summarise(judged, status), evidence, tuple(judged))

    def judge_requirement(
        self, requirement: Requirement, wording: Wording, anchors: frozenset[int], near: frozenset[int]
    ) -> Judged:
        """The verdict on one requirement: the best candidate after its facets are compared."""
        candidates = self._index.candidates(wording, self._weights, KEEP, anchors, near)
        demands = read_demands(requirement, self._data)
        best: tuple[int, float, Status, list[Facet], Candidate] | None = None
        ranking: list[tuple[int, float]] = []
        all_met: list[bool] = []
        for candidate in candidates:
            total = self._weights.score(candidate.features)
            present, sufficient = self._weights.likelihoods(total)
            facets = self.compare(demands, candidate, wording)
            all_met.append(all(facet.met for facet in facets))
            if present < 0.5:
                continue
            status: Status = "covered" if sufficient >= 0.5 and all(facet.met for facet in facets) else "partial"
            ranking.append((candidate.clause, total))
            if best is None or _order(total, facets) > _order(best[1], best[3]):
                best = (candidate.clause, total, status, facets, candidate)
        if best is None:
            return self._missing(requirement, candidates[0] if candidates else None, candidates, all_met)
        clause, total, status, facets, _ = best
        ranking.sort(key=lambda item: (item[0] != clause, -item[1], item[0]))
        present, sufficient = self._weights.likelihoods(total)
        met = all(facet.met for facet in facets)
        score = 0.5 * present + 0.5 * (sufficient if met else min(sufficient, 0.45))
        verdict = RequirementVerdict(
            id=requirement.id,
            text=requirement.text,
            status=status,
            evidence=[self._index.clauses[clause].id],
            reason=_reason(status, facets, self._index.clauses[clause].id, sufficient),
            facets=facets,
        )
        return Judged(requirement, verdict, tuple(ranking), tuple(candidates), tuple(all_met), score)

    def _judge_number(self, requirement: Requirement, wording: Wording, support: Sequence[int]) -> Judged | None:
        """A bare number is read in the clauses that answer the requirements before it, where one of them names a number of its kind."""
        if not is_bare_number(wording):
            return None
        demands = read_demands(requirement, self._data)
        for clause in support:
            texts = [p.sentence.open for p in self._index.passages if p.clause == clause]
            facets = compare_quantities(demands, texts, self._roster_size, self._data)
            if not facets or not any(facet.found for facet in facets):
                continue
            met = all(facet.met for facet in facets)
            status: Status = "covered" if met else "partial"
            identifier = self._index.clauses[clause].id
            verdict = RequirementVerdict(
                id=requirement.id,
                text=requirement.text,
                status=status,
                evidence=[identifier],
                reason=_reason(status, facets, identifier, 1.0),
                facets=facets,
            )
            total = self._weights.sufficient
            return Judged(requirement, verdict, ((clause, total),), (), (met,), 1.0 if met else 0.5, settled=True)
        return None

    def _missing(
        self, requirement: Requirement, near: Candidate | None, candidates: Sequence[Candidate], met: Sequence[bool]
    ) -> Judged:
        reason = "方案中没有条款承诺此项"
        score = 0.0
        if near is not None:
            total = self._weights.score(near.features)
            score = 0.5 * self._weights.likelihoods(total)[0]
            reason += f"（最接近的是 {self._index.clauses[near.clause].id}，所述并非此事）"
        verdict = RequirementVerdict(
            id=requirement.id, text=requirement.text, status="missing", evidence=[], reason=reason, facets=[]
        )
        return Judged(requirement, verdict, (), tuple(candidates), tuple(met), score)

    def compare(self, demands: Demands, candidate: Candidate, wording: Wording) -> list[Facet]:
        """The facets of a requirement against a clause: the best sentence first, then the rest of the clause's open text."""
        own = [p.sentence for p in self._index.passages if p.clause == candidate.clause]
        best = self._index.passages[candidate.sentence].sentence if candidate.sentence is not None else None
        texts = ([best.open] if best else []) + [sentence.open for sentence in own if sentence is not best]
        whole = "".join(sentence.open for sentence in own)
        facets = compare_quantities(demands, texts, self._roster_size, self._data)
        facets += compare_channels(demands, whole, self._data)
        facets += compare_level(demands, whole, self._data)
        facets += _compare_names(demands, wording, candidate, whole)
        facets += _compare_lists(wording, candidate, whole)
        if best is not None and not demands.accepts_weak:
            weak = _weak_cue(best.segments, wording)
            if weak is not None:
                facets.append(Facet(name="strength", asked="明确承诺", found=weak, met=False))
        return facets

    def _evidence(self, judged: Sequence[Judged]) -> tuple[Evidence, ...]:
        """Clauses that support the verdict: first those behind the requirements' verdicts, by what they support in all."""
        support: dict[int, float] = {}
        chosen: dict[int, float] = {}
        for each in judged:
            for rank, (clause, score) in enumerate(each.ranking):
                if rank == 0:
                    chosen[clause] = chosen.get(clause, 0.0) + score
                elif score >= _NEAR_BEST * each.ranking[0][1]:
                    support[clause] = max(support.get(clause, 0.0), score)
        first = sorted(chosen, key=lambda clause: (-chosen[clause], clause))
        rest = sorted((c for c in support if c not in chosen), key=lambda clause: (-support[clause], clause))
        best = max([*chosen.values(), 1e-9])
        return tuple(
            Evidence(
                clause=self._index.clauses[clause].id,
                quote=self._index.clauses[clause].text,
                score=round(min(1.0, (chosen.get(clause) or support.get(clause, 0.0)) / best), 4),
                span=self._index.clauses[clause].span,
                doubtful=self._index.clauses[clause].id in self._doubtful,
            )
            for clause in [*first, *rest][: max(_MAX_EVIDENCE, len(first))]
        )


def _order(total: float, facets: Sequence[Facet]) -> float:
    """Which candidate is read: the one that speaks most of the requirement, one that meets its facets preferred among near ones."""
    return total + (MET_BONUS if all(facet.met for facet in facets) else 0.0)


def combine(statuses: Sequence[Status]) -> Status:
    """All covered → covered; all missing → missing; else partial."""
    if statuses and all(status == "covered" for status in statuses):
        return "covered"
    if all(status == "missing" for status in statuses):
        return "missing"
    return "partial"


def _compare_lists(wording: Wording, candidate: Candidate, text: str) -> list[Facet]:
    """Closed lists of which the clause names some items and lacks others; an item stands there by its word or most of its characters."""
    facets = []
    for items in wording.closed:
        stands = [
            any(
                wording.terms[row].text in text or candidate.found[row] >= _SYNONYM
                for row in rows
                if len(wording.terms[row].text) > 1
            )
            or sum(char in text for char in item) >= (_MOST_CHARACTERS if len(item) < 4 else _HALF) * len(item)
            for item, rows in items
        ]
        absent = [item for (item, _), there in zip(items, stands, strict=True) if not there]
        if absent and any(stands):
            present = "、".join(item for (item, _), there in zip(items, stands, strict=True) if there)
            facets.append(Facet(name="items", asked="、".join(absent), found=present, met=False))
    return facets


def _compare_names(demands: Demands, wording: Wording, candidate: Candidate, text: str) -> list[Facet]:
    """Each quoted name (“信用交通省”建设活动): it stands in the clause, or each of its words does by a synonym."""
    facets = []
    for name in demands.names:
        start = wording.text.find(name)
        rows = [
            i
            for i, t in enumerate(wording.terms)
            if start <= wording.text.find(t.text, start) < start + len(name) and t.text in name
        ]
        met = names_stand(name, text) or (bool(rows) and all(_SYNONYM <= candidate.found[row] < 1.0 for row in rows))
        facets.append(Facet(name="name", asked=f"“{name}”", found=f"“{name}”" if met else None, met=met))
    return facets


def _weak_cue(segments: Sequence[object], wording: Wording) -> str | None:
    """The cue of a weak segment that carries most of what was found, if one does."""
    shares: list[tuple[float, str, str | None]] = []
    for segment in segments:
        text = squeeze(segment.text)  # type: ignore[attr-defined]
        share = sum(term.weight for term in wording.terms if len(term.text) > 1 and term.text in text)
        shares.append((share, segment.force, segment.cue))  # type: ignore[attr-defined]
    weak = [entry for entry in shares if entry[1] == "weak"]
    if not weak:
        return None
    firm = max((entry[0] for entry in shares if entry[1] == "firm"), default=0.0)
    best = max(weak, key=lambda entry: entry[0])
    return best[2] if best[0] > 0 and best[0] * (1 - _WEAK_SHARE) >= firm * _WEAK_SHARE else None


_FACET_TEXTS = {
    "quantity": "数量或频次",
    "channel": "渠道",
    "level": "层级",
    "name": "名称",
    "strength": "承诺力度",
    "items": "所列各项",
}


def _reason(status: Status, facets: Sequence[Facet], clause: str, sufficient: float) -> str:
    unmet = [facet for facet in facets if not facet.met]
    if status == "covered":
        met = "、".join(f"{_FACET_TEXTS[f.name]}{_quoted(f.asked)}" for f in facets)
        return f"{clause} 承诺了同一事项" + (f"，并满足{met}" if met else "")
    parts = []
    for facet in unmet:
        found = f"仅见{_quoted(facet.found)}" if facet.found else "未写明"
        parts.append(f"{_FACET_TEXTS[facet.name]}要求{_quoted(facet.asked)}，{clause} {found}")
    if not parts or sufficient < 0.5:
        parts.append(f"{clause} 涉及同一事项，但所承诺的内容不完整或力度不足")
    return "；".join(parts)


def _quoted(words: str) -> str:
    """Words in quotation marks, unless they are printed in marks of their own."""
    return words if words[:1] in "“《" and words[-1:] in "”》" else f"“{words}”"


def _summarise(judged: Sequence[Judged], status: Status) -> str:
    if status == "covered":
        return judged[0].verdict.reason if len(judged) == 1 else f"{len(judged)} 项要求均有条款承诺"
    if status == "missing":
        return judged[0].verdict.reason if judged else "方案中没有条款承诺此项"
    words = {"partial": "未完全满足", "missing": "未见承诺"}
    parts = [
        f"“{each.requirement.text}”{words[each.verdict.status]}：{each.verdict.reason}"
        for each in judged
        if each.verdict.status != "covered"
    ]
    return "；".join(parts)
