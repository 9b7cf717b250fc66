"""Who answers for a piece of work (牵头、责任、配合单位): the grammar of the printed statements.

A statement is a bracket at the end (（市财政局牵头，市教育局配合）), a labelled list (责任单位：…), a closing
sentence (由市财政局负责。), a cell, or units behind a space. A unit that is only the subject of a sentence is none.
All functions take compact text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

from .data import Data
from .numerals import parse_numeral
from .unit_names import CLOSERS, OPENERS, UnitNames, split_top

ROLES = ("lead", "responsible", "cooperate")
_SENTENCE_MARKS = "。！"
_LONGEST_OPEN = 400
_CLOSES_BELOW = regex.compile(r"[^\n（(]{0,200}[)）\]】〕]")
_BRACKET = re.compile("[" + re.escape("".join(char for char in OPENERS + CLOSERS if char not in "《〈<》〉>")) + "\n]")
_CHUNK_MARKS = "，,；;。"
_END = "。！？；;!?）)】]〕”"
_OTHER_LABEL = regex.compile(r"[，,；;。][\p{Han}]{2,6}[：:]")
_JOINED_BY = regex.compile(r"^(?:并|再)?(?:会同|商|协同|联合)(?=\p{Han}{2})")
# What a list says about other lists: 以下均需各县落实，不再列出; 列第一位者为牵头单位，下同.
_ABOUT_OTHERS = regex.compile(r"^(?:以下|下同|其他|其余)|下同|不再|为牵头单位|为牵头部门|为主办单位")
# A time limit behind the names: A牵头，B配合，6月底前完成.
_BY_WHEN = regex.compile(r"^[^，。；]{2,14}(?:完成|推进|坚持|落实|办结|到位)$")
_HELPS = regex.compile(r"^[^，。；：]{2,60}?(?:予以|做好)?(?:配合|协助)$")
_IN_CHARGE = regex.compile(r"牵头(?![的人单部方机])|负责(?![人的同单部任]|制度)|(?P<helps>配合|协助)")
_GENERIC = ("部门", "单位", "机构", "企业", "人员", "队伍")
_FRAME_END = re.compile(r"[】〗\]〕]")
_EXPLAINED_BY = re.compile(r"负责解释|解释权|负责修订")
# 责任单位为镇环卫所: as good as a colon where a unit follows.
_IS = r"为(?=[\p{Han}（()）]{1,20}?[局委办部厅处科室股会队心院站所社司行府组校馆园镇乡](?:[、，,；;。]|$))"
_COUNT = regex.compile(r"(?P<n>[一二两三四五六七八九十\d]{1,3})(?:项|条|个|款|类)")
_FROM_TO = regex.compile(r"(?P<first>\d{1,2})(?:项|条)?(?:[-—–~～]{1,2}|[至到])第?(?P<last>\d{1,2})(?:项|条)")
_NOT_A_TASK_BRACKET = regex.compile(r"^(?:以下|下同|含|见|详见|附|试行|注|如|即|指|或|包括|不含|原|另|由于|名单)")


@dataclass(slots=True)  # hundreds are made: frozen ones take thrice the time
class Roles:
    """Units by their role, as printed."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lead or self.responsible or self.cooperate)

    def add(self, role: str, names: list[str] | tuple[str, ...]) -> Roles:
        """With further units in a role; a unit that has the role already is not repeated."""
        if not names:
            return self
        held = {name: getattr(self, name) for name in ROLES}
        held[role] = (*held[role], *(name for name in names if name not in held[role]))
        return Roles(**held)

    def join(self, other: Roles) -> Roles:
        """Both together."""
        if not self or not other:
            return self or other
        held = {role: getattr(self, role) for role in ROLES}
        return Roles(**{role: (*own, *(n for n in getattr(other, role) if n not in own)) for role, own in held.items()})


@dataclass(frozen=True)
class Convention:
    """What a document says once for all its lists: the first unit leads, or those before the first comma do."""

    first_leads: bool = False
    comma_leads: bool = False


