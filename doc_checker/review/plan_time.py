"""The year that a plan speaks from and the month until which it runs: what comes later is put off, not promised."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from ..model import Record
from ..numerals import parse_numeral
from ..text import squeeze

_DASH = r"[—–－~～\-至到]+"
_NUMBER = r"[\d一二两三四五]"
_TITLE_YEAR = regex.compile(rf"(20\d\d)年?(?:{_DASH}(20\d\d))?(?=年|[）)])")
_TITLE_LENGTH = regex.compile(
    rf"(?P<count>{_NUMBER})年(?:行动|工作|攻坚|提升|滚动|建设|实施|整治|创建|发展)?(?:行动)?(?:计划|方案|规划|行动)"
)
_FIVE_YEARS = regex.compile(r"十([四五六])五[”」]?(?:[\p{Han}]{0,16})?规划")
_FIRST_OF = {"四": 2021, "五": 2026, "六": 2031}
_GOAL = regex.compile(
    r"(?<![推迟延放改留移待])(?:到|至)(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月)?[\p{Han}]{0,3}[，,]"
    rf"|(?:用|利用|通过)(?P<count>{_NUMBER})年(?:左右)?的?时间"
    rf"|20\d\d年\d{{1,2}}月(?:\d{{1,2}}日|[底初末份])?{_DASH}(?P<year>20\d\d)年(?P<month>\d{{1,2}})月"
    r"|阶段[（(][^（）()]{0,16}?(?P<year>20\d\d)年(?:\d{1,2}月?[—–－~～\-至到]+)?(?P<month>\d{1,2})月(?!起)"
)
_LONGEST = 5
_DECEMBER = 12


def plan_times(plan: Record) -> tuple[int | None, int | None]:
    """The plan's year, and the last month that it speaks of as its own (202612), both None where nothing tells.

    The year is that of its date or document number, but the title's where a plan for the next year is issued before it begins.
    A plan runs to the end of its year, of the years in its title (2025—2027年, 三年行动) or of those by which it sets its goals
    (到2027年，…).
    """
    title = squeeze((plan.inner_title or "") + (plan.title or ""))
    number = plan.document_number.year if plan.document_number else None
    written = int(plan.written_date[:4]) if plan.written_date else number
    named = _TITLE_YEAR.search(title)
    year = written
    if named is not None and (written is None or int(named.group(1)) == written + 1):
        year = int(named.group(1))
    if year is None:
        return None, None
    ends = [year * 100 + _DECEMBER]
    if named is not None and named.group(2):
        ends.append(int(named.group(2)) * 100 + _DECEMBER)
    length = _TITLE_LENGTH.search(title)
    if length is not None:
        ends.append((year + _count(length["count"]) - 1) * 100 + _DECEMBER)
    five = _FIVE_YEARS.search(title)
    if five is not None:
        ends.append((_FIRST_OF[five.group(1)] + _LONGEST - 1) * 100 + _DECEMBER)
    for text in _texts(plan):
        for match in _GOAL.finditer(text, timeout=1.0):
            if match["count"]:
                ends.append((year + _count(match["count"]) - 1) * 100 + _DECEMBER)
            else:
                ends.append(int(match["year"]) * 100 + int(match["month"] or _DECEMBER))
    return year, max(end for end in ends if end // 100 <= year + _LONGEST)


def _count(text: str) -> int:
    return int(parse_numeral(text) or 1)


def _texts(plan: Record) -> Iterator[str]:
    for root in plan.clauses:
        for clause in root.walk():
            yield squeeze(clause.text)
