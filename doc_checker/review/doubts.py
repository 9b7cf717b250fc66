"""Which verdicts of an existing review a new version of its indicator system puts in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from ..display import STATUS
from ..errors import UsageError
from ..model import IndicatorVerdict, Review
from ..model.versions import Change, Doubt, ItemChange, SystemDiff
from ..text import squeeze

_DOUBTING: tuple[Change, ...] = ("reworded", "numbers-changed", "dropped")
_MOST_UNKNOWN = 0.5


def find_doubts(diff: SystemDiff, review: Review, name: str) -> list[Doubt]:
    """The verdicts in doubt, in the comparison's order; an added item is listed as one without a verdict.

    A verdict on an item that was only moved, or whose points alone changed, stands. Raises UsageError where the review
    (``name``: its file) was not made with the old version.
    """
    verdicts = {verdict.id: verdict for verdict in review.indicators}
    olds = [item.old for item in diff.items if item.old is not None and item.old.kind != "deduction"]
    unknown = [old.id for old in olds if not _is_of(verdicts.get(old.id), old.text)]
    if len(unknown) > _MOST_UNKNOWN * max(1, len(olds)):
        problem = f"所审查的指标体系“{review.system.title}”不是旧版本“{diff.old.title}”"
        raise UsageError(name, problem, "请给出按旧版本审查的结果（check --format json）")
    return [doubt for item in diff.items for doubt in _doubts(item, verdicts, review.plan.title or review.plan.name)]


def _is_of(verdict: IndicatorVerdict | None, text: str) -> bool:
    return verdict is not None and squeeze(verdict.text) == squeeze(text)


def _doubts(item: ItemChange, verdicts: dict[str, IndicatorVerdict], plan: str) -> Iterator[Doubt]:
    old, new = item.old, item.new
    if old is None:
        if new is not None and new.kind != "deduction":
            near = f"（与原 {item.near} 的内容相近）" if item.near else ""
            yield Doubt(
                plan=plan,
                id=new.id,
                new_id=new.id,
                status=None,
                changes=item.changes,
                reason=f"新增的指标{near}，尚无结论",
            )
        return
    verdict = verdicts.get(old.id)
    changes = [change for change in item.changes if change in _DOUBTING]
    if not changes or old.kind == "deduction":
        return
    status = verdict.status if verdict is not None and _is_of(verdict, old.text) else None
    word = f"原结论“{STATUS[status].word}”" if status else "原审查中没有这一项的结论"
    yield Doubt(
        plan=plan,
        id=old.id,
        new_id=new.id if new else None,
        status=status,
        changes=changes,
        reason=f"{_why(item)}；{word}{'不再适用' if new is None and status else '需要重新核对' if status else ''}",
    )


def _why(item: ItemChange) -> str:
    """What changed, in words."""
    if item.new is None:
        near = f"（内容与新 {item.near} 相近）" if item.near else ""
        return f"指标已删去{near}"
    parts = []
    if "numbers-changed" in item.changes:
        told = [f"“{each.old or '无'}”改为“{each.new or '无'}”" for each in item.numbers]
        parts.append(f"数量：{'，'.join(told)}")
    if "reworded" in item.changes:
        gone, come = (_told(item, kind) for kind in ("removed", "added"))
        parts.append("，".join(part for part in (f"删去{gone}" if gone else "", f"增加{come}" if come else "") if part))
    return "；".join(part for part in parts if part) or "表述有改动"


def _told(item: ItemChange, kind: str) -> str:
    """The words of one kind of segment, marks at their ends left out."""
    texts = [each.text.strip("，。；：、（）") for each in item.segments if each.kind == kind]
    return "、".join(f"“{text}”" for text in texts if text)
