"""Who answers for what, in the forms that public notices print: ``duty_cases.toml`` (expected values written by reading)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from doc_checker.review.responsibility import judge_tasks

from .layouts import parse
from .written import DATA

CASES = tomllib.loads((Path(__file__).parent / "duty_cases.toml").read_text("utf-8"))["case"]
ROLES = ("lead", "responsible", "cooperate")


def wrong(case: dict[str, Any]) -> list[str]:
    """What differs from the expected values, one line a task and field; ``-`` begins a task too many."""
    found = parse(case["text"].strip() + "\n")[3]
    kinds = judge_tasks(list(found.values()), {}, DATA)
    lines = [f"-{name}" for name in found if name not in case["tasks"]]
    for name, wanted in case["tasks"].items():
        if name not in found:
            lines.append(f"{name} task: absent")
            continue
        task = found[name]
        ours = {role: getattr(task, role) for role in ROLES}
        theirs = {role: wanted.get(role, []) for role in ROLES}
        if ours != theirs:
            lines.append(f"{name} roles: {ours} != {theirs}")
        kind, source = kinds[name]
        if kind != wanted.get("kind", "named") or ("from" in wanted and source[:1] != wanted["from"]):
            lines.append(f"{name} kind: {kind} {source}")
        if "deadline" in wanted and task.deadline != wanted["deadline"]:
            lines.append(f"{name} deadline: {task.deadline} != {wanted['deadline']}")
    return lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_duty(case: dict[str, Any]) -> None:
    assert not wrong(case)


def test_the_cases_are_many() -> None:
    assert sum(len(case["tasks"]) for case in CASES) >= 120


if __name__ == "__main__":  # python -m tests.extract.test_duty: the accuracy over the cases
    total = sum(len(case["tasks"]) for case in CASES)
    lines = [(case["name"], line) for case in CASES for line in wrong(case)]
    for name, line in lines:
        print(f"{name}: {line}")
    for field in ("roles", "kind", "deadline"):
        print(
            field,
            1 - len({(n, x.split()[0]) for n, x in lines if x.split()[1:2] in ([f"{field}:"], ["task:"])}) / total,
        )
    print("tasks", total, "too many", sum(line.startswith("-") for _, line in lines))
