"""What an indicator system asks for, ready to be held against many plans: wordings, demands, and their weights as matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from ..data import Data
from ..errors import NoIndicatorSystem
from ..model import Indicator, IndicatorGroup, IndicatorSystem
from ..numerals import parse_numeral
from ..text import squeeze
from .addressees import names_whom, speaks_of_some
from .conditions import says_who_leads
from .facets import Demands, read_all_demands
from .growth import asks_change
from .language import analyser_for
from .lists import head_shared, open_items
from .own_words import own_characters, own_stretches, own_terms
from .stand_ins import asks_for_upkeep, asks_to_make
from .vectors import WordVectors, default_vectors
from .word_table import OpenLists, TermTable
from .wording import (
    Term,
    Weigher,
    Wording,
    adds_number_only,
    begins_with_sending,
    is_bare_number,
    is_elliptic,
    main_things,
    with_name,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

_TITLE = regex.compile(r"(?P<title>[\p{Han}“”、+A-Za-z]{2,20})[（(](?:本项|满分|共|计)?[\d.]{1,4}分[)）]")
_LIGHT_ONLY = 0.3
_KEPT_SYSTEMS = 8


@dataclass(frozen=True, eq=False)
class Asked:
    """One requirement with its indicator, its wording and its comparable demands; ``row`` is its place among all of the system."""

    row: int
    indicator: str
    wording: Wording
    demands: Demands
    bare_number: bool
    """Only the number of what the requirement before it asks for."""
    adds_number: bool
    """Names nothing that those before it do not: without an answer to them there is none to it."""
    says_nothing: bool
    """Names nothing that those before it do not, and no condition (每在1个领域开展): it stands or falls with the one before."""
    goes_on: bool
    """Does what those before it only name (建立更新改造清单，推进更新改造): without an answer to them there is none to it."""
    apart: tuple[int, ...]
    """Places of the terms that alone tell it from one before it that is worded alike (开展诚信典范…宣传, 开展文明创建…宣传)."""
    only_leads: bool
    """Only says who leads what the one before it asks for."""
    only_sends: bool
    """Only says where to what the one before it asks for goes (及时推送至“信用交通·山东”网站)."""
    for_whom: str
    """The words that name whom its act is for (督促食品企业…): its own, or those of a requirement before it; empty without."""
    context: str
    """The title of its system and all that its indicator asks."""
    makes: bool
    """Asks for something new, by its own words or, with a number of its own (示范街区不少于2个), by those before it."""
    terms: tuple[int, ...]
    """Rows of its terms in the table."""
    own: tuple[int, ...]
    """Rows of the words that it has alone."""

    @property
    def has_work(self) -> bool:
        """Whether it asks for an act of its own, not only for how often what was asked before is renewed (动态更新间隔不超过一个月)."""
        return any(act.text not in _UPKEEP for act in self.wording.acts)


_UPKEEP = frozenset({"更新", "维护", "调整", "动态更新", "动态调整", "更新维护"})


@dataclass(frozen=True, eq=False)
class AskedSystem:
    """The requirements of a system and what they weigh. Shapes: R requirements, T terms, U units (terms, then open lists), A acts."""

    by_indicator: dict[str, tuple[Asked, ...]]
    terms: TermTable
    act_places: Ints
    """Places of the terms that are main acts."""
    act_terms: TermTable
    vectors: Floats
    """T × dimensions."""
    known: Bools
    """Terms that are things of a lexicon."""
    lists: OpenLists
    objects: Floats
    """R × U, rows summing to 1; the actions' where nothing but acts is asked."""
    actions: Floats
    everything: Floats
    rarest: Floats
    acts: Floats
    """R × A: the mean of the main acts asked; a row of zeros where there is none."""
    asks_act: Bools
    """For each requirement."""
    subjects: Floats
    """R × T: what an elliptic requirement is about; a row of zeros where it says it itself."""
    is_elliptic: Bools
    """For each requirement."""
    means: Floats
    """R × dimensions: mean word vectors of unit length."""
    pairs: dict[str, int]
    pair_weights: Floats
    """R × pairs of characters."""
    owners: tuple[int, ...]
    """For each requirement the place of its indicator."""
    standing: Bools
    """Requirements that say what they are about, and so can claim a clause."""


