"""Indicator systems in many layouts, read through the real readers and compared with what a person wrote down.

``systems/NAME.gold`` stands beside the file that it describes. Its lines:

    = title | level | total | number of notes        (? for none)
    # group id, kind, points, name
    id points 「name」 | scoring rules                  (+2/条≤4 award, -1/次 deduct, ! veto, +? and -? without points)
    - requirement [min unit/per] {points}

A requirement that is the only one of its item has the item's points. Punctuation is not compared; … stands for
any words. What is not read right yet stands in ``KNOWN``. ``python -m tests.extract.test_systems`` prints the share of values that are exact, and with ``-v`` each
that is not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import regex

from doc_checker.data import default_data
from doc_checker.extract.indicators import find_indicator_systems
from doc_checker.extract.outlining import find_outline
from doc_checker.model import IndicatorSystem, Requirement, ScoringRule
from doc_checker.readers import read_file
from doc_checker.text import fold

FOLDER = Path(__file__).resolve().parent / "systems"
_MARKS = regex.compile(r"[\p{P}\s]")
_ITEM = regex.compile(r"(?P<id>\S+) (?P<points>\S+)(?: 「(?P<name>[^」]*)」)? \|(?P<rules>.*)")
_REQUIREMENT = regex.compile(r"- (?P<text>.*?)(?: \[(?P<quantity>[^\]]+)\])?(?: \{(?P<points>[\d.]+)\})?")

Values = dict[str, str]

# What is not read right yet, with the reason.
KNOWN: dict[str, set[str]] = {
    # the title names the district, only the body says that streets are meant
    "chengguan-prose": {"1 level"},
    # 年度 in words that are no recurrence by themselves
    "anquan-letters": {"1 一.3-1 quantity"},
    "dangjian-codes": {"1 二.2-1 quantity"},
    "dangjian-namepoints": {"1 一.1-2 quantity"},
    "zhiliang-deep": {"1 一.2.2-1 quantity"},
    # 年 behind a name
    "qiye-steps": {"1 一.1-2 quantity"},
    # how many there are for each square kilometre is a demand beside how good they are
    "weisheng-codes": {
        "1 二.2 requirements",
        *(f"1 二.2-{number} {what}" for number in (1, 2) for what in ("text", "quantity", "points")),
    },
    # 站（次） is no unit yet
    "kexie-para": {"1 二.4 rules", "1 二.4-1 quantity"},
    # every two hours
    "wuye-cells": {"1 二.1-2 quantity"},
    # what something has to pass stands behind it (经教职工代表大会审议通过, 通过第三方检测)
    "jiaoyu-abc": {
        "1 一.1 requirements",
        "1 一.1-1 points",
        *(f"1 一.1-2 {what}" for what in ("text", "quantity", "points")),
    },
    "wuzhangai-tworow": {
        "1 三.7 requirements",
        "1 三.7-1 points",
        *(f"1 三.7-2 {what}" for what in ("text", "quantity", "points")),
    },
    # streets of shops, to which only the notice's addressees give a level
    "xiaofei-lists": {"1 level"},
    # a lesser place to be printed in, as a clause of its own
    "xinyong-repeat": {"1 加.9 requirements"},
    # points by the one behind what they are for (每有1人未达到的扣2分, 会议少召开1次扣3分, 每少报送1次扣1分)
    "fating-zhang": {"1 五.11 rules"},
    "gengdi-zeren": {"1 三.6 rules"},
    "rexian-weights": {"1 四.10 rules"},
    # a rate by the hectare
    "linye-nested": {"1 二.3-1 quantity"},
    # a cap in the heading of a group
    "nongmingong-articles": {"1 加 group points", "1 加 group name"},
    # training bodies, to which only the notice's addressees give a level; a ban behind what is asked; a name told before a rate
    "peixun-tables": {
        "1 level",
        "1 二.5 requirements",
        *(f"1 二.5-3 {what}" for what in ("text", "quantity", "points")),
        "1 三.1-1 text",
    },
    # two ways of saying that nothing is earned
    "xiaofang-pledge": {"1 扣.4 rules"},
    # a number of persons before what they do; a lesser award as a clause of its own
    "yingshang-tabs": {"1 一.2-2 quantity", "1 加.2 requirements", "1 加.2-1 points"},
    # 实现…全覆盖 is taken for how the demand before it is met
    "lvyou-three": {
        "1 二.3 requirements",
        *(f"1 二.3-{number} {what}" for number in (2, 3) for what in ("text", "quantity", "points")),
    },
}


@dataclass
class _Gold:
    """The items of a gold file while it is read."""

    values: Values = field(default_factory=dict)
    system: int = 0
    item: str = ""
    points: str = "?"
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def close_item(self) -> None:
        if not self.item:
            return
        self.values[f"{self.item} requirements"] = str(len(self.asked))
        for number, (text, quantity, points) in enumerate(self.asked, 1):
            own = self.points if len(self.asked) == 1 else "?"
            self.values |= _requirement(f"{self.item}-{number}", text, quantity, points or own)
        self.item, self.asked = "", []


def read_gold(path: Path) -> Values:
    """The values of a gold file by what they are."""
    gold = _Gold()
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("- "):
            found = _REQUIREMENT.fullmatch(line)
            assert found, line
            gold.asked.append((found["text"], found["quantity"], found["points"]))
            continue
        gold.close_item()
        if line.startswith("= "):
            gold.system += 1
            title, level, total, notes = line[2:].split(" | ")
            gold.values |= _head(gold.system, title, level, total, notes)
        elif line.startswith("# "):
            id_, kind, points, name = line[2:].split(" ", 3)
            gold.values |= _group(f"{gold.system} {id_}", kind, points, name)
        elif line:
            found = _ITEM.fullmatch(line)
            assert found, line
            gold.item, gold.points = f"{gold.system} {found['id']}", found["points"]
            gold.values |= _indicator(gold.item, gold.points, found["name"] or "", found["rules"].split())
    gold.close_item()
    return gold.values


def read_values(path: Path) -> Values:
    """The same values as the program reads them from a file."""
    data = default_data()
    document = read_file(path)
    values: Values = {}
    for number, system in enumerate(find_indicator_systems(document, find_outline(document, data), data), 1):
        values |= _values(number, system)
    return values


def _values(number: int, system: IndicatorSystem) -> Values:
    values = _head(number, system.title, system.level or "?", _number(system.total_points), str(len(system.notes)))
    for group in system.groups:
        values |= _group(f"{number} {group.id}", group.kind, _number(group.points), group.name)
        for item in group.indicators:
            key = f"{number} {item.id}"
            values |= _indicator(key, _number(item.points), item.name or "", [_rule(rule) for rule in item.rules])
            values[f"{key} requirements"] = str(len(item.requirements))
            for order, asked in enumerate(item.requirements, 1):
                values |= _requirement(f"{key}-{order}", asked.text, _quantity(asked), _number(asked.points))
    return values


def _head(number: int, title: str, level: str, total: str, notes: str) -> Values:
    return {
        f"{number} title": fold(title),
        f"{number} level": level,
        f"{number} total": total,
        f"{number} notes": notes,
    }


def _group(key: str, kind: str, points: str, name: str) -> Values:
    values = {f"{key} kind": kind, f"{key} group points": points, f"{key} group name": name}
    return values if name != "?" else {name: value for name, value in values.items() if "name" not in name}


def _indicator(key: str, points: str, name: str, rules: list[str]) -> Values:
    return {f"{key} points": points, f"{key} name": fold(name), f"{key} rules": " ".join(rules)}


def _requirement(key: str, text: str, quantity: str | None, points: str) -> Values:
    bare = "…".join(_MARKS.sub("", fold(part)) for part in text.split("…"))
    return {f"{key} text": bare, f"{key} quantity": quantity or "", f"{key} points": points}


def _quantity(asked: Requirement) -> str:
    if asked.quantity is None:
        return ""
    per = f"/{asked.quantity.per}" if asked.quantity.per else ""
    return f"{_number(asked.quantity.min)} {asked.quantity.unit or ''}{per}"


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.10g}"


def _rule(rule: ScoringRule) -> str:
    if rule.kind == "veto":
        return "!"
    caps = "".join(f"≤{_number(cap.points)}" for cap in rule.caps[:1])
    return ("+" if rule.kind == "award" else "-") + _number(rule.points) + (f"/{rule.per}" if rule.per else "") + caps


def _same(gold: str, found: str | None) -> bool:
    if found is None or "…" not in gold:
        return gold == found
    return bool(regex.fullmatch(".*".join(map(regex.escape, gold.split("…"))), found))


def compare(path: Path) -> tuple[int, list[str]]:
    """How many values the gold of a file has, and those that differ; an item that is too much is one more value."""
    gold, found = read_gold(path.with_suffix(".gold")), read_values(path)
    wrong = [
        f"{key}: {value!r}, read {found.get(key)!r}" for key, value in gold.items() if not _same(value, found.get(key))
    ]
    extra = [key for key in found if key not in gold and key.endswith((" points", " title"))]
    return len(gold) + len(extra), wrong + [f"{key}: not printed" for key in extra if "-" not in key]


def sources() -> Iterator[Path]:
    """The files that have a gold."""
    for gold in sorted(FOLDER.glob("*.gold")):
        yield next(path for path in FOLDER.glob(f"{gold.stem}.*") if path.suffix != ".gold")


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: path.name)
def test_system(path: Path) -> None:
    _, wrong = compare(path)
    assert {line.split(": ")[0] for line in wrong} <= KNOWN.get(path.stem, set()), "\n".join(wrong)


def main() -> None:
    """Print the share of exact values of each file and of all."""
    total = bad = 0
    for path in sources():
        count, wrong = compare(path)
        total, bad = total + count, bad + len(wrong)
        print(f"{path.name:24} {count - len(wrong):4}/{count}")
        if "-v" in sys.argv:
            print(*(f"    {line}" for line in wrong), sep="\n")
    print(f"{'all':24} {total - bad:4}/{total}  {100 * (total - bad) / max(1, total):.1f} %")


if __name__ == "__main__":
    main()
