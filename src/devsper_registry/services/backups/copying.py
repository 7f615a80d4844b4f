"""Objects on their way from the storage into a backup."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from devsper_registry.errors import BackupDamaged, ObjectMissing
from devsper_registry.services.backups.folder import Folder
from devsper_registry.services.backups.progress import Listener
from devsper_registry.storage.store import Store

# Copied at once: most are small, and a storage may be far away.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Copying:
    """From this storage into this folder."""

    store: Store
    folder: Folder
    listener: Listener

    async def copy(self, found: AsyncIterator[tuple[str, int]], *, insist: bool) -> None:
        """Copy what is not here, by digest and size.

        One that the storage lacks is passed over, or ObjectMissing is raised when `insist` is said.
        """
        batch: list[tuple[str, int]] = []
        async for each in found:
            batch.append(each)
            if len(batch) == AT_ONCE:
                await self._copy_all(batch, insist=insist)
                batch = []
        await self._copy_all(batch, insist=insist)

    async def _copy_all(self, batch: list[tuple[str, int]], *, insist: bool) -> None:
        lacking = [sha256 for sha256, size in batch if not self.folder.holds(sha256, size)]
        tasks = [asyncio.ensure_future(self._copy_one(each, insist=insist)) for each in lacking]
        try:
            await asyncio.gather(*tasks)
        finally:
            # None is still writing when the first one's refusal is told.
            await asyncio.gather(*tasks, return_exceptions=True)
        self.listener.advances(sum(size for _, size in batch))

    async def _copy_one(self, sha256: str, *, insist: bool) -> None:
        if await self.store.find(sha256) is None:
            if insist:
                raise ObjectMissing(sha256=sha256)
            return  # deleted since it was listed
        with self.folder.writing(self.folder.object(sha256)) as writing:
            async for chunk in self.store.read(sha256):
                await writing.write(chunk)
            if writing.part.sha256 != sha256:
                part = f"the object {sha256}"
                raise BackupDamaged(part=part, problem="has other bytes in the storage already")
