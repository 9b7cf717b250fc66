"""What must hold between a real plan's review and the review of the same plan with something changed."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.extract import extract_record
from doc_checker.model import Clause, Record, Review, Task
from doc_checker.readers import read_bytes, read_file
from doc_checker.review import choose_system, review_plan

NOTICES = Path(__file__).resolve().parent.parent.parent / "corpus" / "notices"
PLAN = "laiwuqujiaozi-2024-19"
RANK = {"missing": 0, "partial": 1, "covered": 2}
SEED = 20241121
DELETIONS = 20


def path_of(name: str) -> Path:
    return NOTICES / name / f"{name}.txt"


@lru_cache(maxsize=1)
def notice() -> Record:
    return extract_record(read_file(path_of("lujiaofahan-2023-05")), default_data())


def read_text(text: str) -> Record:
    return extract_record(read_bytes(text.encode(), f"{PLAN}.txt"), default_data(), with_text=True)


def review(plan: Record) -> Review:
    system, because = choose_system(plan, notice(), "县", default_data())
    return review_plan(plan, notice(), system, because, default_data())


@lru_cache(maxsize=4)
def original(name: str = PLAN) -> tuple[str, Record]:
    """A plan's text as the record's spans see it, and its record."""
    record = extract_record(read_file(path_of(name)), default_data(), with_text=True)
    assert record.text is not None
    return record.text, record


@lru_cache(maxsize=1)
def control() -> tuple[Record, Review]:
    """The unchanged text read again, so that only the change makes a difference."""
    record = read_text(original()[0])
    return record, review(record)


def ranks(found: Review) -> dict[str, int]:
    return {each.id: RANK[each.status] for each in found.indicators}


def test_reading_the_normalised_text_again_changes_nothing() -> None:
    _, first = original()
    again, _ = control()
    roles = {"id", "lead", "responsible", "cooperate"}
    assert [clause.id for clause in again.walk_clauses()] == [clause.id for clause in first.walk_clauses()]
    assert [task.model_dump(include=roles) for task in again.tasks] == [
        t.model_dump(include=roles) for t in first.tasks
    ]
    assert ranks(control()[1]) == ranks(review(first))


# --- deleting a clause never raises a verdict


def deletable() -> list[Clause]:
    """Clauses without children, whose span is their own text."""
    return [clause for clause in control()[0].walk_clauses() if not clause.children]


def sampled() -> list[str]:
    """A seeded sample of what may be deleted; clauses that a verdict rests on come first, for they matter most."""
    cited = {evidence.clause for each in control()[1].indicators for evidence in each.evidence}
    chosen = random.Random(SEED)
    ids = [clause.id for clause in deletable()]
    support, others = [i for i in ids if i in cited], [i for i in ids if i not in cited]
    first = chosen.sample(support, min(len(support), DELETIONS * 3 // 4))
    return sorted([*first, *chosen.sample(others, min(len(others), DELETIONS - len(first)))])


def without(identifier: str) -> str:
    """The text without a clause's paragraph."""
    text = original()[0]
    clause = next(each for each in control()[0].walk_clauses() if each.id == identifier)
    return text[: clause.span.start] + text[clause.span.end :]


@pytest.mark.slow
def test_deleting_a_clause_never_raises_a_verdict() -> None:
    before = ranks(control()[1])
    raised = {}
    for identifier in sampled():
        after = ranks(review(read_text(without(identifier))))
        raised |= {(identifier, name): after[name] for name in before if after[name] > before[name]}
    assert not raised


@pytest.mark.slow
def test_deleting_a_clause_from_the_record_never_raises_a_verdict() -> None:
    """The same where the text around the clause cannot be read differently without it."""
    plan, found = control()
    before = ranks(found)
    raised = {}
    for identifier in sampled():
        rest = [kept for clause in plan.clauses if (kept := _prune(clause, identifier)) is not None]
        tasks = [task for task in plan.tasks if task.id != identifier]
        after = ranks(review(plan.model_copy(update={"clauses": rest, "tasks": tasks})))
        raised |= {(identifier, name): after[name] for name in before if after[name] > before[name]}
    assert not raised


def _prune(clause: Clause, identifier: str) -> Clause | None:
    if clause.id == identifier:
        return None
    children = [kept for child in clause.children if (kept := _prune(child, identifier)) is not None]
    return clause.model_copy(update={"children": children})


def test_a_plan_without_clauses_covers_nothing() -> None:
    found = review(control()[0].model_copy(update={"clauses": [], "tasks": []}))
    assert set(ranks(found).values()) == {RANK["missing"]}
    assert all(not each.evidence and each.responsibility == "missing" for each in found.indicators)


# --- units


def named_tasks(name: str) -> list[Task]:
    return [task for task in original(name)[1].tasks if task.lead or task.responsible or task.cooperate]


def unit_places(name: str, task: Task) -> list[tuple[int, int]]:
    """Where a task's units stand: inside its own text, or between it and the next clause (cells of a table)."""
    text, record = original(name)
    start = task.span.start
    behind = [c.span.start for c in record.walk_clauses() if c.span.start >= task.span.end and c.id != task.id]
    end = min([*behind, len(text)])
    places = []
    for unit in {*task.lead, *task.responsible, *task.cooperate}:
        pattern = r"\s*".join(map(re.escape, unit))
        found = list(re.finditer(pattern, text[start:end]))
        if found:
            places.append((start + found[-1].start(), start + found[-1].end()))
    return sorted(places)


def replace_units(name: str, task: Task, by: str) -> Record:
    """The plan with the units of one task replaced; separators and role words around them stay where nothing is put."""
    text, places = original(name)[0], unit_places(name, task)
    first, last = places[0][0], places[-1][1]
    return read_text(text[:first] + by + text[last:])


def task_of(plan: Record, identifier: str) -> Task:
    return next(task for task in plan.tasks if task.id == identifier)


def cases(count: int) -> list[tuple[str, str]]:
    chosen = random.Random(SEED)
    return [
        (name, task.id)
        for name in (PLAN, "zaojiaobianzi-2021-18")
        for task in chosen.sample(named_tasks(name), min(count, len(named_tasks(name))))
    ]


@pytest.mark.slow
def test_a_task_without_its_units_has_no_responsibility() -> None:
    wrong = {}
    for name, identifier in cases(4):
        plan = replace_units(name, task_of(original(name)[1], identifier), "")
        judged = next(each for each in review(plan).tasks if each.id == identifier)
        if judged.responsibility not in ("missing", "elsewhere"):
            wrong[name, identifier] = (judged.responsibility, judged.lead, judged.responsible, judged.cooperate)
    assert not wrong


@pytest.mark.slow
def test_units_in_general_are_collective() -> None:
    wrong = {}
    for name, identifier in cases(4):
        plan = replace_units(name, task_of(original(name)[1], identifier), "各有关单位")
        judged = next(each for each in review(plan).tasks if each.id == identifier)
        if judged.responsibility != "collective":
            wrong[name, identifier] = (judged.responsibility, judged.lead, judged.responsible, judged.cooperate)
    assert not wrong


# --- numbers


@pytest.mark.parametrize("indicator", ["一.2", "二.1"])
def test_a_lower_frequency_is_partial(indicator: str) -> None:
    text = original()[0]
    assert "每季度至少1次" in text
    before = {each.id: each for each in control()[1].indicators}[indicator]
    after = {each.id: each for each in review(read_text(text.replace("每季度至少1次", "每半年1次"))).indicators}[
        indicator
    ]
    assert (before.status, after.status) == ("covered", "partial")
    assert "每半年1次" in after.reason or "半年" in after.reason
