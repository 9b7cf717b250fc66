"""An exported workbook is taken back: exactly where it is untouched, as a person meant it where it was edited."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from doc_checker import service
from doc_checker.corrected import read_corrected
from doc_checker.data import default_data
from doc_checker.errors import DocCheckerError, NoIndicatorSystem, UnreadableDocument
from doc_checker.model import (
    Cap,
    Indicator,
    IndicatorGroup,
    IndicatorSystem,
    Quantity,
    Record,
    Requirement,
    ScoringRule,
)
from doc_checker.readers.office import convert, find_libreoffice
from doc_checker.report.tables import systems_xlsx

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"
Edit = Callable[[Workbook], None]


@lru_cache
def notice(name: str = NOTICE) -> Record:
    path = ROOT / "corpus" / name
    return service.read_record(service.Input(path.name, path), default_data())


WRITTEN = sorted(path.relative_to(ROOT / "corpus").as_posix() for path in (ROOT / "corpus/written").glob("*/*.txt"))
SYSTEMS = [name for name in (NOTICE, *WRITTEN) if notice(name).indicator_systems]


@lru_cache
def exported(name: str = NOTICE, only: int | None = None) -> bytes:
    systems = notice(name).indicator_systems
    return systems_xlsx(systems if only is None else systems[only : only + 1], notice(name))


def read(payload: bytes) -> Record:
    record = read_corrected(payload, "体系.xlsx", default_data())
    assert record is not None
    return record


def edited(edit: Edit, only: int | None = 0) -> Record:
    return read(changed(exported(only=only), edit))


def changed(payload: bytes, edit: Edit) -> bytes:
    book = load_workbook(io.BytesIO(payload))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def column(sheet: Worksheet, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def row_of(sheet: Worksheet, identifier: str, name: str = "编号") -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column(sheet, name)).value == identifier)


def put(book: Workbook, sheet: str, row: int, **values: Any) -> None:
    for name, value in values.items():
        book[sheet].cell(row, column(book[sheet], name)).value = value


def the(record: Record, identifier: str) -> Indicator:
    return next(i for s in record.indicator_systems for g in s.groups for i in g.indicators if i.id == identifier)


def ids(system: IndicatorSystem) -> list[str]:
    return [indicator.id for group in system.groups for indicator in group.indicators]


def codes(record: Record) -> list[str]:
    return [finding.code for finding in record.findings]


# --- untouched


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_untouched_workbook_gives_what_was_exported(name: str) -> None:
    back = read(exported(name))
    assert back.indicator_systems == notice(name).indicator_systems
    assert back.document_number == notice(name).document_number
    assert (back.title, back.written_date, back.issuers) == (
        notice(name).title,
        notice(name).written_date,
        notice(name).issuers,
    )
    assert back.findings == notice(name).findings


@pytest.mark.parametrize("name", SYSTEMS)
def test_without_the_hidden_sheet_only_the_places_in_the_notice_are_lost(name: str) -> None:
    back = read(changed(exported(name), lambda book: book.remove(book.worksheets[-1])))
    expected = [
        [i.model_copy(update={"span": None}) for g in system.groups for i in g.indicators]
        for system in notice(name).indicator_systems
    ]
    assert [[i for g in system.groups for i in g.indicators] for system in back.indicator_systems] == expected


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("target", ["xlsx", "ods"])
def test_a_workbook_that_libreoffice_saved_anew_is_the_same(target: str) -> None:
    """The program writes each text into its cell; LibreOffice, WPS and Excel keep a table of shared strings."""
    program = find_libreoffice()
    assert program is not None
    saved = convert(program, exported(), target, "xlsx", "体系.xlsx")
    back = service.read_notice(service.Input(f"体系.{target}", payload=saved), default_data())
    assert back.indicator_systems == notice().indicator_systems


def test_merged_cells_taken_apart() -> None:
    """What stands in every row of a system or group may stand in the first one only."""

    def edit(book: Workbook) -> None:
        sheet = book["指标"]
        groups = [sheet.cell(row, column(sheet, "组号")).value for row in range(1, sheet.max_row + 1)]
        for row in range(3, sheet.max_row + 1):
            same = ("组号", "组别", "类别", "组分值") if groups[row - 1] == groups[row - 2] else ()
            for name in ("指标体系", "级别", "满分", *same):
                sheet.cell(row, column(sheet, name)).value = None

    assert edited(edit).indicator_systems == notice().indicator_systems[:1]


# --- edits


def test_a_changed_text_is_read_anew_with_its_requirements_and_rules() -> None:
    record = edited(
        lambda book: put(
            book,
            "指标",
            row_of(book["指标"], "三.1"),
            内容="每月向“信用交通·山东”网站至少报送3条信用信息，每条得1分，全年最多8分。",
        )
    )
    indicator = the(record, "三.1")
    assert [r.quantity for r in indicator.requirements] == [Quantity(min=3, unit="条", per="月")]
    assert [(rule.points, rule.per, rule.caps) for rule in indicator.rules] == [(1, "条", [Cap(period="年", points=8)])]
    assert indicator.points == 8 and indicator.span is None
    assert the(record, "三.2") == the(notice(), "三.2")
    assert codes(record) == ["system-corrected"]
    assert record.findings[0].data == {"changed": ["三.1"], "added": [], "dropped": []}


@pytest.mark.parametrize("typed", [3, "3", "３", "3分", " 3 ", "'3", "三"])
def test_points_as_people_type_them(typed: object) -> None:
    record = edited(lambda book: put(book, "指标", row_of(book["指标"], "一.3"), 分值=typed))
    assert the(record, "一.3").points == 3
    assert the(record, "一.3").requirements[0].points == 3


def test_points_left_empty_are_read_from_the_text() -> None:
    record = edited(lambda book: put(book, "指标", row_of(book["指标"], "一.3"), 分值=None))
    assert the(record, "一.3") == the(notice(), "一.3")
    record = edited(lambda book: put(book, "指标", row_of(book["指标"], "一.3"), 分值="不设上限"))
    assert the(record, "一.3").points is None


def test_an_added_row_needs_its_text_only() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["指标"]
        sheet.insert_rows(row_of(sheet, "一.2"))
        put(book, "指标", row_of(sheet, "一.1") + 1, 内容="每半年至少开展1次信用交通建设自查，得2分。")

    record = edited(edit)
    system = record.indicator_systems[0]
    assert ids(system)[:5] == ["一.1", "一.5", "一.2", "一.3", "一.4"]
    added = the(record, "一.5")
    assert added.points == 2 and added.requirements[0].quantity == Quantity(min=1, unit="次", per="半年")
    assert record.findings[0].data["added"] == ["一.5"]
    assert "group-points-mismatch" in codes(record)  # 12 printed, 14 in the group: said, not hidden


def test_deleted_and_reordered_rows() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["指标"]
        sheet.delete_rows(row_of(sheet, "一.4"))
        values = {identifier: [c.value for c in sheet[row_of(sheet, identifier)]] for identifier in ("一.1", "一.2")}
        for target, source in (("一.1", "一.2"), ("一.2", "一.1")):
            at = row_of(sheet, target) if target == "一.1" else 3
            for cell, value in zip(sheet[at], values[source], strict=True):
                cell.value = value

    record = edited(edit)
    assert ids(record.indicator_systems[0])[:4] == ["一.2", "一.1", "一.3", "二.1"]
    assert the(record, "一.1") == the(notice(), "一.1")
    assert record.findings[0].data == {"changed": [], "added": [], "dropped": ["一.4"]}


def test_a_requirement_split_in_two_rows() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["要求"]
        row = row_of(sheet, "五.2-1", "要求编号")
        sheet.insert_rows(row + 1)
        for name in ("指标体系", "指标编号", "要求编号", "分值"):
            sheet.cell(row + 1, column(sheet, name)).value = sheet.cell(row, column(sheet, name)).value
        put(book, "要求", row, 要求="在“信用交通·山东”网站发表文章")
        put(book, "要求", row + 1, 要求="文章题为“一把手谈信用”，不少于1篇")

    requirements = the(edited(edit), "五.2").requirements
    before = the(notice(), "五.2").requirements
    assert len(requirements) == len(before) + 1
    assert [r.id for r in requirements] == [f"五.2-{n}" for n in range(1, len(requirements) + 1)]
    assert [r.text for r in requirements[:2]] == ["在“信用交通·山东”网站发表文章", "文章题为“一把手谈信用”，不少于1篇"]
    assert requirements[0].points is None and requirements[1].points is None  # both share what the one earned
    assert requirements[1].quantity == Quantity(min=1, unit="篇")
    assert [r.text for r in requirements[2:]] == [r.text for r in before[1:]]


def test_a_requirement_with_its_cells_above_left_empty() -> None:
    def edit(book: Workbook) -> None:
        row = row_of(book["要求"], "一.1-2", "要求编号")
        put(book, "要求", row, 指标体系=None, 指标编号=None, 要求编号=None, 要求="领导小组下设信用工作专班")

    requirements = the(edited(edit), "一.1").requirements
    assert [r.id for r in requirements] == ["一.1-1", "一.1-2", "一.1-3"]
    assert requirements[1].text == "领导小组下设信用工作专班"


def test_numbers_of_a_requirement_and_caps_of_a_rule() -> None:
    def edit(book: Workbook) -> None:
        put(book, "要求", row_of(book["要求"], "一.1-3", "要求编号"), 至少="３")
        rules = book["计分规则"]
        row = next(r for r in range(2, rules.max_row + 1) if rules.cell(r, column(rules, "上限")).value)
        put(book, "计分规则", row, 上限="每季度3分；全年 8 分")

    record = edited(edit)
    assert the(record, "一.1").requirements[2].quantity == Quantity(min=3, unit="人")
    caps = [rule.caps for s in record.indicator_systems for g in s.groups for i in g.indicators for rule in i.rules]
    assert [Cap(period="季度", points=3), Cap(period="全年", points=8)] in caps


def test_a_row_moved_to_another_group() -> None:
    record = edited(lambda book: put(book, "指标", row_of(book["指标"], "二.2"), 组号="一", 组别="制度建设"))
    groups = {group.id: [i.id for i in group.indicators] for group in record.indicator_systems[0].groups}
    assert groups["一"] == ["一.1", "一.2", "一.3", "一.4", "二.2"] and groups["二"] == ["二.1", "二.3"]
    named = edited(lambda book: put(book, "指标", row_of(book["指标"], "二.2"), 组别="制度建设"))
    assert [g.indicators for g in named.indicator_systems[0].groups] == [
        g.indicators for g in record.indicator_systems[0].groups
    ]


def test_points_of_a_group_changed_in_one_of_its_rows() -> None:
    record = edited(lambda book: put(book, "指标", row_of(book["指标"], "一.2"), 组分值=13, 满分="101"))
    assert record.indicator_systems[0].groups[0].points == 13
    assert record.indicator_systems[0].total_points == 101


def test_sheets_removed_or_title_changed() -> None:
    def edit(book: Workbook) -> None:
        del book["要求"], book["计分规则"]
        sheet = book["指标"]
        for row in range(2, sheet.max_row + 1):
            put(book, "指标", row, 指标体系="某县信用交通建设指标")

    system = edited(edit).indicator_systems[0]
    assert system.title == "某县信用交通建设指标"
    assert system.groups == notice().indicator_systems[0].groups


def test_another_order_of_columns_and_a_title_row_above() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["指标"]
        sheet.move_range(f"K1:K{sheet.max_row}", cols=5)
        sheet.insert_rows(1)
        sheet["A1"] = "2025年修订稿"

    assert edited(edit).indicator_systems == notice().indicator_systems[:1]


def test_two_systems_keep_their_requirements_apart() -> None:
    record = edited(
        lambda book: put(book, "要求", row_of(book["要求"], "一.1-1", "要求编号"), 要求="成立县级领导小组"), only=None
    )
    county, city = record.indicator_systems
    assert county.groups[0].indicators[0].requirements[0].text == "成立县级领导小组"
    assert city == notice().indicator_systems[1]


# --- mistakes


@pytest.mark.parametrize(
    ("sheet", "at", "name", "value", "message"),
    [
        ("指标", "一.3", "分值", "两三分吧", "工作表“指标”K4：分值应为数字，不能是“两三分吧”；请改成数字，如 2 或 0.5；没有就留空"),
        ("指标", "一.3", "内容", None, "工作表“指标”J4：指标“一.3”没有内容；请填上内容，或删去整行"),
        ("指标", "一.3", "编号", "一.1", "工作表“指标”H4：编号“一.1”与工作表“指标”H2重复；请改成不同的编号，或留空由程序编号"),
        ("指标", "一.3", "类别", "奖励项", "工作表“指标”F4：类别不能是“奖励项”；可用：计分项、加分项、扣分项"),
        ("指标", "一.3", "类别", "加分项", "工作表“指标”F4：组“制度建设”中有两个类别：工作表“指标”F2“计分项”、“加分项”；请改成一致，或另立一组"),
        ("指标", "一.3", "组别", "制度", "工作表“指标”E4：组号“一”有两个名称：“制度建设”（工作表“指标”E2）和“制度”；请改成一致，或改组号"),
        ("指标", "一.3", "级别", "乡级", "工作表“指标”B4：级别不能是“乡级”；可用：县级、市级、省级，或留空"),
        ("指标", "一.3", "分值", date(2026, 3, 4), "工作表“指标”K4：分值应为数字，不能是“2026-03-04”；请改成数字，如 2 或 0.5；没有就留空"),
        ("指标", "一.3", "分值", "#REF!", "工作表“指标”K4：公式出错（#REF!）；请改成具体的文字或数字"),
        ("要求", "一.1-2", "指标编号", "九.9", "工作表“要求”B3：没有编号为“九.9”的指标；请改成工作表“指标”中的编号，或删去这一行"),
        ("要求", "一.1-3", "至少", "很多", "工作表“要求”E4：至少应为数字，不能是“很多”；请改成数字，如 2 或 0.5；没有就留空"),
        ("要求", "一.1-3", "至少", None, "工作表“要求”E4：写了单位或周期，没有写数量；请填上至少多少，或把三格都留空"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_sheet_and_cell(sheet: str, at: str, name: str, value: object, message: str) -> None:
    def edit(book: Workbook) -> None:
        row = row_of(book[sheet], at, "编号" if sheet == "指标" else "要求编号")
        put(book, sheet, row, **{name: value})

    with pytest.raises(UnreadableDocument) as caught:
        edited(edit)
    assert str(caught.value) == f"体系.xlsx：{message}"


def test_values_of_a_group_that_contradict_each_other() -> None:
    def edit(book: Workbook) -> None:
        put(book, "指标", row_of(book["指标"], "一.1"), 组分值=13)
        put(book, "指标", row_of(book["指标"], "一.2"), 组分值=14)

    with pytest.raises(UnreadableDocument, match="工作表“指标”G3：组分值前后不一：工作表“指标”G2是“13”，这里是“14”"):
        edited(edit)


def test_a_column_or_all_rows_gone() -> None:
    with pytest.raises(UnreadableDocument, match="工作表“指标”的表头缺少“内容”列"):
        edited(lambda book: put(book, "指标", 1, 内容=None))
    with pytest.raises(NoIndicatorSystem):
        edited(lambda book: book["指标"].delete_rows(2, 200))


def test_a_workbook_of_a_later_version_is_refused() -> None:
    def edit(book: Workbook) -> None:
        book.worksheets[-1]["A1"] = "doc-checker 指标体系 7"

    with pytest.raises(UnreadableDocument, match="第 7 版"):
        edited(edit)


@pytest.mark.parametrize("damage", ["{", '{"indicator_systems": [{}]}', '{"indicator_systems": 3}', "null"])
def test_a_damaged_original_never_matters(damage: str) -> None:
    def edit(book: Workbook) -> None:
        sheet = book.worksheets[-1]
        sheet.delete_rows(2, 100)
        sheet["A2"] = damage

    try:
        system = edited(edit).indicator_systems[0]
    except DocCheckerError:
        pytest.fail("the visible sheets say it all")
    assert ids(system) == ids(notice().indicator_systems[0])


def test_other_workbooks_are_none_of_ours() -> None:
    book = Workbook()
    sheet = book.create_sheet("指标", 0)
    for row in [("一级指标", "指标内容", "分值", "评分标准"), ("制度建设", "成立领导小组", 2, "成立得2分")]:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    assert read_corrected(stream.getvalue(), "x.xlsx", default_data()) is None


# --- any text


phrases = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), min_size=1, max_size=30).filter(
    lambda text: text == " ".join(text.split()) and bool(text)
)
amount = st.none() | st.integers(0, 200).map(lambda n: n / 4)


@settings(max_examples=40, deadline=None)
@given(phrases, phrases, phrases, phrases, amount, amount)
@example("=1+1", "@SUM(A1)", "-2", "'x", 0.0, None)
@example("一", "不限", "3", "12", None, 1.0)
def test_any_text_and_points_come_back(
    title: str, name: str, text: str, requirement: str, points: float | None, other: float | None
) -> None:
    indicator = Indicator(
        id="一.1",
        name=name,
        text=text,
        points=points,
        rules=[ScoringRule(text=text, kind="award", points=other, per=name, caps=[Cap(period="季度", points=2)])],
        requirements=[
            Requirement(id="一.1-1", text=requirement, quantity=Quantity(min=2, unit=name, per=None), points=other),
            Requirement(id="一.1-2", text=requirement),
        ],
    )
    group = IndicatorGroup(id="一", name=name, kind="scored", points=other, indicators=[indicator])
    system = IndicatorSystem(title=title, level=None, total_points=points, groups=[group], notes=[text])
    assert read(systems_xlsx([system])).indicator_systems == [system]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_edit_of_a_cell_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever is typed into a cell: a record, or one line that says where."""
    values = (
        st.none() | phrases | st.integers(-5, 5000) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
    )

    def edit(book: Workbook) -> None:
        for _ in range(data.draw(st.integers(1, 3))):
            sheet = book[data.draw(st.sampled_from(["指标", "要求", "计分规则"]))]
            row, col = data.draw(st.integers(1, 8)), data.draw(st.integers(1, sheet.max_column))
            value = data.draw(values)
            sheet.cell(row, col).value = value
            if isinstance(value, str):
                sheet.cell(row, col).data_type = "s"

    try:
        record = edited(edit)
    except DocCheckerError as error:
        assert "\n" not in str(error)
        return
    assert record.indicator_systems


def test_a_workbook_that_lost_the_part_of_its_sheet_is_one_error() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(exported())) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            if entry != "xl/worksheets/sheet1.xml":
                new.writestr(entry, old.read(entry))
    with pytest.raises(DocCheckerError, match="指标"):
        read(stream.getvalue())


def test_an_emptied_sheet_is_one_error() -> None:
    def empty(book: Workbook) -> None:
        book["指标"].delete_rows(1, book["指标"].max_row)

    with pytest.raises(DocCheckerError, match="指标"):
        edited(empty)
