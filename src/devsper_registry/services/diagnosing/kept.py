"""Where bytes are kept: the storage, which is tried, and the local disk."""

import asyncio
import shutil
from pathlib import Path

from devsper_registry.backend import Backend
from devsper_registry.errors import RegistryError
from devsper_registry.services.diagnosing.verdict import Verdict
from devsper_registry.settings import MEGABYTE, Settings
from devsper_registry.storage.store import Store

LITTLE = 0.1


async def examine(backend: Backend) -> list[Verdict]:
    """Have the storage prove itself; then look how full the disk is."""
    return [await _storage(backend.store), await _disk(backend.settings)]


async def _storage(store: Store) -> Verdict:
    try:
        await store.prove()
    except RegistryError as error:
        return Verdict.refused("storage", error)
    return Verdict.ok("storage", "It takes what is put there, gives it back, and deletes it.")


async def _disk(settings: Settings) -> Verdict:
    try:
        total, _, free = await asyncio.to_thread(shutil.disk_usage, _existing(settings.data_dir))
    except OSError as error:
        return Verdict.fail(
            "disk",
            f"DATA_DIR {settings.data_dir} cannot be looked at ({error.strerror}).",
            "Set it to a directory of the user who runs the registry.",
        )
    found = f"{free // MEGABYTE} MB of {total // MEGABYTE} MB are free at {settings.data_dir}."
    remedy = "Make room there, or move DATA_DIR: uploads pass through it."
    if free < settings.max_upload_size:
        return Verdict.fail("disk", found, remedy)
    if free < LITTLE * total:
        return Verdict.warn("disk", found, remedy)
    return Verdict.ok("disk", found)


def _existing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that is there."""
    path = Path.cwd() / path
    return next(place for place in (path, *path.parents) if place.exists())
