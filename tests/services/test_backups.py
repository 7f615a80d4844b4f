"""Backups and what is restored from them, on real databases and real folders."""

import stat
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from packaging.utils import canonicalize_name

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db import dumping, migrate
from devsper_registry.errors import (
    BackupDamaged,
    BackupElsewhere,
    BackupForeign,
    BackupMissing,
    BackupNewer,
    ObjectMissing,
    RegistryError,
    RestoreNotEmpty,
    RestoreWhileServing,
)
from devsper_registry.services import backups, deleting, keys
from devsper_registry.storage.store import Store, Stored
from tests import postgres
from tests.build import Built, sdist, wheel
from tests.doors.reading import opened
from tests.s3 import S3
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio


@dataclass
class Heard:
    """A listener; `then` is done by the test when something begins."""

    said: list[str] = field(default_factory=list)

    def begins(self, what: str, *, size: int) -> None:
        self.said.append(what)

    def advances(self, size: int) -> None:
        assert size >= 0


@pytest.fixture
def other_url(postgres_server: postgres.Server) -> Iterator[str]:
    """Another migrated, empty database."""
    with postgres_server.database() as url:
        yield url


async def contents(url: str) -> dict[str, bytes]:
    """Return the rows of every table, as a backup has them."""
    found: dict[str, bytes] = {}
    async with dumping.opened(url) as database, dumping.snapshot(database) as moment:
        for table in moment.tables:
            rows = bytearray()

            async def take(chunk: bytes, rows: bytearray = rows) -> None:
                rows.extend(chunk)

            await moment.copy(table, take)
            found[table.name] = b"".join(sorted(bytes(rows).splitlines(keepends=True)))
    return found


async def filled(registry: Backend) -> list[Built]:
    """Give it an account, a key, and files of two packages, one of them deleted again."""
    alice = await account(registry)
    await keys.create(registry, by=alice, name="ci", scopes=[Scope.PUBLISH])
    files = [wheel("demo", "1.0"), sdist("demo", "1.0"), wheel("other", "2.0")]
    gone = wheel("other", "3.0")
    for file in (*files, gone):
        await publish(registry, alice, file)
    await deleting.delete_file(
        registry,
        by=alice,
        package=canonicalize_name("other"),
        filename=gone.filename,
        confirmation=gone.filename,
    )
    return files


async def objects(registry: Backend) -> set[str]:
    return {stored.sha256 async for stored in registry.store.objects()}


async def test_what_is_restored_is_what_was_backed_up(
    registry: Backend, bare_database_url: str, tmp_path: Path
) -> None:
    files = await filled(registry)
    manifest = await backups.take(registry, tmp_path / "backup", listener=Heard())
    assert manifest.objects.count == 3
    assert manifest.objects.size == sum(len(file.content) for file in files)
    assert manifest.tables["file"].rows == 3

    url = bare_database_url
    async with opened(url, tmp_path / "elsewhere") as target:
        restored = await backups.restore(
            target, tmp_path / "backup", replace=False, listener=Heard()
        )
        assert restored == manifest
        assert await contents(url) == await contents(registry.database_url)
        assert await objects(target) == {file.sha256 for file in files}
        for file in files:
            read = [chunk async for chunk in target.store.read(file.sha256)]
            assert b"".join(read) == file.content
        # The journal goes on behind its last serial, and its triggers are awake again.
        bob = await account(target, "bob")
        await publish(target, bob, wheel("fresh", "1.0"))
        with pytest.raises(asyncpg.PostgresError, match="only grows"):
            await _execute(url, "DELETE FROM event")


