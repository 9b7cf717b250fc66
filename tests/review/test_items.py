"""Which items of a closed list a clause names in its own words."""

from __future__ import annotations

import pytest

from doc_checker.data import default_data
from doc_checker.review.items import _is_headed_otherwise, is_shortened
from doc_checker.review.setting_out import asked_to_set_out, item_set_out


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("社会保障卡", "社保卡申领一并办妥", True),
        ("消防安全委员会办公室", "区消安办集中办公", False),
        ("政府投资项目审批", "政府采购", False),
        ("河长制办公室", "县河长办公室印发", True),
        ("户口", "户籍登记", False),
    ],
)
def test_names_in_short(name: str, text: str, expected: bool) -> None:
    assert is_shortened(name, text) is expected


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("保洁队伍", "落实保洁员186名", True),
        ("保洁经费", "保洁资金由区财政足额保障", True),
        ("场所", "腾出老电影院作固定用房", True),
        ("保洁队伍", "落实保洁责任", False),
        ("保洁经费", "护林经费足额到位", False),
    ],
)
def test_other_heads_of_the_same_kind(item: str, text: str, expected: bool) -> None:
    assert _is_headed_otherwise(item, text, default_data()) is expected


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("责任单位", "写明干什么、何时干完、由谁来干", True),
        ("完成时限", "写明干什么、何时干完、由谁来干", True),
        ("公开方式", "以什么方式公开", True),
        ("任务清单", "任务分解到人", True),
        ("完成时限", "责任落实到股室", False),
        ("责任单位", "倒排完成时间", False),
        ("保洁队伍", "由谁来干", False),
    ],
)
def test_what_a_plan_sets_out(item: str, text: str, expected: bool) -> None:
    assert item_set_out(item, text, default_data()) is expected


def test_what_is_asked_to_be_set_out() -> None:
    assert asked_to_set_out("明确责任单位、完成时限和公开方式", default_data()) == {
        "责任单位": "clear-units",
        "完成时限": "clear-deadlines",
        "公开方式": "clear-ways",
    }
