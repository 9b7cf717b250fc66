"""Reading in this process, one file after the other: no isolation; for files that are trusted, and for finding faults."""

from __future__ import annotations

from collections.abc import Iterator

from ..data import Data
from .reading import Done, Job, Settings, finish, read_one


class Serial:
    """An engine without processes of its own."""

    def __init__(self, data: Data, settings: Settings) -> None:
        self.settings = settings
        self._data = data

    def run(self, jobs: Iterator[Job | None]) -> Iterator[Done | None]:
        """Read files as they come."""
        for job in jobs:
            yield None if job is None else finish(job, read_one(job, self._data, self.settings), self.settings)

    def close(self) -> None:
        """Nothing to end."""
