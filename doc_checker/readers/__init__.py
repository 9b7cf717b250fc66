"""Any file → ``Document``; the format is told by content, not by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ..document import Document
from ..errors import EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat
from ..model import Source
from .limits import MAX_BYTES

Reader = Callable[[bytes, Source, str], Document]

_UNSUPPORTED = {
    "zip": "是普通压缩包，其中没有公文",
    "archive": "是压缩包，请先解压",
    "ole": "是旧式复合文档，无法识别其中的内容",
}


def read_file(path: Path, name: str | None = None) -> Document:
    """Read a file into a document.

    Raises UnreadableDocument (missing, empty, damaged), UnsupportedFormat or LimitExceeded.
    """
    shown = name or str(path)
    return read_bytes(read_payload(path, shown), path.name if name is None else name, shown)


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


def read_bytes(payload: bytes, name: str, shown: str | None = None) -> Document:
    """Read the bytes of a file into a document; ``shown`` is how errors name it."""
    shown = shown or name
    if len(payload) > MAX_BYTES:
        raise LimitExceeded(shown, f"文件超过 {MAX_BYTES // 1024 // 1024} MB 上限", "请拆分后再试")
    if not payload.strip():
        raise UnreadableDocument(shown, "文件是空的", "请换一份有内容的文件")
    from .sniffing import sniff

    kind = sniff(payload, shown)
    read = _reader_of(kind, shown)
    source = Source(name=Path(name).name, sha256=hashlib.sha256(payload).hexdigest(), format=kind)
    return read(payload, source, shown)


def _reader_of(kind: str, shown: str) -> Reader:
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

            return read_pdf
        case "docx":
            from .docx import read_docx

            return read_docx
        case "xlsx":
            from .xlsx import read_xlsx

            return read_xlsx
        case "ofd":
            from .ofd import read_ofd

            return read_ofd
        case "doc" | "wps" | "xls" | "odf" | "rtf" | "xml":
            from .office import read_office

            return read_office
        case "image":
            from .image import read_image

            return read_image
        case "encrypted":
            raise EncryptedDocument(shown, "文件有密码保护", "请去除密码后再试")
    raise UnsupportedFormat(shown, _UNSUPPORTED.get(kind, "暂不支持这种格式"), "请另存为 DOCX、PDF、OFD 或 TXT")
