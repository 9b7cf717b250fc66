"""``diff``: two versions of an indicator system, item by item."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .. import service
from ..errors import UsageError
from ..model.versions import SystemDiff
from ..service import Input
from . import files, streams

_SUFFIX = "-版本比较"
_ENDINGS = {"table": "txt"}


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    formats = list(dict.fromkeys(arguments.format or (["html"] if arguments.out else ["table"])))
    _check_usage(arguments, formats)
    data = service.load_knowledge(arguments.lexicons, arguments.patterns)
    how = files.reading(arguments)
    words = [arguments.old, arguments.new, *([arguments.review] if arguments.review else [])]
    inputs = files.find_inputs(words)
    old, new = (service.read_notice(each, data, how) for each in inputs[:2])
    diff = service.compare_versions(old, new, data, (arguments.old_system, arguments.new_system))
    if arguments.review:
        diff = service.doubt_verdicts(diff, service.read_reviews(inputs[2]), inputs[2].name)
    if arguments.out is None:
        _print(diff, formats[0])
    else:
        _save(diff, formats, arguments, inputs)
    return 0


def _check_usage(arguments: argparse.Namespace, formats: Sequence[str]) -> None:
    files.check_folder(arguments.out)
    if arguments.out is not None:
        return
    if len(formats) > 1:
        raise UsageError("--format", "几种格式要写入文件", "请用 --out 指定文件夹")
    if formats[0] == "html" and streams.is_terminal():
        raise UsageError("--format html", "要写入文件", "请用 --out 指定文件夹")


def _print(diff: SystemDiff, kind: str) -> None:
    if kind == "table":
        from ..report.versions import render_versions

        screen = streams.screen()
        streams.write(render_versions(diff, screen.width, screen.colour))
    else:
        streams.write_bytes(_render(diff, kind))


def _save(diff: SystemDiff, formats: Sequence[str], arguments: argparse.Namespace, inputs: Sequence[Input]) -> None:
    stem = arguments.out / files.output_names(inputs[1:2], _SUFFIX)[0]
    payloads = [(stem.with_name(f"{stem.name}.{_ENDINGS.get(kind, kind)}"), _render(diff, kind)) for kind in formats]
    paths = [files.write_file(path, payload, inputs) for path, payload in payloads]
    if "json" in formats:
        for path in paths:
            streams.tell(f"{inputs[0].name}、{inputs[1].name} → {path}")
    else:
        from ..report.versions import render_versions

        screen = streams.screen()
        streams.write(render_versions(diff, screen.width, screen.colour, paths))


def _render(diff: SystemDiff, kind: str) -> bytes:
    if kind == "html":
        from ..report.html import render_versions_html

        return render_versions_html(diff).encode("utf-8", "backslashreplace")
    if kind == "json":
        from ..report.jsonlines import render_json

        return render_json(diff).encode("utf-8", "backslashreplace")
    from ..report.versions import render_versions

    return render_versions(diff).encode("utf-8", "backslashreplace")
