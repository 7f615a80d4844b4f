"""Sweeping: what uploads, deletions, logins and invitations left, once it is old enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from devsper_registry.backend import Backend
from devsper_registry.db.queries import files, locks
from devsper_registry.services import devices, inviting
from devsper_registry.storage.store import Stored

# Well over what the slowest upload waits between two writes, and over the time from its bytes
# being stored to its being listed.
ARRIVING_FOR = timedelta(hours=1)
UNLISTED_FOR = timedelta(days=1)
BATCH = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Objects without a file, their bytes, and uploads that were left half done."""

    objects: int
    size: int
    unfinished: int


async def sweep(backend: Backend) -> int:
    """Remove the leftovers; return how many there were. Several may sweep at once."""
    left = await sweep_storage(backend, remove=True)
    others = await devices.sweep(backend) + await inviting.sweep(backend)
    swept = left.objects + left.unfinished + others
    if swept:
        log.info("sweeping.done", leftovers=swept)
    return swept


async def sweep_storage(backend: Backend, *, remove: bool) -> Leftovers:
    """Count what the storage holds for nobody; remove it if told to."""
    unfinished = await backend.store.unfinished(before=backend.now() - ARRIVING_FOR, remove=remove)
    before = backend.now() - UNLISTED_FOR
    left: list[int] = []
    old: list[Stored] = []
    async for stored in backend.store.objects():
        if stored.put_at < before:
            old.append(stored)
        if len(old) == BATCH:
            left += await _sweep_objects(backend, old, before=before, remove=remove)
            old = []
    left += await _sweep_objects(backend, old, before=before, remove=remove)
    return Leftovers(objects=len(left), size=sum(left), unfinished=unfinished)


async def _sweep_objects(
    backend: Backend, old: list[Stored], *, before: datetime, remove: bool
) -> list[int]:
    """Return the sizes of those that nothing lists, once they are gone if told to."""
    if not old:
        return []
    async with backend.read() as session:
        listed = await files.listed(session, [stored.sha256 for stored in old])
    return [
        stored.size
        for stored in old
        if stored.sha256 not in listed
        and (not remove or await _sweep_object(backend, stored.sha256, before=before))
    ]


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
