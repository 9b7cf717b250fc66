"""Is the plan held against the right notice? Small documents of several fields; all places are invented."""

from __future__ import annotations

from functools import lru_cache

import pytest

from doc_checker.data import default_data
from doc_checker.extract import extract_record
from doc_checker.model import Finding, Record
from doc_checker.readers import read_bytes
from doc_checker.review.choose import choose_system, plan_rank
from doc_checker.review.right_version import check_version

DATA = default_data()
TABLE = """一级指标 指标内容 分值
一、制度建设（10分）
1.成立领导小组。（5分）
2.印发年度工作方案。（5分）
"""


@lru_cache
def read(text: str) -> Record:
    return extract_record(read_bytes(text.encode(), "文件.txt"), DATA)


def notice(
    number: str = "江交法函〔2024〕5号",
    title: str = "江南省交通运输厅关于公布第二批“信用交通县（市、区）”试点的通知",
    system: str = "江南省“信用交通县（市、区）”建设指标体系",
    date: str = "2024年3月5日",
    to: str = "各市交通运输局",
    note: str = "",
) -> Record:
    return read(
        f"{number}\n\n{title}\n\n{to}：\n\n现将有关事项通知如下，请认真组织实施。\n\n附件：{note or system}\n\n"
        f"江南省交通运输厅\n{date}\n\n附件\n\n{system}\n\n{TABLE}"
    )


def plan(
    basis: str,
    issuer: str = "青禾县交通运输局",
    date: str = "2024年6月5日",
    title: str = "信用交通县创建工作方案",
    number: str = "青交〔2024〕19号",
    to: str = "局属各单位",
    note: str = "",
    tail: str = "",
) -> Record:
    return read(
        f"{number}\n\n{issuer}关于印发《{title}》的通知\n\n{to}：\n\n现将《{title}》印发给你们。\n\n{note}{issuer}\n{date}\n\n"
        f"{title}\n\n{basis}制定本方案。\n\n一、重点任务\n（一）健全机制。成立领导小组。\n（二）加强宣传。开展宣传。\n{tail}"
    )


def found(one: Record, against: Record) -> list[Finding]:
    system, _ = choose_system(one, against, None, DATA)
    return check_version(one, against, system, DATA)


def codes(one: Record, against: Record) -> list[str]:
    return [finding.code for finding in found(one, against)]


def test_the_other_batch_and_year_of_the_same_series_is_said_first() -> None:
    cited = "根据省交通运输厅《关于公布第三批“信用交通县（市、区）”试点的通知》（江交法函〔2025〕8号）要求，"
    finding = found(plan(cited, date="2025年6月5日"), notice())[0]
    assert (finding.code, finding.severity) == ("other-version-cited", "warning")
    assert finding.data == {"cited": ["江交法函〔2025〕8号"], "checked_against": "江交法函〔2024〕5号"}
    assert "第三批江交法函〔2025〕8号" in finding.message
    assert "第二批江交法函〔2024〕5号" in finding.message


def test_this_notice_is_cited() -> None:
    by_number = "根据《关于公布第二批“信用交通县（市、区）”试点的通知》（江交法函〔2024〕5号），"
    assert codes(plan(by_number), notice()) == []
    by_title = "根据《江南省“信用交通县（市、区）”建设指标体系》，"
    assert codes(plan(by_title), notice()) == []


def test_this_notice_and_a_newer_one_of_its_series() -> None:
    both = (
        "根据《关于公布第二批“信用交通县（市、区）”试点的通知》（江交法函〔2024〕5号）、"
        "《关于公布第三批“信用交通县（市、区）”试点的通知》（江交法函〔2025〕8号），"
    )
    [finding] = found(plan(both, date="2025年6月5日"), notice())
    assert (finding.code, finding.severity) == ("newer-version-cited", "info")


@pytest.mark.parametrize(
    "basis",
    [
        "根据《中华人民共和国道路运输条例》（中华人民共和国国务院令第709号），",
        "根据《优化营商环境条例》和《江南省社会信用条例》，",
        "根据《关于推进全省交通运输行业信用体系建设的指导意见》（江交法〔2020〕5号），",
        "根据《关于做好春运工作的通知》（江交法函〔2024〕2号），",
        "根据《关于进一步优化营商环境的意见》（江政办发〔2024〕11号），",
        "为推进信用交通建设，",
    ],
)
def test_unrelated_citations_raise_no_alarm(basis: str) -> None:
    findings = found(plan(basis), notice())
    assert all(finding.severity == "info" for finding in findings)
    assert [finding.code for finding in findings] in ([], ["notice-not-cited"])


