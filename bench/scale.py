"""What 10 million notices would take: ``python -m bench.scale``. The figures behind docs/scale.md.

``cost``: processor time of one file by format, read as a worker reads it. ``store``: 100,000 generated records through the
real planning and the real writer; the files are there, the records are those of a few hundred real notices, so that nothing
but the one writing process is measured. ``index``: the index of ``records`` over fewer of them. ``manifest``: rows alone, more
of them. ``ray``: the same notices read by processes and by Ray tasks. Times are those of the processor unless they say
"wall": other work on the machine counts less then.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from doc_checker.data import default_data
from doc_checker.ingestion import Engine, Ingestion, Options, Settings, settings_of
from doc_checker.ingestion.reading import Done, Job, Outcome, line_of, read_one
from doc_checker.ingestion.tables import refresh
from doc_checker.store import Store, Writer, manifest
from doc_checker.store.compaction import compact_store
from doc_checker.store.layout import SHARD_BYTES, Row
from tools.chaos import lines_of, make_texts

from .ingest import TEXTS, make_files
from .timing import ROOT

COUNT = 100_000
INDEXED = 5_000
ROWS = 500_000
READ = 2_000
MODELS = 400  # notices that generated records are copies of
GOAL = 10_000_000
PARTS = ("cost", "store", "index", "manifest", "ray")
T = TypeVar("T")
_SAMPLES = ROOT.parent / "shared" / "samples"


# What a worker does.


def cost() -> None:
    """Processor time of one file by format, its line packed."""
    data = default_data()
    settings = settings_of(data, Options())
    texts = [(f"{n}.txt", text) for n, text in enumerate(make_texts(200, 1, _texts()))]
    groups = {"txt": texts}
    for folder in (ROOT / "corpus" / "renditions", _SAMPLES):
        for path in sorted(folder.rglob("*")):
            kind = path.suffix.lower().removeprefix(".")
            if kind in ("html", "docx", "ofd", "pdf") and "malformed" not in path.parts:
                file = path.name, path.read_bytes()
                scan = kind == "pdf" and _read(file, replace(settings, ocr="never")).state != "ok"
                groups.setdefault("pdf by OCR" if scan else kind, []).append(file)
    print("  format      files  mean KB   ms a file: median    mean   core hours for 10 million   state ok or partial")
    for kind, files in groups.items():
        for number in range(2):
            _read(files[number % len(files)], settings)  # load what they need
        spent, good = [], 0
        for file in files:
            start = time.process_time()
            good += _read(file, settings).state in ("ok", "partial")
            spent.append((time.process_time() - start) * 1000)
        size = statistics.mean(len(payload) for _, payload in files) / 1024
        mean, median = statistics.mean(spent), statistics.median(spent)
        hours = mean / 1000 * GOAL / 3600
        print(
            f"  {kind:10} {len(files):6} {size:8.1f} {median:19.1f} {mean:7.1f} {hours:27.0f} {good:21}",
            flush=True,
        )


def _read(file: tuple[str, bytes], settings: Settings) -> Outcome:
    name, payload = file
    job = Job(name, payload, hashlib.sha256(payload).hexdigest(), len(payload), None)
    outcome = read_one(job, default_data(), settings)
    line_of(job, outcome, settings.tool)
    return outcome


# What the one writer does.


@dataclass
class Generated:
    """An engine that reads nothing: each file gets the record of some notice read before. ``packing``: what lines took."""

    outcomes: Sequence[Outcome]
    settings: Settings
    packing: float = 0.0

    def run(self, jobs: Iterator[Job | None]) -> Iterator[Done | None]:
        """Answer each file."""
        number = 0
        for job in jobs:
            if job is None:
                yield None
                continue
            start = time.process_time()
            outcome = self.outcomes[number % len(self.outcomes)]
            frame = line_of(job, outcome, self.settings.tool)
            self.packing += time.process_time() - start
            number += 1
            yield Done(replace(job, payload=b""), replace(outcome, record=None), frame)

    def close(self) -> None:
        """Nothing to end."""


def generate(count: int, place: Path, shown: bool) -> tuple[Path, float]:
    """A store of so many generated records, and the writing process's seconds; prints how it grew."""
    settings = settings_of(default_data(), Options())
    models = [(f"{n}.txt", text) for n, text in enumerate(make_texts(min(MODELS, count), 1, _texts()))]
    engine = Generated([_read(model, settings) for model in models], settings)
    make_files(place / "in", count, TEXTS)
    run = Ingestion([str(place / "in")], place / "store", default_data(), engine=engine, tables=False)
    start, before, packed, last, total = time.perf_counter(), time.process_time(), 0.0, 0, 0.0
    if shown:
        print("  records   records/s  of the writing process   wall records/s   its memory MB   manifest bytes a row")
    for _ in run:
        done = run.tally.done
        if shown and (done - last >= count // 5 or done == count > last):
            used = time.process_time() - before - (engine.packing - packed)
            total += used
            wall = time.perf_counter() - start
            size = sum(path.stat().st_size for path in (place / "store").glob("manifest.sqlite*")) / done
            print(
                f"  {done:7} {(done - last) / used:11.0f} {(done - last) / wall:41.0f} {_resident():15.0f} {size:22.0f}"
            )
            start, before, packed, last = time.perf_counter(), time.process_time(), engine.packing, done
    if shown:
        print(f"  a worker's share, packing lines: {engine.packing / count * 1e6:.0f} µs a record")
    return place / "store", total


def store(count: int, place: Path) -> None:
    """The store as a whole."""
    folder, writing = generate(count, place, True)
    with Store.open(folder) as opened:
        commits = opened.generation()
    shards = sorted((folder / "records").iterdir())
    size = sum(path.stat().st_size for path in shards)
    print(f"  {len(shards)} shards, {size / count:.0f} bytes a record, {count / commits:.0f} records a commit")
    rows = (folder / "manifest.sqlite").stat().st_size / count
    print(f"  manifest: {rows:.0f} bytes a row, {rows / (size / count):.1%} of the shards")
    print(f"  a forced write (fsync) of 300 KB: {_fsync(place):.1f} ms wall, median of 20")
    opening, _ = _timed(lambda: Writer(folder).close())
    print(f"  opening to write (all rows checked): {opening:.2f} s, {opening / count * 1e6:.1f} µs a row")
    verifying, _ = _timed(lambda: Writer(folder, verify=True).close())
    print(f"  opening with --verify (all lines read): {verifying:.2f} s, {verifying / count * 1e6:.1f} µs a row")
    reading, _ = _timed(lambda: Store.open(folder).close())
    print(f"  opening to read: {reading:.3f} s")
    words = [str(place / "in")]
    idle = Generated([], settings_of(default_data(), Options()))
    run = Ingestion(words, folder, default_data(), engine=idle, tables=False)
    again, _ = _timed(run.run)
    print(
        f"  again over unchanged files: {again:.2f} s, {again / count * 1e6:.1f} µs a file ({run.tally.unchanged} unchanged)"
    )
    with Writer(folder) as writer:
        before, _ = _children()
        for _ in refresh(writer, 1):
            pass
        tables, memory = _children()
        tables -= before
    if (folder / "parquet").exists():
        flat = sum(path.stat().st_size for path in (folder / "parquet").iterdir())
        print(f"  Parquet: {tables / count * 1e6:.0f} µs and {flat / count:.0f} bytes a record", end="")
        print(f", by processes of {memory:.0f} MB at most")
    print(f"  greatest memory of this process: {_resident('VmHWM'):.0f} MB")
    _compact(folder, count)
    more = GOAL / count
    print(f"  10 million at that: shards {size * more / 1e9:.1f} GB in {size * more / SHARD_BYTES:.0f}", end="")
    print(f", manifest {rows * GOAL / 1e9:.1f} GB;")
    print(
        f"    writing {_told(writing * more)}, Parquet {_told(tables * more)}, opening to write {_told(opening * more)},"
    )
    print(f"    --verify {_told(verifying * more)}, again over unchanged files {_told(again * more)}")


def _compact(folder: Path, count: int) -> None:
    """Drop two rows of three, and give their space back."""
    with Writer(folder) as writer, Store.open(folder) as opened:
        for row in opened.rows():
            if row.id % 3:
                writer.remove(row)
    seconds, done = _timed(lambda: compact_store(folder))
    print(
        f"  records compact, {count // 3} of {count} lines left: {seconds / done.lines * 1e6:.0f} µs a line that stays",
        end="",
    )
    print(f", {done.freed / 2**20:.0f} MB given back; this process {_resident():.0f} MB")


def index(count: int, place: Path) -> None:
    """The index of ``records``."""
    from doc_checker.records import Records

    folder, _ = generate(count, place, False)
    before = _resident()
    seconds, _ = _timed(lambda: Records(folder).close())
    print(f"  its memory: {before:.0f} MB before, {_resident():.0f} MB after")
    size = sum(path.stat().st_size for path in folder.glob("index.sqlite*"))
    print(f"  index over {count} records: {seconds / count * 1e6:.0f} µs and {size / count:.0f} bytes a record;")
    print(f"    10 million at that: {_told(seconds / count * GOAL)}, {size / count * GOAL / 1e9:.0f} GB")


def rows(count: int, place: Path) -> None:
    """Rows alone: what planning and writing ask of the manifest for each file, as it grows."""
    rng = random.Random(1)
    connection = manifest.connect(place)
    with contextlib.closing(connection):
        last, before = 0, time.process_time()
        print("       rows   µs a row (two lookups, one insert)   bytes a row")
        for done in range(0, count, 1_000):
            connection.execute("BEGIN IMMEDIATE")
            for number in range(done, done + 1_000):
                _one_row(connection, number, f"{rng.getrandbits(256):064x}")
            manifest.note(connection, 1_000, {1})
            connection.execute("COMMIT")
            if (done := done + 1_000) - last >= count // 5:
                used = (time.process_time() - before) / (done - last) * 1e6
                size = sum(path.stat().st_size for path in place.glob("manifest.sqlite*")) / done
                print(f"  {done:9} {used:36.0f} {size:13.0f}")
                last, before = done, time.process_time()
        connection.execute("INSERT INTO facts VALUES ('complete', 1) ON CONFLICT DO UPDATE SET value = 1")
        seconds, ends = _timed(lambda: manifest.committed_ends(connection))
        print(
            f"  checking all rows: {seconds:.1f} s, {seconds / count * 1e6:.1f} µs a row ({'sound' if ends else 'unsound'})"
        )


def _one_row(connection: sqlite3.Connection, number: int, sha256: str) -> None:
    path = f"/archive/2023/{number // 500:05d}/{number:08d}.txt"
    assert not list(manifest.select(connection, "WHERE path = ?", (path,)))
    condition = "WHERE sha256 = ? AND first IS NULL ORDER BY id LIMIT 1"
    assert not list(manifest.select(connection, condition, (sha256,)))
    row = Row(
        path=path,
        state="ok",
        sha256=sha256,
        size=3_900,
        mtime_ns=1_700_000_000_000_000_000 + number,
        format="txt",
        issuer="山东省交通运输厅",
        number=f"鲁交法函〔2023〕{number}号",
        tool="0.1.0+01234567",
        schema="1",
        seconds=0.0042,
        shard=1 + number // 16_000,
        offset=number % 16_000 * 4_000,
        length=4_000,
        crc=number,
    )
    manifest.insert(connection, row)


# Two engines.


def ray(count: int, place: Path) -> None:
    """The same notices by processes and by Ray tasks, two workers each, each twice, in turns."""
    from doc_checker.ingestion.processes import Processes
    from doc_checker.ingestion.ray_engine import RayTasks, Session, import_ray

    data, settings = default_data(), settings_of(default_data(), Options())
    make_files(place / "in", count, TEXTS)
    try:
        module = import_ray(None)
    except Exception as error:
        print(f"  left out: {error}")
        return
    start = time.perf_counter()
    session = Session(module, None, 2, settings.memory)
    print(f"  starting a local Ray: {time.perf_counter() - start:.1f} s wall")
    engines: dict[str, Callable[[], Engine]] = {
        "processes": lambda: Processes(data, settings, 2),
        "ray": lambda: RayTasks(data, settings, 2),
    }
    best: dict[str, tuple[float, float]] = {}
    for round_number in range(2):
        for name, make in engines.items():
            folder = place / f"{name}-{round_number}"
            start, before = time.perf_counter(), time.process_time()
            Ingestion([str(place / "in")], folder, data, engine=make(), tables=False).run()
            times = (time.perf_counter() - start, time.process_time() - before)
            best[name] = min(best.get(name, times), times)
    session.close()
    for name, (wall, used) in best.items():
        print(f"  {name:10} {count / wall:6.0f} files/s wall; the writing process {used / count * 1e6:.0f} µs a file")
    print(f"  Ray takes {best['ray'][0] / best['processes'][0]:.2f} times as long, wall")
    same = lines_of(place / "processes-0") == lines_of(place / "ray-0")
    print(f"  the stores are {'equal' if same else 'DIFFERENT'} after sorting ({count} lines)")


# Tools.


def _texts() -> Path | None:
    return TEXTS if TEXTS.exists() else None


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    """Processor seconds of a call, and what it gives."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def _children() -> tuple[float, float]:
    """Processor seconds of the processes that this one has started and that have ended, and the greatest one's MB (Linux)."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _told(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds > 5_400 else f"{seconds / 60:.1f} min"


def _fsync(place: Path) -> float:
    spent = []
    with (place / "probe").open("wb", buffering=0) as file:
        for _ in range(20):
            file.write(os.urandom(300 << 10))
            start = time.perf_counter()
            os.fsync(file.fileno())
            spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def _resident(field: str = "VmRSS") -> float:
    """Memory of this process in MB (Linux)."""
    if sys.platform != "linux":
        return 0.0
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--count", type=int, default=COUNT, help="records through the store")
    parser.add_argument("--indexed", type=int, default=INDEXED, help="records under the index")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows in the manifest")
    parser.add_argument("--read", type=int, default=READ, help="notices read by each engine")
    options = parser.parse_args(arguments)
    jobs: dict[str, Callable[[Path], None]] = {
        "cost": lambda _: cost(),
        "store": lambda place: store(options.count, place),
        "index": lambda place: index(options.indexed, place),
        "manifest": lambda place: rows(options.rows, place),
        "ray": lambda place: ray(options.read, place),
    }
    for part in options.parts:
        print(f"{part}: load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        with tempfile.TemporaryDirectory() as name:
            jobs[part](Path(name))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
