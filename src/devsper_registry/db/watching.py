"""Wakes those who follow a package when something happens to it, whichever replica did it.

They hear of changes as everybody does (`db/changes.py`). One task a process looks after what they
have shown, for all of them, and only while there are any.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import structlog

from devsper_registry.clock import Clock
from devsper_registry.db.changes import News
from devsper_registry.db.listening import Listening
from devsper_registry.db.queries import following
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

    def __init__(
        self, database: Database, listening: Listening, *, now: Clock, every: float = EVERY
    ) -> None:
        self._database = database
        self._listening = listening
        self._now = now
        self._every = every
        self._followers: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None
        self._readers = asyncio.Semaphore(READERS)
        self._reading: dict[Hashable, asyncio.Task[Any]] = {}
        # What has been heard, and not yet told to the followers.
        self._news = asyncio.Event()
        self._concerned: set[str] = set()
        self._everybody = self._rights_changed = False
        database.changes.subscribe(self._hear)

    @contextmanager
    def follow(
        self, package: str, *, shown: Shown | None, expires_at: datetime | None
    ) -> Iterator[Follower]:
        """Watch over the package, and over what the follower has shown, while the block runs."""
        follower = Follower(package, shown, expires_at)
        self._followers.add(follower)
        self._listening.start()
        if self._task is None:
            # Whoever comes may have missed something.
            self._everybody = self._rights_changed = True
            self._task = asyncio.create_task(self._watch(), name="watch credentials")
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

    def _hear(self, news: News) -> None:
        if news is None:
            self._everybody = self._rights_changed = True
        else:
            self._concerned.update(each.package for each in news if each.package is not None)
            self._rights_changed |= any(change.is_of_rights for change in news)
        self._news.set()

    async def _watch(self) -> None:
        while True:
            self._news.clear()
            try:
                await self._look()
            except RegistryError as error:
                # The database is away; nothing happens in it meanwhile that could be missed.
                log.warning("watching.refused", code=error.code)
                await asyncio.sleep(self._every)
                continue
            except Exception:
                # The loop goes on: who follows would wait for ever, and hear of no revoked key.
                log.exception("watching.unexpected")
                await asyncio.sleep(self._every)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._news.wait()

    async def _look(self) -> None:
        """Tell whose credentials have ended, then wake whom the news concern."""
        fallen: set[Shown] = set()
        while self._rights_changed:
            # What comes while it is asked may end a credential too, and is then asked for again.
            self._rights_changed = False
            try:
                fallen |= await self._fallen()
            except BaseException:
                self._rights_changed = True
                raise
        everybody, self._everybody = self._everybody, False
        concerned, self._concerned = self._concerned, set()
        now = self._now()
        for follower in self._followers:
            over = follower.expires_at is not None and follower.expires_at <= now
            follower.has_fallen |= over or follower.shown in fallen
            if follower.has_fallen or everybody or follower.package in concerned:
                follower.wake()

    async def _fallen(self) -> set[Shown]:
        shown = {each.shown for each in self._followers if each.shown is not None}
        if not shown:
            return set()
        async with self._database.raw() as connection:
            return await following.fallen(connection, shown)
