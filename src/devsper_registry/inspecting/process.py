"""The server's end of an inspecting process."""

import os
import pickle
import subprocess
import sys

from devsper_registry.inspecting.messages import Answer, Job


class Died(Exception):
    """The process ended before it had answered; `code` is what `Popen.returncode` says of it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"exit code {code}")


class Process:
    """One process, which answers one job at a time. Start and wait in a thread."""

    def __init__(self) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", "devsper_registry.inspecting.worker"],
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

    def answer(self, job: Job) -> Answer:
        """Return what it finds; raise `Died` when it does not live to tell."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        try:
            pickle.dump(job, self._popen.stdin)
            self._popen.stdin.flush()
            found: Answer = pickle.load(self._popen.stdout)  # noqa: S301 - our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            self.end()
            raise Died(self._popen.wait()) from None
        return found

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
