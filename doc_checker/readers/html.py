"""Web pages (HTML) → ``Document``: the document on the page, without what the site puts around it.

The main content is found by weighing blocks of text, with no rule for any site. A table of metadata (索引号, 发文机关,
成文日期, 发文字号 …) is a second witness: it goes into ``Document.metadata`` and stays out of the text.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import regex

from ..data import default_data
from ..document import Document
from ..errors import UnreadableDocument
from ..model import Source
from .assemble import assemble
from .decoding import decode
from .limits import check_characters
from .markup import Block, BlockReader, items_of_block, parse_markup
from .page_frame import as_printed
from .tabular import join_tables
from .webpage import WebPage

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = regex.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", regex.I)
_CHINESE = ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "hz-gb-2312", "chinese", "gb2312-80")
_SITE_TAIL = regex.compile(r"\s*[_|｜—–-]+\s*[^_|｜—–-]{2,40}$")
_TITLE_META = ("articletitle", "og:title", "dc.title", "title")


def read_html(payload: bytes, source: Source, shown: str) -> Document:
    """Read a web page; raises UnreadableDocument where it holds no text."""
    return read_markup(decode_html(payload, shown), source, shown)


def decode_html(payload: bytes, shown: str) -> str:
    """The characters of a page: by BOM, as UTF-8 where it is valid, by its declaration, else as GB18030."""
    if payload.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(payload, shown)
    declared = _CHARSET.search(payload[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    damaged = payload.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= max(2, len(damaged) // 500):  # text in another encoding is full of them
        return damaged
    encoding = "gb18030" if name in _CHINESE or name in ("", "utf-8", "utf8", "iso-8859-1") else name
    for candidate in dict.fromkeys((encoding, "gb18030")):
        try:
            return payload.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    damaged = payload.decode("gb18030", "replace")
    if damaged.count("\ufffd") > max(4, len(damaged) // 100):
        raise UnreadableDocument(shown, "网页的编码无法识别", "请另存为 UTF-8 或 GB18030 编码")
    return damaged


def read_mhtml(payload: bytes, source: Source, shown: str) -> Document:
    """Read a web archive (a page saved as one file); raises UnreadableDocument where it holds no page."""
    from email import message_from_bytes

    for part in message_from_bytes(payload).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return read_html(content, source.model_copy(update={"format": "html"}), shown)
    raise UnreadableDocument(shown, "网页存档中没有正文", "请另存完整的网页后再试")


def read_markup(markup: str, source: Source, shown: str) -> Document:
    """Read the characters of a page."""
    root = parse_markup(markup, shown)
    hint = _title_hint(root)
    page = WebPage(default_data())
    page.read(_blocks(root, shown))
    kept = page.document_blocks(hint)
    items = [item for block in kept for item in items_of_block(block, shown)]
    check_characters(sum(len(block.text) for block in kept), shown)
    if not items:
        raise UnreadableDocument(shown, "网页中没有正文", "请另存完整的网页后再试")
    return assemble(as_printed(join_tables(items)), source, metadata=page.metadata, title_hint=hint)


def _blocks(root: _Element, shown: str) -> list[Block]:
    """The blocks that the page shows; hidden ones too where they hold most of its text (a script unfolds it)."""
    shown_blocks = BlockReader(root, shown)
    size = sum(len(block.text) for block in shown_blocks.blocks)
    if size * 4 < shown_blocks.page:
        every = BlockReader(root, shown, strict=False).blocks
        if sum(len(block.text) for block in every) > 3 * size:
            return every
    return shown_blocks.blocks


def _title_hint(root: _Element) -> str | None:
    """The title that the page's head gives, without the site's name."""
    metas = {
        str(m.get("name") or m.get("property") or "").lower(): str(m.get("content") or "") for m in root.iter("meta")
    }
    for name in _TITLE_META:
        if metas.get(name, "").strip():
            return " ".join(metas[name].split())
    title = next(root.iter("title"), None)
    text = " ".join("".join(map(str, title.itertext())).split()) if title is not None else ""
    return _SITE_TAIL.sub("", text) or text or None
