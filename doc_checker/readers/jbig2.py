"""JBIG2 pictures (ITU-T T.88, annex D), as OFD files of scanners hold them: put into a minimal PDF, which pdfium decodes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..errors import LimitExceeded, UnreadableDocument

if TYPE_CHECKING:
    from PIL.Image import Image

SIGNATURE = b"\x97JB2\r\n\x1a\n"
_SEQUENTIAL, _COUNT_UNKNOWN = 1, 2  # flags of the file header
_PAGE_INFORMATION, _END_OF_PAGE, _END_OF_STRIPE, _END_OF_FILE = 48, 49, 50, 51
_UNKNOWN = 0xFFFFFFFF
_MAX_SEGMENTS = 10_000


class _Segment(NamedTuple):
    """A segment's header, and where its data begins and ends."""

    kind: int
    page: int
    header: bytes
    start: int
    end: int


def is_jbig2(payload: bytes) -> bool:
    """Whether the bytes are a JBIG2 file, or its segments without the file's header, as some producers write them."""
    return payload.startswith(SIGNATURE) or (payload[:4] == bytes(4) and payload[4:5] == b"0" and len(payload) > 30)


def decode(payload: bytes, shown: str, most_pixels: int) -> Image:
    """The first page of a JBIG2 file. Raises UnreadableDocument where it is damaged, LimitExceeded."""
    import pypdfium2

    try:
        segments = _first_page(list(_segments(payload)))
        width, height = _size(payload, segments)
    except (struct.error, IndexError, ValueError, StopIteration) as error:
        raise _damaged(shown) from error
    if width * height > most_pixels:
        raise LimitExceeded(shown, f"图像有 {width}×{height} 像素，超过上限", "请降低分辨率后再试")
    stream = b"".join(segment.header + payload[segment.start : segment.end] for segment in segments)
    try:
        document = pypdfium2.PdfDocument(_wrapped(stream, width, height))
        try:
            (thing,) = document[0].get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=1)
            picture: Image = thing.get_bitmap().to_pil().convert("L")
        finally:
            document.close()
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise _damaged(shown) from error
    low, high = picture.getextrema()
    if low == high:  # what pdfium makes of data that it cannot decode
        raise _damaged(shown)
    return picture


def _damaged(shown: str) -> UnreadableDocument:
    return UnreadableDocument(shown, "JBIG2 图像已损坏", "请重新扫描")


def _segments(payload: bytes) -> Iterator[_Segment]:
    """The segments of a file; in one that is organised for random access all headers stand before all data."""
    place, sequential = 0, True
    if payload.startswith(SIGNATURE):
        flags = payload[8]
        sequential = bool(flags & _SEQUENTIAL)
        place = 9 if flags & _COUNT_UNKNOWN else 13
    headers: list[tuple[_Segment, int]] = []
    while place < len(payload) and len(headers) < _MAX_SEGMENTS:
        header, length = _header(payload, place)
        place += len(header.header)
        if sequential:
            end = len(payload) if length == _UNKNOWN else place + length
            yield header._replace(start=place, end=min(end, len(payload)))
            place = end
        else:
            headers.append((header, length))
            if header.kind == _END_OF_FILE:
                break
    for header, length in headers:
        yield header._replace(start=place, end=min(place + length, len(payload)))
        place += length


def _header(payload: bytes, place: int) -> tuple[_Segment, int]:
    """A segment's header (T.88, 7.2), and the length of its data."""
    start = place
    number, flags, count = struct.unpack_from(">IBB", payload, place)
    place += 5
    references = count >> 5
    if references == 7:
        references = struct.unpack_from(">I", payload, place)[0] & 0x1FFFFFFF
        place += 4 + (references + 8) // 8
    else:
        place += 1
    place += references * (1 if number <= 256 else 2 if number <= 65536 else 4)
    wide = bool(flags & 0x40)
    page = struct.unpack_from(">I" if wide else ">B", payload, place)[0]
    place += 4 if wide else 1
    length = struct.unpack_from(">I", payload, place)[0]
    return _Segment(flags & 0x3F, page, payload[start : place + 4], 0, 0), length


def _first_page(segments: list[_Segment]) -> list[_Segment]:
    """What the first page needs, without the marks of ends, which PDF leaves out."""
    first = next(segment.page for segment in segments if segment.kind == _PAGE_INFORMATION)
    ends = (_END_OF_PAGE, _END_OF_FILE)
    return [segment for segment in segments if segment.page in (0, first) and segment.kind not in ends]


def _size(payload: bytes, segments: list[_Segment]) -> tuple[int, int]:
    """Width and height in pixels. Raises ValueError where the page has no size."""
    start = next(segment.start for segment in segments if segment.kind == _PAGE_INFORMATION)
    width, height = struct.unpack_from(">II", payload, start)
    if height == _UNKNOWN:  # told by the ends of the page's stripes
        stripes = (segment.start for segment in segments if segment.kind == _END_OF_STRIPE)
        height = max((struct.unpack_from(">I", payload, place)[0] + 1 for place in stripes), default=0)
    if not 0 < width < 100_000 or not 0 < height < 100_000:
        raise ValueError("no size")
    return width, height


def _wrapped(stream: bytes, width: int, height: int) -> bytes:
    """A PDF file of one page that is this picture."""
    drawing = b"q 100 0 0 100 0 0 cm /I Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources << /XObject << /I 4 0 R >> >> /Contents 5 0 R >>",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 "
        b"/Filter /JBIG2Decode /Length %d >>\nstream\n%b\nendstream" % (width, height, len(stream), stream),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
    ]
    result = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(result))
        result += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(result)
    result += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    result += b"".join(b"%010d 00000 n \n" % place for place in places)
    return result + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
