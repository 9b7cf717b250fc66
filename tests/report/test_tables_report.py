"""CSV and XLSX: complete, and no cell runs."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from doc_checker.display import FORMULA_SIGNS, inert
from doc_checker.model import IndicatorSystem
from doc_checker.report.tables import review_xlsx, systems_csv, systems_xlsx
from tests.report.laiwu import county_system, review

FORMULAS = ["=1+1", "+1", "-2", "@SUM(A1)", "＝1", "\t=1", " =cmd|' /C calc'!A0", "\r=1"]


def hostile_system(text: str) -> IndicatorSystem:
    system = county_system().model_dump(mode="json")
    indicator = system["groups"][0]["indicators"][0]
    indicator["text"] = indicator["name"] = indicator["requirements"][0]["text"] = text
    system["title"] = text
    return IndicatorSystem.model_validate(system)


def read_csv(payload: bytes) -> list[dict[str, str]]:
    assert payload.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(payload.decode("utf-8-sig"), newline="")))


def read_xlsx(payload: bytes) -> dict[str, list[list[Any]]]:
    workbook = load_workbook(io.BytesIO(payload))
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in workbook.worksheets}


def test_csv_has_a_row_for_each_indicator() -> None:
    rows = read_csv(systems_csv([county_system()]))
    assert len(rows) == 36
    assert rows[0]["编号"] == "一.1" and rows[0]["分值"] == "2" and rows[0]["组别"] == "制度建设"
    assert rows[0]["要求"].splitlines()[2] == "一.1-3 工作人员不少于2人"
    assert [row["类别"] for row in rows].count("加分项") == 4


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_inert_in_csv(text: str) -> None:
    row = read_csv(systems_csv([hostile_system(text)]))[0]
    for name in ("指标体系", "名称", "内容"):
        assert row[name].startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_inert_in_xlsx(text: str) -> None:
    sheets = read_xlsx(systems_xlsx([hostile_system(text)]))
    for rows in sheets.values():
        for row in rows:
            assert all(cell.data_type != "f" for cell in row)
    cell = next(
        cell for cell in sheets["指标"][1] if isinstance(cell.value, str) and cell.value.strip() == text.strip()
    )
    assert cell.quotePrefix


@given(st.text())
def test_no_csv_text_begins_like_a_formula(text: str) -> None:
    value = inert(text)
    assert isinstance(value, str)
    assert not value.lstrip().startswith(FORMULA_SIGNS)


def test_numbers_stay_numbers_and_ordinary_text_is_unchanged() -> None:
    assert inert(-2.5) == -2.5
    assert inert(None) is None
    assert inert("成立领导小组，得2分。") == "成立领导小组，得2分。"


def test_xlsx_of_systems() -> None:
    sheets = read_xlsx(systems_xlsx([county_system()]))
    assert list(sheets)[:3] == ["指标", "要求", "计分规则"] and len(sheets) == 4  # and the hidden original
    assert len(sheets["指标"]) == 37
    header = [cell.value for cell in sheets["要求"][0]]
    row = dict(zip(header, [cell.value for cell in sheets["要求"][3]], strict=True))
    assert (row["要求编号"], row["至少"], row["单位"]) == ("一.1-3", 2, "人")


def test_xlsx_of_a_review() -> None:
    sheets = read_xlsx(review_xlsx(review()))
    assert list(sheets) == ["总览", "指标", "要求", "任务", "单位", "问题", "扣分项"]
    assert len(sheets["指标"]) == 32 and len(sheets["任务"]) == 48
    assert len(sheets["单位"]) == 1 + sum(len(unit.tasks) for unit in review().units)
    overview = {row[0].value: row[1].value for row in sheets["总览"]}
    assert overview["失分风险"] == 6 and overview["方案文号"] == "莱芜区交字〔2024〕19号"


def test_characters_that_xlsx_forbids_and_long_texts_do_no_harm() -> None:
    sheets = read_xlsx(systems_xlsx([hostile_system("甲\x00\x0b乙" + "长" * 40_000)]))
    text = sheets["指标"][1][9].value
    assert text.startswith("甲乙长") and len(text) == 32_767
