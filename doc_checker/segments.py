"""Segments (分句) of an indicator's text, cut at commas and full stops outside brackets and quotation marks, and what
is read from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import regex

from .data import Data
from .model import Cap, ScoringRule
from .numerals import parse_numeral
from .text import fold, squeeze

_BRACKETS = {"（": "）", "(": ")", "“": "”", "《": "》", "【": "】", "〔": "〕", "[": "]", "‘": "’"}
_CLOSERS = frozenset("）)”》】〕]’")
_ROUND = "（("
_LEADING = frozenset("、.．)）①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# A mark of a list inside a text: 1. 2） （3） （一） a.
_LIST_MARK = regex.compile(
    r"(?:\d{1,2}[.．、](?!\d)|\d{1,2}[)）]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）][、.．]?|[a-h][.．)）])\s*(?=[\p{Han}“《])"
)
_FRAMED_TITLE = regex.compile(r"\s*[【〖][^【】〖〗]{1,20}[】〗]\s*(?=[\p{Han}\d“《])")
_FRAMED_LABEL = regex.compile(
    r"(?P<before>\S\s*)[【〖\[](?P<label>(?:评分|计分|赋分|打分|扣分|加分|考核|考评|评价|评估|验收|检查|佐证|证明|印证|备查|支撑|数据|资料|材料)"
    r"(?:标准|办法|方法|细则|规则|方式|依据|要点|说明|来源|出处|材料|资料|清单))[】〗\]]"
)
# What stands beside an item and asks nothing of anybody (（责任单位：市委宣传部）).
_ASIDE = regex.compile(
    r"[（(](?:责任|牵头|配合|考核|考评|评价|评分|赋分|数据|主管|提供|报送|实施|落实|负责|组织|认定)"
    r"(?:单位|部门|科室|处室|股室|机构|来源|主体|方式|方法)[：:][^（()）]{1,60}[)）]"
)
_STOPS = frozenset("。；;！!？?\n")
_COMMAS = frozenset("，,：:")
_MARKS = regex.compile(r"[，,；;。]")
_BRACKET_MARKS = regex.compile(r"[（(“《【〔\[‘）)”》】〕\]’]")
# Words that say only that a demand is met (取证率达标得10分).
_REACHED = regex.compile(r"(?<=.{2})(?:达标|到位|达到(?:要求|标准|目标)|符合(?:要求|标准)|完成)$")
_MEETS = regex.compile(r"^(?:达到|完成|实现|符合)(?=.{2})")
_PUNCTUATION = regex.compile(r"[\p{P}的]")
_FEWEST_REPEATED = 4
_NEARBY = 40
_DEEPEST = 6
_LONGEST = 400
_SCORING = ("scoring_award", "scoring_deduct", "scoring_cap", "scoring_veto", "scoring_full")
_YEARLY = ("全年", "年度", "年")
_PLAIN_POINTS = regex.compile(
    r"^(?:本项|该项|计|满分|各|分值|共)?[:：]?(?P<points>\d{1,3}(?:\.\d{1,3})?)分$|"
    r"^(?:权重|占比?|分值)[:：]?(?P<points>\d{1,3}(?:\.\d{1,3})?)[%分]$"
)
_FOR_EACH = regex.compile(r"(?<=\d分)[/／]每?(?P<per>[\p{Han}\d%％]{1,6})$")
_BARE_RATE = regex.compile(
    r"^(?P<rate>每[\p{Han}\d]{1,12}?(?<![得加扣计记赋奖给各占减为评\d.]))(?P<points>\d{1,2}(?:\.\d{1,2})?分)$"
)
_PLUS = "+＋"
_SIGNS = frozenset("+＋-－−")
_SIGNED = regex.compile(
    r"(?<![\dA-Za-z.．%％年月日号第〕\]])[+＋\-－−](?=\d{1,2}(?:\.\d{1,2})?(?:[~～至到—–\-－]{1,2}[\-－−]?\d{1,2}(?:\.\d{1,2})?)?分(?![类组级布别析管数值钟]))"
    r"|(?<=[（(])[+＋\-－−](?=\d{1,2}(?:\.\d{1,2})?[)）])"
)
# What a comparison is about, and who honours (获省级表彰).
_TOPIC = regex.compile(
    r"^(?:且|并|但|同时)?(?P<topic>[\p{Han}]{2,8}(?:率|比例|占比|人数|数量|天数|(?:时间|时长|面积|金额|费用)(?=(?:不超过|不少于|不低于|不高于|不多于|≤|≥))))"
)
"""Lengths of time and the like are topics where they are limited; 超过5日的 is a lesser case."""
_DEGREE = regex.compile(r"^(?:且|并|但|同时)?(?P<topic>[\p{Han}]{1,8}(?:满意度|知晓度|参与度|测评分|均分))")
_RATE_WORD = regex.compile(r"(?:率|比例|占比|人数|数量)$")
_DIGIT = regex.compile(r"\d(?:[%％]|分)")
_HONOUR = regex.compile(r"^(?:获|受|被|经|列入|入选|评为|创成|纳入)")
_LEVEL = regex.compile(r"[国省部市厅县区]")
_COMPARED = regex.compile(r"至少|不少于|不低于|^[^级]?以上|不超过|≥|达到")
# 每个乡镇建成1处 asks something of each place; points are not counted by it.
_RATE_TOPIC = regex.compile(
    r"^[\p{Han}“”（）、]{1,16}?(?=每(?:低|少|缺|差|漏|迟|超|高|多|增加|减少|下降|项|处|次|件|条|人|户|起|例|份)|(?:缺|少|漏|迟)[报开签发]?[\d一两])"
)
_WITHIN_YEAR = regex.compile(r"^(?:年内|年度内|当年|本年度|考核(?:期|年度)内)(?=每)")
_EACH_EACH = regex.compile(r"^每[个家处户名项类]?[\p{Han}]{0,6}?(?=每(?:低|少|缺|差|漏|迟|超|高|多))")
_ASKS_OF_EACH = regex.compile(
    r"(?:每[个两半]?(?:年|月|季|周|旬|日|天|学期)|均|都|应)[\p{Han}]{0,10}(?:至少|不少于|不低于)"
    r"|(?:至少|不少于|均不?少于)[\p{Han}]{1,4}[\d一两三]"
)
"""What each has to do (每个乡镇每月至少举办1次, 得2分): a demand, no rate."""
_EACH_HAS_TO = regex.compile(
    r"^每[个处家所名位座户项条支座栋间片块台辆][\p{Han}（）、]{2,24}?(?:(?:均|都|应当?|须|必须|全部)(?=\p{Han}{2})(?![得加计扣可予])|(?:不少于|不低于|至少)[\d一二两三四五六七八九十])"
)
"""The same without a period (每处设施均落实管护单位, 每个站点人员不少于2人)."""
_EACH_PLACE = regex.compile(r"^(?:个|家|所|名|位|座|户)[\p{Han}（]")
_WORDS_WITH_NOUN = ("个", "项", "类", "种", "个百分点", "百分点")
# What 个 or 项 counts: up to a verb or the points (1个重点领域|实质性开展工作).
_NOUN = regex.compile(
    r"(?P<noun>[^，,；;。（()）“”、]{2,14}?)(?=(?:实质性|实际|有效|全面|成功|正式)?"
    r"(?:开展|实施|推进|完成|应用|落实|建成|通过|达标|达到|符合|被|获|得|加|扣|计|的|未|不|$))"
)
# A segment without any of these characters cannot score.
_SCORING_CUES = frozenset("分止消决予得格等权占扣减加高")


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment's place, the number of its sentence, and whether it stands in a bracket that holds scoring."""

    start: int
    end: int
    sentence: int
    inside: bool


