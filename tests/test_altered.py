"""Gold of altered plans: every line can be applied, names a known pair and indicator, and says what the gold says of the plan as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doc_checker.data import default_data
from doc_checker.evaluate.altered import KINDS, Alteration, evaluate_altered, read_alterations
from doc_checker.evaluate.coverage import Bench
from doc_checker.evaluate.judging import Crew
from doc_checker.samples import find_notice, read_pairs

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FOLDERS = (CORPUS / "notices", CORPUS / "written")
PAIRS = {pair.path.stem: pair for name in ("coverage", "written/coverage") for pair in read_pairs(CORPUS / name)}
ALL = [*read_alterations(CORPUS / "altered"), *read_alterations(CORPUS / "heldout" / "altered")]


@pytest.mark.parametrize("alteration", ALL, ids=lambda each: each.place)
def test_gold_can_be_applied(alteration: Alteration) -> None:
    pair = PAIRS[alteration.pair]
    text = find_notice(pair.plan, FOLDERS).read_text("utf-8")
    assert text.count(alteration.old) == 1
    assert alteration.old != alteration.new
    assert pair.coverage[alteration.indicator]["status"] == alteration.before
    assert alteration.kind in KINDS
    assert alteration.after in ("covered", "partial", "missing")


def test_a_dropped_task_is_missing(tmp_path: Path) -> None:
    """The whole task goes that alone answers the indicator: the verdict goes with it, and the section counts it right."""
    pair = PAIRS["tongdu-2025-14--yanglao-2025-07"]
    line = {
        "pair": pair.path.stem,
        "kind": "drop",
        "indicator": "一.1",
        "before": "covered",
        "after": "missing",
        "why": "gone",
    }
    text = find_notice(pair.plan, FOLDERS).read_text("utf-8")
    old = next(each for each in text.splitlines() if "养老服务工作领导小组" in each and text.count(each) == 1)
    (tmp_path / "own.jsonl").write_text(json.dumps({**line, "old": old, "new": ""}, ensure_ascii=False) + "\n", "utf-8")
    bench = Bench(FOLDERS, default_data(), Crew(default_data()))
    section = evaluate_altered("own", "改动", tmp_path, bench, [pair], hidden=False)
    assert section.counts == {"alterations": 1}
    assert [row[0] for row in section.rows] == ["结论应变", KINDS["drop"], "合计"]
