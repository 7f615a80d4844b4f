"""Workers in this process, and what is in the queue that they share."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg

from devsper_registry.backend import Backend
from devsper_registry.db.queries import jobs
from devsper_registry.db.tables.job import Kind
from devsper_registry.worker import loop
from devsper_registry.worker.jobs import Job, Payload

# Any kind: what it does is the test's.
KIND = Kind.SWEEP
PATIENCE = 30.0


def job(run: Any, **given: Any) -> Mapping[Kind, Job]:
    """A job that is tried again at once."""
    settled = {"within": timedelta(seconds=20), "first_delay": timedelta(), **given}
    return {KIND: Job(run, **settled)}


@asynccontextmanager
async def working(
    backend: Backend, known: Mapping[Kind, Job], *, grace: float = 20.0
) -> AsyncIterator[asyncio.Event]:
    """Work while the block runs; yields what stops it."""
    stop = asyncio.Event()
    task = asyncio.create_task(loop.work(backend, stop=stop, jobs=known, grace=grace))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE)


async def enqueue(backend: Backend, *payloads: Payload, **given: Any) -> None:
    """Put jobs into the queue, in a transaction of their own."""
    async with backend.transaction() as session:
        for payload in payloads or ({},):
            await jobs.enqueue(session, KIND, payload, **given)


async def rows(url: str, query: str) -> list[asyncpg.Record]:
    """Ask the database past the backend."""
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def queue(url: str) -> list[tuple[str, int, str | None]]:
    """The state of each job, how often it began and what its problem was."""
    found = await rows(
        url,
        "SELECT status::text, coalesce((headers->>'starts')::int, 0), headers->>'problem'"
        " FROM pgqueuer ORDER BY id",
    )
    return [tuple(row) for row in found]


async def until(condition: Any, *, within: float = PATIENCE) -> None:
    """Return once the condition holds, awaited where it is a coroutine function."""
    async with asyncio.timeout(within):
        while True:
            found = condition()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.02)
