"""Tables of public sample files against what was counted on their pages by eye; passed over where the files are not there.

``DOC_CHECKER_SAMPLES`` names their folder; without it a folder ``shared/samples`` beside the project is looked for. The
shapes that gave trouble are kept without the files too, in test_table_shapes.py.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from doc_checker.document import TableBlock
from doc_checker.readers import read_file
from doc_checker.text import squeeze

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("DOC_CHECKER_SAMPLES") or ROOT.parent / "shared" / "samples")
CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "sample_tables.toml").read_text("utf-8"))["file"]


@cache
def files() -> dict[str, Path]:
    """The sample files by their SHA-256."""
    paths = [path for kind in ("pdf", "gov-cn") for path in (SAMPLES / kind).glob("*.[ph][dt][fm]*")]
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}


@pytest.mark.parametrize("case", CASES, ids=[case["name"].split(":")[0] for case in CASES])
def test_no_row_is_lost(case: dict[str, Any]) -> None:
    path = files().get(case["sha256"])
    if path is None:
        pytest.skip("a real public file that lies beside the project only, and is never committed")
    document = read_file(path)
    tables = [block for block in document.blocks if isinstance(block, TableBlock)]
    assert [(t.n_rows, t.n_cols) for t in tables] == [(t["rows"], t["columns"]) for t in case["table"]]
    for expected, table in zip(case["table"], tables, strict=True):
        rows: dict[int, list[str]] = {}
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
            rows.setdefault(cell.row, []).append(squeeze(document.slice(cell.start, cell.end)))
        assert table.header_rows == expected.get("header", table.header_rows)
        assert rows[0] == expected["first"]
        assert rows[table.n_rows - 1] == expected.get("last", rows[table.n_rows - 1])
        assert set(expected.get("labels", ())) <= {row[0] for row in rows.values()}
        spans = {f"{c.row},{c.col}": [c.row_span, c.col_span] for c in table.cells}
        assert {key: spans.get(key) for key in expected.get("spans", {})} == expected.get("spans", {})
