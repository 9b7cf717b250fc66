"""The grammar of responsibility: brackets, labelled lists, closing sentences, cells."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.responsibility import Convention, Grammar, Roles

GRAMMAR = default_data().once(Grammar)


def roles(lead: str = "", responsible: str = "", cooperate: str = "") -> Roles:
    """Roles from names between spaces."""
    return Roles(tuple(lead.split()), tuple(responsible.split()), tuple(cooperate.split()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "完善制度。（法规科牵头，建设科、运输科按职责分工负责，各单位做好配合）",
            roles("法规科", "建设科 运输科", "各单位"),
        ),
        ("开设专栏。（办公室负责开设专栏，法规科、运输科按职责分工发布内容）", roles("", "办公室 法规科 运输科")),
        ("公示信息。(法规科负责许可公示，执法支队负责检查、处罚、强制公示)", roles("", "法规科 执法支队")),
        ("审批。（法规科、建设科牵头，审批大厅、交通窗口具体负责）", roles("法规科 建设科", "审批大厅 交通窗口")),
        (
            "共享。（牵头部门：厅科教处；责任部门：厅港航处、运输处；配合部门：省局）",
            roles("厅科教处", "厅港航处 运输处", "省局"),
        ),
        (
            "共享。（牵头部门：厅科教处，责任部门：各市交通局，厅办公室及厅直单位）",
            roles("厅科教处", "各市交通局 厅办公室 厅直单位"),
        ),
        ("通报。（牵头部门：市发改委；责任部门：各指标牵头部门）", roles("市发改委", "各指标牵头部门")),
        ("整治。【责任科室：法规科、综合科】", roles("", "法规科 综合科")),
        (
            "减税。〔责任单位:市税务局、市住建局,月湖区政府,高新区管委会〕",
            roles("", "市税务局 市住建局 月湖区政府 高新区管委会"),
        ),
        ("奖补。(责任单位:省总工会)邀请旅行商。(责任单位:省文化和旅游厅)", roles("", "省总工会 省文化和旅游厅")),
        ("推广。（负责部门：邮政局、铁路总公司，适用范围：某某试验区）", roles("", "邮政局 铁路总公司")),
        ("建立台账。县财政局牵头，县民政局配合。", roles("县财政局", "", "县民政局")),
        ("三年内项目检查全覆盖。建设管理科配合。", roles("", "", "建设管理科")),
        ("排查隐患。县公安局、各乡镇人民政府予以配合。", roles("", "", "县公安局 各乡镇人民政府")),
        ("开展检查。加强部门配合。", roles()),
        ("开展检查。做好与上级部门的沟通，带动中小企业参与。", roles()),
        ("组织演练，县公安局配合县消防救援大队维持秩序。", roles()),
        ("建立台账。法规科牵头，各科室配合，6月底前完成。", roles("法规科", "", "各科室")),
        ("组织宣传。具体工作由市发改委牵头，会同市财政局等部门落实。", roles("市发改委", "市财政局")),
        ("进行培训。\n责任单位：市财政局、市民政局", roles("", "市财政局 市民政局")),
        ("建设平台。（责任单位：市数据局 时序进度：2025年底前）", roles("", "市数据局")),
        ("建设平台。（市数据局、市财政局）", roles("", "市数据局 市财政局")),
        ("参照执行。(见(<管理办法(试行)〉的通知》)。推进建设。(市住建局负责)", roles("", "市住建局")),
        (
            "协同。（县住建局、县城管局、县公安局交警大队根据单位职责分别牵头负责）",
            roles("县住建局 县城管局 县公安局交警大队"),
        ),
    ],
)
def test_statements(text: str, expected: Roles) -> None:
    assert GRAMMAR.find(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "县民政局会同县消防救援大队、县市场监管局，每季度开展检查，问题清单书面反馈机构。",
        "市民政局将于四季度组织专家评定等级，具体安排以市局通知为准。",
        "领导小组下设工作专班，负责日常工作。",
        "成立领导小组（以下简称领导小组）。",
        "建立由农业部、工信部牵头的协调推进机制，统筹协调。",
        "建成300个集团，带动中小企业参与。",
        "本措施由市住建局负责解释。",
        "各责任单位要明确专人负责。",
        "（责任单位：）",
        "（责任单位：另行明确）",
        "",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert not GRAMMAR.find(text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("县民政局（牵头）、县卫健局、县医保局", roles("县民政局", "县卫健局 县医保局")),
        ("市财政局牵头，市教育局、市民政局配合", roles("市财政局", "", "市教育局 市民政局")),
        ("牵头单位：市财政局配合单位：市教育局", roles("市财政局", "", "市教育局")),
        ("各有关单位", roles("", "各有关单位")),
        ("另行明确", roles()),
        ("——", roles()),
    ],
)
def test_cells(cell: str, expected: Roles) -> None:
    assert GRAMMAR.read_list(cell, "responsible") == expected


def test_what_a_document_says_once_for_all_lists() -> None:
    text = "推进改革。（财政部、教育部等负责。列第一位者为牵头单位，下同）"
    assert GRAMMAR.find(text, Convention(first_leads=True)) == roles("财政部", "教育部")
    text = "鼓励生育。〔责任单位:市卫健委,市财政局、市妇联,逗号前为牵头单位,下同〕"
    assert GRAMMAR.find(text, Convention(comma_leads=True)) == roles("市卫健委", "市财政局 市妇联")


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("本部分各项工作由市教育局牵头，市财政局配合。", "below", roles("市教育局", "", "市财政局")),
        ("本项各条任务由县民政局牵头，县医保局按职责分工负责。", "below", roles("县民政局", "县医保局")),
        ("推行网办。以上任务由局办公室负责。", "above", roles("", "局办公室")),
        ("上述工作责任单位：市教育局、市财政局。", "above", roles("", "市教育局 市财政局")),
    ],
)
def test_governing_statements(text: str, scope: str, expected: Roles) -> None:
    assert (GRAMMAR.governing(text) or ())[:2] == (scope, expected)


def test_an_ordinary_sentence_governs_nothing() -> None:
    assert GRAMMAR.governing("本方案自印发之日起施行，由市教育局负责解释。") is None
    assert GRAMMAR.governing("本地区工作由各单位负责。") is None


def test_unclosed_brackets_take_no_time() -> None:
    assert not GRAMMAR.find("（" * 20000)
    assert GRAMMAR.find("推进。（责任单位：" + "市财政局、" * 3000)
