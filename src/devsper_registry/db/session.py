"""The way to PostgreSQL: two pools, and the four ways of using them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any, Self

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from devsper_registry.db import changes, pseudonyms
from devsper_registry.db.changes import Changes, Ledger
from devsper_registry.db.connecting import Terms, connect, normalise
from devsper_registry.db.looking import Looking
from devsper_registry.db.pools import CountedPool
from devsper_registry.errors import DatabaseUnavailable

POOL_TIMEOUT = 10.0
DIRECT = Terms()
PASSING = (
    asyncpg.QueryCanceledError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
)


@dataclass(frozen=True, slots=True)
class Database:
    """Two pools: for `transaction()` and `raw()`, and a read-only one for `read()` and `look()`."""

    engine: AsyncEngine
    # PostgreSQL itself refuses every write on its connections.
    reading_engine: AsyncEngine
    # See `db/pseudonyms.py`.
    pseudonym_key: bytes = field(repr=False)
    # Whether pgbouncer is in between: what stands for a session there, each transaction says anew.
    is_pooled: bool = False
    # Told of what a `transaction()` has committed.
    changes: Changes = field(default_factory=Changes)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        terms: Terms = DIRECT,
        pseudonym_key: bytes | None = None,
    ) -> Self:
        """Prepare the pools, each of `pool_size` connections, made when first used.

        Without a `pseudonym_key` the pseudonyms of this database are like those of no other.
        Raises SettingInvalid when the URL is not PostgreSQL's.
        """
        dsn = normalise(url)
        writing, reading = (
            _pool(dsn, terms, size=pool_size, read_only=read_only) for read_only in (False, True)
        )
        return cls(writing, reading, pseudonym_key or token_bytes(32), terms.through_pooler)

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """Both pools."""
        return self.engine, self.reading_engine

    @property
    def most_connections(self) -> int:
        """How many connections this process may hold."""
        pools: Any = [engine.pool for engine in self.engines]
        return sum(pool.size() for pool in pools)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose transaction is READ ONLY: PostgreSQL refuses every write in it."""
        with _answering():
            async with AsyncSession(self.reading_engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Looking]:
        """Open a way for selections that each stand alone; it cannot write either.

        Nothing begins and ends a transaction: a statement is one message to the server, not three.
        """
        async with self._driver_of(self.reading_engine) as driver:
            yield Looking(self.reading_engine.sync_engine, driver, is_pooled=self.is_pooled)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a session that commits at the end, or rolls back when an error passes through."""
        ledger = Ledger(self.changes.speaker)
        info = {pseudonyms.KEY: self.pseudonym_key, changes.KEY: ledger}
        with _answering():
            async with (
                AsyncSession(self.engine, expire_on_commit=False, info=info) as session,
                session.begin(),
            ):
                yield session
        self.changes.committed(ledger.changes)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Borrow a connection without a session; the caller commits."""
        with _answering():
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[asyncpg.Connection]:
        """Borrow the driver's connection, for reads that machines repeat.

        Each statement is its own transaction. JSON comes as text.
        """
        async with self._driver_of(self.engine) as driver:
            yield driver

    @asynccontextmanager
    async def _driver_of(self, engine: AsyncEngine) -> AsyncIterator[asyncpg.Connection]:
        with _answering():
            async with engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                try:
                    yield driver
                except asyncpg.InternalClientError as error:
                    # The server's farewell arrived between two steps of the driver's own.
                    driver.terminate()
                    raise DatabaseUnavailable() from error
                except TimeoutError as error:
                    # The driver's own: it does not know any longer what the server is at.
                    driver.terminate()
                    raise DatabaseUnavailable() from error
                except asyncpg.QueryCanceledError as error:
                    raise DatabaseUnavailable() from error
                except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                    if driver.is_closed():
                        raise DatabaseUnavailable() from None
                    raise

    async def ping(self) -> None:
        """Raise what keeps the registry from its database, if anything does."""
        async with self.raw() as connection:
            await connection.execute("SELECT 1")

    async def close(self) -> None:
        """Close every connection."""
        for engine in self.engines:
            await engine.dispose()


def _pool(dsn: str, terms: Terms, *, size: int, read_only: bool) -> AsyncEngine:
    session_settings = terms.session_settings(read_only=read_only)

    async def creator() -> asyncpg.Connection:
        return await connect(dsn, terms, session_settings)

    arguments: dict[str, Any] = {
        "async_creator_fn": creator,
        "prepared_statement_cache_size": terms.statement_cache_size,
    }
    options: dict[str, Any] = {}
    if terms.through_pooler:
        # Without a name it is the next one's place: nothing is left behind on a connection of the
        # server that is somebody else's after the transaction.
        arguments["prepared_statement_name_func"] = str
        if read_only:
            options["execution_options"] = {"postgresql_readonly": True}
    engine = create_async_engine(
        # asyncpg reads the URL itself: all that libpq takes (sockets, sslmode) is taken.
        "postgresql+asyncpg://",
        connect_args=arguments,
        poolclass=CountedPool,
        pool_logging_name="reading" if read_only else "writing",
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        **options,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(driver: Any, _record: object, _proxy: object) -> None:
    """Drop a connection that the server has closed while it lay in the pool; asks no one."""
    if driver.driver_connection.is_closed():
        raise DisconnectionError()


@contextmanager
def _answering() -> Iterator[None]:
    """Turn a lost connection and an exhausted pool into the one refusal for both."""
    try:
        yield
    except (PoolExhausted, TimeoutError) as error:
        raise DatabaseUnavailable() from error
    except DBAPIError as error:
        if error.connection_invalidated or _passes(getattr(error.orig, "__cause__", None)):
            raise DatabaseUnavailable() from error
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # While a connection was being made, which SQLAlchemy leaves as it is.
        if _passes(error):
            raise DatabaseUnavailable() from error
        raise


def _passes(error: BaseException | None) -> bool:
    """Tell whether it took too long or the connection was lost, so that it may be tried again."""
    if isinstance(error, asyncpg.InterfaceError):
        return "connection is closed" in str(error)
    return isinstance(error, PASSING)


__all__ = ["AsyncSession", "Database"]
