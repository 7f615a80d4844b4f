"""Through pgbouncer in transaction mode: sessions are shared, and nothing is left on them."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from devsper_registry.db.connecting import Terms
from devsper_registry.db.session import Database
from tests import pgbouncer

pytestmark = pytest.mark.anyio

THING = Table("thing", MetaData(), Column("n", Integer))


@pytest.fixture
def pooled_url(bare_database_url: str) -> Iterator[str]:
    with pgbouncer.before(bare_database_url) as url:
        yield url


@pytest.fixture
async def database(pooled_url: str) -> AsyncIterator[Database]:
    database = Database.open(
        pooled_url, terms=Terms(statement_timeout=30, through_pooler=True), pool_size=8
    )
    async with database.transaction() as session:
        await (await session.connection()).execute(text("CREATE TABLE thing (n int)"))
    yield database
    await database.close()


async def test_many_share_few_sessions_in_every_way_there_is(database: Database) -> None:
    async def once(n: int) -> None:
        async with database.raw() as connection:
            assert await connection.fetchval("SELECT $1::int", n) == n
        async with database.read() as session:
            assert await session.scalar(text("SELECT CAST(:n AS int)"), {"n": n}) == n
        async with database.transaction() as session:
            await session.execute(insert(THING).values(n=n))
        async with database.look() as looking:
            found = await looking.execute(select(THING.c.n).where(THING.c.n == n))
            assert found.scalars().all() == [n]

    await asyncio.gather(*(once(n) for n in range(60)))
    async with database.raw() as connection:
        assert await connection.fetchval("SELECT sum(n) FROM thing") == sum(range(60))
        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''"
        assert await connection.fetchval(prepared) == 0


async def test_who_reads_cannot_write_and_who_comes_after_can(database: Database) -> None:
    writing = insert(THING).values(n=1).returning(THING.c.n).cte()
    for _ in range(3):
        with pytest.raises(DBAPIError, match="read-only transaction"):
            async with database.read() as session:
                await session.execute(insert(THING).values(n=1))
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            async with database.look() as looking:
                await looking.execute(select(writing.c.n))
        async with database.raw() as connection:
            assert await connection.fetchval("SHOW transaction_read_only") == "off"
            assert await connection.fetchval("SELECT count(*) FROM thing") == 0
