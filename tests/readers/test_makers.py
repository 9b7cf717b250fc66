"""Shapes that other makers of files give to a document: what each of them once did to a text, with the text it must give.

The files are written here, by hand; what they imitate is named in each test.
"""

from __future__ import annotations

from doc_checker.extract import extract_record
from doc_checker.readers.layout import column_of
from doc_checker.readers.lines import Line, continues_on_page
from doc_checker.readers.sniffing import sniff

from .building import docx, grid_of, lines_of, numbered, ofd, ofd_page, read, text_object
from .pdf_files import Sheet, write_pdf

SENTENCES = [
    "各乡镇要把隐患排查摆在突出位置，逐级压实责任，定期研判形势，",
    "对发现的问题建立台账，限时整改销号，确保不留死角和盲区。各部门",
    "要加强协同配合，及时通报情况，共享监测数据，形成齐抓共管的合力",
    "并于每季度末将进展情况报县政府办公室，由县政府督查室负责督办。",
]


def half_width(char: str) -> bool:
    return ord(char) < 0x2E80


def test_quotation_marks_of_another_font_are_drawn_after_the_line() -> None:
    """LibreOffice prints what its Chinese font lacks as a portion of its own, behind the rest of the line."""
    page = Sheet()
    page.text(60, 100, "推广", 16)
    page.text(60 + 3 * 16, 100, "一窗通办", 16)
    page.text(60 + 8 * 16, 100, "服务，全县推开。", 16)
    page.text(60 + 2 * 16, 100, "“", 16)
    page.text(60 + 7 * 16, 100, "”", 16)
    assert lines_of(read(write_pdf(page))) == ["推广“一窗通办”服务，全县推开。"]


def test_marks_in_the_gaps_of_one_run() -> None:
    """The same in an OFD file, where one object holds the whole line with the gaps left open."""
    gaps = '<ofd:TextCode X="0" Y="4.3" DeltaX="5 10 5 5 5 10 5">推广一窗通办服务</ofd:TextCode>'
    page = ofd_page(
        text_object("推广一窗通办服务", 30, 40, code=gaps) + text_object("“", 40, 40) + text_object("”", 65, 40)
    )
    assert lines_of(read(ofd(page))) == ["推广“一窗通办”服务"]


def test_every_character_an_object_of_its_own_in_a_cell() -> None:
    text = "责任体系(18分)不低于2025年"
    objects, x = [], 32.0
    for char in text:
        objects.append(text_object(char, x, 40, 4.0))
        x += 2.0 if half_width(char) else 4.0
    lines = "".join(
        f'<ofd:PathObject ID="7" Boundary="0 0 210 297" LineWidth="0.3"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        for data in (
            "M 30 34 L 180 34",
            "M 30 44 L 180 44",
            "M 30 54 L 180 54",
            "M 30 34 L 30 54",
            "M 120 34 L 120 54",
            "M 180 34 L 180 54",
        )
    )
    page = ofd_page("".join(objects) + text_object("5", 125, 40, 4.0) + text_object("乙", 32, 50, 4.0) + lines)
    document = read(ofd(page))
    cells = {document.slice(c.start, c.end) for c in document.tables[0].cells}
    assert text in cells


def test_full_stops_may_hang_over_the_edge_of_the_column() -> None:
    """Word lets one closing mark stand outside the edge; the lines that end at the edge are full all the same."""
    lines = [Line(text, 1, False, (90, 100 + 28 * i, 515, 116 + 28 * i), size=16) for i, text in enumerate(SENTENCES)]
    hung = [Line("督办。", 1, False, (90, 400 + 28 * i, 531, 416 + 28 * i), size=16) for i in range(2)]
    assert column_of([*lines, *hung]) == (90, 515)
    longer = [Line("督办合力", 1, False, (90, 400 + 28 * i, 531, 416 + 28 * i), size=16) for i in range(2)]
    assert column_of([*lines, *longer]) == (90, 531)


