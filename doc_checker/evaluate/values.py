"""A record, or its gold, as comparable values: one list of ``Value`` for each field.

Gold files have the shape of the ``extract`` record without spans, with the clauses as a flat list; a dumped record has
them as a tree. Both are read by the same functions here. Texts are compared without white space.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ..text import squeeze
from .comparison import ABSENT, Value

Fields = dict[str, Any]


def values_of(record: Fields) -> dict[str, list[Value]]:
    """All values of a record in JSON form, by field, in reading order."""
    found = {name: _single(record.get(name)) for name in SINGLE}
    found |= {name: [Value(_text(entry), ()) for entry in record.get(name) or []] for name in LISTS}
    found |= {name: list(read(record)) for name, read in READERS.items()}
    return found


SINGLE = ("title", "document_type", "inner_title", "written_date", "disclosure")
LISTS = ("issuers", "addressees", "signatories")


def _text(value: Any) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"{value:.12g}"
    if isinstance(value, str):
        return squeeze(value)
    return squeeze(json.dumps(_plain(value), ensure_ascii=False, sort_keys=True))


def _plain(value: Any) -> Any:
    """Numbers in one form (2 and 2.0 are the same), texts without white space."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return squeeze(value) if isinstance(value, str) else value


def _value(key: str, **parts: Any) -> Value:
    return Value(key, tuple((name, _text(value)) for name, value in parts.items()))


def _single(value: Any) -> list[Value]:
    return [] if value is None else [Value("", (("", _text(value)),))]


def _document_number(record: Fields) -> Iterator[Value]:
    number = record.get("document_number")
    if number is not None:
        yield _value("", **{name: number[name] for name in ("text", "agency", "year", "sequence")})


def _attachments(record: Fields) -> Iterator[Value]:
    for entry in record.get("attachments") or []:
        yield _value(_text(entry["number"]), title=entry["title"])


def _citations(record: Fields) -> Iterator[Value]:
    for entry in record.get("citations") or []:
        yield _value(
            _text(entry["title"] or entry["document_number"]), title=entry["title"], number=entry["document_number"]
        )


def _times(record: Fields) -> Iterator[Value]:
    for entry in record.get("times") or []:
        yield _value(_text(entry["text"]), kind=entry["kind"], value=entry["value"])


def _clauses(record: Fields) -> Iterator[Value]:
    for entry in _walk(record.get("clauses") or []):
        yield _value(entry["id"], **{name: entry[name] for name in ("label", "level", "heading", "text")})


def _walk(clauses: list[Fields]) -> Iterator[Fields]:
    for clause in clauses:
        yield clause
        yield from _walk(clause.get("children") or [])


def _table_heads(record: Fields) -> Iterator[Value]:
    for number, table in enumerate(record.get("tables") or [], 1):
        yield _value(f"表{number}", **{name: table[name] for name in ("title", "n_rows", "n_cols", "header_rows")})


def _cells(record: Fields) -> Iterator[Value]:
    for number, table in enumerate(record.get("tables") or [], 1):
        for cell in sorted(table["cells"], key=lambda each: (each["row"], each["col"])):
            size = f"{cell.get('row_span', 1)}×{cell.get('col_span', 1)}"
            yield _value(f"表{number} {cell['row']}行{cell['col']}列", text=cell["text"], size=size)


def _unit_lists(record: Fields) -> Iterator[Value]:
    for number, entry in enumerate(record.get("unit_lists") or [], 1):
        yield _value(f"名单{number}", title=entry["title"], declared=entry["declared"], counted=entry["counted"])


def _units(record: Fields) -> Iterator[Value]:
    for number, entry in enumerate(record.get("unit_lists") or [], 1):
        for group in entry["groups"]:
            for unit in group["units"]:
                yield _value(f"名单{number} {_text(unit)}", group=group["name"])


def _members(record: Fields) -> Iterator[Value]:
    for roster in record.get("rosters") or []:
        for member in roster["members"]:
            posts = "、".join(member["posts"])
            yield _value(f"{_text(member['name'])}", roster=roster["title"], role=member["role"], posts=posts)


