"""The published JSON Schemas are those of the data model, and are valid ones."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from doc_checker import schemas
from doc_checker.model import Cap, ScoringRule

FOLDER = Path(__file__).resolve().parent.parent / "schemas"


@pytest.mark.parametrize("name", sorted(schemas.MODELS))
def test_schema_is_fresh(name: str) -> None:
    path = FOLDER / f"{name}.schema.json"
    assert path.read_text("utf-8") == schemas.render_schema(name), "run make schemas"


@pytest.mark.parametrize("name", sorted(schemas.MODELS))
def test_schema_is_valid(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    assert schema["$schema"] == schemas.DIALECT
    jsonschema.Draft202012Validator.check_schema(schema)


def test_no_other_schema_is_published() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.schema.json" for name in schemas.MODELS}


def test_fields_named_title_keep_their_schema() -> None:
    assert "title" in schemas.make_schema("record")["properties"]
    assert "title" not in schemas.make_schema("record")["properties"]["addressees"]


def test_schema_accepts_and_refuses() -> None:
    rule = ScoringRule(text="每条得1分", kind="award", points=1, per="条", caps=[Cap(period="季度", points=2)])
    system = {
        "title": "示范县评价指标体系",
        "level": "county",
        "total_points": 2,
        "groups": [
            {
                "id": "一",
                "name": "组织",
                "kind": "scored",
                "points": 2,
                "indicators": [{"id": "一.1", "text": "…", "points": 2, "rules": [rule.model_dump(mode="json")]}],
            }
        ],
    }
    schema = schemas.make_schema("indicator-system")
    jsonschema.validate(system, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**system, "level": "village"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**system, "grade": "A"}, schema)


def test_check_says_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schemas.main(["--check", str(tmp_path)]) == 1
    assert "record.schema.json" in capsys.readouterr().err
    assert schemas.main([str(tmp_path)]) == 0
    assert schemas.main(["--check", str(tmp_path)]) == 0
    (tmp_path / "record.schema.json").write_text("{}", "utf-8")
    assert [path.name for path in schemas.find_stale(tmp_path)] == ["record.schema.json"]
    assert [path.name for path in schemas.write_schemas(tmp_path)] == ["record.schema.json"]
    assert not schemas.find_stale(tmp_path)
