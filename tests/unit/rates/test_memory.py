"""The counters of one process: a sliding window, bounded, and what it tells of the next try."""

from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from limits import parse

from devsper_registry.rates.memory import Memory
from devsper_registry.rates.standing import Standing

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


async def hits(memory: Memory, times: int, *, limit: int, expiry: int, key: str = "k") -> int:
    """Return for how many of the hits there was room."""
    return sum(
        [await memory.acquire_sliding_window_entry(key, limit, expiry) for _ in range(times)]
    )


async def test_the_limit_is_exact_within_a_window() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    assert await hits(memory, 15, limit=10, expiry=1) == 10
    clock.now += 0.999
    assert await hits(memory, 5, limit=10, expiry=1) == 0


async def test_what_was_refused_is_not_counted() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    assert await hits(memory, 1000, limit=10, expiry=60) == 10
    assert (await memory.get_sliding_window("k", 60))[2] == 10


async def test_the_window_slides() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    assert await hits(memory, 10, limit=10, expiry=60) == 10
    clock.now += 90  # half of the next window: half of the ten still weigh
    assert await hits(memory, 10, limit=10, expiry=60) == 5
    clock.now += 120
    assert await hits(memory, 20, limit=10, expiry=60) == 10


async def test_keys_are_counted_apart() -> None:
    memory = Memory()
    assert await hits(memory, 3, limit=2, expiry=60, key="a") == 2
    assert await hits(memory, 3, limit=2, expiry=60, key="b") == 2


async def test_a_flood_of_addresses_takes_a_bounded_memory() -> None:
    memory = Memory(most=1_000)
    for address in range(20_000):
        await memory.acquire_sliding_window_entry(f"address:{address}", 10, 60)
    assert len(memory) == 1_000


async def test_whoever_was_not_seen_for_longest_is_forgotten_first() -> None:
    memory = Memory(most=2)
    await hits(memory, 2, limit=2, expiry=60, key="busy")
    await hits(memory, 2, limit=2, expiry=60, key="quiet")
    assert await hits(memory, 1, limit=2, expiry=60, key="busy") == 0
    await hits(memory, 1, limit=2, expiry=60, key="new")
    assert await hits(memory, 1, limit=2, expiry=60, key="busy") == 0
    assert await hits(memory, 1, limit=2, expiry=60, key="quiet") == 1


@given(
    pauses=st.lists(st.floats(min_value=0, max_value=90, allow_nan=False), max_size=40),
    limit=st.integers(min_value=1, max_value=12),
)
# 36 seconds are left, and come out as a little less.
@example(pauses=[1 / 3, 24.0], limit=1)
async def test_after_retry_after_there_is_room_and_not_a_window_later(
    pauses: list[float], limit: int
) -> None:
    clock = Clock()
    memory = Memory(now=clock)
    rate = parse(f"{limit}/minute")
    for pause in pauses:
        clock.now += pause
        await hits(memory, 3, limit=limit, expiry=60)
    standing = Standing.of("search", rate, await memory.get_sliding_window("k", 60))
    assert standing.is_exceeded == (standing.retry_after > 0)
    assert 0 <= standing.retry_after <= 120
    clock.now += standing.retry_after
    assert await hits(memory, 1, limit=limit, expiry=60) == 1
