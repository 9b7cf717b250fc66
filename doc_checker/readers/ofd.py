"""OFD files (版式文档, GB/T 33190-2016) → ``Document``: text in reading order, ruled tables, seals and signatures.

Real files differ from the standard in paths, namespaces and order; locations are tried relative to the part that names
them, to the document and to the package, and elements are told by their local names.
"""

from __future__ import annotations

import posixpath
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..document import Document, Mark, Ocr
from ..errors import EncryptedDocument, LimitExceeded, MissingExtra, UnreadableDocument
from ..model import Source
from ..text import Box, PackedBoxes
from .assemble import assemble
from .footnotes import behind_paragraphs
from .grid import PageItem, divide, fill, join_pages
from .joining import PageTable
from .layout import common_columns, merge_rows, merge_runs, with_columns
from .limits import MAX_PAGES, Archive, check_characters, check_pages, local_name
from .lines import Line
from .ofd_page import POINTS, PageContent, PageReader, is_scan
from .ofd_sheets import Key, halves, key_of
from .ofd_values import box_of
from .page_frame import without_frame
from .page_lattices import page_lattices
from .running_heads import drop_running_heads

if TYPE_CHECKING:
    from lxml.etree import _Element

    from .ocr import PageReading

MAX_SECONDS = 60.0  # for one file
_A4 = (0.0, 0.0, 210.0, 297.0)
_SEAL_SIZES = (28 * POINTS, 62 * POINTS)  # side of a seal's picture; codes to be scanned are smaller
_NOT_TEXT = frozenset(("watermark", "stamp", "highlight", "link"))
_SEAL_KINDS = frozenset(("", "stamp", "signatureinfile", "seal"))


@dataclass
class _Part:
    """A part of the package that names others: its root and its folder."""

    root: _Element
    folder: str


@dataclass
class _OfdDocument:
    """One of the documents of a package."""

    part: _Part
    templates: dict[str, str] = field(default_factory=dict)
    composites: dict[str, _Element] = field(default_factory=dict)
    params: dict[str, _Element] = field(default_factory=dict)  # drawing parameters by ID
    media: dict[str, str] = field(default_factory=dict)  # picture ID → member of the archive
    area: tuple[float, float, float, float] = _A4
    pages: dict[str, int] = field(default_factory=dict)  # page ID → number
    marks: list[Mark] = field(default_factory=list)


def read_ofd(payload: bytes, source: Source, shown: str, ocr: Ocr = "auto") -> Document:
    """Read an OFD file; pages that hold pictures instead of text are read by OCR.

    Raises UnreadableDocument where it is damaged or holds no text, EncryptedDocument, LimitExceeded, and MissingExtra
    where every page needs OCR and it is not installed.
    """
    package = _Package(Archive(payload, shown), shown)
    contents = package.read()
    scans = [content for content in contents if is_scan(content)]
    readings, notes = _read_scans(scans, len(scans) == len(contents), package, shown, ocr)
    if not readings and not any(content.runs for content in contents):
        raise UnreadableDocument(shown, "OFD 文件中没有文字，可能是扫描件", "请导出为 PDF 后再试")
    check_characters(sum(len(run.text) for content in contents for run in content.runs), shown)
    marks = [mark for content in contents for mark in _page_marks(content)] + package.marks
    laid_out = list(_lay_out(halves(contents, readings), readings, marks))
    items, metadata = without_frame(list(join_pages(behind_paragraphs(laid_out))))
    if not items:
        raise UnreadableDocument(shown, "OFD 文件中没有读得出的文字", "请导出为 PDF 后再试")
    return assemble(
        items,
        source.model_copy(update={"pages": len(contents), "ocr_pages": sorted({page for page, _ in readings})}),
        marks=_distinct(sorted(marks, key=lambda mark: mark.page or 0)),
        metadata={**metadata, **notes},
        title_hint=package.title,
    )


