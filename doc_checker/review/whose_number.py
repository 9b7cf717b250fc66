"""Whose number it is: whether a number that stands in a clause visibly counts another thing than the one asked for.

新增停车位500个，同步增设充电桩 says nothing of how many 充电桩: the number has a thing of its own, and what is asked for
stands beside it without one. 全部 and 一律 speak of the act that they stand with (一律挂牌督办 is no rate of 整改).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

from ..data import Data
from ..quantities import QuantityMention
from .char_pairs import pairs

_CLEARLY = 0.5
"""Share of the asked pairs of characters from which a part of a sentence speaks of what is asked."""
_LONGEST, _LAST = 6, 4
_MARKS = regex.compile(r"[，,；;。：:！？!?]")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a number is asked of: its words, and the words of the numbers of its kind that are asked for beside it."""

    topic: str
    rivals: tuple[str, ...] = ()


def is_of_another(
    sought: Sought, found: QuantityMention, answers: Sequence[QuantityMention], plain: str, matched: str, data: Data
) -> bool:
    """Whether a number of a sentence counts another thing; ``answers`` are all its numbers of the kind that is asked for.

    ``matched`` is the clause's sentence that speaks of what is asked, where it is another one: it may hold that thing too.
    """
    place = _part_of(plain, found)
    part = plain[slice(*place)]
    if found.unit == "次" and "次" not in found.text:
        return False  # 按季度开会，会前学习一个专题: how often goes on
    if _is_of_rival(sought, found, plain, place[1]) or _is_done_to_people(sought.topic, found, part):
        return True
    wanted = pairs(own_words(_QUOTED.sub("", sought.topic)))
    bare = [p for p in _parts(plain) if not any(p[0] <= a.start < p[1] or p[0] < a.end <= p[1] for a in answers)]
    after = [plain[slice(*p)] for p in bare if p[0] >= place[1]]
    before = [plain[slice(*p)] for p in bare if p[1] <= place[0]]
    if matched != plain:
        after.append(matched)
        before.append(matched)
    if found.unit == "%":
        if _is_totality(found):
            said_of = plain[found.end : place[1]]
            others = [plain[slice(*p)] for p in _parts(plain) if p[0] >= place[1] or p[1] <= place[0]]
            if _is_said_of_another_act(sought.topic, part, said_of, [*others, matched], data):
                return True
            rates = [plain[_part_of(plain, m)[0] : m.end] for m in answers if not _is_totality(m)]
            beside = _is_beside_the_matter(sought.topic, wanted, part, plain, place[0], matched, data)
            if beside or any(_covers_another(sought.topic, wanted, each) for each in rates):
                return True
        elif (
            _is_another_rate(sought.topic, so_far := plain[place[0] : found.end], before, after)
            or _is_strange_rate(sought.topic, wanted, so_far, plain, data)
            or _covers_another(sought.topic, wanted, so_far)
        ):
            return True
    if not wanted or _is_of_lower_level(sought.topic, part):
        return bool(wanted)
    level = _LEVEL.search(sought.topic)
    if level and level["level"] not in part and any(level["level"] in text for text in after):
        return True
    if _SET_AS.search(part):
        return False  # 每周五定为清洁日，组织大扫除
    own = _share(wanted, part)
    speaking = [text for text in after if not _GOES_ON.match(text) and acts_in(text, data)]
    best = max((_share(wanted, text) for text in speaking), default=0.0)
    half = _is_totality(found) and found.unit == "%" and own >= best / 2  # 全部在期限内答复，杜绝超期答复
    own_after = [text for text in after if text in plain]
    if (
        found.unit == "%"
        and not _is_totality(found)
        and _is_of_object_beside(wanted, part, own_after, sought.topic, data)
    ):
        return True
    if found.per is not None and found.unit in _TIMES and _shares_run(own_words(part), own_words(sought.topic)):
        return False  # 每两个月组织一次多部门联合执法，检查…: how often the act is done
    if best < _CLEARLY or half or own > best / 2 or (own and matched != plain):
        return False
    dated = matched != plain and _OWN_DATE.search(matched)  # 每月督导。年底前召开联席会议
    return bool(dated or _other_thing(own_words(part), sought.topic, data))


