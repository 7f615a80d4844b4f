"""A test's database made empty again, which costs a tenth of making one.

PostgreSQL itself counts what is written to each table, those of its own catalogue too. Where more
was changed than rows of tables that begin empty, the database is not made good but given up.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import asyncpg

# A deleted row stays in its file: a database in which many were written is not like a new one.
MOST_ROWS = 2000
# How long those who were told to leave may take, in seconds.
PATIENCE = 10
POLL = 0.002

_TOLD_TO_LEAVE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1
"""
_TABLES = """
    SELECT oid::regclass::text FROM pg_class
     WHERE relkind = 'r' AND relnamespace <> 'pg_catalog'::regnamespace ORDER BY 1
"""
_SEQUENCES = """
    SELECT seqrelid::regclass::text AS name, seqstart AS start,
           pg_sequence_last_value(seqrelid) AS last
      FROM pg_sequence
"""
# What belongs to a database and stands in tables of the whole server.
_SETTINGS = """
    SELECT (to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid}'::text[])::text
           || coalesce((SELECT jsonb_agg(s)::text FROM pg_db_role_setting s
                         WHERE setdatabase = d.oid), '')
      FROM pg_database d WHERE datname = current_database()
"""
_WRITTEN = """
    SELECT oid::regclass::text AS name, rows
      FROM pg_class, LATERAL (SELECT pg_stat_get_tuples_inserted(oid)
           + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid)) AS written (rows)
     WHERE relkind IN ('r', 't') AND NOT relisshared AND rows > 0
"""
# Those that no role of a session silences.
_GUARDS = """
    SELECT tgrelid::regclass::text AS table, quote_ident(tgname) AS name FROM pg_trigger
     WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid::regclass::text = ANY ($1)
"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new database is like."""

    empty: frozenset[str]
    sequences: Mapping[str, int | None]
    settings: str


async def left_alone(admin: Any, name: str) -> bool:
    """End all connections to a database; tell whether they went."""
    until = monotonic() + PATIENCE
    while await admin.fetchval(_TOLD_TO_LEAVE, name):
        if monotonic() > until:
            return False
        await asyncio.sleep(POLL)
    return True


async def beginning(url: str) -> Beginning:
    """Look at a new database."""
    connection = await asyncpg.connect(url)
    try:
        names = [row[0] for row in await connection.fetch(_TABLES)]
        return Beginning(
            frozenset([name for name in names if not await _has_rows(connection, name)]),
            {row["name"]: row["last"] for row in await connection.fetch(_SEQUENCES)},
            await connection.fetchval(_SETTINGS),
        )
    finally:
        await connection.close()


async def emptied(url: str, new: Beginning) -> bool:
    """Make a database that nobody uses like a new one; tell whether that could be done."""
    connection = await asyncpg.connect(url)
    try:
        written = {row["name"]: row["rows"] for row in await connection.fetch(_WRITTEN)}
        if not new.empty.issuperset(written) or sum(written.values()) > MOST_ROWS:
            return False
        if await connection.fetchval(_SETTINGS) != new.settings:
            return False
        if written:
            await _delete(connection, list(written))
        await _rewind(connection, new.sequences)
        # In this order: what this connection has written is counted by then.
        await connection.execute("SELECT pg_stat_force_next_flush()")
        await connection.execute("SELECT pg_stat_reset()")
        return True
    finally:
        await connection.close()


async def _delete(connection: Any, tables: list[str]) -> None:
    """Delete every row, whatever refers to it."""
    guards = await connection.fetch(_GUARDS, tables)
    asleep = [f"ALTER TABLE {row['table']} DISABLE TRIGGER {row['name']}" for row in guards]
    awake = [f"ALTER TABLE {row['table']} ENABLE ALWAYS TRIGGER {row['name']}" for row in guards]
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(
            ";".join([*asleep, *(f"DELETE FROM {name}" for name in tables), *awake])
        )


async def _rewind(connection: Any, sequences: Mapping[str, int | None]) -> None:
    for row in await connection.fetch(_SEQUENCES):
        wanted = sequences[row["name"]]
        if row["last"] != wanted:
            at = (row["start"], False) if wanted is None else (wanted, True)
            await connection.execute("SELECT setval($1::text::regclass, $2, $3)", row["name"], *at)


async def _has_rows(connection: Any, table: str) -> bool:
    return bool(await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"))
