"""The acts that a sentence is about, told from those inside a modifier (赴**承担**试点的县**考察**: the act is 考察)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from .commitments import split_segments
from .language import Analysis, Concept

LIGHT_ACTS = frozenset({"开展", "部署", "服务", "办理", "规范", "纳入", "使用", "参加", "召开", "明确", "鼓励"})
"""Acts so general that finding them says little (开展, 推进, 使用)."""

_GOVERNS = regex.compile(r"(?:对于?|将|把|赴|到|向|与|由|在|为|从|按照?|根据|以|被|经|凡是?|针对)[^，]*$")
_MIN_OBJECT = 2
_NOUN_FOLLOWS = regex.compile(r"[\p{Han}]{2}")
_FIELD = regex.compile(
    r"在[^，。；]{2,60}?(?:领域|行业|方面|环节|地区|场所|单位)(?!的?[一-龥]{0,2}(?:名单|清单))"
    r"|(?:到|赴|前往)[^，。；]{2,30}?(?:先进|试点|示范|发达)[^，。；]{0,8}?(?:地区|县|市|区|省|城市|单位|企业)"
)
"""Fields that an act is done in: in 在维修、保洁等领域建立档案 the act is 建立."""


_NAME = regex.compile(r"“[^”]*”|《[^》]*》|[（(][^（()）]*[)）]")
_OUTCOME = r"(?:的)?(?:情况|结果|事项|线索|指令|报告|率)"
_COMPOUND = regex.compile(
    rf"(?:{_OUTCOME}|渠道|系统|平台|中心|机构|设备|设施|电话|信箱|人员|队伍|单位|责任人|合同|资金|经费|功能|场所|[总金数]额|终端|网络|记录|"
    r"点位|站点|数据|方案|流程|车辆|部门|对象|主体|地区)(?![、和与及并]|$)|(?:系统|平台|中心|率|设施)$"
)
_COMPOUND_FIRST = regex.compile(rf"{_OUTCOME}(?![、和与及并]|$)")
"""What a verb at the very beginning makes a compound with; other nouns there are its object (拆除**人员**密集场所的障碍物)."""
_PUBLISHED_THERE = regex.compile(
    r"[在于][^，。；]{2,24}?(?P<act>公开|公布|公示|发布|刊发|刊登|发表|登载|展示|备案)[，。；]?$"
)
"""The act that a part ends with, after the place where it is done: 招标过程、资金使用信息**在**县政府网站**公开**."""
_PUT_THERE = regex.compile(r"[将把][^，。；]{2,40}?(?P<act>纳入|列入|写入|编入|融入|计入|列为)")
"""What is done with a thing named before the act: in 将信访工作经费**列入**预算 nobody is asked for petitions."""
_TAKES_SUCH = frozenset({
    "公布", "公开", "公示", "报送", "推送", "制定", "建立", "完善", "健全", "通报", "反馈", "落实", "明确", "接入", "配备",
    "设立", "设置", "安装", "签订", "发布", "更新", "归集", "印发", "开通", "畅通", "编制", "修订", "建成", "建设",
})  # fmt: skip
"""Acts whose object such a noun is (公布**结果**); other verbs make a compound of it (检查结果)."""


def main_acts(analysis: Analysis) -> list[Concept]:
    """Every act of a text that is not inside a modifier."""
    actions = analysis.concepts_of("action")
    found: list[Concept] = []
    for start, end in _segments(analysis.text):
        fields = [(start + m.start(), start + m.end()) for m in _FIELD.finditer(analysis.text[start:end])]
        own = [
            a
            for a in actions
            if start <= a.start and a.end <= end and not any(f <= a.start and a.end <= g for f, g in fields)
        ]
        inside = sorted([*_longest(a for a in own if not a.loose), *(a for a in own if a.loose)], key=lambda a: a.start)
        found.extend(a for i, a in enumerate(inside) if not _in_modifier(analysis.text[start:end], a, start, i > 0))
    return found


def asked_acts(analysis: Analysis, asides: Sequence[tuple[int, int]]) -> list[Concept]:
    """The main act of each part of a requirement: its first verb, or, where that is a light one (开展…宣传), its last.

    What stands in brackets or quotation marks names something, and so does a verb in a compound noun beside another act
    (**检查结果**公开通报, 接入远程**监控系统**).
    """
    found: list[Concept] = []
    by_segment: dict[tuple[int, int], list[Concept]] = {}
    names = [match.span() for match in _NAME.finditer(analysis.text)]
    acts = [act for act in main_acts(analysis) if not act.loose and not any(a <= act.start < b for a, b in names)]
    for start, end in _segments(analysis.text):
        if any(a <= start < b for a, b in asides):
            continue
        by_segment[start, end] = [act for act in acts if start <= act.start and act.end <= end]
    for (start, end), inside in by_segment.items():
        verbs = [act for act in inside if not _is_compound(analysis.text, act, act.start == start)]
        if inside and not verbs and _MEASURED.match(analysis.text, inside[-1].end):
            continue
        heavy = any(act.term not in LIGHT_ACTS for act in verbs)
        inside = verbs if heavy else inside
        if not inside:
            continue
        first = _predicate(analysis.text, inside)
        if _MATTER_OF.match(analysis.text, first.end):
            rated = (act for act in by_segment[start, end] if act.start > first.end)
            first = next((act for act in rated if analysis.text[act.end : act.end + 1] == "率"), first)
        written = next((act for act in inside[1:] if act.term == "台账"), None)
        published = _PUBLISHED_THERE.search(analysis.text, start, end)
        put = _PUT_THERE.search(analysis.text, start, end)
        disposed = next((act for act in inside if put and act.start == put.start("act")), None)
        if disposed:
            first = disposed
        elif published and inside[-1].start == published.start("act"):
            first = inside[-1]
        elif written and first.term == "建立":
            first = written  # who keeps a register sets one up: 形成月度台账, 建立档案
        elif first.term == "建立":
            first = next((act for act in inside[1:] if _is_mechanism(analysis.text, act)), first)
        found.append(first if first.term not in LIGHT_ACTS else inside[-1])
    return [act for act in found if act.term not in LIGHT_ACTS]


_MEASURED = regex.compile(r"(?:总|金|数)额[^，。；]{0,2}(?:达到?|不低于|不少于|突破|超过|≥)")
"""What is only measured (质押融资登记金额达到1.5亿元): no act is asked for."""
_MATTER_OF = regex.compile(r"(?:信息|数据|问题|事项|案件|线索|隐患|诉求)")
"""What is rated below in the same part: 改厕信息在平台录入率."""
_BEFORE_VERB = regex.compile(
    r"[^、和与及并，。；：]{1,24}?(?:全部|均|都|一律|应当?|须|必须|依法|依规|及时|按时|按期|[日天时月年]内|之?后|当日|当天|每[日周月季年][^，。；]{0,6})$"
)
"""What stands between a noun phrase that holds a verb (收运车辆, 新增违法建设) and the verb of the part."""


def _predicate(text: str, acts: Sequence[Concept]) -> Concept:
    """The verb of a part: its first act, unless that is a part of the subject before it (**收运**车辆全部安装…)."""
    for place, act in enumerate(acts):
        if act.term in _TAKES_SUCH or act.term in LIGHT_ACTS or act.text == "委托":
            return act
        if not any(_BEFORE_VERB.fullmatch(text, act.end, later.start) for later in acts[place + 1 :]):
            return act
    return acts[-1]


def _is_mechanism(text: str, act: Concept) -> bool:
    """Whether an act is what a mechanism consists of: who confers each quarter has set one up (建立会商机制)."""
    return act.term in _DONE_TOGETHER and text[act.end : act.end + 4].strip("，。；").endswith("机制")


_DONE_TOGETHER = frozenset({"沟通", "研究", "调度", "通报", "召开", "对接", "交流", "反馈"})


def _is_compound(text: str, act: Concept, is_first: bool) -> bool:
    """Whether a verb only makes a noun with what follows it (检查结果, 排查情况)."""
    tail = _COMPOUND_FIRST if is_first else _COMPOUND
    return act.term not in _TAKES_SUCH and act.text not in _TAKES_SUCH and bool(tail.match(text, act.end))


def _segments(text: str) -> list[tuple[int, int]]:
    spans, place = [], 0
    for part in split_segments(text):
        spans.append((place, place + len(part)))
        place += len(part)
    return spans


def _longest(concepts: Iterable[Concept]) -> list[Concept]:
    """Concepts in order, those inside a longer one left out."""
    kept: list[Concept] = []
    for concept in sorted(concepts, key=lambda c: (c.start, -c.end)):
        if not kept or concept.end > kept[-1].end:
            kept.append(concept)
    return kept


def _in_modifier(part: str, act: Concept, offset: int, follows_act: bool) -> bool:
    """Whether 的 closes a clause that the act opens, with something of weight behind it, and something governs it from before."""
    start, end = act.start - offset, act.end - offset
    if part[:start].endswith("已") and _follows_noun(part, end):
        return True
    particle = part.find("的", end)
    if particle < 0 or particle - end < 0 or len(part.rstrip("，。；：,;:")) - particle <= 1:
        return False
    governed = bool(_GOVERNS.search(part[:start]))
    return governed or (follows_act and particle - end >= _MIN_OBJECT)


def _follows_noun(part: str, end: int) -> bool:
    """Whether something is said of what was done (对**已建成**项目开展评价): the done act is no act of the sentence."""
    return bool(_NOUN_FOLLOWS.match(part, end)) and not part[:2].startswith("已")
