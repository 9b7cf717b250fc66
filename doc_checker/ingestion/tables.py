"""Parquet files, made by processes of their own: what pyarrow takes (150 MB) is never the parent's, and several shards
are made side by side.

A process makes the files of a few shards, which it reads by itself; its answer is JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from ..errors import DamagedStore, DocCheckerError, UnwritableOutput
from ..isolation import ChildFailure, own_streams, receive, send, start_child
from ..store import Store, Writer
from ..store.layout import PARQUET, parquet_path
from ..store.parquet import is_available, temporary_path, write_shard
from .worker import die_with_parent

_SHARE = 8  # shards that one process makes at most: its start costs a third of one, a killed run makes them anew
_LOOK = 0.05  # seconds between two looks at the processes
_GRACE = 2.0  # seconds that one has for clearing away what it was writing


def refresh(writer: Writer, processes: int) -> Iterator[None]:
    """Make the Parquet files of the shards that have changed anew; nothing without pyarrow. Yields now and then.

    ``processes`` of them at the same time; 0 is this process. Raises UnwritableOutput, DamagedStore.
    """
    waiting = writer.changed_shards() if is_available() else []
    if not processes:
        for shard in waiting:
            _raise_what(_answer(writer.folder, [shard]))
            writer.settle_shard(shard)
            yield None
        return
    running: dict[subprocess.Popen[bytes], list[int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                share = min(_SHARE, -(-len(waiting) // processes))
                running[_start(writer.folder, waiting[:share])] = waiting[:share]
                del waiting[:share]
            for process in [process for process in running if process.poll() is not None]:
                shards = running.pop(process)
                _check(writer.folder, process)
                for shard in shards:
                    writer.settle_shard(shard)
            yield None
            if running:
                time.sleep(_LOOK)
    finally:
        for process, shards in running.items():
            _end(process)
            for shard in shards:
                with contextlib.suppress(OSError):
                    temporary_path(parquet_path(writer.folder, shard)).unlink(missing_ok=True)


def refresh_all(writer: Writer) -> None:
    """The same, on all cores, to its end."""
    for _ in refresh(writer, cores()):
        pass


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(folder: Path, shards: list[int]) -> subprocess.Popen[bytes]:
    process = start_child("ingest", __name__)
    assert process.stdin is not None
    with contextlib.suppress(OSError):  # it has died: its exit code will tell
        send(process.stdin, json.dumps({"folder": str(folder.absolute()), "shards": shards}).encode("ascii"))
    return process


def _check(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Raise what kept a process from making its files."""
    assert process.stdout is not None
    answer = None
    with contextlib.suppress(EOFError, OSError):
        answer = json.loads(receive(process.stdout))
    code = process.returncode
    _end(process)
    if answer is None:
        name = {-int(number): number.name for number in signal.Signals}.get(code, f"退出码 {code}")
        problem = f"写 Parquet 的子进程异常退出（{name}），记录都已入库"
        raise UnwritableOutput(str(folder / PARQUET), problem, "请检查内存和磁盘空间，再运行同一命令")
    _raise_what(answer)


def _raise_what(answer: dict[str, Any]) -> None:
    """Raise the error in an answer, if one is."""
    if "bug" in answer:
        raise ChildFailure(answer["bug"])
    if "problem" in answer:
        kind = DamagedStore if answer.pop("damaged") else UnwritableOutput
        raise kind(**answer)


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        process.kill()
    process.wait()


def serve() -> None:
    """Make the files that the parent asks for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's matter
    signal.signal(signal.SIGTERM, _leave)
    die_with_parent()
    source, sink = own_streams()
    with contextlib.suppress(EOFError, BrokenPipeError):
        wanted = json.loads(receive(source))
        send(sink, json.dumps(_answer(Path(wanted["folder"]), wanted["shards"])).encode("ascii"))


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _answer(folder: Path, shards: list[int]) -> dict[str, Any]:
    try:
        with Store.open(folder) as store:
            for shard in shards:
                write_shard(store, shard)
    except DocCheckerError as error:
        damaged = isinstance(error, DamagedStore)
        advice = "请加 --verify 再运行一次" if damaged else error.advice
        return {"damaged": damaged, "source": error.source, "problem": error.problem, "advice": advice}
    except Exception as error:
        return {"bug": "".join(traceback.format_exception(error))}
    return {}


if __name__ == "__main__":
    serve()
