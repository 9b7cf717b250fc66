"""The index over a store: what ``records`` looks things up in. Derived; brought up to date before each use.

It may be deleted at any time. Lines are told by their place in the store (shard, offset, CRC), which never changes, so a
rebuilt manifest costs nothing; several processes may bring the index up to date at once, also while an ingestion writes.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import DamagedStore, UnwritableOutput
from ..store import READABLE, Row, Store
from ..store.layout import INDEX
from ..store.reader import Replaced
from .segmenting import index_words, plain

_VERSION = 1
_BATCH = 500
_BATCH_BYTES = 16 << 20
_STALE = 5_000  # texts of lines that are gone; more of them than live ones, and the index is built anew

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE records (
  doc INTEGER PRIMARY KEY AUTOINCREMENT, shard INTEGER NOT NULL, offset INTEGER NOT NULL, crc INTEGER NOT NULL,
  path TEXT NOT NULL, sha256 TEXT, state TEXT NOT NULL, error TEXT, format TEXT, first TEXT, number TEXT, agency TEXT, year INTEGER,
  issuers TEXT NOT NULL, title TEXT, title_key TEXT, inner_key TEXT, type TEXT, date TEXT, UNIQUE (shard, offset, crc));
CREATE INDEX records_path ON records (path);
CREATE INDEX records_number ON records (number) WHERE number IS NOT NULL;
CREATE INDEX records_title ON records (title_key) WHERE title_key IS NOT NULL;
CREATE INDEX records_date ON records (date);
CREATE TABLE units (unit INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE record_units (unit INTEGER NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (unit, doc)) WITHOUT ROWID;
CREATE INDEX record_units_doc ON record_units (doc);
CREATE TABLE citations (doc INTEGER NOT NULL, place INTEGER NOT NULL, number TEXT, title TEXT, title_key TEXT,
  PRIMARY KEY (doc, place)) WITHOUT ROWID;
CREATE INDEX citations_number ON citations (number) WHERE number IS NOT NULL;
CREATE INDEX citations_title ON citations (title_key) WHERE title_key IS NOT NULL;
CREATE VIRTUAL TABLE texts USING fts5(words, content='', tokenize='ascii');
"""

# What one update has to do; on the disk, as it may be as long as the store.
_WORK = """
DROP TABLE IF EXISTS temp.gone; CREATE TEMP TABLE gone (doc INTEGER PRIMARY KEY);
DROP TABLE IF EXISTS temp.new;
CREATE TEMP TABLE new (id INTEGER PRIMARY KEY, shard INTEGER NOT NULL, offset INTEGER NOT NULL, crc INTEGER NOT NULL);
"""

Progress = Callable[[int], None]
"""Told how many records are to be taken in, before a longer wait."""


