"""``indicators``: the indicator systems of a notice, with the arithmetic audit."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from .. import service
from ..errors import UsageError
from ..model import SCHEMA_VERSION, IndicatorSystem, Record
from . import files, streams

_BY_ENDING = {".json": "json", ".csv": "csv", ".xlsx": "xlsx"}


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    kind = arguments.format or _by_ending(arguments.out)
    if kind == "xlsx" and arguments.out is None and streams.is_terminal():
        raise UsageError("--format xlsx", "屏幕上显示不了", "请用 --out 指定文件名")
    data = service.load_knowledge(arguments.lexicons, arguments.patterns)
    inputs = files.find_inputs([arguments.file])
    notice = service.read_notice(inputs[0], data, how=files.reading(arguments))
    systems = service.find_systems(notice, arguments.system)
    payload = _render(kind, notice, systems, to_file=arguments.out is not None)
    if arguments.out is not None:
        streams.tell(f"{inputs[0].name} → {files.write_file(arguments.out, payload, inputs)}")
    elif kind == "table":
        streams.write(payload.decode())
    else:
        streams.write_bytes(payload)
    return 0


def _by_ending(path: Path | None) -> str:
    return _BY_ENDING.get(path.suffix.lower(), "table") if path else "table"


def _render(kind: str, notice: Record, systems: Sequence[IndicatorSystem], to_file: bool) -> bytes:
    if kind == "json":
        from ..report.jsonlines import render_json

        return render_json(
            {
                "schema_version": SCHEMA_VERSION,
                **service.notice_facts(notice),
                "indicator_systems": systems,
                "findings": notice.findings,
            }
        ).encode()
    if kind == "csv":
        from ..report.tables import systems_csv

        return systems_csv(systems)
    if kind == "xlsx":
        from ..report.tables import systems_xlsx

        return systems_xlsx(systems, notice)
    from ..report.terminal import Screen, render_findings, render_systems

    screen = Screen() if to_file else streams.screen()
    text = render_systems([(system, service.audit_lines(system)) for system in systems], screen)
    return "\n".join(part for part in (text, render_findings(notice.findings, screen)) if part).encode()
