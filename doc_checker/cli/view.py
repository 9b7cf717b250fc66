"""``view``: the pages of a document as pictures, with boxes around what was read."""

from __future__ import annotations

import argparse

from .. import service
from . import files, streams


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit code."""
    files.check_folder(arguments.out)
    data = service.load_knowledge(arguments.lexicons, arguments.patterns)
    inputs = files.find_inputs(arguments.files)
    outcome = files.Outcome(arguments.debug)
    for source, name in zip(inputs, files.output_names(inputs), strict=True):
        with outcome.each():
            for number, picture in enumerate(service.view_pages(source, data, arguments.ocr), 1):
                path = files.write_file(arguments.out / f"{name}-{number:03}.png", picture, inputs)
                streams.tell(f"{source.name} → {path}")
    return outcome.code
