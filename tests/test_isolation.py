"""Reading in a child process: same records, and whatever happens there stays there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from doc_checker import service
from doc_checker.data import Data, default_data
from doc_checker.errors import EncryptedDocument, LimitExceeded, MissingExtra, UnreadableDocument
from doc_checker.extract import extract_record
from doc_checker.inputs import Input
from doc_checker.isolation import (
    Child,
    ChildFailure,
    Crash,
    Limits,
    MemoryUp,
    TimeUp,
    pack_data,
    read_isolated,
    unpack_data,
)
from doc_checker.readers import read_bytes

ROOT = Path(__file__).resolve().parent.parent
RENDITIONS = sorted(p for kind in ("docx", "html", "ofd", "pdf") for p in (ROOT / "corpus/renditions" / kind).iterdir())
HTML = ROOT / "corpus/renditions/html/lujiaofahan-2023-06.html"

# Loaded by the child as it starts: a reader that does what the file says.
HOSTILE = """
import ctypes, os, subprocess, sys, time
if "-m" in sys.orig_argv:
    import doc_checker.readers as readers
    from doc_checker.errors import EncryptedDocument, MissingExtra
    sound = readers.read_bytes

    def read_bytes(payload, name, *words, **more):
        word = payload.split(b"|")[1].decode() if payload.count(b"|") > 1 else ""
        if word == "hang":
            time.sleep(60)
        if word == "spin":
            while True:
                pass
        if word == "crash":
            ctypes.string_at(0)
        if word == "abort":
            os.abort()
        if word == "leave":
            os._exit(7)
        if word == "memory":
            return [bytearray(100 << 20) for _ in range(40)]
        if word == "native memory":
            raise RuntimeError("onnx: std::bad_alloc")
        if word == "bug":
            raise KeyError("boom")
        if word == "extra":
            raise MissingExtra(name, "识别扫描件需要安装 OCR 组件", "请安装：pip install 'doc-checker[ocr]'")
        if word == "password":
            raise EncryptedDocument(name, "文件有密码保护", "请去除密码后再试")
        if word == "noise":
            os.write(1, b"x" * 100_000)
            print("chatter", flush=True)
            payload = "<html><body><p>关于甲的通知</p></body></html>".encode()
        if word == "helper":
            helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
            try:
                with open(os.environ["HELPER"], "w") as file:
                    file.write(str(helper.pid))
                helper.wait()
            finally:
                helper.kill()
                helper.wait()
        return sound(payload, name, *words, **more)

    readers.read_bytes = read_bytes
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    """A child whose reader does what the file says: hang, crash …; ten seconds for each file."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(HOSTILE, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    with Child(default_data(), Limits(seconds=10.0)) as child:
        yield child


def order(word: str) -> bytes:
    """A file that is no plain text and says what is to happen."""
    return f"%PDF-|{word}|".encode()


@pytest.mark.slow
def test_the_record_is_the_same_as_in_one_process() -> None:
    with Child(default_data()) as child:
        for path in RENDITIONS:
            payload = path.read_bytes()
            here = extract_record(read_bytes(payload, path.name), with_text=True)
            assert child.read(payload, path.name, with_text=True) == here, path.name
        assert child.read(HTML.read_bytes(), "a.html").text is None


def test_one_process_for_one_file() -> None:
    record = read_isolated(HTML.read_bytes(), "a.html", default_data())
    assert record.document_number is not None and record.document_number.text == "鲁交法函〔2023〕6号"
    assert record.source.name == "a.html" and record.source.format == "html"


def test_errors_of_the_readers_come_back_as_they_are() -> None:
    with Child(default_data()) as child:
        with pytest.raises(UnreadableDocument, match=r"^坏\.pdf：PDF 已损坏，无法打开；"):
            child.read(b"%PDF-1.4 nothing", "坏.pdf")
        with pytest.raises(UnreadableDocument, match="不做文字识别"):
            child.read(b"\x89PNG\r\n\x1a\nrest", "图.png", "never")


@pytest.mark.parametrize(
    ("word", "kind", "said"),
    [
        ("hang", TimeUp, "读取超过 1 秒上限"),
        ("spin", TimeUp, "读取超过 1 秒上限"),
        ("memory", MemoryUp, "内存超过上限（0.5 GB）"),
        ("native memory", MemoryUp, "内存超过上限"),
        ("leave", Crash, "底层程序异常退出（退出码 7）"),
        ("password", EncryptedDocument, "文件有密码保护"),
        ("extra", MissingExtra, "doc-checker\\[ocr\\]"),
        pytest.param("crash", Crash, "SIGSEGV", marks=pytest.mark.skipif(os.name == "nt", reason="POSIX signals")),
        pytest.param("abort", Crash, "SIGABRT", marks=pytest.mark.skipif(os.name == "nt", reason="POSIX signals")),
    ],
)
def test_whatever_happens_is_one_error_and_the_next_file_is_read(
    hostile: Child, word: str, kind: type[Exception], said: str
) -> None:
    start = time.monotonic()
    if kind is TimeUp:
        hostile.limits = Limits(seconds=1.0)
    elif kind is MemoryUp:
        hostile.limits = Limits(seconds=60.0, memory=1 << 29)
    with pytest.raises(kind, match=said) as caught:
        hostile.read(order(word), "坏.pdf")
    assert time.monotonic() - start < 60
    assert str(caught.value).startswith("坏.pdf：") and "\n" not in str(caught.value)
    hostile.limits = Limits(seconds=30.0)
    assert hostile.read(HTML.read_bytes(), "好.html").title is not None


def test_the_kinds_and_limits_are_those_that_callers_know() -> None:
    assert (Limits().seconds, Limits().memory) == (120.0, 1.5 * 2**30)
    assert issubclass(TimeUp, LimitExceeded) and issubclass(MemoryUp, LimitExceeded)
    assert issubclass(Crash, UnreadableDocument)


def test_a_bug_keeps_its_traceback(hostile: Child) -> None:
    with pytest.raises(ChildFailure, match="KeyError") as caught:
        hostile.read(order("bug"), "坏.pdf")
    assert "in read_bytes" in str(caught.value.__cause__)


def test_what_libraries_print_does_not_get_into_the_answer(hostile: Child) -> None:
    assert hostile.read(order("noise"), "a.pdf").source.format == "html"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_programs_that_the_child_started_end_with_it(
    hostile: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPER", str(tmp_path / "pid"))
    hostile.limits = Limits(seconds=2.0)
    with pytest.raises(TimeUp):
        hostile.read(order("helper"), "a.doc")
    assert not Path("/proc", (tmp_path / "pid").read_text()).exists()


def test_no_process_is_left(hostile: Child) -> None:
    hostile.read(HTML.read_bytes(), "a.html")
    process = hostile.process_id
    hostile.close()
    assert process is not None and hostile.process_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_nothing_of_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of downloaded files may hold a regex.py."""
    (tmp_path / "regex.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_isolated(HTML.read_bytes(), "a.html", default_data()).title is not None


def test_the_knowledge_of_the_run_goes_along() -> None:
    data = default_data()
    packed = unpack_data(pack_data(data))
    assert packed.entries == data.entries
    assert packed.patterns == data.patterns
    poor = Data(tuple(entry for entry in data.entries if entry.sense != "document-type"), data.patterns)
    record = read_isolated(HTML.read_bytes(), "a.html", poor)
    assert record == extract_record(read_bytes(HTML.read_bytes(), "a.html"), poor)
    assert record.document_type is None


def test_plain_text_needs_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    for text in ("关于甲的通知\n正文。\n", "# 关于甲的通知\n\n**一**、**二**\n"):
        assert service.read_record(Input("a", payload=text.encode()), default_data()).title == "关于甲的通知"
    with pytest.raises(AssertionError):
        service.read_record(Input("a", payload=HTML.read_bytes()), default_data())


def test_the_service_hands_its_limits_on(hostile: Child) -> None:
    with pytest.raises(TimeUp, match="超过 1 秒"):
        service.read_record(Input("a.pdf", payload=order("hang")), default_data(), how=service.Reading(seconds=1.0))


@pytest.mark.slow
def test_extract_does_the_other_files(tmp_path: Path, hostile: Child) -> None:
    (tmp_path / "坏.pdf").write_bytes(order("abort"))
    (tmp_path / "慢.pdf").write_bytes(order("hang"))
    words = ["extract", str(tmp_path / "坏.pdf"), str(HTML), str(tmp_path / "慢.pdf"), "--timeout", "3"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *words], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 3
    assert done.stdout.count("\n") == 1 and "鲁交法函〔2023〕6号" in done.stdout
    bad, slow = done.stderr.splitlines()
    assert "坏.pdf：读取时底层程序异常退出" in bad and "慢.pdf：读取超过 3 秒上限" in slow


@pytest.mark.slow
def test_a_scan_without_ocr_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "rapidocr.py").write_text("raise ImportError('No module named rapidocr')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    scan = ROOT / "corpus/renditions/scan/lujiaofahan-2023-06.pdf"
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "extract", str(scan), str(HTML)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "鲁交法函〔2023〕6号" in done.stdout
    assert "pip install 'doc-checker[ocr]'" in done.stderr and done.stderr.count("\n") == 1
