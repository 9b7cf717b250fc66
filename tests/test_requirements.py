"""Requirements: the separate things that a plan must commit to, in the printed words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from doc_checker.data import default_data
from doc_checker.requirements import find_requirements, read_quantity
from doc_checker.scoring import read_scoring

DATA = default_data()
GOLD = Path(__file__).resolve().parent.parent / "corpus" / "notices" / "lujiaofahan-2023-05" / "gold.json"


def gold_indicators() -> list[Any]:
    systems = json.loads(GOLD.read_text("utf-8"))["indicator_systems"]
    return [
        pytest.param(indicator, group["kind"] == "deduction", id=f"{number}-{indicator['id']}")
        for number, system in enumerate(systems)
        for group in system["groups"]
        for indicator in group["indicators"]
    ]


def demands(text: str, deduction: bool = False) -> list[str]:
    return [item.text for item in find_requirements(read_scoring(text, DATA, deduction), "一.1", DATA, None, deduction)]


@pytest.mark.parametrize(("indicator", "deduction"), gold_indicators())
def test_requirements_of_the_notice(indicator: dict[str, Any], deduction: bool) -> None:
    found = find_requirements(
        read_scoring(indicator["text"], DATA, deduction),
        indicator["id"],
        DATA,
        indicator["points"],
        deduction,
        indicator["name"],
    )
    assert [item.model_dump() for item in found] == indicator["requirements"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # evidence, conditions for counting and aims are no demands
        ("建立应急预案，每年演练2次，得3分。以演练方案、照片、总结等为依据。", ["建立应急预案", "每年演练2次"]),
        ("开展宣传活动（至少含通知、图片、总结），得1分。", ["开展宣传活动"]),
        ("报送典型案例（不允许补报），必须取得实际成效，每篇得1分。", ["报送典型案例"]),
        ("健全首问负责制，确保群众满意，营造良好氛围，得2分。", ["健全首问负责制"]),
        ("规范档案管理，为审计监督提供有力支撑，得2分。", ["规范档案管理"]),
        ("完善值班制度，未落实的不得分。", ["完善值班制度"]),
        ("查阅会议记录和台账。每季度召开1次例会，得4分。", ["每季度召开1次例会"]),
        # a length of time or a size that is limited is a demand of its own, a lesser one below it is not
        (
            "网上申报率不低于98%的，得2分；退税平均办理时间不超过3个工作日的，得2分。",
            ["网上申报率不低于98%", "退税平均办理时间不超过3个工作日"],
        ),
        ("公园每日开放，得1分；开放时间不少于10小时，得2分。", ["公园每日开放", "开放时间不少于10小时"]),
        ("平均办理时间不超过3个工作日，得3分；平均办理时间不超过5个工作日，得1分。", ["平均办理时间不超过3个工作日"]),
        ("按时报送信息，得2分；报送时间超过5日的，得1分。", ["按时报送信息"]),
        # what belongs together
        ("结合本地实际，制定实施细则，得2分。", ["制定实施细则"]),
        ("根据检查结果，实施分类管理，得2分。", ["根据检查结果，实施分类管理"]),
        ("组织养老护理员培训，年培训不少于150人次，得4分。", ["组织养老护理员培训，年培训不少于150人次"]),
        ("会同消防部门开展联合检查，每季度至少1次，得4分。", ["会同消防部门开展联合检查，每季度至少1次"]),
        ("每半年召开1次会议，研究解决重大问题，得2分。", ["每半年召开1次会议，研究解决重大问题"]),
        ("成立领导小组，主要负责同志任组长，得2分。", ["成立领导小组，主要负责同志任组长"]),
        ("开展主题党日活动，有方案、有记录、有总结，得2分。", ["开展主题党日活动，有方案、有记录、有总结"]),
        ("建立“一企一档”台账并每半年至少更新1次，得2分。", ["建立“一企一档”台账并每半年至少更新1次"]),
        ("制定年度计划并组织实施，得2分。", ["制定年度计划并组织实施"]),
        ("群众满意度，达到90%得5分，80%—90%得3分。", ["群众满意度，达到90%"]),
        # what is separate
        ("制定工作方案，并在门户网站公开，得2分。", ["制定工作方案", "在门户网站公开"]),
        ("归集行业数据并共享至“阳光政务”网站，得2分。", ["归集行业数据", "共享至“阳光政务”网站"]),
        ("组建工作专班，专职人员不少于5名，得2分。", ["组建工作专班", "专职人员不少于5名"]),
        ("工作经费纳入预算得2分，且年增长率不低于5%得1分。", ["工作经费纳入预算", "年增长率不低于5%"]),
        # rates: one suffices, and they are a demand only where there is none besides
        ("新增助餐点，每新增1处得1分，最多4分。", ["新增助餐点"]),
        ("每建成1个省级示范点得2分，最多6分。", ["建成1个省级示范点"]),
        ("制定评价办法，每在1个行业开展得2分，最多8分。", ["制定评价办法", "在1个行业开展"]),
        ("村集体收入达到20万元，得10分；每增加5万元加1分。", ["村集体收入达到20万元"]),
        # states, and awards with a condition
        ("未发生较大安全事故，得5分；发生一般事故的，每起扣1分。", ["未发生较大安全事故"]),
        ("典型经验被省级以上部门推广的，每个得2分。", ["典型经验被省级以上部门推广"]),
        # a bare frequency with points of its own keeps what it is about
        (
            "在融媒体中心开设专栏，得1分；每周至少更新1次，得2分。",
            ["在融媒体中心开设专栏", "在融媒体中心开设专栏，每周至少更新1次"],
        ),
        ("经费列入财政预算，得3分；按人均不低于2元安排，得3分。", ["经费列入财政预算", "按人均不低于2元安排"]),
        ("组织防溺水家访，做到学生全覆盖，得2分。", ["组织防溺水家访，做到学生全覆盖"]),
        # criteria that only repeat the demand
        ("成立领导小组，制定方案。\n成立领导小组的，得2分；制定方案的，得3分。", ["成立领导小组", "制定方案"]),
        ("信息报送（10分）。每月20日前报送信息，每条得1分。", ["每月20日前报送信息"]),
    ],
)
def test_demands(text: str, expected: list[str]) -> None:
    assert demands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发生安全事故的，每起扣5分；造成人员死亡的，取消资格。", ["发生安全事故的", "造成人员死亡的"]),
        ("严禁弄虚作假，如有伪造等情况发生，一经查实，取消资格。", ["严禁弄虚作假"]),
        ("数据泄露，造成恶劣影响，每起扣3分。", ["数据泄露，造成恶劣影响"]),
    ],
)
def test_what_deductions_forbid(text: str, expected: list[str]) -> None:
    assert demands(text, deduction=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每季度向省营商环境办至少报送3条工作信息", (3, "条", "季度")),
        ("每月调度重点指标", (1, "次", "月")),
        ("覆盖率≥95%", (95, "%", None)),
        ("聘请监督员不少于30名", (30, "名", None)),
        ("全年培训2次", (2, "次", "年")),
        ("实践站每周开放时间不少于40小时", (40, "小时", "周")),
        ("图像留存不少于90天", (90, "天", None)),
        ("新建助餐点3处", (3, "处", None)),
        ("建成5个示范点", (5, "个", None)),
        ("面向老人、儿童、残疾人、困难职工四类群体建立台账", None),
        ("在1个领域开展", None),
        ("审批时间不超过20个工作日", None),
        ("6月底前印发工作要点", None),
        ("建立健全工作制度", None),
    ],
)
def test_quantity(text: str, expected: tuple[float, str, str | None] | None) -> None:
    quantity = read_quantity(text, DATA)
    assert (quantity and (quantity.min, quantity.unit, quantity.per)) == expected


def test_points_stand_with_the_part_that_earns_them() -> None:
    reading = read_scoring("成立领导小组，得1分；专职人员不少于3人，得2分，每少1人扣1分。", DATA)
    assert [item.points for item in find_requirements(reading, "一.1", DATA, 3)] == [1, 2]
    shared = read_scoring("制定方案，明确分工，得2分。", DATA)
    assert [item.points for item in find_requirements(shared, "一.1", DATA, 2)] == [None, None]
    single = read_scoring("制定方案。", DATA)
    assert [item.points for item in find_requirements(single, "一.1", DATA, 4)] == [4]


def test_the_name_says_of_what_a_bare_share_is() -> None:
    reading = read_scoring("达到90%得5分，80%—90%得3分，低于80%不得分。", DATA)
    assert [item.text for item in find_requirements(reading, "一.1", DATA, 5, name="知晓率")] == ["知晓率，达到90%"]


def test_there_is_always_one() -> None:
    for text in ("满分5分，缺一项扣1分。", "得2分。", "。", "（5分）"):
        assert find_requirements(read_scoring(text, DATA), "一.1", DATA)
    assert (
        find_requirements(read_scoring("满分5分，缺一项扣1分。", DATA), "一.1", DATA, 5, name="制度")[0].text == "制度"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # criteria give points; they ask for nothing new
        (
            "联系率达到100%，就业率不低于90%。\n两项比率各占2分，每低1个百分点扣0.2分。",
            ["联系率达到100%", "就业率不低于90%"],
        ),
        ("组织培训3000人次，取证率达到80%。\n培训规模占3分，取证比例占2分。", ["组织培训3000人次", "取证率达到80%"]),
        ("每季度排查1次，建立问题台账。\n排查和台账占1分，按时报送情况占1分。", ["每季度排查1次", "建立问题台账"]),
        ("每月报送信息不少于2条，得3分；少报的按比例扣分。", ["每月报送信息不少于2条"]),
        ("每月报送信息不少于2条，得3分；不足部分按比例折算得分。", ["每月报送信息不少于2条"]),
        (
            "编制公开事项清单，逐项明确主体和时限。清单完整的得3分，每缺一项扣1分。",
            ["编制公开事项清单", "逐项明确主体和时限"],
        ),
        ("编制应急预案，组织演练。预案齐全的得2分，演练到位的得3分。", ["编制应急预案", "组织演练"]),
        (
            "建成创业孵化基地1家以上，在孵实体带动就业。\n建成的，得3分；在孵实体每带动50人就业得0.5分。",
            ["建成创业孵化基地1家以上", "在孵实体带动就业"],
        ),
        ("完成规划修编并报政府批准。（3分）\n评分标准：完成修编得2分，获得批准得1分。", ["完成规划修编", "报政府批准"]),
        ("组织领导占3分，制度建设占2分。", ["组织领导", "制度建设"]),
        ("在大赛中获得奖牌的，每枚加1分，最多2分。", ["在大赛中获得奖牌"]),
        # bands of one rate: only the best of them says something, where the demand names no number
        (
            "完成年度目标任务。\n完成率100%以上的，得4分；80%以上不足100%的，按比例得分；不足80%的，不得分。",
            ["完成年度目标任务，完成率100%以上"],
        ),
        ("按期办结信访事项。\n办结率≥95%，得3分；90%≤办结率＜95%，得2分。", ["按期办结信访事项，办结率≥95%"]),
        (
            "开展群众满意度测评。\n满意度90分以上得3分；80分至90分得2分；80分以下不得分。",
            ["开展群众满意度测评，满意度90分以上"],
        ),
        (
            "完成招商任务。\n完成100%及以上的，得5分；完成90%以上（含90%）不足100%的，得3分；完成不足90%的，不得分。",
            ["完成招商任务，完成100%及以上"],
        ),
        (
            "网格员配备率不低于95%。\n配备率达到95%的，得4分；85%以上不足95%的，得2分；低于85%的，不得分。",
            ["网格员配备率不低于95%"],
        ),
        (
            "依法公开许可信息。\n公开率为100%的，得满分；95%（含）至100%的，得80%的分值；低于95%的，不得分。",
            ["依法公开许可信息，公开率为100%"],
        ),
        (
            "每半年组织满意度测评，得2分；群众满意度达到90%以上，得3分。",
            ["每半年组织满意度测评", "群众满意度达到90%以上"],
        ),
        ("评为优秀等次的得5分，良好等次的得3分。", ["评为优秀等次"]),
    ],
)
def test_criteria_are_no_requirements(text: str, expected: list[str]) -> None:
    assert demands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "形式多样。采用图文、视频等形式的解读材料占比不低于60%，得3分。",
            ["采用图文、视频等形式的解读材料占比不低于60%"],
        ),
        (
            "通过热线受理的诉求，以全程督办方式办结率保持在95%以上，得3分。",
            ["通过热线受理的诉求，以全程督办方式办结率保持在95%以上"],
        ),
        ("以数字化手段将审批时限压缩至5个工作日以内，得2分。", ["以数字化手段将审批时限压缩至5个工作日以内"]),
        ("按照每村不少于1名的标准，配备网格员，得2分。", ["按照每村不少于1名的标准，配备网格员"]),
        (
            "经费列入财政预算，按每人每年不低于2元的标准安排，得2分。",
            ["经费列入财政预算，按每人每年不低于2元的标准安排"],
        ),
        ("将工作纳入年度综合考核，分值权重不低于4%，得1分。", ["将工作纳入年度综合考核", "分值权重不低于4%"]),
        ("按月通报完成进度，得2分。", ["按月通报完成进度"]),
        (
            "同步解读。落实同步部署的要求，以市政府名义印发的文件解读率达到100%，得5分。",
            ["落实同步部署的要求", "以市政府名义印发的文件解读率达到100%"],
        ),
        ("公开专区。三级服务场所全部设置政务公开专区，得4分。", ["三级服务场所全部设置政务公开专区"]),
        ("建立台账。每月更新，得2分。", ["建立台账。每月更新"]),
        ("【信息报送】每月报送信息2条，得2分。", ["每月报送信息2条"]),
        ("每季度走访企业1次，帮助解决用工困难，得2分。", ["每季度走访企业1次，帮助解决用工困难"]),
        ("网格员上报火灾隐患，人均每月不少于4条，得2分。", ["网格员上报火灾隐患，人均每月不少于4条"]),
    ],
)
def test_no_demand_is_lost_and_no_title_taken_for_one(text: str, expected: list[str]) -> None:
    assert demands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("常住人口5万人以上的乡镇全部建成专职消防队", None),
        ("连续两周以上不更新的账号全部整改", None),
        ("20户以上自然村通硬化路比例达到90%以上", (90, "%")),
        ("落实工资专用账户、工资保证金、维权信息公示三项制度", None),
        ("建成3个以上的示范点", (3, "个")),
        ("完善三项制度", (3, "项")),
        ("至少上1堂消防安全课", (1, "堂")),
        ("覆盖率在95%（含）以上", (95, "%")),
    ],
)
def test_numbers_that_only_say_which_are_meant(text: str, expected: tuple[float, str] | None) -> None:
    found = read_quantity(text, DATA)
    assert (found and (found.min, found.unit)) == expected
