"""Short demands, the same as other staff say it, and near misses (``paraphrases_*.toml``): how many the lexicons tell apart."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from doc_checker.data import default_data
from doc_checker.review.language import analyser_for
from doc_checker.review.told import find_told
from doc_checker.review.vectors import default_vectors
from doc_checker.review.word_table import TermTable, WordTable
from doc_checker.review.wording import Weigher

FOLDER = Path(__file__).parent
WEIGHTY = 0.3
FOUND = 0.6


@cache
def told_apart(file: str, battery: str) -> float:
    """The share of pairs whose demand is found in the paraphrase for 60 % of its weight, and less in the near miss."""
    pairs = tomllib.loads((FOLDER / file).read_text("utf-8"))[battery]
    analyser = analyser_for(default_data())
    wordings = Weigher([pair["asked"] for pair in pairs], analyser, default_vectors(), default_data()).wordings()
    texts = [pair[key] for pair in pairs for key in ("said", "other")]
    table = WordTable(analyser.analyse(texts), {}, find_told(texts, default_data()))
    good = 0
    for row, wording in enumerate(wordings):
        terms = [term for term in wording.terms if term.weight >= WEIGHTY] or wording.terms
        found = table.exact(TermTable(terms))[2 * row : 2 * row + 2].T
        total = sum(term.weight for term in terms)
        share = sum(term.weight for term, value in zip(terms, found[:, 0], strict=True) if value) / total
        said, other = (sum(t.weight * v for t, v in zip(terms, column, strict=True)) for column in found.T)
        good += share >= FOUND and other < said
    return good / len(pairs)


def test_paraphrases_known_to_the_lexicons() -> None:
    assert told_apart("paraphrases_acts.toml", "pair") >= 0.30


def test_paraphrases_written_after_the_lexicons() -> None:
    assert told_apart("paraphrases_acts.toml", "second") >= 0.08


def test_process_acts_known_to_the_lexicons() -> None:
    assert told_apart("paraphrases_process.toml", "pair") >= 0.55


def test_process_acts_written_beside_them() -> None:
    assert told_apart("paraphrases_process.toml", "second") >= 0.28
