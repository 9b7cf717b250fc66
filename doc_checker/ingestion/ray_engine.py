"""Reading on a Ray cluster: batches of files go out as tasks, lines come back; the store stays with the one writer.

A task reads its files as one machine does: in a child process of its own, which keeps the limits of time and memory for
each file. So lines, states and errors are those of ``processes``. Ray's part is to find a free core, and to tell when a
task is lost: its files are then tried again, each alone, so that the one at fault is known. Files travel as bytes with
their task: the cluster needs no shared folder, members of archives go the same way, and what was hashed is what is read.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from .. import __version__
from ..data import Data
from ..errors import MissingExtra, UsageError
from ..isolation import ChildFailure, pack_data, unpack_data
from ..store.frames import Frame
from .processes import Processes
from .reading import Done, Job, Outcome, Settings, finish

_FILES = 32  # of one task: what Ray costs for a task is shared by them
_BYTES = 1 << 20
_DEATHS = 3  # of a task with one file, which need not have meant the file
_LOST = 50  # tasks in a row that are lost: it is the cluster, not the files
_GRACE = 180.0  # seconds that a task may take beside its files: to get its turn, to start a process
_LOOK = 10.0  # seconds after which the cluster is counted anew
_ANSWER = 10.0  # seconds that the cluster has for answering at all
_OBJECTS = 128 << 20  # bytes of shared memory of a local Ray; what is in flight is far less

Answer = tuple[int, Outcome, Frame]
"""The place of a file in its batch, what became of it, and its line."""

ReadBatch = Callable[[list[Job], bytes, Settings], tuple[str, list[Answer]]]


# On the machine that reads.

_readers: dict[Settings, Processes] = {}


def read_batch(
    jobs: list[Job], knowledge: bytes, settings: Settings, module: str = "doc_checker.ingestion.worker"
) -> tuple[str, list[Answer]]:
    """Read some files: this program's version, and the answers. Once ``settings.seconds`` are over it gives back the rest.

    ``module`` is what the child process runs, which stays for the next task.
    """
    reader = _readers.pop(settings, None) or Processes(unpack_data(knowledge), settings, 1, module)
    places = {job.path: place for place, job in enumerate(jobs)}
    answers: list[Answer] = []
    end = time.monotonic() + settings.seconds
    for done in reader.run(iter(jobs)):
        if done is not None:
            answers.append((places[done.job.path], done.outcome, done.frame))
        if answers and len(answers) < len(jobs) and time.monotonic() > end:
            reader.close()
            return __version__, answers
    _readers[settings] = reader
    return __version__, answers


# On the machine that writes.


@dataclass(frozen=True)
class _Task:
    """A batch on its way."""

    jobs: list[Job]
    since: float


class RayTasks:
    """An engine on a Ray cluster (``address``: ``auto``, ``host:port`` or ``ray://…``), or on a Ray of its own on this machine.

    ``workers`` bounds the tasks at a time; None: as many as the cluster has cores (and memory) for. ``limit``: seconds after
    which a task counts as hung. A Ray that the program has already connected to is used as it is. Raises MissingExtra where
    Ray is not installed.
    """

    def __init__(
        self,
        data: Data,
        settings: Settings,
        workers: int | None = None,
        address: str | None = None,
        read: ReadBatch = read_batch,
        limit: float | None = None,
    ) -> None:
        self._ray = import_ray(address)
        self.settings = settings
        self._data = data
        self._workers = workers
        self._address = address
        self._read = read
        # The first file of a task may cost a worker three times; before, the task may wait for as long behind another.
        self._limit = limit or 6 * settings.seconds + _GRACE
        self._session: Session | None = None
        self._flying: dict[Any, _Task] = {}
        self._again: deque[list[Job]] = deque()
        self._batch: list[Job] = []
        self._deaths: Counter[str] = Counter()
        self._lost = 0
        self._room = 0
        self._counted = 0.0
        self._idle = True

    def run(self, jobs: Iterator[Job | None]) -> Iterator[Done | None]:
        """Read files as they come, each result as soon as its task is done. Raises UsageError for the cluster."""
        more = True
        while True:
            more = self._feed(jobs, more)
            if not more and not self._flying and not self._again:
                return
            yield from self._turn()
            yield None

    def close(self) -> None:
        """Call back what is under way, and leave the cluster (a local one ends)."""
        for reference in self._flying:
            self._cancel(reference)
        self._flying.clear()
        if self._session is not None:
            self._session.close()
            self._session = None

    def _feed(self, jobs: Iterator[Job | None], more: bool) -> bool:
        """Send out what there is room for; returns whether there may be more jobs."""
        self._idle = True
        while self._session is None or len(self._flying) < self._count_room():
            if self._again:
                self._send(self._again.popleft())
                continue
            while more and len(self._batch) < _FILES and sum(len(job.payload) for job in self._batch) < _BYTES:
                job = next(jobs, _END)
                if job is _END:
                    more = False
                elif job is None:
                    self._idle = False  # there is more to look at: do not wait for tasks
                    return more
                else:
                    self._batch.append(job)
            if not self._batch:
                break
            self._send(self._batch)
            self._batch = []
        return more

    def _count_room(self) -> int:
        """How many tasks may be under way: one for each core with the memory for it, and a few that wait their turn."""
        now = time.monotonic()
        if now - self._counted > _LOOK or not self._room:
            slots = sum(_slots(node, self.settings.memory) for node in self._ray.nodes())
            if not slots and not self._room:
                raise UsageError(self._shown, "集群没有可用的处理器或内存", "每个任务需要一个核和 1.5 GB 内存")
            slots = min(slots, self._workers or slots)
            self._room = slots + slots // 4 + 1
            self._counted = now
        return self._room

    @property
    def _shown(self) -> str:
        return self._address or "ray"

    def _join(self) -> None:
        """Connect to the cluster, once there is something to read."""
        self._session = Session(self._ray, self._address, self._workers, self.settings.memory)
        # A task needs a core and what its file may take. Ray must not repeat it by itself: here is known which files are left.
        needs = {"num_cpus": 1, "memory": self.settings.memory, "max_retries": 0}
        self._task = self._ray.remote(self._read).options(**needs)
        self._knowledge = self._ray.put(self._data.once(pack_data))

    def _send(self, jobs: list[Job]) -> None:
        if self._session is None:
            self._join()
        with self._telling():
            reference = self._task.remote(jobs, self._knowledge, self.settings)
        self._flying[reference] = _Task(jobs, time.monotonic())

    def _turn(self) -> Iterator[Done]:
        """Wait for tasks, then deal with what came, what was lost and what took too long."""
        if self._flying:
            with self._telling():
                ready, rest = self._ray.wait(list(self._flying), timeout=0.5 if self._idle else 0)
                if rest:
                    ready += self._ray.wait(rest, num_returns=len(rest), timeout=0)[0]
            for reference in ready:
                yield from self._take(reference, self._flying.pop(reference).jobs)
        now = time.monotonic()
        for reference, task in list(self._flying.items()):
            if now - task.since > self._limit:
                del self._flying[reference]
                self._cancel(reference)
                yield from self._give_up(task.jobs)

    def _take(self, reference: Any, jobs: list[Job]) -> Iterator[Done]:
        """The answers of a task; what it did not come to goes out again."""
        exceptions = self._ray.exceptions
        try:
            with self._telling():
                version, answers = self._ray.get(reference)
        except exceptions.RayTaskError as error:
            if "failed to import" in str(error) or "ModuleNotFoundError" in str(error):
                problem = f"集群节点上没有装好 doc-checker（{_gist(error)}）"
                raise UsageError(self._shown, problem, "请在各节点安装同一版本") from error
            raise ChildFailure(f"集群上的任务出错：{_gist(error)}") from error
        except exceptions.RayError:
            yield from self._mourn(jobs)
            return
        if version != __version__:
            problem = f"集群节点上的 doc-checker 是 {version} 版，本机是 {__version__} 版"
            raise UsageError(self._shown, problem, "请在各节点安装同一版本")
        self._lost = 0
        for place, outcome, frame in answers:
            self._deaths.pop(jobs[place].path, None)
            yield Done(jobs[place], outcome, frame)
        known = {place for place, _, _ in answers}
        if rest := [job for place, job in enumerate(jobs) if place not in known]:
            self._again.appendleft(rest)

    def _mourn(self, jobs: list[Job]) -> Iterator[Done]:
        """A task was lost, its worker or machine is dead: each of its files goes out alone."""
        self._lost += 1
        if self._lost >= _LOST:
            raise UsageError(
                self._shown, f"接连 {_LOST} 个任务的工作进程异常退出", "请检查集群，再运行同一命令即可继续"
            )
        if len(jobs) > 1:
            self._again.extend([job] for job in jobs)
            return
        (job,) = jobs
        self._deaths[job.path] += 1
        if self._deaths[job.path] >= _DEATHS:
            del self._deaths[job.path]
            problem = f"读取时工作进程异常退出，试了 {_DEATHS} 次；文件可能已损坏，请重新获取或另存后再试"
            yield finish(job, Outcome("crashed", problem), self.settings)
        else:
            self._again.append(jobs)

    def _give_up(self, jobs: list[Job]) -> Iterator[Done]:
        """A task hangs, though it keeps the time of its files itself: each of its files goes out alone."""
        if len(jobs) > 1:
            self._again.extend([job] for job in jobs)
            return
        problem = f"读取任务 {self._limit:g} 秒没有回音；请拆分后再试，或用 --timeout 放宽"
        yield finish(jobs[0], Outcome("timeout", problem), self.settings)

    def _cancel(self, reference: Any) -> None:
        with contextlib.suppress(Exception):  # it may be done, or the cluster gone
            self._ray.cancel(reference, force=True)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in a line that the cluster is gone."""
        try:
            yield
        except (ConnectionError, self._ray.exceptions.RaySystemError) as error:
            problem = f"与 Ray 集群的连接中断（{_gist(error)}）"
            raise UsageError(self._shown, problem, "集群恢复后运行同一命令即可继续") from error


_END = Job("", b"", "", 0, None)


def import_ray(address: str | None) -> Any:
    """Ray, told to stay on this machine where there is no address. Raises MissingExtra."""
    # Read by Ray when it is imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if address is None and "ray" not in sys.modules:
        # Takes the loopback address, as Ray does everywhere but on Linux: only with that one it listens to nobody else.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        # Keeps other users of this machine out; without a token here Ray writes one to the user's home.
        os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32))
    try:
        return import_module("ray")
    except ImportError as error:
        raise MissingExtra("--engine ray", "需要 Ray", "请安装 doc-checker[cluster]") from error


