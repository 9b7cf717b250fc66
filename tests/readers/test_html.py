"""Web pages: the document on the page, its tables with their spans, the page's own table as a witness."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doc_checker.document import Document
from doc_checker.errors import LimitExceeded, UnreadableDocument
from doc_checker.text import squeeze

from .building import grid_of, lines_of, read

RENDITIONS = Path(__file__).parents[2] / "corpus" / "renditions"
SENTENCE = "各县（市、区）要切实加强组织领导，细化工作措施，积极稳妥推进各项工作。"


def page(content: str, head: str = "", around: str = "{}") -> Document:
    """A page with navigation and footer around its content."""
    body = around.format(content)
    markup = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>'
        '<div class="top"><a href="/">首页</a> | <a href="/x">政务公开</a> | <a href="/y">互动交流</a></div>'
        f'<div class="crumb-nav">当前位置：<a href="/">首页</a> &gt; 通知公告</div>{body}'
        '<div class="footer"><p>主办：某某县人民政府办公室</p><p>某ICP备00000000号</p></div></body></html>'
    )
    return read(markup.encode())


def gold_grids(name: str, kind: str) -> dict[str, set[tuple[int, int, int, int, str]]]:
    gold = json.loads((RENDITIONS / "tables-gold.json").read_text(encoding="utf-8"))
    return {
        key: {(c["row"], c["col"], c["row_span"], c["col_span"], squeeze(c["text"])) for c in entry["cells"]}
        for key, entry in gold.items()
        if key.startswith(name + "/") and (kind in entry.get("only_in", [kind]))
    }


@pytest.mark.parametrize("name", ["lujiaofahan-2023-05", "laiwuqujiaozi-2024-19"])
def test_every_table_of_the_notices_is_exact(name: str) -> None:
    document = read((RENDITIONS / "html" / f"{name}.html").read_bytes())
    expected = gold_grids(name, "html")
    assert [grid_of(document, table) for table in document.tables] == list(expected.values())
    assert all(table.header_rows == 1 for table in document.tables)


def test_a_notice_as_a_page_is_the_notice_alone() -> None:
    document = read((RENDITIONS / "html" / "lujiaofahan-2023-06.html").read_bytes())
    lines = lines_of(document)
    assert lines[:3] == [
        "鲁交法函〔2023〕6号",
        "山东省交通运输厅关于印发《2023年山东省交通运输信用体系建设工作要点》的通知",
        "各市交通运输局，厅直有关单位、厅机关有关处室：",
    ]
    assert lines[4:8] == [
        "山东省交通运输厅",
        "2023年4月13日",
        "（此件主动公开）",
        "2023年山东省交通运输信用体系建设工作要点",
    ]
    assert lines[-1].startswith("13.加强典型经验总结推广。")
    assert len(document.paragraphs[1].lines) == 3
    assert document.metadata["发文字号"] == document.metadata["文号"] == "鲁交法函〔2023〕6号"
    assert document.metadata["索引号"] == "11370000MB00000000/2023-01120"
    assert document.source.format == "html"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", ""])
def test_encodings_also_where_the_declaration_lies(encoding: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    markup = f"<html><head>{meta}</head><body><p>关于做好信用工作的通知</p><p>{SENTENCE}</p></body></html>"
    assert lines_of(read(markup.encode(encoding))) == ["关于做好信用工作的通知", SENTENCE]


def test_an_xml_declaration_and_a_stray_byte_do_no_harm() -> None:
    raw = f'<?xml version="1.0" encoding="GBK"?><html><body><p>{SENTENCE * 20}</p></body></html>'.encode("gb18030")
    assert squeeze(read(raw).text.value) == SENTENCE * 20
    damaged = f"<html><body><p>{SENTENCE * 20}</p></body></html>".encode() + b"\xff"
    assert SENTENCE in read(damaged).text.value


def test_furniture_scripts_and_hidden_parts_stay_out() -> None:
    document = page(
        f'<div id="c"><p>关于开展检查的通知</p><script>var a="脚本";</script><style>.x{{display:none}}</style>'
        f'<p>{SENTENCE}</p><p style="display:none">隐藏</p><p class="x">样式隐藏</p><span hidden>属性隐藏</span>'
        f"<p>请<!-- 注释 -->认真<span style='display: none;'>暗</span>落实。</p></div>"
        '<div class="tools">【打印】【关闭】</div><div>扫一扫在手机打开当前页</div>'
    )
    assert lines_of(document) == ["关于开展检查的通知", SENTENCE, "请认真落实。"]


def test_a_page_that_hides_all_its_text_until_a_script_runs_is_read() -> None:
    document = page(f'<div style="display:none"><p>{SENTENCE}</p><p>{SENTENCE}</p></div>')
    assert lines_of(document) == [SENTENCE, SENTENCE]


def test_an_outer_class_name_does_not_drop_the_document() -> None:
    document = page(f"<p>{SENTENCE}</p><p>{SENTENCE}</p>", around='<div class="nav">{}</div>')
    assert lines_of(document) == [SENTENCE, SENTENCE]


def test_nested_layout_tables_hold_the_text() -> None:
    document = page(
        "<table><tr><td><table><tr><td>索 引 号：</td><td>0001</td><td>主题分类：</td><td>交通</td></tr>"
        "<tr><td>发文机关：</td><td>某某市政府</td><td>成文日期：</td><td>2020年01月02日</td></tr>"
        "<tr><td>标　　题：</td><td colspan=3>关于检查的通知</td></tr><tr><td>发文字号：</td><td>某政发〔2020〕1号</td>"
        "<td>发布日期：</td><td></td></tr></table></td></tr></table>"
        f"<table><tr><td><table><tr><td><p>某政发〔2020〕1号</p><p>{SENTENCE}</p><p>{SENTENCE}</p></td></tr>"
        "</table></td></tr></table>"
    )
    assert lines_of(document) == ["某政发〔2020〕1号", SENTENCE, SENTENCE]
    assert not document.tables
    assert document.metadata == {
        "索引号": "0001",
        "主题分类": "交通",
        "发文机关": "某某市政府",
        "成文日期": "2020年01月02日",
        "标题": "关于检查的通知",
        "发文字号": "某政发〔2020〕1号",
    }


def test_metadata_printed_as_a_list() -> None:
    document = page(
        "<ul><li><b>索引号：</b>0001</li><li>名称：关于检查的通知</li><li>文号：某政发〔2020〕1号</li></ul>"
        f"<div><p>{SENTENCE}</p><p>{SENTENCE}</p></div>"
    )
    assert lines_of(document) == [SENTENCE, SENTENCE]
    assert document.metadata["标题"] == "关于检查的通知"
    assert document.metadata["发文字号"] == "某政发〔2020〕1号"


def test_metadata_whose_values_stand_on_lines_of_their_own() -> None:
    document = page(
        "<dl><dt>索引号</dt><dd>0001</dd><dt>发文字号：</dt><dd>某政发〔2020〕1号</dd><dt>成文日期</dt><dd>2020-01-02</dd></dl>"
        f"<div><p>{SENTENCE}</p><p>{SENTENCE}</p></div>"
    )
    assert lines_of(document) == [SENTENCE, SENTENCE]
    assert document.metadata == {"索引号": "0001", "发文字号": "某政发〔2020〕1号", "成文日期": "2020-01-02"}


def test_source_and_editor_lines_stay_out() -> None:
    document = page(
        f"<div><p>来源：某某县政府</p><p>关于检查的通知</p><p>{SENTENCE}</p><p>联系人：张三</p><p>责任编辑：李四</p></div>"
    )
    assert lines_of(document) == ["关于检查的通知", SENTENCE, "联系人：张三"]


def test_a_list_of_attachments_made_of_links_stays_and_downloads_go() -> None:
    note = '<p>附件：<a href="a.doc">1.试点名单</a></p><p><a href="b.doc">2.指标体系</a></p>'
    assert lines_of(page(f"<div><p>关于检查的通知</p><p>{SENTENCE}</p>{note}</div>"))[2:] == [
        "附件：1.试点名单",
        "2.指标体系",
    ]
    assert lines_of(page(f'<div><p>{SENTENCE}</p><p>{SENTENCE}</p><p><a href="x">相关阅读文章标题</a></p></div>')) == [
        SENTENCE,
        SENTENCE,
    ]


def test_a_page_that_shows_little_and_hides_the_document() -> None:
    document = page(
        f'<h2>某某县发布</h2><p>{SENTENCE}</p><div id="js" style="visibility: hidden;"><p>关于检查的通知</p>'
        f"{f'<p>{SENTENCE}</p>' * 12}</div>"
    )
    assert document.text.value.count(SENTENCE) >= 12
    assert "关于检查的通知" in document.text.value


def test_a_wrapper_with_no_font_size_hides_nothing() -> None:
    document = page(f'<div style="font-size:0"><p style="font-size:16px">{SENTENCE}</p><p>{SENTENCE}</p></div>')
    assert lines_of(document) == [SENTENCE, SENTENCE]


def test_two_lines_like_metadata_are_text() -> None:
    document = page(f"<div><p>{SENTENCE}</p><p>标题：检查</p><p>有效期：二年</p></div>")
    assert lines_of(document) == [SENTENCE, "标题：检查", "有效期：二年"]


def test_the_title_above_the_content_is_kept_once() -> None:
    title = "某某县人民政府关于做好防汛工作的通知"
    head = f"<title>{title}_某某县人民政府</title>"
    outside = page(f"<h1>{title}</h1><div><p>某政发〔2020〕1号</p><p>{SENTENCE}</p><p>{SENTENCE}</p></div>", head)
    assert lines_of(outside)[:2] == [title, "某政发〔2020〕1号"]
    both = page(f"<h1>{title}</h1><div><p>{title}</p><p>{SENTENCE}</p><p>{SENTENCE}</p></div>", head)
    assert lines_of(both) == [title, SENTENCE, SENTENCE]
    assert both.title_hint == title


def test_short_signature_and_date_are_not_cut_off() -> None:
    long_text = SENTENCE * 12
    document = page(
        f"<div><div><p>{long_text}</p><p>{long_text}</p></div><p>某某县人民政府</p><p>2020年1月2日</p></div>"
    )
    assert lines_of(document)[-2:] == ["某某县人民政府", "2020年1月2日"]


def test_line_breaks_of_a_centred_title_join_and_those_of_text_do_not() -> None:
    document = page(
        '<div><p align="center">某某市人民政府<br>关于做好信用工作的<br>通　知</p>'
        f"<p>　　一、总体要求<br>　　{SENTENCE}<br>　　二、工作目标</p></div>"
    )
    assert lines_of(document) == ["某某市人民政府关于做好信用工作的通　知", "一、总体要求", SENTENCE, "二、工作目标"]


def test_source_line_breaks_inside_chinese_are_no_spaces() -> None:
    document = page(f"<div><p>切实加强\n   组织领导，using\n  the method。</p><p>{SENTENCE}</p></div>")
    assert lines_of(document)[0] == "切实加强组织领导，using the method。"


def test_ordered_lists_get_their_numbers() -> None:
    document = page(
        f'<div><p>{SENTENCE}</p><ol start="3"><li>成立领导小组。</li><li>制订工作方案。</li>'
        '<li value="9">开展检查。</li></ol><ul><li>不编号。</li></ul></div>'
    )
    assert lines_of(document)[1:] == ["3.成立领导小组。", "4.制订工作方案。", "9.开展检查。", "不编号。"]


def test_spans_headers_and_missing_cells() -> None:
    document = page(
        f"<div><p>{SENTENCE}</p><table border=1><tr><th rowspan=2>序号</th><th colspan=2>指标</th></tr>"
        "<tr><th>一级</th><th>二级</th></tr><tr><td>1</td><td rowspan=0>制度</td><td>方案<br>制订</td></tr>"
        f"<tr><td>2</td></tr></table><p>{SENTENCE}</p></div>"
    )
    (table,) = document.tables
    assert (table.n_rows, table.n_cols, table.header_rows) == (4, 3, 2)
    assert grid_of(document, table) == {
        (0, 0, 2, 1, "序号"),
        (0, 1, 1, 2, "指标"),
        (1, 1, 1, 1, "一级"),
        (1, 2, 1, 1, "二级"),
        (2, 0, 1, 1, "1"),
        (2, 1, 2, 1, "制度"),
        (2, 2, 1, 1, "方案制订"),
        (3, 0, 1, 1, "2"),
        (3, 2, 1, 1, ""),
    }


def test_absurd_spans_are_bounded() -> None:
    document = page(
        f"<div><p>{SENTENCE}</p><table border=1><tr><td rowspan=65535 colspan=65535>甲</td><td>乙</td></tr>"
        f"<tr><td colspan=99999>丙</td></tr><tr><td rowspan=-3>丁</td><td>戊</td></tr></table></div>"
    )
    (table,) = document.tables
    assert table.n_rows <= 3
    assert table.n_cols <= 4


def test_a_table_cut_in_two_is_one() -> None:
    half = "<table border=1><tr><td>指标</td><td>分值</td></tr><tr><td>{}</td><td>{}</td></tr></table>"
    document = page(f"<div><p>{SENTENCE}</p>{half.format('一', 1)}{half.format('二', 2)}</div>")
    (table,) = document.tables
    assert (table.n_rows, [document.slice(c.start, c.end) for c in table.cells]) == (
        3,
        ["指标", "分值", "一", "1", "二", "2"],
    )


def test_title_rows_and_notes_of_a_table_are_paragraphs() -> None:
    document = page(
        f"<div><p>{SENTENCE}</p><table border=1><tr><td colspan=2>某某县考核指标表</td></tr>"
        "<tr><td>指标</td><td>分值</td></tr>"
        "<tr><td colspan=2>一、制度建设</td></tr><tr><td>方案</td><td>2</td></tr>"
        "<tr><td colspan=2>注：重点领域指公路建设。</td></tr></table></div>"
    )
    assert lines_of(document)[1:] == [
        "某某县考核指标表",
        "指标\t分值",
        "一、制度建设",
        "方案\t2",
        "注：重点领域指公路建设。",
    ]
    assert (document.tables[0].n_rows, document.tables[0].n_cols) == (3, 2)


def test_a_web_archive_is_read_as_its_page() -> None:
    raw = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + f"<html><body><p>{SENTENCE}</p></body></html>".encode()
        + b"\r\n--xx--\r\n"
    )
    document = read(raw)
    assert lines_of(document) == [SENTENCE]
    assert document.source.format == "html"


@pytest.mark.parametrize(
    "markup", ["<html><body></body></html>", "<html><body><script>var x=1;</script></body></html>"]
)
def test_a_page_without_text(markup: str) -> None:
    with pytest.raises(UnreadableDocument, match="没有正文"):
        read(markup.encode())


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "span", "ul><li"])
def test_deep_nesting_ends_in_a_document_or_one_error(tag: str) -> None:
    markup = f"<html><body>{f'<{tag}>' * 20_000}{SENTENCE}</body></html>"
    try:
        assert SENTENCE in read(markup.encode()).text.value
    except (LimitExceeded, UnreadableDocument) as error:
        assert "\n" not in str(error)


def test_line_breaks_of_an_office_export_stand_for_spaces() -> None:
    page = '<meta name="generator" content="LibreOffice 24.2"/><p>组长：郦建章\n县民政局局长</p><p>各成员单位要按照分工抓好落实。</p>'
    assert lines_of(read(page.encode()))[0] == "组长：郦建章 县民政局局长"
