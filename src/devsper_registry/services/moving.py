"""Moving what the files need from one storage to another, each object verified on its way.

What is there already is not copied again, so that a second run brings only what is new. Nothing is
removed where it was.
"""

from contextlib import aclosing
from enum import StrEnum
from typing import Protocol

from devsper_registry.backend import Backend
from devsper_registry.db.queries import contents
from devsper_registry.db.queries.contents import Content
from devsper_registry.services.holding import Fault, several
from devsper_registry.storage.arriving import arriving
from devsper_registry.storage.store import Store


class Outcome(StrEnum):
    """What became of an object."""

    COPIED = "copied"
    ALREADY_THERE = "already there"
    FAULTY = "not copied"


class Listener(Protocol):
    """Hears how it goes, while it goes."""

    def read(self, size: int) -> None:
        """Hear of bytes copied."""

    def moved(self, content: Content, outcome: Outcome, fault: Fault | None) -> None:
        """Hear what became of an object."""


async def move(backend: Backend, *, source: Store, target: Store, listener: Listener) -> None:
    """Copy each object that the files need and the target lacks."""

    async def one(content: Content) -> None:
        there = await target.find(content.sha256)
        if there is not None and there.size == content.size:
            listener.moved(content, Outcome.ALREADY_THERE, None)
            return
        fault = await _copy(content, source=source, target=target, listener=listener)
        listener.moved(content, Outcome.COPIED if fault is None else Outcome.FAULTY, fault)

    await several(contents.every(backend.database), one)


async def _copy(
    content: Content, *, source: Store, target: Store, listener: Listener
) -> Fault | None:
    if await source.find(content.sha256) is None:
        return Fault.MISSING
    with arriving(target.incoming()) as file:
        async with aclosing(source.read(content.sha256)) as chunks:
            async for chunk in chunks:
                await file.write(chunk)
                listener.read(len(chunk))
        if await file.digest("sha256") != content.sha256:
            return Fault.DIGEST
        await target.put(file.path, sha256=content.sha256)
    return None
