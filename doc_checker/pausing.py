"""Work on one document without looking for garbage in between."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """For what makes a great many objects that all stay until it is done: no garbage collection until then.

    A twentieth of the time of reading a document; what refers to itself is found afterwards. Threads may overlap: the
    collector is on again once each that found it on has left.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
