"""Whom an act is for (面向业主委员会成员开展培训, 督促食品企业配备…): a clause for others of another kind does not answer.

Told by clear evidence alone: both sides name whom they are for, by kinds of one sort (persons or bodies) that no one can be of together,
and the clause names nobody that it could be asked for. The kinds stand in ``patterns/addressees.toml``.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from ..data import Data

_SORTS = ("addressee-person", "addressee-body")
_ANYONE = regex.compile(
    r"群众|公众|居民|市民|村民|社会各界|全民|全体|全员|各类|各行各?业|各领域|所有|重点(?:单位|企业|场所|行业|领域|人群|群体)"
    r"|源头|失信|守信|联网|名录|特殊群体|干部职工|经营主体|市场主体|(?:^|[、和及])(?:各?(?:企业|单位|部门|机构|人员|场所))(?=$|[、和及等])"
)
"""Words that may mean those asked for among others."""
_MAY_BE = {
    "poor": "old disabled young woman veteran jobless farmer migrant patient graduate",
    "official": "village enforcer window teacher",
    "village": "grid mediator volunteer",
    "mediator": "grid volunteer lawyer",
    "volunteer": "teacher lawyer grid",
    "gig": "driver migrant",
    "migrant": "jobless farmer",
    "jobless": "graduate veteran disabled woman",
    "patient": "old young woman disabled",
    "parent": "young",
    "boss": "manager guard kitchen farmer",
    "guard": "driver manager",
    "crowd": "school hospital market tourism elder net law bank food property transport",
    "food": "market net farm tourism hospital elder school",
    "market": "farm drug net",
    "gas": "chemical",
    "equipment": "chemical gas energy tourism market property hospital",
    "polluter": "chemical mine building farm energy hospital food drug gas water transport parcel",
    "energy": "building chemical mine hospital school food tourism transport property water market",
    "ngo": "elder school labour law",
    "elder": "hospital",
    "drug": "hospital tester",
    "tester": "hospital",
    "transport": "parcel tourism",
    "net": "parcel",
    "property": "water",
}
"""Kinds that one and the same may be of: a farmer may be poor, a hospital a crowded place."""


def names_whom(text: str, data: Data) -> bool:
    """Whether a text names those that it is for, by kinds that can be compared."""
    return bool(_addressees(text, data))


def speaks_of_some(text: str, data: Data) -> bool:
    """Whether a text names any kind of person or body, as those that it is for or otherwise."""
    return bool(_kinds(text, data))


def is_for_others(asked: str, answer: str, clause: str, data: Data) -> bool:
    """Whether the part of a clause that answers acts for others than the requirement asks: ``clause`` is all that the clause says."""
    wanted = _addressees(asked, data)
    if not wanted:
        return False
    there = _addressees(answer, data)
    if not there:
        return False
    named = _kinds(clause, data)
    for sort in _SORTS:
        asked_for = {kind for each, kind in wanted if each == sort}
        found = {kind for each, kind in there if each == sort}
        if not asked_for or not found or asked_for & {kind for each, kind in named if each == sort}:
            continue
        if len(wanted) == len(asked_for) and not any(_may_be_one(one, other) for one in asked_for for other in found):
            return True
    return False


def _may_be_one(one: str, other: str) -> bool:
    return one == other or other in _MAY_BE.get(one, "").split() or one in _MAY_BE.get(other, "").split()


@lru_cache(maxsize=1 << 14)
def _addressees(text: str, data: Data) -> frozenset[tuple[str, str]]:
    """The kinds of those that a text's acts are for; none where it also names anyone at large."""
    found: set[tuple[str, str]] = set()
    for pattern in data.patterns_of("addressee-slot"):
        for match in pattern.compiled.finditer(text, timeout=1.0):
            if _ANYONE.search(match["to"]):
                return frozenset()
            found |= _kinds(match["to"], data)
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def _kinds(text: str, data: Data) -> frozenset[tuple[str, str]]:
    return frozenset(
        (sort, str(match.lastgroup))
        for sort in _SORTS
        for pattern in data.patterns_of(sort)
        for match in pattern.compiled.finditer(text, timeout=1.0)
    )
