"""What is asked by its kind and said by its measures: 激励措施 by 优先受理、免缴保证金, 封闭管理 by 设双重门禁.

``patterns/told.toml`` has two labels for each kind: ``kind-asked-KIND`` marks the words of a requirement that ask for it (group ``what``),
``kind-told-KIND`` finds a sentence that says it in whatever words. Those words of the requirement then count as found in that sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import regex
from regex import Pattern as CompiledPattern

from ..data import Data, Pattern

_CLASS = "told|"
_ASKS, _TELLS = "kind-asked-", "kind-told-"
_ESSENTIAL = frozenset({"graded", "used", "used-in-affairs", "journal", "together", "each-file", "dispatched"})
"""Kinds that shared words do not answer: 检查 says no 分级分类监管, 开展考核 no 考核结果作为依据."""


_DEEDS = frozenset(
    [
        "access",
        "accountable",
        "aid",
        "audited",
        "caring",
        "checked",
        "contracted",
        "counted-all",
        "discovered",
        "evacuated",
        "forgiven",
        "handed-over",
        "heard",
        "inducted",
        "interviewed",
        "into-files",
        "licensed",
        "online",
        "opened",
        "patrolled",
        "penal",
        "rated",
        "recognised",
        "rectified",
        "rectify",
        "redressed",
        "renewed",
        "sampled",
        "serving",
        "soothed",
        "spread",
        "stored",
        "tended",
        "three-reviews",
        "thrift",
        "traced",
        "two-in-post",
        "verified",
        "warned",
        "wasteless",
        "watched",
    ]
)
"""The same where a requirement asks for nothing else and ends with it: 新建供水工程 is no answer to 健全供水工程管护机制."""
_ASKS_MORE = regex.compile(r"[，、]|(?<!合|兼|归)并(?!网|轨|联|购)")
_AFTER_DEED = regex.compile(r"(?:长效|工作)?(?:机制|制度|体系|工作|活动|行动|服务|力度|措施|建设|水平)?[。；]?")


@lru_cache(maxsize=4)
def _kinds(data: Data) -> dict[str, tuple[tuple[Pattern, ...], tuple[Pattern, ...]]]:
    labels = {pattern.label for pattern in data.patterns}
    names = sorted(label.removeprefix(_ASKS) for label in labels if label.startswith(_ASKS))
    return {name: (tuple(data.patterns_of(_ASKS + name)), tuple(data.patterns_of(_TELLS + name))) for name in names}


@lru_cache(maxsize=1 << 14)
def asked_kinds(text: str, data: Data) -> tuple[tuple[str, int, int], ...]:
    """The kinds that a requirement asks for, each with the borders of words that do so."""
    return tuple(
        (kind, start, end)
        for kind, (asks, _) in _kinds(data).items()
        for pattern in asks
        for match in pattern.compiled.finditer(text, timeout=1.0)
        for start, end in match.spans("what")
    )


@lru_cache(maxsize=1 << 16)
def tells_kind(text: str, data: Data, kind: str) -> bool:
    """Whether a text says a kind, in whatever words."""
    return any(pattern.compiled.search(text, timeout=1.0) for pattern in _kinds(data)[kind][1])


def told_classes(spans: Sequence[tuple[str, int, int]], start: int, end: int) -> frozenset[str]:
    """The kinds of a word of a requirement, as classes of the match."""
    return frozenset(class_of_kind(kind) for kind, first, last in spans if first <= start and end <= last)


def find_told(texts: Sequence[str], data: Data) -> dict[str, list[int]]:
    """For each kind the numbers of the texts that say it; searched as one text first, for most kinds are said in few of them."""
    whole = _APART.join(texts)
    starts = list(accumulate((len(text) + len(_APART) for text in texts), initial=0))
    found = {}
    for kind, patterns in _by_lines(data).items():
        matches = (match for pattern in patterns for match in pattern.finditer(whole, timeout=1.0))
        may = {bisect_right(starts, match.start()) - 1 for match in matches}
        found[kind] = [number for number in sorted(may) if tells_kind(texts[number], data, kind)]
    return found


_APART = "\n。，；\n"
"""Between texts that are searched as one: ``^`` and ``$`` hold at a line's ends, and no ``[^。]`` reaches over."""


@lru_cache(maxsize=4)
def _by_lines(data: Data) -> dict[str, list[CompiledPattern[str]]]:
    return {
        kind: [regex.compile(own.regex, regex.MULTILINE) for own in tells] for kind, (_, tells) in _kinds(data).items()
    }


def class_of_kind(kind: str) -> str:
    """The class of the match that stands for a kind."""
    return _CLASS + kind


def kind_of_class(name: str) -> str | None:
    """The kind that a class of the match stands for; None for one of a lexicon."""
    return name.removeprefix(_CLASS) if name.startswith(_CLASS) else None


def is_kind(words: str, data: Data) -> bool:
    """Whether words are nothing but the name of a kind."""
    return any(end - start == len(words) for _, start, end in asked_kinds(words, data))


def is_told(words: str, text: str, data: Data) -> bool:
    """Whether words that are nothing but a kind (一岗双责, 三审三校) are told by a text's measures."""
    return any(
        end - start == len(words) and tells_kind(text, data, kind) for kind, start, end in asked_kinds(words, data)
    )


def lacks_essential(asked: str, text: str, data: Data) -> bool:
    """Whether a requirement asks for a kind that shared words do not answer, and a clause does not say it."""
    kinds = asked_kinds(asked, data)
    wanted = {kind for kind, _, _ in kinds} & _ESSENTIAL
    if not _ASKS_MORE.search(asked):
        wanted |= {kind for kind, _, end in kinds if kind in _DEEDS and _AFTER_DEED.fullmatch(asked, end)}
    return not all(tells_kind(text, data, kind) for kind in wanted)
