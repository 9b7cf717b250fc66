"""Requirements (要求) of an indicator: the separate things that a plan must commit to, in the words printed.

Demands are the segments that are no scoring and no evidence, condition or aim. A leading phrase (根据评价结果，)
joins the demand behind it, an elaboration (包括…, 取得…成效) the one before it; 并 opens a demand of its own where something
of weight follows it. Brackets about evidence or counting are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from .criteria import counts_points, criteria_start, extra_scopes, is_restated, is_said_again, only_checks
from .data import Data
from .leadins import acts_by_means, is_lead_in
from .model import Quantity, Requirement
from .points import Draft, awarded_apart, points_by_criteria, shared_points, without_extras
from .quantities import NUMBER_WORDS, QuantityMention, find_quantities, is_smaller, is_times, is_value, period_days
from .segments import Reading, Segment, search
from .text import fold, squeeze

_ALL_DONE = regex.compile(r"(?:全部|均|都|三?[项类个]都)(?P<act>\p{Han}{2})的?")
_MORE = regex.compile(r"的?(?:再|另|额外)$")
_OPENING = regex.compile(
    r"^(?:(?:并且?|且|同时|还|以及|另外?|此外|其中)(?=[\p{Han}“《])(?!购|列|轨|网|联|案|行|发|存)"
    r"|(?:要求|应当|必须|须)(?=[\p{Han}“《\d])(?![的和与、知明]))+"
)
_BRACKET = regex.compile(r"[（(](?P<inner>[^（()）]{1,200}(?:[（(][^（()）]{0,60}[)）][^（()）]{0,100})?)[)）]")
_AND = regex.compile(
    r"(?<=[\p{Han}--[归合兼拼]”》）)\d])并(?=[\p{Han}“《])(?![购列轨网联案行发存不非])", flags=regex.V1
)
_OWN_COMPLEMENT = regex.compile(
    r"^[\p{Han}]{0,4}?(?:至|到|向|在|于|通过|每|按|对|将|与|纳入|报)|^.{0,8}[\d一二两三四五六七八九十]+[次个人名条场项期%]"
)
_EACH = regex.compile(
    r"^(?:每(?!个?(?:[月年季周日天旬半两二三四五六七八九十一\d双学]|工作日|星期))个?[\p{Han}]{1,6}?|各[\p{Han}]{1,4}?)(?=每|[\d一二两三四五六七八九十]|不少于|不低于|至少)"
    r"|^每\d{1,5}(?:平方公里|公里|亩|人|户)(?=不少于|不低于|至少)"
)
_RESULT = regex.compile(r"^(?:取得|形成|获得?|产生|收到|广泛|组织实施|认真|加强|做好|抓好|严格)")
_WHICH = regex.compile(r"^(?:的|[未不没][\p{Han}]{1,6}的)(?=\p{Han})")
_NOUN = regex.compile(r"^\p{Han}{2}")
_SUMMED = ("项", "个", "类", "种", "级", "张", "方面", "份", "套")
_LISTED = regex.compile(r"[、和与]|及(?![时格早])")
_LAST_PART = regex.compile(r"[^，,；;。：:]+$")
_LIGHT = regex.compile(r"[人户]均|平均|召开|开展|举办|组织|进行|更新|报送|安排|实施|完成|达到|累计|共|总计|，|、")
_LASTING = regex.compile(r"(?:未来|今后|为期)$")
_ENCLOSED = regex.compile(r"[“《（(][^”》）)]{0,120}[”》）)]")
_COUNTS = regex.compile(r"[\d一二两三四五六七八九十百千万]+[\p{Han}%％]*$")
_LINE_END = regex.compile(r"[。；;，,\s]{0,6}\n\s{0,4}")
_MARK_RUN = regex.compile(r"[，,；;：:]{2,}")
_TRAILING = "，,；;。：:、"
# How often is no matter of setting up: 建立排查机制，每周排查1次 are two demands.
_SETS_UP = regex.compile(r"^(?:建立|健全|完善|制定|出台|设立)[^，,；;。]{0,30}(?:制度|机制|办法)$")
_COMPARES = regex.compile(
    r"(?:且|并)?(?:当年|年度|全年|每年)?(?:安排|投入|落实|列支)?(?:数额|金额|总额|额度|资金|经费|规模|数量|总量|投入)?"
    r"(?:(?:比|较|同比|环比)(?:上一?年度?|去年|上年)?(?:同期)?(?:有所)?(?:只增不减|增[长加幅]|提高|不[减降]|不低于|不少于)|(?:均|应)?(?:不低于|不少于|高于|不得?低于)(?:上一?年度?|去年))"
)
"""How much more than before, of what the demand before it is about (当年安排数额不低于上一年度)."""
_OWN_ACT = regex.compile(r"演练|演习|培训|宣传|宣讲|巡查|巡逻|巡护|会商|座谈|走访|督查|检查|抽查|排查|调度|例会")
_GRADE = regex.compile(r"优秀?|良好?|较?好|优良|一般|合格|达标")


def find_requirements(
    reading: Reading,
    indicator: str,
    data: Data,
    points: float | None = None,
    deduction: bool = False,
    name: str | None = None,
) -> list[Requirement]:
    """The requirements of an indicator, numbered under its id; always at least one.

    ``points`` is what the whole indicator earns. A requirement has points of its own where an award is for it alone.
    """
    border = None if deduction else criteria_start(reading, data)
    drafts = _forbidden(reading) if deduction else without_extras(_demanded(reading, border, data), reading)
    if border is not None:
        drafts = [half for draft in drafts for half in _halves(draft, border, reading)]
    texts = [_text(draft, reading, data, deduction) for draft in drafts]
    kept = [(draft, text) for draft, text in zip(drafts, texts, strict=True) if len(squeeze(text)) > 1]
    kept = [
        (draft, text)
        for number, (draft, text) in enumerate(kept)
        if not (_repeats_all(text, kept[:number]) or _is_lesser(draft, kept[:number], reading, data))
    ]
    if border is not None:
        kept = _without_repeats(kept, border, reading, data)
    named: Quantity | None = None
    if not kept:
        whole = _clean(_without_scoring(reading), data, deduction)
        place = reading.segments[0].scope if reading.segments else 0
        printed = name or whole or _clean(reading.text, data, deduction) or reading.text
        kept = [(Draft(0, len(reading.text), place, 0, 0), printed)]
    if name and len(kept) == 1 and _is_measure(kept[0][0], kept[0][1], reading, data):
        named = _quantity_of(name, kept[0][1], data)
        kept = [(kept[0][0], f"{name}，{kept[0][1]}")]
    rows = [draft for draft, _ in kept]
    values = (
        shared_points(rows, reading, points) if border is None else points_by_criteria(rows, border, reading, points)
    )
    return [
        Requirement.made_of(
            id=f"{indicator}-{number}",
            text=text,
            quantity=None if deduction else named or _quantity(draft, text, reading, data),
            points=None if deduction else value,
        )
        for number, ((draft, text), value) in enumerate(zip(kept, values, strict=True), 1)
    ]


def _repeats_all(text: str, before: Sequence[tuple[Draft, str]]) -> bool:
    """Whether words only ask again for all of what was asked one by one (开通A、B服务，每项得1分，全部开通的再得1分)."""
    found = _ALL_DONE.fullmatch(text)
    return found is not None and any(found["act"] in above for _, above in before)


def _is_lesser(draft: Draft, before: Sequence[tuple[Draft, str]], reading: Reading, data: Data) -> bool:
    """Whether a bare number only grades the one asked before it (项目不少于2个，得2分；实施1个的，得1分)."""
    if draft.context is None:
        return False
    own = squeeze(reading.text[draft.start : draft.end])
    return any(is_smaller(own, above, data) for _, above in before)


def _halves(draft: Draft, border: int, reading: Reading) -> list[Draft]:
    """A demand cut at 并 where the criteria give points to each half (建立制度并组织实施 | 建立制度得4分，组织实施得4分)."""
    found = _AND.search(reading.text, draft.start, draft.end)
    if found is None or draft.start >= border:
        return [draft]
    halves = [replace(draft, end=found.start()), replace(draft, start=found.end(), origin=found.end())]
    named = set(awarded_apart(halves, border, reading))
    return halves if named == {0, 1} else [draft]


def _without_repeats(
    kept: Sequence[tuple[Draft, str]], border: int, reading: Reading, data: Data
) -> list[tuple[Draft, str]]:
    """What is asked before the criteria, and of the criteria only what is new and no mere extra."""
    above, extra = squeeze(fold(reading.text[:border])), extra_scopes(reading, border)
    again = is_restated if reading.text[border - 1] == "。" else is_said_again
    return [
        (draft, text)
        for draft, text in kept
        if draft.start < border
        or not (draft.scope in extra or only_checks(text, data) or counts_points(text) or again(text, above, data))
    ]


def _quantity(draft: Draft, text: str, reading: Reading, data: Data) -> Quantity | None:
    found = _asked_after_lead_in(draft, reading, data) or read_quantity(_own(draft, text, reading), data)
    if found is None or found.per or draft.whole is None:
        return found
    start, end = draft.whole
    for mention in find_quantities(reading.text[start:end], data):
        if draft.start <= start + mention.end <= draft.end and (mention.number, mention.unit) == (
            found.min,
            found.unit,
        ):
            return found.model_copy(update={"per": mention.per})
    return found


def _asked_after_lead_in(draft: Draft, reading: Reading, data: Data) -> Quantity | None:
    """The quantity of the demand itself where words before it hold another (日处理20吨以上的设施，每季度监测1次)."""
    if draft.start >= draft.origin or draft.context:
        return None
    own = read_quantity(reading.text[draft.origin : draft.end], data)
    before = read_quantity(reading.text[draft.start : draft.origin], data)
    return own if before and not before.per else None if before is None else own


def _quantity_of(name: str, text: str, data: Data) -> Quantity | None:
    """The quantity of a text that its name gives the period for (每周开馆时间 | 不少于56小时)."""
    own = read_quantity(text, data)
    periods = [mention.per for mention in find_quantities(name, data) if mention.per and period_days(mention.per, data)]
    return own if own is None or own.per or not periods else own.model_copy(update={"per": periods[0]})


def read_quantity(text: str, data: Data) -> Quantity | None:
    """The number or frequency that a requirement asks for, or None; at most (不超过) is none, and neither is a bare
    一个.
    """
    asked = [mention for mention in find_quantities(text, data) if _is_asked(mention, text, data)]
    if not asked:
        return None
    best = max(asked, key=lambda mention: (_rank(mention), -mention.start))
    return Quantity(min=best.number, unit=best.unit, per=best.per)


def _is_asked(mention: QuantityMention, text: str, data: Data) -> bool:
    """Whether a number is a demand: 四类群体 only says which, 新建3处 and 报送信息8条 ask."""
    if mention.comparison == "<=" or text[mention.start - 1 : mention.start] in ("前", "第"):
        return False
    if _restricts(mention, text, data) or _sums_up(mention, text):
        return False
    if mention.comparison == ">=" or mention.per is not None:
        return True
    before = text[max(0, mention.start - 8) : mention.start]
    if mention.unit in ("年", "月", "周", "日", "天", "工作日", "小时"):
        return bool(_LASTING.search(before))
    if is_times(mention.unit):
        return True
    if mention.unit == "%" and mention.number == 100:
        return True
    ends = not text[mention.end :].strip(_TRAILING)
    several = mention.number > 1 or (ends and "1" in mention.text)
    return several and (ends or data.ends_with("action", squeeze(before)))


def _restricts(mention: QuantityMention, text: str, data: Data) -> bool:
    """Whether a number only says which are meant (50人以上的集体聚餐, 常住人口5万人以上的乡镇, 连续两周以上不更新的账号,
    20户以上自然村通硬化路比例达到90%以上)."""
    behind, before = text[mention.end :], text[: mention.start]
    if mention.per is not None or mention.unit == "%":
        return False
    if not before and behind.startswith("的"):
        return True
    if not mention.text.endswith(("以上", "以下", "以内")) or data.has_form("action", before):
        return False
    later = any(other.start > mention.start and other.comparison == ">=" for other in find_quantities(text, data))
    return bool(_WHICH.match(behind) or (later and _NOUN.match(behind)))


def _sums_up(mention: QuantityMention, text: str) -> bool:
    """Whether a number only counts what is listed directly before it (工资专用账户、工资保证金、维权信息公示三项制度)."""
    if mention.per is not None or mention.comparison != "==" or mention.unit not in _SUMMED:
        return False
    listed = _LAST_PART.search(text[: mention.start])
    return listed is not None and len(_LISTED.split(listed.group())) == mention.number


def _rank(mention: QuantityMention) -> int:
    compared = mention.comparison == ">="
    recurring = mention.per is not None and period_days(mention.per) is not None
    return 2 * compared + recurring + (recurring and is_times(mention.unit))


# --- demands of scored and bonus items


def _demanded(reading: Reading, border: int | None, data: Data) -> list[Draft]:
    drafts: list[Draft] = []
    pending: Segment | None = None
    tiers = {statement.start for statement in reading.statements if statement.shape == "tier"}
    for number, segment in enumerate(reading.segments):
        ended = pending is not None and (segment.sentence, segment.scope) != (pending.sentence, pending.scope)
        if pending is not None and ended and not (pending.role == "topic" and segment.start in tiers):
            drafts.append(_draft(pending))
            pending = None
        if ended and pending is not None and _asks_behind(pending, drafts, reading, data):
            drafts[-1].end, pending = pending.end, None
        if is_lead_in(number, reading, data) or (
            segment.role in ("modifier", "topic") and not acts_by_means(reading, segment, data)
        ):
            pending = pending or segment
        elif segment.role in ("demand", "modifier"):
            draft = _draft(segment)
            if pending is not None:
                draft.start = pending.start
            pending = None
            first = draft.start - reading.text.startswith("每", draft.start - 1)  # 每|开展1次: the word is of the award
            counts = border is not None and first >= border and counts_points(reading.text[first : draft.end])
            if border is not None and first >= border and _is_bare_quantity(reading.text[first : draft.end], data):
                above = squeeze(fold(reading.text[:border]))
                counts = counts or is_restated(reading.text[first : draft.end], above, data)
            if not (counts and drafts and drafts[-1].start < (border or 0)):
                _add(drafts, draft, reading, data)
        elif (
            segment.role == "elaboration"
            and drafts
            and drafts[-1].scope == segment.scope
            and (
                border is None
                or drafts[-1].start >= border
                or segment.start < border
                or _measures(segment, drafts[-1], reading, data)
            )
        ):
            drafts[-1].end = segment.end
    if pending is not None and _asks_behind(pending, drafts, reading, data):
        drafts[-1].end, pending = pending.end, None
    awarded = {statement.scope for statement in reading.statements if statement.kind == "award"}
    if pending is not None and (not drafts or (pending.scope in awarded and drafts[-1].scope != pending.scope)):
        drafts.append(_draft(pending))
    return drafts


def _asks_behind(segment: Segment, drafts: Sequence[Draft], reading: Reading, data: Data) -> bool:
    """Whether a manner behind a demand says how much of it (…列入预算，按每人不低于2元的标准安排)."""
    if not drafts or segment.role != "modifier" or drafts[-1].origin > segment.start:
        return False
    if (drafts[-1].sentence, drafts[-1].scope) != (segment.sentence, segment.scope):
        return False
    mentions = find_quantities(reading.text[segment.start : segment.end], data)
    return any(mention.comparison == ">=" for mention in mentions)


def _measures(segment: Segment, draft: Draft, reading: Reading, data: Data) -> bool:
    """Whether criteria say how much of a demand that names no number (完成…任务 | 完成率达到100%得满分)."""
    said = search("scoring_measure", fold(reading.text[segment.start : segment.end]), data)
    return bool(said) and not find_quantities(reading.text[draft.start : draft.end], data)


def _draft(segment: Segment) -> Draft:
    return Draft(segment.start, segment.end, segment.scope, segment.sentence, segment.start)


def _add(drafts: list[Draft], draft: Draft, reading: Reading, data: Data) -> None:
    """Add a demand; a bare frequency belongs to the demand before it, a repeated one is dropped."""
    value = reading.text[draft.start : draft.end]
    above = drafts[-1] if drafts else None
    bare = above is not None and _is_bare_quantity(value, data)
    if (
        above is not None and _COMPARES.match(value) and above.sentence == draft.sentence
    ):  # 安排资金，比上年增长不低于5%
        draft.context = (above.start, above.end)
        drafts.append(draft)
        return
    words = _words(_EACH.sub("", _without_notes(value, data)), data) if bare else ""
    text = reading.text[above.start : above.end] if above is not None else ""
    own_act = _is_other_act(words, text, data)
    if above is not None and bare and above.scope != draft.scope:
        draft.context = None if own_act else (above.start, above.end)
        drafts.append(draft)
        return
    if above is not None and bare:
        if _counts_more(value, text, data):
            draft.context = None if words else (above.start, above.end)
            drafts.append(draft)
            return
        if words and read_quantity(text, data) and not all(char in text for char in words):
            draft.context = None if own_act else (above.start, above.end)
            drafts.append(draft)
            return
        if all(char in text for char in words) and not (words and _SETS_UP.match(text)):
            if not _same_quantity(value, text, data):
                above.end = draft.end
            return
    for start, end in _split_at_and(reading.text, draft.start, draft.end, data):
        for first, last in _split_counted(reading.text, start, end, data):
            drafts.append(Draft(first, last, draft.scope, draft.sentence, draft.origin, whole=(start, end)))


def _is_other_act(words: str, above: str, data: Data) -> bool:
    """Whether a bare frequency is of an act that what stands above is not the object of: a paper (制定预案，演练不少于1次), a rate."""
    if not _OWN_ACT.fullmatch(words) or any(char in above for char in words):
        return False
    return search("demand_paper", above, data) is not None or above.endswith(("%", "％"))


def _counts_more(value: str, text: str, data: Data) -> bool:
    """Whether a bare quantity counts something else than the demand before it (不少于4期，培训不少于120人次)."""
    own, above = read_quantity(value, data), read_quantity(text, data)
    return own is not None and above is not None and own.unit != above.unit and own.per is None and above.unit != "%"


def _is_bare_quantity(value: str, data: Data) -> bool:
    """Whether words say how much or how often and hardly anything else (每季度至少1次, 年培训不少于150人次)."""
    bare = _EACH.sub("", _without_notes(value, data))
    return is_value(value) or (bool(find_quantities(bare, data)) and len(_words(bare, data)) <= 2)


def _words(value: str, data: Data) -> str:
    """What is left of a text without its quantities, light verbs apart."""
    rest = list(value)
    for mention in find_quantities(value, data):
        inner = _inner_words(value, mention)
        rest[mention.start : mention.end] = list(inner.ljust(mention.end - mention.start))
    return "" if is_value(value) else _LIGHT.sub("", squeeze("".join(rest)))


def _inner_words(value: str, mention: QuantityMention) -> str:
    """The words that stand between the period and the number of a mention."""
    printed = value[mention.start : mention.end]
    return NUMBER_WORDS.sub("", printed)


def _same_quantity(value: str, text: str, data: Data) -> bool:
    pairs = [{(m.number, m.unit, m.per) for m in find_quantities(part, data)} for part in (value, text)]
    return bool(pairs[0] & pairs[1])


def _split_at_and(text: str, start: int, end: int, data: Data) -> list[tuple[int, int]]:
    """Cut a demand at 并 where a demand with an object or a channel of its own follows (归集…数据并共享至…网站)."""
    value = text[start:end]
    ands = list(_AND.finditer(value))
    hidden = [match.span() for match in _ENCLOSED.finditer(value)] if ands else []
    for found in ands:
        if any(first <= found.start() < last for first, last in hidden):
            continue
        right = value[found.end() :]
        if len(right) < 4 or found.start() < 4 or _RESULT.match(right) or not _OWN_COMPLEMENT.search(right):
            continue
        if _is_bare_quantity(right, data):
            continue
        cut = start + found.start()
        return [(start, cut), *_split_at_and(text, cut + 1, end, data)]
    return [(start, end)]


def _split_counted(text: str, start: int, end: int, data: Data) -> list[tuple[int, int]]:
    """Cut a demand at 、 between things that are each counted (综合演练不少于1次、专项演练不少于3次); of 县级每季度、乡级每月巡查1次 the
    verb stands but once.
    """
    value = text[start:end]
    found = find_quantities(value, data)
    ends = {mention.end for mention in found if mention.comparison == ">=" and _COUNTS.search(mention.text)}
    cuts = [
        m.end for m in found if _COUNTS.search(m.text) and m.comparison != "<=" and value[m.end : m.end + 1] == "、"
    ]
    if not cuts or not any(place > cuts[-1] for place in ends):
        return [(start, end)]
    hidden = [match.span() for match in _ENCLOSED.finditer(value)]
    if any(first <= cut < last for cut in cuts for first, last in hidden):
        return [(start, end)]
    return [(start + a + (a > 0), start + b) for a, b in pairwise([0, *cuts, len(value)])]


def _is_measure(draft: Draft, text: str, reading: Reading, data: Data) -> bool:
    """Whether words only say how much or how well of what the item's name says (不少于5场, 优秀)."""
    tier = any(statement.shape == "tier" and statement.start == draft.start for statement in reading.statements)
    return tier or _is_bare_quantity(text, data) or bool(_GRADE.fullmatch(text))


