"""Which system a plan is held against, and whether it is the right version."""

from __future__ import annotations

from functools import lru_cache

import pytest

from doc_checker.data import default_data
from doc_checker.errors import NoIndicatorSystem, UnknownSystem
from doc_checker.extract import extract_record
from doc_checker.model import Citation, DocumentNumber, Finding, IndicatorSystem, Record, Span
from doc_checker.readers import read_bytes
from doc_checker.review.choose import choose_system, plan_rank
from doc_checker.review.right_version import check_version

COUNTY = IndicatorSystem(title="某省“信用交通县”建设指标体系", level="county", total_points=100, groups=[])
CITY = IndicatorSystem(title="某省“信用交通市”测评指标体系", level="city", total_points=100, groups=[])


@lru_cache(maxsize=1)
def template() -> Record:
    text = "关于印发工作方案的通知\n各有关单位：\n现印发给你们。\n"
    return extract_record(read_bytes(text.encode(), "方案.txt"), default_data())


def record(**values: object) -> Record:
    empty = {"issuers": [], "signatories": [], "title": None, "inner_title": None, "clauses": [], "citations": []}
    return template().model_copy(
        update={**empty, "attachments": [], "written_date": None, "document_number": None, **values}
    )


def notice(*systems: IndicatorSystem, **values: object) -> Record:
    return record(indicator_systems=list(systems), **values)


@pytest.mark.parametrize(
    ("values", "rank"),
    [
        ({"issuers": ["青禾县民政局"]}, 2),
        ({"issuers": ["济州市云岭区交通运输局"]}, 2),
        ({"issuers": ["云岭市交通运输局"]}, 3),
        ({"issuers": ["某某自治区交通运输厅"]}, 4),
        ({"issuers": ["江南省交通运输厅"]}, 4),
        ({"title": "2025年全县养老服务工作要点"}, 2),
        ({"title": "工作方案"}, None),
    ],
)
def test_rank_of_the_plans_owner(values: dict[str, object], rank: int | None) -> None:
    assert plan_rank(record(**values), default_data()) == rank


def test_the_system_of_the_owners_level_and_why() -> None:
    plan = record(issuers=["青禾县交通运输局"], title="信用交通创建工作方案")
    chosen, because = choose_system(plan, notice(CITY, COUNTY), None, default_data())
    assert chosen is COUNTY
    assert "县级" in because
    assert CITY.title in because


def test_the_only_system_is_taken() -> None:
    assert choose_system(record(issuers=["江南省交通运输厅"]), notice(CITY), None, default_data())[0] is CITY


def test_a_wanted_system_is_taken_whatever_the_level() -> None:
    plan = record(issuers=["青禾县交通运输局"])
    chosen, because = choose_system(plan, notice(COUNTY, CITY), "信用交通市", default_data())
    assert chosen is CITY
    assert "--system" in because


def test_an_unknown_system_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownSystem) as raised:
        choose_system(record(), notice(COUNTY, CITY), "信用交通省", default_data())
    assert COUNTY.title in str(raised.value)


def test_a_name_of_several_systems_is_refused() -> None:
    with pytest.raises(UnknownSystem):
        choose_system(record(), notice(COUNTY, CITY), "信用交通", default_data())


def test_a_notice_without_systems_is_refused() -> None:
    with pytest.raises(NoIndicatorSystem):
        choose_system(record(), notice(), None, default_data())


def codes(plan: Record, against: Record) -> list[str]:
    return [finding.code for finding in version(plan, against)]


def version(plan: Record, against: Record) -> list[Finding]:
    return check_version(plan, against, against.indicator_systems[0], default_data())


def number(text: str, year: int, serial: int) -> DocumentNumber:
    return DocumentNumber(text=text, agency=text.split("〔")[0], year=year, sequence=serial, span=Span(start=0, end=1))


def cites(text: str) -> list[Citation]:
    return [Citation(title=None, document_number=text, span=Span(start=0, end=1))]


def test_another_years_notice_is_cited() -> None:
    against = notice(COUNTY, document_number=number("江交法函〔2024〕5号", 2024, 5))
    plan = record(issuers=["青禾县交通运输局"], citations=cites("江交法函〔2022〕9号"))
    assert codes(plan, against) == ["other-version-cited"]


def test_this_notice_is_cited() -> None:
    against = notice(COUNTY, document_number=number("江交法函〔2024〕5号", 2024, 5))
    plan = record(issuers=["青禾县交通运输局"], citations=cites("江交法函〔2024〕5号"))
    assert codes(plan, against) == []


def test_no_notice_is_cited() -> None:
    against = notice(COUNTY, document_number=number("江交法函〔2024〕5号", 2024, 5))
    assert codes(record(issuers=["青禾县交通运输局"]), against) == ["notice-not-cited"]


def test_a_plan_older_than_the_notice() -> None:
    plan = record(issuers=["青禾县交通运输局"], written_date="2023-03-01")
    assert codes(plan, notice(COUNTY, written_date="2024-01-05")) == ["plan-before-notice"]


def test_a_plan_of_another_level() -> None:
    assert codes(record(issuers=["云岭市交通运输局"]), notice(COUNTY)) == ["level-mismatch"]
