"""Words of the full-text index: pairs of neighbouring Chinese characters, whole numbers, whole Latin words.

信用承诺 is indexed as 信用 用承 承诺 诺, so that any two or more characters are found as a phrase, wherever a word of a
dictionary would begin or end. Measured against words and threes in docs/store.md.
"""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"([\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)|([a-z]+)|([0-9]+)")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """A text as it is compared: full width as half width, lower case, without white space (lines break inside words)."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def index_words(text: str) -> str:
    """The words of a text in order, a space between."""
    words: list[str] = []
    for match in _RUN.finditer(plain(text)):
        run = match[0]
        if match[1]:
            words += map(str.__add__, run, run[1:])
            words.append(run[-1])
        else:
            words.append(run)
    return " ".join(words)


def match_phrase(typed: str) -> str | None:
    """The FTS5 expression for characters that stand side by side; None where there is nothing to look for."""
    runs = list(_RUN.finditer(plain(typed)))
    words: list[str] = []
    for place, match in enumerate(runs):
        run, last = match[0], place == len(runs) - 1
        if not match[1]:
            words.append(run)
        else:
            words += map(str.__add__, run, run[1:])
            if not last or len(run) == 1:
                words.append(run[-1])
    if not words:
        return None
    # A single character at the end stands for every pair that it begins.
    open_end = "*" if runs[-1][1] and len(runs[-1][0]) == 1 else ""
    return f'"{" ".join(words)}"{open_end}'
