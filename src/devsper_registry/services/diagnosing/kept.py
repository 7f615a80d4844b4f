"""Where bytes are kept: the storage, tried with an object of our own, and the local disk."""

import asyncio
import hashlib
import secrets
import shutil
from pathlib import Path

from devsper_registry.backend import Backend
from devsper_registry.errors import RegistryError
from devsper_registry.services.diagnosing.verdict import Verdict
from devsper_registry.settings import MEGABYTE, Settings
from devsper_registry.storage.arriving import arriving
from devsper_registry.storage.store import Store

# Random, so that it is no file of anybody's.
PROBE_SIZE = 4096
LITTLE = 0.1


async def examine(backend: Backend) -> list[Verdict]:
    """Put an object, read it back and delete it; then look how full the disk is."""
    return [await _storage(backend.store), await _disk(backend.settings)]


async def _storage(store: Store) -> Verdict:
    content = secrets.token_bytes(PROBE_SIZE)
    digest = hashlib.sha256(content).hexdigest()
    try:
        await store.prove()
        with arriving(store.incoming()) as file:
            await file.write(content)
            await file.flush()
            await store.put(file.path, sha256=digest)
        try:
            returned = b"".join([chunk async for chunk in store.read(digest)])
        finally:
            await store.delete(digest)
        left = await store.find(digest)
    except RegistryError as error:
        return Verdict.refused("storage", error)
    if returned != content:
        return Verdict.fail(
            "storage",
            "It returned other bytes than it was given.",
            "Take it out of service: what it keeps cannot be trusted.",
        )
    if left is not None:
        return Verdict.warn(
            "storage",
            "What was deleted is still there.",
            "Let the credentials delete objects: nothing is ever swept otherwise.",
        )
    return Verdict.ok("storage", "An object was written, read back and deleted.")


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
