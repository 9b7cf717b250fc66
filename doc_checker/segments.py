"""Segments (分句): an indicator's text cut at commas and full stops outside brackets and quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from .data import Data
from .text import fold, squeeze

_BRACKETS = {"（": "）", "(": ")", "“": "”", "《": "》", "【": "】", "〔": "〕", "[": "]", "‘": "’"}
_CLOSERS = frozenset("）)”》】〕]’")
_ROUND = "（("
_STOPS = frozenset("。；;！!？?\n")
_COMMAS = frozenset("，,：:")
_MARKS = regex.compile(r"[，,；;。]")
_BRACKET_MARKS = regex.compile(r"[（(“《【〔\[‘）)”》】〕\]’]")
_DEEPEST = 6
_LONGEST = 400
_SCORING = ("scoring_award", "scoring_deduct", "scoring_cap", "scoring_veto", "scoring_full")
_PLAIN_POINTS = regex.compile(r"^(?:本项|计|满分|各)?(?P<points>\d{1,3}(?:\.\d{1,3})?)分$")
# A segment without any of these characters cannot score.
_SCORING_CUES = frozenset("分止消决予得")


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment's place, the number of its sentence, and whether it stands in a bracket that holds scoring."""

    start: int
    end: int
    sentence: int
    inside: bool


def split_segments(text: str, data: Data) -> list[Piece]:
    """The segments of a text in reading order; a bracket that holds scoring (（每少1人扣1分）) is cut into segments
    of its own.
    """
    return list(_Splitter(fold(text), data).split())


def plain_points(value: str) -> regex.Match[str] | None:
    """A bare number of points (2.5分), as it stands in brackets."""
    return _PLAIN_POINTS.match(value)


def may_score(value: str) -> bool:
    """Whether a segment can be part of a scoring statement at all (cheap)."""
    return not _SCORING_CUES.isdisjoint(value)


def search(label: str, value: str, data: Data) -> regex.Match[str] | None:
    """The first match of a label's patterns; a very long segment is looked at where such words stand, at its end or
    at its beginning.
    """
    if len(value) > _LONGEST:
        value = value[-_LONGEST:] if label.startswith("scoring_") else value[:_LONGEST]
    for pattern in data.patterns_of(label):
        found = pattern.compiled.search(value)
        if found:
            return found
    return None


def is_subsequence(words: str, text: str) -> bool:
    """Whether all characters of ``words`` stand in ``text`` in their order."""
    place = 0
    for char in words:
        place = text.find(char, place) + 1
        if not place:
            return False
    return True


class _Splitter:
    def __init__(self, text: str, data: Data) -> None:
        self.text = text
        self.data = data
        self.closers = _matching(text)
        self.sentence = 0

    def split(self) -> Iterator[Piece]:
        yield from self._split(0, len(self.text), False)

    def _split(self, start: int, end: int, inside: bool) -> Iterator[Piece]:
        place = begin = start
        while place < end:
            char = self.text[place]
            closer = self.closers.get(place) if char in _BRACKETS else None
            if closer is not None and closer < end:
                if char in _ROUND and not inside and self._has_scoring(self.text[place + 1 : closer]):
                    yield from self._trimmed(begin, place, inside)
                    yield from self._split(place + 1, closer, True)
                    begin = closer + 1
                place = closer + 1
                continue
            if (
                char in _STOPS
                or (char == "、" and self._after_points(place))
                or (char in _COMMAS and not self._between_digits(place))
            ):
                yield from self._trimmed(begin, place, inside)
                begin = place + 1
                if char in _STOPS and not inside:
                    self.sentence += 1
            place += 1
        yield from self._trimmed(begin, end, inside)

    def _trimmed(self, start: int, end: int, inside: bool) -> Iterator[Piece]:
        while start < end and (self.text[start].isspace() or self.text[start] in "、.．)）"):
            start += 1
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] in "、."):
            end -= 1
        if start < end:
            yield Piece(start, end, self.sentence, inside)

    def _after_points(self, place: int) -> bool:
        """市级的得2分、省级的得4分: the list mark parts two awards."""
        return self.text[place - 1 : place] == "分" and self.text[place - 2 : place - 1].isdigit()

    def _between_digits(self, place: int) -> bool:
        around = self.text[place - 1 : place] + self.text[place + 1 : place + 2]
        return self.text[place] in ",:" and len(around) == 2 and around.isdigit()

    def _has_scoring(self, inner: str) -> bool:
        if not may_score(inner):
            return False
        for piece in _MARKS.split(inner):
            value = squeeze(piece)
            if value and (plain_points(value) or any(search(label, value, self.data) for label in _SCORING)):
                return True
        return False


def _matching(text: str) -> dict[int, int]:
    """The closing place of each bracket or quotation mark that has one; half-width and full-width brackets may be
    mixed.
    """
    stack: list[int] = []
    found: dict[int, int] = {}
    for mark in _BRACKET_MARKS.finditer(text):
        place, char = mark.start(), mark.group()
        if char not in _CLOSERS:
            stack.append(place)
            continue
        for position in range(len(stack) - 1, max(-1, len(stack) - _DEEPEST), -1):
            opener = text[stack[position]]
            if _BRACKETS[opener] == char or (opener in _ROUND and char in "）)"):
                found[stack[position]] = place
                del stack[position:]
                break
    return found
