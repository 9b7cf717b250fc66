"""What Word prints without keeping it as text: fields, formulas, drawn lettering, files taken in whole."""

from __future__ import annotations

import io
import zipfile

import pytest

from doc_checker.errors import LimitExceeded

from .building import cell, docx, grid_of, lines_of, paragraph, read, row, run, table, zipped

FIRST = paragraph("正文第一段，内容如下。")
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def field(code: str, data: str = "") -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    return f'{begin}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        (r" EQ \o\ac(○,1)", "①"),
        (r"eq \o\ac(○,21)", "㉑"),
        (r"EQ \o\ac(○,密)", "密"),
        (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(pin),拼)', "拼"),
        (r"EQ \o(\s\up 6(省教),\s\do 2(育厅))", "省教育厅"),
        (r"EQ \f(2,3)", "2/3"),
        (r"EQ \f(完成数-退回数,总数)", "（完成数-退回数）/总数"),
        (r"EQ \f(1,", ""),
        (r"PAGE", ""),
    ],
)
def test_equation_fields(code: str, printed: str) -> None:
    line = lines_of(read(docx(FIRST + paragraph(run("按") + field(code) + run("执行。")))))[-1]
    assert line == f"按{printed}执行。" if printed or "EQ" not in code else line.startswith("按")


def test_form_fields() -> None:
    box = field(" FORMCHECKBOX ", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>")
    empty = field(" FORMCHECKBOX ", '<w:ffData><w:checkBox><w:checked w:val="0"/></w:checkBox></w:ffData>')
    entries = '<w:listEntry w:val="县公安局"/><w:listEntry w:val="县财政局"/>'
    choice = field(" FORMDROPDOWN ", f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>')
    body = paragraph(box + run("是 ") + empty + run("否")) + paragraph(run("单位：") + choice)
    assert lines_of(read(docx(body))) == ["☑是 □否", "单位：县财政局"]


def test_formulas_on_one_line() -> None:
    def math(inner: str) -> str:
        space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
        return f'<m:oMath xmlns:m="{space}">{inner}</m:oMath>'

    def text(value: str) -> str:
        return f"<m:r><m:t>{value}</m:t></m:r>"

    share = f"<m:f><m:num>{text('按期完成数')}</m:num><m:den>{text('应完成数-撤销数')}</m:den></m:f>"
    body = paragraph(run("得分=") + math(share + text("×5")))
    assert lines_of(read(docx(body))) == ["得分=按期完成数/（应完成数-撤销数）×5"]


def test_ticks_of_a_symbol_font_in_plain_text() -> None:
    body = table(row(cell("事项"), cell("是否完成")), row(cell("排查"), cell("\uf0fc")))
    assert lines_of(read(docx(body))) == ["事项\t是否完成", "排查\t√"]


def word_art(text: str, attributes: str) -> str:
    shape = f'<v:shape {attributes}><v:textpath string="{text}"/></v:shape>'
    return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"


def test_a_letterhead_in_word_art_and_a_watermark() -> None:
    head = word_art("沧澜市人民政府文件", 'id="s1" fillcolor="red"')
    mark = word_art("征求意见稿", 'id="PowerPlusWaterMarkObject357" fillcolor="silver"')
    document = read(docx(head + FIRST + mark))
    assert lines_of(document) == ["沧澜市人民政府文件", "正文第一段，内容如下。"]
    assert [mark.kind for mark in document.marks] == ["issuer-mark"]


def with_part(body: str, name: str, payload: str | bytes) -> bytes:
    relation = f'<Relationship Id="c1" Type="x" Target="{name}"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    archive = zipfile.ZipFile(io.BytesIO(docx(body)))
    parts: dict[str, str | bytes] = {member: archive.read(member) for member in archive.namelist()}
    return zipped({**parts, "word/_rels/document.xml.rels": relations, f"word/{name}": payload})


def test_smart_art_above_and_below() -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"

    def point(key: str, text: str) -> str:
        return f'<d:pt modelId="{key}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'

    links = "".join(
        f'<d:cxn modelId="c{n}" srcId="{above}" destId="{below}" srcOrd="{order}"/>'
        for n, (above, below, order) in enumerate((("1", "3", 1), ("1", "2", 0), ("0", "1", 0)))
    )
    data = (
        f'<d:dataModel xmlns:d="{space}" xmlns:a="{main}"><d:ptLst><d:pt modelId="0" type="doc"/>{point("3", "成员：王强")}'
        f"{point('2', '副组长：李明')}{point('1', '组长：张伟')}</d:ptLst><d:cxnLst>{links}</d:cxnLst></d:dataModel>"
    )
    drawing = f'<w:p><w:r><w:drawing><d:relIds xmlns:d="{space}" {R} r:dm="c1"/></w:drawing></w:r></w:p>'
    found = lines_of(read(with_part(FIRST + drawing, "diagrams/data1.xml", data)))
    assert found[1:] == ["组长：张伟", "副组长：李明", "成员：王强"]


HTML = (
    '<html><head><meta charset="utf-8"></head><body><p>一、总体要求</p><p>全面完成整治。</p><table border="1">'
    '<tr><td rowspan="2">事项</td><td>单位</td></tr><tr><td>公安局</td></tr></table></body></html>'
)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("a.html", HTML),
        ("a.docx", docx(paragraph("一、总体要求") + paragraph("全面完成整治。"))),
        ("a.txt", "一、总体要求\r\n全面完成整治。".encode("gb18030")),
    ],
)
def test_a_file_taken_in_whole(name: str, payload: str | bytes) -> None:
    chunk = f'<w:altChunk {R} r:id="c1"/>'
    document = read(with_part(FIRST + chunk + paragraph("最后一段。"), name, payload))
    found = lines_of(document)
    assert found[:3] == ["正文第一段，内容如下。", "一、总体要求", "全面完成整治。"]
    assert found[-1] == "最后一段。"
    if name.endswith("html"):
        assert (0, 0, 2, 1, "事项") in grid_of(document, document.tables[0])


def test_files_taken_in_are_bounded() -> None:
    with pytest.raises(LimitExceeded, match="嵌入的文件"):
        read(with_part(FIRST + f'<w:altChunk {R} r:id="c1"/>' * 60, "a.txt", "一、总体要求"))
