"""``check``: which indicators a plan covers, and where responsibility is missing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .. import service
from ..data import Data
from ..errors import UsageError
from ..inputs import expand_input
from ..model import IndicatorVerdict, Record, Review
from ..service import Input
from ..text import fold, squeeze
from . import files, streams

if TYPE_CHECKING:
    from ..decision_file import DecisionEntry

_FILE_ONLY = ("html", "xlsx")
_SUFFIX = "-审查报告"


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    formats = list(dict.fromkeys(arguments.format or (["html"] if arguments.out else ["text"])))
    _check_usage(arguments, formats)
    data = service.load_knowledge(arguments.lexicons, arguments.patterns, arguments.without)
    how = files.reading(arguments)
    inputs = files.find_inputs([*arguments.plans, arguments.against])
    decisions = _Decisions(arguments.decisions)
    notice = service.read_notice(inputs[-1], data, how)
    service.find_systems(notice)  # a notice without any is one error, not one for each plan
    outcome = files.Outcome(arguments.debug)
    plans = _find_plans(inputs[:-1], arguments.join, outcome)
    _check_count(arguments, formats, len(plans))
    names = files.output_names([plan for plan, _ in plans], _SUFFIX)
    inputs += [*decisions.sources, *(part for _, parts in plans for part in parts)]
    reviews: list[Review] = []
    for number, ((plan, parts), name) in enumerate(zip(plans, names, strict=True)):
        with outcome.each():
            record = _read_plan(parts, data, how)
            review = service.review_record(record, notice, data, arguments.system, decisions.for_plan(record))
            reviews.append(review)
            if arguments.explain:
                _explain(review, arguments.explain)
            elif arguments.out is None:
                _print(review, formats[0], number, len(plans))
            else:
                _save(review, formats, arguments.out / name, inputs)
            outcome.under |= _is_under(review, plan, arguments.fail_under)
    decisions.complain_unused(complete=not outcome.unreadable)
    if arguments.write_decisions is not None and reviews:
        from ..decision_file import render_decisions

        payload = render_decisions(reviews).encode("utf-8", "backslashreplace")
        streams.tell(f"待填的认定文件 → {files.write_file(arguments.write_decisions, payload, inputs)}")
    return outcome.code


class _Decisions:
    """The decisions that a command line names, and which of them were about a plan that was reviewed."""

    def __init__(self, word: str | None) -> None:
        self.sources = files.find_inputs([word]) if word else []
        self._entries = service.read_decisions(self.sources[0]) if word else []
        self._used: set[int] = set()

    def for_plan(self, plan: Record) -> list[DecisionEntry]:
        """The decisions on one plan."""
        found = [entry for entry in self._entries if entry.is_for(plan)]
        self._used.update(entry.line for entry in found)
        return found

    def complain_unused(self, complete: bool) -> None:
        """Say which decisions are about no plan that was reviewed, where all could be read."""
        for entry in self._entries:
            if complete and entry.line not in self._used:
                streams.complain(f"{entry.file} 第 {entry.line} 行：这次没有审查“{entry.plan}”，认定没有用上")


def _find_plans(inputs: Sequence[Input], join: bool, outcome: files.Outcome) -> list[tuple[Input, list[Input]]]:
    """The plans to review, each with its files: with ``join`` one of all inputs, else one for each file."""
    plans: list[tuple[Input, list[Input]]] = []
    complete = True
    for source in inputs:
        found: list[Input] = []
        with outcome.each():
            found = expand_input(source)
        complete &= bool(found)
        plans += [(part, [part]) for part in found]
    if not join:
        return plans
    # A plan of which a part is missing would be reviewed wrongly.
    return [(inputs[0], [part for part, _ in plans])] if complete else []


def _check_count(arguments: argparse.Namespace, formats: Sequence[str], count: int) -> None:
    """Whether so many plans can go where their reports are wanted."""
    if arguments.out is None and not arguments.explain and formats[0] in _FILE_ONLY:
        _refuse_screen(formats[0], count > 1)


def _refuse_screen(kind: str, several: bool) -> None:
    if several or streams.is_terminal():
        raise UsageError(f"--format {kind}", "要写入文件", "请用 --out 指定文件夹")


def _check_usage(arguments: argparse.Namespace, formats: Sequence[str]) -> None:
    files.check_folder(arguments.out)
    if arguments.explain:
        if arguments.out or arguments.format not in (None, ["text"]):
            raise UsageError("--explain", "只在屏幕上用文字说明一项指标", "请去掉 --out 和 --format")
        return
    if arguments.out is not None:
        return
    if len(formats) > 1:
        raise UsageError("--format", "几种格式要写入文件", "请用 --out 指定文件夹")
    if formats[0] in _FILE_ONLY:
        _refuse_screen(formats[0], len(arguments.plans) > 1 and not arguments.join)


def _read_plan(parts: Sequence[Input], data: Data, how: service.Reading) -> Record:
    if len(parts) == 1:
        return service.read_record(parts[0], data, how=how)
    return service.read_joined(parts, data, how)


def _explain(review: Review, wanted: str) -> None:
    from ..report.terminal import render_explanation

    streams.write(render_explanation(_find_verdict(review, wanted), streams.screen()))


def _find_verdict(review: Review, wanted: str) -> IndicatorVerdict:
    key = fold(squeeze(wanted)).replace("．", ".")
    for verdict in review.indicators:
        if verdict.id == key:
            return verdict
    known = "、".join(verdict.id for verdict in review.indicators)
    raise UsageError("--explain", f"没有编号为“{wanted}”的指标", f"可用：{known}")


def _print(review: Review, kind: str, number: int, total: int) -> None:
    if kind == "text":
        from ..report.terminal import render_review

        streams.write(("\n" if number else "") + render_review(review, streams.screen()))
    elif kind == "json":
        from ..report.jsonlines import render_json

        streams.write(render_json(review, lines=total > 1))
    else:
        streams.write_bytes(_render(review, kind))


def _save(review: Review, formats: Sequence[str], stem: Path, inputs: Sequence[Input]) -> None:
    """Write the reports; standard output gets the summary, unless JSON was asked for: a program reads that."""
    ending = {"text": "txt"}
    # All are made before the first is written: a failure leaves nothing behind.
    payloads = [(stem.with_name(f"{stem.name}.{ending.get(kind, kind)}"), _render(review, kind)) for kind in formats]
    paths = [files.write_file(path, payload, inputs) for path, payload in payloads]
    if "json" in formats:
        for path in paths:
            streams.tell(f"{review.plan.name} → {path}")
    else:
        from ..report.terminal import render_review

        streams.write(render_review(review, streams.screen(), paths))


def _render(review: Review, kind: str) -> bytes:
    if kind == "html":
        from ..report.html import render_html

        return render_html(review).encode("utf-8", "backslashreplace")
    if kind == "xlsx":
        from ..report.tables import review_xlsx

        return review_xlsx(review)
    if kind == "json":
        from ..report.jsonlines import render_json

        return render_json(review).encode("utf-8", "backslashreplace")
    from ..report.terminal import render_review

    return render_review(review).encode("utf-8", "backslashreplace")


def _is_under(review: Review, plan: Input, limit: float | None) -> bool:
    """Whether a review falls under the limit; one whose total is unknown does, for it cannot be shown to reach it."""
    if limit is None:
        return False
    share = service.attained_share(review)
    if share is None:
        streams.complain(f"{plan.name}：指标体系没有总分，无法与 --fail-under 比较；按未达到处理")
        return True
    if share < limit - 1e-9:
        streams.complain(f"{plan.name}：无失分风险的比例为 {share:.3f}，低于 --fail-under {limit:g}")
        return True
    return False
