"""OFD files with two pages on a sheet, and with watermarks drawn like text."""

from __future__ import annotations

import pytest

from .building import OFD, grid_of, lines_of, ofd, ofd_page, read, text_object

FOLD = 210.0
AREA = "<ofd:Area><ofd:PhysicalBox>0 0 420 297</ofd:PhysicalBox></ofd:Area>"
LINES = ["各乡镇要把隐患排查摆在突出位置，逐级压实责任，", "定期研判形势，对发现的问题建立台账，限时销号。"]
HEAD = ("类别", "评分标准", "分值")
PALE = '<ofd:FillColor Value="217 217 217"/>'


def body(side: int = 0, rows: int = 10) -> str:
    return "".join(text_object(LINES[n % 2], 28 + FOLD * side, 40 + 10 * n, 5.6) for n in range(rows))


def marks(*texts: str) -> str:
    return "".join(text_object(text, 98 + FOLD * side, 285, 4) for side, text in enumerate(texts))


def ruling(data: str) -> str:
    return (
        f'<ofd:PathObject ID="7" Boundary="0 0 420 297" LineWidth="0.3"><ofd:AbbreviatedData>{data}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )


def table(side: int, rows: list[tuple[str, str, str]]) -> str:
    left, top = 30 + FOLD * side, 40.0
    xs, bottom = (left, left + 25, left + 120, left + 145), top + 12 * len(rows)
    parts = [ruling(f"M {x} {top} L {x} {bottom}") for x in xs]
    parts += [ruling(f"M {left} {top + 12 * n} L {xs[-1]} {top + 12 * n}") for n in range(len(rows) + 1)]
    for number, row in enumerate(rows):
        parts += [text_object(text, x + 2, top + 8 + 12 * number, 4) for x, text in zip(xs, row, strict=False)]
    return "".join(parts)


def test_both_pages_are_read_one_after_the_other() -> None:
    page = ofd_page(body(1) + marks("— 1 —", "— 2 —") + text_object("关于开展整治的通知", 28, 30, 7) + body(0), AREA)
    text = "".join(lines_of(read(ofd(page))))
    assert text == "关于开展整治的通知" + "".join(LINES) * 10


def test_a_table_goes_on_on_the_right_page() -> None:
    rows = [("一", "成立领导小组得二分", "2"), ("二", "召开会议得三分", "3")]
    more = [("三", "组织培训得四分", "4")]
    page = ofd_page(table(0, [HEAD, *rows]) + table(1, [HEAD, *more]) + marks("— 3 —", "— 4 —"), AREA)
    document = read(ofd(page))
    (block,) = document.tables
    assert grid_of(document, block) == {
        (row, col, 1, 1, text) for row, texts in enumerate([HEAD, *rows, *more]) for col, text in enumerate(texts)
    }
    start = document.text.value.index("组织培训")
    assert document.text.page_at(start) == 1
    box = document.text.boxes[start]
    assert box is not None
    assert box[0] == pytest.approx((FOLD + 30 + 25 + 2) * 72 / 25.4, abs=1), "boxes lie on the sheet"


def test_the_last_sheet_may_be_half_empty() -> None:
    first = ofd_page(body(0) + body(1) + marks("— 1 —", "— 2 —"), AREA)
    last = ofd_page(
        text_object("请认真抓好落实。", 28, 40)
        + text_object("溪口县财政局", 120, 60)
        + text_object("2025年3月4日", 118, 70),
        AREA,
    )
    assert lines_of(read(ofd(first, last)))[-2:] == ["溪口县财政局", "2025年3月4日"]


def test_a_heading_over_the_middle_tells_one_page() -> None:
    wide = text_object("全县创建单位责任分工一览表", 170, 25, 8)
    lines = lines_of(read(ofd(ofd_page(wide + body(0) + body(1), AREA))))
    assert lines[0] == "全县创建单位责任分工一览表"


def tiles(text: str, colour: str) -> str:
    code = f'{colour}<ofd:TextCode X="0" Y="4.3">{text}</ofd:TextCode>'
    return "".join(text_object(text, 20 + 60 * (n % 3), 45 + 40 * (n // 3), 5, code) for n in range(9))


def large(text: str, colour: str, attributes: str = "") -> str:
    return text_object(
        text, 30, 80, 24, f'{colour}<ofd:TextCode X="0" Y="20">{text}</ofd:TextCode>', attributes=attributes
    )


@pytest.mark.parametrize(
    "mark",
    [
        large("内部资料", PALE),
        large("送审稿", '<ofd:FillColor Value="0 0 0" Alpha="40"/>'),
        large("送审稿", '<ofd:FillColor Value="210"/>'),
        large("征求意见", '<ofd:StrokeColor Value="200 200 200"/>', 'Fill="false" Stroke="true"'),
        large("征求意见", "", 'Alpha="40"'),
        large("内部资料", "", 'DrawParam="77"'),
        tiles("溪口县政务办 张三", PALE),
        text_object(
            "内部资料", 20, 60, 12, '<ofd:TextCode X="0" Y="9" DeltaX="9 9 9" DeltaY="9 9 9">内部资料</ofd:TextCode>'
        ),
    ],
    ids=["grey", "opacity", "one channel", "outlined", "object", "parameters", "tiles", "slope"],
)
def test_watermarks_drawn_like_text(mark: str) -> None:
    params = (
        f'<ofd:Res {OFD}><ofd:DrawParams><ofd:DrawParam ID="76">{PALE}</ofd:DrawParam>'
        '<ofd:DrawParam ID="77" Relative="76" LineWidth="1"/></ofd:DrawParams></ofd:Res>'
    )
    payload = ofd(
        *(ofd_page(mark + body(rows=6)) for _ in range(2)),
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        parts={"Doc_0/PublicRes.xml": params},
    )
    assert "".join(lines_of(read(payload))) == "".join(LINES) * 6


def test_grey_print_stays() -> None:
    grey = f'{PALE}<ofd:TextCode X="0" Y="4.3">发布日期：2025年3月4日</ofd:TextCode>'
    ground = (
        '<ofd:PathObject ID="8" Boundary="0 0 210 297" Fill="true" Stroke="false"><ofd:FillColor Value="20 40 120"/>'
        "<ofd:AbbreviatedData>M 20 200 L 190 200 L 190 230 L 20 230 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    white = '<ofd:FillColor Value="255 255 255"/><ofd:TextCode X="0" Y="8">深色底上的标题</ofd:TextCode>'
    hidden = '<ofd:FillColor Value="255 255 255"/><ofd:TextCode X="0" Y="4.3">白底上的白字</ofd:TextCode>'
    page = ofd_page(
        text_object("", 28, 25, code=grey)
        + body(rows=6)
        + ground
        + text_object("", 40, 215, 10, white)
        + text_object("", 40, 260, code=hidden)
    )
    text = "".join(lines_of(read(ofd(page))))
    assert "发布日期：2025年3月4日" in text
    assert "深色底上的标题" in text
    assert "白底上的白字" not in text


def test_a_table_without_verticals() -> None:
    """三线表, as PDF files have them."""
    rows = [
        HEAD,
        ("一", "成立领导小组并印发文件", "二分"),
        ("二", "每季度召开会议研究", "三分"),
        ("三", "组织培训", "四分"),
    ]
    parts = [ruling(f"M 25 {y} L 185 {y}") for y in (40, 52, 88)]
    for number, row in enumerate(rows):
        parts += [text_object(text, x, 48 + 12 * number, 4) for x, text in zip((28, 60, 165), row, strict=True)]
    document = read(ofd(ofd_page("".join(parts))))
    (block,) = document.tables
    assert {cell[-1] for cell in grid_of(document, block)} == {text for row in rows for text in row}
