"""What a start is refused for: one sentence that names the setting, an exit code, no traceback."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest

from devsper_registry.db import embedded
from tests import postgres
from tests.acceptance.serving import COMMAND, command, free_port
from tests.acceptance.users import AS_USER, USER
from tests.chaos import disks
from tests.faults import Way
from tests.s3 import S3

ROOT_ALONE = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def refused(data_dir: Path, *before: str, **settings: str) -> tuple[int, str]:
    """Start it; return its exit code and what it said, which is a sentence to people."""
    settings = {"PORT": str(free_port())} | settings
    done = command(data_dir, "serve", program=(*before, *COMMAND), **settings)
    assert done.stdout == ""
    return done.returncode, done.stderr


# --- the database -------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_database_of_a_newer_program(
    workers: str, postgres_server: postgres.Server, database_url: str, tmp_path: Path
) -> None:
    newer = "UPDATE alembic_version SET version_num = '29990101_0000'"
    postgres_server.execute_in(database_url, newer)
    assert refused(tmp_path / "data", DATABASE_URL=database_url, WORKERS=workers) == (
        2,
        "devsper-registry: The database is at revision '29990101_0000', which this version of the "
        "registry does not know: start the newer version that brought it there, restore a backup, "
        "or name another database in DATABASE_URL (another DATA_DIR, where the database is in "
        "there).\n",
    )


def test_a_database_that_is_not_there(postgres_server: postgres.Server, tmp_path: Path) -> None:
    assert refused(tmp_path / "data", DATABASE_URL=postgres_server.url("no_such")) == (
        2,
        'devsper-registry: PostgreSQL refuses the connection (database "no_such" does not exist): '
        "correct DATABASE_URL.\n",
    )


def test_a_password_that_is_wrong(tmp_path: Path) -> None:
    async def asking_for_passwords() -> tuple[int, str]:
        async with embedded.run(tmp_path / "server", durable=False) as url:
            rules = tmp_path / "server" / "postgres" / "pg_hba.conf"
            rules.write_text("local all registry trust\nlocal all all scram-sha-256\n")
            connection = await asyncpg.connect(url)
            await connection.execute("CREATE ROLE team LOGIN PASSWORD 'right'")
            await connection.execute("SELECT pg_reload_conf()")
            await connection.close()
            told = url.replace("registry@", f"team:{quote('hunter2')}@")
            return await asyncio.to_thread(refused, tmp_path / "data", DATABASE_URL=told)

    assert asyncio.run(asking_for_passwords()) == (
        2,
        "devsper-registry: PostgreSQL refuses the connection (password authentication failed for "
        'user "team"): correct DATABASE_URL.\n',
    )


# --- the data directory -------------------------------------------------------------------------


def test_a_data_directory_of_another_postgresql(tmp_path: Path) -> None:
    home = tmp_path / "data" / "postgres"
    home.mkdir(parents=True)
    (home / "PG_VERSION").write_text("17\n")
    assert refused(tmp_path / "data") == (
        2,
        f"devsper-registry: The database in {home} was made by PostgreSQL 17 and this is 18: dump "
        "it with the pg_dumpall of version 17, move the directory away, start once, restore the "
        "dump with psql; or choose another DATA_DIR.\n",
    )


@ROOT_ALONE
@pytest.mark.parametrize("database", ["embedded", "named"])
@pytest.mark.parametrize("words", ["serve", "keys list"])
def test_root_in_the_data_directory_of_another(
    database: str, words: str, database_url: str, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    os.chown(data_dir, USER, USER)
    told = {"DATABASE_URL": database_url} if database == "named" else {}
    done = command(data_dir, *words.split(), **told)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"devsper-registry: DATA_DIR {data_dir} belongs to the user with the id {USER}, and files "
        "of root in it would shut that one out: run this as that user, or choose another "
        "DATA_DIR.\n",
    )
    assert list(data_dir.iterdir()) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that everybody may enter, as pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="registry-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@ROOT_ALONE
@pytest.mark.parametrize("database", ["embedded", "named"])
def test_the_data_directory_of_another(
    database: str, postgres_server: postgres.Server, database_url: str, open_folder: Path
) -> None:
    data_dir = open_folder / "data"
    data_dir.mkdir()
    told = {"DATABASE_URL": database_url} if database == "named" else {}
    named = data_dir if database == "embedded" else data_dir / "address.key"
    assert refused(data_dir, *AS_USER, **told) == (
        2,
        f"devsper-registry: DATA_DIR {named} cannot be written (Permission denied): correct that, "
        "or choose another one.\n",
    )
    assert list(data_dir.iterdir()) == []


@pytest.mark.parametrize("storage", ["disk", "bucket"])
def test_a_disk_that_is_full(storage: str, database_url: str, bucket: S3, tmp_path: Path) -> None:
    told = {"DATABASE_URL": database_url, "INTERNAL_SECRET": "s" * 40}
    with disks.small(tmp_path) as disk:
        disks.fill(disk)
        told |= bucket.environment if storage == "bucket" else {}
        assert refused(disk, **told) == (
            2,
            f"devsper-registry: DATA_DIR {disk / 'files'} cannot be written (No space left on "
            "device): correct that, or choose another one.\n",
        )


def test_a_disk_without_room_for_the_database(tmp_path: Path) -> None:
    with disks.small(tmp_path) as disk:
        filler = disks.fill(disk)
        with filler.open("ab") as file:
            file.truncate(filler.stat().st_size - 8 * 1024 * 1024)
        code, said = refused(disk)
        assert list(disk.glob("postgres")) == []
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(
        f"devsper-registry: The embedded PostgreSQL does not start in {disk / 'postgres'} ("
    )
    assert said.endswith(
        "No space left on device): correct that (postgres.log beside it may say more), or choose "
        "another DATA_DIR.\n"
    )


# --- the rest -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("InvalidAccessKeyId", "AWS_ACCESS_KEY_ID"),
        ("SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_credentials_that_s3_does_not_know(
    code: str, setting: str, way: Way, bucket: S3, database_url: str, tmp_path: Path
) -> None:
    way.fail(403, code)
    told = {"DATABASE_URL": database_url, **bucket.environment, "S3_ENDPOINT": way.url}
    assert refused(tmp_path / "data", **told) == (
        2,
        f"devsper-registry: {setting} is not what S3 knows ({code}): correct it, or take "
        "credentials that are valid.\n",
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "it cannot be read (No such file or directory): give the path of a TOML file, or "
        "unset it."),
        ('mode = "sometimes"', "'mode' is 'sometimes': it is one of publish, hold."),
    ],
)  # fmt: skip
def test_a_policy_that_is_wrong(content: str | None, problem: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    if content is not None:
        policy.write_text(content)
    assert refused(tmp_path / "data", VERIFICATION_POLICY=str(policy)) == (
        2,
        f"devsper-registry: The policy {policy} (VERIFICATION_POLICY) is not usable: {problem}\n",
    )
    assert not (tmp_path / "data").exists()
