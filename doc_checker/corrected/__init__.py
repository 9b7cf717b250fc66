"""Indicator systems that a person corrected: what ``indicators --format json|xlsx`` wrote, edited, becomes a record again."""

from __future__ import annotations

from ..data import Data
from ..model import Record

__all__ = ["read_corrected"]

_BLANK = b" \t\r\n\xef\xbb\xbf"


def read_corrected(payload: bytes, name: str, data: Data) -> Record | None:
    """The record of a corrected system file (JSON or XLSX, told by content), or None where the file is none.

    Raises UnreadableDocument with sheet and cell, or the place in the JSON, where it cannot be understood.
    """
    if payload.startswith(b"PK"):
        from .workbook import read_workbook

        return read_workbook(payload, name, data)
    if payload.lstrip(_BLANK)[:1] == b"{":
        from .json_file import read_json

        return read_json(payload, name, data)
    return None
