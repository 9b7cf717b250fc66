"""Pages as pictures (页面图像): what a person sees, for drawing on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat
from .limits import check_pages
from .sniffing import sniff

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 6_000  # pixels


def render_pages(payload: bytes, shown: str, dpi: float = 110) -> Iterator[tuple[Image, float]]:
    """Each page of a PDF or image file as displayed, with its scale in pixels per point.

    Raises UnsupportedFormat for formats without pages of their own, EncryptedDocument and UnreadableDocument.
    """
    kind = sniff(payload, shown)
    if kind == "pdf":
        yield from _pdf_pages(payload, shown, dpi)
    elif kind == "image":
        from .pictures import pages

        for page, resolution in pages(payload, shown):
            yield page.convert("RGB"), resolution / 72
    else:
        raise UnsupportedFormat(shown, "这种格式没有可以显示的页面", "请先转换为 PDF")


def _pdf_pages(payload: bytes, shown: str, dpi: float) -> Iterator[tuple[Image, float]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(payload)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedDocument(shown, "PDF 有密码保护", "请去除密码后再试") from error
        raise UnreadableDocument(shown, "PDF 已损坏，无法打开", "请换一份完整的文件") from error
    try:
        check_pages(len(document), shown)
        for number in range(len(document)):
            try:
                page = document[number]
            except pypdfium2.PdfiumError as error:
                raise UnreadableDocument(shown, f"第 {number + 1} 页已损坏", "请换一份完整的文件") from error
            width, height = page.get_size()
            if not (0 < width < 20_000 and 0 < height < 20_000):
                raise LimitExceeded(shown, f"第 {number + 1} 页的尺寸超过上限", "请检查文件")
            scale = min(dpi / 72, MAX_SIDE / max(width, height))
            yield page.render(scale=scale).to_pil().convert("RGB"), scale
            page.close()
    finally:
        document.close()
