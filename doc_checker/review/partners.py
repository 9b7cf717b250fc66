"""Bodies that a requirement names by their field (与公安机关、纪检监察机关建立机制), and whether a clause names them, by whatever name.

Names of departments in short stand in the lexicons (市场监管: 市场监督管理).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..data import Data

BODY = regex.compile(
    r"(?<!有关|相关|各|职能)(?:部门|机关|机构|法院|检察院|[局委办]|单位|协会|银行|企业|学校|高校|医院)$"
)
_JOINED = regex.compile(r"(?:与|同|会同|联合)[^，。；]{0,40}$")
_SOME_BODY = regex.compile(
    r"(?:与|同|会同|联合|和)[^，。；]{0,24}?(?<!各|有关|相关|成员|职能)(?:[局委办厅]|部门|机关|法院|检察院|银行|中心)"
)
_ORGAN = regex.compile(r"(?P<field>\p{Han}{2,8}?)(?:行政)?(?:主管|管理)?(?:部门|机关)")
"""A department by its field: 公安部门 is 县公安局."""
_IN_OTHER_WORDS = {"就业": "人力资源", "社会保障": "人力资源", "劳动": "人力资源", "审判": "法院", "检察": "检察院"}
"""Fields of departments that their names do not say."""
_TOWNS = ("乡镇", "镇街", "街道", "乡镇街道", "乡镇办", "乡镇（街道）", "镇（街道）", "街道（镇）")
_TOWN = regex.compile(r"[乡镇](?![村愁土情静])|街道|街镇")


def are_partners(names: Sequence[str], asked: str) -> bool:
    """Whether a list names the bodies with which something is to be done (与公安机关、纪检监察机关建立移送机制)."""
    return all(BODY.search(name) for name in names) and bool(_JOINED.search(asked[: asked.find(names[0])]))


def names_other_bodies(names: Sequence[str], asked: str, text: str) -> bool:
    """Whether bodies are asked for with which something is to be done, and a text does it with others by name."""
    return are_partners(names, asked) and _SOME_BODY.search(text) is not None


def body_stands(name: str, text: str, data: Data) -> bool:
    """Whether a department is named by its field, in full or in short (市场监管部门: 市场监督管理局), or towns by another name."""
    if name in _TOWNS:
        return _TOWN.search(text) is not None
    organ = _ORGAN.fullmatch(name)
    if organ is None:
        return False
    field = organ["field"]
    forms = {field, _IN_OTHER_WORDS.get(field, field)}
    for entry in data.entries_of("concept"):
        if field in entry.forms or f"{field}部门" in entry.forms or f"{field}机关" in entry.forms:
            forms.update(form.removesuffix("部门").removesuffix("机关") for form in entry.forms)
    return any(len(form) > 1 and form in text for form in forms)
