"""What a requirement names one by one - the items of closed lists, coordinated parts, quoted names - and which of it a clause lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from ..data import Data
from ..model import Facet
from .channels import channel_used, shown_channels
from .facets import Demands, names_stand
from .list_wholes import is_called, is_named_as_whole
from .lists import head_shared, open_lists
from .match import NEAR_VALUE, Candidate, nearness
from .partners import body_stands, names_other_bodies, names_other_groups, trains_all
from .setting_out import item_set_out
from .told import is_kind, is_told
from .word_table import says_each
from .wording import Wording

_SYNONYM = 0.8
_ALIKE_BY = 0.02
_MOST_CHARACTERS, _MANY_CHARACTERS = 0.75, 0.6
_HALF = 0.5
_PART_FOUND, _PART_WORD = 0.42, 0.7
_SEVERAL, _MANY = 2, 3
_COUNTY = regex.compile(r"县[有级]")
"""A county's own level, which a district calls 区."""
_SAYS_NOTHING = frozenset({"信息", "情况", "内容", "事项"})
"""What is left of an item behind a name in marks (“双公示”信息), in a long list."""
_HOW_OFTEN = regex.compile(r"每(?:半?个?月|双?周|半?年|季度?|旬|[日天])")
_NUMERAL = regex.compile(r"[一二三四五六七八九十\d]")
_FIVE_YEARS = regex.compile(r"十(?P<number>[一二三四五六七])五")
_SHORTEST_NAME, _SHORTEST_SHORT = 4, 3  # characters


def compare_lists(
    wording: Wording,
    candidate: Candidate,
    sentences: Sequence[str],
    data: Data,
    rank: int | None = None,
    others: Sequence[tuple[Candidate, Sequence[str]]] = (),
) -> list[Facet]:
    """Closed lists of which the clause names some items and lacks others; ``rank`` is the plan owner's (2 county … 4 province).

    They are looked for in the sentence that names most of them; an item counts elsewhere in the clause only where all of it stands there.
    ``others``: further clauses that answer the requirement, which may name what this one lacks.
    """
    facets = []
    whole = "".join(sentences)
    for listed in wording.closed:
        items = [each for each in listed if each[0] not in _SAYS_NOTHING] if len(listed) > _MANY else listed
        if is_named_as_whole(items, wording.text, whole) or all(_HOW_OFTEN.search(item) for item, _ in items):
            continue  # 村每周、镇每半月、县每月 are compared as amounts
        if is_called(items, whole, data) or trains_all([item for item, _ in items], wording.text, whole):
            continue
        there = _items_there(items, wording, candidate, sentences, data)
        if any(there):
            for other, texts in others:
                also = _items_there(items, wording, other, texts, data)
                there = [one or two for one, two in zip(there, also, strict=True)]
        absent = [
            item
            for (item, _), found in zip(items, there, strict=True)
            if not found and not (rank is not None and _TIER_RANKS.get(item, 0) > rank)
        ]
        if absent and (
            any(there)
            or _all_days(items)
            or (len(items) >= _MANY and _are_far(items, candidate))
            or names_other_bodies([item for item, _ in items], wording.text, whole)
            or names_other_groups([item for item, _ in items], wording.text, whole)
        ):
            present = "、".join(item for (item, _), found in zip(items, there, strict=True) if found)
            facets.append(Facet(name="items", asked="、".join(absent), found=present or None, met=False))
    return facets


_FAR = 0.25


def _are_far(items: Sequence[tuple[str, Sequence[int]]], candidate: Candidate) -> bool:
    """Whether a clause has next to nothing of what is listed, not by near words either."""
    found = [candidate.found[row] for _, rows in items for row in rows]
    return bool(found) and sum(found) < _FAR * len(found)


