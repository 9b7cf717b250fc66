"""Records of a store as JSON Lines, CSV and XLSX; as a stream, so that memory does not grow with the store.

A cell whose text a spreadsheet would run as a formula is made inert.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..corrected.layout import CELL_LIMIT
from ..display import STATES, inert, printable
from ..errors import UsageError

COLUMNS = {
    "path": "路径",
    "state": "状态",
    "error": "原因",
    "number": "发文字号",
    "title": "标题",
    "issuers": "发文机关",
    "document_type": "文种",
    "written_date": "成文日期",
    "agency": "机关代字",
    "year": "年份",
    "sequence": "顺序号",
    "addressees": "主送机关",
    "signatories": "署名",
    "inner_title": "所印发文件的标题",
    "disclosure": "公开方式",
    "attachments": "附件",
    "cited_numbers": "引用的文号",
    "cited_titles": "引用的标题",
    "clauses": "条款数",
    "tasks": "任务数",
    "tables": "表格数",
    "unit_lists": "单位名单数",
    "rosters": "成员名单数",
    "indicator_systems": "指标体系数",
    "findings": "问题",
    "doubtful": "存疑的字段",
    "format": "格式",
    "pages": "页数",
    "size": "字节数",
    "first": "相同文件",
    "sha256": "SHA-256",
    "tool": "程序版本",
}
"""Columns of a table by field; the full text is left to JSON Lines and Parquet."""

_WIDE, _NARROW = 50, 14
_SPACIOUS = frozenset({"path", "title", "inner_title", "error", "cited_titles", "attachments"})
_MOST_ROWS = 1_048_575
_FLUSH = 1 << 18


def csv_chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """A CSV file in pieces, one row per input; UTF-8 with a byte order mark, so that Excel reads it as UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    stream.write("\ufeff")
    writer.writerow(COLUMNS.values())
    for row in rows:
        writer.writerow([inert(value) for value in _cells(row)])
        if stream.tell() > _FLUSH:
            yield stream.getvalue().encode("utf-8", "backslashreplace")
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue().encode("utf-8", "backslashreplace")


def export_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A workbook with one row per input. Raises UsageError for more rows than a sheet takes."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("记录")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE if name in _SPACIOUS else _NARROW

    def make_cell(value: str | int | float | None, bold: bool = False) -> Any:
        text = printable(value)[:CELL_LIMIT] if isinstance(value, str) else None
        cell = WriteOnlyCell(sheet, value if text is None else "")
        if text is not None:
            cell.value = text
            cell.data_type = "s"  # a text stays a text whatever it begins with, also when a person edits the cell
            cell.quotePrefix = inert(text) != text
        if bold:
            cell.font = Font(bold=True)
        return cell

    sheet.append([make_cell(title, bold=True) for title in COLUMNS.values()])
    for count, row in enumerate(rows, 1):
        if count > _MOST_ROWS:
            raise UsageError("xlsx", f"工作表最多 {_MOST_ROWS} 行", "请缩小范围，或导出为 csv、parquet")
        sheet.append([make_cell(value) for value in _cells(row)])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _cells(row: Mapping[str, Any]) -> Iterator[str | int | float | None]:
    for name in COLUMNS:
        value = row[name]
        if name == "state":
            yield STATES.get(value, value)
        else:
            yield "、".join(value) or None if isinstance(value, list) else value
