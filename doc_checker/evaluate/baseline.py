"""基线: the accuracy reached, pinned in a file; what was gained and lost since, by document.

The file holds the measures as floors, the SHA-256 of each gold file, the counts, and of every document only what is
wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import atomic
from ..errors import DataFileError
from .comparison import Section, Wrong, shorten

_VERSION = 1

WrongValues = dict[str, dict[str, dict[str, list[str]]]]
"""Section → document → field → what is wrong, each on one line."""


@dataclass(frozen=True)
class Baseline:
    """What was reached: measures (0 to 1), counts, hashes of the gold files, and what was wrong."""

    measures: dict[str, float]
    counts: dict[str, int]
    gold: dict[str, str]
    wrong: WrongValues

    def dump(self) -> str:
        """The file's text; sorted, so that a change reads well."""
        table = {
            "version": _VERSION,
            "gold": self.gold,
            "counts": self.counts,
            "measures": self.measures,
            "wrong": self.wrong,
        }
        return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@dataclass
class Comparison:
    """A run beside the baseline; ``fallen`` decides."""

    fallen: list[tuple[str, float, float | None]] = field(default_factory=list)
    risen: list[tuple[str, float | None, float]] = field(default_factory=list)
    gained: dict[str, list[str]] = field(default_factory=dict)
    """By document: wrong values of the baseline that are right now."""
    lost: dict[str, list[str]] = field(default_factory=dict)
    """By document: values wrong now that were right."""
    changed_gold: list[str] = field(default_factory=list)


def make_baseline(sections: Sequence[Section], golds: Iterable[Path], root: Path) -> Baseline:
    """The baseline of a run; hidden sections leave nothing in it."""
    open_sections = [section for section in sections if not section.hidden]
    return Baseline(
        measures={name: value for section in open_sections for name, value in section.measures.items()},
        counts={f"{s.id}.{name}": count for s in open_sections for name, count in s.counts.items()},
        gold={_relative(path, root): hashlib.sha256(path.read_bytes()).hexdigest() for path in golds},
        wrong={section.id: group_wrong(section.wrong) for section in open_sections if section.wrong},
    )


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def group_wrong(wrong: Iterable[Wrong]) -> dict[str, dict[str, list[str]]]:
    """Wrong values by document and field, sorted."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for each in wrong:
        counts.setdefault(each.document, {}).setdefault(each.field, Counter())[shorten(each.show(), 160)] += 1
    return {
        document: {name: sorted(map(_numbered, values.items())) for name, values in fields.items()}
        for document, fields in counts.items()
    }


def _numbered(entry: tuple[str, int]) -> str:
    value, count = entry
    return value if count == 1 else f"{value} ×{count}"


def read_baseline(path: Path) -> Baseline | None:
    """The baseline of a file; None where there is none. Raises DataFileError for one that cannot be used."""
    try:
        table = json.loads(path.read_text("utf-8"))
        return _parse(table)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        advice = "请恢复该文件，或删除后用 eval --update-baseline 重新建立"
        raise DataFileError(str(path), "基线文件无法使用", advice) from error


def _parse(table: Any) -> Baseline:
    if table["version"] != _VERSION:
        raise ValueError("version")
    return Baseline(
        measures={str(name): float(value) for name, value in table["measures"].items()},
        counts={str(name): int(value) for name, value in table["counts"].items()},
        gold={str(name): str(value) for name, value in table["gold"].items()},
        wrong=table["wrong"],
    )


def compare_baselines(old: Baseline, new: Baseline) -> Comparison:
    """What fell, rose, was gained and lost; a measure that vanished has fallen."""
    result = Comparison()
    for name, floor in old.measures.items():
        value = new.measures.get(name)
        if value is None or value < floor:
            result.fallen.append((name, floor, value))
        elif value > floor:
            result.risen.append((name, floor, value))
    result.risen += [(name, None, value) for name, value in new.measures.items() if name not in old.measures]
    before, now = _flatten(old.wrong), _flatten(new.wrong)
    for document in sorted(before.keys() | now.keys()):
        gained = sorted(before.get(document, set()) - now.get(document, set()))
        lost = sorted(now.get(document, set()) - before.get(document, set()))
        if gained:
            result.gained[document] = gained
        if lost:
            result.lost[document] = lost
    result.changed_gold = sorted(
        name for name in old.gold.keys() | new.gold.keys() if old.gold.get(name) != new.gold.get(name)
    )
    return result


def _flatten(wrong: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for section, documents in wrong.items():
        for document, fields in documents.items():
            own = found.setdefault(f"{document}（{section}）", set())
            own.update(f"{name} {value}" for name, values in fields.items() for value in values)
    return found


def write_baseline(path: Path, new: Baseline, comparison: Comparison | None, allow_regression: bool) -> bool:
    """Pin a run; False where a measure fell and that is not allowed: the file stays as it is.

    Raises UnwritableOutput.
    """
    if comparison is not None and comparison.fallen and not allow_regression:
        return False
    atomic.write_text(path, new.dump())
    return True
