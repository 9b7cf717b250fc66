"""The elements of a web page → blocks in reading order: paragraphs with their printed lines, and data tables.

Nothing here knows a site: scripts, navigation and hidden parts are told by element, role, style and the usual names of
classes; a table that lays out the page is told from one that holds data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from ..errors import LimitExceeded, UnreadableDocument
from ..numerals import format_numeral
from ..text import clean, is_wide, squeeze
from .assemble import Item
from .limits import MAX_CHARACTERS, local_name
from .page_visibility import PLAIN, Ink, is_hidden
from .passages import passages_of
from .tabular import Layout, Placed, lay_table

if TYPE_CHECKING:
    from lxml.etree import _Element

# fmt: off
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "head", "title", "link", "meta", "base", "iframe", "frame", "object",
    "embed", "applet", "svg", "canvas", "audio", "video", "map", "select", "option", "optgroup", "datalist", "button",
    "input", "textarea", "nav", "aside", "footer", "dialog", "rt", "rp", "del", "img", "progress", "menu",
))
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption",
    "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main",
    "ol",
    "p", "pre", "section", "summary", "ul", "caption", "table", "tbody", "thead", "tfoot", "tr", "td", "th",
))
_ROLES = frozenset((
    "navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog", "alert",
))
# fmt: on
_CODE = frozenset(("script", "style", "noscript", "template", "title"))
_CENTRED = regex.compile(r"text-align\s*:\s*(?:-\w{1,8}-)?center", regex.I)
_ALIGNED = regex.compile(r"text-align\s*:\s*(\w{1,10})", regex.I)
_BORDERED = regex.compile(
    r"border(?:-\w{1,10})?\s*:\s*[^;]{0,80}(?:solid|double|inset|ridge|groove|dotted|dashed)", regex.I
)
_MEDIA = regex.compile(r"@media[^{}]{0,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}[^{}]{0,200}\}")
_RULE = regex.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_SELECTOR = regex.compile(r"(?:[a-z]{1,10})?([.#])([\w-]{1,60})", regex.I)
_FURNITURE_NAME = regex.compile(
    r"^(?:(?:top|main|site|page|sub|left|right|second|global)?[-_]?(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|crumbs?)"
    r"|(?:site|page)?[-_]?(?:footer|foot|copyright)|crumb[-_]?nav|bread[-_]?crumbs?|bdsharebuttonbox|bshare[-\w]{0,20}|share|qr[-_]?code|pagination|pager)$",
    regex.I,
)
_UNNUMBERED = regex.compile(r"list-style(?:-type)?\s*:\s*none", regex.I)
_FIGURES = regex.compile(r"list-style(?:-type)?\s*:\s*([\w-]{1,40})", regex.I)
_WRAP = regex.compile(r"[ \t\r\f]*\n\s*")
_RUN = regex.compile(r"[ \t\r\n\f]+")
_OFFICE = regex.compile(r"(?:Libre|Open)Office")
_EDGE = " \t\r\n\f\v\u00a0\u3000"
_MAX_NESTING = 400
_MAX_LOOKED = 300_000


@dataclass
class Block:
    """A paragraph or a table of a page, with the element that it stands in."""

    element: _Element
    lines: list[str] = field(default_factory=list)
    centred: bool = False
    heading: int = 0
    link: int = 0  # characters that stand inside links
    table: list[Placed] | None = None
    header_rows: int | None = None

    @property
    def text(self) -> str:
        """All text of the block without white space."""
        if self.table is not None:
            return squeeze("".join(cell.text for cell in self.table))
        return squeeze("".join(self.lines))


@dataclass(frozen=True)
class _Context:
    """What an element inherits."""

    element: _Element
    centred: bool = False
    link: bool = False
    pre: bool = False
    heading: int = 0
    depth: int = 0
    ink: Ink = PLAIN


class BlockReader:
    """Reads the blocks of a page; ``strict=False`` takes parts that a style hides too."""

    def __init__(self, root: _Element, shown: str, strict: bool = True) -> None:
        self.blocks: list[Block] = []
        self._shown = shown
        self._strict = strict
        self._hidden = _hidden_names(root)
        self._wraps_at_spaces = _wraps_at_spaces(root)
        self._styled = any(True for _ in root.iter("style", "link"))
        self.page = sum(len(squeeze(text)) for text in _texts(root, MAX_CHARACTERS))
        self._pieces: list[str] = []
        self._link = 0
        self._size = 0
        self._label = ""
        self._looked = 0  # texts looked at to weigh elements
        self._counters: dict[_Element, int] = {}  # ordered list → its next number
        self._visit(root, _Context(root))
        self._flush(_Context(root))

    # --- walking

    def _visit(self, element: _Element, context: _Context) -> None:
        name = local_name(element.tag)
        if not name or self._is_dropped(element, name):
            return
        if context.depth > _MAX_NESTING:
            raise LimitExceeded(self._shown, "网页嵌套过深", "请检查文件来源")
        if name == "br":
            self._pieces.append("\n")
            return
        inner = _inherited(element, name, context, self._styled)
        if name == "table":
            self._flush(context)
            self._table(element, inner)
        elif name in _BLOCKS:
            self._flush(context)
            self._label = self._list_label(element) if name == "li" else ""
            self._content(element, inner)
            self._flush(inner)
            self._label = ""
        else:
            self._content(element, inner)

    def _content(self, element: _Element, context: _Context) -> None:
        if element.text:
            self._add(element.text, context)
        for child in element:
            self._visit(child, context)
            if child.tail:
                self._add(child.tail, context)

    def _add(self, raw: str, context: _Context) -> None:
        text = raw if context.pre else _RUN.sub(" ", raw if self._wraps_at_spaces else _unwrapped(raw))
        if not text or (self._strict and context.ink.unseen):
            return
        self._size += len(text)
        if self._size > MAX_CHARACTERS * 2:
            raise LimitExceeded(self._shown, "网页文字过多", "请拆分后再试")
        self._pieces.append(text)
        if context.link:
            self._link += len(squeeze(text))

    def _flush(self, context: _Context) -> None:
        """Close the paragraph that is being collected."""
        if not self._pieces:
            return
        text = clean("".join(self._pieces))
        lines = [stripped for line in text.split("\n") if (stripped := line.strip(_EDGE))]
        if lines:
            if self._label:
                lines[0] = self._label + lines[0]
                self._label = ""
            self.blocks.append(Block(context.element, lines, context.centred, context.heading, self._link))
        self._pieces, self._link = [], 0

    def _is_dropped(self, element: _Element, name: str) -> bool:
        if name in _DROPPED:
            return True
        attributes = element.attrib
        if not attributes:
            return False
        if attributes.get("role", "") in _ROLES:
            return True
        names = [attributes.get("id", ""), *attributes.get("class", "").split()]
        if (
            name not in ("body", "html")
            and any(_FURNITURE_NAME.match(n) for n in names if n)
            and self._is_minor(element)
        ):
            return True
        if not self._strict:
            return False
        if "hidden" in attributes or is_hidden(attributes.get("style", "")):
            return True
        return bool(self._hidden) and not self._hidden.isdisjoint({"#" + names[0], *("." + n for n in names[1:])})

    def _list_label(self, item: _Element) -> str:
        """The number that a browser prints before an item of an ordered list; "" where it prints none."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or _UNNUMBERED.search(parent.attrib.get("style", "")):
            return ""
        following = self._counters.get(parent, _whole(parent.attrib.get("start")) or 1)
        number = _whole(item.attrib.get("value")) or following
        self._counters[parent] = number + 1
        return _printed_number(parent, number) if number < 10_000 else ""

    def _is_minor(self, element: _Element) -> bool:
        """Whether an element holds little text beside the page's: a class name alone never drops the document."""
        limit = max(60, self.page // 5)
        size = 0
        for text in _texts(element, limit * 4):
            size += len(squeeze(text))
            self._looked += 1
            if size >= limit or self._looked > _MAX_LOOKED:
                return False
        return True

    # --- tables

    def _table(self, element: _Element, context: _Context) -> None:
        rows = list(_rows(element))
        if is_layout(element, rows):
            self._content(element, context)
            self._flush(context)
            return
        for child in element:
            if child.tag == "caption":
                self._visit(child, context)
        self._flush(context)
        layout = Layout(self._shown, len(rows))
        link = 0
        for row in rows:
            layout.next_row()
            for cell in row:
                if cell.tag not in ("td", "th") or self._is_dropped(cell, str(cell.tag)):
                    continue
                paragraphs, inside = self._cell(cell, context)
                link += inside
                layout.put(_span(cell, "rowspan"), _span(cell, "colspan"), paragraphs)
        self.blocks.append(Block(element, link=link, table=layout.cells, header_rows=_header_rows(element, rows)))

    def _cell(self, cell: _Element, context: _Context) -> tuple[list[str], int]:
        """The paragraphs of a data cell; what is nested in it is flattened."""
        outer, self.blocks = self.blocks, []
        ink = context.ink.inside(cell, self._styled)
        inner = _Context(cell, pre=context.pre, depth=context.depth + 3, ink=ink)
        self._content(cell, inner)
        self._flush(inner)
        blocks, self.blocks = self.blocks, outer
        paragraphs: list[str] = []
        for block in blocks:
            if block.table is not None:
                paragraphs += [placed.text for placed in block.table if placed.text]
            else:
                paragraphs.append(_joined(block.lines))
        return paragraphs, sum(block.link for block in blocks)


def _printed_number(items: _Element, number: int) -> str:
    """The label of an item of an ordered list, in the figures that the list asks for."""
    style = _FIGURES.search(items.attrib.get("style", ""))
    kind = style[1].lower() if style else items.attrib.get("type", "1")
    if kind in ("a", "A", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin") and number <= 26:
        return chr((97 if kind[0] in "al" else 65) + number - 1) + "."
    if kind in ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal"):
        return f"{format_numeral(number)}、"
    return f"{number}."


def _wraps_at_spaces(root: _Element) -> bool:
    """Whether the program that wrote the page breaks its lines at printed spaces only, as office programs do."""
    names = [str(meta.get("content")) for meta in root.iter("meta") if str(meta.get("name")).lower() == "generator"]
    return any(_OFFICE.search(name) for name in names)


def _unwrapped(text: str) -> str:
    """Line breaks of the source between two Chinese characters are no space."""
    if "\n" not in text:
        return text

    def mend(found: regex.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return "" if before and after and is_wide(before) and is_wide(after) else " "

    return _WRAP.sub(mend, text)


def _joined(lines: list[str]) -> str:
    """Lines that were broken by hand, as one."""
    result = ""
    for line in lines:
        word = result and result[-1].isascii() and line[0].isascii() and result[-1].isalnum() and line[0].isalnum()
        result += (" " if word else "") + line
    return result


def _inherited(element: _Element, name: str, context: _Context, styled: bool) -> _Context:
    style = element.attrib.get("style", "")
    aligned = _ALIGNED.search(style)
    align = (aligned[1] if aligned else element.attrib.get("align", "")).lower()
    centred = context.centred
    if name == "center" or align in ("center", "middle") or _CENTRED.search(style):
        centred = True
    elif align or name in ("td", "th", "table"):
        centred = False
    heading = int(name[1]) if len(name) == 2 and name[0] == "h" and name[1].isdigit() else context.heading
    return _Context(
        element if name in _BLOCKS else context.element,
        centred or heading == 1,
        context.link or (name == "a" and "href" in element.attrib),
        context.pre or name == "pre",
        heading,
        context.depth + 1,
        context.ink.inside(element, styled),
    )


def _texts(element: _Element, limit: int) -> Iterator[str]:
    """The texts below an element that could be printed, up to a number of characters."""
    size = 0
    for part in element.iter():
        if part.tag not in _CODE and part.text:
            size += len(part.text)
            yield part.text
        if part.tail and part is not element:
            size += len(part.tail)
            yield part.tail
        if size > limit:
            return


def _hidden_names(root: _Element) -> frozenset[str]:
    """Classes and ids that the page's own style sheet hides."""
    names: set[str] = set()
    for style in root.iter("style"):
        for rule in _RULE.finditer(_MEDIA.sub("", (style.text or "")[:200_000])):
            if not regex.search(r"display\s*:\s*none", rule[2], regex.I):
                continue
            for selector in rule[1].split(","):
                found = _SELECTOR.fullmatch(selector.strip())
                if found:
                    names.add(found[1] + found[2])
    return frozenset(names)


# --- tables


def _rows(table: _Element) -> Iterator[_Element]:
    """The rows of a table itself, not of those inside its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _span(cell: _Element, name: str) -> int:
    value = _whole(cell.attrib.get(name))
    return 1 if value is None else value


def _whole(value: str | None) -> int | None:
    """A whole number of up to six digits (longer ones are cut), or None."""
    digits = (value or "").strip()[:6]
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _header_rows(table: _Element, rows: list[_Element]) -> int | None:
    """Header rows as the page marks them (thead, th), or None."""
    marked = 0
    for row in rows:
        parent = row.getparent()
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if (parent is not None and parent.tag == "thead") or (cells and all(cell.tag == "th" for cell in cells)):
            marked += 1
        else:
            break
    return marked if 0 < marked < len(rows) and marked <= 5 else None


def is_layout(table: _Element, rows: list[_Element]) -> bool:
    """Whether a table lays out the page: one row or column, or a cell that holds most of it and is no single text."""
    if table.attrib.get("role", "") in ("presentation", "none"):
        return True
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    if len(rows) < 2 or max(sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows) < 2:
        return True
    if any(cell.tag == "th" for cell in cells) and not any(True for _ in table.iterdescendants("table")):
        return False
    sizes = [len(squeeze("".join(_texts(cell, 50_000)))) for cell in cells]
    largest = max(sizes, default=0)
    if largest < 300 or largest * 2 < sum(sizes):
        nested = any(True for _ in table.iterdescendants("table"))
        return nested and not _is_bordered(table, cells)
    main = cells[sizes.index(largest)]
    paragraphs = sum(1 for child in main.iter("p", "div", "br", "table", "h1", "h2", "h3"))
    return paragraphs >= 4 and not (_is_bordered(table, cells) and len(cells) >= 6 and largest < 2000)


def _is_bordered(table: _Element, cells: list[_Element]) -> bool:
    border = table.attrib.get("border", "")
    if border.strip() not in ("", "0"):
        return True
    return any(_BORDERED.search(cell.attrib.get("style", "")) for cell in cells[:8])


def parse_markup(markup: str, shown: str) -> _Element:
    """The root element of a page; raises UnreadableDocument where it holds none."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.lstrip("\ufeff").replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(shown, "网页无法解析", "请另存完整的网页后再试") from error
    if root is None:
        raise UnreadableDocument(shown, "网页中没有正文", "请另存完整的网页后再试")
    return root


def items_of_block(block: Block, shown: str) -> list[Item]:
    """A block as paragraphs and tables."""
    if block.table is not None:
        return lay_table(block.table, block.header_rows, shown)
    return passages_of(block.lines, block.centred or block.heading > 0)
