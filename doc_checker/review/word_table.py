"""The words and lexicon entries of a plan's texts over one vocabulary, and where a system's terms stand in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import regex
from regex import Match
from regex import Pattern as CompiledPattern

from .char_pairs import bigrams
from .language import Analysis
from .told import class_of_kind
from .wording import Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_Piece = tuple[str, frozenset[str]]
_Cells = tuple[Sequence[int], Sequence[int]]
"""Rows and columns of a matrix."""
_Kept = TypeVar("_Kept")

_COUNTED = r"一(?P<of>[\p{Han}--[线体般定致律次批半起流级同样些季月周旬日天年时方度心言举草针砖丝点五]])"
_GROUND = regex.compile(
    r"(?:(?:依据|根据|按照|按|遵照|结合|在)[^，。；]{2,40}"
    r"(?:文件|部署|要求|规定|精神|通知|意见|安排|实际|基础上|下|中)，)+(?=[^，。；]{2})"
)
"""On what ground a thing is done (依据已印发的有关文件，…): it says nothing of what it is."""
_EACH_ONE = regex.compile(_COUNTED, flags=regex.V1)
_EACH_HAS = regex.compile(_COUNTED + r"一[\p{Han}]", flags=regex.V1)
_SYNONYM_ACT, _SYNONYM_THING = 0.95, 0.85
_IN_PIECES = 0.7
_BETWEEN_COMMAS = regex.compile(r"[^，。；：]+")
_CLASSED = ("action", "concept")


class TermTable:
    """Terms in the order of the columns of every figure, arranged once for the plans they are looked for in."""

    def __init__(self, terms: Sequence[Term]) -> None:
        import numpy as np

        self.size = len(terms)
        self.synonym: Floats = np.array(
            [_SYNONYM_ACT if term.is_action else _SYNONYM_THING for term in terms], dtype=np.float32
        )
        words = [(place, term.text) for place, term in enumerate(terms) if len(term.text) > 1]
        self.by_class = _gather((name, place) for place, term in enumerate(terms) for name in term.classes)
        self.by_word = _gather((word, place) for place, word in words)
        self.things = [(place, word) for place, word in words if not terms[place].is_action]
        each = (_EACH_ONE.fullmatch(term.text) or _EACH_HAS.fullmatch(term.text) for term in terms)
        self.each = [(place, match["of"]) for place, match in enumerate(each) if match]
        self.pieces = [(place, frozenset(term.pieces)) for place, term in enumerate(terms) if term.pieces]
        distinct = {piece for _, pieces in self.pieces for piece in pieces}
        self.pieces_by_class = _gather((name, piece) for piece in distinct for name in piece[1])
        self.pieces_by_word = _gather((piece[0], piece) for piece in distinct)
        self.by_pair = _gather((word[:2], word) for word in self.by_word.keys() | self.pieces_by_word.keys())
        """The words and pieces by their first two characters."""


def _gather(items: Iterable[tuple[str, _Kept]]) -> dict[str, list[_Kept]]:
    """What belongs to each name."""
    gathered: dict[str, list[_Kept]] = {}
    for name, item in items:
        gathered.setdefault(name, []).append(item)
    return gathered


class OpenLists:
    """Open lists of terms: the best item counts for the list, an item being the mean of its words."""

    def __init__(self, lists: Sequence[Sequence[Sequence[int]]]) -> None:
        """``lists``: the places of each item's terms."""
        import numpy as np

        items = [item for each in lists for item in each]
        self._terms = [place for item in items for place in item]
        self._sizes: Floats = np.array([len(item) for item in items], dtype=np.float32)
        self._items = list(accumulate(map(len, items[:-1]), initial=0))
        self._lists = list(accumulate(map(len, lists[:-1]), initial=0)) if lists else []

    def add(self, found: Floats) -> Floats:
        """The found terms (texts × terms), then the lists."""
        import numpy as np

        if not self._lists:
            return found
        items = np.add.reduceat(found[:, self._terms], self._items, axis=1) / self._sizes
        return np.hstack([found, np.maximum.reduceat(items, self._lists, axis=1)])


