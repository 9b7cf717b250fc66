"""Printed lines → paragraphs: the part that every reader of running text shares.

A printed line goes on in the next one when it is full, or breaks off inside brackets or at a comma. Where a line could
be both, it is kept apart: a paragraph too many is mended by the clause parser, a heading swallowed is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from ..document import Paragraph
from ..text import Box, PackedBoxes, display_width, is_wide

_PAGE_MARK = regex.compile(
    r"^\s*(?:[—–―\-－─·•~～]{1,4}\s*\d{1,4}\s*[—–―\-－─·•~～]{1,4}|第\s*[\d一二三四五六七八九十]{1,4}\s*页(?:\s*[，,/／]?\s*[(（]?\s*[共/／]\s*[\d一二三四五六七八九十]{1,4}\s*页?\s*[)）]?)?|Page\s+\d+(?:\s+of\s+\d+)?)\s*$"
)
_LABEL = re.compile(
    r"^\s*(?:[-*•]\s+)?(?:"
    r"[一二三四五六七八九十百]{1,4}\s*[、，．.]|"
    r"[（(]\s*(?:[一二三四五六七八九十百]{1,4}|\d{1,3})\s*[)）]|"
    r"\d{1,3}\s*[、．.](?!\d)|"
    r"\d{1,2}(?:[.．]\d{1,2}){1,3}[\s　]+(?=[一-龥“《])|"
    r"[◆◇■□▲△●★☆▪➢►]\s*(?=[一-龥“《])|"
    r"[①-⑳]|"
    r"第[一二三四五六七八九十百零\d]{1,5}[章节条编]|"
    r"附\s*件\s*(?:\d|[一二三四五六七八九十]|[:：]|$)|附\s*[:：]|"
    r"(?:组\s*长|副\s*组\s*长|成\s*员|主\s*任|副\s*主\s*任|秘\s*书\s*长|委\s*员)\s*[：:]|"
    r"(?:抄\s*送|主\s*送|联\s*系\s*人|注)\s*[：:]|"
    r"扣分项|加分项|\|"
    r")"
)
_KEYED = regex.compile(r"\p{Han}{2,8}[：:]")  # 评分标准：, 责任单位：
_AMBIGUOUS = re.compile("[“”‘’…—·①-⑳]")
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九]{4}\s?年[\d一二三四五六七八九十元\s]{1,4}月[\d一二三四五六七八九十\s]{1,4}日"
)
_COUNTED = re.compile(r"[\d一二三四五六七八九十]")  # what a broken line may begin with, too
_BEHIND_SENTENCE = re.compile(r"[。！？][（(〔【][^（()）〔〕【】]{2,120}[)）〕】]$")
_TERMINAL = "。！？!?；;：:"
_CLOSERS = "”’）)》】」』\"'"
_OPENERS = {"（": "）", "(": ")", "《": "》", "“": "”", "【": "】", "〔": "〕", "[": "]"}


@dataclass(slots=True)  # thousands are made: frozen ones take twice the time
class Line:
    """A printed line: its text without outer spaces, its page, and whether a blank line or page ends before it.

    Where the format tells the layout, also: its box in PDF points (origin top left), the boxes of its characters, the
    font size in points, and the left and right edge of the text column that it stands in. ``confidences`` are those of
    its characters where OCR read it. ``opens`` says whether a paragraph begins with it, where the layout of plain text
    tells that. Lines are then joined by what
    is seen on the page.
    """

    text: str
    page: int = 1
    after_blank: bool = False
    box: Box | None = None
    boxes: PackedBoxes | None = None
    size: float = 0.0
    column: tuple[float, float] | None = None
    confidences: tuple[float, ...] | None = None
    opens: bool | None = None

    def in_column(self, column: tuple[float, float] | None) -> Line:
        """The same line in another column (much quicker than ``replace``)."""
        return Line(
            self.text,
            self.page,
            self.after_blank,
            self.box,
            self.boxes,
            self.size,
            column,
            self.confidences,
            self.opens,
        )


def is_page_mark(line: str) -> bool:
    """Whether a line is a printed page number (— 3 —, 第3页)."""
    return bool(_PAGE_MARK.match(line))


def is_labelled(line: str) -> bool:
    """Whether a line opens with a clause label, an attachment mark or a roster role."""
    return bool(_LABEL.match(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends with final punctuation, closing brackets apart, or with a bracket behind such (…。（甲局负责）)."""
    bare = line.rstrip(_CLOSERS)
    return bool(bare) and (bare[-1] in _TERMINAL or (bare != line and _BEHIND_SENTENCE.search(line) is not None))


