"""The criteria (评分标准) of an indicator told from what it demands: they say again, in short, what earns points.

An indicator often has two parts, in one text (考核内容…。评分标准：…) or in two columns. What a plan must commit to stands in the first;
a demand of the second counts only where it brings a number or words that the first has not.
"""

from __future__ import annotations

import regex

from .data import Data
from .quantities import QuantityMention, find_quantities
from .segments import Reading, Statement, search
from .text import fold, squeeze

_ITEMS = ("个", "项", "类", "种", "级", "环节", "节点", "领域", "方面")
_LEAST_NEW = 4
_SAID_SHARE = 0.5
_NAMING = regex.compile(r"[\p{Han}A-Za-z](?<![的得分每扣加未达到标完成])")
_POINTS = regex.compile(r"[得加计][\d.]+分.*")
_EXTRA = regex.compile(r"加[\d.]+分")
_COUNTED = regex.compile(r"[一二三四五六七八九十两\d]+(?:个?(?:环节|节点|领域|方面)|项|类|个|种|级|家|条|次|场|期)")
_COUNTED_BY = regex.compile(r"每[\p{Han}]{0,8}$")
_UNIT_OF_POINTS = regex.compile(
    r"^(?:年内|全年|当年|本年度|年度内|其中|另|凡)?每(?![个两半]?(?:年|月|季|周|旬|日|天|学期|工作日))[\p{Han}“”（）、]{0,14}?[1一]?(?:[个处座家项次件条场篇所户人例名只]|公里|人次|(?<=[1一])[\p{Han}]{1,2}(?=$))[\p{Han}“”（）、]{0,8}$"
)
_WHOLE_RATE = regex.compile(r"率?(?:达到?|为|是|实现)?100[%％]")
_ALL_OF = regex.compile(r"全面|全部|所有|全覆盖|均|一律|各|每|逐|及时|按[时期]|应[\p{Han}]尽|100[%％]")
_TITLE = 5
_NEW_SHARE = 0.34
_BARE_NAME = 2
_TIERS_OF = regex.compile(r"(?:[省市县区乡镇村]、){1,4}[省市县区乡镇村](?=[两二三四]级)")
_NUMBERS = regex.compile(r"[\d.%％]+")
_WORDS = regex.compile(r"[\p{Han}\d%A-Za-z]")


def criteria_start(reading: Reading, data: Data) -> int | None:
    """Where the criteria begin: at their label, at the line (a column of its own) with the first points, or at a sentence that only says
    when the demands before it are met (…。清单完整的得3分) or names them again in short (…。期数达标得1分，按时备案得1分); None where they
    are not apart from demands.
    """
    folded = fold(reading.text)
    scored = [s.start for s in reading.statements if s.kind in ("award", "deduct", "veto") and s.shape != "bracket"]
    for segment in reading.segments:
        if segment.role == "heading" and search("criteria_label", folded[segment.start : segment.end], data):
            return segment.end if _opens(reading, segment.start, scored, data) else None
    if not scored:
        return None
    line = reading.text.rfind("\n", 0, min(scored))
    if line > 0 and _opens(reading, line + 1, scored, data):
        return line + 1
    sentence = reading.text.rfind("。", 0, min(scored))
    apart = sentence > 0 and (_only_judges(reading, sentence + 1) or _names_again(reading, sentence + 1, data))
    return sentence + 1 if apart and _opens(reading, sentence + 1, scored, data) else None


def _only_judges(reading: Reading, place: int) -> bool:
    """Whether from a place on nothing is asked but that things are so and so (清单完整的得3分, 两项各占2分)."""
    above = [s for s in reading.segments if s.role == "demand" and s.end <= place]
    below = [s for s in reading.segments if s.role in ("demand", "modifier", "topic") and s.start >= place]
    awards = [s for s in reading.statements if s.kind == "award" and s.start >= place]
    asked = sum(segment.end - segment.start for segment in above) > _TITLE
    judged = all(reading.text[segment.start : segment.end].endswith("的") for segment in below)
    return asked and judged and bool(awards) and bool(below or all(award.shape == "share" for award in awards))


def _names_again(reading: Reading, place: int, data: Data) -> bool:
    """Whether what gets points from a place on is for the greater part what was asked before it, in short words."""
    above = squeeze(fold(reading.text[:place]))
    asked = [reading.text[s.start : s.end] for s in reading.segments if s.role == "demand" and s.start >= place]
    named = [s for s in reading.statements if s.start >= place and s.kind == "award" and s.target is not None]
    again = sum(is_restated(text, above, data) or only_checks(text, data) for text in asked) + len(named)
    return 2 * again >= len(asked) + len(named) and bool(asked or named)