def _read_scans(
    scans: list[PageContent], all_pages: bool, package: _Package, shown: str, ocr: Ocr
) -> tuple[dict[Key, PageReading], dict[str, str]]:
    """What OCR reads on scanned pages, and a note of the pages that stayed unread."""
    readings: dict[Key, PageReading] = {}
    if scans and ocr != "never":
        from .ofd_scans import read_scans

        try:
            readings = read_scans(scans, package.picture, shown)
        except MissingExtra:
            if all_pages:
                raise
    unread = [str(content.page) for content in scans if (content.page, 0) not in readings]
    return readings, {"未识别的页": "、".join(unread)} if unread else {}


def _lay_out(contents: list[PageContent], readings: Mapping[Key, PageReading], marks: list[Mark]) -> Iterator[PageItem]:
    """Lines and tables of all pages in reading order, running heads left out; marks of scans are added to ``marks``."""
    scanned = _scanned_items(readings, marks)
    divided = _divided(contents, scanned)
    pages = [
        [item for item in scanned.get(key_of(content), ()) if isinstance(item, Line)] or lines
        for content, (lines, _) in zip(contents, divided, strict=True)
    ]
    extents = [
        [(i.ys[0], i.ys[-1]) for i in (*own, *scanned.get(key_of(content), ())) if isinstance(i, PageTable)]
        for content, (_, own) in zip(contents, divided, strict=True)
    ]
    drop_running_heads(pages, [content.height for content in contents], extents)
    columns = common_columns(
        [[] if key_of(content) in scanned else lines for content, lines in zip(contents, pages, strict=True)],
        [(content.width, content.height) for content in contents],
    )
    for content, lines, (_, tables), column in zip(contents, pages, divided, columns, strict=True):
        if key_of(content) in scanned:
            kept = {id(line) for line in lines}
            items = scanned[key_of(content)]
            yield from (item for item in items if isinstance(item, PageTable) or id(item) in kept)
            continue
        waiting = list(tables)
        for line in with_columns(lines, column):
            while waiting and line.box is not None and (line.box[1] + line.box[3]) / 2 > waiting[0].ys[0]:
                yield _as_displayed(waiting.pop(0), content)
            yield _as_displayed(line, content)
        for table in waiting:
            yield _as_displayed(table, content)


def _scanned_items(readings: Mapping[Key, PageReading], marks: list[Mark]) -> dict[Key, list[PageItem]]:
    """The items of the pages that OCR read."""
    if not readings:
        return {}
    from .scan_pages import even_signs, page_items, page_marks, text_column

    readings = dict(zip(readings, even_signs(list(readings.values())), strict=True))
    column = text_column(readings.values())
    for (number, _), reading in readings.items():
        marks += page_marks(reading, number)
    return {key: page_items(reading, key[0], column) for key, reading in readings.items()}


def _as_displayed(item: PageItem, content: PageContent) -> PageItem:
    """The item with its characters' boxes as the page shows them, where it was read turned, or lies on the right of a sheet."""
    if not (content.turns or content.half):
        return item
    if isinstance(item, PageTable):
        for cell in item.cells:
            cell.lines[:] = [_displayed_line(line, content) for line in cell.lines]
        return item
    return _displayed_line(item, content)


def _displayed_line(line: Line, content: PageContent) -> Line:
    if line.boxes is None:
        return line
    return replace(line, boxes=PackedBoxes(box and content.displayed(box) for box in line.boxes))


def _divided(
    contents: list[PageContent], scanned: Mapping[Key, list[PageItem]]
) -> list[tuple[list[Line], list[PageTable]]]:
    """For each page its lines outside tables, and its tables from top to bottom."""
    found: list[tuple[list[Line], list[PageTable]]] = []
    for content in contents:
        before = [table.xs for table in found[-1][1]] if found else []
        found.append(([], []) if key_of(content) in scanned else _divide(content, before))
    return found


