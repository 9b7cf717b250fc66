"""Writing files so that nothing half-written is ever seen.

The content goes to a temporary file in the same folder, reaches the disk (fsync) and then takes the file's name in
one step. A write that fails leaves the folder as it was.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from .errors import UnwritableOutput, os_problem

_ADVICE = "请检查输出路径、权限和磁盘空间"


def write_bytes(path: Path, payload: bytes) -> None:
    """Write a file as a whole or not at all; an existing file is replaced and keeps its permissions.

    A symbolic link is replaced, not followed. Raises UnwritableOutput.
    """
    write_chunks(path, (payload,))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file of any size piece by piece, like ``write_bytes``; what making a piece raises leaves no file."""
    try:
        mode = _mode_of(path)
        if mode is not None and stat.S_ISDIR(mode):
            raise UnwritableOutput(str(path), "是文件夹，不是文件", "请换一个输出文件名")
        if mode is not None and not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            _write_through(path, chunks)  # a device or a pipe: renaming would put a file in its place
        else:
            _replace(path, chunks, stat.S_IMODE(mode) if mode is not None and stat.S_ISREG(mode) else None)
    except OSError as error:
        raise UnwritableOutput(str(path), f"无法写入（{os_problem(error)}）", _ADVICE) from error


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with its line ends as they are, as a whole or not at all. Raises UnwritableOutput."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def make_folder(path: Path) -> None:
    """Create an output folder with those above it; one that exists is left alone. Raises UnwritableOutput."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UnwritableOutput(str(path), "不是文件夹", "请换一个输出文件夹") from None
    except OSError as error:
        raise UnwritableOutput(str(path), f"无法建立输出文件夹（{os_problem(error)}）", _ADVICE) from error


def _mode_of(path: Path) -> int | None:
    """File type and permissions of what stands at a path (links not followed, except to a device), or None."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) and path.exists() and not path.is_file():
            return path.stat().st_mode
    except FileNotFoundError:
        return None
    return mode


def _write_through(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb", buffering=0) as stream:
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                view = view[stream.write(view) :]


def _replace(path: Path, chunks: Iterable[bytes], permissions: int | None) -> None:
    # The name is short and of its own, so that a long target name never makes the temporary one too long.
    temporary = path.parent / f".{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        if permissions is not None:
            os.chmod(temporary, permissions)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the renaming last; not every system lets a folder be opened, and the file is in place already."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
