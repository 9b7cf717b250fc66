"""隔离读取: a file is read in a child process, so that a hang or crash of a native library takes nobody down with it.

The child runs under a time limit, which the parent keeps, and a memory limit, which the system keeps (RLIMIT_DATA: what
a process really writes to; the OCR engine only reserves twice as much address space. Not on Windows). The file goes to
the child as bytes and the record comes back as JSON: nothing of what a broken child sends is run. The knowledge of the
run goes along, so that the child reads exactly as its parent would. A child is ready after about 0.3 s.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any

from . import errors
from .data import Data, Entry, Pattern
from .document import Ocr
from .errors import DocCheckerError, LimitExceeded, TooSlow, UnreadableDocument
from .model import Record

SECONDS = 120.0
"""Time for one file."""

MEMORY = 3 << 29
"""Memory of a child in bytes: 1.5 GB."""

_LARGEST = 1 << 30  # bytes of one message
_START = 60.0  # seconds that a busy machine may take to bring a child up; they are not the file's
_GRACE = 2.0  # seconds that a child has for ending programs of its own (LibreOffice)
_OUT_OF_MEMORY = ("bad_alloc", "bad allocation", "insufficient memory", "out of memory", "failed to allocate")


class TimeUp(TooSlow):
    """The child was ended: it took too long."""


class MemoryUp(LimitExceeded):
    """The child wanted more memory than it may have."""


class Crash(UnreadableDocument):
    """The child died: a native library could not cope with the file."""


class ChildFailure(Exception):
    """A bug of ours that showed in the child; its cause is the child's traceback."""


class _ChildTraceback(Exception):
    """The text of a traceback from another process."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost: seconds (the start of the process left out), and bytes of memory."""

    seconds: float = SECONDS
    memory: int = MEMORY


def read_isolated(
    payload: bytes,
    name: str,
    data: Data,
    ocr: Ocr = "auto",
    with_text: bool = False,
    limits: Limits | None = None,
) -> Record:
    """Read a file and extract its record in a process of its own; ``name`` is how errors name it.

    Raises the errors of the readers, LimitExceeded for time and memory, UnreadableDocument where the process died.
    """
    with Child(data, limits) as child:
        return child.read(payload, name, ocr, with_text)


