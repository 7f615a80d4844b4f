"""Wakes those who follow a package when something happens to it.

A process asks the journal once a moment for all who follow, and only while somebody does. Serials
come in the order of the commits, so that nothing is missed, whichever replica wrote it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import structlog

from devsper_registry.clock import Clock
from devsper_registry.db.queries import following, pages
from devsper_registry.db.queries.following import Shown
from devsper_registry.db.session import Database
from devsper_registry.errors import RegistryError

EVERY = 0.5
# Of many who are woken at once, so many read at the same time: the pool is for others too.
READERS = 3
T = TypeVar("T")

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Follower:
    """One who follows a package: woken for news, and when what it has shown stands no longer."""

    package: str
    shown: Shown | None
    expires_at: datetime | None
    has_fallen: bool = False
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        """Return when there may be something new."""
        await self._woken.wait()
        self._woken.clear()

    def wake(self) -> None:
        """Let it look."""
        self._woken.set()


class Watching:
    """The followers of one process, and the one task that watches for them."""

    def __init__(self, database: Database, *, now: Clock, every: float = EVERY) -> None:
        self._database = database
        self._now = now
        self._every = every
        self._followers: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._readers = asyncio.Semaphore(READERS)
        self._reading: dict[Hashable, asyncio.Task[Any]] = {}

    @contextmanager
    def follow(
        self, package: str, *, shown: Shown | None, expires_at: datetime | None
    ) -> Iterator[Follower]:
        """Watch over the package, and over what the follower has shown, while the block runs."""
        follower = Follower(package, shown, expires_at)
        self._followers.add(follower)
        if self._task is None:
            self._task = asyncio.create_task(self._watch(), name="watch the journal")
        try:
            yield follower
        finally:
            self._followers.discard(follower)
            if not self._followers:
                self._stop()

    async def together(self, question: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """Return what `read` finds; those who put the same question meanwhile share the answer."""
        task = self._reading.get(question)
        if task is None:
            task = self._reading[question] = asyncio.create_task(self._read(read))
            task.add_done_callback(lambda done: self._answered(question, done))
        # Shielded: the others wait for the same answer when this one goes away.
        answer: T = await asyncio.shield(task)
        return answer

    async def close(self) -> None:
        """Wait for what is being read, and watch no more."""
        self._stop()
        await asyncio.gather(*self._reading.values(), return_exceptions=True)

    async def _read(self, read: Callable[[], Awaitable[T]]) -> T:
        async with self._readers:
            return await read()

    def _answered(self, question: Hashable, task: "asyncio.Task[Any]") -> None:
        del self._reading[question]
        if not task.cancelled():
            task.exception()  # looked at, so that it is not logged when all have gone

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self) -> None:
        serial: int | None = None
        while True:
            try:
                serial = await self._look(serial)
            except RegistryError as error:
                # The database is away; nothing happens in it meanwhile that could be missed.
                log.warning("watching.refused", code=error.code)
            except Exception:
                # The loop goes on: who follows would wait for ever, and hear of no revoked key.
                log.exception("watching.unexpected")
            await asyncio.sleep(self._every)

    async def _look(self, after: int | None) -> int:
        """Wake whom the events after that serial concern; return the newest that was seen."""
        shown = {each.shown for each in self._followers if each.shown is not None}
        async with self._database.raw() as connection:
            fallen = await following.fallen(connection, shown) if shown else set()
            if after is None:
                # The first look of all: whoever came before it may have missed something.
                newest, concerned = await pages.newest_serial(connection), None
            else:
                news = await following.news(connection, after)
                newest = news[-1][0] if news else after
                concerned = {package for _serial, package in news}
        now = self._now()
        for follower in self._followers:
            over = follower.expires_at is not None and follower.expires_at <= now
            follower.has_fallen |= over or follower.shown in fallen
            if follower.has_fallen or concerned is None or follower.package in concerned:
                follower.wake()
        return newest
