"""Old office formats: a clear word where LibreOffice is missing, a hard end where it hangs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from doc_checker.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat
from doc_checker.readers import office

from .building import docx, paragraph, read
from .test_sniffing import compound

RTF = rb"{\rtf1\ansi\ansicpg936 \'cd\'a8\'d6\'aa\par \'d5\'fd\'ce\'c4\par}"


def program(folder: Path, body: str) -> str:
    """A program of a few lines of shell in place of LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("payload", "name"), [(compound("WordDocument"), "DOC"), (RTF, "RTF"), (compound("Book"), "XLS")]
)
def test_without_libreoffice_the_error_says_what_to_install(
    payload: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    with pytest.raises(UnsupportedFormat, match=f"读取 {name} 格式需要 LibreOffice；请安装"):
        read(payload)


def test_what_it_converts_is_read_and_keeps_its_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = tmp_path / "ready.docx"
    ready.write_bytes(docx(paragraph("关于检查的通知")))
    copy = f'while [ "$1" != --outdir ]; do shift; done; cp "{ready}" "$2/document.docx"'
    monkeypatch.setattr(office, "find_libreoffice", lambda: program(tmp_path, copy))
    document = read(compound("WordDocument"))
    assert document.text.value == "关于检查的通知\n"
    assert document.source.format == "doc"


def test_a_conversion_that_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="无法转换"):
        office.convert(program(tmp_path, "exit 1"), b"x", "docx", "doc", "坏.doc")


def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "child"
    hang = program(tmp_path, f"sleep 60 & echo $! > {note}; wait")
    started = time.monotonic()
    with pytest.raises(LimitExceeded, match="超过"):
        office.convert(hang, b"x", "docx", "doc", "慢.doc", limit=0.5)
    assert time.monotonic() - started < 8
    child = int(note.read_text())
    for _ in range(50):
        if not _is_running(child):
            break
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_it_runs_with_a_private_profile_without_macros(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = (
        f'echo "$@" > {seen}; echo "HOME=$HOME" >> {seen}; for a in "$@"; do case "$a" in -env:*) '
        f'cat "${{a#-env:UserInstallation=file://}}/user/registrymodifications.xcu" >> {seen};; esac; done'
    )
    with pytest.raises(UnreadableDocument):
        office.convert(program(tmp_path, script), b"x", "docx", "doc", "f")
    said = seen.read_text()
    assert "--headless" in said
    assert "DisableMacrosExecution" in said
    assert f"HOME={os.environ.get('HOME', '/')}\n" not in said


@pytest.mark.slow
@pytest.mark.skipif(office.find_libreoffice() is None, reason="LibreOffice is not installed")
def test_a_real_conversion() -> None:
    document = read(RTF)
    assert document.text.value.split() == ["通知", "正文"]
    assert document.source.format == "doc"
