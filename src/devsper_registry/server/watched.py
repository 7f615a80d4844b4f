"""A port for whoever watches a process that serves nobody else: health and metrics."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from devsper_registry.app import create_watch
from devsper_registry.backend import Backend
from devsper_registry.server import listening
from devsper_registry.server.draining import Server
from devsper_registry.settings import Settings


@asynccontextmanager
async def served(backend: Backend, settings: Settings) -> AsyncIterator[None]:
    """Answer on WORKER_PORT while the block runs; nowhere where there is none."""
    if settings.worker_port is None:
        yield
        return
    with listening.on(settings.host, settings.worker_port, setting="WORKER_PORT") as listener:
        server = Server(create_watch(backend), drain_seconds=0)
        task = asyncio.create_task(server.serve(sockets=[listener]), name="be watched")
        try:
            yield
        finally:
            server.hasten()
            await task
