"""What earns or costs more, printed as lists below an indicator table (加分项: 1.… 2.…): paragraphs → ``SheetGroup``s."""

from __future__ import annotations

from collections.abc import Sequence

from .data import Data
from .document import Document
from .outline import Range
from .rowlabels import extra_group_kind, row_label
from .scoresheet import GroupTitle, SheetGroup, SheetItem, read_group_title
from .scoring import read_scoring
from .text import tidy


def read_extra_lists(document: Document, places: Sequence[Range], data: Data) -> tuple[tuple[SheetGroup, ...], int]:
    """The groups that paragraphs below a table make, each under its heading, and how many paragraphs these are.

    An item is numbered or scores; the first paragraph that is neither ends them.
    """
    found: list[tuple[GroupTitle, list[SheetItem]]] = []
    read = 0
    for place in places:
        text = tidy(document.slice(*place))
        if extra_group_kind(text, data):
            found.append((read_group_title(text, data), []))
        elif text and not (found and _is_item(text, data)):
            break
        elif text:
            items = found[-1][1]
            label = row_label(document.slice(*place), data)
            number = label.value if label else len(items) + 1
            items.append(SheetItem(str(number), None, ((place[0] + (label.length if label else 0), place[1]),)))
        read += 1
    groups = (SheetGroup(title.number, title.name, title.kind, title.points, tuple(items)) for title, items in found)
    return tuple(group for group in groups if group.items), read


def _is_item(text: str, data: Data) -> bool:
    if any(pattern.compiled.search(text) for pattern in data.patterns_of("note_opening")):
        return False
    return row_label(text, data) is not None or bool(read_scoring(text, data).statements)
