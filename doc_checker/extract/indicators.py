"""``Document`` → ``IndicatorSystem``: 指标体系 in ruled tables or numbered lines, with rules, requirements and points.

What an item can earn. The points printed for it count first: in a column 分值, behind its name (3分), or in
brackets at its end. Where none
are printed, its awards are added up, scope by scope: a cap bounds an award (每条得1分，全年最多8分: 8), an award
without a cap that is given for each
piece is unbounded (null), tiers of one demand (达到95%得3分，90%—95%得2分) and its alternatives exclude each
other, repeated parts of a demand add up.
Whether several awards of one demand add up or exclude each other is not always to be seen; the points printed for
the group decide then,
where exactly one item read the other way makes the group add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from ..cardtables import card_units
from ..celllines import read_cell_lines
from ..cellsbeside import with_shares, with_unit
from ..data import Data
from ..document import Document, Paragraph, TableBlock
from ..extralists import read_extra_lists
from ..flatsheet import read_flat_sheet
from ..headedtables import join_tables
from ..labels import Sequence as Ids
from ..labels import find_label
from ..model import Indicator, IndicatorGroup, IndicatorSystem, ScoringRule
from ..numerals import format_numeral, parse_numeral
from ..outline import Outline, Part, Range
from ..points import earned_points
from ..requirements import find_requirements
from ..scorelines import read_lines_sheet
from ..scoresheet import Sheet, SheetGroup, SheetItem, read_sheet, split_points
from ..scoring import read_scoring
from ..segments import Reading, Segment, Statement
from ..system_levels import addressed_level, find_level
from ..system_titles import clip, matches, names_scoring, part_title, table_title
from ..text import fold, squeeze, tidy
from ..titles import are_titled

Kind = Literal["scored", "bonus", "deduction"]

_ENOUGH = 0.5
_GENERAL = regex.compile(
    r"^(?:(?:考核|考评|评价|评估|测评|验收|检查|督导|工作|责任|目标|任务|指标|内容|项目|计分|评分|赋分|标准|分值|办法|方法|体系|细则|要求|规则|具体|主要)|[及和与、的])*"
    r"(?:[（(][^（()）]{1,20}[)）])?$"
)
_LONGEST_HEADING = 20
_SENTENCE_MARK = regex.compile(r"[。；;\n]")
_WRAPPED = regex.compile(r"(?<=[^。；;：:）)”\n])\n")
_TITLE_END = regex.compile(r"[）)]?\s*[。：:\n]")
_UNNAMED = "全部指标"
_RANKING = regex.compile(r"排名|名次|位次|得票")
_CLOSE = 0.005
_ROUND_TOTALS = (100.0, 1000.0)


def find_indicator_systems(document: Document, outline: Outline, data: Data) -> list[IndicatorSystem]:
    """All indicator systems of a document in reading order; a table that only resembles one (tasks, rosters,
    figures) is none.
    """
    systems: list[IndicatorSystem] = []
    for part in _parts(document, outline):
        systems.extend(_read_part(document, outline, part, data))
    return [system if system.level else _addressed(system, document, outline, data) for system in systems]


def _addressed(system: IndicatorSystem, document: Document, outline: Outline, data: Data) -> IndicatorSystem:
    """A system that names nobody, with the level of those whom its notice is addressed to."""
    if outline.addressees is None:
        return system
    first = outline.parts[0].blocks if outline.parts else (0, 0)
    notice = "".join(squeeze(document.slice(block.start, block.end)) for block in document.blocks[slice(*first)])
    level = addressed_level(system.title, notice, document.slice(*outline.addressees), data)
    return system.model_copy(update={"level": level})


def _parts(document: Document, outline: Outline) -> list[Part]:
    """The parts; blocks that are in none (an outline that found no body) make one of their own."""
    parts = [part for part in outline.parts if part.blocks[1] > part.blocks[0]]
    covered = {position for part in parts for position in range(*part.blocks)}
    tables = [i for i, block in enumerate(document.blocks) if isinstance(block, TableBlock) and i not in covered]
    return [*parts, *(Part("body", (i, i + 1)) for i in tables)]


def _read_part(document: Document, outline: Outline, part: Part, data: Data) -> Iterator[IndicatorSystem]:
    positions = range(*part.blocks)
    if card_units(document, positions, data):
        yield from _read_lines(document, outline, part, data)
        return
    tables = [i for i in positions if isinstance(document.blocks[i], TableBlock)]
    sheets = [(i, sheet) for i in tables if (sheet := _sheet_of(document, i, data)) is not None]
    joined = join_tables(document, positions, sheets, data)
    if joined is not None and _is_system(joined, part_title(document, outline, part, data), document, data):
        whole = _with_below(joined, document, part, sheets[-1][0], data)
        yield _build(document, part, whole, part_title(document, outline, part, data), data)
        return
    found = False
    for position, sheet in sheets:
        title = table_title(document, outline, part, position, data)
        if not _is_system(sheet, title, document, data):
            continue
        found = True
        yield _build(document, part, _with_below(sheet, document, part, position, data), title, data)
    if not found:
        yield from _read_lines(document, outline, part, data)


def _with_below(sheet: Sheet, document: Document, part: Part, position: int, data: Data) -> Sheet:
    """A table's sheet with the lists of extras and the notes that stand below it."""
    end = next(
        (i for i in range(position + 1, part.blocks[1]) if not isinstance(document.blocks[i], Paragraph)),
        part.blocks[1],
    )
    groups, read = read_extra_lists(document, [clip(document, i, part) for i in range(position + 1, end)], data)
    notes = _notes_below(document, part, position + read, data)
    return replace(sheet, groups=(*sheet.groups, *groups), notes=(*sheet.notes, *notes))


