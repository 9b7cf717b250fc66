"""Chaos: kills, full disks and poisoned files, until everything is ingested; then the store must equal a quiet run's.

``python -m tools.chaos`` (``make chaos``). Compared is every live line of both stores, byte for byte after sorting.
After each disturbance the store is opened, and no record that was committed may be gone. The killed store is then worn out
and cleared up (``records compact``) under kills, too.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.errors import DocCheckerError
from doc_checker.ingestion import Ingestion, Options, settings_of
from doc_checker.ingestion.processes import Processes
from doc_checker.store import Store, Writer
from doc_checker.store.compaction import compact_store
from doc_checker.store.frames import envelope_of, make_frame, record_of
from doc_checker.store.layout import SHARD_BYTES, shard_files
from doc_checker.store.writer import Entry
from tools.poisoned_worker import POISONS, make_poison

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "corpus" / "notices"
SECONDS = 6.0
"""Time for one file: what a hanging one costs."""

_FULL = 2  # exit code of a run that the disk stopped


# The input.


def make_texts(count: int, seed: int, source: Path | None = None) -> Iterator[bytes]:
    """So many different notices: those of a JSON Lines file (field ``text``), else of the corpus, each with lines of its
    own left out and a number added.
    """
    rng = random.Random(seed)
    if source is not None and source.exists():
        with gzip.open(source, "rt", encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
    else:
        texts = [path.read_text("utf-8") for path in sorted(NOTICES.glob("*/*.txt"))]
    for number in range(count):
        lines = texts[number % len(texts)].splitlines(keepends=True)
        if number >= len(texts) or source is None:
            start = rng.randrange(max(1, len(lines) - 30)) if source is None else 0
            lines = [*lines[:6], *lines[start + 6 : start + 6 + rng.randint(10, 30)]] if source is None else lines
            lines.append(f"\n（第{number}号）\n")
        yield "".join(lines).encode("utf-8")


def make_input(folder: Path, count: int, seed: int, poisons: Sequence[str]) -> None:
    """A folder with notices, copies of some, archives, damaged and poisoned files."""
    rng = random.Random(seed)
    texts = list(make_texts(count, seed))
    for number, text in enumerate(texts):
        place = folder / f"{number % 7}" / f"{number:05d}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text)
    for number in range(count // 10):
        (folder / f"{rng.randrange(7)}" / f"copy-{number:04d}.txt").write_bytes(rng.choice(texts))
    for number, kind in enumerate(poisons):
        (folder / f"{rng.randrange(7)}" / f"poison-{number:02d}.pdf").write_bytes(make_poison(kind, number))
    (folder / "0" / "empty.txt").write_bytes(b"")
    (folder / "1" / "damaged.pdf").write_bytes(b"%PDF-1.4\n" + rng.randbytes(2_000))
    (folder / "2" / "noise.docx").write_bytes(b"PK\x03\x04" + rng.randbytes(500))
    inner = _zip({f"inner/{n}.txt": text + b"\ninner" for n, text in enumerate(texts[: count // 20])})
    outer = {f"{n}.txt": text + b"\nouter" for n, text in enumerate(texts[: count // 10])}
    (folder / "3" / "outer.zip").write_bytes(_zip({**outer, "copy.txt": texts[0], "inner.zip": inner}))
    with tarfile.open(folder / "4" / "more.tar.gz", "w:gz") as archive:
        for number, text in enumerate(texts[: count // 10]):
            info = tarfile.TarInfo(f"more/{number}.txt")
            info.size = len(text) + 4
            archive.addfile(info, io.BytesIO(text + b"\ntar"))


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# The runs.


def ingest(folder: Path, store: Path, retry: bool, workers: int = 2) -> None:
    """What a child process of this tool does: an ingestion whose workers can be poisoned."""
    data, options = default_data(), Options(seconds=SECONDS, retry=retry)
    engine = Processes(data, settings_of(data, options), workers, "tools.poisoned_worker")
    Ingestion([str(folder)], store, data, options, engine=engine).run()


def start(
    folder: Path, store: Path, file_bytes: int | None = None, retry: bool = False, compact: bool = False
) -> subprocess.Popen[bytes]:
    """An ingestion in a process of its own, or a compaction; ``file_bytes`` bounds every file that it writes."""
    words = [sys.executable, "-m", "tools.chaos", "--child", str(folder), str(store)]
    words += [name for name, wanted in (("--retry", retry), ("--compact", compact)) if wanted]
    if file_bytes is not None:
        words += ["--file-bytes", str(file_bytes)]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE)


def finish(run: subprocess.Popen[bytes], seconds: float) -> tuple[int, str]:
    """Wait for a run to end: its exit code and what it said."""
    _, said = run.communicate(timeout=seconds)
    return run.returncode, said.decode("utf-8", "replace")


def lines_of(store: Path) -> list[bytes]:
    """Every live line of a store, sorted."""
    if not (store / "store.json").exists():
        return []
    try:
        with Store.open(store) as opened:
            return sorted(opened.line(row) for row in opened.rows())
    except DocCheckerError:
        if (store / "manifest.sqlite").exists() and (store / "records").exists() and any((store / "records").iterdir()):
            raise
        return []  # killed while it was made


@dataclass
class Report:
    """What was done to a store."""

    kills: int = 0
    worker_kills: int = 0
    compaction_kills: int = 0
    full: int = 0
    failures: list[str] = field(default_factory=list)


class Chaos:
    """Disturbs an ingestion until it is done."""

    def __init__(self, folder: Path, store: Path, seed: int) -> None:
        self.folder = folder
        self.store = store
        self.report = Report()
        self._rng = random.Random(seed)
        self._known: set[bytes] = set()

    def disturb(self, times: int, longest: float) -> None:
        """Start the ingestion again and again, each time killing its parent after a while, and workers on the way."""
        for _ in range(times):
            run = start(self.folder, self.store)
            end = time.monotonic() + self._rng.uniform(0.3, longest)
            while time.monotonic() < end and run.poll() is None:
                time.sleep(self._rng.uniform(0.05, 0.4))
                if self._rng.random() < 0.5:
                    self._kill_worker(run.pid)
            if run.poll() is None:
                run.kill()
                self.report.kills += 1
            finish(run, 30)
            self.check()

    def fill_disk(self, size: int) -> None:
        """Run with files bounded to a size: the run must stop by itself and say why."""
        run = start(self.folder, self.store, size)
        code, said = finish(run, 600)
        if code == _FULL:
            self.report.full += 1
            if len(said.strip().splitlines()) != 1 or "无法写入" not in said:
                self.report.failures.append(f"a full disk was not told in one line: {said}")
        elif code:
            self.report.failures.append(f"exit code {code} with a full disk: {said}")
        self.check()

    def complete(self, seconds: float, retry: bool = False) -> None:
        """Let it finish; with ``retry`` failed files are taken again: one whose workers were killed counts as crashed."""
        code, said = finish(start(self.folder, self.store, retry=retry), seconds)
        if code:
            self.report.failures.append(f"the last run ended with {code}: {said}")
        self.check(retried=retry)

    def wear(self, shard_bytes: int = SHARD_BYTES) -> None:
        """Write half of the lines once more, so that the old ones are dead."""
        with Store.open(self.store) as opened, Writer(self.store, shard_bytes=shard_bytes) as writer:
            for row in list(opened.rows()):
                if self._rng.random() < 0.5:
                    line = opened.line(row)
                    writer.add(Entry(row, make_frame(envelope_of(line), record_of(line))))

    def compact(self, times: int, longest: float) -> None:
        """Wear the store out and clear it up again and again, each time killing the process on the way; then let it be."""
        for _ in range(times):
            self.wear(200_000)
            run = start(self.folder, self.store, compact=True)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(self._rng.uniform(0.0, longest))
            if run.poll() is None:
                run.kill()
                self.report.compaction_kills += 1
            finish(run, 30)
            self.check()
        code, said = finish(start(self.folder, self.store, compact=True), 600)
        if code:
            self.report.failures.append(f"the last compaction ended with {code}: {said}")
        self.check()
        held = sum(path.stat().st_size for path in shard_files(self.store).values())
        with Store.open(self.store) as opened:
            live = sum(row.length for row in opened.rows())
        if held != live:
            self.report.failures.append(f"{held - live} dead bytes are left")

    def check(self, retried: bool = False) -> None:
        """No committed line may be lost (unless it told of a failure and was retried), nor be there twice."""
        lines = lines_of(self.store)
        lost = self._known - set(lines)
        if retried:
            lost = {line for line in lost if json.loads(line)["state"] != "crashed"}
        if lost:
            self.report.failures.append(f"{len(lost)} committed lines are gone")
        if len(lines) != len(set(lines)):
            self.report.failures.append("a line is there twice")
        self._known = set(lines)

    def _kill_worker(self, parent: int) -> None:
        workers = [pid for pid in children(parent)]
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._rng.choice(workers), signal.SIGKILL)
                self.report.worker_kills += 1


def children(parent: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            after_name = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.append(int(path.parent.name))
    return found


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A file system of so many bytes at a folder, where that may be had (root on Linux); tells whether it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    done = None
    with contextlib.suppress(OSError):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    mounted = done is not None and done.returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], capture_output=True)


def resize_disk(folder: Path, size: int) -> None:
    """Give a small disk another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True, capture_output=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns 0 where all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=2, metavar=("FOLDER", "STORE"))
    parser.add_argument("--file-bytes", type=int)
    parser.add_argument("--retry", action="store_true")
    parser.add_argument("--compact", action="store_true")
    parser.add_argument("--files", type=int, default=3_000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.child and options.compact:
        compact_store(Path(options.child[1]))
        return 0
    if options.child:
        return _child(Path(options.child[0]), Path(options.child[1]), options.file_bytes, options.retry)
    with tempfile.TemporaryDirectory() as place:
        results = rage(Path(place), options.files, options.kills, options.seed, POISONS * 2)
    for result in results:
        verdict = "as undisturbed" if result.is_good else "WRONG"
        print(f"{result.name}: {result.lines} lines, {verdict}; {result.report}")
        for line in result.different[:6]:
            print("  ", line[:300].decode("utf-8", "replace"))
    return 0 if all(result.is_good for result in results) else 1


@dataclass(frozen=True)
class Result:
    """How a store came out: its lines, whether they are those of a quiet run, and what was done to it."""

    name: str
    lines: int
    different: tuple[bytes, ...]
    report: Report

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.different and not self.report.failures


def rage(
    place: Path,
    files: int,
    kills: int,
    seed: int,
    poisons: Sequence[str],
    longest: float = 6.0,
    shares: Sequence[int] = (4, 3, 2),
) -> list[Result]:
    """A whole session: kills on one store, also while it is cleared up, disks too small for another (by so many times); both
    against a quiet run.
    """
    folder = place / "input"
    make_input(folder, files, seed, poisons)
    quiet = Chaos(folder, place / "quiet", seed)
    quiet.complete(3_600)
    wanted = lines_of(quiet.store)
    killed = Chaos(folder, place / "killed", seed)
    killed.disturb(kills, longest)
    killed.complete(3_600, retry=True)
    killed.compact(kills, 1.0)
    results = [_result("quiet", wanted, wanted, quiet), _result("killed", lines_of(killed.store), wanted, killed)]
    total = sum(path.stat().st_size for path in quiet.store.rglob("*") if path.is_file())
    with small_disk(place / "disk", total // 4) as mounted:
        full = Chaos(folder, place / "disk" / "store", seed)
        for share in shares:
            if mounted:
                resize_disk(place / "disk", total // share)
            full.fill_disk(1 << 40 if mounted else total // share // 2)
        if mounted:
            resize_disk(place / "disk", total * 4)
        full.complete(3_600)
        name = "full disk" if mounted else "bounded files (no disk to fill)"
        results.append(_result(name, lines_of(full.store), wanted, full))
    return results


def _result(name: str, lines: list[bytes], wanted: list[bytes], chaos: Chaos) -> Result:
    return Result(name, len(lines), tuple(sorted(set(lines) ^ set(wanted))), chaos.report)


def _child(folder: Path, store: Path, file_bytes: int | None, retry: bool) -> int:
    if file_bytes is not None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        ingest(folder, store, retry)
    except DocCheckerError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
