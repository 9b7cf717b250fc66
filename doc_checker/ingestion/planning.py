"""Which files are read, which are not, and what is written of each: the one place that knows the store's rules.

Files come in a fixed order. The first with some bytes is read; others with the same bytes wait until it is committed and
are noted under it. So it makes no difference to the store when and how often a run was interrupted.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import IO

from ..errors import DocCheckerError, LimitExceeded, UnreadableDocument, os_problem
from ..inputs import is_junk
from ..model import SCHEMA_VERSION
from ..readers.limits import MAX_BYTES
from ..store import FAILED, READABLE, Row, Writer
from ..store.writer import Entry
from .archives import HEAD, MAX_DEPTH, ArchiveLimit, Budget, is_archive, members_of
from .reading import QUARANTINE_NAME, Done, Job, Outcome, Settings, failure, line_of
from .sources import Found, Skipped

_TURN = 200  # files in a row without work for an engine, after which it gets a turn
_TOLD = 20  # failures that are told by name

Tell = Callable[[str, str, str], None]
"""Is told of each failure: path, state, error."""


@dataclass
class Tally:
    """What a run has done so far."""

    seen: int = 0
    read: int = 0
    unchanged: int = 0
    kept: int = 0
    """Files that cannot be opened or read any more, whose record from an earlier run stays."""
    states: Counter[str] = field(default_factory=Counter)
    """Inputs of this run by state, the unchanged ones too."""
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    """The first failures of this run: path, state, error."""
    skipped: Skipped = field(default_factory=Skipped)

    @property
    def done(self) -> int:
        """Inputs whose state is known."""
        return self.kept + self.states.total()

    @property
    def failed(self) -> int:
        """Inputs that could not be read, now or in an earlier run."""
        return self.kept + sum(self.states[state] for state in FAILED)


def _read(stream: IO[bytes], size: int) -> bytes:
    """The bytes of a file, which may have grown since it was found; no more than a byte over the limit."""
    payload = stream.read(min(MAX_BYTES, size) + 1)
    return payload if len(payload) <= size else payload + stream.read(MAX_BYTES + 1 - len(payload))


class _Open:
    """An archive on the way: what became of its members, and how many are still being read."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.counts: Counter[str] = Counter()
        self.troubles: list[tuple[_Source, Outcome]] = []
        self.waiting = 0
        self.listed = False


@dataclass
class _Source:
    """A file, in a folder or in an archive."""

    found: Found
    archive: _Open | None = None


