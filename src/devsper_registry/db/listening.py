"""Hears of every change in the journal, by whomever: one connection a process that LISTENs.

A notification only rings; what has happened is read from the journal, so that none is missed that
rang while nobody listened, and two rings at once are one look. What is kept is used only while the
last look was less than `TRUSTED` ago: a connection that has died without a word, and a process that
was stopped for a while, ask the database as if nothing were kept.
"""

import asyncio
import secrets
import time
from collections.abc import Callable

import asyncpg
import structlog

from devsper_registry import metrics
from devsper_registry.db.changes import Change, Changes
from devsper_registry.db.queries import journal, pages
from devsper_registry.db.session import Database
from devsper_registry.errors import RegistryError

# Looks without a ring, in seconds: they show that the connection is alive.
EVERY = 0.5
PATIENCE = 1.0
TRUSTED = 1.5
GREETED_WITHIN = 2.0
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
MOST_NEWS = 1000

Told = Callable[[], None]

log = structlog.get_logger(__name__)


class _CutOff(Exception):
    """The connection is of no more use."""


class Listening:
    """The one task that listens for this process.

    `url` reaches PostgreSQL itself: behind a pooler that shares connections, nobody hears a ring.
    """

    def __init__(self, url: str, database: Database) -> None:
        self._direct = Database.open(url, pool_size=1)
        self._database = database
        self._task: asyncio.Task[None] | None = None
        self._bell = asyncio.Event()
        self._greeting: str | None = None
        # Who is told of rings on channels beside the journal's, and which of these are listened to.
        self._told: dict[str, list[Told]] = {}
        self._open: set[str] = set()

    def start(self) -> None:
        """Listen from now on; a second time changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen(), name="listen to the journal")

    def hear(self, channel: str, told: Told) -> None:
        """Call `told` for each ring on the channel, and when some may have been missed."""
        self._told.setdefault(channel, []).append(told)
        self._bell.set()

    def ignore(self, channel: str, told: Told) -> None:
        """Call `told` no more."""
        self._told[channel].remove(told)

    async def close(self) -> None:
        """Listen no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._changes.doubt()
        await self._direct.close()

    @property
    def _changes(self) -> Changes:
        return self._database.changes

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        is_told = False
        while True:
            try:
                async with self._direct.raw() as connection:
                    seen = await self._begin(connection)
                    pause, is_told = FIRST_PAUSE, False
                    await self._hear(connection, after=seen)
            except (RegistryError, _CutOff, TimeoutError) as error:
                if not is_told:
                    log.warning("listening.cut-off", error=type(error).__name__)
                    is_told = True
            except Exception:
                # The loop goes on: until it hears again nothing that is kept is used.
                log.exception("listening.unexpected")
            self._changes.doubt()
            metrics.listening(False)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _begin(self, connection: asyncpg.Connection) -> int:
        """Listen, then ask where the journal stands: whatever comes later rings."""
        self._bell.clear()
        self._open.clear()
        connection.add_termination_listener(lambda _: self._bell.set())
        await connection.add_listener(journal.CHANNEL, self._ring)
        serial = await pages.newest_serial(connection)
        self._changes.begin(serial)
        return serial

    async def _hear(self, connection: asyncpg.Connection, *, after: int) -> None:
        try:
            hears = await self._is_greeted()
            if not hears:
                log.warning(
                    "listening.deaf",
                    remedy="Notifications do not arrive, so nothing is kept in memory: let "
                    "DATABASE_DIRECT_URL name PostgreSQL itself, not a pooler before it.",
                )
            metrics.listening(hears)
            while True:
                after = await self._look(connection, after=after, hears=hears)
                try:
                    async with asyncio.timeout(EVERY):
                        await self._bell.wait()
                except TimeoutError:
                    continue
        finally:
            # Where it hangs nothing is to be said to it any more.
            connection.terminate()

    async def _look(self, connection: asyncpg.Connection, *, after: int, hears: bool) -> int:
        """Tell what is new, and trust what is kept if nobody rang meanwhile."""
        while True:
            self._bell.clear()
            begun = time.monotonic()
            if connection.is_closed():
                raise _CutOff
            async with asyncio.timeout(PATIENCE):
                await self._open_channels(connection)
                news = await journal.news(connection, after, most=MOST_NEWS)
            if news:
                after = news[-1][0]
                self._changes.heard([Change(*each) for each in news])
            if len(news) < MOST_NEWS:
                if hears and not self._bell.is_set():
                    self._changes.trust(TRUSTED, since=begun)
                return after

    async def _open_channels(self, connection: asyncpg.Connection) -> None:
        """Listen to what somebody has asked for since, who then has to look for himself."""
        for channel in self._told.keys() - self._open:
            await connection.add_listener(channel, self._pass_on)
            self._open.add(channel)
            self._pass_on(connection, 0, channel, "")

    def _pass_on(self, _connection: object, _pid: int, channel: str, _payload: object) -> None:
        for told in self._told[channel]:
            told()

    async def _is_greeted(self) -> bool:
        """Tell whether a notification that another connection sends is heard on this one."""
        self._greeting = secrets.token_hex(8)
        heard = asyncio.Event()
        self._greeted = heard
        async with self._database.raw() as other:
            await journal.ring(other, self._greeting)
        try:
            async with asyncio.timeout(GREETED_WITHIN):
                await heard.wait()
        except TimeoutError:
            return False
        return True

    def _ring(self, _connection: object, _pid: int, _channel: str, speaker: str) -> None:
        if speaker == self._greeting:
            self._greeted.set()
            return
        if speaker != self._changes.speaker:
            self._changes.doubt()
        self._bell.set()
