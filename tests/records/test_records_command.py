"""The command ``records``: what it prints, writes, and says of wrong usage."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from doc_checker import cli
from doc_checker.records import Records
from doc_checker.report.exports import COLUMNS, csv_chunks, export_xlsx
from doc_checker.report.statistics import statistics_html
from doc_checker.store import Writer
from doc_checker.store.layout import shard_path
from doc_checker.store.parquet import COLUMNS as FLAT
from tests.records.conftest import BY_TITLE, CITES_NOBODY, FILES, fill

TOTAL = len(FILES) + 4


@pytest.fixture
def ask(store: Path, capsys: pytest.CaptureFixture[str]) -> object:
    """``ask("stats", …)`` → exit code, output, errors."""

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["records", str(store), *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_get(ask) -> None:  # type: ignore[no-untyped-def]
    code, out, err = ask("get", "测交字(2024)2")
    assert (code, err) == (0, "")
    record = json.loads(out)
    assert record["title"] == "测试县交通运输局关于废止部分文件的通知"
    assert "旧办法" in record["text"]


def test_get_of_several_is_json_lines(ask, written: Path) -> None:  # type: ignore[no-untyped-def]
    copy = str(written / "3-copy-of-1.txt")
    code, out, err = ask("get", "鲁交法函〔2023〕5号", copy, "测交字〔2024〕1号", "没有的.txt", str(written / "4.rar"))
    assert code == 0
    assert [json.loads(line)["source"]["format"] for line in out.splitlines()] == ["txt", "docx", "html", "txt"]
    absent, unsupported = err.splitlines()
    assert absent == "没有的.txt：资料库中没有"
    assert unsupported.startswith(f"{written / '4.rar'}：格式不支持，没有记录")


def test_query(ask) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = ask("query", "旧办法")
    assert code == 0
    assert "测交字〔2024〕2号" in out
    assert out.endswith("共 1 份\n")
    code, out, _ = ask("query", "--agency", "测交", "--format", "json")
    assert [json.loads(line)["written_date"] for line in out.splitlines()] == ["2024-03-01", "2024-02-29"]
    code, out, _ = ask("query", "--limit", "2")
    assert out.endswith(f"共 {TOTAL} 份，列出前 2 份\n")


def test_nothing_found_is_a_line_and_no_error(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert ask("query", "没有这样的字词") == (0, "", "没有符合条件的文件\n")
    assert ask("cites", "测交字〔1999〕1号") == (0, "", "测交字〔1999〕1号：资料库中没有文件引用它\n")
    assert ask("export", "--year", "1999", "--out", str(tmp_path / "x.csv"))[0] == 0
    assert not (tmp_path / "x.csv").exists()


def test_cites(ask) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = ask("cites", "鲁交法函 [2023] 第 5 号", "--format", "json")
    assert code == 0
    assert [(value["number"], value["by"]) for value in map(json.loads, out.splitlines())] == [
        ("岱交字〔2023〕27号", "number"),
        ("测交字〔2024〕1号", "title"),
    ]
    assert "岱交字〔2023〕27号" in ask("cites", "鲁交法函〔2023〕5号")[1]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("query", "--from", "2023-02-30"), "不是日期"),
        (("query", "--year", "23"), "四位年份"),
        (("query", "--state", "好"), "不能是“好”"),
        (("query", "。"), "没有可查找的字词"),
        (("query", ""), "没有可查找的字词"),
        (("query", "公安局", " "), "没有可查找的字词"),
        (("query", "--out", "a.csv"), "不能有选项 --out"),
        (("query", "--format", "csv"), "不能写成“csv”格式"),
        (("stats", "--from", "2023"), "不能有选项 --from"),
        (("stats", "多余"), "多了“多余”"),
        (("get",), "后面要写明"),
        (("cites",), "后面要写明"),
        (("cites", "鲁交"), "不是发文字号"),
        (("export", "--format", "xlsx"), "不能显示在屏幕上"),
        (("export", "--out", "a"), "没有扩展名"),
        (("draw",), "不能是“draw”"),
        ((), "缺少参数"),
    ],
)
def test_wrong_usage_is_one_line(ask, words: tuple[str, ...], problem: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert problem in err
    assert err.count("\n") == 1


def test_what_is_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["records", str(tmp_path), "stats"]) == 2
    assert "不是资料库" in capsys.readouterr().err


def test_exports_hold_the_same(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for ending in ("jsonl", "csv", "xlsx"):
        code, out, err = ask("export", "--out", str(tmp_path / f"全部.{ending}"))
        assert (code, out) == (0, "")
        assert f"{TOTAL} 条，已写入" in err
    lines = [json.loads(line) for line in (tmp_path / "全部.jsonl").read_text("utf-8").splitlines()]
    paths = [line["path"] for line in lines]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "全部.csv").read_text("utf-8-sig"))))
    assert [row["路径"] for row in rows] == paths
    assert {row["状态"] for row in rows} == {"读出", "与他件相同", "格式不支持"}
    import openpyxl

    sheet = openpyxl.load_workbook(tmp_path / "全部.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["路径", *paths]
    numbers = {line["path"]: (line["record"] or {}).get("document_number") for line in lines}
    for row in rows:
        number = numbers[row["路径"]]
        assert row["发文字号"] == (number["text"] if number else "")


def test_parquet(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra [parquet] (pyarrow)")
    assert ask("export", "诚信宣传 公安局", "--out", str(tmp_path / "x.parquet"))[0] == 0
    assert parquet.read_table(tmp_path / "x.parquet")["number"].to_pylist() == ["测交字〔2024〕1号"]


def test_an_export_never_goes_into_the_store(ask, store: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = ask("export", "--out", str(store / "records" / "000001.jsonl"))
    assert code == 2
    assert "在资料库里面" in err


def test_no_cell_is_run_as_a_formula() -> None:
    evil = dict.fromkeys(FLAT) | {
        "path": "/a",
        "state": "ok",
        "title": '=HYPERLINK("http://x")',
        "issuers": ["+1", "@x"],
    }
    text = b"".join(csv_chunks([evil])).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["标题"] == '\'=HYPERLINK("http://x")'
    assert row["发文机关"] == "'+1、@x"
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(export_xlsx([evil]))).active
    assert sheet is not None
    cell = sheet.cell(2, list(COLUMNS).index("title") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def test_columns_are_those_of_the_store() -> None:
    assert set(FLAT) - set(COLUMNS) == {"text"}
    assert not set(COLUMNS) - set(FLAT)


def test_statistics(ask, records: Records, store: Path) -> None:  # type: ignore[no-untyped-def]
    value = json.loads(ask("stats", "--format", "json")[1])
    assert value["inputs"] == TOTAL
    assert {each["year"]: each["count"] for each in value["years"]} == {2021: 1, 2023: 5, 2024: 3, None: 1}
    assert {"state": "duplicate", "count": 1} in value["states"]
    assert [each["state"] for each in value["failures"]] == ["unsupported"]
    out = ask("stats")[1]
    assert re.search(r"5 █+ +2023 年", out)
    page = statistics_html(records.statistics(), "<b>资料库</b>")
    assert "<b>资料库" not in page
    assert page.count("<svg") > 8
    assert "<script" not in page and "http://" not in page and "https://" not in page


def test_graph_files(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, err = ask("graph", "--out", str(tmp_path / "图.graphml"))
    assert (code, out) == (0, "")
    # 莱芜区交字〔2024〕19号 cites 鲁交法〔2020〕5号 and 鲁交法函〔2024〕8号; 测交字〔2024〕2号 cites 测交字〔2020〕99号.
    assert "库中没有的文号 3 个" in err
    assert (tmp_path / "图.graphml").read_text("utf-8").startswith("<?xml")
    assert {node["held"] for node in json.loads(ask("graph")[1])["nodes"]} == {True, False}


def test_compact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, store = tmp_path / "in", tmp_path / "store"
    source.mkdir()
    for content in (BY_TITLE, CITES_NOBODY):
        (source / "1.txt").write_text(content, "utf-8")
        (source / "2.txt").write_text("关于另一事项的通知\n", "utf-8")
        fill(store, source)
    assert cli.main(["records", str(store), "compact"]) == 0
    assert re.fullmatch(r"整理了 1 个分片，腾出 \d\.\d KB；其中有效的记录 2 条，都已保留\n", capsys.readouterr().out)
    assert cli.main(["records", str(store), "compact"]) == 0
    assert capsys.readouterr().out == "没有可腾出的空间\n"
    assert cli.main(["records", str(store), "compact", "--format", "json"]) == 0
    told = {"schema_version": "1", "shards": 0, "records": 0, "freed_bytes": 0}
    assert json.loads(capsys.readouterr().out) == told
    assert cli.main(["records", str(store), "get", "测交字〔2024〕2号"]) == 0
    assert "旧办法" in json.loads(capsys.readouterr().out)["text"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["nothing", "compact"], "nothing：不是资料库"),
        ([".", "compact"], ".：不是资料库"),
        (["store", "compact", "all"], "多了“all”"),
        (["store", "compact", "--out", "x"], "不能有选项 --out"),
        (["store", "compact"], "正在写入这个资料库；请等它结束"),
    ],
)
def test_compact_is_refused(
    words: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Writer(Path("store")):
        before = sorted(path.name for path in tmp_path.rglob("*"))
        assert cli.main(["records", *words]) == 2
        assert sorted(path.name for path in tmp_path.rglob("*")) == before
    captured = capsys.readouterr()
    assert problem in captured.err
    assert captured.err.count("\n") == 1


def test_a_record_damaged_after_indexing_is_named_and_left_out(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(store, tmp_path / "copy")
    with Records(copy) as records:
        (hit,) = records.find("测交字〔2024〕2号")
        (row,) = records.store.find(path=hit.path)
    content = bytearray(shard_path(copy, row.shard).read_bytes())
    content[row.offset + row.length // 2] ^= 0xFF
    shard_path(copy, row.shard).write_bytes(content)
    for form in ("jsonl", "csv", "xlsx", "parquet"):
        out = tmp_path / f"all.{form}"
        if form == "parquet":
            pytest.importorskip("pyarrow", reason="needs the extra [parquet] (pyarrow)")
        assert cli.main(["records", str(copy), "export", "--out", str(out)]) == 3
        told, damaged = capsys.readouterr().err.splitlines()
        assert told == f"{TOTAL - 1} 条，已写入 {out}"
        assert damaged.startswith(f"{hit.path}：资料库中的记录已损坏")
        assert "--verify" in damaged
        assert out.exists()
    for words in (["query", "旧办法"], ["get", hit.path, "测交字〔2024〕1号"]):
        assert cli.main(["records", str(copy), *words]) == 3
        captured = capsys.readouterr()
        assert captured.err.count("已损坏") == 1
        assert "测交字〔2024〕" in captured.out
