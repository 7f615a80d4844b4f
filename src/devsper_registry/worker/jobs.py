"""Every kind of job: what it does, how long it may take, how often it is tried, when it is due."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from devsper_registry.backend import Backend
from devsper_registry.db.tables.job import Kind
from devsper_registry.services import counting, examining, queue, sweeping, verifying

Payload = dict[str, Any]
LONGEST_DELAY = timedelta(hours=1)
GROWTH = 4


@dataclass(frozen=True, slots=True)
class Job:
    """One kind. It may run twice, so what it runs is safe to repeat."""

    run: Callable[[Backend, Payload], Awaitable[object]]
    within: timedelta
    # Held for administrators after so many.
    attempts: int = 5
    # Before the second attempt; before each further one it is four times as long.
    first_delay: timedelta = timedelta(seconds=10)
    # A regular one: the time from a beginning to the next.
    every: timedelta | None = None
    # In all workers together; 0 is without a limit.
    at_once: int = 0

    def delay(self, starts: int) -> timedelta:
        """Return how long to wait after that many attempts, an hour at most."""
        growth: int = GROWTH ** (starts - 1)
        return min(self.first_delay * growth, LONGEST_DELAY)


def _regular(run: Callable[[Backend], Awaitable[object]], *, every: timedelta) -> Job:
    """Return a job that one worker at a time does now and then, for all."""
    return Job(lambda backend, _: run(backend), within=timedelta(hours=1), every=every, at_once=1)


async def _verify(backend: Backend, payload: Payload) -> None:
    await examining.examine(backend, UUID(payload["file"]))


async def _note_advisories(backend: Backend, payload: Payload) -> None:
    await verifying.note_advisories(backend, payload["packages"])


HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)
JOBS: dict[Kind, Job] = {
    Kind.SWEEP: _regular(sweeping.sweep, every=HOURLY),
    Kind.RENEW_DOWNLOADS: _regular(counting.renew, every=HOURLY),
    Kind.CLEAR_QUEUE_LOG: _regular(queue.clear_log, every=HOURLY),
    # Once more than it is tried: the last one enters that it has failed.
    Kind.VERIFY: Job(_verify, within=timedelta(minutes=15), attempts=examining.MOST_ATTEMPTS + 1),
    Kind.VERIFY_OUTDATED: _regular(verifying.request_outdated, every=timedelta(minutes=1)),
    Kind.NOTE_ADVISORIES: Job(_note_advisories, within=timedelta(minutes=15)),
}
