"""The commands over stand-ins for the floors below: outputs, exit codes, errors, files."""

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from doc_checker import service
from doc_checker.errors import DataFileError
from tests.cli.inputs import Run, write

BAD_INPUTS = {
    "missing": (None, "文件不存在"),
    "empty": (b"", "文件是空的"),
    "blank": (b" \n\t\n", "文件是空的"),
    "binary": (bytes(range(256)) * 20, "不是文本文件"),
    "damaged zip": (b"PK\x03\x04rest", "压缩包已损坏"),
    "archive": (b"Rar!\x1a\x07\x00rest", "是压缩包，不是公文；请解压后再试"),
}


def stdin(monkeypatch: pytest.MonkeyPatch, payload: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(payload)))


def one_line(err: str) -> bool:
    return err.endswith("\n") and err.count("\n") == 1 and "Traceback" not in err


# extract


def test_one_file_gives_one_indented_object(run: Run, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extract", plan) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("{\n  ")
    record = json.loads(out)
    assert record["title"] == "甲局创建工作方案" and record["source"]["name"] == "方案.txt"
    assert "text" not in record


def test_several_files_give_json_lines_in_order(
    run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("extract", notice, plan) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["通知.txt", "方案.txt"]


def test_text_is_added_on_request(run: Run, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extract", plan, "--text") == 0
    assert json.loads(capsys.readouterr().out)["text"].startswith("甲局创建工作方案\n")


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stdin(monkeypatch, "乙局方案\n".encode("gb18030"))
    assert run("extract", "-") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["title"] == "乙局方案" and record["source"]["name"] == "标准输入"


def test_empty_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stdin(monkeypatch, b"")
    assert run("extract", "-") == 3
    assert capsys.readouterr().err.startswith("标准输入：文件是空的")


@pytest.mark.parametrize("kind", BAD_INPUTS)
def test_a_bad_input_is_one_line_and_the_others_are_done(
    run: Run, plan: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    payload, said = BAD_INPUTS[kind]
    bad = tmp_path / "坏.txt"
    if payload is not None:
        bad.write_bytes(payload)
    assert run("extract", bad, plan) == 3
    out, err = capsys.readouterr()
    assert one_line(err) and said in err and "坏.txt" in err and "；" in err
    assert [json.loads(line)["title"] for line in out.splitlines()] == ["甲局创建工作方案"]


def test_a_folder_is_no_document(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extract", tmp_path) == 3
    assert "是文件夹" in capsys.readouterr().err


def test_a_huge_file_is_refused(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("doc_checker.readers.MAX_BYTES", 10)
    assert run("extract", plan) == 3
    assert one_line(err := capsys.readouterr().err) and "上限" in err


def test_a_bug_is_one_line_and_a_traceback_only_with_debug(
    run: Run, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bug = write(tmp_path / "a.txt", "触发 BUG 的文件\n")
    assert run("extract", bug, plan) == 3
    out, err = capsys.readouterr()
    assert one_line(err) and "程序内部错误（KeyError" in err and "--debug" in err
    assert len(out.splitlines()) == 1
    assert run("extract", bug, "--debug") == 3
    assert "Traceback" in capsys.readouterr().err


def test_extract_into_a_folder(run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extract", plan, notice, "--out", "新/结果") == 0
    out, err = capsys.readouterr()
    assert out == "" and "方案.json" in err
    assert sorted(path.name for path in Path("新/结果").iterdir()) == ["方案.json", "通知.json"]
    assert json.loads(Path("新/结果/方案.json").read_text("utf-8"))["title"] == "甲局创建工作方案"


def test_same_names_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    words = ["a/方案.txt", "b/方案.txt", "c/方案.md", "d/PLAN.txt", "e/plan.txt"]
    for word in words:
        write(tmp_path / word, f"{word[0]}局方案\n")
    assert run("extract", *words, "--out", "out") == 0
    titles = {path.name: json.loads(path.read_text("utf-8"))["title"] for path in Path("out").iterdir()}
    assert titles == {
        "方案.json": "a局方案",
        "方案-2.json": "b局方案",
        "方案-3.json": "c局方案",
        "PLAN.json": "d局方案",
        "plan-2.json": "e局方案",
    }


def test_nothing_is_written_for_an_unreadable_input(run: Run, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    assert run("extract", "空.txt", plan, "--out", "out") == 3
    assert [path.name for path in Path("out").iterdir()] == ["方案.json"]


def test_an_output_folder_that_is_a_file(run: Run, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extract", plan, "--out", plan) == 2
    assert one_line(err := capsys.readouterr().err) and "不是文件夹" in err


def test_a_full_disk_leaves_no_file(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert run("extract", plan, "--out", "out") == 2
    assert one_line(err := capsys.readouterr().err) and "磁盘空间不足" in err
    assert list(Path("out").iterdir()) == []


def test_an_input_is_never_overwritten(run: Run, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = notice.read_bytes()
    assert run("indicators", notice, "--out", notice) == 2
    assert "输出会覆盖输入文件" in capsys.readouterr().err
    assert notice.read_bytes() == before


def test_a_broken_data_file_stops_with_its_line(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise DataFileError("词库/a.toml 第 3 行", "缺少 term", "请按所示行号改正")

    monkeypatch.setattr(service, "load_knowledge", broken)
    assert run("extract", plan) == 2
    assert capsys.readouterr().err == "词库/a.toml 第 3 行：缺少 term；请按所示行号改正\n"


def test_file_names_cannot_forge_output(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("extract", "坏\x1b[31m\n文件.txt") == 3
    err = capsys.readouterr().err
    assert one_line(err) and "\x1b" not in err


# indicators


def test_indicator_table_with_audit(run: Run, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("indicators", notice) == 0
    out = capsys.readouterr().out
    assert "一、制度建设：所印 12 分，各项合计 12 分，一致" in out
    assert "各组合计：所印 100 分，各项合计 100 分，一致" in out


def test_findings_of_the_notice_are_shown(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("indicators", write(tmp_path / "n.txt", "分值不符的指标体系\n")) == 0
    assert "各项合计与所印分值不符" in capsys.readouterr().out


def test_indicators_as_json(run: Run, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("indicators", notice, "--format", "json", "--system", "信用交通县") == 0
    data = json.loads(capsys.readouterr().out)
    facts = ["title", "inner_title", "document_number", "written_date", "issuers"]
    assert list(data) == ["schema_version", "source", *facts, "indicator_systems", "findings"]
    assert data["source"]["name"] == "通知.txt"
    assert data["indicator_systems"][0]["total_points"] == 100


def test_indicators_as_csv_and_xlsx_files(run: Run, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("indicators", notice, "--out", "表/指标.csv") == 0
    assert Path("表/指标.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert run("indicators", notice, "--format", "xlsx", "--out", "指标") == 0
    sheets = load_workbook(io.BytesIO(Path("指标").read_bytes())).worksheets
    assert [sheet.title for sheet in sheets if sheet.sheet_state == "visible"] == ["指标", "要求", "计分规则"]
    assert capsys.readouterr().out == ""


def test_indicators_as_xlsx_on_standard_output(
    run: Run, notice: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("indicators", notice, "--format", "xlsx") == 0
    assert capsysbinary.readouterr().out.startswith(b"PK")


def test_a_notice_without_indicator_system(
    run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("indicators", plan) == 3
    assert one_line(err := capsys.readouterr().err) and "没有可识别的指标体系" in err
    assert run("check", plan, plan, "--against", plan) == 3
    assert one_line(capsys.readouterr().err)


@pytest.mark.parametrize("command", ["indicators", "check"])
def test_an_unknown_system(
    run: Run, plan: Path, notice: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [notice] if command == "indicators" else [plan, "--against", notice]
    assert run(command, *words, "--system", "乡镇") == 2
    assert one_line(err := capsys.readouterr().err) and "没有名称含“乡镇”的指标体系；可选：" in err


# check


def test_check_prints_the_summary(run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, "--against", notice) == 0
    out, err = capsys.readouterr()
    assert "方案：甲局创建工作方案" in out and "失分风险" in out and "责任缺失的任务" in out
    assert "\x1b" not in out and err == ""


def test_check_as_json(run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, "--against", notice, "--format", "json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["plan"]["name"] == "方案.txt" and err == ""


def test_several_plans_as_json_lines_also_when_one_fails(
    run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "没有.txt", plan, "--against", notice, "--format", "json") == 3
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1 and json.loads(out)["plan"]["name"] == "方案.txt"
    assert one_line(err) and err.startswith("没有.txt：文件不存在")


def test_an_unreadable_notice_ends_all(run: Run, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, "--against", "没有.txt", "--out", "out") == 3
    out, err = capsys.readouterr()
    assert out == "" and one_line(err)
    assert not Path("out").exists()


def test_reports_are_written_and_told(run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, "--against", notice, "--format", "html,xlsx,text", "--out", "out") == 0
    out = capsys.readouterr().out
    names = ["方案-审查报告.html", "方案-审查报告.txt", "方案-审查报告.xlsx"]
    assert sorted(path.name for path in Path("out").iterdir()) == names
    assert all(f"报告：{Path('out') / name}" in out for name in names)
    assert Path("out/方案-审查报告.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_html_is_what_a_folder_gets_by_default(run: Run, plan: Path, notice: Path) -> None:
    assert run("check", plan, "--against", notice, "--out", "out") == 0
    assert [path.name for path in Path("out").iterdir()] == ["方案-审查报告.html"]


def test_json_into_a_folder_keeps_standard_output_empty(
    run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", plan, "--against", notice, "--format", "json", "--out", "out") == 0
    out, err = capsys.readouterr()
    assert out == "" and "方案-审查报告.json" in err
    assert json.loads(Path("out/方案-审查报告.json").read_text("utf-8"))["schema_version"] == "1"


def test_html_on_standard_output(run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, "--against", notice, "--format", "html") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("limit", "code"), [("0.94", 0), ("0.941", 1), ("1", 1), ("0", 0)])
def test_fail_under(
    run: Run, plan: Path, notice: Path, limit: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", plan, "--against", notice, "--fail-under", limit) == code
    err = capsys.readouterr().err
    assert ("低于 --fail-under" in err) is bool(code)


def test_fail_under_fails_where_no_total_is_known(
    run: Run, notice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write(tmp_path / "p.txt", "无总分的方案\n")
    assert run("check", plan, "--against", notice, "--fail-under", "0.1") == 1
    assert one_line(err := capsys.readouterr().err) and "没有总分" in err


def test_an_unreadable_plan_counts_before_a_failed_threshold(run: Run, plan: Path, notice: Path) -> None:
    assert run("check", plan, "没有.txt", "--against", notice, "--fail-under", "1") == 3


def test_explain(run: Run, plan: Path, notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", plan, "--against", notice, "--explain", "五．１") == 0
    out = capsys.readouterr().out
    assert out.startswith("五.1 △ 部分覆盖") and "要求 五.1-2" in out
    assert run("check", plan, "--against", notice, "--explain", "九.9") == 2
    assert one_line(err := capsys.readouterr().err) and "没有编号为“九.9”的指标；可用：一.1、" in err


def test_plan_from_standard_input(
    run: Run, notice: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin(monkeypatch, "丙局方案\n".encode())
    assert run("check", "-", "--against", notice, "--out", "out") == 0
    assert [path.name for path in Path("out").iterdir()] == ["标准输入-审查报告.html"]


def test_hostile_plan_stays_harmless(
    run: Run, notice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = "=cmd|'/C calc'!A0<script>alert(1)</script>\u202e\x1b[2J方案"
    plan = write(tmp_path / "p.txt", title + "一、做好甲乙丙丁各项工作。" * 5 + "\n")
    assert run("check", plan, "--against", notice, "--format", "html,xlsx", "--out", "out") == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\u202e" not in out
    assert "<script" not in Path("out/p-审查报告.html").read_text("utf-8")
    sheet = load_workbook("out/p-审查报告.xlsx")["总览"]
    assert sheet["B2"].data_type == "s" and sheet["B2"].quotePrefix


def test_output_names_stay_in_the_folder(run: Run, notice: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("..txt", "a:b*c?.txt", "长" * 80 + ".txt"):
        write(tmp_path / "in" / name, "丁局方案\n")
    plans = sorted((tmp_path / "in").iterdir())
    assert run("check", *plans, "--against", notice, "--out", "out") == 0
    written = sorted(path.name for path in Path("out").iterdir())
    assert len(written) == 3 and all(len(name.encode()) < 255 for name in written)
    assert "a_b_c_-审查报告.html" in written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out", "通知.txt"]


# eval


def test_eval_hands_its_options_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[dict[str, object]] = []

    def run_evaluation(**options: object) -> int:
        asked.append(options)
        return 1

    monkeypatch.setattr("doc_checker.evaluate.run_evaluation", run_evaluation)
    assert run("eval") == 1
    assert run("eval", "--gold", tmp_path, "--baseline", "b.json", "--format", "json", "--summary") == 1
    assert run("eval", "--update-baseline", "--allow-regression") == 1
    defaults = {"gold": None, "baseline": None, "update_baseline": False, "allow_regression": False}
    defaults |= {"as_json": False, "list_wrong": True}
    assert asked[0] == defaults
    assert asked[1] == defaults | {"gold": tmp_path, "baseline": Path("b.json"), "as_json": True, "list_wrong": False}
    assert asked[2] == defaults | {"update_baseline": True, "allow_regression": True}