class Grammar:
    """Reads statements of responsibility with the cues of the lexicons and patterns."""

    def __init__(self, data: Data) -> None:
        self.names = data.once(UnitNames)
        self._cues = [(role, pattern.compiled) for role in ROLES for pattern in data.patterns_of(f"role_cue_{role}")]
        self._any_cue = regex.compile("|".join(f"(?:{cue.pattern})" for _, cue in self._cues) or "(?!)")
        self._by_whom = [pattern.compiled for pattern in data.patterns_of("by_whom")]
        self._governing = [pattern.compiled for pattern in data.patterns_of("governing")]
        self._acts = [pattern.compiled for pattern in data.patterns_of("duty_act")]
        self._limits = [pattern.compiled for pattern in data.patterns_of("limit_chunk")]
        self._standing = frozenset(data.forms_of("standing-time"))
        terms = {form: entry.value for entry in data.entries_of("role") if entry.value in ROLES for form in entry.forms}
        ordered = "|".join(map(regex.escape, sorted(terms, key=lambda form: (-len(form), form))))
        long, short = (
            "|".join(form for form in ordered.split("|") if (len(form) > 3) is wanted) for wanted in (True, False)
        )
        self._terms = terms
        self._label = regex.compile(
            rf"(?<![各关由对向请])(?:(?<!\p{{Han}})(?:其中|具体|主要|第一))?(?P<term>(?:{long})|(?<!\p{{Han}})(?:{short}))"
            rf"(?:[（(][^（()）]{{1,10}}[)）]|/\p{{Han}}{{2,6}})?(?:[：:]|{_IS})"
        )
        ends = re.escape("".join({form[-1] for form in terms}))
        self._may_label = re.compile(f"[{ends}][（(/：:为]")  # what a label ends with: soon looked for, and rare
        self._framed = regex.compile(
            rf"(?P<before>^|.)[【〖\[〔](?P<term>{long})[】〗\]〕][：:]?(?=\p{{Han}})", regex.DOTALL
        )
        others = [
            form
            for entry in data.entries_of("column")
            if entry.value in ("deadline", "person", "note")
            for form in entry.forms
        ]
        self._other = regex.compile(
            r"(?:" + "|".join(map(regex.escape, sorted(others, key=len, reverse=True))) + r")[：:]"
        )
        self._tag = regex.compile(
            rf"[（(〈<【\[〔［](?P<role>{ordered}|负责|主责|主办|协办|参与|总牵头)[)）〉>】\]〕］]"
        )

    # --- whole clauses

    def find(self, value: str, convention: Convention = Convention()) -> Roles:
        """Everything that a clause's text (paragraphs joined) says about who answers for it."""
        value = self._unframe(value)
        found = Roles()
        outside: list[str] = []
        place = 0
        for start, end in _brackets(value):
            if start < place:
                continue
            inner = value[start + 1 : end - 1 if end <= len(value) and value[end - 1 : end] in CLOSERS else end]
            roles = self._read_bracket(inner, value[:start], value[end:], convention)
            outside.append(value[place:start])
            found = found.join(roles)
            if not roles and not self._find_label(inner):
                outside.append(value[start:end])
            place = end
        outside.append(value[place:])
        return _settle(found.join(self._read_sentences("".join(outside), convention)), convention)

    def governing(self, value: str) -> tuple[str, Roles, int | None] | None:
        """A statement for several items in a clause's text: its scope (``above`` or ``below``), the units, and for how
        many items it is (以上四项) where it says so; or None.
        """
        for pattern in self._governing:
            for match in pattern.finditer(value):
                sentence = value[match.end() :].split("。")[0].rstrip("）)")
                roles = (
                    self.read_list(sentence, None) if self._label.match(sentence) else self._read_chunks(sentence, None)
                )
                if roles:
                    above = match.groupdict().get("above")
                    return ("above" if above else "below"), roles, _items_meant(match.group())
        return None

    def _unframe(self, value: str) -> str:
        """【责任单位】市财政局 read as 责任单位：市财政局."""
        if not _FRAME_END.search(value):
            return value
        return self._framed.sub(
            lambda match: f"{match['before']}{'' if match['before'] in _END + chr(10) else '；'}{match['term']}：",
            value,
        )

    def is_statement(self, line: str) -> bool:
        """Whether a line is nothing but a labelled list of units (责任单位：…)."""
        line = self._unframe(line)
        label = self._label.match(line) if self._may_label.search(line) else None
        return bool(label) and bool(self.read_list(line, None))

    def _find_label(self, value: str) -> regex.Match[str] | None:
        return self._label.search(value) if self._may_label.search(value) else None

    def _read_bracket(self, inner: str, before: str, after: str, convention: Convention) -> Roles:
        inner = "。".join(
            inner[start:end]
            for start, end in split_top(inner, "。")
            if start == 0 or not _ABOUT_OTHERS.search(inner[start:end])
        )
        if self._find_label(inner):
            return self.read_list(inner, None, convention)
        if _NOT_A_TASK_BRACKET.match(inner):
            return Roles()
        if self._governs(inner):
            statement = self.governing(inner)
            return statement[1] if statement else Roles()
        closes = not after.lstrip("。；;.") or after[0] in "。；;（(【[〔"
        opens = not before or before[-1] in _END
        if not (closes or opens):
            return Roles()
        bare = self._without_limits(inner)
        roles = self._read_chunks(bare, None, convention)
        if roles:
            return roles
        if closes and not after.lstrip("。；;."):
            names = self.names.split(bare)
            if names and all(map(self.names.is_unit, names)) and (opens or len(names) > 1 or bare != inner):
                return self._default(bare, "responsible", convention)
        return Roles()

    def _without_limits(self, value: str) -> str:
        """A bracket without what it says about time (7月底前完成, 持续推进) and about other lists (下同)."""
        pieces = split_top(value, _CHUNK_MARKS)
        keep = [(a, b) for a, b in pieces if not (self._is_limit(value[a:b]) or _ABOUT_OTHERS.search(value[a:b]))]
        if len(keep) == len(pieces):
            return value
        return "".join(value[a:b] + value[b : b + 1] for a, b in keep).rstrip(_CHUNK_MARKS + "、")

    def _is_limit(self, chunk: str) -> bool:
        return chunk in self._standing or any(limit.fullmatch(chunk) for limit in self._limits)

    def _governs(self, value: str) -> bool:
        return any(pattern.match(value) for pattern in self._governing)

    def _read_sentences(self, value: str, convention: Convention) -> Roles:
        """Labelled lists and closing sentences outside brackets."""
        found = Roles()
        for start, end in split_top(value, _SENTENCE_MARKS + "\n"):
            sentence = value[start:end]
            label = self._find_label(sentence)
            if _EXPLAINED_BY.search(sentence):
                continue
            if label and (label.start() == 0 or sentence[label.start() - 1] in _END or len(label["term"]) > 3):
                found = found.join(self.read_list(sentence[label.start() :], None, convention))
            elif self._has_cue(sentence):
                read = self._read_chunks(sentence, None, convention, strict=True)
                by = Roles() if read else self._by(sentence)
                found = found.join(self._in_charge(sentence, by) if by else read)
        return found

    def in_charge(self, value: str) -> Roles:
        """Units that running text puts in charge of something (县财政局负责落实资金): for texts that say it in no other way."""
        found = Roles()
        for start, end in split_top(value, _SENTENCE_MARKS + "\n"):
            found = found.join(self._in_charge(value[start:end], Roles()))
        return found

    def _in_charge(self, sentence: str, found: Roles) -> Roles:
        """With the units that pieces of a sentence open with, and what they are in charge of; behind those also who helps."""
        for start, end in split_top(sentence, _CHUNK_MARKS):
            chunk = sentence[start:end]
            act = _IN_CHARGE.search(chunk)
            if act is None or ((act.end() == len(chunk) or act["helps"]) and not found):
                continue
            cue = self._first_cue(chunk, [], strict=True)
            role, names = (cue[0], cue[3]) if cue else ("responsible", self.names.split(chunk[: act.start()]))
            if names and self._are_named(names):
                held = {name for each in ROLES for name in getattr(found, each)}
                found = found.add(role, [name for name in names if name not in held])
        return found

    def _are_named(self, names: list[str]) -> bool:
        """Whether names are surely those of units, none of them of a sort of units (新引进的企业)."""
        return all(
            self.names.is_unit(name) and (name.startswith("各") or not name.endswith(_GENERIC)) for name in names
        )

    def _has_cue(self, sentence: str) -> bool:
        """Whether a sentence, or a chunk of it (some cues stand at the end of one), holds a cue."""
        search = self._any_cue.search
        return any(search(sentence[start:end]) for start, end in split_top(sentence, _CHUNK_MARKS))

    def _by(self, sentence: str) -> Roles:
        """由…牵头 inside or at the end of a sentence."""
        for pattern in self._by_whom:
            for match in pattern.finditer(sentence):
                tail = sentence[match.end() :]
                cues = [found.end() for _, cue in self._cues if (found := cue.search(tail))]
                for end in (len(tail), min(cues, default=0)):  # 由县水利局负责起草: the names stand before the cue
                    roles = self._read_chunks(tail[:end], None, strict=True, partly=True)
                    if roles:
                        return roles
        return Roles()

    # --- lists and cells

    def read_list(self, value: str, role: str | None, convention: Convention = Convention()) -> Roles:
        """A cell or bracket: labelled lists (责任单位：…；配合单位：…), cues (牵头，配合), or plain names in the role
        of the column.
        """
        labels = list(self._label.finditer(value)) if self._may_label.search(value) else []
        if not labels:
            return _settle(self._read_chunks(value, role, convention), convention)
        found = Roles()
        if role and labels[0].start() > 0:
            found = self._read_chunks(value[: labels[0].start()], role, convention)
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            part = value[label.end() : following.start() if following else len(value)]
            for other in (_OTHER_LABEL.search(part), self._other.search(part)):
                part = part[: other.start()] if other and other.start() < len(part) else part
            sentences = [part[start:end] for start, end in split_top(part, _SENTENCE_MARKS)]
            own = self._terms[label["term"]]
            if sentences and own:
                names = self._without_limits(sentences[0].strip(_CHUNK_MARKS + "、"))
                found = found.join(self._read_chunks(names, own, convention))
        return _settle(found, convention)

    def _read_chunks(
        self,
        value: str,
        role: str | None,
        convention: Convention = Convention(),
        strict: bool = False,
        partly: bool = False,
    ) -> Roles:
        """Names and cues in turn: A牵头，B、C按职责分工负责，D配合.

        ``role`` is what names without a cue are (a labelled list, a column); without it they wait for the next cue.
        ``strict``: nothing but names and cues may stand there; ``partly``: up to the first piece that is neither.
        """
        found = Roles()
        waiting: list[str] = []
        text = ""
        for start, end in split_top(value, _CHUNK_MARKS):
            chunk = value[start:end]
            if waiting and role in ("lead", "responsible"):
                cue = self._first_cue(chunk, [], strict)
                if cue is not None and cue[0] == "cooperate" and cue[3]:  # 责任单位：甲股、乙股，丙站配合
                    found, waiting, text = found.join(self._default(text, role, convention)), [], ""
            step = self._read_chunk(chunk, waiting, strict)
            if step is None and found:
                step = self._read_act(chunk)
            if step is not None:
                found, waiting, text = found.join(step), [], ""
                continue
            names = self.names.split(_JOINED_BY.sub("", chunk))
            if _ABOUT_OTHERS.search(chunk):
                continue
            if names and (role or self.names.is_plausible(self._untagged(names))):
                if found and _JOINED_BY.match(chunk):
                    found = found.add("cooperate", names)
                    continue
                waiting, text = [*waiting, *names], f"{text}，{chunk}" if text else chunk
            elif strict:
                if found and _BY_WHEN.search(chunk):
                    continue
                if not partly:
                    return Roles()
                break
        if waiting and role:
            found = found.join(self._default(text, role, convention))
        elif waiting and (found or any(self._tag.search(name) for name in waiting)) and not (strict or partly):
            found = found.join(self._default(text, "responsible", convention))
        elif waiting and strict and not partly:
            return Roles()
        if strict and not (found.lead or found.responsible) and not self._only_cooperate(value, found):
            return Roles()  # 带动中小企业参与 names nobody who answers
        return found

    def _only_cooperate(self, value: str, found: Roles) -> bool:
        """Whether a sentence says nothing but who helps (建设管理科配合。)."""
        return _HELPS.search(value) is not None and self._are_named(list(found.cooperate))

    def _read_chunk(self, chunk: str, waiting: list[str], strict: bool) -> Roles | None:
        """A chunk with cues (办公室负责开设专栏), or None where no cue has names before it."""
        found: Roles | None = None
        rest = chunk
        while rest:
            cue = self._first_cue(rest, waiting if found is None else [], strict)
            if cue is None:
                break
            role, _, end, names, joint = cue
            found = (found or Roles()).add(role, [*(waiting if found is None else []), *names])
            found = found.add("cooperate", joint)
            rest = rest[end:].lstrip("、，并和")
        if found is not None and strict and rest:
            return None
        return found

    def _read_act(self, chunk: str) -> Roles | None:
        """A unit and what it does, behind one that has a role already: 信息中心提供技术支持."""
        for act in self._acts:
            for match in act.finditer(chunk):
                names = self.names.split(chunk[: match.start()])
                if names and self._are_names(names, strict=True):
                    return Roles().add("cooperate" if match.groupdict().get("support") else "responsible", names)
        return None

    def _first_cue(
        self, chunk: str, waiting: list[str], strict: bool
    ) -> tuple[str, int, int, list[str], list[str]] | None:
        """The first cue whose preceding text is names: its role, where it stands, the names, and those joined to
        them by 会同.
        """
        if not self._any_cue.search(chunk):
            return None
        hits = sorted(
            (
                (match.start(), ROLES.index(role) != 0, -match.end(), role, match.end())
                for role, cue in self._cues
                for match in cue.finditer(chunk)
                if not _is_tag(chunk, match.start(), match.end())
            ),
        )
        hits.sort(key=lambda hit: (hit[0], hit[3] == "responsible"))
        for start, _, _, role, end in hits:
            main, _, other = _JOINED_BY.sub("", chunk[:start]).partition("会同")
            names, joint = (self._untagged(self.names.split(part)) for part in (main, other))
            if not names and start == 0 and waiting:
                return role, start, end, [], []
            if names and self._are_names([*names, *joint], strict):
                return role, start, end, names, joint
        return None

    def _are_names(self, names: list[str], strict: bool) -> bool:
        """Whether the words before a cue are units; in a running sentence each of them must surely be one."""
        if strict:
            return all(self.names.is_unit(name) or self.names.is_place(name) for name in names)
        return self.names.is_plausible(names)

    def _untagged(self, names: list[str]) -> list[str]:
        return [self._tag.sub("", name) for name in names]

    def _default(self, value: str, role: str, convention: Convention) -> Roles:
        """Names without a cue of their own, in the role of their list; a tag (（牵头）) or a convention sets some
        apart.
        """
        found, place = Roles(), 0
        if convention.comma_leads and role == "responsible":
            pieces = split_top(value, "，,")
            if len(pieces) > 1:
                found = found.add("lead", self.names.split(value[: pieces[0][1]]))
                place = pieces[1][0]
        names = self._with_shared_tags(value[place:])
        tagged = False
        for name in names:
            tag = self._tag.search(name)
            bare = self._tag.sub("", name)
            if not self.names.may_be_listed(bare):
                continue
            own = self._tag_role(tag["role"]) if tag else ("responsible" if tagged and role == "lead" else role)
            tagged = tagged or bool(tag and own == "lead")
            found = found.add(own, [bare] if bare else [])
        return found

    def _with_shared_tags(self, value: str) -> list[str]:
        """The names of a list; a tag behind the last name between two commas is that of all names there
        (甲局（牵头），乙局、丙局（配合）).
        """
        lists = [self.names.split(value[start:end]) for start, end in split_top(value, "，,；;")]
        if len(lists) < 2 or not all(names and self._tag.search(names[-1]) for names in lists):
            return self.names.split(value)
        found: list[str] = []
        for names in lists:
            tag = self._tag.search(names[-1])
            alone = tag and not any(map(self._tag.search, names[:-1]))
            found += [name + (tag.group() if tag and alone and name != names[-1] else "") for name in names]
        return found

    def _tag_role(self, word: str) -> str:
        for role in ROLES:
            if self._terms.get(word) == role:
                return role
        return "lead" if word in ("主责", "主办", "总牵头") else "responsible" if word == "负责" else "cooperate"