@dataclass(slots=True)
class Segment:
    """A part of the text between commas: a demand, or with a role that says why it is none; ``inside`` a bracket
    with scoring in it.
    """

    start: int
    end: int
    role: str
    scope: int
    sentence: int
    inside: bool = False


@dataclass(slots=True)
class Statement:
    """A scoring statement at ``start`` to ``end``; ``shape``: flat, rate, tier, repeat (names an earlier demand), full
    (得满分), open (按比例得分) or bracket (（5分）)."""

    start: int
    end: int
    kind: str
    points: float | None
    scope: int
    shape: str = "flat"
    per: str | None = None
    caps: list[Cap] = field(default_factory=list)
    target: int | None = None


@dataclass(frozen=True)
class Reading:
    """An indicator's text as read: its segments and scoring statements in reading order."""

    text: str
    segments: tuple[Segment, ...]
    statements: tuple[Statement, ...]

    def rules(self) -> list[ScoringRule]:
        """The statements as the contract's rules."""
        return list(self._rules)

    @cached_property
    def _rules(self) -> tuple[ScoringRule, ...]:
        return tuple(_rule(self.text, statement) for statement in self.statements)


def _rule(text: str, statement: Statement) -> ScoringRule:
    kind = statement.kind
    return ScoringRule.made_of(
        text=text[statement.start : statement.end],
        kind="award" if kind == "award" else "deduct" if kind == "deduct" else "veto",
        points=statement.points,
        per=statement.per,
        caps=statement.caps,
    )


