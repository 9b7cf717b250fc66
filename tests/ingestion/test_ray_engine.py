"""Reading on Ray: the store that one machine makes, also when workers die or hang. Without Ray: how that is told."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import doc_checker
from doc_checker import cli
from doc_checker.data import default_data
from doc_checker.ingestion import Engine, Ingestion, Options, settings_of
from doc_checker.ingestion.processes import Processes
from doc_checker.ingestion.ray_engine import RayTasks, Session, import_ray
from doc_checker.ingestion.serial import Serial
from doc_checker.isolation import MEMORY
from doc_checker.store import Store
from tools.chaos import lines_of, make_texts
from tools.poisoned_ray import make_ray_poison, read_batch_poisoned
from tools.poisoned_worker import make_poison

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 4.0
POISONS = ("hang", "crash", "bug")

with_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None or sys.platform == "win32",
    reason="needs Ray: the extra doc-checker[cluster]",
)


@pytest.fixture(scope="module")
def ray() -> Iterator[object]:
    """A Ray of two workers on this machine."""
    module = import_ray(None)
    session = Session(module, None, 2, MEMORY)
    yield module
    session.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    for number, text in enumerate(make_texts(36, 1)):
        (place / f"{number:02d}.txt").write_bytes(text)
    (place / "copy.txt").write_bytes((place / "00.txt").read_bytes())
    (place / "empty.txt").write_bytes(b"")
    (place / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    return place


def run(store: Path, folder: Path, engine: Engine) -> Ingestion:
    """A run with a given engine, to its end."""
    ingestion = Ingestion([str(folder)], store, default_data(), Options(seconds=SECONDS), engine=engine, tables=False)
    ingestion.run()
    return ingestion


@with_ray
@pytest.mark.slow
def test_a_bad_file_costs_itself_alone_on_ray_too(ray: object, folder: Path, tmp_path: Path) -> None:
    for kind in POISONS:
        (folder / f"{kind}.txt").write_bytes(make_poison(kind))
    settings = settings_of(default_data(), Options(seconds=SECONDS))
    run(tmp_path / "one-machine", folder, Processes(default_data(), settings, 2, "tools.poisoned_worker"))
    (folder / "worker-dies.txt").write_bytes(make_ray_poison("die"))
    (folder / "worker-hangs.txt").write_bytes(make_ray_poison("hang"))
    engine = RayTasks(default_data(), settings, 2, read=read_batch_poisoned, limit=3 * SECONDS)
    run(tmp_path / "ray", folder, engine)
    with Store.open(tmp_path / "ray") as store:
        found = {Path(row.path).name: row for row in store.rows()}
    assert found["worker-dies.txt"].state == "crashed"
    assert "试了 3 次" in (found["worker-dies.txt"].error or "")
    assert found["worker-hangs.txt"].state == "timeout"
    lines = [line for line in lines_of(tmp_path / "ray") if "/worker-" not in json.loads(line)["path"]]
    assert lines == lines_of(tmp_path / "one-machine")


@with_ray
@pytest.mark.slow
def test_an_interrupted_run_goes_on_where_it_was(ray: object, folder: Path, tmp_path: Path) -> None:
    settings = settings_of(default_data(), Options(seconds=SECONDS))
    first = Ingestion(
        [str(folder)], tmp_path / "ray", default_data(), engine=RayTasks(default_data(), settings, 2), tables=False
    )
    steps = iter(first)
    while first.tally.read < 10:
        next(steps)
    steps.close()
    done = len(lines_of(tmp_path / "ray"))
    assert 10 <= done < 39
    second = run(tmp_path / "ray", folder, RayTasks(default_data(), settings, 2))
    assert second.tally.unchanged == done
    run(tmp_path / "one-machine", folder, Serial(default_data(), settings))
    assert lines_of(tmp_path / "ray") == lines_of(tmp_path / "one-machine")
    assert run(tmp_path / "ray", folder, RayTasks(default_data(), settings, 2)).tally.read == 0


@with_ray
@pytest.mark.slow
def test_from_python(ray: object, folder: Path, tmp_path: Path) -> None:
    failed: list[str] = []
    found = [
        {record.source.name: record for record in doc_checker.ingest(
            folder, store=tmp_path / engine, engine=engine, workers=2, on_failure=lambda *told: failed.append(told[1])
        )}
        for engine in ("ray", "processes")
    ]  # fmt: skip
    assert len(found[0]) == 36
    assert found[0] == found[1]
    assert failed == ["unreadable"] * 4
    assert lines_of(tmp_path / "ray") == lines_of(tmp_path / "processes")
    assert not list(doc_checker.ingest(folder, store=tmp_path / "ray", engine="ray"))


@with_ray
@pytest.mark.slow
def test_a_local_ray_listens_to_this_machine_only(ray: object) -> None:
    assert {node["NodeManagerAddress"] for node in ray.nodes()} == {"127.0.0.1"}  # type: ignore[attr-defined]


@with_ray
def test_a_cluster_that_does_not_answer(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"ray://127.0.0.1:{server.getsockname()[1]}"
    # In a process of its own: this one may be connected to a Ray already.
    words = ["ingest", str(folder), "--out", str(tmp_path / "store"), "--engine", "ray", "--address", address]
    done = subprocess.run(
        [sys.executable, "cli.py", *words], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 2
    assert done.stderr == f"{address}：连不上 Ray（没有应答）；请检查 --address 和集群，或不用 --engine ray\n"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--engine", "ray"], "--engine ray：需要 Ray；请安装 doc-checker[cluster]\n"),
        (["--address", "auto"], "--address：只用于 --engine ray"),
        (["--engine", "dask"], "不能是“dask”（可用：processes、ray）"),
    ],
)
def test_wrong_usage_of_ray(
    words: list[str],
    problem: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)  # as if it were not installed
    assert cli.main(["ingest", str(folder), "--out", str(tmp_path / "store"), *words]) == 2
    captured = capsys.readouterr()
    assert problem in captured.err
    assert captured.err.count("\n") == 1
    assert not (tmp_path / "store").exists()