_DAY = regex.compile(r"\p{Han}[日周月节]$")
_DAY_LEADS = regex.compile(r"^(?:\d{1,2}[·.]\d{1,2})?(?:全民|全国|国际|世界|国家|中国|中华|全省)*")
_DAY_NUMBER = regex.compile(r"^\d{1,2}[·.]\d{1,2}")
_DAY_FOUND = 0.6


def _all_days(items: Sequence[tuple[str, Sequence[int]]]) -> bool:
    return all(_DAY.search(item) for item, _ in items)


def _without_other_days(name: str, names: Sequence[str], text: str) -> str:
    """A text without the other days of a list that hold a day's own name (全国防灾减灾日, where 国际减灾日 is looked for)."""
    core = _DAY_LEADS.sub("", name)
    for other in names:
        if other != name and core in (whole := _DAY_LEADS.sub("", other)):
            text = text.replace(whole, "，")
    return text


def _day_stands(name: str, text: str) -> bool:
    """Whether a day, week or month (3·15国际消费者权益日) is named in a text, in short too (消费者权益日), or by its date."""
    date = _DAY_NUMBER.match(name)
    core = _DAY_LEADS.sub("", name)
    stem = core.removesuffix("节")
    if (date and date.group() in text) or (len(stem) > 1 and stem in text):
        return True
    return any(
        core[-1] in piece and sum(char in piece for char in core) >= max(2, _DAY_FOUND * len(core))
        for piece in regex.split("[、，。；和及与]", text)
    )


_PERIOD = regex.compile(r"[日周月季年旬]\p{Han}{2}")
PERIODS = {
    "日": r"每[日天]|逐日|日日|天天|[日天](?:巡|查|检|管|报|调|清)",
    "周": r"每个?(?:周|星期)|逐周|按周|周(?:巡|查|检|排|报|调|研|会)",
    "月": r"每个?月|逐月|按月|月(?:巡|查|检|调|报|通|研|考|会)",
    "季": r"每个?季度?|逐季|按季|季度?(?:巡|查|检|调|报|通|点|考|评|研)",
    "年": r"每年|年度?(?:巡|查|检|考|评|总)|年终|年底",
    "旬": r"每旬|逐旬|旬(?:巡|查|检|调|报)",
}
"""How a text says the times of a row such as 日管控、周排查、月调度, whatever is then done."""


def is_timed_row(items: Sequence[tuple[str, Sequence[int]]]) -> bool:
    """Whether each item of a list is an act at its own time (日管控、周排查、月调度)."""
    return len(items) >= _MANY and all(_PERIOD.match(item) for item, _ in items)


def _in_short(names: Sequence[str], text: str) -> list[str]:
    """The items of a row with one head that a text names by two characters each, side by side (国标、行标、地标)."""
    head = head_shared(names)
    if len(names) < _MANY or not head:
        return []
    for end in (head[0], head[-1]):
        there = [name for name in names if name[0] + end in text]
        if len(there) >= _SEVERAL and not any(name in text for name in there):
            return there
    return []


_TIER_RANKS = {"区": 2, "县": 2, "县级": 2, "市": 3, "市级": 3, "省": 4, "省级": 4, "国家": 5, "国家级": 5}
"""Items that are levels (以市、县级馆为总馆): those above the plan's owner are not its own."""


def _items_there(
    items: Sequence[tuple[str, Sequence[int]]],
    wording: Wording,
    candidate: Candidate,
    sentences: Sequence[str],
    data: Data,
) -> list[bool]:
    whole = "".join(sentences)
    stands = [
        [_item_stands(item, rows, items, wording, candidate, text, data) for item, rows in items] for text in sentences
    ]
    best = max(stands, key=sum, default=[False] * len(items))
    there = [found or item in whole for found, (item, _) in zip(best, items, strict=True)]
    if _all_days(items):
        return there
    if len(items) >= _MANY and _SEVERAL <= sum(there) < len(items):
        text = max(zip(stands, sentences, strict=True), key=lambda each: sum(each[0]))[1]
        return _with_rows_alike(items, there, candidate, text)
    return there


