"""Sweeping: what uploads, deletions, logins and invitations left, once it is old enough."""

import asyncio
from datetime import datetime, timedelta
from itertools import count

import structlog

from devsper_registry.backend import Backend
from devsper_registry.db.queries import files, locks
from devsper_registry.errors import RegistryError
from devsper_registry.services import devices, inviting
from devsper_registry.storage.store import Stored

EVERY = timedelta(hours=1)
# Well over what the slowest upload waits between two writes, and over the time from its bytes
# being stored to its being listed.
ARRIVING_FOR = timedelta(hours=1)
UNLISTED_FOR = timedelta(days=1)
BATCH = 500

log = structlog.get_logger()


async def sweep_regularly(backend: Backend) -> None:
    """Sweep now and then every hour, until cancelled."""
    for _ in count():
        try:
            swept = await sweep(backend)
        except RegistryError as error:
            # The database or the disk is away; an hour later it may be back.
            log.warning("sweeping.refused", code=error.code)
        except Exception:
            # The loop goes on: a sweeper that died would be missed only when the disk is full.
            log.exception("sweeping.unexpected")
        else:
            if swept:
                log.info("sweeping.done", leftovers=swept)
        await asyncio.sleep(EVERY.total_seconds())


async def sweep(backend: Backend) -> int:
    """Remove the leftovers; return how many there were. Several may sweep at once."""
    swept = await backend.store.unfinished(before=backend.now() - ARRIVING_FOR, remove=True)
    before = backend.now() - UNLISTED_FOR
    old: list[str] = []
    async for stored in backend.store.objects():
        if stored.put_at < before:
            old.append(stored.sha256)
        if len(old) == BATCH:
            swept += await _sweep_objects(backend, old, before=before)
            old = []
    swept += await _sweep_objects(backend, old, before=before)
    return swept + await devices.sweep(backend) + await inviting.sweep(backend)


async def _sweep_objects(backend: Backend, digests: list[str], *, before: datetime) -> int:
    if not digests:
        return 0
    async with backend.read() as session:
        listed = await files.listed(session, digests)
    swept = 0
    for sha256 in digests:
        if sha256 not in listed:
            swept += await _sweep_object(backend, sha256, before=before)
    return swept


async def _sweep_object(backend: Backend, sha256: str, *, before: datetime) -> bool:
    """Delete the object unless it is being published again at this very moment.

    Whoever publishes puts the object first and locks it before listing it, to look whether it is
    still there. So under our lock either its listing is visible, or it will miss what we delete.
    """
    async with backend.transaction() as session:
        if not await locks.take_object(session, sha256):
            return False
        stored: Stored | None = await backend.store.find(sha256)
        if stored is None or stored.put_at >= before:
            return False
        if await files.listed(session, [sha256]):
            return False
        await backend.store.delete(sha256)
        return True