def _divide(content: PageContent, before: list[tuple[float, ...]]) -> tuple[list[Line], list[PageTable]]:
    """A page's runs as lines outside its tables, and as tables from top to bottom."""
    runs, rulings = content.runs, content.rulings
    lattices = page_lattices(rulings, merge_rows(runs), before) if rulings.horizontal else []
    inside: list[list[Line]] = [[] for _ in lattices]
    outside: list[Line] = []
    for run, number in zip(runs, divide(runs, lattices), strict=True):
        (outside if number is None else inside[number]).append(run)
    tables: list[PageTable] = []
    for lattice, own in zip(lattices, inside, strict=True):
        table = fill(lattice, own, content.page)
        table.half = content.half
        if sum(bool(cell.lines) for cell in table.cells) >= 2:
            tables.append(table)
        else:
            outside += own
    return merge_runs(outside), sorted(tables, key=lambda table: table.ys[0])


def _page_marks(content: PageContent) -> Iterator[Mark]:
    """Marks of a page: red lettering and lines near the top, square pictures of a seal's size."""
    for mark in content.marks:
        yield mark if mark.box is None else replace(mark, box=content.displayed(mark.box))
    for box, _ in content.pictures:
        wide, high = box[2] - box[0], box[3] - box[1]
        low, high_limit = _SEAL_SIZES
        if low <= wide <= high_limit and low <= high <= high_limit and 0.8 < wide / high < 1.25:
            yield Mark("seal", content.page, content.displayed(box), detail="image")


def _distinct(marks: list[Mark]) -> list[Mark]:
    """Marks without a seal that another one covers: a picture, its annotation and its signature are one seal."""
    kept: list[Mark] = []
    for mark in marks:
        twins = [other for other in kept if other.kind == mark.kind == "seal" and other.page == mark.page]
        if mark.box is None or not any(_covers(other.box, mark.box) for other in twins if other.box):
            kept.append(mark)
    return kept


def _covers(box: Box, other: Box) -> bool:
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


