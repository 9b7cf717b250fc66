"""The words and lexicon entries of a plan's texts over one vocabulary, and where a system's terms stand in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import regex
from regex import Pattern as CompiledPattern

from .language import Analysis
from .told import kind_of_class
from .wording import Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

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
    """Terms in the order of the rows of every figure, arranged once for the plans they are looked for in."""

    def __init__(self, terms: Sequence[Term]) -> None:
        import numpy as np

        self.size = len(terms)
        self.synonym: Floats = np.array(
            [_SYNONYM_ACT if term.is_action else _SYNONYM_THING for term in terms], dtype=np.float32
        )
        by_class: dict[str, list[int]] = {}
        for row, term in enumerate(terms):
            for name in sorted(term.classes):
                by_class.setdefault(name, []).append(row)
        self.kinds = [(kind, name) for name in by_class if (kind := kind_of_class(name)) is not None]
        """Kinds that are asked for by name, with their classes."""
        self.by_class = {name: np.array(rows, dtype=np.int64) for name, rows in by_class.items()}
        self.words = [(row, term.text) for row, term in enumerate(terms) if len(term.text) > 1]
        self.things = [(row, text) for row, text in self.words if not terms[row].is_action]
        each = (_EACH_ONE.fullmatch(term.text) or _EACH_HAS.fullmatch(term.text) for term in terms)
        self.each = [(row, match["of"]) for row, match in enumerate(each) if match]
        self.pieces = [(row, term.pieces) for row, term in enumerate(terms) if term.pieces]


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

        self._texts = [analysis.text for analysis in analyses]
        self._told = told
        self._joined = _Joined(self._texts)
        self._each_has = [(n, match["of"]) for n, text in enumerate(self._texts) for match in _EACH_HAS.finditer(text)]
        parts = [(column, *part) for column, analysis in enumerate(analyses) for part in _by_commas(analysis)]
        self._part_columns = [column for column, _, _ in parts]
        self._parts = _Joined([text for _, text, _ in parts])
        self._parts_of_class: dict[str, list[int]] = {}
        for number, (_, _, there) in enumerate(parts):
            for name in there:
                self._parts_of_class.setdefault(name, []).append(number)
        self._classed: dict[str, list[int]] = {}
        columns: list[int] = []
        telling: list[float] = []
        self._starts: list[int] = []
        for column, analysis in enumerate(analyses):
            self._starts.append(len(columns))
            for name in {f"{c.sense}|{c.term}" for c in analysis.concepts if c.sense in _CLASSED}:
                self._classed.setdefault(name, []).append(column)
            words = [(word.text, word.end) for word in analysis.words if word.text.isalnum()] or [("", 0)]
            columns.extend(vocabulary.setdefault(word, len(vocabulary)) for word, _ in words)
            ground = _GROUND.match(analysis.text)
            telling.extend(float(ground is None or end > ground.end()) for _, end in words)
        self._columns: Ints = np.array(columns, dtype=np.int64)
        self._telling: Floats = np.array(telling, dtype=np.float32)

    def spread(self, soft: Floats) -> Floats:
        """The best word of each text for each term: terms × vocabulary → terms × texts."""
        import numpy as np

        if not self._starts:
            return np.zeros((soft.shape[0], 0), dtype=np.float32)
        # transposed: whole rows are copied and compared, which takes half the time
        result: Floats = np.maximum.reduceat(soft.T[self._columns], self._starts, axis=0).T
        return result

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
        """1 where a term's word stands in a text, a little less where another word of its lexicon entry does (terms × texts)."""
        import numpy as np

        result = np.zeros((terms.size, len(self._texts)), dtype=np.float32)
        for name, columns in self._classed.items():
            if name in terms.by_class:
                rows = terms.by_class[name]
                result[rows[:, None], columns] = terms.synonym[rows, None]
        for kind, name in terms.kinds:
            rows = terms.by_class[name]
            result[rows[:, None], self._told[kind]] = terms.synonym[rows, None]
        self._find_pieces(terms, result)
        for row, of in terms.each:
            result[row, [column for column, text in enumerate(self._texts) if says_each(of, text)]] = _SYNONYM_THING
        for column, of in self._each_has:
            result[[row for row, thing in terms.things if is_counted_so(thing, of)], column] = _SYNONYM_THING
        texts = self._joined
        for row, word in terms.words:
            if word in texts.all:
                result[row, texts.find(word)] = 1.0
        return result

    def _find_pieces(self, terms: TermTable, result: Floats) -> None:
        """Compounds said in pieces (对经济责任进行审计 for 经济责任审计): all of them between two commas."""
        texts, classed = self._parts, self._parts_of_class
        known: dict[tuple[str, frozenset[str]], set[int]] = {}
        for row, pieces in terms.pieces:
            places: set[int] | None = None
            for piece, classes in pieces:
                if (piece, classes) not in known:
                    own = {number for name in classes & classed.keys() for number in classed[name]}
                    if piece in texts.all:
                        own |= {*texts.find(piece)} - {*texts.find(f"非{piece}")}  # 非涉密 denies it
                    known[piece, classes] = own
                places = known[piece, classes] if places is None else places & known[piece, classes]
                if not places:
                    break
            for column in {self._part_columns[number] for number in places or ()}:
                result[row, column] = max(result[row, column], _IN_PIECES)


class _Joined:
    """Texts that are searched as one: most words stand in none of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.all = "\n".join(texts)
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

    def find(self, word: str) -> list[int]:
        """The numbers of the texts that a word stands in."""
        found = []
        place = self.all.find(word)
        while place >= 0:
            found.append(bisect_right(self._starts, place) - 1)
            place = self.all.find(word, self._starts[found[-1] + 1])
        return found


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
