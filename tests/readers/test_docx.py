"""Word files: what Word prints, also where it does not keep it as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from doc_checker.errors import EncryptedDocument, LimitExceeded, UnreadableDocument
from doc_checker.extract import extract_record
from doc_checker.readers.numbering import format_number
from doc_checker.text import squeeze

from .building import W_NAMESPACES, cell, docx, grid_of, lines_of, numbered, paragraph, read, row, run, table, zipped
from .test_html import gold_grids

CORPUS = Path(__file__).parents[2] / "corpus"
RENDITIONS = CORPUS / "renditions"
SOFT = "体\u00ad系"


def level(style: str, text: str, position: int = 0, more: str = "") -> str:
    """One level of a list."""
    counting = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>'
    return f'<w:lvl w:ilvl="{position}">{counting}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, more: str = "", overrides: str = "") -> str:
    """One abstract list, named by number 1."""
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{more}'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{overrides}</w:num>'
    )


@pytest.mark.parametrize("name", ["lujiaofahan-2023-05", "laiwuqujiaozi-2024-19"])
def test_every_table_of_the_notices_is_exact(name: str) -> None:
    document = read((RENDITIONS / "docx" / f"{name}.docx").read_bytes())
    expected = gold_grids(name, "docx")
    expected.pop("lujiaofahan-2023-05/table-1", None)  # in the web page and in print only
    assert [grid_of(document, block) for block in document.tables] == list(expected.values())


def test_automatic_numbers_of_a_notice_are_printed() -> None:
    document = read((RENDITIONS / "docx" / "zaojiaobianzi-2021-18.docx").read_bytes())
    labelled = [line for line in lines_of(document) if line[0].isdigit() and line.split(".")[0].isdigit()]
    assert [int(line.split(".")[0]) for line in labelled] == list(range(1, 18))
    assert labelled[0].startswith("1.完善信用制度体系。")


def test_marks_of_a_notice() -> None:
    document = read((RENDITIONS / "docx" / "laiwuqujiaozi-2024-19.docx").read_bytes())
    assert [(mark.kind, mark.text) for mark in document.marks] == [
        ("issuer-mark", "济南市莱芜区城乡交通运输局文件"),
        ("red-line", None),
        ("seal", None),
    ]
    assert "—1—" not in document.text.value


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("decimal", ["1", "10", "21"]),
        ("chineseCounting", ["一", "十", "二十一"]),
        ("chineseCountingThousand", ["一", "十", "二十一"]),
        ("japaneseCounting", ["一", "十", "二十一"]),
        ("chineseLegalSimplified", ["壹", "拾", "贰拾壹"]),
        ("ideographDigital", ["一", "一〇", "二一"]),
        ("ideographTraditional", ["甲", "癸", "甲"]),
        ("ideographZodiac", ["子", "酉", "申"]),
        ("decimalEnclosedCircleChinese", ["①", "⑩", "㉑"]),
        ("decimalEnclosedParen", ["⑴", "⑽", "21"]),
        ("decimalEnclosedFullstop", ["⒈", "⒑", "21"]),
        ("decimalFullWidth", ["１", "１０", "２１"]),
        ("decimalZero", ["01", "10", "21"]),
        ("upperLetter", ["A", "J", "U"]),
        ("lowerLetter", ["a", "j", "u"]),
        ("upperRoman", ["I", "X", "XXI"]),
        ("lowerRoman", ["i", "x", "xxi"]),
        ("somethingNew", ["1", "10", "21"]),
    ],
)
def test_number_formats(style: str, expected: list[str]) -> None:
    assert [format_number(number, style) for number in (1, 10, 21)] == expected


def test_number_formats_at_their_ends() -> None:
    assert format_number(0, "upperRoman") == "0"
    assert format_number(27, "upperLetter") == "AA"
    assert format_number(100, "chineseCounting") == "一〇〇"
    assert format_number(100, "chineseCountingThousand") == "一百"
    assert format_number(10**9, "upperRoman") == str(10**9)


def test_levels_count_and_begin_again() -> None:
    lists = numbering(
        level("chineseCountingThousand", "%1、"),
        level("chineseCountingThousand", "（%2）", 1),
        level("decimal", "%3.", 2),
        level("decimal", "%1.%2.%4", 3, "<w:isLgl/>"),
    )
    order = [
        (0, "总体要求"),
        (1, "指导思想"),
        (1, "原则"),
        (2, "甲"),
        (2, "乙"),
        (0, "任务"),
        (1, "制度"),
        (2, "丙"),
        (3, "丁"),
    ]
    document = read(docx("".join(numbered(text, 1, at) for at, text in order), numbering=lists))
    assert lines_of(document) == [
        "一、总体要求",
        "（一）指导思想",
        "（二）原则",
        "1.甲",
        "2.乙",
        "二、任务",
        "（一）制度",
        "1.丙",
        "2.1.1 丁",
    ]


def test_a_level_that_never_begins_again() -> None:
    lists = numbering(level("chineseCounting", "%1、"), level("decimal", "%2.", 1, '<w:lvlRestart w:val="0"/>'))
    body = "".join(numbered(text, 1, at) for at, text in [(0, "甲"), (1, "子"), (0, "乙"), (1, "丑")])
    assert lines_of(read(docx(body, numbering=lists))) == ["一、甲", "1.子", "二、乙", "2.丑"]


def test_a_list_that_starts_anew_and_one_that_goes_on() -> None:
    lists = numbering(level("decimal", "%1.")) + (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        '</w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(numbered(text, number) for number, text in [(1, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (3, "戊")])
    assert lines_of(read(docx(body, numbering=lists))) == ["1.甲", "2.乙", "1.丙", "2.丁", "3.戊"]


def test_numbers_through_styles_and_numbers_taken_away() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr>'
        '<w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    lists = numbering(
        level("chineseCounting", "第%1章", 0, '<w:suff w:val="space"/>'), level("chineseCounting", "第%2条", 1)
    )
    body = (
        paragraph("总则", '<w:pStyle w:val="H1"/>')
        + paragraph("为了规范，制定本办法。", '<w:pStyle w:val="H2"/>')
        + paragraph("不编号", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("无", '<w:pStyle w:val="Loop"/>')
    )
    assert lines_of(read(docx(body, numbering=lists, styles=styles))) == [
        "第一章 总则",
        "第一条 为了规范，制定本办法。",
        "不编号",
        "无",
    ]


def test_bullets_print_no_label_and_empty_numbered_paragraphs_count() -> None:
    lists = numbering(level("decimal", "%1."), level("bullet", "\uf0b7", 1))
    body = numbered("甲") + numbered("") + numbered("乙") + numbered("点", 1, 1)
    assert lines_of(read(docx(body, numbering=lists))) == ["1.甲", "3.乙", "点"]


def test_tracked_changes_count_as_accepted() -> None:
    body = (
        f'<w:p>{run("应当")}<w:del w:id="1"><w:r><w:delText>每半年</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{run("每季度")}</w:ins>{run("报送")}<w:moveFrom w:id="3">{run("旧")}</w:moveFrom>'
        f'<w:moveTo w:id="4">{run("新")}</w:moveTo>{run("。")}</w:p>'
        f'<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr>{run("前半段，")}</w:p>{paragraph("后半段。")}'
    ) + table(
        row(cell("甲"), cell("乙")), row(cell("删"), cell("除"), properties="<w:del/>"), row(cell("丙"), cell("丁"))
    )
    document = read(docx(body))
    assert lines_of(document) == ["应当每季度报送新。", "前半段，后半段。", "甲\t乙", "丙\t丁"]


def test_fields_keep_their_result_only() -> None:
    def field(code: str, result: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    body = (
        f"<w:p>{run('附件见')}{field('REF a', '附件1')}{run('第')}{field('PAGE', '7')}{run('页')}</w:p>"
        f"<w:p><w:fldSimple w:instr=' PAGE '>{run('3')}</w:fldSimple>"
        f"<w:fldSimple w:instr='DATE'>{run('五月')}</w:fldSimple></w:p>"
        f"<w:p><w:hyperlink>{run('链接文字')}</w:hyperlink></w:p>"
    )
    assert lines_of(read(docx(body))) == ["附件见附件1第页", "五月", "链接文字"]


def test_an_unclosed_field_swallows_nothing() -> None:
    body = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>{run("甲")}</w:p>'
    )
    assert lines_of(read(docx(body + paragraph("乙")))) == ["甲", "乙"]


def test_a_table_of_contents_is_left_out() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('一、总体要求 1')}</w:sdtContent></w:sdt>"
    )
    control = f"<w:sdt><w:sdtContent>{paragraph('控件中的段落')}</w:sdtContent></w:sdt>"
    inline = f"<w:p>{run('发文')}<w:sdt><w:sdtContent>{run('字号')}</w:sdtContent></w:sdt></w:p>"
    assert lines_of(read(docx(contents + control + inline))) == ["控件中的段落", "发文字号"]


def test_signs_tabs_breaks_and_invisible_characters() -> None:
    body = (
        f"<w:p>{run('组长')}<w:r><w:tab/></w:r>{run('张　三')}</w:p>"
        f"<w:p>{run('信用')}<w:r><w:softHyphen/></w:r>{run(SOFT)}<w:r><w:noBreakHyphen/></w:r>{run('甲')}"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r></w:p>'
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>{run('可见')}"
        f"<w:r><w:ruby><w:rt>{run('pinyin')}</w:rt><w:rubyBase>{run('字')}</w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert lines_of(read(docx(body))) == ["组长 张　三", "信用体系-甲☑", "可见字"]


def test_line_breaks_in_titles_and_in_text() -> None:
    title = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run("某某局")}<w:r><w:br/></w:r>{run("关于检查的通知")}</w:p>'
    body = f"<w:p>{run('一、总体要求')}<w:r><w:br/></w:r>{run('二、工作目标')}</w:p>"
    document = read(docx(title + body))
    assert lines_of(document) == ["某某局关于检查的通知", "一、总体要求", "二、工作目标"]
    assert len(document.paragraphs[0].lines) == 2


def test_text_boxes_once_and_in_place() -> None:
    def box(text: str, offset: str) -> str:
        content = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
        return (
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wp:positionV>"
            f"<wp:posOffset>{offset}</wp:posOffset></wp:positionV><wps:txbx>{content}</wps:txbx></wp:anchor></w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    body = f"<w:p>{box('某某市人民政府文件', '-900')}{run('某政发〔2020〕1号')}{box('抄送单位', '900')}</w:p>"
    assert lines_of(read(docx(body))) == ["某某市人民政府文件", "某政发〔2020〕1号", "抄送单位"]


def test_headers_footers_and_comments_stay_out_and_notes_follow_their_paragraph() -> None:
    cited = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p>{run('按有关规定')}{cited}{run('执行。')}</w:p>{paragraph('二、目标')}"
    separator, note = (
        f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in ((-1, ""), (2, "见某办法。"))
    )
    document = read(
        docx(
            body,
            footnotes=separator + note,
            header1=paragraph("内部资料"),
            comments=f'<w:comment w:id="0">{paragraph("批注")}</w:comment>',
        )
    )
    assert lines_of(document) == ["按有关规定执行。", "1 见某办法。", "二、目标"]


def test_merged_cells_in_every_way_that_word_has() -> None:
    start, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    body = table(
        row(cell("指标"), cell("内容", wide), cell("分值"), properties="<w:tblHeader/>"),
        row(cell("一", start), cell("甲"), cell("乙"), cell("2")),
        row(cell("", go_on), cell("丙", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("3")),
        row(cell("二", start), cell("丁", wide), cell("")),
    )
    (block,) = (document := read(docx(body))).tables
    assert block.header_rows == 1
    assert grid_of(document, block) == {
        (0, 0, 1, 1, "指标"),
        (0, 1, 1, 2, "内容"),
        (0, 3, 1, 1, "分值"),
        (1, 0, 2, 1, "一"),
        (1, 1, 1, 1, "甲"),
        (1, 2, 1, 1, "乙"),
        (1, 3, 1, 1, "2"),
        (2, 1, 1, 2, "丙"),
        (2, 3, 1, 1, "3"),
        (3, 0, 1, 1, "二"),
        (3, 1, 1, 2, "丁"),
        (3, 3, 1, 1, ""),
    }


def test_nested_tables_frames_and_controls_in_tables() -> None:
    inner = table(row(cell("甲"), cell("乙")), row(cell("丙"), cell("丁")))
    framed = table(row(cell(paragraph("框内文字") + inner)))
    around = cell(paragraph("前") + inner + paragraph("后"))
    data = table(
        row(cell("指标"), cell("内容")),
        f"<w:sdt><w:sdtContent>{row(cell('一'), around)}</w:sdtContent></w:sdt>",
    )
    document = read(docx(framed + paragraph("之间") + data))
    assert lines_of(document) == ["框内文字", "甲\t乙", "丙\t丁", "之间", "指标\t内容", "一\t前 甲 乙 丙 丁 后"]
    assert len(document.tables) == 2


def test_absurd_spans_are_bounded() -> None:
    body = table(
        row(cell("甲", '<w:gridSpan w:val="999999"/>'), cell("乙")),
        row(cell("丙"), cell("丁", '<w:gridSpan w:val="-5"/>'), properties='<w:gridBefore w:val="888888"/>'),
    )
    (block,) = read(docx(body)).tables
    assert block.n_rows == 2
    assert block.n_cols <= 4


def test_the_strict_variant_and_another_name_of_the_main_part() -> None:
    document = (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body><w:p><w:r><w:t>关于检查的通知</w:t>'
        "</w:r></w:p></w:body></w:document>"
    )
    relations = '<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    payload = zipped({"_rels/.rels": relations, "word/document2.xml": document})
    assert lines_of(read(payload)) == ["关于检查的通知"]


def test_damaged_files_give_one_error() -> None:
    with pytest.raises(UnreadableDocument, match="没有文字"):
        read(docx(""))
    with pytest.raises(UnreadableDocument, match="缺少正文"):
        read(zipped({"word/styles.xml": "<a/>"}))
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read(zipped({"word/document.xml": "<w:document><w:body>"}))
    with pytest.raises(UnreadableDocument, match="DTD"):
        read(zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}))


@pytest.mark.parametrize("depth", [20, 60, 400])
def test_deep_nesting_ends_in_a_document_or_one_error(depth: int) -> None:
    inner = paragraph("文字")
    for _ in range(depth):
        inner = table(row(cell(inner), cell("旁")), row(cell("下"), cell("右")))
    try:
        assert "文字" in squeeze(read(docx(inner)).text.value)
    except (LimitExceeded, UnreadableDocument, EncryptedDocument) as error:
        assert "\n" not in str(error)


def with_header(header: str, body: str, kind: str = "first") -> bytes:
    """A Word file whose first section has a header."""
    relations = '<Relationships><Relationship Id="rId9" Type="http://x/header" Target="header1.xml"/></Relationships>'
    section = f'<w:sectPr><w:headerReference xmlns:r="http://r" w:type="{kind}" r:id="rId9"/></w:sectPr>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W_NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations,
            "word/header1.xml": f"<w:hdr {W_NAMESPACES}>{header}</w:hdr>",
        }
    )


RED = '<w:r><w:rPr><w:color w:val="FF0000"/><w:sz w:val="72"/></w:rPr><w:t>青禾县财政局文件</w:t></w:r>'


@pytest.mark.parametrize("kind", ["first", "default"])
def test_a_letterhead_in_the_header_is_read(kind: str) -> None:
    body = paragraph("关于预算公开的通知") + paragraph("各乡镇：") + paragraph("请抓好落实。")
    document = read(with_header(paragraph(RED) + paragraph("青财字〔2025〕6号"), body, kind))
    assert lines_of(document) == [
        "青禾县财政局文件",
        "青财字〔2025〕6号",
        "关于预算公开的通知",
        "各乡镇：",
        "请抓好落实。",
    ]
    assert [mark.text for mark in document.marks] == ["青禾县财政局文件"]


def test_a_running_head_is_no_letterhead() -> None:
    body = paragraph("请抓好落实。")
    assert lines_of(read(with_header(paragraph("青禾县财政局文件"), body))) == ["请抓好落实。"]
    own = paragraph(RED) + body
    assert lines_of(read(with_header(paragraph(RED), own))) == ["青禾县财政局文件", "请抓好落实。"]


def test_tables_that_lay_out_letterhead_and_imprint_are_no_tables() -> None:
    red = '<w:r><w:rPr><w:color w:val="FF0000"/><w:sz w:val="60"/></w:rPr><w:t>{}</w:t></w:r>'
    head = table(
        row(
            cell(paragraph(red.format("青禾县财政局"))),
            cell(paragraph(red.format("文件")), '<w:vMerge w:val="restart"/>'),
        ),
        row(cell(paragraph(red.format("青禾县民政局"))), cell("", "<w:vMerge/>")),
    )
    text = (
        "青财字〔2025〕6号",
        "关于预算公开的通知",
        "各乡镇：",
        "请抓好落实。",
        "青禾县财政局",
        "青禾县民政局",
        "2025年3月4日",
    )
    imprint = table(
        row(cell("抄送：县委办公室，县人大常委会办公室。", '<w:gridSpan w:val="2"/>')),
        row(cell("青禾县财政局办公室"), cell("2025年3月4日印发")),
    )
    document = read(docx(head + "".join(map(paragraph, text)) + imprint))
    assert document.tables == ()
    assert lines_of(document)[:2] == ["青禾县财政局 文件", "青禾县民政局"]
    assert lines_of(document)[-2:] == ["抄送：县委办公室，县人大常委会办公室。", "青禾县财政局办公室 2025年3月4日印发"]
    record = extract_record(document)
    assert record.issuers == ["青禾县财政局", "青禾县民政局"]
    assert record.document_number is not None
    assert record.title == "关于预算公开的通知"
    assert record.signatories == ["青禾县财政局", "青禾县民政局"]
    assert record.written_date == "2025-03-04"
