"""Measuring and printing times."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "corpus" / "notices"


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, its median, best and worst in seconds, and the limit it should keep."""

    name: str
    times: tuple[float, ...]
    limit: float | None = None


def measure_calls(name: str, call: Callable[[], object], rounds: int = 7, limit: float | None = None) -> Row:
    """Time a call in this process; it runs once beforehand, so that what it loads is warm."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return Row(name, tuple(times), limit)


def measure_command(name: str, words: Sequence[str], rounds: int = 5, limit: float | None = None) -> Row:
    """Wall time of the program in a fresh process on one core."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "cli.py", *words],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=True,
            preexec_fn=_keep_to_one_core,
        )
        times.append(time.perf_counter() - start)
    return Row(name, tuple(times), limit)


def _keep_to_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def print_table(title: str, rows: Sequence[Row]) -> None:
    """The rows as a table, times in seconds."""
    width = max(len(row.name) for row in rows)
    print(title)
    print(f"  {'':{width}}  median    best   worst   limit")
    for row in rows:
        figures = (statistics.median(row.times), min(row.times), max(row.times))
        limit = "" if row.limit is None else f"  {row.limit:6.2f}"
        print(f"  {row.name:{width}}  " + "  ".join(f"{value:6.3f}" for value in figures) + limit)
    print()
