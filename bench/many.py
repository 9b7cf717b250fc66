"""Many plans against one system: ``python -m bench.many``. 1,000 plans of 30 clauses, 60 indicators, two processes.

The plans are drawn, seeded, from the clauses of the plans written for testing, the system from the indicators of the systems written for
testing; each plan is another mixture, so that nothing is kept from one to the next but the system.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from functools import cache
from multiprocessing import get_context

from doc_checker.data import default_data
from doc_checker.model import Clause, IndicatorSystem, Record
from doc_checker.service import Input, read_record

from .timing import ROOT

WRITTEN = ROOT / "corpus" / "written"
CLAUSES, INDICATORS = 30, 60
TOTAL_LIMIT, PAIRS_LIMIT, PLAN_LIMIT = 60.0, 5.0, 0.2


@cache
def _records() -> tuple[Record, ...]:
    data = default_data()
    paths = [path for path in sorted(WRITTEN.glob("*/*.txt"))]
    return tuple(read_record(Input(path.name, path), data) for path in paths)


def make_system() -> tuple[Record, IndicatorSystem]:
    """A system of 60 indicators, taken from all systems."""
    sources = [record for record in _records() if record.indicator_systems]
    systems = [system for record in sources for system in record.indicator_systems]
    indicators = [indicator for system in systems for group in system.groups for indicator in group.indicators]
    chosen = random.Random(1).sample(indicators, INDICATORS)
    renamed = [indicator.model_copy(update={"id": f"一.{n}"}) for n, indicator in enumerate(chosen, 1)]
    group = systems[0].groups[0].model_copy(update={"indicators": renamed, "kind": "scored"})
    return sources[0], systems[0].model_copy(update={"groups": [group]})


def make_plan(seed: int) -> Record:
    """A plan of 30 clauses, taken from all plans."""
    plans = [record for record in _records() if not record.indicator_systems and record.tasks]
    chosen = random.Random(seed)
    base = chosen.choice(plans)
    leaves = [clause for record in plans for clause in _leaves(record.clauses)]
    clauses = [
        clause.model_copy(update={"id": f"一.{n}"}) for n, clause in enumerate(chosen.sample(leaves, CLAUSES), 1)
    ]
    return base.model_copy(update={"clauses": clauses, "tasks": [], "tables": []})


def _leaves(clauses: Sequence[Clause]) -> list[Clause]:
    found = []
    for clause in clauses:
        found += _leaves(clause.children) if clause.children else [clause]
    return [clause for clause in found if clause.text]


def review_some(seeds: Sequence[int]) -> tuple[float, float, int]:
    """Review plans: seconds in all, seconds of scoring the pairs, and how many indicators were judged."""
    from doc_checker.review import index_plan, review_plan
    from doc_checker.review.asked import prepare_system
    from doc_checker.review.match import Matcher
    from doc_checker.review.weights import default_weights

    data = default_data()
    notice, system = make_system()
    plans = [make_plan(seed) for seed in seeds]
    review_plan(plans[0], notice, system, "", data)  # loads the language
    start = time.perf_counter()
    judged = sum(len(review_plan(plan, notice, system, "", data).indicators) for plan in plans)
    total = time.perf_counter() - start
    asked = prepare_system(system, data)
    indexes = [index_plan(plan, data).index for plan in plans]
    start = time.perf_counter()
    for index in indexes:
        Matcher(index, asked, default_weights())
    return total, time.perf_counter() - start, judged


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    shares = [range(n, options.plans, options.processes) for n in range(options.processes)]
    with get_context("spawn").Pool(options.processes) as pool:
        results = pool.map(review_some, shares)
    total, pairs = max(r[0] for r in results), max(r[1] for r in results)
    judged = sum(r[2] for r in results)
    one = sum(r[0] for r in results) / options.plans
    print(f"{options.plans} plans of {CLAUSES} clauses against {INDICATORS} indicators, {options.processes} processes")
    print(f"  reviews          {total:7.1f} s   limit {TOTAL_LIMIT:.0f}   ({judged} verdicts)")
    print(f"  scoring of pairs {pairs:7.1f} s   limit {PAIRS_LIMIT:.0f}")
    print(f"  one plan, warm   {one:7.3f} s   limit {PLAN_LIMIT}")


if __name__ == "__main__":
    main()
