"""Cells of a row that some tool flattened: the pieces of its lines → its columns, told by what columns hold.

Copied out of a PDF or a word processor, a row keeps nothing of its rules but spaces and line breaks, and those stand
inside cells too. Of all ways to deal the pieces out to the columns of the header the likeliest one is taken: a cell of
units is a run of names, one of a time limit is such, what is left is the task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, groupby, pairwise, product
from math import inf, prod
from operator import contains

import regex

from .data import Data
from .flatcells import FINAL, Segment
from .persons import Persons
from .responsibility import ROLES
from .text import display_width, fold, squeeze
from .unit_names import LIST_MARKS, UnitNames

TEXT = "text"
TEXT_KINDS = ("task", "second", "group")
_SIDE_KINDS = (*ROLES, "deadline", "person", "note")
_MOST_SEGMENTS = 60
_MOST_DEALS = 1500
_MOST_LINES = 5
_LONGEST = {"deadline": 24, "person": 24, "note": 60}
_LONGEST_RUN = 300
_LONGEST_UNKNOWN = 14
_LONGEST_POST = 8
_OPENS_NAME = ("省", "市", "县", "区", "镇", "乡", "各", "局")
_OPEN = LIST_MARKS + "：:（(“的和及与"
_TIME_LIKE = regex.compile(r"^每|\d{1,4}[年月日号季]|[年月季]度?[底末初]|季度|上半年|下半年|\d\.\d{1,2}\s*[-—~至]")
# 县自然资源局牵头，各镇配合: what stands behind the names in one column for all of them.
_CUES = regex.compile(
    r"(?<=[\p{Han}）)])(?:总?牵头|(?:做好|予以)?配合|(?:按(?:照|各自)?职责(?:分工)?)?负责|协助|主办|协办|落实)(?=[，,；;、]|$)"
)
_PLAIN_WORDS = regex.compile(r"[\p{Han}、（）()·/]+")
_POST_AND_NAME = regex.compile(r"[\p{Han}、·（）()]{2,24}")
# What it costs that something is not as it should be; only their order matters.
_COST_EMPTY = {"lead": 5.0, "responsible": 3.5, "cooperate": 3.0, "deadline": 3.0, "person": 3.0, "note": 0.0}
_COST_UNKNOWN = 4.5
_COST_SWALLOWED = 3.0
_COST_OPEN = 2.0
_COST_TORN = 4.0
_COST_ASIDE = 2.0
_NARROWEST = 16
_COST_BACK = 0.6
_COST_TAIL = 2.0
_MOST_TAIL = 4
NATURAL = 1.5
"""The highest cost of a row whose cells are all as they should be."""
_HIGHEST = 8.0


@dataclass(frozen=True)
class Cut:
    """A row's segments by column, in the order of the columns, and how unlikely that is."""

    cells: tuple[tuple[str, tuple[Segment, ...]], ...]
    cost: float

    def of(self, kind: str) -> list[Segment]:
        """The segments of the first column of a kind."""
        return next((list(cell) for name, cell in self.cells if name == kind), [])

    @property
    def units(self) -> list[tuple[str, list[Segment]]]:
        """The cells of units that are filled, with the roles of their columns."""
        return [(name, list(cell)) for name, cell in self.cells if name in ROLES and cell]


