"""Taking a backup, also while the registry serves."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from devsper_registry import __version__
from devsper_registry.backend import Backend
from devsper_registry.db import dumping
from devsper_registry.db.dumping import Snapshot
from devsper_registry.services.backups.copying import Copying
from devsper_registry.services.backups.folder import Folder
from devsper_registry.services.backups.manifest import FORMAT, Manifest, Objects, TablePart
from devsper_registry.services.backups.progress import Listener


async def take(backend: Backend, root: Path, *, listener: Listener) -> Manifest:
    """Write a backup into the folder; what an earlier one brought there is not copied again.

    The objects come first, then the moment of the database, then the objects that it names beside
    those. What was put meanwhile is young, and the sweeper leaves it for a day; so no object that
    the moment names can be gone before it is copied, also when its file is deleted meanwhile.
    """
    folder = await asyncio.to_thread(Folder.prepare, root)
    copying = Copying(backend.store, folder, listener)
    async with dumping.opened(backend.database_url) as database:
        listener.begins("objects", size=await dumping.size(database))
        await copying.copy(dumping.listed(database), insist=False)
        taken_at = backend.now()
        async with dumping.snapshot(database) as moment:
            listener.begins("tables", size=await moment.size())
            tables = {name: part async for name, part in _tables(folder, moment, listener)}
            sequences = await moment.sequences()
            objects = await _list(folder, moment)
            listener.begins("objects", size=objects.size)
            await copying.copy(moment.objects(), insist=True)
    manifest = Manifest(FORMAT, __version__, moment.revision, taken_at, tables, sequences, objects)
    await asyncio.to_thread(folder.finish, manifest)
    return manifest


async def _tables(
    folder: Folder, moment: Snapshot, listener: Listener
) -> AsyncIterator[tuple[str, TablePart]]:
    for table in moment.tables:
        with folder.writing(folder.table(table.name)) as writing:

            async def take(chunk: bytes, write=writing.write) -> None:  # type: ignore[no-untyped-def]
                await write(chunk)
                listener.advances(len(chunk))

            rows = await moment.copy(table, take)
        yield table.name, TablePart(table.columns, rows, writing.part)


async def _list(folder: Folder, moment: Snapshot) -> Objects:
    """Write the list of the objects."""
    count = total = 0
    with folder.writing(folder.listing) as writing:
        async for sha256, size in moment.objects():
            await writing.write(f"{sha256} {size}\n".encode())
            count += 1
            total += size
    return Objects(count, total, writing.part)