def split_segments(text: str, data: Data) -> list[Piece]:
    """The segments of a text in reading order; a bracket that holds scoring (（每少1人扣1分）) is cut into segments
    of its own.
    """
    return list(_Splitter(fold(text), data).split())


def unframe(text: str) -> str:
    """The text with frames around labels inside it set as punctuation (…。【评分标准】… → …。。评分标准：…) and without what only stands
    beside it (（责任单位：…）), of the same length.
    """
    text = _ASIDE.sub(lambda found: "。" * len(found[0]), text)
    return _FRAMED_LABEL.sub(lambda found: f"{found['before']}。{found['label']}：", text)


def say_signs(text: str) -> str:
    """The text with signs before points said in words (+2分/次 → 加2分/次, （-3） → （扣3）), of the same length."""
    if _SIGNS.isdisjoint(text):
        return text
    return _SIGNED.sub(lambda found: "加" if found[0] in _PLUS else "扣", text)


def for_each(value: str, data: Data) -> tuple[str, str | None]:
    """A segment's words without what stands behind a stroke (2分/次), and what that counts the points by, or None; bare points
    there or behind a rate (每季度0.5分) are said as an award (每季度得0.5分).
    """
    bare = _BARE_RATE.match(value)
    if bare and read_rate(bare["rate"], data) is not None:
        return f"{bare['rate']}得{bare['points']}", None
    found = _FOR_EACH.search(value)
    per = read_rate(f"每{found['per']}", data) if found else None
    if found is None or per is None:
        return value, None
    before = value[: found.start()]
    return (f"得{before}" if plain_points(before) else before), per


def plain_points(value: str) -> regex.Match[str] | None:
    """A bare number of points (2.5分), as it stands in brackets."""
    return _PLAIN_POINTS.match(value)


def may_score(value: str) -> bool:
    """Whether a segment can be part of a scoring statement at all (cheap)."""
    return not _SCORING_CUES.isdisjoint(value)


def search(label: str, value: str, data: Data) -> regex.Match[str] | None:
    """The first match of a label's patterns; a very long segment is looked at where such words stand, at its end or
    at its beginning.
    """
    if len(value) > _LONGEST:
        value = value[-_LONGEST:] if label.startswith("scoring_") else value[:_LONGEST]
    for pattern in data.patterns_of(label):
        found = pattern.compiled.search(value)
        if found:
            return found
    return None


def is_subsequence(words: str, text: str) -> bool:
    """Whether all characters of ``words`` stand in ``text`` in their order."""
    place = 0
    for char in words:
        place = text.find(char, place) + 1
        if not place:
            return False
    return True


