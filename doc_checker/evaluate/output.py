"""What ``eval`` prints: tables for a person (Chinese), or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..text import display_width
from .baseline import Comparison
from .comparison import Section, Wrong

_AT_MOST = 12
"""Gained or lost values shown of one document; the list of wrong values shows all."""


@dataclass(frozen=True)
class Outcome:
    """A run: its sections, the baseline's place, the comparison (None without a baseline) and what was done."""

    sections: Sequence[Section]
    baseline: str | None
    comparison: Comparison | None
    messages: Sequence[str]
    code: int


def render_text(outcome: Outcome, list_wrong: bool, list_hidden: bool) -> str:
    """The run as text: a table a section, wrong values where asked for, then the comparison with the baseline."""
    lines: list[str] = []
    for section in outcome.sections:
        lines += [section.title, *render_table(section.header, section.rows), *section.notes]
        if section.wrong:
            lines += _wrong_lines(section, list_wrong, list_hidden)
        lines.append("")
    if outcome.baseline is not None and outcome.comparison is not None:
        lines += render_comparison(outcome.baseline, outcome.comparison)
    lines += outcome.messages
    return "\n".join(lines).rstrip() + "\n"


def _wrong_lines(section: Section, list_wrong: bool, list_hidden: bool) -> list[str]:
    if list_hidden if section.hidden else list_wrong:
        return [
            f"与标准答案不同的 {len(section.wrong)} 处：",
            *(line for wrong in section.wrong for line in show_wrong(wrong)),
        ]
    if section.hidden:
        return [f"（留出的标准答案：{len(section.wrong)} 处不同，不列出）"]
    return [f"（{len(section.wrong)} 处与标准答案不同，去掉 --summary 列出）"]


def show_wrong(wrong: Wrong) -> list[str]:
    """One difference: where, gold and ours, then the reasons."""
    lines = [f"  {wrong.document} {wrong.field} {wrong.show()}"]
    return [*lines, *(f"      {part}" for part in wrong.note.split("；") if part)] if wrong.note else lines


def render_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table in columns, the first left-aligned; a Chinese character takes two columns of the screen."""
    table = [list(header), *map(list, rows)]
    widths = [max(display_width(row[column]) for row in table) for column in range(len(header))]
    lines = []
    for row in table:
        cells = [" " * (width - display_width(cell)) + cell for cell, width in zip(row, widths, strict=True)]
        cells[0] = row[0] + " " * (widths[0] - display_width(row[0]))
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines


def render_comparison(name: str, comparison: Comparison) -> list[str]:
    """The run beside its baseline."""
    lines = [f"与基线比较（{name}）"]
    if comparison.changed_gold:
        lines.append(f"  标准答案有变，成绩不尽可比：{'、'.join(comparison.changed_gold)}")
    lines += [f"  低于基线  {n}：{floor:.4f} → {_shown(value)}" for n, floor, value in comparison.fallen]
    lines += [
        f"  高于基线  {n}：{floor:.4f} → {value:.4f}" for n, floor, value in comparison.risen if floor is not None
    ]
    fresh = [n for n, floor, _ in comparison.risen if floor is None]
    if fresh:
        lines.append(f"  基线没有的新指标 {len(fresh)} 项：{'、'.join(fresh[:5])}{' 等' if len(fresh) > 5 else ''}")
    lines += _by_document("由错变对", comparison.gained) + _by_document("由对变错", comparison.lost)
    return lines if len(lines) > 1 else [*lines, "  与基线一致"]


def _shown(value: float | None) -> str:
    return "（无）" if value is None else f"{value:.4f}"


def _by_document(title: str, values: dict[str, list[str]]) -> list[str]:
    lines = []
    for document, own in values.items():
        lines.append(f"  {title}  {document}：{len(own)} 处")
        lines += [f"      {value}" for value in own[:_AT_MOST]]
        if len(own) > _AT_MOST:
            lines.append(f"      …… 另 {len(own) - _AT_MOST} 处")
    return lines


def render_json(outcome: Outcome, list_hidden: bool) -> str:
    """The run as one JSON object; what is wrong in held-out gold only where asked for."""
    sections = [_section_table(section, list_hidden) for section in outcome.sections]
    comparison = outcome.comparison
    table: dict[str, Any] = {
        "sections": sections,
        "baseline": {
            "name": outcome.baseline,
            "fallen": [{"measure": n, "baseline": old, "now": new} for n, old, new in comparison.fallen],
            "risen": [{"measure": n, "baseline": old, "now": new} for n, old, new in comparison.risen],
            "gained": comparison.gained,
            "lost": comparison.lost,
            "changed_gold": comparison.changed_gold,
        }
        if comparison is not None
        else None,
        "messages": list(outcome.messages),
        "ok": outcome.code == 0,
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def _section_table(section: Section, list_hidden: bool) -> dict[str, Any]:
    shown = not section.hidden or list_hidden
    keys = ("document", "field", "key", "gold", "got", "note")
    return {
        "id": section.id,
        "title": section.title,
        "counts": section.counts,
        "measures": section.measures,
        "table": {"header": section.header, "rows": section.rows},
        "wrong_count": len(section.wrong),
        "wrong": [{key: getattr(wrong, key) for key in keys} for wrong in section.wrong] if shown else None,
    }
