"""What Word prints without keeping it as text: equation fields, form fields, formulas, SmartArt, WordArt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import regex

from .limits import local_name
from .numbering import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_CODE = 2_000  # characters of a field's code
_MAX_DEPTH = 8
_MAX_POINTS = 2_000  # texts of one SmartArt
_SWITCH = regex.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
_OPTIONS = regex.compile(r"(?:\s*\\[a-z]{2,3}\s*\d*)*\s*", regex.I)
_CIRCLED = {str(n): chr(0x245F + n) for n in range(1, 21)} | {str(n): chr(0x323C + n) for n in range(21, 36)}
_COMPOUND = regex.compile(r"[+\-×*/÷＋－]")


def printed_equation(code: str) -> str:
    """What an EQ field prints: circled numbers (带圈字符), characters set together (合并字符), fractions; without the
    phonetic guide over a word.
    """
    if not regex.match(r"\s*eq\b", code, regex.I):
        return ""
    return _printed(_SWITCH.sub("", regex.sub(r"^\s*eq\b", "", code[:_MAX_CODE], flags=regex.I)), 0).strip()


def _printed(code: str, depth: int) -> str:
    """The text of a piece of an equation: its functions printed, the rest as it stands."""
    found = regex.search(r"\\([a-z])", code, regex.I)
    if found is None or depth > _MAX_DEPTH:
        return code
    before, kind = code[: found.start()], found[1].lower()
    start = _OPTIONS.match(code, found.end())
    place = start.end() if start else found.end()
    if place >= len(code) or code[place] != "(":
        return before + _printed(code[place:], depth + 1)
    arguments, end = _arguments(code, place)
    return before + _function(kind, arguments, depth) + _printed(code[end:], depth + 1)


def _function(kind: str, arguments: list[str], depth: int) -> str:
    texts = [_printed(argument, depth + 1).strip() for argument in arguments]
    if kind == "f" and len(texts) == 2:
        return f"{_grouped(texts[0])}/{_grouped(texts[1])}"
    if kind == "o" and len(texts) == 2 and texts[0] in ("○", "〇", "O", "◯"):
        return _CIRCLED.get(texts[1], texts[1])
    raised = [regex.match(r"\s*\\s\s*\\(?:up|do)", argument, regex.I) is not None for argument in arguments]
    if kind == "o" and any(raised) and not all(raised):
        return "".join(text for text, over in zip(texts, raised, strict=True) if not over)
    return "".join(texts)


def _arguments(code: str, place: int) -> tuple[list[str], int]:
    """The arguments in brackets that open at a place, and where they end."""
    parts, depth, start = [""] * 0, 0, place + 1
    for position in range(place, len(code)):
        char = code[position]
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return [*parts, code[start:position]], position + 1
        elif char in ",;，" and depth == 1:
            parts.append(code[start:position])
            start = position + 1
    return [*parts, code[start:]], len(code)


def _grouped(text: str) -> str:
    return f"（{text}）" if _COMPOUND.search(text) else text


def form_value(element: _Element) -> str:
    """What a form field shows: the tick of a box, the chosen entry of a list; its ``w:fldChar`` is given."""
    data = element.find(W + "ffData")
    box = data.find(W + "checkBox") if data is not None else None
    if box is not None:
        state = box.find(W + "checked")
        state = state if state is not None else box.find(W + "default")
        return "☑" if state is not None and state.get(W + "val", "1") not in ("0", "false", "off") else "□"
    choices = data.find(W + "ddList") if data is not None else None
    if choices is None:
        return ""
    entries = [entry.get(W + "val", "") for entry in choices.iterchildren(W + "listEntry")]
    chosen = next(choices.iterchildren(W + "result"), None)
    value = chosen.get(W + "val", "0") if chosen is not None else "0"
    place = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0
    return entries[place] if place < len(entries) else ""


def linear_formula(element: _Element, depth: int = 0) -> str:
    """A formula (OMML) on one line: fractions with a stroke, exponents with a caret."""
    if depth > 40:
        return ""
    name = local_name(element.tag)
    if name == "t":
        return element.text or ""
    if name == "f":
        parts = {local_name(child.tag): linear_formula(child, depth + 1) for child in element}
        return f"{_grouped(parts.get('num', ''))}/{_grouped(parts.get('den', ''))}"
    if name == "sSup":
        parts = {local_name(child.tag): linear_formula(child, depth + 1) for child in element}
        return f"{parts.get('e', '')}^{parts.get('sup', '')}"
    if name == "d":
        return "（" + "".join(linear_formula(child, depth + 1) for child in element) + "）"
    return "".join(linear_formula(child, depth + 1) for child in element)


def smart_art(root: _Element) -> Iterator[str]:
    """The texts of a SmartArt's data part, each above those below it."""
    texts: dict[str, str] = {}
    for point in (element for element in root.iter() if local_name(element.tag) == "pt"):
        text = "".join(part.text or "" for part in point.iter() if local_name(part.tag) == "t" and part.text)
        texts[point.get("modelId", "")] = text if point.get("type", "node") in ("node", "asst") else ""
    below: dict[str, list[tuple[int, str]]] = {}
    children: set[str] = set()
    for link in (element for element in root.iter() if local_name(element.tag) == "cxn"):
        if link.get("type", "parOf") == "parOf":
            order = link.get("srcOrd", "0")
            entry = (int(order) if order.isascii() and order.isdigit() else 0, link.get("destId", ""))
            below.setdefault(link.get("srcId", ""), []).append(entry)
            children.add(entry[1])
    waiting = [key for key in reversed(texts) if key not in children]
    seen: set[str] = set()
    while waiting and len(seen) < _MAX_POINTS:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        if texts.get(key, "").strip():
            yield texts[key].strip()
        waiting += [other for _, other in sorted(below.get(key, ()), reverse=True)]
