"""How fast the readers are: ``python -m bench.readers``. PDF → record beside pdfium's bare text and pdfplumber.

Reads ``corpus/renditions/`` and prints of the DOCX and HTML renditions made here by LibreOffice, Chromium and
WeasyPrint, those that are installed. All runs in one process, the measured things taking turns; times are those of the
processor, so that other work on the machine counts less; ratios are those of the shortest runs (of the medians in
brackets). Then pages per second of OFD and DOCX, and the peak memory of a fresh
process for a text PDF of 200 pages, with the heavy modules that it loaded. ``--profile`` prints where the time goes.
"""

from __future__ import annotations

import argparse
import io
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .prints import RENDITIONS, make_prints
from .stages import BARE, REST, profile
from .timing import ROOT

GIVEN = "as given (Chromium)"
AGAINST_PLUMBER = {GIVEN: 8.0, "Chromium": 8.0, "LibreOffice": 6.0, "WeasyPrint": 2.5}
AGAINST_PDFIUM = 3.5
PAGES_PER_SECOND = 100
MEGABYTES = 150
LONG = "lujiaofahan-2023-05"
LONG_PAGES = 200
_HEAVY = ("spacy", "jieba", "rapidocr", "onnxruntime", "cv2", "pdfplumber", "numpy")

Times = dict[str, list[float]]
"""Seconds of each run, by what was run."""


def bare_text(payload: bytes) -> int:
    """pypdfium2's text of all pages; their number."""
    import pypdfium2

    document = pypdfium2.PdfDocument(payload)
    count = len(document)
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    document.close()
    return count


def plumber(payload: bytes) -> None:
    """pdfplumber's text and tables of all pages."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(payload)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def document_of(payload: bytes) -> object:
    """Our document."""
    from doc_checker.readers import read_bytes

    return read_bytes(payload, "bench")


def record_of(payload: bytes) -> object:
    """Our full record."""
    from doc_checker.extract import extract_record
    from doc_checker.readers import read_bytes

    return extract_record(read_bytes(payload, "bench"))


RUNS: dict[str, Callable[[bytes], object]] = {
    "pdfium": bare_text,
    "document": document_of,
    "record": record_of,
    "plumber": plumber,
}
_SLOW = "plumber"  # takes its turn in every third round


def measure(payload: bytes, rounds: int) -> Times:
    """Times of all runs over one file, taking turns; each ran once beforehand."""
    times: Times = {name: [] for name in RUNS}
    for number in range(-1, rounds):
        for name, run in RUNS.items():
            if name == _SLOW and number % 3:
                continue
            start = time.process_time()
            run(payload)
            if number >= 0:
                times[name].append(time.process_time() - start)
    return times


def measure_group(files: Sequence[Path], rounds: int) -> tuple[int, dict[str, float], dict[str, float]]:
    """Pages of some PDF files, and the sums of their shortest and their median times in milliseconds."""
    pages = 0
    best, median = dict.fromkeys(RUNS, 0.0), dict.fromkeys(RUNS, 0.0)
    for path in files:
        payload = path.read_bytes()
        pages += bare_text(payload)
        for name, times in measure(payload, rounds).items():
            best[name] += 1000 * min(times)
            median[name] += 1000 * statistics.median(times)
    return pages, best, median


def print_speed(groups: Mapping[str, Sequence[Path]], rounds: int) -> None:
    """One line for each producer."""
    print(
        f"PDF, milliseconds a page, shortest of {rounds} rounds; ratios of the shortest runs, of the medians in brackets"
    )
    print(
        f"  {'':20}{'pages':>6}{'pdfium':>8}{'document':>10}{'record':>8}{'plumber':>9}"
        f"  {'record : pdfium':>22}  {'plumber : record':>24}"
    )
    for name, files in groups.items():
        pages, best, median = measure_group(files, rounds)
        each = "".join(f"{best[run] / pages:{width}.2f}" for run, width in zip(RUNS, (8, 10, 8, 9), strict=True))
        slower = f"{best['record'] / best['pdfium']:.1f} ({median['record'] / median['pdfium']:.1f})"
        faster = f"{best['plumber'] / best['record']:.1f} ({median['plumber'] / median['record']:.1f})"
        wanted = AGAINST_PLUMBER.get(name, 0.0)
        print(
            f"  {name:20}{pages:6}{each}  {slower:>11} (≤ {AGAINST_PDFIUM:.1f})   {faster:>13} (≥ {wanted:.1f})",
            flush=True,
        )
    print()


def print_pages_per_second(rounds: int) -> None:
    """Pages per second of OFD and DOCX; a DOCX has as many pages as the PDF of the same notice."""
    print(f"OFD and DOCX, pages per second (≥ {PAGES_PER_SECOND})")
    for kind in ("ofd", "docx"):
        pages, best = 0, dict.fromkeys(("document", "record"), 0.0)
        for path in sorted((RENDITIONS / kind).glob(f"*.{kind}")):
            payload = path.read_bytes()
            pages += bare_text((RENDITIONS / "pdf" / f"{path.stem}.pdf").read_bytes())
            for name in best:
                RUNS[name](payload)
                best[name] += min(_seconds(RUNS[name], payload) for _ in range(rounds))
        shown = ", ".join(f"{name} {pages / spent:.0f}" for name, spent in best.items() if spent)
        print(f"  {kind:6}{pages:3} pages: {shown}", flush=True)
    print()


def _seconds(run: Callable[[bytes], object], payload: bytes) -> float:
    start = time.process_time()
    run(payload)
    return time.process_time() - start


def many_pages(payload: bytes, pages: int) -> bytes:
    """A PDF of so many pages, made of copies."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(payload), pypdfium2.PdfDocument.new()
    while (missing := pages - len(target)) > 0:
        target.import_pages(source, list(range(min(missing, len(source)))))
    buffer = io.BytesIO()
    target.save(buffer)
    target.close()
    source.close()
    return buffer.getvalue()


