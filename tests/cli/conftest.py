"""The commands with stand-ins for the floors below: real files and readers, records and reviews written by hand."""

from pathlib import Path

import pytest

from doc_checker import cli, service
from doc_checker.data import Data
from doc_checker.errors import UnknownSystem
from doc_checker.model import Finding, Record, Review
from doc_checker.readers import read_bytes, read_file
from tests.cli.inputs import Run, write
from tests.report.laiwu import county_system, review


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """``run("check", "a.txt", …)`` in an empty folder; a file's first line is its title, a notice's says 指标体系."""

    def read_record(source: service.Input, data: Data, with_text: bool = False, how: object = None) -> Record:
        if source.path is None:
            document = read_bytes(source.payload, source.name)
        else:
            document = read_file(source.path, source.name)
        text = document.text.value
        if "BUG" in text:
            raise KeyError("boom\nsecond line")
        title = text.splitlines()[0]
        systems = [county_system()] if "指标体系" in title else []
        finding = Finding(code="x", severity="error", message="各项合计与所印分值不符")
        return Record(
            source=document.source,
            title=title,
            indicator_systems=systems,
            findings=[finding] if "不符" in title else [],
            text=text if with_text else None,
        )

    def review_record(
        plan: Record, notice: Record, data: Data, wanted: str | None = None, decisions: object = ()
    ) -> Review:
        if wanted is not None and wanted not in notice.indicator_systems[0].title:
            raise UnknownSystem(notice.source.name, f"没有名称含“{wanted}”的指标体系", "可选：…")
        whole = review()
        info = whole.plan.model_copy(update={"name": plan.source.name, "title": plan.title})
        update: dict[str, object] = {"plan": info}
        if "无总分" in (plan.title or ""):
            update["summary"] = whole.summary.model_copy(update={"points_total": None})
        return whole.model_copy(update=update)

    monkeypatch.setattr(service, "read_record", read_record)
    monkeypatch.setattr(service, "review_record", review_record)
    monkeypatch.setattr(service, "load_knowledge", lambda *_: Data((), ()))
    monkeypatch.chdir(tmp_path)
    return lambda *words: cli.main([str(word) for word in words])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan that can be read."""
    return write(tmp_path / "方案.txt", "甲局创建工作方案\n一、做好工作。\n")


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A notice with an indicator system."""
    return write(tmp_path / "通知.txt", "关于印发指标体系的通知\n正文。\n")
