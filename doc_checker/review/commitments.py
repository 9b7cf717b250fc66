"""Clause → commitments: what a plan's sentence firmly does, and what it only explores, denies, postpones, reports or leaves to others.

A sentence is cut at commas into segments, each with a *force*; the match then reads the firm segments of a sentence, and the weak ones
only where nothing firm is found (an act that is negated, postponed, past or another body's is no commitment).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from ..data import Data
from ..model import Clause
from ..text import squeeze
from .forces import TARGET, VOID, Cues, force_of, opens_with_act, without_names
from .forces import ActorScope as ActorScope

_SENTENCE_END = regex.compile(r"[^。！？!?；;]*[。！？!?；;]?[”’」』）)]*")
_BRACKETS = {"（": "）", "(": ")", "《": "》", "“": "”", "【": "】", "〔": "〕", "[": "]"}
_CLOSERS = frozenset(_BRACKETS.values())
_SIGN = regex.compile(rf"[，,：:|{regex.escape(''.join((*_BRACKETS, *_BRACKETS.values())))}]")
_LABEL = regex.compile(
    r"^(?:附件\d*|[（(]?[一二三四五六七八九十百\d]{1,4}[)）、．.]|第[一二三四五六七八九十百\d]+[条章节])+"
)
_DUTY = regex.compile(
    r"[（(【][^（()）【】]{0,40}?(?:牵头|责任|负责|配合)(?:部门|单位|科室|处室|领导|人)?[^（()）【】]{0,200}[)）】][。；]?$"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence between commas with its force and the words that told it."""

    text: str
    force: str
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a clause."""

    clause: str
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return "".join(segment.text for segment in self.segments)

    @property
    def firm(self) -> str:
        """What the sentence firmly commits to."""
        return "".join(segment.text for segment in self.segments if segment.force == "firm")

    @property
    def open(self) -> str:
        """Firm and weak parts together."""
        return "".join(segment.text for segment in self.segments if segment.force in ("firm", "weak"))

    @property
    def void(self) -> tuple[Segment, ...]:
        """The parts that are no commitment."""
        return tuple(segment for segment in self.segments if segment.force in VOID)


def strip_duty(text: str) -> str:
    """The clause's text without its label and without the brackets that name responsible units."""
    return _DUTY.sub("", _LABEL.sub("", squeeze(text)))


def read_sentences(clause: Clause, data: Data, scope: ActorScope) -> list[Sentence]:
    """The sentences of a clause's own text with the force of each part."""
    sentences: list[Sentence] = []
    bodies = [strip_duty(paragraph) for paragraph in clause.text.split("\n")]
    parts = [list(split_segments(text)) for body in bodies for text in split_sentences(body)]
    cues = Cues(data, [without_names(part) for own in parts for part in own])
    for own in parts:
        sentence = _as_report(
            Sentence(clause.id, tuple(_read_segments(own, cues, scope))), clause.heading, data, scope.year
        )
        _void_mentioned(sentences, sentence)
        sentences.append(_beside_acts(sentence))
    return sentences


def _beside_acts(sentence: Sentence) -> Sentence:
    """A sentence whose appeals (加强组织领导，) stand beside something done: there they are weak; alone they commit to nothing."""
    if not any(segment.force in ("firm", "weak") for segment in sentence.segments):
        return sentence
    beside = (Segment(s.text, "weak", s.cue) if s.force == "appeal" else s for s in sentence.segments)
    return Sentence(sentence.clause, tuple(beside))


