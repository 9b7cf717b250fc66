"""Which of two clauses that answer a requirement answers it better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from ..model import Facet
from ..model.review import Status

_CLOSE = 3.0
_SO_MANY = regex.compile(r"[\d一二两三四五六七八九十百](?:条|篇|件|份|则|例)")
_COUNTED = regex.compile(r"[\d%％]|百分之|成|分之|半")


class Answer(NamedTuple):
    """What a clause (its position) answers: its score, the status that it gives alone, and what was compared."""

    clause: int
    total: float
    status: Status
    facets: list[Facet]


def is_better(answer: Answer, best: Answer) -> bool:
    """Whether a clause answers better than the best so far: of two nearly as good the one that does not state too small a number, and
    of two that lack items of a list the one that names more.
    """
    higher = answer.total > best.total
    if abs(answer.total - best.total) > _CLOSE:
        return higher
    if answer.status == best.status == "partial" and lacks_items_only(answer.facets) and lacks_items_only(best.facets):
        more, named = _named(answer.facets), _named(best.facets)
        return higher if more == named else more > named
    fails, failed = _states_too_little(answer.facets), _states_too_little(best.facets)
    if fails == failed or "covered" not in (answer.status, best.status):
        return higher
    less, enough = (answer.facets, best.facets) if fails else (best.facets, answer.facets)
    if not any(facet.name == "quantity" for facet in enough):
        return higher
    if (_has_rate(less) and _says_all_only(enough)) or (_counts(less) and not _counts(enough)):
        return higher
    return failed


def lacks_items_only(facets: Sequence[Facet]) -> bool:
    """Whether of all that is compared a clause lacks only items that are listed."""
    return {facet.name for facet in facets if not facet.met} <= {"items"}


def lacks_number_only(facets: Sequence[Facet]) -> bool:
    """Whether of all that is compared a clause states only too small a number."""
    return all(facet.met or (facet.name == "quantity" and facet.found) for facet in facets)


def _named(facets: Sequence[Facet]) -> int:
    """How many items of lists are named; what is met names all."""
    return sum(f.found.count("、") + 1 for f in facets if f.name == "items" and f.found)


def _states_too_little(facets: Sequence[Facet]) -> bool:
    return any(facet.name == "quantity" and not facet.met for facet in facets)


def _counts(facets: Sequence[Facet]) -> bool:
    """Whether a number of things is stated that is asked for (报送信息2条), not only how often (每10个工作日)."""
    return any(f.name == "quantity" and _SO_MANY.search(f.found or "") and _SO_MANY.search(f.asked) for f in facets)


def _has_rate(facets: Sequence[Facet]) -> bool:
    return any(f.name == "quantity" and not f.met and "%" in f.asked and _COUNTED.search(f.found or "") for f in facets)


def _says_all_only(facets: Sequence[Facet]) -> bool:
    """Whether a rate is met by a word for all (一律, 件件), which another clause may say of another thing."""
    return any(f.name == "quantity" and f.met and "%" in f.asked and not _COUNTED.search(f.found or "") for f in facets)
