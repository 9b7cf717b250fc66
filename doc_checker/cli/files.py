"""Input and output files of a command: what is read under which name, and what is written where."""

from __future__ import annotations

import argparse
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .. import atomic
from ..errors import MissingExtra, UsageError
from ..service import Input, Reading
from . import streams

_LONGEST = 150
"""Bytes of an output name without its ending; file systems take 255."""


class Outcome:
    """The exit code of a run over several inputs: an unreadable input (3) counts before a failed threshold (1)."""

    def __init__(self, debug: bool) -> None:
        self.debug = debug
        self.unreadable = False
        self.under = False

    @property
    def code(self) -> int:
        """What the program returns."""
        return 3 if self.unreadable else 1 if self.under else 0

    @contextmanager
    def each(self) -> Iterator[None]:
        """Work on one input: its failure is reported, and the others are still done; wrong usage stops all."""
        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:
            # An extra that one file needs (OCR for a scan) is no reason to leave the others.
            if isinstance(error, UsageError) and not isinstance(error, MissingExtra):
                raise
            self.unreadable = True
            streams.report_error(error, self.debug)


def reading(arguments: argparse.Namespace) -> Reading:
    """How the command line wants files to be read."""
    return Reading(arguments.ocr, arguments.timeout)


def find_inputs(words: Sequence[str]) -> list[Input]:
    """The inputs that a command line names; “-” is standard input, once."""
    if sum(word == streams.STDIN for word in words) > 1:
        raise UsageError(streams.STDIN_NAME, "“-”只能用一次", "其余的请给出文件")
    return [_find_input(word) for word in words]


def _find_input(word: str) -> Input:
    if word == streams.STDIN:
        return Input(streams.STDIN_NAME, payload=streams.read_stdin())
    return Input(readable_name(word), Path(word))


def readable_name(name: str) -> str:
    """A file name for people; bytes that are no UTF-8 are read as GB18030, which old Chinese archives use."""
    if not any("\ud800" <= char <= "\udfff" for char in name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def openable(path: Path) -> Path:
    """A path that the system takes also where the locale has no Chinese: its bytes are UTF-8."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return Path(os.fsdecode(str(path).encode("utf-8", "surrogateescape")))
    return path


def output_names(inputs: Sequence[Input], suffix: str = "") -> list[str]:
    """A name without ending for the output of each input, no two alike, also on file systems that ignore case."""
    taken: set[str] = set()
    names = []
    for source in inputs:
        stem = _clip(Path(source.name).stem or "未命名") + suffix
        name, number = stem, 1
        while _key(name) in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(_key(name))
        names.append(name)
    return names


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _clip(stem: str) -> str:
    safe = "".join("_" if char in '/\\:*?"<>|' or unicodedata.category(char) == "Cc" else char for char in stem)
    return safe.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")


def check_folder(folder: Path | None) -> None:
    """Refuse an output folder that is a file before any work is done."""
    if folder is not None and folder.exists() and not folder.is_dir():
        raise UsageError(str(folder), "不是文件夹", "请给 --out 换一个文件夹")


def write_file(path: Path, payload: bytes, inputs: Sequence[Input]) -> Path:
    """Write an output file as a whole, its folder created; never over an input. Returns the path as people read it."""
    path = openable(path)
    for source in inputs:
        if source.path is not None and path.exists() and source.path.exists() and path.samefile(source.path):
            raise UsageError(str(path), "输出会覆盖输入文件", "请换一个输出位置")
    atomic.make_folder(path.parent)
    atomic.write_bytes(path, payload)
    return Path(readable_name(str(path)))