_SHORT_FOR = {
    "标": "标段|项目|标",
    "企": "企业|企|家",
    "企业": "企业|企|家",
    "户": "户|家庭",
    "童": "童|儿童|孩子",
    "校": "学校|校",
    "案": "案件|案|件",
    "品": "产品|品种|品",
    "河": "河流|河道|河",
    "项": "项目|事项|项",
    "场": "养殖场|场所|场",
    "店": "门店|店|家",
    "车": "车辆|车",
    "船": "船舶|船",
}
"""What a character counts by in names such as 一标一评, in whole words."""


def says_each(thing: str, text: str) -> bool:
    """Whether a text says one for each (一口子一份, 每户一个, 逐人, 每个排口) of what a name like 一户一策 counts."""
    return _for_each(thing).search(text) is not None


@lru_cache(maxsize=1 << 8)
def _for_each(thing: str) -> CompiledPattern[str]:
    thing = f"(?:{_SHORT_FOR.get(thing, thing)})"
    return regex.compile(
        rf"(?:一[个条家户项名处座份套本张]?|逐[一个]?){thing}|(?:每一?[个条家户项名处座所起件]?|各)[\p{{Han}}]{{0,4}}?{thing}"
    )


def is_counted_so(thing: str, of: str) -> bool:
    """Whether a name like 一口一档 counts such a thing by its last character (排污口), or by its first (企业)."""
    return thing.endswith(of) or (len(thing) == 2 and thing.startswith(of))


class WordTable:
    """The words and lexicon classes of many texts over one vocabulary."""

    def __init__(self, analyses: Sequence[Analysis], vocabulary: dict[str, int], told: dict[str, list[int]]) -> None:
        """``told``: the numbers of the texts that say each kind."""
        import numpy as np

        self._size = len(analyses)
        parts = [(column, *part) for column, analysis in enumerate(analyses) for part in _by_commas(analysis)]
        self._part_owner = [number for number, _, _ in parts]
        self._parts = _Joined([text for _, text, _ in parts])
        self._parts_of_class = _gather((name, number) for number, (_, _, there) in enumerate(parts) for name in there)
        self._each_has = [(self._part_owner[n], match["of"]) for n, match in self._parts.search(_EACH_HAS)]
        self._classed = {class_of_kind(kind): numbers for kind, numbers in told.items() if numbers}
        columns: list[int] = []
        telling: list[float] = []
        self._starts: list[int] = []
        for number, analysis in enumerate(analyses):
            self._starts.append(len(columns))
            for name in {f"{c.sense}|{c.term}" for c in analysis.concepts if c.sense in _CLASSED}:
                self._classed.setdefault(name, []).append(number)
            words = [(word.text, word.end) for word in analysis.words if word.text.isalnum()] or [("", 0)]
            columns.extend(vocabulary.setdefault(word, len(vocabulary)) for word, _ in words)
            ground = _GROUND.match(analysis.text)
            telling.extend(float(ground is None or end > ground.end()) for _, end in words)
        self._columns: Ints = np.array(columns, dtype=np.int64)
        self._telling: Floats = np.array(telling, dtype=np.float32)

    def spread(self, soft: Floats) -> Floats:
        """The best word of each text for each term: vocabulary × terms → texts × terms."""
        return best_rows(soft[self._columns], self._starts)

    def means(self, matrix: Floats, rarity: Floats) -> Floats:
        """The mean vector of each text, rare words weighing more (texts × dimensions, unit length); grounds are left out."""
        import numpy as np

        if not self._starts:
            return np.zeros((0, matrix.shape[1]), dtype=np.float32)
        weights = rarity[self._columns] * self._telling
        sums = np.add.reduceat(matrix[self._columns] * weights[:, None], self._starts, axis=0)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        result: Floats = (sums / np.where(norms == 0, 1.0, norms)).astype(np.float32)
        return result

    def exact(self, terms: TermTable) -> Floats:
        """1 where a term's word stands in a text, a little less where another word of its lexicon entry does (texts × terms)."""
        import numpy as np

        parts = self._parts.find_all(terms.by_pair)
        found = {word: [self._part_owner[n] for n in numbers] for word, numbers in parts.items()}
        result = np.zeros((self._size, terms.size), dtype=np.float32)
        result[_cross(self._in_pieces(terms, parts))] = _IN_PIECES
        result[_cross(self._for_each(terms))] = _SYNONYM_THING
        classes = self._classed.keys() & terms.by_class.keys()
        numbers, places = _cross((self._classed[name], terms.by_class[name]) for name in classes)
        result[numbers, places] = terms.synonym[places]
        result[_cross((found[word], terms.by_word[word]) for word in found.keys() & terms.by_word.keys())] = 1.0
        return result

    def _for_each(self, terms: TermTable) -> Iterator[_Cells]:
        """Where one for each is said (每户一个) of what a term like 一户一策 counts, or the other way round."""
        for place, of in terms.each:
            yield [self._part_owner[n] for n, _ in self._parts.search(_for_each(of))], [place]
        for number, of in self._each_has:
            yield [number], [place for place, thing in terms.things if is_counted_so(thing, of)]

    def _in_pieces(self, terms: TermTable, found: dict[str, list[int]]) -> Iterator[_Cells]:
        """Compounds said in pieces (对经济责任进行审计 for 经济责任审计): all of them between two commas."""
        known: dict[_Piece, set[int]] = {}
        for word in found.keys() & terms.pieces_by_word.keys():
            own = set(found[word]).difference(self._parts.find(f"非{word}"))  # 非涉密 denies it
            for piece in terms.pieces_by_word[word]:
                known[piece] = set(own)
        for name in self._parts_of_class.keys() & terms.pieces_by_class.keys():
            for piece in terms.pieces_by_class[name]:
                known.setdefault(piece, set()).update(self._parts_of_class[name])
        for place, pieces in terms.pieces:
            if known.keys() >= pieces:
                yield [self._part_owner[n] for n in set.intersection(*(known[piece] for piece in pieces))], [place]


