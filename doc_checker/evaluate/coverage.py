"""Reviews against gold pairs: our verdicts beside others (a plan left out, no domain lexicon, keywords only)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..data import Data, load_data
from ..errors import DocCheckerError
from ..fitting import IndicatorSample, fit_weights, weights_without
from ..model import Review
from ..review import judge_indicators, review_plan
from ..review.weights import Weights, default_weights
from ..samples import Pair, collect_samples, load_pair, read_pairs
from .comparison import Section, Wrong, show_share
from .keywords import Share, find_shares, judge_shares, tune_thresholds
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

DOMAIN_LEXICONS = ("credit-transport",)
"""The lexicons with the words of one field, left out in one column: the checker must work on any field."""

Verdicts = dict[tuple[str, str], Verdict]
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
    """What the evaluation of several pair sets shares: where the texts are, the data, what was reviewed already."""

    folders: tuple[Path, ...]
    data: Data
    fitted_on: tuple[Pair, ...]
    """The pairs that weights and thresholds were fitted on."""
    weights_without: WeightsWithout | None = None
    reviews: dict[str, Review] = field(default_factory=dict)
    """The reviews made so far, by plan (its first, where a plan stands in several pairs)."""
    _left_out: dict[str, Weights] = field(default_factory=dict)

    @cached_property
    def undomained(self) -> Data:
        """The data without the domain lexicons."""
        return load_data(without=DOMAIN_LEXICONS)

    @cached_property
    def _samples(self) -> list[IndicatorSample]:
        samples: list[IndicatorSample] = []
        for pair in self.fitted_on:
            with suppress(DocCheckerError):  # an unreadable pair is wrong everywhere, and nothing to fit on
                samples += collect_samples([pair], self.folders, self.data, default_weights())
        return samples

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

    def shares_of(self, pairs: Iterable[Pair]) -> dict[tuple[str, str], Share]:
        """Keyword shares by pair and indicator; a pair that cannot be read has none."""
        found = {}
        for pair in pairs:
            try:
                plan, _, system, _ = load_pair(pair, self.folders, self.data)
            except DocCheckerError:
                continue
            shares = find_shares(plan, system, self.data)
            found.update({(pair.path.stem, indicator): share for indicator, share in shares.items()})
        return found


def read_pair_set(name: str, title: str, folder: Path, hidden: bool = False, fitted: bool = True) -> PairSet:
    """The gold pairs of a folder; empty where it does not exist."""
    return PairSet(name, title, tuple(read_pairs(folder)), hidden, fitted and not hidden)


def evaluate_coverage(pairs: PairSet, bench: Bench) -> Section:
    """One section: the figures of our verdicts beside those of the other judges, and what we have wrong."""
    items = pairs.items
    ours = review_pairs(pairs.pairs, bench)
    columns = {"本程序": ours}
    if pairs.fitted:
        columns["留一方案"] = judge_pairs(pairs.pairs, bench, bench.data, bench.weights_for)
    columns["去行业词库"] = judge_pairs(pairs.pairs, bench, bench.undomained, lambda _: default_weights())
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


def review_pairs(pairs: Sequence[Pair], bench: Bench) -> Verdicts:
    """Our verdicts as ``check`` gives them; the reviews are kept in the bench."""
    found: Verdicts = {}
    for pair in pairs:
        try:
            plan, notice, system, because = load_pair(pair, bench.folders, bench.data)
        except DocCheckerError:
            continue
        review = review_plan(plan, notice, system, because, bench.data)
        bench.reviews.setdefault(pair.plan, review)
        for each in review.indicators:
            evidence = tuple(entry.clause for entry in each.evidence)
            found[pair.path.stem, each.id] = Verdict(each.status, evidence, each.reason)
    return found


def judge_pairs(pairs: Sequence[Pair], bench: Bench, data: Data, weights_for: WeightsWithout) -> Verdicts:
    """Verdicts with other data or other weights."""
    found: Verdicts = {}
    for pair in pairs:
        try:
            plan, _, system, _ = load_pair(pair, bench.folders, data)
        except DocCheckerError:
            continue
        for _, each in judge_indicators(plan, system, data, weights_for(pair.plan)):
            evidence = tuple(entry.clause for entry in each.evidence)
            found[pair.path.stem, each.indicator.id] = Verdict(each.status, evidence, each.reason)
    return found


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
