"""What stands beside the words of a table's item and belongs to its requirements: the points of its parts, the unit of its number."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .data import Data
from .model import Requirement
from .requirements import read_quantity

_MARKS = regex.compile(r"[\p{P}\s]")
_BARE_NUMBER = regex.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,4})?(?P<above>[及或]?以上)?$")


def with_shares(requirements: Sequence[Requirement], shares: Sequence[tuple[str, float]]) -> list[Requirement]:
    """The requirements of an item in several rows with the points printed beside the row that each alone stands in."""
    found = {requirement.id: requirement.points for requirement in requirements}
    for text, points in shares:
        row = _MARKS.sub("", text)
        own = [requirement.id for requirement in requirements if _MARKS.sub("", requirement.text) in row]
        if len(own) == 1:
            found[own[0]] = points
    return [requirement.model_copy(update={"points": found[requirement.id]}) for requirement in requirements]


def with_unit(requirements: Sequence[Requirement], unit: str, data: Data) -> list[Requirement]:
    """The requirements that end with a bare number, with its quantity in the unit of a column of units (计量单位: % | 目标值: ≥3.2)."""
    return [_in_unit(requirement, unit, data) for requirement in requirements]


def _in_unit(requirement: Requirement, unit: str, data: Data) -> Requirement:
    bare = _BARE_NUMBER.search(requirement.text) if unit and requirement.quantity is None else None
    if bare is None:
        return requirement
    place = bare.start("above") if bare["above"] else bare.end()
    quantity = read_quantity(requirement.text[:place] + unit + requirement.text[place:], data)
    return requirement.model_copy(update={"quantity": quantity})
