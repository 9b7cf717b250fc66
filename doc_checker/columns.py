"""Names of table columns (表头): what a column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

import regex

from .data import Data
from .responsibility import ROLES
from .text import squeeze

_BRACKETS = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]{0,20}[)）\]】〕]")
_SENTENCE_MARK = re.compile(r"[。；，,：:]")
_LONGEST_NAME = 16
_FEWEST_CELLS, _MOST_CELLS = 3, 9
_BOTH = frozenset("及和与、/（(")


class Columns:
    """Tells columns by the names in a header; ``lead``, ``responsible`` and ``cooperate`` are columns of units."""

    def __init__(self, data: Data) -> None:
        self._exact: dict[str, str] = {}
        for entry in data.entries_of("role"):
            if entry.value in ROLES:
                self._exact.update(dict.fromkeys(entry.forms, entry.value))
        for entry in data.entries_of("column"):
            self._exact.update(dict.fromkeys(map(squeeze, entry.forms), entry.value or ""))
        self._heads = {form: entry.value or "" for entry in data.entries_of("column-head") for form in entry.forms}
        heads, acts = ("|".join(map(regex.escape, forms)) for forms in (self._heads, data.forms_of("column-act")))
        self._composed = regex.compile(rf"(?:{acts})(?:{heads})")
        longer = sorted((form for form in self._exact if len(form) > 1), key=lambda form: (-len(form), form))
        self._inside = regex.compile("|".join(map(regex.escape, longer)))
        self._openings = frozenset(form[0] for form in longer)
        self._endings = frozenset(form[-1] for form in longer)
        self._characters = frozenset("".join(longer))
        self._known_kind = lru_cache(maxsize=4096)(self._kind)  # several extractors ask about the same cells
        names = (*self._exact, *self._heads)
        self._name_endings = tuple({name[-1] for name in names} | set("）)]】〕"))  # few lines end so
        self._row = regex.compile("(?:" + "|".join(map(regex.escape, longer)) + "){3,9}")

    def kind(self, name: str) -> str | None:
        """What a column of this name holds, or None for an unknown name."""
        return self._known_kind(name)

    def _kind(self, name: str) -> str | None:
        value = squeeze(name)
        if value in self._exact:
            return self._exact[value]
        bare = _BRACKETS.sub("", value)
        if bare in self._exact:
            return self._exact[bare]
        if not bare or len(bare) > _LONGEST_NAME or _SENTENCE_MARK.search(bare):
            return None
        head = max((form for form in self._heads if bare.endswith(form)), key=len, default=None)
        if head and head != bare and self._composed.fullmatch(bare):
            return self._heads[head]
        found = self._inside.findall(bare)
        if found and self._exact[found[-1]] == "points" and _BOTH.isdisjoint(bare):  # 项目分值, but not 要点及分值
            return "points"
        return self._exact[max(found, key=len)] if found else None

    def is_name(self, value: str) -> bool:
        """Whether a string is a column's name as such."""
        value = squeeze(value)
        if not value.endswith(self._name_endings):
            return False
        bare = _BRACKETS.sub("", value)
        return bare in self._exact or bool(self._composed.fullmatch(bare))

    def may_be_header(self, line: str) -> bool:
        """Whether a printed line can be a header or its first line: most lines fail this cheap test."""
        words = line.split(None, 1)
        if len(words) > 1:
            return self.kind(words[0]) is not None or self.is_name(line)
        return bool(words) and (self._is_row(words[0]) or self.is_name(line))

    def header_kinds(self, line: str) -> list[str]:
        """The kinds of the columns that a printed line names (序号 重点任务 责任单位); empty when it is no header."""
        words = line.split()
        if len(words) == 1 and self._is_row(words[0]):
            words = self._inside.findall(words[0])
        if len(words) < 2:
            return []
        kinds: list[str] = []
        for word in words:
            kind = self.kind(word)
            if kind is None:
                return []
            kinds.append(kind)
        return kinds if sum(map(self.is_name, words)) >= len(words) / 2 else []

    def find_cells(self, lines: Sequence[str]) -> int | None:
        """Where the first header begins whose names of columns each fill a line, one of units among them; None for no such."""
        for start, line in enumerate(lines):
            if not self.is_name(line) or (start and self.is_name(lines[start - 1])):
                continue
            kinds = [self.kind(name) for name in takewhile(self.is_name, lines[start : start + _MOST_CELLS])]
            if len(kinds) >= _FEWEST_CELLS and "task" in kinds and set(kinds) & set(ROLES):
                return start
        return None

    def _is_row(self, word: str) -> bool:
        """Whether names of columns stand beside each other without a space (序号重点任务责任单位)."""
        may_be = word[0] in self._openings and word[-1] in self._endings and self._characters.issuperset(word)
        return may_be and bool(self._row.fullmatch(word))
