"""Reviews against gold pairs: our verdicts beside others (a plan left out, no domain lexicon, keywords only)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from ..data import Data
from ..fitting import IndicatorSample, fit_weights, weights_without
from ..review.weights import Weights
from ..samples import Pair, read_pairs
from .comparison import Section, Wrong, show_share
from .judging import Crew, Pairs, Seen, Verdicts, Weighed, by_notice, judge_weighed, look_at
from .keywords import Share, judge_shares, tune_thresholds
from .verdicts import (
    MEASURES,
    NO_VERDICT,
    STATUS_NAMES,
    Item,
    Verdict,
    is_evidence_right,
    measure_verdicts,
    read_items,
)

WeightsWithout = Callable[[str], Weights]
"""Weights fitted without a plan (its folder name)."""


@dataclass(frozen=True)
class PairSet:
    """The gold pairs of one folder; ``hidden`` ones are held out: figures only; nothing is fitted on those not ``fitted``."""

    name: str
    title: str
    pairs: tuple[Pair, ...]
    hidden: bool = False
    fitted: bool = True

    @property
    def items(self) -> list[Item]:
        """All annotated indicators."""
        return [item for pair in self.pairs for item in read_items(pair.path.stem, pair.plan, pair.coverage)]


@dataclass
class Bench:
    """What the evaluation of several pair sets shares: where the texts are, the data, what was judged already."""

    folders: tuple[Path, ...]
    data: Data
    crew: Crew
    pairs: tuple[Pair, ...] = ()
    """All pairs that are evaluated."""
    fitted_on: tuple[Pair, ...] = ()
    """Those that weights and thresholds were fitted on."""
    weights_without: WeightsWithout | None = None
    _left_out: dict[str, Weights] = field(default_factory=dict)

    @cached_property
    def seen(self) -> dict[Path, Seen]:
        """Each pair judged, by its gold file."""
        groups = by_notice(self.pairs)
        found = self.crew.run(look_at, [Pairs(group, self.folders) for group in groups])
        return {
            pair.path: each
            for group, own in zip(groups, found, strict=True)
            for pair, each in zip(group, own, strict=True)
        }

    @cached_property
    def left_out(self) -> Verdicts:
        """The verdicts on the fitted pairs, each with weights fitted without its plan."""
        groups = by_notice(self.fitted_on)
        jobs = (
            Weighed(Pairs(group, self.folders), tuple(self.weights_for(pair.plan) for pair in group))
            for group in groups
        )
        return {
            key: verdict for own in self.crew.run(judge_weighed, jobs) for each in own for key, verdict in each.items()
        }

    @cached_property
    def _samples(self) -> list[IndicatorSample]:
        return list(chain.from_iterable(self.seen[pair.path].samples for pair in self.fitted_on))

    @cached_property
    def _whole(self) -> Weights:
        return fit_weights(self._samples)

    def weights_for(self, plan: str) -> Weights:
        """Weights fitted without a plan, made once."""
        if plan not in self._left_out:
            fit = self.weights_without or (lambda name: weights_without(self._samples, name, self._whole))
            self._left_out[plan] = fit(plan)
        return self._left_out[plan]

    @cached_property
    def fitted_items(self) -> list[Item]:
        """The annotated indicators that thresholds are tuned on."""
        return PairSet("", "", self.fitted_on).items

    @cached_property
    def fitted_shares(self) -> dict[tuple[str, str], Share]:
        """The keyword shares of those indicators."""
        return self.shares_of(self.fitted_on)

    def shares_of(self, pairs: Sequence[Pair]) -> dict[tuple[str, str], Share]:
        """Keyword shares by pair and indicator; a pair that cannot be read has none."""
        return {key: share for pair in pairs for key, share in self.seen[pair.path].shares.items()}

    def missing_tasks(self, plan: str) -> frozenset[str] | None:
        """The tasks whose responsibility is missing, as the review of a plan (its first) says; None where it was not reviewed."""
        reviews = (self.seen[pair.path].missing for pair in self.pairs if pair.plan == plan)
        return next((missing for missing in reviews if missing is not None), None)


def read_pair_set(name: str, title: str, folder: Path, hidden: bool = False, fitted: bool = True) -> PairSet:
    """The gold pairs of a folder; empty where it does not exist."""
    return PairSet(name, title, tuple(read_pairs(folder)), hidden, fitted and not hidden)


def evaluate_coverage(pairs: PairSet, bench: Bench) -> Section:
    """One section: the figures of our verdicts beside those of the other judges, and what we have wrong."""
    items = pairs.items
    seen = [bench.seen[pair.path] for pair in pairs.pairs]
    ours = {key: verdict for each in seen for key, verdict in each.verdicts.items()}
    columns = {"本程序": ours}
    if pairs.fitted:
        columns["留一方案"] = bench.left_out
    columns["去行业词库"] = {key: verdict for each in seen for key, verdict in each.undomained.items()}
    columns["关键词"] = _judge_by_keywords(pairs, bench)
    if pairs.fitted:
        columns["关键词留一"] = _judge_by_keywords_left_out(pairs, bench)
    section = Section(f"coverage.{pairs.name}", pairs.title, ["指标", *columns], hidden=pairs.hidden)
    figures = {name: measure_verdicts(items, verdicts) for name, verdicts in columns.items()}
    for measure, title in MEASURES.items():
        section.rows.append([title, *(show_share(figures[name][measure]) for name in columns)])
        for name, prefix in (("本程序", ""), ("留一方案", "left_out."), ("去行业词库", "without_domain.")):
            if name in figures:
                section.measure(prefix + measure, figures[name][measure])
    section.counts = {"pairs": len(pairs.pairs), "verdicts": len(items)}
    section.wrong = [
        wrong for item in items for wrong in find_wrong(item, ours.get((item.pair, item.indicator), NO_VERDICT))
    ]
    return section


def find_wrong(item: Item, verdict: Verdict) -> list[Wrong]:
    """A wrong status, or else a wrong first evidence."""
    if verdict.status not in item.accepted:
        gold = "或".join(STATUS_NAMES[status] for status in item.accepted)
        note = "；".join(
            part for part in (f"标注：{item.why}" if item.why else "", f"本程序：{verdict.reason}") if part
        )
        return [Wrong(item.pair, "结论", item.indicator, gold, STATUS_NAMES[verdict.status], note)]
    if is_evidence_right(item, verdict) is False:
        first = verdict.evidence[0] if verdict.evidence else None
        return [Wrong(item.pair, "首条依据", item.indicator, "、".join(item.evidence), first)]
    return []


def _judge_by_keywords(pairs: PairSet, bench: Bench) -> Verdicts:
    """Thresholds tuned on the same pairs, which flatters it; for pairs that nothing is fitted on, on those that may be."""
    if not pairs.fitted:
        thresholds = tune_thresholds(bench.fitted_items, bench.fitted_shares)
        return judge_shares(pairs.items, bench.shares_of(pairs.pairs), thresholds)
    return judge_shares(pairs.items, bench.fitted_shares, tune_thresholds(pairs.items, bench.fitted_shares))


def _judge_by_keywords_left_out(pairs: PairSet, bench: Bench) -> Verdicts:
    """Thresholds tuned on all pairs of other plans, for each plan."""
    found: Verdicts = {}
    for plan in dict.fromkeys(pair.plan for pair in pairs.pairs):
        thresholds = tune_thresholds([item for item in bench.fitted_items if item.plan != plan], bench.fitted_shares)
        found |= judge_shares([item for item in pairs.items if item.plan == plan], bench.fitted_shares, thresholds)
    return found
