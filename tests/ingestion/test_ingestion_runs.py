"""Whole runs: every input ends in one state, nothing is read twice, interrupted runs go on, and what fails is told."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import doc_checker
from doc_checker import cli
from doc_checker.data import default_data
from doc_checker.errors import UsageError
from doc_checker.ingestion import Ingestion, Options, cores, settings_of
from doc_checker.ingestion.processes import Processes
from doc_checker.isolation import MEMORY
from doc_checker.store import Store, Writer
from doc_checker.store.layout import shard_path
from tests.store.test_store_writing import change
from tools.chaos import children, lines_of, make_texts
from tools.poisoned_worker import make_poison

ROOT = Path(__file__).resolve().parents[2]
RENDITIONS = ROOT / "corpus" / "renditions"
NOTICE = ROOT / "corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"


def ingest(store: Path, *words: Path | str, **options: object) -> Ingestion:
    """Run in this process (the notices are trusted)."""
    how = Options(**{"workers": 0, **options})  # type: ignore[arg-type]
    run = Ingestion(map(str, words), store, default_data(), how, tables=False)
    run.run()
    return run


def states(store: Path, root: Path) -> dict[str, str]:
    """State by path below a folder."""
    with Store.open(store) as opened:
        return {os.path.relpath(row.path, root): row.state for row in opened.rows()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with seven short notices."""
    place = tmp_path / "in"
    place.mkdir()
    for number, text in enumerate(make_texts(7, 1)):
        (place / f"{number}.txt").write_bytes(text)
    return place


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_every_input_has_one_state(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "0.txt", folder / "copy.txt")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "picture.rar").write_bytes(b"Rar!\x1a\x07\x00" + b"x" * 100)
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(51 << 20)
    run = ingest(tmp_path / "store", folder, folder / "none.txt")
    found = states(tmp_path / "store", folder)
    assert found == {
        **{f"{n}.txt": "ok" for n in range(7)},
        "copy.txt": "duplicate",
        "empty.txt": "unreadable",
        "broken.pdf": "unreadable",
        "picture.rar": "unsupported",
        "huge.txt": "too-large",
        "none.txt": "unreadable",
    }
    assert run.tally.states == Counter(found.values())
    assert run.tally.seen == len(found)
    with Store.open(tmp_path / "store") as store:
        (copy,) = store.find(path=str(folder / "copy.txt"))
        assert copy.first == str(folder / "0.txt")
        for row in store.rows():
            line = json.loads(store.line(row))
            assert (line["path"], line["state"], line["sha256"], line["error"]) == (
                row.path,
                row.state,
                row.sha256,
                row.error,
            )
            assert (line["record"] is not None) == (row.state == "ok")
            assert (row.error is not None) == (row.state not in ("ok", "duplicate"))


def test_records_are_those_of_extract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ingest(tmp_path / "store", NOTICE)
    with Store.open(tmp_path / "store") as store:
        ((row, record),) = store.records()
    assert row.issuer == "山东省交通运输厅"
    assert row.number == "鲁交法函〔2023〕5号"
    assert cli.main(["extract", "--text", str(NOTICE)]) == 0
    extracted = json.loads(capsys.readouterr().out)
    assert json.loads(record) == {**extracted, "source": {**extracted["source"], "name": NOTICE.name}}


def test_a_second_run_does_nothing(folder: Path, tmp_path: Path) -> None:
    ingest(tmp_path / "store", folder)
    before = lines_of(tmp_path / "store")
    size = shard_path(tmp_path / "store", 1).stat().st_size
    run = ingest(tmp_path / "store", folder, folder / "1.txt")
    assert (run.tally.read, run.tally.unchanged) == (0, 8)
    assert lines_of(tmp_path / "store") == before
    assert shard_path(tmp_path / "store", 1).stat().st_size == size


def test_only_what_changed_is_read(folder: Path, tmp_path: Path) -> None:
    ingest(tmp_path / "store", folder)
    (folder / "2.txt").write_text("关于印发规定的通知\n\n各处室：\n一、内容。\n")
    os.utime(folder / "3.txt", ns=(1, 1))
    (folder / "new.txt").write_text("关于新事项的通知\n\n各处室：\n一、内容。\n")
    run = ingest(tmp_path / "store", folder)
    assert (run.tally.read, run.tally.unchanged) == (2, 6)
    with Store.open(tmp_path / "store") as store:
        assert store.count() == 8
        record = store.read(store.find(path=str(folder / "2.txt"))[0])
        assert record is not None and json.loads(record)["title"] == "关于印发规定的通知"
    assert ingest(tmp_path / "store", folder).tally.unchanged == 8


