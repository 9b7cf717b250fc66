"""Reading a store, also while an ingestion writes to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from ..errors import DamagedStore, NotAStore, os_problem
from . import manifest
from .frames import open_frame, record_of
from .layout import MARK, READABLE, STORE_VERSION, Row, shard_path

_REPAIR = "请用原来的来源再运行一次 ingest，它会修复"
_REPAIR_LINE = "请用原来的来源再运行一次 ingest，加上 --verify，它会修复"
_PAGE = 1_000


def check_mark(folder: Path, shown: str) -> None:
    """Raise NotAStore where a folder is no store that this version reads."""
    try:
        version = json.loads((folder / MARK).read_bytes())["store"]
    except FileNotFoundError:
        raise NotAStore(shown, "不是资料库（没有 store.json）", "请给出 ingest --out 所建的文件夹") from None
    except OSError as error:
        raise NotAStore(shown, f"无法打开（{os_problem(error)}）", "请检查路径与权限") from error
    except (ValueError, KeyError, TypeError):
        raise NotAStore(shown, "store.json 已损坏，无法确认是资料库", f'请写回 {{"store": {STORE_VERSION}}}') from None
    if version != STORE_VERSION:
        raise NotAStore(shown, f"资料库的格式版本是 {version}，本程序只认 {STORE_VERSION}", "请换用相应版本的程序")


class Replaced(DamagedStore):
    """A row was replaced after it had been read, and its line has since been cleared away; what replaced it has a later id."""


class Store:
    """A store opened for reading. Raises NotAStore, and DamagedStore where bytes are not what was written."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._shards: dict[int, IO[bytes]] = {}

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Open a store."""
        folder = Path(path)
        check_mark(folder, str(path))
        try:
            return cls(folder, manifest.connect_to_read(folder))
        except sqlite3.Error as error:
            raise DamagedStore(str(path), "清单 manifest.sqlite 无法读取", _REPAIR) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its files."""
        self._connection.close()
        for shard in self._shards.values():
            shard.close()
        self._shards.clear()

    def count(self, state: str | None = None) -> int:
        """How many inputs there are, or how many in one state."""
        where, values = ("", ()) if state is None else (" WHERE state = ?", (state,))
        return int(self._connection.execute(f"SELECT count(*) FROM records{where}", values).fetchone()[0])

    def counts(self, column: str) -> dict[str | None, int]:
        """How many inputs there are by ``state``, ``format``, ``issuer`` or ``tool``, largest first."""
        if column not in ("state", "format", "issuer", "tool"):
            raise ValueError(column)
        query = f"SELECT {column}, count(*) AS n FROM records GROUP BY 1 ORDER BY n DESC, 1"
        return dict(self._connection.execute(query).fetchall())

    def issuers(self) -> dict[str | None, int]:
        """How many records there are by issuer, largest first; None for those without one."""
        query = f"SELECT issuer, count(*) AS n FROM records WHERE state IN {READABLE!r} GROUP BY 1 ORDER BY n DESC, 1"
        return dict(self._connection.execute(query).fetchall())

    def generation(self) -> int:
        """A number that grows with every commit."""
        return manifest.fact(self._connection, "generation")

    def ids(self) -> Iterator[int]:
        """The ids of all rows, ascending."""
        for (number,) in self._connection.execute("SELECT id FROM records ORDER BY id"):
            yield number

    def mark(self) -> str:
        """What changes whenever the rows do, also when the manifest was rebuilt and its generations begin anew."""
        last = self._connection.execute("SELECT id, crc FROM records ORDER BY id DESC LIMIT 1").fetchone() or (0, 0)
        return f"{self.generation()} {self.count()} {last[0]} {last[1]}"

    def places(self) -> Iterator[tuple[int, int, int, int]]:
        """Shard, offset and CRC of every line, which name it also after the manifest was rebuilt, with its row's id; in
        the order of the shards.
        """
        yield from self._connection.execute("SELECT shard, offset, crc, id FROM records ORDER BY shard, offset")

    def rows(self, states: Sequence[str] | None = None, after: int = 0) -> Iterator[Row]:
        """Rows by id, from the one behind ``after``. Read in pages: a long loop holds up no writer."""
        wanted = "" if states is None else f"AND state IN ({', '.join('?' * len(states))}) "
        while True:
            values = (after, *(states or ()), _PAGE)
            page = list(manifest.select(self._connection, f"WHERE id > ? {wanted}ORDER BY id LIMIT ?", values))
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].id

    def row(self, number: int) -> Row | None:
        """The row with an id, or None where it was replaced."""
        return next(manifest.select(self._connection, "WHERE id = ?", (number,)), None)

    def rows_of(self, shard: int) -> Iterator[Row]:
        """The rows of a shard in its order. Read in pages, so that the rows may be moved meanwhile."""
        yield from paged_rows(self._connection, shard)

    def find(self, *, path: str | None = None, sha256: str | None = None, number: str | None = None) -> list[Row]:
        """The rows with this path, hash or document number, by id."""
        given = {"path": path, "sha256": sha256, "number": number}
        terms = {name: value for name, value in given.items() if value is not None}
        if not terms:
            raise ValueError("path, sha256 or number")
        condition = " AND ".join(f"{name} = ?" for name in terms)
        return list(manifest.select(self._connection, f"WHERE {condition} ORDER BY id", tuple(terms.values())))

    def records(self, states: Sequence[str] = READABLE, after: int = 0) -> Iterator[tuple[Row, bytes]]:
        """Rows that have a record, with its JSON (UTF-8), by id."""
        for row, line in self.lines(self.rows(states, after)):
            record = record_of(line)
            if record is not None:
                yield row, record

    def lines(self, rows: Iterable[Row]) -> Iterator[tuple[Row, bytes]]:
        """Rows with their lines; those that were replaced and cleared away meanwhile are left out."""
        for row in rows:
            try:
                line = self.line(row)
            except Replaced:
                continue
            yield row, line

    def read(self, row: Row) -> bytes | None:
        """The record's JSON of a row, or None where it has none."""
        return record_of(self.line(row))

    def line(self, row: Row) -> bytes:
        """The whole line of a row, also where it was moved after the row had been read. Raises Replaced, DamagedStore."""
        line = self._line_at(row)
        if line is not None:
            return line
        now = self.row(row.id)
        if now is None:
            raise Replaced(row.path, "记录已被替换，原来的已清理", "请再运行一次")
        line = self._line_at(now) if (now.shard, now.offset) != (row.shard, row.offset) else None
        if line is None:
            place = f"{shard_path(self.folder, now.shard).name} 第 {now.offset} 字节起"
            raise DamagedStore(row.path, f"资料库中的记录已损坏（{place}）", _REPAIR_LINE)
        return line

    def _line_at(self, row: Row) -> bytes | None:
        packed = b""
        try:
            shard = self._shards.get(row.shard)
            if shard is None:
                shard = self._shards[row.shard] = shard_path(self.folder, row.shard).open("rb")
            shard.seek(row.offset)
            packed = shard.read(row.length)
        except OSError:
            pass
        return checked_line(packed, row)


def paged_rows(connection: sqlite3.Connection, shard: int) -> Iterator[Row]:
    """The rows of a shard in its order; what becomes of those that were given does not matter."""
    after = -1
    while True:
        condition = "WHERE shard = ? AND offset > ? ORDER BY offset LIMIT ?"
        page = list(manifest.select(connection, condition, (shard, after, _PAGE)))
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].offset


def checked_line(packed: bytes, row: Row) -> bytes | None:
    """The line in a row's bytes, or None where it is not the one that the row is about."""
    line = open_frame(packed)
    if line is None or int.from_bytes(packed[-8:-4], "little") != row.crc:
        return None
    return line
