"""pgqueuer's way to our database: over the pool that all share, waiting while it is away.

What rings on its channel is heard on the one connection of this process that LISTENs.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeVar

import asyncpg
import structlog
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.tm import TaskManager
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel

from devsper_registry.db.listening import Listening
from devsper_registry.db.session import Database
from devsper_registry.db.tables.job import CHANNEL
from devsper_registry.db.waking import Waking
from devsper_registry.errors import DatabaseUnavailable

AGAIN_AFTER = 0.5
# All of them said: pgqueuer would take what is not from the environment, where CHANNEL or
# FUNCTION may mean something else.
NAMES = DBSettings(
    prefix="",
    db_schema=None,
    channel=Channel(CHANNEL),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
# A ring as pgqueuer's trigger sends it: that the table has changed, whatever has.
RING = (
    '{"channel": "ch_pgqueuer", "operation": "insert", "sent_at": "2000-01-01T00:00:00Z",'
    ' "table": "pgqueuer", "type": "table_changed_event"}'
)
T = TypeVar("T")
Told = Callable[[str | bytes | bytearray], None]

log = structlog.get_logger(__name__)


class Driver:
    """What pgqueuer asks of a driver (its `ports.driver.Driver`).

    A statement that finds no database is repeated until `stop`: jobs that run meanwhile go on,
    and what they came to is told once it is back.
    """

    def __init__(self, database: Database, listening: Listening, *, stop: asyncio.Event) -> None:
        self._database = database
        self._waking = Waking(listening, database.changes, NAMES.channel, wake=self._tell_of_jobs)
        self._told: dict[Told, str] = {}
        self.shutdown = stop
        self.tm = TaskManager()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows."""
        rows = await self.run(lambda connection: connection.fetch(query, *args))
        return [dict(row) for row in rows]

    async def execute(self, query: str, *args: object) -> str:
        """Run the statement, after which there may be something to do: an UPDATE rings nobody."""
        done: str = await self.run(lambda connection: connection.execute(query, *args))
        self._waking.ring()
        return done

    async def run(self, ask: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """Return the answer; raise `DatabaseUnavailable` only once it shall stop."""
        while True:
            try:
                async with self._database.raw() as connection:
                    return await ask(connection)
            except DatabaseUnavailable as error:
                if self.shutdown.is_set():
                    raise
                log.warning("queue.refused", code=error.code)
            await asyncio.sleep(AGAIN_AFTER)

    async def add_listener(self, channel: str, callback: Told) -> None:
        """Remember whom to tell."""
        self._told[callback] = channel

    async def remove_listener(self, channel: str, callback: Told) -> None:
        """Tell them no more."""
        self._told.pop(callback, None)

    async def notify(self, channel: str, payload: str) -> None:
        """Tell those who listen here: pgqueuer asks itself so whether it still hears."""
        for callback, heard in list(self._told.items()):
            if heard == channel:
                callback(payload)

    def _tell_of_jobs(self) -> None:
        for callback, channel in list(self._told.items()):
            if channel == NAMES.channel:
                callback(RING)

    async def __aenter__(self) -> Self:
        self._waking.start()
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self._waking.stop()
        self._told.clear()


def queries(driver: Any) -> Queries:
    """Return pgqueuer's statements, on the tables that our migration made."""
    return Queries(driver, QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES))
