"""Counts who does what how often, by the rates of the settings."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from limits import RateLimitItem

from devsper_registry import metrics
from devsper_registry.rates.action import ACTIONS, Action
from devsper_registry.rates.memory import Memory
from devsper_registry.rates.shared import Shared
from devsper_registry.rates.standing import Standing, Window

Rates = Sequence[RateLimitItem]
IN_MEMORY = "in memory: Redis does not answer"


class Counters(Protocol):
    """What is asked of a storage of the library."""

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, and tell whether there was room."""
        ...

    async def get_sliding_window(self, key: str, expiry: int) -> Window:
        """Return what was counted, without counting."""
        ...


class Limiter:
    """The rates of all actions, over the counters of this process or those in Redis."""

    def __init__(
        self,
        rates: Mapping[str, Rates],
        *,
        memory: Memory,
        shared: Shared | None = None,
    ) -> None:
        self._rates = {action: tuple(rates[action.setting]) for action in ACTIONS}
        # Whose keys are the library's, put together once and not for each request.
        self._taken = {
            action: [_taken(action, rate) for rate in self._rates[action]]
            for action in ACTIONS
            if action.local
        }
        self._memory = memory
        self._shared = shared

    async def count(self, action: Action, subject: str) -> Standing | None:
        """Count one; raise the action's refusal when there is no room for it.

        Return how much is left, None for what is local: those are too many to tell each.
        """
        counters = self._counters(action)
        told: Standing | None = None
        for rate in self._rates[action]:
            key, expiry = rate.key_for(action.name, subject), rate.get_expiry()
            room = await counters.acquire_sliding_window_entry(key, rate.amount, expiry)
            if room and action.local:
                continue
            window = await counters.get_sliding_window(key, expiry)
            standing = Standing.of(action.name, rate, window)
            if not room:
                raise _refusal(action, rate, standing)
            told = _scarcer(told, standing)
        return told

    def take(self, action: Action, subject: str) -> bool:
        """Count one of a local action; False where `count` would refuse it, and may be asked to."""
        assert action.local
        for before, after, amount, expiry in self._taken[action]:
            if not self._memory.take(f"{before}{subject}{after}", amount, expiry):
                return False
        return True

    async def require_room(self, action: Action, subject: str) -> None:
        """Raise the action's refusal when there is no room, without counting."""
        counters = self._counters(action)
        for rate in self._rates[action]:
            key = rate.key_for(action.name, subject)
            window = await counters.get_sliding_window(key, rate.get_expiry())
            standing = Standing.of(action.name, rate, window)
            if standing.is_exceeded:
                raise _refusal(action, rate, standing)

    def state(self) -> str:
        """Say for /ready how it counts."""
        return IN_MEMORY if self._shared is not None and self._shared.is_away else "ok"

    def _counters(self, action: Action) -> Counters:
        shared = self._shared
        return shared if shared is not None and not action.local else self._memory


def _taken(action: Action, rate: RateLimitItem) -> tuple[str, str, int, int]:
    """Return what the key of a subject has before it and after it, the amount and the seconds."""
    before, after = rate.key_for(action.name, "\0").split("\0")
    return before, after, rate.amount, rate.get_expiry()


def _refusal(action: Action, rate: RateLimitItem, standing: Standing) -> Exception:
    # Somebody else's hit may have gone between the count and the look.
    metrics.RATES_REFUSED.labels(action=action.name).inc()
    seconds = max(1, standing.retry_after)
    return action.refusal(
        rate=_words(rate), retry_after=seconds, standing=standing, setting=action.setting.upper()
    )


def _words(rate: RateLimitItem) -> str:
    """Return the rate as people say it: '60 a minute', '30 in 3 seconds'."""
    unit = rate.GRANULARITY.name
    if rate.multiples == 1:
        return f"{rate.amount} {'an' if unit == 'hour' else 'a'} {unit}"
    return f"{rate.amount} in {rate.multiples} {unit}s"


def _scarcer(one: Standing | None, other: Standing) -> Standing:
    return other if one is None or other.remaining < one.remaining else one
