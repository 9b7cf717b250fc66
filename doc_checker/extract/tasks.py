"""任务: the leaf items of the work sections and the rows of task tables, with who answers for them and by when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import regex

from ..data import Data
from ..document import Document
from ..model import Clause, Task, TimeExpression
from ..outline import Outline, Part, Range
from ..responsibility import ROLES, Convention, Grammar, Roles
from ..rows import ParsedClauses, RowCells
from ..text import fold, squeeze, tidy

_FINAL = "。！？；;）)】〕”"
_PAST_TIMES = ("date", "deadline")
_DASHES = "—-–－―─/／ "
_HEADING_NOISE = regex.compile(
    r"^(?:进一步|切实|全面|着力|大力|扎实|不断|加强|强化|做好|抓好|健全|完善|加大|突出){1,3}"
)
_TAIL_BRACKETS = regex.compile(r"(?:[（(〔][^（()）〔〕]{1,20}[)）〕])+$")
_COVER_TAIL = regex.compile(r"》?的(?:通知|函)$")
_WORD = regex.compile(r"\S+")
_RESPONSE = regex.compile(r"分钟|小时")  # 5分钟内推送到村: how soon each time, no time limit of the work
_YEAR = regex.compile(r"\d{4}")
_LONGEST_SUPPORT = 20
_LONGEST_GOAL = 12
_SUPPORT_WORD = 4
_MOST = 0.6
_SEE_ROWS = regex.compile(r"任务[^。]{0,40}(?:内容|分工|单位|时限|安排|清单)[^。]{0,12}(?:详?见|列[入于])附[件表]")
_TASK_LIST = regex.compile(r"(?:任务|工作|责任|事项)[\p{Han}]{0,4}(?:清单|分工表?|分解表?|台账|一览表)$")
_SOME, _MANY = 0.2, 0.4


def find_tasks(
    document: Document,
    outline: Outline,
    parsed: ParsedClauses,
    data: Data,
    times: Sequence[TimeExpression] = (),
) -> list[Task]:
    """The tasks of a plan in reading order; empty for a document that sets none.

    ``times`` are the time expressions of the document: deadlines and frequencies are taken from them.
    """
    return _Reader(document, outline, parsed, data, times).read()


class _Reader:
    """Reads the tasks of one document."""

    def __init__(
        self, document: Document, outline: Outline, parsed: ParsedClauses, data: Data, times: Sequence[TimeExpression]
    ) -> None:
        self.document = document
        self.outline = outline
        self.parsed = parsed
        self.data = data
        self.grammar = data.once(Grammar)
        self.times = sorted(times, key=lambda time: time.span.start)
        self.time_starts = [time.span.start for time in self.times]
        self.nobody = frozenset(data.forms_of("no-unit"))
        self.limits = [pattern.compiled for pattern in data.patterns_of("time_limit_printed")]
        self.limits.append(_standing_limit(data))
        self.loose = [pattern.compiled for pattern in data.patterns_of("time_limit_loose")]
        self.sections = data.once(_section_words)
        self.convention, self.convention_from = self._convention()
        self.own: dict[str, Roles] = {}
        self.stated: dict[str, tuple[str, Roles, int | None] | None] = {}
        self.closed_by_line = frozenset[str]()
        self.tasks: list[Task] = []

    def read(self) -> list[Task]:
        """Rows of task tables, and the leaves of the work sections of each part that is a plan."""
        self.closed_by_line = self._closed_by_line()
        for position, part in enumerate(self.outline.parts):
            roots = [clause for clause in self.parsed.clauses if self.parsed.parts.get(clause.id) == position]
            leaves = set(self._leaves(part, roots))
            for root in roots:
                self._walk(root, [], leaves)
        return self.tasks

    def _walk(self, clause: Clause, above: list[Clause], leaves: set[str]) -> None:
        cells = self.parsed.rows.get(clause.id)
        if cells is not None:
            if cells.is_task:
                self.tasks.append(self._row_task(clause, cells))
        elif clause.id in leaves and not self._is_in_rows(clause):
            self.tasks.append(self._leaf_task(clause, above))
            return
        for child in clause.children:
            self._walk(child, [*above, clause], leaves)

    # --- which clauses are tasks

    def _is_in_rows(self, clause: Clause) -> bool:
        """Whether a clause only says that the tasks stand in the rows of an attachment (具体内容和承担单位见附件)."""
        listed = _SEE_ROWS.search(clause.text) is not None and not self._roles(clause)
        return listed and any(cells.is_task for cells in self.parsed.rows.values())

    def _leaves(self, part: Part, roots: Sequence[Clause]) -> Iterator[str]:
        """Ids of the leaves of the work sections of a part."""
        sections = [clause for clause in self._sections(part, roots) if self.parsed.kinds.get(clause.id) == "item"]
        if part.kind == "attachment" and _TASK_LIST.search(self._title(part)):
            named = [
                clause for clause in sections if self._section_kind(clause) != "frame"
            ]  # 一、责任落实 of a 任务清单
        else:
            named = [
                each for each in sections if self._section_kind(each) == "work" and not self._is_goal(each, sections)
            ]
        if not sections or (not named and not self._is_plan(part, roots)):
            return
        others = self._unnamed_work(sections)
        for section in sections:
            leaves = self._leaves_of(section)
            if section in named or (section in others and not named):
                yield from (leaf.id for leaf in leaves)
            elif section in others:  # a section beside 重点任务 holds tasks where it is said who answers for them
                for leaf, above in self._leaves_below(section):
                    if self._roles(leaf) or self._governing(leaf, above)[0]:
                        yield leaf.id

    def _is_goal(self, clause: Clause, sections: Sequence[Clause]) -> bool:
        """Whether 目标任务 (任务目标) heads aims: a paragraph, where other sections have items, or beside 重点任务."""
        heading = squeeze(clause.heading or "")
        if "目标" not in heading or len(heading) > _LONGEST_GOAL:
            return False
        others = [(self._section_kind(each), each) for each in sections if "目标" not in squeeze(each.heading or "")]
        if any(kind == "work" for kind, _ in others):
            return True
        return not clause.children and any(kind is None and each.children for kind, each in others)

    def _unnamed_work(self, sections: Sequence[Clause]) -> list[Clause]:
        """Sections that no heading calls work: all but those of aims, and those of organisation at the end or so
        called outright.
        """
        kinds = [self._section_kind(clause) for clause in sections]
        tail = len(kinds)
        while tail and kinds[tail - 1] == "support":
            tail -= 1
        return [
            clause
            for position, (clause, kind) in enumerate(zip(sections, kinds, strict=True))
            if (kind is None and not self._is_goal(clause, sections))
            or (kind == "support" and not self._is_outright(clause) and (position < tail or self._names_units(clause)))
        ]

    def _names_units(self, clause: Clause) -> bool:
        """Whether most items of a section name who answers for them themselves."""
        leaves = list(self._leaves_of(clause))
        return len(leaves) > 1 and sum(bool(self._roles(leaf)) for leaf in leaves) > _MANY * len(leaves)

    def _is_outright(self, clause: Clause) -> bool:
        heading = _HEADING_NOISE.sub("", squeeze(clause.heading or ""))
        found = self.sections["support"].search(heading)
        return bool(found) and found is not None and len(found.group()) >= 0.8 * len(heading) and "领导" not in heading

    def _sections(self, part: Part, roots: Sequence[Clause]) -> list[Clause]:
        """The highest clauses of a part; below a chapter whose heading does not say what it holds, its sections."""
        top = [clause for root in roots for clause in (root.children if part.kind == "attachment" else [root])]
        return [
            section
            for clause in top
            for section in (clause.children if self._is_chapter(clause) and clause.children else [clause])
        ]

    def _is_chapter(self, clause: Clause) -> bool:
        """Whether a clause is a chapter or part (第二部分) that may hold sections of several kinds."""
        return clause.id.split(".")[-1].startswith("第") and self._section_kind(clause) not in ("frame", "support")

    def _section_kind(self, clause: Clause) -> str | None:
        """work, frame or support by the heading; None where it does not say."""
        heading = squeeze(clause.heading or "")
        if not heading:
            return None
        bare = _HEADING_NOISE.sub("", heading) or heading
        if bare.endswith(("任务", "举措")) and len(bare) <= 12:
            return "work"
        for kind in ("work", "frame", "support"):
            if self._is_about(kind, bare):
                return kind
        return None

    def _is_about(self, kind: str, heading: str) -> bool:
        """Whether words of a kind make the heading: most of it; for organisation, any part of a short one."""
        words = self.sections[kind].findall(heading)
        if not words:
            return False
        if sum(map(len, words)) >= _MOST * len(heading):
            return True
        return kind == "support" and len(heading) <= _LONGEST_SUPPORT and len(max(words, key=len)) >= _SUPPORT_WORD

    def _leaves_of(self, clause: Clause) -> Iterator[Clause]:
        """The leaf items below a clause; a closing clause (本方案自印发之日起施行) is none."""
        return (leaf for leaf, _ in self._leaves_below(clause))

    def _leaves_below(
        self, clause: Clause, above: tuple[Clause, ...] = ()
    ) -> Iterator[tuple[Clause, tuple[Clause, ...]]]:
        """The leaf items below a clause, each with the clauses above it."""
        items = [child for child in clause.children if self.parsed.kinds.get(child.id) == "item"]
        if not items:
            is_leaf = self.parsed.kinds.get(clause.id) == "item" and not clause.children
            if is_leaf and not self._is_closing(clause):
                yield clause, above
            return
        for child in items:
            yield from self._leaves_below(child, (*above, clause))

    def _is_closing(self, clause: Clause) -> bool:
        text = squeeze(clause.text.removeprefix(clause.label or ""))
        return any(pattern.compiled.search(text) for pattern in self.data.patterns_of("closing_clause"))

    def _is_plan(self, part: Part, roots: Sequence[Clause]) -> bool:
        """Whether a part sets tasks though no section is called so: by its title, or because its items name who
        answers.
        """
        title = self._title(part)
        kind = self._title_kind(title)
        if (kind == "plan" and not self._has_articles(roots)) or any(
            p.compiled.search(title) for p in self.data.patterns_of("plan_notice")
        ):
            return True
        leaves = [leaf for clause in self._sections(part, roots) for leaf in self._leaves_of(clause)]
        named = sum(bool(self._roles(leaf)) for leaf in leaves)
        share = _SOME if kind is None and not self._has_articles(leaves) else _MANY
        return named >= 2 and named >= share * len(leaves)

    def _has_articles(self, clauses: Sequence[Clause]) -> bool:
        """Whether clauses are articles of a regulation (第一条), or chapters of such."""
        return any((clause.label or "").startswith("第") for clause in clauses)

    def _title(self, part: Part) -> str:
        place = part.title or (self.outline.title if part.kind != "attachment" else None)
        return squeeze(self.document.slice(*place)) if place else ""

    def _title_kind(self, title: str) -> str | None:
        bare = _TAIL_BRACKETS.sub("", title).rstrip("》〉")
        bare = _COVER_TAIL.sub("", bare) if "印发" in bare or "转发" in bare else bare
        bare = _TAIL_BRACKETS.sub("", bare.rstrip("》〉"))
        forms = [
            (len(form), entry.value)
            for entry in self.data.entries_of("title-kind")
            for form in entry.forms
            if bare.endswith(form)
        ]
        return max(forms)[1] if forms else None

    # --- who answers

    def _convention(self) -> tuple[Convention, int]:
        """What the document says once for all its lists, and from where on it holds."""
        value = self.document.text.compact()
        found = {}
        for label in ("first_leads", "comma_leads"):
            for pattern in self.data.patterns_of(label):
                match = pattern.compiled.search(value.value)
                if match:
                    found[label] = value.index[match.start()]
        return Convention("first_leads" in found, "comma_leads" in found), min(found.values(), default=0)

    def _roles(self, clause: Clause) -> Roles:
        """What a clause's own text says (computed once)."""
        if clause.id not in self.own:
            holds = clause.span.end >= self.convention_from
            convention = self.convention if holds else Convention()
            roles = self.grammar.find(self._lines(clause), convention)
            self.own[clause.id] = roles or self._behind_space(self.document.slice(clause.span.start, clause.span.end))
        return self.own[clause.id]

    def _lines(self, clause: Clause) -> str:
        """A clause's lines without its label, each compact."""
        raw = self.document.slice(clause.span.start, clause.span.end)
        return "\n".join(fold(self.grammar.names.join_pieces(line)) for line in raw.split("\n"))[
            len(clause.label or "") :
        ]

    def _behind_space(self, raw: str) -> Roles:
        """Units behind a space, or on a line of their own, at the end of a closed sentence."""
        pieces = [match.span() for match in _WORD.finditer(raw)]
        for start, _ in pieces[1:]:
            before, run = raw[:start].rstrip(), squeeze(raw[start:])
            if before[-1] in _FINAL and self.grammar.names.is_run(run):
                return Roles(responsible=tuple(self.grammar.names.split(run)))
        return Roles()

    def _governing(self, clause: Clause, above: Sequence[Clause]) -> tuple[Roles, str | None]:
        """What a statement above the items, or one behind them (以上任务由…), says about this one."""
        for parent in reversed(above):
            if self.parsed.kinds.get(parent.id) != "item":
                continue
            statement = self._statement(parent)
            roles = statement[1] if statement else self._roles(parent)
            if roles:
                return roles, parent.id
            behind = self._behind(parent, clause)
            if behind:
                return behind
        return Roles(), None

    def _statement(self, clause: Clause) -> tuple[str, Roles, int | None] | None:
        """What a clause states for several items (computed once)."""
        if clause.id not in self.stated:
            text = self.document.slice(clause.span.start, clause.span.end)
            self.stated[clause.id] = self.grammar.governing(fold(squeeze(text)))
        return self.stated[clause.id]

    def _closed_by_line(self) -> frozenset[str]:
        """Clauses whose items are all answered for by a line behind the last of them (责任单位：…).

        Only where the document does so throughout: in two clauses at least, and nowhere behind an item that is not the last.
        """
        found = []
        for clause in (each for root in self.parsed.clauses for each in root.walk()):
            items = [child for child in clause.children if self.parsed.kinds.get(child.id) == "item"]
            if len(items) < 2 or any(item.children for item in items):
                continue
            if any(map(self._ends_in_statement, items[:-1])):
                return frozenset()
            if self._ends_in_statement(items[-1]) and not any(map(self._roles, items[:-1])):
                found.append(clause.id)
        return frozenset(found if len(found) > 1 else ())

    def _ends_in_statement(self, clause: Clause) -> bool:
        lines = self.document.slice(clause.span.start, clause.span.end).strip().split("\n")
        return any(self.grammar.is_statement(fold(squeeze(line))) for line in lines[1:])

    def _behind(self, parent: Clause, clause: Clause) -> tuple[Roles, str] | None:
        """A statement in a later item below a parent that covers the items above it: all, or so many (以上四项)."""
        leaves = [leaf for leaf in parent.walk() if not leaf.children and leaf is not parent]
        following = [leaf for leaf in leaves if leaf.span.start >= clause.span.start]
        if not following:
            return None
        if parent.id in self.closed_by_line:
            return self._roles(following[-1]), following[-1].id
        for distance, leaf in enumerate(following):
            statement = self._statement(leaf)
            if statement and statement[0] == "above" and distance < (statement[2] or len(leaves)):
                return statement[1], leaf.id
        return None

    def _is_heading_bracket(self, source: str | None, above: Sequence[Clause]) -> bool:
        """Whether units stand with a heading (（牵头单位：…）), where each role holds for the items that do not fill it."""
        clause = next((each for each in above if each.id == source), None)
        if clause is None:
            return False
        heading = self.document.slice(clause.span.start, clause.span.end).split("\n")[0]
        return bool(self.grammar.find(fold(squeeze(heading))))

    def _leaf_task(self, clause: Clause, above: Sequence[Clause]) -> Task:
        roles, source = self._roles(clause), None
        governing, source = self._governing(clause, above)
        filled = any(getattr(roles, role) and getattr(governing, role) for role in ROLES)
        if filled and not self._is_heading_bracket(source, above):
            source = None  # what the item says itself stands instead of 本部分责任单位：…，配合单位：…
        else:
            own = {unit for role in ROLES for unit in getattr(roles, role)}
            filled_in = (
                [u for u in getattr(governing, role) if u not in own or (role == "lead" and u not in roles.cooperate)]
                for role in ROLES
            )
            roles = Roles(*(getattr(roles, role) or tuple(more) for role, more in zip(ROLES, filled_in, strict=True)))
        value = fold(squeeze(self.document.slice(clause.span.start, clause.span.end)))
        roles = roles or self.grammar.in_charge(self._lines(clause))
        return self._task(clause, roles, _first_group(self.limits, value), source if source != clause.id else None)

    def _row_task(self, clause: Clause, cells: RowCells) -> Task:
        roles = Roles()
        for cell in cells.units:
            roles = roles.join(self.grammar.read_list(self._value(cell.pieces), cell.role, self.convention))
        if not cells.units:
            roles = self._roles(clause)
        deadline = tidy("".join(self.document.slice(*piece) for piece in cells.deadline))
        return self._task(clause, roles, deadline if self._is_limit(deadline) else None, None)

    def _value(self, pieces: Sequence[Range]) -> str:
        return fold(self.grammar.names.join_pieces("\n".join(self.document.slice(*piece) for piece in pieces)))

    # --- by when

    def _is_limit(self, value: str) -> bool:
        return bool(value.strip(_DASHES)) and value not in self.nobody

    def _task(self, clause: Clause, roles: Roles, limit: str | None, source: str | None) -> Task:
        first, last = (bisect_left(self.time_starts, place) for place in (clause.span.start, clause.span.end))
        inside = self.times[first:last]
        frequency = next((time.text for time in inside if time.kind == "frequency"), None)
        return Task.made_of(
            id=clause.id,
            text=clause.text,
            lead=list(roles.lead),
            responsible=list(roles.responsible),
            cooperate=list(roles.cooperate),
            deadline=limit or _latest(inside) or _first_group(self.loose, fold(squeeze(clause.text))),
            frequency=frequency,
            span=clause.span,
            responsibility_source=source if roles else None,
        )


