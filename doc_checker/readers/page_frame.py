"""What a web page prints around a document: navigation above it, the table of metadata (索引号, 发文机关 …), tools below.

``WebPage`` weighs the blocks of a page; here are the pairs of key and value that all readers know, and the frame of a
page that was printed to a file, where nothing but the words is left of links and blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from ..data import Data, default_data
from ..document_numbers import find_numbers
from ..organs import is_organ
from ..text import compact, fold, squeeze
from .assemble import Grid, Item, Passage
from .lines import Line, is_labelled

_CANONICAL = {
    "发文字号": ("文号", "发文文号", "文件编号", "文件字号", "字号", "公文文号"),
    "发文机关": ("发文机构", "发文单位", "制发机关", "制发机构"),
    "标题": ("名称", "文件名称"),
    "索引号": ("索引编号",),
}
_ALIASES = {alias: name for name, aliases in _CANONICAL.items() for alias in aliases}
_MIN_PAIRS = 3
_MAX_CELLS = 60
_TOP, _BOTTOM = 30, 15  # items among which the frame's lines are looked for
_POSITION = regex.compile(r"(?:当前|您的|您现在的|所在)位置[:：]|^首页[>＞»›/]")
_TOOLS = regex.compile(
    r"ICP备|网安备|网站标识码|版权所有|Copyright|^(?:主办|承办|技术支持)(?:单位)?[:：]|^分享到|^打印(?:本页|$)|关闭(?:本?窗口|本页)|"
    r"^扫一扫|^[上下]一[篇条][:：]|^相关(?:文档|附件|链接|解读|阅读|稿件)",
    regex.I,
)
_HEAD = 3  # items from the top, and to the end, among which a layout table is looked for
_MAX_LAYOUT = 16  # cells
_MARK = regex.compile(r"(?:文件|便函|会议纪要)$")
_HEAD_CELL = regex.compile(r"签发人?[：:]|\d{6}$|特急$|加急$|平急$|(?:绝密|机密|秘密)(?:★|$)")
_IMPRINT = regex.compile(r"^(?:抄送|抄报|分送)[：:]|^.{2,40}\d{4}年\d{1,2}月\d{1,2}日印发$")
_DATE = regex.compile(
    r"[\d〇零○一二三四五六七八九]{4}年[\d一二三四五六七八九十元]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)

Pairs = list[tuple[str, str]]


def key_of(text: str, data: Data) -> tuple[str, str] | None:
    """Key and value of a text like 成文日期：2023年4月13日, or None."""
    view = compact(text)
    if not view.value or len(view.value) > 300:
        return None
    for pattern in data.patterns_of("metadata"):
        found = pattern.compiled.search(view.value)
        if found:
            start = found.start("value") if found["value"] else -1
            return found["key"], text[view.index[start] :].strip() if start >= 0 else ""
    return None


def pairs_of_rows(rows: Iterable[Sequence[str]], data: Data) -> Pairs:
    """Keys and values where a table holds nothing else; else nothing."""
    pairs: Pairs = []
    for row in rows:
        position = 0
        while position < len(row):
            found = key_of(row[position], data) if row[position] else None
            if found is None and row[position]:
                return []
            if found and not found[1] and position + 1 < len(row) and not key_of(row[position + 1], data):
                found = (found[0], row[position + 1])
                position += 1
            if found:
                pairs.append(found)
            position += 1
    return pairs


def add_pairs(metadata: dict[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    """Take pairs over, also under the usual name of the key; what stands first stays."""
    for key, value in pairs:
        if value:
            metadata.setdefault(key, value)
            metadata.setdefault(_ALIASES.get(key, key), value)


def without_frame(items: Sequence[Item]) -> tuple[list[Item], dict[str, str]]:
    """The items without the frame of a printed web page, and the metadata that it gave."""
    items = as_printed(items)
    metadata: dict[str, str] = {}
    top = _top_of(items, metadata)
    end = _bottom_of(items, top) if len(items) > top else len(items)
    return (list(items[top:end]), metadata) if top < end else (list(items), {})


def as_printed(items: Sequence[Item]) -> list[Item]:
    """The items with tables that only lay out the letterhead (organs beside 文件) or the imprint as printed lines."""
    result: list[Item] = []
    for number, item in enumerate(items):
        near = number < _HEAD or number >= len(items) - _HEAD
        rows = _rows_of(item) if near and isinstance(item, Grid) and len(item.cells) <= _MAX_LAYOUT else []
        if not rows:
            result.append(item)
            continue
        texts = [squeeze("".join(row)) for row in rows]
        if (number < _HEAD and _is_head(rows)) or (number >= _HEAD and any(_IMPRINT.match(text) for text in texts)):
            result += [Passage((Line(line),)) for row in rows if (line := " ".join(filter(None, row)))]
        else:
            result.append(item)
    return result


def _is_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether all cells are parts of a letterhead, and one of them ends the issuer mark or is a document number."""
    cells = [squeeze(text) for row in rows for text in row if text]
    strong = [text for text in cells if _MARK.fullmatch(text) or _is_number(text)]
    others = [_MARK.sub("", text) for text in cells if text not in strong]
    strong += [text for text in cells if text not in strong and _MARK.search(text)]
    return bool(strong) and all(is_organ(text, default_data()) or _HEAD_CELL.match(text) for text in others)


def _is_number(text: str) -> bool:
    return any(n.start == 0 and n.end == len(text) for n in find_numbers(text, default_data()))


def _top_of(items: Sequence[Item], metadata: dict[str, str]) -> int:
    """How many items stand above the document: up to its last line of position or table of metadata."""
    top = 0
    for number, item in enumerate(items[:_TOP]):
        if isinstance(item, Grid):
            pairs = _pairs_of_grid(item)
            if len(pairs) < _MIN_PAIRS:
                break
            add_pairs(metadata, pairs)
            top = number + 1
        elif _POSITION.search(text := squeeze(_text(item))):
            top = number + 1
        elif _is_documentary(text):
            break
    return top


def _bottom_of(items: Sequence[Item], top: int) -> int:
    """Where the document ends: above the first line of tools below which nothing of a document stands."""
    end = len(items)
    for number in range(len(items) - 1, max(top, len(items) - _BOTTOM) - 1, -1):
        item = items[number]
        text = fold("" if isinstance(item, Grid) else squeeze(_text(item)))
        if _TOOLS.search(text):
            end = number
        elif isinstance(item, Grid) or _is_documentary(text) or len(text) > 60:
            break
    return end


def _pairs_of_grid(grid: Grid) -> Pairs:
    return pairs_of_rows(_rows_of(grid), default_data()) if len(grid.cells) <= _MAX_CELLS else []


def _rows_of(grid: Grid) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.col)):
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def _text(item: Line | Passage) -> str:
    return item.text if isinstance(item, Line) else "".join(line.text for line in item.lines)


def _is_documentary(text: str) -> bool:
    """Whether a line can hardly be anything but a part of the document."""
    if _DATE.fullmatch(text) or is_labelled(text):
        return True
    if text.endswith(("：", ":")) and len(text) > 6:
        return True
    if len(text) <= 40 and _is_number(text):
        return True
    return len(text) >= 15 and text.endswith("。")
