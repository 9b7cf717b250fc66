"""Where the first item of an open list begins: behind what governs the list."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.review.language import analyser_for
from doc_checker.review.lists import item_choices

from .batteries import read_battery

CASES = [(case["asked"], case["first"]) for _, case in read_battery("list_heads.toml")]


@pytest.mark.parametrize(("asked", "first"), CASES)
def test_first_item_of_an_open_list(asked: str, first: str) -> None:
    analysis = analyser_for(default_data()).analyse([asked])[0]
    acts = [(act.start, act.end) for act in analysis.concepts_of("action")]
    start, end, _ = item_choices(asked, acts)[0]
    assert asked[start:end] == first
