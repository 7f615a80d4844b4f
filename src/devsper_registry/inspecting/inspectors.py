"""The inspecting processes of a server."""

import signal
from functools import partial
from pathlib import Path

from devsper_registry.distribution import Inspection, Policy
from devsper_registry.errors import (
    InspectionInterrupted,
    InspectionTooCostly,
    RegistryError,
    TooManyInspections,
)
from devsper_registry.inspecting.hearing import heard
from devsper_registry.inspecting.messages import Failure, Job
from devsper_registry.inspecting.pool import IDLE_SECONDS, Pool
from devsper_registry.inspecting.process import Died, Late

PROGRAM = "devsper_registry.inspecting.worker"
# Their files lie on the disk meanwhile. Who comes later hears of it before his client gives up.
LONGEST_QUEUE = 100
# What a file unpacks to is bounded by its size, and read at some 300 MB a second.
SECONDS = 60
BYTES_A_SECOND = 20_000_000
# Of the clock, beyond twice that: a process may wait for a processor, a disk or, stopped, for ever.
PATIENCE = 30.0


class InspectionFailed(Exception):
    """An inspection met what nobody foresaw; the message is the traceback of its process."""


class Inspectors:
    """Inspects files, at most `at_once` of them at a time; others wait for their turn."""

    def __init__(
        self,
        *,
        at_once: int,
        seconds: int = SECONDS,
        patience: float = PATIENCE,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._seconds = seconds
        self._patience = patience
        self._most = at_once + LONGEST_QUEUE
        self._pool = Pool(PROGRAM, at_once=at_once, idle_seconds=idle_seconds)

    async def inspect(self, path: Path, *, filename: str, size: int, policy: Policy) -> Inspection:
        """Return what the file is, as `judging.inspect` does; raise its refusals.

        Raise `TooManyInspections`, `InspectionInterrupted` or `InspectionTooCostly` besides.
        """
        if self._pool.under_way >= self._most:
            raise TooManyInspections
        job = Job(path, filename, policy, seconds=self._seconds + size // BYTES_A_SECOND)
        within = 2 * job.seconds + self._patience
        try:
            answer = await self._pool.ask(job, partial(heard, of=job), within=within)
        except Late:
            # Not once more: whoever sent the file has waited long enough.
            raise InspectionInterrupted(filename=filename) from None
        except Died as death:
            if death.code == -signal.SIGXCPU:
                raise InspectionTooCostly(filename=filename, what="time") from None
            raise InspectionInterrupted(filename=filename) from None
        if isinstance(answer, Failure):
            raise InspectionFailed(answer.traceback)
        if isinstance(answer, RegistryError):
            raise answer
        return answer

    def pids(self) -> list[int]:
        """Return the numbers of the processes that run now."""
        return self._pool.pids()

    def close(self) -> None:
        """End all processes, those at work too: blocks for some milliseconds."""
        self._pool.close()
