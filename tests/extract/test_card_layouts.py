"""One system printed in many natural layouts: each must give the same groups, items, names, points and requirements.

The contents stand once in ``GROUPS``; what a person reads in each layout is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.extract.indicators import find_indicator_systems
from doc_checker.extract.outlining import find_outline
from doc_checker.model import IndicatorSystem, Source
from doc_checker.numerals import format_numeral
from doc_checker.readers.txt import read_text

WRITTEN = Path(__file__).resolve().parents[2] / "corpus" / "written"


@dataclass(frozen=True)
class Item:
    name: str
    points: int
    demand: str
    scoring: str
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    name: str
    points: int
    items: tuple[Item, ...]


GROUPS = (
    Group(
        "组织保障",
        12,
        (
            Item(
                "协调机制",
                5,
                "建立由政府分管负责同志牵头的古树名木保护协调机制，每半年至少召开1次会议。",
                "建立机制的，得3分；会议每召开1次得1分，最多2分。",
                ("建立由政府分管负责同志牵头的古树名木保护协调机制", "每半年至少召开1次会议"),
            ),
            Item(
                "经费安排",
                4,
                "将古树名木养护经费列入本级财政预算。",
                "列入预算的，得4分；未列入的不得分。",
                ("将古树名木养护经费列入本级财政预算",),
            ),
            Item(
                "数据填报",
                3,
                "每季度末通过省林业平台填报巡护数据。",
                "每迟报、漏报1次扣1分，扣完为止。",
                ("每季度末通过省林业平台填报巡护数据",),
            ),
        ),
    ),
    Group(
        "日常管护",
        13,
        (
            Item(
                "挂牌建档",
                6,
                "一级古树挂牌率达到100%；完成新一轮普查建档。",
                "挂牌率达标的，得3分，每低1个百分点扣0.5分；完成建档的，得3分。",
                ("一级古树挂牌率达到100%", "完成新一轮普查建档"),
            ),
            Item(
                "复壮救护",
                7,
                "制定濒危古树复壮方案，全年救护不少于30株。",
                "每救护1株得0.2分，最多6分；制定方案的，得1分。",
                ("制定濒危古树复壮方案", "全年救护不少于30株"),
            ),
        ),
    ),
)

NOTICE = """关于印发《青澜省古树名木保护工作考核细则》的通知

各设区市林业局：

现将《青澜省古树名木保护工作考核细则》印发给你们，请认真贯彻执行。

附件：青澜省古树名木保护工作考核细则

青澜省林业局

2026年2月3日

附件

青澜省古树名木保护工作考核细则

