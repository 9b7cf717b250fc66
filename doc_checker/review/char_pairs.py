"""Pairs of neighbouring characters: what tells whether texts speak of the same thing where their words are cut or worded otherwise."""

from __future__ import annotations

from operator import add

import regex


def bigrams(text: str) -> list[str]:
    """The pairs of a text, in order."""
    return list(map(add, text, text[1:]))


def pairs(text: str) -> set[str]:
    """The different pairs of a text."""
    return set(bigrams(text))


def han_pairs(text: str) -> set[str]:
    """Those of Chinese characters only."""
    return {pair for pair in bigrams(text) if _HAN.fullmatch(pair)}


_HAN = regex.compile(r"\p{Han}{2}")
