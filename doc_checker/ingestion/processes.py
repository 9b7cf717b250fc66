"""Workers as processes on this machine: each with pipes of its own, so that the death of one touches no other.

A library's pool shares pipes and locks between its workers: one that is killed while it holds the lock stops all of
them. Here a worker has a few files ahead of it and answers each by itself. When it dies or its time is up, the file that
it was at is known and is tried again, alone; the others in its pipe go to the next worker.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import struct
import subprocess
import time
from collections import Counter, deque
from collections.abc import Iterator

from ..data import Data
from ..isolation import ChildFailure, pack_data, start_child
from ..store.frames import Frame
from .reading import Done, Job, Outcome, Settings, finish

_AHEAD = 32  # files that wait in a worker's pipe
_AHEAD_BYTES = 512 << 10
_REST = 0.05  # seconds in which answers gather while workers have plenty: waking for each doubles the cost
_ATTEMPTS = 2  # deaths of one kind over one file
_KILLS = 3  # the same where the system or an operator ended the worker, who need not have meant the file
_START = 60.0  # seconds that a busy machine may take to bring a worker up
_STARTS = 10  # workers in a row that die before they have begun
_GRACE = 2.0  # seconds that a worker has for ending programs of its own (LibreOffice)
_AWAY = 0.5  # seconds without a look at the workers that do not count
_LARGEST = 1 << 30  # bytes of one answer
_PIPE = 1 << 18


class Processes:
    """An engine of ``workers`` processes; they start with the first file. Not for Windows (no pipes to wait on)."""

    def __init__(
        self, data: Data, settings: Settings, workers: int, module: str = "doc_checker.ingestion.worker"
    ) -> None:
        self.settings = settings
        self._greeting = [json.dumps(vars(settings)).encode("ascii"), data.once(pack_data)]
        self._count = workers
        self._module = module
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._leaving: list[tuple[_Worker, float]] = []
        self._again: deque[Job] = deque()
        self._deaths: dict[str, Counter[int]] = {}
        self._failed_starts = 0
        self._idle = True
        self._looked = time.monotonic()

    def run(self, jobs: Iterator[Job | None]) -> Iterator[Done | None]:
        """Read files as they come, each result as soon as it is there; None now and then, so that others get a turn.

        The workers stay for a further run, until ``close``.
        """
        more = True
        self._looked = time.monotonic()
        while True:
            more = self._feed(jobs, more)
            if not more and not self._again and not any(worker.queue for worker in self._workers):
                return
            yield from self._turn()
            yield None

    def close(self) -> None:
        """End all workers."""
        for worker in list(self._workers):
            self._retire(worker)
        for worker, _ in self._leaving:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(_GRACE)
            worker.end()
        self._leaving.clear()
        self._selector.close()

    def _feed(self, jobs: Iterator[Job | None], more: bool) -> bool:
        """Give workers what they have room for; returns whether there may be more jobs."""
        self._idle = True
        while (self._again or more) and self._has_room():
            job = self._again.popleft() if self._again else next(jobs, _END)
            if job is _END:
                return False
            if job is None:
                self._idle = False  # there is more to look at: do not wait for the pipes
                break
            worker = self._least_busy()
            if worker is None or (worker.queue and len(self._workers) < self._count):
                worker = self._hire()
            if worker.queue and (self._is_suspect(job) or self._is_suspect(worker.queue[0])):
                self._again.appendleft(job)  # it goes alone, so that it takes no other with it
                break
            worker.give(job, self._selector)
        return more

    def _has_room(self) -> bool:
        least = self._least_busy()
        return len(self._workers) < self._count or (least is not None and least.has_room)

    def _least_busy(self) -> _Worker | None:
        return min(self._workers, key=lambda worker: len(worker.queue), default=None)

    def _is_suspect(self, job: Job) -> bool:
        """Whether a worker has died over a file."""
        return job.path in self._deaths

    def _hire(self) -> _Worker:
        worker = _Worker(start_child("ingest", self._module), self._greeting, self._selector)
        self._workers.append(worker)
        return worker

    def _turn(self) -> Iterator[Done]:
        """Wait for the pipes, then deal with what came, what died and what took too long."""
        self._excuse()
        if self._idle and all(worker.has_plenty for worker in self._workers):
            time.sleep(_REST)
        heard = []
        for key, _ in self._selector.select(self._patience()):
            worker: _Worker = key.data
            if worker not in self._workers:
                continue
            heard.append(worker)
            if key.fd == worker.sink:
                worker.write(self._selector)
                continue
            alive = worker.fill()
            yield from self._answers(worker)
            if not alive and worker in self._workers:
                yield from self._mourn(worker)
        now = self._looked = time.monotonic()
        for worker in list(self._workers):
            late = now - worker.deadline(self.settings.seconds)
            if late >= (_START if worker in heard else 0.0):  # an answer may be under way in pieces
                yield from self._give_up(worker)
        for leaving in [each for each in self._leaving if each[1] <= now or each[0].process.poll() is not None]:
            self._leaving.remove(leaving)
            leaving[0].end()

    def _excuse(self) -> None:
        """Time in which this process did not look after its workers (a slow disk, a large archive) is none of theirs."""
        away = time.monotonic() - self._looked
        if away > _AWAY:
            for worker in self._workers:
                worker.since += away

    def _patience(self) -> float:
        """Seconds to wait for the pipes: until something may have to be ended."""
        if not self._idle:
            return 0.0
        soonest = min((worker.deadline(self.settings.seconds) for worker in self._workers), default=0.0)
        return max(0.0, min(0.5, soonest - time.monotonic()))

    def _answers(self, worker: _Worker) -> Iterator[Done]:
        for message in worker.messages():
            if not worker.ready:
                worker.ready = True
                worker.since = time.monotonic()
                self._failed_starts = 0
                continue
            head, _, packed = message.partition(b"\n")
            told = json.loads(head)
            job = worker.answered()
            self._deaths.pop(job.path, None)
            spent = told.pop("spent")
            frame = Frame(packed, told.pop("crc"))
            yield Done(job, Outcome(**told), frame)
            if spent:
                self._retire(worker)
                return

    def _mourn(self, worker: _Worker) -> Iterator[Done]:
        """A worker has died: its first file is suspected, the others go on elsewhere."""
        code = worker.wait()
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise ChildFailure(f"读取文件的子进程没有启动成功（退出码 {code}）")
        job = worker.queue[0] if worker.ready and worker.queue else None
        if job is None:
            self._retire(worker)
            return
        deaths = self._deaths.setdefault(job.path, Counter())
        deaths[code] += 1
        if code == -getattr(signal, "SIGXCPU", 0):
            yield self._drop(worker, _too_slow(self.settings.seconds))
        elif deaths[code] >= (_KILLS if -code in (signal.SIGKILL, signal.SIGTERM) else _ATTEMPTS):
            yield self._drop(worker, _crash(code, deaths[code]))
        else:
            self._retire(worker)

    def _give_up(self, worker: _Worker) -> Iterator[Done]:
        """A worker's time is up: that of its first file, or for its start."""
        if worker.ready:
            yield self._drop(worker, _too_slow(self.settings.seconds))
            return
        self._failed_starts += 1
        if self._failed_starts >= _STARTS:
            raise ChildFailure("读取文件的子进程没有启动成功（超时）")
        self._retire(worker)

    def _drop(self, worker: _Worker, outcome: Outcome) -> Done:
        """Be done with a worker's first file, and with the worker."""
        job = worker.queue.popleft()
        self._deaths.pop(job.path, None)
        self._retire(worker)
        return finish(job, outcome, self.settings)

    def _retire(self, worker: _Worker) -> None:
        """Let a worker go; what it had ahead of it comes first again."""
        self._again.extendleft(reversed(worker.queue))
        worker.queue.clear()
        self._workers.remove(worker)
        for end in (worker.source, worker.sink):
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
        worker.dismiss()
        self._leaving.append((worker, time.monotonic() + _GRACE))


