"""The lists of a requirement: open ones (A、B等), of which one item suffices, and closed ones, of which each is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import regex

from ..numerals import parse_numeral
from .cues import PAUSE
from .partners import BODY, is_trained


class Term(Protocol):
    """What a list's words are judged by (see ``wording.Term``)."""

    @property
    def text(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def is_action(self) -> bool: ...
    @property
    def choice(self) -> tuple[int, int] | None: ...


HEAD_MIN = 0.3
"""What a word must weigh to say something."""
MASK = "※"
"""Stands for characters in brackets, which are explanations."""
_OPEN_LIST = regex.compile(
    r"(?:“[^”]{1,20}”、?){2,12}等|(?:[^，。；、（(等]{1,16}[、或]){1,12}[^，。；、（(等]{1,16}等"
)
_CLOSED_LIST = regex.compile(
    r"(?:[^，。；：、（()）“”和及与]{1,12}、){1,10}[^，。；：、（()）“”和及与]{1,12}(?:(?:[、和与]|及(?!时))[^，。；：、（()）“”和及与]{2,14})?"
)
_IN_TIERS = regex.compile(
    r"(?:[省市县区旗州乡镇村组户校]|街道|社区|※)、(?:(?:[省市县区旗州乡镇村组户校]|街道|社区|※)+、?)+(?:[两二三四五]级|$)"
)
_SHORT, _SHARED_HEAD = 2, 3  # characters: a short item; the least that items share
_FAR = 16
_OPEN_HEAD = regex.compile(
    r"等[\p{Han}]{0,4}?(?:形式|方式|方法|途径|手段|渠道|办法|措施|活动|领域|行业|方面|环节|模式)?"
)
_LIGHT_VERB = regex.compile(r"进行|开展|组织|实施|做好|加强|实行|抓好|(?:落实|坚持)(?=每)")
_JOINT = regex.compile(r"和|与|及|以及|、|并")
_JOINT_OF_ACTS = regex.compile(r"(?:和|与|及|以及|、|并)(?P<timed>每(?:半?个?月|双?周|半?年|季度?|旬|[日天]))?")
_CLOSES = regex.compile(r"工作|活动|$|[，。；]")
_MERE = frozenset({"管理", "服务", "指导", "监督", "工作", "保障", "支持", "推进", "实施", "落实", "协调", "调度"})
_BEGINS = regex.compile(
    r"(?:^|[，。；]|对|为|在|将|把|(?<![双多单反纵横])向|给|建[设成立]?|设[立置]|配[备齐]|安装|公[开布示]|开展|编制|制定|实施|完成|落实|组织|每个|所有|全部"
    r"|免费|提供|发放|采集|储备|培育|创建|打造)$"
)
_OPENS = regex.compile(r"[^，。；、]{0,4}等")
_RANK = r"(?:国家|(?:全[国省市]|[省市县区])级?)"
_ITEM = regex.compile(rf"“[^”]+”|(?:[^、或“”]|(?<={_RANK})或)+?(?=、|(?<!{_RANK})或|等$)")
"""An item of an open list; 国家或省级 is no border."""
_SHARED_START = 2  # characters
_SHARE = regex.compile(r"\G[^，。；]{0,8}(?:均|都|全部|率|比例|达到|不低于|不少于)")
_BOTH = regex.compile(r"(?:[均都](?!衡)|分别|各(?!类|种|级))")
_PREDICATE = regex.compile(
    r"全部|均(?!衡)|一律|实行|实现|达到|不低于|不少于|至少|逐一|分别|各(?!类|种|级)|每(?:半?年|季度|月|周|学期)|的(?!士)"
    r"|期间|问题|等|(?<!第)[两二三四五六七八九十](?:大(?!队)|个|项|类|种|方面|条|支|者|方(?!案)|落实|到位|统一)"
)
_GOVERNING = regex.compile(
    r"(?:(?:以|通过|采取|采用|利用|依托)[\p{Han}]{2,14}(?:方式|形式|途径|渠道|平台|机制|模式)(?:为|对|向|给|将|在)"
    r"|在|对于?|将|向|从|为|由|把|以|与|面向|围绕|针对|明确|落实|包括|涵盖|[\p{Han}\d]{0,12}?(?:做到|畅通|涵盖|覆盖到?|兼具|兼有|具备|具有|集(?=[\p{Han}]{2,6}、))(?=\p{Han}))"
)
_EACH_OF = regex.compile(r"分别|各(?!类|种|级)")
_NAMED_DAY = regex.compile(r"(?:节|日|周|月)$")
_DESIGNATION = regex.compile(r"(?<=[\p{Han}]{3})(?:牵头|主管|有关|相关|职能|成员)(?:部门|单位)$")

_QUOTED_IN_ITEM = regex.compile(
    r"(?<=[、和及与]\p{Han}{2,10})“(?P<name>\p{Han}{2,12})”(?=[、和及与]|期间|等|$)"
    r"|“(?P<name>\p{Han}{1,10}(?<!季|每|个|半)[日周月节])”(?=[、和及与]|期间|主题|宣传|系列|活动|等|$)"
)
"""A name that is part of a list's item (全国“质量月”), or an item that is a day's name."""
_DAY_ENDS = regex.compile(
    r"(?<=\p{Han}[日周月节])[※”]?(?:期间)?(?:集中|主题|宣传|系列|纪念|相关)*(?:活动|宣传|宣|主题|系列)?$"
)
_GUIDES = regex.compile(r"^(?:并|积极|广泛|大力|教育|主动)*(?:引导|倡导|提倡|倡树|弘扬|激励|鼓励|号召|动员)")


def asks_to_guide(part: str) -> bool:
    """Whether a requirement, or a part of it, asks to guide others (引导企业诚信经营、诚信履约): what they are to be is no closed list."""
    return bool(_GUIDES.match(part))


_WITH = regex.compile(r"(?:与|同|联合)[^，。；、]{0,10}$")
_PIECES = regex.compile(r"[、和与]|及(?!时)")
Item = tuple[str, tuple[int, ...]]
"""A list's item with the positions of its weighty terms."""


def open_items(text: str, terms: Sequence[Term]) -> tuple[tuple[Item, ...], ...]:
    """The items of open lists, as those of closed ones: where each of them is scored (包含A、B、C等内容，每包含一项得0.5分)."""
    found = []
    for number, match in enumerate(open_lists(text)):
        items = [
            (item.group().strip("“”"), tuple(row for row, term in enumerate(terms) if term.choice == (number, place)))
            for place, item in enumerate(_ITEM.finditer(match.group()))
        ]
        verb = next((place for place, (item, _) in enumerate(items) if _AFTER_VERB.search(item)), 0)
        found.append(tuple((_AFTER_VERB.sub("", item), rows) for item, rows in items[verb:] if rows))
    return tuple(items for items in found if len(items) > 1)


_WHICHEVER = regex.compile(r"[^，。；：]{2,16}、[^，。；：、的]{2,8}的(?=，)")
"""What befalls a thing (破损、脱落的及时更换): whichever of it is, with 及时 masked or a comma behind."""
_AFTER_VERB = regex.compile(r"^.*(?:包含有?|包括|设有|设[置立]|具备|涵盖|开设)(?=\p{Han})")


def head_shared(items: Sequence[str]) -> str:
    """The characters that all items end with (国家标准、行业标准、地方标准: 标准), if those are a word and each has more than them."""
    size = 0
    shortest = min(map(len, items), default=0)
    while size < shortest - 1 and len({item[-size - 1 :] for item in items}) == 1:
        size += 1
    return items[0][-size:] if size > 1 else ""


def closed_lists(
    text: str, terms: Sequence[Term], places: Sequence[int], asides: Sequence[tuple[int, int]]
) -> tuple[tuple[Item, ...], ...]:
    """Lists of three items or more that are not open, or of two that are told apart (分别, two named days) or plainly alike
    (图书馆和文化馆); an item without a weighty word says nothing and is left out.
    """
    found = []
    plain = text
    for match in open_lists(text):
        end = _OPEN_HEAD.match(text, match.end())
        stop = end.end() if end else match.end()
        plain = plain[: match.start()] + "，" * (stop - match.start()) + plain[stop:]
    plain = plain.replace("及时", "，，")  # no 及 between items
    plain = _QUOTED_IN_ITEM.sub(lambda quoted: f"{MASK}{quoted['name']}{MASK}", plain)
    taken = []
    for match in _CLOSED_LIST.finditer(plain):
        if any(start <= match.start() < end for start, end in asides) or _OPENS.match(text, match.end()):
            continue
        if match.group().endswith("的"):
            continue  # 破损、褪色、脱落的及时更换: whichever it is
        if asks_to_guide(PAUSE.split(text[: match.end()])[-1]):
            continue
        items = _items_of(match, text, terms, places)
        items = _cut_days(items)
        place = text.find(items[-1][0], match.start(), match.end()) if items else -1
        both = _BOTH.match(text, place + len(items[-1][0])) if place >= 0 else None
        told_apart = both or _SHARE.search(text, match.end()) or all(_NAMED_DAY.search(item) for item, _ in items)
        with_them = bool(_WITH.search(text[: match.start()]))
        designated = with_them and any(_DESIGNATION.search(piece) for piece in _PIECES.split(match.group()))
        partners = with_them and all(BODY.search(item) for item, _ in items)
        told_apart = (
            told_apart or designated or partners or is_trained(match.group(), text[match.end() : match.end() + _FAR])
        )  # 牵头部门、审批部门和宣传部门: three, of which two can be told
        if len(items) >= (2 if told_apart or _EACH_OF.search(match.group()) else 3):
            found.append(_tell_apart(items, terms))
            taken.append(match.span())
    pairs = _phrases_paired(plain, terms, places)
    known = [at for at, _ in pairs]
    alike = _acts_alike(plain, terms, places) + _things_alike(plain, terms, places)
    pairs += [pair for pair in alike + _phrases_alike(plain, terms, places) if pair[0] not in known]
    for start, pair in pairs:
        if not any(a <= start < b for a, b in [*asides, *taken]) and not _WHICHEVER.match(plain, start):
            found.append(pair)
    return tuple(found)


def _cut_days(items: list[Item]) -> list[Item]:
    """Items that are days (世界水日、中国水周、全国“质量月”) without their marks and what follows the last (节水宣传周|主题宣)."""
    plain = [(item.strip("“”").replace("“", "").replace("”", ""), rows) for item, rows in items]
    cut = [(_DAY_ENDS.sub("", item), rows) for item, rows in plain]
    return cut if len(cut) > 1 and all(_NAMED_DAY.search(item) for item, _ in cut) else plain


def _items_of(match: regex.Match[str], text: str, terms: Sequence[Term], places: Sequence[int]) -> list[Item]:
    items: list[Item] = []
    pieces = list(regex.finditer(r"(?:[^、和及与]|及(?=时))+", match.group()))
    if _IN_TIERS.search(match.group()):
        return []  # compared as tiers
    spans = [(p, p + len(t.text)) for t, p in zip(terms, places, strict=True)]
    for number, piece in enumerate(pieces):
        if _DESIGNATION.search(piece.group()):
            continue  # who that is differs from place to place
        start, end = _trim_item(
            text,
            match.start() + piece.start(),
            match.start() + piece.end(),
            [t.is_action for t in terms],
            spans,
            number == 0,
            number == len(pieces) - 1,
        )
        if items and all(item.startswith(text[start:end]) for item, _ in items):
            end = match.start() + piece.end()  # 同时设计、同时|投入使用: the act is its own
        if number == 0:
            start = max(start, _shared_start(text, start, end, [each.group() for each in pieces[1:]]))
            begun = text.rfind(pieces[-1].group()[:_SHORT], match.start(), start) if len(pieces) == 2 else -1
            start = begun if begun >= 0 else start  # 油料种植面积、油料总产量: cut before both, not at an act inside
        rows = tuple(i for i, place in enumerate(places) if start <= place < end and terms[i].weight >= HEAD_MIN)
        if number == len(pieces) - 1:
            end, rows = _without_shared_head(start, end, rows, [item for item, _ in items], spans)
        if (rows or end - start <= _SHORT) and all(terms[i].choice is None for i in rows):
            items.append((text[start:end].replace(MASK, ""), rows))
    return items


def _shared_start(text: str, start: int, end: int, others: Sequence[str]) -> int:
    """Where a list's first item begins, if all others begin alike: 主体工程|同时设计、同时施工、同时使用, 食品|小作坊、小餐饮、小摊点."""
    if len(others) < _SHARED_START:
        return start
    for size in (_SHARED_START, 1):
        begun = others[0][:size]
        if all(other.startswith(begun) for other in others):
            return text.rfind(begun, start, end)
    return start


def _without_shared_head(
    start: int, end: int, rows: tuple[int, ...], others: Sequence[str], spans: Sequence[tuple[int, int]]
) -> tuple[int, tuple[int, ...]]:
    """The last item of short ones without what all of them share (大气、水、土壤|污染防治)."""
    longest = max((len(item) for item in others), default=0)
    if len(others) < _SHARED_START or longest > _SHORT + 1 or end - start < longest + _SHARED_HEAD:
        return end, rows
    word = next((b for a, b in spans if a == start and _SHORT <= b - a <= longest + 1), None)
    cut = word or start + longest
    return cut, tuple(row for row in rows if spans[row][1] <= cut)


def _acts_alike(text: str, terms: Sequence[Term], places: Sequence[int]) -> list[tuple[int, tuple[Item, ...]]]:
    """Two acts with one object behind a light verb (对教师进行岗前培训和考核): both are asked for."""
    found: list[tuple[int, tuple[Item, ...]]] = []
    at = {place: row for row, place in enumerate(places)}
    ends = {place + len(terms[row].text): row for row, place in enumerate(places)}
    for match in _LIGHT_VERB.finditer(text):
        joint = _JOINT_OF_ACTS.search(text, match.end())
        if joint is None or joint.start() - match.end() > _FAR or joint.start() not in ends or joint.end() not in at:
            continue
        if "或" in text[match.end() : joint.start()]:
            continue  # A或者B并投入使用: the second goes with either
        one, other = ends[joint.start()], at[joint.end()]
        stop = joint.end() + len(terms[other].text)
        both = len(terms[one].text) > 1 and terms[one].choice is None
        if (
            both
            and terms[other].is_action
            and (joint["timed"] or terms[other].text not in _MERE)
            and _CLOSES.match(text, stop)
        ):
            found.append((match.start(), _pair(terms, one, other)))
    return found


_PAIRED = [
    regex.compile(
        rf"(?:{before})(?P<one>[^，。；：、和与及（）“”]{{2,16}})(?:和|与|及(?!时)|以及|、)(?P<two>[^，。；：、和与及（）“”的]{{2,14}}?)"
        rf"(?:一并|同步|全部|均|都|统一|及时|足额|依法|定期|全面|逐一?[\p{{Han}}]?)*(?={after})"
    )
    for before, after in (
        ("将|把", "纳入|列入|作为|列为|编入|写入|融入|计入|录入|报送|推送|列支"),
        ("对", "每|开展|进行|实施|实行|组织|至少|落实|不少于"),
        ("向|为|给", "发放|提供|免费|配备|办理|建立|安装|购买|开放"),
        ("对|向|面向|针对", "的?(?:年度|目标|绩效|综合|日常|责任制)*(?:考核|考评|评价|培训|宣传|教育|讲座)"),
        (
            "在|利用|结合|围绕|抓住|依托",
            "(?<=[日周月节])(?:期间|前后|当[天日]|集中|分别|组织|开展|举办|主题|宣传|等?(?:重要|关键)?(?:时间)?节点|契机)",
        ),
        (
            "^|[，。；]",
            "(?<=名单|标准|金额|数额|结果|情况|清单|目录|信息|流程|程序|依据|电话|价格|政策)(?:及时|定期|主动|全部|均)*"
            "(?:在[^，。；]{2,16}|向社会)?(?:公示|公布|公开|张贴|发布)",
        ),
    )
]
"""Two things side by side in the place that the verb gives them (将A和B列入预算, 对A、B开展检查)."""


def _phrases_paired(text: str, terms: Sequence[Term], places: Sequence[int]) -> list[tuple[int, tuple[Item, ...]]]:
    found: list[tuple[int, tuple[Item, ...]]] = []
    for pattern in _PAIRED:
        for match in pattern.finditer(text):
            items = []
            if bool(_NAMED_DAY.search(match["one"])) != bool(_NAMED_DAY.search(match["two"])):
                continue
            for name in ("one", "two"):
                start, end = match.span(name)
                rows = tuple(
                    i for i, place in enumerate(places) if start <= place < end and terms[i].weight >= HEAD_MIN
                )
                if rows and all(terms[i].choice is None for i in rows):
                    items.append((match[name].replace(MASK, ""), rows))
            if len(items) == _SHORT:
                found.append((match.start("one"), _tell_apart(items, terms)))
    return found


_ONE_HEAD = regex.compile(
    r"(?P<one>[^，。；：、和与及的（）“”※]{2,16}(?P<head>\p{Han}{2}))(?:和|及|以及)(?P<two>[^，。；：、和与及的（）“”※]{2,14}?(?P=head))"
    r"(?!之?间|的?(?:衔接|协同|联动|对接|互动))"
)
"""Two phrases with one head (节水专项资金和供水工程养护资金)."""


_KIND = 8  # characters
_MADE_HEAD = "制度|机制|规划|计划|方案|预案|办法|细则|清单|台账|档案|名录|目录|指南|手册|报告|体系|队伍|平台|中心|专班|小组|数据库"
_MADE_PAIR = regex.compile(
    rf"(?:建立健全|建立|健全|完善|制[定订]|修订|编制|编印|出台|设立|设置|组建|配备|印发|公布|公开|落实)"
    rf"(?P<one>[^，。；：、和与及的（）“”※]{{1,16}}(?:{_MADE_HEAD}))(?:和|与|及(?!时)|以及|、)"
    rf"(?P<two>[^，。；：、和与及的（）“”※]{{1,14}}?(?:{_MADE_HEAD}))(?=$|[，。；]|并|等?[两二]项)"
)
"""Two things that are to be made, each by the head of its own (联席会议制度和联合执法机制)."""


def _phrases_alike(text: str, terms: Sequence[Term], places: Sequence[int]) -> list[tuple[int, tuple[Item, ...]]]:
    found: list[tuple[int, tuple[Item, ...]]] = []
    for match in [*_ONE_HEAD.finditer(text), *_MADE_PAIR.finditer(text)]:
        if text[match.start() - 1 : match.start()] == "、" or _JOINT.match(text, match.end()):
            continue  # the end of a longer list
        items = []
        for name in ("one", "two"):
            start, end = match.span(name)
            acts = [a + len(t.text) for t, a in zip(terms, places, strict=True) if t.is_action and start <= a < end - 3]
            start = max([start, *acts]) if name == "one" else start
            if "head" not in match.groupdict():  # its kind, not whose: 旅游工作|联席会议制度
                start = min([a for a in places if end - _KIND <= a < end - _SHORT and a >= start], default=start)
            rows = tuple(i for i, place in enumerate(places) if start <= place < end and terms[i].weight >= HEAD_MIN)
            things = tuple(i for i in rows if not terms[i].is_action)
            if "head" in match.groupdict():
                rows = things if any(terms[i].text not in match["head"] for i in things) else rows
            else:
                other = match["two" if name == "one" else "one"]
                kind = tuple(i for i in rows if places[i] < end - _SHORT)
                rows = kind if any(terms[i].text not in other for i in kind) else rows
            if rows and all(terms[i].choice is None for i in rows):
                items.append((text[start:end], rows))
        told = _tell_apart(items, terms, inside="head" not in match.groupdict()) if len(items) == _SHORT else ()
        if told and not {row for _, rows in told[:1] for row in rows} & {row for _, rows in told[1:] for row in rows}:
            found.append((match.start("one"), told))
    return found


def _pair(terms: Sequence[Term], one: int, other: int) -> tuple[Item, ...]:
    return ((terms[one].text, (one,)), (terms[other].text, (other,)))


def _things_alike(text: str, terms: Sequence[Term], places: Sequence[int]) -> list[tuple[int, tuple[Item, ...]]]:
    """Two plain things side by side (图书馆、文化馆; 步道和球场) of one length or with the same last character."""
    found: list[tuple[int, tuple[Item, ...]]] = []
    for row, (one, other) in enumerate(pairwise(terms)):
        end, start = places[row] + len(one.text), places[row + 1]
        stop = start + len(other.text)
        if _JOINT.fullmatch(text[end:start]) is None or one.is_action or other.is_action:
            continue
        if "、" in (text[places[row] - 1 : places[row]], text[stop : stop + 1]) or _JOINT.match(text, stop):
            continue
        if min(len(one.text), len(other.text)) < _SHORT or min(one.weight, other.weight) < HEAD_MIN:
            continue
        alike = len(one.text) == len(other.text) or one.text[-1] == other.text[-1] or one.text[0] == other.text[0]
        if alike and one.choice is None and other.choice is None and _BEGINS.search(text[: places[row]]):
            found.append((places[row], _pair(terms, row, row + 1)))
    return found


def _trim_item(
    text: str,
    start: int,
    end: int,
    is_act: Sequence[bool],
    spans: Sequence[tuple[int, int]],
    first: bool,
    last: bool,
) -> tuple[int, int]:
    """A list's item without the words of its sentence: of the first what governs the list (落实|保洁队伍), of the last what follows it
    (行业协会|分别设立…).
    """
    if first:
        acts = [b for act, (a, b) in zip(is_act, spans, strict=True) if act and start <= a and b < end - 1]
        start = max([start, *acts])
        governs = _GOVERNING.match(text, start, end)
        start = governs.end() if governs else start
    if last:
        acts = [a for act, (a, _) in zip(is_act, spans, strict=True) if act and start + 1 < a < end]
        end = min([end, *acts])
        stop = _PREDICATE.search(text, start + 2, end)
        end = stop.start() if stop else end
    return start, end


def _tell_apart(
    items: Sequence[tuple[str, tuple[int, ...]]], terms: Sequence[Term], inside: bool = False
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Items by what they do not share (管护主体、管护责任、管护经费: 主体, 责任, 经费), where each has something of its own.

    ``inside``: a word that stands inside another item is shared too (采砂 in 河道采砂规划).
    """
    counts = Counter(terms[row].text for _, rows in items for row in rows)
    names = [name for name, _ in items]
    own = [
        tuple(
            row
            for row in rows
            if counts[terms[row].text] == 1
            and not (inside and any(terms[row].text in name for name in names[:place] + names[place + 1 :]))
        )
        for place, (_, rows) in enumerate(items)
    ]
    if not all(own):
        return tuple(items)
    shared = {text for text, count in counts.items() if count > 1}
    return tuple((_without(item, shared), rows) for (item, _), rows in zip(items, own, strict=True))


def _without(item: str, shared: set[str]) -> str:
    for text in shared:
        item = item.replace(text, "") or item
    return item


_ALL_OF_THEM = regex.compile(r"(?P<count>[两二三四五六七八九十]|\d{1,2})(?:大)?(?:个|项|类|种|条|方面|环节|领域)")


def open_lists(text: str) -> list[regex.Match[str]]:
    """Lists that end in 等; not those whose items are then counted as all there are (值班、巡查、台账等三项制度)."""
    found = []
    for match in _OPEN_LIST.finditer(text):
        counted = _ALL_OF_THEM.match(text, match.end())
        if counted is None or parse_numeral(counted["count"]) != len(_ITEM.findall(match.group())):
            found.append(match)
    return found


def item_choices(text: str, acts: Sequence[tuple[int, int]]) -> list[tuple[int, int, tuple[int, int]]]:
    """Items of open lists (A、B、C等): (start, end, (list number, item number)). One item of such a list suffices.

    ``acts``: borders of the act words; what governs the list (应用|无人机、轻量化检测等) is no part of its first item.
    """
    found: list[tuple[int, int, tuple[int, int]]] = []
    for number, match in enumerate(open_lists(text)):
        items = [(match.start() + item.start(), match.start() + item.end()) for item in _ITEM.finditer(match.group())]
        items[0] = _governed(text, items, acts)
        found += [(start, end, (number, place)) for place, (start, end) in enumerate(items)]
    return found


_GOVERNS = regex.compile(
    r"(?:[^，。；、]中)?(?:在(?!线|册|校|编|岗|建|职|乡|院)|对于?|将|向|从|为|由|把|以|与|面向|围绕|针对|包括|包含|涵盖|的|中|一批|[一两\d]个)(?=[\p{Han}※])"
)


def _governed(text: str, items: Sequence[tuple[int, int]], acts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The first item without the words of its sentence before it: cut behind an act or a preposition, where what is left is most like the
    others in length; whole where it is no longer than they are and begins with none of these.
    """
    (start, end), others = items[0], items[1:]
    cuts = [b for a, b in acts if start <= a and b <= end - _SHORT]
    cuts += [match.end() for match in _GOVERNS.finditer(text, start, end - 1) if match.end() <= end - _SHORT]
    opening = {a for a, b in acts if b <= end - _SHORT and (b, end) not in acts} | {
        match.start() for match in _GOVERNS.finditer(text, start, end - 1)
    }
    begins = start in opening and not any(a == begun for a, _ in acts for begun, _ in others)
    if not others or not (begins or end - start > max(b - a for a, b in others) + 1):
        return start, end
    mean = sum(b - a for a, b in others) / len(others)
    best = min(cuts if begins and cuts else [start, *cuts], key=lambda cut: (abs(end - cut - mean), -cut))
    behind = [b for a, b in acts if a == best + 1 and b <= end - _SHORT and text[best] == "中"]
    return max([best, *behind]), end
