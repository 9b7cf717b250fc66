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
DECISION_STATES = {
    "applied": Wording("已采用", "√"),
    "stale": Wording("已不适用，未采用", "×"),
    "expired": Wording("已过期，未采用", "×"),
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
STATES = {
    "ok": "读出",
    "partial": "读出，有存疑",
    "duplicate": "与他件相同",
    "unreadable": "读不了",
    "encrypted": "有密码",
    "unsupported": "格式不支持",
    "too-large": "过大",
    "timeout": "超时",
    "crashed": "程序异常",
}
"""What became of a file that was taken into a store."""

ROLES = {"lead": "牵头", "responsible": "责任", "cooperate": "配合"}
LISTED_APART = frozenset({"task-without-unit", "task-only-collective-units"})
"""Codes of findings whose tasks stand in lists of their own in every report."""

LEVELS = {"county": "县级", "city": "市级", "province": "省级"}
KINDS = {"scored": "计分项", "bonus": "加分项", "deduction": "扣分项"}
CHANGES = {
    "unchanged": Wording("未变", "·"),
    "reworded": Wording("改写", "△"),
    "numbers-changed": Wording("数量变化", "△"),
    "points-changed": Wording("分值变化", "△"),
    "moved": Wording("移动", "→"),
    "added": Wording("新增", "+"),
    "dropped": Wording("删去", "×"),
}
GROUP_CHANGES = {
    "unchanged": "未变",
    "renamed": "改名",
    "renumbered": "改号",
    "points-changed": "分值变化",
    "added": "新增",
    "dropped": "删去",
}
FACETS = {
    "quantity": "数量或频次",
    "channel": "渠道",
    "level": "层级",
    "tiers": "层级范围",
    "recipient": "报送对象",
    "outcome": "结果",
    "scope": "实施范围",
    "leader": "牵头领导",
    "role": "承担角色",
    "deadline": "时限",
    "items": "所列各项",
    "name": "名称",
    "strength": "承诺力度",
}


FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
"""What a formula can begin with, also in full width, and the white space that hides it."""


def format_number(value: float | None, absent: str = "—") -> str:
    """A number of points as a person writes it: 12, 0.5, 33.3; ``absent`` where there is none."""
    return absent if value is None else f"{round(value, 2):.12g}"


def format_points(value: float | None) -> str:
    """分值: 12 分, or 不设上限 where an item's points are unbounded."""
    return "不设上限" if value is None else f"{format_number(value)} 分"


def group_title(identifier: str | None, name: str | None) -> str:
    """A group by number and name (一、制度建设); bonus and deduction items by name alone, an absent group as a dash."""
    if not identifier:
        return "—"
    return f"{identifier}、{name}" if identifier not in ("加", "扣") else str(name)


def is_bonus(identifier: str) -> bool:
    """Whether the id of an indicator or group is a bonus one (加, 加.1)."""
    return identifier.startswith("加")


def printable(value: str) -> str:
    """A text without the control characters and direction marks that could forge what is shown.

    Tabs and line ends stay.
    """
    return "".join(char for char in value if not _is_control(char))


def inert(value: str | float | int | None) -> str | float | int | None:
    """A CSV value that no spreadsheet runs: a text that begins like a formula gets an apostrophe in front."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS) else text


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
