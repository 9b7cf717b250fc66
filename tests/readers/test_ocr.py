"""OCR: rules on what was read, what is seen on a scanned page, and the scanned renditions read as a whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from doc_checker.document import Document
from doc_checker.errors import MissingExtra
from doc_checker.extract.doubts import DOUBTFUL_BELOW, find_doubts
from doc_checker.model import Source, Span
from doc_checker.readers import ocr
from doc_checker.readers.assemble import assemble
from doc_checker.readers.grid import join_pages
from doc_checker.readers.lines import Line
from doc_checker.readers.ocr_text import Glyph, mend_page_mark, restore, text_of
from doc_checker.text import squeeze

ROOT = Path(__file__).resolve().parents[2]
SCANS = ROOT / "corpus" / "renditions" / "scan"
NOTICES = ROOT / "corpus" / "notices"
needs_ocr = pytest.mark.skipif(not ocr.is_available(), reason="needs the extra [ocr] (rapidocr, onnxruntime)")


def glyphs(text: str, blanks: dict[int, float] | None = None, usual: float = 0.15) -> list[Glyph]:
    """A line as read; ``blanks`` gives the blank to the right of some characters, the others stand close."""
    blanks = blanks or {}
    last = len(text) - 1
    return [
        Glyph(char, 0.9, (10.0 * i, 0.0, 10.0 * i + 9, 10.0), None if i == last else blanks.get(i, usual))
        for i, char in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("read", "blanks", "printed"),
    [
        ("区(市)局", {0: 0.55, 2: 0.6}, "区（市）局"),  # full-width brackets stand in cells of their own
        ("区（市）局", {}, "区(市)局"),  # printed close to their neighbours: half-width, whatever was read
        ("区(市）", {0: 0.55}, "区（市）"),  # a pair is alike
        ("(一)总体要求", {2: 0.1}, "(一)总体要求"),
        ("(一)总体要求", {2: 0.55}, "（一）总体要求"),
        ("各县局:", {}, "各县局："),  # nothing follows: next to Chinese, full-width
        ("一是,二是", {2: 0.6}, "一是，二是"),
        ("上午10:30前", {}, "上午10:30前"),
        ("共1,000元", {}, "共1,000元"),
        ("办法》(试行)", {2: 1.05}, "办法》（试行）"),
        ("办法》(试行)", {2: 0.55}, "办法》(试行)"),
    ],
)
def test_widths_of_punctuation(read: str, blanks: dict[int, float], printed: str) -> None:
    assert text_of(restore(glyphs(read, blanks))) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("某政发【2023】5号", "某政发〔2023〕5号"),
        ("某政发〔2023]5号", "某政发〔2023〕5号"),
        ("某政发[2023]5号", "某政发[2023]5号"),  # printed so in many documents: left alone
        ("二O二三年四月", "二〇二三年四月"),
        ("二0二0年", "二〇二〇年"),
        ("第20号", "第20号"),
        ('"双随机"检查', "“双随机”检查"),
    ],
)
def test_brackets_zeros_and_quotes(read: str, printed: str) -> None:
    assert text_of(restore(glyphs(read))) == printed


@pytest.mark.parametrize(
    ("read", "blanks", "printed"),
    [
        ("组长：李四副市长", {0: 1.15, 2: 0.6, 3: 1.1, 4: 0.6}, "组　长：李　四 副市长"),
        ("通知", {0: 1.3}, "通　知"),
        ("王五 局长", {1: 0.7}, "王五 局长"),
        ("供水 管理", {1: 0.15}, "供水管理"),  # a space that the engine read and the print does not show
        ("1. 做好工作", {1: 0.5}, "1.做好工作"),
        ("安装APP Store软件", {}, "安装APP Store软件"),
    ],
)
def test_spaces(read: str, blanks: dict[int, float], printed: str) -> None:
    assert text_of(restore(glyphs(read, blanks))) == printed


@pytest.mark.parametrize(
    ("read", "mended"),
    [("-3-", "— 3 —"), ("—12一", "— 12 —"), ("－ 4 －", "— 4 —"), ("3", None), ("一、总则", None), ("1-2", None)],
)
def test_page_marks(read: str, mended: str | None) -> None:
    assert mend_page_mark(read) == mended


def test_restoring_twice_is_restoring_once() -> None:
    once = restore(glyphs('二O二三年(试行)"双随机"【2023】5号:', {6: 0.6, 4: 0.6}))
    assert text_of(restore(once)) == text_of(once)


def test_confidences_become_stretches_and_doubts() -> None:
    text = "某政函〔2023〕5号"
    sure = [0.999] * len(text)
    sure[9] = 0.4  # 5
    sure[3] = 0.2  # a bracket, which rules mend, is not counted
    document = assemble([Line(text, confidences=tuple(sure))], Source(name="x", sha256="0", format="image", pages=1))
    assert document.unsure == ((9, 10, 0.4),)
    assert document.confidence(0, 5) == 1.0
    assert document.confidence(0, len(text)) == 0.4
    spans = {"document_number": Span(page=1, start=0, end=11), "title": Span(page=1, start=0, end=4)}
    assert find_doubts(document, spans) == {"document_number": 0.4}
    assert find_doubts(replace(document, unsure=()), spans) == {}
    assert 0.5 < DOUBTFUL_BELOW < 1


def test_boxes_come_back_to_the_page_as_scanned() -> None:
    reading = ocr.PageReading(842.0, 595.0, (), (), (), quarter_turns=1)
    # A page turned counter-clockwise to be read: its top edge was the right edge of the scan.
    assert reading.on_page((0.0, 0.0, 842.0, 10.0)) == (585.0, 0.0, 595.0, 842.0)
    tilted = ocr.PageReading(600.0, 800.0, (), (), (), skew=2.0)
    x0, y0, x1, y1 = tilted.on_page((299.0, 399.0, 301.0, 401.0))
    assert (x0 + x1) / 2 == pytest.approx(300, abs=0.01)
    assert (y0 + y1) / 2 == pytest.approx(400, abs=0.01)


def test_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_ENGINE", None)
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(MissingExtra, match=r"doc-checker\[ocr\]"):
        ocr.read_page(np.full((100, 100, 3), 255, np.uint8), 100.0, "扫描.pdf")


def test_nothing_heavy_is_loaded_with_the_module() -> None:
    code = (
        "import sys, doc_checker.readers.ocr, doc_checker.readers.image; "
        "print([m for m in ('cv2', 'rapidocr', 'onnxruntime', 'numpy', 'PIL') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


# What is seen on the page.


def ruled_page() -> Any:
    """A white A4 page at 100 dpi with a table of two rows and three columns, the first column merged."""
    import cv2

    page = np.full((1169, 827, 3), 255, np.uint8)
    for y, x0 in ((200, 100), (300, 250), (400, 100)):
        cv2.line(page, (x0, y), (700, y), (0, 0, 0), 2)
    for x in (100, 250, 500, 700):
        cv2.line(page, (x, 200), (x, 400), (0, 0, 0), 2)
    for row in range(18):  # lines of text, for the skew
        for x in range(100, 700, 24):
            cv2.rectangle(page, (x, 450 + 30 * row), (x + 16, 464 + 30 * row), (40, 40, 40), -1)
    return page


@needs_ocr
@pytest.mark.parametrize("angle", [-3.0, -0.6, 0.0, 1.5, 2.0])
def test_skew_is_measured(angle: float) -> None:
    from doc_checker.readers import scan_rules

    page = scan_rules.turn(ruled_page(), scan_rules.turning((1169, 827), angle))
    assert scan_rules.find_skew(scan_rules.to_gray(page)) == pytest.approx(-angle, abs=0.1)


@needs_ocr
def test_rulings_are_found_and_text_is_none() -> None:
    from doc_checker.readers import scan_rules

    strokes = scan_rules.find_strokes(scan_rules.to_gray(ruled_page()), 100.0)
    assert sorted(round(s.y0, -1) for s in strokes if s.is_horizontal) == [200, 300, 400]
    assert sorted(round(s.x0, -1) for s in strokes if not s.is_horizontal) == [100, 250, 500, 700]
    middle = next(s for s in strokes if s.is_horizontal and 290 < s.y0 < 310)
    assert middle.x0 == pytest.approx(250, abs=6)


@needs_ocr
@pytest.mark.parametrize("colour", [(40, 30, 210), (150, 150, 150)], ids=["red", "grey"])
def test_seal_is_found_and_taken_off_the_print_under_it(colour: tuple[int, int, int]) -> None:
    import cv2

    from doc_checker.readers import scan_rules

    page = np.full((2339, 1654, 3), 250, np.uint8)
    cv2.circle(page, (1000, 1500), 165, colour, 12)
    cv2.putText(page, "SEAL", (930, 1430), cv2.FONT_HERSHEY_SIMPLEX, 2.0, colour, 6)
    cv2.putText(page, "2023", (900, 1520), cv2.FONT_HERSHEY_SIMPLEX, 2.5, (10, 10, 10), 8)
    mask = scan_rules.red_mask(page)
    if colour[2] > 200:
        seals = scan_rules.find_red_marks(mask, 200.0).seals
        cleared = scan_rules.clear_seals(page, seals)
    else:
        assert not mask.any()
        seals = scan_rules.find_rings(scan_rules.to_gray(page), 200.0)
        cleared, stuck = scan_rules.clear_rings(page, seals)
        assert stuck == ()
    assert len(seals) == 1
    assert seals[0] == pytest.approx((829, 1329, 1171, 1671), abs=14)
    gray = scan_rules.to_gray(cleared)
    before = scan_rules.to_gray(page)
    assert (gray[before < 40] < 90).mean() > 0.95  # the print stays
    assert (gray[(before > 60) & (before < 200)] > 180).mean() > 0.9  # the seal is gone


@needs_ocr
def test_text_page_has_no_seal() -> None:
    from doc_checker.readers import scan_rules

    assert scan_rules.find_rings(scan_rules.to_gray(ruled_page()), 100.0) == ()


# The scanned renditions.


@lru_cache(maxsize=4)
def read_scan(name: str, pages: tuple[int, ...] = ()) -> tuple[Document, float]:
    """A scanned rendition (or some of its pages) read by OCR, and its mean confidence."""
    import pypdfium2

    from doc_checker.readers.scan_pages import page_items, page_marks, text_column

    source = pypdfium2.PdfDocument(SCANS / f"{name}.pdf")
    chosen = pages or tuple(range(1, len(source) + 1))
    readings = [ocr.read_page(source[n - 1].render(scale=200 / 72).to_pil(), 200.0) for n in chosen]
    column = text_column(readings)
    items = [item for n, reading in enumerate(readings, 1) for item in page_items(reading, n, column)]
    marks = [mark for n, reading in enumerate(readings, 1) for mark in page_marks(reading, n)]
    facts = Source(name=name, sha256="0", format="pdf", pages=len(chosen), ocr_pages=list(range(1, len(chosen) + 1)))
    source.close()
    mean = sum(reading.confidence for reading in readings) / len(readings)
    return assemble(join_pages(items), facts, marks=marks), mean


def clause_texts(clauses: list[dict[str, Any]]) -> Iterator[str]:
    """The texts of clauses and of those below them, without white space."""
    for clause in clauses:
        yield squeeze(clause["text"])
        yield from clause_texts(clause.get("children", []))


def shared(expected: str, read: str) -> int:
    """Characters of a text that stand in a longer one, in runs of at least three."""
    if expected in read:
        return len(expected)
    blocks = SequenceMatcher(None, read, expected, autojunk=False).get_matching_blocks()
    return min(len(expected), sum(block.size for block in blocks if block.size >= 3))


@needs_ocr
@pytest.mark.slow
def test_scan_of_a_text_notice() -> None:
    from doc_checker.extract import extract_record

    document, mean = read_scan("lujiaofahan-2023-06")
    gold = json.loads((NOTICES / "lujiaofahan-2023-06" / "gold.json").read_text("utf-8"))
    read = squeeze(document.text.value)
    texts = list(clause_texts(gold["clauses"]))
    assert sum(shared(text, read) for text in texts) >= 0.98 * sum(map(len, texts))
    record = extract_record(document)
    assert record.document_number is not None
    assert record.document_number.text == gold["document_number"]["text"]
    for field in ("issuers", "title", "inner_title", "addressees", "signatories", "written_date", "disclosure"):
        assert getattr(record, field) == gold[field], field
    assert [(a.number, a.title) for a in record.attachments] == [(a["number"], a["title"]) for a in gold["attachments"]]
    assert mean > 0.98
    assert {mark.kind for mark in document.marks} == {"issuer-mark", "red-line", "seal"}


@needs_ocr
@pytest.mark.slow
def test_scan_of_a_ruled_table() -> None:
    document, _ = read_scan("laiwuqujiaozi-2024-19", (10, 11, 12))
    grids = json.loads((ROOT / "corpus" / "renditions" / "tables-gold.json").read_text("utf-8"))
    gold = grids["laiwuqujiaozi-2024-19/table-2"]
    (table,) = document.tables
    read = {(c.row, c.col): (c.row_span, c.col_span, squeeze(document.slice(c.start, c.end))) for c in table.cells}
    # The scan ends inside row 23; the last group goes on behind it.
    assert (table.n_rows, table.n_cols, table.header_rows) == (24, 4, 1)
    expected = {
        (c["row"], c["col"]): (c["row_span"], c["col_span"], squeeze(c["text"])) for c in gold["cells"] if c["row"] < 23
    }
    wrong = {place for place, cell in expected.items() if read.get(place) != cell}
    assert len(wrong) <= 0.05 * len(expected), wrong
    first, last = document.text.page_at(table.start), document.text.page_at(table.end - 2)
    assert (first, last) == (1, 3)


@needs_ocr
@pytest.mark.slow
@pytest.mark.skipif(
    "DOC_CHECKER_ALL_SCANS" not in os.environ,
    reason="every scan by OCR takes a minute: run with DOC_CHECKER_ALL_SCANS=1",
)
def test_the_whole_scan_of_a_plan() -> None:
    from doc_checker.extract import extract_record
    from doc_checker.readers import read_file

    document = read_file(SCANS / "laiwuqujiaozi-2024-19.pdf")
    record = extract_record(document)
    gold = json.loads((NOTICES / "laiwuqujiaozi-2024-19" / "gold.json").read_text("utf-8"))
    assert record.document_number is not None
    assert record.document_number.text == gold["document_number"]["text"]
    for field in ("issuers", "title", "inner_title", "addressees", "signatories", "written_date", "disclosure"):
        assert getattr(record, field) == gold[field], field
    # The scan stops at page 12 of 14: its last task is cut, what follows is missing.
    ids = [clause.id for clause in record.walk_clauses()]
    wanted = {
        clause["id"]: squeeze(clause["text"]) for clause in gold_clauses(gold["clauses"]) if clause["id"] in ids[:-1]
    }
    read = {clause.id: squeeze(clause.text) for clause in record.walk_clauses()}
    assert len(wanted) >= 58
    assert sum(shared(text, read[name]) for name, text in wanted.items()) >= 0.98 * sum(map(len, wanted.values()))
    assert [len(r.members) for r in record.rosters] == [len(r["members"]) for r in gold["rosters"]]


def gold_clauses(clauses: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The clauses and those below them."""
    for clause in clauses:
        yield clause
        yield from gold_clauses(clause.get("children", []))