# --- what deductions forbid


def _forbidden(reading: Reading) -> list[Draft]:
    """One for each misdeed: a sentence, cut behind 的 where another follows."""
    drafts: list[Draft] = []
    for segment in reading.segments:
        if segment.role != "demand":
            continue
        last = drafts[-1] if drafts else None
        if (
            last is not None
            and last.sentence == segment.sentence
            and not reading.text[: last.end].endswith("的")
            and not _has_statement_between(reading, last.end, segment.start)
        ):
            last.end = segment.end
        else:
            drafts.append(_draft(segment))
    return drafts


def _has_statement_between(reading: Reading, start: int, end: int) -> bool:
    return any(start <= statement.start < end for statement in reading.statements)


# --- texts and points


def _text(draft: Draft, reading: Reading, data: Data, deduction: bool) -> str:
    """The words of a requirement; a bare frequency with points of its own gets the demand that it is about before it."""
    own = _clean(reading.text[draft.start : draft.end], data, deduction)
    if draft.context is None or not own:
        return own
    return f"{_clean(reading.text[slice(*draft.context)], data, deduction)}，{own}"


def _own(draft: Draft, text: str, reading: Reading) -> str:
    return reading.text[draft.start : draft.end] if draft.context else text


def _clean(value: str, data: Data, deduction: bool) -> str:
    """A requirement's words without brackets about evidence and counting, a leading 并 and the closing 的."""
    result = _LINE_END.sub("，", _without_notes(value, data).strip(_TRAILING + " \n"))
    opening = _OPENING.match(result)
    if opening:
        result = result[opening.end() :].lstrip(_TRAILING)
    result = _MORE.sub("", result)  # 全部开通的再|得1分
    if not deduction and result.endswith("的") and len(result) > 2:
        result = result[:-1]
    return result


def _without_notes(value: str, data: Data) -> str:
    return _BRACKET.sub(lambda found: "" if _is_note(found["inner"], data) else found.group(), value)


def _is_note(inner: str, data: Data) -> bool:
    value = squeeze(fold(inner))
    return any(pattern.compiled.search(value) for pattern in data.patterns_of("bracket_note"))


def _without_scoring(reading: Reading) -> str:
    """The text without its scoring statements."""
    place, kept = 0, []
    for statement in sorted(reading.statements, key=lambda item: item.start):
        kept.append(reading.text[place : max(place, statement.start)])
        place = max(place, statement.end)
    kept.append(reading.text[place:])
    return _MARK_RUN.sub("，", "".join(kept)).strip(_TRAILING)
