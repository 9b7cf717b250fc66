"""By what channel a thing is to be made known, sent or handled (政府网站, 应急广播, 便民热线, 村务公开栏), and whether a clause uses it.

Channels are of kinds (``patterns/channels.toml``): a clause that uses another kind of channel, or names none, does not use the one asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from ..data import Data
from ..model import Facet
from .char_pairs import bigrams, han_pairs
from .cues import PAUSE
from .lists import open_lists
from .sides import EITHER

KINDS = (
    "tv",
    "hotline",
    "board",
    "broadcast",
    "wechat",
    "video",
    "new-media",
    "paper",
    "press",
    "sms",
    "group",
    "mailbox",
    "card",
    "pool",
    "writing",
    "visit",
    "site",
    "platform",
    "hall",
    "base",
    "spot",
)
"""Labels of patterns are ``channel-…``; the first kind that a channel's last words are of is its kind."""
_PUBLIC = "向社会"
"""Asks for publication by whatever channel."""
_SAME_NAME = 75.0
_AND = regex.compile(r"[、和及与]|以及")
_MADE = regex.compile(
    r"^(?:建|搭|打造|设[立置]|完善|开[发展设通]|采[取用]|加强|签|举办|组织|推进|优化|整合|实[施行现]|推[行广])"
)
_BRACKETED = regex.compile(r"[（(][^（()）]{0,80}[)）]")
_PUBLISHES = regex.compile(
    r"^(?:公[示布开告]|通[报告]|发布|告知|曝光|张贴|悬挂|明示|标明|展[示播]|播[放出]|投放|滚动|更新|宣传)"
)
_HOLDS = regex.compile(r"^(?:开展|举[办行]|组织|宣[讲传教]|展[示出])")
_LAST = regex.compile(
    r"(?:上|里|内|中|处|向社会|主动|(?:的)?(?:形式|方式|途径|渠道)|及时|定期|统一|同步|集中|逐[一项]|对外|全文|全部"
    r"|面向[\p{Han}]{2,4}|进行|实时|按时)+$"
)
_PLACEHOLDER = regex.compile(r"[·•・-]?(?:[省市县区州][（(]?名|市名称|地名|本[省市县区]|[×Xx某]{2,})")
"""Stands for the owner's own place in a name that all are to use (“信用交通·市名”网站)."""
_OF_PROVINCE = regex.compile(r"^(?P<own>[\p{Han}]{2,8})[·•・](?P<place>[\p{Han}]{2,4})$")
_LIGHT = regex.compile(
    r"国家|全国|[省市县区]级?|信息|管理|服务|监管|监督|综合|公共|一体化|在线|平台|系统|网站?|官方|门户|相关|有关|统一|该|此"
)
_ORGAN = regex.compile(
    r"^(?:网上|线上|互联网|网络平台|官方平台|官方|门户|政务|政府信息公开"
    r"|[\p{Han}]*(?:政府|局|委|办|厅|部门|单位|本级|机关|中心|学校|医院|企业))?(?:门户)?$"
)
_SITE_HEAD = regex.compile(r"(?:政府|官方|门户)?(?:网站|官网|网页|门户|网)$")
_PLATFORM_HEAD = regex.compile(r"(?:(?:信息|服务|管理|监管|监督|共享|一体化|综合|交易|数据)*(?:平台|系统))$")
_PLATFORM_THERE = regex.compile(
    r"平台|(?<!交通运输|工作|教育|卫生|政法)系统|网(?![格络点上约吧红线])|数据库|APP|app|小程序|端口|模块|一网通办"
)
_WINDOW = 14  # characters before a platform's head that hold its name


@lru_cache(maxsize=1 << 14)
def find_channels(text: str, data: Data) -> tuple[str, ...]:
    """Named places of publication or delivery (“信用交通·山东”网站, 政府门户网站, 市级以上媒体), as printed."""
    found: list[str] = []
    for pattern in data.patterns_of("channel"):
        for match in pattern.compiled.finditer(text, timeout=1.0):
            name = match.group("channel")
            if name not in found:
                found.append(name)
    return tuple(found)


_INCLUDED = regex.compile(r"[（(](?:含|包含|包括|含有)[^（()）]{1,60}[)）]")
"""What a requirement only takes in beside its own matter (含“…”网站转办的修复工作): no channel is asked for."""


def find_asked_channels(text: str, data: Data) -> tuple[str, ...]:
    """The channels by which a requirement asks to do something, each once: the named ones, then those that it gives after 在, 通过, 至."""
    lists = [match.span() for match in (*open_lists(text), *_INCLUDED.finditer(text))]
    found = [name for name in find_channels(text, data) if not any(a <= text.find(name) < b for a, b in lists)]
    plain = _BRACKETED.sub("", text)
    for pattern in data.patterns_of("channel-asked"):
        for match in pattern.compiled.finditer(plain, timeout=1.0):
            for name in _pieces(match["channel"], plain[match.end() :], data):
                if not any(name in other or other in name for other in found):
                    found.append(name)
    return tuple(found)


