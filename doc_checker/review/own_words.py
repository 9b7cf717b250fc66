"""What a requirement alone asks for: the words that its siblings of the same indicator do not have (奖励 in 落实举报奖励制度, beside
公布举报电话). A clause that answers the siblings and says nothing of these is no answer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex

from .lists import MASK
from .wording import Term, Wording

_LIGHTEST = 0.35
"""Weight from which a word is one of its own."""
_LEAST = 0.75
"""Weight that all of its own words together need to tell it from its siblings."""
_SAID = 0.22
"""Share of that weight, from which on a clause speaks of it."""
_BY_CHARACTERS = 0.6
_HALF = 0.5
_SHORT = 2  # characters of a word
_STRETCH = 4
"""Characters in a row that a requirement and a clause have, and no sibling, and that so tell it (优待项目 of 拥军优待项目)."""
_HAN = regex.compile(r"\p{Han}+")
_PURPOSE = regex.compile(r"(?:并|以|从而)?(?:引导|营造|防止|避免|杜绝|确保|提[高升]|增强|促进(?!会)|形成(?:良好|浓厚))")
"""Begins what is only to come of the others (防止反弹)."""
_COMPARED = regex.compile(
    r"[率度比]$|[\dA-Za-z〇]|^[每各全逐][\p{Han}]$|覆盖|^(?:小时|工作日|月底|年底|季度|有所|增长|数量|人数|家数|达标|达到|新增|增量|集中|制度|机制|工作|全部|"
    r"及时|定期|常态|逾期|[省市县区乡镇村]级|[一二三]级|[省市县区][厅局]|比上|平台|取数|建有|重要|重点|群众|合法|乡镇|街道|社区|规定|要求|情况|结果|内容|范围|标准)$"
)
"""What facets compare by themselves, or what says nothing of the thing asked for."""


def own_terms(wording: Wording, siblings: Sequence[str], read: Callable[[str], Sequence[Term]]) -> tuple[Term, ...]:
    """The weighty words that a requirement has alone among those of its indicator; of a compound the part that it has alone.

    ``read``: the words of a stretch of text with their weights. Empty where they weigh too little to tell it from the others.
    """
    beside = MASK.join(siblings)
    if _PURPOSE.match(wording.text):
        return ()
    own: list[Term] = []
    for term in wording.terms:
        if term.weight < _LIGHTEST or term.text in beside or term.text not in wording.text:
            continue
        if term.choice is not None:
            return ()  # one of an open list says it
        own += _parts(term, beside, read)
    own = [term for term in own if not _COMPARED.search(term.text)]
    return tuple(own) if sum(term.weight for term in own) >= _LEAST else ()


def _parts(term: Term, beside: str, read: Callable[[str], Sequence[Term]]) -> list[Term]:
    """A word as the pieces that it is made of and has alone; they weigh together what it weighs."""
    pieces = [text for text, _ in term.pieces] or [_without_shared(term.text, beside)]
    if pieces == [term.text]:
        return [term]
    own = [part for piece in pieces if piece not in beside for part in read(piece)]
    return [replace(part, weight=term.weight / len(own)) for part in own]


def _without_shared(word: str, beside: str) -> str:
    """A word without the pieces of two characters or more that stand beside it; the word itself where no word is left."""
    place, kept = 0, ""
    while place < len(word):
        size = next((n for n in range(len(word) - place, 1, -1) if word[place : place + n] in beside), 0)
        kept += "" if size else word[place]
        place += size or 1
    return kept if len(kept) >= _SHORT else word


def own_characters(terms: Sequence[Term], siblings: Sequence[str]) -> tuple[str, ...]:
    """For each own word its characters that stand in no sibling, where there are two or more, else all."""
    beside = "".join(siblings)
    alone = ("".join(c for c in term.text if c not in beside) for term in terms)
    return tuple(own if len(own) >= _SHORT else term.text for own, term in zip(alone, terms, strict=True))


def own_stretches(asked: str, siblings: Sequence[str]) -> tuple[str, ...]:
    """The rows of characters of a requirement that no sibling has."""
    rows = (asked[i : i + _STRETCH] for i in range(len(asked) - _STRETCH + 1))
    return tuple(row for row in rows if _HAN.fullmatch(row) and not any(row in sibling for sibling in siblings))


def says_own(wording: Wording, found: Sequence[float], clause: str) -> bool:
    """Whether a clause, in which the own words are found so far, speaks of them: by word, class or near word, by the same characters in
    other compounds (书面承诺 for 承诺书), or in a stretch of the requirement's text.
    """
    total = sum(term.weight for term in wording.own)
    said = sum(
        term.weight * max(share, _by_characters(characters, clause))
        for term, characters, share in zip(wording.own, wording.own_characters, found, strict=True)
    )
    return said >= _SAID * total or any(row in clause for row in wording.own_stretches)


def _by_characters(characters: str, clause: str) -> float:
    shared = sum(character in clause for character in characters) / len(characters)
    return _BY_CHARACTERS * shared if shared >= _HALF else 0.0
