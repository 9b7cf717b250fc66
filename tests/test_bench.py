"""The benchmarks run on any machine: the steps that they time exist, a producer that is not installed is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.prints import make_prints
from bench.readers import LONG, RENDITIONS, bare_text, many_pages
from bench.stages import BARE, REST, find_steps, profile

NOTICE = (RENDITIONS / "pdf" / f"{LONG}.pdf").read_bytes()


def test_profile_times_every_stage_of_a_pdf() -> None:
    expected = {stage for _, _, stage in find_steps()} | {*BARE, REST}
    spent = profile([NOTICE], rounds=1)
    assert set(spent) <= expected
    assert {*BARE, REST, "extract: clauses", "rulings and fills"} <= set(spent)
    assert all(value >= 0 for value in spent.values())


def test_profile_leaves_the_functions_as_they_were() -> None:
    before = [getattr(owner, name) for owner, name, _ in find_steps()]
    profile([NOTICE], rounds=1)
    assert [getattr(owner, name) for owner, name, _ in find_steps()] == before


def test_long_pdf_has_the_pages_asked_for() -> None:
    assert bare_text(many_pages(NOTICE, 20)) == 20


def test_missing_producers_are_named_in_a_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    prints = make_prints(tmp_path / "prints")
    lines = capsys.readouterr().out.splitlines()
    assert not {"LibreOffice", "Chromium"} & set(prints)
    assert [line for line in lines if line.startswith(("LibreOffice is not", "Chromium is not"))] == lines[:2]