{body}
"""

BONUS = """
加分项（最高3分）
1.古树名木保护工作获国家级表彰的，加3分。
2.在省级现场会作经验交流的，加1分。
"""


def systems(text: str) -> list[IndicatorSystem]:
    source = Source(name="system.txt", sha256="0" * 64, format="txt", pages=None, ocr_pages=[])
    data = default_data()
    document = read_text(text.encode(), source, "system.txt")
    return find_indicator_systems(document, find_outline(document, data), data)


CHINESE = "一二三四五六七八九"


def lines(head: Callable[[int, Group], str], card: Callable[[int, int, int, Item], str], bonus: bool = True) -> str:
    """The body with a heading for each group and a card for each item; the last number counts through."""
    parts: list[str] = []
    running = 0
    for g, group in enumerate(GROUPS, 1):
        parts.append(head(g, group))
        for i, item in enumerate(group.items, 1):
            running += 1
            parts.append(card(g, i, running, item))
    return "\n".join(parts) + (BONUS if bonus else "")


def group_line(g: int, group: Group) -> str:
    return f"{CHINESE[g - 1]}、{group.name}（{group.points}分）\n"


def labelled(demand: str, scoring: str) -> str:
    def card(g: int, i: int, n: int, item: Item) -> str:
        return f"（{CHINESE[i - 1]}）{item.name}（{item.points}分）\n{demand}{item.demand}\n{scoring}{item.scoring}\n"

    return lines(group_line, card)


DEMAND_LABELS = """
目标要求 工作要求 考核内容 考评内容 评价要点 任务要求 具体内容 指标解释 标准要求 指标说明 评价内容 达标要求 建设要求 指标内涵 考核要点 基本要求 评价标准 工作标准 考核要求 指标定义
"""
SCORING_LABELS = """
赋分方法 评分标准 评分办法 评分细则 计分方法 考核方式 得分说明 扣分标准 计分规则 赋分规则 评分方法 考核办法 打分标准 得分办法 评价方法 计分说明 评分规则 计分办法 赋分说明 考评方式
"""


@pytest.mark.parametrize(("demand", "scoring"), list(zip(DEMAND_LABELS.split(), SCORING_LABELS.split(), strict=True)))
def test_labels(demand: str, scoring: str) -> None:
    check(labelled(f"{demand}：", f"{scoring}："))


@pytest.mark.parametrize(
    ("demand", "scoring"),
    [
        ("【考核内容】", "【评分标准】"),
        ("【工作要求】\n", "【赋分方法】\n"),
        ("目标要求\n", "计分办法\n"),
        ("考评内容：\n", "评分细则：\n"),
        ("评价要点 ", "评分办法 "),
        ("［标准要求］", "［得分说明］"),
        ("", "评分标准："),
        ("", "【赋分方法】"),
        ("", "计分方法\n"),
        ("1.考核内容：", "2.评分标准："),
        ("（1）工作要求：", "（2）计分规则："),
        ("——目标要求：", "——赋分方法："),
    ],
)
def test_forms_of_labels(demand: str, scoring: str) -> None:
    check(labelled(demand, scoring))


def between(heading: str) -> str:
    """Cards under headings of any form: {g} {i} {n}, {c} and {C} the numerals of item and group, {name}, {points}."""

    def card(g: int, i: int, n: int, item: Item) -> str:
        head = heading.format(
            g=g,
            i=i,
            n=n,
            c=CHINESE[i - 1],
            C=CHINESE[g - 1],
            a=format_numeral(n),
            o="①②③④⑤⑥⑦⑧"[i - 1],
            name=item.name,
            points=item.points,
        )
        return f"{head}\n任务要求：{item.demand}\n计分方法：{item.scoring}\n数据来源：省林业平台、现场核查。\n牵头部门：市林业局\n"

    return lines(group_line, card)


HEADINGS = (
    "{i}.{name}（{points}分）",
    "{n}.{name}（{points}分）",
    "{n}、{name}（{points}分）",
    "{g}.{i} {name}（{points}分）",
    "{g}.{i}{name}（{points}分）",
    "{g}-{i} {name}（{points}分）",
    "（{i}）{name}（{points}分）",
    "（{n}）{name}（满分{points}分）",
    "{o}{name}（{points}分）",
    "第{a}条 {name}（{points}分）",
    "{name}（{points}分）",
    "{name}（分值：{points}分）",
    "{name} {points}分",
    "（{c}）{name} {points}分",
    "（{c}）{name}：{points}分",
    "（{c}）{name}【{points}分】",
    "（{c}）【{points}分】{name}",
    "（{c}）（{points}分）{name}",
    "指标{n}：{name}（{points}分）",
    "A{g}{i} {name}（{points}分）",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings(heading: str) -> None:
    check(between(heading))


def with_points_line(g: int, i: int, n: int, item: Item) -> str:
    return f"（{CHINESE[i - 1]}）{item.name}\n分值：{item.points}分\n考核内容：{item.demand}\n评分标准：{item.scoring}\n佐证材料：会议纪要、台账。\n"


def with_listed_scoring(g: int, i: int, n: int, item: Item) -> str:
    rules = [rule for rule in item.scoring.rstrip("。").split("；") if rule]
    listed = "\n".join(f"{k}.{rule}{'；' if k < len(rules) else '。'}" for k, rule in enumerate(rules, 1))
    return f"（{CHINESE[i - 1]}）{item.name}（{item.points}分）\n工作要求：{item.demand}\n评分标准：\n{listed}\n"


def level_card(g: int, i: int, n: int, item: Item) -> str:
    return f"二级指标：{item.name}（{item.points}分）\n指标解释：{item.demand}\n评分标准：{item.scoring}\n考核单位：省林业局\n"


def level_group(g: int, group: Group) -> str:
    return f"一级指标：{group.name}（{group.points}分）\n"


def decimal_card(g: int, i: int, n: int, item: Item) -> str:
    return f"{g}.{i} {item.name}（{item.points}分）\n考核内容：{item.demand}\n计分办法：{item.scoring}\n"


def plain_card(g: int, i: int, n: int, item: Item) -> str:
    return f"{item.name}（{item.points}分）\n【考核内容】{item.demand}\n【评分标准】{item.scoring}\n"


def inline_card(g: int, i: int, n: int, item: Item) -> str:
    return f"{g}.{i} {item.name}（{item.points}分）。要求{item.demand.rstrip('。')}；得分办法：{item.scoring}\n"


def chapter_group(g: int, group: Group) -> str:
    return f"第{CHINESE[g - 1]}部分 {group.name}（{group.points}分）\n"


def weighted_group(g: int, group: Group) -> str:
    return f"{CHINESE[g - 1]}、{group.name}（权重{group.points}%，共{group.points}分）\n"


BODIES = {
    "points on a line": lines(group_line, with_points_line),
    "listed scoring": lines(group_line, with_listed_scoring),
    "levels": lines(level_group, level_card),
    "level over decimals": lines(level_group, decimal_card),
    "decimals inline": lines(group_line, inline_card),
    "weights": lines(weighted_group, inline_card),
    "parts": lines(chapter_group, decimal_card),
    "groups without numbers": lines(lambda g, group: f"{group.name}（{group.points}分）\n", decimal_card),
    "nothing numbered": lines(lambda g, group: f"{group.name}（{group.points}分）\n", plain_card),
    "no extras": lines(group_line, decimal_card, bonus=False),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_bodies(body: str) -> None:
    check(body, bonus="加分项" in body)


def table(names: str, row: Callable[[Group, int, Item], list[str]], mark: str) -> str:
    rows = [mark.join(names.split())]
    running = 0
    for group in GROUPS:
        for item in group.items:
            running += 1
            rows.append(mark.join(row(group, running, item)))
    return "\n".join(rows) + "\n"


TABLES = {
    "tabs": table(
        "序号 一级指标 二级指标 评价内容 评分标准 分值",
        lambda group, n, item: [
            str(n),
            f"{group.name}（{group.points}分）",
            item.name,
            item.demand,
            item.scoring,
            str(item.points),
        ],
        "\t",
    ),
    "points in the middle": table(
        "序号 考核项目 考核指标 分值 考核内容 计分办法",
        lambda group, n, item: [
            str(n),
            f"{group.name}（{group.points}分）",
            item.name,
            str(item.points),
            item.demand,
            item.scoring,
        ],
        "\t",
    ),
    "spaces": table(
        "序号 一级指标 二级指标 分值 评价要点 评分办法",
        lambda group, n, item: [
            str(n),
            f"{group.name}（{group.points}分）",
            item.name,
            str(item.points),
            item.demand,
            item.scoring,
        ],
        "    ",
    ),
    "names with points": table(
        "序号 考核项目 考核要点 工作要求 赋分方法",
        lambda group, n, item: [
            str(n),
            f"{group.name}（{group.points}分）",
            f"{item.name}（{item.points}分）",
            item.demand,
            item.scoring,
        ],
        "\t",
    ),
    "markdown-like strokes": table(
        "序号 一级指标 二级指标 考核内容 评分标准 分值",
        lambda group, n, item: [
            str(n),
            f"{group.name}（{group.points}分）",
            item.name,
            item.demand,
            item.scoring,
            f"{item.points}分",
        ],
        "|",
    ),
}


@pytest.mark.parametrize("body", TABLES.values(), ids=TABLES.keys())
def test_tables(body: str) -> None:
    check(body, bonus=False)


def check(body: str, bonus: bool = True) -> None:
    found = systems(NOTICE.format(body=body))
    assert len(found) == 1
    scored = [group for group in found[0].groups if group.kind == "scored"]
    assert [(group.name, group.points) for group in scored] == [(group.name, group.points) for group in GROUPS]
    for group, expected in zip(scored, GROUPS, strict=True):
        read = [(item.name, item.points) for item in group.indicators]
        assert read == [(item.name, item.points) for item in expected.items]
        for item, right in zip(group.indicators, expected.items, strict=True):
            assert tuple(requirement.text for requirement in item.requirements) == right.asked
            assert item.rules, item.name
    if bonus:
        extra = [group for group in found[0].groups if group.kind == "bonus"]
        assert [len(group.indicators) for group in extra] == [2]


def test_a_written_system_in_cards() -> None:
    """An item is a heading line with points; 目标要求 and 赋分方法 stand on lines of their own below it."""
    path = WRITTEN / "jieshuigongshui-2026-03" / "jieshuigongshui-2026-03.txt"
    (system,) = systems(path.read_text("utf-8"))
    assert [(group.kind, group.name, group.points, len(group.indicators)) for group in system.groups] == [
        ("scored", "组织推动", 14, 5),
        ("scored", "用水管控", 19, 5),
        ("scored", "计量收费与水价改革", 17, 5),
        ("scored", "节水载体与非常规水利用", 18, 6),
        ("scored", "农村供水工程与水质", 20, 6),
        ("scored", "工程管护与服务", 12, 5),
        ("bonus", "加分项", 8, 4),
        ("deduction", "扣分项", None, 2),
    ]
    assert system.total_points == 100
    first = system.groups[0].indicators[0]
    assert (first.id, first.name, first.points) == ("一.1", "协调机制", 3)
    assert first.text.startswith("建立由政府负责同志牵头的节约用水和农村供水协调机制")


def test_a_written_system_with_names_before_points() -> None:
    """1.1 创建机制（4分）。要求…; the groups have their weight in brackets; cities and counties are meant alike."""
    path = WRITTEN / "lanyue-2026-07" / "lanyue-2026-07.txt"
    (system,) = systems(path.read_text("utf-8"))
    assert system.level is None
    scored = [group for group in system.groups if group.kind == "scored"]
    assert [(group.name, group.points) for group in scored] == [
        ("组织推动", 14),
        ("质量提升", 18),
        ("标准计量", 17),
        ("安全底线", 17),
        ("消费维权", 22),
        ("社会共治", 12),
    ]
    assert [item.name for item in scored[0].indicators] == ["创建机制", "纳入考核", "经费保障", "质量激励"]
