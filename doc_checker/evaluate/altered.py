"""改动一处的方案: a plan with one clause altered (dropped, weakened, denied, said otherwise …), and whether the verdict follows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..data import Data
from ..errors import DocCheckerError
from ..extract import extract_record
from ..readers import read_bytes
from ..review import index_plan, make_judge
from ..review.asked import judged_groups, prepare_system
from ..review.weights import default_weights
from ..samples import Pair, find_notice, load_pair
from .comparison import Section, Wrong, ratio, show_share
from .coverage import Bench
from .verdicts import STATUS_NAMES

_TOGETHER = 12  # alterations of one plan that a process takes at once

KINDS = {
    "drop": "删去",
    "weaken": "改变数量",
    "negate": "否定",
    "postpone": "推迟",
    "past": "改为过去",
    "explore": "改为探索、鼓励",
    "other-actor": "改由他人做",
    "act": "换动作",
    "object": "换对象",
    "channel": "换渠道",
    "scope": "缩小范围",
    "level": "降低层级",
    "one-of-two": "两项缺一",
    "paraphrase": "换说法",
    "move": "移位",
    "split": "拆句",
    "join": "并句",
    "unrelated": "加无关内容",
    "complete": "补足",
    "add-answer": "加应答",
    "add-near-miss": "加形似内容",
}
"""Kinds of alteration, as the table names them."""


@dataclass(frozen=True)
class Alteration:
    """One line of a gold file: ``old`` stands once in the plan's text and is replaced by ``new``."""

    place: str
    """File and line, from 1."""
    pair: str
    kind: str
    old: str
    new: str
    indicator: str
    before: str
    after: str
    why: str

    @property
    def changes(self) -> bool:
        """Whether the verdict is to change."""
        return self.before != self.after


def read_alterations(folder: Path) -> list[Alteration]:
    """The alterations of a folder (``*.jsonl``), by file and line."""
    return [
        Alteration(place=f"{path.stem}:{number}", **json.loads(line))
        for path in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip()
    ]


@dataclass(frozen=True)
class _Alterations:
    """Alterations of one pair's plan."""

    pair: Pair
    folders: tuple[Path, ...]
    alterations: tuple[Alteration, ...]


def _judge_altered(job: _Alterations, data: Data) -> list[tuple[str, str]]:
    """Status and reason after each alteration; an altered plan that cannot be read has none."""
    path = find_notice(job.pair.plan, job.folders)
    text = path.read_text("utf-8")
    system = load_pair(job.pair, job.folders, data)[2]
    found = []
    for alteration in job.alterations:
        if text.count(alteration.old) != 1:
            raise ValueError(f"{alteration.place}: {alteration.old}")
        try:
            altered = text.replace(alteration.old, alteration.new)
            plan = extract_record(read_bytes(altered.encode(), path.name), data)
        except DocCheckerError:
            found.append(("", "未读出方案"))
            continue
        judge = make_judge(index_plan(plan, data), prepare_system(system, data), data, default_weights())
        indicators = (each for group in judged_groups(system) for each in group.indicators)
        judged = judge.judge(next(each for each in indicators if each.id == alteration.indicator))
        found.append((judged.status, "；".join(each.verdict.reason for each in judged.requirements)))
    return found


def evaluate_altered(name: str, title: str, folder: Path, bench: Bench, pairs: list[Pair], hidden: bool) -> Section:
    """One section: the share of verdicts that are right after the alteration, by whether they are to change, and by kind."""
    found = {pair.path.stem: pair for pair in pairs}
    section = Section(f"altered.{name}", title, ["改动", "条数", "结论正确"], hidden=hidden)
    count: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for alteration, status, reason in _judge_all(read_alterations(folder), found, bench):
        groups = ("合计", "结论应变" if alteration.changes else "结论应不变", KINDS[alteration.kind])
        count.update(groups)
        if status == alteration.after:
            right.update(groups)
            continue
        note = f"{KINDS[alteration.kind]}：{alteration.old} → {alteration.new}；{alteration.why}；本程序：{reason}"
        names = STATUS_NAMES[alteration.after], STATUS_NAMES[status]
        section.wrong.append(Wrong(alteration.place, "结论", alteration.indicator, *names, note))
    for group in ("结论应变", "结论应不变", *KINDS.values(), "合计"):
        if count[group]:
            section.rows.append([group, str(count[group]), show_share(right[group] / count[group])])
    section.measure("accuracy", ratio(right["合计"], count["合计"]))
    section.counts = {"alterations": count["合计"]}
    return section


def _judge_all(
    alterations: list[Alteration], pairs: dict[str, Pair], bench: Bench
) -> Iterator[tuple[Alteration, str, str]]:
    """Each alteration with our verdict, in order; a plan's are judged together."""
    by_pair: dict[str, list[Alteration]] = {}
    for alteration in alterations:
        by_pair.setdefault(alteration.pair, []).append(alteration)
    jobs = [
        _Alterations(pairs[name], bench.folders, tuple(own[start : start + _TOGETHER]))
        for name, own in by_pair.items()
        for start in range(0, len(own), _TOGETHER)
    ]
    verdicts = {
        alteration.place: verdict
        for job, found in zip(jobs, bench.crew.run(_judge_altered, jobs), strict=True)
        for alteration, verdict in zip(job.alterations, found, strict=True)
    }
    for alteration in alterations:
        yield alteration, *verdicts[alteration.place]
