"""What is to be read: a file, bytes that came another way, or the files inside a folder or a zip archive.

The members of an archive are read in memory within ``readers.limits``; none is ever written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import LimitExceeded, UnreadableDocument

_ZIP = b"PK"
_JUNK = ("thumbs.db", "desktop.ini")  # what Windows leaves in folders
_JUNK_OPENINGS = (".", "~$", "__MACOSX")  # hidden files, Word's lock files, what macOS packs beside them


@dataclass(frozen=True)
class Input:
    """A document to read: a file, or bytes that came another way (standard input, an upload); ``name`` is shown."""

    name: str
    path: Path | None = None
    payload: bytes = b""


def expand_input(source: Input) -> list[Input]:
    """The files of a folder (also below it) or of a zip archive, by name with numbers as numbers; else the input itself.

    Hidden files are left out; an archive inside an archive is not opened. Raises UnreadableDocument where a folder or
    archive holds nothing, EncryptedDocument and LimitExceeded.
    """
    if source.path is not None and source.path.is_dir():
        found = list(_files_below(source.path, source.name))
    elif _is_archive(source):
        found = list(_members(source))
    else:
        return [source]
    if not found:
        raise UnreadableDocument(source.name, "其中没有文件", "请放入要审查的方案")
    return sorted(found, key=lambda part: _natural(part.name))


def _files_below(folder: Path, name: str) -> Iterator[Input]:
    from .readers.limits import MAX_ENTRIES

    count = 0
    for place, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not is_junk(each)]
        for file in files:
            path = Path(place, file)
            if is_junk(file) or not path.is_file():
                continue
            count += 1
            if count > MAX_ENTRIES:
                raise LimitExceeded(name, f"文件夹内的文件超过 {MAX_ENTRIES} 个", "请只放入要审查的方案")
            yield Input(f"{name.rstrip('/')}/{_readable(path.relative_to(folder).as_posix())}", path)


def _is_archive(source: Input) -> bool:
    """Whether an input is a zip archive that is no document by itself; what cannot be opened is for the reader to say."""
    if source.path is None:
        opening = source.payload[:2]
    else:
        try:
            with source.path.open("rb") as file:
                opening = file.read(2)
        except OSError:
            return False
    if opening != _ZIP:
        return False
    from .readers import tell_format

    return tell_format(payload_of(source), source.name) == "zip"


def _members(source: Input) -> Iterator[Input]:
    from .readers.limits import MAX_BYTES, Archive

    archive = Archive(payload_of(source), source.name)
    for member in archive:
        if not any(is_junk(part) for part in PurePosixPath(member).parts if part not in (".", "..")):
            yield Input(f"{source.name}/{member}", payload=archive.read(member, MAX_BYTES))


def payload_of(source: Input) -> bytes:
    """The bytes of an input. Raises as reading a file does."""
    from .readers import read_payload

    return source.payload if source.path is None else read_payload(source.path, source.name)


def is_junk(name: str) -> bool:
    """Whether a file is none that a person put there: hidden, a lock file, what Windows and macOS leave behind."""
    return name.startswith(_JUNK_OPENINGS) or name.casefold() in _JUNK


def _readable(name: str) -> str:
    """A file name for people: bytes that are no UTF-8 are GB18030, as old Chinese archives have them."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts 附件2 before 附件10."""
    parts = re.split(r"([0-9]{1,18})", name)
    return [(int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts)]
