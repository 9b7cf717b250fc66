"""Outcomes on which points depend (被省级媒体报道, 成功入选汇编): who only does the work before it has not aimed at it.

Source: the guide's "an outcome on which the points depend must be aimed at"; the cues stand in ``patterns/outcomes.toml``.
"""

from __future__ import annotations

from ..data import Data
from ..model import Facet
from .cues import find_cue, has_cue


def compare_outcome(asked: str, text: str, data: Data) -> list[Facet]:
    """The outcome that a requirement asks for, where a clause speaks of none."""
    wanted = find_cue("outcome-asked", asked, data)
    if wanted is None or has_cue("outcome-aimed", text, data):
        return []
    return [Facet(name="outcome", asked=wanted.group(), found=None, met=False)]
