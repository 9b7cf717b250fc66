"""What is to be taken in: folders, globs, lists of paths, single files; found one after the other, in a fixed order."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import UnreadableDocument, os_problem
from ..inputs import is_junk

_LONGEST_LINE = 1 << 16


@dataclass(frozen=True)
class Found:
    """A file that was found, or what stands in the way of one; ``path`` is how the system knows it, ``key`` the store."""

    key: str
    path: str
    size: int | None = None
    mtime_ns: int | None = None
    problem: str | None = None


@dataclass
class Skipped:
    """How many files were left aside on purpose: hidden ones, lock files, what systems leave in folders."""

    junk: int = 0


def find_files(words: Iterable[str], store: Path, skipped: Skipped) -> Iterator[Found]:
    """The files that words name: a folder with all below it, a glob, a file; the store's own folder is left out."""
    walk = _Walk(store, skipped)
    for word in words:
        if not os.path.lexists(word) and glob.has_magic(word):
            matches = sorted(glob.iglob(word, recursive=True))
            if not matches:
                yield Found(key_of(word), word, problem="没有与之相配的文件")
            for match in matches:
                yield from walk.visit(match)
        else:
            yield from walk.visit(word)


def key_of(path: str) -> str:
    """How the store names a path: absolute, normalised; bytes that are no UTF-8 as ``\\xNN``."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")


class _Walk:
    def __init__(self, store: Path, skipped: Skipped) -> None:
        self._skipped = skipped
        self._seen: set[tuple[int, int]] = set()
        if store.exists():
            found = store.stat()
            self._seen.add((found.st_dev, found.st_ino))

    def visit(self, path: str) -> Iterator[Found]:
        """A file, or all files of a folder."""
        try:
            found = os.stat(path)
        except (OSError, ValueError) as error:
            yield Found(key_of(path), path, problem=_told(error))
            return
        if stat.S_ISDIR(found.st_mode):
            yield from self._folder(path, found)
        else:
            yield _found(path, found)

    def _folder(self, folder: str, status: os.stat_result) -> Iterator[Found]:
        """All files below a folder by name; links are followed, no folder is entered twice on one way down."""
        identity = (status.st_dev, status.st_ino)
        if identity in self._seen:
            return
        self._seen.add(identity)
        try:
            with os.scandir(folder) as entries:
                names = sorted((entry.name for entry in entries), key=os.fsencode)
        except OSError as error:
            yield Found(key_of(folder), folder, problem=_told(error))
            names = []
        for name in names:
            if is_junk(name):
                self._skipped.junk += 1
                continue
            path = os.path.join(folder, name)
            try:
                found = os.stat(path)
            except OSError as error:
                yield Found(key_of(path), path, problem=_told(error))
                continue
            if stat.S_ISDIR(found.st_mode):
                yield from self._folder(path, found)
            else:
                yield _found(path, found)
        self._seen.discard(identity)


def _found(path: str, status: os.stat_result) -> Found:
    if not stat.S_ISREG(status.st_mode):
        return Found(key_of(path), path, problem="不是普通文件（设备、管道或套接字）")
    return Found(key_of(path), path, status.st_size, status.st_mtime_ns)


def _told(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在；请检查路径"
    return f"无法打开（{os_problem(error) if isinstance(error, OSError) else '路径无效'}）；请检查路径与权限"


def read_list(stream: IO[bytes], shown: str) -> Iterator[str]:
    """The paths of a list, one on a line (UTF-8, else GB18030) or with NUL between (``find -print0``); empty ones left
    out. Raises UnreadableDocument.
    """
    zero: bool | None = None
    rest = b""
    try:
        while True:
            chunk = stream.read(_LONGEST_LINE)
            if zero is None:
                zero = b"\0" in chunk
                chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            parts = (rest + chunk).split(b"\0" if zero else b"\n")
            rest = parts.pop() if chunk else b""  # the last piece goes on in the next chunk
            for part in parts:
                if line := part if zero else part.strip(b"\r \t"):
                    yield _path(line)
            if not chunk:
                return
            if len(rest) > _LONGEST_LINE:
                raise UnreadableDocument(shown, "不是文件清单（有一行过长）", "清单应每行写一个路径")
    except OSError as error:
        raise UnreadableDocument(shown, f"无法读取（{os_problem(error)}）", "请检查路径与权限") from error


def _path(line: bytes) -> str:
    """A path of a list: as it stands where there is such a file, else as a Windows list has it (GB18030)."""
    path = os.fsdecode(line)
    if os.path.lexists(path):
        return path
    try:
        windows = line.decode("gb18030")
    except UnicodeDecodeError:
        return path
    foreign = any("\ud800" <= char <= "\udfff" for char in path)
    return windows if foreign or os.path.lexists(windows) else path


def count_files(words: Iterable[str], store: Path) -> Iterator[int]:
    """How many files there are, as far as counted; archives count once."""
    total = 0
    for _ in find_files(words, store, Skipped()):
        total += 1
        if total % 500 == 0:
            yield total
    yield total
