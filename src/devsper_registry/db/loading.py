"""The way back: the tables of a backup into an empty database, all of them or none."""

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter

import asyncpg

from devsper_registry.db import dumping
from devsper_registry.db.dumping import Table, quoted
from devsper_registry.db.session import Database

# Of the same database, and not this connection.
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND application_name = 'devsper-registry'
"""
_REFERENCES = """
    SELECT conrelid::regclass::text AS from_table, confrelid::regclass::text AS to_table
    FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid
"""
_TRIGGERS = """
    SELECT c.relname AS table, t.tgname AS name, t.tgenabled::text AS state
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
"""
_ENABLED = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
# What a registry that was ever used has rows in.
_USED = ("account", "package", "event")


@dataclass(frozen=True, slots=True)
class Loading:
    """A transaction in which the tables are filled; its triggers sleep until the end."""

    connection: asyncpg.Connection
    tables: Sequence[Table]

    async def copy(self, table: Table, source: AsyncIterable[bytes]) -> int:
        """Fill the table from PostgreSQL's text format; return how many rows came."""
        said: str = await self.connection.copy_to_table(
            table.name, columns=table.columns, source=source, format="text", timeout=None
        )
        return int(said.removeprefix("COPY "))

    async def set_sequences(self, last: Mapping[str, int]) -> None:
        """Let each sequence go on behind its last value."""
        for name, value in last.items():
            await self.connection.execute("SELECT setval($1::regclass, $2)", quoted(name), value)


async def others(database: Database) -> int:
    """Return how many connections other processes of the registry have to this database."""
    async with database.raw() as connection:
        count: int = await connection.fetchval(_OTHERS)
        return count


async def is_used(database: Database) -> bool:
    """Tell whether there is anything in it that somebody could miss."""
    async with database.raw() as connection:
        names = {table.name for table in await dumping.tables(connection)}
        for name in names.intersection(_USED):
            if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {quoted(name)})"):  # noqa: S608
                return True
        return False


@asynccontextmanager
async def emptied(database: Database) -> AsyncIterator[Loading]:
    """Empty all tables, and give them to be filled; what goes wrong leaves everything as it was."""
    async with database.raw() as connection, connection.transaction():
        await connection.execute("SET LOCAL statement_timeout = 0")
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        tables = await _in_order(connection)
        triggers = await connection.fetch(_TRIGGERS)
        for table in tables:
            await connection.execute(f"ALTER TABLE {quoted(table.name)} DISABLE TRIGGER USER")
        names = ", ".join(quoted(table.name) for table in tables)
        if names:
            await connection.execute(f"TRUNCATE {names}")
        yield Loading(connection, tables)
        for trigger in triggers:
            await connection.execute(
                f"ALTER TABLE {quoted(trigger['table'])} "
                f"{_ENABLED[trigger['state']]} TRIGGER {quoted(trigger['name'])}"
            )


async def analyze(database: Database) -> None:
    """Let the planner know what there is now."""
    async with database.raw() as connection:
        await connection.execute("ANALYZE", timeout=None)


async def _in_order(connection: asyncpg.Connection) -> list[Table]:
    """Return the tables, each behind those that it refers to."""
    tables = {table.name: table for table in await dumping.tables(connection)}
    needs: dict[str, set[str]] = {name: set() for name in tables}
    for row in await connection.fetch(_REFERENCES):
        needs[row["from_table"].strip('"')].add(row["to_table"].strip('"'))
    return [tables[name] for name in TopologicalSorter(needs).static_order()]
