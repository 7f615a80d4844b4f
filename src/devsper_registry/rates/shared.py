"""The counters in Redis, shared by all replicas; while it does not answer, those of this process.

A Redis that is away, or hangs, costs the requests under way 50 ms, once: then it is left alone, and
asked in the background until it answers again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar, cast

import structlog
from limits.aio.storage import RedisStorage
from limits.errors import StorageError
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from devsper_registry import metrics
from devsper_registry.rates.memory import Memory
from devsper_registry.rates.reaching import spoken
from devsper_registry.rates.standing import Window

PATIENCE_SECONDS = 0.05
ASK_AGAIN_SECONDS = 0.5
# How many ask at once. The others wait, on no clock: a busy event loop is not a slow Redis.
AT_ONCE = 8
PREFIX = "devsper-registry:rates"
TROUBLE = (StorageError, RedisError, OSError, TimeoutError)

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Shared:
    """What the library's storages offer, over Redis with this process's memory behind it."""

    def __init__(self, url: str, memory: Memory) -> None:
        self._memory = memory
        self._pool = BlockingConnectionPool.from_url(
            spoken(url),
            max_connections=AT_ONCE + 1,
            timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            # A second try would wait a second time.
            retry=Retry(NoBackoff(), 0),
        )
        self._redis = RedisStorage(
            "redis://",
            implementation="redispy",
            wrap_exceptions=True,
            key_prefix=PREFIX,
            connection_pool=self._pool,  # type: ignore[arg-type]
        )
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._coming_back: asyncio.Task[None] | None = None

    @property
    def is_away(self) -> bool:
        """Whether this process counts for itself."""
        return self._coming_back is not None

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, and tell whether there was room."""
        return await self._asked(
            lambda: self._redis.acquire_sliding_window_entry(key, limit, expiry, amount),
            lambda: self._memory.acquire_sliding_window_entry(key, limit, expiry, amount),
        )

    async def get_sliding_window(self, key: str, expiry: int) -> Window:
        """Return what was counted, without counting."""
        return await self._asked(
            lambda: self._redis.get_sliding_window(key, expiry),
            lambda: self._memory.get_sliding_window(key, expiry),
        )

    async def close(self) -> None:
        """Leave Redis."""
        if self._coming_back is not None:
            self._coming_back.cancel()
            with suppress(asyncio.CancelledError):
                await self._coming_back
        with suppress(*TROUBLE):
            await self._pool.aclose()

    async def _asked(
        self, redis: Callable[[], Awaitable[T]], memory: Callable[[], Awaitable[T]]
    ) -> T:
        if not self.is_away:
            async with self._turns:
                # While this one waited, another may have found out that nobody answers.
                if not self.is_away:
                    try:
                        async with asyncio.timeout(PATIENCE_SECONDS):
                            return await redis()
                    except TROUBLE as error:
                        self._gone(error)
        return await memory()

    def _gone(self, error: BaseException) -> None:
        if not self.is_away:
            self._coming_back = asyncio.create_task(self._come_back(type(error).__name__))

    async def _come_back(self, error: str) -> None:
        """Ask at once, since the trouble may have been ours; then now and again, and say so."""
        if not await self._answers():
            metrics.rates_shared(False)
            log.warning("rates.redis-away", error=error)
            while not await self._answers():  # noqa: ASYNC110 (Redis sets no event)
                await asyncio.sleep(ASK_AGAIN_SECONDS)
            metrics.rates_shared(True)
            log.warning("rates.redis-back")
        self._coming_back = None

    async def _answers(self) -> bool:
        try:
            # What hung holds connections on which nothing more will come; closing one may hang too.
            await self._pool.disconnect(inuse_connections=False)
            async with asyncio.timeout(PATIENCE_SECONDS):
                # The library's own check takes a cancellation for an outage, and goes on.
                return await cast("Awaitable[bool]", Redis(connection_pool=self._pool).ping())
        except TROUBLE:
            return False


@asynccontextmanager
async def connected(url: str, memory: Memory) -> AsyncIterator[Shared]:
    """Count in the Redis of this URL; it may still be away."""
    shared = Shared(url, memory)
    metrics.rates_shared(True)
    try:
        yield shared
    finally:
        await shared.close()