class Index:
    """The index of an open store, up to date as of its opening. ``damaged``: lines that could not be read."""

    def __init__(self, store: Store, on_wait: Progress | None = None) -> None:
        self.damaged: list[DamagedStore] = []
        self._store = store
        self._on_wait = on_wait or (lambda _: None)
        self.connection = self._open()

    def close(self) -> None:
        """Close its file."""
        self.connection.close()

    def select(self, query: str, values: Iterable[Any] = ()) -> list[Any]:
        """The rows that a query of ours gives."""
        return list(self.each(query, values))

    def each(self, query: str, values: Iterable[Any] = ()) -> Iterator[Any]:
        """The same, one after the other."""
        try:
            yield from self.connection.execute(query, tuple(values))
        except sqlite3.Error as error:
            if _is_broken(error):
                _remove(self._store.folder / INDEX)
                raise DamagedStore(
                    str(self._store.folder), f"索引 {INDEX} 已损坏，已删去", "请再运行一次，会自动重建"
                ) from error
            raise self._unusable(error) from error

    def _open(self) -> sqlite3.Connection:
        path = self._store.folder / INDEX
        for attempt in range(2):
            connection: sqlite3.Connection | None = None
            try:
                connection = _connect(path)
                self._update(connection)
                return connection
            except sqlite3.Error as error:
                if connection is not None:
                    connection.close()
                if _is_refused(error):
                    break
                if not _is_broken(error) or attempt:
                    raise self._unusable(error) from error
                _remove(path)
            except BaseException:
                if connection is not None:
                    connection.close()
                raise
        # The store cannot be written: the index is made for this run alone.
        try:
            connection = _connect("")
            self._update(connection)
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return connection

    def _unusable(self, error: sqlite3.Error) -> UnwritableOutput:
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        problem = "磁盘空间不足" if full else str(error)
        return UnwritableOutput(str(self._store.folder), f"无法写索引 {INDEX}（{problem}）", "请腾出空间，或稍后再试")

    def _update(self, connection: sqlite3.Connection) -> None:
        """Take in the lines that are new, and drop those that are gone."""
        with reading(self._store):
            now = self._store.mark()
        if _fact(connection, "mark") == now:
            return
        connection.executescript(_WORK)
        live = self._compare(connection)
        self._follow(connection)
        gone, new = (connection.execute(f"SELECT count(*) FROM temp.{name}").fetchone()[0] for name in ("gone", "new"))
        stale = int(_fact(connection, "stale") or 0) + gone
        if stale > live + _STALE:
            # Texts cannot be taken out of the full-text index, only masked; at some time there are too many of them.
            _make_tables(connection)
            self._update(connection)
            return
        _remove_gone(connection, stale)
        if new:
            self._on_wait(new)
            self._add(connection)
        for name in ("gone", "new"):
            connection.execute(f"DROP TABLE temp.{name}")
        if not self.damaged:
            connection.execute("INSERT OR REPLACE INTO facts VALUES ('mark', ?)", (now,))

    def _compare(self, connection: sqlite3.Connection) -> int:
        """Note lines that are gone and rows that are new, both read in the order of the shards; returns how many lines there are."""
        live = 0
        known = connection.execute("SELECT shard, offset, crc, doc FROM records ORDER BY shard, offset, crc")
        old = next(known, None)
        with reading(self._store), _transaction(connection, "BEGIN"):
            for *place, number in self._store.places():
                live += 1
                while old is not None and old[:3] < tuple(place):
                    connection.execute("INSERT INTO temp.gone VALUES (?)", old[3:])
                    old = next(known, None)
                if old is not None and old[:3] == tuple(place):
                    old = next(known, None)
                else:
                    connection.execute("INSERT INTO temp.new VALUES (?, ?, ?, ?)", (number, *place))
            while old is not None:
                connection.execute("INSERT INTO temp.gone VALUES (?)", old[3:])
                old = next(known, None)
        return live

    def _follow(self, connection: sqlite3.Connection) -> None:
        """Give lines that were moved their new place: they are neither gone nor new."""
        query = "SELECT doc, path, crc FROM temp.gone JOIN records USING (doc) WHERE doc > ? ORDER BY doc LIMIT ?"
        take = "DELETE FROM temp.new WHERE id = ? AND shard = ? AND offset = ?"
        move = "UPDATE OR IGNORE records SET shard = ?, offset = ? WHERE doc = ?"
        after = -1
        while page := connection.execute(query, (after, _BATCH)).fetchall():
            after = page[-1][0]
            with reading(self._store):
                found = [(doc, row) for doc, path, crc in page for row in self._store.find(path=path) if row.crc == crc]
            with _transaction(connection):
                for doc, row in found:
                    is_new = connection.execute(take, (row.id, row.shard, row.offset)).rowcount
                    if is_new and connection.execute(move, (row.shard, row.offset, doc)).rowcount:
                        connection.execute("DELETE FROM temp.gone WHERE doc = ?", (doc,))

    def _add(self, connection: sqlite3.Connection) -> None:
        """Take the new rows in, as far as they still stand."""
        query = "SELECT id, shard, offset, crc FROM temp.new WHERE id > ? ORDER BY id LIMIT ?"
        batch: list[tuple[Row, dict[str, Any] | None]] = []
        size, after = 0, -1
        while page := connection.execute(query, (after, _BATCH)).fetchall():
            after = page[-1][0]
            for number, *place in page:
                with reading(self._store):
                    row = self._store.row(number)
                if row is None or [row.shard, row.offset, row.crc] != place:
                    continue
                try:
                    found = self._store.read(row) if row.state in READABLE else None
                except Replaced:
                    continue
                except DamagedStore as error:
                    self.damaged.append(error)
                    continue
                batch.append((row, None if found is None else json.loads(found)))
                size += len(found or b"")
                if len(batch) == _BATCH or size > _BATCH_BYTES:
                    _insert(connection, batch)
                    batch, size = [], 0
        _insert(connection, batch)


