"""Opening a store to write: what a killed run left behind is cleared away, and damage is found, named and undone.

A line is written before its row is committed, so that the rows say which bytes count: what a shard holds behind its last
row is cut off. Rows whose bytes are gone are dropped, so that the run that follows reads their files again. A manifest
that is damaged itself is built anew from the lines.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sqlite3
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import manifest
from .frames import envelope_of, record_of, scan_frames
from .layout import MANIFEST, Row, shard_files, shard_path
from .reader import checked_line


@dataclass
class Repair:
    """What was wrong with a store: lines for people, and the paths whose records are lost until they are read again."""

    notices: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def open_manifest(folder: Path, verify: bool) -> tuple[sqlite3.Connection, Repair]:
    """The manifest of a store that fits its shards; ``verify`` also reads every line. Raises OSError and sqlite3.Error."""
    repair = Repair()
    connection, ends = _connect(folder)
    if connection is None or ends is None:
        old = _salvage(folder)
        if connection is not None:
            connection.close()
        if shard_files(folder):
            repair.notices.append("清单 manifest.sqlite 缺失或已损坏，已按分片中的记录重建")
        for name in (MANIFEST, f"{MANIFEST}-wal", f"{MANIFEST}-shm"):
            (folder / name).unlink(missing_ok=True)
        connection = manifest.connect(folder)
        with contextlib.closing(old):
            ends = _rebuild(connection, folder, old, repair)
    try:
        _fit_shards(connection, folder, ends, repair)
        if verify:
            _check_lines(connection, folder, repair)
    except BaseException:
        connection.close()
        raise
    return connection, repair


def _connect(folder: Path) -> tuple[sqlite3.Connection | None, dict[int, int] | None]:
    """The manifest and where each shard ends by it; None for what is missing, damaged or was never finished."""
    if not (folder / MANIFEST).exists():
        return None, None
    try:
        connection = manifest.connect(folder)
    except sqlite3.Error as error:
        if manifest.is_damage(error):
            return None, None
        raise
    try:
        return connection, manifest.committed_ends(connection)
    except BaseException:
        connection.close()
        raise


def _salvage(folder: Path) -> sqlite3.Connection:
    """What only the manifest knows (size and date of the file, seconds) of the rows that can still be trusted.

    In a temporary database: there may be millions of them.
    """
    found = sqlite3.connect("", isolation_level=None)
    found.execute("CREATE TABLE known (path TEXT PRIMARY KEY, size, mtime_ns, seconds) WITHOUT ROWID")
    found.execute("BEGIN")
    with contextlib.suppress(sqlite3.Error, OSError):
        connection = sqlite3.connect(f"{(folder / MANIFEST).resolve().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(connection):
            names = ", ".join(manifest.COLUMNS[1:])
            for values in connection.execute(f"SELECT {names}, signature FROM records"):
                if manifest.sign(values[:-1]) == values[-1]:
                    row = Row(**dict(zip(manifest.COLUMNS[1:], values[:-1], strict=True)))
                    known = (row.path, row.size, row.mtime_ns, row.seconds)
                    found.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)", known)
    return found


def _rebuild(connection: sqlite3.Connection, folder: Path, old: sqlite3.Connection, repair: Repair) -> dict[int, int]:
    """Fill an empty manifest from the shards; of several lines of one path the last counts."""
    ends: dict[int, int] = {}
    connection.execute("BEGIN IMMEDIATE")
    count = 0
    for shard, path in shard_files(folder).items():
        ends[shard] = 0
        damaged = 0
        for offset, length, line in _frames(path):
            if line is None:
                damaged += length
                continue
            row = _row_of(line, shard, offset, length)
            known = old.execute("SELECT size, mtime_ns, seconds FROM known WHERE path = ?", (row.path,)).fetchone()
            size, mtime_ns, seconds = known or (row.size, None, None)
            for older in list(manifest.select(connection, "WHERE path = ?", (row.path,))):
                manifest.delete(connection, older.id)
                count -= 1
            count += 1
            manifest.insert(connection, replace(row, size=size, mtime_ns=mtime_ns, seconds=seconds))
            ends[shard] = offset + length
        if damaged:
            repair.notices.append(f"分片 {path.name} 中有 {damaged} 字节无法辨认，其中的记录要从来源重新读取")
    orphans = _drop_orphans(connection, repair)
    manifest.note(connection, count - len(orphans), ends)
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('complete', 1)")
    connection.execute("COMMIT")
    return ends


def _frames(path: Path) -> Any:
    size = path.stat().st_size
    if not size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as shard:
        yield from scan_frames(shard, size)


def _row_of(line: bytes, shard: int, offset: int, length: int) -> Row:
    import json
    import zlib

    said = envelope_of(line)
    record = record_of(line)
    issuer, number = head_of(json.loads(record)) if record else (None, None)
    own = {
        name: said[name] for name in ("path", "state", "error", "sha256", "size", "format", "first", "tool", "schema")
    }
    return Row(issuer=issuer, number=number, shard=shard, offset=offset, length=length, crc=zlib.crc32(line), **own)


def head_of(record: dict[str, Any]) -> tuple[str | None, str | None]:
    """What the manifest notes of a record: its first issuer and its document number."""
    number = record["document_number"]
    return next(iter(record["issuers"]), None), number["text"] if number else None


def _fit_shards(connection: sqlite3.Connection, folder: Path, ends: dict[int, int], repair: Repair) -> None:
    """Cut off what was never committed; drop the rows whose bytes are gone."""
    files = shard_files(folder)
    for shard, path in files.items():
        size, end = path.stat().st_size, ends.get(shard, 0)
        if end == 0:
            path.unlink()
        elif size > end:
            os.truncate(path, end)
    for shard, end in ends.items():
        size = files[shard].stat().st_size if shard in files and files[shard].exists() else 0
        if size < end:
            rows = list(manifest.select(connection, "WHERE shard = ? AND offset + length > ?", (shard, size)))
            name = shard_path(folder, shard).name
            _drop(connection, rows, repair, f"分片 {name} 缺少末尾 {end - size} 字节")
            left = connection.execute("SELECT max(offset + length) FROM records WHERE shard = ?", (shard,)).fetchone()[
                0
            ]
            if shard in files and files[shard].exists():
                os.truncate(files[shard], left or 0)


def _check_lines(connection: sqlite3.Connection, folder: Path, repair: Repair) -> None:
    """Read every line that a row points to, and drop the rows whose line is not theirs."""
    for shard, path in shard_files(folder).items():
        wrong = []
        with path.open("rb") as file:
            for row in manifest.select(connection, "WHERE shard = ? ORDER BY offset", (shard,)):
                file.seek(row.offset)
                line = checked_line(file.read(row.length), row)
                if line is None or envelope_of(line)["path"] != row.path:
                    wrong.append(row)
        if wrong:
            _drop(connection, wrong, repair, f"分片 {path.name} 中的记录已损坏")


def _drop(connection: sqlite3.Connection, rows: list[Row], repair: Repair, why: str) -> None:
    """Drop rows and the duplicates that lean on them; their archives are opened again."""
    if not rows:
        return
    shown = "、".join(row.path for row in rows[:3]) + ("等" if len(rows) > 3 else "")
    repair.notices.append(f"{why}：{len(rows)} 条记录要从来源重新读取（{shown}）")
    repair.lost.update(row.path for row in rows)
    connection.execute("BEGIN IMMEDIATE")
    for row in rows:
        manifest.delete(connection, row.id)
    orphans = _drop_orphans(connection, repair)
    connection.execute("DELETE FROM archives")
    manifest.note(connection, -len(rows) - len(orphans), {row.shard for row in rows} | set(orphans))
    connection.execute("COMMIT")


def _drop_orphans(connection: sqlite3.Connection, repair: Repair) -> list[int]:
    """Drop the duplicates whose first is no longer there with the same bytes: one of them has to be read.

    Returns the shard of each.
    """
    orphans = list(
        connection.execute(
            "SELECT d.id, d.path, d.shard FROM records AS d LEFT JOIN records AS f ON f.path = d.first AND f.sha256 = d.sha256 "
            "WHERE d.first IS NOT NULL AND f.id IS NULL"
        )
    )
    for number, path, _ in orphans:
        manifest.delete(connection, number)
        repair.lost.add(path)
    return [shard for _, _, shard in orphans]
