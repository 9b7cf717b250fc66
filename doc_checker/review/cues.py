"""The cues of a label looked up in a text (most texts are asked of the same cue many times), and where its pieces end."""

from __future__ import annotations

from functools import lru_cache

import regex

from ..data import Data

PAUSE = regex.compile("[，。；]")
"""What ends a piece of a sentence."""


@lru_cache(maxsize=1 << 16)
def find_cue(label: str, text: str, data: Data) -> regex.Match[str] | None:
    """The first place of a text that a pattern of the label matches, of its patterns in file order."""
    for pattern in data.patterns_of(label):
        match = pattern.compiled.search(text, timeout=1.0)
        if match:
            return match
    return None


def has_cue(label: str, text: str, data: Data) -> bool:
    """Whether a pattern of the label matches anywhere."""
    return find_cue(label, text, data) is not None