class Plan:
    """Turns files that were found into jobs, and finished jobs into entries of the store."""

    def __init__(
        self, writer: Writer, settings: Settings, retry: bool = False, reread: bool = False, tell: Tell | None = None
    ) -> None:
        self.tally = Tally()
        self._listener = tell
        self._writer = writer
        self._settings = settings
        self._retry = retry
        self._reread = reread
        self._sources: dict[str, _Source] = {}
        self._readers: dict[str, str] = {}
        self._busy: set[str] = set()
        self._waiting: dict[str, list[tuple[_Source, Job]]] = {}

    def jobs(self, files: Iterable[Found]) -> Iterator[Job | None]:
        """The files that have to be read; None now and then, so that results are looked after."""
        for number, found in enumerate(files):
            if number % _TURN == _TURN - 1:
                yield None
            yield from self._file(found)

    def settle(self, done: Done) -> None:
        """Take a finished job in, then the files that wait for it."""
        job, outcome = done.job, done.outcome
        if outcome.trace is not None:
            self._writer.quarantine(f"{job.sha256[:QUARANTINE_NAME]}.txt", f"{job.path}\n\n{outcome.trace}")
        source = self._sources.pop(job.path)
        waiting = self._waiting.pop(job.sha256, [])
        self._readers.pop(job.sha256, None)
        row = self._writer.find(job.path) if outcome.state in FAILED else None
        if row is not None and row.state in READABLE and row.sha256 == job.sha256:
            self._keep(source, row, outcome.error or "", waited=True)
        else:
            self._writer.add(Entry(self._row(job, outcome, job.sha256), done.frame))
            self._count(source, outcome.state, outcome.error, waited=True)
        self.tally.read += 1
        for other, twin in waiting:
            self._add_duplicate(other, twin, job.path, outcome.format)

    # Files.

    def _file(self, found: Found) -> Iterator[Job | None]:
        source = _Source(found)
        if found.problem is not None:
            self._fail(source, Outcome("unreadable", found.problem))
        elif found.size is not None and found.mtime_ns is not None:
            noted = self._writer.archive(found.key, found.size, found.mtime_ns)
            if noted is not None and not (self._retry or self._reread):
                counts = Counter[str](json.loads(noted))
                self.tally.seen += counts.total()
                self.tally.unchanged += counts.total()
                self.tally.states.update(counts)
            elif not self._is_unchanged(source):
                yield from self._open(source)

    def _open(self, source: _Source) -> Iterator[Job | None]:
        found = source.found
        try:
            with open(found.path, "rb") as stream:
                head = stream.read(HEAD)
                stream.seek(0)
                if is_archive(head, stream, found.key):
                    yield from self._archive(found, head, stream)
                    return
                payload = _read(stream, found.size or 0)
        except OSError as error:
            self._fail(source, Outcome("unreadable", f"无法打开（{os_problem(error)}）；请检查路径与权限"))
            return
        if len(payload) > MAX_BYTES:
            too_large = LimitExceeded("", f"文件超过 {MAX_BYTES // 1024 // 1024} MB 上限", "请拆分后再试")
            self._fail(source, failure(too_large))
        else:
            yield from self._payload(source, payload)

    def _is_unchanged(self, source: _Source) -> bool:
        """Whether the store knows a file by its size and date, and nothing asks for reading it again."""
        found = source.found
        if found.key in self._busy:
            return True  # named twice
        row = self._writer.find(found.key)
        if row is None or (row.size, row.mtime_ns) != (found.size, found.mtime_ns) or self._is_wanted(row):
            return False
        self._count_unchanged(source, row.state)
        return True

    def _is_wanted(self, row: Row) -> bool:
        """Whether a row is to be read again though its file is the same."""
        if self._retry and row.state in FAILED:
            return True
        return self._reread and row.state != "duplicate" and row.tool != self._settings.tool

    def _payload(self, source: _Source, payload: bytes) -> Iterator[Job]:
        """The bytes of a file: known, a twin of another, or to be read."""
        found = source.found
        job = Job(found.key, payload, hashlib.sha256(payload).hexdigest(), len(payload), found.mtime_ns)
        row = self._writer.find(found.key)
        if row is not None and row.sha256 == job.sha256 and not self._is_wanted(row):
            self._writer.touch(row, job.size, found.mtime_ns)
            self._count_unchanged(source, row.state)
            return
        reader = self._readers.get(job.sha256)
        if reader is None and (first := self._writer.first_with(job.sha256)) is not None and first.path != found.key:
            self.tally.seen += 1
            self._add_duplicate(source, job, first.path, first.format, counted=True)
            return
        self.tally.seen += 1
        self._busy.add(job.path)
        if source.archive is not None:
            source.archive.waiting += 1
        if reader is not None:
            twin = Job(job.path, b"", job.sha256, job.size, job.mtime_ns)
            self._waiting.setdefault(job.sha256, []).append((source, twin))
            return
        self._readers[job.sha256] = job.path
        self._sources[job.path] = source
        yield job

    # Archives.

    def _archive(self, found: Found, head: bytes, stream: IO[bytes]) -> Iterator[Job | None]:
        archive = _Open(found)
        before = self.tally.seen
        try:
            yield from self._members(found.key, head, stream, archive, Budget(found.size or 0), 1)
        except DocCheckerError as error:
            archive.troubles.append((_Source(found, archive), failure(error)))
        else:
            if self.tally.seen == before:
                archive.troubles.append((_Source(found, archive), Outcome("unreadable", "压缩包中没有文件")))
            elif (row := self._writer.find(found.key)) is not None:
                self._writer.remove(row)  # it could not be opened once
        archive.listed = True
        self._close(archive)

    def _members(
        self, key: str, head: bytes, stream: IO[bytes], archive: _Open, budget: Budget, depth: int
    ) -> Iterator[Job | None]:
        for number, member in enumerate(members_of(head, stream, budget)):
            if number % _TURN == _TURN - 1:
                yield None
            if any(is_junk(part) for part in PurePosixPath(member.name).parts):
                self.tally.skipped.junk += 1
                continue
            found = Found(f"{key}/{member.name}", "", member.size, archive.found.mtime_ns)
            source = _Source(found, archive)
            if self._is_unchanged(source):
                continue
            try:
                payload = member.load()
            except ArchiveLimit:
                raise
            except UnreadableDocument as error:
                self._fail(source, failure(error))
                continue
            inner = io.BytesIO(payload)
            if is_archive(payload[:HEAD], inner, found.key):
                yield from self._inner(source, payload[:HEAD], inner, budget, depth)
            else:
                yield from self._payload(source, payload)

    def _inner(
        self, source: _Source, head: bytes, stream: IO[bytes], budget: Budget, depth: int
    ) -> Iterator[Job | None]:
        """An archive inside an archive."""
        assert source.archive is not None
        if depth >= MAX_DEPTH:
            self._fail(source, Outcome("too-large", f"压缩包嵌套超过 {MAX_DEPTH} 层；请解压后再试"))
            return
        before = self.tally.seen
        try:
            yield from self._members(source.found.key, head, stream, source.archive, budget, depth + 1)
        except ArchiveLimit:
            raise
        except DocCheckerError as error:
            source.archive.troubles.append((source, failure(error)))
        else:
            if self.tally.seen == before:
                self._fail(source, Outcome("unreadable", "压缩包中没有文件"))

    def _close(self, archive: _Open) -> None:
        """Note an archive all of whose members are done; only now what is wrong with it, lest it be taken for done."""
        found = archive.found
        if not archive.listed or archive.waiting:
            return
        archive.listed = False
        for source, outcome in archive.troubles:
            self._fail(source, outcome)
        if found.size is not None and found.mtime_ns is not None:
            self._writer.note_archive(found.key, found.size, found.mtime_ns, json.dumps(archive.counts))

    # The store.

    def _row(self, job: Job, outcome: Outcome, sha256: str | None) -> Row:
        return Row(
            path=job.path,
            state=outcome.state,
            error=outcome.error,
            sha256=sha256,
            size=job.size,
            mtime_ns=job.mtime_ns,
            format=outcome.format,
            issuer=outcome.issuer,
            number=outcome.number,
            seconds=outcome.seconds,
            tool=self._settings.tool,
            schema=SCHEMA_VERSION,
        )

    def _add_duplicate(self, source: _Source, job: Job, first: str, kind: str | None, counted: bool = False) -> None:
        outcome = Outcome("duplicate", format=kind)
        frame = line_of(job, outcome, self._settings.tool, first)
        self._writer.add(Entry(replace(self._row(job, outcome, job.sha256), first=first), frame))
        self._count(source, "duplicate", None, waited=not counted)

    def _fail(self, source: _Source, outcome: Outcome) -> None:
        """Note what kept a file from being read at all; a record that it once gave stays."""
        found = source.found
        self.tally.seen += 1
        row = self._writer.find(found.key)
        if row is not None and row.state in (*READABLE, "duplicate"):
            self._keep(source, row, outcome.error or "")
            return
        if row is not None and (row.state, row.error) == (outcome.state, outcome.error):
            self._writer.touch(row, found.size, found.mtime_ns)
        else:
            job = Job(found.key, b"", "", found.size or 0, found.mtime_ns)
            frame = line_of(job, outcome, self._settings.tool, sha256=None)
            self._writer.add(Entry(replace(self._row(job, outcome, None), size=found.size), frame))
        self._count(source, outcome.state, outcome.error)

    def _keep(self, source: _Source, row: Row, error: str, waited: bool = False) -> None:
        """Leave a record that an earlier run has made, though its file gives none now."""
        self.tally.kept += 1
        self._tell(row.path, row.state, f"{error}（已有的记录保留）")
        self._leave(source, row.state, waited)

    def _count_unchanged(self, source: _Source, state: str) -> None:
        self.tally.seen += 1
        self.tally.unchanged += 1
        self._count(source, state, None, told=False)

    def _count(self, source: _Source, state: str, error: str | None, waited: bool = False, told: bool = True) -> None:
        self.tally.states[state] += 1
        if state in FAILED and told:
            self._tell(source.found.key, state, error or "")
        self._leave(source, state, waited)

    def _leave(self, source: _Source, state: str, waited: bool) -> None:
        """A member of an archive is done."""
        self._busy.discard(source.found.key)
        if source.archive is not None:
            source.archive.counts[state] += 1
            source.archive.waiting -= waited
            self._close(source.archive)

    def _tell(self, path: str, state: str, error: str) -> None:
        if self._listener is not None:
            self._listener(path, state, error)
        if len(self.tally.problems) < _TOLD:
            self.tally.problems.append((path, state, error))
