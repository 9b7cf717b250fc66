"""Footnotes at the foot of a page, between the halves of a paragraph or table that the page break cuts: moved behind it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .grid import PageItem
from .joining import PageTable, goes_on
from .lines import Line, join_lines

_MARK = regex.compile(r"^\s*(?:[①-⑳*＊※]|[\[〔［]\s*\d{1,2}\s*[\]〕］]|\d{1,2}\s*(?=[\p{Han}“《]))")
_SMALL = 0.88  # of the size of the text above
_MOST = 12  # lines of the notes of a page, and of a paragraph's part on a page


def behind_paragraphs(items: Sequence[PageItem]) -> list[PageItem]:
    """The items of all pages, each page's footnotes behind the paragraph or table that goes on on the next page."""
    result = list(items)
    place = 1
    while place < len(result):
        notes = _notes_from(result, place)
        if notes:
            end = _end_of_whole(result, place, place + notes)
            result[place:end] = [*result[place + notes : end], *result[place : place + notes]]
            place = end
        else:
            place += 1
    return result


def _notes_from(items: Sequence[PageItem], place: int) -> int:
    """How many lines from ``place`` on are the footnotes that end a page; 0 where none begins here."""
    first, above = items[place], items[place - 1]
    if not isinstance(first, Line) or not first.size or above.page != first.page:
        return 0
    if (isinstance(above, Line) and first.size > _SMALL * above.size) or not _MARK.match(first.text):
        return 0
    count = 0
    for item in items[place:]:
        if not isinstance(item, Line) or item.page != first.page:
            break
        count += 1
        if count > _MOST or abs(item.size - first.size) > 0.1 * first.size:
            return 0
    return count if place + count < len(items) else 0


def _end_of_whole(items: Sequence[PageItem], start: int, end: int) -> int:
    """Where ends on the next page what the notes from ``start`` to ``end`` stand in; ``end`` where nothing goes on."""
    above, below = items[start - 1], items[end]
    if below.page != above.page + 1:
        return end
    if isinstance(above, PageTable):
        return end + 1 if isinstance(below, PageTable) and goes_on([above], below) else end
    before = _lines_back(items, start)
    after = []
    for item in items[end : end + _MOST]:
        if not isinstance(item, Line) or item.page != below.page:
            break
        after.append(item)
    for group in join_lines([*before, *after]):
        if group[0] < len(before) <= group[-1]:
            return end + group[-1] - len(before) + 1
    return end


def _lines_back(items: Sequence[PageItem], start: int) -> list[Line]:
    lines: list[Line] = []
    for item in items[max(0, start - _MOST) : start][::-1]:
        if not isinstance(item, Line):
            break
        lines.insert(0, item)
    return lines
