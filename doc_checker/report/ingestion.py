"""What a bulk run shows: a progress bar while it goes on, a summary at its end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ..display import STATES, one_line
from ..store import FAILED

_EVERY = 0.2  # seconds between two pictures of the bar
_LARGEST = 10  # issuers that are listed


@dataclass(frozen=True)
class Totals:
    """The figures of a run and of the store after it; ``run`` counts by state, the others are by code or name."""

    store: str
    seen: int
    read: int
    unchanged: int
    kept: int
    skipped: int
    seconds: float
    table_seconds: float
    run: Mapping[str, int]
    states: Mapping[str | None, int]
    formats: Mapping[str | None, int]
    issuers: Mapping[str | None, int]
    problems: Sequence[tuple[str, str, str]] = ()
    failed: int = 0
    notices: Sequence[str] = ()
    missing: Sequence[str] = ()
    stopped: bool = False


def render_totals(totals: Totals) -> str:
    """The summary for people."""
    rate = totals.read / totals.seconds if totals.seconds else 0.0
    parts = [f"本次 {totals.seen} 个文件：新读 {totals.read}，未变 {totals.unchanged}"]
    if totals.run.get("duplicate"):
        parts.append(f"与他件相同 {totals.run['duplicate']}")
    if totals.skipped:
        parts.append(f"略过隐藏文件和临时文件 {totals.skipped}")
    lines = [
        "，".join(parts)
        + f"；用时 {_duration(totals.seconds)}"
        + (f"，每秒 {rate:.{0 if rate >= 10 else 1}f} 份" if totals.read else "")
    ]
    lines.append(f"资料库 {one_line(totals.store)}：共 {sum(totals.states.values())} 条")
    lines.append(
        "  状态：" + "；".join(f"{STATES[code]} {totals.states[code]}" for code in STATES if totals.states.get(code))
    )
    lines.append("  格式：" + _listed(totals.formats, "不明"))
    lines.append("  发文机关：" + _listed(totals.issuers, "未写明"))
    if totals.problems:
        lines.append(f"没有读成的（{totals.failed} 个）：")
        lines += [f"  {one_line(path)}：{STATES[state]}，{one_line(error)}" for path, state, error in totals.problems]
        if totals.failed > len(totals.problems):
            states = ",".join(state for state in FAILED if totals.states.get(state))
            lines.append(
                f"  ……共 {totals.failed} 个；全部列出：records {one_line(totals.store)} query --state {states} --limit 0"
            )
    if totals.missing:
        lines.append(
            f"资料库损坏的记录中有 {len(totals.missing)} 条的来源不在此次输入中：{one_line('、'.join(totals.missing[:3]))}"
        )
    if totals.stopped:
        lines.append("已按要求中断；运行同一命令即可继续")
    return "\n".join(lines) + "\n"


def totals_json(totals: Totals) -> str:
    """The summary for machines."""
    value: dict[str, Any] = {
        "schema_version": "1",
        "store": totals.store,
        "finished": not totals.stopped,
        "seconds": round(totals.seconds, 3),
        "table_seconds": round(totals.table_seconds, 3),
        "run": {
            "files": totals.seen,
            "read": totals.read,
            "unchanged": totals.unchanged,
            "failed": totals.failed,
            "kept": totals.kept,
            "skipped": totals.skipped,
            "states": dict(totals.run),
        },
        "states": {state: totals.states.get(state, 0) for state in STATES},
        "formats": [{"format": name, "files": n} for name, n in totals.formats.items()],
        "issuers": [{"issuer": name, "files": n} for name, n in totals.issuers.items()],
        "failures": [{"path": path, "state": state, "error": error} for path, state, error in totals.problems],
        "notices": list(totals.notices),
        "missing": list(totals.missing),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _listed(counts: Mapping[str | None, int], none: str) -> str:
    told = [f"{one_line(name)} {n}" for name, n in counts.items() if name is not None]
    rest = len(told) - _LARGEST
    told = told[:_LARGEST] + ([f"另有 {rest} 个"] if rest > 0 else [])
    if None in counts:
        told.append(f"{none} {counts[None]}")
    return "，".join(told) or "无"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} 秒"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒"


class Progress:
    """A bar on standard error with rate and time left; nothing where nobody sees it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._last = 0.0

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.fields[phase]}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(), TextColumn("剩余"), TimeRemainingColumn(elapsed_when_finished=False),
                TextColumn("{task.fields[failed]}"),
                console=Console(stderr=True),
            )  # fmt: skip
            self._task = self._bar.add_task("入库", total=None, phase="入库", rate="", failed="")
            self._bar.start()
            self._begun = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    @property
    def is_shown(self) -> bool:
        """Whether somebody sees the bar."""
        return self._bar is not None

    def show(self, done: int, read: int, failed: int, total: int | None, tables: bool = False) -> None:
        """Tell how far the run is, ``tables``: all is read and Parquet files are being made; cheap to call often."""
        now = time.monotonic()
        if self._bar is None or now - self._last < _EVERY:
            return
        self._last = now
        self._bar.update(
            self._task,
            phase="写 Parquet" if tables else "入库",
            completed=done,
            total=max(total, done) if total is not None else None,
            rate=f"{read / max(now - self._begun, 0.1):.0f} 份/秒",
            failed=f"没有读成 {failed}" if failed else "",
        )