def test_a_record_stays_when_its_file_is_gone(folder: Path, tmp_path: Path) -> None:
    words = [str(path) for path in sorted(folder.iterdir())]
    ingest(tmp_path / "store", *words)
    before = lines_of(tmp_path / "store")
    (folder / "2.txt").unlink()
    run = ingest(tmp_path / "store", *words)
    assert run.tally.kept == run.tally.failed == 1
    assert "已有的记录保留" in run.tally.problems[0][2]
    assert lines_of(tmp_path / "store") == before


def test_retry_takes_failed_files_again(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.txt").write_bytes(b"")
    ingest(tmp_path / "store", folder, folder / "later.txt")
    assert ingest(tmp_path / "store", folder).tally.read == 0
    run = ingest(tmp_path / "store", folder, retry=True)
    assert (run.tally.read, run.tally.unchanged) == (1, 7)
    (folder / "later.txt").write_text("关于某事的通知\n")
    assert ingest(tmp_path / "store", folder).tally.read == 1
    assert states(tmp_path / "store", folder)["later.txt"] == "ok"


def test_reread_takes_what_another_version_read(folder: Path, tmp_path: Path) -> None:
    ingest(tmp_path / "store", folder)
    before = lines_of(tmp_path / "store")
    assert ingest(tmp_path / "store", folder, reread=True).tally.read == 0
    with Writer(tmp_path / "store") as writer:  # as an older version would have written it
        row = writer.find(str(folder / "1.txt"))
        assert row is not None
    change("UPDATE records SET tool = 'old' WHERE path LIKE '%/1.txt'")(tmp_path / "store")
    resign(tmp_path / "store")
    run = ingest(tmp_path / "store", folder, reread=True)
    assert (run.tally.read, run.tally.unchanged) == (1, 6)
    assert lines_of(tmp_path / "store") == before


def resign(store: Path) -> None:
    """Sign all rows anew, as if they had been written so."""
    import sqlite3

    from doc_checker.store.manifest import COLUMNS, sign

    connection = sqlite3.connect(store / "manifest.sqlite")
    for number, *values in connection.execute(f"SELECT {', '.join(COLUMNS)} FROM records").fetchall():
        connection.execute("UPDATE records SET signature = ? WHERE id = ?", (sign(values), number))
    connection.commit()
    connection.close()


# Archives.


def test_members_of_archives_are_inputs(folder: Path, tmp_path: Path) -> None:
    texts = [path.read_bytes() for path in sorted(folder.iterdir())]
    inner = zipped({"深/5.txt": texts[5]})
    for _ in range(3):
        inner = zipped({"in.zip": inner})
    (folder / "1.zip").write_bytes(
        zipped({"../a.txt": texts[0] + b"\n1", "b.txt": texts[1], ".hidden": b"x", "in.zip": inner})
    )
    (folder / "none.zip").write_bytes(zipped({}))
    shutil.copy(sorted(RENDITIONS.rglob("*.docx"))[0], folder / "notice.docx")
    ingest(tmp_path / "store", folder)
    found = {
        path: state for path, state in states(tmp_path / "store", folder).items() if "zip" in path or "docx" in path
    }
    assert found == {
        "1.zip/a.txt": "ok",
        "1.zip/b.txt": "duplicate",
        "1.zip/in.zip/in.zip/in.zip": "too-large",
        "none.zip": "unreadable",
        "notice.docx": "ok",
    }
    assert states(tmp_path / "store", folder)["1.txt"] == "ok"
    run = ingest(tmp_path / "store", folder)
    assert (run.tally.read, run.tally.seen) == (0, run.tally.unchanged)
    assert not (tmp_path / "a.txt").exists()


def test_an_archive_that_changed_is_looked_through(folder: Path, tmp_path: Path) -> None:
    texts = [path.read_bytes() for path in sorted(folder.iterdir())]
    source = tmp_path / "all.zip"
    source.write_bytes(zipped({"a.txt": texts[0], "b.txt": texts[1]}))
    ingest(tmp_path / "store", source)
    source.write_bytes(zipped({"a.txt": texts[0], "b.txt": texts[2], "c.txt": texts[3]}))
    run = ingest(tmp_path / "store", source)
    assert (run.tally.read, run.tally.unchanged) == (2, 1)
    source.write_bytes(b"PK\x03\x04 damaged")
    run = ingest(tmp_path / "store", source)
    assert run.tally.failed == 1
    source.write_bytes(zipped({"a.txt": texts[0]}))
    run = ingest(tmp_path / "store", source)
    assert run.tally.failed == 0
    assert states(tmp_path / "store", source) == {"a.txt": "ok", "b.txt": "ok", "c.txt": "ok"}


# Damage.


@pytest.mark.parametrize("verify", [False, True])
def test_damage_is_mended_from_the_sources(verify: bool, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    ingest(store, folder)
    before = lines_of(store)
    shard = shard_path(store, 1)
    with shard.open("r+b") as file:
        if verify:
            file.seek(100)
            file.write(b"\0\0\0\0")
        else:
            file.truncate(shard.stat().st_size // 2)
    run = ingest(store, folder, verify=verify)
    assert run.notices and shard.name in run.notices[0]
    assert run.tally.read > 0
    assert not run.missing
    assert lines_of(store) == before


def test_a_source_that_is_not_given_is_missed(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    ingest(store, folder)
    shard_path(store, 1).unlink()
    run = ingest(store, folder / "1.txt")
    assert len(run.missing) == 6
    assert str(folder / "0.txt") in run.missing


# Workers.


def poisoned(store: Path, folder: Path, seconds: float) -> Ingestion:
    """Run with workers that some files hang, crash or bloat."""
    how = Options(seconds=seconds)
    engine = Processes(default_data(), settings_of(default_data(), how), 2, "tools.poisoned_worker")
    run = Ingestion([str(folder)], store, default_data(), how, engine=engine, tables=False)
    run.run()
    return run


@pytest.mark.slow
def test_a_bad_file_costs_itself_alone(folder: Path, tmp_path: Path) -> None:
    for kind in ("hang", "crash", "exit", "memory", "bug"):
        (folder / f"{kind}.txt").write_bytes(make_poison(kind))
    shutil.copy(folder / "crash.txt", folder / "crash-copy.txt")
    poisoned(tmp_path / "store", folder, seconds=6.0)
    assert states(tmp_path / "store", folder) == {
        **{f"{n}.txt": "ok" for n in range(7)},
        "hang.txt": "timeout",
        "crash-copy.txt": "crashed",
        "crash.txt": "duplicate",
        "exit.txt": "crashed",
        "memory.txt": "too-large",
        "bug.txt": "crashed",
    }
    with Store.open(tmp_path / "store") as store:
        errors = {Path(row.path).name: row.error for row in store.rows() if row.error}
    assert "6 秒" in errors["hang.txt"]
    assert "SIGSEGV" in errors["crash-copy.txt"]
    assert "退出码 7" in errors["exit.txt"]
    assert f"{MEMORY / (1 << 30):.3g} GB" in errors["memory.txt"]
    assert "KeyError" in errors["bug.txt"]
    (trace,) = (tmp_path / "store" / "quarantine").iterdir()
    assert trace.name in errors["bug.txt"]
    assert "Traceback" in trace.read_text("utf-8")


@pytest.mark.slow
def test_what_is_done_is_committed_while_a_slow_file_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "8-hang.txt").write_bytes(make_poison("hang"))
    how = Options(seconds=20.0)
    engine = Processes(default_data(), settings_of(default_data(), how), 1, "tools.poisoned_worker")
    run = Ingestion([str(folder)], tmp_path / "store", default_data(), how, engine=engine, tables=False)
    steps = iter(run)
    start = time.monotonic()
    for _ in steps:
        if run.tally.read == 7 and len(lines_of(tmp_path / "store")) == 7:
            break
    assert time.monotonic() - start < 20
    steps.close()


def test_workers_make_no_difference(folder: Path, tmp_path: Path) -> None:
    run = Ingestion([str(folder)], tmp_path / "store", default_data(), Options(workers=2), tables=False)
    run.run()
    assert run.tally.read == 7
    ingest(tmp_path / "serial", folder)
    assert lines_of(tmp_path / "serial") == lines_of(tmp_path / "store")
    assert cores() >= 1


def test_leaving_early_keeps_what_is_done(folder: Path, tmp_path: Path) -> None:
    run = Ingestion([str(folder)], tmp_path / "store", default_data(), Options(workers=0), tables=False)
    steps = iter(run)
    for _ in range(3):
        next(steps)
    steps.close()
    assert len(states(tmp_path / "store", folder)) == 3
    assert ingest(tmp_path / "store", folder).tally.read == 4


# Doors.


def test_the_iterator(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "bad.txt").write_bytes(b"")
    titles = {record.source.name for record in doc_checker.ingest(folder, workers=0)}
    assert titles == {f"{n}.txt" for n in range(7)}
    assert [message for message in caplog.messages if "bad.txt" in message]


def test_the_iterator_with_a_store(folder: Path, tmp_path: Path) -> None:
    failures: list[tuple[str, str, str]] = []

    def tell(path: str, state: str, error: str) -> None:
        failures.append((path, state, error))

    paths: Iterable[Path] = [folder, folder / "none"]
    first = list(doc_checker.ingest(paths, store=tmp_path / "store", workers=0, on_failure=tell))
    assert len(first) == 7
    assert [(path, state) for path, state, _ in failures] == [(str(folder / "none"), "unreadable")]
    assert not list(doc_checker.ingest(folder, store=tmp_path / "store", workers=0))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"engine": "dask"}, "dask：没有这种引擎；可用：processes、ray"),
        ({"address": "auto"}, "address：只用于 engine='ray'"),
        ({"workers": -1}, "workers=-1：进程数太小"),
        ({"workers": 0, "engine": "ray"}, "workers=0：进程数太小"),
    ],
)
def test_the_iterator_refuses_what_does_not_fit(options: dict[str, Any], problem: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=problem):
        next(doc_checker.ingest(folder, **options))