def _sheet_of(document: Document, position: int, data: Data) -> Sheet | None:
    block = document.blocks[position]
    return read_sheet(document, block, data) if isinstance(block, TableBlock) else None


def _read_lines(document: Document, outline: Outline, part: Part, data: Data) -> Iterator[IndicatorSystem]:
    """The system of a part without a ruled one, as a table flattened to lines or as numbered lines: the first reading whose points
    add up, else the one of which most do.
    """
    best: tuple[float, IndicatorSystem] | None = None
    for sheet, title in _line_sheets(document, outline, part, data):
        if not _is_system(sheet, title, document, data):
            continue
        system = _build(document, part, sheet, title, data)
        fit = _adding_up(system)
        if best is None or fit > best[0]:
            best = (fit, system)
        if fit == 1:
            break
    if best is not None:
        yield best[1]


def _adding_up(system: IndicatorSystem) -> float:
    """The share of the groups with printed points whose items have points that make these up; 1 where no group has any."""
    groups = [group for group in system.groups if group.kind == "scored" and group.points]
    sums = [_sum_items(group) for group in groups]
    fitting = [
        abs(found - (group.points or 0)) < _CLOSE
        for found, group in zip(sums, groups, strict=True)
        if found is not None
    ]
    return sum(fitting) / len(groups) if groups else 1.0


def _line_sheets(document: Document, outline: Outline, part: Part, data: Data) -> Iterator[tuple[Sheet, str]]:
    """The sheets that the lines of a part may be, with their titles: a flattened table's, cells' on lines of their own, numbered
    lines'.
    """
    positions = range(*part.blocks)
    printed = _printed_lines(document, outline, part)
    title = part_title(document, outline, part, data)
    flat = read_flat_sheet(document, printed, data)
    if flat is not None:
        yield flat, title
    cells = read_cell_lines(document, printed, data)
    if cells is not None:
        sheet, above = cells
        caption = tidy(document.slice(*above)) if above else ""
        yield sheet, caption if matches("indicator_title", caption, data) else title
    paragraphs = card_units(document, positions, data) or [
        clip(document, i, part) for i in positions if isinstance(document.blocks[i], Paragraph)
    ]
    lines = read_lines_sheet(document, [place for place in paragraphs if place[0] < place[1]], data)
    if lines is not None:
        heading = tidy(document.slice(*lines.heading)) if lines.heading else ""
        governed = heading if heading and matches("indicator_title", heading, data) else ""
        own = part.kind != "body" and names_scoring(title, data)
        general = bool(title) and bool(_GENERAL.match(governed))  # 考核内容 says less than the document's own title
        yield lines.sheet, title if own or general else governed or title or heading


