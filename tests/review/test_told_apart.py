"""Requirements worded like one before them, and those that begin with what comes of one before them. Values by reading."""

from __future__ import annotations

import pytest

from doc_checker.review.asked import refers_back

from .batteries import prepare


@pytest.mark.parametrize(
    ("text", "before", "refers"),
    [
        ("接听的诉求全部跟踪办理", "组织负责同志到现场接听群众来电", True),
        ("抽查不合格的100%立案查处", "县级监督抽查不少于100批次", True),
        ("排查出的隐患全部整改", "每季度排查隐患", True),
        ("检查发现的问题限期整改", "每月检查1次", True),
        ("会商意见书面反馈承办单位", "每月召开会商会议", True),
        ("治理结果向社会公布", "开展专项治理", True),
        ("评价结果用于差别化监管", "开展信用评价", True),
        ("对抽检不合格的产品下架召回", "抽检不少于200批次", True),
        ("接听的诉求全部跟踪办理", "建立热线专席", False),
        ("检查发现的问题限期整改", "每月召开会议", False),
        ("开展执法检查不少于2次", "开展宣传活动", False),
        ("公开结果公告", "公开目录", False),
        ("检查人员持证上岗", "每月检查1次", False),
        ("征求意见征集渠道畅通", "征求意见", False),
        ("培训率达到100%", "每年培训2次", False),
        ("办理时限压缩50%", "办理事项", False),
    ],
)
def test_what_refers_back(text: str, before: str, refers: bool) -> None:
    assert refers_back(text, before) is refers


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("开展诚信典范培树宣传活动，得2分；开展群众性文明创建宣传活动，得2分。", True),
        ("每年至少组织1次消防安全培训，得1分；每年至少组织1次急救技能培训，得1分。", True),
        ("召开领导小组会议，得1分；培育示范企业，得1分。", False),
        ("制定实施方案，得1分；每月更新进展情况，得1分。", False),
    ],
)
def test_requirements_worded_alike_are_told_apart(text: str, apart: bool) -> None:
    second = prepare([text]).system.by_indicator["一.0"][-1]
    assert bool(second.apart) is apart
