"""To whom a thing is to be sent."""

import pytest

from doc_checker.review.recipients import compare_recipients, find_recipients


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("每月向市安委会办公室报送工作信息不少于2条", ("市安委会办公室",)),
        ("于3月底前报省教育厅备案", ("省教育厅",)),
        ("形成专报，呈市委、市政府主要领导参阅", ("市委、市政府主要领导",)),
        ("方案提请县政府常务会议审定", ("县政府",)),
        ("评价结果抄送县委组织部", ("县委组织部",)),
        ("每月向“某某城管”微信公众号报送信息2条", ()),
        ("向社会公布举报电话", ()),
        ("畅通报警渠道，开展警示教育", ()),
        ("向省级平台报送数据", ()),
    ],
)
def test_recipients_are_found(text: str, bodies: tuple[str, ...]) -> None:
    assert find_recipients(text) == bodies


@pytest.mark.parametrize(
    ("asked", "text", "rank", "met"),
    [
        ("检测报告报送市城市管理局", "重要情况及时报告县城市管理委员会办公室。", 2, False),
        ("检测报告报送市城市管理局", "检测报告于10日内报市城管局。", 2, True),
        ("每季度向省厅报送信息2条", "各科室每月向局办公室报送信息3条。", 3, False),
        ("每季度向省厅报送信息2条", "经市局审核后每季度向省交通运输厅报送信息3条。", 3, True),
        ("4月底前报市生态环境保护委员会办公室备案", "制定年度任务清单。", 2, False),
        ("报县政府批准", "经市政府批准后印发。", 2, True),  # a county-level city calls itself 市
        ("报县政府批准", "报市政府批准后印发。", 2, True),
        ("向省厅报送案例材料", "积极参加典型案例征集活动。", 2, True),
        ("结果报上级主管部门", "结果报县局。", 2, False),
        ("结果报上级主管部门", "结果报市局。", 2, True),
    ],
)
def test_another_level_is_another_recipient(asked: str, text: str, rank: int, met: bool) -> None:
    assert all(facet.met for facet in compare_recipients(asked, [text], rank)) is met
