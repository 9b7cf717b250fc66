"""Names of units (单位名称) in lists: where one ends and the next begins, and what looks like a name at all.

All functions take compact text (no white space). Brackets of every kind protect what stands in them:
各县（市、区）人民政府 is one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import regex

from .data import Data

OPENERS = "（(〈<《【[〔［〖“"
CLOSERS = "）)〉>》】]〕］〗”"
LIST_MARKS = "、，,；;"
_AROUND_NAMES = LIST_MARKS + "。：:"
_LONGEST = 30
_LONGEST_PIECE = 160  # a name with brackets behind it; looking for those in a long text of brackets takes its square
_SHORT = 14
_SENTENCE = regex.compile(r"[。：:！？]|自.{2,12}起|施行|执行|完成|开展|\d{4}年|不[再另]|按[照规]")
_NAME = regex.compile(r"[\p{Han}\p{Latin}\d·\-—“”‘’（()）〈〉<>《》【】\[\]〔〕〖〗、，,/+]+")
_CONJUNCTION = regex.compile(r"以及|会同|[及和与]")
# 人力资源和社 | 会保障局: a line break parted the name.
_TORN_NAME = regex.compile(r"[和与]\p{Han}$|(?:社会|机会)$")
_BY = regex.compile(r"(?<!自)由")
_TAIL_BRACKETS = regex.compile(r"(?:[（(〈<【\[〔][^（()）〈〉<>【】\[\]〔〕]{0,40}[)）〉>】\]〕])+$")
_EXPLAINING = regex.compile(
    r"[（(〈<][^（()）〈〉<>]{0,30}(?:下同|简称|不含|逗号前|排名|排在|列第一)[^（()）〈〉<>]{0,20}[)）〉>]"
)
_OPENS_NOTE = re.compile("[（(〈<]")
_LEAD_IN = regex.compile(
    r"^(?:[^、，（(]{0,20}?(?:工作|任务|事项|措施|项目|部分|机制|活动|事宜|内容|要求))?(?:具体|主要|统一|分别|一律|均|并|再)?由|^(?:以?及|请|其中|会同)(?=\p{Han}{2})"
)
_LED_IN_BY = re.compile("[由及请其会]")
_AND_OTHERS = regex.compile(r"等(?:[^、，等]{0,20}(?:部门|单位|机构|企业|方面|地区|县区|科室|处室))?$")
_EACH_PLACE = regex.compile(r"(?:^|以及|[由及和与])各(?:有关|相关)?(?:省|市|县|区|州|盟|旗|镇|乡)$")
# What follows the area's word in a list of areas: 县（市、区）人民政府, 区政府, 区管委会.
_AREA_ORGAN = regex.compile(r"[（(]|$|人民政府|政府|管委会|管理委员会|党委|党工委|办事处|和|及|、")
# A count of things is no unit (新建服务中心6处), an ordinal is (第3中学, 监察一处).
_COUNTED = regex.compile(r"(?<!第)\d+(?:余|多|个)?\p{Han}{1,2}$")
_SLASH = "/／"


def split_top(value: str, marks: str) -> list[tuple[int, int]]:
    """Ranges between marks that stand outside brackets; empty ones left out."""
    pieces: list[tuple[int, int]] = []
    depth = start = 0
    for found in _border(marks).finditer(value):
        char = found.group()
        if char in OPENERS:
            depth += 1
        elif char in CLOSERS:
            depth = max(0, depth - 1)
        elif depth == 0:
            place = found.start()
            if place > start:
                pieces.append((start, place))
            start = place + 1
    if len(value) > start:
        pieces.append((start, len(value)))
    return pieces


@lru_cache(maxsize=32)
def _border(marks: str) -> re.Pattern[str]:
    """Marks and brackets; the standard module finds a single class of characters faster than ``regex``."""
    return re.compile("[" + re.escape(OPENERS + CLOSERS + marks) + "]")


class Endings:
    """Tells the longest of many endings that a string has, by their lengths: an alternation would try each at every place."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(forms)
        self._lengths = sorted(set(map(len, self._forms)), reverse=True)

    def of(self, value: str) -> str:
        """The longest ending, or nothing."""
        return next((value[-length:] for length in self._lengths if value[-length:] in self._forms), "")