_OWN_DATE = regex.compile(r"年[底末]前|(?<![每\d])\d{1,2}月(?!\d)|年内|[上下]半年|(?<!每)[一二三四]季度(?!末)")
_TIMES = frozenset({"次", "场", "轮", "回", "遍"})
_RUN = 4


def _shares_run(one: str, other: str) -> bool:
    return any(one[i : i + _RUN] in other for i in range(len(one) - _RUN + 1))


_PEOPLE = frozenset({"人", "名", "位", "人次", "户", "户次"})
_DEEDS = tuple(
    regex.compile(words)
    for words in (
        "培训|轮训|授课|听课|参训|受训|讲座|宣讲",
        "帮扶|慰问|救助|资助|探访|走访|关爱|帮困|结对",
        "评选|评定|评出|表彰|奖励|命名|选树",
        "体检|筛查|接种|诊疗|义诊",
        "招聘|招录|录用|安置|就业",
    )
)
"""Deeds done to people, which a number of people tells apart (培训260人次 is no 帮扶50人次)."""


def _is_done_to_people(topic: str, found: QuantityMention, part: str) -> bool:
    """Whether a number of people is said of a deed of another kind than the one asked for."""
    if found.unit not in _PEOPLE:
        return False
    asked = [words for words in _DEEDS if words.search(topic)]
    own = [words for words in _DEEDS if words.search(part)]
    return len(asked) == 1 and bool(own) and asked[0] not in own


def _is_beside_the_matter(
    topic: str, wanted: set[str], part: str, plain: str, start: int, matched: str, data: Data
) -> bool:
    """Whether a word for all (动物免疫应免尽免) says of a thing of its own what a piece between ； or 。 adds to the matter asked for."""
    first = max(plain.rfind(mark, 0, start) for mark in "；。") + 1
    piece = _PIECE.match(plain, first)
    own = piece.group() if piece else part
    return (
        (len(own.strip("；。")) < len(plain.strip("；。")) or matched != plain)
        and not _share(wanted, own)
        and max(_share(wanted, plain), _share(wanted, matched)) > 0
        and len(_other_thing(own_words(part), topic, data)) >= _LAST
    )


_PIECE = regex.compile(r"[^；。]*")


def _is_of_object_beside(wanted: set[str], part: str, after: Sequence[str], topic: str, data: Data) -> bool:
    """Whether a rate of the asked name is another thing's (秸秆综合利用率), and the asked thing follows without a rate (支持粪污还田)."""
    rest = wanted - pairs(own_words(part))
    if len(rest) <= _TOLD or rest == wanted or not _other_thing(own_words(part), topic, data):
        return False
    return any(_share(rest, text) >= _CLEARLY for text in after)


def _is_of_lower_level(topic: str, part: str) -> bool:
    """Whether a number is said of a lower level's things (市级5家, where 国家 are asked for)."""
    asked, own = _NAMED_LEVEL.findall(topic), _NAMED_LEVEL.findall(part)
    return bool(asked and own) and max(map(_RANKS.index, own)) < min(map(_RANKS.index, asked))


_RANKS = ("县级", "市级", "省级", "国家")
_NAMED_LEVEL = regex.compile(r"县级(?!以|及以)|市级(?!以|及以)|省级(?!以|及以)|国家(?!税|机关|公职|工作)")
_SET_AS = regex.compile(r"(?:[定设]|确定|作)为")
_QUOTED = regex.compile(r"“[^”]{0,40}”")
_GOES_ON = regex.compile(
    r"(?:切实|并)?(?:重点|着重|主要|内容|包括|其中|更新|登记|形成|通报|梳理|分析|研判|汇总|记录|反馈|点评|交办|由|经|请|邀请|面向|围绕|针对|聚焦|研究|听取|用于|以|让|使|并在|通过|全体|累计|确保|做到|带动)"
)
"""Openings of a part of a sentence that says more of what stands before it."""


