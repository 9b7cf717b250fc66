"""Conditions of a requirement beside its numbers: which tiers (县乡村三级), each of what (每个乡镇), who leads, by when, in what role.

Each comparison yields a ``Facet`` with both sides as printed. The cues stand in ``patterns/conditions.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import regex

from ..data import Data
from ..model import Facet
from ..numerals import parse_numeral

_TIERS = ("village", "township", "county", "city", "province")
_TIER_OF = {"村": 0, "社": 0, "乡": 1, "镇": 1, "街": 1, "县": 2, "区": 2, "市": 3, "省": 4}
_TIER_SHOWN = ("村（社区）", "乡镇（街道）", "县（区）", "市", "省")
_TIER_WORD = regex.compile(r"乡镇|街道|社区|[省市县区乡镇村]")
_BRACKETS = regex.compile(r"（[^（）]{0,12}）")
_COUNTED = r"(?P<count>\d{1,5}|[一二两三四五六七八九十百]{1,4})(?:个|家|所|处|座|户)?"


def compare_conditions(asked: str, texts: Sequence[str], rank: int | None, data: Data) -> list[Facet]:
    """The conditions of a requirement against a clause's sentences; ``rank`` is the plan owner's (2 county … 4 province)."""
    whole = "".join(texts)
    found: list[Facet] = []
    found += _compare_tiers(asked, whole, rank, data)
    for compare in _COMPARISONS:
        facet = compare(asked, whole, data)
        if facet is not None:
            found.append(facet)
    return found


def says_who_leads(asked: str, data: Data) -> bool:
    """Whether a requirement only says who leads (由政府分管负责同志牵头) what the one before it asks for."""
    return _first("who-leads", asked, data) is not None


def is_led(text: str, data: Data) -> bool:
    """Whether a leader of the authority is named in a clause."""
    return _first("leader-named", text, data) is not None


def only_learns(asked: str, sentence: str, data: Data) -> bool:
    """Whether a sentence only learns from others (赴先进县考察) or talks of a thing (宣讲有关政策), where the requirement asks to do it."""
    if _first("about-learning", asked, data):
        return False
    return bool(_first("learns", sentence, data) or _first("talks", sentence, data))


@lru_cache(maxsize=1 << 15)
def _first(label: str, text: str, data: Data) -> regex.Match[str] | None:
    for pattern in data.patterns_of(label):
        match = pattern.compiled.search(text, timeout=1.0)
        if match:
            return match
    return None


def _compare_tiers(asked: str, text: str, rank: int | None, data: Data) -> list[Facet]:
    match = _first("tiers", asked, data)
    if match is None:
        return []
    wanted = {_TIER_OF[word[0]] for word in _TIER_WORD.findall(_BRACKETS.sub("", match["tiers"]))}
    wanted = {tier for tier in wanted if rank is None or tier <= rank}
    if len(wanted) < 2:
        return []
    named: set[int] = set()
    for pattern in data.patterns_of("tier-word"):
        for word in pattern.compiled.finditer(text, timeout=1.0):
            named.add(_TIERS.index(str(word.lastgroup)))
    if rank == 2 and 3 in named:
        named.add(2)  # a county-level city calls itself 市
    there = sorted(wanted & named)
    shown = "、".join(_TIER_SHOWN[tier] for tier in there)
    return [Facet(name="tiers", asked=match.group(), found=shown or None, met=wanted <= named)]


def _compare_each(asked: str, text: str, data: Data) -> Facet | None:
    match = _first("scope-each", asked, data)
    if match is None:
        return None
    thing = match["thing"].partition("（")[0]
    heads = {"乡镇": "乡镇|镇街|街道|镇", "镇街": "乡镇|镇街|街道|镇", "街道": "乡镇|镇街|街道"}.get(
        thing, regex.escape(thing)
    )
    counted = [
        (number, found.group())
        for found in regex.finditer(f"{_COUNTED}(?:{heads})", text)
        if (number := parse_numeral(found["count"])) is not None
    ]
    if len({number for number, _ in counted}) > 1:
        return Facet(name="scope", asked=match.group(), found=min(counted)[1], met=False)
    part = _first("scope-part", text, data)
    if part is not None and regex.search(heads, part["thing"]):
        return Facet(name="scope", asked=match.group(), found=part.group(), met=False)
    return None


def _compare_leader(asked: str, text: str, data: Data) -> Facet | None:
    wanted = _first("leader-principal-asked", asked, data)
    deputy = _first("leader-deputy", text, data)
    if wanted is None or deputy is None or _first("leader-principal", text, data):
        return None
    return Facet(name="leader", asked=wanted["leader"], found=deputy["leader"], met=False)


def _compare_role(asked: str, text: str, data: Data) -> Facet | None:
    wanted = _first("lead-asked", asked, data)
    if wanted is None or wanted["role"] in text or _first("lead-asked", text, data):
        return None
    partner = _first("takes-part", text, data)
    return Facet(name="role", asked=wanted["role"], found=partner["role"], met=False) if partner is not None else None


def _compare_deadline(asked: str, text: str, data: Data) -> Facet | None:
    wanted, found = _first("by-month", asked, data), _first("by-month", text, data)
    if wanted is None or found is None:
        return None
    return Facet(name="deadline", asked=wanted.group(), found=found.group(), met=_day(found) <= _day(wanted))


def _day(match: regex.Match[str]) -> tuple[int, int]:
    return int(parse_numeral(match["month"]) or 0), int(match["day"] or 31)


_COMPARISONS: tuple[Callable[[str, str, Data], Facet | None], ...] = (
    _compare_each,
    _compare_leader,
    _compare_role,
    _compare_deadline,
)
