"""A short round of ``make fuzz``: damaged files give a record or a one-line error."""

from __future__ import annotations

import pytest

from doc_checker.isolation import Limits
from tools import fuzz


def test_a_seed_does_the_same_damage() -> None:
    files = fuzz.originals()
    assert {each.format for each in files} == {"docx", "html", "md", "ofd", "pdf", "scan", "txt", "xlsx"}
    for each in files:
        assert fuzz.mutate(each, "a:1") == fuzz.mutate(each, "a:1")
    assert any(fuzz.mutate(each, "a:1") != each.payload for each in files)


@pytest.mark.slow
def test_damaged_files_give_a_record_or_an_error() -> None:
    files = [each for each in fuzz.originals() if each.format != "scan"]  # without OCR there is nothing to read
    result = fuzz.Fuzzer(files, "short", Limits(15.0), ocr=False, keep=None).run(150, 15.0, 2)
    assert not result.failures
    assert result.count >= 30
    outcomes = {outcome for _, outcome in result.outcomes}
    assert {"record", "error"} <= outcomes
