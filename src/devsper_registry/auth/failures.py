"""Sign-ins that failed, counted in memory until they are written together."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID


class Failure(NamedTuple):
    """What is counted together. The account and the key are known where the key is one of ours."""

    address: str | None
    code: str
    account_id: UUID | None = None
    api_key_id: UUID | None = None


class Failures:
    """Counts of one process. Bounded: of strangers beyond that only the number is kept."""

    LARGEST = 10_000

    def __init__(self) -> None:
        self._counts: Counter[Failure] = Counter()
        self._others = 0

    def add(self, failure: Failure, count: int = 1) -> None:
        """Count the failure. One with a key of ours always is: strangers cannot make those."""
        known = failure.api_key_id is not None or failure in self._counts
        if known or len(self._counts) < self.LARGEST:
            self._counts[failure] += count
        else:
            self._others += count

    def add_others(self, count: int) -> None:
        """Count failures of which nothing else is known any more."""
        self._others += count

    def take(self) -> tuple[Counter[Failure], int]:
        """Return the counts and the number of the others, and begin anew."""
        taken = self._counts, self._others
        self._counts, self._others = Counter(), 0
        return taken
