"""The data files are a product: every example of every pattern is a test, and no file can be honoured by half."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from doc_checker.data import SENSES, Data, Entry, Pattern, builtin_folder, default_data, load_data
from doc_checker.errors import DataFileError
from doc_checker.text import compact

DATA = default_data()
HOSTILE_LENGTH = 4000
HOSTILE_SECONDS = 1.0


def matches() -> Iterator[object]:
    """Every positive example with the groups that it must give."""
    for pattern in DATA.patterns:
        for number, example in enumerate(pattern.match):
            yield pytest.param(pattern, example, id=f"{pattern.id}-{number}")


def rejects() -> Iterator[object]:
    """Every example that a pattern must refuse."""
    for pattern in DATA.patterns:
        for number, text in enumerate(pattern.reject):
            yield pytest.param(pattern, text, id=f"{pattern.id}-{number}")


@pytest.mark.parametrize(("pattern", "example"), list(matches()))
def test_example_matches(pattern: Pattern, example: dict[str, str]) -> None:
    found = pattern.compiled.search(compact(example["text"]).value)
    assert found, f"{pattern.id}: {example['text']}"
    for group, value in example.items():
        if group != "text":
            assert found[group] == value, f"{pattern.id}: group {group} of {example['text']}"


@pytest.mark.parametrize(("pattern", "text"), list(rejects()))
def test_example_is_refused(pattern: Pattern, text: str) -> None:
    found = pattern.compiled.search(compact(text).value)
    assert found is None, f"{pattern.id} matches {found.group()!r} in {text}"


@pytest.mark.parametrize("pattern", DATA.patterns, ids=lambda pattern: pattern.id)
def test_no_other_label_claims_an_example(pattern: Pattern) -> None:
    """A positive example of one label is no other's, unless ``also`` says so."""
    for example in pattern.match:
        text = compact(example["text"]).value
        claims = {other.label for other in DATA.patterns if other.compiled.search(text)}
        undeclared = claims - {pattern.label, *pattern.also}
        assert not undeclared, f"{pattern.id}: {example['text']} is also {sorted(undeclared)}"


def test_also_names_labels() -> None:
    labels = {pattern.label for pattern in DATA.patterns}
    unknown = {(pattern.id, label) for pattern in DATA.patterns for label in pattern.also if label not in labels}
    assert not unknown


