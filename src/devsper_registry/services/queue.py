"""The queue of jobs: the regular ones in it, what is noted of one that runs, and its log."""

from datetime import timedelta

import structlog

from devsper_registry import metrics
from devsper_registry.backend import Backend
from devsper_registry.db.queries import jobs
from devsper_registry.db.tables.job import Kind
from devsper_registry.errors import RegistryError

LOG_KEPT_FOR = timedelta(days=7)

log = structlog.get_logger(__name__)


async def ensure_regular(backend: Backend, kind: Kind, *, delay: timedelta = timedelta()) -> None:
    """See to it that the next one of this kind waits: the one that does, or one after the delay."""
    async with backend.transaction() as session:
        await jobs.enqueue(session, kind, key=f"regular {kind}", delay=delay)


async def begin(backend: Backend, job: int) -> int | None:
    """Note that the job begins, and return how often it has; None when it was discarded."""
    async with backend.database.raw() as connection:
        return await jobs.begin(connection, job)


async def give_back(backend: Backend, job: int) -> None:
    """Note that the job was begun for nothing."""
    async with backend.database.raw() as connection:
        await jobs.give_back(connection, job)


async def fail(backend: Backend, job: int, problem: str) -> None:
    """Note why the job failed, for administrators: a sentence without secrets."""
    async with backend.database.raw() as connection:
        await jobs.fail(connection, job, problem)


async def measure(backend: Backend) -> None:
    """Bring the figures of the queue up to date; while the database is away they stay."""
    try:
        async with backend.database.raw() as connection:
            metrics.queue_measured(await jobs.depth(connection))
    except RegistryError as error:
        log.warning("queue.not-measured", code=error.code)


async def clear_log(backend: Backend) -> None:
    """Forget what pgqueuer noted of jobs a week ago."""
    async with backend.database.raw() as connection:
        await jobs.clear_log(connection, older_than=LOG_KEPT_FOR)