def _printed_lines(document: Document, outline: Outline, part: Part) -> list[Range]:
    """The printed lines of a part's paragraphs, without page furniture."""
    blocks = [document.blocks[position] for position in range(*part.blocks)]
    lines = [line for block in blocks if isinstance(block, Paragraph) for line in block.lines]
    first, last = part.extent if part.extent != (0, 0) else (0, len(document.text.value))
    return [
        (start, end)
        for start, end in lines
        if first <= start and end <= last and not any(a <= start < b for a, b in outline.furniture)
    ]


# --- is it one, and what is it called


def _is_system(sheet: Sheet, title: str, document: Document, data: Data) -> bool:
    """Whether a sheet scores: most items have points or scoring statements, or its title or header says so and it
    sets no tasks.
    """
    items = [item for group in sheet.groups for item in group.items]
    if _RANKING.search(sheet.header) or sheet.figures > 0.4:
        return False
    texts = [tidy("".join(document.slice(*piece) for piece in item.pieces)) for item in items]
    if sum(map(len, texts)) < 6 * len(items):
        return False
    scored = sum(
        item.points is not None or bool(read_scoring(text, data, group.kind == "deduction").statements)
        for group, item, text in zip([group for group in sheet.groups for _ in group.items], items, texts, strict=True)
    )
    named = matches("indicator_title", title, data) or matches("indicator_title", sheet.header, data)
    if scored >= max(2, _ENOUGH * len(items)):
        return True
    if any(group.points for group in sheet.groups) and scored >= 1:
        return True
    criteria = "标准" in sheet.header or "细则" in sheet.header
    return (
        named
        and bool(sheet.header)
        and len(items) >= 3
        and not sheet.has_tasks
        and (criteria or "指标" in sheet.header)
    )


def _notes_below(document: Document, part: Part, position: int, data: Data) -> list[Range]:
    """Notes under a table: from 注： on to the next table, label or part."""
    notes: list[Range] = []
    for below in range(position + 1, part.blocks[1]):
        block = document.blocks[below]
        if not isinstance(block, Paragraph):
            break
        place = clip(document, below, part)
        text = document.slice(*place)
        if not notes and not matches("note_opening", text, data):
            break
        label = find_label(text, data)
        if label is not None and label.kind in ("chinese", "chapter", "article"):
            break
        if text.strip():
            notes.append(place)
    return notes


# --- building


@dataclass
class _Draft:
    """An indicator while the points of its group are reconciled."""

    item: SheetItem
    id: str
    name: str | None
    text: str
    reading: Reading
    rules: list[ScoringRule]
    points: float | None
    other_points: float | None
    printed: bool


def _build(document: Document, part: Part, sheet: Sheet, title: str, data: Data) -> IndicatorSystem:
    groups = [group for found in sheet.groups for group in _unmixed(found, document, data)]
    scored = [group for group in groups if not _is_unscored(group, document, data)]
    groups = _with_extras(scored if any(group.kind == "scored" for group in scored) else groups, data)
    texts = [_item_text(document, item) for group in groups for item in group.items if group.kind == "scored"]
    titled = are_titled(texts)
    ids = Ids()
    ordinal = 0
    built: list[IndicatorGroup] = []
    for group in groups:
        ordinal += group.kind == "scored"
        kind: Kind = "bonus" if group.kind == "bonus" else "deduction" if group.kind == "deduction" else "scored"
        wanted = {"bonus": "加", "deduction": "扣"}.get(kind) or group.number or format_numeral(ordinal)
        built.append(_build_group(document, group, ids.take(wanted), kind, titled, data))
    notes = [tidy(document.slice(*place)) for place in sheet.notes]
    text = squeeze(document.slice(document.blocks[part.blocks[0]].start, document.blocks[part.blocks[1] - 1].end))
    level = find_level(title, text, data)
    total = _total(built, sheet, title, notes, data)
    return IndicatorSystem(title=title, level=level, total_points=total, groups=built, notes=notes)


def _with_extras(groups: list[SheetGroup], data: Data) -> list[SheetGroup]:
    """The groups; one of extras (特色指标) is a bonus where the others make a hundred or a thousand without it."""
    extras = [group for group in groups if group.kind == "scored" and matches("extra_group", group.name, data)]
    rest = [group for group in groups if group.kind == "scored" and group not in extras]
    if not extras or not rest:
        return groups
    total = sum(group.points or sum(item.points or 0.0 for item in group.items) for group in rest)
    if total not in _ROUND_TOTALS:
        return groups
    return [replace(group, kind="bonus", number="") if group in extras else group for group in groups]


