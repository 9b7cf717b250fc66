"""What stands where in a store, and the row of its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STORE_VERSION = 1
SHARD_BYTES = 16 << 20
"""A shard takes no further record once it is this long: short enough that several cores share the Parquet files of a run."""

MARK = "store.json"
LOCK = "lock"
MANIFEST = "manifest.sqlite"
RECORDS = "records"
PARQUET = "parquet"
QUARANTINE = "quarantine"
INDEX = "index.sqlite"  # of ``records``
OWN = frozenset({MARK, LOCK, MANIFEST, RECORDS, PARQUET, QUARANTINE, INDEX})

STATES = (
    "ok",
    "partial",
    "duplicate",
    "unreadable",
    "encrypted",
    "unsupported",
    "too-large",
    "timeout",
    "crashed",
)
"""What can become of an input; each has exactly one of these."""

READABLE = ("ok", "partial")
"""States with a record; ``partial``: read, with doubtful fields."""

FAILED = STATES[3:]
"""States that ``--retry`` takes again."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One input in the manifest, with where its line stands (0 before it is written). The fields are the columns, in their order.

    ``id`` is new for every new version of a file. ``first``: the path with the same bytes whose line holds the record (of
    a duplicate). ``mtime_ns`` is the archive's for a member; it and ``seconds`` are None where the manifest was rebuilt.
    ``crc`` is the CRC-32 of the line.
    """

    id: int = 0
    path: str
    state: str
    error: str | None = None
    sha256: str | None = None
    size: int | None = None
    mtime_ns: int | None = None
    format: str | None = None
    issuer: str | None = None
    number: str | None = None
    first: str | None = None
    tool: str
    schema: str
    seconds: float | None = None
    shard: int = 0
    offset: int = 0
    length: int = 0
    crc: int = 0


def shard_path(folder: Path, shard: int) -> Path:
    """The file of a shard."""
    return folder / RECORDS / f"{shard:06d}.jsonl.gz"


def parquet_path(folder: Path, shard: int) -> Path:
    """The Parquet file that is made of a shard."""
    return folder / PARQUET / f"{shard:06d}.parquet"


def shard_files(folder: Path) -> dict[int, Path]:
    """The shards that are there, by number."""
    found = {}
    for path in sorted((folder / RECORDS).glob("*.jsonl.gz")):
        number = path.name.partition(".")[0]
        if number.isdecimal():
            found[int(number)] = path
    return found
