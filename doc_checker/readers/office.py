"""Old office formats (DOC, WPS, RTF, XLS, ODF) through LibreOffice, where it is installed.

LibreOffice runs with a private profile, without macros, in a folder of its own, under a time limit; it is killed with
its children. Without it the error says what to install.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from ..document import Document
from ..errors import LimitExceeded, TooSlow, UnreadableDocument, UnsupportedFormat
from ..model import Source
from .limits import MAX_BYTES

TIME_LIMIT = 90.0  # seconds for one conversion
_PROGRAMS = ("soffice", "libreoffice")
_SPREADSHEETS = ("xls",)
_CONTRACT = ("doc", "wps")  # the names that a record knows; its kin (RTF, ODF, Office XML) count as doc
_NAMES = {"doc": "DOC", "wps": "WPS", "xls": "XLS", "rtf": "RTF", "odf": "ODF", "xml": "Office XML"}
# No macros, whatever the document asks for; no network for linked content.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501 - the registry's own names


def find_libreoffice() -> str | None:
    """The path of LibreOffice's program, or None where it is not installed."""
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), None)


def read_office(payload: bytes, source: Source, shown: str) -> Document:
    """Read an old office file by converting it; ``source.format`` becomes doc, wps or xlsx.

    Raises UnsupportedFormat without LibreOffice, UnreadableDocument where it cannot convert the file, LimitExceeded.
    """
    workbook = as_workbook(payload, source.format, shown)
    if workbook is not None:
        from .xlsx import read_xlsx

        return read_xlsx(workbook, source.model_copy(update={"format": "xlsx"}), shown)
    converted = convert(_program(source.format, shown), payload, "docx", source.format, shown)
    from .docx import read_docx

    kind = source.format if source.format in _CONTRACT else "doc"
    return read_docx(converted, source.model_copy(update={"format": kind}), shown)


@lru_cache(maxsize=1)  # asked for twice: is it a system file, and if not, what does it say
def as_workbook(payload: bytes, kind: str, shown: str) -> bytes | None:
    """A spreadsheet in XLSX, an old one converted; None where the file is no spreadsheet. Raises as ``read_office``."""
    if kind == "xlsx":
        return payload
    if kind not in _SPREADSHEETS and not (kind == "odf" and b"opendocument.spreadsheet" in payload[:200]):
        return None
    return convert(_program(kind, shown), payload, "xlsx", kind, shown)


def _program(kind: str, shown: str) -> str:
    program = find_libreoffice()
    if program is None:
        raise UnsupportedFormat(
            shown,
            f"读取 {_NAMES.get(kind, kind)} 格式需要 LibreOffice",
            "请安装 LibreOffice（apt-get install libreoffice），或另存为 DOCX",
        )
    return program


def convert(program: str, payload: bytes, target: str, suffix: str, shown: str, limit: float = TIME_LIMIT) -> bytes:
    """The file as LibreOffice writes it in the target format."""
    with tempfile.TemporaryDirectory(prefix="doc-checker-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        profile = place / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        given = place / f"document.{suffix}"
        given.write_bytes(payload)
        output = place / "out"
        output.mkdir()
        command = [
            program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard",
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            "--convert-to", target, "--outdir", str(output), str(given),
        ]  # fmt: skip
        _run(command, place, limit, shown)
        written = next(iter(sorted(output.glob(f"*.{target}"))), None)
        if written is None or not written.stat().st_size:
            raise UnreadableDocument(shown, "LibreOffice 无法转换这个文件", "请检查文件是否完整，或另存为 DOCX")
        if written.stat().st_size > MAX_BYTES:
            raise LimitExceeded(shown, f"转换后的文件超过 {MAX_BYTES // 1024 // 1024} MB 上限", "请拆分后再试")
        return written.read_bytes()


def _run(command: list[str], folder: Path, limit: float, shown: str) -> None:
    """Run a program in a session of its own, and end it with all its children when the time is up."""
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder)}
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise UnsupportedFormat(shown, "无法启动 LibreOffice", "请检查 LibreOffice 的安装") from error
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        raise TooSlow(shown, f"LibreOffice 转换超过 {limit:.0f} 秒", "请另存为 DOCX 后再试") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group; one that has ended by itself may have left children."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
