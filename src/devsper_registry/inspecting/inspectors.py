"""The inspecting processes of a server: a few, started when wanted, ended when idle."""

import asyncio
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from devsper_registry.distribution import Inspection, Policy
from devsper_registry.errors import (
    InspectionInterrupted,
    InspectionTooCostly,
    RegistryError,
    TooManyInspections,
)
from devsper_registry.inspecting.messages import Answer, Failure, Job
from devsper_registry.inspecting.process import Died, Late, Process

# Their files lie on the disk meanwhile. Who comes later hears of it before his client gives up.
LONGEST_QUEUE = 100
IDLE_SECONDS = 60.0
# The kernel may have killed one to make room; a file that ends two of them is refused.
TRIES = 2
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
        self._idle_seconds = idle_seconds
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="inspecting")
        self._most = at_once + LONGEST_QUEUE
        self._under_way = 0
        self._lock = Lock()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._closed = False
        self._evening: asyncio.TimerHandle | None = None

    async def inspect(self, path: Path, *, filename: str, size: int, policy: Policy) -> Inspection:
        """Return what the file is, as `judging.inspect` does; raise its refusals.

        Raise `TooManyInspections`, `InspectionInterrupted` or `InspectionTooCostly` besides.
        """
        if self._under_way >= self._most:
            raise TooManyInspections
        job = Job(path, filename, policy, seconds=self._seconds + size // BYTES_A_SECOND)
        self._under_way += 1
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, self._answer, job)
        finally:
            self._under_way -= 1
            self._end_idle_later()
        if isinstance(answer, Failure):
            raise InspectionFailed(answer.traceback)
        if isinstance(answer, RegistryError):
            raise answer
        return answer

    def pids(self) -> list[int]:
        """Return the numbers of the processes that run now."""
        with self._lock:
            return [process.pid for process in (*self._busy, *self._idle)]

    def close(self) -> None:
        """End all processes, those at work too: blocks for some milliseconds."""
        with self._lock:
            self._closed = True
            for process in self._busy:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        self._end_idle()

    def _end_idle_later(self) -> None:
        if self._evening is not None:
            self._evening.cancel()
        loop = asyncio.get_running_loop()
        self._evening = loop.call_later(self._idle_seconds, self._end_idle)

    def _end_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    # --- in a thread ----------------------------------------------------------------------------

    def _answer(self, job: Job) -> Answer:
        for _ in range(TRIES):
            if self._closed:
                break
            try:
                with self._one() as process:
                    return process.answer(job, within=2 * job.seconds + self._patience)
            except Late:
                # Not once more: whoever sent the file has waited long enough.
                break
            except Died as death:
                if death.code == -signal.SIGXCPU:
                    return InspectionTooCostly(filename=job.filename, what="time")
        return InspectionInterrupted(filename=job.filename)

    @contextmanager
    def _one(self) -> Iterator[Process]:
        """Take a process that lives; it is idle again at the end, unless it has died."""
        process = self._taken() or Process()
        with self._lock:
            self._busy.add(process)
        try:
            yield process
        finally:
            with self._lock:
                self._busy.discard(process)
                if process.is_alive:
                    self._idle.append(process)

    def _taken(self) -> Process | None:
        """The last one that became idle, so that the others stay so and can be swapped out."""
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.is_alive:
                    return process
                process.end()
        return None
