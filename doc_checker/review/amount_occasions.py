"""Occasions of an act: each time that another act is done (每次推进会先安排学习), and on days that are named (宣传周和质量月期间分别)."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..data import Data
from ..model import Facet
from ..quantities import find_quantities, is_times, period_days
from .cues import PAUSE

_EACH_TIME = regex.compile(
    r"每次(?P<what>[\p{Han}]{0,8}?(?:会议?|活动|督导|检查|调度|例会|培训))(?:召开|开展|举行)?(?:[上时中前后]|之[前后])?[，,]?"
    r"(?=(?:均|都|要|须|应|必须|首先|先行?|同步|一并|固定|统一|集中|安排|组织|开展|设置|学习|邀请|听取|通报)[\p{Han}])"
    r"|(?<=[，。；]|^)(?P<what>会|调度|例会|会商|督导)(?:议[上前后]|之?[前后]|上)[，,]?(?:均|都|要|须|应|必须|首先|先行?|同步|一并|固定|统一|集[中体]|组织|安排)(?=[\p{Han}])"
)
"""Words by which an act goes with each time of another one."""
_HEAD = 1
_MEETING = "会"
_MEETS = regex.compile(r"调度|研究|听取|部署|审议|碰头|研判|点评")
"""What is done at meetings that are not called so (领导小组每季度调度一次，会前先学习)."""


def said_each_time(texts: Sequence[str], data: Data) -> list[str]:
    """Sentences with each time of a recurring act said as how often that is (每季度召开推进会。每次推进会先学习 → 每季度1次先学习)."""
    return [_said_in(text, texts, data) if _EACH_TIME.search(text) else text for text in texts]


def _said_in(text: str, texts: Sequence[str], data: Data) -> str:
    return _EACH_TIME.sub(lambda match: _how_often(match, text, texts, data), text)


def _how_often(match: regex.Match[str], text: str, texts: Sequence[str], data: Data) -> str:
    head = match["what"][-_HEAD:]
    for before in (text[: match.start()], *(other for other in texts if other is not text)):
        for mention in reversed(find_quantities(before, data)):
            if mention.per is None or not is_times(mention.unit or "") or period_days(mention.per, data) is None:
                continue
            part = PAUSE.split(before[mention.start :])[0]
            if (head in part or (head == _MEETING and _MEETS.search(part))) and mention.comparison != "<=":
                return f"每{mention.per}{mention.number:g}次"
    return match.group()


_ON_EACH = regex.compile(
    r"^(?:[在于]|利用|围绕|结合)?(?P<list>[^，。；]{3,60}?)(?:期间|前后|之际|当[天日月])?(?:要|均|应)?(?:分别|各)"
)
_OCCASION = regex.compile(r"(?:日|周|月|节|季|期|假)$")
_FEAST = regex.compile(
    r"(?P<name>元旦|春节|元宵|清明|五一|五四|端午|六一|七一|八一|教师|中秋|国庆|十一|重阳|植树|劳动|妇女|儿童|建[党军])节?"
)
"""Days that are known by their first two characters (清明祭英烈)."""
_MARKS = regex.compile(r"、|[和及与]")
_PLAIN = regex.compile(r"[“”‘’·\d]+月?")


def on_named_occasions(facet: Facet, texts: Sequence[str]) -> Facet:
    """A number of named occasions (宣传周和质量月期间分别组织) that a clause does not count: met where it names each of them."""
    match = None if facet.met else _ON_EACH.match(facet.asked)
    names = [_PLAIN.sub("", name) for name in _MARKS.split(match["list"])] if match else []
    known = [_FEAST.fullmatch(name) for name in names]
    if len(names) < 2 or not all(
        feast or (len(name) > 2 and _OCCASION.search(name)) for name, feast in zip(names, known, strict=True)
    ):
        return facet
    whole = _PLAIN.sub("", "".join(texts))
    forms = [feast["name"] if feast else name for name, feast in zip(names, known, strict=True)]
    named = [n for n, form in zip(names, forms, strict=True) if regex.search(r"\p{Han}{0,2}".join(form), whole)]
    if not named:
        return facet
    return facet.model_copy(update={"found": "、".join(named), "met": len(named) == len(names)})
