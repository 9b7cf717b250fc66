"""Two versions of a system: aligned and classed as a reader does. The truth: a gold alignment, and alterations made here."""

import json
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_checker import service
from doc_checker.cli import main
from doc_checker.data import default_data
from doc_checker.errors import NoIndicatorSystem, UnknownSystem, UsageError
from doc_checker.model import Record
from doc_checker.model.versions import ItemChange, SystemDiff
from doc_checker.report.html import render_versions_html
from doc_checker.report.versions import render_versions
from doc_checker.review.assignment import assign
from doc_checker.review.versions import mark_words

ROOT = Path(__file__).resolve().parents[2]
GOLD = tomllib.loads((Path(__file__).parent / "versions_gold.toml").read_text("utf-8"))
COUNTY = ROOT / "corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"
LAIWU = ROOT / "corpus/notices/laiwuqujiaozi-2024-19/laiwuqujiaozi-2024-19.txt"
WENMING, YANGLAO, JIAOYU = (
    ROOT / f"corpus/written/{name}/{name}.txt" for name in ("wenming-2025-03", "yanglao-2025-07", "jiaoyu-2025-21")
)


@lru_cache
def record(path: Path) -> Record:
    return service.read_record(service.Input(path.name, path), default_data())


def altered(path: Path, edits: Sequence[tuple[str, str]]) -> Record:
    text = path.read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return service.read_record(service.Input("新.txt", payload=text.encode("utf-8")), default_data())


def compare(old: Record, new: Record) -> SystemDiff:
    return service.compare_versions(old, new, default_data())


def by_new(diff: SystemDiff) -> dict[str, ItemChange]:
    return {item.new.id: item for item in diff.items if item.new is not None}


def dropped(diff: SystemDiff) -> list[str]:
    return [item.old.id for item in diff.items if item.old is not None and item.new is None]


def told(diff: SystemDiff) -> dict[str, tuple[str | None, set[str]]]:
    """New id → old id and changes, of what is not unchanged in its place."""
    return {
        key: (item.old.id if item.old else None, set(item.changes))
        for key, item in by_new(diff).items()
        if item.changes != ["unchanged"]
    }


# --- gold


@lru_cache
def laiwu() -> SystemDiff:
    return compare(record(COUNTY), record(LAIWU))


def test_gold_alignment_of_a_restated_system() -> None:
    found = {key: item.old.id if item.old else "" for key, item in by_new(laiwu()).items()}
    assert found.keys() == GOLD["pairs"].keys()
    assert {key: old for key, old in found.items() if old not in (GOLD["pairs"][key] or [""])} == {}
    assert laiwu().old.title == "山东省“信用交通县”建设指标体系（2023年版）"  # not the city system of the same notice
    assert (laiwu().old.restated, laiwu().new.restated) == (False, True)


def test_gold_changes_of_a_restated_system() -> None:
    items = by_new(laiwu())
    reworded = {key for key, item in items.items() if "reworded" in item.changes}
    assert not reworded & set(GOLD["same-words"]["ids"])
    assert set(GOLD["other-words"]["ids"]) <= reworded
    assert {key for key, item in items.items() if item.moved == "group"} == set(GOLD["other-group"]["ids"])
    numbered = {key for key, item in items.items() if item.moved == "number"} - {"扣.5", "扣.6"}
    assert numbered == set(GOLD["other-number"]["ids"])
    assert not any("points-changed" in item.changes for item in laiwu().items)
    assert ("二", "工作保障", "二", "联动机制", ["renamed"]) in [
        (g.old_id, g.old_name, g.new_id, g.new_name, g.changes) for g in laiwu().groups
    ]


# --- alterations


