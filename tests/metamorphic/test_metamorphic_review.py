"""What must hold between a real plan's review and the review of the same file with something changed.

Changes are made in the file's own printed text: a clause or a unit is found there without regard to white space, for it
may be wrapped anywhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.extract import extract_record
from doc_checker.model import Clause, Record, Review, Task
from doc_checker.readers import read_bytes
from doc_checker.review import choose_system, review_plan
from doc_checker.text import Compact, compact, fold, squeeze

NOTICES = Path(__file__).resolve().parent.parent.parent / "corpus" / "notices"
NOTICE = "lujiaofahan-2023-05"
LAIWU = "laiwuqujiaozi-2024-19"
ZAOZHUANG = "zaojiaobianzi-2021-18"
RANK = {"missing": 0, "partial": 1, "covered": 2}
SEED = 20241121
DELETIONS = 20


def printed(name: str) -> str:
    return (NOTICES / name / f"{name}.txt").read_text("utf-8")


@lru_cache(maxsize=8)
def view(name: str) -> Compact:
    return compact(printed(name))


@lru_cache(maxsize=64)
def read_text(text: str) -> Record:
    return extract_record(read_bytes(text.encode(), "方案.txt"), default_data(), with_text=True)


def review(plan: Record) -> Review:
    notice = read_text(printed(NOTICE))
    system, because = choose_system(plan, notice, "县", default_data())
    return review_plan(plan, notice, system, because, default_data())


def plan_of(name: str) -> Record:
    return read_text(printed(name))


@lru_cache(maxsize=1)
def control() -> Review:
    return review(plan_of(LAIWU))


def ranks(found: Review) -> dict[str, int]:
    return {each.id: RANK[each.status] for each in found.indicators}


def place_of(name: str, clause: Clause | Task) -> tuple[int, int] | None:
    """Where a clause's own text is printed in the file; None where something else stands inside it."""
    key = fold(squeeze(clause.text))
    start = view(name).value.find(key)
    if start < 0 and key.endswith("。"):  # a full stop that is printed elsewhere
        key = key[:-1]
        start = view(name).value.find(key)
    return None if start < 0 or not key else view(name).span(start, start + len(key))


def test_clauses_are_found_in_the_file() -> None:
    leaves = [clause for clause in plan_of(LAIWU).walk_clauses() if not clause.children]
    assert sum(place_of(LAIWU, clause) is not None for clause in leaves) > 0.9 * len(leaves)


def test_reading_the_normalised_text_again_gives_the_same_clauses_and_verdicts() -> None:
    text = plan_of(LAIWU).text
    assert text is not None
    again = read_text(text)
    assert [clause.id for clause in again.walk_clauses()] == [c.id for c in plan_of(LAIWU).walk_clauses()]
    assert ranks(review(again)) == ranks(control())


# --- deleting a clause never raises a verdict


