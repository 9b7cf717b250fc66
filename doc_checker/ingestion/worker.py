"""A worker process: reads one file after the other until its parent closes the pipe or dies.

Files come as bytes, lines go back packed, all else is JSON: nothing of what a broken worker sends is run. Every file is
answered by itself, in the order in which they came.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Callable
from types import FrameType

from ..data import Data
from ..isolation import limit_memory, limit_time, own_streams, receive, send, unpack_data
from .reading import Job, Outcome, Settings, finish, out_of_memory, read_one

Read = Callable[[Job, Data, Settings], Outcome]

_SPENT = 1 << 30  # bytes of memory once used, after which a worker is replaced
_SAMPLE = "关于印发方案的通知\n\n各处室：\n一、工作任务\n（一）做好登记。责任单位：办公室。\n\n某某局\n2024年1月2日\n"
_PATIENCE = 20_000  # objects made before the collector looks: records are garbage as soon as they are written


def serve(read: Read = read_one) -> None:
    """Answer the parent's jobs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's matter
    signal.signal(signal.SIGTERM, _leave)
    die_with_parent()
    source, sink = own_streams()
    try:
        settings = Settings(**json.loads(receive(source)))
        data = unpack_data(receive(source))
        limit_memory(settings.memory)
        _warm_up(data, settings)
        send(sink, b"ready")
        while True:
            job = Job(payload=b"", **json.loads(receive(source)))
            job = Job(**{**vars(job), "payload": receive(source)})
            limit_time(settings.seconds)
            outcome = read(job, data, settings)
            done = finish(job, outcome, settings)
            head = {**vars(done.outcome), "crc": done.frame.crc, "spent": _is_spent(outcome, settings)}
            del head["record"]
            send(sink, json.dumps(head).encode("ascii") + b"\n" + done.frame.packed)
    except (EOFError, BrokenPipeError):
        return


def _warm_up(data: Data, settings: Settings) -> None:
    """Load what every file needs, so that no file's time is spent on it, and let the collector leave it alone."""
    payload = _SAMPLE.encode("utf-8")
    read_one(Job("warm-up.txt", payload, "", len(payload), None), data, settings)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_PATIENCE, 20, 20)


def _is_spent(outcome: Outcome, settings: Settings) -> bool:
    """Whether this process holds more memory than it should go on with, or has run out of it once."""
    if outcome.error == out_of_memory(settings.memory).error:
        return True
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) > _SPENT


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def die_with_parent() -> None:
    """Ask the system (Linux) to end this process when its parent dies, whatever it is doing then."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


if __name__ == "__main__":
    serve()
