"""What a file may cost, and the safe way into archives and XML: files come from strangers.

Archives are read in memory only: no path from inside one is ever written.
XML is read without DTD, entities and network.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import IO, TYPE_CHECKING

import regex

from ..errors import EncryptedDocument, LimitExceeded, UnreadableDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 50 * 1024 * 1024  # a file as given
MAX_PAGES = 2_000
MAX_ENTRIES = 20_000  # members of one archive
MAX_MEMBER = 100 * 1024 * 1024  # one member, unpacked
MAX_UNPACKED = 300 * 1024 * 1024  # all that is read from one archive, unpacked
MAX_XML = 64 * 1024 * 1024  # one XML part
MAX_DEPTH = 200  # nesting of elements
MAX_CELLS = 200_000  # cells of one table
MAX_SPAN = 1_000  # columns that one cell may cover
MAX_CHARACTERS = 5_000_000  # text of one document

_CHUNK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, struct.error, KeyError)
_DTD = (b"<!DOCTYPE", b"<!ENTITY")
_ILLEGAL = regex.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:[0-8]|1[124-9]|2\d|3[01]|x0?[0-8bcBCefEF]|x1[0-9a-fA-F]);"
)
_DECLARED = regex.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")


def check_characters(count: int, shown: str) -> None:
    """Raise LimitExceeded where a document holds more text than any official document does."""
    if count > MAX_CHARACTERS:
        raise LimitExceeded(shown, f"文字超过 {MAX_CHARACTERS // 10_000} 万字上限", "请拆分后再试")


def check_pages(count: int, shown: str) -> None:
    """Raise LimitExceeded where a document has too many pages."""
    if count > MAX_PAGES:
        raise LimitExceeded(shown, f"页数（{count}）超过 {MAX_PAGES} 页上限", "请拆分后再试")


class Archive:
    """A zip archive in memory, read member by member within the limits; names are told apart without case.

    Raises UnreadableDocument, EncryptedDocument and LimitExceeded.
    """

    def __init__(self, payload: bytes | IO[bytes], shown: str) -> None:
        self.shown = shown
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(payload) if isinstance(payload, bytes) else payload)
            infos = self._zip.infolist()
        except _DAMAGED as error:
            raise UnreadableDocument(shown, "压缩包已损坏，无法打开", "请重新获取文件") from error
        if len(infos) > MAX_ENTRIES:
            raise LimitExceeded(shown, f"压缩包内的文件超过 {MAX_ENTRIES} 个", "请检查文件来源")
        self._infos = {_normal(decoded_name(info)): info for info in infos if info.filename and not info.is_dir()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all members, with forward slashes and as stored otherwise."""
        return tuple(decoded_name(info).replace("\\", "/") for info in self._infos.values())

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._infos

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def read(self, name: str, limit: int = MAX_MEMBER) -> bytes:
        """The content of a member; raises KeyError where there is none."""
        info = self._infos[_normal(name)]
        if info.flag_bits & 0x1:
            raise EncryptedDocument(self.shown, "文件有密码保护", "请去除密码后再试")
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self._read += len(chunk)
                    if size > limit or self._read > MAX_UNPACKED:
                        raise LimitExceeded(self.shown, "解压后的内容超过上限，可能是压缩炸弹", "请检查文件来源")
                    chunks.append(chunk)
        except _DAMAGED as error:
            raise UnreadableDocument(self.shown, "压缩包已损坏，无法解压", "请重新获取文件") from error
        except RuntimeError as error:  # zipfile's word for encryption that it does not know
            raise EncryptedDocument(self.shown, "文件有密码保护", "请去除密码后再试") from error
        return b"".join(chunks)

    def read_xml(self, name: str) -> _Element:
        """The root element of an XML member; raises KeyError where there is none."""
        return parse_xml(self.read(name, MAX_XML), self.shown)


def decoded_name(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag Chinese tools write GB18030, which zipfile reads as cp437."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _normal(name: str) -> str:
    """The key of a member's name: ``/a/./b/../C.xml``, ``a\\c.xml`` → ``a/c.xml``; steps above the root are dropped."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()


def parse_xml(payload: bytes, shown: str) -> _Element:
    """The root element of an XML part, without DTD, entities and network.

    Undeclared namespace prefixes and characters that XML forbids are met in real files and pass; anything else that is
    not well-formed raises UnreadableDocument.
    """
    from lxml import etree

    if len(payload) > MAX_XML:
        raise LimitExceeded(shown, f"XML 超过 {MAX_XML // 1024 // 1024} MB 上限", "请检查文件来源")
    plain = (
        payload.replace(b"\0", b"") if payload[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in payload[:8] else payload
    )
    if any(mark in plain for mark in _DTD):
        raise UnreadableDocument(shown, "XML 带有 DTD 或实体定义，不予读取", "请检查文件来源")
    for attempt in (payload, None):
        source = attempt if attempt is not None else _mended(payload)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_pis=True,
            remove_comments=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(source, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            continue
        faults = [e for e in parser.error_log if e.domain_name != "NAMESPACE" and e.level_name != "WARNING"]
        if root is not None and not faults and root.getroottree().docinfo.internalDTD is None:
            return root
    raise UnreadableDocument(shown, "XML 内容已损坏", "请重新获取文件")


def _mended(payload: bytes) -> bytes:
    """XML without characters that it forbids, and with the usual mistakes in the declared encoding put right."""
    declared = _DECLARED.match(payload)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    text: str | None = None
    for candidate in ("utf-8-sig", "gb18030" if encoding.startswith("gb") or encoding == "utf-8" else encoding):
        try:
            text = payload.decode(candidate)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    if text is None:
        return payload
    start = text.find("<", text.find("?>") + 2) if text.lstrip().startswith("<?xml") else text.find("<")
    return _ILLEGAL.sub(b"", text[max(0, start) :].encode("utf-8"))


def local_name(tag: object) -> str:
    """The name of an element or attribute without its namespace, undeclared prefixes too; "" for what is no element."""
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2]
