"""Markdown → the lines that it shows: without its marks, pipe tables as rows, tables in HTML taken out."""

from __future__ import annotations

import html
from collections.abc import Iterator

import regex

from .assemble import Item
from .lines import Line, is_page_mark

_HEADING = regex.compile(r"^#{1,6}[ \t]+")
_TRAILING = regex.compile(r"[ \t]+#{1,6}$")
_FENCE = regex.compile(r"^ {0,3}(?:```|~~~)")
_RULE = regex.compile(r"^ {0,3}(?:-[ -]{2,}|\*[ *]{2,}|_[ _]{2,}|={3,})$")
_QUOTE = regex.compile(r"^(?:>[ \t]?){1,5}")
_BULLET = regex.compile(r"^[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_IMAGE = regex.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_LINK = regex.compile(r"\[([^\]\n]{1,300})\]\((?:https?:|mailto:|/|\./|#)[^)\n]{0,500}\)")
_EMPHASES = tuple(
    regex.compile(pattern)
    for pattern in (
        r"(?<!\\)\*\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*\*",
        r"(?<![\\*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?!\*)",
        r"(?<![\\\w])__(?=\S)([^_\n]{1,2000}?)(?<=\S)__(?!\w)",
        r"~~(?=\S)([^~\n]{1,2000}?)(?<=\S)~~",
        r"`([^`\n]{1,500})`",
    )
)
_TAG = regex.compile(r"</?(?:b|i|u|em|strong|span|font|center|div|p|sup|sub|br)(?:\s[^<>\n]{0,300})?/?>", regex.I)
_ESCAPE = regex.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_ESCAPE_IN_ROW = regex.compile(r"\\([\\`*_{}\[\]()#+.!>~-])")
_TABLE = regex.compile(r"<(/?)table\b[^<>]{0,2000}>", regex.I)
_FRONT_MATTER = regex.compile(
    r"\A\s*---[ \t]*\n(?:[\w-]{1,40}:[^\n]{0,500}\n|[ \t]+[^\n]{0,500}\n|-[ \t][^\n]{0,500}\n){1,60}---[ \t]*\n"
)
_NOTE = regex.compile(r"^\[\^([^\]\n]{1,20})\]:[ \t]*")
_NOTE_MARK = regex.compile(r"\[\^[^\]\n]{1,20}\]")
_TARGET = regex.compile(r"^ {0,3}\[[^\]\n^]{1,60}\]:[ \t]*<?(?:https?:|mailto:|/|\./|#)\S*>?(?:[ \t]+[\"'(].*)?$")
_REFERENCE = regex.compile(r"\[([^\]\n^]{1,300})\]\[[^\]\n]{0,60}\]")
_RULER = regex.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
_BAR = regex.compile(r"(?<!\\)\|")
_HOLDER = "\ufdd0"  # a code point that no text has: it stands for a table in HTML


def markdown_lines(raw: str) -> tuple[list[Line], list[str]]:
    """The lines of a Markdown text without headings' marks, emphasis, links, fences, bullets and comments; and its tables
    in HTML, for each of which a line of its own stands (see ``place_of_table``).
    """
    tables: list[str] = []
    raw = _FRONT_MATTER.sub("", raw.replace(_HOLDER, ""))
    raw_lines = _without_tables(_without_comments(raw), tables).split("\n")
    targets = any(_TARGET.match(line) for line in raw_lines)
    lines: list[Line] = []
    fenced = blank = False
    for raw_line in _with_bars(raw_lines):
        if _FENCE.match(raw_line):
            fenced, blank = not fenced, True
            continue
        text = raw_line.strip() if fenced else _without_marks(raw_line, targets)
        if not text or (_RULE.match(raw_line) and not raw_line.lstrip().startswith("|")):
            blank = True
        elif not is_page_mark(text):
            lines.append(Line(text, after_blank=blank))
            blank = bool(_HEADING.match(raw_line)) or raw_line.endswith("  ")
    return lines, tables


def place_of_table(text: str) -> int | None:
    """Which of the tables in HTML a line stands for, or None."""
    return int(text[1:]) if text.startswith(_HOLDER) else None


def table_items(markup: str, shown: str) -> list[Item]:
    """A table in HTML as items in reading order. Raises LimitExceeded."""
    from .markup import BlockReader, items_of_block, parse_markup

    blocks = BlockReader(parse_markup(markup, shown), shown).blocks
    return [item for block in blocks for item in items_of_block(block, shown)]


def _without_comments(raw: str) -> str:
    parts: list[str] = []
    place = 0
    while (begin := raw.find("<!--", place)) >= 0 and (end := raw.find("-->", begin)) >= 0:
        parts.append(raw[place:begin])
        place = end + 3
    return "".join([*parts, raw[place:]])


def _without_tables(raw: str, tables: list[str]) -> str:
    """The text with a line of its own for each outermost table in HTML."""
    parts: list[str] = []
    depth = begin = last = 0
    for tag in _TABLE.finditer(raw):
        if not tag[1]:
            begin = begin if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                parts += (raw[last:begin], f"\n\n{_HOLDER}{len(tables)}\n\n")
                tables.append(raw[begin : tag.end()])
                last = tag.end()
    return "".join([*parts, raw[last:]])


def _with_bars(raw_lines: list[str]) -> Iterator[str]:
    """The lines, rows of tables that are written without outer bars given them."""
    open_table = fenced = False
    for place, raw_line in enumerate(raw_lines):
        fenced ^= bool(_FENCE.match(raw_line))
        text = raw_line.strip()
        following = raw_lines[place + 1] if place + 1 < len(raw_lines) else ""
        if open_table and (not text or not _BAR.search(text)):
            open_table = False
        elif not (open_table or fenced) and not text.startswith("|") and _RULER.match(following):
            open_table = len(_BAR.findall(text)) == len(_BAR.findall(following.strip().strip("|"))) > 0
        yield f"| {text.strip('|')} |" if open_table and not text.startswith("|") else raw_line


def _without_marks(raw_line: str, targets: bool) -> str:
    """A line of Markdown as it is shown; a bar that does not divide cells keeps its stroke until the row is cut."""
    is_row = raw_line.lstrip().startswith("|")
    text = _HEADING.sub("", raw_line.strip())
    text = _TRAILING.sub("", text) if text != raw_line.strip() else text
    text = _BULLET.sub("", _QUOTE.sub("", text))
    if targets and _TARGET.match(text):
        return ""
    text = _NOTE_MARK.sub("", _NOTE.sub(r"\1 ", text))
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _REFERENCE.sub(r"\1", text) if targets else text
    for mark in _EMPHASES:
        text = mark.sub(r"\1", text)
    text = html.unescape(_TAG.sub("", text)) if "&" in text else _TAG.sub("", text)
    return (_ESCAPE_IN_ROW if is_row else _ESCAPE).sub(r"\1", text).replace("\u00a0", " ").strip()
