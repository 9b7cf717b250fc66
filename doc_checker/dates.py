"""Dates (日期): printed forms → ISO; an impossible date is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .data import Data
from .numerals import parse_numeral

# Letters and circles that typists put for 〇.
_ZEROES = str.maketrans("OoＯｏ○◯0０零", "〇" * 9)


@dataclass(frozen=True)
class PrintedDate:
    """A date as found in a compact string: ``value`` is ISO, or None where the day does not exist (2023年2月30日)."""

    start: int
    end: int
    value: str | None
    blank: bool = False
    """Whether the day is left open (2023年5月 日)."""


def to_iso(year: str, month: str, day: str) -> str | None:
    """ISO date of printed numerals, Arabic or Chinese (``二〇二三``, ``元``, ``廿八``), or None for no real day."""
    numbers = [_number(year), _number("一" if month in "元正" else month), _number(day)]
    if None in numbers:
        return None
    try:
        found = date(*(int(number) for number in numbers if number is not None))
    except ValueError:
        return None
    return found.isoformat() if 1900 <= found.year <= 2100 else None


def _number(numeral: str) -> float | None:
    return parse_numeral(numeral if numeral.isdigit() and numeral.isascii() else numeral.translate(_ZEROES))


def find_dates(value: str, data: Data, label: str = "date") -> list[PrintedDate]:
    """Full dates of a compact string in reading order, those of no real day included."""
    found = [
        PrintedDate(match.start(), match.end(), to_iso(match["year"], match["month"], match["day"]))
        for pattern in data.patterns_of(label)
        for match in pattern.compiled.finditer(value)
    ]
    return sorted(found, key=lambda item: item.start)


@lru_cache(maxsize=2048)
def date_line(value: str, data: Data) -> PrintedDate | None:
    """The date that a compact line ends with, as under a signature, or None: nothing but a bracket may follow it."""
    for pattern in data.patterns_of("date_blank"):
        if pattern.compiled.search(value):  # still to be filled in, or printed without the day
            return PrintedDate(0, len(value), None, blank=True)
    dates = find_dates(value, data, "written_date") or find_dates(value, data)
    if not dates or value[dates[-1].end :].strip("）)。."):
        return None
    return dates[-1]


def parse_year(numeral: str) -> int | None:
    """A year of the twentieth or twenty-first century, in Arabic or Chinese numerals (二〇二三), or None."""
    number = _number(numeral)
    return int(number) if number is not None and 1900 <= number <= 2100 else None


def parse_month(numeral: str) -> int | None:
    """A month in Arabic or Chinese numerals (元 is the first), or None."""
    number = _number("一" if numeral in "元正" else numeral)
    return int(number) if number is not None and 1 <= number <= 12 and number == int(number) else None
