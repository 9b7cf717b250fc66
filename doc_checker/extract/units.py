"""单位名单: lists of units under their group headings, with the total that the text declares."""

from __future__ import annotations

from collections.abc import Sequence

from ..data import Data
from ..document import Document, Paragraph, TableBlock
from ..flatheader import find_flat_header
from ..gridrows import column_kinds
from ..labels import find_label
from ..listing import ListGroup, read_unit_list
from ..model import UnitGroup, UnitList
from ..numerals import parse_numeral
from ..outline import Outline, Part, Range
from ..persons import Persons
from ..responsibility import ROLES
from ..text import fold, squeeze, tidy
from ..unit_names import UnitNames

_LEAST_IN_BODY = 3
_LONGEST_LINE = 60
_AROUND = 80


def find_unit_lists(document: Document, outline: Outline, data: Data) -> list[UnitList]:
    """The lists of units of a document: attachments that are one, tables of units, and runs of units in the body."""
    return _Reader(document, outline, data).read()


class _Reader:
    """Reads the lists part by part."""

    def __init__(self, document: Document, outline: Outline, data: Data) -> None:
        self.document = document
        self.outline = outline
        self.data = data
        self.names = data.once(UnitNames)
        self.persons = data.once(Persons)
        self.lists: list[UnitList] = []

    def read(self) -> list[UnitList]:
        """All lists in reading order."""
        found: list[tuple[str, list[ListGroup], Part]] = []
        for part in self.outline.parts:
            title = tidy(self.document.slice(*part.title)) if part.title else ""
            for groups, heading in self._lists_of(part, title):
                found.append((heading or title, groups, part))
        return [self._build(title, groups, part, len(found)) for title, groups, part in found]

    def _lists_of(self, part: Part, title: str) -> list[tuple[list[ListGroup], str]]:
        blocks = self.document.blocks[part.blocks[0] : part.blocks[1]]
        tables = [(groups, "") for block in blocks if isinstance(block, TableBlock) and (groups := self._table(block))]
        if tables:
            return tables
        paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
        if part.kind == "attachment":
            lines = [line for block in paragraphs for line in block.lines if line[1] <= part.extent[1]]
            if find_flat_header(self.document, lines, self.data) or self._has_members(lines):
                return []
            least = 1 if "名单" in title else 2
            groups = read_unit_list(self.document, lines, self.data, title, least)
            return [(groups, "")] if groups else []
        return self._runs(paragraphs, part)

    def _has_members(self, lines: Sequence[Range]) -> bool:
        return any(self.persons.role_labels(self.document.slice(*line)) for line in lines)

    # --- lists in the body

    def _runs(self, paragraphs: Sequence[Paragraph], part: Part) -> list[tuple[list[ListGroup], str]]:
        """Runs of lines in the body that each name one unit, where a heading or a colon above announces them
        (signatures are none).
        """
        found: list[tuple[list[ListGroup], str]] = []
        run: list[Range] = []
        heading, announced = "", False
        lines = [line for block in paragraphs for line in block.lines if part.extent[0] <= line[0] < part.extent[1]]
        for line in [*lines, None]:
            text = self.document.slice(*line) if line else ""
            if line and self._is_unit_line(text):
                run.append(line)
                continue
            if announced and len(run) >= _LEAST_IN_BODY:
                groups = read_unit_list(self.document, run, self.data, heading)
                found.extend([(groups, heading)] if groups else [])
            run = []
            label = find_label(text, self.data)
            heading = tidy(text[label.length :]) if label and len(text) <= _LONGEST_LINE and "。" not in text else ""
            announced = bool(heading) or text.rstrip().endswith(("：", ":", "名单", "如下"))
        return found

    def _is_unit_line(self, text: str) -> bool:
        if len(text) > _LONGEST_LINE or text.rstrip()[-1:] in "：:。":
            return False
        label = find_label(text, self.data)
        value = squeeze(text[label.length :] if label else text).rstrip("；;，、")
        return self.names.is_unit(value) and not any(mark in value for mark in "、，；")

    # --- tables

    def _table(self, block: TableBlock) -> list[ListGroup] | None:
        """The units of a table with a column of units and none of tasks, grouped by its column of places."""
        header, kinds = column_kinds(self.document, block, self.data)
        if not header or "unit" not in kinds or set(kinds) & {"task", "name", "points", *ROLES}:
            return None
        column = kinds.index("unit")
        place = next((i for i, kind in enumerate(kinds) if kind in ("place", "group") and i < column), None)
        cells = {(cell.row, cell.col): cell for cell in block.cells}
        groups: list[tuple[Range | None, list[Range]]] = []
        for row in range(header, block.n_rows):
            heading = cells.get((row, place)) if place is not None else None
            if heading and self._text(heading.start, heading.end):
                current = (heading.start, heading.end)
                if not groups or self._name(groups[-1][0]) != self._name(current):
                    groups.append((current, []))
            unit = cells.get((row, column))
            if unit and self._text(unit.start, unit.end):
                if not groups:
                    groups.append((None, []))
                groups[-1][1].append((unit.start, unit.end))
        units = [self._text(*unit) for _, members in groups for unit in members]
        like = sum(self.names.is_unit(unit) or self.names.is_place(unit) for unit in units)
        if not units or like < 0.6 * len(units):
            return None
        return [ListGroup(name, tuple(members)) for name, members in groups if members]

    def _text(self, start: int, end: int) -> str:
        return squeeze(self.document.slice(start, end))

    def _name(self, place: Range | None) -> str | None:
        return self._text(*place) if place else None

    # --- the list

    def _build(self, title: str, groups: list[ListGroup], part: Part, total: int) -> UnitList:
        built = [
            UnitGroup(
                name=tidy(self.document.slice(*group.name)) if group.name else None,
                units=[tidy(self.document.slice(*unit)) for unit in group.units],
                spans=[self.document.text.span(*unit) for unit in group.units],
            )
            for group in groups
        ]
        units = [unit for group in built for unit in group.units]
        return UnitList(
            title=title or None,
            groups=built,
            declared=self._declared(title, units, part, total),
            counted=len(units),
        )

    def _declared(self, title: str, units: Sequence[str], part: Part, total: int) -> int | None:
        """The total that the title or the text declares for this list; never chosen by what was counted."""
        head = fold(squeeze(title))
        for pattern in self.data.patterns_of("declared_in_title"):
            match = pattern.compiled.search(head)
            if match:
                return _number(match["count"])
        best, chosen = 0.0, None
        view = self.document.text.compact()
        for pattern in self.data.patterns_of("declared_count"):
            for match in pattern.compiled.finditer(view.value):
                score = self._fits(view.value, match.start(), match.end(), head, units)
                if score > best:
                    best, chosen = score, _number(match["count"])
        return chosen if best >= (2 if total > 1 else 1) else None

    def _fits(self, value: str, start: int, end: int, title: str, units: Sequence[str]) -> float:
        """How well a declared number fits a list: a unit named before 等, and words of its title near by."""
        sentence_start = max(value.rfind("。", 0, start) + 1, start - _AROUND)
        stop = value.find("。", end)
        sentence = value[sentence_start : min(stop if stop >= 0 else len(value), end + _AROUND)]
        before = value[max(sentence_start, start - 20) : start]
        example = max((_overlap(before, unit) for unit in units), default=0)
        words = {title[i : i + 2] for i in range(len(title) - 1)}
        shared = sum(word in sentence for word in words)
        return (2 if example >= 3 else 0) + (shared / len(words) * 4 if words else 0)


def _overlap(before: str, unit: str) -> int:
    """How many characters a unit's name begins with that stand at the end of a text (某某县 of 某某县民政局)."""
    for size in range(min(len(unit), len(before)), 1, -1):
        if before.endswith(unit[:size]):
            return size
    return 0


def _number(printed: str) -> int | None:
    value = parse_numeral(printed)
    return int(value) if value else None
