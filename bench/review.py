"""How long a review takes: ``python -m bench.review``. Cold: a fresh process on one core; warm: all is loaded."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from .timing import NOTICES, Row, measure_calls, measure_command, print_table

PLAN = "laiwuqujiaozi-2024-19"
NOTICE = "lujiaofahan-2023-05"
OTHERS = ("lujiaofahan-2023-06", "zaojiaobianzi-2021-18", "hunan-2023-priorities")


def text_of(name: str) -> Path:
    """The text file of a notice of the corpus."""
    return NOTICES / name / f"{name}.txt"


def measure_cold(rounds: int) -> list[Row]:
    """The program's help, an extraction and the demo's review, each from a cold start."""
    plan, notice = str(text_of(PLAN)), str(text_of(NOTICE))
    return [
        measure_command("doc-checker --help", ["--help"], rounds, 0.3),
        measure_command(f"extract {PLAN}", ["extract", plan], rounds),
        measure_command(f"check {PLAN} --against {NOTICE}", ["check", plan, "--against", notice], rounds, 3.0),
        measure_command("the same as JSON", ["check", plan, "--against", notice, "--format", "json"], rounds, 3.0),
    ]


def measure_warm(rounds: int) -> list[Row]:
    """Reviews of plans that are read already."""
    from doc_checker.data import default_data
    from doc_checker.service import Input, read_record, review_record

    data = default_data()
    notice = read_record(Input(NOTICE, text_of(NOTICE)), data)
    rows = []
    for name in (PLAN, *OTHERS):
        plan = read_record(Input(name, text_of(name)), data)
        rows.append(measure_calls(f"review of {name}", partial(review_record, plan, notice, data), rounds))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args(arguments).rounds
    print_table("cold start, one core, seconds", measure_cold(rounds))
    print_table("warm review, seconds", measure_warm(rounds))


if __name__ == "__main__":
    main()
