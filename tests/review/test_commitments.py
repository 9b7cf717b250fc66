"""Force of each part of a sentence: what a plan's owner will do, and what it denies, delays, reports, only considers or leaves to others.

Each case gives the words that must be read as firm or weak; everything else of the sentence must not be.
"""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.model import Clause, Span
from doc_checker.review.commitments import (
    ActorScope,
    Sentence,
    read_sentences,
    split_segments,
    split_sentences,
    strip_duty,
)

COUNTY = ActorScope(rank=2, year=2025, owner="青禾县民政局")
CITY = ActorScope(rank=3, year=2025, owner="云岭市交通运输局")
PROVINCE = ActorScope(rank=4, year=2025)


def read(text: str, scope: ActorScope = COUNTY) -> list[Sentence]:
    span = Span(start=0, end=len(text))
    clause = Clause(id="一", label=None, level=1, heading=None, text=text, span=span)
    return read_sentences(clause, default_data(), scope)


def forces(text: str, scope: ActorScope = COUNTY) -> list[str]:
    return [segment.force for sentence in read(text, scope) for segment in sentence.segments]


def only(text: str, scope: ActorScope = COUNTY) -> str:
    """The force of all parts, where they have one and the same."""
    found = set(forces(text, scope))
    return found.pop() if len(found) == 1 else "/".join(forces(text, scope))


@pytest.mark.parametrize(
    "text",
    [
        "建立信用评价制度，每季度公布评价结果。",
        "对已取得成效的产品进行报道。",
        "对已建成的示范点加强日常管理。",
        "推广已形成的经验做法。",
        "巩固去年创建成果，持续提升服务质量。",
        "在去年工作基础上，新建3处服务站点。",
        "总结近年来工作经验，编印案例汇编。",
        "依据已印发的管理办法，开展分级分类监管。",
        "已建成的平台要加强运行维护。",
        "已签订承诺书的，及时向社会公示。",
        "未按时报送的单位，予以通报。",
        "未建立台账的，限期整改。",
        "一律不再要求企业重复提交。",
        "办理过程中不再向企业收取任何费用。",
        "让群众无需再跑窗口。",
        "企业无须提交纸质材料。",
        "不断完善工作机制。",
        "不定期开展抽查检查。",
        "不折不扣落实各项任务。",
        "参训人员不得少于50人。",
        "取消不合理收费项目。",
        "对失信企业依法暂停办理优惠事项。",
        "举办专题培训班，具体时间另行通知。",
        "于次年1月底前报送年度总结。",
        "未培训合格的不得上岗。",
        "杜绝未公开先实施现象。",
        "解决尚未纳入保障范围的困难群众的就医问题。",
        "按照省厅统一部署，组织开展专项行动。",
        "积极参加由省厅统一组织的培训。",
        "在省厅统一指导下，开展试评价。",
        "由市场监管科负责日常检查。",
        "制定《探索建立信用评价机制实施方案》。",
        "推广鼓励发展的先进技术。",
        "暂不具备条件的，由所在乡镇代为办理。",
        "完成了解情况、核实数据等基础工作。",
        "办理许可、备案等业务时同步开展信用宣传。",
        "今年将新建2处公共停车场。",
        "年内将完成全部改造任务。",
    ],
)
def test_firm(text: str) -> None:
    assert only(text) == "firm"


@pytest.mark.parametrize(
    "text",
    [
        "本年度暂不设立专栏。",
        "今年不再举办培训班。",
        "今年不举办专题培训班。",
        "今年没有组织外出考察的计划。",
        "本年度不计划开展第三方评估。",
        "信用评价工作暂不开展。",
        "考察学习活动予以取消。",
        "专题培训，本年度不作安排。",
        "建立统一平台，今年暂不实施。",
        "制定实施细则，暂缓推进。",
        "本年度无需成立专门机构。",
        "信用经费尚未列入财政预算。",
        "本年度暂不成立由局长任组长的领导小组。",
        "在局网站暂不开设独立的专栏。",
        "该制度暂未建立。",
        "评选表彰活动已取消。",
        "结果不对外公布。",
        "外出考察不在今年工作计划之内。",
        "没有开展第三方评估的打算。",
        "以下工作本年度暂不安排：建立信用档案，开展信用评价。",
    ],
)
def test_negated(text: str) -> None:
    assert only(text) == "negated"