def of_same_rate(topic: str, plain: str, found: Sequence[QuantityMention]) -> list[QuantityMention]:
    """Of several rates and words for all those that have the very name of what is asked (定期检验率达到97%, not 逐台建账), else all."""
    asked = _rate_name(topic)
    wanted = pairs(own_words(topic))
    parts = [plain[_part_of(plain, each)[0] : each.end] for each in found]
    counted = [not _is_totality(each) for each in found]
    if not asked or not any(
        told and _rate_name(part) == asked and _share(wanted, part) >= _CLEARLY
        for told, part in zip(counted, parts, strict=True)
    ):
        return list(found)
    return [m for m, told, part in zip(found, counted, parts, strict=True) if told and _rate_name(part) in ("", asked)]


def of_nearest_words(topic: str, plain: str, found: Sequence[QuantityMention]) -> list[QuantityMention]:
    """Of rates and words for all in different parts of a sentence the rates, where their parts say more of what is asked than those
    of the words for all (全部开通网上办理，全程不见面的占85%, where 全程网办率 is asked for).
    """
    told = [each for each in found if not _is_totality(each)]
    rest = [each for each in found if _is_totality(each)]
    if not told or not rest:
        return list(found)
    wanted = pairs(own_words(topic))
    shares = [_share(wanted, plain[slice(*_part_of(plain, each))]) for each in rest]
    starts = {each.start: max(_part_of(plain, each)[0], plain.rfind("、", 0, each.start) + 1) for each in told}
    named = [each for each in told if _share(wanted, plain[starts[each.start] : each.end]) > max(shares)]
    return named or list(found)


def lacks_own_thing(sought: Sought, texts: Sequence[str]) -> bool:
    """Whether sentences count what the indicator's other numbers are asked of (放心商店500家、放心市场15个) and lack what tells this one's
    thing from them (放心景区).
    """
    theirs = [pairs(own_words(rival)) for rival in sought.rivals]
    own = pairs(own_words(sought.topic)).difference(*theirs)
    said = own_words("，".join(texts))
    counted = sum(any(pair in said for pair in words - pairs(own_words(sought.topic))) for words in theirs)
    alike = any(words & pairs(own_words(sought.topic)) for words in theirs)
    return bool(own) and alike and counted > 0 and not any(pair in said for pair in own)


def speaks_of(topic: str, plain: str) -> float:
    """How much of the asked words stands in a sentence, 0 to 1."""
    return _share(pairs(own_words(topic)), plain)


# --- parts of sentences


@lru_cache(maxsize=1 << 12)
def _parts(plain: str) -> tuple[tuple[int, int], ...]:
    borders = [0, *(mark.end() for mark in _MARKS.finditer(plain)), len(plain)]
    return tuple((a, b) for a, b in pairwise(borders) if b > a)


def _part_of(plain: str, found: QuantityMention) -> tuple[int, int]:
    own = [part for part in _parts(plain) if part[0] < found.end and found.start < part[1]]
    return (own[0][0], own[-1][1]) if own else (0, len(plain))


def _share(wanted: set[str], text: str) -> float:
    return len(wanted & pairs(own_words(text))) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=1 << 14)
def own_words(text: str) -> str:
    """What tells a number's words from another's: numerals, times and words of quantity left out, 乡级 and 镇街 alike."""
    for pattern, normal in _TIERS:
        text = pattern.sub(normal, text)
    return "".join(_HAN.findall(_EMPTY_WORDS.sub("", _NUMERIC.sub("", text))))


_HAN = regex.compile(r"[\p{Han}A-Za-z]+")
_TIERS = (
    (regex.compile(r"村[（(]社区[)）]|村居|社区|行政村"), "村"),
    (regex.compile(r"乡镇[（(]街道[)）]|镇[（(]街道[)）]|乡镇街道|镇街|乡镇|街道|镇"), "乡"),
    (regex.compile(r"县[（(]市、区[)）]|县市区|区县|县区"), "县"),
)
_NUMERIC = regex.compile(
    r"[每逐按][\d一二两三四五六七八九十半双]*个?(?:工作日|自然日|学期|学年|季度?|半年|年度?|月度?|周|旬|日|天)"
    r"|[\d.%％]+(?:[年月]|(?:个|次|条|期|场|轮|人|名|家|户|件|项|座|处|台|所|篇|批)次?)?|[一二两三四五六七八九十百千万半双]+(?:个|次|条|期|场|轮|人|名|家|户|件|项|座|处|台|所|篇|批)"
    r"|[一二三四]季度|[上下]半年|全年|年度|年[内初中底末]|月[初中底末]"
)
_EMPTY_WORDS = regex.compile(
    r"不得?少于|不低于|不超过|至少|达到?|保持在?|以上|以内|以下|力争|确保|争取|实现|完成|计划|任务|目标|全面|全部|均|都|比例|率|的|在|为|到|至|占|各|分别|组织|开展|进行|并|且|前|总|等"
)


