"""``ingest``: files of any number → a store."""

from __future__ import annotations

import argparse
import contextlib
import glob
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from .. import service
from ..errors import UnreadableDocument, UsageError, os_problem
from ..report.ingestion import Progress, Totals, render_totals, totals_json
from . import files, streams

if TYPE_CHECKING:
    from ..ingestion import Ingestion


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    _check(arguments)
    data = service.load_knowledge(arguments.lexicons, arguments.patterns)
    out = files.openable(arguments.out)
    how = files.reading(arguments)
    ingestion = service.start_ingestion(
        _words(arguments), out, data, how, arguments.workers, arguments.retry, arguments.reread, arguments.verify,
        arguments.engine or "processes", arguments.address,
    )  # fmt: skip
    stop = _Stop()
    with stop.listening(), Progress() as progress:
        count = _Count(arguments, out) if progress.is_shown else None
        with contextlib.closing(iter(ingestion)) as steps:
            for _ in steps:
                tally = ingestion.tally
                progress.show(
                    tally.done, tally.read, tally.failed, count.total if count else None, ingestion.phase == "tables"
                )
                if stop.number:
                    break
    for notice in ingestion.notices:
        streams.complain(notice)
    totals = _totals(ingestion, str(arguments.out), bool(stop.number))
    streams.write(totals_json(totals) if arguments.json else render_totals(totals))
    if stop.number:
        return 128 + stop.number
    return 3 if ingestion.tally.failed or ingestion.missing else 0


def _check(arguments: argparse.Namespace) -> None:
    if sys.platform == "win32":
        raise UsageError("ingest", "不能在 Windows 上运行", "请在 Linux、macOS 或 WSL 中运行")
    if arguments.address and arguments.engine != "ray":
        raise UsageError("--address", "只用于 --engine ray", "请加上 --engine ray，或去掉 --address")
    if not arguments.paths and not arguments.list:
        raise UsageError("ingest", "没有要入库的文件", "请给出路径，或用 --list 给出文件清单")
    if [*arguments.paths, *arguments.list].count(streams.STDIN) > 1:
        raise UsageError(streams.STDIN_NAME, "“-”只能用一次", "其余的请给出文件")
    named = [files.openable(Path(name)) for name in arguments.paths if name != streams.STDIN]
    if named and len(named) == len(arguments.paths) and not arguments.list and not any(map(_may_be, named)):
        raise UnreadableDocument(arguments.paths[0], "文件不存在", "请检查路径；没有入库")
    for name in arguments.list:
        if name != streams.STDIN and not os.path.isfile(files.openable(Path(name))):
            raise UsageError(name, "文件清单不存在，或不是文件", "请检查路径")


def _may_be(path: Path) -> bool:
    """Whether something is at a path, or may be: a glob, a place that cannot be looked into."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return glob.has_magic(str(path))
    except (OSError, ValueError):
        pass
    return True


def _words(arguments: argparse.Namespace) -> Iterator[str]:
    """Every path that was given, those of lists as they are read."""
    for name in [*arguments.paths, *arguments.list]:
        if name == streams.STDIN:
            yield from service.read_list(sys.stdin.buffer, streams.STDIN_NAME)
        elif name not in arguments.list:
            yield str(files.openable(Path(name)))
        else:
            try:
                with open(files.openable(Path(name)), "rb") as stream:
                    yield from service.read_list(stream, name)
            except OSError as error:
                raise UnreadableDocument(name, f"无法打开（{os_problem(error)}）", "请检查路径与权限") from error


def _totals(ingestion: Ingestion, store: str, stopped: bool) -> Totals:
    from ..store import Store

    tally = ingestion.tally
    with Store.open(ingestion.store) as opened:
        return Totals(
            store, tally.seen, tally.read, tally.unchanged, tally.kept, tally.skipped.junk, ingestion.seconds,
            ingestion.table_seconds, tally.states, opened.counts("state"), opened.counts("format"), opened.issuers(),
            tally.problems, tally.failed, ingestion.notices, ingestion.missing, stopped,
        )  # fmt: skip


class _Stop:
    """Ctrl-C and the system's request to end: what is being read is left, what is done is kept."""

    def __init__(self) -> None:
        self.number = 0

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.number:  # asked twice: at once
            raise KeyboardInterrupt
        self.number = number

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals over for a while."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Count:
    """Counts what there is to do beside the work, for the time left; standard input cannot be counted."""

    def __init__(self, arguments: argparse.Namespace, store: Path) -> None:
        self._so_far = 0
        self._done = False
        if streams.STDIN not in [*arguments.paths, *arguments.list]:
            threading.Thread(target=self._run, args=(arguments, store), daemon=True).start()

    @property
    def total(self) -> int | None:
        """How many files there are; None while they are counted."""
        return self._so_far if self._done else None

    def _run(self, arguments: argparse.Namespace, store: Path) -> None:
        with contextlib.suppress(Exception):  # what is wrong with the input the run itself will tell
            for number in service.count_files(_words(arguments), store):
                self._so_far = number
            self._done = True