class UnitNames:
    """Tells and splits names of units by their shape, with the endings of the lexicons."""

    def __init__(self, data: Data) -> None:
        suffixes = {*data.forms_of("unit-suffix"), *data.forms_of("duty-suffix")}
        places = data.forms_of("place")
        self._suffix = Endings(suffixes)
        self._place = Endings(places)
        self._opens_place = regex.compile("^(?:" + "|".join(map(regex.escape, places)) + ")")
        self._common = frozenset(data.forms_of("unit-common"))
        self._nobody = frozenset(data.forms_of("no-unit"))
        self._collective = frozenset(data.forms_of("collective-unit"))
        self._is_known_unit = lru_cache(maxsize=4096)(self._is_unit)
        self._is_known_place = lru_cache(maxsize=1024)(self._is_place)
        self._known_split = lru_cache(maxsize=1024)(self._split)  # a list is asked for again at each step of a reading
        self._stop = regex.compile("^(?:" + "|".join(map(regex.escape, data.forms_of("unit-stop"))) + ")")

    def is_unit(self, name: str) -> bool:
        """Whether a piece has the shape of a unit's name, a collective one (各有关单位) included."""
        return self._is_known_unit(name)

    def _is_unit(self, name: str) -> bool:
        if len(name) > _LONGEST_PIECE:
            return False
        bare = _TAIL_BRACKETS.sub("", name)
        if not 2 <= len(bare) <= _LONGEST or not _NAME.fullmatch(name) or bare[0] in "、，,（(":
            return False
        if name in self._collective or (bare.startswith("各") and self._place.of(bare)):
            return True
        if _BY.search(bare) or _COUNTED.search(bare) or _TORN_NAME.search(bare):
            return False
        return bare not in self._common and not self._stop.match(bare) and bool(self._suffix.of(bare))

    def is_place(self, name: str) -> bool:
        """Whether a piece ends like an administrative division (高新区, 各开发区)."""
        return self._is_known_place(name)

    def _is_place(self, name: str) -> bool:
        if len(name) > _LONGEST_PIECE:
            return False
        bare = _TAIL_BRACKETS.sub("", name)
        return (
            2 <= len(bare) <= 20 and bool(_NAME.fullmatch(name)) and bool(self._place.of(bare)) and not _BY.search(bare)
        )

    def may_be_listed(self, name: str) -> bool:
        """Whether a piece of a labelled list (责任单位：…) can be meant as a unit: it is one, or too short for a
        sentence.
        """
        return self.is_unit(name) or self.is_place(name) or (2 <= len(name) <= _SHORT and not _SENTENCE.search(name))

    def is_run(self, value: str) -> bool:
        """Whether a string is nothing but names of units joined by list marks."""
        if not value or value[0] in LIST_MARKS or any(mark in value for mark in "。：:；;！？"):
            return False
        names = self.split(value)
        return bool(names) and all(self.is_unit(name) for name in names)

    def is_plausible(self, names: list[str]) -> bool:
        """Whether a list may be one of units: one of them surely is, and none of them looks like a sentence."""
        return any(self.is_unit(name) or self.is_place(name) for name in names) and all(
            len(name) <= _LONGEST_PIECE
            and len(_TAIL_BRACKETS.sub("", name)) <= _LONGEST
            and _NAME.fullmatch(name)
            and not self._stop.match(name)
            for name in names
        )

    def join_pieces(self, printed: str) -> str:
        """A printed list without white space; where only a space or a line break stands between two names, a 、 does."""
        pieces = printed.split()
        joined = pieces[0] if pieces else ""
        for left, right in pairwise(pieces):
            first, last = _first_name(right), _last_name(left)
            apart = left[-1] not in LIST_MARKS and self.is_unit(last) and self.is_unit(first)
            joined += f"、{right}" if apart else right
        return joined

    def split(self, value: str) -> list[str]:
        """The names of a list as printed, in order, each once; what stands for nobody (另行明确, ——) is left out."""
        return [*self._known_split(value)]

    def _split(self, value: str) -> tuple[str, ...]:
        value = _EXPLAINING.sub("", value) if _OPENS_NOTE.search(value) else value
        pieces = [value[start:end] for start, end in split_top(value, LIST_MARKS)]
        names: list[str] = []
        for piece in self._join_places(pieces):
            for part in self._split_conjunction(piece):
                for name in self._split_slash(self._trim(part)):
                    if name and name not in self._nobody and name not in names:
                        names.append(name)
        return tuple(names)

    def _split_slash(self, name: str) -> list[str]:
        """餐饮科/流通科 are two units; what is no unit on one side (市/县) stays one piece."""
        parts = [name[start:end] for start, end in split_top(name, _SLASH)]
        return parts if len(parts) > 1 and all(self.is_unit(part) for part in parts) else [name]

    def _join_places(self, pieces: list[str]) -> list[str]:
        """各市 + 县（区）人民政府 are one name: the first has no ending of its own."""
        joined: list[str] = []
        for piece in pieces:
            if joined and "各" in joined[-1] and self._goes_on(joined[-1], piece) and self._is_open(joined[-1]):
                joined[-1] += "、" + piece
            else:
                joined.append(piece)
        return joined

    def _goes_on(self, left: str, piece: str) -> bool:
        """Whether a piece can be the rest of 各市（州）: 县（市、区）人民政府; of 各镇（街道）, 区消安委成员单位 is none."""
        place = self._opens_place.match(piece)
        if place is None:
            return False
        return not _TAIL_BRACKETS.search(left) or bool(_AREA_ORGAN.match(piece, place.end()))

    def _is_open(self, left: str) -> bool:
        first, *others = left.split("、")
        return bool(_EACH_PLACE.search(_TAIL_BRACKETS.sub("", first))) and all(
            bool(other) and self._place.of(other) == other for other in others
        )

    def _split_conjunction(self, piece: str) -> list[str]:
        """Split at 及, 和, 与 where both sides are names; never inside one (发展和改革委, 文化和旅游局)."""
        for match in _CONJUNCTION.finditer(piece):
            left, right = piece[: match.start()], piece[match.end() :]
            if _depth(left) or not right:
                continue
            if self.is_unit(self._trim(left)) and self.is_unit(self._trim(right.split("、")[0])):
                return [left, *self._split_conjunction(right)]
        return [piece]

    def _trim(self, piece: str) -> str:
        name = piece.strip("。.、，,；;：: ")
        name = _LEAD_IN.sub("", name) if _LED_IN_BY.search(name) else name
        shorter = _AND_OTHERS.sub("", name) if "等" in name else name
        if shorter != name and (self.is_unit(shorter) or self.is_place(shorter) or name.endswith("等")):
            return shorter
        return name


def _first_name(piece: str) -> str:
    pieces = split_top(piece, _AROUND_NAMES)
    return piece[: pieces[0][1]] if pieces else ""


def _last_name(piece: str) -> str:
    pieces = split_top(piece, _AROUND_NAMES)
    return piece[pieces[-1][0] : pieces[-1][1]] if pieces else ""


def _depth(value: str) -> int:
    """How many brackets are open at the end of a string."""
    depth = 0
    for char in value:
        depth = depth + 1 if char in OPENERS else max(0, depth - 1) if char in CLOSERS else depth
    return depth
