"""Tables of a text file with rulers only, or one too many (found by fuzzing)."""

import pytest

from doc_checker.readers import read_bytes


@pytest.mark.parametrize(
    ("text", "value", "rows"),
    [
        ("|---|---|\n", "", []),
        ("前文\n|---|\n|---|\n后文\n", "前文\n后文\n", []),
        ("| 甲 | 乙 |\n|---|---|\n|---|---|\n| 1 | 2 |\n", "甲\t乙\n1\t2\n", [2]),
    ],
)
def test_rulers_make_no_table(text: str, value: str, rows: list[int]) -> None:
    document = read_bytes(text.encode(), "a.txt")
    assert document.text.value == value
    assert [table.n_rows for table in document.tables] == rows
