"""JSON of indicator systems, as ``indicators --format json`` or ``extract`` wrote it and a person corrected it → ``Record``.

What stands in the file counts as it stands; only an indicator without requirements gets those that its text asks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..data import Data
from ..errors import UnreadableDocument
from ..extract.audit import audit_systems
from ..extract.indicators import read_item
from ..model import IndicatorGroup, IndicatorSystem, Record, Source
from ..model.loading import NotAsDescribed, load_model
from ..titles import is_titled

_FACTS = ("title", "inner_title", "document_number", "written_date", "issuers")
_ADVICE = "请对照 schemas/indicator-system.schema.json 修改"
_PREFIXES = {"bonus": "加", "deduction": "扣"}


def read_json(payload: bytes, name: str, data: Data) -> Record | None:
    """The record of a JSON file with indicator systems; None where it holds none.

    Raises UnreadableDocument with line or field where it is broken.
    """
    content = _parse(payload, name)
    if "indicator_systems" in content:
        values, where = content["indicator_systems"], "indicator_systems"
    elif "groups" in content:
        values, where = [content], ""
    else:
        return None
    return load_record(content, values, where, name, payload, data)


def load_record(
    content: Mapping[str, Any], values: Any, where: str, name: str, payload: bytes, data: Data, kind: str = "json"
) -> Record:
    """A record of systems given as data, with the facts of the notice that they came from."""
    if not isinstance(values, list):
        raise UnreadableDocument(name, f"{where}：应为列表", _ADVICE)
    systems = [_load_system(value, f"{where}[{number}]" if where else "", name) for number, value in enumerate(values)]
    systems = [_completed(system, name, data) for system in systems]
    facts = {key: content[key] for key in _FACTS if content.get(key) is not None}
    source = Source(name=Path(name).name, sha256=hashlib.sha256(payload).hexdigest(), format=kind)
    try:
        record = load_model(Record, {**facts, "source": source})
    except NotAsDescribed as error:
        raise UnreadableDocument(name, str(error), _ADVICE) from error
    return record.model_copy(update={"indicator_systems": systems, "findings": audit_systems(systems)})


def _parse(payload: bytes, name: str) -> Mapping[str, Any]:
    try:
        content = json.loads(payload.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(name, "JSON 文件不是 UTF-8 编码", "请用 UTF-8 保存后再试") from error
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 列"
        raise UnreadableDocument(name, f"{place} 不是正确的 JSON", "请检查这里的引号、逗号和括号") from error
    except (RecursionError, ValueError) as error:
        raise UnreadableDocument(name, "不是正确的 JSON（嵌套过深，或有无法表示的数字）", "请重新导出后再改") from error
    return content if isinstance(content, dict) else {}


def _refuse(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON


def _load_system(value: Any, where: str, name: str) -> IndicatorSystem:
    if not isinstance(value, dict):
        raise UnreadableDocument(name, f"{where}：应为对象", _ADVICE)
    try:
        return load_model(IndicatorSystem, value, where)
    except NotAsDescribed as error:
        raise UnreadableDocument(name, str(error), _ADVICE) from error


def _completed(system: IndicatorSystem, name: str, data: Data) -> IndicatorSystem:
    """The system with requirements for every indicator. Raises UnreadableDocument where ids are unsound."""
    seen: set[str] = set()
    groups = []
    for group in system.groups:
        for indicator in group.indicators:
            if not indicator.id.strip() or indicator.id in seen:
                problem = f"“{system.title}”中编号“{indicator.id}”重复或为空"
                raise UnreadableDocument(name, problem, "请给每项指标不同的编号")
            seen.add(indicator.id)
            check_prefix(indicator.id, group.kind, name, f"指标“{indicator.id}”")
        groups.append(_with_requirements(group, is_titled(system), data))
    return system.model_copy(update={"groups": groups})


def _with_requirements(group: IndicatorGroup, titled: bool, data: Data) -> IndicatorGroup:
    indicators = [
        indicator
        if indicator.requirements
        else indicator.model_copy(
            update={
                "requirements": read_item(
                    indicator.id, indicator.name, indicator.text, indicator.points, group.kind, data, titled
                ).requirements
            }
        )
        for indicator in group.indicators
    ]
    return group.model_copy(update={"indicators": indicators})


def check_prefix(identifier: str, kind: str, name: str, place: str) -> None:
    """Bonus and deduction items are told by their ids (加.1, 扣.1). Raises UnreadableDocument where they differ."""
    wanted = _PREFIXES.get(kind)
    has = next((prefix for prefix in _PREFIXES.values() if identifier.startswith(prefix)), None)
    if wanted != has:
        asked = f"应以“{wanted}”开头" if wanted else f"不能以“{has}”开头"
        kinds = {"scored": "计分项", "bonus": "加分项", "deduction": "扣分项"}
        raise UnreadableDocument(name, f"{place}：{kinds[kind]}的编号{asked}，不能是“{identifier}”", "请改编号或类别")
