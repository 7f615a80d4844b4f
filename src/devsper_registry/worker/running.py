"""How one job runs: counted when it begins, within its time, and then done, tried again or held."""

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson
import structlog
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job as Taken

from devsper_registry import metrics
from devsper_registry.backend import Backend
from devsper_registry.db.tables.job import Kind
from devsper_registry.errors import RegistryError
from devsper_registry.services import queue
from devsper_registry.worker.jobs import Job

log = structlog.get_logger(__name__)


class Held(Exception):
    """Tells pgqueuer to hold the job. What it notes of it is this sentence, without a cause."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the jobs of one kind that pgqueuer has taken for this process."""

    backend: Backend
    kind: Kind
    job: Job
    # Once it is set, what still runs is given back to the queue.
    leave: asyncio.Event

    async def __call__(self, taken: Taken) -> None:
        """Return when the job is done; raise `RetryRequested` or `Held`."""
        try:
            await self._run(taken)
        except RegistryError as error:
            # Nothing can be noted at the moment: it is no fault of the job.
            log.warning("job.postponed", kind=self.kind, job=taken.id, code=error.code)
            raise RetryRequested(delay=self.job.first_delay, reason=str(error)) from None

    async def _run(self, taken: Taken) -> None:
        # pgqueuer counts what it is told of; a job that kills its worker tells nothing.
        starts = await queue.begin(self.backend, taken.id)
        if starts is None:
            return  # discarded since it was taken
        if starts > self.job.attempts:
            sentence = f"It was begun {starts - 1} times, and its worker ended before it did."
            await self._end_attempt(taken, starts, sentence)
        if self.job.every is not None:
            await queue.ensure_regular(self.backend, self.kind, delay=self.job.every)
        began = perf_counter()
        problem = await self._attempt(taken)
        outcome = self._outcome(problem, starts)
        metrics.job_ended(self.kind, outcome, seconds=perf_counter() - began)
        if problem is not None:
            await self._end_attempt(taken, starts, problem)

    def _outcome(self, problem: str | None, starts: int) -> str:
        if problem is None:
            return "done"
        return "failed" if starts < self.job.attempts else "held"

    async def _attempt(self, taken: Taken) -> str | None:
        """Run it; return why it failed, in a sentence, or None."""
        work = asyncio.ensure_future(
            self.job.run(self.backend, orjson.loads(taken.payload or "{}"))
        )
        leaving = asyncio.ensure_future(self.leave.wait())
        try:
            await asyncio.wait(
                (work, leaving),
                timeout=self.job.within.total_seconds(),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            leaving.cancel()
            ended = work.done()
            work.cancel()
            await asyncio.wait((work, leaving))
        if ended:
            return self._problem_of(work, taken)
        if self.leave.is_set():
            await queue.give_back(self.backend, taken.id)
            raise RetryRequested(reason="Its worker was stopped.")
        return f"It took longer than {self.job.within} and was stopped."

    def _problem_of(self, work: "asyncio.Future[object]", taken: Taken) -> str | None:
        error = None if work.cancelled() else work.exception()
        if work.cancelled():
            return "It gave up."
        if error is None:
            return None
        if isinstance(error, RegistryError):
            return str(error)
        log.error("job.unexpected", kind=self.kind, job=taken.id, exc_info=error)
        # Without its words: they may quote what nobody foresaw.
        return f"It ended unexpectedly ({type(error).__name__}): the worker's log has the details."

    async def _end_attempt(self, taken: Taken, starts: int, problem: str) -> None:
        """Note the failure, and have the job tried again, or held after its last attempt."""
        await queue.fail(self.backend, taken.id, problem)
        told: dict[str, Any] = {"kind": self.kind, "job": taken.id, "problem": problem}
        if starts < self.job.attempts:
            delay = self.job.delay(starts)
            log.warning("job.failed", **told, attempt=starts, again_in=str(delay))
            raise RetryRequested(delay=delay, reason=problem) from None
        log.error("job.held", **told, attempts=min(starts, self.job.attempts))
        raise Held(problem) from None
