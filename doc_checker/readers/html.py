"""Web pages (HTML) → ``Document``: the document on the page, without what the site puts around it.

The main content is found by weighing blocks of text, with no rule for any site. A table of metadata (索引号, 发文机关,
成文日期, 发文字号 …) is a second witness: it goes into ``Document.metadata`` and stays out of the text.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from ..data import Data, default_data
from ..document import Document
from ..document_numbers import find_numbers
from ..errors import UnreadableDocument
from ..model import Source
from ..text import compact, fold, squeeze
from .assemble import Item, assemble
from .decoding import decode
from .limits import check_characters
from .lines import ends_sentence, is_labelled, is_page_mark
from .markup import Block, BlockReader
from .passages import passages_of
from .tabular import join_tables, lay_table

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = regex.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", regex.I)
_CHINESE = ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "hz-gb-2312", "chinese", "gb2312-80")
_PUNCTUATION = regex.compile(r"[，。；：、《》〔〕（）]")
_DATE_LINE = regex.compile(
    r"[\d〇零○一二三四五六七八九]{4}年[\d一二三四五六七八九十元]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_FURNITURE = regex.compile(
    r"版权所有|ICP备|网安备|网站标识码|网站地图|联系我们|站点地图|主办[:：]|主办单位|承办[:：]|承办单位|技术支持|"
    r"Copyright|All Rights Reserved|【(?:打印|关闭|字体)|[扫打][一印](?:扫|本页)|^分享|[上下]一[篇条][:：]|"
    r"^字[体号][:：]|当前位置|您的位置|浏览次数|^(?:打印|关闭|收藏|返回顶部|纠错)",
    regex.I,
)
_SITE_TAIL = regex.compile(r"\s*[_|｜—–-]+\s*[^_|｜—–-]{2,40}$")
_CANONICAL = {
    "发文字号": ("文号", "发文文号", "文件编号", "文件字号", "字号", "公文文号"),
    "发文机关": ("发文机构", "发文单位", "制发机关", "制发机构"),
    "标题": ("名称", "文件名称"),
    "索引号": ("索引编号",),
}
_ALIASES = {alias: name for name, aliases in _CANONICAL.items() for alias in aliases}
_TITLE_META = ("articletitle", "og:title", "dc.title", "title")
_NEAR_TITLE = 12  # paragraphs from the top among which a page's own title is looked for
_MAX_BLOCKS = 20_000  # a page with more is read whole
_SHARE = 0.6  # of its text that a part of the page must hold to be looked into


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
    root = _parse(markup, shown)
    blocks = BlockReader(root, shown).blocks
    if sum(len(block.text) for block in blocks) < 20:
        blocks = BlockReader(root, shown, strict=False).blocks
    page = _Page(default_data())
    page.read(blocks)
    hint = _title_hint(root)
    kept = _with_heading(_trimmed(_main_blocks(page.blocks, page), page), page.blocks, hint)
    items = [item for block in kept for item in _as_items(block, shown)]
    check_characters(sum(len(block.text) for block in kept), shown)
    if not items:
        raise UnreadableDocument(shown, "网页中没有正文", "请另存完整的网页后再试")
    return assemble(join_tables(items), source, metadata=page.metadata, title_hint=hint)


def _parse(markup: str, shown: str) -> _Element:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.lstrip("\ufeff").replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(shown, "网页无法解析", "请另存完整的网页后再试") from error
    if root is None:
        raise UnreadableDocument(shown, "网页中没有正文", "请另存完整的网页后再试")
    return root


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


# --- the page around the document


@dataclass
class _Page:
    """What the page says beside the document: its metadata, and the blocks that are left."""

    data: Data
    metadata: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def read(self, blocks: list[Block]) -> None:
        """Take metadata tables and lists out of the blocks."""
        run: list[tuple[Block, list[tuple[str, str]]]] = []
        for block in blocks:
            pairs = self._pairs_of_table(block) if block.table is not None else self._pairs_of_lines(block)
            if block.table is not None and pairs and (len(pairs) >= 3 or self.metadata):
                self._take(pairs)
            elif block.table is None and pairs:
                run.append((block, pairs))
                continue
            else:
                self._close(run)
                self.blocks.append(block)
                continue
            self._close(run)
        self._close(run)

    def _close(self, run: list[tuple[Block, list[tuple[str, str]]]]) -> None:
        """A run of lines ``key：value``: from three keys on they are the page's metadata, fewer are text."""
        if len({key for _, pairs in run for key, _ in pairs}) >= 3:
            for _, pairs in run:
                self._take(pairs)
        else:
            self.blocks.extend(block for block, _ in run)
        run.clear()

    def _take(self, pairs: Iterable[tuple[str, str]]) -> None:
        for key, value in pairs:
            if value:
                self.metadata.setdefault(key, value)
                self.metadata.setdefault(_ALIASES.get(key, key), value)

    def _key(self, text: str) -> tuple[str, str] | None:
        """Key and value of a text like 成文日期：2023年4月13日, or None."""
        view = compact(text)
        if not view.value or len(view.value) > 300:
            return None
        for pattern in self.data.patterns_of("metadata"):
            found = pattern.compiled.search(view.value)
            if found:
                start = found.start("value") if found["value"] else -1
                return found["key"], text[view.index[start] :].strip() if start >= 0 else ""
        return None

    def _pairs_of_table(self, block: Block) -> list[tuple[str, str]]:
        """Keys and values where a table holds nothing else; else nothing."""
        cells = [cell.text for cell in block.table or () if cell.text]
        if not 1 <= len(cells) <= 60:
            return []
        pairs: list[tuple[str, str]] = []
        rows: dict[int, list[str]] = {}
        for cell in block.table or ():
            rows.setdefault(cell.row, []).append(cell.text)
        for row in rows.values():
            position = 0
            while position < len(row):
                found = self._key(row[position]) if row[position] else None
                if found is None and row[position]:
                    return []
                if found and not found[1] and position + 1 < len(row) and not self._key(row[position + 1]):
                    found = (found[0], row[position + 1])
                    position += 1
                if found:
                    pairs.append(found)
                position += 1
        return pairs

    def _pairs_of_lines(self, block: Block) -> list[tuple[str, str]]:
        """Keys and values of a paragraph whose lines are all like 成文日期：2023年4月13日."""
        pairs: list[tuple[str, str]] = []
        for line in block.lines:
            found = self._key(line)
            if found is None or ("：" not in line and ":" not in line):
                return []
            pairs.append(found)
        return pairs

    def is_furniture(self, block: Block) -> bool:
        """Whether a block belongs to the page and not to the document: links, tools, counters."""
        text = fold(block.text)
        if not text or (block.table is None and is_page_mark("".join(block.lines))):
            return True
        if block.link * 2 > len(text):
            return True
        if block.table is not None or len(text) > 300:
            return False
        if _FURNITURE.search(text) and not (ends_sentence(text) and len(text) > 60):
            return True
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of("web_line"))