def _pieces(channels: str, act: str, data: Data) -> list[str]:
    """The channels of a coordination (政府网站和公示栏); none where a part of it is no channel."""
    if _MADE.match(channels):
        return []
    found: list[str] = []
    begun = ""
    for piece in _AND.split(channels if channels.startswith(_PUBLIC) else _LAST.sub("", channels)):
        name = begun + piece
        if all(_is_asked_channel(one, act, data) for one in EITHER.split(name)):
            found.append(name)
            begun = ""
        else:
            begun = name
    return [] if begun else found


def _is_asked_channel(name: str, act: str, data: Data) -> bool:
    kind = kind_of(name, data)
    if kind == "spot":
        return bool(_PUBLISHES.match(act))
    if kind == "base":
        return bool(_PUBLISHES.match(act) or _HOLDS.match(act))
    return kind is not None


@lru_cache(maxsize=1 << 12)
def kind_of(name: str, data: Data) -> str | None:
    """The kind of a channel by its last words."""
    if name.startswith(_PUBLIC):
        return "public"
    for kind in KINDS:
        for pattern in data.patterns_of(f"channel-{kind}"):
            if any(m.end() == len(name) for m in pattern.compiled.finditer(name, timeout=1.0)):
                return kind
    return None


def channel_used(asked: str, text: str, data: Data) -> str | None:
    """The words by which a text uses one of the channels asked for (A或B)."""
    found = find_channels(text, data)
    either = EITHER.split(asked)
    match = next((name for name in found if any(_same_channel(one, name) for one in either)), None)
    match = match or next((name for one in either if (name := quoted_name(one)) and name in text), None)
    return match or next((words for one in either if (words := _used_by_kind(one, text, data))), None)


def _used_by_kind(name: str, text: str, data: Data) -> str | None:
    if quoted_name(name):
        return _of_own_province(quoted_name(name), text, data) or _named_by_place(quoted_name(name), text, data)
    kind = kind_of(name, data)
    if name in text:
        return name
    if kind == "public":
        return _made_public(text, data)
    if kind == "site":
        own = _SITE_HEAD.sub("", name)
        if len(own) > 2 and own in text:
            return own
        return _first(kind, text, data) if _ORGAN.match(own) else _platform_there(own, text)
    if kind == "platform":
        return _platform_there(_PLATFORM_HEAD.sub("", name), text)
    if kind == "base":
        return _base_there(name, text)
    if kind == "spot":
        return _first(kind, text, data) or _first("board", text, data) or _first("hall", text, data)
    return _first(kind, text, data) if kind else None


def _named_by_place(name: str, text: str, data: Data) -> str | None:
    """A place's own site (“信用交通·山东”网站) that is called by the place (省信用交通网站, 山东信用交通网)."""
    named = _OF_PROVINCE.match(name)
    if named is None:
        return None
    own, place = regex.escape(named["own"]), regex.escape(named["place"])
    rank = "省|自治区" if _is_province(named["place"], data) else "市"
    found = regex.search(rf"(?:{rank}|{place}[省市]?)级?“?{own}”?(?:门户|官方|服务|信息)*(?:网|平台|系统|公众号)", text)
    return found.group() if found else None


def _of_own_province(name: str, text: str, data: Data) -> str | None:
    """The site of the same name of another province (“信用交通·湖北”, where “信用交通·山东” is asked): that of the plan's own."""
    pieces = (name[start : start + size] for size in (3, 2) for start in range(len(name) - size + 1))
    place = next((piece for piece in pieces if _is_province(piece, data)), None)
    if place is None:
        return None
    before, after = (regex.escape(part).replace("·", "[·•・]?") for part in name.split(place, 1))
    found = regex.search(rf"“{before}(?P<place>\p{{Han}}{{2,3}}){after}”", text)
    return found.group() if found and _is_province(found["place"], data) else None


_INSIDE = regex.compile(
    r"内部|内[网参]|明传|明电|系统内|(?:成员|各有关|有关|本)单位(?:之?间|范围)?[^，。；]{0,4}(?:通报|传阅|公布|印发|知晓|掌握)|传阅|自行掌握"
)
_FOR_ALL = regex.compile(
    r"向社会|社会公|公[开布示告](?!司|安|务员|路|交|共)|对外(?!交流|开放|贸易)|发布|晒|亮|曝光|披露|网站|网上|官网|门户|媒体|电视|报纸|张榜|上墙|公众号|微信|栏"
)


