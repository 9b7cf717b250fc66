"""清单: the SQLite index over the shards. Rows are signed, so that a damaged one is told from a true one."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from .layout import MANIFEST, Row

COLUMNS = tuple(field.name for field in fields(Row))
ALL = ", ".join(COLUMNS)

# WAL lets ``records`` read while an ingestion writes; synchronous=FULL: what is committed is on the disk, also after a
# power cut. One commit stands for a second of work, so this costs nothing.
_SETTINGS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; PRAGMA cache_size=-16384;"

_TABLES = """
CREATE TABLE IF NOT EXISTS records (
  id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, state TEXT NOT NULL, error TEXT, sha256 TEXT,
  size INTEGER, mtime_ns INTEGER, format TEXT, issuer TEXT, number TEXT, first TEXT, tool TEXT NOT NULL,
  schema TEXT NOT NULL, seconds REAL, shard INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  crc INTEGER NOT NULL, signature INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS records_sha256 ON records (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_number ON records (number) WHERE number IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_first ON records (first) WHERE first IS NOT NULL;
CREATE INDEX IF NOT EXISTS records_place ON records (shard, offset);
CREATE TABLE IF NOT EXISTS changed (shard INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS archives (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, counts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO facts VALUES ('generation', 0), ('rows', 0);
"""


def connect(folder: Path) -> sqlite3.Connection:
    """Open the manifest for writing, its tables made where they are missing. Raises sqlite3.Error."""
    connection = sqlite3.connect(folder / MANIFEST, isolation_level=None)
    try:
        connection.executescript(_SETTINGS)
        connection.executescript(f"BEGIN;{_TABLES}COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(folder: Path) -> sqlite3.Connection:
    """Open the manifest for reading, also from a medium that cannot be written. Raises sqlite3.Error."""
    address = (folder / MANIFEST).resolve().as_uri()
    for mode in ("mode=ro", "immutable=1"):
        connection = sqlite3.connect(f"{address}?{mode}", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA busy_timeout=30000")
            connection.execute("SELECT count(*) FROM facts").fetchone()
            return connection
        except sqlite3.OperationalError:
            connection.close()
            if mode != "mode=ro" or (folder / f"{MANIFEST}-wal").exists():
                raise
    raise AssertionError


def sign(values: Iterable[object]) -> int:
    """The signature of a row's values, the id left out."""
    return zlib.crc32(repr(tuple(values)).encode("utf-8", "backslashreplace"))


def insert(connection: sqlite3.Connection, row: Row) -> int:
    """Add a row (its id is given anew); returns the id."""
    values = tuple(vars(row).values())[1:]
    marks = ", ".join("?" * (len(values) + 1))
    cursor = connection.execute(
        f"INSERT INTO records ({', '.join(COLUMNS[1:])}, signature) VALUES ({marks})", (*values, sign(values))
    )
    return int(cursor.lastrowid or 0)


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Drop a row by its id."""
    connection.execute("DELETE FROM records WHERE id = ?", (number,))


def note(connection: sqlite3.Connection, rows: int, shards: Iterable[int]) -> None:
    """Note with a change how many rows more there are, and which shards hold others than before.

    By the number, rows that vanish without a trace are noticed.
    """
    connection.execute("UPDATE facts SET value = value + ? WHERE name = 'rows'", (rows,))
    connection.executemany("INSERT OR IGNORE INTO changed VALUES (?)", [(shard,) for shard in shards])
    connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'generation'")


def touch(connection: sqlite3.Connection, row: Row, size: int | None, mtime_ns: int | None) -> None:
    """Note that a file with another date holds the same bytes."""
    values = list(vars(row).values())[1:]
    values[COLUMNS.index("size") - 1] = size
    values[COLUMNS.index("mtime_ns") - 1] = mtime_ns
    connection.execute(
        "UPDATE records SET size = ?, mtime_ns = ?, signature = ? WHERE id = ?", (size, mtime_ns, sign(values), row.id)
    )


def move(connection: sqlite3.Connection, row: Row) -> None:
    """Note that a line stands where the row says now."""
    values = tuple(vars(row).values())[1:]
    connection.execute(
        "UPDATE records SET shard = ?, offset = ?, signature = ? WHERE id = ?",
        (row.shard, row.offset, sign(values), row.id),
    )


def select(connection: sqlite3.Connection, condition: str, values: tuple[Any, ...] = ()) -> Iterator[Row]:
    """The rows under a condition."""
    for found in connection.execute(f"SELECT {ALL} FROM records {condition}", values):
        yield Row(**dict(zip(COLUMNS, found, strict=True)))


def fact(connection: sqlite3.Connection, name: str) -> int:
    """A number that the manifest keeps of itself; 0 where it has none."""
    found = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found else 0


def committed_ends(connection: sqlite3.Connection) -> dict[int, int] | None:
    """Where the last line of each shard ends; None where the database or a row is not as it was written, or never was.

    Raises sqlite3.Error for what says nothing about the content (a full disk, no permission).
    """
    ends: dict[int, int] = {}
    count = 0
    try:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            return None
        for found in connection.execute(f"SELECT {', '.join(COLUMNS[1:])}, signature FROM records"):
            if sign(found[:-1]) != found[-1]:
                return None
            count += 1
            shard, offset, length = found[-5:-2]
            ends[shard] = max(ends.get(shard, 0), offset + length)
        whole = count == fact(connection, "rows") and fact(connection, "complete")
        return ends if whole else None
    except sqlite3.Error as error:
        if is_damage(error):
            return None
        raise


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the database's bytes are wrong, not that the disk is full or closed to us."""
    return getattr(error, "sqlite_errorcode", 1) & 0xFF in (1, 11, 26)  # no such column, corrupt, not a database