def is_restated(text: str, above: str, data: Data) -> bool:
    """Whether short words only name something ``above`` again (按时备案, 期数达标, 排查): they hold no number and no period of their own
    and hardly a word that is not there. An act with an object that is new (开展培训) is something else.
    """
    value = squeeze(fold(text)).removesuffix("的")
    numbers = find_quantities(value, data)
    if any(not _is_counted_above(mention, above, data) for mention in numbers):
        return False
    bare = data.once(_measure_words).sub("", value) if find_quantities(above, data) else value
    bare = _TIERS_OF.sub("", bare)
    bare = data.once(_bare_words).sub("", _COUNTED.sub("", _NUMBERS.sub("", bare)))
    own = _WORDS.findall(bare)
    new = [char for char in own if char not in above]
    return len(new) <= max(1, _NEW_SHARE * len(own)) or len(_WORDS.findall(value)) <= _BARE_NAME


def _is_counted_above(mention: QuantityMention, above: str, data: Data) -> bool:
    """Whether a number, or how often, stands above already, or only counts what stands there (两次活动均开展)."""
    said = find_quantities(above, data)
    if mention.per is not None and mention.unit is not None:
        return any(other.per == mention.per for other in said)
    if mention.unit in _ITEMS or mention.unit in ("次", "场"):
        return mention.number <= 10 and mention.comparison == "=="
    return any(other.unit == mention.unit and other.number == mention.number for other in said)


def _opens(reading: Reading, place: int, scored: list[int], data: Data) -> bool:
    """Whether all points stand behind a place, and before it a demand with an act or a number in it, not a mere title."""
    if any(start < place for start in scored):
        return False
    above = [reading.text[s.start : s.end] for s in reading.segments if s.role == "demand" and s.end <= place]
    return any(find_quantities(text, data) or data.has_form("action", text) for text in above)


def is_said_again(text: str, above: str, data: Data) -> bool:
    """Whether words of the criteria only say again what stands ``above``: no number of their own, and hardly a word that is not there."""
    if counts_points(text):
        return True
    if _ALL_OF.search(above):
        text = _WHOLE_RATE.sub("", fold(text))
    numbers = [
        m
        for m in find_quantities(text, data)
        if not _counts(m.unit, m.number, above, data) and not _COUNTED_BY.search(text[: m.start])  # 每带动50人就业
    ]
    if any(m.comparison != "<=" and m.number > 1 and not (m.unit == "%" and m.number == 100) for m in numbers):
        return False
    value = data.once(_bare_words).sub("", _COUNTED.sub("", squeeze(fold(text))))
    own = _WORDS.findall(value)
    new = [char for char in own if char not in above]
    return len(new) < _LEAST_NEW or len(new) <= _SAID_SHARE * len(own)


def counts_points(text: str) -> bool:
    """Whether words of the criteria only say what points are counted by (每救护1株)."""
    return bool(_UNIT_OF_POINTS.match(squeeze(fold(text))))


def only_checks(text: str, data: Data) -> bool:
    """Whether words of the criteria say how it is checked (查阅签到表和总结, 平台取数) and ask for no amount."""
    if search("segment_checking", squeeze(fold(text)), data) is None:
        return False
    return not any(mention.comparison == ">=" for mention in find_quantities(text, data))


def extra_awards(reading: Reading, border: int) -> list[Statement]:
    """The awards of the criteria that only honour what goes beyond the demands (…加2分); none where all of them are such."""
    scored = [s for s in reading.statements if s.start >= border]
    extra = [s for s in scored if s.kind == "award" and _EXTRA.search(reading.text[s.start : s.end])]
    return extra if len(extra) < len(scored) else []


def extra_scopes(reading: Reading, border: int) -> set[int]:
    """The scopes that hold no other awards than those."""
    extra = extra_awards(reading, border)
    plain = {s.scope for s in reading.statements if s.kind == "award" and s not in extra}
    return {s.scope for s in extra} - plain


def _bare_words(data: Data) -> regex.Pattern[str]:
    words = sorted(data.forms_of("criteria-word"), key=lambda word: (-len(word), word))
    return regex.compile("|".join(map(regex.escape, words)))


def _measure_words(data: Data) -> regex.Pattern[str]:
    words = sorted(data.forms_of("measure-word"), key=lambda word: (-len(word), word))
    return regex.compile("|".join(map(regex.escape, words)))


def shared_characters(text: str, other: str) -> float:
    """The share of a text's words, by character, that stand in another."""
    own = set(_NAMING.findall(_POINTS.sub("", squeeze(fold(text)))))
    return sum(char in other for char in own) / len(own) if own else 0.0


def _counts(unit: str | None, number: float, above: str, data: Data) -> bool:
    """Whether a number of this unit stands above already; what comes in twos and threes (三个领域均开展) is said there by its items."""
    return (number <= 10 and unit in _ITEMS) or any(m.unit == unit for m in find_quantities(above, data))
