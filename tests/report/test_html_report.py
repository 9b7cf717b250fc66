"""The HTML report: whole, traceable, self-contained, and safe with any text that a plan may hold."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_checker import __version__
from doc_checker.display import RESPONSIBILITY, STATUS, printable
from doc_checker.model import BonusSummary, Evidence, Finding, Review, Summary, TaskReview
from doc_checker.report.html import LONG_QUOTE, clip, format_date, render_html, segments, unlabelled
from tests.report.laiwu import OFFICIAL, review

HOSTILE = (
    "<script>alert('刘军')</script><img src=x onerror=alert(1)>\"' onmouseover='x' {{ 7*7 }} {% raw %} &amp; ]]> <!--"
)


class Page(HTMLParser):
    """Elements, attributes, ids, links and the visible text of a page."""

    VOID = frozenset({"meta", "br", "col", "input", "link", "img", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        self.parts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def values(self, name: str) -> list[str]:
        return [value or "" for _, key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def html() -> str:
    return render_html(review())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def hostile_review() -> Review:
    """A review with hostile text in every field that comes from a document."""

    def poison(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: value[key] if key in KEPT else poison(value[key]) for key in value}
        if isinstance(value, list):
            return [poison(item) for item in value]
        return value + HOSTILE if isinstance(value, str) else value

    return Review.model_validate(poison(review().model_dump(mode="json")))


KEPT = frozenset({"status", "responsibility", "severity", "schema_version", "level", "role"})


def test_the_page_is_self_contained(html: str, page: Page) -> None:
    assert html.startswith("<!DOCTYPE html>")
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert all(value.startswith("#") for value in page.values("href"))
    assert not page.values("src")
    assert "http:" not in html and "https:" not in html and "@import" not in html
    assert html.count("url(") == html.count("url(#hatch)") > 0


def test_links_lead_somewhere_and_ids_are_unique(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for value in page.values("href")} <= set(ids)
    assert set(page.values("for")) <= set(ids)


def test_everything_of_the_review_is_there(page: Page) -> None:
    whole = review()
    text = "".join(page.text.split())
    for verdict in whole.indicators:
        assert "".join(verdict.text.split()) in text
        for requirement in verdict.requirements:
            assert "".join(requirement.text.split()) in text and requirement.reason in text
        for evidence in verdict.evidence:
            assert "".join(evidence.quote.split()) in text
    for task in whole.tasks:
        assert "".join(task.text.split()) in text
    for finding in whole.findings:
        assert finding.message in text
    for item in whole.prohibitions:
        assert "".join(item.text.split()) in text
    assert page.tags["article"] == 31


def test_what_makes_it_traceable(page: Page) -> None:
    whole = review()
    for value in (
        whole.plan.title,
        "莱芜区交字〔2024〕19号",
        "2024年4月28日",
        "济南市莱芜区城乡交通运输局",
        whole.system.title,
        "鲁交法函〔2023〕5号",
        "无成文日期",
        whole.system.chosen_because,
        whole.plan.sha256,
        whole.system.sha256,
        whole.plan.name,
        whole.system.source,
        f"doc-checker {__version__}",
        "审核人（签字）",
    ):
        assert value and value in page.text


def test_statuses_are_told_by_word_and_sign(page: Page) -> None:
    for wording in [*STATUS.values(), *(RESPONSIBILITY[code] for code in ("named", "elsewhere", "missing"))]:
        assert f"{wording.sign} {wording.word}" in page.text


def test_findings_come_gravest_first_and_those_of_tasks_stand_with_the_tasks(page: Page) -> None:
    whole = review()
    extra = Finding(
        code="task-without-unit", severity="warning", message="任务 三（八） 没有单位", data={"task": "三（八）"}
    )
    text = Page(render_html(whole.model_copy(update={"findings": [*whole.findings, extra]}))).text
    error, info = (next(f.message for f in whole.findings if f.severity == key) for key in ("error", "info"))
    assert 0 < text.index(error) < text.index(info) < text.index("27 项计分指标中")
    assert extra.message not in text
    assert "另有 1 项关于任务责任单位的问题" in text
    assert "关于任务责任单位的问题" not in page.text


def test_the_same_review_gives_the_same_page(html: str) -> None:
    assert render_html(review()) == html


def test_long_quotes_are_clipped_on_screen_only() -> None:
    whole = review()
    first = whole.indicators[0]
    for length, is_long in ((LONG_QUOTE, False), (LONG_QUOTE + 1, True)):
        verdict = first.model_copy(update={"evidence": [Evidence(clause="一", quote="字" * length, score=1)]})
        html = render_html(whole.model_copy(update={"indicators": [verdict]}))
        assert ('class="quote long"' in html) is is_long
        assert "字" * length in html


def test_hostile_text_stays_text() -> None:
    html = render_html(hostile_review())
    page = Page(html)
    assert not page.tags.keys() & {"script", "img"}
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert HOSTILE in page.text
    assert "49" not in page.text.split("{{")[1][:10]
    assert all(value.startswith("#") for value in page.values("href"))


def test_control_characters_and_direction_marks_are_left_out() -> None:
    whole = review()
    plan = whole.plan.model_copy(update={"title": "方\x1b[31m案\u202e甲\x00乙"})
    html = render_html(whole.model_copy(update={"plan": plan}))
    assert "方[31m案甲乙" in html
    assert not {"\x1b", "\u202e", "\x00"} & set(html)


@given(st.text(max_size=80))
@settings(max_examples=30, deadline=None)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    whole = review()
    plan = whole.plan.model_copy(update={"title": f"甲{text}乙"})
    update: dict[str, Any] = {"plan": plan, "tasks": [], "indicators": [], "findings": [], "prohibitions": []}
    assert printable(f"甲{text}乙") in Page(render_html(whole.model_copy(update=update))).text


def test_an_empty_review_is_a_page_too() -> None:
    whole = review()
    nothing = Summary(
        covered=0,
        partial=0,
        missing=0,
        points_total=None,
        points_at_risk=0,
        tasks=0,
        tasks_without_responsibility=0,
        bonus=BonusSummary(covered=0, partial=0, missing=0),
    )
    plan = whole.plan.model_copy(
        update={"title": None, "document_number": None, "written_date": None, "issuers": [], "sha256": None}
    )
    update: dict[str, Any] = {"indicators": [], "tasks": [], "findings": [], "prohibitions": []}
    page = Page(render_html(whole.model_copy(update={**update, "summary": nothing, "plan": plan})))
    for words in ("没有发现需要先核对的问题", "方案中没有读出任务", "指标体系没有扣分项", "未读出标题", "无发文字号"):
        assert words in page.text
    assert "None" not in page.text


def test_collective_units_have_their_own_list() -> None:
    whole = review()
    task = TaskReview(id="一.1", text="各单位抓好落实", responsible=["局属各单位"], responsibility="collective")
    text = Page(render_html(whole.model_copy(update={"tasks": [task]}))).text
    assert "仅有集体单位的任务（1 项）" in text
    assert "仅有集体单位的任务" not in Page(render_html(whole)).text


def test_units_by_the_points_that_rest_on_them() -> None:
    page = render_html(review())
    units = page[page.index('<section id="units">') : page.index('<section id="prohibitions">')]
    names = re.findall(r'<a href="#u\d+">([^<]+)</a>', units)
    assert set(names) == set(OFFICIAL)
    points = {unit.name: unit.points for unit in review().units}
    assert [points[name] for name in names] == sorted(points.values(), reverse=True)
    assert "方案中写作 运输发展中心" in units
    for number, unit in enumerate(review().units, 1):
        assert f'id="u{number}"' in units
        assert f"（{len(unit.tasks)} 项任务）" in units


def test_bars_share_their_width_by_count() -> None:
    pieces = segments([("covered", 1), ("partial", 0), ("missing", 3)])
    assert [(piece.status, piece.x, piece.width) for piece in pieces] == [("covered", 0, 50), ("missing", 50, 150)]
    assert segments([("covered", 0), ("partial", 0), ("missing", 0)]) == []


@pytest.mark.parametrize(
    ("iso", "printed"),
    [
        ("2024-04-28", "2024年4月28日"),
        ("2024-11", "2024年11月"),
        ("2024", "2024年"),
        (None, ""),
        ("约2024年", "约2024年"),
    ],
)
def test_dates_as_documents_print_them(iso: str | None, printed: str) -> None:
    assert format_date(iso) == printed


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1.成立小组", "成立小组"),
        ("（六） 加强宣传", "加强宣传"),
        ("(五)加强", "加强"),
        ("三、任务", "任务"),
        ("2.5万人次培训", "2.5万人次培训"),
        ("2024年完成", "2024年完成"),
    ],
)
def test_printed_labels_are_left_out_beside_ids(text: str, rest: str) -> None:
    assert unlabelled(text) == rest


def test_clipping_ends_on_a_word_not_on_an_opening_bracket() -> None:
    assert clip("一二三四五", 5) == "一二三四五"
    assert clip("一二三（四五六", 5) == "一二三…"
    assert clip("一\n 二", 9) == "一 二"
