"""What follows the reading: Parquet files made by other processes, and the space of dead lines given back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.errors import DamagedStore, UnwritableOutput
from doc_checker.ingestion import Ingestion, Options
from doc_checker.ingestion.tables import refresh
from doc_checker.store import Store, Writer
from doc_checker.store.layout import parquet_path, shard_files, shard_path
from tests.store.test_store_writing import entry
from tools.chaos import children, make_texts

pytest.importorskip("pyarrow", reason="needs the extra [parquet] (pyarrow)")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with four notices."""
    place = tmp_path / "in"
    place.mkdir()
    for number, text in enumerate(make_texts(4, 1)):
        (place / f"{number}.txt").write_bytes(text)
    return place


def run(store: Path, folder: Path, workers: int = 1) -> Ingestion:
    ingestion = Ingestion([str(folder)], store, default_data(), Options(workers=workers))
    ingestion.run()
    return ingestion


def parquet_rows(path: Path) -> int:
    import pyarrow.parquet

    return int(pyarrow.parquet.read_metadata(path).num_rows)


def make_all(folder: Path, processes: int) -> None:
    with Writer(folder) as writer:
        for _ in refresh(writer, processes):
            pass
        assert writer.changed_shards() == []


@pytest.mark.parametrize("processes", [0, 1, 3])
def test_a_file_for_each_shard(processes: int, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Writer(store, shard_bytes=500) as writer:
        for number in range(3):
            writer.add(entry(f"/{number}"))
            writer.commit()
    make_all(store, processes)
    assert sum(parquet_rows(parquet_path(store, shard)) for shard in shard_files(store)) == 3
    made = sorted((store / "parquet").iterdir())
    assert [path.name.partition(".")[0] for path in made] == [
        path.name.partition(".")[0] for path in shard_files(store).values()
    ]
    with Writer(store) as writer, Store.open(store) as opened:
        writer.remove(opened.find(path="/0")[0])
    make_all(store, processes)
    assert not parquet_path(store, 1).exists() or parquet_rows(parquet_path(store, 1)) < 2
    assert sum(parquet_rows(path) for path in (store / "parquet").iterdir()) == 2


def test_the_parent_never_loads_pyarrow(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from doc_checker.data import default_data; from doc_checker.ingestion import *; "
        "Ingestion([sys.argv[1]], Path(sys.argv[2]), default_data(), Options(workers=1)).run(); print('pyarrow' in sys.modules)"
    )
    words = [sys.executable, "-c", code, str(folder), str(tmp_path / "store")]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True).stdout == "False\n"
    assert parquet_rows(parquet_path(tmp_path / "store", 1)) == 4


def test_a_process_that_dies_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(name: str, module: str) -> subprocess.Popen[bytes]:
        code = "import os, sys; sys.stdin.buffer.read(9); os.kill(os.getpid(), 9)"
        return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    with monkeypatch.context() as patched:
        patched.setattr("doc_checker.ingestion.tables.start_child", start)
        with pytest.raises(UnwritableOutput, match=r"SIGKILL.*记录都已入库"):
            run(tmp_path / "store", folder)
    again = run(tmp_path / "store", folder)
    assert again.tally.unchanged == 4
    assert parquet_rows(parquet_path(tmp_path / "store", 1)) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_a_run_can_be_left_meanwhile(folder: Path, tmp_path: Path) -> None:
    import os

    first = Ingestion([str(folder)], tmp_path / "store", default_data(), Options(workers=1))
    steps = iter(first)
    while first.phase == "reading":
        next(steps)
    before = children(os.getpid())
    steps.close()
    assert before
    assert not set(before) & set(children(os.getpid()))
    assert not list((tmp_path / "store").glob("parquet/*"))
    run(tmp_path / "store", folder)
    assert [path.name for path in (tmp_path / "store" / "parquet").iterdir()] == ["000001.parquet"]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_damaged_line_is_told(workers: int, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    Ingestion([str(folder)], store, default_data(), Options(workers=0), tables=False).run()
    content = bytearray(shard_path(store, 1).read_bytes())
    content[100] ^= 0xFF
    shard_path(store, 1).write_bytes(content)
    with pytest.raises(DamagedStore, match="--verify"):
        run(store, folder, workers)
    Ingestion([str(folder)], store, default_data(), Options(workers=0, verify=True)).run()
    assert parquet_rows(parquet_path(store, 1)) == 4


def test_files_that_change_do_not_let_the_store_grow(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doc_checker.store.compaction._LEAST", 1)
    store = tmp_path / "store"
    sizes = []
    for round_number in range(12):
        for path in folder.iterdir():
            path.write_bytes(path.read_bytes() + f"\n{round_number}\n".encode())
        run(store, folder, 0)
        sizes.append(sum(path.stat().st_size for path in shard_files(store).values()))
    assert max(sizes) < 2.2 * sizes[0]
    with Store.open(store) as opened:
        assert opened.counts("state") == {"ok": 4}
        assert all(opened.line(row) for row in opened.rows())
    assert sum(parquet_rows(path) for path in (store / "parquet").iterdir()) == 4