_REPORT_HEADING = regex.compile(
    r"(?:小结|回顾|现状|形势|背景|成效|进展|(?<!报送|掌握|公开|通报|排查|反馈|摸清|落实)情况)[。：:]?$"
)
_MAKES_IT = regex.compile(r"提升|巩固|用好|强化|注重|确保|转化|运用|扩大|增强|推进|加快|抓|督|报告|公示|研判|分析")
_REPORT = regex.compile(
    r"^(?:年初|今年|本年|去年|20\d\d年|自[^，]{2,10})?以来|^自20\d\d年起，[^，]{0,8}已|(?<=[，。]|^)已(?:累计|先后|连续)|(?<![对凡])连续[两二三四五六七八九十\d]+年(?:保持|组织|实现|获|位居|未)|圆满收官|顺利收官|反响(?:热烈|良好)|普遍(?:反映|好评)"
    r"|(?<!对[^，。]{0,8})(?:受到|荣获)[^，。的]{0,14}(?:表扬|表彰|奖励|肯定|好评)(?=[，。；]|$)|列[A-D]等|[两三四五六七八九]年多?来|总体平稳|(?<!(?:推动|促进|确保|力争|保持|实现|努力|促使|全年|年内|年底)[^，。；]{0,14})稳中[有向][升好]"
)
"""What only a report says of itself, in a sentence that sets no target."""


_YEAR_FIRST = regex.compile(
    r"^(?:回顾)?(20\d\d)年(?![\p{Han}\d]{0,6}(?:版|以来|标准|任务|反馈|结转|项目)|[\p{Han}]{1,6}的[\p{Han}\d])"
)


def _as_report(sentence: Sentence, heading: str | None, data: Data, year: int | None) -> Sentence:
    """A sentence that reports what was done, under a heading that says so or by its own words: all of it is past."""
    text = sentence.text
    if not any(segment.force in ("firm", "weak") for segment in sentence.segments) or TARGET.search(text):
        return sentence
    title = squeeze(heading or "")
    named = (
        _REPORT_HEADING.search(title)
        if title and not _MAKES_IT.search(title) and not opens_with_act(title, data)
        else None
    )
    opening = _YEAR_FIRST.match(text)
    earlier = opening if opening and year is not None and int(opening.group(1)) < year else None
    cue = named or earlier or _REPORT.search(text)
    if cue is None:
        return sentence
    void = (Segment(s.text, "past", cue.group()) if s.force in ("firm", "weak") else s for s in sentence.segments)
    return Sentence(sentence.clause, tuple(void))


_MENTIONS_ALL = regex.compile(r"^(?:但|惟)?(?:以上|上述|前述)(?!级)")
_MENTIONS_LAST = regex.compile(
    r"^(?:但|惟)?(?:此|该|这|本)项?(?:工作|任务|活动|事项|培训|制度|机制|项目|内容)|^[此该这]项"
)


def _void_mentioned(before: list[Sentence], sentence: Sentence) -> None:
    """Give the sentences that one points back to its force: “上述工作本年度暂不安排。”"""
    first = next((s for s in sentence.segments if s.force in ("negated", "postponed", "other-actor") and s.cue), None)
    if first is None or not before or not is_bare(first.text, first.cue or ""):
        return
    count = len(before) if _MENTIONS_ALL.match(sentence.text) else 1 if _MENTIONS_LAST.match(sentence.text) else 0
    for place in range(len(before) - count, len(before)):
        void = tuple(
            Segment(s.text, first.force, first.cue) if s.force in ("firm", "weak") else s
            for s in before[place].segments
        )
        before[place] = Sentence(before[place].clause, void)


_HEAD_IN_BRACKETS = regex.compile(r"【[^【】]{2,24}】(?=[\p{Han}\d“《])")
"""A task's name before its text (【整合救援力量】组建…), a sentence of its own."""