class _Package:
    """The parts of an OFD package."""

    def __init__(self, archive: Archive, shown: str) -> None:
        self.archive = archive
        self.shown = shown
        self.title: str | None = None
        self.marks: list[Mark] = []
        self._prefix = ""
        self._media: dict[int, dict[str, str]] = {}  # page → the pictures of its document
        self._deadline = time.monotonic() + MAX_SECONDS

    def read(self) -> list[PageContent]:
        """The pages of all documents of the package, in order."""
        root = self._main()
        contents: list[PageContent] = []
        for body in _children(root, "DocBody"):
            location = self._current_version(body) or _text(body, "DocRoot")
            title = next((_text(info, "Title") for info in _children(body, "DocInfo")), None)
            self.title = self.title or title or None
            part = self._part(location or "Doc_0/Document.xml", self._prefix)
            if part is None:
                continue
            document = self._document(part)
            for content in self._pages(document, len(contents)):
                contents.append(content)
                self._media[content.page] = document.media
            self.marks += document.marks
            self._signatures(body, document)
        if not contents:
            self._refuse("OFD 文件不完整（缺少页面）")
        return contents

    def _current_version(self, body: _Element) -> str | None:
        """Where the version of a document lies that counts, in a file that keeps earlier ones."""
        for versions in _children(body, "Versions"):
            for version in _children(versions, "Version"):
                if version.get("Current", "").lower() == "true":
                    part = self._part(version.get("BaseLoc"), self._prefix)
                    location = _text(part.root, "DocRoot") if part is not None else None
                    name = self._member(location, part.folder if part is not None else "")
                    return f"/{name.lstrip('/')}" if name else None
        return None

    def _main(self) -> _Element:
        name = next((n for n in self.archive if posixpath.basename(n).casefold() == "ofd.xml"), None)
        if name is None:
            self._refuse("OFD 文件不完整（缺少 OFD.xml）")
        self._prefix = posixpath.dirname((name or "").lstrip("/"))
        return self.archive.read_xml(name or "")

    def _refuse(self, problem: str) -> None:
        if any(posixpath.basename(name).casefold() == "encryptions.xml" for name in self.archive):
            raise EncryptedDocument(self.shown, "OFD 文件已加密", "请解密后再试")
        raise UnreadableDocument(self.shown, problem, "请重新获取文件")

    def _part(self, location: str | None, *folders: str) -> _Part | None:
        """The part at a location, looked for in folders and in the package; None where there is none."""
        name = self._member(location, *folders)
        return _Part(self.archive.read_xml(name), posixpath.dirname(posixpath.normpath(name))) if name else None

    def _member(self, location: str | None, *folders: str) -> str | None:
        """The name of the archive's member at a location."""
        if not location or len(location) > 1000:
            return None
        location = location.strip().replace("\\", "/")
        names = [posixpath.join(folder, location.lstrip("/")) for folder in (*folders, self._prefix, "")]
        if location.startswith("/"):
            names.insert(0, posixpath.join(self._prefix, location.lstrip("/")))
        return next((name for name in names if name in self.archive), None)

    def picture(self, number: int, key: str) -> bytes | None:
        """The bytes of a picture on a page, or None."""
        name = self._media.get(number, {}).get(key)
        return self.archive.read(name) if name else None

    # --- documents

    def _document(self, part: _Part) -> _OfdDocument:
        document = _OfdDocument(part)
        for data in _children(part.root, "CommonData"):
            document.area = _area(data, "PageArea") or _A4
            for template in _children(data, "TemplatePage"):
                document.templates[template.get("ID", "")] = template.get("BaseLoc", "")
            for kind in ("PublicRes", "DocumentRes"):
                for resource in _children(data, kind):
                    self._resources(document, resource.text)
        return document

    def _resources(self, document: _OfdDocument, location: str | None) -> None:
        part = self._part(location, document.part.folder)
        if part is None:
            return
        base = posixpath.join(part.folder, (part.root.get("BaseLoc") or "").strip().replace("\\", "/").strip("/"))
        for medias in _children(part.root, "MultiMedias"):
            for media in _children(medias, "MultiMedia"):
                name = self._member(_text(media, "MediaFile"), base, part.folder, document.part.folder)
                if name:
                    document.media[media.get("ID", "")] = name
        for params in _children(part.root, "DrawParams"):
            for param in _children(params, "DrawParam"):
                document.params[param.get("ID", "")] = param
        for units in _children(part.root, "CompositeGraphicUnits"):
            for unit in _children(units, "CompositeGraphicUnit"):
                document.composites[unit.get("ID", "")] = unit

    def _pages(self, document: _OfdDocument, before: int) -> Iterator[PageContent]:
        entries = [page for pages in _children(document.part.root, "Pages") for page in _children(pages, "Page")]
        check_pages(before + len(entries), self.shown)
        annotations = self._annotations(document)
        templates: dict[str, _Part | None] = {}
        for number, entry in enumerate(entries[:MAX_PAGES], before + 1):
            if time.monotonic() > self._deadline:
                raise LimitExceeded(self.shown, f"读取超过 {MAX_SECONDS:.0f} 秒上限", "请拆分后再试")
            document.pages[entry.get("ID", "")] = number
            part = self._part(entry.get("BaseLoc"), document.part.folder)
            if part is None:
                yield _blank(number, document.area)
                continue
            for resource in _children(part.root, "PageRes"):
                self._resources(document, resource.text)
            yield self._page(document, part, number, annotations.get(entry.get("ID", "")), templates)

    def _page(
        self,
        document: _OfdDocument,
        part: _Part,
        number: int,
        annotations: _Part | None,
        templates: dict[str, _Part | None],
    ) -> PageContent:
        area = _area(part.root, "Area") or document.area
        bodies = list(_children(part.root, "Content"))
        for use in reversed(list(_children(part.root, "Template"))):
            key = use.get("TemplateID", "")
            if key not in templates:
                templates[key] = self._part(document.templates.get(key), document.part.folder)
            template = templates[key]
            bodies[:0] = _children(template.root, "Content") if template else ()
        content: PageContent | None = _blank(number, area)
        read = _blank(number, area)
        while content is not None:
            read = content
            reader = PageReader(read, document.composites, document.params, (area[0], area[1]), self.shown)
            for body in bodies:
                reader.read(body)
            if annotations is not None:
                self._read_annotations(annotations, reader, read)
            content = read.upright() if not read.turns else None
        read.settle()
        return read

    # --- annotations and signatures

    def _annotations(self, document: _OfdDocument) -> dict[str, _Part]:
        """The annotations of each page, by page ID."""
        result: dict[str, _Part] = {}
        for entry in _children(document.part.root, "Annotations"):
            part = self._part(entry.text, document.part.folder)
            for page in _children(part.root, "Page") if part else ():
                found = self._part(_text(page, "FileLoc"), part.folder if part else "", document.part.folder)
                if found:
                    result[page.get("PageID", "")] = found
        return result

    def _read_annotations(self, part: _Part, reader: PageReader, content: PageContent) -> None:
        """Text that annotations add to the page; watermarks and comments stay out, stamps are marks."""
        for annotation in _children(part.root, "Annot"):
            kind, subtype = annotation.get("Type", "").lower(), annotation.get("Subtype", "").lower()
            if annotation.get("Visible", "").lower() == "false":
                continue
            for appearance in _children(annotation, "Appearance"):
                place = box_of(appearance.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
                if kind == "stamp" and subtype in _SEAL_KINDS:
                    content.marks.append(Mark("seal", content.page, reader.box(*place), detail="annotation"))
                if kind not in _NOT_TEXT:
                    reader.read_at(appearance, place[0], place[1])

    def _signatures(self, body: _Element, document: _OfdDocument) -> None:
        """Signatures as the file states them: page, box, provider and time. Nothing is verified."""
        part = self._part(_text(body, "Signatures"), self._prefix)
        for entry in list(_children(part.root, "Signature"))[:200] if part else ():
            signature = self._part(entry.get("BaseLoc"), part.folder if part else "")
            if signature is None:
                continue
            for info in _children(signature.root, "SignedInfo"):
                provider = next((p.get("ProviderName", "") for p in _children(info, "Provider")), "")
                said = "；".join(v for v in (provider, _text(info, "SignatureDateTime") or "") if v)
                stamps = list(_children(info, "StampAnnot"))[:MAX_PAGES]
                for stamp in stamps:
                    place = box_of(stamp.get("Boundary"))
                    page = document.pages.get(stamp.get("PageRef", ""))
                    self.marks.append(Mark("seal", page, _as_points(place) if place else None, detail="signature"))
                self.marks.append(Mark("signature", None, None, text=said or None, detail="未核验"))


def _blank(number: int, area: tuple[float, float, float, float]) -> PageContent:
    return PageContent(number, area[2] * POINTS, area[3] * POINTS)


def _as_points(place: tuple[float, float, float, float]) -> Box:
    x, y, wide, high = (value * POINTS for value in place)
    return (x, y, x + wide, y + high)


def _children(element: _Element, name: str) -> Iterator[_Element]:
    """Children by local name."""
    return (child for child in element if local_name(child.tag) == name)


def _text(element: _Element, name: str) -> str | None:
    """The text of the first child of a name."""
    child = next(_children(element, name), None)
    return (child.text or "").strip() if child is not None else None


def _area(element: _Element, name: str) -> tuple[float, float, float, float] | None:
    """The physical box of a page area, or None where none is given that could be a page."""
    for area in _children(element, name):
        box = box_of(_text(area, "PhysicalBox"))
        if box and 10 < box[2] < 5000 and 10 < box[3] < 20000:
            return box
    return None