_END = Job("", b"", "", 0, None)


def _too_slow(seconds: float) -> Outcome:
    return Outcome("timeout", f"读取超过 {seconds:g} 秒上限；请拆分后再试，或用 --timeout 放宽")


def _crash(code: int, times: int) -> Outcome:
    known = {-int(number): number.name for number in signal.Signals}.get(code, f"退出码 {code}")
    return Outcome(
        "crashed", f"读取时底层程序异常退出（{known}），试了 {times} 次；文件可能已损坏，请重新获取或另存后再试"
    )


class _Worker:
    """A process, the files that it was given and has not answered, and what is on its way in both directions."""

    def __init__(
        self, process: subprocess.Popen[bytes], greeting: list[bytes], selector: selectors.BaseSelector
    ) -> None:
        assert process.stdin is not None and process.stdout is not None
        self.process = process
        self.sink, self.source = process.stdin.fileno(), process.stdout.fileno()
        self.queue: deque[Job] = deque()
        self._bytes = 0  # of the files in the queue
        self.ready = False
        self.since = time.monotonic()
        self._outgoing = bytearray()
        self._incoming = bytearray()
        self._wants_room = False
        for end in (self.sink, self.source):
            os.set_blocking(end, False)
            _widen(end)
        selector.register(self.source, selectors.EVENT_READ, self)
        for message in greeting:
            self._send(message)
        self.write(selector)

    @property
    def has_room(self) -> bool:
        """Whether a further file may wait in the pipe."""
        return len(self.queue) < _AHEAD and self._bytes < _AHEAD_BYTES

    @property
    def has_plenty(self) -> bool:
        """Whether it has work for a while, all of it in the pipe."""
        return self.ready and len(self.queue) > _AHEAD // 2 and not self._outgoing

    def give(self, job: Job, selector: selectors.BaseSelector) -> None:
        """Send a file."""
        if not self.queue and self.ready:
            self.since = time.monotonic()
        self.queue.append(job)
        self._bytes += len(job.payload)
        head = {"path": job.path, "sha256": job.sha256, "size": job.size, "mtime_ns": job.mtime_ns}
        self._send(json.dumps(head).encode("ascii"))
        self._send(job.payload)
        self.write(selector)

    def answered(self) -> Job:
        """The file that an answer is about; the next one's time begins."""
        self.since = time.monotonic()
        job = self.queue.popleft()
        self._bytes -= len(job.payload)
        return job

    def deadline(self, seconds: float) -> float:
        """When this worker's time is up."""
        if not self.ready:
            return self.since + _START
        return self.since + seconds if self.queue else float("inf")

    def _send(self, message: bytes) -> None:
        self._outgoing += struct.pack(">Q", len(message))
        self._outgoing += message

    def write(self, selector: selectors.BaseSelector) -> None:
        """Write what the pipe takes; the selector is asked for more room where something is left."""
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self.sink, self._outgoing)]
        except BlockingIOError:
            pass
        except OSError:  # it has died: reading its answers will tell
            self._outgoing.clear()
        if bool(self._outgoing) != self._wants_room:
            self._wants_room = not self._wants_room
            if self._wants_room:
                selector.register(self.sink, selectors.EVENT_WRITE, self)
            else:
                selector.unregister(self.sink)

    def fill(self) -> bool:
        """Take what has come; whether the process may send more."""
        try:
            chunk = os.read(self.source, _PIPE)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._incoming += chunk
        return bool(chunk)

    def messages(self) -> Iterator[bytes]:
        """The whole messages that have come."""
        while len(self._incoming) >= 8:
            size = struct.unpack_from(">Q", self._incoming)[0]
            if size > _LARGEST:
                raise ChildFailure("读取文件的子进程发来的数据无法辨认")
            if len(self._incoming) < 8 + size:
                return
            message = bytes(self._incoming[8 : 8 + size])
            del self._incoming[: 8 + size]
            yield message

    def wait(self) -> int:
        """The exit code of a process that has closed its end."""
        try:
            return self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def dismiss(self) -> None:
        """Ask the process to end, and hear no more of it."""
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        if self.process.poll() is None:
            self.process.terminate()

    def end(self) -> None:
        """End the process now."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def _widen(end: int) -> None:
    """A pipe that holds more than a few files (Linux); it works without."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, _PIPE)  # type: ignore[attr-defined, unused-ignore]
