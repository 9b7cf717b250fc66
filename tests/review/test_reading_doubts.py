"""Text that OCR read doubtfully: from the reader's confidence to the first lines of the reports."""

import dataclasses
from functools import lru_cache
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.document import Document
from doc_checker.extract import extract_record
from doc_checker.model import Clause, Record, Review
from doc_checker.readers import read_file
from doc_checker.report.html import render_html
from doc_checker.report.terminal import render_review
from doc_checker.review import choose_system, review_plan

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "corpus/written/tongdu-2025-14/tongdu-2025-14.txt"
NOTICE = ROOT / "corpus/written/yanglao-2025-07/yanglao-2025-07.txt"


@lru_cache
def document(path: Path) -> Document:
    return read_file(path)


def unsure(path: Path, start: int, end: int) -> Record:
    """The record of a document as OCR would give it, one stretch of it read with confidence 0.5."""
    return extract_record(dataclasses.replace(document(path), unsure=((start, end, 0.5),)), default_data())


def check(plan: Record, notice: Record) -> Review:
    system, because = choose_system(plan, notice, None, default_data())
    return review_plan(plan, notice, system, because, default_data())


@lru_cache
def sure() -> tuple[Record, Record]:
    return extract_record(document(PLAN), default_data()), extract_record(document(NOTICE), default_data())


def test_a_doubtful_clause_makes_the_verdict_that_rests_on_it_doubtful() -> None:
    plan, notice = sure()
    review = check(plan, notice)
    assert not any(each.doubtful for each in review.indicators)
    verdict = next(each for each in review.indicators if each.status == "covered" and len(each.evidence) == 1)
    clause: Clause = next(each for each in plan.walk_clauses() if each.id == verdict.evidence[0].clause)
    doubtful = unsure(PLAN, clause.span.start, clause.span.end)
    assert doubtful.doubtful == [f"clauses.{clause.id}"]
    again = check(doubtful, notice)
    found = {each.id for each in again.indicators if each.doubtful}
    assert verdict.id in found
    assert found == {each.id for each in review.indicators if {e.clause for e in each.evidence} == {clause.id}}
    message = f"方案有 1 条文字识别存疑（{clause.id}），"
    first = next(each for each in again.findings if each.severity == "warning")
    assert first.code == "doubtful-reading" and first.message.startswith(message)
    assert verdict.id in first.data["indicators"]
    text = render_review(again)
    assert message in text and text.index(message) < text.index("未完全覆盖的指标")
    page = render_html(again)
    assert page.index(message) < page.index("<h2>二、")
    assert page.count("△ 依据存疑") == len(found)


def test_a_doubtful_indicator_makes_its_verdict_doubtful() -> None:
    plan, notice = sure()
    indicator = notice.indicator_systems[0].groups[0].indicators[1]
    assert indicator.span is not None
    doubtful = unsure(NOTICE, indicator.span.start, indicator.span.end)
    assert f"indicator_systems.0.{indicator.id}" in doubtful.doubtful
    review = check(plan, doubtful)
    assert [each.id for each in review.indicators if each.doubtful] == [indicator.id]
    finding = next(each for each in review.findings if each.code == "doubtful-indicators")
    assert finding.data == {"indicators": [indicator.id]}


def test_a_sure_reading_says_nothing() -> None:
    assert not [each for each in check(*sure()).findings if each.code.startswith("doubtful")]


def test_a_plan_in_which_no_clause_was_read_says_so_first(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text("某某县\n", encoding="utf-8")
    review = check(extract_record(read_file(path), default_data()), sure()[1])
    assert {each.status for each in review.indicators} == {"missing"}
    first = next(each for each in review.findings if each.severity == "warning")
    assert first.code == "plan-without-clauses"
    assert first.message in render_review(review)
