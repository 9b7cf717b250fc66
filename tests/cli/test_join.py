"""A plan in several files: a folder, a zip archive, files one by one; with ``--join`` they are one plan."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from doc_checker import cli, service
from doc_checker.data import default_data
from doc_checker.errors import EncryptedDocument, UnreadableDocument
from doc_checker.inputs import Input, expand_input
from doc_checker.joining_records import join_records
from doc_checker.model import Record
from tests.report.laiwu import NOTICE

PLAN = """某某县创建信用交通县工作方案

为做好创建工作，制定本方案。
一、总体要求
坚持改革创新。
二、重点任务
（一）建立信用承诺制度。每季度组织1次学习。责任单位：法制科
附件：1.任务分工表
"""
ROSTER = "附件2\n领导小组名单\n组长：张三  局长\n"
ROWS = (
    ("一级指标", "任务", "责任单位", "完成时限"),
    ("制度建设", "制订工作方案，明确任务分工", "法规科", "2024年4月底前"),
    (None, "每季度学习1次", "办公室", "2024年11月底"),
    ("信息管理", "报送信用工作信息", "信用办", "长期"),
)


def task_table(title: str = "某某县创建任务分工表") -> bytes:
    """A task table as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = title
    sheet.merge_cells("A1:D1")
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def files() -> dict[str, bytes]:
    """The files of one plan by their names; the table sorts before the plan."""
    return {"任务分工表.xlsx": task_table(), "子/附件2.txt": ROSTER.encode(), "方案.txt": PLAN.encode()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The plan as a folder, with what systems leave in folders."""
    place = tmp_path / "方案包"
    for name, payload in {**files(), ".DS_Store": b"x", "~$方案.docx": b"x", "__MACOSX/a.txt": b"x"}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(payload)
    return place


def zipped(members: dict[str, bytes], path: Path) -> Path:
    """The members as a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in members.items():
            archive.writestr(name, payload)
    return path


def check(*words: object) -> int:
    """Run ``check`` against the sample notice."""
    more = ("--against", NOTICE, "--system", "信用交通县")
    return cli.main(["check", *(str(word) for word in (*words, *more))])


def joined(*sources: Path) -> Record:
    """The joined record of some inputs."""
    parts = [part for source in sources for part in expand_input(Input(source.name, source))]
    return service.read_joined(parts, default_data())


# The record.


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_one_record_of_all_files(folder: Path, tmp_path: Path, kind: str) -> None:
    record = joined(folder if kind == "folder" else zipped(files(), tmp_path / "方案包.zip"))
    assert record.title == "某某县创建信用交通县工作方案"
    assert record.source.name == "方案.txt、任务分工表.xlsx、附件2.txt"
    assert [(each.number, each.title) for each in record.attachments] == [(1, "任务分工表"), (2, "领导小组名单")]
    assert [clause.id for clause in record.walk_clauses()] == [
        "标题",
        "前言",
        "一",
        "二",
        "二（一）",
        "附1",
        "附1.一",
        "附1.一.1",
        "附1.一.2",
        "附1.二",
        "附1.二.1",
        "附2",
    ]
    assert [(task.id, task.responsible) for task in record.tasks] == [
        ("二（一）", ["法制科"]),
        ("附1.一.1", ["法规科"]),
        ("附1.一.2", ["办公室"]),
        ("附1.二.1", ["信用办"]),
    ]
    assert [clause.level for clause in record.walk_clauses()][5:] == [1, 2, 3, 3, 2, 3, 1]
    assert len(record.tables) == 1
    assert [member.name for roster in record.rosters for member in roster.members] == ["张三"]


def test_spans_point_into_the_joined_text(folder: Path) -> None:
    record = joined(folder)
    text = record.text or ""

    def bare(part: str) -> str:
        return "".join(part.split())

    spans = [(clause.span, clause.text) for clause in record.walk_clauses() if not clause.children]
    spans += [(task.span, task.text) for task in record.tasks]
    spans += [(time.span, time.text) for time in record.times]
    spans += [(cell.span, cell.text) for table in record.tables for cell in table.cells if cell.span]
    for span, value in spans:
        assert bare(text[span.start : span.end]) == bare(value)
    assert any(time.span.start > len(PLAN) for time in record.times)


def test_one_file_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "方案.txt").write_text(PLAN, "utf-8")
    alone = service.read_record(Input("方案.txt", tmp_path / "方案.txt"), default_data(), with_text=True)
    assert join_records([alone]) is alone


def read(text: str, name: str) -> Record:
    """The record of a text."""
    return service.read_record(Input(name, payload=text.encode()), default_data(), with_text=True)


def roots(record: Record) -> list[tuple[str, str | None]]:
    """Id and heading of the attachments."""
    return [(clause.id, clause.heading) for clause in record.clauses if clause.id.startswith("附")]


def attachment(mark: str, title: str, item: str = "建立制度") -> str:
    """The text of an attachment with its mark."""
    return f"{mark}\n{title}\n\n一、重点任务\n（一）{item}。责任单位：法制科\n"