def _is_unscored(group: SheetGroup, document: Document, data: Data) -> bool:
    """Whether a group only says who may take part (基本条件, 前置条件): nothing in it has points."""
    if group.kind != "scored" or group.points is not None or not matches("unscored_group", group.name, data):
        return False
    return all(
        item.points is None and not read_scoring(_item_text(document, item), data).statements for item in group.items
    )


def _unmixed(group: SheetGroup, document: Document, data: Data) -> list[SheetGroup]:
    """A group 加减分项 as one of bonus and one of deduction items."""
    if group.kind != "mixed":
        return [group]
    bonus: list[SheetItem] = []
    deduction: list[SheetItem] = []
    for item in group.items:
        rules = read_scoring(_item_text(document, item), data).rules()
        (bonus if any(rule.kind == "award" for rule in rules) or not rules else deduction).append(item)
    parts = [
        replace(group, kind="bonus", items=tuple(bonus)),
        replace(group, kind="deduction", items=tuple(deduction), points=None),
    ]
    return [part for part in parts if part.items]


def _item_text(document: Document, item: SheetItem) -> str:
    text = "\n".join(piece for piece in (tidy(document.slice(*place)) for place in item.pieces) if piece)
    return _WRAPPED.sub("", text) if item.flat else text


def _build_group(
    document: Document, group: SheetGroup, id_: str, kind: Kind, titled: bool, data: Data
) -> IndicatorGroup:
    ids = Ids()
    drafts = [_draft(document, item, ids.take(f"{id_}.{item.number}"), kind, titled, data) for item in group.items]
    if kind == "scored":
        _reconcile(drafts, group.points)
    return IndicatorGroup(
        id=id_,
        name=group.name or _UNNAMED,
        kind=kind,
        points=group.points,
        indicators=[_indicator(document, draft, kind, data) for draft in drafts],
    )


def _draft(document: Document, item: SheetItem, id_: str, kind: Kind, titled: bool, data: Data) -> _Draft:
    text = _item_text(document, item)
    name, named = None, None
    if item.name is not None:
        named, name = split_points(tidy(document.slice(*item.name)), data)
        name = name.strip("：: \n") or None
    reading = read_scoring(text, data, kind == "deduction", titled and item.name is None)
    reading, bracket = _without_bracket(reading)
    points = next((value for value in (item.points, named, bracket) if value is not None), None)
    rules = reading.rules()
    if points is not None:
        return _Draft(item, id_, name, text, reading, rules, None if kind == "deduction" else points, None, True)
    earned, other = earned_points(reading, rules), earned_points(reading, rules, additive=True)
    if kind == "deduction":
        earned = other = None
    return _Draft(item, id_, name, text, reading, rules, earned, other, False)


def _without_bracket(reading: Reading) -> tuple[Reading, float | None]:
    """The points in brackets that are printed for a whole item beside its rules, and the reading without them as a
    rule.
    """
    plain = [statement for statement in reading.statements if statement.shape == "bracket"]
    others = [s for s in reading.statements if s.shape != "bracket" and s.kind in ("award", "deduct")]
    whole = plain[0] if len(plain) == 1 else _whole_of(plain, reading)
    if whole is None:
        return reading, None
    if len(plain) == 1 and not others:
        return reading, whole.points
    kept = tuple(statement for statement in reading.statements if statement is not whole)
    return Reading(reading.text, _shift_scopes(reading, whole), kept), whole.points


def _whole_of(brackets: Sequence[Statement], reading: Reading) -> Statement | None:
    """The bracket among several that holds the item's points, not those of a part: A（2分）；B（2分）。（4分）.

    It stands at the end with no demand of its own, or behind a short title with the sum of the others.
    """
    if len(brackets) < 2:
        return None
    last, before = brackets[-1], brackets[-2]
    between = [s for s in reading.segments if before.end <= s.start and s.end <= last.start]
    stop = _SENTENCE_MARK.search(reading.text[before.end : last.start])
    if not between and stop and not reading.text[last.end :].strip("）)。；; \n"):
        return last
    first, others = brackets[0], sum(other.points or 0.0 for other in brackets[1:])
    titled = all(segment.role == "heading" or segment.start > first.start for segment in reading.segments)
    short = first.start <= _LONGEST_HEADING and not _SENTENCE_MARK.search(reading.text[: first.start])
    closed = _TITLE_END.match(reading.text[first.end :])
    if (
        closed
        and (titled or short)
        and first.points is not None
        and len(brackets) > 2
        and abs(others - first.points) < _CLOSE
    ):
        return first
    return None