def sampled() -> list[Clause]:
    """A seeded sample of leaf clauses; most are clauses that a verdict rests on, for they matter most."""
    cited = {evidence.clause for each in control().indicators for evidence in each.evidence}
    leaves = [c for c in plan_of(LAIWU).walk_clauses() if not c.children and place_of(LAIWU, c) is not None]
    chosen = random.Random(SEED)
    support, others = [c for c in leaves if c.id in cited], [c for c in leaves if c.id not in cited]
    first = chosen.sample(support, min(len(support), DELETIONS * 3 // 4))
    return [*first, *chosen.sample(others, min(len(others), DELETIONS - len(first)))]


def raised_by(plan: Record) -> dict[str, int]:
    before, after = ranks(control()), ranks(review(plan))
    return {name: after[name] for name in before if after[name] > before[name]}


@pytest.mark.slow
def test_deleting_a_clause_never_raises_a_verdict() -> None:
    raised = {}
    text = printed(LAIWU)
    for clause in sampled():
        place = place_of(LAIWU, clause)
        assert place is not None
        raised[clause.id] = raised_by(read_text(text[: place[0]] + text[place[1] :]))
    assert not {name: found for name, found in raised.items() if found}


@pytest.mark.slow
def test_deleting_a_clause_from_the_record_never_raises_a_verdict() -> None:
    """The same where the text around the clause cannot be read differently without it."""
    raised = {}
    plan = plan_of(LAIWU)
    for deleted in sampled():
        rest = [kept for clause in plan.clauses if (kept := _prune(clause, deleted.id)) is not None]
        tasks = [task for task in plan.tasks if task.id != deleted.id]
        raised[deleted.id] = raised_by(plan.model_copy(update={"clauses": rest, "tasks": tasks}))
    assert not {name: found for name, found in raised.items() if found}


def _prune(clause: Clause, identifier: str) -> Clause | None:
    if clause.id == identifier:
        return None
    children = [kept for child in clause.children if (kept := _prune(child, identifier)) is not None]
    return clause.model_copy(update={"children": children})


def test_a_plan_without_clauses_covers_nothing() -> None:
    found = review(plan_of(LAIWU).model_copy(update={"clauses": [], "tasks": []}))
    assert set(ranks(found).values()) == {RANK["missing"]}
    assert all(not each.evidence and each.responsibility == "missing" for each in found.indicators)


# --- units


def units_of(task: Task) -> list[str]:
    return [*task.lead, *task.responsible, *task.cooperate]


def unit_places(name: str, task: Task) -> list[tuple[int, int]]:
    """Where a task's units are printed: inside its text, or between it and the next clause (cells of a table)."""
    own = place_of(name, task)
    if own is None:
        return []
    text = printed(name)
    others = [place_of(name, clause) for clause in plan_of(name).walk_clauses() if clause.id != task.id]
    end = min([place[0] for place in others if place is not None and place[0] >= own[1]], default=len(text))
    places = []
    for unit in dict.fromkeys(units_of(task)):
        found = list(re.finditer(r"\s*".join(map(re.escape, unit)), text[own[0] : end]))
        if not found:
            return []
        places.append((own[0] + found[-1].start(), own[0] + found[-1].end()))
    return sorted(places)


def replace_units(name: str, task: Task, by: str) -> Record:
    """The file with everything from a task's first unit to its last replaced."""
    text, places = printed(name), unit_places(name, task)
    return read_text(text[: places[0][0]] + by + text[places[-1][1] :])


def cases() -> Sequence[tuple[str, str]]:
    """Tasks of a table with a column of units, and of a body with units in brackets, of one role each."""
    chosen = random.Random(SEED)
    found = []
    for name, count in ((LAIWU, 5), (ZAOZHUANG, 3)):
        tasks = [t for t in plan_of(name).tasks if t.responsible and not t.lead and not t.cooperate]
        tasks = [task for task in tasks if unit_places(name, task)]
        found += [(name, task.id) for task in chosen.sample(tasks, min(count, len(tasks)))]
    return found


def judged(name: str, identifier: str, by: str) -> tuple[str, list[str]]:
    """The kind of a task's responsibility, and its units, after its units were replaced."""
    task = next(task for task in plan_of(name).tasks if task.id == identifier)
    found = next(each for each in review(replace_units(name, task, by)).tasks if each.id == identifier)
    return found.responsibility, [*found.lead, *found.responsible, *found.cooperate]


@pytest.mark.slow
def test_a_task_without_its_units_has_no_responsibility() -> None:
    found = {case: judged(*case, "") for case in cases()}
    assert found
    assert not {case: kind for case, kind in found.items() if kind[0] not in ("missing", "elsewhere")}


@pytest.mark.slow
@pytest.mark.parametrize("by", ["各有关单位", "局属各单位"])
def test_units_in_general_are_collective(by: str) -> None:
    found = {case: judged(*case, by) for case in cases()}
    assert not {case: kind for case, kind in found.items() if kind != ("collective", [by])}


# --- numbers


@pytest.mark.parametrize("indicator", ["一.2", "二.1"])
def test_a_lower_frequency_is_partial(indicator: str) -> None:
    text = printed(LAIWU)
    assert "每季度至少1次" in text
    before = {each.id: each for each in control().indicators}[indicator]
    changed = review(read_text(text.replace("每季度至少1次", "每半年1次")))
    after = {each.id: each for each in changed.indicators}[indicator]
    assert (before.status, after.status) == ("covered", "partial")
    assert "每半年1次" in after.reason