def print_memory(path: Path) -> None:
    """Peak memory of fresh processes that read a long text PDF, and the heavy modules that they loaded."""
    print(f"Peak memory for a text PDF of {LONG_PAGES} pages (≤ {MEGABYTES} MB)")
    for what, code in (("document", ""), ("record", "extract_record(document)")):
        script = (
            "import resource, sys, time\nfrom pathlib import Path\nfrom doc_checker.readers import read_file\n"
            "from doc_checker.extract import extract_record\nstart = time.perf_counter()\n"
            f"document = read_file(Path({str(path)!r}))\n{code}\ntook = time.perf_counter() - start\n"
            f"heavy = [name for name in {_HEAVY!r} if name in sys.modules]\n"
            "scale = 1024 * 1024 if sys.platform == 'darwin' else 1024\n"
            # Linux counts what the starting process took into ru_maxrss, into VmHWM not.
            "status = Path('/proc/self/status')\n"
            "lines = status.read_text().splitlines() if status.exists() else []\n"
            "own = [int(line.split()[1]) / 1024 for line in lines if line.startswith('VmHWM')]\n"
            "peak = own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale\n"
            "print(f'{peak:.0f} MB, {took:.1f} s, {document.source.pages} pages; heavy modules:', *heavy or ['none'])"
        )
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"  {what:10}{(done.stdout or done.stderr).strip().splitlines()[-1]}", flush=True)
    print()


def print_profile(groups: Mapping[str, Sequence[Path]], rounds: int) -> None:
    """Where the time goes: a column for each producer, milliseconds a page and the share of the whole."""
    columns: dict[str, tuple[int, dict[str, float]]] = {}
    for name, files in groups.items():
        payloads = [path.read_bytes() for path in files]
        columns[name] = (sum(map(bare_text, payloads)), profile(payloads, rounds))
    stages = sorted(
        {stage for _, spent in columns.values() for stage in spent},
        key=lambda stage: (
            stage not in BARE,
            stage == REST,
            stage.startswith("extract"),
            -sum(spent.get(stage, 0.0) for _, spent in columns.values()),
        ),
    )
    print("Where the time goes, milliseconds a page and share")
    print(f"  {'':44}" + "".join(f"{name:>22}" for name in columns))
    extractors = [stage for stage in stages if stage.startswith("extract")]
    rows = [(stage, [stage]) for stage in stages] + [("extraction, all of it", extractors), ("sum", stages)]
    for title, parts in rows:
        cells = []
        for pages, spent in columns.values():
            own = sum(spent.get(part, 0.0) for part in parts)
            cells.append(f"{own / pages:14.2f} {100 * own / sum(spent.values()):5.1f} %")
        print(f"  {title:44}" + "".join(cells))
    print()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="runs of each thing over each file (default: 9)")
    parser.add_argument("--profile", action="store_true", help="print where the time goes, nothing else")
    options = parser.parse_args(arguments)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it has a word to say on every font
    with tempfile.TemporaryDirectory() as temporary:
        groups = {GIVEN: sorted((RENDITIONS / "pdf").glob("*.pdf")), **make_prints(Path(temporary))}
        if options.profile:
            print_profile(groups, options.rounds)
            return
        print_speed(groups, options.rounds)
        print_pages_per_second(options.rounds)
        long = Path(temporary) / "long.pdf"
        long.write_bytes(many_pages((RENDITIONS / "pdf" / f"{LONG}.pdf").read_bytes(), LONG_PAGES))
        print_memory(long)


if __name__ == "__main__":
    main()
