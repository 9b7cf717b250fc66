"""The rules of the house, kept by reading every import: floors, rooms, owners of heavy libraries, size of modules."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "doc_checker"

# From the ground up. A room imports only from lower floors; rooms that share a floor are strangers. The ground floor
# (text, lexicons, the words that several extractors share) has steps of its own, each built on the one before.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "model", "display", "numerals", "outline", "pausing"),
    ("text", "data", "atomic", "rows", "attachment_notes"),
    (
        "document",
        "dates",
        "document_numbers",
        "labels",
        "organs",
        "quantities",
        "segments",
        "unit_names",
        "schemas",
        "decision_file",
        "system_levels",
    ),
    (
        "printed",
        "system_titles",
        "responsibility",
        "persons",
        "listing",
        "decimals",
        "titles",
        "shares",
        "segmentroles",
        "flatcells",
        "unit_aliases",
        "rowlabels",
        "gridcells",
        "criteria",
        "leadins",
    ),
    ("clause_tree", "columns", "covers", "points", "organisation", "scoring", "flatcolumns", "gridheadings", "regroup"),
    ("letterhead", "unnumbered", "gridrows", "requirements", "flatplain", "flatheader", "cardlines", "lineunits"),
    ("flatrows", "scoresheet", "itemlines", "inlinecards", "cardtables", "itemtext", "cellsbeside"),
    ("flatsheet", "celllines", "headedtables", "scorelines", "extralists"),
    ("readers",),
    ("extract",),
    ("corrected",),
    ("inputs", "isolation", "joining_records", "store"),
    ("review", "records"),
    ("fitting",),
    ("samples",),
    ("evaluate", "ingestion", "viewing"),
    ("report",),
    ("service",),
    ("cli", "web"),
)

# Packages whose modules do not know each other; only their ``__init__`` knows them all.
STRANGERS = ("extract", "report")
# Modules of readers/ that each read one format; what they share has other names.
FORMATS = frozenset({"txt", "html", "docx", "doc", "wps", "xlsx", "ofd", "pdf", "image"})

# Who may import a heavy library: a room, or one module of it.
OWNERS: dict[str, tuple[str, ...]] = {
    "pydantic": ("model", "report"),
    "pdfplumber": ("readers",),
    "pypdfium2": ("readers",),
    "lxml": ("readers",),
    "docx": ("readers", "report"),
    "spacy": ("review.language",),
    "jieba": ("review.segmenter",),
    "rapidfuzz": ("review",),
    "jinja2": ("report",),
    "openpyxl": ("report",),
    "rich": ("report",),
    "starlette": ("web",),
    "uvicorn": ("web",),
    "ray": ("ingestion",),
    "pyarrow": ("store",),
    "pandas": ("records",),
    "polars": ("records",),
    "onnxruntime": ("readers",),
    "rapidocr": ("readers",),
    "numpy": ("review", "fitting", "readers"),
}
# What a command loads as soon as it begins; none of these may load a heavy library with it.
ENTRANCES = ("", "cli", "service", "extract", "readers", "review", "evaluate", "report", "records", "store")
QUICK = ("pydantic", "rapidfuzz")
NOT_FOR_EXTRACT = ("spacy", "jieba", "numpy", "rapidfuzz", "lxml", "pdfplumber", "docx", "openpyxl", "jinja2")
NOT_FOR_HELP = (*NOT_FOR_EXTRACT, "pydantic", "regex", "pypdfium2", "rich", "starlette", "uvicorn", "asyncio")

MODULE_LINES = 500
FUNCTION_LINES = 60


@dataclass(frozen=True)
class Import:
    """One import: the importing module, what it imports (``doc_checker`` left out; ``own`` tells), and when."""

    module: str
    target: str
    own: bool
    line: int
    lazy: bool
    typing_only: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name below ``doc_checker``; the package itself is the empty name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@lru_cache(maxsize=1)
def imports() -> tuple[Import, ...]:
    """Every import of the package, wherever it stands."""
    known = modules()
    found: list[Import] = []
    for name, path in known.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        visitor = _Visitor(name, package, known)
        visitor.visit(ast.parse(path.read_text("utf-8")))
        found += visitor.found
    return tuple(found)


class _Visitor(ast.NodeVisitor):
    def __init__(self, module: str, package: str, known: dict[str, Path]) -> None:
        self.module, self.package, self.known = module, package, known
        self.found: list[Import] = []
        self.depth = 0
        self.typing = 0

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_If(self, node: ast.If) -> None:
        guard = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        self.typing += guard
        for child in node.body:
            self.visit(child)
        self.typing -= guard
        for child in node.orelse:
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            own = alias.name.partition(".")[0] == "doc_checker"
            self._add(alias.name.partition(".")[2] if own else alias.name, own, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            parts = self.package.split(".") if self.package else []
            base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
        elif base.partition(".")[0] == "doc_checker":
            base = base.partition(".")[2]
        else:
            self._add(base, False, node.lineno)
            return
        for alias in node.names:
            inner = f"{base}.{alias.name}".lstrip(".")
            self._add(inner if inner in self.known else base, True, node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        # import_module("…") is an import too.
        function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        argument = node.args[0] if node.args else None
        if function == "import_module" and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            own = argument.value.partition(".")[0] == "doc_checker"
            self._add(argument.value.partition(".")[2] if own else argument.value, own, node.lineno)
        self.generic_visit(node)

    def _add(self, target: str, own: bool, line: int) -> None:
        self.found.append(Import(self.module, target, own, line, self.depth > 0, self.typing > 0))


def room(name: str) -> str:
    """The room of a module: its first name."""
    return name.partition(".")[0]


def floor(name: str) -> int:
    """The floor of a module's room; one that has none is in the cellar (a test of its own says so)."""
    return next((level for level, rooms in enumerate(FLOORS) if room(name) in rooms), -1)


