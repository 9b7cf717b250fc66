"""Word files (DOCX, ECMA-376) → ``Document``: what Word prints, also where it does not keep it as text.

Automatic numbers become printed labels, tracked changes count as accepted, text boxes and footnotes stand where they
are anchored; headers (but for a letterhead), footers, comments, tables of contents and hidden text are left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from ..document import Document, Mark
from ..errors import LimitExceeded, UnreadableDocument
from ..model import Source
from ..text import clean
from .assemble import Item, assemble
from .limits import MAX_SPAN, MAX_XML, Archive, check_characters, local_name, parse_xml
from .numbering import Numbering, W
from .page_frame import without_frame
from .passages import passages_of
from .radicals import restore_radicals
from .tabular import join_tables, lay_table
from .word_fields import form_value, linear_formula, printed_equation, smart_art
from .word_grid import WordGrid
from .word_visibility import cannot_be_seen, is_prompt, shaded_styles, vanishes
from .wordml import (
    MC,
    ancestors_below,
    children_of,
    count_of,
    has_red_border,
    is_balanced,
    is_contents,
    is_end_deleted,
    is_header,
    is_left_out,
    merge_of,
    read_styles,
    red_size,
    style_of,
    symbol_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_NOT_PRINTED = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "XE", "TC", "INDEX"))
_RED_FILL = regex.compile(r"red\b|#f00\b|#[c-f][0-9a-f][0-4][0-9a-f][0-4][0-9a-f]\b", regex.I)
_MAX_CHUNKS = 50  # files that one file takes in
_SEAL_NAME = regex.compile(r"公章|印章|电子章|签章|seal|stamp", regex.I)
_INLINE = frozenset(
    W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent", "rubyBase")
)


Chunk = Callable[[bytes], list[Item]]


@dataclass
class _Field:
    """A field being read: its code, whether its result has begun."""

    code: str = ""
    result: bool = False
    value: str = ""

    @property
    def dropped(self) -> bool:
        """Whether the field's result is no text of the document."""
        return not self.result or (self.code.split()[:1] != [] and self.code.split()[0].upper() in _NOT_PRINTED)


@dataclass
class _Gathered:
    """The parts of one paragraph."""

    pieces: list[str] = field(default_factory=list)
    before: list[_Element] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    red: float = 0.0
    hidden: bool = False


def read_docx(payload: bytes, source: Source, shown: str, chunk: Chunk | None = None) -> Document:
    """Read a Word file; ``chunk`` reads files of other formats that it takes in whole (altChunk).

    Raises UnreadableDocument where it is damaged or holds no text.
    """
    archive = Archive(payload, shown)
    main = _main_part(archive)
    reader = _Reader(archive, main, shown, chunk)
    items = join_tables(reader.read())
    if not items:
        raise UnreadableDocument(shown, "文件中没有文字", "请换一份有内容的文件")
    kept, metadata = without_frame(items)
    return assemble(kept, source, marks=reader.marks, metadata=metadata)


def _main_part(archive: Archive) -> str:
    """The name of the part that holds the document, as the package's relationships give it."""
    if "_rels/.rels" in archive:
        for relation in archive.read_xml("_rels/.rels"):
            target = relation.get("Target", "")
            if relation.get("Type", "").endswith("/officeDocument") and target in archive:
                return target.lstrip("/")
    for name in ("word/document.xml", *sorted(n for n in archive if regex.fullmatch(r"word/document\d*\.xml", n))):
        if name in archive:
            return name
    raise UnreadableDocument(archive.shown, "不是完整的 Word 文件（缺少正文）", "请重新获取文件")


