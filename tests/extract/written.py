"""Small documents written for the tests: what typists and web pages do. Every name in them is invented."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from doc_checker.data import Data, default_data
from doc_checker.document import Document
from doc_checker.extract.outlining import find_outline
from doc_checker.outline import Outline, Range
from doc_checker.readers import read_bytes, read_file
from doc_checker.text import squeeze

NOTICES = Path(__file__).resolve().parents[2] / "corpus" / "notices"
DATA: Data = default_data()


def read(text: str) -> tuple[Document, Outline]:
    """A written text as document, with its outline."""
    document = read_bytes(text.encode(), "written.txt")
    return document, find_outline(document, DATA)


@lru_cache
def notice(name: str) -> tuple[Document, Outline, dict[str, Any]]:
    """A notice of the corpus, its outline and its gold."""
    folder = NOTICES / name
    document = read_file(folder / f"{name}.txt")
    return document, find_outline(document, DATA), json.loads((folder / "gold.json").read_text("utf-8"))


def notices() -> list[str]:
    """Names of the notices of the corpus that have a gold."""
    return sorted(path.parent.name for path in NOTICES.glob("*/gold.json"))


def said(document: Document, place: Range | None) -> str | None:
    """The text at a range without white space."""
    return None if place is None else squeeze(document.slice(*place))


PLAIN = """某某省水利厅文件

某水发〔2023〕12号

某某省水利厅关于做好防汛工作的通知

各市水利局，厅直各单位：

为做好防汛工作，现就有关事项通知如下。

一、提高认识。各单位要充分认识防汛工作的重要性。
二、落实责任。各单位要落实防汛责任，具体要求详见附件2。

附件：1. 防汛责任人名单
2. 防汛物资储备表

某某省水利厅
2023年3月8日

（此件主动公开）

附件1

防汛责任人名单

张某 李某

附件2

防汛物资储备表

编织袋 100条

抄送：省应急管理厅。
某某省水利厅办公室 2023年3月9日印发
"""

COVER = """某某县水务局
关于印发《某某县水务局节水工作方案》的
通    知
局属各单位：
现将《某某县水务局节水工作方案》印发给你们，请遵照执行。
某某县水务局
二○二三年五月○六日
某某县水务局
节水工作方案
为推进节水，制定本方案。
一、目标
达到标准。
附件：任务分工表
附件
任务分工表
1.安装节水器具 综合科
"""

COVER_SIGNED_BELOW = """某某县水务局关于印发《某某县水务局节水工作方案》的通知
局属各单位：
现将《某某县水务局节水工作方案》印发给你们，请遵照执行。
某某县水务局节水工作方案
为推进节水，制定本方案。
一、目标
达到标准。
某某县水务局
2023年4月13日
"""

PASSED_ON = """某某市人民政府办公室转发市教育局等部门关于加强校园安全工作意见的通知
某政办发〔2023〕5号
各县（市、区）人民政府，市政府各部门：
市教育局、公安局《关于加强校园安全工作的意见》已经市政府同意，现转发给你们，请认真贯彻执行。
关于加强校园安全工作的意见
为加强校园安全，提出如下意见。
一、提高认识
各地要提高认识。
市教育局
市公安局
2023年2月1日
"""

ORDER = """某某省人民政府令
第 352 号
《某某省公路管理办法》已经2023年1月5日省政府第170次常务会议通过，现予公布，自2023年3月1日起施行。
省长　周某某
2023年1月12日
某某省公路管理办法
第一章　总　则
第一条　为了加强公路管理，制定本办法。
第二条　本办法自2023年3月1日起施行。
"""

WEB_PAGE = """首页 > 政务公开 > 规范性文件
索 引 号：11370400/2021-00018 主题分类：交通 发文机关：某某市交通局 文号：某交字〔2021〕9号
发布日期：2021-05-06 有效性：有效
某某市交通局 关于印发《2021年信用工作要点》的通知
来源：某某市交通局 发布时间：2021-05-06 10:20 浏览次数：120 【字体：大 中 小】
各区（市）交通局，局属各单位：
现将《2021年信用工作要点》印发给你们，请认真贯彻执行。
2021年信用工作要点
一、加强领导
各单位要加强组织领导。
打印本页 关闭窗口
"""
