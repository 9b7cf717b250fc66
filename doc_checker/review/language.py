"""Words and lexicon concepts of a piece of text: the one room that loads spaCy and jieba.

``spacy.blank("zh")`` with jieba segmentation and a ``SpanRuler`` fed from the lexicons. The lexicon's terms are added to jieba's
dictionary, because a ruler over words misses terms that do not fall on word borders.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from ..data import Data
from ..pausing import without_collection
from .told import tells_kind

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc

    from .segmenter import Segmenter

_UNCUT = regex.compile(r"[\u4E00-\u9FD5A-Za-z0-9]+")
_KEPT = 20_000  # analyses
_GAP = "…"
_WIDEST_GAP = 8
_ENDS_GAP = frozenset("，。；：、“”（）《》…")
RULED_SENSES = ("action", "concept", "level")


class Word(NamedTuple):
    """A segmented word with its offsets in the analysed text."""

    text: str
    start: int
    end: int


class Concept(NamedTuple):
    """A lexicon term found: ``term`` names the entry; ``loose`` where it is said in pieces (拿出…万元), whose words are their own."""

    sense: str
    term: str
    text: str
    start: int
    end: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """A compact text (no white space) with its words and concepts in order."""

    text: str
    words: tuple[Word, ...]
    concepts: tuple[Concept, ...]
    tells: Callable[[str], bool]
    """Whether the text says a kind of thing, in whatever words (see ``told``)."""

    def concepts_of(self, sense: str) -> list[Concept]:
        """The concepts of one sense, in order."""
        return [concept for concept in self.concepts if concept.sense == sense]


class Analyser:
    """Segments text and finds lexicon concepts; made once for a ``Data`` and kept."""

    def __init__(self, data: Data) -> None:
        self._nlp = _build_pipeline(data)
        self._split = _split_forms(data)
        self._data = data
        self._kept: dict[str, Analysis] = {}

    def analyse(self, texts: Sequence[str]) -> list[Analysis]:
        """Analyses of compact texts, in order; the stages of a review read the same sentences, so recent ones are kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if len(self._kept) + len(new) > _KEPT:
            self._kept.clear()
            new = list(dict.fromkeys(texts))
        for text, doc in zip(new, self._nlp.pipe(new), strict=True):
            self._kept[text] = _to_analysis(text, doc, self._split.find(text), partial(tells_kind, text, self._data))
        return [self._kept[text] for text in texts]

    def knows(self, word: str) -> bool:
        """Whether the dictionary or a lexicon has a word."""
        return bool(self._nlp.tokenizer.jieba_seg.FREQ.get(word))  # type: ignore[union-attr]


@lru_cache(maxsize=4)
def analyser_for(data: Data) -> Analyser:
    """The analyser of a data set (loading spaCy and jieba takes about a second)."""
    return Analyser(data)


def plain_words(text: str) -> list[str]:
    """The words of a text by jieba's own dictionary, which no lexicon changes; joined they are the text."""
    return list(_plain_segmenter().cut(text))


@lru_cache(maxsize=1)
def _plain_segmenter() -> Segmenter:
    with _starting():
        from .segmenter import Segmenter

        return Segmenter()


@contextmanager
def _starting() -> Iterator[None]:
    """Loading of the libraries and what they need: without their warnings (about their own expressions), and without garbage collection."""
    with without_collection(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _import_spacy() -> Any:
    """spaCy without its command line, which it imports for ``spacy.info`` alone, with a web client: a third of a second."""
    name = "spacy.cli.info"
    if "spacy" not in sys.modules and name not in sys.modules:
        stand_in = ModuleType(name)
        stand_in.info = _spacy_info  # type: ignore[attr-defined]
        sys.modules[name] = stand_in
        try:
            import spacy
        finally:
            del sys.modules[name]
    import spacy

    return spacy


def _spacy_info(*arguments: Any, **options: Any) -> Any:
    """``spacy.info``, imported when it is called."""
    from spacy.cli.info import info

    return info(*arguments, **options)


class _SplitForms:
    """Forms in two pieces with a few characters between (改一…销一): the concept is where the second is. Of a form that ends with the
    gap (登记造册…) the words are found too: it is not made one word.
    """

    def __init__(self, forms: Iterable[tuple[str, str, str]]) -> None:
        self._by_first: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
        for sense, term, form in forms:
            opening, _, second = form.partition(_GAP)
            self._by_first.setdefault(opening[0], {}).setdefault(opening, []).append((sense, term, second))

    def find(self, text: str) -> list[Concept]:
        """The concepts of a text that such a form says."""
        concepts = []
        may_open = [item for first in dict.fromkeys(text) for item in self._by_first.get(first, {}).items()]
        for opening, forms in may_open:
            begin = text.find(opening)
            while begin >= 0:
                gap = begin + len(opening)
                for sense, term, second in forms:
                    if not second:
                        concepts.append(Concept(sense, term, opening, begin, gap, True))
                        continue
                    start = text.find(second, gap + 1, gap + _WIDEST_GAP + len(second))
                    if start >= 0 and _ENDS_GAP.isdisjoint(text[gap:start]):
                        loose = not second.startswith("一")
                        concepts.append(Concept(sense, term, second, start, start + len(second), loose))
                begin = text.find(opening, gap)
        return concepts


def _split_forms(data: Data) -> _SplitForms:
    entries = (entry for sense in RULED_SENSES for entry in data.entries_of(sense))
    return _SplitForms((entry.sense, entry.term, form) for entry in entries for form in entry.forms if _GAP in form)


def _build_pipeline(data: Data) -> SpacyLanguage:
    with _starting():
        spacy = _import_spacy()
        from spacy.lang.zh import Segmenter as Kind

        from .segmenter import Segmenter

        # The character segmenter at first: jieba's would load its dictionary a second time.
        nlp: SpacyLanguage = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
        # No shapes, prefixes and so on of each new word: nobody asks for them.
        nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
        ruler = nlp.add_pipe("span_ruler", config={"spans_key": "lexicon"})
        patterns = list(_ruler_patterns(data))
        segmenter = Segmenter()
        for pattern in patterns:
            segmenter.add_word(pattern["pattern"])
        nlp.tokenizer.segmenter = Kind.jieba  # type: ignore[union-attr]
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
            for form in (each for each in entry.forms if _GAP not in each):
                yield {"label": f"{sense}|{entry.term}", "pattern": form}


def _places(doc: object) -> Iterator[tuple[str, int]]:
    """The words of a document, with where they begin."""
    return ((token.text, token.idx) for token in doc)  # type: ignore[attr-defined]


def _to_analysis(text: str, doc: object, split: Sequence[Concept], tells: Callable[[str], bool]) -> Analysis:
    words = tuple(Word(word, start, start + len(word)) for word, start in _places(doc))
    concepts = list(split)
    for span in doc.spans["lexicon"]:  # type: ignore[attr-defined]
        sense, _, term = span.label_.partition("|")
        concepts.append(Concept(sense, term, span.text, span.start_char, span.end_char))
    concepts.sort(key=lambda concept: (concept.start, concept.end, concept.sense))
    return Analysis(text, words, tuple(concepts), tells)