@needs_ocr
@pytest.mark.slow
def test_first_page_turned_grey_and_worse() -> None:
    """The header is read the same from a page turned by 90°, and from a tilted, grey, noisy one."""
    import pypdfium2

    source = pypdfium2.PdfDocument(SCANS / "laiwuqujiaozi-2024-19.pdf")
    page = source[0].render(scale=200 / 72).to_pil().convert("RGB")
    source.close()
    noisy = np.asarray(page.rotate(2, fillcolor="white").convert("L")).astype(np.int16)
    noisy = noisy + np.random.default_rng(1).normal(0, 15, noisy.shape).astype(np.int16)
    for image in (np.rot90(np.asarray(page)), np.clip(noisy, 0, 255).astype(np.uint8)):
        reading = ocr.read_page(image, 200.0)
        lines = [squeeze(line.text) for line in reading.lines]
        assert "莱芜区交字〔2024〕19号" in lines
        assert "2024年4月28日" in lines
        assert "机关各科室、局属各事业单位：" in lines
        assert "济南市莱芜区城乡交通运输局" in lines
        assert any(mark.kind == "seal" for mark in reading.marks)


def test_engine_output_without_character_boxes_is_taken() -> None:
    from doc_checker.readers.ocr_lines import raw_pieces

    quad = np.array([[10, 10], [110, 10], [110, 30], [10, 30]], dtype=np.float32)
    output = SimpleNamespace(boxes=np.array([quad, quad]), txts=("供水管理", "  "), scores=(0.9, 0.6), word_results=())
    (piece,) = raw_pieces(output)
    assert text_of(piece.glyphs) == "供水管理"
    assert {glyph.confidence for glyph in piece.glyphs} == {0.9}
    assert piece.glyphs[1].box[0] == pytest.approx(35.0)
    assert raw_pieces(SimpleNamespace(boxes=None, txts=None, scores=None, word_results=None)) == []
