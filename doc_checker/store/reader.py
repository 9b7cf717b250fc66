"""Reading a store, also while an ingestion writes to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from ..errors import DamagedStore, NotAStore, os_problem
from . import manifest
from .frames import open_frame, record_of
from .layout import MARK, READABLE, STORE_VERSION, Row, shard_path

_REPAIR = "请用原来的来源再运行一次 ingest，它会修复"
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
        """Id of every row with shard, offset and CRC of its line, which name it also after the manifest was rebuilt."""
        yield from self._connection.execute("SELECT id, shard, offset, crc FROM records ORDER BY id")

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
        for row in self.rows(states, after):
            record = self.read(row)
            if record is not None:
                yield row, record

    def read(self, row: Row) -> bytes | None:
        """The record's JSON of a row, or None where it has none."""
        return record_of(self.line(row))

    def line(self, row: Row) -> bytes:
        """The whole line of a row."""
        packed = b""
        try:
            shard = self._shards.get(row.shard)
            if shard is None:
                shard = self._shards[row.shard] = shard_path(self.folder, row.shard).open("rb")
            shard.seek(row.offset)
            packed = shard.read(row.length)
        except OSError:
            pass
        line = checked_line(packed, row)
        if line is None:
            place = f"{shard_path(self.folder, row.shard).name} 第 {row.offset} 字节起"
            raise DamagedStore(row.path, f"资料库中的记录已损坏（{place}）", _REPAIR)
        return line


def checked_line(packed: bytes, row: Row) -> bytes | None:
    """The line in a row's bytes, or None where it is not the one that the row is about."""
    line = open_frame(packed)
    if line is None or int.from_bytes(packed[-8:-4], "little") != row.crc:
        return None
    return line
