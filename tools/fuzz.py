"""Damaged files: seeded mutations of every rendition, read and extracted in child processes.

Each must give a record or a one-line error; a traceback, a process past its time or more than 1.5 GB is a failure, and its
file is kept under build/fuzz/. Run with ``make fuzz``; ``--ocr`` reads scans and pictures too (seconds for each).
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.errors import DocCheckerError
from doc_checker.isolation import MEMORY, Child, ChildFailure, Crash, Limits, MemoryUp, TimeUp

ROOT = Path(__file__).resolve().parent.parent
RENDITIONS = ROOT / "corpus" / "renditions"
NOTICES = ROOT / "corpus" / "notices"
KEPT = ROOT / "build" / "fuzz"

SECONDS = 30.0  # for one file; the slowest sound one takes 0.3 s
OCR_SECONDS = 300.0  # a scan of nine pages takes 40 s on two idle cores
_PROGRESS = 500  # mutations between two lines of progress
_LIFE = 200  # files that a child reads before it is replaced, so that its peak is not all of theirs
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"999999999", b"-2147483649", b"1e308", b"NaN", b"99999999999999999999")
_WORDS = (
    b"<",
    b">",
    b"&#0;",
    b"\x00",
    b"\xff\xfe",
    b"<!ENTITY x 'y'>",
    b"]]>",
    b"endobj",
    b"stream\n",
    b"/Kids",
    b"\xe9",
)


@dataclass(frozen=True)
class Original:
    """A sound file to damage."""

    format: str
    name: str
    payload: bytes

    @property
    def packed(self) -> bool:
        """Whether it is a zip package."""
        return self.payload.startswith(b"PK\x03\x04")


@dataclass
class Result:
    """What became of the mutations."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0
    """Memory of the largest child in bytes."""

    @property
    def count(self) -> int:
        """Mutations done."""
        return sum(self.outcomes.values())


def originals(ocr: bool = False) -> list[Original]:
    """The renditions, the plain texts of the notices and a workbook; with ``ocr`` scans and pictures only."""
    found = [
        Original(path.parent.name, path.name, path.read_bytes())
        for path in sorted(RENDITIONS.glob("*/*"))
        if path.is_file() and (path.parent.name == "scan" or not ocr)
    ]
    if ocr:
        scan = min((each for each in found), key=lambda each: len(each.payload))
        return [*found, *_pictures(scan)]
    texts = sorted(NOTICES.glob("*/*.txt"))
    found += [Original("txt", path.name, path.read_bytes()) for path in texts]
    found += [Original("md", f"{path.stem}.md", _markdown(path)) for path in texts[:1]]
    return [*found, *_workbooks(texts)]


def _pictures(scan: Original) -> Iterator[Original]:
    """The first page of a scan as an image file of each kind."""
    from PIL import Image

    from doc_checker.readers.pages import render_pages

    image, _ = next(iter(render_pages(scan.payload, scan.name)))
    for kind in ("PNG", "JPEG", "TIFF"):
        buffer = io.BytesIO()
        image.convert("RGB").resize((827, 1169), Image.Resampling.LANCZOS).save(buffer, kind)
        yield Original("image", f"page.{kind.lower()}", buffer.getvalue())


def _markdown(path: Path) -> bytes:
    return b"# " + path.read_bytes().replace(b"\n\xe4\xb8\x80\xe3\x80\x81", b"\n## \xe4\xb8\x80\xe3\x80\x81")


def _workbooks(texts: Iterable[Path]) -> Iterator[Original]:
    """The indicator systems of the notices as workbooks."""
    from doc_checker.extract import extract_record
    from doc_checker.readers import read_file
    from doc_checker.report.tables import systems_xlsx

    for path in texts:
        systems = extract_record(read_file(path)).indicator_systems
        if systems:
            yield Original("xlsx", f"{path.stem}.xlsx", systems_xlsx(systems))


def mutate(original: Original, seed: str) -> bytes:
    """A damaged copy; the same seed does the same damage. Of packages mostly one member is damaged, the package is sound."""
    chance = random.Random(seed)
    if original.packed and chance.random() < 0.8:
        return _repacked(original.payload, chance)
    return _damaged(original.payload, chance)


