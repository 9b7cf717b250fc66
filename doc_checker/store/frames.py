"""Lines of a shard: what one says, and how it is packed.

Each line is a gzip member of its own, so that a record is read by offset and length alone and ``zcat`` still reads the
shard. The member's header says how long it is (subfield ``DC``; RFC 1952, 2.3.1.1): a scan needs no index.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_OPENING = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x08\x00DC\x04\x00"
_HEAD = len(_OPENING) + 4
_RECORD = b',"record":'
_LONGEST = 1 << 30  # bytes of one line, unpacked

FIELDS = ("path", "sha256", "size", "state", "error", "format", "first", "tool", "schema")
"""What a line says of its input before the record."""


@dataclass(frozen=True)
class Frame:
    """A packed line and the CRC-32 of its text."""

    packed: bytes
    crc: int


def make_frame(envelope: dict[str, Any], record: bytes | None) -> Frame:
    """Pack the line of an input; ``envelope`` has the keys of FIELDS, ``record`` is JSON on one line."""
    head = json.dumps({name: envelope[name] for name in FIELDS}, ensure_ascii=False, separators=(",", ":"))
    line = head.encode("utf-8", "backslashreplace")[:-1] + _RECORD + (record or b"null") + b"}\n"
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(line) + packer.flush()
    crc = zlib.crc32(line)
    length = struct.pack("<I", _HEAD + len(body) + 8)
    return Frame(b"".join((_OPENING, length, body, struct.pack("<II", crc, len(line)))), crc)


def open_frame(packed: bytes) -> bytes | None:
    """The line of a frame with its line end, or None where the bytes are not what was written."""
    if len(packed) < _HEAD + 8 or not packed.startswith(_OPENING):
        return None
    crc, size = struct.unpack("<II", packed[-8:])
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        line = unpacker.decompress(packed[_HEAD:-8], min(size, _LONGEST) + 1)
    except zlib.error:
        return None
    return line if unpacker.eof and len(line) == size and zlib.crc32(line) == crc else None


def record_of(line: bytes) -> bytes | None:
    """The record's JSON in a line, or None where it has none."""
    # A quotation mark inside a value is escaped, so the first of these is the key.
    record = line[line.index(_RECORD) + len(_RECORD) : -2]
    return None if record == b"null" else record


def envelope_of(line: bytes) -> dict[str, Any]:
    """What a line says of its input, without the record."""
    envelope: dict[str, Any] = json.loads(line[: line.index(_RECORD)] + b"}")
    return envelope


def scan_frames(shard: Any, end: int) -> Iterator[tuple[int, int, bytes | None]]:
    """All frames of a shard (bytes, mmap) up to an offset: offset, length and line.

    Bytes that are no frame come as one stretch with the line None.
    """
    place = damaged = 0
    while place < end:
        line, length = None, 0
        if shard[place : place + len(_OPENING)] == _OPENING and place + _HEAD <= end:
            length = struct.unpack("<I", shard[place + len(_OPENING) : place + _HEAD])[0]
            if place + length <= end:
                line = open_frame(shard[place : place + length])
        if line is None:
            following = shard.find(_OPENING, place + 1, end)
            place = end if following < 0 else following
            continue
        if damaged < place:
            yield damaged, place - damaged, None
        yield place, length, line
        place = damaged = place + length
    if damaged < end:
        yield damaged, end - damaged, None
