"""``extract``: notices → records as JSON."""

from __future__ import annotations

import argparse

from .. import service
from ..report.jsonlines import render_json
from . import files, streams


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    files.check_folder(arguments.out)
    data = service.load_knowledge(arguments.lexicons, arguments.patterns)
    inputs = files.find_inputs(arguments.files)
    without = frozenset[str]() if arguments.text else frozenset({"text"})
    outcome = files.Outcome(arguments.debug)
    for source, name in zip(inputs, files.output_names(inputs), strict=True):
        with outcome.each():
            record = service.read_record(source, data, arguments.text, files.reading(arguments))
            if arguments.out is None:
                streams.write(render_json(record, lines=len(inputs) > 1, without=without))
            else:
                text = render_json(record, without=without)
                path = files.write_file(arguments.out / f"{name}.json", text.encode(), inputs)
                streams.tell(f"{source.name} → {path}")
    return outcome.code
