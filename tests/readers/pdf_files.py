"""Small PDF files written by hand, for shapes that no rendition has."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Sheet:
    """A page under construction; places are in points from the top left corner."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, value: str, size: float = 16, extra: str = "", matrix: str = "1 0 0 1") -> None:
        """Chinese text whose base line begins at (x, y); ``extra`` are operators before it (a colour, a mode)."""
        codes = value.encode("utf-16-be").hex()
        self.parts.append(f"q BT {extra} /F1 {size} Tf {matrix} {x} {self.height - y} Tm <{codes}> Tj ET Q")

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 0 0 RG", width: float = 0.75) -> None:
        """A stroked line."""
        self.parts.append(f"q {colour} {width} w {x0} {self.height - y0} m {x1} {self.height - y1} l S Q")

    def grid(self, xs: list[float], ys: list[float]) -> None:
        """All lines of a table without merged cells."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
        """A filled rectangle."""
        self.parts.append(f"q {colour} rg {x0} {self.height - y1} {x1 - x0} {y1 - y0} re f Q")


def write_pdf(*sheets: Sheet) -> bytes:
    """A PDF file with the given pages."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(sheets)))}] /Count {len(sheets)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for sheet in sheets:
        content = "\n".join(sheet.parts)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] /Rotate {sheet.rotate} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    result = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(result))
        result += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(result)
    result += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    result += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    result += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return result
