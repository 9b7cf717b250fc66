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


_SHARE = regex.compile(r"[%％]|成|分之|半")
