"""Thresholds: from which size on a requirement speaks of a thing (年取水量5万立方米以上的取水口), and from which size on a clause does.

A clause that begins later (10万立方米以上) leaves out some of what is asked; one that begins earlier takes in more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from ..data import Data
from ..model import Facet
from ..quantities import QuantityMention, find_quantities

_MEASURE = regex.compile(
    r"(?P<measure>\p{Han}{1,6}?(?:面积|水量|人口|人数|规模|投资额?|金额|总额|收入|产值|能耗|能力|床位数?|高度|长度|吨位|产量|存栏|营业额|造价|价))"
    r"(?:在|达到?|超过?|为)?$"
)
_OF_THING = regex.compile(r"(?:的|[及和与])?(?:\d{1,6}[个家所处座户项条台])?(?!的|率|得|占|，|。|；|、|$)\p{Han}{2}")
_SAYS_DONE = regex.compile(
    r"(?:达到?|完成|实现|不低于|不少于|增长|新增|新建|建成|建设|改造|整治|提高到?)[^，。；]{0,4}$"
)


def compare_thresholds(asked: str, text: str, data: Data) -> Facet | None:
    """The size from which on things are meant, where both sides name one of the same measure; None where they don't."""
    from_which = _asked_thresholds(asked, data)
    there = list(_thresholds(text, data)) if from_which else []
    for measure, wanted in from_which:
        own = [found for name, found in there if name[-2:] == measure[-2:] and found.unit == wanted.unit]
        if own:
            least = min(own, key=lambda found: found.number)
            shown = f"{measure}{wanted.text}"
            return Facet(name="scope", asked=shown, found=least.text, met=least.number <= wanted.number)
    return None


@lru_cache(maxsize=1 << 12)
def _asked_thresholds(asked: str, data: Data) -> tuple[tuple[str, QuantityMention], ...]:
    return tuple(_thresholds(asked, data))


def _thresholds(text: str, data: Data) -> Iterator[tuple[str, QuantityMention]]:
    for mention in find_quantities(text, data):
        if mention.unit == "%" or not mention.text.endswith("以上"):
            continue
        before = text[: mention.start]
        measure = _MEASURE.search(before)
        if measure is None or _SAYS_DONE.search(before):
            continue
        if _OF_THING.match(text, mention.end):
            yield measure["measure"], mention