def has_open_brackets(text: str) -> bool:
    """Whether the text ends inside an opened bracket or quotation (the last 120 characters count)."""
    tail = text[-120:]
    for opener, closer in _OPENERS.items():
        if opener in tail and tail.rfind(opener) > tail.rfind(closer):
            return True
    return False


_width = lru_cache(maxsize=64)(display_width)  # each line is among the neighbours of a dozen others


@lru_cache(maxsize=64)
def _width_with_quotes(text: str) -> int:
    """The width where quotation marks, dashes and dots count two columns, as most fonts print them."""
    return display_width(text) + len(_AMBIGUOUS.findall(text))


def _full_width(lines: Sequence[Line], position: int, quotes: bool = False) -> int:
    """The width of a full line around this one: the widest of the neighbouring lines."""
    nearby = lines[max(0, position - 6) : position + 7]
    return max(((_width_with_quotes if quotes else _width)(line.text) for line in nearby), default=0)


def continues(lines: Sequence[Line], position: int, so_far: str, first: int | None = None) -> bool:
    """Whether line ``position + 1`` goes on with the paragraph that line ``position`` ends.

    ``so_far`` is the paragraph's text, ``first`` the number of its first line.
    """
    here, following = lines[position].text, lines[position + 1].text
    if here.startswith("|") or following.startswith("|"):
        return False
    inside = has_open_brackets(so_far)
    opening = lines[position if first is None else first]
    seen = continues_on_page(lines[position], lines[position + 1], inside, opening)
    if seen is not None:
        return seen
    flush = lines[position + 1].opens is False and not ends_sentence(here) and _COUNTED.match(following)
    if lines[position + 1].opens or (is_labelled(following) and not flush and not (inside and here[-1:] in "（(《“")):
        return False
    if set(following) <= set("。，、；"):
        return True
    width, full = _width(here), _full_width(lines, position)
    wrapped = 36 <= full <= 130
    is_full = wrapped and (
        width >= full - 7 or _width_with_quotes(here) >= _full_width(lines, position, quotes=True) - 7
    )
    if lines[position + 1].opens is False and is_full:
        return True
    if inside:
        return is_full or width >= 16
    if ends_sentence(here):
        if _KEYED.match(following):
            return False
        # What goes on is another full line, or ends its sentence: a signature (国务院 中央军委) does neither.
        goes_on = ends_sentence(following) or _width(following) >= full - 7
        return is_full and width >= full - 2 and goes_on and not lines[position + 1].after_blank
    if here[-1:] in "，、,":
        return width >= 16
    if "，" in here and width >= 40:  # a running sentence that broke off
        return True
    return is_full or width >= 76


_INDENT = 1.2  # ems to the right of the column's edge from where a line counts as indented
_MAX_PITCH = 2.7  # ems from one line of a paragraph to the next
_PARAGRAPH_INDENT = 2.6  # a first line is indented by two ems; what stands further right hangs or is centred


