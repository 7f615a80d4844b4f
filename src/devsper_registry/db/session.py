"""The way to PostgreSQL: two pools, and the four ways of using them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from devsper_registry.db import pseudonyms
from devsper_registry.db.looking import Looking
from devsper_registry.errors import (
    DatabaseRefused,
    DatabaseTooOld,
    DatabaseUnavailable,
    SettingInvalid,
)

OLDEST = 15
CONNECT_TIMEOUT = 10.0
POOL_TIMEOUT = 10.0
SCHEMES = {"postgresql", "postgres", "postgresql+asyncpg"}
# libpq knows them and asyncpg does not: it would send them on as settings of the server.
LIBPQ_ONLY = {
    "channel_binding",
    "connect_timeout",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
}


@dataclass(frozen=True, slots=True)
class Database:
    """Two pools: for `transaction()` and `raw()`, and a read-only one for `read()` and `look()`."""

    engine: AsyncEngine
    # PostgreSQL itself refuses every write on its connections.
    reading_engine: AsyncEngine
    # See `db/pseudonyms.py`.
    pseudonym_key: bytes = field(repr=False)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        statement_cache_size: int = 100,
        pseudonym_key: bytes | None = None,
    ) -> Self:
        """Prepare the pools, each of `pool_size` connections, made when first used.

        `statement_cache_size=0` is for pgbouncer in transaction mode, where a prepared statement
        does not survive its transaction; there `track_extra_parameters` has to name
        `default_transaction_read_only`. Without a `pseudonym_key` the pseudonyms of this database
        are like those of no other. Raises SettingInvalid when the URL is not PostgreSQL's.
        """
        dsn = normalise(url)

        def pool(**session_settings: str) -> AsyncEngine:
            async def connect() -> asyncpg.Connection:
                return await _connect(dsn, statement_cache_size, session_settings)

            return _pool(connect, size=pool_size, statement_cache_size=statement_cache_size)

        reading = pool(default_transaction_read_only="on")
        return cls(pool(), reading, pseudonym_key or token_bytes(32))

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
            yield Looking(self.reading_engine.sync_engine, driver)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a session that commits at the end, or rolls back when an error passes through."""
        with _answering():
            async with (
                AsyncSession(
                    self.engine,
                    expire_on_commit=False,
                    info={pseudonyms.KEY: self.pseudonym_key},
                ) as session,
                session.begin(),
            ):
                yield session

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


def normalise(url: str) -> str:
    """Return the URL as asyncpg reads it; raise SettingInvalid when it is not PostgreSQL's."""
    scheme, found, rest = url.strip().partition("://")
    if not found or scheme.lower() not in SCHEMES:
        raise SettingInvalid(
            setting="DATABASE_URL",
            problem="must begin with postgresql://, such as "
            "postgresql://user:password@db.example.com/registry.",
        )
    try:
        parts = urlsplit(f"postgresql://{rest}")
        _ = parts.port
    except ValueError:
        # Without the error's own words: it quotes the URL, and with it the password.
        raise SettingInvalid(
            setting="DATABASE_URL",
            problem="cannot be read: write characters such as / @ # of the user name and the "
            "password as %2F %40 %23.",
        ) from None
    query = [
        ("sslmode" if name == "ssl" else name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in LIBPQ_ONLY
    ]
    return f"postgresql://{parts.netloc}{parts.path}" + (f"?{urlencode(query)}" if query else "")


def _pool(
    connect: Callable[[], Awaitable[asyncpg.Connection]], *, size: int, statement_cache_size: int
) -> AsyncEngine:
    arguments: dict[str, Any] = {
        "async_creator_fn": connect,
        "prepared_statement_cache_size": statement_cache_size,
    }
    if statement_cache_size == 0:
        # Connections of the server are shared, so names must not meet there.
        arguments["prepared_statement_name_func"] = lambda: f"__devsper_{uuid4().hex}"
    engine = create_async_engine(
        # asyncpg reads the URL itself: all that libpq takes (sockets, sslmode) is taken.
        "postgresql+asyncpg://",
        connect_args=arguments,
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


async def _connect(
    dsn: str, statement_cache_size: int, session_settings: Mapping[str, str]
) -> asyncpg.Connection:
    """Connect, or say why not: what is for the administrator to mend, or what may pass."""
    try:
        connection = await asyncpg.connect(
            dsn,
            timeout=CONNECT_TIMEOUT,
            statement_cache_size=statement_cache_size,
            server_settings={"application_name": "devsper-registry", **session_settings},
        )
    except (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.InsufficientPrivilegeError,
        asyncpg.ClientConfigurationError,
    ) as error:
        raise DatabaseRefused(reason=error) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise DatabaseUnavailable() from error
    version = connection.get_server_version()
    if version.major < OLDEST:
        await connection.close()
        raise DatabaseTooOld(found=version.major, wanted=OLDEST)
    return connection


def _refuse_closed(driver: Any, _record: object, _proxy: object) -> None:
    """Drop a connection that the server has closed while it lay in the pool; asks no one."""
    if driver.driver_connection.is_closed():
        raise DisconnectionError()


@contextmanager
def _answering() -> Iterator[None]:
    """Turn a lost connection and an exhausted pool into the one refusal for both."""
    try:
        yield
    except PoolExhausted as error:
        raise DatabaseUnavailable() from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseUnavailable() from error
        raise


__all__ = ["AsyncSession", "Database", "normalise"]
