"""The built wheel works away from the checkout: it carries the data folders, and the installed command does its job."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "corpus/notices/laiwuqujiaozi-2024-19/laiwuqujiaozi-2024-19.txt"
NOTICE = ROOT / "corpus/notices/lujiaofahan-2023-05/lujiaofahan-2023-05.txt"
GOLD = ROOT / "corpus/coverage/laiwu-2024-19--county-2023.json"
SCRIPTS = Path(sysconfig.get_path("scripts")).name


@dataclass(frozen=True)
class Installation:
    """A virtual environment with the wheel in it, and an empty folder to work in."""

    venv: Path
    folder: Path

    def run(self, program: str, *arguments: str) -> str:
        """Run a program of the environment in the folder; its standard output."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
        }
        done = subprocess.run(
            [self.venv / SCRIPTS / program, *arguments],
            cwd=self.folder,
            env={**inherited, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, f"{program} {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def run_python(*arguments: str | Path) -> None:
    """Run a module of the development environment; nothing may come from the network."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def data_files(*folders: str) -> list[Path]:
    """Every file under folders of the checkout, byte code left out."""
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return [path for path in files if path.suffix != ".pyc"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run_python("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel in a new environment.

    A .pth file lends it the dependencies of this environment, whose own .pth files (the editable checkout) stay unread.
    """
    venv = tmp_path_factory.mktemp("clean") / "venv"
    run_python("-m", "venv", "--without-pip", venv)
    python = venv / SCRIPTS / Path(sys.executable).name
    run_python("-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel)
    paths = {"base": str(venv), "platbase": str(venv)}
    site_packages = Path(sysconfig.get_path("purelib", vars=paths))
    borrowed = dict.fromkeys(sysconfig.get_path(scheme) for scheme in ("purelib", "platlib"))
    (site_packages / "borrowed.pth").write_text("".join(f"{path}\n" for path in borrowed), encoding="utf-8")
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(PLAN, folder / "plan.txt")
    shutil.copy(NOTICE, folder / "notice.txt")
    return Installation(venv, folder)


def test_wheel_carries_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"doc_checker/_data/{path.relative_to(ROOT).as_posix()}" for path in data_files("lexicons", "patterns")}
    expected |= {path.relative_to(ROOT).as_posix() for path in data_files("doc_checker")}
    assert any(name.startswith("doc_checker/_data/lexicons/") for name in names)
    assert any(name.startswith("doc_checker/_data/patterns/") for name in names)
    assert names == expected


def test_package_is_imported_from_the_wheel(installation: Installation) -> None:
    printed = installation.run(Path(sys.executable).name, "-c", "import doc_checker; print(doc_checker.__file__)")
    imported = Path(printed.strip()).resolve()
    assert imported.is_relative_to(installation.venv.resolve())
    assert not imported.is_relative_to(ROOT)


def test_help_away_from_the_checkout(installation: Installation) -> None:
    printed = installation.run("doc-checker", "--help")
    assert "check" in printed
    assert "extract" in printed


def test_check_away_from_the_checkout(installation: Installation) -> None:
    printed = installation.run("doc-checker", "check", "plan.txt", "--against", "notice.txt", "--format", "json")
    review = json.loads(printed)
    scored = [indicator["id"] for indicator in review["indicators"] if not indicator["id"].startswith("加")]
    gold = json.loads(GOLD.read_text(encoding="utf-8"))["coverage"]
    assert len(scored) == 27
    assert scored == [key for key in gold if not key.startswith("加")]
    summary = review["summary"]
    assert summary["covered"] + summary["partial"] + summary["missing"] == 27
    assert summary["points_total"] == 100
