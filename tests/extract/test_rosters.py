"""Rosters: the corpus against its gold, printed lines, tables, appointments in prose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from doc_checker.extract.outlining import find_outline
from doc_checker.extract.rosters import find_rosters
from doc_checker.readers import read_bytes
from doc_checker.text import squeeze

from .layouts import notice_of, pipe
from .written import DATA, notice, notices

Said = list[tuple[str | None, str, list[str]]]


def rosters_of(text: str) -> list[tuple[str | None, Said]]:
    """The rosters of a written notice: titles and members."""
    document = read_bytes(text.encode(), "written.txt")
    found = find_rosters(document, find_outline(document, DATA), DATA)
    return [(roster.title, [(m.role, m.name, m.posts) for m in roster.members]) for roster in found]


def attached(lines: str) -> str:
    """A notice with the lines as its attachment."""
    return notice_of("2025年工作方案", "一、要求\n落实。", lines)


@pytest.mark.parametrize("name", notices())
def test_gold(name: str) -> None:
    document, outline, gold = notice(name)
    found = find_rosters(document, outline, DATA)
    assert [roster.model_dump(exclude={"members": {"__all__": {"span"}}}) for roster in found] == gold["rosters"]
    for roster in found:
        for member in roster.members:
            assert member.span and squeeze(document.slice(member.span.start, member.span.end)) == member.name


def test_lines_with_inner_spaces_and_inherited_roles() -> None:
    lines = """领导小组成员名单

组　长：王　磊　市政府副市长
副组长：李文强　市政府副秘书长
　　　　张小平　市发展改革委党组书记、主任
成　员：赵　磊　市财政局副局长，二级调研员
　　　　欧阳娜　市教育局副局长
　　　　阿依古丽·买买提　市民族宗教局局长"""
    ((title, members),) = rosters_of(attached(lines))
    assert title == "领导小组成员名单"
    assert members == [
        ("组长", "王磊", ["市政府副市长"]),
        ("副组长", "李文强", ["市政府副秘书长"]),
        ("副组长", "张小平", ["市发展改革委党组书记", "主任"]),
        ("成员", "赵磊", ["市财政局副局长", "二级调研员"]),
        ("成员", "欧阳娜", ["市教育局副局长"]),
        ("成员", "阿依古丽·买买提", ["市民族宗教局局长"]),
    ]


def test_posts_in_brackets_lists_of_names_and_posts_before_names() -> None:
    lines = """工作专班成员名单

组长：王建国（市政府副市长）；副组长：李强（市政府副秘书长）、张小平（市发展改革委主任）
成员：赵磊、钱文静（女）、孙立
成员单位：市财政局、市教育局"""
    ((_, members),) = rosters_of(attached(lines))
    assert members == [
        ("组长", "王建国", ["市政府副市长"]),
        ("副组长", "李强", ["市政府副秘书长"]),
        ("副组长", "张小平", ["市发展改革委主任"]),
        ("成员", "赵磊", []),
        ("成员", "钱文静", []),
        ("成员", "孙立", []),
    ]
    lines = "工作专班成员名单\n\n组长\n市政府副市长　王建国\n成员\n赵　磊　市财政局科长"
    ((_, members),) = rosters_of(attached(lines))
    assert members == [("组长", "王建国", ["市政府副市长"]), ("成员", "赵磊", ["市财政局科长"])]


def test_one_roster_for_each_group() -> None:
    lines = "机构人员名单\n\n一、领导小组\n组长：王建国　副市长\n成员：李　强　局长\n二、专家组\n组长：孙立平　教授\n成员：周正、吴刚"
    assert [(title, len(members)) for title, members in rosters_of(attached(lines))] == [("领导小组", 2), ("专家组", 3)]


def test_a_roster_in_the_body_of_a_notice() -> None:
    text = """关于成立市安全生产委员会的通知

各县（区）人民政府：

市政府决定成立市安全生产委员会，组成人员如下：

主　任：王建国　市长
委　员：
（一）部门委员
赵　磊　市应急管理局局长
（二）专家委员
钱文静　某某大学教授

委员会办公室设在市应急管理局，赵磊兼任办公室主任。

江城市人民政府
2024年5月6日
"""
    assert rosters_of(text) == [
        (
            "市安全生产委员会",
            [
                ("主任", "王建国", ["市长"]),
                ("委员", "赵磊", ["市应急管理局局长"]),
                ("委员", "钱文静", ["某某大学教授"]),
            ],
        ),
        ("委员会办公室", [("办公室主任", "赵磊", [])]),
    ]


def test_tables() -> None:
    table = pipe("序号/姓名/单位及职务/专班职务", "1/王建国/市政府副市长/组长", "2/李 强/市发展改革委主任/成员")
    ((title, members),) = rosters_of(attached("工作专班成员名单\n\n" + table))
    assert title == "工作专班成员名单"
    assert members == [("组长", "王建国", ["市政府副市长"]), ("成员", "李强", ["市发展改革委主任"])]
    table = pipe(
        "职务/姓名/单位/行政职务", "组长/王建国/市政府/副市长", "成员/李强/市财政局/局长", "/张小平/市教育局/局长"
    )
    ((_, members),) = rosters_of(attached("工作专班成员名单\n\n" + table))
    assert members[2] == ("成员", "张小平", ["市教育局局长"])


def test_appointments_in_prose() -> None:
    body = "一、组织领导\n成立工作领导小组，由王建国同志任组长，李强、张小平任副组长，市直有关部门负责同志为成员。"
    assert rosters_of(notice_of("2025年工作方案", body)) == [
        ("工作领导小组", [("组长", "王建国", []), ("副组长", "李强", []), ("副组长", "张小平", [])])
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "由局长任组长，分管副局长任副组长，各科室负责人为成员。",
        "以习近平同志为核心，以信用为基础，以县长为组长，常务副县长任副组长。",
        "主任要加强领导，组长负总责。",
        "成员单位：市财政局、市教育局。",
    ],
)
def test_titles_and_units_are_no_persons(sentence: str) -> None:
    assert not rosters_of(notice_of("2025年工作方案", f"一、组织领导\n{sentence}"))


def test_a_wrapped_post() -> None:
    lines = "领导小组成员名单\n\n组　长：王建国　市政府副市长\n成　员：李　强　市基础设施建设服务中心主\n任\n　　　　赵　磊　市财政局局长"
    ((_, members),) = rosters_of(attached(lines))
    assert members[1:] == [("成员", "李强", ["市基础设施建设服务中心主任"]), ("成员", "赵磊", ["市财政局局长"])]


def test_a_scan_that_lost_the_spaces_behind_names() -> None:
    lines = "创建工作领导小组名单\n组长：乔望秋副县长\n副组长：李克副局长\n郦建章县民政局党组书记、局长\n成员：单友衡白河镇镇长\n高新区管委会主任"
    document = read_bytes(attached(lines).encode(), "written.txt")
    assert find_rosters(document, find_outline(document, DATA), DATA) == []  # in print the space is never missing
    scan = replace(document, source=document.source.model_copy(update={"ocr_pages": [1]}))
    (roster,) = find_rosters(scan, find_outline(scan, DATA), DATA)
    assert [(m.role, m.name, m.posts) for m in roster.members] == [
        ("组长", "乔望秋", ["副县长"]),
        ("副组长", "李克", ["副局长"]),
        ("副组长", "郦建章", ["县民政局党组书记", "局长"]),
        ("成员", "单友衡", ["白河镇镇长"]),
    ]
