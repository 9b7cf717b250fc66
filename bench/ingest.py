"""Bulk ingestion end to end: ``python -m bench.ingest``. 10,000 text notices through the command, in processes of its own.

The notices are those of a file of real texts (``--texts``: JSON Lines, gzip, field ``text``; a line is added so that none is
there twice), else made of the corpus. Processor time tells what a machine that others use too would reach alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.chaos import make_texts

from .timing import ROOT

COUNT = 10_000
TEXTS = ROOT.parent / "shared" / "samples" / "bulk-texts.jsonl.gz"


@dataclass
class Run:
    """One run of the command: wall and processor seconds (of all processes, of the parent), the parent's memory in MB as
    it went.
    """

    wall: float = 0.0
    processor: float = 0.0
    parent: float = 0.0
    memory: list[float] = field(default_factory=list)
    said: dict[str, object] = field(default_factory=dict)


def make_files(folder: Path, count: int, texts: Path) -> float:
    """Write the notices, 500 to a folder; returns their mean length in characters."""
    length = 0
    for number, text in enumerate(make_texts(count, 1, texts if texts.exists() else None)):
        place = folder / f"{number // 500:03d}" / f"{number:06d}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text)
        length += len(text.decode("utf-8"))
    return length / count


def ingest(folder: Path, store: Path, workers: int) -> Run:
    """Run the command and watch it."""
    words = [sys.executable, "cli.py", "ingest", str(folder), "--out", str(store), "--workers", str(workers), "--json"]
    run = Run()
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, cwd=ROOT, stdout=out)
        watch = threading.Thread(target=_watch, args=(process.pid, run), daemon=True)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        run.wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        run.said = json.load(out)
    run.processor = usage.ru_utime + usage.ru_stime
    assert process.returncode == 0, run.said
    return run


def _watch(process: int, run: Run) -> None:
    """Note the resident memory and processor time of a process until it ends (Linux)."""
    place = Path(f"/proc/{process}")
    while True:
        try:
            lines = (place / "status").read_text("utf-8").splitlines()
            times = (place / "stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
        except OSError:
            return
        resident = [line for line in lines if line.startswith("VmRSS")]
        if not resident:
            return
        run.memory.append(int(resident[0].split()[1]) / 1024)
        run.parent = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
        time.sleep(0.1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        length = make_files(place / "in", options.count, options.texts)
        source = "real texts" if options.texts.exists() else "made of the corpus"
        load = os.getloadavg()[0]
        print(
            f"ingest: {options.count} text notices of {length:.0f} characters ({source}); load of the machine {load:.1f}"
        )
        best: dict[int, Run] = {}
        for round_number in range(options.rounds):
            for workers in (1, 2):
                run = ingest(place / "in", place / f"store-{workers}-{round_number}", workers)
                if workers not in best or run.wall < best[workers].wall:
                    best[workers] = run
        again = min((ingest(place / "in", place / "store-2-0", 2) for _ in range(3)), key=lambda run: run.wall)
        _print(options.count, best, again, place / "store-2-0")


def _print(count: int, best: dict[int, Run], again: Run, store: Path) -> None:
    for workers, run in best.items():
        used = run.processor / count * 1000
        print(
            f"  {workers} worker{'s' if workers > 1 else ' '}  {run.wall:7.2f} s  {count / run.wall:6.0f} files/s",
            end="",
        )
        print(f"  processor {used:5.2f} ms a file, all processes; {run.parent:.1f} s of it the parent")
    one, two = best[1], best[2]
    print(f"  two workers: {one.wall / two.wall:.2f} times one (aim 1.8); {count / two.wall:.0f} files/s (aim 250)")
    tables = {workers: float(str(run.said["table_seconds"])) for workers, run in best.items()}
    if any(tables.values()):
        ratio = (one.wall - tables[1]) / (two.wall - tables[2])
        print(
            f"  of these {tables[1]:.1f} and {tables[2]:.1f} s for Parquet, by other processes at the end; without it {ratio:.2f} times"
        )
    memory = two.memory
    parts = [max(memory[len(memory) * n // 4 : len(memory) * (n + 1) // 4] or [0.0]) for n in range(4)]
    print(f"  parent's memory by quarter of the run: {', '.join(f'{part:.0f}' for part in parts)} MB (aim 300, flat)")
    print(f"  again over unchanged files: {again.wall:.2f} s (aim 3)")
    sizes = {
        name: sum(p.stat().st_size for p in store.glob(name)) for name in ("records/*", "manifest.sqlite", "parquet/*")
    }
    print("  store: " + ", ".join(f"{name.split('/')[0]} {size / 2**20:.1f} MB" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
