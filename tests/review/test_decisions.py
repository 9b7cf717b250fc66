"""People's decisions on a real plan: applied, counted and shown; not applied once the texts have changed."""

import io
import json
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from doc_checker import service
from doc_checker.cli import main
from doc_checker.data import default_data
from doc_checker.decision_file import DecisionEntry, parse_decisions, render_decisions
from doc_checker.errors import DataFileError
from doc_checker.model import IndicatorVerdict, Record, Review
from doc_checker.report.html import render_html
from doc_checker.report.tables import review_xlsx
from doc_checker.report.terminal import render_review
from doc_checker.review import choose_system, review_plan

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "corpus/written/tongdu-2025-14/tongdu-2025-14.txt"
NOTICE = ROOT / "corpus/written/yanglao-2025-07/yanglao-2025-07.txt"
TODAY = date(2026, 1, 15)


@lru_cache
def record(path: Path) -> Record:
    return service.read_record(service.Input(path.name, path), default_data())


def altered(path: Path, old: str, new: str) -> Record:
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    source = service.Input(path.name, payload=text.replace(old, new).encode("utf-8"))
    return service.read_record(source, default_data())


def check(entries: list[DecisionEntry], plan: Record | None = None, notice: Record | None = None) -> Review:
    plan, notice = plan or record(PLAN), notice or record(NOTICE)
    system, because = choose_system(plan, notice, None, default_data())
    return review_plan(plan, notice, system, because, default_data(), decisions=entries, today=TODAY)


@lru_cache
def machine() -> Review:
    return check([])


def verdict(review: Review, identifier: str) -> IndicatorVerdict:
    return next(each for each in review.indicators if each.id == identifier)


def decide(text: str) -> list[DecisionEntry]:
    return parse_decisions(text.encode("utf-8"), "认定.toml")


def entry(identifier: str, status: str, **more: str) -> str:
    lines = [f'{key} = "{value}"' for key, value in more.items() if key not in ("until", "clauses")]
    lines += [f"{key} = {more[key]}" for key in ("until", "clauses") if key in more]
    head = f'[[decision]]\nindicator = "{identifier}"\nverdict = "{status}"\nwho = "李审"\nwhy = "另有文件为证"\n'
    return head + "\n".join(lines) + "\n"


def first(status: str, several: bool = False) -> IndicatorVerdict:
    return next(
        each
        for each in machine().indicators
        if each.status == status
        and each.points
        and not each.id.startswith("加")
        and (len(each.requirements) > 1) >= several
    )


# --- applied


def test_a_decision_overrides_counts_and_shows_both_verdicts() -> None:
    short = first("missing")
    review = check(decide(entry(short.id, "covered")))
    now = verdict(review, short.id)
    assert now.status == "covered" and now.machine_status == "missing" and now.points_at_risk == 0
    assert now.decision is not None
    assert (now.decision.who, now.decision.machine, now.decision.state) == ("李审", "missing", "applied")
    assert "李审认定为“覆盖”：另有文件为证（程序判断为“未覆盖”：" in now.reason
    assert review.summary.covered == machine().summary.covered + 1
    assert review.summary.missing == machine().summary.missing - 1
    assert short.points_at_risk is not None
    assert review.summary.points_at_risk == pytest.approx(machine().summary.points_at_risk - short.points_at_risk)
    assert (review.summary.decisions, review.summary.decisions_not_applied) == (1, 0)
    assert service.attained_share(review) > service.attained_share(machine())  # type: ignore[operator]
    assert all(each.status == "covered" for each in now.requirements)


def test_a_decision_that_nothing_is_promised_takes_evidence_and_points() -> None:
    good = first("covered")
    review = check(decide(entry(good.id, "missing")))
    now = verdict(review, good.id)
    assert (now.status, now.evidence, now.points_at_risk) == ("missing", [], good.points)
    served = [task for task in review.tasks if good.id in task.indicators]
    assert not served


def test_partly_met_risks_all_points_where_no_requirement_is_short() -> None:
    good = first("covered")
    assert verdict(check(decide(entry(good.id, "partial"))), good.id).points_at_risk == good.points


def test_one_requirement_decided() -> None:
    good = first("covered", several=True)
    wanted = good.requirements[0].id
    now = verdict(check(decide(entry(good.id, "missing", requirement=wanted))), good.id)
    assert now.status == "partial" and now.machine_status == "covered" and now.decision is None
    assert [each.status for each in now.requirements] == ["missing", *["covered"] * (len(now.requirements) - 1)]
    assert now.requirements[0].decision is not None and now.requirements[0].evidence == []


