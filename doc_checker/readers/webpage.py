"""What a web page puts around a document: metadata, navigation, tools; and the part of the page that is the document.

Nothing here knows a site. The page's own lines are told by the patterns ``metadata`` and ``web_line``, by links, and by
their place around the text that weighs most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from ..data import Data
from ..document_numbers import find_numbers
from ..text import fold, squeeze
from .lines import ends_sentence, is_labelled, is_page_mark
from .markup import Block
from .page_frame import Pairs, add_pairs, key_of, pairs_of_rows

if TYPE_CHECKING:
    from lxml.etree import _Element

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
_ATTACHED = regex.compile(r"附件\d{0,2}[:：]")
_NEAR_TITLE = 12  # paragraphs from the top among which a page's own title is looked for
_MAX_BLOCKS = 20_000  # a page with more is read whole
_SHARE = 0.6  # of its text that a part of the page must hold to be looked into
_SITE_KEYS = frozenset(
    (
        "来源",
        "信息来源",
        "作者",
        "编辑",
        "责任编辑",
        "发布时间",
        "发布日期",
        "公开日期",
        "公开时间",
        "发布机构",
        "发布单位",
    )
)


@dataclass
class WebPage:
    """What the page says beside the document: its metadata, and the blocks that are left."""

    data: Data
    metadata: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def read(self, blocks: list[Block]) -> None:
        """Take metadata tables and lists out of the blocks."""
        run: list[tuple[list[Block], Pairs]] = []
        position = 0
        while position < len(blocks):
            block = blocks[position]
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            pairs, taken = self._pairs(block, following)
            position += max(1, taken)
            if taken and block.table is None:
                run.append((blocks[position - taken : position], pairs))
                continue
            self._close(run)
            if taken:
                self._take(pairs)
            else:
                self.blocks.append(block)
        self._close(run)

    def _pairs(self, block: Block, following: Block | None) -> tuple[Pairs, int]:
        """Keys and values of a block (with the next one, where that is the value), and how many blocks they are."""
        if block.table is not None:
            pairs = self._pairs_of_table(block)
            return pairs, int(len(pairs) >= 3 or (bool(pairs) and bool(self.metadata)))
        pairs = self._pairs_of_lines(block)
        if len(block.lines) != 1 or (pairs and pairs[0][1]):
            return pairs, int(bool(pairs))
        key = self._key(block.lines[0])
        beside = following is not None and following.table is None and len(following.lines) == 1
        if key is None or not beside or following is None or len(following.text) > 100:
            return pairs, int(bool(pairs))
        return (
            ([(key[0], following.lines[0])], 2) if self._key(following.lines[0]) is None else (pairs, int(bool(pairs)))
        )

    def _close(self, run: list[tuple[list[Block], Pairs]]) -> None:
        """A run of lines ``key：value``: from three keys on they are the page's metadata, fewer are text."""
        if len({key for _, pairs in run for key, _ in pairs}) >= 3:
            for _, pairs in run:
                self._take(pairs)
        else:
            self.blocks.extend(block for blocks, _ in run for block in blocks)
        run.clear()

    def _take(self, pairs: Iterable[tuple[str, str]]) -> None:
        add_pairs(self.metadata, pairs)

    def _key(self, text: str) -> tuple[str, str] | None:
        return key_of(text, self.data)

    def _pairs_of_table(self, block: Block) -> Pairs:
        """Keys and values where a table holds nothing else; else nothing."""
        cells = [cell.text for cell in block.table or () if cell.text]
        if not 1 <= len(cells) <= 60:
            return []
        rows: dict[int, list[str]] = {}
        for cell in block.table or ():
            rows.setdefault(cell.row, []).append(cell.text)
        return pairs_of_rows(rows.values(), self.data)

    def _pairs_of_lines(self, block: Block) -> Pairs:
        """Keys and values of a paragraph whose lines are all like 成文日期：2023年4月13日."""
        pairs: Pairs = []
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

    def document_blocks(self, hint: str | None) -> list[Block]:
        """The blocks of the document; ``hint`` is the title that the page's head gives."""
        return _with_heading(_trimmed(_main_blocks(self.blocks, self), self), self.blocks, hint)

    def is_site_line(self, block: Block) -> bool:
        """Whether a paragraph only says where a text came from and when it was published (来源：…, 责任编辑：…)."""
        return block.table is None and any(key in _SITE_KEYS for key, _ in self._pairs_of_lines(block))


def _weight(block: Block, page: WebPage) -> int:
    """How much a block counts as text of a document."""
    if page.is_furniture(block):
        return 0
    size = len(block.text) - block.link
    return size * 2 if _PUNCTUATION.search(block.text) else size


def _is_documentary(block: Block, page: WebPage) -> bool:
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


def _main_blocks(blocks: list[Block], page: WebPage) -> list[Block]:
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


def _trimmed(blocks: list[Block], page: WebPage) -> list[Block]:
    """The blocks without what belongs to the page at both ends; a list of attachments stays though it is links."""
    kept = list(blocks)
    while kept and (page.is_furniture(kept[0]) or page.is_site_line(kept[0])):
        kept.pop(0)
    listed = [i for i, block in enumerate(kept) if _ATTACHED.match(block.text)]
    while kept and (page.is_furniture(kept[-1]) or page.is_site_line(kept[-1])):
        if listed and listed[0] <= len(kept) - 1 and _is_link_list(kept[listed[0] :]):
            break
        kept.pop()
    return kept or blocks


def _is_link_list(blocks: list[Block]) -> bool:
    """Whether blocks are a list of attachments, all of it links."""
    listed = [block for block in blocks if _ATTACHED.match(block.text) or is_labelled(block.text)]
    return len(listed) == len(blocks) and all(block.link for block in blocks)


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
