"""What the registry holds, for tests that show that a refusal changed nothing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from devsper_registry.backend import Backend
from devsper_registry.db.tables import Event, File, Package, PackageRole, Release, UsedFilename
from devsper_registry.db.tables.job import JOB


@dataclass(frozen=True)
class State:
    """Counts of rows, and the actions of the journal in the order of their serials."""

    packages: int
    releases: int
    files: int
    used: int
    roles: int
    journal: tuple[str, ...]


async def of(backend: Backend) -> State:
    """Return what there is."""
    async with backend.read() as session:

        async def count(table: type[SQLModel]) -> int:
            return (await session.execute(select(func.count()).select_from(table))).scalar_one()

        actions = select(col(Event.action)).order_by(col(Event.serial))
        return State(
            packages=await count(Package),
            releases=await count(Release),
            files=await count(File),
            used=await count(UsedFilename),
            roles=await count(PackageRole),
            journal=tuple((await session.execute(actions)).scalars()),
        )


async def events(backend: Backend) -> list[Event]:
    """Return the journal."""
    async with backend.read() as session:
        wanted = select(Event).order_by(col(Event.serial))
        return list((await session.execute(wanted)).scalars())


async def filenames(backend: Backend) -> list[str]:
    """Return the listed files."""
    async with backend.read() as session:
        wanted = select(col(File.filename)).order_by(col(File.filename))
        return list((await session.execute(wanted)).scalars())


async def rows(backend: Backend) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, but for when a key was last used."""
    found = {}
    async with backend.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            columns = [column for column in table.columns if not column.name.startswith("last_")]
            wanted = select(*columns).order_by(*table.primary_key.columns)
            found[table.name] = [tuple(row) for row in await session.execute(wanted)]
    return found


async def digest(backend: Backend) -> dict[str, str]:
    """Return a digest of the rows of each table, but for when a key was last used.

    Made by the database: tells that nothing changed where `rows` would take too long.
    """
    unused = "to_jsonb(t) - 'last_used_at' - 'last_used_address'"
    each = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(({unused})::text, ',' ORDER BY t::text), ''))"
        f" FROM {name} t"
        # The queue too, whose table is not ours.
        for name in (*sorted(SQLModel.metadata.tables), JOB.name)
    )
    async with backend.database.raw() as connection:
        return {row[0]: row[1] for row in await connection.fetch(each)}
