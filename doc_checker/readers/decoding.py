"""Bytes of a text file → characters: UTF-8 (with or without BOM), UTF-16, UTF-32, GB18030/GBK."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter

from ..errors import UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_STRANGE = 0.02  # share of control, private and unassigned characters above which bytes are no text


_SAMPLE = 4000
_LINE_ENDS = {0x85: "\n", 0x2028: "\n", 0x2029: "\n"}


def decode(payload: bytes, shown: str) -> str:
    """The text of a file.

    Raises UnreadableDocument for binary content and for bytes in none of the encodings.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return _checked(_try(payload, encoding), shown)
    if b"\x00" in payload[:4096]:
        return _checked(_wide_without_bom(payload), shown)
    text = _try(payload, "utf-8")
    if text is None:
        text = _try(payload, "gb18030")
    if text is None:
        text = _mostly_utf8(payload)
    return _checked(text, shown)


def _try(payload: bytes, encoding: str) -> str | None:
    try:
        return payload.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _wide_without_bom(payload: bytes) -> str | None:
    """UTF-16 or UTF-32 of either order: the one whose text has most Chinese and ASCII."""
    names = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    candidates = [text for text in (_try(payload, name) for name in names) if text]
    return max(candidates, key=_plainness, default=None)


def _mostly_utf8(payload: bytes) -> str | None:
    """UTF-8 with a few damaged bytes (a cut at the end, a flipped bit): they become U+FFFD, nothing else is lost."""
    text = payload.decode("utf-8", "replace")
    return text if text.count("\ufffd") <= max(2, len(text) // 200) else None


def _plainness(text: str) -> float:
    """The share of Chinese and ASCII; what tables are drawn with counts neither way."""
    plain = drawn = 0
    for char, count in Counter(text[:_SAMPLE]).items():
        if "\u2500" <= char <= "\u257f":
            drawn += count
        elif "\0" < char < "\x7f" or "\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f":
            plain += count
    return plain / max(1, min(len(text), _SAMPLE) - drawn)


def _checked(text: str | None, shown: str) -> str:
    """The text with line ends of every kind as \\n, without the mark that ended files of old; what is no text is refused."""
    text = text.rstrip("\x1a\0").translate(_LINE_ENDS) if text is not None else None
    if text is None:
        raise UnreadableDocument(shown, "不是文本文件，或编码无法识别", "请另存为 UTF-8 或 GB18030 编码的 TXT")
    sample = text[:20000]
    strange = sum(
        count
        for char, count in Counter(sample).items()
        if unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") and char not in "\n\r\t\f\v\x1a"
    )
    if strange > len(sample) * _MAX_STRANGE or _plainness(text) < 0.5 or not text.strip("\ufeff \r\n\t\f\0\u3000"):
        raise UnreadableDocument(shown, "不是文本文件（内容为二进制或乱码）", "请换一份文本、或先转换为 TXT")
    return text