# --- a thing, a rate, an act of its own


def _other_thing(words: str, topic: str, data: Data) -> str:
    """What a number's own words name beside acts and what is asked, '' where they name nothing."""
    acts = data.once(_act_terms)
    rest = []
    start = 0
    while start < len(words):
        size = next((n for n in range(_LONGEST, 1, -1) if words[start : start + n] in acts), 0)
        if not size and words[start] not in topic:
            rest.append(words[start])
        start += size or 1
    named = _GENERAL.sub("", "".join(rest))
    return named if len(named) > 1 else ""


_GENERAL = regex.compile(
    r"工作|活动|情况|今年|全[省市县区州旗]|[我本][省市县区州旗局]|此类|所有|重点|累计|新[增建]|每年|同时|其中|目前|左右"
    r"|稳妥|积极|主动|做好|全力|切实|持续|标准|比例|要求|原则|规模|口径|按照?|每"
)
_LEVEL = regex.compile(r"(?P<level>(?:国家|[省市县])级)及?以上")


def _act_terms(data: Data) -> dict[str, frozenset[str]]:
    """Every form of an act with the terms that it stands for."""
    terms: dict[str, set[str]] = {}
    for entry in data.entries_of("action"):
        for form in entry.forms:
            if len(form) > 1:
                terms.setdefault(form, set()).add(entry.term)
    return {form: frozenset(own) for form, own in terms.items()}


def acts_in(text: str, data: Data) -> frozenset[str]:
    """The terms of the acts in a text, the longest words first."""
    acts = data.once(_act_terms)
    found: set[str] = set()
    start = 0
    while start < len(text) - 1:
        size = next((n for n in range(_LONGEST, 1, -1) if text[start : start + n] in acts), 0)
        if size:
            found |= acts[text[start : start + size]]
        start += size or 1
    return frozenset(found)


def _is_totality(found: QuantityMention) -> bool:
    return not _COUNTED.search(found.text)


_COUNTED = regex.compile(r"\d|百分之|成|分之|半")


def _is_said_of_another_act(topic: str, part: str, said_of: str, others: Sequence[str], data: Data) -> bool:
    """Whether 全部, 一律 or 逐件 stand with another act than the one asked for, which stands beside them."""
    asked = acts_in(own_words(topic)[-_LAST:], data) - _LIGHT
    own = acts_in(_OUTCOME.sub("", said_of), data) - _LIGHT
    named = _rate_name(topic)
    near = _share(pairs(own_words(topic)), part) >= _NEAR
    if named and not near and not set(named) & set(part) and not _OUTCOME.search(part):
        rates = [match["name"] for text in others for match in _RATE.finditer(text)]
        if rates and not any(set(named) & set(rate) for rate in rates):
            return True  # 件件按时，受理率100%, where 参评率 is asked for
    if not own or not asked or acts_in(part, data) & asked:
        return False
    return any(acts_in(text, data) & asked for text in others)


_LIGHT = frozenset({"完成", "落实", "实现", "开展", "做好", "到位"})
_OUTCOME = regex.compile(r"有(?:着落|回音|回应|结果|答复|反馈|落实|交代|说法)")


