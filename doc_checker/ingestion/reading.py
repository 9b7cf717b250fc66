"""One file: bytes → state, record and line. Every engine runs this, wherever it runs."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from ..data import Data
from ..document import Ocr
from ..errors import (
    DocCheckerError,
    EncryptedDocument,
    LimitExceeded,
    MissingExtra,
    TooSlow,
    UnsupportedFormat,
    UsageError,
)
from ..isolation import MEMORY, Crash, is_out_of_memory
from ..model import SCHEMA_VERSION, Record
from ..store.frames import Frame, make_frame

QUARANTINE_NAME = 16  # characters of the hash that name a file's traceback


@dataclass(frozen=True)
class Settings:
    """How files are read: OCR or not, seconds and bytes of memory for one file, and what names this version's reading."""

    tool: str
    ocr: Ocr = "auto"
    seconds: float = 120.0
    memory: int = MEMORY


@dataclass(frozen=True)
class Job:
    """A file to read: its path in the store, its bytes and their SHA-256; what the manifest notes of the file itself."""

    path: str
    payload: bytes
    sha256: str
    size: int
    mtime_ns: int | None

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Outcome:
    """What became of a file; ``record`` is JSON, ``trace`` the traceback of a bug of ours."""

    state: str
    error: str | None = None
    format: str | None = None
    issuer: str | None = None
    number: str | None = None
    record: bytes | None = None
    trace: str | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Done:
    """A finished job with its packed line; the outcome's record is in the line."""

    job: Job
    outcome: Outcome
    frame: Frame


_STATES: tuple[tuple[type[DocCheckerError], str], ...] = (
    (EncryptedDocument, "encrypted"),
    (UnsupportedFormat, "unsupported"),
    (MissingExtra, "unsupported"),
    (TooSlow, "timeout"),
    (LimitExceeded, "too-large"),
    (Crash, "crashed"),
)


def failure(error: DocCheckerError) -> Outcome:
    """The outcome that an error of the input stands for; wrong usage is none."""
    if isinstance(error, UsageError) and not isinstance(error, MissingExtra):
        raise error
    state = next((state for kind, state in _STATES if isinstance(error, kind)), "unreadable")
    return Outcome(state, "；".join(filter(None, (error.problem, error.advice))))


def out_of_memory(limit: int) -> Outcome:
    """The outcome of a file that wanted more memory than it may have."""
    return Outcome("too-large", f"读取所需的内存超过上限（{limit / (1 << 30):.3g} GB）；请拆分后再试")


def read_one(job: Job, data: Data, settings: Settings) -> Outcome:
    """Read a file and extract its record, with the text that spans refer to. Raises nothing that a file can cause."""
    start = time.perf_counter()
    try:
        outcome = _read(job, data, settings)
    except DocCheckerError as error:
        outcome = failure(error)
    except MemoryError:
        outcome = out_of_memory(settings.memory)
    except Exception as error:
        outcome = out_of_memory(settings.memory) if is_out_of_memory(error) else _bug(job, error)
    if outcome.format is None:
        outcome = replace(outcome, format=_format_of(job))
    return replace(outcome, seconds=round(time.perf_counter() - start, 4))


def _read(job: Job, data: Data, settings: Settings) -> Outcome:
    from ..extract import extract_record
    from ..readers import read_bytes

    record = extract_record(read_bytes(job.payload, job.name, ocr=settings.ocr), data, True)
    return Outcome(
        "partial" if is_partial(record) else "ok",
        format=record.source.format,
        issuer=next(iter(record.issuers), None),
        number=record.document_number.text if record.document_number else None,
        record=record.model_dump_json().encode("utf-8"),
    )


def is_partial(record: Record) -> bool:
    """Whether a record may lack something that the file says: fields read with doubt, pages that could not be read."""
    return bool(record.doubtful) or any(finding.code == "unread-pages" for finding in record.findings)


def _bug(job: Job, error: Exception) -> Outcome:
    import traceback

    told = " ".join(str(error).split())[:200]
    place = f"quarantine/{job.sha256[:QUARANTINE_NAME]}.txt"
    problem = f"程序内部错误（{type(error).__name__}：{told}）；详见 {place}，请反馈给维护者"
    return Outcome("crashed", problem, trace="".join(traceback.format_exception(error)))


def _format_of(job: Job) -> str | None:
    """The format of a file that could not be read, if its content still tells."""
    from ..readers import tell_format

    try:
        return tell_format(job.payload, job.name)
    except Exception:  # the file is at fault already; what is wrong with it has been told
        return None


def finish(job: Job, outcome: Outcome, settings: Settings) -> Done:
    """A job with its line."""
    return Done(replace(job, payload=b""), replace(outcome, record=None), line_of(job, outcome, settings.tool))


def line_of(job: Job, outcome: Outcome, tool: str, first: str | None = None, sha256: str | None = "") -> Frame:
    """The packed line of an input; ``sha256`` None: its bytes were never seen."""
    envelope: dict[str, Any] = {
        "path": job.path,
        "sha256": job.sha256 if sha256 == "" else sha256,
        "size": job.size,
        "state": outcome.state,
        "error": outcome.error,
        "format": outcome.format,
        "first": first,
        "tool": tool,
        "schema": SCHEMA_VERSION,
    }
    return make_frame(envelope, outcome.record)
