"""A short round of ``make chaos``: killed, out of disk, poisoned, and in the end the store of an undisturbed run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import chaos


def test_a_seed_gives_the_same_input(tmp_path: Path) -> None:
    for name in ("a", "b"):
        chaos.make_input(tmp_path / name, 20, 3, ("bug",))
    files = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*.txt")}
    assert len(files) >= 20
    assert all((tmp_path / "b" / path).read_bytes() == content for path, content in files.items())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_the_store_is_that_of_an_undisturbed_run(tmp_path: Path) -> None:
    results = chaos.rage(tmp_path, 50, 2, 1, ("hang", "crash", "bug"), longest=2.5, shares=(3,))
    assert [result.name for result in results if not result.is_good] == [], results
    quiet, killed, full = results
    assert quiet.lines > 70
    assert killed.report.kills + killed.report.worker_kills > 0
    assert full.report.full > 0
