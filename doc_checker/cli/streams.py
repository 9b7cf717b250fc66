"""Standard input, output and error: encodings, one-line errors, pipes that close."""

from __future__ import annotations

import codecs
import io
import os
import shutil
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from ..report.terminal import Screen

STDIN = "-"
STDIN_NAME = "标准输入"
_LIMIT = 50 * 1024 * 1024 + 1  # one byte more than a reader takes, so that it can say so
_POOR = ("ascii", "iso8859-1", "cp1252")


def prepare() -> None:
    """Make standard output and error able to print Chinese, whatever the locale says.

    UTF-8 everywhere, except on a terminal with a Chinese encoding of its own (GBK, GB18030, Big5).
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            own = codecs.lookup(stream.encoding or "ascii").name
            encoding = own if stream.isatty() and own not in _POOR else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def write(text: str) -> None:
    """Print a text on standard output. Raises UnwritableOutput, or BrokenPipeError when nobody reads any more."""
    _write(sys.stdout, text)


def write_bytes(payload: bytes) -> None:
    """Put bytes on standard output, as they are."""
    flush()
    _write(sys.stdout.buffer, payload)


def _write(stream: IO[str] | IO[bytes], content: str | bytes) -> None:
    try:
        stream.write(content)  # type: ignore[arg-type]
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from ..errors import UnwritableOutput, os_problem

        abandon_stdout()
        raise UnwritableOutput("标准输出", f"无法写入（{os_problem(error)}）", "请检查输出位置和磁盘空间") from error


def flush() -> None:
    """Send what was printed on its way."""
    _write(sys.stdout, "")


def abandon_stdout() -> None:
    """Nobody reads standard output any more: let the interpreter's last flush fall on nothing."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        pass


def tell(message: str) -> None:
    """A line on standard error that is no error: what was written where."""
    print(message, file=sys.stderr, flush=True)


def complain(message: str) -> None:
    """An error as one line on standard error; control characters of names and texts are left out."""
    from ..display import one_line

    tell(one_line(message))


def report_error(error: Exception, debug: bool) -> int:
    """Print an error as one line, with ``debug`` its traceback first; the exit code that it stands for."""
    from ..errors import DocCheckerError

    if debug:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, DocCheckerError):
        complain(str(error))
        return error.exit_code
    package = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if package not in ("", "doc_checker"):
        complain(
            f"缺少 Python 软件包 {package}；请改用 .venv/bin/python cli.py 运行（还没有 .venv 时，先运行 make demo 安装）"
        )
        return 2
    complain(f"程序内部错误（{type(error).__name__}：{error}）；请加 --debug 再试，并把结果反馈给维护者")
    return 3


def read_stdin() -> bytes:
    """All of standard input, up to a byte over the readers' limit."""
    return sys.stdin.buffer.read(_LIMIT)


def is_terminal() -> bool:
    """Whether a person sees standard output."""
    return sys.stdout.isatty()


def screen() -> Screen:
    """The screen that standard output goes to; no colour unless a person sees it and does not object (NO_COLOR)."""
    from ..report.terminal import Screen

    if not is_terminal():
        return Screen()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Screen(shutil.get_terminal_size((100, 24)).columns, not plain)
