"""What of a task a clause leaves to later years (任务12栋，竣工10栋，其余2栋结转下年度): the task that is asked for is not done then."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..data import Data
from ..model import Facet
from .char_pairs import pairs
from .cues import PAUSE, find_cue
from .whose_number import own_words


def compare_left_over(asked: str, sentences: Sequence[str], data: Data) -> list[Facet]:
    """The task that a requirement asks to complete, and the words by which a sentence about it leaves the rest for later."""
    wanted = find_cue("asks-task", asked, data)
    if wanted is None:
        return []
    words = pairs(own_words(asked))
    for text in sentences:
        left = find_cue("leaves-rest", text, data)
        if left is not None and words & pairs(own_words(text)):
            return [Facet(name="scope", asked=wanted.group(), found=left.group(), met=False)]
    return []


def compare_left_items(asked: str, sentences: Sequence[str], data: Data) -> list[Facet]:
    """The item of a list of which all are asked for (机关、医院、学校全部建成) that a part of the clause does only for some of
    (无烟学校今年完成半数) and no other part names.
    """
    listed = _ALL_OF_LIST.search(asked)
    if listed is None:
        return []
    parts = [part for text in sentences for part in _PART.findall(text)]
    for item in _MARK.split(listed["list"]):
        own = [part for part in parts if item[-_NAMED:] in part]
        this_year = [_LATER.sub("", part) for part in own]
        limits = [
            match for part in this_year if (match := _SOME.search(part)) and not find_cue("all-of-them", part, data)
        ]
        if own and len(limits) == len(own):
            return [Facet(name="scope", asked=f"{item}全部", found=limits[0].group(), met=False)]
    return []


_NAMED = 2  # last characters by which an item is named again
_ALL_OF_LIST = regex.compile(r"(?P<list>\p{Han}{2,10}(?:[、和]\p{Han}{2,10})+?)(?:全部|均|都)(?!衡|市)")
_MARK = regex.compile("[、和]")
_PART = regex.compile(r"[^。；]+")
_LATER = regex.compile(r"(?<=^|，)(?:力争|到|确保)?(?:20\d\d年|明年|后年|来年|次年)[^，。；]*")
_SOME = regex.compile(
    r"分[两三四]年|分批|逐步|半数|一半|过半|(?<!\p{Han})部分|[一二三四五六七八九]成(?![立员果本长功效])|三分之[一二]|试点"
)


def is_share_of_another(heads: str, text: str, found: regex.Match[str]) -> bool:
    """Whether a share (88%以上的厕所粪污) is one of another thing than those of which each is asked (``heads``, alternatives of an
    expression), and each of these (各镇都要有) is spoken of in another part.
    """
    if _SHARE.search(found.group()) is None:
        return False
    start = max(text.rfind(mark, 0, found.start()) for mark in "，。；") + 1
    stop = PAUSE.search(text, found.end())
    end = stop.start() if stop else len(text)
    each = rf"(?:每[个家所处座]?|各)[\p{{Han}}]{{0,3}}?(?:{heads})"
    return (
        regex.search(heads, text[start:end]) is None and regex.search(each, f"{text[:start]}，{text[end:]}") is not None
    )


_LISTED = regex.compile(r"\p{Han}{2}[、和]")
_OF_THE_AREA = regex.compile(r"(?:[全我][省市县区镇]|辖区|县域|区域)内?的?$")
_SENTENCE = regex.compile(r"[^。；]*")
_COVERS_ALL = regex.compile(r"(?<!基本|逐步|力争)(?:实现|做到|达到)\p{Han}{0,6}(?:全覆盖|全面覆盖|(?:覆盖率)?100[%％])")


def lists_all_there_are(text: str, found: regex.Match[str]) -> bool:
    """Whether places that a clause lists and counts are all of their kind: those of the whole area (全县东湖、西湖两个街道), or said to
    cover all (两个街道各建成1处，实现街道全覆盖).
    """
    if _LISTED.match(found.group()) is None:
        return False
    behind = _SENTENCE.match(text, found.end())
    return bool(_OF_THE_AREA.search(text[: found.start()]) or (behind and _COVERS_ALL.search(behind.group())))


_SHARE = regex.compile(r"[%％]|成|分之|半")
