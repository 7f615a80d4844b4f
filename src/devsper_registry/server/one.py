"""One process that serves."""

import asyncio
import gc
import socket
from collections.abc import Awaitable, Callable

import uvloop

from devsper_registry.app import create_app
from devsper_registry.backend import Backend, open_backend
from devsper_registry.server import stopping, traces
from devsper_registry.server.draining import Server
from devsper_registry.server.stopping import Stop
from devsper_registry.settings import Settings

OBJECTS_BEFORE_A_LOOK = 20_000

Prepare = Callable[[Backend], Awaitable[None]]


def run(settings: Settings, listener: socket.socket, *, prepare: Prepare) -> None:
    """Serve on the socket until a signal comes."""

    async def serving() -> None:
        stop = stopping.listen(stopping.BY_PERSON)
        await serve(settings, listener, prepare=prepare, stop=stop)

    in_a_loop(serving())


def in_a_loop(work: "Awaitable[None]") -> None:
    """Run it to its end in an event loop of its own."""

    async def run() -> None:
        await work

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


async def serve(
    settings: Settings, listener: socket.socket, *, prepare: Prepare | None, stop: Stop
) -> None:
    """Open the backend, serve until it is asked to stop, and close everything."""
    try:
        with traces.sent(settings):
            async with open_backend(settings) as backend:
                if prepare is not None:
                    await prepare(backend)
                stop.server = Server(create_app(backend), drain_seconds=settings.drain_seconds)
                keep_for_good()
                await stop.server.serve(sockets=[listener])
    except asyncio.CancelledError:
        if not stop.is_requested:
            raise


def keep_for_good() -> None:
    """Take what there is now out of the garbage collector's sight: it stays until the end.

    Each full collection would look at all of it (modules, schema, routes) while a request waits.
    And let it look more seldom: what a request makes is mostly free when it ends, by its counts.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_A_LOOK)
