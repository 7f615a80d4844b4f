"""Processes forked from one that has loaded everything, so that they share what never changes.

Each ends by itself when the one that started it is no more, even after kill -9.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from devsper_registry.errors import RegistryError

# What a child does, told where to hear of its parent's end.
Work = Callable[[int], None]
Refused = Callable[[RegistryError], int]


@dataclass(frozen=True, slots=True)
class Child:
    """A running one. Closing the lifeline asks it to end."""

    pid: int
    lifeline: int

    def send(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where it has ended meanwhile."""
        # It is a zombie until `ended` has seen it, so that the number is nobody else's.
        os.kill(self.pid, number)

    def ended(self) -> int | None:
        """Return its exit code, negative for a signal; None while it runs. Ask no more then."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        os.close(self.lifeline)
        return os.waitstatus_to_exitcode(status)


def start(work: Work, *, refused: Refused, not_for_it: list[int]) -> Child:
    """Fork one that does the work and then ends. Other children's lifelines are `not_for_it`."""
    hears, lifeline = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        for number in (lifeline, *not_for_it):
            os.close(number)
        _end(_done(lambda: work(hears), refused))
    os.close(hears)
    return Child(pid, lifeline)


def _done(work: Callable[[], None], refused: Refused) -> int:
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Ctrl-C goes to the whole group; the parent alone makes something of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        work()
    except RegistryError as error:
        return refused(error)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """End here: whatever the parent would do at its own end is not for its children to do."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def waking(*numbers: signal.Signals) -> Iterator[tuple[int, list[int]]]:
    """Yield a file that is readable once one of these signals has come, and those that have."""
    came: list[int] = []
    woken, wakes = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wakes, False)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        signal.signal(number, lambda got, _frame: came.append(got))
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    try:
        yield woken, came
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(woken)
        os.close(wakes)