def within(package: str) -> Iterator[Import]:
    """Imports between the modules of one package, those of its ``__init__`` left out."""
    for each in imports():
        if each.own and room(each.module) == room(each.target) == package and each.module != package:
            yield each


def test_every_module_has_a_floor() -> None:
    placed = {name for rooms in FLOORS for name in rooms}
    unplaced = {room(name) for name in modules() if name} - placed
    assert not unplaced, f"put these on a floor of FLOORS: {sorted(unplaced)}"


def test_no_room_stands_on_two_floors() -> None:
    names = [name for rooms in FLOORS for name in rooms]
    assert len(names) == len(set(names))


def test_imports_go_down_only() -> None:
    wrong = [
        str(each)
        for each in imports()
        if each.own
        and each.module
        and each.target
        and room(each.module) != room(each.target)
        # Also for annotations: a type is knowledge of the room that it comes from.
        and floor(each.target) >= floor(each.module)
    ]
    assert not wrong


def test_package_root_imports_nothing_when_loaded() -> None:
    """``doc_checker/__init__`` may offer the library's names, but loads none of them by itself."""
    assert not [
        str(each) for each in imports() if each.module == "" and each.own and not (each.lazy or each.typing_only)
    ]


@pytest.mark.parametrize("package", STRANGERS)
def test_modules_of_a_floor_are_strangers(package: str) -> None:
    assert not [str(each) for each in within(package) if each.target != package]


def test_format_readers_are_strangers() -> None:
    def reads_format(name: str) -> bool:
        return name.partition(".")[2].partition(".")[0] in FORMATS

    wrong = [e for e in within("readers") if reads_format(e.module) and reads_format(e.target)]
    assert not [str(e) for e in wrong if e.module.split(".")[1] != e.target.split(".")[1]]


@pytest.mark.parametrize("package", sorted({room(name) for name in modules() if "." in name}))
def test_a_package_has_no_cycles(package: str) -> None:
    graph: dict[str, set[str]] = {}
    for each in imports():
        if each.own and room(each.module) == room(each.target) == package and each.target != each.module:
            # Importing a sibling through its package (``from . import sibling``) is an import of the sibling.
            graph.setdefault(each.module, set()).add(each.target)
    for start in graph:
        reached, waiting = set[str](), [*graph[start]]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += graph.get(name, ())
        assert start not in reached, f"{start} imports itself by way of {sorted(reached)}"


def test_heavy_libraries_have_one_owner() -> None:
    wrong = []
    for each in imports():
        library = room(each.target)
        if not each.own and library in OWNERS:
            owned = any(each.module == owner or each.module.startswith(f"{owner}.") for owner in OWNERS[library])
            if not owned:
                wrong.append(str(each))
    assert not wrong


def loaded_with(entrance: str) -> set[str]:
    """The modules that are loaded together with one: by imports outside functions, packages before their modules."""
    reached, waiting = set[str](), [entrance]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        waiting += [name.rpartition(".")[0]] if "." in name else []
        waiting += [e.target for e in imports() if e.module == name and e.own and not (e.lazy or e.typing_only)]
    return reached


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_heavy_library_is_loaded_before_it_is_used(entrance: str) -> None:
    eager = loaded_with(entrance)
    wrong = [
        str(each)
        for each in imports()
        if each.module in eager
        and not each.own
        and not (each.lazy or each.typing_only)
        and room(each.target) in OWNERS
        and room(each.target) not in QUICK
    ]
    assert not wrong


def test_modules_can_be_read_in_one_sitting() -> None:
    long = {name: len(path.read_text("utf-8").splitlines()) for name, path in modules().items()}
    assert not {name: lines for name, lines in long.items() if lines > MODULE_LINES}


def test_functions_can_be_seen_at_once() -> None:
    long = []
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long.append(f"{name}:{node.lineno} {node.name}: {lines} lines")
    assert not long


def loaded(code: str, names: tuple[str, ...]) -> set[str]:
    """Which of the named libraries a fresh interpreter has loaded after running some code."""
    script = f"import sys\n{code}\nsys.stderr.write('LOADED ' + ' '.join(n for n in {names!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize("code", ["import doc_checker", "import doc_checker.cli"])
def test_importing_loads_nothing_heavy(code: str) -> None:
    assert not loaded(code, NOT_FOR_HELP)


def test_help_loads_nothing_heavy() -> None:
    code = "from doc_checker.cli import main\nassert main(['--help']) == 0\nassert main(['check', '--help']) == 0"
    assert not loaded(code, NOT_FOR_HELP)


def test_extract_loads_no_language_library() -> None:
    notice = next((ROOT / "corpus" / "notices").glob("*/*.txt"))
    code = f"from doc_checker.cli import main\nassert main(['extract', {str(notice)!r}]) == 0"
    assert not loaded(code, NOT_FOR_EXTRACT)
