"""Lists of clauses without headings: a first sentence that looks like one is a task like any other."""

from __future__ import annotations

from doc_checker.data import default_data
from doc_checker.model import Clause, Span
from doc_checker.review.commitments import ActorScope
from doc_checker.review.language import analyser_for
from doc_checker.review.plan_index import PlanIndex
from doc_checker.review.vectors import default_vectors


def texts(rows: list[tuple[str | None, str]]) -> list[str]:
    """The open text of clauses side by side, each with the heading that was read."""
    own = [
        (Clause(id=f"三（{n}）", label=None, level=2, heading=heading, text=text, span=Span(start=0, end=1)), ())
        for n, (heading, text) in enumerate(rows, 1)
    ]
    data = default_data()
    return PlanIndex(own, ActorScope(2), analyser_for(data), default_vectors(), data).texts


def test_a_first_sentence_among_clauses_without_headings_is_read() -> None:
    found = texts(
        [
            ("组织窗口人员学习《政务服务条例》", "组织窗口人员学习《政务服务条例》。各窗口每月自查一次。"),
            (None, "设立帮办台，配备帮办员2名。"),
            (None, "每季度开展一次满意度调查，结果在大厅公布。"),
        ]
    )
    assert "学习《政务服务条例》" in found[0]


def test_a_heading_among_headings_commits_to_nothing() -> None:
    found = texts(
        [
            ("加强窗口人员学习", "加强窗口人员学习。每月自查一次。"),
            ("设立帮办台", "设立帮办台。配备帮办员2名。"),
            ("开展满意度调查", "开展满意度调查。结果在大厅公布。"),
        ]
    )
    assert "学习" not in found[0]