_ROW = regex.compile(r"[^，。；：、]{1,14}(?:[、和及与][^，。；：、和及与]{1,12}){2,}")
_ROW_ITEM = regex.compile(r"[^、和及与]+")
_ALIKE = 0.3


def _with_rows_alike(
    items: Sequence[tuple[str, Sequence[int]]], there: Sequence[bool], candidate: Candidate, text: str
) -> list[bool]:
    """The items that stand, with those that the clause's own list of them says in other words: 商场、宾馆、饭店 as 商超、宾馆、饭店.

    The list must hold two that stand, and for each other one an item of its own that shares a character or is near by meaning.
    """
    result = list(there)
    standing = [item for (item, _), found in zip(items, there, strict=True) if found]
    counts = Counter(char for item, _ in items for char in set(item))
    for row in _ROW.finditer(text):
        pieces = _ROW_ITEM.findall(row.group())
        taken = {p for p in pieces if any(set(p) & {c for c in item if counts[c] == 1} for item in standing)}
        left = [piece for piece in pieces if piece not in taken]
        if len(taken) < _SEVERAL:
            continue
        for number, (item, rows) in enumerate(items):
            if result[number] or not left:
                continue
            own = {char for char in item if counts[char] == 1}
            near = [candidate.found[each] for each in rows]
            other = next((piece for piece in left if own & set(piece)), None)
            if other is None and near and sum(near) >= _ALIKE * len(near):
                other = left[0]
            if other is not None:
                result[number] = True
                left.remove(other)
    return result


def _item_stands(
    item: str,
    rows: Sequence[int],
    items: Sequence[tuple[str, Sequence[int]]],
    wording: Wording,
    candidate: Candidate,
    text: str,
    data: Data,
) -> bool:
    """Whether an item stands in a sentence: by its words, in short or in other words, or by most of the characters that are its own."""
    names = [name for name, _ in items]
    if _all_days(items):
        return _day_stands(item, _without_other_days(item, [name for name, _ in items], text))
    if is_timed_row(items):
        return item in text or bool(regex.search(PERIODS[item[0]], text))
    short = _in_short(names, text)
    if short:
        return item in short or item in text
    beside = tuple(wording.terms[row].text for other, own in items if other != item for row in own)
    said = tuple(word for word in beside if len(word) > 1 and word in text)
    if _found_share(rows, wording, candidate, text, alone=True, beside=said) >= _HALF or is_shortened(item, text):
        return True
    if item_set_out(item, text, data) or _is_headed_otherwise(item, text, data) or is_told(item, text, data):
        return True
    if body_stands(item, text, data) or _is_rid_of(item, text):
        return True
    if _COUNTY.match(item) and any(
        _item_stands(f"{rank}{item[1:]}", (), items, wording, candidate, text, data)
        for rank in "区市旗"
        if f"{rank}{item[1]}" in text
    ):
        return True
    others = {char for other, _ in items if other != item for char in other}
    own = [char for char in item if char not in others] or list(item)
    return sum(char in text for char in own) >= (_MOST_CHARACTERS if len(own) < 3 else _MANY_CHARACTERS) * len(own)


def is_shortened(name: str, text: str) -> bool:
    """Whether a text holds a name in short: its first and last character with some of those between, in order (社会保障卡: 社保卡)."""
    if len(name) < _SHORTEST_NAME or name[0] not in text or not regex.fullmatch(r"\p{Han}+", name):
        return False
    short = regex.compile(name[0] + "".join(f"{char}?" for char in name[1:-1]) + name[-1])
    return any(len(match.group()) >= _SHORTEST_SHORT for match in short.finditer(text))


_ILL = regex.compile(
    r"(?:无|没有|杜绝|严禁)(?P<ill>(?!障碍|害化|线|人机|偿)\p{Han}{2,8}?)(?:等?(?:现象|问题|情况|行为))?"
)
_RIDS = regex.compile(
    r"[^，。；]*?(?:清除|清理|清运|清零|消除|整治|取缔|杜绝|制止|拆除|铲除|治理|严禁|禁止|打击)[^，。；]*"
)