def test_numbers_of_attachments() -> None:
    main = read(PLAN, "方案.txt")
    second = PLAN.replace("某某县创建信用交通县工作方案", "某某县信用宣传工作方案")
    record = join_records(
        [
            main,
            read(second, "宣传方案.txt"),
            read(attachment("附件3", "信用培训方案"), "培训.txt"),
            read(attachment("附件3", "信用修复方案"), "修复.txt"),
            read(second.replace("宣传", "督查"), "附件5：督查方案.txt"),
            read(second.replace("宣传", "交流") + "\n附件1\n任务分工表\n\n一、甲\n（一）乙。\n", "交流.txt"),
        ]
    )
    found = roots(record)
    assert found[0] == ("附2", "某某县信用宣传工作方案")  # 1 is announced for another, 3 is claimed
    assert found[1] == ("附3", "信用培训方案")
    assert found[2] == ("附4", "信用修复方案")  # 3 is taken
    assert found[3] == ("附5", "某某县信用督查工作方案")
    ids = [clause.id for clause in record.walk_clauses()]
    assert len(ids) == len(set(ids))
    assert len({task.id for task in record.tasks}) == len(record.tasks)
    assert all(task.id in ids for task in record.tasks)
    numbers = [entry.number for entry in record.attachments]
    assert len(numbers) == len(set(numbers))


def test_the_main_file_is_the_one_with_a_number() -> None:
    letter = "某县〔2024〕5号\n关于印发工作方案的通知\n\n各单位：\n现印发给你们，请认真执行。\n\n某县交通运输局\n2024年3月1日\n"
    plan = read(PLAN, "方案.txt")
    notice = read(letter.replace("某县〔", "莱芜区交字〔"), "通知.txt")
    assert notice.document_number is not None
    record = join_records([plan, notice])
    assert record.title == "关于印发工作方案的通知" and record.written_date == "2024-03-01"
    assert roots(record)[0][1] == "某某县创建信用交通县工作方案"
    assert "附1.二（一）" in [clause.id for clause in record.walk_clauses()]


def test_records_without_text_are_refused() -> None:
    plan = read(PLAN, "方案.txt")
    with pytest.raises(ValueError, match="with_text"):
        join_records([plan, plan.model_copy(update={"text": None})])


# Folders and archives.


def test_files_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("附件10.txt", "附件2.txt", "方案.txt"):
        (tmp_path / name).write_text("正文", "utf-8")
    names = [part.name for part in expand_input(Input("包", tmp_path))]
    assert names == ["包/方案.txt", "包/附件2.txt", "包/附件10.txt"]


def test_documents_that_are_packages_are_no_archives(tmp_path: Path) -> None:
    path = tmp_path / "表.zip"
    path.write_bytes(task_table())
    assert expand_input(source := Input("表.zip", path)) == [source]
    assert expand_input(source := Input("没有", tmp_path / "没有")) == [source]
    assert expand_input(source := Input("标准输入", payload=b"text")) == [source]


def test_nothing_of_an_archive_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    path = zipped({"../../恶意.txt": PLAN.encode(), "/etc/方案.txt": PLAN.encode()}, tmp_path / "a.zip")
    parts = expand_input(Input("a.zip", path))
    assert len(parts) == 2 and all(part.path is None and part.payload == PLAN.encode() for part in parts)
    assert check(path, "--out", "out") == 0
    assert sorted(each.name for each in tmp_path.rglob("*") if each.is_file()) == sorted(
        ["a.zip", "恶意-审查报告.html", "方案-审查报告.html"]
    )


def test_bad_archives(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="其中没有文件"):
        expand_input(Input("a.zip", zipped({".hidden": b"x"}, tmp_path / "a.zip")))
    (tmp_path / "空").mkdir()
    with pytest.raises(UnreadableDocument, match="其中没有文件"):
        expand_input(Input("空", tmp_path / "空"))
    with pytest.raises(UnreadableDocument, match="已损坏"):
        expand_input(Input("b.zip", payload=b"PK\x03\x04rest"))
    locked = bytearray(zipped({"方案.txt": PLAN.encode()}, tmp_path / "c.zip").read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", locked, locked.index(mark) + place, 1)
    with pytest.raises(EncryptedDocument):
        expand_input(Input("c.zip", payload=bytes(locked)))


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("doc_checker.readers.limits.MAX_BYTES", 1000)
    path = zipped({"a.txt": b"0" * 5000}, tmp_path / "a.zip")
    assert check(path) == 3
    err = capsys.readouterr().err
    assert "压缩炸弹" in err and err.count("\n") == 1


# The command.


def test_check_joins(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder, "--join", "--format", "json") == 0
    review = json.loads(capsys.readouterr().out)
    assert review["plan"]["title"] == "某某县创建信用交通县工作方案"
    assert review["summary"]["tasks"] == 4
    assert check(*(folder / name for name in files()), "--join", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["summary"] == review["summary"]


def test_without_join_each_file_is_a_plan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder, "--format", "json") == 0
    reviews = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [review["plan"]["name"] for review in reviews] == ["任务分工表.xlsx", "附件2.txt", "方案.txt"]


def test_one_report_for_a_joined_plan(folder: Path, tmp_path: Path) -> None:
    assert check(folder, "--join", "--out", tmp_path / "报告") == 0
    assert [path.name for path in (tmp_path / "报告").iterdir()] == ["方案包-审查报告.html"]


def test_a_plan_with_an_unreadable_part_is_not_reviewed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "扫描.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert check(folder, "--join") == 3
    out, err = capsys.readouterr()
    assert out == "" and "方案包/扫描.pdf：PDF 已损坏" in err and err.count("\n") == 1
    assert check(folder / "方案.txt", folder / "没有.txt", "--join") == 3
    assert "没有.txt：文件不存在" in capsys.readouterr().err


def test_several_plans_need_a_folder_for_their_reports(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder, "--format", "html") == 2
    assert "请用 --out 指定文件夹" in capsys.readouterr().err
    assert check(*(folder / name for name in files()), "--join", "--format", "html") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