@lru_cache(maxsize=2048)
def read_rate(value: str, data: Data) -> str | None:
    """What the words before the points count by (每修复1起 → 起, 每在1个重点领域开展 → 1个重点领域), or None
    where they are no rate.

    A number of one is left out, except before 个 and 项, which name nothing without their noun.
    """
    if len(value) > 200:
        return None
    value = _WITHIN_YEAR.sub("", value)
    each = _EACH_EACH.match(value)
    value = value[each.end() :] if each else value
    found = search("scoring_rate", value, data) or _rate_behind_topic(value, data)
    if found is None:
        return None
    groups = found.groupdict()
    if groups["period"]:
        return str(groups["period"]).removeprefix("个")
    if not groups["number"] and _EACH_HAS_TO.match(value):
        return None
    if _opens_with_period(value, data) or _COMPARED.search(f"{groups['lead'] or ''}{(groups['noun'] or '')[:3]}"):
        return None
    number, unit, noun = groups["number"] or "", str(groups["classifier"]), groups["noun"] or ""
    if _EACH_PLACE.match(groups["lead"] or "") or _ASKS_OF_EACH.search(groups["noun"] or ""):
        return None
    if unit in _WORDS_WITH_NOUN and number:
        named = _NOUN.match(noun)
        if named and not named["noun"].startswith(("在", "以", "由", "被", "不", "未", "没")):
            return f"{number}{unit}{named['noun']}"
    single = parse_numeral(number) == 1 or not number
    bare = unit.removeprefix("个") if unit != "个" else unit
    return bare if single else f"{number}{unit}"


def _rate_behind_topic(value: str, data: Data) -> regex.Match[str] | None:
    """A rate behind what it is about (参与率每低5个百分点, 抽查每少一次)."""
    topic = _RATE_TOPIC.match(value)
    return search("scoring_rate", value[topic.end() :], data) if topic else None


def _opens_with_period(value: str, data: Data) -> bool:
    """Whether words begin with a recurrence (每季度通报1次): how often, not what points are counted by."""
    for pattern in data.patterns_of("quantity_period"):
        found = pattern.compiled.match(value)
        if found and found.groupdict().get("period"):
            return True
    return False


def is_new_topic(prefix: str, above: Sequence[tuple[str, bool]], awarded: str) -> bool:
    """Whether a comparison names a rate or number that is not spoken of before (且年增长率不低于5%得1分), or an honour
    of which the award before it (``awarded``) says nothing.

    ``above`` holds the earlier segments, each with whether the comparison stands in a line below it: in criteria
    beside a demand its 率 may be missing there (完成…任务 | 完成率).
    """
    honour = _HONOUR.match(prefix)
    if honour:
        return not (honour.group() in awarded and _LEVEL.search(awarded))
    degree = _DEGREE.match(prefix)
    if degree:  # 每半年组织满意度测评，得2分；满意度达到90%以上，得3分
        return not any(
            is_subsequence(degree["topic"], text) and (below or _DIGIT.search(text)) for text, below in above
        )
    topic = _TOPIC.match(prefix)
    if topic is None:
        return False
    whole, bare = topic["topic"], _RATE_WORD.sub("", topic["topic"])
    return not any(is_subsequence(bare if below and len(bare) > 1 else whole, text) for text, below in above)


def find_repeated(prefix: str, segments: Sequence[Segment], folded: str) -> int | None:
    """The place of the earlier demand that the words before points name again, in part."""
    words = _MEETS.sub("", _REACHED.sub("", _PUNCTUATION.sub("", prefix)))
    if len(words) < 2:
        return None
    for segment in reversed(segments[-_NEARBY:]):
        if segment.role in ("demand", "elaboration") and is_subsequence(words, folded[segment.start : segment.end]):
            return segment.start
    return None


def find_named_again(piece: Segment, segments: Sequence[Segment], folded: str) -> int | None:
    """The place of the earlier demand that a whole segment only repeats (the criteria beside or below a demand)."""
    words = _PUNCTUATION.sub("", folded[piece.start : piece.end])
    if len(words) < _FEWEST_REPEATED:
        return None
    for segment in segments[-_NEARBY:]:
        if segment.role != "demand" or segment.sentence == piece.sentence:
            continue
        if words in _PUNCTUATION.sub("", folded[segment.start : segment.end]):
            return segment.start
    return None