def hostile(pattern: Pattern) -> Iterator[str]:
    """Long inputs made of what the pattern likes: its examples and their pieces again and again."""
    for char in "一中1（(《〔附第每年月、，. ：":
        yield char * HOSTILE_LENGTH
    for seed in ("1.", "一、", "（一", "2023年", "每年1", "中，", "《中〈", "附件1", "A1中"):
        yield seed * (HOSTILE_LENGTH // len(seed))
    for example in pattern.match:
        text = compact(example["text"]).value
        yield text * (HOSTILE_LENGTH // max(1, len(text)))
        for cut in {len(text) // 2, max(1, len(text) - 1)}:
            yield text[:cut] * (HOSTILE_LENGTH // max(1, cut))


@pytest.mark.parametrize("pattern", DATA.patterns, ids=lambda pattern: pattern.id)
def test_regex_survives_hostile_input(pattern: Pattern) -> None:
    for text in hostile(pattern):
        for _ in pattern.compiled.finditer(text, timeout=HOSTILE_SECONDS):
            pass


def test_ids_are_unique() -> None:
    ids = [pattern.id for pattern in DATA.patterns]
    assert len(ids) == len(set(ids))


def test_lexicons_are_sorted_and_without_doubles() -> None:
    for name in {entry.lexicon for entry in DATA.entries}:
        entries = [entry for entry in DATA.entries if entry.lexicon == name]
        keys = [(entry.sense, entry.term) for entry in entries]
        assert keys == sorted(keys), name
        forms = [(entry.sense, form) for entry in entries for form in entry.forms]
        assert len(forms) == len(set(forms)), name


@pytest.mark.parametrize("entry", DATA.entries, ids=lambda entry: f"{entry.lexicon}-{entry.sense}-{entry.term}")
def test_entry_is_valid(entry: Entry) -> None:
    assert entry.sense in SENSES
    assert all(form == "".join(form.split()) for form in entry.forms), "forms run on text without white space"
    assert entry.source.strip()


def test_every_file_is_read() -> None:
    stems = {path.stem for path in builtin_folder("lexicons").glob("*.toml")}
    assert stems == {entry.lexicon for entry in DATA.entries}


PATTERN = """# a comment
[[pattern]]
id = "one"
label = "one"
regex = 'a(?P<x>b)'
source = "test"
match = [{text = "ab", x = "b"}, {text = "cab", x = "b"}]
reject = ["ac"]
"""
ENTRY = """[[entry]]
term = "甲"
sense = "general"
source = "test"
"""


@pytest.mark.parametrize(
    ("kind", "content", "line"),
    [
        ("patterns", PATTERN + PATTERN.replace('"one"', '"two"').replace("regex =", "regexp ="), 10),
        ("patterns", PATTERN + PATTERN.replace('reject = ["ac"]', "reject = []"), 10),
        ("patterns", PATTERN.replace('{text = "cab", x = "b"}', ""), 2),
        ("patterns", PATTERN.replace("match = [{text", "match = [{txt"), 2),
        ("patterns", PATTERN + 'also = "one"\n', 2),
        ("patterns", PATTERN + 'needs = "c"\n', 2),
        ("patterns", PATTERN.replace("a(?P<x>b)", "a(?P<x>b"), 2),
        ("lexicons", ENTRY + ENTRY, 5),
        ("lexicons", ENTRY + ENTRY.replace("甲", "乙").replace("general", "no-such-sense"), 5),
        ("lexicons", ENTRY.replace('source = "test"', ""), 1),
        ("lexicons", ENTRY + 'colour = "red"\n', 1),
        ("lexicons", ENTRY.replace('"甲"', '"甲"\nvariants = ["甲"]'), 1),
        ("lexicons", ENTRY.replace('"甲"', '"甲"\nvariants = "乙"'), 1),
        ("lexicons", ENTRY.replace("甲", "丙") + ENTRY.replace("甲", "丁"), 5),
    ],
)
def test_broken_entry_names_file_and_line(tmp_path: Path, kind: str, content: str, line: int) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_data(**{kind: [tmp_path]})
    assert str(caught.value).startswith(f"{path}:{line}")


@pytest.mark.parametrize("content", ["[[entry]\n", "entry = 1\n", "[other]\nx = 1\n", "\ufffd = = 1\n"])
def test_broken_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(DataFileError, match=r"broken\.toml"):
        load_data(lexicons=[tmp_path])


def test_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes("[[entry]]\nterm = '甲'\n".encode("gbk"))
    with pytest.raises(DataFileError, match=r"gbk\.toml"):
        load_data(lexicons=[tmp_path])


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="no-such-folder"):
        load_data(lexicons=[tmp_path / "no-such-folder"])


def test_id_of_a_builtin_pattern_cannot_be_taken(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PATTERN.replace('id = "one"', f'id = "{DATA.patterns[0].id}"'), "utf-8")
    with pytest.raises(DataFileError):
        load_data(patterns=[tmp_path])


def test_user_folders_are_added(tmp_path: Path) -> None:
    lexicons, patterns = tmp_path / "lexicons", tmp_path / "patterns"
    lexicons.mkdir()
    patterns.mkdir()
    (lexicons / "mine.toml").write_text(ENTRY.replace("general", "document-type"), "utf-8")
    (patterns / "mine.toml").write_text(PATTERN, "utf-8")
    data = load_data([lexicons], [patterns])
    assert "甲" in data.forms_of("document-type")
    assert set(DATA.forms_of("document-type")) < set(data.forms_of("document-type"))
    assert [pattern.id for pattern in data.patterns_of("one")] == ["one"]


def test_a_lexicon_can_be_left_out() -> None:
    data = load_data(without=["form-titles"])
    assert DATA.entries_of("form-title")
    assert not data.entries_of("form-title")


def test_longest_form_comes_first(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(ENTRY.replace('"甲"', '"甲"\nvariants = ["甲乙", "甲乙丙"]'), "utf-8")
    data: Data = load_data([tmp_path])
    forms = data.forms_of("general")
    assert [form for form in forms if form.startswith("甲")] == ["甲乙丙", "甲乙", "甲"]
    assert "甲乙丙" in data.alternation("general")
