"""The file of decisions: read with its lines, mistakes told in one line."""

from datetime import date

import pytest

from doc_checker.decision_file import DecisionEntry, hash_text, parse_decisions
from doc_checker.errors import DataFileError

ENTRY = """[[decision]]
indicator = "一.2"
verdict = "covered"
who = "张三"
why = "已另行发文"
"""


def parse(text: str) -> list[DecisionEntry]:
    return parse_decisions(text.encode("utf-8"), "认定.toml")


def test_an_entry_with_everything() -> None:
    text = """# 注
[[decision]]
plan = "莱芜区交字〔2024〕19号"
indicator = "一．２"   # full width, as people type it
requirement = "一.2-1"
verdict = "部分覆盖"
who = "张三"
why = "只做了一半"
until = 2026-12-31
clauses = ["三（一）", "附2.一.1"]
evidence = "成立领导小组"
evidence_hash = "a"
plan_hash = "b"
text_hash = "c"
"""
    entry = DecisionEntry(
        file="认定.toml",
        line=2,
        indicator="一.2",
        verdict="partial",
        who="张三",
        why="只做了一半",
        requirement="一.2-1",
        until=date(2026, 12, 31),
        plan="莱芜区交字〔2024〕19号",
        clauses=("三（一）", "附2.一.1"),
        evidence="成立领导小组",
        evidence_hash="a",
        plan_hash="b",
        text_hash="c",
    )
    assert parse(text) == [entry]


@pytest.mark.parametrize("until", ["2026-12-31", '"2026-12-31"', "2026-12-31T08:00:00"])
def test_until_as_a_date_or_a_text(until: str) -> None:
    assert parse(f"{ENTRY}until = {until}\n")[0].until == date(2026, 12, 31)


def test_what_is_not_decided_yet_is_passed_over() -> None:
    assert parse(f'[[decision]]\nindicator = "一.1"\nverdict = ""\nwho = ""\nwhy = ""\n\n{ENTRY}')[0].line == 7
    assert parse("") == []
    assert parse("\ufeff# 只有注\r\n") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[decision]\n", "认定.toml：第 1 行第 11 列 不是正确的 TOML"),
        (ENTRY + 'note = "x"\n', "认定.toml 第 6 行：没有“note”这一项"),
        (ENTRY.replace('"covered"', '"好"'), "认定.toml 第 3 行：verdict 不能是“好”；可用：covered（覆盖）、partial（部分覆盖）、missing（未覆盖）"),
        (ENTRY.replace('"张三"', '""'), "认定.toml 第 4 行：没有写认定人（who）"),
        (ENTRY.replace('why = "已另行发文"', ""), "认定.toml 第 1 行：没有写理由（why）"),
        (ENTRY.replace('"一.2"', "2"), "认定.toml 第 2 行：indicator 应为用引号括起的文字"),
        (ENTRY + "until = 2026\n", "认定.toml 第 6 行：until 应为日期，如 2026-12-31"),
        (ENTRY + 'until = "年底"\n', "认定.toml 第 6 行：until 应为日期，如 2026-12-31"),
        (ENTRY + 'clauses = "三（一）"\n', "认定.toml 第 6 行：clauses 应为条款编号的列表"),
        (ENTRY + "\n" + ENTRY, "认定.toml 第 7 行：“一.2”在第 1 行已经认定过；请只留一条"),
        ("decision = 1\n", "认定.toml：认定文件只应有 [[decision]]"),
        ("x = 1\n" + ENTRY, "认定.toml：认定文件只应有 [[decision]]"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_names_the_line(text: str, message: str) -> None:
    with pytest.raises(DataFileError) as caught:
        parse(text)
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(DataFileError, match="UTF-8"):
        parse_decisions(ENTRY.encode("gb18030"), "认定.toml")


def test_hashes_leave_white_space_and_width_out() -> None:
    assert hash_text("不少于２人 ") == hash_text("不少于 2人")
    assert hash_text("不少于3人") != hash_text("不少于2人")
    assert hash_text("甲", "乙") != hash_text("甲乙")