def best_rows(figures: Floats, starts: Sequence[int]) -> Floats:
    """The best of each stretch of rows, for each column; ``starts``: where each begins.

    A call for each takes an eighth of the time of ``np.maximum.reduceat``.
    """
    import numpy as np

    result = np.empty((len(starts), figures.shape[1]), dtype=np.float32)
    for best, start, end in zip(result, starts, [*starts[1:], len(figures)], strict=True):
        np.maximum.reduce(figures[start:end], axis=0, out=best)
    return result


def _cross(cells: Iterable[_Cells]) -> tuple[list[int], list[int]]:
    """Each row with each column."""
    rows: list[int] = []
    columns: list[int] = []
    for some, others in cells:
        for column in others:
            rows += some
            columns += [column] * len(some)
    return rows, columns


class _Joined:
    """Texts that are searched as one: most words stand in none of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._all = "\n".join(texts)
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

    def find_all(self, words: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
        """The same of many words, given by their first two characters: those that stand somewhere."""
        there = words.keys() & set(bigrams(self._all))
        found = ((word, self.find(word)) for pair in there for word in words[pair])
        return {word: numbers for word, numbers in found if numbers}

    def find(self, word: str) -> list[int]:
        """The numbers of the texts that a word stands in."""
        found = []
        place = self._all.find(word)
        while place >= 0:
            found.append(self._number(place))
            place = self._all.find(word, self._starts[found[-1] + 1])
        return found

    def search(self, pattern: CompiledPattern[str]) -> Iterator[tuple[int, Match[str]]]:
        """The matches of a pattern that no line's end fits, with the numbers of their texts."""
        return ((self._number(match.start()), match) for match in pattern.finditer(self._all))

    def _number(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1


def _by_commas(analysis: Analysis) -> list[tuple[str, frozenset[str]]]:
    """The text between commas, with the lexicon entries that stand in each."""
    parts = []
    for match in _BETWEEN_COMMAS.finditer(analysis.text):
        there = frozenset(
            f"{c.sense}|{c.term}"
            for c in analysis.concepts
            if c.sense in _CLASSED and match.start() <= c.start and c.end <= match.end()
        )
        parts.append((match.group(), there))
    return parts
