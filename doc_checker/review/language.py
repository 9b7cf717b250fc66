"""Words and lexicon concepts of a piece of text: the one room that loads spaCy and jieba.

``spacy.blank("zh")`` with jieba segmentation and a ``SpanRuler`` fed from the lexicons. The lexicon's terms are added to jieba's
dictionary, because a ruler over words misses terms that do not fall on word borders.
"""

from __future__ import annotations

import gc
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from ..data import Data

if TYPE_CHECKING:
    import jieba
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc

_UNCUT = regex.compile(r"[\u4E00-\u9FD5A-Za-z0-9]+")
_KEPT = 20_000  # analyses
RULED_SENSES = ("action", "concept", "level")


@dataclass(frozen=True, slots=True)
class Word:
    """A segmented word with its offsets in the analysed text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A lexicon term found: ``term`` names the entry, ``value`` is the entry's value."""

    sense: str
    term: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """A compact text (no white space) with its words and concepts in order."""

    text: str
    words: tuple[Word, ...]
    concepts: tuple[Concept, ...]

    def concepts_of(self, sense: str) -> list[Concept]:
        """The concepts of one sense, in order."""
        return [concept for concept in self.concepts if concept.sense == sense]


class Analyser:
    """Segments text and finds lexicon concepts; made once for a ``Data`` and kept."""

    def __init__(self, data: Data) -> None:
        self._nlp = _build_pipeline(data)
        self._kept: dict[str, Analysis] = {}

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        """Analyses of compact texts, in order; the stages of a review read the same sentences, so recent ones are kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if len(self._kept) + len(new) > _KEPT:
            self._kept.clear()
            new = list(dict.fromkeys(texts))
        self._kept.update((text, _to_analysis(text, doc)) for text, doc in zip(new, self._nlp.pipe(new), strict=True))
        return [self._kept[text] for text in texts]


@lru_cache(maxsize=4)
def analyser_for(data: Data) -> Analyser:
    """The analyser of a data set (loading spaCy and jieba takes about two seconds)."""
    return Analyser(data)


def plain_words(text: str) -> list[str]:
    """The words of a text by jieba's own dictionary, which no lexicon changes; joined they are the text."""
    return list(_plain_segmenter().cut(text))


@lru_cache(maxsize=1)
def _plain_segmenter() -> jieba.Tokenizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.ERROR)
        return jieba.Tokenizer()


@contextmanager
def _without_collection() -> Iterator[None]:
    """No garbage collection while a great many objects are made that all stay: saves a tenth of a cold review."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _build_pipeline(data: Data) -> SpacyLanguage:
    with _without_collection(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba and spaCy warn about their own regular expressions and pkg_resources
        import jieba
        import spacy
        from spacy.lang.zh import Segmenter

        jieba.setLogLevel(logging.ERROR)
        nlp = spacy.blank(
            "zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}}
        )  # jieba's would load a second dictionary
        ruler = nlp.add_pipe("span_ruler", config={"spans_key": "lexicon"})
        patterns = list(_ruler_patterns(data))
        segmenter = jieba.Tokenizer()  # one of our own: words added to jieba's shared one would reach other data sets
        for pattern in patterns:
            segmenter.add_word(pattern["pattern"])
        nlp.tokenizer.segmenter = Segmenter.jieba  # type: ignore[union-attr]
        nlp.tokenizer.jieba_seg = segmenter  # type: ignore[union-attr]
        tokenizer = nlp.tokenizer
        nlp.tokenizer = _whole_words(nlp)
        ruler.add_patterns(patterns)  # type: ignore[attr-defined]
        nlp.tokenizer = tokenizer
    return nlp


def _whole_words(nlp: SpacyLanguage) -> Callable[[str], Doc]:
    """A tokenizer for the terms themselves: jieba knows each as one word, unless it has signs that jieba cuts at. Saves half a second."""
    from spacy.tokens import Doc

    real = nlp.tokenizer

    def cut(text: str) -> Doc:
        return Doc(nlp.vocab, words=[text], spaces=[False]) if _UNCUT.fullmatch(text) else real(text)

    return cut


def _ruler_patterns(data: Data) -> Iterable[dict[str, str]]:
    for sense in RULED_SENSES:
        for entry in data.entries_of(sense):
            for form in entry.forms:
                yield {"label": f"{sense}|{entry.term}", "pattern": form}


def _to_analysis(text: str, doc: object) -> Analysis:
    words = tuple(Word(token.text, token.idx, token.idx + len(token.text)) for token in doc)  # type: ignore[attr-defined]
    concepts = []
    for span in doc.spans["lexicon"]:  # type: ignore[attr-defined]
        sense, _, term = span.label_.partition("|")
        concepts.append(Concept(sense, term, span.text, span.start_char, span.end_char))
    concepts.sort(key=lambda concept: (concept.start, concept.end, concept.sense))
    return Analysis(text, words, tuple(concepts))
