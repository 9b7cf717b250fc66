"""To whom a thing is to be sent (每月向市安委会办公室报送信息, 报省教育厅备案), and whether a clause sends it there.

A clause that sends to another level (报县委办公室 where 省厅 is asked) does not; one that names nobody is not known to.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from ..model import Facet

_SENDS = r"(?:供稿|投稿|报送|报告|上报|呈报|填报|报备|反馈|提交|抄送|抄报|报(?![废警纸道考名刊销酬]))"
_UNIT = r"[省市县区州厅局党本同上所国部][^，。；、在对进用将于]{0,22}?"
_TAIL = (
    r"(?:办公室|办公厅|委员会|领导小组|指挥部|联席会议|总队|支队|大队|中心|政府|人大|党委|部门|机关|单位"
    r"|主要负责同志|主要领导|负责同志|[办局厅委部])"
)
_ONE = rf"{_UNIT}{_TAIL}(?:会?[^，。；、在对进用将于报送备]{{0,6}}?{_TAIL}){{0,2}}"
_BODY = rf"{_ONE}(?:[、和及]{_ONE}){{0,3}}"
_TO = regex.compile(
    rf"向(?P<to>{_BODY})[^，。；“《]{{0,16}}?{_SENDS}"
    rf"|{_SENDS}(?:至|给|到|送)?(?P<to>{_BODY})"
    rf"|提请(?P<to>{_BODY})"
    rf"|[送呈](?:至|给|到)?(?P<to>{_BODY})(?:备案|存档|备查|存查|参阅|审阅|阅|$|[，。；])"
)
_RANK = {"国": 5, "部": 5, "省": 4, "厅": 4, "市": 3, "州": 3, "县": 2, "区": 2, "局": 2}
_CITY, _COUNTY = 3, 2
_SENT = regex.compile(
    r"(?<![通汇简日月年海电])[报呈](?![废警纸道考名刊销酬])|送(?![达医戏教餐])|抄|备案|反馈|提交|提请|寄|[供投]稿|审[定议批核]|批准"
)
_ASKS_FILING = regex.compile(r"报[^，。；]{2,20}备案")
_FILED = regex.compile(r"备案|报备|(?<![通汇简日月年海电])[报呈](?![废警纸道考名刊销酬请批经])|抄|送(?![达医戏教餐])")
"""What files a thing with a body; to ask that body's leave (提请批准) does not."""
_ONLY_SENDS = regex.compile(r"[^，。；]{0,12}?(?:报(?:送|告|请|经)?|抄[报送]|[呈送])[省市县区州上所党本同]")
_MEDIA = regex.compile(r"网|平台|系统|公众号|报社|电视|客户端|媒体")


@lru_cache(maxsize=1 << 14)
def find_recipients(text: str) -> tuple[str, ...]:
    """The bodies to which a text sends something, as printed."""
    found = (match["to"] for match in _TO.finditer(text, timeout=1.0))
    return tuple(dict.fromkeys(to for to in found if not _MEDIA.search(to)))


def compare_recipients(asked: str, texts: Sequence[str], rank: int | None) -> list[Facet]:
    """The body a requirement wants something sent to against those of a clause; ``rank`` is the plan owner's (2 county … 4 province)."""
    wanted = find_recipients(asked)
    if not wanted:
        return []
    whole = "".join(texts)
    there = find_recipients(whole)
    if any(_may_be(each, to, rank) for each in wanted for to in there):
        return []
    if there:
        return [Facet(name="recipient", asked=wanted[0], found=there[0], met=False)]
    sent = _FILED if _ASKS_FILING.search(asked) else _SENT
    if _ONLY_SENDS.match(asked) and not any(sent.search(part) for part in _of_subject(asked, texts)):
        return [Facet(name="recipient", asked=wanted[0], found=None, met=False)]
    return []


def _of_subject(asked: str, texts: Sequence[str]) -> Sequence[str]:
    """The parts of a clause that speak of what is to be sent (评价结果抄送组织部: those with 结果) and what follows; else all.

    Without its own word: a 报告 says nothing of 报.
    """
    subject = _SENT_THING.match(asked)
    found = [(text, match) for text in texts if subject for match in _last_of(subject["head"], text)]
    return [_PART.split(text[: match.start()])[-1] + text[match.end() :] for text, match in found] or texts


_SENT_THING = regex.compile(
    r"(?:将|把)?[\p{Han}]{0,10}?(?P<head>结果|情况|名单|意见|报告|总结|记录|建议|问题|线索)(?=抄|报|送|呈)"
)


_PART = regex.compile("[，。；：]")


def _last_of(head: str, text: str) -> list[regex.Match[str]]:
    return list(regex.finditer(head, text))[-1:]


def _may_be(asked: str, found: str, rank: int | None) -> bool:
    """Whether two bodies may be of one level; those of no known level may."""
    one, other = _ranks(asked, None if asked.startswith("市") else rank), _ranks(found, rank)
    return not one or not other or bool(one & other)


def _ranks(body: str, rank: int | None) -> set[int]:
    """The levels that a body may be of: a county-level city calls itself 市."""
    if body.startswith(("上级", "所在")):
        return set() if rank is None else {rank + 1}
    if body.startswith(("本", "同级", "党")):
        return set() if rank is None else {rank}
    own = _RANK.get(body[0])
    return set() if own is None else {own, rank} if own == _CITY and rank == _COUNTY else {own}


def is_below(body: str, rank: int) -> bool:
    """Whether a body is surely none above the owner of a plan (县局, 市局 in a city's plan)."""
    levels = _ranks(body, rank)
    return bool(levels) and max(levels) <= rank
