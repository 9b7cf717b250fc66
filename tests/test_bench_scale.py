"""The figures of docs/scale.md can be had anywhere: the command runs, through the real writer."""

from __future__ import annotations

import pytest

from bench import scale


@pytest.mark.slow
def test_a_small_run_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    scale.main(["store", "manifest", "--count", "50", "--rows", "2000"])
    told = capsys.readouterr().out
    for figure in ("1 shards", "a forced write", "opening to write", "50 unchanged", "checking all rows", "(sound)"):
        assert figure in told
    assert [line.split()[0] for line in told.splitlines()[2:7]] == ["10", "20", "30", "40", "50"]
