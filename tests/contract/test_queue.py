"""The tables of the queue are those that the installed pgqueuer wants, and every job is known."""

import asyncio

import pytest
from pgqueuer.domain.schema.model import Plan

from devsper_registry.db.listening import Listening
from devsper_registry.db.queueing import Driver, queries
from devsper_registry.db.session import Database
from devsper_registry.db.tables.job import Kind
from devsper_registry.worker.jobs import JOBS

pytestmark = pytest.mark.anyio


async def test_pgqueuer_finds_nothing_to_change_in_our_migration(database_url: str) -> None:
    database = Database.open(database_url, pool_size=1)
    plan = await planned(database_url, database)
    assert (plan.statements, plan.notes) == ((), ())


async def test_a_table_that_pgqueuer_would_change_is_noticed(database_url: str) -> None:
    database = Database.open(database_url, pool_size=1)
    async with database.raw() as connection:
        await connection.execute("ALTER TABLE pgqueuer DROP COLUMN slot")
    plan = await planned(database_url, database)
    assert plan.statements[0] == "ALTER TABLE pgqueuer ADD COLUMN slot bigint;"


async def planned(url: str, database: Database) -> Plan:
    """What pgqueuer would do to the database, which is closed then."""
    listening = Listening(url, database)
    plan = await queries(Driver(database, listening, stop=asyncio.Event())).plan_upgrade()
    await listening.close()
    await database.close()
    return plan


def test_every_kind_of_job_says_how_it_runs() -> None:
    assert set(JOBS) == set(Kind)
