"""The counters of this process alone, bounded: a flood of addresses does not fill the memory."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from devsper_registry.rates.standing import Window

# About 300 bytes each.
MOST = 100_000


@dataclass(slots=True)
class _Counted:
    since: float
    current: int
    previous: int


class Memory:
    """A sliding window counter, as the library's storages have it, for at most `most` keys.

    The library's own looks at every key at every hit, and has no bound. Here whoever was not seen
    for the longest time is forgotten first, which forgives at most what that one had counted.
    """

    def __init__(self, *, most: int = MOST, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._counted: OrderedDict[str, _Counted] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counted)

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, and tell whether there was room; where there was none, nothing is counted."""
        return self.take(key, limit, expiry, amount)

    def take(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Do what `acquire_sliding_window_entry` promises, without a coroutine."""
        now = self._now()
        counted = self._moved(key, expiry, now)
        if counted is None:
            if len(self._counted) >= self._most:
                self._counted.popitem(last=False)
            counted = self._counted[key] = _Counted(now, 0, 0)
        else:
            self._counted.move_to_end(key)
        # As `Standing` weighs, to the last bit.
        weighted = counted.previous * (expiry - (now - counted.since)) / expiry
        if math.floor(weighted) + counted.current + amount > limit:
            return False
        counted.current += amount
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> Window:
        """Return what was counted, without counting."""
        now = self._now()
        counted = self._moved(key, expiry, now)
        if counted is None:
            return 0, 0.0, 0, 0.0
        left = expiry - (now - counted.since)
        return counted.previous, left, counted.current, left + expiry

    def _moved(self, key: str, expiry: int, now: float) -> _Counted | None:
        """Return the key's counters, moved to the window of this moment."""
        counted = self._counted.get(key)
        if counted is None or now < counted.since + expiry:
            return counted
        if now < counted.since + 2 * expiry:
            counted.previous, counted.current = counted.current, 0
            counted.since += expiry
        else:
            counted.previous, counted.current, counted.since = 0, 0, now
        return counted