@pytest.mark.parametrize(
    "text",
    [
        "我局已成立领导小组。",
        "领导小组已于去年成立。",
        "方案已印发实施。",
        "去年，将信用工作纳入年度要点。",
        "去年，全县组织培训4次，参训200人次。",
        "上年度举办培训班3期。",
        "2024年，建成示范点12处，惠及群众3万人。",
        "截至目前，全县建立台账35份。",
        "已成立由局长任组长的领导小组。",
        "今年以来，组织了两次集中学习。",
        "平台已经建成并投入使用。",
        "完成了12个老旧小区的改造。",
        "已全部签订承诺书。",
        "创建工作已通过验收。",
    ],
)
def test_past(text: str) -> None:
    assert only(text) == "past"


@pytest.mark.parametrize(
    "text",
    [
        "待省级平台建成后，再行接入。",
        "待上级出台细则后，制定配套措施，组织宣传培训。",
        "专题培训推迟到明年举办。",
        "开展第三方评估，另行安排。",
        "评选活动待条件成熟后再开展。",
        "明年启动二期工程。",
        "择期组织考察学习。",
        "等资金到位后再建设充电设施。",
        "信用培训，待机构改革完成后统筹安排。",
        "该项工作留待市里出台办法后再推开。",
        "相关工作延期至下一年度开展。",
    ],
)
def test_postponed(text: str) -> None:
    assert only(text) == "postponed"


@pytest.mark.parametrize(
    "text",
    [
        "探索建立信用激励机制。",
        "积极探索开展以信用为基础的差别化监管。",
        "鼓励企业作出信用承诺。",
        "有条件的乡镇可设立服务窗口。",
        "视情召开推进会。",
        "研究设立专项资金的可行性。",
        "适时组织外出考察。",
        "倡导文明出行。",
        "谋划建设区域性养老服务中心。",
        "论证引入社会资本的必要性。",
    ],
)
def test_weak(text: str) -> None:
    assert only(text) == "weak"


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("市局将统一开展信用培训。", COUNTY),
        ("省厅将组织专家评审，公布评审结果。", COUNTY),
        ("省厅将组织专家评审，公布评审结果。", CITY),
        ("市民政局负责评定等级。", COUNTY),
        ("由省厅统一建设信息平台。", CITY),
        ("平台由省级主管部门统一组织建设。", CITY),
        ("上级主管部门将另行部署。", PROVINCE),
        ("国家有关部委将制定标准。", PROVINCE),
        ("信用培训，由市局统一组织。", COUNTY),
        ("市文明办将委托第三方开展测评，并公布结果。", COUNTY),
        ("市财政局将安排专项资金。", CITY),
    ],
)
def test_another_bodys(text: str, scope: ActorScope) -> None:
    assert only(text, scope) in ("other-actor", "postponed")


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("市交通运输局负责指导各县（市、区）开展工作。", CITY),
        ("市财政局将安排专项资金。", ActorScope(rank=3, year=2025)),
        ("县民政局将组织评定。", COUNTY),
        ("省民政厅负责统筹协调。", PROVINCE),
        ("市场监管部门负责抽查。", COUNTY),
        ("部门间会商每季度召开1次。", COUNTY),
    ],
)
def test_the_owners_own_bodies(text: str, scope: ActorScope) -> None:
    assert only(text, scope) == "firm"


