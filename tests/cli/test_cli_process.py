"""The program as a process: speed of the help text, locales, pipes, interruption."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.report.laiwu import NOTICE, PLAN, ROOT

CLI = str(ROOT / "cli.py")
# The poorest surroundings: no coercion of the C locale, no UTF-8 mode.
POOR = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def start(*words: str, env: dict[str, str] | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    command = [sys.executable, CLI, *words]
    return subprocess.run(command, env=kept | (env or {}), input=stdin, capture_output=True, timeout=60, check=False)


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['doc-checker', sys.argv[1], '--help'][: 2 + (sys.argv[1] != '--help')];"
        "from doc_checker.cli import main; main();"
        "heavy = {'pydantic', 'regex', 'spacy', 'jieba', 'jinja2', 'openpyxl', 'lxml', 'numpy', 'rapidfuzz', 'rich'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    for word in ("--help", "check", "extract", "indicators", "eval"):
        done = subprocess.run(
            [sys.executable, "-c", script, word],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        assert done.stderr.strip() == "[]"


def test_a_python_without_the_packages_is_told_in_one_line() -> None:
    """``-S`` leaves out what is installed, as the system's own Python would."""
    command = [sys.executable, "-S", CLI, "check", str(PLAN), "--against", str(NOTICE)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("缺少 Python 软件包 ")
    assert "make demo" in done.stderr and ".venv/bin/python cli.py" in done.stderr


@pytest.mark.parametrize("env", [POOR, {"LC_ALL": "POSIX"}, {"LC_ALL": "C.UTF-8"}, {"PYTHONIOENCODING": "latin-1"}])
def test_chinese_is_utf8_in_every_locale(env: dict[str, str]) -> None:
    done = start("--help", env=env)
    assert done.returncode == 0 and "用法：doc-checker" in done.stdout.decode("utf-8")
    done = start("extract", "没有这份文件.txt", env=env)
    assert done.returncode == 3
    assert done.stderr.decode("utf-8").startswith("没有这份文件.txt：文件不存在")
    done = start("check", "a", "--against", "b", "--explain", "一.1", "--format", "json", env=env)
    assert done.returncode == 2 and "只在屏幕上" in done.stderr.decode("utf-8")


def test_a_name_in_gb18030_is_readable(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/" + "方案.txt".encode("gb18030")
    done = subprocess.run([sys.executable, CLI, "extract", name], capture_output=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "方案.txt：文件不存在" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("command", ["--help", "--version"])
def test_a_closed_pipe_is_no_error(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, CLI, command], stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
        )
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, CLI, "--help"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode("utf-8").startswith("标准输出：无法写入（磁盘空间不足）")
    assert done.stderr.count(b"\n") == 1


def test_an_interruption_is_quiet() -> None:
    process = subprocess.Popen(
        [sys.executable, CLI, "extract", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(2)  # it waits for standard input by then
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


# The whole way on the real notices.


def test_extract_loads_no_language_library() -> None:
    script = (
        "import sys; from doc_checker.cli import main; code = main(['extract', sys.argv[1]]);"
        "print(code, sorted({'spacy', 'jieba', 'rapidfuzz', 'jinja2', 'openpyxl'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(PLAN)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr.strip() == "0 []"
    assert json.loads(done.stdout)["document_number"]["text"] == "莱芜区交字〔2024〕19号"


def test_check_in_the_poorest_locale_writes_chinese_names(tmp_path: Path) -> None:
    plan, notice = tmp_path / "方案.txt", tmp_path / "通知.txt"
    plan.write_bytes(PLAN.read_bytes())
    notice.write_bytes(NOTICE.read_bytes())
    out = tmp_path / "报告"
    words = ("check", str(plan), "--against", str(notice), "--system", "信用交通县", "--format", "html,json")
    done = start(*words, "--out", str(out), env=POOR)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert sorted(path.name for path in out.iterdir()) == ["方案-审查报告.html", "方案-审查报告.json"]
    review = json.loads((out / "方案-审查报告.json").read_text("utf-8"))
    assert review["plan"]["name"] == "方案.txt"
    assert len(review["plan"]["sha256"]) == len(review["system"]["sha256"]) == 64


def test_check_reads_a_plan_from_standard_input() -> None:
    done = start("check", "-", "--against", str(NOTICE), "--format", "json", stdin=PLAN.read_bytes())
    assert done.returncode == 0, done.stderr.decode("utf-8")
    review = json.loads(done.stdout)
    assert review["plan"]["name"] == "标准输入"
    assert review["system"]["title"] == "山东省“信用交通县”建设指标体系（2023年版）"
    assert len(review["indicators"]) == 31
