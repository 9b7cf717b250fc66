"""The format of a file, told by its content: names lie, and many files come without one."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Literal

import regex

from .limits import Archive

Format = Literal[
    "pdf", "image", "docx", "xlsx", "ofd", "html", "mhtml", "md", "txt", "doc", "wps", "xls", "odf", "rtf", "xml",
    "encrypted", "zip", "ole", "archive",
]  # fmt: skip

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HTML_START = regex.compile(
    r"^(?:\s|<\?xml[^>]{0,200}\?>|<!--.{0,4000}?-->)*<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|h[1-6]|style|"
    r"script|center|font|span|section|article|ul|ol|br)\b",
    regex.I | regex.S,
)
_HTML_ANYWHERE = regex.compile(r"<(?:html|body)\b[^>]{0,2000}>", regex.I)
_CLOSING = regex.compile(r"</(?:html|body|div|p|td|table|span|li|head|title)\s*>", regex.I)
_MHTML = regex.compile(r"^(?:[\w-]{1,40}:[^\n]{0,500}\r?\n(?:[ \t][^\n]{0,500}\r?\n)*){0,30}?MIME-Version:", regex.I)
_OFFICE_XML = regex.compile(
    r"<\?mso-application\s|http://schemas\.microsoft\.com/office/word/2003/wordml|/xmlPackage|<uof:UOF"
)
_ATX = regex.compile(r"^ {0,3}#{1,6}[ \t]+\S", regex.M)
_SETEXT = regex.compile(r"^\S[^\n|]{1,80}\n(?:={3,}|-{3,})[ \t]*$", regex.M)
_HTML_TABLE = regex.compile(r"<table\b[^<>]{0,500}>\s*<(?:thead|tbody|tr|colgroup|caption)\b", regex.I)
_BOLD = regex.compile(r"(?<![*\\])\*\*(?=[^\s*])[^*\n]{1,200}?(?<=[^\s*])\*\*(?!\*)")
_FENCE = regex.compile(r"^ {0,3}(?:```|~~~)", regex.M)
_LINK = regex.compile(r"!?\[[^\]\n]{0,200}\]\((?:https?:|/|\./|#|images?/)[^)\n]{0,500}\)")


def sniff(payload: bytes, shown: str) -> Format:
    """The format of a file; ``txt`` for anything that nothing else claims.

    Raises UnreadableDocument for a zip archive that cannot be opened.
    """
    for magic, kind in _MAGIC:
        if payload.startswith(magic):
            return kind
    if b"%PDF-" in payload[:1024]:
        return "pdf"
    if payload.startswith(_OLE):
        return _sniff_ole(payload)
    if payload.startswith(_ZIP):
        return sniff_members(Archive(payload, shown))
    return _sniff_text(payload)


def sniff_members(archive: Archive) -> Format:
    """The format of a zip archive, by its members."""
    names = {name.lstrip("/").casefold() for name in archive}
    if "ofd.xml" in names or any(name.endswith("/ofd.xml") and name.count("/") == 1 for name in names):
        return "ofd"
    if any(name.startswith("word/") and name.endswith(".xml") for name in names):
        return "docx"
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if "[content_types].xml" in names:
        types = archive.read("[Content_Types].xml", 4 << 20)
        if b"wordprocessingml" in types:
            return "docx"
        if b"spreadsheetml" in types:
            return "xlsx"
    if "mimetype" in names and b"opendocument" in archive.read("mimetype", 1 << 20)[:100]:
        return "odf"
    return "zip"


def _sniff_ole(payload: bytes) -> Format:
    """The kind of an OLE compound file, by the names of its streams."""
    names = set(stream_names(payload))
    if "EncryptedPackage" in names:
        return "encrypted"
    if "WordDocument" in names:
        return "wps" if "WpsCustomData" in names or b"WPS Office" in payload or b"Kingsoft" in payload else "doc"
    if names & {"Workbook", "Book"}:
        return "xls"
    if any("WPS" in name.upper() for name in names) or "MatOST" in names:
        return "wps"
    return "ole"


def stream_names(payload: bytes, limit: int = 2_000) -> Iterable[str]:
    """Names of the entries of an OLE compound file's directory, read within bounds ([MS-CFB] 2.6)."""
    if len(payload) < 512:
        return
    shift = struct.unpack_from("<H", payload, 30)[0]
    if shift not in (9, 12):
        return
    size = 1 << shift
    sector = struct.unpack_from("<I", payload, 48)[0]
    table = _sector_table(payload, size)
    seen: set[int] = set()
    while sector < 0xFFFFFFFA and sector not in seen and len(seen) * (size // 128) < limit:
        seen.add(sector)
        start = (sector + 1) * size
        for place in range(start, min(start + size, len(payload) - 127), 128):
            length = struct.unpack_from("<H", payload, place + 64)[0]
            if 2 < length <= 64:
                yield payload[place : place + length - 2].decode("utf-16-le", "replace").lstrip("\x01\x03\x05")
        sector = table.get(sector, 0xFFFFFFFE)


def _sector_table(payload: bytes, size: int) -> dict[int, int]:
    """The chain of sectors, from the table sectors that the header lists (enough for any directory of a document)."""
    table: dict[int, int] = {}
    for number, sector in enumerate(struct.unpack_from("<109I", payload, 76)):
        start = (sector + 1) * size
        if sector >= 0xFFFFFFFA or start + size > len(payload):
            continue
        first = number * (size // 4)
        table.update(enumerate(struct.unpack_from(f"<{size // 4}I", payload, start), first))
    return table


def _sniff_text(payload: bytes) -> Format:
    sample = payload[:65536]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = sample.decode("utf-16", "replace")
    else:
        text = sample.decode("utf-8-sig", "replace")
    if _MHTML.match(text) and "multipart/related" in text[:4000].lower():
        return "mhtml"
    if _OFFICE_XML.search(text[:8000]):
        return "xml"
    if is_html(text):
        return "html"
    return "md" if is_markdown(text) else "txt"


def is_html(text: str) -> bool:
    """Whether a text is a web page or a piece of one: it begins with a tag of HTML and closes some."""
    head = text.lstrip("\ufeff \t\r\n\f")
    if _HTML_START.match(head):
        if is_markdown(text[:20_000]) and not _HTML_ANYWHERE.search(text[:20_000]) and _mostly_plain(text[:20_000]):
            return False  # Markdown that begins with a piece of HTML, as a centred heading
        return len(_CLOSING.findall(text[:20_000])) >= 1 or head[:20].lower().startswith(("<!doctype", "<html"))
    found = _HTML_ANYWHERE.search(text[:20_000])
    return bool(found) and len(_CLOSING.findall(text)) >= 3


def _mostly_plain(text: str) -> bool:
    """Whether less than half of the filled lines begin with a tag."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return 2 * sum(line.startswith("<") for line in lines) < len(lines)


def is_markdown(text: str) -> bool:
    """Whether a text looks like Markdown: headings, bold text, fences, links or tables in HTML; pipe tables alone do not
    count, bold text once only beside headings that are underlined.
    """
    bold = len(_BOLD.findall(text))
    return bool(
        _ATX.search(text)
        or bold >= (1 if _SETEXT.search(text) else 2)
        or _FENCE.search(text)
        or len(_LINK.findall(text)) >= 2
        or (_HTML_TABLE.search(text) and "</table" in text.lower())
    )
