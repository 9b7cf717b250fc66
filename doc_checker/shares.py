"""Points that criteria share out over what was asked before (两项比率各占2分, 培训规模占3分，取证比例占2分)."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from .data import Data
from .numerals import parse_numeral
from .segments import search

_PIECES = "项|个|类|种|级|方面|部分|条|指标|环节"
# Words that only count what stands before: 两项比率, 上述三类, 每项制度, 其余.
_REFERENCE = regex.compile(
    rf"^(?:其余|其他|(?:以上|上述|前述|该|其中)?(?:每|[一二三四五六七八九十两]{{1,2}}|\d{{1,2}})个?(?:{_PIECES})[\p{{Han}}]{{0,10}})$"
)
_COUNT = regex.compile(rf"(?P<count>[两二三四五六七八九十]{{1,2}}|\d{{1,2}})(?:{_PIECES}|者)")
_EACH_ONE = regex.compile(rf"^(?:以上|上述|前述|其中|其余|其他)?每个?(?P<piece>{_PIECES})")
_EACH_TIME = regex.compile(r"(?<=.{2})每(?P<per>次|项|个|类|家|户|人|名|件|条|篇|期|场|处|起|级|支|所|门)$")
_LISTED = regex.compile(r"、|和|与|以?及(?![时格早])")
_BARE = regex.compile(r"^(?P<points>\d{1,3}(?:\.\d{1,3})?)分$")
_ROUND_BRACKET = regex.compile(r"[（(][^（()）]{0,60}[)）]")


@dataclass(frozen=True, slots=True)
class Share:
    """What gets points (its words end at ``end`` of the segment), how many, by what they are counted (项), of how many.

    ``names``: the words only name what was asked before; ``is_reference``: they count it (两项); ``bare``: no verb stands
    between words and points (人员2分).
    """

    end: int
    points: float
    per: str | None
    count: int | None
    names: bool
    is_reference: bool
    bare: bool


def find_share(value: str, data: Data) -> Share | None:
    """The share that a (folded) segment states, or None."""
    found = search("scoring_share", value, data)
    if found is None:
        return None
    groups = found.groupdict()
    points = parse_numeral(groups["points"])
    if points is None:
        return None
    printed = groups["what"].rstrip("：:")
    timed = _EACH_TIME.search(printed)
    what = printed[: timed.start()] if timed else printed
    each = _EACH_ONE.match(what)
    per = timed["per"] if timed else each["piece"] if each else "项" if groups.get("each") else None
    refers = bool(_REFERENCE.match(what))
    return Share(
        end=len(what),
        points=points,
        per=per,
        count=None if each or timed or per is None else _count(what),
        names=refers or not groups.get("earned"),
        is_reference=refers,
        bare=groups.get("bare") is not None,
    )


def bare_share(value: str) -> float | None:
    """The points of a segment that is nothing else (分别占2分、3分)."""
    found = _BARE.match(value)
    return parse_numeral(found["points"]) if found else None


def _count(what: str) -> int | None:
    """How many things words name: 两项, A、B和C."""
    bare = _ROUND_BRACKET.sub("", what)
    printed = _COUNT.search(bare)
    number = parse_numeral(printed["count"]) if printed else None
    if number:
        return int(number)
    parts = len(_LISTED.split(bare))
    return parts if parts > 1 else None
