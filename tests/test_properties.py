"""Properties that hold for any text: offsets round-trip, normalising is idempotent, numerals round-trip."""

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_checker.extract import extract_record
from doc_checker.model import Clause, Record
from doc_checker.numerals import format_numeral, parse_numeral
from doc_checker.readers import read_bytes
from doc_checker.readers.lines import is_page_mark, lay_out
from doc_checker.text import clean, compact, fold, squeeze, tidy

CORPUS = Path(__file__).parent.parent / "corpus"
NOTICES = sorted((CORPUS / "notices").glob("*/*.txt"))
PRINTED = st.text(alphabet=st.sampled_from("山东省交通运输厅〔2023〕5号 \n\t　（一）、。，１２Ａab"), max_size=60)


@lru_cache(maxsize=8)
def record_of(path: Path) -> Record:
    return extract_record(read_bytes(path.read_bytes(), path.name), with_text=True)


@given(PRINTED)
def test_compact_spans_lead_back_to_the_printed_characters(value: str) -> None:
    view = compact(value)
    assert view.value == fold(squeeze(value))
    for i in range(len(view.value)):
        start, end = view.span(i, i + 1)
        assert fold(value[start:end]) == view.value[i]


@given(PRINTED, st.integers(0, 60), st.integers(0, 60))
def test_a_span_of_the_compact_view_holds_just_its_characters(value: str, start: int, end: int) -> None:
    view = compact(value)
    start, end = sorted((min(start, len(view.value)), min(end, len(view.value))))
    if start < end:
        low, high = view.span(start, end)
        assert fold(squeeze(value[low:high])) == view.value[start:end]


@given(PRINTED)
def test_normalising_twice_is_normalising_once(value: str) -> None:
    assert clean(clean(value)) == clean(value)
    assert tidy(tidy(value)) == tidy(value)
    assert fold(fold(value)) == fold(value)
    assert len(fold(value)) == len(value)


@given(st.integers(0, 9999))
def test_chinese_numerals_round_trip(number: int) -> None:
    assert parse_numeral(format_numeral(number)) == number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("二零二三", 2023),
        ("廿五", 25),
        ("十", 10),
        ("一百零三", 103),
        ("两", 2),
        ("１２", 12),
        ("0.5", 0.5),
    ],
)
def test_numerals_as_notices_print_them(printed: str, value: float) -> None:
    assert parse_numeral(printed) == value


@pytest.mark.parametrize("printed", ["", "十十", "山东", "1.2.3"])
def test_what_is_no_numeral_is_none(printed: str) -> None:
    assert parse_numeral(printed) is None


@given(st.lists(st.lists(st.text(alphabet="县交通局ab1", min_size=1, max_size=8), min_size=1, max_size=4), max_size=5))
def test_laying_out_lines_loses_no_character(groups: list[list[str]]) -> None:
    text, paragraphs = lay_out(groups)
    assert squeeze(text) == "".join("".join(group) for group in groups)
    assert len(paragraphs) == len(groups)
    for group, paragraph in zip(groups, paragraphs, strict=True):
        assert [text[start:end] for start, end in paragraph.lines] == group


@pytest.mark.parametrize("mark", ["— 3 —", "－12－", "- 4 -", "第3页", "第 3 页 共 10 页", "·5·"])
def test_printed_page_numbers_are_marks(mark: str) -> None:
    assert is_page_mark(mark)


@pytest.mark.parametrize("line", ["2023年", "3", "— 3", "第3页的规定", "一、总体要求"])
def test_content_is_no_page_mark(line: str) -> None:
    assert not is_page_mark(line)


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_every_span_holds_its_value(path: Path) -> None:
    record = record_of(path)
    text = record.text or ""
    for time in record.times:
        assert squeeze(text[time.span.start : time.span.end]) == squeeze(time.text)
    for name, span in record.spans.items():
        printed = squeeze(text[span.start : span.end])
        assert printed, name
        if name in ("title", "inner_title"):
            assert printed == squeeze(getattr(record, name))
    for citation in record.citations:
        printed = squeeze(text[citation.span.start : citation.span.end])
        assert citation.title is None or squeeze(citation.title) in printed


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_sibling_clauses_never_overlap(path: Path) -> None:
    def check(clauses: list[Clause]) -> None:
        # 前言 holds the cover's paragraph and the inner document's preamble; the inner title stands between them.
        ordered = sorted((c for c in clauses if c.id != "前言"), key=lambda clause: clause.span.start)
        for one, other in pairwise(ordered):
            assert one.span.end <= other.span.start, (one.id, other.id)
        for clause in clauses:
            check(clause.children)

    check(record_of(path).clauses)


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_clause_ids_are_unique(path: Path) -> None:
    ids = [clause.id for clause in record_of(path).walk_clauses()]
    assert len(ids) == len(set(ids))


def _without_places(record: Record) -> dict[str, object]:
    def strip(value: object) -> object:
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k not in ("span", "spans", "source", "text_offsets")}
        return [strip(item) for item in value] if isinstance(value, list) else value

    table = record.model_dump(exclude={"text", "spans", "source"})
    stripped = strip(table)
    assert isinstance(stripped, dict)
    return stripped


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_changes_nothing(path: Path, encoding: str) -> None:
    text = path.read_text("utf-8")
    other = extract_record(read_bytes(text.encode(encoding), path.name))
    assert _without_places(other) == _without_places(extract_record(read_bytes(path.read_bytes(), path.name)))


@settings(max_examples=8, deadline=None)
@given(st.data())
@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_a_doubled_blank_line_changes_nothing(path: Path, data: st.DataObject) -> None:
    lines = path.read_text("utf-8").split("\n")
    blanks = [i for i, line in enumerate(lines) if not line.strip()]
    place = data.draw(st.sampled_from(blanks))
    changed = "\n".join([*lines[:place], "", *lines[place:]])
    other = extract_record(read_bytes(changed.encode(), path.name))
    assert _without_places(other) == _without_places(extract_record(read_bytes(path.read_bytes(), path.name)))