def split_sentences(text: str) -> list[str]:
    """Sentences with their final punctuation; a full stop inside brackets or quotation marks does not end one."""
    pieces: list[str] = []
    headed = _HEAD_IN_BRACKETS.match(text)
    if headed:
        pieces.append(headed.group())
    for match in _SENTENCE_END.finditer(text, headed.end() if headed else 0):
        piece = match.group()
        if not piece:
            continue
        if pieces and _is_open(pieces[-1]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _is_open(text: str) -> bool:
    return any(text.count(opener) > text.count(closer) for opener, closer in _BRACKETS.items())


def split_segments(sentence: str) -> Iterator[str]:
    """Parts of a sentence between commas, colons and table cells outside brackets and quotation marks; each with its punctuation."""
    depth, start = 0, 0
    for sign in _SIGN.finditer(sentence):
        char = sign.group()
        if char in _BRACKETS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif depth == 0:
            yield sentence[start : sign.end()]
            start = sign.end()
    if start < len(sentence):
        yield sentence[start:]


def _read_segments(parts: Sequence[str], cues: Cues, scope: ActorScope) -> list[Segment]:
    """Segments with their force: a condition (待…后), a past time (去年，…) or another body governs the parts that follow it."""
    data = cues.data
    segments: list[Segment] = []
    governing = _report(parts)
    for part in parts:
        force, cue = force_of(part, cues, scope)
        if force == "firm" and (held := _HELD_BACK.search(part)) and _waits_for_paper(segments, part):
            force, cue = "negated", held.group()
        if force == "firm" and segments and _BY_THEMSELVES.match(part) and _OUTSIDERS.match(segments[-1].text):
            force, cue = "other-actor", part[:2]
        adverbial = bool(segments) and bool(_ADVERBIAL.search(segments[-1].text))
        if governing is not None and governing[0] == "weak" and _ENCOURAGED.search(segments[-1].text):
            encouraged = opens_with_act(part, data) and not _OWN_WORK.search(part)
            governing = governing if encouraged else None
        elif governing is not None and governing[0] == "weak" and _EXPLORES_HOW.search(segments[-1].text):
            encouraged = not _OWN_WORK.search(part)
            governing = governing if encouraged else None
        if governing is not None and governing[0] == "postponed" and _is_rate_of_its_own(segments[-1], part):
            governing = None
        if governing is not None and governing[0] == "past" and _goes_on(governing[1], parts, part):
            governing = None
        if governing is not None and not adverbial and _resumes(governing[0], part, data):
            governing = None
            force, cue = ("firm", None) if force == "past" else (force, cue)
        if force == "firm" and governing is not None:
            force, cue = governing
        elif force == "other-actor" and (_OCCASION.search(part) or "正在" in (cue or "")):
            governing = None  # 省厅组织案例征集时，及时报送材料: the occasion is another's, what follows is the owner's
        elif force == "postponed" and _DETAILS.search(part):
            governing = None  # 对优秀单位给予奖励，具体办法另行制定: what is put off is how, not whether
        elif (
            force in ("postponed", "other-actor")
            or (force == "past" and _is_first(segments))
            or cue_governs(part, force)
        ):
            governing = (force, cue or "")
        elif force == "negated" and part.endswith(("：", ":")) and is_bare(part, cue or ""):
            governing = (force, cue or "")  # 以下工作本年度暂不安排：…
        elif force != "past":
            governing = None
        occasion = force == "other-actor" and _OCCASION.search(part)
        if force in ("negated", "postponed", "other-actor") and cue and not _DETAILS.search(part) and not occasion:
            _void_topic(segments, part, force, cue, data)
        segments.append(Segment(part, force, cue))
    return segments


_OUTSIDERS = regex.compile(
    r"^(?:(?!督促|指导|引导|要求|支持|推动|组织|帮助|鼓励|推进)[\p{Han}、]){0,14}?(?:企业|公司|银行|机构|商会|协会|社会组织|合作社|经营主体|市场主体|业主)"
    r"(?:要|应|须)?(?:按照?|根据|依据|依照|结合|落实|立足|对照|严格)[^，。；]{2,30}，$"
)
_BY_THEMSELVES = regex.compile(
    r"(?:自行|自主|自愿)(?!申报|报名|创新|品牌|知识|研发|可控|创业|招聘|的|[\p{Han}]{0,4}的)"
)
"""What outsiders do by themselves, behind what they do it by: 各企业按照主体责任要求，自行安排培训."""
_AT_SET_TIMES = regex.compile(r"^每(?:半?年|季度?|月|周|旬|日|天|[两二双]个?[月周])")
_TELLS_OF_DONE = regex.compile(
    r"[了过](?![解结])|累计|共[\p{Han}]{0,6}\d|去年|上一?年|近年|以来|(?:上半年|前\p{Han}{1,3}月)|年初|此前|前期|先后|20\d\d年[^，。；]{0,4}(?:已|起)"
)


def _goes_on(cue: str, parts: Sequence[str], part: str) -> bool:
    """Whether a part says what goes on at set times after what is already set up (已成立专班，每季度召开调度会), none told as done."""
    return (
        cue.startswith("已")
        and _AT_SET_TIMES.match(part) is not None
        and not any(_TELLS_OF_DONE.search(each) for each in parts)
    )


_PUT_OFF_ITSELF = regex.compile(r"^(?!(?:须|需|要|还|仍|拟|计划))[\p{Han}“”]{3,}?(?:待|俟|推迟|延[期至]|留待|暂缓)")
_RATE_OF_ITS_OWN = regex.compile(r"^[^，。；的]{4,}(?:率|度|比例)[^，。；\d]{0,8}\d[\d.]*[%％]")


def _is_rate_of_its_own(before: Segment, part: str) -> bool:
    """Whether a part sets a rate of another thing than the delay before it: 举报奖励待办法出台后实施，投诉办结率达到100%."""
    return bool(_PUT_OFF_ITSELF.match(before.text) and _RATE_OF_ITS_OWN.match(part) and part[:2] not in before.text)


def _waits_for_paper(segments: Sequence[Segment], part: str) -> bool:
    return any(_UNTIL_PAPER.search(text) for text in (part, *(segment.text for segment in segments)))


_DETAILS = regex.compile(
    r"^(?:具体|相关|有关|详细)(?:的)?(?:实施|操作|管理|考核|奖励|评价)?(?:办法|细则|标准|方案|名单|清单|政策|规定|安排|事宜|要求)[^，。；]{0,8}另行"
)
_TIME_FIRST = regex.compile(
    r"^(?:目前|当前|日前|近日|前不久|现|(?:今年|本年)?(?:年初|[\d一二三四五六七八九十]{1,2}月(?:份|初|底|中旬)?))[，,]$"
)


def _is_first(segments: Sequence[Segment]) -> bool:
    """Whether nothing but a time stands before a part: 今年3月，我局已赴先进县考察，形成报告 is past as a whole."""
    return all(_TIME_FIRST.match(segment.text) for segment in segments)


_STANDS = regex.compile(
    r"^(?:截至)?(?P<time>目前|当前|迄今)[，,][^，；]*(?:建成|形成|实现|达到|完成|具备|共有|拥有|覆盖)"
    r"|^(?P<time>今年上半年|上半年|前[两二三]个?季度|[一二三]季度)[^；]*(?:位?居|排名|位列)[^，；]{0,6}(?:第[\d一二三四五六七八九十]|前列|首位)"
)


def _report(parts: Sequence[str]) -> tuple[str, str] | None:
    """The past that governs a sentence which tells how things stand (目前，三级网络基本建成。) and sets no target."""
    sentence = "".join(parts)
    match = _STANDS.match(sentence)
    return ("past", match.group("time")) if match and not TARGET.search(sentence) else None


_OCCASION = regex.compile(r"(?:时|期间|之际|前|后)[，,]$")
_TIME_ONLY = regex.compile(r"以来[，,]$|^(?:去年|上一?年度?|近年来|前期|此前|截至[^，]{2,9})[，,]$")
_ENCOURAGED = regex.compile(
    r"(?:鼓励|支持|引导|倡导|提倡|号召)[\p{Han}（）、“”〇]{2,24}?(?:(?:[与和同跟][\p{Han}、“”〇]{2,20}?(?:加强|深化|开展|共同|密切)?"
    r"(?:合作|联合|联手|携手|协作|结对|共建|对接|联动)|(?:加强|深化|开展)[\p{Han}]{0,6}合作)|(?:结合|立足|根据)[\p{Han}、“”〇]{2,16}|(?:发挥|依托|利用|借助|围绕|通过|运用|按照)[\p{Han}、“”〇]{2,20})[，,]$"
)
"""An encouragement that tells with whom or how, and the act in the next part: 鼓励企业与高校合作，开展…."""
_EXPLORES_HOW = regex.compile(
    r"(?:^|[、并也])(?:积极|大胆|深入|主动|稳妥)?(?:探索|尝试|摸索|试着)(?:根据|按照?|依托|依据|结合|通过|围绕|针对|利用|借助|运用)[^，。；]{2,30}[，,]$"
)
"""What is explored stands in the next part (探索按照风险高低，实行差异化检查)."""
_OWN_WORK = regex.compile(
    r"\d|[一二两三四五六七八九十]+[个次家名场项处]|年内|[月年]底前|要|将|给予|予以|发放|兑现|奖|补[助贴]|我[局县市区]|由"
)
_PROVIDED = regex.compile(
    r"(?:允许|许可|具备|充足|富余|满足)(?:的?情况下|时|的话|前提下)?[，,]$|^(?:必要时|确有必要时|有条件的话|视情)[，,]$"
)


def cue_governs(part: str, force: str) -> bool:
    """Whether a part is a mere circumstance of what follows it: a past time (近年来，) or a proviso (若经费允许，)."""
    if force == "weak":
        return any(pattern.search(part) for pattern in (_PROVIDED, _ENCOURAGED, _EXPLORES_HOW))
    return bool(force == "past" and _TIME_ONLY.search(part))


def _void_topic(segments: list[Segment], part: str, force: str, cue: str, data: Data) -> None:
    """Give the parts before a denial its force where they are what is denied: “信用培训，本年度不作安排”.

    A denial that names nothing itself denies all that the sentence said before it; a delay also delays a topic without an act.
    The reason for either (因平台升级，) is none of the plan's acts.
    """
    last = len(segments) - 1
    if last >= 0 and force == "postponed" and _IN_STORE.search(segments[last].text) and _lacks_object(part, data):
        segments[last] = Segment(segments[last].text, force, cue)  # 做好新馆项目储备，待资金落实后再行建设
    while last >= 0 and _REASON.match(segments[last].text):
        if segments[last].force == "firm":
            segments[last] = Segment(segments[last].text, force, cue)
        last -= 1
    if is_bare(part, cue):
        while last >= 0 and segments[last].force == "postponed" and _CONDITION_FIRST.match(segments[last].text):
            last -= 1  # 校车更新，待省里办法出台后制定方案，今年暂不安排: what is denied is the topic before the delay
        while_firm = last + 1
        while while_firm and segments[while_firm - 1].force in ("firm", "weak"):
            while_firm -= 1
        segments[while_firm:] = [Segment(each.text, force, cue) for each in segments[while_firm:]]
    elif last >= 0 and segments[last].force == "firm" and force == "other-actor":
        topic = segments[last].text
        if topic.endswith("的，") or _is_mere_topic(topic, part, cue, data):
            segments[last] = Segment(topic, force, cue)  # 避险点位，由市水利局划定; 人员变动的，由各村自行调整
    elif last >= 0 and segments[last].force in ("firm", "weak") and force in ("postponed", "negated"):
        topic = segments[last].text
        if force == "negated" and _INTENDED.match(topic) and len(_without_light(part, cue)) <= _SHORTEST_ACT:
            segments[last] = Segment(topic, force, cue)  # 拟建停车场6个，因用地未批，今年暂不建设
            return
        if (
            force == "postponed"
            and _OWN_SUBJECT.search(part[: max(0, part.find(cue))])
            and _SAYS_HOW_MUCH.search(topic)
        ):
            return  # 开办时间压缩至半天，刻章费用待明年安排: each part has its own subject
        if _OF_NOW.search(topic) or _OF_REST.search(part) or TARGET.search(topic):
            return
        if force == "negated":
            if _IS_WORK.search(topic) and not opens_with_act(topic, data) and _OF_NOW.search(part):
                segments[last] = Segment(topic, force, cue)
            return
        named = not opens_with_act(topic, data) or _WHICH.match(topic)
        if named or (_NOUN_PHRASE.search(topic) and _lacks_object(part, data)):
            segments[last] = Segment(topic, force, cue)


def _is_mere_topic(topic: str, part: str, cue: str, data: Data) -> bool:
    """Whether what stands before another body's act (由市水利局划定) only names what it is about."""
    if not part.startswith("由") or "自行" in cue or opens_with_act(topic, data):
        return False
    return not (TARGET.search(topic) or _SAYS_HOW_MUCH.search(topic))


_IN_STORE = regex.compile(r"^(?:先行?)?(?:做好|抓好|加强|开展|推进)[^，。；]{2,30}(?:储备|谋划|论证)(?:工作)?[，,]$")
_INTENDED = regex.compile(r"^(?:我[局县市区]|今年|年内)?(?:原|本)?(?:拟|计划|规划|预定|预计|打算|定于)")
_OWN_SUBJECT = regex.compile(
    r"^(?!(?:其中|其|所需|相关|有关|具体|拟|计划|预计|须|需|要|今年|年内|本年))[\p{Han}、“”]{4,}$"
)
_SAYS_HOW_MUCH = regex.compile(
    r"[至到达为][\p{Han}\d.]{0,4}[\d半一二两三四五六七八九十]|[\d一二两三四五六七八九十]+[\p{Han}%％]|全部|一律|均|由|按"
)
_OF_NOW = regex.compile(
    r"^(?:今年|本年度?|20\d\d年|年[内初底末]|目前|现阶段|先[行期]?(?!进)|[\d一二三四五六七八九十]{1,2}月|[上下]半年|第?[一二三四]季度)"
)
_OF_REST = regex.compile(r"^(?:其[余他]|剩余|剩下|余下|另外?)(?!行)|[增新扩添]")
_CONDITION_FIRST = regex.compile(r"^(?:须|需|要)?(?:待|俟|等到|留待)")
_WHICH = regex.compile(
    r"^(?:使用|运行|投用|投入使用|建成|涉及|存在|达到|超过|符合|具备|纳入|列入|尚未|未)[^，。；]{1,20}的[^，。；的]{3,24}[，,]$"
)
"""A topic that opens with a verb of its modifier (使用超过15年的电梯更新改造，)."""
_UNTIL_PAPER = regex.compile(
    r"(?:清单|目录|办法|方案|细则|政策|标准|意见|规定|文件|制度|名录|口径)[^，。；]{0,8}(?:公布|出台|印发|发布|明确|下发|修订|确定|下达)(?:之|以)?前"
)
_HELD_BACK = regex.compile(
    r"(?:(?:不得|不准|不许|不可|不|禁止|严禁)再?(?:擅自|自行|先行|提前|随意|单独|另行)"
    r"|(?:不得|不准|禁止|严禁)(?:开展|出台|设定|扩大|实施|启动|制定|推行|评|认定|公布|组织))[\p{Han}]{2}"
)
"""What nobody may do until another's paper is out (清单公布前，各单位不得自行设定…): held back, not done."""
_IS_WORK = regex.compile(
    r"^(?!各|全[县市区省])[^，。；]{2,30}?(?:项目|工程|建设|工作|事项|事宜|任务|活动|补建|迁建|扩建|新建|购置|因[^，。；]{2,20}|[室站馆栏点库基地]|平台|中心|系统)[，,]$"
)
"""A part that only names a work or a thing: what is denied of this year after it (今年暂不设立) is denied of that."""
_REASON = regex.compile(r"^(?:因(?!地|时|人|势|材|户|村|企)|由于|鉴于|考虑到|受[^，。；]{2,20}(?:影响|限制|制约|所限))")
_NOUN_PHRASE = regex.compile(
    r"^(?!制定|制订|建立|健全|完善|出台|印发|实施|落实|推行|开展|推进|组织|做好|抓好|加强|强化|优化|深化|推动|加快|编制|设立|建设|打造|开发|推广|探索|研究|起草|"
    r"拟定|修订|提出|形成|启动|安排|举办|召开|参加|采取|对|向|为|把|将|按|在|以)"
    r"[^，。；]*(?:的|等)[^，。；的]{0,8}(?:措施|办法|制度|机制|事项|工作|项目|活动|政策|方案|细则|标准|系统|平台|清单|规则|任务|服务|产品|模式)[，,]$"
)
"""A part that names something, though it may begin like an act (优先办理等激励措施，): what the delay after it says is of that."""


def _lacks_object(part: str, data: Data) -> bool:
    """Whether a delay ends with its act alone: 待市局统一制定后再行出台, not 待清单发布后再研究激励措施."""
    rest = regex.sub(r"^[^，。；]*?(?:之?后|时)(?=[再另才方]|[\p{Han}]{2,4}[，。；])", "", part).strip("，。；")
    rest = regex.sub(r"^(?:再|另)?行?", "", rest)
    return len(rest) <= _SHORTEST_ACT or (opens_with_act(rest, data) and len(rest) <= 2 * _SHORTEST_ACT)


_SHORTEST_ACT = 2
_LIGHT = regex.compile(
    r"本年度?|今年|年内|目前|现阶段|暂时?|统一|集中|另行|组织|实施|开展|安排|部署|进行|推进|启动|考虑|负责|执行|落实|举办|办理|推行|推开|启用|实现|"
    r"后|再|行|将|均|都|也|则|的|单独|承担|我[局厅委市县区省镇旗]|本[局厅委市县区省]|列入|纳入|列为|计划|工作|任务|明年|来年|下一?年度|条件|成熟|具备|完成|到|至|予以|由|对此|此项|该项|这项|[以如]上|[以如]下|下列|上述|各项|事项|届时|相关|有关|具体|[上下]半年|第?[一二三四]季度|内|中|[\p{P}\d年月]"
)
_CONDITION = regex.compile(r"^(?:留?待|俟|等)[^，。；]{2,40}?(?:之?后|时|再)")
_BARE_SIZE = 1


def is_bare(part: str, cue: str) -> bool:
    """Whether a denial names nothing beside itself: 本年度不作安排, 推迟到明年实施, 由省厅统一组织."""
    return len(_without_light(part, cue)) <= _BARE_SIZE


def _without_light(part: str, cue: str) -> str:
    return _LIGHT.sub("", _CONDITION.sub("", part).replace(cue, "", 1))


_PRESENT = r"今年(?!以来|上半年|初|已)|本年度?(?!以来|已)|年内|当前|现阶段|下步|下一步|同时|与此同时"
_RESUMES = {
    "past": regex.compile(
        rf"^(?:{_PRESENT}|现(?!已)|要|继续|并将|在此基础上)|继续|^(?:今年|本年)?上半年(?:要|将|拟|计划|再|同步|配套|研究|抓紧|[\p{{Han}}]{{0,2}}(?:制[定订]|修订|出台|印发|编制|启动))(?![^，。；]*[了过])|今年(?!以来|上半年|初|已|前)|本年度(?!以来|已)"
        r"|^.{0,6}(?:力争|确保|[\d月年]底前|\d[日月]前|年内)|不少于|不低于|^[各全](?:(?!已)\p{Han}){1,8}[要应须](?![求点])|在此基础上"
    ),
    "weak": regex.compile(rf"^(?:{_PRESENT})"),
    "postponed": regex.compile(rf"^(?:{_PRESENT}|先行|我[局厅委市县区省]|目前)"),
    "other-actor": regex.compile(
        rf"^(?:{_PRESENT}|我[局厅委市县区省]|本[局厅委市县区省级地单]|全[市县区省]|各[\p{{Han}}]|[县区旗]局|[县区旗镇乡]里|[县区]级?[\p{{Han}}]{{1,8}}(?:局|部门)"
        r"|(?:要|积极|认真|主动|及时|按要求|按时|做好)*(?:配合|参加|参与|做好|抓好|选派|选送|报名|申报|争取|对接|组织(?:人员|[\p{Han}]{0,8}参加)))"
    ),
}


_ADVERBIAL = regex.compile(r"[将会](?:按照?|根据|结合|在|围绕|依托|通过|对照)[^，]*，$")
"""A part that has a subject and an adverbial but no verb yet (省厅将按照统一安排，): its verb follows."""


def _resumes(force: str, part: str, data: Data) -> bool:
    """Whether a part goes back to what the plan's owner does now (今年将…, 我局要…) after a governing cue."""
    pattern = _RESUMES.get(force)
    if pattern is not None and pattern.search(part):
        return True
    return force == "past" and part.startswith("将") and opens_with_act(part[1:], data)
