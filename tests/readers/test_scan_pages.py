"""Scanned pages as OCR hands them over: columns, running heads; OFD files that hold pictures only."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from doc_checker.errors import UnreadableDocument
from doc_checker.extract import extract_record
from doc_checker.model import Source
from doc_checker.readers import ocr, read_bytes
from doc_checker.readers.assemble import assemble
from doc_checker.readers.grid import join_pages
from doc_checker.readers.ocr import PageReading, ReadLine
from doc_checker.readers.scan_pages import document_items, even_signs

from .building import OFD, lines_of, ofd_page, text_object, zipped
from .pdf_files import Sheet, write_pdf

ROOT = Path(__file__).resolve().parents[2]
SCAN = ROOT / "corpus" / "renditions" / "scan" / "lujiaofahan-2023-06.pdf"
needs_ocr = pytest.mark.skipif(not ocr.is_available(), reason="needs the extra [ocr] (rapidocr, onnxruntime)")


def line(text: str, y: float, x: float = 90.0, sure: float = 0.98) -> ReadLine:
    boxes = tuple((x + 16 * i, y, x + 16 * i + 16, y + 16) for i in range(len(text)))
    return ReadLine(text, (x, y, x + 16 * len(text), y + 16), (sure,) * len(text), boxes, 16.0)


def page(*lines: ReadLine) -> PageReading:
    return PageReading(595.0, 842.0, lines, (), ())


FULL = "各单位要按照本方案抓好贯彻落实并按时报送工作情况进展"


def text_of(*readings: PageReading) -> list[str]:
    source = Source(name="x", sha256="0", format="image", pages=len(readings))
    return lines_of(assemble(join_pages(document_items(readings)), source))


def test_a_note_in_the_margin_does_not_widen_the_column() -> None:
    lines = [line(FULL, 200 + 28 * number) for number in range(6)]
    noted = line(FULL + "　　第五页", 200 + 28 * 6)
    assert len(text_of(page(*lines, noted))) == 1


def test_running_heads_of_scans_stand_a_little_differently_on_each_page() -> None:
    readings = [
        page(line(f"{number}　财政工作文件汇编", 60 + 3 * number), line(f"第{digit}项工作要求如下。", 300))
        for number, digit in enumerate("一二三四", 1)
    ]
    assert text_of(*readings) == [f"第{digit}项工作要求如下。" for digit in "一二三四"]


def scanned_ofd(image: bytes, objects: str = "", base: str = "Res") -> bytes:
    """An OFD file of one page that is a picture."""
    picture = '<ofd:ImageObject ID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>'
    resources = (
        f'<ofd:Res {OFD} BaseLoc="{base}"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
        "<ofd:MediaFile>image_7.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    document = (
        f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": document,
            "Doc_0/DocumentRes.xml": resources,
            "Doc_0/Pages/Page_0/Content.xml": ofd_page(picture + objects),
            f"Doc_0/{base}/image_7.png": image,
        }
    )


@needs_ocr
@pytest.mark.slow
def test_an_ofd_file_that_holds_a_picture_is_read() -> None:
    import pypdfium2

    scan = pypdfium2.PdfDocument(SCAN)
    buffer = io.BytesIO()
    scan[0].render(scale=150 / 72).to_pil().save(buffer, "PNG")
    scan.close()
    document = read_bytes(scanned_ofd(buffer.getvalue(), text_object("1", 100, 280)), "a.ofd")
    record = extract_record(document)
    assert document.source.ocr_pages == [1]
    assert record.document_number is not None
    assert record.document_number.text == "鲁交法函〔2023〕6号"
    assert record.title == "山东省交通运输厅关于印发《2023年山东省交通运输信用体系建设工作要点》的通知"
    assert "issuer-mark" in {mark.kind for mark in document.marks}


def test_a_missing_picture_beside_text_does_no_harm() -> None:
    objects = "".join(text_object("请各单位按时报送情况。", 30, 60 + 9 * number) for number in range(3))
    assert len(lines_of(read_bytes(scanned_ofd(b"no picture", objects, "/Res"), "a.ofd"))) == 3


def test_pictures_that_are_not_read_are_reported() -> None:
    with pytest.raises(UnreadableDocument, match="没有文字"):
        read_bytes(scanned_ofd(b"no picture"), "a.ofd", ocr="never")


def test_a_sign_misread_on_a_poor_scan_is_evened_out() -> None:
    usual = [line("各单位要抓好落实，按时报送（含电子版）", 100 + 20 * number) for number in range(8)]
    poor = line("得2分,每少1次扣0.5分(不含10:30前)共1,000元", 400)
    (reading,) = even_signs([page(*usual, poor)])
    assert reading.lines[-1].text == "得2分，每少1次扣0.5分（不含10:30前）共1,000元"
    clear = line("得2分,每少1次扣0.5分", 400, sure=0.9999)
    (reading,) = even_signs([page(*(replace(each, confidences=(0.9999,) * len(each.text)) for each in usual), clear)])
    assert reading.lines[-1].text == "得2分,每少1次扣0.5分"  # measured well: so it is printed
    mixed = [line("一、制度建设(12分),得分", 100 + 20 * number) for number in range(4)]
    (reading,) = even_signs([page(*usual, *mixed)])
    assert reading.lines[-1].text == "一、制度建设(12分),得分"  # the document prints both: left as read


@needs_ocr
@pytest.mark.slow
def test_a_wrong_text_layer_under_a_scan_is_read_anew() -> None:
    import pypdfium2

    scan = pypdfium2.PdfDocument(SCAN)
    image = scan[0].render(scale=130 / 72).to_pil().convert("RGB")
    scan.close()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70)
    sheet = Sheet()
    start = f"q 595 0 0 842 0 0 cm BI /W {image.width} /H {image.height} /CS /RGB /BPC 8 /F /DCT ID "
    sheet.parts.append(start + buffer.getvalue().decode("latin-1") + "\nEI Q")
    poor = [
        "山乐省父通运榆厅文仵",
        "鲁父法函二0二三6呺",
        "关于卬发工作耍点旳通知",
        "各巿交通运榆局",
        "扎实推迸信用体糸建没",
    ]
    for number, text in enumerate(poor * 2):
        sheet.text(90, 150 + 28 * number, text, 14, extra="3 Tr")
    document = read_bytes(write_pdf(sheet), "a.pdf")
    assert document.source.ocr_pages == [1]
    assert "鲁交法函〔2023〕6号" in lines_of(document)


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_sheet_of_two_pages_lying_any_way_round(degrees: int) -> None:
    """Two pages of a scan side by side, the sheet turned in the scanner: read in order, boxes on the sheet as scanned."""
    import pypdfium2
    from PIL import Image

    scan = pypdfium2.PdfDocument(SCAN)
    halves = [scan[number].render(scale=130 / 72).to_pil().convert("RGB") for number in (0, 1)]
    scan.close()
    sheet = Image.new("RGB", (2 * halves[0].width, halves[0].height), "white")
    for number, half in enumerate(halves):
        sheet.paste(half, (number * half.width, 0))
    turned = sheet.rotate(degrees, expand=True)
    left, right = ocr.read_sheet(turned, 130.0)
    assert "鲁交法函〔2023〕6号" in {line.text for line in left.lines}
    assert (left.half, right.half) == (0, 1)
    number = next(line for line in left.lines if line.text == "鲁交法函〔2023〕6号")
    x0, y0, x1, y1 = (value * 130 / 72 for value in left.on_page(number.box))
    ink = turned.convert("L").crop((int(x0), int(y0), int(x1), int(y1)))
    assert (x1 - x0 > y1 - y0) is (degrees == 180)
    assert ink.getextrema()[0] < 90, "print stands there"
    assert any("信用" in line.text for line in right.lines)


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 270])
def test_a_page_lying_any_way_round(degrees: int) -> None:
    """Full lines of print: the engine reads tall lines turned once, so that one side looks read where it is not in order."""
    import pypdfium2

    scan = pypdfium2.PdfDocument(SCAN)
    image = scan[1].render(scale=130 / 72).to_pil().convert("RGB")
    scan.close()
    upright = [line.text for line in ocr.read_page(image, 130.0).lines]
    turned = [line.text for line in ocr.read_page(image.rotate(degrees, expand=True), 130.0).lines]
    assert len(turned) == len(upright)
    assert sum(a == b for a, b in zip(turned, upright, strict=True)) >= 0.9 * len(upright)