def _shift_scopes(reading: Reading, removed: Statement) -> tuple[Segment, ...]:
    """The segments; the demands of a removed statement lead to the next award."""
    following = [s.scope for s in reading.statements if s.kind == "award" and s.start > removed.start]
    target = following[0] if following else removed.scope
    return tuple(
        replace(segment, scope=target) if segment.scope == removed.scope else segment for segment in reading.segments
    )


def _reconcile(drafts: Sequence[_Draft], printed: float | None) -> None:
    """Let the group's points decide whether the awards of one item add up (see the module's docstring)."""
    if printed is None or any(draft.points is None for draft in drafts):
        return
    total = sum(draft.points or 0.0 for draft in drafts)
    if abs(total - printed) < _CLOSE:
        return
    fitting = [
        draft
        for draft in drafts
        if not draft.printed
        and draft.other_points is not None
        and abs(total - (draft.points or 0.0) + draft.other_points - printed) < _CLOSE
    ]
    if len(fitting) == 1:
        fitting[0].points = fitting[0].other_points


def read_item(
    id_: str, name: str | None, text: str, points: float | None, kind: Kind, data: Data, titled: bool = False
) -> Indicator:
    """An indicator read from its text alone, as a person gives it: rules, requirements and, where ``points`` is None,
    what its text says that it earns. It has no span. ``titled``: the items of its system open with a title.
    """
    reading, bracket = _without_bracket(read_scoring(text, data, kind == "deduction", titled and name is None))
    rules = reading.rules()
    if points is None and kind != "deduction":
        points = bracket if bracket is not None else earned_points(reading, rules)
    named = name if kind == "scored" else None
    requirements = find_requirements(reading, id_, data, points, kind == "deduction", named)
    return Indicator.made_of(
        id=id_, name=name, text=text or name or "", points=points, rules=rules, requirements=requirements
    )


def _indicator(document: Document, draft: _Draft, kind: Kind, data: Data) -> Indicator:
    requirements = find_requirements(
        draft.reading, draft.id, data, draft.points, kind == "deduction", draft.name if kind == "scored" else None
    )
    shares = [(document.slice(*piece), points) for piece, points in draft.item.shares]
    requirements = with_unit(with_shares(requirements, shares), draft.item.unit, data)
    pieces = [place for place in draft.item.pieces if place[0] < place[1]]
    joined = squeeze(document.slice(pieces[0][0], pieces[-1][1])) if pieces else ""
    span = document.text.span(pieces[0][0], pieces[-1][1]) if pieces and joined == squeeze(draft.text) else None
    return Indicator.made_of(
        id=draft.id,
        name=draft.name,
        text=draft.text or draft.name or "",
        points=draft.points,
        rules=draft.rules,
        requirements=requirements,
        span=span,
    )


def _total(
    groups: Sequence[IndicatorGroup], sheet: Sheet, title: str, notes: Sequence[str], data: Data
) -> float | None:
    """The printed total, else the sum of the groups' points, else of the items'; None where some are not known."""
    if sheet.total is not None:
        return sheet.total
    for text in (title, sheet.header, *notes):
        for pattern in data.patterns_of("scoring_total"):
            found = pattern.compiled.search(squeeze(fold(text)))
            if found:
                named = {"百": 100.0, "千": 1000.0}
                return named.get(found["points"]) or parse_numeral(found["points"])
    scored = [group for group in groups if group.kind == "scored"]
    values = [group.points if group.points is not None else _sum_items(group) for group in scored]
    if not values or None in values:
        return None
    return sum(value for value in values if value is not None)


def _sum_items(group: IndicatorGroup) -> float | None:
    values = [indicator.points for indicator in group.indicators]
    return None if None in values else sum(value for value in values if value is not None)
