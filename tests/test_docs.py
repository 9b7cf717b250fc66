"""The documentation says what the program does: commands, options, finding codes, senses, figures, floors, links."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from doc_checker.cli.arguments import COMMANDS, build_parser, parse
from doc_checker.data import SENSES, load_data
from doc_checker.review.weights import FEATURES
from doc_checker.text import compact

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "CHANGELOG.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))
SEVERITIES = ("error", "warning", "info")
COMMON = "Options of every command"


def page(name: str) -> str:
    """A page of the documentation."""
    return (ROOT / name).read_text("utf-8")


def sections(text: str) -> dict[str, str]:
    """The sections of a page by heading, code marks left out."""
    parts = re.split(r"(?m)^## (.+)$", text)
    return {title.strip("` "): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def rows(text: str) -> list[list[str]]:
    """The rows of all tables, cells stripped; separator rows left out."""
    found = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in found if not set("".join(row)) <= set("-: ")]


def coded(cell: str) -> list[str]:
    """What stands in code marks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def blocks(text: str, language: str) -> list[str]:
    """The fenced code of one language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def options_of(command: str) -> set[str]:
    """Every option that a command takes."""
    return {option for action in build_parser(command)._actions for option in action.option_strings}


def documented_options(body: str) -> set[str]:
    """The options that begin the rows of a section's tables."""
    return {name.split()[0] for row in rows(body) for name in coded(row[0]) if name.startswith("-")}


# --- commands


def test_every_command_has_a_section() -> None:
    titles = set(sections(page("docs/commands.md"))) - {"Exit codes", COMMON}
    assert titles == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented(command: str) -> None:
    parts = sections(page("docs/commands.md"))
    own, common = documented_options(parts[command]), documented_options(parts[COMMON])
    known = options_of(command)
    assert not known - own - common, "not in docs/commands.md"
    assert not own - known, "the command has no such option"


def test_common_options_belong_to_every_command() -> None:
    common = documented_options(sections(page("docs/commands.md"))[COMMON])
    for command, entry in COMMANDS.items():
        assert common - (set() if entry.data else {"--lexicons", "--patterns"}) <= options_of(command), command


