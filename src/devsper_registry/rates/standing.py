"""Where somebody stands with a limit, and when the next try is worth it."""

import math
from dataclasses import dataclass

from limits import RateLimitItem

# previous count, seconds until it counts no more, current count, seconds until that counts no more
Window = tuple[int, float, int, float]
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Standing:
    """`remaining` more are allowed; `retry_after` whole seconds, 0 where some are."""

    name: str
    quota: int
    window: int
    remaining: int
    retry_after: int

    @property
    def is_exceeded(self) -> bool:
        """Whether nothing more is allowed at this moment."""
        return self.remaining == 0

    @classmethod
    def of(cls, name: str, rate: RateLimitItem, counted: Window) -> "Standing":
        """Return what the counters of a sliding window mean for the next try."""
        expiry = rate.get_expiry()
        previous, previous_left, current, _ = counted
        weighted = previous * previous_left / expiry + current
        remaining = max(0, rate.amount - math.floor(weighted))
        # A whole number of seconds may come out a rounding below itself.
        wait = 0 if remaining else math.floor(_wait(rate.amount, expiry, counted) + _ROUNDING) + 1
        return cls(name, rate.amount, expiry, remaining, wait)


def _wait(quota: int, expiry: float, counted: Window) -> float:
    """Return after how many seconds the weighted count is below the quota.

    The previous window's count weighs less with every moment; the current one's whole, until that
    window is the previous one.
    """
    previous, previous_left, current, current_left = counted
    if current < quota:
        return previous_left - (quota - current) * expiry / previous
    return max(0.0, current_left - quota * expiry / current)