def _is_another_rate(topic: str, part: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a rate has another name (签约率) than the one asked for, whose act (续约) stands there without a rate."""
    asked = _rate_name(topic)
    own = _rate_name(part)
    if "满意" in part and "满意" not in topic:
        return True
    if not asked or not own or asked == own:
        return False
    if set(asked) & set(own):
        return False  # 开证率 for 开具率
    leads = () if own in topic or asked in part else before
    return any(asked in text for text in [*after, *leads])


_STRANGE, _NEAR = 0.34, 0.3


def _is_strange_rate(topic: str, wanted: set[str], part: str, plain: str, data: Data) -> bool:
    """Whether a rate has a name of its own, and neither its part nor its sentence speaks of what is asked (利用率 for 权重)."""
    asked, own = _rate_name(topic), _rate_name(part)
    if not asked or not own or set(asked) & set(own):
        return False
    if asked in _WEIGHTS or own in _WEIGHTS:
        return asked not in _WEIGHTS or own not in _WEIGHTS
    if len(wanted) < _TOLD or _share(wanted, part):
        return False
    return _share(wanted, plain) < _STRANGE or len(_other_thing(own_words(part).replace(own, ""), topic, data)) >= _LAST


def _covers_another(topic: str, wanted: set[str], part: str) -> bool:
    """Whether a rate says how far another thing reaches (党的组织覆盖率) than the one asked for (物业服务覆盖率)."""
    name = _rate_name(topic)
    if name != "覆盖" or _rate_name(part) != name:
        return False
    said = _BEFORE_RATE.findall(part)
    rest = _SAID_OF_RATES.sub("", said[-1]) if said else ""
    told = wanted - {pair for pair in wanted if name[0] in pair or name[1] in pair}
    return bool(told) and not told & pairs(rest) and sum(char not in topic for char in rest) > _TOLD


_BEFORE_RATE = regex.compile(r"(\p{Han}+)覆盖(?=率|面)")
_SAID_OF_RATES = regex.compile(
    r"[一二三四]?季?度?年?[月年][初中底末内]之?前?|力争|确保|实现|推动|提高|全[省市县区]|[我本][省市县区]|达到|基本|总体|整体|综合|平均|工作|服务|年度|其中|[使让的]"
)


_WEIGHTS = frozenset({"权重", "分值", "分值占比", "比重"})
_RATE = regex.compile(r"(?P<name>权重|分值(?:占比)?|\p{Han}{2})(?:(?<=权重|分值|分值占比)|率|的?比例|占比|比重)")


def _rate_name(text: str) -> str:
    names: list[str] = [match["name"] for match in _RATE.finditer(text)]
    return names[-1] if names else ""


def _same_number(rival: str, topic: str, found: QuantityMention) -> bool:
    """Whether a number is the one that is asked of the rival, not of this one's thing."""
    numbers = _DIGITS.findall(found.text)
    return bool(numbers) and numbers[-1] in _DIGITS.findall(rival) and numbers[-1] not in _DIGITS.findall(topic)


_DIGITS = regex.compile(r"\d+(?:[.．]\d+)?")
_TOLD = 2
"""Characters of its own by which a number's words are told from another's."""


def _is_of_rival(sought: Sought, found: QuantityMention, plain: str, end: int) -> bool:
    """Whether a number is said of what another number of the same indicator is asked of, and not of this one's thing."""
    if not sought.rivals:
        return False
    said = set(own_words(plain[:end]))
    topic = set(own_words(sought.topic))
    for rival in sought.rivals:
        words = set(own_words(rival))
        theirs, ours = words - topic, topic - words
        if len(theirs) < _TOLD or len(ours) < _TOLD or len(theirs & said) < _TOLD:
            continue
        if not ours & said or (theirs <= said and not ours <= said and _same_number(rival, sought.topic, found)):
            return True
    return any(_is_told_apart(rival, sought.topic, plain[:end]) for rival in sought.rivals)


def _is_told_apart(rival: str, topic: str, so_far: str) -> bool:
    """Whether the nearest words by a number that tell a rival from what is asked (主干道, 次干道) are the rival's."""
    theirs, ours = pairs(own_words(rival)), pairs(own_words(topic))
    if not (theirs & ours and ours - theirs):
        return False  # 村级每周、镇级每半月…排查: the act is said of the last alone
    for part in reversed(_MARKS.split(so_far)):
        said = pairs(own_words(part))
        if said & (ours - theirs):
            return False
        if said & (theirs - ours):
            return True
    return False
