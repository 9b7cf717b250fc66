"""The evaluation itself: comparing values, figures, keyword thresholds, the baseline, and the command's exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doc_checker.errors import DataFileError, UsageError
from doc_checker.evaluate import baseline, corpus_gold, run_evaluation
from doc_checker.evaluate.comparison import Section, Value, Wrong, compare_values, shorten
from doc_checker.evaluate.keywords import Share, Thresholds, judge_shares, tune_thresholds
from doc_checker.evaluate.notices import compare_record, evaluate_folder, find_gold, read_gold, summarise
from doc_checker.evaluate.output import Outcome, render_json, render_table, render_text
from doc_checker.evaluate.responsibility import compare_tasks, show_units
from doc_checker.evaluate.values import FIELD_NAMES, LISTS, READERS, SINGLE, values_of
from doc_checker.evaluate.verdicts import Item, Verdict, is_evidence_right, measure_verdicts, read_items
from doc_checker.model import Clause, DocumentNumber, Record, Source, Span, Task, TimeExpression
from doc_checker.review.weights import Weights, default_weights

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SPAN = Span(start=0, end=1)


def clause(identifier: str, text: str, children: list[Clause] | None = None) -> Clause:
    return Clause(id=identifier, label=None, level=1, heading=None, text=text, span=SPAN, children=children or [])


def record(**fields: Any) -> Record:
    return Record(source=Source(name="方案.txt", sha256="0" * 64, format="txt"), **fields)


# --- values


def test_every_field_of_the_record_is_compared() -> None:
    """Provenance (spans, source, findings, doubt) is no value of gold; everything else is."""
    own = {"schema_version", "source", "findings", "spans", "doubtful", "confidence", "text"}
    compared = {*SINGLE, *LISTS, *READERS}
    parts = {"cells", "units", "groups", "indicators", "rules", "requirements", "task_units", "task_times"}
    assert set(Record.model_fields) - own == compared - parts
    assert compared == set(FIELD_NAMES)


@pytest.mark.parametrize("path", find_gold(CORPUS / "notices"), ids=lambda path: path.parent.name)
def test_gold_of_the_corpus_is_readable(path: Path) -> None:
    """Every gold file can be read field by field, and holds nothing but fields of the record."""
    gold = read_gold(path)
    assert set(gold) <= set(Record.model_fields)
    values = values_of(gold)
    assert values["clauses"] and values["title"]
    assert all(score.exact for score in (compare_values("x", name, own, own) for name, own in values.items()))


def test_white_space_and_number_form_do_not_count() -> None:
    gold = {"title": "关于 印发《方案》的\n通知", "attachments": [{"number": 1, "title": "名单"}]}
    ours = {"title": "关于印发《方案》的通知", "attachments": [{"number": 1.0, "title": "名 单"}]}
    assert values_of(gold) == values_of(ours)


def test_punctuation_counts() -> None:
    assert values_of({"title": "方案（试行）"}) != values_of({"title": "方案(试行)"})


def test_a_clause_tree_and_a_flat_list_are_the_same() -> None:
    tree = record(
        clauses=[clause("一", "一、总则", [clause("一.1", "1.甲"), clause("一.2", "2.乙")]), clause("二", "二、附则")]
    )
    flat = [
        {"id": name, "label": None, "level": 1, "heading": None, "text": text}
        for name, text in (("一", "一、总则"), ("一.1", "1.甲"), ("一.2", "2.乙"), ("二", "二、附则"))
    ]
    assert values_of(tree.model_dump(mode="json"))["clauses"] == values_of({"clauses": flat})["clauses"]


def test_time_values_are_compared_by_content() -> None:
    ours = record(
        times=[
            TimeExpression(
                text="每季度至少1次", kind="frequency", value={"per": "季度", "count": 1.0, "unit": "次"}, span=SPAN
            )
        ]
    )
    gold = {
        "times": [{"text": "每季度至少1次", "kind": "frequency", "value": {"count": 1, "unit": "次", "per": "季度"}}]
    }
    assert values_of(ours.model_dump(mode="json"))["times"] == values_of(gold)["times"]


# --- comparing


def test_lost_extra_and_changed_values() -> None:
    def unit(key: str, role: str) -> Value:
        return Value(key, (("role", role),))

    gold = [unit("一.1 财政科", "lead"), unit("一.2 办公室", "responsible"), unit("一.3 人事科", "lead")]
    got = [unit("一.1 财政科", "lead"), unit("一.2 办公室", "cooperate"), unit("一.4 人事科", "lead")]
    score = compare_values("甲", "task_units", gold, got)
    assert (score.gold, score.got, score.right, score.exact) == (3, 3, 1, False)
    assert {wrong.show() for wrong in score.wrong} == {
        "一.2 办公室：role=responsible → role=cooperate",
        "一.3 人事科：role=lead → ∅",
        "一.4 人事科：∅ → role=lead",
    }


def test_repeated_values_are_counted() -> None:
    value = Value("2024年", ())
    score = compare_values("甲", "times", [value, value], [value])
    assert (score.right, len(score.wrong)) == (1, 1)


def test_order_decides_about_exactness_only() -> None:
    first, second = Value("甲局", ()), Value("乙局", ())
    score = compare_values("甲", "addressees", [first, second], [second, first])
    assert (score.right, score.exact) == (2, False)
    assert score.wrong[0].key == "顺序"


def test_long_texts_are_shown_where_they_part() -> None:
    text = "加强组织领导，" * 30
    gold, got = Value("一", (("text", text + "甲" + text),)), Value("一", (("text", text + "乙" + text),))
    wrong = compare_values("x", "clauses", [gold], [got]).wrong[0]
    assert wrong.gold is not None and wrong.got is not None
    assert "甲" in wrong.gold and "乙" in wrong.got and len(wrong.gold) < 40


def test_shortened_texts_stay_apart() -> None:
    assert shorten("长" * 100 + "一") != shorten("长" * 100 + "二")


def test_an_unread_record_has_lost_everything() -> None:
    scores = compare_record("甲", {"title": "通知", "issuers": ["甲局"]}, None)
    by_field = {score.field: score for score in scores}
    assert (by_field["title"].right, by_field["issuers"].right) == (0, 0)
    assert by_field["document_number"].exact


def test_section_counts_precision_and_recall() -> None:
    gold = {"title": "通知", "issuers": ["甲局", "乙局"], "document_number": None}
    number = DocumentNumber(text="甲发〔2024〕1号", agency="甲发", year=2024, sequence=1)
    ours = record(title="通知", issuers=["甲局"], document_number=number)
    section = summarise("notices", "通知", compare_record("x", gold, ours), FIELD_NAMES, 1)
    assert section.measures["notices.title.exact"] == 1
    assert section.measures["notices.issuers.recall"] == 0.5
    assert section.measures["notices.issuers.precision"] == 1
    assert section.measures["notices.document_number.precision"] == 0
    assert "notices.document_number.recall" not in section.measures
    assert section.measures["notices.all.recall"] == round(2 / 3, 4)


# --- verdicts


def item(indicator: str, *accepted: str, evidence: tuple[str, ...] = ()) -> Item:
    return Item("对", "方案", indicator, accepted, evidence)


def test_verdict_figures() -> None:
    items = [
        item("一.1", "covered", evidence=("二.1", "二.2")),
        item("一.2", "partial", "missing", evidence=("二.3",)),
        item("一.3", "missing"),
        item("一.4", "missing"),
        item("一.5", "covered", evidence=("二.5",)),
    ]
    got = {
        ("对", "一.1"): Verdict("covered", ("二.2", "二.9")),
        ("对", "一.2"): Verdict("missing"),
        ("对", "一.3"): Verdict("partial", ("二.1",)),
        ("对", "一.4"): Verdict("missing"),
        ("对", "一.5"): Verdict("partial", ("二.9",)),
    }
    figures = measure_verdicts(items, got)
    assert figures["accuracy"] == 3 / 5
    # 一.2 counts as missing, which gold accepts: two of three found, two of two said.
    assert figures["missing_recall"] == 2 / 3
    assert figures["missing_precision"] == 1
    # 一.1 right, 一.5 wrong; 一.3 has no evidence in gold, 一.2 is missing.
    assert figures["first_evidence"] == 1 / 2
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 0 + 4 / 5) / 3)


def test_an_indicator_without_verdict_is_wrong() -> None:
    figures = measure_verdicts([item("一.1", "missing")], {})
    assert figures["accuracy"] == 0
    assert figures["first_evidence"] is None


def test_first_evidence_of_a_verdict_without_any_is_wrong() -> None:
    assert is_evidence_right(item("一.1", "covered", evidence=("二",)), Verdict("covered")) is False


def test_items_of_a_gold_file() -> None:
    items = read_items(
        "对", "方案", {"一.1": {"status": "partial", "also_accepted": ["missing"], "evidence": [], "why": "…"}}
    )
    assert items[0].accepted == ("partial", "missing")
    assert (items[0].target("missing"), items[0].target("covered")) == ("missing", "partial")


# --- keywords


def test_keyword_thresholds_are_tuned() -> None:
    items = [
        item("1", "missing"),
        item("2", "missing"),
        item("3", "partial"),
        item("4", "covered"),
        item("5", "covered"),
    ]
    values = (0.1, 0.3, 0.5, 0.7, 1.0)
    shares = {("对", each.indicator): Share(value, "一") for each, value in zip(items, values, strict=True)}
    thresholds = tune_thresholds(items, shares)
    assert measure_verdicts(items, judge_shares(items, shares, thresholds))["accuracy"] == 1
    assert 0.3 < thresholds.partial <= 0.5 < thresholds.covered <= 0.7


def test_keyword_verdicts() -> None:
    thresholds = Thresholds(0.4, 0.8)
    assert thresholds.judge(Share(0.39, "一")) == Verdict("missing")
    assert thresholds.judge(Share(0.4, "一")) == Verdict("partial", ("一",))
    assert thresholds.judge(Share(0.8, "一")).status == "covered"


def test_keyword_thresholds_without_gold() -> None:
    assert tune_thresholds([], {}).judge(Share(0.5, "一")).status in ("covered", "partial", "missing")


# --- responsibility


def test_tasks_against_gold() -> None:
    def task(identifier: str, **roles: list[str]) -> Task:
        return Task(id=identifier, text="…", span=SPAN, **roles)

    gold = {
        "二.1": {"lead": ["财政 科"], "responsible": [], "cooperate": [], "missing": False},
        "二.2": {"lead": [], "responsible": ["办公室"], "cooperate": [], "missing": False},
        "二.3": {"lead": [], "responsible": [], "cooperate": [], "missing": True},
        "二.4": {"lead": [], "responsible": [], "cooperate": [], "missing": True},
    }
    tasks = {
        "二.1": task("二.1", lead=["财政科"]),
        "二.2": task("二.2", lead=["办公室"]),
        "二.3": task("二.3"),
        "二.5": task("二.5"),
    }
    wrong = {(each.field, each.key) for each in compare_tasks("甲", gold, tasks, {"二.2"})}
    assert wrong == {("单位", "二.2"), ("缺失", "二.2"), ("缺失", "二.3"), ("任务", "二.4"), ("任务", "二.5")}
    assert show_units(gold["二.3"]) == "∅"


# --- baseline


def section(value: float, *wrong: Wrong, hidden: bool = False, name: str = "notices") -> Section:
    made = Section(name, "通知", ["字段", "准确率"], [["标题", f"{value}"]], hidden=hidden, wrong=list(wrong))
    made.measure("title.recall", value)
    made.counts = {"values": 4}
    return made


def pin(*sections: Section) -> baseline.Baseline:
    return baseline.make_baseline(sections, [], CORPUS)


def test_baseline_round_trip(tmp_path: Path) -> None:
    old = pin(section(0.75, Wrong("甲", "title", "", "通知", "通 告")))
    path = tmp_path / "baseline.json"
    assert baseline.write_baseline(path, old, None, False)
    assert baseline.read_baseline(path) == old
    assert baseline.read_baseline(tmp_path / "other.json") is None


def test_held_out_sections_leave_nothing_in_the_baseline() -> None:
    made = pin(section(0.5, Wrong("留出的方案", "结论", "一.1", "覆盖", "未覆盖"), hidden=True))
    assert (made.measures, made.counts, made.wrong) == ({}, {}, {})


def test_gained_and_lost_values_are_told_by_document() -> None:
    title, number = Wrong("甲", "title", "", "通知", "通告"), Wrong("甲", "times", "2024年", "date", None)
    addressee = Wrong("乙", "addressees", "各县局", None, "有")
    comparison = baseline.compare_baselines(pin(section(0.5, title, number)), pin(section(0.75, number, addressee)))
    assert comparison.fallen == []
    assert comparison.risen == [("notices.title.recall", 0.5, 0.75)]
    assert comparison.gained == {"甲（notices）": ["title ：通知 → 通告"]}
    assert comparison.lost == {"乙（notices）": ["addressees 各县局：∅ → 有"]}


def test_the_same_mistake_twice_is_not_once() -> None:
    wrong = Wrong("甲", "times", "2024年", "date", None)
    comparison = baseline.compare_baselines(pin(section(0.5, wrong)), pin(section(0.5, wrong, wrong)))
    assert comparison.lost == {"甲（notices）": ["times 2024年：date → ∅ ×2"]}


def test_a_measure_that_fell_or_vanished(tmp_path: Path) -> None:
    old, new = pin(section(0.75)), pin(section(0.5))
    assert baseline.compare_baselines(old, new).fallen == [("notices.title.recall", 0.75, 0.5)]
    assert baseline.compare_baselines(old, pin()).fallen == [("notices.title.recall", 0.75, None)]
    path = tmp_path / "baseline.json"
    baseline.write_baseline(path, old, None, False)
    comparison = baseline.compare_baselines(old, new)
    assert not baseline.write_baseline(path, new, comparison, allow_regression=False)
    assert baseline.read_baseline(path) == old
    assert baseline.write_baseline(path, new, comparison, allow_regression=True)
    assert baseline.read_baseline(path) == new


def test_changed_gold_is_said(tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text("{}", "utf-8")
    old = baseline.make_baseline([], [gold], tmp_path)
    gold.write_text("{ }", "utf-8")
    assert baseline.compare_baselines(old, baseline.make_baseline([], [gold], tmp_path)).changed_gold == ["gold.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 99, "measures": {}, "counts": {}, "gold": {}, "wrong": {}}']
)
def test_a_broken_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError):
        baseline.read_baseline(path)


def test_the_pinned_gold_is_that_of_the_corpus() -> None:
    names = {path.relative_to(CORPUS).as_posix() for path in corpus_gold(CORPUS)}
    assert len([name for name in names if name.endswith("gold.json")]) == 5
    assert "coverage/responsibility.json" in names
    assert not any(name.startswith("heldout") for name in names)


# --- output


def test_held_out_mistakes_are_not_printed() -> None:
    secret = section(
        0.5, Wrong("对", "结论", "一.1", "覆盖", "未覆盖", "标注：机密"), hidden=True, name="coverage.heldout"
    )
    outcome = Outcome([secret], None, None, (), 0)
    assert "机密" not in render_text(outcome, list_wrong=True, list_hidden=False)
    assert json.loads(render_json(outcome, list_hidden=False))["sections"][0]["wrong"] is None
    assert "机密" in render_text(outcome, list_wrong=False, list_hidden=True)


def test_mistakes_are_listed_where_asked_for() -> None:
    outcome = Outcome(
        [section(0.5, Wrong("甲", "结论", "一.1", "覆盖", "未覆盖", "标注：因为甲；本程序：因为乙"))], None, None, (), 0
    )
    assert "因为乙" not in render_text(outcome, list_wrong=False, list_hidden=False)
    text = render_text(outcome, list_wrong=True, list_hidden=False)
    assert "甲 结论 一.1：覆盖 → 未覆盖" in text and "因为甲" in text and "因为乙" in text


def test_table_columns_line_up() -> None:
    lines = render_table(["字段", "召回率"], [["标题", "1.000"], ["document", "0.5"]])
    assert lines == ["  字段      召回率", "  标题       1.000", "  document     0.5"]


# --- a folder of real documents, and the command


@pytest.fixture
def real_folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(
        "云岭市财政局文件\n云财发〔2022〕7号\n云岭市财政局关于做好决算工作的通知\n各县（区）财政局，市直各部门：\n"
        "现将有关事项通知如下，请认真贯彻执行。\n云岭市财政局\n2022年3月9日\n",
        "utf-8",
    )
    gold = {
        "a": {
            "document_number": "云财发〔2022〕7号",
            "title": "云岭市财政局关于做好决算工作的通知",
            "issuer": "云岭市财政局",
            "written_date": "2022-03-09",
            "addressee_line": "各县（区）财政局，市直各部门：",
        }
    }
    (tmp_path / "gold.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    return tmp_path


def change_gold(folder: Path, field: str, value: str | None) -> None:
    path = folder / "gold.json"
    gold = json.loads(path.read_text("utf-8"))
    gold["a"][field] = value
    path.write_text(json.dumps(gold, ensure_ascii=False), "utf-8")


def test_a_folder_of_real_documents(real_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_evaluation(gold=real_folder, as_json=True) == 0
    measures = json.loads(capsys.readouterr().out)["sections"][0]["measures"]
    assert {measures[f"documents.{name}.exact"] for name in ("document_number", "title", "issuer")} == {1.0}
    assert {measures[f"documents.{name}.exact"] for name in ("written_date", "addressee_line")} == {1.0}
    change_gold(real_folder, "written_date", None)
    assert run_evaluation(gold=real_folder, list_wrong=True) == 0
    assert "a written_date ：∅ → 2022-03-09" in capsys.readouterr().out


def test_a_folder_may_have_a_baseline_of_its_own(real_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError):
        run_evaluation(gold=real_folder, update_baseline=True)
    pinned = real_folder / "pinned.json"
    assert run_evaluation(gold=real_folder, baseline=pinned) == 0
    assert "没有基线文件" in capsys.readouterr().out
    assert run_evaluation(gold=real_folder, baseline=pinned, update_baseline=True) == 0
    assert run_evaluation(gold=real_folder, baseline=pinned) == 0
    assert "与基线一致" in capsys.readouterr().out
    before = pinned.read_bytes()
    change_gold(real_folder, "title", "云岭市财政局关于做好预算工作的通知")
    assert run_evaluation(gold=real_folder, baseline=pinned) == 1
    out = capsys.readouterr().out
    assert "标准答案有变" in out and "低于基线  documents.title.exact：1.0000 → 0.0000" in out and "由对变错" in out
    assert run_evaluation(gold=real_folder, baseline=pinned, update_baseline=True) == 1
    assert pinned.read_bytes() == before
    assert run_evaluation(gold=real_folder, baseline=pinned, update_baseline=True, allow_regression=True) == 0
    assert run_evaluation(gold=real_folder, baseline=pinned) == 0


def test_a_folder_without_gold_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run_evaluation(gold=tmp_path)


@pytest.mark.parametrize("text", ["", "[1]", '{"a": {"number": "x"}}', '{"a": null}'])
def test_broken_gold_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "gold.json").write_text(text, "utf-8")
    with pytest.raises(DataFileError):
        evaluate_folder(tmp_path, None)  # type: ignore[arg-type]


# --- a corpus


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """One real pair, open and (as if it were another) held out."""
    plan, notice = "lujiaofahan-2023-06", "lujiaofahan-2023-05"
    for name in (plan, notice):
        (tmp_path / "notices").mkdir(exist_ok=True)
        (tmp_path / "notices" / name).symlink_to(CORPUS / "notices" / name)
    gold = json.loads((CORPUS / "coverage" / "shandong-2023-6--city-2023.json").read_text("utf-8"))
    for folder, stem in (("coverage", "open--pair"), ("heldout/coverage", "secret--pair")):
        (tmp_path / folder).mkdir(parents=True)
        # A verdict that nobody gives, so that something is wrong in either.
        wrong = {**gold, "coverage": {**gold["coverage"], "九.9": {"status": "covered", "evidence": [], "why": "虚构"}}}
        (tmp_path / folder / f"{stem}.json").write_text(json.dumps(wrong, ensure_ascii=False), "utf-8")
    return tmp_path


@pytest.mark.slow
def test_a_corpus_is_measured_pinned_and_compared(small_corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []

    def weights_without(plan: str) -> Weights:
        asked.append(plan)
        return default_weights()

    def run(**options: bool) -> tuple[int, str]:
        return run_evaluation(gold=small_corpus, weights_without=weights_without, **options), capsys.readouterr().out

    code, out = run(list_wrong=True)
    assert (code, set(asked)) == (0, {"lujiaofahan-2023-06"})
    assert "open--pair 结论 九.9：覆盖 → （无结论）" in out and "虚构" in out
    assert "secret--pair" not in out and "没有基线文件" in out
    assert run(update_baseline=True)[0] == 0
    pinned = json.loads((small_corpus / "baseline.json").read_text("utf-8"))
    assert {name.split(".")[0] for name in pinned["measures"]} == {"notices", "coverage"}
    assert (
        "coverage.sample.accuracy" in pinned["measures"] and "coverage.sample.left_out.accuracy" in pinned["measures"]
    )
    assert not [name for name in (*pinned["measures"], *pinned["gold"], *pinned["wrong"]) if "heldout" in name]
    code, out = run(as_json=True)
    table = json.loads(out)
    assert (code, table["ok"], table["baseline"]["fallen"]) == (0, True, [])
    by_id = {each["id"]: each for each in table["sections"]}
    assert by_id["coverage.heldout"]["wrong"] is None and by_id["coverage.heldout"]["wrong_count"] > 0
    assert by_id["coverage.sample"]["counts"] == {"pairs": 1, "verdicts": 25}


@pytest.mark.slow
def test_the_corpus_keeps_its_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing that was reached is lost."""
    code = run_evaluation()
    assert code == 0, capsys.readouterr().out.partition("与基线比较")[2]
