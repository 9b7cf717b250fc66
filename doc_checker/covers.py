"""印发、转发通知: which documents a cover notice carries, as its title and its first sentences name them."""

from __future__ import annotations

import regex

from .data import Data
from .organs import is_organ
from .printed import ends_like_title

QUOTED = regex.compile(r"[《〈<]((?:[^《》〈〉<>]|[〈<][^〈〉<>]*[〉>])+)[》〉>]?")
_CARRIED = regex.compile(r"印发|转发|批转|颁布|颁发|印送|下发")


def wanted_titles(title: str, opening: str, order: bool, data: Data) -> list[str]:
    """Titles of carried documents: quoted in the compact title, else quoted in the opening or named unquoted."""
    covers = _found(title, "cover", data)
    quoted = [name for found in covers for name in QUOTED.findall(found["inner"])]
    if quoted:
        return quoted
    if covers or order or _found(opening, "cover_body", data):
        quoted = [name for name in QUOTED.findall(opening) if ends_like_title(name, data)][:4]
    return quoted + [found["inner"] for found in covers]


def carries(title: str, opening: str, data: Data) -> bool:
    """Whether a document issues or passes on another one (印发, 转发); one that only announces (公布名单) does not."""
    if title:
        return any(_CARRIED.match(found.group()) for found in _found(title, "cover", data))
    return any(_CARRIED.search(found.group()) for found in _found(opening, "cover_body", data))


def named_in_title(title: str, data: Data) -> tuple[int, int] | None:
    """The place in a cover's compact title of the carried document's title, or None."""
    for found in _found(title, "cover", data):
        if not _CARRIED.match(found.group()):
            continue
        quoted = QUOTED.search(title, found.start("inner"))
        place = quoted.span(1) if quoted else found.span("inner")
        if ends_like_title(title[slice(*place)], data):
            return place
    return None


def title_issuer(title: str, data: Data) -> str:
    """The organ that a compact title begins with, or nothing."""
    names = [found["organ"] for found in _found(title, "title_issuer", data)]
    return names[0] if names and is_organ(names[0], data) else ""


def _found(value: str, label: str, data: Data) -> list[regex.Match[str]]:
    return [found for pattern in data.patterns_of(label) if (found := pattern.compiled.search(value))]
