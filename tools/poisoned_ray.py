"""A Ray task of ``ingest`` that some files kill or hang, with all that it has in hand: a machine's trouble, on demand.

Everything else about it is the real one; the child process that it reads in is that of ``poisoned_worker``.
"""

from __future__ import annotations

import os
import signal
import time

from doc_checker.ingestion.ray_engine import Answer, read_batch
from doc_checker.ingestion.reading import Job, Settings

_MARK = b"RAY-POISON:"


def make_ray_poison(kind: str) -> bytes:
    """The content of a file that kills (``die``) or stops (``hang``) the worker that gets it."""
    return _MARK + kind.encode() + b"\n"


def read_batch_poisoned(jobs: list[Job], knowledge: bytes, settings: Settings) -> tuple[str, list[Answer]]:
    """Read some files, or do what their poison says."""
    poisons = {job.payload[len(_MARK) :].strip() for job in jobs if job.payload.startswith(_MARK)}
    if b"die" in poisons:
        os.kill(os.getpid(), signal.SIGKILL)
    while b"hang" in poisons:
        time.sleep(1)
    return read_batch(jobs, knowledge, settings, "tools.poisoned_worker")
