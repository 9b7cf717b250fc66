"""A battery of requirements that name lists, names, channels and levels beside the act: the verdict on plans of a few clauses.

The verdicts were told by reading, before the program was run.
"""

from __future__ import annotations

from .batteries import judge_of, prepare, read_battery

BATTERIES = ("named_beside.toml", "named_beside_second.toml")
MOST_WRONG = 11


def failed() -> list[tuple[str, ...]]:
    """The cases that are judged otherwise than by reading, each with the reasons of its requirements."""
    cases = [case for battery in BATTERIES for case in read_battery(battery)]
    system = prepare([case["asked"] for _, case in cases], with_rules=True)
    found = []
    for (group, case), indicator in zip(cases, system.indicators, strict=True):
        judged = judge_of(case["plan"], system).judge(indicator)
        if judged.status != case["verdict"]:
            why = "；".join(f"{each.requirement.text}: {each.verdict.reason}" for each in judged.requirements)
            found.append((group, case["asked"], case["plan"][0], case["verdict"], judged.status, why))
    return found


def test_battery_of_what_is_named_beside_the_act() -> None:
    wrong = failed()
    assert len(wrong) <= MOST_WRONG, wrong