class Child:
    """A process that reads files, one after the other; after any trouble the next file gets a new one."""

    def __init__(self, data: Data, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The id of the running process."""
        return self._process.pid if self._process else None

    def read(self, payload: bytes, name: str, ocr: Ocr = "auto", with_text: bool = False) -> Record:
        """Read one file (see ``read_isolated``)."""
        name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        process, messages = self._process, []
        if process is None:
            process = self._process = start_child(name)
            messages = [_json({"memory": self.limits.memory}), self._data.once(pack_data)]
        request = {"name": name, "ocr": ocr, "with_text": with_text, "seconds": self.limits.seconds}
        exchange = _Exchange(process, [*messages, _json(request), payload])
        answer = None
        try:
            exchange.start()
            exchange.ready.wait(_START)
            exchange.join(self.limits.seconds)
            if exchange.is_alive():
                raise TimeUp(name, f"读取超过 {self.limits.seconds:g} 秒上限", "请拆分后再试，或用 --timeout 放宽")
            answer = exchange.answer
            if answer is None:
                raise self._death(name, process.wait(_GRACE), exchange.started)
        finally:
            if answer is None or not answer.startswith(b"R"):
                self._end(exchange)
        if answer.startswith(b"R"):
            return Record.model_validate_json(answer[1:])
        raise self._told(json.loads(answer[1:]), name)

    def _told(self, answer: dict[str, str], name: str) -> Exception:
        """The error that a child reported."""
        if answer["kind"] == "memory":
            return self._too_much(name)
        kind = getattr(errors, answer["kind"], None)
        if isinstance(kind, type) and issubclass(kind, DocCheckerError):
            return kind(answer["source"], answer["problem"], answer["advice"])
        failure = ChildFailure(f"{name}：{answer['kind']}：{answer['problem']}")
        failure.__cause__ = _ChildTraceback(answer["advice"])
        return failure

    def _death(self, name: str, code: int, started: bool) -> Exception:
        """What it means that a child ended without an answer."""
        if not started:
            return ChildFailure(f"读取文件的子进程没有启动成功（退出码 {code}）")
        known = {-int(number): number.name for number in signal.Signals}.get(code)
        if known == "SIGXCPU":
            return TimeUp(name, f"读取超过 {self.limits.seconds:g} 秒上限", "请拆分后再试，或用 --timeout 放宽")
        if known == "SIGKILL":
            return self._too_much(name)
        reason = known or f"退出码 {code}"
        return Crash(name, f"读取时底层程序异常退出（{reason}），文件可能已损坏", "请重新获取，或另存为其他格式后再试")

    def _too_much(self, name: str) -> MemoryUp:
        size = f"{self.limits.memory / (1 << 30):.3g} GB"
        return MemoryUp(name, f"读取所需的内存超过上限（{size}）", "请拆分后再试")

    def close(self) -> None:
        """End the process, if one runs."""
        self._end(None)

    def _end(self, exchange: _Exchange | None) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if exchange is not None and process.poll() is None:  # at work: let it end what it has started itself
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)
        process.kill()
        process.wait()
        if exchange is not None:
            exchange.join(_GRACE)
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


class _Exchange(threading.Thread):
    """Sends messages to a child and waits for its answer; None where it ended first."""

    def __init__(self, process: subprocess.Popen[bytes], messages: list[bytes]) -> None:
        super().__init__(daemon=True)
        self.answer: bytes | None = None
        self.ready = threading.Event()
        """Whether the child has come up or ended; one that runs from an earlier file has come up."""
        self.started = len(messages) == 2
        self._process = process
        self._messages = messages

    def run(self) -> None:
        """Talk to the child."""
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            return
        with contextlib.suppress(OSError, ValueError, EOFError):
            try:
                if not self.started:
                    receive(source)
                    self.started = True
            finally:
                self.ready.set()
            for message in self._messages:
                send(sink, message)
            answer = receive(source)
            self.answer = answer if answer[:1] in (b"R", b"E") else None


def start_child(name: str, module: str = "doc_checker.isolation") -> subprocess.Popen[bytes]:
    """A new child that runs a module. It finds the package where this one is, and nothing in the current folder (-P)."""
    home = str(Path(__file__).resolve().parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # native libraries chatter
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
    except OSError as error:
        problem = f"无法启动读取文件的子进程（{errors.os_problem(error)}）"
        raise UnreadableDocument(name, problem, "请检查系统资源后再试") from error


def _json(value: object) -> bytes:
    return json.dumps(value).encode("ascii")


def pack_data(data: Data) -> bytes:
    """Lexicons and patterns as a message."""
    return _json({"entries": _plain(data.entries, Entry), "patterns": _plain(data.patterns, Pattern)})


def _plain(items: Sequence[Entry | Pattern], kind: type[Entry] | type[Pattern]) -> list[dict[str, Any]]:
    """Dataclasses as JSON takes them (asdict copies every value, which takes a hundred times as long)."""
    names = [field.name for field in fields(kind)]
    return [{name: getattr(item, name) for name in names} for item in items]


def unpack_data(message: bytes) -> Data:
    content = json.loads(message)
    entries = (Entry(**{**entry, "variants": tuple(entry["variants"])}) for entry in content["entries"])
    lists = ("match", "reject", "also")
    patterns = (Pattern(**{**each, **{name: tuple(each[name]) for name in lists}}) for each in content["patterns"])
    return Data(tuple(entries), tuple(patterns))


def send(sink: IO[bytes], message: bytes) -> None:
    sink.write(struct.pack(">Q", len(message)))
    sink.write(message)
    sink.flush()


def receive(source: IO[bytes]) -> bytes:
    """The next message; raises EOFError where there is none."""
    head = source.read(8)
    size = struct.unpack(">Q", head)[0] if len(head) == 8 else _LARGEST + 1
    if size > _LARGEST:
        raise EOFError
    message = source.read(size)
    if len(message) < size:
        raise EOFError
    return message


# The child.


def _serve() -> None:
    """Read files until the parent closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's matter
    signal.signal(signal.SIGTERM, _leave)
    source, sink = own_streams()
    try:
        send(sink, b"ready")
        settings = json.loads(receive(source))
        data = unpack_data(receive(source))
        limit_memory(settings["memory"])
        while True:
            request, payload = json.loads(receive(source)), receive(source)
            limit_time(request["seconds"])
            send(sink, _answer(request, payload, data))
    except (EOFError, BrokenPipeError):
        return


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """The pipes to the parent, put where no library prints to or reads from."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    return source, sink


def limit_memory(size: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    for kind, limit in ((resource.RLIMIT_DATA, size), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # the user's own limit is lower, or the system has none
            resource.setrlimit(kind, (limit, limit))


def limit_time(seconds: float) -> None:
    """The processor time after which the system ends a child whose parent is no longer there to do it."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime + (seconds + 10) * (os.cpu_count() or 1)) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def is_out_of_memory(error: Exception) -> bool:
    """Whether a native library says that it got no memory."""
    return any(words in str(error).casefold() for words in _OUT_OF_MEMORY)


def _answer(request: dict[str, Any], payload: bytes, data: Data) -> bytes:
    from .corrected import read_corrected
    from .extract import extract_record
    from .readers import read_bytes, tell_format
    from .readers.office import as_workbook

    try:
        workbook = as_workbook(payload, tell_format(payload, request["name"]), request["name"])
        corrected = read_corrected(workbook, request["name"], data) if workbook is not None else None
        if corrected is not None:
            source = corrected.source.model_copy(update={"sha256": hashlib.sha256(payload).hexdigest()})
            return b"R" + corrected.model_copy(update={"source": source}).model_dump_json().encode("utf-8")
        document = read_bytes(payload, request["name"], ocr=request["ocr"])
        return b"R" + extract_record(document, data, request["with_text"]).model_dump_json().encode("utf-8")
    except DocCheckerError as error:
        report = {"source": error.source, "problem": error.problem, "advice": error.advice}
        return b"E" + _json({"kind": type(error).__name__, **report})
    except MemoryError:
        return b"E" + _json({"kind": "memory"})
    except Exception as error:
        if is_out_of_memory(error):
            return b"E" + _json({"kind": "memory"})
        import traceback

        report = {"problem": str(error), "advice": "".join(traceback.format_exception(error))}
        return b"E" + _json({"kind": type(error).__name__, **report})


if __name__ == "__main__":
    _serve()
