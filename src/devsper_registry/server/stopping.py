"""Being asked to stop: while it starts, while it serves, and once more."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from devsper_registry.server.draining import Server


@dataclass(slots=True)
class Stop:
    """What a request to stop does: cancels while we start, and ends the serving once we serve."""

    starting: "asyncio.Task[Any]"
    server: Server | None = None
    is_requested: bool = False

    def ask(self) -> None:
        """Ask kindly; asked again, nothing changes."""
        if self.is_requested:
            return
        self.is_requested = True
        if self.server is None:
            self.starting.cancel()
        else:
            self.server.leave()

    def hasten(self) -> None:
        """Ask for an end at once."""
        self.is_requested = True
        if self.server is None:
            self.starting.cancel()
        else:
            self.server.hasten()

    def ask_or_hasten(self) -> None:
        """Ask kindly the first time only."""
        if self.is_requested:
            self.hasten()
        else:
            self.ask()


# What a signal does to a process.
Signals = dict[signal.Signals, Callable[[Stop], None]]
# To one that a person or a service manager started.
BY_PERSON: Signals = {
    signal.SIGINT: Stop.ask_or_hasten,
    signal.SIGTERM: Stop.ask_or_hasten,
}


def listen(signals: Signals) -> Stop:
    """Let these signals stop the task that calls."""
    task = asyncio.current_task()
    assert task is not None
    stop = Stop(starting=task)
    for number, what in signals.items():
        asyncio.get_running_loop().add_signal_handler(number, what, stop)
    return stop
