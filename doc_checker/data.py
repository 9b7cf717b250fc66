"""Load and validate ``lexicons/*.toml`` and ``patterns/*.toml``: the knowledge that domain experts extend.

A pattern file holds ``[[pattern]]`` tables (``id, label, regex, source, match, reject``), a lexicon file ``[[entry]]`` tables
(``term, variants, sense, source`` and, where the sense has one, ``value``). A file that cannot be honoured in every entry is an error that
names file and line. ``--lexicons DIR`` and ``--patterns DIR`` add folders to the built-in ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import regex
from regex import Pattern as CompiledPattern

from .errors import DataFileError

T = TypeVar("T")

# What the code does with a lexicon entry; an entry of any other sense is an error.
SENSES: dict[str, str] = {
    "action": "a kind of act; variants do the same act",
    "addressee-ending": "a word that ends the name of a group of addressees who are no organ (缴存人, 企业)",
    "agency-opening": "a character that opens the agency code (机关代字) of a document number",
    "collective-unit": "words for units that name none (各有关单位)",
    "column": "a name of a table column; value: what the column holds (number, group, second, task, deadline, points, note, person, unit, "
    "place, name, post, role)",
    "column-act": "what a head noun of a column's name may be of (考核, 评分)",
    "column-head": "a head noun that a column's name ends with (办法, 标准); value: what the column holds",
    "concept": "a thing of the field; variants are other words for the same thing; value: the wider concept, if any",
    "measure-word": "names in scoring criteria a number that was asked before (期数, 人次)",
    "criteria-word": "says in scoring criteria only that a demand is met (达到要求, 齐全)",
    "document-type": "a word that ends the title of a document; value: statutory for the fifteen types",
    "duty-suffix": "a further ending of a unit's name where units are listed (窗口, 妇联); too common for a signature",
    "form-title": "a word that ends the title of a form to be filled in or served on people: no document to cite",
    "general": "general administrative wording that commits to nothing by itself (切实, 积极)",
    "whole": "what several things are called together; value: by what each of them is known (四害: 鼠 蚊 蝇 蟑)",
    "head-word": "what such a thing's name ends with; variants end the name of the same thing (保洁队伍, 保洁员)",
    "level": "an administrative level; value: its rank (1 township … 5 national)",
    "no-unit": "what stands in a cell or list where no unit is named (另行明确, ——)",
    "number-border": "words that stand directly before a document number and are no part of its agency",
    "period": "a length of time that recurs; value: its days",
    "place": "an administrative division name or its ending",
    "purpose": "a cue that opens an aim or effect rather than an act",
    "role": "a role in a roster or responsibility list; value: lead, responsible, cooperate or post",
    "section": "words of section headings; value: work (tasks stand there), frame (aims and principles) or support (organisation and "
    "demands)",
    "standing-time": "what a column of time limits holds where no date is set (长期坚持)",
    "surname": "how the name of a person begins",
    "title-kind": "how titles end; value: plan (the document sets tasks) or other",
    "unit-name": "the full name of a kind of organ without its place; variants are the short forms that lists print",
    "unit-common": "a unit suffix that is also a common noun: by itself it is no unit and splits no list (企业和人才科)",
    "unit-stop": "a word that no name of a unit begins with",
    "unit-suffix": "an ending of a unit's name",
}

_ENTRY_KEYS = {"term", "variants", "sense", "source", "value"}
_PATTERN_KEYS = {"id", "label", "regex", "source", "match", "reject", "also", "needs"}


@dataclass(frozen=True)
class Entry:
    """A lexicon entry; ``forms`` is the term with its variants."""

    term: str
    variants: tuple[str, ...]
    sense: str
    source: str
    value: str | None
    lexicon: str

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The term and its variants."""
        return (self.term, *self.variants)


@dataclass(frozen=True)
class Pattern:
    """A pattern with its examples; ``also`` lists other labels that its positive examples may match, ``needs`` is what
    every match contains (a text without it need not be searched)."""

    id: str
    label: str
    regex: str
    source: str
    match: tuple[Mapping[str, str], ...]
    reject: tuple[str, ...]
    also: tuple[str, ...]
    needs: str = ""

    @cached_property
    def compiled(self) -> CompiledPattern[str]:
        """The compiled expression (compiled at first use)."""
        return regex.compile(self.regex)