def test_a_line_breaks_before_a_word_with_quotation_marks() -> None:
    """No line ends or begins within 开展“诚信 (UAX 14): the line above may be short by as much."""
    column = (90.0, 522.0)
    above = Line("春运期间开展诚信活动，十一月前后开", 1, False, (122, 432, 503, 443), None, 11.0, column)
    below = Line("展“诚信建设万里行”活动，每次突出重点。", 1, False, (90, 447, 410, 458), None, 11.0, column)
    assert continues_on_page(above, below)
    plain = Line("展诚信建设万里行活动，每次突出重点。", 1, False, (90, 447, 410, 458), None, 11.0, column)
    assert not continues_on_page(above, plain)


def test_a_line_breaks_before_a_bracket() -> None:
    """No line ends with an opening bracket: what did not fit was （个）."""
    column = (90.0, 522.0)
    above = Line("评分标准：每完成一条（个）得零点五分，达到两条", 1, False, (122, 432, 488, 443), None, 11.0, column)
    below = Line("（个）的得一分；建立健康档案的得一分。", 1, False, (90, 447, 299, 458), None, 11.0, column)
    assert continues_on_page(above, below)


def test_a_long_issuer_mark_goes_on_centred() -> None:
    page = Sheet()
    page.text(81.5, 100, "沧澜市精神文明建设指导委", 36, extra="1 0 0 rg")
    page.text(207.5, 148, "员会办公室", 36, extra="1 0 0 rg")
    for number, text in enumerate(SENTENCES):
        page.text(81.5, 260 + 28 * number, text[:27], 16)
    assert lines_of(read(write_pdf(page)))[0] == "沧澜市精神文明建设指导委员会办公室"


def test_paragraphs_that_are_indented_further_than_two_characters() -> None:
    """An indent in points under a smaller font: two paragraphs of one line each are not one."""
    page = Sheet()
    page.text(122, 100, "评价内容：制定年度监督检查计划，经政府批准后备案完成检查率达到百分之百。", 11)
    page.text(122, 118, "评分标准：计划经批准得1分，备案得1分，检查完成率达标得2分。", 11)
    for number, text in enumerate(SENTENCES):
        page.text(90, 180 + 18 * number, text + text[:8], 11)
    assert lines_of(read(write_pdf(page)))[:2] == [
        "评价内容：制定年度监督检查计划，经政府批准后备案完成检查率达到百分之百。",
        "评分标准：计划经批准得1分，备案得1分，检查完成率达标得2分。",
    ]


def open_table(page: Sheet, rows: list[tuple[str, str, str]], top: float, last: bool = True) -> None:
    """A table without vertical rulings; an empty first cell continues the one above, no ruling reaches into it."""
    page.line(70, top, 525, top)
    for number, (group, item, points) in enumerate(rows):
        y = top + 40 * number
        page.text(76, y + 16, group, 12)
        page.text(170, y + 16, item[:20], 12)
        page.text(170, y + 32, item[20:], 12)
        page.text(480, y + 16, points, 12)
        if number + 1 < len(rows):
            page.line(70 if rows[number + 1][0] else 160, y + 40, 525, y + 40)
        elif last:
            page.line(70, y + 40, 525, y + 40)


HEAD = ("评价项目", "评价内容和评分标准", "分值")
FIRST = [
    HEAD,
    ("组织领导", "成立由主要负责同志任组长的领导小组并印发文件得二分", "二分"),
    ("", "每半年至少专题研究一次工作并形成会议纪要得三分", "三分"),
    ("阵地建设", "建成县级中心且有固定场所和专职管理人员得四分", "四分"),
    ("", "村级站点建成率达到百分之百得五分每低一点扣一分", "五分"),
]
SECOND = [
    HEAD,
    ("队伍建设", "组建县级志愿服务总队并登记在册每支得一分最多四分", "四分"),
    ("", "每季度至少举办一期骨干培训每期得一分最多四分", "四分"),
]