def mark_sections(text: str, segments: list[Segment], statements: list[Statement], longest: int) -> bool:
    """Mark titles with points before the demands that they are for (资金落实（4分）。资金…到位。管护（6分）。建立…).

    The points are those of the section's demands; where an award in it says the same again, only that one counts.
    False where the text has no such sections.
    """
    brackets = [statement for statement in statements if statement.shape == "bracket"]
    if len(brackets) < 2:
        return False
    sections: list[tuple[Statement, list[Segment]]] = []
    for bracket, following in zip(brackets, [*brackets[1:], None], strict=True):
        border = following.start if following else len(text)
        title = next((s for s in segments if s.end <= bracket.start <= s.end + 2 and s.role == "demand"), None)
        if title is None or title.end - title.start > longest or title.inside:
            return False
        inner = [s for s in segments if bracket.end < s.start and s.end < border and s.sentence != title.sentence]
        inner = inner[:-1] if following else inner
        opens = all(s.sentence != title.sentence for s in segments if s.start < title.start)
        if not opens or not any(s.role == "demand" for s in inner):
            return False
        sections.append((bracket, [title, *inner]))
    for bracket, (title, *inner) in sections:
        title.role = "heading"
        border = next((other.start for other, _ in sections if other.start > inner[-1].end), len(text))
        own = [s for s in statements if s.kind == "award" and bracket.end <= s.start < border and s.points]
        if any(s.points == bracket.points for s in own):
            statements.remove(bracket)
        elif not own:
            bracket.shape = "flat"
            for segment in inner:
                segment.scope = bracket.scope
    return True


def cap_period(printed: str | None) -> str | None:
    """The period of a cap in normal form, None for none."""
    if not printed:
        return None
    if any(word in printed for word in _YEARLY) and "半年" not in printed:
        return "年"
    return next((period for period in ("半年", "季度", "月", "周") if period in printed), None)


class _Splitter:
    def __init__(self, text: str, data: Data) -> None:
        self.text = text
        self.data = data
        self.closers = _matching(text)
        self.sentence = 0

    def split(self) -> Iterator[Piece]:
        yield from self._split(0, len(self.text), False)

    def _split(self, start: int, end: int, inside: bool) -> Iterator[Piece]:
        place = begin = start
        while place < end:
            char = self.text[place]
            closer = self.closers.get(place) if char in _BRACKETS else None
            if closer is not None and closer < end:
                if char in _ROUND and not inside and self._has_scoring(self.text[place + 1 : closer]):
                    yield from self._trimmed(begin, place, inside)
                    yield from self._split(place + 1, closer, True)
                    begin = closer + 1
                place = closer + 1
                continue
            if (
                char in _STOPS
                or (char == "、" and self._after_points(place))
                or (char in _COMMAS and not self._between_digits(place))
            ):
                yield from self._trimmed(begin, place, inside)
                begin = place + 1
                if char in _STOPS and not inside:
                    self.sentence += 1
            place += 1
        yield from self._trimmed(begin, end, inside)

    def _trimmed(self, start: int, end: int, inside: bool) -> Iterator[Piece]:
        while start < end and (self.text[start].isspace() or self.text[start] in _LEADING):
            start += 1
        title = _FRAMED_TITLE.match(self.text, 0, end) if start == 0 else None
        start = title.end() if title else start
        mark = _LIST_MARK.match(self.text, start, end)
        if mark and not inside:
            start = mark.end()
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] in "、."):
            end -= 1
        if start < end:
            yield Piece(start, end, self.sentence, inside)

    def _after_points(self, place: int) -> bool:
        """市级的得2分、省级的得4分: the list mark parts two awards."""
        return self.text[place - 1 : place] == "分" and self.text[place - 2 : place - 1].isdigit()

    def _between_digits(self, place: int) -> bool:
        around = self.text[place - 1 : place] + self.text[place + 1 : place + 2]
        return self.text[place] in ",:" and len(around) == 2 and around.isdigit()

    def _has_scoring(self, inner: str) -> bool:
        if not may_score(inner):
            return False
        for piece in _MARKS.split(inner):
            value = squeeze(piece)
            if value and (plain_points(value) or any(search(label, value, self.data) for label in _SCORING)):
                return True
        return False


def _matching(text: str) -> dict[int, int]:
    """The closing place of each bracket or quotation mark that has one; half-width and full-width brackets may be
    mixed.
    """
    stack: list[int] = []
    found: dict[int, int] = {}
    for mark in _BRACKET_MARKS.finditer(text):
        place, char = mark.start(), mark.group()
        if char not in _CLOSERS:
            stack.append(place)
            continue
        for position in range(len(stack) - 1, max(-1, len(stack) - _DEEPEST), -1):
            opener = text[stack[position]]
            if _BRACKETS[opener] == char or (opener in _ROUND and char in "）)"):
                found[stack[position]] = place
                del stack[position:]
                break
    return found