class FlatColumns:
    """Deals the segments of rows out to the columns of one header."""

    def __init__(self, kinds: Sequence[str], data: Data) -> None:
        held = (TEXT if kind in TEXT_KINDS else kind for kind in kinds if kind != "number")
        self.columns = [name for name, _ in groupby(held)]
        self.headed = False  # whether headings stand between the rows: a line of its own goes on with nothing then
        self.names = data.once(UnitNames)
        self.persons = data.once(Persons)
        self.nobody = frozenset(data.forms_of("no-unit"))
        self.standing = frozenset(data.forms_of("standing-time"))
        self.times = [
            pattern.compiled
            for label in ("time_deadline", "time_period", "time_frequency", "time_date", "date")
            for pattern in data.patterns_of(label)
        ]
        known = all(name in (TEXT, *_SIDE_KINDS) for name in self.columns)
        self._is_run = lru_cache(maxsize=4096)(self.names.is_run)
        self._is_known_limit = lru_cache(maxsize=4096)(self._is_limit)
        self._cuts: dict[tuple[int, int, bool], Cut | None] = {}
        self.can_cut = known and self.columns.count(TEXT) == 1 and any(c in (*ROLES, "deadline") for c in self.columns)

    def cut(self, segments: Sequence[Segment]) -> Cut | None:
        """The likeliest cells of a row; None where no way to deal it out is likely."""
        if not self.can_cut or not segments or len(segments) > _MOST_SEGMENTS:
            return None
        key = (segments[0].start, segments[-1].end, self.headed)
        if key not in self._cuts:
            self._cuts[key] = self._likeliest(segments)
        return self._cuts[key]

    def _likeliest(self, segments: Sequence[Segment]) -> Cut | None:
        found = self._in_order(segments)
        if found is None or found.cost > NATURAL:
            beside = self._side_by_side(segments)
            found = beside if beside and (found is None or beside.cost < found.cost) else found
        if found is None or found.cost > _HIGHEST or not (found.units or found.of("deadline")):
            return None
        return found

    def is_time_limit(self, value: str) -> bool:
        """Whether a string is nothing but a time limit, or what stands for one (长期坚持)."""
        return self._is_known_limit(value)

    def _is_limit(self, value: str) -> bool:
        bare = fold(value)
        for ending in ("完成", "前完成", "开展"):
            bare = bare.removesuffix(ending) if len(bare) > len(ending) + 1 else bare
        return bare in self.standing or any(time.fullmatch(bare) for time in self.times)

    def split_tail(self, segments: Sequence[Segment]) -> int | None:
        """Where lines begin that stand behind a row and belong to none of its cells (a heading between rows, closing
        prose), or None.
        """
        starts = [place for place in range(1, len(segments)) if segments[place].line != segments[place - 1].line]
        whole = self.cut(segments) if starts else None
        for place in reversed(starts[-_MOST_TAIL:]):
            row = self.cut(segments[:place])
            if row and row.cost <= NATURAL and (whole is None or row.cost + _COST_TAIL <= whole.cost):
                return place
        return None

    # --- ways to deal a row out

    def _in_order(self, segments: Sequence[Segment]) -> Cut | None:
        """Each cell is a stretch of the row, in the order of the columns."""
        count = len(segments)
        nowhere: tuple[float, tuple[int, ...]] = (inf, ())
        best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[nowhere] * count]
        for name in self.columns:
            reached = [nowhere] * (count + 1)
            for start, (cost, cuts) in enumerate(best):
                if cost > _HIGHEST:
                    continue
                for end in range(start, count + 1):
                    own = self._cost(name, segments[start:end])
                    if own == inf and end > start and name != TEXT and self._is_too_long(name, segments[start:end]):
                        break
                    if cost + own < reached[end][0]:
                        reached[end] = (cost + own, (*cuts, end))
            best = reached
        cost, cuts = best[count]
        if cost == inf:
            return None
        cells = (tuple(segments[start:end]) for start, end in pairwise((0, *cuts)))
        return Cut(tuple(zip(self.columns, cells, strict=True)), cost)

    def _is_too_long(self, name: str, segments: Sequence[Segment]) -> bool:
        return sum(len(segment.text) for segment in segments) > _LONGEST.get(name, _LONGEST_RUN)

    def _side_by_side(self, segments: Sequence[Segment]) -> Cut | None:
        """Cells that go on in the next line, each under itself: every line is dealt out from the first column on."""
        lines = [list(line) for _, line in groupby(segments, key=lambda segment: segment.line)]
        if len(lines) < 2 or len(lines[0]) < 2:
            return None
        if len(lines) > _MOST_LINES:
            return None
        options = [list(self._deals(line)) for line in lines]
        if prod(map(len, options)) > _MOST_DEALS:
            return None
        known: dict[tuple[str, tuple[int, ...]], float] = {}
        best: tuple[float, list[list[Segment]]] = (inf, [])
        for deal in product(*options):
            cells: list[list[Segment]] = [[] for _ in self.columns]
            for line, places in zip(lines, deal, strict=True):
                for segment, place in zip(line, places, strict=True):
                    cells[place].append(segment)
            cost = _COST_BACK * sum(below[0] < above[-1] for above, below in pairwise(deal))
            for name, cell in zip(self.columns, cells, strict=True):
                key = (name, tuple(segment.start for segment in cell))
                if key not in known:
                    known[key] = self._cost(name, cell)
                cost += known[key]
                if cost >= best[0]:
                    break
            if cost < best[0]:
                best = (cost, cells)
        return Cut(tuple(zip(self.columns, map(tuple, best[1]), strict=True)), best[0]) if best[1] else None

    def _deals(self, line: Sequence[Segment]) -> Iterator[tuple[int, ...]]:
        """The ways to deal a line out from left to right, each piece to a column that may hold it."""
        if len(line) > len(self.columns) + 2:
            return
        held = [{place for place, name in enumerate(self.columns) if self._may_hold(name, part)} for part in line]
        for places in combinations_with_replacement(range(len(self.columns)), len(line)):
            if all(map(contains, held, places)):
                yield places

    def _may_hold(self, name: str, segment: Segment) -> bool:
        """Whether a piece can be (a part of) what a column holds; quick to tell."""
        value = segment.text
        if name in ROLES:
            short = len(value) <= _LONGEST_UNKNOWN or "、" in value or self._is_run(value)
            return value in self.nobody or (short and _PLAIN_WORDS.fullmatch(value) is not None)
        if name == "deadline":
            return len(value) <= _LONGEST[name] and not self._is_run(value)
        if name == "person":
            return len(value) <= _LONGEST[name] and _POST_AND_NAME.fullmatch(value) is not None
        return True

    # --- how unlikely a cell is

    def _cost(self, name: str, cell: Sequence[Segment]) -> float:
        if not cell:
            return _COST_EMPTY.get(name, inf)
        value = squeeze("".join(segment.text for segment in cell))
        torn = _COST_TORN if _is_torn(value) else 0.0
        if name == TEXT:
            return torn + self._cost_of_text(cell)
        if len(value) > _LONGEST.get(name, _LONGEST_RUN):
            return inf
        if name in ROLES:
            return torn + self._cost_of_units(cell, value)
        if name == "deadline":
            parts = [squeeze(segment.text) for segment in cell]
            if any(map(self._is_run, parts)):
                return inf
            more = any(map(self.is_time_limit, parts)) and not all(map(_TIME_LIKE.search, map(fold, parts)))
            return max(self._cost_of_time(value), _COST_UNKNOWN if more else 0.0) + 0.2 * (len(cell) - 1)
        if name == "person":
            return self._cost_of_persons(value) + 0.5 * (len(cell) - 1)
        return 1.0 + 0.5 * (len(cell) - 1) + (1.5 if cell[0].opens else 0.0)

    def _cost_of_text(self, cell: Sequence[Segment]) -> float:
        cost = _COST_OPEN if cell[-1].text[-1] in _OPEN else 0.0
        for above, below in pairwise(cell):
            broken = above.line != below.line
            cost += 0.2 if broken else 2.0 if below.wide else 0.5
            value = squeeze(below.text)
            if self._is_run(value) or self.is_time_limit(value):
                wraps = broken and _may_wrap(above.text, below.text) and not value.startswith(_OPENS_NAME)
                cost += _COST_SWALLOWED / 6 if wraps else _COST_SWALLOWED / 2 if broken else _COST_SWALLOWED
            elif not broken and (self._opens_with_name(value) or self._is_post(value)):
                cost += _COST_OPEN
            if broken and below.start - above.end > 2 and (self.headed or not _may_wrap(above.text, below.text)):
                cost += _COST_ASIDE
            if above.text[-1] in FINAL and below.text[0] in LIST_MARKS:
                return inf
        return cost

    def _opens_with_name(self, value: str) -> bool:
        """Whether a piece begins with a whole name and a mark behind it (法规科、运输发)."""
        first, mark, _ = value.partition("、")
        return bool(mark) and self.names.is_unit(first)

    def _is_post(self, value: str) -> bool:
        """Whether a piece is a post before a name, where there is a column of persons (副县长 李建国)."""
        return "person" in self.columns and len(value) <= _LONGEST_POST and self.persons.is_title(value)

    def _cost_of_units(self, cell: Sequence[Segment], value: str) -> float:
        if value in self.nobody:
            return 0.0
        cost = 0.0
        value = _CUES.sub("", value)
        if not self._is_run(value):
            if len(value) > _LONGEST_UNKNOWN or not _PLAIN_WORDS.fullmatch(value) or self.is_time_limit(value):
                return inf
            cost = _COST_UNKNOWN
        elif value[-1] in LIST_MARKS:
            return inf
        for above, below in pairwise(cell):
            marked = above.text[-1] in LIST_MARKS or below.text[0] in LIST_MARKS
            whole = self._is_run(squeeze(above.text)) and self._is_run(squeeze(below.text))
            if above.line != below.line:
                cost += 0.0 if marked else 1.0 if whole else 0.2
            else:
                cost += (0.1 if marked else 1.0 if whole else 2.0) + (2.0 if below.wide and not marked else 0.0)
        return cost

    def _cost_of_time(self, value: str) -> float:
        if self.is_time_limit(value) or value in self.nobody:
            return 0.0
        if self._is_run(value) or any(mark in value for mark in "。；") or _CUES.search(value):
            return inf
        if _TIME_LIKE.search(fold(value)):
            return 1.0
        return _COST_UNKNOWN if len(value) <= _LONGEST_UNKNOWN else inf

    def _cost_of_persons(self, value: str) -> float:
        if value in self.nobody or all(self.persons.is_name(part) for part in value.split("、")):
            return 0.0
        if not _POST_AND_NAME.fullmatch(value) or self._is_run(value) or self.is_time_limit(value):
            return inf
        return 1.0


def _may_wrap(above: str, below: str) -> bool:
    """Whether a piece can go on under itself in a narrow column: it fills the column and ends no sentence."""
    width = display_width(above)
    return width >= max(_NARROWEST, display_width(below) - 4) and above[-1] not in "。！；"


def _is_torn(value: str) -> bool:
    """Whether a cell has an opening bracket without its closing one, or the other way round."""
    return sum(value.count(mark) for mark in "（(") != sum(value.count(mark) for mark in "）)")
