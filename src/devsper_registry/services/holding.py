"""Whether the storage holds what the files need: every object there, whole, and the right one."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from enum import StrEnum
from typing import Protocol

from devsper_registry.backend import Backend
from devsper_registry.db.queries import contents, files
from devsper_registry.db.queries.contents import Content
from devsper_registry.errors import StorageUnavailable
from devsper_registry.storage.store import Store

AT_ONCE = 4


class Fault(StrEnum):
    """What may be wrong with an object."""

    MISSING = "is missing"
    SIZE = "has another size"
    DIGEST = "has other content"
    UNREADABLE = "cannot be read"


class Listener(Protocol):
    """Hears how it goes, while it goes."""

    def read(self, size: int) -> None:
        """Hear of bytes read."""

    def checked(self, content: Content, fault: Fault | None) -> None:
        """Hear how an object is."""


async def check(backend: Backend, *, sizes_only: bool, listener: Listener) -> None:
    """Look at the object of every file; read it too, unless the sizes are enough."""

    async def one(content: Content) -> None:
        fault = await _fault(backend.store, content, sizes_only=sizes_only, listener=listener)
        if fault is Fault.MISSING and not await _is_listed(backend, content):
            fault = None  # deleted while we were looking
        listener.checked(content, fault)

    await several(contents.every(backend.database), one)


async def several(
    found: AsyncIterator[Content], work: Callable[[Content], Awaitable[None]]
) -> None:
    """Do the work for each, a few at once; what is raised ends it all."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(content: Content) -> None:
        try:
            await work(content)
        finally:
            places.release()

    try:
        async with asyncio.TaskGroup() as group:
            async for content in found:
                await places.acquire()
                group.create_task(one(content))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


async def _fault(
    store: Store, content: Content, *, sizes_only: bool, listener: Listener
) -> Fault | None:
    stored = await store.find(content.sha256)
    if stored is None:
        return Fault.MISSING
    if stored.size != content.size:
        return Fault.SIZE
    if sizes_only:
        return None
    try:
        same = await _digest(store, content, listener) == content.sha256
    except StorageUnavailable:
        return Fault.UNREADABLE
    return None if same else Fault.DIGEST


async def _digest(store: Store, content: Content, listener: Listener) -> str:
    running = hashlib.sha256()
    async with aclosing(store.read(content.sha256)) as chunks:
        async for chunk in chunks:
            running.update(chunk)
            listener.read(len(chunk))
    return running.hexdigest()


async def _is_listed(backend: Backend, content: Content) -> bool:
    async with backend.read() as session:
        return content.sha256 in await files.listed(session, [content.sha256])
