"""Archives as folders: zip and tar (also packed by gzip, bzip2, xz), read member by member, never written out.

A zip that is itself a document (docx, xlsx, ofd) is no archive. What one archive may cost is bounded: bytes of a member,
bytes in all, members, archives inside archives.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from ..errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat
from ..readers.limits import MAX_BYTES, Archive, decoded_name
from ..readers.sniffing import sniff_members

MAX_DEPTH = 3
"""Archives inside archives."""

MAX_MEMBERS = 500_000
MAX_RATIO = 200
"""An archive that unpacks to more than this many times its size is a bomb, from FREE bytes on."""

FREE = 1 << 30
HEAD = 512
"""Bytes of a file that tell whether it may be an archive."""

_XZ_MEMORY = 256 << 20
_MEMBER_DAMAGED = "在压缩包中已损坏，无法解压"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = {b"\x1f\x8b\x08": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
_ZIP_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, ValueError,
    KeyError, IndexError, OverflowError,
)  # fmt: skip


class ArchiveLimit(LimitExceeded):
    """An archive costs more than any may: nothing further of it is read."""


@dataclass(frozen=True)
class Member:
    """A file in an archive; ``load`` gives its bytes, once and before the next member is asked for.

    ``load`` raises EncryptedDocument, LimitExceeded, UnsupportedFormat and UnreadableDocument.
    """

    name: str
    size: int | None
    load: Callable[[], bytes]


def is_archive(head: bytes, source: IO[bytes], shown: str) -> bool:
    """Whether a file is an archive of files; ``head`` is its beginning, ``source`` is left at its beginning."""
    try:
        if head.startswith(_ZIP):
            return _is_plain_zip(source, shown)
        if any(head.startswith(magic) for magic in _PACKED):
            return _is_tar(_unpacked(head, source).read(HEAD))
        return _is_tar(head)
    except _DAMAGED:
        return False
    finally:
        source.seek(0)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_plain_zip(source: IO[bytes], shown: str) -> bool:
    try:
        return sniff_members(Archive(source, shown)) == "zip"
    except LimitExceeded:  # no document has so many parts
        return True
    except (UnreadableDocument, KeyError):  # for the reader to say
        return False


def _unpacked(head: bytes, source: IO[bytes]) -> IO[bytes]:
    kind = next(kind for magic, kind in _PACKED.items() if head.startswith(magic))
    if kind == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=source, mode="rb"))
    if kind == "bz2":
        return cast(IO[bytes], bz2.BZ2File(source, "rb"))
    return cast(IO[bytes], io.BufferedReader(_Xz(source), 1 << 16))


class _Xz(io.RawIOBase):
    """An xz stream read within a bound on memory, which lzma.LZMAFile does not keep."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._unpacker.eof:
            packed = self._source.read(1 << 16) if self._unpacker.needs_input else b""
            chunk = self._unpacker.decompress(packed, len(view))
            if chunk:
                view[: len(chunk)] = chunk
                return len(chunk)
            if self._unpacker.needs_input and not packed:
                raise EOFError
        return 0


class Budget:
    """What is left to unpack of an archive and all that is inside it. Raises ArchiveLimit."""

    def __init__(self, size: int) -> None:
        self._bytes = max(FREE, MAX_RATIO * size)
        self._members = MAX_MEMBERS

    def take(self, count: int) -> None:
        """Note that bytes were unpacked."""
        self._bytes -= count
        if self._bytes < 0:
            raise ArchiveLimit("", "解压后的内容超过上限，可能是压缩炸弹", "请检查文件来源")

    def enter(self) -> None:
        """Note one more member."""
        self._members -= 1
        if self._members < 0:
            raise ArchiveLimit("", f"压缩包内的文件超过 {MAX_MEMBERS} 个", "请拆分后再试")


def members_of(head: bytes, source: IO[bytes], budget: Budget) -> Iterator[Member]:
    """The files of an archive in its own order; a name that comes again gets ``#2``.

    Raises UnreadableDocument where the archive itself is damaged, LimitExceeded.
    """
    taken: dict[str, int] = {}
    found = _zip_members(source, budget) if head.startswith(_ZIP) else _tar_members(head, source, budget)
    for member in found:
        budget.enter()
        times = taken[member.name] = taken.get(member.name, 0) + 1
        yield member if times == 1 else Member(f"{member.name}#{times}", member.size, member.load)


def _zip_members(source: IO[bytes], budget: Budget) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(source)
        infos = archive.infolist()
    except _DAMAGED as error:
        raise UnreadableDocument("", "压缩包已损坏，无法打开", "请重新获取文件") from error

    def load(info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 0x1:
            raise EncryptedDocument("", "压缩包有密码保护", "请解压后再试")
        if info.compress_type not in _ZIP_WAYS:
            raise UnsupportedFormat("", "压缩方式不受支持", "请解压后再试")
        try:
            with archive.open(info) as stream:
                return _bounded(stream, budget)
        except RuntimeError as error:  # zipfile's word for encryption that it does not know
            raise EncryptedDocument("", "压缩包有密码保护", "请解压后再试") from error
        except _DAMAGED as error:
            raise UnreadableDocument("", _MEMBER_DAMAGED, "请重新获取文件") from error

    for info in infos:
        if info.filename and not info.is_dir():
            yield Member(_safe(decoded_name(info)), info.file_size, lambda info=info: load(info))  # type: ignore[misc]


def _tar_members(head: bytes, source: IO[bytes], budget: Budget) -> Iterator[Member]:
    packed = any(head.startswith(magic) for magic in _PACKED)
    stream = _Counted(_unpacked(head, source) if packed else source, budget)
    try:
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|", errors="surrogateescape") as archive:
            for info in archive:
                if info.isfile():
                    yield Member(_safe(_printable(info.name)), info.size, _tar_loader(archive, info, budget))
                archive.members = []  # type: ignore[attr-defined]  # tarfile keeps every header that it has seen
    except _DAMAGED as error:
        raise UnreadableDocument("", "压缩包已损坏，后面的内容读不出", "请重新获取文件") from error


def _tar_loader(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget) -> Callable[[], bytes]:
    def load() -> bytes:
        if info.size > MAX_BYTES:
            raise _too_large()
        try:
            stream = archive.extractfile(info)
            return stream.read() if stream is not None else b""
        except _DAMAGED as error:
            raise UnreadableDocument("", _MEMBER_DAMAGED, "请重新获取文件") from error

    return load


class _Counted(io.RawIOBase):
    """A stream whose bytes count against a budget, those that nobody asked to keep too."""

    def __init__(self, source: IO[bytes], budget: Budget) -> None:
        self._source = source
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._budget.take(len(chunk))
        return chunk


def _bounded(stream: IO[bytes], budget: Budget) -> bytes:
    chunks, size = [], 0
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        budget.take(len(chunk))
        if size > MAX_BYTES:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large() -> LimitExceeded:
    return LimitExceeded("", f"文件超过 {MAX_BYTES // 1024 // 1024} MB 上限", "请拆分后再试")


def _printable(name: str) -> str:
    """A tar member's name: UTF-8, else GB18030 as old Chinese archives have it."""
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _safe(name: str) -> str:
    """A member's name as part of a path in the store: forward slashes, no steps up, no root, no control characters."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    shown = "/".join(parts) or "未命名"
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in shown)
