"""The migrations make the tables that the program knows: once, whoever starts, and back again."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from devsper_registry.db import migrate, tables  # noqa: F401  (fills SQLModel.metadata)
from devsper_registry.db.session import Database
from devsper_registry.errors import DatabaseNewer, DatabaseNotMigrated, MigrationBlocked
from tests.acceptance import serving

pytestmark = pytest.mark.anyio

REVISIONS = [
    revision.revision
    for revision in ScriptDirectory.from_config(migrate.configuration()).walk_revisions()
][::-1]

ASPECTS = {
    "constraints": (
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        " AND conrelid <> coalesce(to_regclass('alembic_version'), 0)"
        " AND conrelid::regclass::text NOT LIKE 'pgqueuer%' ORDER BY 1"
    ),
    "indexes": (
        "SELECT indexdef FROM pg_indexes"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        " AND tablename NOT LIKE 'pgqueuer%' ORDER BY 1"
    ),
    "columns": (
        "SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length,"
        " is_nullable, column_default, identity_generation, generation_expression)"
        " FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
        " AND table_name NOT LIKE 'pgqueuer%' ORDER BY 1"
    ),
}


async def test_the_tables_are_those_of_the_migrations(database_url: str) -> None:
    def check(connection: Connection) -> None:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.check(config)

    await _on(database_url, check)


@pytest.mark.parametrize("aspect", ["constraints", "indexes", "columns"])
async def test_what_alembic_does_not_compare_is_the_same_too(
    aspect: str, bare_database_url: str, database_url: str
) -> None:
    """CHECK, generated columns and partial indexes, as PostgreSQL tells them."""

    def create(connection: Connection) -> None:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        SQLModel.metadata.create_all(connection)
        connection.commit()

    await _on(bare_database_url, create)
    migrated, made = [
        await _column(url, ASPECTS[aspect]) for url in (database_url, bare_database_url)
    ]
    assert migrated == made


async def test_every_step_goes_up_and_down_and_up_again(bare_database_url: str) -> None:
    def down(connection: Connection) -> None:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    assert await migrate.upgrade(bare_database_url) == REVISIONS
    await _on(bare_database_url, down)
    assert await _tables(bare_database_url) == ["alembic_version"]
    assert await migrate.upgrade(bare_database_url) == REVISIONS


async def test_many_starters_migrate_once(bare_database_url: str) -> None:
    applied = await asyncio.gather(*(migrate.upgrade(bare_database_url) for _ in range(8)))
    assert sorted(applied) == [[]] * 7 + [REVISIONS]


async def test_six_processes_that_start_at_once_migrate_once(
    bare_database_url: str, tmp_path: Path
) -> None:
    starters = [
        subprocess.Popen(
            [*serving.COMMAND, "migrate"],
            cwd=tmp_path,
            env=serving.environment(tmp_path / "data", DATABASE_URL=bare_database_url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(6)
    ]
    said = sorted(starter.communicate(timeout=120)[0] for starter in starters)
    applied = "".join(f"Applied {revision}.\n" for revision in REVISIONS)
    assert said == [applied, *["The database is up to date.\n"] * 5]
    assert [starter.returncode for starter in starters] == [0] * 6


async def test_a_migrated_database_is_left_alone(database_url: str) -> None:
    assert await migrate.upgrade(database_url) == []
    await migrate.check(database_url)


async def test_a_database_without_tables_is_named(bare_database_url: str) -> None:
    with pytest.raises(DatabaseNotMigrated) as refused:
        await migrate.check(bare_database_url)
    assert str(refused.value) == (
        f"The database lacks the revision '{REVISIONS[0]}': run `devsper-registry migrate`, "
        "then start again."
    )


async def test_a_database_of_a_newer_program_is_refused(database_url: str) -> None:
    await _execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    for refuse in (migrate.upgrade, migrate.check):
        with pytest.raises(DatabaseNewer) as refused:
            await refuse(database_url)
        assert refused.value.facts == {"revision": "9999"}


async def test_a_migration_that_waits_too_long_for_a_lock_gives_up(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    busy = await asyncpg.connect(bare_database_url)
    await busy.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    async with busy.transaction():
        await busy.execute("LOCK alembic_version IN SHARE MODE")
        with pytest.raises(MigrationBlocked) as refused:
            await migrate.upgrade(bare_database_url)
    await busy.close()
    assert refused.value.facts["reason"].__class__ is asyncpg.LockNotAvailableError
    assert await _tables(bare_database_url) == ["alembic_version"]
    assert await migrate.upgrade(bare_database_url) == REVISIONS


async def test_migrations_are_found_in_an_installed_wheel(
    tmp_path: Path, bare_database_url: str
) -> None:
    checkout = Path(migrate.__file__).parents[3]
    site = tmp_path / "100%" / "site"
    shutil.copytree(checkout / "src" / "devsper_registry", site / "devsper_registry")
    shutil.copytree(checkout / "migrations", site / "devsper_registry" / "migrations")
    script = (
        "import asyncio, sys\n"
        "from devsper_registry.db import migrate\n"
        "print(migrate.__file__, *asyncio.run(migrate.upgrade(sys.argv[1])))"
    )
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, bare_database_url],
        env={"PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    used = site / "devsper_registry" / "db" / "migrate.py"
    assert (done.stdout.split(), done.stderr) == ([str(used), *REVISIONS], "")


async def _on(url: str, do: object) -> None:
    database = Database.open(url, pool_size=1)
    async with database.connection() as connection:
        await connection.run_sync(do)  # type: ignore[arg-type]
    await database.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


async def _tables(url: str) -> list[str]:
    return await _column(
        url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    )


async def _column(url: str, query: str) -> list[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(query)
    await connection.close()
    return [row[0] for row in rows]
