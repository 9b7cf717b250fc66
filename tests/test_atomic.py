"""Files are written as a whole or not at all."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from doc_checker import atomic
from doc_checker.errors import UnwritableOutput


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_new_file_and_replaced_file(tmp_path: Path) -> None:
    target = tmp_path / "报告.html"
    atomic.write_bytes(target, b"one")
    assert target.read_bytes() == b"one"
    atomic.write_text(target, "二\n")
    assert target.read_text("utf-8") == "二\n"
    assert names(tmp_path) == ["报告.html"]


def test_permissions_of_a_replaced_file_stay_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    target = tmp_path / "a"
    mask = os.umask(0o027)
    try:
        atomic.write_bytes(target, b"x")
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        target.chmod(0o604)
        atomic.write_bytes(target, b"y")
        assert stat.S_IMODE(target.stat().st_mode) == 0o604
    finally:
        os.umask(mask)


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("before", [None, b"old"])
def test_a_failing_write_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, before: bytes | None
) -> None:
    target = tmp_path / "a.json"
    if before is not None:
        target.write_bytes(before)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(UnwritableOutput) as caught:
        atomic.write_bytes(target, b"new")
    monkeypatch.undo()
    assert "磁盘空间不足" in str(caught.value)
    assert "No space" not in str(caught.value)
    assert names(tmp_path) == ([] if before is None else ["a.json"])
    if before is not None:
        assert target.read_bytes() == before


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        atomic.write_bytes(tmp_path / "a", b"x")
    assert names(tmp_path) == []


def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"keep")
    link = tmp_path / "link"
    link.symlink_to(outside)
    atomic.write_bytes(link, b"new")
    assert outside.read_bytes() == b"keep"
    assert not link.is_symlink()
    assert link.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    atomic.write_bytes(pipe, b"x" * 200_000)
    reader.join(timeout=10)
    assert read == [b"x" * 200_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("target", "problem"),
    [("folder", "是文件夹"), ("none/a", "路径不存在"), ("file/a", "不是文件夹"), ("n" * 300, "过长")],
)
def test_places_that_cannot_be_written(tmp_path: Path, target: str, problem: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnwritableOutput, match=problem):
        atomic.write_bytes(tmp_path / target, b"x")


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    atomic.write_bytes(tmp_path / ("n" * 255), b"x")
    assert names(tmp_path) == ["n" * 255]


def test_folders_are_made_with_those_above(tmp_path: Path) -> None:
    atomic.make_folder(tmp_path / "a" / "b")
    atomic.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnwritableOutput, match="不是文件夹"):
        atomic.make_folder(tmp_path / "file")
    with pytest.raises(UnwritableOutput, match="不是文件夹"):
        atomic.make_folder(tmp_path / "file" / "below")