def _is_rid_of(item: str, text: str) -> bool:
    """Whether an item is that an ill is not there (无乱堆乱放), and a part of a text does away with it (占道堆放的杂物全部清除)."""
    ill = _ILL.fullmatch(item)
    own = set(ill["ill"]) if ill else set()
    return bool(own) and any(len(own & set(part.group())) > _HALF * len(own) for part in _RIDS.finditer(text))


_THE_SAME = regex.compile(r"同一[个套串种张份条]?")
_SOMEONE = regex.compile(r"\d[名人个位]?[\p{Han}]{1,8}员|专人|专职")


def _is_headed_otherwise(item: str, text: str, data: Data) -> bool:
    """Whether a text names an item with another head of the same kind (保洁队伍: 保洁员; 固定场所: 固定用房)."""
    text = _THE_SAME.sub("统一", text)
    for entry in data.entries_of("head-word"):
        head = max((form for form in entry.forms if item.endswith(form)), key=len, default="")
        stem = item[: -len(head)] if head else ""
        if stem and stem in text:
            forms = "|".join(map(regex.escape, entry.forms))
            if regex.search(rf"{regex.escape(stem)}[^，。；、]{{0,3}}(?:{forms})", text):
                return True
        if head and not stem and any(form in text for form in entry.forms if len(form) > 1):
            return True
        if head and not stem and "员" in entry.forms and _SOMEONE.search(text):
            return True
    return False


_ONE_EACH = regex.compile(r"一(?P<of>[\p{Han}])一(?P<what>[\p{Han}])")
_ALSO_SAID = {
    "策": ("策", "措施", "方案", "办法", "计划"),
    "档": ("档", "登记", "造册"),
    "案": ("案",),
    "图": ("图",),
    "评": ("评", "打分"),
    "查": ("查",),
    "账": ("账", "登记", "造册"),
    "册": ("册", "登记"),
}
_COUNT_WORDS = frozenset("一两三四五六七八九十个张次")


def _is_described(name: str, text: str) -> bool:
    """Whether a name stands there in other words: one that counts (“一张表单”: 一表申报; “一人一策”: 逐人制定), or one put together
    (“甲+乙”: 甲、乙共同).
    """
    period = _FIVE_YEARS.fullmatch(name)
    if period:
        first = 2001 + 5 * ("一二三四五六七".index(period["number"]) + 1)
        return str(first) in text and str(first + 4) in text
    if "+" in name or "＋" in name:
        return all(part in text for part in regex.split(r"[+＋]", name))
    if "、" in name and all(_part_described(part, text) for part in name.split("、")):
        return True
    if _FIRST_HAND in name:
        what = name.replace(_FIRST_HAND, "")
        said = what in text or (what[:1] in "谈话说讲论" and what[1:] in text and _BY_HAND.search(text) is not None)
        return said and _LEADER.search(text) is not None
    each = _ONE_EACH.fullmatch(name)
    if each:
        return says_each(each["of"], text) and any(word in text for word in _ALSO_SAID.get(each["what"], each["what"]))
    weekday = _WEEKDAY_NAMED.match(name)
    if weekday and regex.search(rf"(?:周|星期){weekday['day']}", text):
        return True
    if name[0] not in _COUNT_WORDS:
        return False
    rest = [char for char in name if char not in _COUNT_WORDS]
    return name[0] in text and sum(char in text for char in rest) >= _HALF * len(rest)


_WEEKDAY_NAMED = regex.compile(r"(?:周|星期)(?P<day>[一二三四五六日天])\p{Han}{1,6}[日天课会讲学]$")
"""A day that is named by what is done on it (“周五卫生日”)."""
_FIRST_HAND = "一把手"
_BY_HAND = regex.compile(r"署名|撰[写稿]|亲笔|访谈|专访|文章|文稿|体会|[谈讲论]")
_LEADER = regex.compile(r"主要负责(?:同志|人)|主要领导|党政正职|(?<!副)(?:[省市县区州局厅镇乡校院站]长|书记|主任)")
_SAID_PUBLIC = regex.compile(r"公[开示布]|发布|晒|亮")