async def test_files_of_a_disk_are_restored_into_a_bucket(
    registry: Backend, bare_database_url: str, tmp_path: Path, bucket: S3
) -> None:
    files = await filled(registry)
    taken = await backups.take(registry, tmp_path / "backup", listener=Heard())
    told: dict[str, Any] = {name.lower(): value for name, value in bucket.settings.items()}
    async with opened(bare_database_url, tmp_path / "elsewhere", **told) as target:
        restored = await backups.restore(
            target, tmp_path / "backup", replace=False, listener=Heard()
        )
        assert restored == taken
        assert await contents(bare_database_url) == await contents(registry.database_url)
        assert sorted(bucket.keys()) == sorted(
            f"objects/{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}" for file in files
        )
        # And back again: a backup from a bucket is the one from a disk.
        again = await backups.take(target, tmp_path / "again", listener=Heard())
        assert again.objects == taken.objects


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_all_of_a_backup_is_for_its_owner_alone(registry: Backend, tmp_path: Path) -> None:
    await filled(registry)
    folder = tmp_path / "backup"
    await backups.take(registry, folder, listener=Heard())
    modes = {path.is_dir(): set[int]() for path in (folder, folder / "manifest.json")}
    for path in (folder, *folder.rglob("*")):
        modes[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
    assert modes == {True: {0o700}, False: {0o600}}


class Meddled:
    """A storage at which something happens elsewhere before an object is asked for."""

    def __init__(self, store: Store, *happenings: Callable[[], Awaitable[object]]) -> None:
        self.store = store
        self.happenings = list(happenings)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def find(self, sha256: str) -> Stored | None:
        if self.happenings:
            await self.happenings.pop(0)()
        return await self.store.find(sha256)


async def test_a_backup_is_one_moment_while_others_publish_and_delete(
    registry: Backend, bare_database_url: str, tmp_path: Path
) -> None:
    await publish(registry, await account(registry), wheel("demo", "1.0"))
    carol = await account(registry, "carol")
    early, late = wheel("early", "1.0"), wheel("late", "1.0")

    async def before_the_moment() -> None:
        await publish(registry, carol, early)

    async def after_the_moment() -> None:
        await publish(registry, carol, late)
        await deleting.delete_package(
            registry, by=carol, package=canonicalize_name("early"), confirmation="early"
        )

    store = Meddled(registry.store, before_the_moment, after_the_moment)
    meddled = replace(registry, store=store)  # type: ignore[arg-type]
    await backups.take(meddled, tmp_path / "backup", listener=Heard())
    assert store.happenings == []
    async with opened(bare_database_url, tmp_path / "elsewhere") as target:
        await backups.restore(target, tmp_path / "backup", replace=False, listener=Heard())
        rows = await contents(bare_database_url)
        assert rows["file"].count(b"\n") == 2
        assert early.filename.encode() in rows["file"]
        assert early.sha256 in await objects(target)


async def test_a_second_backup_into_the_folder_copies_what_is_new_and_forgets_what_is_gone(
    registry: Backend, tmp_path: Path
) -> None:
    first, *_ = await filled(registry)
    folder = tmp_path / "backup"
    await backups.take(registry, folder, listener=Heard())
    kept = folder / "objects" / first.sha256[:2] / first.sha256[2:4] / first.sha256
    before = kept.stat().st_ino
    alice = await account(registry, "root", is_administrator=True)
    await deleting.delete_package(
        registry, by=alice, package=canonicalize_name("other"), confirmation="other"
    )
    await publish(registry, alice, wheel("fresh", "1.0"))
    manifest = await backups.take(registry, folder, listener=Heard())
    assert kept.stat().st_ino == before
    assert manifest.objects.count == 3
    assert len([path for path in (folder / "objects").rglob("*") if path.is_file()]) == 3
    assert await backups.check(folder, listener=Heard()) == manifest


async def test_a_backup_without_an_object_is_none(registry: Backend, tmp_path: Path) -> None:
    first, *_ = await filled(registry)
    await registry.store.delete(first.sha256)
    with pytest.raises(ObjectMissing):
        await backups.take(registry, tmp_path / "backup", listener=Heard())
    with pytest.raises(BackupMissing):
        await backups.check(tmp_path / "backup", listener=Heard())


async def test_a_folder_of_something_else_is_left_alone(registry: Backend, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/cat.jpg").write_bytes(b"cat")
    with pytest.raises(BackupElsewhere):
        await backups.take(registry, tmp_path / "photos", listener=Heard())
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.jpg"]


async def refused(
    registry: Backend, folder: Path, error: type[RegistryError], *, replace: bool = False
) -> None:
    """Restoring is refused, and changes nothing in the database."""
    before = await contents(registry.database_url)
    with pytest.raises(error):
        await backups.restore(registry, folder, replace=replace, listener=Heard())
    assert await contents(registry.database_url) == before


async def test_nothing_is_restored_over_a_registry_unless_that_is_said(
    registry: Backend, other_url: str, tmp_path: Path
) -> None:
    files = await filled(registry)
    folder = tmp_path / "backup"
    await backups.take(registry, folder, listener=Heard())
    url = other_url
    async with opened(url, tmp_path / "elsewhere") as target:
        await account(target, "somebody")
        await target.database.close()
        await refused(target, folder, RestoreNotEmpty)
        assert await objects(target) == set()
        await backups.restore(target, folder, replace=True, listener=Heard())
        assert await contents(url) == await contents(registry.database_url)
        assert await objects(target) == {file.sha256 for file in files}


async def test_nothing_is_restored_under_a_registry_that_runs(
    registry: Backend, other_url: str, tmp_path: Path
) -> None:
    await filled(registry)
    await backups.take(registry, tmp_path / "backup", listener=Heard())
    url = other_url
    async with opened(url, tmp_path / "running") as running:
        await running.database.ping()
        async with opened(url, tmp_path / "elsewhere") as target:
            await refused(target, tmp_path / "backup", RestoreWhileServing)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


async def test_a_damaged_backup_is_refused_and_the_database_left_as_it_was(
    registry: Backend, other_url: str, tmp_path: Path
) -> None:
    first, *_ = await filled(registry)
    folder = tmp_path / "backup"
    stored = folder / "objects" / first.sha256[:2] / first.sha256[2:4] / first.sha256
    damages: list[tuple[Callable[[], object], type[RegistryError]]] = [
        (lambda: flipped(folder / "tables/account.copy"), BackupDamaged),
        (lambda: (folder / "tables/event.copy").unlink(), BackupDamaged),
        (lambda: flipped(folder / "objects.txt"), BackupDamaged),
        (lambda: flipped(stored), BackupDamaged),
        (lambda: stored.unlink(), BackupDamaged),
        (lambda: (folder / "manifest.json").unlink(), BackupMissing),
        (lambda: (folder / "manifest.json").write_text("{}"), BackupForeign),
        (lambda: edited(folder, '"format": 1', '"format": 2'), BackupForeign),
        (lambda: edited(folder, '"account": {', '"../account": {'), BackupForeign),
        (lambda: edited(folder, '"revision": "', '"revision": "9'), BackupNewer),
    ]
    url = other_url
    async with opened(url, tmp_path / "elsewhere") as target:
        for damage, error in damages:
            await backups.take(registry, folder, listener=Heard())
            damage()
            await refused(target, folder, error)
            if error is BackupDamaged:
                with pytest.raises(BackupDamaged):
                    await backups.check(folder, listener=Heard())
            stored.unlink(missing_ok=True)  # another size: a backup trusts what it wrote


def edited(folder: Path, text: str, other: str) -> None:
    path = folder / "manifest.json"
    assert text in path.read_text()
    path.write_text(path.read_text().replace(text, other, 1))


async def test_a_backup_of_an_older_revision_is_restored_there_and_then_migrated(
    bare_database_url: str, other_url: str, tmp_path: Path
) -> None:
    old, new = bare_database_url, other_url
    await migrate.to(old, "0005")
    await _execute(
        old,
        "INSERT INTO account (id, name, is_administrator, created_at)"
        " VALUES (gen_random_uuid(), 'veteran', true, now())",
    )
    async with opened(old, tmp_path / "old") as source:
        manifest = await backups.take(source, tmp_path / "backup", listener=Heard())
    assert manifest.revision == "0005"
    assert "organization" not in manifest.tables
    async with opened(new, tmp_path / "new") as target:
        await backups.restore(target, tmp_path / "backup", replace=False, listener=Heard())
        await migrate.check(new)
    assert b"\tveteran\t" in (await contents(new))["account"]
    assert (await contents(new))["organization"] == b""
