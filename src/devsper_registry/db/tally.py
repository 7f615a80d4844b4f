"""Downloads counted in memory, until they are written together."""

from collections import Counter
from datetime import date
from typing import NamedTuple


class Download(NamedTuple):
    """What is counted together: never who downloaded, nor from where."""

    filename: str
    day: date
    installer: str
    python: str


class Tally:
    """Counts of one process. Bounded: what would be too much is not counted, nothing grows."""

    LARGEST = 100_000

    def __init__(self) -> None:
        self._counts: Counter[Download] = Counter()

    def add(self, download: Download, count: int = 1) -> None:
        """Count the download."""
        if download in self._counts or len(self._counts) < self.LARGEST:
            self._counts[download] += count

    def take(self) -> dict[Download, int]:
        """Return all counts and begin anew."""
        taken, self._counts = self._counts, Counter()
        return taken
