"""Requirement by requirement, then indicator by indicator: covered, partial or missing, each with its reason and evidence.

Stages: ``wording`` (what carries the requirement) → ``match`` (which clauses speak of it) → ``facets`` (number, channel, level) → the
verdict here. An indicator is covered when all its requirements are, missing when all are missing, else partial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..data import Data
from ..display import FACETS
from ..model import Evidence, Facet, Indicator, Requirement, RequirementVerdict
from ..model.review import Status
from ..text import squeeze
from .amount_sums import said_at_other_times
from .answers import Answer, is_better, lacks_items_only, lacks_number_only
from .asked import Asked
from .channels import names_channel, sends_elsewhere
from .conditions import compare_conditions, is_led, is_said_as_all
from .facets import as_own_area, compare_bare, compare_channels, compare_level, compare_quantities, tells_nothing
from .items import PERIODS, compare_lists, compare_names, compare_parts, is_timed_row, names_another
from .left_over import compare_left_items, compare_left_over
from .match import Candidate, Matcher
from .otherwise import does_otherwise, is_elsewhere, is_of_another_kind, is_the_other
from .outcomes import compare_outcome
from .recipients import compare_recipients
from .setting_out import asked_to_set_out, says_clear
from .stand_ins import goals_only
from .strength import is_taken_back, weak_cue
from .weights import FEATURES, Weights

KEEP = 6
_MAIN_ACT = FEATURES.index("main_act")
_FAR = 1.0
_NAMELESS = 1.0
_LONELY = 1.25
_NEAR_BEST = 0.86
_MAX_EVIDENCE = 3
_SEVERAL = 2
_FEW = 2  # characters beside a number


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
        matcher: Matcher,
        weights: Weights,
        data: Data,
        roster_size: int | None,
        doubtful: frozenset[str] = frozenset(),
    ) -> None:
        """``doubtful``: ids of clauses that were read doubtfully (OCR)."""
        self._matcher = matcher
        self._index = matcher.index
        self._weights = weights
        self._data = data
        self._roster_size = roster_size
        self._doubtful = doubtful

    def judge(self, indicator: Indicator) -> JudgedIndicator:
        """The verdict on one indicator of the system."""
        judged: list[Judged] = []
        for requirement, asked in zip(
            indicator.requirements, self._matcher.system.by_indicator[indicator.id], strict=True
        ):
            anchors = frozenset(each.ranking[0][0] for each in judged if each.ranking)
            ranked = [clause for each in judged for clause, _ in each.ranking]
            near = frozenset(beside for clause in ranked for beside in (clause - 1, clause, clause + 1))
            if judged and (asked.says_nothing or (asked.only_leads and self._is_led(judged[-1]))):
                judged.append(_as_before(requirement, judged[-1]))
                continue
            judged.append(
                self._judge_number(requirement, asked, sorted(anchors), ranked)
                or self._judge_clear(requirement, asked, anchors)
                or self.judge_requirement(requirement, asked, anchors, near)
            )
        judged = self._without_lonely(judged, self._matcher.system.by_indicator[indicator.id])
        status = combine(_best_of_alternatives(judged))
        evidence = self._evidence(judged) if status != "missing" else ()
        score = sum(each.score for each in judged) / max(1, len(judged))
        return JudgedIndicator(indicator, status, round(score, 4), _summarise(judged, status), evidence, tuple(judged))

    def _without_lonely(self, judged: list[Judged], own: Sequence[Asked]) -> list[Judged]:
        """Leave out a weak answer to one requirement where the indicator's others have none: shared words, not its work.

        So is one to a later number (参评案件不少于办结案件的10%) whose words alone are found.
        """
        if len(judged) < 2:
            return judged
        absent = sum(each.verdict.status == "missing" for each in judged)
        result: list[Judged] = []
        for each, asked in zip(judged, own, strict=True):
            lonely = absent / (len(judged) - 1)
            alone = lonely >= 1.0 and bool(result) and not asked.has_work and _says_no_number(each)
            weak = not each.settled and each.ranking and each.ranking[0][1] < self._weights.present + _LONELY * lonely
            none = bool(result) and all(one.verdict.status == "missing" for one in result)
            far = none and is_elsewhere(asked, own[0], judged[0].candidates, each.ranking, self._index, self._data)
            if weak or alone or (asked.adds_number and none if each.settled else far):
                near = next((c for c in each.candidates if c.clause == each.ranking[0][0]), None)
                each = self._missing(each.requirement, near, each.candidates, each.facets_met)
            if none and asked.goes_on:
                absent += each.verdict.status != "missing"
                each = _as_before(each.requirement, result[-1])
            result.append(each)
        return result

    def judge_requirement(
        self, requirement: Requirement, asked: Asked, anchors: frozenset[int], near: frozenset[int]
    ) -> Judged:
        """The verdict on one requirement: the best candidate after its facets are compared."""
        candidates = self._matcher.candidates(asked, KEEP, anchors, near)
        best: Answer | None = None
        ranking: list[tuple[int, float]] = []
        all_met: list[bool] = []
        compared = []
        for candidate in candidates:
            if (
                self._weights.score_if_met(candidate.features) + _FAR < self._weights.present
            ):  # no facet could make an answer of it
                all_met.append(False)
                compared.append(candidate)
                continue
            facets = self.compare(asked, candidate)
            all_met.append(all(facet.met for facet in facets))
            candidate = candidate.compared(all(facet.met or tells_nothing(facet) for facet in facets))
            compared.append(candidate)
            total = self._weights.score(candidate.features)
            present, sufficient = self._weights.likelihoods(total)
            if present < 0.5 or self._does_otherwise(asked, candidate):
                continue
            subjects, text = [term.text for term in asked.wording.subject], self._index.texts[candidate.clause]
            if asked.only_sends and sends_elsewhere(
                asked.demands.channels, subjects, text, candidate.clause in anchors, self._data
            ):
                continue
            unnamed = [f.asked for f in facets if f.name == "name" and not f.met and not names_channel(f, facets)]
            nameless = total < self._weights.present + _NAMELESS
            if unnamed and (nameless or names_another(unnamed, asked.wording.text, text)):
                continue  # a thing of another name
            status: Status = "covered" if sufficient >= 0.5 and all(facet.met for facet in facets) else "partial"
            ranking.append((candidate.clause, total))
            answer = Answer(candidate.clause, total, status, facets)
            if best is None or is_better(answer, best):
                best = answer
        if best is None:
            return self._missing(requirement, compared[0] if compared else None, compared, all_met)
        clause, total, status, facets = best
        joined = self._joined(asked, compared, clause, facets) if status == "partial" else None
        if joined is not None and all(facet.met for facet in joined):
            facets = joined
            status = "covered" if self._weights.likelihoods(total)[1] >= 0.5 else "partial"
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
        return Judged(requirement, verdict, tuple(ranking), tuple(compared), tuple(all_met), score)

    def _does_otherwise(self, asked: Asked, candidate: Candidate) -> bool:
        index, clause, act = self._index, candidate.clause, candidate.features[_MAIN_ACT]
        sentence = index.passages[candidate.sentence].sentence
        heading = squeeze(index.clauses[clause].heading or "")
        does = does_otherwise(asked, sentence, heading, heading + index.texts[clause], act, index.rank, self._data)
        does = does or is_the_other(asked, candidate.found, candidate.own, heading + index.texts[clause])
        does = does or is_of_another_kind(asked, candidate, index, self._data)
        return does or is_taken_back(sentence, index.sentences[clause], asked.wording, self._data)

    def _is_led(self, before: Judged) -> bool:
        return bool(before.ranking) and is_led(self._index.texts[before.ranking[0][0]], self._data)

    def _judge_number(
        self, requirement: Requirement, asked: Asked, support: Sequence[int], ranked: Sequence[int]
    ) -> Judged | None:
        """A bare number is read in the clauses that answer the requirements before it, where one of them names a number of its kind.

        ``support``: the best of each requirement; ``ranked``: all that answer them. The best number counts.
        """
        if not asked.bare_number:
            return None
        if asked.adds_number and not support:
            return self._missing(requirement, None, (), ())
        beside = [near for clause in support for near in (clause + 1, clause - 1) if 0 <= near < len(self._index.texts)]
        less: Judged | None = None
        for clause in dict.fromkeys([*support, *ranked, *beside]):
            if less is not None and clause not in ranked:
                break
            texts = [sentence.open for sentence in self._index.sentences[clause]]
            facets = compare_bare(asked.demands, goals_only(texts, asked.makes), self._roster_size, self._data)
            if not facets or not any(facet.found for facet in facets):
                continue
            met = all(facet.met for facet in facets)
            if not met and (less is not None or clause not in support):
                continue
            found = self._settled(requirement, clause, facets)
            if met:
                return found
            less = found
        return less

    def _judge_clear(self, requirement: Requirement, asked: Asked, anchors: frozenset[int]) -> Judged | None:
        """What a plan must set out (明确责任单位和完成时限): a clause that says so answers, or this plan as a whole by its tasks."""
        wanted = asked_to_set_out(asked.wording.text, self._data)
        if not wanted:
            return None
        told = self._who_sets_out(set(wanted.values()), anchors)
        if told is None:
            return None
        clause, labels = told
        by_plan = self._index.clauses[clause].id == "标题"
        facets = [
            Facet(
                name="items",
                asked=item,
                found=("方案逐项列出" if by_plan else item) if label in labels else None,
                met=label in labels,
            )
            for item, label in wanted.items()
        ]
        return self._settled(requirement, clause, facets)

    def _settled(self, requirement: Requirement, clause: int, facets: list[Facet]) -> Judged:
        """The verdict where the facets alone tell: what was asked for stands in the clause, or less than that."""
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

    def _who_sets_out(self, wanted: set[str], anchors: frozenset[int]) -> tuple[int, set[str]] | None:
        """The clause that sets out most of what is wanted: one that says so, or the title, whose plan does so as a whole."""
        index = self._index
        best: tuple[int, set[str]] | None = None
        for clause in range(len(index.clauses)):
            if index.clauses[clause].id == "标题":
                labels = wanted & index.makes_clear if clause in anchors else set()
            else:
                said = [
                    {k for k in wanted if says_clear(k, sentence.open, self._data)}
                    for sentence in index.sentences[clause]
                ]
                labels = max(said, key=len, default=set())
                if clause not in anchors and (len(labels) < len(wanted) or len(wanted) < _SEVERAL):
                    continue
            if labels and (best is None or len(labels) > len(best[1])):
                best = clause, labels
        return best

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

    def _joined(
        self, asked: Asked, candidates: Sequence[Candidate], clause: int, facets: Sequence[Facet]
    ) -> list[Facet] | None:
        """The facets of the best clause with what other clauses add to it: items of its lists, or a number at another time."""
        if lacks_items_only(facets) and asked.wording.closed:
            return self._with_others(asked, candidates, clause)
        return self._with_other_times(asked, candidates, clause, facets) if lacks_number_only(facets) else None

    def _with_others(self, asked: Asked, candidates: Sequence[Candidate], clause: int) -> list[Facet] | None:
        """The facets of the best clause, where only items of its lists are unmet and other clauses that answer name them."""
        if asked.wording.contents:
            return None
        chosen = next(candidate for candidate in candidates if candidate.clause == clause)
        others = [
            (each, [sentence.open for sentence in self._index.sentences[each.clause]])
            for each in candidates
            if each.clause != clause
            and self._weights.score_if_met(each.features) >= self._weights.sufficient
            and lacks_items_only(self.compare(asked, each))
        ]
        return self.compare(asked, chosen, others) if others else None

    def _with_other_times(
        self, asked: Asked, candidates: Sequence[Candidate], clause: int, facets: Sequence[Facet]
    ) -> list[Facet] | None:
        """The facets of the best clause, where it does the rest of a number at another time (上半年3个) than another (下半年再6个)."""
        index = self._index
        own = [each for each in candidates if self._weights.score_if_met(each.features) >= self._weights.sufficient]
        said = {each.clause: index.passages[each.sentence].sentence.open for each in own}
        for other in (each for each in own if each.clause != clause):
            texts = said_at_other_times(asked.wording.text, said.get(clause, ""), said[other.clause])
            if not texts or not lacks_number_only(self.compare(asked, other)):
                continue
            numbers = compare_quantities(asked.demands, texts, self._roster_size, self._data)
            if numbers and all(facet.met for facet in numbers):
                return [*numbers, *(facet for facet in facets if facet.name != "quantity")]
        return None

    def compare(
        self, asked: Asked, candidate: Candidate, beside: Sequence[tuple[Candidate, Sequence[str]]] = ()
    ) -> list[Facet]:
        """The facets of a requirement against a clause: the best sentence first, then the rest of the clause's open text.

        ``beside``: other clauses that answer the requirement, with their sentences; they may name items that this one lacks.
        """
        demands, wording = as_own_area(asked.demands, self._index.rank), asked.wording
        best = self._index.passages[candidate.sentence].sentence
        own = self._index.sentences[candidate.clause]
        texts = [best.open] + [sentence.open for sentence in own if sentence is not best]
        whole = self._index.texts[candidate.clause]
        facets = compare_quantities(demands, goals_only(texts, asked.makes), self._roster_size, self._data)
        if any(is_timed_row(items) for items in wording.closed):
            facets = [facet for facet in facets if facet.asked not in PERIODS]  # compared as a list
        facets += compare_channels(demands, whole, self._data)
        facets += compare_recipients(wording.text, texts, self._index.rank)
        facets += compare_outcome(wording.text, whole, self._data)
        facets += compare_level(demands, whole, self._data, self._index.rank)
        facets += compare_conditions(wording.text, texts, self._index.rank, self._data)
        facets += compare_left_over(wording.text, [sentence.text for sentence in own], self._data)
        facets += compare_left_items(wording.text, texts, self._data)
        heading = squeeze(self._index.clauses[candidate.clause].heading or "")
        facets += compare_names(demands, wording, candidate, self._index.topic + heading + whole, whole, self._data)
        facets += compare_lists(wording, candidate, texts, self._data, self._index.rank, beside)
        counted = [facet.asked for facet in facets if facet.name == "quantity" and facet.met]
        parts = [f for f in compare_parts(wording, candidate, whole) if not _is_number_alone(f.asked, counted)]
        facets += [f for f in parts if not is_said_as_all(f.asked, texts[0], self._data)]
        if not demands.accepts_weak:
            weak = weak_cue(best, own, wording, self._data)
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


def _says_no_number(judged: Judged) -> bool:
    """Whether a clause answers a requirement's words but states none of its number: 办结案件 for 参评案件不少于办结案件的10%."""
    facets = judged.verdict.facets
    return any(f.name == "quantity" and not f.met and not f.found for f in facets)


