"""Counting downloads: in memory on the request's way, written together every few seconds."""

import asyncio
from datetime import timedelta

import structlog

from devsper_registry import metrics
from devsper_registry.backend import Backend
from devsper_registry.db.queries import download_counts
from devsper_registry.db.tally import Download
from devsper_registry.errors import RegistryError

FLUSH_EVERY = 5.0
DAYS = timedelta(days=30)
BATCH = 500

log = structlog.get_logger()


def note(backend: Backend, filename: str, *, installer: str, python: str) -> None:
    """Count a download of the file. Nothing is written, and nothing is kept of who it was."""
    metrics.DOWNLOADS.inc()
    backend.tally.add(Download(filename, backend.now().date(), installer, python))


async def write_regularly(backend: Backend) -> None:
    """Write the counts every five seconds and, cancelled, a last time."""
    try:
        while True:
            await _attempt(backend)
            await asyncio.sleep(FLUSH_EVERY)
    finally:
        await _attempt(backend)


async def flush(backend: Backend) -> None:
    """Write what was counted, in one statement; keep it for the next time when that fails."""
    counts = backend.tally.take()
    if not counts:
        return
    try:
        async with backend.database.raw() as connection:
            await download_counts.add(connection, counts)
    except BaseException:
        # Also when it is cancelled, which takes the statement back: the last writing has it then.
        for download, number in counts.items():
            backend.tally.add(download, number)
        raise


async def renew(backend: Backend) -> int:
    """Bring the documents' counts of thirty days up to date; return how many had moved."""
    after = backend.now().date() - DAYS
    async with backend.database.raw() as connection:
        moved = await download_counts.moved(connection, after=after)
        # A statement each: nobody who publishes waits for more than one of them.
        for start in range(0, len(moved), BATCH):
            await download_counts.renew(connection, moved[start : start + BATCH])
    return len(moved)


async def _attempt(backend: Backend) -> None:
    try:
        await flush(backend)
    except RegistryError as error:
        # The database is away; the next attempt may find it.
        log.warning("downloads not written", error=error.code)
    except Exception:
        # The loop goes on: counts that nobody writes any more would be missed by nobody.
        log.exception("downloads not written")
