"""JSON: an indented object, or a line that stays one line whatever it holds."""

import json

from doc_checker.model import IndicatorSystem
from doc_checker.report.jsonlines import render_json
from tests.report.laiwu import review


def test_one_object_is_indented_and_readable() -> None:
    text = render_json(review())
    assert text.startswith('{\n  "schema_version": "1"')
    assert "莱芜区城乡交通运输局" in text
    assert "\\u" not in text
    assert json.loads(text)["summary"]["covered"] == 24


def test_lines_hold_one_record_each() -> None:
    system = IndicatorSystem(title="甲\u2028乙\x85丙\n丁", level=None, total_points=None, groups=[])
    line = render_json(system, lines=True)
    assert len(line.splitlines()) == 1 and line.endswith("\n")
    assert json.loads(line)["title"] == system.title


def test_whole_numbers_are_integers() -> None:
    text = render_json(review(), lines=True)
    assert '"points_total":100,' in text
    assert '"score":0.92' in text


def test_fields_can_be_left_out_and_nothing_is_lost() -> None:
    data = json.loads(render_json(review(), without=frozenset({"tasks"})))
    assert "tasks" not in data
    assert json.loads(render_json(review())) == json.loads(review().model_dump_json())
