"""What a segment of an indicator's text is: a demand, or an aim, a manner, evidence …; and the periods that awards are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from .data import Data
from .quantities import find_quantities, is_bare, period_days
from .segments import Segment, Statement, search
from .text import fold

# The roles that patterns of the label segment_<role> tell; the first that matches counts.
_ROLES = ("heading", "evidence", "condition", "empty", "elaboration", "purpose", "modifier", "topic")
_VISIT = regex.compile(r"走访|座谈|调研|对接|包联|联系服务|接访|下访|上门|入企|驻企|服务日|恳谈|帮扶")
_SAID_ABOVE = 0.6
_MEETS = regex.compile(r"(?:会议|常委会|常务会|例会)(?:每|[^，,；;。]{0,4}(?:研究|听取|审议|部署))")
_MEETINGS = ("会议", "例会", "会商", "会", "会商会")


def forbidden_role(value: str, data: Data) -> str:
    """The role of a segment (folded, without brackets) in an item of deductions."""
    if search("segment_heading", value, data):
        return "heading"
    return "condition" if search("segment_condition", value, data) else "demand"


def demanded_role(value: str, above: str, has_demands: bool, data: Data) -> str:
    """The role of a segment (folded, without brackets): demand, or what it is besides.

    ``above``: the demand directly before it in its sentence, else empty; ``has_demands``: its award has demands already.
    """
    for role in _ROLES:
        if search(f"segment_{role}", value, data) is None:
            continue
        if role in ("elaboration", "purpose") and not has_demands:
            continue
        if role == "modifier" and _states_level(value, data):
            continue
        return role
    return "elaboration" if above and _is_agenda(value, above, data) else "demand"


def _states_level(value: str, data: Data) -> bool:
    """Whether words that open like a manner end in what is asked (采用图文等形式的解读材料占比不低于60%)."""
    if value.startswith("按"):  # 按每村不少于1名，配备…
        return False
    return any(
        mention.end == len(value)
        and mention.comparison != "=="
        and (mention.unit == "%" or not value[mention.start].isdigit())
        for mention in find_quantities(value, data)
    )


def _is_agenda(value: str, above: str, data: Data) -> bool:
    """What a meeting or a visit is about (…召开会议，研究解决问题; 每季度走访1次，帮助解决困难)."""
    if _VISIT.search(above) and search("segment_help", value, data):
        return True
    meets = above.endswith(_MEETINGS) or _MEETS.search(above)
    return bool(meets) and bool(search("segment_agenda", value, data))


def said_above(folded: str, segments: Sequence[Segment], data: Data) -> str:
    """The last of the segments; where it is a bare frequency (召开会议，全年不少于2次) the one before it, which it is about."""
    last = segments[-1]
    value = folded[last.start : last.end]
    before = segments[-2] if len(segments) > 1 else None
    if before is None or before.role != "demand" or (before.scope, before.sentence) != (last.scope, last.sentence):
        return value
    is_itself = value.endswith(_MEETINGS) or _VISIT.search(value) or not is_bare(value, data)
    return value if is_itself else folded[before.start : before.end]


def count_demands(text: str, demands: Sequence[Segment], data: Data) -> int:
    """How many demands stand before the end of a text, bare frequencies apart; 0 where some are criteria in a line of their own."""
    if demands and "\n" in text[demands[0].end :].rstrip():
        return 0
    return sum(not is_bare(fold(text[segment.start : segment.end]), data) for segment in demands)


def says_how_much(text: str, scoped: Sequence[Segment], start: int, end: int, data: Data) -> bool:
    """Whether the first tier, in criteria below the demands, says how much of a demand that names no number."""
    demands = [segment for segment in scoped if segment.end <= start]
    if not demands or "\n" not in text[demands[-1].end : start]:
        return False
    if not search("scoring_measure", fold(text[start:end]), data):
        return False
    return not any(find_quantities(text[segment.start : segment.end], data) for segment in demands)


def is_weaker(value: str, above: str, data: Data) -> bool:
    """Whether words before points only say that less was done of what the award ``above`` is for (仅纳入预算、没有增长的).

    Where a denial alone says so, what was done must be said above.
    """
    found = search("segment_weaker", value, data)
    if found is None:
        return False
    done = found.groupdict().get("done")
    if done is None:
        return True
    said = [char for char in done if char not in "的已并、，"]
    return len(said) > 1 and sum(char in above for char in said) >= _SAID_ABOVE * len(said)


def earns_all(statements: Sequence[Statement], points: float) -> bool:
    """Whether 满分3分 is what the item earns, not a cap of the last of the statements: that is a deduction, or the last of
    awards that make so much together.
    """
    if statements[-1].kind != "award":
        return True
    plain = [statement for statement in statements if statement.kind == "award" and not statement.per]
    return len(plain) > 1 and sum(statement.points or 0.0 for statement in plain) == points


def inherit_periods(text: str, segments: Sequence[Segment], statements: Sequence[Statement], data: Data) -> None:
    """得0.5分，最多2分 after 每季度至少1次: the award is for each quarter."""
    demands: dict[int, list[Segment]] = {}
    for segment in segments:
        if segment.role == "demand":
            demands.setdefault(segment.scope, []).append(segment)
    for statement in statements:
        overall = max((cap.points for cap in statement.caps), default=0.0)
        if statement.kind != "award" or statement.per or not statement.points or overall <= statement.points:
            continue
        for segment in demands.get(statement.scope, ()):
            for mention in find_quantities(text[segment.start : segment.end], data):
                if mention.per and period_days(mention.per, data):
                    statement.per = mention.per


_BAND = regex.compile(
    r"(?:^|[。；;，,\n])\s*(?P<band>(?P<grade>优秀?|良好?|中等?|一般|较[好差]|差|好|(?:不|基本)?(?:合格|达标|满意)|[一二三四五]等|[一二三四五甲乙丙]档|[A-D](?:级|档)?)"
    r"(?:等[次级]|档次?)?\s*[：:][^；;。\n]*)"
)
_FEWEST_BANDS = 2


def mark_bands(text: str, segments: list[Segment], data: Data) -> None:
    """What bands of points describe (优秀：制度健全、记录完整，20分；良好：…，15分) is no demand of its own; the first of them is where
    nothing but a name stands before it (投资增速：A：8%以上).
    """
    bands = list(_BAND.finditer(fold(text), overlapped=True))
    if len({found["grade"] for found in bands}) < _FEWEST_BANDS:
        return
    above = [fold(text[s.start : s.end]) for s in segments if s.role == "demand" and s.end <= bands[0].start("band")]
    asked = any(find_quantities(value, data) or data.has_form("action", value) for value in above)
    bands = bands if asked else bands[1:]
    for place, segment in enumerate(segments):
        if any(found.start("band") <= segment.start < found.end("band") for found in bands):
            segments[place] = replace(segment, role="heading")


def opens_with_points(value: str, data: Data) -> bool:
    """Whether a segment opens with what is earned or lost, adverbs apart (扣2分, 该项不得分), not with what it is for (未报送的不得分)."""
    found = search("scoring_award", value, data) or search("scoring_deduct", value, data)
    if found is not None:
        return not found.start() or bool(search("scoring_adverb", value[: found.start()], data))
    veto = search("scoring_veto", value, data)
    return veto is not None and not value[: veto.start()].endswith("的")


def is_misdeed(value: str, stated: bool, data: Data) -> bool:
    """Whether the words before points that are lost say for what; ``stated``: something else says that (无破损，每发现1处扣1分)."""
    if stated and value.startswith("无") and not value.endswith("的"):
        return False
    asks = any(mention.comparison == ">=" for mention in find_quantities(value, data))
    return value.endswith("的") or (not asks and bool(search("segment_misdeed", value, data)))
