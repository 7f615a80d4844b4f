"""pgqueuer's way to our database: over the pool that all share, waiting while it is away."""

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

from devsper_registry.db.session import Database
from devsper_registry.errors import DatabaseUnavailable

AGAIN_AFTER = 0.5
# All of them said: pgqueuer would take what is not from the environment, where CHANNEL or
# FUNCTION may mean something else.
NAMES = DBSettings(
    prefix="",
    db_schema=None,
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
T = TypeVar("T")
Told = Callable[[str | bytes | bytearray], None]

log = structlog.get_logger(__name__)


class Driver:
    """What pgqueuer asks of a driver (its `ports.driver.Driver`).

    A statement that finds no database is repeated until `stop`: jobs that run meanwhile go on,
    and what they came to is told once it is back.
    """

    def __init__(self, database: Database, *, stop: asyncio.Event) -> None:
        self._database = database
        self._told: dict[Told, str] = {}
        self.shutdown = stop
        self.tm = TaskManager()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows."""
        rows = await self.run(lambda connection: connection.fetch(query, *args))
        return [dict(row) for row in rows]

    async def execute(self, query: str, *args: object) -> str:
        """Run the statement."""
        return await self.run(lambda connection: connection.execute(query, *args))

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
        """Remember whom to tell; what is told comes from this process alone."""
        self._told[callback] = channel

    async def remove_listener(self, channel: str, callback: Told) -> None:
        """Tell them no more."""
        self._told.pop(callback, None)

    async def notify(self, channel: str, payload: str) -> None:
        """Tell those who listen here: pgqueuer asks itself so whether it still hears."""
        for callback, heard in list(self._told.items()):
            if heard == channel:
                callback(payload)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._told.clear()


def queries(driver: Any) -> Queries:
    """Return pgqueuer's statements, on the tables that our migration made."""
    return Queries(driver, QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES))