REVISION = (
    ("2. 领导小组每半年至少1次专题研究", "2. 领导小组每季度至少1次专题研究"),
    ("| | 3. 将志愿服务工作写入本县（市、区）政府工作报告或纳入国民经济和社会发展年度计划，得3分。 | |\n", ""),
    ("| | 4. 制订年度工作方案，", "| | 3. 制订年度工作方案，"),
    ("一、组织领导 (15分)", "一、组织领导 (12分)"),
    ("建成率均达到100%，", "建成率均达到98%，"),
    ("| | 5. 在县级融媒体客户端或政务服务平台开通志愿服务线上预约功能，得3分。 | |\n", ""),
    ("二、阵地建设 (17分)", "二、阵地建设 (14分)"),
    ("组建专业志愿服务队不少于8支，得2分。", "组建专业志愿服务队不少于8支，得3分。"),
    ("三、队伍建设 (16分)", "三、队伍建设 (17分)"),
    ("2. 注册志愿者占常住人口比例", "2. 在册志愿者占户籍人口比例"),
    ("全年征集志愿服务项目不少于20个", "全年征集并发布志愿服务项目不少于30个"),
    ("单季度最多1分，全年最多4分。", "单季度最多1.25分，全年最多5分。"),
    ("举办先进典型发布活动，得2分。 | |\n", "举办先进典型发布活动，得2分。 | |\n| | 5. 在县级融媒体客户端或政务服务平台开通志愿服务线上预约功能，得3分。 | |\n"),
    ("五、宣传展示 (15分)", "五、宣传展示 (19分)"),
    ("六、激励保障 (14分)", "六、激励嘉许 (16分)"),
    ("调查结果向社会公布，得2分。 | |\n", "调查结果向社会公布，得2分。 | |\n| | 4. 建立志愿服务积分兑换制度，得2分。 | |\n"),
    ("3. 志愿者、志愿服务组织或项目入选", "4. 志愿者、志愿服务组织或项目入选"),
    ("4. 与高等院校、科研机构合作", "3. 与高等院校、科研机构合作"),
    ("| | 3. 泄露志愿者或服务对象个人信息，造成不良影响的，每起扣2分。 | |\n", ""),
)  # fmt: skip


@lru_cache
def revision() -> SystemDiff:
    return compare(record(WENMING), altered(WENMING, REVISION))


def test_a_revision_is_told_as_it_was_made() -> None:
    assert told(revision()) == {
        "一.2": ("一.2", {"numbers-changed"}),
        "一.3": ("一.4", {"moved"}),
        "二.2": ("二.2", {"numbers-changed"}),
        "三.1": ("三.1", {"points-changed"}),
        "三.2": ("三.2", {"reworded"}),
        "四.3": ("四.3", {"reworded", "numbers-changed"}),
        "五.2": ("五.2", {"points-changed", "numbers-changed"}),
        "五.5": ("二.5", {"moved"}),
        "六.4": (None, {"added"}),
        "加.3": ("加.4", {"moved"}),
        "加.4": ("加.3", {"moved"}),
    }
    assert dropped(revision()) == ["一.3", "扣.3"]


def test_numbers_points_and_groups_of_the_revision() -> None:
    items = by_new(revision())
    assert [(n.where, n.old, n.new) for n in items["一.2"].numbers] == [
        ("requirement", "每半年至少1次", "每季度至少1次")
    ]
    assert [(n.where, n.old, n.new) for n in items["四.3"].numbers] == [
        ("requirement", "全年征集志愿服务项目不少于20个", "全年征集并发布志愿服务项目不少于30个")
    ]
    assert {n.where for n in items["五.2"].numbers} == {"rule"}
    old, new = items["三.1"].old, items["三.1"].new
    assert old is not None and new is not None and (old.points, new.points) == (3, 4)
    assert [items[key].moved for key in ("五.5", "一.3")] == ["group", "number"]
    groups = {g.new_id: ("、".join(sorted(g.changes)), g.old_points, g.new_points) for g in revision().groups}
    assert [groups[key] for key in ("六", "四")] == [("points-changed、renamed", 14, 16), ("unchanged", 23, 23)]
    assert revision().summary.model_dump() == {
        "old_items": 32, "new_items": 31, "unchanged": 20, "reworded": 2, "moved": 4, "moved_group": 1,
        "added": 1, "dropped": 2, "points_changed": 2, "numbers_changed": 4,
    }  # fmt: skip


def test_words_are_marked() -> None:
    marks = [(segment.kind, segment.text) for segment in by_new(revision())["三.2"].segments]
    assert ("removed", "注册") in marks and ("added", "在册") in marks
    assert any(kind == "removed" and "常住" in text for kind, text in marks)
    assert any(kind == "added" and "户籍" in text for kind, text in marks)
    assert ("equal", "志愿者占") in marks


