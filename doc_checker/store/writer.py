"""Writing to a store: one writer at a time, in commits that are there as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from .. import atomic
from ..errors import DamagedStore, NotAStore, UnwritableOutput, os_problem
from . import manifest
from .frames import Frame, make_frame, open_frame, record_of
from .layout import LOCK, MARK, OWN, QUARANTINE, RECORDS, SHARD_BYTES, STORE_VERSION, Row, shard_files, shard_path
from .lock import Lock
from .reader import check_mark, checked_line, paged_rows
from .repair import Repair, open_manifest

_SECONDS = 1.0  # work that may be lost with the process
_LINES = 1_000
_BYTES = 16 << 20
_PROBLEMS = {
    sqlite3.SQLITE_FULL: "磁盘空间不足",
    sqlite3.SQLITE_IOERR: "磁盘读写出错，或空间不足",
    sqlite3.SQLITE_READONLY: "没有权限",
    sqlite3.SQLITE_CANTOPEN: "没有权限，或空间不足",
    sqlite3.SQLITE_BUSY: "清单正被其他程序占用",
}
_ADVICE = "请腾出空间或检查权限，再运行同一命令即可继续"


@dataclass(frozen=True)
class Entry:
    """An input that is done: its row, not placed yet, and its line."""

    row: Row
    frame: Frame


class Writer:
    """A store opened for writing; ``repair`` tells what was found damaged.

    Leaving the context commits, leaving it by an error drops what was not committed. Raises NotAStore, StoreInUse, and
    UnwritableOutput where the disk is full.
    """

    def __init__(self, folder: Path, verify: bool = False, shard_bytes: int = SHARD_BYTES) -> None:
        self.folder = folder
        self._shown = str(folder)
        self._shard_bytes = shard_bytes
        self._file: IO[bytes] | None = None
        self._frames: list[bytes] = []
        self._pending = 0
        self._rows = 0
        self._changed: set[int] = set()
        self._since = 0.0
        with self.telling():
            self._lock = _prepare(folder, self._shown)
            try:
                self._connection, self.repair = open_manifest(folder, verify)
                self._shard, self._end = self._last_shard()
            except BaseException:
                self._lock.close()
                raise

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()

    def close(self) -> None:
        """Close its files; what was not committed is dropped."""
        self._drop_pending()
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
        self._lock.close()

    def find(self, path: str) -> Row | None:
        """The row of a path, also one that is not committed yet."""
        return next(manifest.select(self._connection, "WHERE path = ?", (path,)), None)

    def first_with(self, sha256: str) -> Row | None:
        """The row that holds what these bytes gave."""
        condition = "WHERE sha256 = ? AND first IS NULL ORDER BY id LIMIT 1"
        return next(manifest.select(self._connection, condition, (sha256,)), None)

    def archive(self, path: str, size: int, mtime_ns: int) -> str | None:
        """What was noted about an archive that is done and unchanged."""
        query = "SELECT counts FROM archives WHERE path = ? AND size = ? AND mtime_ns = ?"
        found = self._connection.execute(query, (path, size, mtime_ns)).fetchone()
        return found[0] if found else None

    def note_archive(self, path: str, size: int, mtime_ns: int, counts: str) -> None:
        """Note that all members of an archive are done."""
        with self.telling():
            self._begin()
            self._connection.execute(
                "INSERT OR REPLACE INTO archives VALUES (?, ?, ?, ?)", (path, size, mtime_ns, counts)
            )

    def touch(self, row: Row, size: int | None, mtime_ns: int | None) -> None:
        """Note that a file with another date holds the same bytes."""
        with self.telling():
            self._begin()
            manifest.touch(self._connection, row, size, mtime_ns)

    def remove(self, row: Row) -> None:
        """Drop a row: what it stands for is no file of its own any more."""
        with self.telling():
            self._begin()
            self._delete(row)

    def add(self, entry: Entry) -> None:
        """Take an input in; what was there of the same path is replaced. Commits from time to time."""
        with self.telling():
            old = self.find(entry.row.path)
            heir = self._heir(old) if old is not None and old.sha256 != entry.row.sha256 else None
            self._begin()
            if old is not None:
                self._delete(old)
            self._append(entry)
            if heir is not None and old is not None:
                if (twin := self.find(heir.row.path)) is not None:
                    self._delete(twin)
                self._append(heir)
                self._pass_on(old, heir.row.path)
        self.commit_if_due()

    def commit_if_due(self) -> None:
        """Commit what has waited for a second, or grown to many lines or bytes."""
        full = len(self._frames) >= _LINES or self._pending >= _BYTES
        due = full or time.monotonic() - self._since >= _SECONDS
        if due and self._connection.in_transaction:
            self.commit()

    def commit(self) -> None:
        """Put what was added on the disk: first the lines, then, in one step, the rows."""
        if not self._connection.in_transaction:
            return
        with self.telling():
            if self._frames:
                self._write(b"".join(self._frames))
            manifest.note(self._connection, self._rows, self._changed)
            self._connection.execute("COMMIT")
            self._rows = 0
            self._changed.clear()
            self._end += self._pending
            self._pending = 0
            self._frames.clear()
            if self._end >= self._shard_bytes:
                self._close_shard()
                self._shard, self._end = self._shard + 1, 0

    def quarantine(self, name: str, text: str) -> None:
        """Keep the traceback of a bug of ours."""
        folder = self.folder / QUARANTINE
        atomic.make_folder(folder)
        atomic.write_text(folder / name, text)

    def changed_shards(self) -> list[int]:
        """The shards whose live lines are others than when ``settle_shard`` was last called."""
        return [shard for (shard,) in self._connection.execute("SELECT shard FROM changed ORDER BY shard")]

    def live_bytes(self, shard: int) -> int:
        """How many bytes of a shard are lines that count."""
        query = "SELECT coalesce(sum(length), 0) FROM records WHERE shard = ?"
        return int(self._connection.execute(query, (shard,)).fetchone()[0])

    def move_lines(self, shard: int) -> tuple[int, list[Row]]:
        """Move the lines of a shard to the end of the store, then delete it: how many, and the rows whose line is damaged.

        Where some are damaged the shard stays, with those. To be left at any moment: the lines are there twice until
        their rows are committed, and a shard without rows is deleted when the store is opened.
        """
        self.commit()
        if shard == self._shard:
            self._close_shard()
            self._shard, self._end = shard + 1, 0
        moved, damaged = 0, []
        path = shard_path(self.folder, shard)
        with self.telling(), path.open("rb") as file:
            for row in paged_rows(self._connection, shard):
                file.seek(row.offset)
                packed = file.read(row.length)
                if checked_line(packed, row) is None:
                    damaged.append(row)
                    continue
                self._begin()
                manifest.move(self._connection, self._place(row, Frame(packed, row.crc)))
                self._changed.add(shard)
                moved += 1
                self.commit_if_due()
            self.commit()
        if not damaged:
            with self.telling():
                path.unlink()
        return moved, damaged

    def settle_shard(self, shard: int) -> None:
        """Note that what is derived from a shard is up to date."""
        with self.telling():
            self._connection.execute("DELETE FROM changed WHERE shard = ?", (shard,))

    # What stands behind it.

    def _append(self, entry: Entry) -> None:
        manifest.insert(self._connection, self._place(entry.row, entry.frame))
        self._rows += 1

    def _place(self, row: Row, frame: Frame) -> Row:
        """Put a packed line at the end of the store, with the next commit; returns its row with that place."""
        length, offset = len(frame.packed), self._end + self._pending
        placed = replace(row, shard=self._shard, offset=offset, length=length, crc=frame.crc)
        self._changed.add(placed.shard)
        self._frames.append(frame.packed)
        self._pending += length
        return placed

    def _delete(self, row: Row) -> None:
        manifest.delete(self._connection, row.id)
        self._rows -= 1
        self._changed.add(row.shard)

    def _heir(self, old: Row) -> Entry | None:
        """The first duplicate of a row whose file now holds other bytes: it takes the record over."""
        condition = "WHERE first = ? AND sha256 = ? ORDER BY id LIMIT 1"
        row = next(manifest.select(self._connection, condition, (old.path, old.sha256)), None)
        if row is None:
            return None
        self.commit()  # the old line may not be on the disk yet
        with shard_path(self.folder, old.shard).open("rb") as shard:
            shard.seek(old.offset)
            line = open_frame(shard.read(old.length))
        if line is None:
            raise DamagedStore(old.path, "资料库中的记录已损坏", "请加 --verify 再运行一次")
        record = record_of(line)
        if record is not None:
            record = _renamed(record, PurePosixPath(row.path).name)
        heir = replace(old, path=row.path, sha256=row.sha256, size=row.size, mtime_ns=row.mtime_ns, first=None)
        return Entry(heir, make_frame(vars(heir), record))

    def _pass_on(self, old: Row, heir: str) -> None:
        """Let the other duplicates of a row lean on its heir."""
        condition = "WHERE first = ? AND sha256 = ? ORDER BY id"
        for row in list(manifest.select(self._connection, condition, (old.path, old.sha256))):
            leaning = replace(row, first=heir)
            self._delete(row)
            self._append(Entry(leaning, make_frame(vars(leaning), None)))

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
            self._since = time.monotonic()

    def _write(self, payload: bytes) -> None:
        if self._file is None:
            path = shard_path(self.folder, self._shard)
            fresh = not path.exists()
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b", 0)
            if fresh:
                atomic.sync_folder(path.parent)
        self._file.seek(self._end)
        view = memoryview(payload)
        while view:
            view = view[self._file.write(view) :]
        os.fsync(self._file.fileno())

    def _drop_pending(self) -> None:
        """Forget what was not committed, and give its space back."""
        with contextlib.suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        if self._file is not None and self._frames:
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
        self._frames.clear()
        self._changed.clear()
        self._pending = self._rows = 0
        self._close_shard()

    def _close_shard(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _last_shard(self) -> tuple[int, int]:
        """The shard that takes the next line, and where."""
        query = "SELECT shard, max(offset + length) FROM records WHERE shard = (SELECT max(shard) FROM records)"
        shard, end = self._connection.execute(query).fetchone()
        last = max([shard or 0, *shard_files(self.folder)])
        if shard is None or last > shard or end >= self._shard_bytes:
            return last + 1, 0
        return shard, end

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say in a line what the disk refuses."""
        try:
            yield
        except OSError as error:
            raise UnwritableOutput(self._shown, f"无法写入（{os_problem(error)}）", _ADVICE) from error
        except sqlite3.Error as error:
            problem = _PROBLEMS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, f"清单出错：{error}")
            raise UnwritableOutput(self._shown, f"无法写入（{problem}）", _ADVICE) from error


def _prepare(folder: Path, shown: str) -> Lock:
    """Make the folder a store where it is none yet, and lock it."""
    atomic.make_folder(folder)
    marked = (folder / MARK).exists()
    if not marked and (
        strange := sorted({path.name for path in folder.iterdir() if not path.name.startswith(".")} - OWN)
    ):
        raise NotAStore(shown, f"文件夹里已有别的东西（{strange[0]}），不是资料库", "请给 --out 一个新的文件夹")
    lock = Lock(folder / LOCK, shown)
    try:
        if marked or (folder / MARK).exists():
            check_mark(folder, shown)
        else:
            atomic.write_text(folder / MARK, f'{{"store": {STORE_VERSION}}}\n')
        atomic.make_folder(folder / RECORDS)
    except BaseException:
        lock.close()
        raise
    return lock


def _renamed(record: bytes, name: str) -> bytes:
    """A record under another file name, written as any record is."""
    from ..model import Record

    read = Record.model_validate_json(record)
    return read.model_copy(update={"source": read.source.model_copy(update={"name": name})}).model_dump_json().encode()


__all__ = ["Entry", "Repair", "Writer"]
