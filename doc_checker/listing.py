"""Lists of units (单位名单) printed as lines: which lines name units, which head a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from .data import Data
from .document import Document
from .labels import find_label
from .outline import Range
from .text import squeeze
from .unit_names import UnitNames, split_top

_ENOUGH = 0.6
_LONGEST_LINE = 60
_LONGEST_HEADING = 24
_SENTENCE_MARK = regex.compile(r"[。；，,]")
_WORDS = regex.compile(r"\S+(?: \S+)*")
_NUMBER = regex.compile(r"^\s*(?:[-—*•·]\s*|\d{1,3}\s+)")
_INLINE = regex.compile(r"^(?P<name>[^：:。，]{2,24})[：:](?P<units>.+)$", regex.DOTALL)
_COUNT = regex.compile(r"[（(](?:共计?)?\d{1,4}(?:个|家|所|处|户|名)?[)）]$")
_ORPHANS = regex.compile(r"^[（(](?:共|排名|按)[^（()）]{1,30}[)）]$")
_LIST_TITLE = regex.compile(r"名单|名录|一览|单位|试点|示范|入选|获奖|县|市|区|企业|机构|基地|园区")


@dataclass(frozen=True)
class ListGroup:
    """Units under a heading, both as offsets in the document's text; ``name`` is None where there is no heading."""

    name: Range | None
    units: tuple[Range, ...]


@dataclass(slots=True)  # one for each line, asked several times
class _Line:
    """A line without its number: where it stands, and what it can be."""

    start: int
    end: int
    text: str
    units: tuple[Range, ...] = ()
    places: tuple[Range, ...] = ()
    heading: Range | None = None
    inline: bool = False


def read_unit_list(
    document: Document, lines: Sequence[Range], data: Data, title: str = "", least: int = 2
) -> list[ListGroup] | None:
    """The groups of a list of units, or None where the lines are no such list; clauses and unit lists both ask."""
    key = ("unit list", tuple(lines), data, title, least)
    return document.once(key, lambda: _read_list(document, lines, data, title, least))


def _read_list(
    document: Document, lines: Sequence[Range], data: Data, title: str, least: int
) -> list[ListGroup] | None:
    names = data.once(UnitNames)
    read = [line for start, end in lines if (line := _read_line(document, start, end, names, data)) is not None]
    if not read or any(len(line.text) > 3 * _LONGEST_LINE for line in read):
        return None
    organs = sum(len(line.units) for line in read)
    naming = [line for line in read if line.units]
    if organs >= least and _mostly(len(naming), [line for line in read if not line.units], naming):
        return _group(read, places=False)
    placed = [line for line in read if line.units or line.places]
    if not _LIST_TITLE.search(title) or sum(len(line.places) for line in placed) < max(3, least):
        return None
    return _group(read, places=True) if len(placed) >= _ENOUGH * len(read) else None


def _mostly(count: int, others: list[_Line], naming: list[_Line]) -> bool:
    """Whether units prevail: each other line must be able to head a group, all but a few."""
    odd = [line for line in others if line.heading is None]
    return len(odd) <= 0.25 * count and len(others) - len(odd) <= count


def _read_line(document: Document, start: int, end: int, names: UnitNames, data: Data) -> _Line | None:
    start, end = _bare(document, start, end, data)
    text = squeeze(document.slice(start, end))
    if not text or _ORPHANS.match(text):
        return None
    raw = document.slice(start, end)
    inline = _INLINE.match(raw)
    if inline and len(text) < 3 * _LONGEST_LINE:
        units = _pieces(raw, start, inline.start("units"), len(raw))
        good = [_kind(document, unit, names) for unit in units]
        if units and all(good):
            named = _heading_range(document, _trim(document, start, start + inline.end("name")))
            organ = tuple(u for u, kind in zip(units, good, strict=True) if kind == "unit")
            if len(organ) == len(units):
                return _Line(start, end, text, units=organ, heading=named, inline=True)
            return _Line(start, end, text, places=tuple(units), heading=named, inline=True)
    units = _pieces(raw, start, 0, len(raw))
    kinds = [_kind(document, unit, names) for unit in units]
    short = len(text) <= _LONGEST_HEADING and not _SENTENCE_MARK.search(text)
    heading = _heading_range(document, (start, end)) if short else None
    if units and all(kind == "unit" for kind in kinds):
        return _Line(start, end, text, units=tuple(units))
    if units and all(kinds):
        return _Line(start, end, text, places=tuple(units), heading=heading if len(units) == 1 else None)
    return _Line(start, end, text, heading=heading)


def _heading_range(document: Document, heading: Range) -> Range | None:
    """A heading without its count (（3个）) and colon."""
    start, end = heading
    text = document.slice(start, end).rstrip("：: ")
    text = _COUNT.sub("", text).rstrip()
    return (start, start + len(text)) if text else None


def _bare(document: Document, start: int, end: int, data: Data) -> Range:
    """A line without its number or bullet and its final mark."""
    raw = document.slice(start, end)
    label = find_label(raw, data)
    number = _NUMBER.match(raw)
    begin = start + (label.length if label else number.end() if number else 0)
    return _trim(document, begin, end)


def _trim(document: Document, start: int, end: int) -> Range:
    while start < end and document.text.value[start].isspace():
        start += 1
    while end > start and (document.text.value[end - 1].isspace() or document.text.value[end - 1] in "；;。，,、"):
        end -= 1
    return (start, end)


def _pieces(raw: str, offset: int, begin: int, end: int) -> list[Range]:
    """Names in a line: between list marks, tabs or wide gaps."""
    found: list[Range] = []
    for a, b in split_top(raw[begin:end], "、，,；;。\t\n"):
        for match in _WORDS.finditer(raw[begin + a : begin + b]):
            found.append((offset + begin + a + match.start(), offset + begin + a + match.end()))
    return found


def _kind(document: Document, place: Range, names: UnitNames) -> str | None:
    text = squeeze(document.slice(*place))
    return "unit" if names.is_unit(text) else "place" if names.is_place(text) else None


def _group(lines: list[_Line], places: bool) -> list[ListGroup]:
    """Units under their headings; a heading without units below it is dropped."""
    groups: list[tuple[Range | None, list[Range]]] = []
    for position, line in enumerate(lines):
        found = line.units or (line.places if places and not _heads(lines, position) else ())
        if line.inline and line.heading and found:
            groups.append((line.heading, list(found)))
        elif found:
            if not groups:
                groups.append((None, []))
            groups[-1][1].extend(found)
        elif line.heading:
            groups.append((line.heading, []))
    return [ListGroup(name, tuple(units)) for name, units in groups if units]


def _heads(lines: list[_Line], position: int) -> bool:
    """Whether a place heads the places below it: a city directly before counties or districts."""
    line = lines[position]
    if len(line.places) != 1 or not line.text.endswith(("市", "州", "盟", "地区")) or position + 1 == len(lines):
        return False
    following = lines[position + 1]
    cities = [other for other in lines if other.text.endswith("市")]
    return (
        bool(following.places)
        and following.text.endswith(("县", "区", "旗"))
        and lines[0].text.endswith(("市", "州", "盟", "地区"))
        and all(
            lines.index(city) + 1 < len(lines) and lines[lines.index(city) + 1].text.endswith(("县", "区", "旗"))
            for city in cities
        )
    )
