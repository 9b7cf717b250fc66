"""Scoring statements (评分规则) of an indicator's text: what earns or costs how many points, per what, up to which cap.

The text is cut into segments at commas and full stops outside brackets. A segment is part of a scoring statement, or it has a
role: a demand, or something that is none by itself (evidence to keep, a condition for counting, an aim). ``scope`` numbers the
awards: the demands of a scope are what its award is for. ``requirements`` makes requirements of the segments.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import regex

from .data import Data
from .model import Cap
from .numerals import parse_numeral
from .quantities import is_smaller
from .segmentroles import (
    count_demands,
    demanded_role,
    earns_all,
    forbidden_role,
    inherit_periods,
    is_misdeed,
    is_weaker,
    mark_bands,
    opens_with_points,
    said_above,
    says_how_much,
)
from .segments import (
    Piece,
    Reading,
    Segment,
    Statement,
    cap_period,
    find_named_again,
    find_repeated,
    for_each,
    is_new_topic,
    may_score,
    plain_points,
    read_rate,
    say_signs,
    search,
    split_segments,
    unframe,
)
from .shares import bare_share, find_share
from .text import fold
from .titles import mark_before_points, mark_opening

_ROUND_BRACKET = regex.compile(r"[（(][^（()）]{0,200}[)）]")
_WHOLE = regex.compile(r"^(?:本项|该项)?(?:满分|总分|共)")
_INCREMENT = regex.compile(r"^每(?:再|额外)?(?:增加|增长|提高|提升|超|多|上升|高|低|少|缺|下降|降低|减少|提前|推迟)")
_EVERY = regex.compile(
    r"(?:其中|凡|的|对|按)?每(?:有|(?:季度|半年|个?月|年|周)[均都]?(?:达标|合格|[按如]?[时期]?完成(?:任务)?|(?:达到|符合)(?:要求|标准))的?$)?"
)
_LONGEST_TIER = 40
_EACH_TIME = regex.compile(r"(?<=.{3}的)每(?P<per>次|个|项|篇|条|件|起|人次|人|户|家|名|份|例|处|村|间|类|场)$")
_LESSENING = ("扣", "减", "递减", "核减", "扣减")
_EACH_GETS = ("各", "分别", "均", "各项", "每项")
_NOT_FRESH = ("condition", "heading", "repeat")
_LAST_BRACKET = regex.compile(r"[（(][^（()）]{0,200}[)）]$")


@lru_cache(maxsize=512)
def read_scoring(text: str, data: Data, deduction: bool = False, titled: bool = False) -> Reading:
    """Segments and scoring statements of an indicator's (tidied) text; ``deduction``: of a group of deductions,
    whose conditions are what it forbids; ``titled``: the items of its system open with a title (形式多样。采用…).
    """
    reader = _Reader(text, data, deduction, titled)
    reader.read()
    return Reading(text, tuple(reader.segments), tuple(reader.statements))


def _points(found: regex.Match[str]) -> float | None:
    groups = found.groupdict()
    return parse_numeral(groups.get("upper") or groups["points"])


class _Reader:
    """Reads the segments in order; ``scope`` is the number of the award that the next demand leads to."""

    def __init__(self, text: str, data: Data, deduction: bool, titled: bool) -> None:
        self.text = text
        self.folded = say_signs(unframe(fold(text)))
        self.data = data
        self.deduction = deduction
        self.titled = titled
        self.segments: list[Segment] = []
        self.statements: list[Statement] = []
        self.scope = 0
        self.place = 0
        self.rate: Segment | None = None
        self.may_extend = False
        self.named_again: int | None = None
        self.scoped: list[Segment] = []
        self.last_award: Statement | None = None
        self.shares_ask = False

    def read(self) -> None:
        pieces = split_segments(self.folded, self.data)
        for position, place in enumerate(pieces):
            piece = Segment(place.start, place.end, "", self.scope, place.sentence, place.inside)
            if self._take_scoring(piece):
                self.rate = None
            elif self._is_rate(piece, pieces[position + 1] if position + 1 < len(pieces) else None):
                self.rate = piece
            else:
                self._take_other(piece)
        mark_bands(self.text, self.segments, self.data)
        if not self.deduction:
            mark_opening(self.text, self.segments, self.statements, self.data, self.titled)
        mark_before_points(self.text, self.segments, self.statements, self.data)
        inherit_periods(self.text, self.segments, self.statements, self.data)

    # --- scoring

    def _take_scoring(self, piece: Segment) -> bool:
        self.place = piece.start
        value = self.folded[piece.start : piece.end]
        if not may_score(value):
            return False
        note = _LAST_BRACKET.search(value)
        if note and note.start() and not piece.inside:  # 得2分（附照片）
            piece, value = replace(piece, end=piece.start + note.start()), value[: note.start()]
        value, each = for_each(value, self.data)
        if floor := search("scoring_floor", value, self.data):
            if self.may_extend:
                self._take_floor(piece, floor)
            return True
        kinds = (
            self._take_veto,
            self._take_cap,
            self._take_deduct,
            self._take_share,
            self._take_award,
            self._take_open,
        )
        taken = any(take(piece, value) for take in kinds)
        if taken and each and self.statements[-1].per is None:
            self.statements[-1].per, self.statements[-1].shape = each, "rate"
        return taken

    def _take_floor(self, piece: Segment, found: regex.Match[str]) -> None:
        """扣完为止 belongs to the deduction before it; with a number (扣完3分为止) it says how much that can cost."""
        last, points = self.statements[-1], parse_numeral(found.groupdict().get("points") or "")
        last.end = piece.end
        if points and last.kind == "deduct":
            last.caps.append(Cap(period=None, points=points))

    def _take_cap(self, piece: Segment, value: str) -> bool:
        found = search("scoring_cap", value, self.data)
        points = parse_numeral(found["points"]) if found else None
        if found is None or points is None:
            return False
        cap = Cap(period=cap_period(found.groupdict().get("period")), points=points)
        if _WHOLE.match(value) and (piece.inside or not self.may_extend or earns_all(self.statements, points)):
            self._add(piece.start, piece.end, "award", points, shape="bracket")
            return True
        if self.may_extend:
            self.statements[-1].caps.append(cap)
            self.statements[-1].end = piece.end
            return True
        kind = "deduct" if "扣" in value else "award"
        self._add(piece.start, piece.end, kind, points, caps=[cap])
        return True

    def _take_veto(self, piece: Segment, value: str) -> bool:
        found = search("scoring_veto", value, self.data)
        if found is None:
            return False
        prefix = value[: found.start()]
        start = self.rate.start if self.rate else piece.start
        if self.deduction and prefix.endswith("的"):
            self._add_segment(piece.start, piece.start + len(prefix), "demand", piece)
            start = piece.start + len(prefix)
        elif not self.deduction:
            self._mark_condition(None, prefix)
        self._add(start, piece.end, "veto", None)
        return True

    def _take_deduct(self, piece: Segment, value: str) -> bool:
        found = search("scoring_deduct", value, self.data)
        if found is None:
            return False
        prefix = value[: found.start()].rstrip("：:")
        rate = read_rate(prefix, self.data)
        counted = _EACH_TIME.search(prefix) if rate is None else None
        rate = counted["per"] if counted else rate  # 未通过测评的每个扣2分
        start = piece.start
        if counted and self.deduction:
            self._add_segment(piece.start, piece.start + counted.start(), "demand", piece)
            start = piece.start + counted.start()
        elif self.deduction and prefix and rate is None and not search("scoring_adverb", prefix, self.data):
            self._add_segment(piece.start, piece.start + len(prefix), "demand", piece)
            start = piece.start + found.start()
        elif not self.deduction and not self.rate:
            self._mark_condition(rate, prefix)
        if self.rate:
            start, rate = self.rate.start, read_rate(self.folded[self.rate.start : self.rate.end], self.data)
        self._add(start, piece.end, "deduct", _points(found), shape="rate" if rate else "flat", per=rate)
        return True

    def _take_share(self, piece: Segment, value: str) -> bool:
        """Points that are shared out over what was asked (两项各占2分); its words ask for something only where nothing stands
        before them.
        """
        last = self.statements[-1] if self.statements else None
        further = bare_share(value) if last is not None and last.shape == "share" and not piece.inside else None
        if further is not None and last is not None:  # 分别占2分、3分
            last.per, last.caps = None, []
            self._add(piece.start, piece.end, "award", further, shape="share")
            return True
        share = None if piece.inside else find_share(value, self.data)
        if share is None:
            return False
        asks = not share.names or self.shares_ask or not any(s.role == "demand" for s in self.segments)
        if asks and share.bare:
            return False
        target = None if share.is_reference else find_repeated(value[: share.end], self.segments, self.folded)
        if asks and target is None:
            self.shares_ask = share.names
            self._take_other(replace(piece, end=piece.start + share.end))
        caps = [Cap(period=None, points=share.points * share.count)] if share.count else []
        start = piece.start + share.end if asks and target is None else piece.start
        self._add(start, piece.end, "award", share.points, shape="share", per=share.per, caps=caps, target=target)
        return True

    def _take_award(self, piece: Segment, value: str) -> bool:
        plain = plain_points(value) if piece.inside or self._demands() else None
        full = search("scoring_full", value, self.data)
        found = plain or full or search("scoring_award", value, self.data)
        if found is None:
            return False
        points = None if found is full else _points(found)
        prefix = "" if plain else value[: found.start()].rstrip("：:")
        start, shape, per, target = self._read_prefix(piece, prefix)
        caps: list[Cap] = []
        if self.rate and shape == "flat" and start == piece.start:
            start, shape, per = self._read_rate(self.rate, piece)
        elif shape == "flat" and start == piece.start and not plain:
            shape = "tier" if self._take_tier_before() or self._take_weaker_before() else "flat"
        shape = "bracket" if plain and piece.inside else "full" if found is full else shape
        several = shape == "flat" and prefix in _EACH_GETS
        count = count_demands(self.text[: piece.start], self._demands(), self.data) if several else 1
        if count > 1 and points:  # 公开清单，设立信箱。各得1分
            shape, per, caps = "share", "项", [Cap(period=None, points=points * count)]
        self._add(start, piece.end, "award", points, shape=shape, per=per, caps=caps, target=target)
        return True

    def _take_open(self, piece: Segment, value: str) -> bool:
        if search("scoring_reference", value, self.data):
            self._mark_condition()
            self._add_segment(piece.start, piece.end, "condition", piece)
            return True
        found = search("scoring_open", value, self.data)
        if found is None:
            return False
        prefix = value[: found.start()]
        if found.groupdict().get("verb") in _LESSENING:
            if self.deduction and prefix:
                self._add_segment(piece.start, piece.start + len(prefix), "demand", piece)
            elif not self.deduction:
                self._mark_condition()
            start = piece.start + len(prefix) if self.deduction else piece.start
            self._add(start, piece.end, "deduct", None, shape="open", per=read_rate(prefix, self.data))
            return True
        if not prefix or search("scoring_adverb", prefix, self.data):
            self._take_lesser_before()
        elif self._is_below_award(piece) and self._is_lesser_case(prefix):
            self._add(piece.start, piece.end, "award", None, shape="open")
            return True
        start, _, per, _ = self._read_prefix(piece, prefix)
        self._add(start, piece.end, "award", None, shape="open", per=per)
        return True

    # --- what stands before the points

    def _read_prefix(self, piece: Segment, prefix: str) -> tuple[int, str, str | None, int | None]:
        """Where the statement begins, its shape, what it is counted by, and the demand that it names again."""
        data = self.data
        if not prefix or search("scoring_adverb", prefix, data):
            target, self.named_again = self.named_again, None
            return piece.start, ("flat" if target is None else "repeat"), None, target
        counted = _EACH_TIME.search(prefix)
        per = None if counted else read_rate(prefix, data)
        if counted:  # 被市级推广的每次加1分
            return self._read_prefix(piece, prefix[: counted.start()])[0], "rate", counted["per"], None
        if per is not None:
            self._add_rate_demand(piece, piece.start, piece.start + len(prefix))
            return piece.start, "rate", per, None
        if search("scoring_tier", prefix, data) and not self._has_new_topic(prefix):
            self._add_tier_demand(piece, len(prefix))
            return piece.start, "tier", None, None
        target = find_repeated(prefix, self.segments, self.folded)
        if target is not None:
            return piece.start, "repeat", None, target
        if self._is_lesser(piece, prefix):
            return piece.start, "tier", None, None
        self._take_other(replace(piece, end=piece.start + len(prefix)))
        return piece.start + len(prefix), "flat", None, None

    def _is_lesser(self, piece: Segment, prefix: str) -> bool:
        """Whether points are for a lesser way to do what the award just before is for (纳入规划的得4分，纳入部门规划的得2分)."""
        last = self.last_award
        if last is None or last is not self.statements[-1]:
            return False
        if is_weaker(prefix, self._above(last), self.data):
            return True
        between = self.folded[last.end : piece.start].strip()
        named = self.segments[-1] if self.segments else None
        if between in ("，", ",") and named is not None and named.end == last.start:
            return is_smaller(prefix, self.folded[named.start : last.end], self.data)
        if not prefix.endswith("的"):
            return False
        above = self.folded[last.start : last.end]
        return "的" in above and above[:2] == prefix[:2] and between in ("，", ",", "；", ";", "、")

    def _read_rate(self, rate: Segment, piece: Segment) -> tuple[int, str, str | None]:
        """A rate in the segment before the points (每形成1次月度报送，得2分): part of the statement, unless it is
        the only demand.
        """
        per = read_rate(self.folded[rate.start : rate.end], self.data)
        has_demand = bool(self._demands())
        self._add_rate_demand(rate, rate.start, rate.end)
        return (rate.start if has_demand else piece.start), "rate", per

    def _is_rate(self, piece: Segment, following: Piece | None) -> bool:
        """Whether a segment only says what the points of the next segment are counted by."""
        if following is None or read_rate(self.folded[piece.start : piece.end], self.data) is None:
            return False
        value = self.folded[following.start : following.end]
        return not search("scoring_cap", value, self.data) and opens_with_points(value, self.data)

    def _add_rate_demand(self, piece: Segment, start: int, end: int) -> None:
        """What a rate asks for is a demand where nothing else is, or only a paper (制定办法，每在1个领域开展得2分)."""
        value = self.folded[start:end]
        demands = self._demands()
        carried = search("demand_carrying_out", value, self.data)
        if self.statements and _INCREMENT.match(value):
            return
        if demands and not (
            carried and search("demand_paper", self.folded[demands[-1].start : demands[-1].end], self.data)
        ):
            return
        opening = _EVERY.match(value)
        begin = start + (opening.end() if opening else 0)
        if end - begin > 3:
            self._add_segment(begin, end, "demand", piece)

    def _add_tier_demand(self, piece: Segment, length: int) -> None:
        """The first tier (达到95%得3分) is the demand where only its topic stands before it (签约率，)."""
        topical = not self._demands() and any(segment.role in ("modifier", "topic") for segment in self.scoped)
        if topical or (not self.statements and not any(segment.role == "demand" for segment in self.segments)):
            self._add_segment(piece.start, piece.start + length, "demand", piece)
        elif says_how_much(self.text, self._demands(), piece.start, piece.start + length, self.data):
            self._add_segment(piece.start, piece.start + length, "elaboration", piece)

    def _take_tier_before(self) -> bool:
        """Whether the segment before the points is a band of a rate: the best one, which says how much of a demand above,
        or a lower one (80%—85%，得40分), which asks for nothing.
        """
        last = self.segments[-1] if self.segments else None
        if last is None or last.role != "demand" or last.scope != self.scope:
            return False
        value = self.folded[last.start : last.end]
        if not search("scoring_tier", value, self.data) or self._has_new_topic(value, -1):
            return False
        if self.last_award is not None and last.start >= self.last_award.end:
            if self._demands() != [last]:  # …每日普扫2次，保洁时间不少于14小时，得2分
                return False
            last.role = "condition"
            return True
        if says_how_much(self.text, self._demands(), last.start, last.end, self.data):
            last.role = "elaboration"
        return last.role == "elaboration"

    def _take_weaker_before(self) -> bool:
        """Whether the segments before the points, behind another award, say that less was done (只印发、未公开的，得1分)."""
        demands = self._demands()
        if self.last_award is None or not demands or demands[0].start < self.last_award.end:
            return False
        words = self.folded[demands[0].start : demands[-1].end]
        if not is_weaker(words, self._above(self.last_award), self.data):
            return False
        for segment in demands:
            segment.role = "condition"
        return True

    def _above(self, award: Statement) -> str:
        """The words that an award is for: its own and those of its demands."""
        own = [segment for segment in self.segments if segment.scope == award.scope and segment.start < award.end]
        return self.folded[min([award.start, *(segment.start for segment in own)]) : award.end]

    def _take_lesser_before(self) -> None:
        """The segment before points by degree (80%以上不足100%的，按比例得分) is a lesser case of the award before it."""
        last = self.segments[-1] if self.segments else None
        if last is None or last.role != "demand" or not self._is_below_award(last):
            return
        value = self.folded[last.start : last.end]
        if self._is_lesser_case(value) or search("scoring_tier", value, self.data):
            last.role = "condition"

    def _is_below_award(self, segment: Segment) -> bool:
        """Whether a segment stands behind an award, with no demand between."""
        if self.last_award is None or segment.start < self.last_award.end or segment.scope != self.scope:
            return False
        return [each for each in self.scoped if each.role == "demand"] in ([], [segment])

    def _is_lesser_case(self, value: str) -> bool:
        return value.endswith("的") or bool(search("segment_misdeed", value, self.data))

    def _has_new_topic(self, prefix: str, before: int | None = None) -> bool:
        """Whether a comparison is about something that the segments (those before ``before``) do not speak of."""
        place = self.segments[before].start if before is not None else self.place
        above = [
            (self.folded[segment.start : segment.end], "\n" in self.text[segment.end : place])
            for segment in self.segments[:before][-40:]
        ]
        last = self.statements[-1] if self.statements else None
        awarded = self.folded[max(0, last.start - _LONGEST_TIER) : last.end] if last else ""
        return is_new_topic(prefix, above, awarded)

    def _demands(self) -> list[Segment]:
        return [segment for segment in self.scoped if segment.role == "demand"]

    # --- other segments

    def _take_other(self, piece: Segment) -> None:
        role = self._role(piece)
        self.named_again = None
        if role == "demand" and not self.deduction and self.segments:
            self.named_again = find_named_again(piece, self.segments, self.folded)
            role = "repeat" if self.named_again is not None else role
        self._add_segment(piece.start, piece.end, role, piece)
        if role not in ("heading", "condition"):
            self.may_extend = False

    def _role(self, piece: Segment) -> str:
        value = _ROUND_BRACKET.sub("", self.folded[piece.start : piece.end])
        if piece.inside:
            return "condition"
        if self.deduction:
            return forbidden_role(value, self.data)
        last = self.segments[-1] if self.segments else None
        same = last is not None and last.sentence == piece.sentence
        if last is not None and same and last.role == "evidence" and self._names_evidence(last):
            return "evidence"
        joined = last is not None and same and last.role == "demand"
        above = (
            said_above(self.folded, self.segments, self.data) if joined and last and last.scope == self.scope else ""
        )
        return demanded_role(value, above, bool(self._demands()), self.data)

    def _names_evidence(self, segment: Segment) -> bool:
        """Whether a segment is a label of what is to be shown, or follows one in its sentence (佐证材料：通知，照片)."""
        first = next(each for each in self.segments if each.sentence == segment.sentence)
        return bool(search("evidence_label", self.folded[first.start : segment.end], self.data))

    def _mark_condition(self, per: str | None = None, prefix: str = "") -> None:
        """The segment before a deduction (rate ``per`` or words ``prefix`` before it) is its condition, no demand (未开展的，扣2分)."""
        last = self.segments[-1] if self.segments else None
        roles = ("demand", "modifier", "topic", *(("elaboration",) if per else ()))
        if last is None or last.role not in roles or last.scope != self.scope:
            return
        if self.statements and self.statements[-1].start > last.start:
            return
        stated = per is not None or prefix.endswith("的")
        if is_misdeed(self.folded[last.start : last.end], stated, self.data):
            last.role = "condition"

    def _add_segment(self, start: int, end: int, role: str, piece: Segment) -> None:
        self.segments.append(Segment(start, end, role, self.scope, piece.sentence, piece.inside))
        self.scoped.append(self.segments[-1])

    def _add(
        self,
        start: int,
        end: int,
        kind: str,
        points: float | None,
        shape: str = "flat",
        per: str | None = None,
        caps: list[Cap] | None = None,
        target: int | None = None,
    ) -> None:
        scope = self.scope
        if kind == "award":
            if self.last_award is None or any(segment.role not in _NOT_FRESH for segment in self.scoped):
                self.scope += 1
                self.scoped = []
            else:
                scope = self.last_award.scope
        self.statements.append(Statement(start, end, kind, points, scope, shape, per, caps or [], target))
        if kind == "award":
            self.last_award = self.statements[-1]
        self.may_extend = True
