"""The segmenter against jieba's own: the same dictionary, the same counts of added words, the same cuts."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

from doc_checker.data import default_data
from doc_checker.review.language import analyser_for, plain_words
from tests.report.laiwu import NOTICE, PLAN

if TYPE_CHECKING:
    from doc_checker.review.segmenter import Segmenter

LONG = "莱芜区信用交通宣传工作领导小组办公室主任会议纪要"  # longer than any word of the dictionary
ADDED = ("红黑名单制度", "信用承诺", "承诺书", "龘龘", "5G基站", "党员、干部", "A级", "“双随机”", "信用", LONG)


def jieba_tokenizer() -> Any:
    """jieba's own, its dictionary read by its own code and not from its cache."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = jieba.Tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@pytest.fixture(scope="module")
def both() -> tuple[Segmenter, Any]:
    """Ours and jieba's, with the lexicon's acts and a few odd words added."""
    theirs = jieba_tokenizer()
    from doc_checker.review.segmenter import Segmenter

    ours = Segmenter()
    for word in (*default_data().forms_of("action"), *ADDED, *ADDED):
        ours.add_word(word)
        theirs.add_word(word)
    return ours, theirs


def test_words_and_counts_are_those_of_jieba(both: tuple[Segmenter, Any]) -> None:
    ours, theirs = both
    assert ours.total == theirs.total
    assert {word: count for word, count in ours.FREQ.items() if count} == {
        word: count for word, count in theirs.FREQ.items() if count
    }


def test_cuts_are_those_of_jieba(both: tuple[Segmenter, Any]) -> None:
    ours, theirs = both
    lines = [*PLAN.read_text("utf-8").splitlines(), *NOTICE.read_text("utf-8").splitlines()]
    lines += [f"成立{LONG}和二氧化碳博物馆", "中华人民共和国国务院办公厅关于AT&T在5G基站的通知", ""]
    for line in lines:
        for options in ({}, {"HMM": False}, {"cut_all": True}):
            assert list(ours.cut(line, **options)) == list(theirs.cut(line, **options))


def test_added_words_stay_with_their_segmenter(both: tuple[Segmenter, Any]) -> None:
    assert LONG in both[0].lcut(f"成立{LONG}")
    assert LONG not in plain_words(f"成立{LONG}")


def test_spacy_is_whole_after_loading() -> None:
    """Its command line is left out while it loads, and is there for who asks."""
    analyser_for(default_data())
    import spacy

    info: Any = vars(spacy)["info"]
    assert info(silent=True)["spacy_version"] == spacy.about.__version__
