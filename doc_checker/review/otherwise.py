"""Whether a sentence that speaks of what is asked does something else with it: learns, forbids, assists, acts for others."""

from __future__ import annotations

from collections.abc import Sequence

from ..data import Data
from ..text import squeeze
from .addressees import is_for_others, names_whom
from .asked import Asked
from .commitments import Sentence
from .conditions import about_another_document, only_learns, only_limits
from .lines_of_work import is_another_line
from .match import Candidate
from .near_misses import only_assists, only_gives, only_near, strays
from .other_matters import is_on_another_matter
from .own_words import says_own
from .plan_index import PlanIndex
from .stand_ins import stands_in
from .told import lacks_essential
from .wording import main_things

_BEGINS_WITH = 3
"""How many of its weightiest things tell what an indicator begins with."""
_APART = 0.3
_THING = 3
"""Characters from which a word names a thing of its own."""


def does_otherwise(
    asked: Asked, sentence: Sentence, heading: str, clause: str, act_found: float, rank: int | None, data: Data
) -> bool:
    """``clause``: all that the sentence's clause says, heading included; ``act_found``: how far its main acts are those asked for."""
    text = asked.wording.text
    if asked.wording.acts and about_another_document(text, sentence.open, act_found):
        return True
    parts = _open_parts(sentence)
    answer = max(parts, key=lambda part: sum(w for pair, w in asked.wording.bigrams if pair in part), default="")
    own = sorted((t for t in asked.wording.terms if not t.is_action), key=lambda t: -t.weight)
    things = asked.demands.names or [term.text for term in main_things(asked.wording)]
    return (
        only_assists(text, answer, parts, rank, data)
        or stands_in(text, [thing for thing in things if len(thing) >= _THING], answer, parts, rank)
        or (bool(asked.for_whom) and is_for_others(asked.for_whom, _for_whom(answer, parts, data), clause, data))
        or only_learns(text, sentence.open, answer, data)
        or only_limits(text, parts, data)
        or only_near(text, answer, parts, clause, data, heading + sentence.open)
        or (not asked.wording.subject and only_gives(text, parts, data))
        or lacks_essential(text, clause, data)
        or is_another_line(text, asked.context, [t.text for t in own], answer, heading + sentence.open, data)
    )


def is_the_other(asked: Asked, found: Sequence[float], own: Sequence[float], clause: str) -> bool:
    """Whether a clause, in which the terms and the own words are found so far, says nothing of what a requirement alone asks for."""
    apart = bool(asked.apart and found) and max(found[place] for place in asked.apart) < _APART
    return apart or (bool(own) and not says_own(asked.wording, own, clause))


def is_of_another_kind(asked: Asked, candidate: Candidate, index: PlanIndex, data: Data) -> bool:
    """Whether the sentence that answers names the kind of thing asked for on other matters only."""
    if not candidate.found:
        return False
    said = squeeze(index.clauses[candidate.clause].heading or "") + index.texts[candidate.clause]
    text = "，".join(_open_parts(index.passages[candidate.sentence].sentence))
    return is_on_another_matter(asked.wording, candidate.found, text, said, data)


def _open_parts(sentence: Sentence) -> list[str]:
    return [segment.text for segment in sentence.segments if segment.force in ("firm", "weak")]


def is_elsewhere(
    asked: Asked,
    first: Asked,
    candidates: Sequence[Candidate],
    ranking: Sequence[tuple[int, float]],
    index: PlanIndex,
    data: Data,
) -> bool:
    """Whether the clause that is to answer a later requirement, the best in its ``ranking``, speaks of nothing that the indicator's first
    one is about, or of the same kind of thing on another matter. ``candidates``: the clauses that were held against the first one.
    """
    if not ranking:
        return False
    place = ranking[0][0]
    clause = squeeze(index.clauses[place].text)
    if any(each.clause == place and is_of_another_kind(first, each, index, data) for each in candidates):
        return True
    things = sorted((t for t in first.wording.terms if not t.is_action and len(t.text) > 1), key=lambda t: -t.weight)
    return strays(asked.wording.text, [(t.text, t.weight) for t in things[:_BEGINS_WITH]], clause)


def _for_whom(answer: str, parts: Sequence[str], data: Data) -> str:
    """The part that answers, or the nearest before it that says whom it is for."""
    before = parts[: parts.index(answer) + 1] if answer in parts else ()
    return next((part for part in reversed(before) if names_whom(part, data)), "")