@contextlib.contextmanager
def reading(store: Store) -> Iterator[None]:
    """Say in a line that the manifest cannot be read."""
    try:
        yield
    except sqlite3.Error as error:
        problem = "清单 manifest.sqlite 无法读取"
        raise DamagedStore(str(store.folder), problem, "请用原来的来源再运行一次 ingest，它会修复") from error


def read_rows(store: Store, after: int = 0) -> Iterator[Row]:
    """The rows of the manifest behind an id. Raises DamagedStore."""
    with reading(store):
        yield from store.rows(after=after)


_DROP = "".join(
    f"DROP TABLE IF EXISTS {name};" for name in ("facts", "records", "units", "record_units", "citations", "texts")
)


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=60.0)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-65536")
        if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            _make_tables(connection, only_where_old=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection, only_where_old: bool = False) -> None:
    """Make the tables anew; another process may have done it meanwhile."""
    with _transaction(connection):
        if not only_where_old or connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            for statement in (_DROP + _TABLES).split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={_VERSION}")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))):
        with contextlib.suppress(OSError):
            each.unlink()


def _is_refused(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def _is_broken(error: sqlite3.Error) -> bool:
    """Whether the file is damaged, or no index: a table is missing, another program's database."""
    return getattr(error, "sqlite_errorcode", 1) & 0xFF in (
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


def _fact(connection: sqlite3.Connection, name: str) -> Any:
    found = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def _remove_gone(connection: sqlite3.Connection, stale: int) -> None:
    with _transaction(connection):
        for table in ("records", "record_units", "citations"):
            connection.execute(f"DELETE FROM {table} WHERE doc IN (SELECT doc FROM temp.gone)")
        connection.execute("INSERT OR REPLACE INTO facts VALUES ('stale', ?)", (stale,))


def _insert(connection: sqlite3.Connection, batch: list[tuple[Row, dict[str, Any] | None]]) -> None:
    with _transaction(connection):
        for row, record in batch:
            cursor = connection.execute(_INSERT, _columns(row, record))
            if cursor.rowcount != 1 or record is None:
                continue  # another process was quicker; or there is nothing to look up
            doc = cursor.lastrowid
            connection.execute(
                "INSERT INTO texts (rowid, words) VALUES (?, ?)", (doc, index_words(record["text"] or ""))
            )
            for name in units_of(record):
                connection.execute("INSERT OR IGNORE INTO units (name) VALUES (?)", (name,))
                connection.execute(
                    "INSERT OR IGNORE INTO record_units SELECT unit, ? FROM units WHERE name = ?", (doc, name)
                )
            connection.executemany(
                "INSERT INTO citations VALUES (?, ?, ?, ?, ?)",
                [
                    (doc, place, each["document_number"], each["title"], title_key(each["title"]))
                    for place, each in enumerate(record["citations"])
                ],
            )


_INSERT = f"INSERT OR IGNORE INTO records VALUES (NULL{', ?' * 18})"


def _columns(row: Row, record: dict[str, Any] | None) -> tuple[Any, ...]:
    head = (row.shard, row.offset, row.crc, row.path, row.sha256, row.state, row.error, row.format, row.first)
    if record is None:
        return (*head, None, None, None, "[]", None, None, None, None, None)
    number, date = record["document_number"] or {}, record["written_date"]
    year = number.get("year") or (int(date[:4]) if date else None)
    return (
        *head, number.get("text"), number.get("agency"), year, json.dumps(record["issuers"], ensure_ascii=False), record["title"],
        title_key(record["title"]), title_key(record["inner_title"]), record["document_type"], date,
    )  # fmt: skip


def title_key(title: str | None) -> str | None:
    """A title as titles are compared: without white space, title marks and width."""
    return plain(title).strip("《》") or None if title else None


def units_of(record: dict[str, Any]) -> Iterator[str]:
    """Every unit that a record names: addressees, units of lists and of tasks; in full, too, where a task's is short."""
    yield from record["addressees"]
    for listed in record["unit_lists"]:
        for group in listed["groups"]:
            yield from group["units"]
    for task in record["tasks"]:
        for role in ("lead", "responsible", "cooperate"):
            yield from task[role]
        yield from task["resolved"].values()
