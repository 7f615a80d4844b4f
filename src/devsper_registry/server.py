"""The process that serves: uvicorn around the application, from the port to a clean stop."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
import uvloop

from devsper_registry import logs
from devsper_registry.app import create_app
from devsper_registry.backend import Backend, open_backend
from devsper_registry.errors import SettingInvalid
from devsper_registry.rest.protocol import Protocol
from devsper_registry.settings import Settings

Prepare = Callable[[Backend], Awaitable[None]]
BACKLOG = 2048
STOP_WITHIN_SECONDS = 25
# A GraphQL operation over a WebSocket; the door's own limit is below it, and has a sentence.
LONGEST_MESSAGE = 1024 * 1024


def run(settings: Settings, *, prepare: Prepare | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then return with everything closed.

    `prepare` is awaited once the backend is open, before the first request is answered. The port
    is taken first of all: raise `SettingInvalid` when that fails, with nothing started yet.
    """
    logs.configure(settings.log_lines)
    with (
        _listen(settings.host, settings.port) as listener,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_serve(settings, listener, prepare))


async def _serve(settings: Settings, listener: socket.socket, prepare: Prepare | None) -> None:
    stop = _stop_on_signals()
    try:
        async with open_backend(settings) as backend:
            if prepare is not None:
                await prepare(backend)
            stop.server = _Server(_config(backend))
            keep_for_good()
            await stop.server.serve(sockets=[listener])
    except asyncio.CancelledError:
        if not stop.requested:
            raise


def keep_for_good() -> None:
    """Take what there is now out of the garbage collector's sight: it stays until the end.

    Each full collection would look at all of it (modules, schema, routes) while a request waits.
    """
    gc.collect()
    gc.freeze()


def _config(backend: Backend) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(backend),
        http=Protocol,
        ws="websockets-sansio",
        ws_max_size=LONGEST_MESSAGE,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
    )


@contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise SettingInvalid(
            setting="HOST", problem=f"names no address of this machine: '{host}'."
        ) from error
    except PermissionError as error:
        raise SettingInvalid(
            setting="PORT", problem=f"{port} is not for ordinary users: set one above 1023."
        ) from error
    except OSError as error:
        # Its own text repeats the address, and differently in every Python.
        why = os.strerror(error.errno) if error.errno else str(error)
        problem = f"{port} on {host} cannot be used ({why}): set PORT to another one."
        raise SettingInvalid(setting="PORT", problem=problem) from error
    with listener:
        yield listener


# --- signals ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stop:
    """What a signal does: cancels while we start, and ends the serving once we serve."""

    starting: "asyncio.Task[Any]"
    server: uvicorn.Server | None = None
    requested: bool = False

    def __call__(self, number: int) -> None:
        self.requested = True
        if self.server is None:
            self.starting.cancel()
        else:
            self.server.handle_exit(number, None)


def _stop_on_signals() -> _Stop:
    task = asyncio.current_task()
    assert task is not None
    stop = _Stop(starting=task)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
    return stop


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone: uvicorn would die of them before PostgreSQL has stopped."""
        yield