_LONG_ACT = 4


def _has_own_act(wording: Wording, before: Sequence[Wording]) -> bool:
    """Whether a requirement does what those before it only name (建立更新改造清单，推进更新改造)."""
    done = {act.text for each in before for act in each.acts}
    return any(len(act.text) >= _LONG_ACT and act.text not in done for act in wording.acts)


_FRAME = 6  # characters that two requirements begin and end with alike


def _told_apart(wording: Wording, before: Sequence[Wording]) -> tuple[int, ...]:
    """The places of the terms that alone tell a requirement from one before it, where the rest is worded alike."""
    text = wording.text
    for other in (each.text for each in before):
        first = _alike(text, other)
        last = min(_alike(text[::-1], other[::-1]), len(text) - first, len(other) - first)
        middle = text[first : len(text) - last]
        if first + last >= max(_FRAME, len(text) // 2) and len(middle) > 1:
            return tuple(n for n, term in enumerate(wording.terms) if term.text in middle and not term.is_action)
    return ()


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


_REFERS_BACK = regex.compile(
    r"^(?:对|将)?(?:全部)?(?P<act>\p{Han}{2})(?:(?:不|未)?\p{Han}{0,4}的|出的|到的|发现的|意见(?!征)|结果(?!公))"
)


def refers_back(text: str, before: str) -> bool:
    """Whether a requirement begins with what comes of an act asked for before it (接听的诉求全部跟踪办理, 抽查不合格的立案查处)."""
    match = _REFERS_BACK.match(text)
    made = _CONTAINS.match(text)
    return (match is not None and match["act"] in before) or (made is not None and made["made"] in before)


_CONTAINS = regex.compile(
    r"^[^，。；、]{0,24}?(?P<made>网站|专栏|页面|平台|系统|专区|栏目|方案|预案|办法|制度|细则|规划|计划|手册|档案|台账|清单|目录|协议|承诺书|公约|报告|数据库|公示栏|公开栏|展馆|展厅)"
    r"(?:中|内|里)?(?:应当?|须|要|需|必须)?(?:至少)?(?:包含|包括|设有|具备|含有|涵盖|载明|列明)"
)
"""Begins what a paper or place is to hold that the requirement before it asks to make (专栏页面应至少包含政策文件、信用动态)."""


def judged_groups(system: IndicatorSystem) -> list[IndicatorGroup]:
    """The scored groups, then the bonus groups."""
    return [g for g in system.groups if g.kind == "scored"] + [g for g in system.groups if g.kind == "bonus"]


def prepare_system(system: IndicatorSystem, data: Data) -> AskedSystem:
    """A system's requirements, prepared once for all plans held against it.

    Raises NoIndicatorSystem when the system has no indicator to judge.
    """
    indicators = [indicator for group in judged_groups(system) for indicator in group.indicators]
    if not indicators:
        raise NoIndicatorSystem(system.title, "指标体系中没有可评的指标", "请用 indicators 命令查看读出的表格")
    return _prepare(tuple(each.model_dump_json() for each in indicators), squeeze(system.title or ""), data)


@lru_cache(maxsize=_KEPT_SYSTEMS)
def _prepare(printed: tuple[str, ...], topic: str, data: Data) -> AskedSystem:
    indicators = [Indicator.model_validate_json(each) for each in printed]
    vectors = default_vectors()
    wordings = _read_wordings(indicators, topic, data, vectors)
    table = _Terms()
    by_indicator: dict[str, tuple[Asked, ...]] = {}
    row = 0
    for indicator in indicators:
        own = []
        whom, makes = "", False
        context = topic + "，" + squeeze(indicator.text)
        all_demands = read_all_demands(indicator.requirements, data)
        for position, wording in enumerate(wordings[indicator.id]):
            rows = tuple(table.row(term) for term in wording.terms)
            demands = all_demands[position]
            nothing_new = position > 0 and adds_number_only(wording, wordings[indicator.id][:position], data)
            changes = nothing_new and asks_change(wording.text, data)
            bare = is_bare_number(wording) or (bool(demands.quantities) and nothing_new) or changes
            empty = nothing_new and not (bare or demands.channels or demands.names or demands.level)
            apart = _told_apart(wording, wordings[indicator.id][:position])
            said = "，".join(each.text for each in wordings[indicator.id][:position])
            back = position > 0 and refers_back(wording.text, said)
            goes_on = back or (empty and _has_own_act(wording, wordings[indicator.id][:position]))
            empty = empty and not goes_on
            leads = position > 0 and says_who_leads(wording.text, data)
            sends = bool(wording.subject and demands.channels) and begins_with_sending(wording)
            if speaks_of_some(wording.text, data):
                whom = wording.text if names_whom(wording.text, data) else ""
            goes_on_making = makes and bool(demands.quantities) and not asks_for_upkeep(wording.text)
            makes = asks_to_make(wording.text) or goes_on_making
            kinds = (bare, nothing_new, empty, goes_on, apart, leads, sends)
            alone = tuple(table.row(term) for term in wording.own)
            own.append(Asked(row, indicator.id, wording, demands, *kinds, whom, context, makes, rows, alone))
            row += 1
        by_indicator[indicator.id] = tuple(own)
    return _weigh(by_indicator, table, vectors)


def _read_wordings(
    indicators: Sequence[Indicator], topic: str, data: Data, vectors: WordVectors
) -> dict[str, list[Wording]]:
    texts = [squeeze(requirement.text) for indicator in indicators for requirement in indicator.requirements]
    weigher = Weigher(texts, analyser_for(data), vectors, data, topic)
    all_wordings = iter(weigher.wordings())
    wordings: dict[str, list[Wording]] = {}
    for indicator in indicators:
        own = [next(all_wordings) for _ in indicator.requirements]
        name = weigher.name_terms(_printed_name(indicator))
        carried = main_things(own[0]) if own else ()
        if len(own) == 1 and any(
            rule.kind == "award" and rule.per and rule.text.startswith("每") and not _EACH_CONTENT.match(rule.text)
            for rule in indicator.rules
        ):
            counted = tuple(filter(_is_counted_list, own[0].closed))
            own = [replace(own[0], closed=counted)]  # 建成资源路、旅游路、产业路，每建成1条得2分: one suffices
        own = [_as_scored(wording, indicator) for wording in own]
        own = [_with_own(wording, own, weigher) for wording in own]
        wordings[indicator.id] = [
            replace(wording, subject=(*name, *carried))
            if position and is_elliptic(wording)
            else with_name(wording, name)
            for position, wording in enumerate(own)
        ]
    return wordings


def _with_own(wording: Wording, all_of_it: Sequence[Wording], weigher: Weigher) -> Wording:
    """The wording with what it alone asks for among those of its indicator."""
    siblings = [other.text for other in all_of_it if other is not wording]
    own = own_terms(wording, siblings, weigher.name_terms) if siblings else ()
    if not own:
        return wording
    stretches = own_stretches(wording.text, siblings)
    return replace(wording, own=own, own_characters=own_characters(own, siblings), own_stretches=stretches)


_EACH_CONTENT = regex.compile(
    r"每(?:包含|含有?|有|设有?|具备|涵盖|涉及|公开)一?[1１]?[个项类]?(?:内容|栏目|板块|模块|要素)?[，,]?得"
)
_COUNTED_AFTER = regex.compile(r"\s*[两二三四五六七八九十\d]{1,2}[个项类种大]")


_COUNT_IN_ITEM = regex.compile(r"(?P<count>[两二三四五六七八九十]|\d{1,2})[个项类种大张份套册本条](?=\p{Han}{2}|$)")


def _is_counted_list(items: Sequence[tuple[str, Sequence[int]]]) -> bool:
    """Whether a list is printed with how many it names (不予处罚、从轻处罚、减轻处罚三张清单): all of them are asked for."""
    found = _COUNT_IN_ITEM.search(items[-1][0])
    return found is not None and parse_numeral(found["count"]) == len(items)


def _as_scored(wording: Wording, indicator: Indicator) -> Wording:
    """The wording with its lists as the points tell: kinds of one thing of which each one found scores (国家标准、行业标准、地方标准,
    每项得2分) stand for each other; contents of which each scores (包含A、B、C等内容，每包含一项得0.5分) are all asked for.
    """
    each = [rule for rule in indicator.rules if rule.kind == "award" and rule.per]
    if any(_EACH_CONTENT.match(rule.text) for rule in each) and not wording.closed:
        return replace(wording, closed=open_items(wording.text, wording.terms), contents=True)
    single = [rule for rule in each if "每" in rule.text and not _EACH_CONTENT.match(rule.text)]
    if not single:
        return wording
    kept = []
    for items in wording.closed:
        names = [item for item, _ in items]
        end = wording.text.find(names[-1]) + len(names[-1])
        whole = any(rule.points and rule.points * len(names) == indicator.points for rule in single)
        if whole or not head_shared(names) or _COUNTED_AFTER.match(wording.text, end):
            kept.append(items)
    return replace(wording, closed=tuple(kept))


def _printed_name(indicator: Indicator) -> str:
    """The indicator's name, or the title printed before its points (河长设置（3分）。县、乡、村三级…)."""
    if indicator.name:
        return squeeze(indicator.name)
    found = _TITLE.match(squeeze(indicator.text))
    return found["title"] if found else ""


class _Terms:
    """Distinct terms of a system by what tells them apart in a plan."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self._rows: dict[tuple[str, frozenset[str], bool], int] = {}

    def row(self, term: Term) -> int:
        key = (term.text, term.classes, term.is_action)
        if key not in self._rows:
            self._rows[key] = len(self.terms)
            self.terms.append(term)
        return self._rows[key]


@dataclass(frozen=True)
class _Unit:
    """What is weighed as one: a term, or an open list."""

    column: int
    weight: float
    is_action: bool


def _units(asked: Asked, lists: list[tuple[tuple[int, ...], ...]], first_list: int) -> list[_Unit]:
    units = []
    open_lists: dict[int, dict[int, list[int]]] = {}
    terms = asked.wording.terms
    for position, term in enumerate(terms):
        if term.choice is None:
            units.append(_Unit(asked.terms[position], term.weight, term.is_action))
        else:
            open_lists.setdefault(term.choice[0], {}).setdefault(term.choice[1], []).append(position)
    for items in open_lists.values():
        weight = max(sum(terms[position].weight for position in item) for item in items.values())
        units.append(_Unit(first_list + len(lists), weight, False))
        lists.append(tuple(tuple(asked.terms[position] for position in item) for item in items.values()))
    return units


def _weigh(by_indicator: dict[str, tuple[Asked, ...]], table: _Terms, vectors: WordVectors) -> AskedSystem:
    import numpy as np

    everything = [asked for own in by_indicator.values() for asked in own]
    act_rows = [[table.row(act) for act in asked.wording.acts] for asked in everything]
    subject_rows = [[table.row(term) for term in asked.wording.subject] for asked in everything]
    size, count = len(table.terms), len(everything)
    lists: list[tuple[tuple[int, ...], ...]] = []
    units = [_units(asked, lists, size) for asked in everything]
    shape = (count, size + len(lists))
    objects, actions, whole, rarest = (np.zeros(shape, dtype=np.float32) for _ in range(4))
    acts, subjects = (np.zeros((count, size), dtype=np.float32) for _ in range(2))
    for row, own in enumerate(units):
        _fill_row(own, objects[row], actions[row], whole[row], rarest[row])
        for act in act_rows[row]:
            acts[row, act] += 1.0 / len(act_rows[row])
        for term, place in zip(everything[row].wording.subject, subject_rows[row], strict=True):
            subjects[row, place] += term.weight
    own_acts = np.flatnonzero(acts.any(axis=0))
    totals = subjects.sum(axis=1, keepdims=True)
    pairs, pair_weights = _weigh_pairs([asked.wording for asked in everything])
    owners = {indicator: place for place, indicator in enumerate(by_indicator)}
    return AskedSystem(
        by_indicator=by_indicator,
        terms=TermTable(table.terms),
        act_places=own_acts,
        act_terms=TermTable([table.terms[row] for row in own_acts.tolist()]),
        vectors=vectors.rows([term.text for term in table.terms]),
        known=np.array([any(c.startswith("concept|") for c in t.classes) for t in table.terms], dtype=bool),
        lists=OpenLists(lists),
        objects=objects,
        actions=actions,
        everything=whole,
        rarest=rarest,
        acts=acts[:, own_acts],
        asks_act=np.array([bool(rows) for rows in act_rows], dtype=bool),
        subjects=(subjects / np.where(totals == 0, 1.0, totals)).astype(np.float32),
        is_elliptic=np.array([bool(rows) for rows in subject_rows], dtype=bool),
        means=_means([asked.wording for asked in everything], vectors),
        pairs=pairs,
        pair_weights=pair_weights,
        owners=tuple(owners[asked.indicator] for asked in everything),
        standing=np.array([not (asked.bare_number or asked.wording.subject) for asked in everything], dtype=bool),
    )


def _fill_row(units: Sequence[_Unit], objects: Floats, actions: Floats, whole: Floats, rarest: Floats) -> None:
    """Shares of a requirement's units: of its things, of its acts, of all; the rarest two things weigh alike."""
    for unit in units:
        (actions if unit.is_action else objects)[unit.column] += unit.weight
        whole[unit.column] += unit.weight
    things = sorted((u for u in units if not u.is_action and u.weight > 0), key=lambda u: -u.weight)
    chosen = things[:2] or sorted(units, key=lambda u: -u.weight)[:1]
    for unit in chosen:
        rarest[unit.column] += 1.0 / len(chosen)
    object_sum, action_sum = float(objects.sum()), float(actions.sum())
    objects /= object_sum or 1.0
    actions /= action_sum or 1.0
    whole /= float(whole.sum()) or 1.0
    if action_sum < _LIGHT_ONLY:  # 开展 alone tells nothing
        actions[:] = objects
    if not object_sum:
        objects[:] = actions


def _means(wordings: Sequence[Wording], vectors: WordVectors) -> Floats:
    import numpy as np

    width = vectors.rows(["一"]).shape[1]
    result = np.zeros((len(wordings), width), dtype=np.float32)
    for row, wording in enumerate(wordings):
        if wording.terms:
            weights = np.array([term.weight for term in wording.terms], dtype=np.float32)
            mean = weights @ vectors.rows([term.text for term in wording.terms])
            result[row] = mean / (float(np.linalg.norm(mean)) or 1.0)
    return result


def _weigh_pairs(wordings: Sequence[Wording]) -> tuple[dict[str, int], Floats]:
    import numpy as np

    pairs: dict[str, int] = {}
    for wording in wordings:
        for pair, _ in wording.bigrams:
            pairs.setdefault(pair, len(pairs))
    weights = np.zeros((len(wordings), len(pairs)), dtype=np.float32)
    for row, wording in enumerate(wordings):
        for pair, weight in wording.bigrams:
            weights[row, pairs[pair]] += weight
    totals = weights.sum(axis=1, keepdims=True)
    return pairs, (weights / np.where(totals == 0, 1.0, totals)).astype(np.float32)
