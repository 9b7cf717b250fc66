"""XLSX of indicator systems, as ``indicators --format xlsx`` wrote it and a person edited it → ``Record``.

The sheet ``指标`` says which indicators there are, in which order and groups. What was not changed is taken from the hidden
original. An indicator whose text was changed and whose requirements (rules) were not is read anew from its text; so is an
added one without any. Requirements and rules that a person changed count as they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from ..data import Data
from ..display import KINDS, LEVELS
from ..errors import NoIndicatorSystem, UnreadableDocument
from ..model import Finding, Indicator, IndicatorGroup, IndicatorSystem, Record
from ..numerals import format_numeral
from ..readers.xlsx import SheetCells, read_cells, sheet_names
from ..text import fold, squeeze, tidy
from .details import Details
from .json_file import check_prefix, load_record
from .layout import (
    INDICATOR_COLUMNS,
    INDICATORS,
    ORIGINAL,
    REQUIREMENT_COLUMNS,
    REQUIREMENTS,
    RULE_COLUMNS,
    RULES,
    same_text,
    unpack_original,
)
from .sheetrows import Row, filled_down, find_header, read_rows

_NEEDED = ("内容", "编号", "类别")
_PREFIXES = {"bonus": "加", "deduction": "扣"}
_VERSIONS = ("1",)

Kind = Literal["scored", "bonus", "deduction"]


@dataclass
class _Group:
    """A group while it is put together."""

    id: str
    name: str
    rows: list[Row] = field(default_factory=list)


def read_workbook(payload: bytes, name: str, data: Data) -> Record | None:
    """The record of a workbook of indicator systems, None where a workbook is anything else.

    Raises UnreadableDocument, which names sheet and cell; NoIndicatorSystem where no indicator is left.
    """
    if INDICATORS not in sheet_names(payload, name):
        return None
    sheets = {cells.name: cells for cells in reversed(read_cells(payload, name))}
    main = sheets.get(INDICATORS)
    if main is None:  # named in the list of sheets, its part missing or unreadable
        raise UnreadableDocument(name, f"读不到工作表“{INDICATORS}”", "文件可能已损坏，请重新导出")
    original, facts, marked = _original(sheets.get(ORIGINAL), name, payload, data)
    if not marked and find_header(main, (*_NEEDED, "组别", "分值")) is None:
        return None
    rows = read_rows(name, main, INDICATOR_COLUMNS, _NEEDED)
    rows = [row for row in rows if row.text("内容") or row.text("名称") or _refuse_empty(row)]
    if not rows:
        raise NoIndicatorSystem(name, f"工作表“{INDICATORS}”中没有指标", "请至少保留一项指标")
    details = Details(
        _rows_of(name, sheets.get(REQUIREMENTS), REQUIREMENT_COLUMNS, ("指标编号", "要求")),
        _rows_of(name, sheets.get(RULES), RULE_COLUMNS, ("指标编号", "计分规则")),
        data,
    )
    systems = []
    parts = _by_title(rows)
    origins = _origins(parts, original)
    for title, own in parts.items():
        details.open(title, origins[title], single=len(parts) == 1)
        systems.append(_System(name, title, own, origins[title], details).build())
    details.close([indicator.id for each in original for group in each.groups for indicator in group.indicators])
    content = {**facts, "indicator_systems": [system.model_dump(mode="json") for system in systems]}
    record = load_record(content, content["indicator_systems"], INDICATORS, name, payload, data, "xlsx")
    changes = _changes(original, systems) if original else None
    return record.model_copy(update={"findings": [*([changes] if changes else []), *record.findings]})


def _original(
    cells: SheetCells | None, name: str, payload: bytes, data: Data
) -> tuple[list[IndicatorSystem], dict[str, Any], bool]:
    """The systems as exported, the facts of their notice, and whether the workbook bears our mark.

    Without a sound hidden sheet everything counts as it stands.
    """
    if cells is None:
        return [], {}, False
    column = [text for (_, col), text in sorted(cells.texts.items()) if col == 0]
    found = unpack_original(column)
    if found is None:
        return [], {}, False
    version, content = found
    if version not in _VERSIONS:
        raise UnreadableDocument(name, f"体系工作簿的格式是第 {version} 版，本程序只认第 1 版", "请用新版程序读取")
    try:
        record = load_record(content, content.get("indicator_systems"), ORIGINAL, name, payload, data)
    except UnreadableDocument:
        return [], {}, True
    facts = {key: value for key, value in content.items() if key not in ("indicator_systems", "source")}
    return record.indicator_systems, facts, True


def _refuse_empty(row: Row) -> bool:
    """A row without text is passed over where it has no number; one with a number has lost its text."""
    if row.text("编号"):
        raise row.error("内容", f"指标“{row.text('编号')}”没有内容", "请填上内容，或删去整行")
    return False


def _rows_of(name: str, cells: SheetCells | None, known: Sequence[str], needed: Sequence[str]) -> list[Row] | None:
    return None if cells is None or not cells.texts else read_rows(name, cells, known, needed)


def _by_title(rows: Sequence[Row]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = {}
    for row, title in filled_down(rows, "指标体系"):
        parts.setdefault(tidy(title), []).append(row)
    return parts


def _origins(parts: dict[str, list[Row]], original: Sequence[IndicatorSystem]) -> dict[str, IndicatorSystem | None]:
    """For each system of the sheet the one that it was: of the same title, else the one with the most ids in common."""
    found: dict[str, IndicatorSystem | None] = {
        title: next((each for each in original if same_text(title, each.title)), None) for title in parts
    }
    left = [each for each in original if all(each is not taken for taken in found.values())]
    for title, rows in parts.items():
        if found[title] is None and left:
            ids = {squeeze(row.text("编号")) for row in rows}
            best = max(left, key=lambda each: len(ids & {i.id for g in each.groups for i in g.indicators}))
            found[title] = best
            left = [each for each in left if each is not best]
    return found


class _System:
    """Puts one system together from its rows."""

    def __init__(
        self, file: str, title: str, rows: Sequence[Row], original: IndicatorSystem | None, details: Details
    ) -> None:
        self.file = file
        self.title = title
        self.rows = rows
        self.original = original
        self.details = details
        self._was = {i.id: i for g in original.groups for i in g.indicators} if original else {}
        self._groups_were = {group.id: group for group in original.groups} if original else {}

    def build(self) -> IndicatorSystem:
        """The system; what is left empty is filled from the original or added up."""
        taken: dict[str, Row] = {}
        for row in self.rows:
            self._take(_id(row), row, taken)
        groups = [self._group(group, taken) for group in self._grouped()]
        was = self.original
        level_word = self._agreed(self.rows, "级别", LEVELS.get(was.level or "", "") if was else "")
        total_text = self._agreed(self.rows, "满分", was.total_points if was else None)
        return IndicatorSystem(
            title=was.title if was and same_text(self.title, was.title) else self.title or "指标体系",
            level=cast(Any, self._level(level_word)),
            total_points=self._total(total_text, groups),
            groups=groups,
            notes=was.notes if was else [],
        )

    @staticmethod
    def _take(identifier: str, row: Row, taken: dict[str, Row]) -> None:
        if not identifier:
            return
        if identifier in taken:
            first = taken[identifier].place("编号")
            raise row.error("编号", f"编号“{identifier}”与{first}重复", "请改成不同的编号，或留空由程序编号")
        taken[identifier] = row

    def _grouped(self) -> list[_Group]:
        """The groups in order of appearance. A cell left empty belongs to the group above; a name alone finds its group."""
        groups: dict[str, _Group] = {}
        current: _Group | None = None
        printed = {row.number: (_key(row.text("组号")), tidy(row.text("组别"))) for row in self.rows}
        names = Counter(pair for pair in printed.values() if pair[0] and pair[1])
        owner = {name: key for (key, name), _ in reversed(names.most_common())}
        for row in self.rows:
            key, name = printed[row.number]
            # Another group's name beside the old number: the row was moved there.
            if key and name and owner.get(name, key) != key and names[owner[name], name] > names[key, name]:
                key = owner[name]
            key = key or owner.get(name, "") or (current.id if current and not name else "")
            if not key:
                key = next((g.id for g in groups.values() if name and g.name == name), "") or self._new_group(
                    row, groups
                )
            current = groups.setdefault(key, _Group(key, name))
            current.name = current.name or name
            if name and name != current.name:
                first = next(r for r in current.rows if tidy(r.text("组别")) == current.name)
                problem = f"组号“{key}”有两个名称：“{current.name}”（{first.place('组别')}）和“{name}”"
                raise row.error("组别", problem, "请改成一致，或改组号")
            current.rows.append(row)
        return list(groups.values())

    def _new_group(self, row: Row, groups: dict[str, _Group]) -> str:
        kind = _kind_of(row)
        if kind in _PREFIXES:
            return _PREFIXES[kind]
        used = {*groups, *(_key(each.text("组号")) for each in self.rows)}
        return next(key for key in map(format_numeral, range(1, 9999)) if key not in used)

    def _group(self, group: _Group, taken: dict[str, Row]) -> IndicatorGroup:
        was = self._groups_were.get(group.id)
        kind = self._kind(group, was)
        text = self._agreed(group.rows, "组分值", was.points if was else None)
        points = text.points("组分值") if text else None
        name = group.name or (was.name if was else "全部指标")
        return IndicatorGroup(
            id=group.id,
            name=was.name if was and same_text(name, was.name) else name,
            kind=kind,
            points=points,
            indicators=[self._indicator(row, group.id, kind, taken) for row in group.rows],
        )

    def _kind(self, group: _Group, was: IndicatorGroup | None) -> Kind:
        told = {_kind_of(row): row for row in reversed(group.rows) if _kind_of(row)}
        if len(told) > 1:
            first, second = sorted(told.values(), key=lambda row: row.number)[:2]
            problem = (
                f"组“{group.name}”中有两个类别：{first.place('类别')}“{first.text('类别')}”、“{second.text('类别')}”"
            )
            raise second.error("类别", problem, "请改成一致，或另立一组")
        if told:
            return cast(Kind, next(iter(told)))
        return (
            was.kind if was else cast(Kind, next((k for k, p in _PREFIXES.items() if group.id.startswith(p)), "scored"))
        )

    def _indicator(self, row: Row, group: str, kind: Kind, taken: dict[str, Row]) -> Indicator:
        identifier = _id(row)
        if not identifier:
            free = (f"{group}.{number}" for number in range(1, 99_999))
            identifier = next(key for key in free if key not in taken)
            taken[identifier] = row
        check_prefix(identifier, kind, self.file, row.place("编号"))
        return self.details.indicator(identifier, row, kind, self._was.get(identifier))

    def _agreed(self, rows: Sequence[Row], column: str, was: object) -> Row | None:
        """The row whose cell of a column counts for the whole system or group; None where all are empty.

        The value stands in every row; where people changed one of them, the changed one counts.
        """
        values: dict[str, Row] = {}
        for row in rows:
            if squeeze(row.text(column)):
                values.setdefault(_value(row, column), row)
        if len(values) > 1:
            values.pop(f"{was:g}" if isinstance(was, float) else str(was), None)
        if len(values) > 1:
            (one, first), (other, second) = list(values.items())[:2]
            problem = f"{column}前后不一：{first.place(column)}是“{one}”，这里是“{other}”"
            raise second.error(column, problem, "请改成一致")
        return next(iter(values.values()), None)

    def _level(self, row: Row | None) -> str | None:
        if row is None:
            return None
        word = squeeze(row.text("级别"))
        code = next((code for code, name in LEVELS.items() if word in (name, name[:1], code)), None)
        if code is None:
            known = "、".join(LEVELS.values())
            raise row.error("级别", f"级别不能是“{word[:20]}”", f"可用：{known}，或留空")
        return code

    def _total(self, row: Row | None, groups: Sequence[IndicatorGroup]) -> float | None:
        if row is not None:
            return row.points("满分")
        if self.original is not None and self.original.total_points is None:
            return None
        values = [group.points for group in groups if group.kind == "scored"]
        return None if not values or None in values else sum(value for value in values if value is not None)


def _value(row: Row, column: str) -> str:
    if column == "级别":
        return squeeze(row.text(column))
    value = row.points(column)
    return squeeze(row.text(column)) if value is None else f"{value:g}"


def _id(row: Row) -> str:
    return fold(squeeze(row.text("编号"))).replace("．", ".")


def _key(text: str) -> str:
    return fold(squeeze(text)).strip("、.．")


def _kind_of(row: Row) -> str:
    word = squeeze(row.text("类别"))
    if not word:
        return ""
    code = next((code for code, name in KINDS.items() if word in (name, name.removesuffix("项"), code)), None)
    if code is None:
        raise row.error("类别", f"类别不能是“{word[:20]}”", f"可用：{'、'.join(KINDS.values())}")
    return code


def _changes(before: Sequence[IndicatorSystem], after: Sequence[IndicatorSystem]) -> Finding | None:
    """A finding that a person changed the systems, with how many indicators; None where nothing was changed."""
    were = {(n, i.id): i for n, each in enumerate(before) for g in each.groups for i in g.indicators}
    titles = [each.title for each in before]
    now = {
        (titles.index(each.title) if each.title in titles else n, i.id): i
        for n, each in enumerate(after)
        for g in each.groups
        for i in g.indicators
    }
    if list(before) == list(after):
        return None
    changed = sorted(key[1] for key in were.keys() & now.keys() if were[key] != now[key])
    added = sorted(key[1] for key in now.keys() - were.keys())
    dropped = sorted(key[1] for key in were.keys() - now.keys())
    parts = [
        f"{word} {len(ids)} 项（{'、'.join(ids[:10])}{'…' if len(ids) > 10 else ''}）"
        for word, ids in (("改动", changed), ("增加", added), ("删去", dropped))
        if ids
    ]
    return Finding(
        code="system-corrected",
        severity="info",
        message=f"指标体系经人工修改：{'，'.join(parts) or '只改了次序、名称或总分'}",
        data={"changed": changed, "added": added, "dropped": dropped},
    )
