"""`devsper-registry migrate`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from devsper_registry.backend import open_backend
from devsper_registry.cli.opening import settings_of
from devsper_registry.db import migrate as migrations

EXAMPLES = """\b
Examples:
  devsper-registry migrate
  DATABASE_URL=postgresql://registry@db.example.com/registry devsper-registry migrate"""


def migrate(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="The data directory, where no DATABASE_URL is set."),
    ] = None,
) -> None:
    """Bring the database's tables up to date, and say what was done.

    Several may run at once: one does the work. `serve` does the same when it starts.
    """
    settings = settings_of(data_dir=data_dir)

    async def run() -> list[str]:
        async with open_backend(settings, join=True) as backend:
            return await migrations.upgrade(backend.database_url)

    applied = asyncio.run(run())
    for revision in applied:
        typer.echo(f"Applied {revision}.")
    if not applied:
        typer.echo("The database is up to date.")