def test_a_table_without_verticals_has_merged_cells_and_runs_over_pages() -> None:
    """Rulings that begin behind the first column leave its cell open; the last row of a page has none below it."""
    one, two = Sheet(), Sheet()
    open_table(one, FIRST, 600, last=False)
    open_table(two, SECOND, 80)
    document = read(write_pdf(one, two))
    (table,) = document.tables
    assert table.header_rows == 1
    expected = {
        *((0, col, 1, 1, text) for col, text in enumerate(HEAD)),
        (1, 0, 2, 1, "组织领导"),
        (3, 0, 2, 1, "阵地建设"),
        (5, 0, 2, 1, "队伍建设"),
        *((row, 1, 1, 1, item) for row, (_, item, _) in enumerate([*FIRST[1:], *SECOND[1:]], 1)),
        *((row, 2, 1, 1, points) for row, (*_, points) in enumerate([*FIRST[1:], *SECOND[1:]], 1)),
    }
    assert grid_of(document, table) == expected


def test_two_pages_on_a_sheet() -> None:
    sheet = Sheet(842, 595)
    for side, mark in ((0, "— 1 —"), (1, "— 2 —")):
        for number in range(12):
            text = SENTENCES[number % 4]
            sheet.text(50 + 421 * side, 80 + 20 * number, ("甲" if side == 0 else "乙") + text[:26], 12)
        sheet.text(190 + 421 * side, 560, mark, 12)
    text = "".join(lines_of(read(write_pdf(sheet))))
    assert text.rindex("甲") < text.index("乙")
    assert "—" not in text


MARKDOWN = """<center><font color="red">溪口县交通运输局文件</font></center>

溪交字〔2025〕4号

# 溪口县交通运输局<br>关于开展路域环境整治的通知

各乡镇人民政府：

## 一、总体要求

请于6月底前完成整治。

<p align="right">溪口县交通运输局</p>
<p align="right">2025年3月4日</p>
"""


def test_markdown_may_begin_with_a_tag() -> None:
    assert sniff(MARKDOWN.encode(), "a") == "md"
    record = extract_record(read(MARKDOWN.encode()))
    assert record.title is not None
    assert record.title.endswith("关于开展路域环境整治的通知")
    assert record.document_number is not None
    assert record.document_number.text == "溪交字〔2025〕4号"


def wrapped(paragraphs: list[str], columns: int, indent: str, between: str) -> bytes:
    lines: list[str] = []
    for text in paragraphs:
        text = indent + text
        lines += [text[i : i + columns] for i in range(0, len(text), columns)]
        if between:
            lines.append(between)
    return "\n".join(line for line in lines if line != "-" or between == "-").replace("-", "").encode()


PARAGRAPHS = [
    "各乡镇要把隐患排查摆在突出位置，逐级压实责任，定期研判形势，对发现的问题建立台账，限时整改销号。",
    "支持在“一窗通办”“跨域通办”“免证办”“好差评”等方面先行先试。",
    "评价内容：制定年度监督检查计划，经政府批准后报县应急管理局备案，检查完成率达到百分之百得满分。",
    "评分标准：计划经批准得1分，备案得1分，检查完成率达标得2分，每低一个百分点扣零点二分，扣完为止。",
    "允许自行推出与国际接轨的税收服务举措，由税务部门牵头负责，其他部门按照各自的职责分工配合落实到位",
    "各部门要加强协同配合，及时通报情况，共享监测数据，形成齐抓共管的合力，并于每季度末报送进展情况。",
]


def test_hard_line_breaks_with_indented_paragraphs() -> None:
    for columns in (20, 30, 34, 40):
        assert lines_of(read(wrapped(PARAGRAPHS, columns, "　　", ""))) == PARAGRAPHS


def test_hard_line_breaks_with_blank_lines_between_paragraphs() -> None:
    for columns in (25, 30, 40):
        assert lines_of(read(wrapped(PARAGRAPHS, columns, "", "-"))) == PARAGRAPHS


