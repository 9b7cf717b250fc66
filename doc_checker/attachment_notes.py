"""附件说明: the note that lists a document's attachments (附件：1. … 2. …)."""

from __future__ import annotations

from functools import lru_cache

import regex

from .numerals import format_numeral
from .outline import Range

# A number may be followed by a year (1.2023年工作要点), but by no other digit (1.5倍).
_BEHIND = r"(?!\d(?!\d{3}年))"
ENTRY = regex.compile(r"^(?:附件?)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.．、:：]" + _BEHIND)
_HEAD = regex.compile(r"[-—–*•]{0,2}附(?:件|表)?[:：]?(?=附?件?(?:\d|[一二三四五六七八九十])|.{2})")
_FILE = regex.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)$", regex.IGNORECASE)


def split_entries(note: str) -> list[tuple[int | None, Range]]:
    """Numbers and title places of the entries of a compact attachment note, which may stand on one line.

    Each entry begins with the number that follows the one before; a note without numbers is one entry.
    """
    head = _HEAD.match(note)
    place = head.end() if head and note[head.end() - 1] in ":：" else 0
    entries: list[tuple[int | None, Range]] = []
    starts: list[tuple[int, int, int]] = []  # number, where its entry begins, where its title begins
    for number in range(1, 100):
        found = _mark(number).search(note, place)
        if not found or (number == 1 and found.start() != place):
            break
        starts.append((number, found.start(), found.end()))
        place = found.end()
    if not starts:
        return [(None, (place, _title_end(note, place, len(note))))]
    for (number, _, begin), following in zip(starts, [*starts[1:], (0, len(note), 0)], strict=True):
        entries.append((number, (begin, _title_end(note, begin, following[1]))))
    return entries


@lru_cache(maxsize=100)
def _mark(number: int) -> regex.Pattern[str]:
    """How the entry of a number begins."""
    forms = f"(?:{number}|{format_numeral(number)})"
    return regex.compile(rf"(?:附(?:件|表)?)?(?<!\d){forms}[.．、:：]{_BEHIND}|附(?:件|表){forms}(?!\d)[:：]?")


def _title_end(note: str, begin: int, end: int) -> int:
    """Where an entry's title ends: closing punctuation and the ending of a file's name are no part of it."""
    return max(begin, begin + len(_FILE.sub("", note[begin:end].rstrip("；;。，,、"))))
