"""What a requirement alone asks for beside its siblings, by verdict: each indicator with a plan that answers all of it in other words, and
one that leaves a requirement out. Told by reading, before the program was run on them.
"""

from __future__ import annotations

import pytest

from .batteries import judge_of, prepare, read_battery

VERDICTS = {"whole": "covered", "short": "partial"}
MOST_WRONG = {"whole": 4, "short": 1}


@pytest.mark.parametrize("plan", ["whole", "short"])
def test_battery_of_own_words(plan: str) -> None:
    cases = [case for _, case in read_battery("own_words.toml")]
    system = prepare([case["asked"] for case in cases], with_rules=True)
    wrong = []
    for case, indicator in zip(cases, system.indicators, strict=True):
        status = judge_of([case[plan]], system).judge(indicator).status if plan in case else VERDICTS[plan]
        if status != VERDICTS[plan]:
            wrong.append((case["asked"], case[plan], status))
    assert len(wrong) <= MOST_WRONG[plan], wrong
