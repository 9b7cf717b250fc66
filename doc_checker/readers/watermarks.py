"""Watermarks (水印) that a file draws like its text: pale lettering that is large, over the text, or repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from ..text import Box
from .lines import Line

_LARGE = 1.6  # of the size of the other text: watermarks are that much larger
_TILES = 3  # times that a small watermark stands on a page


def watermarks(pale: Sequence[Line], others: Sequence[Line]) -> set[int]:
    """Which of a page's pale lines, by their place, are watermarks; ``others`` are the lines printed like text."""
    body = median(line.size for line in others) if others else 0.0
    counts = Counter(line.text for line in pale)
    return {
        place
        for place, line in enumerate(pale)
        if line.size > _LARGE * body > 0
        or counts[line.text] >= _TILES
        or any(other.box is not None and _overlap(line.box, other.box) for other in others)
    }


def _overlap(first: Box | None, second: Box) -> bool:
    """Whether two lines are printed over each other."""
    if first is None:
        return False
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    return wide > 2 and high > 0.3 * (second[3] - second[1])
