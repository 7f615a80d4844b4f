"""`devsper-registry serve`."""

from pathlib import Path
from typing import Annotated

import typer

from devsper_registry import cli, server
from devsper_registry.backend import Backend
from devsper_registry.cli import welcome
from devsper_registry.cli.opening import settings_of
from devsper_registry.db import migrate as migrations
from devsper_registry.services import accounts

EXAMPLES = """\b
Examples:
  devsper-registry serve
  devsper-registry serve --port 9000 --data-dir /srv/registry
  devsper-registry serve --workers 4
  DATABASE_URL=postgresql://registry@db.example.com/registry devsper-registry serve --host 0.0.0.0

Ctrl-C or SIGTERM stops it: what is being answered is finished first; a second one hastens."""


def serve(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="The port to listen on.", show_default="8080")
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Where files and the database are kept.", show_default="./data"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="How many processes serve on the port.", show_default="1"),
    ] = None,
) -> None:
    """Start the registry.

    Without DATABASE_URL it runs a PostgreSQL of its own in the data directory. The tables are
    brought up to date first. The very first start prints an administrator's API key, once.
    """
    settings = settings_of(host=host, port=port, data_dir=data_dir, workers=workers)

    async def prepare(backend: Backend) -> None:
        await backend.store.prove()
        await migrations.upgrade(backend.database_url)
        first = await accounts.first_administrator(backend)
        if first is not None:
            typer.echo(welcome.text(settings, first.secret))
        typer.echo(f"Serving on {welcome.base_url(settings)}/simple/ (Ctrl-C stops it)")

    server.run(settings, prepare=prepare, refused=cli.refused)