def test_groups_changing_places_move_no_item() -> None:
    text = YANGLAO.read_text("utf-8")
    start, middle, end = (text.index(f"| {word}") for word in ("二、设施网络", "三、服务供给", "四、队伍建设"))
    facilities = text[start:middle].replace("| 二、", "| 三、")
    services = text[middle:end].replace("| 三、", "| 二、").replace("给予就餐补贴", "给予助餐补贴")
    payload = (text[:start] + services + facilities + text[end:]).replace("不少于150人次", "不少于200人次")
    new = service.read_record(service.Input("新.txt", payload=payload.encode("utf-8")), default_data())
    diff = compare(record(YANGLAO), new)
    assert told(diff) == {"二.5": ("三.5", {"reworded"}), "四.1": ("四.1", {"numbers-changed"})}
    assert {(g.old_id, g.new_id): g.changes for g in diff.groups if g.old_id in ("二", "三")} == {
        ("三", "二"): ["renumbered"],
        ("二", "三"): ["renumbered"],
    }


def test_an_item_split_in_two_names_where_it_came_from() -> None:
    edits = (
        ("列入本级财政预算，得2分；福利彩票", "列入本级财政预算，得2分。 | |\n| | 6.福利彩票"),
        ("6.民政部门与卫生健康", "7.民政部门与卫生健康"),
    )
    diff = compare(record(YANGLAO), altered(YANGLAO, edits))
    parts = {key: by_new(diff)[key] for key in ("一.5", "一.6")}
    assert sorted(item.old.id if item.old else "" for item in parts.values()) == ["", "一.5"]
    added = next(item for item in parts.values() if item.old is None)
    assert added.near == "一.5" and dropped(diff) == []
    assert by_new(diff)["一.7"].old.id == "一.6"  # type: ignore[union-attr]


def test_names_and_points_of_second_level_indicators() -> None:
    edits = (
        ("5. 专项督导(4分) | 每学期至少开展1次", "5. 专项督查(4分) | 每学年至少开展1次"),
        ("4. 校车管理(4分) | 每月对校车", "4. 校车管理(5分) | 每月对校车"),
        ("| | 3. 典型经验(5分) | 全年向省教育厅报送学校安全典型案例不少于2个,得3分;学校安全工作被省级以上主流媒体报道的,每篇得1分,最多2分。 | |\n", ""),
        ("以活动通知、图片、总结为依据。 | |\n", "以活动通知、图片、总结为依据。 | |\n| | 6. 典型经验(5分) | 全年向省教育厅报送学校安全典型案例不少于2个,得3分;学校安全工作被省级以上主流媒体报道的,每篇得1分,最多2分。 | |\n"),
    )  # fmt: skip
    diff = compare(record(JIAOYU), altered(JIAOYU, edits))
    assert told(diff) == {
        "一.5": ("一.5", {"reworded", "numbers-changed"}),
        "二.4": ("二.4", {"points-changed"}),
        "三.6": ("五.3", {"moved"}),
    }
    assert by_new(diff)["三.6"].moved == "group"


@pytest.mark.parametrize("path", [COUNTY, WENMING, YANGLAO, JIAOYU])
def test_a_version_beside_itself_is_unchanged(path: Path) -> None:
    diff = compare(record(path), record(path))
    assert {tuple(item.changes) for item in diff.items} == {("unchanged",)}
    assert {tuple(group.changes) for group in diff.groups} == {("unchanged",)}


def test_marks_and_widths_are_no_other_words() -> None:
    def turn(text: str) -> str:
        return text.replace("，", ",").replace("；", ";").replace("（", "(").replace("2分", "２分")

    new = service.read_record(
        service.Input("新.txt", payload=turn(YANGLAO.read_text("utf-8")).encode("utf-8")), default_data()
    )
    assert told(compare(record(YANGLAO), new)) == {}


def test_other_systems_have_next_to_nothing_in_common() -> None:
    diff = compare(record(WENMING), record(YANGLAO))
    assert diff.summary.added + diff.summary.dropped > 0.7 * (diff.summary.old_items + diff.summary.new_items)


# --- the parts


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_assignment_is_the_best_of_all(rows: int, columns: int, data: st.DataObject) -> None:
    values = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.9, 1.0])
    gains = [[data.draw(values) for _ in range(columns)] for _ in range(rows)]
    pairs = assign(gains)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    small, large = sorted((rows, columns))
    best = max(
        sum(gains[r][c] if rows <= columns else gains[c][r] for r, c in enumerate(chosen))
        for chosen in permutations(range(large), small)
    )
    assert sum(gains[r][c] for r, c in pairs) == pytest.approx(best)


