"""The index follows the store, whatever happens to either."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from doc_checker.errors import DamagedStore
from doc_checker.records import Question, Records
from doc_checker.store import Store, Writer
from doc_checker.store.compaction import compact_store
from doc_checker.store.frames import envelope_of, make_frame
from doc_checker.store.layout import INDEX, MANIFEST, shard_path
from doc_checker.store.writer import Entry
from tests.records.conftest import BY_TITLE, CITES_NOBODY, ROOT, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two notices."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "1.txt").write_text(BY_TITLE, "utf-8")
    (place / "2.txt").write_text(CITES_NOBODY, "utf-8")
    return place


@pytest.fixture
def small(tmp_path: Path, folder: Path) -> Path:
    """Its store."""
    fill(tmp_path / "store", folder)
    return tmp_path / "store"


def found(store: Path, word: str) -> list[str]:
    """The file names whose text holds a word."""
    with Records(store) as records:
        return [Path(hit.path).name for hit in records.hits(Question(words=(word,)))]


def test_new_changed_and_removed_files(small: Path, folder: Path) -> None:
    assert found(small, "旧办法") == ["2.txt"]
    (folder / "2.txt").write_text(CITES_NOBODY.replace("旧办法", "新规定"), "utf-8")
    (folder / "5.txt").write_text(BY_TITLE.replace("〔2024〕1号", "〔2024〕5号").replace("公安局", "教育局"), "utf-8")
    fill(small, folder)
    assert found(small, "旧办法") == []
    assert found(small, "新规定") == ["2.txt"]
    with Records(small) as records:
        assert records.citing("测交字〔2020〕99号")[0].hit.path.endswith("2.txt")
        assert [Path(hit.path).name for hit in records.hits(Question(unit="教育局"))] == ["5.txt"]
        assert records.count() == 3


def test_a_deleted_or_damaged_index_is_built_anew(small: Path) -> None:
    assert found(small, "旧办法") == ["2.txt"]
    for content in (None, b"", b"no database at all" * 1000):
        for path in small.glob(f"{INDEX}*"):
            path.unlink()
        if content is not None:
            (small / INDEX).write_bytes(content)
        assert found(small, "旧办法") == ["2.txt"]


def test_an_index_of_another_version_is_built_anew(small: Path) -> None:
    found(small, "旧办法")
    with sqlite3.connect(small / INDEX) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.execute("DROP TABLE citations")
    connection.close()
    assert found(small, "旧办法") == ["2.txt"]


def test_a_rebuilt_manifest_changes_nothing(small: Path, folder: Path) -> None:
    with Records(small) as records:
        before = records.index.select("SELECT doc, path FROM records")
    for path in small.glob(f"{MANIFEST}*"):
        path.unlink()
    fill(small, folder)
    with Records(small) as records:
        assert records.index.select("SELECT doc, path FROM records") == before
        assert records.count(Question(words=("测试县",))) == 2


def test_a_rebuilt_manifest_with_other_files_is_noticed(small: Path, folder: Path) -> None:
    assert found(small, "旧办法") == ["2.txt"]
    for path in small.glob(f"{MANIFEST}*"):
        path.unlink()
    (folder / "2.txt").write_text(CITES_NOBODY.replace("旧办法", "新规定"), "utf-8")
    fill(small, folder)
    assert found(small, "旧办法") == []
    assert found(small, "新规定") == ["2.txt"]


def test_a_damaged_record_is_named_and_left_out(small: Path) -> None:
    path = shard_path(small, 1)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with Records(small) as records:
        assert len(records.damaged) == 1
        assert "已损坏" in str(records.damaged[0])
        assert records.count() == 1
    with Records(small) as records:
        assert len(records.damaged) == 1  # told each time


def test_a_damaged_manifest_is_told(small: Path) -> None:
    found(small, "旧办法")
    with sqlite3.connect(small / MANIFEST) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray((small / MANIFEST).read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    (small / MANIFEST).write_bytes(content)
    with pytest.raises(DamagedStore, match=MANIFEST):
        found(small, "旧办法")


def test_an_index_damaged_inside_heals(small: Path) -> None:
    found(small, "旧办法")
    with sqlite3.connect(small / INDEX) as connection:
        connection.execute("DROP TABLE units")
    connection.close()
    with Records(small) as records, pytest.raises(DamagedStore, match="再运行一次"):
        list(records.hits(Question(unit="公安局")))
    with Records(small) as records:
        assert [Path(hit.path).name for hit in records.hits(Question(unit="公安局"))] == ["1.txt"]


def test_a_store_that_cannot_be_written(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect

    def refuse(path: object, **options: object) -> sqlite3.Connection:
        if str(path).endswith(INDEX):
            raise_readonly()
        return real(path, **options)  # type: ignore[call-overload,no-any-return]

    def raise_readonly() -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr("doc_checker.records.index.sqlite3.connect", refuse)
    assert found(small, "旧办法") == ["2.txt"]
    assert not (small / INDEX).exists()


def test_several_processes_at_once(small: Path) -> None:
    code = (
        "import sys; from doc_checker.records import *; r = Records(sys.argv[1]); "
        "print(r.count(Question(words=('测试县',))), r.index.select('SELECT count(*) FROM texts')[0][0])"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(small)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [each.communicate()[0].strip() for each in started] == ["2 2"] * 3


def test_too_many_stale_texts_are_cleared(small: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doc_checker.records.index._STALE", 0)
    for number in range(4):
        (folder / "2.txt").write_text(CITES_NOBODY.replace("旧办法", f"办法之{'甲乙丙丁'[number]}"), "utf-8")
        fill(small, folder)
        assert found(small, f"办法之{'甲乙丙丁'[number]}") == ["2.txt"]
    with Records(small) as records:
        assert records.index.select("SELECT count(*) FROM texts_docsize")[0][0] <= 4


def test_a_store_can_be_moved(small: Path, tmp_path: Path) -> None:
    found(small, "旧办法")
    shutil.move(small, tmp_path / "elsewhere")
    assert found(tmp_path / "elsewhere", "旧办法") == ["2.txt"]


def test_lines_that_were_moved_are_followed(small: Path, folder: Path) -> None:
    (folder / "1.txt").write_text(BY_TITLE.replace("公安局", "教育局"), "utf-8")
    with Records(small) as records:
        (kept,) = [doc for doc, path in records.index.select("SELECT doc, path FROM records") if path.endswith("2.txt")]
    fill(small, folder)
    compact_store(small)
    with Records(small) as records:
        docs = dict(records.index.select("SELECT path, doc FROM records"))
        assert docs[str(folder / "2.txt")] == kept  # not read again
        assert len(docs) == 2
        assert records.index.select("SELECT value FROM facts WHERE name = 'stale'")[0][0] == 1
        assert [Path(hit.path).name for hit in records.hits(Question(unit="教育局"))] == ["1.txt"]
        assert records.citing("测交字〔2020〕99号")[0].hit.path.endswith("2.txt")
    compact_store(small)
    assert found(small, "旧办法") == ["2.txt"]


def test_an_update_holds_no_places_in_memory(small: Path) -> None:
    with Store.open(small) as store:
        model = next(row for row in store.rows() if row.path.endswith("2.txt"))
        line = store.line(model)
    with Writer(small) as writer:
        for number in range(12_000):
            row = replace(model, path=f"/x/{number}", state="timeout", sha256=None)
            writer.add(Entry(row, make_frame({**envelope_of(line), "path": row.path, "state": "timeout"}, None)))
    Records(small).close()
    with Writer(small) as writer:
        writer.remove(model)
    tracemalloc.start()
    try:
        with Records(small) as records:
            assert records.count() == 12_001
        assert tracemalloc.get_traced_memory()[1] < 2 << 20  # a place in a dict would take 200 bytes
    finally:
        tracemalloc.stop()
