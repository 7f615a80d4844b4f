"""The backend: everything a service needs, opened once a process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from devsper_registry.clock import Clock, utc_now
from devsper_registry.db import embedded
from devsper_registry.db.session import Database
from devsper_registry.settings import Settings
from devsper_registry.storage.local import LocalStore
from devsper_registry.storage.store import Store


@dataclass(frozen=True, slots=True)
class Backend:
    """Settings, clock and shelves. Doors `read()`; only services open a `transaction()`."""

    settings: Settings
    now: Clock
    database: Database
    store: Store
    # Small writes that no request waits for; finished before the database closes.
    errands: set[asyncio.Task[None]] = field(default_factory=set)

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Return a READ ONLY transaction."""
        return self.database.read()

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Return a transaction that commits when its block ends well, and rolls back otherwise."""
        return self.database.transaction()


@asynccontextmanager
async def open_backend(settings: Settings, *, now: Clock = utc_now) -> AsyncIterator[Backend]:
    """Open the database (starting the embedded one where none is named) and the storage."""
    async with AsyncExitStack() as stack:
        if settings.database_url is None:
            url = await stack.enter_async_context(embedded.run(settings.data_dir / "postgres"))
        else:
            url = settings.database_url.get_secret_value()
        database = Database(url)
        stack.push_async_callback(database.close)
        store = LocalStore(settings.data_dir / "files")
        backend = Backend(settings=settings, now=now, database=database, store=store)
        stack.push_async_callback(_finish, backend.errands)
        yield backend


async def _finish(errands: set[asyncio.Task[None]]) -> None:
    await asyncio.gather(*errands, return_exceptions=True)
