"""A comparison of two versions of an indicator system as a table on the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..display import CHANGES, GROUP_CHANGES, KINDS, LEVELS, format_number, format_points, group_title, one_line
from ..model.versions import GroupVersions, ItemChange, SystemDiff, TextSegment, VersionInfo

if TYPE_CHECKING:
    from rich.text import Text

_COLOURS = {
    "reworded": "yellow",
    "numbers-changed": "yellow",
    "points-changed": "yellow",
    "moved": "cyan",
    "added": "green",
    "dropped": "red",
}
_KEPT = 14
"""Characters that stay of a stretch of unchanged words, at each of its ends."""


def render_versions(diff: SystemDiff, width: int = 100, colour: bool = False, reports: Iterable[Path] = ()) -> str:
    """The comparison for a person: both versions, counts, groups and items that changed, verdicts in doubt."""
    sections = [_identity(diff), _figures(diff), _group_lines(diff), _items(diff, width, colour), _doubts(diff)]
    sections.append([f"报告：{path}" for path in reports])
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _identity(diff: SystemDiff) -> list[str]:
    return [one_line(f"{word}：{_told(side)}") for word, side in (("旧版本", diff.old), ("新版本", diff.new))]


def _told(side: VersionInfo) -> str:
    facts = [side.document_number or side.source, LEVELS.get(side.level or "", "")]
    if side.total_points is not None:
        facts.append(f"满分 {format_points(side.total_points)}")
    facts.append(side.chosen_because)
    return f"{side.title}（{'，'.join(fact for fact in facts if fact)}）"


def _figures(diff: SystemDiff) -> list[str]:
    counts = diff.summary
    moved = f"移动 {counts.moved} 项（其中换组 {counts.moved_group} 项）"
    lines = [
        f"指标：旧 {counts.old_items} 项，新 {counts.new_items} 项；未变 {counts.unchanged} 项，改写 {counts.reworded} 项，"
        f"数量变化 {counts.numbers_changed} 项，分值变化 {counts.points_changed} 项，{moved}，"
        f"新增 {counts.added} 项，删去 {counts.dropped} 项"
    ]
    if diff.old.restated or diff.new.restated:
        lines.append("其中一份是方案的任务分工表，没有分值和计分规则，这两项不作比较。")
    return lines


def _group_lines(diff: SystemDiff) -> list[str]:
    changed = [group for group in diff.groups if group.changes != ["unchanged"]]
    return ["有变化的组", *(f"  {one_line(_group(group))}" for group in changed)] if changed else []


def _group(group: GroupVersions) -> str:
    words = "、".join(GROUP_CHANGES[change] for change in group.changes)
    old, new = group_title(group.old_id, group.old_name), group_title(group.new_id, group.new_name)
    points = ""
    if "points-changed" in group.changes:
        points = f"（{format_number(group.old_points)} → {format_number(group.new_points)} 分）"
    return f"{words}：{old} → {new}{points}"


def _items(diff: SystemDiff, width: int, colour: bool) -> list[str]:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    changed = [item for item in diff.items if item.changes != ["unchanged"]]
    if not changed:
        return ["各项指标均未变化。"]
    table = Table(show_lines=False, expand=True, pad_edge=False)
    for name, ratio in (("变化", 2), ("旧", 1), ("新", 1), ("内容", 10)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for item in changed:
        words = Text()
        for number, change in enumerate(item.changes):
            words.append("\n" if number else "")
            words.append(f"{CHANGES[change].sign} {CHANGES[change].word}", style=_COLOURS.get(change, ""))
        ids = [one_line(side.id) if side else "—" for side in (item.old, item.new)]
        table.add_row(words, *map(Text, ids), _content(item, colour))
    stream = io.StringIO()
    console = Console(
        file=stream, width=max(60, width), force_terminal=colour, color_system="standard" if colour else None,
        no_color=not colour, highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    console.print(table)
    return [line.rstrip() for line in stream.getvalue().rstrip("\n").split("\n")]


def _content(item: ItemChange, colour: bool) -> Text:
    """The words with their marks, then what else changed."""
    from rich.text import Text

    styles = {"removed": "red strike", "added": "green underline"}
    text = Text()
    if item.segments:
        for segment, shown in _shortened(item.segments):
            marked = shown if colour or segment.kind == "equal" else _bracketed(segment, shown)
            text.append(one_line(marked), style=styles.get(segment.kind, ""))
    else:
        side = item.new or item.old
        text.append(one_line(side.text if side else ""))
    for line in _notes(item):
        text.append(f"\n{one_line(line)}")
    return text


def _bracketed(segment: TextSegment, shown: str) -> str:
    return f"[-{shown}-]" if segment.kind == "removed" else f"[+{shown}+]"


def _shortened(segments: Sequence[TextSegment]) -> Iterable[tuple[TextSegment, str]]:
    """The segments; of long stretches that did not change only the ends."""
    for segment in segments:
        text = segment.text
        if segment.kind == "equal" and len(text) > 2 * _KEPT + 2:
            text = f"{text[:_KEPT]}…{text[-_KEPT:]}"
        yield segment, text


def _notes(item: ItemChange) -> list[str]:
    lines = []
    if item.old and item.new and "points-changed" in item.changes:
        lines.append(f"分值：{format_points(item.old.points)} → {format_points(item.new.points)}")
    for each in item.numbers:
        word = "数量" if each.where == "requirement" else "计分"
        lines.append(f"{word}：{each.old or '（无）'} → {each.new or '（无）'}")
    if item.old and item.new and item.moved == "group":
        lines.append(
            f"换组：{item.old.group_name or KINDS[item.old.kind]} → {item.new.group_name or KINDS[item.new.kind]}"
        )
    if item.near:
        side = "旧版本" if item.old is None else "新版本"
        lines.append(f"与{side} {item.near} 的内容相近")
    return lines


def _doubts(diff: SystemDiff) -> list[str]:
    if not diff.reviewed:
        return []
    if not diff.doubts:
        return ["已有的审查结论不受影响。"]
    lines = [f"受影响的审查结论（{len(diff.doubts)} 条）"]
    several = len(diff.reviewed) > 1
    for doubt in diff.doubts:
        ids = doubt.id if doubt.new_id in (None, doubt.id) else f"{doubt.id}（新 {doubt.new_id}）"
        lines.append(one_line(f"  {f'{doubt.plan} ' if several else ''}{ids}：{doubt.reason}").join(("  ", "")))
    return lines
