"""The loop that takes jobs: until it shall stop, through every absence of the database."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from pgqueuer.core.qm import QueueManager

from devsper_registry.backend import Backend
from devsper_registry.db import queueing
from devsper_registry.db.tables.job import Kind
from devsper_registry.errors import RegistryError
from devsper_registry.services import queue
from devsper_registry.worker.jobs import JOBS, Job
from devsper_registry.worker.running import Runner

# How often the queue is looked at where nothing rings (`db/waking.py`): what a dead worker has left
# does not, nor what one that was stopped gave back.
LOOK_EVERY = 5.0
# A regular job that somebody has discarded comes back so late.
ENSURE_EVERY = 60.0
# How long what runs may go on once the worker shall stop: containers are often killed after ten
# seconds, and the parent of several `serve` waits little longer.
GRACE = 8.0
AGAIN_AFTER = 1.0

log = structlog.get_logger(__name__)


@asynccontextmanager
async def working(backend: Backend) -> AsyncIterator[None]:
    """Work while the block runs; what runs at its end may finish, or goes back to the queue."""
    stop = asyncio.Event()
    task = asyncio.create_task(work(backend, stop=stop), name="work on jobs")
    try:
        yield
    finally:
        stop.set()
        await task


async def work(
    backend: Backend,
    *,
    stop: asyncio.Event,
    jobs: Mapping[Kind, Job] = JOBS,
    grace: float = GRACE,
) -> None:
    """Take jobs and run them until `stop`, then give what runs a while to finish."""
    # It prints tracebacks of what we have told, and nothing that we have not.
    logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)
    leave = asyncio.Event()
    beside = [
        asyncio.create_task(_leave_late(stop, leave, grace)),
        asyncio.create_task(_ensure_regular(backend, jobs)),
    ]
    try:
        while not stop.is_set():
            try:
                await _take(backend, jobs, stop=stop, leave=leave)
            except Exception:
                # The loop goes on: nobody else would do what is in the queue.
                log.exception("worker.unexpected")
                await _pause(stop, AGAIN_AFTER)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _take(
    backend: Backend, jobs: Mapping[Kind, Job], *, stop: asyncio.Event, leave: asyncio.Event
) -> None:
    settings = backend.settings
    manager = QueueManager(
        queueing.queries(queueing.Driver(backend.database, backend.listening, stop=stop)),
        channel=queueing.NAMES.channel,
    )
    manager.shutdown = stop
    for kind, job in jobs.items():
        manager.entrypoint(
            kind, concurrency_limit=job.at_once, accepts_context=False, on_failure="hold"
        )(Runner(backend, kind, job, leave))
    await manager.run(
        dequeue_timeout=timedelta(seconds=min(LOOK_EVERY, settings.worker_heartbeat_seconds)),
        batch_size=1,
        max_concurrent_tasks=settings.worker_jobs,
        heartbeat_timeout=timedelta(seconds=settings.worker_heartbeat_seconds),
        # Prometheus has the figures (docs/metrics.md).
        log_aggregation_interval=timedelta(),
    )


async def _ensure_regular(backend: Backend, jobs: Mapping[Kind, Job]) -> None:
    """See to it that each regular job waits in the queue, also where no worker ever ran."""
    while True:
        try:
            for kind, job in jobs.items():
                if job.every is not None:
                    await queue.ensure_regular(backend, kind)
        except RegistryError as error:
            log.warning("worker.refused", code=error.code)
        await asyncio.sleep(ENSURE_EVERY)


async def _leave_late(stop: asyncio.Event, leave: asyncio.Event, grace: float) -> None:
    await stop.wait()
    await asyncio.sleep(grace)
    leave.set()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
