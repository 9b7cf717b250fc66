"""Parquet files for analysis: one beside each shard, made of its live lines. Needs pyarrow (extra ``parquet``)."""

from __future__ import annotations

import contextlib
import importlib.util
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra, UnwritableOutput, os_problem
from .frames import record_of
from .layout import Row, parquet_path
from .reader import Store

if TYPE_CHECKING:
    import pyarrow

_GROUP = 1_000  # rows that are held in memory
_GROUP_BYTES = 32 << 20  # and what their records may come to

TEXTS = ("path", "sha256", "state", "error", "format", "first", "tool", "number", "agency", "title", "inner_title",
         "document_type", "written_date", "disclosure", "text")  # fmt: skip
NUMBERS = (
    "size",
    "year",
    "sequence",
    "pages",
    "clauses",
    "tasks",
    "tables",
    "unit_lists",
    "rosters",
    "indicator_systems",
)
LISTS = ("issuers", "addressees", "signatories", "attachments", "cited_numbers", "cited_titles", "findings", "doubtful")
COLUMNS = (*TEXTS, *NUMBERS, *LISTS)


def is_available() -> bool:
    """Whether pyarrow is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def flatten(row: Row, record: dict[str, Any] | None) -> dict[str, Any]:
    """A row and its record as one flat row for analysis, with the keys of COLUMNS: texts, counts, lists of texts."""
    flat: dict[str, Any] = dict.fromkeys(COLUMNS)
    flat.update(
        {name: getattr(row, name) for name in ("path", "sha256", "size", "state", "error", "format", "first", "tool")}
    )
    if record is None:
        return flat
    names = ("title", "inner_title", "document_type", "written_date", "disclosure", "text", "issuers", "addressees",
             "signatories", "doubtful")  # fmt: skip
    flat.update({name: record[name] for name in names})
    number = record["document_number"] or {}
    flat.update(
        number=number.get("text"), agency=number.get("agency"), year=number.get("year"), sequence=number.get("sequence")
    )
    flat["pages"] = record["source"]["pages"]
    counted = ("clauses", "tasks", "tables", "unit_lists", "rosters", "indicator_systems")
    flat.update({name: len(record[name]) for name in counted})
    flat["clauses"] = sum(map(_count, record["clauses"]))
    flat["attachments"] = [each["title"] for each in record["attachments"]]
    flat["cited_numbers"] = [each["document_number"] for each in record["citations"] if each["document_number"]]
    flat["cited_titles"] = [each["title"] for each in record["citations"] if each["title"]]
    flat["findings"] = [each["code"] for each in record["findings"]]
    return flat


def _count(clause: dict[str, Any]) -> int:
    return 1 + sum(map(_count, clause["children"]))


@lru_cache(maxsize=1)
def schema() -> pyarrow.Schema:
    """The Parquet schema: COLUMNS with their types."""
    import pyarrow

    return pyarrow.schema(
        [
            *((name, pyarrow.string()) for name in TEXTS),
            *((name, pyarrow.int64()) for name in NUMBERS),
            *((name, pyarrow.list_(pyarrow.string())) for name in LISTS),
        ]
    )


def write_parquet(path: Path, rows: Iterable[tuple[Row, bytes | None]]) -> int:
    """Write rows with their records (JSON) as a Parquet file, whole or not at all; returns how many.

    Raises MissingExtra without pyarrow, UnwritableOutput.
    """
    if not is_available():
        raise MissingExtra(str(path), "写 Parquet 需要 pyarrow", "请安装 doc-checker[parquet]")
    from pyarrow.parquet import ParquetWriter

    temporary = temporary_path(path)
    count = 0
    try:
        with ParquetWriter(temporary, schema(), compression="zstd") as writer:
            for group in _grouped(rows):
                flat = [flatten(row, None if record is None else json.loads(record)) for row, record in group]
                writer.write_batch(_batch(flat))
                count += len(flat)
        temporary.replace(path)
    except OSError as error:
        raise UnwritableOutput(str(path), f"无法写入（{os_problem(error)}）", "请检查权限和磁盘空间") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return count


def _batch(flat: list[dict[str, Any]]) -> pyarrow.RecordBatch:
    import pyarrow

    return pyarrow.RecordBatch.from_pylist(flat, schema())


def _grouped(rows: Iterable[tuple[Row, bytes | None]]) -> Iterator[list[tuple[Row, bytes | None]]]:
    group, size = [], 0
    for each in rows:
        group.append(each)
        size += len(each[1] or b"")
        if len(group) == _GROUP or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def temporary_path(path: Path) -> Path:
    """What a Parquet file is called until it is whole."""
    return path.with_name(f".{path.name}.tmp")


def write_shard(store: Store, shard: int) -> int:
    """Make the Parquet file of a shard anew, none where no line counts any more; returns how many rows it has.

    Raises MissingExtra, UnwritableOutput, DamagedStore.
    """
    path = parquet_path(store.folder, shard)
    try:
        first = next(store.rows_of(shard), None)
        if first is None:
            path.unlink(missing_ok=True)
            temporary_path(path).unlink(missing_ok=True)
            return 0
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(str(path), f"无法写入（{os_problem(error)}）", "请检查权限和磁盘空间") from error
    return write_parquet(path, ((row, record_of(line)) for row, line in store.lines(store.rows_of(shard))))


__all__ = ["COLUMNS", "flatten", "schema", "temporary_path", "write_parquet", "write_shard"]
