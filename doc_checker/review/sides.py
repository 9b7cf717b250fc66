"""The two sides of 或 (被省级简报采用**或者**在市级以上媒体报道): a clause that answers one need not do what the other asks.

Which side a clause answers is told by the words that only one of them has.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from .char_pairs import han_pairs

EITHER = regex.compile(r"或者?")
_STOPS = regex.compile(r"[，。；：（）()]")
_PREDICATE = regex.compile(
    r"^(?:积极|主动|及时|依法|成功|力争|联合)*(?:[在被获受荣列通参争承协主举入创评命纳报]|牵头|申[报请]|成为|作为|向(?!社会)|通过|组织|开展|制[定订]|编[制印]|建[立设成]"
    r"|设[立置]|推[动进广]|完成|发[表布放]|刊)"
)
_LEVEL = regex.compile(r"[省市县区部国]级|国家|全国|以上")
_WON = regex.compile(r"获|评|受|列入|入选|创|编|建[成立]|制[定订]|打造|承[办担]|主[办导]|牵头|参")
_SHORTEST = 6  # characters of a side that says something by itself
_WHOLE = 0.7
"""How much of a side without a verb of its own must stand in the text."""
_LIGHT = regex.compile(r"工作|以上|或者|开展|进行|组织|有关|相关|部门")


def of_answered_side(asked: str, text: str) -> str:
    """The requirement without the sides of 或 that a text does not answer; as printed where it can't be told, or 或 joins mere words."""
    for match in EITHER.finditer(asked):
        stop = _STOPS.search(asked, match.end())
        end = stop.start() if stop else len(asked)
        start = max((found.end() for found in _STOPS.finditer(asked, 0, match.start())), default=0)
        left, right = asked[start : match.start()], asked[match.end() : end]
        if min(len(left), len(right)) < _SHORTEST or EITHER.search(right) or EITHER.search(left):
            continue
        one, other = _found(left, right, text), _found(right, left, text)
        if not _PREDICATE.match(right) and not (
            _LEVEL.search(right) and max(one, other) >= _WHOLE and _WON.search(left) and not _LEVEL.match(left)
        ):
            continue
        if one > other:
            return asked[: match.start()] + asked[end:]
        if other > one:
            return asked[:start] + asked[match.end() :]
    return asked


@lru_cache(maxsize=1 << 12)
def _own_pairs(side: str, other: str) -> frozenset[str]:
    plain = _LIGHT.sub("，", side)
    return frozenset(pair for pair in han_pairs(plain) if pair not in other)


def _found(side: str, other: str, text: str) -> float:
    """The share of a side's own pairs of characters that stand in a text."""
    own = _own_pairs(side, other)
    return sum(pair in text for pair in own) / len(own) if own else 0.0


def names_other_side(asked: str, level: str, text: str) -> bool:
    """Whether a text names what stands on the side of 或 that needs no level (获“群星奖”或者省级以上奖项)."""
    named = [match["name"] for side in EITHER.split(asked) if level not in side for match in _NAMED.finditer(side)]
    return any(name in text for name in named)


_NAMED = regex.compile(r"[“《](?P<name>[^”“《》]{2,20})[”》]")