def test_the_clause_that_a_person_names_becomes_the_evidence() -> None:
    short = first("missing")
    clause = next(c for c in record(PLAN).walk_clauses() if c.id.count("（") == 1)
    now = verdict(check(decide(entry(short.id, "covered", clauses=f'["{clause.id}"]'))), short.id)
    assert [(each.clause, each.given, each.quote) for each in now.evidence] == [(clause.id, True, clause.text)]


def test_every_report_shows_both_verdicts() -> None:
    short = first("missing")
    review = check(decide(entry(short.id, "covered", until="2026-12-31")))
    text = render_review(review)
    assert "人工认定  采用 1 条" in text
    assert f"{short.id}：程序判断 × 未覆盖，李审认定 √ 覆盖（另有文件为证，有效期到 2026-12-31）" in text
    page = render_html(review)
    assert "李审认定为" in page and "采用人工认定 <strong>1</strong> 条" in page
    sheet = load_workbook(io.BytesIO(review_xlsx(review)))["指标"]
    rows = [
        dict(zip([str(c.value) for c in sheet[1]], row, strict=True)) for row in sheet.iter_rows(2, values_only=True)
    ]
    row = next(row for row in rows if row["编号"] == short.id)
    assert (row["结论"], row["程序判断"]) == ("覆盖", "未覆盖")
    assert row["人工认定"] == f"李审认定 {short.id} 为覆盖：另有文件为证（已采用，有效期到 2026-12-31）"
    assert json.loads(review.model_dump_json())["indicators"]


# --- stale, expired, unknown


def form(**filled: Any) -> list[DecisionEntry]:
    """The form that the program writes, one entry of it filled in."""
    tables = tomllib.loads(render_decisions([machine()]))["decision"]
    table = next(each for each in tables if each["indicator"] == filled["indicator"])
    table |= {"who": "李审", "why": "另有文件为证", **filled}
    lines = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())
    return decide(f"[[decision]]\n{lines}\n")


def test_the_form_lists_every_indicator_and_decides_nothing_by_itself() -> None:
    text = render_decisions([machine()])
    assert parse_decisions(text.encode(), "x") == []
    assert {each["indicator"] for each in tomllib.loads(text)["decision"]} == {each.id for each in machine().indicators}


def test_the_form_filled_in_is_applied() -> None:
    good = first("covered")
    review = check(form(indicator=good.id, verdict="partial"))
    assert verdict(review, good.id).status == "partial" and review.summary.decisions_not_applied == 0


def test_a_changed_clause_makes_the_decision_on_it_stale_and_no_other() -> None:
    good = first("covered")
    quote = good.evidence[0].quote
    piece = quote[-12:-2]
    changed = altered(PLAN, piece, piece[:5] + "全面" + piece[5:])
    review = check(form(indicator=good.id, verdict="missing"), changed)
    now = verdict(review, good.id)
    assert now.status != "missing" and now.decision is not None and now.decision.state == "stale"
    finding = next(each for each in review.findings if each.code == "decision-stale")
    assert finding.message.startswith(f"李审对 {good.id} 的认定（未覆盖）已不适用，没有采用：认定之后所依据的条款改过")
    assert (review.summary.decisions, review.summary.decisions_not_applied) == (0, 1)
    used = {each.clause for each in good.evidence}
    other = next(
        each
        for each in machine().indicators
        if each.status == "covered" and not used & {e.clause for e in each.evidence}
    )
    assert verdict(check(form(indicator=other.id, verdict="missing"), changed), other.id).status == "missing"
    assert "已不适用，未采用" in render_html(review)


def test_of_a_verdict_without_evidence_any_change_of_the_plan_makes_it_stale() -> None:
    short = first("missing")
    good = first("covered").evidence[0].quote[-12:-2]
    changed = altered(PLAN, good, good[:5] + "全面" + good[5:])
    assert verdict(check(form(indicator=short.id, verdict="covered")), short.id).status == "covered"
    assert verdict(check(form(indicator=short.id, verdict="covered"), changed), short.id).status == "missing"


def test_a_changed_indicator_makes_the_decision_stale() -> None:
    good = first("covered")
    piece = good.text[:6]
    review = check(form(indicator=good.id, verdict="missing"), notice=altered(NOTICE, piece, f"切实{piece}"))
    assert verdict(review, good.id).status != "missing"
    assert "认定之后指标的内容改过" in next(f.message for f in review.findings if f.code == "decision-stale")