def _section_words(data: Data) -> dict[str | None, regex.Pattern[str]]:
    return {
        entry.value: regex.compile("|".join(map(regex.escape, sorted(entry.forms, key=len, reverse=True))))
        for entry in data.entries_of("section")
    }


def _standing_limit(data: Data) -> regex.Pattern[str]:
    """A time limit without a date at the end of a bracket (…负责；长期坚持)."""
    forms = sorted(data.forms_of("standing-time"), key=len, reverse=True)
    return regex.compile(rf"[；;，,。]({'|'.join(map(regex.escape, forms))})[。；]?[)）〕】]")


def _first_group(patterns: Sequence[regex.Pattern[str]], value: str) -> str | None:
    """What the first pattern that is found names, or None."""
    found = next((match for pattern in patterns if (match := pattern.search(value))), None)
    return next((group for group in found.groups() if group), None) if found else None


def _latest(times: Sequence[TimeExpression]) -> str | None:
    """The latest date or deadline by its value; those without a comparable value only where there is no other."""
    dated: list[tuple[str, TimeExpression]] = []
    others: list[TimeExpression] = []
    for time in times:
        if time.kind not in _PAST_TIMES or _RESPONSE.search(time.text):
            continue
        value = time.value
        if isinstance(value, str) and _YEAR.match(value):
            dated.append((value.ljust(10, "9"), time))
        else:
            others.append(time)
    if dated:
        return max(dated, key=lambda pair: pair[0])[1].text
    return others[-1].text if others else None
