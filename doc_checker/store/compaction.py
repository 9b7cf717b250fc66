"""整理: the space of lines that no longer count is given back.

The lines of a shard that still count go to the end of the store like new ones, and the shard is deleted. So at any
moment each line stands in its old place or in its new one, and opening the store clears away what a killed run left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .layout import Row, shard_files
from .reader import check_mark
from .writer import Writer

_WASTE = 0.5  # share of a shard that may be dead
_LEAST = 1 << 20  # dead bytes of a shard that are worth no work


@dataclass
class Compaction:
    """What was done: shards that were rewritten, lines that were moved, bytes given back, rows whose line is damaged."""

    shards: int = 0
    lines: int = 0
    freed: int = 0
    damaged: list[Row] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """What was found damaged when the store was opened."""
    lost: int = 0
    """Records that went with it, until their files are read again."""


def compact(writer: Writer, shards: Iterable[int]) -> Compaction:
    """Move the lines of shards together. Raises UnwritableOutput; what is done by then stays done."""
    done = Compaction()
    for shard in shards:
        dead = _sizes(writer.folder)[shard] - writer.live_bytes(shard)
        lines, damaged = writer.move_lines(shard)
        done.lines += lines
        done.damaged += damaged
        if not damaged:
            done.shards += 1
            done.freed += dead
    return done


def _sizes(folder: Path) -> dict[int, int]:
    return {shard: file.stat().st_size for shard, file in shard_files(folder).items()}


def wasteful_shards(writer: Writer) -> list[int]:
    """The shards most of which does not count any more, among those that have changed."""
    sizes = _sizes(writer.folder)
    found = []
    for shard in writer.changed_shards():
        size = sizes.get(shard, 0)
        if size - writer.live_bytes(shard) >= max(_LEAST, _WASTE * size):
            found.append(shard)
    return found


def compact_store(folder: Path, then: Callable[[Writer], None] | None = None) -> Compaction:
    """Rewrite every shard of a store that holds anything dead; ``then`` is called before the store is closed.

    Raises NotAStore, StoreInUse, UnwritableOutput.
    """
    check_mark(folder, str(folder))
    before = _sizes(folder)  # a shard without any live line goes when the store is opened
    with Writer(folder) as writer:
        sizes = _sizes(folder)
        done = compact(writer, [shard for shard, size in sizes.items() if size > writer.live_bytes(shard)])
        done.shards += len(before.keys() - sizes.keys())
        done.freed = sum(before.values()) - sum(_sizes(folder).values())
        if then is not None:
            then(writer)
        done.notices, done.lost = writer.repair.notices, len(writer.repair.lost)
        return done
