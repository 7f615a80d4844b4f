"""`devsper-registry worker`."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from devsper_registry import logs
from devsper_registry.backend import open_backend
from devsper_registry.cli.opening import settings_of
from devsper_registry.db import migrate
from devsper_registry.server import watched
from devsper_registry.worker import loop

EXAMPLES = """\b
Examples:
  devsper-registry worker
  WORKER_JOBS=8 devsper-registry worker

Ctrl-C or SIGTERM stops it: what runs may finish, or goes back to the queue after a while."""


def worker(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="The data directory, where no DATABASE_URL is set."),
    ] = None,
) -> None:
    """Do the jobs that no request waits for.

    `serve` does them too, unless WORKER=off. Any number may run, on any machine: each job is done
    by one of them, and what one leaves when it dies is taken by the others. With WORKER_PORT it
    answers /health, /ready and /metrics.
    """
    settings = settings_of(data_dir=data_dir)
    logs.configure(settings.log_lines)

    async def run() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with open_backend(settings, join=True) as backend:
            await migrate.upgrade(backend.database_url)
            async with watched.served(backend, settings):
                typer.echo("Working on the queue of jobs (Ctrl-C stops it)")
                await loop.work(backend, stop=stop)

    asyncio.run(run())
