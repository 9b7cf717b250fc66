"""整理: dead lines go, live ones stay, wherever a process is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from doc_checker.errors import NotAStore, StoreInUse, UnwritableOutput
from doc_checker.store import Store, Writer
from doc_checker.store.compaction import compact, compact_store, wasteful_shards
from doc_checker.store.layout import shard_files, shard_path
from tests.store.test_store_writing import change, entry, remove_manifest, rows, titles

WANTED = {"/a": "third", "/b": "/b", "/c": "third", "/d": "/d", "/e": "/e"}
WANTED_STATES = {"/a": "ok", "/b": "ok", "/c": "ok", "/d": "ok", "/e": "ok", "/f": "timeout", "/g": "duplicate"}


def worn(folder: Path, shard_bytes: int = 700) -> Path:
    """A store of several shards in which lines were replaced; its paths have the titles WANTED."""
    with Writer(folder, shard_bytes=shard_bytes) as writer:
        for path in ("/a", "/b", "/c", "/d", "/e"):
            writer.add(entry(path))
            writer.commit()
        writer.add(entry("/f", state="timeout"))
        writer.add(entry("/g", "/b", "duplicate", "/b"))
        for title in ("second", "third"):
            for path in ("/a", "/c"):
                writer.add(entry(path, title, sha256=f"{title} of {path}"))
                writer.commit()
    return folder


def held(folder: Path) -> int:
    return sum(path.stat().st_size for path in shard_files(folder).values())


def live(folder: Path) -> int:
    return sum(row.length for row in rows(folder))


def lines(folder: Path) -> list[bytes]:
    with Store.open(folder) as store:
        return sorted(store.line(row) for row in store.rows())


def test_what_is_dead_is_gone_and_the_rest_is_the_same(tmp_path: Path) -> None:
    store = worn(tmp_path / "s")
    before, ids = lines(store), {row.path: row.id for row in rows(store)}
    dead = held(store) - live(store)
    assert dead > 0
    done = compact_store(store)
    assert (done.freed, done.damaged, done.lost) == (dead, [], 0)
    assert held(store) == live(store)
    assert lines(store) == before
    assert titles(store) == WANTED
    assert {row.path: row.id for row in rows(store)} == ids
    assert compact_store(store).shards == 0
    remove_manifest(store)
    with Writer(store, verify=True) as writer:
        assert not writer.repair.lost
        writer.add(entry("/h"))
    assert titles(store) == {**WANTED, "/h": "/h"}
    assert {row.path: row.state for row in rows(store)} == {**WANTED_STATES, "/h": "ok"}


def test_rows_stay_signed(tmp_path: Path) -> None:
    store = worn(tmp_path / "s")
    compact_store(store)
    with Writer(store, verify=True) as writer:
        assert not writer.repair.notices
    change("UPDATE records SET offset = offset + 1 WHERE path = '/b'")(store)
    with Writer(store) as writer:
        assert len(writer.repair.notices) == 1
    assert titles(store) == WANTED


def test_a_store_without_any_line_left(tmp_path: Path) -> None:
    store = tmp_path / "s"
    with Writer(store) as writer:
        writer.add(entry("/a"))
        writer.commit()
        writer.remove(rows(store)[0])
    compact_store(store)
    assert shard_files(store) == {}
    with Writer(store) as writer:
        writer.add(entry("/b"))
    assert titles(store) == {"/b": "/b"}


def test_shards_that_are_mostly_dead_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = worn(tmp_path / "s", shard_bytes=1 << 20)
    with Writer(store) as writer:
        assert wasteful_shards(writer) == []  # too little to be worth it
    monkeypatch.setattr("doc_checker.store.compaction._LEAST", 1)
    with Writer(store) as writer:
        assert wasteful_shards(writer) == []  # 4 of 11 lines
        for _ in range(2):
            for path in ("/b", "/d", "/e"):
                writer.add(entry(path))
        writer.commit()
        assert wasteful_shards(writer) == [1]
        compact(writer, [1])
        assert wasteful_shards(writer) == []
    assert titles(store) == WANTED


def test_a_damaged_line_is_named_and_left_where_it_is(tmp_path: Path) -> None:
    store = worn(tmp_path / "s", shard_bytes=1 << 20)
    (row,) = [row for row in rows(store) if row.path == "/d"]
    content = bytearray(shard_path(store, 1).read_bytes())
    content[row.offset + row.length - 20] ^= 0xFF
    shard_path(store, 1).write_bytes(content)
    done = compact_store(store)
    assert [row.path for row in done.damaged] == ["/d"]
    with Store.open(store) as opened:
        good = {row.path for row in opened.rows() if row.path != "/d" and opened.line(row)}
    assert good == set(WANTED_STATES) - {"/d"}
    with Writer(store, verify=True) as writer:
        assert writer.repair.lost == {"/d"}
        writer.add(entry("/d"))
    assert titles(store) == WANTED


def test_readers_go_on(tmp_path: Path) -> None:
    store = worn(tmp_path / "s")
    with Store.open(store) as opened:
        before = list(opened.rows())
        with Writer(store) as writer:
            writer.add(entry("/e", "new"))
        compact_store(store)
        read = {row.path: json.loads(record)["title"] for row, record in opened.records()}
        assert read == {**WANTED, "/e": "new"}
        seen = [row.path for row, _ in opened.lines(before)]
    assert sorted(seen) == sorted(set(WANTED_STATES) - {"/e"})  # that one was replaced, and its line is gone


def test_only_one_writer_and_only_stores(tmp_path: Path) -> None:
    store = worn(tmp_path / "s")
    with Writer(store), pytest.raises(StoreInUse):
        compact_store(store)
    with pytest.raises(NotAStore):
        compact_store(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_a_full_disk_leaves_it_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = worn(tmp_path / "s")
    before = lines(store)

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("doc_checker.store.writer.os.fsync", refuse)
        with pytest.raises(UnwritableOutput, match="磁盘空间不足"):
            compact_store(store)
    assert lines(store) == before
    compact_store(store)
    assert lines(store) == before
    assert held(store) == live(store)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_at_any_line_of_the_program(tmp_path: Path) -> None:
    steps = killed_after(None, worn(tmp_path / "whole"))
    assert steps == 0  # not killed
    died = 0
    for step in range(1, 4_000, 23):
        store = worn(tmp_path / f"s{step}")
        before = lines(store)
        code = killed_after(step, store)
        died += code != 0
        assert lines(store) == before
        if step % 2:
            remove_manifest(store)
        compact_store(store)
        assert lines(store) == before
        assert held(store) == live(store)
        if code == 0:
            break
    assert died > 20
    assert code == 0  # the last one came to its end


def killed_after(count: int | None, store: Path) -> int:
    """Clear a store up in a process of its own, which is killed when so many lines of the store's code have run; its status."""
    child = os.fork()
    if not child:
        left = [count or -1]

        def watch(frame: FrameType, event: str, argument: Any) -> Any:
            if "/store/" not in frame.f_code.co_filename:
                return None
            left[0] -= event == "line"
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return watch

        try:
            sys.settrace(watch)
            compact_store(store)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]