def test_a_city_of_county_rank_calls_its_own_bodies_the_citys() -> None:
    own = ActorScope(rank=2, year=2025, city=True)
    assert only("市民政局每季度组织一次检查。", own) == "firm"
    assert only("市民政局每季度组织一次检查。", COUNTY) == "other-actor"
    assert only("省民政厅每季度组织一次检查。", own) == "other-actor"


def test_a_report_ends_where_a_target_stands() -> None:
    assert only("目前，三级服务网络基本建成。") == "past"
    assert only("目前，三级服务网络基本建成，年内再建2处。") == "firm"
    assert forces("近年来，全县建成5处，力争再建3处。") == ["past", "past", "firm"]


def test_a_proviso_weakens_what_follows_it() -> None:
    assert forces("若经费允许，组织外出考察，印发简报。")[:2] == ["weak", "weak"]
    assert only("如遇极端天气，提前转移群众。") == "firm"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("去年建立了台账，今年将每月更新，按季度通报。", ["past", "firm", "firm"]),
        ("目前已建成5处，年内再建3处。", ["past", "firm"]),
        ("我局已成立专班，下一步将充实人员。", ["past", "firm"]),
        ("建立工作台账，暂不开展考核。", ["firm", "negated"]),
        ("固定四名同志组成专班，不再兼顾其他业务。", ["firm", "firm"]),
        ("市局将统一组织评审，我局做好材料报送。", ["other-actor", "firm"]),
        ("省厅将举办培训班，积极组织人员参加。", ["other-actor", "firm"]),
        ("建立信用档案，探索开展信用评价。", ["firm", "weak"]),
        ("召开动员会，印发方案，评估工作推迟到明年开展。", ["firm", "firm", "postponed"]),
    ],
)
def test_mixed_sentences(text: str, expected: list[str]) -> None:
    assert forces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "成立工作专班。组织专题培训。上述工作本年度暂不安排。",
        "建立共享平台。该项工作推迟到明年实施。",
        "开展第三方评估。此项工作由省厅统一组织。",
    ],
)
def test_a_sentence_that_points_back(text: str) -> None:
    assert not any(sentence.open for sentence in read(text))


def test_a_sentence_that_points_to_the_last_one_alone() -> None:
    first, second, _ = read("成立工作专班。组织专题培训。此项工作本年度暂不安排。")
    assert first.firm == "成立工作专班。"
    assert second.open == ""


def test_years_are_measured_by_the_plans_own() -> None:
    assert forces("2024年，组织培训5次。", ActorScope(rank=2, year=2024)) == ["firm", "firm"]
    assert forces("2024年，组织培训5次。", ActorScope(rank=2, year=2025)) == ["past", "past"]
    assert forces("2026年起开展信用评价。", ActorScope(rank=2, year=2025)) == ["postponed"]
    assert forces("到2026年底，建成区域性中心1处。", ActorScope(rank=2, year=2025)) == ["firm", "firm"]


def test_the_cue_is_kept_for_the_reason() -> None:
    segment = read("本年度暂不设立专栏。")[0].void[0]
    assert (segment.force, segment.cue) == ("negated", "暂不")


def test_sentences_end_outside_brackets_and_quotation_marks() -> None:
    assert split_sentences("制定方案（含任务。时限）。组织落实；按月通报") == [
        "制定方案（含任务。时限）。",
        "组织落实；",
        "按月通报",
    ]


def test_segments_keep_every_character() -> None:
    text = "按照要求，开展“信用，让生活更美好”活动（含通知，图片）：每季度1次。"
    assert list(split_segments(text)) == ["按照要求，", "开展“信用，让生活更美好”活动（含通知，图片）：", "每季度1次。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.成立专班。（责任单位：县民政局）", "成立专班。"),
        ("（二）建立台账。（法规科牵头，各科室配合）", "建立台账。"),
        ("3.签订承诺书（含电子版）。", "签订承诺书（含电子版）。"),
    ],
)
def test_label_and_units_are_no_part_of_the_commitment(text: str, expected: str) -> None:
    assert strip_duty(text) == expected
