"""Values as OFD writes them (GB/T 33190-2016): lists of numbers, boxes, offsets of characters, paths."""

from __future__ import annotations

import math
from collections.abc import Iterator

import regex

_TOKEN = regex.compile(r"[MLQBACSmlqbacs]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def numbers(value: str | None, limit: int = 4096) -> list[float]:
    """The numbers of an attribute; what is no finite number counts as 0."""
    result: list[float] = []
    for part in (value or "").replace(",", " ").split()[:limit]:
        try:
            number = float(part)
        except ValueError:
            number = 0.0
        result.append(number if math.isfinite(number) and abs(number) < 1e7 else 0.0)
    return result


def box_of(value: str | None) -> tuple[float, float, float, float] | None:
    """An ST_Box (left, top, width, height), or None."""
    parts = numbers(value, 8)
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) >= 4 else None


def expand(value: str | None, count: int) -> list[float]:
    """The offsets of a DeltaX or DeltaY: ``g 3 2.5 4`` stands for 2.5 2.5 2.5 4 (GB/T 33190-2016, 11.3)."""
    result: list[float] = []
    parts = (value or "").replace(",", " ").split()
    position = 0
    while position < len(parts) and len(result) < count:
        if parts[position].lower() == "g" and position + 2 < len(parts):
            times_given, left = parts[position + 1], count - len(result)
            repeat = min(int(times_given[:9]), left) if times_given.isascii() and times_given.isdigit() else 0
            result.extend(numbers(parts[position + 2], 1) * repeat)
            position += 3
        else:
            result.extend(numbers(parts[position], 1) or [0.0])
            position += 1
    return result


def subpaths(data: str) -> Iterator[list[tuple[float, float]]]:
    """The straight parts of a path (``M x y L x y C``); curves end a part, ``C`` closes it."""
    points: list[tuple[float, float]] = []
    command, arguments = "", [0.0] * 0
    for found in _TOKEN.finditer(data):
        token = found[0]
        if token.isalpha():
            command, arguments = token.upper(), []
            if command == "C" and len(points) > 1:
                points.append(points[0])
            continue
        arguments.append(float(token[:24]))
        if len(arguments) < _ARGUMENTS.get(command, 0):
            continue
        point = (arguments[-2], arguments[-1]) if len(arguments) > 1 else (0.0, 0.0)
        arguments = []
        if command in ("M", "S", "Q", "B", "A"):
            if len(points) > 1:
                yield points
            points = [point]
        elif command == "L":
            points.append(point)
    if len(points) > 1:
        yield points
