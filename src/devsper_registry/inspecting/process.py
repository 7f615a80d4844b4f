"""The server's end of an inspecting process."""

import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from devsper_registry.inspecting.messages import LENGTH_BYTES

_Answer = TypeVar("_Answer")

# METADATA has 4 MiB, and JSON makes up to six bytes of one.
LONGEST_ANSWER = 64 * 1024 * 1024
_PIECE = 1024 * 1024


class NotAnAnswer(ValueError):
    """No process of ours would have said that about the job."""


class Died(Exception):
    """The process ended before it had answered; `code` is what `Popen.returncode` says of it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"exit code {code}")


class Late(Exception):
    """The process did not answer in time, whatever it did meanwhile, and was ended."""


class Process:
    """One process, which answers one job at a time. Start and wait in a thread."""

    def __init__(self, program: str) -> None:
        """Start the program, which is the name of a module."""
        self._popen = subprocess.Popen(  # noqa: S603 - a module of ours
            [sys.executable, "-P", "-X", "utf8", "-m", program],
            # Where the modules are, and none of the server's secrets.
            env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C goes to the whole group; uploads under way are still inspected.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._popen.poll() is None

    def answer(self, job: object, read: Callable[[bytes], _Answer], *, within: float) -> _Answer:
        """Return what `read` makes of its answer, which must come within so many seconds.

        Raise `Died` when it does not live to tell, or tells what is `NotAnAnswer`, and `Late`.
        """
        deadline = time.monotonic() + within
        assert self._popen.stdin is not None
        try:
            # Shorter than what a pipe holds, so that a process that sleeps delays nobody here.
            pickle.dump(job, self._popen.stdin)
            self._popen.stdin.flush()
            length = int.from_bytes(self._read(LENGTH_BYTES, deadline))
            if length > LONGEST_ANSWER:
                raise NotAnAnswer
            return read(self._read(length, deadline))
        except (OSError, EOFError, NotAnAnswer):
            self.end()
            raise Died(self._popen.wait()) from None
        except Late:
            self.end()
            raise

    def _read(self, length: int, deadline: float) -> bytes:
        assert self._popen.stdout is not None
        pipe = self._popen.stdout.fileno()
        ready = select.poll()
        ready.register(pipe, select.POLLIN)
        read = bytearray()
        while len(read) < length:
            if not ready.poll(max(0, deadline - time.monotonic()) * 1000):
                raise Late
            piece = os.read(pipe, min(length - len(read), _PIECE))
            if not piece:
                raise EOFError
            read += piece
        return bytes(read)

    def kill(self) -> None:
        """End it, from whatever thread: it holds nothing that would be lost."""
        self._popen.kill()

    def end(self) -> None:
        """End it, and wait until it has gone."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:
                continue  # half a job that nobody will read
