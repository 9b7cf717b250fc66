"""The header of a task or indicator table that some tool flattened to lines: where it stands, and its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from .columns import Columns
from .data import Data
from .document import Document
from .outline import Range
from .responsibility import ROLES
from .text import squeeze

_LONGEST_HEADER = 60
_MOST_HEADER_LINES = 3
_MOST_COLUMNS = 9
_LONGEST_ENDING = 4


def find_flat_header(document: Document, lines: Sequence[Range], data: Data) -> tuple[int, int, list[str]] | None:
    """The lines from and to which the header of a flattened table reaches, and its columns; None where there is no
    header.

    The names of the columns stand in one line, or each in a line of its own.
    """
    return document.once(("flat header", tuple(lines), data), lambda: _find_header(document, lines, data))


def _find_header(document: Document, lines: Sequence[Range], data: Data) -> tuple[int, int, list[str]] | None:
    columns = data.once(Columns)
    for position, (start, end) in enumerate(lines):
        text = document.slice(start, end)
        if len(text) > _LONGEST_HEADER and len(squeeze(text)) > _LONGEST_HEADER:
            continue
        if not columns.may_be_header(text):
            continue
        kinds = columns.header_kinds(text)
        wrapped, last = _wrapped_names(document, lines, position, columns)
        if len(wrapped) > len(kinds):
            return position, last, wrapped
        if not kinds and columns.is_name(text):
            kinds, last = _header_lines(document, lines, position, columns)
            if len(kinds) >= 3 and "task" in kinds:
                return position, last, kinds
            continue
        if len(kinds) >= 2 and ("task" in kinds or "second" in kinds) and (len(kinds) > 2 or set(kinds) & set(ROLES)):
            return position, position, kinds
    return None


def _wrapped_names(
    document: Document, lines: Sequence[Range], position: int, columns: Columns
) -> tuple[list[str], int]:
    """The columns of a header some names of which go on in the next line or two, and its last line; empty for none.

    A name goes on where the line breaks (… 完成 | 时限), or each under itself (牵头 配合 | 单位 单位).
    """
    words = document.slice(*lines[position]).split()
    if not 2 <= len(words) <= _MOST_COLUMNS or columns.kind(words[0]) is None:
        return [], position
    for last in range(position + 1, min(len(lines), position + _MOST_HEADER_LINES)):
        more = document.slice(*lines[last]).split()
        if not more or sum(map(len, more)) > _LONGEST_HEADER:
            break
        run_on = [*words[:-1], words[-1] + more[0], *more[1:]]
        for names in (*_under(words, more), run_on):
            kinds = [columns.kind(name) or "" for name in names]
            if all(map(columns.is_name, names)) and "task" in kinds and set(kinds) & set(ROLES) and len(kinds) >= 3:
                return kinds, last
        words = run_on
    return [], position


def _under(words: list[str], more: list[str]) -> Iterator[list[str]]:
    """The names when each piece of a line goes on with one of the line above, in order."""
    if len(more) > len(words) or any(len(piece) > _LONGEST_ENDING for piece in more):
        return
    for places in combinations(range(len(words)), len(more)):
        endings = dict(zip(places, more, strict=True))
        yield [word + endings.get(place, "") for place, word in enumerate(words)]


def _header_lines(document: Document, lines: Sequence[Range], position: int, columns: Columns) -> tuple[list[str], int]:
    kinds: list[str] = []
    last = position
    for start, end in lines[position:]:
        kind = columns.kind(document.slice(start, end)) if columns.is_name(document.slice(start, end)) else None
        if kind is None:
            break
        kinds.append(kind)
        last = position + len(kinds) - 1
    return kinds, last
