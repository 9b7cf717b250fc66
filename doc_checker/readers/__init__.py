"""Any file → ``Document``; the format is told by content, not by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..document import Document, Ocr
from ..errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat
from ..model import Source
from .limits import MAX_BYTES

if TYPE_CHECKING:
    from .assemble import Item
    from .sniffing import Format

Reader = Callable[[bytes, Source, str], Document]

_UNSUPPORTED = {
    "zip": "是普通压缩包，不是公文",
    "archive": "是压缩包，不是公文",
    "ole": "是旧式复合文档，无法识别其中的内容",
}


def read_file(path: Path, name: str | None = None, ocr: Ocr = "auto") -> Document:
    """Read a file into a document.

    Raises UnreadableDocument (missing, empty, damaged), UnsupportedFormat or LimitExceeded; MissingExtra where it can
    only be read by OCR and that is not installed.
    """
    shown = name or str(path)
    return read_bytes(read_payload(path, shown), path.name if name is None else name, shown, ocr)


def read_payload(path: Path, shown: str) -> bytes:
    """The bytes of a file; ``shown`` is how errors name it. Raises UnreadableDocument and LimitExceeded."""
    try:
        if path.is_dir():
            raise UnreadableDocument(shown, "是文件夹，不是文件", "请给出文件夹中的文件")
        if path.stat().st_size > MAX_BYTES:
            raise LimitExceeded(shown, f"文件超过 {MAX_BYTES // 1024 // 1024} MB 上限", "请拆分后再试")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(shown, "文件不存在", "请检查路径") from None
    except OSError as error:
        raise UnreadableDocument(shown, f"无法打开（{error.strerror}）", "请检查路径与权限") from error


def read_bytes(payload: bytes, name: str, shown: str | None = None, ocr: Ocr = "auto") -> Document:
    """Read the bytes of a file into a document; ``shown`` is how errors name it."""
    shown = shown or name
    kind = tell_format(payload, shown)
    read = _reader_of(kind, shown, ocr)
    source = Source(name=Path(name).name, sha256=hashlib.sha256(payload).hexdigest(), format=kind)
    return read(payload, source, shown)


def tell_format(payload: bytes, shown: str) -> Format:
    """The format of a file by its content. Raises LimitExceeded, and UnreadableDocument where it is empty or damaged."""
    if len(payload) > MAX_BYTES:
        raise LimitExceeded(shown, f"文件超过 {MAX_BYTES // 1024 // 1024} MB 上限", "请拆分后再试")
    if not payload or payload.isspace():
        raise UnreadableDocument(shown, "文件是空的", "请换一份有内容的文件")
    from .sniffing import sniff

    return sniff(payload, shown)


def _reader_of(kind: str, shown: str, ocr: Ocr) -> Reader:
    """The reader of a format, loaded only when it is needed.

    Raises EncryptedDocument and UnsupportedFormat.
    """
    match kind:
        case "txt":
            from .txt import read_text

            return read_text
        case "md":
            from .txt import read_markdown

            return read_markdown
        case "html":
            from .html import read_html

            return read_html
        case "mhtml":
            from .html import read_mhtml

            return read_mhtml
        case "pdf":
            from .pdf import read_pdf

            return partial(read_pdf, ocr=ocr)
        case "docx":
            from .docx import read_docx

            return partial(read_docx, chunk=partial(_read_chunk, shown=shown))
        case "xlsx":
            from .xlsx import read_xlsx

            return read_xlsx
        case "ofd":
            from .ofd import read_ofd

            return partial(read_ofd, ocr=ocr)
        case "doc" | "wps" | "xls" | "odf" | "rtf" | "xml":
            from .office import read_office

            return read_office
        case "image":
            from .image import read_image

            return partial(read_image, ocr=ocr)
        case "encrypted":
            raise EncryptedDocument(shown, "文件有密码保护", "请去除密码后再试")
    advice = "请解压后再试" if kind in ("zip", "archive") else "请另存为 DOCX、PDF、OFD 或 TXT"
    raise UnsupportedFormat(shown, _UNSUPPORTED.get(kind, "暂不支持这种格式"), advice)


def _read_chunk(payload: bytes, shown: str) -> list[Item]:
    """The items of a file that a Word file takes in whole; one inside such a file is left out."""
    from .passages import items_of

    kind = tell_format(payload, shown)
    source = Source(name=shown, sha256="", format=kind)
    if kind == "docx":
        from .docx import read_docx

        return items_of(read_docx(payload, source, shown))
    return items_of(_reader_of(kind, shown, "never")(payload, source, shown))
