"""JSON of indicator systems is taken back as it stands; what is wrong with it is told by its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from doc_checker import service
from doc_checker.cli import main
from doc_checker.data import default_data
from doc_checker.errors import UnreadableDocument
from doc_checker.model import Record

ROOT = Path(__file__).resolve().parents[2]
NOTICE = ROOT / "corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"


@pytest.fixture(scope="module")
def exported() -> str:
    import contextlib
    import io

    raw = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(raw, "utf-8", write_through=True)):
        assert main(["indicators", str(NOTICE), "--format", "json"]) == 0
        return raw.getvalue().decode("utf-8")


def read(content: object) -> Record:
    payload = content if isinstance(content, str) else json.dumps(content)
    return service.read_notice(service.Input("体系.json", payload=payload.encode("utf-8")), default_data())


def test_untouched_json_gives_what_was_exported(exported: str) -> None:
    notice = service.read_record(service.Input(NOTICE.name, NOTICE), default_data())
    back = read(exported)
    assert back.indicator_systems == notice.indicator_systems
    assert back.document_number == notice.document_number and back.source.format == "json"


def test_one_system_alone_and_a_whole_record(exported: str) -> None:
    content: dict[str, Any] = json.loads(exported)
    assert len(read(content["indicator_systems"][1]).indicator_systems) == 1
    content["clauses"] = []
    assert len(read(content).indicator_systems) == 2


def test_an_indicator_without_requirements_gets_those_of_its_text(exported: str) -> None:
    content = json.loads(exported)
    indicator = content["indicator_systems"][0]["groups"][0]["indicators"][0]
    wanted = indicator.pop("requirements")
    found = read(content).indicator_systems[0].groups[0].indicators[0].requirements
    assert [each.model_dump(mode="json") for each in found] == wanted


def broken(exported: str, path: list[str | int], value: object) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(exported)
    place: Any = content
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return content


FIRST: list[str | int] = ["indicator_systems", 0, "groups", 0]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ([*FIRST, "indicators", 1, "points"], "两分", "indicator_systems[0].groups[0].indicators[1].points：应为数字"),
        ([*FIRST, "indicators", 1, "text"], None, "indicator_systems[0].groups[0].indicators[1].text：应为文字"),
        (
            [*FIRST, "kind"],
            "other",
            "indicator_systems[0].groups[0].kind：不是可用的值（可用：scored、bonus、deduction）",
        ),
        ([*FIRST, "colour"], 1, "indicator_systems[0].groups[0].colour：没有这一项"),
        ([*FIRST, "indicators", 1, "id"], "一.1", "中编号“一.1”重复或为空"),
        (["indicator_systems"], {}, "indicator_systems：应为列表"),
        (["indicator_systems", 0], 7, "indicator_systems[0]：应为对象"),
    ],
)
def test_a_mistake_is_told_by_its_place(exported: str, path: list[str | int], value: object, message: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(broken(exported, path, value))
    assert message in str(caught.value) and str(caught.value).startswith("体系.json：")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"indicator_systems": [\n  {,}]}', "第 2 行第 4 列 不是正确的 JSON"),
        ('{"indicator_systems": NaN}', "无法表示的数字"),
        ('{"a":' * 100_000, "嵌套过深"),
    ],
)
def test_broken_json(text: str, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        read(text)


def test_other_json_is_read_as_a_text() -> None:
    assert read('{"x": 1}').indicator_systems == []
