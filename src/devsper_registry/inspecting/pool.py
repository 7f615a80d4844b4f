"""Processes of one program: a few, started when wanted, ended when idle."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

from devsper_registry.inspecting.process import Died, Process

IDLE_SECONDS = 60.0
# The kernel may have killed one to make room; a job that ends two of them is given up.
TRIES = 2

_Answer = TypeVar("_Answer")


class Pool:
    """Answers jobs, at most `at_once` of them at a time; others wait for their turn."""

    def __init__(self, program: str, *, at_once: int, idle_seconds: float = IDLE_SECONDS) -> None:
        self._program = program
        self._idle_seconds = idle_seconds
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=program.rpartition(".")[2])
        self._under_way = 0
        self._lock = Lock()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._closed = False
        self._evening: asyncio.TimerHandle | None = None

    @property
    def under_way(self) -> int:
        """How many jobs are answered now or wait for their turn."""
        return self._under_way

    async def ask(self, job: object, read: Callable[[bytes], _Answer], *, within: float) -> _Answer:
        """Return what `read` makes of a process's answer; raise `Late`, or `Died` for good."""
        self._under_way += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._answer, job, read, within)
        finally:
            self._under_way -= 1
            self._end_idle_later()

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

    def _answer(self, job: object, read: Callable[[bytes], _Answer], within: float) -> _Answer:
        death = Died(-signal.SIGKILL)
        for _ in range(TRIES):
            if self._closed:
                break
            try:
                with self._one() as process:
                    return process.answer(job, read, within=within)
            except Died as died:
                death = died
                if died.code == -signal.SIGXCPU:
                    break
        raise death

    @contextmanager
    def _one(self) -> Iterator[Process]:
        """Take a process that lives; it is idle again at the end, unless it has died."""
        process = self._taken() or Process(self._program)
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
