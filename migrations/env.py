"""What Alembic runs: on the connection it is given, on DATABASE_URL, or on a throw-away database.

The last makes `alembic check` and `alembic revision --autogenerate` work in a bare checkout.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from devsper_registry.db import embedded, migrate, tables  # noqa: F401  (fills SQLModel.metadata)
from devsper_registry.db.session import Database


def run(connection: Connection) -> None:
    """Run the migrations on this connection, each in its own transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_server_default=True,
        transaction_per_migration=True,
        render_item=plain_strings,
        include_name=ours,
    )
    with context.begin_transaction():
        context.run_migrations()


def ours(name: str | None, kind: str, _: object) -> bool:
    """Leave out the tables of pgqueuer, which knows itself what they must be."""
    return kind != "table" or name is None or not name.startswith("pgqueuer")


def plain_strings(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write SQLModel's string type as SQLAlchemy's: a migration must not change with SQLModel."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


@asynccontextmanager
async def database_url() -> AsyncIterator[str]:
    """Give the database of DATABASE_URL, or one of its own that is migrated and then forgotten."""
    if (given := os.environ.get("DATABASE_URL", "")) not in ("", "embedded"):
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        async with embedded.run(Path(folder), durable=False) as url:
            await migrate.upgrade(url)
            yield url


async def connect_and_run() -> None:
    """Find a database, then run."""
    async with database_url() as url:
        database = Database.open(url, pool_size=1)
        async with database.connection() as connection:
            await connection.run_sync(run)
        await database.close()


if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql", target_metadata=SQLModel.metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()
elif (given_connection := context.config.attributes.get("connection")) is not None:
    run(given_connection)
else:
    asyncio.run(connect_and_run())
