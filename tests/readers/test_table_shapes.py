"""Shapes of tables met in real files, drawn anew: what a page break does to rows, and ticks of symbol fonts."""

from __future__ import annotations

from doc_checker.document import Document, TableBlock
from doc_checker.model import Source
from doc_checker.readers.pdf import read_pdf

from .building import grid_of
from .pdf_files import Sheet, write_pdf

SOURCE = Source(name="a.pdf", sha256="0" * 64, format="pdf")
LINE = 18


def read(*sheets: Sheet) -> Document:
    return read_pdf(write_pdf(*sheets), SOURCE, "a.pdf")


def statement(rows: list[tuple[list[str], str, str]], header: bool, rest: str = "") -> Sheet:
    """A page with a table of three columns: items whose first line is indented, and two columns of amounts set right.

    ``rest`` is the flush end of an item that the page before began.
    """
    sheet = Sheet()
    xs = [60.0, 220.0, 380.0, 540.0]
    ys = [100.0]
    entries = [(["项目"], "本期金额", "上期金额"), *rows] if header else rows
    for lines, now, before in entries:
        for number, text in enumerate(lines):
            indent = 32 if number == 0 and text not in ("项目", rest) else 0
            sheet.text(xs[0] + 6 + indent, ys[-1] + LINE * number + 14, text, 12)
        for right, amount in ((xs[2], now), (xs[3], before)):
            sheet.text(right - 6 - 12 * len(amount), ys[-1] + 14, amount, 12)
        ys.append(ys[-1] + LINE * len(lines))
    sheet.grid(xs, ys)
    return sheet


FIRST: list[tuple[list[str], str, str]] = [
    (["处置固定资产和无形", "资产收回的现金净额"], "900.50", "80.25"),
    (["收到的税费返还"], "70.10", "6.00"),
    (["支付给职工的现金"], "5.00", "4.75"),
]


def test_a_row_cut_in_the_first_line_of_an_indented_paragraph_is_rejoined() -> None:
    document = read(
        statement([*FIRST, (["购买商品和接受劳务"], "", "")], header=True),
        statement(
            [(["支付的全部现金"], "", ""), (["支付的各项税费"], "1.00", "2.00")], header=False, rest="支付的全部现金"
        ),
    )
    (table,) = [block for block in document.blocks if isinstance(block, TableBlock)]
    rows = {cell.row: "".join(document.slice(cell.start, cell.end).split()) for cell in table.cells if cell.col == 0}
    assert rows[4] == "购买商品和接受劳务支付的全部现金"
    assert rows[5] == "支付的各项税费"
    assert table.n_rows == 6


def test_rows_of_amounts_set_right_are_never_glued_at_a_page_break() -> None:
    document = read(
        statement([*FIRST, (["归属于本单位的净结余"], "4,648.52", "15,563.44")], header=True),
        statement([(["归属于下属单位的结余"], "182.57", "150.50"), (["每股结余"], "0.05", "0.04")], header=False),
    )
    (table,) = [block for block in document.blocks if isinstance(block, TableBlock)]
    cells = grid_of(document, table)
    assert table.n_rows == 7
    assert (4, 1, 1, 1, "4,648.52") in cells
    assert (5, 1, 1, 1, "182.57") in cells


def test_columns_that_change_inside_a_table_and_over_a_page() -> None:
    upper, lower = Sheet(), Sheet()
    xs, half = [60.0, 180.0, 300.0, 420.0, 540.0], [60.0, 300.0, 540.0]
    upper.grid(xs, [600.0, 630.0, 660.0])
    for row, texts in enumerate([["序号", "名称", "数量", "状态"], ["1", "车辆", "20", "完好"]]):
        for x, text in zip(xs, texts, strict=False):
            upper.text(x + 10, 620 + 30 * row, text, 12)
    lower.grid(xs, [90.0, 120.0])
    for x, text in zip(xs, ["2", "船舶", "4", "停用"], strict=False):
        lower.text(x + 10, 110, text, 12)
    lower.grid(half, [120.0, 150.0])
    lower.text(70, 140, "情况说明", 12)
    lower.text(310, 140, "数量为年末数。", 12)
    document = read(upper, lower)
    (table,) = [block for block in document.blocks if isinstance(block, TableBlock)]
    cells = grid_of(document, table)
    assert (table.n_rows, table.n_cols) == (4, 4)
    assert {(2, 0, 1, 1, "2"), (3, 0, 1, 2, "情况说明"), (3, 2, 1, 2, "数量为年末数。")} <= cells
    assert [cell.page for cell in table.cells if cell.row == 2] == [2, 2, 2, 2]


def test_ticks_of_symbol_fonts_are_read() -> None:
    sheet = Sheet()
    sheet.text(90, 100, "\uf052适用 \uf0a8不适用")
    assert read(sheet).text.value == "☑适用 □不适用\n"