def _part_described(part: str, text: str) -> bool:
    """Whether a part of a name of several stands there: itself, or the act that it counts (“双随机、一公开”: 双随机检查，结果公示)."""
    return part in text or (part[:1] in _COUNT_WORDS and part.endswith("公开") and bool(_SAID_PUBLIC.search(text)))


_PUT_TOGETHER = regex.compile(r"(?P<one>\p{Han}{2,8})[+＋](?P<two>\p{Han}{2,8})")
_EVERYWHERE = ("互联网", "数字", "信用", "党建", "大数据", "智慧")


def _is_of_pattern(name: str, asked: str, text: str) -> bool:
    """Whether a text has a name put together on the pattern of one that is asked for several fields (在养老、家政等方面拓展
    “物业服务+生活服务”: “物业+养老”): one side is the same.
    """
    pattern = _PUT_TOGETHER.fullmatch(name)
    if pattern is None or not any(each.end() <= asked.find(name) for each in open_lists(asked)):
        return False
    return any(
        side not in _EVERYWHERE and any(side in own or own in side for own in pattern.groups())
        for match in _PUT_TOGETHER.finditer(text)
        for side in match.groups()
    )


def _found_share(
    rows: Sequence[int],
    wording: Wording,
    candidate: Candidate,
    text: str,
    alone: bool = False,
    beside: Sequence[str] = (),
) -> float:
    """The share of an item's words, by weight, that stand in the clause, themselves or by a synonym.

    ``alone``: a word of whose lexicon entry the requirement has another word, too, has no synonym (超员、超速: 交通违法).
    ``beside``: the words of other items that stand there: what is only near to one of them (空巢 to 高龄) is not said by it.
    """
    terms = [(wording.terms[row], candidate.found[row]) for row in rows]
    counts = Counter(name for term in wording.terms for name in term.classes) if alone else Counter()
    total = sum(term.weight for term, _ in terms)
    there = sum(
        t.weight
        for t, found in terms
        if (len(t.text) > 1 and t.text in text)
        or (
            found >= _SYNONYM
            and all(counts[name] < _SEVERAL for name in t.classes)
            and not (found < NEAR_VALUE and any(found <= nearness(t.text, word) + _ALIKE_BY for word in beside))
        )
    )
    return there / total if total else 0.0


def compare_parts(wording: Wording, candidate: Candidate, text: str) -> list[Facet]:
    """The coordinated parts of a requirement (签订协议并开展联合执法) of which the clause says nothing, where it says others."""
    shares = [(part, _found_share(rows, wording, candidate, text)) for part, rows in wording.parts]
    if len(shares) < 2 or max(share for _, share in shares) < _HALF:
        return []
    return [
        Facet(name="items", asked=part, found=None, met=False)
        for (part, rows), (_, share) in zip(wording.parts, shares, strict=True)
        if share == 0.0 and _is_far(rows, wording, candidate) and not (_MAKES.fullmatch(part) and _RENEWS.search(text))
    ]


_MAKES = regex.compile(r"(?:及时|统一|牵头|组织)?(?:编制|制[定订]|编印|梳理|建立|起草)")
_RENEWS = regex.compile(r"修[订编]|更新|调整|动态管理|完善|换版|续编")
"""What is renewed each time is there (编制并公布目录: 按年度修订…并发布)."""


def _is_far(rows: Sequence[int], wording: Wording, candidate: Candidate) -> bool:
    """Whether a clause has no word that is near one of a part, nor words that are near it as a whole."""
    found = [(wording.terms[row].weight, candidate.found[row]) for row in rows]
    mean = sum(weight * value for weight, value in found) / sum(weight for weight, _ in found)
    return mean < _PART_FOUND and max(value for _, value in found) < _PART_WORD


