"""How fast the readers are: PDF → Document and PDF → record beside pdfium's bare text and pdfplumber, in one process.

    python bench/readers.py [--prints DIR] [--rounds 3]

Reads ``corpus/renditions/`` (its PDFs are Chromium prints) and the PDFs of ``--prints``, whose names end in the
producer (``name-lo.pdf``, ``name-weasy.pdf``). LibreOffice and WeasyPrint are tried when installed and no folder is
given. The last lines show the peak memory for a text PDF of 200 pages and which heavy modules were loaded.
"""

from __future__ import annotations

import argparse
import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
RENDITIONS = ROOT / "corpus" / "renditions"
TARGETS = {"libreoffice": 6.0, "chromium": 8.0, "weasyprint": 2.5}
_BORDERS = "table{border-collapse:collapse;width:100%} td,th{border:1px solid #000} @page{size:A4;margin:2cm}"


def bare_text(payload: bytes) -> int:
    """pypdfium2's text of all pages."""
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

    return read_bytes(payload, "bench.pdf")


def record_of(payload: bytes) -> object:
    """Our full record."""
    from doc_checker.extract import extract_record
    from doc_checker.readers import read_bytes

    return extract_record(read_bytes(payload, "bench.pdf"))


def best(run: Callable[[bytes], object], payload: bytes, rounds: int) -> float:
    """The shortest of several runs in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run(payload)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def make_prints(folder: Path) -> None:
    """Print the DOCX renditions with LibreOffice and the HTML ones with WeasyPrint, where these are installed."""
    office = shutil.which("soffice")
    weasy = shutil.which("weasyprint")
    for source in sorted((RENDITIONS / "docx").glob("*.docx")) if office else []:
        command = [str(office), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(folder), str(source)], capture_output=True, timeout=120, check=False)
        made = folder / f"{source.stem}.pdf"
        if made.exists():
            made.rename(folder / f"{source.stem}-lo.pdf")
    style = folder / "borders.css"
    style.write_text(_BORDERS, encoding="utf-8")
    for source in sorted((RENDITIONS / "html").glob("*.html")) if weasy else []:
        target = folder / f"{source.stem}-weasy.pdf"
        subprocess.run([str(weasy), "-q", "-s", str(style), str(source), str(target)], timeout=120, check=False)


def producer(path: Path) -> str:
    """Which program printed a file, by its name."""
    if path.stem.endswith("-lo"):
        return "libreoffice"
    return "weasyprint" if path.stem.endswith("-weasy") else "chromium"


def many_pages(payload: bytes, pages: int) -> bytes:
    """A PDF of so many pages, made of copies."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(payload), pypdfium2.PdfDocument.new()
    while len(target) < pages:
        target.import_pages(source)
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def peak_memory(path: Path) -> str:
    """Peak memory of reading a 200-page PDF in a fresh process, and the heavy modules that it loaded."""
    code = (
        "import resource,sys,time; from pathlib import Path; from doc_checker.readers import read_file\n"
        f"start=time.perf_counter(); document=read_file(Path({str(path)!r})); took=time.perf_counter()-start\n"
        "heavy=[m for m in ('spacy','jieba','rapidocr','onnxruntime','cv2','pdfplumber','numpy') if m in sys.modules]\n"
        "peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024\n"
        "print(f'{document.source.pages} pages, {took:.2f} s, peak {peak:.0f} MB, heavy modules: {heavy}')"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    return (result.stdout or result.stderr).strip()


def main() -> None:
    """Print one line per file and a summary per producer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prints", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.prints or Path(temporary)
        if options.prints is None:
            make_prints(folder)
        files = [*sorted((RENDITIONS / "pdf").glob("*.pdf")), *sorted(folder.glob("*.pdf"))]
        totals: dict[str, list[float]] = {}
        print(f"{'file':44}{'pages':>6}{'pdfium':>9}{'document':>10}{'record':>9}{'plumber':>9}  ms, and ratios")
        for path in files:
            payload = path.read_bytes()
            pages = bare_text(payload)
            record_of(payload)
            runs = (bare_text, document_of, record_of, plumber)
            values = [best(run, payload, options.rounds if run is not plumber else 1) for run in runs]
            sums = totals.setdefault(producer(path), [0.0] * 4)
            for place, value in enumerate(values):
                sums[place] += value
            print(f"{path.name[-43:]:44}{pages:6}{_line(values)}")
        for name, values in totals.items():
            target = f"  target: record ≥ {TARGETS[name]}× faster than plumber, ≤ 3.5× pdfium"
            print(f"{name:50}{_line(values)}{target}")
        long = Path(temporary) / "long.pdf"
        long.write_bytes(many_pages((RENDITIONS / "pdf" / "lujiaofahan-2023-05.pdf").read_bytes(), 200))
        print(peak_memory(long))
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _line(values: list[float]) -> str:
    bare, document, record, slow = values
    return (
        f"{bare:9.1f}{document:10.1f}{record:9.1f}{slow:9.0f}"
        f"  document {document / bare:.1f}× pdfium, record {record / bare:.1f}×, plumber/record {slow / record:.1f}×"
    )


if __name__ == "__main__":
    main()
