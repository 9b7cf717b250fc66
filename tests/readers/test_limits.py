"""Limits and safe opening: bombs, tricks and damaged packages give one clear error, and nothing is written."""

from __future__ import annotations

import contextlib
import struct
import zipfile
from pathlib import Path

import pytest

from doc_checker.errors import EncryptedDocument, LimitExceeded, UnreadableDocument
from doc_checker.readers import limits
from doc_checker.readers.limits import Archive, local_name, parse_xml

from .building import zipped


def test_members_are_found_whatever_way_the_path_is_written() -> None:
    archive = Archive(zipped({"Doc_0/Pages/Content.xml": "<a/>"}), "f")
    for name in (
        "Doc_0/Pages/Content.xml",
        "/Doc_0/Pages/Content.xml",
        "doc_0\\pages\\content.xml",
        "Doc_0/x/../Pages/Content.xml",
    ):
        assert name in archive
        assert archive.read(name) == b"<a/>"


def test_no_path_leads_out_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    archive = Archive(zipped({"../../evil.txt": "x", "/etc/passwd": "y"}), "f")
    assert archive.read("evil.txt") == b"x"
    assert archive.read("etc/passwd") == b"y"
    with pytest.raises(KeyError):
        archive.read("other.txt")
    assert list(tmp_path.iterdir()) == []


def test_chinese_member_names_without_the_unicode_flag() -> None:
    payload = zipped({"AAAA.txt": "x"}).replace(b"AAAA", "附件".encode("gb18030"))
    assert "附件.txt" in Archive(payload, "f")


def test_a_member_without_a_name_is_passed_over() -> None:
    payload = bytearray(zipped({"a": "x", "b.xml": "<b/>"}))
    place = payload.find(b"PK\x01\x02")
    struct.pack_into("<HH", payload, place + 28, 0, 1)
    assert Archive(bytes(payload), "f").read("b.xml") == b"<b/>"


def test_a_bomb_is_stopped_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED", 3 << 20)
    archive = Archive(zipped({"a.xml": b"\0" * (8 << 20)}), "炸弹.docx")
    with pytest.raises(LimitExceeded, match="压缩炸弹"):
        archive.read("a.xml")


def test_many_members_together_are_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED", 3 << 20)
    archive = Archive(zipped({f"{i}.xml": b"\0" * (1 << 20) for i in range(5)}), "f")
    with pytest.raises(LimitExceeded):
        for name in archive:
            archive.read(name)


def test_a_size_that_lies_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    payload = bytearray(zipped({"a.xml": b"\0" * (4 << 20)}))
    place = payload.rfind(b"PK\x01\x02")
    struct.pack_into("<I", payload, place + 24, 10)
    archive = Archive(bytes(payload), "f")
    with contextlib.suppress(UnreadableDocument, LimitExceeded):
        assert len(archive.read("a.xml", 1 << 20)) <= 10


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 3)
    with pytest.raises(LimitExceeded, match="超过 3 个"):
        Archive(zipped({str(i): "" for i in range(5)}), "f")


def test_an_encrypted_member() -> None:
    payload = bytearray(zipped({"a.xml": "<a/>"}))
    payload[6] |= 1
    payload[payload.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedDocument):
        Archive(bytes(payload), "f").read("a.xml")


def test_a_cut_archive() -> None:
    payload = zipped({"a.xml": "<a/>" * 1000})
    with pytest.raises(UnreadableDocument, match="已损坏"):
        Archive(payload[: len(payload) // 2], "f")


def test_a_damaged_member() -> None:
    payload = bytearray(zipped({"a.xml": bytes(range(256)) * 100}))
    payload[60:90] = b"\xff" * 30
    with pytest.raises(UnreadableDocument, match="已损坏"):
        Archive(bytes(payload), "f").read("a.xml")


@pytest.mark.parametrize(
    "markup",
    [
        '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><a b="&c;"/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_dtd_and_entities_are_refused(markup: str, encoding: str) -> None:
    with pytest.raises(UnreadableDocument, match="DTD"):
        parse_xml(markup.encode(encoding), "f")


@pytest.mark.parametrize("markup", ["", "<a>", "<a><b></a>", "text", "<a>&nbsp;</a>", "<a>" * 5000])
def test_xml_that_is_not_well_formed(markup: str) -> None:
    with pytest.raises(UnreadableDocument, match="已损坏"):
        parse_xml(markup.encode(), "f")


def test_undeclared_prefixes_are_read() -> None:
    root = parse_xml(b'<ofd:Page><ofd:Area x:y="1"/></ofd:Page>', "f")
    assert local_name(root.tag) == "Page"
    assert [local_name(child.tag) for child in root] == ["Area"]


def test_characters_that_xml_forbids_are_dropped() -> None:
    assert parse_xml("<a>甲\x01乙&#x1f;丙</a>".encode(), "f").text == "甲乙丙"


@pytest.mark.parametrize(
    ("declared", "encoding"), [("GBK", "gbk"), ("UTF-8", "gb18030"), ("utf-16", "utf-16"), ("UTF-8", "utf-8-sig")]
)
def test_encodings_also_where_the_declaration_lies(declared: str, encoding: str) -> None:
    markup = f'<?xml version="1.0" encoding="{declared}"?><a>指标体系</a>'
    assert parse_xml(markup.encode(encoding), "f").text == "指标体系"


def test_the_archive_reads_what_zipfile_writes() -> None:
    payload = zipped({"a.xml": "<a/>"})
    assert zipfile.is_zipfile(__import__("io").BytesIO(payload))
    assert local_name(Archive(payload, "f").read_xml("a.xml").tag) == "a"