_KIND_AFTER = regex.compile(r"\p{Han}{2}")


def names_another(unnamed: Sequence[str], asked: str, text: str) -> bool:
    """Whether a text gives another name to what a requirement names: “节水型县”创建 where “质量强县”创建 is asked."""
    kinds = [_KIND_AFTER.match(asked, asked.find(name) + len(name)) for name in unnamed]
    if any(kind and f"”{kind.group()}" in text for kind in kinds):
        return True
    sides = {side for name in unnamed for match in _PUT_TOGETHER.finditer(name) for side in match.groups()}
    return any(sides & set(match.groups()) for match in _PUT_TOGETHER.finditer(text))


def _named_otherwise(name: str, asked: str, clause: str) -> bool:
    """Whether a clause has another name in the very place of the one asked (到“四好农村路”建设先进地区, for “信用交通县”)."""
    if names_stand(name, clause):
        return False
    after = _PLACE_AFTER.match(asked, asked.find(f"“{name}”") + len(name) + 2)
    return after is not None and f"”{after.group()}" in clause


_PLACE_AFTER = regex.compile(r"\p{Han}{4}")


def _written_elsewhere(name: str, demands: Demands, text: str, data: Data) -> bool:
    """Whether what the head writes (“一把手谈信用”) appears elsewhere than asked (署名文章在县报刊发；案例报“…”网站)."""
    if _FIRST_HAND not in name or not demands.channels:
        return False
    written = next(
        (piece for piece in regex.split("[。；]", text) if _LEADER.search(piece) and _BY_HAND.search(piece)), ""
    )
    return bool(shown_channels(written, data)) and not any(channel_used(one, written, data) for one in demands.channels)


_RANKED = regex.compile(r"^(?P<what>\p{Han}{3,8})[县区旗]$")
_PURSUIT = r"(?:建设|创建|争创|创评|工作|体系|事宜|任务)"


def _is_pursued(name: str, asked: str, text: str) -> bool:
    """Whether a text pursues a programme that is called by the place that is to become so (“信用交通县”创建: 我县信用交通建设)."""
    named = _RANKED.match(name)
    if named is None or not regex.match(
        rf"(?:”|“|、|\p{{Han}}){{0,3}}{_PURSUIT}", asked[asked.find(name) + len(name) :]
    ):
        return False
    return bool(regex.search(rf"{named['what']}[\p{{Han}}”]{{0,4}}?{_PURSUIT}", text))


def compare_names(
    demands: Demands, wording: Wording, candidate: Candidate, text: str, clause: str, data: Data
) -> list[Facet]:
    """Each quoted name (“信用交通省”建设活动): it stands in the clause, or each of its words does by a synonym.

    ``text``: the clause with its headings and the plan's topic; ``clause``: the clause alone.
    """
    facets = []
    for name in demands.names:
        start = wording.text.find(name)
        rows = [
            i
            for i, t in enumerate(wording.terms)
            if start <= wording.text.find(t.text, start) < start + len(name) and t.text in name
        ]
        met = not _named_otherwise(name, wording.text, clause) and (
            names_stand(name, text)
            or is_told(name, text, data)
            or (
                not is_kind(name, data)
                and _is_described(name, text)
                and not _written_elsewhere(name, demands, text, data)
            )
            or (bool(_DAY.search(name)) and _day_stands(name, text))
            or _is_of_pattern(name, wording.text, text)
            or _is_pursued(name, wording.text, clause)
            or (
                bool(rows)
                and (not _NUMERAL.search(name) or (len(rows) == 1 and wording.terms[rows[0]].text == name))
                and all(_SYNONYM <= candidate.found[row] < 1.0 for row in rows)
            )
        )
        facets.append(Facet(name="name", asked=f"“{name}”", found=f"“{name}”" if met else None, met=met))
    return facets
