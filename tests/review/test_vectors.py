"""Word vectors: known words, unknown words, words made of known pieces."""

from __future__ import annotations

import numpy as np
import pytest

from doc_checker.review.vectors import default_vectors


def cosine(one: str, other: str) -> float:
    rows = default_vectors().rows([one, other])
    return float(rows[0] @ rows[1])


def test_known_words_have_unit_length() -> None:
    assert np.linalg.norm(default_vectors().rows(["培训", "检查"]), axis=1) == pytest.approx([1.0, 1.0], abs=1e-3)


def test_an_unknown_word_is_zero_and_like_nothing() -> None:
    assert not default_vectors().rows(["魑魅"]).any()
    assert cosine("魑魅", "培训") == 0.0


def test_a_word_of_known_pieces_lies_near_them() -> None:
    assert np.linalg.norm(default_vectors().rows(["领导小组办公室组"])) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    ("word", "near", "far"), [("培训", "学习", "道路"), ("奖励", "表彰", "桥梁"), ("检查", "抽查", "养老")]
)
def test_near_words_are_nearer(word: str, near: str, far: str) -> None:
    assert cosine(word, near) > cosine(word, far)


def test_rare_words_weigh_more() -> None:
    vectors = default_vectors()
    assert vectors.idf("工作") < vectors.idf("信用") < vectors.idf("魑魅")


def test_no_words_no_rows() -> None:
    assert default_vectors().rows([]).shape[0] == 0
