"""Small files made in the tests: Word, OFD and spreadsheet packages with just the parts that a test needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from doc_checker.document import Document, TableBlock
from doc_checker.readers import read_bytes

W_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with the given members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; other parts by their names without folder and suffix (numbering, styles, footnotes)."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W_NAMESPACES}><w:body>{body}</w:body></w:document>'
    others = {
        f"word/{name}.xml": f'<?xml version="1.0"?><w:{name} {W_NAMESPACES}>{content}</w:{name}>'
        for name, content in parts.items()
    }
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **others})


def run(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph; plain text becomes a run."""
    inner = content if content.startswith("<") or not content else run(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def numbered(text: str, number: int = 1, level: int = 0) -> str:
    """A paragraph with an automatic number."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(content: str, properties: str = "") -> str:
    """A table cell; plain text becomes a paragraph."""
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc>{f'<w:tcPr>{properties}</w:tcPr>' if properties else ''}{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    """A Word table."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def text_object(text: str, x: float, y: float, size: float = 5.0, code: str = "", attributes: str = "") -> str:
    """An OFD text object whose base line begins at a point of the page (mm)."""
    inner = code or f'<ofd:TextCode X="0" Y="{size * 0.86}">{text}</ofd:TextCode>'
    width = max(1, len(text)) * size
    boundary = f'Boundary="{x} {y - size * 0.86} {width} {size}"'
    return f'<ofd:TextObject ID="1" {boundary} Font="2" Size="{size}" {attributes}>{inner}</ofd:TextObject>'


def ofd_page(objects: str, before: str = "") -> str:
    """The content part of an OFD page."""
    return f'<ofd:Page {OFD}>{before}<ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd(*pages: str, parts: Mapping[str, str] | None = None, common: str = "", more: str = "") -> bytes:
    """An OFD file of one document; ``common`` goes into its CommonData, ``more`` behind its pages."""
    entries = "".join(f'<ofd:Page ID="{10 + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    document = (
        f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"{common}</ofd:CommonData><ofd:Pages>{entries}</ofd:Pages>{more}</ofd:Document>"
    )
    main = f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    contents = {f"Doc_0/Pages/Page_{i}/Content.xml": page for i, page in enumerate(pages)}
    return zipped({"OFD.xml": main, "Doc_0/Document.xml": document, **contents, **(parts or {})})


def read(payload: bytes, name: str = "文件") -> Document:
    """Read the bytes of a file as any caller does."""
    return read_bytes(payload, name)


def lines_of(document: Document) -> list[str]:
    """The lines of a document's text."""
    return document.text.value.rstrip("\n").split("\n")


def grid_of(document: Document, table_block: TableBlock) -> set[tuple[int, int, int, int, str]]:
    """Cells as (row, column, row span, column span, text without white space)."""
    return {
        (c.row, c.col, c.row_span, c.col_span, "".join(document.slice(c.start, c.end).split()))
        for c in table_block.cells
    }
