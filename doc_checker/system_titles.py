"""What an indicator system is called: the title of its part, a caption above its table, or a line that names it."""

from __future__ import annotations

import regex

from .data import Data
from .document import Document, Paragraph
from .labels import find_label
from .outline import Outline, Part, Range
from .text import tidy

_LONGEST_TITLE = 80
_OPENING = 3  # paragraphs in which a system kept alone has its title
_SCORING_TITLE = regex.compile(
    r"(?:考核|考评|评价|评估|评分|评审|测评|验收|计分)[\p{Han}]{0,6}(?:办法|方案|规则|细则|标准)"
)
_MEASURE_LINE = regex.compile(r"^[（(]?(?:单位|计量单位|填报)[^。]{0,30}$")
_SENTENCE_END = regex.compile(r"[。；;：:]$")
_TABLE_NUMBER = regex.compile(r"^(?:附?表\s*\d*|附件\s*\d*)[：:\s]*(?=\S{4})")


def clip(document: Document, position: int, part: Part) -> Range:
    """The place of a block, cut to its part."""
    block = document.blocks[position]
    if part.extent == (0, 0):
        return block.start, block.end
    return max(block.start, part.extent[0]), min(block.end, part.extent[1])


def matches(label: str, value: str, data: Data) -> bool:
    """Whether a pattern of this label is found in a text."""
    return bool(value) and any(pattern.compiled.search(value) for pattern in data.patterns_of(label))


def names_scoring(title: str, data: Data) -> bool:
    """Whether the title of an attachment says that it scores (…考核办法, …评审标准)."""
    return matches("indicator_title", title, data) or bool(_SCORING_TITLE.search(title))


def part_title(document: Document, outline: Outline, part: Part, data: Data) -> str:
    """The printed title of a part; of one without any a line at its beginning that names a system, as where somebody keeps it alone."""
    place = part.title or (outline.inner_title if part.kind == "inner" else None) or outline.title
    if place is not None:
        return tidy(document.slice(*place))
    for block in document.blocks[part.blocks[0] : min(part.blocks[1], part.blocks[0] + _OPENING)]:
        value = tidy(document.slice(block.start, block.end)) if isinstance(block, Paragraph) else ""
        bare = len(value) <= _LONGEST_TITLE and not find_label(value, data) and not _SENTENCE_END.search(value)
        if bare and matches("indicator_title", value, data):
            return value
    return ""


def table_title(document: Document, outline: Outline, part: Part, position: int, data: Data) -> str:
    """The caption directly above a table where it has one of its own, else the title of its part."""
    whole = part_title(document, outline, part, data)
    for above in range(position - 1, max(part.blocks[0], position - 3) - 1, -1):
        block = document.blocks[above]
        if not isinstance(block, Paragraph):
            break
        caption = tidy(document.slice(*clip(document, above, part)))
        if not caption or _MEASURE_LINE.match(caption):
            continue
        label = find_label(caption, data)
        bare = caption[label.length :] if label else caption
        if len(bare) <= _LONGEST_TITLE and not _SENTENCE_END.search(bare) and matches("indicator_title", bare, data):
            return _TABLE_NUMBER.sub("", bare).strip()
        break
    return whole
