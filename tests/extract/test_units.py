"""Lists of units: the corpus against its gold, groups, declared totals."""

from __future__ import annotations

import pytest

from doc_checker.document import Document
from doc_checker.extract.outlining import find_outline
from doc_checker.extract.units import find_unit_lists
from doc_checker.model import UnitList
from doc_checker.readers import read_bytes

from .layouts import merge, notice_of, pipe
from .written import DATA, notice, notices


def lists_of(source: str | Document) -> list[UnitList]:
    """The unit lists of a written notice."""
    document = read_bytes(source.encode(), "written.txt") if isinstance(source, str) else source
    return find_unit_lists(document, find_outline(document, DATA), DATA)


def groups(found: UnitList) -> list[tuple[str | None, list[str]]]:
    """The groups as names and units."""
    return [(group.name, group.units) for group in found.groups]


def attached(lines: str) -> str:
    """A notice with the lines as its attachment."""
    return notice_of("2025年工作方案", "一、要求\n落实。", lines)


@pytest.mark.parametrize("name", notices())
def test_gold(name: str) -> None:
    document, outline, gold = notice(name)
    found = find_unit_lists(document, outline, DATA)
    assert [item.model_dump(exclude={"groups": {"__all__": {"spans"}}}) for item in found] == gold["unit_lists"]
    for item in found:
        for group in item.groups:
            assert [document.slice(span.start, span.end) for span in group.spans] == group.units


TWO_GROUPS = [("江城市", ["东湖区民政局", "西山县民政局", "南河市民政局"]), ("海州市", ["临海区民政局"])]


@pytest.mark.parametrize(
    "lines",
    [
        "江城市\n东湖区民政局\n西山县民政局\n南河市民政局\n海州市\n临海区民政局",
        "一、江城市（3个）\n1.东湖区民政局\n2.西山县民政局\n3.南河市民政局\n二、海州市（1个）\n1.临海区民政局",
        "江城市：东湖区民政局、西山县民政局、南河市民政局\n海州市：临海区民政局",
        "江城市（3个）：东湖区民政局、西山县民政局、\n南河市民政局\n海州市（1个）：临海区民政局",
        pipe(
            "序号/地市/单位名称", "1/江城市/东湖区民政局", "2//西山县民政局", "3//南河市民政局", "4/海州市/临海区民政局"
        ),
    ],
    ids=["lines", "labels", "inline", "wrapped", "table"],
)
def test_groups(lines: str) -> None:
    (found,) = lists_of(attached("试点单位名单\n\n" + lines))
    assert (found.title, found.counted, groups(found)) == ("试点单位名单", 4, TWO_GROUPS)


def test_a_table_with_merged_places() -> None:
    table = pipe("地市/试点单位", "江城市/东湖区民政局", "/西山县民政局", "/南河市民政局", "海州市/临海区民政局")
    document = read_bytes(attached("试点单位名单\n\n" + table).encode(), "written.txt")
    (found,) = lists_of(merge(document, {(1, 0): (3, 1)}))
    assert groups(found) == TWO_GROUPS


def test_places_without_groups() -> None:
    (found,) = lists_of(attached("试点县（市、区）名单\n\n东湖区\n西山县\n南河市\n临海区"))
    assert groups(found) == [(None, ["东湖区", "西山县", "南河市", "临海区"])]


def test_declared_totals() -> None:
    (found,) = lists_of(attached("第一批试点单位名单（共3个）\n\n东湖区民政局\n西山县民政局"))
    assert (found.declared, found.counted) == (3, 2)
    body = "一、范围\n确定东湖区等5个县（市、区）民政局为第一批试点单位，创建期为12个月，等2家企业参与。"
    (found,) = lists_of(notice_of("2025年工作方案", body, "第一批试点单位名单\n\n东湖区民政局\n西山县民政局"))
    assert (found.declared, found.counted) == (5, 2)
    (found,) = lists_of(attached("试点单位名单\n\n东湖区民政局\n西山县民政局"))
    assert found.declared is None


def test_what_is_no_list() -> None:
    roster = "领导小组成员名单\n\n组长：王建国　市财政局局长\n成员：李　强　市教育局局长"
    assert not lists_of(attached(roster))
    assert not lists_of(
        attached("任务分工表\n\n" + pipe("序号/工作任务/责任单位", "1/制定方案。/法规科", "2/开展检查。/综合科"))
    )
    assert not lists_of(attached("任务分工表\n\n工作任务 责任单位\n1.制定方案。\n法规科\n2.开展检查。\n综合科"))
    signed = (
        "关于开展检查的通知\n\n各单位：\n\n请抓好落实。\n\n江城市财政局\n江城市教育局\n江城市民政局\n2025年1月1日\n"
    )
    assert not lists_of(signed)