def test_another_year_of_a_system_in_another_field() -> None:
    against = notice(
        "澜教安函〔2025〕21号",
        "澜江省教育厅关于印发《澜江省“平安校园示范县”测评指标体系》的通知",
        "澜江省“平安校园示范县”测评指标体系",
        "2025年1月20日",
        "各市教育局",
    )
    cited = "根据《澜江省“平安校园示范县”测评指标体系（2023年版）》（澜教办〔2023〕4号），"
    one = plan(cited, "云岭县教育局", "2025年3月1日", "平安校园创建方案", "云教〔2025〕2号")
    assert codes(one, against) == ["other-version-cited"]
    other = plan("根据《澜江省校园安全管理办法》（澜教办〔2023〕4号），", "云岭县教育局", "2025年3月1日")
    assert codes(other, against) == ["notice-not-cited"]


def test_years_of_plan_and_system() -> None:
    against = notice(system="江南省2023年度信用交通县考核指标体系", number="江交法函〔2023〕5号", date="2023年3月5日")
    one = plan("为推进工作，", title="2025年信用交通县创建工作方案", number="青交〔2025〕3号", date="2025年2月1日")
    assert codes(one, against) == ["notice-not-cited", "year-mismatch"]
    same = plan("为推进工作，", title="2023年信用交通县创建工作方案", number="青交〔2023〕9号", date="2023年5月1日")
    assert codes(same, against) == ["notice-not-cited"]


def test_an_edition_and_a_span_of_years_fit_later_plans() -> None:
    one = plan("为推进工作，", title="2025年信用交通县创建工作方案", number="青交〔2025〕3号", date="2025年2月1日")
    assert "year-mismatch" not in codes(one, notice(system="江南省“信用交通县”建设指标体系（2023年版）"))
    assert "year-mismatch" not in codes(one, notice(system="江南省“信用交通县”建设指标体系（2024—2026年）"))


def test_a_plan_older_than_the_notice() -> None:
    assert "plan-before-notice" in codes(plan("为推进工作，", date="2023年12月5日"), notice())
    undated = plan("为推进工作，", number="青交〔2022〕3号", date="")
    assert undated.written_date is None
    assert "plan-before-notice" in codes(undated, notice())
    assert "plan-before-notice" not in codes(plan("为推进工作，", date="2024年3月5日"), notice())


@pytest.mark.parametrize(
    ("issuer", "to", "rank", "mismatch"),
    [
        ("青禾县交通运输局", "局属各单位", 2, False),
        ("云岭市交通运输局", "各县（市、区）交通运输局", 3, True),
        ("云岭市交通运输局", "各镇人民政府、各街道办事处", 2, False),
        ("云岭市民政局", "各县（市、区）民政局", 3, True),
        ("济州市云岭区民政局", "各镇（街道）", 2, False),
    ],
)
def test_levels(issuer: str, to: str, rank: int, mismatch: bool) -> None:
    one = plan("为推进工作，", issuer=issuer, to=to)
    assert plan_rank(one, DATA) == rank
    assert ("level-mismatch" in codes(one, notice())) is mismatch


def test_a_level_told_by_those_addressed() -> None:
    against = notice(system="江南省养老服务评价指标体系", to="各县（市、区）民政局")
    assert against.indicator_systems[0].level is None
    [finding] = [
        f
        for f in found(plan("为推进工作，", "云岭市民政局", to="各县（市、区）民政局"), against)
        if f.code == "level-doubtful"
    ]
    assert finding.severity == "info"


def test_attachments_announced_and_absent() -> None:
    one = plan(
        "为推进工作，",
        note="附件：1.任务分工表\n2.成员名单\n\n",
        tail="\n附件1\n\n任务分工表\n\n1.成立领导小组 综合科\n",
    )
    [finding] = [f for f in found(one, notice()) if f.code == "attachment-absent"]
    assert (finding.severity, finding.data["number"], finding.data["title"]) == ("warning", 2, "成员名单")
    against = notice(note="1.江南省“信用交通县（市、区）”建设指标体系\n2.申报表")
    absent = [f for f in found(plan("为推进工作，"), against) if f.code == "notice-attachment-absent"]
    assert [f.data["number"] for f in absent] == [2]
    assert "指标通知" in absent[-1].message
