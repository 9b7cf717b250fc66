"""Numbers asked for and numbers promised, however they are worded: batteries written before the program was run on them.

The requirement is read as an indicator is, the clause as a plan's is, and both are compared by ``Judge.compare``.
"""

from __future__ import annotations

from functools import cache

import pytest

from doc_checker.data import default_data
from doc_checker.review.char_pairs import bigrams
from doc_checker.review.coverage import Judge
from doc_checker.review.match import Candidate, Matcher
from doc_checker.review.weights import default_weights
from doc_checker.review.wording import Wording

from .batteries import index_of, prepare, read_battery

COMPARED = ("quantity", "level", "scope", "tiers", "deadline")


def pair_share(wording: Wording, text: str) -> float:
    """The weight of a requirement's pairs of characters that stand in a text."""
    found = set(bigrams(text))
    return sum(weight for pair, weight in wording.bigrams if pair in found)


@cache
def verdicts(name: str) -> list[tuple[str, str, str, str, str]]:
    """The cases of a battery (group, what is asked, clause, verdict), each with the verdict found."""
    cases = [(group, case["asked"], case["clause"], case["verdict"]) for group, case in read_battery(name)]
    system = prepare([asked for _, asked, _, _ in cases]).system
    index = index_of([clause for _, _, clause, _ in cases])
    judge = Judge(Matcher(index, system, default_weights()), default_weights(), default_data(), None)
    found = []
    for number, case in enumerate(cases):
        facets = []
        for asked in system.by_indicator[f"一.{number}"]:
            own = [place for place, passage in enumerate(index.passages) if passage.clause == number]
            best = max(own, key=lambda p: pair_share(asked.wording, index.passages[p].sentence.open))
            candidate = Candidate(number, (), best, (0.0,) * len(asked.wording.terms))
            facets += [facet for facet in judge.compare(asked, candidate) if facet.name in COMPARED]
        unmet = [facet for facet in facets if not facet.met]
        verdict = "met" if not unmet else "weaker" if any(facet.found for facet in unmet) else "absent"
        found.append((*case, verdict))
    return found


BATTERIES = [
    ("amounts.toml", 0.97),
    ("amounts_second.toml", 0.95),
    ("amounts_third.toml", 0.95),
    ("amounts_worked_out.toml", 0.93),
    ("amounts_binding.toml", 0.95),
    ("amounts_fourth.toml", 0.95),
    ("amounts_fifth.toml", 0.9),
    ("amounts_sixth.toml", 0.95),
    ("amounts_seventh.toml", 0.95),
    ("amounts_eighth.toml", 0.95),
    ("amounts_ninth.toml", 0.95),
    ("amounts_tenth.toml", 0.95),
    ("amounts_eleventh.toml", 0.9),
    ("amounts_twelfth.toml", 0.85),
    ("amounts_thirteenth.toml", 0.95),
    ("amounts_fourteenth.toml", 0.95),
    ("amounts_fifteenth.toml", 0.9),
]


@pytest.mark.parametrize(("battery", "floor"), BATTERIES)
def test_batteries_of_amounts(battery: str, floor: float) -> None:
    wrong = [each for each in verdicts(battery) if each[3] != each[4]]
    assert len(wrong) <= (1 - floor) * len(verdicts(battery)), wrong
