"""Seals that are pictures: what is drawn here decides, not how the file holds it."""

from __future__ import annotations

import io
import zlib

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from doc_checker.readers import pdfium
from doc_checker.readers.pdf_marks import find_marks
from doc_checker.readers.pdf_rules import read_drawing
from doc_checker.readers.pdf_text import Frame

RED, BLUE, BLACK, WHITE = (217, 22, 28), (30, 40, 200), (0, 0, 0), (255, 255, 255)
Colour = tuple[int, int, int]


def ring(colour: Colour, ground: Colour) -> Image.Image:
    """A seal's ring with a block in its middle, 500 pixels wide."""
    image = Image.new("RGB", (500, 500), ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 492, 492), outline=colour, width=16)
    draw.rectangle((190, 190, 310, 310), fill=colour)
    return image


def jpeg(image: Image.Image, progressive: bool = False) -> bytes:
    """The image as JPEG."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90, progressive=progressive)
    return target.getvalue()


def page_with(data: bytes, name: str = "DCTDecode", mask: Image.Image | None = None) -> bytes:
    """A PDF file of one page with a picture of 500 by 500 pixels, 119 points wide."""
    shown = b"q 119 0 0 119 330 200 cm /I Do Q"
    soft = b"" if mask is None else b"/SMask 6 0 R"
    head = b"<</Type/XObject/Subtype/Image/Width 500/Height 500/BitsPerComponent 8/Filter/"
    hidden = b"" if mask is None else zlib.compress(mask.tobytes())
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(shown), shown),
        head + b"%b/ColorSpace/DeviceRGB/Length %d%b>>\nstream\n%b\nendstream" % (name.encode(), len(data), soft, data),
        head + b"FlateDecode/ColorSpace/DeviceGray/Length %d>>\nstream\n%b\nendstream" % (len(hidden), hidden),
    ]
    result, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(result))
        result += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return result + b"xref\n0 7\n0000000000 65535 f \n%btrailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(result),
    )


def seals(payload: bytes) -> list[str | None]:
    """The seals of the first page."""
    document = pypdfium2.PdfDocument(payload)
    page = pdfium.open_page(document, 1)
    frame = Frame(0.0, 0.0, 595.0, 842.0)
    drawing = read_drawing(pdfium.reference(page.raw), frame)
    marks = find_marks(page, 1, [], drawing, frame)
    pdfium.close_page(page)
    document.close()
    assert len(drawing.pictures) == 1
    return [mark.detail for mark in marks if mark.kind == "seal"]


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize(
    ("colour", "ground", "found"),
    [(RED, WHITE, True), (BLUE, WHITE, False), (BLACK, WHITE, False), (BLUE, BLACK, False)],
)
def test_seal_as_jpeg(colour: Colour, ground: Colour, found: bool, progressive: bool) -> None:
    assert bool(seals(page_with(jpeg(ring(colour, ground), progressive)))) is found


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("colour", [RED, BLUE])
def test_transparent_seal_as_jpeg_with_a_mask(colour: Colour, progressive: bool) -> None:
    mask = ring(WHITE, BLACK).convert("L")
    payload = page_with(jpeg(ring(colour, BLACK), progressive), mask=mask)
    assert bool(seals(payload)) is (colour == RED)


@pytest.mark.parametrize(("colour", "found"), [(RED, True), (BLUE, False)])
def test_seal_in_another_format(colour: Colour, found: bool) -> None:
    payload = page_with(zlib.compress(ring(colour, WHITE).tobytes()), "FlateDecode")
    assert bool(seals(payload)) is found


def test_black_print_with_a_little_red_is_no_seal() -> None:
    image = ring(BLACK, WHITE)
    ImageDraw.Draw(image).rectangle((230, 230, 270, 270), fill=RED)
    assert not seals(page_with(jpeg(image)))


def test_dark_photograph_with_red_is_no_seal() -> None:
    image = Image.radial_gradient("L").resize((500, 500)).convert("RGB")
    ImageDraw.Draw(image).ellipse((200, 200, 300, 300), fill=RED)
    assert not seals(page_with(jpeg(image)))


@pytest.mark.parametrize("kept", [4, 30, 300, 2_000])
def test_damaged_jpeg(kept: int) -> None:
    seals(page_with(jpeg(ring(RED, WHITE), True)[:kept]))
