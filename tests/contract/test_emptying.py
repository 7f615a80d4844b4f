"""A database that a test left is like a new one for the next test, or is given up."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests import emptying
from tests.postgres import Server

pytestmark = pytest.mark.anyio

TABLES = """
    SELECT oid::regclass::text FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""
SEQUENCES = "SELECT seqrelid::regclass::text FROM pg_sequence ORDER BY 1"
TRIGGERS = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger ORDER BY 1, 2"
# Foreign keys need the keys that they point at: those go first.
CONSTRAINTS = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
      FROM pg_constraint WHERE contype IN ('f', 'c', 'p', 'u')
       AND connamespace = 'public'::regnamespace
     ORDER BY contype <> 'f'
"""
REQUIRED = """
    SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname)
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
     WHERE c.relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnotnull AND attnum > 0
       AND attidentity = ''
"""


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def contents(connection: Any) -> dict[str, list[str]]:
    """Return every row of every table, where each sequence stands, and which triggers are awake."""
    found = {"triggers": [str(row) for row in await connection.fetch(TRIGGERS)]}
    for (name,) in await connection.fetch(TABLES):
        found[name] = [str(row) for row in await connection.fetch(f"SELECT * FROM {name}")]
    for (name,) in await connection.fetch(SEQUENCES):
        found[name] = [str(await connection.fetchrow(f"SELECT last_value, is_called FROM {name}"))]
    return found


async def test_every_table_and_sequence_is_again_as_it_was(
    connection: Any, database_url: str
) -> None:
    # Nothing is asked of a row here: so every table can have one, those of tomorrow too.
    for statements in (CONSTRAINTS, REQUIRED):
        for (statement,) in await connection.fetch(statements):
            await connection.execute(statement)
    new = await emptying.beginning(database_url)
    await connection.execute("SELECT pg_stat_force_next_flush()")
    await connection.execute("SELECT pg_stat_reset()")
    before = await contents(connection)
    assert {name for name in before if before[name]} == {
        "triggers",
        "alembic_version",
        *(row[0] for row in await connection.fetch(SEQUENCES)),
    }

    await connection.execute("SET session_replication_role = replica")
    for name in new.empty - {"information_schema.sql_features"}:
        await connection.execute(f"INSERT INTO {name} DEFAULT VALUES")
    for name in new.sequences:
        await connection.execute(f"SELECT nextval('{name}'), nextval('{name}')")
    await connection.execute("SELECT pg_stat_force_next_flush()")
    filled = await contents(connection)
    assert {name for name in before if filled[name] == before[name]} == {
        "triggers",
        "alembic_version",
    }

    assert await emptying.emptied(database_url, new)
    assert await contents(connection) == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (n int)",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE event DISABLE TRIGGER journal_only_grows",
        "DROP INDEX ix_organization_member_account_id",
        "GRANT SELECT ON package TO pg_monitor",
        "UPDATE alembic_version SET version_num = '0001'",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET jit = on', current_database()); END $$",
        "INSERT INTO organization (id, name, created_at)"
        " SELECT gen_random_uuid(), n, now() FROM generate_series(1, 2001) n",
    ],
)
async def test_a_database_that_is_otherwise_than_by_a_few_rows_is_given_up(
    connection: Any, database_url: str, statement: str
) -> None:
    new = await emptying.beginning(database_url)
    await connection.execute(statement)
    await connection.execute("SELECT pg_stat_force_next_flush()")

    assert not await emptying.emptied(database_url, new)


async def test_who_stayed_connected_is_cut_off(connection: Any, database_url: str) -> None:
    name = await connection.fetchval("SELECT current_database()")
    admin = await asyncpg.connect(database_url.replace(name, "postgres"))

    try:
        assert await emptying.left_alone(admin, name)
    finally:
        await admin.close()

    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
        await connection.execute("SELECT 1")


def test_the_next_test_has_an_address_of_its_own(postgres_server: Server) -> None:
    """A process that outlives its test does not find the next one's database."""
    with postgres_server.database() as before:
        postgres_server.execute_in(before, "SELECT 1")
    with postgres_server.database() as after:
        assert after != before
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            postgres_server.execute_in(before, "SELECT 1")
