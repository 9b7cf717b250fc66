"""Titles in an indicator's text (同步解读。落实…, 信息报送（10分）。每月…): they name it and ask for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from .data import Data
from .model import IndicatorSystem
from .quantities import find_quantities
from .segments import Segment, Statement, mark_sections, search
from .text import fold, squeeze

_LONGEST_HEADING = 20
_LONGEST_TITLE = 8
_LONGEST_COMMON = 14
_SAID_AGAIN = 0.7
_FEWEST, _MOST = 3, 0.6
_OPENING = regex.compile(r"^[\p{Han}“”《》、（）()A-Za-z]{2,16}[。：:](?=\s*\S)")
_WORDS = regex.compile(r"[\p{Han}A-Za-z]")


def are_titled(texts: Iterable[str]) -> bool:
    """Whether the texts of a system's items open with a title in a sentence of its own, as a rule."""
    values = [fold(squeeze(text)) for text in texts]
    opened = sum(bool(_OPENING.match(value)) for value in values)
    return opened >= _FEWEST and opened >= _MOST * len(values)


def is_titled(system: IndicatorSystem) -> bool:
    """The same of a system that was read before."""
    return are_titled(item.text for group in system.groups if group.kind == "scored" for item in group.indicators)


def mark_opening(
    text: str, segments: Sequence[Segment], statements: Sequence[Statement], data: Data, titled: bool = False
) -> None:
    """Mark a short title in a sentence of its own (设施配置。设置专窗…): no demand where others follow.

    ``titled``: the items of its system open with one.
    """
    folded = fold(text)
    demands = [segment for segment in segments if segment.role in ("demand", "modifier", "topic")]
    if len(demands) < 2 or demands[0] is not segments[0] or demands[0].role != "demand":
        return
    first, following = demands[:2]
    value = folded[first.start : first.end]
    scored = any(statement.start < following.start for statement in statements)
    by_colon = titled and folded[first.end : first.end + 1] in ("：", ":")
    if (first.sentence == following.sentence and not by_colon) or scored or find_quantities(value, data):
        return
    if following.end - following.start < len(value):
        return
    own_sentence = folded[first.end : first.end + 1] == "。" and "\n" not in folded[first.end : following.start]
    is_act = value in data.forms_of("action")
    is_noun = len(value) <= _LONGEST_TITLE and (is_act or not data.opens_with("action", value))
    common = titled and (own_sentence or by_colon) and len(value) <= _LONGEST_COMMON
    repeated = own_sentence and len(value) <= _LONGEST_TITLE and _share_in(value, folded[first.end :]) >= _SAID_AGAIN
    if is_noun or common or repeated:
        first.role = "heading"


def _share_in(value: str, text: str) -> float:
    """The share of a title's characters that what follows says again."""
    words = _WORDS.findall(value)
    return sum(word in text for word in words) / len(words) if words else 0.0


def mark_before_points(text: str, segments: list[Segment], statements: list[Statement], data: Data) -> None:
    """Mark a short title before the item's points in brackets (信息报送（10分）。每月报送…): no demand where others follow
    that are not its criteria.
    """
    brackets = [statement for statement in statements if statement.shape == "bracket"]
    if mark_sections(text, segments, statements, _LONGEST_HEADING) or len(brackets) != 1:
        return
    first = segments[0] if segments else None
    if first is None or first.end > brackets[0].start or first.end - first.start > _LONGEST_HEADING:
        return
    between = [segment for segment in segments if segment.end <= brackets[0].start]
    if len(between) == 1 and brackets[0].start - first.end <= 2 and _asks_before_criteria(text, segments[1:], data):
        first.role = "heading"


def _asks_before_criteria(text: str, segments: Sequence[Segment], data: Data) -> bool:
    """Whether something is asked before the label of the criteria, if there is one."""
    for segment in segments:
        if segment.role == "heading" and search("criteria_label", fold(text[segment.start : segment.end]), data):
            return False
        if segment.role == "demand":
            return True
    return False
