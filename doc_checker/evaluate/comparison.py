"""Values held against gold: what is right, what was lost, what came in addition."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

ABSENT = "∅"
"""How an absent value (null) is shown."""

_SHOWN = 60


@dataclass(frozen=True)
class Value:
    """One value of a field: ``key`` says which one it is (an id, a place), ``parts`` are its named contents."""

    key: str
    parts: tuple[tuple[str, str], ...]

    def show(self) -> str:
        """The value on one line, long contents shortened to their beginning and a digest."""
        contents = [f"{name}={shorten(text)}" if name else shorten(text) for name, text in self.parts]
        return " ".join([self.key, *contents]).strip()


@dataclass(frozen=True)
class Wrong:
    """One thing that differs from gold; ``gold`` or ``got`` is None where a value was lost or is in addition."""

    document: str
    field: str
    key: str
    gold: str | None
    got: str | None
    note: str = ""

    def show(self) -> str:
        """The difference on one line, the same for the same difference in every run."""
        return f"{self.key}：{ABSENT if self.gold is None else self.gold} → {ABSENT if self.got is None else self.got}"


@dataclass(frozen=True)
class FieldScore:
    """One field of one document against gold, counted in values; ``exact`` also asks for the order."""

    document: str
    field: str
    gold: int
    got: int
    right: int
    exact: bool
    wrong: tuple[Wrong, ...] = ()


@dataclass
class Section:
    """One part of the evaluation: its measures (0 to 1, pinned unless ``hidden``), a table and what is wrong."""

    id: str
    title: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    measures: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: bool = False
    """Held-out gold: figures only, nothing of it is listed or pinned."""

    def measure(self, name: str, value: float | None) -> None:
        """Record a measure of this section; one that cannot be computed (None) is left out."""
        if value is not None:
            self.measures[f"{self.id}.{name}"] = round(value, 4)


def shorten(text: str, most: int = _SHOWN) -> str:
    """A long text as its beginning with a digest of the whole, so that two differing texts never look alike."""
    if len(text) <= most:
        return text
    return f"{text[:most]}…#{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def ratio(part: float, whole: float) -> float | None:
    """A share, or None where there is nothing to share."""
    return part / whole if whole else None


def show_share(value: float | None) -> str:
    """A share as the tables show it."""
    return "—" if value is None else f"{value:.3f}"


def compare_values(document: str, name: str, gold: Sequence[Value], got: Sequence[Value]) -> FieldScore:
    """Compare the values of one field as multisets; the order only decides whether the field is exact."""
    lost = list((Counter(gold) - Counter(got)).elements())
    extra = list((Counter(got) - Counter(gold)).elements())
    wrong = list(_pair_up(document, name, lost, extra))
    exact = list(gold) == list(got)
    if not exact and not wrong:
        wrong.append(Wrong(document, name, "顺序", _keys(gold), _keys(got)))
    return FieldScore(document, name, len(gold), len(got), len(gold) - len(lost), exact, tuple(wrong))


def _keys(values: Sequence[Value]) -> str:
    return shorten("、".join(value.key or value.show() for value in values), 120)


def _pair_up(document: str, name: str, lost: Sequence[Value], extra: Sequence[Value]) -> list[Wrong]:
    """Lost and additional values of one key as one difference, naming only the parts that differ."""
    waiting: dict[str, list[Value]] = {}
    for value in extra:
        waiting.setdefault(value.key, []).append(value)
    wrong = []
    for value in lost:
        partners = waiting.get(value.key)
        if partners:
            wrong.append(_difference(document, name, value, partners.pop(0)))
        else:
            wrong.append(Wrong(document, name, value.key, _contents(value.parts), None))
    wrong += [Wrong(document, name, v.key, None, _contents(v.parts)) for values in waiting.values() for v in values]
    return wrong


def _difference(document: str, name: str, gold: Value, got: Value) -> Wrong:
    differing = [i for i, (a, b) in enumerate(zip(gold.parts, got.parts, strict=True)) if a != b]
    ours, theirs = [gold.parts[i] for i in differing], [got.parts[i] for i in differing]
    return Wrong(document, name, gold.key, *_contrast(ours, theirs))


def _contrast(gold: Sequence[tuple[str, str]], got: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Two versions of the same parts; of long texts only where they part."""
    left, right = [], []
    for (name, ours), (_, theirs) in zip(gold, got, strict=True):
        if max(len(ours), len(theirs)) > _SHOWN:
            ours, theirs = _from_difference(ours, theirs)
        left.append(f"{name}={ours}" if name else ours)
        right.append(f"{name}={theirs}" if name else theirs)
    return " ".join(left), " ".join(right)


def _from_difference(first: str, second: str) -> tuple[str, str]:
    """Two long texts from a little before their first difference to a little behind their last."""
    start = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    shown = []
    for text in (first, second):
        before, behind = max(0, start - 8), min(len(text), len(text) - end + 8)
        shown.append(("…" if before else "") + shorten(text[before:behind], 120) + ("…" if behind < len(text) else ""))
    return shown[0], shown[1]


def _contents(parts: Sequence[tuple[str, str]]) -> str:
    return Value("", tuple(parts)).show() or "有"
