"""Where the time from a PDF to its record goes: the readers' steps and the extractors, each without what it calls.

The functions of ``STEPS`` are wrapped for the time of a measurement; none of them runs more than a few times a page, so
that the clock costs next to nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

BARE = ("pages parsed (pdfium)", "text (pdfium)")
"""The stages that pdfium's bare text takes too."""
REST = "the rest (hash, format, loops)"

# Where a function is looked up when it is called, its name, and the stage it belongs to.
STEPS: tuple[tuple[str, str, str], ...] = (
    ("doc_checker.readers.pdf", "_open", BARE[0]),
    ("pypdfium2:PdfDocument", "close", BARE[0]),
    ("doc_checker.readers.pdfium", "open_page", BARE[0]),
    ("doc_checker.readers.pdfium", "close_page", BARE[0]),
    ("doc_checker.readers.pdfium", "open_text", BARE[1]),
    ("doc_checker.readers.pdfium", "close_text", BARE[1]),
    ("doc_checker.readers.pdfium", "page_text", BARE[1]),
    ("doc_checker.readers.pdfium", "char_boxes", "boxes of the characters (pdfium)"),
    ("doc_checker.readers.pdf", "read_runs", "runs of characters, colours, spaces"),
    ("doc_checker.readers.pdf", "_frames", "runs of characters, colours, spaces"),
    ("doc_checker.readers.pdf", "text_facts", "is the text layer fit"),
    ("doc_checker.readers.pdf", "read_drawing", "rulings and fills"),
    ("doc_checker.readers.pdf", "find_marks", "marks (seal pictures are drawn by pdfium)"),
    ("doc_checker.readers.pdf", "_lay_out", "tables and lines of a page"),
    ("doc_checker.readers.pdf", "_build", "pages joined, paragraphs"),
    ("doc_checker.extract", "resolve_units", "extract: organisation"),
)


def profile(payloads: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Milliseconds for each stage over all files: of each file the shortest of ``rounds`` runs, stage by stage."""
    from doc_checker.extract import extract_record
    from doc_checker.readers import read_bytes

    total: dict[str, float] = {}
    clock = _Clock()
    with _measured(clock):
        for payload in payloads:
            best: dict[str, float] = {}
            extract_record(read_bytes(payload, "bench.pdf"))
            for _ in range(rounds):
                clock.spent.clear()
                with clock.stage(REST):
                    extract_record(read_bytes(payload, "bench.pdf"))
                for stage, spent in clock.spent.items():
                    best[stage] = min(best.get(stage, spent), spent)
            for stage, spent in best.items():
                total[stage] = total.get(stage, 0.0) + spent
    return {stage: 1000 * spent for stage, spent in total.items()}


class _Clock:
    """Adds up the time of each stage; what a stage calls counts for the called one."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._inner: list[float] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """The time of the block, for one stage."""
        self._inner.append(0.0)
        start = time.process_time()
        try:
            yield
        finally:
            took = time.process_time() - start
            self.spent[name] = self.spent.get(name, 0.0) + took - self._inner.pop()
            if self._inner:
                self._inner[-1] += took

    def wrap(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function, its time counted."""

        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **named)

        return timed


def find_steps() -> list[tuple[Any, str, str]]:
    """The steps of ``STEPS`` and of all extractors: owner, name, stage. Raises AttributeError for a name that is gone."""
    found: list[tuple[Any, str, str]] = []
    for place, name, stage in STEPS:
        module, _, inner = place.partition(":")
        owner = import_module(module)
        owner = getattr(owner, inner) if inner else owner
        getattr(owner, name)
        found.append((owner, name, stage))
    for room, module in vars(import_module("doc_checker.extract")).items():
        if isinstance(module, ModuleType) and module.__name__.startswith("doc_checker.extract."):
            for name, value in vars(module).items():
                if name.startswith(("find_", "audit_")) and getattr(value, "__module__", "") == module.__name__:
                    found.append((module, name, f"extract: {room}"))
    return found


@contextmanager
def _measured(clock: _Clock) -> Iterator[None]:
    steps = [(owner, name, getattr(owner, name), stage) for owner, name, stage in find_steps()]
    try:
        for owner, name, function, stage in steps:
            setattr(owner, name, clock.wrap(function, stage))
        yield
    finally:
        for owner, name, function, _ in steps:
            setattr(owner, name, function)
