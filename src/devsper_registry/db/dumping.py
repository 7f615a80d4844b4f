"""Every table as text, as it was at one moment: what a backup holds of the database.

Tables and columns come from the database's own catalogue, so that a backup is of the revision that
the database is at, whatever this program knows.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from devsper_registry.db.session import Database

VERSION_TABLE = "alembic_version"

_TABLES = """
    SELECT c.relname AS name,
           array_agg(a.attname::text ORDER BY a.attnum)
               FILTER (WHERE a.attgenerated = '') AS columns
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
    GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = """
    SELECT sequencename AS name, last_value FROM pg_sequences
    WHERE schemaname = current_schema() ORDER BY sequencename
"""
# The same condition as of what a page lists: a row names the object by its digest.
_OBJECTS = """
    SELECT sha256, max(size) AS size FROM file WHERE sha256 > $1
    GROUP BY sha256 ORDER BY sha256 LIMIT $2
"""
_SIZE = """
    SELECT coalesce(sum(pg_table_size(oid)), 0) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
"""
_OBJECTS_SIZE = "SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM file) AS one"
_SOME = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """A table and those of its columns that are written, in their order."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database; all that is read of it belongs together."""

    connection: asyncpg.Connection
    revision: str
    tables: tuple[Table, ...]

    async def size(self) -> int:
        """Return about how many bytes the tables' rows are."""
        return int(await self.connection.fetchval(_SIZE))

    async def copy(self, table: Table, write: Callable[[bytes], Awaitable[None]]) -> int:
        """Write the table's rows in PostgreSQL's text format; return how many there were."""
        said: str = await self.connection.copy_from_table(
            table.name, columns=table.columns, output=write, format="text", timeout=None
        )
        return int(said.removeprefix("COPY "))

    async def sequences(self) -> dict[str, int]:
        """Return the last value of each sequence that has given one out."""
        found = await self.connection.fetch(_SEQUENCES)
        return {row["name"]: row["last_value"] for row in found if row["last_value"] is not None}

    def objects(self) -> AsyncIterator[tuple[str, int]]:
        """Yield digest and size of each object that a file names, in the order of the digests."""
        return objects(self.connection)


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Database]:
    """Open the database for what takes as long as it takes: round any pooler, on no clock."""
    database = Database.open(database_url, pool_size=2)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Snapshot]:
    """Hold one moment of the database, and write nothing to it."""
    async with database.raw() as connection:
        transaction = connection.transaction(isolation="repeatable_read", readonly=True)
        async with transaction:
            # A large table takes its time; nobody waits for a lock of this transaction.
            await connection.execute("SET LOCAL statement_timeout = 0")
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            revision = await connection.fetchval(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608
            yield Snapshot(connection, revision, await tables(connection))


async def listed(database: Database) -> AsyncIterator[tuple[str, int]]:
    """Yield digest and size of each object that a file names now, without holding a moment."""
    async with database.raw() as connection:
        async for found in objects(connection):
            yield found


async def size(database: Database) -> int:
    """Return how many bytes the objects have that files name now."""
    async with database.raw() as connection:
        return int(await connection.fetchval(_OBJECTS_SIZE))


async def tables(connection: asyncpg.Connection) -> tuple[Table, ...]:
    """Return all tables but Alembic's own."""
    found = await connection.fetch(_TABLES)
    return tuple(
        Table(row["name"], tuple(row["columns"])) for row in found if row["name"] != VERSION_TABLE
    )


async def objects(connection: asyncpg.Connection) -> AsyncIterator[tuple[str, int]]:
    """Yield digest and size of each object that a file names, a page at a time."""
    last = ""
    while found := await connection.fetch(_OBJECTS, last, _SOME):
        for row in found:
            yield row["sha256"], row["size"]
        last = found[-1]["sha256"]


def quoted(name: str) -> str:
    """Return the name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
