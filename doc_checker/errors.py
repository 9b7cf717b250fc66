"""The exception tree of doc-checker: input or usage at fault, one line for the user each.

DocCheckerError                exit 3
├── UnreadableDocument         missing, empty, binary, undecodable, damaged
│   ├── UnsupportedFormat      a kind of file that no reader takes
│   ├── EncryptedDocument      needs a password
│   └── LimitExceeded          too large, too many pages
│       └── TooSlow            took longer than it may
├── NoIndicatorSystem          the notice to check against holds no indicator system
├── DamagedStore               a store's bytes are not what was written; the next ``ingest`` repairs it
└── UsageError                 exit 2
    ├── UnknownSystem          ``--system`` names no system of the notice
    ├── DataFileError          a lexicon, pattern or decisions file is broken (file and line named)
    ├── MissingExtra           an optional dependency is not installed (the extra is named)
    ├── NotAStore              a folder that ``ingest`` did not make
    ├── StoreInUse             another process writes to the store
    └── UnwritableOutput       an output file or folder cannot be written

Anything else that is raised is a bug of ours and is never swallowed.
"""

from __future__ import annotations

import errno


class DocCheckerError(Exception):
    """The input is at fault; ``str()`` is the one Chinese line that the user sees.

    ``source`` is the file's name as the user gave it, ``problem`` what is wrong, ``advice`` what to do.
    """

    exit_code = 3

    def __init__(self, source: str, problem: str, advice: str = "") -> None:
        super().__init__(source, problem, advice)
        self.source = source
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        parts = [part for part in (self.problem, self.advice) if part]
        line = "；".join(parts)
        return " ".join((f"{self.source}：{line}" if self.source else line).split())


class UnreadableDocument(DocCheckerError):
    """The file cannot be read as a document."""


class UnsupportedFormat(UnreadableDocument):
    """No reader takes this kind of file."""


class EncryptedDocument(UnreadableDocument):
    """The file is protected by a password."""


class LimitExceeded(UnreadableDocument):
    """The file is over one of the documented limits."""


class TooSlow(LimitExceeded):
    """Reading the file took longer than it may."""


class NoIndicatorSystem(DocCheckerError):
    """The notice given with ``--against`` holds no indicator system."""


class DamagedStore(DocCheckerError):
    """Bytes of a store are missing or changed; the next ``ingest`` over the same sources repairs it."""


class UsageError(DocCheckerError):
    """The command line or a setting is at fault."""

    exit_code = 2


class UnknownSystem(UsageError):
    """``--system`` matches no indicator system of the notice."""


class DataFileError(UsageError):
    """A file under ``lexicons/`` or ``patterns/``, or one of decisions, is broken; the message names file and line."""


class MissingExtra(UsageError):
    """A feature needs an extra that is not installed."""


class NotAStore(UsageError):
    """The folder is no store, or one of a later version."""


class StoreInUse(UsageError):
    """Another process writes to the store."""


class UnwritableOutput(UsageError):
    """An output file or folder cannot be written; nothing half-written is left."""


_OS_PROBLEMS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "路径不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EEXIST: "同名的文件已存在",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件过大",
    errno.EROFS: "所在磁盘是只读的",
    errno.EBUSY: "文件正被其他程序占用",
    errno.ETXTBSY: "文件正被其他程序占用",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "符号链接成环",
    errno.EINVAL: "路径无效",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件过多",
}


def os_problem(error: OSError) -> str:
    """What an error of the operating system means, in Chinese."""
    known = _OS_PROBLEMS.get(error.errno or 0)
    return known or f"系统错误 {error.errno or error.__class__.__name__}"