def _weight(block: Block, page: _Page) -> int:
    """How much a block counts as text of a document."""
    if page.is_furniture(block):
        return 0
    size = len(block.text) - block.link
    return size * 2 if _PUNCTUATION.search(block.text) else size


def _is_documentary(block: Block, page: _Page) -> bool:
    """Whether a block can hardly be anything but a part of the document: it must not be left outside."""
    text = fold(block.text)
    if block.table is not None:
        return len(text) > 40
    if (
        _DATE_LINE.fullmatch(text)
        or (is_labelled(text) and len(text) > 4)
        or (text.endswith(("：", ":")) and len(text) > 6)
    ):
        return True
    if len(text) <= 40 and any(
        number.start == 0 and number.end == len(text) for number in find_numbers(text, page.data)
    ):
        return True
    return len(text) >= 20 and text.endswith("。")


def _main_blocks(blocks: list[Block], page: _Page) -> list[Block]:
    """The blocks of the smallest part of the page that holds the document."""
    if len(blocks) > _MAX_BLOCKS:
        return blocks
    weights = [_weight(block, page) for block in blocks]
    documentary = [bool(w) and _is_documentary(block, page) for block, w in zip(blocks, weights, strict=True)]
    chains = [[*reversed(list(block.element.iterancestors())), block.element] for block in blocks]
    inside = list(range(len(blocks)))
    depth = 0
    while True:
        total = sum(weights[i] for i in inside)
        parts: dict[_Element, list[int]] = {}
        for i in inside:
            if len(chains[i]) > depth:
                parts.setdefault(chains[i][depth], []).append(i)
        best = max(parts.values(), key=lambda part: sum(weights[i] for i in part), default=[])
        chosen = set(best)
        if not best or sum(weights[i] for i in best) < total * _SHARE:
            break
        if any(documentary[i] for i in inside if i not in chosen):
            break
        if len(best) < 2 and len(inside) > 1 and sum(weights[i] > 0 for i in inside) > 1:
            break
        inside = best
        depth += 1
    return [blocks[i] for i in inside]


def _trimmed(blocks: list[Block], page: _Page) -> list[Block]:
    """The blocks without what belongs to the page, at both ends; inside, only what is nothing but links or tools."""
    kept = list(blocks)
    while kept and page.is_furniture(kept[0]):
        kept.pop(0)
    while kept and page.is_furniture(kept[-1]):
        kept.pop()
    return kept or blocks


def _with_heading(kept: list[Block], blocks: list[Block], hint: str | None) -> list[Block]:
    """The title that the page prints above the content, where the content does not repeat it."""
    if not kept:
        return kept
    top = squeeze("".join(block.text for block in kept[:_NEAR_TITLE]))
    first = next((i for i, block in enumerate(blocks) if block is kept[0]), 0)
    wanted = squeeze(hint or "")
    for block in reversed(blocks[:first]):
        text = block.text
        headed = block.heading in (1, 2, 3) or block.centred
        if len(text) >= 6 and (text == wanted or (headed and wanted and text in wanted)) and text not in top:
            return [block, *kept]
    return kept


# --- blocks → items


def _as_items(block: Block, shown: str) -> list[Item]:
    if block.table is not None:
        return lay_table(block.table, block.header_rows, shown)
    return passages_of(block.lines, block.centred or block.heading > 0)