def _is_number_alone(part: str, counted: Sequence[str]) -> bool:
    """Whether a coordinated part says little more than a number that the clause meets (全年不少于24人次)."""
    return any(number in part and len(part) - len(number) <= _FEW for number in counted)


def _as_before(requirement: Requirement, before: Judged) -> Judged:
    """The verdict of the requirement before, for one that adds nothing to it."""
    verdict = before.verdict.model_copy(update={"id": requirement.id, "text": requirement.text})
    return replace(before, requirement=requirement, verdict=verdict)


_OTHERWISE = ("或者", "或")


def _best_of_alternatives(judged: Sequence[Judged]) -> list[Status]:
    """The statuses of the requirements, of those joined by 或者 (被省级发文推广，或者在省级会议上交流) the best alone."""
    statuses: list[Status] = []
    for each in judged:
        status = each.verdict.status
        if statuses and each.requirement.text.startswith(_OTHERWISE):
            status = min(statuses.pop(), status, key=_ORDER.index)
        statuses.append(status)
    return statuses


_ORDER: tuple[Status, ...] = ("covered", "partial", "missing")


def combine(statuses: Sequence[Status]) -> Status:
    """All covered → covered; all missing → missing; else partial."""
    if statuses and all(status == "covered" for status in statuses):
        return "covered"
    if all(status == "missing" for status in statuses):
        return "missing"
    return "partial"


def _reason(status: Status, facets: Sequence[Facet], clause: str, sufficient: float) -> str:
    unmet = [facet for facet in facets if not facet.met]
    if status == "covered":
        met = "、".join(f"{FACETS[f.name]}{_quoted(f.asked)}" for f in facets)
        return f"{clause} 承诺了同一事项" + (f"，并满足{met}" if met else "")
    parts = []
    for facet in unmet:
        found = f"仅见{_quoted(facet.found)}" if facet.found else "未写明"
        parts.append(f"{FACETS[facet.name]}要求{_quoted(facet.asked)}，{clause} {found}")
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
