"""JBIG2 pictures, which scanners put into OFD files."""

from __future__ import annotations

import io
import random
import struct

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from doc_checker.errors import DocCheckerError, LimitExceeded, UnreadableDocument
from doc_checker.extract import extract_record
from doc_checker.readers import jbig2, read_bytes

from .building import OFD, lines_of, ofd, ofd_page, text_object

PIXELS = 100_000_000


def picture() -> Image.Image:
    """Black bars on white."""
    image = Image.new("1", (160, 120), 1)
    draw = ImageDraw.Draw(image)
    for number in range(5):
        draw.rectangle((10 + 8 * number, 10 + 20 * number, 60 + 16 * number, 22 + 20 * number), fill=0)
    return image


def segment(number: int, kind: int, data: bytes) -> tuple[bytes, bytes]:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)), data


def encoded(image: Image.Image, order: str = "sequential", stripes: bool = False) -> bytes:
    """A JBIG2 file of one page: a generic region coded like a fax (MMR), which Pillow writes in TIFF files."""
    buffer = io.BytesIO()
    ImageOps.invert(image.convert("L")).convert("1").save(buffer, "TIFF", compression="group4", strip_size=10**9)
    tags = Image.open(io.BytesIO(buffer.getvalue())).tag_v2  # type: ignore[attr-defined]
    data = buffer.getvalue()[tags[273][0] : tags[273][0] + tags[279][0]]
    width, height = image.size
    page = struct.pack(">IIIIBH", width, 0xFFFFFFFF if stripes else height, 0, 0, 0, 0x8000 | height if stripes else 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\1" + data
    parts = [segment(0, 48, page), segment(1, 38, region)]
    parts += [segment(2, 50, struct.pack(">I", height - 1))] if stripes else []
    parts += [segment(3, 49, b""), segment(4, 51, b"")]
    if order == "bare":
        return b"".join(head + body for head, body in parts)
    if order == "random":
        heads = b"".join(head for head, _ in parts)
        return jbig2.SIGNATURE + b"\0\0\0\0\1" + heads + b"".join(body for _, body in parts)
    return jbig2.SIGNATURE + b"\1\0\0\0\1" + b"".join(head + body for head, body in parts)


@pytest.mark.parametrize("order", ["sequential", "random", "bare"])
def test_each_organisation_of_a_file_is_decoded(order: str) -> None:
    image = picture()
    found = jbig2.decode(encoded(image, order), "a", PIXELS)
    assert ImageChops.difference(found, image.convert("L")).getbbox() is None


def test_a_page_whose_height_its_stripes_tell() -> None:
    assert jbig2.decode(encoded(picture(), stripes=True), "a", PIXELS).size == (160, 120)


def test_limits_and_damage() -> None:
    payload = encoded(picture())
    with pytest.raises(LimitExceeded):
        jbig2.decode(payload, "a", 10_000)
    with pytest.raises(UnreadableDocument):
        jbig2.decode(payload[:40], "a", PIXELS)
    dice = random.Random(7)
    for _ in range(60):
        wrong = bytearray(payload)
        for _ in range(3):
            wrong[dice.randrange(8, len(wrong))] = dice.randrange(256)
        try:
            jbig2.decode(bytes(wrong), "a", PIXELS)
        except DocCheckerError:
            continue


def ofd_with(payload: bytes) -> bytes:
    """An OFD file of two pages: one of text, one that is a picture."""
    text = ofd_page("".join(text_object("请各单位按时报送情况。", 30, 60 + 9 * number) for number in range(3)))
    scan = ofd_page('<ofd:ImageObject ID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>')
    resources = (
        f'<ofd:Res {OFD} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image" Format="GBIG2">'
        "<ofd:MediaFile>image_7.jb2</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    parts = {"Doc_0/DocumentRes.xml": resources, "Doc_0/Res/image_7.jb2": payload}
    return ofd(text, scan, parts=parts, common="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>")  # type: ignore[arg-type]


def test_a_page_whose_picture_cannot_be_decoded_is_named() -> None:
    pytest.importorskip("rapidocr", reason="needs the extra [ocr] (rapidocr, onnxruntime)")
    record = extract_record(read_bytes(ofd_with(encoded(picture())[:50]), "a.ofd"))
    assert [finding.data for finding in record.findings if finding.code == "unread-pages"] == [{"pages": "2"}]


@pytest.mark.slow
def test_a_page_in_jbig2_is_read() -> None:
    pytest.importorskip("rapidocr", reason="needs the extra [ocr] (rapidocr, onnxruntime)")
    import pypdfium2

    from .pdf_files import Sheet, write_pdf

    sheet = Sheet()
    for number in range(3):
        sheet.text(80, 100 + 40 * number, "关于开展路域环境整治的通知", 22)
    scan = pypdfium2.PdfDocument(write_pdf(sheet))[0].render(scale=200 / 72).to_pil().convert("1")
    document = read_bytes(ofd_with(encoded(scan)), "a.ofd")
    assert document.source.ocr_pages == [2]
    assert "".join(lines_of(document)).count("关于开展路域环境整治的通知") == 3


def test_a_pdf_page_whose_picture_cannot_be_decoded_is_named() -> None:
    pytest.importorskip("rapidocr", reason="needs the extra [ocr] (rapidocr, onnxruntime)")
    import pypdfium2

    from .pdf_files import Sheet, write_pdf

    sheet = Sheet()
    sheet.text(80, 100, "请各单位按时报送情况。", 16)
    both = pypdfium2.PdfDocument.new()
    for payload in (write_pdf(sheet), jbig2._wrapped(b"no picture", 1000, 1400).replace(b"JBIG2Decode", b"DCTDecode")):
        both.import_pages(pypdfium2.PdfDocument(payload))
    buffer = io.BytesIO()
    both.save(buffer)
    record = extract_record(read_bytes(buffer.getvalue(), "a.pdf"))
    assert [finding.data for finding in record.findings if finding.code == "unread-pages"] == [{"pages": "2"}]
