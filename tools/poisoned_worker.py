"""A worker of ``ingest`` that some files hang, crash or bloat: what a native library does to a broken file, on demand.

Run as a module in place of ``doc_checker.ingestion.worker``; everything else about it is the real one.
"""

from __future__ import annotations

import os
import signal
import time

from doc_checker.data import Data
from doc_checker.ingestion.reading import Job, Outcome, Settings, read_one
from doc_checker.ingestion.worker import serve

POISONS = ("hang", "spin", "crash", "exit", "memory", "bug")
_MARK = b"POISON:"


def make_poison(kind: str, number: int = 0) -> bytes:
    """The content of a file with a poison; the number makes it another file."""
    return _MARK + f"{kind}:{number}\n".encode()


def read_poisoned(job: Job, data: Data, settings: Settings) -> Outcome:
    """Read a file, or do what its poison says."""
    if job.payload.startswith(_MARK):
        kind = job.payload[len(_MARK) :].partition(b":")[0].decode()
        if kind == "bug":
            return read_one(Job(job.path, _Faulty(job.payload), job.sha256, job.size, job.mtime_ns), data, settings)
        if kind == "memory":
            return read_one(Job(job.path, _Bloated(job.payload), job.sha256, job.size, job.mtime_ns), data, settings)
        _suffer(kind)
    return read_one(job, data, settings)


def _suffer(kind: str) -> None:
    if kind == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "exit":
        os._exit(7)
    while True:
        if kind == "hang":
            signal.pause()
        time.monotonic()


class _Faulty(bytes):
    """Bytes whose reading fails like a bug of ours."""

    def isspace(self) -> bool:
        raise KeyError("poison")


class _Bloated(bytes):
    """Bytes whose reading takes all the memory there is."""

    def isspace(self) -> bool:
        hoard = []
        while True:
            hoard.append(bytes(64 << 20))  # counted by the system's limit, though never touched


if __name__ == "__main__":
    serve(read_poisoned)
