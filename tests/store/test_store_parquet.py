"""Parquet beside the shards: live rows only, made anew where a shard has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.ingestion import Ingestion, Options
from doc_checker.store import Store
from doc_checker.store.layout import parquet_path
from doc_checker.store.parquet import COLUMNS, write_parquet

parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra [parquet] (pyarrow)")
NOTICE = Path(__file__).resolve().parents[2] / "corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"


def ingest(store: Path, *words: Path) -> None:
    Ingestion(map(str, words), store, default_data(), Options(workers=0)).run()


def test_live_rows_are_written(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_bytes(NOTICE.read_bytes())
    (source / "b.txt").write_bytes(NOTICE.read_bytes())
    (source / "c.txt").write_bytes(b"")
    ingest(tmp_path / "store", source)
    path = parquet_path(tmp_path / "store", 1)
    table = parquet.read_table(path)
    assert table.column_names == list(COLUMNS)
    assert sorted(table.column("state").to_pylist()) == ["duplicate", "ok", "unreadable"]
    (row,) = [row for row in table.to_pylist() if row["state"] == "ok"]
    assert row["number"] == "鲁交法函〔2023〕5号"
    assert row["year"] == 2023
    assert row["issuers"] == ["山东省交通运输厅"]
    assert row["indicator_systems"] == 2
    assert "信用交通" in row["text"]
    written = path.stat().st_mtime_ns
    ingest(tmp_path / "store", source)
    assert path.stat().st_mtime_ns == written
    (source / "a.txt").write_text("关于新事项的通知\n")
    ingest(tmp_path / "store", source)
    titles = {Path(row["path"]).name: row["title"] for row in parquet.read_table(path).to_pylist()}
    assert titles["a.txt"] == "关于新事项的通知"
    assert "信用交通" in titles["b.txt"]
    assert titles["c.txt"] is None


def test_a_selection_is_written(tmp_path: Path) -> None:
    ingest(tmp_path / "store", NOTICE)
    with Store.open(tmp_path / "store") as store:
        assert write_parquet(tmp_path / "some.parquet", store.records()) == 1
    assert parquet.read_table(tmp_path / "some.parquet").num_rows == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