def _items_meant(statement: str) -> int | None:
    """For how many items above it a statement is (以上四项, 以上7—12项), or None for all."""
    span = _FROM_TO.search(statement)
    if span:
        return max(1, int(span["last"]) - int(span["first"]) + 1)
    count = _COUNT.search(statement)
    items = parse_numeral(count["n"]) if count else None
    return int(items) if items else None


def _is_tag(value: str, start: int, end: int) -> bool:
    """Whether a cue stands in brackets of its own (县住建局（配合）)."""
    return start > 0 and value[start - 1] in OPENERS and value[end : end + 1] in tuple(CLOSERS)


def _settle(roles: Roles, convention: Convention) -> Roles:
    """The first of several responsible units leads where the document says so and no other does."""
    if not convention.first_leads or roles.lead or len(roles.responsible) < 2:
        return roles
    return Roles((roles.responsible[0],), roles.responsible[1:], roles.cooperate)


def _brackets(value: str) -> list[tuple[int, int]]:
    """Outermost brackets; one that never closes is passed over, or reaches the end of its line where it is the last.

    Book marks and quotation marks are none.
    """
    pairs: list[tuple[int, int]] = []
    open_at: list[int] = []
    for mark in _BRACKET.finditer(value + "\n"):
        position, char = mark.start(), mark.group()
        if char in OPENERS:
            open_at.append(position)
        elif char in CLOSERS and open_at:
            pairs.append((open_at.pop(), position + 1))
        elif char == "\n" and open_at and not _CLOSES_BELOW.match(value, position + 1):
            last = open_at[-1]
            if position - last < _LONGEST_OPEN and (not pairs or pairs[-1][1] <= last):
                pairs.append((last, position))
            open_at.clear()
    found: list[tuple[int, int]] = []
    for start, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
