"""覆盖结论: statuses and first evidence against gold pairs, as figures that several judges can be compared by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .comparison import ratio

STATUSES = ("covered", "partial", "missing")
STATUS_NAMES = {"covered": "覆盖", "partial": "部分覆盖", "missing": "未覆盖", "": "（无结论）"}

MEASURES = {
    "accuracy": "三类准确率",
    "macro_f1": "宏平均 F1",
    "first_evidence": "首条依据正确",
    "missing_precision": "“未覆盖”精确率",
    "missing_recall": "“未覆盖”召回率",
}


@dataclass(frozen=True)
class Verdict:
    """What a judge says of one indicator; ``status`` is empty where it says nothing (the indicator was not read)."""

    status: str
    evidence: tuple[str, ...] = ()
    reason: str = ""


NO_VERDICT = Verdict("", (), "未读出该指标")


@dataclass(frozen=True)
class Item:
    """An indicator of a gold pair: the accepted statuses (the annotator's own first), and the accepted clauses."""

    pair: str
    plan: str
    indicator: str
    accepted: tuple[str, ...]
    evidence: tuple[str, ...]
    why: str = ""

    def target(self, got: str) -> str:
        """The gold status: the one given where that is accepted, else the annotator's own."""
        return got if got in self.accepted else self.accepted[0]


Verdicts = Mapping[tuple[str, str], Verdict]
"""The verdicts of one judge by pair and indicator."""


def read_items(pair: str, plan: str, coverage: Mapping[str, Mapping[str, Any]]) -> list[Item]:
    """The annotated indicators of one gold file, in its order."""
    return [
        Item(
            pair,
            plan,
            indicator,
            (gold["status"], *gold.get("also_accepted", ())),
            tuple(gold.get("evidence", ())),
            gold.get("why", ""),
        )
        for indicator, gold in coverage.items()
    ]


def measure_verdicts(items: Sequence[Item], verdicts: Verdicts) -> dict[str, float | None]:
    """The figures of ``MEASURES`` for one judge; None where there is nothing to measure."""
    got = [verdicts.get((item.pair, item.indicator), NO_VERDICT) for item in items]
    targets = [item.target(verdict.status) for item, verdict in zip(items, got, strict=True)]
    statuses = [verdict.status for verdict in got]
    missing = _counts(targets, statuses, "missing")
    return {
        "accuracy": ratio(sum(a == b for a, b in zip(targets, statuses, strict=True)), len(items)),
        "macro_f1": _macro_f1(targets, statuses),
        "first_evidence": ratio(*_first_evidence(items, got)),
        "missing_precision": ratio(missing[0], missing[1]),
        "missing_recall": ratio(missing[0], missing[2]),
    }


def is_evidence_right(item: Item, verdict: Verdict) -> bool | None:
    """Whether the first evidence is among the gold's; None where gold has none or the verdict is ``missing``."""
    if not item.evidence or verdict.status in ("missing", ""):
        return None
    return bool(verdict.evidence) and verdict.evidence[0] in item.evidence


def _first_evidence(items: Sequence[Item], got: Sequence[Verdict]) -> tuple[int, int]:
    judged = [is_evidence_right(item, verdict) for item, verdict in zip(items, got, strict=True)]
    return sum(each is True for each in judged), sum(each is not None for each in judged)


def _counts(targets: Iterable[str], statuses: Iterable[str], status: str) -> tuple[int, int, int]:
    """Right, given and wanted verdicts of one status."""
    right = given = wanted = 0
    for target, got in zip(targets, statuses, strict=True):
        right += target == got == status
        given += got == status
        wanted += target == status
    return right, given, wanted


def _macro_f1(targets: Sequence[str], statuses: Sequence[str]) -> float | None:
    """The mean F1 of the statuses that occur on either side."""
    values = []
    for status in STATUSES:
        right, given, wanted = _counts(targets, statuses, status)
        if given or wanted:
            values.append(2 * right / (given + wanted))
    return ratio(sum(values), len(values))