def _slots(node: dict[str, Any], memory: int) -> int:
    """How many tasks a machine of the cluster can have at a time."""
    resources = node["Resources"] if node["Alive"] else {}
    return int(min(resources.get("CPU", 0), resources.get("memory", 0) // memory))


def _gist(error: BaseException) -> str:
    """The last line of what Ray says: the one that names the cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:200] if lines else type(error).__name__


class Session:
    """The connection to a cluster (``address``), or a Ray of this machine alone with ``workers`` cores, which ends with it.

    Where the program is connected already, it does nothing. Raises UsageError.
    """

    def __init__(self, ray: Any, address: str | None, workers: int | None, memory: int) -> None:
        self._ray = ray
        self._own = not ray.is_initialized()
        self._folder: str | None = None
        if not self._own:
            return
        atexit.register(self.close)
        quiet = {"log_to_driver": False, "logging_level": logging.CRITICAL}
        try:
            with _signals_kept():
                if address is None:
                    self._start(workers or os.cpu_count() or 1, memory, quiet)
                else:
                    _knock(address)
                    ray.init(address=address, **quiet)
        except Exception as error:  # Ray raises many kinds here
            self.close()
            problem = f"连不上 Ray（{_gist(error)}）"
            raise UsageError(address or "ray", problem, "请检查 --address 和集群，或不用 --engine ray") from error
        _silence()

    def _start(self, cores: int, memory: int, quiet: dict[str, Any]) -> None:
        home = str(Path(__file__).resolve().parents[2])
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)  # tasks find the package where this one is
        os.environ.setdefault("RAY_worker_niceness", "0")  # Ray's own 15 starves them beside anything else
        self._folder = tempfile.mkdtemp(prefix="doc-checker-ray-")
        self._ray.init(
            address="local",
            num_cpus=cores,
            _memory=cores * memory,  # what is kept to is the limit of each child, not this
            object_store_memory=_OBJECTS,
            include_dashboard=False,
            _node_ip_address="127.0.0.1",
            _temp_dir=self._folder,
            **quiet,
        )

    def close(self) -> None:
        """Leave the cluster, if it was this that joined it."""
        if not self._own:
            return
        self._own = False
        atexit.unregister(self.close)
        with _signals_kept():
            self._ray.shutdown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _knock(address: str) -> None:
    """Ray itself tries for minutes where nobody answers. Raises ConnectionError."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdecimal():
        try:
            socket.create_connection((host.strip("[]"), int(port)), _ANSWER).close()
        except OSError as error:
            raise ConnectionError("没有应答") from error


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray takes SIGTERM over; the command has its own way to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _silence() -> None:
    """Ray prints what it thinks of a dead worker on standard output, where the summary goes; there is no setting for it."""
    with contextlib.suppress(ImportError):
        worker: Any = import_module("ray._private.worker")
        if hasattr(worker, "print_to_stdstream"):
            worker.print_to_stdstream = lambda *_, **__: None
