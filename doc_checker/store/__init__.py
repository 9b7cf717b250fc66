"""资料库: one folder that holds a record for every file that was ever taken in.

Shards of compressed JSON Lines hold everything; an SQLite manifest says which line is whose. Layout and guarantees:
docs/store.md. ``Store`` reads, ``Writer`` (one at a time) writes; both find a damaged store out.
"""

from __future__ import annotations

from .layout import FAILED, READABLE, STATES, Row
from .reader import Store
from .writer import Writer

__all__ = ["FAILED", "READABLE", "STATES", "Row", "Store", "Writer"]
