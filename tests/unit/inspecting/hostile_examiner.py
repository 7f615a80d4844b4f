"""An examining process whose checks do what a hostile file might make of one."""

import ctypes
import fcntl
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from devsper_registry.inspecting import examiner
from devsper_registry.inspecting.steps import Step
from devsper_registry.verification.archive import Archive
from devsper_registry.verification.finding import Finding, Kind, Severity


class Check:
    """A check that does one thing when its file is called `demo`, and finds something."""

    VERSION = "1"
    REASON = "To see what comes of it."
    KINDS = ()

    def __init__(self, name: str, act: Callable[[], object]) -> None:
        self.NAME = name
        self._act = act

    def findings(self, archive: Archive) -> Iterator[Finding]:
        # The rehearsal is no victim.
        told = self._act() if archive.filename.name == "demo" else None
        yield Kind(f"{self.NAME}.done", Severity.INFO, "It came to {told}.").found(told=told)


def spin() -> None:
    while True:
        pass


def exhaust() -> int:
    return len([bytes(1024 * 1024) for _ in range(2000)])


def nest() -> int:
    return nest() + 1


def crash() -> None:
    ctypes.string_at(0)


def outcome(act: Callable[[], object]) -> str:
    """What came of it, in a word."""
    try:
        return type(act()).__name__
    except OSError as error:
        return os.strerror(error.errno or 0)


def opened() -> int:
    return sum(map(is_open, range(50)))


def is_open(number: int) -> bool:
    try:
        fcntl.fcntl(number, fcntl.F_GETFD)
    except OSError:
        return False
    return True


def shown_environment() -> str:
    # Python itself may have chosen a locale.
    return ",".join(sorted(set(os.environ) - {"LC_CTYPE"}))


def become_another() -> None:
    os.execv(sys.executable, [sys.executable, "-c", ""])


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


CHECKS = {
    "calm": lambda: "nothing",
    "spins": spin,
    "sleeps": lambda: time.sleep(600),
    "exhausts": exhaust,
    "nests": nest,
    "crashes": crash,
    "exits": lambda: os._exit(0),
    "raises": lambda: 1 // 0,
    "dials": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "becomes": become_another,
    "forks": fork,
    "reads": lambda: outcome(lambda: Path("/etc/passwd").read_text()),
    "writes": lambda: outcome(lambda: Path("/tmp/written").write_text("x")),
    "deletes": lambda: outcome(lambda: Path("/tmp").rmdir()),
    "kills": lambda: outcome(lambda: os.kill(os.getppid(), 9)),
    "opened": opened,
    "environment": shown_environment,
    "last": lambda: "nothing",
}

if __name__ == "__main__":
    examiner.main(
        [
            Step("archive", "1", opens=True),
            Step("profile", "1"),
            *(Step(name, "1", Check(name, act)) for name, act in CHECKS.items()),
        ]
    )