@settings(max_examples=40, deadline=None)
@given(
    st.text("成立领导小组每季度不少于2人，报送信息", max_size=40),
    st.text("成立领导小组每季度不少于3人；报送", max_size=40),
)
def test_marks_hold_both_texts(old: str, new: str) -> None:
    segments = mark_words(old, new)
    assert "".join(s.text for s in segments if s.kind != "removed") == new
    marks = str.maketrans("", "", "，；")
    assert "".join(s.text for s in segments if s.kind != "added").translate(marks) == old.translate(marks)


# --- reviews in doubt


def test_verdicts_in_doubt() -> None:
    review = service.review_record(record(LAIWU), record(COUNTY), default_data())
    diff = service.doubt_verdicts(laiwu(), [review], "审查.json")
    found = {(doubt.id, doubt.new_id): doubt for doubt in diff.doubts}
    assert found["五.4", None].reason.startswith("指标已删去；原结论")
    assert (
        found["六.1", "六.1"].status == "covered"
        and "参加省厅统一组织的信用工作相关培训会" in found["六.1", "六.1"].reason
    )
    assert found["五.1", "五.1"].status is None and found["五.1", "五.1"].reason == "新增的指标，尚无结论"
    stand = {
        item.old.id
        for item in laiwu().items
        if item.old and not {"reworded", "dropped", "numbers-changed"} & set(item.changes)
    }
    assert not stand & {doubt.id for doubt in diff.doubts if doubt.status}
    assert not any(doubt.id.startswith("扣") for doubt in diff.doubts)  # deductions are not judged
    with pytest.raises(UsageError, match="不是旧版本"):
        service.doubt_verdicts(revision(), [review], "审查.json")


# --- doors


def test_reports_show_the_changes() -> None:
    text = render_versions(revision(), 100)
    assert "旧 32 项，新 31 项；未变 20 项" in text and "分值：3 分 → 4 分" in text
    assert "改名、分值变化：六、激励保障 → 六、激励嘉许（14 → 16 分）" in text
    page = render_versions_html(revision())
    assert (
        "<ins>在册</ins>" in page
        and "<del>注册</del>" in page
        and "<script" not in page
        and "https:" not in page
        and "http:" not in page
    )
    assert all(len(line) < 200 for line in render_versions(laiwu(), 60).splitlines()[8:])


def test_hostile_words_stay_words() -> None:
    new = altered(WENMING, [("三、队伍建设 (16分)", "三、<script>alert(1)</script> (16分)")])
    page = render_versions_html(compare(record(WENMING), new))
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(LAIWU), "--against", str(COUNTY), "--format", "json"]) == 0
    (tmp_path / "审查.json").write_text(capsys.readouterr().out, "utf-8")
    words = ["diff", str(COUNTY), str(LAIWU)]
    assert main([*words, "--review", str(tmp_path / "审查.json"), "--format", "json"]) == 0
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert content["reviewed"] and content["doubts"]
    assert SystemDiff.model_validate(content).summary.dropped == 4
    assert main([*words, "--out", str(tmp_path / "出"), "--format", "json,html"]) == 0
    assert sorted(path.suffix for path in (tmp_path / "出").iterdir()) == [".html", ".json"]
    assert main(["indicators", str(COUNTY), "--out", str(tmp_path / "体系.xlsx")]) == 0
    capsys.readouterr()
    assert (
        main(
            [
                "diff",
                str(COUNTY),
                str(tmp_path / "体系.xlsx"),
                "--new-system",
                "信用交通市",
                "--old-system",
                "信用交通市",
            ]
        )
        == 0
    )
    assert "各项指标均未变化。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--old-system", "没有的"], 2, "没有名称含“没有的”的指标体系"),
        (["--review", "COUNTY"], 3, "不是审查结果"),
        (["--format", "html,json"], 2, "几种格式要写入文件"),
        (["--format", "pdf"], 2, "不能是“pdf”（可用：table、json、html）"),
    ],
)
def test_wrong_usage(words: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(COUNTY) if word == "COUNTY" else word for word in words]
    assert main(["diff", str(COUNTY), str(LAIWU), *words]) == code
    assert message in capsys.readouterr().err


def test_a_file_with_neither_system_nor_task_table() -> None:
    plain = service.read_record(
        service.Input("函.txt", payload="甲局关于某事的函\n\n乙局：\n\n请支持。\n".encode()), default_data()
    )
    with pytest.raises(NoIndicatorSystem, match="既没有指标体系"):
        compare(record(COUNTY), plain)
    with pytest.raises(UnknownSystem):
        service.compare_versions(record(COUNTY), record(LAIWU), default_data(), (None, "别的"))
