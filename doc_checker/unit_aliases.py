"""Printed names of one unit told to be one: 运输发展中心 and 区交通运输事业发展中心, 市发改委 and 市发展和改革委员会, 厅基建处、养护处.

What is printed is never changed; a name that could be two units stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from .data import Data
from .text import squeeze
from .unit_names import Endings, UnitNames

_LEVELS = "省市县区州盟旗镇乡"
_HOUSES = "厅局委部署"
# 市场监管局, 区域合作局: the first character is no level.
_NO_LEVEL = regex.compile(r"^(?:市场|市政|市容|市民|区域|县域|乡村|乡镇|镇街|州际|省际|区块|委托|部队|局域)")
_PLACE = regex.compile(r"^[\p{Han}]{2,4}?(?:省|自治区)?(?:[\p{Han}]{2,4}?[市州盟])?(?:[\p{Han}]{1,5}?[县区旗市镇乡])?$")
_OWN_PLACE = regex.compile(
    r"^(?:[\p{Han}]{2,4}?(?:省|自治区))?(?:[\p{Han}]{2,6}?[市州盟])?(?:[\p{Han}]{1,6}?[县区旗市])?"
)
_TAIL_BRACKETS = regex.compile(r"(?:[（(〈<【\[〔][^（()）〈〉<>【】\[\]〔〕]{0,40}[)）〉>】\]〕])+$")
_INNER = regex.compile(r"[处科室股]$")
_ELLIPTIC_ORGAN = regex.compile(r"(?<![分支])[局委厅办]$|委员会$|办公室$|中心$|联合会$")
_NATIONAL = regex.compile(r"国家|中国|中共|全国|人民银行|国网|海关|银保监|监管总局|^各|公司$|银行$|集团$")
_COLLECTIVE = regex.compile(r"^各|各单位|各部门|有关|相关|成员单位")
_LONGEST_RUNS = 3
_LEAST_RUN = 2
_LEAST_SHORT = 4
_MOST_NAMES = 400


class UnitAliases:
    """Tells which printed names are one unit, by the names that a document knows.

    ``official``: names that its rosters, issuers and lists of units give in full; ``lists``: the names of each task in printed order.
    """

    def __init__(self, official: Iterable[str], lists: Sequence[Sequence[str]], data: Data) -> None:
        self._names = data.once(UnitNames)
        self._full = data.once(_full_names)
        self._expanded: dict[str, str] = {}
        self._official = list(dict.fromkeys(_bare(name) for name in official if name))
        self._known = [self.expand(name) for name in self._official]
        self._together: dict[str, set[str]] = {}  # what a name stands beside in a list is another unit
        for names in lists:
            for one in names:
                self._together.setdefault(_bare(one), set()).update(
                    self.expand(other) for other in names if other != one
                )
        self._printed: dict[str, str] = {}  # printed name → the name that its own list lends it
        for names in lists:
            for name, restored in self._restore(names).items():
                held = self._printed.get(name)
                self._printed[name] = restored if held in (None, name) else held or restored
        others = [
            self.expand(other) for other in dict.fromkeys(self._printed.values()) if not _COLLECTIVE.search(other)
        ]
        self._others = others if len(others) <= _MOST_NAMES else []  # each is held against each
        self._resolved = {name: self._resolve(name) for name in self._printed}

    def resolve(self, printed: str) -> str:
        """The fullest name of a printed unit that the document (or common usage) gives; itself where there is none."""
        return self._resolved.get(printed, _bare(printed))

    def is_official(self, printed: str) -> bool:
        """Whether a unit is one of the official names."""
        return self.resolve(printed) in (*self._official, *self._known)

    def expand(self, name: str) -> str:
        """A name with its short form written out: 市发改委 → 市发展和改革委员会."""
        bare = _bare(name)
        if bare not in self._expanded:
            ending = self._full.endings.of(bare)
            before = bare.removesuffix(ending)
            short = ending in self._full.names and self._is_prefix(before)
            self._expanded[bare] = before + self._full.names[ending] if short else bare
        return self._expanded[bare]

    # --- one list

    def _restore(self, names: Sequence[str]) -> dict[str, str]:
        """What each name of a list stands for when the first lends its beginning: 厅基建处、养护处."""
        found: dict[str, str] = {}
        level = ""
        for name in names:
            bare = _bare(name)
            own = self._level(bare)
            found[name] = bare
            if own:
                level = own
            elif level and self._may_borrow(bare, level):
                found[name] = level + bare
        return found

    def _may_borrow(self, bare: str, level: str) -> bool:
        if bare in self._official or _NATIONAL.search(bare) or not self._names.is_unit(bare):
            return False
        if level in _HOUSES:
            return bool(_INNER.search(bare))
        return bool(_ELLIPTIC_ORGAN.search(bare)) and not _OWN_PLACE.match(bare).group()  # type: ignore[union-attr]

    def _level(self, bare: str) -> str:
        """The level or house that a name begins with (市财政局, 厅基建处), or an empty string."""
        if _NO_LEVEL.match(bare) or bare[0] not in _LEVELS + _HOUSES or not self._names.is_unit(bare[1:]):
            return ""
        return bare[0] if bare[0] in _LEVELS or _INNER.search(bare) else ""

    # --- one name

    def _resolve(self, printed: str) -> str:
        name = self._printed[printed]
        if _COLLECTIVE.search(name):
            return name
        whole = self.expand(name)
        if name in self._official or whole in self._known:
            return self._as_official(whole)
        for candidates in (self._known, self._others):
            found = self._longer(whole, candidates, printed)
            if found:
                return self._as_official(found)
        return whole

    def _as_official(self, whole: str) -> str:
        """The official name that is written out so."""
        return next((name for name, known in zip(self._official, self._known, strict=True) if known == whole), whole)

    def _longer(self, whole: str, candidates: Sequence[str], printed: str) -> str | None:
        """The one candidate that a name is short for, or None where there is none or several."""
        apart = self._together.get(_bare(printed), set())
        ending = whole[-_LEAST_RUN:]  # both tests want it, and few names have it
        alike = dict.fromkeys(other for other in candidates if other.endswith(ending))
        longer = [other for other in alike if other != whole and other not in apart]
        for test in (self._is_tail, self._is_shortened):
            found = [other for other in longer if test(whole, other)]
            if found:
                # 区道路基础设施建设服务中心 is itself what 基础设施建设中心 is short for: one chain, the fullest ends it
                fullest = max(found, key=len)
                rest = [other for other in found if other != fullest]
                same = all(self._is_tail(other, fullest) or self._is_shortened(other, fullest) for other in rest)
                return fullest if same else None
        return None

    def _is_tail(self, short: str, full: str) -> bool:
        """市财政局 of 澄阳市财政局; 财政局 of 市财政局; 法规科 of 局法规科 (but not 办公室 of 市政府办公室)."""
        if not full.endswith(short):
            return False
        before = full[: -len(short)]
        if self._level(short) in (*_LEVELS,) and short[0] in _LEVELS:
            return bool(_PLACE.match(before))
        if _INNER.search(short):
            return before in (*_HOUSES, "局机关", "机关")
        return before in (*_LEVELS,) or (bool(_OWN_PLACE.fullmatch(before)) and before[-1] in _LEVELS)

    def _is_shortened(self, short: str, full: str) -> bool:
        """运输发展中心 of 区交通运输事业发展中心: the same ending, and runs of characters in order."""
        if short[-_LEAST_RUN:] != full[-_LEAST_RUN:]:
            return False
        if self._level(short) and self._level(full) and short[0] != full[0]:
            return False
        core, whole = self._core(short), self._core(full)
        if len(core) < (_LEAST_SHORT if not _INNER.search(core) else _LEAST_SHORT - 1) or len(core) >= len(whole):
            return False
        if core[0] not in whole or core[-_LEAST_RUN:] != whole[-_LEAST_RUN:]:
            return False
        if _INNER.search(core):
            return whole.endswith(core) and self._names.is_unit(core) and not self._names.is_unit(whole[: -len(core)])
        return _is_runs(core, whole, _LONGEST_RUNS)

    def _core(self, name: str) -> str:
        """A name without its place and level."""
        place = _OWN_PLACE.match(name)
        bare = name[place.end() :] if place and place.end() > 1 and self._names.is_unit(name[place.end() :]) else name
        return bare[1:] if self._level(bare) else bare

    def _is_prefix(self, value: str) -> bool:
        return (
            not value
            or value in (*_LEVELS, *_HOUSES)
            or (value[-1] in _LEVELS and bool(_OWN_PLACE.fullmatch(value)))
            or value in ("市委", "县委", "区委", "省委", "州委", "旗委", "镇党委")
        )


def _is_runs(core: str, whole: str, runs: int) -> bool:
    """Whether a string is at most so many runs (two characters or more each) of another, in order, the last at its end."""
    if not core:
        return not whole or runs >= 0
    if runs == 0:
        return False
    for size in range(len(core), _LEAST_RUN - 1, -1):
        place = whole.find(core[:size])
        while place >= 0:
            rest = core[size:]
            if (rest and _is_runs(rest, whole[place + size :], runs - 1)) or (not rest and whole.endswith(core[:size])):
                return True
            place = whole.find(core[:size], place + 1)
    return False


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """A name without white space and the bracket behind it (市商务局（市粮食局）)."""
    value = squeeze(name)
    return _TAIL_BRACKETS.sub("", value) or value


@dataclass(frozen=True)
class _FullNames:
    """Short forms with the full name of each; ``endings`` are those and the full names."""

    names: dict[str, str]
    endings: Endings


def _full_names(data: Data) -> _FullNames:
    names = {form: entry.term for entry in data.entries_of("unit-name") for form in entry.variants}
    return _FullNames(names, Endings({*names, *names.values()}))


def units_in_posts(posts: Iterable[str], data: Data) -> list[str]:
    """The units that the posts of a roster name, each once: 区交通运输事业发展中心主任 → 区交通运输事业发展中心."""
    names = data.once(UnitNames)
    found: list[str] = []
    for post in posts:
        for pattern in data.patterns_of("post_unit"):
            match = pattern.compiled.search(squeeze(post))
            if match and names.is_unit(match["unit"]) and len(match["unit"]) > 2:
                found.append(match["unit"])
                break
    return list(dict.fromkeys(found))