@pytest.mark.parametrize("name", [*READMES, "docs/data-files.md"])
def test_command_lines_are_right_usage(name: str) -> None:
    lines = [line for block in blocks(page(name), "sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True)[2:] for line in lines if line.startswith("python cli.py")]
    assert commands
    for words in commands:
        parse(words[0], words[1:])  # raises UsageProblem


@pytest.mark.parametrize("name", READMES)
def test_files_named_in_the_readme_exist(name: str) -> None:
    words = [word for block in blocks(page(name), "sh") for word in re.findall(r"corpus/[\w./-]+\w", block)]
    assert words
    assert not [word for word in words if not (ROOT / word).exists()]


@pytest.mark.parametrize("name", READMES)
def test_readme_has_two_make_targets(name: str) -> None:
    targets = re.findall(r"(?m)^([a-z]+):", page("Makefile"))
    named = re.findall(r"(?m)^make (\w+)", blocks(page(name), "sh")[0])
    assert named == ["demo", "test"]
    assert set(named) <= set(targets)


# --- findings


def constants(tree: ast.Module) -> dict[str, str]:
    """Names that a module gives to texts."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    found[target.id] = node.value.value
    return found


@lru_cache(maxsize=1)
def findings() -> dict[str, str]:
    """The severity of every finding code that the package makes, read from its ``Finding(…)`` calls."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "doc_checker").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        names = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Finding":
                values = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                place = f"{path.name}:{node.lineno}"
                for code in texts(values.get("code"), names, place):
                    for severity in texts(values.get("severity"), names, place):
                        assert found.setdefault(code, severity) == severity, f"{place}: {code} has two severities"
    return found


def texts(node: ast.expr | None, names: dict[str, str], place: str) -> list[str]:
    """What an expression can be: a text, a constant of the module, one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in names:
        return [names[node.id]]
    if isinstance(node, ast.IfExp):
        return [*texts(node.body, names, place), *texts(node.orelse, names, place)]
    raise AssertionError(f"{place}: code and severity of a Finding must be readable here")


def test_every_finding_is_documented() -> None:
    documented = [
        (coded(row[0])[0], row[1]) for row in rows(page("docs/findings.md")) if len(row) == 4 and "`" in row[0]
    ]
    assert len(documented) == len(dict(documented)), "a code stands twice"
    assert dict(documented) == findings()
    assert set(findings().values()) <= set(SEVERITIES)


def test_codes_are_kebab_case() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in findings())


def test_finding_examples_are_of_known_codes() -> None:
    quoted = re.findall(r"(?m)^> `([^`]+)`：", page("docs/findings.md"))
    assert quoted
    assert set(quoted) <= set(findings())


# --- data files


def test_every_sense_is_documented() -> None:
    documented = [coded(row[0])[0] for row in rows(page("docs/data-files.md")) if len(row) == 3 and "`" in row[0]]
    assert [name for name in documented if name in SENSES] == sorted(SENSES)
    assert set(documented) == set(SENSES)


def test_every_pattern_file_is_documented() -> None:
    body = sections(page("docs/data-files.md"))["Patterns"]
    named = {name for row in rows(body.partition("| file |")[2]) for name in coded(row[0])}
    assert named == {path.stem for path in (ROOT / "patterns").glob("*.toml")}


@pytest.mark.parametrize("name", ["docs/data-files.md", "README.zh-CN.md"])
def test_toml_examples_load(name: str, tmp_path: Path) -> None:
    folders = {kind: tmp_path / kind for kind in ("lexicons", "patterns")}
    for folder in folders.values():
        folder.mkdir()
    examples = blocks(page(name), "toml")
    assert examples
    for number, text in enumerate(examples):
        kind = "patterns" if "pattern" in tomllib.loads(text) else "lexicons"
        (folders[kind] / f"{number}.toml").write_text(text, "utf-8")
    data = load_data([folders["lexicons"]], [folders["patterns"]])
    builtin = load_data()
    labels = {pattern.label for pattern in builtin.patterns}
    for pattern in data.patterns[len(builtin.patterns) :]:
        assert pattern.label in labels
        for example in pattern.match:
            found = pattern.compiled.search(compact(example["text"]).value)
            assert found
            assert all(found[group] == value for group, value in example.items() if group != "text")
        assert not any(pattern.compiled.search(refused) for refused in pattern.reject)


# --- coverage and house


def test_every_figure_of_the_match_is_documented() -> None:
    body = sections(page("docs/coverage.md"))["The figures"]
    assert [coded(row[0])[0] for row in rows(body) if "`" in row[0]] == list(FEATURES)


def test_every_module_of_the_review_is_documented() -> None:
    named = set(re.findall(r"`(\w+)\.py`", page("docs/coverage.md")))
    assert named == {path.stem for path in (ROOT / "doc_checker/review").glob("*.py")} - {"__init__"}


def house_constant(name: str) -> object:
    """A literal of ``tests/test_house.py``."""
    for node in ast.parse(page("tests/test_house.py")).body:
        target = (
            node.target
            if isinstance(node, ast.AnnAssign)
            else node.targets[0]
            if isinstance(node, ast.Assign)
            else None
        )
        if isinstance(target, ast.Name) and target.id == name and isinstance(node, ast.AnnAssign | ast.Assign):
            assert node.value is not None
            return ast.literal_eval(node.value)
    raise AssertionError(f"tests/test_house.py has no {name}")


def test_floors_are_documented() -> None:
    table = rows(sections(page("docs/house.md"))["Floors"])[1:]
    assert [row[0] for row in table] == [str(number) for number in range(len(table))]
    assert tuple(tuple(coded(row[1])) for row in table) == house_constant("FLOORS")


def test_owners_are_documented() -> None:
    documented = {}
    for row in rows(sections(page("docs/house.md"))["Who owns which library"])[1:]:
        documented.update(dict.fromkeys(row[0].split(", "), tuple(coded(row[1]))))
    assert documented == house_constant("OWNERS")


# --- all pages


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    targets = [t.partition("#")[0] for t in re.findall(r"\]\(([^)]+)\)", page(name)) if "://" not in t]
    assert not [target for target in targets if target and not ((ROOT / name).parent / target).exists()]


def test_figures_stand_in_one_place() -> None:
    assert [page(name).count("<!-- figures -->") for name in PAGES] == [int(name == "README.md") for name in PAGES]
    opened, _, closed = page("README.md").partition("<!-- figures -->")[2].partition("<!-- /figures -->")
    assert closed
    assert len(rows(opened)) > 1


# --- the repository names no machine


# With a class of one letter each, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a registry host": r"\b(?:pyp[i]\.org|pythonhoste[d]\.org|registr[y]\.[a-z]|(?:mirror[s]?|nexu[s]|artifactor[y]|devp[i])\.[a-z\d-]+\.)",
    "an index URL": r"--(?:extra-)?inde[x]-url[ =]\s*\S|--find-link[s][ =]\s*\S|^\s*(?:extra-)?inde[x]-url\s*=|/simpl[e]/",
    "a machine path": r"(?<![\w.~$}])/(?:hom[e]|roo[t]|wor[k]|User[s]|workspac[e]|mn[t]|tm[p]|var/folder[s])/\w|\b[A-Z]:\\User[s]\\",
}


def own_files() -> Iterator[Path]:
    """The text files of the repository: those that git tracks or would add; in an export every file but environments."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = [name for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name]
    if done.returncode or not names:
        pytest.skip("not a git checkout: which files are committed cannot be asked")
    for name in names:
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes()[:8192]:
            yield path


def test_no_file_names_a_registry_or_a_machine() -> None:
    patterns = {what: re.compile(expression, re.MULTILINE) for what, expression in FORBIDDEN.items()}
    wrong = []
    for path in own_files():
        content = path.read_bytes().decode("utf-8", "replace")
        for what, pattern in patterns.items():
            for match in pattern.finditer(content):
                wrong.append(f"{path.relative_to(ROOT)}:{content.count(chr(10), 0, match.start()) + 1}: {what}")
    assert not wrong


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a registry host", "https://pyp~i.org/"),
        ("a registry host", "host = mirro~rs.example.com"),
        ("an index URL", "pip install --index~-url x"),
        ("an index URL", "index~-url = x"),
        ("a machine path", "open('/ho~me/me/x')"),
        ("a machine path", "see /t~mp/x.py"),
    ],
)
def test_what_is_looked_for_is_found(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line.replace("~", ""), re.MULTILINE)
