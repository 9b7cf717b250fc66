"""Two pages on one sheet of an OFD file: told and parted as in PDF files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .ofd_page import PageContent
from .sheets import Side, two_pages

if TYPE_CHECKING:
    from .ocr import PageReading

Key = tuple[int, int]
"""The number of a sheet, and 0 or, for the second of two pages on it, 1."""


def key_of(content: PageContent) -> Key:
    """The sheet and half of a page."""
    return (content.page, content.half)


def halves(contents: Sequence[PageContent], readings: Mapping[Key, PageReading]) -> list[PageContent]:
    """The pages one by one: sheets that hold two are parted, those that OCR read as many as it found."""
    sides: list[tuple[Side, Side] | None] = [
        None if key_of(content) in readings else two_pages(content.runs, content.rulings, _size(content))
        for content in contents
    ]
    sizes = {_shape(content) for content, side in zip(contents, sides, strict=True) if side is not None}
    pages: list[PageContent] = []
    for content, side in zip(contents, sides, strict=True):
        if (content.page, 1) in readings:
            pages += [_half(content, half, ([], content.rulings)) for half in (0, 1)]
            continue
        if side is None and _shape(content) in sizes and key_of(content) not in readings:
            side = two_pages(content.runs, content.rulings, _size(content), known=True)
        pages += [content] if side is None else [_half(content, half, own) for half, own in enumerate(side)]
    return pages


def _size(content: PageContent) -> tuple[float, float]:
    return (content.width, content.height)


def _shape(content: PageContent) -> tuple[int, int]:
    return (round(content.width), round(content.height))


def _half(content: PageContent, half: int, side: Side) -> PageContent:
    """One of the two pages of a sheet."""
    runs, rulings = side
    return PageContent(
        content.page,
        content.width / 2,
        content.height,
        content.turns,
        runs=runs,
        rulings=rulings,
        half=half,
        sheet=content.width,
    )