def run_command(*words: object, payload: bytes | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "cli.py", "ingest", *map(str, words)],
        cwd=ROOT,
        input=None if payload is None else payload.decode(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.slow
def test_the_command(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    listed = "\n".join(str(folder / f"{n}.txt") for n in range(3))
    done = run_command("-", "--out", store, payload=listed.encode())
    assert done.returncode == 0, done.stderr
    assert "本次 3 个文件：新读 3" in done.stdout
    assert not done.stderr
    (folder / "bad.txt").write_bytes(b"")
    done = run_command(folder, "--out", store, "--json", "--workers", 1)
    assert done.returncode == 3
    value = json.loads(done.stdout)
    assert value["run"]["files"] == 8
    assert value["run"]["read"] == 5
    assert value["states"]["ok"] == 7
    assert value["states"]["unreadable"] == 1
    assert value["failures"][0]["path"] == str(folder / "bad.txt")
    with Writer(store):
        done = run_command(folder, "--out", store)
    assert done.returncode == 2
    assert done.stderr == f"{store}：另一个 ingest 或 compact 正在写入这个资料库；请等它结束，或换一个资料库\n"


def runs(process: int) -> bool:
    """Whether a process still does anything (one that nobody has waited for is dead too)."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_interrupted_command_goes_on(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    for index, text in enumerate(make_texts(2_000, 5)):
        (folder / f"{index:04d}.txt").write_bytes(text)
    words = [sys.executable, "cli.py", "ingest", str(folder), "--out", str(store)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    end = time.monotonic() + 60
    while not lines_of(store) and time.monotonic() < end:
        time.sleep(0.05)
    workers = children(process.pid)
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate(timeout=60)
    assert process.returncode == 130, complaint
    assert "运行同一命令即可继续" in said
    assert workers and not any(map(runs, workers))
    done = len(lines_of(store))
    assert 0 < done < 2_000
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    while len(lines_of(store)) == done and process.poll() is None:
        time.sleep(0.05)
    workers = children(process.pid)
    process.kill()
    process.communicate()
    time.sleep(0.5)
    assert not any(map(runs, workers))  # they die with their parent
    assert len(lines_of(store)) > done


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--out", "s"], "没有要入库的文件"),
        (["a.txt"], "缺少参数 --out"),
        (["-", "--list", "-", "--out", "s"], "“-”只能用一次"),
        (["--list", "none.txt", "--out", "s"], "文件清单不存在"),
        (["a", "--out", "s", "--workers", "0"], "auto 或 1 到 256"),
        (["a", "--out", "full"], "不是资料库"),
    ],
)
def test_wrong_usage(
    words: list[str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("x")
    (tmp_path / "a").write_text("x")
    assert cli.main(["ingest", *words]) == 2
    captured = capsys.readouterr()
    assert problem in captured.err
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "s").exists()


def test_only_paths_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(tmp_path / "folde"), str(tmp_path / "fil.txt"), "--out", str(tmp_path / "s")]
    assert cli.main(["ingest", *words]) == 3
    assert capsys.readouterr().err == f"{tmp_path / 'folde'}：文件不存在；请检查路径；没有入库\n"
    assert not (tmp_path / "s").exists()