@dataclass(frozen=True, eq=False)
class Data:
    """All lexicons and patterns of a run."""

    entries: tuple[Entry, ...]
    patterns: tuple[Pattern, ...]

    @cached_property
    def _by_sense(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.sense, []).append(entry)
        return {sense: tuple(entries) for sense, entries in found.items()}

    @cached_property
    def _by_label(self) -> dict[str, tuple[Pattern, ...]]:
        found: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            found.setdefault(pattern.label, []).append(pattern)
        return {label: tuple(patterns) for label, patterns in found.items()}

    def entries_of(self, sense: str) -> tuple[Entry, ...]:
        """Lexicon entries of one sense."""
        return self._by_sense.get(sense, ())

    def forms_of(self, sense: str) -> tuple[str, ...]:
        """Every form of the entries of one sense, longest first."""
        if sense not in self._forms:
            forms = {form for entry in self.entries_of(sense) for form in entry.forms}
            self._forms[sense] = tuple(sorted(forms, key=lambda form: (-len(form), form)))
        return self._forms[sense]

    def has_form(self, sense: str, text: str) -> bool:
        """Whether any form of a sense stands in a text; a short text's pieces are looked up, not thousands of forms."""
        known, lengths = self._known_forms(sense)
        for length in lengths:
            for start in range(len(text) - length + 1):
                if text[start : start + length] in known:
                    return True
        return False

    def opens_with(self, sense: str, text: str, start: int = 0) -> bool:
        """Whether a form of a sense stands at a place of a text."""
        known, lengths = self._known_forms(sense)
        return any(text[start : start + length] in known for length in lengths)

    def ends_with(self, sense: str, text: str) -> bool:
        """Whether a text ends with a form of a sense."""
        known, lengths = self._known_forms(sense)
        return any(text[-length:] in known for length in lengths)

    def _known_forms(self, sense: str) -> tuple[frozenset[str], tuple[int, ...]]:
        if sense not in self._sets:
            forms = frozenset(self.forms_of(sense))
            self._sets[sense] = forms, tuple(sorted({len(form) for form in forms}))
        return self._sets[sense]

    @cached_property
    def _sets(self) -> dict[str, tuple[frozenset[str], tuple[int, ...]]]:
        return {}

    def patterns_of(self, label: str) -> tuple[Pattern, ...]:
        """Patterns of one label, in file order."""
        return self._by_label.get(label, ())

    @cached_property
    def _forms(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _alternations(self) -> dict[str, str]:
        return {}

    @cached_property
    def _built(self) -> dict[Callable[[Data], Any], Any]:
        return {}

    def once(self, build: Callable[[Data], T]) -> T:
        """What a builder makes of the data (a set of compiled expressions), made at its first use."""
        if build not in self._built:
            self._built[build] = build(self)
        built: T = self._built[build]
        return built

    def alternation(self, sense: str) -> str:
        """A regex alternation of every form of a sense, longest first."""
        cache = self._alternations
        if sense not in cache:
            cache[sense] = "(?:" + "|".join(map(regex.escape, self.forms_of(sense))) + ")"
        return cache[sense]

    @cached_property
    def _finders(self) -> dict[str, CompiledPattern[str]]:
        return {}

    def finder(self, sense: str) -> CompiledPattern[str]:
        """The alternation of a sense, compiled at its first use."""
        if sense not in self._finders:
            self._finders[sense] = regex.compile(self.alternation(sense))
        return self._finders[sense]


def builtin_folder(kind: str) -> Path:
    """The folder of the built-in ``lexicons`` or ``patterns``: inside the installed package, else beside it in a checkout."""
    inside = Path(__file__).parent / "_data" / kind
    return inside if inside.is_dir() else Path(__file__).parent.parent / kind


@lru_cache(maxsize=1)
def default_data() -> Data:
    """The built-in lexicons and patterns, loaded once."""
    return load_data()


def load_data(lexicons: Iterable[Path] = (), patterns: Iterable[Path] = (), without: Iterable[str] = ()) -> Data:
    """Built-in data with the user's folders added; ``without`` leaves out lexicon files by name (without ``.toml``).

    Raises DataFileError with file and line.
    """
    skipped = set(without)
    entries: list[Entry] = []
    for path in _toml_files((builtin_folder("lexicons"), *lexicons)):
        if path.stem not in skipped:
            entries.extend(_read_lexicon(path))
    found: list[Pattern] = []
    for path in _toml_files((builtin_folder("patterns"), *patterns)):
        found.extend(_read_patterns(path, own=path.parent == builtin_folder("patterns")))
    _refuse_repeated_ids(found)
    return Data(tuple(entries), tuple(found))


def _toml_files(folders: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise DataFileError(str(folder), "词库或模式文件夹不存在", "请检查 --lexicons / --patterns 的路径")
        files.extend(sorted(folder.glob("*.toml")))
    return files


def _load_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(str(path), f"不是有效的 TOML（{error}）", "请按所示行号改正") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(str(path), "无法读取（须为 UTF-8 编码的 TOML）", "请检查文件编码与权限") from error


class _Place:
    """Names the file and line of a table in an error."""

    def __init__(self, path: Path, kind: str) -> None:
        header = f"[[{kind}]]"
        self.path = path
        self.lines = [
            i for i, line in enumerate(path.read_text("utf-8").splitlines(), 1) if line.strip().startswith(header)
        ]

    def error(self, number: int, problem: str) -> DataFileError:
        line = self.lines[number] if number < len(self.lines) else 1
        return DataFileError(f"{self.path}:{line}", problem, "请改正该条目")


def _check_top(path: Path, data: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    unknown = set(data) - {kind}
    if unknown:
        raise DataFileError(str(path), f"未知的键 {'、'.join(sorted(unknown))}", f"只允许 [[{kind}]]")
    tables = data.get(kind, [])
    if not isinstance(tables, list):
        raise DataFileError(str(path), f"{kind} 应写作 [[{kind}]]", "请改正")
    return tables


def _read_lexicon(path: Path) -> list[Entry]:
    tables = _check_top(path, _load_toml(path), "entry")
    place = _Place(path, "entry")
    entries: list[Entry] = []
    seen: dict[tuple[str, str], int] = {}
    for number, table in enumerate(tables):
        problem = _entry_problem(table)
        if problem:
            raise place.error(number, problem)
        entry = Entry(
            table["term"],
            tuple(table.get("variants", ())),
            table["sense"],
            table["source"],
            table.get("value"),
            path.stem,
        )
        for form in entry.forms:
            if (entry.sense, form) in seen:
                raise place.error(number, f"词语“{form}”在同一义项下重复")
            seen[entry.sense, form] = number
        if entries and (entries[-1].sense, entries[-1].term) > (entry.sense, entry.term):
            raise place.error(number, f"条目未按 sense、term 排序（“{entry.term}”应在“{entries[-1].term}”之前）")
        entries.append(entry)
    return entries


def _entry_problem(table: dict[str, Any]) -> str | None:
    unknown = set(table) - _ENTRY_KEYS
    if unknown:
        return f"未知的键 {'、'.join(sorted(unknown))}"
    for key in ("term", "sense", "source"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            return f"缺少 {key} 或不是文本"
    if table["sense"] not in SENSES:
        return f"未知的义项 {table['sense']}（可用：{'、'.join(SENSES)}）"
    variants = table.get("variants", [])
    if not isinstance(variants, list) or not all(isinstance(v, str) and v for v in variants):
        return "variants 应为文本列表"
    if not isinstance(table.get("value", ""), str):
        return "value 应为文本"
    return None


def _read_patterns(path: Path, own: bool) -> list[Pattern]:
    tables = _check_top(path, _load_toml(path), "pattern")
    place = _Place(path, "pattern")
    found: list[Pattern] = []
    for number, table in enumerate(tables):
        problem = _pattern_problem(table) or (None if own else _broken_regex(table))
        if problem:
            raise place.error(number, problem)
        found.append(
            Pattern(
                table["id"],
                table["label"],
                table["regex"],
                table["source"],
                tuple(table["match"]),
                tuple(table["reject"]),
                tuple(table.get("also", ())),
                table.get("needs", ""),
            )
        )
    return found


def _pattern_problem(table: dict[str, Any]) -> str | None:
    unknown = set(table) - _PATTERN_KEYS
    if unknown:
        return f"未知的键 {'、'.join(sorted(unknown))}"
    for key in ("id", "label", "regex", "source"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            return f"缺少 {key} 或不是文本"
    match, reject = table.get("match", []), table.get("reject", [])
    if not (isinstance(match, list) and all(isinstance(m, dict) and isinstance(m.get("text"), str) for m in match)):
        return 'match 应为 {text = "…", 组名 = "…"} 的列表'
    if not all(isinstance(value, str) for m in match for value in m.values()):
        return "match 中的值应为文本"
    if not (isinstance(reject, list) and all(isinstance(r, str) for r in reject)):
        return "reject 应为文本列表"
    if len(match) < 2 or not reject:
        return "至少要有两个 match 示例和一个 reject 示例"
    also = table.get("also", [])
    if not (isinstance(also, list) and all(isinstance(label, str) for label in also)):
        return "also 应为文本列表"
    needs = table.get("needs", "")
    if not isinstance(needs, str) or not all(needs in m["text"] for m in match):
        return "needs 应为每个 match 示例都含有的文本"
    return None


def _broken_regex(table: dict[str, Any]) -> str | None:
    """What is wrong with a user's expression; the built-in ones are compiled at first use (and all in the tests)."""
    try:
        regex.compile(table["regex"])
    except regex.error as error:
        return f"正则表达式有误（{error}）"
    return None


def _refuse_repeated_ids(patterns: list[Pattern]) -> None:
    seen: set[str] = set()
    for pattern in patterns:
        if pattern.id in seen:
            raise DataFileError(pattern.id, "模式编号重复", "请改用不同的 id")
        seen.add(pattern.id)
