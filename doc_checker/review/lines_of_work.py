"""Lines of public work: a clause on another one (消防安全知识进校园) does not answer, however like the acts are (护水宣传进校园).

Told by clear evidence alone: both sides name a line of one sort, none of which belong together, and the sentence with its heading nowhere
names the one asked for. The lines stand in ``patterns/lines-of-work.toml``: what is a field of its own (sector), what is a concern of
every field (消防, 法治, 信用), and for which age a thing is done (敬老院的护理 for children's care), which the system's title may name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from ..data import Data
from .char_pairs import bigrams

_CONCERN, _SECTOR, _AGE = "line-concern", "line-sector", "line-age"
_BELONG = {
    "fire": "safety drill",
    "safety": "fire flood drill netsec",
    "flood": "safety drill",
    "law": "crime petition",
    "crime": "law",
    "civil": "comfort party",
    "food": "farm market drug health school trade elder",
    "culture": "tourism sport volunteer",
    "river": "waterworks flood",
    "health": "elder drug welfare",
    "elder": "welfare health volunteer housing",
    "welfare": "jobs elder health",
    "housing": "waste parking energy",
    "forest": "fire",
    "transport": "parking tourism",
    "data": "hotline",
}
"""Lines of which one may be a part of the other."""
_STRANGE = frozenset(
    {"fire", "safety", "flood", "netsec", "law", "party", "crime", "comfort", "secrecy", "petition", "drill", "defence"}
)
"""Concerns that make an act another one even where the requirement names no concern (消防安全评估 for 满意度调查)."""
_BODIES = regex.compile(
    r"(?:联合|会同|配合|协同|牵头|由|邀请|请|与|同|和)[^，。；]{0,24}?(?:部门|机关|机构|支队|大队|法院|公司|救援[队站]|[局厅](?!面|限|部)|委员会)(?:[、和及与][^，。；、]{1,10}){0,5}(?:等[^，。；、]{0,4}(?:部门|机关|单位))?|[（(][^）)]*[)）]"
)
"""Bodies named for their own line (联合消防、气象部门)."""
_AT_LARGE_IN_FIELD = regex.compile(r"(?<!食品|药品|用药|供水|饮水)安全|应急|隐患|演练|灾害|突发")
_AT_LARGE = regex.compile(r"安全|应急|隐患|风险|演练|灾害|突发|监管|执法|主题|各类|多种|相关|有关|创建|专项")
"""Words of a requirement that a concern of any kind may be meant by."""

_PLACES = regex.compile(r"进(?:学校|校园)")
"""Where something is brought, not whom it is for."""


def is_another_line(asked: str, context: str, things: Sequence[str], answer: str, said: str, data: Data) -> bool:
    """Whether the part that answers is on another line of work than the requirement.

    ``context``: the title of the system and all that the indicator asks; ``things``: what the requirement is about, weightiest first;
    ``said``: the sentence that answers, its heading included.
    """
    bare, asked = _BODIES.sub("", answer), _BODIES.sub("", asked)
    for sort in (_CONCERN, _SECTOR):
        wanted, found = _lines(asked, sort, data), _lines(bare, sort, data)
        if wanted and found and not _belong(wanted, found | _lines(said, sort, data)):
            return True
    ages, others = _lines(_PLACES.sub("", context), _AGE, data), _lines(said, _AGE, data)
    if len(ages) == 1 and others and ages.isdisjoint(others):
        return True
    strange = _lines(bare, _CONCERN, data) & _STRANGE
    known = _lines(context, _CONCERN, data)
    if not strange or _lines(asked, _CONCERN, data) or (known and _belong(known, strange)):
        return False
    general = _AT_LARGE_IN_FIELD if _lines(asked, _SECTOR, data) else _AT_LARGE
    return not general.search(asked) and _lacks(things, said)


def _lacks(things: Sequence[str], said: str) -> bool:
    return bool(things) and not any(pair in said for thing in things[:1] for pair in bigrams(thing))


def _belong(wanted: frozenset[str], found: frozenset[str]) -> bool:
    return any(
        one == other or other in _BELONG.get(one, "").split() or one in _BELONG.get(other, "").split()
        for one in wanted
        for other in found
    )


@lru_cache(maxsize=1 << 14)
def _lines(text: str, sort: str, data: Data) -> frozenset[str]:
    return frozenset(
        str(match.lastgroup)
        for pattern in data.patterns_of(sort)
        for match in pattern.compiled.finditer(text, timeout=1.0)
    )