def test_quoted_evidence_must_still_be_there() -> None:
    short = first("missing")
    quote = first("covered").evidence[0].quote[-12:-2]
    assert verdict(check(decide(entry(short.id, "covered", evidence=quote))), short.id).status == "covered"
    changed = altered(PLAN, quote, quote[:5] + "全面" + quote[5:])
    assert verdict(check(decide(entry(short.id, "covered", evidence=quote)), changed), short.id).status == "missing"
    review = check(decide(entry(short.id, "covered", clauses='["九十九"]')))
    assert "没有所依据的条款 九十九" in next(f.message for f in review.findings if f.code == "decision-stale")


@pytest.mark.parametrize(("until", "status"), [("2026-01-15", "covered"), ("2026-01-14", "missing")])
def test_until_is_the_last_day(until: str, status: str) -> None:
    short = first("missing")
    review = check(decide(entry(short.id, "covered", until=until)))
    assert verdict(review, short.id).status == status
    assert [f.code for f in review.findings].count("decision-expired") == (status == "missing")


def test_an_unknown_indicator_is_a_slip_unless_it_once_was_there() -> None:
    with pytest.raises(DataFileError, match=r"认定\.toml 第 1 行：没有编号为“九\.9”的指标；可用：一\.1、"):
        check(decide(entry("九.9", "covered")))
    with pytest.raises(DataFileError, match=r"没有编号为“一\.1-9”的要求"):
        check(decide(entry("一.1", "covered", requirement="一.1-9")))
    known = verdict(machine(), "一.2")
    review = check(decide(entry("九.9", "covered", text_hash=known.text_hash or "")))
    assert "同样内容的指标现为 一.2" in next(f.message for f in review.findings if f.code == "decision-stale")


def test_entries_of_another_plan_are_passed_over() -> None:
    assert check(decide(entry("九.9", "covered", plan="别县发〔2025〕1号"))).summary.decisions == 0


def test_what_was_decided_stands_in_the_form_and_holds_again() -> None:
    good, other, short = first("covered", several=True), first("missing"), first("partial")
    text = entry(good.id, "missing", requirement=good.requirements[0].id, until="2026-12-31")
    text += entry(other.id, "covered", evidence=good.evidence[0].quote[-12:-2])
    text += entry(short.id, "missing", text_hash="0000")
    review = check(decide(text))
    again = parse_decisions(render_decisions([review]).encode(), "x")
    assert {(e.indicator, e.requirement, e.verdict) for e in again} == {
        (good.id, good.requirements[0].id, "missing"),
        (other.id, None, "covered"),
        (short.id, None, "missing"),
    }
    second = check(again)
    assert [each.status for each in second.indicators] == [each.status for each in review.indicators]
    assert (second.summary.decisions, second.summary.decisions_not_applied) == (2, 1)


# --- the command


def test_check_with_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form_path, words = tmp_path / "表.toml", ["check", str(PLAN), "--against", str(NOTICE)]
    assert main([*words, "--write-decisions", str(form_path), "--format", "json"]) == 0
    capsys.readouterr()
    short = first("missing")
    text = form_path.read_text("utf-8")
    head, tail = text.split(f'indicator = "{short.id}"\n')
    filled = head + f'indicator = "{short.id}"\n' + tail.replace(
        'verdict = ""\nwho = ""\nwhy = ""', 'verdict = "覆盖"\nwho = "李审"\nwhy = "见附件"', 1
    )  # fmt: skip
    form_path.write_text(filled, "utf-8")
    assert main([*words, "--decisions", str(form_path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["decisions"] == 1
    again = tmp_path / "再.toml"
    assert main([*words, "--decisions", str(form_path), "--write-decisions", str(again)]) == 0
    assert [(e.indicator, e.who) for e in parse_decisions(again.read_bytes(), "x")] == [(short.id, "李审")]
    capsys.readouterr()
    assert main([*words, "--decisions", str(form_path), "--write-decisions", str(form_path)]) == 2
    assert "输出会覆盖输入文件" in capsys.readouterr().err
    form_path.write_text(entry("一.1", "covered", plan="另一方案"), "utf-8")
    assert main([*words, "--decisions", str(form_path)]) == 0
    assert "第 1 行：这次没有审查“另一方案”，认定没有用上" in capsys.readouterr().err
    form_path.write_text("[[decision]]\nx = 1\n", "utf-8")
    assert main([*words, "--decisions", str(form_path)]) == 2
