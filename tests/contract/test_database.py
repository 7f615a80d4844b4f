"""The four ways into the database, and what each one refuses."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    Double,
    Enum,
    Integer,
    MetaData,
    Table,
    Uuid,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from devsper_registry.db import connecting, session
from devsper_registry.db.connecting import Terms
from devsper_registry.db.session import Database
from devsper_registry.db.tables.package import Status
from devsper_registry.errors import (
    DatabaseRefused,
    DatabaseTooOld,
    DatabaseUnavailable,
    SettingInvalid,
)

pytestmark = pytest.mark.anyio

THING = Table("thing", MetaData(), Column("n", Integer))


@contextlib.asynccontextmanager
async def opened(url: str, **how: Any) -> AsyncIterator[Database]:
    database = Database.open(url, **how)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def database(bare_database_url: str) -> AsyncIterator[Database]:
    async with opened(bare_database_url, pool_size=2) as database:
        async with database.transaction() as session:
            await run(session, "CREATE TABLE thing (n int UNIQUE)")
        yield database


async def run(session: AsyncSession, statement: str) -> None:
    await (await session.connection()).execute(text(statement))


async def numbers(database: Database) -> list[int]:
    async with database.raw() as connection:
        return [row["n"] for row in await connection.fetch("SELECT n FROM thing ORDER BY n")]


async def test_a_transaction_commits_at_its_end(database: Database) -> None:
    async with database.transaction() as session:
        await run(session, "INSERT INTO thing VALUES (1)")
        assert await numbers(database) == []
    assert await numbers(database) == [1]


async def test_a_transaction_with_an_error_leaves_nothing(database: Database) -> None:
    with pytest.raises(OSError, match=r"^no room$"):  # noqa: PT012
        async with database.transaction() as session:
            await run(session, "INSERT INTO thing VALUES (1)")
            raise OSError("no room")
    assert await numbers(database) == []


async def test_a_cancelled_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(TimeoutError):  # noqa: PT012
        async with asyncio.timeout(0.2), database.transaction() as session:
            await run(session, "INSERT INTO thing VALUES (1)")
            await run(session, "SELECT pg_sleep(60)")
    assert await numbers(database) == []


async def test_a_constraint_speaks_for_itself(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await run(session, "INSERT INTO thing VALUES (1), (1)")


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with database.read() as session:
            await run(session, "INSERT INTO thing VALUES (1)")
    # And a writer afterwards can.
    async with database.transaction() as session:
        await run(session, "INSERT INTO thing VALUES (1)")
    assert await numbers(database) == [1]


async def test_who_only_looks_cannot_write(database: Database) -> None:
    writing = insert(THING).values(n=1).returning(THING.c.n).cte()
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with database.look() as looking:
            await looking.execute(select(writing.c.n))
    assert await numbers(database) == []


async def test_each_look_sees_what_is_committed_and_leaves_no_transaction_open(
    database: Database,
) -> None:
    idle = (
        select(func.count())
        .select_from(text("pg_stat_activity"))
        .where(text("datname = current_database() AND state = 'idle in transaction'"))
    )
    async with database.look() as looking:
        assert (await looking.execute(select(THING.c.n))).all() == []
        async with database.transaction() as session:
            await run(session, "INSERT INTO thing VALUES (1)")
        assert (await looking.execute(select(THING.c.n))).all() == [(1,)]
        assert (await looking.execute(idle)).scalar_one() == 0


async def test_a_look_reads_and_writes_values_as_a_session_does(database: Database) -> None:
    kind = Enum(Status, native_enum=False, values_callable=lambda each: [m.value for m in each])
    statement = select(
        literal(Status.ACTIVE, kind),
        literal({"a": [1, None]}, JSONB),
        literal([UUID(int=7)], ARRAY(Uuid)),
        literal(1.5, Double),
        cast(literal(None), Date),
    )
    async with database.read() as session:
        by_session = (await session.execute(statement)).one()
    async with database.look() as looking:
        found = (await looking.execute(statement)).one()
    assert tuple(found) == tuple(by_session)
    assert tuple(found) == (Status.ACTIVE, {"a": [1, None]}, [UUID(int=7)], 1.5, None)


async def test_a_look_that_was_cut_off_is_unavailable(
    database: Database, bare_database_url: str
) -> None:
    with pytest.raises(DatabaseUnavailable):  # noqa: PT012
        async with database.look() as looking:
            await cut_off(bare_database_url)
            await looking.execute(select(THING.c.n))
    # In the pool that knows of it: the other's connection may not have heard yet.
    async with database.look() as looking:
        assert (await looking.execute(select(THING.c.n))).all() == []


async def test_a_session_that_was_cut_off_is_unavailable(
    database: Database, bare_database_url: str
) -> None:
    with pytest.raises(DatabaseUnavailable):  # noqa: PT012
        async with database.transaction() as session:
            await run(session, "INSERT INTO thing VALUES (1)")
            await cut_off(bare_database_url)
            await run(session, "INSERT INTO thing VALUES (2)")
    assert await numbers(database) == []


async def test_a_raw_read_that_was_cut_off_is_unavailable(
    database: Database, bare_database_url: str
) -> None:
    with pytest.raises(DatabaseUnavailable):  # noqa: PT012
        async with database.raw() as connection:
            await cut_off(bare_database_url)
            await connection.fetchval("SELECT 1")
    assert await numbers(database) == []


@pytest.mark.parametrize("told", ["terminated", "cut off"])
async def test_a_connection_that_is_lost_while_it_is_made_is_unavailable(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    async def lost(*how: Any) -> asyncpg.Connection:
        connection = await connecting.connect(*how)
        if told == "terminated":
            connection.terminate()
        else:
            await cut_off(bare_database_url)
        return connection

    monkeypatch.setattr(session, "connect", lost)
    async with opened(bare_database_url) as database:
        for way in (database.transaction, database.read):
            with pytest.raises(DatabaseUnavailable):
                async with way() as opening:
                    await run(opening, "SELECT 1")
        with pytest.raises(DatabaseUnavailable):
            await database.ping()


async def test_connections_closed_while_they_lay_in_the_pool_are_replaced(
    database: Database, bare_database_url: str
) -> None:
    async with database.read(), database.read():
        pass
    await cut_off(bare_database_url)
    await asyncio.sleep(0.05)
    assert await numbers(database) == []
    async with database.transaction() as session:
        await run(session, "INSERT INTO thing VALUES (1)")
    assert await numbers(database) == [1]


async def test_an_error_of_the_caller_is_not_the_databases(database: Database) -> None:
    with pytest.raises(ConnectionResetError):  # noqa: PT012
        async with database.raw() as connection:
            await connection.fetchval("SELECT 1")
            raise ConnectionResetError("somebody else's")
    with pytest.raises(asyncpg.UndefinedTableError):
        async with database.raw() as connection:
            await connection.fetchval("SELECT 1 FROM nothing")


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    for url in ("postgresql://u@127.0.0.1:9/x", f"postgresql:///x?host={tmp_path}"):
        async with opened(url) as database:
            with pytest.raises(DatabaseUnavailable):
                await database.ping()


async def test_a_pool_that_stays_empty_is_unavailable(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "POOL_TIMEOUT", 0.05)
    async with opened(bare_database_url, pool_size=1) as database, database.raw():
        with pytest.raises(DatabaseUnavailable):
            await database.ping()


async def test_a_database_that_does_not_exist_is_named(bare_database_url: str) -> None:
    async with opened(bare_database_url.replace("/test_", "/none_", 1)) as database:
        with pytest.raises(DatabaseRefused, match=r'database "none_\S+" does not exist'):
            await database.ping()


async def test_an_old_server_is_refused(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "OLDEST", 99)
    async with opened(bare_database_url) as database:
        with pytest.raises(DatabaseTooOld) as refused:
            await database.ping()
    assert refused.value.facts["wanted"] == 99


async def test_the_pools_tell_what_is_in_use_and_who_waits(bare_database_url: str) -> None:
    def told(what: str) -> float | None:
        return REGISTRY.get_sample_value(f"devsper_pool_{what}", {"pool": "writing"})

    async with opened(bare_database_url, pool_size=2) as database:
        async with database.raw(), database.raw():
            waiting = asyncio.create_task(database.ping())
            await asyncio.sleep(0)
            while told("waiting") != 1:  # noqa: ASYNC110 (a gauge has no event)
                await asyncio.sleep(0.01)
            assert (told("size"), told("in_use")) == (2, 2)
        await waiting
        assert (told("in_use"), told("waiting")) == (0, 0)


async def test_a_statement_that_takes_too_long_is_given_up(bare_database_url: str) -> None:
    terms = Terms(statement_timeout=0.2)
    async with opened(bare_database_url, pool_size=1, terms=terms) as database:
        with pytest.raises(DatabaseUnavailable):
            async with database.raw() as connection:
                await connection.execute("SELECT pg_sleep(60)")
        with pytest.raises(DatabaseUnavailable):
            async with database.transaction() as session:
                await run(session, "SELECT pg_sleep(60)")
        # And the connection serves the next one.
        await database.ping()


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgresql://u:p@db.example.com/r", "postgresql://u:p@db.example.com/r"),
        ("postgres://u:p%40@db.example.com:6/r", "postgresql://u:p%40@db.example.com:6/r"),
        ("postgresql+asyncpg://u@h/r?ssl=require", "postgresql://u@h/r?sslmode=require"),
        ("postgresql:///r?host=/run/pg", "postgresql:///r?host=%2Frun%2Fpg"),
        ("postgresql://%2Frun%2Fpg/r", "postgresql://%2Frun%2Fpg/r"),
        (
            " postgres://u@h/r?sslmode=require&channel_binding=require&connect_timeout=3\n",
            "postgresql://u@h/r?sslmode=require",
        ),
    ],
)
def test_every_form_of_the_url_is_taken(given: str, read: str) -> None:
    assert connecting.normalise(given) == read


@pytest.mark.parametrize("given", ["", "registry", "mysql://h/r", "sqlite:///r.db", "postgresql:r"])
def test_another_url_is_refused_without_showing_it(given: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Database.open(given)
    assert str(refused.value) == (
        "DATABASE_URL must begin with postgresql://, such as "
        "postgresql://user:password@db.example.com/registry."
    )


@pytest.mark.parametrize(
    "given",
    ["postgresql://u:pa/ss@h/r", "postgresql://u:pa#ss@h/r", "postgresql://u:pa[ss@h/r"],
)
def test_a_password_that_breaks_the_url_is_not_shown(given: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        Database.open(given)
    assert str(refused.value) == (
        "DATABASE_URL cannot be read: write characters such as / @ # of the user name and the "
        "password as %2F %40 %23."
    )


async def test_every_form_of_a_socket_connects(bare_database_url: str) -> None:
    scheme, _, rest = bare_database_url.partition("://")
    name = rest.partition("/")[2].partition("?")[0]
    socket = bare_database_url.partition("host=")[2].partition("&")[0]
    quoted = socket.replace("/", "%2F")
    for url in (
        f"postgres://{rest}",
        f"{scheme}+asyncpg://{rest}",
        f"postgresql://registry@{quoted}:5432/{name}",
    ):
        async with opened(url) as database:
            await database.ping()


async def test_opening_does_not_connect() -> None:
    started = time.monotonic()
    async with opened("postgresql://u@192.0.2.1/x"):
        assert time.monotonic() - started < 1


async def cut_off(url: str) -> None:
    """End every connection to the database, from another one, as a failing server would."""
    name = url.partition("@/")[2].partition("?")[0]
    admin = await asyncpg.connect(url.replace(name, "postgres", 1))
    await admin.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )
    await admin.close()
