"""Rates counted in Redis by all replicas, and what happens when it dies, hangs and comes back."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from limits import parse_many
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from devsper_registry.errors import TooManyDevices, TooManySearches
from devsper_registry.rates import DEVICE, INSTALL, SEARCH, Limiter, shared
from devsper_registry.rates.memory import Memory
from devsper_registry.rates.shared import AT_ONCE, connected
from devsper_registry.settings import Settings
from tests import faults, valkey
from tests.valkey import Valkey

pytestmark = pytest.mark.anyio


# As it is outside of these tests.
PATIENCE_SECONDS = shared.PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not take a busy machine for a Redis that is away."""
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 1.0)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Valkey]:
    with valkey.running(tmp_path) as running:
        yield running


@asynccontextmanager
async def replica(redis: Valkey, **rates: str) -> AsyncIterator[Limiter]:
    memory = Memory()
    told = Settings().rates | {name: parse_many(rate) for name, rate in rates.items()}
    async with connected(redis.url, memory) as counters:
        yield Limiter(told, memory=memory, shared=counters)


async def until(limiter: Limiter, state: str) -> None:
    async with asyncio.timeout(20):
        while limiter.state() != state:  # noqa: ASYNC110 (what changes is another process)
            await asyncio.sleep(0.02)


async def test_replicas_count_together(redis: Valkey) -> None:
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(replica(redis)) for _ in range(2)]
        for limiter in (one, other, one, other, one):
            await limiter.count(DEVICE, "address:192.0.2.1")
        with pytest.raises(TooManyDevices) as refused:
            await other.count(DEVICE, "address:192.0.2.1")
        assert refused.value.facts["retry_after"] in range(1, 74)
        await other.count(DEVICE, "address:192.0.2.2")


async def test_what_is_local_does_not_ask_redis(redis: Valkey) -> None:
    async with replica(redis) as limiter:
        redis.kill()
        await limiter.count(INSTALL, "address:192.0.2.1")
        assert limiter.state() == "ok"


@pytest.mark.parametrize("trouble", ["killed", "hanging"])
async def test_without_redis_it_counts_in_memory_and_returns_by_itself(
    redis: Valkey, trouble: str
) -> None:
    async with replica(redis, rate_limit_search="3/hour") as limiter:
        await limiter.count(SEARCH, "account:1")
        before = REGISTRY.get_sample_value("devsper_rates_fallbacks_total")
        if trouble == "killed":
            redis.kill()
        else:
            redis.hang()
        with capture_logs() as logs:
            # All of these at once: none fails, one line in the log, one in the count.
            await asyncio.gather(*(limiter.count(SEARCH, "account:1") for _ in range(3)))
            assert limiter.state() == "in memory: Redis does not answer"
            with pytest.raises(TooManySearches):
                await limiter.count(SEARCH, "account:1")
            async with asyncio.timeout(20):
                while not logs:  # noqa: ASYNC110 (nor here)
                    await asyncio.sleep(0.02)
            assert REGISTRY.get_sample_value("devsper_rates_shared") == 0
            if trouble == "killed":
                redis.start()
            else:
                redis.go_on()
            await until(limiter, "ok")
        assert [line["event"] for line in logs] == ["rates.redis-away", "rates.redis-back"]
        assert REGISTRY.get_sample_value("devsper_rates_fallbacks_total") == (before or 0) + 1
        assert REGISTRY.get_sample_value("devsper_rates_shared") == 1
        # What Redis had counted counts again, where it still knows of it.
        left = await limiter.count(SEARCH, "account:1")
        assert left is not None


def at_once(counting: Coroutine[Any, Any, object]) -> None:
    """Run it to its end without a single turn of the event loop: it waits for nothing."""
    with pytest.raises(StopIteration):
        counting.send(None)


async def test_a_hanging_redis_is_waited_for_by_those_who_have_a_turn_and_by_nobody_after_them(
    redis: Valkey,
) -> None:
    with faults.before(redis.port) as way:
        async with replica(
            Valkey(redis.folder, way.port), rate_limit_search="1000/hour"
        ) as limiter:
            await limiter.count(SEARCH, "account:0")
            way.hang()
            await asyncio.gather(*(limiter.count(SEARCH, f"account:{n}") for n in range(100)))
            # Each that waits holds a connection; and one more looks in the background.
            assert way.refused in {AT_ONCE, AT_ONCE + 1}
            for n in range(1000):
                at_once(limiter.count(SEARCH, f"account:{n % 7}"))
            assert limiter.state() == "in memory: Redis does not answer"


async def test_nobody_waits_longer_for_redis_than_the_patience_says(
    redis: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PATIENCE_SECONDS == 0.05
    asked: list[float | None] = []
    timeout = asyncio.timeout

    def noted(seconds: float | None) -> asyncio.Timeout:
        asked.append(seconds)
        return timeout(seconds)

    async with replica(redis) as limiter:
        monkeypatch.setattr(asyncio, "timeout", noted)
        redis.hang()
        await limiter.count(SEARCH, "account:0")
        assert asked[0] == shared.PATIENCE_SECONDS
        assert limiter.state() == "in memory: Redis does not answer"


async def test_a_hanging_redis_does_not_keep_a_replica_from_ending(redis: Valkey) -> None:
    with faults.before(redis.port) as way:
        async with AsyncExitStack() as stack:
            limiter = await stack.enter_async_context(
                replica(Valkey(redis.folder, way.port), rate_limit_search="1000/hour")
            )
            way.hang()
            await limiter.count(SEARCH, "account:0")
            looked = way.refused
            while way.refused == looked:  # noqa: ASYNC110 (another thread's)
                await asyncio.sleep(0.01)
            # Amid such a look.
            async with asyncio.timeout(60):
                await stack.aclose()


async def test_it_looks_for_redis_through_every_kind_of_absence_and_returns_by_itself(
    redis: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "ASK_AGAIN_SECONDS", 0.01)
    with faults.before(redis.port) as way:
        async with replica(
            Valkey(redis.folder, way.port), rate_limit_search="1000/hour"
        ) as limiter:
            with capture_logs() as logs:
                for absence in (way.hang, way.refuse, way.hang):
                    absence()
                    await limiter.count(SEARCH, "account:0")
                    looked = way.refused
                    while absence == way.hang and way.refused < looked + 2:  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
                    assert limiter.state() == "in memory: Redis does not answer"
                way.carry()
                await until(limiter, "ok")
            assert [line["event"] for line in logs] == ["rates.redis-away", "rates.redis-back"]
            left = await limiter.count(SEARCH, "account:1")
            assert left is not None
            assert limiter.state() == "ok"


async def test_a_redis_that_was_never_there_stops_nothing(tmp_path: Path) -> None:
    nowhere = Valkey(tmp_path)
    async with replica(nowhere) as limiter:
        for _ in range(5):
            await limiter.count(DEVICE, "address:192.0.2.1")
        with pytest.raises(TooManyDevices):
            await limiter.count(DEVICE, "address:192.0.2.1")


async def test_a_hundred_at_once_are_not_taken_for_an_outage(redis: Valkey) -> None:
    async with replica(redis, rate_limit_search="1000/minute") as limiter:
        await limiter.count(SEARCH, "account:0")
        with capture_logs() as logs:
            await asyncio.gather(*(limiter.count(SEARCH, f"account:{n % 7}") for n in range(100)))
            # One that a busy machine kept waiting asks again at once, and finds that all is well.
            await until(limiter, "ok")
        assert logs == []