class _Reader:
    """Reads the parts of one Word file."""

    def __init__(self, archive: Archive, main: str, shown: str, chunk: Chunk | None) -> None:
        self.archive = archive
        self._chunk = chunk
        self.shown = shown
        self.marks: list[Mark] = []
        self._size = 0
        self._main = main
        self._folder = posixpath.dirname(main)
        self._body = self._part(main)
        styles = self._optional("styles.xml")
        self._styles = dict(read_styles(styles))
        self._hides = any(style.hidden is not None for style in self._styles.values())
        self._shaded = shaded_styles(styles)
        self._targets: dict[str, str] | None = None
        numbers = {key: number for key in self._styles if (number := self._from_style(key, "number"))}
        self._numbering = Numbering(self._optional("numbering.xml"), numbers)
        self._fields: list[_Field] = []
        self._balanced = is_balanced(self._body)
        self._notes: dict[tuple[str, str], str] = {}
        self._note_count = 0
        self._chunks = 0

    def read(self) -> list[Item]:
        """The items of the document's body, in reading order."""
        body = self._body.find(W + "body")
        items = self._items(body if body is not None else self._body)
        return items if any(mark.kind == "issuer-mark" for mark in self.marks) else self._letterhead() + items

    def _letterhead(self) -> list[Item]:
        """A letterhead that the typist put into the header of the first page: told from running heads by its red mark."""
        marks, self.marks = self.marks, []
        for part in self._first_headers():
            items = self._items(part)
            if any(mark.kind == "issuer-mark" for mark in self.marks):
                self.marks += marks
                return items
            self.marks = []
        self.marks = marks
        return []

    def _first_headers(self) -> Iterator[_Element]:
        """The header parts of the first section, the one for its first page before the others."""
        section = next(self._body.iter(W + "sectPr"), None)
        uses = [element for element in section if element.tag == W + "headerReference"] if section is not None else []
        for use in sorted(uses, key=lambda element: element.get(W + "type") != "first"):
            path = self._target(use, "id")
            if path is not None:
                yield self._part(path)

    def _target(self, element: _Element, name: str) -> str | None:
        """The part that an attribute of an element names by its relationship, or None."""
        if self._targets is None:
            rels = posixpath.join(self._folder, "_rels", posixpath.basename(self._main) + ".rels")
            entries = self.archive.read_xml(rels) if rels in self.archive else ()
            self._targets = {entry.get("Id", ""): entry.get("Target", "") for entry in entries}
        key = next((value for given, value in element.attrib.items() if local_name(str(given)) == name), "")
        target = self._targets.get(str(key), "").lstrip("/")
        path = target if target.startswith(f"{self._folder}/") else posixpath.join(self._folder, target)
        return path if target and path in self.archive else None

    def _part(self, name: str) -> _Element:
        payload = self.archive.read(name, MAX_XML).replace(_STRICT, W[1:-1].encode())
        return parse_xml(payload, self.shown)

    def _optional(self, name: str) -> _Element | None:
        path = posixpath.join(self._folder, name)
        return self._part(path) if path in self.archive else None

    # --- blocks

    def _items(self, container: _Element) -> list[Item]:
        items: list[Item] = []
        pending: _Gathered | None = None
        for element in children_of(container):
            if element.tag == W + "p":
                gathered = pending or _Gathered()
                self._gather(element, gathered)
                if is_end_deleted(element):
                    pending = gathered
                    continue
                pending = None
                items += self._paragraph(element, gathered)
            elif element.tag == W + "altChunk":
                items += self._taken_in(element)
            else:
                items += self._table(element)
        if pending:
            items += self._paragraph(None, pending)
        return items

    def _taken_in(self, element: _Element) -> list[Item]:
        """The content of another file that stands at a place of this one."""
        path = self._target(element, "id")
        payload = self.archive.read(path) if path is not None else b""
        self._chunks += 1
        if self._chunks > _MAX_CHUNKS:
            raise LimitExceeded(self.shown, f"嵌入的文件超过 {_MAX_CHUNKS} 个", "请检查文件来源")
        return self._chunk(payload) if self._chunk is not None and payload.strip() else []

    def _paragraph(self, element: _Element | None, gathered: _Gathered) -> list[Item]:
        """A paragraph with its label, the text boxes anchored in it and the notes that it cites."""
        text = restore_radicals(clean("".join(gathered.pieces)))
        lines = [line for part in text.split("\n") if (line := part.strip())]
        label = self._label(element) if element is not None else ""
        if lines and label:
            space = " " if label[-1] in ".．" and lines[0][0].isdigit() else ""  # 1. 12345热线 is no 1.12345
            lines[0] = label + space + lines[0]
        self._size += sum(map(len, lines))
        check_characters(self._size, self.shown)
        if gathered.red >= 20 and lines:
            self.marks.append(Mark("issuer-mark", None, None, "".join(lines)))
        if element is not None and has_red_border(element):
            self.marks.append(Mark("red-line", None, None))
        items = [item for box in gathered.before for item in self._items(box)]
        items += [item for text in gathered.drawn for item in passages_of([text], centred=False)]
        items += passages_of(lines, self._is_centred(element))
        items += [item for box in gathered.boxes for item in self._items(box)]
        for key in gathered.notes:
            items += self._note(key)
        return items

    def _gather(self, paragraph: _Element, gathered: _Gathered) -> None:
        properties = paragraph.find(W + "pPr")
        gathered.hidden = (
            self._hides and properties is not None and self._from_style(style_of(properties), "hidden") == "True"
        )
        self._inline(paragraph, gathered)
        while self._fields and not self._fields[-1].result:  # a code does not outlive its paragraph
            self._fields.pop()

    def _inline(self, parent: _Element, gathered: _Gathered) -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "r":
                self._run(element, gathered)
            elif tag in _INLINE:
                self._inline(element, gathered)
            elif tag == W + "sdt":
                content = element.find(W + "sdtContent")
                if content is not None and not is_contents(element) and not is_prompt(element):
                    self._inline(content, gathered)
            elif tag == W + "fldSimple":
                words = element.get(W + "instr", "").split()
                if not words or words[0].upper() not in _NOT_PRINTED:
                    self._inline(element, gathered)
            elif local_name(tag) in ("oMath", "oMathPara"):
                gathered.pieces.append(linear_formula(element))
            elif tag == MC + "AlternateContent":
                self._alternate(element, gathered)

    def _alternate(self, element: _Element, gathered: _Gathered) -> None:
        """Of alternative contents the first one; the fallback says the same in an older way."""
        for child in element:
            if child.tag in (MC + "Choice", MC + "Fallback"):
                if any(part.tag == W + "r" for part in child):
                    self._inline(child, gathered)
                else:
                    self._drawing(child, gathered)
                return

    def _run(self, run: _Element, gathered: _Gathered) -> None:
        properties = run.find(W + "rPr")
        if self._is_hidden(run, properties, gathered.hidden):
            return
        if properties is not None:
            gathered.red = max(gathered.red, red_size(properties))
        for element in run:
            tag = element.tag
            if tag == W + "t":
                if self._shows():
                    gathered.pieces.append((element.text or "").replace("\n", " "))
            elif tag == W + "fldChar":
                self._field(element, gathered)
            elif tag == W + "instrText":
                if self._fields and not self._fields[-1].result:
                    self._fields[-1].code += element.text or ""
            elif tag in (W + "tab", W + "ptab"):
                gathered.pieces.append(" ")
            elif tag in (W + "br", W + "cr"):
                gathered.pieces.append("\n")
            elif tag == W + "noBreakHyphen":
                gathered.pieces.append("-")
            elif tag == W + "sym":
                gathered.pieces.append(symbol_of(element.get(W + "char", "")))
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = "footnotes" if tag == W + "footnoteReference" else "endnotes"
                gathered.notes.append((kind, element.get(W + "id", "")))
            elif tag == W + "ruby":
                self._inline(element, gathered)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self._drawing(element, gathered)
            elif tag == MC + "AlternateContent":
                self._alternate(element, gathered)

    def _is_hidden(self, run: _Element, properties: _Element | None, hidden: bool) -> bool:
        """Whether a run is not shown: hidden itself or by its styles, deleted, or nothing that can be seen."""
        if properties is None:
            return hidden
        own = vanishes(properties)
        if own is None:
            style = properties.find(W + "rStyle") if self._hides else None
            by_style = self._from_style(style.get(W + "val"), "hidden") if style is not None else None
            own = hidden if by_style is None else by_style == "True"
        return own or properties.find(W + "del") is not None or cannot_be_seen(run, properties, self._shaded)

    def _drawing(self, element: _Element, gathered: _Gathered) -> None:
        """Text boxes of a drawing; a picture that is named a seal is a mark."""
        above = False
        for part in element.iter():
            name = local_name(part.tag)
            if name == "txbxContent":
                if not any(a.tag == part.tag for a in ancestors_below(part, element)):
                    (gathered.before if above else gathered.boxes).append(part)
            elif name == "positionV":
                offset = next((c.text for c in part if local_name(c.tag) == "posOffset"), None) or ""
                above = offset.strip().startswith("-") or part.get("relativeFrom") in ("page", "topMargin")
            elif name == "textpath":
                self._word_art(part, gathered)
            elif name == "relIds":
                data = self._target(part, "dm")
                gathered.drawn += map(clean, smart_art(self._part(data))) if data is not None else ()
            elif name in ("docPr", "cNvPr", "shape", "imagedata"):
                named = " ".join(part.get(key, "") for key in ("name", "descr", "title", "alt"))
                if _SEAL_NAME.search(named) and not (
                    self.marks and self.marks[-1].detail == "anchor" and name != "docPr"
                ):
                    self.marks.append(Mark("seal", None, None, detail="anchor"))

    def _word_art(self, part: _Element, gathered: _Gathered) -> None:
        """Lettering drawn as a shape: a letterhead, unless it is Word's own watermark."""
        shape = part.getparent()
        named = (
            " ".join(shape.get(key, "") for key in ("id", "name", "{urn:schemas-microsoft-com:office:office}spid"))
            if shape is not None
            else ""
        )
        text = clean(part.get("string", "")).strip()
        if not text or "watermark" in named.casefold():
            return
        gathered.drawn.append(text)
        if shape is not None and _RED_FILL.match(shape.get("fillcolor", "")):
            self.marks.append(Mark("issuer-mark", None, None, text))

    def _shows(self) -> bool:
        return not self._fields or not self._balanced or not any(f.dropped for f in self._fields)

    def _field(self, element: _Element, gathered: _Gathered) -> None:
        kind = element.get(W + "fldCharType", "")
        if kind == "begin":
            self._fields.append(_Field(value=form_value(element)))
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.result:
                outer = self._fields[-1] if self._fields and not self._fields[-1].result else None
                printed = ended.value or printed_equation(ended.code)
                if outer is not None:
                    outer.code += printed
                elif self._shows():
                    gathered.pieces.append(printed)

    def _note(self, key: tuple[str, str]) -> list[Item]:
        """A footnote or endnote, after the paragraph that cites it."""
        kind = key[0]
        if (kind, "") not in self._notes:
            self._notes[kind, ""] = ""
            root = self._optional(kind + ".xml")
            for note in root if root is not None else ():
                gathered = _Gathered()
                for paragraph in note.iter(W + "p"):
                    self._inline(paragraph, gathered)
                self._notes[kind, note.get(W + "id", "")] = "".join(gathered.pieces).strip()
        text = self._notes.get(key, "")
        if not text:
            return []
        self._note_count += 1
        return passages_of([clean(f"{self._note_count} {text}").replace("\n", " ")], False)

    # --- properties

    def _from_style(self, style: str | None, name: str) -> str | None:
        """A property of a style or of those that it is based on."""
        seen: set[str] = set()
        while style and style not in seen and style in self._styles:
            seen.add(style)
            value = getattr(self._styles[style], name)
            if value is not None:
                return str(value)
            style = self._styles[style].parent
        return None

    def _is_centred(self, element: _Element | None) -> bool:
        properties = element.find(W + "pPr") if element is not None else None
        if properties is None:
            return False
        own = properties.find(W + "jc")
        if own is not None:
            return own.get(W + "val") == "center"
        return self._from_style(style_of(properties), "centred") == "True"

    def _label(self, paragraph: _Element) -> str:
        """The automatic label of a paragraph; counted also where the paragraph is empty."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ""
        style = style_of(properties)
        own = properties.find(W + "numPr")
        number = level = None
        if own is not None:
            number_element, level_element = own.find(W + "numId"), own.find(W + "ilvl")
            number = number_element.get(W + "val") if number_element is not None else None
            level = level_element.get(W + "val") if level_element is not None else None
        if number is None:
            number = self._from_style(style, "number")
            if number is None:
                return ""
            level = (
                level or self._from_style(style, "level") or str(self._numbering.level_of_style(number, style or ""))
            )
        if number == "0":
            return ""
        return self._numbering.label(number, int(level) if level and level.isdigit() else 0)

    # --- tables

    def _table(self, table: _Element) -> list[Item]:
        rows = [row for row in children_of(table, W + "tr") if not is_left_out(row)]
        columns = max((sum(1 for _ in children_of(row, W + "tc")) for row in rows), default=0)
        if columns <= 1 or len(rows) == 1 or self._lays_out(rows):
            return [item for row in rows for cell in children_of(row, W + "tc") for item in self._items(cell)]
        if self._is_printed_head(rows):
            lines = [" ".join(text for cell in children_of(row, W + "tc") for text in self._cell(cell)) for row in rows]
            return [item for line in lines for item in passages_of([line.strip()], centred=True)]
        grid = WordGrid(self.shown)
        for row in rows:
            self._row(row, grid)
        headers = 0
        while headers < len(rows) and is_header(rows[headers]):
            headers += 1
        return lay_table(grid.placed(), headers if 0 < headers < len(rows) and headers <= 5 else None, self.shown)

    def _lays_out(self, rows: list[_Element]) -> bool:
        """Whether a table only frames others: few cells, one of which holds tables and most of the text."""
        cells = [cell for row in rows for cell in children_of(row, W + "tc")]
        if len(cells) > 6 or not any(cell.find(W + "tbl") is not None for cell in cells):
            return False
        sizes = [sum(len(t.text or "") for t in cell.iter(W + "t")) for cell in cells]
        return max(sizes) * 10 > sum(sizes) * 6

    def _is_printed_head(self, rows: list[_Element]) -> bool:
        """Whether a table only lays out the letterhead: organs in big red letters beside a red 文件."""
        small = len(rows) <= 8 and sum(1 for row in rows for _ in children_of(row, W + "tc")) <= 16
        return small and any(red_size(properties) >= 20 for row in rows for properties in row.iter(W + "rPr"))

    def _row(self, row: _Element, grid: WordGrid) -> None:
        grid.next_row(min(count_of(row.find(W + "trPr"), "gridBefore", 0), MAX_SPAN))
        for cell in children_of(row, W + "tc"):
            own = cell.find(W + "tcPr")
            width = max(1, min(count_of(own, "gridSpan", 1), MAX_SPAN))
            grid.put(width, merge_of(own, "vMerge"), merge_of(own, "hMerge"), self._cell(cell))

    def _cell(self, cell: _Element) -> tuple[str, ...]:
        """The paragraphs of a cell; a table in it is flattened."""
        texts: list[str] = []
        for item in self._items(cell):
            lines = getattr(item, "lines", None)
            if lines is not None:
                texts.append("".join(line.text for line in lines))
            else:
                texts += [inner.text for inner in getattr(item, "cells", ()) if inner.text]
        return tuple(texts)
