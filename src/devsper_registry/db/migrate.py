"""Bring the database to the tables that this program knows."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from devsper_registry.db.connecting import place
from devsper_registry.db.session import Database
from devsper_registry.errors import (
    DatabaseNewer,
    DatabaseNotMigrated,
    DatabaseUnavailable,
    DatabaseUnreachable,
    MigrationBlocked,
)

# Any number that no other program on the same server is likely to lock.
LOCK = 0x6465_7673_7065_72
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "10min"
POLL = 0.1


async def upgrade(database_url: str) -> list[str]:
    """Apply what is missing and return its revisions, oldest first; [] when nothing was.

    Many may start at once: one migrates, the others wait and find nothing to do. Raises
    DatabaseNewer when the database knows more than this program, MigrationBlocked on a timeout,
    DatabaseUnreachable where nobody answers.
    Through pgbouncer in transaction mode the lock would not hold: give a direct URL here.
    """
    async with _connected(database_url) as connection:
        await _lock(connection)
        missing = await connection.run_sync(_missing)
        if missing:
            try:
                await connection.run_sync(_apply)
            except DBAPIError as error:
                if isinstance(
                    _cause(error), asyncpg.LockNotAvailableError | asyncpg.QueryCanceledError
                ):
                    raise MigrationBlocked(reason=_cause(error)) from error
                raise
        return missing


async def to(database_url: str, revision: str) -> None:
    """Bring the tables to this very revision, forwards or backwards; they are to be empty."""
    async with _connected(database_url) as connection:
        await _lock(connection)
        await connection.run_sync(_apply, revision)


def knows(revision: str) -> bool:
    """Tell whether the revision is one of this program's."""
    script = ScriptDirectory.from_config(configuration())
    return revision in {known.revision for known in script.walk_revisions()}


async def check(database_url: str) -> None:
    """Raise DatabaseNotMigrated or DatabaseNewer when the tables are not those of this program."""
    async with _connected(database_url) as connection:
        missing = await connection.run_sync(_missing)
    if missing:
        raise DatabaseNotMigrated(revision=missing[0])


def configuration() -> Config:
    """Return Alembic's configuration, for the migrations that came with this program."""
    package = Path(__file__).parents[1]
    # The wheel carries them inside the package; in a checkout they lie beside src.
    places = (package / "migrations", package.parents[1] / "migrations")
    found = next(place for place in places if (place / "env.py").exists())
    config = Config()
    config.set_main_option("script_location", str(found).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@asynccontextmanager
async def _connected(database_url: str) -> AsyncIterator[AsyncConnection]:
    database = Database.open(database_url, pool_size=1)
    try:
        await _reached(database, database_url)
        async with database.connection() as connection:
            yield connection
    finally:
        await database.close()


async def _reached(database: Database, url: str) -> None:
    """Connect; who cannot is told where nobody answers, which is no matter of a moment here."""
    try:
        await database.ping()
    except DatabaseUnavailable as error:
        reason = error.__cause__ or error
        raise DatabaseUnreachable(place=place(url), reason=_why(reason)) from error


def _why(reason: BaseException) -> str:
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    number = getattr(reason, "errno", None)
    return os.strerror(number) if number else str(reason) or type(reason).__name__


async def _lock(connection: AsyncConnection) -> None:
    """Take the lock that lasts until this connection ends, and set the limits of what follows.

    Asks again and again: who waits inside a statement holds a snapshot, and a
    CREATE INDEX CONCURRENTLY of the one that migrates would wait for it in turn.
    """
    while not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
        await connection.rollback()
        await asyncio.sleep(POLL)
    await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    await connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
    await connection.commit()


def _missing(connection: Connection) -> list[str]:
    """List the revisions that the database lacks."""
    script = ScriptDirectory.from_config(configuration())
    known = {revision.revision for revision in script.walk_revisions()}
    heads = MigrationContext.configure(connection).get_current_heads()
    connection.rollback()
    for head in heads:
        if head not in known:
            raise DatabaseNewer(revision=head)
    lacking = script.iterate_revisions("heads", heads or "base")
    return [revision.revision for revision in lacking][::-1]


def _apply(connection: Connection, revision: str = "heads") -> None:
    script = ScriptDirectory.from_config(configuration())

    def steps(heads: Any, _context: MigrationContext) -> Any:
        applied = {done.revision for done in script.iterate_revisions(heads or "base", "base")}
        back = revision in applied
        return (script._downgrade_revs if back else script._upgrade_revs)(revision, heads)

    context = MigrationContext.configure(
        connection,
        opts={
            "fn": steps,
            # What was applied stays applied when a later one fails.
            "transaction_per_migration": True,
        },
    )
    # Not command.upgrade: env.py itself calls this, and Alembic's environments do not nest.
    with Operations.context(context):
        context.run_migrations()


def _cause(error: DBAPIError) -> BaseException | None:
    """Return what asyncpg raised, from under SQLAlchemy's wrappings."""
    return error.orig.__cause__ if error.orig else None
