"""``eval``: accuracy against the gold in ``corpus/`` or another folder."""

from __future__ import annotations

import argparse


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    from ..evaluate import run_evaluation

    return run_evaluation(
        gold=arguments.gold,
        baseline=arguments.baseline,
        update_baseline=arguments.update_baseline,
        allow_regression=arguments.allow_regression,
        as_json=arguments.format == "json",
        list_wrong=arguments.list_wrong,
    )
