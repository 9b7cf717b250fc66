"""The store by itself: commits, what a killed writer leaves behind, damage, heirs, reading beside a writer."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from doc_checker.errors import DamagedStore, NotAStore, StoreInUse, UnwritableOutput
from doc_checker.model import Record, Source
from doc_checker.store import Row, Store, Writer
from doc_checker.store.frames import make_frame
from doc_checker.store.layout import shard_path
from doc_checker.store.parquet import COLUMNS, flatten
from doc_checker.store.writer import Entry

Break = Callable[[Path], None]


def entry(path: str, content: str = "", state: str = "ok", first: str | None = None, **values: object) -> Entry:
    """An input whose record has the content for its title."""
    sha256 = f"hash of {content or path}"
    record = None
    if state in ("ok", "partial"):
        name = path.rpartition("/")[2]
        source = Source(name=name, sha256=sha256, format="txt")
        record = Record(source=source, title=content or path).model_dump_json().encode()
    shown = {"path": path, "sha256": sha256, "size": 1, "state": state, "error": None, "format": "txt", "first": first}
    frame = make_frame({**shown, "tool": "t", "schema": "1"}, record)
    row = Row(
        path=path,
        state=state,
        sha256=sha256,
        size=1,
        mtime_ns=1,
        format="txt",
        first=first,
        tool="t",
        schema="1",
        seconds=None if first else 0.5,
    )
    return Entry(replace(row, **values), frame)  # type: ignore[arg-type]


def fill(folder: Path, *paths: str) -> None:
    with Writer(folder) as writer:
        for path in paths:
            writer.add(entry(path))


def titles(folder: Path) -> dict[str, str]:
    """Path → title of every record of a store."""
    with Store.open(folder) as store:
        return {row.path: json.loads(record)["title"] for row, record in store.records()}


def rows(folder: Path) -> list[Row]:
    with Store.open(folder) as store:
        return list(store.rows())


def test_what_is_committed_is_read(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a", "/b")
    with Writer(store) as writer:
        writer.add(entry("/c", state="timeout", issuer=None))
        writer.add(entry("/d", "/a", "duplicate", "/a"))
    assert titles(store) == {"/a": "/a", "/b": "/b"}
    with Store.open(store) as opened:
        assert opened.counts("state") == {"ok": 2, "duplicate": 1, "timeout": 1}
        assert opened.count() == 4
        assert opened.count("ok") == 2
        assert [row.path for row in opened.rows(("timeout",))] == ["/c"]
        assert [row.path for row in opened.find(sha256="hash of /a")] == ["/a", "/d"]
        (row,) = opened.find(path="/c")
        assert opened.read(row) is None
        assert json.loads(opened.line(row))["state"] == "timeout"
        assert list(opened.ids()) == [row.id for row in opened.rows()]


def test_pages_of_rows_miss_none(tmp_path: Path) -> None:
    fill(tmp_path / "s", *(f"/{n}" for n in range(2_345)))
    assert [row.path for row in rows(tmp_path / "s")] == [f"/{n}" for n in range(2_345)]


def test_what_was_not_committed_is_gone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a")
    with pytest.raises(KeyError), Writer(store) as writer:
        writer.add(entry("/b"))
        raise KeyError
    assert titles(store) == {"/a": "/a"}


def test_a_tail_without_rows_is_cut_off(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a")
    shard = shard_path(store, 1)
    size = shard.stat().st_size
    with shard.open("ab") as file:
        file.write(entry("/b").frame.packed[:-3])
    shard_path(store, 2).write_bytes(b"never committed")
    with Writer(store) as writer:
        assert not writer.repair.notices
        assert shard.stat().st_size == size
        assert not shard_path(store, 2).exists()
        writer.add(entry("/c"))
    assert titles(store) == {"/a": "/a", "/c": "/c"}


def test_shards_end_at_their_size(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Writer(store, shard_bytes=500) as writer:
        for number in range(10):
            writer.add(entry(f"/{number}"))
            writer.commit()
    assert len({row.shard for row in rows(store)}) > 2
    assert len(titles(store)) == 10
    with Writer(store, shard_bytes=500) as writer:
        writer.add(entry("/x"))
    assert len(titles(store)) == 11


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with Writer(tmp_path / "store"):
        with pytest.raises(StoreInUse, match="另一个 ingest 或 compact 正在写入"):
            Writer(tmp_path / "store")
        Store.open(tmp_path / "store").close()
    Writer(tmp_path / "store").close()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(NotAStore, match=r"letter\.txt"):
        Writer(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(NotAStore, match=r"store\.json"):
        Store.open(tmp_path)


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    fill(tmp_path / "s", "/a")
    (tmp_path / "s" / "store.json").write_text('{"store": 99}')
    with pytest.raises(NotAStore, match="99"):
        Writer(tmp_path / "s")
    with pytest.raises(NotAStore, match="99"):
        Store.open(tmp_path / "s")


def test_a_changed_file_replaces_its_record(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a", "/b")
    old = {row.path: row.id for row in rows(store)}
    with Writer(store) as writer:
        writer.add(entry("/a", "new"))
    assert titles(store) == {"/a": "new", "/b": "/b"}
    new = {row.path: row.id for row in rows(store)}
    assert new["/b"] == old["/b"]
    assert new["/a"] > max(old.values())


def test_a_duplicate_takes_over_when_its_first_changes(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Writer(store) as writer:
        writer.add(entry("/x/a", "same"))
        writer.add(entry("/x/b", "same", "duplicate", "/x/a"))
        writer.add(entry("/x/c", "same", "duplicate", "/x/a"))
        writer.add(entry("/x/a", "new"))
    assert titles(store) == {"/x/a": "new", "/x/b": "same"}
    with Store.open(store) as opened:
        record = opened.read(opened.find(path="/x/b")[0])
        assert record is not None
        assert json.loads(record)["source"]["name"] == "b"
        heir = opened.find(path="/x/c")[0]
        assert (heir.state, heir.first) == ("duplicate", "/x/b")
        assert json.loads(opened.line(heir))["first"] == "/x/b"


# Damage.


def cut_shard(store: Path) -> None:
    shard = shard_path(store, 1)
    with shard.open("r+b") as file:
        file.truncate(shard.stat().st_size - 10)


def change(statement: str) -> Break:
    def apply(store: Path) -> None:
        connection = sqlite3.connect(store / "manifest.sqlite")
        connection.execute(statement)
        connection.commit()
        connection.close()

    return apply


def overwrite(place: int) -> Break:
    def apply(store: Path) -> None:
        with (store / "manifest.sqlite").open("r+b") as file:
            file.seek(place)
            file.write(b"\x5a" * 64)

    return apply


def remove_manifest(store: Path) -> None:
    (store / "manifest.sqlite").unlink()


REBUILT = {
    "offset of a row": change("UPDATE records SET offset = offset + 1 WHERE path = '/b'"),
    "path of a row": change("UPDATE records SET path = '/z' WHERE path = '/b'"),
    "state of a row": change("UPDATE records SET state = 'timeout' WHERE path = '/b'"),
    "hash of a row": change("UPDATE records SET sha256 = 'x' WHERE path = '/b'"),
    "type of a value": change("UPDATE records SET length = 'long' WHERE path = '/b'"),
    "row gone": change("DELETE FROM records WHERE path = '/c'"),
    "table": change("DROP TABLE records"),
    "header": overwrite(0),
    "first page": overwrite(100),
    "no manifest": remove_manifest,
}


@pytest.mark.parametrize("name", REBUILT)
def test_a_damaged_manifest_is_built_anew(name: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a", "/b", "/c")
    with Writer(store) as writer:
        writer.add(entry("/a", "new"))
        writer.add(entry("/d", "new", "duplicate", "/a"))
        writer.add(entry("/e", state="crashed"))
    REBUILT[name](store)
    with Writer(store) as writer:
        assert [notice for notice in writer.repair.notices if "manifest.sqlite" in notice]
        assert not writer.repair.lost
    assert titles(store) == {"/a": "new", "/b": "/b", "/c": "/c"}
    assert {row.path: row.state for row in rows(store)} == {
        "/a": "ok", "/b": "ok", "/c": "ok", "/d": "duplicate", "/e": "crashed"
    }  # fmt: skip
    with Writer(store, verify=True) as writer:
        assert not writer.repair.notices


@pytest.mark.parametrize("within", [8, 1_000, 4_000])
def test_a_damaged_page_never_costs_a_record(within: int, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for page in range(12):
        shutil.rmtree(store, ignore_errors=True)
        fill(store, *(f"/{n}" for n in range(30)))
        overwrite(page * 4_096 + within)(store)
        Writer(store).close()
        assert titles(store) == {f"/{n}": f"/{n}" for n in range(30)}


def test_a_rebuilt_row_keeps_what_only_the_manifest_knew(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a", "/b")
    change("UPDATE records SET offset = 7 WHERE path = '/b'")(store)
    Writer(store).close()
    known = {row.path: (row.mtime_ns, row.seconds) for row in rows(store)}
    assert known == {"/a": (1, 0.5), "/b": (None, None)}


def test_rows_of_a_cut_shard_are_dropped_and_named(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Writer(store) as writer:
        writer.add(entry("/a"))
        writer.add(entry("/b", "same"))
        writer.add(entry("/c", "/a", "duplicate", "/a"))
        writer.add(entry("/d"))
    cut_shard(store)
    with Store.open(store) as opened, pytest.raises(DamagedStore, match="已损坏"):
        opened.line(opened.find(path="/d")[0])
    with Writer(store) as writer:
        (notice,) = writer.repair.notices
        assert "000001.jsonl.gz" in notice
        assert "/d" in notice
        assert writer.repair.lost == {"/d"}
        writer.add(entry("/d"))
    assert titles(store) == {"/a": "/a", "/b": "same", "/d": "/d"}


def test_a_lost_shard_takes_its_duplicates_along(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Writer(store, shard_bytes=100) as writer:
        writer.add(entry("/a"))
        writer.commit()
        writer.add(entry("/b", "/a", "duplicate", "/a"))
        writer.add(entry("/c"))
    shard_path(store, 1).unlink()
    with Writer(store) as writer:
        assert writer.repair.lost == {"/a", "/b"}
    assert titles(store) == {"/c": "/c"}


def test_verify_finds_a_flipped_bit(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a", "/b", "/c")
    row = rows(store)[1]
    with shard_path(store, 1).open("r+b") as file:
        file.seek(row.offset + row.length // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    with Writer(store) as writer:
        assert not writer.repair.notices  # sizes and rows are right: every line is read only on request
    with Writer(store, verify=True) as writer:
        assert writer.repair.lost == {"/b"}
    assert titles(store) == {"/a": "/a", "/c": "/c"}


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnwritableOutput, match="不是文件夹"):
        Writer(tmp_path / "file")


def test_a_reader_sees_commits_of_a_writer(tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, "/a")
    with Store.open(store) as opened, Writer(store) as writer:
        before = opened.generation()
        writer.add(entry("/b"))
        assert opened.count() == 1
        writer.commit()
        assert opened.count() == 2
        assert opened.generation() > before
        assert [json.loads(record)["title"] for _, record in opened.records()] == ["/a", "/b"]


def test_flat_rows_have_the_columns(tmp_path: Path) -> None:
    fill(tmp_path / "s", "/a")
    with Store.open(tmp_path / "s") as store:
        ((row, record),) = store.records()
    assert tuple(flatten(row, json.loads(record))) == COLUMNS
    assert tuple(flatten(row, None)) == COLUMNS
    assert flatten(row, json.loads(record))["title"] == "/a"