def _repacked(payload: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    victim = chance.choice([name for name in members if members[name]])
    kind = chance.random()
    if kind < 0.06:
        del members[victim]
    elif kind < 0.1:
        members[victim] = members[chance.choice(list(members))]
    else:
        members[victim] = _damaged(members[victim], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _damaged(payload: bytes, chance: random.Random) -> bytes:
    content = bytearray(payload)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if not content:
            break
        chance.choice((_flip, _flip, _cut, _swap, _repeat, _blank, _renumber, _renumber, _insert))(content, chance)
    return bytes(content)


def _stretch(content: bytearray, chance: random.Random) -> tuple[int, int]:
    """A stretch of the content, short ones as likely as long ones."""
    length = min(len(content), int(2 ** chance.uniform(0, len(content).bit_length())))
    start = chance.randrange(len(content) - length + 1)
    return start, start + length


def _flip(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 8, 64, max(1, len(content) // 500)))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _cut(content: bytearray, chance: random.Random) -> None:
    start, end = _stretch(content, chance)
    del content[start : len(content) if chance.random() < 0.4 else end]


def _swap(content: bytearray, chance: random.Random) -> None:
    (a, b), (c, d) = sorted((_stretch(content, chance), _stretch(content, chance)))
    if b <= c:
        content[a:d] = content[c:d] + content[b:c] + content[a:b]


def _repeat(content: bytearray, chance: random.Random) -> None:
    start, end = _stretch(content, chance)
    times = chance.choice((1, 2, 50)) if end - start < 10_000 else 1
    content[end:end] = content[start:end] * times


def _blank(content: bytearray, chance: random.Random) -> None:
    start, end = _stretch(content, chance)
    content[start:end] = bytes([chance.choice((0, 32, 255, chance.randrange(256)))]) * (end - start)


def _renumber(content: bytearray, chance: random.Random) -> None:
    """Numbers made absurd: sizes, counts, offsets, spans."""
    numbers = [found.span() for found in re.finditer(rb"(?<![0-9A-Za-z.])-?[0-9]{1,9}(?![0-9A-Za-z])", content)]
    for start, end in sorted(chance.sample(numbers, min(len(numbers), chance.choice((1, 3, 20)))), reverse=True):
        content[start:end] = chance.choice(_NUMBERS)


def _insert(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content) + 1)
    content[place:place] = chance.choice(_WORDS) * chance.choice((1, 1, 300))


class Fuzzer:
    """Works through the mutations with some threads, each with a child process of its own."""

    def __init__(self, files: Sequence[Original], seed: str, limits: Limits, ocr: bool, keep: Path | None) -> None:
        self.files = files
        self.seed = seed
        self.limits = limits
        self.ocr = ocr
        self.keep = keep
        self.result = Result()
        self._lock = threading.Lock()
        self._next = 0

    def run(self, count: int, seconds: float, workers: int) -> Result:
        """Mutations until their number or the time is reached."""
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._work, args=(count, until), daemon=True) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.result

    def _work(self, count: int, until: float) -> None:
        child = Child(default_data(), self.limits)
        done = 0
        try:
            while time.monotonic() < until:
                with self._lock:
                    number, self._next = self._next, self._next + 1
                if number >= count:
                    break
                self._read(child, number)
                done += 1
                if done % _LIFE == 0:
                    child.close()
        finally:
            child.close()

    def _read(self, child: Child, number: int) -> None:
        original = self.files[number % len(self.files)]
        payload = mutate(original, f"{self.seed}:{number}")
        label = f"{number} {original.format}/{original.name}"
        outcome, trouble = "record", ""
        start = time.monotonic()
        try:
            child.read(payload, original.name, "auto" if self.ocr else "never")
        except (TimeUp, MemoryUp) as error:
            outcome, trouble = "over the limit", str(error)
        except Crash as error:
            outcome = "crash of a native library"
            print(f"{label}: {error}", file=sys.stderr)
        except DocCheckerError as error:
            outcome = "error"
            if "\n" in str(error) or not re.search("[\u4e00-\u9fff]", error.problem):
                outcome, trouble = "bad error", repr(str(error))
        except ChildFailure as error:
            outcome, trouble = "traceback", f"{error}\n{error.__cause__}"
        except Exception as error:  # the record did not survive the way
            outcome, trouble = "broken record", repr(error)
        took = time.monotonic() - start
        peak = _peak(child.process_id)
        if peak > MEMORY and not trouble:
            outcome, trouble = "over the limit", f"{peak >> 20} MB"
        with self._lock:
            self._note(original, label, outcome, trouble, payload)
            if self.result.count % _PROGRESS == 0:
                print(f"{self.result.count} …", file=sys.stderr, flush=True)
            self.result.slowest = max(self.result.slowest, (took, label))
            self.result.peak = max(self.result.peak, peak)

    def _note(self, original: Original, label: str, outcome: str, trouble: str, payload: bytes) -> None:
        self.result.outcomes[original.format, outcome] += 1
        if not trouble:
            return
        self.result.failures.append(f"{label}: {outcome}: {trouble}")
        print(self.result.failures[-1], file=sys.stderr, flush=True)
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{label.replace('/', '-').replace(' ', '-')}").write_bytes(payload)


def _peak(process: int | None) -> int:
    """The most memory that a process has had, in bytes; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) << 10 if found else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print the figures; 1 where a mutation failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--format", help="only this one")
    parser.add_argument("--ocr", action="store_true", help="scans and pictures, read by OCR")
    given = parser.parse_args(arguments)
    files = [each for each in originals(given.ocr) if given.format in (None, each.format)]
    limits = Limits(OCR_SECONDS if given.ocr else SECONDS)
    start = time.monotonic()
    result = Fuzzer(files, given.seed, limits, given.ocr, KEPT).run(given.count, given.seconds, given.workers)
    took = time.monotonic() - start
    for (kind, outcome), number in sorted(result.outcomes.items()):
        print(f"{kind:6} {outcome:26} {number:6}")
    if result.failures:
        print(f"the files that failed are in {KEPT}")
    print(
        f"{result.count} of {given.count} mutations of {len(files)} files in {took:.0f} s: {len(result.failures)} failures, "
        f"slowest {result.slowest[0]:.1f} s ({result.slowest[1]}), largest process {result.peak >> 20} MB"
    )
    return 1 if result.failures else 0


if __name__ == "__main__":
    sys.exit(main())
