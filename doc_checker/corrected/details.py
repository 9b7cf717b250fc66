"""Requirements and rules of an indicator from their sheets: as they stand where a person changed them, else as they were,
and read anew from the indicator's text where that was changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, cast

from ..data import Data
from ..extract.indicators import read_item
from ..model import Indicator, IndicatorSystem, Quantity, Requirement, ScoringRule
from ..requirements import read_quantity
from ..text import fold, squeeze, tidy
from ..titles import is_titled
from .layout import RULE_KINDS, format_caps, is_open, parse_caps, same_text
from .sheetrows import Row, filled_down

Kind = Literal["scored", "bonus", "deduction"]
_Places = dict[tuple[str, str], list[Row]]


class Details:
    """The rows of the sheets 要求 and 计分规则 by system and indicator; None for a sheet that was removed."""

    def __init__(self, requirements: Sequence[Row] | None, rules: Sequence[Row] | None, data: Data) -> None:
        self._data = data
        self._requirements = _by_indicator(requirements)
        self._rules = _by_indicator(rules)
        self._has_rules = rules is not None
        self._titles: frozenset[str] | None = frozenset()
        self._titled = False
        self._used: set[tuple[str, str]] = set()

    def open(self, title: str, original: IndicatorSystem | None, single: bool) -> None:
        """Turn to a system; its rows may still bear the title that it had. With a ``single`` one titles do not matter."""
        names = {squeeze(title), *((squeeze(original.title),) if original else ())}
        self._titles = None if single else frozenset(names)
        self._titled = original is not None and is_titled(original)

    def close(self, known: Sequence[str]) -> None:
        """Refuse rows that belong to no indicator; those of an indicator that was deleted (``known``) go with it."""
        for rows in (self._requirements, self._rules):
            for key, own in rows.items():
                if key not in self._used and key[1] not in known:
                    row = own[0]
                    problem = f"没有编号为“{key[1]}”的指标" if key[1] else "没有写明属于哪项指标"
                    raise row.error("指标编号", problem, "请改成工作表“指标”中的编号，或删去这一行")

    def indicator(self, id_: str, row: Row, kind: Kind, was: Indicator | None) -> Indicator:
        """One indicator from its row and those of its requirements and rules."""
        same_words = was is not None and same_text(row.text("内容") or row.text("名称"), was.text)
        text = was.text if was is not None and same_words else _multiline(row.text("内容") or row.text("名称"))
        name = tidy(row.text("名称")) or None
        if was is not None and same_text(row.text("名称"), was.name):
            name = was.name
        points = row.points("分值")
        unchanged = was is not None and same_words and name == was.name
        fresh = read_item(id_, name, text, points, kind, self._data, self._titled)
        if (
            points is None
            and not is_open(row.text("分值"))
            and not (unchanged and was is not None and was.points is None)
        ):
            points = fresh.points
        requirements = self._requirements_of(id_, was, points)
        rules = self._rules_of(id_, was)
        if requirements is None:
            requirements = _with_points(was, points) if unchanged and was is not None else fresh.requirements
        if rules is None:
            rules = was.rules if unchanged and was is not None else fresh.rules
        span = was.span if unchanged and was is not None else None
        return Indicator(id=id_, name=name, text=text, points=points, rules=rules, requirements=requirements, span=span)

    def _own(self, rows: _Places, id_: str) -> list[Row]:
        keys = [key for key in rows if key[1] == id_ and (self._titles is None or key[0] in self._titles or not key[0])]
        self._used.update(keys)
        return [row for key in keys for row in rows[key]]

    def _requirements_of(self, id_: str, was: Indicator | None, points: float | None) -> list[Requirement] | None:
        """The requirements as a person changed them; None where there are none or nobody changed them."""
        rows = [row for row in self._own(self._requirements, id_) if squeeze(row.text("要求"))]
        were = {each.id: each for each in was.requirements} if was else {}
        if not rows:
            return None
        forbids = id_.startswith("扣")
        read = [self._requirement(row, were.get(_given(row)), forbids) for row in rows]
        if was is not None and read == was.requirements:
            return None
        # Where one was split in two, the points that both copies show are shared.
        copies = Counter(_given(row) for row in rows if _given(row))
        read = [
            each.model_copy(update={"points": None})
            if copies[_given(row)] > 1 and _given(row) in were and each.points == were[_given(row)].points
            else each
            for row, each in zip(rows, read, strict=True)
        ]
        given = [each.id for each in read]
        if len(set(given)) == len(given) and all(identifier.startswith(f"{id_}-") for identifier in given):
            return read
        return [each.model_copy(update={"id": f"{id_}-{number}"}) for number, each in enumerate(read, 1)]

    def _requirement(self, row: Row, was: Requirement | None, forbids: bool) -> Requirement:
        same = was is not None and same_text(row.text("要求"), was.text)
        text = was.text if was is not None and same else tidy(row.text("要求"))
        quantity = self._quantity(row, was, text, forbids)
        return Requirement(id=_given(row), text=text, quantity=quantity, points=row.points("分值"))

    def _quantity(self, row: Row, was: Requirement | None, text: str, forbids: bool) -> Quantity | None:
        """What is asked for; what a deduction forbids (引发50人以上群体性事件) asks for no number."""
        asked = was.quantity if was else None
        least = row.points("至少")
        unit = _kept(row.text("单位"), asked.unit if asked else None)
        per = _kept(row.text("每"), asked.per if asked else None)
        if least is None and (unit or per):
            raise row.error("至少", "写了单位或周期，没有写数量", "请填上至少多少，或把三格都留空")
        shown = None if least is None else Quantity(min=least, unit=unit, per=per)
        if was is None:
            return shown or (None if forbids else read_quantity(text, self._data))
        # A number in the text that nobody changed beside it: the text is read anew.
        if shown == was.quantity and text != was.text:
            return read_quantity(text, self._data)
        return shown

    def _rules_of(self, id_: str, was: Indicator | None) -> list[ScoringRule] | None:
        """The rules as a person changed them; None where nobody did."""
        rows = [row for row in self._own(self._rules, id_) if squeeze(row.text("计分规则"))]
        if not self._has_rules or (not rows and (was is None or not was.rules)):
            return None
        left = list(was.rules) if was else []
        read = []
        for row in rows:
            before = next((rule for rule in left if same_text(row.text("计分规则"), rule.text)), None)
            if before is not None:
                left.remove(before)
            read.append(_rule(row, before))
        return None if not read or (was is not None and read == was.rules) else read


def _by_indicator(rows: Sequence[Row] | None) -> _Places:
    found: _Places = {}
    titles = [title for _, title in filled_down(rows or (), "指标体系")]
    for (row, identifier), title in zip(filled_down(rows or (), "指标编号"), titles, strict=True):
        found.setdefault((squeeze(title), fold(squeeze(identifier)).replace("．", ".")), []).append(row)
    return found


def _given(row: Row) -> str:
    return fold(squeeze(row.text("要求编号"))).replace("．", ".")


def _kept(cell: str, original: str | None) -> str | None:
    """A short text of a cell, as it was where the cell shows just that."""
    return original if same_text(cell, original) else tidy(cell) or None


def _multiline(text: str) -> str:
    return "\n".join(line for line in map(tidy, text.split("\n")) if line)


def _with_points(was: Indicator, points: float | None) -> list[Requirement]:
    """The requirements as they were; a single one earns what the indicator does."""
    if len(was.requirements) == 1 and was.points != points and was.requirements[0].points == was.points:
        return [was.requirements[0].model_copy(update={"points": points})]
    return was.requirements


def _rule(row: Row, was: ScoringRule | None) -> ScoringRule:
    word = squeeze(row.text("类型"))
    kind = next((code for code, name in RULE_KINDS.items() if word in (name, code)), None)
    if kind is None and word:
        raise row.error("类型", f"类型不能是“{word[:20]}”", f"可用：{'、'.join(RULE_KINDS.values())}")
    if kind is None:
        kind = was.kind if was else "deduct" if "扣" in row.text("计分规则") else "award"
    caps = parse_caps(row.text("上限"))
    if was is not None and same_text(row.text("上限"), format_caps(was.caps)):
        caps = was.caps
    if caps is None:
        problem = f"上限“{squeeze(row.text('上限'))[:20]}”无法识别"
        raise row.error("上限", problem, "请写成“每季度 2 分；合计 8 分”这样，没有就留空")
    return ScoringRule(
        text=was.text if was else tidy(row.text("计分规则")),
        kind=cast(Literal["award", "deduct", "veto"], kind),
        points=row.points("分值"),
        per=_kept(row.text("每"), was.per if was else None),
        caps=caps,
    )
