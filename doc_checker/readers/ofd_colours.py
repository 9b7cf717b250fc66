"""Colours of OFD objects (GB/T 33190-2016, 8.3): their own, or those of the drawing parameters that they name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from .limits import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, 0 to 255."""

BLACK: Colour = (0.0, 0.0, 0.0, 255.0)
_WHITE = 250  # darkest channel of what prints nothing on white paper
_PALE = 176.0  # lightness on white paper from which lettering is as pale as watermarks are
_MAX_RELATIVES = 8  # drawing parameters that refer to others


def colour_of(element: _Element, name: str, params: Mapping[str, _Element], inherited: str = "") -> Colour | None:
    """The colour of an object, ``name`` being FillColor or StrokeColor; None where nothing tells it (black).

    ``params`` are the drawing parameters of the document by ID, ``inherited`` is the ID of those of the layer.
    """
    alpha = element.get("Alpha")
    key = element.get("DrawParam") or inherited
    source: _Element | None = element
    for _ in range(_MAX_RELATIVES):
        if source is None:
            break
        for child in source:
            if local_name(child.tag) == name:
                return _read(child.get("Value"), child.get("Alpha"), alpha)
        source = params.get(key) if key else None
        key = (source.get("Relative") or "") if source is not None else ""
    return _read("0 0 0", None, alpha) if alpha is not None else None


@lru_cache(maxsize=1024)
def _read(value: str | None, *alphas: str | None) -> Colour | None:
    """A colour's channels: grey, red-green-blue, or cyan-magenta-yellow-black; None for patterns and nonsense."""
    channels = [_number(part) for part in (value or "").replace("#", " ").replace(",", " ").split()[:5]]
    if any(channel is None for channel in channels):
        return None
    given = [channel for channel in channels if channel is not None]
    opacity = 255.0
    for alpha in alphas:
        stated = _number(alpha) if alpha else None
        opacity *= 1.0 if stated is None else stated / 255
    if len(given) == 1:
        return (given[0], given[0], given[0], opacity)
    if len(given) == 3:
        return (given[0], given[1], given[2], opacity)
    if len(given) == 4:
        cyan, magenta, yellow, black = (255 - channel for channel in given)
        return (cyan * black / 255, magenta * black / 255, yellow * black / 255, opacity)
    return None


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return min(255.0, max(0.0, number)) if number == number else None


def is_red(colour: Colour | None) -> bool:
    """Whether a colour is the red of issuer marks and seals."""
    return colour is not None and colour[0] > 180 and colour[1] < 90 and colour[2] < 90 and colour[3] >= 10


def is_white(colour: Colour | None) -> bool:
    """Whether a colour is white or fully transparent, which prints nothing."""
    return colour is not None and (min(colour[:3]) >= _WHITE or colour[3] < 10)


def is_pale(colour: Colour | None) -> bool:
    """Whether a colour is as pale on white paper as watermarks are."""
    if colour is None or is_white(colour):
        return False
    red, green, blue, opacity = colour
    light = 0.3 * red + 0.59 * green + 0.11 * blue
    return 255 - (255 - light) * opacity / 255 > _PALE
