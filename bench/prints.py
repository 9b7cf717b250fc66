"""Prints of the renditions by the usual producers: LibreOffice (from DOCX), Chromium and WeasyPrint (from HTML)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .timing import ROOT

RENDITIONS = ROOT / "corpus" / "renditions"
SECONDS = 180
_STYLE = "table{border-collapse:collapse;width:100%} td,th{border:1px solid #000} @page{size:A4;margin:2cm}"
# As root, without a display and without a word to the network:
_CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def make_prints(folder: Path) -> dict[str, list[Path]]:
    """The prints by producer, written below ``folder``; a producer that is not installed is named and left out."""
    prints: dict[str, list[Path]] = {}
    producers: tuple[tuple[str, Sequence[str], str, Callable[[str, Path, Path], list[str]]], ...] = (
        ("LibreOffice", ("soffice", "libreoffice"), "docx", _office_command),
        ("Chromium", ("chromium", "chromium-browser", "google-chrome"), "html", _chromium_command),
        ("WeasyPrint", ("weasyprint",), "html", _weasy_command),
    )
    for name, programs, kind, command in producers:
        program = next((found for each in programs if (found := _which(each))), None)
        if program is None:
            print(f"{name} is not installed ({programs[0]}): its prints are left out", flush=True)
            continue
        target = folder / name.lower()
        target.mkdir(parents=True, exist_ok=True)
        made = [
            path
            for source in sorted((RENDITIONS / kind).glob(f"*.{kind}"))
            if (path := _print(command(program, source, target), target / f"{source.stem}.pdf"))
        ]
        if made:
            prints[name] = made
        else:
            print(f"{name} made no print: it is left out", flush=True)
    return prints


def _which(program: str) -> str | None:
    """A program on the path, or beside the interpreter (weasyprint installed into the environment)."""
    beside = Path(sys.executable).parent / program
    return shutil.which(program) or (str(beside) if beside.exists() else None)


def _print(command: list[str], target: Path) -> Path | None:
    try:
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            cwd=target.parent,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return target if target.exists() else None


def _office_command(program: str, source: Path, folder: Path) -> list[str]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]


def _chromium_command(program: str, source: Path, folder: Path) -> list[str]:
    target = folder / f"{source.stem}.pdf"
    return [
        program,
        *_CHROMIUM,
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
        source.resolve().as_uri(),
    ]


def _weasy_command(program: str, source: Path, folder: Path) -> list[str]:
    style = folder / "borders.css"
    style.write_text(_STYLE, encoding="utf-8")
    return [program, "-q", "-s", str(style), str(source), str(folder / f"{source.stem}.pdf")]
