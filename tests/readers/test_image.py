"""Image files: pages, orientation, resolution, limits. What needs OCR is skipped where the extra is not installed."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from doc_checker.errors import LimitExceeded, UnreadableDocument
from doc_checker.readers import pictures, read_bytes


def encoded(page: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """A page as a file."""
    target = io.BytesIO()
    page.save(target, kind, **options)
    return target.getvalue()


def sheet(width: int = 400, height: int = 560, mode: str = "RGB") -> Image.Image:
    """A white page with a black corner at the top left."""
    page = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(page).rectangle((0, 0, 60, 30), fill="black")
    return page.convert(mode)


def test_pages_of_a_tiff() -> None:
    payload = encoded(sheet(), "TIFF", save_all=True, append_images=[sheet(), sheet()], dpi=(200, 200))
    found = list(pictures.pages(payload, "三页.tif"))
    assert [page.size for page, _ in found] == [(400, 560)] * 3


def test_exif_orientation_is_followed() -> None:
    turned = sheet().transpose(Image.Transpose.ROTATE_90)
    exif = turned.getexif()
    exif[0x0112] = 6  # turned to the left: to be shown turned to the right
    page, _ = next(pictures.pages(encoded(turned, "JPEG", exif=exif, quality=95), "照片.jpg"))
    assert page.size == (400, 560)
    assert page.convert("L").getpixel((10, 10)) < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_is_taken(mode: str) -> None:
    page = sheet().convert("L") if mode == "I;16" else sheet(mode=mode)
    if mode == "I;16":
        page = page.convert("I").point(lambda value: value * 256).convert("I;16")
    kind = "TIFF" if mode in ("CMYK", "I;16") else "PNG"
    (found, _), *_ = pictures.pages(encoded(page, kind), "页.png")
    grey = found.convert("RGB").convert("L")
    assert grey.getpixel((10, 10)) < 60
    assert grey.getpixel((300, 300)) > 200


@pytest.mark.parametrize(
    ("stated", "expected"),
    [((200, 200), 200.0), (None, 1654 / 8.27), ((72, 72), 1654 / 8.27), ((1, 1), 1654 / 8.27), ((0, 0), 1654 / 8.27)],
    ids=["stated", "none", "screen", "senseless", "zero"],
)
def test_resolution(stated: tuple[int, int] | None, expected: float) -> None:
    options = {} if stated is None else {"dpi": stated}
    payload = encoded(Image.new("L", (1654, 2339), 255), "PNG", **options)
    (_, dpi), *_ = pictures.pages(payload, "页.png")
    assert dpi == pytest.approx(expected, rel=0.01)


def test_damaged_files_are_refused_in_one_line() -> None:
    whole = encoded(sheet(), "PNG")
    for payload in (
        whole[:60],
        whole[: len(whole) // 2],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 80,
        b"II*\x00" + b"\xff" * 64,
    ):
        with pytest.raises(UnreadableDocument) as caught:
            list(pictures.pages(payload, "坏图.png"))
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith("坏图.png")


def test_decompression_bomb_is_refused() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(LimitExceeded):
        list(pictures.pages(bomb, "炸弹.png"))


def test_tiny_and_endless_images_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="200 dpi"):
        list(pictures.pages(encoded(Image.new("L", (20, 20), 255)), "小图.png"))
    monkeypatch.setattr(pictures, "MAX_PAGES", 2)
    payload = encoded(sheet(), "TIFF", save_all=True, append_images=[sheet()] * 3)
    with pytest.raises(LimitExceeded, match="2 页"):
        list(pictures.pages(payload, "多页.tif"))


def test_image_file_becomes_a_document(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="needs the extra [ocr]")
    # A page without any text: a document without paragraphs is an error, not an empty record.
    with pytest.raises(UnreadableDocument, match="文字"):
        read_bytes(encoded(Image.new("RGB", (827, 1169), "white")), "白纸.png")
