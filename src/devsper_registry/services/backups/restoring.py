"""Restoring a backup into an empty registry: of any kind of database and storage."""

import asyncio
import hashlib
from pathlib import Path

from devsper_registry.backend import Backend
from devsper_registry.db import dumping, loading, migrate
from devsper_registry.db.dumping import Table
from devsper_registry.db.loading import Loading
from devsper_registry.db.session import Database
from devsper_registry.errors import (
    BackupDamaged,
    BackupForeign,
    BackupNewer,
    RestoreNotEmpty,
    RestoreWhileServing,
)
from devsper_registry.services.backups.folder import Folder
from devsper_registry.services.backups.manifest import Manifest
from devsper_registry.services.backups.progress import Listener
from devsper_registry.storage.arriving import arriving
from devsper_registry.storage.store import Store


async def check(root: Path, *, listener: Listener) -> Manifest:
    """Read the whole backup; raise BackupDamaged where a part is missing or is another one."""
    folder = Folder(root)
    manifest = await _check_tables(folder, listener)
    listener.begins("objects", size=manifest.objects.size)
    for sha256, size in folder.objects():
        running = hashlib.sha256()
        async for chunk in folder.stream(folder.object(sha256)):
            running.update(chunk)
        if running.hexdigest() != sha256:
            raise BackupDamaged(part=f"the object {sha256}", problem="is not what was written")
        listener.advances(size)
    return manifest


async def restore(backend: Backend, root: Path, *, replace: bool, listener: Listener) -> Manifest:
    """Fill database and storage from the backup, then bring the tables up to date.

    Interrupted, it may be said again: the tables come all at once or not at all, and objects that
    have arrived are not sent again. With `replace` what is in the database is lost.
    """
    folder = Folder(root)
    manifest = await _check_tables(folder, listener)
    if not migrate.knows(manifest.revision):
        raise BackupNewer(revision=manifest.revision, version=manifest.version)
    async with dumping.opened(backend.database_url) as database:
        await _require_room(database, replace=replace)
        await _put_objects(backend.store, folder, manifest, listener)
        if replace:
            # Migrations that go back would stumble over what is there.
            async with loading.emptied(database):
                pass
        await migrate.to(backend.database_url, manifest.revision)
        async with loading.emptied(database) as target:
            await _load(target, folder, manifest, listener)
        await migrate.upgrade(backend.database_url)
        await loading.analyze(database)
    return manifest


async def _require_room(database: Database, *, replace: bool) -> None:
    if others := await loading.others(database):
        raise RestoreWhileServing(connections=others)
    if not replace and await loading.is_used(database):
        raise RestoreNotEmpty


async def _check_tables(folder: Folder, listener: Listener) -> Manifest:
    """Compare every table and the list of objects with the manifest, before anything is done."""
    manifest = folder.manifest()
    parts = {folder.table(name): table.content for name, table in manifest.tables.items()}
    parts[folder.listing] = manifest.objects.listing
    listener.begins("checking", size=sum(part.size for part in parts.values()))
    for path, part in parts.items():
        await asyncio.to_thread(folder.verify, path, part)
        listener.advances(part.size)
    return manifest


async def _put_objects(
    store: Store, folder: Folder, manifest: Manifest, listener: Listener
) -> None:
    listener.begins("objects", size=manifest.objects.size)
    for sha256, size in folder.objects():
        there = await store.find(sha256)
        if there is None or there.size != size:
            await _put_object(store, folder, sha256)
        listener.advances(size)


async def _put_object(store: Store, folder: Folder, sha256: str) -> None:
    with arriving(store.incoming()) as file:
        async for chunk in folder.stream(folder.object(sha256)):
            await file.write(chunk)
        if await file.digest("sha256") != sha256:
            raise BackupDamaged(part=f"the object {sha256}", problem="is not what was written")
        await store.put(file.path, sha256=sha256)


async def _load(target: Loading, folder: Folder, manifest: Manifest, listener: Listener) -> None:
    if {table.name for table in target.tables} != manifest.tables.keys():
        raise BackupForeign(folder=folder.root, problem="its tables are not those of its revision")
    listener.begins("tables", size=sum(part.content.size for part in manifest.tables.values()))
    for table in target.tables:
        part = manifest.tables[table.name]
        source = folder.stream(folder.table(table.name))
        rows = await target.copy(Table(table.name, part.columns), source)
        if rows != part.rows:
            problem = f"has {rows} rows instead of {part.rows}"
            raise BackupDamaged(part=f"the table {table.name}", problem=problem)
        listener.advances(part.content.size)
    await target.set_sequences(manifest.sequences)