def continues_on_page(here: Line, following: Line, inside: bool = False, first: Line | None = None) -> bool | None:
    """Whether a line is the next of the same paragraph by its place on the page, or None where that is unknown.

    A line was broken because the next one's first word did not fit; a paragraph's first line is indented. ``inside``
    says that the paragraph so far ends inside brackets; ``first`` is the paragraph's first line.
    """
    if here.box is None or following.box is None or here.column is None or following.column is None:
        return None
    em = here.size or here.box[3] - here.box[1]
    if not em or (following.size and here.size and abs(here.size - following.size) > 0.08 * em):
        return False
    indented = first is not None and first.box is not None and first.box[0] - following.box[0] > _INDENT * em
    running = ends_sentence(following.text) or "，" in following.text
    broken = indented and running and not ends_sentence(here.text) and _COUNTED.match(following.text)  # 每周|三、周六
    if is_labelled(following.text) and not broken and not (inside and here.text[-1:] in "（(《“"):
        return False
    if here.page == following.page and following.box[1] - here.box[1] > _MAX_PITCH * em:
        return False
    slack = here.column[1] - here.box[2]
    if slack > (first_word(following.text) + 0.7) * em:
        return False
    indent = (following.box[0] - following.column[0]) / em
    own = (here.box[0] - here.column[0]) / em
    on_the_right = own * em > 0.4 * (here.column[1] - here.column[0])
    if on_the_right and (abs(indent - own) >= 0.5 or _DATE.fullmatch(following.text)):
        return False  # as signatures and dates are
    if inside:
        return True
    if indent < _INDENT:
        # Without first-line indents the end of a sentence at the end of a line says that the paragraph ends there.
        opening = first.box[0] - following.box[0] if first is not None and first.box is not None else em
        return opening > _INDENT * em or not ends_sentence(here.text) or here.page != following.page
    beyond = following.column[1] - following.box[2]
    if abs(beyond - indent * em) < 0.5 * em and own < _INDENT and not ends_sentence(here.text):
        return True  # the rest of a centred line that was too long
    if slack < 2 * em and _hangs_in_list(here, following.box[0], em):
        return True
    hangs = 0.3 < indent - own < 3.5 and is_labelled(here.text)
    level = abs(indent - own) < 0.5 and not ends_sentence(here.text)
    return indent > _PARAGRAPH_INDENT and slack < 2 * em and (level or hangs)


def _hangs_in_list(here: Line, left: float, em: float) -> bool:
    """Whether something stands below the last entry of an aligned line: a post that goes on below itself."""
    if here.boxes is None or len(here.boxes) != len(here.text):
        return False
    place = here.text.rfind(" ")
    box = here.boxes[place + 1] if 0 < place < len(here.text) - 1 else None
    return box is not None and abs(box[0] - left) < 0.5 * em


def first_word(text: str) -> float:
    """The width in ems of what must stay together at a line's begin: a word, or a character with its closing marks."""
    width = 0.0
    for place, char in enumerate(text[:24]):
        wide = is_wide(char)
        glued = char in _NO_START or char in _QUOTES or (place and text[place - 1] in _NO_END)
        if place and not (glued or (not wide and not char.isspace() and not is_wide(text[place - 1]))):
            break
        width += 1.0 if wide else 0.55
    return width


HANGING = "。，、；：！？）》〉】」』〕］”’"
_QUOTES = "“”‘’"  # no break before or after them (UAX 14, LB 19)
_NO_END = _QUOTES + "（(《〈“【〔[「『"
_NO_START = HANGING + ",.;:!?)]}%％"


def join_lines(lines: Sequence[Line]) -> list[list[int]]:
    """Groups of line numbers that make one paragraph each."""
    groups: list[list[int]] = []
    so_far = ""
    for position, line in enumerate(lines):
        if groups and continues(lines, position - 1, so_far, groups[-1][0]):
            groups[-1].append(position)
            so_far += line.text
        else:
            groups.append([position])
            so_far = line.text
    return groups


def glue(before: str, following: str) -> str:
    """What stands between two joined lines: a space between words of Latin letters or digits, else nothing."""
    if not before or not following or is_wide(before[-1]) or is_wide(following[0]):
        return ""
    return " " if before[-1].isalnum() and following[0].isalnum() else ""


def lay_out(groups: Sequence[Sequence[str]], offset: int = 0) -> tuple[str, list[Paragraph]]:
    """Paragraphs of printed lines as text, one paragraph per line, with their offsets (shifted by ``offset``).

    Lines are joined without a space, except between two words of Latin letters or digits.
    """
    parts: list[str] = []
    paragraphs: list[Paragraph] = []
    place = offset
    for group in groups:
        start = place
        spans: list[tuple[int, int]] = []
        previous = ""
        for line in group:
            space = glue(previous, line)
            parts.extend((space, line))
            place += len(space)
            spans.append((place, place + len(line)))
            place += len(line)
            previous = line
        parts.append("\n")
        paragraphs.append(Paragraph(start, place, tuple(spans)))
        place += 1
    return "".join(parts), paragraphs