def _systems(record: Fields) -> Iterator[Value]:
    for number, system in enumerate(record.get("indicator_systems") or [], 1):
        yield _value(f"体系{number}", **{name: system[name] for name in ("title", "level", "total_points")})
        for place, note in enumerate(system.get("notes") or [], 1):
            yield _value(f"体系{number} 注{place}", text=note)


def _groups(record: Fields) -> Iterator[Value]:
    for number, system in enumerate(record.get("indicator_systems") or [], 1):
        for group in system["groups"]:
            yield _value(f"体系{number} {group['id']}", **{name: group[name] for name in ("name", "kind", "points")})


def _indicators(record: Fields) -> Iterator[tuple[str, Fields]]:
    for number, system in enumerate(record.get("indicator_systems") or [], 1):
        for group in system["groups"]:
            for indicator in group["indicators"]:
                yield f"体系{number} {indicator['id']}", indicator


def _indicator_items(record: Fields) -> Iterator[Value]:
    for key, indicator in _indicators(record):
        yield _value(key, **{name: indicator[name] for name in ("name", "text", "points")})


def _rules(record: Fields) -> Iterator[Value]:
    for key, indicator in _indicators(record):
        for place, rule in enumerate(indicator["rules"], 1):
            yield _value(
                f"{key}#{place}", **{name: rule.get(name) for name in ("text", "kind", "points", "per", "caps")}
            )


def _requirements(record: Fields) -> Iterator[Value]:
    for key, indicator in _indicators(record):
        for requirement in indicator["requirements"]:
            own = requirement["id"].removeprefix(indicator["id"])
            yield _value(f"{key}{own}", **{name: requirement.get(name) for name in ("text", "quantity", "points")})


def _tasks(record: Fields) -> Iterator[Value]:
    for task in record.get("tasks") or []:
        yield _value(task["id"], text=task["text"])


def _task_units(record: Fields) -> Iterator[Value]:
    for task in record.get("tasks") or []:
        for role in ("lead", "responsible", "cooperate"):
            for unit in task[role]:
                yield _value(f"{task['id']} {_text(unit)}", role=role)


def _task_times(record: Fields) -> Iterator[Value]:
    for task in record.get("tasks") or []:
        for name in ("deadline", "frequency"):
            if task[name] is not None:
                yield _value(f"{task['id']} {name}", text=task[name])


READERS: dict[str, Callable[[Fields], Iterator[Value]]] = {
    "document_number": _document_number,
    "attachments": _attachments,
    "citations": _citations,
    "times": _times,
    "clauses": _clauses,
    "tables": _table_heads,
    "cells": _cells,
    "unit_lists": _unit_lists,
    "units": _units,
    "rosters": _members,
    "indicator_systems": _systems,
    "groups": _groups,
    "indicators": _indicator_items,
    "rules": _rules,
    "requirements": _requirements,
    "tasks": _tasks,
    "task_units": _task_units,
    "task_times": _task_times,
}
"""Every field that is no single value and no plain list, with the function that reads its values."""

FIELD_NAMES = {
    "document_number": "发文字号",
    "title": "标题",
    "document_type": "文种",
    "inner_title": "内层标题",
    "written_date": "成文日期",
    "disclosure": "公开方式",
    "issuers": "发文机关",
    "addressees": "主送机关",
    "signatories": "署名",
    "attachments": "附件说明",
    "citations": "引用文件",
    "times": "时间",
    "clauses": "条款",
    "tables": "表格",
    "cells": "单元格",
    "unit_lists": "单位名单",
    "units": "名单单位",
    "rosters": "成员名单",
    "indicator_systems": "指标体系",
    "groups": "指标组",
    "indicators": "指标",
    "rules": "计分规则",
    "requirements": "要求",
    "tasks": "任务",
    "task_units": "任务单位",
    "task_times": "任务时限",
}
"""The Chinese word for each field, in the order of the tables."""
