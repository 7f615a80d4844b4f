"""The process that serves: uvicorn around the application, from the port to a clean stop."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from devsper_registry.app import create_app
from devsper_registry.backend import Backend, open_backend
from devsper_registry.errors import SettingInvalid
from devsper_registry.rest.problems import REASON_EXTENSION
from devsper_registry.settings import Settings

Prepare = Callable[[Backend], Awaitable[None]]
BACKLOG = 2048
STOP_WITHIN_SECONDS = 25
# A GraphQL operation over a WebSocket; the door's own limit is below it, and has a sentence.
LONGEST_MESSAGE = 1024 * 1024
# An answered client may still be sending. Closing at once would reset the connection, and its
# answer with it; so the rest is read and thrown away, up to here.
DISCARD_AT_MOST = 256 * 1024 * 1024


def run(settings: Settings, *, prepare: Prepare | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then return with everything closed.

    `prepare` is awaited once the backend is open, before the first request is answered. The port
    is taken first of all: raise `SettingInvalid` when that fails, with nothing started yet.
    """
    _log_to_stderr()
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
            await stop.server.serve(sockets=[listener])
    except asyncio.CancelledError:
        if not stop.requested:
            raise


def _config(backend: Backend) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(backend),
        http=Protocol,
        ws="websockets-sansio",
        ws_max_size=LONGEST_MESSAGE,
        lifespan="on",
        log_config=None,
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


# --- HTTP/1.1 -----------------------------------------------------------------------------------


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, and two things that publishers need of it.

    A refusal's sentence as the reason phrase, the only thing that twine prints; and an answer
    that arrives although the client is still sending its file.
    """

    discarded = 0

    def on_headers_complete(self) -> None:
        """Give the request its own place for a phrase, and its cycle a transport that sends it."""
        self.discarded = 0
        phrase: dict[str, str] = {}
        scope: Any = self.scope
        scope["extensions"] = {REASON_EXTENSION: phrase}
        super().on_headers_complete()
        if self.parser.should_upgrade() and self._should_upgrade():
            return  # a WebSocket: there is no cycle, and no reason phrase
        # The cycle's task was made just now, and has not begun.
        self.cycle.transport = _WithReason(self.transport, phrase)  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        """Throw away what comes after the answer, for a while."""
        if self.cycle is not None and self.cycle.response_complete:
            self.discarded += len(body)
            if self.discarded > DISCARD_AT_MOST:
                self.transport.close()
        super().on_body(body)

    def data_received(self, data: bytes) -> None:
        """Keep the clock of an answered client running; uvicorn stops it at every byte."""
        super().data_received(data)
        answered = self.cycle is not None and self.cycle.response_complete
        if answered and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )


@dataclass(slots=True)
class _WithReason:
    """The part of a transport that a cycle uses; it puts the phrase into the status line."""

    transport: asyncio.Transport
    phrase: dict[str, str]

    def write(self, data: bytes) -> None:
        phrase = self.phrase.pop("phrase", None)
        if phrase is not None:
            status_line, _, rest = data.partition(b"\r\n")
            version, status, _ = status_line.split(b" ", 2)
            data = b"%b %b %b\r\n%b" % (version, status, phrase.encode("latin-1"), rest)
        self.transport.write(data)

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def close(self) -> None:
        self.transport.close()


# --- log ----------------------------------------------------------------------------------------


def _log_to_stderr() -> None:
    logging.basicConfig(format="%(asctime)s %(message)s", stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO)
    # Plain tracebacks: the pretty ones print local variables, and with them the keys in headers.
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
