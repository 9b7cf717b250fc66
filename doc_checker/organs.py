"""Names of organs (机关名称) by their shape: how they end, and where one stops in a line of several."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import regex

from .data import Data

# （代章）, and what a careless conversion from HTML leaves behind (&sp;).
_SEAL = regex.compile(r"(?:[（(](?:代章|印章|盖章|公章|章)[)）]|代章|&[a-z]{2,6};)+$")
_SEAL_NOTE = regex.compile(r"[（(].{2,40}(?:代章|印章|盖章|章)[)）]")
_MARK_TAIL = regex.compile(r"(?:文件|便函|(?:专题|常务|办公|党组|党委|工作)?会议纪要)$")
_NO_NAME = regex.compile(
    r"[，。；：:;,!！?？《》〈〉<>=＝%％\[\]【】]|^(?:各|第[\d一二三四五六七八九十]|[一二三四五六七八九十\d]+[、.．])"
)
_NATIONAL = regex.compile(r"国家|中国|中共|中华|全国|国务院|最高人民")
# Vertical organs carry the place behind the name of the centre (国家税务总局某市税务局): no border there.
_VERTICAL = ("总局", "总行", "总署", "总公司", "总会", "银行")
_PLACE = regex.compile(r"[\p{Han}]{2,6}?(?:省|自治区|自治州|市|县|区|州|盟|旗)")
_PIECE = regex.compile(r"[^\s、]+")
_SUBORDINATE = regex.compile(r"[\p{Han}]{2,10}?(?:分行|支行|监管局|监管分局|分局|分中心|分公司|特派办)")


def strip_seal(value: str) -> str:
    """A signature without （代章） and the like."""
    return _SEAL.sub("", value)


def is_seal_note(value: str) -> bool:
    """（某某局代章）: says whose seal was used, on a line of its own."""
    return bool(_SEAL_NOTE.fullmatch(value))


def opens_like_organ(value: str) -> bool:
    """Whether a compact line can be the upper line of an organ's name that wrapped: it begins with a place."""
    if len(value) > 40 or _NO_NAME.search(value):
        return False
    return bool(_NATIONAL.match(value) or _PLACE.match(value))


@lru_cache(maxsize=2048)
def is_organ(value: str, data: Data) -> bool:
    """Whether a compact line can be the name of one organ or of several: short, no sentence marks."""
    name = strip_seal(value)
    if not 2 <= len(name) <= 60 or _NO_NAME.search(name) or name.count("（") != name.count("）"):
        return False
    return bool(data.once(_ending).search(name))


def _ending(data: Data) -> regex.Pattern[str]:
    return regex.compile(data.alternation("unit-suffix") + r"(?:[（(][\p{Han}]{2,20}[)）])?$")


def split_organs(printed: str, data: Data) -> list[tuple[int, int]]:
    """Offsets of each organ in printed lines: names stand apart by spaces or 、, or run together before a new name.

    Single characters that a typist spread over the line (国 务 院) belong together; （…代章） is left out, and a branch
    on a line of its own belongs to the central name above it.
    """
    found: list[tuple[int, int]] = []
    begin = 0
    for line in printed.split("\n"):
        for start, end in _split_line(line, data):
            above = printed[slice(*found[-1])] if found else ""
            if found and (_is_branch(above, line[start:end]) or _wraps(above, line[start:end], data)):
                found[-1] = (found[-1][0], begin + end)
            else:
                found.append((begin + start, begin + end))
        begin += len(line) + 1
    return found


def is_wrapped(upper: str, lower: str, data: Data) -> bool:
    """Whether two compact lines are one name that wrapped (…指导委员 / 会文件): the upper one ends like no organ, or the
    lower one is nothing but such an ending.
    """
    name = _MARK_TAIL.sub("", lower)
    if not opens_like_organ(upper) or not name or not is_organ(upper + name, data):
        return False
    is_ending = name in data.forms_of("unit-suffix") and not _NATIONAL.match(name)
    return is_ending or (not is_organ(upper, data) and not opens_like_organ(name))


def _wraps(above: str, name: str, data: Data) -> bool:
    """Whether a name is only the lower line of one that wrapped."""
    return "\n" not in above and is_wrapped("".join(above.split()), "".join(name.split()), data)


def _split_line(printed: str, data: Data) -> list[tuple[int, int]]:
    pieces = [match.span() for match in _PIECE.finditer(printed) if not is_seal_note(match.group())]
    joined: list[tuple[int, int]] = []
    start: int | None = None
    for position, (begin, end) in enumerate(pieces):
        start = begin if start is None else start
        value = "".join(printed[start:end].split())
        following = pieces[position + 1 :]
        if not following or (is_organ(value, data) and _can_follow(printed, end, following, data)):
            joined.append((start, end))
            start = None
    return [part for begin, end in joined for part in _split_run(printed, begin, end, data)]


def _can_follow(printed: str, end: int, rest: list[tuple[int, int]], data: Data) -> bool:
    """Whether what follows a name on its line is a name of its own; a spread one stands apart by a wider space."""
    value = "".join(printed[rest[0][0] : rest[-1][1]].replace("、", "").split())
    apart = rest[0][1] - rest[0][0] > 1 or rest[0][0] - end > 1
    return apart and is_organ(value, data) and not _is_branch(printed[:end], printed[slice(*rest[0])])


def _is_branch(above: str, name: str) -> bool:
    """Whether a name is only the local end of the central name before it (国家金融监督管理总局 / 某某监管分局)."""
    return above.endswith(_VERTICAL) and bool(_SUBORDINATE.fullmatch(name)) and not _NATIONAL.match(name)


def _split_run(printed: str, begin: int, end: int, data: Data) -> list[tuple[int, int]]:
    """Borders inside a run without spaces: behind an ending, before a national name or the same place again."""
    run = printed[begin:end]
    if any(char.isspace() for char in run):
        return [(begin, end)]
    cuts = [0]
    for match in data.finder("unit-suffix").finditer(run, overlapped=True):
        left, right = run[cuts[-1] : match.end()], run[match.end() :]
        if len(left) >= 4 and len(right) >= 3 and is_organ(left, data) and _opens_name(left, right):
            cuts.append(match.end())
    cuts.append(len(run))
    return [(begin + first, begin + last) for first, last in pairwise(cuts)]


def _opens_name(left: str, right: str) -> bool:
    """Whether the right side begins a name of its own: a national name, or a place that the line has named before."""
    if _NATIONAL.match(right):
        return True
    if left.endswith(_VERTICAL) or (_NATIONAL.match(left) and _SUBORDINATE.match(right)):
        return False
    if _NATIONAL.match(left):
        return bool(_PLACE.match(right))
    return right[:2] == left[:2] and not _SUBORDINATE.fullmatch(right)
