"""What is found: folders, globs, lists, archives; nothing of it twice, nothing left out without a word."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from doc_checker.errors import DocCheckerError, EncryptedDocument, LimitExceeded, UnreadableDocument
from doc_checker.ingestion import archives
from doc_checker.ingestion.archives import HEAD, ArchiveLimit, Budget, is_archive, members_of
from doc_checker.ingestion.sources import Skipped, count_files, find_files, key_of, read_list

NOWHERE = Path("/nowhere/store")


def keys(root: Path, *words: str, store: Path = NOWHERE) -> list[str]:
    """What is found, relative to a folder."""
    return [os.path.relpath(each.key, root) for each in find_files(words, store, Skipped())]


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_folder_gives_all_files_below_it_by_name(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/2.txt", "a/1.txt", "a/c/3.txt", "通知.txt")
    assert keys(tmp_path, str(tmp_path)) == ["a/1.txt", "a/2.txt", "a/c/3.txt", "b.txt", "通知.txt"]
    assert list(count_files([str(tmp_path)], NOWHERE)) == [5]


def test_hidden_files_are_counted_not_read(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", ".hidden", "~$a.docx", "Thumbs.db", "__MACOSX/a.txt", ".git/config")
    skipped = Skipped()
    assert [each.key for each in find_files([str(tmp_path)], NOWHERE, skipped)] == [str(tmp_path / "a.txt")]
    assert skipped.junk == 5


def test_the_store_is_no_source(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "store/records/000001.jsonl.gz")
    assert keys(tmp_path, str(tmp_path), store=tmp_path / "store") == ["a.txt"]
    assert keys(tmp_path, str(tmp_path / "store"), store=tmp_path / "store") == []


def test_links_are_followed_once(tmp_path: Path) -> None:
    make(tmp_path, "a/1.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "broken").symlink_to(tmp_path / "none")
    found = list(find_files([str(tmp_path)], NOWHERE, Skipped()))
    assert [os.path.relpath(each.key, tmp_path) for each in found] == ["a/1.txt", "b/1.txt", "broken"]
    assert [each.problem is None for each in found] == [True, True, False]


def test_globs_and_what_is_not_there(tmp_path: Path) -> None:
    make(tmp_path, "x/1.txt", "x/2.pdf", "y/3.txt", "[1].txt")
    assert keys(tmp_path, f"{tmp_path}/*/*.txt") == ["x/1.txt", "y/3.txt"]
    assert keys(tmp_path, f"{tmp_path}/**/*.txt") == ["[1].txt", "x/1.txt", "y/3.txt"]
    assert keys(tmp_path, str(tmp_path / "[1].txt")) == ["[1].txt"]
    (missing,) = find_files([str(tmp_path / "none.txt")], NOWHERE, Skipped())
    assert missing.problem is not None and "不存在" in missing.problem
    (unmatched,) = find_files([f"{tmp_path}/*.ofd"], NOWHERE, Skipped())
    assert unmatched.problem is not None and "没有与之相配" in unmatched.problem


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (found,) = find_files([str(tmp_path)], NOWHERE, Skipped())
    assert found.problem is not None and "不是普通文件" in found.problem


def test_a_path_has_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert key_of("a.txt") == key_of("./x/../a.txt") == key_of(str(tmp_path / "a.txt"))
    name = os.fsdecode("方案.txt".encode("gb18030"))
    assert key_of(name).endswith("\\xb7\\xbd\\xb0\\xb8.txt")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a.txt\nb c.txt\n\n通知.txt", ["a.txt", "b c.txt", "通知.txt"]),
        ("\ufeffa.txt\r\n通知.txt\r\n", ["a.txt", "通知.txt"]),
        ("a\nb.txt\0通知.txt\0", ["a\nb.txt", "通知.txt"]),
        ("", []),
    ],
)
def test_lists(content: str, expected: list[str]) -> None:
    assert list(read_list(io.BytesIO(content.encode()), "list")) == expected


def test_a_list_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path, "通知.txt")  # its name in GB18030 happens to be UTF-8 too
    assert list(read_list(io.BytesIO("通知.txt\n方案.txt\n".encode("gb18030")), "list")) == ["通知.txt", "方案.txt"]
    with pytest.raises(UnreadableDocument, match="不是文件清单"):
        list(read_list(io.BytesIO(b"x" * 300_000), "list"))


# Archives.


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", encoding=encoding, format=tarfile.GNU_FORMAT) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


def opened(payload: bytes, budget: Budget | None = None) -> dict[str, bytes | str]:
    """Members with their content, or the error of their reading."""
    found: dict[str, bytes | str] = {}
    for member in members_of(payload[:HEAD], io.BytesIO(payload), budget or Budget(len(payload))):
        try:
            found[member.name] = member.load()
        except DocCheckerError as error:
            if isinstance(error, ArchiveLimit):
                raise
            found[member.name] = error.problem
    return found


def told(payload: bytes) -> bool:
    return is_archive(payload[:HEAD], io.BytesIO(payload), "x")


TWO = {"文件/通知.txt": b"1", "b.txt": b"22"}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress])
def test_tar(pack: Callable[[bytes], bytes]) -> None:
    payload = pack(tarred(TWO))
    assert told(payload)
    assert opened(payload) == TWO


def test_tar_with_chinese_names_of_old() -> None:
    assert opened(tarred(TWO, "gb18030")) == TWO


def test_zip() -> None:
    assert told(zipped(TWO))
    assert opened(zipped(TWO)) == TWO


@pytest.mark.parametrize("name", ["docx", "ofd"])
def test_a_document_is_no_archive(name: str) -> None:
    folder = Path(__file__).resolve().parents[2] / "corpus" / "renditions"
    payload = next(iter(sorted(folder.rglob(f"*.{name}")))).read_bytes()
    assert not told(payload)
    assert not told(zipped({"xl/workbook.xml": b""}))
    assert not told(gzip.compress(b"no tar"))
    assert not told(b"PK\x03\x04 not a zip")
    assert not told("普通文字".encode())


def test_names_that_point_elsewhere_stay_inside() -> None:
    names = ["../../etc/passwd", "/root.txt", "a\\..\\b.txt", "a//b.txt", "a/./b.txt", "x\ny.txt"]
    found = opened(tarred({name: name.encode() for name in names}))
    assert sorted(found) == ["a/b.txt", "a/b.txt#2", "a/b.txt#3", "etc/passwd", "root.txt", "x\\x0ay.txt"]


def test_an_encrypted_member_is_told_and_the_others_are_read() -> None:
    payload = bytearray(zipped(TWO))
    start = payload.index(b"PK\x01\x02")
    payload[start + 8] |= 1  # the flag in the central directory
    assert opened(bytes(payload)) == {"文件/通知.txt": "压缩包有密码保护", "b.txt": b"22"}
    member = next(members_of(bytes(payload[:HEAD]), io.BytesIO(payload), Budget(1)))
    with pytest.raises(EncryptedDocument):
        member.load()


def test_damage_is_told() -> None:
    payload = bytearray(zipped({"a.txt": b"x" * 5_000, "b.txt": b"2"}))
    payload[45] ^= 0xFF
    assert opened(bytes(payload)) == {"a.txt": "在压缩包中已损坏，无法解压", "b.txt": b"2"}
    with pytest.raises(UnreadableDocument, match="后面的内容"):
        opened(gzip.compress(tarred({"a.txt": os.urandom(90_000), "b.txt": b"2"}))[:60_000])
    with pytest.raises(UnreadableDocument, match="无法打开"):
        list(members_of(b"PK\x03\x04", io.BytesIO(b"PK\x03\x04" + b"x" * 100), Budget(1)))


def test_bombs_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FREE", 1 << 20)
    monkeypatch.setattr(archives, "MAX_BYTES", 3 << 20)
    bomb = zipped({f"{n}.txt": b"0" * (2 << 20) for n in range(9)})
    with pytest.raises(ArchiveLimit, match="炸弹"):
        opened(bomb)
    with pytest.raises(ArchiveLimit, match="炸弹"):
        opened(gzip.compress(tarred({f"{n}.txt": b"0" * (2 << 20) for n in range(9)})))
    large = zipped({"a.txt": b"0" * (4 << 20), "b.txt": b"1"})
    assert opened(large, Budget(1 << 30)) == {"a.txt": "文件超过 3 MB 上限", "b.txt": b"1"}
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    with pytest.raises(LimitExceeded, match="超过 3 个"):
        opened(zipped({str(n): b"" for n in range(4)}))
