"""批量入库: files of any number → one record each in a store, resumable at any moment.

``sources`` finds files, ``planning`` decides which are read and what is written, an engine (``processes``, ``serial``,
``ray_engine``) reads them, ``reading`` is what it does for one file. The command, the Python API and a cluster differ in
the engine only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, get_args

from .. import __version__
from ..data import Data
from ..document import Ocr
from ..errors import DamagedStore, UsageError
from ..isolation import pack_data
from ..model import Record
from ..store import Writer
from ..store.frames import open_frame, record_of
from .planning import Plan, Tally, Tell
from .reading import Done, Job, Settings
from .sources import find_files
from .tables import cores, refresh

__all__ = [
    "Engine",
    "EngineName",
    "Ingestion",
    "Options",
    "Settings",
    "Tally",
    "cores",
    "read_records",
    "settings_of",
    "tool_of",
]


EngineName = Literal["processes", "ray"]


class Engine(Protocol):
    """What reads files: takes jobs as it has room for them, gives results as they come, None to give others a turn."""

    def run(self, jobs: Iterator[Job | None]) -> Iterator[Done | None]:
        """Read files."""

    def close(self) -> None:
        """End what it has started."""


@dataclass(frozen=True)
class Options:
    """How a run goes: ``workers`` None is one for each core, 0 this process; ``retry`` takes failed files again, ``reread``
    those that another version of the program read; ``verify`` reads every line of the store first. ``engine`` ``ray`` reads
    on the cluster at ``address``, None: on a Ray of this machine.
    """

    workers: int | None = None
    ocr: Ocr = "auto"
    seconds: float = 120.0
    retry: bool = False
    reread: bool = False
    verify: bool = False
    engine: EngineName = "processes"
    address: str | None = None


@dataclass
class Ingestion:
    """A run over some inputs; iterating does the work, one finished file after the other.

    ``notices`` tell what was wrong with the store, ``missing`` the lost records that this run did not find the sources of.
    """

    words: Iterable[str]
    store: Path
    data: Data
    options: Options = Options()
    engine: Engine | None = None
    tally: Tally = field(default_factory=Tally)
    notices: Sequence[str] = ()
    missing: Sequence[str] = ()
    seconds: float = 0.0
    table_seconds: float = 0.0
    """Seconds of the whole run, and of these for the Parquet files."""
    tables: bool = True
    """Whether Parquet files are written at the end (where pyarrow is installed)."""
    phase: Literal["reading", "tables"] = "reading"
    """``tables``: everything is read and committed; space is given back, Parquet files are made."""
    tell: Tell | None = None
    """Is told of each failure of this run: path, state, error."""

    def __iter__(self) -> Generator[Done | None, None, None]:
        """Do the work. What is done stays done when the loop is left. Raises UsageError for the store and the disk."""
        start = time.monotonic()
        self.phase = "reading"
        settings = settings_of(self.data, self.options)
        engine = self.engine or make_engine(self.data, settings, self.options)
        with Writer(self.store, self.options.verify) as writer:
            self.notices = writer.repair.notices
            plan = Plan(writer, settings, self.options.retry, self.options.reread, self.tell)
            self.tally = plan.tally
            jobs = plan.jobs(find_files(self.words, self.store, plan.tally.skipped))
            try:
                with contextlib.closing(engine):
                    for done in engine.run(jobs):
                        if done is not None:
                            plan.settle(done)
                        writer.commit_if_due()
                        self.seconds = time.monotonic() - start
                        yield done
            except GeneratorExit:
                writer.commit()
                raise
            writer.commit()
            self.missing = sorted(path for path in writer.repair.lost if writer.find(path) is None)
            self.seconds = time.monotonic() - start
            yield from self._tidy(writer, start)
        self.seconds = time.monotonic() - start

    def _tidy(self, writer: Writer, start: float) -> Iterator[None]:
        """What follows the reading: space given back, Parquet files."""
        from ..store.compaction import compact, wasteful_shards

        self.phase = "tables"
        for shard in wasteful_shards(writer):
            if damaged := compact(writer, [shard]).damaged:
                raise DamagedStore(damaged[0].path, "资料库中的记录已损坏", "请加 --verify 再运行一次")
            yield None
        read = time.monotonic()
        if self.tables:
            workers = self.options.workers
            for _ in refresh(writer, 0 if workers == 0 else min(workers or cores(), cores())):
                self.seconds = time.monotonic() - start
                self.table_seconds = time.monotonic() - read
                yield None
        self.table_seconds = time.monotonic() - read

    def run(self) -> Tally:
        """Do all of it."""
        for _ in self:
            pass
        return self.tally


def read_records(
    words: Iterable[str], store: str | os.PathLike[str] | None, data: Data, options: Options, tell: Tell
) -> Iterator[Record]:
    """The records of files as they are read; without a store one is kept for as long as that lasts.

    Raises as ``Ingestion`` does, and UsageError for options that do not fit together.
    """
    if options.engine not in get_args(EngineName):
        raise UsageError(str(options.engine), "没有这种引擎", f"可用：{'、'.join(get_args(EngineName))}")
    if options.engine != "ray" and options.address is not None:
        raise UsageError("address", "只用于 engine='ray'", "请加上 engine='ray'，或去掉 address")
    if options.workers is not None and options.workers < (options.engine == "ray"):
        raise UsageError(f"workers={options.workers}", "进程数太小", "请写 1 以上的整数，或 None（自动）")
    with contextlib.ExitStack() as stack:
        folder = store or stack.enter_context(tempfile.TemporaryDirectory(prefix="doc-checker-"))
        run = Ingestion(words, Path(folder), data, options, tables=store is not None, tell=tell)
        for done in stack.enter_context(contextlib.closing(iter(run))):
            line = open_frame(done.frame.packed) if done is not None else None
            record = record_of(line) if line is not None else None
            if record is not None:
                yield Record.model_validate_json(record)


def settings_of(data: Data, options: Options) -> Settings:
    """The settings of a run."""
    return Settings(tool_of(data), options.ocr, options.seconds)


def tool_of(data: Data) -> str:
    """What names the reading of this version: the program's version and its knowledge (lexicons and patterns)."""
    return f"{__version__}+{hashlib.sha256(data.once(pack_data)).hexdigest()[:8]}"


def make_engine(data: Data, settings: Settings, options: Options) -> Engine:
    """The engine of a run. Raises MissingExtra."""
    if options.engine == "ray":
        from .ray_engine import RayTasks

        return RayTasks(data, settings, options.workers, options.address)
    if options.workers == 0:
        from .serial import Serial

        return Serial(data, settings)
    from .processes import Processes

    return Processes(data, settings, options.workers or cores())
