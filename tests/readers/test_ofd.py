"""OFD: text by its place on the page, tables by their rulings, whatever way the package is laid out."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from doc_checker.errors import EncryptedDocument, UnreadableDocument
from doc_checker.readers.ofd_values import expand, numbers, subpaths

from .building import OFD, grid_of, lines_of, ofd, ofd_page, read, text_object, zipped
from .test_html import gold_grids

RENDITIONS = Path(__file__).parents[2] / "corpus" / "renditions"
NAME = "laiwuqujiaozi-2024-19"


def path_object(data: str, attributes: str = "", inner: str = "") -> str:
    """A path over the whole page."""
    return (
        f'<ofd:PathObject ID="5" Boundary="0 0 210 297" {attributes}>{inner}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_the_notice_in_reading_order() -> None:
    document = read((RENDITIONS / "ofd" / f"{NAME}.ofd").read_bytes())
    lines = lines_of(document)
    assert lines[:2] == ["济南市莱芜区城乡交通运输局文件", "莱芜区交字〔2024〕19号"]
    assert "机关各科室、局属各事业单位：" in lines
    assert lines[lines.index("济南市莱芜区城乡交通运输局") + 1] == "2024年4月28日"
    assert lines[-1] == "水路运输：水路客运、水路货运、港口、航道等。"
    assert not any(line.startswith("—") for line in lines)
    assert document.source.pages == 14
    assert [grid_of(document, table) for table in document.tables] == list(gold_grids(NAME, "ofd").values())
    assert document.tables[0].header_rows == 1


def test_every_character_of_the_notice_has_page_and_box() -> None:
    document = read((RENDITIONS / "ofd" / f"{NAME}.ofd").read_bytes())
    place = document.text.value.index("2024年4月28日")
    span = document.text.span(place, place + 10)
    assert span.page == 1
    assert span.bbox is not None
    assert span.bbox[0] == pytest.approx(302.3, abs=2)
    assert span.bbox[1] == pytest.approx(626.5, abs=4)
    pages = [cell.page for cell in document.tables[0].cells]
    assert (pages[0], pages[-1]) == (10, 14)


def test_marks_of_the_notice() -> None:
    document = read((RENDITIONS / "ofd" / f"{NAME}.ofd").read_bytes())
    assert sorted((mark.kind, mark.page) for mark in document.marks) == [
        ("issuer-mark", 1),
        ("red-line", 1),
        ("seal", 1),
    ]


def test_order_comes_from_coordinates_and_gaps_are_spaces() -> None:
    page = ofd_page(
        text_object("第二行", 30, 60)
        + text_object("宋体", 60, 40)
        + text_object("第一行", 30, 40)
        + text_object("接着", 45, 40.2)
    )
    assert lines_of(read(ofd(page))) == ["第一行接着 宋体", "第二行"]
    spread = '<ofd:TextCode X="0" Y="4" DeltaX="5 9 g 2 5">王强办公室</ofd:TextCode>'
    assert lines_of(read(ofd(ofd_page(text_object("", 30, 40, code=spread))))) == ["王强 办公室"]


@pytest.mark.parametrize(
    ("value", "count", "expected"),
    [
        ("g 3 2.5 4", 4, [2.5, 2.5, 2.5, 4]),
        ("5 5 g 2 3", 10, [5, 5, 3, 3]),
        ("g 1000000000 1", 3, [1, 1, 1]),
        ("g -5 1 7", 3, [7]),
        ("g", 2, [0]),
        ("g 2", 2, [0, 2]),
        ("nan inf 1e999 x", 4, [0, 0, 0, 0]),
        ("", 3, []),
        (None, 3, []),
    ],
)
def test_offsets(value: str | None, count: int, expected: list[float]) -> None:
    assert expand(value, count) == expected


def test_numbers_that_are_none() -> None:
    assert numbers("1 -2.5 x nan 1e99") == [1, -2.5, 0, 0, 0]


def test_transforms_scale_and_move_text() -> None:
    code = '<ofd:TextCode X="10" Y="20" DeltaX="g 2 12">文号栏</ofd:TextCode>'
    place = 'CTM="0.3528 0 0 0.3528 0 0" Boundary="50 40 20 8"'
    small = f'<ofd:TextObject ID="1" {place} Size="12" Font="1">{code}</ofd:TextObject>'
    document = read(ofd(ofd_page(small)))
    box = document.text.span(0, 3).bbox
    assert box is not None
    assert box[0] == pytest.approx((50 + 3.528) * 72 / 25.4, abs=0.1)
    assert box[2] - box[0] == pytest.approx(36, abs=0.2)


def test_slanted_and_invisible_text_is_no_text() -> None:
    slanted = text_object("内部资料", 50, 100, attributes='CTM="0.7 0.7 -0.7 0.7 0 0"')
    hidden = text_object("看不见", 50, 120, attributes='Visible="false"')
    clear = text_object("透明", 50, 130, attributes='Alpha="0"')
    off = text_object("页外", 500, 130)
    assert lines_of(read(ofd(ofd_page(slanted + hidden + clear + off + text_object("正文", 50, 60))))) == ["正文"]


@pytest.mark.parametrize(
    ("turn", "first", "second"),
    [
        ("0 1 -1 0 0 0", (180, 30), (160, 30)),
        ("-1 0 0 -1 0 0", (180, 250), (180, 230)),
        ("0 -1 1 0 0 0", (30, 250), (50, 250)),
    ],
)
def test_a_page_whose_text_is_turned_is_read_upright(
    turn: str, first: tuple[float, float], second: tuple[float, float]
) -> None:
    def turned(text: str, place: tuple[float, float]) -> str:
        at = f'Boundary="{place[0]} {place[1]} 80 80"'
        code = f'<ofd:TextCode X="0" Y="0" DeltaX="g 9 5">{text}</ofd:TextCode>'
        return f'<ofd:TextObject ID="1" CTM="{turn}" {at} Size="5">{code}</ofd:TextObject>'

    page = ofd_page(turned("第二行的文字", second) + turned("第一行的文字", first) + text_object("页", 10, 10))
    document = read(ofd(page))
    assert lines_of(document) == ["第一行的文字", "第二行的文字"]
    box = document.text.span(0, 6).bbox
    assert box is not None
    assert box[0] - 2 <= first[0] * 72 / 25.4 <= box[2] + 2
    assert box[1] - 2 <= first[1] * 72 / 25.4 <= box[3] + 2
    upright = turn.startswith("-1")
    assert (box[2] - box[0] > box[3] - box[1]) is upright


def test_text_printed_downwards_is_cut_into_its_characters() -> None:
    code = '<ofd:TextCode X="0" Y="4" DeltaY="g 2 8">竖排字</ofd:TextCode>'
    assert "".join(lines_of(read(ofd(ofd_page(text_object("", 30, 40, code=code)))))) == "竖排字"


def test_glyphs_without_a_character_are_left_out() -> None:
    code = (
        '<ofd:CGTransform CodePosition="0" CodeCount="3"><ofd:Glyphs>1 2 3</ofd:Glyphs></ofd:CGTransform>'
        '<ofd:TextCode X="0" Y="4" DeltaX="5 5">甲¤乙</ofd:TextCode>'
    )
    assert lines_of(read(ofd(ofd_page(text_object("", 30, 40, code=code)))))[0].replace(" ", "") == "甲乙"


def rules(xs: list[float], ys: list[float]) -> str:
    """The lines of a grid, as strokes."""
    horizontal = [f"M {xs[0]} {y} L {xs[-1]} {y}" for y in ys]
    vertical = [f"M {x} {ys[0]} L {x} {ys[-1]}" for x in xs]
    return " ".join(horizontal + vertical)


@pytest.mark.parametrize("kind", ["strokes", "objects", "filled", "boxes"])
def test_tables_however_their_rulings_are_drawn(kind: str) -> None:
    xs, ys = [30.0, 80.0, 180.0], [40.0, 52.0, 64.0]
    if kind == "strokes":
        drawn = path_object(rules(xs, ys))
    elif kind == "objects":
        drawn = "".join(path_object(f"M {xs[0]} {y} L {xs[-1]} {y}") for y in ys)
        drawn += "".join(path_object(f"S {x} {ys[0]} L {x} {ys[-1]}") for x in xs)
    elif kind == "filled":
        fill = 'Stroke="false" Fill="true"'
        drawn = "".join(
            path_object(f"M {xs[0]} {y} L {xs[-1]} {y} L {xs[-1]} {y + 0.3} L {xs[0]} {y + 0.3} C", fill) for y in ys
        )
        drawn += "".join(
            path_object(f"M {x} {ys[0]} L {x + 0.3} {ys[0]} L {x + 0.3} {ys[-1]} L {x} {ys[-1]} C", fill) for x in xs
        )
    else:
        drawn = "".join(
            path_object(f"M {x0} {y0} L {x1} {y0} L {x1} {y1} L {x0} {y1} C")
            for x0, x1 in pairwise(xs)
            for y0, y1 in pairwise(ys)
        )
    texts = text_object("分值", 90, 48) + text_object("指标", 35, 48) + text_object("制度", 35, 60)
    document = read(ofd(ofd_page(drawn + texts + text_object("表后文字", 30, 90))))
    (table,) = document.tables
    assert grid_of(document, table) == {
        (0, 0, 1, 1, "指标"),
        (0, 1, 1, 1, "分值"),
        (1, 0, 1, 1, "制度"),
        (1, 1, 1, 1, ""),
    }
    assert lines_of(document)[-1] == "表后文字"


def test_white_lines_and_curves_are_no_rulings() -> None:
    white = path_object(rules([30, 80, 180], [40, 52, 64]), inner='<ofd:StrokeColor Value="255 255 255"/>')
    assert not read(ofd(ofd_page(white + text_object("指标", 35, 48) + text_object("分值", 90, 48)))).tables
    assert list(subpaths("M 1 2 L 3 4 B 1 1 2 2 5 5 L 6 6 C")) == [[(1, 2), (3, 4)], [(5, 5), (6, 6), (5, 5)]]
    assert list(subpaths("L x 5 M 1")) == []


def annotation(kind: str, place: str, objects: str = "") -> str:
    """An annotation of a page."""
    return f'<ofd:Annot {kind}><ofd:Appearance Boundary="{place}">{objects}</ofd:Appearance></ofd:Annot>'


def composite(number: int, objects: str) -> str:
    """A composite graphic of the resources."""
    return f'<ofd:CompositeGraphicUnit ID="{number}"><ofd:Content>{objects}</ofd:Content></ofd:CompositeGraphicUnit>'


def main_part(*locations: str, namespace: str = OFD, more: str = "") -> str:
    """OFD.xml with one body for each document."""
    bodies = "".join(f"<ofd:DocBody><ofd:DocRoot>{at}</ofd:DocRoot>{more}</ofd:DocBody>" for at in locations)
    return f"<ofd:OFD {namespace}>{bodies}</ofd:OFD>"


def document_part(location: str, namespace: str = OFD, number: int = 1) -> str:
    """Document.xml with one page."""
    page = f'<ofd:Pages><ofd:Page ID="{number}" BaseLoc="{location}"/></ofd:Pages>'
    return f"<ofd:Document {namespace}>{page}</ofd:Document>"


def test_templates_annotations_and_composites() -> None:
    template = ofd_page(text_object("表单标题", 30, 30))
    watermark = annotation('Type="Watermark"', "0 0 50 50", text_object("水印", 10, 10))
    typed = annotation('Type="Path" Subtype="Pen"', "30 100 50 50", text_object("填写", 0, 8))
    stamp = annotation('Type="Stamp"', "100 200 40 40")
    unit = composite(77, text_object("组合", 0, 5))
    loop = composite(78, '<ofd:CompositeObject ResourceID="78" Boundary="0 0 9 9"/>')
    resources = f"<ofd:CompositeGraphicUnits>{unit}{loop}</ofd:CompositeGraphicUnits>"
    entry = '<ofd:Page PageID="10"><ofd:FileLoc>P/A.xml</ofd:FileLoc></ofd:Page>'
    page = ofd_page(
        text_object("正文", 30, 60)
        + '<ofd:CompositeObject ID="3" Boundary="30 75 50 50" ResourceID="77"/>'
        + '<ofd:CompositeObject ResourceID="78" Boundary="0 0 9 9"/>',
        before='<ofd:Template TemplateID="4" ZOrder="Background"/>',
    )
    payload = ofd(
        page,
        common='<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="4" BaseLoc="Tpls/T.xml"/>',
        more="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
        parts={
            "Doc_0/Tpls/T.xml": template,
            "Doc_0/DocumentRes.xml": f"<ofd:Res {OFD}>{resources}</ofd:Res>",
            "Doc_0/Annots/Annotations.xml": f"<ofd:Annotations {OFD}>{entry}</ofd:Annotations>",
            "Doc_0/Annots/P/A.xml": f"<ofd:PageAnnot {OFD}>{watermark}{typed}{stamp}</ofd:PageAnnot>",
        },
    )
    document = read(payload)
    assert lines_of(document) == ["表单标题", "正文", "组合", "填写"]
    assert [(mark.kind, mark.detail) for mark in document.marks] == [("seal", "annotation")]


def test_several_documents_in_one_package() -> None:
    document = document_part("P.xml")
    payload = zipped(
        {
            "OFD.xml": main_part("A/Document.xml", "/B/Document.xml", "none.xml"),
            "A/Document.xml": document,
            "A/P.xml": ofd_page(text_object("第一份", 30, 30)),
            "B/Document.xml": document,
            "B/P.xml": ofd_page(text_object("第二份", 30, 30)),
        }
    )
    read_document = read(payload)
    assert lines_of(read_document) == ["第一份", "第二份"]
    assert read_document.source.pages == 2


@pytest.mark.parametrize(
    "location", ["Pages/P.xml", "/Doc_0/Pages/P.xml", "Doc_0/Pages/P.xml", "pages\\P.XML", "./Pages/../Pages/P.xml"]
)
@pytest.mark.parametrize("namespace", [OFD, 'xmlns:ofd="http://www.ofdspec.org"', ""])
@pytest.mark.parametrize("folder", ["", "outer/"])
def test_odd_paths_and_namespaces(location: str, namespace: str, folder: str) -> None:
    page = ofd_page(text_object("通知", 30, 30)).replace(OFD, namespace)
    payload = zipped(
        {
            f"{folder}OFD.xml": main_part("Doc_0/Document.xml", namespace=namespace),
            f"{folder}Doc_0/Document.xml": document_part(location, namespace),
            f"{folder}Doc_0/Pages/P.xml": page,
        }
    )
    assert lines_of(read(payload)) == ["通知"]


def test_a_default_namespace_and_a_byte_order_mark() -> None:
    page = "\ufeff" + ofd_page(text_object("通知", 30, 30)).replace("xmlns:ofd", "xmlns").replace("ofd:", "")
    assert lines_of(read(ofd(page))) == ["通知"]


def test_objects_without_size_and_boundary() -> None:
    page = ofd_page(
        '<ofd:TextObject ID="1" CTM="1 0 0 1 31.7 25.4"><ofd:TextCode>第一段</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject ID="2" CTM="1 0 0 1 31.7 45"><ofd:TextCode>第二段</ofd:TextCode></ofd:TextObject>'
    )
    assert lines_of(read(ofd(page))) == ["第一段", "第二段"]


def test_running_heads_and_page_numbers_stay_out() -> None:
    pages = [
        ofd_page(
            text_object("某某县人民政府办公室文件", 60, 15)
            + text_object("".join(chr(0x4E00 + 50 * i + j) for j in range(20)), 30, 60)
            + text_object(f"— {i + 1} —", 100, 285)
        )
        for i in range(4)
    ]
    document = read(ofd(*pages))
    assert all(len(line) >= 20 for line in lines_of(document))
    assert document.text.page_at(len(document.text.value) - 2) == 4


def test_signatures_as_far_as_the_file_states_them() -> None:
    entry = '<ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/>'
    payload = zipped(
        {
            "OFD.xml": main_part("D/Document.xml", more="<ofd:Signatures>/D/S/Signatures.xml</ofd:Signatures>"),
            "D/Document.xml": document_part("P.xml", number=7),
            "D/P.xml": ofd_page(text_object("通知", 30, 30)),
            "D/S/Signatures.xml": f"<ofd:Signatures {OFD}>{entry}</ofd:Signatures>",
            "D/S/Sign_0/Signature.xml": f'<ofd:Signature {OFD}><ofd:SignedInfo><ofd:Provider ProviderName="某签章"/>'
            "<ofd:SignatureDateTime>20200723130907Z</ofd:SignatureDateTime>"
            '<ofd:StampAnnot ID="2" PageRef="7" Boundary="100 200 40 40"/></ofd:SignedInfo></ofd:Signature>',
        }
    )
    marks = read(payload).marks
    assert {(mark.kind, mark.page, mark.detail) for mark in marks} == {
        ("seal", 1, "signature"),
        ("signature", None, "未核验"),
    }
    assert next(mark.text for mark in marks if mark.kind == "signature") == "某签章；20200723130907Z"


def test_files_that_cannot_be_read_say_so() -> None:
    with pytest.raises(UnreadableDocument, match="没有文字"):
        read(ofd(ofd_page("")))
    with pytest.raises(UnreadableDocument, match="缺少页面"):
        read(zipped({"OFD.xml": f"<ofd:OFD {OFD}/>"}))
    with pytest.raises(EncryptedDocument, match="加密"):
        read(zipped({"OFD.xml": f"<ofd:OFD {OFD}/>", "Doc_0/Encryptions.xml": "<a/>"}))
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read(zipped({"OFD.xml": "<ofd:OFD>"}))


def test_absurd_numbers_end_quickly() -> None:
    code = '<ofd:TextCode X="1e9" Y="-1e9" DeltaX="g 99999999999 0.0001">通知</ofd:TextCode>'
    page = ofd_page(
        text_object("", 30, 40, size=1e8, code=code) + path_object("M 1e7 1 L " * 3000) + text_object("正文", 30, 40)
    )
    assert "正文" in lines_of(read(ofd(page)))


@pytest.mark.parametrize(
    ("text", "offsets", "printed"),
    [
        (
            "郦建章县民政局局长",
            "5 5 6.3 5 5 5 5 5",
            "郦建章 县民政局局长",
        ),  # a quarter of an em: a Chinese font's space
        ("工作方案说明文字", "g 7 6.2", "工作方案说明文字"),  # the whole run is set wide
        ("共5号文件", "5 3.8 5 5", "共5号文件"),
    ],
)
def test_narrow_spaces_between_characters(text: str, offsets: str, printed: str) -> None:
    code = f'<ofd:TextCode X="0" Y="4.3" DeltaX="{offsets}">{text}</ofd:TextCode>'
    assert lines_of(read(ofd(ofd_page(text_object(text, 30, 60, code=code))))) == [printed]


def test_of_several_versions_the_current_one_counts() -> None:
    versions = '<ofd:Versions><ofd:Version ID="1" BaseLoc="Doc_0/V1.xml"/><ofd:Version ID="2" Current="true" BaseLoc="Doc_0/V2.xml"/></ofd:Versions>'
    version = f'<ofd:DocVersion {OFD} ID="2"><ofd:DocRoot>Second.xml</ofd:DocRoot></ofd:DocVersion>'
    parts = {
        "OFD.xml": main_part("Doc_0/Document.xml", more=versions),
        "Doc_0/V2.xml": version,
        "Doc_0/Document.xml": document_part("Pages/Page_0/Content.xml"),
        "Doc_0/Second.xml": document_part("Pages/Page_1/Content.xml"),
        "Doc_0/Pages/Page_0/Content.xml": ofd_page(text_object("第一稿的内容", 30, 40)),
        "Doc_0/Pages/Page_1/Content.xml": ofd_page(text_object("定稿的内容", 30, 40)),
    }
    assert lines_of(read(zipped(parts))) == ["定稿的内容"]
