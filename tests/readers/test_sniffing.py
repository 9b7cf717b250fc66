"""The format is told by content; a file's name says nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from doc_checker.errors import EncryptedDocument, UnreadableDocument, UnsupportedFormat
from doc_checker.readers.sniffing import is_html, is_markdown, sniff, stream_names

from .building import docx, lines_of, ofd, ofd_page, paragraph, read, text_object, zipped

CORPUS = Path(__file__).parents[2] / "corpus"


def compound(*names: str) -> bytes:
    """An OLE compound file with a directory of these streams and nothing else."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, *[0xFFFFFFFE] * 127)
    entries = b""
    for name in ("Root Entry", *names):
        raw = name.encode("utf-16-le") + b"\0\0"
        entries += raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + b"\0" * 62
    return bytes(header) + table + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\njunk %PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"II*\0", "image"),
        (b"{\\rtf1 x}", "rtf"),
        (b"Rar!\x1a\x07\0", "archive"),
        ("关于印发方案的通知\n各单位：".encode(), "txt"),
        ("关于印发方案的通知".encode("gb18030"), "txt"),
        ("关于印发方案的通知".encode("utf-16"), "txt"),
        ("<!DOCTYPE html><p>通知</p>".encode(), "html"),
        ("\ufeff\n<html><body>通知</body></html>".encode(), "html"),
        ("<div><p>通知</p></div>".encode("gbk"), "html"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<html><body/></html>', "html"),
        ("# 工作要点\n\n一、总体要求".encode(), "md"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "mhtml"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "xml"),
    ],
)
def test_formats_by_their_first_bytes(payload: bytes, kind: str) -> None:
    assert sniff(payload, "f") == kind


def test_packages_by_their_members() -> None:
    assert sniff(docx(paragraph("通知")), "通知.ofd") == "docx"
    assert sniff(ofd(ofd_page(text_object("通知", 20, 20))), "通知.docx") == "ofd"
    assert sniff(zipped({"xl/workbook.xml": "<a/>"}), "f") == "xlsx"
    assert sniff(zipped({"outer/OFD.xml": "<a/>"}), "f") == "ofd"
    assert sniff(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "f") == "odf"
    assert sniff(zipped({"方案.txt": "x"}), "f") == "zip"


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("WordDocument", "1Table"), "doc"),
        (("Workbook",), "xls"),
        (("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (("WordDocument", "WpsCustomData"), "wps"),
        (("Contents",), "ole"),
    ],
)
def test_compound_files_by_their_streams(names: tuple[str, ...], kind: str) -> None:
    payload = compound(*names)
    assert list(stream_names(payload))[1:] == list(names)
    assert sniff(payload, "f") == kind


def test_a_damaged_compound_file_ends() -> None:
    payload = bytearray(compound("WordDocument"))
    for place in range(0, len(payload), 7):
        payload[place] ^= 0x55
        assert isinstance(list(stream_names(bytes(payload))), list)


def test_what_cannot_be_read_says_so_in_one_line() -> None:
    with pytest.raises(UnsupportedFormat, match="普通压缩包"):
        read(zipped({"a.bin": "x"}))
    with pytest.raises(EncryptedDocument, match="密码"):
        read(compound("EncryptedPackage"))
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read(b"PK\x03\x04broken")


def test_the_notices_with_pipe_tables_stay_text() -> None:
    for path in sorted((CORPUS / "notices").glob("*/*.txt")):
        assert sniff(path.read_bytes(), "f") == "txt", path.name


@pytest.mark.parametrize(
    "text",
    [
        "1. 成立领导小组\n2. 制订方案\n- 附件：1. 名单",
        "| 指标 | 分值 |\n|---|---|\n| 一 | 2 |",
        "实行 5*8 小时工作制，其中 2*3 班",
        "#工作要点#话题",
        "联系人：张**，电话：138****0000",
    ],
)
def test_plain_text_is_no_markdown(text: str) -> None:
    assert not is_markdown(text)


def test_text_that_speaks_of_html_is_none() -> None:
    assert not is_html("网页应当以 <html> 标记开头。")
    assert not is_html("<指标体系>\n一、总体要求")


def test_markdown_loses_its_marks_and_keeps_its_text() -> None:
    raw = (
        "# 某市*信用*工作要点\n\n**一、总体要求**\n\n1. 第一项\\*工作，见[附件](https://x.cn/a)。\n"
        "> 引文\n- [x] 条目\n---\n```\n# 原样\n```\n![图](a.png)\n\n| 指标 | 分值 |\n|:-:|---|\n| **一** | 2 |\n"
    )
    document = read(raw.encode())
    assert document.source.format == "md"
    assert lines_of(document) == [
        "某市信用工作要点",
        "一、总体要求",
        "1. 第一项*工作，见附件。",
        "引文",
        "条目",
        "# 原样",
        "指标\t分值",
        "一\t2",
    ]
    assert [(t.n_rows, t.n_cols) for t in document.tables] == [(2, 2)]
