"""One writer at a time: a lock that the system gives back when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..errors import StoreInUse, UnwritableOutput, os_problem


class Lock:
    """Holds a lock file; raises StoreInUse where another process does."""

    def __init__(self, path: Path, shown: str) -> None:
        try:
            self._file = path.open("a+b")
        except OSError as error:
            raise UnwritableOutput(shown, f"无法写入（{os_problem(error)}）", "请检查权限和磁盘空间") from error
        if not _take(self._file.fileno()):
            self._file.close()
            raise StoreInUse(shown, "另一个 ingest 或 compact 正在写入这个资料库", "请等它结束，或换一个资料库")

    def close(self) -> None:
        """Give the lock back."""
        self._file.close()


def _take(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
