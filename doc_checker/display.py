"""The Chinese words and signs for the codes of the data model: what every report, table and page shows for them.

A status is told by word and sign, so that it can be read without colour.
"""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """How a code is shown: its word, and a sign that every Chinese font has."""

    word: str
    sign: str


STATUS = {
    "covered": Wording("覆盖", "√"),
    "partial": Wording("部分覆盖", "△"),
    "missing": Wording("未覆盖", "×"),
}
RESPONSIBILITY = {
    "named": Wording("责任明确", "√"),
    "collective": Wording("仅有集体单位", "△"),
    "elsewhere": Wording("另处明确", "→"),
    "missing": Wording("责任缺失", "×"),
}
SEVERITY = {
    "error": Wording("错误", "×"),
    "warning": Wording("警告", "△"),
    "info": Wording("提示", "·"),
}
ROLES = {"lead": "牵头", "responsible": "责任", "cooperate": "配合"}
LEVELS = {"county": "县级", "city": "市级", "province": "省级"}
KINDS = {"scored": "计分项", "bonus": "加分项", "deduction": "扣分项"}
FACETS = {
    "action": "行为",
    "object": "对象",
    "quantity": "数量",
    "frequency": "频次",
    "channel": "渠道",
    "level": "层级",
    "deadline": "时限",
    "scope": "范围",
    "commitment": "承诺强度",
    "owner": "承担主体",
    "result": "结果",
    "items": "列举事项",
    "name": "名称",
    "strength": "承诺力度",
}


def format_number(value: float | None, absent: str = "—") -> str:
    """A number of points as a person writes it: 12, 0.5, 33.3; ``absent`` where there is none."""
    return absent if value is None else f"{round(value, 2):.12g}"


def format_points(value: float | None) -> str:
    """分值: 12 分, or 不设上限 where an item's points are unbounded."""
    return "不设上限" if value is None else f"{format_number(value)} 分"


def is_bonus(identifier: str) -> bool:
    """Whether the id of an indicator or group is a bonus one (加, 加.1)."""
    return identifier.startswith("加")


def printable(value: str) -> str:
    """A text without the control characters and direction marks that could forge what is shown.

    Tabs and line ends stay.
    """
    return "".join(char for char in value if not _is_control(char))


def one_line(value: str) -> str:
    """A text on one line, its runs of white space a single space."""
    return " ".join(printable(value).split())


def _is_control(char: str) -> bool:
    if char in "\t\n":
        return False
    return (
        char < " "
        or "\x7f" <= char <= "\x9f"
        or char in "\u061c\u200e\u200f\u2028\u2029\ufffe\uffff"
        or "\u202a" <= char <= "\u202e"
        or "\u2066" <= char <= "\u2069"
        or "\ud800" <= char <= "\udfff"
    )
