"""The sides of 或 in a requirement, outside open lists: things, or acts with their objects, of which either suffices."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .language import Analysis, Word

_OR = regex.compile(r"(?<=[\p{Han}”）])或者?(?=[\p{Han}“])")
_ENDS = regex.compile(r"[，。；、：（(]|(?<![目标])的|等|并")
_ADVERB = regex.compile(r"(?:积极|主动|及时|依法|被|向)?")
_RANK = regex.compile(r"(?:[省市县区乡镇部厅委院级]|国家|党委|政府)$")
_LONGEST_THING = 3  # words


def alternatives(
    text: str,
    analysis: Analysis,
    choices: Sequence[tuple[int, int, tuple[int, int]]],
    general: frozenset[str],
) -> list[tuple[int, int, tuple[int, int]]]:
    """The sides of 或 outside open lists: things (亮点、经验**或**成果), or two acts with their objects (纳入预算**或**争取经费)."""
    found: list[tuple[int, int, tuple[int, int]]] = []
    acts = [(act.start, act.end) for act in analysis.concepts_of("action")]
    for number, match in enumerate(_OR.finditer(text), start=len(choices)):
        if any(start <= match.start() < end for start, end, _ in [*choices, *found]):
            continue
        first = next((a for a in acts if a[0] >= match.end() and not _ADVERB.sub("", text[match.end() : a[0]])), None)
        before = [(a, b) for a, b in acts if b <= match.start() and not _ENDS.search(text, a, match.start())]
        if first and before:
            start, end = min(before)
            if end == match.start():  # 编制或修订…规划: they share what follows
                found += [(start, end, (number, 0)), (*first, (number, 1))]
            else:
                stop = _ENDS.search(text, match.end())
                end = stop.start() if stop else len(text)
                found += [(start, match.start(), (number, 0)), (match.end(), end, (number, 1))]
            continue
        right = _things_after(text, match.end(), analysis.words, acts)
        left = _things_before(text, match.start(), analysis.words, acts, general)
        if left and right and not _RANK.search(text, left[0][0], match.start()):
            found += [(start, end, (number, item)) for item, (start, end) in enumerate([*left, *right])]
    return found


def _things_after(
    text: str, start: int, words: Sequence[Word], acts: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The short things behind 或, 、 between them; none where more follows (国家或|省级改革试点: it stands between modifiers)."""
    items: list[tuple[int, int]] = []
    while True:
        stop = _ENDS.search(text, start)
        end = stop.start() if stop else len(text)
        size = sum(start <= word.start < end for word in words)
        if not 0 < size <= _LONGEST_THING or any(start < a < end for a, _ in acts):
            return items
        items.append((start, end))
        if not text.startswith("、", end):
            return items
        start = end + 1


def _things_before(
    text: str, end: int, words: Sequence[Word], acts: Sequence[tuple[int, int]], general: frozenset[str]
) -> list[tuple[int, int]]:
    """The things in front of 或: each back to its first word that says something, 、 between them."""
    items: list[tuple[int, int]] = []
    start = end
    for word in reversed([word for word in words if word.end <= end]):
        if _ENDS.match(text, word.start) or any(a <= word.start < b for a, b in acts):
            break
        start = word.start
        if word.text not in general:
            items.append((start, end))
            if not text.endswith("、", 0, start):
                break
            end = start - 1
    return items
