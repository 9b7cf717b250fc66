"""Persons in rosters (成员名单): names with inner spaces, roles, posts — as a printed line has them.

Lines keep their spaces here: 王　某　党组书记，局长 is one person. A name is told by its surname and by what stands
behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from .data import Data
from .outline import Range
from .text import tidy
from .unit_names import CLOSERS, LIST_MARKS, OPENERS, split_top

_LONGEST_ROLE_LINE = 80
_SPACE = r"[\s\u3000]"
_AFTER_NAME = rf"(?={_SPACE}|[，,、；;。（(：:]|同志|$)"
# 局长, 书记: a title that begins with a character which is a surname too (党, 司).
_TITLE = regex.compile(r"(?:[长任记员席委理导部局科处厅组志务办人师院会]|主席|书记|秘书|同志|领导|专家|教授|代表)$")
_LAST_NAME = regex.compile(rf"{_SPACE}(\S{{1,4}}(?:{_SPACE}{{1,4}}\S)?){_SPACE}*$")
_WORD = regex.compile(r"\S+")
_NOTE_OF_PERSON = regex.compile(r"[（(](?:女|男|[\p{Han}]{1,4}族|兼)(?:[，,、][\p{Han}]{1,4}族?)?[)）]")


_OPENS_POST = frozenset("副党县市区省局")
_PLACES = frozenset("县市区省")
_POST = regex.compile(
    r"副|党[组委政]|县|市|区|省|局|镇|乡|中共|常务|政府|人大|政协|\p{Han}{2,3}(?:省|市|县|区|旗|州|镇|乡|街道)"
)


@dataclass(frozen=True)
class Member:
    """A member on a printed line: offsets of name and posts in that line; a role only where the line prints one."""

    role: str | None
    name: Range
    posts: tuple[Range, ...]


class Persons:
    """Reads names, roles and posts with the surnames and roles of the lexicons."""

    def __init__(self, data: Data) -> None:
        surnames = data.forms_of("surname")
        single = "".join(name for name in surnames if len(name) == 1)
        double = "|".join(name for name in surnames if len(name) > 1)
        han, gap = r"\p{Han}", rf"{_SPACE}{{1,4}}"
        self._name = regex.compile(
            rf"(?:(?:{double})(?:{han}{{1,2}}|{gap}{han}{{1,2}})|[{single}]{han}{{1,2}}|[{single}]{gap}{han}(?:{gap}{han})?|"
            rf"{han}{{2,8}}·{han}{{2,8}}(?:·{han}{{2,8}})?){_AFTER_NAME}"
        )
        self._openings = frozenset(name[0] for name in surnames)
        self._surname = regex.compile(rf"[{single}]{han}{{3,}}")
        self._any_name = regex.compile(rf"{han}{{2,4}}(?={_SPACE}|[（(])|{han}{gap}{han}(?={_SPACE}|[（(])")
        self.roles = sorted(
            (form for entry in data.entries_of("role") if entry.value == "post" for form in entry.forms),
            key=lambda form: (-len(form), form),
        )
        self._known_roles = frozenset(self.roles)
        self._role_openings = frozenset(role[0] for role in self.roles)
        self._known_members = lru_cache(maxsize=64)(self._members)  # a line is first tried, then read
        self._known_labels = lru_cache(maxsize=1024)(self._role_labels)  # several extractors ask about the same line
        spaced = "|".join(rf"{_SPACE}*".join(map(regex.escape, role)) for role in self.roles)
        self._role = regex.compile(
            rf"(?:(?<=[；;。，,]{_SPACE}{{0,3}})|^{_SPACE}*)(?P<role>(?:{han}{{0,6}}?)(?:{spaced}))"
            rf"(?:{_SPACE}*[（(]\d{{1,3}}[人名][)）])?{_SPACE}*(?P<mark>[：:]|(?={_SPACE}))"
        )
        self.may_appoint = regex.compile(
            rf"[任为]{han}{{0,10}}?(?:" + "|".join(map(regex.escape, self.roles)) + ")|由[^，。]{2,12}[兼担]任"
        )
        self.role_words = regex.compile("(?:" + "|".join(map(regex.escape, self.roles)) + ")$")

    def is_name(self, value: str) -> bool:
        """Whether a string (spaces allowed) is the name of a person and no title."""
        match = self._name.match(value + " ")
        return bool(match) and match is not None and match.end() >= len(value) and not _TITLE.search(tidy(value))

    def name_at(self, line: str, place: int, loose: bool = False) -> Range | None:
        """The name that begins at a place of a line (spaces before it skipped); ``loose``: surname unknown, but posts
        behind a space.
        """
        while place < len(line) and line[place].isspace():
            place += 1
        opens = line[place : place + 1] in self._openings or "·" in line
        match = (self._name.match(line, place) if opens else None) or (
            self._any_name.match(line, place) if loose else None
        )
        if match is None or _TITLE.search(tidy(match.group())):
            return None
        return match.span()

    def role_labels(self, line: str) -> Sequence[tuple[str, int, int]]:
        """Role labels of a line (组　长：…): the role, where it begins and where its persons begin."""
        if "：" not in line and ":" not in line and (len(line) > _LONGEST_ROLE_LINE or line.split() == [line]):
            return ()  # a role ends in a colon or a space
        return self._known_labels(line)

    def _role_labels(self, line: str) -> tuple[tuple[str, int, int], ...]:
        found: list[tuple[str, int, int]] = []
        for match in self._role.finditer(line):
            marked = bool(match["mark"])
            bare = match.start() == 0 and tidy(match["role"]) in self._known_roles
            if marked or (bare and self.name_at(line, match.end())):
                found.append((tidy(match["role"]), match.start("role"), match.end()))
        return tuple(found)

    def bare_role(self, line: str) -> str | None:
        """The role that a line consists of (成　员), or None."""
        if line.lstrip()[:1] not in self._role_openings:
            return None
        value = tidy(line).rstrip("：:")
        return value if value in self._known_roles else None

    def members(self, line: str, start: int, end: int, loose: bool = False) -> Sequence[Member]:
        """The persons of a piece of a line: one with posts, or several in a list; empty when it is no such thing."""
        return self._known_members(line, start, end, loose)

    def _members(self, line: str, start: int, end: int, loose: bool) -> Sequence[Member]:
        single = self._single(line, start, end, loose)
        listed = self._listed(line, start, end)
        return listed if len(listed) > 1 else [single] if single else listed

    def glued(self, line: str, start: int, end: int) -> list[Member]:
        """The person of a piece whose space between name and post was lost (乔望秋副县长), as happens to scans.

        A name has three characters unless the third one opens a post; nothing where the rest is no post.
        """
        while start < end and line[start].isspace():
            start += 1
        piece = line[start:end].rstrip()
        if not self._surname.match(piece) or any(char.isspace() for char in piece) or not _TITLE.search(piece):
            return []
        length = 2 if piece[2:3] in _OPENS_POST else 3
        if length == 2 and piece[2:3] in _PLACES:
            return []  # 高新区…主任 is no person
        if not _POST.match(piece, length) or _TITLE.search(piece[:length]):
            return []
        return [Member(None, (start, start + length), _posts(line, start + length, end))]

    def _single(self, line: str, start: int, end: int, loose: bool) -> Member | None:
        """A name, then posts; or posts, then a name at the end."""
        name = self.name_at(line[:end], start, loose)
        if name:
            place = _behind_note(line, name[1], end)
            rest = line[place:end].lstrip()
            if rest and rest[0] in LIST_MARKS and self.name_at(line[:end], line.index(rest[0], place) + 1):
                return None
            return Member(None, name, _posts(line, place, end))
        tail = _LAST_NAME.search(line[start:end])
        if tail and self.is_name(tail[1]) and _TITLE.search(line[start : start + tail.start()].rstrip()):
            begin = start + tail.start(1)
            return Member(None, (begin, begin + len(tail[1])), _posts(line, start, start + tail.start()))
        return None

    def _listed(self, line: str, start: int, end: int) -> list[Member]:
        """Several persons: 张某、李某（职务）、王某, or names between spaces."""
        body = line[start:end]
        pieces = [(start + a, start + b) for a, b in split_top(body, "、，,；;。")]
        if len(pieces) == 1:
            words = [(start + m.start(), start + m.end()) for m in _WORD.finditer(body)]
            if len(words) > 1 and all(b - a > 1 and self.is_name(line[a:b]) for a, b in words):
                pieces = words
        members: list[Member] = []
        for begin, stop in pieces:
            name = self.name_at(line[:stop], begin)
            if name is None:
                return []
            members.append(Member(None, name, _posts(line, _behind_note(line, name[1], stop), stop)))
        return members

    def is_title(self, value: str) -> bool:
        """Whether a post ends like one (局长, 主任, 负责人)."""
        return bool(_TITLE.search(value))

    def is_member_line(self, line: str) -> bool:
        """Whether a line is one of a roster: it opens with a role, or with a name and posts."""
        if self.role_labels(line) or self.bare_role(line):
            return True
        name = self.name_at(line, 0)
        return bool(name) and name is not None and bool(line[name[1] :].strip()) and "。" not in line


def _behind_note(line: str, place: int, end: int) -> int:
    """Where the posts begin behind a name: a note such as （女） or （回族） is none."""
    while place < end and line[place].isspace():
        place += 1
    note = _NOTE_OF_PERSON.match(line, place, end)
    return note.end() if note else place


def _posts(line: str, start: int, end: int) -> tuple[Range, ...]:
    """Posts split at ，、；outside brackets; outer brackets, spaces and final marks are left out."""
    while start < end and (line[start].isspace() or line[start] in "，,：:、；;"):
        start += 1
    while end > start and (line[end - 1].isspace() or line[end - 1] in "。；;，,、"):
        end -= 1
    if (
        end - start > 1
        and line[start] in OPENERS
        and line[end - 1] in CLOSERS
        and not split_top(line[start:end], "，、")[1:]
    ):
        start, end = start + 1, end - 1
    found = []
    for begin, stop in split_top(line[start:end], "，,、；;"):
        a, b = start + begin, start + stop
        while a < b and line[a].isspace():
            a += 1
        while b > a and line[b - 1].isspace():
            b -= 1
        if b > a:
            found.append((a, b))
    return tuple(found)