def test_a_table_laid_out_with_tabs_keeps_its_empty_cells() -> None:
    rows = [
        "考核类别\t考核项目\t评分标准\t分值",
        "一、组织推动\t1.领导体系\t成立由主要负责同志任组长的领导小组，得2分。\t2",
        "\t2.规划引领\t编制县域专项规划，得1分；编制完成率达到100%，得2分。\t3",
        "加分项\t1.工作经验被省级以上部门发文推广的，每项加2分。\t\t",
        "\t2.承办全市现场会的，加2分。\t\t",
    ]
    document = read(("考核评价细则\n\n" + "\n".join(rows) + "\n\n注：本细则所称乡镇含街道。\n").encode("utf-16"))
    (table,) = document.tables
    assert (table.n_rows, table.n_cols) == (5, 4)
    assert {cell for cell in grid_of(document, table) if cell[0] == 2} == {
        (2, 0, 1, 1, ""),
        (2, 1, 1, 1, "2.规划引领"),
        (2, 2, 1, 1, "编制县域专项规划，得1分；编制完成率达到100%，得2分。"),
        (2, 3, 1, 1, "3"),
    }
    assert lines_of(document)[-1] == "注：本细则所称乡镇含街道。"


def test_names_laid_out_with_tabs_are_no_table() -> None:
    roster = "组 长：\t张某某\t副县长\n副组长：\t李某某\t县应急管理局局长\n成 员：\t王某某\t县财政局局长\n"
    assert not read(roster.encode()).tables


def test_a_broken_line_may_begin_like_a_label() -> None:
    """看周|三、周六: under an indented first line that does not end its sentence, 三、 at the edge is no label."""
    page = Sheet()
    page.text(122, 100, "用活主流媒体。县电视台和客户端在每个月内逢周", 16)
    page.text(90, 128, "三、周六各推出一期消防公益广告，遇有极端天气、重大", 16)
    page.text(90, 156, "节日增加安全提示频次。", 16)
    page.text(122, 184, "三、保障措施", 16)
    page.text(122, 212, "各部门要高度重视，压实责任，按时完成各项任务要", 16)
    page.text(90, 240, "求，确保取得实效，并及时总结经验，按规定报告情况。", 16)
    assert lines_of(read(write_pdf(page)))[:2] == [
        "用活主流媒体。县电视台和客户端在每个月内逢周三、周六各推出一期消防公益广告，遇有极端天气、重大节日增加安全提示频次。",
        "三、保障措施",
    ]


def test_an_automatic_number_before_a_number() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    body = numbered("12345热线按期办结率不低于98%。") + numbered("网格员每周上报事件不少于2件。")
    assert lines_of(read(docx(body, numbering=numbering))) == [
        "1. 12345热线按期办结率不低于98%。",
        "2.网格员每周上报事件不少于2件。",
    ]


SCORES = """
一、责任体系（6分）
1. 党政领导责任（3分）
评价内容：政府常务会议每季度至少听取1次安全生产工作汇报，研究解决突出问题。
评分标准：党委、政府听取汇报达到规定次数的，各得
1.5分，每少1次扣0.5分，扣完为止。
2. 部门监管责任（3分）
评价内容：编制部门安全生产监管权责清单，明确新业态新领域的监管部门。
评分标准：编制权责清单得2分，每明确1个新业态得
0.5分，最多1分。
二、监管执法（3分）
1. 执法计划（3分）
评价内容：制定年度安全生产监督检查计划，经批准后报上级备案并公布。
评分标准：计划经批准得1分，备案得1分，公布得1分。
"""


def test_points_that_begin_a_printed_line_are_no_label() -> None:
    page = Sheet()
    page.text(120, 60, "溪口县2025年安全生产考核细则", 20)
    for number, line in enumerate(SCORES.strip().split("\n")):
        page.text(90 if line[:2] in ("1.", "0.") and "分，" in line[:6] else 122, 100 + 24 * number, line, 12)
    (system,) = extract_record(read(write_pdf(page))).indicator_systems
    assert [(group.id, [item.id for item in group.indicators]) for group in system.groups] == [
        ("一", ["一.1", "一.2"]),
        ("二", ["二.1"]),
    ]
