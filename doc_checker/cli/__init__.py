"""The command line ``doc-checker``: thin commands over ``service`` and ``report``.

Exit codes: 0 done; 1 done, and a review fell under ``--fail-under``; 2 wrong usage (also a broken data file, an output
that cannot be written); 3 an input could not be read (the others were still done). Only small modules of the standard
library are imported before a command runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from . import streams
from .arguments import COMMANDS, parse, render_help
from .usage import PROGRAM, UsageProblem

__all__ = ["main"]

_INTERRUPTED = 130
_BROKEN_PIPE = 141  # 128 + SIGPIPE: not everything was printed, so this is not 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    streams.prepare()
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # our matrices are small: threads wait for each other, worst beside a second process
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        code = _run(words)
        streams.flush()
        return code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        streams.abandon_stdout()
        return _BROKEN_PIPE
    except UsageProblem as problem:
        streams.complain(str(problem))
        return 2
    except Exception as error:
        return streams.report_error(error, debug)


def _run(words: list[str]) -> int:
    if words and words[0] == "--debug":
        words = words[1:]
    if not words:
        raise UsageProblem(PROGRAM, f"缺少命令（可用：{'、'.join(COMMANDS)}）")
    first = words[0]
    if first in ("-h", "--help"):
        streams.write(render_help())
        return 0
    if first == "--version":
        from .. import __version__

        streams.write(f"{PROGRAM} {__version__}\n")
        return 0
    if first.startswith("-"):
        raise UsageProblem(PROGRAM, f"命令之前不能有选项“{first}”")
    if first not in COMMANDS:
        raise UsageProblem(PROGRAM, f"没有命令“{first}”（可用：{'、'.join(COMMANDS)}）")
    parsed = parse(first, words[1:])
    if isinstance(parsed, str):
        streams.write(parsed)
        return 0
    return COMMANDS[first].load()(parsed)
