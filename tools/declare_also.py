"""Write the ``also`` lists of pattern files anew: ``python tools/declare_also.py patterns/times.toml …``.

``also`` declares which other labels claim a pattern's positive examples; ``tests/test_data.py`` refuses what is not
declared. Read the diff: a label that turns up there is one more way to misread the example.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from doc_checker.data import Data, load_data
from doc_checker.text import compact

_BLOCK = re.compile(r"(?m)^(?=\[\[pattern\]\])")
_ID = re.compile(r"""(?m)^id = ["']([^"']+)["']""")
_ALSO = re.compile(r"(?ms)^also = \[.*?\]\n")


def claims(data: Data) -> dict[str, list[str]]:
    """The other labels that match an example, by pattern id."""
    found: dict[str, list[str]] = {}
    for pattern in data.patterns:
        texts = [compact(example["text"]).value for example in pattern.match]
        labels = {other.label for other in data.patterns if any(other.compiled.search(text) for text in texts)}
        found[pattern.id] = sorted(labels - {pattern.label})
    return found


def declare(content: str, wanted: dict[str, list[str]]) -> str:
    """The content of a pattern file with its ``also`` lists as wanted."""
    blocks = []
    for block in _BLOCK.split(content):
        name = _ID.search(block)
        blocks.append(_declare_block(block, wanted[name[1]]) if name and name[1] in wanted else block)
    return "".join(blocks)


def _declare_block(block: str, labels: list[str]) -> str:
    lines = _ALSO.sub("", block).split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # comments at the end introduce the next pattern
    if labels:
        lines.insert(end, "also = [" + ", ".join(f'"{label}"' for label in labels) + "]")
    return "\n".join(lines)


def main(names: list[str]) -> None:
    """Rewrite the named files."""
    wanted = claims(load_data())
    for path in map(Path, names):
        path.write_text(declare(path.read_text("utf-8"), wanted), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