def _made_public(text: str, data: Data) -> str | None:
    """The words by which a text makes something public; what stays inside (在成员单位内部通报) is not."""
    if _INSIDE.search(text) is None:
        return _first("public", text, data) or _first_of(_FOR_ALL, text)
    pieces = [piece for piece in PAUSE.split(text) if _INSIDE.search(piece) is None]
    return next((words for piece in pieces if (words := _first_of(_FOR_ALL, piece))), None)


def _first_of(pattern: regex.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group() if match else None


@lru_cache(maxsize=1 << 8)
def _is_province(name: str, data: Data) -> bool:
    return any(m.group() == name for p in data.patterns_of("province-name") for m in p.compiled.finditer(name))


def _first(kind: str, text: str, data: Data) -> str | None:
    for pattern in data.patterns_of(f"channel-{kind}"):
        match = pattern.compiled.search(text, timeout=1.0)
        if match:
            return match.group()
    return None


def _platform_there(own: str, text: str) -> str | None:
    """The platform of a text that shares words with the name asked for, or has no name of its own (录入系统).

    Of the pairs of characters of the name, half must stand before its head, or the last one (学籍系统: 中小学生学籍信息管理系统).
    """
    core = _LIGHT.sub("，", own)
    pairs = [pair for pair in bigrams(core) if "，" not in pair]
    for head in _PLATFORM_THERE.finditer(text):
        before = regex.split(r"[，。；、：]", text[max(0, head.start() - _WINDOW) : head.start()])[-1]
        there = [pair in before for pair in pairs]
        if not pairs or 2 * sum(there) >= len(pairs) or there[-1]:
            return before[-6:] + head.group()
        if not _LIGHT.sub("", regex.split(r"[在至到入于登录通过用经传报填进把将]", before)[-1]):
            return head.group()
    return None


def _base_there(name: str, text: str) -> str | None:
    """A place for events (新时代文明实践站) that a text names, in short at least: half of its pairs of characters."""
    pairs = bigrams(name)
    there = [pair for pair in pairs if pair in text]
    return there[0] if 2 * len(there) >= len(pairs) or (len(pairs) > 1 and there and there[-1] == pairs[-1]) else None


def _same_channel(asked: str, found: str) -> bool:
    if asked in found or found in asked:
        return True
    asked_name, found_name = quoted_name(asked), quoted_name(found)
    if asked_name and _PLACEHOLDER.search(asked_name):
        begun = _PLACEHOLDER.split(asked_name)[0]
        return bool(begun) and found_name.startswith(begun)
    if asked_name and found_name and _of_another_place(asked_name, found_name):
        return False
    if asked_name and found_name:
        return fuzz.ratio(asked_name, found_name) >= _SAME_NAME
    if asked_name or (found_name and asked[-2:] != found[-2:] and not _is_medium(asked, found)):
        return False
    return fuzz.ratio(asked, found) >= _SAME_NAME or asked[-2:] == found[-2:] or _is_medium(asked, found)


_IN_BRACKETS = regex.compile(r"^(?P<own>[\p{Han}]{2,12})[（(](?P<place>[\p{Han}]{2,6})[)）]$")


def _of_another_place(asked: str, found: str) -> bool:
    """Whether two names of sites differ by the place in brackets (“信用中国（枣庄）”, where “信用中国（山东）” is asked)."""
    wanted, there = _IN_BRACKETS.match(asked), _IN_BRACKETS.match(found)
    if wanted is None or there is None:
        return False
    return _AREA.sub("", wanted["place"]) != _AREA.sub("", there["place"])


_AREA = regex.compile(r"(?<=[\p{Han}]{2})(?:[省市县区]|自治[区州])$")
_MEDIA = ("报", "刊", "台", "公众号", "视频号", "客户端", "融媒体中心", "媒体", "新闻》", "报》", "微博", "杂志》")


def _is_medium(asked: str, found: str) -> bool:
    """Whether media are asked for in general (县级媒体) and one is named (“棠溪发布”公众号)."""
    return asked.endswith("媒体") and found.endswith(_MEDIA)


def quoted_name(name: str) -> str:
    """What stands in a channel's name in quotation marks (“信用中国”网站) or title marks; empty where nothing does."""
    start, end = name.find("“"), name.rfind("”")
    if 0 <= start < end:
        return name[start + 1 : end]
    start, end = name.find("《"), name.rfind("》")
    return name[start + 1 : end] if 0 <= start < end else ""


_PIECES = regex.compile(r"[。；]")
_GOES_ON = regex.compile(r"^(?:并|同步|同时|由|再|经|也|均|结果|上述|有关|相关)")
_THAT_ONE = regex.compile(r"(?:该|同一|上述|本|此|其|同)(?:个)?(?:网站|平台|系统|专栏|公众号|报|刊|栏目|媒体)")
_OWN_OBJECT = regex.compile(
    r"(?:网站|平台|专栏|公众号)?上?(?:发表|刊[发登载]|登载|发布|投放|公[示布开]|推送)\p{Han}{4}"
)
_FEWEST_PAIRS, _OWN_MATTER = 3, 6


def is_anothers_channel(channel: str, asked: str, text: str, data: Data) -> bool:
    """Whether a text uses an asked channel for another matter only: what is asked goes elsewhere (文章在微信公众号刊发；案例报“…”网站).

    The part of the text that shares most pairs of characters with the requirement names a channel of its own, and each part that uses
    the asked one begins with a matter of its own and shares less than half as many.
    """
    core = regex.sub(rf"(?:(?:在|通过|利用|依托|向|至|到|于)[^，。；]{{0,8}})?{regex.escape(channel)}", "，", asked)
    pairs = han_pairs(core)
    pieces = [(piece, sum(pair in piece for pair in pairs)) for piece in _PIECES.split(text) if piece]
    users = [(piece, share, used) for piece, share in pieces if (used := channel_used(channel, piece, data))]
    best, most = max(pieces, key=lambda each: each[1], default=("", 0))
    if (
        not users
        or most < _FEWEST_PAIRS
        or _THAT_ONE.search(best)
        or channel_used(channel, best, data)
        or not shown_channels(best, data)
    ):
        return False
    return all(
        2 * share < most
        and (piece.find(used) >= _OWN_MATTER or _OWN_OBJECT.match(piece, piece.find(used) + len(used)))
        and not _GOES_ON.match(piece)
        for piece, share, used in users
    )


_SENDS = regex.compile(
    r"[推报传发][送至到]|共享|上[传报]|[录导接汇]入|归集|公[开示布]|发布|反馈|同步|刊[发登载]|报备|更新|披露|交换|对接|互通"
)


_AND_PUBLISHES = regex.compile(
    r"(?:编制|制[定订]|修订|梳理|建立|编印|更新|完善|评选|确定)(?:完善)?并(?:且|及时|依法|主动|定期|按时|向社会|统一)*(?P<act>公[布开示]|发布)"
)
_ISSUES = regex.compile(r"印发|出台|下发|颁布|通告|通报")


def is_kept_back(asked: str, text: str, data: Data) -> str | None:
    """The act of publication (编制并公布…清单) of which a text that only makes the thing says nothing."""
    wanted = _AND_PUBLISHES.search(asked)
    if wanted is None or _made_public(text, data) or _ISSUES.search(text):
        return None
    return wanted["act"]


_OWN_NOUN = regex.compile(r"^[\p{Han}“”、]{0,10}?(?:结果|信息|数据|名单|情况|案例|报告|决定|文书)")
_PLAIN_TAIL = regex.compile(r"(?:信息|情况|结果|数据|工作|内容|事项)+$")


def sends_elsewhere(asked: Sequence[str], subjects: Sequence[str], text: str, is_anchor: bool, data: Data) -> bool:
    """Whether a text only looks things up at the asked channel, or sends another thing there than what is asked.

    ``is_anchor``: the text answers what the requirement before asks for, with which the channel may stand in another sentence.
    """
    return _sends_another(asked, subjects, text, data) or not (is_anchor or _sends_there(asked, text, data))


def _sends_another(asked: Sequence[str], subjects: Sequence[str], text: str, data: Data) -> bool:
    """Whether a text sends to an asked channel another thing than its subject, of which it does something else (承诺在局网站公开；
    评价结果推送至“…”网站).
    """
    heads = [core[-2:] for subject in subjects if len(core := _PLAIN_TAIL.sub("", subject)) > 1]
    sentences = regex.split("[。；]", text)
    senders = [s for s in sentences if _SENDS.search(s) and any(channel_used(one, s, data) for one in asked)]
    if not heads or not senders or not any(head in text for head in heads):
        return False
    return all(_OWN_NOUN.match(s) and not _GOES_ON.match(s) and not any(head in s for head in heads) for s in senders)


def _sends_there(asked: Sequence[str], text: str, data: Data) -> bool:
    """Whether a text sends or publishes something in a sentence that uses an asked channel, and not only looks things up there."""
    return any(
        _SENDS.search(sentence) and any(channel_used(one, sentence, data) for one in asked)
        for sentence in regex.split("[。；]", text)
    )


def shown_channels(text: str, data: Data, most: int = 2) -> Sequence[str]:
    """The channels that a text names, for display: those with a name, else the first of any kind."""
    named = find_channels(text, data)[:most]
    return named or [words for kind in KINDS if kind != "base" and (words := _first(kind, text, data))][:1]


def names_channel(name: Facet, facets: Sequence[Facet]) -> bool:
    """Whether a name is that of a channel (“…平台”): who sends by another one does the same, in part."""
    return any(f.name == "channel" and (f.asked in name.asked or name.asked in f.asked) for f in facets)
